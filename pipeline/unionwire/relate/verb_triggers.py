"""Verbs of endorsement: "the X endorsed Y", "Y was backed by the X", "rallied behind Y", "is for Y", "X-backed Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.records import Stance
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.clause_shapes import of_own_bid
from unionwire.relate.companions import companions
from unionwire.relate.election_years import states_year
from unionwire.relate.finding import LIKELY, SURE, SURFACE, Finding
from unionwire.relate.frames import Frame
from unionwire.relate.members import officers_members
from unionwire.relate.passives import read_passive
from unionwire.relate.proforms import ORDINALS, liked_by_first
from unionwire.relate.quotes import speakers
from unionwire.relate.roles import (
    ELECTION_WORDS,
    about_elections,
    acting_unions,
    direct_object,
    is_nobody,
    surface_people,
    targets,
)
from unionwire.relate.stance import stance_of
from unionwire.relate.words import is_finite, words

_BODIES = frozenset({"council", "federation", "guild", "local", "association", "brotherhood", "alliance"})
_ANYONE = frozenset(
    "candidate candidates anyone anybody nominee nominees either contender contenders hopeful democrat democrats republican republicans person "
    "one race primary choice ticket party presidential".split()
)


_URGING = frozenset(
    "urge urged urges urging ask asked asks asking tell told tells telling call called calls calling encourage encouraged encourages encouraging "
    "advise advised advises advising recommend recommended recommends recommending exhort exhorted".split()
)
_VOTERS = frozenset(
    "members member voters workers everyone people households families supporters teachers nurses drivers delegates locals "
    "membership retirees firefighters officers residents".split()
)

_COUNT = re.compile(r"\b(?:by\s+)?\d[\d,]*(?:\s+(?:votes\s+)?to\s+|\s*[-–]\s*)\d[\d,]*\b")


def read_direct(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A verb that takes the person as its object: active, passive, participle, "no one" and "any candidate"."""
    passive = any(child.dep_ in {"auxpass", "nsubjpass", "agent"} for child in verb.children)
    participle = verb.dep_ == "acl" and verb.lower_.endswith("ed") and verb.i > verb.head.i
    agents = arguments.agents(verb)
    if passive or (participle and agents):
        target = verb.head if participle and not passive else next(arguments.subjects(verb), None)
        yield from read_passive(verb, agents, target, arguments, frame)
    elif not any(child.dep_ == "prt" for child in verb.children):  # "dropped B off", "backed B up"
        yield from _active(verb, arguments, frame)


def _active(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    assert frame.stance is not None
    if of_own_bid(verb):
        return
    unions, personal = acting_unions(verb, arguments)
    if not unions and not personal:
        unions = urging_unions(verb, arguments)
    if personal and _voted(verb):
        unions, personal = _members_union(verb, arguments), False
    if personal and (spoken := officers_members(verb, arguments)):
        unions, personal = spoken, False
    if not unions or personal:
        return
    target = arguments.relative_object(verb) or direct_object(verb)
    candidates, confidence = _objects(verb, target, arguments, frame)
    candidates = candidates or liked_by_first(verb, arguments)
    stance = _direct_stance(verb, target, candidates, frame.stance)
    if not candidates and not _open_object(verb, target, frame, arguments):
        yield Finding(verb, unions, [], frame.stance, frame.frame_id, confidence)  # a bill, a deal: to be refused aloud
        return
    if frame.needs_help and not _helps(verb):
        return
    if candidates and frame.stance == "endorsed" and (urging := urging_unions(verb, arguments)):
        unions, stance = urging, "endorsed"
    if len(unions) == len(candidates) > 1 and any(token.lower_ == "respectively" for token in verb.sent):
        for union, candidate in zip(unions, candidates, strict=True):
            yield Finding(verb, [union], [candidate], stance, frame.frame_id, confidence)
        return
    yield Finding(verb, unions, candidates, stance, frame.frame_id, confidence)
    if candidates and stance == "endorsed":
        yield from companions(verb, arguments, candidates, frame.frame_id)


def _objects(verb: Token, target: Token | None, arguments: Arguments, frame: Frame) -> tuple[list[str], float]:
    """The people who are the object of a verb, and how sure that is; none where it means nobody."""
    if frame.stance == "endorsed" and ((target is not None and is_nobody(target)) or before_neither(verb)):
        return [], SURE
    creates = frame.creates or (
        frame.stance in {"endorsed", "opposed"}
        and target is not None
        and ((frame.stance == "endorsed" and about_elections(target, arguments)) or states_year(verb))
    )
    candidates = targets(target, arguments, create=creates)
    if not candidates and (target is None or target.ent_type_ == "PERSON" or target.text[0].isupper()):
        return surface_people(verb, arguments, create=frame.creates), SURFACE
    others = _along_with(verb, arguments, create=creates) if candidates else []
    return list(dict.fromkeys((*candidates, *others))), SURE


def _along_with(verb: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """The people named with the object of a verb: "endorsed Roe in August along with Voss and Poe"."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 14, verb.sent.end - 1)]:
        together = token.lower_ in {"along", "together"} and token.nbor().lower_ == "with"
        if is_finite(token) or not (together or token.lower_ == "alongside"):
            continue
        preposition = token.nbor() if together else token
        listed = [child for child in preposition.children if child.dep_ == "pobj"]
        return [person for child in listed for person in targets(child, arguments, create=create)]
    return []


def _direct_stance(verb: Token, target: Token | None, candidates: list[str], stance: Stance) -> Stance | None:
    """What a verb with this object says: endorsing "no one" declines, endorsing some candidate in future is open yet."""
    if stance == "endorsed" and ((target is not None and is_nobody(target)) or before_neither(verb)):
        return "declined"
    qualified = stance_of(verb, stance)
    if stance == qualified == "endorsed" and any(word.lower_ in {"neither", "none"} for word in _subject_words(verb)):
        return "declined"
    if qualified == "declined" and candidates and _not_until(verb):
        return "endorsed"
    if (
        not candidates
        and verb.dep_ in {"relcl", "acl"}
        and any(child.lower_ in ORDINALS for child in verb.head.children)
    ):
        return None  # "the first union to endorse": it did, and whom is told elsewhere
    announced = any(child.lower_ in {"will", "would", "to"} for child in verb.children)
    return "considering" if not candidates and qualified == "endorsed" and announced else qualified


def before_neither(word: Token) -> bool:
    """Tell whether "neither" opens the object of a verb or preposition, wherever the parse hangs it: "is for neither Roe nor Voss"."""
    return word.i + 1 < word.sent.end and word.nbor().lower_ == "neither"


def _subject_words(verb: Token) -> list[Token]:
    """The subject of a verb and the words that hang on it."""
    return [word for child in verb.children if child.dep_ in SUBJECTS for word in (child, *child.children)]


def _not_until(verb: Token) -> bool:
    """Tell whether "not ... until" only dates what did happen: "did not endorse her until June"."""
    return any(child.lower_ == "did" for child in verb.children) and any(
        child.lower_ in {"until", "till"} and child.i > verb.i and child.dep_ == "prep" for child in verb.children
    )


def _voted(verb: Token) -> bool:
    """Tell whether members take the decision together: "members of the A voted to endorse B", "chose B by a show of hands"."""
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head  # "will vote on whether to back Roe"
    if verb.dep_ in {"xcomp", "pcomp"} and above.lower_ in {"voted", "vote", "votes", "voting", "chose", "decided"}:
        return True
    ways = [child for child in verb.children if child.i > verb.i and child.dep_ in {"prep", "advmod", "npadvmod"}]
    return any(
        way.lower_ == "unanimously" or any(word.lower_ in words("ballots") for word in way.subtree) for way in ways
    ) or (verb.dep_ in {"ROOT", "conj"} and _COUNT.search(verb.sent.text, verb.idx - verb.sent.start_char) is not None)


def _members_union(verb: Token, arguments: Arguments) -> list[str]:
    """The union whose members or delegates are the subject of a verb of deciding."""
    for subject in arguments.subjects(verb):
        for child in subject.children:
            if child.dep_ in {"compound", "poss", "nmod"} and (found := arguments.unions(child)):
                return found
            if child.lower_ in {"our", "my"} and (found := speakers(child, arguments)):
                return found
            if child.dep_ == "prep" and child.lower_ in {"of", "in", "from"}:
                return [union for target in child.children for union in arguments.unions(target)]
    named = {span.kb_id_ for span in arguments.named_in(verb.sent)}
    before = verb.doc[verb.sent.start - 1].sent if verb.sent.start else verb.sent
    if (
        not named and "\n\n" not in text_of(verb.doc)[before.start_char : verb.idx]
    ):  # "The members then voted to back Roe"
        named = {span.kb_id_ for span in arguments.named_in(before)}
    return sorted(named) if len(named) == 1 else []


def urging_unions(verb: Token, arguments: Arguments) -> list[str]:
    """The unions that ask their members or voters to do what the verb says: "urged members to vote for B"."""
    token = verb
    while token.dep_ in {"xcomp", "ccomp", "conj", "advcl"} and token.lower_ not in _URGING:
        token = token.head
    if token.lower_ not in _URGING:
        return []
    asked = [word for word in token.doc[token.i + 1 : verb.i] if word.lower_ in _VOTERS]
    if (
        not asked
        or asked[-1].dep_ not in {"dobj", "nsubj", "pobj", "dative"}
        or stance_of(token, "endorsed") != "endorsed"
    ):
        return []
    return acting_unions(token, arguments)[0]


def _helps(verb: Token) -> bool:
    """Tell whether "elect" or "boost" is what a union helps or works to do, not its own internal election."""
    if verb.lower_ in {"elected", "elects"}:
        return False
    if any(child.lower_.startswith("help") for child in verb.children):
        return True
    return verb.dep_ in {"xcomp", "advcl", "acl", "relcl", "ccomp"}


def _open_object(verb: Token, target: Token | None, frame: Frame, arguments: Arguments) -> bool:
    """Tell whether a verb without a person can still decline or weigh an endorsement ("any candidate", "in the race")."""
    if frame.stance == "endorsed" and before_neither(verb) and about_elections(verb, arguments):
        return True
    nobody = target is not None and is_nobody(target) and target.lower_ != "neither"
    if not frame.needs_no_object and not nobody and not (frame.stance == "endorsed" and _backs_no_one(verb, target)):
        return False
    if target is not None:
        return target.lower_ in _ANYONE or is_nobody(target)
    if any(child.dep_ == "neg" for child in verb.children) or stance_of(verb, "endorsed") in {
        "declined",
        "considering",
    }:
        return about_elections(verb, arguments)  # "abstained from endorsing", "has yet to endorse"
    return any(word.lower_ in ELECTION_WORDS for word in verb.sent if word.i != verb.i)


def _backs_no_one(verb: Token, target: Token | None) -> bool:
    """Tell whether a verb of backing denies anybody: "won't be backing anyone", "has not supported either candidate"."""
    negated = any(child.dep_ == "neg" for child in verb.children)
    return negated and target is not None and (target.lower_ in {"anyone", "anybody"} or about_candidates(target))


def about_candidates(target: Token) -> bool:
    """Tell whether a word means candidates at large: "anyone", "either candidate"."""
    return target.lower_ in {"anyone", "anybody", "either"} or (
        target.lower_ in {"candidate", "one", "nominee"}
        and any(child.lower_ in {"any", "either", "neither"} for child in target.children)
    )


def _body_called(noun: Token, arguments: Arguments) -> Span | None:
    """The last body named before a noun that ends its name: "Council-endorsed incumbents" after "the Dover Labor Council"."""
    if noun.lower_ not in _BODIES:
        return None
    named = [span for span in arguments.outermost if span.end <= noun.i and span.id_ != "shortform.pronoun"]
    return named[-1] if named and named[-1][-1].lower_ == noun.lower_ else None


def read_compound(participle: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The union before the hyphen of "the UAW-backed candidate X", and the person that the phrase modifies."""
    doc = participle.doc
    before = doc[participle.i - 2]
    span = arguments.union_span(before) or _body_called(before, arguments)
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
