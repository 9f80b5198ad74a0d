"""Delimited tables: `.csv` and `.tsv`, with the delimiter, the quotes and the line of column names that they have.

The header is the first line in which a cell is the usual name of a text column; of the delimiters the one counts that
makes the most of it. A row that can't be told apart costs itself: where it runs over several lines, because a quote is
missing or one too many, the rows that stand whole at its end are read all the same.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Self

from unionwire.read.encodings import is_junk, text_of, utf8
from unionwire.read.fields import EXCERPT, Options, column_map, to_article
from unionwire.read.inputs import Source
from unionwire.read.limits import LineTooLongError, lines
from unionwire.reasons import Code
from unionwire.records import Article, Reject

_DELIMITERS = (",", "\t", ";", "|", "\x01", "\x1f", "^", "~")
_HEAD = 1 << 16
_PREAMBLE = 20  # lines of notes that may stand above the column names
# of a bad row: how many of its lines are looked through for rows that stand whole, how often, and how many characters
_MOST_LINES, _MOST_TRIES, _MOST_CHARS = 5_000, 64, 2_000_000
# what csv.Error says of a quote that no other closes, and of one that closes nothing
_OPEN, _QUOTE = "unexpected end of data", "expected after"
_SEPARATOR = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
# as a spreadsheet for the Macintosh ends lines; cells may hold line feeds
_RETURN = re.compile(r"[^\r\n]++\r(?![\r\n])")
_ESCAPED = re.compile(r"\\\"[^\",;\t|\r\n]")
_DOUBLED = re.compile(r"[^,;\t|\r\n]\"\"[^,;\t|\r\n]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written: its columns, the line after them, and what parts its cells."""

    header: list[str]
    n_above: int
    delimiter: str
    quote: str = '"'
    escape: str | None = None

    def rows(self, given: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """The rows of some lines. Iterating raises csv.Error for a field over the limit, and where `strict` for an open quote."""
        more: dict[str, Any] = {"escapechar": self.escape} if self.escape else {}
        return csv.reader(given, delimiter=self.delimiter, quotechar=self.quote, strict=strict, **more)


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a row; row 1 is the first after the header."""
    limit = min(sys.maxsize, 4 * options.max_chars + 1_000_000)
    csv.field_size_limit(limit)
    with source.open() as raw, utf8(raw) as text:
        head = text_of(text.peek(_HEAD)[:_HEAD])
        file: IO[bytes] = text
        if _RETURN.match(head):
            file, head = io.BufferedReader(_Returns(text)), head.replace("\r", "\n")
        first = next((line for line in head.split("\n") if line.strip()), "")
        if not first:
            yield 0, Reject(source.shown, 0, Code.NO_HEADER, "the first line is empty")
            return
        layout = layout_of(head, options, "\t" if source.suffix == ".tsv" else "")
        given = lines(file, limit)
        if layout is None:
            if next(given, b"") is None:
                yield 0, Reject(source.shown, 0, Code.NO_HEADER, f"a line of more than {limit} characters")
                return
            detail = "name it with --field text=COLUMN"
            yield 0, Reject(source.shown, 0, Code.NO_TEXT_COLUMN, detail, first[:EXCERPT])
            return
        feed = _Feed(given, limit)
        for _ in range(layout.n_above):
            next(feed, None)
        yield from _rows(feed, layout, source, options)


class _Returns(io.RawIOBase):
    """A file whose lines end in carriage returns, with line feeds in place of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is one of these
        data = self._file.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def is_table(head: str) -> bool:
    """Whether a text that begins so is a table: a line names a text column and another usual one."""
    layout = layout_of(head, Options(), "")
    return layout is not None and len(column_map(layout.header, Options())) > 1


def layout_of(head: str, options: Options, preferred: str) -> Layout | None:
    """How a table that begins so is written, or None where no line names a text column."""
    above: list[str] = []
    escape = "\\" if _ESCAPED.search(head) and not _DOUBLED.search(head) else None
    delimiters: tuple[str, ...] = _DELIMITERS
    for number, line in enumerate(head.split("\n")[: _PREAMBLE + 1], start=1):
        if not line.strip():
            continue
        if not above and (match := _SEPARATOR.fullmatch(line)):
            delimiters = (match[1],)
            continue
        found = _header(line.rstrip("\r"), delimiters, options, preferred)
        # below the first line that is no note: a row may hold the name of a column by chance
        if found and (not above or _is_below_notes(found, above, options)):
            layout = Layout(found[0], number, found[1], found[2], escape)
            return _with_single_quotes(layout, head) or layout
        above.append(line)
    return None


def _with_single_quotes(layout: Layout, head: str) -> Layout | None:
    """The layout with single quotes, where they alone make whole rows of a head: its names may stand without any."""
    single = dataclasses.replace(layout, quote="'")
    if layout.quote == "'" or (f"{layout.delimiter}'" not in head and "\n'" not in head):
        return None
    rows = head.splitlines(keepends=True)[layout.n_above :]
    given = rows[:-1] or rows  # the last may be cut off
    return single if _is_whole(single, given) and not _is_whole(layout, given) else None


def _is_whole(layout: Layout, given: list[str]) -> bool:
    """Whether all rows of the lines have a cell for each column; the last may go on in the next line."""
    try:
        widths = [len(row) for row in layout.rows(given) if any(row)]
    except csv.Error:
        return False
    return all(width == len(layout.header) for width in widths[:-1]) and max(widths[-1:], default=0) <= len(
        layout.header
    )


def _header(
    line: str, delimiters: Iterable[str], options: Options, preferred: str
) -> tuple[list[str], str, str] | None:
    quote = "'" if re.match(r"\s*'[^']*'\s*[,;\t|]", line) else '"'
    best: tuple[tuple[int, int, int], list[str], str] | None = None
    for delimiter in delimiters:
        try:
            cells = next(csv.reader([line], delimiter=delimiter, quotechar=quote), [])
        except csv.Error:
            continue
        known = column_map(cells, options)
        worth = (int(delimiter == preferred), len(known), len(cells))
        if "text" in known and (best is None or worth > best[0]):
            best = (worth, cells, delimiter)
    return (best[1], best[2], quote) if best else None


def _is_below_notes(found: tuple[list[str], str, str], above: list[str], options: Options) -> bool:
    cells, delimiter, _ = found
    return len(column_map(cells, options)) > 1 and all(line.count(delimiter) < len(cells) - 1 for line in above)


class _Feed:
    """The lines of a table, and which of them made the row at hand."""

    def __init__(self, given: Iterator[bytes | None], limit: int) -> None:
        self._given, self._limit = given, limit
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.at_end = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            try:
                raw = next(self._given)
            except StopIteration:
                self.at_end = True
                raise
            if raw is None:
                raise LineTooLongError(f"a line of more than {self._limit} characters")
            line = text_of_line(raw)
        self.taken.append(line)
        return line

    def again(self, given: list[str]) -> None:
        """Give these lines once more, before all others."""
        self._again.extendleft(reversed(given))


def text_of_line(raw: bytes) -> str:
    """A line as text; a lone carriage return parts lines too."""
    return text_of(raw) if raw.isascii() else raw.decode("utf-8", "unionwire-windows-1252")


def _rows(feed: _Feed, layout: Layout, source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    rows, tolerant = layout.rows(feed, strict=True), layout.rows(feed)
    width = len(layout.header)
    number = 0
    while True:
        number += 1
        feed.taken.clear()
        try:
            try:
                row = next(rows)
            except csv.Error as error:
                if _OPEN in str(error):
                    detail = "a quote is open at the end of the file"
                    yield number, _bad(feed, layout, source, number, Code.BREAKS_OFF, detail)
                    continue
                if _QUOTE not in str(error) or _whole_from(feed.taken, layout) < len(feed.taken):
                    yield number, _bad(feed, layout, source, number, Code.BAD_ROW, str(error))
                    continue
                # quotes that stand unescaped in the text: taken as they come
                again = list(feed.taken)
                feed.taken.clear()
                feed.again(again)
                row = next(tolerant)
        except StopIteration:
            return
        except LineTooLongError as error:
            yield number, Reject(source.shown, number, Code.TOO_LONG, str(error))
            continue
        except csv.Error as error:
            yield number, _bad(feed, layout, source, number, Code.BAD_ROW, str(error))
            continue
        if not any(row):
            continue
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            detail = f"{len(row)} cells under {width} columns"
            yield number, _bad(feed, layout, source, number, Code.BAD_ROW, detail)
        elif is_junk("".join(row)):
            yield number, Reject(source.shown, number, Code.UNDECODABLE, "no text", "\n".join(row)[:EXCERPT])
        else:
            yield number, to_article(dict(zip(layout.header, row, strict=False)), number, source.shown, options)


def _bad(feed: _Feed, layout: Layout, source: Source, number: int, code: Code, detail: str) -> Reject:
    """The reject of a bad row, of whose lines those that are rows by themselves come again."""
    taken = list(feed.taken)
    cut = _whole_from(taken, layout)
    feed.again(taken[cut:])
    return Reject(source.shown, number, code, detail, "".join(taken[:cut])[:EXCERPT].rstrip("\r\n"))


def _whole_from(taken: list[str], layout: Layout) -> int:
    """The line from which on a bad row's lines are good rows; how many there are where there is none.

    The last of those rows may go on in the next line.
    """
    if not 1 < len(taken) <= _MOST_LINES or sum(map(len, taken)) > _MOST_CHARS:
        return len(taken)
    width = len(layout.header)
    tries = 0
    for start in range(1, len(taken)):
        rest = taken[start:]
        is_open = sum(line.count(layout.quote) for line in rest) % 2 == 1
        # fragments of prose have too few cells; a row that goes on in the next line has the others there
        begins_cell = rest[0].startswith(layout.quote) or layout.delimiter + layout.quote in rest[0]
        if rest[0].count(layout.delimiter) + 1 < (2 if is_open and begins_cell else min(width, 3)):
            continue
        tries += 1
        if tries > _MOST_TRIES:
            break
        try:
            rows = [row for row in layout.rows([*rest, layout.quote] if is_open else rest, strict=True) if any(row)]
        except csv.Error:
            continue
        whole = rows[:-1] if is_open else rows
        if rows and all(len(row) == width for row in whole) and (not is_open or 1 < len(rows[-1]) <= width):
            return start
    return len(taken)
