"""Invented documents of every format, each with the records that it holds and the bytes where each of them stands."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import random
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda raw: gzip.compress(raw, mtime=0),
    ".bz2": lambda raw: bz2.compress(raw, 1),
    ".xz": lambda raw: lzma.compress(raw, preset=0),
    ".zst": lambda raw: bytes(pa.compress(raw, codec="zstd", asbytes=True)),
}
_SUBJECTS = (
    "The ferry line",
    "A bakery café",
    "The town’s library",
    "One señora’s orchard",
    "The old cannery",
    "A choir",
)
_VERBS = ("reopened", "sold its boats", "asked for rain", "painted the fence", "lost a wheel", "kept its word")
_ENDS = ("before dawn", "for £40", "in the naïve hope of profit", "as the tide came in", "with 1,200 guests", "at Łódź")


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it was given: its paragraphs, and the bytes `start:end` that only it depends on."""

    id: str
    paragraphs: tuple[str, ...]
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The paragraphs as one text."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file. What stands outside of all records (a header, a footer) they all depend on."""

    suffix: str
    raw: bytes
    records: tuple[Given, ...]

    @property
    def is_table(self) -> bool:
        """Whether a record's text comes out letter by letter, which that of a page does not."""
        return self.suffix in {".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".txt"}


def records(rng: random.Random, name: str, count: int) -> list[Given]:
    """`count` records of which no two have a paragraph in common, nor one with a record of another name."""
    made = []
    for number in range(count):
        key = f"{name}x{number}"
        paragraphs = tuple(
            f"{rng.choice(_SUBJECTS)} of {key}p{n} {rng.choice(_VERBS)} {rng.choice(_ENDS)}, and nobody on the quay who "
            f"had come to watch it thought that this was odd, since it was the {rng.randrange(2, 90)}th time in a year."
            for n in range(rng.randrange(2, 5))
        )
        made.append(Given(key, paragraphs))
    return made


def _joined(suffix: str, given: list[Given], pieces: list[bytes], head: bytes = b"", tail: bytes = b"") -> Document:
    placed, at = [], len(head)
    for record, piece in zip(given, pieces, strict=True):
        placed.append(Given(record.id, record.paragraphs, at, at + len(piece)))
        at += len(piece)
    return Document(suffix, head + b"".join(pieces) + tail, tuple(placed))


def json_lines(rng: random.Random, name: str) -> Document:
    """One object a line, escaped or not."""
    given = records(rng, name, 6)
    escaped = rng.random() < 0.5
    lines = [
        json.dumps({"id": one.id, "text": one.text, "date": "2019-03-04"}, ensure_ascii=escaped).encode() + b"\n"
        for one in given
    ]
    return _joined(rng.choice((".jsonl", ".ndjson")), given, lines)


def json_array(rng: random.Random, name: str) -> Document:
    """An array, each object on a line of its own."""
    given = records(rng, name, 4)
    objects = [json.dumps({"id": one.id, "text": one.text}).encode() for one in given]
    pieces = [item + b",\n" for item in objects[:-1]] + objects[-1:]
    return _joined(".json", given, pieces, b"[", b"]\n")


def json_object(rng: random.Random, name: str) -> Document:
    """One object over several lines, which names no id."""
    given = records(rng, name, 1)
    return _joined(".json", given, [json.dumps({"title": "A day", "text": given[0].text}, indent=1).encode()])


def table(rng: random.Random, name: str) -> Document:
    """A delimited table, quoted throughout, with line ends inside of cells."""
    given = records(rng, name, 6)
    delimiter = rng.choice(",;\t|")
    suffix = rng.choice((".csv", ".tsv")) if delimiter == "\t" else ".csv"

    def row(*cells: str) -> bytes:
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
        return written.getvalue().encode()

    return _joined(suffix, given, [row(one.id, one.text, "x") for one in given], row("id", "text", "note"))


def parquet(rng: random.Random, name: str) -> Document:
    """Three groups of two rows; a row depends on the bytes of its whole group."""
    given = records(rng, name, 6)
    written = io.BytesIO()
    columns = {"id": [one.id for one in given], "text": [one.text for one in given]}
    codec = rng.choice(("none", "snappy", "zstd"))
    pq.write_table(pa.table(columns), written, row_group_size=2, compression=codec, write_page_checksum=True)
    raw = written.getvalue()
    layout = pq.ParquetFile(io.BytesIO(raw)).metadata
    placed = []
    for number, one in enumerate(given):
        group = layout.row_group(number // 2)
        chunks = [group.column(column) for column in range(group.num_columns)]
        starts = [chunk.dictionary_page_offset or chunk.data_page_offset for chunk in chunks]
        ends = [start + chunk.total_compressed_size for start, chunk in zip(starts, chunks, strict=True)]
        placed.append(Given(one.id, one.paragraphs, min(starts), max(ends)))
    return Document(".parquet", raw, tuple(placed))


def plain_text(rng: random.Random, name: str) -> Document:
    """A text file."""
    given = records(rng, name, 1)
    return _joined(".txt", given, [given[0].text.encode()])


def _html(one: Given, encoding: str = "utf-8") -> bytes:
    paragraphs = "\n".join(f"<p>{paragraph}</p>" for paragraph in one.paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="{encoding}"><title>News of {one.id}</title></head>\n'
        f"<body><h1>News of {one.id}</h1>\n<article>\n{paragraphs}\n</article></body></html>\n"
    ).encode(encoding, "xmlcharrefreplace")


def page(rng: random.Random, name: str) -> Document:
    """A web page, in the encoding that it declares."""
    given = records(rng, name, 1)
    return _joined(
        rng.choice((".html", ".htm", ".php")), given, [_html(given[0], rng.choice(("utf-8", "windows-1252")))]
    )


def markdown(rng: random.Random, name: str) -> Document:
    """Front matter over paragraphs, marked up or not."""
    given = records(rng, name, 1)
    mark = rng.choice(("{}", "<p>{}</p>"))
    body = "\n\n".join(mark.format(paragraph) for paragraph in given[0].paragraphs)
    return _joined(".md", given, [f"---\ntitle: News\ndate: 2019-03-04\n---\n\n{body}\n".encode()])


def _warc_record(kind: str, address: str, content_type: str, body: bytes) -> bytes:
    number = f"{abs(hash_of(address + kind)):032x}"[-32:]
    identity = f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{identity}>\r\nWARC-Date: 2019-03-04T05:06:07Z\r\n"
        f"WARC-Target-URI: {address}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def hash_of(text: str) -> int:
    """A number that depends on the text alone, which Python's own hash does not."""
    return int.from_bytes(text.encode(), "big") * 2654435761 % (1 << 127)


def warc(rng: random.Random, name: str) -> Document:
    """A crawl: what it was made with, then for each page its request and its response."""
    given = records(rng, name, 4)
    pieces = []
    for one in given:
        address = f"https://news.example/{one.id}"
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _html(one)
        asked = f"GET /{one.id} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()
        pieces.append(
            _warc_record("request", address, "application/http; msgtype=request", asked)
            + _warc_record("response", address, "application/http; msgtype=response", http)
        )
    head = _warc_record("warcinfo", "crawl", "application/warc-fields", b"software: loom 1\r\n")
    return _joined(".warc", given, pieces, head)


def warc_gz(rng: random.Random, name: str) -> Document:
    """The same with each record compressed by itself, as crawlers store them."""
    plain = warc(rng, name)
    pieces = [_members(plain.raw[one.start : one.end]) for one in plain.records]
    return _joined(".warc.gz", list(plain.records), pieces, _members(plain.raw[: plain.records[0].start]))


def _members(raw: bytes) -> bytes:
    return b"".join(PACK[".gz"](b"WARC/1.0" + part) for part in raw.split(b"WARC/1.0")[1:])


MAKERS: tuple[Callable[[random.Random, str], Document], ...] = (
    json_lines,
    json_array,
    json_object,
    table,
    parquet,
    plain_text,
    page,
    markdown,
    warc,
    warc_gz,
)
