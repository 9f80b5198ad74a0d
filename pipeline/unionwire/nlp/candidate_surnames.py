"""What speaks for and against a bare surname, never given in full, being that of the registry's person.

The date speaks for who runs or governs, renown for who was on a national ticket of a large party. All others need the
office, the race or the place beside the name, or the article's own introduction. A title or an office that
the person never had, or the other sex, speaks against everybody.
"""

from __future__ import annotations

import datetime as dt
import functools
import re

from spacy.tokens import Doc, Span

from unionwire.link.people import Person
from unionwire.link.places import is_city, postal, state_names
from unionwire.nlp.candidate_flat import OPENERS
from unionwire.nlp.candidate_shapes import HONORIFICS, NOT_A_NAME, TITLES, plausible
from unionwire.nlp.extensions import text_between, text_of

YEARS_NEAR = 400  # characters around a bare surname in which a year tells which election it recalls
NEAR = 300  # characters around the name in which an office, a race or a place speaks for the person
_SAID = frozenset("said says told tells added adds noted explained argued recalled".split())
# Titles of offices that the registry follows, as roles call them
_HELD = {
    "president": "president", "governor": "governor", "gov.": "governor", "gov": "governor", "mayor": "mayor",
    "senator": "senator", "sen.": "senator", "sen": "senator", "representative": "representative", "rep.": "representative",
    "rep": "representative", "congressman": "representative", "congresswoman": "representative",
}  # fmt: skip
# Titles of offices so small that nobody of the national races bore them while the news told of the race
_SMALL = frozenset(
    """judge justice sheriff councilman councilwoman councilmember councillor alderman alderwoman ald. assemblyman
    assemblywoman assemblymember commissioner supervisor selectman selectwoman freeholder coroner assessor undersheriff""".split()
)
_CONTEST = re.compile(
    r"\b(?:presiden(?:tial|cy)|White House|primar(?:y|ies)|caucus(?:es)?|nomin(?:ee|ation)|running[- ]mate|candida(?:tes?|cy)|"
    r"third[- ]party|contenders?|ran (?:for|against)|running (?:for|against)|debates?|ballot|Democrats?|Republicans?|GOP)\b"
)
_OFFICES = re.compile(
    r"\b(?:mayor|governor|senators?|representative|congress(?:man|woman)|lawmaker|secretary|candidate|nominee|contender|"
    r"president(?:ial)?|Democrat(?:ic)?|Republican|Libertarian|Green|independent|[DRI]-[A-Z])"
)
# The person told in apposition, "Roe, a welder from Toledo,"
_APPOSED = re.compile(r", (?:(?:an?|the|its|their|his|her|our|whose)\b|\d\d, )[^,.;]{3,90}[,.;]")
_CLAN = re.compile(
    r"(?:['\u2019]s?)? (?:regime|brothers|sisters|twins|dynasty|dictatorship|revolution|junta|government)\b"
)


# What recalls a race beside a bare surname: "the Roe campaign", "the Roe and Poe camps", "Roe's landslide", "Roe in 1972"
_RECALLED = re.compile(
    r"(?:['\u2019]s?)?(?: and [A-Z][\w\u2019'-]+)? (?:(?:presidential|19\d\d|20\d\d|failed|losing|first|second) )?"
    r"(?:camps?|campaigns?|candidac(?:y|ies)|landslide|delegates|forces|insurgency|(?:presidential )?(?:bid|run)|re-?election)\b(?! (?:finance|reform))"
    r"| in (?:(?:19|20)|['\u2019])\d\d\b|(?: and [A-Z][\w\u2019'-]+)? lost(?=[,.;])|['\u2019]s (?:defeat|loss|rout|victory|win) in (?:19|20)\d\d\b|"
    r" (?:lost|won|carried|swept) (?:(?:all but )?\w+ states|in a landslide|the (?:presidency|white house))\b"
)
_SINCE = re.compile(r"\b(?:[Ss]ince|[Tt]han|vot(?:ed?|ing) for) $")


def _titles(doc: Doc, start: int) -> list[str]:
    """Return the titles right before a token, nearest first."""
    words = []
    while start > 0 and doc[start - 1].lower_ in TITLES:
        start -= 1
        words.append(doc[start].lower_)
    return words


@functools.cache
def _places(person: Person) -> re.Pattern[str] | None:
    """Return a pattern of the person's states and cities."""
    codes = {person.state, *(c.place for c in person.candidacies), *(r.state for r in person.roles)}
    states = [name for name, code in state_names().items() if code in codes]
    cities = [c.place for c in person.candidacies if c.office == "mayor" and c.place]
    names = [*states, *cities]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b") if names else None


def _apposed(doc: Doc, span: Span) -> str:
    match = _APPOSED.match(text_of(doc), span.end_char)
    return match.group() if match else ""


def _foreign(doc: Doc, span: Span) -> bool:
    """Tell whether the name owns a country, "Roe's Ruritania"."""
    at = span.end
    if at + 1 >= len(doc) or doc[at].text not in {"'s", "\u2019s", "'", "\u2019"}:
        return False
    land = doc[at + 1]
    return land.ent_type_ == "GPE" and postal(land.text) is None and land.lower_ not in {"america", "us", "u.s.", "new"}


def contradicted(doc: Doc, span: Span, person: Person) -> bool:
    """Tell whether a title, the sex or a family of rulers beside the name says that another person is meant."""
    titles = _titles(doc, span.start)
    sex = next((HONORIFICS[title] for title in titles if HONORIFICS.get(title)), None)
    if sex and person.gender and sex != person.gender:
        return True
    if "vice" not in titles and any(person.held(_HELD[t], None) for t in titles if t in _HELD):
        return False
    if titles and (titles[0] in _SMALL or (titles[0] in _HELD and "vice" not in titles)):
        return True
    if person.renowned():
        return False
    return _CLAN.match(text_of(doc), span.end_char) is not None or _foreign(doc, span)


def backed(doc: Doc, span: Span, person: Person, date: dt.date | None, *, alone: bool, timely: bool = False) -> bool:
    """Tell whether date, renown, office, race, place or introduction says that a bare surname means `person`.

    `alone`: nobody else of the registry bears the name, so that the person's state counts too.
    `timely`: the person governs the article's state, or is in a race of it.
    """
    if contradicted(doc, span, person):
        return False
    now = date is not None and (any(c.running(date) for c in person.national()) or person.defends(date))
    if now or timely or person.renowned():
        return True
    if any(t in _HELD and person.held(_HELD[t], None) for t in _titles(doc, span.start)):
        return True
    places = _places(person)
    told = _apposed(doc, span)
    if told:
        return _OFFICES.search(told) is not None or bool(places and places.search(told))
    near = text_of(doc)[max(0, span.start_char - NEAR) : span.end_char + NEAR]
    return _CONTEST.search(near) is not None or bool(alone and places and places.search(near))


def recalled(doc: Doc, span: Span) -> bool:
    """Tell whether the words around a bare surname recall a race: "the Roe campaign", "since Roe"."""
    before = text_of(doc)[max(0, span.start_char - 12) : span.start_char]
    return any(found is not None for found in (_RECALLED.match(text_of(doc), span.end_char), _SINCE.search(before)))


def _century(year: str) -> int:
    """The century of a year, the last for one cut to two digits: "in '76"."""
    return 1900 if len(year) == 2 else int(year[:2]) * 100


def years_around(doc: Doc, span: Span) -> list[int]:
    """The years that stand around a name, nearest first."""
    low = max(0, span.start_char - YEARS_NEAR)
    text = text_of(doc)[low : span.end_char + YEARS_NEAR]
    found = re.finditer(r"\b(?:19|20)\d\d\b|(?<=['\u2019])[4-9]\d\b(?!s)", text)
    years = [(abs(low + m.start() - span.start_char), int(m.group()[-2:]) + _century(m.group())) for m in found]
    return list(dict.fromkeys(year for _, year in sorted(years)))


def free(doc: Doc, span: Span) -> bool:
    """Tell whether a surname stands alone, not as the end or the beginning of a longer name."""
    before = doc[span.start - 1] if span.start else None
    if before is not None and before.text[:1].isupper() and before.whitespace_ and not before.is_sent_start:
        return before.lower_ in TITLES
    after = doc[span.end] if span.end < len(doc) else None
    return after is None or not after.text[:1].isupper()


def _given(text: str) -> bool:
    return re.fullmatch(r"[A-Z][a-z]+", text) is not None and text.lower() not in OPENERS


def _place_of_office(doc: Doc, end: int) -> bool:
    """Tell whether a surname that ends before token `end` is a town's: "Cranston Mayor Ann Roe"."""
    if end + 1 >= len(doc):
        return False
    title, name = doc[end], doc[end + 1]
    return title.text[:1].isupper() and title.lower_ in TITLES and title.whitespace_ != "" and name.text[:1].isupper()


def lone_support(doc: Doc, span: Span, person: Person, date: dt.date | None, *, timely: bool = False) -> bool:
    """Tell whether a bare registry surname, never given in full, means the registry's person."""
    if not plausible(doc, span.start, span.end, "family") or _place_of_office(doc, span.end):
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
    # "the mayor of Cranston"
    if before is not None and before.lower_ == "of" and span.start > 1 and doc[span.start - 2].lower_ in TITLES:
        return False
    titled = before is not None and before.lower_ in TITLES
    # no entities were looked for: any capitalised word before makes a longer name, "since Lyndon Johnson"
    bare = before is not None and before.whitespace_ and not before.is_sent_start and before.ent_iob_ in {"", "O"}
    if bare and before is not None and not titled and _given(before.text) and before.lower_ not in NOT_A_NAME:
        return False
    now = date is not None and (any(c.running(date) for c in person.national()) or person.defends(date))
    now = now or timely or person.president(date)
    # who speaks in the article itself and was never named in full is whom its lost beginning introduced
    if not now and not titled and after is not None and after.lower_ in _SAID:
        return False
    ent = doc[span.start].ent_type_
    # a news agency of that name: "according to Bloomberg"
    if ent != "PERSON" and span.start > 1 and text_between(doc, span.start - 2, span.start).lower() == "according to":
        return False
    if ent in {"GPE", "LOC", "FAC", "WORK_OF_ART"} and not titled:
        placing = before is not None and before.lower_ in {"in", "at", "near", "from", "of", "the"}
        return timely and not placing and not is_city(span.text) and postal(span.text) is None
    if now:
        return titled or ent == "PERSON" or ent in {"ORG", "NORP", "PRODUCT"} or not doc[span.start].is_sent_start
    return titled or ent == "PERSON"
