"""The files that a run was given, a path's length and some forty bytes each: a dump may hold a million of one article.

A file is held as its path below what was searched, and what makes a `Source` of such a path. Sources are made when they are asked
for, and not kept.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar, overload

import numpy as np

Thing = TypeVar("Thing")
Make: TypeAlias = Callable[[str], Thing]
"""What makes of a path, below what was searched, what it stands for."""

_KEY = np.dtype("S16")


class Listing(Sequence[Thing]):
    """What stands at many paths, made anew at each access. Sorted by path, each once, after `settle`."""

    def __init__(self) -> None:
        self._makes: list[Make[Thing]] = []
        self._paths, self._ends = bytearray(), array("Q")
        self._origins = array("I")
        self._keys = bytearray()
        self._order = np.empty(0, np.int64)

    def below(self, make: Make[Thing]) -> Callable[[str, str], None]:
        """What adds a path that `make` makes something of; told also what tells whether two paths lead to the same."""
        origin = len(self._makes)
        self._makes.append(make)

        def add(path: str, key: str) -> None:
            self._paths.extend(os.fsencode(path))
            self._ends.append(len(self._paths))
            self._origins.append(origin)
            self._keys.extend(hashlib.blake2b(os.fsencode(key), digest_size=_KEY.itemsize).digest())

        return add

    def settle(self, better: Callable[[Thing], tuple[int, str]]) -> None:
        """Put everything in order; of what has the same key the one that is the most by `better` stays."""
        kept = self._once(better)
        self._keys = bytearray()
        import pyarrow as pa
        import pyarrow.compute as pc

        ends = pa.py_buffer(
            np.concatenate([np.zeros(1, np.int64), np.frombuffer(self._ends, np.uint64).view(np.int64)])
        )
        n_added = len(self._ends)
        # from buffer to buffer: to and from NumPy, pyarrow would import pandas to see whether it is asked for that
        paths = pa.LargeBinaryArray.from_buffers(pa.large_binary(), n_added, [None, ends, pa.py_buffer(self._paths)])
        origins = pa.Array.from_buffers(pa.uint32(), n_added, [None, pa.py_buffer(self._origins)])
        places = pa.Array.from_buffers(pa.int64(), len(kept), [None, pa.py_buffer(kept)])
        table = pa.Table.from_arrays([paths, origins], names=["path", "origin"]).take(places)
        sorted_ = pc.sort_indices(table, sort_keys=[("path", "ascending"), ("origin", "ascending")])
        self._order = kept[np.frombuffer(sorted_.buffers()[1], np.uint64, len(sorted_))] if len(kept) else kept

    @property
    def n_added(self) -> int:
        """How many paths were added, each as often as it was."""
        return len(self._ends)

    def _once(self, better: Callable[[Thing], tuple[int, str]]) -> np.ndarray:
        keys = np.frombuffer(self._keys, _KEY)
        order = np.argsort(keys, kind="stable")
        same = keys[order[1:]] == keys[order[:-1]]
        contested = np.zeros(len(keys), bool)
        contested[order[1:][same]] = contested[order[:-1][same]] = True
        best: dict[bytes, int] = {}
        for one in np.flatnonzero(contested).tolist():
            other = best.setdefault(keys[one], one)
            if better(self._made(one)) > better(self._made(other)):
                best[keys[one]] = one
        kept = ~contested
        kept[list(best.values())] = True
        return np.flatnonzero(kept)

    def _made(self, number: int) -> Thing:
        start = self._ends[number - 1] if number else 0
        path = os.fsdecode(bytes(self._paths[start : self._ends[number]]))
        return self._makes[self._origins[number]](path)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Thing: ...
    @overload
    def __getitem__(self, index: slice) -> list[Thing]: ...
    def __getitem__(self, index: int | slice) -> Thing | list[Thing]:
        """What stands at a place."""
        if isinstance(index, slice):
            return [self._made(int(number)) for number in self._order[index]]
        return self._made(int(self._order[index]))
