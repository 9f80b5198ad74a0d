"""Verbs of endorsement: "the X endorsed Y", "Y was backed by the X", "rallied behind Y", "is for Y", "X-backed Y"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, SURE, SURFACE, Finding
from unionwire.relate.frames import Frame
from unionwire.relate.roles import (
    ELECTION_WORDS,
    about_elections,
    acting_unions,
    companions,
    direct_object,
    enumerated,
    is_nobody,
    subject_unions,
    surface_people,
    targets,
)
from unionwire.relate.stance import stance_of

_ANYONE = frozenset(
    "candidate candidates anyone anybody nominee nominees either contender contenders hopeful democrat democrats republican republicans person "
    "one race primary choice ticket party presidential".split()
)


def read_direct(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A verb that takes the person as its object: active, passive, participle, "no one" and "any candidate"."""
    assert frame.stance is not None
    passive = any(child.dep_ in {"auxpass", "nsubjpass", "agent"} for child in verb.children)
    participle = verb.dep_ == "acl" and verb.lower_.endswith("ed") and verb.i > verb.head.i
    agents = arguments.agents(verb)
    if passive or (participle and agents):
        unions = [union for agent in agents for union in arguments.unions(agent) + enumerated(agent, arguments)]
        target = verb.head if participle and not passive else next(arguments.subjects(verb), None)
        candidates = targets(target, arguments, create=frame.creates)
        if unions and candidates:
            yield Finding(
                verb, list(dict.fromkeys(unions)), candidates, stance_of(verb, frame.stance), frame.frame_id, SURE
            )
        return
    unions, personal = acting_unions(verb, arguments)
    if not unions or personal:
        return
    target = direct_object(verb)
    creates = frame.creates or (
        frame.stance == "endorsed" and target is not None and about_elections(target, arguments)
    )
    candidates = targets(target, arguments, create=creates)
    confidence = SURE
    if not candidates and (target is None or target.ent_type_ == "PERSON" or target.text[0].isupper()):
        candidates = surface_people(verb, arguments, create=frame.creates)
        confidence = SURFACE
    stance = stance_of(verb, frame.stance)
    if target is not None and is_nobody(target) and frame.stance == "endorsed":
        candidates, stance = [], "declined"
    if not candidates and not _open_object(verb, target, frame, arguments):
        yield Finding(verb, unions, [], frame.stance, frame.frame_id, confidence)  # a bill, a deal: to be refused aloud
        return
    if (
        not candidates
        and stance == "endorsed"
        and any(child.lower_ in {"will", "would", "to"} for child in verb.children)
    ):
        stance = "considering"  # "said it will endorse a candidate": a decision announced, not taken
    if frame.needs_help and not _helps(verb):
        return
    yield Finding(verb, unions, candidates, stance, frame.frame_id, confidence)
    if candidates and stance == "endorsed":
        yield from companions(verb, arguments, candidates, frame.frame_id)


def _helps(verb: Token) -> bool:
    """Tell whether "elect" or "boost" is what a union helps or works to do, not its own internal election."""
    if verb.lower_ in {"elected", "elects"}:
        return False
    if any(child.lower_.startswith("help") for child in verb.children):
        return True
    return verb.dep_ in {"xcomp", "advcl", "acl", "relcl", "ccomp"}


def _open_object(verb: Token, target: Token | None, frame: Frame, arguments: Arguments) -> bool:
    """Tell whether a verb without a person can still decline or weigh an endorsement ("any candidate", "in the race")."""
    if not frame.needs_no_object and not (target is not None and is_nobody(target) and target.lower_ != "neither"):
        return False
    if target is not None:
        return target.lower_ in _ANYONE or is_nobody(target)
    if any(child.dep_ == "neg" for child in verb.children):
        return about_elections(verb, arguments)
    return any(word.lower_ in ELECTION_WORDS for word in verb.sent if word.i != verb.i)


def read_prepositional(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A verb that takes the person after a preposition: "rallied behind X"."""
    assert frame.stance is not None
    if frame.particle and not any(child.lower_ == frame.particle for child in verb.children):
        return
    for child in verb.subtree:
        if child.dep_ != "prep" or child.lower_ not in frame.prepositions or not 0 < child.i - verb.i <= 8:
            continue
        if verb not in {child.head, child.head.head}:  # the preposition of another clause: "announced that it is for X"
            continue
        target = next((token for token in child.children if token.dep_ == "pobj"), None)
        unions, personal = acting_unions(verb, arguments) if target is not None else ([], False)
        if target is None or not unions or personal:
            continue
        candidates = targets(target, arguments, create=about_elections(verb, arguments))
        if candidates:
            yield Finding(verb, unions, candidates, stance_of(verb, frame.stance), frame.frame_id, LIKELY)
            return


def read_copular(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The union itself as subject of "is for X", "was with X" (not its members or its hall)."""
    assert frame.stance is not None
    for child in verb.children:
        if child.dep_ != "prep" or child.lower_ not in frame.prepositions or not 0 < child.i - verb.i <= 3:
            continue
        target = next((token for token in child.children if token.dep_ == "pobj"), None)
        subject = next(arguments.subjects(verb), None)
        if (
            target is None
            or subject is None
            or any(token.ent_type_ == "GPE" for token in target.subtree if token.i > target.i + 1)
        ):
            continue
        unions = subject_unions(subject, arguments) if arguments.union_span(subject) is not None else []
        candidates = targets(target, arguments, create=about_elections(verb, arguments)) if unions else []
        if candidates:
            yield Finding(verb, unions, candidates, stance_of(verb, frame.stance), frame.frame_id, LIKELY)


def read_compound(participle: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The union before the hyphen of "the UAW-backed candidate X", and the person that the phrase modifies."""
    doc = participle.doc
    span = arguments.union_span(doc[participle.i - 2])
    if span is None:
        return
    for token in doc[participle.i + 1 : min(participle.i + 7, participle.sent.end)]:
        if found := arguments.people(token, create=True):
            yield Finding(participle, [span.kb_id_], found, "endorsed", frame.frame_id, LIKELY)
            return
    head = participle.head
    for person in (
        head,
        *(child for child in head.children if child.dep_ == "appos"),
        *([head.head] if head.dep_ in {"appos", "attr"} else []),
    ):
        found = arguments.people(person, create=True)
        if head.dep_ == "attr" and not found:
            found = [
                item for subject in arguments.subjects(head.head) for item in arguments.people(subject, create=True)
            ]
        if found:
            yield Finding(participle, [span.kb_id_], found, "endorsed", frame.frame_id, LIKELY)
            return
