"""Dissent that one sentence announces and the next one names: "Not every local agreed with the national. Local 5 ...".

How it decides. A cue of kind `ahead` (`seeds/alignment_cues.jsonl`) says that some bodies of a union went another way, without
naming them. Those meant are the bodies that the rest of its sentence or, at the head, the next sentence speaks of: its
subjects, else the only body in it. The other side is the union that the announcing sentence names, or its description
("the federation", "the state board"); left unsaid, it is the parent, which must have a position in the article.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import paragraphs_of, text_of
from unionwire.prefilter import PatternRows
from unionwire.records import Endorsement, Union
from unionwire.relate.alignment_cues import Statement, ancestors_of
from unionwire.relate.arguments import Arguments
from unionwire.seeds import read_jsonl

_STATE_BODY = re.compile(
    r"\b(?:the|its|their)\s+(?:state|statewide)\s+(?:board|body|council|union|organi[sz]ation|federation|association|leadership|leaders|endorsement|officers)\b",
    re.IGNORECASE,
)
_ABOVE = frozenset({"national", "federation", "regional"})


def announced(doc: Doc, positions: Sequence[Endorsement]) -> Iterator[Statement]:
    """Yield the dissent that the sentences of a processed Doc announce; `positions` are its stated endorsements."""
    text = text_of(doc)
    taking_sides = {fact.union_id for fact in positions}
    for row, match in _cues().matches(text, paragraphs_of(doc)):
        cue = doc.char_span(*match.span(), alignment_mode="expand")
        if cue is not None:
            yield from _told(doc, cue, row["id"], taking_sides)


def _told(doc: Doc, cue: Span, rule: str, taking_sides: set[str]) -> Iterator[Statement]:
    unions: dict[str, Union] = doc._.unions
    arguments = Arguments(doc)
    parent = _other_side(doc, cue, arguments, unions)
    for sentence in _next_sentences(cue):
        children = _spoken_of(sentence, max(cue.end, sentence.start), arguments)
        told = False
        for child in children:
            lineage = ancestors_of(unions, child)
            if parent is not None:
                union = unions[parent]
                of_parent = parent in lineage or (
                    # a federation's unions, a state body's locals
                    (union.level == "federation" and unions[child].level == "national")
                    or (union.level == "regional" and unions[child].level == "local" and _share(lineage, union))
                )
                if not of_parent or parent not in taking_sides:
                    continue
            elif not lineage or not set(lineage) & taking_sides:
                continue
            told = True
            yield Statement(child, parent, "breaks", rule, sentence, ())
        if told:
            return


def _share(lineage: list[str], union: Union) -> bool:
    return union.parent_union_id is not None and union.parent_union_id in lineage


def _other_side(doc: Doc, cue: Span, arguments: Arguments, unions: dict[str, Union]) -> str | None:
    """The body above that the announcing sentence names or describes; None where it leaves it unsaid."""
    sentence = cue.sent
    body = _STATE_BODY.search(text_of(doc), sentence.start_char, sentence.end_char)
    if body is not None:
        before = [span for span in arguments.union_spans if span.end_char <= body.start()]
        return next((span.kb_id_ for span in reversed(before) if unions[span.kb_id_].level == "regional"), None)
    named = [span for span in arguments.union_spans if sentence.start <= span.start < sentence.end]
    above = [span.kb_id_ for span in named if unions[span.kb_id_].level in _ABOVE]
    return above[-1] if above else None


def _next_sentences(cue: Span) -> Iterator[Span]:
    """The sentence of a cue and the next one that has words."""
    yield cue.sent
    end = cue.sent.end
    while end < len(cue.doc):
        sentence = cue.doc[end].sent
        if any(token.is_alpha for token in sentence):
            yield sentence
            return
        end = sentence.end


def _spoken_of(sentence: Span, start: int, arguments: Arguments) -> list[str]:
    """The unions of the subject of a sentence from token `start` on, else the only one in it."""
    root = sentence.root
    for subject in arguments.subjects(root) if root.i >= start else ():
        if acting := [union for union in arguments.unions(subject) if subject.i >= start]:
            return list(dict.fromkeys(acting))
    here = [span for span in arguments.union_spans if start <= span.start < sentence.end]
    ids = list(dict.fromkeys(span.kb_id_ for span in here))
    local = [union_id for union_id in ids if sentence.doc._.unions[union_id].level == "local"]
    return local if len(local) == 1 else ids[:1] if len(ids) == 1 else []


@functools.cache
def _cues() -> PatternRows[dict[str, Any]]:
    rows = (row for row in read_jsonl("alignment_cues.jsonl") if row["kind"] == "ahead")
    return PatternRows(((row, re.compile(row["pattern"], re.IGNORECASE)) for row in rows), ignore_case=True)
