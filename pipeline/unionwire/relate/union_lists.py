"""Which union mentions stand in one list, and which are inside others: read off the surface, as long names break the parse."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import text_of
from unionwire.nlp.union_finds import LIST_GAP

# "from the X, from the Y and from the Z"; "the X, the Sierra Club and the Y"
_REPEATED = re.compile(r"(?:,|,?\s+and)\s+(?:from|of|by|with)\s+(?:the\s+)?")
_OTHERS_BETWEEN = re.compile(r",\s+the\s+(?:[A-Z][\w&’'-]*\s?){1,4}(?<!\s)(?:,|,?\s+and)\s+(?:the\s+)?")


def by_token(spans: Iterable[Span]) -> dict[int, Span]:
    """Token index -> mention, the longer of two overlapping ones."""
    table: dict[int, Span] = {}
    for span in sorted(spans, key=lambda span: (span.end - span.start, -span.start)):
        for i in range(span.start, span.end):
            table[i] = span
    return table


def outermost(spans: list[Span]) -> list[Span]:
    """Mentions without those inside others, which are no items of a list ("SEIU" in "SEIU's state council")."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def lists(doc: Doc, spans: list[Span]) -> dict[int, list[Span]]:
    """Group union mentions that stand in one list: start token -> all mentions of the list."""
    groups: list[list[Span]] = []
    text = text_of(doc)
    for span in spans:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and last.end <= span.start
            and _continues_list(text[last.end_char : span.start_char], last, span)
            and span.id_ != "shortform.pronoun"
        ):
            groups[-1].append(span)
        else:
            groups.append([span])
    return {span.start: group for group in groups for span in group}


def _continues_list(gap: str, last: Span, span: Span) -> bool:
    if last.kb_id_ == span.kb_id_ and gap.strip() == "(":
        return True
    listed = LIST_GAP.match(gap) or _REPEATED.fullmatch(gap) or _OTHERS_BETWEEN.fullmatch(gap)
    return listed is not None and not _new_subject(last, span)


def _new_subject(first: Span, second: Span) -> bool:
    """Tell whether the second mention opens a clause of its own: "... of the UAW, and AFSCME endorsed ..."."""
    return (
        second.root.dep_ in {"nsubj", "nsubjpass"}
        and first.root.head.i != second.root.head.i
        and first.root.dep_ in {"pobj", "dobj", "attr"}
    )
