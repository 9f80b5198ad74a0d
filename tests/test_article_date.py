"""The article's date, and the dates that sentences name."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwire.clean.dates import FIRST_DATE, LAST_DATE, article_date, date_phrase, date_phrases, leading_date
from unionwire.records import Article

# A Wednesday.
PUBLISHED = dt.date(2016, 2, 10)


def _article(text: str, url: str | None = None, published: dt.date | None = None) -> Article:
    return Article("a", text, url=url, published=published)


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (" date 2018-03-03 The bakers voted.", "2018-03-03"),
        ("Bakers win\n\n June 22, 2001 | Page 16 \n\nThe bakers voted.", "2001-06-22"),
        ("Bakers win\n By Ann Wu | May 9, 2003 | Page 11 \nThe bakers voted.", "2003-05-09"),
        ("Published January 5, 2019\nThe bakers voted.", "2019-01-05"),
        ("Updated 3:15 PM EST, Mon November 9, 2015\n\nThe bakers voted.", "2015-11-09"),
        ("9 years ago\n\nUpdated 7:15 p.m. ET, 3/14/2011\n\n(CNN) - The bakers voted.", "2011-03-14"),
        ("NEW YORK, Jan. 5, 2019 (AP) — The bakers voted.", "2019-01-05"),
        ("LAKEVIEW (AP, March 3, 2018) - The bakers voted.", "2018-03-03"),
        ("Monday, March 4, 2013 at 5:00 PM\nThe bakers voted.", "2013-03-04"),
        ("12 January 2013\nThe bakers voted.", "2013-01-12"),
        ("Posted 3 PM, 12 January 2013\nThe bakers voted.", "2013-01-12"),
        ("4 March 2013\nThe bakers voted.", "2013-03-04"),
        ("2013-03-04T17:00:00Z\nThe bakers voted.", "2013-03-04"),
        ("Last Updated : Nov 20, 2019 01:41 PM IST | Source: Example\nThe bakers voted.", "2019-11-20"),
        ("November 20, 2019 - 11:28 EST\nThe bakers voted.", "2019-11-20"),
        ("Jan. 5, 2016 3:04 p.m. ET\nThe bakers voted.", "2016-01-05"),
        ("Posted 25/01/2016\nThe bakers voted.", "2016-01-25"),
    ],
)
def test_date_stated_at_the_head(text, date):
    assert article_date(_article(text)) == (_day(date), "text")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On May 3, 2012, the bakers voted.",
        "The bakers voted.\nMay 3, 2012, was the day of the vote.",
        "May 3, 2012 was a day that the bakers of Lakeview will not forget",
        "1 Feb 1979\nThe bakers voted.",
        "date 2020-13-40 The bakers voted.",
        "December 31, 2099\nThe bakers voted.",
        "Posted 25/13/2016\nThe bakers voted.",
        "The bakers voted.\n" * 10 + "May 3, 2012\n",
        "The 2012 vote was close.",
    ],
)
def test_no_date_stated(text):
    assert article_date(_article(text)) == (None, "none")


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("http://example.com/news/2012/sep/10/bakers/", "2012-09-10"),
        ("https://example.com/politics/2019/0611/Bakers-vote", "2019-06-11"),
        ("https://example.com/columns/2020/3/4/21164783/bakers", "2020-03-04"),
        ("https://example.com/story/bakers-2020-03-09?mod=home", "2020-03-09"),
        ("http://example.com/article/20140305/NEWS", "2014-03-05"),
        ("https://example.com/2019/10/bakers", "2019-10-01"),
        ("https://example.com/2019/bakers", "2019-01-01"),
    ],
)
def test_date_in_the_address(url, date):
    assert article_date(_article("The bakers voted.", url=url)) == (_day(date), "inferred")


@pytest.mark.parametrize(
    "url", ["http://example.com/news/id/707199/", "http://example.com/1970/01/01/x", "https://example.com/bakers-2019"]
)
def test_no_date_in_the_address(url):
    assert article_date(_article("The bakers voted.", url=url)) == (None, "none")


def test_metadata_comes_first_then_text_then_address():
    text, url = " date 2018-03-03 The bakers voted.", "http://example.com/2017/01/02/x"
    assert article_date(_article(text, url=url, published=_day("2016-05-06"))) == (_day("2016-05-06"), "metadata")
    assert article_date(_article(text, url=url)) == (_day("2018-03-03"), "text")
    assert article_date(_article("x", url=url)) == (_day("2017-01-02"), "inferred")


def test_metadata_out_of_range_is_passed_over():
    article = _article(" date 2018-03-03 The bakers voted.", published=dt.date(1970, 1, 1))
    assert article_date(article) == (_day("2018-03-03"), "text")
    assert article_date(_article("x", published=dt.date(2099, 12, 31))) == (None, "none")


@pytest.mark.parametrize(
    ("phrase", "date", "precision"),
    [
        ("on Tuesday", "2016-02-09", "day"),
        ("Thursday", "2016-02-04", "day"),
        ("Monday night", "2016-02-08", "day"),
        ("on Wednesday", "2016-02-10", "day"),
        ("last Wednesday", "2016-02-03", "day"),
        ("next Tuesday", "2016-02-16", "day"),
        ("early Friday morning", "2016-02-05", "day"),
        ("yesterday", "2016-02-09", "day"),
        ("the day before yesterday", "2016-02-08", "day"),
        ("last night", "2016-02-09", "day"),
        ("today", "2016-02-10", "day"),
        ("10 days ago", "2016-01-31", "day"),
        ("Nov. 12", "2015-11-12", "day"),
        ("on January 31", "2016-01-31", "day"),
        ("Feb. 29", "2012-02-29", "day"),
        ("Sunday, Jan. 10", "2016-01-10", "day"),
        ("March 3, 2014", "2014-03-03", "day"),
        ("3 March 2014", "2014-03-03", "day"),
        ("last month", "2016-01-01", "month"),
        ("late last month", "2016-01-01", "month"),
        ("earlier this month", "2016-02-01", "month"),
        ("two weeks ago", "2016-01-01", "month"),
        ("last week", "2016-02-01", "month"),
        ("three months ago", "2015-11-01", "month"),
        ("over the weekend", "2016-02-01", "month"),
        ("in July", "2015-07-01", "month"),
        ("in February", "2016-02-01", "month"),
        ("in May", "2015-05-01", "month"),
        ("last October", "2015-10-01", "month"),
        ("next October", "2016-10-01", "month"),
        ("in late January", "2016-01-01", "month"),
        ("in October 2015", "2015-10-01", "month"),
        ("in October of 2015", "2015-10-01", "month"),
        ("earlier this year", "2016-01-01", "year"),
        ("last year", "2015-01-01", "year"),
        ("a year ago", "2015-01-01", "year"),
        ("in 2008", "2008-01-01", "year"),
        ("since 2011", "2011-01-01", "year"),
        ("last fall", "2015-01-01", "year"),
        ("this spring", "2016-01-01", "year"),
        ("in the fall of 2015", "2015-01-01", "year"),
    ],
)
def test_phrase(phrase, date, precision):
    text = f"The bakers voted {phrase} to back Roe."
    found = date_phrase(text, PUBLISHED)
    assert found is not None
    assert (found.date, found.precision, found.text) == (_day(date), precision, phrase)
    assert text[found.start : found.end] == phrase
    assert len(date_phrases(text, PUBLISHED)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The bakers may march on the hall.",
        "They may in the end vote.",
        "In 2,000 votes the bakers erred.",
        "The 2016 bid had 1999 backers.",
        "Local 2012 met.",
        "In 2015-16 the school had no nurse.",
        "The sun sat on the mill.",
        "February 30 never comes.",
        "On page 5/6 it said so.",
    ],
)
def test_no_phrase(text):
    assert date_phrases(text, PUBLISHED) == []


def test_all_phrases_in_order_and_the_first_one():
    text = "In 2008, when the guild picked Roe over Doe in February of that year, and again last month."
    phrases = [(phrase.text, phrase.date.isoformat(), phrase.precision) for phrase in date_phrases(text, PUBLISHED)]
    assert phrases == [
        ("In 2008", "2008-01-01", "year"),
        ("in February of that year", "2008-02-01", "month"),
        ("last month", "2016-01-01", "month"),
    ]
    first = date_phrase(text, PUBLISHED)
    assert first is not None
    assert first.text == "In 2008"


def test_without_a_publication_date_only_absolute_phrases_count():
    text = "On Tuesday, last month, in July, and on March 3, 2014, in May 2015 and in 2008."
    assert [phrase.date.isoformat() for phrase in date_phrases(text, None)] == [
        "2014-03-03",
        "2015-05-01",
        "2008-01-01",
    ]


DATES = st.dates(FIRST_DATE, LAST_DATE)


@given(st.text(max_size=200), DATES)
def test_phrases_of_any_text_lie_in_it_and_in_range(text, published):
    for phrase in date_phrases(text, published):
        assert text[phrase.start : phrase.end] == phrase.text
        assert FIRST_DATE <= phrase.date <= LAST_DATE


WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@given(DATES.filter(lambda date: date.year > 1981), st.integers(0, 6))
def test_a_weekday_is_the_last_one_up_to_the_publication(published, weekday):
    found = date_phrase(f"They met on {WEEKDAYS[weekday]}.", published)
    assert found is not None
    assert found.date.weekday() == weekday
    assert dt.timedelta(0) <= published - found.date < dt.timedelta(7)


@given(DATES)
def test_a_date_line_is_read_back(date):
    for form in (f"{date:%B} {date.day}, {date.year}", f"{date.day} {date:%b} {date.year}", date.isoformat()):
        assert article_date(_article(f"Published: {form}\n\nThe bakers voted.")) == (date, "text")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (" date 2020-01-12 The guild said", dt.date(2020, 1, 12)),
        ("Date: 2020-01-12\nThe guild said", dt.date(2020, 1, 12)),
        ("2020-01-12\n\nThe guild said", dt.date(2020, 1, 12)),
        ("2020-01-12T08:00:00Z\nThe guild said", dt.date(2020, 1, 12)),
        ("\n January 12, 2020 \nThe guild said", dt.date(2020, 1, 12)),
        ("Published: January 12, 2020\nThe guild said", dt.date(2020, 1, 12)),
        ("The guild said on January 12, 2020\nthat", None),
        ("2020-01-12 was the day of the vote\nThe guild", None),
        ("Story highlights\n2020-01-12\n", None),
        ("1937\nThe sit-down strike", None),
        ("date of the vote 2020-01-12", None),
    ],
)
def test_the_date_in_front_of_a_text(text: str, date: dt.date | None) -> None:
    assert leading_date(text) == date
    if date is not None:
        assert article_date(_article(text)) == (date, "text")
