"""People who sought or held office: the registry `seeds/people.jsonl` as an index.

A name leads to a person by its words (lower case, middle initials and honorifics dropped), by its family name or
by a nickname; a person's candidacies say who was running at an article's date. Whom the registry knows for offices
held alone (`Person.official`: most members of the House) is found by full name only, and only near the years in
office, so that the many names of officials make no family name ambiguous. Of namesakes, place, office and date decide,
or nobody is meant.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from unionwire.link.namesakes import (
    RECENT_YEARS,
    SUFFIX,
    SUFFIXES,
    by_initials,
    fits,
    fold,
    given_variants,
    had_by,
    near,
    not_elsewhere,
    sought_or_held,
    suffixed,
)
from unionwire.link.person import NATIONAL, Candidacy, Person, Role, person_of
from unionwire.seeds import read_jsonl

__all__ = [
    "NATIONAL", "SUFFIXES", "Candidacy", "PeopleIndex", "Person", "Role", "edit_distance", "name_words", "people_index",
    "person_slug",
]  # fmt: skip

PLAIN = re.compile(r"[A-Za-z']{2,}(?:[ -][A-Za-z']{2,})+")  # a name without initials, dots, accents or quotes
INITIAL = re.compile(r"[A-Za-z](?:\.[A-Za-z])*\.?")
RARE = 2  # persons of a family name so few that one known only later leaves it to the other
CROWD = 3  # persons of one family name from which on the full name alone is no proof
LONG_NAME = 5  # letters: below that, one changed letter makes another name (Jill, Bill)
MAX_EDITS = 2


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a personal name that identify it: lower case, no initials, suffixes or quoted nickname.

    "Joseph R. Biden Jr." -> ("joseph", "biden").
    """
    text = re.sub(r"[\"\u201c(\[][\w.' -]+[\"\u201d)](?=\s)", " ", fold(text)).replace("[", " ").replace("]", " ")
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
                seat_rows=(*first.seat_rows, *second.seat_rows),
                gender=first.gender or second.gender,
            )
            keys += [k for k in (other.fec_id, other.wikidata_id) if k]
        else:
            order.append(keys[0] if keys else person.person_id)
        for key in keys or [person.person_id]:
            joined[key] = person
    return [joined[key] for key in order]


def _last_word(name: str) -> str:
    """Return the last word of a name that is no suffix, folded to lower case."""
    words = [w for w in fold(name).lower().split() if w.strip(".,") not in SUFFIXES]
    return words[-1]


def _slip(words: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether a two-word name is another one with a slip of the pen in one long word."""
    wrong = [(a, b) for a, b in zip(words, right, strict=True) if a != b]
    if len(wrong) != 1 or min(map(len, wrong[0])) < LONG_NAME:
        return False
    edits = MAX_EDITS if min(map(len, wrong[0])) > LONG_NAME + 1 else 1
    return edit_distance(*wrong[0], limit=edits) <= edits


def _wholes(words: tuple[str, ...]) -> tuple[tuple[str, str], tuple[str, str]]:
    """What a slip in one word of a two-word name leaves: either word, beside the first letter of the other."""
    given, family = words
    return (given, family[0]), (given[0], family)


@dataclass(slots=True)
class PeopleIndex:
    """The registry by id, by full name, by family name and by nickname."""

    people: dict[str, Person] = field(default_factory=dict)
    _full: dict[Any, list[Person]] = field(default_factory=dict)
    _family: dict[str, list[Person]] = field(default_factory=dict)
    # two-word names by the word that a slip leaves as it is, and the other's first letter: ("hillary", "c"), ("h", "clinton")
    _by_slip: dict[tuple[str, str], list[tuple[tuple[str, ...], Person]]] = field(default_factory=dict)
    _single: dict[Any, list[Person]] = field(default_factory=dict)
    _genders: dict[str, set[str]] = field(default_factory=dict)
    _officials: dict[str, list[Person]] = field(default_factory=dict)  # by the last word of any of their names
    _bearers: dict[str, int] = field(default_factory=dict)  # how many persons bear a family name
    _variants: dict[str, tuple[str, ...]] | None = None  # other forms of a given name, once one is asked for

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]]) -> PeopleIndex:
        """Index rows of `people.jsonl`."""
        index = cls()
        for person in _same_person(map(person_of, rows)):
            index.people[person.person_id] = person
            family = fold(person.family).lower()
            index._bearers[family] = index._bearers.get(family, 0) + 1
            names = dict.fromkeys((person.name, *person.aliases))
            if person.official:
                for end in dict.fromkeys(_last_word(name) for name in names):
                    index._officials.setdefault(end, []).append(person)
                continue
            for name in names:
                words = name_words(name)
                named = index._full if len(words) > 1 else index._single
                key: Any = words if len(words) > 1 else name
                if person not in named.setdefault(key, []):
                    named[key].append(person)
                if len(words) == 2:
                    for whole in _wholes(words):
                        index._by_slip.setdefault(whole, []).append((words, person))
            if person.gender:
                index._genders.setdefault(person.given.lower(), set()).add(person.gender)
            index._family.setdefault(family, []).append(person)
        return index

    def full_names(self) -> list[str]:
        """Every full name and alias of more than one word of those who are more than officials, sorted."""
        names = {n for p in self.people.values() if not p.official for n in (p.name, *p.aliases)}
        return sorted(n for n in names if len(n.split()) > 1 or n.isupper())

    def families(self) -> list[str]:
        """Every family name of those who are more than officials, sorted."""
        return sorted({p.family for p in self.people.values() if not p.official})

    def by_full(
        self,
        text: str,
        date: dt.date | None,
        *,
        state: str | None = None,
        office: str | None = None,
    ) -> Person | None:
        """Return the person whom a full name or alias means, None where that is open.

        `state` (a postal code) and `office` (as in candidacies, or a title as in roles) are what the text says of the
        person. A state excludes whom the registry knows in others only. Of namesakes, those whom the suffix and the
        office fit come before the others, then who ran for president, then who holds or seeks an office at `date`;
        where these leave several, nobody is meant. A name that many families of the registry bear means an official,
        or a city's candidate out of season, only with the state or with an office that the person has had.
        """
        named = self.bearers(text, date, state=state, office=office)
        person = self._of_namesakes(named, text, date, state, office) if len(named) > 1 else next(iter(named), None)
        whole = len(name_words(text)) > 2 or (
            SUFFIX.search(text) is not None and person is not None and suffixed(person)
        )
        return person if person is not None and (whole or self._vouched(person, date, state, office)) else None

    def bearers(
        self,
        text: str,
        date: dt.date | None,
        *,
        state: str | None = None,
        office: str | None = None,
    ) -> list[Person]:
        """Return all whom a full name or alias can mean at `date`, several where the name alone leaves it open.

        A name that nobody bears is read with the other forms of its given name ("Thomas" for "Tom"). Whom the told
        state excludes is left out; officials alone need a date, or the told state or office.
        """
        words = name_words(text)
        named = [*(self._full.get(words) or self._single.get(text) or ()), *self._named_officials(words)]
        if not named and len(words) == 2:
            named = self._by_variant(words, date, state, office)
        if date is not None:
            named = [p for p in named if near(p, date, common=self._common(p))]
            if len(named) > 1:
                named = [p for p in named if p.public_by(date)] or named
        elif all(p.official for p in named):
            named = [p for p in named if fits(p, state, office, None)]
        named = by_initials(text, named)
        return not_elsewhere(named, state) if state is not None else named

    def id_apart(
        self, slug: str, text: str, date: dt.date | None, *, state: str | None = None, office: str | None = None
    ) -> str:
        """Return the id of who bears a full name and is not linked: the name's `slug`, kept apart from namesakes.

        "-ambiguous" ends it where one of several in the registry may be meant, or one whom the slug does not name.
        Where the slug is the id of somebody whom the told state or the middle initials exclude, these stand in it:
        "tim-johnson-oh".
        """
        namesake = self.people.get(slug)
        bearers = self.bearers(text, date, state=state, office=office)
        if len(bearers) > 1 or (bearers and namesake is not None and namesake not in bearers):
            return f"{slug}-ambiguous"
        if namesake is None:
            return slug
        if state is not None and not not_elsewhere([namesake], state):
            return f"{slug}-{state.lower()}"
        return slug if by_initials(text, [namesake]) else person_slug(fold(text).lower().replace(".", " ").split())

    def _by_variant(
        self, words: tuple[str, ...], date: dt.date | None, state: str | None, office: str | None
    ) -> list[Person]:
        """Those known by another form of the given name: a surname that others bear too needs an office or the state."""
        if self._variants is None:
            self._variants = given_variants(self.people.values())
        named: dict[str, Person] = {}
        for given in self._variants.get(words[0], ()):
            known = (given, *words[1:])
            for person in (*self._full.get(known, ()), *self._named_officials(known)):
                bearers = self._bearers[fold(person.family).lower()]
                if bearers == 1 or (bearers < CROWD and fits(person, state, office, date)):
                    named[person.person_id] = person
        return list(named.values())

    def _named_officials(self, words: tuple[str, ...]) -> list[Person]:
        ending = self._officials.get(words[-1], ()) if len(words) > 1 else ()
        return [p for p in ending if any(name_words(name) == words for name in (p.name, *p.aliases))]

    def _common(self, person: Person) -> bool:
        return self._bearers[fold(person.family).lower()] >= CROWD

    def _vouched(self, person: Person, date: dt.date | None, state: str | None, office: str | None) -> bool:
        """Tell whether a name borne by many is enough: of an official, or of a city's candidate between races, it is not."""
        if not (person.official or (person.local and date is not None)):
            return True
        known = person.of_state(state) if state is not None else office is not None and had_by(person, office, date)
        return known or not self._common(person) or (person.local and person.running(date) is not None)

    def _of_namesakes(
        self, named: list[Person], text: str, date: dt.date | None, state: str | None, office: str | None
    ) -> Person | None:
        suffix = SUFFIX.search(text)
        if suffix:
            named = [p for p in named if suffixed(p)] or named
        if office is not None:
            now = [p for p in named if sought_or_held(p, office, date)]
            named = now or [p for p in named if had_by(p, office, date)] or named
        # a father who ran for president is meant before a son who is told from him by "Jr."
        if not suffix and (plain := [p for p in named if not suffixed(p) and p.national()]):
            named = [p for p in named if p in plain or not suffixed(p)]
        # nor is somebody on a ticket of a large party taken for one whose name is his but for an initial
        if state is None and office is None:
            named = [p for p in named if p.renowned()] or named
        if date is not None:
            running = [p for p in named if p.running(date)]
            soon = dt.date(date.year + 1, 1, 1)
            serving = [p for p in named if p.serving(date)]
            about = [p for p in named if p.serving(date, RECENT_YEARS) or p.serving(soon)]
            named = running or serving or about or [p for p in named if p.national()] or named
        if len(named) > 1 and not all(p.national() for p in named):
            return None
        return self._best(named, date)

    def gender(self, given: str) -> str | None:
        """Return the gender of all the registry's persons of a given name, None where they differ or none has it."""
        genders = self._genders.get(given.lower(), set())
        return next(iter(genders)) if len(genders) == 1 else None

    def by_family(self, family: str) -> list[Person]:
        """All persons of a family name (any case)."""
        return self._family.get(fold(family).lower(), [])

    def alone(self, family: str) -> bool:
        """Tell whether one person of the registry alone, officials included, bears a family name (any case)."""
        return self._bearers.get(fold(family).lower(), 0) == 1

    def misspelt(self, text: str, date: dt.date | None) -> Person | None:
        """Return the one person running at `date` whose name differs by a slip of at most two letters in one word."""
        words = name_words(text)
        if len(words) != 2 or words in self._full:
            return None
        hits = {}
        likely = (found for whole in _wholes(words) for found in self._by_slip.get(whole, ()))
        for right, person in likely:
            if not _slip(words, right):
                continue
            known = any(c.running(date) for c in person.national()) if date else bool(person.national())
            # a rare surname vouches for a slip in the given name; a slip in the surname needs a well-known name
            rare = words[1] == right[1] and len(self.by_family(right[1])) == 1
            if known or rare:
                hits[person.person_id] = person
        return next(iter(hits.values())) if len(hits) == 1 else None

    def _best(self, people: list[Person], date: dt.date | None) -> Person:
        def rank(person: Person) -> tuple[bool, bool, dt.date, str]:
            last = person.latest(date)
            running = person.running(date) is not None
            return (
                running,
                person.president(date),
                last.end if last else dt.date.min,
                person.person_id,
            )

        return max(people, key=rank)

    def meant(
        self,
        family: str,
        date: dt.date | None,
        cycles: Sequence[int] = (),
        state: str | None = None,
    ) -> Person | None:
        """Return the one national candidate whom a bare family name means at `date`, None where it is open.

        Whoever runs at the date comes first, next the sitting president, next who holds and defends a seat of
        `state` (that of the article), next who governs it or is in a race of it, next whoever ran in one of `cycles` (the elections of the other
        candidates named beside), next the only one who ever ran; beside an official of that name, who has run
        by `date`.
        """
        people = [p for p in self.by_family(family) if p.national()]
        alone = self.alone(family)
        begun = [
            p for p in people if date is None or (p.latest(date) if alone else any(c.begun(date) for c in p.national()))
        ]
        # a city's candidate is no rival, nor is the one other bearer of a rare name who is known only later
        rivals = [p for p in self.by_family(family) if not p.local]
        if self._bearers.get(fold(family).lower()) == RARE and date is not None:
            rivals = [p for p in rivals if p.national() or p.public_by(date)]
            # beside somebody on a ticket of a large party, who never held an office is none either
            if any(p.renowned() for p in begun):
                rivals = [p for p in rivals if p.roles or p.national()]
        for chosen in (
            [p for p in people if date is not None and any(c.running(date) for c in p.national())],
            [p for p in people if date is not None and p.president(date)],
            [p for p in self.by_family(family) if p.state == state and date is not None and p.defends(date)],
            [
                p
                for p in self.by_family(family)
                if state and p.of_state(state) and date and p.in_the_news_of_state(date)
            ],
            *([p for p in people if any(c.cycle == cycle for c in p.national())] for cycle in cycles),
            # who neither runs nor governs is meant where nobody else of the registry bears the name
            begun if len(rivals) == 1 else [],
        ):
            if chosen:
                return chosen[0] if len(chosen) == 1 else None
        return None


@functools.cache
def people_index() -> PeopleIndex:
    """Return the index over `seeds/people.jsonl`, read once a process."""
    return PeopleIndex.of(read_jsonl("people.jsonl"))
