"""What every text that an expression matches must hold: read off the expression, as RE2's FilteredRE2 does it.

An expression is read from left to right. As long as what it may say next is a short list of strings ("if ", "unless "), the
lists are multiplied; where it may say anything ("any word"), the strings so far are a need, and another begins. So a need is more
than a word: "if P" tells much more than either "if" or "P".

Frames are written with macros, and many times as long without them. So an expression is read as it is written, each macro
as one character that stands for what is read of its own text, which is read once: a tenth of the work.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from unionwire.macros import MACRO

SHORTEST = 3  # letters: shorter words are in nearly every sentence
MOST_WORDS = 160  # an alternation of more than that asks for nothing
MOST_CLAUSES = 3  # needs that are looked at for an expression, the most telling first
_MOST_MULTIPLIED = 16  # strings of a list, beyond which it is not multiplied further
_MOST_LETTERS = 16  # of a string that is looked for: more tell nothing more
_SMALL_CLASS = 4  # characters of a class that are tried one by one

_ODD = re.compile(r"[@#|<>={}\[\]\\^~_%$;\u2022]")  # a sign that few texts hold, however short what it stands in
_STAND_INS = 0xE000  # the first of Unicode's private characters, which no expression uses
_TIMES = ("*", "+", "?", "{")

Need = frozenset[str]  # of these strings at least one is in every text that matches
_NOTHING: Need = frozenset({""})


class Read(NamedTuple):
    """What is read of a part of an expression.

    `exact` are all strings that it can match, where they are few; else None, and each match begins with one of `before` and ends
    with one of `after`. A text in which it matches holds one of each of `needs`.
    """

    exact: Need | None
    before: Need = _NOTHING
    after: Need = _NOTHING
    needs: tuple[Need, ...] = ()

    def all(self) -> list[Need]:
        """Each list of strings of which a match holds one."""
        own = [self.before, self.after] if self.exact is None else [self.exact]
        return [*own, *self.needs]

    def first(self) -> Need:
        """What a match begins with."""
        return self.before if self.exact is None else self.exact

    def last(self) -> Need:
        """What a match ends with."""
        return self.after if self.exact is None else self.exact


_ANY = Read(None)


class NeedsReader:
    """Reads the needs of expressions that may name macros as `{NAME}`, which stand for their text as it is."""

    def __init__(
        self, macros: Mapping[str, str] | None = None, rare: Collection[str] = (), *, weak: float = math.inf
    ) -> None:
        """Read the needs of `macros`, which may name each other; strings of `rare` tell much though they are short.

        A need that is as likely as `weak` to be met by any sentence, as it seems from its letters, is told of where an expression
        has no other: in long texts it costs more than it tells.
        """
        self._macros = macros or {}
        self._rare = frozenset(rare)
        self._weak = weak
        self._names = list(self._macros)
        # of one whose alternation is in no group, what stands beside it in a pattern is part: it is spelled out
        self._open = {name for name, text in self._macros.items() if _has_open_alternation(text)}
        self._of_names: dict[str, Read] = {}

    def needs(self, pattern: str) -> list[Need]:
        """Return sets of strings of each of which every text that `pattern` matches holds at least one.

        The most telling come first; an empty list where nothing can be told, as of a pattern that ignores case. Raises
        KeyError where the pattern names an unknown macro, re.error where it is malformed.
        """
        found = {_least(need) for need in self.read(pattern).all() if self._telling(need)}
        best = sorted(found, key=lambda need: (_likely(need), sorted(need)))[:MOST_CLAUSES]
        return [need for place, need in enumerate(best) if not place or _likely(need) < self._weak]

    def read(self, pattern: str) -> Read:
        """Read a pattern; raises as `needs` does."""
        parsed = _parser.parse(self._with_stand_ins(pattern))
        return _ANY if parsed.state.flags & re.IGNORECASE else self._of_sequence(parsed)

    def _with_stand_ins(self, pattern: str) -> str:
        def put(match: re.Match[str]) -> str:
            text = self._macros[match[1]]
            # one that is not enclosed, and repeated, is repeated in its last letter only
            if match[1] in self._open or match.string.startswith(_TIMES, match.end()):
                return self._with_stand_ins(text)
            return chr(_STAND_INS + self._names.index(match[1]))

        return MACRO.sub(put, pattern)

    def _is_macro(self, character: int) -> bool:
        return _STAND_INS <= character < _STAND_INS + len(self._names)

    def _of_letter(self, character: int) -> Read:
        if not self._is_macro(character):
            return Read(frozenset({chr(character)}))
        name = self._names[character - _STAND_INS]
        if name not in self._of_names:
            self._of_names[name] = self.read(self._macros[name])
        return self._of_names[name]

    def _of_sequence(self, items: Iterable[tuple[Any, Any]]) -> Read:
        said: list[Need] = []  # what was said each time when anything could follow; the last of it is `now`
        now, run = _NOTHING, ""
        needs: list[Need] = []
        for code, argument in items:
            if code is codes.LITERAL and argument < _STAND_INS:
                run += chr(argument)
                continue
            if code is codes.AT or code is codes.ASSERT_NOT:
                continue  # anchors and word bounds stand between letters without parting them
            if run:
                now, run = frozenset(a + run for a in now), ""
            read = self._of_item(code, argument)
            needs += read.needs
            following = read.first()
            if len(now) * len(following) > _MOST_MULTIPLIED:
                said.append(now)
                now = following
            elif following != _NOTHING:
                now = frozenset(a + b for a in now for b in following)
            if read.exact is None:
                said.append(now)
                now = read.after
        if run:
            now = frozenset(a + run for a in now)
        if not said:
            return Read(now, needs=tuple(needs))
        return Read(None, said[0], now, (*needs, *(need for need in said[1:] if need != _NOTHING)))

    def _of_item(self, code: object, argument: Any) -> Read:  # noqa: ANN401 (what it is depends on the code)
        if code is codes.LITERAL:
            return self._of_letter(argument)
        if code is codes.IN:
            return self._of_class(argument)
        if code is codes.SUBPATTERN:
            _, flags, _, inside = argument
            return _ANY if flags & re.IGNORECASE else self._of_sequence(inside)
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            return self._of_repeated(*argument)
        if code is codes.ATOMIC_GROUP:
            return self._of_sequence(argument)
        if code is codes.BRANCH:
            return self._of_branches([self._of_sequence(branch) for branch in argument[1]])
        if code is codes.ASSERT:
            return Read(_NOTHING, needs=tuple(self._of_sequence(argument[1]).all()))
        return _ANY

    def _of_class(self, items: Sequence[tuple[Any, Any]]) -> Read:
        letters: list[int] = []
        for code, argument in items:
            if code is codes.LITERAL:
                letters.append(argument)
            elif code is codes.RANGE and argument[1] - argument[0] < _SMALL_CLASS:
                letters += range(argument[0], argument[1] + 1)
            else:
                return _ANY
        # alternatives of a character each are read as a class; macros may be among them
        if len(letters) > _SMALL_CLASS and not any(map(self._is_macro, letters)):
            return _ANY
        return self._of_branches([self._of_letter(letter) for letter in letters])

    def _of_repeated(self, least: int, most: int, inside: Sequence[tuple[Any, Any]]) -> Read:
        read = self._of_sequence(inside)
        if least == 0:
            return Read(read.exact | _NOTHING) if read.exact is not None and most == 1 else _ANY
        if read.exact is None or least == most == 1:
            return read
        return Read(None, read.exact, read.exact)

    def _of_branches(self, reads: Sequence[Read]) -> Read:
        exact = [read.exact for read in reads if read.exact is not None]
        if len(exact) == len(reads) and len(every := frozenset().union(*exact)) <= _MOST_MULTIPLIED:
            return Read(every)
        first, last = (_joined(lists) for lists in zip(*((read.first(), read.last()) for read in reads), strict=True))
        return Read(None, first, last, tuple(self._of_each(reads)))

    def _of_each(self, reads: Iterable[Read]) -> list[Need]:
        """The need of an alternation: the most telling one of each branch together, none where one has none."""
        words: set[str] = set()
        for read in reads:
            own = [_least(need) for need in read.all() if self._telling(need)]
            if not own:
                return []
            words |= min(own, key=lambda need: (_likely(need), sorted(need)))
        return [_least(words)]

    def _telling(self, need: Collection[str]) -> bool:
        return 0 < len(need) <= MOST_WORDS and all(
            len(word) >= SHORTEST or word in self._rare or _ODD.search(word) for word in need
        )


def _joined(lists: Iterable[Need]) -> Need:
    """All strings of the lists, where they are few; else nothing is told."""
    every = frozenset(itertools.chain.from_iterable(lists))
    return every if len(every) <= _MOST_MULTIPLIED else _NOTHING


def _least(need: Collection[str]) -> Need:
    """The same need in fewer and shorter strings: one that begins as another does tells nothing more."""
    kept: list[str] = []
    for word in sorted({word[:_MOST_LETTERS] for word in need}):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return frozenset(kept)


def _likely(need: Collection[str]) -> float:
    """How likely a text is to hold one of the strings, as it seems from their lengths: a letter more halves it."""
    return sum(math.exp2(word.count(" ") / 2 - min(len(word), _MOST_LETTERS)) for word in need)


def _has_open_alternation(pattern: str) -> bool:
    """Tell whether a `|` of `pattern` stands in no group."""
    in_classes_or_escaped = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
    depth = 0
    for character in in_classes_or_escaped.sub("", pattern):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            return True
    return False
