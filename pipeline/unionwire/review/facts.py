"""What tells a fact for its review: by what two rows are the same, what may be corrected, and how that is written.

A correction has to find its fact again after an extraction by other rules. Two rows say the same where they are of one
text, their sentences overlap and they agree in the columns that identify a fact of their table; in the columns that an
article may leave open (a cycle, an office) they agree where either is silent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from unionwire.tables.fields import field_notes
from unionwire.tables.schema import TABLES

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """The columns of a table of facts: `same` identify a fact, `open_` may be silent, `more` may be corrected too."""

    same: tuple[str, ...]
    open_: tuple[str, ...]
    more: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All that may be corrected."""
        return (*self.same, *self.open_, *self.more)


FACTS = {
    "endorsements": Kind(("union_id", "candidate_id", "stance"), ("cycle", "office"), ("date", "date_precision")),
    "membership_counts": Kind(("union_id", "value", "unit"), ("scope",), ("qualifier",)),
    "relationships": Kind(("child_union_id", "parent_union_id", "alignment"), ("cycle",), ("relation",)),
}
UNIONS = frozenset({"union_id", "child_union_id", "parent_union_id"})
# of a fact, what the rows of corrections hold as columns of their own, or not at all
_APART = frozenset({"article_id", "sentence", "start", "end", "review", "reviewed_by", "reviewed_at"})


def same_fact(table: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows of one article say the same."""
    kind = FACTS[table]
    return (
        one["start"] < other["end"]
        and other["start"] < one["end"]
        and all(one[column] == other[column] for column in kind.same)
        and all(None in {one[column], other[column]} or one[column] == other[column] for column in kind.open_)
    )


def same_values(table: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows agree in all that may be corrected."""
    return all(one[column] == other[column] for column in FACTS[table].columns)


def written(table: str, row: Mapping[str, Any]) -> str:
    """A fact's values as a reviewer reads and writes them: `union_id=seiu; stance=endorsed; cycle=2016`."""
    values = [(column, row[column]) for column in FACTS[table].columns if row[column] is not None]
    return "; ".join(
        f"{column}={value.date().isoformat() if isinstance(value, dt.datetime) else value}" for column, value in values
    )


def says(name: str, row: Mapping[str, Any], unions: Mapping[str, str], people: Mapping[str, str]) -> str:
    """A fact in words, with names in the place of ids."""

    def union(column: str) -> str:
        return str(unions.get(row[column]) or row[column])

    if name == "endorsements":
        whom = people.get(row["candidate_id"]) or row["candidate_id"] or "(nobody in particular)"
        said = [union("union_id"), row["stance"], whom, row["cycle"], row["office"]]
    elif name == "membership_counts":
        said = [f"{union('union_id')}:", row["qualifier"], f"{row['value']:,}", row["unit"], row["scope"]]
    else:
        said = [union("child_union_id"), row["relation"], union("parent_union_id"), row["alignment"], row["cycle"]]
    return " ".join(str(part) for part in said if part is not None)


def read_values(table: str, text: str, others: tuple[str, ...] = ()) -> Row:
    """The values that a reviewer wrote; `others` are names that may stand beside the columns.

    Raises ValueError, with what to write instead.
    """
    allowed = (*FACTS[table].columns, *others)
    # a value may hold a semicolon
    pieces = re.split(rf";\s*(?=(?:{'|'.join(allowed)})\s*=)", text.strip().rstrip(";"))
    values: Row = {}
    for piece in pieces:
        column, equals, value = (part.strip() for part in piece.partition("="))
        if not equals or column not in allowed:
            raise ValueError(f"{piece!r} is no value of {table}: write column=value, of {', '.join(allowed)}")
        if column in values:
            raise ValueError(f"{column} stands twice")
        values[column] = value or None if column in others else _typed(table, column, value)
    return values


def _typed(table: str, column: str, value: str) -> Any:  # noqa: ANN401 - by the column's type
    field = TABLES[table].schema.field(column)
    if not value:
        if not field.nullable:
            raise ValueError(f"{column} can't be empty")
        return None
    listed = field_notes(field).get("values", "").split(" | ")
    if listed != [""] and value not in listed:
        raise ValueError(f"{column}={value}: it is one of {', '.join(listed)}")
    try:
        if pa.types.is_integer(field.type):
            return _whole(value, field.type)
        if pa.types.is_timestamp(field.type):
            return dt.datetime.combine(dt.date.fromisoformat(value), dt.time())
    except (ValueError, OverflowError) as error:
        wanted = "a date such as 2016-05-31" if pa.types.is_timestamp(field.type) else "a whole number"
        raise ValueError(f"{column}={value}: it is {wanted}") from error
    return value


def _whole(value: str, kind: pa.DataType) -> int:
    number = int(value.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", value) else value)
    if number < 0 or number >= 2 ** (kind.bit_width - 1):
        raise ValueError(value)
    return number


def row_id(table: str, row: Mapping[str, Any], text_sha256: str) -> str:
    """What ties a line of a review file to its fact: the hash of its place and values."""
    parts = (table, row["article_id"], text_sha256, str(row["start"]), str(row["end"]), written(table, row))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def to_json(row: Mapping[str, Any]) -> str:
    """A fact as `corrections` keeps it, without place and review."""
    plain = {
        column: value.isoformat() if isinstance(value, dt.datetime) else value
        for column, value in row.items()
        if column not in _APART
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def from_json(table: str, text: str) -> Row:
    """The row that `to_json` wrote, with all columns of its table that it has none of as null."""
    found: Row = {column.name: None for column in TABLES[table].columns if column.name not in _APART}
    found |= json.loads(text)
    for column in TABLES[table].columns:
        if pa.types.is_timestamp(column.type) and isinstance(found.get(column.name), str):
            found[column.name] = dt.datetime.fromisoformat(found[column.name])
    found["qualifiers"] = found["qualifiers"] or []
    return found
