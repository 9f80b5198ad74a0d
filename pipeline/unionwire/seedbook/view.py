"""A look at one union or person of the reference data: what `unionwire seeds show` prints."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table

from unionwire.errors import UsageError
from unionwire.link.names import plain
from unionwire.link.olms import file_number
from unionwire.link.people import name_words
from unionwire.seeds import read_jsonl

Row = dict[str, Any]
_SUGGESTED = 5


@dataclass(slots=True)
class Found:
    """A row, and for a union the rows that point to it, each list in the order of ids."""

    kind: Literal["union", "person"]
    row: Row
    parent: Row | None = None
    bodies: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    predecessors: list[Row] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The row as the file has it, so that it can be copied into one's own, and ids of the rows that point to it."""
        if self.kind == "person":
            return {"person": self.row}
        lists = {"bodies": self.bodies, "members": self.members, "predecessors": self.predecessors}
        return {"union": self.row} | {key: [row["id"] for row in rows] for key, rows in lists.items()}


def find(words: str) -> Found:
    """Find a union or person by id, else by a name, abbreviation or alias in any case.

    Raises UsageError where there is none, with the ids most like it, or where several bear the name.
    """
    unions = {row["id"]: row for row in read_jsonl("unions.jsonl")}
    people = {row["id"]: row for row in read_jsonl("people.jsonl")}
    wanted = words.strip()
    key = wanted.lower()
    ids = [key] if key in unions or key in people else [*_unions_named(unions, wanted), *_people_named(people, wanted)]
    if not ids:
        raise UsageError(f"no union or person {wanted!r} in the reference data{_nearest(unions, people, key)}")
    if len(ids) > 1:
        raise UsageError(f"{wanted!r} is a name of several: {', '.join(ids)}; give the id")
    if ids[0] in people and ids[0] not in unions:
        return Found("person", people[ids[0]])
    row = unions[ids[0]]
    found = Found("union", row, unions.get(row["parent"] or ""))
    for other in unions.values():
        if other["parent"] == row["id"]:
            found.bodies.append(other)
        if any(item["id"] == row["id"] for item in other["federations"]):
            found.members.append(other)
        if other["successor"] == row["id"]:
            found.predecessors.append(other)
    return found


def _forms(row: Row) -> list[str]:
    if "family" in row:
        return [row["name"], *row["aliases"]]
    return [form for form in (row["name"], row["abbreviation"], *(one["text"] for one in row["aliases"])) if form]


def _unions_named(unions: dict[str, Row], wanted: str) -> list[str]:
    named = plain(wanted).lower()
    return [key for key, row in unions.items() if named in {plain(form).lower() for form in _forms(row)}]


def _people_named(people: dict[str, Row], wanted: str) -> list[str]:
    named = name_words(wanted)
    return [key for key, row in people.items() if named and named in {name_words(form) for form in _forms(row)}]


def _nearest(unions: dict[str, Row], people: dict[str, Row], key: str) -> str:
    """The ids most like what was asked for, by themselves or by a name of theirs."""
    forms = {form.lower(): row["id"] for row in (*unions.values(), *people.values()) for form in _forms(row)}
    forms |= {one: one for one in (*unions, *people)}
    near = difflib.get_close_matches(key, sorted(forms), n=_SUGGESTED * 2)
    ids = list(dict.fromkeys(forms[form] for form in near))[:_SUGGESTED]
    return f"; the nearest: {', '.join(ids)}" if ids else ""


# --- Printing ---------------------------------------------------------------------------------------------------------


def show(found: Found, console: Console, limit: int) -> None:
    """Print a row as tables; of long lists the first `limit` rows."""
    parts = _union(found, limit) if found.kind == "union" else _person(found.row)
    console.print(Group(*parts))


def _union(found: Found, limit: int) -> Iterator[Table]:
    row = found.row
    parent = found.parent and f"{found.parent['name']} ({row['parent']})"
    yield _facts(
        row["name"],
        [
            ("id", row["id"]),
            ("abbreviation", row["abbreviation"]),
            ("level", row["level"] + " of the whole state" * row["statewide"]),
            ("country", row["country"]),
            ("state", row["state"]),
            ("parent", parent),
            ("local number", row["local_number"]),
            ("OLMS file number", _file_number(row)),
            ("OLMS affiliation", row.get("olms_affiliation")),
            ("Wikidata", row.get("wikidata_id")),
            ("began", row["valid_from"]),
            ("ended", row["valid_to"]),
            ("became", row["successor"]),
            ("people", ", ".join(row["workers"])),
            ("source", row["source"]),
            ("checked on", row["checked_on"]),
        ],
    )
    forms = [
        (one["text"], one["kind"], "any case" if one["case"] == "any" else "as written", "yes" * one["needs_context"])
        for one in row["aliases"]
    ]
    yield from _table("Further forms of its name", ("form", "kind", "case", "needs context"), forms)
    times = [(one["id"], one["from"], one["to"]) for one in row["federations"]]
    yield from _table("Federations", ("federation", "from", "to"), times)
    before = [(one["id"], one["name"], one["valid_to"]) for one in found.predecessors]
    yield from _table("Merged or renamed into it", ("id", "name", "until"), before)
    bodies = [
        (one["id"], one["name"], one["level"], one["state"], one["local_number"], _file_number(one))
        for one in found.bodies
    ]
    columns = ("id", "name", "level", "state", "number", "OLMS file number")
    yield from _table("Locals and other bodies", columns, bodies, limit)
    members = [
        (one["id"], one["name"], item["from"], item["to"])
        for one in found.members
        for item in one["federations"]
        if item["id"] == row["id"]
    ]
    yield from _table("Members", ("id", "name", "from", "to"), members, limit)


def _file_number(row: Row) -> str | None:
    """The file number of the row, else that of the one body of the filings with its number."""
    return file_number(row["id"], row["parent"], row["local_number"], row["country"]).number


def _person(row: Row) -> Iterator[Table]:
    yield _facts(
        row["name"],
        [
            ("id", row["id"]),
            ("further names", ", ".join(row["aliases"])),
            ("party", row["party"]),
            ("state", row["state"]),
            ("FEC", row["fec_id"]),
            ("Wikidata", row["wikidata_id"]),
            ("Bioguide", row.get("bioguide_id")),
            ("source", row["source"]),
        ],
    )
    runs = [
        (
            run["cycle"],
            run["office"].replace("_", " "),
            run.get("place"),
            run["party"],
            run["from"],
            run["to"],
            run["result"],
        )
        for run in row.get("candidacies", ())
    ]
    yield from _table("Candidacies", ("election", "office", "place", "party", "from", "to", "result"), runs)
    roles = [(one["title"], one.get("state") or one.get("city"), one["from"], one["to"]) for one in row["roles"]]
    yield from _table("Offices held", ("office", "place", "from", "to"), roles)


def _facts(title: str, facts: list[tuple[str, object]]) -> Table:
    table = Table(title=escape(title), title_justify="left", show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in facts:
        if value:
            table.add_row(name, _cell(value))
    return table


def _table(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]], limit: int | None = None
) -> Iterator[Table]:
    """A table of the first rows; none where there are no rows."""
    if not rows:
        return
    shown = rows[:limit]
    more = f" (the first {len(shown)} of {len(rows)})" if len(rows) > len(shown) else ""
    table = Table(title=f"{title}{more}", title_justify="left")
    for column in columns:
        table.add_column(column)
    for row in shown:
        table.add_row(*map(_cell, row))
    yield table


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))
