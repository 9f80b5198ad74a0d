"""Stated whole quantities in running text: where they stand, what they are worth, how firmly they are stated.

General number libraries misread the forms that news prose uses ("half a million", "1.6-million-member"), so this is
a small grammar of its own. It reads digits ("12,500", "1.3 million", "40k"), number words ("two million", "three
and a half million", "a quarter of a million") and mixtures ("10 thousand"). What has the look of a quantity but is
none (money, shares, dates, years, clock times, ages, scores, telephone numbers, the numbers of locals, pages, roads
and bills) is left out, and so are vague amounts ("several hundred", "dozens"). A range ("between 10,000 and 12,000",
"9,000 to 10,000", "two or three million") is one quantity, worth its lower end and `more_than`: that much is said to be
there. Bounds more than three times apart stay two numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from unionwire.records import Qualifier

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SCALES |= {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mln": 1_000_000, "bn": 1_000_000_000}
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": Decimal(1) / Decimal(3)}
_GLYPHS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

_GAP = r"[ \t\u00a0]{1,2}"
_JOIN = rf"(?:{_GAP}|[ \t\u00a0]?-)"
# Hyphens of other shapes, and dashes set for one inside a compound ("1.4–million–member")
_HYPHENS = str.maketrans("\u2010\u2011\u2012", "---")
_DASH_IN_COMPOUND = re.compile(
    r"(?<=[\dn])[\u2013\u2014\u2212](?=(?:million|thousand|plus|odd|strong|member|worker|employee|teacher|nurse)\b)",
    re.IGNORECASE,
)
_SMALL = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine)\b)?"
    r"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|one|two|three|four|five|six|seven|eight|nine)"
)
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = r"(?:thousand|million|billion)"
# "a hundred", "two hundred and fifty", "twelve hundred", "fifty"
_GROUP = rf"(?:(?:a|{_SMALL}){_JOIN}hundred(?:(?:{_GAP}and)?{_GAP}{_SMALL}\b)?|{_SMALL}\b)"
_AND_HALF = rf"{_JOIN}and{_JOIN}a{_JOIN}(?P<and_part>half|quarter)"
_NUMBER = re.compile(
    rf"""(?<![\w.,/:#$£€¥-])(?:
      (?:(?P<of_count>one|two|three|a){_JOIN})?(?P<of_part>half|quarters?|third){_GAP}of{_GAP}a{_GAP}(?P<of_scale>million|billion)
    | (?:(?:a|one)[ ])?(?P<part>half|quarter)(?:{_JOIN}an?)?{_JOIN}(?P<part_scale>million|billion|thousand)
    | (?P<dozens>half{_JOIN}a|a|{_SMALL}){_JOIN}dozen\b
    | (?:a|one){_GAP}(?P<one_scale>million|billion|thousand){_GAP}and{_GAP}a{_GAP}(?P<one_part>half|quarter)
    | (?P<half_base>\d+|{_SMALL}){_AND_HALF}{_JOIN}(?P<half_scale>{_SCALE})
    | (?P<glyph_base>\d+)?[ ]?(?P<glyph>[½¼¾]|[13]/[24]){_JOIN}(?P<glyph_scale>{_SCALE})
    | (?P<figure>{_FIGURE})(?:{_JOIN}(?P<figure_scale>{_SCALE})|[ ]?(?P<figure_abbr>mln|mn|bn|[mMkK]))?
    | (?P<words>(?:{_GROUP}|a(?={_JOIN}(?:thousand|million|billion)))
        (?:{_JOIN}{_SCALE}(?:{_GAP}(?:and{_GAP})?{_GROUP})?)*)
    )(?!\w|[/:]\d|,\d)""",
    re.VERBOSE | re.IGNORECASE,
)

_QUALIFIERS: tuple[tuple[Qualifier, str], ...] = (
    (
        "nearly",
        r"just[ ]under|just[ ](?:shy|short)[ ]of|shy[ ]of|nearly|almost|close[ ]to|approaching|not[ ]quite|virtually",
    ),
    (
        "less_than",
        r"(?:slightly[ ])?(?:fewer|less)[ ]than|under|below|up[ ]to|as[ ]many[ ]as|at[ ]most|not?[ ]more[ ]than|a[ ]maximum[ ]of",
    ),
    (
        "more_than",
        (
            r"no[ ](?:fewer|less)[ ]than|(?:slightly[ ]|far[ ]|well[ ]|much[ ]|a[ ]little[ ])?(?:more|greater)[ ]than|"
            r"(?:just[ ]|well[ ]|slightly[ ]|a[ ]little[ ]|way[ ])?over|at[ ]least|upwards?[ ]of|in[ ]excess[ ]of|"
            r"north[ ]of|above|a[ ]minimum[ ]of|exceeding"
        ),
    ),
    (
        "about",
        (
            r"approximately|roughly|around|about|some|(?:an?[ ])?estimated|an[ ]average[ ]of|"
            r"in[ ]the[ ](?:area|region|neighborhood)[ ]of|somewhere[ ]around|circa|maybe|perhaps|more[ ]or[ ]less"
        ),
    ),
)
_BEFORE = [
    (name, re.compile(rf"(?:^|(?<![\w-]))({words.replace('[ ]', '[ ]{1,2}')}){_GAP}$", re.IGNORECASE))
    for name, words in _QUALIFIERS
]
_AFTER: tuple[tuple[Qualifier, re.Pattern[str]], ...] = (
    (
        "more_than",
        re.compile(r"(?:[ ]?\+|-plus\b|[ ]plus\b(?=[ -](?:members?|strong)\b)|[ ]or[ ]more\b)", re.IGNORECASE),
    ),
    ("about", re.compile(r"(?:[ ]or[ ]so|-odd)\b", re.IGNORECASE)),
)

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|"
    r"oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_LABELS = (
    r"locals?|lodges?|districts?|councils?|chapters?|regions?|posts?|branch|no\.?|nos\.?|number|prop\.?|proposition|"
    r"title|section|page|pages|room|article|rule|act|h\.?r\.?|s\.|bill|highway|route|interstate|channel|flight|boeing|"
    r"measure|question|amendment|chapter|grade|ward|precinct|pier|gate|bus|line|class|tier|phase|level|apollo|"
    r"dc|jc|p\.s\.|psalm|verse|aged?|ages|ticket|case|docket|suite|apt\.?|box|form|unit|figure|table|part|week|day|year"
)
_NAME = "number of a thing"
_SCALED = re.compile(r"\d[ ](?:thousand|million)$", re.IGNORECASE)
_NOT_AFTER = (
    ("money", re.compile(r"(?:[$£€¥]|\b(?:US|C|A)\$|\b(?:usd|eur|gbp|rs\.?))[ ]?$", re.IGNORECASE)),
    ("date", re.compile(rf"\b{_MONTH}{_GAP}$", re.IGNORECASE)),
    # "Local 1199", "Locals 12 and 40", "Locals 12, 40 and 77"
    (
        _NAME,
        re.compile(rf"(?:^|[^\w])(?:{_LABELS}){_GAP}(?:\d+(?:,{_GAP}|,?{_GAP}(?:and|or|&){_GAP}))*#?$", re.IGNORECASE),
    ),
    ("score", re.compile(r"\d[ ]?[-\u2013\u2014][ ]?$")),
    ("share", re.compile(r"\b(?:one|two|three|four|five|nine|\d)[ ](?:in|out[ ]of)[ ](?:every[ ])?$", re.IGNORECASE)),
)
_NOT_BEFORE = (
    ("share", re.compile(r"[ ]?(?:%|percent|per[ ]cent|pct|percentage)|-percent", re.IGNORECASE)),
    (
        "money",
        re.compile(
            r"[ -](?:(?:us|canadian)[ ])?(?:dollars?|cents?|pounds?|euros?|bucks|pesos|francs|yen)\b", re.IGNORECASE
        ),
    ),
    ("ordinal", re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)),
    ("date", re.compile(rf"{_GAP}(?:of{_GAP})?{_MONTH}(?![\w-])", re.IGNORECASE)),
    ("time", re.compile(r":\d\d|[ ]?(?:[ap]\.?m\b|o['\u2019]clock)", re.IGNORECASE)),
    ("age", re.compile(r"[ -]years?[ -]olds?\b|[ -]year-old|[ -]months?[ -]old", re.IGNORECASE)),
    ("score", re.compile(r"[ ]?[-\u2013][ ]?\d|[ ]to[ ]\d+[ ](?:vote|margin|decision|ruling)")),
    (
        "fraction",
        re.compile(
            r"[ -](?:thirds?|quarters?|fifths?|tenths?|half|halves)\b|"
            r"[ ]out[ ]of[ ](?:every[ ])?(?:\d|(?:one|two|three|four|five|six|eight|ten)\b)",
            re.IGNORECASE,
        ),
    ),
)
# "three in ten", "9 in 10": not "4,000 in 2010", "900 in three states"
_SHARE_OF = re.compile(
    r"[ ]in[ ](?:every[ ])?(?:\d{1,2}|one|two|three|four|five|six|eight|ten)\b(?![,.]\d)", re.IGNORECASE
)
_LARGEST_SHARE = 10
_RANGE_JOINT = re.compile(r"[ ](?P<word>to|or|and)[ ]|[ ]?[-\u2013\u2014][ ]?")
_RANGE_OPENS = re.compile(r"\b(?:between|(?:any|some)where[ ](?:between|from))[ ]$", re.IGNORECASE)
# "grew from 4,000 to 6,000" is two sizes; of "won by 4,000 to 6,000" neither is one.
_NO_RANGE = re.compile(r"\b(?:from|by|won|lost|vot(?:ed?|es|ing))[ ](?:about[ ]|some[ ]|nearly[ ])?$", re.IGNORECASE)
_WIDEST_RANGE = 3
_SMALLEST_SPAN = 1_000
"""Two numbers joined by a hyphen are a range from here on; smaller ones may be scores and telephone numbers."""
_NAMED_PLACES = re.compile(r"[ ](?:street|st\.|avenue|ave\.|road|boulevard)\b", re.IGNORECASE)


_DIGIT = re.compile(r"[\d½¼¾]")
_NUMBER_WORDS = ("ten", "teen", "ty", "eleven", "twelve", "hundred", "thousand", "million", "billion", "dozen")
_IN_WORDS = re.compile(rf"(?:{'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A stated quantity.

    `text[start:end]` is the number alone, `text[phrase_start:phrase_end]` the number with its qualifying words
    ("more than 40,000", "40,000-plus"); offsets are string offsets into the text that was searched.
    """

    start: int
    end: int
    phrase_start: int
    phrase_end: int
    value: int
    qualifier: Qualifier


def find_numerals(text: str) -> list[Numeral]:
    """Whole quantities stated in `text`, in order, never overlapping; fractions that remain ("1.25") are left out."""
    text = plain_hyphens(text)
    found: list[Numeral] = []
    done = 0
    for match in _NUMBER.finditer(text):
        if match.start() < done:
            continue
        spanned = _range(text, match)
        if spanned is not None:
            done, quantity = spanned
            found.extend([quantity] if quantity is not None else [])
            continue
        value = _value(match)
        if (
            value is None
            or value <= 0
            or value != value.to_integral_value()
            or _excluded(text, match, value) is not None
        ):
            continue
        start, end = match.span()
        phrase_start, phrase_end, qualifier = _qualify(text, start, end)
        found.append(Numeral(start, end, phrase_start, phrase_end, int(value), qualifier))
    return found


def may_hold_number(text: str) -> bool:
    """Tell whether a number may stand in `text`: the words are looked for first, as the expression takes far longer."""
    if _DIGIT.search(text):
        return True
    lower = text.lower()
    return any(word in lower for word in _NUMBER_WORDS) and _IN_WORDS.search(text) is not None


def plain_hyphens(text: str) -> str:
    """`text` with "-" for every hyphen of another shape and for a dash that stands for one; its length is the same."""
    return _DASH_IN_COMPOUND.sub("-", text.translate(_HYPHENS))


def _range(text: str, low: re.Match[str]) -> tuple[int, Numeral | None] | None:
    """Where the range ends that begins with the number `low`, and its quantity: none where it is of dates, shares ...

    None where `low` begins no range.
    """
    joint = _RANGE_JOINT.match(text, low.end())
    if joint is None:
        return None
    # A copy, since the number after a hyphen is none by itself.
    high = _NUMBER.match(text[joint.end() : joint.end() + 60])
    least, most = _value(low), _value(high) if high is not None else None
    if high is None or least is None or most is None:
        return None
    scale = (
        high["figure_scale"]
        or high["figure_abbr"]
        or (re.search(r"million|billion|thousand", high.group()) or [None])[0]
    )
    if scale is not None and low["figure_scale"] is None and least < most / _scale(scale):
        least *= _scale(scale)
    if not least < most <= _WIDEST_RANGE * least or least != least.to_integral_value():
        return None
    before, end = text[max(0, low.start() - 30) : low.start()], joint.end() + high.end()
    opening = _RANGE_OPENS.search(before)
    word = joint["word"]
    if opening is None and (word == "and" or _NO_RANGE.search(before) or (word is None and least < _SMALLEST_SPAN)):
        return None
    years = all(re.fullmatch(r"(?:1[6-9]|20)\d\d", match.group()) for match in (low, high))
    named = any(pattern.search(before) for _, pattern in _NOT_AFTER)
    if years or named or any(pattern.match(text[end : end + 24]) for _, pattern in _NOT_BEFORE):
        return end, None
    start = low.start() - len(opening.group()) if opening is not None else _qualify_before(text, low.start())[0]
    return end, Numeral(low.start(), end, start, end, int(least), "more_than")


def _value(match: re.Match[str]) -> Decimal | None:
    """What a match of the grammar is worth; None where the words do not make a number."""
    group = match.groupdict()
    if group["of_part"]:
        count = _ONES.get((group["of_count"] or "one").lower(), 1)
        return (count * _FRACTIONS[group["of_part"].lower().rstrip("s")] * _scale(group["of_scale"])).quantize(
            Decimal(1)
        )
    if group["part"]:
        return _FRACTIONS[group["part"].lower()] * _scale(group["part_scale"])
    if group["dozens"]:
        dozens = group["dozens"].lower()
        times = Decimal("0.5") if dozens.startswith("half") else _group(re.split(r"[\s-]+", dozens))
        return None if times is None else 12 * times
    if group["one_scale"]:
        return (1 + _FRACTIONS[group["one_part"].lower()]) * _scale(group["one_scale"])
    if group["half_base"]:
        base = group["half_base"]
        whole = Decimal(base) if base.isdigit() else _group(re.split(r"[\s-]+", base.lower()))
        return None if whole is None else (whole + _FRACTIONS[group["and_part"].lower()]) * _scale(group["half_scale"])
    if group["glyph"]:
        glyph = group["glyph"]
        part = _GLYPHS[glyph] if glyph in _GLYPHS else Decimal(glyph[0]) / Decimal(glyph[2])
        return (Decimal(group["glyph_base"] or 0) + part) * _scale(group["glyph_scale"])
    if group["figure"]:
        abbreviation = group["figure_abbr"]
        scale = group["figure_scale"] or abbreviation
        return Decimal(group["figure"].replace(",", "")) * (_scale(scale) if scale else 1)
    return _words(group["words"])


def _scale(word: str) -> Decimal:
    return Decimal(_SCALES[word.lower()])


def _words(text: str) -> Decimal | None:
    """Value of a number in words, e.g. "two hundred and fifty thousand"; None where it is no number."""
    total = Decimal(0)
    pending: list[str] = []
    for word in re.split(r"[\s-]+", text.lower()):
        if word in ("thousand", "million", "billion"):
            group = _group(pending)
            if group is None:
                return None
            total += group * _SCALES[word]
            pending = []
        else:
            pending.append(word)
    if pending:
        group = _group(pending)
        if group is None:
            return None
        total += group
    return total


def _group(words: list[str]) -> Decimal | None:
    """Value of words under a thousand or so ("twelve hundred", "two hundred and six"); None for anything else."""
    total = 0
    for word in words:
        if word in _ONES:
            total += _ONES[word]
        elif word in _TENS:
            total += _TENS[word]
        elif word == "a":
            total += 1
        elif word == "hundred" and total:
            total *= 100
        elif word != "and":
            return None
    return Decimal(total) if total else None


def _excluded(text: str, match: re.Match[str], value: Decimal) -> str | None:
    """Why the match is no quantity, or None where it is one."""
    start, end = match.span()
    before, after = text[max(0, start - 40) : start], text[end : end + 24]
    for reason, pattern in _NOT_AFTER:
        # "Local 1199" is a name, "members number 4,000" is none: names carry no thousands separator and no "million".
        if pattern.search(before) and not (reason == _NAME and ("," in match.group() or _SCALED.search(match.group()))):
            return reason
    for reason, pattern in _NOT_BEFORE:
        if pattern.match(after):
            return reason
    if value <= _LARGEST_SHARE and _SHARE_OF.match(after):
        return "share"
    figure = match["figure"]
    if figure and figure == match.group() and re.fullmatch(r"(?:1[6-9]|20)\d\d", figure):
        qualified = any(pattern.search(before) for _, pattern in _BEFORE)
        if not qualified and not re.match(r"-(?:members?|strong|plus)\b", after):
            return "year"
    if figure and figure == match.group() and figure.startswith("0"):
        return "code"
    if figure and _NAMED_PLACES.match(after):
        return "address"
    if text[max(0, start - 2) : start].endswith("'") and len(match.group()) == 2:
        return "year"
    words = match["words"]
    if words and words.lower() in ("one", "a") and value == 1:
        return "pronoun"
    vague = re.search(rf"\b(?:several|many|few|couple(?:{_GAP}of)?|dozen){_GAP}$", before, re.IGNORECASE)
    return "vague" if vague else None


def _qualify(text: str, start: int, end: int) -> tuple[int, int, Qualifier]:
    """Bounds of the number with its qualifying words, and what these words say of it."""
    for name, pattern in _AFTER:
        match = pattern.match(text, end)
        if match:
            end, after = match.end(), name
            return _qualify_before(text, start)[0], end, after
    phrase_start, qualifier = _qualify_before(text, start)
    return phrase_start, end, qualifier


def _qualify_before(text: str, start: int) -> tuple[int, Qualifier]:
    # The longest reading wins: "no fewer than" is not "fewer than", "just over" not "over".
    offset = max(0, start - 40)
    best: tuple[int, Qualifier] = (start, "exact")
    for name, pattern in _BEFORE:
        match = pattern.search(text[offset:start])
        if match and offset + match.start(1) < best[0]:
            best = (offset + match.start(1), name)
    return best
