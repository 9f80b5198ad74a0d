"""Locals, lodges, councils and state bodies: names of unions joined to a number or a place.

How it decides. "Teamsters Local 25", "Local 713 of the Communications Workers" and "IBEW 357" take their parent from the
name beside the number. A bare "Local 25" belongs to the union that the article gives this number elsewhere, else to
the national union named last before it (or first after it). "The Ohio chapter of the X", "X's Ohio affiliate",
"its Ohio affiliate" and "the Ohio AFL-CIO" are X's body in that state: the registry's own body where it covers the
whole state, else `<parent>-<postal code>`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from unionwire.link.names import slug
from unionwire.link.places import main_state, postal, state_names, state_pattern, states_in
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_finds import Find, longest_first, spans_overlap
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
_BARE_BODY = r"(?P<body>Local(?: Union| Lodge)?|Locals|District (?:Lodge|Council)|Joint Council|Lodge)"
_ONE = r"\d{1,5}(?!,\d)[A-Z]{0,3}(?:-[A-Z0-9]{1,3})?(?!\w)"
_NUMBERS = rf"(?:\s+(?:No\.?|Number|Union))?\s*#?\s?(?P<numbers>{_ONE}(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+&\s+|/)(?:Local\s+)?{_ONE})*)"
_AFTER_NAME = re.compile(
    rf"(?:['’]s?)?,?\s*(?:\([A-Z][A-Za-z&/-]*\)['’]?s?,?\s*)?(?:(?:[Uu]nion|AFL-CIO|[Ii]nternational),?\s+)?(?:of\s+[A-Z][\w.]+(?:\s[A-Z]\w+)?,?\s+)?(?:[Cc]hapter,?\s+)?{_BODY}{_NUMBERS}"
)
_BEFORE_NAME = re.compile(rf"(?<![\w/-]){_BODY}{_NUMBERS}(?:,|\s+of|\s*,\s+an? \w+ of|\s+with)\s+(?:the\s+)?$")
_BARE = re.compile(rf"(?<![\w/-]){_BARE_BODY}{_NUMBERS}(?!\s+(?:News|news|TV|percent|million|Action)\b)")
_NUMBER_ONLY = re.compile(rf"\s(?P<numbers>{_ONE})(?!\s?(?:%|percent|per cent|million|billion|[a-z]+s\b(?<!has)(?<!is)(?<!was)(?<!members)))")
_SLASHED = re.compile(r"(?<![\w/])(?:[A-Z]{2,8}/)+$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_CHAPTER = r"(?:chapter|affiliate|branch|arm|council|division|section|wing|federation|local|unit|body)"


def _place_words() -> str:
    return rf"(?P<place>{state_pattern()}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)"


class UnionBodies:
    """Joins numbers and places to the names found in a text; built once for a registry."""

    def __init__(self, registry: UnionRegistry) -> None:
        self._registry = registry
        place = _place_words()
        self._chapter_before = re.compile(rf"(?<![\w-]){place}(?:['’]s?)?\s+(?:state\s+|local\s+|union\s+)?{_CHAPTER}\s+(?:of|for)\s+(?:the\s+|its\s+)?$")
        self._chapter_after = re.compile(rf"(?:\s*\([A-Z][\w&/-]*\))?(?:['’]s?)?\s+(?:in\s+)?{place}\s+(?:state\s+)?{_CHAPTER}\b")
        self._local_in = re.compile(rf"(?:['’]s?)?\s+(?:local|{_CHAPTER})(?:\s+\w+)?\s+in\s+(?P<place>{state_pattern()})\b")
        self._suffix = re.compile(rf"(?:\s|\s?[-–—]\s?)(?P<place>{state_pattern()})(?!\s+(?:plant|factory|workers|members|and\s+{state_pattern()}))\b")
        self._prefix = re.compile(rf"(?<![\w-])(?P<place>{state_pattern()})(?:['’]s?)?\s+(?:State\s+|state\s+)?$")
        self._the_state = re.compile(r"(?<![\w-])(?:[Tt]he\s+)?[Ss]tate(?:['’]s)?\s+$")
        self._owned = re.compile(
            rf"(?<!\w)(?:[Ii]ts|[Tt]heir|the\s+(?:national\s+|parent\s+)?union['’]s|the\s+national['’]s)\s+(?:\w+-\w+\s+)?(?P<place>{state_pattern()})\s+(?:state\s+|union\s+)?{_CHAPTER}\b"
        )
        self._unnamed = re.compile(
            rf"(?<!\w)(?:[Aa]|[Tt]he|[Oo]ne|[Ii]ts)\s+(?:(?:local|state|union)\s+){{1,2}}{_CHAPTER}\s+in\s+(?P<place>{state_pattern()})\b"
            rf"|(?<!\w)(?:[Aa]|[Tt]he)\s+(?P<place2>{state_pattern()})\s+(?:state\s+|union\s+|local\s+)?(?:chapter|affiliate)\b(?!\s+(?:of|for)\b)"
        )

    def join(self, finds: list[Find], text: str) -> list[Find]:
        """Return `finds` with bodies in the place of the names that they are made of."""
        finds = _with_parent_names(finds, text)
        numbered = self._numbered(finds, text)
        placed = self._placed(finds, text, numbered)
        bodies = longest_first(numbered + placed)
        spans = [(find.start, find.end) for find in bodies]
        rest = [find for find in finds if not spans_overlap(find.start, find.end, spans)]
        bodies += self._bare(text, bodies, rest)
        spans = [(find.start, find.end) for find in bodies]
        rest = [find for find in rest if not spans_overlap(find.start, find.end, spans)]
        return longest_first(bodies + rest)

    def _numbered(self, finds: list[Find], text: str) -> list[Find]:
        bodies: list[Find] = []
        for i, find in enumerate(finds):
            after = _AFTER_NAME.match(text, find.end)
            before = _BEFORE_NAME.search(text, max(0, find.start - 60), find.start)
            if after and not self._is_foreign(find):
                bodies += self._split(after, find, _slashed_start(text, find), after.end(), "local.after-name", text)
            elif before and not (i and finds[i - 1].end > before.start()):
                bodies += self._split(before, find, before.start(), find.end, "local.before-name", text)
            elif find.is_abbreviation and find.union.level != "federation":
                start = _slashed_start(text, find)
                number = _NUMBER_ONLY.match(text, find.end)
                if number and (start < find.start or not _YEAR.match(number.group("numbers"))):
                    bodies += self._split(number, find, start, number.end(), "local.number-only", text)
        return bodies

    @staticmethod
    def _is_foreign(find: Find) -> bool:
        return find.union.level == "federation" and find.union.union_id != "afl-cio"

    def _split(self, match: re.Match[str], find: Find, start: int, end: int, rule: str, text: str) -> list[Find]:
        groups = match.groupdict()
        kind = (groups.get("body") or "local").lower().removesuffix("s")
        numbers = re.findall(_ONE, groups["numbers"])
        if len(numbers) > 1 and not (groups.get("body") or "").endswith("s"):
            numbers = numbers[:1]
            end = match.start("numbers") + len(numbers[0])
        state = _state_after(text, end)
        found = []
        for position, number in enumerate(numbers):
            union = self.body(find.union, kind, number, state)
            offset = match.start("numbers") + [m.start() for m in re.finditer(_ONE, groups["numbers"])][position]
            at = (start, match.start("numbers") + len(number)) if position == 0 and len(numbers) > 1 else (start, end)
            if position:
                at = (offset, offset + len(number))
            found.append(Find(*at, union, rule, find.found_by))
        return found

    def body(self, parent: Union, kind: str, number: str, state: str | None = None) -> Union:
        """Return the numbered body of `parent`: the registry's where it knows the number, else a new one."""
        infix, level = _BODIES[kind]
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

    def _placed(self, finds: list[Find], text: str, numbered: list[Find]) -> list[Find]:
        bodies = []
        taken = [(find.start, find.end) for find in numbered]
        for find in finds:
            if find.union.level not in {"national", "federation"} or spans_overlap(find.start, find.end, taken):
                continue
            window = max(0, find.start - 70)
            federation_like = find.is_abbreviation or find.union.level == "federation"
            if match := self._chapter_before.search(text, window, find.start):
                body, start, end = self._place_body(find, match), match.start(), find.end
            elif (match := self._chapter_after.match(text, find.end)) or (match := self._local_in.match(text, find.end)):
                body, start, end = self._place_body(find, match), find.start, match.end()
            elif federation_like and (match := self._prefix.search(text, window, find.start)):
                body, start, end = self._place_body(find, match), match.start(), find.end
            elif federation_like and find.union.union_id == "afl-cio" and (match := self._the_state.search(text, window, find.start)):
                state = main_state(text)
                body, start, end = self.state_body(find.union, state) if state else None, match.start(), find.end
            elif match := self._suffix.match(text, find.end):
                body, start, end = self._place_body(find, match), find.start, match.end()
            else:
                continue
            if body:
                bodies.append(Find(start, end, body, "body.place", find.found_by))
        nationals = [find for find in finds if find.union.level in {"national", "federation"} and find.union.in_registry]
        for match in (*self._owned.finditer(text), *self._unnamed.finditer(text)):
            owner = next((find for find in reversed(nationals) if find.end <= match.start()), None)
            place = match.groupdict().get("place") or match.groupdict().get("place2") or ""
            state = state_names().get(place)
            if owner and state and match.start() - owner.end < 900 and not spans_overlap(*match.span(), ((f.start, f.end) for f in finds)):
                bodies.append(Find(*match.span(), self.state_body(owner.union, state), "body.owned", "coreference"))
        return bodies

    def _place_body(self, find: Find, match: re.Match[str]) -> Union | None:
        place = " ".join(match.group("place").split())
        if state := state_names().get(place):
            return self.state_body(find.union, state)
        if place.split()[0] in {"The", "A", "Its", "This", "National", "State", "Local"} or not postal(place):
            return None
        parent = find.union
        return Union(
            union_id=f"{parent.union_id}-{slug(place)}",
            name=f"{place} chapter of {parent.abbreviation or parent.name}",
            level="local",
            parent_union_id=parent.union_id,
            state=postal(place),
            country="US",
        )

    def state_body(self, parent: Union, state: str) -> Union:
        """Return the body of `parent` in one US state (postal code)."""
        known = self._registry.state_body(parent.union_id, state) or f"{parent.union_id}-{state.lower()}"
        if entry := self._registry.get(known):
            return entry.union
        state_name = next(name for name, code in state_names().items() if code == state)
        return Union(
            union_id=known,
            name=f"{state_name} {parent.abbreviation or parent.name}",
            level="federation" if parent.level == "federation" else "regional",
            parent_union_id=parent.union_id,
            state=state,
            country="US",
        )

    def _bare(self, text: str, bodies: list[Find], names: list[Find]) -> list[Find]:
        found = []
        taken = [(find.start, find.end) for find in (*bodies, *names)]
        by_number: dict[tuple[str, str], Union] = {}
        for find in bodies:
            number = re.search(_ONE, text[find.start : find.end])
            if number and find.union.parent_union_id:
                by_number.setdefault((find.union.level, number.group()), find.union)
        parents = [find for find in names if find.union.level == "national"]
        for match in _BARE.finditer(text):
            if spans_overlap(*match.span(), taken):
                continue
            kind = match.group("body").lower().removesuffix("s")
            numbers = list(re.finditer(_ONE, match.group("numbers")))
            if not match.group("body").endswith("s"):
                numbers = numbers[:1]
            for position, number in enumerate(numbers):
                start = match.start() if position == 0 else match.start("numbers") + number.start()
                end = match.start("numbers") + number.end()
                level = _BODIES[kind][1]
                union = by_number.get((level, number.group())) or self._bare_body(kind, number.group(), start, parents, bodies)
                found.append(Find(start, end, dataclasses.replace(union), "local.bare", "pattern"))
        return found

    def _bare_body(self, kind: str, number: str, start: int, names: Iterable[Find], bodies: Iterable[Find]) -> Union:
        nearest = _nearest_national(start, names)
        if nearest is None:
            parent_ids = [find.union.parent_union_id for find in bodies if find.end <= start and find.union.parent_union_id]
            entry = self._registry.get(parent_ids[-1]) if parent_ids else None
            nearest = entry.union if entry else None
        if nearest is None:
            infix, level = _BODIES[kind]
            return Union(f"{infix}-{number.lower()}", f"{kind.title()} {number}", level, local_number=number)
        return self.body(nearest, kind, number)


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
