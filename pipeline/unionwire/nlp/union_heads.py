"""Short names with a capital: "the League" for the Harbor Police Protective League, "the Fed" for a federation of labor.

How it decides. The head must be a word of the name of a union that the text has named by then, the last such union is meant,
and no other body of the text may bear the word in its name ("the League of Women Voters", "the Federal Reserve").
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterator

from spacy.tokens import Span

from unionwire.nlp.union_finds import spans_overlap
from unionwire.records import Union

_HEADS = "League|Federation|Fed|Society|Alliance|Fraternity|Association|Guild|Brotherhood"
_SHORT = re.compile(rf"\b[Tt]he\s+(?P<head>{_HEADS})\b(?!\s+(?:of|for|[A-Z])|-)")
_LONGER = {"Fed": "Federation"}
_FEDERAL = re.compile(r"\bFederal Reserve\b|\b(?:interest|mortgage) rates?\b|\bcentral bank\b")


def short_heads(text: str, named: list[Span], unions: dict[str, Union]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, union id) of each capitalised short name; `named` are the mentions by name, in text order."""
    taken = [(span.start_char, span.end_char) for span in named]
    told: collections.Counter[str] = collections.Counter()
    for match in _SHORT.finditer(text):
        if spans_overlap(*match.span(), taken):
            continue
        head = match.group("head")
        word = _LONGER.get(head, head)
        bearers = [span for span in named if re.search(rf"\b{word}\b", unions[span.kb_id_].name)]
        before = [span for span in bearers if span.end_char <= match.start()]
        if before and not _others(head, word, text, taken):
            meant = _meant(before, told)
            told[meant] += 1
            yield match.start(), match.end(), meant


def _meant(before: list[Span], told: collections.Counter[str]) -> str:
    """The last bearer of the word, or the one that the text has called so twice where the last is named but in passing."""
    last = before[-1].kb_id_
    counts = collections.Counter(span.kb_id_ for span in before)
    for bearer in counts:
        counts[bearer] += told[bearer]
    most = counts.most_common(1)[0]
    return most[0] if counts[last] == 1 and told[most[0]] and most[1] > 1 else last


def _others(head: str, word: str, text: str, taken: list[tuple[int, int]]) -> bool:
    """Tell whether the text names another body with the word in its name."""
    if head == "Fed" and _FEDERAL.search(text):
        return True
    pattern = rf"\b(?!The\b|the\b)[A-Z][\w'’-]+\s+{word}\b|\b{word}\s+(?:of|for)\s+(?:the\s+)?[A-Z]"
    return any(not spans_overlap(*match.span(), taken) for match in re.finditer(pattern, text))
