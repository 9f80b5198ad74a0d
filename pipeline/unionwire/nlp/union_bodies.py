"""Locals, lodges and councils: names of unions joined to a number.

How it decides. "Teamsters Local 25", "Local 713 of the Communications Workers" and "IBEW 357" take their parent from the
name beside the number; in "the X, Local 12, the Y" the number is X's. A bare "Local 25" belongs to the union that the
article gives this number elsewhere, else to the national union named last before it (or first after it). Kinds of body
that only some unions have, a lodge or a district, go to one of those (`bodies_of` in `seeds/union_words.json`). A
parent that stands inside its body's name in its own right ("Local 25 of the X", "X's Local 25") is a mention too.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import re
from collections.abc import Iterable

from unionwire.link.places import states_in
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_finds import Find, longest_first, spans_overlap
from unionwire.nlp.union_places import UnionPlaces
from unionwire.nlp.union_shapes import union_words
from unionwire.records import Level, Union

# kind of body -> (infix of the id, level); the ids of AFSCME's and the Painters' district councils read `dc`
_BODIES: dict[str, tuple[str, Level]] = {
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
_BODY = r"(?P<body>Local(?: Union| Lodge)?|Locals|District (?:Lodge|Council)|Joint (?:Council|Board)|DC|Lodge|Council|Branch|Chapter|District|Region|Division|Unit|local)"
_BARE_BODY = r"(?P<body>Local(?: Union| Lodge)?|Locals|District (?:Lodge|Council)|Joint Council|Lodge|(?<!City )(?<!County )Council|Branch|District|Chapter|Region)"
_ONE = r"\d{1,5}(?!,\d)[A-Z]{0,3}(?:-[A-Z0-9]{1,5})?(?!\w)"
_NUMBERS = rf"(?:\s+(?:No\.?|Number|Union))?\s*#?\s?(?P<numbers>{_ONE}(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+&\s+|/)(?:Local\s+)?{_ONE})*)"
_AFTER_NAME = re.compile(
    rf"(?:['’]s?|!)?,?\s*(?:\([A-Z][A-Za-z&/-]*\)['’]?s?,?\s*)?(?:(?:[Uu]nion|AFL-CIO|[Ii]nternational),?\s+)?(?:of\s+[A-Z][\w.]+(?:\s[A-Z]\w+)?,?\s+)?(?:[Cc]hapter,?\s+)?{_BODY}{_NUMBERS}"
)
_BEFORE_NAME = re.compile(rf"(?<![\w/-]){_BODY}{_NUMBERS}(?:,|\s+of|\s*,\s+an? \w+ of|\s+with)\s+(?:the\s+)?$")
_COMMA_BEFORE_NAME = re.compile(r",\s+(?P<the>the\s+)?$")
_BARE = re.compile(rf"(?<![\w/-]){_BARE_BODY}{_NUMBERS}(?!\s+(?:News|news|TV|percent|million|Action|[Cc]ouncil)\b)")
_ELECTORAL = re.compile(
    r"(?:\b(?:House|Senate|Congressional|congressional|Council|council|School|school|Assembly|Legislative|legislative|Judicial|Water|Fire|Hospital|City|"
    r"County|Supervisor|supervisor|Ward|[Ii]n|[Ff]or|[Ff]rom|[Rr]epresents?|[Rr]epresenting|[Ww]ithin|of|to|[Aa]cross|[Cc]hapter|[Uu]nder|the)|['’]s)\s+$"
)
_NUMBER_ONLY = re.compile(
    rf"\s(?P<numbers>{_ONE})(?!\s?(?:%|percent|per cent|million|billion|[a-z]+s\b(?<!has)(?<!is)(?<!was)(?<!members)))"
)
_SLASHED = re.compile(r"(?<![\w/])(?:[A-Z]{2,8}/)+$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_OWN_RIGHT_BEFORE = re.compile(r"(?:\b(?:of|for|with)\s+(?:the\s+|its\s+)?|,\s+(?:an? \w+ of )?the\s+)$")
_OWN_RIGHT_AFTER = re.compile(r"['’]s?\s+\S")
_OF_PARENT = re.compile(r"\s+of\s+(?:the\s+)?")
_UNNUMBERED_FEDERATIONS = {"afl-cio"}


class UnionBodies:
    """Joins numbers and places to the names found in a text; built once for a registry."""

    def __init__(self, registry: UnionRegistry) -> None:
        self._registry = registry
        self._places = UnionPlaces(registry)

    def join(self, finds: list[Find], text: str) -> list[Find]:
        """Return `finds` with bodies in the place of the names that they are made of."""
        finds = _with_parent_names(finds, text)
        numbered = self._numbered(finds, text)
        placed = self._places.find(finds, text, numbered)
        bodies = longest_first(numbered + placed)
        spans = [(find.start, find.end) for find in bodies]
        rest = [find for find in finds if not spans_overlap(find.start, find.end, spans)]
        bodies = _with_parents_after(bodies, finds, text)
        spans = [(find.start, find.end) for find in bodies]
        rest = [find for find in rest if not spans_overlap(find.start, find.end, spans)]
        bodies += self._bare(text, bodies, rest)
        spans = [(find.start, find.end) for find in bodies]
        rest = [find for find in rest if not spans_overlap(find.start, find.end, spans)]
        return longest_first(bodies + rest)

    def _numbered(self, finds: list[Find], text: str) -> list[Find]:
        bodies: list[Find] = []
        taken_to = 0
        for i, find in enumerate(finds):
            after = _AFTER_NAME.match(text, find.end)
            before = _BEFORE_NAME.search(text, max(0, find.start - 60), find.start)
            if after and find.union.level == "federation" and find.union.union_id not in _UNNUMBERED_FEDERATIONS:
                after = None
            if after:
                bodies += self._split(after, find, _slashed_start(text, find), after.end(), "local.after-name", text)
                taken_to = after.end()
            elif before and before.start() >= taken_to and not (i and finds[i - 1].end > before.start()):
                if not self._opens_list(find, finds[i + 1 : i + 2], before, text):
                    bodies += self._split(before, find, before.start(), find.end, "local.before-name", text)
            elif find.form == "abbreviation" or (find.form == "trade" and find.union.level == "national"):
                bodies += self._number_only(find, text)
        return bodies

    def _number_only(self, find: Find, text: str) -> list[Find]:
        """Read "IBEW 357", "Operating Engineers 40"."""
        number = _NUMBER_ONLY.match(text, find.end)
        start = _slashed_start(text, find)
        if number is None or find.union.level == "federation":
            return []
        if start == find.start and _YEAR.match(number.group("numbers")):
            return []
        return self._split(number, find, start, number.end(), "local.number-only", text)

    @staticmethod
    def _opens_list(find: Find, following: list[Find], before: re.Match[str], text: str) -> bool:
        """Tell whether "Local 12, the X" begins a list: X is no national, and another union follows it."""
        comma = _COMMA_BEFORE_NAME.search(text, before.end("numbers"), find.start)
        return bool(comma) and not find.union.in_registry and bool(following) and following[0].start - find.end < 12

    def _split(self, match: re.Match[str], find: Find, start: int, end: int, rule: str, text: str) -> list[Find]:
        groups = match.groupdict()
        kind = (groups.get("body") or "local").lower().removesuffix("s")
        numbers = list(re.finditer(_ONE, groups["numbers"]))
        if len(numbers) > 1 and not (groups.get("body") or "").endswith("s"):
            numbers = numbers[:1]
            end = match.start("numbers") + numbers[0].end() if match.end() == end else end
        state = _state_after(text, end)
        found = []
        for position, number in enumerate(numbers):
            union = self.body(find.union, kind, number.group(), state)
            offset = match.start("numbers") + number.start()
            at = (start, match.start("numbers") + number.end()) if position == 0 and len(numbers) > 1 else (start, end)
            if position:
                at = (offset, offset + len(number.group()))
            found.append(Find(*at, union, rule, find.found_by))
        return found

    def body(self, parent: Union, kind: str, number: str, state: str | None = None) -> Union:
        """Return the numbered body of `parent`: the registry's where it knows the number, else a new one."""
        infix, level = _BODIES[kind]
        parent = self._owner_of_locals(parent)
        if parent.level in {"local", "regional"} and parent.parent_union_id and parent.local_number in {None, number}:
            return parent
        root = parent
        if parent.level == "local" and parent.parent_union_id and (entry := self._registry.get(parent.parent_union_id)):
            root = entry.union
        known = self._registry.local(root.union_id, number)
        if known and (entry := self._registry.get(known)) and (entry.union.level == "local") == (level == "local"):
            return entry.union
        label = {"dc": "District Council"}.get(kind, kind.title())
        return Union(
            union_id=f"{root.union_id}-{infix}-{number.lower()}",
            name=f"{root.abbreviation or root.name} {label} {number}",
            level=level,
            parent_union_id=root.union_id,
            local_number=number if infix == "local" else None,
            state=state,
            country=root.country,
        )

    def _owner_of_locals(self, parent: Union) -> Union:
        """Return the union that numbers the locals of a trade: "United Firefighters of Dover, Local 12" is the IAFF's."""
        if parent.in_registry:
            return parent
        name = parent.name.lower()
        owner = next((owner for trade, owner in union_words()["locals_of"].items() if trade in name), None)
        entry = self._registry.get(owner) if owner else None
        return entry.union if entry else parent

    def _bare(self, text: str, bodies: list[Find], names: list[Find]) -> list[Find]:
        """Bodies named by their number alone; one number is one body all through the article."""
        taken = [(find.start, find.end) for find in (*bodies, *names)]
        by_number: dict[tuple[Level, str], Union] = {}
        for find in bodies:
            number = re.search(_ONE, text[find.start : find.end])
            if number and find.union.parent_union_id:
                by_number.setdefault((find.union.level, number.group()), find.union)
        for find in names:
            if find.union.local_number:
                by_number.setdefault((find.union.level, find.union.local_number), find.union)
        caucuses = set(union_words()["caucuses"])
        parents = [
            find
            for find in names
            if find.union.level == "national" and find.form != "common" and find.union.union_id not in caucuses
        ]
        found: list[tuple[tuple[Level, str], Find]] = []
        for match in _BARE.finditer(text):
            if spans_overlap(*match.span(), taken):
                continue
            kind = match.group("body").lower().removesuffix("s")
            for start, end, local in _numbers_of(match):
                key = (_BODIES[kind][1], local)
                union = by_number.get(key) or self._bare_body(kind, local, start, text, parents, bodies)
                if union is not None:
                    found.append((key, Find(start, end, union, "local.bare", "pattern")))
        return _one_body_a_number(found)

    def _bare_body(
        self, kind: str, number: str, start: int, text: str, names: list[Find], bodies: list[Find]
    ) -> Union | None:
        having = _bodies_of().get(kind.removeprefix("local "))
        parent = self._parent_of_bare(start, names, bodies, having)
        if having is not None and parent is None and kind != "lodge":
            return None
        if kind in {"council", "branch", "district", "chapter", "region"} and _ELECTORAL.search(
            text, max(0, start - 30), start
        ):
            return None
        if parent is None:
            infix, level = _BODIES[kind]
            return Union(f"{infix}-{number.lower()}", f"{kind.title()} {number}", level, local_number=number)
        return self.body(parent, kind, number)

    def _parent_of_bare(
        self, start: int, names: list[Find], bodies: list[Find], having: frozenset[str] | None
    ) -> Union | None:
        """The national that a bare number belongs to: one that has such bodies, named last before it, else first after."""
        own = [find for find in names if having is None or find.union.union_id in having]
        if (nearest := _nearest_national(start, own)) is not None:
            return nearest
        parent_ids = [find.union.parent_union_id for find in bodies if having or find.end <= start]
        for parent_id in reversed(parent_ids):
            if parent_id and (having is None or parent_id in having) and (entry := self._registry.get(parent_id)):
                return entry.union
        return None


def _numbers_of(match: re.Match[str]) -> list[tuple[int, int, str]]:
    """Start, end and number of each body in "Locals 12 and 15"; after a singular, of the first alone."""
    numbers = list(re.finditer(_ONE, match.group("numbers")))
    if not match.group("body").endswith("s"):
        numbers = numbers[:1]
    offset = match.start("numbers")
    return [
        (match.start() if position == 0 else offset + number.start(), offset + number.end(), number.group())
        for position, number in enumerate(numbers)
    ]


def _one_body_a_number(found: list[tuple[tuple[Level, str], Find]]) -> list[Find]:
    """Give all bare mentions of a number the union that most of them got, the first named on a tie."""
    votes: dict[tuple[Level, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    unions = {find.union.union_id: find.union for _, find in found}
    for key, find in found:
        votes[key][find.union.union_id] += 1
    return [dataclasses.replace(find, union=unions[votes[key].most_common(1)[0][0]]) for key, find in found]


def own_right_parents(finds: list[Find], registered: list[Find], text: str) -> list[Find]:
    """Return the parents that stand inside a body's name in their own right: "Local 25 of the X", "the X's Local 25".

    `registered` are all registered names in the text, those inside longer names included.
    """
    found = []
    for body in finds:
        parent_id = body.union.parent_union_id
        if parent_id is None or body.form == "common":
            continue
        inside = [
            find
            for find in registered
            if find.union.union_id == parent_id
            and body.start <= find.start
            and find.end <= body.end
            and find.end - find.start < body.end - body.start
        ]
        for find in longest_first(inside):
            before = _OWN_RIGHT_BEFORE.search(text, body.start, find.start)
            after = _OWN_RIGHT_AFTER.match(text, find.end, body.end)
            if before or after:
                found.append(dataclasses.replace(find, rule="parent.inside", needs_context=False))
    return found


def _with_parent_names(finds: list[Find], text: str) -> list[Find]:
    """Join a registered body and its parent's name beside it: "AFSCME District Council 37", "32BJ SEIU"."""
    joined: list[Find] = []
    for find in finds:
        last = joined[-1] if joined else None
        if last is not None and re.fullmatch(r"(?:['’]s?)?,?\s|\s?/\s?", text[last.end : find.start]):
            if find.union.parent_union_id == last.union.union_id:
                joined[-1] = dataclasses.replace(find, start=last.start, rule="body.registered", needs_context=False)
                continue
            if last.union.parent_union_id == find.union.union_id and text[last.end : find.start] == " ":
                joined[-1] = dataclasses.replace(last, end=find.end, rule="body.registered", needs_context=False)
                continue
        joined.append(find)
    return joined


def _with_parents_after(bodies: list[Find], finds: list[Find], text: str) -> list[Find]:
    """Let "CTU, Local 1" take in its parent behind it: "CTU, Local 1 of the American Federation of Teachers"."""
    longer = []
    for body in bodies:
        parent = next((find for find in finds if 0 < find.start - body.end < 12), None)
        joins = parent is not None and _OF_PARENT.fullmatch(text[body.end : parent.start])
        if parent is not None and joins and parent.union.union_id == body.union.parent_union_id:
            body = dataclasses.replace(body, end=parent.end)  # noqa: PLW2901 - the same body, longer
        longer.append(body)
    return longer


def _nearest_national(start: int, names: Iterable[Find]) -> Union | None:
    before = [find for find in names if find.end <= start]
    after = [find for find in names if find.start > start]
    if before:
        return before[-1].union
    return after[0].union if after else None


def _slashed_start(text: str, find: Find) -> int:
    match = _SLASHED.search(text, max(0, find.start - 24), find.start)
    return match.start() if match else find.start


def _state_after(text: str, end: int) -> str | None:
    """Return the state named right after a local: "Local 12 in Dover, Del.," -> "DE"."""
    match = re.match(r"(?:,|\s+in|\s+of|\s+at)\s+(?:[A-Z][\w.]+(?:\s[A-Z][\w.]+)?(?:,\s+)?)+", text[end : end + 60])
    counts = states_in(match.group()) if match else None
    return next(iter(counts)) if counts else None


@functools.cache
def _bodies_of() -> dict[str, frozenset[str]]:
    """Kind of body -> ids of the unions that have numbered bodies of that kind."""
    return {kind: frozenset(ids) for kind, ids in union_words()["bodies_of"].items()}
