"""The frames of endorsement, read from `seeds/endorsement_frames.jsonl`.

A frame is a word, or a pattern, by which news says that somebody backs somebody. Its `kind` says how the parse is read:
`direct` (subject backs object), `prepositional` (subject rallies behind object), `noun` (the endorsement of X by Y),
`gain` (X wins that noun), `give` (Y throws that noun behind X), `neutral` (a pattern: no side is taken), `compound`
(Y-backed X), `copular` (Y is for X), `choice` (X, the choice of Y), `having` (X has Y), `camp` (a pattern: Y is in X's camp),
`backers` (X's backers include Y), `slate` (a noun or participle that heads a list of people for offices), `resources` (Y spends money on X) and `clause` (a pattern over the skeleton of a clause). The id of a frame is the `rule` of the facts that it finds.
"""

from __future__ import annotations

import dataclasses
import functools
import re

from unionwire.records import Stance
from unionwire.seeds import read_jsonl


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """One row of the frames; `forms` are lower-case word forms.

    `creates`: whoever is its object becomes a candidate. `needs_no_object`: it can decline or weigh without naming a
    person ("has not endorsed"). `needs_help`: it counts only as what a union helps or works to do ("helped elect X").
    `needs_topic`: it is too weak to count where the article does not speak of endorsements.
    """

    frame_id: str
    kind: str
    stance: Stance | None
    forms: frozenset[str]
    prepositions: frozenset[str]
    particle: str | None
    nouns: frozenset[str]
    pattern: re.Pattern[str] | None
    creates: bool
    needs_no_object: bool
    needs_help: bool
    needs_topic: bool


@functools.cache
def frames() -> tuple[Frame, ...]:
    """Return all frames, in the order of the file."""
    return tuple(
        Frame(
            frame_id=row["id"],
            kind=row["kind"],
            stance=row["stance"],
            forms=frozenset(row.get("forms", ())),
            prepositions=frozenset(row.get("prepositions", ())),
            particle=row.get("particle"),
            nouns=frozenset(row.get("nouns", ())),
            pattern=re.compile(row["pattern"], re.IGNORECASE) if row.get("pattern") else None,
            creates=row.get("creates", False),
            needs_no_object=row.get("needs_no_object", False),
            needs_help=row.get("needs_help", False),
            needs_topic=row.get("needs_topic", False),
        )
        for row in read_jsonl("endorsement_frames.jsonl")
    )


@functools.cache
def by_form(kind: str) -> dict[str, tuple[Frame, ...]]:
    """Return word form -> frames of one kind."""
    table: dict[str, list[Frame]] = {}
    for frame in frames():
        if frame.kind == kind:
            for form in frame.forms:
                table.setdefault(form, []).append(frame)
    return {form: tuple(found) for form, found in table.items()}


def of_kind(kind: str) -> tuple[Frame, ...]:
    """Return the frames of one kind, in the order of the file."""
    return tuple(frame for frame in frames() if frame.kind == kind)
