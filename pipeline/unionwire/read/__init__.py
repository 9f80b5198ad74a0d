"""Reading: files, folders and globs in, one `Article` or `Reject` a record out.

A format is a module with `read(source, options)`, a generator of `(record, Article | Reject)`; FORMATS maps the
suffixes to them. `record` counts from 1 within the file: the line of a JSON Lines file, the row of a table,
1 in a file of one article; 0 stands for the file as a whole. Reading a file twice gives the same records.
"""

from __future__ import annotations

import dataclasses
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pyarrow as pa

from unionwire.read import csv, jsonl, page, parquet, text, warc
from unionwire.read.content import by_content
from unionwire.read.fields import DEFAULT_MAX_CHARS, Options, storable
from unionwire.read.inputs import Source, find_sources
from unionwire.reasons import Code
from unionwire.records import Article, Reject

__all__ = ["DEFAULT_MAX_CHARS", "FORMATS", "Options", "Record", "Source", "find_sources", "read"]

Record: TypeAlias = tuple[int, Article | Reject]
Reader: TypeAlias = Callable[[Source, Options], Iterator[Record]]

FORMATS: dict[str, Reader] = {
    ".txt": text.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".parquet": parquet.read,
    ".html": page.read,
    ".htm": page.read,
    ".php": page.read,
    ".md": page.read,
    ".warc": warc.read,
}

# What the readers' libraries raise for damaged bytes; most are no OSError.
_DAMAGE = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, pa.ArrowException)


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield `(record, Article | Reject)` for every record of a file, in the file's order.

    A file that breaks off (truncated archive, no permission) yields what could be read and then one Reject.
    """
    record = 0
    try:
        source = by_content(source)
        if source.suffix not in FORMATS:
            raise ValueError(f"a format that can't be read: {source.suffix}")
        for record, item in FORMATS[source.suffix](source, options):
            yield record, item if isinstance(item, Article) else _printable(item)
    except _DAMAGE as error:
        code, number = (Code.BREAKS_OFF, record + 1) if record else (Code.UNREADABLE_FILE, 0)
        yield number, Reject(source.shown, number, code, _line(error))


def _printable(reject: Reject) -> Reject:
    excerpt = storable(reject.excerpt)
    return reject if excerpt == reject.excerpt else dataclasses.replace(reject, excerpt=excerpt)


def _line(error: Exception) -> str:
    # an OSError repeats the path, which stands in its own column (and differs between machines)
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())[:150]
