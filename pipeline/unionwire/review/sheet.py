"""Facts out for review: a CSV file or a workbook, the least sure first, each with its sentence and neighbours."""

from __future__ import annotations

import csv
import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from unionwire.errors import UsageError
from unionwire.harmless import cell
from unionwire.review.facts import FACTS, Row, row_id, says, written
from unionwire.tables.context import neighbours
from unionwire.tables.schema import VERDICTS

if TYPE_CHECKING:
    from unionwire.tables.load import Tables

COLUMNS = (
    "verdict",
    "correction",
    "note",
    "says",
    "before",
    "sentence",
    "after",
    "confidence",
    "rule",
    "review",
    "reviewed_by",
    "title",
    "source",
    "published",
    "table",
    "found",
    "article_id",
    "start",
    "end",
    "row_id",
)
NEEDED = ("row_id", "table", "article_id", "start", "end", "found", "verdict", "correction")
SHEET_ROWS = 1_048_575


def write_sheet(
    tables: Tables, path: Path, *, names: Sequence[str] = (), limit: int | None = None, reviewed: bool = False
) -> int:
    """Write facts for review; return how many.

    Args:
        tables: the loaded tables.
        path: a .csv or .xlsx file that is not there yet.
        names: tables of facts to take; all where none is named.
        limit: how many facts at most, the least sure ones.
        reviewed: also those that somebody has reviewed.

    Raises:
        UsageError: no such table of facts, another suffix, a file that is there or can't be written.
    """
    if path.suffix not in {".csv", ".xlsx"}:
        raise UsageError(f"--export {path}: a review file ends in .csv or .xlsx")
    if path.exists():
        raise UsageError(f"--export {path}: it exists, and may hold somebody's verdicts; name another file")
    if unknown := [name for name in names if name not in FACTS]:
        raise UsageError(f"--table {unknown[0]}: facts are reviewed in {', '.join(FACTS)}")
    if path.suffix == ".xlsx":
        limit = min(limit or SHEET_ROWS, SHEET_ROWS)
    chosen = _chosen(tables, names or tuple(FACTS), limit, reviewed=reviewed)
    lines = _lines(tables, chosen)
    unfinished = path.with_name(f".{path.name}.new")
    try:
        if path.suffix == ".csv":
            _write_csv(unfinished, lines)
        else:
            _write_xlsx(unfinished, lines)
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(f"can't write {path}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return len(lines)


def _chosen(
    tables: Tables, names: Sequence[str], limit: int | None, *, reviewed: bool
) -> list[tuple[float, str, str, int, str, Row]]:
    """The facts to review with what orders them: confidence, table, place, values."""

    def facts() -> Iterator[tuple[float, str, str, int, str, Row]]:
        for name in names:
            for piece in tables.pieces(name):
                rows = piece if reviewed else piece.filter(pc.is_null(piece["review"]))
                for row in rows.to_pylist():
                    yield row["confidence"], name, row["article_id"], row["start"], written(name, row), row

    def order(fact: tuple[float, str, str, int, str, Row]) -> Any:  # noqa: ANN401 - a sort key
        return *fact[:5], fact[5]["rule"]

    return sorted(facts(), key=order) if limit is None else heapq.nsmallest(limit, facts(), key=order)


def _lines(tables: Tables, chosen: list[tuple[float, str, str, int, str, Row]]) -> list[dict[str, Any]]:
    unions = dict(zip(*(tables.arrow("unions")[name].to_pylist() for name in ("union_id", "name")), strict=True))
    people = dict(
        zip(*(tables.arrow("candidates")[name].to_pylist() for name in ("candidate_id", "name")), strict=True)
    )
    waiting = defaultdict(list)
    for number, (_, name, article_id, _, _, row) in enumerate(chosen):
        waiting[article_id].append((number, name, row))
    lines: dict[int, dict[str, Any]] = {}
    for piece in tables.pieces("articles"):
        wanted = pc.is_in(piece["article_id"], value_set=pc.cast(sorted(waiting), piece["article_id"].type))
        for article in piece.filter(wanted).to_pylist():
            for number, name, row in waiting[article["article_id"]]:
                lines[number] = _line(name, row, article) | {"says": says(name, row, unions, people)}
    return [lines[number] for number in sorted(lines)]


def _line(name: str, row: Row, article: Row) -> dict[str, Any]:
    text = article["text"] or ""
    before, after = neighbours(text, row["start"], row["end"])
    day = article["published"]
    return {
        "verdict": None,
        "correction": None,
        "note": None,
        "before": text[slice(*before)],
        "sentence": row["sentence"],
        "after": text[slice(*after)],
        "confidence": row["confidence"],
        "rule": row["rule"],
        "review": row["review"],
        "reviewed_by": row["reviewed_by"],
        "title": article["title"],
        "source": article["source"],
        "published": day.date().isoformat() if day else None,
        "table": name,
        "found": written(name, row),
        "article_id": row["article_id"],
        "start": row["start"],
        "end": row["end"],
        "row_id": row_id(name, row, article["text_sha256"]),
    }


def _write_csv(path: Path, lines: list[dict[str, Any]]) -> None:
    # with the mark at its beginning by which Excel knows UTF-8
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([cell(line[column]) for column in COLUMNS] for line in lines)


def _write_xlsx(path: Path, lines: list[dict[str, Any]]) -> None:
    from unionwire.workbook import Workbook

    with Workbook(path) as book:
        sheet = book.sheet("review", COLUMNS)
        sheet.choose("verdict", VERDICTS, len(lines) + 200)  # with room for what is missing
        for line in lines:
            sheet.add(line[column] for column in COLUMNS)
