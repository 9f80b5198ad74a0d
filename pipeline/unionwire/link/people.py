"""People who sought office: the registry `seeds/people.jsonl` as an index.

A name leads to a person by its words (lower case, middle initials and honorifics dropped), by its family name or
by a nickname; a person's candidacies say who was running at an article's date.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from unionwire.seeds import read_jsonl

INITIAL = re.compile(r"[A-Za-z](?:\.[A-Za-z])*\.?")
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
# A campaign is news before its formal launch and is still told of after its end.
LEAD_DAYS = 200
TAIL_DAYS = 120
EDGE_DAYS = 30
NATIONAL = frozenset({"president", "vice_president"})
LONG_NAME = 5  # letters: below that, one changed letter makes another name (Jill, Bill)
MAX_EDITS = 2


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a personal name that identify it: lower case, no initials, suffixes or quoted nickname.

    "Joseph R. Biden Jr." -> ("joseph", "biden").
    """
    text = re.sub(r"[\"\u201c(\[][\w.' -]+[\"\u201d)](?=\s)", " ", _fold(text)).replace("[", " ").replace("]", " ")
    words = [word.strip('.,;:"\u201c\u201d()[]') for word in text.split()]
    kept = [w for w in words if w and w.lower().rstrip(".") not in SUFFIXES]
    named = [w for w in kept if not INITIAL.fullmatch(w)]
    # "J.D. Vance": initials that are the whole given name stay
    if len(named) < len(kept) and len(named) == 1 and "." in kept[0]:
        named = [kept[0].replace(".", ""), *named]
    return tuple(w.lower() for w in named)


def person_slug(words: Iterable[str]) -> str:
    """Return the kebab-case id of a name's words: ("martin", "o'malley") -> "martin-omalley"."""
    return "-".join(re.sub(r"[^\w]+", "-", w.replace("'", "")).strip("-") for w in words)


def edit_distance(a: str, b: str, limit: int) -> int:
    """Return the Levenshtein distance of two words, or `limit` + 1 when it is larger than `limit`."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return min(row[-1], limit + 1)


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
    place: str | None = None  # postal code or city of a race below president

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

    def running(self, date: dt.date | None) -> Candidacy | None:
        """Return the candidacy that is on at `date`, the one with the nearest election first."""
        if date is None:
            return None
        live = [c for c in self.candidacies if c.running(date)]
        return min(live, key=lambda c: (abs(c.cycle - date.year), -c.cycle, c.office), default=None)

    def latest(self, date: dt.date | None) -> Candidacy | None:
        """Return the last candidacy begun by `date`; without a date, the last of all."""
        begun = [c for c in self.candidacies if date is None or c.begun(date)]
        return max(begun, key=lambda c: (c.end, c.cycle, c.office), default=None)

    def national(self) -> tuple[Candidacy, ...]:
        """The runs for president or vice president."""
        return tuple(c for c in self.candidacies if c.office in NATIONAL)

    def president(self, date: dt.date | None) -> bool:
        """Tell whether the person was the sitting president at `date`; without a date, whether ever."""
        return self.sits("president", date)

    def defends(self, date: dt.date) -> bool:
        """Tell whether the person seeks election to a state's office in the year of `date` while holding one."""
        now = [c for c in self.candidacies if c.office in {"senate", "governor"} and c.cycle == date.year]
        held = any(r.title in {"senator", "governor"} and r.held(date.year) for r in self.roles)
        return held and any(c.running(date) for c in now)

    def sits(self, office: str, date: dt.date | None) -> bool:
        """Tell whether the person sat as president or vice president at `date`; without a date, whether ever.

        Both sit from the 20th of January after the election for four years (20th Amendment).
        """
        return any(
            date is None or dt.date(c.cycle + 1, 1, 20) <= date < dt.date(c.cycle + 5, 1, 20)
            for c in self.candidacies
            if c.office == office and (c.result or "").startswith("won general")
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


def _person(row: dict[str, Any]) -> Person:
    candidacies = []
    for c in row.get("candidacies") or ():
        cycle = int(c["cycle"])
        start = _month(c.get("from"), end=False) or dt.date(cycle - 1, 1, 1)
        end = _month(c.get("to"), end=True) or dt.date(cycle, 11, 30)
        candidacies.append(Candidacy(c["office"], cycle, c.get("party"), start, end, c.get("result"), c.get("place")))
    roles = tuple(Role(r["title"], r.get("state"), r.get("from"), r.get("to")) for r in row.get("roles") or ())
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
        candidacies=tuple(candidacies),
        fec_id=row.get("fec_id"),
        wikidata_id=row.get("wikidata_id"),
    )


def _same_person(people: Iterable[Person]) -> list[Person]:
    """Join rows that share an identifier of the FEC or Wikidata, under the id of who ran for president."""
    joined: dict[str, Person] = {}
    order: list[str] = []
    for row in people:
        person = row
        keys = [k for k in (person.fec_id, person.wikidata_id) if k]
        other = next((joined[k] for k in keys if k in joined), None)
        if other is not None:
            first, second = (person, other) if person.national() and not other.national() else (other, person)
            person = dataclasses.replace(
                first,
                aliases=tuple(dict.fromkeys((*first.aliases, second.name, *second.aliases))),
                nicknames=tuple(dict.fromkeys((*first.nicknames, *second.nicknames))),
                candidacies=tuple(dict.fromkeys((*first.candidacies, *second.candidacies))),
                roles=tuple(dict.fromkeys((*first.roles, *second.roles))),
                gender=first.gender or second.gender,
            )
            keys += [k for k in (other.fec_id, other.wikidata_id) if k]
        else:
            order.append(keys[0] if keys else person.person_id)
        for key in keys or [person.person_id]:
            joined[key] = person
    return [joined[key] for key in order]


def _slip(words: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether a two-word name is another one with a slip of the pen in one long word."""
    wrong = [(a, b) for a, b in zip(words, right, strict=True) if a != b]
    if len(wrong) != 1 or min(map(len, wrong[0])) < LONG_NAME:
        return False
    edits = MAX_EDITS if min(map(len, wrong[0])) > LONG_NAME + 1 else 1
    return edit_distance(*wrong[0], limit=edits) <= edits


@dataclass(slots=True)
class PeopleIndex:
    """The registry by id, by full name, by family name and by nickname."""

    people: dict[str, Person] = field(default_factory=dict)
    _full: dict[Any, list[Person]] = field(default_factory=dict)
    _family: dict[str, list[Person]] = field(default_factory=dict)
    _by_initials: dict[str, list[tuple[tuple[str, ...], Person]]] = field(default_factory=dict)
    _single: dict[Any, list[Person]] = field(default_factory=dict)
    _genders: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]]) -> PeopleIndex:
        """Index rows of `people.jsonl`."""
        index = cls()
        for person in _same_person(map(_person, rows)):
            index.people[person.person_id] = person
            for name in dict.fromkeys((person.name, *person.aliases)):
                words = name_words(name)
                named = index._full if len(words) > 1 else index._single
                key: Any = words if len(words) > 1 else name
                if person not in named.setdefault(key, []):
                    named[key].append(person)
                if len(words) == 2:
                    index._by_initials.setdefault(words[0][0] + words[1][0], []).append((words, person))
            if person.gender:
                index._genders.setdefault(person.given.lower(), set()).add(person.gender)
            index._family.setdefault(_fold(person.family).lower(), []).append(person)
        return index

    def full_names(self) -> list[str]:
        """Every full name and alias of more than one word, sorted."""
        names = {n for p in self.people.values() for n in (p.name, *p.aliases)}
        return sorted(n for n in names if len(n.split()) > 1 or n.isupper())

    def families(self) -> list[str]:
        """Every family name, sorted."""
        return sorted({p.family for p in self.people.values()})

    def by_full(self, text: str, date: dt.date | None) -> Person | None:
        """Return the person whom a full name or alias names; of namesakes, the one best placed at `date`."""
        named = self._full.get(name_words(text)) or self._single.get(text)
        return self._best(named, date) if named else None

    def gender(self, given: str) -> str | None:
        """Return the gender of all the registry's persons of a given name, None where they differ or none has it."""
        genders = self._genders.get(given.lower(), set())
        return next(iter(genders)) if len(genders) == 1 else None

    def by_family(self, family: str) -> list[Person]:
        """All persons of a family name (any case)."""
        return self._family.get(_fold(family).lower(), [])

    def misspelt(self, text: str, date: dt.date | None) -> Person | None:
        """Return the one person running at `date` whose name differs by a slip of at most two letters in one word."""
        words = name_words(text)
        if len(words) != 2 or words in self._full:
            return None
        hits = {}
        for right, person in self._by_initials.get(words[0][0] + words[1][0], ()):
            known = any(c.running(date) for c in person.national()) if date else bool(person.national())
            # a rare surname vouches for a slip in the given name; a slip in the surname needs a well-known name
            rare = words[1] == right[1] and len(self.by_family(right[1])) == 1
            if (known or rare) and _slip(words, right):
                hits[person.person_id] = person
        return next(iter(hits.values())) if len(hits) == 1 else None

    def _best(self, people: list[Person], date: dt.date | None) -> Person:
        def rank(person: Person) -> tuple[bool, bool, dt.date, str]:
            last = person.latest(date)
            running = person.running(date) is not None
            return (running, person.president(date), last.end if last else dt.date.min, person.person_id)

        return max(people, key=rank)

    def meant(
        self, family: str, date: dt.date | None, cycles: Sequence[int] = (), state: str | None = None
    ) -> Person | None:
        """Return the one national candidate whom a bare family name means at `date`, None where it is open.

        Whoever runs at the date comes first, next the sitting president, next who holds and defends a seat of
        `state` (that of the article), next whoever ran in one of `cycles` (the elections of the other
        candidates named beside), next the only one who ever ran.
        """
        people = [p for p in self.by_family(family) if p.national()]
        begun = [p for p in people if date is None or p.latest(date)]
        for chosen in (
            [p for p in people if date is not None and any(c.running(date) for c in p.national())],
            [p for p in people if date is not None and p.president(date)],
            [p for p in self.by_family(family) if p.state == state and date is not None and p.defends(date)],
            *([p for p in people if any(c.cycle == cycle for c in p.national())] for cycle in cycles),
            # who neither runs nor governs is meant where nobody else of the registry bears the name
            begun if len(self.by_family(family)) == 1 else [],
        ):
            if chosen:
                return chosen[0] if len(chosen) == 1 else None
        return None


@functools.cache
def people_index() -> PeopleIndex:
    """Return the index over `seeds/people.jsonl`, read once a process."""
    return PeopleIndex.of(read_jsonl("people.jsonl"))
