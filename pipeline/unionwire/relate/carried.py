"""Positions that a sentence goes on with beside one told before: other years, the one person spoken of, the union's earlier choice.

How it decides. Three ways of going on. By years: after a position, "in 2014, for Voss" or "and for Voss in 2010" are the same union's on
somebody else. By the person: unions "have signed on" where nobody's position is told before, but the sentence before speaks of one
candidate and seeks or lacks support. By the union: "the A is for Roe, as the B was in 2008" gives the person of the main clause.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding

_TIME = r"(?:in\s+(?:19|20)\d\d|(?:this|last)\s+(?:year|time|fall|spring|month|week)|(?:two|three|four|six|eight)\s+years\s+(?:ago|earlier|before|later))"
_TITLES = r"(?:(?:[A-Z][a-z]+\.|his|her|its|the|former|then|Vice|President|Senator|Governor|Mayor|Gov|Sen|Rep|predecessor|successor|opponent|rival|brother|sister|son|wife|husband|,)\s*)*"
_IN_YEAR = re.compile(
    rf"[;,]\s+(?:and\s+|but\s+)?{_TIME},?\s+(?:it\s+was\s+|they\s+were\s+)?(?:for\s+|behind\s+|with\s+)?{_TITLES}\Z"
)
_FOR = re.compile(rf"(?:[;,]\s+(?:and\s+|then\s+)?|\s+(?:and|then)\s+)(?:for|behind|with)\s+{_TITLES}\Z")
_YEAR_AFTER = re.compile(rf"(?:\s++|\s*+,\s++)(?:[^,.;]{{0,25}}\s)?{_TIME}")
_NOBODY = re.compile(
    rf"[;,]\s+(?:and\s+|but\s+)?{_TIME},?\s+(?:it\s+is\s+|they\s+are\s+|it\s+was\s+)?(?:for\s+|behind\s+)?(?:nobody|no\s+one|neither)\b"
)
_WAS = re.compile(
    r"['’]?s?\s+(?:did|had|was|were|have|has)(?=\s+(?:in\s+(?:both\s+)?(?:19|20)\d\d|(?:two|three|four|five|six|eight)\s+years\s+(?:ago|earlier|before)|last\s+time|the\s+last\s+time))"
)
_AS = re.compile(r"\bas\s+(?:the\s+)?\Z")
_PAPERS = re.compile(
    r"\b(?:letter|petition|lawsuit|suit|deal|contract|agreement|pledge|brief|complaint|plan|bill|measure|proposal|statement|boycott|strike)\b"
)
_ASKING = re.compile(
    r"\b(?:endors\w+|support\w*|back(?:s|ed|ing)|company|allies|campaign\w*|candidate|re-?election|run(?:s|ning)?|race|primary|seek\w*|bid)\b"
)


def by_years(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the choices of other years that a clause lists after the first: "was for Roe in 2010; in 2014, for Voss"."""
    text = text_of(doc)
    for source in list(found):
        if source.stance != "endorsed" or not source.candidates or not source.unions:
            continue
        sentence = source.trigger.sent
        for first, last in _persons(doc, arguments, source.trigger.i + 1, sentence.end):
            before = text[sentence.start_char : first.idx]
            after = _YEAR_AFTER.match(text, last.idx + len(last)) is not None
            if _IN_YEAR.search(before) is None and not (after and _FOR.search(before) is not None):
                continue
            people = [person for person in arguments.people(last, create=True) if person not in source.candidates]
            if people and not _other_union(source, first, arguments):
                yield dataclasses.replace(
                    source, trigger=last, candidates=people[:1], rule="ellipsis.years", confidence=SURFACE, anchor=last
                )
        for match in _NOBODY.finditer(text, source.trigger.idx, sentence.end_char):
            place = doc.char_span(*match.span(), alignment_mode="expand")
            if place is not None:
                yield dataclasses.replace(
                    source,
                    trigger=place[-1],
                    candidates=[],
                    stance="declined",
                    rule="ellipsis.years",
                    confidence=SURFACE,
                    anchor=place[-1],
                )


def _persons(doc: Doc, arguments: Arguments, start: int, end: int) -> Iterator[tuple[Token, Token]]:
    """The first and last word of each name between two places."""
    i = start
    while i < end:
        token = doc[i]
        span = arguments.candidate_span(token)
        if span is not None:
            yield span[0], span[-1]
            i = span.end
            continue
        if token.ent_type_ == "PERSON":
            last = token
            while last.i + 1 < end and doc[last.i + 1].ent_type_ == "PERSON" and doc[last.i + 1].ent_iob_ == "I":
                last = doc[last.i + 1]
            yield token, last
            i = last.i
        i += 1


def _other_union(source: Finding, person: Token, arguments: Arguments) -> bool:
    """Tell whether another union is named between a position and somebody after it."""
    return any(
        source.trigger.i < span.start < person.i and span.kb_id_ not in source.unions for span in arguments.outermost
    )


def as_was(span: Span, found: list[Finding]) -> Iterator[Finding]:
    """Yield what a union did before, beside the position of its clause: "is for Roe, as the X was in 2008"."""
    text = text_of(span.doc)
    was = _WAS.match(text, span.end_char) if span.id_ != "shortform.pronoun" else None
    if was is None or _AS.search(text, max(0, span.start_char - 10), span.start_char) is None:
        return
    start = span.sent.start
    same = [
        finding
        for finding in found
        if finding.trigger.sent.start == start and finding.trigger.i < span.start and finding.stance == "endorsed"
    ]
    place = span.doc.char_span(span.start_char, was.end(), alignment_mode="expand")
    if same and same[-1].candidates and place is not None:
        yield dataclasses.replace(
            same[-1], trigger=place[-1], unions=[span.kb_id_], rule="ellipsis.before", confidence=SURFACE
        )


def one_spoken_of(span: Span, arguments: Arguments) -> list[str]:
    """Return the one candidate whom unions that "have signed on" can only mean: the only person of the sentence and the one before."""
    doc, sentence = span.doc, span.sent
    if not sentence.start:
        return []
    before = doc[sentence.start - 1].sent
    text = text_of(doc)[before.start_char : sentence.end_char]
    if "\n\n" in text.strip() or _PAPERS.search(text) or not _ASKING.search(text):
        return []
    named = [other for other in doc.spans[CANDIDATES] if before.start <= other.start < sentence.end]
    people = {other.kb_id_ for other in named}
    strangers = [
        token
        for token in doc[before.start : sentence.end]
        if token.ent_type_ == "PERSON" and arguments.candidate_span(token) is None
    ]
    return sorted(people) if len(people) == 1 and not strangers else []


_FIRST = re.compile(
    r"(?:,[^.;\n]{1,110},)?\s+(?:was|were|came)\s+(?:the\s+|among\s+the\s+)?(?:first|next|last|second|third)(?=\s*[.,;])"
)


def came_first(span: Span, found: list[Finding], arguments: Arguments) -> Iterator[Finding]:
    """Yield that a union "was first" of those that a sentence has told to have gone to somebody: "most have gone to Roe. The A was first"."""
    doc = span.doc
    if _FIRST.match(text_of(doc), span.end_char) is None or not span.sent.start:
        return
    before = doc[span.sent.start - 1].sent
    if _GONE_TO.search(before.text) is None:
        return
    told = [other.kb_id_ for other in doc.spans[CANDIDATES] if before.start <= other.start < before.end]
    already = any(
        span.kb_id_ in finding.unions and finding.candidates
        for finding in found
        if finding.trigger.sent.start == span.sent.start
    )
    if told and len(set(told)) == 1 and not already:
        yield Finding(span.root, arguments.listed(span), told[:1], "endorsed", "ellipsis.first", SURFACE)


_LATER = re.compile(
    r"\b(?:(?:later|then|next|after\s+that|afterwards?)\s+came|followed\s+by)\s+(?:the\s+)?\Z", re.IGNORECASE
)


def came_later(span: Span, found: list[Finding], arguments: Arguments) -> Iterator[Finding]:
    """Yield that a union came later to the person of the position before: "The A got behind Roe in May. A week later came the B"."""
    text = text_of(span.doc)
    if _LATER.search(text, span.sent.start_char, span.start_char) is None:
        return
    before = [
        finding
        for finding in found
        if finding.stance == "endorsed" and finding.candidates and finding.trigger.i < span.sent.start
    ]
    last = max(before, key=lambda finding: finding.trigger.i, default=None)
    if last is None or "\n\n" in text[last.trigger.idx : span.start_char]:
        return
    yield Finding(span.root, arguments.listed(span), last.candidates[:1], "endorsed", "ellipsis.later", SURFACE)


_GONE_TO = re.compile(
    r"\b(?:most|many|several|all|some|unions?|labor|they|locals|endorsements?|two|three|four|five|six|a\s+dozen)\b[^.;]{0,60}?\b(?:gone|went|going|lined\s+up|rallied|swung|flocked|come|came|broken|broke)\s+(?:\w+\s+)?(?:to|for|with|behind|around)\b"
)


def aboard(span: Span, unions: list[str], arguments: Arguments) -> Iterator[Finding]:
    """Yield that unions have joined the one candidate spoken of, where no position is told before them."""
    people = one_spoken_of(span, arguments)
    if people:
        yield Finding(span.root, unions, people, "endorsed", "ellipsis.aboard", LIKELY)
