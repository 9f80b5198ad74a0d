"""A look at a set of tables on a terminal: what `unionwire show` and `make demo` print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from unionwire.harmless import one_line
from unionwire.tables.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unionwire.tables.load import Tables

_COLUMNS = {
    "endorsements": ("union", "stance", "candidate", "cycle", "article"),
    "membership_counts": ("union", "qualifier", "value", "unit", "article"),
    "relationships": ("child", "parent", "cycle", "sentence"),
}


def show(folder: str | Path, console: Console, limit: int = 15) -> None:
    """Print what the tables of an output folder hold: sizes, endorsements, counts, breaks. Raises UsageError."""
    tables = load(folder)
    console.print(Group(*_parts(tables, limit)))


def _parts(tables: Tables, limit: int) -> Iterable[Table | Text]:
    sizes = Table(title="Rows", title_justify="left")
    sizes.add_column("table")
    sizes.add_column("rows", justify="right")
    for name in tables:
        sizes.add_row(name, f"{tables.n_rows(name):,}")
    yield sizes
    names = {union.union_id: _short(union.name, union.abbreviation) for union in tables["unions"].itertuples()}
    people = dict(zip(tables["candidates"]["candidate_id"], tables["candidates"]["name"], strict=True))

    endorsements = tables["endorsements"].drop_duplicates(["article_id", "union_id", "candidate_id", "stance", "cycle"])
    yield _table(
        "Endorsements",
        _COLUMNS["endorsements"],
        [
            (names.get(row.union_id, row.union_id), row.stance, people.get(row.candidate_id), row.cycle, row.article_id)
            for row in endorsements.head(limit).itertuples()
        ],
        len(endorsements),
    )
    counts = tables["membership_counts"]
    yield _table(
        "Membership counts",
        _COLUMNS["membership_counts"],
        [
            (names.get(row.union_id, row.union_id), row.qualifier, f"{row.value:,}", row.unit, row.article_id)
            for row in counts.head(limit).itertuples()
        ],
        len(counts),
    )
    breaks = tables["relationships"].query("alignment == 'breaks'")
    yield _table(
        "Locals that break with their national",
        _COLUMNS["relationships"],
        [
            (names.get(row.child_union_id), names.get(row.parent_union_id), row.cycle, " ".join(row.sentence.split()))
            for row in breaks.head(limit).itertuples()
        ],
        len(breaks),
    )


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[object, ...]], total: int) -> Table | Text:
    if not rows:
        return Text(f"{title}: none")
    more = f" (the first {len(rows)} of {total})" if total > len(rows) else ""
    table = Table(title=f"{title}{more}", title_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in {"value", "cycle"} else "left")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    return table


def _short(name: str, abbreviation: object) -> str:
    # the full names of some internationals fill a line
    return abbreviation if isinstance(abbreviation, str) and len(name) > 45 else name


def _cell(value: object) -> str:
    # a missing value is None, NaN or pandas' NA, none of which equals itself or is worth a word
    missing = value is None or str(value) in {"<NA>", "nan"}
    return "" if missing else escape(one_line(str(value)))
