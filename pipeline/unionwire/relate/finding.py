"""What one reading of a trigger gives, how sure a reading is, and where it stands."""

from __future__ import annotations

import dataclasses

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.records import Evidence, Stance

# Confidence of a reading: both sides from the parse; a less usual construction; one side read off the surface.
SURE, LIKELY, SURFACE = 0.95, 0.85, 0.7


def evidence_at(sentence: Span, rule: str, confidence: float, qualifiers: tuple[str, ...] = ()) -> Evidence:
    """Return a sentence of a Doc as evidence; `unionwire.extract` quotes it from the article and trims it."""
    start, end = sentence.start_char, sentence.end_char
    return Evidence(text_of(sentence.doc)[start:end], start, end, rule, confidence, qualifiers)


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One reading of a trigger; `stance` None where the sentence asserts nothing.

    `anchor` is the word whose clause tells the election where that is not the trigger's: an elliptic clause ("so did the X")
    speaks of the election of the clause that it takes up.
    """

    trigger: Token
    unions: list[str]
    candidates: list[str]
    stance: Stance | None
    rule: str
    confidence: float
    anchor: Token | None = None
