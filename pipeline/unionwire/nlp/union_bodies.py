"""Locals, lodges and councils: names of unions joined to a number.

How it decides. "Teamsters Local 25", "Local 713 of the Communications Workers" and "IBEW 357" take their parent from the
name beside the number; in "the X, Local 12, the Y" the number is X's. A bare "Local 25" belongs to the union that the
article gives this number elsewhere, else to the national union named last before it (or first after it). Kinds of body
that only some unions have, a lodge or a district, go to one of those (`bodies_of` in `seeds/union_words.json`). A
parent that stands inside its body's name in its own right ("Local 25 of the X", "X's Local 25") is a mention too.
"""

from __future__ import annotations

import dataclasses
import re

from unionwire.link.names import slug
from unionwire.link.places import state_names, state_pattern
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_again import named_again, of_one_lodge, of_one_state
from unionwire.nlp.union_appositions import described_bodies, named_by_description
from unionwire.nlp.union_finds import Find, longest_first, one_body_a_number, outside
from unionwire.nlp.union_names import common_trades
from unionwire.nlp.union_numbers import (
    BODIES,
    DIGITS,
    ELECTORAL,
    ELECTORAL_COUNCIL,
    LISTED_LOCALS,
    NUMBERS,
    ONE,
    bears_number,
    beside,
    bodies_of,
    closed_number,
    given_numbers,
    is_anothers,
    is_seat,
    may_be_year,
    numbers_of,
    plain_number,
    said_numbers,
    slashed_start,
    topic,
    with_numbering_parents,
)
from unionwire.nlp.union_parents import tell_parents, with_parent_names, with_parents_after
from unionwire.nlp.union_parts import owned_councils, parts, same_bodies, without_former_parents
from unionwire.nlp.union_places import UnionPlaces, state_after
from unionwire.nlp.union_reach import (
    any_of,
    called_a_union,
    described_otherwise,
    of_many_unions,
    owner_after,
    same_story,
    stories_of,
    trade_before,
    trade_of,
)
from unionwire.nlp.union_shapes import union_words
from unionwire.nlp.union_states import Datelines
from unionwire.records import Level, Union

_BODY = r"(?P<body>Local(?: Union| Lodge)?|Locals|District (?:Lodge|Council)|Joint (?:Council|Board)|DC|Lodge|Council|Branch|Chapter|District|Region|Division|Unit|local)"
_BARE_BODY = r"(?P<body>Local(?: Union| Lodge)?|Locals|District (?:Lodge|Council)|Joint Council|Lodge|(?<!City )(?<!County )Council|Branch|District|Chapter|Region|DC(?=\s\d{2,4}\b))"
# "the X's Ohio local, 12" is Local 12
_PLACED_LOCAL = re.compile(
    rf"['’]s?\s+(?P<place>[A-Z][\w.]+(?:\s[A-Z]\w+)?)\s+(?P<body>local|lodge|chapter),\s+(?:No\.?\s|#)?(?P<numbers>{DIGITS})(?=[,.;)\s])"
)
_AFTER_NAME = re.compile(
    rf"(?:-(?=Local|Lodge)|(?:['’]s?|!)?,?\s*)(?:\([A-Z][A-Za-z&/-]*\)['’]?s?,?\s*)?(?:(?:[Uu]nion|AFL-CIO|[Ii]nternational),?\s+)?(?:of\s+[A-Z][\w.]+(?:\s[A-Z]\w+)?,?\s+|(?P<held>{state_pattern()})\s+)?(?:[Cc]hapter,?\s+)?{_BODY}{NUMBERS}"
)
_BEHIND_NAME = (_AFTER_NAME, _PLACED_LOCAL, LISTED_LOCALS)
_BEFORE_NAME = re.compile(
    rf"(?<![\w/-])(?P<known>(?<=nown as ))?{_BODY}{NUMBERS}(?:,|:(?=\sthe\b)|\s+of|\s*,\s+an? \w+ of|\s+with|(?(known)\s+in|(?!)))\s+(?:the\s+)?$"
)
_COMMA_BEFORE_NAME = re.compile(r",\s+(?P<the>the\s+)?$")
_BARE = re.compile(rf"(?<![\w/-]){_BARE_BODY}{NUMBERS}(?!\s+(?:News|news|TV|percent|million|Action|[Cc]ouncil)\b)")
_NUMBER_ONLY = re.compile(
    rf"(?:\s(?:Healthcare|Health Care))?\s(?P<numbers>{DIGITS})(?!\s?(?:%|percent|per cent|million|billion|[a-z]+s\b(?<!has)(?<!is)(?<!was)(?<!members)(?<!represents)(?<!endorses)(?<!backs)(?<!supports)(?<!says)(?<!wants)(?<!plans)(?<!remains)))"
)
# "Dover Fraternal Order of Police No. 7", "Harbor Typographical Union No. 6"
_NUMBER_SIGN = re.compile(r"\s+(?:No\.\s?|#)(?P<numbers>\d{1,4})(?![\d,]|\w)")
_LOCAL_OF_COUNCIL = re.compile(rf",?\s+(?P<body>Locals?(?: Union)?){NUMBERS}")
_OWN_LOCAL = re.compile(
    r"\b(?P<head>[Cc]ouncil|[Ff]ederation|[Aa]ssociation|[Bb]rotherhood|[Gg]uild)['’]s\s+(?:own\s+|largest\s+|biggest\s+)?$"
)
_ITS_LOCAL = re.compile(r",?\s+(?:(?:and|with|plus)\s+its|whose)\s+(?:own\s+|\w+est\s+)?")
_PARENT_NAME = re.compile(
    r"^(?:National|International|American|United|Amalgamated|Brotherhood|Union)\b|\b[A-Z]{3,}\b|\bCouncil$|\b(?:Coalition|Federation|Confederation|Alliance|Congress|Association) of\b"
)


class UnionBodies:
    """Joins numbers and places to the names found in a text; built once for a registry."""

    def __init__(self, registry: UnionRegistry) -> None:
        self._registry = registry
        self._places = UnionPlaces(registry)
        owners = {trade: owner for trade, owner in union_words()["locals_of"].items() if " benevolent" not in trade}
        self._owners_of_trades = common_trades(registry) | owners
        self._trades = any_of(self._owners_of_trades)

    def join(self, finds: list[Find], text: str, datelines: Datelines = ()) -> list[Find]:
        """Return `finds` with bodies in the place of the names that they are made of."""
        finds = with_parent_names(with_numbering_parents(finds, text, self._registry), text)
        numbered = self._numbered(finds, text)
        placed = self._places.find(finds, text, numbered, datelines)
        bodies = longest_first(numbered + placed + outside([*parts(finds, text), *owned_councils(finds, text)], placed))
        bodies = with_parents_after(bodies, finds, text)
        bodies += self._bare(text, bodies, outside(finds, bodies), [start for start, _ in datelines])
        rest = outside(finds, bodies)
        bodies += named_again([*bodies, *rest], text)
        described = named_by_description(bodies, [*bodies, *rest], text)
        bodies = outside(bodies, described) + described
        rest = outside(rest, bodies)
        same = same_bodies(rest, bodies, text, self._registry) | described_bodies(rest, bodies, text)
        everything = of_one_state(without_former_parents(bodies + rest, finds, same, text), text)
        everything = of_one_lodge(everything, text)
        return tell_parents(longest_first(everything), text, self._registry)

    def _numbered(self, finds: list[Find], text: str) -> list[Find]:
        bodies: list[Find] = []
        taken_to = 0
        for i, find in enumerate(finds):
            after = next(filter(None, (form.match(text, find.end) for form in _BEHIND_NAME)), None)
            before = _BEFORE_NAME.search(text, max(0, find.start - 60), find.start)
            if after and not self._may_be_numbered(find, after, finds[i + 1 : i + 2], text):
                after = None
            if after and self._owner_of_locals(find.union) is find.union:
                after = None if is_anothers(after.group("numbers"), find, finds, text) else after
            if before and before.group("body").lower() in bodies_of() and " of" not in before.group():
                # "Ohio Council 8, the X": only some unions have councils with numbers
                before = before if find.union.union_id in bodies_of()[before.group("body").lower()] else None
            if after and _is_council(find.union) and after.group("body").startswith("Local"):
                bodies += self._split(after, find, after.start("body"), after.end(), "local.of-council", text)
                taken_to = after.end()
            elif after:
                bodies += self._split(after, find, slashed_start(text, find), after.end(), "local.after-name", text)
                bodies += self._of_council(bodies[-1], text)
                taken_to = bodies[-1].end
            elif before and before.start() >= taken_to and not (i and finds[i - 1].end > before.start()):
                if not self._opens_list(find, finds[i + 1 : i + 2], before, text):
                    bodies += self._split(before, find, before.start(), find.end, "local.before-name", text)
            elif (short := self._short_name(find, text)) is not None:
                bodies += self._number_only(short, text)
            elif (
                find.union.level in {"national", "local"}
                and not find.union.local_number
                and (sign := _NUMBER_SIGN.match(text, find.end))
            ):
                bodies += self._split(sign, find, find.start, sign.end(), "local.number-only", text)
        return bodies

    def _short_name(self, find: Find, text: str) -> Find | None:
        """Return the short name of a union that a bare number may follow: initials, a trade, capitals, "SEIU Healthcare"."""
        national = find.union.level == "national" and (find.form == "trade" or text[find.start : find.end].isupper())
        in_full = find.union.in_registry and find.union.level == "national" and find.form == "name"
        if find.form == "abbreviation" or national or (in_full and closed_number(text, find.end)):
            return find
        parent = self._registry.get(find.union.parent_union_id or "") if find.needs_context else None
        letters = parent.union.abbreviation if parent else None
        if parent is None or letters is None or not text.startswith(letters, find.start):
            return None
        return dataclasses.replace(find, union=parent.union)

    @staticmethod
    def _may_be_numbered(find: Find, after: re.Match[str], following: list[Find], text: str) -> bool:
        """Tell whether the number behind a name may be the name's: federations have none, a list's next item has its own."""
        if find.union.level == "federation" and find.union.union_id != "afl-cio":
            return False
        if not following:
            return True
        if following[0].start == after.start("body") and following[0].union.parent_union_id != find.union.union_id:
            # "the X, District Council 37" where a registered council of another union bears that name
            return following[0].union.union_id == find.union.union_id
        # "the X, Local 9 of the Y" gives the number to Y
        of_next = re.fullmatch(r"\s+of\s+(?:the\s+)?", text[after.end() : following[0].start])
        return find.union.in_registry or of_next is None

    def _of_council(self, council: Find, text: str) -> list[Find]:
        """Read on after a numbered council: "DC 47, Local 2186" is a local of the council."""
        local = _LOCAL_OF_COUNCIL.match(text, council.end)
        if local is None or council.union.level != "regional":
            return []
        return self._split(local, council, local.start("body"), local.end(), "local.of-council", text)

    def _number_only(self, find: Find, text: str) -> list[Find]:
        """Read "IBEW 357", "Operating Engineers 40"."""
        number = _NUMBER_ONLY.match(text, find.end) or _NUMBER_SIGN.match(text, find.end)
        start = slashed_start(text, find)
        if number is None or find.union.level == "federation":
            return []
        digits = number.group("numbers")
        if start == find.start and may_be_year(digits, text, number.end()):
            return []
        return self._split(number, find, start, number.end(), "local.number-only", text)

    @staticmethod
    def _opens_list(find: Find, following: list[Find], before: re.Match[str], text: str) -> bool:
        """Tell whether "Local 12, the X" begins a list: X is no national, and another union follows it."""
        comma = _COMMA_BEFORE_NAME.search(text, before.end("numbers"), find.start)
        return bool(comma) and not find.union.in_registry and bool(following) and following[0].start - find.end < 12

    def _split(self, match: re.Match[str], find: Find, start: int, end: int, rule: str, text: str) -> list[Find]:
        groups = match.groupdict()
        of_lodges = self._owner_of_locals(find.union).union_id in union_words()["city_lodges"]
        kind = (groups.get("body") or ("lodge" if of_lodges else "local")).lower().removesuffix("s")
        said_all = len(re.findall(ONE, groups["numbers"]))
        numbers = said_numbers(match, groups.get("body") or "")
        if len(numbers) == 1 < said_all:
            end = match.start("numbers") + numbers[0].end() if match.end() == end else end
        state = state_names().get(groups.get("held") or "") or state_after(text, end)
        told = self._names_owner(find, text)
        found = []
        for position, number in enumerate(numbers):
            union = self.body(find.union, kind, number.group(), state)
            offset = match.start("numbers") + number.start()
            at = (start, match.start("numbers") + number.end()) if position == 0 and len(numbers) > 1 else (start, end)
            if position:
                offset -= len("Local ") if groups["numbers"][: number.start()].endswith("Local ") else 0
                at = (offset, match.start("numbers") + number.end())
            said = find.rule if union is find.union else rule if told else "trade.local"
            found.append(Find(*at, union, said, find.found_by))
        return found

    def body(self, parent: Union, kind: str, number: str, state: str | None = None) -> Union:
        """Return the numbered body of `parent`: the registry's where it knows the number, else a new one."""
        infix, level = BODIES[kind]
        number = plain_number(number)
        parent = self._owner_of_locals(parent)
        if kind.startswith("local") and _is_council(parent):
            return self._local_of_council(parent, number, state)
        if parent.level == "local" and parent.parent_union_id and parent.local_number in {None, number}:
            return parent
        root = parent
        placed = parent.level == "regional" and not parent.in_registry  # "the X's Ohio division and its Local 9"
        if (parent.level == "local" or placed) and (entry := self._registry.get(parent.parent_union_id or "")):
            root = entry.union
        known = self._registry.local(root.union_id, number)
        if known and (entry := self._registry.get(known)) and (entry.union.level == "local") == (level == "local"):
            return entry.union
        label = {"dc": "District Council"}.get(kind, kind.title())
        return Union(
            union_id=f"{root.union_id}-{infix}-{slug(number)}",
            name=f"{root.abbreviation or root.name} {label} {number}",
            level=level,
            parent_union_id=root.union_id,
            local_number=number if infix == "local" else None,
            state=state,
            country=root.country,
        )

    def _local_of_council(self, council: Union, number: str, state: str | None) -> Union:
        """Return a council's local; its id and name are those of the national, since locals are numbered nationwide."""
        entry = self._registry.get(council.parent_union_id or "")
        national = entry.union if entry else council
        local = self.body(national, "local", number, state or council.state)
        return local if local.in_registry else dataclasses.replace(local, parent_union_id=council.union_id)

    def _owner_of_locals(self, parent: Union) -> Union:
        """Return the union that numbers the locals of a trade: "United Firefighters of Dover, Local 12" is the IAFF's."""
        if parent.in_registry:
            return parent
        name = parent.name.lower()
        owner = next((owner for trade, owner in union_words()["locals_of"].items() if trade in name), None)
        entry = self._registry.get(owner) if owner else None
        return entry.union if entry else parent

    def _owned_local(self, number: str, at: tuple[int, int], text: str, finds: list[Find]) -> Union | None:
        """Read "the council's own Local 9" and "firefighters' Local 9": the words beside the number tell whose it is."""
        start, end = at
        before = _OWN_LOCAL.search(text, max(0, start - 40), start)
        for find in finds:
            if find.end < start and _ITS_LOCAL.fullmatch(text, find.end, start) and find.union.level != "federation":
                return self.body(find.union, "local", number)
        if (owner := owner_after(text, end, finds)) is not None:
            return self.body(owner.union, "local", number)
        if before:
            head = before.group("head").lower()
            earlier = [find for find in finds if find.end <= start and find.union.level != "federation"]
            owners = [find for find in earlier if head in find.union.name.lower()]
            return self.body(max(owners, key=lambda find: find.start).union, "local", number) if owners else None
        trade = trade_before(text, start, self._trades, finds)
        entry = self._registry.get(self._owners_of_trades[trade]) if trade else None
        return self.body(entry.union, "local", number) if entry else None

    def _names_owner(self, find: Find, text: str) -> bool:
        """Tell whether an article names the union that numbers a parent's locals, where the parent is only a trade."""
        parent = find.union
        owner = self._owner_of_locals(parent)
        entry = self._registry.get(owner.union_id)
        of_many = find.form == "trade" and union_words()["locals_of"].get(trade_of(text, find)) == owner.union_id
        if owner is parent and not of_many:
            # "Harbor Cooks Union Local 9" may name but itself; initials and nationwide names are a parent's
            return parent.in_registry or _PARENT_NAME.search(parent.name) is not None
        if entry is None or (find.rule.endswith("-local") and trade_of(text, find) not in of_many_unions()):
            return True
        names = [alias.text for alias in entry.aliases if alias.kind != "short"]
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)

    def _bare(self, text: str, bodies: list[Find], names: list[Find], datelines: list[int]) -> list[Find]:
        """Bodies named by their number alone; one number is one body all through the article."""
        taken = [(find.start, find.end) for find in (*bodies, *names)]
        by_number = given_numbers(bodies, names, text)
        told_parents = {find.union.union_id for find in names if find.form != "common"}
        told_parents |= {find.union.parent_union_id or "" for find in bodies if find.rule != "trade.local"}
        merged = [find for find in names if find.rule == "body.registered" or bears_number(find, text)]
        told_parents |= {find.union.union_id for find in bodies} | {find.union.parent_union_id or "" for find in merged}
        parents = self._having_locals(names)
        stories = stories_of(text, datelines)
        found: list[tuple[tuple[Level, str], Find]] = []
        for match in beside(_BARE, text, taken):
            kind = match.group("body").lower().removesuffix("s")
            for start, end, local in numbers_of(match):
                key = (BODIES[kind][1], plain_number(local))
                union = by_number.get(key)
                if union is None and kind.startswith("local"):
                    union = self._owned_local(local, (start, end), text, [*names, *bodies])
                if union is None:
                    near = [find for find in parents if same_story(stories, find.start, start)]
                    around = [find for find in (*bodies, *merged) if same_story(stories, find.start, start)]
                    union = self._bare_body(kind, local, (start, end), text, near, around)
                entry = self._registry.get((union and union.parent_union_id) or "")
                if entry and kind.startswith("local") and described_otherwise(entry, end, text):
                    union = Union(f"local-{local.lower()}", f"Local {local}", "local", local_number=local)
                if union is not None:
                    if key[0] == "regional":
                        by_number.setdefault(key, union)  # "DC 48" after "District Council (DC) 48"
                    told = union.parent_union_id is None or union.parent_union_id in told_parents
                    found.append((key, Find(start, end, union, "local.bare" if told else "trade.local", "pattern")))
        return one_body_a_number(found)

    def _having_locals(self, names: list[Find]) -> list[Find]:
        """Those of `names` to which a bare number can belong."""
        caucuses = set(union_words()["caucuses"])
        return [
            find
            for find in names
            if (
                find.union.level == "national"
                or self._owner_of_locals(find.union) is not find.union
                or (find.union.in_registry and _is_council(find.union))
            )
            and find.form != "common"
            and find.union.union_id not in caucuses
        ]

    def _national_of(self, union: Union) -> Union:
        """Return the national that numbers the locals of a council, else the union itself."""
        entry = self._registry.get(union.parent_union_id or "") if _is_council(union) else None
        return entry.union if entry else union

    def _bare_body(
        self, kind: str, number: str, at: tuple[int, int], text: str, names: list[Find], bodies: list[Find]
    ) -> Union | None:
        start, end = at
        if kind == "dc":
            return None  # a city
        having = bodies_of().get(kind.removeprefix("local ").removesuffix("s"))
        parent = self._parent_of_bare(start, names, bodies, having)
        if having is not None and parent is None and kind not in {"lodge", "district council"}:
            owner = self._registry.get(min(having)) if len(having) == 1 and called_a_union(text, end) else None
            return self.body(owner.union, kind, number) if owner else None
        electoral = (ELECTORAL_COUNCIL if kind == "council" else ELECTORAL).search(text, max(0, start - 30), start)
        if kind == "district" and is_seat(text, start):
            return None
        if kind in {"council", "branch", "district", "chapter", "region"} and electoral:
            # "Iowa's Council 61" is a state's body of a union that has such councils, "Dover's District 7" a seat
            owned = re.search(r"(?<!\w)([A-Z]\w+(?:\s[A-Z]\w+)?)['’]s\s$", text[max(0, start - 30) : start])
            if kind != "council" or owned is None or owned.group(1) not in state_names():
                return None
        if parent is None:
            infix, level = BODIES[kind]
            return Union(f"{infix}-{number.lower()}", f"{kind.title()} {number}", level, local_number=number)
        return self.body(parent, kind, number)

    def _parent_of_bare(
        self, start: int, names: list[Find], bodies: list[Find], having: frozenset[str] | None
    ) -> Union | None:
        """The national that a bare number belongs to: one that has such bodies, named last before it, else first after."""
        owners = [(find.start, find.end, self._national_of(self._owner_of_locals(find.union))) for find in names]
        own = [item for item in owners if having is None or item[2].union_id in having]
        for body in bodies:
            entry = self._registry.get(body.union.parent_union_id or "")
            if entry and entry.union.level == "national" and (having is None or entry.union.union_id in having):
                own.append((body.start, body.end, entry.union))
        own.sort(key=lambda item: item[:2])
        # a name that no registry knows may be a local itself: a known union goes before it
        own = [item for item in own if item[2].in_registry] or own
        before = [union for _, end, union in own if end <= start]
        after = [union for begin, _, union in own if begin > start]
        if before and (main := topic([union for _, _, union in own], before[-1])) is not None:
            return main
        return before[-1] if before else after[0] if after else None


def _is_council(union: Union) -> bool:
    return (
        union.level == "regional" and re.search(r"\b(?:(?:District|Joint) Council|Council \d)", union.name) is not None
    )
