"""What an elliptic clause takes over: the last position told before it, in its sentence or the two before."""

from __future__ import annotations

import dataclasses

from spacy.tokens import Span, Token

from unionwire.relate.finding import LIKELY, Finding

_REACH = 2  # sentences


def source_of(token: Token, unions: list[str], found: list[Finding]) -> Finding | None:
    """Return the last position before `token` that is another union's."""
    earlier = [
        finding
        for finding in found
        if finding.trigger.i < token.i
        and (finding.candidates or finding.stance in {"declined", "considering"})
        and finding.stance is not None
        and not set(finding.unions) & set(unions)
    ]
    if not earlier:
        return None
    aside = [
        finding
        for finding in earlier
        if finding.rule.startswith("clause.") or not (_in_relative(finding.trigger) or _in_adjunct(finding.trigger))
    ]  # a clause read without its asides is none itself
    source = aside[-1] if aside and earlier[-1].trigger.sent.start != token.sent.start else earlier[-1]
    between = sum(1 for start in token.doc[source.trigger.i + 1 : token.i + 1] if start.is_sent_start)
    return source if between <= _REACH else None


def _in_relative(trigger: Token) -> bool:
    """Tell whether a position is told in passing, in a relative clause whose subject is the relative pronoun."""
    for token in (trigger, *trigger.ancestors):
        if token.dep_ == "relcl":
            return any(child.lower_ in {"which", "who"} and child.dep_.startswith("nsubj") for child in token.children)
    return False


def _in_adjunct(trigger: Token) -> bool:
    """Tell whether a position is only the time of the main one: "endorsed Roe after staying neutral in the primary"."""
    return any(
        token.dep_ == "pcomp" and token.head.lower_ in {"after", "before", "since"}
        for token in (trigger, *trigger.ancestors)
    )


def taken_over(source: Finding, trigger: Token, unions: list[str], rule: str) -> Finding:
    """Return a position as another clause takes it over for unions of its own."""
    confidence = min(source.confidence, LIKELY)
    return dataclasses.replace(
        source, trigger=trigger, unions=unions, rule=rule, confidence=confidence, anchor=source.anchor or source.trigger
    )


def earlier(found: list[Finding], span: Span) -> list[Finding]:
    """Return what is told before `span` in its sentence."""
    start = span.sent.start
    return [finding for finding in found if finding.trigger.sent.start == start and finding.trigger.i < span.start]
