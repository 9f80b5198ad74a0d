"""How far a union's name reaches: to the end of its story in a round-up, and not past the trade that a sentence names.

How it decides. An article of several stories, each under a byline or dateline of its own, is a round-up, and a bare
"Local 12" in one story belongs to no union of another. Where the sentence names the people of a trade right before the
number ("the ironworkers and their team from Local 12"), the union of that trade goes before a union named last.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from unionwire.link.unions import RegisteredUnion
from unionwire.nlp.union_finds import Find
from unionwire.nlp.union_shapes import union_words

_STORY = re.compile(
    r"^(?:By\s+[A-Z][\w.'’-]+(?:\s+[\w.'’-]+){1,6}|[A-Z][A-Z.' ]{3,25}(?:,\s+[A-Z][A-Za-z.]{1,14})?\s?(?:--|—|–)(?=\S).*|Back to the top)$",
    re.MULTILINE,
)
_TRADE_REACH = 90  # characters from a trade to the bare number that it decides
_LEAST_STORIES = 2
# "firefighters' union, Local 12", "the painters of Local 12", "the painters and their own team from Local 12"
_JOINED = re.compile(r"['’]?(?:\s+union)?,?\s+|\s+(?:of|in|from|at|with)\s+|.*\b(?:their|whose)\b.*")


def stories_of(text: str, datelines: Iterable[int] = ()) -> list[int]:
    """Return the starts of the stories of a round-up, the first 0; [0] for an article that tells one.

    `datelines` are the positions of datelines that were blanked in `text`.
    """
    starts = [*(match.start() for match in _STORY.finditer(text)), *datelines]
    return sorted({0, *starts}) if len(starts) >= _LEAST_STORIES else [0]


def same_story(stories: list[int], first: int, second: int) -> bool:
    """Tell whether no story begins between two positions."""
    low, high = sorted((first, second))
    return not any(low < start <= high for start in stories)


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of `words`, a capital at the head of a sentence or not."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"(?<![\w-])(?i:" + "|".join(map(re.escape, longest)) + r")(?![\w-])")


def trade_before(text: str, start: int, trades: re.Pattern[str], names: list[Find]) -> str | None:
    """Return the lower-case trade that the sentence of a bare number names before it, with no union named between."""
    window = max(0, start - _TRADE_REACH)
    window = max([window, *(match.end() + window for match in re.finditer(r"[.!?\n;:]", text[window:start]))])
    last = max(trades.finditer(text, window, start), key=re.Match.start, default=None)
    if last is None or not _JOINED.fullmatch(text, last.end(), start):
        return None
    if any(last.end() <= find.start < start and find.form != "common" for find in names):
        return None
    return last.group().lower()


# "Local 12, an affiliate of the Carvers", "Local 12, which belongs to the Carvers"
_PART_OF = re.compile(
    r",\s(?:which\sis\s)?(?:(?:an?|the|one)\s(?:[\w’'-]+\s){0,3}?(?:affiliate|unit|part|branch|arm|chapter|local)\sof|affiliated\swith)\s(?:the\s)?"
    r"|,\s(?:which|that)\sbelongs\sto\s(?:the\s)?|,\swhose\sparent(?:\sunion)?\sis\s(?:the\s)?"
)


def owner_after(text: str, end: int, finds: list[Find]) -> Find | None:
    """Return the national union that the words behind a bare number, which ends at `end`, say it belongs to."""
    told = _PART_OF.match(text, end)
    if told is None:
        return None
    return next((find for find in finds if find.start == told.end() and find.union.level == "national"), None)


def trade_of(text: str, find: Find) -> str:
    """Return the last words of a find as a trade of `locals_of`: "Dover Fire Fighters" -> "fire fighters"."""
    words = text[find.start : find.end].lower().split()
    return " ".join(words[-2:] if words[-2:-1] == ["fire"] else words[-1:])


@functools.cache
def of_many_unions() -> frozenset[str]:
    """Trades that no one union owns: such a trade before a number does not tell the union."""
    return frozenset(union_words()["trades_of_many_unions"])


# "District Council 9, the largest union of city clerks": a name that an apposition calls a union
_CALLED = re.compile(
    r"(?:\s\([A-Z]{2,8}\))?,\s(?:which\sis\s)?(?:the|an?|another|one\sof\sthe)\s(?:[\w'’-]+\s){0,5}?(?:unions?|local)\b"
    r"(?!\s(?:members?|leaders?|president|officials?|boss|halls?|households?|shops?|town|stronghold|label)\b|['’])"
)


def called_a_union(text: str, end: int) -> bool:
    """Tell whether an apposition behind a name that ends at `end` calls it a union."""
    return _CALLED.match(text, end) is not None


_APPOSITION = re.compile(
    r",\s+(?:an?|the)\s+(?:[A-Z][\w-]*\s+|[\w-]+\s+){0,4}?(?:union|branch|local|affiliate)\s+(?:of|for)\s+[^.;]{3,60}"
)


def described_otherwise(parent: RegisteredUnion, end: int, text: str) -> bool:
    """Tell whether an apposition makes a bare local another union's: "Local 9, the union of cooks" is no miners'."""
    said = _APPOSITION.match(text, end)
    if said is None:
        return False
    own = [*parent.workers, *(alias.text.lower() for alias in parent.aliases)]
    return not any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said.group().lower()) for word in own)
