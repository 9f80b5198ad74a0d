"""Relationships: every case of `cases/relationships.txt` and every example of the cues, through the whole pipeline."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casefile import Case, read_cases
from unionwire.extract import Extractor
from unionwire.records import Article, Relationship
from unionwire.seedbook.examples import problems
from unionwire.seeds import read_jsonl

CUES = read_jsonl("alignment_cues.jsonl")


def _pairs(extractor: Extractor, text: str, published: dt.date | None) -> list[Relationship]:
    return extractor.extract(Article("case", text, published=published)).relationships


@pytest.mark.parametrize("case", read_cases("relationships.txt"), ids=lambda case: f"{case.kind} {case.name}")
def test_relationship_case(case: Case, extractor: Extractor) -> None:
    found = {
        (pair.child_union_id, pair.parent_union_id, pair.alignment)
        for pair in _pairs(extractor, case.text, case.published)
    }
    assert found == set(case.expected)


@pytest.mark.parametrize("cue", CUES, ids=lambda row: row["id"])
def test_cue_finds_its_examples_and_spares_its_counterexamples(cue: dict[str, Any]) -> None:
    assert problems("alignment_cues.jsonl", cue) == []


def test_a_child_of_a_federation_is_its_affiliate(extractor: Extractor) -> None:
    (pair,) = _pairs(extractor, "The Delaware AFL-CIO met in Dover.", None)
    assert (pair.relation, pair.cycle) == ("affiliate_of", None)


def test_a_break_bears_the_cycle_of_the_positions(extractor: Extractor) -> None:
    text = "The UAW endorsed Hillary Clinton. UAW Local 77 backed Bernie Sanders."
    (pair,) = _pairs(extractor, text, dt.date(2016, 1, 30))
    assert (pair.relation, pair.cycle, pair.evidence.rule) == ("local_of", 2016, "positions.compared")
    assert pair.evidence.sentence == "UAW Local 77 backed Bernie Sanders."
