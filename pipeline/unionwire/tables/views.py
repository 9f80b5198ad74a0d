"""Joined views of the tables, for people: names in the place of ids, and what the article is beside the fact.

Every view has a row for each row of its table, in the same order, whatever the joins find: a body without a row in
`unions` goes by its id. The ids stand at the end, for joins of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from unionwire.tables.schema import TABLES

if TYPE_CHECKING:
    from unionwire.tables.load import Tables

_ARTICLE = ("published", "source", "title", "url")
_EVIDENCE = ("sentence", "start", "end", "rule", "confidence", "qualifiers")


def endorsements(tables: Tables) -> pd.DataFrame:
    """`endorsements` with `union`, `level` and `parent` of the union and `candidate` and `party` of the candidate."""
    view = _with_candidate(tables, _with_union(tables, tables["endorsements"]))
    first = ["union", "level", "parent", "stance", "candidate", "party", "cycle", "office", "date", "date_precision"]
    return _arranged(_with_article(tables, view), first, "endorsements")


def membership_counts(tables: Tables) -> pd.DataFrame:
    """`membership_counts` with `union`, `level` and `parent` of the union."""
    view = _with_union(tables, tables["membership_counts"])
    first = ["union", "level", "parent", "qualifier", "value", "unit", "scope"]
    return _arranged(_with_article(tables, view), first, "membership_counts")


def relationships(tables: Tables) -> pd.DataFrame:
    """`relationships` with `child` and `parent` by name."""
    facts = tables["relationships"]
    view = facts.assign(
        child=_union_names(tables, facts["child_union_id"]), parent=_union_names(tables, facts["parent_union_id"])
    )
    return _arranged(
        _with_article(tables, view), ["child", "parent", "relation", "alignment", "cycle"], "relationships"
    )


def candidates(tables: Tables) -> pd.DataFrame:
    """`candidates` with the number of unions that took each stance on them, over all elections: `endorsed`, ..."""
    people = tables["candidates"]
    stated = tables["positions"].dropna(subset=["candidate_id"]).drop_duplicates(["candidate_id", "union_id", "stance"])
    counted = pd.crosstab(stated["candidate_id"], stated["stance"].astype(object))
    for stance in tables["positions"]["stance"].cat.categories:
        found = counted[stance] if stance in counted else pd.Series(dtype="int64")
        people = people.assign(**{stance: people["candidate_id"].map(found).fillna(0).astype("int64")})
    return people


def positions(tables: Tables) -> pd.DataFrame:
    """`positions` with `union`, `level` and `parent` of the union and `candidate` and `party` of the candidate."""
    view = _with_candidate(tables, _with_union(tables, tables["positions"]))
    return _arranged(view, ["union", "level", "parent", "stance", "candidate", "party", "cycle", "office"], "positions")


def national_local(tables: Tables) -> pd.DataFrame:
    """`national_local` with `child`, `parent` and the candidates of both by name."""
    facts = tables["national_local"]
    view = facts.assign(
        child=_union_names(tables, facts["child_union_id"]),
        parent=_union_names(tables, facts["parent_union_id"]),
        child_candidate=_candidate_names(tables, facts["child_candidate_id"]),
        parent_candidate=_candidate_names(tables, facts["parent_candidate_id"]),
    )
    first = ["alignment", "cycle", "child", "child_stance", "child_candidate"]
    return _arranged(view, [*first, "parent", "parent_stance", "parent_candidate"], "national_local")


def behind(tables: Tables, position: Any) -> pd.DataFrame:  # noqa: ANN401 - a row as pandas gives it, or a mapping
    """The rows of `endorsements` that a row of `positions` consolidates: what each of its articles says.

    Raises ValueError for what is no row of `positions`.
    """
    row = as_mapping(position)
    wanted = ("union_id", "candidate_id", "stance", "cycle", "article_ids")
    if missing := [column for column in wanted if column not in row]:
        raise ValueError(f"no row of positions: it has no {missing[0]}")
    facts = tables["endorsements"]
    same = facts["article_id"].isin(list(row["article_ids"])) & (facts["union_id"] == row["union_id"])
    same &= (facts["stance"] == row["stance"]) & (facts["cycle"] == row["cycle"]).fillna(value=False).astype(bool)
    candidate = row["candidate_id"]
    same &= facts["candidate_id"].isna() if pd.isna(candidate) else facts["candidate_id"] == candidate
    if not pd.isna(row.get("office")):  # what an article leaves out, others may have told
        same &= facts["office"].isna() | (facts["office"] == row["office"])
    return facts[same]


def as_mapping(row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a Series, a tuple of itertuples(), a mapping
    """A row as a mapping from column to value. Raises ValueError for what is no row."""
    if isinstance(row, Mapping):
        return row
    if isinstance(row, pd.Series):
        return {str(column): value for column, value in row.items()}
    if hasattr(row, "_asdict"):
        found: Mapping[str, Any] = row._asdict()
        return found
    raise ValueError(f"no row of a table: {type(row).__name__}")


def _with_union(tables: Tables, facts: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(
        union=_union_names(tables, facts["union_id"]),
        level=_looked_up(tables["unions"], "union_id", "level", facts["union_id"]),
        parent=_parents(tables, facts["union_id"]),
    )


def _with_candidate(tables: Tables, facts: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(
        candidate=_candidate_names(tables, facts["candidate_id"]),
        party=_looked_up(tables["candidates"], "candidate_id", "party", facts["candidate_id"]),
    )


def _looked_up(table: pd.DataFrame, key: str, column: str, ids: pd.Series) -> pd.Series:
    known = table.set_index(key)[column]
    found: pd.Series = ids.map(known.astype(object))
    if isinstance(known.dtype, pd.CategoricalDtype):
        found = found.astype(known.dtype)
    return found


def _union_names(tables: Tables, ids: pd.Series) -> pd.Series:
    return _or(_looked_up(tables["unions"], "union_id", "name", ids), ids)


def _parents(tables: Tables, ids: pd.Series) -> pd.Series:
    return _union_names(tables, _looked_up(tables["unions"], "union_id", "parent_union_id", ids))


def _candidate_names(tables: Tables, ids: pd.Series) -> pd.Series:
    return _or(_looked_up(tables["candidates"], "candidate_id", "name", ids), ids)


def _or(names: pd.Series, ids: pd.Series) -> pd.Series:
    # of rows none of which is found the names are floats
    return names.astype(object).where(names.notna(), ids).astype(ids.dtype)


def _with_article(tables: Tables, view: pd.DataFrame) -> pd.DataFrame:
    # without the texts, which are most of the table
    articles = tables.arrow("articles", ["article_id", *_ARTICLE]).to_pandas()
    return view.assign(**{name: _looked_up(articles, "article_id", name, view["article_id"]) for name in _ARTICLE})


def _arranged(view: pd.DataFrame, first: list[str], table: str) -> pd.DataFrame:
    shown = [name for name in (*first, *_ARTICLE, *_EVIDENCE) if name in view]
    rest = [name for name in TABLES[table].schema.names if name in view and name not in shown]
    return view[[*shown, *rest]]
