"""The stated positions of a child union and its parent in one article, set side by side.

How it decides. Facts are compared race by race: the same cycle and office, and for an office of one state candidates
of the same state. Two names for an office that one election fills many times (a seat in a legislature) are two races.
A union that stays out without naming an office stays out of the race that the other side speaks of. Where no fact of
either side has a cycle, the article is taken to speak of one election.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from unionwire.records import Alignment, Candidate, Endorsement

if TYPE_CHECKING:  # tables are consolidated without spaCy
    from spacy.tokens import Doc

# Offices of which one election holds many at once: two names for them are two races, not two sides of one.
MANY_SEATS: frozenset[str | None] = frozenset({None, "house", "state_legislature", "city_council", "other"})
STATEWIDE = frozenset({"senate", "governor", "attorney_general"})
_HIGHER = STATEWIDE | {"president", "house", "state_legislature"}  # what no city or county fills alone
_KIND_OF_RACE = re.compile(
    r"\b(?:in|on|of|from)\s+(?:any\s+|most\s+|all\s+)?(?:(?P<local>city|county|local|town|municipal|judicial|school\s+board|council)"
    r"|statewide|state|federal|legislative)\s+(?:races|elections|contests|campaigns|politics)\b"
)
_OUT = frozenset({"declined", "withdrawn"})


def compared(
    child: list[Endorsement], parent: list[Endorsement], doc: Doc, *, free: bool = False
) -> tuple[Alignment, Endorsement | None]:
    """Compare the positions of a child and its parent; return with it the child's fact that decides, if any.

    `free` for a child that may back whom it likes while the parent stays out: a national union in its federation.
    """
    child, parent = _with_offices(child, doc), _with_offices(parent, doc)
    cycles = {fact.cycle for fact in child} & {fact.cycle for fact in parent}
    dated = sorted((cycle for cycle in cycles if cycle is not None), reverse=True)
    undated = [None] if {fact.cycle for fact in (*child, *parent)} == {None} else []
    for cycle in (*dated, *undated):
        mine = [fact for fact in child if fact.cycle == cycle]
        theirs = [fact for fact in parent if fact.cycle == cycle]
        for office in sorted({fact.office for fact in mine}, key=str):
            own = [fact for fact in mine if fact.office == office]
            above = [fact for fact in theirs if _same_race(own, fact, office, doc)]
            alignment = _one_race(own, above, many_seats=office in MANY_SEATS, free=free)
            if alignment != "unstated":
                return alignment, min(own, key=lambda fact: (fact.evidence.start, fact.candidate_id or ""))
    return "unstated", None


def _with_offices(facts: list[Endorsement], doc: Doc) -> list[Endorsement]:
    """The facts, those without an office with the one that the article says their candidate seeks, or all its candidates do."""
    known: dict[str, Candidate] = doc._.candidates
    offices = {person.office for person in known.values() if person.office is not None}
    # an article that speaks of one office alone means it where it backs somebody for none
    only = next(iter(offices)) if len(offices) == 1 else None
    completed = []
    for fact in facts:
        person = known.get(fact.candidate_id or "")
        office = fact.office or (person.office if person is not None else None)
        if office is None and fact.candidate_id is not None:
            office = only
        completed.append(dataclasses.replace(fact, office=office))
    return completed


def _same_race(own: list[Endorsement], other: Endorsement, office: str | None, doc: Doc) -> bool:
    """Tell whether a position of the parent is on the race of the child's."""
    if other.candidate_id is not None and any(fact.candidate_id == other.candidate_id for fact in own):
        return True
    if any(_of_another_kind(fact, other.office) for fact in own) or _of_another_kind(other, office):
        return False
    if other.office != office:
        return other.office is None or (office is None and all(fact.candidate_id is None for fact in own))
    if office in STATEWIDE:
        states = _states((fact.candidate_id for fact in (*own, other)), doc)
        return len(states) < 2
    return True


def _of_another_kind(silent: Endorsement, office: str | None) -> bool:
    """Tell whether a union stays out of races of another kind than one for `office`: "makes no endorsements in city races"."""
    if silent.candidate_id is not None or silent.stance != "declined":
        return False
    kind = _KIND_OF_RACE.search(silent.evidence.sentence)
    return kind is not None and (kind["local"] is not None) == (office in _HIGHER)


def _states(candidate_ids: Iterable[str | None], doc: Doc) -> set[str]:
    known: dict[str, Candidate] = doc._.candidates
    people = (known.get(candidate_id) for candidate_id in candidate_ids if candidate_id is not None)
    return {person.state for person in people if person is not None and person.state is not None}


def _one_race(mine: list[Endorsement], theirs: list[Endorsement], *, many_seats: bool, free: bool) -> Alignment:
    backed = _people(mine, {"endorsed"})
    backed_above = _people(theirs, {"endorsed"})
    if backed & backed_above:
        return "agrees"
    if (backed & _people(theirs, {"opposed", *_OUT})) or (backed_above & _people(mine, {"opposed", *_OUT})):
        return "breaks"
    if backed and backed_above:
        return "unstated" if many_seats else "breaks"
    silent_above = any(fact.stance in {"declined", "considering"} and fact.candidate_id is None for fact in theirs)
    silent = any(fact.stance == "declined" and fact.candidate_id is None for fact in mine)
    if (backed and silent_above and not free) or (backed_above and silent):
        return "breaks"
    declined_above = any(fact.stance == "declined" and fact.candidate_id is None for fact in theirs)
    both_oppose = _people(mine, {"opposed"}) & _people(theirs, {"opposed"})
    return "agrees" if (silent and declined_above) or both_oppose else "unstated"


def _people(facts: list[Endorsement], stances: set[str]) -> set[str]:
    return {fact.candidate_id for fact in facts if fact.candidate_id is not None and fact.stance in stances}
