"""The command `unionwire explain`: one article of a file, of a folder of tables, or of standard input, laid open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unionwire.cli_seeds import Seeds, lay_over
from unionwire.errors import UsageError

if TYPE_CHECKING:
    from unionwire.records import Article


def explain(
    given: Annotated[
        str,
        typer.Argument(
            metavar="FILE|OUT|-",
            help="A file, a folder of tables that `unionwire run` made, or - for the text on standard input.",
        ),
    ],
    article_id: Annotated[str | None, typer.Option("--id", help="Id of the article, where there are several.")] = None,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="PAGE", help="Write a page for a browser to this file instead.")
    ] = None,
    seeds: Seeds = None,
) -> None:
    """Show what is found where in one article, by which rule, and what was considered and refused.

    For example: unionwire explain data/sample/articles.jsonl --id brief-0010 --html brief.html
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    lay_over(seeds)
    if page is not None and not page.absolute().parent.is_dir():
        raise UsageError(f"no such folder for --html: {page.parent}")
    article = _one_article(given, article_id)
    from unionwire.extract import Extractor

    if page is not None:
        from unionwire.explain_page import explain_page

        page.write_text(explain_page(article, Extractor()), encoding="utf-8")
        return
    from unionwire.explain import explain as explain_article

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    typer.echo(explain_article(article, Extractor(), colour=colour), color=colour)


def _one_article(given: str, article_id: str | None) -> Article:
    if given == "-":
        return _read_from_standard_input()
    if (Path(given) / "articles").is_dir():
        return _stored_article(Path(given), article_id)
    from unionwire.read import Options, find_sources, read
    from unionwire.records import Article

    wanted = None
    for source in find_sources([given]).sources:
        for record, item in read(source, Options()):
            if not isinstance(item, Article):
                if article_id is None:
                    raise UsageError(f"{given}, record {record}: {item.reason}")
            elif article_id in (None, item.article_id):
                if wanted is not None:
                    raise UsageError(f"{given} holds several articles: choose one with --id")
                wanted = item
    if wanted is None:
        raise UsageError(f"no article {article_id or ''} in {given}".replace("  ", " "))
    return wanted


def _read_from_standard_input() -> Article:
    from unionwire.read.encodings import text_of
    from unionwire.records import Article

    text = text_of(sys.stdin.buffer.read())
    if not text.strip():
        raise UsageError("no text on standard input")
    return Article("-", text)


def _stored_article(folder: Path, article_id: str | None) -> Article:
    """An article of a folder of tables, as it was read."""
    if article_id is None:
        raise UsageError(f"{folder} holds many articles: choose one with --id")
    import pyarrow.compute as pc

    from unionwire.records import Article
    from unionwire.tables.load import load_arrow

    articles = load_arrow(folder)["articles"]
    rows = articles.filter(pc.equal(articles["article_id"], article_id)).to_pylist()
    if not rows:
        raise UsageError(f"no article {article_id} in {folder}")
    [row] = rows
    if row["text"] is None:
        raise UsageError(
            f"the tables do not hold the text of {article_id}: the screen found no union in it; explain its file"
        )
    # a date that the extraction found is for the extraction to find again
    given = row["published"] if row["published_from"] == "metadata" else None
    return Article(
        article_id, row["text"], row["source"], row["url"], row["title"], given.date() if given is not None else None
    )
