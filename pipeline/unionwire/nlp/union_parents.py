"""Bodies beside their parents: which name of a union holds, takes in or tells the union that it belongs to.

How it decides. A registered body whose name holds its parent's ("New York State AFL-CIO", "1199SEIU") says so itself, and one
known by its number ("32BJ") does where the article names the parent too. "X (ABBR)" with the initials of another
union, a "Labor Council, AFL-CIO" and an "Area Local" of a union that has such locals belong to that union.
"""

from __future__ import annotations

import dataclasses
import re

from unionwire.link.unions import RegisteredUnion, UnionRegistry
from unionwire.nlp.union_finds import LIST_GAP, Find, longest_first
from unionwire.nlp.union_shapes import union_words

_OWN_RIGHT_BEFORE = re.compile(r"(?:\b(?:of|for|with|in)\s+(?:the\s+|its\s+)?|,\s+(?:an? \w+ of )?the\s+)$")
_OWN_RIGHT_AFTER = re.compile(r"['’]s?\s+\S|\s?/\s?Council\b")
_OF_PARENT = re.compile(r"\s+of\s+(?:the\s+)?")
_OF_ITS_PARENT = re.compile(r"(?:\s+\d{1,4})?\s+of\s+(?:the\s+)?")
_NUMBERED = re.compile(r"(?:District |Joint )?Council \d+")
_IN_BRACKETS = re.compile(r"\s*\((?:the\s+)?$")


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
            dataclasses.replace(find, union=find.fallback)
            if find.fallback and find.union.union_id != parent_id
            else find
            for find in registered
            if parent_id in {find.union.union_id, find.fallback.union_id if find.fallback else ""}
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


def with_parent_names(finds: list[Find], text: str) -> list[Find]:
    """Join a registered body and its parent's name beside it: "AFSCME District Council 37", "32BJ SEIU"."""
    joined: list[Find] = []
    for i, find in enumerate(finds):
        last = joined[-1] if joined else None
        if last is not None and re.fullmatch(r"(?:['’]s?)?,?\s|\s?/\s?|-", text[last.end : find.start]):
            # "AFSCME, District Council 37" is one body; in "the A, the B, X Nurses and the C" all are items of a list
            listed = "," in text[last.end : find.start] and _in_list(
                finds[:i][-2:-1], last, find, finds[i + 1 : i + 2], text
            )
            if find.union.parent_union_id == last.union.union_id and not listed:
                joined[-1] = dataclasses.replace(find, start=last.start, rule="body.registered", needs_context=False)
                continue
            if last.union.parent_union_id == find.union.union_id and text[last.end : find.start] in {" ", "-"}:
                joined[-1] = dataclasses.replace(last, end=find.end, rule="body.registered", needs_context=False)
                continue
        its_parent = last is not None and last.union.parent_union_id == find.union.union_id
        if last is not None and its_parent and _OF_ITS_PARENT.fullmatch(text[last.end : find.start]):
            # "District Council 9 of the X", "the Harbor Guards Council 77 of the X"
            joined[-1] = dataclasses.replace(last, end=find.end, rule="body.registered", needs_context=False)
            continue
        joined.append(find)
    return joined


def _in_list(before: list[Find], first: Find, second: Find, after: list[Find], text: str) -> bool:
    """Tell whether two neighbours are items of a longer list: another union is joined to either."""
    gaps = [text[find.end : first.start] for find in before] + [text[second.end : find.start] for find in after]
    return any(LIST_GAP.match(gap) for gap in gaps) and not re.search(r"\d", text[second.start : second.end])


def with_parents_after(bodies: list[Find], finds: list[Find], text: str) -> list[Find]:
    """Let "CTU, Local 1" take in its parent behind it: "CTU, Local 1 of the American Federation of Teachers"."""
    longer = []
    for body in bodies:
        parent = next((find for find in finds if 0 < find.start - body.end < 12), None)
        joins = parent is not None and _OF_PARENT.fullmatch(text[body.end : parent.start])
        if parent is not None and joins and parent.union.union_id == body.union.parent_union_id:
            body = dataclasses.replace(body, end=parent.end)  # noqa: PLW2901 - the same body, longer
        longer.append(body)
    return longer


def tell_parents(finds: list[Find], text: str, registry: UnionRegistry) -> list[Find]:
    """Mark the finds, in text order, whose own words tell their parent: their rule becomes one of bodies."""
    named = {find.union.union_id for find in finds}
    named |= {find.union.parent_union_id or "" for find in finds if find.rule.startswith(("local.", "body."))}
    told = []
    for i, find in enumerate(finds):
        surface = text[find.start : find.end]
        entry = registry.get(find.union.parent_union_id or "")
        caucus = find.union.union_id in union_words()["caucuses"] or find.rule == "registry.number"
        if entry is not None and find.needs_context and entry.union.union_id in named and _NUMBERED.fullmatch(surface):
            find = dataclasses.replace(find, rule="body.registered", needs_context=False)  # noqa: PLW2901 - likewise
        elif find.rule.startswith("registry.") and entry is not None and not find.needs_context and not caucus:
            numbered = any(char.isdigit() for char in surface) and entry.union.union_id in named
            if numbered or (len(surface) > 4 and _holds(surface, entry)):
                find = dataclasses.replace(find, rule="body.registered")  # noqa: PLW2901 - the same find, told
        elif find.union.parent_union_id is None and not find.union.in_registry and find.found_by == "pattern":
            parent = _parent_told(find, finds[i + 1 : i + 2], text, registry, named)
            if parent is not None:
                union = dataclasses.replace(find.union, parent_union_id=parent)
                silent = parent == "iaff" and parent not in named
                rule = find.rule if silent else "body.told"
                find = dataclasses.replace(find, union=union, rule=rule)  # noqa: PLW2901 - likewise
        told.append(find)
    return told


def _holds(surface: str, parent: RegisteredUnion) -> bool:
    """Tell whether a name holds a name or the initials of its parent, digits and slashes beside them or not."""
    names = [alias.text for alias in parent.aliases if alias.kind != "short" or not alias.needs_context]
    return any(re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", surface, re.IGNORECASE) for name in names)


_OF_FIREFIGHTERS = frozenset({"name.professionals-of", "name.professional-firefighters"})
_FIREFIGHTERS = re.compile(r"Fire ?[Ff]ighters")
# "Lake Park Police Fraternal Order of Police", "Dunshire Police Federation"
_OF_POLICE = re.compile(
    r"[a-zA-Z.)]\s(?:(?P<order>Fraternal Order of Police(?: Lodge)?)|(?<!Scottish )(?<!National )(?<!European )Police Federation)$"
)


def _parent_told(find: Find, following: list[Find], text: str, registry: UnionRegistry, named: set[str]) -> str | None:
    if find.union.level == "federation" and "AFL-CIO" in text[find.start : find.end]:
        return "afl-cio"
    if find.rule == "name.area-local":
        having = sorted(set(union_words()["bodies_of"]["area local"]) & named)
        return having[0] if having else None
    if (owner := _OF_POLICE.search(" ".join(text[find.start : find.end].split()))) is not None:
        # every force has a branch of the Police Federation in Britain; elsewhere the name is a body's own
        if owner.group("order") or "police-federation" in named:
            return "fop" if owner.group("order") else "police-federation"
        return None
    if find.rule in _OF_FIREFIGHTERS and _FIREFIGHTERS.search(text, find.start, find.end):
        return "iaff"  # a relation is told only where the article names the national, too
    for other in following:
        level = other.union.level
        if find.rule == "name.joint-board" and text[find.end : other.start] == ", " and level == "national":
            return other.union.union_id
        in_brackets = _IN_BRACKETS.fullmatch(text[find.end : other.start]) and text[other.end : other.end + 1] == ")"
        if in_brackets and level == "national" and other.form == "abbreviation" and registry.get(other.union.union_id):
            return other.union.union_id if find.union.level in {"local", "regional"} else None
    return None
