"""Verbs of endorsement that take the person after a preposition: "rallied behind X", "is for X", "urged members to vote for X"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.companions import companions
from unionwire.relate.election_years import states_year
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.frames import Frame
from unionwire.relate.members import not_the_union, officers_members
from unionwire.relate.quotes import speakers
from unionwire.relate.roles import ELECTION_WORDS, about_elections, acting_unions, targets
from unionwire.relate.stance import stance_of
from unionwire.relate.standins import subject_unions
from unionwire.relate.verb_triggers import about_candidates, before_neither, urging_unions
from unionwire.relate.words import is_plural, words

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
_PHRASES = {
    ("on", "behalf"): "behalf",
    ("in", "behalf"): "behalf",
    ("in", "support"): "support",
    ("in", "favor"): "support",
    ("in", "favour"): "support",
}


def read_prepositional(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A verb that takes the person after a preposition: "rallied behind X"."""
    assert frame.stance is not None
    urged = urging_unions(verb, arguments) if frame.stance in {"endorsed", "opposed"} else []
    if not _applies(verb, frame, urged=bool(urged)):
        return
    # the words that follow, not the verb's subtree: of a long sentence each of many verbs may have all for its own
    for child in verb.doc[verb.i + 1 : verb.i + 9]:
        if not _belongs(child, verb, frame):
            continue
        preposition, target = prepositional_object(child)
        if preposition not in frame.prepositions or (verb.lower_.startswith("stay") and _in_company(verb, child)):
            continue
        unions, personal = acting_unions(_employing(verb), arguments) if target is not None else ([], False)
        spoken = urged or (officers_members(verb, arguments) if personal else [])
        unions, personal = (spoken, False) if spoken else (unions, personal)
        if target is None or not unions or personal:
            continue
        if _not_anyone(verb, target, frame) or (before_neither(child) and frame.stance == "endorsed"):
            yield Finding(verb, unions, [], "declined", frame.frame_id, LIKELY)
            return
        voting = bool(urged) and verb.lower_.startswith("vot")
        creates = voting or about_elections(verb, arguments) or states_year(verb)
        if candidates := targets(target, arguments, create=creates):
            stance = _urged_stance(verb, frame.stance) if urged else stance_of(verb, frame.stance)
            yield Finding(verb, unions, candidates, stance, frame.frame_id, LIKELY)
            if stance == "endorsed":
                yield from companions(verb, arguments, candidates, frame.frame_id)
            return


def _applies(verb: Token, frame: Frame, *, urged: bool) -> bool:
    """Tell whether the words after a verb are those of its frame: its particle, and the voters asked to vote against somebody."""
    following = [word.lower_ for word in verb.doc[verb.i + 1 : verb.i + 4]]
    if frame.particle and frame.particle not in following:
        return False
    if frame.frame_id == "vote-against.verb" and not urged:
        return False  # a board that votes against Roe may only have chosen another
    return frame.frame_id != "all-in.copula" or "all" in following


def _belongs(word: Token, verb: Token, frame: Frame) -> bool:
    """Tell whether a word is a preposition of a verb and not of another clause: "announced that it is for X"."""
    joined = word.dep_ == "conj" and word.head.dep_ == "prep"  # "campaigned against A and for B"
    if not (word.dep_ == "prep" or joined):
        return False
    aboard = frame.particle == "board" and word.head.lower_ == "board" and verb.is_ancestor(word)
    return verb in {word.head, word.head.head} or aboard


def _urged_stance(verb: Token, stance: Stance) -> Stance | None:
    """What voters are urged to do: "urged members not to vote for Roe" opposes, not to vote against her tells no side."""
    if not any(word.dep_ == "neg" for word in verb.children):
        return stance
    return "opposed" if stance == "endorsed" else None


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


def prepositional_object(prep: Token) -> tuple[str, Token | None]:
    """A preposition and its object; "on behalf of B", "on B's behalf" count as one, "behalf", "in support of B" as "support"."""
    target = next((token for token in prep.children if token.dep_ == "pobj"), None)
    noun = _PHRASES.get((prep.lower_, target.lower_)) if target is not None else None
    if target is None or noun is None:
        return prep.lower_, target
    for child in target.children:
        if child.dep_ == "poss":
            return noun, child
        if child.lower_ == "of":
            return noun, next((token for token in child.children if token.dep_ == "pobj"), None)
    return noun, None


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
