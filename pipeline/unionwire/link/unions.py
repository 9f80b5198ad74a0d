"""The registry of unions: rows of `seeds/unions.jsonl` and the look-ups that linking needs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import Any, Literal

from unionwire.records import Level, Union
from unionwire.seeds import read_jsonl


@dataclasses.dataclass(frozen=True, slots=True)
class Alias:
    """One form of a union's name and how it may match."""

    text: str
    union_id: str
    kind: Literal["name", "abbreviation", "short"]
    any_case: bool = False
    needs_context: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class RegisteredUnion:
    """One row of the registry."""

    union: Union
    aliases: tuple[Alias, ...]
    workers: tuple[str, ...]
    federations: tuple[tuple[str, str | None, str | None], ...]
    statewide: bool
    valid_from: str | None
    valid_to: str | None
    successor: str | None = None
    olms_affiliation: str | None = None

    def federation_at(self, day: dt.date | None) -> str | None:
        """Return the federation that the union belonged to on `day`; without a day, the latest one."""
        for federation_id, start, end in reversed(self.federations):
            if day is None:
                return federation_id if end is None else None
            if (start is None or start <= day.isoformat()) and (end is None or day.isoformat() < end):
                return federation_id
        return None


class UnionRegistry:
    """All registered unions, looked up by id, by parent and number, or by parent and state."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._by_id = {row["id"]: _registered(row) for row in rows}
        self._by_number: dict[tuple[str, str], str] = {}
        self._statewide: dict[tuple[str, str], str] = {}
        for union_id, entry in self._by_id.items():
            union = entry.union
            if union.parent_union_id and union.local_number:
                self._by_number.setdefault((union.parent_union_id, union.local_number), union_id)
            if union.parent_union_id and union.state and entry.statewide:
                self._statewide.setdefault((union.parent_union_id, union.state), union_id)

    def get(self, union_id: str) -> RegisteredUnion | None:
        """Return the row of an id, or None for a union that the registry does not know."""
        return self._by_id.get(union_id)

    def ids(self) -> list[str]:
        """Return all ids, in the order of the file."""
        return list(self._by_id)

    def aliases(self) -> list[Alias]:
        """Return every form of every name: names, abbreviations and aliases."""
        return [alias for entry in self._by_id.values() for alias in entry.aliases]

    def local(self, parent_id: str, number: str) -> str | None:
        """Return the id of a parent's registered local, council or lodge with this number."""
        return self._by_number.get((parent_id, number))

    def state_body(self, parent_id: str, state: str) -> str | None:
        """Return the id of a parent's registered body that covers one state as a whole."""
        return self._statewide.get((parent_id, state))


def _registered(row: dict[str, Any]) -> RegisteredUnion:
    level: Level = row["level"]
    abbreviation: str | None = row["abbreviation"]
    federations = tuple((item["id"], item.get("from"), item.get("to")) for item in row["federations"])
    union = Union(
        union_id=row["id"],
        name=row["name"],
        level=level,
        abbreviation=abbreviation,
        parent_union_id=row["parent"],
        local_number=row.get("local_number"),
        state=row["state"],
        country=row["country"],
        olms_file_number=row.get("olms_file_number"),
        wikidata_id=row.get("wikidata_id"),
        in_registry=True,
    )
    aliases = [Alias(row["name"], row["id"], "name", any_case=" " in row["name"])]
    if abbreviation:
        listed = {alias["text"] for alias in row["aliases"]}
        if abbreviation not in listed:
            aliases.append(Alias(abbreviation, row["id"], "abbreviation"))
    aliases += [
        Alias(alias["text"], row["id"], alias["kind"], alias.get("case") == "any", alias.get("needs_context", False))
        for alias in row["aliases"]
    ]
    return RegisteredUnion(
        union,
        tuple(aliases),
        tuple(row["workers"]),
        federations,
        row.get("statewide", False),
        row.get("valid_from"),
        row.get("valid_to"),
        row.get("successor"),
        row.get("olms_affiliation"),
    )


@functools.cache
def registry() -> UnionRegistry:
    """Return the built-in registry, loaded once a process."""
    return UnionRegistry(read_jsonl("unions.jsonl"))
