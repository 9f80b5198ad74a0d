"""Corrections applied to rows, where they come from an extraction and where corrections came since: with one result.

Rows that a reviewer has changed or added are made anew from `corrections`; of the others, those that are said to be none
go, and those said to be right bear it. So it does not matter whether a correction came before the rows or after them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.review.claims import Claim, Claims
from unionwire.review.facts import FACTS, Row, same_fact
from unionwire.tables.rows import ordered
from unionwire.tables.schema import TABLES, schema

_OBSERVED = {"article_unions": "union_id", "article_candidates": "candidate_id"}
# of the verdicts, what the column `review` calls them
_CALLED = {"right": "right", "changed": "changed", "missing": "added"}


def corrected(tables: Mapping[str, pa.Table], claims: Claims) -> dict[str, pa.Table]:
    """The tables of some articles with the claims that stand applied; without any on these articles, as they are."""
    articles = tables["articles"]
    spoken_of = pa.array(sorted(claims.article_ids), pa.string())
    found = articles.filter(pc.is_in(articles["article_id"], value_set=spoken_of))
    texts = dict(zip(found["article_id"].to_pylist(), found["text_sha256"].to_pylist(), strict=True))
    if not texts:
        return dict(tables)
    return {name: corrected_rows(name, table, claims, texts) for name, table in tables.items()}


def corrected_rows(name: str, table: pa.Table, claims: Claims, texts: Mapping[str, str]) -> pa.Table:
    """A table's rows with the claims on some articles applied; `texts` are the hashes of their texts by id."""
    if name not in FACTS and name not in _OBSERVED:
        return table
    of_these = pc.is_in(table["article_id"], value_set=pa.array(sorted(texts), pa.string()))
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table.filter(of_these).to_pylist():
        rows[row["article_id"]].append(row)
    made: list[Row] = []
    for article_id, sha256 in texts.items():
        if name in FACTS:
            standing = [claim for claim in claims.on(name, article_id) if claim.correction["text_sha256"] == sha256]
            made += _facts(name, rows[article_id], standing)
        else:
            needed = (
                c["bodies"] for c in claims.corrections if (c["article_id"], c["text_sha256"]) == (article_id, sha256)
            )
            made += _observed(name, article_id, rows[article_id], needed)
    fresh = pa.Table.from_pylist(made, schema=schema(name))
    return ordered(name, pa.concat_tables([table.filter(pc.invert(of_these)).cast(schema(name)), fresh]))


def _facts(table: str, rows: Iterable[Row], standing: list[Claim]) -> list[Row]:
    kept = [_cleared(row) for row in rows if row["review"] in {None, "right"}]
    for claim in standing:
        same = [row for row in kept if same_fact(table, row, claim.row)]
        if not claim.holds or claim.correction["verdict"] != "right":
            kept = [row for row in kept if not any(row is one for one in same)]
        if not claim.holds:
            continue
        if claim.correction["verdict"] == "right" and same:
            for row in same:
                told = {column: claim.row[column] for column in FACTS[table].open_ if row[column] is None}
                row.update(told | _signed(claim))
        else:
            kept.append({**claim.row, **_signed(claim)})
    return kept


def _cleared(row: Row) -> Row:
    return {**row, "review": None, "reviewed_by": None, "reviewed_at": None}


def _signed(claim: Claim) -> dict[str, Any]:
    correction = claim.correction
    return {
        "review": _CALLED[correction["verdict"]],
        "reviewed_by": correction["reviewed_by"],
        "reviewed_at": correction["reviewed_at"],
        "confidence": 1.0,
    }


def _observed(name: str, article_id: str, rows: list[Row], needed: Iterable[str | None]) -> list[Row]:
    """The unions or candidates of an article, with those that its corrections need."""
    key = _OBSERVED[name]
    found = {row[key]: row for row in rows}
    for bodies in needed:
        for body in json.loads(bodies or "{}").get(name, []):
            found.setdefault(body[key], {**dict.fromkeys(TABLES[name].schema.names), **body, "article_id": article_id})
    return list(found.values())
