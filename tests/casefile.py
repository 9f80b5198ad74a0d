"""Reading of the case files under `tests/cases`: one marked-up case a line, `#` for the kind of sentence."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_DATE = re.compile(r"@(\d{4}-\d{2}-\d{2}) ")


@dataclass(frozen=True)
class Case:
    """A text, its date and what is expected of it; `kind` is the heading that it stands under."""

    name: str
    kind: str
    text: str
    published: dt.date | None
    expected: tuple[tuple[str, ...], ...]


def read_cases(filename: str) -> list[Case]:
    """Return the cases of a file whose lines read `[@date ]text || word word ...; ...` or `... || -`."""
    cases, kind = [], ""
    for number, line in enumerate((CASES / filename).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            kind = line.lstrip("# ")
        elif line.strip():
            text, _, expected = line.partition(" || ")
            date = _DATE.match(text)
            facts = () if expected.strip() == "-" else tuple(tuple(fact.split()) for fact in expected.split(";"))
            published = dt.date.fromisoformat(date.group(1)) if date else None
            cases.append(Case(f"line {number}", kind, text[date.end() :] if date else text, published, facts))
    return cases


def read_lines(filename: str) -> list[str]:
    """Return the lines of a file that mark their expectations in the text, `[surface|id]`."""
    lines = (CASES / filename).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
