"""Unions meant as a group and named in the sentences after: "Roe is endorsed by five unions. They include A and B".

How it decides. A sentence that names no union tells a position of "five unions", "several locals", "labor groups": the noun is
read as if it were a union's name, by the readings that serve those. The names stand in one of the two sentences after it,
behind words that take the group up ("They include", "Among them are", "The groups,"), before "are among them", or as the
subject where just as many unions are named as the group was said to have. More names than the group has make none a member.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import text_of
from unionwire.nlp.numerals import find_numerals
from unionwire.relate.arguments import Arguments
from unionwire.relate.clauses import clauses
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.standins import listed_from
from unionwire.relate.triggers import readings

_GROUP = "unions at large"  # the id under which a group without names is read
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_UNIONS = re.compile(
    rf"\b(?:(?:{_NUMBER}|several|many|most|some|dozens|half|both|a\s+number|a\s+majority)\s+(?:of\s+(?:[\w'’-]+\s+){{1,6}}?|(?:[\w'’-]+\s+){{0,2}}?))?"
    r"(?:unions|(?:union\s+)?locals|(?:labor|labour|union|workers['’])\s+(?:groups|organi[sz]ations|bodies))\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:endors|oppos|back|support|behind|favor|side|siding|nod\b|corner|camp|column|align|rall)")
_OPENING = re.compile(
    rf"(?:And\s+)?(?:They|These|Those(?:\s+unions)?|Included|The(?:\s+{_NUMBER})?(?:\s+\w+)?\s+(?:unions?|groups?|locals?|others?|list|largest|biggest|first|latest|"
    rf"organi[sz]ations?|endorsements?|backers|supporters|{_NUMBER})|The\s+(?:{_NUMBER}|others?)|(?:Also\s+)?[Aa]mong\s+(?:them|those|these|the\s+(?:unions|groups|{_NUMBER}))|One\s+of\s+them|Others?)"
    r"(?:\s+(?!not\b|never\b)[\w'’-]+){0,4}?(?:[,:]|\s+(?:are|is|were|was|include|includes|included)(?:\s+both)?:?)\s+(?:the\s+)?\Z"
)
_AMONG_THEM = re.compile(r"\s+(?:was|were|is|are)\s+(?:both\s+|all\s+|also\s+)?among\s+(?:them|those)(?=\s*[.,;])")
# "The A and the B announced it", "Leaders of the A and the B said ..."
_SUBJECT = re.compile(
    r"(?:(?:The\s+)?(?:[Pp]residents|[Ll]eaders|[Hh]eads|[Oo]fficials|[Oo]fficers|[Mm]embers)\s+(?:of|from)\s+)?(?:[Tt]he\s+|[Bb]oth\s+the\s+)?"
)
_REACH = 2  # sentences


@dataclasses.dataclass(frozen=True, slots=True)
class _Group:
    """What a sentence tells of unions that it does not name; `number`: how many they are said to be."""

    sentence: Span
    findings: list[Finding]
    number: int | None


def union_groups(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the positions of unions that a sentence tells as a group and the next ones name."""
    for group in _groups(doc, arguments):
        for unions, span in _members(group, arguments):
            for told in group.findings:
                yield Finding(
                    span.root,
                    unions,
                    told.candidates,
                    told.stance,
                    "group.unions",
                    min(told.confidence, LIKELY),
                    told.trigger,
                )


def _groups(doc: Doc, arguments: Arguments) -> Iterator[_Group]:
    """The positions of groups in the sentences that name no union, in text order."""
    text = text_of(doc)
    nouns: dict[int, Span] = {}
    for match in _UNIONS.finditer(text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None or arguments.union_span(span[-1]) is not None:
            continue
        sentence = arguments.sentence(span)
        plain = all(other.id_ == "shortform.pronoun" for other in arguments.named_in(sentence))
        denied = any(child.lower_ in {"no", "few", "neither"} for child in span[-1].children)
        if plain and not denied and sentence.start not in nouns and _TOLD.search(sentence.text) is not None:
            nouns[sentence.start] = Span(doc, span.start, span.end, label="UNION", kb_id=_GROUP)
    if not nouns:
        return
    as_named = Arguments(doc, list(nouns.values()))
    for noun in nouns.values():
        sentence = arguments.sentence(noun)
        found = [finding for token in sentence for finding in readings(token, as_named)]
        found += [finding for finding in clauses(doc, as_named, found) if finding.trigger.sent.start == sentence.start]
        told = [
            finding
            for finding in found
            if finding.unions == [_GROUP] and finding.candidates and finding.stance in {"endorsed", "opposed"}
        ]
        if told:
            yield _Group(sentence, told[:1], _number(noun))


def _number(group: Span) -> int | None:
    """How many unions a group is said to be: 2 of "two of the state's largest unions", "two labor groups"."""
    told = [group.text, *(child.text for child in group[-1].children if child.dep_ == "nummod")]
    numerals = [numeral for words in told for numeral in find_numerals(words)]
    return int(numerals[0].value) if numerals else None


def _members(group: _Group, arguments: Arguments) -> Iterator[tuple[list[str], Span]]:
    """The lists of unions that the sentences after a group name as its members, each with its first mention."""
    doc, text = group.sentence.doc, text_of(group.sentence.doc)
    end, left, named = group.sentence.end, _REACH, 0
    people = {person for finding in group.findings for person in finding.candidates}
    while end < len(doc) and left:
        sentence = doc[end].sent
        end, left = sentence.end, left - 1
        spans = [span for span in arguments.named_in(sentence) if not span.id_.startswith("shortform.")]
        if not spans:
            others = {span.kb_id_ for token in sentence if (span := arguments.candidate_span(token)) is not None}
            if others - people:
                return
            continue
        unions = max(arguments.listed(spans[0]), listed_from(spans[0], arguments), key=len)
        if not _takes_up(group, sentence, spans, unions, text) or (group.number and named + len(unions) > group.number):
            return
        named, left = named + len(unions), 1
        yield unions, spans[0]


def _takes_up(group: _Group, sentence: Span, spans: list[Span], unions: list[str], text: str) -> bool:
    """Tell whether the first list of unions in a sentence is told to be, or to be among, the group of the sentence before."""
    before = text[sentence.start_char : spans[0].start_char]
    if _OPENING.match(before) is not None:
        return True
    listed = [span for span in spans if span.kb_id_ in unions]
    if _AMONG_THEM.match(text, listed[-1].end_char) is not None:
        return True
    all_named = len(unions) == group.number and len({span.kb_id_ for span in spans}) == len(unions)
    return all_named and _SUBJECT.fullmatch(before) is not None
