"""How far a review is: what `unionwire review OUT` prints."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from unionwire.review.facts import FACTS
from unionwire.tables.schema import VERDICTS

if TYPE_CHECKING:
    from unionwire.tables.load import Tables


def summary(tables: Tables) -> str:
    """For each table of facts how many there are and how many somebody reviewed; for each reviewer the verdicts."""
    lines = [f"{'':20}{'facts':>10}{'reviewed':>10}"]
    for name in FACTS:
        reviewed = sum(pc.count(piece["review"]).as_py() for piece in tables.pieces(name))
        lines.append(f"{name:20}{tables.n_rows(name):>10,}{reviewed:>10,}")
    said: dict[str, Counter[str]] = {}
    for correction in tables.arrow("corrections").to_pylist():
        said.setdefault(correction["reviewed_by"], Counter())[correction["verdict"]] += 1
    if said:
        width = max(20, *(len(name) + 2 for name in said))
        lines += ["", f"{'reviewer':{width}}" + "".join(f"{verdict:>10}" for verdict in VERDICTS)]
        lines += [
            f"{name:{width}}" + "".join(f"{counts[verdict]:>10,}" for verdict in VERDICTS)
            for name, counts in sorted(said.items())
        ]
    return "\n".join(lines)
