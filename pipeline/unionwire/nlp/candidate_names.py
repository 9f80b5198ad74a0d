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
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from unionwire.link.people import SUFFIXES, PeopleIndex, Person, name_words, person_slug

HONORIFICS = {
    "mr": "m", "mr.": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "sir": "m", "dr": "", "dr.": "",
}  # fmt: skip
TITLES = frozenset(
    """sen sen. senator senators sens sens. rep rep. reps reps. representative representatives congressman
    congresswoman congressmen gov gov. governor governors govs. mayor mayors president presidents vice secretary
    ex-president ex-gov. ex-mayor assemblyman assemblywoman assemblymember alderman alderwoman ald. ald councilman
    councilwoman councilmember councillor council member members commissioner comptroller treasurer attorney general
    state city county speaker leader majority minority chairman chairwoman chair judge justice justices sheriff delegate del. del
    lt. lt lieutenant gen. gen col. capt. pastor reverend rev. rev professor prof. rabbi prosecutor
    prime minister premier chancellor former then then-sen then-sen. then-president then-gov. then-senator then-candidate ex late
    fellow incumbent democrat republican democratic gop independent libertarian u.s. us federal borough
    widow widower businessman businesswoman activist lawyer developer billionaire veteran ambassador first lady""".split()
) | frozenset(HONORIFICS)
# NER labels under which the models file surnames by mistake
_MISFILED = frozenset({"", "PERSON", "ORG", "GPE", "NORP", "PRODUCT", "LOC", "WORK_OF_ART", "EVENT", "FAC"})
_NO_NAME = frozenset({"said", "says", "who", "that", "this", "campaign", "administration", "supporters", "inc.", "inc"})
_BEFORE_NAME = frozenset(
    """sen. rep. gov. senator representative congressman congresswoman governor mayor mr. mrs. ms. councilman
    councilwoman alderman council speaker comptroller sheriff secretary leader candidate nominee challenger rival opponent incumbent democrat republican""".split()
)
_AFTER_NAME = frozenset({"'s campaign", "'s bid", "'s candidacy", "'s opponent", "'s rival", "campaign manager"})
_NOT_A_NAME = frozenset(
    """the a an and or of in on for to at by with from this that these those it he she they his her their senate
    house council board committee party union unions local department court district congress white new north south
    east west san los general assembly national american united international federation association workers
    teachers clinton-kaine november january february march april may june july august september october december
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
_WORD = re.compile(r"[A-Za-z\u00c0-\u017f][\w'\u2019.-]*")
_CLITICS = frozenset({"'s", "\u2019s", "'", "\u2019", "s"})
_YEAR = re.compile(r"\b(19[89]\d|20[0-4]\d)\b")


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
    state: str | None = None
    party: str | None = None
    first: int = 0


@dataclass(slots=True)
class ArticlePeople:
    """All persons of an article by id, and all their mentions in text order, none overlapping another."""

    people: dict[str, ArticlePerson] = field(default_factory=dict)
    mentions: list[NameMention] = field(default_factory=list)
    date: dt.date | None = None
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


def article_date(doc: Doc) -> dt.date | None:
    """Return the article's date, else the middle of the latest year that its text names, else None."""
    published: dt.date | None = doc._.published
    if published is not None:
        return published
    years = [int(y) for y in _YEAR.findall(doc.text)]
    return dt.date(max(years), 7, 1) if years else None


class NameFinder:
    """Finds and groups the persons of a Doc."""

    def __init__(self, nlp: Language, index: PeopleIndex) -> None:
        self.index = index
        self._full = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._family = PhraseMatcher(nlp.vocab, attr="ORTH")
        names = index.full_names()
        names += [n.replace("'", "\u2019") for n in names if "'" in n]
        self._full.add("FULL", [nlp.make_doc(n) for n in names])
        families = index.families()
        families += [n.replace("'", "\u2019") for n in families if "'" in n]
        families += [n[0].upper() + n[1:] for n in families if n[0].islower()]
        self._family.add("FAMILY", [nlp.make_doc(n) for n in families])

    def __call__(self, doc: Doc) -> ArticlePeople:
        """Return the persons of `doc`."""
        found = ArticlePeople(date=article_date(doc))
        taken = {t for span in doc.spans.get("unions", ()) for t in range(span.start, span.end)}
        self._full_names(doc, found, taken)
        self._short_names(doc, found, taken)
        self._lone_families(doc, found, taken)
        found.sort()
        for mention in found.mentions:
            _note_titles(doc, found.people[mention.person_id], mention)
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

    def _full_names(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> None:
        spans = filter_spans([Span(doc, start, end) for _, start, end in self._full(doc)])
        for span in spans:
            if taken.isdisjoint(range(span.start, span.end)) and not _inside_other_name(doc, span.start, span.end):
                registry = self.index.by_full(span.text, found.date)
                if registry:
                    self._add(found, registry.person_id, registry.name, registry, span.start)
                    mention = NameMention(span.start, span.end, registry.person_id, "full", "registry")
                    self._mention(found, taken, mention)
        local: list[tuple[int, int, str]] = []
        for ent in doc.ents:
            if ent.label_ == "PERSON" and not _credit(doc, ent):
                for start, end in _name_parts(doc, ent, taken):
                    words = name_words(doc[start:end].text)
                    if len(words) >= 2:
                        local.append((start, end, doc[start:end].text))
        local += list(_shaped_names(doc, taken, {i for start, end, _ in local for i in range(start, end)}))
        local.sort()
        # a double surname ("Roe Poe" beside "Ann Roe Poe") is a short form; "Ann Roe" is a shorter full one
        known = {name_words(text) for _, _, text in local} | {p.words for p in found.people.values()}
        tails = {words[k:] for words in known for k in range(1, len(words) - 1)}
        local = [row for row in local if not self._is_surname(row[2], tails)]
        ids = _merged_ids([name_words(text) for _, _, text in local])
        for start, end, text in local:
            words = name_words(text)
            registry = self.index.by_full(text, found.date)
            form = "full"
            if registry is None:
                registry = self.index.misspelt(text, found.date)
                form = "misspelt" if registry else "full"
            if registry:
                person_id, name = registry.person_id, registry.name
            else:
                person_id, name = ids[words], _clean_name(text)
            person = self._add(found, person_id, name, registry, start)
            if registry is None and len(words) > len(person.words):
                person.words, person.name = words, name
            by = "registry" if registry else "ner"
            self._mention(found, taken, NameMention(start, end, person_id, form, by))

    def _is_surname(self, text: str, tails: set[tuple[str, ...]]) -> bool:
        return text[0].islower() or name_words(text) in tails or bool(self.index.by_family(text))

    def _short_names(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> None:
        tails: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for mention in found.mentions:
            person = found.people[mention.person_id]
            for tokens, form in _short_forms(doc, mention, person):
                rows = tails.setdefault(tokens[0], [])
                if (tokens, person.person_id, form) not in rows:
                    rows.append((tokens, person.person_id, form))
        if not tails:
            return
        full = sorted((m.start, m.person_id) for m in found.mentions)
        last: dict[str, int] = {}
        cursor = 0
        i = 0
        while i < len(doc):
            while cursor < len(full) and full[cursor][0] <= i:
                last[full[cursor][1]] = full[cursor][0]
                cursor += 1
            rows = [] if i in taken else tails.get(doc[i].text, [])
            hits = [r for r in rows if tuple(t.text for t in doc[i : i + len(r[0])]) == r[0]]
            if hits:
                size = max(len(r[0]) for r in hits)
                hits = [r for r in hits if len(r[0]) == size]
                person_id = self._choose(doc, found, i, hits, last)
                if person_id and _plausible(doc, i, i + size, hits[0][2], found):
                    form = hits[0][2]
                    by = "registry" if found.people[person_id].registry else "ner"
                    self._mention(found, taken, NameMention(i, i + size, person_id, form, by))
                    last[person_id] = i
                    i += size
                    continue
            i += 1

    def _choose(
        self, doc: Doc, found: ArticlePeople, at: int, hits: list[tuple[tuple[str, ...], str, str]], last: dict[str, int]
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
        running = [i for i in ids if (p := found.people[i].registry) and p.running(found.date)]
        if len(running) == 1:
            return running[0]
        return max(ids, key=lambda i: (last.get(i, -1), -found.people[i].first))

    def _lone_families(self, doc: Doc, found: ArticlePeople, taken: set[int]) -> None:
        local = {p.words[-1] for p in found.people.values()}
        spans = filter_spans([Span(doc, start, end) for _, start, end in self._family(doc)])
        chosen: dict[str, Person | None] = {}
        named = Counter(
            c.cycle
            for p in found.people.values()
            for c in (p.registry.national() if p.registry else ())
        )
        cycles = [c for c, _ in sorted(named.items(), key=lambda kv: (-kv[1], -kv[0]))]
        for span in spans:
            family = span.text
            if not taken.isdisjoint(range(span.start, span.end)) or family.lower() in local:
                continue
            if family not in chosen:
                chosen[family] = self.index.meant(family, found.date, cycles)
            person = chosen[family]
            if person and _lone_support(doc, span, person, found.date):
                self._add(found, person.person_id, person.name, person, span.start)
                mention = NameMention(span.start, span.end, person.person_id, "family", "registry")
                self._mention(found, taken, mention)


def _credit(doc: Doc, ent: Span) -> bool:
    """Tell whether a name stands in a photo credit ("Jane Roe/AP")."""
    return ent.end < len(doc) and doc[ent.end].text.startswith("/") or "/" in ent.text


def _shaped_names(doc: Doc, taken: set[int], known: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield names that NER missed: two or three capitalised words after a title or before a campaign."""
    i = 0
    while i < len(doc) - 1:
        if not _name_token(doc, i, taken, known):
            i += 1
            continue
        j = i
        while j < len(doc) and _name_token(doc, j, taken, known) and (j == i or doc[j - 1].whitespace_ == " "):
            j += 1
        if 2 <= j - i <= 3:
            before = doc[i - 1].lower_ if i else ""
            after = " ".join(t.lower_ for t in doc[j : j + 2]).replace("\u2019", "'")
            titled = before in _BEFORE_NAME and doc[i - 1].lower_ not in {"city", "state", "county"}
            if titled or after in _AFTER_NAME:
                yield i, j, doc[i:j].text
        i = j


def _name_token(doc: Doc, i: int, taken: set[int], known: set[int]) -> bool:
    token = doc[i]
    return (
        i not in taken
        and i not in known
        and token.ent_type_ not in {"PERSON", "NORP", "DATE", "EVENT", "LAW", "LOC", "FAC"}
        and token.lower_ not in TITLES
        and token.lower_ not in _NOT_A_NAME
        and re.fullmatch(r"[A-Z][a-z'\u2019]+(?:[A-Z][a-z]+)?", token.text) is not None
    )


def _clean_name(text: str) -> str:
    words = [w for w in text.replace("[", "").replace("]", "").split() if w]
    return " ".join(words).strip(",;")


def _merged_ids(names: list[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Ids by name: a two-word name that begins one longer name of the same article shares its id."""
    unique = list(dict.fromkeys(names))
    longer = {}
    for words in unique:
        for size in range(2, len(words)):
            longer.setdefault(words[:size], words)
    return {words: person_slug(longer.get(words, words)) for words in unique}


def _name_parts(doc: Doc, ent: Span, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Split a PERSON span at possessives and at what is taken, and trim titles, suffixes and punctuation."""
    part: list[int] = []
    for i in [*range(ent.start, ent.end), -1]:
        breaks = i < 0 or i in taken or doc[i].text in _CLITICS or doc[i].is_space or doc[i].text in {"\u2014", "--", ";", "|"}
        if not breaks:
            part.append(i)
            continue
        if part:
            start, end = _trim(doc, part[0], part[-1] + 1)
            if start < end and all(_WORD.match(w) or w in {"-", "&"} for w in doc[start:end].text.replace("[", "").split()):
                yield start, end
            part = []


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and (doc[start].lower_ in TITLES or not _WORD.match(doc[start].text) and doc[start].text != "["):
        start += 1
    while start < end and (
        doc[end - 1].text in {",", ".", "-", "(", "\"", "\u201c", "\u201d", ":"} or doc[end - 1].lower_ in _NO_NAME
    ):
        end -= 1
    return start, end


def _inside_other_name(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the tokens are part of a longer name of another kind ("the Bill Clinton Foundation")."""
    if end < len(doc) and doc[end].text[:1].isupper() and doc[end].ent_type_ in {"ORG", "FAC"}:
        return doc[end].ent_iob_ == "I" and doc[end].lower_.rstrip(".") not in SUFFIXES
    return False


def _short_forms(doc: Doc, mention: NameMention, person: ArticlePerson) -> Iterator[tuple[tuple[str, ...], str]]:
    tokens = [t for t in doc[mention.start : mention.end] if t.text not in {"[", "]"}]
    while len(tokens) > 1 and tokens[-1].lower_.rstrip(".,") in SUFFIXES | {""}:
        tokens.pop()
    starts = [k for k in range(1, len(tokens)) if tokens[k - 1].whitespace_ or tokens[k - 1].nbor(1).text == "]"]
    for k in starts:
        tail = tuple(t.text for t in tokens[k:])
        if mention.form == "misspelt" or len(tail[0]) < 2 or tail[0].endswith(".") or not any(w[0].isupper() for w in tail):
            continue
        yield tail, "family"
        if tail[0][0].islower():
            yield (tail[0][0].upper() + tail[0][1:], *tail[1:]), "family"
    if person.registry:
        family = person.registry.family
        yield tuple(re.findall(r"[^\s-]+|-", family)), "family"
        for name in person.registry.nicknames:
            yield tuple(name.split()), "given"
    initials = "".join(w[0] for w in re.split(r"[\s-]+", doc[mention.start : mention.end].text) if w[:1].isupper())
    if len(initials) >= 3:
        yield (initials,), "family"
    if tokens and len(tokens[0].text) > 2 and tokens[0].whitespace_:
        yield (tokens[0].text,), "given"


def _plausible(doc: Doc, start: int, end: int, form: str, found: ArticlePeople) -> bool:
    """Tell whether tokens that spell a known person's short name do name a person here."""
    first, last = doc[start], doc[end - 1]
    ent = first.ent_type_
    if ent not in _MISFILED:
        return False
    if form == "given" and (ent != "PERSON" or first.ent_iob_ == "I" or _ent_goes_on(doc, end)):
        return False
    before = doc[start - 1] if start else None
    if before is not None and before.ent_type_ == ent and first.ent_iob_ == "I" and ent != "PERSON":
        # "the Pell Roe Foundation": inside a longer name; a title or an editor's bracket before it is none
        if before.lower_ not in TITLES and before.text not in {"[", "the"}:
            return False
    if before is not None and first.ent_iob_ == "I" and ent == "PERSON" and before.text[:1].isupper():
        # another full name of the same family ("Ann Roe" beside "Jo Roe") is a mention of its own
        if before.lower_ not in TITLES:
            return False
    if ent and ent != "PERSON" and _ent_goes_on(doc, end):
        return last.nbor(1).lower_ in {"administration", "campaign", "white", "'s", "\u2019s", "-"}
    if last.i + 1 < len(doc) and last.nbor(1).text[:1].isupper() and last.whitespace_ and not ent:
        return last.nbor(1).lower_ in TITLES or last.nbor(1).ent_type_ != ""
    return True


def _ent_goes_on(doc: Doc, end: int) -> bool:
    return end < len(doc) and doc[end].ent_iob_ == "I" and doc[end].text not in _CLITICS and doc[end].text[:1].isupper()


def _lone_support(doc: Doc, span: Span, person: Person, date: dt.date | None) -> bool:
    """Tell whether a bare registry surname, never given in full, means the registry's person."""
    if not _plausible(doc, span.start, span.end, "family", ArticlePeople()):
        return False
    before = doc[span.start - 1] if span.start else None
    if before is not None and before.text[:1].isupper() and before.lower_ not in TITLES and before.whitespace_:
        if before.ent_type_ in {"PERSON", "ORG", "GPE", "FAC"} and doc[span.start].ent_iob_ == "I":
            return False
        if not before.is_sent_start and before.ent_type_ == "PERSON":
            return False
    after = doc[span.end] if span.end < len(doc) else None
    if after is not None and after.ent_type_ == "PERSON" and after.ent_iob_ == "I" and after.text[:1].isupper():
        return False
    titled = before is not None and before.lower_ in TITLES
    ent = doc[span.start].ent_type_
    if ent in {"GPE", "LOC", "FAC", "WORK_OF_ART"} and not titled:
        return False
    if person.running(date) or person.president(date):
        return titled or ent == "PERSON" or ent in {"ORG", "NORP", "PRODUCT"} or not doc[span.start].is_sent_start
    return titled or ent == "PERSON"


def _note_titles(doc: Doc, person: ArticlePerson, mention: NameMention) -> None:
    """Remember the titles before a mention and the party and state in brackets after it."""
    i = mention.start
    while i > 0 and mention.start - i < 6:
        word = doc[i - 1].lower_
        if HONORIFICS.get(word) and person.gender is None:
            person.gender = HONORIFICS[word]
        if word not in TITLES and not (word == "of" and i > 1 and doc[i - 2].lower_ in TITLES):
            break
        i -= 1
    if i < mention.start:
        person.titles.add(doc[i : mention.start].text.lower().replace("then-", "").replace("ex-", "").replace(".", ""))
    if any(t.lower_ == "late" for t in doc[max(0, i - 4) : mention.start]):
        person.late = True
    j = mention.end
    if j + 1 < len(doc) and doc[j].text == "(" and person.party is None:
        match = re.match(r"\(\s?([DRILG])\b", doc[j : j + 3].text)
        if match:
            person.party = match.group(1)
