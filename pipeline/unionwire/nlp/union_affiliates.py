"""Names that a hyphen or slash joins to the union they belong to, and well-known locals by their bare number.

How it decides. "Harbor Tutors Union-UAW" and "Adjuncts Together-United Auto Workers" are bodies of the union behind the
hyphen, under the whole name; initials before it ("HTU-UAW") need the article to treat them as a union, since a talk, a
contract or a plant is joined in the same way ("Ford-UAW talks"). A number that is the name of a local ("1199") stands
alone only beside a word of a union's own.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from unionwire.link.names import slug
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_defined import head_of
from unionwire.nlp.union_finds import Find, spans_overlap
from unionwire.nlp.union_shapes import union_words
from unionwire.records import Level, Union

_RUN = re.compile(
    r"(?:(?!The\s|And\s|But\s|In\s|At\s|For\s)[A-Z][\w.'’&]*\s(?:(?:of|and)\s)?){1,6}"
    r"(?:Unions?|Workers?|Employees|Committee|Together|United|Association|Guild|Teachers|Nurses|Staff|Assistants)[-/]$"
)
_INITIALS = re.compile(
    r"(?<![\w./-])(?!(?:AFL|CIO|USPS|NLRB|VW|BMW|NYPD|USA|NYC|GOP|HCA|IBM|ABC|NBC|CBS)-)[A-Z]{3,6}-$"
)
_JOINT = re.compile(
    r"\s+(?:contract|deal|agreement|talks|negotiations|pact|accord|center|training|fund|plan|strike|dispute|fight|feud|"
    r"alliance|merger|partnership|program|battle|case|lawsuit|relations|board|committee|campaign|backed|led|represented)\b"
)
_BEFORE = re.compile(
    r"(?:\((?:the\s+)?|\b(?:[Mm]embers?|[Oo]rgani[sz]ers?|[Pp]resident|[Oo]fficers?|[Tt]utors|[Ww]orkers|[Ss]tewards?|[Ss]trikers|[Uu]nions?)"
    r"(?:,|\s+(?:of|for|with|from|in))\s+(?:the\s+)?|\blocal\s+union\s+(?:[A-Z]\w+\s+)?)$"
)
_AFTER = re.compile(
    r"\)|['’]s\s|\s+(?:members?|organi[sz]ers?|president|officers?|stewards?|spokes\w+|voted|struck|called|filed|won|signed)\b"
    r"|,?\s+(?:which\s+|that\s+)?(?:represents|bargains\s+for|organi[sz]es|has\s+(?:about\s+|some\s+|more\s+than\s+)?[\d,]+\s+(?:[a-z-]+\s+){0,3}?(?:members|workers|students|employees|assistants)|claims\s+(?:about\s+)?[\d,]+\s"
    r"|(?:has\s+)?(?:endorsed|backed|ratified|won)\b|says|said|rall(?:y|ied))\b"
    r"|,?\s*(?:[—–-]+\s?)?(?:the|a|an)\s+(?:[\w’'-]+\s+){0,5}?(?:union|chapter|local)\b"
)
_NUMBERED = re.compile(r",?\s+(?:Local|Lodge|District|Council)\s+\d")
_NUMBER_AFTER = re.compile(
    r"(?:['’]s)?,?\s+(?:the\s+)?(?:leadership|leaders|officials|president|organi[sz]ers?|delegates?|stewards?|"
    r"(?:giant\s+)?(?:[a-z]+\s+){0,3}(?:workers|employees|care)['’]?\s+union)\b"
)
_NUMBER_BEFORE = re.compile(
    r"\b(?:[Mm]embers|[Oo]rgani[sz]ers?|[Dd]elegates|[Ll]eaders|[Oo]fficials|[Pp]resident) (?:of|from|with) $"
)


def affiliates(text: str, registered: list[Find]) -> list[Find]:
    """Return the names that are joined by a hyphen or slash to one of the `registered` names of nationals."""
    found: list[Find] = []
    for find in registered:
        associations = find.union.level == "regional" and find.union.parent_union_id is None
        if not (find.union.level in {"national", "federation"} or associations) or text[
            max(0, find.start - 1) : find.start
        ] not in {
            "-",
            "/",
        }:
            continue
        if (found and found[-1].end >= find.end) or _NUMBERED.match(text, find.end):
            continue  # "Harbor Clerks Guild/CWA Local 9": the number is CWA's
        start = _name_before(text, find, registered)
        if start is not None:
            found.append(_joined(text, start, find, registered))
    return found


# "the Brewers Council, an affiliate of the Teamsters", "a Teamsters affiliate, the Brewers Council"
_CAPITALS = r"[A-Z][\w&’'-]*(?:\s(?:of|for|and|&)(?:\sthe)?\s[A-Z][\w&’'-]*|\s[A-Z][\w&’'-]*){1,6}"
_NAMED = (
    rf"(?<![\w’'-])(?P<name>(?!(?:The|And|But|In|At|For|To|When|While|Both)\s){_CAPITALS})(?:\s\([A-Z]{{2,8}}\))?,\s"
)
_APPOSED = re.compile(
    _NAMED
    + r"(?:which\sis\s)?(?:(?:an?|the)\s(?:[\w’'-]+\s){0,3}?(?:affiliate|branch|arm|unit|division|chapter|lodge|local)\sof"
    r"|(?:(?:which|that)\sis\s)?affiliated\swith)\s(?:the\s)?$"
)
_APPOSED_BEFORE = re.compile(_NAMED + r"an?\s$")
_AFFILIATE = re.compile(r"(?:['’]s?)?[\s-](?:affiliate|affiliated\s(?:union|local|body))\b")
_APPOSED_AFTER = re.compile(
    rf"(?:['’]s?)?\s(?:affiliate|branch|chapter),\s(?:the\s)?(?P<name>{_CAPITALS})(?=,\s(?!and\b|or\b|[A-Z])|[.;])"
)
_DOERS = re.compile(r"(?:[a-z](?:ers|ors|men|ists)|[Hh]ands)$")
_APPOSED_WINDOW = 160  # characters before a union's name in which a body says that it is the union's


def apposed_affiliates(text: str, registered: list[Find]) -> list[Find]:
    """Return the bodies that an apposition calls an affiliate of one of the `registered` unions; the name says a body."""
    found = []
    for find in registered:
        if find.needs_context or find.union.level not in {"national", "federation"}:
            continue
        low = max(0, find.start - _APPOSED_WINDOW)
        before = _APPOSED.search(text, low, find.start)
        if before is None and _AFFILIATE.match(text, find.end):
            before = _APPOSED_BEFORE.search(text, low, find.start)  # "the Brewers Council, a Teamsters affiliate"
        after = _APPOSED_AFTER.match(text, find.end)
        for match in filter(None, (before, after)):
            name = " ".join(match["name"].split())
            if (head_of(name) or _DOERS.search(name)) and not any(
                other.start < match.end("name") and match.start("name") < other.end for other in registered
            ):
                level: Level = "national" if find.union.level == "federation" else "local"
                union = Union(slug(name), name, level, parent_union_id=find.union.union_id, country=find.union.country)
                found.append(Find(*match.span("name"), union, "body.affiliated", "pattern"))
    return found


def _name_before(text: str, find: Find, registered: list[Find]) -> int | None:
    """Start of the name before the hyphen, None where it is none."""
    for other in registered:
        if (
            other.end == find.start - 1
            and other.form == "name"
            and not other.needs_context
            and other.union.level != "federation"
        ):
            return other.start
    window = max(0, find.start - 90)
    line = max(window, text.rfind("\n", window, find.start) + 1)
    run = next(iter(_runs(text, line, find.start)), None)
    if run is not None:
        return run
    initials = _INITIALS.search(text, line, find.start) if text[find.start - 1] == "-" else None
    capitals = find.form == "abbreviation" or text[find.start : find.end].isupper()
    if initials is None or not capitals or find.union.level not in {"national", "regional"}:
        return None
    name = text[initials.start() : find.end]
    shown = any(
        not _JOINT.match(text, match.end())
        and (_BEFORE.search(text, max(0, match.start() - 40), match.start()) or _AFTER.match(text, match.end()))
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    )
    return initials.start() if shown and not _JOINT.match(text, find.end) else None


def _runs(text: str, start: int, end: int) -> Iterator[int]:
    for word in re.finditer(r"(?<![\w'’.-])[A-Z]", text[start:end]):
        if _RUN.match(text, start + word.start(), end):
            yield start + word.start()


def _joined(text: str, start: int, find: Find, registered: list[Find]) -> Find:
    owner = next((other for other in registered if other.start == start and other.end == find.start - 1), None)
    if owner is not None:
        return dataclasses.replace(owner, end=find.end, rule="registry.joined")
    name = " ".join(text[start : find.end].split())
    is_national = find.union.level == "federation"
    union = Union(
        slug(name),
        name,
        "national" if is_national else "local",
        parent_union_id=find.union.union_id,
        country=find.union.country,
    )
    return Find(start, find.end, union, "body.affiliated", "pattern")


def numbers_alone(text: str, registry: UnionRegistry, taken: list[tuple[int, int]]) -> list[Find]:
    """Return the numbers that are names of locals (`known_by_number`) beside a word of unions: "the 1199 leadership"."""
    found = []
    for number, union_id in sorted(union_words()["known_by_number"].items()):
        entry = registry.get(union_id)
        if entry is None or number not in text or f"District {number}" in text:  # districts bear the number too
            continue
        for match in re.finditer(rf"(?<![\w$£€#.,/-]){number}(?![\w/]|[.,]\d)", text):
            beside = _NUMBER_AFTER.match(text, match.end()) or _NUMBER_BEFORE.search(
                text, max(0, match.start() - 24), match.start()
            )
            if beside and not spans_overlap(*match.span(), taken):
                found.append(Find(*match.span(), entry.union, "registry.number", "registry"))
    return found
