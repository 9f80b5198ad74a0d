"""The command `unionwire export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unionwire.errors import UsageError

if TYPE_CHECKING:
    from unionwire.export import Form


def export(
    folder: Annotated[str, typer.Argument(metavar="OUT", help="Folder of tables, or its address.")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="PATH", help="Folder (CSV, JSON Lines) or file to write; else OUT-csv, OUT.xlsx ..."
        ),
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="TABLE", help="Only this table; may be repeated.")
    ] = None,
    *,
    csv: Annotated[bool, typer.Option("--csv", help="A folder with a CSV file a table.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="A folder with a JSON Lines file a table.")] = False,
    sqlite: Annotated[bool, typer.Option("--sqlite", help="A database of SQLite.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="A workbook of Excel with a sheet a table.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is there under that name.")] = False,
) -> None:
    """Write the tables in another form: CSV, JSON Lines, SQLite or an Excel workbook.

    For example: unionwire export out --xlsx --table endorsements --table positions
    """
    given: dict[Form, bool] = {"csv": csv, "jsonl": jsonl, "sqlite": sqlite, "xlsx": xlsx}
    chosen = [form for form, wanted in given.items() if wanted]
    if len(chosen) != 1:
        raise UsageError("export writes one form: choose one of --csv, --jsonl, --sqlite and --xlsx")
    from unionwire.export import export as export_tables

    done = export_tables(folder, chosen[0], to, tables=table or [], replace=replace)
    for remark in done.remarks:
        typer.echo(f"unionwire: {remark}", err=True)
    for name, n_rows in done.rows.items():
        typer.echo(f"{name:<20} {n_rows:>12,}")
    typer.echo(f"written to {done.target}")
