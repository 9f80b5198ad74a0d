"""Which texts to compare: those that share a hash of a band, looked up in files of all hashes there are.

An entry is a hash and a place, 16 bytes; a stored text has one for the whole and `BANDS` for its bands, 528 bytes in all.
Entries lie sorted by hash in a few files (see `tables.keys`) that are searched where they lie, so that memory does not grow
with them, and a look-up costs a binary search in each file.

What one text can cost is bounded, so that a hundred thousand pages from one template, or texts written to do so, can't
make a run as long as their square: of the texts that share a hash with it the first `_BUCKET` in each file are looked at,
and of all these it is compared with the `_COMPARED` that share the most hashes. Texts that are copies share many, so it
takes hundreds of texts that share a frame, without being copies, to hide one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np

from unionwire.tables.keys import runs

Place: TypeAlias = tuple[int, int]
"""A part, by its number, and a row in it. Packed into one number the row takes the lower half."""

ROW_BITS = np.uint64(32)
_BUCKET = 128
_COMPARED = 64
# texts whose entries are looked through at once; where every bucket is full that takes 20 MB for each file
_TEXTS_AT_ONCE = 256


def places(packed: np.ndarray) -> list[Place]:
    """The places that some numbers stand for."""
    return [(place >> int(ROW_BITS), place & 0xFFFFFFFF) for place in packed.tolist()]


def equal_texts(base: Path | None, whole: np.ndarray) -> np.ndarray:
    """Pairs of places with equal texts: below one of a run, above the first of them, or one of an earlier run.

    `whole` holds the entries of the run's whole texts, `base` those of earlier ones.
    """
    own = _sorted(whole)
    first = np.searchsorted(own[0], own[0])
    later = np.flatnonzero(first < np.arange(len(first)))
    found = [np.stack([own[1, first[later]], own[1, later]])]
    for known in _files(base, "whole"):
        at, counts = _buckets(known, own)
        there = np.flatnonzero(counts)
        found.append(np.stack([known[1, at[there]], own[1, there]]))
    return np.concatenate(found, axis=1)


def proposals(base: Path | None, bands: np.ndarray) -> np.ndarray:
    """Pairs of places whose texts may be copies, sorted: below one of a run, above one before it or of an earlier run.

    `bands` holds the entries of the run's bands, `base` those of earlier ones.
    """
    own = _sorted(bands)
    held = _files(base, "bands")
    texts = np.unique(own[1])
    found = [np.empty((2, 0), np.uint64)]
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        group = texts[start : start + _TEXTS_AT_ONCE]
        among = np.flatnonzero((own[1] >= group[0]) & (own[1] <= group[-1]))
        fresh = own[:, among]
        sharing = []
        for known in (own, *held):
            first, counts = _buckets(known, fresh)
            if known is own:
                counts = among - first  # the texts before it
            sharing.append(_spread(fresh[1], known, first, np.minimum(counts, _BUCKET)))
        found.append(_best(np.concatenate(sharing, axis=1)))
    return _sorted(np.concatenate(found, axis=1))


def _files(base: Path | None, kind: str) -> list[np.ndarray]:
    return [np.load(path, mmap_mode="r", allow_pickle=False) for path in runs(base, kind)]


def _sorted(columns: np.ndarray) -> np.ndarray:
    """The columns in the order of the upper row, then of the lower one."""
    ordered: np.ndarray = columns[:, np.lexsort((columns[1], columns[0]))]
    return ordered


def _buckets(known: np.ndarray, fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the entries with each fresh hash begin among the known ones, and how many there are."""
    first = np.searchsorted(known[0], fresh[0], "left")
    return first, np.searchsorted(known[0], fresh[0], "right") - first


def _spread(fresh: np.ndarray, known: np.ndarray, first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """A column for each known place in the bucket of each fresh one: the known one above."""
    some = np.flatnonzero(counts)
    first, counts = first[some], counts[some]
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.stack([known[1, np.repeat(first, counts) + steps], np.repeat(fresh[some], counts)])


def _best(pairs: np.ndarray) -> np.ndarray:
    """Each pair once; of those with the same place below the `_COMPARED` that occurred most often."""
    pairs = pairs[:, pairs[0] != pairs[1]]
    pairs = pairs[:, np.lexsort((pairs[0], pairs[1]))]
    differs = np.append(True, (pairs[:, 1:] != pairs[:, :-1]).any(axis=0))[: pairs.shape[1]]
    first = np.flatnonzero(differs)
    times = np.diff(np.append(first, pairs.shape[1]))
    pairs = pairs[:, first]
    pairs = pairs[:, np.lexsort((pairs[0], -times, pairs[1]))]
    rank = np.arange(pairs.shape[1]) - np.searchsorted(pairs[1], pairs[1])
    chosen: np.ndarray = pairs[:, rank < _COMPARED]
    return chosen
