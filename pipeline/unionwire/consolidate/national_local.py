"""A child union beside its parent in an election, over all articles, also where no article puts them side by side.

Pairs come from `relationships` and from the parents that `unions` knows. For each pair, each cycle and each stance of
the child that stands, one row says what the parent did in the same election.

What stands. Of several stances of one union on one candidate in one election the latest counts, by `last_date`; on
the same day the one that presumes the others does (withdrawn before endorsed, endorsed before opposed, then declined,
then considering). Staying out altogether (no candidate named) stands only until the union endorses somebody in that
election. A child that is still considering has no row, unless an article says that it breaks ranks.

Which cycles. A local stays with its parent, but unions leave federations: where the registry knows when a union
belonged to a federation, the pair has rows for those years only, unless an article says how they differ.

What is the same election. Same cycle and same office, where offices that one electorate of the whole country fills
are comparable as they are, and those that each state fills only where both candidates' states are known and equal.
In offices of a town or district (a mayor, a member of a legislature) two candidates are never set against each other,
only stances on the same candidate: a local that backs its mayor does not break with a parent that backs another
town's. Where neither side's office is known, the cycle alone decides. A parent that stays out without naming an
office stays out of the country-wide election.

How they compare. On the same candidate, exactly one of the two endorsing: `breaks`; otherwise `agrees`. A child that
endorses one candidate `breaks` with a parent that endorsed only others, or that stayed out; a child that stays out
`breaks` with a parent that endorsed and `agrees` with one that stayed out too. A parent with no position in that
election, or one that still considers, is `parent_silent` (what it considers is shown).

What an article says wins. Where `relationships` says `breaks` for the pair in that cycle, or without a cycle in an
article that states the child's stance, the row says `breaks`; `agrees` said by an article counts only where the
parent is silent otherwise. It applies to the stances which that article states, and failing any, to all in the cycle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unionwire.link.unions import registry
from unionwire.relate.comparison import STATEWIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RELATED = ("article_id", "child_union_id", "parent_union_id", "alignment", "cycle")
"""The columns of `relationships` that pairs are made of."""
COUNTRYWIDE = frozenset({"president", "vice_president", "party_chair"})

_PRESUMES = ("considering", "declined", "opposed", "endorsed", "withdrawn")
_OUT = frozenset({"declined", "withdrawn"})


@dataclass(frozen=True, slots=True)
class _Stand:
    """One stance of one union in one cycle; `state` is the candidate's, `office` the one sought.

    `day` is ISO 8601, empty where no article has a date, so that undated stances sort before dated ones.
    """

    union_id: str
    candidate_id: str | None
    stance: str
    cycle: int
    office: str | None
    state: str | None
    day: str
    article_ids: tuple[str, ...]

    @property
    def rank(self) -> tuple[str, int, str]:
        return self.day, _PRESUMES.index(self.stance), self.candidate_id or ""


@dataclass(frozen=True, slots=True)
class _Statement:
    """What an article says of a pair's alignment."""

    article_id: str
    alignment: str
    cycle: int | None


def _same_election(a: _Stand, b: _Stand) -> bool:
    if a.cycle != b.cycle:
        return False
    if a.office != b.office:
        unnamed, named = (a, b) if a.office is None else (b, a)
        return unnamed.office is None and unnamed.candidate_id is None and named.office in COUNTRYWIDE
    if a.office in STATEWIDE:
        return a.candidate_id is None or b.candidate_id is None or (a.state is not None and a.state == b.state)
    return a.office is None or a.office in COUNTRYWIDE


def _standing(stands: Iterable[_Stand]) -> list[_Stand]:
    """The stances of one union in one cycle that stand, in a fixed order."""
    latest: dict[tuple[str | None, str | None], _Stand] = {}
    for stand in stands:
        key = (stand.candidate_id, stand.office)
        if key not in latest or latest[key].rank < stand.rank:
            latest[key] = stand
    named = [stand for stand in latest.values() if stand.stance == "endorsed" and stand.candidate_id]
    kept = [
        stand
        for stand in latest.values()
        if stand.candidate_id is not None
        or not any(
            other.day >= stand.day and (stand.office == other.office or _same_election(stand, other)) for other in named
        )
    ]
    return sorted(kept, key=lambda stand: (stand.office or "", stand.candidate_id or "", stand.stance))


def _latest(stands: Iterable[_Stand]) -> _Stand | None:
    return max(stands, key=lambda stand: stand.rank, default=None)


def _compare(child: _Stand, parents: Sequence[_Stand]) -> tuple[str, _Stand | None]:
    """How the child's stance lies beside its parent's, and the parent's stance that decides it."""
    same = [parent for parent in parents if child.candidate_id and parent.candidate_id == child.candidate_id]
    if same:
        parent = max(same, key=lambda stand: (stand.office == child.office, stand.rank))
        if "considering" in (parent.stance, child.stance):
            return "parent_silent", parent
        one_endorses = (parent.stance == "endorsed") != (child.stance == "endorsed")
        return ("breaks" if one_endorses else "agrees"), parent
    race = [parent for parent in parents if _same_election(child, parent)]
    endorsing = _latest(parent for parent in race if parent.stance == "endorsed")
    out = _latest(parent for parent in race if parent.stance in _OUT and parent.candidate_id is None)
    considering = _latest(parent for parent in race if parent.stance == "considering")
    if child.stance == "endorsed" and (endorsing or out):
        return "breaks", endorsing or out
    if child.stance in _OUT and child.candidate_id is None and endorsing:
        return "breaks", endorsing
    if child.stance in _OUT and out:
        return "agrees", out
    return "parent_silent", considering


def _statements_on(child: _Stand, siblings: Iterable[_Stand], statements: Iterable[_Statement]) -> list[_Statement]:
    """The statements that concern this stance of the child rather than another of its stances in the cycle."""
    statements = list(statements)
    if not statements:
        return []
    own = set(child.article_ids)
    elsewhere = {article_id for stand in siblings for article_id in stand.article_ids}
    return [
        statement
        for statement in statements
        if statement.article_id in own or (statement.cycle == child.cycle and statement.article_id not in elsewhere)
        if statement.cycle in (child.cycle, None)
    ]


def _belongs(child_id: str, parent_id: str, cycle: int) -> bool:
    """Tell whether a child belonged to its parent in a year; true of all that the registry has no dates for."""
    entry = registry().get(child_id)
    spans = [(start, end) for union_id, start, end in entry.federations if union_id == parent_id] if entry else []
    year = str(cycle)
    return not spans or any((start or year)[:4] <= year <= (end or year)[:4] for start, end in spans)


def _pairs(relationships: Iterable[Mapping[str, Any]], unions: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    stated = {(row["child_union_id"], row["parent_union_id"]) for row in relationships}
    known = {(row["union_id"], row["parent_union_id"]) for row in unions if row["parent_union_id"]}
    return {(child, parent) for child, parent in stated | known if child != parent}


def national_local(
    positions: Iterable[Mapping[str, Any]],
    relationships: Sequence[Mapping[str, Any]],
    unions: Iterable[Mapping[str, Any]],
    candidates: Iterable[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Set every child union's stances beside its parent's.

    Args:
        positions: rows of the table `positions`.
        relationships: rows of the table `relationships` (`article_id`, both ids, `alignment`, `cycle`).
        unions: rows of the table `unions` (`union_id`, `parent_union_id`).
        candidates: rows of the table `candidates` (`candidate_id`, `state`).

    Returns:
        Rows of the table `national_local`, sorted by child, parent, cycle, candidate and stance.
    """
    states = {row["candidate_id"]: row["state"] for row in candidates}
    by_union: dict[str, dict[int, list[_Stand]]] = defaultdict(lambda: defaultdict(list))
    for row in positions:
        stand = _Stand(
            row["union_id"],
            row["candidate_id"],
            row["stance"],
            int(row["cycle"]),
            row["office"],
            states.get(row["candidate_id"]),
            row["last_date"].isoformat() if row["last_date"] else "",
            tuple(row["article_ids"]),
        )
        by_union[stand.union_id][stand.cycle].append(stand)
    standing = {
        union_id: {cycle: _standing(stands) for cycle, stands in cycles.items()}
        for union_id, cycles in by_union.items()
    }
    said: dict[tuple[str, str], list[_Statement]] = defaultdict(list)
    for row in relationships:
        if row["alignment"] != "unstated":
            pair = (row["child_union_id"], row["parent_union_id"])
            said[pair].append(_Statement(row["article_id"], row["alignment"], row["cycle"]))
    rows: list[dict[str, Any]] = []
    for child_id, parent_id in sorted(_pairs(relationships, unions)):
        for cycle, stands in sorted(standing.get(child_id, {}).items()):
            parents = standing.get(parent_id, {}).get(cycle, [])
            for child in stands:
                statements = _statements_on(child, stands, said.get((child_id, parent_id), []))
                row_or_none = _row(child, parent_id, parents, statements)
                if row_or_none is not None and (statements or _belongs(child_id, parent_id, cycle)):
                    rows.append(row_or_none)
    return rows


def _row(
    child: _Stand, parent_id: str, parents: Sequence[_Stand], statements: Sequence[_Statement]
) -> dict[str, Any] | None:
    alignment, parent = _compare(child, parents)
    breaking = [statement.article_id for statement in statements if statement.alignment == "breaks"]
    agreeing = [statement.article_id for statement in statements if statement.alignment == "agrees"]
    if child.stance == "considering" and not breaking:
        return None
    deciding: list[str] = []
    if breaking:
        alignment, deciding = "breaks", breaking
    elif agreeing and alignment == "parent_silent":
        alignment, deciding = "agrees", agreeing
    return {
        "child_union_id": child.union_id,
        "parent_union_id": parent_id,
        "cycle": child.cycle,
        "child_candidate_id": child.candidate_id,
        "child_stance": child.stance,
        "parent_candidate_id": parent.candidate_id if parent else None,
        "parent_stance": parent.stance if parent else None,
        "alignment": alignment,
        "article_ids": sorted({*child.article_ids, *(parent.article_ids if parent else ()), *deciding}),
    }
