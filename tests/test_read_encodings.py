"""Encodings, mojibake, escapes and markup in texts, in every format that may have them."""

from __future__ import annotations

import codecs
import csv
import io
import json
from pathlib import Path

import pytest

from unionwire.read import Options, find_sources, read
from unionwire.read.cleartext import readable
from unionwire.read.encodings import is_junk, repaired, text_of
from unionwire.records import Article

TEXT = "The union’s café workers – 1,200 in all – said “no” on Tuesday.\nIt cost €5."
ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16-le": TEXT.encode("utf-16-le"),
    "utf-16-be": TEXT.encode("utf-16-be"),
    "utf-16-be with a mark": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
    "windows-1252": TEXT.encode("windows-1252"),
}


def articles(path: Path) -> list[Article]:
    found = [item for source in find_sources([path]).sources for _, item in read(source, Options())]
    return [item for item in found if isinstance(item, Article)]


@pytest.mark.parametrize("name", ENCODED)
def test_text_files_in_every_encoding(tmp_path, name):
    (tmp_path / "a.txt").write_bytes(ENCODED[name])
    assert [article.text for article in articles(tmp_path / "a.txt")] == [TEXT]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_tables_and_json_in_every_encoding(tmp_path, encoding):
    rows = [{"id": str(number), "text": f"{TEXT} {number}"} for number in range(300)]
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, ["id", "text"])
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "a.csv").write_bytes(written.getvalue().encode(encoding))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "a.jsonl").write_bytes(lines.encode(encoding))
    (tmp_path / "a.json").write_bytes(json.dumps(rows, ensure_ascii=False, indent=1).encode(encoding))
    expected = [(row["id"], row["text"]) for row in rows]
    for name in ("a.csv", "a.jsonl", "a.json"):
        assert [(article.article_id, article.text) for article in articles(tmp_path / name)] == expected, name


def test_a_file_of_two_encodings_is_read_byte_by_byte():
    assert text_of("café ’ ".encode() + "café ’".encode("windows-1252")) == "café ’ café ’"


def test_noise_is_no_text():
    assert is_junk(text_of(bytes(range(256))))
    assert not is_junk("one \x00 accident in a text")
    assert not is_junk(TEXT)


@pytest.mark.parametrize(
    ("mangled", "meant"),
    [
        ("The unionâ€™s cafÃ© workers said â€œno.â€\x9d", "The union’s café workers said “no.”"),
        ("Good: José\nBad: JosÃ© GarcÃ\xada", "Good: José\nBad: José García"),
        ("the union\x92s \x93offer\x94", "the union’s “offer”"),
    ],
)
def test_certain_mojibake_is_repaired(mangled, meant):
    assert repaired(mangled) == meant


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” quotes’ and – dashes…",
        "A Ânimo festival in SÃO PAULO",
        "Île d’Orléans, Ångström, âge",
        "plain",
        "Größe ÄÖÜ €5 £3",
    ],
)
def test_what_may_be_meant_stays(text):
    assert repaired(text) == text
    assert readable(text) == text


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        ("AT&amp;T&#8217;s 10,000&nbsp;workers", "AT&T’s 10,000\u00a0workers"),
        ("the union&amp;#8217;s offer", "the union’s offer"),
        ("AT&T and R&D; 5 < 6 & 7 > 3", "AT&T and R&D; 5 < 6 & 7 > 3"),
        ("<p>One <b>two</b>.</p><p>Three.</p>", "One two.\n\nThree."),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\n\nTwo."),
        ("He wrote <hello> and a<b>c", "He wrote <hello> and a<b>c"),
        ("One.<br/>Two.", "One.\nTwo."),
        ('See <a href="https://courier.example">the Courier</a>.', "See the Courier."),
    ],
)
def test_escapes_and_markup(held, shown):
    assert readable(held) == shown


def test_what_is_stored_is_the_text_as_read(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "R&amp;D", "text": "<p>The unionâ€™s offer</p>"}) + "\n")
    [article] = articles(tmp_path / "a.jsonl")
    assert (article.title, article.text) == ("R&D", "The union’s offer")
