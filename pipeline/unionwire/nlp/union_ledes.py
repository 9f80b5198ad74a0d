"""Federations that a lede describes before it names them: "Ohio's largest labor federation", and then "the Ohio AFL-CIO"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from spacy.tokens import Span

from unionwire.records import Union

LEDE = 700  # characters from the top within which a description may come before the name
_FEDERATION = re.compile(
    r"(?:\b[Tt]he\s+(?:state|city|county|nation|region|area|country)|[A-Z][\w.]+(?:\s[A-Z]\w+)?)['’]s\s+(?:largest|biggest|main|leading|chief|most\s+powerful)\s+"
    r"(?:labor|labour|union)\s+(?:federation|body|organi[sz]ation|council|group)\b(?![\w-])"
)


def federation_ledes(text: str, named: list[Span], unions: Mapping[str, Union]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, union id) of the descriptions that stand before the first federation that a text names.

    `named` are the mentions by name in text order, `unions` the unions of the text by id.
    """
    first = next((span for span in named if _is_federation(unions[span.kb_id_])), None)
    if first is not None:
        for match in _FEDERATION.finditer(text, 0, min(first.start_char, LEDE)):
            yield match.start(), match.end(), first.kb_id_


def _is_federation(union: Union) -> bool:
    """Tell whether a union is a federation, or a body of one: a central labor council, a state federation."""
    return union.level == "federation" or (
        (union.parent_union_id or "").startswith("afl-cio") and union.level != "national"
    )
