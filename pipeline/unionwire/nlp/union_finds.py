"""A find: a stretch of text taken for the name of a union, before it becomes a mention.

Finding goes from names to bodies: `union_names` and `union_shapes` find registered and name-shaped unions, `union_bodies`
and `union_places` join local numbers and places to them, `union_context` keeps what its context bears out. A find
keeps character offsets so that the stages need no tokens.
"""

from __future__ import annotations

import bisect
import collections
import dataclasses
import re
from collections.abc import Iterable
from typing import Literal

from unionwire.link.places import state_pattern
from unionwire.records import FoundBy, Level, Union

# trade: a plural of people that is a union's short name ("the Carpenters"); common: such a word in lower case;
# weak: a shape that other bodies share ("Guild of ..."), so that the text around must speak of labour
Form = Literal["name", "abbreviation", "trade", "common", "weak"]


@dataclasses.dataclass(slots=True)
class Find:
    """`text[start:end]` names `union`; `needs_context` marks forms that also mean something else.

    `fallback` is what the same stretch names by its shape alone, where the registered union turns out not to be meant.
    """

    start: int
    end: int
    union: Union
    rule: str
    found_by: FoundBy
    needs_context: bool = False
    form: Form = "name"
    fallback: Union | None = None


# A state before a name is no part of it: "and Wisconsin Teamsters Joint Council 39".
# What stands between two items of a list of unions: commas, "and", a bracketed abbreviation of the first item. After a
# comma alone, "a" tells what the first item is ("the X, a Y affiliate").
LIST_GAP = re.compile(
    r"^(?!['’]?,\s+a\s)\)?['’]?\s*(?:\([^)]{2,40}\)\s*)?(?:\s*(?:in\s+the\s+(?:state|city|county|region|area)|statewide|nationally)(?=,|\s+and\b))?(?:[,;–—-]+|,?\s+(?:and|or|&|plus)\b|,?\s+(?:as well as|along with|followed by|and also|together with)\b|,\s+and\b)"
    rf"\s*(?:(?:and|or)\s+)?(?:(?:the|its|a|both)\s+(?:[a-z-]{{3,}}\s+){{0,2}})?(?:{state_pattern()}\s+)?$"
)


def longest_first(finds: Iterable[Find]) -> list[Find]:
    """Return finds without overlaps, the longer of two winning, the earlier on a tie, in text order."""
    taken: list[Find] = []
    starts: list[int] = []
    for find in sorted(finds, key=lambda find: (find.start - find.end, find.start, find.needs_context, find.rule)):
        # those taken do not overlap, so only the last that begins before this one's end can
        place = bisect.bisect_left(starts, find.end)
        if place == 0 or taken[place - 1].end <= find.start:
            taken.insert(place, find)
            starts.insert(place, find.start)
    return taken


def spans_overlap(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Tell whether `start:end` shares a character with one of `spans`."""
    return any(start < span_end and span_start < end for span_start, span_end in spans)


def outside(finds: list[Find], bodies: list[Find]) -> list[Find]:
    """Return the finds that share no character with any of `bodies`."""
    spans = [(find.start, find.end) for find in bodies]
    return [find for find in finds if not spans_overlap(find.start, find.end, spans)]


def one_body_a_number(found: list[tuple[tuple[Level, str], Find]]) -> list[Find]:
    """Give all bare mentions of a number the union that most of them got, the first named on a tie."""
    votes: dict[tuple[Level, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    unions = {find.union.union_id: find.union for _, find in found}
    for key, find in found:
        votes[key][find.union.union_id] += 1
    return [dataclasses.replace(find, union=unions[votes[key].most_common(1)[0][0]]) for key, find in found]
