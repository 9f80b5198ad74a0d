"""Locals and the bodies between them and their national union: councils, regions, state organizations.

How it decides. A local "one of its locals" or "one of the nine" after a council, or "the lunch local inside the council", belongs to
the council named before or beside it. A local that "breaks with the state group", or is "at odds with its state organization, the X",
dissents from the state body of its own union that the text names: right after the words, or as the only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import paragraphs_of, text_of
from unionwire.records import Union
from unionwire.relate.alignment_cues import Statement
from unionwire.relate.arguments import Arguments

_MANY = r"(?:locals|affiliates|chapters|lodges|branches|unions|\w+\s+locals|two|three|four|five|six|seven|eight|nine|ten|dozen)"
_ONE_OF_AFTER = re.compile(
    rf"\s*,\s+(?:one|the\s+\w+est)\s+of\s+(?:its|their|the\s+(?:council|region|district|joint\s+council)['’]s)\s+(?:[\w-]+\s+){{0,2}}?{_MANY}\b"
)
_ONE_OF_BEFORE = re.compile(
    rf"\b(?:one|the\s+\w+est)\s+of\s+(?:its|the|those|their|the\s+(?:council|region|district)['’]s)\s+(?:[\w-]+\s+)?{_MANY}(?:\s+(?:locals|unions|chapters))?\s*,\s+(?:the\s+)?\Z"
)
_DISSENT = re.compile(
    r"\b(?:break(?:s|ing)?|broke|broken|split(?:s|ting)?|part(?:s|ed|ing)?\s+(?:ways|company)|(?:at\s+)?odds|out\s+of\s+step|disagree[sd]?|differ(?:s|ed|ing)?)\s+(?:with|from)\s+"
    r"(?:the|its|their)\s+(?:state(?:wide)?|provincial|regional|county)\s+(?:group|body|organi[sz]ation|union|federation|association|leadership|affiliate|council|board|parent)\b(?P<named>\s*,\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_REACH = 1500  # characters back to the council whose local is told to be one of its own
_NEAR = 4  # characters from "its state organization, the" to the name


def locals_of_councils(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[tuple[Span, str]]:
    """Yield the mention of each local that is told to be one of a council's, with the council."""
    text = text_of(doc)
    for span in mentions:
        if unions[span.kb_id_].level != "local" or span.id_.startswith("shortform."):
            continue
        told = _ONE_OF_AFTER.match(text, span.end_char) or _ONE_OF_BEFORE.search(
            text, max(0, span.start_char - 70), span.start_char
        )
        if told is None:
            continue
        before = [
            other
            for other in mentions
            if 0 <= span.start_char - other.end_char <= _REACH
            and unions[other.kb_id_].level in {"regional", "national"}
        ]
        last = before[-1] if before else None
        if last is not None and _above(unions[span.kb_id_], unions[last.kb_id_]):
            yield span, last.kb_id_


def _above(child: Union, council: Union) -> bool:
    """Tell whether a body can be a local's council: one of the same national union."""
    return council.level == "regional" and child.parent_union_id in {council.union_id, council.parent_union_id}


def dissent_from_state_bodies(doc: Doc) -> Iterator[Statement]:
    """Yield the dissent of locals from the state body of their union, which a sentence names or only describes."""
    text = text_of(doc)
    unions: dict[str, Union] = doc._.unions
    arguments = Arguments(doc)
    for start, end in paragraphs_of(doc):
        for match in _DISSENT.finditer(text, start, end):
            cue = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if cue is None:
                continue
            sentence = cue.sent
            children = [
                span
                for span in arguments.union_spans
                if sentence.start <= span.start < cue.start and unions[span.kb_id_].level == "local"
            ]
            parent = _state_body(match, children[-1:], arguments, unions)
            if parent is not None and len({span.kb_id_ for span in children}) == 1:
                yield Statement(children[-1].kb_id_, parent, "breaks", "ahead.state-body", sentence, ())


def _state_body(
    match: re.Match[str], children: list[Span], arguments: Arguments, unions: dict[str, Union]
) -> str | None:
    """The state body that a cue names right after its words, or the only one of the child's union in the text."""
    if not children:
        return None
    child = unions[children[0].kb_id_]
    named = [span for span in arguments.outermost if 0 <= span.start_char - match.end() <= _NEAR]
    if match.group("named") and named and unions[named[0].kb_id_].level in {"regional", "federation"}:
        return named[0].kb_id_
    alike = {
        span.kb_id_
        for span in arguments.outermost
        if unions[span.kb_id_].level == "regional"
        and unions[span.kb_id_].parent_union_id is not None
        and unions[span.kb_id_].parent_union_id == child.parent_union_id
    }
    return next(iter(alike)) if len(alike) == 1 else None
