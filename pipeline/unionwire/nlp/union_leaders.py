"""Unions known by their leaders: "Sharpe's federation" is the one that the article says Sharpe leads, and so is "his union"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span

_OWNED = re.compile(
    r"\b(?P<name>[A-Z][a-z]+(?:[A-Z][a-z]+)?)['’]s\s+(?:own\s+)?(?P<head>federation|union|local|guild)\b"
)
_HIS = re.compile(r"\b(?:[Hh]is|[Hh]er)\s+(?:own\s+)?(?P<head>federation|union|local|guild)\b")
_WORD = re.compile(r"[A-Z][\w-]+(?:['’][A-Z]\w+)?")
_NEAR = 250  # characters from a leader's name to "his union"
_OFFICE = r"(?:(?:[Vv]ice[ -])?[Pp]resident|[Gg]eneral [Ss]ecretary|[Ss]ecretary-[Tt]reasurer|[Ll]eader|[Cc]hief|[Hh]ead|[Cc]hair\w*|[Bb]oss)"
_HEADS = {
    "federation": {"federation"},
    "local": {"local"},
    "union": {"national", "local", "regional"},
    "guild": {"national", "local", "regional"},
}


def owned_by_leaders(text: str, named: list[Span], levels: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, union id) of the phrases in which a leader's name stands for the union.

    `named` are the mentions by name, `levels` the level of each union id.
    """
    for match in _OWNED.finditer(text):
        led = led_by(match.group("name"), text, named)
        fitting = sorted(union_id for union_id in led if levels[union_id] in _HEADS[match.group("head")])
        if len(fitting) == 1:
            yield match.start(), match.end(), fitting[0]


def of_his_own(
    text: str, named: list[Span], surnames: set[str], levels: dict[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, union id) where "his union" is the one that the person named last before it leads.

    `surnames` are those of the people whom the text names.
    """
    for match in _HIS.finditer(text):
        top = max(text.rfind("\n", 0, match.start()), match.start() - _NEAR, 0)
        people = [word for word in _WORD.findall(text, top, match.start()) if word in surnames]
        led = led_by(people[-1], text, named) if people else set[str]()
        fitting = sorted(union_id for union_id in led if levels[union_id] in _HEADS[match.group("head")])
        if len(fitting) == 1:
            yield match.start(), match.end(), fitting[0]


def led_by(surname: str, text: str, named: list[Span]) -> set[str]:
    """Return the ids of the unions among the mentions `named` that the text says the bearer of a surname leads."""
    name = re.escape(surname)
    behind = re.compile(rf"(?:['’]s?)?\s+(?:[\w-]+\s+){{0,2}}?{_OFFICE}\s+(?:[A-Z][\w.'’-]+\s+){{0,3}}{name}\b")
    ahead = re.compile(
        rf"\b{name}(?:,|\s+is|\s+was)?\s+(?:the\s+|a\s+|who\s+is\s+)?(?:[\w-]+\s+){{0,3}}{_OFFICE}\s+(?:of|at)\s+(?:the\s+|its\s+)?$"
    )
    # "Roe, the Teamsters president"
    apposed = re.compile(rf"\b{name},\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}?$")
    office = re.compile(rf"\s+{_OFFICE}\b")
    return {
        span.kb_id_
        for span in named
        if behind.match(text, span.end_char)
        or ahead.search(text, max(0, span.start_char - 90), span.start_char)
        or (office.match(text, span.end_char) and apposed.search(text, max(0, span.start_char - 50), span.start_char))
    }
