"""Bodies that an apposition describes by a place: "Teamsters Local 9, the Dover local of the Teamsters".

How it decides. "The Dover local of the X" right behind a body of X is that body under another name, and so it is behind a
local that no registry knows, which is then X's. Behind a name in capitals that opens its sentence and is no union's by its
shape ("Dock Forty, the Dover local of the X, struck") it makes that name a body of X. In a list the two are two bodies.
"""

from __future__ import annotations

import dataclasses
import re

from unionwire.link.names import slug
from unionwire.link.places import is_city, state_names
from unionwire.nlp.union_finds import Find
from unionwire.records import Union

_DESCRIBED = re.compile(r"(?:[Tt]he\s+)?[A-Z].*\s(?:local|lodge|branch|chapter|affiliate)\s+(?:of|for)\s", re.DOTALL)
_GAP = re.compile(r"(?:\s\([A-Z]{2,8}\))?\s*(?:,|—|–|--)\s*(?:which\s+is\s+)?(?:the\s+|an?\s+)?")
_NAME = re.compile(
    r"(?:^|\n|[.!?]['”\"]?\s+)(?:The\s+|But\s+|And\s+)?"
    r"(?P<name>(?!The\s|In\s|At\s|On\s|For\s|By\s|With\s|From\s|After\s|But\s|And\s)[A-Z][\w'’-]*(?:\s(?:of\s)?(?:[A-Z][\w'’-]*|\d+)){1,4}),\s+(?:the|an?)\s+$"
)
# the clause goes on behind the apposition; "and", or a name, would make it an item of a list
_GOES_ON = re.compile(r"['’]?\s*(?:,|—|–|--)\s*(?!and\b|or\b|the\b|as\b|an?\b|where\b|while\b|but\b)[a-z]")
_CLOSED = re.compile(r"['’]?(?:[.;:!?)]|\s*$|\s*\n)")
_WINDOW = 90  # characters before a description in which the name stands


def described_bodies(names: list[Find], bodies: list[Find], text: str) -> dict[str, Union]:
    """Return id -> union for bodies told by a place that stand in apposition to another find, and for those others."""
    everything = sorted((*names, *bodies), key=lambda find: (find.start, -find.end))
    same: dict[str, Union] = {}
    for body in bodies:
        if not _is_description(body, text):
            continue
        before = [find for find in everything if find.end <= body.start and find is not body]
        last = max(before, key=lambda find: find.end, default=None)
        if last is None or not _GAP.fullmatch(text, last.end, body.start):
            continue
        goes_on = _GOES_ON.match(text, body.end) or _CLOSED.match(text, body.end)
        if goes_on and last.union.level in {"local", "regional"} and last.form not in {"common", "weak"}:
            parent, own = body.union.parent_union_id, last.union.parent_union_id
            if own == parent or (own is None and not last.union.in_registry):
                union = dataclasses.replace(last.union, parent_union_id=parent) if own is None else last.union
                same[body.union.union_id] = union
                same[last.union.union_id] = union
    return same


def named_by_description(bodies: list[Find], taken: list[Find], text: str) -> list[Find]:
    """Return the mentions of names that a description behind them makes bodies, the descriptions among them."""
    found: list[Find] = []
    spans = {(find.start, find.end) for find in taken}
    for body in bodies:
        if not _is_description(body, text) or not _GOES_ON.match(text, body.end):
            continue
        match = _NAME.search(text, max(0, body.start - _WINDOW), body.start)
        if match is None:
            continue
        name = " ".join(match.group("name").split())
        start, end = match.span("name")
        if name in state_names() or is_city(name) or any(one < end and start < other for one, other in spans):
            continue
        union = dataclasses.replace(body.union, union_id=slug(name), name=name)
        found.append(dataclasses.replace(body, union=union))
        found += [
            Find(*again.span(), union, "name.described", "pattern")
            for again in re.finditer(rf"(?<![\w-]){re.escape(match.group('name'))}(?![\w-])", text)
            if not any(one < again.end() and again.start() < other for one, other in spans)
        ]
    return found


def _is_description(body: Find, text: str) -> bool:
    told = body.rule == "body.place" and body.union.level in {"local", "regional"} and not body.union.in_registry
    return told and _DESCRIBED.match(text, body.start, body.end) is not None
