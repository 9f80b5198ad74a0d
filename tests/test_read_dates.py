"""Dates of publication as records and pages spell them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwire.read.dates import parse_date

JANUARY_5 = [
    "2016-01-05",
    "2016/1/5",
    "2016.01.05",
    "2016-01-05T20:04:00+00:00",
    "2016-01-05 15:04:05.123456",
    "20160105",
    "20160105150405",
    "20160105T150405Z",
    "201601051504",
    "Tue, 05 Jan 2016 20:04:00 GMT",
    "Tue, 5 Jan 2016 15:04:00 -0500 (EST)",
    "Tue Jan  5 15:04:05 EST 2016",
    "Jan. 5, 2016 3:04 p.m. ET",
    "Jan. 5, 2016, at 3:04 p.m. EST",
    "Noon, Jan. 5, 2016",
    "Tues., Jan. 5, 2016",
    "Tuesday, January 5th, 2016",
    "5 January 2016",
    "5-Jan-2016",
    "1/5/2016",
    "5.1.2016",
    "05. 01. 2016",
    "Published: Jan 5, 2016 | Updated: Jan 6, 2016",
    "Posted on Jan 5, 2016 by Ann Wu",
    "Jan. 5, 2016 (updated)",
    "1452006245",
    "1452006245.5",
    "1452006245123",
    "1452006245123456",
    "1452006245123456789",
    1452006245,
    1452006245123.0,
    dt.date(2016, 1, 5),
    dt.datetime(2016, 1, 5, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
]


@pytest.mark.parametrize("value", JANUARY_5)
def test_the_usual_forms(value: object) -> None:
    assert parse_date(value) == dt.date(2016, 1, 5)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1/25/2016", dt.date(2016, 1, 25)),
        ("25/1/2016", dt.date(2016, 1, 25)),
        ("25.01.2016 18:30", dt.date(2016, 1, 25)),
        ("2016-01-25T23:30:00-08:00", dt.date(2016, 1, 25)),
        ("Sept. 25, 2016", dt.date(2016, 9, 25)),
        ("980000000000", dt.date(2001, 1, 20)),
    ],
)
def test_day_and_month_where_only_one_order_fits_and_the_day_of_its_own_zone(value: str, day: dt.date) -> None:
    assert parse_date(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        True,
        float("nan"),
        float("inf"),
        "0001-01-01",
        "0000-00-00",
        "2099-12-31",
        "December 31, 2099",
        "2016-13-05",
        "13/13/2016",
        "2016-02-30",
        "June 31, 2016",
        "1/5/16",
        "2016",
        "May 2016",
        "Monday",
        "yesterday",
        "3 hours ago",
        "1.2.3.2016",
        "version 2016.1",
        "2016-01-05 to 2016-02-05",
        "2016-01-05abc",
        "20161305",
        "0",
        "9" * 19,
        "9" * 400,
        ["2016-01-05"],
    ],
)
def test_nonsense_and_halves_are_no_date(value: object) -> None:
    assert parse_date(value) is None


@given(st.dates(dt.date(1800, 1, 1), dt.date(2050, 12, 31)))
def test_a_date_is_read_back_from_every_form(date: dt.date) -> None:
    forms = (
        date.isoformat(),
        f"{date:%Y%m%d}",
        f"{date:%B} {date.day}, {date.year}",
        f"{date:%d.%m.%Y}",
        f"{date:%a, %d %b %Y}",
    )
    assert {parse_date(form) for form in forms} == {date}


@given(st.one_of(st.text(max_size=60), st.integers(), st.floats()))
def test_anything_gives_a_day_in_range_or_none(value: object) -> None:
    date = parse_date(value)
    assert date is None or 1800 <= date.year <= 2050
