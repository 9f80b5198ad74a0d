"""Delimited tables: `.csv` (comma, semicolon, tab or bar, told from the header) and `.tsv`."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator

from unionwire.read.fields import EXCERPT, Options, column_map, to_article
from unionwire.read.inputs import Source
from unionwire.read.limits import LineTooLongError, TextLines
from unionwire.reasons import Code
from unionwire.records import Article, Reject

_DELIMITERS = ",;\t|"


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a row; row 1 is the first after the header. Bytes that are no UTF-8 cost their row only."""
    limit = min(sys.maxsize, 4 * options.max_chars + 1_000_000)
    csv.field_size_limit(limit)
    with source.open() as raw, io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="") as file:
        lines = TextLines(file, limit)
        try:
            header_line = next(lines, "")
        except LineTooLongError as error:
            yield 0, Reject(source.shown, 0, Code.NO_HEADER, str(error))
            return
        if not header_line.strip():
            yield 0, Reject(source.shown, 0, Code.NO_HEADER, "the first line is empty")
            return
        delimiter = "\t" if source.suffix == ".tsv" else max(_DELIMITERS, key=header_line.count)
        header = next(csv.reader([header_line], delimiter=delimiter))
        if "text" not in column_map(header, options):
            yield (
                0,
                Reject(source.shown, 0, Code.NO_TEXT_COLUMN, "name it with --field text=COLUMN", _shown(header_line)),
            )
            return
        yield from _rows(csv.reader(lines, delimiter=delimiter), header, source, options)


def _rows(
    rows: Iterator[list[str]], header: list[str], source: Source, options: Options
) -> Iterator[tuple[int, Article | Reject]]:
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except LineTooLongError as error:
            yield number, Reject(source.shown, number, Code.TOO_LONG, str(error))
            continue
        except csv.Error as error:
            yield number, Reject(source.shown, number, Code.BAD_ROW, str(error))
            continue
        if not any(row):
            continue
        joined = "\n".join(row)
        if any("\udc80" <= character <= "\udcff" for character in joined):
            yield number, Reject(source.shown, number, Code.UNDECODABLE, "not UTF-8", _shown(joined))
        elif len(row) > len(header):
            detail = f"{len(row)} cells under {len(header)} columns"
            yield number, Reject(source.shown, number, Code.BAD_ROW, detail, _shown(joined))
        else:
            yield number, to_article(dict(zip(header, row, strict=False)), number, source.shown, options)


def _shown(read: str) -> str:
    """The beginning of what was read, with bytes that are no UTF-8 replaced, so that it can be stored."""
    return read[:EXCERPT].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
