"""State bodies and named locals: names of unions joined to a place.

How it decides. "The Ohio chapter of the X", "X's Ohio affiliate", "its Ohio affiliate", "the Ohio AFL-CIO" and "CUPE Ontario"
are X's body there: the registry's own where it covers the whole state, else `<parent>-<postal code>`, abroad
`<parent>-<province>`. "The Dover local of the X", "its Dover branch" and "the county chapter of the X" are locals named by
their place. Bodies whose state the article tells ("the state X") are found by `union_states`.
"""

from __future__ import annotations

import re

from unionwire.link.names import slug
from unionwire.link.places import is_city, main_state, places_in, postal, state_names, state_pattern, states_in
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_chapters import NO_PLACES, UnionChapters, local_by_place, named_otherwise, owner_before
from unionwire.nlp.union_finds import Find, outside, spans_overlap
from unionwire.nlp.union_shapes import union_words
from unionwire.nlp.union_states import OF_MEMBERS, Datelines, UnionStates
from unionwire.prefilter import guarded
from unionwire.records import Union

_CHAPTER = r"(?:chapter|affiliate|branch|arm|council|division|section|wing|federation|local|lodge|unit|body)"
_TITLED = r"(?:State\s+)?(?:Chapter|Affiliate|Lodge|Council|Conference|Federation|Branch|Division)"
_OWNED_REACH = 900  # characters back to the union that "its" may mean, for a state
_LOCAL_OF_ITS = re.compile(r"^['’]s?\s.*(?:local|lodge|chapter|branch)$")
_PARTS = re.compile(r"\b(?:division|section|wing|arm|unit|body|Division|Conference)\b")


# American unions are international: "Teamsters Canada" is their body there
_IN_CANADA = re.compile(r"\sCanada\b(?!-|\s+(?:Rail|Post|Goose|Day))")


_CITY = re.compile(r"(?P<city>[A-Z][\w.]+(?:\s[A-Z]\w+){0,3})(?:['’]s)?\s+$")


_CODE = re.compile(r"(?<![\w.&-])(?P<state>[A-Z]{2})\s(?:State\s)?$")


class UnionPlaces:
    """Joins places to the names found in a text; built once for a registry."""

    def __init__(self, registry: UnionRegistry) -> None:
        self._registry = registry
        self._states = UnionStates(registry, self.state_body)
        self._chapters = UnionChapters(registry)
        self._lodges = {
            alias.text.removesuffix(" FOP"): entry.union
            for alias in registry.aliases()
            if alias.text.endswith(" FOP") and (entry := registry.get(alias.union_id)) and entry.union.level == "local"
        }
        states = state_pattern()
        sectors = "|".join(union_words()["sectors_of_bodies"])
        place = rf"(?P<place>{states}|(?!The\s|An?\s|Its\s|And\s|But\s|While\s|When\s|In\s|At\s)[A-Z][a-z]+(?:\s(?!Regional|District|Joint)[A-Z][a-z]+){{0,2}})"
        self._chapter_before = re.compile(
            rf"(?<![\w-]){place}(?:['’]s?)?\s+(?:state\s+|local\s+|union\s+)?(?:(?:{_CHAPTER}|{_TITLED})\s+(?:of|for)\s+(?:the\s+|its\s+)?|State\s+Lodge,?\s+)$"
        )
        self._chapter_after = re.compile(
            rf"(?:\s*\([A-Z][\w&/-]*\))?(?:['’]s?)?\s+(?:in\s+)?{place}\s+(?:state\s+|district\s+|joint\s+)?(?:{_CHAPTER}\b(?!\s+presidents?)|State\s+Council\b)"
        )
        self._local_in = re.compile(rf"(?:['’]s?)?\s+(?:local|{_CHAPTER})(?:\s+\w+)?\s+in\s+(?P<place>{states})\b")
        self._suffix = re.compile(
            rf"(?:\s|\s?[-–—]\s?)(?P<place>{states})(?!\s+(?:plant|factory|workers|members|and\s+{states}))\b"
        )
        self._prefix = re.compile(
            rf"(?<![\w-])(?<!thern )(?<!stern )(?<!Central )(?P<place>{states})(?:(?:['’]s?)?\s+(?:State\s+|state\s+)?(?:(?:and|&)\s+(?:D\.?\s?C\.?|(?:the\s+)?District\s+of\s+Columbia|(?<=State\sand\s)(?:[A-Z][\w.]+\s){{0,2}}?[A-Z][\w.]+)\s+)?|-)$"
        )
        self._sector = re.compile(rf"\s(?P<sector>{sectors})\s(?P<place>{states})(?!\s(?:and|workers|members)\b)(?!\w)")
        self._county = re.compile(
            r"(?<!\w)(?:[Tt]he\s+)?(?P<scope>county|city)\s+(?:chapter|local|branch|lodge|affiliate)\s+of\s+(?:the\s+)?$"
        )
        self._owned = guarded(
            rf"(?<!\w)(?:[Ii]ts|[Tt]heir|[Tt]he\s+(?:national\s+|parent\s+|international\s+)?union['’]s|[Tt]he\s+(?:inter)?national['’]s)\s+(?:\w+-\w+\s+)?(?P<place>{states})\s+(?:state\s+|union\s+)?{_CHAPTER}\b"
        )
        self._unnamed = guarded(
            rf"(?<!\w)(?:[Aa]|[Tt]he|[Oo]ne|[Ii]ts)\s+(?:(?:local|state|union)\s+){{1,2}}{_CHAPTER}\s+in\s+(?P<place>{states})\b"
            rf"|(?<!\w)(?:[Aa]|[Tt]he)\s+(?P<place2>{states})\s+(?:state\s+|union\s+|local\s+)?(?:chapter|affiliate)\b(?!\s+(?:of|for)\b)"
        )
        self._of_place = re.compile(rf"\s+of\s+(?P<place>{states}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b")
        self._chapel = re.compile(
            r"['’]s?\s+(?:(?P<place>[A-Z]\w+(?:\s[A-Z]\w+){0,3})\s+(?:group\s+)?(?:chapel|unit)\b"
            r"|(?:chapter|chapel|unit|local|branch)\s+at\s+(?:the\s+)?(?P<place2>[A-Z]\w+(?:\s(?:of\s)?[A-Z]\w+){0,4}))"
        )
        self._known_chapter = re.compile(
            r"(?<!\w)[Tt]he\s+(?P<name>(?P<place>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s+(?P<kind>chapter|local|lodge|branch))\b(?!\s+(?:of|for|at)\b)"
        )
        provinces = "|".join(map(re.escape, sorted(_provinces(), key=lambda name: (-len(name), name))))
        self._province = re.compile(rf"(?:(?:['’]s)?\s|[-–])(?P<place>{provinces})\b")
        self._before_abbreviation = re.compile(rf"(?<![\w-])(?P<place>{provinces})\s+$")

    def find(self, finds: list[Find], text: str, numbered: list[Find], datelines: Datelines = ()) -> list[Find]:
        """Return the bodies by place among the names `finds`; names within `numbered` bodies are left alone."""
        taken = [(find.start, find.end) for find in numbered]
        bodies = self._states.find(finds, text, taken, datelines)
        bodies += outside(self._chapters.find(finds, text), [*numbered, *bodies])
        taken += [(find.start, find.end) for find in bodies]
        for find in finds:
            if find.union.level == "regional" and (sister := self._sister(find, text)):
                bodies.append(sister)
            if chapel := self._of_employer(find, text):
                bodies.append(chapel)
            if find.form == "common" or find.union.level not in {"national", "federation"}:
                continue
            if spans_overlap(find.start, find.end, taken):
                continue
            placed = self._beside(find, text) or self._of_a_county(find, text) or self._abroad(find, text)
            if placed is not None:
                start, end, body = placed
                if end > find.end and named_otherwise(end, finds, text, body.union_id):
                    continue  # "the X's Ohio affiliate, the Y": Y has a name of its own
                bodies.append(Find(start, end, body, "body.place", find.found_by))
        return bodies + outside(self._without_name(finds, text), bodies)

    def _beside(self, find: Find, text: str) -> tuple[int, int, Union] | None:
        """Read "the Ohio chapter of the X", "X's Ohio chapter", "Ohio AFL-CIO", "X Ohio"."""
        window = max(0, find.start - 70)
        short = find.form == "abbreviation" or find.union.level == "federation"
        anywhere = False  # "the Dover local of the X" names a place, "the X Healthcare division" none
        if match := self._chapter_before.search(text, window, find.start):
            start, end = match.start(), find.end
            anywhere = not _PARTS.search(match.group())
        elif (match := self._chapter_after.match(text, find.end)) or (match := self._local_in.match(text, find.end)):
            start, end = find.start, match.end()
            anywhere = _LOCAL_OF_ITS.search(match.group()) is not None
        elif lodge := self._of_a_city(find, text):
            return lodge
        elif short and find.form == "abbreviation" and (match := self._sector.match(text, find.end)):
            return find.start, match.end(), self._sector_body(find.union, match.group("sector"), match.group("place"))
        elif short and find.union.level == "federation" and (code := _CODE.search(text, window, find.start)):
            if code["state"] in state_names().values():  # "PA AFL-CIO"
                return code.start(), find.end, self.state_body(find.union, code["state"])
            return None
        elif (
            short and not OF_MEMBERS.match(text, find.end) and (match := self._prefix.search(text, window, find.start))
        ):
            start, end = match.start(), find.end
        elif (match := self._suffix.match(text, find.end)) or (match := self._of_place.match(text, find.end)):
            start, end = find.start, match.end()
        else:
            return None
        body = self._place_body(find.union, " ".join(match.group("place").split()), text, anywhere=anywhere)
        return (start, end, body) if body else None

    def _of_a_city(self, find: Find, text: str) -> tuple[int, int, Union] | None:
        """Read "the Dover FOP", "Dover's Fraternal Order of Police" of a union whose lodges go by their city."""
        if find.union.union_id not in union_words()["city_lodges"]:
            return None
        match = _CITY.search(text, max(0, find.start - 50), find.start)
        words = match.group("city").split() if match else []
        while match and words:
            said = " ".join(words)
            place = union_words()["city_nicknames"].get(said, said)
            if place not in state_names() and (is_city(place) or place.endswith(" County")):
                body = self._lodges.get(place) or local_by_place(find.union, place, postal(place) or main_state(text))
                return find.start - len(match.group()) + match.group().rindex(words[0]), find.end, body
            words = words[1:]
        return None

    def _of_a_county(self, find: Find, text: str) -> tuple[int, int, Union] | None:
        """Read "the county chapter of the X": the place is the article's."""
        match = self._county.search(text, max(0, find.start - 70), find.start)
        if match is None:
            return None
        return match.start(), find.end, self._county_body(find.union, match.group("scope"), text, match.start())

    def _of_employer(self, find: Find, text: str) -> Find | None:
        """Read "X's Harbor Post chapel", "X's chapter at Dover College": a body at one employer."""
        match = self._chapel.match(text, find.end)
        place = (match.group("place") or match.group("place2")) if match else None
        if match is None or place is None or find.form in {"common", "weak"} or find.union.level == "federation":
            return None
        if place in state_names() or place.split(maxsplit=1)[0] in NO_PLACES or find.union.local_number:
            return None
        return Find(find.start, match.end(), local_by_place(find.union, place, None), "body.place", find.found_by)

    def _sister(self, find: Find, text: str) -> Find | None:
        """Read "SEIU Healthcare Utah" where the registry knows a body of another state by the first two words."""
        match = self._suffix.match(text, find.end)
        state = postal(match.group("place")) if match else None
        if match is None or find.union.state in {None, state} or not find.union.in_registry:
            return None
        name = " ".join(text[find.start : match.end()].split())
        parent_id = find.union.parent_union_id
        body = Union(slug(name), name, "regional", parent_union_id=parent_id, state=state, country=find.union.country)
        return Find(find.start, match.end(), body, "body.place", "pattern")

    def _abroad(self, find: Find, text: str) -> tuple[int, int, Union] | None:
        """Read "CUPE Ontario", "Ontario CUPE", "Unison Scotland"."""
        if find.union.country == "US" and _IN_CANADA.match(text, find.end) and find.union.level == "national":
            name = f"{' '.join(text[find.start : find.end].split())} Canada"
            body = Union(
                f"{find.union.union_id}-canada", name, "regional", parent_union_id=find.union.union_id, country="CA"
            )
            return find.start, find.end + len(" Canada"), body
        match = self._province.match(text, find.end)
        start, end = (find.start, match.end()) if match else (find.start, find.end)
        if match is None and find.form == "abbreviation":
            match = self._before_abbreviation.search(text, max(0, find.start - 40), find.start)
            start = match.start() if match else find.start
        if match is None or _provinces()[match.group("place")] != find.union.country:
            return None
        place, parent = match.group("place"), find.union
        body = Union(
            union_id=f"{parent.union_id}-{slug(place)}",
            name=f"{parent.abbreviation or parent.name} {place}",
            level="regional",
            parent_union_id=parent.union_id,
            country=parent.country,
        )
        return start, end, body

    def _without_name(self, finds: list[Find], text: str) -> list[Find]:
        """Read "its Ohio chapter", "its Dover branch": the union is the one named before."""
        bodies: list[Find] = []
        if not finds:
            return bodies
        nationals = [
            find for find in finds if find.union.level in {"national", "federation"} and find.union.in_registry
        ]
        nationals = [find for find in nationals if find.form != "common"]
        taken = [(find.start, find.end) for find in finds]
        for match in (*self._owned.finditer(text), *self._unnamed.finditer(text)):
            owner = owner_before(nationals, match.start(), text)
            place = match.groupdict().get("place") or match.groupdict().get("place2") or ""
            state = state_names().get(place)
            own = self.state_body(owner.union, state).union_id if owner and state else ""
            if named_otherwise(match.end(), finds, text, own):
                continue
            if owner and state and match.start() - owner.end < _OWNED_REACH and not spans_overlap(*match.span(), taken):
                bodies.append(Find(*match.span(), self.state_body(owner.union, state), "body.owned", "coreference"))
        taken += [(find.start, find.end) for find in bodies]
        for match in self._known_chapter.finditer(text):
            # "a chapter of the X" before it makes "the Dover chapter" X's
            place, of_kind = match.group("place"), re.compile(rf"\b{match.group('kind')}s? of (?:the )?$")
            owner = next((find for find in reversed(nationals) if find.end <= match.start()), None)
            if owner is None or not (is_city(place) and of_kind.search(text, max(0, owner.start - 20), owner.start)):
                continue
            if match.start() - owner.end < _OWNED_REACH and not spans_overlap(*match.span(), taken):
                body = local_by_place(owner.union, place, postal(place) or main_state(text))
                bodies.append(Find(match.start("name"), match.end("name"), body, "body.owned", "coreference"))
        return bodies

    def _place_body(self, parent: Union, place: str, text: str, *, anywhere: bool) -> Union | None:
        if state := state_names().get(place):
            return self.state_body(parent, state)
        if place.split(maxsplit=1)[0] in NO_PLACES:
            return None
        state = postal(place)
        if state is None and is_city(place):
            state = main_state(text)
        if state is None and not is_city(place) and not anywhere:
            return None
        return local_by_place(parent, place, state)

    def _county_body(self, parent: Union, scope: str, text: str, position: int) -> Union:
        """The body of a county or city that the sentence names, else the article."""
        sentence_start = max(text.rfind(mark, 0, position) for mark in (". ", "\n", "! ", "? ")) + 1
        sentence_end = text.find(". ", position)
        near = places_in(text[sentence_start : sentence_end if sentence_end > 0 else len(text)])
        place = near[0] if near else None
        name = f"{place} {scope}" if place else scope
        return local_by_place(parent, name, (postal(place) if place else None) or main_state(text))

    @staticmethod
    def _sector_body(parent: Union, sector: str, state: str) -> Union:
        """Return a body of one sector in a state: "SEIU Healthcare Minnesota"."""
        name = f"{parent.abbreviation or parent.name} {sector} {state}"
        return Union(slug(name), name, "regional", parent_union_id=parent.union_id, state=postal(state), country="US")

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


def _provinces() -> dict[str, str]:
    """Return province or nation -> country code."""
    table: dict[str, str] = union_words()["provinces"]
    return table


def state_after(text: str, end: int) -> str | None:
    """Return the state named right after a local: "Local 12 in Dover, Del.," -> "DE"."""
    match = re.match(r"(?:,|\s+in|\s+of|\s+at)\s+(?:[A-Z][\w.]+(?:\s[A-Z][\w.]+)?(?:,\s+)?)+", text[end : end + 60])
    counts = states_in(match.group()) if match else None
    return next(iter(counts)) if counts else None
