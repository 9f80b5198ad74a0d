"""The dimension tables: one row a union or candidate, merged from what the single articles show.

The registry's word stands over the articles'. Where only articles speak, the value that most of them give wins and,
among equals, the longest and then the first in the alphabet, so that the result does not depend on any order.

What the articles show is counted by value, and counts add up from run to run: a run counts its own articles, and makes
the rows of those unions and candidates anew that they show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.link.olms import with_file_numbers
from unionwire.tables.rows import table_of

DIMENSIONS = {"unions": ("article_unions", "union_id"), "candidates": ("article_candidates", "candidate_id")}
_COUNTS = pa.schema(
    [("key", pa.string()), ("listed", pa.bool_()), ("column", pa.string()), ("value", pa.string()), ("n", pa.int64())]
)
_ARTICLES = "n_articles"
_LISTED = "in_registry"


def dimension(name: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """`unions` or `candidates`, from the table of what each article shows."""
    return table_of(name, dimension_rows(name, count_values(name, tables[DIMENSIONS[name][0]])))


def count_values(name: str, observed: pa.Table) -> pa.Table:
    """How many articles give each value of each column of a union or candidate, told apart by who is in the registry."""
    key = DIMENSIONS[name][1]
    counts = []
    for column in observed.column_names:
        if column == "article_id":
            found = observed.group_by(key).aggregate([("article_id", "count_distinct")])
            counts.append(_counts(found[key], pa.scalar(value=False), _ARTICLES, pa.scalar(""), found.column(1)))
        elif column not in {key, _LISTED}:
            given = observed.filter(pc.is_valid(observed[column]))
            found = given.group_by([key, _LISTED, column]).aggregate([(column, "count")])
            counts.append(_counts(found[key], found[_LISTED], column, found[column], found[f"{column}_count"]))
    return pa.concat_tables(counts) if counts else _COUNTS.empty_table()


def add_counts(one: pa.Table, other: pa.Table) -> pa.Table:
    """The counts of two sets of articles that have none in common."""
    keys = _COUNTS.names[:-1]
    total = pa.concat_tables([one, other]).group_by(keys).aggregate([("n", "sum")])
    return total.rename_columns({"n_sum": "n"}).select(_COUNTS.names).cast(_COUNTS)


def dimension_rows(name: str, counts: pa.Table, keys: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a dimension table, or of those with certain keys, from the counts of values."""
    if keys is not None:
        counts = counts.filter(pc.is_in(counts["key"], value_set=pa.array(sorted(keys), pa.string())))
    found: dict[str, dict[tuple[str, bool], dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for count in counts.to_pylist():
        found[count["key"]][count["column"], count["listed"]][count["value"]] = count["n"]
    rows = [_merged(name, entity, values) for entity, values in found.items()]
    return with_file_numbers(rows) if name == "unions" else rows


def _merged(name: str, entity: str, values: Mapping[tuple[str, bool], dict[str, int]]) -> dict[str, Any]:
    observed, key = DIMENSIONS[name]
    listed = any(listed for _, listed in values)
    merged: dict[str, Any] = {key: entity, _ARTICLES: values[_ARTICLES, False][""]}
    for column in table_of(observed, []).column_names:
        if column not in {key, "article_id"}:
            merged[column] = _commonest(values, column, listed=listed)
    return merged | {_LISTED: listed}


def _commonest(values: Mapping[tuple[str, bool], dict[str, int]], column: str, *, listed: bool) -> str | None:
    # where the registry says nothing, what others say counts: without a row of the registry all are others
    counts = (values.get((column, True)) if listed else None) or values.get((column, False), {})
    return min(counts, key=lambda value: (-counts[value], -len(value), value), default=None)


def _counts(key: pa.ChunkedArray, listed: Any, column: str, value: Any, n: pa.ChunkedArray) -> pa.Table:  # noqa: ANN401 - columns or scalars
    n_rows = len(key)

    def filled(given: Any) -> Any:  # noqa: ANN401 - a column
        return pa.repeat(given, n_rows) if isinstance(given, pa.Scalar) else given

    return pa.table([key, filled(listed), filled(pa.scalar(column)), filled(value), n], names=_COUNTS.names).cast(
        _COUNTS
    )
