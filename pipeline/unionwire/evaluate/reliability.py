"""Whether a confidence of 0.9 is right nine times in ten: predicted against observed precision."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unionwire.evaluate.score import Judgement

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts whose confidence lies from `low` (in) to `high` (out; in, for the last): how many, and how many are right."""

    low: float
    high: float
    n: int
    right: int
    mean_confidence: float

    @property
    def precision(self) -> float:
        """Share of the facts that are right; NaN for an empty bin."""
        return self.right / self.n if self.n else math.nan


def bins(judgements: Iterable[Judgement], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Judgements by confidence, one Bin between each pair of `edges`."""
    judged = list(judgements)
    result = []
    for low, high in itertools.pairwise(edges):
        inside = [one for one in judged if low <= one.confidence < high or one.confidence == high == edges[-1]]
        mean = sum(one.confidence for one in inside) / len(inside) if inside else math.nan
        result.append(Bin(low, high, len(inside), sum(one.right for one in inside), mean))
    return result


def threshold(judgements: Iterable[Judgement], precision: float = 0.99) -> float | None:
    """The lowest confidence from which on upwards the facts are right at least as often as `precision`, or None."""
    judged = sorted(judgements, key=lambda one: -one.confidence)
    least, right = None, 0
    for number, one in enumerate(judged, 1):
        right += one.right
        last_of_its_kind = number == len(judged) or judged[number].confidence < one.confidence
        if last_of_its_kind and right / number >= precision:
            least = one.confidence
    return least


def calibration_error(judgements: Iterable[Judgement]) -> float:
    """Expected calibration error: the mean gap of a bin between confidence and precision, weighted by its facts."""
    filled = [one for one in bins(judgements) if one.n]
    total = sum(one.n for one in filled)
    return sum(one.n * abs(one.mean_confidence - one.precision) for one in filled) / total if total else math.nan


def render(judgements: Iterable[Judgement]) -> str:
    """A Markdown table of the bins that hold anything, with the threshold for a precision of 0.99 below it."""
    judged = list(judgements)
    lines = ["| confidence | facts | right | precision | mean confidence |", "|---|---:|---:|---:|---:|"]
    for one in bins(judged):
        if one.n:
            closing = "to" if one.high == EDGES[-1] else "to below"
            lines.append(
                f"| {one.low:.2f} {closing} {one.high:.2f} | {one.n} | {one.right} | {one.precision:.3f} | {one.mean_confidence:.3f} |"
            )
    least = threshold(judged)
    found = "none" if least is None else f"{least:.2f}"
    lines += ["", f"Lowest confidence from which 99 of 100 facts are right: {found}"]
    return "\n".join(lines)
