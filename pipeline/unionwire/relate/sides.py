"""Endorsements told by whose side a union is on: "has the A behind her", "the B are in his camp", "his backers include the C".

How it decides. Three readings, each from both sides' own words. Having: a candidate "has", "counts" or "lists" a union itself
as its object, with nothing that the union does after it. Camp: a union is, or somebody has it, "in X's corner", "on her side",
"behind him", "among his supporters". Backers: unions listed as a candidate's backers, supporters or endorsements.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.clause_shapes import CAMPAIGN_NOUNS
from unionwire.relate.companions import companions
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.frames import Frame, by_form, of_kind
from unionwire.relate.roles import about_elections, acting_unions, election_article, targets
from unionwire.relate.stance import stance_of
from unionwire.relate.standins import enumerated
from unionwire.relate.words import is_finite

_COMPLEMENTS = frozenset({"xcomp", "ccomp", "oprd", "acomp", "advcl", "acl"})
_BEING = frozenset(
    "is are was were be been being remain remains remained stay stays stayed stand stands fell fall landed join joins joined got get gets gotten".split()
)
_HOLDING = frozenset(
    "with has have had having counts count counted counting lists listed got gets get boasts claims claimed puts put placed".split()
)
_COUNTED = frozenset(
    "one two three four five six seven eight nine ten dozen dozens several many most some few fewer more others rest bulk half plenty names both "
    "union unions locals groups".split()
)
_LABOR = re.compile(r"\b(?:[Uu]nions?|[Ll]abor|[Ll]ocals?|[Ee]ndors\w+|backing|trades)\b")
_SUCH_AS = re.compile(
    r"(?:—|–|--|:|,|\bincluding|\bsuch\s+as|\bamong\s+them|\blike)\s*(?:(?:all|both|just|only|including|notably|chiefly|among\s+them|such\s+as)\s*:?\s*)?"
    r"(?:[Tt]he\s*)?(?:(?:[a-z’'-]+\s+){1,3}(?:of|in|at)\s+(?:the\s+)?)?\Z"
)
_WHOM = re.compile(
    r"(?:,|(?<![\s,]))\s+(?:whom|whose\s+(?:[\w-]+\s+)?(?:campaign|bid|candidacy|re-?election|run)(?:\s+for\s+(?:[\w.]+\s+){0,3}?[\w.]+)?)\s+(?=[tT]he\s|[A-Z])"
)
_BREAKS = frozenset(
    {
        "not",
        "n't",
        "n’t",
        "never",
        ".",
        ";",
        "that",
        "who",
        "which",
        "if",
        "may",
        "might",
        "could",
        "would",
        "declined",
        "refused",
        "to",
    }
)
_CONTEST = frozenset(
    "election elections primary primaries race races candidate candidates candidacy nominee nomination contest runoff caucus caucuses mayoral gubernatorial "
    "presidential re-election reelection bid running ran ballot voters seat leadership challenger incumbent recall campaigned".split()
)
_BETWEEN = frozenset({"", ",", "—", "–", "all", ", all", "firmly", "solidly", "squarely", "both", ", both"})
_JOINING = frozenset("join joins joined joining".split())
_LISTING = frozenset(
    "include includes included including are is was were range ranged comprise comprises features feature".split()
)


def read_having(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A candidate who has a union: "she already has the A", "Kerry has only one, the B"."""
    assert frame.stance is not None
    if frame.particle and not any(word.lower_ == frame.particle for word in verb.doc[verb.i + 1 : verb.i + 2]):
        return
    target = next((child for child in verb.children if child.dep_ in {"dobj", "attr"} and child.i > verb.i), None)
    if target is None or any(
        child.dep_ in _COMPLEMENTS and child.i > target.i for child in (*verb.children, *target.children)
    ):
        return
    span = arguments.union_span(target)
    if span is not None and span.id_ == "shortform.pronoun":
        return
    if span is None and target.lower_ not in _COUNTED:
        return
    counted = _apposed(target, arguments) if target.lower_ in _COUNTED else []
    unions = counted or arguments.unions(target) or enumerated(target, arguments)
    if not unions or _goes_on(target, arguments):
        return
    subject = next(arguments.subjects(verb), None)
    if subject is None or subject.lower_ in {"it", "they", "who", "which"}:
        return
    # in a text on an election, who "had six of them: the A, B and C" runs in one
    create = bool(counted) and subject.ent_type_ == "PERSON" and election_article(verb.doc)
    if candidates := targets(subject, arguments, create=create):
        stance = stance_of(verb, frame.stance)
        yield Finding(verb, unions, candidates, stance, frame.frame_id, LIKELY)
        if stance == "endorsed":
            yield from companions(verb, arguments, candidates, frame.frame_id)


def _apposed(target: Token, arguments: Arguments) -> list[str]:
    """The unions that say which ones: "has only one, the A", "has most of the rest: the A and the B", "has four, among them the C"."""
    sentence = target.sent
    doc = target.doc
    later = (span for span in arguments.outermost if target.i < span.start < sentence.end)
    # "six of them" takes up unions without a name, whichever one the text has named last
    first = next((span for span in later if span.text != "them" or doc[span.start - 1].lower_ != "of"), None)
    if first is None or first.id_ == "shortform.pronoun":
        return []
    gap = text_of(doc)[target.idx + len(target) : first.start_char]
    if _SUCH_AS.search(gap) is None or any(is_finite(token) for token in doc[target.i + 1 : first.start]):
        return []
    since = doc[sentence.start - 1].sent.start_char if sentence.start else 0
    spoken_of = any(since <= span.start_char and span.end <= target.i for span in arguments.outermost)
    if not (spoken_of or election_article(doc) or _LABOR.search(text_of(doc), since, first.start_char)):
        return []
    return _to_the_end(first, arguments)


def _to_the_end(first: Span, arguments: Arguments) -> list[str]:
    """A list of unions from its first one to the end of the clause, past the members that are no unions or have asides."""
    listed = arguments.listed(first)
    doc = first.doc
    for token in doc[first.end : first.sent.end]:
        if is_finite(token) or token.text in {";", ":", "—", "–"} or arguments.candidate_span(token) is not None:
            break
        span = arguments.union_span(token)
        if (
            span is not None
            and span.id_ != "shortform.pronoun"
            and span.kb_id_ not in listed
            and span in arguments.outermost
        ):
            listed.append(span.kb_id_)
    return listed


def _goes_on(target: Token, arguments: Arguments) -> bool:
    """Tell whether the clause says more of the union that somebody has: "has the A worried", "got the B to sign"."""
    if target.lower_ in _COUNTED:
        return False
    span = arguments.union_span(target)
    last = max(token.i for token in target.subtree)
    if span is not None:
        last = max(last, span.end - 1)
    following = target.doc[last + 1] if last + 1 < len(target.doc) else None
    return following is not None and not (
        following.is_punct
        or following.is_space
        or following.dep_ in {"cc", "npadvmod", "punct"}
        or following.ent_type_ in {"DATE", "TIME"}
        or following.lower_ in {"behind", "in", "on", "among", "as", "too", "already", "last", "since", "while", "but"}
    )


def camps(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the readings of every "in X's camp", "on her side", "behind him", "among his supporters"."""
    for frame in of_kind("camp"):
        if frame.pattern is None:
            continue
        for match in frame.pattern.finditer(text_of(doc)):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            owner = doc.char_span(*match.span("owner"), alignment_mode="expand")
            if span is not None and owner is not None:
                yield from _camp(span, owner, arguments, frame)


def _camp(span: Span, owner: Span, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    assert frame.stance is not None
    if any(token.lower_ in {"unlike", "want", "wants", "wanted"} for token in span.sent):
        return
    head = span[0]
    governor = _governor(head)
    unions = _held(head, arguments)
    if unions and governor.lower_ in _JOINING:
        unions = list(dict.fromkeys((*acting_unions(governor, arguments)[0], *unions)))
    elif not unions and governor.lower_ in _BEING and frame.frame_id != "behind.camp":
        unions = acting_unions(governor, arguments)[0] or _inverted(governor, arguments)
    candidates = targets(owner.root, arguments, create=about_elections(owner.root, arguments)) if unions else []
    if candidates:
        yield Finding(head, unions, candidates, stance_of(governor, frame.stance), frame.frame_id, LIKELY)


def relatives(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield relative clauses read off the surface, as parses often break them: "Roe, whom the A and the B support,"."""
    text = text_of(doc)
    for match in _WHOM.finditer(text):
        first = next((span for span in arguments.outermost if 0 <= span.start_char - match.end() <= 4), None)
        before = doc.char_span(max(0, match.start() - 1), match.start(), alignment_mode="expand")
        if first is None or before is None:
            continue
        following = doc[first.end : min(first.end + 14, first.sent.end)]
        verb = next((token for token in following if token.lower_ in _backing()), None)
        if verb is None or any(token.lower_ in _BREAKS for token in doc[first.end : verb.i]):
            continue
        unions = [span.kb_id_ for span in arguments.outermost if first.start <= span.start < verb.i]
        candidates = arguments.people(before.root, create=True)
        if not candidates:  # "Roe, a candidate for mayor whom ..."
            near = [span for span in doc.spans[CANDIDATES] if 0 <= match.start() - span.end_char <= 50]
            candidates = [near[-1].kb_id_] if near and near[-1].start >= before.sent.start else []
        if candidates:
            yield Finding(verb, list(dict.fromkeys(unions)), candidates, "endorsed", "relative.surface", SURFACE)


@functools.cache
def _backing() -> frozenset[str]:
    """The forms of the verbs that take as their object whom they endorse."""
    return frozenset(form for form, found in by_form("direct").items() if found[0].stance == "endorsed") - {"elect"}


def _governor(token: Token) -> Token:
    """The verb above a prepositional phrase."""
    for ancestor in token.ancestors:
        if any(child.dep_ in SUBJECTS for child in ancestor.children) or ancestor.lower_ in _BEING | _HOLDING:
            return ancestor
    return token.head


def _held(preposition: Token, arguments: Arguments) -> list[str]:
    """The unions listed right before a phrase, where somebody has them there: "with the A and the B behind her"."""
    text = text_of(preposition.doc)
    ahead = [
        span
        for span in arguments.outermost
        if preposition.sent.start <= span.start and span.end <= preposition.i and span.id_ != "shortform.pronoun"
    ]
    if not ahead or text[ahead[-1].end_char : preposition.idx].strip() not in _BETWEEN:
        return []
    holder = next(
        (
            token
            for token in reversed(preposition.doc[max(preposition.sent.start, preposition.i - 45) : ahead[-1].start])
            if token.lower_ in _HOLDING | _JOINING or token.text in {";", ":"}
        ),
        None,
    )
    if holder is None or holder.text in {";", ":"}:
        return []
    # "with the A backing Roe and the B behind Voss": a person between ends what the list may hold
    people = [
        token.i for token in preposition.doc[holder.i : preposition.i] if arguments.candidate_span(token) is not None
    ]
    first = max([holder.i, *people])
    return list(dict.fromkeys(span.kb_id_ for span in ahead if span.start > first))


def _inverted(verb: Token, arguments: Arguments) -> list[str]:
    """The unions after "among X's backers are": subject and predicate have changed places."""
    return [union for child in verb.children if child.dep_ in {"attr", *SUBJECTS} for union in arguments.unions(child)]


def read_backers(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """Unions told to be a candidate's backers: "X's backers include the A", "the B, one of her biggest supporters"."""
    assert frame.stance is not None
    unions = _listed_as(noun, arguments)
    if not unions or not (noun.lower_.startswith("endors") or _of_an_election(noun)):
        return
    people = [child for child in noun.children if child.dep_ == "poss" and child.lower_ != "whose"]
    if len(people) < sum(child.dep_ == "poss" for child in noun.children) and noun.head.dep_ in {"relcl", "ccomp"}:
        people.append(noun.head.head)  # "Roe, whose biggest backer is the A"
    people += [
        target for child in noun.children if child.dep_ == "prep" and child.lower_ == "of" for target in child.children
    ]
    people += _named_before(noun, arguments)
    create = about_elections(noun, arguments)
    candidates = next((found for token in people if (found := targets(token, arguments, create=create))), [])
    if candidates:
        yield Finding(noun, list(dict.fromkeys(unions)), candidates, frame.stance, frame.frame_id, LIKELY)


def _of_an_election(noun: Token) -> bool:
    """Tell whether the text speaks of an election where somebody is called a booster: presidents in office have such too."""
    if any(token.lower_ in CAMPAIGN_NOUNS for token in noun.subtree):
        return True  # "a supporter of Roe's campaign for governor"
    sentence = noun.sent
    start = sentence.start
    for _ in range(2):
        start = sentence.doc[start - 1].sent.start if start else start
    return election_article(noun.doc) or any(
        token.lower_ in _CONTEST or token.lower_.startswith("endors") for token in sentence.doc[start : sentence.end]
    )


def _named_before(noun: Token, arguments: Arguments) -> list[Token]:
    """The candidate whose bare name modifies a noun for backers: "a prominent Roe backer", "longtime Roe supporters"."""
    before = noun.doc[noun.i - 1] if noun.i > noun.sent.start else None
    return [before] if before is not None and arguments.candidate_span(before) is not None else []


def _apposed_unions(noun: Token, arguments: Arguments) -> list[str]:
    """The unions right before ", a prominent Roe backer," where the parse hangs it elsewhere: "an aide of the A, a Roe backer"."""
    named = _named_before(noun, arguments)
    left = min((token.i for token in noun.subtree if token.i < noun.i), default=noun.i)
    if not named or left < 2 or left >= named[0].i or noun.doc[left - 1].text not in {",", "—", "–"}:
        return []
    after = noun.doc[noun.i + 1] if noun.i + 1 < noun.sent.end else None
    if after is None or after.lower_ in {"and", "or"}:
        return []  # a list: "the A, young Roe backers and students"
    span = next((span for span in arguments.outermost if span.end == left - 1), None)
    if span is None:
        return []
    holder = [token for token in noun.doc[max(noun.sent.start, span.start - 3) : span.start] if token.dep_ != "det"]
    if len(holder) > 1 and holder[-1].dep_ == "prep" and not holder[-2].lower_.startswith("spokes"):
        return []  # "Joe Cobb of the A, a Roe backer": the man may be meant
    return [span.kb_id_]


def _listed_as(noun: Token, arguments: Arguments) -> list[str]:
    """The unions that stand in the predicate, the examples or the apposition of a noun for backers."""
    if apposed := _apposed_unions(noun, arguments):
        return apposed
    token = noun
    while token.dep_ == "pobj" and token.head.lower_ in {"of", "among"} and token.head.dep_ == "prep":
        if token.head.lower_ == "among" and token.head.head.lower_ in _LISTING:
            verb = token.head.head
            return _inverted(verb, arguments)
        token = token.head.head
    if token.dep_ == "appos":
        return arguments.unions(token.head) if arguments.union_span(token.head) is not None else []
    found: list[str] = []
    if token.dep_ in SUBJECTS and token.head.lower_ in _LISTING:
        found = [
            union
            for child in token.head.children
            if child.dep_ in {"dobj", "attr"}
            for union in arguments.unions(child)
        ]
    if token.dep_ == "attr" and token.head.lower_ in _BEING:
        found = [
            union
            for subject in arguments.subjects(token.head)
            if arguments.union_span(subject)
            for union in arguments.unions(subject)
        ]
    for child in noun.children:
        if child.dep_ in {"prep", "appos"} and child.lower_ in {"including", "like", "as"}:
            found += [union for target in child.children if target.dep_ == "pobj" for union in arguments.unions(target)]
        elif child.dep_ == "appos":
            found += arguments.unions(child)
    return found
