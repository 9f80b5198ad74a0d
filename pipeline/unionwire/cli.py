"""The command `unionwire`: parse, call, print. Heavy imports wait until a command needs them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unionwire import __version__
from unionwire.cli_explain import explain
from unionwire.cli_export import export
from unionwire.cli_report import report as write_page
from unionwire.cli_review import review
from unionwire.cli_run import run
from unionwire.cli_schema import schema
from unionwire.cli_seeds import seeds_cli
from unionwire.cli_tell import fail
from unionwire.errors import Fault, UsageError
from unionwire.harmless import visible
from unionwire.uris import is_uri

if TYPE_CHECKING:
    from unionwire.evaluate import Evaluation
    from unionwire.records import Extraction

cli = typer.Typer(
    name="unionwire",
    pretty_exceptions_enable=False,
)
model_cli = typer.Typer(help="The base model that the extraction stands on.\n\nFor example: unionwire model verify")
cli.add_typer(model_cli, name="model")
cli.add_typer(seeds_cli, name="seeds")

Out = Annotated[str, typer.Argument(metavar="OUT", help="Folder of tables, or its address.")]


def app() -> None:
    """Run the command line; errors end it with one line on standard error and exit code 2 (usage) or 1 (fault)."""
    try:
        sys.exit(cli(standalone_mode=False))
    except UsageError as error:
        fail(error, 2)
    except (Fault, OSError, typer.Abort) as error:
        fail(error, 1)
    except Exception as error:
        if hasattr(error, "format_message"):  # Typer's own: an unknown option, a missing argument
            fail(_worded(error), getattr(error, "exit_code", 2))
        if os.environ.get("UNIONWIRE_DEBUG"):
            raise
        fail(f"{type(error).__name__}: {error} (UNIONWIRE_DEBUG=1 shows where)", 1)


def _worded(error: Any) -> str:  # noqa: ANN401 - which of its errors are public differs between versions of Typer
    """What Typer says of a call, with the help to look at."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "unionwire"
    said = error.format_message().replace("Value error, ", "")
    return f"{said} (see {command} --help)"


@cli.callback(invoke_without_command=True)
def main(
    ctx: typer.Context, *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """Unions, membership counts, candidates, endorsements and relationships, from news articles into Parquet tables.

    For example: unionwire run articles/*.jsonl --out out, then unionwire report out
    """
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(2)


# in the order in which --help lists them
cli.command()(run)
cli.command()(explain)
cli.command(name="report")(write_page)
cli.command()(review)
cli.command()(export)


@cli.command()
def evaluate(
    gold: Annotated[Path, typer.Option(help="Labelled articles, JSON Lines.")],
    tables: Annotated[
        str | None, typer.Option(metavar="OUT", help="Tables made from the same articles: a folder, or its address.")
    ] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(help="In place of tables: files, folders or globs that hold the articles; may be repeated."),
    ] = None,
    floors: Annotated[Path | None, typer.Option(help="Least scores (TOML); exit 1 where one is missed.")] = None,
    errors_table: Annotated[
        Path | None,
        typer.Option(help="Write every error with what was found around it: a .csv, .jsonl or .parquet file."),
    ] = None,
    *,
    errors: Annotated[bool, typer.Option("--errors", help="List every miss and every spurious fact.")] = False,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Show how often facts of each confidence are right.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Precision, recall and F1 of each table against labelled articles.

    For example: unionwire evaluate --gold labels.jsonl --tables out --errors
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from unionwire import evaluate as evaluation
    from unionwire.evaluate.errors_table import check_suffix
    from unionwire.evaluate.reliability import render

    if errors_table is not None:
        check_suffix(errors_table)
    try:
        least = evaluation.load_floors(floors) if floors else None
        report, extractions = _evaluated(gold, tables, articles, extract=errors_table is not None)
    except (FileNotFoundError, ValueError) as error:
        raise UsageError(str(error)) from error
    typer.echo(json.dumps(report.to_dict(), indent=2) if as_json else visible(report.render(errors=errors)))
    if reliability:
        typer.echo("\n" + render(report.judgements), err=as_json)
    if errors_table is not None:
        evaluation.write_error_rows(evaluation.error_rows(report.errors, extractions), errors_table)
    if least is not None and (missed := evaluation.check_floors(report, least)):
        raise Fault("; ".join(missed))


def _evaluated(
    gold: Path, tables: str | None, inputs: list[str] | None, *, extract: bool
) -> tuple[Evaluation, dict[str, Extraction]]:
    """The scores of tables or of articles, and with `extract` what was extracted from the articles with errors."""
    from unionwire import evaluate as evaluation

    if (tables is None) == (not inputs):
        raise UsageError("evaluate takes either --tables OUT or --articles FILE")
    if inputs:
        from unionwire.extract import Extractor

        return evaluation.evaluate_articles(gold, inputs, Extractor())
    assert tables is not None
    _require_tables(tables)
    report = evaluation.evaluate(gold, tables)
    return report, evaluation.extract_again(tables, {error.article_id for error in report.errors}) if extract else {}


def _require_tables(folder: str) -> None:
    if not is_uri(folder) and not (Path(folder) / "articles").is_dir():
        raise UsageError(f"no tables in {folder}: name the folder that unionwire run --out made")


@cli.command()
def compare(
    before: Annotated[
        str, typer.Argument(metavar="RUN_A", help="Tables of the earlier run: a folder, or its address.")
    ],
    after: Annotated[str, typer.Argument(metavar="RUN_B", help="Tables of the later run: a folder, or its address.")],
    limit: Annotated[int, typer.Option(help="Facts shown for each table and kind of change.")] = 20,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print every change as a line of JSON.")] = False,
) -> None:
    """Show the facts gained, lost and changed between two runs, with their sentences and rules.

    For example: unionwire compare out-before out-after --limit 50
    """
    from unionwire.evaluate import compare_folders

    for folder in (before, after):
        _require_tables(folder)
    comparison = compare_folders(before, after)
    typer.echo(comparison.as_json_lines() if as_json else visible(comparison.render(limit)), nl=not as_json)


cli.command()(schema)


@cli.command()
def show(folder: Out, limit: Annotated[int, typer.Option(help="Rows a table at most.")] = 15) -> None:
    """Print what a set of tables holds: sizes, endorsements, membership counts, breaks.

    For example: unionwire show out --limit 40
    """
    from rich.console import Console

    from unionwire.show import show as show_tables

    console = Console()
    # away from a terminal rich would fold everything to 80 columns
    show_tables(folder, console if console.is_terminal else Console(width=160), limit)


@cli.command()
def compact(
    folder: Annotated[str, typer.Argument(metavar="OUT", help="Folder of tables, or its address.")],
    part_mb: Annotated[int, typer.Option(min=1, help="Size of a merged file at most, in megabytes.")] = 256,
) -> None:
    """Merge many small files of the tables into few; the rows stay the same, all tables change at once.

    For example: unionwire compact out --part-mb 512
    """
    from unionwire.tables.compact import compact as compact_tables

    done = compact_tables(folder, part_bytes=part_mb * 2**20)
    for name, parts in done.items():
        typer.echo(f"{name:<20} {parts.before:>7,} -> {parts.after:,}")


@model_cli.command()
def verify() -> None:
    """Check the installed base model's files against models/base-model.toml.

    For example: unionwire model verify
    """
    from unionwire import model

    folder, problems = model.verify()
    if problems:
        rest = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        raise Fault(f"the installed base model is not the one that was measured: {problems[0]}{rest} (in {folder})")
    typer.echo(f"{model.digest()}: {len(model.base_model().files)} files as recorded")


@model_cli.command(name="hash")
def hash_files(folder: Annotated[Path, typer.Argument(help="A model's folder.")]) -> None:
    """Print the table of files of models/base-model.toml for a model's folder, when the base model is changed.

    For example: unionwire model hash ~/models/en_core_web_lg
    """
    from unionwire import model

    if not folder.is_dir():
        raise UsageError(f"no such folder: {folder}")
    typer.echo("[files]")
    for path, found in model.file_hashes(folder).items():
        typer.echo(f'"{path}" = "{found}"')
