"""Unions that a text speaks of before it names them: "A union of deputies backed Roe. The X said ...", "two unions", "police and fire unions".

How it decides. A subject without a name opens the text or its story, and the next two sentences name one union, or as many as were
counted. "A chapter of the X" is the one body of the X that they name. Unions told by their trades ("Dover's police and fire
unions") are those that the rest of the text names with one trade each; "the two groups" goes on about them.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.words import is_plural, words

_CHAPTERS = frozenset({"chapter", "branch", "affiliate", "division", "local", "lodge"})
_LEADS = frozenset({"union", "association", "guild", "federation", "council"}) | _CHAPTERS
_OUTSIDE = frozenset("national international parent statewide student credit another other their its his her".split())
_OWNERS = frozenset({"his", "her", "its", "their", "our", "my", "whose", "your"})
_FEDERATIONS = frozenset({"federation", "council", "affiliate"})
_ARTICLES = frozenset({"a", "an", "the", "one"})
# What a union does while the workers of its trade side with somebody.
_APART = re.compile(r"\b(?:not|neutral|no\s+endorsement|neither)\b|n['’]t\b")
_NUMBERS = {"two": 2, "three": 3, "four": 4}
_ELSE = frozenset({"other", "others", "more", "another"})
_OPENING = 16  # tokens within which a subject opens its sentence
_COUNTED_OPENING = 6
_SENTENCES = 2  # that may pass before the name
_COUNTED_SENTENCES = 3
_GROUPS = frozenset({"unions", "groups", "organizations", "associations", "locals"})
_STEM = 4  # letters by which a trade is known: "firefighters" of "fire"
_NO_TRADES = frozenset("local labor labour city county state public area largest biggest other trade unions".split())
_PAIR = 2


def named_later(subject: Token, arguments: Arguments) -> list[str]:
    """The union that a lead speaks of before it is named, or those that it counts or tells by their trades."""
    return (
        _trades_later(subject, arguments)
        or _counted_later(subject, arguments)
        or _body_later(subject, arguments)
        or _going_on(subject, arguments)
    )


def chapter_later(subject: Token, arguments: Arguments) -> str | None:
    """The body of a union of which a lead speaks as "a chapter of the X", and which the next sentences name."""
    determiners = {child.lower_ for child in subject.children if child.dep_ in {"det", "poss"}}
    if subject.lower_ not in _CHAPTERS or not determiners & {"a", "an", "one", "their", "his", "her", "our"}:
        return None
    parents = arguments.unions(subject)
    following = _following(subject.sent, arguments)
    unions = subject.doc._.unions
    bodies = {span.kb_id_ for span in following if unions[span.kb_id_].parent_union_id in parents}
    return bodies.pop() if len(parents) == 1 and len(bodies) == 1 else None


def _body_later(subject: Token, arguments: Arguments) -> list[str]:
    """The one union that the next sentences name after "A union of deputies backed Roe", "Salem's firefighters are with Roe"."""
    if (
        subject.lower_ in {"it", "they"} and subject.head.dep_ == "ccomp"
    ):  # "A union of deputies said it had backed Roe"
        tellers = [child for child in subject.head.head.children if child.dep_ in SUBJECTS and child.i < subject.i]
        return _body_later(tellers[0], arguments) if tellers and tellers[0].lower_ not in {"it", "they"} else []
    sentence = subject.sent
    around = {child.lower_ for child in subject.children}
    bodied = (subject.lower_ in _LEADS and around & _ARTICLES) or _is_one_of_several(subject)
    if _number(subject) is not None:
        return []
    trade = is_plural(subject) and subject.lower_ not in words("individuals") and _owned_by_place(subject)
    if not (bodied or trade or (subject.lower_ == "delegates" and "union" in around)) or around & _OUTSIDE:
        return []
    if any(span.start < subject.i for span in arguments.outermost) or subject.i - sentence.start > _OPENING:
        return []
    following = _following(sentence, arguments, federations=not bodied or subject.lower_ in _FEDERATIONS)
    if bodied and (own := [span for span in following if _is_called_so(span)]):
        following = own[:1]
    named = {span.kb_id_ for span in following}
    told = subject.doc[sentence.end : following[0].sent.end].text if following else ""
    return sorted(named) if len(named) == 1 and not (trade and _APART.search(told)) else []


def _is_one_of_several(noun: Token) -> bool:
    """Tell whether a noun is the "one" of "one of the state's largest unions"."""
    of = next((child for child in noun.children if child.lower_ == "of"), None) if noun.lower_ == "one" else None
    return of is not None and any(child.lower_ in _GROUPS for child in of.children)


def _following(sentence: Span, arguments: Arguments, *, federations: bool = True) -> list[Span]:
    """The mentions by name of the first sentences after one that name a union; without `federations`, one that is none."""
    doc, end = sentence.doc, sentence.end
    for _ in range(_SENTENCES):
        if end >= len(doc):
            break
        end = doc[end].sent.end
        named = [
            span
            for span in arguments.outermost
            if sentence.end <= span.start < end and span.id_ != "shortform.pronoun"
            if federations or doc._.unions[span.kb_id_].level != "federation"
        ]
        if named:
            return named
    return []


def _is_called_so(span: Span) -> bool:
    """Tell whether a name stands behind the very word of a lead: "The chapter, SEIU Local 9, has 300 members"."""
    doc, at = span.doc, span.start - 1
    if at > 0 and doc[at].lower_ == "the":
        at -= 1
    return at > 0 and doc[at].text == "," and doc[at - 1].lower_ in _LEADS and span.root.ent_type_ != "PERSON"


def _owned_by_place(noun: Token) -> bool:
    """Tell whether workers are told to be a place's: "Salem's firefighters", "the county's deputies"."""
    return any(child.dep_ == "poss" and child.lower_ not in _OWNERS for child in noun.children)


def _counted_later(subject: Token, arguments: Arguments) -> list[str]:
    """The unions of which a sentence gives the number and the next ones the names: "Two unions left Roe. The A and the B said ..."."""
    number = _number(subject)
    sentence, doc = subject.sent, subject.doc
    if subject.lower_ not in {"unions", "locals"} or number is None:
        return []
    if {child.lower_ for child in subject.children} & _ELSE or subject.i - sentence.start > _COUNTED_OPENING:
        return []
    if any(sentence.start <= span.start < sentence.end for span in arguments.outermost):
        return []
    end = sentence.end
    for _ in range(_COUNTED_SENTENCES):
        end = doc[end].sent.end if end < len(doc) else end
        named = dict.fromkeys(
            span.kb_id_
            for span in arguments.outermost
            if sentence.end <= span.start < end and span.id_ != "shortform.pronoun"
        )
        if len(named) >= number:
            return list(named) if len(named) == number else []
    return []


def _number(noun: Token) -> int | None:
    return next((_NUMBERS[child.lower_] for child in noun.children if child.lower_ in _NUMBERS), None)


def _trades_later(subject: Token, arguments: Arguments) -> list[str]:
    """The unions of "Dover's police and fire unions": the only ones that the text names, later on, with those trades."""
    if not is_plural(subject) or subject.lower_ in words("individuals") or {"other"} & _around(subject):
        return []
    joined = [subject, *subject.conjuncts] if subject.lower_ not in _GROUPS else [subject]
    stems = {
        token.lower_[:_STEM]
        for noun in joined
        for token in (noun, *noun.lefts, *(deep for left in noun.lefts for deep in left.subtree))
        if len(token) >= _STEM and token.text.islower() and token.lower_ not in _GROUPS | _NO_TRADES
    }
    if len(stems) < _PAIR or not any(_owned_by_place(noun) or "the" in _around(noun) for noun in joined):
        return []
    named: dict[str, set[str]] = {}
    for span in arguments.outermost:
        for stem in stems if span.id_ != "shortform.pronoun" and len(span) > 1 else ():
            if any(word.text[:1].isupper() and word.lower_.startswith(stem) for word in span):
                if span.start < subject.i:
                    return []
                named.setdefault(stem, set()).add(span.kb_id_)
    if len(named) < _PAIR or any(len(unions) > 1 for unions in named.values()):
        return []
    return sorted({union for unions in named.values() for union in unions})


def _going_on(subject: Token, arguments: Arguments) -> list[str]:
    """The unions of "the two groups" after "Dover's police and fire unions", which the text names later."""
    if subject.lower_ not in _GROUPS or not _around(subject) <= {"the", "both", "two"} or not _around(subject):
        return []
    if any(span.end <= subject.i for span in arguments.outermost):
        return []
    earlier = [token for token in subject.doc[: subject.sent.start] if token.lower_ in _GROUPS]
    return _trades_later(earlier[0], arguments) if earlier else []


def _around(noun: Token) -> set[str]:
    return {child.lower_ for child in noun.children if child.i < noun.i}
