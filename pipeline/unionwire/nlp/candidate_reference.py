"""Who is meant without a name: descriptions ("the Vermont senator", "the Democratic nominee") and pronouns.

A description is read as a title, a place and a party; it means the nearest person named before it who has them,
by the registry's roles or by the titles that the article itself puts before the name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.nlp.candidate_names import ArticlePeople, ArticlePerson, NameMention
from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.seeds import read_csv

MALE, FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ROLE = {
    "senator": "senator", "sen": "senator", "representative": "representative", "congressman": "representative",
    "congresswoman": "representative", "rep": "representative", "governor": "governor", "gov": "governor", "lt governor": "lieutenant governor",
    "mayor": "mayor", "president": "president", "secretary of state": "secretary of state",
    "first lady": "first lady", "vice president": "vice president", "attorney general": "attorney general",
    "lieutenant governor": "lieutenant governor", "comptroller": "comptroller", "councilman": "councilman",
    "councilwoman": "councilwoman",
}  # fmt: skip
_NOMINEE = {"nominee", "candidate", "front-runner", "frontrunner", "standard-bearer", "hopeful", "contender"}
_DESCRIPTION = re.compile(
    r"(?i:\bthe )(?P<mods>(?:(?i:former|then|two-term|one-term|longtime|first-term|junior|senior|incumbent|presumptive|"
    r"eventual|party's|GOP|Republican|Democratic|independent|socialist|self-described|progressive|presidential|"
    r"gubernatorial|mayoral)\s|[A-Z][\w.]+\s){0,4}?)(?P<title>(?i:secretary of state|vice president|first lady|attorney general|"
    r"lieutenant governor|senator|congressman|congresswoman|representative|governor|mayor|comptroller|councilman|"
    r"councilwoman|nominee|candidate|front-?runner|standard-bearer|hopeful|contender))(?![\w-])(?! (?:for|of) [a-z]+ )(?! [A-Z])"
)
_BACK = 400  # tokens: a description refers no further back than a few paragraphs


@functools.cache
def _states() -> dict[str, str]:
    """Postal codes by state name and demonym, lower case."""
    found = {}
    for row in read_csv("states.csv"):
        for name in (row["name"], *row["demonyms"].split(";")):
            found[name.strip().lower()] = row["id"]
    return found


def descriptions(doc: Doc, people: ArticlePeople) -> Iterator[NameMention]:
    """Yield the descriptions of `doc` that mean one of its persons."""
    taken = {t for m in people.mentions for t in range(m.start, m.end)}
    taken.update(t for span in doc.spans.get(UNIONS, ()) for t in range(span.start, span.end))
    for match in _DESCRIPTION.finditer(text_of(doc)):
        span = doc.char_span(match.start(), match.end(), alignment_mode="contract")
        if span is None or not taken.isdisjoint(range(span.start, min(span.end + 1, len(doc)))):
            continue
        person = described(match, people, span.start)
        if person:
            yield NameMention(span.start, span.end, person, "description", "coreference")


def description_person(doc: Doc, start: int, end: int, people: ArticlePeople) -> str | None:
    """Return the person whom a description at tokens `start:end` means, "the senator" included."""
    text = doc[start:end].text
    if not text.lower().startswith("the "):
        text = f"the {text}"
    match = _DESCRIPTION.match(text)
    return described(match, people, start) if match else None


def described(match: re.Match[str], people: ArticlePeople, at: int) -> str | None:
    """Return the person whom a matched description at token `at` means."""
    title = match.group("title").lower()
    mods = match.group("mods").lower().split()
    place = next((s for name, s in _states().items() if name in " ".join(mods)), None)
    if any(m not in _KNOWN_MODS for m in mods) and place is None:
        return None
    party = next((p for word, p in _PARTIES.items() if word in mods), None)
    for mention in reversed(people.between(max(0, at - _BACK), at)):
        person = people.people[mention.person_id]
        if place and person.state and person.state != place:
            continue
        if party and person.party and party != person.party and title in _NOMINEE:
            continue
        if title in _NOMINEE:
            if party and person.party == party and (r := person.registry) and r.running(people.date):
                return person.person_id
        elif _held(person, _ROLE.get(title, title), place):
            return person.person_id
    return None


_PARTIES = {"democratic": "D", "republican": "R", "gop": "R"}
_KNOWN_MODS = frozenset(
    """former then two-term one-term longtime first-term junior senior incumbent presumptive eventual party's gop
    republican democratic independent socialist self-described progressive presidential gubernatorial mayoral""".split()
)


def _held(person: ArticlePerson, role: str, place: str | None) -> bool:
    for phrase in person.titles:
        titles = {_ROLE.get(w, w) for w in phrase.split()} | {r for t, r in _ROLE.items() if " " in t and t in phrase}
        longer = any(t != role and t.endswith(f" {role}") for t in titles)  # a vice president is no president
        if role in titles and not longer:
            return True
    return person.registry is not None and person.registry.held(role, place)


def pronoun_person(doc: Doc, token: Token, people: ArticlePeople) -> str | None:
    """Return the person behind he, she, him, his or her: the nearest subject that fits, in this sentence or the last.

    Without a fitting subject, the nearest person who fits.
    """
    word = token.lower_
    gender = "m" if word in MALE else "f" if word in FEMALE else None
    if gender is None:
        return None
    return _antecedent(doc, token, gender, people)


def _antecedent(doc: Doc, token: Token, gender: str, people: ArticlePeople) -> str | None:
    sentence = token.sent
    if token.dep_ == "poss":
        # "told him to give up his bid": the possessor is who the pronoun before it means
        same = MALE if gender == "m" else FEMALE
        chain = [t for t in doc[sentence.start : token.i] if t.lower_ in same and t.dep_ != "poss"]
        if chain:
            return pronoun_person(doc, chain[-1], people)
    barred = _own_subject(token)

    def fitting(start: int, end: int) -> list[NameMention]:
        return [
            m
            for m in people.between(start, end)
            if people.people[m.person_id].gender in (gender, None)
            and m.form != "description"
            and not (barred is not None and m.start <= barred < m.end)
        ]

    def is_subject(mention: NameMention) -> bool:
        return doc[mention.start : mention.end].root.dep_ in _SUBJECTS

    fits = fitting(sentence.start, token.i)
    subjects = [m for m in fits if is_subject(m)]
    if subjects:
        return subjects[-1].person_id
    if fits:
        return fits[0].person_id
    if sentence.start == 0:
        return None
    before = doc[sentence.start - 1].sent
    fits = fitting(before.start, before.end)
    subjects = [m for m in fits if is_subject(m)]
    if subjects:
        return subjects[0].person_id
    return fits[-1].person_id if len({m.person_id for m in fits}) == 1 else None


def _own_subject(token: Token) -> int | None:
    """Return the subject token of the clause whose object `token` is: the two are never the same person."""
    if token.dep_ not in {"dobj", "pobj", "dative"}:
        return None
    verb = token.head
    while verb.dep_ in {"prep", "xcomp", "conj", "pcomp"} and verb.head is not verb:
        if any(c.dep_ in _SUBJECTS for c in verb.children):
            break
        verb = verb.head
    return next((c.i for c in verb.children if c.dep_ in _SUBJECTS), None)
