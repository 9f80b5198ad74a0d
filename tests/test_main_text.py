"""Stories read back out of pages: all of the story, none of what stands around it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.page_templates import TEMPLATES, Story, site_page, table_page

from unionwire.read import Options
from unionwire.read.main_text import parse, story_text, without_code
from unionwire.read.page import Page, page_article
from unionwire.read.page_fields import page_date, page_fields
from unionwire.records import Article

STORY = Story(
    "Bargemen's Local 8 backs Roe",
    (
        "LAKEVIEW - The 1,200 members of Bargemen's Local 8 will work for Mayor Ann Roe, the local's president said on Tuesday.",
        "“She kept the locks open,” Sal Dunn said.",
        "The local is part of the Bargemen's Union, which endorsed her rival, Council member Tim Voss, in March & April.",
        "It did not say why.",
        "Voss, who has the money of three other unions behind him, said that he would go on with his campaign until the end.",
    ),
    dt.date(2019, 5, 7),
)
FOREIGN = (
    "Harness Makers",
    "Coopers",
    "Tanners",
    "Ferry",
    "Scribes Guild",
    "Most read",
    "Subscribe",
    "Obituaries",
    "include",
    "dataLayer",
    "edition",
    "virtual",
    "error occurred",
    "pixel",
    "letter on labor",
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_story_comes_whole_and_alone(template: str) -> None:
    text = story_text(parse(TEMPLATES[template](STORY)))
    assert [line for line in text.split("\n") if line in STORY.paragraphs] == list(STORY.paragraphs)
    assert [word for word in FOREIGN if word in text] == []
    assert text.startswith(STORY.title)


def test_a_page_that_is_all_story_stays_as_a_browser_shows_it() -> None:
    page = "<html><head><title>Locks</title></head><body><p>One.</p><p><a href='x'>Two</a></p><ul><li>Three</li></ul></body>"
    assert story_text(parse(page)) == "Locks\n\nOne.\n\nTwo\n\nThree"


def test_sections_that_continue_the_story_are_kept_and_other_stories_are_not() -> None:
    part = "The council of the bargemen's union met at noon and talked about nothing but the locks for hours. "
    chunks = "".join(
        f'<div class="chunk"><p>{part}{number}.</p><p>{part}{number} again.</p></div>' for number in range(6)
    )
    other = '<div class="cards"><div class="card"><h3><a href="/x">Tanners vote</a></h3><p>The Tanners Union, which has 900 members, votes on Friday in a hall of its own.</p></div></div>'
    text = story_text(parse(f"<body><article><h1>Locks</h1>{chunks}</article>{other}</body>"))
    assert text.count("talked about nothing") == 12
    assert "Tanners" not in text


def test_a_standfirst_beside_the_headline_is_kept() -> None:
    paragraphs = "".join(
        f"<p>The bargemen of the lake went to the hall and waited there for hour {hour}.</p>" for hour in range(9)
    )
    page = (
        "<body><div><header><h1>Locks stay shut</h1><p class='dek'>The bargemen's union says that it will not give in.</p>"
        f"</header></div><div class='text'>{paragraphs}</div><div><a href='/1'>Home</a> <a href='/2'>Sports</a></div></body>"
    )
    text = story_text(parse(page))
    assert text.startswith("Locks stay shut\n\nThe bargemen's union says that it will not give in.")
    assert text.count("went to the hall") == 9
    assert "Sports" not in text


def test_what_is_hidden_is_no_text() -> None:
    paragraphs = "".join(
        f"<p>The bargemen of the lake went to the hall and waited there for hour {hour}.</p>" for hour in range(9)
    )
    page = f"<body>{paragraphs}<p style='display: none'>Secret endorsement.</p><p hidden>Other secret.</p><template><p>T</p></template></body>"
    text = story_text(parse(page))
    assert "ecret" not in text
    assert text.endswith("for hour 8.")


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ('a<?php if ($a > 3) echo "<b>x</b>"; ?>b', "a b"),
        ("a<?= $x ?>b<% y %>c", "a b c"),
        ('<?xml version="1.0"?><p>a</p>', " <p>a</p>"),
        ("<p>a</p><?php never closed <p>b</p>", "<p>a</p> <p>b</p>"),
        ("a <? one ?> b <? two <i>c</i>", "a   b  <i>c</i>"),
        ("no code, 3 < 4 and 5 > 2, 100 %> of it", "no code, 3 < 4 and 5 > 2, 100 %> of it"),
    ],
)
def test_code_of_the_server_is_no_text(page: str, left: str) -> None:
    assert without_code(page) == left


def test_what_a_page_says_of_itself() -> None:
    tree = parse(site_page(STORY))
    assert page_fields(tree) == {"title": STORY.title, "source": "The Lakeview Post", "url": STORY.url}
    assert page_date(tree) == STORY.published
    tree = parse(table_page(STORY))
    assert page_fields(tree) == {"title": STORY.title}
    assert page_date(tree) is None  # it stands in the text, where the article's date is looked for


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2016-02-01T09:00:00-05:00">', "2016-02-01"),
        ('<meta name="DC.date.issued" content="Feb. 1, 2016">', "2016-02-01"),
        ('<meta name="pubdate" content="20160201">', "2016-02-01"),
        ('<meta itemprop="datePublished" content="1454338800000">', "2016-02-01"),
        ('<meta property="article:modified_time" content="2016-02-01">', None),
        ('<meta property="article:published_time" content="0001-01-01T00:00:00Z">', None),
        ('<meta property="article:published_time" content="2099-12-31">', None),
        ('<meta property="article:published_time" content="2016-13-01">', None),
        ('<meta name="date" content="no date"><meta name="pubdate" content="2016-02-01">', "2016-02-01"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2016-02-01"}</script>',
            "2016-02-01",
        ),
        ('<script type="application/ld+json">[{"@type":"Comment","datePublished":"2017-02-01"}]</script>', None),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":</script>', None),
        ('<time pubdate datetime="2016-02-01">Monday</time>', "2016-02-01"),
        ('<span class="published" title="2016-02-01T10:00:00">1 Feb</span>', "2016-02-01"),
        ('<time datetime="2016-02-01">a</time><time datetime="2016-02-01T10:00">b</time>', "2016-02-01"),
        ('<time datetime="2016-02-01">a</time><time datetime="2016-02-03">b</time>', None),
        ("<p>Published Feb. 1, 2016</p>", None),
    ],
)
def test_the_day_of_publication(head: str, date: str | None) -> None:
    found = page_date(parse(f"<html><head><title>x</title></head><body>{head}</body></html>"))
    assert found == (dt.date.fromisoformat(date) if date else None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["div", "p", "td", "article", "h1", "script", "a", "font", "nav"]), st.text(max_size=60)
        ),
        max_size=6,
    )
)
def test_any_page_gives_its_text(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{text}</{tag}>{text}" for tag, text in parts) + f"<p>{STORY.paragraphs[0]}</p>"
    found = page_article(Page(source.encode("utf-8", "replace"), "a", "a"), Options())
    assert isinstance(found, Article)
    assert "Local 8" in found.text or any("<" in text for _, text in parts)
