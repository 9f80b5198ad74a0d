"""The command `unionwire schema`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from unionwire.errors import UsageError


def schema(
    tables: Annotated[
        list[str] | None, typer.Argument(metavar="TABLE...", help="Only these tables; by default all.")
    ] = None,
    form: Annotated[
        Literal["terminal", "markdown", "json"] | None,
        typer.Option("--format", help="Form of the output; by default terminal on one, markdown elsewhere."),
    ] = None,
    *,
    markdown: Annotated[bool, typer.Option("--markdown", help="The same as --format markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Print the data dictionary: every table and column, with types, values and meaning.

    For example: unionwire schema endorsements
    """
    if markdown + as_json + (form is not None) > 1:
        raise UsageError("the dictionary has one form: choose one of --markdown, --json and --format")
    from rich.console import Console

    from unionwire.tables import dictionary

    console = Console()
    form = (
        "markdown" if markdown else "json" if as_json else form or ("terminal" if console.is_terminal else "markdown")
    )
    names = tables or ()
    if form == "terminal":
        dictionary.show(console if console.is_terminal else Console(width=140), names)
    else:
        typer.echo(
            dictionary.markdown(names) if form == "markdown" else dictionary.as_json(names), nl=form != "markdown"
        )
