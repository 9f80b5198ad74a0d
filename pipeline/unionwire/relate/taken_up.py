"""Positions that take up what was told of others: "the A was among them", "in Ohio, of B", "the C has not changed its mind either".

How it decides. "Among them" takes up the unions that the clause before has put behind one person. A place and a preposition before
a union repeat the noun of endorsement before them, with the same preposition. A mind not changed is that of a union whose peer is
told, just before, to support somebody. "On his side too" presupposes a side that others are on: "he" is whom they support.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.stance import is_question

_AMONG_THEM = re.compile(r"\s+(?:was|were|is|are)\s+(?:both\s+|all\s+|also\s+)?among\s+(?:them|those)(?=\s*[.,;])")
# "Most industrial unions were with Rep. Roe", "several locals had endorsed Roe"
_UNIONS_WITH = re.compile(
    r"\b(?:unions|locals|affiliates|lodges)\s+(?:(?:have|had|are|were|all|already|also|now|still|since|quickly|firmly|solidly)\s+){0,3}"
    r"(?:(?:been\s+|gone\s+|stood\s+|went\s+|lined\s+up\s+|sided\s+|rallied\s+|come\s+out\s+|came\s+out\s+)?(?:with|for|behind)|endorsed|endorsing|backed|back|backing|supported|support|supporting|favou?red)"
    r"\s+(?:(?:[A-Z][a-z]{1,4}\.|former|Mayor|Senator|Governor|Representative|Congress(?:wo)?man|Council(?:wo)?man)\s+){0,2}\Z"
)
_IN_PLACE = re.compile(
    r"[;,]\s+(?:and\s+)?in\s+[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3},?\s+(?P<preposition>of|from|by)\s+(?:the\s+)?\Z"
)
_MIND = re.compile(
    r"(?:\s+union)?(?:,[^.;,]{1,80},)?\s+(?:(?:has|have)\s+not|hasn['’]t|haven['’]t)\s+(?:changed\s+(?:its|their)\s+minds?|budged|wavered)(?=,?\s+either\b|\s*[.;,])"
)
_SIDE_TOO = re.compile(
    r"\b(?:on\s+(?P<side>his|her)\s+side|in\s+(?P<camp>his|her)\s+(?:corner|camp|column)|(?:behind|with)\s+(?P<person>him|her)),?\s+(?:too|as\s+well)\b"
)
_CLAUSAL = re.compile(r"[,;.]|\b(?:that|who|which|when|as|if|of|by|for)\b")
_TITLED = 40  # characters of titles before a person
_MALE = frozenset({"his", "him"})
_REACH = 2  # sentences


def taken_up(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the positions of unions that a text adds to those of others; `found`: what is told, by place."""
    text = text_of(doc)
    for span in arguments.union_spans:
        if span.id_ == "shortform.pronoun" or is_question(span.root):
            continue
        if _AMONG_THEM.match(text, span.end_char) is not None and (people := _backed_before(span, arguments)):
            yield Finding(span.root, arguments.listed(span), people, "endorsed", "ellipsis.among", SURFACE)
        place = _IN_PLACE.search(text, max(0, span.start_char - 80), span.start_char)
        if place is not None and (source := _noun_before(span, place, found)) is not None:
            unions = arguments.listed(span)
            yield dataclasses.replace(
                source, trigger=span.root, unions=unions, rule="ellipsis.place", confidence=SURFACE
            )
        if _MIND.match(text, span.end_char) is not None:
            unions = arguments.listed(span)
            source = _peer(span, unions, found)
            if source is not None:
                yield dataclasses.replace(
                    source, trigger=span.root, unions=unions, rule="ellipsis.unmoved", confidence=LIKELY
                )


def so_is_another(doc: Doc, match: re.Match[str], found: list[Finding], arguments: Arguments) -> Iterator[Finding]:
    """Yield that of the person who is told to be backed as another is: "Roe is supported by the X. So is her colleague Ann Voss."."""
    persons = (*doc.spans[CANDIDATES], *(entity for entity in doc.ents if entity.label_ == "PERSON"))
    named = next((span for span in persons if 0 <= span.start_char - match.end() <= _TITLED), None)
    if named is None or _CLAUSAL.search(text_of(doc), match.end(), named.start_char):
        return
    before = [one for one in found if one.trigger.i < named.start and one.candidates and one.stance == "endorsed"]
    start = doc[named.sent.start - 1].sent.start if named.sent.start else 0
    if not before or before[-1].trigger.i < start:
        return
    source = before[-1]
    subjects = [subject for subject in arguments.subjects(source.trigger) if subject.i < source.trigger.i]
    told = any(
        person in source.candidates for subject in subjects[:1] for person in arguments.people(subject, create=False)
    )
    people = arguments.people(named.root, create=True)[:1] if told else []
    if people and people[0] not in source.candidates:
        yield dataclasses.replace(
            source, trigger=named.root, candidates=people, rule="ellipsis.so", confidence=SURFACE, anchor=source.trigger
        )


def _backed_before(span: Span, arguments: Arguments) -> list[str]:
    """The one person behind whom the clause before "the A and the B were among them" has put unions."""
    doc, sentence = span.doc, span.sent
    start = doc[sentence.start - 1].sent.start if sentence.start else sentence.start
    text = text_of(doc)
    if "\n\n" in text[doc[start].idx : span.start_char]:
        start = sentence.start
    named = [other for other in doc.spans[CANDIDATES] if start <= other.start and other.end <= span.start]
    told = [other for other in named if _UNIONS_WITH.search(text, doc[start].idx, other.start_char) is not None]
    if not told:
        return []
    people = {other.kb_id_ for other in named if other.start >= told[-1].start}
    strangers = any(
        token.ent_type_ == "PERSON" and arguments.candidate_span(token) is None
        for token in doc[told[-1].start : span.start]
    )
    return [told[-1].kb_id_] if len(people) == 1 and not strangers else []


def _noun_before(span: Span, place: re.Match[str], found: list[Finding]) -> Finding | None:
    """The position of its sentence whose noun "in Ohio, of the B" goes on with: one with the same preposition after it."""
    text = text_of(span.doc)
    same = [
        finding
        for finding in found
        if finding.trigger.sent.start == span.sent.start
        and finding.trigger.idx < place.start()
        and finding.stance == "endorsed"
        and finding.candidates
        and span.kb_id_ not in finding.unions
    ]
    if not same:
        return None
    source = same[-1]
    after = text[source.trigger.idx + len(source.trigger) : place.start()]
    return source if re.match(rf"\s+{place.group('preposition')}\b", after) is not None else None


def _peer(span: Span, unions: list[str], found: list[Finding]) -> Finding | None:
    """The last position before a union, within reach, where it is another's support for somebody."""
    before = [finding for finding in found if finding.trigger.i < span.start and not set(finding.unions) & set(unions)]
    if not before or before[-1].stance != "endorsed" or not before[-1].candidates:
        return None
    between = sum(1 for token in span.doc[before[-1].trigger.i + 1 : span.start + 1] if token.is_sent_start)
    return before[-1] if between <= _REACH else None


def with_shared_people(found: list[Finding]) -> list[Finding]:
    """Return findings, the person of "is on his side too" being whom others are told before to support."""
    return [_shared(finding, found) for finding in found]


def _shared(finding: Finding, found: list[Finding]) -> Finding:
    trigger = finding.trigger
    if finding.stance != "endorsed" or not finding.candidates:
        return finding
    doc = trigger.doc
    match = _SIDE_TOO.match(text_of(doc), trigger.idx)
    if match is None:
        return finding
    before = [
        other
        for other in found
        if other.trigger.i < trigger.i
        and other.stance == "endorsed"
        and other.candidates
        and not set(other.unions) & set(finding.unions)
        and sum(1 for token in doc[other.trigger.i + 1 : trigger.i + 1] if token.is_sent_start) <= _REACH
    ]
    if not before or any(set(other.candidates) & set(finding.candidates) for other in before):
        return finding
    pronoun = match.group("side") or match.group("camp") or match.group("person")
    gender = "m" if pronoun in _MALE else "f"
    people = doc._.people.people if doc._.people is not None else {}
    known = {people[person].gender for person in before[-1].candidates if person in people}
    if len(before[-1].candidates) > 1 or not known <= {None, gender}:
        return finding
    return dataclasses.replace(finding, candidates=before[-1].candidates)
