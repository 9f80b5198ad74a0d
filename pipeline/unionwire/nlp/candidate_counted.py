"""Candidates told by number: "all four hopefuls" before four names, "Both are running" after two.

The number stands in a sentence that names nobody; it holds where the sentences beside it name just so many persons.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from unionwire.nlp.candidate_names import ArticlePeople
from unionwire.nlp.candidate_roles import standing_of
from unionwire.nlp.extensions import text_between

AFTER = 2  # sentences after "four hopefuls" in which the four are named
_QUOTES = frozenset('"\u201c\u201d')
_NUMBERS = {"two": 2, "both": 2, "pair": 2, "three": 3, "trio": 3, "four": 4, "quartet": 4, "five": 5, "six": 6}
_COUNT = r"(?P<count>two|three|four|five|six)"
_KIND = r"(?:candidates|contenders|hopefuls|challengers|rivals|aspirants|democrats|republicans|nominees|newcomers|finalists)"
_ANNOUNCED = re.compile(
    rf"(?<!the )(?<!these )(?<!those )(?<!last )(?<!other )\b(?:all )?(?:(?P<count>two|three|four|five|six)|(?P<both>both)|(?P<pair>pair|trio|quartet) of) "
    rf"(?:(?:remaining|declared|announced|mayoral|council|school board|senate|primary|democratic|republican|first-time) )*{_KIND}\b|"
    rf"\b{_COUNT.replace('count', 'number')} (?:people|women|men|lawyers|residents|democrats|republicans|others)(?: (?:who|are|is|have|has))* "
    r"(?:want|running|run|filed|vying|seek|seeking|hope)\b",
)
_TAKEN_UP = re.compile(
    rf"^\W*(?:but |and )?(?:(?P<both>both)|(?:the|all) {_COUNT}|the (?P<pair>pair|trio|quartet))(?: (?:of them|men|women))? "
    r"(?:(?:are|were|will be|have been|had|have|want to|hope to|plan to|now|also|both|each|all) )*"
    r"(?:running(?: for| in| against|\.|,)|run(?: for| in| against)|vying for|seeking (?:the|re-?election|election|a )|candidates? (?:for|in)|"
    r"on the (?:\w+ )?ballot|in the (?:race|running)|competing for|compete for|filed (?:to run|for)|ran (?:for|in|against)|succeed (?:the|mayor|sen|rep)|"
    r"(?:won|lost) their (?:races|seats|primaries|elections|bids)|(?:are )?up for re-?election|face each other)"
)
# "If none of these candidates wins": whoever the sentence before names
_THESE = re.compile(
    r"^\W*(?:[a-z]+,? ){0,3}?(?:(?:none|all|both|each|any|one|two|three|most|neither|either|some) of )?(?:these|those) "
    r"(?:(?:two|three|four|five|six|last|leading|remaining|other|possible|potential|declared|republican|democratic) ){0,2}?"
    r"(?:candidates|contenders|hopefuls|challengers|aspirants|would-be (?:presidents|governors|senators|mayors|nominees))\b(?! (?:who|that|in|for|on|with)\b)"
)
_SPEAKING = re.compile(r"\b(?:said|says|told|tells|wrote|writes|asked|according to|endors\w+|backed|interview\w*)\b")


def counted(doc: Doc, people: ArticlePeople) -> set[str]:
    """Return the persons whom a number of candidates told beside them means."""
    standing = standing_of(doc, people)
    barred = standing.aside | standing.experts
    sentences = [s for s in doc.sents if not text_between(doc, s.start, s.end).isspace()]
    found: set[str] = set()
    for n, sentence in enumerate(sentences):
        if n and _THESE.match(text_between(doc, sentence.start, sentence.end).lower().strip()):
            before = _named(people, sentences[n - 1])
            told = text_between(doc, sentences[n - 1].start, sentences[n - 1].end).lower()
            if len(before) > 1 and not before & barred and not _SPEAKING.search(told):
                found |= before
        if people.between(sentence.start, sentence.end):
            continue
        text = text_between(doc, sentence.start, sentence.end).lower()
        announced = _ANNOUNCED.search(text)
        if announced and (number := _number(announced)):
            found |= _newly_named(people, sentences[n + 1 : n + 1 + AFTER], number, sentence.start, barred)
        taken = _TAKEN_UP.match(text.strip())
        if taken and n:
            before = _named(people, sentences[n - 1]) - barred
            if len(before) == _number(taken):
                found |= before
    return found


def _number(match: re.Match[str]) -> int | None:
    """Return the number that a match tells, None where it tells none."""
    told = [value for value in match.groupdict().values() if value in _NUMBERS]
    return _NUMBERS[told[0]] if told else None


def _named(people: ArticlePeople, sentence: Span) -> set[str]:
    return {m.person_id for m in people.between(sentence.start, sentence.end)}


def _newly_named(people: ArticlePeople, sentences: list[Span], number: int, start: int, barred: set[str]) -> set[str]:
    """Return the persons whom `sentences` name first, from the first sentence on, where they are just `number`."""
    old = {m.person_id for m in people.mentions if m.start < start}
    found: set[str] = set()
    for sentence in sentences:
        here = _named(people, sentence)
        # whoever is quoted there, or was told before, makes it a story of others
        if not here or here & (barred | old) or any(token.text in _QUOTES for token in sentence):
            break
        found |= here
    runs = all((known := people.people[i].registry) is None or known.running(people.date) for i in found)
    return found if len(found) == number and runs else set()
