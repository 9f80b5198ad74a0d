"""Rules across the rows of unions.jsonl: targets, dates, official ids, and forms of names that two unions share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator

from unionwire.link.names import spellings
from unionwire.seedbook.book import Book
from unionwire.seedbook.files import Entry, Problem

FILE = "unions.jsonl"
_NUMBERED_LOCAL = re.compile(r"(?P<parent>.+)-local-(?P<number>\d+[a-z]*)")
_SHORTEST = 3  # letters of a form that may match without context


def problems(book: Book) -> Iterator[Problem]:
    """Everything that is wrong with rows that fit their model one by one."""
    rows = book.rows(FILE)
    yield from _targets(book, rows)
    yield from _circles(rows)
    for entry in rows:
        yield from _dates(entry)
        yield from _places(book, entry)
        yield from _own_forms(entry)
    yield from shared_forms(rows)
    for key in ("olms_file_number", "wikidata_id"):
        yield from same(rows, key)
    yield from _same_body(rows)


def same(rows: list[Entry], key: str) -> Iterator[Problem]:
    """Rows that share an id of somebody else's, which belongs to one body or person."""
    owners: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in rows:
        if entry.row.get(key):
            owners[entry.row[key]].append(entry)
    for value, entries in owners.items():
        for entry in entries if len(entries) > 1 else ():
            others = ", ".join(other.row_id for other in entries if other is not entry)
            yield entry.problem(f"{key} {value} is that of {others} too; one of the rows has it wrong")


def _targets(book: Book, rows: list[Entry]) -> Iterator[Problem]:
    known = book.ids(FILE)
    levels = {entry.row_id: entry.row["level"] for entry in rows}
    for entry in rows:
        row = entry.row
        named = [("parent", row.get("parent")), ("successor", row.get("successor"))]
        federations = [("federations", item["id"]) for item in row.get("federations", ())]
        for key, target in [*named, *federations]:
            if target is None:
                continue
            if target == entry.row_id:
                yield entry.problem(f"{key} names the row itself; name another union, or null")
            elif target not in known:
                yield entry.problem(f"{key} names {target}, which is no union here; add its row or correct the id")
            elif key == "federations" and levels.get(target, "federation") != "federation":
                yield entry.problem(f"federations names {target}, a {levels[target]} union; name a federation")


def _circles(rows: list[Entry]) -> Iterator[Problem]:
    for key in ("parent", "successor"):
        up = {entry.row_id: entry.row.get(key) for entry in rows}
        for entry in rows:
            seen, above = {entry.row_id}, up[entry.row_id]
            while above is not None and above not in seen:
                seen.add(above)
                above = up.get(above)
            if above == entry.row_id != up[entry.row_id]:
                yield entry.problem(
                    f"is its own {key} by way of {', '.join(sorted(seen - {above}))}; correct one of them"
                )


def _dates(entry: Entry) -> Iterator[Problem]:
    row = entry.row
    spans = [("the union", row.get("valid_from"), row.get("valid_to"))]
    spans += [(f"its time in {one['id']}", one.get("from"), one.get("to")) for one in row.get("federations", ())]
    for what, start, end in spans:
        if start is not None and end is not None and not start < end:
            yield entry.problem(f"{what} ends ({end}) before it begins ({start}); correct one of the dates")
    starts = [one.get("from") or "" for one in row.get("federations", ())]
    if starts != sorted(starts):
        yield entry.problem("federations are not in the order of their dates; put the earliest first")
    if row.get("valid_to") and any(one.get("to") is None for one in row.get("federations", ())):
        yield entry.problem("ended, but is still in a federation; give that membership its end, `to`")


def _places(book: Book, entry: Entry) -> Iterator[Problem]:
    row, state = entry.row, entry.row.get("state")
    if state is not None and (state not in book.ids("states.csv") or row.get("country", "US") != "US"):
        yield entry.problem(f"state {state} is no state of the United States; correct it, or null and the country")
    if state is None and row.get("statewide"):
        yield entry.problem("is statewide without a state; name the state")
    if row.get("country", "US") is None and row["level"] != "federation":
        yield entry.problem("has no country; only worldwide federations go without")
    number = row.get("local_number")
    if number is not None and (row["level"] != "local" or row.get("parent") is None):
        yield entry.problem("has a local_number, so its level must be local and its parent a union; correct them")
    found = _NUMBERED_LOCAL.fullmatch(entry.row_id)
    if found and (row.get("parent"), (number or "").lower()) != (found["parent"], found["number"]):
        wanted = f"parent {found['parent']} and local_number {found['number'].upper()}"
        yield entry.problem(f"must have, by its id, {wanted}; correct them or the id")


# --- Forms of names ---------------------------------------------------------------------------------------------------


def _own_forms(entry: Entry) -> Iterator[Problem]:
    """Aliases that say nothing, and forms too short to stand alone."""
    row, aliases = entry.row, entry.row.get("aliases", [])
    spelled = {text.lower() for text in spellings(row["name"])} if " " in row["name"] else set()
    texts = [alias["text"] for alias in aliases]
    for text in sorted({text for text in texts if texts.count(text) > 1}):
        yield entry.problem(f'has the alias "{text}" twice; drop one')
    bound = {alias["text"] for alias in aliases if alias.get("needs_context")}
    for text in texts:
        if text not in bound and (text in {row["name"], row.get("abbreviation")} or text.lower() in spelled):
            yield entry.problem(f'has the alias "{text}", which matches by name or abbreviation anyway; drop it')
    for text in sorted(({row.get("abbreviation"), *texts} - {None}) - bound):
        if len(text) < _SHORTEST:
            yield entry.problem(f'"{text}" is too short to stand alone; list it as an alias with needs_context: true')


def forms(entry: Entry) -> dict[str, bool]:
    """Every form of a union's names in lower case, and whether it needs context."""
    row = entry.row
    found = {alias["text"].lower(): bool(alias.get("needs_context")) for alias in row.get("aliases", ())}
    for text in (row["name"], row.get("abbreviation")):
        if text:
            found.setdefault(text.lower(), False)
    return found


def shared_forms(rows: list[Entry]) -> Iterator[Problem]:
    """Forms of two unions that count without context in this one: each could be taken for the other."""
    owners: dict[str, list[tuple[Entry, bool]]] = defaultdict(list)
    for entry in rows:
        for text, bound in forms(entry).items():
            owners[text].append((entry, bound))
    for text, having in sorted(owners.items()):
        for entry, bound in having if len(having) > 1 else ():
            if not bound:
                others = ", ".join(other.row_id for other, _ in having if other is not entry)
                what = f'"{text}" is a form of {others} too; list it as an alias with needs_context: true'
                yield entry.problem(what)


def _same_body(rows: list[Entry]) -> Iterator[Problem]:
    """Two rows for one local's number or one state of a parent, of which only the first would ever be found."""
    bodies: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in rows:
        row = entry.row
        if row.get("parent") and row.get("local_number"):
            bodies["local", row["parent"], row["local_number"].lower()].append(entry)
        if row.get("parent") and row.get("state") and row.get("statewide"):
            bodies["statewide body", row["parent"], row["state"]].append(entry)
    for (kind, parent, which), entries in bodies.items():
        for entry in entries if len(entries) > 1 else ():
            others = ", ".join(other.row_id for other in entries if other is not entry)
            yield entry.problem(
                f"is the {kind} of {parent}, {which}, as {others} is; keep one row, or correct the facts"
            )
