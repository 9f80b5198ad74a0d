"""Persons of the registry as records: the runs for office, the offices held, and what both say of a date.

A member of the House stands every second year, so that such a run tells nothing of why an article names the member.
`Person.candidacies` are therefore the runs by which an article may be read: those for every other office, and the
races for the House whose beginning the registry knows, or that were lost. All others are the person's `seats`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

# A campaign is news before its formal launch and is still told of after its end.
LEAD_DAYS = 200
TAIL_DAYS = 120
EDGE_DAYS = 30
NATIONAL = frozenset({"president", "vice_president"})
LOCAL = frozenset({"mayor", "city_council", "party_chair"})
AHEAD_DAYS, BEHIND_DAYS = 270, 60  # before and after a vote in which a bare surname means who stands in it


def _month(value: str | None, *, end: bool) -> dt.date | None:
    """Date of a `YYYY`, `YYYY-MM` or `YYYY-MM-DD` string: its first day, or with `end` a late one."""
    if not value:
        return None
    parts = [int(part) for part in str(value).split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else (12 if end else 1)
    day = parts[2] if len(parts) > 2 else (28 if end else 1)
    return dt.date(year, month, day)


@dataclass(frozen=True, slots=True)
class Candidacy:
    """One run for an office; `start` and `end` are the dates between which the person was running."""

    office: str
    cycle: int
    party: str | None
    start: dt.date
    end: dt.date
    result: str | None
    place: str | None = None  # postal code, city or party committee of a race below president

    def begun(self, date: dt.date) -> bool:
        """Tell whether the run was news by `date`."""
        return self.start - dt.timedelta(LEAD_DAYS) <= date

    def on(self, date: dt.date) -> bool:
        """Tell whether the run itself, launch to end, is on at `date`, a few weeks either way."""
        return self.start - dt.timedelta(EDGE_DAYS) <= date <= self.end + dt.timedelta(2 * EDGE_DAYS)

    def running(self, date: dt.date) -> bool:
        """Tell whether the run is on, about to start, or just over at `date`."""
        return self.start - dt.timedelta(LEAD_DAYS) <= date <= self.end + dt.timedelta(TAIL_DAYS)


@dataclass(frozen=True, slots=True)
class Role:
    """A public office held; `since` and `until` are years, None where open."""

    title: str
    state: str | None
    since: int | None
    until: int | None

    def held(self, year: int) -> bool:
        """Tell whether the office was held in `year`."""
        return (self.since or 0) <= year <= (self.until or 9999)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the registry."""

    person_id: str
    name: str
    given: str
    family: str
    aliases: tuple[str, ...]
    nicknames: tuple[str, ...]
    party: str | None
    state: str | None
    gender: str | None
    roles: tuple[Role, ...]
    candidacies: tuple[Candidacy, ...]
    fec_id: str | None
    wikidata_id: str | None
    bioguide_id: str | None = None
    # the races for the House that are no news in themselves, as in the registry: see `seats`
    seat_rows: tuple[dict[str, Any], ...] = field(default=(), compare=False)

    @property
    def seats(self) -> tuple[Candidacy, ...]:
        """The races for the House that are no news in themselves, made when asked for."""
        return tuple(_run(row) for row in self.seat_rows)

    @property
    def official(self) -> bool:
        """Tell whether the registry knows the person for offices held alone, and for no run that makes news."""
        return not self.candidacies

    @property
    def local(self) -> bool:
        """Tell whether the person ran for nothing above a city or a party committee."""
        return bool(self.candidacies) and all(c.office in LOCAL for c in self.candidacies) and not self.seat_rows

    def public_by(self, date: dt.date) -> bool:
        """Tell whether the person held or sought an office by `date`, or does within a year of it."""
        return any(c.begun(date) for c in self.candidacies) or any(
            (role.since or 0) <= date.year + 1 for role in self.roles
        )

    def serving(self, date: dt.date, years: int = 0) -> bool:
        """Tell whether the person holds an office in the year of `date`, or left one at most `years` before."""
        return any((r.since or 0) <= date.year <= (r.until or 9999) + years for r in self.roles)

    def recent(self, date: dt.date, years: int) -> bool:
        """Tell whether the person holds or seeks an office at `date`, or did at most `years` before."""
        return self.serving(date, years) or any(
            c.begun(date) and date.year <= c.end.year + years for c in self.candidacies
        )

    def of_state(self, state: str) -> bool:
        """Tell whether the person is of a state, by home, by an office held or by a race."""
        return (
            self.state == state
            or any(r.state == state for r in self.roles)
            or any(c.place == state for c in self.candidacies)
        )

    def running(self, date: dt.date | None) -> Candidacy | None:
        """Return the candidacy that is on at `date`, the one with the nearest election first."""
        if date is None:
            return None
        live = [c for c in self.candidacies if c.running(date)]
        return min(
            live,
            key=lambda c: (abs(c.cycle - date.year), -c.cycle, c.office),
            default=None,
        )

    def latest(self, date: dt.date | None) -> Candidacy | None:
        """Return the last candidacy begun by `date`; without a date, the last of all."""
        begun = [c for c in self.candidacies if date is None or c.begun(date)]
        return max(begun, key=lambda c: (c.end, c.cycle, c.office), default=None)

    def national(self) -> tuple[Candidacy, ...]:
        """The runs for president or vice president."""
        return tuple(c for c in self.candidacies if c.office in NATIONAL)

    def renowned(self) -> bool:
        """Tell whether the person was president, vice president or on the ticket of a large party."""
        return any(
            c.party in {"D", "R"} and c.result is not None and c.result.endswith("general") for c in self.national()
        )

    def president(self, date: dt.date | None) -> bool:
        """Tell whether the person was the sitting president at `date`; without a date, whether ever."""
        return self.sits("president", date)

    def defends(self, date: dt.date) -> bool:
        """Tell whether the person seeks election to a state's office in the year of `date` while holding one."""
        now = [c for c in self.candidacies if c.office in {"senate", "governor"} and c.cycle == date.year]
        held = any(r.title in {"senator", "governor"} and r.held(date.year) for r in self.roles)
        return held and any(c.running(date) for c in now)

    def in_the_news_of_state(self, date: dt.date) -> bool:
        """Tell whether the person governs a state at `date`, or a vote for an office below the presidency is near or just over."""
        near = (c for c in self.candidacies if c.office not in NATIONAL and c.office != "party_chair")
        governs = any(r.title == "governor" and r.held(date.year) for r in self.roles)
        return governs or any(-BEHIND_DAYS <= (c.end - date).days <= AHEAD_DAYS for c in near)

    def sits(self, office: str, date: dt.date | None) -> bool:
        """Tell whether the person sat as president or vice president at `date`; without a date, whether ever.

        Both sit from the 20th of January after the election for four years (20th Amendment).
        """
        return any(
            date is None or dt.date(c.cycle + 1, 1, 20) <= date < dt.date(c.cycle + 5, 1, 20)
            for c in self.candidacies
            if c.office == office and (c.result or "").startswith("won general")
        )

    def holds(self, title: str, state: str | None, date: dt.date) -> bool:
        """Tell whether the person holds an office of this title at `date`; of one won that year, from the vote on."""
        if title in {"president", "vice president"} and self.sits(title.replace(" ", "_"), date):
            return True
        ahead = any(c.cycle == date.year and date <= c.end for c in self.candidacies)
        return any(
            r.title == title
            and r.held(date.year)
            and (state is None or r.state in (state, None))
            and not (ahead and r.since == date.year)
            for r in self.roles
        )

    def held(self, title: str, state: str | None) -> bool:
        """Tell whether the person ever held an office of this title (of this state, where one is given)."""
        if any(r.title == title and (state is None or r.state in (state, None)) for r in self.roles):
            return True
        if title == "president":
            return self.president(None)
        return any(
            c.office.replace("_", " ") == title
            and (c.result or "").startswith("won general")
            and (state is None or (title != "vice president" and self.state == state))
            for c in self.candidacies
        )


def _run(c: dict[str, Any]) -> Candidacy:
    cycle = int(c["cycle"])
    start = _month(c.get("from"), end=False) or dt.date(cycle - 1, 1, 1)
    end = _month(c.get("to"), end=True) or dt.date(cycle, 11, 30)
    return Candidacy(c["office"], cycle, c.get("party"), start, end, c.get("result"), c.get("place"))


def person_of(row: dict[str, Any]) -> Person:
    """Return the person of a row of `people.jsonl`."""
    runs: list[Candidacy] = []
    seats: list[dict[str, Any]] = []
    for c in row.get("candidacies") or ():
        if c["office"] != "house" or c.get("from") or c.get("result") != "won general":
            runs.append(_run(c))
        else:
            seats.append(c)
    roles = tuple([Role(r["title"], r.get("state"), r.get("from"), r.get("to")) for r in row.get("roles") or ()])
    return Person(
        person_id=row["id"],
        name=row["name"],
        given=row["given"],
        family=row["family"],
        aliases=tuple(row.get("aliases") or ()),
        nicknames=tuple(row.get("nicknames") or ()),
        party=row.get("party"),
        state=row.get("state"),
        gender=row.get("gender"),
        roles=roles,
        candidacies=tuple(runs),
        fec_id=row.get("fec_id"),
        wikidata_id=row.get("wikidata_id"),
        bioguide_id=row.get("bioguide_id"),
        seat_rows=tuple(seats),
    )
