"""Cue frames: the sentence shapes by which a text makes a person a candidate.

Frames are regular expressions over the rendering of a sentence (`candidate_renderings`), kept as data in
`seeds/candidate_cues.jsonl`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from unionwire.alternatives import Alternatives, parts_of
from unionwire.macros import Macros
from unionwire.prefilter import Expression, Guarded, PatternRows, Prefilter
from unionwire.seeds import read_jsonl

CUES_FILE = "candidate_cues.jsonl"
# A speaker's name before what is said, no result ("Roe: 17%") and no stand ("Roe: Would cut taxes")
LABEL_BEFORE = re.compile(r"\W*P\d+(?:, [^:;]{0,60}?| \([^)]*\))?(?P<colon>:) (?!\d)")
LIST_CHARS = 900  # of a list with its head, beyond which a colon opens something else
LIST_FRAMES = ("cand-list-", "cand-label", "cand-announced-plans", "cand-want-colon")
_RARE = frozenset({"U", "vs"})  # short, and in few renderings
OWN_CLAUSE = re.compile(r"P\d+, (?:(?:an?|the|his|her) [^,;.P]{2,60} )?(?:who|whose) (?!are\b|were\b|have\b)")


@dataclass(frozen=True)
class Frame:
    """A row of kind `frame`, compiled when a text may match it. `context` says where a word of elections must stand for it to count.

    `alone` frames ("the nominee Roe and Poe") say nothing of those coordinated with the person, `named` frames ("a
    nominee," he said) nothing of whom a pronoun means. `needs` is "party" or "elective" where the article must introduce
    one of the persons by a party, or by a party or an elective office; "partisan" by a party and no office; "free" where
    the person must not be an officer of a union, staff, a donor or a quoted expert.
    """

    frame_id: str
    written: str
    macros: Macros = field(repr=False)
    context: str
    office: str | None
    alone: bool
    named: bool
    needs: str | None = None

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is `written`, its macros spelled out. Raises KeyError of an unknown macro, re.error if it is malformed."""
        return re.compile(self.macros.spelled_out(self.written))

    @functools.cached_property
    def parts(self) -> list[str]:
        """The alternatives of what is `written`."""
        return parts_of(self.written)

    @functools.cached_property
    def _compiled(self) -> dict[int, re.Pattern[str]]:
        return {}

    def part(self, number: int) -> re.Pattern[str]:
        """One of the alternatives, its macros spelled out, compiled at its first use."""
        if number not in self._compiled:
            self._compiled[number] = self.macros.compiled(self.parts[number])
        return self._compiled[number]

    @property
    def of_kind(self) -> bool:
        """Tell whether the frame reads a plural noun for candidates, which holds as far as the next such noun."""
        return "{CANDMANY}" in self.written or "{CANDPURE}" in self.written or self.frame_id.startswith("cand-list")

    @functools.cached_property
    def of_subject(self) -> bool:
        """Tell whether the frame begins with a person of whom a predicate tells."""
        return re.match(r"\{P\}.{0,60}?\{WHO\}", self.written) is not None

    @property
    def of_contestants(self) -> bool:
        """Tell whether the frame means whoever contests, so that officers of unions and staff are not meant."""
        return self.context == "contest" or self.frame_id in {"cand-defeat-object", "cand-defeat-passive"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A frame that fired for a person; `office` is read from the frame's stretch, `beside` from its sentence.

    `named` is False where a pronoun stands for the person.
    """

    person_id: str
    frame_id: str
    office: str | None
    beside: str | None
    start: int
    end: int
    named: bool = True


@dataclass
class Cues:
    """All cue rows; patterns other than those of frames are compiled with them."""

    frames: list[Frame]
    offices: PatternRows[tuple[int, str]]
    race: Guarded
    screen: Guarded
    guard: re.Pattern[str]
    appointee: re.Pattern[str]
    macros: Macros

    @functools.cached_property
    def contexts(self) -> dict[str, str]:
        """The context that each frame asks for, by its id."""
        return {frame.frame_id: frame.context for frame in self.frames}

    @functools.cached_property
    def _parts(self) -> list[tuple[Frame, int]]:
        return [(frame, number) for frame in self.frames for number in range(len(frame.parts))]

    @functools.cached_property
    def _prefilter(self) -> Prefilter:
        # a rendering has capitals only where persons and unions stand
        return Prefilter([frame.parts[number] for frame, number in self._parts], self.macros, rare=_RARE)

    @functools.cached_property
    def _of_contexts(self) -> dict[frozenset[str], int]:
        return {}

    def _among(self, allowed: Collection[str]) -> int:
        """The parts of frames of the `allowed` contexts, as bits."""
        contexts = frozenset(allowed)
        if contexts not in self._of_contexts:
            places = (place for place, (frame, _) in enumerate(self._parts) if frame.context in contexts)
            self._of_contexts[contexts] = sum(1 << place for place in places)
        return self._of_contexts[contexts]

    def frames_for(self, text: str, allowed: Collection[str]) -> list[tuple[Frame, Expression]]:
        """Return the frames of the `allowed` contexts that may match a rendering, in the order of the file.

        Each comes with those of its alternatives that may match.
        """
        live: dict[str, tuple[Frame, list[re.Pattern[str]]]] = {}
        for place in self._prefilter.possible(text, self._among(allowed)):
            frame, number = self._parts[place]
            live.setdefault(frame.frame_id, (frame, []))[1].append(frame.part(number))
        return [(frame, parts[0] if len(parts) == 1 else Alternatives(parts)) for frame, parts in live.values()]

    def office(self, text: str) -> str | None:
        """Return the office that a stretch of lower-case text names first, None without one."""
        best: tuple[int, int, str] | None = None
        for (rank, office), pattern in self.offices.possible(text):
            match = pattern.search(text)
            if match and (best is None or (match.start(), rank) < best[:2]):
                best = (match.start(), rank, office)
        return best[2] if best else None


@functools.cache
def cues() -> Cues:
    """Return the rows of `seeds/candidate_cues.jsonl`.

    Raises KeyError where a pattern that is not a frame's uses an unknown macro, re.error where one is malformed.
    """
    rows: list[dict[str, Any]] = read_jsonl(CUES_FILE)
    macros = Macros({r["name"]: r["pattern"] for r in rows if r["kind"] == "macro"})
    offices = [(r["office"], r["pattern"]) for r in rows if r["kind"] == "office"]
    macros["OFFICE"] = "(?:" + "|".join(p for _, p in offices) + ")"
    macros["P"] = r"P(\d+)"
    compiled = PatternRows(
        ((rank, office), re.compile(rf"\b(?:{macros.spelled_out(pattern)})(?!\w)"))
        for rank, (office, pattern) in enumerate(offices)
    )
    frames = [
        Frame(
            r["id"],
            r["pattern"],
            macros,
            r.get("context", "none"),
            r.get("office"),
            r.get("alone", False),
            r.get("named", False),
            r.get("needs"),
        )
        for r in rows
        if r["kind"] == "frame"
    ]
    single = {
        r["id"]: re.compile(macros.spelled_out(r["pattern"])) for r in rows if r["kind"] in {"race", "screen", "guard"}
    }
    return Cues(
        frames,
        compiled,
        Guarded(single["race-words"]),
        Guarded(single["screen-words"]),
        single["guard-words"],
        single["appointee-words"],
        macros,
    )
