"""What in a page is no evidence: found as spans of the text, and blanked without moving anything.

News text as crawlers leave it is mixed with related headlines, promos, credits, share and comment boxes, datelines
and tweet attributions. A name or an endorsement that stands only there says nothing about the article's story. Two
kinds of rule find it: patterns, which are rows of `seeds/furniture.jsonl`, and rules about the structure of the page,
which live here. No rule knows a particular name or article.

Patterns have a scope. An `inline` pattern is furniture wherever it matches; a `line` pattern must match a whole line;
a `block` pattern matches the heading line of a list and takes the headlines listed under it as well.

The points under a "Story highlights" label stay: they are the article's own summary, and only the label is blanked.
The same holds for captions of the article's own pictures, of which only the credit goes.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unionwire.prefilter import PatternRows
from unionwire.seeds import read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEED_FILE = "furniture.jsonl"


@dataclass(frozen=True, slots=True, order=True)
class FurnitureSpan:
    """A stretch `start:end` of the text (string offsets, end-exclusive) that is no evidence, and why."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it. `blank_before` says that an empty line comes before it."""

    start: int
    end: int
    text: str
    blank_before: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    inline: PatternRows[str]
    line: tuple[tuple[str, re.Pattern[str]], ...]
    block: tuple[tuple[str, re.Pattern[str]], ...]
    agency_dateline: re.Pattern[str]
    place_dateline: re.Pattern[str]


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DASH = r"(?:--+|[–—]+|-(?=\s))"
_STATE_OR_COUNTRY = r", ?(?:[A-Z][a-z][\w.’' ]{0,22}?|(?:[A-Z]\.){1,3}|[A-Z]{2})"
_REGION = rf"(?:{_STATE_OR_COUNTRY})?"
_DATED = rf"(?:,? ?{_MONTH} \d{{1,2}}(?:, \d{{4}})?,?)?"
# A sentence begins after a dateline; "UAW--which" therefore is none.
_SENTENCE = r"(?=[\"“‘'(\[]*[A-Z0-9À-Þ])"


def _compile(rows: Iterable[dict[str, Any]]) -> _Rules:
    scopes: dict[str, list[tuple[str, re.Pattern[str]]]] = {"inline": [], "line": [], "block": []}
    places, agencies = "", ""
    for row in rows:
        if row["scope"] == "dateline":
            places = "|".join(re.escape(place) for place in row["places"])
            agencies = "|".join(re.escape(agency) for agency in row["agencies"])
            continue
        flags = re.RegexFlag(0)
        if "i" in row["flags"]:
            flags |= re.IGNORECASE
        if "m" in row["flags"]:
            flags |= re.MULTILINE
        scopes[row["scope"]].append((row["id"], re.compile(row["pattern"], flags)))
    place = r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,3}"
    agency_dateline = (
        rf"(?:{place}{_REGION}{_DATED} ?)?\((?:{agencies})\)\s*(?:{_DASH}\s*)?{_SENTENCE}"
        rf"|{place}{_REGION}{_DATED} (?:{agencies})\s*{_DASH}\s*{_SENTENCE}"
    )
    capitals = r"[A-Z][A-Z.’']+(?:[ -][A-Z][A-Z.’']*){0,3}"
    place_dateline = rf"(?:(?:{places}){_REGION}|{capitals}{_STATE_OR_COUNTRY}){_DATED}\s*{_DASH}\s*{_SENTENCE}"
    return _Rules(
        inline=PatternRows(scopes["inline"], ignore_case=True),
        line=tuple(scopes["line"]),
        block=tuple(scopes["block"]),
        agency_dateline=re.compile(agency_dateline),
        place_dateline=re.compile(place_dateline),
    )


@functools.cache
def _rules() -> _Rules:
    return _compile(read_jsonl(SEED_FILE))


_BREAK = re.compile(r"[^\n]*\n?")


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for match in _BREAK.finditer(text):
        raw = match.group()
        stripped = raw.strip()
        if stripped:
            start = match.start() + raw.index(stripped[0])
            lines.append(_Line(start, start + len(stripped), stripped, blank))
        blank = not stripped
    return lines


# --- Related headlines pasted into a sentence -------------------------------------------------------------------------
# After a person's name some sites paste the person's full name once more, glued to headlines that end in "MORE". What
# tells it from prose is the surname that comes twice, the second time run together with a capital, before that "MORE".

_MORE = re.compile(r"(?<=\s)MORE(?!\w)")
_MAX_RELATED = 2000
_SUFFIX = r"(?:,? (?:Jr|Sr)\.?|,? I{2,3}|,? IV)?"
_NAME_WORD = (
    r"(?:[A-ZÀ-Þ][\w.'’-]*|\([A-Z][\w.'’ -]{0,20}\)|[\"“][A-Z][\w. ]{0,20}[\"”]|de|la|van|von|der|del|di|da|al|bin)"
)
_TWICE = (
    r"(?<![\w’'-])(?P<surname>(?=[\w'’.-]*[a-zß-ÿ])[^\W\d_][\w'’.-]*[^\W_])" + _SUFFIX + r"(?:[’']s)?[ \xa0]*"
    r"(?P<pasted>(?:" + _NAME_WORD + r"[ \xa0]+){%s,7}?(?P=surname)" + _SUFFIX + r")"
)
_GLUED_NAME = re.compile(_TWICE % "0" + r"(?=[A-Z0-9À-Þ'\"‘“$¿¡#(@])")
# Some pages lost the glue. A surname that only comes twice in a row is then no sign, so a first name must stand between.
_SPACED_NAME = re.compile(_TWICE % "1" + r"(?=[ \xa0][A-Z0-9À-Þ'\"‘“$¿¡#])")


def _pasted_name(text: str, begin: int, end: int) -> int | None:
    """Where in `begin:end` a full name stands that repeats the name before it, or None."""
    match = _GLUED_NAME.search(text, begin, end)
    if match:
        return match.start("pasted")
    start: int | None = None
    match = _SPACED_NAME.search(text, begin, end)
    while match:
        # In "Jane Roe Jane Ann Roe Headline" the pattern fits from "Jane" too; the later fit is the surname.
        start = match.start("pasted")
        stop = match.end()
        match = _SPACED_NAME.search(text, match.start() + 1, end)
        if match and match.start() >= stop:
            break
    return start


def _related_headlines(text: str) -> Iterator[FurnitureSpan]:
    done = 0
    for more in _MORE.finditer(text):
        begin = max(done, text.rfind("\n", 0, more.start()) + 1, more.start() - _MAX_RELATED)
        start = _pasted_name(text, begin, more.start())
        if start is not None:
            yield FurnitureSpan(start, more.end(), "related-headlines")
        # No block holds a second MORE, and no stretch is searched twice however often the word comes.
        done = more.end()


# --- Datelines --------------------------------------------------------------------------------------------------------


def _datelines(lines: list[_Line], rules: _Rules) -> Iterator[FurnitureSpan]:
    for line in lines:
        match = rules.agency_dateline.match(line.text) or rules.place_dateline.match(line.text)
        if match:
            yield FurnitureSpan(line.start, line.start + match.end(), "dateline")
        elif re.fullmatch(r".{2,40}\s(?:--|[–—])", line.text) and rules.agency_dateline.match(line.text + " A"):
            yield FurnitureSpan(line.start, line.end, "dateline")


# --- Lines ------------------------------------------------------------------------------------------------------------

_MAX_HEADLINE = 130
_MIN_PROSE = 60
_TERMINAL = re.compile(r"[.!?:;,…][\"”’')\]]*$")
_STOP = re.compile(r"[.:;,][\"”’')\]]*$")
_PERSON = r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){1,3}"
_PERSONS = re.compile(rf"{_PERSON}(?:(?:, | and |, and ){_PERSON}){{0,4}}(?:, (?:Special to )?[A-Z][\w ]{{2,30}})?")


def _is_bare(line: _Line) -> bool:
    """A short line that does not end as a sentence does."""
    return len(line.text) <= _MAX_HEADLINE and not _TERMINAL.search(line.text)


def _is_prose(line: _Line) -> bool:
    return len(line.text) >= _MIN_PROSE and bool(_TERMINAL.search(line.text))


def _highlights(lines: list[_Line], rules: _Rules) -> set[int]:
    """Indices of the points listed under a "Story highlights" label, and of the label itself."""
    label = next(pattern for name, pattern in rules.inline.rows if name == "story-highlights")
    points: set[int] = set()
    inside = False
    for index, line in enumerate(lines):
        if label.match(line.text + "\n"):
            inside = True
        elif inside and not (_is_bare(line) and not rules.agency_dateline.match(line.text + " A")):
            inside = False
        if inside:
            points.add(index)
    return points


def _line_furniture(lines: list[_Line], rules: _Rules) -> dict[int, str]:
    """Rule id by index of each line that a `line` or `block` pattern takes."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if index in found:
            continue
        for name, pattern in rules.line:
            if pattern.fullmatch(line.text):
                found[index] = name
                break
        else:
            for name, pattern in rules.block:
                if pattern.fullmatch(line.text):
                    found[index] = name
                    for below in range(index + 1, min(index + 16, len(lines))):
                        item = lines[below]
                        if len(item.text) > _MAX_HEADLINE or _STOP.search(item.text):
                            break
                        found[below] = name
                    break
    return found


def _author_lines(lines: list[_Line], found: dict[int, str]) -> dict[int, str]:
    """Authors' names alone above the line that names their paper, at the head of the page."""
    return {
        index: "byline"
        for index in range(min(4, len(lines) - 1))
        if index not in found
        and found.get(index + 1) in {"reporting-credit", "page-line", "time-stamp"}
        and _PERSONS.fullmatch(lines[index].text)
    }


_TWO_SENTENCES = re.compile(r"[a-z0-9][.!?][\"”’)]* [\"“‘(]?[A-Z]")
# A line with one of these is a caption or a tweet of the article's own, of which only the credit is furniture.
_OWN_MATERIAL = frozenset(
    {"photo-credit", "image-credit-before-caption", "file-photo", "twitter-attribution", "web-address", "hashtag"}
)


def _bare_headlines(lines: list[_Line], taken: set[int], own: list[FurnitureSpan]) -> Iterator[int]:
    """Indices of headline-like lines that stand alone between two paragraphs of prose.

    They are headlines of other stories or headings of a section; neither is a sentence. Lists stay, also lists
    of one that a colon announces, and so do lines that touch a span of `own`, and whatever comes before the first
    paragraph or after the last.
    """
    body = [index for index in range(len(lines)) if index not in taken]
    bare = sum(_is_bare(lines[index]) for index in body)
    # Where every other line has no full stop, as in a transcript, a poem or hard-wrapped text, its absence says nothing.
    if bare * 5 > len(body) * 2:
        return
    blank_lines = sum(line.blank_before for line in lines) * 2 > len(lines)
    for before, here, after in zip(body, body[1:], body[2:], strict=False):
        line, follower = lines[here], lines[after]
        if not _is_bare(line) or line.text[0] in "-•*·–—" or line.text[0].islower():
            continue
        if blank_lines and not (line.blank_before and lines[here + 1].blank_before):
            continue
        if len(line.text.split()) < 2 or follower.text[0].islower() or _TWO_SENTENCES.search(line.text):
            continue
        if is_furniture(own, line.start, line.end):
            continue
        previous = lines[before]
        if _is_prose(previous) and not previous.text.rstrip("\"”’'").endswith(":") and _is_prose(follower):
            yield here


# --- The whole --------------------------------------------------------------------------------------------------------


def _merged(spans: Iterable[FurnitureSpan]) -> list[FurnitureSpan]:
    """Sorted and disjoint. Overlapping spans become one, under the rule of the one that begins first (the longer)."""
    merged: list[FurnitureSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.rule)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            if span.end > last.end:
                merged[-1] = FurnitureSpan(last.start, span.end, last.rule)
        elif span.end > span.start:
            merged.append(span)
    return merged


def find_furniture(text: str) -> list[FurnitureSpan]:
    """Find everything in `text` that is no evidence: sorted, disjoint spans, each with the id of its rule."""
    rules = _rules()
    lines = _lines(text)
    spans = list(_related_headlines(text))
    for name, pattern in rules.inline.possible(text):
        spans.extend(FurnitureSpan(match.start(), match.end(), name) for match in pattern.finditer(text))
    spans.extend(_datelines(lines, rules))
    points = _highlights(lines, rules)
    found = {index: name for index, name in _line_furniture(lines, rules).items() if index not in points}
    found.update(_author_lines(lines, found))
    own = _merged(span for span in spans if span.rule in _OWN_MATERIAL)
    for index in _bare_headlines(lines, points | found.keys(), own):
        found[index] = "bare-headline"
    spans.extend(FurnitureSpan(lines[index].start, lines[index].end, name) for index, name in found.items())
    return _merged(spans)


_NOT_NEWLINE = re.compile(r"[^\n]")


def blank(text: str, spans: Iterable[FurnitureSpan]) -> str:
    """Return `text` with every character of `spans` a space, newlines kept; its length is that of `text`."""
    pieces: list[str] = []
    at = 0
    for span in sorted(spans):
        if span.end <= at:
            continue
        start = max(span.start, at)
        pieces += (text[at:start], _NOT_NEWLINE.sub(" ", text[start : span.end]))
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces)


def is_furniture(spans: list[FurnitureSpan], start: int, end: int) -> bool:
    """Whether `start:end` touches any of `spans`, which must be sorted and disjoint as `find_furniture` gives them."""
    first = bisect_right(spans, start, key=lambda span: span.end)
    return first < bisect_left(spans, end, key=lambda span: span.start)
