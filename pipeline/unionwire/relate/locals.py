"""National versus local: which body belongs to which union in an article, and whether it breaks ranks.

How it decides. A body whose name or description holds its parent ("Teamsters Local 25", "its Ohio affiliate") belongs
to it. A registered body without its parent in the name needs the article to say so: "an affiliate of the X", "X's
parent union, the Y", "the X, which belongs to the Y", a federation that "includes" a list of unions. A council's
local ("the council's Local 46") belongs to both. The alignment is told by cues and by the positions of both sides
(`alignment`).
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import UNIONS, paragraphs_of, prepare, text_of
from unionwire.nlp.union_finds import LIST_GAP
from unionwire.prefilter import PatternRows
from unionwire.records import Endorsement, Relationship, Union
from unionwire.relate.alignment import aligned
from unionwire.relate.alignment_cues import Statement, statements
from unionwire.relate.alignment_discourse import announced
from unionwire.relate.locals_federations import memberships
from unionwire.relate.locals_phrases import body_of, by_phrases, city_body_of, holds, list_from, pair
from unionwire.relate.state_bodies import dissent_from_state_bodies, locals_of_councils
from unionwire.seeds import read_jsonl

_NAMED_RULES = ("local.", "body.")
_NEITHER = re.compile(r"\b(?:[Nn]either|nor|not)\s+(?:the\s+)?$")
_PLURAL = re.compile(r"\b(?:are|were|both|belong|members|affiliates)\b")
_STOP = re.compile(r"[.;!?\n]")
_ITS = re.compile(r"\b(?:[Ii]ts|[Tt]heir)$")
_ITS_REACH = 400  # characters from the body named last to "its parent"
_COMMA = re.compile(r",\s+(?:the\s+)?")
_OPENING = 8  # words at most from the start of a sentence to the parent in the phrase that opens it
_NEAR = 6  # characters from a cue of membership to the name that it needs after it


def relationships(doc: Doc, positions: list[Endorsement]) -> list[Relationship]:
    """Return the child-parent pairs that a processed Doc names, with their alignment, in text order."""
    prepare(doc)
    mentions: list[Span] = sorted(doc.spans[UNIONS], key=lambda span: (span.start, span.end))
    if not mentions:
        return []
    unions: dict[str, Union] = doc._.unions
    pairs: dict[tuple[str, str], Relationship] = {}
    for found in (
        *_by_name(mentions, unions),
        *_by_statement(doc, mentions, unions),
        *by_phrases(doc, mentions, unions),
        *(
            pair(unions[span.kb_id_], council, span, "local.one-of", 0.85)
            for span, council in locals_of_councils(doc, mentions, unions)
        ),
        *(pair(unions[told.child], *told[1:]) for told in memberships(doc, mentions, unions)),
    ):
        pairs.setdefault((found.child_union_id, found.parent_union_id), found)
    told: dict[str, list[str]] = {}
    for child_id, parent_id in pairs:
        if (parent := unions.get(parent_id)) is None or parent.level == "federation":
            continue  # "the national federation" is another one where its unions have quit it
        told.setdefault(child_id, []).append(parent_id)
    said = [*statements(doc, positions, told), *announced(doc, positions), *dissent_from_state_bodies(doc)]
    _add_dissenters(said, mentions, unions, pairs)
    aligned_pairs = [aligned(found, said, positions, doc) for found in pairs.values()]
    return sorted(aligned_pairs, key=lambda told: (told.evidence.start, told.child_union_id, told.parent_union_id))


def _by_name(mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Children whose mention holds the parent: by its rule, or since the parent's name stands inside."""
    for span in mentions:
        union = unions[span.kb_id_]
        if union.parent_union_id is None:
            continue
        named = span.id_.startswith(_NAMED_RULES)
        inside = holds(union, span.text)
        if named or inside:
            rule = "name.parent" if inside and not named else span.id_
            yield pair(union, union.parent_union_id, span, rule, 0.95)


def _by_statement(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Pairs that the text states between two mentions in one sentence."""
    text = text_of(doc)
    starts = [span.start_char for span in mentions]
    pieces = [piece for piece in paragraphs_of(doc) if _one_between(starts, piece[0], piece[1] + _NEAR)]
    for row, match in _memberships().matches(text, pieces):
        after = [span for span in mentions if span.start_char >= match.end()]
        if not after or after[0].start_char - match.end() > _NEAR:
            continue
        if _STOP.search(text, match.end(), after[0].start_char):
            continue
        before = _before(row, match, mentions, text)
        if row.get("parent_level"):
            before = [span for span in before if unions[span.kb_id_].level == row["parent_level"]]
        its = row["id"] == "member.parent-union" and _ITS.search(text, max(0, match.start() - 6), match.start())
        if beyond := bool(its and not before):
            before = _body_before(match.start(), after[0], mentions, unions) or _body_behind(after, unions, text)
        longest = max((span for span in after if span.start == after[0].start), key=lambda span: span.end)
        if not before or ("then" in row and not re.match(row["then"], text[longest.end_char : longest.end_char + 60])):
            continue
        first, second = before[-1], list_from(doc, after)
        neither = _NEITHER.search(text, max(0, first.start_char - 20), first.start_char)
        if neither or _of_its_own(first, match, mentions):
            continue
        parents = second if re.search(r"\bboth\b", match.group()) else second[:1]
        several = _PLURAL.search(text[first.end_char : match.end()])
        children = second if row["child"] == "after" else _list_to(doc, first, mentions) if several else [first]
        parents = [first] if row["child"] == "after" else parents
        for child in children:
            for parent in parents:
                if _fits(unions[child.kb_id_], unions[parent.kb_id_], row["id"]) and (
                    beyond or row.get("parent_level") or child.sent.start == parent.sent.start
                ):
                    yield pair(unions[child.kb_id_], parent.kb_id_, child, row["id"], 0.85)


def _one_between(places: list[int], start: int, end: int) -> bool:
    """Tell whether one of the sorted `places` is from `start` up to `end`, both counted in."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] <= end


def _of_its_own(first: Span, match: re.Match[str], mentions: list[Span]) -> bool:
    """Tell whether the cue lies within another body's name: "the X, the Ohio chapter of the Y and others"."""
    return any(
        span.start_char < match.start() and match.end() < span.end_char and span.kb_id_ != first.kb_id_
        for span in mentions
    )


def _body_before(position: int, parent: Span, mentions: list[Span], unions: dict[str, Union]) -> list[Span]:
    """The body named last before "its parent" where no pronoun rule tells whose "its" is."""
    near = [span for span in mentions if 0 <= position - span.end_char <= _ITS_REACH]
    bodies = [span for span in near if body_of(unions[span.kb_id_], unions[parent.kb_id_])]
    return bodies[-1:] if bodies and bodies[-1] == near[-1] else []


def _body_behind(after: list[Span], unions: dict[str, Union], text: str) -> list[Span]:
    """The subject behind a phrase that opens the sentence: "Unlike its parent, the X, the Y ..."."""
    parent = after[0]
    behind = next((span for span in after if span.start >= parent.end), None)
    opens = (
        not _STOP.search(text, parent.sent.start_char, parent.start_char)
        and parent.start - parent.sent.start < _OPENING
    )
    if behind is None or not opens or not _COMMA.fullmatch(text, parent.end_char, behind.start_char):
        return []
    return [behind] if body_of(unions[behind.kb_id_], unions[parent.kb_id_]) else []


def _before(row: dict[str, Any], match: re.Match[str], mentions: list[Span], text: str) -> list[Span]:
    """The mentions before a cue from which it may speak: within its reach, or with no more than its words between."""
    if "reach" in row:
        return [span for span in mentions if 0 <= match.start() - span.end_char <= row["reach"]]
    near = [span for span in mentions if 0 <= match.start() - span.end_char <= 80]
    return [span for span in near if re.fullmatch(row["between"], text[span.end_char : match.start()])]


def _list_to(doc: Doc, last: Span, mentions: list[Span]) -> list[Span]:
    """The mentions of one list that ends with `last`: "the A and the B are members of"."""
    found = [last]
    for span in reversed(mentions):
        if span.end > found[0].start:
            continue
        if not LIST_GAP.match(text_of(doc)[span.end_char : found[0].start_char]):
            break
        found.insert(0, span)
    return found


def _fits(child: Union, parent: Union, rule: str) -> bool:
    if child.union_id == parent.union_id or parent.level == "local":
        return False
    if parent.level == "federation":
        own = child.parent_union_id == parent.union_id
        return child.level != "federation" or own or (rule == "member.affiliate-of" and city_body_of(child, parent))
    if child.parent_union_id == parent.union_id or child.level in {"local", "regional"}:
        return True
    return child.level == "national" and parent.level == "national" and rule in _OF_NATIONALS


_OF_NATIONALS = frozenset({"member.affiliate-of", "member.parent-union", "member.voted-in"})
"""The cues that can state that one national union is part of another."""


def _add_dissenters(
    said: list[Statement], mentions: list[Span], unions: dict[str, Union], pairs: dict[tuple[str, str], Relationship]
) -> None:
    """A registered child that a cue sets against its parent is a pair even where no phrase joins them."""
    named = {span.kb_id_ for span in mentions}
    for statement in said:
        child = unions[statement.child]
        parent_id = statement.parent or child.parent_union_id
        if parent_id is None or parent_id not in named or (child.union_id, parent_id) in pairs:
            continue
        registered = parent_id == child.parent_union_id and child.level in {"local", "regional"}
        of_state = unions[parent_id].level == "regional" and child.level == "local" and not statement.implied
        if not registered and not of_state and not statement.rule.startswith(("breaks.left", "ahead.")):
            continue
        span = next(span for span in mentions if span.kb_id_ == child.union_id)
        pairs[child.union_id, parent_id] = pair(child, parent_id, span, "cue.dissent", 0.8)


@functools.cache
def _memberships() -> PatternRows[dict[str, Any]]:
    rows = (row for row in read_jsonl("alignment_cues.jsonl") if row["kind"] == "membership")
    return PatternRows(((row, re.compile(row["pattern"], re.IGNORECASE)) for row in rows), ignore_case=True)
