"""Saved web pages: text, title, date, encoding, and pages that can't be read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from unionwire.read import Options, find_sources, read
from unionwire.read.front_matter import front_matter
from unionwire.read.page import Page, plain_article
from unionwire.records import Article, Reject

TABLES = """<html><head><title>
Dockers &amp; friends
</title><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<?php include "../../legacy/Script.htmlf" ?></head>
<body bgcolor="#FFFFCC"><table><tr><td width="18"><?php include "left.htmlf" ?></td><td>
<p><font size="4">On the <b>quiet</b> waterfront</font></p>
<p>Local 8 met at noon.<br>It did not vote&#46;</p><script>var x = "no text";</script>
</td></tr></table></body></html>
"""


def read_one(folder: Path, name: str, content: bytes, max_chars: int = 10_000) -> Article | Reject:
    (folder / name).write_bytes(content)
    (source,) = find_sources([folder / name]).sources
    ((record, item),) = list(read(source, Options(max_chars=max_chars)))
    assert record == 1
    return item


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.php"])
def test_a_page_gives_its_visible_text_by_paragraph_and_its_title(tmp_path: Path, name: str) -> None:
    article = read_one(tmp_path, name, TABLES.encode())
    assert isinstance(article, Article)
    assert article.article_id == "page"
    assert article.title == "Dockers & friends"
    assert article.text == "Dockers & friends\n\nOn the quiet waterfront\n\nLocal 8 met at noon.\nIt did not vote."
    assert article.published is None


def test_front_matter_over_escaped_html(tmp_path: Path) -> None:
    page = (
        '---\nauthor: R. Vane\ndate: Oct 14, 2009 11:09 am\ntitle: Buses: "Slow", Say Riders\n---\n\n'
        "<p>It&apos;s slow&#x2014;very.</p>\n\n<p>Local 8 agrees.</p>\n"
    )
    article = read_one(tmp_path, "buses.md", page.encode())
    assert article == Article(
        "buses",
        "It's slow—very.\n\nLocal 8 agrees.",
        title='Buses: "Slow", Say Riders',
        published=dt.date(2009, 10, 14),
    )


def test_markdown_without_markup_stays_as_it_is(tmp_path: Path) -> None:
    article = read_one(tmp_path, "plain.md", b"# Talks\n\nLocal 8 asks for x < 3 weeks.\n")
    assert isinstance(article, Article)
    assert article.text == "# Talks\n\nLocal 8 asks for x < 3 weeks.\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Señor’s".encode(), "Señor’s"),
        ("\ufeffSeñor".encode(), "Señor"),
        ("Señor".encode("utf-16"), "Señor"),
        ("Señor’s".encode("cp1252"), "Señor’s"),
        (b'<meta charset="iso-8859-1">it\x92s', '<meta charset="iso-8859-1">it’s'),
        ('<meta charset="shift_jis">労働'.encode("shift_jis"), '<meta charset="shift_jis">労働'),
        (b'<meta charset="no-such-code">caf\xe9', '<meta charset="no-such-code">café'),
    ],
)
def test_encodings(raw: bytes, text: str) -> None:
    article = plain_article(Page(raw, "a", "a.html"), Options())
    assert isinstance(article, Article)
    assert article.text == text


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("shift_jis", "労働 Local 9".encode("shift_jis"), "労働 Local 9"),
        ("shift_jis", "労働 Local 9".encode(), "労働 Local 9"),  # what the bytes are comes before what is said of them
        ("latin-1", b"it\x92s", "it’s"),
        ("utf-8", "Señor ".encode() + b"it\x92s", "Señor it’s"),
        ("rot13", b"caf\xe9", "café"),
        ("zip", b"caf\xe9", "café"),
        ("no\0name", b"caf\xe9", "café"),
    ],
)
def test_encodings_that_a_server_declares(charset: str, raw: bytes, text: str) -> None:
    article = plain_article(Page(raw, "a", "a.html", charset=charset), Options())
    assert isinstance(article, Article)
    assert article.text == text


def test_text_that_only_begins_like_front_matter_is_text() -> None:
    assert front_matter("--- no\ntitle: x\n") == ({}, "--- no\ntitle: x\n")
    assert front_matter("---\nTitle: 'A: b'\nrest\n---\nbody") == ({"title": "A: b"}, "body")


def test_pages_without_text_and_too_long_ones_are_rejected(tmp_path: Path) -> None:
    empty = read_one(tmp_path, "empty.html", b"<html><script>x = 1</script></html>")
    assert isinstance(empty, Reject)
    assert empty.reason == "no text"
    nothing = read_one(tmp_path, "nothing.html", b"")
    assert isinstance(nothing, Reject)
    assert nothing.reason == "no text"
    marked_up = read_one(tmp_path, "long.html", b"<p>" + b"<i></i>" * 100 + b"Local 8</p>", max_chars=20)
    assert isinstance(marked_up, Reject)
    assert marked_up.reason == "over the size limit: a page may have 8 bytes for each of 20 characters"
    long = read_one(tmp_path, "longer.html", b"<p>Local 8 met at noon again</p>", max_chars=20)
    assert isinstance(long, Reject)
    assert long.reason.startswith("over the size limit: 25 characters")


def test_a_page_of_today_says_who_when_and_where(tmp_path: Path) -> None:
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><title>Locks stay shut - The Lakeview Post</title>'
        '<link rel="canonical" href="https://post.example/locks"><meta property="og:site_name" content="The Lakeview Post">'
        '<meta property="og:title" content="Locks stay shut">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2018-03-04T22:10:00-05:00"}</script>'
        "</head><body><h1>Locks stay shut</h1><p>Local 8 said so on Sunday.</p></body></html>"
    )
    assert read_one(tmp_path, "locks.html", page.encode()) == Article(
        "locks",
        "Locks stay shut\n\nLocal 8 said so on Sunday.",
        source="The Lakeview Post",
        url="https://post.example/locks",
        title="Locks stay shut",
        published=dt.date(2018, 3, 4),
    )


def test_a_page_with_control_characters_is_read(tmp_path: Path) -> None:
    article = read_one(tmp_path, "page.html", b"<body><script>x</script>\x0c\x01<p>Local 8 met\x06 at noon.</p></body>")
    assert isinstance(article, Article)
    assert " ".join(article.text.split()) == "Local 8 met at noon."


def test_toml_front_matter_over_markdown(tmp_path: Path) -> None:
    page = (
        '+++\ntitle = "Locks: \\"shut\\""\ndate = 2018-03-04T22:10:00-05:00\ntags = ["a"]\nlink = "https://post.example/locks"\n'
        'publication = "The Lakeview Post"\n+++\nLocal 8 <em>met</em>.\n\nIt did not\nvote.\n'
    )
    assert read_one(tmp_path, "locks.md", page.encode()) == Article(
        "locks",
        "Local 8 met.\n\nIt did not vote.",
        source="The Lakeview Post",
        url="https://post.example/locks",
        title='Locks: "shut"',
        published=dt.date(2018, 3, 4),
    )


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("---\nid: 7\ntitle: >-\n  Locks\n  stay shut\ntags:\n  - a\n---\nx", {"id": "7", "title": "Locks stay shut"}),
        (
            '---\n"title": "A \\"b\\" c"\nempty:\n# note: x\nsource: \'It\'\'s us\'\n...\nx',
            {"title": 'A "b" c', "source": "It's us"},
        ),
        ("---\r\ntitle: A\r\ndate: Jan. 5, 2016\r\n---\r\nx", {"title": "A", "date": "Jan. 5, 2016"}),
        ("+++\ntitle = broken: 'A'\ndate = '2016-01-05'\n+++\nx", {"title": "broken: 'A'", "date": "2016-01-05"}),
        ("+++\na = " + "[" * 5_000 + "\n+++\nx", {"a": "[" * 5_000}),
    ],
)
def test_front_matter_as_it_comes(page: str, fields: dict[str, str]) -> None:
    assert front_matter(page) == (fields, "x")


def test_the_fields_of_front_matter_by_their_usual_names_or_the_users(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nuuid: 7f\nurl: https://post.example/a\nheadline: A\nwhen: 2016-01-05\n---\nLocal 8 met."
    )
    (source,) = find_sources([tmp_path / "a.md"]).sources
    ((_, item),) = read(source, Options(columns={"date": "when"}))
    assert item == Article("7f", "Local 8 met.", url="https://post.example/a", title="A", published=dt.date(2016, 1, 5))
