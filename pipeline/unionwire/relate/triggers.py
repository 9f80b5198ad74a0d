"""From words of endorsement to their union, candidate and stance: which reading a word asks for."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import paragraphs_of, text_of, tokens_among
from unionwire.prefilter import PatternRows
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.backer_lists import backer_lists
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.frames import Frame, by_form, of_kind
from unionwire.relate.headlines import headlines
from unionwire.relate.noun_triggers import read_choice, read_given, read_noun
from unionwire.relate.prepositional_verbs import read_copular, read_prepositional
from unionwire.relate.resource_triggers import read_resources
from unionwire.relate.roles import about_elections, surface_unions
from unionwire.relate.sides import camps, read_backers, read_having, relatives
from unionwire.relate.stance import is_question
from unionwire.relate.standins import subject_unions
from unionwire.relate.verb_triggers import read_compound, read_direct

_NOMINAL_CHILDREN = frozenset({"det", "poss", "amod", "nummod"})
_NOMINAL_DEPS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "attr", "appos"})


# "will make no endorsement until after the primary": what is put off is open
_UNTIL = re.compile(r"(?:\s+in\s+the\s+[\w’'-]+(?:\s+(?:race|primary|contest))?)?,?\s+(?:until|till|before)\b")
_NEAR = 1500  # characters from another union's position within which silence is on the same election
_READINGS: dict[str, Callable[[Token, Arguments, Frame], Iterator[Finding]]] = {
    "prepositional": read_prepositional,
    "copular": read_copular,
    "choice": read_choice,
    "having": read_having,
    "resources": read_resources,
    "backers": read_backers,
}


def findings(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the readings of every trigger in the sentences of `doc` that can hold one."""
    lines, titles = headlines(doc, arguments)
    yield from titles
    read_already = {index for start, end in lines for index in range(start, end)}
    forms = _trigger_forms()
    told: list[Finding] = []
    for token in tokens_among(doc, forms):
        if token.i not in read_already:
            told += readings(token, arguments)
    told += backer_lists(arguments)
    told += camps(doc, arguments)
    told += relatives(doc, arguments)
    yield from told
    yield from _neutral(doc, arguments, [finding.trigger.idx for finding in told if finding.candidates])


def readings(token: Token, arguments: Arguments) -> Iterator[Finding]:
    """Yield the readings that the form of one word asks for."""
    form = token.lower_
    before = token.doc[token.i - 1].text if token.i >= 2 else ""
    compounds, nouns = by_form("compound"), by_form("noun")
    if form in compounds and before in {"-", "–"}:
        yield from read_compound(token, arguments, compounds[form][0])
        return
    if form in nouns and _is_nominal(token):
        yield from read_noun(token, arguments, nouns[form][0])
        return
    if form in _weighty():
        yield from read_given(token, arguments)
    if not _is_nominal(token):
        for frame in by_form("direct").get(form, ()):
            yield from read_direct(token, arguments, frame)
    for kind, reading in _READINGS.items():
        for frame in by_form(kind).get(form, ()):
            yield from reading(token, arguments, frame)


@functools.cache
def _trigger_forms() -> frozenset[str]:
    """Every word form that asks for a reading: most words of an article ask for none."""
    return _weighty().union(*(by_form(kind) for kind in ("compound", "noun", "direct", *_READINGS)))


@functools.cache
def _weighty() -> frozenset[str]:
    """Nouns that tell of an endorsement only beside a verb of giving."""
    return frozenset(noun for frame in of_kind("give") for noun in frame.nouns) - set(by_form("noun"))


def _is_nominal(token: Token) -> bool:
    if token.lower_.endswith("ed") and token.lower_ != "nod":
        return False
    if any(child.dep_ in _NOMINAL_CHILDREN and child.i < token.i for child in token.children):
        return True
    if any(child.dep_ in {"dobj", "nsubj", "aux"} for child in token.children):
        return False
    return (
        token.dep_ in _NOMINAL_DEPS
        or token.lower_.startswith("endorsement")
        or (token.dep_ == "conj" and token.head.dep_ in _NOMINAL_DEPS)
    )


@functools.cache
def _neutral_frames() -> PatternRows[Frame]:
    frames = ((frame, frame.pattern) for frame in of_kind("neutral") if frame.pattern is not None)
    return PatternRows(frames, ignore_case=True)


def _neutral(doc: Doc, arguments: Arguments, told: list[int]) -> Iterator[Finding]:
    """Unions that take no side, or have not yet; `told`: where other readings have found a position on somebody."""
    for frame, match in _neutral_frames().matches(text_of(doc), paragraphs_of(doc)):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if (
            span is None
            or is_question(span.root)
            or not (
                about_elections(span.root, arguments)
                or (doc.spans["candidates"] and "endors" in text_of(doc))
                or any(abs(place - span.start_char) < _NEAR for place in told)
            )
        ):
            continue
        unions = _neutral_unions(span, arguments)
        if unions:
            open_yet = "recommendation" in match.group() or "endorsement" in match.group()
            open_yet = open_yet and frame.stance == "declined" and _UNTIL.match(text_of(doc), match.end()) is not None
            stance = "considering" if open_yet else frame.stance
            yield Finding(span.root, unions, [], stance, frame.frame_id, LIKELY)


def _neutral_unions(span: Span, arguments: Arguments) -> list[str]:
    if any(child.lower_ == "who" and child.dep_ in SUBJECTS for child in span.root.children):
        antecedent = next(arguments.subjects(span.root), None)
        return subject_unions(antecedent, arguments) if antecedent is not None else []
    for token in (span[0], span.root, span.root.head):
        for subject in arguments.subjects(token):
            if unions := subject_unions(subject, arguments):
                return unions
            for descendant in subject.subtree:
                if descendant.i != subject.i and (unions := arguments.unions(descendant)):
                    return unions
    if found := surface_unions(span[0], arguments):
        return found
    for subject in span.sent.root.children:  # "the A and the B said it came too early and have yet to choose"
        if subject.dep_ in SUBJECTS and subject.i < span.start and (found := arguments.unions(subject)):
            return found
    after = [other for other in arguments.union_spans if span.start <= other.start < min(span.end + 12, span.sent.end)]
    told = {other.kb_id_ for other in arguments.outermost if span.sent.start <= other.start < span.sent.end}
    shared = span.root.dep_ == "conj" and not any(child.dep_ in SUBJECTS for child in span.root.children)
    nobody = any(child.dep_ == "expl" for child in span.root.children)  # "... so there will be no endorsement"
    return (
        sorted(told) if (after or shared or nobody) and len(told) == 1 else []
    )  # "backs Roe but is staying out of ..."
