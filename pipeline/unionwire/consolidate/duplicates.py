"""Which articles are copies of one text.

News agencies' stories run in many papers, edited, trimmed at the end or under another opening, and crawls hold one page
twice: plain, for telephones, corrected. Counted apart, one reporter's sentence would look like many independent
confirmations. How copies are found:

1. A text is normalised: Unicode compatibility form, lower case, words of letters and digits only. Texts that are
   equal then are copies outright.
2. Each distinct text becomes the set of its runs of five words. MinHash signatures of these sets, banded for
   locality-sensitive hashing, give the pairs worth comparing, so the work grows with the number of articles and
   not with its square. Long runs, because strangers share none of them: two stories about unions have a "said on
   Tuesday" in common. With 32 bands of 4, a pair that shares half of its runs is proposed with probability 0.87, one that
   shares 0.65 (five words in a hundred edited) with 0.998.
3. A proposed pair is then compared word by word, by runs of three, of which an edited word spoils fewer. It is a pair of
   copies if the longer text holds at least `HELD` of the shorter's runs, and if they share at least `SHARED` of all
   their runs, so that a brief inside a round-up is none.
4. But not if one text has another name at the places where the other has a name: `other_names`. Releases for ten
   candidates that differ in the name alone are ten stories.
5. Copies of copies are one cluster. Its original is the article with the earliest date (an undated one never precedes
   a dated one), the smallest id where dates are equal; all others name it in `duplicate_of`.

A text of fewer than five words is one run, so it is a copy only of an equal one; a text without words is never
a copy. Only stored texts take part: where the screen found nothing, there is no fact to count twice.

Signatures are plain hashes, so that they can be kept beside the tables: `consolidate.copies` looks up those of a run's
articles among all that there are. What stands here holds everything in memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from rensa import RMinHash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHINGLE_WORDS = 5
COMPARED_WORDS = 3
HELD = 0.8
SHARED = 0.5
PERMUTATIONS = 128
BANDS = 32
SEED = 20200112

_WORD = re.compile(r"[^\W_]+")
# odd numbers with well mixed bits, one a row of a band; hashes that collide only propose a pair in vain
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)


def normalised_words(text: str) -> list[str]:
    """The words of a text that two copies share whatever their quotes, dashes, capitals and line breaks."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def shingles(words: Sequence[str], size: int = SHINGLE_WORDS) -> set[str]:
    """All runs of `size` words; a shorter text is one run, an empty one has none."""
    if len(words) < size:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}


def signature(text: str) -> np.ndarray | None:
    """1 + BANDS hashes of 64 bits: of the whole normalised text, and of each band; None for a text without words.

    Equal first hashes mean copies, an equal one among the others a pair worth comparing.
    """
    words = normalised_words(text)
    if not words:
        return None
    whole = hashlib.sha256(" ".join(words).encode()).digest()[:8]
    minima = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minima.update(list(shingles(words)))  # the least of each hash, in whatever order they come
    rows = np.array(minima.digest(), np.uint64).reshape(BANDS, -1)
    bands = (np.arange(BANDS, dtype=np.uint64) + np.uint64(1)) * _MIX[-1]
    for row in range(rows.shape[1]):
        bands = (bands ^ rows[:, row]) * _MIX[row]
        bands ^= bands >> np.uint64(29)
    return np.concatenate([np.frombuffer(whole, np.uint64), bands])


Item = TypeVar("Item", str, int)


class Clusters(Generic[Item]):
    """Disjoint sets of items, merged one pair at a time; an item that was never merged stands alone."""

    def __init__(self) -> None:
        self._parent: dict[Item, Item] = {}

    def find(self, item: Item) -> Item:
        """The representative of an item's set."""
        parent = self._parent
        while (above := parent.get(item, item)) != item:
            parent[item] = parent.get(above, above)
            item = parent[item]
        return item

    def merge(self, one: Item, other: Item) -> None:
        """Make two items' sets one."""
        one, other = self.find(one), self.find(other)
        self._parent.setdefault(one, one)
        self._parent[other] = one

    def groups(self) -> Iterable[list[Item]]:
        """The sets of more than one item."""
        members: dict[Item, list[Item]] = defaultdict(list)
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
    clusters: Clusters[str] = Clusters()
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
        if clusters.find(one) != clusters.find(other) and are_copies(reading(texts[one]), reading(texts[other])):
            clusters.merge(one, other)
    duplicates: dict[str, str] = {}
    for group in clusters.groups():
        original = original_of((member, dates[member]) for member in group)
        duplicates.update({member: original for member in group if member != original})
    return duplicates


# --- Word by word -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared: its words as they are spelt, and the runs of them in lower case."""

    words: tuple[str, ...]
    runs: frozenset[str]


def reading(text: str) -> Reading:
    """Prepare a text for `are_copies`."""
    words = tuple(_WORD.findall(unicodedata.normalize("NFKC", text)))
    return Reading(words, frozenset(shingles([word.lower() for word in words], COMPARED_WORDS)))


def are_copies(one: Reading, other: Reading) -> bool:
    """Whether two texts, of which signatures say that they may be, are copies."""
    shared = len(one.runs & other.runs)
    least = min(len(one.runs), len(other.runs))
    alike = shared >= HELD * least and shared >= SHARED * (len(one.runs) + len(other.runs) - shared)
    return alike and least > 0 and not other_names(one, other)


def other_names(one: Reading, other: Reading) -> bool:
    """Whether the texts name somebody else at the same places.

    Looked at are words in capitals that the other text does not hold at all, and the words around a run of them. Where
    both texts have such a run between the same two words, one name has taken the place of the other. Twice the same two
    are no slip of an editor, unless they are two spellings of one name.
    """
    ours, theirs = _own_names(one, other), _own_names(other, one)
    replaced = Counter(
        (our, their)
        for frame in ours.keys() & theirs.keys()
        for our, their in zip(sorted(ours[frame]), sorted(theirs[frame]), strict=False)
    )
    return any(count >= 2 and not _spelt_alike(our, their) for (our, their), count in replaced.items())


def _own_names(text: Reading, other: Reading) -> dict[tuple[str, str], list[str]]:
    """The last words of runs in capitals that the other text does not hold, by the words around each run."""
    known = {word.lower() for word in other.words}
    own = [word[0].isupper() and word.lower() not in known for word in text.words]
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    start = 0
    for place, word in enumerate(text.words):
        if not own[place]:
            start = place + 1
        elif place + 1 == len(own) or not own[place + 1]:
            before = text.words[start - 1].lower() if start else ""
            after = text.words[place + 1].lower() if place + 1 < len(own) else ""
            found[before, after].append(word.lower())
    return found


def _spelt_alike(one: str, other: str) -> bool:
    """Whether two words may be one name in two spellings, or its abbreviation."""
    return one.startswith(other) or other.startswith(one) or SequenceMatcher(None, one[:40], other[:40]).ratio() >= 0.7
