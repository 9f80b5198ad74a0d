"""What stands right around a person's name: titles, party and state, a trade, death, retirement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from unionwire.nlp.candidate_shapes import HONORIFICS, TITLES

if TYPE_CHECKING:
    from unionwire.nlp.candidate_names import ArticlePerson, NameMention

_RETIRES = re.compile(
    r"[, ]*(?:who )?(?:is|was|announced|decided|chose|will|plans)?(?: \w+){0,2} ?retir(?:e|es|ing|ement)\b"
)
_LATE = re.compile(r"\b(?:the|his|her|their|our)(?: then)? late(?! \d)(?: [\w.'’-]+){0,5}$")
_STAFF = re.compile(
    r"\b(?:spokes(?:man|woman|person)|advis[eo]r|aide|strategist|pollster|(?:campaign|program) (?:manager|chair(?:man|woman)?|director|staffer|aide)|reporter|"
    r"correspondent|columnist|consultant|analyst|staffer|secretary-treasurer|executive director|"
    r"communications director|political director|union president|president of the (?:union|local|federation)|"
    r"whose president|chief of staff|wife|husband|daughter|son|widow)\b"
)
_GIVES = re.compile(
    r",? (?:who|which) (?:also |has |had |have |each )?(?:gave|given|donated|contributed|bankroll\w*|chipped in)\b"
)
_GIVER = re.compile(
    r"\b(?:donors?|contributors?|financiers?)(?: (?:is|was|are|were|like|such as|including))[^.;]{0,60}$"
    r"|\$[\d,.]+(?: million)? (?:checks? |each )?(?:came )?from [^.;$]{0,60}$"
)
_SHORT = frozenset("lt gov sen rep del ald gen col capt rev prof dr mr mrs ms".split())


def note_titles(doc: Doc, person: ArticlePerson, mention: NameMention) -> None:
    """Remember the titles before a mention and the party and state in brackets after it."""
    i = mention.start
    while i > 0 and mention.start - i < 6:
        word = doc[i - 1].lower_
        if word == "." and i > 1 and doc[i - 2].lower_ in _SHORT:  # "Lt ."
            i -= 1
            continue
        if HONORIFICS.get(word) and person.gender is None:
            person.gender = HONORIFICS[word]
        if word not in TITLES and not (word == "of" and i > 1 and doc[i - 2].lower_ in TITLES):
            break
        i -= 1
    if i < mention.start:
        person.titles.add(doc[i : mention.start].text.lower().replace("then-", "").replace("ex-", "").replace(".", ""))
    if _RETIRES.match(doc[mention.end : mention.end + 5].text.lower()):
        person.retiring = True
    after = doc[mention.end : mention.end + 9].text.lower() if mention.form == "full" else ""
    before = doc[max(0, mention.start - 3) : mention.start].text.lower()
    if _STAFF.search(before) or (re.match(r",? (?:an?|the|who|his|her|[\w.]+'s)\b", after) and _STAFF.search(after)):
        person.staff = True
    if mention.form == "full" and (
        _GIVES.match(doc[mention.end : mention.end + 4].text.lower())
        or _GIVER.search(doc[max(doc[mention.start].sent.start, mention.start - 12) : mention.start].text.lower())
    ):
        person.donor = True
    if _LATE.search(doc[max(0, i - 5) : mention.start].text.lower()):
        person.late = True
    j = mention.end
    if j + 1 < len(doc) and doc[j].text == "(" and person.party is None:
        match = re.match(r"\(\s?([DRILG])\b", doc[j : j + 3].text)
        if match:
            person.party = match.group(1)
