"""Tables in other forms: CSV and JSON Lines (a folder of files, with a `datapackage.json` that describes them), SQLite and Excel's workbook (one file).

Rows go from the Parquet files into the target piece by piece, in the order of the files, so that no table need fit into
memory; the same folder of tables gives the same bytes. What is written appears under its name when it is complete.
Dates are ISO 8601 (in a workbook, dates), lists are JSON. Text that a spreadsheet would run as a formula gets an
apostrophe in front in CSV and in workbooks; SQLite and JSON Lines hold it as it is.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.csv as pa_csv

from unionwire.errors import UsageError
from unionwire.harmless import SHEET_CHARACTERS, cell
from unionwire.tables import package
from unionwire.tables.fields import field_notes, is_day
from unionwire.tables.load import load
from unionwire.tables.schema import TABLES, schema

if TYPE_CHECKING:
    from unionwire.tables.load import Tables

Form: TypeAlias = Literal["csv", "jsonl", "sqlite", "xlsx"]
SHEET_ROWS = 1_048_576
"""What a sheet of a workbook holds at most, its header included."""


@dataclass(slots=True)
class Exported:
    """What was written: where, how many rows of which table, and what could not be kept as it is."""

    target: Path
    rows: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def export(
    folder: str | Path,
    form: Form,
    target: str | Path | None = None,
    *,
    tables: Sequence[str] = (),
    replace: bool = False,
) -> Exported:
    """Write the tables of an output folder in another form.

    Args:
        folder: the folder of tables, or its address.
        form: `csv` and `jsonl` make a folder with a file a table, `sqlite` and `xlsx` one file.
        target: what to write; None: the folder's name with `-csv`, `-jsonl`, `.sqlite` or `.xlsx`, where one stands.
        tables: the tables to write; all where none is named.
        replace: replace a target that exists.

    Raises:
        UsageError: no tables, no such table, a target that exists or can't be made, a table too long for a sheet.
        OSError: the disk fails; nothing is left under the target's name that was not there before.
    """
    if unknown := [name for name in tables if name not in TABLES]:
        raise UsageError(f"--table: no table {unknown[0]!r}; there are {', '.join(TABLES)}")
    loaded = load(folder)
    names = [name for name in TABLES if name in tables or not tables]
    suffix = f"-{form}" if form in {"csv", "jsonl"} else f".{form}"
    done = Exported(Path(target) if target else Path(str(folder).partition("?")[0].rstrip("/").split("/")[-1] + suffix))
    if form == "xlsx":
        _check_lengths(loaded, names)
    with _unfinished(done.target, replace=replace) as unfinished:
        _WRITERS[form](loaded, names, unfinished, done)
        if form in {"csv", "jsonl"}:
            files = {name: [f"{name}.{form}"] for name in names}
            (unfinished / package.FILE).write_text(package.descriptor(files, form), encoding="utf-8")
    return done


def _check_lengths(tables: Tables, names: Sequence[str]) -> None:
    for name in names:
        if (n_rows := tables.n_rows(name)) >= SHEET_ROWS:
            raise UsageError(
                f"{name} has {n_rows:,} rows, a sheet of a workbook holds {SHEET_ROWS:,} with its header: take --csv or "
                "--sqlite, or name other tables with --table"
            )


@contextmanager
def _unfinished(target: Path, *, replace: bool) -> Iterator[Path]:
    """A place to write into beside the target, which takes the target's name at the end, or goes if that is not reached."""
    if target.exists() and not replace:
        raise UsageError(f"{target} exists: --replace replaces it, --to names another")
    if (target / "articles").is_dir() or (target.is_dir() and (target / ".current").exists()):
        raise UsageError(f"{target} is a folder of tables: name another with --to")
    fresh, old = (target.with_name(f".{target.name}.{state}") for state in ("new", "old"))
    _remove(fresh)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        if target.is_dir():  # a folder can't be replaced in one step
            _remove(old)
            target.replace(old)
        fresh.replace(target)
        _remove(old)
    except PermissionError as error:
        raise UsageError(f"can't write {target}: {error.strerror}") from error
    finally:
        _remove(fresh)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write_csv(tables: Tables, names: Sequence[str], target: Path, done: Exported) -> None:
    target.mkdir()
    for name in names:
        fields = [pa.field(column.name, _csv_type(column)) for column in TABLES[name].columns]
        written = pa.schema(fields)
        with pa_csv.CSVWriter(target / f"{name}.csv", written) as writer:
            done.rows[name] = 0
            for piece in tables.pieces(name):
                columns = [
                    pa.array([cell(value) for value in values], pa.string())
                    if pa.types.is_string(into.type)
                    else piece[into.name]
                    for into, values in zip(fields, _columns(name, piece, as_text=True), strict=True)
                ]
                writer.write_table(pa.table(columns, schema=written))
                done.rows[name] += piece.num_rows


def _csv_type(column: pa.Field) -> pa.DataType:
    return pa.string() if pa.types.is_timestamp(column.type) or pa.types.is_list(column.type) else column.type


def _write_jsonl(tables: Tables, names: Sequence[str], target: Path, done: Exported) -> None:
    import orjson

    target.mkdir()
    for name in names:
        done.rows[name] = 0
        with (target / f"{name}.jsonl").open("wb") as file:
            for piece in tables.pieces(name):
                for row in _rows(name, piece, as_text=False):
                    named = dict(zip(schema(name).names, row, strict=True))
                    file.write(orjson.dumps(named, option=orjson.OPT_APPEND_NEWLINE))
                done.rows[name] += piece.num_rows


def _write_sqlite(tables: Tables, names: Sequence[str], target: Path, done: Exported) -> None:
    database = sqlite3.connect(target)
    try:
        database.execute("PRAGMA journal_mode = OFF")
        for name in names:
            database.execute(_create_table(name))
            places = ", ".join("?" * len(TABLES[name].columns))
            done.rows[name] = 0
            for piece in tables.pieces(name):
                database.executemany(f'INSERT INTO "{name}" VALUES ({places})', _rows(name, piece, as_text=True))  # noqa: S608 - names of our schemas
                done.rows[name] += piece.num_rows
            for column in schema(name).names:
                if column.endswith("_id"):
                    database.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
        database.commit()
    finally:
        database.close()


def _create_table(name: str) -> str:
    """The statement that makes a table; SQLite keeps it, and with it the meaning of the columns."""
    lines = []
    for number, column in enumerate(TABLES[name].columns, 1):
        kind = "TEXT"
        if pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
            kind = "INTEGER"
        elif pa.types.is_floating(column.type):
            kind = "REAL"
        comma = "," if number < len(TABLES[name].columns) else ""
        null = "" if column.nullable else " NOT NULL"
        lines.append(f'  "{column.name}" {kind}{null}{comma} -- {field_notes(column)["comment"]}')
    return f'CREATE TABLE "{name}" ( -- a row is {TABLES[name].row}\n' + "\n".join(lines) + "\n)"


def _write_xlsx(tables: Tables, names: Sequence[str], target: Path, done: Exported) -> None:
    from unionwire.workbook import Workbook

    with Workbook(target) as book:
        for name in names:
            columns = schema(name).names
            sheet = book.sheet(name, columns)
            done.rows[name] = 0
            n_cut = dict.fromkeys(columns, 0)
            for piece in tables.pieces(name):
                for row in _rows(name, piece, as_text=True, dates=True):
                    for column, value in zip(columns, row, strict=True):
                        n_cut[column] += isinstance(value, str) and len(value) > SHEET_CHARACTERS
                    sheet.add(row)
                done.rows[name] += piece.num_rows
            done.remarks += [
                f"{count:,} {'cell' if count == 1 else 'cells'} of {name}.{column} cut: a cell of a workbook holds "
                f"{SHEET_CHARACTERS:,} characters; --csv, --jsonl and --sqlite keep all"
                for column, count in n_cut.items()
                if count
            ]
        meanings = book.sheet("columns", ["table", "column", "meaning"])
        for name in names:
            for column in TABLES[name].columns:
                meanings.add([name, column.name, field_notes(column)["comment"]])


def _rows(name: str, piece: pa.Table, *, as_text: bool, dates: bool = False) -> Iterator[tuple[Any, ...]]:
    return zip(*_columns(name, piece, as_text=as_text, dates=dates), strict=True)


def _columns(name: str, piece: pa.Table, *, as_text: bool, dates: bool = False) -> list[list[Any]]:
    """The columns as lists of plain values; with `as_text` lists are JSON, with `dates` days stay dates."""
    found = []
    for column in TABLES[name].columns:
        values = piece[column.name].to_pylist()
        change: Callable[[Any], Any] | None = None
        if is_day(column):
            change = _date if dates else _iso_date
        elif pa.types.is_timestamp(column.type):
            change = dt.datetime.isoformat
        elif pa.types.is_list(column.type) and as_text:
            change = _json
        found.append([None if value is None else change(value) for value in values] if change else values)
    return found


def _iso_date(moment: dt.datetime) -> str:
    return moment.date().isoformat()


def _date(moment: dt.datetime) -> dt.date | str:
    # a workbook counts days from 1900
    return moment.date() if moment.year > 1900 else _iso_date(moment)


def _json(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


_WRITERS: dict[Form, Callable[[Tables, Sequence[str], Path, Exported], None]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "sqlite": _write_sqlite,
    "xlsx": _write_xlsx,
}
