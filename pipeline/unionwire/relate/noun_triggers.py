"""Nouns of endorsement: "the endorsement of Y by the X", "Y won the X's backing", "threw its support behind Y"."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURE, SURFACE, Finding
from unionwire.relate.frames import Frame, by_form
from unionwire.relate.quotes import officers_union, spoken_of, spoken_of_before
from unionwire.relate.roles import acting_unions, companions, companions_after, enumerated, targets
from unionwire.relate.stance import is_lacking, is_negated, is_question, stance_of

_OF_UNION = frozenset({"of", "from", "by", "including", "among"})
TO_PERSON = frozenset({"of", "for", "to", "behind", "toward", "towards", "on"})
_WITH = frozenset({"with", "into", "alongside"})
_SEEKING = frozenset(
    "seek seeks sought seeking court courts courted courting want wants wanted compete competes competed competing vie vying vied hope hopes hoping "
    "hoped ask asked asking need needs pursue pursued pursuing covet coveted angling angle battle battling fight fighting lobby lobbied chase for".split()
)
_MEETING = frozenset(
    "met meets meeting meet signed signs passed passes introduced introduces pushed vetoed spoke ended negotiated".split()
)
_FROM = frozenset({"from"})
_SHIFTING = frozenset(
    "switch switched switching switches shift shifted shifting shifts move moved transfer transferred".split()
)
_KEEPING = frozenset(
    "keep keeps kept keeping renew renewed renewing renews reaffirm reaffirmed reaffirms reaffirming".split()
)
_ANNOUNCING = frozenset("announced announcing announces issued issuing made making gave giving".split())
_TAKEN_BACK = frozenset(
    "pulled rescinded revoked withdrawn retracted reversed cancelled canceled suspended voided nullified dropped".split()
)
_OPEN = frozenset(
    "certain final official automatic guaranteed assured sure definite ready likely possible clear true available".split()
)
_AWAITED = frozenset(
    {"expected", "likely", "imminent", "anticipated", "rumored", "possible", "pending", "forthcoming", "near"}
)
_HOPING = frozenset(
    "hope hopes hoped hoping want wants wanted try tries tried trying aim aims aimed need needs needed wish wishes".split()
)


def read_noun(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The endorsement of X by Y: both sides from the noun's own phrase, from the verb above it or from its predicate."""
    governor = _governor(noun)
    sides = _sides(noun, governor, arguments)
    if not sides.unions and governor is not None and governor.lower_ in _ANNOUNCING:
        sides.unions = officers_union(governor, arguments)
    if not sides.unions:
        shared = companions_after(noun, arguments) if sides.candidates and _open_source(noun) else []
        if shared:
            yield Finding(noun, shared, sides.candidates, "endorsed", frame.frame_id, LIKELY)
        return
    if governor is not None and (_seeks(noun, governor) or _hoped(governor)):
        return
    if governor is not None and governor.lower_ in by_form("gain") and _only_imagined(governor):
        return
    stance = "withdrawn" if _taken_back(noun, governor) else _noun_stance(noun, governor, sides.stance)
    if stance in {"endorsed", "withdrawn"} and _only_planned(noun, governor):
        stance = "considering"
    word = governor.lower_ if governor is not None else ""
    if not sides.candidates and stance == "endorsed" and word in _ANNOUNCING | _KEEPING:
        around = spoken_of(noun, arguments) if word in _ANNOUNCING else spoken_of_before(noun, arguments)
        sides.candidates, sides.confidence = around, SURFACE
    if not sides.candidates and not _declines_all(noun, governor, stance):
        return
    yield Finding(noun, sides.unions, sides.candidates, stance, frame.frame_id, sides.confidence)
    left = _left(noun, governor, arguments) if governor is not None and word in _SHIFTING else []
    if stance == "endorsed" and left:
        yield Finding(noun, sides.unions, left, "withdrawn", frame.frame_id, sides.confidence)
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
    word = governor.lower_ if governor is not None else ""
    unions = _noun_unions(noun, arguments)
    if not unions and governor is not None and word in by_form("gain"):
        unions = _from_unions(governor, arguments) or _earlier_union(noun, governor, arguments)
    given = governor is not None and word in by_form("give") and bool(unions or acting_unions(governor, arguments)[0])
    sides = _Sides(unions, _noun_people(noun, arguments, has_union=bool(unions) or given))
    if (
        governor is not None
        and word.startswith(("take", "took"))
        and any(child.lower_ == "back" for child in governor.children)
    ):
        word = "withdraw"
    if not sides.unions and sides.candidates and noun.dep_ == "pobj" and noun.head.lower_ == "with":
        sides.unions = acting_unions(noun.head.head, arguments)[0]  # "shook the race with an endorsement of B"
    if governor is not None and word in by_form("give"):
        sides.unions = sides.unions or acting_unions(governor, arguments)[0]
        sides.stance = by_form("give")[word][0].stance or "endorsed"
        sides.candidates = sides.candidates or _prepositional_people(governor, arguments)
        if sides.stance == "withdrawn" and not sides.candidates:
            sides.candidates = _left(noun, governor, arguments)
    if governor is not None and sides.unions and not sides.candidates and word in by_form("gain"):
        subjects = (targets(token, arguments, create=True) for token in arguments.subjects(governor))
        sides.candidates = next((found for found in subjects if found), [])
        if not sides.candidates and governor.dep_ in {"relcl", "acl"}:
            sides.candidates = targets(governor.head, arguments, create=True)
        sides.stance = by_form("gain")[word][0].stance or sides.stance
    if sides.unions and not sides.candidates:
        sides.candidates = _supported(noun, arguments)
    if sides.unions and not sides.candidates:
        sides.candidates, sides.confidence = _copular_people(noun, governor, arguments), SURFACE
    return sides


def _noun_stance(noun: Token, governor: Token | None, stance: Stance) -> Stance | None:
    if is_question(noun) or is_lacking(noun):
        return None
    if stance == "endorsed" and is_negated(noun):
        return "declined"
    if governor is None or stance != "endorsed" or _describes(noun, governor):
        return stance
    return stance_of(governor, stance)


def _describes(noun: Token, governor: Token) -> bool:
    """Tell whether a predicate says what an endorsement was like, not whether there was one: "was not close"."""
    return (
        noun.dep_ == "nsubj"
        and governor.lower_ in {"is", "was", "were", "are"}
        and any(child.dep_ == "acomp" and child.lower_ not in _OPEN for child in governor.children)
        and any(child.dep_ == "neg" for child in governor.children)
    )


def _only_imagined(verb: Token) -> bool:
    """Tell whether a candidate would only have liked to have it: "would have welcomed the union's support"."""
    return any(child.lower_ == "would" for child in verb.children) and any(
        child.lower_ in {"have", "love", "like"} for child in verb.children
    )


def _taken_back(noun: Token, governor: Token | None) -> bool:
    """Tell whether an endorsement, as a subject, was taken back: "its endorsement of B was revoked", "... and has been pulled"."""
    if governor is None or noun.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    return any(
        verb.lower_ in _TAKEN_BACK and any(child.dep_ in {"auxpass", "aux"} for child in verb.children)
        for verb in (governor, *governor.conjuncts)
    )


def _only_planned(noun: Token, governor: Token | None) -> bool:
    """Tell whether an endorsement is planned or expected and not made: "plans for an endorsement", "... is expected"."""
    if noun.dep_ == "pobj" and noun.head.head.lower_ in {"plan", "plans", "vote", "talks", "decision"}:
        return True
    return (
        governor is not None
        and noun.dep_ in {"nsubj", "nsubjpass"}
        and (governor.lower_ in _AWAITED or any(child.lower_ in _AWAITED for child in governor.children))
    )


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


def _from_unions(verb: Token, arguments: Arguments) -> list[str]:
    """The unions after "from" where the parse hangs it on the verb: "won support from the A and the B"."""
    return [
        union
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ == "from" and child.i > verb.i
        for target in child.children
        if target.dep_ == "pobj"
        for union in arguments.unions(target)
    ]


def _earlier_union(noun: Token, verb: Token, arguments: Arguments) -> list[str]:
    """The union of "its" in "she won its endorsement" where the sentence before names one union and no other body."""
    if not any(child.dep_ == "poss" and child.lower_ in {"its", "their"} for child in noun.children):
        return []
    subject = next(arguments.subjects(verb), None)
    if subject is None or not targets(subject, arguments, create=False) or not noun.sent.start:
        return []
    previous = noun.doc[noun.sent.start - 1].sent
    named = {span.kb_id_ for span in arguments.union_spans if previous.start <= span.start < noun.i}
    others = [
        token
        for token in noun.doc[previous.start : noun.i]
        if token.ent_type_ == "ORG" and arguments.union_span(token) is None
    ]
    return sorted(named) if len(named) == 1 and not others else []


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


def _prepositional_people(verb: Token, arguments: Arguments, prepositions: frozenset[str] = TO_PERSON) -> list[str]:
    for child in verb.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ in prepositions and child.i > verb.i:
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


def _left(noun: Token, verb: Token, arguments: Arguments) -> list[str]:
    """The person from whom support is taken: "pulled its support from B", "switched its support from B to C"."""
    return _prepositional_people(noun, arguments, _FROM) or _prepositional_people(verb, arguments, _FROM)


def _supported(noun: Token, arguments: Arguments) -> list[str]:
    """The person who acts "with the support of A", or who is told to be "the candidate with A's endorsement"."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"with", "on"} or noun.head.dep_ != "prep":
        return []
    above = noun.head.head
    if found := targets(above, arguments, create=False):
        return found
    if above.lower_ in _MEETING:
        return []
    first = next(arguments.subjects(above), None)
    return targets(first, arguments, create=False)


def _open_source(noun: Token) -> bool:
    """Tell whether the noun's source is a union without a name ("backing from a national union", "union endorsement")."""
    return any(token.lower_.startswith("union") for token in noun.subtree)


def read_given(noun: Token, arguments: Arguments) -> Iterator[Finding]:
    """Nouns that need a verb of giving: "put its weight behind X", "threw their muscle behind X"."""
    governor = noun.head
    frame = next((frame for frame in by_form("give").get(governor.lower_, ()) if noun.lower_ in frame.nouns), None)
    if frame is None or noun.dep_ != "dobj" or frame.stance is None:
        return
    candidates = (
        _noun_people(noun, arguments, has_union=True)
        or _prepositional_people(governor, arguments)
        or _prepositional_people(noun, arguments, _WITH)
        or next((found for word in noun.subtree if (found := _prepositional_people(word, arguments))), [])
        or _prepositional_people(governor, arguments, _WITH)
    )
    unions, personal = acting_unions(governor, arguments)
    if unions and candidates and not personal:
        yield Finding(noun, unions, candidates, stance_of(governor, frame.stance), frame.frame_id, LIKELY)


def read_choice(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A person as a union's pick: "X, the A's choice", "the A's candidate of choice is X", "named X as its choice"."""
    unions = [union for child in noun.children if child.dep_ == "poss" for union in arguments.unions(child)]
    of_choice = False
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "for"}:
            for target in child.children:
                of_choice = of_choice or target.lower_ == "choice"
                unions += arguments.unions(target)
    if not unions and of_choice:  # "for the A and the B, the candidate of choice is X"
        for child in noun.head.children:
            if child.dep_ == "prep" and child.lower_ in {"for", "of", "among"}:
                unions += [union for target in child.children for union in arguments.unions(target)]
    if not unions or is_question(noun):
        return
    if candidates := _chosen(noun, arguments):
        yield Finding(noun, list(dict.fromkeys(unions)), candidates, frame.stance, frame.frame_id, LIKELY)


def _chosen(noun: Token, arguments: Arguments) -> list[str]:
    """The person whom an apposition, a predicate or "as" tells to be the choice."""
    if noun.dep_ in {"appos", "attr"}:
        head = noun.head if noun.dep_ == "appos" else next(arguments.subjects(noun.head), None)
        return targets(head, arguments, create=False)
    beside = [child for child in noun.children if child.dep_ == "appos"]
    if beside and (found := targets(beside[0], arguments, create=False)):
        return found
    if noun.dep_ == "nsubj" and noun.head.lower_ in {"is", "was", "remains", "remained"}:
        attributes = [child for child in noun.head.children if child.dep_ in {"attr", "oprd"}]
        return [person for child in attributes for person in targets(child, arguments, create=False)]
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        objects = [child for child in noun.head.head.children if child.dep_ == "dobj"]
        return [person for child in objects for person in targets(child, arguments, create=True)]
    return []
