"""Confidence: what a rule's record makes of the strength of its facts."""

from __future__ import annotations

import pytest

from unionwire.records import Endorsement, Evidence
from unionwire.relate import confidence
from unionwire.relate.confidence import MAX_CONFIDENCE, PRIOR, Record
from unionwire.seeds import read_jsonl

ROWS: list[dict[str, object]] = [
    {"table": "endorsements", "rule": "good", "strength": 0.95, "checked": 90, "right": 90},
    {"table": "endorsements", "rule": "bad", "strength": 0.95, "checked": 10, "right": 5},
    {"table": "relationships", "rule": "good", "strength": 0.95, "checked": 10, "right": 0},
]


def test_nothing_checked_leaves_the_strength() -> None:
    assert Record([]).confidence("endorsements", "any", 0.85) == 0.85


def test_a_rule_never_checked_gets_what_facts_of_its_table_and_strength_earned() -> None:
    expected = (95 + PRIOR * 0.95) / (100 + PRIOR)
    assert Record(ROWS).confidence("endorsements", "new", 0.95) == round(expected, 2) == 0.95
    assert Record(ROWS).confidence("endorsements", "new", 0.7) == 0.7
    assert Record(ROWS).confidence("relationships", "new", 0.95) == round((0 + 9.5) / 20, 2)


def test_a_rule_is_pulled_to_its_own_record() -> None:
    expected = (95 + PRIOR * 0.95) / (100 + PRIOR)
    assert Record(ROWS).confidence("endorsements", "bad", 0.95) == round((5 + PRIOR * expected) / 20, 2) == 0.72
    assert Record(ROWS).confidence("endorsements", "good", 0.95) == MAX_CONFIDENCE


def test_facts_are_calibrated_and_otherwise_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidence, "record", lambda: Record(ROWS))
    fact = Endorsement(
        "seiu", None, "declined", 2020, None, None, None, Evidence("S.", 0, 2, "bad", 0.95, ("negated",))
    )
    (found,) = confidence.calibrated([fact])
    assert found.evidence == Evidence("S.", 0, 2, "bad", 0.72, ("negated",))
    assert (found.union_id, found.stance, found.cycle) == ("seiu", "declined", 2020)


def test_the_record_counts_what_it_says() -> None:
    rows = read_jsonl("confidence.jsonl")
    assert [row["id"] for row in rows] == [f"{row['table']}/{row['rule']}/{row['strength']:.2f}" for row in rows]
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    assert all(0 <= row["right"] <= row["checked"] and row["checked"] for row in rows)
    assert {row["table"] for row in rows} == {"membership_counts", "endorsements", "relationships"}
