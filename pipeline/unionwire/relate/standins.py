"""Unions that a noun phrase stands for without naming them: "both unions", "the nurses", "the city's firefighters, members of X".

How it decides. A generic noun stands for the unions listed after it ("two unions, the A and the B") or for as many as were
named before it ("both unions"). "The delegates", "the board" go on for the union of the sentence before, "the nurses" for the only
union of the article whose name has that trade. Workers of a trade stand for the union that their own aside says is theirs.
"""

from __future__ import annotations

import collections
import re

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.named_later import chapter_later, named_later
from unionwire.relate.person_groups import predicating
from unionwire.relate.words import is_finite, is_plural, words

_GENERIC = frozenset(
    "unions union locals groups group coalition alliance array slate organizations others affiliates internationals nationals councils lodges labor labour".split()
)
_LISTING = re.compile(
    r"(?:—|–|--|\s-|:|including|such\s+as|like|among\s+them|(?:that|which)\s+includes?|made\s+up\s+of|led\s+by|notably|from|particularly|especially|chiefly|namely|among\s+others,)"
    r"\s*(?:both\s+)?(?:the\s*)?\Z"
)
# A list of examples that may begin with members that are no unions.
_EXAMPLES = re.compile(r"\b(?:including|such\s+as|like|ranging\s+from|from)\b")
_OWN_PARTS = frozenset({"affiliate", "local", "chapter", "branch", "lodge", "division", "offshoot", "arm"})
_JOINTS = frozenset({",", "and", "&", "plus"})
_RELATIVES = frozenset({"which", "who", "that", "whose", "where", "whom"})
_CUTS = frozenset({",", ";", "—", "–", "--", ":", "(", ")"})
_GAP = 200  # characters at most from a generic noun to the first union of its list
_SOME = frozenset({"several", "some", "many", "most", "two", "three", "four", "dozens"})
_BODIES = frozenset(
    {"delegates", "leadership", "board", "executive", "committee", "union", "local", "convention", "membership"}
)
_BELONGING = frozenset({"members", "who", "represented", "whose", "affiliated", "organized"})
_TIES = frozenset({"of", "by", "to", "with", "in"})
_ALL = frozenset({"two", "three", "four"})
_ALONE = 2  # words at most before a number that stands alone as a subject: "But all three"
_NUMBERS = {"both": 2, "neither": 2, "two": 2, "three": 3, "four": 4}
_FEW = range(2, 5)  # unions that "the unions" goes on about
_PREDICATE_REACH = 8  # words at most from "include" to the first union
_ELSE = frozenset({"other", "others", "more", "another"})


def subject_unions(subject: Token, arguments: Arguments) -> list[str]:
    """Unions that a subject stands for: named, listed after "unions", or "the latter" of a list."""
    if subject.lower_ in {"latter", "former"}:
        earlier = [span for span in arguments.union_spans if span.end <= subject.i and span.start >= subject.sent.start]
        if earlier:
            return [(earlier[-1] if subject.lower_ == "latter" else earlier[0]).kb_id_]
    whole = _apposed_part(subject, arguments) or chapter_later(subject, arguments)
    if whole is not None:
        return [whole]
    return (
        _named_beside(subject, arguments)
        or (enumerated(subject, arguments) if arguments.union_span(subject) is None else [])
        or arguments.unions(subject)
        or _predicated(subject, arguments)
        or _body_before(subject, arguments)
        or _theirs(subject, arguments)
        or named_before(subject, arguments)
        or _by_trade(subject, arguments)
        or named_later(subject, arguments)
    )


def _predicated(subject: Token, arguments: Arguments) -> list[str]:
    """The unions that a sentence says a noun is: "The unions that back Roe include the A", "among those behind her is the A"."""
    verb = predicating(subject)
    if verb is None or subject.lower_ not in words("bodies_at_large"):
        return []
    following = [span for span in arguments.outermost if verb.i < span.start <= verb.i + _PREDICATE_REACH]
    if not following or following[0].end > subject.sent.end or following[0].id_ == "shortform.pronoun":
        return []
    between = subject.doc[verb.i + 1 : following[0].start]
    return (
        [] if any(is_finite(token) or token.text in {",", ";"} for token in between) else arguments.listed(following[0])
    )


def _apposed_part(subject: Token, arguments: Arguments) -> str | None:
    """The union that is told to be another's part: "the X, an A affiliate that backs Roe"."""
    if subject.dep_ != "appos" or subject.lower_ not in _OWN_PARTS:
        return None
    span = arguments.union_span(subject.head)
    return span.kb_id_ if span is not None and span.id_ != "shortform.pronoun" else None


def _named_beside(subject: Token, arguments: Arguments) -> list[str]:
    """The union whose name stands beside what it is called: "The union here, the A, did not endorse"."""
    span = arguments.union_span(subject)
    if span is None or not span.id_.startswith("shortform.") or span.id_ == "shortform.pronoun":
        return []
    beside = [child for child in subject.children if child.dep_ == "appos" and child.i > subject.i]
    named = [other for child in beside if (other := arguments.union_span(child)) is not None]
    return arguments.listed(named[0]) if named and not named[0].id_.startswith("shortform.") else []


def _body_before(subject: Token, arguments: Arguments) -> list[str]:
    """The union whose body goes on acting: "The A met in June. The delegates also backed Roe" (the sentence before names one)."""
    around = [child.lower_ for child in subject.children]
    if not subject.sent.start or subject.lower_ not in _BODIES:
        return []
    if around not in (["the"], ["its"]) and not (subject.lower_ == "delegates" and set(around) <= {"there", "union"}):
        return []
    if subject.lower_ == "delegates":  # an article about a convention speaks of its delegates throughout
        counted = collections.Counter(span.kb_id_ for span in arguments.union_spans if span.end <= subject.i)
        most = counted.most_common(2)
        return [most[0][0]] if most and (len(most) == 1 or most[0][1] > most[1][1]) else []
    previous = subject.doc[subject.sent.start - 1].sent
    if subject.lower_ == "committee" and not any(token.lower_ == "committee" for token in previous):
        return []
    if "\n\n" in text_of(subject.doc)[previous.end_char - 1 : subject.idx]:
        return []
    named = {span.kb_id_ for span in arguments.outermost if previous.start <= span.start < previous.end}
    return sorted(named) if len(named) == 1 else []


def enumerated(head: Token | None, arguments: Arguments) -> list[str]:
    """Unions listed after a generic noun: "two unions, the A and the B", "unions that ...—A, B and C—"."""
    if head is not None and head.lower_ in _SOME:  # "several of its joint councils, among them the A"
        of = next((child for child in head.children if child.lower_ == "of"), None)
        head = next((child for child in of.children if child.dep_ == "pobj"), head) if of is not None else head
    if head is None or head.lower_ not in _GENERIC:
        return []
    if head.dep_ == "appos" and arguments.union_span(head.head) is not None:
        return []  # "the A, an umbrella group for the B and the C": it is the A
    sentence = head.sent
    for span in arguments.union_spans:
        if span.start <= head.i or span.start >= sentence.end or span.id_ == "shortform.pronoun":
            continue
        if head.lower_ == "union" and _in_clause_before(head, span):
            return []
        gap = head.doc[head.i + 1 : span.start].text
        if head.lower_ in {"labor", "labour"} and not gap.lstrip().startswith((",", "—", "–", "-")):
            return []  # "Labor has not settled on anybody, said the head of the A"
        if _LISTING.search(gap) or (
            len(gap) < 60 and gap.strip().removesuffix("the").strip().endswith((",", "—", "–", " -", ":"))
        ):
            first = arguments.unions(span.root) or [span.kb_id_]
            return [*first, *_to_union(span, arguments)] if gap.rstrip().endswith(("from", "from the")) else first
        return _listed_with_others(head, span, arguments)
    return []


def _in_clause_before(noun: Token, span: Span) -> bool:
    """Tell whether "the union" acts in a clause before that of another: "After the union of cooks backed Roe, the X met"."""
    clause = noun.head
    return noun.dep_ == "nsubj" and clause.dep_ == "advcl" and noun.i < clause.i < span.start


def _listed_with_others(head: Token, first: Span, arguments: Arguments) -> list[str]:
    """Unions after members of a list that are none: "groups such as the Sierra Club and the A", "from a chamber to the B"."""
    doc = head.doc
    gap = text_of(doc)[head.idx + len(head) : first.start_char]
    opening = list(_EXAMPLES.finditer(gap))
    if not opening or len(gap) > _GAP:
        return []
    after = doc.char_span(head.idx + len(head) + opening[-1].end(), first.start_char, alignment_mode="contract")
    if after is None or any(
        is_finite(token) or token.text in {";", "—", "–"} or arguments.candidate_span(token) is not None
        for token in after
    ):
        return []
    joint = after[-1] if after[-1].lower_ not in {"the", "its"} else (after[-2] if len(after) > 1 else after[-1])
    through = joint.lower_ == "to" and opening[-1].group().strip().endswith("from")
    return listed_from(first, arguments) if through or joint.lower_ in _JOINTS or _described(after) else []


def listed_from(first: Span, arguments: Arguments) -> list[str]:
    """Return the unions of a list from its first one to the end of the clause, past members that are no unions or have asides."""
    doc, found = first.doc, [first.kb_id_]
    segment: list[Token] = []
    end = _anothers_list(first, arguments)
    for token in doc[first.start : end]:
        if token.text not in _CUTS and token.i + 1 < end:
            segment.append(token)
            continue
        relative = next((word.i for word in segment if word.lower_ in _RELATIVES), len(doc))
        if any(is_finite(word) for word in segment if word.i < relative):
            break
        aside = bool(segment) and (
            segment[0].lower_ in {"a", "an", "like", "unlike"}
            or (segment[0].lower_.endswith(("ing", "ed")) and segment[0].lower_ != "including")
        )
        here = [span for span in arguments.outermost if segment and segment[0].i <= span.start <= segment[-1].i]
        found += [
            span.kb_id_ for span in here if span.start < relative and not aside and span.id_ != "shortform.pronoun"
        ]
        segment = []
    return list(dict.fromkeys(found))


def _anothers_list(first: Span, arguments: Arguments) -> int:
    """Where a list ends before another person's begins: "Roe's backers include the A; Voss's, the B"."""
    doc, end = first.doc, first.sent.end
    for token in doc[first.end : end]:
        if token.text == ";" and token.i + 2 < end:
            following = [
                word for word in doc[token.i + 1 : min(token.i + 6, end)] if word.lower_ not in {"and", "while"}
            ]
            owned = any(word.text in {"'s", "’s"} for word in following)
            person = following and (following[0].ent_type_ == "PERSON" or arguments.candidate_span(following[0]))
            if owned and person:
                return token.i
    return end


def _described(after: Span) -> bool:
    """Tell whether the words right before a union only say what it is: ", the teachers' union X", "and the powerful Y"."""
    for token in reversed(list(after)):
        if token.lower_ in _JOINTS:
            return True
        if token.text[:1].isupper() and token.dep_ != "compound":
            return False
    return False


def _to_union(span: Span, arguments: Arguments) -> list[str]:
    """The other end of "from the A to the B"."""
    return [
        other.kb_id_
        for other in arguments.outermost
        if other.start > span.end and span.doc[span.end : other.start].text.lower() in {"to", "to the"}
    ]


def _theirs(subject: Token, arguments: Arguments) -> list[str]:
    """The union to which an aside says that workers belong: "the city's firefighters, members of the A, are with Roe"."""
    if not is_plural(subject) or not _as_a_body(subject):
        return []
    last = max(subject.right_edge.i, subject.i)
    for token in subject.doc[subject.i + 1 : min(last + 1, subject.i + 10)]:
        if token.lower_ not in _BELONGING or not subject.is_ancestor(token):
            continue
        after = subject.doc[token.i + 1 : min(token.i + 4, subject.sent.end)]
        if any(word.lower_ in _TIES for word in after):
            near = [span for span in arguments.outermost if 0 < span.start - token.i <= 4]
            return arguments.listed(near[0]) if near else []
    return []


def _as_a_body(noun: Token) -> bool:
    """Tell whether workers are told of as one body: "the city's firefighters", "Toledo's teachers", not "workers at the plant"."""
    if noun.lower_ in words("individuals"):
        return False
    return any(
        child.dep_ == "poss" or (child.dep_ == "det" and child.lower_ in {"the", "both"}) for child in noun.children
    )


def _by_trade(subject: Token, arguments: Arguments) -> list[str]:
    """The one union of the article that has a trade in its name: "the nurses", "the deputies"."""
    before = [child for child in subject.children if child.i < subject.i]
    if not is_plural(subject) or [word.lower_ for word in before] != ["the"] or subject.lower_ in words("individuals"):
        return []
    if any(child.dep_ in {"prep", "relcl", "acl"} for child in subject.children):
        return []
    stem = subject.lower_.removesuffix("s")
    named = {
        span.kb_id_
        for span in arguments.outermost
        if span.end <= subject.i
        and len(span) > 1
        and any(word.lower_.replace("’", "").startswith(stem) and word.text[:1].isupper() for word in span)
    }
    return sorted(named) if len(named) == 1 and len(stem) > 3 else []


def counted_before(noun: Token, arguments: Arguments) -> list[Span]:
    """The mentions of the unions that "both unions" takes up, the last one of each; empty where it takes up none."""
    last = {span.kb_id_: span for span in arguments.outermost if span.end <= noun.i}
    return [last[union_id] for union_id in named_before(noun, arguments)]


def named_before(subject: Token, arguments: Arguments) -> list[str]:
    """The unions of "both unions", "the two locals": as many as the sentences before, or the article so far, have named last."""
    alone = subject.lower_ in {"neither", "both", *_ALL} and subject.i - subject.sent.start <= _ALONE
    if subject.lower_ not in _GENERIC and not alone:
        return []
    number = next((_NUMBERS[child.lower_] for child in subject.children if child.lower_ in _NUMBERS), None)
    if alone:  # "All three have endorsed Roe", "Neither has endorsed"
        number = _NUMBERS[subject.lower_]
        if any(child.dep_ in {"prep", "relcl", "amod"} for child in subject.children):
            return []
    definite = subject.lower_ in {"neither", "both"} or any(
        child.lower_ in {"the", "both", "neither", "all", "those", "these"} for child in subject.children
    )
    if not definite or any(child.lower_ in _ELSE for child in subject.children):
        return []
    if number is None:
        return _just_named(subject, arguments)
    start = subject.sent.start
    for _ in range(4):
        named = _named_between(start, subject.i, arguments)
        if len(named) >= number or not start:
            return named if len(named) == number else []
        start = subject.doc[start - 1].sent.start
    return []


def _just_named(noun: Token, arguments: Arguments) -> list[str]:
    """The few unions that the sentence before has named, in the same paragraph, and that a bare "the unions" goes on about."""
    start = noun.sent.start
    if noun.lower_ not in {"unions", "locals"} or not start or [child.lower_ for child in noun.children] != ["the"]:
        return []
    previous = noun.doc[start - 1].sent
    if "\n\n" in text_of(noun.doc)[previous.end_char - 1 : noun.idx]:
        return []
    named = _named_between(previous.start, noun.i, arguments)
    return named if len(named) in _FEW else []


def _named_between(start: int, end: int, arguments: Arguments) -> list[str]:
    """The unions named between two tokens, each once, in text order."""
    spans = (span for span in arguments.outermost if start <= span.start and span.end <= end)
    return list(dict.fromkeys(span.kb_id_ for span in spans if span.id_ != "shortform.pronoun"))
