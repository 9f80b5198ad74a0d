"""Names that their initials decide: a name spelt otherwise than registered, and initials that no bracket introduces.

How it decides. "Society of Engineering Employees in Aerospace (SEEA)" ends where the initials in the bracket say. In "United Auto Worker (UAW)" the abbreviation is a registered union's, and the words before the bracket are
a spelling of its name when most of them stem from it. "The PMEA" after "the Pine Mesa Education Association" is that
body where the letters are the initials of one name of the article alone.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from unionwire.link.names import initials, slug
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_finds import Find, spans_overlap
from unionwire.records import Union

_BEFORE_BRACKET = re.compile(
    r"(?:(?<=\s)|^)(?P<run>[A-Z][\w'’&.-]*,?\s+(?:(?:[A-Z][\w'’&.-]*,?|of|and|the|in|for|&)\s+){1,11})(?:[Uu]nion\s+)?\((?:the\s+|or\s+)?$"
)
_REST = re.compile(
    r"(?P<rest>\s(?:in|for|of|at|and)\s(?:the\s)?(?:[A-Z][\w-]+\s(?:(?:and|of|the)\s)?){1,4})\((?:the\s)?(?P<letters>[A-Z]{3,8})\)"
)
_BRACKETED = re.compile(r"\s\((?:the\s)?(?P<letters>[A-Z]{3,8})\)")
_WORD = re.compile(r"[A-Za-z]{3,}")
_STEM = 5  # letters by which words of a name are compared: "Electric" and "Electrical", "Worker" and "Workers"
_LEAST_SHARED = 2
_SHARE = 0.6  # of the words of either name
_EMPTY = frozenset({"the", "and", "for", "of", "in", "union", "international", "america", "national", "united"})
_LETTERS = re.compile(r"(?<![\w./-])[A-Z]{3,7}(?![\w/-])")
_LEAST_LETTERS = 3


def by_abbreviation(text: str, registered: list[Find], registry: UnionRegistry) -> list[Find]:
    """Return names before a bracketed abbreviation of the registry that are spellings of the union's name.

    `registered` are the registered names and abbreviations in the text; a name that they hold already is left out.
    """
    found: list[Find] = []
    certain = [(find.start, find.end) for find in registered if find.form != "abbreviation"]
    for find in registered:
        entry = registry.get(find.union.union_id)
        if find.form != "abbreviation" or entry is None or text[find.end : find.end + 1] not in {")", ","}:
            continue
        window = max(0, find.start - 130)
        match = _BEFORE_BRACKET.search(text, max(window, text.rfind("\n", window, find.start) + 1), find.start)
        if match is None or (found and found[-1].start < find.start < found[-1].end):
            continue
        names = [alias.text for alias in entry.aliases if alias.kind != "abbreviation"]
        start = _spelling(match.group("run"), names)
        end = match.start("run") + len(match.group("run").rstrip(" ,"))
        if start is None or spans_overlap(match.start("run") + start, end, certain):
            continue
        name = dataclasses.replace(find, start=match.start("run") + start, end=end, rule="registry.by-abbreviation")
        found.append(dataclasses.replace(name, needs_context=False, form="name"))
    return found


def _spelling(run: str, names: Iterable[str]) -> int | None:
    """Where in a run of capitalised words a spelling of one of `names` begins; None where they share too little."""
    for name in names:
        stems = _stems(name)
        words = list(_WORD.finditer(run))
        first = next((word for word in words if _shared(_stem(word.group()), stems)), None)
        if first is None or not first.group()[0].isupper():
            continue
        said = _stems(run[first.start() :])
        own, theirs = stems - _EMPTY, said - _EMPTY
        shared = [stem for stem in theirs if _shared(stem, own)]
        if len(shared) >= _LEAST_SHARED and len(shared) >= _SHARE * max(len(own), len(theirs)):
            return first.start()
    return None


def _stems(name: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(name)} - {"and", "the", "for"}


def _shared(stem: str, stems: set[str]) -> bool:
    """Tell whether a stem is one of `stems` or the beginning of one: "Air" for "Aircraft"."""
    if stem in stems:
        return True
    return stem not in _EMPTY and any(other.startswith(stem) or stem.startswith(other) for other in stems - _EMPTY)


def _stem(word: str) -> str:
    return word.lower() if word.lower() in _EMPTY else word[:_STEM].lower()


def whole_names(text: str, shaped: list[Find]) -> list[Find]:
    """Return name-shaped finds, those of which a bracket abbreviates more words than the shape holds with those words."""
    whole = []
    for find in shaped:
        match = _REST.match(text, find.end) if find.form == "name" else None
        if match is not None:
            name = " ".join(text[find.start : match.end("rest")].split())
            if match.group("letters") in initials(name) and match.group("letters") not in initials(find.union.name):
                union = dataclasses.replace(find.union, union_id=slug(name), name=name)
                find = dataclasses.replace(find, end=match.end("rest") - 1, union=union)  # noqa: PLW2901 - the same, longer
        whole.append(find)
    return whole


def shortened(finds: list[Find]) -> list[Find]:
    """Return finds, names without their place as those with it: "the Nurses Guild" after "the Dover Nurses Guild".

    Two bodies of the same kind in one article leave the short name what its shape says.
    """
    shaped = [find for find in finds if find.form in {"name", "weak"} and find.rule in _SHORTENED]
    by_short = {find.union.name: find.union.union_id for find in shaped}
    full: dict[str, dict[str, Union]] = {}
    for find in finds:
        if find.form != "name" or find.union.level == "national":
            continue
        name = find.union.name.replace("’", "'")
        for short in by_short:
            if name != short and name.endswith(" " + short.replace("’", "'")):
                full.setdefault(short, {})[find.union.union_id] = find.union
    owners = {short: next(iter(unions.values())) for short, unions in full.items() if len(unions) == 1}
    return [
        dataclasses.replace(find, union=owners[find.union.name], rule="introduced.shortened", found_by="coreference")
        if find in shaped and find.union.name in owners
        else find
        for find in finds
    ]


_SHORTENED = frozenset(
    {"name.persons-association", "name.guild", "name.occupation-union", "name.trades-council", "name.labor-council"}
)


def own_initials(finds: list[Find], text: str) -> list[Find]:
    """Return finds, a registered union's initials as another's that the article gives them to: "Dover ... Association (COBA)".

    The name before the bracket is no registered one, and the letters are its initials, those of its place left out or not.
    """
    given: dict[str, Union] = {}
    for find in finds:
        match = _BRACKETED.match(text, find.end) if find.form == "name" and not find.union.in_registry else None
        if match and any(letters.endswith(match.group("letters")) for letters in initials(text[find.start : find.end])):
            given.setdefault(match.group("letters"), find.union)
    return [
        dataclasses.replace(find, union=own, rule="introduced.abbreviation", found_by="pattern", needs_context=False)
        if find.form == "abbreviation" and (own := given.get(text[find.start : find.end]))
        else find
        for find in finds
    ]


def after_union(text: str) -> list[Find]:
    """Return initials in apposition to a trade's union, which no bracket introduces: "the police union, the DPQA"."""
    return [
        Find(*match.span(), Union(slug(match.group()), match.group(), "local"), "name.initials-after-union", "pattern")
        for match in _AFTER_UNION.finditer(text)
    ]


_AFTER_UNION = re.compile(
    r"(?<=union, the )(?!(?:FBI|CIA|NYPD|LAPD|EPA|NLRB|USPS|GOP|USA|CEO|TV|NPR|CNN|NFL|NBA|MLB|PAC)\b)[A-Z]{3,7}"
    r"(?=,|\.|;|\)| (?:has|have|had|is|are|was|were|will|said|says|did|does)\b)"
)


def by_initials(text: str, finds: list[Find]) -> list[Find]:
    """Return later mentions, by initials alone, of the unregistered names among `finds` ("PMEA")."""
    owners: dict[str, list[Find]] = {}
    for find in finds:
        if find.form == "name" and not find.union.in_registry and find.rule.startswith(("name.", "introduced.short")):
            short = initials(text[find.start : find.end]) if find.rule.startswith("introduced.") else set()
            for letters in sorted({*initials(find.union.name), *short}):
                if len(letters) >= _LEAST_LETTERS:
                    owners.setdefault(letters, []).append(find)
    named = {letters: found[0] for letters, found in owners.items() if len({f.union.union_id for f in found}) == 1}
    if not named:
        return []
    bracketed = {letters for letters in named if f"({letters})" in text}
    result = []
    for match in _LETTERS.finditer(text):
        source = named.get(match.group())
        # letters in brackets are introduced: for this body by `_introduced`, else for another
        if source is not None and source.end <= match.start() and match.group() not in bracketed:
            result.append(Find(*match.span(), source.union, "introduced.initials", "pattern", form="abbreviation"))
    return result
