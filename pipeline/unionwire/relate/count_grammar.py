"""The notation in which the frames of `seeds/count_frames.jsonl` are written, and the sentences they are matched on.

A sentence is coded as a line of space-separated symbols: `#3` for a numeral (with its qualifying words), `@2` for a
union mention (a possessive mention is `@2 's`), and every other word or mark in lower case. A frame is a
sequence of elements over that line:

- a literal word, or `(a|b|$NAME)` for a choice of words, of runs of words joined by `_`, or of elements;
- `{N}` the numeral, `{U}` the union mention asked for (`{N2}`, `{U2}` others);
- `{V}` in front of an element: this element is the verb whose subject is asked for;
- `{Q}` a numeral with its modifiers and a plural noun of persons, `{QM}` the same with "members";
- `{QUNIT}` such a noun without a numeral of its own, which `{N2}` in front of it may give;
- `{C}` "N-member", `{S}` "N-strong";
- `{NAME}` one word of the lexicon row of that name, `{MOD}` any word that can stand before a noun;
- `{ANY}` anything but the end of a clause, `{THE}` "the" with up to two words of description;
- an element may carry `?`, `*`, `+` or `<m,n>` (at least m, at most n times, as few as needed);
- `!(a|b)` asserts what does not follow.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Span

from unionwire.nlp.numerals import Numeral, plain_hyphens
from unionwire.seeds import read_jsonl

FRAME_FILE = "count_frames.jsonl"
_SYMBOL = re.compile(
    r"--+|['\u2019]s\b|(?<=s)['\u2019](?=\s)|(?<= )-(?= )"
    r"|(?:[A-Za-z]\.){2,}|\b(?:St|Mt|Ft|Inc|Corp|Co|Dept)\."
    r"|[^\W_]+(?:[-'\u2019.&/][^\W_]+)*|[^\w\s]|_+"
)
_ELEMENT = re.compile(
    r"(?P<not>!)?(?P<verb>\{V\})?(?P<body>\{\w+\}|\([^()]+\)|[^\s{}()<>]+?)(?P<times>\?|\*|\+|<\d+,\d+>)?$"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One symbol of a coded sentence; `start:end` are offsets into the document's text."""

    code: str
    start: int
    end: int
    mention: Span | None = None
    numeral: Numeral | None = None


@dataclass(frozen=True)
class Line:
    """A coded sentence: `code` is the line, `starts[i]` where item `i` begins in it."""

    items: Sequence[Item]
    code: str
    starts: Sequence[int]
    _focused: dict[int, str] = field(default_factory=dict, repr=False)
    _held: dict[str, bool] = field(default_factory=dict, repr=False)

    def focused(self, index: int) -> str:
        """The line with every numeral but that of item `index` out of reach of `{N}`; positions are the same."""
        if index not in self._focused:
            kept = self.starts[index]
            rest = self.code[kept + 1 :].replace("#", "%")
            self._focused[index] = self.code[:kept].replace("#", "%") + self.code[kept] + rest
        return self._focused[index]

    def may_hold(self, frame: Frame) -> bool:
        """Whether `frame` may match the line, whichever numeral it is focused on."""
        if frame.id not in self._held:
            self._held[frame.id] = frame.may_match(self.code)
        return self._held[frame.id]

    def item_at(self, position: int) -> int:
        """Index of the item whose symbol begins at `position` of the line."""
        return self.starts.index(position)


@dataclass(frozen=True)
class Frame:
    """A row that says where a number is the size of a union (`kind` frame) or is not (`kind` refusal).

    Its pattern is compiled when a line may match it. A `local_only` frame holds for locals and state bodies: of a national union it gives the size of one workplace. A
    `former` one gives the size before a change. A `follows_size` one has no noun of persons and holds only where members
    are spoken of in its paragraph.
    """

    id: str
    kind: str
    source: str = field(repr=False)
    owner: str
    strength: str
    confidence: float
    reason: str
    local_only: bool
    former: bool
    follows_size: bool
    needs: tuple[tuple[str, ...], ...] = ()

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """The frame over coded lines. Raises ValueError where the row is not well formed."""
        try:
            return re.compile(self.source)
        except re.error as error:
            raise ValueError(f"{FRAME_FILE}: row {self.id!r} is not a frame: {error}") from error

    def may_match(self, code: str) -> bool:
        """Whether a coded line has, for each element that the pattern can't do without, one of its words."""
        return all(any(word in code for word in words) for words in self.needs)


@dataclass(frozen=True)
class Grammar:
    """All rows of the frame file, compiled; `lexicon` holds one compiled full-match pattern a name."""

    frames: tuple[Frame, ...]
    refusals: tuple[Frame, ...]
    quantities: tuple[Frame, ...]
    lexicon: dict[str, re.Pattern[str]]

    def has(self, name: str, word: str) -> bool:
        """Whether `word` (lower case) is in the lexicon row called `name`."""
        return self.lexicon[name].fullmatch(word) is not None


def encode(text: str, offset: int, mentions: Sequence[Span], numerals: Sequence[Numeral]) -> Line:
    """Code the sentence `text`, which begins at `offset` of its document.

    `mentions` do not overlap; `numerals` carry document offsets. A mention that holds a numeral gives up that part: of
    "the 9,000-member union" the symbol is "union", of "a union of 9,000 clerks" it is "a union".
    """
    text = plain_hyphens(text)
    marks: list[tuple[int, int, Span | None, Numeral | None]] = [
        (number.phrase_start, number.phrase_end, None, number) for number in numerals
    ]
    for mention in mentions:
        start, end = mention.start_char, mention.end_char
        for number in numerals:
            if number.phrase_start < end and start < number.phrase_end:
                before = text[start - offset : max(start, number.phrase_start) - offset]
                if re.search(r"[A-Z]\w+ \w|\b(?:[Uu]nion|local|chapter|guild|federation|brotherhood)\b", before):
                    end = number.phrase_start - (len(before) - len(before.rstrip()))
                    end = start + len(re.sub(r"[\s,]+(?:of|with|representing|for|which represents)?\s*$", "", before))
                else:
                    start = number.phrase_end
                    tail = re.match(
                        r"[ -]*(?:[a-z]+[ -]strong|strong|[a-z]+(?=[ -]))?[ ,]*", text[start - offset : end - offset]
                    )
                    start += tail.end() if tail else 0
        if start < end:
            marks.append((start, end, mention, None))
    marks.sort(key=lambda mark: (mark[0], mark[1]))
    items: list[Item] = []
    position = offset
    for start, end, span, numeral in marks:
        if start < position:
            continue
        items.extend(_words(text, offset, position, start))
        if numeral is not None:
            items.append(Item(f"#{len(items)}", start, end, numeral=numeral))
        else:
            items.extend(_mention(text[start - offset : end - offset], start, end, span, len(items)))
        position = end
    items.extend(_words(text, offset, position, offset + len(text)))
    starts, length = [], 0
    for item in items:
        starts.append(length)
        length += len(item.code) + 1
    return Line(items, "".join(item.code + " " for item in items), starts)


def _mention(text: str, start: int, end: int, span: Span | None, index: int) -> Iterator[Item]:
    lowered = text.lower()
    if lowered in ("which", "who", "that", "whose"):
        yield Item(lowered, start, end, mention=span)
        return
    possessive = re.search(r"['\u2019]s?$", text)
    name_end = end - len(possessive.group()) if possessive else end
    yield Item(f"@{index}", start, name_end, mention=span)
    if possessive or lowered in ("its", "their", "his", "her", "our", "my"):
        yield Item("'s", name_end, end)


def _words(text: str, offset: int, start: int, end: int) -> Iterator[Item]:
    for match in _SYMBOL.finditer(text, start - offset, end - offset):
        word = match.group().lower().replace("\u2019", "'")
        if word.endswith("'s") and len(word) > 2:
            yield Item(word[:-2], match.start() + offset, match.end() - 2 + offset)
            yield Item("'s", match.end() - 2 + offset, match.end() + offset)
        elif word in ("'", "'s") and match.start() and text[match.start() - 1].isalnum():
            yield Item("'s", match.start() + offset, match.end() + offset)
        else:
            spaced_dash = word == "-" and text[match.start() - 1 : match.end() + 1] == " - "
            yield Item("--" if spaced_dash else word, match.start() + offset, match.end() + offset)


@functools.cache
def load_grammar() -> Grammar:
    """Read `seeds/count_frames.jsonl`; raises ValueError on a row that names what the notation has not."""
    rows = read_jsonl(FRAME_FILE)
    words = {row["name"]: "|".join(_run(word) for word in row["words"]) for row in rows if row["kind"] == "lexicon"}
    macros = _macros(words)
    plain = {name: runs.split("|") for name, runs in words.items() if not re.search(r"[\\()\[\]?*+.]", runs)}
    frames = [_frame(row, macros, plain) for row in rows if row["kind"] in ("frame", "refusal")]
    return Grammar(
        frames=tuple(frame for frame in frames if frame.kind == "frame"),
        refusals=tuple(frame for frame in frames if frame.kind == "refusal"),
        quantities=tuple(
            _frame({"id": f"count.{p}", "kind": "quantity", "pattern": p}, macros, plain) for p in ("{Q}", "{C}", "{S}")
        ),
        lexicon={name: re.compile(f"(?:{pattern})") for name, pattern in words.items()},
    )


def _run(word: str) -> str:
    return word.replace("_", " ")


def _macros(words: dict[str, str]) -> dict[str, str]:
    """Regular expressions of the built-in elements and of the lexicon; every one ends in the space of its symbol."""
    macros = {name: f"(?:{pattern}) " for name, pattern in words.items()}
    # "9,000 pilots, members of": the noun is found, what follows the comma is an apposition.
    modifier = rf"(?:(?!(?:{words['STOP']}) )(?!(?:{words['UNIT']}) ,)[^\W\d_@#][\w.'&/-]* )"
    unit = rf"(?!(?:{words['NO_UNIT']}) )(?P<unit>{words['UNIT']}) (?!(?:{words['AFTER_UNIT']}) )"
    numeral = r"(?P<n>#\d+) "
    run = rf"(?:of )?(?P<mods>(?:{modifier}(?:(?:, and|, or|,|and|or|&|/) )?){{0,8}}?)"
    macros["MOD"] = modifier
    macros["THE"] = rf"(?:the {modifier}{{0,2}}?)"
    macros["ANY"] = r"(?:(?![.;:?!] )\S+ )"
    macros["N"] = numeral
    macros["U2"], macros["N2"] = r"@\d+ (?:\( \S+ \) )?", r"[#%]\d+ "
    macros["U"] = r"(?P<u>@\d+) (?:\( \S+ \) )?"
    macros["Q"] = numeral + run + unit
    macros["QM"] = numeral + run + r"(?P<unit>members|member-workers|dues-payers|dues-payer|cardholders) "
    macros["QUNIT"] = unit
    macros["C"] = numeral + rf"(?:- )?(?P<unit>{words['UNIT_SINGULAR']}) (?:(?:- )?strong )?"
    macros["S"] = numeral + r"(?:- )?(?P<strong>strong) "
    return macros


def _frame(row: dict[str, Any], macros: dict[str, str], plain: dict[str, list[str]]) -> Frame:
    try:
        return Frame(
            id=row["id"],
            kind=row["kind"],
            source=r"(?:(?<=\s)|^)" + "".join(_element(part, macros) for part in row["pattern"].split()),
            owner=row.get("owner", ""),
            strength=row.get("strength", "definite"),
            confidence=float(row.get("confidence", 1.0)),
            reason=row.get("reason", ""),
            local_only=bool(row.get("local_only", False)),
            former=bool(row.get("former", False)),
            follows_size=bool(row.get("follows_size", False)),
            needs=tuple(filter(None, (_needed(part, plain) for part in row["pattern"].split()))),
        )
    except (KeyError, re.error) as error:
        raise ValueError(f"{FRAME_FILE}: row {row.get('id')!r} is not a frame: {error}") from error


def _element(part: str, macros: dict[str, str]) -> str:
    match = _ELEMENT.match(part)
    if match is None:
        raise re.error(f"no element: {part}")
    body = match["body"]
    if body.startswith("{"):
        code = macros[body[1:-1]]
    elif body.startswith("("):
        options = [macros[o[1:]] if o.startswith("$") else _literal(o) + " " for o in body[1:-1].split("|")]
        code = f"(?:{'|'.join(options)})"
    else:
        code = _literal(body) + " "
    if match["verb"]:
        code = f"(?P<v>{code})"
    if match["not"]:
        return f"(?!{code})"
    times = match["times"]
    if times is None:
        return code
    if times.startswith("<"):
        return f"(?:{code}){{{times[1:-1]}}}?"
    return f"(?:{code}){times}"


def _needed(part: str, plain: dict[str, list[str]]) -> tuple[str, ...]:
    """The words of which a line must have one for the element `part` to match; none where that cannot be told."""
    match = _ELEMENT.match(part)
    if match is None or match["not"] or match["times"] not in (None, "+"):
        return ()
    body = match["body"]
    if body.startswith("{"):
        return _BUILT_IN.get(body, tuple(plain.get(body[1:-1], ())))
    options = body[1:-1].split("|") if body.startswith("(") else [body]
    if any(option.startswith("$") for option in options):
        return ()
    return tuple(option.replace("_", " ") for option in options)


_BUILT_IN = {"{U}": ("@",), "{U2}": ("@",), "{S}": ("strong",)}
"""What the built-in elements can't do without."""


def _literal(word: str) -> str:
    return " ".join(re.escape(part) for part in word.split("_"))
