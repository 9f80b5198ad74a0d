"""Which of several unions a short form takes up: subjects before others, what a text is about before an aside."""

from __future__ import annotations

import bisect
import collections
import re

from spacy.tokens import Span

from unionwire.nlp.extensions import text_of
from unionwire.nlp.union_apposed import is_told, of_officer
from unionwire.nlp.union_pronouns import is_subject, owns_subject

_AND = re.compile(r"\)?\s*,?\s+(?:and|or)\s+(?:the\s+)?")
_TOPIC = 3  # mentions by name that make a union what a text is about


def most_salient(spans: list[Span], position: int) -> Span | None:
    """Prefer the subject of this or the previous sentence, else the mention named last; None for one of a pair."""
    recent = [span for span in spans[-6:] if position - span.end_char < 500]
    led = (span for span in reversed(recent) if of_officer(span, position))
    told = (span for span in reversed(recent) if is_subject(span) or is_told(span) or owns_subject(span, position))
    chosen = next(led, None) or next(told, spans[-1])
    return None if _is_paired(chosen, recent, position) else chosen


class Topics:
    """Which union a text is about: an aside's union, named once paragraphs ago, is not "the union"."""

    def __init__(self, named: list[Span]) -> None:
        self._places: dict[str, list[int]] = {}
        for span in sorted(named, key=lambda span: span.start_char):
            self._places.setdefault(span.kb_id_, []).append(span.start_char)

    def prefer(self, chosen: Span, near: list[Span], position: int) -> Span:
        """Return `chosen`, or the last mention of the union that is named thrice by `position` where `chosen` is once."""
        if "\n\n" not in text_of(chosen.doc)[chosen.end_char : position] or self._times(chosen.kb_id_, position) > 1:
            return chosen
        spoken = collections.Counter(span.kb_id_ for span in near)  # descriptions too: "the Dover union"
        if spoken[chosen.kb_id_] > 2:
            return chosen
        times = {span.kb_id_: max(self._times(span.kb_id_, position), spoken[span.kb_id_]) for span in near}
        most = max(times.values())
        best = [union_id for union_id, count in times.items() if count == most]
        if most < _TOPIC or len(best) != 1:
            return chosen
        return next(span for span in reversed(near) if span.kb_id_ == best[0])

    def _times(self, union_id: str, position: int) -> int:
        return bisect.bisect_left(self._places.get(union_id, []), position)


def _is_paired(span: Span, spans: list[Span], position: int) -> bool:
    """Tell whether a mention is joined to another union's by "and", so that a singular means neither for sure."""
    text = text_of(span.doc)
    for other in spans:
        first, second = (span, other) if span.start < other.start else (other, span)
        joined = _AND.fullmatch(text[first.end_char : second.start_char]) if first.end <= second.start else None
        if joined and other.kb_id_ != span.kb_id_ and position - second.end_char > 0:
            return True
    return False
