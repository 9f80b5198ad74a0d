"""The command `unionwire run`."""

from __future__ import annotations

import json
import os
from typing import Annotated, Literal

import typer

from unionwire.cli_fields import Fields, columns_of
from unionwire.cli_seeds import Seeds, lay_over
from unionwire.cli_tell import fail, tell
from unionwire.errors import Interrupted, UsageError
from unionwire.harmless import visible
from unionwire.progress import progress_shown


def run(
    *,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT...", help="Files, folders or globs of articles, or their addresses."),
    ] = None,
    out: Annotated[str, typer.Option("--out", help="Folder of the tables, or its address; made, or added to.")],
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="What carries out the extraction: this machine, or a Ray cluster.")
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(help="Processes that extract; by default one, or one a core for 500 articles and more."),
    ] = None,
    fields: Fields = None,
    max_chars: Annotated[int, typer.Option(help="Longer texts are rejected.")] = 2_000_000,
    limit_seconds: Annotated[
        float, typer.Option(help="What one article may take; one that takes longer is rejected.")
    ] = 300.0,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long to wait for another run that is writing into OUT.")
    ] = 0.0,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 at the first record rejected.")
    ] = False,
    reprocess: Annotated[
        bool, typer.Option("--reprocess", help="Extract again from the articles that OUT holds; needs no INPUT.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say only what needs attention: no progress, no summary.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as one line of JSON, and nothing else.")
    ] = False,
    seeds: Seeds = None,
) -> None:
    """Extract from articles into Parquet tables. Articles that the tables hold already are skipped.

    For example: unionwire run crawl/2026-11 exports/*.csv --out tables --field text=story
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread a process, before anything loads a BLAS
    lay_over(seeds)
    if workers is not None and workers < 1:
        raise UsageError("--workers must be at least 1")
    from unionwire.batch import run as run_batch
    from unionwire.run_summary import hints, rejected, summary
    from unionwire.stopping import terminable

    columns = columns_of(fields)
    try:
        with terminable(), progress_shown(tell, quiet=quiet) as progress:
            report = run_batch(
                inputs or [],
                out,
                workers=workers,
                engine=engine,
                columns=columns,
                max_chars=max_chars,
                limit_seconds=limit_seconds,
                wait=wait,
                progress=progress,
                tell=tell,
                reprocess=reprocess,
                strict=strict,
            )
    except Interrupted as stopped:
        fail(stopped, stopped.exit_code)  # typer would end without a word
    if quiet and not as_json and (said := rejected(report)):
        tell(said)
    for hint in hints(report):
        tell(hint)
    if as_json:  # the last line also where a scheduler mixes both outputs
        typer.echo(json.dumps(report.to_dict(out)))
    elif not quiet:
        typer.echo(visible(summary(report, out)))
