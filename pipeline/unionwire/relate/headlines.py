"""Endorsements in headlines, where capitals mislead the parse: "Steelworkers Back Roe", "Roe Nabs Nod From Nurses' Union".

How it decides. A headline is a line of its own, short and without a full stop. It is read from left to right: a union, a
verb of backing and a candidate, or a candidate, a verb of gaining, a noun of endorsement and a union. Candidates are those of the
article, by their family names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import text_of
from unionwire.records import Candidate, Union
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.frames import of_kind

_LINE = re.compile(r"(?m)^[^\n]{12,130}$")
_STOP = re.compile(r"[.!?:;”\"]\s*$|[.;?!]\s")
_LOWER = re.compile(r"\b[a-z]{5,}\b")
_AFTER = r"(?=['’]s\s+(?i:bid|campaign|run|re-?election)|\s*(?:[,;—–-]|\Z|\n)|\s+(?i:for|in|over|as|at|after|to|and|with|against|despite|amid|on|by|from|again|early|but)\b)"
_TITLES = r"(?:(?:Sen|Rep|Gov|Mayor|Ex|Former|Senator|Governor)\.?\s+)*(?:[A-Z][\w’'.-]+\s+){0,2}?"


def headlines(doc: Doc, arguments: Arguments) -> tuple[list[tuple[int, int]], list[Finding]]:
    """Return the token ranges of the headlines that could be read, and what they say."""
    names = _family_names(doc)
    if not names:
        return [], []
    ranges, found = [], []
    for match in _LINE.finditer(text_of(doc)):
        line = match.group()
        if _STOP.search(line) or len(_LOWER.findall(line)) > 2 or len(line.split()) > 18:
            continue
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None and (read := list(_read(span, arguments, names))):
            ranges.append((span.start, span.end))
            found += read
    return ranges, found


def _family_names(doc: Doc) -> dict[str, str]:
    """Family name -> id of the article's candidates; names that two of them share are left out."""
    candidates: dict[str, Candidate] = doc._.candidates
    names: dict[str, str] = {}
    shared = set()
    for candidate_id, candidate in candidates.items():
        words = [word for word in candidate.name.split() if word.rstrip(".") not in {"Jr", "Sr", "II", "III"}]
        family = words[-1]
        if family in names:
            shared.add(family)
        names[family] = candidate_id
    return {family: candidate_id for family, candidate_id in names.items() if family not in shared}


def _read(line: Span, arguments: Arguments, names: dict[str, str]) -> Iterator[Finding]:
    text = text_of(line.doc)
    for frame in of_kind("headline"):
        if frame.pattern is None or frame.stance is None:
            continue
        for match in frame.pattern.finditer(text, line.start_char, line.end_char):
            before, after = _union_before(match.start(), line, arguments), _union_after(match.end(), line, arguments)
            left, right = (
                _person_before(text, match.start(), line, names),
                _person_after(text, match.end(), line, names),
            )
            if before and right:
                unions, person = [_actor(union, line, arguments) for union in before], right
            elif after and left and match.groupdict().get("gain"):
                unions, person = after, left
            else:
                continue
            trigger = line.doc.char_span(*match.span(), alignment_mode="expand")
            if trigger is not None:
                yield Finding(trigger.root, unions, [person], frame.stance, frame.frame_id, LIKELY)
                return


def _actor(union_id: str, line: Span, arguments: Arguments) -> str:
    """The body that a headline means by its parent's name: the one local of it of which the article speaks, if not of it."""
    unions: dict[str, Union] = line.doc._.unions
    named = {span.kb_id_ for span in arguments.outermost if span.start >= line.end}
    children = sorted(other for other in named if other in unions and unions[other].parent_union_id == union_id)
    return children[0] if union_id not in named and len(children) == 1 else union_id


def _union_before(position: int, line: Span, arguments: Arguments) -> list[str]:
    near = [span for span in arguments.union_spans if span.start >= line.start and 0 <= position - span.end_char <= 2]
    return arguments.listed(near[-1]) if near else []


def _union_after(position: int, line: Span, arguments: Arguments) -> list[str]:
    near = [span for span in arguments.union_spans if span.end <= line.end and 0 <= span.start_char - position <= 12]
    return arguments.listed(near[0]) if near else []


def _person_before(text: str, position: int, line: Span, names: dict[str, str]) -> str | None:
    match = re.search(r"(?P<name>[A-Z][\w’'-]+)\s+\Z", text[line.start_char : position])
    return names.get(match.group("name")) if match else None


def _person_after(text: str, position: int, line: Span, names: dict[str, str]) -> str | None:
    match = re.compile(rf"\s*{_TITLES}(?P<name>[A-Z][\w-]+)(?!\w){_AFTER}").match(text, position, line.end_char)
    while match:
        if match.group("name") in names:
            return names[match.group("name")]
        longer = re.compile(rf"\s+(?P<name>[A-Z][\w-]+){_AFTER}").match(text, match.end("name"), line.end_char)
        if longer is None or longer.end() - position > 40:
            return None
        match = longer
    return None
