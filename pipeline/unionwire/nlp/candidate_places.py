"""Which state and which office a text gives the very person whom it names: "(D-Ohio)", "Ohio Gov. Roe", "Roe of Ohio".

A place elsewhere in the sentence says nothing of the person, so that only what is joined to the name counts: a
party's label or an apposition after it, a title or an apposition before it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from unionwire.link.people import name_words
from unionwire.link.places import postal, spellings_of_places
from unionwire.nlp.extensions import text_of

REACH = 110  # characters beside a name, runs of blanks counted once, in which what is joined to it may stand
_RAW = 4 * REACH  # the same with the blanks that stand for a page's furniture

_SUFFIX = r"(?:,? (?:Jr|Sr|I{2,3}|IV)\b\.?)?(?:['’]s?(?![\w]))?"
_PARTY = r"(?:D|R|I|L|G|DFL|Dem|Rep|Ind|Democrat|Republican|Independent)\.?"
_QUALITY = (
    r"(?:(?:former|then|current|longtime|long-time|incumbent|outgoing|retiring|junior|senior|freshman|first-term|second-term|"
    r"Democratic|Republican|GOP|independent|conservative|liberal|progressive|moderate|ex|U\.S\.|US|United States|state|"
    r"State|Lt\.|Lieutenant|deputy|Deputy|vice|Vice)[- ])"
)
_TITLE = (
    r"(?:Gov\.?|Governor|governor|Sen\.?|Senator|senator|Rep\.?|Representative|representative|Congress(?:man|woman)|"
    r"congress(?:man|woman)|(?:House|Senate) (?:Majority|Minority) (?:Leader|Whip)|Mayor|mayor|lawmaker|Attorney General|attorney general|legislator|delegate|Del\.)"
)
_RUNS = (
    r"(?:(?:gubernatorial|mayoral|presidential|congressional|senatorial|Senate|House|U\.S\. Senate|U\.S\. House|state Senate|state House) "
    r"(?:candidate|nominee|hopeful|challenger|contender))"
)
_AIMS = r"(?:candidate|nominee|hopeful|challenger|contender) for (?:the )?(?:governor|mayor|U\.S\. Senate|Senate|U\.S\. House|House|Congress)"
_SEEKS = re.compile(
    r"(?:candidate|nominee|hopeful|challenger|contender|runs|running|ran|bid)(?: for)?(?: the)?(?: re-?election as)? "
    r"(?P<office>governor|mayor|president|(?:the )?(?:U\.S\. )?Senate|(?:the )?(?:U\.S\. )?House|Congress)\b"
)
_OFFICES = {
    "gov": "governor", "governor": "governor", "gubernatorial": "governor", "sen": "senate", "senator": "senate",
    "senate": "senate", "senatorial": "senate", "rep": "house", "representative": "house", "congressman": "house",
    "congresswoman": "house", "congressional": "house", "house": "house", "congress": "house", "mayor": "mayor",
    "mayoral": "mayor", "presidential": "president", "president": "president",
}  # fmt: skip
_OFFICE = re.compile(r"\b(?:" + "|".join(sorted(_OFFICES, key=lambda word: (-len(word), word))) + r")\b", re.IGNORECASE)
# Offices beside which the same words mean a lesser one: "state Sen. Roe", "Deputy Mayor Roe"
_LESSER = re.compile(r"\b(?:state|lt\.?|lieutenant|deputy|vice|council|chief|former first)[- ]$", re.IGNORECASE)
_CITY_ONLY = re.compile(r"\bmayor", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says of whom it names: a postal code, and an office as candidacies call it; None where nothing."""

    state: str | None = None
    office: str | None = None


NOTHING = Told()


@functools.cache
def _places() -> str:
    names = sorted(spellings_of_places(), key=lambda name: (-len(name), name))
    return r"(?P<place>" + "|".join(map(re.escape, names)) + r")(?![\w])"


@functools.cache
def _after() -> tuple[re.Pattern[str], ...]:
    """What may follow a name: a party's label, an apposition that ends or begins with the place, "of Ohio"."""
    place = _places()
    town = r"(?:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)?, )?"
    who = rf"{_QUALITY}*(?:{_TITLE}|{_RUNS}|Democrat|Republican|independent)"
    return tuple(
        re.compile(_SUFFIX + form)
        for form in (
            rf",? ?[(\[,]? ?{_PARTY} ?(?:[-–—,]|of|from) ?{place}",
            rf",? (?:an?|the) {who}(?:,)? (?:from|of|representing|for) {town}{place}(?!['’ ][\w]* ?[A-Z])",
            rf", {who} (?:from|of|for) {town}{place}(?! [A-Z])",
            rf",? (?:the |an? )?(?:former |then-)?{place}(?:['’]s)? {who}\b(?!,? [A-Z]|(?:(?<=Gov)|(?<=Sen)|(?<=Rep)|(?<=Del))\. [A-Z])",
            rf",? (?:(?:an?|the) )?{_QUALITY}*{_AIMS} (?:in|of|from) {place}(?! [A-Z])",
            rf",? {place}['’]s {_QUALITY}*{_AIMS}",
            rf",? of {town}{place}(?! [A-Z])(?!['’]s? [A-Za-z])",
        )
    )


@functools.cache
def _before() -> tuple[re.Pattern[str], ...]:
    """What may stand before a name: "Ohio Gov.", "Ohio's governor, ", "the governor of Ohio, "."""
    place = _places()
    who = rf"{_QUALITY}*(?:{_RUNS}|{_TITLE}|Democrat|Republican)"
    return tuple(
        re.compile(r"(?<![\w.,-])" + form + r" ?$")
        for form in (
            rf"(?<!of ){place}(?:['’]s?)? {who},?(?: and {_TITLE})?",
            rf"{who} (?:of|from) {place},",
        )
    )


def _state(match: re.Match[str], joined: str) -> str | None:
    name = match.group("place")
    if name == "Washington":  # a city with a mayor, a state with all other offices
        return "DC" if _CITY_ONLY.search(joined) else "WA"
    return spellings_of_places().get(name) or postal(name)


def _office(words: str) -> str | None:
    """The last office that a title or an apposition names, None for a lesser one."""
    sought = _SEEKS.search(words)
    if sought:
        return _OFFICES[re.sub(r"^(?:the )?(?:u\.s\. )?", "", sought.group("office").lower())]
    last = None
    for match in _OFFICE.finditer(words):
        last = None if _LESSER.search(words[: match.start()]) else _OFFICES[match.group().lower()]
    return last


def told_of(doc: Doc, start: int, end: int) -> Told:
    """Return the state and the office that the text joins to the name at tokens `start` to `end`."""
    text = text_of(doc)
    left = doc[start].idx
    right = doc[end - 1].idx + len(doc[end - 1])
    after = re.sub(r"\s+", " ", text[right : right + _RAW].split("\n\n")[0])[:REACH]
    before = re.sub(r"\s+", " ", text[max(0, left - _RAW) : left].split("\n\n")[-1])[-REACH:]
    state = office = None
    label, *appositions = (pattern.match(after) for pattern in _after())
    titles = [pattern.search(before) for pattern in _before()]
    # "after a call with the governor of Ohio, Ann Roe and others met" lists two persons
    if re.match(_SUFFIX + " and ", after):
        titles = [match for match in titles if match and not match.group().rstrip().endswith(",")]
    for match in (label, *titles, *appositions):
        if match:
            state = state or _state(match, match.group())
            office = office or _office(match.group())
    return Told(state, office or _title(before) or _sought(after))


def _title(before: str) -> str | None:
    """The office of the title right before a name, or of the race that the person is said to be in."""
    match = re.search(rf"(?<!\w)(?:{_QUALITY})*(?:{_RUNS}|{_TITLE}) $", before)
    return _office(match.group()) if match else None


def _sought(after: str) -> str | None:
    """The office that an apposition right after a name calls sought: "Ann Roe, a candidate for governor,"."""
    match = re.match(_SUFFIX + r", (?:(?:who (?:is|was)|an?|the) )?(?:[\w-]+ ){0,2}?" + _SEEKS.pattern, after)
    return _office(match.group()) if match else None


class Tellings:
    """What an article says of the bearers of each name, at any mention of it in full."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._at: dict[int, Told] = {}
        self._of: dict[tuple[str, ...], list[Told]] = {}

    def read(self, names: Iterable[tuple[int, int]]) -> None:
        """Take in what is said at names in full, each the first and the end token of one."""
        for start, end in names:
            told = told_of(self._doc, start, end)
            self._at[start] = told
            self._of.setdefault(name_words(self._doc[start:end].text), []).append(told)

    def of(self, start: int | None, words: tuple[str, ...]) -> Told:
        """Return what is said of the name at token `start`, else what all other mentions of the name agree on."""
        own = NOTHING if start is None else self._at.get(start, NOTHING)
        every = self._of.get(words, [])
        states = {told.state for told in every if told.state}
        offices = {told.office for told in every if told.office}
        one_person = len(states) < 2  # "Ann Roe (D-Ohio)" and "Ann Roe (R-Texas)" are two
        return Told(
            own.state or (next(iter(states), None) if one_person else None),
            own.office or (next(iter(offices)) if one_person and len(offices) == 1 else None),
        )
