"""Slates in lines, "Mayor: Ann Roe", and in sentences without a verb, "For sheriff, Bob Voss.", below what tells of a union's choices.

How it decides. Two lines or more in a row have an office, a colon and names, or a name and an office. The sentence before them has a
word of endorsing and no other organization; the union is its own, or that of the sentence nearest before it. A sentence of an
office and names alone goes on with the choices of the union of the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.candidate_shapes import TITLES
from unionwire.nlp.candidates import ensure_candidate
from unionwire.nlp.extensions import text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, Finding

_LINE = re.compile(
    r"(?m)^[ \t•*·–-]*(?P<office>[A-Z0-9][^:\n]{2,60}?)(?::|[ \t]+[–—-])[ \t]+(?P<who>[^\n]{2,160})$"
    r"|^[ \t]*[•*·–-][ \t]*(?P<name>[A-Z][\w.’'-]*(?:[ \t][A-Z][\w.’'-]*){1,3}),[ \t]+(?:for[ \t]+)?(?P<post>[^:\n,]{2,60}(?:,[ \t][^:\n,]{2,30})?)$"
)
# "For sheriff, Bob Roe."; "In the mayor's race, it is Ann Doe."
_SENTENCE = re.compile(
    r"(?:And\s+|But\s+)?(?:For|In|On|At|for|in)\s+(?P<office>[^,;:\n]{3,60}),\s+(?:(?:it|they)\s+(?:is|was|are|were)\s+|it['’]s\s+)?"
    r"(?P<who>[A-Z][^;:\n]{4,120}?)\.?\s*"
)
_OFFICE = re.compile(
    r"\b(?:Mayor|Council|Ward|District|Precinct|Position|Seat|Sheriff|Governor|Attorney|Clerk|Treasurer|Auditor|Assessor|Coroner|Controller|"
    r"Comptroller|Commissioners?|Commission|Supervisors?|Board|Senate|House|Assembly|Congress|Judge|Court|Trustees?|Alder(?:man|woman|person)|"
    r"President|Secretary|Superintendent|Dist)\b",
    re.IGNORECASE,
)
_CHOOSING = re.compile(
    r"\b(?:endors\w+|recommend\w*|nod|picks|choices|slate|ticket|(?:backed|backing|supports?|supporting|chose|vote\s+for)\s+(?:the\s+following|these)|"
    r"(?:gets?|has|have|earned)\s+our\s+votes?|our\s+(?:candidates|votes?)|vot(?:er|ing)\s+(?:guide|card)|sample\s+ballot|palm\s+card)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:our|us|we|brothers\s+and\s+sisters)\b", re.IGNORECASE)
_MASTHEAD = 400  # characters from the top of a union's own page within which it names itself
_REFUSED = re.compile(
    r"\b(?:did\s+not|didn['’]t|not\s+endorsed?|opposes?|against|rejected|without|non-?endors\w+)\b", re.IGNORECASE
)
# What a line says instead of a name, and before the name of whoever is to be voted out.
_NOBODY = re.compile(
    r"(?:\W*)(?:no\s+(?:recommendation|endorsement|position|candidate|choice)|none|neutral|open|not\s+endorsing)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\W*(?:(?:do\s+)?not?\s+(?:vote\s+(?:for|on)|to|on)|anyone\s+but|anybody\s+but|defeat|oppose[ds]?|vote\s+(?:no|against)(?:\s+on)?)\s+",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:,|;|&|\band\b|\bor\b)\s*(?:(?:and|or)\s+)?")
_NAME = re.compile(r"[A-Z][\w’'-]*\.?(?:\s+[\"“(]?[A-Z][\w’'-]*\.?[\"”)]?){1,4}")
_SENTENCES = 3  # back at most to the union's sentence
_TRADES = frozenset({"rn", "incumbent", "brother", "sister"})


def slate_lines(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield whom the lines of a union's slate name."""
    text = text_of(doc)
    run: list[re.Match[str]] = []
    for match in _LINE.finditer(text):
        if _OFFICE.search(match.group("office") or match.group("post")) is None:
            continue
        if run and text[run[-1].end() : match.start()].strip():
            yield from _slate(run, doc, arguments)
            run = []
        run.append(match)
    yield from _slate(run, doc, arguments)


def _slate(run: list[re.Match[str]], doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    if len(run) < 2:
        return
    head = doc.char_span(0, len(text_of(doc)[: run[0].start()].rstrip()), alignment_mode="contract")
    unions = _choosers(head[-1].sent, arguments) if head is not None and len(head) else []
    if not unions:
        return
    for line in run:
        group = "who" if line.group("who") else "name"
        place = doc.char_span(line.start(group), line.end(group), alignment_mode="expand")
        if place is not None and _NOBODY.match(line.group(group)) is not None:
            yield Finding(place[0], unions, [], "declined", "slate.lines", LIKELY)
            continue
        against = _AGAINST.match(line.group(group))
        skipped = against.end() if against is not None else 0
        for span in _named(text_of(doc), line.start(group) + skipped, line.end(group), doc):
            person = ensure_candidate(doc, span)
            arguments.refresh()
            if person is not None:
                yield Finding(
                    span.root, unions, [person], "opposed" if against is not None else "endorsed", "slate.lines", LIKELY
                )


def _choosers(head: Span, arguments: Arguments) -> list[str]:
    """The unions whose choices stand below the sentence `head`; empty where it tells of no choices or of somebody else's."""
    if _CHOOSING.search(head.text) is None or _REFUSED.search(head.text) is not None:
        return []
    choosing = head
    own = [span for span in arguments.outermost if head.start <= span.start < head.end]
    if not own and any(token.ent_type_ == "ORG" for token in head):
        return _masthead(choosing, arguments)
    for back in range(_SENTENCES):
        if back:
            if not head.start:
                return _masthead(choosing, arguments)
            head = head.doc[head.start - 1].sent
        for span in arguments.outermost:
            if head.start <= span.start < head.end:
                return list(dict.fromkeys(arguments.listed(span)))
    return _masthead(choosing, arguments)


def _masthead(choosing: Span, arguments: Arguments) -> list[str]:
    """The union whose own page a text is: its name stands at the top, and the words on choices are in the first person."""
    first = next(iter(arguments.outermost), None)
    if first is None or first.start_char > _MASTHEAD or _OURS.search(choosing.text) is None:
        return []
    return [first.kb_id_]


def slate_sentences(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield whom sentences without a verb name after a position: "For sheriff, Bob Voss."; `found`: the positions told so far."""
    text = text_of(doc)
    unions_of = {finding.trigger.sent.start: finding.unions for finding in found if finding.stance == "endorsed"}
    for sentence in doc.sents:
        match = _SENTENCE.fullmatch(text, sentence.start_char, sentence.end_char) if sentence.start else None
        if match is None or _OFFICE.search(match.group("office")) is None:
            continue
        before = doc[sentence.start - 1].sent
        unions = unions_of.get(before.start) or _choosers(before, arguments)
        names = list(_named(text, *match.span("who"), doc))
        if not unions or not names or names[-1].end_char < match.end("who"):
            continue
        unions_of[sentence.start] = unions
        for span in names:
            person = ensure_candidate(doc, span)
            arguments.refresh()
            if person is not None:
                yield Finding(span.root, unions, [person], "endorsed", "slate.sentence", LIKELY)


def _named(text: str, place: int, end: int, doc: Doc) -> Iterator[Span]:
    """The names listed between two places of a text, up to the first words that are none."""
    while place < end:
        name = _NAME.match(text, place, end)
        if name is None:
            return
        span = doc.char_span(*name.span(), alignment_mode="expand")
        while span is not None and len(span) > 2 and span[0].lower_ in TITLES | _TRADES:
            span = span[1:]
        if span is None or len(span) < 2 or any(token.lower_ in TITLES | _TRADES for token in span):
            return
        yield span
        joint = _JOINT.match(text, name.end(), end)
        if joint is None:
            return
        place = joint.end()
