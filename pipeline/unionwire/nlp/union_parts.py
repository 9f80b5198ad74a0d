"""Parts of unions with names of their own, and bodies that an article calls by two names.

How it decides. "The X's Council of Y", "X Nurse Alliance", "X's northeast region", "the Harbor Division of the X" and "X
District Council of the North" are regional bodies of X, unless the words between tell an office of X or an event
("Executive Council"). A named local and a numbered one in apposition ("the Dover Teachers Union (DTU), AFT Local
9") are one body, under its number; in a list they are two. A local that goes by its number under a union and under the
union that this one merged into is one body too.
"""

from __future__ import annotations

import dataclasses
import itertools
import re

from unionwire.link.names import slug
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_finds import LIST_GAP, Find, spans_overlap
from unionwire.records import Union

_NO_PARTS = (
    r"(?:District|Joint|Executive|General|City|County|Town|Village|Legislative|Political|Advisory|Student|Faculty|Security|Global|"
    r"Presidential|Convention|Bargaining|Organizing|Young|Women|Retirees?|Labou?r|Central)"
)
_MODIFIERS = rf"(?:(?!{_NO_PARTS}\b)[A-Z][\w&-]+\s+(?:(?:and|&)\s+)?)"
_AREA = r"(?:\s+of\s+(?:the\s+)?[A-Z]\w+(?:\s+(?:(?:and|of|&)\s+)?[A-Z]\w+){0,4})"
_COMPASS = r"(?:[Nn]orth|[Ss]outh|[Mm]id)?-?(?:[Ee]ast|[Ww]est|[Nn]orth|[Ss]outh|[Cc]entral|[Aa]tlantic)(?:ern)?"
_PART_AFTER = re.compile(
    r"(?:(?:['’]s?)?\s+|\s?/\s?)(?P<part>"
    rf"{_MODIFIERS}{{1,3}}?(?:Council|[Dd]ivision|Alliance){_AREA}?"
    rf"|(?:(?:District\s+|Joint\s+|Regional\s+)?Council|Division){_AREA}"
    r"|District\s+Council(?!\s+(?:of|\d))"
    rf"|{_COMPASS}\s+(?:[Rr]egion(?!al)|[Dd]istrict(?!\s+[Cc]ourt)|[Dd]ivision)"
    r")(?!\w|['’]?s?\s+(?:#|No\.|\d))"
)
# "the Steelworkers' Harbor City area council": only the place has capitals
_PLACED_COUNCIL = re.compile(
    r"['’]s?\s+(?P<part>(?:[A-Z][\w.-]+\s+){1,3}(?:area|district|regional|joint)\s+council)\b(?!\s+(?:members?|president|race|seat|election|of)\b)"
)
_PART_BEFORE = re.compile(
    rf"(?<![\w’'/-])(?P<part>(?!The\s|An?\s|And\s|But\s|In\s|At\s|For\s)(?:(?:[A-Z]\w+(?:/[A-Z]\w+)*\s+){{1,4}}?(?:(?:District|Regional|Joint)\s+Council|Joint\s+Board)|{_MODIFIERS}{{1,4}}?(?:Division|Alliance|Region)))\s+of\s+(?:the\s+)?$"
)
_WINDOW = 80  # characters before a name in which a part's begins, in the same paragraph
# "the Northern Plains Regional Council of Carpenters" has a name of its own
_OWN_COUNCIL = re.compile(r"\w\s(?:Regional|District)\sCouncil$")
# "Regional Council of Carpenters and Joiners" goes by the first trade too
_SECOND_TRADE = re.compile(
    r"\s(?:and|&)\s[A-Z][a-z]+(?:wrights|ers|men|ors)\b(?!\s+(?:Local|Union|Council|District)\b|['’]s?\s)"
)
_PLACE_BEFORE = re.compile(r"(?:(?!The\s|And\s|But\s|In\s|At\s|For\s|By\s|Both\s)[A-Z][\w./-]+\s+){1,4}$")
_APPOSED = re.compile(
    r"\s*(?:\([^()]{2,40}\)\s*)?(?:(?:,|--|—|–)\s*(?:(?:also |better |otherwise )?known as\s+|or\s+|which is\s+|that is\s+)?(?:the\s+)?|\s?/\s?|\s\((?:the\s+)?)"
)
_JOINED = re.compile(r"(?:,|\s+of|\s+with)\s+(?:the\s+)?$")
_NATIONWIDE = re.compile(r"(?:National|International|American|United|Amalgamated|Brotherhood|Union)\b")
_APPOSED_BEHIND = re.compile(r",\s+(?:also known as\s+|known as\s+)?the\s+")
_COUNCIL_OF_FEDERATION = re.compile(
    r"['’]s\s+(?P<name>(?!(?:Executive|General|National|Political|Young|Retirees?)\b)(?:[A-Z][\w.-]+\s+){1,4}?(?:Council|Federation|Assembly))\b(?!\s+of\s)"
)
_JOINER = re.compile(r"(?:,|,?\s+(?:and|&|or))(?:\s+the)?(?:\s+[A-Z][a-z]+)?\s+$")
_CLOSED = re.compile(r"\)?(?:[.,;:!?]|\s?(?:--|—|–)|$|\s*\n|\s+(?!and\b|or\b|&)[a-z])")


def parts(finds: list[Find], text: str) -> list[Find]:
    """Return the named parts of the nationals among `finds`, and later mentions of a part by its own name."""
    found: list[Find] = []
    again: list[tuple[str, Find]] = []
    for find in finds:
        if find.union.level != "national" or find.form in {"common", "weak"} or not find.union.in_registry:
            continue
        after = _PART_AFTER.match(text, find.end) or _PLACED_COUNCIL.match(text, find.end)
        before = _part_before(find, text)
        match = after or before
        if match is None:
            continue
        part_end = _before_next(match, finds, text) if after else match.end("part")
        name = " ".join(text[match.start("part") : part_end].split())
        if after and name in {"Regional Council", "District Council"}:
            # "Northern Plains Carpenters Regional Council" has a name of its own; without the place it is any of them
            if placed := _PLACE_BEFORE.search(text, max(0, find.start - 60), find.start):
                found.append(_placed_council(placed.start(), find, after.end(), text))
            elif name == "Regional Council" and (not find.needs_context or "union" in text):
                council = _placed_council(find.start, find, after.end(), text)
                union = dataclasses.replace(council.union, parent_union_id=None)
                found.append(dataclasses.replace(council, union=union, rule="name.council"))
            continue
        if before and _OWN_COUNCIL.search(name):
            found.append(_council_of_trades(_placed_council(before.start("part"), find, find.end, text), text))
            continue
        start, end = (find.start, part_end) if after else (match.start(), find.end)
        part = dataclasses.replace(find, start=start, end=end, union=_part(find.union, name), rule="body.part")
        found.append(dataclasses.replace(part, needs_context=False, form="name"))
        if " " in name and name[0].isupper():
            again.append((name, found[-1]))
    for name, part in again:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not spans_overlap(*match.span(), ((other.start, other.end) for other in found)):
                found.append(dataclasses.replace(part, start=match.start(), end=match.end(), rule="introduced.part"))
    return found


def _part_before(find: Find, text: str) -> re.Match[str] | None:
    """Match "the Eastern Division of the" before a name, in its own paragraph."""
    window = max(0, find.start - _WINDOW)
    return _PART_BEFORE.search(text, max(window, text.rfind("\n\n", window, find.start) + 1), find.start)


def owned_councils(finds: list[Find], text: str) -> list[Find]:
    """Return the councils that a possessive makes a federation's: "the AFL-CIO's Lakeview Metropolitan Council"."""
    found = []
    for find in finds:
        match = _COUNCIL_OF_FEDERATION.match(text, find.end) if find.union.level == "federation" else None
        if match is None:
            continue
        name = " ".join(match.group("name").split())
        union = Union(slug(name), name, "federation", parent_union_id=find.union.union_id, country=find.union.country)
        found.append(Find(find.start, match.end(), union, "body.part", "pattern"))
    return found


def _before_next(part: re.Match[str], finds: list[Find], text: str) -> int:
    """Return where a part's name ends: before the next union in "the X District Council of the North and Y Local 9"."""
    start, end = part.span("part")
    following = next((find.start for find in finds if start < find.start < end), None)
    joiner = _JOINER.search(text, start, following) if following is not None else None
    return joiner.start() if joiner else end


def _council_of_trades(council: Find, text: str) -> Find:
    """The council with a second trade in its name, if it has one; its id is that of the name with the first alone."""
    second = _SECOND_TRADE.match(text, council.end)
    if second is None:
        return council
    whole = dataclasses.replace(council.union, name=" ".join(text[council.start : second.end()].split()))
    return dataclasses.replace(council, end=second.end(), union=whole)


def _placed_council(start: int, find: Find, end: int, text: str) -> Find:
    name = " ".join(text[start:end].split())
    union = Union(slug(name), name, "regional", parent_union_id=find.union.union_id, country=find.union.country)
    return dataclasses.replace(
        find, start=start, end=end, union=union, rule="body.part", needs_context=False, form="name"
    )


def _part(parent: Union, name: str) -> Union:
    return Union(
        union_id=f"{parent.union_id}-{slug(name)}",
        name=f"{parent.abbreviation or parent.name} {name}",
        level="regional",
        parent_union_id=parent.union_id,
        country=parent.country,
    )


def same_bodies(names: list[Find], bodies: list[Find], text: str, registry: UnionRegistry) -> dict[str, Union]:
    """Return id -> union for the ids under which the article mentions a body that it also calls otherwise."""
    same = _apposed(names, bodies, text)
    unions = {find.union.union_id: find.union for find in (*names, *bodies)}
    for union in unions.values():
        entry = registry.get(union.parent_union_id or "")
        number = union.local_number
        if number is not None and (other := _same_number(union, unions)) is not None:
            same[union.union_id] = other
            continue
        if entry is None or entry.successor is None or number is None:
            continue
        heir = unions.get(f"{entry.successor}-local-{number.lower()}")
        if heir is not None:
            same[union.union_id] = heir
    return same


def _same_number(union: Union, unions: dict[str, Union]) -> Union | None:
    """The local that `union` is by a fuller number ("Local 4-N") or, under unknown initials, by a known union's."""
    number = union.local_number or ""
    for other in unions.values():
        if other.local_number is None or other.union_id == union.union_id:
            continue
        fuller = re.fullmatch(rf"{re.escape(number)}-[A-Za-z]{{1,2}}", other.local_number) is not None
        if fuller and union.parent_union_id == other.parent_union_id:
            return other
    return None


def without_former_parents(everything: list[Find], names: list[Find], same: dict[str, Union], text: str) -> list[Find]:
    """Return finds with the unions that `same` tells; "Local 9 with the X" loses an X that is its parent no longer."""
    result = []
    for find in everything:
        union = same.get(find.union.union_id)
        if union is None:
            result.append(find)
            continue
        inner = [name for name in names if find.start < name.start and name.end <= find.end]
        end = find.end
        if find.rule == "local.before-name" and inner and inner[0].union.union_id != union.parent_union_id:
            end = find.start + len(_JOINED.sub("", text[find.start : inner[0].start]))
            result.append(dataclasses.replace(inner[0], needs_context=False))
        result.append(dataclasses.replace(find, end=end, union=union))
    return result


def _apposed(names: list[Find], bodies: list[Find], text: str) -> dict[str, Union]:
    everything = sorted((*names, *bodies), key=lambda find: find.start)
    same: dict[str, Union] = {}
    for body in bodies:
        if body.union.level != "local" or not body.rule.startswith("local."):
            continue
        at = everything.index(body)
        for other in everything[max(0, at - 2) : at]:
            gap = text[other.end : body.start]
            if _coordinated(other.union, body.union, everything, text):
                continue
            if _is_own_name(other) and _APPOSED.fullmatch(gap) and not _in_list(other, body, everything, text):
                same |= _one(other, body)
                break
        following = everything[at + 1] if at + 1 < len(everything) else None
        behind = following is not None and _APPOSED_BEHIND.fullmatch(text[body.end : following.start])
        if following and behind and _is_own_name(following) and not _in_list(body, following, everything, text):
            same |= _one(following, body)
    return same


def _coordinated(one: Union, another: Union, everything: list[Find], text: str) -> bool:
    """Tell whether the text joins two bodies by "and" elsewhere, which makes them two."""
    ids = {one.union_id, another.union_id}
    return any(
        {first.union.union_id, second.union.union_id} == ids and _AND.fullmatch(text, first.end, second.start)
        for first, second in itertools.pairwise(everything)
    )


_AND = re.compile(r"\s+and\s+(?:the\s+)?")


def _is_own_name(find: Find) -> bool:
    own_initials = find.rule.startswith("introduced.") and not find.union.in_registry
    if (
        (find.form != "name" and not own_initials)
        or find.union.local_number is not None
        or find.rule.startswith(("local.", "body."))
    ):
        return False
    nationwide = find.union.in_registry or _NATIONWIDE.match(find.union.name)
    return find.union.level == "local" or (find.union.level in {"national", "regional"} and not nationwide)


def _one(name: Find, body: Find) -> dict[str, Union]:
    """The number is the body's id, unless the registry knows the body by its name."""
    if not name.union.in_registry:
        return {name.union.union_id: body.union}
    return {body.union.union_id: name.union} if name.union.parent_union_id == body.union.parent_union_id else {}


def _in_list(first: Find, second: Find, everything: list[Find], text: str) -> bool:
    """Tell whether two neighbours are items of a longer list: another union is joined to either."""
    before = [find for find in everything if find.end <= first.start][-1:]
    after = [find for find in everything if find.start >= second.end][:1]
    joined = [text[find.end : first.start] for find in before] + [text[second.end : find.start] for find in after]
    return any(LIST_GAP.match(gap) for gap in joined) or _CLOSED.match(text, second.end) is None
