"""Copies of one text, from run to run: the texts of a run against each other and against all that came before.

Kept beside the tables are, in sorted files that are searched where they lie (`proposals`), the hashes of every stored
text's signature with the place of its article, and a row for every article that is in a cluster of copies. A run looks up
the hashes of its own texts, reads the few texts that they propose, and changes `duplicate_of` where a cluster has grown,
merged, or got an earlier original. What comes out is what `duplicates.find_duplicates` says of all articles together, but
where hundreds of texts share one frame; see `proposals`.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from unionwire.consolidate.duplicates import BANDS, Clusters, Reading, are_copies, original_of, reading, signature
from unionwire.consolidate.proposals import ROW_BITS, Place, equal_texts, places, proposals

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
# words of the texts that are kept at hand, at most some 200 bytes each with the runs that begin with them
_CACHED_WORDS = 500_000


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
    packed = rows.astype(np.uint64) | (np.uint64(part) << ROW_BITS)
    bands = made[rows, 1:]
    return np.stack([made[rows, 0], packed]), np.stack([bands.ravel(), np.repeat(packed, bands.shape[1])])


class Texts:
    """The texts at places, read a row group at a time: a part of any size takes no more memory than one of its groups."""

    def __init__(self, part: Callable[[int], Path]) -> None:
        """`part` gives the file of a part by its number."""
        self._part = part
        self._starts: dict[int, np.ndarray] = {}
        self._group = lru_cache(2)(self._read_group)

    def __call__(self, place: Place) -> str:
        """The text at a place."""
        part, row = place
        if part not in self._starts:
            metadata = pq.read_metadata(self._part(part))
            sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
            self._starts[part] = np.cumsum([0, *sizes])
        starts = self._starts[part]
        group = int(np.searchsorted(starts, row, "right")) - 1
        text: str = self._group(part, group)[row - int(starts[group])].as_py()
        return text

    def _read_group(self, part: int, group: int) -> pa.ChunkedArray:
        with pq.ParquetFile(self._part(part)) as file:
            return file.read_row_group(group, ["text"])["text"]


class Copies:
    """The clusters of a folder's articles, and what a run does to them.

    `heads` returns id, date and outlet (columns `article_id`, `published`, `outlet`) of a part's articles, by its number,
    and `text` the text at a place; `base` holds the entries of earlier runs, `clustered` the rows of CLUSTERED that they
    left.
    """

    def __init__(
        self, base: Path | None, clustered: pa.Table, heads: Callable[[int], pa.Table], text: Callable[[Place], str]
    ) -> None:
        self._base, self._clustered, self._read, self._text = base, clustered, heads, text
        self._known: dict[str, dict[str, Any]] = {}
        self._clusters: Clusters[str] = Clusters()
        self._heads: dict[Place, dict[str, Any]] = {}
        self._readings: OrderedDict[int, Reading] = OrderedDict()
        self._n_cached = 0

    def add(self, whole: np.ndarray, bands: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Take up the texts of a run, and return the entries to keep.

        A text that equals one before it needs none: what resembles the one resembles the other.
        """
        links = equal_texts(self._base, whole)
        alone = np.unique(links[1])
        whole, bands = (held[:, ~np.isin(held[1], alone)] for held in (whole, bands))
        copies = np.concatenate([links, self._compared(proposals(self._base, bands))], axis=1)
        self._load(np.unique(copies))
        for one, other in zip(places(copies[0]), places(copies[1]), strict=True):
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

    def _compared(self, proposed: np.ndarray) -> np.ndarray:
        """Of proposed pairs those that are copies, and of these no more than it takes to know the clusters."""
        met: Clusters[int] = Clusters()
        copies = []
        for pair, cluster in zip(proposed.T, self._cluster_of(proposed[0]).tolist(), strict=True):
            known, fresh = pair.tolist()
            if met.find(cluster) != met.find(fresh) and are_copies(self._reading(known), self._reading(fresh)):
                met.merge(cluster, fresh)
                copies.append(pair)
        return np.array(copies, np.uint64).reshape(-1, 2).T

    def _cluster_of(self, packed: np.ndarray) -> np.ndarray:
        """For each place the one of its cluster's original, as earlier runs left it; itself where it is in no cluster."""
        held = self._clustered
        if not held.num_rows:
            return packed
        at = (held["part"].to_numpy().astype(np.uint64) << ROW_BITS) | held["row"].to_numpy().astype(np.uint64)
        original = pc.index_in(held["original"], value_set=held["article_id"].combine_chunks()).to_numpy()
        order = np.argsort(at)
        found = order[np.minimum(np.searchsorted(at[order], packed), len(order) - 1)]
        return np.where(at[found] == packed, at[original[found]], packed)

    def _load(self, packed: np.ndarray) -> None:
        """Read what the articles at some places are, and the clusters that they are in."""
        by_part: dict[int, list[int]] = defaultdict(list)
        for part, row in places(packed):
            by_part[part].append(row)
        for part, rows in sorted(by_part.items()):
            heads = self._read(part).take(rows).to_pylist()
            self._heads.update({(part, row): head for row, head in zip(rows, heads, strict=True)})
        ids = pa.array(sorted({head["article_id"] for head in self._heads.values()}), pa.string())
        held = self._clustered
        originals = held.filter(pc.is_in(held["article_id"], value_set=ids))["original"]
        whole = held.filter(pc.is_in(held["original"], value_set=pc.unique(originals)))
        for row in whole.to_pylist():
            self._known[row["article_id"]] = row
            self._clusters.merge(row["original"], row["article_id"])

    def _reading(self, packed: int) -> Reading:
        """The words of the text at a place; those last asked for are kept, as many as fit."""
        found = self._readings.pop(packed, None)
        if found is None:
            found = reading(self._text(places(np.array([packed], np.uint64))[0]))
            self._n_cached += len(found.words)
            while self._readings and self._n_cached > _CACHED_WORDS:
                self._n_cached -= len(self._readings.popitem(last=False)[1].words)
        self._readings[packed] = found
        return found

    def _merge(self, one: Place, other: Place) -> None:
        for place in (one, other):
            head = self._heads[place]
            self._known.setdefault(
                head["article_id"], head | {"original": head["article_id"], "part": place[0], "row": place[1]}
            )
        self._clusters.merge(self._heads[one]["article_id"], self._heads[other]["article_id"])


def _day(published: dt.datetime | None) -> dt.date | None:
    return published.date() if published else None
