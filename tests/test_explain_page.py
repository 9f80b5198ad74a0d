"""`unionwire explain --html`: what the page shows, and that an article's words stay words in it."""

from __future__ import annotations

import re

import lxml.html
import pytest

from unionwire.explain_page import explain_page
from unionwire.extract import Extractor
from unionwire.records import Article

TEXT = (
    "Photo by Ines Quandt / Getty Images\n\n"
    "Teamsters Local 9041 has endorsed Odile Brannock for governor. The ferry was late.\n\n"
    "A fan of the MTA shouted.\n"
)


@pytest.fixture(scope="module")
def extractor():
    return Extractor()


@pytest.fixture(scope="module")
def page(extractor):
    return explain_page(Article("odile", TEXT, title="Local picks Brannock"), extractor)


def rows(page):
    """The cells of every row of the page's tables."""
    return [
        ["".join(map(str, cell.itertext())) for cell in row.findall("td")]
        for row in lxml.html.fromstring(page).iter("tr")
    ]


def marks(page):
    """What displaCy marks: the words, the label and the id."""
    return [
        (
            (mark.text or "").strip(),
            (mark.findtext("span") or "").strip(),
            "".join(link.text or "" for link in mark.iter("a")),
        )
        for mark in lxml.html.fromstring(page).iter("mark")
    ]


def test_mentions_are_marked_where_they_stand(page):
    assert ("Teamsters Local 9041", "UNION", "teamsters-local-9041") in marks(page)
    assert ("Odile Brannock", "CANDIDATE", "odile-brannock") in marks(page)
    assert "The ferry was late" not in page


def test_facts_stand_under_their_sentence_with_rule_and_confidence(page):
    [fact] = [row for row in rows(page) if row and row[0] == "endorsements"]
    assert fact[1].startswith("union_id=teamsters-local-9041 candidate_id=odile-brannock stance=endorsed")
    assert fact[2] == "endorse.verb"
    assert re.fullmatch(r"confidence 0\.\d\d", fact[3])


def test_what_was_refused_says_why(page):
    refused = [row for row in rows(page) if row and row[0].startswith("refused")]
    assert any(row[1] == "“MTA”" and row[3] for row in refused)
    assert ("MTA", "REFUSED", "") in marks(page)


def test_furniture_has_its_rule(page):
    assert any(row and row[0] == "0-35" and row[2] == "Photo by Ines Quandt / Getty Images" for row in rows(page))


def test_the_words_of_an_article_stay_words(extractor):
    evil = "<script>alert(1)</script>"
    text = f"Teamsters Local 9041 has endorsed Odile Brannock <img src=x onerror=alert(1)> for {evil} governor."
    page = explain_page(Article(evil, text, title=f'"{evil}', source=evil, url="javascript:alert(1)"), extractor)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; governor" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(href|src)=[\"']?\w+:", page)


def test_characters_that_turn_or_hide_others_are_shown(extractor):
    text = "Teamsters Local 9041 has endorsed \u202eOdile Brannock\u202c for governor.\x1b[2J"
    page = explain_page(Article("a\u202eb", text), extractor)
    assert not set("\u202e\u202c\x1b") & set(page)
    assert "<dd>a\\u202eb</dd>" in page
    assert ("Odile Brannock", "CANDIDATE", "odile-brannock") in marks(page)


def test_an_article_without_a_union(extractor):
    page = explain_page(Article("rain", "It rained on Tuesday, and the ferry was late."), extractor)
    assert "Nothing found, nothing considered." in page
    assert marks(page) == []
