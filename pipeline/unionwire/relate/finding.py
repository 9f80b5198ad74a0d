"""What one reading of a trigger gives, how sure a reading is, and where it stands."""

from __future__ import annotations

import dataclasses

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.records import Evidence, Stance

# Confidence of a reading: both sides from the parse; a less usual construction; one side read off the surface.
SURE, LIKELY, SURFACE = 0.95, 0.85, 0.7


def evidence_at(sentence: Span, rule: str, confidence: float) -> Evidence:
    """Return a sentence of a Doc as evidence; `unionwire.extract` quotes it from the article and trims it."""
    start, end = sentence.start_char, sentence.end_char
    return Evidence(text_of(sentence.doc)[start:end], start, end, rule, confidence)


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One reading of a trigger; `stance` None where the sentence asserts nothing."""

    trigger: Token
    unions: list[str]
    candidates: list[str]
    stance: Stance | None
    rule: str
    confidence: float
