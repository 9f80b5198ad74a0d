"""Which articles are copies of one text.

News agencies' stories run in many papers, trimmed at the end or with another opening, and crawls hold one page
twice. Counted apart, one reporter's sentence would look like many independent confirmations. How copies are found:

1. A text is normalised: Unicode compatibility form, lower case, words of letters and digits only. Texts that are
   equal then are copies outright.
2. Each distinct text becomes the set of its runs of five words (shingles). MinHash signatures of these sets, banded
   for locality-sensitive hashing, give the pairs worth comparing, so the work grows with the number of articles and
   not with its square. With 32 bands of 4 a pair at the threshold is a candidate with probability 0.9998.
3. A candidate pair counts only if the exact Jaccard similarity of the two sets reaches `THRESHOLD`: signatures
   propose, sets decide.
4. Copies of copies are one cluster. Its original is the article with the earliest date (an undated one never precedes
   a dated one), the smallest id where dates are equal; all others name it in `duplicate_of`.

A text of fewer than five words is one shingle, so it is a copy only of an equal one; a text without words is never
a copy. Only stored texts take part: where the screen found nothing, there is no fact to count twice.

Signatures are plain hashes, so that they can be kept beside the tables: `consolidate.copies` looks up those of a run's
articles among all that there are. What stands here holds everything in memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from rensa import RMinHash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHINGLE_WORDS = 5
THRESHOLD = 0.7
PERMUTATIONS = 128
BANDS = 32
SEED = 20200112

_WORD = re.compile(r"[^\W_]+")
# odd numbers with well mixed bits, one a row of a band; hashes that collide only propose a pair in vain
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)


def normalised_words(text: str) -> list[str]:
    """The words of a text that two copies share whatever their quotes, dashes, capitals and line breaks."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def shingles(words: Sequence[str]) -> set[str]:
    """All runs of `SHINGLE_WORDS` words; a shorter text is one run, an empty one has none."""
    if len(words) < SHINGLE_WORDS:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}


def jaccard(a: set[str], b: set[str]) -> float:
    """Size of the intersection over size of the union; 0 for two empty sets."""
    shared = len(a & b)
    total = len(a) + len(b) - shared
    return shared / total if total else 0.0


def signature(text: str) -> np.ndarray | None:
    """1 + BANDS hashes of 64 bits: of the whole normalised text, and of each band; None for a text without words.

    Equal first hashes mean copies, an equal one among the others a pair worth comparing.
    """
    words = normalised_words(text)
    if not words:
        return None
    whole = hashlib.sha256(" ".join(words).encode()).digest()[:8]
    minima = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minima.update(sorted(shingles(words)))
    rows = np.array(minima.digest(), np.uint64).reshape(BANDS, -1)
    bands = (np.arange(BANDS, dtype=np.uint64) + np.uint64(1)) * _MIX[-1]
    for row in range(rows.shape[1]):
        bands = (bands ^ rows[:, row]) * _MIX[row]
        bands ^= bands >> np.uint64(29)
    return np.concatenate([np.frombuffer(whole, np.uint64), bands])


class Clusters:
    """Disjoint sets of strings, merged one pair at a time; a string that was never merged stands alone."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The representative of an item's set."""
        parent = self._parent
        while (above := parent.get(item, item)) != item:
            parent[item] = parent.get(above, above)
            item = parent[item]
        return item

    def merge(self, one: str, other: str) -> None:
        """Make two items' sets one."""
        one, other = self.find(one), self.find(other)
        self._parent.setdefault(one, one)
        self._parent[other] = one

    def groups(self) -> Iterable[list[str]]:
        """The sets of more than one item."""
        members: dict[str, list[str]] = defaultdict(list)
        for item in self._parent:
            members[self.find(item)].append(item)
        return [sorted(group) for group in members.values() if len(group) > 1]


def original_of(group: Iterable[tuple[str, dt.date | None]]) -> str:
    """Which of some copies, each an id with its date, the others are copies of."""
    return min((published is None, published or dt.date.max, article_id) for article_id, published in group)[2]


def find_duplicates(articles: Iterable[tuple[str, dt.date | None, str | None]]) -> dict[str, str]:
    """Map each copy's article id to the id of its original.

    Args:
        articles: (article id, date, text) of each article, in any order; a text of None takes no part.

    Returns:
        {id of the copy: id of the original}; originals and single articles are not in it.
    """
    dates: dict[str, dt.date | None] = {}
    texts: dict[str, str] = {}
    first: dict[int, str] = {}
    buckets: dict[int, list[str]] = defaultdict(list)
    clusters = Clusters()
    for article_id, published, text in articles:
        found = signature(text) if text else None
        if text is None or found is None:
            continue
        dates[article_id], texts[article_id] = published, text
        whole, *bands = found.tolist()
        if whole in first:
            clusters.merge(first[whole], article_id)
            continue
        first[whole] = article_id
        for band in bands:
            buckets[band].append(article_id)
    for one, other in sorted({(i, j) for bucket in buckets.values() for i in bucket for j in bucket if i < j}):
        if clusters.find(one) != clusters.find(other) and are_copies(texts[one], texts[other]):
            clusters.merge(one, other)
    duplicates: dict[str, str] = {}
    for group in clusters.groups():
        original = original_of((member, dates[member]) for member in group)
        duplicates.update({member: original for member in group if member != original})
    return duplicates


def are_copies(one: str, other: str) -> bool:
    """Whether the exact similarity of two texts reaches the threshold."""
    return jaccard(shingles(normalised_words(one)), shingles(normalised_words(other))) >= THRESHOLD
