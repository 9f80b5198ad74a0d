"""Unions that a sentence tells to have taken the same side before or beside: "following the A and the B", "like the C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, Finding

# "his third from a union, after the X and the Y"
_COUNTED = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|another|latest|next)\b[^.;:\n]{0,40}?"
    r"\b(?:unions?|labor|endorsements?|locals?)\b[^.;:,\n]{0,20},?\s+(?:after|following|behind)\s+(?:the\s+)?(?:those\s+of\s+(?:the\s+)?)?"
)
_COMPANION_WORDS = frozenset(
    {"following", "followed", "follows", "joining", "joins", "join", "joined", "alongside", "along"}
)
_IN_LINE = re.compile(
    r"\b(?:in\s+line|in\s+step|in\s+keeping|in\s+accord)\s+with\s+(?=\w)(?:the\s+)?|\blike\s+(?=its\s)"
)


def companions(trigger: Token, arguments: Arguments, candidates: list[str], rule: str) -> Iterator[Finding]:
    """The endorsements of unions that a sentence names as having done the same."""
    unions = companions_after(trigger, arguments)
    if unions:
        yield Finding(trigger, unions, candidates, "endorsed", rule, LIKELY)


def companions_after(trigger: Token, arguments: Arguments) -> list[str]:
    """Unions that endorsed the same before: "following A and B", "joins A and B in endorsing"."""
    if led := _led_by(trigger, arguments):
        return led
    alike = _alike(trigger, arguments)
    if alike:
        return alike
    for token in trigger.sent:
        if token.lower_ not in _COMPANION_WORDS or not (
            token.head.i == trigger.i or trigger.is_ancestor(token) or token.is_ancestor(trigger)
        ):
            continue
        if token.is_sent_start and token.lower_ == "joining":
            for verb in token.sent:  # "joining the A in backing X were the B and the C"
                if verb.lower_ in {"is", "are", "was", "were"} and verb.i > trigger.i:
                    found = [union for child in verb.children if child.i > verb.i for union in arguments.unions(child)]
                    if found:
                        return found
        for span in arguments.union_spans:
            if token.i < span.start <= token.i + 4 and span.end <= trigger.sent.end and span.id_ != "shortform.pronoun":
                return arguments.unions(span.root) or [span.kb_id_]
    return []


def _led_by(trigger: Token, arguments: Arguments) -> list[str]:
    """The unions of "in line with the A", "his third from a union, after the B and the C"."""
    sentence = trigger.sent
    for pattern in (_IN_LINE, _COUNTED):
        match = pattern.search(sentence.text, max(0, trigger.idx - sentence.start_char))
        place = sentence.start_char + match.end() if match is not None else -1
        same = [span for span in arguments.union_spans if span.start_char == place]
        if same:
            return [same[0].kb_id_] if pattern is _IN_LINE else arguments.listed(same[0])
    return []


def _alike(trigger: Token, arguments: Arguments) -> list[str]:
    """The unions of an aside that have done the same: "the A, like the B, is backing Roe"."""
    for token in trigger.sent:
        if token.lower_ != "like" or token.dep_ != "prep" or not token.i < trigger.i:
            continue
        if (token.is_sent_start or token.doc[token.i - 1].text == ",") and token.head in {
            trigger,
            *arguments.subjects(trigger),
        }:
            return [union for target in token.children for union in arguments.unions(target)]
    return []
