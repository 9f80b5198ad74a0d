"""The option `--field` of the commands that read articles."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from unionwire.errors import UsageError

Fields: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="FIELD=COLUMN", help="Column of a field: id, text, title, date, source, url."),
]


def columns_of(fields: list[str] | None) -> dict[str, str]:
    """Columns by field, from what was given as `--field`. Raises UsageError for what is no pair."""
    return dict(_pair(given) for given in fields or [])


def _pair(given: str) -> tuple[str, str]:
    name, equals, column = given.partition("=")
    if not (equals and name and column):
        raise UsageError(f"--field takes FIELD=COLUMN, such as text=story, not {given!r}")
    return name.strip().lower(), column
