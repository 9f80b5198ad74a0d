"""Positions told without their verb: "So did the X", "and neither has the Y", "the Z followed in May".

How it decides. The elided predicate is the last position told before it, in the same sentence or the two before.
The union stands right after the auxiliary ("so did the X") or is the subject of a verb of following that has no object.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.nlp.extensions import text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.roles import subject_unions

_SO = re.compile(r"\b(?:so|as)\s+(?:did|do|does|has|have|had|are|is|was|were|will)\s+(?:the\s+|its\s+)?", re.IGNORECASE)
_NEITHER = re.compile(
    r"\b(?:neither|nor)\s+(?:did|do|does|has|have|had|are|is|was|were|will)\s+(?:the\s+|its\s+)?", re.IGNORECASE
)
_FOLLOWING = frozenset({"followed", "follows", "follow"})
_REACH = 2  # sentences


def ellipses(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the positions that elliptic clauses take over from one of `found` (sorted by place)."""
    if not found:
        return
    for pattern, rule in ((_SO, "ellipsis.so"), (_NEITHER, "ellipsis.neither")):
        for match in pattern.finditer(text_of(doc)):
            span = next((span for span in arguments.union_spans if 0 <= span.start_char - match.end() <= 4), None)
            if span is None:
                continue
            unions = arguments.unions(span.root) or [span.kb_id_]
            source = _source(span.root, unions, found)
            if source is not None and (rule == "ellipsis.so" or source.stance in {"declined", "considering"}):
                yield _taken_over(source, span.root, unions, rule)
    for token in doc:
        if token.lower_ not in _FOLLOWING or any(
            child.dep_ == "dobj" and child.lower_ != "suit" and child.ent_type_ != "DATE" for child in token.children
        ):
            continue
        unions = [
            union
            for subject in token.children
            if subject.dep_ == "nsubj"
            for union in subject_unions(subject, arguments)
        ]
        source = _source(token, unions, found)
        if unions and source is not None and source.stance == "endorsed":
            yield _taken_over(source, token, unions, "ellipsis.followed")


def _source(token: Token, unions: list[str], found: list[Finding]) -> Finding | None:
    """The last position before `token` that is another union's."""
    earlier = [
        finding
        for finding in found
        if finding.trigger.i < token.i
        and (finding.candidates or finding.stance in {"declined", "considering"})
        and finding.stance is not None
        and not set(finding.unions) & set(unions)
    ]
    if not earlier:
        return None
    source = earlier[-1]
    between = sum(1 for start in token.doc[source.trigger.i + 1 : token.i + 1] if start.is_sent_start)
    return source if between <= _REACH else None


def _taken_over(source: Finding, trigger: Token, unions: list[str], rule: str) -> Finding:
    return dataclasses.replace(source, trigger=trigger, unions=unions, rule=rule, confidence=LIKELY)
