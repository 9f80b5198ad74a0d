"""Candidates by the company in which an article about a race names them.

In an article full of words of elections, whoever stands in one list with its candidates, whoever is introduced by
nothing but a party ("Democrat Ann Roe"), and the leaders of the parties in a parliamentary election seek office too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection

from spacy.tokens import Doc, Span

from unionwire.link.people import NATIONAL, Candidacy
from unionwire.nlp.candidate_given import given_names
from unionwire.nlp.candidate_names import ArticlePeople, NameMention
from unionwire.nlp.candidate_races import SEASON_DAYS
from unionwire.nlp.candidate_renderings import render
from unionwire.nlp.candidate_roles import standing_of
from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.prefilter import Guarded

_PARTY_NOUN = frozenset("democrat republican libertarian independent".split())
_PARTY = (
    r"(?:labour|conservatives?|tory|tories|liberals?|liberal democrats?|lib dems?|new democrats?|new democratic|ndp|greens?|snp|"
    r"ukip|plaid cymru|sinn f[eé]in|fine gael|fianna f[aá]il|bloc qu[eé]b[eé]cois|progressive conservatives?|national party|"
    r"coalition|social democrats?)"
)
_LEADER_BEFORE = re.compile(
    rf"\b{_PARTY}(?: party)?(?:['’]s)?(?:,)? (?:and (?:its|their) )?(?:leader|premier|prime minister|chief),? \Z",
    re.IGNORECASE,
)
_LEADER_AFTER = re.compile(
    rf",? (?:the )?(?:{_PARTY}(?: party)?(?:['’]s)? (?:leader|premier|prime minister)|"
    rf"(?:leader|premier) of the {_PARTY})\b",
    re.IGNORECASE,
)
_PARLIAMENT = re.compile(
    r"\b(?:(?:general|provincial|federal|snap|parliamentary|scottish|welsh|state) election|polling day|marginal seats?|marginals|"
    r"hung parliament|(?:vote|votes|voting|voted) (?:labour|tory|liberal|ndp|snp|green|conservative)|becomes? (?:premier|prime minister))\b"
)
_PARTY_POLITICS = re.compile(
    r"\b(?:ridings?|constituenc(?:y|ies)|mps?|parliament|premier|prime minister|manifesto|majority|seats?|labour|tor(?:y|ies)|ndp)\b"
)
_REFERENDUM = re.compile(r"\b(?:referendum|brexit|plebiscite)\b")
# What people in a list do for a candidate, or a candidate for them
_ACTING = re.compile(
    r"\b(?:endors|appoint|campaigned for|campaigning for|support|backed by|praise|thank|criticiz|prais|credit|advis|serv(?:ed|ing) "
    r"(?:under|as)|donor|allies|ally|hosted|headlin|rall(?:y|ied)|joined by|accompanied|honor|sponsor|co-wrote|introduced)"
)
PARTY_WORDS = 2
_BEFORE = 60  # characters before a name in which a party's leadership stands


def party_leaders(doc: Doc, people: ArticlePeople) -> set[str]:
    """Return the persons named as leaders of parties, where `doc` speaks of a parliamentary election."""
    text = text_of(doc)
    lowered = text.lower()
    politics = len(_PARTY_POLITICS.findall(lowered))
    if politics < PARTY_WORDS or not _PARLIAMENT.search(lowered) or _REFERENDUM.search(lowered):
        return set()
    found = set()
    for mention in people.mentions:
        start, last = doc[mention.start].idx, doc[mention.end - 1]
        before = text[max(0, start - _BEFORE) : start].rpartition("\n")[2]
        if _LEADER_BEFORE.search(before) or _LEADER_AFTER.match(text, last.idx + len(last)):
            found.add(mention.person_id)
    return found


def named_by_party(doc: Doc, people: ArticlePeople, race: Guarded) -> set[str]:
    """Return the persons whom a party's noun alone introduces, and who hold no office: "Democrat Ann Roe, a baker".

    The sentence speaks of elections (`race`) or names two parties so; a voter with age or town is none.
    """
    standing = standing_of(doc, people)
    found: set[str] = set()
    for sentence in doc.sents:
        here = {
            m.person_id
            for m in people.between(sentence.start, sentence.end)
            if m.form == "full"
            and m.person_id not in standing.aside | standing.elected
            and (doc[m.start].ent_type_ == "PERSON" or doc[m.start].lower_ in given_names())
            and _by_party(doc, m)
        }
        text = text_of(doc)[doc[sentence.start].idx : doc[sentence.end - 1].idx].lower()
        if here and (len(here) > 1 or race.count(text)):
            found |= here
    return found


def _by_party(doc: Doc, mention: NameMention) -> bool:
    """Tell whether a party's noun stands before a name, and no place or apposition around the two."""
    i = mention.start - 1
    if i < 0 or doc[i].lower_ not in _PARTY_NOUN or _of_place(doc, mention):
        return False
    # "the governor of the state, Democrat Ann Roe", "Des Moines Democrat Ann Roe"
    return i == 0 or doc[i].is_sent_start or not (doc[i - 1].text == "," or doc[i - 1].text[:1].isupper())


def _of_place(doc: Doc, mention: NameMention) -> bool:
    """Tell whether a name goes on with a state, as a legislator's does: "Republican Ann Roe of Ohio"."""
    after = doc[mention.end : mention.end + 2]
    return bool(after) and (after[0].lower_ in {"of", "(", "-"} or after[-1].like_num)


def same_race(doc: Doc, people: ArticlePeople, candidates: Collection[str]) -> set[str]:
    """Registry persons in the very race (office, state, year) of one whom the article makes a candidate.

    A race of the season counts anywhere in the article, as does one whose year the article names; any other of the past
    where both stand in one sentence.
    """
    found = _same_primaries(people, candidates)
    if people.date is None:
        return found
    date, sure = people.date, doc._.published is not None
    runs: dict[str, dict[tuple[str, str | None, int], bool]] = {}
    for person in people.people.values():
        if person.registry is not None:
            runs[person.person_id] = {
                (c.office, c.place, c.cycle): sure and -14 <= (c.end - date).days <= SEASON_DAYS
                for c in person.registry.candidacies
                if c.office not in NATIONAL and c.begun(date)
            }
    on = {race for person_id in candidates for race, now in runs.get(person_id, {}).items() if now}
    text = text_of(doc)
    on |= {race for person_id in candidates for race in runs.get(person_id, {}) if str(race[2]) in text}
    found |= {person_id for person_id, own in runs.items() if on & own.keys()}
    for sentence in doc.sents if not runs.keys().isdisjoint(candidates) else ():
        ids = {m.person_id for m in people.between(sentence.start, sentence.end)} & runs.keys()
        known = {race for person_id in ids & set(candidates) for race in runs[person_id]}
        found |= {person_id for person_id in ids if known & runs[person_id].keys()} if len(ids) > 1 else set()
    return found


def _same_primaries(people: ArticlePeople, candidates: Collection[str]) -> set[str]:
    """Of an article with two or more candidates for one presidency, whoever else is in that race at its date.

    An undated article is taken to be of the year in which most of its candidates ran.
    """
    years: dict[str, set[int]] = {}
    for person in people.people.values():
        sits = any("president" in title.split() for title in person.titles)
        known = person.registry
        if known is None or sits or known.president(people.date or dt.date.max):
            continue
        runs = [c for c in known.candidacies if c.office == "president"]
        years[person.person_id] = {c.cycle for c in runs if people.date is None or _launched(c, people.date)}
    told = Counter(year for person_id in sorted(candidates) for year in years.get(person_id, ()))
    year, among = max(told.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return {person_id for person_id, own in years.items() if year in own} if among > 1 else set()


def _launched(run: Candidacy, date: dt.date) -> bool:
    return run.start <= date <= run.end


def listed_beside(doc: Doc, people: ArticlePeople, candidates: Collection[str], race: Guarded) -> set[str]:
    """Return the persons who stand in one list with candidates: with two, or with one if they hold no office.

    Officers of unions, staff and the dead stay out, and lists of those who endorse, appoint or praise somebody. Of
    persons of the registry, only those who run at the article's date count; beside one candidate alone, the sentence
    must speak of elections (`race`).
    """
    standing = standing_of(doc, people)
    found: set[str] = set()
    for sentence in doc.sents:
        if len({m.person_id for m in people.between(sentence.start, sentence.end)}) < 2:
            continue
        text = text_of(doc)[doc[sentence.start].idx : doc[sentence.end - 1].idx].lower()
        if _ACTING.search(text):
            continue
        of_race = race.count(text) > 0
        rendered = render(doc, sentence.start, sentence.end, people)
        for whole in rendered.groups:
            # "candidates Roe and Poe, as well as party elders Doe and Coe": a noun of their own parts the two rows
            kinds = [slot for slot in whole[1:] if slot in rendered.headed]
            group = tuple(slot for slot in whole if not kinds or slot < kinds[0])
            ids = list(dict.fromkeys(rendered.slots[i] for i in group))
            # "Roe, who was elected in 1983, and Poe, who was not"
            if len(ids) < 3 and re.search(rf"\bP{group[0]}, who (?!are\b|were\b|have\b)", rendered.text):
                continue
            known = [i for i in ids if i in candidates]
            for person_id in ids:
                if person_id in candidates or person_id in standing.aside or len(people.people[person_id].words) < 2:
                    continue
                if _of_union(doc, people, person_id, sentence):
                    continue
                registry = people.people[person_id].registry
                if registry is not None and registry.running(people.date) is None:
                    continue
                local = of_race and any(people.people[i].registry is None for i in known)
                if len(known) > 1 or (local and person_id not in standing.elected):
                    found.add(person_id)
    return found


def _of_union(doc: Doc, people: ArticlePeople, person_id: str, sentence: Span) -> bool:
    """Tell whether a sentence names a person as a union's own: "Roe of Carpenters Local 4"."""
    ends = {m.end for m in people.between(sentence.start, sentence.end) if m.person_id == person_id}
    return any(union.start - 1 in ends and doc[union.start - 1].lower_ == "of" for union in doc.spans.get(UNIONS, ()))
