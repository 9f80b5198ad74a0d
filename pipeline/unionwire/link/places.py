"""US states: from any spelling to the postal code, and the state an article is mostly about."""

from __future__ import annotations

import collections
import functools
import re

from unionwire.seeds import read_csv


@functools.cache
def state_names() -> dict[str, str]:
    """Return full state name -> postal code."""
    return {row["name"]: row["id"] for row in read_csv("states.csv")}


@functools.cache
def state_pattern() -> str:
    """Return a regex alternation of full state names, longest first ("West Virginia" before "Virginia")."""
    return "|".join(re.escape(name) for name in sorted(state_names(), key=lambda name: (-len(name), name)))


@functools.cache
def _spellings() -> dict[str, str]:
    table = dict(state_names())
    for row in read_csv("states.csv"):
        table.setdefault(row["ap"], row["id"])
    return table


@functools.cache
def _cities() -> dict[str, str]:
    return {
        row["city"]: row["state"] for row in read_csv("cities.csv") if row.get("ambiguous", "") not in {"1", "true"}
    }


@functools.cache
def _place_pattern() -> re.Pattern[str]:
    names = sorted({**_spellings(), **_cities()}, key=lambda name: (-len(name), name))
    assert all("A" <= name[0] <= "Z" for name in names)
    return re.compile(r"(?=[A-Z])(?<![\w.])(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


# Abbreviations of newsrooms that do not follow the AP's
_OTHER_ABBREVIATIONS = {
    "Tex.": "TX", "Penn.": "PA", "Penna.": "PA", "Cal.": "CA", "Wisc.": "WI", "Nebr.": "NE", "Kans.": "KS", "Ida.": "ID",
}  # fmt: skip


@functools.cache
def spellings_of_places() -> dict[str, str]:
    """Return state name, AP abbreviation with or without its dots, postal code or unambiguous large city -> postal code."""
    dotted = {**_OTHER_ABBREVIATIONS, **{name: code for name, code in _spellings().items() if name.endswith(".")}}
    dotless = {name.replace(".", ""): code for name, code in dotted.items()}
    return {**dotless, **dotted, **{code: code for code in state_names().values()}, **_cities(), **_spellings()}


def postal(name: str) -> str | None:
    """Return the postal code of a state's name, AP abbreviation or unambiguous large city, else None."""
    return _spellings().get(name) or _cities().get(name)


@functools.cache
def _all_cities() -> frozenset[str]:
    return frozenset(row["city"] for row in read_csv("cities.csv"))


def is_city(name: str) -> bool:
    """Tell whether a name is a large city's, in one state or in several."""
    return name in _all_cities()


def places_in(text: str) -> list[str]:
    """Return the states and unambiguous large cities that a text names, as written, in text order."""
    return [match.group() for match in _place_pattern().finditer(text)]


def place_matches(text: str) -> list[tuple[int, str]]:
    """Return the start (a character offset) and the name of each place that `places_in` gives."""
    return [(match.start(), match.group()) for match in _place_pattern().finditer(text)]


def states_in(text: str) -> collections.Counter[str]:
    """Count the states that a text names, by name, AP abbreviation or large city."""
    found = (postal(match.group()) for match in _place_pattern().finditer(text))
    return collections.Counter(state for state in found if state)


def main_state(text: str) -> str | None:
    """Return the state that a text names most often, the first named one on a tie; None without any."""
    counts = states_in(text)
    return max(counts, key=lambda state: counts[state]) if counts else None
