"""Unions that no registry knows, by the shape of their names: an occupation with Union, Association, Guild and the like.

The shapes are `seeds/union_patterns.jsonl`, their word classes `seeds/union_words.json`. Look-alikes
(`seeds/lookalikes.jsonl`), the European Union among them, veto shapes and registered names alike. A shape marked `weak`
belongs to other bodies too and counts only where the text around speaks of labour.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from unionwire.link.names import slug
from unionwire.link.places import state_names, state_pattern
from unionwire.nlp.extensions import paragraphs
from unionwire.nlp.union_defined import could_be_body
from unionwire.nlp.union_finds import Find, Form
from unionwire.prefilter import Guarded, Prefilter, guarded
from unionwire.records import Level, Union
from unionwire.seeds import read_json, read_jsonl

_LEADING_WORDS = re.compile(
    r"^(?:(?:[Tt]he|An?|And|But|When|While|As|In|At|On|By|For|From|With|Of|Former|Local|Some|Many|Most|Both|Like|Unlike|If|So|"
    r"Today|Yesterday|Meanwhile|Last|Even|Our|Their|His|Her|Its|This|That|These|Those|After|Before|Since|Because|Now|Then|"
    r"Nor|Or|Not|Yet|Only|Also|Until|Although|Though|Where|Were|Was|Is|Are|Did|Does|Will|Per|Via|Once|Members|Leaders|"
    r"[A-Z][\w-]*-(?:affiliated|represented|backed|led|allied)|\w+-based|\w+ \w+-based|President|Vice|Executive|Secretary|Treasurer|Secretary-Treasurer|Chairman|Director|Leader|Boss|Chief|Organizer|"
    r"Spokesman|Spokeswoman|Attorney|Counsel|Major|Powerful|Story|Photo|January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mr\.?|Ms\.?|Mrs\.?|Sen\.?|Rep\.?|Gov\.?)(?: of(?: the)?)? )+"
)
# "United Teachers Fairview President", "... Fairview October 24": what stands behind a name
_TRAILING_WORDS = re.compile(
    r"\s(?:(?:Vice[ -])?President|Secretary|Treasurer|Chair\w*|Director|Spokes\w+|Members?|Leaders?|Strike\w*|Rall(?:y|ies)|Votes?|Backs?|"
    r"Endorses?|Says?|Sues?|Wins?|Contract|Picket\w*|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?!\w).*$",
    re.DOTALL,
)
# a web site or a rally may bear such a name in quotes
_NO_BODY = re.compile(
    r"\b(?:[Ww]eb ?site|site|page|blog|campaign|rally|slogan|banner|petition)(?:\s(?:called|named|dubbed|titled))?,?\s[\"“]$"
)
# the verb of a headline before a name: "Mayor Welcomes Harbor Cooks Union"
_HEADLINE_VERB = re.compile(
    r"(?:.*\s)?(?:Welcomes?|Backs?|Endorses?|Joins?|Sues?|Asks?|Urges?|Slams?|Blasts?|Fights?|Tells?|Faces?|Meets?|Supports?|Praises?|"
    r"Rejects?|Nabs?|Snubs?|Courts|Against|Versus|Vs\.?|Wins?|Gets?|Loses?|Hits?|Says?|Picks?|Wows?|Thanks?|Attacks?)\s(?:(?:The|A)\s)?",
    re.DOTALL,
)
# an agency's credit glued to a name: "Ann Roe/Harbor Images Cooks Union"
_CREDIT = re.compile(
    r"(?:.*\s)?(?:\S*/)?(?:(?:Getty|[A-Z]\w+)\s)?(?:Images|Getty|Reuters|AFP|Bloomberg|Shutterstock|Newscom|Alamy|iStock|Redux|Photo|Photos)(?:/\S+)?\s",
    re.DOTALL,
)
# "Plan B. The Harbor Cooks Union": an initial before a word that opens sentences ends one
_SENTENCE_BEFORE = re.compile(
    r".*(?<![A-Z]\.)(?<!\w)[A-Z]\.\s(?=(?:The|An?|And|But|In|At|Its|Their|For|When|While|If|So|Both|Many|Some|Our|Last|This|That)\s)",
    re.DOTALL,
)
# "Dover's Weavers Union", but the "Sheriff's Deputies Association" names whose deputies they are
_OWNER = re.compile(
    r"(?!(?:\w+men|Sheriff|Marshal|Constable|Coroner|Attorney|Children|People|Teacher|Nurse|Driver|Worker|Officer|Actor)['’]s)[A-Z][\w.]+['’]s\s(?=\S+\s\S)"
)
_OWNER_OF_ONE = re.compile(r"[A-Z][\w.]+['’]s\s(?=[A-Z]{3})")
_SHARED_HEAD = re.compile(
    r"([A-Z]\w+)\s(?:and|&)\s([A-Z][\w\s]*?)\s((?:Central\s)?(?:Labou?r|[\w\s]*Trades)\sCouncil)s$"
)
_POSSESSIVE = re.compile(r"['’]s$")
# shapes of names that a body of a whole state bears when the state's name opens it
_STATEWIDE = frozenset(
    {"name.persons-association", "name.education-association", "name.union-of", "name.professional-firefighters"}
)
_NO_STATE = frozenset(
    "City Beach County Falls Springs Park Valley University College Island Heights Avenue Street".split()
)
# single words before a number that name no union: broadcasters, and kinds of bodies alone ("Council, Local 9")
_NO_NAMES = frozenset(
    "ABC NBC CBS FOX CNN CW PBS NPR BBC TV Council Union Association Federation Guild Nurses Local".split()
)


_NEXT_IN_LIST = re.compile(r" of [^,]+, [A-Z]\w+$")
_LOCAL_BEHIND = re.compile(r" (?:Local|Lodge|District Council) (?:No\. )?\d")


def shaped_finds(text: str) -> list[Find]:
    """Return every stretch of `text` that has the shape of a union's name; they may overlap."""
    finds = []
    for start, end in paragraphs(text):
        paragraph = text[start:end]
        for number in _prefilter().possible(paragraph):
            row, pattern = _patterns()[number]
            if any(word in paragraph for word in row["needs"]):
                for match in pattern.finditer(text, start, end):
                    finds += _from_match(text, row, *match.span("name" if "name" in pattern.groupindex else 0))
    return finds


def _name_start(text: str, row: dict[str, Any], start: int, end: int) -> int:
    """Where the name in a match begins, past the end of a sentence, words that open one, a headline's verb, a credit."""
    if ended := _SENTENCE_BEFORE.match(text, start, end):
        start = ended.end()
    if row["id"] == "name.union-apposed":
        start = text.index("union", start) + len("union ")
    elif row["id"] == "name.initials-named":
        start = text.rindex(" ", start, end) + 1
    if lead := _LEADING_WORDS.match(text[start:end]):
        start += lead.end()
    if verb := _HEADLINE_VERB.match(text, start, end):
        start = verb.end()
    if credit := _CREDIT.match(text, start, end):
        start = credit.end()
    return start


def _from_match(text: str, row: dict[str, Any], start: int, end: int) -> list[Find]:
    start = _name_start(text, row, start, end)
    owner = _OWNER.match(text, start, end) or (
        _OWNER_OF_ONE.match(text, start, end) if row.get("single_word") else None
    )
    if owner:
        start = owner.end()
    if trail := _TRAILING_WORDS.search(text, start, end):
        end = trail.start()
    if _NO_BODY.search(text, max(0, start - 30), start):
        return []
    if _NEXT_IN_LIST.search(text[start:end]) and _LOCAL_BEHIND.match(text, end):
        return []  # "the Order of Constables, Boilermakers Local 9": two items of a list
    raw = text[start:end]
    end -= len(raw) - len(_POSSESSIVE.sub("", raw).rstrip(" ,'’"))
    name = " ".join(text[start:end].split())
    acronym = row.get("single_word", False) and name not in _NO_NAMES
    if (" " not in name and not acronym) or "\n\n" in text[start:end]:
        return []
    if row.get("defined") and not could_be_body(text, row, start, end):
        return []
    if row["id"] == "name.order-of-police":
        name = re.sub(r"\s\([A-Z]+\)", "", name)  # "Lake Park Police (LPP) Fraternal Order of Police"
    if row["id"] == "name.labor-council-lower":
        name = re.sub(r"['’]s\s", " ", name)  # "Dover's labor council"
    level: Level = row["level"]
    statewide = level in {"local", "national"} and row["id"] in _STATEWIDE
    state = _state_of(name) if statewide or row["id"] == "name.professionals-of" else None
    level = "regional" if state else level
    form: Form = row.get("form") or ("weak" if row.get("weak") else "name")
    if shared := _SHARED_HEAD.match(name):
        first, second, head = shared.groups()
        middle = start + shared.start(2)
        return [
            _find(start, start + len(first), f"{first} {head}", level, row["id"], form),
            _find(middle, end, f"{second} {head}", level, row["id"], form),
        ]
    return [_find(start, end, name, level, row["id"], form, state)]


def _state_of(name: str) -> str | None:
    """Return the state whose name opens a union's ("Colorado Education Association"), which is then the state's body."""
    if of_state := re.search(rf"\sof\s({state_pattern()})$", name):
        return state_names()[of_state.group(1)]
    match = re.match(rf"({state_pattern()})\s(?:State\s)?(\w+)", name)
    if match is None or match.group(2) in _NO_STATE or match.group(1) == "Washington":
        return None
    return state_names()[match.group(1)]


def _find(start: int, end: int, name: str, level: Level, rule: str, form: Form, state: str | None = None) -> Find:
    return Find(
        start,
        end,
        Union(slug(name), name, level, state=state),
        rule,
        "pattern",
        needs_context=form != "name",
        form=form,
    )


def only_decorates(find: Find, registered: list[Find], text: str) -> bool:
    """Tell whether a shaped find adds nothing but union words to a registered name inside it."""
    for other in registered:
        if find.start <= other.start and other.end <= find.end and (other.start, other.end) != (find.start, find.end):
            extra = (text[find.start : other.start] + " " + text[other.end : find.end]).split()
            if all(word.lower().strip(",'’") in _UNION_WORDS for word in extra):
                return True
        if other.start < find.start < other.end or other.start < find.end < other.end:
            return other.end - other.start >= find.end - find.start
    return False


_UNION_WORDS = {"grand", "lodge", "union", "unions", "international", "national", "of", "the", "america", "and"}


@functools.cache
def union_words() -> dict[str, Any]:
    """Return `seeds/union_words.json`."""
    return read_json("union_words.json")


@functools.cache
def _patterns() -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    compiled = []
    for row in read_jsonl("union_patterns.jsonl"):
        pattern = row["pattern"]
        for name, value in union_words()["macros"].items():
            pattern = pattern.replace("{" + name + "}", value)
        pattern = pattern.replace(" ", r"\s")
        compiled.append((row, re.compile(r"(?<![\w’'&/-])" + pattern + r"(?!\w)")))
    return compiled


@functools.cache
def _prefilter() -> Prefilter:
    """By what is in a text, which of the shapes may be."""
    macros = {name: text.replace(" ", r"\s") for name, text in union_words()["macros"].items()}
    return Prefilter([row["pattern"].replace(" ", r"\s") for row, _ in _patterns()], macros)


@functools.cache
def defined_rules() -> frozenset[str]:
    """Return the ids of the shapes whose sentence, not whose name, says that they are unions."""
    return frozenset(row["id"] for row, _ in _patterns() if row.get("defined"))


@functools.cache
def lookalikes() -> Guarded:
    """Return one pattern of all look-alikes."""
    rows = read_jsonl("lookalikes.jsonl")
    return guarded(r"(?<!\w)(?:" + "|".join(f"(?:{row['pattern']})" for row in rows) + r")(?!\w)")
