"""What one reading of a trigger gives, and how sure a reading is."""

from __future__ import annotations

import dataclasses

from spacy.tokens import Token

from unionwire.records import Stance

# Confidence of a reading: both sides from the parse; a less usual construction; one side read off the surface.
SURE, LIKELY, SURFACE = 0.95, 0.85, 0.7


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One reading of a trigger; `stance` None where the sentence asserts nothing."""

    trigger: Token
    unions: list[str]
    candidates: list[str]
    stance: Stance | None
    rule: str
    confidence: float
