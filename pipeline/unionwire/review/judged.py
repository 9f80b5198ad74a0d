"""A review file read back: every line checked against the tables before any is taken."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.errors import UsageError
from unionwire.harmless import cell_text
from unionwire.review.bodies import NAMES, Bodies
from unionwire.review.claims import Claims, Correction
from unionwire.review.facts import FACTS, Row, from_json, read_values, row_id, to_json, written
from unionwire.review.sheet import NEEDED
from unionwire.tables.schema import TABLES, VERDICTS
from unionwire.tables.write import Output, parts_in, read_part


@dataclass(slots=True)
class Judged:
    """A review file as corrections to be, each with its row in the file, and how many of its rows have no verdict."""

    corrections: list[tuple[int, Row]] = field(default_factory=list)
    n_open: int = 0


class _RowError(Exception):
    """A row that can't be taken; says why."""


def read_file(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a review file with their numbers, as a spreadsheet counts them: the header is row 1.

    Raises UsageError for a file that can't be read or that lacks a column.
    """
    if not path.is_file():
        raise UsageError(f"--import {path}: no such file")
    if path.suffix == ".xlsx":
        from unionwire.workbook import read_sheet

        rows = read_sheet(path)
    elif path.suffix == ".csv":
        rows = _read_csv(path)
    else:
        raise UsageError(f"--import {path}: a review file ends in .csv or .xlsx")
    numbered = enumerate(rows, 1)
    header = [name.strip() for name in next(numbered, (0, []))[1]]
    if missing := [name for name in NEEDED if name not in header]:
        raise UsageError(f"{path}: its header has no {missing[0]!r}; take the columns as --export wrote them")
    found = []
    for number, row in numbered:
        cells = dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False))
        if any(cells.values()):
            found.append((number, cells))
    return found


def rows_of_articles(
    output: Output, name: str, article_ids: Iterable[str], columns: list[str] | None = None
) -> Iterator[Row]:
    """The rows of some articles, a part of the table at a time; parts without them are not read as a whole."""
    wanted = pa.array(sorted(article_ids), pa.string())
    for part in parts_in(output.snapshot / name) if output.snapshot else ():
        of_these = pc.is_in(read_part(part, name, ["article_id"])["article_id"], value_set=wanted)
        if pc.any(of_these).as_py():
            yield from read_part(part, name, columns).filter(of_these).to_pylist()


def _read_csv(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: save it as CSV UTF-8, or as .xlsx") from error
    first = text.partition("\n")[0]
    # spreadsheets of some languages write semicolons
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(2**27)
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            yield [cell_text(value) for value in row]
    except csv.Error as error:
        raise UsageError(f"{path} is no CSV that can be read: {error}") from error


def judge(path: Path, output: Output, reviewer: str | None, claims: Claims) -> Judged:
    """What a review file says, as rows of `corrections` without number and moment.

    Raises UsageError, with the first row at fault and how many others, where any row is; no row counts then.
    """
    rows = read_file(path)
    judged = Judged()
    reader = _Reader(output, reviewer, claims, {cells["article_id"].strip() for _, cells in rows})
    faults = []
    seen: dict[str, tuple[int, Row]] = {}
    for number, cells in rows:
        try:
            made = reader.correction(cells)
            if made is None:
                judged.n_open += 1
                continue
            if not _repeated(seen, number, cells["row_id"].strip(), made):
                judged.corrections.append((number, made))
        except (_RowError, ValueError) as wrong:
            faults.append(f"row {number}: {wrong}")
    if faults:
        more = f" (and {len(faults) - 1:,} more rows)" if len(faults) > 1 else ""
        raise UsageError(f"{path}, {faults[0]}{more}; nothing was taken from it")
    return judged


def _repeated(seen: dict[str, tuple[int, Row]], number: int, given: str, made: Row) -> bool:
    """Whether a row says what a row before it has said of the same fact. Raises where it says otherwise."""
    if made["verdict"] == "missing":
        return False
    first, other = seen.setdefault(given, (number, made))
    if any(made[name] != other[name] for name in ("verdict", "becomes", "reviewed_by")):
        raise _RowError(f"it says otherwise than row {first} of the same fact")
    return first != number


def _rows_of(correction: Correction) -> Iterator[Row]:
    """The fact of a correction as it was and as it became."""
    for column in ("was", "becomes"):
        if correction[column] is not None:
            place = {name: correction[name] for name in ("article_id", "sentence", "start", "end")}
            yield from_json(correction["table"], correction[column]) | place


class _Reader:
    """Checks rows against the tables in force and turns them into corrections."""

    def __init__(self, output: Output, reviewer: str | None, claims: Claims, article_ids: set[str]) -> None:
        self._reviewer = (reviewer or "").strip()
        self._claims = claims
        columns = ["article_id", "text_sha256", "text"]
        found = rows_of_articles(output, "articles", article_ids, columns)
        self._articles = {row["article_id"]: row for row in found}
        self._facts = {
            self._id(name, row): row for name in FACTS for row in rows_of_articles(output, name, article_ids)
        }
        self._bodies = Bodies(output)

    def _id(self, table: str, row: Row) -> str:
        return row_id(table, row, self._articles[row["article_id"]]["text_sha256"])

    def correction(self, cells: dict[str, str]) -> Row | None:
        """The correction of a row, or None for one without a verdict. Raises ValueError and _RowError."""
        verdict, correction = cells["verdict"].strip().lower(), cells["correction"].strip()
        if not verdict and not correction:
            return None
        verdict = verdict or "changed"
        if verdict not in VERDICTS:
            raise _RowError(f"verdict {verdict!r}: it is {', '.join(VERDICTS)}, or empty")
        if (verdict in {"changed", "missing"}) != bool(correction):
            raise _RowError(
                f"{verdict!r} wants values in the column correction, as column=value"
                if not correction
                else f"values in the column correction, but the verdict {verdict!r}: take 'changed', or empty one of the two"
            )
        table = cells["table"].strip()
        if table not in FACTS:
            raise _RowError(f"table {table!r}: it is one of {', '.join(FACTS)}")
        article = self._articles.get(cells["article_id"].strip())
        if article is None:
            raise _RowError(f"no article {cells['article_id']!r} in these tables")
        who = cells.get("reviewer", "").strip() or self._reviewer
        if not who:
            raise _RowError("nobody is named who says so: --reviewer NAME, or a column reviewer")
        was = None if verdict == "missing" else self._was(table, cells, article)
        becomes = None if verdict == "wrong" else self._becomes(table, was, correction, cells, article)
        place = was or becomes
        assert place is not None
        return {
            "table": table,
            "article_id": article["article_id"],
            "text_sha256": article["text_sha256"],
            "verdict": verdict,
            "sentence": place["sentence"],
            "start": place["start"],
            "end": place["end"],
            "was": to_json(was) if was else None,
            "becomes": to_json(becomes) if becomes else None,
            "bodies": self._needed(table, becomes, correction) if becomes else None,
            "note": cells.get("note", "").strip() or None,
            "reviewed_by": who,
        }

    def _was(self, table: str, cells: dict[str, str], article: Row) -> Row:
        """The fact that a row of the file was written for: as the tables have it, else as they had it."""
        try:
            place = {name: int(cells[name]) for name in ("start", "end")}
            said = {**dict.fromkeys(FACTS[table].columns), **read_values(table, cells["found"])}
        except ValueError as error:
            raise _RowError(f"its columns start, end or found were changed: {error}") from error
        row: Row = {**said, **place, "article_id": article["article_id"]}
        given = cells["row_id"].strip()
        if given != self._id(table, row):
            raise _RowError(
                "no such fact was found in these tables, or its columns table, article_id, start, end or found were "
                "changed: what is to be corrected goes into the column correction"
            )
        known = self._facts.get(given)
        if known is not None:
            return known
        for correction in self._claims.corrections:
            if (correction["table"], correction["article_id"]) == (table, row["article_id"]):
                for before in _rows_of(correction):
                    if given == self._id(table, before):
                        return before
        text = article["text"] or ""
        return {
            **{column.name: None for column in TABLES[table].columns},
            **row,
            "sentence": text[place["start"] : place["end"]],
            "rule": cells.get("rule", "").strip() or "review",
            "confidence": 1.0,
            "qualifiers": [],
        }

    def _becomes(self, table: str, was: Row | None, correction: str, cells: dict[str, str], article: Row) -> Row:
        values = read_values(table, correction, NAMES[table]) if correction else {}
        values = {column: value for column, value in values.items() if column not in NAMES[table]}
        if was is not None:
            row = {**was, **values}
            if correction:
                if written(table, row) == written(table, was):
                    raise _RowError("the column correction says what was found: take the verdict 'right'")
                row["rule"] = "review"
        else:
            row = self._missing(table, values, cells, article)
        if "date" in row and (row["date"] is None) != (row["date_precision"] is None):
            row["date_precision"] = "day" if row["date"] else None
        return row | {"confidence": 1.0}

    def _missing(self, table: str, values: Row, cells: dict[str, str], article: Row) -> Row:
        text, sentence = article["text"], cells.get("sentence", "").strip()
        if text is None:
            raise _RowError("the tables hold no text of this article, so no sentence can be shown in it")
        if not sentence:
            raise _RowError("'missing' wants the sentence that says so, word for word, in the column sentence")
        found = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, sentence.split())), text)]
        if not found:
            raise _RowError("its sentence does not stand in the article's text, word for word")
        schema = TABLES[table].schema
        row: Row = {column.name: None for column in schema}
        row |= values
        if table == "membership_counts" and row["qualifier"] is None:
            row["qualifier"] = "exact"
        given = (*FACTS[table].same, *FACTS[table].more)
        if wanting := [column for column in given if row[column] is None and not schema.field(column).nullable]:
            raise _RowError(f"'missing' wants {wanting[0]}=... in the column correction")
        start, end = found[0]
        evidence = {"sentence": text[start:end], "start": start, "end": end, "rule": "review", "qualifiers": []}
        return {**row, **evidence, "article_id": article["article_id"], "confidence": 1.0}

    def _needed(self, table: str, row: Row, correction: str) -> str | None:
        names = read_values(table, correction, NAMES[table]) if correction else {}
        return self._bodies.needed(row, {name: names[name] for name in NAMES[table] if name in names})
