"""The description of a folder of tables as a Data Package (https://specs.frictionlessdata.io), so that it can be published.

`datapackage.json` stands beside the tables and is put in force with them: it names every file, and of every column the
type, the meaning, the listed values and the column that it refers to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from unionwire.tables.fields import field_notes, is_day
from unionwire.tables.schema import TABLES

FILE = "datapackage.json"
_MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
}
_DESCRIPTION = (
    "What news articles say of labor unions: membership counts, endorsements of candidates, and how locals stand to their "
    "nationals. Each fact has its sentence, the rule that found it and a confidence. Offsets are those of Unicode code "
    "points in `articles.text`. Written by unionwire."
)


def descriptor(files: Mapping[str, Sequence[str]], form: str = "parquet") -> str:
    """The JSON text of a package.

    Args:
        files: table -> its files, relative to the package; the tables that the package holds.
        form: what the files are: `parquet`, `csv` or `jsonl`.
    """
    package = {
        # the profile for tables is of CSV alone
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": "unionwire-tables",
        "title": "Unions, membership counts and endorsements in news articles",
        "description": _DESCRIPTION,
        "resources": [_resource(name, list(files[name]), form, set(files)) for name in TABLES if name in files],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(name: str, files: list[str], form: str, held: set[str]) -> dict[str, Any]:
    table = TABLES[name]
    resource: dict[str, Any] = {
        "profile": "tabular-data-resource" if form == "csv" else "data-resource",
        "name": name,
        "description": f"A row is {table.row}.",
        "path": files if form == "parquet" else files[0],
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
        "schema": {"fields": [_field(column, form) for column in table.columns]},
    }
    if form != "parquet":
        resource["encoding"] = "utf-8"
    if table.key:
        resource["schema"]["primaryKey"] = [table.key]
    foreign = []
    for column in table.columns:
        to, _, referred = field_notes(column).get("references", "").partition(".")
        if to in held:
            # within a table the specification has it empty
            reference = {"resource": "" if to == name else to, "fields": [referred]}
            foreign.append({"fields": [column.name], "reference": reference})
    if foreign:
        resource["schema"]["foreignKeys"] = foreign
    return resource


def _field(column: pa.Field, form: str) -> dict[str, Any]:
    notes = field_notes(column)
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if "values" in notes:
        constraints["enum"] = notes["values"].split(" | ")
    return {
        "name": column.name,
        "type": _type(column, form),
        "description": notes["comment"],
        **({"constraints": constraints} if constraints else {}),
    }


def _type(column: pa.Field, form: str) -> str:
    kind = column.type
    if pa.types.is_timestamp(kind):
        return "date" if is_day(column) and form != "parquet" else "datetime"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    if pa.types.is_boolean(kind):
        return "boolean"
    return "array" if pa.types.is_list(kind) else "string"
