"""Unions listed under a head: "For Roe: the X. For nobody: the Y.", "Backers: the X, the Y", "Among them are the X and the Y".

How it decides. A head says whose backers follow: a name and a colon, a line of a candidate's profile ("Endorsed by: ...",
"Who is behind her: ..."), which belongs to the name that heads the profile, or the sentence before ("Roe is backed by nine
unions. Among them ...", "It spent $1 million on Roe. Most of it came from the X").
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.candidates import ensure_candidate
from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.prepositional_verbs import prepositional_object
from unionwire.relate.roles import direct_object
from unionwire.relate.stance import stance_of
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
_BRACKETED = re.compile(r"(?<!\s)\s*\([^()\n]{2,120}\)")
_ASKED = re.compile(r"^(?:who\s+is|meet|about)\s+")
_OFTEN = 3  # times at least that a profile names its person
_HEADING = 80  # characters at most of the line that opens a profile


def rosters(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the positions of unions that stand under a head."""
    yield from _headed(doc, arguments)
    yield from _profiles(doc, arguments)
    yield from _parenthesised(doc, arguments)
    for span in arguments.outermost:
        yield from _among_them(span, arguments)
        yield from _paid_by(span, arguments)


def _profiles(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """The unions of a profile's line on backers, among whoever else stands there."""
    text = text_of(doc)
    for match in _PROFILE.finditer(text):
        stop = _SENTENCE_ENDS.search(text, match.end())
        end = stop.start() if stop is not None else len(text)
        below = text.find("\n", match.end())
        if (
            ";" in text[match.end() : end]
        ):  # titles with full stops stand in such lists: "U.S. Reps. Roe and Voss; the X"
            end = below if below >= 0 else len(text)
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
    text, before = text_of(doc), match.start()
    earlier = [span for span in doc.spans[CANDIDATES] if span.end_char <= before]
    # whoever else is named: the profile may be of somebody whom nothing but this line tells to be a candidate
    mentions = doc._.people.mentions if doc._.people is not None else []
    others = {m.start: doc[m.start : m.end] for m in mentions if doc[m.end - 1].idx < before}
    heading = _last_heading(text, before, {span.text: span for span in (*others.values(), *earlier)})
    if heading is not None:
        return _candidate(heading, arguments)
    last = max((line.end() for line in _PROFILE.finditer(text, 0, before)), default=0)
    ids = {m.start: m.person_id for m in mentions if m.start in others} | {span.start: span.kb_id_ for span in earlier}
    told = collections.Counter(person for start, person in sorted(ids.items()) if doc[start].idx >= last)
    most = _most_told(told)
    named = {span.kb_id_ for span in earlier}
    if most is not None and most not in named:
        return _candidate(next(span for start, span in others.items() if ids[start] == most), arguments)
    if len(named) != 1 or max(told.values(), default=0) > told[earlier[-1].kb_id_]:
        return [most] if most is not None else []
    top = text.rfind("\n", 0, earlier[-1].start_char) + 1
    in_line = _LABEL.match(text, top) is not None  # "Background: lost a primary to Roe" is another's profile
    return [] if in_line else sorted(named)


def _parenthesised(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Unions in brackets after the people of a list that a word of endorsing opens: "New endorsements: Roe (the X), Voss (the Y)"."""
    text = text_of(doc)
    for match in _BRACKETED.finditer(text):
        person = next((span for span in doc.spans[CANDIDATES] if span.end_char == match.start()), None)
        if person is None:
            continue
        inside = [
            span for span in arguments.outermost if match.start() < span.start_char and span.end_char <= match.end()
        ]
        top = text.rfind("\n", 0, match.start()) + 1
        colon = text.find(":", top, match.start())
        if not inside or colon < 0 or _COLON_TOPIC.search(text, top, colon) is None:
            continue
        yield Finding(
            inside[0].root, [span.kb_id_ for span in inside], [person.kb_id_], "endorsed", "roster.brackets", LIKELY
        )


def _candidate(span: Span, arguments: Arguments) -> list[str]:
    """The person at `span`, whom a profile's line on backers makes a candidate where nothing else has."""
    person = ensure_candidate(span.doc, span)
    arguments.refresh()
    return [person] if person is not None else []


def _last_heading(text: str, position: int, names: dict[str, Span]) -> Span | None:
    """The person whose name, in small letters or capitals, opens the last line before a place that is a heading."""
    folded = {name.casefold(): span for name, span in names.items()}
    for line in reversed(text[:position].splitlines()):
        heading = line.strip(" \t•*#-")
        if not heading or len(heading) > _HEADING or heading.endswith((".", "!", "”", '"')):
            continue
        heading = _ASKED.sub("", heading.casefold())
        opening = [name for name in folded if re.match(rf"{re.escape(name)}(?!\w|['’]s)", heading)]
        if opening:
            name = max(opening, key=len)
            # who is no candidate otherwise heads a profile by the name alone
            if folded[name].kb_id_ or name == heading:
                return folded[name]
    return None


def _most_told(told: collections.Counter[str]) -> str | None:
    """The person of whom a profile without a heading tells: named often in it, and twice as often as anybody else."""
    most = told.most_common(2)
    if not most or most[0][1] < _OFTEN or (len(most) > 1 and most[0][1] < 2 * most[1][1]):
        return None
    return most[0][0]


def _paid_by(span: Span, arguments: Arguments) -> Iterator[Finding]:
    """The union behind money that the sentence before tells to be spent for somebody: "Most of it came from the A"."""
    text, start = text_of(span.doc), arguments.sentence(span).start_char
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
    start = arguments.sentence(span).start_char
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
