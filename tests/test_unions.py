"""Mentions of unions by name: the case file `cases/unions.txt`, run through the whole pipeline."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from casefile import read_lines
from unionwire.link.unions import registry
from unionwire.nlp.union_context import in_headline
from unionwire.nlp.union_names import common_trades
from unionwire.records import Article
from unionwire.seedbook.parsed_examples import MARK, extractor, marks_of

DATE = re.compile(r"@(\d{4}-\d\d-\d\d) ")


def article(line: str) -> tuple[Article, set[tuple[int, int, str]], set[tuple[str, str]]]:
    """The article of a line, its marked mentions as (start, end, id), and the parents named inside them."""
    date = DATE.match(line)
    body, _, inside = line[date.end() if date else 0 :].partition(" || ")
    text, marked = marks_of(body)
    marks = {(start, start + len(surface), union_id) for start, surface, union_id in marked}
    parents = {(pair.rpartition("=")[0].strip(), pair.rpartition("=")[2].strip()) for pair in inside.split(";") if pair}
    published = dt.date.fromisoformat(date[1]) if date else None
    return Article("case", text, published=published), marks, parents


@pytest.mark.parametrize("line", read_lines("unions.txt"))
def test_case(line: str) -> None:
    source, marks, parents = article(line)
    mentions = [
        mention
        for mention in extractor().extract(source).mentions
        if mention.entity_type == "union" and not mention.rule.startswith("shortform.")
    ]
    named = {(m.start, m.end, m.entity_id) for m in mentions if m.rule != "parent.inside"}
    shown = {(source.text[start:end], union_id) for start, end, union_id in named}
    assert shown == {(source.text[start:end], union_id) for start, end, union_id in marks}
    assert named == marks
    assert {(m.text, m.entity_id) for m in mentions if m.rule == "parent.inside"} == parents


def test_the_case_file_has_positives_and_negatives() -> None:
    cases = read_lines("unions.txt")
    negatives = [line for line in cases if not MARK.search(line)]
    assert len(cases) >= 150
    assert len(negatives) >= 40


def test_every_marked_registered_id_exists() -> None:
    """A case's id that a registered row could bear is spelt as the registry spells it."""
    bodies = re.compile(r"-(?:local|lodge|council|district|branch|dc|[a-z]{2})(?:-|$)")
    known = set(registry().ids())
    marked = {
        match[2] for line in read_lines("unions.txt") for match in MARK.finditer(line) if not bodies.search(match[2])
    }
    assert {"seiu", "iam", "ubc", "unite-the-union", "usdaw"} <= marked & known


def test_trades_of_one_union_and_of_many() -> None:
    trades = common_trades(registry())
    assert trades["carpenters"] == "ubc"
    assert trades["painters"] == "iupat"
    assert trades["ironworkers"] == "ironworkers"
    assert not {"teachers", "firefighters", "nurses", "police", "drivers"} & set(trades)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Painters Plan Long Strike At Harbor", True),
        ("PAINTERS WALK OUT", True),
        ("The Painters walked out of the harbor on Monday and stayed out.", False),
        ("Painters.", False),
    ],
)
def test_headlines(text: str, expected: bool) -> None:
    assert in_headline(text, 4) is expected
