"""Precision, recall and F1 of what was found against labelled articles, per table.

Facts are compared article by article, one to one. A union or candidate is found when one found in the article bears
one of its ids or names; a membership count is (union, value), an endorsement (union, candidate or none, stance), a
relationship (child, parent). A count's qualifier, an endorsement's cycle and a relationship's alignment are scored
apart, as accuracy over the facts found; pairs whose alignment is `breaks` are scored once more as a class of their
own. Optional labels cost nothing either way; whatever is found beyond the labels is a false positive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from unionwire.evaluate.findings import Findings, FoundEntity, from_extraction, from_tables, read_tables, texts_of
from unionwire.evaluate.gold import GoldArticle, GoldEndorsement, GoldEntity, GoldRelationship, fingerprint, load_gold
from unionwire.evaluate.match import HasOptional, link_entities, match_facts
from unionwire.records import Endorsement, MembershipCount, Relationship
from unionwire.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from unionwire.records import Evidence, Extraction

SECTIONS = ("unions", "candidates", "membership_counts", "endorsements", "relationships")
ATTRIBUTES = {"membership_counts": "qualifier", "endorsements": "cycle", "relationships": "alignment"}

Outcome = Literal["missed", "spurious", "wrong"]
Fact = MembershipCount | Endorsement | Relationship


@dataclass(slots=True)
class Tally:
    """Counts of facts found (`tp`), spurious (`fp`) and missed (`fn`), and of attributes right among those found."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    attributes_right: int = 0
    attributes: int = 0

    @property
    def precision(self) -> float:
        """Share of the found facts that are labelled; NaN when nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else math.nan

    @property
    def recall(self) -> float:
        """Share of the labelled facts that were found; NaN when nothing is labelled."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else math.nan

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN when nothing is labelled and nothing found."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else math.nan

    @property
    def attribute_accuracy(self) -> float:
        """Share of the found facts whose attribute is right; NaN when none has one."""
        return self.attributes_right / self.attributes if self.attributes else math.nan


@dataclass(frozen=True, slots=True)
class ScoringError:
    """One fact missed, spurious or with a wrong attribute.

    `sentence` is the quote of the label for a missed fact, else the evidence of the found one; `rule` is what found
    it, empty for a missed fact.
    """

    article_id: str
    table: str
    outcome: Outcome
    what: str
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One found fact that the labels say is right or wrong, with the rule and the confidence that it was found with."""

    article_id: str
    table: str
    rule: str
    confidence: float
    right: bool


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


@dataclass(slots=True)
class Evaluation:
    """The scores of a set of articles: per table, for `breaks`, and per group as `<table>/<group>`.

    `gold_sha256` is the fingerprint of the file of labels, None where the labels did not come from one file.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    errors: list[ScoringError] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    n_articles: int = 0
    gold_sha256: str | None = None

    def tally(self, name: str) -> Tally:
        """The counts of a table, of `breaks` or of a group; zeros where nothing was compared."""
        return self.tallies.setdefault(name, Tally())

    @property
    def mean_f1(self) -> float:
        """Mean F1 of the five tables; a table with nothing labelled and nothing found counts as 0."""
        scores = [self.tallies.get(section, Tally()).f1 for section in SECTIONS]
        return sum(0.0 if math.isnan(score) else score for score in scores) / len(SECTIONS)

    def _names(self) -> list[str]:
        return sorted(self.tallies, key=lambda name: (name.count("/"), name))

    def to_dict(self) -> dict[str, Any]:
        """Scores rounded to three digits, None where undefined, and `mean_f1`; ready for JSON."""
        scores: dict[str, Any] = {
            name: {
                "precision": _number(tally.precision),
                "recall": _number(tally.recall),
                "f1": _number(tally.f1),
                "tp": tally.tp,
                "fp": tally.fp,
                "fn": tally.fn,
                "attribute_accuracy": _number(tally.attribute_accuracy),
            }
            for name in self._names()
            for tally in (self.tallies[name],)
        }
        scores["mean_f1"] = round(self.mean_f1, 3)
        return scores

    def render(self, errors: bool = False) -> str:
        """A table for people; with `errors`, one line an error goes before it."""
        lines: list[str] = []
        if errors:
            for error in self.errors:
                quote = " ".join(error.sentence.split())
                parts = [error.article_id, error.table, error.outcome, error.what, quote, error.rule]
                lines.append(" | ".join(part for part in parts if part))
            lines.append("")
        width = max([len(name) for name in self.tallies] + [24]) + 2
        lines.append(f"{'':{width}}{'P':>7}{'R':>7}{'F1':>7}{'tp':>6}{'fp':>6}{'fn':>6}  attribute")
        for name in self._names():
            tally = self.tallies[name]
            scores = "".join(
                f"{'-' if math.isnan(x) else format(x, '.3f'):>7}" for x in (tally.precision, tally.recall, tally.f1)
            )
            label = ATTRIBUTES.get(name.split("/")[0])
            shown = "" if math.isnan(tally.attribute_accuracy) else f"  {label} {tally.attribute_accuracy:.3f}"
            lines.append(f"{name:{width}}{scores}{tally.tp:6}{tally.fp:6}{tally.fn:6}{shown}")
        lines.append(f"mean F1 over {', '.join(SECTIONS)}: {self.mean_f1:.3f} ({counted(self.n_articles, 'article')})")
        return "\n".join(lines)


class _ArticleScorer:
    """Scores one article into an Evaluation."""

    def __init__(self, evaluation: Evaluation, gold: GoldArticle, found: Findings) -> None:
        self.evaluation = evaluation
        self.gold = gold
        self.found = found
        self.unions = link_entities(gold.unions, found.unions.values())
        self.candidates = link_entities(gold.candidates, found.candidates.values())
        # A parent that only its local's name implies has no mention of its own: facts may refer to it by id.
        self.union_ids = {i: union.key for union in reversed(gold.unions) for i in union.ids}
        # Likewise a candidate without a name that the article says: a reviewer's.
        self.unnamed = {i: one.key for one in reversed(gold.candidates) if not one.names for i in one.ids}
        self.shown = {entity.key: entity.ids[0] for entity in (*gold.unions, *gold.candidates)}

    def score(self) -> None:
        self._entities("unions", self.gold.unions, self.found.unions, self.unions)
        self._entities("candidates", self.gold.candidates, self.found.candidates, self.candidates)
        self._membership_counts()
        self._endorsements()
        self._relationships()

    def _union(self, union_id: str) -> str | None:
        return self.unions.get(union_id) or self.union_ids.get(union_id)

    def _same_candidate(self, key: str | None, candidate_id: str | None) -> bool:
        if candidate_id is None or key is None:
            return candidate_id is None and key is None
        return (self.candidates.get(candidate_id) or self.unnamed.get(candidate_id)) == key

    def _tallies(self, section: str) -> tuple[Tally, Tally]:
        return self.evaluation.tally(section), self.evaluation.tally(f"{section}/{self.gold.group}")

    def _count(self, section: str, optional_found: Iterable[bool], optional_missed: Iterable[bool], spare: int) -> None:
        tp = sum(not optional for optional in optional_found)
        fn = sum(not optional for optional in optional_missed)
        for tally in self._tallies(section):
            tally.tp += tp
            tally.fn += fn
            tally.fp += spare

    def _error(self, section: str, outcome: Outcome, what: str, sentence: str, rule: str = "") -> None:
        self.evaluation.errors.append(ScoringError(self.gold.article_id, section, outcome, what, sentence, rule))

    def _judge(self, section: str, pairs: Iterable[tuple[HasOptional, Fact]], spare: Iterable[Fact]) -> None:
        """Note which facts are right; one that is optional says nothing about the rule that found it."""
        judged = [(fact, True) for label, fact in pairs if not label.optional] + [(fact, False) for fact in spare]
        self.evaluation.judgements += [
            Judgement(self.gold.article_id, section, fact.evidence.rule, fact.evidence.confidence, right)
            for fact, right in judged
        ]

    def _attribute(self, section: str, what: str, right: bool, evidence: Evidence) -> None:
        tally = self.evaluation.tally(section)
        tally.attributes += 1
        tally.attributes_right += right
        if not right:
            self._error(section, "wrong", what, evidence.sentence, evidence.rule)

    def _entities(
        self, section: str, gold: Iterable[GoldEntity], found: Mapping[str, FoundEntity], links: Mapping[str, str]
    ) -> None:
        taken = set(links.values())
        spare = [entity for entity in found.values() if entity.entity_id not in links]
        missed = [entity for entity in gold if entity.key not in taken]
        self._count(
            section,
            [entity.optional for entity in gold if entity.key in taken],
            [entity.optional for entity in missed],
            len(spare),
        )
        for entity in missed:
            if not entity.optional:
                self._error(section, "missed", f"{entity.ids[0]} {list(entity.names[:2])}", entity.quote)
        for extra in spare:
            what = f"{extra.entity_id} {sorted(extra.names)[:3]}"
            self._error(section, "spurious", what, extra.sentence, extra.rule)

    def _membership_counts(self) -> None:
        section = "membership_counts"
        distinct: dict[tuple[str, int], MembershipCount] = {}
        for count in self.found.membership_counts:
            distinct.setdefault((count.union_id, count.value), count)
        pairs, missed, spare = match_facts(
            self.gold.membership_counts,
            list(distinct.values()),
            lambda label, count: self._union(count.union_id) == label.union and count.value == label.value,
        )
        self._count(section, [x.optional for x, _ in pairs], [x.optional for x in missed], len(spare))
        self._judge(section, pairs, spare)
        for label in missed:
            if not label.optional:
                what = f"{self.shown[label.union]} {label.value} {'/'.join(label.qualifier)}"
                self._error(section, "missed", what, label.quote)
        for count in spare:
            what = f"{count.union_id} {count.value} {count.qualifier}"
            self._error(section, "spurious", what, count.evidence.sentence, count.evidence.rule)
        for label, count in pairs:
            if not label.optional:
                what = f"{count.union_id} {count.value} qualifier {count.qualifier}, not {'/'.join(label.qualifier)}"
                self._attribute(section, what, count.qualifier in label.qualifier, count.evidence)

    def _endorsements(self) -> None:
        section = "endorsements"
        distinct: dict[tuple[str, str | None, str, int | None], Endorsement] = {}
        for row in self.found.endorsements:
            distinct.setdefault((row.union_id, row.candidate_id, row.stance, row.cycle), row)

        def same(label: GoldEndorsement, row: Endorsement) -> bool:
            return (
                self._union(row.union_id) == label.union
                and self._same_candidate(label.candidate, row.candidate_id)
                and row.stance in label.stance
            )

        def same_cycle(label: GoldEndorsement, row: Endorsement) -> bool:
            return same(label, row) and (not label.cycle or row.cycle is None or row.cycle in label.cycle)

        # The same fact in two cycles is two facts, so those that agree in the cycle are paired off first.
        pairs, missed, spare = match_facts(self.gold.endorsements, list(distinct.values()), same_cycle)
        other_cycle, missed, spare = match_facts(missed, spare, same)
        pairs += other_cycle
        # A union that declined and would still consider holds both stances: the second row is no error.
        spare = [
            row
            for row in spare
            if not any(
                same(label, row) and row.stance != paired.stance and row.cycle == paired.cycle
                for label, paired in pairs
            )
        ]
        self._count(section, [x.optional for x, _ in pairs], [x.optional for x in missed], len(spare))
        self._judge(section, pairs, spare)
        for label in missed:
            if not label.optional:
                candidate = self.shown[label.candidate] if label.candidate else "(none)"
                years = "/".join(map(str, label.cycle))
                what = f"{self.shown[label.union]} {'/'.join(label.stance)} {candidate} {years}".rstrip()
                self._error(section, "missed", what, label.quote)
        for row in spare:
            what = f"{row.union_id} {row.stance} {row.candidate_id or '(none)'} {row.cycle or ''}".rstrip()
            self._error(section, "spurious", what, row.evidence.sentence, row.evidence.rule)
        for label, row in pairs:
            if label.cycle and not label.optional:
                years = "/".join(map(str, label.cycle))
                what = f"{row.union_id} {row.stance} {row.candidate_id or '(none)'} cycle {row.cycle}, not {years}"
                self._attribute(section, what, row.cycle in label.cycle, row.evidence)

    def _relationships(self) -> None:
        section = "relationships"
        distinct: dict[tuple[str, str], Relationship] = {}
        for row in self.found.relationships:
            pair = (row.child_union_id, row.parent_union_id)
            if pair not in distinct or row.alignment != "unstated":
                distinct[pair] = row
        found = list(distinct.values())

        def same(label: GoldRelationship, row: Relationship) -> bool:
            child, parent = self._union(row.child_union_id), self._union(row.parent_union_id)
            return child == label.child and parent == label.parent

        pairs, missed, spare = match_facts(self.gold.relationships, found, same)
        self._count(section, [x.optional for x, _ in pairs], [x.optional for x in missed], len(spare))
        self._judge(section, pairs, spare)
        for label in missed:
            if not label.optional:
                child, parent = self.shown[label.child], self.shown[label.parent]
                self._error(section, "missed", f"{child} of {parent} {'/'.join(label.alignment)}", label.quote)
        for row in spare:
            what = f"{row.child_union_id} of {row.parent_union_id} {row.alignment}"
            self._error(section, "spurious", what, row.evidence.sentence, row.evidence.rule)
        for label, row in pairs:
            if not label.optional:
                stated = f"alignment {row.alignment}, not {'/'.join(label.alignment)}"
                what = f"{row.child_union_id} of {row.parent_union_id} {stated}"
                self._attribute(section, what, row.alignment in label.alignment, row.evidence)
        pairs, missed, spare = match_facts(
            [label for label in self.gold.relationships if "breaks" in label.alignment],
            [row for row in found if row.alignment == "breaks"],
            same,
        )
        breaks = self.evaluation.tally("breaks")
        breaks.tp += sum(not label.optional for label, _ in pairs)
        breaks.fn += sum(not label.optional and label.alignment == ("breaks",) for label in missed)
        breaks.fp += len(spare)


def score_findings(gold: Iterable[GoldArticle], found: Mapping[str, Findings]) -> Evaluation:
    """Score findings, by article id, against the labels of articles; an article without findings found nothing."""
    evaluation = Evaluation()
    for article in gold:
        _ArticleScorer(evaluation, article, found.get(article.article_id, Findings(article.article_id))).score()
        evaluation.n_articles += 1
    return evaluation


def score_extractions(gold: Iterable[GoldArticle], extractions: Iterable[Extraction]) -> Evaluation:
    """Score extractions in memory against the labels of their articles."""
    found = {extraction.article.article_id: from_extraction(extraction) for extraction in extractions}
    return score_findings(gold, found)


def evaluate(
    gold_path: Path | str, tables_dir: Path | str, *, article_ids: Collection[str] | None = None
) -> Evaluation:
    """Score a folder of tables against a file of labels, or against the labels of the articles named.

    Raises FileNotFoundError when the labels or all tables are missing and GoldError when the labels are invalid.
    """
    tables = read_tables(tables_dir)
    labelled = load_gold(gold_path, texts_of(tables))
    gold = [article for article in labelled if not article_ids or article.article_id in article_ids]
    evaluation = score_findings(gold, from_tables(tables, {article.article_id for article in gold}))
    evaluation.gold_sha256 = fingerprint(gold_path)
    return evaluation
