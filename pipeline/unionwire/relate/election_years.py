"""The year of the election that a clause tells: stated, counted from the article's date, or gone on from before.

"In 2008 and 2012" states two; "four years ago", "in the last presidential election", "this month's primary" count from the
date; "in 2016 ... the A followed that fall" goes on from the sentence before; "the Dec. 9 runoff" gives the day of the vote.
"""

from __future__ import annotations

import datetime as dt
import re

from spacy.tokens import Span, Token

from unionwire.link.people import Candidacy
from unionwire.nlp.extensions import UNIONS, text_of

YEAR = re.compile(r"\b(19[2-9]\d|20[0-4]\d)\b")
_AGO = re.compile(r"\b(two|three|four|five|six|eight|ten|twelve|\d{1,2}) years (?:ago|earlier|before)\b", re.IGNORECASE)
_LAST_RACE = re.compile(
    r"\b(?:in|during)\s+(?:the\s+(?:last|previous)\s+presidential|(?P<year>last\s+year['’]s)(?:\s+\w+)?)\s+(?:election|race|campaign|contest|cycle|primary)\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"\b(?:this\s+(?:year|month|week)['’]s|next\s+(?:month|year|week)['’]s)\s+(?:[\w’'-]+\s+){0,3}?(?:election|by-?election|primary|race|contest|runoff|vote)\b",
    re.IGNORECASE,
)
_THAT_TIME = re.compile(
    r"\b[Tt]hat\s+(?:same\s+)?(?:year|fall|spring|summer|winter|autumn|January|February|March|April|May|June|July|August|September|October|November|December|election|cycle|time|race|contest|campaign|primary|runoff|fight|matchup)\b"
)
_YEAR_LIST = re.compile(r"\s*(?:,|and|,\s*and|and\s+again|and\s+again\s+in|and\s+in|or)\s*")
_PAST_FORMS = frozenset("went chose stood came threw gave put got won did was were had".split())
_PRESENT = frozenset({"has", "have", "is", "are", "will", "'s", "’s"})
_LATER = re.compile(r"\b(two|three|four|five|six|eight|ten|twelve) years later\b", re.IGNORECASE)
_LONG_PAST, _JUST_PAST = 6, 9  # months back, or ahead, from which a month beside an election is another year's
_REMOTE = 8  # years after a person's last registered run at which a text that names an earlier year tells history
_REACH = 400  # characters back to the year that a clause goes on from
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12}
_CLAUSE_DEPS = frozenset({"ROOT", "relcl", "advcl", "ccomp", "xcomp", "acl", "pcomp"})
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# An election told by its day: "the Dec. 9 runoff", "the election on May 18".
_CONTEST = r"(?:[A-Z]?[\w’'-]+\s+){0,3}?(?:election|primary|primaries|contest|runoff|run-off|vote|caucus|caucuses)"
_DAY = r"(?P<{0}>{1})[a-z]*\.?\s+\d{{1,2}}\b(?!,?\s+\d{{4}})"
_DATED = re.compile(
    rf"\b{_DAY.format('before', '|'.join(_MONTHS))},?\s+{_CONTEST}\b|\b(?:election|primary|runoff|run-off)\s+(?:is\s+)?(?:on\s+)?{_DAY.format('after', '|'.join(_MONTHS))}"
)
_BOUNDS = frozenset(
    "since until before after than law laws contract strike layoffs deal budget ruling recession pact scandal".split()
)


def dated_contest(sentence: str, published: dt.date) -> int | None:
    """The year of an election that a sentence tells by its day: this year's, or the next one's where the month is long past."""
    if (match := _DATED.search(sentence)) is None:
        return None
    month = 1 + _MONTHS.index((match.group("before") or match.group("after"))[:3])
    if month - published.month >= _JUST_PAST:  # in January, of last November
        return published.year - 1
    return published.year + (published.month - month >= _LONG_PAST)


def stated_years(trigger: Token, published: dt.date | None) -> list[int]:
    """Years that the trigger's own clause, or a clause around it, states: "in 2008 and 2012", "his 2016 bid", "four years ago"."""
    sentence: Span = trigger.sent
    around = {trigger.i, *(ancestor.i for ancestor in trigger.ancestors)}
    years: dict[int, int] = {}
    named = {i for span in trigger.doc.spans[UNIONS] for i in range(span.start, span.end)}
    for token in sentence:
        if token.i in named or ";" in sentence.doc[min(token.i, trigger.i) : max(token.i, trigger.i)].text:
            continue  # the number of a local, or another clause
        if (
            token.head.lower_ in _BOUNDS
        ):  # "the first time since 1996" bounds a time, "the 2011 pension law" dates a thing
            continue
        if YEAR.fullmatch(token.text) and (published is None or int(token.text) <= published.year + 5):
            clause = clause_head(token)
            if clause.i in around or clause.i == clause_head(trigger).i:
                years[token.i] = int(token.text)
    if years:
        nearest = min(years, key=lambda i: (abs(i - trigger.i), i))
        listed = [nearest]
        for i in sorted(years):
            if i > listed[-1] and _YEAR_LIST.fullmatch(sentence.doc[listed[-1] + 1 : i].text):
                listed.append(i)
        for i in sorted(years, reverse=True):
            if i < listed[0] and _YEAR_LIST.fullmatch(sentence.doc[i + 1 : listed[0]].text):
                listed.insert(0, i)
        return [years[i] for i in listed]
    if published is not None and (year := _counted_year(trigger, around, published)) is not None:
        return [year]
    return []


def states_year(trigger: Token) -> bool:
    """Tell whether the clause of a word places it in a year of its own: "in 2008", "four years earlier"."""
    return bool(stated_years(trigger, trigger.doc._.published))


def _counted_year(trigger: Token, around: set[int], published: dt.date) -> int | None:
    """A year told by its distance from the article: "four years earlier", "in the last presidential election"."""
    sentence: Span = trigger.sent
    if match := _COMING.search(sentence.text):
        ahead = match.group().lower()
        later = published.year + 1 if "next year" in ahead or published.month == 12 else published.year
        return published.year if "this" in ahead else later
    for pattern in (_AGO, _LAST_RACE):
        for match in pattern.finditer(sentence.text):
            start, end = (sentence.start_char + place for place in match.span())
            span = sentence.doc.char_span(start, end, alignment_mode="expand")
            if span is None or clause_head(span.root).i not in around:
                continue
            if ";" in sentence.doc[min(span.start, trigger.i) : max(span.end, trigger.i)].text:
                continue
            if pattern is _AGO:
                count = match.group(1).lower()
                return published.year - _NUMBERS.get(count, int(count) if count.isdigit() else 0)
            over = published.month == 12 or (published.month == 11 and published.day > 10)
            last = published.year if over else published.year - 1
            return last if match.group("year") else last - last % 4
    return None


def discourse_year(trigger: Token, runs: list[Candidacy], published: dt.date | None) -> int | None:
    """The year of the sentences before that a clause goes on from: "in 2016 ...; the A followed that fall".

    It holds within the paragraph, for a verb of the simple past whose clause names no time of its own, and where the person
    ran in that year and in others too; "that year", "that fall" also hold for others.
    """
    sentence: Span = _part_of_sentence(trigger)
    text = text_of(trigger.doc)
    top = text.rfind("\n\n", 0, sentence.start_char)
    said = [
        int(match.group(1))
        for match in YEAR.finditer(text, max(top, sentence.start_char - _REACH, 0), sentence.start_char)
        if published is None or int(match.group(1)) <= published.year
    ]
    if not said:
        return None
    if _THAT_TIME.search(sentence.text):
        return said[-1]
    if (later := _LATER.search(sentence.text)) is not None:
        return said[-1] + _NUMBERS[later.group(1).lower()]
    verb = trigger
    while verb.dep_ == "xcomp":  # "refused to endorse": the governing verb bears the tense
        verb = verb.head
    past = verb.lower_.endswith("ed") or verb.lower_ in _PAST_FORMS
    perfect = any(child.lower_ in _PRESENT for child in verb.children)
    timed = any(token.ent_type_ in {"DATE", "TIME"} for token in sentence)
    cycles = {run.cycle for run in runs}
    if (
        past
        and not timed
        and published is not None
        and cycles
        and said[-1] < min(cycles)
        and published.year - max(cycles) > _REMOTE
    ):
        return said[-1]
    return said[-1] if past and not perfect and not timed and len(cycles) > 1 and said[-1] in cycles else None


def _part_of_sentence(trigger: Token) -> Span:
    """The words of a trigger's sentence between the semicolons around it."""
    sentence: Span = trigger.sent
    marks = [token.i for token in sentence if token.text == ";"]
    start = max((i + 1 for i in marks if i < trigger.i), default=sentence.start)
    end = min((i for i in marks if i > trigger.i), default=sentence.end)
    part: Span = trigger.doc[start:end]
    return part


def clause_head(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    while token.dep_ not in _CLAUSE_DEPS and token.head is not token:
        if token.dep_ == "conj" and any(
            child.dep_ in {"nsubj", "nsubjpass", "aux", "dobj"} for child in token.children
        ):
            return token
        token = token.head
    return token
