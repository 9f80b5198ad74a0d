"""Unions' positions on candidates.

How it decides. Every word of a frame (`seeds/endorsement_frames.jsonl`) in a sentence is a trigger. The parse gives its
union and its candidate (`arguments`), the words that govern it give the stance (`stance`), the clause and the article's
date the election (`election`). A trigger with a union but without a person tells of no endorsement unless it
declines or weighs one. An object that is no person (a bill, a deal, a strike) makes no fact. Where the parse finds
one side only, a fallback reads the other side off the surface of the same clause, with less confidence. Facts are
kept once per union, candidate, stance and cycle: the surest evidence wins, the first on a tie.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.clean.dates import date_phrase
from unionwire.link.people import people_index
from unionwire.nlp.candidates import RULE_NAMED
from unionwire.nlp.extensions import CANDIDATES, prepare
from unionwire.nlp.qualifiers import categories_of
from unionwire.records import Endorsement, Refusal, Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.clauses import clauses
from unionwire.relate.corrections import denied_after, misreported
from unionwire.relate.election import elections
from unionwire.relate.ellipsis import ellipses
from unionwire.relate.finding import Finding, evidence_at
from unionwire.relate.own_bodies import with_own_bodies
from unionwire.relate.proforms import proforms
from unionwire.relate.quotes import officers
from unionwire.relate.roles import ELECTION_WORDS
from unionwire.relate.slates import slates
from unionwire.relate.taken_up import with_shared_people
from unionwire.relate.triggers import findings
from unionwire.relate.union_groups import union_groups

# A refusal that names its own race stands beside an endorsement in another one, or in a later round.
_OWN_RACE = re.compile(
    r"\b(?:in|on|of|out\s+of|for|through|during)\s+(?:the|that|this|any|either|her|his|their|[A-Z][\w.]+['’]s?)\s+(?:[\w’'-]+\s+){0,4}?(?:race|primary|primaries|contest|round|fight|runoff|seat|governor|mayor)\b"
    r"|\b(?:for|on)\s+(?:[A-Z]\w+\s+)?(?:governor|mayor|president|sheriff|Congress|the\s+Senate|attorney\s+general)\b"
    r"|\bin\s+(?:Ward|District|Precinct|the\s+[\w-]+\s+(?:District|Ward))\b"
)


# What nobody votes on: "endorsed by the union at the time of her promotion to chief".
_APPOINTED = re.compile(r"\b(?:promotion|promoted|appointment|appointed|confirmation)\s+(?:to|as|of)\b")
# Cues that make a candidate of whoever is backed, and so tell no more than the endorsement itself.
_BY_SUPPORT = re.compile(r"endors|support|back")


def endorsements(doc: Doc) -> list[Endorsement]:
    """Return the positions that a processed Doc states, in text order."""
    prepare(doc)
    if not doc.spans["unions"]:
        return []
    arguments = Arguments(doc)
    best: dict[tuple[str, str | None, Stance, int | None], Endorsement] = {}
    for fact in with_own_bodies(list(_facts(doc, arguments)), doc, arguments):
        key = (fact.union_id, fact.candidate_id, fact.stance, fact.cycle)
        if key not in best or fact.evidence.confidence > best[key].evidence.confidence:
            best[key] = fact
    facts = _consistent(list(best.values()))
    return sorted(facts, key=lambda fact: (fact.evidence.start, fact.union_id, fact.candidate_id or "", fact.stance))


def _facts(doc: Doc, arguments: Arguments) -> Iterator[Endorsement]:
    found = list(findings(doc, arguments))
    found = sorted([*found, *clauses(doc, arguments, found)], key=lambda finding: finding.trigger.i)
    found = sorted([*found, *slates(doc, arguments, found)], key=lambda finding: finding.trigger.i)
    found = sorted([*found, *proforms(doc, arguments, found)], key=lambda finding: finding.trigger.i)
    found = sorted([*found, *union_groups(doc, arguments)], key=lambda finding: finding.trigger.i)
    found = [*found, *ellipses(doc, arguments, found)]
    found = with_shared_people(found)
    running = {
        span.kb_id_ for span in doc.spans[CANDIDATES] if span.id_ != RULE_NAMED and not _BY_SUPPORT.search(span.id_)
    }
    for finding in map(_as_corrected, found):
        if finding.stance is None:
            _refuse(doc, finding.trigger, finding.rule, "nothing asserted")
            continue
        if not finding.candidates and finding.stance in {"endorsed", "opposed", "withdrawn"}:
            _refuse(doc, finding.trigger, finding.rule, "no candidate as object")
            continue
        if _APPOINTED.search(finding.trigger.sent.text) and not _speaks_of_votes(finding.trigger):
            _refuse(doc, finding.trigger, finding.rule, "an appointment, no election")
            continue
        people: list[str | None] = [*finding.candidates] or [None]
        if finding.candidates:
            people = [person for person in people if person is None or not _is_officer(doc, arguments, person, running)]
        for union_id in finding.unions:
            for candidate_id in people:
                union = doc._.unions.get(union_id)
                national = (
                    union is not None and union.in_registry and union.level == "national" and union.country == "US"
                )
                place = finding.anchor or finding.trigger
                for cycle, office in elections(doc, finding.trigger, candidate_id, place, national=national):
                    yield _fact(doc, finding, union_id, candidate_id, cycle, office)


def _as_corrected(finding: Finding) -> Finding:
    """Return a finding, or what a correction leaves of it: nothing asserted, or that the union has not endorsed."""
    if finding.stance not in {"endorsed", "opposed"} or not misreported(finding.trigger):
        return finding
    denied = finding.stance == "endorsed" and finding.candidates and denied_after(finding.trigger)
    return dataclasses.replace(finding, stance="declined" if denied else None)


def _speaks_of_votes(trigger: Token) -> bool:
    """Tell whether the sentence of a trigger has a word of elections besides those of endorsing."""
    return any(
        token.lower_ in ELECTION_WORDS
        and not token.lower_.startswith("endors")
        and not (token.lower_ == "primary" and token.dep_ == "amod")  # "the primary union for agents"
        for token in trigger.sent
    )


def _is_officer(doc: Doc, arguments: Arguments, candidate_id: str, running: set[str]) -> bool:
    """Tell whether a person is introduced as an officer of a union: no union endorses its own president by speaking.

    `running` are those whom more than words of support make candidates.
    """
    known = officers(doc, arguments)
    candidate = doc._.candidates.get(candidate_id)
    runs = candidate_id in running
    return (
        bool(known)
        and not runs  # an officer whom the article presents as a candidate may have the own union's support
        and candidate is not None
        and candidate.name.split()[-1] in known
        and not people_index().people.get(candidate_id)
    )


def _fact(
    doc: Doc, finding: Finding, union_id: str, candidate_id: str | None, cycle: int | None, office: str | None
) -> Endorsement:
    assert finding.stance is not None
    trigger = finding.trigger
    evidence = evidence_at(trigger.sent, finding.rule, finding.confidence, categories_of(trigger))
    phrase = date_phrase(evidence.sentence, doc._.published)
    if phrase is not None and cycle is not None and not cycle - 2 <= phrase.date.year <= cycle:
        phrase = None
    return Endorsement(
        union_id=union_id,
        candidate_id=candidate_id,
        stance=finding.stance,
        cycle=cycle,
        office=office,
        date=phrase.date if phrase else None,
        date_precision=phrase.precision if phrase else None,
        evidence=evidence,
    )


def _consistent(facts: list[Endorsement]) -> list[Endorsement]:
    """Drop what a surer fact of the same union and election overrides.

    "Has not endorsed anyone" beside an endorsement in the same election, "considering X" beside "endorsed X", and a fact
    without a cycle beside the same fact with one.
    """
    kept = []
    for fact in facts:
        rivals = [other for other in facts if other is not fact and other.union_id == fact.union_id]
        same = [other for other in rivals if other.candidate_id == fact.candidate_id]
        if fact.cycle is None and any(other.cycle is not None and other.stance == fact.stance for other in same):
            continue
        if fact.stance == "endorsed" and any(
            other.stance == "withdrawn" and other.evidence.start == fact.evidence.start for other in same
        ):
            continue  # "endorsed Roe in May but rescinded it"
        if fact.stance == "considering" and any(
            other.stance == "endorsed" and other.cycle == fact.cycle for other in same
        ):
            continue
        if (
            fact.stance == "considering"
            and fact.candidate_id is not None
            and any(_chose_another(other, fact) for other in rivals)
        ):
            continue
        if (
            fact.candidate_id is None
            and not (fact.stance in {"declined", "considering"} and _OWN_RACE.search(fact.evidence.sentence))
            and any(
                other.stance == "endorsed" and other.cycle == fact.cycle and other.candidate_id is not None
                for other in rivals
            )
        ):
            continue
        if (
            fact.stance == "considering"
            and fact.candidate_id is None
            and any(_tells_more(other, fact) for other in rivals)
        ):
            continue
        if fact.candidate_id is None and any(_names_whom(other, fact) for other in rivals):
            continue
        kept.append(fact)
    return kept


def _chose_another(other: Endorsement, fact: Endorsement) -> bool:
    """Tell whether the sentence in which a union had weighed somebody says whom it chose: "had toyed with Roe, is for Voss"."""
    ahead = fact.evidence.rule == "ellipsis.expected"  # "which was with Voss till he quit, is expected to follow"
    return (
        not ahead
        and other.stance == "endorsed"
        and other.cycle == fact.cycle
        and other.office == fact.office
        and other.evidence.start == fact.evidence.start
    )


def _names_whom(other: Endorsement, fact: Endorsement) -> bool:
    """Tell whether the sentence of a refusal says who was refused: "decided against endorsing Roe"."""
    declined = other.stance == fact.stance == "declined" and other.candidate_id is not None
    return declined and fact.evidence.rule.endswith(".noun") and other.evidence.start == fact.evidence.start


def _tells_more(other: Endorsement, fact: Endorsement) -> bool:
    """Tell whether a fact says of the same election what an open decision on nobody in particular leaves open."""
    if other.cycle != fact.cycle:
        return False
    return (other.stance == "declined" and other.candidate_id is None) or (
        other.stance == "considering" and other.candidate_id is not None
    )


def _refuse(doc: Doc, trigger: Token, rule: str, reason: str) -> None:
    end = trigger.idx + len(trigger)
    doc._.refusals.append(Refusal("endorsement", trigger.idx, end, trigger.text, rule, reason))
