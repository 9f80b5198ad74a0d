"""Unions that a word takes up from before: "both", "her union", "they"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of

_PRONOUN = "shortform.pronoun"


def two_before(head: Token, outermost: Sequence[Span]) -> list[str]:
    """Return the two unions that "both" takes up: those named before it in its sentence, or in the one before."""
    start = head.sent.start
    for first in (start, head.doc[start - 1].sent.start if start else start):
        spans = (span for span in outermost if first <= span.start and span.end <= head.i and span.id_ != _PRONOUN)
        if named := list(dict.fromkeys(span.kb_id_ for span in spans)):
            return named if len(named) == 2 else []
    return []


def of_officer(head: Token, outermost: Sequence[Span]) -> Span | None:
    """Return the union of "her union", "whose union": the one named last before it, beside the officer who is spoken of."""
    if not any(child.lower_ in {"his", "her", "whose"} for child in head.children):
        return None
    start = head.sent.start
    start = head.doc[start - 1].sent.start if start else start
    named = [span for span in outermost if start <= span.start and span.end <= head.i and span.id_ != _PRONOUN]
    parted = bool(named) and "\n\n" in text_of(head.doc)[named[-1].end_char : head.idx]
    return named[-1] if named and not parted else None


def last_named(pronoun: Span, spans: Sequence[Span]) -> Span | None:
    """Return the last mention by name, before a pronoun, of the union that the pronoun means."""
    named = (
        span
        for span in reversed(spans)
        if span.end <= pronoun.start and span.kb_id_ == pronoun.kb_id_ and span.id_ != _PRONOUN
    )
    return next(named, None)
