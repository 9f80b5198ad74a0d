"""Persons told by whom they stand against: "her opponent", "the mayor's challenger", "the other candidate", "the latter".

How it decides. A rival is whom the text names beside the person of whom he or she is the rival: the nearest sentence back that
names both, and nobody else who seeks the same office, tells who stands against whom. Where no sentence names both, it is the
one other candidate of the text. A sentence on an earlier election speaks of an earlier rival, and so of nobody named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_roles import PARTY_WORDS, roles_of
from unionwire.nlp.extensions import text_of

RIVALS = frozenset("opponent rival challenger foe competitor adversary".split())
_CONTENDERS = frozenset("candidate contender hopeful democrat republican nominee challenger finalist man woman".split())
_OTHER = frozenset({"other", "opposing"})
_TWO = frozenset({"former", "latter"})
_OBJECTS = frozenset({"dobj", "pobj", "attr", "nsubj", "nsubjpass", "conj", "appos", "dep", "npadvmod", "oprd"})
_NOT_THIS = frozenset(
    "former past previous onetime potential possible likely would primary earlier old then any every only strongest last".split()
)
_BACK = 8  # sentences, the own one included, in which the two are looked for
_NEAR = 3  # sentences in which "the latter" looks for the two
_CONTEST = re.compile(
    r"\b(?:fac(?:e|es|ed|ing)|against|challeng\w+|oppos\w+|rivals?|beat|beats|beating|defeat\w*|vs?\.|versus|race|races|running|runs?|ran|runoff|"
    r"contest\w*|compet\w+|vying|primary|election|debat\w+|unseat\w*|oust\w*|lead\w*|trail\w*|candidates?|nominees?)\b",
    re.IGNORECASE,
)
_WINNERS = frozenset({"winner", "victor", "nominee"})
_LOSERS = frozenset({"loser"})
_WON = frozenset("won wins prevailed clinched captured secured triumphed advanced".split())
_BEAT = frozenset(
    "beat beats beaten defeated defeats edged edges ousted ousts unseated toppled trounced bested upset routed outpolled outlasted".split()
)
_LOST = frozenset({"lost", "loses", "conceded", "fell"})
_EARLIER = re.compile(
    r"\b(?:years?\s+(?:ago|earlier|before)|last\s+(?:time|election|cycle|race)|in\s+the\s+(?:last|previous|prior)\b|first\s+(?:race|run|bid|campaign))",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(?:in|of|since|from)\s+((?:19|20)\d\d)\b|\b((?:19|20)\d\d)\s+(?:race|election|primary|campaign)\b"
)


def owner_of(noun: Token) -> Token | None:
    """Return whose rival a noun speaks of, the "her" of "her Republican opponent"; None where it speaks of no rival."""
    if noun.lower_ not in RIVALS:
        return None
    return next((child for child in noun.children if child.dep_ == "poss"), None)


def is_other(noun: Token) -> bool:
    """Tell whether a noun speaks of the second of two: "the other candidate", "the opposing camp"."""
    around = {child.lower_ for child in noun.children if child.i < noun.i}
    return bool(around & _OTHER) and "the" in around


def other_candidate(noun: Token) -> bool:
    """Tell whether a noun speaks of the second of two candidates."""
    return noun.lower_ in _CONTENDERS and is_other(noun)


def rival_of(noun: Token, owner: str, candidate_at: Mapping[int, Span]) -> Span | None:
    """Return a mention of the person who stands against `owner` where `noun` speaks of the rival; None where that is open."""
    doc = noun.doc
    if _of_another_time(noun) or any(child.lower_ in _NOT_THIS for child in noun.children if child.i < noun.i):
        return None
    party = next((PARTY_WORDS[c.lower_] for c in noun.children if c.lower_ in PARTY_WORDS and c.i < noun.i), None)
    few = len({span.kb_id_ for span in candidate_at.values()}) == 2
    start, end = noun.sent.start, noun.i
    for _ in range(_BACK):
        named = _named(start, end, candidate_at)
        others = [person for person in named if _stands_against(doc, owner, person, party)]
        told = few or _CONTEST.search(doc[start:end].text) is not None
        if owner in named and others and told:
            return named[others[0]] if len(others) == 1 else None
        if not start:
            break
        start, end = doc[start - 1].sent.start, start
    everybody = _named(0, len(doc), candidate_at)
    others = [person for person in everybody if _stands_against(doc, owner, person, party)]
    return everybody[others[0]] if len(others) == 1 and few else None


def other_than_last(noun: Token, candidate_at: Mapping[int, Span]) -> Span | None:
    """Return a mention of the rival of the one candidate whom the words before `noun` have named last; None where that is open."""
    doc = noun.doc
    start, end = noun.sent.start, noun.i
    for _ in range(_NEAR):
        if named := _named(start, end, candidate_at):
            return rival_of(noun, next(iter(named)), candidate_at) if len(named) == 1 else None
        if not start:
            return None
        start, end = doc[start - 1].sent.start, start
    return None


def one_of_two(head: Token, candidate_at: Mapping[int, Span]) -> str | None:
    """Return the candidate whom "the former" or "the latter" means: of the two whom the nearest sentence names, the one."""
    doc = head.doc
    if head.lower_ not in _TWO or head.dep_ not in _OBJECTS or head.i == 0 or doc[head.i - 1].lower_ != "the":
        return None
    after = doc[head.i + 1] if head.i + 1 < len(doc) else None
    if after is not None and (
        after.is_alpha and after.lower_ not in {"and", "while", "but", "for", "in", "on", "over"}
    ):
        return None
    start, end = head.sent.start, head.i
    for _ in range(_NEAR):
        named = list(_named(start, end, candidate_at))
        if named:
            return named[0 if head.lower_ == "former" else 1] if len(named) == 2 else None
        if not start:
            return None
        start, end = doc[start - 1].sent.start, start
    return None


def of_outcome(noun: Token, candidate_at: Mapping[int, Span]) -> Span | None:
    """Return a mention of the person whom a sentence before tells to have won, or lost: "the winner", "the eventual nominee"."""
    doc, around = noun.doc, {child.lower_ for child in noun.children if child.i < noun.i}
    wins = noun.lower_ in _WINNERS
    if (
        not (wins or noun.lower_ in _LOSERS)
        or "the" not in around
        or any(c.lower_ in {"of", "for"} for c in noun.children)
    ):
        return None
    if (noun.lower_ == "nominee" and "eventual" not in around) or any(t.lower_ in {"will", "would"} for t in noun.sent):
        return None
    start = noun.sent.start
    for _ in range(_NEAR):
        if not start:
            return None
        start, end = doc[start - 1].sent.start, start
        for verb in doc[start:end]:
            found = _won(verb, candidate_at) if wins else _lost(verb, candidate_at)
            if found is not None:
                return found
    return None


def _won(verb: Token, candidate_at: Mapping[int, Span]) -> Span | None:
    """The person whom a verb tells to have won."""
    if verb.lower_ in _LOST:
        return _at(verb, {"pobj"}, candidate_at)
    passive = any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)
    if verb.lower_ in _BEAT and passive:
        return _at(verb, {"pobj"}, candidate_at)
    return _at(verb, {"nsubj"}, candidate_at) if verb.lower_ in _WON | _BEAT else None


def _lost(verb: Token, candidate_at: Mapping[int, Span]) -> Span | None:
    """The person whom a verb tells to have lost."""
    if verb.lower_ in _LOST:
        return _at(verb, {"nsubj"}, candidate_at)
    return _at(verb, {"dobj", "nsubjpass"}, candidate_at) if verb.lower_ in _BEAT else None


def _at(verb: Token, places: set[str], candidate_at: Mapping[int, Span]) -> Span | None:
    """The person who stands in one of some places beside a verb, after its "to" or "by" too; None where that is no one person."""
    told = [child for child in verb.children if child.dep_ in places]
    if "pobj" in places:
        told += [target for child in verb.children if child.lower_ in {"to", "by"} for target in child.children]
    found = [candidate_at[token.i] for token in told if token.i in candidate_at and not list(token.conjuncts)]
    return found[0] if found else None


def _named(start: int, end: int, candidate_at: Mapping[int, Span]) -> dict[str, Span]:
    """The candidates named at tokens `start:end`, each with a mention, in text order."""
    found: dict[str, Span] = {}
    for i in range(start, end):
        if (span := candidate_at.get(i)) is not None:
            found.setdefault(span.kb_id_, span)
    return found


def _stands_against(doc: Doc, owner: str, other: str, party: str | None) -> bool:
    """Tell whether nothing speaks against one person's being the rival of another, of `party` where that is told."""
    if other == owner:
        return False
    one, two = doc._.candidates.get(owner), doc._.candidates.get(other)
    if one is None or two is None:
        return False
    if one.office != two.office and None not in {one.office, two.office} and "other" not in {one.office, two.office}:
        return False
    people = doc._.people
    known = two.party or (roles_of(doc, people).party(other) if people is not None else None)
    return party is None or known is None or known == party


def _of_another_time(noun: Token) -> bool:
    """Tell whether the sentence of a noun speaks of an earlier election."""
    sentence = noun.sent
    text = text_of(noun.doc)[sentence.start_char : sentence.end_char]
    published: dt.date | None = noun.doc._.published
    years = [int(match.group(1) or match.group(2)) for match in _YEAR.finditer(text)]
    return _EARLIER.search(text) is not None or (published is not None and any(y < published.year for y in years))
