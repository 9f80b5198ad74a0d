"""Endorsements: every case of `cases/endorsements.txt` and every example of the frames, through the whole pipeline."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casefile import Case, read_cases
from unionwire.extract import Extractor
from unionwire.records import Article, Endorsement
from unionwire.seedbook.examples import problems
from unionwire.seeds import read_jsonl

FRAMES = read_jsonl("endorsement_frames.jsonl")


def _facts(extractor: Extractor, text: str, published: dt.date | None) -> list[Endorsement]:
    return extractor.extract(Article("case", text, published=published)).endorsements


@pytest.mark.parametrize("case", read_cases("endorsements.txt"), ids=lambda case: f"{case.kind} {case.name}")
def test_endorsement_case(case: Case, extractor: Extractor) -> None:
    found = {
        (fact.union_id, fact.candidate_id or "none", fact.stance, str(fact.cycle))
        for fact in _facts(extractor, case.text.replace("\\n", "\n"), case.published)
    }
    assert found == set(case.expected)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda row: row["id"])
def test_frame_finds_its_examples_and_spares_its_counterexamples(frame: dict[str, Any]) -> None:
    assert problems("endorsement_frames.jsonl", frame) == []


def test_evidence_is_the_sentence_at_its_offsets(extractor: Extractor) -> None:
    text = "It rained in Dover.\n\nThe Teamsters endorsed Joe Biden on Tuesday. Nobody was surprised."
    (fact,) = _facts(extractor, text, dt.date(2020, 8, 20))
    assert fact.evidence.sentence == "The Teamsters endorsed Joe Biden on Tuesday."
    assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.sentence
    assert (fact.date, fact.date_precision, fact.office) == (dt.date(2020, 8, 18), "day", "president")
