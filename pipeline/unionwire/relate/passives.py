"""Passives and participles of endorsement: "Roe was endorsed by the A", "Roe, a nurse backed by the A", "neither was backed by the B"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.nlp.extensions import CANDIDATES
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import SURE, SURFACE, Finding
from unionwire.relate.frames import Frame
from unionwire.relate.hosts import host_of, is_passive
from unionwire.relate.quotes import speaking_people
from unionwire.relate.references import OFFICES
from unionwire.relate.roles import about_elections, is_nobody, targets
from unionwire.relate.stance import stance_of
from unionwire.relate.standins import enumerated, named_before
from unionwire.relate.words import is_finite


def read_passive(
    verb: Token, agents: list[Token], target: Token | None, arguments: Arguments, frame: Frame
) -> Iterator[Finding]:
    """Yield what a passive or a participle with `agents` tells of its `target`: "Roe was endorsed by the A", "Roe, backed by the A"."""
    assert frame.stance is not None
    agents = agents or _stray_agents(verb, arguments)
    unions = [
        union
        for agent in agents
        for union in (arguments.unions(agent) + enumerated(agent, arguments) or named_before(agent, arguments))
    ]
    # "by the A and both teachers' unions, the B and the C"
    unions += [
        union
        for agent in agents
        for other in agent.conjuncts
        if other.i > agent.i and other not in agents
        for union in enumerated(other, arguments)
    ]
    confidence = SURE
    if (
        not unions
        and not agents
        and frame.creates
        and is_passive(verb)
        and (host := host_of(verb, arguments)) is not None
    ):
        unions, confidence = [host], SURFACE
    if target is not None and is_nobody(target) and frame.stance == "endorsed":
        if unions and about_elections(verb, arguments) and stance_of(verb, "endorsed") in {"endorsed", "declined"}:
            yield Finding(verb, list(dict.fromkeys(unions)), [], "declined", frame.frame_id, SURE)
        return
    candidates = targets(target, arguments, create=frame.creates or (bool(unions) and about_elections(verb, arguments)))
    if not candidates and verb.dep_ in {"relcl", "acl"} and target is not None and target.lower_ in OFFICES:
        candidates = targets(
            verb.head, arguments, create=frame.creates
        )  # "the candidate for mayor to be endorsed by the A"
    if not candidates and target is not None and target.lower_ == "i":
        candidates = speaking_people(target, arguments)
    if not candidates and verb.dep_ == "acl" and target is not None and target.dep_ in {"appos", "attr"}:
        named = target.head if target.dep_ == "appos" else next(arguments.subjects(target.head), None)
        candidates = targets(named, arguments, create=False)  # "Roe, a carpenter endorsed by the A"
    if verb.dep_ == "acl" and len(candidates) > 1:
        candidates = _before(verb, candidates)
    if unions and candidates:
        stance = stance_of(verb, frame.stance)
        yield Finding(verb, list(dict.fromkeys(unions)), candidates, stance, frame.frame_id, confidence)


def _before(participle: Token, candidates: list[str]) -> list[str]:
    """Those named before a participle, where it stands right after one of a list: "Roe, backed by the A, and Voss"."""
    start = participle.sent.start
    named = {
        span.kb_id_ for span in participle.doc.spans[CANDIDATES] if start <= span.start and span.end <= participle.i
    }
    return [person for person in candidates if person in named] or candidates


def _stray_agents(verb: Token, arguments: Arguments) -> list[Token]:
    """The union after a "by" that the parse hangs on an adverbial before it: "was endorsed for another term by the A"."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 12, verb.sent.end)]:
        if is_finite(token) or token.text in {";", ":"}:
            return []
        if token.lower_ == "by" and verb.is_ancestor(token):
            return [target for target in token.children if arguments.union_span(target) is not None]
    return []
