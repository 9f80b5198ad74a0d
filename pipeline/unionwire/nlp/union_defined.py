"""Whether a name that its sentence calls a union can be a body's: "Clean Campus, the union representing janitors".

How it decides. A row of `seeds/union_patterns.jsonl` with `defined` takes the name from an apposition, so that the words of
the name need not tell a trade. With `defined: "head"` one of them must be a word for a body ("Alliance", "United"); with
`"any"` it must not be a place, a person, an office with its holder, a day, a public body or a firm. A preposition before the
name opens a phrase of its own more often than an apposition ("At Harbor Mills, the union that represents ..."): such a name
needs a word for a body too.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from unionwire.link.places import is_city, state_names
from unionwire.nlp.candidate_given import known_given
from unionwire.seeds import read_json

_PREPOSITION = re.compile(
    r"(?<!\w)(?:[Aa]t|[Ii]n|[Oo]n|[Ff]or|[Ww]ith|[Tt]o|[Ff]rom|[Bb]y|[Nn]ear|[Aa]gainst|[Aa]fter|[Bb]efore|[Aa]cross|[Uu]nder|[Uu]nlike|[Ll]ike|[Oo]f|[Aa]mid|[Ii]nside|[Oo]utside|[Tt]hroughout)"
    r"\s+(?:the\s+|its\s+|their\s+)?$"
)
# after these roles "of" holds a body's name: "the president of Dock Forty, the union of ..."
_ROLE_OF = re.compile(
    r"\b(?:[Pp]residents?|[Mm]embers?|[Ll]eaders?|[Hh]ead|[Dd]irector|[Oo]fficers?|[Oo]rgani[sz]ers?|[Cc]hair\w*|[Ff]ounders?|[Ss]ecretary|[Tt]reasurer|[Ss]pokes\w+|[Rr]epresentatives?|[Oo]fficials?|[Dd]elegates?)"
    r"\s+(?:of|for|from|with)\s+(?:the\s+)?$"
    r"|\b(?:backing|endorsements?|support|nod|blessing|leaders|ranks|help)\s+(?:of|from)\s+(?:the\s+)?$"
)
_NOBODY = re.compile(
    r"\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|September|"
    r"October|November|December|Mr|Mrs|Ms|Dr|Mayor|Gov|Governor|Sen|Senator|Rep|President|Chairman|Chairwoman|Judge|Sheriff|Secretary|"
    r"Democrats?|Republicans?|Congress|Senate|House|Department|District|County|City|State|University|College|School|Schools|Hospital|"
    r"Board|Commission|Authority|Agency|Bureau|Court|Party|Inc|Corp|Co|Company|Industries|Airlines|Airways|Motors|Bank|Hotel|Hotels|"
    r"Foods|Stores|Mills|Steel|Times|Post|Journal|Tribune|News|Act|Street|Avenue|Day|War|America|Canada|Britain)\.?(?=\s|$)(?!\s+(?:United|Workers|Staff|Together)\b)"
)
# "the bakers' union HCW and the Ferry Guild" are two; no name has initials before "and"
_OF_TWO = re.compile(r"(?:.*\s)?[A-Z]{2,8}\s(?:and|&)\s")


def head_of(name: str) -> bool:
    """Tell whether one of the words of a name is a word for a body, as listed in `union_words.json`."""
    return not _heads().isdisjoint(re.split(r"[\s-]", name))


def could_be_body(text: str, row: dict[str, Any], start: int, end: int) -> bool:
    """Tell whether the name `text[start:end]`, found by a row with `defined`, can be a body's."""
    name = " ".join(text[start:end].split())
    if _OF_TWO.match(name):
        return False
    if head_of(name):
        return True
    if row["defined"] == "head" or _NOBODY.search(name):
        return False
    words = name.split()
    if (known_given(words[0]) and len(words) < 4) or name in state_names() or is_city(name):
        return False
    before = text[max(0, start - 40) : start]
    return _PREPOSITION.search(before) is None or _ROLE_OF.search(before) is not None


@functools.cache
def _heads() -> frozenset[str]:
    return frozenset(read_json("union_words.json")["heads_of_bodies"])
