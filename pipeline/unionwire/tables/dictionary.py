"""The data dictionary: the schemas as Markdown or JSON."""

from __future__ import annotations

import json

import pyarrow as pa

from unionwire.reasons import markdown_table
from unionwire.tables.schema import TABLES, field_notes

_INTRODUCTION = """\
# Data dictionary

Written by `unionwire schema`; the schemas are in `pipeline/unionwire/tables/schema.py`.

Each table is a folder of Parquet files under the output folder. Dates are `timestamp[ms]` at midnight without a time
zone. Offsets are Python string offsets (Unicode code points, end-exclusive) into `articles.text`, so that
`text[start:end]` is the mention or the sentence. Enumerations list every value that a column may hold.
"""


def markdown() -> str:
    """The dictionary as a Markdown page."""
    parts = [_INTRODUCTION]
    for table in TABLES.values():
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


def as_json() -> str:
    """The dictionary as a JSON object: table -> row, columns."""
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
            for table in TABLES.values()
        },
        indent=2,
    )


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
