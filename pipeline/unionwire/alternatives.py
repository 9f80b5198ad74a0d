"""An expression that is a list of alternatives, taken apart so that only those are tried that can match a text.

Python's `re` tries every alternative at every character. Most ask for words that a text doesn't hold, which a `Prefilter`
tells of each alternative apart. What is left is searched for one by one; together they find what the expression finds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from re import _parser  # type: ignore[attr-defined]

_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?#[^)]*\)|[()|]", re.DOTALL)
_TIMES = re.compile(r"[*+?]|\{\d*,?\d*\}")
# What may stand before a group of alternatives without a choice of its own: word bounds and a look behind
_BEFORE = re.compile(r"(?:\\[bB]|\(\?<?[=!](?:\\.|[^()|\\\[\]]|\[\^?\]?(?:\\.|[^\]\\])*\])*\))*")


def split(pattern: re.Pattern[str]) -> list[str]:
    """Return the alternatives of `pattern`, each an expression, in their order; `pattern` itself where it can't be split.

    One alternative after the other, tried at each place of a text from the left, they match what `pattern` matches. An
    expression with groups to capture is not split, as their numbers would change, nor one that matches nothing.
    """
    text = pattern.pattern
    if (
        pattern.groups
        or pattern.flags & re.VERBOSE
        or ("(?" in text and re.search(r"\(\?[aiLmsux-]+[:)]|\(\?\(", text))
    ):
        return [text]
    if _parser.parse(text, pattern.flags).getwidth()[0] == 0:
        return [text]
    return parts_of(text)


def parts_of(text: str) -> list[str]:
    """Return the alternatives of an expression, in their order, without asking whether it has groups to capture.

    Macros in braces may stand in it.
    """
    parts = open_alternatives(text)
    if len(parts) > 1:
        return [f"(?:{part})" for part in parts]
    before = _BEFORE.match(text)
    opening = before.end() if before else 0
    if not text.startswith("(?:", opening):
        return [text]
    closing = _closing(text, opening)
    if _TIMES.match(text, closing + 1):
        return [text]
    parts = open_alternatives(text[opening + 3 : closing])
    if len(parts) == 1:
        return [text]
    return [f"{text[:opening]}(?:{part}){text[closing + 1 :]}" for part in parts]


def open_alternatives(text: str) -> list[str]:
    """The parts of an expression between bars that stand in no group."""
    depth, start, parts = 0, 0, []
    for match in _PART.finditer(text):
        depth += (match.group() == "(") - (match.group() == ")")
        if match.group() == "|" and not depth:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _closing(text: str, opening: int) -> int:
    """Where the group that opens at `opening` closes."""
    depth = 0
    for match in _PART.finditer(text, opening):
        depth += (match.group() == "(") - (match.group() == ")")
        if not depth:
            return match.start()
    raise ValueError(f"a group of {text!r} does not close")


class Alternatives:
    """Expressions that match together what one with these alternatives matches: the leftmost, of those the first."""

    __slots__ = ("patterns",)

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        """Take the compiled alternatives, in their order; none matches the empty string."""
        self.patterns = patterns

    def finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        searches = [(pattern, pattern.search(text, pos, endpos)) for pattern in self.patterns]
        left = [(pattern, match) for pattern, match in searches if match is not None]
        while left:
            first = min((match for _, match in left), key=re.Match.start)
            yield first
            end = first.end()
            kept = []
            for pattern, match in left:
                again = pattern.search(text, end, endpos) if match.start() < end else match
                if again is not None:
                    kept.append((pattern, again))
            left = kept

    def search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return next(self.finditer(text, pos, endpos), None)

    def findall(self, text: str) -> list[str]:
        """As `re.Pattern.findall` of an expression without groups."""
        return [match.group() for match in self.finditer(text)]
