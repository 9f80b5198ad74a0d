"""From extractions to rows: one Arrow table a schema, sorted, with the same bytes whatever order they came in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.read.fields import text_sha256
from unionwire.records import Evidence, Extraction, Mention
from unionwire.tables.schema import TABLES

# What one extraction fills; the other tables are about files, runs or all articles.
FACT_TABLES = (
    "articles",
    "article_unions",
    "article_candidates",
    "mentions",
    "membership_counts",
    "endorsements",
    "relationships",
)


def extraction_tables(extractions: Iterable[Extraction], batch_id: str) -> dict[str, pa.Table]:
    """The rows of some extractions, a table for each of FACT_TABLES."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FACT_TABLES}
    for extraction in extractions:
        article_id = extraction.article.article_id
        rows["articles"].append(_article_row(extraction, batch_id))
        rows["article_unions"] += [_row(article_id, union) for union in extraction.unions]
        rows["article_candidates"] += [_row(article_id, candidate) for candidate in extraction.candidates]
        rows["mentions"] += [
            {"mention_id": mention_id(article_id, mention), **_row(article_id, mention)}
            for mention in extraction.mentions
        ]
        rows["membership_counts"] += [_row(article_id, count) for count in extraction.membership_counts]
        rows["endorsements"] += [_row(article_id, endorsement) for endorsement in extraction.endorsements]
        rows["relationships"] += [_row(article_id, relationship) for relationship in extraction.relationships]
    return {name: table_of(name, found) for name, found in rows.items()}


def table_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the declared schema, in its order.

    Raises ValueError where a column that may not be null is.
    """
    return ordered(name, pa.Table.from_pylist(rows, schema=TABLES[name].schema))


def ordered(name: str, table: pa.Table) -> pa.Table:
    """A table sorted by its declared order, checked for nulls where the schema has none. Raises ValueError."""
    for field in TABLES[name].columns:
        if not field.nullable and table[field.name].null_count:
            raise ValueError(f"{name}.{field.name} must not be null")
    keys = [(column, "ascending") for column in TABLES[name].order]
    return table.take(pc.sort_indices(table, sort_keys=keys)) if table.num_rows > 1 else table


def mention_id(article_id: str, mention: Mention) -> str:
    """A stable id: 16 hex digits of the SHA-256 of article, offsets and entity."""
    parts = (article_id, str(mention.start), str(mention.end), mention.entity_type, mention.entity_id)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def day(date: dt.date | None) -> dt.datetime | None:
    """A date as the timestamp at its midnight, the way the tables hold it."""
    return None if date is None else dt.datetime(date.year, date.month, date.day)  # noqa: DTZ001 - zoneless by contract


def _article_row(extraction: Extraction, batch_id: str) -> dict[str, Any]:
    article = extraction.article
    return {
        "article_id": article.article_id,
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "published": day(extraction.published),
        "published_from": extraction.published_from,
        "text": article.text if extraction.relevant else None,
        "n_chars": len(article.text),
        "text_sha256": text_sha256(article.text),
        "duplicate_of": None,
        "relevant": extraction.relevant,
        "batch_id": batch_id,
    }


def _row(article_id: str, record: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the slotted records
    """A record's fields as columns, its evidence flattened, its dates as timestamps."""
    row: dict[str, Any] = {"article_id": article_id}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Evidence):
            row |= {part.name: getattr(value, part.name) for part in fields(value)}
            row["qualifiers"] = sorted(value.qualifiers)
        else:
            row[field.name] = day(value) if isinstance(value, dt.date) else value
    return row


def concatenate(name: str, tables: Iterable[Mapping[str, pa.Table]]) -> pa.Table:
    """One sorted table out of the tables of that name."""
    parts = [tables_of_piece[name] for tables_of_piece in tables]
    return ordered(name, pa.concat_tables(parts)) if parts else table_of(name, [])
