"""What only all articles together can tell: copies of one text, positions in elections, locals beside their nationals.

Everything here is a pure function of the tables: the same rows in any order, from any number of runs, give the same
result, so consolidation is done anew whenever articles were added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from unionwire.consolidate.duplicates import find_duplicates
from unionwire.consolidate.national_local import RELATED, national_local
from unionwire.consolidate.positions import STATED, positions
from unionwire.tables.schema import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["consolidate", "find_duplicates", "national_local", "positions"]

_READ = {
    "articles": ("article_id", "source", "url", "published", "text"),
    "unions": ("union_id", "parent_union_id"),
    "candidates": ("candidate_id", "office", "state"),
    "endorsements": STATED,
    "relationships": RELATED,
}


def _input(tables: Mapping[str, pa.Table], name: str) -> pa.Table:
    table = tables.get(name)
    return schema(name).empty_table() if table is None else table


def _mark_duplicates(articles: pa.Table) -> pa.Table:
    ids = articles["article_id"].to_pylist()
    dates = [None if day is None else day.date() for day in articles["published"].to_pylist()]
    texts = articles["text"].to_pylist()
    duplicates = find_duplicates(zip(ids, dates, texts, strict=True))
    column = pa.array([duplicates.get(article_id) for article_id in ids], pa.string())
    position = articles.schema.get_field_index("duplicate_of")
    return articles.set_column(position, articles.schema.field(position), column)


def _frame(table: pa.Table, columns: tuple[str, ...]) -> pd.DataFrame:
    return table.select(list(columns)).to_pandas()


def consolidate(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Consolidate the tables of one OUT.

    Args:
        tables: tables by name, with the columns of `unionwire.tables.schema`; of `articles`, `unions`, `candidates`,
            `endorsements` and `relationships`, one that is missing counts as empty. They are not changed.

    Returns:
        The tables that consolidation makes: `articles` with `duplicate_of` filled anew (rows and their order as
        given), `positions` and `national_local` (sorted by their keys).
    """
    articles = _mark_duplicates(_input(tables, "articles"))
    unions, candidates, endorsements, relationships = (
        _input(tables, name).select(list(_READ[name]))
        for name in ("unions", "candidates", "endorsements", "relationships")
    )
    stated = positions(
        endorsements.to_pandas(),
        _frame(articles, ("article_id", "published", "source", "url", "duplicate_of")),
        candidates.to_pandas(),
    )
    beside = national_local(stated, relationships.to_pylist(), unions.to_pylist(), candidates.to_pylist())
    return {
        "articles": articles,
        "positions": pa.Table.from_pylist(stated, schema=schema("positions")),
        "national_local": pa.Table.from_pylist(beside, schema=schema("national_local")),
    }
