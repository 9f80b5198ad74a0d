"""The alignment of a child union with its parent in one article: what cues and both sides' positions make of it.

How it decides. A cue that names or describes the other side (`alignment_cues`) comes first, dissent before accord.
The stated positions of both sides in one election come next (`comparison`), and last the cues that leave the other
side unsaid.
"""

from __future__ import annotations

import dataclasses

from spacy.tokens import Doc

from unionwire.records import Endorsement, Relationship, Union
from unionwire.relate.alignment_cues import Statement
from unionwire.relate.comparison import compared
from unionwire.relate.finding import evidence_at


def aligned(pair: Relationship, said: list[Statement], positions: list[Endorsement], doc: Doc) -> Relationship:
    """Return `pair` with the alignment that statements or the positions of both sides give it."""
    mine = [item for item in said if item.child == pair.child_union_id and _concerns(item, pair, doc._.unions)]
    child = [fact for fact in positions if fact.union_id == pair.child_union_id]
    parent = [fact for fact in positions if fact.union_id == pair.parent_union_id]
    for kind in ("breaks", "agrees"):
        for item in mine:
            if item.said == kind and not item.implied:
                return _stated(pair, item, [*child, *parent])
    alignment, fact = compared(child, parent, doc, free=_is_free(pair, doc._.unions))
    if fact is not None:
        evidence = dataclasses.replace(
            fact.evidence, rule="positions.compared", confidence=min(0.85, fact.evidence.confidence)
        )
        return dataclasses.replace(pair, alignment=alignment, cycle=fact.cycle, evidence=evidence)
    return next((_stated(pair, item, [*child, *parent]) for item in mine if item.implied), pair)


def _is_free(pair: Relationship, unions: dict[str, Union]) -> bool:
    """Tell whether the child is a national union in its federation, which leaves its affiliates their choice."""
    child, parent = unions.get(pair.child_union_id), unions.get(pair.parent_union_id)
    return child is not None and child.level == "national" and parent is not None and parent.level == "federation"


def _concerns(item: Statement, pair: Relationship, unions: dict[str, Union]) -> bool:
    """Tell whether a statement concerns the parent of a pair; one that is not named is no council."""
    if item.parent is not None:
        return item.parent == pair.parent_union_id
    parent = unions.get(pair.parent_union_id)
    return parent is None or parent.level in {"national", "federation"}


def _stated(pair: Relationship, item: Statement, facts: list[Endorsement]) -> Relationship:
    start, end = item.sentence.start_char, item.sentence.end_char
    near = [fact.cycle for fact in facts if fact.cycle is not None and start <= fact.evidence.start < end]
    cycles = near or [fact.cycle for fact in facts if fact.cycle is not None]
    return dataclasses.replace(
        pair,
        alignment=item.said,
        cycle=max(cycles) if cycles else None,
        evidence=evidence_at(item.sentence, item.rule, 0.8 if item.implied else 0.9, item.qualifiers),
    )
