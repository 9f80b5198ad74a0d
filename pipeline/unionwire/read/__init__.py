"""Reading: files, folders and globs in, one `Article` or `Reject` a record out.

A format is a module with `read(source, options)`, a generator of `(record, Article | Reject)`; FORMATS maps the
suffixes to them. `record` counts from 1 within the file: the line of a JSON Lines file, the row of a table,
1 in a file of one article; 0 stands for the file as a whole. Reading a file twice gives the same records.
"""

from __future__ import annotations

import dataclasses
import importlib
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pyarrow as pa

from unionwire.read.content import by_content
from unionwire.read.fields import DEFAULT_MAX_CHARS, Options, storable
from unionwire.read.inputs import Source, find_sources
from unionwire.reasons import Code
from unionwire.records import Article, Reject

__all__ = ["DEFAULT_MAX_CHARS", "FORMATS", "Options", "Record", "Source", "find_sources", "read"]

Record: TypeAlias = tuple[int, Article | Reject]
Reader: TypeAlias = Callable[[Source, Options], Iterator[Record]]


def _reader(module: str) -> Reader:
    """The reader of a format, imported when a file of it is read: the libraries of all take longer to import than a small dump to read."""

    def read_format(source: Source, options: Options) -> Iterator[Record]:
        found: Iterator[Record] = importlib.import_module(f"unionwire.read.{module}").read(source, options)
        return found

    return read_format


FORMATS: dict[str, Reader] = {
    ".txt": _reader("text"),
    ".jsonl": _reader("jsonl"),
    ".ndjson": _reader("jsonl"),
    ".json": _reader("jsonl"),
    ".csv": _reader("csv"),
    ".tsv": _reader("csv"),
    ".parquet": _reader("parquet"),
    ".html": _reader("page"),
    ".htm": _reader("page"),
    ".php": _reader("page"),
    ".md": _reader("page"),
    ".warc": _reader("warc"),
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
