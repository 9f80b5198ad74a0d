"""Who is named in an article: every mention of a person by name, gathered under one id a person.

Full names come first (the registry's by phrase matching, all others from NER); last names, nicknames and
given names then attach to the one full name of the article that they fit. A bare last name of the registry with no
full name in the article is taken when it can mean one person at the article's date.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from unionwire.link.people import PeopleIndex, Person, name_words, person_slug
from unionwire.link.places import main_state
from unionwire.nlp.candidate_headlines import headline_names, headline_of, stands_alone
from unionwire.nlp.candidate_overlooked import completed_names, initialled_names, lined_names, repeated_names
from unionwire.nlp.candidate_places import Tellings
from unionwire.nlp.candidate_shapes import (
    HONORIFICS,
    NO_NAMES,
    clean_name,
    credit,
    datelined,
    inside_other_name,
    merged_ids,
    name_parts,
    plausible,
    quoted_nicknames,
    shaped_names,
    short_forms,
    titled_families,
    whole_name,
)
from unionwire.nlp.candidate_surnames import backed, contradicted, free, lone_support, recalled, years_around
from unionwire.nlp.candidate_titles import note_titles
from unionwire.nlp.extensions import text_of, words_of_doc
from unionwire.nlp.phrases import Phrases
from unionwire.nlp.undated import probable_date

_RECENT = 120  # tokens after a mention in which its surname takes it up, whoever else of that name comes later
_MOST_WORDS = 40  # of what NER takes for persons; a longer stretch is a list without commas, or noise
_RACES = re.compile(r"\b(?:mayoral|gubernatorial|senatorial|race for (?:mayor|governor|senate))\b", re.IGNORECASE)


@dataclass(slots=True)
class NameMention:
    """A person named at tokens `start:end` of the Doc; `form` is full, misspelt, family, given or description."""

    start: int
    end: int
    person_id: str
    form: str
    found_by: str


@dataclass(slots=True)
class ArticlePerson:
    """A person of one article; `registry` is None for who is known from the text only."""

    person_id: str
    name: str
    words: tuple[str, ...]
    registry: Person | None
    gender: str | None = None
    titles: set[str] = field(default_factory=set)  # lower-case title phrases put before the name
    late: bool = False  # told to be dead
    retiring: bool = False  # told not to run again
    staff: bool = False  # introduced by a trade that speaks of candidates: a spokesman, a pollster, a reporter
    expert: bool = False  # quoted for a trade: a professor, an analyst, an author
    appointee: bool = False  # nominated for a post on which no voters decide
    donor: bool = False  # told to give money: seldom the "he" whose campaign an article goes on to tell of
    state: str | None = None
    party: str | None = None
    first: int = 0


@dataclass(slots=True)
class ArticlePeople:
    """All persons of an article by id, and all their mentions in text order, none overlapping another."""

    people: dict[str, ArticlePerson] = field(default_factory=dict)
    mentions: list[NameMention] = field(default_factory=list)
    date: dt.date | None = None
    introduced: list[tuple[str, str]] = field(
        default_factory=list
    )  # surname and id of whom the headline alone names in full
    _starts: list[int] = field(default_factory=list)

    def sort(self) -> None:
        """Bring the mentions into text order."""
        self.mentions.sort(key=lambda m: m.start)
        self._starts = [m.start for m in self.mentions]

    def between(self, start: int, end: int) -> list[NameMention]:
        """Return the mentions that begin at tokens `start` to `end` (exclusive)."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def at(self, start: int, end: int) -> NameMention | None:
        """Return the longest mention that shares a token with `start:end`."""
        low = max(0, bisect_left(self._starts, start) - 1)
        hits = [m for m in self.mentions[low : bisect_left(self._starts, end)] if m.end > start]
        return max(hits, key=lambda m: m.end - m.start, default=None)


class NameFinder:
    """Finds and groups the persons of a Doc."""

    def __init__(self, nlp: Language, index: PeopleIndex) -> None:
        self.index = index
        self.nlp = nlp
        self._presidents = [person for person in index.people.values() if person.president(None)]
        names = index.full_names()
        names += [n.replace("'", "\u2019") for n in names if "'" in n]
        self._full = Phrases(nlp, names)
        families = index.families()
        families += [n.replace("'", "\u2019") for n in families if "'" in n]
        families += [n[0].upper() + n[1:] for n in families if n[0].islower()]
        self._family = Phrases(nlp, families)

    def __call__(self, doc: Doc) -> ArticlePeople:
        """Return the persons of `doc`."""
        spans = filter_spans([Span(doc, start, end) for _, start, end in self._full.find(doc)])
        date: dt.date | None = doc._.published
        told = Tellings(doc)
        told.read((span.start, span.end) for span in spans)
        if date is None:
            known = {p.person_id: p for span in spans if (p := self._meant(span.text, None, told, span.start))}
            date = probable_date(doc, known.values(), self._presidents)
        found = ArticlePeople(date=date)
        taken = {t for span in doc.spans.get("unions", ()) for t in range(span.start, span.end)}
        self._full_names(doc, found, taken, spans, told)
        self._headline_names(doc, found, told)
        self._short_names(doc, found, taken)
        self._lone_families(doc, found, taken)
        self._titled_families(doc, found, taken)
        named = {mention.person_id for mention in found.mentions}
        found.people = {key: person for key, person in found.people.items() if key in named}
        found.sort()
        for mention in found.mentions:
            note_titles(doc, found.people[mention.person_id], mention)
        return found

    def _add(self, found: ArticlePeople, person_id: str, name: str, registry: Person | None, at: int) -> ArticlePerson:
        person = found.people.get(person_id)
        if person is None:
            words = name_words(registry.name if registry else name)
            person = ArticlePerson(person_id, registry.name if registry else name, words, registry, first=at)
            if registry:
                person.gender, person.party, person.state = registry.gender, registry.party, registry.state
            person.gender = person.gender or (self.index.gender(words[0]) if len(words) > 1 else None)
            found.people[person_id] = person
        return person

    def _mention(self, found: ArticlePeople, taken: set[int], mention: NameMention) -> None:
        found.mentions.append(mention)
        taken.update(range(mention.start, mention.end))

    def _meant(self, text: str, date: dt.date | None, tellings: Tellings, start: int | None) -> Person | None:
        """The registry's person whom a full name at token `start` means, by what the article says of its bearer."""
        told = tellings.of(start, name_words(text))
        return self.index.by_full(text, date, state=told.state, office=told.office)

    def _full_names(
        self, doc: Doc, found: ArticlePeople, taken: set[int], spans: list[Span], tellings: Tellings
    ) -> None:
        for span in spans:
            if taken.isdisjoint(range(span.start, span.end)) and not inside_other_name(doc, span.end):
                registry = self._meant(span.text, found.date, tellings, span.start)
                if registry:
                    self._add(found, registry.person_id, registry.name, registry, span.start)
                    mention = NameMention(span.start, span.end, registry.person_id, "full", "registry")
                    self._mention(found, taken, mention)
        local = self._other_names(doc, found, taken)
        tellings.read((start, end) for start, end, _ in local)
        linked = self._linked(local, found.date, tellings)
        ids = merged_ids([name_words(text) for _, _, text in local])
        apart: dict[tuple[str, str | None], str] = {}
        for start, end, text in local:
            words = name_words(text)
            told = tellings.of(start, words)
            registry, form = linked.get(start), "full"
            if registry is None:
                registry = self.index.misspelt(text, found.date)
                form = "misspelt" if registry else "full"
            if registry:
                person_id, name = registry.person_id, registry.name
            else:
                own = self.index.id_apart(ids[words], text, found.date, state=told.state, office=told.office)
                person_id, name = apart.setdefault((ids[words], told.state), own), clean_name(text)
            person = self._add(found, person_id, name, registry, start)
            person.state = person.state or told.state
            if registry is None and len(words) > len(person.words):
                person.words, person.name = words, name
            by = "registry" if registry else "ner"
            self._mention(found, taken, NameMention(start, end, person_id, form, by))

    def _other_names(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> list[tuple[int, int, str]]:
        """The full names that quotation marks, NER or their shape show, in text order."""
        local: list[tuple[int, int, str]] = list(quoted_nicknames(doc, taken))
        quoted = {i for start, end, _ in local for i in range(start, end)}
        for ent in doc.ents:
            if ent.label_ == "PERSON" and len(ent) <= _MOST_WORDS and not (credit(doc, ent) or datelined(doc, ent)):
                for start, end in name_parts(doc, ent, taken | quoted):
                    whole = doc[start : whole_name(doc, start, end, taken)]
                    if len(name_words(whole.text)) >= 2:
                        local.append((whole.start, whole.end, whole.text))
        seen = {i for start, end, _ in local for i in range(start, end)}
        for names in (
            initialled_names(doc, taken | seen),
            lined_names(doc, taken | seen),
            completed_names(doc, taken | seen),
            repeated_names(doc, taken | seen, NO_NAMES),
        ):
            local += [row for row in names if seen.isdisjoint(range(row[0], row[1]))]
            seen |= {i for start, end, _ in local for i in range(start, end)}
        local += list(shaped_names(doc, taken, {i for start, end, _ in local for i in range(start, end)}))
        # a double surname ("Roe Poe" beside "Ann Roe Poe") is a short form; "Ann Roe" is a shorter full one
        known = {name_words(text) for _, _, text in local} | {p.words for p in found.people.values()}
        tails = {words[k:] for words in known for k in range(1, len(words) - 1)}
        return sorted(row for row in local if not self._is_surname(row[2], tails))

    def _linked(self, local: list[tuple[int, int, str]], date: dt.date | None, tellings: Tellings) -> dict[int, Person]:
        """Whom names mean in the registry, by the token at which each begins."""
        linked: dict[int, Person] = {}
        meant: dict[tuple[str, ...], dict[str, Person]] = {}
        for start, _, text in local:
            if person := self._meant(text, date, tellings, start):
                linked[start] = person
                meant.setdefault(name_words(text), {})[person.person_id] = person
        for start, _, text in local:
            # "Jo Roe" is whom "Rep. Jo Roe III" means in the same article
            same = [*meant.get(name_words(text), {}).values()] if start not in linked else []
            state = tellings.of(start, name_words(text)).state
            if len(same) == 1 and (state is None or same[0].of_state(state)):
                linked[start] = same[0]
        return linked

    def _is_surname(self, text: str, tails: set[tuple[str, ...]]) -> bool:
        return text[0].islower() or name_words(text) in tails or bool(self.index.by_family(text))

    def _headline_names(self, doc: Doc, found: ArticlePeople, tellings: Tellings) -> None:
        """Add to `found` whom the headline gives in full and the text by surname alone."""
        headline = headline_of(self.nlp, doc)
        if headline is None:
            return
        families = {person.words[-1] for person in found.people.values()}
        known = filter_spans([Span(headline, start, end) for _, start, end in self._full.find(headline)])
        spans = [(span.start, span.end) for span in known]
        for start, end in (*spans, *headline_names(headline, doc)):
            words = name_words(headline[start:end].text)
            registry = self._meant(headline[start:end].text, found.date, tellings, None)
            family = headline[end - 1].text
            if words[-1] in families or not stands_alone(doc, family):
                continue
            families.add(words[-1])
            person_id = registry.person_id if registry else person_slug(words)
            self._add(found, person_id, headline[start:end].text, registry, 0)
            found.introduced.append((family, person_id))

    def _short_names(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> None:
        tails: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for mention in found.mentions:
            person = found.people[mention.person_id]
            for tokens, form in short_forms(
                doc, mention.start, mention.end, person.registry, misspelt=mention.form == "misspelt"
            ):
                rows = tails.setdefault(tokens[0], [])
                if (tokens, person.person_id, form) not in rows:
                    rows.append((tokens, person.person_id, form))
        for family, introduced in found.introduced:
            tails.setdefault(family, []).append(((family,), introduced, "family"))
        if not tails:
            return
        words = words_of_doc(doc)
        full = sorted((m.start, m.person_id) for m in found.mentions)
        last: dict[str, int] = {}
        cursor = following = 0
        for i in [i for i, word in enumerate(words) if word in tails]:
            if i < following or i in taken:
                continue
            while cursor < len(full) and full[cursor][0] <= i:
                last[full[cursor][1]] = full[cursor][0]
                cursor += 1
            hits = [r for r in tails[words[i]] if tuple(words[i : i + len(r[0])]) == r[0]]
            if hits:
                size = max(len(r[0]) for r in hits)
                hits = [r for r in hits if len(r[0]) == size]
                person_id = self._choose(doc, found, i, hits, last)
                if person_id and plausible(doc, i, i + size, hits[0][2]):
                    form = hits[0][2]
                    by = "registry" if found.people[person_id].registry else "ner"
                    self._mention(found, taken, NameMention(i, i + size, person_id, form, by))
                    last[person_id] = i
                    following = i + size

    def _choose(
        self,
        doc: Doc,
        found: ArticlePeople,
        at: int,
        hits: list[tuple[tuple[str, ...], str, str]],
        last: dict[str, int],
    ) -> str | None:
        ids = list(dict.fromkeys(h[1] for h in hits))
        if len(ids) > 1 and at > 0:
            gender = HONORIFICS.get(doc[at - 1].lower_)
            if gender:
                ids = [i for i in ids if found.people[i].gender in (None, gender)] or ids
            elif doc[at - 1].lower_ == "president":
                ids = [i for i in ids if (p := found.people[i].registry) and p.president(None)] or ids
        if len(ids) == 1:
            return ids[0]
        # nobody is taken up by surname before being named, "Rep. Al Roe ... Roe said ... Senator Jo Roe"
        named = [i for i in ids if i in last]
        if len(named) == 1 and at - last[named[0]] < _RECENT:
            return named[0]
        running = [i for i in ids if (p := found.people[i].registry) and p.running(found.date)]
        if len(running) == 1:
            return running[0]
        # a bare surname means the well-known bearer, not a relative who is named in full once
        national = [i for i in ids if (p := found.people[i].registry) and p.national()]
        if len(national) == 1:
            return national[0]
        return max(ids, key=lambda i: (last.get(i, -1), -found.people[i].first))

    def _lone_families(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> None:
        local = {p.words[-1] for p in found.people.values()}
        spans = filter_spans([Span(doc, start, end) for _, start, end in self._family.find(doc)])
        chosen: dict[str, Person | None] = {}
        named = Counter(c.cycle for p in found.people.values() for c in (p.registry.national() if p.registry else ()))
        state = main_state(f"{doc._.title or ''} {text_of(doc)}") if spans else None
        cycles = [c for c, _ in sorted(named.items(), key=lambda kv: (-kv[1], -kv[0]))]
        for span in spans:
            family = span.text
            if not taken.isdisjoint(range(span.start, span.end)) or family.lower() in local:
                continue
            if family not in chosen:
                chosen[family] = self.index.meant(family, found.date, cycles, state)
            person = chosen[family]
            at_home = person is not None and (
                person.of_state(state)
                if state
                else self.index.alone(family) and _RACES.search(text_of(doc)) is not None
            )
            timely = (
                at_home and person is not None and found.date is not None and person.in_the_news_of_state(found.date)
            )
            if person is None and span.start:
                person = self._by_honorific(family, HONORIFICS.get(doc[span.start - 1].lower_), found.date)
            race_recalled = recalled(doc, span)
            if person is None and race_recalled:
                person = self.index.meant(family, None, [*cycles, *years_around(doc, span)])
            if person and race_recalled and free(doc, span) and not contradicted(doc, span, person):
                self._add(found, person.person_id, person.name, person, span.start)
                self._mention(found, taken, NameMention(span.start, span.end, person.person_id, "family", "registry"))
            elif (
                person
                and lone_support(doc, span, person, found.date, timely=timely)
                and backed(doc, span, person, found.date, alone=self.index.alone(family), timely=timely)
            ):
                self._add(found, person.person_id, person.name, person, span.start)
                mention = NameMention(span.start, span.end, person.person_id, "family", "registry")
                self._mention(found, taken, mention)

    def _by_honorific(self, family: str, sex: str | None, date: dt.date | None) -> Person | None:
        """The one national candidate of a family name and a sex, who had run by `date`: "Mrs. Roe"."""
        if not sex or date is None:
            return None
        bearers = [p for p in self.index.by_family(family) if p.gender == sex and (p.national() or p.roles)]
        meant = [p for p in bearers if any(c.begun(date) for c in p.national())]
        return meant[0] if len(meant) == len(bearers) == 1 else None

    def _titled_families(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> None:
        """Take surnames that the article never gives in full, and that no person of the registry bears."""
        for at in list(titled_families(doc, taken)):
            family = doc[at].text
            if not self.index.by_family(family):
                person_id = person_slug(name_words(family))
                self._add(found, person_id, family, None, at)
                self._mention(found, taken, NameMention(at, at + 1, person_id, "family", "pattern"))


def kin(person: ArticlePerson, people: ArticlePeople) -> bool:
    """Tell whether a person of unknown gender shares a registered person's surname."""
    return person.gender is None and any(
        p.registry and p.registry.family.lower() == person.words[-1] for p in people.people.values()
    )
