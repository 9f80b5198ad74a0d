"""Rules across the rows of people.jsonl: names, dates, places, official ids, and people who can't be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from unionwire.link.people import name_words
from unionwire.seedbook.book import Book
from unionwire.seedbook.files import Entry, Problem
from unionwire.seedbook.rules_unions import same

FILE = "people.jsonl"
TERRITORIES = frozenset({"AS", "GU", "MP", "VI"})
"""Postal codes beside those of states.csv in which people ran for office."""
NATIONAL = frozenset({"president", "vice_president", "party_chair"})
_IN_STATES = frozenset({"senate", "governor", "house", "attorney_general", "state_legislature"})
_TITLES = {"senator": "senate", "representative": "house", "vice president": "vice_president"}
_FAR = 9999


def problems(book: Book) -> Iterator[Problem]:
    """Everything that is wrong with rows that fit their model one by one."""
    rows = book.rows(FILE)
    states = book.ids("states.csv") | TERRITORIES
    cities = {entry.row["city"] for entry in book.rows("cities.csv")}
    for entry in rows:
        if not entry.row.get("candidacies", ()) and not entry.row.get("roles"):
            yield entry.problem("has neither a candidacy nor a role; give one, or drop the row")
        yield from _names(entry)
        yield from _candidacies(entry, states, cities)
        yield from _roles(entry, states)
        if entry.row.get("state") is not None and entry.row["state"] not in states:
            yield entry.problem(f"state {entry.row['state']} is no state or territory; correct it")
    yield from namesakes(rows)
    for key in ("fec_id", "wikidata_id", "bioguide_id"):
        yield from same(rows, key)


def _names(entry: Entry) -> Iterator[Problem]:
    row = entry.row
    aliases, nicknames = row.get("aliases", []), row.get("nicknames", [])
    for part in ("given", "family"):
        if row[part] not in row["name"]:
            yield entry.problem(f"{part} {row[part]!r} does not stand in the name {row['name']!r}; correct one of them")
    for text in (row["name"], *aliases):
        if "’" in text:
            yield entry.problem(f"{text!r} has a curly apostrophe; write it straight, both match")
    if row["name"] in aliases or len(set(aliases)) < len(aliases):
        yield entry.problem("aliases repeat the name or each other; drop what is said twice")
    for text in aliases:
        if " " not in text and text not in nicknames:
            yield entry.problem(
                f"alias {text!r} is one word; list it under nicknames too if it stands alone, or drop it"
            )
    for text in nicknames:
        if text not in aliases:
            yield entry.problem(f"nickname {text!r} is not among the aliases; add it there")


def _candidacies(entry: Entry, states: set[str], cities: set[str]) -> Iterator[Problem]:
    for run in entry.row.get("candidacies", ()):
        office, cycle, place = run["office"], run["cycle"], run.get("place")
        which = f"candidacy for {office} {cycle}"
        start, end = run.get("from"), run.get("to")
        if start and end and start > end:
            yield entry.problem(f"{which} ends ({end}) before it begins ({start}); correct one of the dates")
        if (start and not cycle - 4 <= int(start[:4]) <= cycle) or (end and not cycle - 2 <= int(end[:4]) <= cycle + 1):
            yield entry.problem(f"{which} has dates far from its year; correct them or the cycle")
        if office in NATIONAL - {"party_chair"}:
            if place is not None:
                yield entry.problem(f"{which} has a place, {place}; that office has none: drop it")
        elif place is None and office in _IN_STATES | {"mayor", "city_council"}:
            yield entry.problem(f"{which} has no place; give the state's postal code or the city")
        elif office in _IN_STATES and place not in states:
            yield entry.problem(f"{which} is in {place}, which is no state or territory; give its postal code")
        elif office == "mayor" and place not in cities:
            yield entry.problem(
                f"{which} is in {place}, which is no city of cities.csv; add the city or correct the name"
            )


def _roles(entry: Entry, states: set[str]) -> Iterator[Problem]:
    for role in entry.row.get("roles", ()):
        title, start, end = role["title"], role["from"], role["to"]
        if start is not None and end is not None and start > end:
            yield entry.problem(f"role {title} ends ({end}) before it begins ({start}); correct one of the years")
        if role.get("state") is not None and role["state"] not in states:
            yield entry.problem(f"role {title} is in {role['state']}, which is no state or territory; correct it")
        if title in {"senator", "representative", "governor"} and role.get("state") is None:
            yield entry.problem(f"role {title} has no state; name it")
        if title == "mayor" and role.get("city") is None:
            yield entry.problem("role mayor has no city; name it")


# --- Namesakes --------------------------------------------------------------------------------------------------------


def namesakes(rows: list[Entry]) -> Iterator[Problem]:
    """People of one full name who sought or held one office of one place at one time: nothing tells them apart."""
    owners: dict[tuple[str, ...], dict[str, Entry]] = defaultdict(dict)
    for entry in rows:
        for name in (entry.row["name"], *entry.row.get("aliases", ())):
            words = name_words(name)
            owners[words if len(words) > 1 else (name,)][entry.row_id] = entry
    for words, having in sorted(owners.items()):
        entries = list(having.values())
        for index, entry in enumerate(entries):
            for other in entries[:index]:
                if stage := _meeting(entry, other):
                    office, place = stage
                    where = f"{office} {place}".strip()
                    name = " ".join(words)
                    what = f'can\'t be told from {other.row_id}: both are "{name}" and {where} at one time'
                    yield entry.problem(f"{what}; join the rows, or drop the name from one")


def _meeting(one: Entry, other: Entry) -> tuple[str, str] | None:
    """The first office and place that two people sought or held in the same years.

    Who follows a namesake is told by the date: a race for a seat that the holder leaves for its winner is no meeting, nor
    is the year in which one goes and the other comes.
    """
    ours, theirs = list(_runs(one)), list(_runs(other))
    terms, others = list(_terms(one)), list(_terms(other))
    for stage, year in ours:
        if any(stage == stage2 and abs(year - year2) <= 1 for stage2, year2 in theirs):
            return stage
    for runs, held in ((ours, others), (theirs, terms)):
        for stage, year in runs:
            # the term that a race is for begins in the next year, that of a special election in the same
            if any(stage == stage2 and start <= year + 1 < end for stage2, start, end in held):
                return stage
    for stage, start, end in terms:
        if any(stage == stage2 and start < end2 and start2 < end for stage2, start2, end2 in others):
            return stage
    return None


def _runs(entry: Entry) -> Iterator[tuple[tuple[str, str], int]]:
    """Office and place ("" for the nation) of everything that a person sought, and the year of the election."""
    for run in entry.row.get("candidacies", ()):
        yield (run["office"], run.get("place") or ""), run["cycle"]


def _terms(entry: Entry) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Office and place of everything that a person held, the first year, and the last or, of one year, the year after."""
    for role in entry.row.get("roles", ()):
        title, start, end = role["title"], role["from"], role["to"]
        if start is not None or end is not None:
            first = start or 0
            yield (
                (_TITLES.get(title, title), role.get("state") or role.get("city") or ""),
                first,
                max(end or _FAR, first + 1),
            )
