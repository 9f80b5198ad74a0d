"""Fields, dates and ids of records."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from unionwire.errors import UsageError
from unionwire.read import Options
from unionwire.read.dates import parse_date
from unionwire.read.fields import as_text, to_article
from unionwire.reasons import Code
from unionwire.records import Article, Reject


@pytest.mark.parametrize(
    "said",
    [
        "2020-01-30",
        "2020-01-30T12:00:00Z",
        "2020-01-30T23:59:59-05:00",
        "2020-01-30 08:15:00.000",
        "2020/1/30",
        "20200130",
        "20200130T081500Z",
        "20200130081500",
        "Thu, 30 Jan 2020 12:00:00 GMT",
        "Thu, 30 Jan 2020 23:30:00 -0500",
        "January 30, 2020",
        "Jan. 30, 2020 4:05 PM EST",
        "30 January 2020",
        "1/30/2020",
        "30.01.2020",
        "1580385600",
        1580385600,
        1580385600.0,
        1580385600000,
        "1580385600000",
        dt.date(2020, 1, 30),
        dt.datetime(2020, 1, 30, 23, 59, tzinfo=dt.UTC),
    ],
)
def test_dates_in_the_usual_spellings(said):
    assert parse_date(said) == dt.date(2020, 1, 30)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "yesterday",
        "n/a",
        "0000-00-00",
        "2020-13-40",
        "2020",
        "January 2020",  # no day: filling one in would be a guess
        "30 January",
        "1/30/20",
        "10:45",
        "2020-01",
        "12345",
        True,
        float("nan"),
        float("inf"),
        ["2020-01-30"],
        "9999-01-01",
        "The union said on January 30, 2020 that it would wait for the convention",
    ],
)
def test_no_date_is_made_of_nonsense(said):
    assert parse_date(said) is None


def test_figures_follow_the_custom_of_their_separator():
    assert parse_date("3/4/2020") == dt.date(2020, 3, 4)
    assert parse_date("03.04.2020") == dt.date(2020, 4, 3)


def test_fields_are_found_by_their_usual_names_in_any_case():
    record = {
        "ID": 17,
        "Content": "The local voted.",
        "Headline": "A vote",
        "pubDate": "2019-05-01",
        "Publication": "The Courier",
        "Link": "https://courier.example/vote",
    }
    assert to_article(record, 1, "f", Options()) == Article(
        "17", "The local voted.", "The Courier", "https://courier.example/vote", "A vote", dt.date(2019, 5, 1)
    )


def test_the_preferred_name_wins_and_empty_values_give_way():
    both = {"id": "a", "content": "second", "text": "first"}
    article = to_article(both, 1, "f", Options())
    assert isinstance(article, Article)
    assert article.text == "first"
    for empty in (None, "", float("nan")):
        article = to_article(both | {"text": empty}, 1, "f", Options())
        assert isinstance(article, Article)
        assert article.text == "second"


def test_a_named_column_overrides_the_usual_ones():
    record = {"text": "teaser", "story": "The whole story.", "id": "1", "key": "k9"}
    article = to_article(record, 1, "f", Options({"text": "story", "id": "KEY"}))
    assert isinstance(article, Article)
    assert (article.article_id, article.text) == ("k9", "The whole story.")
    assert to_article({"text": "teaser"}, 3, "f", Options({"text": "story"})) == Reject("f", 3, Code.NO_TEXT)


def test_an_unknown_field_is_a_usage_error():
    with pytest.raises(UsageError, match="no such field: body"):
        Options({"body": "x"})
    with pytest.raises(UsageError, match="max-chars"):
        Options(max_chars=0)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12, "12"),
        (12.0, "12"),
        ("12.0", "12.0"),
        (" x ", "x"),
        ("", None),
        (None, None),
        (float("nan"), None),
        ([], None),
    ],
)
def test_ids_become_strings(value, said):
    assert as_text(value) == said


def test_ids_fall_back_to_url_then_to_the_text():
    text = "The council of locals met."
    sha = hashlib.sha256(text.encode()).hexdigest()[:16]
    by_url = to_article({"text": text, "url": "https://a.example/1"}, 1, "f", Options())
    by_text = to_article({"text": text}, 1, "f", Options())
    by_file = to_article({"text": text}, 1, "f", Options(), "folder/file")
    assert [article.article_id for article in (by_url, by_text, by_file) if isinstance(article, Article)] == [
        "https://a.example/1",
        sha,
        "folder/file",
    ]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, "no text"),
        ({"text": "  \n"}, "no text"),
        ({"text": 5}, "no text: the field holds int"),
        ({"text": [1, 2]}, "no text: the field holds list"),
        ({"text": {"words": 5}}, "no text: the field holds dict"),
        ({"text": "NULL", "content": None}, "no text"),
        ({"text": bytes(range(9))}, "undecodable: no text in an encoding that is known"),
        ({"text": "12345678901"}, "over the size limit: 11 characters, the limit is 10"),
    ],
)
def test_records_without_a_usable_text_are_rejected(record, reason):
    rejected = to_article(record, 4, "dump.jsonl", Options(max_chars=10))
    assert isinstance(rejected, Reject)
    assert (rejected.path, rejected.record, rejected.reason) == ("dump.jsonl", 4, reason)


def test_half_a_surrogate_pair_becomes_the_replacement_character():
    article = to_article({"text": "Strike \ud83d on"}, 1, "f", Options())
    assert isinstance(article, Article)
    assert article.text == "Strike \ufffd on"
