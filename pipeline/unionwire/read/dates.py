"""Dates of publication, in the spellings that exports and crawlers use."""

from __future__ import annotations

import datetime as dt
import re
import warnings

from dateutil import parser as dateutil_parser

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(?:\d{4}|\d{6})Z?)?")
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}")
_EARLIEST, _LATEST = 1800, 2100
# Two dates that share no part: what dateutil fills in from them was not in the text.
_FILLERS = (dt.datetime(2003, 1, 25), dt.datetime(2004, 2, 26))  # noqa: DTZ001 - only compared with each other
_LONGEST = 64


def parse_date(value: object) -> dt.date | None:
    """The day that `value` names, as written in its own time zone; None where it names none.

    Takes dates, datetimes, ISO 8601, `20200130`, RFC 2822, "January 30, 2020", "1/30/2020" (month first, as US
    exports write; day first where the parts are joined by dots), and seconds or milliseconds since 1970 (UTC).
    Nothing is filled in: a month without a day is no date.
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
    if match := _ISO.match(said) or _COMPACT.fullmatch(said):
        return _from_parts(match[1], match[2], match[3])
    if _EPOCH.fullmatch(said):
        seconds = float(said)
        seconds = seconds / 1000 if seconds >= 1e11 else seconds
        return _plausible(dt.datetime.fromtimestamp(seconds, dt.UTC).date())
    return _spelled(said)


def _from_parts(year: str, month: str, day: str) -> dt.date | None:
    try:
        return _plausible(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _spelled(said: str) -> dt.date | None:
    """A date in words or in national figures; only where day, month and year all stand there."""
    if not re.search(r"(?<!\d)\d{4}(?!\d)", said):
        return None  # a two-digit year is a guess
    readings = set()
    for filler in _FILLERS:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = dateutil_parser.parse(said, default=filler, dayfirst="." in said, ignoretz=True)
        except (ValueError, OverflowError):
            return None
        readings.add(parsed.date())
    return _plausible(readings.pop()) if len(readings) == 1 else None


def _plausible(date: dt.date) -> dt.date | None:
    return date if _EARLIEST <= date.year <= _LATEST else None
