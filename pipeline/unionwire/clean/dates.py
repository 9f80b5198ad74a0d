"""The article's date, and the dates that its sentences speak of.

`article_date` takes the record's own date, else a date that the head of the page states about itself (a prefix, a
line of its own, a dateline), else the one in the address. A date inside a sentence of the body is never the article's.

`date_phrases` is a small grammar of news English ("on Thursday", "last month", "in October 2015"). Readers know such
phrases relative to the day of publication and mean the past, so the latest day that fits, not after the publication,
is taken; only "next" points ahead. Each date carries how much of it was said: of a date with precision `month` the day
is 1, with precision `year` the month too. Seasons are stated to the year, weeks to the month they lie in.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unionwire.read.dates import LAST_YEAR, parse_date
from unionwire.records import Article, DatePrecision, PublishedFrom

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_DATE = dt.date(1980, 1, 1)
LAST_DATE = dt.date(LAST_YEAR, 12, 31)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {
    word: value
    for value, words in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for word in words.split()
}

_MONTH_NAME = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WEEKDAY_NAME = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day|\.)?"


def _valid(date: dt.date | None) -> dt.date | None:
    return date if date is not None and FIRST_DATE <= date <= LAST_DATE else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


# --- The article's date -----------------------------------------------------------------------------------------------

_FULL = (
    rf"(?:(?P<month>{_MONTH_NAME}) ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{_MONTH_NAME}),? (?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d)(?:[T ]\d\d:[\d:.Z+-]*)?"
    r"|(?P<us>\d{1,2}/\d{1,2}/\d{4}))"
)
_CLOCK = (
    r"(?:\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)(?!\d)"
    r"(?: ?\(?(?:[A-Z]{2,4}|local time|Eastern|Pacific)\)?)?"
)
_LABEL = (
    r"(?:(?:first |originally |last )?(?:published|updated?|posted|modified|created|date|filed)(?: (?:on|at))?(?: ?:)?)"
)
# What may stand beside the date on a line of its own: a label, a weekday, a clock time, a byline, a page number.
_DATE_LINE = re.compile(
    rf"[(\[]?(?:[^\n|]{{2,100}} [|•·] )?(?:{_LABEL} ?)?(?:{_CLOCK},? ?(?:on )?)?(?:{_WEEKDAY_NAME},? )?(?<!\d){_FULL}"
    rf"(?:,? (?:at |[-–|] )?{_CLOCK})?[)\]]?(?: ?[|•·] [^\n]{{1,60}})?\.?",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\s*(?:date|published|publish_date|pubdate)\s*[:=]?\s+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+ ?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?|(?!\d{4}).*", re.IGNORECASE)
_FRONT_LABEL = re.compile(r"^(?:date|published)\s*[:=]?\s*", re.IGNORECASE)
_DATED_DATELINE = re.compile(
    rf"[A-Z][\w.’' ]{{1,30}}(?:, [A-Z][\w.’' ]{{1,20}})?,? {_FULL}(?: ?\([A-Z][\w /]{{1,30}}\))?\s*(?:--|[–—-]|:)\s"
)
_DATED_AGENCY = re.compile(
    rf"[A-Z][\w.’' ]{{1,30}}(?:, [A-Z][\w.’' ]{{1,20}})? ?\([A-Z][\w ]{{1,30}}[,:]? {_FULL}\)\s*(?:--|[–—-])\s"
)
_HEAD_LINES = 8
_HEAD_CHARS = 1200


def _stated(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    if groups["iso"]:
        year, month, day = map(int, groups["iso"].split("-"))
        return _date(year, month, day)
    if groups.get("us"):
        month, day, year = map(int, groups["us"].split("/"))
        return _date(year, month, day) or _date(year, day, month)
    suffix = "" if groups.get("month") else "2"
    return _date(int(groups["year" + suffix]), _month_number(groups["month" + suffix]), int(groups["day" + suffix]))


def _date_in_text(text: str) -> dt.date | None:
    head = text[:_HEAD_CHARS]
    date = _valid(leading_date(head))
    if date:
        return date
    lines = [line.strip() for line in head.splitlines() if line.strip()][:_HEAD_LINES]
    for line in lines:
        match = (
            (_DATE_LINE.fullmatch(line) if len(line) <= 200 else None)
            or _DATED_DATELINE.match(line)
            or _DATED_AGENCY.match(line)
        )
        date = _valid(_stated(match)) if match else None
        if date:
            return date
    return None


def leading_date(text: str) -> dt.date | None:
    """The date that stands in front of a text as its prefix or its first line, if one does.

    >>> leading_date(" date 2020-01-12 The union said on Sunday ...")
    datetime.date(2020, 1, 12)
    """
    if match := _PREFIX.match(text):
        return parse_date(match[1])
    first = _FRONT_LABEL.sub("", text.lstrip().split("\n", 1)[0].strip())
    # a first line that only begins with a date is prose
    return parse_date(first) if _ALONE.fullmatch(first) else None


_URL_MONTH = rf"(?P<month>\d{{1,2}}|{_MONTH_NAME})"
_URL_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[/_-](?P<year>(?:19|20)\d\d)[/-]{_URL_MONTH}[/-](?P<day>\d{{1,2}})(?=[/_?.#-]|$)",
        r"[/_-](?P<year>(?:19|20)\d\d)/?(?P<month>\d\d)(?P<day>\d\d)(?=[/_?.#-]|$)",
        rf"/(?P<year>(?:19|20)\d\d)/{_URL_MONTH}(?=/|$)",
        r"/(?P<year>(?:19|20)\d\d)(?=/|$)",
    )
)


def _date_in_url(url: str) -> dt.date | None:
    for pattern in _URL_DATES:
        for match in pattern.finditer(url):
            groups = match.groupdict()
            month = groups.get("month") or "1"
            number = int(month) if month.isdigit() else _month_number(month)
            date = _valid(_date(int(groups["year"]), number, int(groups.get("day") or "1")))
            if date:
                return date
    return None


def article_date(article: Article) -> tuple[dt.date | None, PublishedFrom]:
    """When `article` was published, and where that is known from; (None, "none") where nothing says so.

    A date before 1980 or after 2050 is taken for a mistake and passed over. From an address with a year and a month
    only, the day is 1.
    """
    date = _valid(article.published)
    if date:
        return date, "metadata"
    date = _date_in_text(article.text)
    if date:
        return date, "text"
    date = _date_in_url(article.url) if article.url else None
    if date:
        return date, "inferred"
    return None, "none"


# --- Dates in sentences -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date that a stretch `start:end` of a text names, and how precisely."""

    date: dt.date
    precision: DatePrecision
    start: int
    end: int
    text: str


_Resolved = tuple[dt.date | None, DatePrecision]


def _before(published: dt.date, days: int) -> dt.date:
    return published - dt.timedelta(days=days)


def _month_start(date: dt.date, months_back: int = 0) -> dt.date:
    index = date.year * 12 + date.month - 1 - months_back
    return dt.date(index // 12, index % 12 + 1, 1)


def _resolve_full(match: re.Match[str], _: dt.date | None) -> _Resolved:
    return _stated(match), "day"


def _resolve_month_day(match: re.Match[str], published: dt.date | None) -> _Resolved:
    if published is None:
        return None, "day"
    month, day = _month_number(match["month"] or match["month2"]), int(match["day"] or match["day2"])
    for year in range(published.year, published.year - 9, -1):
        date = _date(year, month, day)
        if date and date <= published:
            return date, "day"
    return None, "day"


def _resolve_month_year(match: re.Match[str], _: dt.date | None) -> _Resolved:
    return _date(int(match["year"]), _month_number(match["month"]), 1), "month"


def _resolve_month(match: re.Match[str], published: dt.date | None) -> _Resolved:
    if published is None:
        return None, "month"
    month = _month_number(match["month"])
    if re.match(r"(?:in )?next\b", match.group(), re.IGNORECASE):
        return dt.date(published.year + (month <= published.month), month, 1), "month"
    return dt.date(published.year - (month > published.month), month, 1), "month"


def _resolve_weekday(match: re.Match[str], published: dt.date | None) -> _Resolved:
    if published is None:
        return None, "day"
    weekday = next(i for i, name in enumerate(_WEEKDAYS) if name.startswith(match["weekday"][:3].lower()))
    which = (match["which"] or "").lower()
    if which == "next":
        return published + dt.timedelta(days=(weekday - published.weekday() - 1) % 7 + 1), "day"
    back = (published.weekday() - weekday) % 7
    if which in {"last", "past"} and back == 0:
        back = 7
    return _before(published, back), "day"


def _resolve_day_word(match: re.Match[str], published: dt.date | None) -> _Resolved:
    if published is None:
        return None, "day"
    word = match["word"].lower()
    back = 1 if word.startswith(("yesterday", "last night", "the day before yesterday")) else 0
    return _before(published, 2 if word.startswith("the day before") else back), "day"


def _resolve_ago(match: re.Match[str], published: dt.date | None) -> _Resolved:
    unit = match["unit"].lower()
    precision: DatePrecision = "year" if unit == "year" else "day" if unit == "day" else "month"
    if published is None:
        return None, precision
    number = match["number"].lower()
    count = int(number) if number.isdigit() else _NUMBERS[number]
    if count > 1_000:
        return None, precision
    if unit == "day":
        return _before(published, count), precision
    if unit == "week":
        return _month_start(_before(published, 7 * count)), precision
    if unit == "month":
        return _month_start(published, count), precision
    return _date(published.year - count, 1, 1), precision


def _resolve_unit(match: re.Match[str], published: dt.date | None) -> _Resolved:
    unit = match["unit"].lower()
    precision: DatePrecision = "year" if unit not in {"week", "weekend", "month"} else "month"
    if published is None:
        return None, precision
    back = 1 if match["which"].lower() in {"last", "past", "previous"} else 0
    if unit == "month":
        return _month_start(published, back), precision
    if unit in {"week", "weekend"}:
        # The weekend that readers mean lies behind the publication's week.
        days = 7 * back if unit == "week" else (published.weekday() - 6) % 7
        return _month_start(_before(published, days)), precision
    if unit == "year":
        return _date(published.year - back, 1, 1), precision
    # "last fall" is the latest one that is over; a season begins in March, June, September or December.
    begins = {"winter": 12, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}[unit]
    year = published.year
    if back and published.month < (begins + 3 if begins < 12 else 15):
        year -= 1
    return _date(year, 1, 1), precision


def _resolve_year(match: re.Match[str], _: dt.date | None) -> _Resolved:
    return _date(int(match["year"]), 1, 1), "year"


_PART = r"(?:early |late |mid-|the (?:start|beginning|end|middle) of )?"
_TIME_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"

# Tried in this order at each place; the longer and surer first. Month names that are also words need a preposition.
_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date | None], _Resolved]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolve)
    for pattern, resolve in (
        (rf"(?:\b(?:on|since|by|until) )?(?:\b{_WEEKDAY_NAME},? )?(?<![\w/-]){_FULL}(?![\w/-])", _resolve_full),
        (
            rf"\b(?:(?:in|since|during|by|until|last) )?{_PART}(?P<month>{_MONTH_NAME}),?(?: of)? (?P<year>(?:19|20)\d\d)\b",
            _resolve_month_year,
        ),
        (
            (
                rf"\b(?:on )?(?:{_WEEKDAY_NAME},? )?(?:(?P<month>{_MONTH_NAME}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
                rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{_MONTH_NAME}))(?![\w,]*\d)\b"
            ),
            _resolve_month_day,
        ),
        (
            (
                rf"\b(?:(?:on|since|by|until|late|early|earlier) )*(?:(?P<which>last|past|this|next) )?"
                rf"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day){_TIME_OF_DAY}\b"
            ),
            _resolve_weekday,
        ),
        (
            (
                rf"\b(?:in|since|during|last|this past|this|next|back in|until|by) {_PART}(?:last |this |next )?"
                rf"(?P<month>{_MONTH_NAME})(?! \d)(?!\w)"
            ),
            _resolve_month,
        ),
        (
            (
                r"\b(?P<word>the day before yesterday|yesterday|today|tonight|last night|this (?:morning|afternoon|evening))"
                rf"{_TIME_OF_DAY}\b"
            ),
            _resolve_day_word,
        ),
        (
            r"\b(?:(?:about|some|nearly|almost|more than|just) )?(?P<number>\d{1,5}|"
            + "|".join(_NUMBERS)
            + r") (?P<unit>day|week|month|year)s? (?:ago|earlier|before)\b",
            _resolve_ago,
        ),
        (
            (
                r"\b(?:(?:earlier|later|late|early|in|during|over) )*(?:the )?(?P<which>last|this|past|previous) "
                r"(?P<unit>weekend|week|month|year|spring|summer|fall|autumn|winter)\b"
            ),
            _resolve_unit,
        ),
        (r"\b(?:over|during) (?P<which>the) (?P<unit>weekend)\b", _resolve_unit),
        (
            (
                rf"\b(?:in|since|during|by|until|back in) {_PART}(?:the (?:spring|summer|fall|autumn|winter) of )?"
                r"(?P<year>(?:19|20)\d\d)\b(?!-\w|[,.]\d)"
            ),
            _resolve_year,
        ),
    )
)
_OF_THAT_YEAR = re.compile(rf"\bin {_PART}(?P<month>{_MONTH_NAME}) of that (?:same )?year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# "may" the verb and "march" the noun; only the names are capitalised.
_AMBIGUOUS = re.compile(r"\b(?:may|march|sun|sat|mar|wed|fri|mon|dec|jan|sept?|oct|nov|aug|apr|feb|jun|jul)\b")


def date_phrases(text: str, published: dt.date | None) -> list[DatePhrase]:
    """Every date that `text` names, in order and not overlapping. Without `published`, relative phrases are left out."""
    found: list[DatePhrase] = []
    published = _valid(published)

    def add(start: int, end: int, date: dt.date | None, precision: DatePrecision) -> None:
        date = _valid(date)
        if date and not any(phrase.start < end and start < phrase.end for phrase in found):
            found.append(DatePhrase(date, precision, start, end, text[start:end]))

    for match in _OF_THAT_YEAR.finditer(text):
        years = _YEAR.findall(text, 0, match.start())
        if years:
            add(match.start(), match.end(), _date(int(years[-1]), _month_number(match["month"]), 1), "month")
    for pattern, resolve in _GRAMMAR:
        for match in pattern.finditer(text):
            if _AMBIGUOUS.search(match.group()):
                continue
            date, precision = resolve(match, published)
            add(match.start(), match.end(), date, precision)
    return sorted(found, key=lambda phrase: phrase.start)


def date_phrase(text: str, published: dt.date | None) -> DatePhrase | None:
    """The first date that `text` names, or None. See `date_phrases`."""
    return next(iter(date_phrases(text, published)), None)
