"""Rules across the rows of the smaller files: places, elections, lexicons that name each other's rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from unionwire.seedbook.book import Book
from unionwire.seedbook.files import Entry, Problem

_MACRO = re.compile(r"\{([A-Z_]+)\}")


def problems(book: Book) -> Iterator[Problem]:
    """Everything that is wrong with rows that fit their model one by one."""
    states = book.ids("states.csv")
    for name in ("cities.csv", "state_elections.csv"):
        for entry in book.rows(name):
            if entry.row["state"] not in states:
                yield entry.problem(f"state {entry.row['state']} is not in states.csv; correct the postal code")
    for entry in book.rows("state_elections.csv"):
        wanted = f"{entry.row['state'].lower()}-{entry.row['office']}"
        if entry.row_id != wanted:
            yield entry.problem(f"has another id than its state and office give; call it {wanted}")
    yield from _file_numbers(book)
    yield from _cities(book)
    yield from _confidence(book)
    yield from _patterns(book)
    for entry in book.rows("union_words.json"):
        yield from _words(book, entry)


def _file_numbers(book: Book) -> Iterator[Problem]:
    affiliations = {entry.row.get("olms_affiliation") for entry in book.rows("unions.jsonl")} - {None}
    for entry in book.rows("olms_locals.csv"):
        numbers = [int(number) for number in entry.row["file_numbers"].split(";")]
        if numbers != sorted(set(numbers)):
            yield entry.problem("has file_numbers out of order or twice; list each once, the smallest first")
        affiliation = entry.row_id.split(" ")[0]
        if affiliations and affiliation not in affiliations:
            yield entry.problem(
                f"is of {affiliation}, the olms_affiliation of no union; correct it or add it to its union"
            )


def _cities(book: Book) -> Iterator[Problem]:
    clear: dict[str, str] = {}
    for entry in book.rows("cities.csv"):
        if entry.row["ambiguous"] == "0":
            first = clear.setdefault(entry.row["city"], entry.row_id)
            if first != entry.row_id:
                yield entry.problem(f"{entry.row['city']} alone means {first} already; set ambiguous to 1 in both rows")


def _confidence(book: Book) -> Iterator[Problem]:
    for entry in book.rows("confidence.jsonl"):
        row = entry.row
        wanted = f"{row['table']}/{row['rule']}/{row['strength']:.2f}"
        if entry.row_id != wanted:
            yield entry.problem(f"has another id than its table, rule and strength give; call it {wanted}")
        if row["right"] > row["checked"]:
            yield entry.problem(f"counts {row['right']} right of {row['checked']} checked; correct the counts")


def _patterns(book: Book) -> Iterator[Problem]:
    shapes = book.ids("union_patterns.jsonl")
    for entry in book.rows("screen.jsonl"):
        for shape in entry.row.get("implies", ()):
            if shape not in shapes:
                yield entry.problem(f"implies {shape}, which is no row of union_patterns.jsonl; correct the id")
    macros = {name for entry in book.rows("union_words.json") for name in entry.row["macros"]}
    for entry in book.rows("union_patterns.jsonl"):
        for name in sorted(set(_MACRO.findall(entry.row["pattern"])) - macros):
            yield entry.problem(f"uses {{{name}}}, which is no macro of union_words.json; correct it or add the macro")
    categories = {entry.row["category"] for entry in book.rows("qualifiers.jsonl")}
    for entry in book.rows("qualifiers.jsonl"):
        for category in (*entry.row.get("needs", ()), *entry.row.get("unless", ())):
            if category not in categories:
                yield entry.problem(f"asks for the category {category}, which no row has; correct it")


def _words(book: Book, entry: Entry) -> Iterator[Problem]:
    row: dict[str, Any] = entry.row
    unions = book.ids("unions.jsonl")
    named = [(f"bodies_of {kind}", union_id) for kind, ids in row["bodies_of"].items() for union_id in ids]
    named += [(key, union_id) for key in ("caucuses", "city_lodges") for union_id in row[key]]
    for key in ("locals_of", "known_by_number"):
        named += [(f"{key} {word}", union_id) for word, union_id in row[key].items()]
    for where, union_id in named:
        if union_id not in unions:
            yield entry.problem(f"{where} names {union_id}, which is no union here; add its row or correct the id")
    for province, country in row["provinces"].items():
        if country not in row["countries"]:
            yield entry.problem(
                f"provinces {province} lies in {country}, which countries lacks; add the country's words"
            )
