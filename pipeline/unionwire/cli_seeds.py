"""The commands `unionwire seeds ...`, and the option `--seeds` of the commands that extract."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from unionwire.errors import Fault, UsageError
from unionwire.seeds import LAYER_VARIABLE

seeds_cli = typer.Typer(
    help="The reference data: registries of unions and people, lexicons of the rules.\n\nFor example: unionwire seeds show seiu"
)

Seeds: TypeAlias = Annotated[
    Path | None,
    typer.Option("--seeds", metavar="DIR", help="Folder of reference data of your own, laid over the built-in one."),
]


def lay_over(folder: Path | None, *, checked: bool = True) -> None:
    """Let this process and those that it starts read a folder over the built-in reference data.

    Raises UsageError where the folder or a row in it is bad; with `checked` off only where there is no such folder.
    """
    if folder is None:
        return
    if not folder.is_dir():
        raise UsageError(f"no such folder of reference data: {folder}")
    os.environ[LAYER_VARIABLE] = str(folder.absolute())
    if checked:
        from unionwire.seedbook.check import check_layer

        check_layer()


@seeds_cli.command()
def check(
    seeds: Seeds = None,
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write rows and keys in order first; what a row says is left alone.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Leave out the examples of the rules.")] = False,
) -> None:
    """Check the reference data, or a folder of your own: rows, ids, what they point to, dates, shared names, examples.

    For example: unionwire seeds check --seeds my-seeds --fix
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    lay_over(seeds, checked=False)
    from unionwire.seedbook import check as checking

    for path in checking.fix() if fix else ():
        typer.echo(f"written anew: {path}")
    report = checking.check(with_examples=not quick)
    for problem in report.problems:
        typer.echo(str(problem))
    if report.problems:
        n = len(report.problems)
        raise Fault(f"{n:,} problem{'s' * (n > 1)} in {report}")
    typer.echo(f"{report}: no problems")


@seeds_cli.command()
def show(
    name: Annotated[str, typer.Argument(help="An id or a name: seiu, bernie-sanders, 'Culinary Union'.")],
    seeds: Seeds = None,
    limit: Annotated[int, typer.Option(help="Locals and members shown at most.")] = 15,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: the row, and what points to it.")] = False,
) -> None:
    """Show what the reference data says of a union or a person.

    For example: unionwire seeds show 'Culinary Union' --limit 40
    """
    import json

    lay_over(seeds, checked=False)
    from unionwire.seedbook import view

    found = view.find(name)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    console = Console()
    # away from a terminal rich would fold everything to 80 columns
    view.show(found, console if console.is_terminal else Console(width=160), limit)
