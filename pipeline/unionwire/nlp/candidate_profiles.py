"""Candidates of voter guides: whoever a profile's heading names, over lines such as "Age: 43" and "Occupation: nurse".

A guide sets a name alone on a line, with an age, a party or "incumbent" at most, and fields below it, or calls the name
itself a field ("Name: Ann Roe"), or presents the candidates of a race one after another, each with an age.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from unionwire.nlp.candidate_names import ArticlePeople
from unionwire.nlp.extensions import text_of

FIELD_REACH = 260  # characters below a heading in which a field of its profile stands
PROFILED = 2  # persons with an age, after a heading, from which all of them are the race's candidates
_PARTY = (
    r"(?:democrat(?:ic)?|republican|libertarian|independent|green|nonpartisan|unaffiliated|no party preference|"
    r"conservative|liberal|labou?r|ndp|working families|socialist|reform|constitution)(?: party)?"
)
_TAG = (
    rf"(?:[,:]? ?\(?(?:{_PARTY}|[drilg]|dem\.?|rep\.?|gop|incumbent|inc\.|\d\d|(?:age|aged) \d\d|challenger|"
    r"not an? incumbent|unopposed|write-in)\)?)"
)
_HEADING_END = re.compile(rf"(?P<tags>{_TAG}*)[ \t.:]*(?=\n|$)", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:^|[\n.;] ?)\s*(?:age|party|political party|party affiliation|occupation|job|day job|profession|employer|hometown|"
    r"home|residence|city of residence|lives in|neighbou?rhood|education|experience|political experience|"
    r"previous (?:office|experience)|elected (?:office|experience)|family|personal|born|birthplace|website|campaign website|"
    r"top priorit(?:y|ies)|endorsements?|why (?:i'm|are you|is (?:he|she)) running|platform|background|qualifications?|"
    r"years? in office|money raised|incumbent)\s*[:?]",
    re.IGNORECASE,
)
_NAME_FIELD = re.compile(
    r"(?:^|[\n.;])\s*(?:candidate(?:'s|\u2019s)? |full )?(?:name|candidate)\s*:\s*\Z", re.IGNORECASE
)
# What opens a series of portraits: "Meet the candidates", "Here are those running for the board"
_OPENING = re.compile(
    r"\b(?:(?:here (?:are|is)|meet|who are|get to know|a look at|profiles? of|q&a with|introducing)\b[^.\n]{0,50}?"
    r"\b(?:candidates|contenders|hopefuls|challengers|(?:people|those|men and women|\w+) (?:who are )?(?:running|vying|seeking))\b|"
    r"(?:candidates?|those|who(?:'s| is)?) (?:running )?(?:for|in) [^.\n:]{2,50}:)",
    re.IGNORECASE,
)
_AGED = re.compile(r",? ?\(?\d\d\)?(?:,| is\b|\)|\.|\n| has\b| -)")


def profiled(doc: Doc, people: ArticlePeople) -> set[str]:
    """Return the persons whom `doc` profiles as candidates; the caller has seen that it speaks of elections."""
    text = text_of(doc)
    if ":" not in text and not _OPENING.search(text):
        return set()
    found: set[str] = set()
    aged: set[str] = set()
    opening = _OPENING.search(text)
    for mention in people.mentions:
        if mention.form != "full":
            continue
        start, last = doc[mention.start].idx, doc[mention.end - 1]
        end = last.idx + len(last)
        line = text.rfind("\n", 0, start) + 1
        heading = _HEADING_END.match(text, end) if not text[line:start].strip(' \t*\u2022-\u201c"') else None
        if heading:
            below = text[heading.end() : heading.end() + FIELD_REACH]
            if _FIELD.match("\n" + below.lstrip()) or (heading.group("tags") and _FIELD.search(below)):
                found.add(mention.person_id)
        if _NAME_FIELD.search(text[max(0, start - 40) : start]):
            found.add(mention.person_id)
        first = doc[mention.start].is_sent_start or not text[line:start].strip()
        if opening and start > opening.start() and first and _AGED.match(text, end):
            aged.add(mention.person_id)
    return found | aged if len(aged) >= PROFILED else found
