"""Expressions written with macros, compiled without reading the text of a macro anew for each of them.

Spelled out, an expression is many times as long as it is written, and Python takes longest to read it. So the text of a macro
is read once, and what was read stands in each expression where the macro does.
"""

from __future__ import annotations

import functools
import re
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as codes  # type: ignore[attr-defined]
from typing import Any

from unionwire.alternatives import open_alternatives

MACRO = re.compile(r"\{([A-Z_]+)\}")
_STAND_INS = 0xE000  # the first of Unicode's private characters, which no expression uses
_SECOND = "\uf8ff"  # follows each: the parser makes a class of characters of alternatives that are a character each
_TIMES = ("*", "+", "?", "{")


class Macros(dict[str, str]):
    """Texts of expressions by name, which may name each other as `{NAME}`. None may change once an expression is compiled."""

    def spelled_out(self, pattern: str) -> str:
        """`pattern` with the texts of its macros in their places. Raises KeyError of an unknown one."""
        while MACRO.search(pattern):
            pattern = MACRO.sub(lambda match: self[match[1]], pattern)
        return pattern

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """Compile `pattern`; what comes of it matches what the pattern spelled out matches, and does not know its own text.

        Raises KeyError of an unknown macro, re.error where it is malformed.
        """
        tree = self._tree(pattern)
        if tree is None:
            return re.compile(self.spelled_out(pattern))
        compiled: re.Pattern[str] = _compiler.compile(tree)
        return compiled

    @functools.cached_property
    def _names(self) -> list[str]:
        return sorted(self)

    @functools.cached_property
    def _trees(self) -> dict[str, Any]:
        return {}

    def _read(self, name: str) -> Any:  # noqa: ANN401 - a tree of the standard library's parser
        """What is read of a macro's text; None where it must be spelled out."""
        if name not in self._trees:
            text = self[name]
            whole = len(open_alternatives(text)) == 1
            tree = self._tree(text) if whole else None
            # a group to capture takes its number from the whole expression
            self._trees[name] = tree if tree is not None and tree.state.groups == 1 else None
        return self._trees[name]

    def _tree(self, pattern: str) -> Any:  # noqa: ANN401
        """What is read of a pattern; None where it must be spelled out."""
        if "(?" in pattern and re.search(r"\(\?[aiLmsux]", pattern):
            return None

        def put(match: re.Match[str]) -> str:
            repeated = match.string.startswith(_TIMES, match.end())
            if repeated or self._read(match[1]) is None:
                return MACRO.sub(put, self[match[1]]) if not repeated else self.spelled_out(match[0])
            return chr(_STAND_INS + self._names.index(match[1])) + _SECOND

        tree = _parser.parse(MACRO.sub(put, pattern))
        self._fill(tree)
        return tree

    def _fill(self, tree: Any) -> None:  # noqa: ANN401
        """Put into a tree what the characters in it stand for."""
        tree.width = None
        at = 0
        while at < len(tree.data):
            code, argument = tree.data[at]
            if code is codes.LITERAL and 0 <= argument - _STAND_INS < len(self._names):
                inside = self._read(self._names[argument - _STAND_INS]).data
                tree.data[at : at + 2] = inside
                at += len(inside)
                continue
            for inner in _trees_in(argument):
                self._fill(inner)
            at += 1


def _trees_in(argument: Any) -> list[Any]:  # noqa: ANN401
    """The trees in the argument of a code, wherever they stand in it."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, (tuple, list)):
        return [tree for part in argument for tree in _trees_in(part)]
    return []
