"""Furniture: the case file, the rows of the seed file, and what holds for any text."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwire.clean.furniture import (
    SEED_FILE,
    FurnitureSpan,
    blank,
    find_furniture,
    is_furniture,
)
from unionwire.seedbook.examples import problems
from unionwire.seeds import read_jsonl

CASES = [
    line.replace("⏎", "\n")
    for line in (Path(__file__).parent / "cases" / "furniture.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ROWS = read_jsonl(SEED_FILE)


def _marked(case: str) -> tuple[str, str]:
    """The text of a case and what must be left of it."""
    text = case.replace("⟦", "").replace("⟧", "")
    left = re.sub(r"⟦([^⟧]*)⟧", lambda match: re.sub(r"[^\n]", " ", match.group(1)), case)
    return text, left


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    text, left = _marked(case)
    assert blank(text, find_furniture(text)) == left


def test_cases_hold_negatives():
    assert sum("⟦" not in case for case in CASES) >= 12


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_row(row):
    assert problems(SEED_FILE, row) == []
    assert row["counterexamples"]


def test_row_ids_are_unique():
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids))


def test_rule_ids_say_why():
    text = "Sen. Jane Roe Jane Ann RoeBakers strike MORE (D-Ohio) won.\nADVERTISEMENT\nThe union met."
    assert [(text[span.start : span.end], span.rule) for span in find_furniture(text)] == [
        ("Jane Ann RoeBakers strike MORE", "related-headlines"),
        ("ADVERTISEMENT", "advertisement"),
    ]


def test_transcripts_keep_their_speakers():
    turns = "\n\n".join(
        f"Jane Roe\n\nThat is what the {word} said to us on the day of the vote." for word in "abcdefgh"
    )
    assert find_furniture(turns) == []


def test_hard_wrapped_text_stays():
    text = (
        "The bakers of Lakeview voted on Monday to\nback Jane Roe for mayor, their president\nsaid on Tuesday.\n\n" * 5
    )
    assert find_furniture(text) == []


PIECES = st.sampled_from(
    [
        "Jane Roe Jane Ann RoeBakers strike MORE",
        "MORE",
        "Story highlights",
        "Roe",
        "\n",
        "\n\n",
        " ",
        "ADVERTISEMENT",
        "The bakers' union met on Monday to vote on the contract it had struck.",
        "WASHINGTON (AP) — ",
        "https://t.co/1",
        "(AP Photo/Ann Wu)",
        "READ MORE:",
        "— A (@a) May 3, 2018",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map("".join))


@given(TEXTS)
def test_spans_are_sorted_and_disjoint_and_blanking_moves_nothing(text):
    spans = find_furniture(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    blanked = blank(text, spans)
    assert len(blanked) == len(text)
    assert [i for i, char in enumerate(text) if char == "\n"] == [i for i, char in enumerate(blanked) if char == "\n"]
    for i, (before, after) in enumerate(zip(text, blanked, strict=True)):
        if is_furniture(spans, i, i + 1):
            assert after in " \n"
        else:
            assert after == before


def test_blank_takes_spans_in_any_order():
    spans = [FurnitureSpan(4, 6, "b"), FurnitureSpan(0, 2, "a"), FurnitureSpan(1, 3, "c")]
    assert blank("abc\nef", spans) == "   \n  "


def test_is_furniture_at_the_edges():
    spans = [FurnitureSpan(3, 5, "a"), FurnitureSpan(8, 9, "b")]
    touched = [(0, 3), (0, 4), (4, 5), (5, 8), (7, 9), (9, 12)]
    assert [is_furniture(spans, *edges) for edges in touched] == [False, True, True, False, True, False]


@pytest.mark.parametrize("piece", ["MORE ", "Roe Roe ", "A", "(", "— ", "Jane RoeRoe ", "sign up ", "[", "#a@", "Ab, "])
def test_time_grows_with_length_only(piece):
    text = piece * (60_000 // len(piece))
    begun = time.perf_counter()
    find_furniture(text)
    assert time.perf_counter() - begun < 5
