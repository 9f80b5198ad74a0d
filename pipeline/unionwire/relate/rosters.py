"""Unions listed under a head: "For Roe: the X. For nobody: the Y.", "Backers: the X, the Y", "Among them are the X and the Y".

How it decides. A head says whose backers follow: a name and a colon, a line of a candidate's profile ("Endorsed by: ...",
"Who is behind her: ..."), which belongs to the name that heads the profile, or the sentence before ("Roe is backed by nine
unions. Among them ...", "It spent $1 million on Roe. Most of it came from the X").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.roles import direct_object
from unionwire.relate.stance import stance_of
from unionwire.relate.verb_triggers import prepositional_object
from unionwire.relate.words import is_finite

_AMONG_THEM = re.compile(
    r"(?:[Aa]mong\s+(?:them|those)(?:\s+(?:unions|locals))?(?:\s+(?:are|is|were|was))?:?|(?:[Tt]hey|[Tt]hose\s+(?:unions|locals)|[Tt]hat\s+(?:list|group|roster))\s+includes?)\s+(?:the\s+)?\Z"
)
_HEADED = re.compile(
    r"(?m)(?:(?<=[.!?)”\"]\s)|(?<=[.!?]\s\s)|^[ \t•*-]*)(?P<way>[Ff]or|[Bb]acking|[Ss]upporting|[Ee]ndorsing|[Ww]ith|[Bb]ehind|[Ii]n\s+the\s+\w+\s+camp)?\s*(?P<who>[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,3}|nobody|no\s+one|neither|undecided|Nobody|Neither|Undecided)\s*:\s+(?=\S)"
)
_GOES_ON = re.compile(
    r"\s*(?P<also>Also|Plus|And|Then\s+there(?:\s+is|['’]s)|Add|Same\s+for|Ditto)?,?\s*(?:the\s+|The\s+)?\Z"
)
_LIST_ENDS = re.compile(r"\s*(?:[.;,(]|\Z|and\s+(?:most|other|some|several|a)\b)")
_CAME_FROM = re.compile(
    r"(?:[Mm]ost|[Mm]uch|[Nn]early\s+all|[Aa]ll|[Hh]alf)\s+of\s+(?:it|that|the\s+(?:money|cash))\s+(?:came|has\s+come|comes|was\s+given)\s+(?:from|by)\s+(?:the\s+)?(?:national\s+)?\Z"
)
_BACKED = frozenset({"backed", "endorsed", "supported"})
_NOBODY = frozenset({"nobody", "no one", "neither", "undecided"})
_COLON_TOPIC = re.compile(r"[Ee]ndors")
# A line of a profile that lists who backs the candidate.
_PROFILE = re.compile(
    r"(?m)(?:(?<=[.!?)”\"]\s)|(?<=[.!?]\s\s)|^[ \t•*-]*)"
    r"(?:[Ww]ho(?:['’]s|\s+is|\s+has|\s+have|\s+are)?\s+(?:behind|backing|with|for|endorsed|endorsing|endorses|backed|backs|supporting|supports)\s+"
    r"(?P<who>him|her|them|[A-Z][\w’'-]+)"
    r"|(?:(?:[Kk]ey|[Mm]ajor|[Tt]op|[Uu]nion|[Ll]abor|[Nn]otable|[Ss]elected|[Mm]ain)\s+)?"
    r"(?:[Bb]ackers?|[Ss]upporters?|[Ee]ndorsements?|[Ee]ndorsers?|(?:[Ee]ndorsed|[Bb]acked|[Ss]upported)\s+by|[Ss]upport\s+from))\s*:\s+(?=\S)"
)
_SENTENCE_ENDS = re.compile(
    r"\n|(?<!\b[A-Z])(?<!St)(?<!Dr)(?<!Mr)(?<!Ms)(?<!No)(?<!Gov)(?<!Sen)(?<!Rep)(?<!Mrs)[.!?](?=\s+[A-Z]|\s*\Z)"
)
_LABEL = re.compile(r"[ \t•*-]*[A-Z][\w’' ]{2,30}:\s")
_HEADING = 80  # characters at most of the line that opens a profile


def rosters(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the positions of unions that stand under a head."""
    yield from _headed(doc, arguments)
    yield from _profiles(doc, arguments)
    for span in arguments.outermost:
        yield from _among_them(span, arguments)
        yield from _paid_by(span, arguments)


def _profiles(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """The unions of a profile's line on backers, among whoever else stands there."""
    text = text_of(doc)
    for match in _PROFILE.finditer(text):
        stop = _SENTENCE_ENDS.search(text, match.end())
        end = stop.start() if stop is not None else len(text)
        line = doc.char_span(match.end(), end, alignment_mode="contract")
        if line is None:
            continue
        verb = next((token.i for token in line if is_finite(token)), line.end)
        listed = [span for span in arguments.outermost if line.start <= span.start and span.end <= min(verb, line.end)]
        people = _profiled(doc, match, arguments) if listed else []
        if people:
            unions = list(dict.fromkeys(span.kb_id_ for span in listed if span.id_ != "shortform.pronoun"))
            yield Finding(listed[0].root, unions, people, "endorsed", "roster.profile", LIKELY)


def _profiled(doc: Doc, match: re.Match[str], arguments: Arguments) -> list[str]:
    """The candidate whose profile a line belongs to: named by it, or in the heading before it, or told of last."""
    if match.group("who") and match.group("who")[0].isupper():
        who = doc.char_span(match.start("who"), match.end("who"), alignment_mode="expand")
        if who is not None and (people := arguments.people(who[-1], create=False)):
            return people
    earlier = [span for span in doc.spans[CANDIDATES] if span.end_char <= match.start()]
    headings = [span for span in earlier if _heads_profile(text_of(doc), span)]
    if headings:
        return [headings[-1].kb_id_]
    named = {span.kb_id_ for span in earlier}
    if len(named) != 1:
        return []
    top = text_of(doc).rfind("\n", 0, earlier[-1].start_char) + 1
    in_line = _LABEL.match(text_of(doc), top) is not None  # "Background: lost a primary to Roe" is another's profile
    return [] if in_line else sorted(named)


def _heads_profile(text: str, span: Span) -> bool:
    """Tell whether a candidate's name opens a line that is no sentence."""
    top, end = text.rfind("\n", 0, span.start_char) + 1, text.find("\n", span.end_char)
    line = text[top : end if end >= 0 else len(text)].strip()
    return span.start_char - top <= 4 and len(line) <= _HEADING and not line.endswith((".", "?", "!", "”", '"'))


def _paid_by(span: Span, arguments: Arguments) -> Iterator[Finding]:
    """The union behind money that the sentence before tells to be spent for somebody: "Most of it came from the A"."""
    text, start = text_of(span.doc), span.sent.start_char
    if not start or span.start_char - start > 60 or _CAME_FROM.search(text, start, span.start_char) is None:
        return
    previous = span.doc[span.sent.start - 1].sent
    if "$" not in previous.text or "\n\n" in previous.text.rstrip():
        return
    for token in previous:
        if token.lower_ in {"on", "for", "behind"} and token.dep_ == "prep":
            word, target = prepositional_object(token)
            target = target if word in {"behalf", "for", "behind"} else None
        else:
            target = direct_object(token) if token.lower_ in {"supporting", "backing", "promoting"} else None
        if target is not None and (people := arguments.people(target, create=False)):
            yield Finding(span.root, arguments.listed(span), people, "endorsed", "ellipsis.paid", SURFACE)
            return


def _among_them(span: Span, arguments: Arguments) -> Iterator[Finding]:
    """Unions named as part of those that the sentence before tells to back somebody: "Among them are the A and the B"."""
    text = text_of(span.doc)
    start = span.sent.start_char
    if not start or span.start_char - start > 45 or _AMONG_THEM.search(text, start, span.start_char) is None:
        return
    previous = span.doc[span.sent.start - 1].sent
    trigger = next((token for token in previous if token.lower_ in _BACKED), None)
    if trigger is None or "\n\n" in previous.text.rstrip():
        return
    subject = next((token for token in arguments.subjects(trigger)), None)
    people = arguments.people(subject, create=False)
    if people and stance_of(trigger, "endorsed") == "endorsed":
        yield Finding(span.root, arguments.listed(span), people, "endorsed", "ellipsis.among", LIKELY)


def _headed(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Unions listed under a person's name and a colon: "For Roe: the A. Also the B and the C. For nobody: the D."."""
    text = text_of(doc)
    for match in _HEADED.finditer(text):
        first = next((span for span in arguments.outermost if 0 <= span.start_char - match.end() <= 12), None)
        who = doc.char_span(match.start("who"), match.end("who"), alignment_mode="expand")
        if first is None or who is None or _GOES_ON.match(text[match.end() : first.start_char]) is None:
            continue
        nobody = text[match.start("who") : match.end("who")].lower() in _NOBODY
        people = [] if nobody else arguments.people(who[-1], create=False)
        if (not people and not nobody) or (not match.group("way") and not nobody and _COLON_TOPIC.search(text) is None):
            continue
        stance: Stance = "declined" if nobody else "endorsed"
        if match.group("who").lower() == "undecided":
            stance = "considering"
        for span in _under(first, match.end(), text, arguments):
            yield Finding(span.root, arguments.listed(span), people, stance, "ellipsis.headed", LIKELY)


def _under(first: Span, start: int, text: str, arguments: Arguments) -> Iterator[Span]:
    """The first union of each sentence under a head, up to the next head, a verb's clause or the end of the paragraph."""
    yield first
    end = text.find("\n\n", start)
    following = _HEADED.search(text, start)
    stop = min(place for place in (end, following.start() if following else -1, len(text)) if place >= 0)
    last, remarked = first.sent, False
    for span in arguments.outermost:
        if span.start_char >= stop:
            return
        if span.start < last.end:
            continue
        listed = [other for other in arguments.outermost if other.kb_id_ in arguments.listed(span)]
        end = max((other.end_char for other in listed if other.sent.start == span.sent.start), default=span.end_char)
        opening = _GOES_ON.match(text[span.sent.start_char : span.start_char])
        if opening is None or _LIST_ENDS.match(text, end) is None or (remarked and not opening.group("also")):
            remarked = True  # a sentence about what was listed; after it, only "also" goes on with the list
            continue
        last = span.sent
        yield span
