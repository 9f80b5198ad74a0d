"""Chapters known by a place where no national's full name stands beside it.

How it decides. "The Clark County local of the firefighters" is a local of the union of that trade; "the Gulf Coast chapter of
the Harbor Nurses Association" a body of an association that no registry knows; "its Essex brigade committee" and "its Scottish
council" belong to the union named last, past a federation that it is only told to be in.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable

from unionwire.link.names import slug
from unionwire.link.places import main_state, postal, state_names
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_finds import Find, spans_overlap
from unionwire.nlp.union_names import common_trades
from unionwire.nlp.union_shapes import union_words
from unionwire.prefilter import guarded
from unionwire.records import Union

NO_PLACES = frozenset(
    "The A An Its Their This That National State Local International Republican Democratic Democrat Black White Latino Hispanic "
    "Asian American African Women Political Executive Health Legislative Christian Young Retired Former Union Every Each "
    "Another Other Our His Her First One Progressive Conservative European Legal Media Public Private Higher Retirees Retiree "
    "Student Graduate Faculty Staff Youth Pride Lesbian Gay Veterans Education Healthcare Central Regional District Joint General "
    "In At And But While When For With From By Some Many Most".split()
)
_PLACE = r"(?P<place>[A-Z][\w-]+(?:\s(?:County|City|Coast|Valley|[A-Z][\w-]+))?)"
_KIND = r"(?:local|lodge|chapter|branch)"
_OWNED = guarded(
    rf"(?<!\w)(?:[Ii]ts|[Tt]heir|[Tt]he\s+union['’]s)\s+(?P<name>{_PLACE}\s+(?:"
    r"(?:[a-z]+\s)?(?:branch|local|lodge|chapter)|(?:brigade|branch|district|regional|area|county|state|division)\s(?:committee|council|executive|board)"
    r"|joint\scouncil|(?:district|regional)\scouncil|council|conference|region))\b(?!['’]|\s(?:of|for|members?|seats?)\b)"
)
# "its Lake City council" may be a town's: only a people's adjective makes it the union's
_COUNCIL = re.compile(r"(?:[A-Z][\w-]+\s)+(?:council|conference|region)$")
_CHAPTER_OF = re.compile(rf"(?<![\w-])(?!The\s|And\s|But\s|In\s){_PLACE}\s+{_KIND}\s+of\s+(?:the\s+)?$")
_OWNED_REACH = 260  # characters back to the union that "its" may mean
_SENTENCE_END = re.compile(r"[.!?]['”\"]?\s")
_APPOSITION_REACH = 8
_APPOSITION = re.compile(r"\s*(?:,|—|–|--)\s*(?:the\s+)?")
_NUMBERED = re.compile(r"['’]?s?,?\s+(?:Local|Council)\s\d")
_PROVINCIAL = r"(?P<land>[Pp]rovincial)\s+(?:wing|arm|division|branch|section|council|affiliate|body)"
_PROVINCIAL_BEFORE = re.compile(rf"(?<![\w-]){_PROVINCIAL}\s+of\s+(?:the\s+)?$")
_PROVINCIAL_AFTER = re.compile(rf"(?:\s*\([A-Z]{{2,8}}\))?['’]s?\s+{_PROVINCIAL}\b(?!\s+of)")
_IN_FEDERATION = re.compile(r"\b(?:in|of|from|within|left|quit|by|with|to)\s+(?:the\s+)?$")


def owner_before(finds: Iterable[Find], position: int, text: str) -> Find | None:
    """Return the union that "its" at a position means: the one named last, not a federation that it is told to be in."""
    before = [find for find in finds if find.end <= position]
    if not before:
        return None
    last = before[-1]
    if last.union.level == "federation" and _IN_FEDERATION.search(text, max(0, last.start - 14), last.start):
        other = next((find for find in reversed(before[:-1]) if find.union.level != "federation"), None)
        if other is not None and not _SENTENCE_END.search(text, other.end, last.start):
            return other
    return last


def named_otherwise(end: int, finds: Iterable[Find], text: str, own: str = "") -> bool:
    """Tell whether a body described up to `end` is named right behind: "its Ohio affiliate, the Ohio Nurses Association".

    `own` is the id that the description gives; a name of that very body takes nothing from it.
    """
    return any(
        0 < find.start - end < _APPOSITION_REACH
        and _APPOSITION.fullmatch(text[end : find.start])
        and find.union.union_id != own
        and (find.union.level in {"local", "regional"} or _NUMBERED.match(text, find.end))
        for find in finds
    )


def local_by_place(parent: Union, place: str, state: str | None) -> Union:
    """Return the local or chapter of `parent` that goes by a place ("Dover", "Essex brigade committee")."""
    label = (
        place
        if re.search(r"\b(?:branch|local|lodge|committee|council|executive|board)$", place)
        else f"{place} chapter"
    )
    name = f"{label} of {parent.abbreviation or parent.name}"
    return Union(
        f"{parent.union_id}-{slug(place)}",
        name,
        "local",
        parent_union_id=parent.union_id,
        state=state,
        country=parent.country,
    )


class UnionChapters:
    """Finds chapters by place; built once for a registry."""

    def __init__(self, registry: UnionRegistry) -> None:
        self._registry = registry
        owners = {trade: owner for trade, owner in union_words()["locals_of"].items() if " benevolent" not in trade}
        self._owners = common_trades(registry) | owners
        trades = "|".join(map(re.escape, sorted(self._owners, key=lambda trade: (-len(trade), trade))))
        self._of_trade = guarded(
            rf"(?<![\w-])(?:[Tt]he\s+)?(?:{_PLACE}\s+{_KIND}\s+of\s+the\s+(?P<trade>{trades})\b(?:['’]?s?['’]?\s+union)?"
            rf"|(?P<trade2>{trades})['’]\s+{_PLACE.replace('<place>', '<place2>')}\s+{_KIND}\b)"
        )

    def find(self, finds: list[Find], text: str) -> list[Find]:
        """Return the chapters that `text` names by a place."""
        lands = self._of_lands(finds, text)
        found = [*self._of_trades(text), *self._of_associations(finds, text), *self._owned(finds, text)]
        taken = [(find.start, find.end) for find in lands]
        return lands + [find for find in found if not spans_overlap(find.start, find.end, taken)]

    @staticmethod
    def _of_lands(finds: list[Find], text: str) -> list[Find]:
        """Read "the Queensland branch of the X", "the X's Victorian branch" abroad: the body of a province."""
        found = []
        for find in finds:
            union = find.fallback if find.needs_context and find.fallback else find.union
            if find.form in {"common", "weak"} or union.level == "federation" or union.country == "US":
                continue
            if union.local_number:
                continue
            before = _land_before().search(text, max(0, find.start - 60), find.start)
            after = _land_after().match(text, find.end)
            match = before or after
            if match is not None:
                land, country = _lands().get(match.group("land")) or _provinces_of(match.group("land"))
            elif (before := _PROVINCIAL_BEFORE.search(text, max(0, find.start - 50), find.start)) or (
                after := _PROVINCIAL_AFTER.match(text, find.end)
            ):
                match = before or after
                land, country = _province_around(find.start, text, union.country)
            if match is None or not land:
                continue
            if union.country not in {None, country}:
                continue
            body = Union(
                f"{union.union_id}-{slug(land)}",
                f"{union.abbreviation or union.name} {land}",
                "regional",
                parent_union_id=union.union_id,
                country=country,
            )
            start, end = (match.start("land"), find.end) if before else (find.start, match.end())
            found.append(Find(start, end, body, "body.place", "pattern"))
        return found

    def _of_trades(self, text: str) -> list[Find]:
        found = []
        for match in self._of_trade.finditer(text):
            place = match.group("place") or match.group("place2")
            entry = self._registry.get(self._owners[match.group("trade") or match.group("trade2")])
            if entry is not None and place.split(maxsplit=1)[0] not in NO_PLACES:
                body = local_by_place(entry.union, place, postal(place) or main_state(text))
                found.append(Find(*match.span(), body, "body.place", "pattern"))
        return found

    @staticmethod
    def _of_associations(finds: list[Find], text: str) -> list[Find]:
        """Read "the Gulf Coast chapter of the X" where only its shape shows X to be a union."""
        found = []
        for find in finds:
            union = find.fallback if find.needs_context and find.fallback else find.union
            if find.form != "name" or union.in_registry or union.level == "federation" or union.local_number:
                continue
            match = _CHAPTER_OF.search(text, max(0, find.start - 60), find.start)
            if match and match.group("place").split(maxsplit=1)[0] not in NO_PLACES:
                place = match.group("place")
                body = local_by_place(union, place, postal(place) or main_state(text))
                body = dataclasses.replace(body, union_id=slug(f"{place} {union.name}"))
                found.append(Find(match.start(), find.end, body, "body.place", "pattern"))
        return found

    @staticmethod
    def _owned(finds: list[Find], text: str) -> list[Find]:
        """Read "its Dover branch", "its Essex brigade committee", "its Scottish council"."""
        found: list[Find] = []
        taken = [(find.start, find.end) for find in finds]
        owners = [find for find in finds if find.form != "common"]
        for match in _OWNED.finditer(text):
            owner = owner_before(owners, match.start(), text)
            if owner is None or match.start() - owner.end > _OWNED_REACH or spans_overlap(*match.span(), taken):
                continue
            place, name = match.group("place"), match.group("name")
            land = _lands().get(place)
            if place in state_names() and owner.union.level == "national" and owner.union.in_registry:
                continue  # the body of a state, which the places read
            if place.split(maxsplit=1)[0] in NO_PLACES or (_COUNCIL.fullmatch(name) and land is None):
                continue
            if len(_SENTENCE_END.findall(text[owner.end : match.start()])) > 1 or named_otherwise(
                match.end(), finds, text
            ):
                continue
            if land is not None and land[1] == owner.union.country:
                body = local_by_place(owner.union, land[0], None)
                label = f"{owner.union.abbreviation or owner.union.name} {land[0]}"
                body = Union(body.union_id, label, "regional", parent_union_id=owner.union.union_id, country=land[1])
            else:
                body = local_by_place(owner.union, name, None)
            found.append(Find(match.start("name"), match.end("name"), body, "body.owned", "coreference"))
        return found


def _province_around(position: int, text: str, country: str | None) -> tuple[str, str]:
    """Return the province and country that "the provincial" at a position means: named last before it, else first after."""
    named = [
        (match.start(), match.group())
        for match in re.finditer(rf"(?<![\w-])(?:{_land_names()})(?![\w-])", text)
        if union_words()["provinces"].get(match.group()) == country
    ]
    before = [name for start, name in named if start < position]
    name = before[-1] if before else next((name for _, name in named), "")
    return name, country or ""


def _provinces_of(name: str) -> tuple[str, str]:
    provinces: dict[str, str] = union_words()["provinces"]
    return name, provinces[name]


@functools.cache
def _land_names() -> str:
    names = {*_lands(), *union_words()["provinces"]}
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


@functools.cache
def _land_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?P<land>{_land_names()})\s+(?:state\s+|provincial\s+)?(?:branch|division|region|section|wing|arm)\s+of\s+(?:the\s+)?$"
    )


@functools.cache
def _land_after() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\s*\([A-Z]{{2,8}}\))?['’]s?\s+(?P<land>{_land_names()})\s+(?:state\s+|provincial\s+)?(?:branch|division|region|section|wing|arm)\b"
    )


@functools.cache
def _lands() -> dict[str, tuple[str, str]]:
    """Adjective of a province or nation -> its name and country: "Scottish" -> ("Scotland", "GB")."""
    provinces: dict[str, str] = union_words()["provinces"]
    adjectives: dict[str, str] = union_words()["adjectives_of_provinces"]
    return {adjective: (name, provinces[name]) for adjective, name in adjectives.items()}
