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
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from rensa import RMinHash, RMinHashLSH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHINGLE_WORDS = 5
THRESHOLD = 0.7
PERMUTATIONS = 128
BANDS = 32
SEED = 20200112

_WORD = re.compile(r"[^\W_]+")


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


class _Clusters:
    """Disjoint sets of the numbers 0 to n - 1, merged one pair at a time."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def merge(self, i: int, j: int) -> None:
        self._parent[self.find(j)] = self.find(i)


def cluster(texts: Sequence[str]) -> list[int]:
    """Give every text the number of its cluster; texts without words stand alone.

    Args:
        texts: the texts, in any order.

    Returns:
        One cluster number a text, in the order of `texts`. Numbers mean nothing beyond equality.
    """
    words = [" ".join(normalised_words(text)) for text in texts]
    clusters = _Clusters(len(texts))
    first: dict[str, int] = {}
    for i, joined in enumerate(words):
        if joined:
            clusters.merge(first.setdefault(joined, i), i)
    distinct = sorted(first.values())
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    signatures: dict[int, RMinHash] = {}
    for i in distinct:
        signatures[i] = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        signatures[i].update(sorted(shingles(words[i].split())))
        index.insert(i, signatures[i])
    for i in distinct:
        candidates = sorted(j for j in index.query(signatures[i]) if j > i)
        if not candidates:
            continue
        own = shingles(words[i].split())
        for j in candidates:
            if clusters.find(i) != clusters.find(j) and jaccard(own, shingles(words[j].split())) >= THRESHOLD:
                clusters.merge(i, j)
    return [clusters.find(i) for i in range(len(texts))]


def find_duplicates(articles: Iterable[tuple[str, dt.date | None, str | None]]) -> dict[str, str]:
    """Map each copy's article id to the id of its original.

    Args:
        articles: (article id, date, text) of each article, in any order; a text of None takes no part.

    Returns:
        {id of the copy: id of the original}; originals and single articles are not in it.
    """
    stored = [(article_id, published, text) for article_id, published, text in articles if text]
    members: dict[int, list[tuple[bool, dt.date, str]]] = defaultdict(list)
    for (article_id, published, _), number in zip(stored, cluster([text for *_, text in stored]), strict=True):
        members[number].append((published is None, published or dt.date.max, article_id))
    duplicates: dict[str, str] = {}
    for group in members.values():
        original, *copies = [article_id for *_, article_id in sorted(group)]
        duplicates.update(dict.fromkeys(copies, original))
    return duplicates
