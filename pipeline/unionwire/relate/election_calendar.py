"""When regular elections are held: presidents, Congress, the states' offices, and parliaments abroad.

`seeds/state_elections.csv` tells the offices that a state elects in other years than the midterms, or in odd years;
`seeds/elections.csv` the days of general elections in the United Kingdom, Canada and Australia.
"""

from __future__ import annotations

import datetime as dt
import functools

from unionwire.seeds import read_csv

FOUR_YEARS = frozenset({"president", "vice_president"})
EVEN_YEARS = frozenset({"senate", "house", "governor", "state_legislature", "attorney_general"})
_EXECUTIVE = frozenset({"attorney_general", "executive"})  # elected with the governor, where a state's row says so
_MIDTERM = (2022, 4)
_TERMS = {"senate": 6, "house": 2, "state_legislature": 2}
_BEFORE, _AFTER = 10, 366  # days around an article within which a general election is what it is about


@functools.cache
def _state_rules() -> dict[tuple[str, str], tuple[int, int]]:
    """A year in which a state elects an office, and every how many years it does, by state and office."""
    rows = read_csv("state_elections.csv")
    return {(row["state"], row["office"]): (int(row["year"]), int(row["every"])) for row in rows}


@functools.cache
def _general_elections() -> dict[str, list[dt.date]]:
    """The days of general elections by country, in order of time."""
    found: dict[str, list[dt.date]] = {}
    for row in read_csv("elections.csv"):
        if row["kind"] == "general":
            found.setdefault(row["id"][:2].upper(), []).append(dt.date.fromisoformat(row["date"]))
    return {country: sorted(days) for country, days in found.items()}


def general_election(country: str, published: dt.date) -> int | None:
    """Return the year of a country's next general election, if it is held within a year of an article or just was.

    `country` is its ISO 3166 code. None for countries whose elections are not known.
    """
    days = (day for day in _general_elections().get(country, []) if (day - published).days >= -_BEFORE)
    day = next(days, None)
    return day.year if day is not None and (day - published).days <= _AFTER else None


def regular_year(office: str | None, state: str | None, year: int) -> int:
    """Return the first year from `year` on in which an office is regularly elected.

    `state` is a postal code, where it is known. Offices of cities and counties have no calendar: `year` itself.
    """
    if office in FOUR_YEARS:
        return year + -year % 4
    if state is not None and office is not None:
        rule = _state_rules().get((state, "executive" if office in _EXECUTIVE else office))
        if rule is None and office == "governor":
            rule = _MIDTERM
        if rule is not None:
            base, every = rule
            return year + (base - year) % every
    return year + year % 2 if office in EVEN_YEARS else year


def term_of(office: str | None) -> int:
    """Return for how many years an office is usually elected."""
    return _TERMS.get(office or "", 4)
