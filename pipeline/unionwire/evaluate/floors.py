"""The accuracy that no change may fall below, as kept in `data/floors.toml`.

Floors hold for one file of labels, named by its SHA-256: other labels make other scores, so a changed file asks for
new floors instead of passing or failing by chance. One file of floors may hold several sets, each for its own labels.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from unionwire.evaluate.score import ATTRIBUTES, SECTIONS, Evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TABLES = (*SECTIONS, "breaks")
_SLACK = 5e-4  # floors are written with three digits, as scores are shown


@dataclass(frozen=True, slots=True)
class Floors:
    """Lowest accepted scores on one file of labels, 0 to 1: mean F1, F1 by table, attribute accuracy by table."""

    name: str
    gold_sha256: str
    mean_f1: float
    f1: Mapping[str, float]
    attribute_accuracy: Mapping[str, float]


def _scores(place: str, rows: object, known: tuple[str, ...]) -> dict[str, float]:
    if not isinstance(rows, dict) or set(rows) != set(known):
        raise ValueError(f"{place} must name exactly {', '.join(known)}")
    scores = {}
    for name, value in rows.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValueError(f"{place}: {name} must be a number from 0 to 1")
        scores[name] = float(value)
    return scores


def load_floors(path: Path | str) -> list[Floors]:
    """Read a file of floors: one set or more.

    Raises FileNotFoundError when there is none and ValueError (TOMLDecodeError is one) when a set is not complete, a
    floor is not between 0 and 1 or two sets are for the same labels: a floor left out would never be missed.
    """
    path = Path(path)
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    floors: dict[str, Floors] = {}
    for number, row in enumerate(content.get("labels", []), 1):
        place = f"{path.name}, labels {number}"
        name, digest = row.get("name"), row.get("gold_sha256")
        if not isinstance(name, str) or not isinstance(digest, str):
            raise ValueError(f"{place} needs a name and a gold_sha256")  # noqa: TRY004 - the file is wrong, not a call
        if digest in floors:
            raise ValueError(f"{place}: {floors[digest].name} has the same gold_sha256")
        floors[digest] = Floors(
            name,
            digest,
            _scores(place, {"mean_f1": row.get("mean_f1")}, ("mean_f1",))["mean_f1"],
            _scores(f"{place}, f1", row.get("f1"), TABLES),
            _scores(f"{place}, attribute_accuracy", row.get("attribute_accuracy"), tuple(ATTRIBUTES)),
        )
    if not floors:
        raise ValueError(f"{path.name} holds no floors")
    return list(floors.values())


def check_floors(evaluation: Evaluation, sets: Sequence[Floors]) -> list[str]:
    """Say which scores fall below their floors, one line each; nothing when all hold.

    Labels for which there is no set of floors give one line that says so, and no comparison. A score that is undefined
    (nothing labelled and nothing found) falls below any floor above 0.
    """
    floors = next((one for one in sets if one.gold_sha256 == evaluation.gold_sha256), None)
    if floors is None:
        known = ", ".join(f"{one.name} ({one.gold_sha256[:12]})" for one in sets)
        found = (evaluation.gold_sha256 or "unknown")[:12]
        return [
            f"no floors for these labels (SHA-256 {found}): they changed, or are others than {known}; set new floors"
        ]
    scores = [("mean F1", evaluation.mean_f1, floors.mean_f1)]
    scores += [(f"F1 of {name}", evaluation.tally(name).f1, floors.f1[name]) for name in TABLES]
    scores += [
        (f"{attribute} of {name}", evaluation.tally(name).attribute_accuracy, floors.attribute_accuracy[name])
        for name, attribute in ATTRIBUTES.items()
    ]
    violations = []
    for name, score, floor in scores:
        if math.isnan(score) and floor > 0:
            violations.append(f"{name} is undefined, floor {floor:.3f}")
        elif score + _SLACK < floor:
            violations.append(f"{name} is {score:.3f}, floor {floor:.3f}")
    return violations
