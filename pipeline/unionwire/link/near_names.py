"""The registered name that a misspelt one is nearest to, at a cost that hardly grows with the number of names.

Nearness is that of `difflib`: twice the matching letters by the letters of both. Comparing with every name is dear, so only
those are compared that could be near enough. Of a name that near, few letters are lost or added (`lost` of its length);
cut into one piece more than that, it has a piece that the other name holds too, about where it was.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator


class NearNames:
    """Names, looked up by names like them; `least` is the least similarity, 1 for equality."""

    def __init__(self, names: Iterable[str], least: float) -> None:
        self._least = least
        self._by_piece: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for name in dict.fromkeys(names):
            lost = self._lost(len(name))
            for start, end in _pieces(len(name), lost + 1):
                self._by_piece[name[start:end]].append((start, lost, name))
        self._lengths = sorted({len(piece) for piece in self._by_piece})

    def nearest(self, name: str) -> str | None:
        """Return the most similar of the names, the last by the alphabet of equals; None where none is similar enough."""
        return next(iter(difflib.get_close_matches(name, sorted(self._like(name)), n=1, cutoff=self._least)), None)

    def _lost(self, length: int) -> int:
        """Letters that a name of `length` and one near enough differ by at most, lost and added ones together.

        With M matching letters, 2M / (a + b) >= least, so a + b - 2M <= (1 - least)(a + b), and b is at most a (2 - least) / least.
        """
        longest = length * (2 - self._least) / self._least
        # a hair more than exact arithmetic gives, against rounding
        return int((1 - self._least) * (length + longest) + 1e-6)

    def _like(self, name: str) -> Iterator[str]:
        """The names that share a piece with `name`, about where they have it, and are about as long."""
        found = set()
        for size in self._lengths:
            for at in range(len(name) - size + 1):
                for start, lost, other in self._by_piece.get(name[at : at + size], ()):
                    if other not in found and abs(start - at) <= lost and abs(len(other) - len(name)) <= lost:
                        found.add(other)
                        yield other


def _pieces(length: int, count: int) -> Iterator[tuple[int, int]]:
    """Bounds of `count` pieces of a text, as equal as can be; fewer where it has fewer letters."""
    count = min(count, length)
    for index in range(count):
        yield index * length // count, (index + 1) * length // count
