"""From words of endorsement to their union, candidate and stance: which reading a word asks for."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.frames import by_form, of_kind
from unionwire.relate.noun_triggers import read_choice, read_given, read_noun
from unionwire.relate.roles import about_elections, subject_unions, surface_unions
from unionwire.relate.stance import is_question
from unionwire.relate.verb_triggers import read_compound, read_copular, read_direct, read_prepositional

_NOMINAL_CHILDREN = frozenset({"det", "poss", "amod", "nummod"})
_NOMINAL_DEPS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "attr", "appos"})


def findings(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the readings of every trigger in the sentences of `doc` that can hold one."""
    direct, prepositional, nouns, compounds = (
        by_form("direct"),
        by_form("prepositional"),
        by_form("noun"),
        by_form("compound"),
    )
    copular, choices = by_form("copular"), by_form("choice")
    weighty = {noun for frame in of_kind("give") for noun in frame.nouns} - set(nouns)
    for token in doc:
        form = token.lower_
        if form in compounds and token.i >= 2 and doc[token.i - 1].text in {"-", "–"}:
            yield from read_compound(token, arguments, compounds[form][0])
            continue
        if form in nouns and _is_nominal(token):
            yield from read_noun(token, arguments, nouns[form][0])
            continue
        if form in weighty:
            yield from read_given(token, arguments)
        if form in direct and not _is_nominal(token):
            for frame in direct[form]:
                yield from read_direct(token, arguments, frame)
        for frame in prepositional.get(form, ()):
            yield from read_prepositional(token, arguments, frame)
        for frame in copular.get(form, ()):
            yield from read_copular(token, arguments, frame)
        for frame in choices.get(form, ()):
            yield from read_choice(token, arguments, frame)
    yield from _neutral(doc, arguments)


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


def _neutral(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    for frame in of_kind("neutral"):
        if frame.pattern is None:
            continue
        for match in frame.pattern.finditer(text_of(doc)):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if (
                span is None
                or is_question(span.root)
                or not (about_elections(span.root, arguments) or (doc.spans["candidates"] and "endors" in text_of(doc)))
            ):
                continue
            unions = _neutral_unions(span, arguments)
            if unions:
                yield Finding(span.root, unions, [], frame.stance, frame.frame_id, LIKELY)


def _neutral_unions(span: Span, arguments: Arguments) -> list[str]:
    for token in (span[0], span.root, span.root.head):
        for subject in arguments.subjects(token):
            if unions := subject_unions(subject, arguments):
                return unions
            for descendant in subject.subtree:
                if descendant.i != subject.i and (unions := arguments.unions(descendant)):
                    return unions
    return surface_unions(span[0], arguments)
