"""Nouns of endorsement: "the endorsement of Y by the X", "Y won the X's backing", "threw its support behind Y"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.nlp.extensions import CANDIDATES
from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.companions import companions, companions_after
from unionwire.relate.endorsement_effects import helped_people
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.frames import Frame, by_form
from unionwire.relate.noun_sides import (
    TO_PERSON,
    Sides,
    for_a_thing,
    left_behind,
    noun_people,
    prepositional_people,
    sides_of,
)
from unionwire.relate.quotes import officers_union, speakers, spoken_of, spoken_of_before
from unionwire.relate.roles import acting_unions, is_nobody, targets
from unionwire.relate.stance import is_lacking, is_negated, is_question, stance_of
from unionwire.relate.words import words

_MANY = frozenset("several many some dozens number slew more two three four five six seven host other".split())
_WITH = frozenset({"with", "into", "alongside"})
_TO = frozenset({"to"})
_REASONS = frozenset({"over", "because", "amid", "following"})
_OCCASIONS = frozenset({"when", "after", "once"})
_LOSING = frozenset({"lose", "loses", "losing", "lost"})
_SHIFTING = frozenset(
    "switch switched switching switches shift shifted shifting shifts move moved transfer transferred".split()
)
_KEEPING = frozenset(
    "keep keeps kept keeping renew renewed renewing renews reaffirm reaffirmed reaffirms reaffirming".split()
)
_CALLED_OFF = frozenset(
    "cancel cancels canceled cancelled canceling cancelling scrap scraps scrapped scrapping".split()
)
_HOLDING = frozenset("put puts putting hold holds held holding".split())  # with "off" or "back"
_TAKING = frozenset("take takes taking took taken walk walks walking walked".split())
_ANNOUNCING = frozenset("announce announced announcing announces issued issuing made making gave giving".split())
_OPEN = frozenset(
    "certain final official automatic guaranteed assured sure definite ready likely possible clear true available".split()
)


def read_noun(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The endorsement of X by Y: both sides from the noun's own phrase, from the verb above it or from its predicate."""
    governor = _governor(noun)
    sides = sides_of(noun, governor, arguments) if not for_a_thing(noun, arguments) else Sides([], [])
    if not sides.unions and governor is not None and governor.lower_ in _ANNOUNCING:
        sides.unions = officers_union(governor, arguments)
    if not sides.unions:
        shared = companions_after(noun, arguments) if sides.candidates and _open_source(noun) else []
        if shared:
            yield Finding(noun, shared, sides.candidates, "endorsed", frame.frame_id, LIKELY)
        return
    if governor is not None and _only_wanted(noun, governor):
        return
    if (plain := _told_at_once(noun, governor, sides, arguments)) is not None:
        yield Finding(noun, sides.unions, plain[0], plain[1], frame.frame_id, LIKELY)
        return
    stance = "withdrawn" if _taken_back(noun, governor) else _noun_stance(noun, governor, sides.stance)
    if stance == "declined" and governor is not None and _lost_again(governor):
        stance = "withdrawn"
    if stance in {"endorsed", "withdrawn"} and _only_planned(noun, governor):
        stance = "considering"
    if governor is not None and not sides.candidates:
        _look_around(noun, governor, sides, stance, arguments)
    if not sides.candidates and not _declines_all(noun, governor, stance):
        return
    yield Finding(noun, sides.unions, sides.candidates, stance, frame.frame_id, sides.confidence)
    if governor is not None:
        yield from _moved(noun, governor, sides, stance, frame, arguments)
    if sides.candidates and stance == "endorsed":
        yield from companions(noun, arguments, sides.candidates, frame.frame_id)


def _told_at_once(
    noun: Token, governor: Token | None, sides: Sides, arguments: Arguments
) -> tuple[list[str], Stance] | None:
    """The people and the stance of an endorsement that helps its bearer whatever the modal, or that nobody gets."""
    helped = helped_people(noun, arguments)
    if helped and sides.candidates in ([], helped):
        return helped, "endorsed"
    if governor is not None and _nobody_gains(governor):
        return [], "declined"
    return None


def _lost_again(governor: Token) -> bool:
    """Tell whether an endorsement was lost for a reason, and so had been given: "lost the union's endorsement over a vote"."""
    if governor.lower_ not in _LOSING:
        return False
    return any(
        child.i > governor.i
        and (
            child.lower_ in _REASONS or (child.dep_ == "advcl" and any(m.lower_ in _OCCASIONS for m in child.children))
        )
        for child in governor.children
    )


def _only_wanted(noun: Token, governor: Token) -> bool:
    """Tell whether somebody only seeks, hopes or would like to have an endorsement."""
    if _seeks(noun, governor) or _hoped(governor):
        return True
    return governor.lower_ in by_form("gain") and _only_imagined(governor)


def _look_around(noun: Token, governor: Token, sides: Sides, stance: Stance | None, arguments: Arguments) -> None:
    """Take the person of an endorsement that is announced, kept or taken back from the sentence around it."""
    word = governor.lower_
    kept = word in _KEEPING and stance == "endorsed"
    if any(child.lower_ in {"ever", "never"} for child in governor.children):
        return  # "the first time that the union ever made an endorsement": of nobody named
    if word in _ANNOUNCING and stance == "endorsed":
        people = spoken_of(noun, arguments) or (_of_many_unions(noun, arguments) if len(sides.unions) > 1 else [])
        sides.candidates, sides.confidence = people, SURFACE
    elif kept or stance == "withdrawn":
        sides.candidates, sides.confidence = spoken_of_before(noun, arguments), SURFACE


def _of_many_unions(noun: Token, arguments: Arguments) -> list[str]:
    """Whom "several unions" back in the sentence before: "Several unions are behind Roe. The A and the B announced their endorsements"."""
    if not noun.sent.start:
        return []
    before = {token.lower_ for token in noun.doc[noun.sent.start - 1].sent}
    return spoken_of_before(noun, arguments) if before & {"unions", "labor"} and before & _MANY else []


def _nobody_gains(governor: Token) -> bool:
    """Tell whether an endorsement is won by nobody: "neither candidate got the union's endorsement"."""
    if governor.lower_ not in by_form("gain"):
        return False
    return any(child.dep_ == "nsubj" and is_nobody(child) for child in governor.children)


def _moved(
    noun: Token, governor: Token, sides: Sides, stance: Stance | None, frame: Frame, arguments: Arguments
) -> Iterator[Finding]:
    """The other person of a support that moves: "shifted its support from B to C", "lost the union's endorsement to C"."""
    word = governor.lower_
    if word in _LOSING and stance == "declined":
        winners = [
            person for person in prepositional_people(governor, arguments, _TO) if person not in sides.candidates
        ]
        if winners:
            yield Finding(noun, sides.unions, winners, "endorsed", frame.frame_id, LIKELY)
    left = left_behind(noun, governor, arguments) if word in _SHIFTING and stance == "endorsed" else []
    if left:
        yield Finding(noun, sides.unions, left, "withdrawn", frame.frame_id, sides.confidence)


def _noun_stance(noun: Token, governor: Token | None, stance: Stance) -> Stance | None:
    if is_question(noun) or is_lacking(noun):
        return None
    if stance == "endorsed" and noun.i > 1 and noun.nbor(-1).text == "-" and noun.nbor(-2).lower_ == "anti":
        return "opposed"  # "issued an anti-endorsement of Roe"
    if stance == "endorsed" and is_negated(noun):
        return "considering" if _put_off(noun) else "declined"
    if stance == "withdrawn" and governor is not None:
        return stance_of(governor, stance)
    if governor is None or stance != "endorsed" or _describes(noun, governor):
        return stance
    return stance_of(governor, stance)


def _put_off(noun: Token) -> bool:
    """Tell whether what is denied is only put off: "will make no endorsement until after the primary"."""
    after = noun.doc[noun.i + 1 : min(noun.i + 3, noun.sent.end)]
    return any(token.lower_ in {"until", "till", "before"} for token in after)


def _describes(noun: Token, governor: Token) -> bool:
    """Tell whether a predicate says what an endorsement was like, not whether there was one: "was not close"."""
    if noun.dep_ == "nsubj" and governor.lower_ in words("effects"):
        return True  # "The A's endorsement of Roe did not sit well with Local 9"
    return (
        noun.dep_ == "nsubj"
        and governor.lower_ in {"is", "was", "were", "are"}
        and any(child.dep_ == "acomp" and child.lower_ not in _OPEN for child in governor.children)
        and any(child.dep_ == "neg" for child in governor.children)
    )


def _only_imagined(verb: Token) -> bool:
    """Tell whether a candidate would only have liked to have it: "would have welcomed the union's support"."""
    if not any(child.lower_ == "would" for child in verb.children):
        return False
    return verb.lower_ == "welcome" or any(child.lower_ in {"have", "love", "like"} for child in verb.children)


def _taken_back(noun: Token, governor: Token | None) -> bool:
    """Tell whether an endorsement, as a subject, was taken back: "its endorsement of B was revoked", "... and has been pulled".

    As an object it is where the verb has "back": "is taking back its endorsement of B".
    """
    if governor is not None and noun.dep_ == "dobj" and governor.lower_ in _TAKING:
        back = any(child.lower_ == "back" and child.i == governor.i + 1 for child in governor.children)
        return back and stance_of(governor, "withdrawn") == "withdrawn"
    if governor is None or noun.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    return any(
        verb.lower_ in words("taken_back") and any(child.dep_ in {"auxpass", "aux"} for child in verb.children)
        for verb in (governor, *governor.conjuncts)
    )


def _only_planned(noun: Token, governor: Token | None) -> bool:
    """Tell whether an endorsement is planned or expected and not made: "plans for an endorsement", "... is expected"."""
    if any(child.lower_ in words("planned") for child in noun.children if child.dep_ == "amod"):
        return True
    if governor is not None and governor.lower_ in _CALLED_OFF and any(c.dep_ == "poss" for c in noun.children):
        return False  # "canceled its endorsement of Roe" takes back one that was made
    if governor is not None and noun.dep_ == "dobj" and governor.lower_ in _HOLDING:
        return any(child.dep_ == "prt" and child.lower_ in {"off", "back"} for child in governor.children)
    if governor is not None and governor.lower_ in words("shelving"):
        return governor.lower_ != "backed" or any(child.lower_ in {"off", "away"} for child in governor.children)
    if noun.dep_ == "pobj" and noun.head.head.lower_ in {"plan", "plans", "vote", "talks", "decision"}:
        return True
    return (
        governor is not None
        and noun.dep_ in {"nsubj", "nsubjpass"}
        and (
            governor.lower_ in words("awaited")
            or any(child.lower_ in words("awaited") for child in governor.children if child.dep_ != "conj")
        )
    )


def _declines_all(noun: Token, governor: Token | None, stance: Stance | None) -> bool:
    """Tell whether a noun without a person tells of no endorsement at all ("declined to make an endorsement")."""
    return (
        stance in {"declined", "considering"}
        and governor is not None
        and governor.lower_ in by_form("give")
        and not any(child.lower_ in TO_PERSON for child in noun.children)
    )


def _governor(noun: Token) -> Token | None:
    """The verb that a noun of endorsement depends on, through "with the", "plans for an", coordination and lists."""
    token = noun
    for _ in range(5):
        if token.dep_ in {"dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative"}:
            return token.head
        if token.dep_ in {"pobj", "prep", "conj", "appos", "compound", "pcomp"}:
            token = token.head
            if token.dep_ in {"ROOT", "relcl", "ccomp", "xcomp", "advcl", "acl", "pcomp"} and token.dep_ != "prep":
                return token
            continue
        break
    return token if token is not noun and token.dep_ in {"ROOT", "relcl", "ccomp", "xcomp", "advcl"} else None


def _seeks(noun: Token, governor: Token) -> bool:
    """Tell whether somebody only seeks the endorsement."""
    if governor.lower_ in words("seeking") - {"for"}:
        return True
    return (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "for"
        and noun.head.head.lower_ in words("seeking") | {"competition", "race", "battle", "fight", "bid"}
    )


def _hoped(verb: Token) -> bool:
    """Tell whether a candidate only hopes for what the verb says ("hopes to earn the union's support")."""
    return verb.dep_ in {"xcomp", "ccomp"} and verb.head.lower_ in words("hoping")


def _open_source(noun: Token) -> bool:
    """Tell whether the noun's source is a union without a name ("backing from a national union", "union endorsement")."""
    return any(token.lower_.startswith("union") for token in noun.subtree)


def read_given(noun: Token, arguments: Arguments) -> Iterator[Finding]:
    """Nouns that need a verb of giving: "put its weight behind X", "threw their muscle behind X"."""
    governor = noun.head
    frame = next((frame for frame in by_form("give").get(governor.lower_, ()) if noun.lower_ in frame.nouns), None)
    if frame is None or noun.dep_ != "dobj" or frame.stance is None:
        return
    candidates = (
        noun_people(noun, arguments, has_union=True)
        or prepositional_people(governor, arguments)
        or prepositional_people(noun, arguments, _WITH)
        or next((found for word in noun.subtree if (found := prepositional_people(word, arguments))), [])
        or prepositional_people(governor, arguments, _WITH)
    )
    unions, personal = acting_unions(governor, arguments)
    if unions and candidates and not personal:
        yield Finding(noun, unions, candidates, stance_of(governor, frame.stance), frame.frame_id, LIKELY)


def read_choice(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A person as a union's pick: "X, the A's choice", "the A's candidate of choice is X", "named X as its choice"."""
    unions = [union for child in noun.children if child.dep_ == "poss" for union in arguments.unions(child)]
    if any(child.dep_ == "poss" and child.lower_ == "our" for child in noun.children):
        unions += speakers(noun, arguments)
    of_choice = False
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "for"}:
            for target in child.children:
                of_choice = of_choice or target.lower_ == "choice"
                unions += arguments.unions(target)
                if any(word.lower_ == "our" for word in (target, *target.children)) or target.lower_ == "us":
                    unions += speakers(target, arguments)
    if not unions and of_choice:  # "for the A and the B, the candidate of choice is X"
        for child in noun.head.children:
            if child.dep_ == "prep" and child.lower_ in {"for", "of", "among"}:
                unions += [union for target in child.children for union in arguments.unions(target)]
    if not unions and (named := _attributive(noun, arguments)):
        yield Finding(noun, named[0], named[1], frame.stance, frame.frame_id, LIKELY)
    if not unions or is_question(noun):
        return
    if candidates := _chosen(noun, arguments):
        yield Finding(noun, list(dict.fromkeys(unions)), candidates, frame.stance, frame.frame_id, LIKELY)


def _attributive(noun: Token, arguments: Arguments) -> tuple[list[str], list[str]] | None:
    """A union's name and a noun of choice right before a person: "A favorites X and Y won", which parses as a verb."""
    union = next(
        (span for span in arguments.outermost if span.end == noun.i and not span.id_.startswith("short")), None
    )
    after = noun.doc[noun.i + 1] if noun.i + 1 < noun.sent.end else None
    if union is None or after is None or is_question(noun) or noun.lower_ in {"picks", "pick", "candidate"}:
        return None
    person = next((span for span in noun.doc.spans[CANDIDATES] if span.start == after.i), None)
    if person is None or person.end >= noun.sent.end or noun.doc[person.end].dep_ == "case":
        return None
    return [union.kb_id_], arguments.people(person.root, create=False) or [person.kb_id_]


def _chosen(noun: Token, arguments: Arguments) -> list[str]:
    """The person whom an apposition, a predicate or "as" tells to be the choice."""
    if noun.dep_ in {"appos", "attr"}:
        head = noun.head if noun.dep_ == "appos" else next(arguments.subjects(noun.head), None)
        return targets(head, arguments, create=False)
    beside = [child for child in noun.children if child.dep_ == "appos"]
    if beside and (found := targets(beside[0], arguments, create=False)):
        return found
    if noun.dep_ == "nsubj" and noun.head.lower_ in {"is", "was", "remains", "remained"}:
        attributes = [child for child in noun.head.children if child.dep_ in {"attr", "oprd"}]
        return [person for child in attributes for person in targets(child, arguments, create=False)]
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        objects = [child for child in noun.head.head.children if child.dep_ == "dobj"]
        return [person for child in objects for person in targets(child, arguments, create=True)]
    return []
