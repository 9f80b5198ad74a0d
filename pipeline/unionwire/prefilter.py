"""Which of many regular expressions can match a text at all, told by one pass over the text for fixed words.

Most frames need some word of a short list ("defeated", "ran for") in every text that they match. These words are read
off the expressions themselves (`needs.py`). One Aho-Corasick automaton finds the words of all expressions at once; an
expression is tried only where its own are there.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import ahocorasick_rs

from unionwire.alternatives import Alternatives, split
from unionwire.needs import MOST_CLAUSES, NeedsReader

MOST_COUNTED = 2_048  # texts whose matches are remembered, and sets of parts whose expressions are

T = TypeVar("T")
Expression = re.Pattern[str] | Alternatives

# Letters that an expression without regard to case takes for others than `str.lower` does.
_ODD_CASES = re.compile("[\u017f\u0130\u0131]")


class Prefilter:
    """The needs of a list of expressions, looked up in a text in one pass."""

    def __init__(
        self,
        patterns: Sequence[str],
        macros: Mapping[str, str] | None = None,
        *,
        ignore_case: bool = False,
        rare: Collection[str] = (),
        weak: float = math.inf,
    ) -> None:
        """Index `patterns`; their places in the list are their numbers. `rare` and `weak` are as for `NeedsReader`, which raises.

        `ignore_case` is for patterns that are compiled with re.IGNORECASE.
        """
        reader = NeedsReader(macros, rare, weak=weak)
        needs = [reader.needs(pattern) for pattern in patterns]
        if ignore_case:
            needs = [[frozenset(map(str.lower, need)) for need in own] for own in needs]
        self._ignore_case = ignore_case
        words = sorted({word for own in needs for need in own for word in need})
        places = {word: place for place, word in enumerate(words)}
        # Sets of expressions are bits of numbers. `_served` holds by the place of a word the expressions of whose first need
        # it is one, above them those of whose second need it is one, and so on; `_served_by_none` those that have no such need.
        self._n = len(patterns)
        self._every = (1 << self._n) - 1
        self._served = [0] * len(words)
        self._served_by_none = sum(
            1 << (rank * self._n + number) for number, own in enumerate(needs) for rank in range(len(own), MOST_CLAUSES)
        )
        self._needless = sum(
            1 << number for number, own in enumerate(needs) if not own
        )  # those that any text may match
        for number, own in enumerate(needs):
            for rank, need in enumerate(own):
                for word in need:
                    self._served[places[word]] |= 1 << (rank * self._n + number)
        self._automaton = _automaton(words)

    def possible(self, text: str, among: int = -1) -> list[int]:
        """Return the numbers of the patterns that may match `text`, in their order: no other one can.

        `among` has the bits of those that are asked for.
        """
        return numbers(self.bits(text, among))

    def bits(self, text: str, among: int = -1) -> int:
        """As `possible`, the numbers as the places of bits."""
        if self._ignore_case:
            if not text.isascii() and _ODD_CASES.search(text):
                return self._every & among
            text = text.lower()
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton is not None else ()
        if not hits:
            return self._needless & among
        served = self._served_by_none
        for place in {hit[0] for hit in hits}:
            served |= self._served[place]
        found = among & self._every
        for rank in range(MOST_CLAUSES):
            found &= served >> (rank * self._n)
        return found


def numbers(bits: int) -> list[int]:
    """The places of the bits that are set, the lowest first."""
    places = []
    while bits:
        lowest = bits & -bits
        places.append(lowest.bit_length() - 1)
        bits ^= lowest
    return places


def _automaton(words: Sequence[str]) -> ahocorasick_rs.AhoCorasick | None:
    if not words:
        return None
    return ahocorasick_rs.AhoCorasick(words, implementation=ahocorasick_rs.Implementation.DFA)


class PatternRows(Generic[T]):
    """Rows with an expression each, of which only those are tried that may match a text."""

    def __init__(self, rows: Iterable[tuple[T, re.Pattern[str]]], *, ignore_case: bool = False) -> None:
        """Index `rows`; `ignore_case` where their expressions are compiled with re.IGNORECASE."""
        self.rows = tuple(rows)
        self._parts = [split(pattern) for _, pattern in self.rows]
        self._row_of = [number for number, parts in enumerate(self._parts) for _ in parts]
        self._compiled: list[re.Pattern[str] | None] = [None] * len(self._row_of)
        self._texts = [part for parts in self._parts for part in parts]
        self._filter = Prefilter(self._texts, ignore_case=ignore_case)
        self._of_bits: dict[int, list[tuple[int, Expression]]] = {}  # what may match, by the parts that may

    def possible(self, text: str) -> list[tuple[T, Expression]]:
        """Return the rows whose expressions may match `text`, in their order: no other one can.

        What stands for an expression matches in `text` what it matches, by those of its alternatives that may.
        """
        return [(self.rows[row][0], expression) for row, expression in self._live(text)]

    def matches(self, text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[T, re.Match[str]]]:
        """Yield what the expressions match within each of `pieces` (start, end) of `text`: row by row, in text order."""
        found: dict[int, list[re.Match[str]]] = {}
        for start, end in pieces:
            for row, expression in self._live(text[start:end]):
                found.setdefault(row, []).extend(expression.finditer(text, start, end))
        for row in sorted(found):
            for match in found[row]:
                yield self.rows[row][0], match

    def _live(self, text: str) -> list[tuple[int, Expression]]:
        """The numbers of the rows that may match `text`, in their order, with what may of their expressions."""
        bits = self._filter.bits(text)
        if not bits:
            return []
        live = self._of_bits.get(bits)
        if live is None:
            if len(self._of_bits) >= MOST_COUNTED:
                self._of_bits.clear()
            live = self._of_bits[bits] = list(self._expressions(bits))
        return live

    def _expressions(self, bits: int) -> Iterator[tuple[int, Expression]]:
        for row, places in itertools.groupby(numbers(bits), key=self._row_of.__getitem__):
            live = list(places)
            whole = len(live) == len(self._parts[row])
            yield row, self.rows[row][1] if whole else Alternatives([self._part(number) for number in live])

    def _part(self, number: int) -> re.Pattern[str]:
        """An alternative, compiled at its first use."""
        compiled = self._compiled[number]
        if compiled is None:
            compiled = re.compile(self._texts[number], self.rows[self._row_of[number]][1].flags)
            self._compiled[number] = compiled
        return compiled


class Guarded:
    """A compiled expression that is tried only on texts that hold one of the words that it can't do without.

    `finditer`, `findall` and `search` over a whole text give what the expression itself gives.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        """Guard `pattern`; its words are read at its first use."""
        self.plain = pattern

    @functools.cached_property
    def _rows(self) -> PatternRows[None]:
        return PatternRows([(None, self.plain)], ignore_case=bool(self.plain.flags & re.IGNORECASE))

    def live(self, text: str) -> Expression | None:
        """What of the expression may match in `text`; None where nothing may."""
        return next((pattern for _, pattern in self._rows.possible(text)), None)

    @functools.cached_property
    def count(self) -> Callable[[str], int]:
        """Of a text, the number of its matches; remembered for sentences, which several rules ask for."""
        return functools.lru_cache(maxsize=MOST_COUNTED)(lambda text: len(self.findall(text)))

    def may_match(self, text: str) -> bool:
        """Whether the expression may match anywhere in `text`."""
        return self.live(text) is not None

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        live = self.live(text)
        return live.search(text) if live else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        live = self.live(text)
        return live.finditer(text) if live else iter(())

    def finditer_in(self, text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
        """What the expression matches within each of `pieces` (start, end) of `text`, in their order."""
        for _, match in self._rows.matches(text, pieces):
            yield match

    def findall(self, text: str) -> list[str]:
        """As `re.Pattern.findall` of an expression without groups."""
        live = self.live(text)
        return live.findall(text) if live else []


def guarded(pattern: str, flags: int = 0) -> Guarded:
    """Compile `pattern` as `re.compile` does, to be tried only where its words are."""
    return Guarded(re.compile(pattern, flags))
