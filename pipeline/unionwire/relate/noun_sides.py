"""The two sides of a noun of endorsement: whose it is and for whom, from its own phrase, its verb and its predicate."""

from __future__ import annotations

import dataclasses
import re

from spacy.tokens import Token

from unionwire.nlp.extensions import text_of
from unionwire.records import Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.clause_shapes import CAMPAIGN_NOUNS
from unionwire.relate.endorsement_effects import gaining, strikes
from unionwire.relate.finding import SURE, SURFACE
from unionwire.relate.frames import by_form
from unionwire.relate.hosts import host_of
from unionwire.relate.named_later import named_later
from unionwire.relate.person_groups import named_members
from unionwire.relate.person_lists import VERBAL
from unionwire.relate.quotes import officers_union, speaking_people
from unionwire.relate.references import OFFICES
from unionwire.relate.roles import ELECTION_WORDS, about_elections, acting_unions, direct_object, targets
from unionwire.relate.standins import enumerated, listed_from, named_before
from unionwire.relate.words import words

_OF_UNION = frozenset({"of", "from", "by", "including", "among"})
TO_PERSON = frozenset({"of", "for", "to", "behind", "toward", "towards", "on"})
_MEETING = frozenset(
    "met meets meeting meet signed signs passed passes introduced introduces pushed vetoed spoke ended negotiated".split()
)
_SUPPORT = frozenset({"support", "backing"})
_SEATS = frozenset(
    {"seat", "post", "job", "office", "term", "position", "spot", "board", "council", "man", "woman", "person"}
)
_NAMED_BESIDE = re.compile(
    r"(?:\s+(?:yet|so far|to date|on|this|last|in|of|the|race|campaign|season|cycle|primary|week|month|year|morning|afternoon|evening|today|yesterday|[A-Z][a-z]+day))*"
    r"\s*(?::|,|—|–|--|\s-)\s*(?:this one |that |one )?(?:from |of )?(?:the\s+)?"
)
_LABOUR = frozenset({"union", "unions", "labor", "labour", "labor's", "labour's"})
_SHARE = re.compile(
    r"(?:\s+in\s+(?:the|his|her)\s[^,.;:]{0,40})?,?\s+(?:including|among\s+them|led\s+by)\s+(?:the\s+)?"
)
_COMING = frozenset({"come", "came", "comes", "coming"})
_FROM = frozenset({"from"})
_DATED_OF = 3


@dataclasses.dataclass(slots=True)
class Sides:
    """What stands on the two sides of a noun of endorsement, and what the verb above it makes of the stance."""

    unions: list[str]
    candidates: list[str]
    stance: Stance = "endorsed"
    confidence: float = SURE


def sides_of(noun: Token, governor: Token | None, arguments: Arguments) -> Sides:
    """Return the unions and people around a noun of endorsement under `governor`, and the stance that this verb gives it."""
    word = governor.lower_ if governor is not None else ""
    unions = _noun_unions(noun, arguments)
    if not unions and governor is not None and (word in by_form("gain") or word in _COMING):
        unions = _from_unions(governor, arguments) or _earlier_union(noun, governor, arguments)
        unions = unions or _hosts(noun, governor, arguments)
    told = _given_before(noun, arguments) if not unions else None
    if told is not None:
        if noun.dep_ == "dobj" and word in by_form("give"):  # "rescinded the endorsement that they had given B"
            told.stance = by_form("give")[word][0].stance or "endorsed"
        return told
    given = governor is not None and word in by_form("give") and bool(unions or acting_unions(governor, arguments)[0])
    sides = Sides(unions, noun_people(noun, arguments, has_union=bool(unions) or given))
    if (
        governor is not None
        and word.startswith(("take", "took"))
        and any(child.lower_ == "back" for child in governor.children)
    ):
        word = "withdraw"
    if not sides.unions and sides.candidates and noun.dep_ == "pobj" and noun.head.lower_ == "with":
        sides.unions = acting_unions(noun.head.head, arguments)[0]  # "shook the race with an endorsement of B"
    if governor is not None and word in by_form("give"):
        sides.unions = sides.unions or acting_unions(governor, arguments)[0]
        sides.stance = by_form("give")[word][0].stance or "endorsed"
        sides.candidates = sides.candidates or prepositional_people(governor, arguments)
        if sides.stance == "withdrawn" and not sides.candidates:
            sides.candidates = left_behind(noun, governor, arguments)
    if governor is not None and sides.unions and not sides.candidates and word in by_form("gain"):
        _add_gainers(sides, governor, arguments)
    if governor is not None and noun.lower_ in words("nouns_of_choices") and not sides.candidates:
        _add_chosen(sides, noun, governor, arguments)
    if sides.unions and not sides.candidates:
        sides.candidates = _supported(noun, arguments) or _gained_in_clause(noun, arguments)
    if sides.unions and not sides.candidates:
        sides.candidates, sides.confidence = _told_otherwise(noun, governor, arguments), SURFACE
    return sides


def _gained_in_clause(noun: Token, arguments: Arguments) -> list[str]:
    """Who has won an endorsement in its own clause: "the only endorsement B has picked up came from the X"."""
    clauses = [child for child in noun.children if child.dep_ == "relcl" and child.lower_ in by_form("gain")]
    subjects = (subject for clause in clauses for subject in arguments.subjects(clause))
    return next((found for who in subjects if (found := targets(who, arguments, create=True))), [])


def _add_gainers(sides: Sides, governor: Token, arguments: Arguments) -> None:
    """Add who won an endorsement, and the stance that the verb of winning gives it."""
    if governor.lower_.startswith("announc") and officers_union(governor, arguments):
        return  # "the union's president joined Roe to announce its endorsement"
    subjects = (targets(token, arguments, create=True) for token in arguments.subjects(governor))
    sides.candidates = next((found for found in subjects if found), [])
    if not sides.candidates and governor.dep_ in {"relcl", "acl"}:
        sides.candidates = targets(governor.head, arguments, create=True)
    sides.stance = by_form("gain")[governor.lower_][0].stance or sides.stance


def _add_chosen(sides: Sides, noun: Token, governor: Token, arguments: Arguments) -> None:
    """Add the people among a union's choices: "announced its endorsements, including Ann Roe"."""
    if not sides.unions and governor.lower_ in words("announcing"):
        sides.unions = acting_unions(governor, arguments)[0]
    sides.candidates = named_members(noun, arguments, create=True) if sides.unions else []


def _told_otherwise(noun: Token, governor: Token | None, arguments: Arguments) -> list[str]:
    """The person for whom an endorsement is told to be something, or who speaks of it as his or her own."""
    found = _copular_people(noun, governor, arguments)
    if not found and any(token.lower_ in words("thankful") for token in noun.sent):
        found = speaking_people(noun, arguments)
    return found


def for_a_thing(noun: Token, arguments: Arguments) -> bool:
    """Tell whether support is told to be for a thing and not for a person: "won support for her bill from the X"."""
    if noun.lower_ not in _SUPPORT:
        return False
    objects = [
        word for child in noun.children if child.lower_ == "for" for word in child.children if word.dep_ == "pobj"
    ]
    return any(
        word.text.islower()
        and any(child.dep_ in {"det", "poss"} for child in word.children)
        and word.lower_ not in CAMPAIGN_NOUNS | ELECTION_WORDS | OFFICES | _SEATS
        and not targets(word, arguments, create=False)
        for word in objects
    )


def _given_before(noun: Token, arguments: Arguments) -> Sides | None:
    """The sides of an endorsement that a relative clause tells: "the endorsement that the A gave B was withdrawn"."""
    for clause in noun.children:
        if clause.dep_ not in {"relcl", "acl"} or clause.lower_ not in {*by_form("give"), *by_form("gain")}:
            continue
        if clause.lower_ in by_form("give"):
            unions = acting_unions(clause, arguments)[0]
            people = prepositional_people(clause, arguments) or targets(direct_object(clause), arguments, create=True)
        else:
            unions = _from_unions(clause, arguments)
            people = next(
                (found for who in arguments.subjects(clause) if (found := targets(who, arguments, create=True))), []
            )
        if unions and people:
            return Sides(unions, people)
    return None


def _noun_unions(noun: Token, arguments: Arguments) -> list[str]:
    found: list[str] = []
    # "the trust and endorsement of the A": what stands after the second of two nouns belongs to both
    shared = [child for child in noun.head.children if child.i > noun.i] if noun.dep_ == "conj" else []
    for child in (*noun.children, *shared):
        if child.dep_ in {"poss", "compound", "nmod", "amod", "nn"} and child.i < noun.i:
            found += arguments.unions(child)
        elif child.dep_ in {"prep", "agent"} and child.lower_ in _OF_UNION:
            for target in child.subtree:
                if target.dep_ == "pobj" and _in_chain(target, child):
                    found += (
                        arguments.unions(target)
                        or enumerated(target, arguments)
                        or _examples(target, arguments)
                        or named_before(target, arguments)
                        or named_later(target, arguments)
                        or _of_counted_members(target, arguments)
                    )
    return list(dict.fromkeys(found or _by_unions(noun, arguments) or _told_beside(noun, arguments)))


def _of_counted_members(noun: Token, arguments: Arguments) -> list[str]:
    """The union of "the endorsement of the 3,000 members of the X": all of its members together."""
    if noun.lower_ not in {"members", "workers"} or not any(child.dep_ == "nummod" for child in noun.children):
        return []
    of = next((child for child in noun.children if child.lower_ == "of"), None)
    return [union for target in of.children for union in arguments.unions(target)] if of is not None else []


def _told_beside(noun: Token, arguments: Arguments) -> list[str]:
    """The union that is told to be an endorsement: "landed her biggest endorsement yet: the X", "the X, Roe's only endorsement"."""
    if noun.dep_ == "appos" and (span := arguments.union_span(noun.head)) is not None:
        return [span.kb_id_] if any(child.dep_ == "poss" for child in noun.children) else []
    of = noun.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None  # "much of the union backing"
    if noun.dep_ != "dobj" and (of is None or of.head.dep_ != "dobj"):
        return []
    following = [span for span in arguments.outermost if noun.i < span.start < noun.sent.end]
    if not following or following[0].id_ == "shortform.pronoun":
        return []
    between = text_of(noun.doc)[noun.idx + len(noun) : following[0].start_char]
    if any(child.lower_ in _LABOUR for child in noun.children) and _SHARE.fullmatch(between):
        return listed_from(following[0], arguments)  # "most of the union backing, including the A and the B"
    return arguments.listed(following[0]) if _NAMED_BESIDE.fullmatch(between) else []


def _by_unions(noun: Token, arguments: Arguments) -> list[str]:
    """The unions after a "by" that the parse hangs on the person: "the endorsement of B's candidacy by the A"."""
    following = noun.doc[noun.i + 1 : min(noun.i + 14, noun.sent.end)]
    for token in following:
        if token.dep_ in VERBAL or token.text in {",", ";", ":"}:
            return []
        if token.lower_ == "by" and noun.is_ancestor(token):
            return [union for target in token.children for union in arguments.unions(target)]
    return []


def _from_unions(verb: Token, arguments: Arguments) -> list[str]:
    """The unions after "from" where the parse hangs it on the verb: "won support from the A and the B"."""
    return [
        union
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ == "from" and child.i > verb.i
        for target in child.children
        if target.dep_ == "pobj"
        for union in arguments.unions(target) or enumerated(target, arguments) or _examples(target, arguments)
    ]


def _hosts(noun: Token, verb: Token, arguments: Arguments) -> list[str]:
    """The union at whose convention "the endorsement" is won: "The A met in June. Roe won the endorsement for governor"."""
    if not noun.lower_.startswith("endors") or {child.lower_ for child in noun.children if child.i < noun.i} != {"the"}:
        return []
    subject = next(arguments.subjects(verb), None)
    if subject is None or any(child.lower_ in {"from", "of"} for child in (*noun.children, *verb.children)):
        return []
    host = host_of(noun, arguments) if targets(subject, arguments, create=False) else None
    return [host] if host is not None else []


def _earlier_union(noun: Token, verb: Token, arguments: Arguments) -> list[str]:
    """The union of "its" in "she won its endorsement" where the sentence before names one union and no other body."""
    if not any(child.dep_ == "poss" and child.lower_ in {"its", "their"} for child in noun.children):
        return []
    subject = next(arguments.subjects(verb), None)
    if subject is None or not targets(subject, arguments, create=False) or not noun.sent.start:
        return []
    previous = noun.doc[noun.sent.start - 1].sent
    named = {span.kb_id_ for span in arguments.union_spans if previous.start <= span.start < noun.i}
    others = [
        token
        for token in noun.doc[previous.start : noun.i]
        if token.ent_type_ == "ORG" and arguments.union_span(token) is None
    ]
    return sorted(named) if len(named) == 1 and not others else []


def _examples(noun: Token, arguments: Arguments) -> list[str]:
    """Unions given as examples of a noun: "people like the A and the B", "groups such as the C"."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"like", "as", "including"}:
            return [union for target in child.children if target.dep_ == "pobj" for union in arguments.unions(target)]
    return []


def _in_chain(target: Token, prep: Token) -> bool:
    """Tell whether `target` is the object of `prep` or of a preposition coordinated with it ("of A and of B")."""
    head = target.head
    while head.i != prep.i:
        if head.dep_ not in {"conj", "pobj", "prep", "pcomp"} or (
            head.dep_ == "conj" and head.lower_ != prep.lower_ and head.head.i != prep.i and head.head.dep_ != "pobj"
        ):
            return False
        if head.dep_ == "pobj" and not any(
            child.lower_ == prep.lower_ and child.dep_ == "conj" for child in head.subtree
        ):
            return False
        head = head.head
    return True


def noun_people(noun: Token, arguments: Arguments, *, has_union: bool) -> list[str]:
    """Return the people of a noun's own phrase: "the endorsement of B", "B's endorsement"; `has_union`: its union is known."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in TO_PERSON:
            agent = min((token.i for token in child.subtree if token.lower_ == "by"), default=len(noun.doc))
            if any(arguments.union_span(token) is not None for token in child.subtree if token.i < agent):
                continue
            for target in child.children:
                if target.dep_ == "pobj" and (
                    found := targets(
                        target, arguments, create=has_union and child.lower_ in {"of", "for", "to", "behind"}
                    )
                ):
                    return found
    if noun.i + _DATED_OF < len(noun.doc) and noun.nbor(1).lower_ == "in" and noun.nbor(2).is_digit:
        of = noun.nbor(_DATED_OF)  # "its endorsement in 2008 of B"
        people = [targets(word, arguments, create=has_union) for word in of.children if of.lower_ == "of"]
        if people and people[0]:
            return people[0]
    kinds = {"poss", "compound"} if has_union else {"poss"}  # "the X's B endorsement"
    for child in noun.children:
        if child.dep_ in kinds and child.i < noun.i and (found := arguments.people(child, create=False)):
            return found
    return []


def prepositional_people(verb: Token, arguments: Arguments, prepositions: frozenset[str] = TO_PERSON) -> list[str]:
    """Return the people after a preposition of a verb: "threw its support to B"."""
    for child in verb.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ in prepositions and child.i > verb.i:
            for target in child.children:
                if found := targets(target, arguments, create=child.lower_ in {"behind", "to"}):
                    return found
        if child.dep_ == "dative" and (found := arguments.people(child, create=about_elections(verb, arguments))):
            return found
    return []


def _copular_people(noun: Token, governor: Token | None, arguments: Arguments) -> list[str]:
    """The person in "the local's endorsement is the latest coup for X": the one for whom the endorsement is something."""
    if noun.dep_ not in {"nsubj", "nsubjpass"} or governor is None or strikes(governor):
        return []
    for token in governor.subtree:
        if token.dep_ in {"prep", "dative"} and token.lower_ in {"for", "to"} and token.i > noun.i:
            for target in token.children:
                if target.dep_ == "pobj" and (
                    found := arguments.people(target, create=False) or gaining(target, arguments)
                ):
                    return found
        if (
            token.dep_ in {"dative", "dobj", "attr"}
            and token.head is governor
            and (found := arguments.people(token, create=False) or gaining(token, arguments))
        ):
            return found
    return []


def left_behind(noun: Token, verb: Token, arguments: Arguments) -> list[str]:
    """The person from whom support is taken: "pulled its support from B", "switched its support from B to C"."""
    return prepositional_people(noun, arguments, _FROM) or prepositional_people(verb, arguments, _FROM)


def _supported(noun: Token, arguments: Arguments) -> list[str]:
    """The person who acts "with the support of A", or who is told to be "the candidate with A's endorsement"."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"with", "on", "despite"} or noun.head.dep_ != "prep":
        return []
    above = noun.head.head
    if found := targets(above, arguments, create=False):
        return found
    if above.lower_ in _MEETING:
        return []
    first = next(arguments.subjects(above), None)
    return targets(first, arguments, create=False)
