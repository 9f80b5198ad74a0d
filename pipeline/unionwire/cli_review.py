"""The command `unionwire review`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unionwire.errors import UsageError
from unionwire.wording import counted

if TYPE_CHECKING:
    from unionwire.review.take import Taken


def review(
    folder: Annotated[str, typer.Argument(metavar="OUT", help="Folder of tables, or its address.")],
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write facts for review: a .csv or .xlsx file.")
    ] = None,
    taken: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Take in such a file, filled in; correct the tables."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", metavar="FILE", help="Write what was reviewed as labels for evaluate.")
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", metavar="NAME", help="Who filled in the file of --import.")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="TABLE", help="Export only these facts; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Export so many facts, the least sure.")] = None,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long to wait for a run that is writing into OUT.")
    ] = 0.0,
    *,
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Export also what was reviewed before.")] = False,
    overrule: Annotated[
        bool, typer.Option("--overrule", help="Let the file of --import stand against other reviewers.")
    ] = False,
) -> None:
    """Review facts in a spreadsheet and correct the tables by it; without an option, say what was reviewed.

    For example: unionwire review out --export check.xlsx --limit 200, then unionwire review out --import check.xlsx
    --reviewer Ada
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if sum(given is not None for given in (export, taken, gold)) > 1:
        raise UsageError("review does one thing at a time: choose one of --export, --import and --gold")
    for name, given, belongs, home in (
        ("--reviewer", reviewer is not None, taken, "--import"),
        ("--overrule", overrule, taken, "--import"),
        ("--table", bool(table), export, "--export"),
        ("--limit", limit is not None, export, "--export"),
        ("--reviewed", reviewed, export, "--export"),
    ):
        if given and belongs is None:
            raise UsageError(f"{name} goes with {home} FILE")
    if taken is not None:
        from unionwire.review.take import take_in

        typer.echo(
            _said(
                take_in(
                    folder,
                    taken,
                    reviewer=reviewer,
                    overrule=overrule,
                    wait=wait,
                    tell=lambda said: typer.echo(f"unionwire: {said}", err=True),
                )
            )
        )
        return
    from unionwire.tables.load import load

    tables = load(folder)
    if export is not None:
        from unionwire.review.sheet import write_sheet

        n_rows = write_sheet(tables, export, names=table or (), limit=limit, reviewed=reviewed)
        typer.echo(f"{counted(n_rows, 'fact')} to review in {export}")
    elif gold is not None:
        from unionwire.review.labels import write_labels

        typer.echo(f"labels of {counted(write_labels(tables, gold), 'article')} in {gold}")
    else:
        from unionwire.review.summary import summary

        typer.echo(summary(tables))


def _said(taken: Taken) -> str:
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(taken.verdicts.items()))
    lines = [f"taken in   {verdicts or 'nothing new'}"]
    if taken.n_open:
        lines.append(f"open       {counted(taken.n_open, 'row')} without a verdict")
    if taken.n_present:
        lines.append(f"known      {counted(taken.n_present, 'verdict')} that stood already")
    if taken.n_revised:
        lines.append(f"revised    {counted(taken.n_revised, 'verdict')} of the same reviewer")
    if taken.n_overruled:
        lines.append(f"overruled  {counted(taken.n_overruled, 'verdict')} of other reviewers")
    return "\n".join(lines)
