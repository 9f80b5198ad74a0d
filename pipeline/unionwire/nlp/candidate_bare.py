"""Persons whom an article names by surname alone: its headline gives the whole name, or a lost beginning gave it.

A headline introduces persons as a first sentence would. Without one, a surname stands for a person of its own where an
article full of words of elections uses it as one uses a name: somebody said, campaigned, was followed by "who".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.link.people import person_slug
from unionwire.link.places import is_city, postal
from unionwire.nlp.candidate_given import known_given, usual_given
from unionwire.nlp.candidate_names import ArticlePeople, ArticlePerson, NameMention
from unionwire.nlp.candidate_shapes import HONORIFICS, SURNAME, TITLES
from unionwire.nlp.extensions import text_of, words_of_doc
from unionwire.prefilter import Guarded

RACE_WORDS = 3  # words of elections from which a bare surname may be a contestant's
_CLITICS = frozenset({"'s", "\u2019s"})
# What only persons do or have: marks beside a word that make it a name
_SAYING = frozenset("said says told tells added adds noted wrote argued".split())
_OWNED = frozenset(
    """campaign campaigns candidacy opponent opponents rival rivals challenger supporters backers aides bid spokesman
    spokeswoman spokesperson behalf donors fundraiser""".split()
)
_PLACING = frozenset("in at near into around across outside inside within throughout the a an".split())
_BODIES = frozenset(
    "group organization company firm union committee coalition network agency pac app magazine newspaper".split()
)
_NO_PERSON_AFTER = _PLACING | _BODIES
_FILED_APART = frozenset({"GPE", "LOC", "NORP", "DATE", "FAC", "LANGUAGE", "EVENT"})
_NO_SURNAME = frozenset(
    """democrat democrats republican republicans libertarian libertarians independent independents progressives
    conservatives liberals socialists greens tories labour labor congress senate house parliament council congressional
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday teamsters steelworkers machinists carpenters ironworkers teachers workers nurses
    firefighters police officials voters unions critics supporters opponents internet twitter facebook america
    obamacare trumpcare medicare medicaid brexit nafta covid election elections campaign primary vote votes there this that what when where here they""".split()
)
_OFFICES = TITLES - frozenset("then ex late first".split())


def headline_people(headline: Doc, people: ArticlePeople) -> ArticlePeople:
    """Return the persons of an article with their mentions in its headline, by whole name or by surname."""
    found = ArticlePeople(people.people, date=people.date)
    by_family: dict[str, list[ArticlePerson]] = {}
    for person in people.people.values():
        by_family.setdefault(person.words[-1], []).append(person)
    for token in headline:
        bearers = by_family.get(token.lower_.replace("\u2019", "'"), [])
        if len(bearers) != 1 or not token.text[:1].isupper():
            continue
        start = token.i
        while start and token.i - start < 3 and headline[start - 1].lower_ in bearers[0].words:
            start -= 1
        before = headline[start - 1].text if start else ""
        if start == token.i and known_given(before):
            continue  # a namesake
        found.mentions.append(NameMention(start, token.i + 1, bearers[0].person_id, "full", "pattern"))
    found.sort()
    return found


def bare_surnames(doc: Doc, people: ArticlePeople, race: Guarded) -> list[NameMention]:
    """Return mentions of persons known by surname alone, and add those persons to `people`.

    Only in an article with `RACE_WORDS` words of elections. A surname is used twice or more, as only a person's name is;
    never with an article or a preposition of place, and nobody of the article bears it.
    """
    if race.count(text_of(doc).lower()) < RACE_WORDS:
        return []
    found = _unknown(doc, people, people.mentions)
    # whoever stands beside one of them
    return [*found, *(_unknown(doc, people, [*people.mentions, *found]) if found else ())]


def _unknown(doc: Doc, people: ArticlePeople, known: list[NameMention]) -> list[NameMention]:
    taken = {i for m in known for i in range(m.start, m.end)}
    taken.update(i for span in doc.spans.get("unions", ()) for i in range(span.start, span.end))
    families = {word for p in people.people.values() for word in p.words}
    lower = {word for word in words_of_doc(doc) if word.islower()}
    uses: dict[str, list[Token]] = {}
    barred: set[str] = set()
    for i, word in enumerate(words_of_doc(doc)):
        if i in taken or word in barred or word[:1].islower() or not SURNAME.fullmatch(word):
            continue
        token = doc[i]
        if word.lower() in lower or word.lower() in families or _no_surname(word) or _of_no_person(doc, token):
            barred.add(word)
        elif _within_longer(doc, token):
            continue
        else:
            uses.setdefault(word, []).append(token)
    found = []
    for word, tokens in uses.items():
        marks = Counter(mark for token in tokens for mark in _marks(doc, token, taken))
        elsewhere = sum(token.ent_type_ in _FILED_APART for token in tokens)
        if word in barred or len(tokens) < 2 or elsewhere > marks["ner"]:
            continue
        # one mark may be a slip of NER or a chance neighbour
        spoken = min(marks["ner"], 1) + min(marks["speaks"], 1)
        if not marks["personal"] and max(marks["ner"], spoken) < 2 and (not marks["beside"] or len(tokens) < 3):
            continue
        person_id = person_slug((word.lower(),))
        if person_id in people.people:
            continue
        people.people[person_id] = ArticlePerson(person_id, word, (word.lower(),), None, first=tokens[0].i)
        found += [NameMention(t.i, t.i + 1, person_id, "family", "pattern") for t in tokens]
    return found


def _no_surname(word: str) -> bool:
    low = word.lower()
    return (
        low in _OFFICES
        or usual_given(word)
        or low in HONORIFICS
        or low in _NO_SURNAME
        or is_city(word)
        or postal(word) is not None
    )


def _of_no_person(doc: Doc, token: Token) -> bool:
    """Tell whether the words beside a capitalised word make it a place's or a body's name."""
    before = [t.lower_ for t in doc[max(0, token.i - 2) : token.i]]
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    # "former Cranston Mayor Ann Roe", "the mayor of Cranston"
    office = after is not None and after.text[:1].isupper() and after.lower_ in TITLES and token.whitespace_ != ""
    governed = before[-1:] == ["of"] and before[0] in TITLES
    return office or governed or (bool(before) and before[-1] in _NO_PERSON_AFTER)


def _within_longer(doc: Doc, token: Token) -> bool:
    """Tell whether a capitalised word is part of a longer name."""
    before = doc[token.i - 1] if token.i else None
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    opens = before is None or before.is_sent_start or before.lower_ in TITLES or not before.whitespace_
    if before is not None and before.text == "-":
        return True
    if before is not None and before.text[:1].isupper() and not opens:
        return True
    if token.ent_iob_ == "I" and before is not None and before.ent_type_ == token.ent_type_ != "":
        return before.text[:1].isupper() and before.lower_ not in TITLES
    longer = after is not None and token.whitespace_ and after.text[:1].isupper() and after.lower_ not in TITLES
    return bool(longer) or (after is not None and after.text in {"-", "&", "/"})


def _marks(doc: Doc, token: Token, taken: set[int]) -> Iterator[str]:
    """Yield what marks a word as a person's name where it stands."""
    if token.ent_type_ == "PERSON":
        yield "ner"
    after = [t.lower_ for t in doc[token.i + 1 : token.i + 4]]
    before = [t.lower_ for t in doc[max(0, token.i - 2) : token.i]]
    owns = after[:1] and after[0] in _CLITICS and bool(after[1:2]) and after[1] in _OWNED
    if owns:
        yield "personal"
    # companies and papers say things too
    if after[:1] and after[0] in _SAYING:
        yield "speaks"
    if after[:2] == [",", "who"] or (before[-1:] and before[-1] in HONORIFICS):
        yield "personal"
    # "neither Roe nor Poe", "both Poe and Roe": beside a person, a person
    beside = before[-1:] in (["and"], ["nor"], ["or"]) and token.i - 2 in taken
    if beside or (after[:1] in (["and"], ["nor"], ["or"]) and token.i + 2 in taken):
        yield "beside"
