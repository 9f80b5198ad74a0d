"""Which contest an article is about, where neither the clause nor the registry tells: parties' leaders, places, results.

A party chooses its chair or leader on a day of its own; parliaments of other countries and offices of some states have
other years than those of the Congress; an article of November or December may tell of the vote that is just over.
"""

from __future__ import annotations

import collections
import datetime as dt
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import Candidacy, people_index
from unionwire.link.places import places_in, postal
from unionwire.nlp.extensions import CANDIDATES, text_of

_PARTY = r"(?:DNC|RNC|D\.N\.C\.|R\.N\.C\.|NDP|Labour|Labor|Conservative|Tory|Liberal|Green|party|Party|GOP|SNP|UKIP|Democratic|Republican|(?:Democratic|Republican)\s+National\s+Committee|New\s+Democratic|New\s+Democrats?)"
_POST = (
    rf"(?:{_PARTY}(?:['’]s?)?\s+(?:[Pp]arty\s+)?(?:chair(?:man|woman|person|manship)?|leader(?:ship)?)|"
    rf"(?:chair(?:man|woman|person|manship)?|leader(?:ship)?)\s+of\s+the\s+(?:[\w’'-]+\s+){{0,3}}?{_PARTY}|"
    rf"lead\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,3}}?{_PARTY})"
)
_SEEK = r"(?:race|bid|run|runs|running|ran|campaign|contest|election|vying|battle|fight|candidates?|candidacy|contenders?|stand|standing|choice|pick|vote|ballot|back\w*|support\w*|endors\w+|nominat\w+|become|elect\w*)"
_LEADERSHIP = re.compile(
    rf"\b[Ll]eadership\s+(?:race|contest|election|campaign|bid|battle|vote|ballot|candidate|contender|hopeful|rival|convention|hustings)s?\b"
    rf"|\b{_SEEK}\s+(?:[\w’'-]+\s+){{0,5}}?(?:for|to(?:\s+be(?:come)?)?|as|of)\s+(?:[\w’'-]+\s+){{0,4}}?{_POST}(?![\w-])"
    rf"|\b{_POST}\s+(?:race|contest|election|vote|candidates?|bid|campaign|ballot|hopefuls?)\b"
    rf"|\bnext\s+{_POST}(?![\w-])"
    rf"|\b(?:oust|replace|topple|unseat|succeed|challeng\w+)\s+(?:[A-Z][\w’'-]+\s+){{1,4}}as\s+{_POST}(?![\w-])"
    # a leader who needs unions' votes, and the nominations that unions make for them
    rf"|\b{_POST}\s+(?:is|was|has\s+been)\s+(?:also\s+)?(?:backed|endorsed|supported|nominated)\s+by\b"
    r"|\bunion\s+nominations\b"
    rf"|\b(?:for|becomes?|elected)\s+(?:[\w’'-]+\s+){{0,2}}?(?:leader|chair(?:man|woman|person)?)\s+of\s+the\s+(?:[\w’'-]+\s+){{0,3}}?{_PARTY}"
)
_NATIONAL_COMMITTEE = re.compile(r"\b[DR]NC\b|\b[DR]\.N\.C\.|National\s+Committee")
_OTHER_OFFICE = re.compile(
    r"\b(?:president(?:ial)?\s+(?:race|primary|primaries|campaign|election|candidate|nominee|nomination)|for\s+(?:president|governor|mayor|Congress|(?:the\s+)?(?:U\.S\.\s+)?Senate|re-?election)|general\s+election|gubernatorial|mayoral)\b"
)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
_VOTED_IN = re.compile(
    rf"\b(?:will|is\s+to|are\s+to|set\s+to|scheduled\s+to)\s+(?:be\s+)?(?:announced?|held|meet|vote|choose|elect|select|pick|decided?|known|named?|take\s+place)\b[^.;]{{0,90}}?\b(?:in|on|by|the)\s+(?:early\s+|late\s+|mid-?)?(?:\d{{1,2}}\s+)?{_MONTH}"
)
REELECTION = re.compile(r"\b(?:re-?election|(?:second|third|fourth|another|new)\s+(?:[\w-]+\s+)?term)\b", re.IGNORECASE)
_GENERAL = re.compile(r"\b(?:general|federal|national|by-?)\s?elections?\b", re.IGNORECASE)
_TERM_OF_SENATORS = 6  # years
_LEDE = 700  # characters at an article's head that tell what it is about
_DECIDED = re.compile(
    r"-elect\b|\b(?:won|wins|win|beat|beaten|defeated|ousted|unseated|toppled|elected|re-?elected|victory|victorious|victor|winner|lost|loss|defeat|conceded|concedes|outpolled|edged|swept)\b"
)
_TO_COME = re.compile(
    r"\b(?:runoff|run-off|recount)\b|\bwill\s+(?:face|meet|vote|decide)\b|\bnext\s+(?:year|spring|fall|May|June)|\bupcoming\b"
)
_RUNOFF = re.compile(r"\b(?:runoff|run-off|recount)\b", re.IGNORECASE)
_FRESH = re.compile(
    r"-elect\b|\bnewly[\s-]elected\b|\bincoming\b|\b(?:elected|re-?elected|won|beat|defeated|lost)\s+(?:[\w’'-]+\s+){0,4}?(?:in|last)\s+November\b|\b(?:takes?|took|taking)\s+office\b|\bsworn\s+in\b|\binaugurat\w+"
)
_ABROAD = {
    "GB": re.compile(
        r"\b(?:Labour|Tory|Tories|MPs|MEPs?|Westminster|Holyrood|Downing Street|Lib Dems?|Whitehall|House of Commons)\b"
    ),
    "CA": re.compile(
        r"\b(?:NDP|New Democrats?|Ottawa|Ontario|riding|Queen's Park|Canada|Canadian|Quebec|Alberta|British Columbia|Saskatchewan|Manitoba)\b"
    ),
    "AU": re.compile(
        r"\b(?:ALP|Canberra|Australia|Australian|Queensland|New South Wales|NSW|Labor Party|Coalition|ACTU)\b"
    ),
}
_NOT_NATIONAL = re.compile(
    r"\b(?:provincial|[Mm]ayoral|mayor|council|local|state|regional|Ontario|Queensland|Victorian|NSW|Alberta)\s+(?:election|race|contest|vote|campaign|candidate|seat|legislature|parliament)s?\b|\bfor\s+mayor\b|\bby-?elections?\b"
)
_EXECUTIVE = re.compile(
    r"\b(?:agriculture\s+commissioner|commissioner\s+of\s+agriculture|insurance\s+commissioner|secretary\s+of\s+state|lieutenant\s+governor|state\s+(?:auditor|treasurer)|auditor\s+of\s+public\s+accounts)\b",
    re.IGNORECASE,
)


def leadership_year(doc: Doc, trigger: Token, candidate_id: str | None, base: int | None) -> int | None:
    """Return the year of the vote for a party's chair or leader that an endorsement concerns; None where it is none.

    `base` is the last election year of an article without a date: the national committees of the American parties choose
    their chairs early in the year after a presidential election.
    """
    if not _about_leadership(doc, trigger, candidate_id):
        return None
    text = text_of(doc)
    published: dt.date | None = doc._.published
    national = _NATIONAL_COMMITTEE.search(text) is not None
    if published is None:
        return base + 1 if base is not None and national and base % 4 == 0 else base
    for match in _VOTED_IN.finditer(text):
        month = 1 + next(i for i, name in enumerate(_MONTHS) if name.startswith(match.group("month")[:3]))
        return published.year + (month < published.month)
    return published.year + (national and published.month >= 11)


def _about_leadership(doc: Doc, trigger: Token, candidate_id: str | None) -> bool:
    """Tell whether a clause is about the choice of a party's leader: it says so, or the article does and it names no other."""
    sentence: Span = trigger.sent
    place = trigger.idx - sentence.start_char
    led, other = (
        [m.start() - place if m.start() >= place else 2 * (place - m.end()) for m in pattern.finditer(sentence.text)]
        for pattern in (_LEADERSHIP, _OTHER_OFFICE)
    )
    if led or other:
        return bool(led) and (not other or min(led) < min(other))
    told: list[int] | None = doc.user_data.get("unionwire_leadership")
    if told is None:
        told = doc.user_data["unionwire_leadership"] = [m.start() for m in _LEADERSHIP.finditer(text_of(doc))]
    if not told:
        return False
    if country_of(doc) is not None:  # where parties' leaders are chosen by ballots that unions take sides in
        return _GENERAL.search(text_of(doc)) is None or told[0] <= _LEDE
    if told[0] > _LEDE and len(told) < 3:
        return False
    lede = text_of(doc)[:_LEDE]
    if candidate_id is None or len(told) > 2 or (_NATIONAL_COMMITTEE.search(lede) and not _OTHER_OFFICE.search(lede)):
        return True
    return any(_LEADERSHIP.search(said.text) for said in sentences_of(doc, candidate_id))


def sentences_of(doc: Doc, candidate_id: str) -> Iterator[Span]:
    """The sentences that name a candidate, each once, in text order."""
    last = -1
    for span in doc.spans[CANDIDATES]:
        if span.kb_id_ == candidate_id and span.sent.start != last:
            last = span.sent.start
            yield span.sent


def country_of(doc: Doc) -> str | None:
    """Return the code of the country, other than the United States, whose politics an article is about."""
    known: dict[str, str | None] = doc.user_data.setdefault("unionwire_country", {})
    if "code" not in known:
        known["code"] = _country(doc)
    return known["code"]


def _country(doc: Doc) -> str | None:
    people = people_index().people
    if any(candidate_id in people for candidate_id in doc._.candidates):
        return None
    countries = collections.Counter(u.country for u in doc._.unions.values() if u.in_registry and u.country)
    text = text_of(doc)
    for country, words in _ABROAD.items():
        cues = sum(1 for _ in words.finditer(text))
        if countries[country] * 2 >= sum(countries.values()) > 0 and countries[country] and cues:
            return country
        if cues >= 4 and not countries["US"]:
            return country
    return None


def national_vote(doc: Doc) -> bool:
    """Tell whether an article names no election of a province, a city or a single seat."""
    return _NOT_NATIONAL.search(text_of(doc)) is None


def state_of(doc: Doc, trigger: Token, candidate_id: str | None) -> str | None:
    """Return the postal code of the state whose office is at stake: the candidate's, the sentence's, else the article's."""
    record = doc._.candidates.get(candidate_id) if candidate_id else None
    if record is not None and record.state:
        return str(record.state)
    return _most_named(trigger.sent.text) or _state_of_article(doc)


def _state_of_article(doc: Doc) -> str | None:
    known: dict[str, str | None] = doc.user_data.setdefault("unionwire_state", {})
    if "code" not in known:
        dateline = next((state for _, told in doc._.datelines or () if (state := _most_named(told))), None)
        known["code"] = dateline or _most_named(text_of(doc)[:3000])
    return known["code"]


def _most_named(text: str) -> str | None:
    # "Washington" alone is the capital more often than the state
    named = collections.Counter(state for name in places_in(text) if name != "Washington" and (state := postal(name)))
    return max(named, key=lambda state: named[state]) if named else None


def seat_defended(trigger: Token, candidate_id: str | None, published: dt.date) -> Candidacy | None:
    """Return the race for their own seat of who seeks re-election, and is known for a run for president as well.

    "A endorsed Rep. Roe for re-election" of 2018 means the seat, though Roe runs for president a year later.
    """
    person = people_index().people.get(candidate_id) if candidate_id else None
    if person is None or not person.national() or person.president(published):
        return None
    if REELECTION.search(trigger.sent.text) is None:
        return None
    lesser = [run for run in (*person.seats, *person.candidacies) if run not in person.national()]
    ahead = [run for run in lesser if published <= run.end and run.cycle - published.year <= _TERM_OF_SENATORS]
    return min(ahead, key=lambda run: run.cycle, default=None)


def executive_post(sentence: str) -> bool:
    """Tell whether a sentence names an office of a state that is elected with its governor."""
    return _EXECUTIVE.search(sentence) is not None


def just_decided(doc: Doc, trigger: Token, candidate_id: str | None, published: dt.date) -> bool:
    """Tell whether an article of the weeks after the November election speaks of that election, or of its runoff."""
    if published.month == 12 or (published.month == 11 and published.day > 3):
        if _RUNOFF.search(text_of(doc)):
            return True
        told = _told_of(trigger, candidate_id)
        return _DECIDED.search(told) is not None and not _TO_COME.search(told)
    return False


def just_seated(trigger: Token, candidate_id: str | None, published: dt.date) -> bool:
    """Tell whether an article of January or February speaks of somebody whom the last November has elected."""
    return published.month <= 2 and _FRESH.search(_told_of(trigger, candidate_id)) is not None


def _told_of(trigger: Token, candidate_id: str | None) -> str:
    """What an article says of a candidate; of nobody in particular, the sentence alone."""
    if candidate_id is None:
        return str(trigger.sent.text)
    return "\n".join(sentence.text for sentence in sentences_of(trigger.doc, candidate_id))
