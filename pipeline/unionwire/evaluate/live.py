"""Labelled articles read and scored on the spot, without tables: the way to score a few articles of a large dump."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from unionwire.errors import UsageError
from unionwire.evaluate.gold import fingerprint, load_gold
from unionwire.evaluate.score import Evaluation, score_extractions
from unionwire.read import Options, find_sources, read
from unionwire.records import Article, Extraction
from unionwire.tables.load import load

if TYPE_CHECKING:
    from unionwire.extract import Extractor


def read_articles(inputs: Sequence[str | Path], article_ids: Collection[str]) -> dict[str, Article]:
    """Read the named articles from files, folders or globs, by id; the first of an id counts.

    Raises UsageError for an input that can't be read and for articles that no input holds.
    """
    found: dict[str, Article] = {}
    for source in find_sources(inputs).sources:
        for _, item in read(source, Options()):
            if isinstance(item, Article) and item.article_id in article_ids:
                found.setdefault(item.article_id, item)
    if absent := sorted(set(article_ids) - set(found)):
        raise UsageError(f"{len(absent)} labelled articles are not in the input, first {absent[0]}")
    return found


def extract_all(extractor: Extractor, articles: Iterable[Article]) -> dict[str, Extraction]:
    """Extract from articles, by id; one that fails is left out and so counts as nothing found."""
    results = extractor.extract_batch(list(articles))
    return {result.article.article_id: result for result in results if isinstance(result, Extraction)}


def extract_again(folder: Path | str, article_ids: Collection[str]) -> dict[str, Extraction]:
    """Extract anew from the named articles of a set of tables, for what the tables do not keep: refusals, furniture.

    Articles whose text was not kept are those that the screen dropped: their extraction says so.
    """
    from unionwire.extract import Extractor

    table = load(folder)["articles"]
    rows = table[table["article_id"].isin(sorted(article_ids))]
    articles = []
    for row in rows.itertuples():
        published = None if pd.isna(row.published) or row.published_from != "metadata" else row.published.date()
        text, title = (None if pd.isna(value) else str(value) for value in (row.text, row.title))
        articles.append(Article(row.article_id, text or "", title=title, published=published))
    return extract_all(Extractor(), articles)


def evaluate_articles(
    gold_path: Path | str, inputs: Sequence[str | Path], extractor: Extractor
) -> tuple[Evaluation, dict[str, Extraction]]:
    """Score labelled articles straight from their files; also returns what was extracted, by article id.

    Raises FileNotFoundError and GoldError as `load_gold` does, UsageError as `read_articles` does.
    """
    articles = read_articles(inputs, {article.article_id for article in load_gold(gold_path)})
    extractions = extract_all(extractor, articles.values())
    gold = load_gold(gold_path, {article_id: article.text for article_id, article in articles.items()})
    evaluation = score_extractions(gold, extractions.values())
    evaluation.gold_sha256 = fingerprint(gold_path)
    return evaluation, extractions
