"""The numbers of locals and other bodies: "Local 12", "Locals 12 and 15", "Local P-9", "Local 1199NW"."""

from __future__ import annotations

import collections
import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator

from unionwire.link.names import slug
from unionwire.link.places import states_in
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_finds import Find
from unionwire.nlp.union_shapes import union_words
from unionwire.records import Level, Union

_SLASHED = re.compile(r"(?<![\w/-])(?:[A-Z]{2,8}[/-])+$")
_TOPIC = 3  # mentions that make a union what an article is about
# what stands behind a slash is the number's own once it is read so, or "7/7/7/7" could be parted in any number of ways
DIGITS = r"\d{1,5}(?!,\d)[A-Z]{0,3}(?:[-/](?:\d{1,5}[A-Z]{0,2}|[A-Z]{1,2})(?!\w))?+(?!\w)"
# "Local P-9"; "Local 1l" is a slip of the scanner for 11
ONE = rf"(?:{DIGITS}|[A-Z]{{1,2}}-\d{{1,4}}(?!\w)|\d{{1,4}}l(?!\w))"
NUMBERS = rf"(?:\s+\([A-Z]{{1,3}}\))?(?:\s+(?:No\.?|Number|Union))?\s*#?\s?(?P<numbers>{ONE}(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+&\s+|/)(?:Local\s+)?{ONE})*)"
# "two Carvers locals, 9 and 12,"
LISTED_LOCALS = re.compile(rf"\s+(?P<body>locals),\s+(?P<numbers>{ONE}(?:,\s{ONE})*,?\s+and\s+{ONE})(?=[,.;)])")
# what shows that all numbers of "Local 12, 31 and 85" are locals', and not the last one a count of something else
_OF_ALL = re.compile(
    r"\s+(?:(?:all|both|have|had|also|jointly)\s+)?(?:are|were|struck|strike|walked|endorsed|backed|back|endorse|supported|voted|joined|said|say|signed|"
    r"called|rejected|ratified|announced|gave|sent|represent|picketed|marched|split|opposed|plan|agreed)\b|\s+(?:both|all)\b|\s*[;.)](?!\d)|\s+in\s+[A-Z]"
)
# the number behind is a seat's: "Council District 9"
ELECTORAL = re.compile(
    r"(?:\b(?:House|Senate|Congressional|congressional|Council|council|School|school|Assembly|Legislative|legislative|Judicial|Water|Fire|Hospital|City|"
    r"County|Supervisor|supervisor|Ward|[Ii]n|[Ff]or|[Ff]rom|[Rr]epresents?|[Rr]epresenting|[Ww]ithin|of|to|[Aa]cross|[Cc]hapter|[Uu]nder|the)|['’]s)\s+$"
)
# ... of a council itself: "City Council 9"; a seat is no council, so that "members of Council 31" are a union's
ELECTORAL_COUNCIL = re.compile(
    r"(?:\b(?:School|school|City|city|County|county|Town|town|Village|Tribal|Student|Security|Privy)|['’]s)\s+$"
)

# an article that tells of seats by district means seats by its bare districts, too, but for "the CWA's District 1"
_SEATS = re.compile(
    r"\b(?:Senate|Assembly|House|Council(?:man|woman|or)?|council|Congress(?:ional|man|woman|person)?|Legislature|legislative|Rep\.|Sen\.|Assembl\w+|Delegate)"
    r"[^.;\n]{0,60}?\bDistricts?\s\d"
)
_CLOSE = re.compile(r"(?:[A-Z]{3,}|[Uu]nion|Machinists|Workers)(?:['’]s?)?[\s,]+(?:the\s)?$")

# kind of body -> (infix of the id, level); the ids of AFSCME's and the Painters' district councils read `dc`
BODIES: dict[str, tuple[str, Level]] = {
    "local": ("local", "local"),
    "local union": ("local", "local"),
    "local lodge": ("lodge", "local"),
    "lodge": ("lodge", "local"),
    "district lodge": ("district-lodge", "regional"),
    "district council": ("dc", "regional"),
    "dc": ("dc", "regional"),
    "joint council": ("joint-council", "regional"),
    "joint board": ("joint-board", "regional"),
    "council": ("council", "regional"),
    "district": ("district", "regional"),
    "region": ("region", "regional"),
    "branch": ("branch", "local"),
    "chapter": ("chapter", "local"),
    "division": ("division", "local"),
    "unit": ("unit", "local"),
}
_OFFICE = re.compile(
    r"\s+(?:(?:[Vv]ice[ -])?[Pp]resident|[Mm]embers?\b|[Oo]rganizer|[Ss]teward|[Aa]ctivist|[Bb]usiness (?:agent|manager))"
)
_YEAR = re.compile(r"^(?:19|20)\d\d$")
# what follows a local's number and no year
_OF_LOCAL = (
    r",\s+(?:which|whose)\s|,\s+(?:which\sis\s)?(?:an?|the)\s+(?:[\w'’-]+\s+){0,4}?(?:union|local)\b"
    r"|\s+(?:represents|endorsed|endorses|backed|backs|voted|struck|has|is|will|says|said)\b"
)
_NOT_YEAR = re.compile(rf"{_OF_LOCAL}|{_OFFICE.pattern}")
# "United Harbor Workers 600": after a name in full a number must end the phrase, or a local's verb follow
_CLOSED_NUMBER = re.compile(
    rf"\s\d{{3,4}}(?:{_OF_LOCAL}|{_OFFICE.pattern}|[.;:)]|,\s|['’]s\s|\s\(|\s+and\s+(?:the\s+)?[A-Z])"
)


def is_seat(text: str, start: int) -> bool:
    """Tell whether the bare "District 9" at `start` is a seat, as in an article that tells of seats by their districts."""
    return _tells_of_seats(text) and _CLOSE.search(text, max(0, start - 60), start) is None


@functools.lru_cache(maxsize=1)  # asked for each bare district of an article
def _tells_of_seats(text: str) -> bool:
    return _SEATS.search(text) is not None


def said_numbers(match: re.Match[str], body: str) -> list[re.Match[str]]:
    """The numbers of "Locals 12 and 15", "Local 12 and Local 15", "Local 12, 31 and 85 struck"; else the first alone."""
    said = match.group("numbers")
    numbers = list(re.finditer(ONE, said))
    if body.endswith("s"):
        return numbers
    if not body.lower().startswith("local"):
        return numbers[:1]
    in_figures = all(len(number.group()) > 1 for number in numbers)  # "Local 134, 3 of whose members ..."
    if in_figures and "/" not in said and _OF_ALL.match(match.string, match.end("numbers")):
        return numbers
    of_next = re.match(r",?\s+of\b", match.string[match.end("numbers") :])  # "..., Local 15 of the Y"
    again = [number for number in numbers[1:] if said[: number.start()].endswith("Local ")]
    return numbers[:1] + (again[:-1] if of_next else again)


def numbers_of(match: re.Match[str]) -> list[tuple[int, int, str]]:
    """Start, end and number of each body in "Locals 12 and 15", as `said_numbers` reads it."""
    numbers = said_numbers(match, match.group("body"))
    offset = match.start("numbers")
    return [
        (match.start() if position == 0 else offset + number.start(), offset + number.end(), number.group())
        for position, number in enumerate(numbers)
    ]


def beside(pattern: re.Pattern[str], text: str, taken: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern of numbered bodies outside `taken`.

    A name in `taken` that ends inside a match leaves the rest of it: "Local 90" in "Carvers Local 20 and Local 90".
    """
    spans = sorted(taken)
    position = 0
    while match := pattern.search(text, position):
        ends = [end for start, end in spans if start < match.end() and match.start() < end]
        if not ends:
            yield match
        position = max(match.start() + 1, min(ends)) if ends and max(ends) < match.end() else match.end()


def bears_number(find: Find, text: str) -> bool:
    """Tell whether a local's mention gives its number: "Carvers Local 20", no "Chicago Carvers Union"."""
    return find.union.local_number is not None and find.union.local_number in text[find.start : find.end]


def plain_number(number: str) -> str:
    """Read a small L at the end of a number as the 1 that a scanner took it for."""
    return number[:-1] + "1" if number.endswith("l") else number


def is_anothers(number: str, find: Find, finds: list[Find], text: str) -> bool:
    """Tell whether the number behind a known local's name ("UTX, Local 11 and the Y") is elsewhere another union's."""
    if find.union.local_number is not None or (find.union.in_registry and find.union.level != "local"):
        return False
    beside = re.compile(rf"['’]?s?\s+Local\s+{re.escape(number)}\b")
    return any(
        other.union.union_id != find.union.union_id
        and (other.union.local_number == number or beside.match(text, other.end))
        for other in finds
    )


def topic(named: list[Union], last: Union) -> Union | None:
    """The union that an article is about, where the one named last is an aside's: named once in it, the other thrice.

    `named` are the unions of all mentions, `last` the one that the nearest mention gives.
    """
    times = collections.Counter(union.union_id for union in named)
    (most, count), *others = times.most_common(2)
    leads = count >= _TOPIC and (not others or others[0][1] < count)
    if times[last.union_id] > 1 or not leads:
        return None
    return next(union for union in named if union.union_id == most)


def given_numbers(bodies: list[Find], names: list[Find], text: str) -> dict[tuple[Level, str], Union]:
    """(level, number) -> the body to which the article gives that number."""
    by_number: dict[tuple[Level, str], Union] = {}
    for find in bodies:
        number = re.search(ONE, text[find.start : find.end])
        if number and find.union.parent_union_id:
            by_number.setdefault((find.union.level, plain_number(number.group())), find.union)
    for find in names:
        if find.union.local_number:
            by_number.setdefault((find.union.level, find.union.local_number), find.union)
    for match in _UNION_NUMBERED.finditer(text):
        # "the Dover Police Union ... the union, Local 9, said": that body has the number
        before = [find for find in names if find.end <= match.start() and find.form != "common"]
        last = max(before, key=lambda find: find.end).union if before else None
        if last is not None and last.level == "local" and last.local_number is None and not last.in_registry:
            by_number.setdefault(("local", plain_number(match.group("number"))), last)
    return by_number


_UNION_NUMBERED = re.compile(rf"\b[Tt]he\s+(?:union|local|association),\s+Local\s+(?:No\.\s?|#)?(?P<number>{ONE}),")


def with_numbering_parents(finds: list[Find], text: str, registry: UnionRegistry) -> list[Find]:
    """Return finds, the name of one city's body before a local's number as its namesake's that numbers its locals.

    "PBA Local 12" is no local of the New York police: in New Jersey it is one of the state PBA, elsewhere of a PBA that
    the name does not tell.
    """
    result = []
    for find in finds:
        one_city = find.union.level == "local" and find.union.in_registry and find.union.parent_union_id is None
        if one_city and find.union.local_number is None and _LOCAL_BEHIND.match(text, find.end):
            surface = text[find.start : find.end]
            if (by_state := union_words()["numbered_namesakes"].get(surface)) is not None:
                states = states_in(text)
                entry = next((registry.get(by_state[state]) for state in sorted(by_state) if state in states), None)
                union = entry.union if entry else Union(slug(surface), surface, "national")
                find = dataclasses.replace(find, union=union, needs_context=False)  # noqa: PLW2901 - the same, told apart
        result.append(find)
    return result


_LOCAL_BEHIND = re.compile(r",?\s+Locals?\s+(?:No\.\s?|#)?\d")


def slashed_start(text: str, find: Find) -> int:
    """Where a name with initials and slashes before it begins: "HTU/" of "HTU/SEIU"."""
    match = _SLASHED.search(text, max(0, find.start - 24), find.start)
    return match.start() if match else find.start


def may_be_year(digits: str, text: str, end: int) -> bool:
    """Tell whether a number that ends at `end` of "at USW 1999" may be a year.

    It is none where somebody holds an office there, it acts as a union does, or it is a local elsewhere in the text.
    """
    if not _YEAR.match(digits):
        return False
    return not (re.search(rf"\bLocal\s+(?:No\.\s?)?{digits}\b", text) or _NOT_YEAR.match(text, end))


def closed_number(text: str, end: int) -> bool:
    """Tell whether a name in full, which ends at `end`, is followed by a number that is all of a local's."""
    return _CLOSED_NUMBER.match(text, end) is not None


@functools.cache
def bodies_of() -> dict[str, frozenset[str]]:
    """Return kind of body -> ids of the unions that have numbered bodies of that kind."""
    return {kind: frozenset(ids) for kind, ids in union_words()["bodies_of"].items()}
