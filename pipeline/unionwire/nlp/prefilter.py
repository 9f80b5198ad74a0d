"""Which of many regular expressions can match a text at all, told by one pass over the text for fixed words.

Most frames need some word of a short list ("defeated", "ran for") in every text that they match. These words are read
off the expressions themselves, as RE2's FilteredRE2 does it, which has no look-around and so cannot take the frames. One
Aho-Corasick automaton finds the words of all expressions at once; an expression is tried only where its own are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import ahocorasick_rs

SHORTEST = 3  # letters: shorter words are in nearly every sentence
MOST_WORDS = 80  # an alternation of more than that asks for nothing
MOST_CLAUSES = 3  # needs that are looked at for an expression, the most telling first

Need = frozenset[str]  # of these strings at least one is in every text that matches


def needs(pattern: re.Pattern[str]) -> list[Need]:
    """Return sets of strings of each of which every text that `pattern` matches holds at least one.

    The most telling come first; an empty list where nothing can be told. The pattern must not ignore case.
    """
    if pattern.flags & re.IGNORECASE:
        return []
    found = {need for need in _of_sequence(_parser.parse(pattern.pattern)) if _telling(need)}
    return sorted(found, key=lambda need: (-min(map(len, need)), len(need), sorted(need)))[:MOST_CLAUSES]


def _telling(need: Need) -> bool:
    return 0 < len(need) <= MOST_WORDS and min(map(len, need)) >= SHORTEST


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> Iterator[Need]:
    """Yield the needs of a sequence: of its runs of fixed letters, and of every item that must be there."""
    run = ""
    for code, argument in items:
        if code is codes.LITERAL:
            run += chr(argument)
            continue
        if code is not codes.AT and run:  # anchors and word bounds stand between letters without parting them
            yield frozenset({run})
            run = ""
        yield from _of_item(code, argument)
    if run:
        yield frozenset({run})


def _of_item(code: object, argument: Any) -> Iterator[Need]:  # noqa: ANN401 (what it is depends on the code)
    if code is codes.SUBPATTERN:
        _, flags, _, inside = argument
        if not flags & re.IGNORECASE:
            yield from _of_sequence(inside)
    elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT} and argument[0] >= 1:
        yield from _of_sequence(argument[2])
    elif code is codes.ATOMIC_GROUP:
        yield from _of_sequence(argument)
    elif code is codes.ASSERT:
        yield from _of_sequence(argument[1])
    elif code is codes.BRANCH:
        yield from _of_branches(argument[1])


def _of_branches(branches: Sequence[Any]) -> Iterator[Need]:
    """Yield the need of an alternation: the most telling one of each branch together, nothing where one has none."""
    words: set[str] = set()
    for branch in branches:
        own = [need for need in _of_sequence(branch) if _telling(need)]
        if not own:
            return
        words |= min(own, key=lambda need: (len(need) / min(map(len, need)), sorted(need)))
    yield frozenset(words)


class Prefilter:
    """The needs of a list of expressions, looked up in a text in one pass."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        """Index `patterns`; their places in the list are their numbers."""
        self._needs = [needs(pattern) for pattern in patterns]
        self._free = [number for number, own in enumerate(self._needs) if not own]
        self._words = sorted({word for own in self._needs for need in own for word in need})
        # by word, the expressions of whose most telling need it is one
        self._opened: dict[str, list[int]] = {word: [] for word in self._words}
        for number, own in enumerate(self._needs):
            for word in own[0] if own else ():
                self._opened[word].append(number)
        self._automaton = ahocorasick_rs.AhoCorasick(self._words) if self._words else None

    def possible(self, text: str) -> list[int]:
        """Return the numbers of the patterns that may match `text`, in their order: no other one can."""
        there: set[str] = set()
        if self._automaton is not None:
            hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
            there = {self._words[hit[0]] for hit in hits}
        opened = {number for word in there for number in self._opened[word]}
        kept = (n for n in opened if all(not need.isdisjoint(there) for need in self._needs[n][1:]))
        return sorted((*self._free, *kept))
