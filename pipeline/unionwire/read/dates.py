"""Dates of publication, in the spellings that exports and crawlers use."""

from __future__ import annotations

import datetime as dt
import re
import warnings

from dateutil import parser as dateutil_parser

# nothing, a time of day or words may follow; not a letter or figure at once, nor a second date
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=T\d|[\s,(Z]|$)(?!.*\d{4}[-/.]\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(?:\d{4}|\d{6})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?")
# seconds, milliseconds, microseconds and nanoseconds since 1970, told apart by their size
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}|\d{18,19}")
# Neither a year before there were newspapers of the kind nor one that stands for "never" is a day of publication. The
# bound is no "today": the same record gives the same article whenever it is read.
FIRST_YEAR, LAST_YEAR = 1800, 2050
# Two dates that share no part: what dateutil fills in from them was not in the text.
_FILLERS = (dt.datetime(2003, 1, 25), dt.datetime(2004, 2, 26))  # noqa: DTZ001 - only compared with each other
_LABEL = re.compile(
    r"^[\s(\[]*(?:(?:first |originally |last )?(?:published|updated|posted|created|date|issued|filed)\b(?: (?:on|at))?\s*[:=]?\s*)+",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s+(?:[|•·]\s+|[(\[]?(?:last )?(?:updated|modified|edited)\b|by\s+\D*$|\([a-z /]{1,40}\)$)", re.IGNORECASE
)
# Words that dateutil does not know.
_ASIDE = re.compile(
    r"\b(?:mon|tue?s?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?|\b(?:noon|midnight)\b,?", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
_LONGEST = 100


def parse_date(value: object) -> dt.date | None:
    """The day that `value` names, as written in its own time zone; None where it names none.

    Takes dates, datetimes, ISO 8601, `20200130` with or without a time of day, RFC 2822, "January 30, 2020",
    "Jan. 30, 2020 3:04 p.m. ET", "1/30/2020" and "30/1/2020" (month first where both fit, as US exports write; day first where
    the parts are joined by dots), and seconds, milliseconds, microseconds or nanoseconds since 1970 (UTC). A label before the
    date ("Posted on") and what follows a bar are passed over. Nothing is filled in: a month without a day is no date,
    a year of two digits is none, and so are years before 1800 and after 2050.
    """
    if isinstance(value, dt.datetime):
        return _plausible(value.date())
    if isinstance(value, dt.date):
        return _plausible(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    said = f"{value:.0f}" if isinstance(value, float) and value == value else str(value).strip()  # noqa: PLR0124 - NaN
    if not said or len(said) > _LONGEST:
        return None
    said = _MORE.split(_LABEL.sub("", said), maxsplit=1)[0].strip(" \t()[]")
    if match := _ISO.match(said):
        return _from_parts(match[1], match[3], match[4])
    if (match := _COMPACT.fullmatch(said)) and (date := _from_parts(match[1], match[2], match[3])):
        return date
    if _EPOCH.fullmatch(said):
        return _since_1970(float(said))
    return _spelled(said)


def _since_1970(count: float) -> dt.date | None:
    while abs(count) >= 1e11:
        count /= 1000
    return _plausible((dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=count)).date())


def _from_parts(year: str, month: str, day: str) -> dt.date | None:
    try:
        return _plausible(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _spelled(said: str) -> dt.date | None:
    """A date in words or in national figures; only where day, month and year all stand there."""
    if not re.search(r"(?<!\d)\d{4}(?!\d)", said):
        return None  # a two-digit year is a guess
    plain = _ASIDE.sub(" ", said)
    readings = set()
    for filler in _FILLERS:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = dateutil_parser.parse(
                    plain, default=filler, dayfirst=bool(_DAY_FIRST.match(said)), ignoretz=True
                )
        except (ValueError, OverflowError):
            return None
        readings.add(parsed.date())
    date = readings.pop()
    return _plausible(date) if not readings and f"{date.year}" in said else None


def _plausible(date: dt.date) -> dt.date | None:
    return date if FIRST_YEAR <= date.year <= LAST_YEAR else None
