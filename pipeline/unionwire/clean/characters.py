"""Characters that a reader sees through and a rule does not: the plain view of a text, and the way back.

The text of an article stays as it was read, and all offsets are into it. What the screen, the rules and spaCy are given
is a view: hyphens and spaces that may not break, full-width letters and the like are the plain character in the same
place; soft hyphens, zero-width characters and stray control characters are left out; ligatures are the letters that
they stand for. Of hundreds of blanks in a row `BLANKS` are seen, so that what stands behind them is as near as it reads, and since
expressions that walk blanks would walk them again from each. Where the view has another length, every offset of an extraction is
taken back to the text in one place.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from unionwire.records import Article, Endorsement, Extraction, MembershipCount, Mention, Refusal, Relationship

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\ufe63\uff0d\u2212"
_LINE_ENDS = "\u0085\u2028\u2029"
_APOSTROPHES = "\u02bc\uff07"
# soft hyphen, zero-width spaces, joiners and marks of direction, byte order marks, control characters
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f"
_LIGATURES = {
    character: unicodedata.normalize("NFKC", character) for character in "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
}
_PLAIN = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_LINE_ENDS, "\n"),
    **dict.fromkeys(_APOSTROPHES, "\u2019"),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "\uff07\uff0d"},
    **_LIGATURES,
}
_IN_PLACE = {given: seen for given, seen in _PLAIN.items() if len(seen) == 1}
_EQUAL = re.compile(f"[{''.join(map(re.escape, _IN_PLACE))}]")
# a letter with an accent as a character of its own, which reads as the one that has both
_COMPOSED = "[A-Za-z][\u0300-\u033f]+"
_SHIFTING = re.compile(f"[{''.join(_LIGATURES)}]|[{_UNSEEN}]+")
_WITH_ACCENTS = re.compile(f"{_SHIFTING.pattern}|{_COMPOSED}")
_ACCENT = re.compile("[\u0300-\u033f]")
# without these a text is its own view; a class alone is searched much faster than the alternatives
BLANKS = 200
"""How many blanks in a row are seen of twice as many and more: half of them from each end, and a break of lines between."""
_ANY = f"[\\s{_UNSEEN}]"
_EXCESS = f"(?<={_ANY}{{{BLANKS // 2}}}){_ANY}+(?={_ANY}{{{BLANKS // 2}}})"
_LONG_BLANKS = re.compile(_EXCESS)
_SHIFTING_OR_BLANKS = re.compile(f"{_EXCESS}|{_WITH_ACCENTS.pattern}")
_IN_LINE = re.compile(r"[^\n]+")
_BLANK = re.compile(f"{_ANY}+")
_PRESENT = re.compile(f"[{''.join(map(re.escape, _PLAIN))}{_UNSEEN}\u0300-\u033f]")
_SHIFTS = re.compile(f"[{''.join(_LIGATURES)}{_UNSEEN}\u0300-\u033f]")

_Fact = TypeVar("_Fact", MembershipCount, Endorsement, Relationship)
_Stretch = TypeVar("_Stretch", Mention, Refusal)


@dataclass(frozen=True, slots=True)
class View:
    """An article as the rules see it, with the article as it was read.

    `starts[i]` and `ends[i]` delimit in the text what stands at `i` of the view; None where the view is as long as the text.
    """

    article: Article
    seen: Article
    starts: array[int] | None = None
    ends: array[int] | None = None

    def restored(self, extraction: Extraction) -> Extraction:
        """What was extracted from the view, as an extraction from the article."""
        if self.seen is self.article:
            return extraction
        if self.starts is None:
            whole = dataclasses.replace(extraction, article=self.article)
        else:
            whole = dataclasses.replace(
                extraction,
                article=self.article,
                furniture=[(*self._span(start, end), rule) for start, end, rule in extraction.furniture],
                sentences=[self._span(start, end) for start, end in extraction.sentences],
            )
        return dataclasses.replace(
            whole,
            mentions=[self._placed(mention) for mention in whole.mentions],
            refusals=[self._placed(refusal) for refusal in whole.refusals],
            membership_counts=self._facts(whole.membership_counts),
            endorsements=self._facts(whole.endorsements),
            relationships=self._facts(whole.relationships),
        )

    def _facts(self, facts: Iterable[_Fact]) -> list[_Fact]:
        placed = []
        for fact in facts:
            start, end = self._span(fact.evidence.start, fact.evidence.end)
            evidence = dataclasses.replace(fact.evidence, sentence=self.article.text[start:end], start=start, end=end)
            placed.append(dataclasses.replace(fact, evidence=evidence))
        return placed

    def _placed(self, record: _Stretch) -> _Stretch:
        start, end = self._span(record.start, record.end)
        return dataclasses.replace(record, start=start, end=end, text=self.article.text[start:end])

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the view stands in the text; what is not seen at its edges is left out."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.article.text)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def seen_at(self, place: int) -> int:
        """Where in the view that stands which begins at `place` of the text."""
        return place if self.starts is None else bisect_left(self.starts, place)


def view_of(article: Article) -> View:
    """The article as the rules see it: itself, where nothing in it needs to be seen through."""
    title = article.title and plain(article.title)
    if _is_plain(article.text):
        same = title == article.title
        return View(article, article if same else dataclasses.replace(article, title=title))
    text, starts, ends = _mapped(article.text)
    return View(article, dataclasses.replace(article, text=text, title=title), starts, ends)


def blanked(article: Article, spans: Iterable[tuple[int, int]]) -> View:
    """The article without `spans` of its text, which are sorted and disjoint: in each line a blank stands for them.

    Line breaks stay, and what stands around the spans is then as near as it reads; of the blanks that come together, as many
    are seen as of others. `article` is seen through already.
    """
    text = article.text
    cuts = [(*match.span(), " ") for start, end in spans for match in _IN_LINE.finditer(text, start, end)]
    if not cuts:
        return View(article, article)
    seen, starts, ends = _shifted(text, cuts)
    if _has_long_blanks(seen):
        seen, first, last = _shifted(seen, _found(_LONG_BLANKS, seen))
        starts = array("i", (starts[place] for place in first))
        ends = array("i", (ends[place - 1] for place in last))
    return View(article, dataclasses.replace(article, text=seen), starts, ends)


def plain(text: str) -> str:
    """A text as the rules see it."""
    return text if _is_plain(text) else _shifting(text).sub(_replaced, _in_place(text))


def _is_plain(text: str) -> bool:
    return (text.isascii() or _PRESENT.search(text) is None) and not _has_long_blanks(text)


def _has_long_blanks(text: str) -> bool:
    """Whether a text has a run of twice `BLANKS` or more; such a run fills one of the stretches that are looked at."""
    for place, character in enumerate(text[: len(text) - BLANKS + 1 : BLANKS] if len(text) >= BLANKS else ""):
        if not character.isalnum() and _BLANK.fullmatch(text, place * BLANKS, (place + 1) * BLANKS):
            return True
    return False


def _in_place(text: str) -> str:
    return _EQUAL.sub(lambda match: _IN_PLACE[match[0]], text)


def _shifting(text: str) -> re.Pattern[str]:
    """What in a text is of another length in the view; the pattern for accents is searched slowly, and seldom needed."""
    if _has_long_blanks(text):
        return _SHIFTING_OR_BLANKS
    return _WITH_ACCENTS if _ACCENT.search(text) else _SHIFTING


def _replaced(match: re.Match[str]) -> str:
    found = match[0]
    if found[0].isascii() and found[0].isalpha():
        return unicodedata.normalize("NFC", found)
    return _LIGATURES.get(found) or "\n" * min(found.count("\n"), 2)  # lines and paragraphs end where they did


def _mapped(text: str) -> tuple[str, array[int] | None, array[int] | None]:
    text = _in_place(text)
    if _SHIFTS.search(text) is None and not _has_long_blanks(text):
        return text, None, None
    return _shifted(text, _found(_shifting(text), text))


def _found(shifting: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text is replaced, from where to where, and what by."""
    return ((*match.span(), _replaced(match)) for match in shifting.finditer(text))


def _shifted(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, array[int], array[int]]:
    """The text with stretches replaced, and where in it each character of the outcome begins and ends."""
    parts: list[str] = []
    starts, ends = array("i"), array("i")
    places = array("i", range(len(text) + 1))
    at = 0
    for start, end, seen in changes:
        parts += [text[at:start], seen]
        starts += places[at:start] + array("i", [start] * len(seen))
        ends += places[at + 1 : start + 1] + array("i", [end] * len(seen))
        at = end
    parts.append(text[at:])
    starts += places[at : len(text)]
    ends += places[at + 1 :]
    return "".join(parts), starts, ends
