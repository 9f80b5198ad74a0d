"""The dimension tables: one row a union or candidate, merged from what the single articles show.

The registry's word stands over the articles'. Where only articles speak, the value that most of them give wins and,
among equals, the longest and then the first in the alphabet, so that the result does not depend on any order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pyarrow as pa

from unionwire.link.olms import with_file_numbers
from unionwire.tables.rows import table_of

_OBSERVED = {"unions": ("article_unions", "union_id"), "candidates": ("article_candidates", "candidate_id")}


def dimension(name: str, tables: dict[str, pa.Table]) -> pa.Table:
    """`unions` or `candidates`, from the table of what each article shows."""
    observed, key = _OBSERVED[name]
    seen: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables[observed].to_pylist():
        seen[row[key]].append(row)
    merged = [_merged(key, entity, rows) for entity, rows in seen.items()]
    return table_of(name, with_file_numbers(merged) if name == "unions" else merged)


def _merged(key: str, entity: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    listed = [row for row in rows if row["in_registry"]]
    merged: dict[str, Any] = {key: entity, "n_articles": len({row["article_id"] for row in rows})}
    for column in rows[0]:
        if column not in {key, "article_id"}:
            merged[column] = _commonest(listed, column) if listed else None
            if merged[column] is None:
                merged[column] = _commonest(rows, column)
    return merged


def _commonest(rows: list[dict[str, Any]], column: str) -> Any:  # noqa: ANN401 - a column's value
    counts = Counter(row[column] for row in rows if row[column] is not None)
    return min(counts, key=lambda value: (-counts[value], -len(str(value)), str(value)), default=None)
