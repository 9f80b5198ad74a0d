"""File numbers of unions at the US Office of Labor-Management Standards (OLMS), where their annual filings are found.

The registry holds the numbers of nationals. Locals and councils are looked up in `seeds/olms_locals.csv` by what the
filings call their union (`olms_affiliation` in `seeds/unions.jsonl`), their kind and the number they bear. A number that
several filing bodies share gives no file number but the list of them: a wrong one is worse than none.
"""

from __future__ import annotations

import functools
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from unionwire.link.unions import RegisteredUnion, registry
from unionwire.seeds import data_folder, layer_folder, read_csv

logger = logging.getLogger(__name__)

Reason = Literal["several", "not_found", "no_affiliation", "no_number", "abroad"]
"""Why a union has no file number; `olms_note` begins with it.

several: filing bodies of the union share the number; not_found: none has it; no_affiliation: the union is unknown, or its
bodies are not listed by number; no_number: the body has no number to look up; abroad: OLMS is of the United States.
"""

# What an id calls a body (see `nlp.union_bodies`) -> what the filings call it. Each union has one word for its locals:
# the Machinists' lodges are LU, the Letter Carriers' branches BR, the Treasury Employees' chapters CH, so that any word of
# the news may mean any of them.
_LOCAL = ("LU", "BR", "CH", "DIV")
_DESIGNATIONS: dict[str, tuple[str, ...]] = {
    "local": _LOCAL,
    "lodge": _LOCAL,
    "branch": _LOCAL,
    "chapter": _LOCAL,
    "division": _LOCAL,
    "district-lodge": ("DC", "D"),
    "dc": ("DC", "C"),
    "joint-council": ("JC",),
    "joint-board": ("JB",),
    "council": ("C", "DC"),
    "district": ("D",),
    "region": ("R", "RC"),
    "unit": ("UNIT",),
}
# "Machinists District 751" is a district lodge; another union's District 7 and District Council 7 are two bodies
_DISTRICTS_ARE_COUNCILS = frozenset({"IAM"})
_NUMBERED_ID = re.compile(
    rf"^(?P<union>.+?)-(?P<kind>{'|'.join(_DESIGNATIONS)})-(?P<number>[a-z]{{0,2}}-?\d[\da-z-]*)$"
)
_LETTER_FIRST = re.compile(r"([A-Z]{1,2})-?(\d+)")
# "Local 7-1018" is Local 1018 in District 7; the file has the district where the number alone would not do
_DISTRICT = re.compile(r"\d+-(\d+[A-Z]?)")
_WITH_DISTRICTS = frozenset({"USW", "PACE", "NAGE"})
# A sector without filings of its own (the Border Patrol in the AFGE, the NewsGuild in the CWA) may still number its locals
# from 1; numbers this long are the union's. One that the filings list apart bears the union's numbers too where these are
# longer (IUE-CWA Local 81359).
_SECTOR_DIGITS, _NATIONWIDE_DIGITS = 4, 5
_MOST_STEPS = 4  # of a body to its national, of a union to its heirs


@dataclass(frozen=True, slots=True)
class FileNumber:
    """What a look-up gave: the file number, or why there is none. `shared` are the numbers of the bodies in question."""

    number: str | None = None
    reason: Reason | None = None
    shared: tuple[str, ...] = ()

    @property
    def note(self) -> str | None:
        """The reason as the column `olms_note` holds it: "several: 27462, 51100"; None beside a file number."""
        return f"{self.reason}: {', '.join(self.shared)}" if self.shared else self.reason


def file_number(
    union_id: str, parent_id: str | None = None, number: str | None = None, country: str | None = None
) -> FileNumber:
    """Look up a union of the United States, in the registry or outside it.

    Args:
        union_id: its id; `teamsters-local-25` and `iam-district-lodge-751` tell kind and number.
        parent_id: the body it belongs to, where the id does not tell ("uft").
        number: the number as printed ("12A", "032", "F-37"), where the id does not tell it.
        country: ISO 3166 alpha-2; None counts as US.
    """
    entry = registry().get(union_id)
    if entry and entry.union.olms_file_number:
        return FileNumber(entry.union.olms_file_number)
    if country not in {None, "US"}:
        return FileNumber(reason="abroad")
    told = _NUMBERED_ID.match(union_id)
    number = number or (told and told["number"].upper())
    if not number:
        return FileNumber(reason="no_number")
    # the id of a council's local is made of the national, which numbers the locals
    national = _national(told["union"] if told else None) or _national(parent_id)
    if national is None or not _files(national):
        return FileNumber(reason="no_affiliation")
    askings = list(_askings(national, number))
    return _find(askings, told["kind"] if told else "local")


def _national(union_id: str | None) -> RegisteredUnion | None:
    """The union itself, or the nearest above a council or local, that is a national; None where the registry has none."""
    for _ in range(_MOST_STEPS):
        entry = registry().get(union_id or "")
        if entry is None or entry.union.level == "national":
            return entry
        union_id = entry.union.parent_union_id
    return None


def _files(national: RegisteredUnion) -> bool:
    """Tell whether the filings know a union, the one above it or one that it merged into."""
    above = registry().get(national.union.parent_union_id or "")
    return any(union.olms_affiliation for union in (national, above, *_heirs(national)) if union)


def _find(askings: list[tuple[str, str]], kind: str) -> FileNumber:
    for affiliation, number in askings:
        merged = kind == "district" and affiliation in _DISTRICTS_ARE_COUNCILS
        found = {
            file
            for designation in _DESIGNATIONS["district-lodge" if merged else kind]
            for file in _locals().get(f"{affiliation} {designation} {number}", "").split(";")
            if file
        }
        if len(found) == 1:
            return FileNumber(found.pop())
        if found:
            return FileNumber(reason="several", shared=tuple(sorted(found, key=int)))
    return FileNumber(reason="not_found")


def _askings(national: RegisteredUnion, said: str) -> Iterator[tuple[str, str]]:
    """Affiliations, each with the number to ask it for; the first that any body answers to is right."""
    number = _spelling(said)
    own = national.olms_affiliation
    district = _DISTRICT.fullmatch(number)
    if district and own in _WITH_DISTRICTS:
        yield own, number
        number = district[1]
    above = registry().get(national.union.parent_union_id or "")
    theirs = above.olms_affiliation if above and above.union.level == "national" else None
    listed_apart = own is not None and own != theirs
    if own and listed_apart:
        yield own, number
    if theirs:
        # "SMART-TD" 1596 is 1596TD among the locals of SMART
        _, hyphen, letters = (national.union.abbreviation or "").partition("-")
        if hyphen and letters.isalpha():
            yield theirs, number + letters
        if len(number) >= (_NATIONWIDE_DIGITS if listed_apart else _SECTOR_DIGITS):
            yield theirs, number
    for heir in _heirs(national):
        if heir.olms_affiliation:
            yield heir.olms_affiliation, number


def _heirs(union: RegisteredUnion) -> Iterator[RegisteredUnion]:
    """The unions founded by a merger of `union`, whose locals kept their numbers; one that takes it in gives new ones."""
    for _ in range(_MOST_STEPS):
        heir = registry().get(union.successor or "")
        if heir is None or not union.valid_to or (heir.valid_from or "")[:4] != union.valid_to[:4]:
            return
        yield heir
        union = heir


def _spelling(number: str) -> str:
    """The number as the file writes it: capitals, no zeros in front, letters after the digits ("F-37" is 37F there)."""
    number = re.sub(r"(?<!\d)0+(?=\d)", "", number.upper().replace("/", "-").strip())
    first = _LETTER_FIRST.fullmatch(number)
    if first:
        return first[2] + first[1]
    return re.sub(r"(?<=\d)-(?=[A-Z])|^R(?=\d+-)", "", number)  # "12-A"; "R1-154" of the NAGE


@functools.cache
def _locals() -> dict[str, str]:
    """`IBT LU 25` -> file numbers with semicolons, read once a process."""
    if layer_folder() is not None:
        return {row["id"]: row["file_numbers"] for row in read_csv("olms_locals.csv")}
    # thirty thousand lines of two cells without quotes: a third of the time
    lines = (data_folder("seeds") / "olms_locals.csv").read_text(encoding="utf-8").splitlines()
    return dict(line.split(",", 1) for line in lines[1:])


def with_file_numbers(unions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the table `unions` with `olms_file_number` and `olms_note` filled, and their count in the log."""
    rows, outcomes = [], Counter[str]()
    for union in unions:
        found = file_number(union["union_id"], union["parent_union_id"], union["local_number"], union["country"])
        rows.append({**union, "olms_file_number": found.number, "olms_note": found.note})
        outcomes[found.reason or "filled"] += 1
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    logger.info("file numbers of %d unions: %s", len(rows), told)
    return rows
