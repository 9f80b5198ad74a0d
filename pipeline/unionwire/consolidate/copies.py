"""Copies of one text, from run to run: the texts of a run against each other and against all that came before.

Kept beside the tables are, in sorted files that are searched where they lie, the hashes of every stored text's
signature with the place of its article (part of the table, row in the part), and a row for every article that is in a
cluster of copies. A run looks up the hashes of its own texts, reads the few texts that they propose, and changes
`duplicate_of` where a cluster has grown, merged, or got an earlier original. What comes out is what
`duplicates.find_duplicates` says of all articles together.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from unionwire.consolidate.duplicates import (
    BANDS,
    THRESHOLD,
    Clusters,
    jaccard,
    normalised_words,
    original_of,
    shingles,
    signature,
)
from unionwire.tables.keys import runs

Place: TypeAlias = tuple[int, int]
"""A part, by its number, and a row in it."""

_ROW_BITS = np.uint64(32)
CLUSTERED = pa.schema(
    [
        ("article_id", pa.string()),
        ("original", pa.string()),
        ("published", pa.timestamp("ms")),
        ("outlet", pa.string()),
        ("part", pa.uint32()),
        ("row", pa.uint32()),
    ]
)
_HEAD = ("article_id", "published", "outlet")
_CACHED_TEXTS = 512


def signatures(texts: pa.ChunkedArray) -> np.ndarray:
    """The signatures of some articles' texts, a row of hashes each; zeros for an article without a text."""
    made = np.zeros((len(texts), 1 + BANDS), np.uint64)
    for row in np.flatnonzero(pc.is_valid(texts).to_numpy()):
        found = signature(texts[int(row)].as_py())
        if found is not None:
            made[row] = found
    return made


def entries(made: np.ndarray, part: int) -> tuple[np.ndarray, np.ndarray]:
    """The entries of a part's signatures, of whole texts and of their bands: hashes above, places below."""
    rows = np.flatnonzero(made.any(axis=1))
    places = rows.astype(np.uint64) | (np.uint64(part) << _ROW_BITS)
    bands = made[rows, 1:]
    return np.stack([made[rows, 0], places]), np.stack([bands.ravel(), np.repeat(places, bands.shape[1])])


class Copies:
    """The clusters of a folder's articles, and what a run does to them.

    `read` returns some columns (of `article_id`, `published`, `outlet`, `text`) of a part, by its number; `base` holds
    the entries of earlier runs, `clustered` the rows of CLUSTERED that they left.
    """

    def __init__(
        self, base: Path | None, clustered: pa.Table, read: Callable[[int, tuple[str, ...]], pa.Table]
    ) -> None:
        self._base, self._read, self._clustered = base, read, clustered
        self._known: dict[str, dict[str, Any]] = {}
        self._clusters = Clusters()
        self._heads: dict[Place, dict[str, Any]] = {}
        self._shingles = lru_cache(_CACHED_TEXTS)(self._shingles_of)
        self._text_columns = lru_cache(2)(lambda part: read(part, ("text",))["text"])

    def add(self, whole: np.ndarray, bands: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Take up the texts of a run, and return the entries to keep.

        A text that equals one before it needs none: what resembles the one resembles the other.
        """
        links = [(group[0], place) for group in _groups(whole) for place in group[1:]]
        links += [(others[0], place) for place, others in _lookup(self._base, "whole", whole)]
        equals = {_packed(place) for _, place in links}
        alone = np.array(sorted(equals), np.uint64)
        whole, bands = (held[:, ~np.isin(held[1], alone)] for held in (whole, bands))
        proposed = {(i, j) for group in _groups(bands) for i in group for j in group if i < j}
        for place, others in _lookup(self._base, "bands", bands):
            proposed.update((other, place) for other in others)
        self._load({place for pair in (*links, *proposed) for place in pair})
        for one, other in links:
            self._merge(one, other)
        for one, other in sorted(proposed):
            if not self._same(one, other) and jaccard(self._shingles(one), self._shingles(other)) >= THRESHOLD:
                self._merge(one, other)
        return whole, bands

    def settle(self) -> dict[str, tuple[Place, str | None]]:
        """Choose the original of every cluster that was touched.

        Returns, by the id of each article whose `duplicate_of` is another now, its place and the new value.
        """
        changed: dict[str, tuple[Place, str | None]] = {}
        for group in self._clusters.groups():
            original = original_of((member, _day(self._known[member]["published"])) for member in group)
            for member in group:
                row = self._known[member]
                if row["original"] != original:
                    row["original"] = original
                    changed[member] = (row["part"], row["row"]), None if member == original else original
        return changed

    def table(self) -> pa.Table:
        """The rows of CLUSTERED as they are now, sorted."""
        touched = pa.array(sorted(self._known), pa.string())
        others = self._clustered.filter(pc.invert(pc.is_in(self._clustered["article_id"], value_set=touched)))
        rows = pa.Table.from_pylist(list(self._known.values()), schema=CLUSTERED)
        return pa.concat_tables([others, rows]).sort_by("article_id")

    def _load(self, places: Iterable[Place]) -> None:
        """Read what the articles at some places are, and the clusters that they are in."""
        by_part: dict[int, list[int]] = defaultdict(list)
        for part, row in places:
            by_part[part].append(row)
        for part, rows in sorted(by_part.items()):
            heads = self._read(part, _HEAD).take(rows).to_pylist()
            self._heads.update({(part, row): head for row, head in zip(rows, heads, strict=True)})
        ids = pa.array(sorted({head["article_id"] for head in self._heads.values()}), pa.string())
        held = self._clustered
        originals = held.filter(pc.is_in(held["article_id"], value_set=ids))["original"]
        whole = held.filter(pc.is_in(held["original"], value_set=pc.unique(originals)))
        for row in whole.to_pylist():
            self._known[row["article_id"]] = row
            self._clusters.merge(row["original"], row["article_id"])

    def _shingles_of(self, place: Place) -> set[str]:
        part, row = place
        return shingles(normalised_words(self._text_columns(part)[row].as_py()))

    def _same(self, one: Place, other: Place) -> bool:
        find = self._clusters.find
        return find(self._heads[one]["article_id"]) == find(self._heads[other]["article_id"])

    def _merge(self, one: Place, other: Place) -> None:
        for place in (one, other):
            head = self._heads[place]
            self._known.setdefault(
                head["article_id"], head | {"original": head["article_id"], "part": place[0], "row": place[1]}
            )
        self._clusters.merge(self._heads[one]["article_id"], self._heads[other]["article_id"])


def _packed(place: Place) -> int:
    return place[0] << int(_ROW_BITS) | place[1]


def _places(packed: np.ndarray) -> list[Place]:
    return [(place >> int(_ROW_BITS), place & 0xFFFFFFFF) for place in packed.tolist()]


def _groups(held: np.ndarray) -> Iterator[list[Place]]:
    """The places of hashes that occur more than once."""
    ordered = held[:, np.lexsort((held[1], held[0]))]
    starts = np.flatnonzero(np.append(True, ordered[0, 1:] != ordered[0, :-1])[: ordered.shape[1]])
    ends = np.append(starts[1:], ordered.shape[1])[: len(starts)]
    several = ends - starts > 1
    for start, end in zip(starts[several], ends[several], strict=True):
        yield list(dict.fromkeys(_places(ordered[1, start:end])))


def _lookup(base: Path | None, kind: str, fresh: np.ndarray) -> Iterator[tuple[Place, list[Place]]]:
    """For each place whose hash occurs in the files of a kind, where."""
    for path in runs(base, kind):
        known = np.load(path, mmap_mode="r")
        first = np.searchsorted(known[0], fresh[0], "left")
        last = np.searchsorted(known[0], fresh[0], "right")
        for i in np.flatnonzero(first < last):
            yield _places(fresh[1, i : i + 1])[0], _places(known[1, first[i] : last[i]])


def _day(published: dt.datetime | None) -> dt.date | None:
    return published.date() if published else None
