"""Unions' positions on candidates.

How it decides. Every word of a frame (`seeds/endorsement_frames.jsonl`) in a sentence is a trigger. The parse gives its
union and its candidate (`arguments`), the words that govern it give the stance (`stance`), the clause and the article's
date the election (`election`). A trigger with a union but without a person tells of no endorsement unless it
declines or weighs one. An object that is no person (a bill, a deal, a strike) makes no fact. Where the parse finds
one side only, a fallback reads the other side off the surface of the same clause, with less confidence. Facts are
kept once per union, candidate, stance and cycle: the surest evidence wins, the first on a tie.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.clean.dates import date_phrase
from unionwire.nlp.extensions import prepare
from unionwire.records import Endorsement, Refusal, Stance
from unionwire.relate.arguments import Arguments
from unionwire.relate.election import cycle_and_office
from unionwire.relate.ellipsis import ellipses
from unionwire.relate.finding import Finding, evidence_at
from unionwire.relate.triggers import findings


def endorsements(doc: Doc) -> list[Endorsement]:
    """Return the positions that a processed Doc states, in text order."""
    prepare(doc)
    if not doc.spans["unions"]:
        return []
    arguments = Arguments(doc)
    best: dict[tuple[str, str | None, Stance, int | None], Endorsement] = {}
    for fact in _facts(doc, arguments):
        key = (fact.union_id, fact.candidate_id, fact.stance, fact.cycle)
        if key not in best or fact.evidence.confidence > best[key].evidence.confidence:
            best[key] = fact
    facts = _consistent(list(best.values()))
    return sorted(facts, key=lambda fact: (fact.evidence.start, fact.union_id, fact.candidate_id or "", fact.stance))


def _facts(doc: Doc, arguments: Arguments) -> Iterator[Endorsement]:
    found = sorted(findings(doc, arguments), key=lambda finding: finding.trigger.i)
    for finding in (*found, *ellipses(doc, arguments, found)):
        if finding.stance is None:
            _refuse(doc, finding.trigger, finding.rule, "nothing asserted")
            continue
        if not finding.candidates and finding.stance in {"endorsed", "opposed", "withdrawn"}:
            _refuse(doc, finding.trigger, finding.rule, "no candidate as object")
            continue
        people: list[str | None] = [*finding.candidates] or [None]
        for union_id in finding.unions:
            for candidate_id in people:
                yield _fact(doc, finding, union_id, candidate_id)


def _fact(doc: Doc, finding: Finding, union_id: str, candidate_id: str | None) -> Endorsement:
    assert finding.stance is not None
    trigger = finding.trigger
    cycle, office = cycle_and_office(doc, trigger, candidate_id)
    evidence = evidence_at(trigger.sent, finding.rule, finding.confidence)
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
        if fact.stance == "considering" and any(
            other.stance == "endorsed" and other.cycle == fact.cycle for other in same
        ):
            continue
        if fact.candidate_id is None and any(
            other.stance == "endorsed" and other.cycle == fact.cycle and other.candidate_id is not None
            for other in rivals
        ):
            continue
        if (
            fact.stance == "considering"
            and fact.candidate_id is None
            and any(
                other.stance == "declined" and other.cycle == fact.cycle and other.candidate_id is None
                for other in rivals
            )
        ):
            continue
        kept.append(fact)
    return kept


def _refuse(doc: Doc, trigger: Token, rule: str, reason: str) -> None:
    end = trigger.idx + len(trigger)
    doc._.refusals.append(Refusal("endorsement", trigger.idx, end, trigger.text, rule, reason))
