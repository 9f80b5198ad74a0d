"""Endorsements: every case of `cases/endorsements.txt` and every example of the frames, through the whole pipeline."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casefile import Case, read_cases
from unionwire.extract import Extractor
from unionwire.records import Article, Endorsement
from unionwire.relate.arguments import Arguments
from unionwire.relate.clauses import clauses
from unionwire.seeds import read_jsonl

CLAUSES = [row for row in read_jsonl("endorsement_frames.jsonl") if row["kind"] == "clause"]
FRAMES = [row for row in read_jsonl("endorsement_frames.jsonl") if row["kind"] != "clause"]


def _facts(extractor: Extractor, text: str, published: dt.date | None) -> list[Endorsement]:
    return extractor.extract(Article("case", text, published=published)).endorsements


@pytest.mark.parametrize("case", read_cases("endorsements.txt"), ids=lambda case: f"{case.kind} {case.name}")
def test_endorsement_case(case: Case, extractor: Extractor) -> None:
    found = {
        (fact.union_id, fact.candidate_id or "none", fact.stance, str(fact.cycle))
        for fact in _facts(extractor, case.text.replace("\\n", "\n"), case.published)
    }
    assert found == set(case.expected)


def _read_off_clauses(extractor: Extractor, text: str) -> set[str]:
    """The frames that the skeletons of a text's clauses match, whatever the parse has found."""
    doc = extractor.nlp.make_doc(text)
    doc._.published = dt.date(2020, 3, 1)
    for _, component in extractor.nlp.pipeline:
        doc = component(doc)
    return {finding.rule for finding in clauses(doc, Arguments(doc), [])}


@pytest.mark.parametrize("frame", CLAUSES, ids=lambda row: row["id"])
def test_clause_frame_reads_its_examples(frame: dict[str, Any], extractor: Extractor) -> None:
    for example in frame["examples"]:
        assert frame["id"] in _read_off_clauses(extractor, example), example


@pytest.mark.parametrize("frame", CLAUSES, ids=lambda row: row["id"])
def test_clause_frame_spares_its_counterexamples(frame: dict[str, Any], extractor: Extractor) -> None:
    for counterexample in frame["counterexamples"]:
        assert frame["id"] not in _read_off_clauses(extractor, counterexample), counterexample


@pytest.mark.parametrize("frame", FRAMES, ids=lambda row: row["id"])
def test_frame_finds_its_examples(frame: dict[str, Any], extractor: Extractor) -> None:
    if frame["kind"] in {"gain", "give"}:  # a verb that a noun's frame reads: the fact bears the noun's id
        assert all(_facts(extractor, example, dt.date(2020, 3, 1)) for example in frame["examples"])
        return
    for example in frame["examples"]:
        assert frame["id"] in {fact.evidence.rule for fact in _facts(extractor, example, dt.date(2020, 3, 1))}, example


@pytest.mark.parametrize("frame", FRAMES, ids=lambda row: row["id"])
def test_frame_spares_its_counterexamples(frame: dict[str, Any], extractor: Extractor) -> None:
    for counterexample in frame["counterexamples"]:
        assert _facts(extractor, counterexample, dt.date(2020, 3, 1)) == [], counterexample


def test_evidence_is_the_sentence_at_its_offsets(extractor: Extractor) -> None:
    text = "It rained in Dover.\n\nThe Teamsters endorsed Joe Biden on Tuesday. Nobody was surprised."
    (fact,) = _facts(extractor, text, dt.date(2020, 8, 20))
    assert fact.evidence.sentence == "The Teamsters endorsed Joe Biden on Tuesday."
    assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.sentence
    assert (fact.date, fact.date_precision, fact.office) == (dt.date(2020, 8, 18), "day", "president")
