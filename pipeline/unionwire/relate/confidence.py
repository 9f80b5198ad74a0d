"""Confidence as a probability: how often facts of a rule and strength have been right where somebody checked.

Rules give each fact a strength: how much of the construction they could read. `seeds/confidence.jsonl` says how many facts
of a table, rule and strength were checked (against labels, or row by row against their articles) and how many were right.
A rule's own record counts as far as it goes; what it lacks is made up from all facts of the same table and strength,
as if PRIOR of them had been checked beside it (a beta-binomial estimate, Gelman et al., Bayesian Data Analysis, section 2.4).
"""

from __future__ import annotations

import dataclasses
import functools
from collections import defaultdict
from typing import TypeVar

from unionwire.records import Endorsement, MembershipCount, Relationship
from unionwire.seeds import read_jsonl

PRIOR = 10
MAX_CONFIDENCE = 0.99  # no rule has been checked often enough to be surer
_TABLES = {MembershipCount: "membership_counts", Endorsement: "endorsements", Relationship: "relationships"}

Fact = TypeVar("Fact", MembershipCount, Endorsement, Relationship)


class Record:
    """What was checked: the counts of `seeds/confidence.jsonl` by table, rule and strength."""

    def __init__(self, rows: list[dict[str, object]]) -> None:
        """Take rows with `table`, `rule`, `strength`, `checked` and `right`."""
        self._own: dict[tuple[str, str, float], tuple[int, int]] = {}
        pooled: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            table, rule, strength = str(row["table"]), str(row["rule"]), float(str(row["strength"]))
            right, checked = int(str(row["right"])), int(str(row["checked"]))
            self._own[table, rule, strength] = right, checked
            pooled[table, strength][0] += right
            pooled[table, strength][1] += checked
        self._pooled = {key: (right, checked) for key, (right, checked) in pooled.items()}

    def confidence(self, table: str, rule: str, strength: float) -> float:
        """The expected share of right facts, 0 to MAX_CONFIDENCE, in hundredths."""
        key = round(strength, 2)
        pooled_right, pooled_checked = self._pooled.get((table, key), (0, 0))
        expected = (pooled_right + PRIOR * strength) / (pooled_checked + PRIOR)
        right, checked = self._own.get((table, rule, key), (0, 0))
        return round(min(MAX_CONFIDENCE, (right + PRIOR * expected) / (checked + PRIOR)), 2)


@functools.cache
def record() -> Record:
    """The record of `seeds/confidence.jsonl`."""
    return Record(read_jsonl("confidence.jsonl"))


def calibrated(facts: list[Fact]) -> list[Fact]:
    """The facts with the confidence that their table, rule and strength have earned."""
    result = []
    for fact in facts:
        strength = fact.evidence.confidence
        earned = record().confidence(_TABLES[type(fact)], fact.evidence.rule, strength)
        result.append(dataclasses.replace(fact, evidence=dataclasses.replace(fact.evidence, confidence=earned)))
    return result
