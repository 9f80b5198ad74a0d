"""Bodies that an article names once in full and then by their parent's name: "the SEIU council", "the AFL-CIO" of a state.

How it decides. "The SEIU council" after "SEIU's Illinois council" is that council, where the article names no other. In an
article that names the AFL-CIO of one state, and speaks of no presidential race and of nothing national, a later bare "the
AFL-CIO" is still the state's; in one that names the police lodge of one city, a later bare "the FOP" is the lodge.
"""

from __future__ import annotations

import dataclasses
import re

from unionwire.nlp.union_finds import Find
from unionwire.nlp.union_shapes import union_words
from unionwire.records import Level

_KINDS: dict[str, frozenset[Level]] = {
    "council": frozenset({"regional"}),
    "lodge": frozenset({"local"}),
    "local": frozenset({"local"}),
    "chapter": frozenset({"local", "regional"}),
    "affiliate": frozenset({"local", "regional"}),
    "branch": frozenset({"local", "regional"}),
}
_THE = re.compile(r"(?<!\w)[Tt]he\s+$")
_KIND = re.compile(
    rf"\s+(?P<kind>{'|'.join(_KINDS)})\b(?!['’]s\s+own|\s+(?:of|in|at|for|that|which|where|whose|president|leaders?)\b|,\s+(?:the\s+)?[A-Z]|\s+\d)"
)
_POLITICS = re.compile(
    r"\b(?:endors|back(?:s|ed|ing)\b|support|candidate|governor|mayor|primary|legislat|volunteers|door)"
)
_NEAR = 160  # characters around a name in which state politics are spoken of
# what a union is in, or has left, is the national federation
_IN_IT = re.compile(
    r"\b(?:(?:part|members?|affiliates?|out|outside|arm)\s+of|affiliated\s+with|belongs?\s+to|in|within|left|quit|joined|rejoined|bolted(?:\s+from)?)\s+the\s+$"
)
_ORDER = re.compile(r"\b[Nn]ational (?:FOP|Fraternal|police|union|order|president|lodge|leader)|\bGrand Lodge\b")
_PRESIDENTIAL = re.compile(r"\b(?:[Pp]residential|for president|White House|nationwide|nationally)\b")
_NATIONWIDE = re.compile(
    r"\b(?:[Pp]residential|White House|nationwide|nationally|Trumka|Sweeney|Kirkland|Meany|Shuler|Chavez-Thompson)\b|\bnational (?:AFL|union|federation|labor|leader|parent)|\b[Nn]ational AFL"
)


def named_again(finds: list[Find], text: str) -> list[Find]:
    """Return later mentions of bodies by the parent's name and their kind: "the SEIU council"."""
    found = []
    for find in finds:
        match = _KIND.match(text, find.end) if find.union.level == "national" else None
        the = _THE.search(text, max(0, find.start - 6), find.start) if match else None
        heads_line = find.start == 0 or text[find.start - 1] == "\n"  # a headline speaks of a body before its name
        if match is None or (the is None and not heads_line):
            continue
        bodies = {
            other.union.union_id: other.union
            for other in finds
            if (heads_line or other.end <= find.start)
            and other.union.parent_union_id == find.union.union_id
            and other.union.level in _KINDS[match.group("kind")]
        }
        if len(bodies) == 1:
            union = next(iter(bodies.values()))
            found.append(Find(the.start() if the else find.start, match.end(), union, "introduced.body", "coreference"))
    return found


def of_one_state(finds: list[Find], text: str) -> list[Find]:
    """Return finds, a bare "the AFL-CIO" in an article on one state's politics turned into the state's federation."""
    states = {
        find.union.union_id: find for find in finds if find.union.parent_union_id == "afl-cio" and find.union.state
    }
    first = min(states.values(), key=lambda find: find.start, default=None)
    if first is None or len(states) != 1 or _NATIONWIDE.search(text):
        return finds
    return [
        dataclasses.replace(find, union=first.union, rule="introduced.state", found_by="coreference")
        if find.union.union_id == "afl-cio"
        and _POLITICS.search(text, max(0, find.start - _NEAR), find.end + _NEAR)
        and not _IN_IT.search(text, max(0, find.start - 30), find.start)
        and first.end <= find.start
        and _THE.search(text, max(0, find.start - 6), find.start)
        else find
        for find in finds
    ]


def of_one_lodge(finds: list[Find], text: str) -> list[Find]:
    """Return finds, the bare name of a union of city lodges turned into the one lodge that the article names before it."""
    for parent in union_words()["city_lodges"]:
        lodges = [find for find in finds if find.union.parent_union_id == parent]
        first = min(lodges, key=lambda find: find.start, default=None)
        if (
            first is None
            or len({find.union.union_id for find in lodges}) != 1
            or first.union.level != "local"
            or _ORDER.search(text)
        ):
            continue
        finds = [
            dataclasses.replace(find, union=first.union, rule="introduced.state", found_by="coreference")
            if find.union.union_id == parent
            and find.start >= first.end
            and not _IN_IT.search(text, max(0, find.start - 30), find.start)
            and not _PRESIDENTIAL.search(text, max(0, find.start - _NEAR), find.end + _NEAR)
            else find
            for find in finds
        ]
    return finds
