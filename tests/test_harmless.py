"""Text of strangers in cells, pages and terminals."""

from __future__ import annotations

import csv
import doctest
import html
import io
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwire import harmless
from unionwire.harmless import (
    SHEET_CHARACTERS,
    cell,
    cell_text,
    markup,
    one_line,
    script_json,
    sheet_cell,
    visible,
    web_address,
)

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.org?"&A1)',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    "'=1",
    "''=1",
)
HARMLESS = ("", "Local 9", "5 = 5", "a-b", "'tis", "'", "10-12", 5, -5, 0.5, None, True, "\u2014 said")


@pytest.mark.parametrize("formula", FORMULAS)
def test_text_like_a_formula_gets_an_apostrophe_and_is_got_back(formula: str) -> None:
    assert cell(formula) == "'" + formula
    assert cell_text(str(cell(formula))) == formula


@pytest.mark.parametrize("value", HARMLESS)
def test_other_values_stay(value: object) -> None:
    assert cell(value) is value
    assert sheet_cell(value) == value
    if isinstance(value, str):
        assert cell_text(value) == value


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n ab\u00a0\uff1d"), max_size=6))
def test_every_text_is_got_back_from_its_cell(text: str) -> None:
    written = cell(text)
    assert cell_text(str(written)) == text
    assert not str(written).lstrip().startswith(("=", "+", "-", "@"))


def test_a_row_written_and_read_again_is_the_same() -> None:
    row = ["=cmd|' /C calc'!A0", 'a "quoted", cell', "two\nlines", "'=x"]
    out = io.StringIO()
    csv.writer(out).writerow([cell(value) for value in row])
    (read,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert read[0][0] == "'"
    assert [cell_text(value) for value in read] == row


def test_a_workbook_takes_what_a_text_holds() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.Workbook().active
    hostile = ("=1+1", "a\x00b\x1bc", "\ud800", "x" * 40_000)
    sheet.append([sheet_cell(value) for value in hostile])
    assert [field.data_type for field in sheet[1]] == ["s"] * 4
    assert [field.value for field in sheet[1]][:3] == ["'=1+1", "a\ufffdb\ufffdc", "\ufffd"]
    assert len(sheet["D1"].value) == SHEET_CHARACTERS


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's interface
        self.tags.append(tag)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='x", "&lt;b&gt;"]
)
def test_no_tag_of_a_text_reaches_a_page(text: str) -> None:
    page = _Tags()
    page.feed(f'<p title="{markup(text)}">{markup(text)}</p>')
    assert page.tags == ["p"]
    assert html.unescape(markup(text)) == text


def test_nothing_and_numbers_in_a_page() -> None:
    assert markup(None) == ""
    assert markup(5) == "5"
    assert markup("a\u202eb") == "a\\u202eb"


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "/x",
        "https:x",
        "http://[",
        "https://example.org/\u202egnp.exe",
        "https://example.org\\@other.example",
        "",
        None,
    ],
)
def test_no_link_to_such_an_address(value: str | None) -> None:
    assert web_address(value) is None


@pytest.mark.parametrize("value", ["https://example.org/a?b=1&c=2#d", "HTTP://example.org", "http://example.org:80/ü"])
def test_links_to_web_pages(value: str) -> None:
    assert web_address(value) == value


def test_data_in_a_script_can_neither_end_nor_begin_one() -> None:
    data = {"title": "</script><!--<script>&\u2028\u2029", "n": [1, None]}
    said = script_json(data)
    assert not set("<>&\u2028\u2029") & set(said)
    assert json.loads(said) == data


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"),
        ("a\x9b31mb", "a\\x9b31mb"),
        ("\u202etxt.exe\u2066", "\\u202etxt.exe\\u2066"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\U000e0041", "\\U000e0041"),
        ("a\rb", "a\\rb"),
        ("\ud83d", "\\ud83d"),
        ("line\nline\ttab é 日本 \u2019 a\u200db", "line\nline\ttab é 日本 \u2019 a\u200db"),
    ],
)
def test_what_acts_on_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line_stays_one() -> None:
    assert one_line("a\nb\r\nc\td") == "a\\nb\\r\\nc\\td"


@given(st.text())
def test_what_is_shown_can_be_printed_anywhere(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert all(ord(character) >= 32 or character in "\n\t" for character in shown)
    assert not {"\x7f", "\x9b"} & set(shown)


def test_the_examples_hold() -> None:
    assert doctest.testmod(harmless).failed == 0
    assert doctest.testmod(harmless).attempted >= 7
