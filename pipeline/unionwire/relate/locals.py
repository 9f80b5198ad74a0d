"""National versus local: which body belongs to which union in an article, and whether it breaks ranks.

How it decides. A body whose name or description holds its parent ("Teamsters Local 25", "its Ohio affiliate") belongs to
it. A registered body without its parent in the name needs the article to say so: "an affiliate of the X", "X's
parent union, the Y", "the X, which belongs to the Y", a federation that "includes" a list of unions. The alignment is
`breaks` where a cue of dissent (`seeds/alignment_cues.jsonl`) joins child and parent, or where the article gives them
different positions in one election; `agrees` on a cue of accord or equal positions; else `unstated`.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Span

from unionwire.link.unions import registry
from unionwire.nlp.extensions import UNIONS, prepare, text_of
from unionwire.nlp.union_finds import LIST_GAP
from unionwire.records import Alignment, Endorsement, Relation, Relationship, Union
from unionwire.relate.finding import evidence_at
from unionwire.seeds import read_jsonl

_NAMED_RULES = ("local.", "body.")


def relationships(doc: Doc, positions: list[Endorsement]) -> list[Relationship]:
    """Return the child-parent pairs that a processed Doc names, with their alignment, in text order."""
    prepare(doc)
    mentions: list[Span] = sorted(doc.spans[UNIONS], key=lambda span: (span.start, span.end))
    unions: dict[str, Union] = doc._.unions
    pairs: dict[tuple[str, str], Relationship] = {}
    for found in (*_by_name(mentions, unions), *_by_statement(doc, mentions, unions)):
        pairs.setdefault((found.child_union_id, found.parent_union_id), found)
    _add_dissenters(doc, mentions, unions, positions, pairs)
    aligned = [_aligned(doc, pair, mentions, positions) for pair in pairs.values()]
    return sorted(aligned, key=lambda pair: (pair.evidence.start, pair.child_union_id, pair.parent_union_id))


def _by_name(mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Children whose mention holds the parent: by its rule, or since the parent's name stands inside."""
    for span in mentions:
        union = unions[span.kb_id_]
        if union.parent_union_id is None:
            continue
        named = span.id_.startswith(_NAMED_RULES)
        parent = registry().get(union.parent_union_id)
        inside = parent is not None and any(
            re.search(rf"(?:^|/|\d |[Tt]he |\bof ){re.escape(alias.text)}(?!\w)", span.text) for alias in parent.aliases
        )
        if named or inside:
            rule = "name.parent" if inside and not named else span.id_
            yield _pair(union, union.parent_union_id, span, rule, 0.95)


def _by_statement(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Pairs that the text states between two mentions in one sentence."""
    for row, pattern in _cues("membership"):
        for match in pattern.finditer(text_of(doc)):
            before = [
                span
                for span in mentions
                if span.end_char <= match.start() and match.start() - span.end_char <= row["reach"]
            ]
            after = [span for span in mentions if span.start_char >= match.end()]
            if after and after[0].start_char - match.end() > 6:
                continue
            if row.get("parent_level"):
                before = [span for span in before if unions[span.kb_id_].level == row["parent_level"]]
            if not before or not after:
                continue
            first, second = before[-1], _list_from(doc, after)
            children, parents = (second, [first]) if row["child"] == "after" else ([first], second[:1])
            for child in children:
                for parent in parents:
                    if _fits(unions[child.kb_id_], unions[parent.kb_id_]) and (
                        row.get("parent_level") or child.sent.start == parent.sent.start
                    ):
                        yield _pair(unions[child.kb_id_], parent.kb_id_, child, row["id"], 0.85)


def _list_from(doc: Doc, after: list[Span]) -> list[Span]:
    """The mentions of one list that begins with the first of `after`."""
    found = [after[0]]
    for span in after[1:]:
        gap = text_of(doc)[found[-1].end_char : span.start_char]
        if span.start < found[-1].end:
            continue
        if not LIST_GAP.match(gap) and gap.strip() != "(":
            break
        found.append(span)
    return found


def _fits(child: Union, parent: Union) -> bool:
    if child.union_id == parent.union_id or parent.level == "local":
        return False
    if parent.level == "federation":
        return child.level != "federation" or child.parent_union_id == parent.union_id
    return child.level in {"local", "regional"} or child.parent_union_id == parent.union_id


def _add_dissenters(
    doc: Doc,
    mentions: list[Span],
    unions: dict[str, Union],
    positions: list[Endorsement],
    pairs: dict[tuple[str, str], Relationship],
) -> None:
    """A registered child that differs from its parent in the article is a pair even where no phrase joins them."""
    cues = [match.span() for _, pattern in _cues("breaks") for match in pattern.finditer(text_of(doc))]
    for span in mentions:
        union = unions[span.kb_id_]
        parent_id = union.parent_union_id
        if parent_id is None or parent_id not in unions or (union.union_id, parent_id) in pairs:
            continue
        near = any(span.sent.start_char <= start <= span.sent.end_char for start, _ in cues)
        if near and any(fact.union_id == union.union_id for fact in positions):
            pairs[union.union_id, parent_id] = _pair(union, parent_id, span, "cue.dissent", 0.8)


def _pair(child: Union, parent_id: str, span: Span, rule: str, confidence: float) -> Relationship:
    parent = registry().get(parent_id)
    relation: Relation = "local_of" if child.level == "local" else "regional_body_of"
    if child.level == "national" or (parent is not None and parent.union.level == "federation"):
        relation = "affiliate_of"
    return Relationship(child.union_id, parent_id, relation, "unstated", None, evidence_at(span.sent, rule, confidence))


def _aligned(doc: Doc, pair: Relationship, mentions: list[Span], positions: list[Endorsement]) -> Relationship:
    child = [fact for fact in positions if fact.union_id == pair.child_union_id]
    parent = [fact for fact in positions if fact.union_id == pair.parent_union_id]
    alignment, cycle = _compared(child, parent)
    cue = _cued(doc, pair, mentions, bool(child or parent))
    if cue is not None:
        said, span, rule = cue
        cycles = [fact.cycle for fact in (*child, *parent) if fact.cycle is not None]
        cycle = cycle or (max(cycles) if cycles else None)
        return dataclasses.replace(pair, alignment=said, cycle=cycle, evidence=evidence_at(span.sent, rule, 0.9))
    if alignment != "unstated":
        spot = next(fact.evidence for fact in child if fact.cycle == cycle)
        evidence = dataclasses.replace(spot, rule="positions.compared", confidence=min(0.85, spot.confidence))
        return dataclasses.replace(pair, alignment=alignment, cycle=cycle, evidence=evidence)
    return pair


# Offices of which one election holds many at once: two names for them are two races, not two sides of one.
_MANY_SEATS = frozenset({None, "house", "state_legislature", "city_council", "other"})


def _compared(child: list[Endorsement], parent: list[Endorsement]) -> tuple[Alignment, int | None]:
    """Compare the stated positions of a child and its parent, race by race."""
    cycles = {fact.cycle for fact in child if fact.cycle is not None} & {fact.cycle for fact in parent}
    for cycle in sorted(cycles, reverse=True):
        for office in sorted({fact.office for fact in child if fact.cycle == cycle}, key=str):
            mine = [fact for fact in child if fact.cycle == cycle and fact.office == office]
            theirs = [fact for fact in parent if fact.cycle == cycle and fact.office in {office, None}]
            alignment = _one_race(mine, theirs, many_seats=office in _MANY_SEATS)
            if alignment != "unstated":
                return alignment, cycle
    return "unstated", None


def _one_race(mine: list[Endorsement], theirs: list[Endorsement], *, many_seats: bool) -> Alignment:
    backed = {fact.candidate_id for fact in mine if fact.stance == "endorsed"}
    backed_above = {fact.candidate_id for fact in theirs if fact.stance == "endorsed"}
    if backed & backed_above:
        return "agrees"
    if backed and backed_above:
        return "unstated" if many_seats else "breaks"
    silent_above = any(fact.stance in {"declined", "considering"} for fact in theirs)
    refused = any(fact.stance in {"declined", "opposed"} for fact in mine)
    return "breaks" if (backed and silent_above) or (backed_above and refused) else "unstated"


def _cued(doc: Doc, pair: Relationship, mentions: list[Span], has_position: bool) -> tuple[Alignment, Span, str] | None:
    """A cue of dissent or accord in a sentence with the child, the parent named there, next to it or implied."""
    own = [span for span in mentions if span.kb_id_ == pair.child_union_id]
    both = [span for span in mentions if span.kb_id_ == pair.parent_union_id]
    kinds: tuple[Alignment, ...] = ("breaks", "agrees")
    for kind in kinds:
        for row, pattern in _cues(kind):
            for match in pattern.finditer(text_of(doc)):
                cue = doc.char_span(*match.span(), alignment_mode="expand")
                if cue is None:
                    continue
                here = [span for span in own if span.sent.start == cue.sent.start]
                parent_here = [span for span in both if span.sent.start == cue.sent.start]
                rivals = {span.kb_id_ for span in mentions if span.sent.start == cue.sent.start} - {
                    pair.child_union_id,
                    pair.parent_union_id,
                }
                if (
                    here
                    and (parent_here or row["implies_parent"])
                    and (has_position or row["implies_parent"])
                    and not (rivals and not parent_here)
                ):
                    return kind, here[0], row["id"]
    return None


@functools.cache
def _cues(kind: str) -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    return tuple(
        (row, re.compile(row["pattern"], re.IGNORECASE))
        for row in read_jsonl("alignment_cues.jsonl")
        if row["kind"] == kind
    )
