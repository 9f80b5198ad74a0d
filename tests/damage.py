"""Damage to documents: files of a known content with something wrong, and what has to come through all the same.

Case number n of a seed is the same bytes on every machine.
"""

from __future__ import annotations

import bz2
import dataclasses
import gzip
import io
import lzma
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from tests.documents import MAKERS, PACK, Document, Given

# one article a file, whatever stands in it
ONE_ARTICLE = {".txt", ".html", ".htm", ".php", ".md"}
LINES = {".jsonl", ".ndjson"}
TABLES = {".csv", ".tsv"}
Edit = tuple[int, int, bytes]
"""At which byte, how many are taken out, what is put in."""


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file. `intact` must come through; `items` is how many records and rejects it gives, where that is certain."""

    name: str
    damage: str
    raw: bytes
    given: tuple[Given, ...]
    intact: tuple[Given, ...]
    items: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class _Damaged:
    suffix: str
    raw: bytes
    intact: tuple[Given, ...]
    items: int | None
    given: tuple[Given, ...] | None = None
    """Of which the file holds something at all, where that is not all of them."""


def case(seed: int, number: int) -> Case:
    """The damaged file of that number."""
    rng = random.Random(f"{seed}:{number}")
    document = MAKERS[number % len(MAKERS)](rng, f"n{number}")
    kinds = [name for name, damage in DAMAGE.items() if name not in _not_for(document)]
    kind = kinds[number // len(MAKERS) % len(kinds)]
    damaged = DAMAGE[kind](rng, document)
    return Case(
        f"n{number:05}{damaged.suffix}",
        kind,
        damaged.raw,
        document.records if damaged.given is None else damaged.given,
        damaged.intact,
        damaged.items,
        document.is_table,
    )


def _not_for(document: Document) -> set[str]:
    unfit: set[str] = set()
    if document.suffix == ".parquet" or document.suffix.startswith(".warc"):
        unfit |= {"encoding of all", "encoding of one", "byte order mark inside"}
    if document.suffix == ".warc.gz":
        unfit |= {"packed, then flipped", "packed, then cut off"}  # it is packed already
    if document.suffix not in {*LINES, *TABLES}:
        unfit |= {"record twice", "line ends lost"}
    if document.suffix not in TABLES:
        unfit |= {"header twice", "stray quote"}
    if not document.suffix.startswith(".json") and document.suffix not in LINES:
        unfit |= {"deep nesting"}
    return unfit


# --- Damage to one record ---------------------------------------------------------------------------------------------


def _some_record(rng: random.Random, document: Document) -> Given:
    return rng.choice(document.records)


def _edited(document: Document, edits: Sequence[Edit], *, also_after: bool = False) -> _Damaged:
    """The document with the edits; `also_after` where the record behind a damaged one can't be told from it."""
    raw = document.raw
    for at, removed, inserted in sorted(edits, reverse=True):
        raw = raw[:at] + inserted + raw[at + removed :]
    hit = [any(_touches(edit, one) for edit in edits) for one in document.records]
    outside = any(not any(one.start <= at < one.end for one in document.records) for at, _, _ in edits)
    shifted = document.suffix == ".parquet" and any(removed != len(inserted) for _, removed, inserted in edits)
    whole = outside or shifted
    behind = [also_after and number > 0 and hit[number - 1] for number in range(len(hit))]
    intact = tuple(
        one
        for one, is_hit, is_behind in zip(document.records, hit, behind, strict=True)
        if not (whole or is_hit or is_behind)
    )
    return _Damaged(document.suffix, raw, intact, _items(document, raw, edits))


def _touches(edit: Edit, record: Given) -> bool:
    at, removed, _ = edit
    return at < record.end and at + max(removed, 1) > record.start


def _items(document: Document, raw: bytes, edits: Sequence[Edit]) -> int | None:
    """How many records and rejects a file must give, counted without a reader; None where damage makes that unsure."""
    if document.suffix in ONE_ARTICLE:
        return 1
    if document.suffix in LINES:
        return sum(bool(line.strip()) for line in raw.split(b"\n"))
    if document.suffix in TABLES:
        changed = b"".join(document.raw[at : at + removed] + inserted for at, removed, inserted in edits)
        in_header = any(at < document.records[0].start for at, _, _ in edits)
        return None if in_header or set(changed) & set(b'"\r\n') else len(document.records)
    if document.suffix == ".parquet":
        in_groups = all(any(_touches(edit, one) for one in document.records) for edit in edits)
        return len(document.records) if in_groups and len(raw) == len(document.raw) else None
    return None


def flip(rng: random.Random, document: Document) -> _Damaged:
    """Some bytes of a record are other bytes."""
    one = _some_record(rng, document)
    places = rng.sample(range(one.start, one.end - 1), rng.randrange(1, 5))
    edits = [(at, 1, bytes([document.raw[at] ^ rng.randrange(1, 256)])) for at in places]
    return _edited(document, edits, also_after=document.suffix in TABLES)


def nuls(rng: random.Random, document: Document) -> _Damaged:
    """A stretch of a record is NULs, as after a crash of a file system."""
    one = _some_record(rng, document)
    at = rng.randrange(one.start, one.end - 1)
    size = min(rng.randrange(1, 200), one.end - 1 - at)
    return _edited(document, [(at, size, b"\0" * size)], also_after=document.suffix in TABLES)


def splice(rng: random.Random, document: Document) -> _Damaged:
    """A stretch of another place of the file stands inside a record."""
    one = _some_record(rng, document)
    source = rng.randrange(len(document.raw))
    at = rng.randrange(one.start, one.end - 1)
    return _edited(document, [(at, 0, document.raw[source : source + rng.randrange(1, 300)])], also_after=True)


def hole(rng: random.Random, document: Document) -> _Damaged:
    """A stretch of a record is missing."""
    one = _some_record(rng, document)
    at = rng.randrange(one.start, one.end - 1)
    size = min(rng.randrange(1, 200), one.end - 1 - at)
    return _edited(document, [(at, size, b"")], also_after=True)


def stray_quote(rng: random.Random, document: Document) -> _Damaged:
    """A quotation mark too many in a table."""
    one = _some_record(rng, document)
    return _edited(document, [(rng.randrange(one.start, one.end - 1), 0, b'"')], also_after=True)


def deep_nesting(rng: random.Random, document: Document) -> _Damaged:
    """A record that opens more lists than any parser should follow."""
    one = _some_record(rng, document)
    size = rng.choice((100, 995, 2_000, 50_000))
    nested = rng.choice((b'{"text": ', b"[1, ", b"")) + b"[" * size + b"1" + b"]" * rng.choice((0, size))
    return _edited(document, [(one.start, one.end - 1 - one.start, nested)])


def encoding_of_one(rng: random.Random, document: Document) -> _Damaged:
    """A record in another encoding than the rest."""
    one = _some_record(rng, document)
    recoded = document.raw[one.start : one.end].decode("utf-8", "replace").encode("cp1252", "replace")
    return _edited(document, [(one.start, one.end - one.start, recoded)])


def mark_inside(rng: random.Random, document: Document) -> _Damaged:
    """A byte order mark inside, as where files were joined."""
    one = _some_record(rng, document)
    return _edited(
        document,
        [(one.start, 0, b"\xef\xbb\xbf" if one.start == 0 else rng.choice((b"\xef\xbb\xbf", b"\xff\xfe")))],
        also_after=True,
    )


# --- Damage to the whole file -----------------------------------------------------------------------------------------


def cut_off(rng: random.Random, document: Document) -> _Damaged:
    """The end is missing."""
    at = rng.randrange(len(document.raw))
    raw = document.raw[:at]
    whole = tuple(one for one in document.records if one.end <= at)
    if document.suffix == ".parquet":
        whole = ()  # what says where things stand is at the end
    items = _items(document, raw, []) if document.suffix in {*LINES, *ONE_ARTICLE} else None
    begun = tuple(one for one in document.records if one.start < at)
    return _Damaged(document.suffix, raw, whole, items, begun)


def record_twice(rng: random.Random, document: Document) -> _Damaged:
    """A record stands there twice."""
    one = _some_record(rng, document)
    raw = document.raw[: one.end] + document.raw[one.start :]
    return _Damaged(document.suffix, raw, document.records, len(document.records) + 1)


def header_twice(rng: random.Random, document: Document) -> _Damaged:
    """A table whose header comes again between two rows, as where exports were joined."""
    one = _some_record(rng, document)
    raw = document.raw[: one.start] + document.raw[: document.records[0].start] + document.raw[one.start :]
    return _Damaged(document.suffix, raw, document.records, None)


def line_ends_lost(rng: random.Random, document: Document) -> _Damaged:
    """Two records in one line."""
    first = rng.randrange(len(document.records) - 1)
    damaged = _edited(document, [(document.records[first].end - 1, 1, b"")], also_after=True)
    # to any reader the two are one
    return dataclasses.replace(damaged, given=document.records[: first + 1] + document.records[first + 2 :])


def encoding_of_all(rng: random.Random, document: Document) -> _Damaged:
    """Another encoding than the usual: one that its mark gives away, which costs nothing, or one that none does."""
    text = document.raw.decode("cp1252" if b"windows-1252" in document.raw else "utf-8")
    encoding = rng.choice(("utf-16", "utf-8-sig", "cp1252"))
    intact = () if encoding == "cp1252" else document.records
    items = 1 if document.suffix in ONE_ARTICLE else len(document.records)
    return _Damaged(
        document.suffix, text.encode(encoding, "replace"), intact, None if document.suffix == ".json" else items
    )


def wrong_suffix(rng: random.Random, document: Document) -> _Damaged:
    """A name that promises another format."""
    suffixes = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".txt", ".html", ".md")
    suffix = rng.choice([other for other in suffixes if other != document.suffix])
    # what begins like a table may as well be a text with commas
    told = document.suffix not in {*TABLES, ".txt", ".md"}
    return _Damaged(suffix, document.raw, document.records if told else (), None)


def packed(rng: random.Random, document: Document) -> tuple[str, bytes]:
    """The document as a compressor would store it."""
    packing = rng.choice(sorted(PACK))
    return packing, PACK[packing](document.raw)


def wrong_packing(rng: random.Random, document: Document) -> _Damaged:
    """A name that promises another compression, or compressed without saying so, or the other way round."""
    if document.suffix == ".warc.gz":
        told = rng.choice([other for other in ("", *PACK) if other != ".gz"])
        return _Damaged(f".warc{told}", document.raw, document.records, None)
    packing, raw = packed(rng, document)
    told = rng.choice([other for other in ("", *PACK) if other != packing])
    if rng.random() < 0.3:
        told, raw = packing, document.raw
    return _Damaged(document.suffix + told, raw, document.records, None)


def packed_then_flipped(rng: random.Random, document: Document) -> _Damaged:
    """Bytes of a compressed file are other bytes."""
    packing, raw = packed(rng, document)
    damaged = bytearray(raw)
    for _ in range(rng.randrange(1, 4)):
        damaged[rng.randrange(len(damaged))] ^= rng.randrange(1, 256)
    return _unpackable(document, packing, bytes(damaged))


def packed_then_cut(rng: random.Random, document: Document) -> _Damaged:
    """The end of a compressed file is missing."""
    packing, raw = packed(rng, document)
    return _unpackable(document, packing, raw[: rng.randrange(len(raw))])


def _unpackable(document: Document, packing: str, raw: bytes) -> _Damaged:
    """What of a damaged compressed file can be had: the records before the damage."""
    had = unpacked(packing, raw)
    same = next((at for at, (one, other) in enumerate(zip(had, document.raw, strict=False)) if one != other), len(had))
    intact = tuple(one for one in document.records if one.end <= same)
    if document.suffix in ONE_ARTICLE | {".parquet"} and same < len(document.raw):
        intact = ()
    if (document.suffix, packing) == (".warc", ".gz"):
        intact = ()  # the library unpacks records that are packed together ahead of what it gives out
    items = 1 if document.suffix in ONE_ARTICLE else None
    return _Damaged(document.suffix + packing, raw, intact, items)


def unpacked(packing: str, raw: bytes) -> bytes:
    """All that the bare decompressor can give of a damaged file."""
    had = bytearray()
    try:
        with _opened(packing, raw) as stream:
            while piece := stream.read(64):
                had += piece
    except (zlib.error, lzma.LZMAError, OSError, EOFError):
        pass
    return bytes(had)


def _opened(packing: str, raw: bytes) -> Any:
    if packing == ".zst":
        return pa.CompressedInputStream(io.BytesIO(raw), "zstd")
    opened: dict[str, Callable[[io.BytesIO], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    return opened[packing](io.BytesIO(raw))


DAMAGE: dict[str, Callable[[random.Random, Document], _Damaged]] = {
    "flipped bytes": flip,
    "NULs": nuls,
    "splice": splice,
    "hole": hole,
    "cut off": cut_off,
    "stray quote": stray_quote,
    "header twice": header_twice,
    "record twice": record_twice,
    "line ends lost": line_ends_lost,
    "deep nesting": deep_nesting,
    "byte order mark inside": mark_inside,
    "encoding of one": encoding_of_one,
    "encoding of all": encoding_of_all,
    "wrong suffix": wrong_suffix,
    "wrong packing": wrong_packing,
    "packed, then flipped": packed_then_flipped,
    "packed, then cut off": packed_then_cut,
}
