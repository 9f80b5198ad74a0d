"""Names that several people of the registry bear: whom initials, suffix, office and date leave."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from unionwire.link.person import Person

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
HOLDERS = {"house": "representative", "senate": "senator"}  # how roles call who holds an office
RECENT_YEARS = 4  # how long after office news still speaks of an official
CITY_YEARS = 10  # the same of a city's candidate after the race
SUFFIX = re.compile(r"[\s,](?:Jr|Sr|I{2,3}|IV)\b")
VARIANT_BEARERS = 3  # persons whose rows join two given names ("Tom", "Thomas") before others' are read alike


def fold(text: str) -> str:
    """Return a text without accents and with straight apostrophes."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def sought_or_held(person: Person, office: str, date: dt.date | None) -> bool:
    """Tell whether a person sought or held an office (as in candidacies, or a title as in roles) about `date`."""
    titles = {office.replace("_", " "), HOLDERS.get(office, office)}
    if any(r.title in titles and (date is None or r.held(date.year)) for r in person.roles):
        return True
    runs = (c for c in (*person.candidacies, *person.seats) if c.office == office)
    return any(date is None or abs(c.cycle - date.year) <= 1 for c in runs)


def had_by(person: Person, office: str, date: dt.date | None) -> bool:
    """Tell whether a person sought or held an office (as `sought_or_held`) at any time up to `date`: "former Gov. Roe"."""
    titles = {office.replace("_", " "), HOLDERS.get(office, office)}
    year = date.year if date else 9999
    return any(r.title in titles and (r.since or 0) <= year for r in person.roles) or any(
        c.office == office and c.cycle <= year for c in (*person.candidacies, *person.seats)
    )


def suffixed(person: Person) -> bool:
    """Tell whether a person is known with "Jr." or a numeral."""
    return any(SUFFIX.search(name) for name in (person.name, *person.aliases))


def _initials(name: str) -> tuple[str, ...]:
    """Return the initials of the words between the first and the last of a name: "John Neely Kennedy" -> ("n",)."""
    words = [w for w in fold(name).lower().split() if w.strip(".,") not in SUFFIXES]
    return tuple(w[0] for w in words[1:-1])


def by_initials(text: str, named: list[Person]) -> list[Person]:
    """Return those of `named` whom the middle initials of `text`, where it has any, do not contradict."""
    said = _initials(text) if "." in text else ()
    if not said:
        return named
    known = {p.person_id: {i for name in (p.name, *p.aliases) if (i := _initials(name))} for p in named}
    same = [p for p in named if said in known[p.person_id]]
    return same or [p for p in named if not known[p.person_id] or any(set(said) & set(i) for i in known[p.person_id])]


def near(person: Person, date: dt.date, *, common: bool) -> bool:
    """Tell whether a text of `date` may mean a person by name: officials and a city's candidates near their time.

    Others are meant at any time, but for a `common` name not before they were known.
    """
    if person.official or person.local:
        return person.public_by(date) and person.recent(date, RECENT_YEARS if person.official else CITY_YEARS)
    return not common or bool(person.national()) or person.public_by(date)


def fits(person: Person, state: str | None, office: str | None, date: dt.date | None) -> bool:
    """Tell whether a person is of the state and has the office that a text gives, and it gives one of them."""
    if state is None and office is None:
        return False
    return (state is None or person.of_state(state)) and (office is None or sought_or_held(person, office, date))


def not_elsewhere(people: list[Person], state: str) -> list[Person]:
    """Return those of a state; without any, those whom another state does not exclude: national figures."""
    return [p for p in people if p.of_state(state)] or [p for p in people if p.national() or p.state is None]


def given_variants(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """Return given name -> the other forms of it ("thomas" -> ("tom",)) that rows of several people join."""
    joined: Counter[tuple[str, str]] = Counter()
    for person in people:
        names = [fold(name).lower().split() for name in (person.name, *person.aliases)] if person.aliases else []
        given = sorted({name[0] for name in names if len(name) == 2})
        joined.update((a, b) for a in given for b in given if a != b)
    variants: dict[str, list[str]] = {}
    for (one, other), count in sorted(joined.items()):
        if count >= VARIANT_BEARERS:
            variants.setdefault(one, []).append(other)
    return {one: tuple(others) for one, others in variants.items()}
