"""What the columns of tables are made of: types, meanings in their metadata, and those that several tables share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import get_args

import pyarrow as pa

STRING = pa.string()
DATE = pa.timestamp("ms")
STRINGS = pa.list_(pa.field("element", pa.string(), nullable=False))

REVIEWED = ("right", "changed", "added")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, and the columns that order it and that tell its rows apart."""

    name: str
    row: str
    columns: tuple[pa.Field, ...]
    order: tuple[str, ...]
    derived: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The pyarrow schema, comments included."""
        # the comments of the columns are Arrow's own; other readers of Parquet see what stands beside the schema
        meanings = json.dumps({column.name: field_notes(column)["comment"] for column in self.columns})
        return pa.schema(self.columns, metadata={"table": self.name, "row": self.row, "columns": meanings})

    @property
    def key(self) -> str | None:
        """The one column that tells rows apart, where there is one."""
        return {"mentions": "mention_id"}.get(self.name) or (self.order[0] if len(self.order) == 1 else None)


def column(
    name: str, kind: pa.DataType, comment: str, *, null: bool = False, values: object = None, references: str = ""
) -> pa.Field:
    """A column with what it means, the values that it may hold and what it references."""
    metadata = {"comment": comment}
    if values is not None:
        metadata["values"] = " | ".join(values if isinstance(values, tuple) else get_args(values))
    if references:
        metadata["references"] = references
    return pa.field(name, kind, nullable=null, metadata=metadata)


def moment(name: str, comment: str, *, null: bool = False) -> pa.Field:
    """A column of moments (UTC), where all other timestamps are days."""
    field = column(name, DATE, comment, null=null)
    return field.with_metadata({**field.metadata, "time": "moment"})


def article_id() -> pa.Field:
    """The article that a row is of."""
    return column("article_id", STRING, "the article that says so", references="articles.article_id")


def union_id(name: str, comment: str, *, null: bool = False) -> pa.Field:
    """A column that holds ids of unions."""
    return column(name, STRING, comment, null=null, references="unions.union_id")


def candidate_id(name: str, comment: str) -> pa.Field:
    """A column that holds ids of candidates, where there is one."""
    return column(name, STRING, comment, null=True, references="candidates.candidate_id")


def batch_id() -> pa.Field:
    """The run that wrote a row."""
    return column(
        "batch_id",
        STRING,
        "the run that wrote the row; `batches` says with which version, model and seeds",
        references="batches.batch_id",
    )


def cycle(*, null: bool = True) -> pa.Field:
    """The election that a row is about."""
    return column("cycle", pa.int16(), "year of the election concerned", null=null)


def evidence() -> tuple[pa.Field, ...]:
    """What every row of a fact has: where it is said, what found it, who reviewed it."""
    return (
        column("sentence", STRING, "the sentence that says so, verbatim: articles.text[start:end]"),
        column("start", pa.int32(), "offset of the sentence's first character"),
        column("end", pa.int32(), "offset after the sentence's last character"),
        column("rule", STRING, "id of the rule or model that found the fact"),
        column("confidence", pa.float64(), "0 to 1; higher is surer; 1 where a reviewer says so"),
        column(
            "qualifiers",
            STRINGS,
            "what negates, hedges, reports or places in time what the sentence says, sorted: past, reported, future, "
            "considered ... (the categories of seeds/qualifiers.jsonl); empty for a plain statement",
        ),
        column("review", STRING, "what a reviewer made of it; null: nobody has looked", null=True, values=REVIEWED),
        column("reviewed_by", STRING, "who reviewed it; `corrections` tells what it was before", null=True),
        moment("reviewed_at", "when it was reviewed (UTC)", null=True),
    )


def is_day(field: pa.Field) -> bool:
    """Whether a column holds days rather than moments: both are timestamps, days at midnight."""
    return pa.types.is_timestamp(field.type) and "time" not in field_notes(field)


def field_notes(field: pa.Field) -> dict[str, str]:
    """A column's comment and, where it has them, its values and the column it references."""
    return {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
