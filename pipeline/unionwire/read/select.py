"""Which records of the inputs become articles: the first pass of a run, and the second, which reads what was chosen.

An article is added once: a record whose id or whose text is in the tables already, or that another record of the run
brings too, is skipped and counted. Among records of one run the first by id, text hash and metadata is kept, so that
the choice does not depend on the order of files or of records.

Of every record only hashes, its id and its place are held, in arrays: about a hundred bytes each; of every file its path and a
stamp. The articles of the first files are held too, as far as they are no larger than a shard: those are read once.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from unionwire.errors import Fault, Rejected
from unionwire.read import Options, Source, read
from unionwire.read.fields import EXCERPT
from unionwire.reasons import Code
from unionwire.records import Article, Reject
from unionwire.tables.keys import KEY, keys_of

Present: TypeAlias = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Told the keys of records' ids and texts, says of each record whether the tables hold its article."""

_CHUNK = 65_536
_HELD_CHARS = 16_000_000  # of the texts that are held from the first pass to the second, at most


@dataclass(frozen=True, slots=True)
class Located:
    """An article and where it was read."""

    article: Article
    path: str
    record: int

    def reject(self, code: Code, detail: str) -> Reject:
        """The reject that says why nothing became of the article."""
        return Reject(self.path, self.record, code, detail, self.article.text[:EXCERPT])


@dataclass(slots=True)
class Selection:
    """What the first pass found: the records chosen, by file and then by record, and what was not chosen."""

    files: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint32))
    records: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    prints: np.ndarray = field(default_factory=lambda: np.empty(0, KEY))
    stamps: array[int] = field(default_factory=lambda: array("q"))
    rejects: list[Reject] = field(default_factory=list)
    held: dict[int, dict[int, Article]] = field(
        default_factory=dict
    )  # by file and record, of files that are held whole
    n_read: int = 0
    n_present: int = 0
    n_repeated: int = 0
    n_same_id_other_text: int = 0

    @property
    def n_chosen(self) -> int:
        """How many records are to be extracted from."""
        return len(self.records)


class _Found:
    """The records of the first pass, column by column."""

    def __init__(self) -> None:
        self.texts, self.prints = bytearray(), bytearray()
        self.files, self.records = array("I"), array("q")
        self._ids: list[pa.Array] = []
        self._fresh_ids: list[str] = []

    def add(self, article: Article, file: int, record: int) -> None:
        text = hashlib.sha256(article.text.encode()).digest()
        self.texts += text[: KEY.itemsize]
        self.prints += _print(article, text)
        self.files.append(file)
        self.records.append(record)
        self._fresh_ids.append(article.article_id)
        if len(self._fresh_ids) >= _CHUNK:
            self._pack()

    def ids(self) -> pa.ChunkedArray:
        self._pack()
        return pa.chunked_array(self._ids, pa.string())

    def _pack(self) -> None:
        self._ids.append(pa.array(self._fresh_ids, pa.string()))
        self._fresh_ids = []


def select(
    sources: Sequence[Source],
    options: Options,
    present: Present,
    progress: Callable[[int], None],
    *,
    strict: bool = False,
) -> Selection:
    """Read everything once and choose the records to extract from.

    `present` tells what the tables hold already; `progress` is called with the number of records read.

    Raises Rejected at the first reject where `strict`.
    """
    selection = Selection()
    found = _Found()
    n_left = _HELD_CHARS
    for file, source in enumerate(sources):
        selection.stamps.append(hash(source.stamp()))
        held: dict[int, Article] = {}
        for record, item in read(source, options):
            selection.n_read += 1
            progress(selection.n_read)
            if isinstance(item, Reject):
                if strict:
                    raise Rejected(f"{said(item)}; the tables are as before")
                selection.rejects.append(item)
            else:
                found.add(item, file, record)
                if n_left >= 0:
                    held[record] = item
                    n_left -= len(item.text)
                    if n_left < 0:
                        held.clear()
        if n_left >= 0:
            selection.held[file] = held
    _choose(found, selection, present)
    return selection


def said(reject: Reject) -> str:
    """A reject in a line, for a run that ends at it."""
    where = f"{reject.path}, record {reject.record}" if reject.record else reject.path
    return f"--strict: {where}: {reject.reason}"


def _choose(found: _Found, selection: Selection, present: Present) -> None:
    ids = found.ids()
    id_keys = keys_of(ids)
    text_keys, prints = np.frombuffer(found.texts, KEY), np.frombuffer(found.prints, KEY)
    held = present(id_keys, text_keys)
    selection.n_present = int(np.count_nonzero(held))
    # of records that share neither id nor text with another each stands for itself; only the rest must be put in order
    chosen = ~held
    contested = np.flatnonzero(chosen & (_repeated(id_keys, chosen) | _repeated(text_keys, chosen)))
    chosen[contested] = False
    names = ids.take(pa.array(contested)).to_pylist()
    order = sorted(range(len(contested)), key=lambda i: (names[i], text_keys[contested[i]], prints[contested[i]]))
    by_id: dict[str, bytes] = {}
    by_text: set[bytes] = set()
    for i in order:
        name, text = names[i], text_keys[contested[i]]
        if name in by_id or text in by_text:
            selection.n_repeated += 1
            selection.n_same_id_other_text += by_id.get(name, text) != text
        else:
            by_id[name] = text
            by_text.add(text)
            chosen[contested[i]] = True
    places = np.flatnonzero(chosen)
    selection.files = np.frombuffer(found.files, np.uint32)[places]
    selection.records = np.frombuffer(found.records, np.int64)[places]
    selection.prints = prints[places]


def _repeated(keys: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Which keys occur more than once among those that count."""
    places = np.flatnonzero(among)
    order = places[np.argsort(keys[places], kind="stable")]
    same = keys[order[1:]] == keys[order[:-1]]
    repeated = np.zeros(len(keys), bool)
    repeated[order[1:][same]] = repeated[order[:-1][same]] = True
    return repeated


def chosen_articles(sources: Sequence[Source], options: Options, selection: Selection) -> Iterator[Located]:
    """Read again what was chosen. Raises Fault where a file is not what it was when it was first read."""
    for file, source in enumerate(sources):
        first, last = np.searchsorted(selection.files, [file, file + 1])
        if first == last:
            continue
        records, prints = selection.records[first:last], selection.prints[first:last]
        seen = 0
        held = selection.held.pop(file, None)
        if hash(source.stamp()) != selection.stamps[file]:
            held = None  # read again, it tells which records are other ones
        for record, item in read(source, options) if held is None else held.items():
            place = int(np.searchsorted(records, record))
            if place == len(records) or records[place] != record:
                continue
            if isinstance(item, Reject) or (held is None and fingerprint(item) != _print_at(prints, place)):
                raise _changed(source)
            seen += 1
            yield Located(item, source.shown, record)
        if seen < len(records) or hash(source.stamp()) != selection.stamps[file]:
            raise _changed(source)


def _changed(source: Source) -> Fault:
    how = "changed" if source.stamp() else "vanished"
    return Fault(f"{source.shown} {how} while it was read; the tables are as before, run again when it is at rest")


def fingerprint(article: Article) -> bytes:
    """16 bytes that stand for everything that was read of an article."""
    return _print(article, hashlib.sha256(article.text.encode()).digest())


def _print(article: Article, text: bytes) -> bytes:
    parts = (article.article_id, article.source, article.url, article.title, article.published)
    said = "\x1f".join("" if part is None else str(part) for part in parts).encode()
    return hashlib.sha256(text + said).digest()[: KEY.itemsize]


def _print_at(prints: np.ndarray, place: int) -> bytes:
    """One of the fingerprints; numpy cuts the zeros that end it."""
    return bytes(prints[place]).ljust(KEY.itemsize, b"\0")
