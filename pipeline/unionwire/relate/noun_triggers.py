"""Nouns of endorsement: "the endorsement of Y by the X", "Y won the X's backing", "threw its support behind Y"."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURE, SURFACE, Finding
from unionwire.relate.frames import Frame, by_form
from unionwire.relate.roles import acting_unions, companions, companions_after, enumerated, targets
from unionwire.relate.stance import NEGATIONS, is_question, stance_of

_OF_UNION = frozenset({"of", "from", "by", "including", "among"})
TO_PERSON = frozenset({"of", "for", "to", "behind", "toward", "towards", "on"})
_SEEKING = frozenset(
    "seek seeks sought seeking court courts courted courting want wants wanted compete competes competed competing vie vying vied hope hopes hoping "
    "hoped ask asked asking need needs pursue pursued pursuing covet coveted angling angle battle battling fight fighting lobby lobbied chase for".split()
)
_HOPING = frozenset(
    "hope hopes hoped hoping want wants wanted try tries tried trying aim aims aimed need needs needed wish wishes".split()
)


def read_noun(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The endorsement of X by Y: both sides from the noun's own phrase, from the verb above it or from its predicate."""
    governor = _governor(noun)
    sides = _sides(noun, governor, arguments)
    if not sides.unions:
        shared = companions_after(noun, arguments) if sides.candidates and _open_source(noun) else []
        if shared:
            yield Finding(noun, shared, sides.candidates, "endorsed", frame.frame_id, LIKELY)
        return
    if governor is not None and (_seeks(noun, governor) or _hoped(governor)):
        return
    stance = _noun_stance(noun, governor, sides.stance)
    if not sides.candidates and not _declines_all(noun, governor, stance):
        return
    yield Finding(noun, sides.unions, sides.candidates, stance, frame.frame_id, sides.confidence)
    if sides.candidates and stance == "endorsed":
        yield from companions(noun, arguments, sides.candidates, frame.frame_id)


@dataclasses.dataclass(slots=True)
class _Sides:
    """What stands on the two sides of a noun of endorsement, and what the verb above it makes of the stance."""

    unions: list[str]
    candidates: list[str]
    stance: Stance = "endorsed"
    confidence: float = SURE


def _sides(noun: Token, governor: Token | None, arguments: Arguments) -> _Sides:
    unions = _noun_unions(noun, arguments)
    sides = _Sides(unions, _noun_people(noun, arguments, has_union=bool(unions)))
    word = governor.lower_ if governor is not None else ""
    if (
        governor is not None
        and word.startswith(("take", "took"))
        and any(child.lower_ == "back" for child in governor.children)
    ):
        word = "withdraw"
    if governor is not None and word in by_form("give"):
        sides.unions = sides.unions or acting_unions(governor, arguments)[0]
        sides.stance = by_form("give")[word][0].stance or "endorsed"
        sides.candidates = sides.candidates or _prepositional_people(governor, arguments)
    if governor is not None and sides.unions and not sides.candidates and word in by_form("gain"):
        subjects = (targets(token, arguments, create=True) for token in arguments.subjects(governor))
        sides.candidates = next((found for found in subjects if found), [])
        sides.stance = by_form("gain")[word][0].stance or sides.stance
    if sides.unions and not sides.candidates:
        sides.candidates, sides.confidence = _copular_people(noun, governor, arguments), SURFACE
    return sides


def _noun_stance(noun: Token, governor: Token | None, stance: Stance) -> Stance | None:
    if is_question(noun):
        return None
    if stance == "endorsed" and any(
        child.lower_ in NEGATIONS and child.dep_ in {"det", "neg", "advmod"} for child in noun.children
    ):
        return "declined"
    return stance_of(governor, stance) if governor is not None and stance == "endorsed" else stance


def _declines_all(noun: Token, governor: Token | None, stance: Stance | None) -> bool:
    """Tell whether a noun without a person tells of no endorsement at all ("declined to make an endorsement")."""
    return (
        stance in {"declined", "considering"}
        and governor is not None
        and governor.lower_ in by_form("give")
        and not any(child.lower_ in TO_PERSON for child in noun.children)
    )


def _noun_unions(noun: Token, arguments: Arguments) -> list[str]:
    found: list[str] = []
    for child in noun.children:
        if child.dep_ in {"poss", "compound", "nmod", "amod", "nn"} and child.i < noun.i:
            found += arguments.unions(child)
        elif child.dep_ in {"prep", "agent"} and child.lower_ in _OF_UNION:
            for target in child.subtree:
                if target.dep_ == "pobj" and _in_chain(target, child):
                    found += arguments.unions(target) or enumerated(target, arguments) or _examples(target, arguments)
    return list(dict.fromkeys(found))


def _examples(noun: Token, arguments: Arguments) -> list[str]:
    """Unions given as examples of a noun: "people like the A and the B", "groups such as the C"."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"like", "as", "including"}:
            return [union for target in child.children if target.dep_ == "pobj" for union in arguments.unions(target)]
    return []


def _in_chain(target: Token, prep: Token) -> bool:
    """Tell whether `target` is the object of `prep` or of a preposition coordinated with it ("of A and of B")."""
    head = target.head
    while head.i != prep.i:
        if head.dep_ not in {"conj", "pobj", "prep", "pcomp"} or (
            head.dep_ == "conj" and head.lower_ != prep.lower_ and head.head.i != prep.i and head.head.dep_ != "pobj"
        ):
            return False
        if head.dep_ == "pobj" and not any(
            child.lower_ == prep.lower_ and child.dep_ == "conj" for child in head.subtree
        ):
            return False
        head = head.head
    return True


def _noun_people(noun: Token, arguments: Arguments, *, has_union: bool) -> list[str]:
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in TO_PERSON:
            if any(arguments.union_span(token) is not None for token in child.subtree):
                continue
            for target in child.children:
                if target.dep_ == "pobj" and (
                    found := targets(target, arguments, create=has_union and child.lower_ in {"of", "for"})
                ):
                    return found
    for child in noun.children:
        if child.dep_ == "poss" and (found := arguments.people(child, create=False)):
            return found
    return []


def _governor(noun: Token) -> Token | None:
    """The verb that a noun of endorsement depends on, through "with the", "plans for an", coordination and lists."""
    token = noun
    for _ in range(5):
        if token.dep_ in {"dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative"}:
            return token.head
        if token.dep_ in {"pobj", "prep", "conj", "appos", "compound", "pcomp"}:
            token = token.head
            if token.dep_ in {"ROOT", "relcl", "ccomp", "xcomp", "advcl", "acl", "pcomp"} and token.dep_ != "prep":
                return token
            continue
        break
    return token if token is not noun and token.dep_ in {"ROOT", "relcl", "ccomp", "xcomp", "advcl"} else None


def _seeks(noun: Token, governor: Token) -> bool:
    """Tell whether somebody only seeks the endorsement."""
    if governor.lower_ in _SEEKING - {"for"}:
        return True
    return (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "for"
        and noun.head.head.lower_ in _SEEKING | {"competition", "race", "battle", "fight", "bid"}
    )


def _hoped(verb: Token) -> bool:
    """Tell whether a candidate only hopes for what the verb says ("hopes to earn the union's support")."""
    return verb.dep_ in {"xcomp", "ccomp"} and verb.head.lower_ in _HOPING


def _prepositional_people(verb: Token, arguments: Arguments) -> list[str]:
    for child in verb.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ in TO_PERSON and child.i > verb.i:
            for target in child.children:
                if found := targets(target, arguments, create=child.lower_ in {"behind", "to"}):
                    return found
        if child.dep_ == "dative" and (found := arguments.people(child, create=False)):
            return found
    return []


def _copular_people(noun: Token, governor: Token | None, arguments: Arguments) -> list[str]:
    """The person in "the local's endorsement is the latest coup for X": the one for whom the endorsement is something."""
    if noun.dep_ not in {"nsubj", "nsubjpass"} or governor is None:
        return []
    for token in governor.subtree:
        if token.dep_ in {"prep", "dative"} and token.lower_ in {"for", "to"} and token.i > noun.i:
            for target in token.children:
                if target.dep_ == "pobj" and (found := arguments.people(target, create=False)):
                    return found
        if (
            token.dep_ in {"dative", "dobj"}
            and token.head is governor
            and (found := arguments.people(token, create=False))
        ):
            return found
    return []


def _open_source(noun: Token) -> bool:
    """Tell whether the noun's source is a union without a name ("backing from a national union", "union endorsement")."""
    return any(token.lower_.startswith("union") for token in noun.subtree)


def read_given(noun: Token, arguments: Arguments) -> Iterator[Finding]:
    """Nouns that need a verb of giving: "put its weight behind X", "threw their muscle behind X"."""
    governor = noun.head
    frame = next((frame for frame in by_form("give").get(governor.lower_, ()) if noun.lower_ in frame.nouns), None)
    if frame is None or noun.dep_ != "dobj" or frame.stance is None:
        return
    candidates = _noun_people(noun, arguments, has_union=True) or _prepositional_people(governor, arguments)
    unions, personal = acting_unions(governor, arguments)
    if unions and candidates and not personal:
        yield Finding(noun, unions, candidates, stance_of(governor, frame.stance), frame.frame_id, LIKELY)


def read_choice(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A person as a union's pick, in apposition or as predicate: "X, the steelworkers' choice"."""
    unions = [union for child in noun.children if child.dep_ == "poss" for union in arguments.unions(child)]
    unions += [
        union
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for target in child.children
        for union in arguments.unions(target)
    ]
    if not unions or noun.dep_ not in {"appos", "attr"} or is_question(noun):
        return
    head = noun.head if noun.dep_ == "appos" else next(arguments.subjects(noun.head), None)
    if candidates := targets(head, arguments, create=False):
        yield Finding(noun, unions, candidates, frame.stance, frame.frame_id, LIKELY)
