"""The data dictionary: the schemas for a terminal, as Markdown or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from unionwire.errors import UsageError
from unionwire.reasons import markdown_table
from unionwire.tables.fields import Table, field_notes
from unionwire.tables.schema import TABLES

if TYPE_CHECKING:
    from rich.console import Console

_INTRODUCTION = """\
# Data dictionary

Written by `unionwire schema`; the schemas are in `pipeline/unionwire/tables/schema.py`.

Each table is a folder of Parquet files under the output folder. The files hold these descriptions too, and `datapackage.json`
beside the folders says the same in the form of a Data Package. Dates are `timestamp[ms]` at midnight without a time
zone. Offsets are Python string offsets (Unicode code points, end-exclusive) into `articles.text`, so that
`text[start:end]` is the mention or the sentence. Enumerations list every value that a column may hold.
"""


def markdown(names: Sequence[str] = ()) -> str:
    """The dictionary, of all tables or of some, as a Markdown page. Raises UsageError for a name that is none."""
    parts = [_INTRODUCTION]
    for table in _tables(names):
        parts += [
            f"## {table.name}",
            "",
            f"A row is {table.row}.",
            "",
            "| column | type | null | meaning |",
            "|---|---|---|---|",
        ]
        for field in table.columns:
            parts.append(
                f"| `{field.name}` | {type_name(field.type)} | {'yes' if field.nullable else ''} | {_meaning(field)} |"
            )
        parts.append("")
        if table.name == "rejects":
            parts += ["What the codes mean:", "", markdown_table()]
    return "\n".join(parts).rstrip() + "\n"


def as_json(names: Sequence[str] = ()) -> str:
    """The dictionary, likewise, as a JSON object: table -> row, columns."""
    return json.dumps(
        {
            table.name: {
                "row": table.row,
                "columns": [
                    {
                        "name": field.name,
                        "type": type_name(field.type),
                        "nullable": field.nullable,
                        **field_notes(field),
                    }
                    for field in table.columns
                ],
            }
            for table in _tables(names)
        },
        indent=2,
    )


def show(console: Console, names: Sequence[str] = ()) -> None:
    """Print the dictionary, likewise, for people at a terminal."""
    from rich.markup import escape
    from rich.table import Table as Grid

    for table in _tables(names):
        title = f"[bold]{table.name}[/bold]: a row is {escape(table.row)}"
        grid = Grid(title=title, title_justify="left", title_style="")
        for column in ("column", "type", "null"):
            grid.add_column(column, no_wrap=True)
        grid.add_column("meaning")
        for field in table.columns:
            null = "yes" if field.nullable else ""
            grid.add_row(field.name, escape(type_name(field.type)), null, escape(_meaning(field).replace("`", "")))
        console.print(grid)


def _tables(names: Sequence[str]) -> Iterator[Table]:
    if unknown := [name for name in names if name not in TABLES]:
        raise UsageError(f"no table {unknown[0]!r}; there are {', '.join(TABLES)}")
    return (table for table in TABLES.values() if not names or table.name in names)


def type_name(kind: pa.DataType) -> str:
    """The type as the dictionary writes it."""
    return "list<string>" if pa.types.is_list(kind) else str(kind)


def _meaning(field: pa.Field) -> str:
    notes = field_notes(field)
    meaning = notes["comment"]
    if "values" in notes:
        meaning += ": " + ", ".join(f"`{value}`" for value in notes["values"].split(" | "))
    if "references" in notes:
        meaning += f" (one of `{notes['references']}`)"
    return meaning
