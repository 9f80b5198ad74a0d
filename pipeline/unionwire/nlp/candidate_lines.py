"""Candidates in lines: slates ("Mayor: Ann Roe"), bulleted lists under a head, names with a party alone on a line.

Sentences are no help there, as lines have no verbs. A line counts by what stands before its name: an office and a mark,
or a bullet below a head that speaks of candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from unionwire.nlp.candidate_names import ArticlePeople, NameMention
from unionwire.nlp.candidate_roles import standing_of
from unionwire.nlp.extensions import text_of
from unionwire.prefilter import guarded

BLOCK = 2  # lines with an office in a row from which they are a slate
_BULLET = re.compile(r"[ \t]*(?:[-*\u2022\u2013\u2014\u25cf\u00b7\u2192>+]|\d{1,2}[.)])?[ \t]*")
_SEAT = (
    r"(?:mayor|(?:u\.?s\.? |state |lt\.? |lieutenant )?(?:governor|senat(?:e|or)|house|rep(?:resentative)?|congress)|"
    r"(?:city|town|village|county|metro|borough) (?:council|commission(?:er)?|board|clerk|attorney|executive|assessor|treasurer)|"
    r"council(?:man|woman|member|or)?|alder(?:man|woman|person)?|ward|attorney general|(?:county |district |state'?s )attorney|"
    r"assembly|(?:assembly |senate |house |congressional |council |legislative )?dist(?:rict|\.)?|position|seat|place|precinct|post|"
    r"sheriff|treasurer|comptroller|controller|auditor|assessor|coroner|clerk|recorder|surveyor|secretary of state|"
    r"school (?:board|committee)|board of (?:education|supervisors|selectmen|trustees)|supervisors?|commission(?:er)?s?|"
    r"(?:supreme|circuit|district|superior|appeals) court|judge|president|vice president|superintendent|trustees?|"
    r"public advocate|borough president|council president|selectm[ae]n|freeholders?|constituency)"
)
# each word behind an office begins with its own blank or comma, so that a line can be read in one way only
_LABEL = re.compile(
    rf"(?:for |the )?(?:[\w.'\u2019]+ ){{0,2}}?{_SEAT}\b\.?+(?:(?:, ?| )(?:(?:district|dist|ward|position|seat|place|post|division|zone|precinct|no|pos)\b|"
    r"at[ -]large|[\w'\u2019-]{1,20} district|\d+(?:st|nd|rd|th|[a-f])?\b|[a-f]\b|\([^)\n]{1,24}\))\.?+){0,4}+"
    r"\s*+(?::|\u2014|\u2013|--|(?<=\s)- )\s*",
    re.IGNORECASE,
)
_HEAD = guarded(
    r"\b(?:candidates?|contenders|hopefuls|challengers|nominees|slate|picks|(?:is|are|who(?:'s|\u2019s| is| has| have)?|have|has) (?:running|filed|qualified)|"
    r"running (?:for|in|are|is)|seeking (?:the|re-?election|election)|vying|endorse[sd]?|endorsing|endorsements?|recommend(?:s|ed|ations?)|"
    r"on the (?:\w+ )?ballot|who filed|who(?:'s| is) running|supports? (?:the following|these)|(?:won|has|have) the nod)\b",
    re.IGNORECASE,
)
# Who stands under a head that speaks of others: those who endorse, give, speak, moderate
_OTHERS = re.compile(
    r"\b(?:endorsed by|endorsers|backers|supporters|donors|donations|contributors|speakers|moderators?|panelists|questions|answers|"
    r"issues|events|proposals?|measures?|amendments?|bills?|resolutions?|reasons|leaders who|unions|locals|organizations|groups|endorsements from|"
    r"staff|union officers|executive board|officers of|delegates|stewards|photo)\b",
    re.IGNORECASE,
)
_OF_UNION = re.compile(
    r"\b(?:local|lodge|branch|union|executive|e-?board|stewards?|business agent|secretary-treasurer)\b", re.IGNORECASE
)
_NO_NAME = re.compile(r"(?:do )?not? (?:vote|endorse|recommend)|no (?:endorsement|recommendation)", re.IGNORECASE)
_BESIDE = re.compile(r"(?:,? (?:and|&|or) |, |; | / )(?:[a-z.'\u2019-]+ ){0,3}\Z")
_DESCRIBED = re.compile(r"(?:(?!said\b|says\b|told\b)[\w.'\u2019-]+ ){0,5}\Z")
_PARTY = (
    r"(?:democrat(?:ic)?|republican|libertarian|independent|green|nonpartisan|unaffiliated|conservative|liberal|labou?r|ndp|"
    r"working families|socialist|dem\.?|rep\.?|gop|[drilg])(?: party)?(?:-[a-z. ]{1,20})?"
)
_PARTY_LINE = re.compile(
    rf"(?:, \d\d)?(?:,| \(|: | - | \u2013 | \u2014 ) ?(?:the )?{_PARTY}\)?(?:[,;] ?\(?(?:incumbent|\d\d)\)?)?[ \t.:]*(?=\n|$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r" ?\([^)\n]{1,30}\)")
HEAD_CHARS = 260  # of a head that announces a list


def in_lines(doc: Doc, people: ArticlePeople) -> set[str]:
    """Return the persons whom the lines of slates and lists name, in a `doc` that speaks of elections."""
    text = text_of(doc)
    if "\n" not in text and ":" not in text:
        return set()
    aside = standing_of(doc, people).aside
    found: set[str] = set()
    head: str | None = None
    block: list[set[str]] = []
    for start, end in _lines(text):
        line = text[start:end]
        opening = _BULLET.match(line)
        skipped, bullet = (opening.end(), bool(opening.group().strip())) if opening else (0, False)
        label = _LABEL.match(line, skipped)
        named = _named(doc, people, start + (label.end() if label else skipped), end, told=label is not None)
        if label and not _NO_NAME.match(line, label.end()):
            block.append(named)
            if head is not None:
                found |= named
        elif bullet and head is not None and not _OF_UNION.search(line):
            found |= named
        elif not label:
            found |= _slate(block)
            block = []
        found |= _with_party(doc, people, start, end, skipped)
        if not bullet and not label:
            head = line if _announces(line) else None
    found |= _slate(block)
    return found - aside


def _slate(block: list[set[str]]) -> set[str]:
    return set().union(*block) if len(block) >= BLOCK else set()


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the lines of `text` that are not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _announces(line: str) -> bool:
    """Tell whether a line is the head of a list of candidates."""
    last = line.rstrip()[-HEAD_CHARS:]
    clause = re.split(r"[.!?] (?=[A-Z])", last)[-1]
    if not (last.endswith(":") or (len(last) < 60 and last[-1:].isalpha() and not last.islower())):
        return False
    return _HEAD.search(clause) is not None and _OTHERS.search(clause) is None


def _named(doc: Doc, people: ArticlePeople, start: int, end: int, *, told: bool) -> set[str]:
    """Return the persons with whom the stretch `start:end` opens, in a row.

    `told`: an office stands before it, so that a description may lead to the name.
    """
    text = text_of(doc)
    found: set[str] = set()
    at = start
    for mention in _between(doc, people, start, end):
        first = doc[mention.start].idx
        between = text[at:first]
        leads = not between.strip(' \t"\u201c*') or (_DESCRIBED.match(between.lstrip()) if told or not found else None)
        if found:
            leads = _BESIDE.fullmatch(between)
        if not leads:
            break
        found.add(mention.person_id)
        last = doc[mention.end - 1]
        at = last.idx + len(last)
        closing = _CLOSING.match(text, at, end)
        at = closing.end() if closing and told else at
        if not told:
            break  # a bullet a person: who else its line names has a part in that person's life
    return found


def _with_party(doc: Doc, people: ArticlePeople, start: int, end: int, skipped: int) -> set[str]:
    """Return whom a line names with a party and nothing else: "ANN ROE, Democrat"."""
    text = text_of(doc)
    for mention in _between(doc, people, start, end)[:1]:
        last = doc[mention.end - 1]
        opens = doc[mention.start].idx == start + skipped and mention.form == "full"
        if opens and _PARTY_LINE.match(text, last.idx + len(last)):
            return {mention.person_id}
    return set()


def _between(doc: Doc, people: ArticlePeople, start: int, end: int) -> list[NameMention]:
    """Return the mentions that begin at the characters `start` to `end`."""
    if start >= end:
        return []
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return []
    return [m for m in people.between(span.start, span.end) if m.form != "description" and doc[m.start].idx >= start]
