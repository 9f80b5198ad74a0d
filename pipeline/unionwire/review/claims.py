"""What stands where several corrections speak of one fact.

A correction makes claims: that a fact is none (`wrong`), that it is one (`right`, `missing`), or the former of what was
found and the latter of what it becomes (`changed`). Taken in the order in which they came, a claim does away with those
on the same fact that it contradicts. What replaced a fact that is right after all goes with the claim against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from unionwire.review.facts import Row, from_json, same_fact, same_values

Correction = Mapping[str, Any]
"""A row of the table `corrections`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That `row` is a fact of an article, or with `holds` off that it is none."""

    holds: bool
    row: Row
    correction: Correction

    @property
    def table(self) -> str:
        """The table of the fact."""
        return str(self.correction["table"])

    def against(self, other: Claim) -> bool:
        """Whether both speak of one fact of one article and do not say the same of it."""
        if not self.on_the_same(other):
            return False
        return self.holds != other.holds or (self.holds and not same_values(self.table, self.row, other.row))

    def on_the_same(self, other: Claim) -> bool:
        """Whether both speak of one fact of one article."""
        keys = ("table", "article_id", "text_sha256")
        return all(self.correction[key] == other.correction[key] for key in keys) and same_fact(
            self.table, self.row, other.row
        )


def claims_of(correction: Correction) -> list[Claim]:
    """The claims of a correction, the one against what was found first."""
    was, becomes = (_row(correction, column) for column in ("was", "becomes"))
    claims = []
    against = was is not None and correction["verdict"] in {"wrong", "changed"}
    # a change in what may be silent is no claim against the fact
    if against and was and (becomes is None or not same_fact(correction["table"], was, becomes)):
        claims.append(Claim(False, was, correction))
    if becomes is not None:
        claims.append(Claim(True, becomes, correction))
    return claims


def _row(correction: Correction, column: str) -> Row | None:
    if correction[column] is None:
        return None
    row = from_json(correction["table"], correction[column])
    return row | {name: correction[name] for name in ("article_id", "sentence", "start", "end")}


class Claims:
    """The claims that stand, by table and article, with what facts need of unions and candidates."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._standing: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        self.corrections: list[Correction] = []
        for correction in corrections:
            self.add(correction)

    @classmethod
    def of(cls, table: pa.Table) -> Claims:
        """The claims of a table of corrections."""
        return cls(table.sort_by("number").to_pylist())

    def __bool__(self) -> bool:
        return bool(self.corrections)

    @property
    def article_ids(self) -> set[str]:
        """The articles that some correction speaks of."""
        return {correction["article_id"] for correction in self.corrections}

    def on(self, table: str, article_id: str) -> list[Claim]:
        """The claims that stand on the facts of an article."""
        return self._standing.get((table, article_id), [])

    def contradicted(self, correction: Correction) -> list[Claim]:
        """The standing claims that a correction would do away with."""
        standing = self.on(correction["table"], correction["article_id"])
        return [
            other
            for other in standing
            if any(claim.against(other) for claim in claims_of(correction)) or _replaces(correction, other)
        ]

    def holds(self, correction: Correction) -> bool:
        """Whether just this stands already, by the same reviewer."""
        standing = self.on(correction["table"], correction["article_id"])
        return all(
            any(
                claim.on_the_same(other)
                and not claim.against(other)
                and other.correction["verdict"] == correction["verdict"]
                and other.correction["reviewed_by"] == correction["reviewed_by"]
                for other in standing
            )
            for claim in claims_of(correction)
        )

    def add(self, correction: Correction) -> None:
        """Let a correction take effect after all others."""
        key = (correction["table"], correction["article_id"])
        standing = self._standing[key]
        self.corrections.append(correction)
        for claim in claims_of(correction):
            gone = [other for other in standing if other.correction is not correction and claim.on_the_same(other)]
            lifted = [other.correction for other in gone if not other.holds and claim.holds]
            lifted += [other.correction for other in standing if _replaces(correction, other)]
            standing[:] = [
                other
                for other in standing
                if not any(other is one for one in gone) and not any(other.correction is one for one in lifted)
            ]
            standing.append(claim)


def _replaces(correction: Correction, other: Claim) -> bool:
    """Whether a correction changes what another has changed otherwise: of two replacements only one can stand."""
    if correction is other.correction or {correction["verdict"], other.correction["verdict"]} != {"changed"}:
        return False
    if correction["becomes"] == other.correction["becomes"]:
        return False
    one, two = (Claim(False, _row(said, "was") or {}, said) for said in (correction, other.correction))
    return one.on_the_same(two)
