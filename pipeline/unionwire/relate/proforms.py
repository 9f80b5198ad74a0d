"""Endorsements told by a word that stands for the noun: "and Voss has that of the X", "one from the Y", "then rescinded it".

How it decides. "That", "one" and "another" before "of", "from" or "by" and a union take up the noun of endorsement before them.
Whose it is stands right before them ("and Voss one from the Y"), is the subject of their own verb of gaining, or, in a list,
is whoever has the first one. "It", as the object of a verb of taking back, takes up what the same union has done before.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import text_of, tokens_among
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.frames import by_form, of_kind
from unionwire.relate.roles import about_elections, acting_unions, targets
from unionwire.relate.stance import stance_of
from unionwire.relate.words import is_finite, words

_PROFORMS = frozenset({"that", "those", "one", "another"})
_FROM = frozenset({"of", "from", "by"})
_LISTED = re.compile(
    r"(?:,|;|:|—|–|--|\band|\bor|\bas\s+well\s+as|\balong\s+with|\bplus|\bbut)\s*(?:then\s+|also\s+|even\s+)?\Z"
)
_COMING = frozenset({"came", "come", "comes", "coming"})
ORDINALS = frozenset({"first", "second", "third", "latest", "last", "only", "next"})
_TAKING = frozenset("take takes taking took taken pull pulled pulls walked".split())
_REACH = 35  # words from a noun of endorsement to the word that stands for it


def proforms(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield what words that stand for an endorsement tell; `found`: what other readings have found, by place."""
    undoing = _undoing()
    for token in tokens_among(doc, _PROFORMS | undoing | _TAKING):
        if token.lower_ in _PROFORMS and (source := _source_of(token, arguments)) is not None:
            yield from _stood_for(token, source, arguments, found)
        elif token.lower_ in undoing or (token.lower_ in _TAKING and _is_back(token)):
            yield from _undone(token, arguments, found)


def _is_back(verb: Token) -> bool:
    """Tell whether something is taken back: "took it back on Friday"."""
    return any(child.lower_ == "back" and 0 < child.i - verb.i <= 2 for child in verb.children)


@functools.cache
def _undoing() -> frozenset[str]:
    """The forms of the verbs by which an endorsement is taken back."""
    return frozenset(form for frame in of_kind("give") if frame.stance == "withdrawn" for form in frame.forms)


def _source_of(token: Token, arguments: Arguments) -> Span | None:
    """The union after "that of", "one from the"."""
    doc = token.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ not in _FROM:
        return None
    for other in doc[token.i + 2 : token.i + 4]:
        if (span := arguments.union_span(other)) is not None:
            return None if span.id_ == "shortform.pronoun" else span
    return None


def _stood_for(token: Token, union: Span, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    noun = _antecedent(token)
    if noun is None:
        return
    people = _having(token, noun, arguments, found)
    verb = token.head if token.dep_ in {"dobj", "attr"} else noun
    if not people or stance_of(verb, "endorsed") != "endorsed" or stance_of(noun, "endorsed") != "endorsed":
        return
    unions = arguments.unions(union.root) or [union.kb_id_]
    yield Finding(token, unions, people, "endorsed", "endorsement.proform", SURFACE)


def _antecedent(token: Token) -> Token | None:
    """The noun of endorsement that a word takes up: the last one before it, here or in the sentence before."""
    doc, first = token.doc, token.sent.start
    first = doc[first - 1].sent.start if first else first
    nouns = by_form("noun")
    for other in reversed(doc[max(first, token.i - _REACH) : token.i]):
        if other.lower_ in nouns and other.dep_ in {
            "dobj",
            "pobj",
            "nsubj",
            "nsubjpass",
            "conj",
            "attr",
            "appos",
            "ROOT",
        }:
            return other
    return None


def _having(token: Token, noun: Token, arguments: Arguments, found: list[Finding]) -> list[str]:
    """The people who have what a word stands for."""
    doc = token.doc
    before = arguments.candidate_span(doc[token.i - 1]) if token.i else None
    if before is not None and before.start > noun.i:  # "and Voss one from the X": the verb is left out
        joint = text_of(doc)[max(0, before.start_char - 12) : before.start_char]
        return [before.kb_id_] if _LISTED.search(joint) else []
    verb = token.head if token.dep_ in {"dobj", "attr"} else None
    own = [child for child in verb.children if child.dep_ in SUBJECTS and child.i > noun.i] if verb is not None else []
    if verb is not None and own:
        return (
            targets(own[0], arguments, create=about_elections(token, arguments))
            if verb.lower_ in by_form("gain")
            else []
        )
    if token.sent.start > noun.i or _LISTED.search(text_of(doc)[max(0, token.idx - 14) : token.idx]) is None:
        return []
    if any(is_finite(word) for word in doc[noun.i + 1 : token.i]):
        return []
    told = [one for one in found if one.candidates and noun.sent.start <= one.trigger.i <= token.i]
    told = [one for one in told if one.stance == "endorsed"]
    return told[-1].candidates if told else _gainer(noun, arguments)


def _gainer(noun: Token, arguments: Arguments) -> list[str]:
    """Who gains the endorsements that are listed after their noun: "he has two endorsements, one from the X"."""
    verb = noun.head
    if noun.dep_ != "dobj" or verb.lower_ not in by_form("gain") or verb.lower_ in words("seeking"):
        return []
    return [person for subject in arguments.subjects(verb) for person in targets(subject, arguments, create=False)]


def _undone(verb: Token, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """What a union has taken back: "endorsed Roe in May but rescinded it on Tuesday"."""
    if not any(child.dep_ == "dobj" and child.lower_ == "it" for child in verb.children):
        return
    unions, personal = acting_unions(verb, arguments)
    start = verb.sent.start
    start = verb.doc[start - 1].sent.start if start else start
    told = [
        one
        for one in found
        if start <= one.trigger.i < verb.i
        and one.stance == "endorsed"
        and one.candidates
        and set(one.unions) & set(unions)
    ]
    if told and not personal and (stance := stance_of(verb, "withdrawn")) is not None:
        yield dataclasses.replace(
            told[-1], trigger=verb, unions=unions, stance=stance, rule="withdraw.proform", confidence=LIKELY
        )


def liked_by_first(verb: Token, arguments: Arguments) -> list[str]:
    """The person whom the first union to endorse speaks well of: "the X, the first union to endorse, liked her plan"."""
    head = verb.head
    if verb.dep_ not in {"relcl", "acl"} or verb.lower_ not in {"endorse", "endorsing"}:
        return []
    if not any(child.lower_ in ORDINALS for child in head.children) or any(
        child.dep_ == "dobj" for child in verb.children
    ):
        return []
    subject = head.head if head.dep_ == "appos" else head
    main = subject.head
    if (
        subject.dep_ not in SUBJECTS
        or main.lower_ not in words("praising")
        or stance_of(main, "endorsed") != "endorsed"
    ):
        return []
    pronoun = next(
        (token for token in main.subtree if token.i > main.i and token.lower_ in {"her", "his", "him"}), None
    )
    if pronoun is None:
        return []
    gender = "f" if pronoun.lower_ == "her" else "m"
    people = verb.doc._.people.people if verb.doc._.people is not None else {}
    found = arguments.people(pronoun, create=False)
    return [person for person in found if person not in people or people[person].gender in {None, gender}]
