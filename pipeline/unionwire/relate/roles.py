"""The sides of an endorsement around a trigger: acting unions, targeted people, and whether an election is meant."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.relate.arguments import CAMPAIGN_NOUNS, Arguments
from unionwire.relate.finding import LIKELY, Finding

_COMPANION_WORDS = frozenset({"following", "joining", "joins", "join", "joined", "alongside", "along"})
_GENERIC = frozenset(
    "unions union locals groups group organizations others affiliates internationals nationals councils lodges".split()
)
ELECTION_WORDS = frozenset(
    "election primary primaries race candidate candidates nominee presidential president campaign governor mayor mayoral gubernatorial senate senator contest "
    "endorse endorsed endorsing endorsement endorsements ticket democratic republican caucus caucuses".split()
)


def acting_unions(verb: Token, arguments: Arguments) -> tuple[list[str], bool]:
    """The unions that act in a verb's clause, and whether only their members or one leader do."""
    first = True
    for subject in arguments.subjects(verb):
        unions = subject_unions(subject, arguments)
        if unions:
            return unions, False
        if first and arguments.is_personal(subject):
            return [], True
        if (
            subject.dep_ == "nsubj"
            and subject.lower_ not in {"it", "they", "we", "which", "that", "who"}
            and verb.dep_ != "acl"
        ):
            if subject.ent_type_ in {"PERSON", "NORP"} or arguments.candidate_span(subject) is not None:
                return [], False
            if not _broken(subject, verb, arguments):
                return [], False
        first = False
    return surface_unions(verb, arguments), False


def subject_unions(subject: Token, arguments: Arguments) -> list[str]:
    """Unions that a subject stands for: named, listed after "unions", or "the latter" of a list."""
    if subject.lower_ in {"latter", "former"}:
        earlier = [span for span in arguments.union_spans if span.end <= subject.i and span.start >= subject.sent.start]
        if earlier:
            return [(earlier[-1] if subject.lower_ == "latter" else earlier[0]).kb_id_]
    return arguments.unions(subject) or enumerated(subject, arguments)


def _broken(subject: Token, verb: Token, arguments: Arguments) -> bool:
    """Tell whether a subject is a stray part of a union's long name or of its apposition."""
    return any(
        span.sent.start == verb.sent.start and abs(span.start - subject.i) <= 3 for span in arguments.union_spans
    )


def enumerated(head: Token | None, arguments: Arguments) -> list[str]:
    """Unions listed after a generic noun: "two unions, the A and the B", "unions that ...—A, B and C—"."""
    if head is None or head.lower_ not in _GENERIC:
        return []
    sentence = head.sent
    for span in arguments.union_spans:
        if span.start <= head.i or span.start >= sentence.end or span.id_ == "shortform.pronoun":
            continue
        gap = head.doc[head.i + 1 : span.start].text
        if gap.rstrip().endswith(
            (
                "—",
                "–",
                "--",
                ":",
                "including",
                "including the",
                "such as",
                "such as the",
                "like the",
                "—the",
                "among them",
                "among them the",
            )
        ) or (len(gap) < 60 and gap.strip().removesuffix("the").strip().endswith((",", "—", "–", ":"))):
            return arguments.unions(span.root) or [span.kb_id_]
        return []
    return []


def direct_object(verb: Token) -> Token | None:
    """The object of a verb, or the one that a coordinated verb shares with it."""
    for child in verb.children:
        if child.dep_ in {"dobj", "obj", "oprd"} and child.i > verb.i:
            return child
    for child in verb.children:
        if child.dep_ == "conj":
            return direct_object(child)
    return None


def targets(head: Token | None, arguments: Arguments, *, create: bool) -> list[str]:
    """People whom an object names, also by their campaign or behind a title that the parse took for the head."""
    if head is None:
        return []
    found = arguments.people(head, create=create)
    if found or head.lower_ in CAMPAIGN_NOUNS:
        return found
    if head.lower_ in {
        "candidate",
        "nominee",
        "sen.",
        "rep.",
        "gov.",
        "senator",
        "former",
        "incumbent",
        "challenger",
        "mayor",
        "governor",
        "vice",
        "president",
    }:
        for token in head.doc[head.i + 1 : min(head.i + 6, head.sent.end)]:
            if found := arguments.people(token, create=create):
                return found
            if token.text in {",", ";"} or token.lower_ in {"for", "in", "and"}:
                break
    if arguments.candidate_span(head.doc[min(child.i for child in head.subtree)]) is not None and head.dep_ in {
        "dobj",
        "pobj",
    }:
        first = head.doc[min(child.i for child in head.subtree)]
        if first.dep_ != "poss":
            return arguments.people(first, create=False)
    return []


def surface_people(verb: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """The person named right after a verb where the parse has no object."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 9, verb.sent.end)]:
        if token.is_space:
            continue
        if found := arguments.people(token, create=create and token.ent_type_ == "PERSON"):
            following = next(
                (other for other in verb.doc[token.i + 1 : token.i + 6] if other.text in {"'s", "’s", "'", "’"}), None
            )
            if (
                following is not None
                and following.head.lower_ not in CAMPAIGN_NOUNS
                and following.head.head.lower_ not in CAMPAIGN_NOUNS
            ):
                return []
            return found
        if (
            token.text in {";", "—", ":", "?"}
            or token.dep_ in {"ROOT", "mark", "prep", "cc"}
            or arguments.union_span(token) is not None
        ):
            return []
    return []


def surface_unions(verb: Token, arguments: Arguments) -> list[str]:
    """The union named last before a verb in its sentence, with no other subject between."""
    sentence = verb.sent
    for token in reversed(verb.doc[sentence.start : verb.i]):
        span = arguments.union_span(token)
        if span is not None:
            return arguments.unions(span.root) or [span.kb_id_]
        if token.dep_ in {"nsubj", "nsubjpass"} and token.lower_ not in {"which", "that", "who", "it", "they"}:
            return []
        if arguments.candidate_span(token) is not None or token.text in {";", "“", "”", '"'}:
            return []
    return []


def is_nobody(target: Token) -> bool:
    """Tell whether an object means nobody: "no one", "neither candidate"."""
    return target.lower_ in {"nobody", "none", "neither", "noone"} or any(
        child.lower_ in {"no", "neither"} for child in target.children if child.dep_ in {"det", "preconj"}
    )


def about_elections(token: Token, arguments: Arguments) -> bool:
    """Tell whether the sentence, or one of the two before it, speaks of an election."""
    sentence = token.sent
    start = sentence.start
    for _ in range(2):
        start = sentence.doc[start - 1].sent.start if start else start
    return any(
        word.lower_ in ELECTION_WORDS or arguments.candidate_span(word) is not None
        for word in sentence.doc[start : sentence.end]
    )


def companions(trigger: Token, arguments: Arguments, candidates: list[str], rule: str) -> Iterator[Finding]:
    """The endorsements of unions that a sentence names as having done the same."""
    unions = companions_after(trigger, arguments)
    if unions:
        yield Finding(trigger, unions, candidates, "endorsed", rule, LIKELY)


def companions_after(trigger: Token, arguments: Arguments) -> list[str]:
    """Unions that endorsed the same before: "following A and B", "joins A and B in endorsing"."""
    for token in trigger.sent:
        if token.lower_ not in _COMPANION_WORDS or not (
            token.head.i == trigger.i or trigger.is_ancestor(token) or token.is_ancestor(trigger)
        ):
            continue
        for span in arguments.union_spans:
            if token.i < span.start <= token.i + 4 and span.end <= trigger.sent.end and span.id_ != "shortform.pronoun":
                return arguments.unions(span.root) or [span.kb_id_]
    return []
