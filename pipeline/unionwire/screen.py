"""Keep or drop an article without spaCy: could any rule find a union in it?

The screen is sound. It may keep an article in which nothing is found; it never drops one in which the rules would find
something, because it asks for less than they do, of the same data:

- every registered form (`seeds/unions.jsonl`), each in the cases in which it may match, context or not;
- the word "union" outside the look-alikes (`seeds/lookalikes.jsonl`) that veto a find for the union rules too;
- the cues of `seeds/screen.jsonl`, such as "Local 12";
- every name shape (`seeds/union_patterns.jsonl`) that no cue implies, loosened until RE2 can run it: no look-around, no
  upper bound on a repetition, no optional words at the front. Each change makes a pattern match more, never less.

The word and the cues run as vectorised regular expressions over a whole batch. A shape runs only over the texts that hold
the words that it can't do without, of which one Aho-Corasick automaton tells. The forms are looked up with another, whose
cost does not grow with their number.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from unionwire.link.names import dotted, spellings
from unionwire.link.unions import UnionRegistry, registry
from unionwire.prefilter import Prefilter
from unionwire.seeds import read_json, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = r"\pL\pN_"
_SPACE = r"\s\pZ\x{0b}\x{1c}-\x{1f}\x{85}"
_CLASSES = {"w": _WORD, "s": _SPACE, "d": r"\pN"}
# With every letter outside ASCII: RE2 takes ten times as long for the letters and numbers of Unicode
_WIDE = re.compile(r"\\pL\\pN_|\\pN")
_WIDE_CLASSES = {r"\pL\pN_": r"0-9A-Za-z_\x{80}-\x{10ffff}", r"\pN": r"0-9\x{80}-\x{10ffff}"}


# --- From Python's patterns to RE2's ----------------------------------------------------------------------------------


def _group_end(pattern: str, start: int) -> int:
    """Offset after the group that opens at `start`."""
    depth, i, in_class = 0, start, False
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            i += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    raise ValueError(f"unbalanced pattern: {pattern!r}")


def _to_re2(pattern: str) -> str:
    """Translate a Python pattern for RE2: classes such as `w` in Unicode, look-behind and negative look-ahead dropped.

    A positive look-ahead becomes part of the match. What results matches wherever `pattern` does.
    """
    out: list[str] = []
    i, in_class = 0, False
    while i < len(pattern):
        if not in_class and pattern.startswith(("(?!", "(?<!", "(?<="), i):
            i = _group_end(pattern, i)
            continue
        if not in_class and pattern.startswith("(?=", i):
            out.append("(?:")
            i += 3
            continue
        char = pattern[i]
        if char == "\\":
            unicode_class = _CLASSES.get(pattern[i + 1])
            if unicode_class is None:
                out.append(pattern[i : i + 2])
            else:
                out.append(unicode_class if in_class else f"[{unicode_class}]")
            i += 2
            continue
        if char == "[":
            in_class = True
        elif char == "]":
            in_class = False
        out.append(char)
        i += 1
    return "".join(out)


_OPTIONAL_FRONT = re.compile(
    r"^\(\?:\{W\}\{C\}\)\{0,\d+\}\??|^\(\?:\{W\} \(\?:and\|&\) \)\?(?:\(\?:\{W\}\{C\}\)\{0,\d+\}\??)?"
)
_REQUIRED_FRONT = re.compile(r"^\(\?:\{W\}\{C\}\)\{1,\d+\}\??")


def _loosened(pattern: str, macros: dict[str, str]) -> str:
    """Loosen a name shape into an RE2 pattern that a large batch can afford.

    Upper bounds go because a counted repetition multiplies the automaton's states; nothing is lost by it.
    """
    pattern = _REQUIRED_FRONT.sub("{W}{C}", _OPTIONAL_FRONT.sub("", pattern))
    for name, value in macros.items():
        pattern = pattern.replace("{" + name + "}", value)
    pattern = re.sub(r"\{0,\d+\}\??", "*", pattern)
    pattern = re.sub(r"\{[1-9],\d*\}\??", "+", pattern)
    return _to_re2(pattern.replace(" ", r"\s"))


def _widened(pattern: str) -> str:
    """Widen the word classes of an RE2 pattern so that it is quickly compiled; in texts of ASCII it matches what it did."""
    return pattern if "[^" in pattern else _WIDE.sub(lambda match: _WIDE_CLASSES[match[0]], pattern)


def _veto(rows: Iterable[dict[str, Any]]) -> str:
    """Build the RE2 pattern of the look-alikes of "union".

    A row with a look-around is left out: without it, it would veto more than it does for the union rules. Such a row
    may have its like in screen.jsonl, with the look-around spelled out.
    """
    patterns = [
        _to_re2(row["pattern"])
        for row in rows
        if "nion" in row["pattern"] and not re.search(r"\(\?[!<=]", row["pattern"])
    ]
    return rf"(?:^|[^{_WORD}])(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + rf")(?:$|[^{_WORD}])"


# --- Registered forms -------------------------------------------------------------------------------------------------


def _registered_forms(unions: UnionRegistry) -> tuple[list[str], list[str]]:
    """Return the forms that match in their own case only, and in lower case those that match in any.

    Forms that hold the word "union" are left to the cue for that word; an abbreviation also has its dotted form.
    """
    exact: set[str] = set()
    any_case: set[str] = set()
    for alias in unions.aliases():
        forms = set(spellings(alias.text))
        if alias.kind == "abbreviation" and (with_dots := dotted(alias.text)):
            forms.add(with_dots)
        (any_case if alias.any_case else exact).update(form.lower() if alias.any_case else form for form in forms)
    word = re.compile(r"\bunions?\b", re.IGNORECASE | re.ASCII)
    return sorted(form for form in exact if not word.search(form)), sorted(
        form for form in any_case if not word.search(form)
    )


_MAX_DFA_FORMS = 10_000


class _Forms:
    """Tells whether a text holds one of many literal forms as whole words."""

    def __init__(self, forms: list[str]) -> None:
        self._forms = forms
        # Four times as fast as the default, for memory that grows with the forms.
        fastest = ahocorasick_rs.Implementation.DFA if len(forms) <= _MAX_DFA_FORMS else None
        self._automaton = ahocorasick_rs.BytesAhoCorasick([form.encode() for form in forms], implementation=fastest)

    def find(self, text: bytes, ignored: dict[str, re.Pattern[str]]) -> str | None:
        """Return a form found in UTF-8 `text`; forms in `ignored` do not count inside a match of their pattern."""
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if _is_word_byte(text, start - 1) or _is_word_byte(text, end):
                continue
            form = self._forms[index]
            pattern = ignored.get(form)
            if pattern is not None:
                around = text[max(0, start - 40) : end + 10].decode(errors="replace")
                at = len(text[max(0, start - 40) : start].decode(errors="replace"))
                if any(match.start() <= at < match.end() for match in pattern.finditer(around)):
                    continue
            return form
        return None


def _is_word_byte(text: bytes, index: int) -> bool:
    """Whether an ASCII letter or digit stands at `index`; other letters leave a boundary, which only keeps more."""
    return 0 <= index < len(text) and (text[index : index + 1].isalnum())


# --- The screen -------------------------------------------------------------------------------------------------------


def _array(encoded: Sequence[bytes]) -> pa.Array:
    """Arrow array of texts in UTF-8.

    Put together from its buffers: `pyarrow.array` would import pandas to see whether it was given a Series.
    """
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return pa.LargeStringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def _utf8(text: str) -> bytes:
    """A text in UTF-8. Lone surrogates, which UTF-8 cannot carry, are replaced."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace")


# What lowers to letters of ASCII, and to one of Latin-1: I with a dot, the signs of Kelvin and Angstrom
_CAPITALS_OF_ASCII = frozenset("\u0130\u212a\u212b")
_ASCII = bytes(range(128))
_WEAK = 0.12  # likelihood of a word from which a shape asks for it alone only: "the" is in every article


def _matching(array: pa.Array, places: Sequence[int], pattern: str) -> list[bool]:
    """Tell for each of the texts at `places` whether `pattern` matches it."""
    found: list[bool] = pc.match_substring_regex(_taken(array, places), pattern).to_pylist()
    return found


def _taken(array: pa.Array, places: Sequence[int]) -> pa.Array:
    """The texts at `places`."""
    numbers = pa.py_buffer(np.array(places, dtype=np.int64))
    return array.take(pa.Array.from_buffers(pa.int64(), len(places), [None, numbers]))


def _mark(marks: list[bool], places: Sequence[int], found: Sequence[bool]) -> None:
    """Set `marks` at those of `places` where `found` says so."""
    for place, hit in zip(places, found, strict=True):
        if hit:
            marks[place] = True


class Screen:
    """Decides which articles are worth parsing. Build one a process, or use `screen()`."""

    def __init__(self, unions: UnionRegistry | None = None) -> None:
        rows = read_jsonl("screen.jsonl")
        macros: dict[str, str] = read_json("union_words.json")["macros"]
        self._word = next(row["pattern"] for row in rows if row["kind"] == "word")
        self._candidacy = next(row["pattern"] for row in rows if row["kind"] == "candidacy")
        spelled_out = [_to_re2(row["pattern"]) for row in rows if row["kind"] == "look-alike"]
        self._veto = "|".join(f"(?:{pattern})" for pattern in (_veto(read_jsonl("lookalikes.jsonl")), *spelled_out))
        self._cues: dict[str, str] = {row["id"]: _to_re2(row["pattern"]) for row in rows if row["kind"] == "cue"}
        implied = {shape for row in rows for shape in row.get("implies", ())}
        shapes = {row["id"]: row["pattern"] for row in read_jsonl("union_patterns.jsonl") if row["id"] not in implied}
        self._shapes: dict[str, str] = {shape: _loosened(pattern, macros) for shape, pattern in shapes.items()}
        self._wide_shapes = [_widened(pattern) for pattern in self._shapes.values()]
        # One automaton for the cues; the shapes each need their own, together they would have too many states.
        self._any_cue = "|".join(f"(?:{pattern})" for pattern in self._cues.values())
        # A blank of a shape stands for any whitespace, so that only the words between blanks can be asked for.
        any_blank = {name: text.replace(" ", r"\s") for name, text in macros.items()}
        spaced = [pattern.replace(" ", r"\s") for pattern in shapes.values()]
        self._prefilter = Prefilter(spaced, any_blank, weak=_WEAK)
        self._ignored = {row["form"]: re.compile(row["pattern"]) for row in rows if row["kind"] == "not-alias"}
        exact, any_case = _registered_forms(unions or registry())
        self._exact = _Forms(exact)
        self._any_case = _Forms(any_case)
        letters = {letter for form in any_case for letter in form if not letter.isascii()}
        capitals = sorted({letter.upper() for letter in letters} - letters | _CAPITALS_OF_ASCII)
        self._capitals = re.compile(b"|".join(re.escape(letter.encode()) for letter in capitals))

    def keep(self, text: str) -> bool:
        """Whether the union rules could find something in `text`. Compiling the patterns takes most of the time."""
        return self.keep_many([text])[0]

    def keep_many(self, texts: Sequence[str]) -> list[bool]:
        """Decide for each of `texts`, in their order.

        Each call compiles the patterns that it tries, which takes some milliseconds each: hundreds of texts a call make
        that cheap.
        """
        encoded = [_utf8(text) for text in texts]
        lowered = [self._lowered(raw) for raw in encoded]
        array = _array(encoded)
        kept = [False] * len(texts)
        if suspects := [index for index, raw in enumerate(lowered) if b"union" in raw]:
            for index, hit in zip(suspects, self._union_hits(_taken(array, suspects)).to_pylist(), strict=True):
                kept[index] = hit
        left = [index for index, hit in enumerate(kept) if not hit]
        if left:
            _mark(kept, left, _matching(array, left, self._any_cue))
        left = [index for index in left if not kept[index]]
        for index in left:
            kept[index] = self._form(encoded[index], lowered[index]) is not None
        left = [index for index in left if not kept[index]]
        open_to: dict[int, list[int]] = {}  # by the number of a shape, the texts that it may match
        for index in left:
            for number in self._prefilter.possible(encoded[index].decode()):
                open_to.setdefault(number, []).append(index)
        for number, pattern in enumerate(self._shapes.values()):
            asked = [index for index in open_to.get(number, ()) if not kept[index]]
            if asked:
                wide = _matching(array, asked, self._wide_shapes[number])
                hits = [index for index, hit in zip(asked, wide, strict=True) if hit]
                sure = all(encoded[index].isascii() for index in hits)
                _mark(kept, hits, [True] * len(hits) if sure else _matching(array, hits, pattern))
        return kept

    def cue(self, text: str) -> str | None:
        """Say why `text` is kept: the id of a cue or a name shape, or the registered form found; None if it is dropped."""
        raw = _utf8(text)
        array = _array([raw])
        if self._union_hits(array)[0].as_py():
            return "union-word"
        for cue, pattern in (self._cues | self._shapes).items():
            if pc.match_substring_regex(array, pattern)[0].as_py():
                return cue
        form = self._form(raw, self._lowered(raw))
        return f"registry: {form}" if form else None

    def _lowered(self, raw: bytes) -> bytes:
        """A text in UTF-8 in lower case, as far as forms and words could tell: letters of ASCII alone, where that will do."""
        if not raw.isascii() and self._capitals.search(raw.translate(None, _ASCII)):
            return raw.decode().lower().encode()
        return raw.lower()

    def _form(self, raw: bytes, lowered: bytes) -> str | None:
        return self._exact.find(raw, self._ignored) or self._any_case.find(lowered, {})

    def _union_hits(self, array: pa.Array) -> pa.Array:
        """Mark the texts in which the word "union" stands outside every look-alike.

        Where the text presents a candidacy, "civil unions" and other look-alikes in lower case count as well: its
        candidates are facts too.
        """
        hits = pc.match_substring_regex(pc.utf8_lower(array), self._word)
        suspects = array.take(pc.indices_nonzero(hits))
        if not len(suspects):
            return hits
        rest = pc.replace_substring_regex(suspects, self._veto, " ")
        genuine = pc.match_substring_regex(pc.utf8_lower(rest), self._word)
        lower_case = pc.match_substring_regex(suspects, self._word)
        candidacy = pc.match_substring_regex(suspects, self._candidacy)
        return pc.replace_with_mask(hits, hits, pc.or_(genuine, pc.and_(lower_case, candidacy)))


@functools.cache
def screen() -> Screen:
    """Return the screen over the built-in registry, made once a process."""
    return Screen()
