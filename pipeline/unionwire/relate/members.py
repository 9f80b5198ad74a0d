"""Who is near a union and not the union itself: its members, some of them, one officer, a caucus; and members as a body.

How it decides. "Many members", "some Teamsters" and the "they" that takes them up, a caucus of the union, and "who" after one
person of a union speak for themselves. Members whom their own officer speaks of as a body ("our members are sticking with Roe")
stand for the union.
"""

from __future__ import annotations

from spacy.tokens import Token

from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.quotes import officers, speakers
from unionwire.relate.words import words

_SOME = frozenset({"some", "many", "several", "most", "few", "other", "others", "plenty", "dozens", "hundreds", "half"})
_APART = frozenset({"caucus", "faction"})
_OPENING = 3  # words before a pronoun that opens its sentence: "Still, they"

# What is no part of its workers: "a union of bus drivers", "a branch of state workers"
_OF_WORKERS = frozenset(
    {"union", "local", "branch", "chapter", "lodge", "association", "guild", "council", "federation"}
)


def not_the_union(subject: Token, arguments: Arguments) -> bool:
    """Tell whether a subject speaks of some members or of one officer, where a union stands in its phrase."""
    return (
        is_caucus(subject, arguments)
        or _of_members(subject, arguments)
        or _some_members(subject, arguments)
        or _of_some_before(subject)
        or _counted_out(subject, arguments)
        or _officer_who(subject)
    )


def is_caucus(subject: Token, arguments: Arguments) -> bool:
    """Tell whether a subject is a caucus of a union, which does not act for it, and is no union by itself."""
    return subject.lower_ in _APART and arguments.union_span(subject) is None


def _of_members(subject: Token, arguments: Arguments) -> bool:
    """Tell whether "they" takes up a subject that speaks of members: "many members said they will vote for her"."""
    if subject.lower_ != "they":
        return False
    above = [child for ancestor in subject.ancestors for child in ancestor.children if child.dep_ in SUBJECTS]
    return any(arguments.is_personal(other) for other in above if other.i < subject.i)


def _some_members(subject: Token, arguments: Arguments) -> bool:
    """Tell whether a subject counts out a part of a union's members: "a faction of the union's members", "most of its activists"."""
    if subject.lower_ in _OF_WORKERS:
        return False
    return arguments.union_span(subject) is None and any(
        child.lower_ == "of"
        and any(arguments.is_personal(target) and arguments.union_span(target) is None for target in child.children)
        for child in subject.children
        if child.dep_ == "prep"
    )


def _counted_out(subject: Token, arguments: Arguments) -> bool:
    """Tell whether a union's name in the plural means single members: "three retired Teamsters", "two dozen Steelworkers"."""
    span = arguments.union_span(subject)
    if span is None or not span.text.endswith("s") or len(span) > 1:
        return False
    before = [child for child in subject.children if child.i < span.start]
    return not any(child.dep_ == "det" for child in before) and any(
        child.lower_ in words("single_out") or (child.dep_ == "nummod" and not child.lower_.startswith("million"))
        for child in before
    )


def _of_some_before(subject: Token) -> bool:
    """Tell whether "they" opens a sentence after one about some of a union: "Some Teamsters are cynical. They backed Roe"."""
    sentence = subject.sent
    if subject.lower_ != "they" or subject.i - sentence.start > _OPENING or not sentence.start:
        return False
    before = sentence.doc[sentence.start - 1].sent
    heads = [child for child in before.root.children if child.dep_ in SUBJECTS]
    return any(word.lower_ in _SOME for head in heads for word in (head, *head.children))


def _officer_who(subject: Token) -> bool:
    """Tell whether a clause with "who" is about one person of a union: "a vice president of a local who knocks on doors"."""
    if not any(
        child.dep_ == "relcl" and any(word.lower_ == "who" and word.dep_ in SUBJECTS for word in child.children)
        for child in subject.children
    ):
        return False
    preposition = subject.head
    return (
        subject.dep_ == "pobj"
        and preposition.lower_ in {"of", "at", "in"}
        and preposition.head.lower_ in words("officers")
    )


def officers_members(verb: Token, arguments: Arguments) -> list[str]:
    """The union that speaks of its members as of one body, or whose officer does: "said his members are sticking with Roe"."""
    subject = next(arguments.subjects(verb), None)
    while verb.dep_ in {"xcomp", "advcl"} and subject is not None and subject.head.i != verb.i:
        verb = verb.head  # "said its members would be working to elect Roe"
    if subject is None or subject.lower_ not in {"members", "membership"} or verb.dep_ != "ccomp":
        return []
    around = [child.lower_ for child in subject.children]
    if len(around) != 1 or around[0] not in {"his", "her", "our", "my", "its", "their"}:
        return []
    if around[0] in {"its", "their"}:
        above = next(arguments.subjects(verb.head), None)
        return arguments.unions(above) if above is not None and arguments.union_span(above) is not None else []
    if around[0] in {"our", "my"} and (said := speakers(subject, arguments)):
        return said
    known = officers(verb.doc, arguments)
    return next(([known[who.text]] for who in arguments.subjects(verb.head) if who.text in known), [])
