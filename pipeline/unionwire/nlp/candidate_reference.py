"""Who is meant without a name: descriptions ("the Vermont senator", "the Democratic nominee") and pronouns.

A description is read as a title, a place and a party; it means the nearest person named before it who has them,
by the registry's roles or by the titles and roles by which the article itself introduces the person. A pronoun means the
subject of its sentence, else whoever the sentences before it are about: their subject, or whom their own pronouns mean.
Whoever speaks for a union is not the "him" whom the union backs.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.nlp.candidate_binding import backer, generic, labels, own_subject, servant, speakers
from unionwire.nlp.candidate_names import ArticlePeople, ArticlePerson, NameMention
from unionwire.nlp.candidate_roles import PARTY_NOUNS, PARTY_WORDS, ROLE_NOUNS, Roles, roles_of
from unionwire.nlp.candidate_shapes import TITLES
from unionwire.nlp.candidate_titles import note_genders
from unionwire.nlp.extensions import UNIONS, text_between, text_of, tokens_within
from unionwire.seeds import read_csv

MALE, FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
GENDERED = MALE | FEMALE
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OBJECTS = frozenset({"dobj", "pobj", "dative", "obj", "iobj"})
_OWN = frozenset(
    "campaign team bid candidacy spokesman spokeswoman aides allies supporters camp office lead record side".split()
)
_OF_GOVERNMENT = frozenset(
    """administration administration-era era years rules policy policies cuts law laws regulations presidency doctrine
    appointee appointees official officials""".split()
)
_COPULA = frozenset("is was will would could may might be become been likely expected sure set to has had".split())
_FRONTED = frozenset(
    "during in before after while when as since with throughout despite for on at until by over through from".split()
)
_TITLE_REACH = 6  # tokens of titles between a copula and the name that it gives to a description
_ROLE = {
    "senator": "senator", "sen": "senator", "representative": "representative", "congressman": "representative",
    "congresswoman": "representative", "rep": "representative", "governor": "governor", "gov": "governor", "lt governor": "lieutenant governor", "lt gov": "lieutenant governor",
    "mayor": "mayor", "president": "president", "secretary of state": "secretary of state",
    "first lady": "first lady", "vice president": "vice president", "attorney general": "attorney general",
    "lieutenant governor": "lieutenant governor", "comptroller": "comptroller", "councilman": "councilman",
    "councilwoman": "councilwoman",
}  # fmt: skip
_NOMINEE = {"nominee", "candidate", "front-runner", "frontrunner", "standard-bearer", "hopeful", "contender"}
_DESCRIPTION = re.compile(
    r"(?i:\b(?:the|this(?= (?:president|governor|mayor)\b)) )(?P<mods>(?:(?i:former|then|two-term|one-term|longtime|first-term|junior|senior|incumbent|presumptive|"
    r"eventual|party's|GOP|Republican|Democratic|independent|socialist|self-described|progressive|presidential|"
    r"gubernatorial|mayoral)\s|[A-Z][\w.]+\s){0,4}?)(?P<title>(?i:secretary of state|vice president|first lady|attorney general|"
    r"lieutenant governor|senator|congressman|congresswoman|representative|governor|mayor|comptroller|councilman|"
    r"councilwoman|(?<=this )president|nominee|candidate|front-?runner|standard-bearer|hopeful|contender))(?![\w-])(?! (?:for|of) [a-z]+ )(?!(?:['’]s?)? [A-Z])"
)
_TOLD = re.compile(
    rf"\b[Tt]he (?P<mods>(?:(?!(?:the|an?|for|of|in|on|to|and|or|with|by|at|from|as|against|who|that)\s)[\w.’'-]+\s){{0,3}}?)(?P<title>(?i:{ROLE_NOUNS}|nominee|candidate|contender|senator|congressman|congresswoman|governor|mayor))"
    r"(?! (?i:candidate|nominee|contender|hopeful|incumbent|challenger|lawmaker|newcomer)\b)(?![\w-])(?!,? (?:of|for|from|who|whose|that|in) )(?!['’]s? [A-Z])(?! [A-Z])"
)
_QUIET = frozenset(
    "veteran sitting current embattled popular young city state county town local outgoing second-term third-term three-term four-term".split()
)
_BACK = 400  # tokens: a description refers no further back than a few paragraphs
_STEPS = 4  # sentences before its own in which a pronoun looks for whom it means
_LISTED_TOGETHER = 5  # tokens between two persons of one list
_SAID_TOGETHER = 12  # tokens between two persons of whom one sentence tells the party
_CHAIN = 6  # pronouns that may take up one another
_GENDERED = {"m": MALE, "f": FEMALE}


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
    note_genders(people.people.values())
    roles = roles_of(doc, people)
    taken = {t for m in people.mentions for t in range(m.start, m.end)}
    taken.update(t for span in doc.spans.get(UNIONS, ()) for t in range(span.start, span.end))
    text = text_of(doc)
    for match in _DESCRIPTION.finditer(text):
        span = doc.char_span(match.start(), match.end(), alignment_mode="contract")
        if span is None or not taken.isdisjoint(range(span.start, min(span.end + 1, len(doc)))):
            continue
        if _names(doc, span.end, people):
            continue
        person = described(match, people, span.start)
        if person:
            taken.update(range(span.start, span.end))
            yield NameMention(span.start, span.end, person, "description", "coreference")
    for match in _TOLD.finditer(text):
        span = doc.char_span(match.start(), match.end(), alignment_mode="contract")
        if span is None or not taken.isdisjoint(range(span.start, span.end)):
            continue
        # "Ann Roe, the Republican, ...", "Ann Roe, the Democrat running": an apposition, however parsed
        beside = (
            people.at(span.start - 2, span.start - 1) if span.start > 1 and doc[span.start - 1].text == "," else None
        )
        after = doc[span.end].lower_ if span.end < len(doc) else ""
        if beside is not None and (after in {",", "."} or after.endswith("ing")):
            continue
        # an apposition or a predicate introduces, and a modifier names no person
        if span[-1].dep_ in {"appos", "attr", "compound", "amod", "nmod"} or _names(doc, span.end, people):
            continue
        person = told(match, people, roles, span.start)
        if person:
            yield NameMention(span.start, span.end, person, "description", "coreference")


def _names(doc: Doc, end: int, people: ArticlePeople) -> bool:
    """Tell whether a description that ends before token `end` goes on with a name: "the challenger, Ann Roe"."""
    if end + 1 < len(doc) and doc[end].text == "," and people.at(end + 1, end + 2) is not None:
        return True
    # "The nominee is likely to be Ann Roe"
    at = end
    while at < len(doc) and doc[at].lower_ in _COPULA:
        at += 1
    named = people.between(at, at + _TITLE_REACH)
    if at == end or not named:
        return False
    return all(t.text[:1].isupper() or t.lower_ in {"the", "former", "state"} for t in doc[at : named[0].start])


def told(match: re.Match[str], people: ArticlePeople, roles: Roles, at: int) -> str | None:
    """Return the person whom a role of the article's own means: "the Democrat", "the former prosecutor".

    The nearest person before token `at` whom the article has introduced so, None where two of one sentence are.
    """
    noun = match.group("title").lower()
    words = [word.removesuffix("'s") for word in match.group("mods").lower().replace("’", "'").split()]
    party = PARTY_NOUNS.get(noun) or next((PARTY_WORDS[word] for word in words if word in PARTY_WORDS), None)
    asked = {w for w in words if w not in _QUIET and w not in _KNOWN_MODS and not w[:1].isdigit()}
    found: NameMention | None = None
    for mention in reversed(people.between(max(0, at - _BACK), at)):
        person = people.people[mention.person_id]
        if mention.person_id in roles.officers and not asked:
            continue
        known = roles.party(mention.person_id) or person.party
        if party and known != party:
            continue
        fits = roles.has(mention.person_id, noun, asked)
        if noun == "incumbent":
            fits = fits or any("incumbent" in title.split() for title in person.titles)
        elif (noun in PARTY_NOUNS or (noun in _NOMINEE and party)) and not asked:
            fits = True
        if not fits:
            continue
        if found is None:
            found = mention
        elif mention.person_id != found.person_id:
            # "Roe, a Democrat, and Voss, also a Democrat": which one of the party is open
            reach = _SAID_TOGETHER if noun in PARTY_NOUNS and not asked else _LISTED_TOGETHER
            return None if found.start - mention.start < reach else found.person_id
    return found.person_id if found else None


def description_person(doc: Doc, start: int, end: int, people: ArticlePeople) -> str | None:
    """Return the person whom a description at tokens `start:end` means, "the senator" and "the challenger" included."""
    text = doc[start:end].text
    if not text.lower().startswith("the "):
        text = f"the {text}"
    match = _DESCRIPTION.match(text)
    person = described(match, people, start) if match else None
    if person is None and (match := _TOLD.match(text)):
        person = told(match, people, roles_of(doc, people), start)
    return person


def described(match: re.Match[str], people: ArticlePeople, at: int) -> str | None:
    """Return the person whom a matched description at token `at` means."""
    title = match.group("title").lower()
    mods = match.group("mods").lower().split()
    place = next((s for name, s in _states().items() if name in " ".join(mods)), None)
    if any(m not in _KNOWN_MODS for m in mods) and place is None:
        return None
    party = next((p for word, p in _PARTIES.items() if word in mods), None)
    once: str | None = None  # who held the office some time, where nobody near holds it now
    for mention in reversed(people.between(max(0, at - _BACK), at)):
        person = people.people[mention.person_id]
        if place and person.state and person.state != place:
            continue
        if party and person.party and party != person.party and title in _NOMINEE:
            continue
        if title in _NOMINEE:
            if party and person.party == party and (r := person.registry) and r.running(people.date):
                return person.person_id
        elif _holds(person, _ROLE.get(title, title), place, people.date):
            return person.person_id
        elif once is None and person.registry is not None and person.registry.held(_ROLE.get(title, title), place):
            once = person.person_id
    return once


_PARTIES = {"democratic": "D", "republican": "R", "gop": "R"}
_KNOWN_MODS = frozenset(
    """former then two-term one-term longtime first-term junior senior incumbent presumptive eventual party's gop
    republican democratic independent socialist self-described progressive presidential gubernatorial mayoral""".split()
)


def _holds(person: ArticlePerson, role: str, place: str | None, date: dt.date | None) -> bool:
    for phrase in person.titles:
        titles = {_ROLE.get(w, w) for w in phrase.split()} | {r for t, r in _ROLE.items() if " " in t and t in phrase}
        longer = any(t != role and t.endswith(f" {role}") for t in titles)  # a vice president is no president
        if role in titles and not longer:
            return True
    return date is not None and person.registry is not None and person.registry.holds(role, place, date)


def pronoun_person(doc: Doc, token: Token, people: ArticlePeople) -> str | None:
    """Return the person behind he, she, him, his or her: the nearest subject that fits, in this sentence or the last.

    Without a fitting subject, the nearest person who fits.
    """
    word = token.lower_
    gender = "m" if word in MALE else "f" if word in FEMALE else None
    if gender is None or generic(token):
        return None
    return _antecedent(doc, token, gender, people)


def _antecedent(doc: Doc, token: Token, gender: str, people: ArticlePeople, depth: int = 0) -> str | None:
    sentence = token.sent
    if token.dep_ == "poss":
        # "told him to give up his bid": the possessor is who the pronoun before it means
        chain = [t for t in tokens_within(doc, sentence.start, token.i, _GENDERED[gender]) if t.dep_ != "poss"]
        if chain:
            return _antecedent(doc, chain[-1], gender, people, depth + 1)
    search = _Search(doc, token, gender, people, depth)
    if search.excluded:
        # whoever speaks for a union is meant only where nobody else can be
        return search.here() or search.before() or _Search(doc, token, gender, people, depth, officers=True).result()
    return search.result()


class _Search:
    """Looks for whom one pronoun means."""

    def __init__(
        self, doc: Doc, token: Token, gender: str, people: ArticlePeople, depth: int, *, officers: bool = False
    ) -> None:
        self.doc, self.token, self.gender, self.people, self.depth = doc, token, gender, people, depth
        self.barred = {own_subject(token), *speakers(doc, token), servant(token), *backer(token)} - {None}
        named = (people.at(i, i + 1) for i in self.barred if i is not None)
        self.others = frozenset(m.person_id for m in named if m is not None)
        self.labels = labels(doc, people)
        self.excluded: frozenset[str] = frozenset()
        if not officers and token.dep_ in _OBJECTS:
            self.excluded = roles_of(doc, people).officers

    def result(self) -> str | None:
        """Return whom the sentence up to the pronoun, else the sentences before it name."""
        if self.token.dep_ == "dep" and self.token.lower_ == "him":
            # without a parse: an object is seldom whom its own clause names
            return self._acted_on() or self.before() or self.here()
        return self.here() or self.before()

    def _acted_on(self) -> str | None:
        """Return, without a parse, who fits last before whoever acts in the pronoun's clause: "Poe's run before Roe beat him"."""
        start, at = self.token.sent.start, self.token.i
        fits = self._fitting(start, at)
        if not fits:
            return None
        acting = {m.person_id for m in self.people.between(fits[-1].end, at)}
        other = FEMALE if self.gender == "m" else MALE
        if acting or any(True for _ in tokens_within(self.doc, fits[-1].end, at, other)):
            return fits[-1].person_id
        return None

    def ahead(self) -> str | None:
        """Return the subject that follows a fronted phrase in which the pronoun stands: "During his campaign, Roe ..."."""
        sentence = self.token.sent
        first = next((t for t in sentence if t.is_alpha), None)
        if first is None or first.lower_ not in _FRONTED or self._fitting(sentence.start, self.token.i):
            return None
        comma = next((t.i for t in self.doc[self.token.i : sentence.end] if t.text == ","), None)
        named = self._fitting(comma + 1, comma + 1 + _TITLE_REACH) if comma is not None else []
        if (
            comma is None
            or not named
            or not all(
                t.text[:1].isupper() or t.lower_ in TITLES or t.text == "."
                for t in self.doc[comma + 1 : named[0].start]
            )
        ):
            return None
        after = self.doc[named[0].end] if named[0].end < sentence.end else None
        return named[0].person_id if after is not None and after.text not in {",", "and", "'s", "\u2019s"} else None

    def here(self) -> str | None:
        """Return whom the words before the pronoun in its own sentence name, or the subject after a fronted phrase."""
        if person := self.ahead():
            return person
        fits = self._fitting(self.token.sent.start, self.token.i)
        subjects = [m for m in fits if self._is_subject(m)]
        if subjects:
            # "Roe recalled what Mayor Poe did when he ran": a subject whom nobody knows is nearer
            return None if self._stranger(subjects[-1].end) else subjects[-1].person_id
        fits = [m for m in fits if m.form != "description"]
        # whose administration it was is less in mind than whoever acted or was acted on
        fits = [m for m in fits if self._root(m).dep_ != "poss"] or fits
        # after "who had backers of his own:" him is whoever had them
        led = [m for m in fits if any(t.dep_ == "relcl" and t.i < self.token.i for t in self._root(m).children)]
        if led and any(t.text == ":" for t in self.doc[led[-1].end : self.token.i]):
            return led[-1].person_id
        if fits:
            # without a parse the nearest name is the best guess
            return fits[-1 if self.token.dep_ == "dep" else 0].person_id
        return self._pronoun(self.token.sent.start, self.token.i)

    def before(self) -> str | None:
        """Return whom the nearest of the sentences before is about."""
        # while candidates are being found, whoever a pronoun means becomes one: only the sentence before counts then
        reach = _STEPS if self.doc._.candidates else 1
        at, steps = self.token.sent.start, 0
        while at > 0 and steps < reach:
            sentence = self.doc[at - 1].sent
            at = sentence.start
            if text_between(self.doc, sentence.start, sentence.end).isspace():
                continue
            steps += 1
            fits = self._fitting(sentence.start, sentence.end)
            subjects = [m for m in fits if self._is_subject(m) or self._is_topic(m)]
            main = [m for m in subjects if self._root(m).head.dep_ == "ROOT"]
            if subjects:
                first = (main or subjects)[0]
                same = tokens_within(self.doc, sentence.start, sentence.end, _GENDERED[self.gender])
                acting = [t for t in same if t.dep_ in _SUBJECTS]
                if not main and acting and acting[0].head.dep_ == "ROOT":
                    # "He says that if Roe did ...": the sentence is about him, whoever he is
                    return self._pronoun(sentence.start, acting[0].i + 1, subjects=True)
                return self._pronoun(sentence.start, first.start, subjects=True) or first.person_id
            named = [m for m in fits if m.form != "description"]
            ids = {m.person_id for m in named if self._root(m).dep_ != "poss"} or {m.person_id for m in named}
            if len(ids) == 1:
                return self._pronoun(sentence.start, sentence.end, subjects=True) or ids.pop()
            if person := self._pronoun(sentence.start, sentence.end):
                return person
            if ids:
                return None
        return None

    def _stranger(self, start: int) -> bool:
        """Tell whether a person whom the article never introduces is a subject between token `start` and the pronoun."""
        return any(
            t.dep_ in _SUBJECTS and t.ent_type_ == "PERSON" and self.people.at(t.i, t.i + 1) is None
            for t in self.doc[start : self.token.i]
        )

    def _fitting(self, start: int, end: int) -> list[NameMention]:
        return [
            m
            for m in self.people.between(start, end)
            if self.people.people[m.person_id].gender in (self.gender, None)
            and m.person_id not in self.excluded | self.others
            and not any(m.start <= i < m.end for i in self.barred if i is not None)
            and m.start not in self.labels
            and not self._modifies(m)
        ]

    def _pronoun(self, start: int, end: int, *, subjects: bool = False) -> str | None:
        """Return whom the first pronoun of the same gender among the tokens means, subjects before others."""
        if self.depth >= _CHAIN:
            return None
        same = [t for t in tokens_within(self.doc, start, end, _GENDERED[self.gender]) if t.i not in self.barred]
        acting = [t for t in same if t.dep_ in _SUBJECTS]
        for other in (acting if subjects else acting or same)[:1]:
            found = _antecedent(self.doc, other, self.gender, self.people, self.depth + 1)
            return None if found in self.others else found
        return None

    def _modifies(self, mention: NameMention) -> bool:
        """Tell whether a name only says whose government a rule is of: "Roe administration rules", not "Roe rallies"."""
        root = self._root(mention)
        after = self.doc[mention.end].lower_ if mention.end < len(self.doc) else ""
        return root.dep_ == "compound" and (root.head.lower_ in _OF_GOVERNMENT or after in _OF_GOVERNMENT)

    def _root(self, mention: NameMention) -> Token:
        return self.doc[mention.start : mention.end].root

    def _is_subject(self, mention: NameMention) -> bool:
        root = self._root(mention)
        if root.dep_ == "attr":  # "It was Roe who ..."
            return any(child.lower_ == "it" and child.dep_ in _SUBJECTS for child in root.head.children)
        return root.dep_ in _SUBJECTS

    def _is_topic(self, mention: NameMention) -> bool:
        """Tell whether a mention owns the subject: "Roe's campaign said"."""
        root = self._root(mention)
        return root.dep_ == "poss" and root.head.dep_ in _SUBJECTS and root.head.lower_ in _OWN
