"""Verbs of endorsement: "the X endorsed Y", "Y was backed by the X", "rallied behind Y", "is for Y", "X-backed Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.nlp.extensions import text_of
from unionwire.records import Stance
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.companions import companions
from unionwire.relate.election_years import states_year
from unionwire.relate.finding import LIKELY, SURE, SURFACE, Finding
from unionwire.relate.frames import Frame
from unionwire.relate.members import not_the_union, officers_members
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
from unionwire.relate.standins import subject_unions
from unionwire.relate.words import is_finite, is_plural, words

_ANYONE = frozenset(
    "candidate candidates anyone anybody nominee nominees either contender contenders hopeful democrat democrats republican republicans person "
    "one race primary choice ticket party presidential".split()
)


_SEATS = frozenset(
    {
        "union",
        "guild",
        "federation",
        "lodge",
        "both",
        "all",
        "unions",
        "locals",
        "office",
        "board",
        "council",
        "leadership",
        "headquarters",
        "executive",
        "local",
        "international",
    }
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


def read_prepositional(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A verb that takes the person after a preposition: "rallied behind X"."""
    assert frame.stance is not None
    following = verb.doc[verb.i + 1 : verb.i + 4]
    if frame.particle and not any(word.lower_ == frame.particle for word in following):
        return
    if frame.frame_id == "all-in.copula" and not any(word.lower_ == "all" for word in following):
        return
    # the words that follow, not the verb's subtree: of a long sentence each of many verbs may have all for its own
    for child in verb.doc[verb.i + 1 : verb.i + 9]:
        joined = child.dep_ == "conj" and child.head.dep_ == "prep"  # "campaigned against A and for B"
        if not (child.dep_ == "prep" or joined):
            continue
        aboard = frame.particle == "board" and child.head.lower_ == "board" and verb.is_ancestor(child)
        if (
            verb not in {child.head, child.head.head} and not aboard
        ):  # the preposition of another clause: "announced that it is for X"
            continue
        preposition, target = prepositional_object(child)
        if preposition not in frame.prepositions or (verb.lower_.startswith("stay") and _in_company(verb, child)):
            continue
        unions, personal = acting_unions(_employing(verb), arguments) if target is not None else ([], False)
        urging = urging_unions(verb, arguments) if target is not None and frame.stance == "endorsed" else []
        spoken = urging or (officers_members(verb, arguments) if personal else [])
        unions, personal = (spoken, False) if spoken else (unions, personal)
        if target is None or not unions or personal:
            continue
        if _not_anyone(verb, target, frame) or (before_neither(child) and frame.stance == "endorsed"):
            yield Finding(verb, unions, [], "declined", frame.frame_id, LIKELY)
            return
        voting = bool(urging) and verb.lower_.startswith("vot")
        creates = voting or about_elections(verb, arguments) or states_year(verb)
        candidates = targets(target, arguments, create=creates)
        if candidates:
            stance = stance_of(verb, frame.stance)
            if urging:
                stance = "opposed" if any(word.dep_ == "neg" for word in verb.children) else "endorsed"
            yield Finding(verb, unions, candidates, stance, frame.frame_id, LIKELY)
            if stance == "endorsed":
                yield from companions(verb, arguments, candidates, frame.frame_id)
            return


def _employing(verb: Token) -> Token:
    """The verb by which somebody has others do what a participle says: "has 40 members working for B"."""
    head = verb.head
    if verb.dep_ in {"acl", "xcomp", "advcl", "ccomp"} and verb.lower_.endswith("ing"):
        above = head.head if head.dep_ in {"dobj", "nsubj"} else head
        if above.lower_ in words("put_to_work") and any(child.dep_ == "dobj" for child in above.children):
            return above
    return verb


def _not_anyone(verb: Token, target: Token, frame: Frame) -> bool:
    """Tell whether a union says that it sides with nobody: "is not for anyone", "won't be campaigning for either one"."""
    if frame.stance != "endorsed" or not about_candidates(target):
        return False
    return any(child.dep_ == "neg" or child.lower_ in {"not", "n't", "n’t", "never"} for child in verb.children)


def about_candidates(target: Token) -> bool:
    """Tell whether a word means candidates at large: "anyone", "either candidate"."""
    return target.lower_ in {"anyone", "anybody", "either"} or (
        target.lower_ in {"candidate", "one", "nominee"}
        and any(child.lower_ in {"any", "either", "neither"} for child in target.children)
    )


def prepositional_object(prep: Token) -> tuple[str, Token | None]:
    """A preposition and its object; "on behalf of B" and "on B's behalf" count as one preposition, "behalf"."""
    target = next((token for token in prep.children if token.dep_ == "pobj"), None)
    if target is None or target.lower_ != "behalf":
        return prep.lower_, target
    for child in target.children:
        if child.dep_ == "poss":
            return "behalf", child
        if child.lower_ == "of":
            return "behalf", next((token for token in child.children if token.dep_ == "pobj"), None)
    return "behalf", None


def read_copular(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The union itself as subject of "is for X", "was with X" (not its members or its hall)."""
    assert frame.stance is not None
    for child in verb.children:
        if child.dep_ != "prep" or child.lower_ not in frame.prepositions or not 0 < child.i - verb.i <= 3:
            continue
        if any(word.dep_ in {"prep", "pobj"} for word in verb.doc[verb.i + 1 : child.i]):
            continue  # "has been at war with B"
        target = next((token for token in child.children if token.dep_ == "pobj"), None)
        subject = next(arguments.subjects(verb), None)
        if (
            target is None
            or subject is None
            or any(token.ent_type_ == "GPE" for token in target.subtree if token.i > target.i + 1)
            or _in_company(verb, child)
            or not_the_union(subject, arguments)
        ):
            continue
        neither = any(word.lower_ == "neither" for word in (*verb.children, *child.children)) or before_neither(child)
        itself = arguments.union_span(subject) is not None or subject.lower_ in _SEATS or is_plural(subject)
        unions = subject_unions(subject, arguments) if itself else []
        if subject.lower_ == "we":
            unions = speakers(subject, arguments)
        if unions and (neither or _not_anyone(verb, target, frame)) and about_elections(verb, arguments):
            yield Finding(verb, unions, [], "declined", frame.frame_id, LIKELY)
            return
        candidates = targets(target, arguments, create=about_elections(verb, arguments)) if unions else []
        if candidates:
            yield Finding(verb, unions, candidates, stance_of(verb, frame.stance), frame.frame_id, LIKELY)


def _in_company(verb: Token, prep: Token) -> bool:
    """Tell whether "was with B" places two in one spot: "was with B on the stage"."""
    return prep.lower_ == "with" and any(
        token.dep_ == "prep"
        and token.i > prep.i
        and token.lower_ in {"on", "at", "in", "outside", "inside", "near"}
        and not any(word.lower_ in ELECTION_WORDS or word.ent_type_ in {"DATE", "ORDINAL"} for word in token.subtree)
        for token in (*verb.children, *prep.subtree)
    )


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
