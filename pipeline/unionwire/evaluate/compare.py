"""What changed between two runs: facts gained, lost and changed, with the sentence and the rule behind each.

A fact is told by what it states (its key); two runs that find the same fact with another qualifier, cycle or
alignment have changed it, not lost one and gained another. Evidence is no part of a fact: the same fact found in
another sentence or by another rule is the same fact.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from unionwire.evaluate.findings import read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

Kind = Literal["gained", "lost", "changed"]
Key = tuple[Any, ...]

_KINDS: tuple[Kind, ...] = ("gained", "lost", "changed")

# table: (columns that tell a fact, columns that may change)
FACTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "articles": (("article_id",), ("published", "duplicate_of", "relevant")),
    "mentions": (("article_id", "entity_type", "entity_id"), ()),
    "membership_counts": (("article_id", "union_id", "value"), ("qualifier", "unit", "scope")),
    "endorsements": (("article_id", "union_id", "candidate_id", "stance"), ("cycle", "office", "date")),
    "relationships": (("article_id", "child_union_id", "parent_union_id"), ("relation", "alignment", "cycle")),
    "positions": (("union_id", "candidate_id", "stance", "cycle"), ("office", "n_articles", "n_sources")),
    "national_local": (
        ("child_union_id", "parent_union_id", "cycle", "child_candidate_id", "child_stance"),
        ("parent_candidate_id", "parent_stance", "alignment"),
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that one run has and the other has not, or has otherwise; `before` and `after` are its attributes."""

    table: str
    kind: Kind
    key: Key
    before: Key
    after: Key
    sentence: str
    rule: str

    def __str__(self) -> str:
        shown = " ".join("-" if part is None else str(part) for part in self.key)
        columns = FACTS[self.table][1]
        values = zip(columns, self.before, self.after, strict=False)
        moved = ", ".join(f"{name} {old} -> {new}" for name, old, new in values if old != new)
        parts = [shown, moved, " ".join(self.sentence.split()), self.rule]
        return " | ".join(part for part in parts if part)


@dataclass(slots=True)
class Comparison:
    """All changes between two runs, sorted by table, kind and key, and the number of facts that are the same."""

    changes: list[Change] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=dict)

    def of(self, table: str, kind: Kind) -> list[Change]:
        """The changes of one table and kind."""
        return [change for change in self.changes if change.table == table and change.kind == kind]

    def render(self, limit: int = 20) -> str:
        """Counts for every table compared, then at most `limit` changes a table and kind, the rest as a number.

        With a limit of 0 there are the counts alone.
        """
        width = max([len(table) for table in self.unchanged] + [5]) + 2
        lines = [f"{'':{width}}{'gained':>8}{'lost':>8}{'changed':>9}{'same':>8}"]
        for table in self.unchanged:
            gained, lost, changed = (len(self.of(table, kind)) for kind in _KINDS)
            lines.append(f"{table:{width}}{gained:8}{lost:8}{changed:9}{self.unchanged[table]:8}")
        for table in self.unchanged if limit else ():
            for kind in _KINDS:
                changes = self.of(table, kind)
                if changes:
                    lines += ["", f"{table}: {len(changes)} {kind}"]
                    lines += [f"  {change}" for change in changes[:limit]]
                if len(changes) > limit:
                    lines.append(f"  ... and {len(changes) - limit} more")
        return "\n".join(lines)

    def as_json_lines(self) -> str:
        """Every change as one line of JSON: its table, kind, key columns, `before`, `after`, sentence and rule."""
        return "".join(json.dumps(_as_row(change), ensure_ascii=False, default=str) + "\n" for change in self.changes)


def _as_row(change: Change) -> dict[str, Any]:
    keys, attributes = FACTS[change.table]
    return {
        "table": change.table,
        "kind": change.kind,
        **dict(zip(keys, change.key, strict=True)),
        "before": dict(zip(attributes, change.before, strict=False)),
        "after": dict(zip(attributes, change.after, strict=False)),
        "sentence": change.sentence,
        "rule": change.rule,
    }


@dataclass(frozen=True, slots=True)
class _Fact:
    attributes: Key
    sentence: str
    rule: str


def _facts(table: pa.Table | None, name: str) -> dict[Key, list[_Fact]]:
    """Facts by key; facts that differ in their evidence alone are one."""
    facts: dict[Key, dict[Key, _Fact]] = defaultdict(dict)
    if table is None:
        return {}
    keys, attributes = FACTS[name]
    extra = ("sentence", "text", "rule", "found_by", "article_ids", "start")
    columns = [column for column in (*keys, *attributes, *extra) if column in table.column_names]
    if name == "articles":
        columns.remove("text")
    rows = table.select(columns).to_pylist()
    rows.sort(key=lambda row: row.get("start") or 0)
    for row in rows:
        sentence = row.get("sentence") or row.get("text") or ", ".join(row.get("article_ids") or ())
        values = tuple(row.get(column) for column in attributes)
        fact = _Fact(values, sentence, row.get("rule") or row.get("found_by") or "")
        facts[tuple(row[column] for column in keys)].setdefault(values, fact)
    return {key: list(by_values.values()) for key, by_values in facts.items()}


def _sortable(key: Key) -> tuple[tuple[bool, str], ...]:
    return tuple((part is not None, str(part)) for part in key)


def _difference(table: str, key: Key, before: list[_Fact], after: list[_Fact]) -> list[Change]:
    same = {fact.attributes for fact in before} & {fact.attributes for fact in after}
    old, new = (
        sorted((fact for fact in facts if fact.attributes not in same), key=lambda fact: _sortable(fact.attributes))
        for facts in (before, after)
    )
    paired = min(len(old), len(new))
    changed = [
        Change(table, "changed", key, a.attributes, b.attributes, b.sentence, b.rule)
        for a, b in zip(old[:paired], new[:paired], strict=True)
    ]
    lost = [Change(table, "lost", key, fact.attributes, (), fact.sentence, fact.rule) for fact in old[paired:]]
    gained = [Change(table, "gained", key, (), fact.attributes, fact.sentence, fact.rule) for fact in new[paired:]]
    return changed + lost + gained


def compare(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> Comparison:
    """Compare two sets of tables, table by table; one that neither run has is left out."""
    result = Comparison()
    for table in FACTS:
        if table not in before and table not in after:
            continue
        old, new = _facts(before.get(table), table), _facts(after.get(table), table)
        changes: list[Change] = []
        same = 0
        for key in sorted(old.keys() | new.keys(), key=_sortable):
            a, b = old.get(key, []), new.get(key, [])
            changes += _difference(table, key, a, b)
            same += len({fact.attributes for fact in a} & {fact.attributes for fact in b})
        result.unchanged[table] = same
        result.changes += sorted(changes, key=lambda change: _KINDS.index(change.kind))
    return result


def compare_folders(before: Path | str, after: Path | str) -> Comparison:
    """Compare the tables of two folders. Raises FileNotFoundError when either holds none."""
    return compare(read_tables(before, FACTS), read_tables(after, FACTS))
