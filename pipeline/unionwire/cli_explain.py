"""The command `unionwire explain`: one article of a file, of a folder of tables, or of standard input, laid open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unionwire.cli_fields import Fields, columns_of
from unionwire.cli_seeds import Seeds, lay_over
from unionwire.errors import UsageError

if TYPE_CHECKING:
    from unionwire.records import Article, Reject


def explain(
    given: Annotated[
        str,
        typer.Argument(
            metavar="FILE|OUT|-",
            help="A file, a folder of tables or its address, or - for standard input.",
        ),
    ],
    article_id: Annotated[str | None, typer.Option("--id", help="Id of the article, where there are several.")] = None,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="PAGE", help="Write a page for a browser to this file instead.")
    ] = None,
    fields: Fields = None,
    seeds: Seeds = None,
) -> None:
    """Show what is found where in one article, by which rule, and what was considered and refused.

    For example: unionwire explain data/sample/articles.jsonl --id brief-0010 --html brief.html
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    lay_over(seeds)
    if page is not None and not page.absolute().parent.is_dir():
        raise UsageError(f"no such folder for --html: {page.parent}")
    article = _one_article(given, article_id, columns_of(fields))
    from unionwire.extract import Extractor

    if page is not None:
        from unionwire.explain_page import explain_page

        page.write_text(explain_page(article, Extractor()), encoding="utf-8")
        return
    from unionwire.explain import explain as explain_article

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    typer.echo(explain_article(article, Extractor(), colour=colour), color=colour)


def _one_article(given: str, article_id: str | None, columns: dict[str, str]) -> Article:
    if given != "-" and (Path(given.removeprefix("file://")) / "articles").is_dir():
        return _stored_article(given, article_id)
    from unionwire.read import Options, find_sources, read
    from unionwire.records import Article

    if _is_address_of_tables(given):
        return _stored_article(given, article_id)

    shown = "standard input" if given == "-" else given
    wanted = None
    for source in find_sources([given]).sources:
        for record, item in read(source, Options(columns)):
            if not isinstance(item, Article):
                if article_id is None:
                    where = f"{shown}, record {record}" if record else shown
                    raise UsageError(f"{where}: {item.reason}{_hint(item)}")
            elif article_id in (None, item.article_id):
                if wanted is not None:
                    raise UsageError(
                        f"{shown} holds several articles: choose one with --id, such as --id {wanted.article_id}"
                    )
                wanted = item
    if wanted is None:
        raise UsageError(f"no article {article_id} in {shown}" if article_id else f"no article in {shown}")
    return wanted


def _hint(reject: Reject) -> str:
    from unionwire.reasons import Code

    return "; --field text=COLUMN names the column that holds it" if reject.code == Code.NO_TEXT_COLUMN else ""


def _is_address_of_tables(given: str) -> bool:
    """Whether it is an address of a folder of tables rather than of a file of articles."""
    from unionwire.read.inputs import COMPRESSIONS, SUFFIXES
    from unionwire.uris import is_uri

    return is_uri(given) and not given.partition("?")[0].endswith((*SUFFIXES, *COMPRESSIONS))


def _stored_article(folder: str, article_id: str | None) -> Article:
    """An article of a folder of tables, as it was read."""
    if article_id is None:
        raise UsageError(f"{folder} holds many articles: choose one with --id")
    import pyarrow.compute as pc

    from unionwire.records import Article
    from unionwire.tables.load import load

    articles = load(folder).arrow("articles")
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
