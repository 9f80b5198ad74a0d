"""What stands right around a person's name: titles, party and state, a trade, death, retirement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from unionwire.nlp.candidate_given import given_names
from unionwire.nlp.candidate_shapes import HONORIFICS, TITLES
from unionwire.nlp.extensions import text_between

if TYPE_CHECKING:
    from unionwire.nlp.candidate_names import ArticlePerson, NameMention

_RETIRES = re.compile(
    r"[, ]*(?:who )?(?:is|was|announced|decided|chose|will|plans)?(?: \w+){0,2} ?retir(?:e|es|ing|ement)\b"
)
_RETIRING = re.compile(r"\b(?:retiring|outgoing|departing|(?:vacated|left) by)(?: (?:[\w-]+\.?|u\.s\.)){0,3}$")
_LATE = re.compile(r"\b(?:the|his|her|their|our)(?: then)? late(?! \d)(?: [\w.'’-]+){0,5}$")
_STAFF = re.compile(
    r"\b(?:spokes(?:man|woman|person)|advis[eo]r|aide|strategist|pollster|(?:campaign|program) (?:manager|chair(?:man|woman)?|director|staffer|aide)|reporter|"
    r"correspondent|columnist|consultant|analyst|staffer|secretary-treasurer|executive director|"
    r"communications director|political director|union president|president of the (?:union|local|federation)|"
    r"whose president|chief of staff|wife|husband|daughter|son|widow)\b"
)
# Who is quoted for what they know: "said Noel Gruber, a law professor", "pollster Noel Gruber said"
_EXPERT = (
    r"(?:professor|political scientist|historian|scholar|(?:senior |research |visiting )?fellow|economist|sociologist|expert|analyst|"
    r"author|biographer|editor|commentator|pundit|researcher|blogger|radio host|talk-show host|"
    r"chair(?:man|woman)? of the [\w' -]{3,50} (?:department|program|institute))"
)
_SPEAKS = r"(?:said|says|wrote|writes|argues|argued|notes|noted|explains|explained|adds|added|told|thinks|expects|predicts|predicted|according to)"
_EXPERT_BEFORE = re.compile(rf"\b{_EXPERT} $")
_SPEAKS_BEFORE = re.compile(rf"\b{_SPEAKS} (?:[\w.’'-]+ ){{0,4}}?$")
_SPEAKS_AFTER = re.compile(rf"(?:,[^,.;]{{2,90}},)? (?:also |now |has |have )?{_SPEAKS}\b")
_EXPERT_AFTER = re.compile(
    rf",? (?:who is )?(?:an?|the|[\w.]+['’]s) (?:[\w.’'-]+ ){{0,4}}?{_EXPERT}\b|, {_EXPERT} (?:of|at|for)\b"
)
_NOMINEE_TO = re.compile(
    r"\b(?:supreme court|court|cabinet|ambassador|federal reserve) nominee (?:judge )?$|\b(?:nominat|appoint)\w+ (?:of )?(?:judge )?$"
)
_TO_POST = re.compile(
    r",? to (?:head|lead|run|chair) the\b|,? (?:to|for) (?:the |be |a )?(?:[\w.’'-]+ ){0,4}?(?:court|bench|ambassador|cabinet|secretary)\b"
)
_CONFIRMED = re.compile(r"(?:['’]s)? (?:supreme court )?(?:confirmation|nomination to (?:the|be)\b)")
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
        person.titles.add(
            text_between(doc, i, mention.start).lower().replace("then-", "").replace("ex-", "").replace(".", "")
        )
    if _RETIRES.match(text_between(doc, mention.end, mention.end + 5).lower()) or _RETIRING.search(
        text_between(doc, max(0, mention.start - 5), mention.start).lower()
    ):
        person.retiring = True
    after = text_between(doc, mention.end, mention.end + 9).lower() if mention.form == "full" else ""
    before = text_between(doc, max(0, mention.start - 3), mention.start).lower()
    if _STAFF.search(before) or (re.match(r",? (?:an?|the|who|his|her|[\w.]+'s)\b", after) and _STAFF.search(after)):
        person.staff = True
    if mention.form == "full" and (
        _GIVES.match(text_between(doc, mention.end, mention.end + 4).lower())
        or _GIVER.search(
            text_between(doc, max(doc[mention.start].sent.start, mention.start - 12), mention.start).lower()
        )
    ):
        person.donor = True
    person.expert = person.expert or (mention.form == "full" and _quoted_expert(doc, mention))
    person.appointee = person.appointee or _appointee(doc, mention)
    if _LATE.search(text_between(doc, max(0, i - 5), mention.start).lower()):
        person.late = True
    person.party = person.party or _bracketed_party(doc, mention)


def _bracketed_party(doc: Doc, mention: NameMention) -> str | None:
    """The party in brackets after a name: "Ann Roe (D-Ohio)"."""
    bracket = text_between(doc, mention.end, mention.end + 3)
    match = re.match(r"\(\s?([DRILG])\b", bracket)
    return match.group(1) if match else None


def _quoted_expert(doc: Doc, mention: NameMention) -> bool:
    """Tell whether a name is that of somebody quoted for what they know, by a trade and a verb of saying beside it."""
    before = doc[max(0, mention.start - 7) : mention.start].text_with_ws.lower()
    after = text_between(doc, mention.end, mention.end + 24).lower()
    after = after if after[:1] in {",", "'", "’"} else f" {after}"
    if not (_EXPERT_BEFORE.search(before) or _EXPERT_AFTER.match(after)):
        return False
    told = _EXPERT_BEFORE.sub("", before)
    return _SPEAKS_BEFORE.search(told) is not None or _SPEAKS_AFTER.match(after) is not None


def _appointee(doc: Doc, mention: NameMention) -> bool:
    """Tell whether a name is told to be nominated for a post on which no voters decide."""
    before = doc[max(0, mention.start - 5) : mention.start].text_with_ws.lower()
    after = text_between(doc, mention.end, mention.end + 10).lower()
    after = after if after[:1] in {",", "'", "’"} else f" {after}"
    nominated = _NOMINEE_TO.search(before)
    if nominated and not nominated.group().startswith(("nominat", "appoint")):
        return True
    return _CONFIRMED.match(after) is not None or (nominated is not None and _TO_POST.match(after) is not None)


def note_genders(people: Iterable[ArticlePerson]) -> None:
    """Take a person's gender from the titles that tell it ("Congresswoman Roe"), else from the given name."""
    for person in people:
        if person.gender is None:
            words = {word for title in person.titles for word in title.split()}
            told_by = {"f" for word in words if word.endswith("woman")} | {
                "m" for word in words if word.endswith("man")
            }
            if len(told_by) == 1 and "alderman" not in words:
                person.gender = told_by.pop()
            elif len(person.words) > 1:
                person.gender = given_names().get(person.words[0])
