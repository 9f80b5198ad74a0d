"""Scores worked out by hand on a few labelled articles, from extractions and from tables alike."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from unionwire.evaluate import (
    GoldArticle,
    GoldError,
    evaluate,
    fingerprint,
    load_gold,
    score_extractions,
    score_findings,
)
from unionwire.evaluate.findings import FoundEntity, from_extraction, from_tables, normalise_name, read_tables, slug
from unionwire.evaluate.gold import GoldEntity, parse_article
from unionwire.evaluate.match import link_entities, match_facts
from unionwire.records import (
    Article,
    Candidate,
    Endorsement,
    Evidence,
    Extraction,
    MembershipCount,
    Mention,
    Relationship,
    Stance,
    Union,
)
from unionwire.tables.dims import dimension
from unionwire.tables.rows import extraction_tables

TEXT = (
    "The Riggers and their Local 8 split on Friday. The 1,200-member local backs Ada Stone for governor; the "
    "national Riggers union backs Lee Marsh. The Weavers may back Stone."
)


def gold_row(**values: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "article_id": "kind-1",
        "unions": [
            {"key": "u1", "ids": ["riggers"], "names": ["Riggers", "the Riggers union"], "quote": "The Riggers"},
            {"key": "u2", "ids": ["riggers-local-8"], "names": ["Local 8"], "quote": "their Local 8"},
            {"key": "u3", "ids": ["weavers"], "names": ["Weavers"], "optional": True, "quote": "The Weavers"},
        ],
        "candidates": [
            {"key": "c1", "ids": ["ada-stone"], "names": ["Ada Stone", "Stone"], "quote": "Ada Stone"},
            {"key": "c2", "ids": ["lee-marsh"], "names": ["Lee Marsh"], "quote": "Lee Marsh"},
        ],
        "membership_counts": [{"union": "u2", "value": 1200, "qualifier": ["exact"], "quote": "1,200-member local"}],
        "endorsements": [
            {"union": "u2", "candidate": "c1", "stance": ["endorsed"], "cycle": [2018], "quote": "backs Ada Stone"},
            {"union": "u1", "candidate": "c2", "stance": ["endorsed"], "cycle": [2018], "quote": "backs Lee Marsh"},
            {"union": "u3", "candidate": "c1", "stance": ["considering"], "cycle": [], "optional": True, "quote": ""},
        ],
        "relationships": [{"child": "u2", "parent": "u1", "alignment": ["breaks"], "quote": "split on Friday"}],
    }
    return {**row, **values}


EVIDENCE = Evidence("The Riggers split.", 0, 18, "rule-1", 0.9)


def endorsement(
    union: str, candidate: str | None, stance: Stance = "endorsed", cycle: int | None = 2018
) -> Endorsement:
    return Endorsement(union, candidate, stance, cycle, "governor", None, None, EVIDENCE)


def count(union: str, value: int, qualifier: Any = "exact") -> MembershipCount:
    return MembershipCount(union, value, qualifier, "members", None, EVIDENCE)


def relationship(child: str, parent: str, alignment: Any = "breaks") -> Relationship:
    return Relationship(child, parent, "local_of", alignment, 2018, EVIDENCE)


def mention(kind: Any, entity_id: str, text: str) -> Mention:
    start = TEXT.find(text)
    return Mention(kind, entity_id, start, start + len(text), text, "registry", "name")


def extraction(**values: Any) -> Extraction:
    everything: dict[str, Any] = {
        "unions": [Union("riggers", "Riggers", "national"), Union("riggers-local-8", "Riggers Local 8", "local")],
        "candidates": [Candidate("ada-stone", "Ada Stone"), Candidate("lee-marsh", "Lee Marsh")],
        "mentions": [
            mention("union", "riggers", "Riggers"),
            mention("union", "riggers-local-8", "Local 8"),
            mention("candidate", "ada-stone", "Ada Stone"),
            mention("candidate", "lee-marsh", "Lee Marsh"),
        ],
        "membership_counts": [count("riggers-local-8", 1200)],
        "endorsements": [endorsement("riggers", "lee-marsh"), endorsement("riggers-local-8", "ada-stone")],
        "relationships": [relationship("riggers-local-8", "riggers")],
    }
    return Extraction(Article("kind-1", TEXT), True, **{**everything, **values})


def scored(gold: dict[str, Any] | None = None, **found: Any) -> Any:
    return score_extractions([parse_article(gold or gold_row())], [extraction(**found)])


def counts(evaluation: Any, name: str) -> tuple[int, int, int]:
    tally = evaluation.tally(name)
    return tally.tp, tally.fp, tally.fn


def test_everything_found_scores_one_and_optional_labels_cost_nothing() -> None:
    evaluation = scored()
    assert evaluation.mean_f1 == 1.0
    assert evaluation.errors == []
    assert counts(evaluation, "unions") == (2, 0, 0)
    assert counts(evaluation, "endorsements") == (2, 0, 0)
    assert counts(evaluation, "breaks") == (1, 0, 0)
    assert evaluation.tally("endorsements").attribute_accuracy == 1.0
    assert counts(evaluation, "unions/kind") == (2, 0, 0)


def test_optional_labels_found_cost_nothing_either() -> None:
    evaluation = scored(
        mentions=[*extraction().mentions, mention("union", "weavers", "Weavers")],
        endorsements=[*extraction().endorsements, endorsement("weavers", "ada-stone", "considering", None)],
    )
    assert counts(evaluation, "unions") == (2, 0, 0)
    assert counts(evaluation, "endorsements") == (2, 0, 0)


def test_an_article_that_was_not_read_misses_everything_required() -> None:
    evaluation = score_findings([parse_article(gold_row())], {})
    assert counts(evaluation, "unions") == (0, 0, 2)
    assert counts(evaluation, "endorsements") == (0, 0, 2)
    assert counts(evaluation, "breaks") == (0, 0, 1)
    assert math.isnan(evaluation.tally("unions").precision)
    assert evaluation.tally("unions").recall == 0.0
    assert evaluation.mean_f1 == 0.0
    assert {error.outcome for error in evaluation.errors} == {"missed"}
    assert ("relationships", "split on Friday") in {(error.table, error.sentence) for error in evaluation.errors}


def test_spurious_missed_and_wrong_facts_by_hand() -> None:
    evaluation = scored(
        mentions=[*extraction().mentions[1:], mention("union", "split-union", "split")],
        membership_counts=[count("riggers-local-8", 1200, "about"), count("riggers-local-8", 12)],
        endorsements=[endorsement("riggers-local-8", "ada-stone", cycle=2014), endorsement("riggers-local-8", None)],
        relationships=[relationship("riggers-local-8", "riggers", "unstated")],
    )
    assert counts(evaluation, "unions") == (1, 1, 1)
    assert counts(evaluation, "membership_counts") == (1, 1, 0)
    assert counts(evaluation, "endorsements") == (1, 1, 1)
    assert counts(evaluation, "relationships") == (1, 0, 0)
    assert counts(evaluation, "breaks") == (0, 0, 1)
    accuracies = [
        evaluation.tally(t).attribute_accuracy for t in ("membership_counts", "endorsements", "relationships")
    ]
    assert accuracies == [0.0, 0.0, 0.0]
    found = {(error.table, error.outcome, error.what, error.rule) for error in evaluation.errors}
    assert found == {
        ("unions", "missed", "riggers ['Riggers', 'the Riggers union']", ""),
        ("unions", "spurious", "split-union ['split']", "name"),
        ("membership_counts", "spurious", "riggers-local-8 12 exact", "rule-1"),
        ("membership_counts", "wrong", "riggers-local-8 1200 qualifier about, not exact", "rule-1"),
        ("endorsements", "missed", "riggers endorsed lee-marsh 2018", ""),
        ("endorsements", "spurious", "riggers-local-8 endorsed (none) 2018", "rule-1"),
        ("endorsements", "wrong", "riggers-local-8 endorsed ada-stone cycle 2014, not 2018", "rule-1"),
        ("relationships", "wrong", "riggers-local-8 of riggers alignment unstated, not breaks", "rule-1"),
    }
    unions, endorsements = evaluation.tally("unions"), evaluation.tally("endorsements")
    assert (unions.precision, unions.recall, unions.f1) == (0.5, 0.5, 0.5)
    assert endorsements.f1 == 0.5
    assert evaluation.mean_f1 == pytest.approx((0.5 + 1.0 + 2 / 3 + 0.5 + 1.0) / 5)


def test_a_repeated_fact_is_one_and_the_same_fact_in_two_cycles_is_two() -> None:
    local = "riggers-local-8"
    evaluation = scored(
        membership_counts=[count(local, 1200, "exact"), count(local, 1200, "about")],
        endorsements=[
            endorsement(local, "ada-stone", cycle=2014),
            endorsement(local, "ada-stone"),
            endorsement(local, "ada-stone"),
            endorsement("riggers", "lee-marsh", cycle=None),
        ],
        relationships=[relationship(local, "riggers", "unstated"), relationship(local, "riggers")],
    )
    assert counts(evaluation, "membership_counts") == (1, 0, 0)
    assert evaluation.tally("membership_counts").attribute_accuracy == 1.0
    assert counts(evaluation, "endorsements") == (2, 1, 0)
    assert evaluation.tally("endorsements").attribute_accuracy == 0.5
    assert counts(evaluation, "relationships") == (1, 0, 0)
    assert counts(evaluation, "breaks") == (1, 0, 0)


def test_declined_and_considering_may_both_be_stated() -> None:
    both = {"union": "u1", "candidate": None, "stance": ["declined", "considering"], "cycle": [2018], "quote": ""}
    found = [endorsement("riggers", None, "declined"), endorsement("riggers", None, "considering")]
    assert counts(scored(gold_row(endorsements=[both]), endorsements=found), "endorsements") == (1, 0, 0)
    only = {**both, "stance": ["declined"]}
    assert counts(scored(gold_row(endorsements=[only]), endorsements=found), "endorsements") == (1, 1, 0)


def test_a_parent_without_a_mention_is_taken_by_its_id() -> None:
    evaluation = scored(mentions=extraction().mentions[1:])
    assert counts(evaluation, "unions") == (1, 0, 1)
    assert counts(evaluation, "relationships") == (1, 0, 0)
    assert counts(evaluation, "endorsements") == (2, 0, 0)


def test_breaks_is_missed_only_where_no_other_alignment_is_accepted() -> None:
    either = [{"child": "u2", "parent": "u1", "alignment": ["breaks", "unstated"], "quote": ""}]
    stated = scored(
        gold_row(relationships=either), relationships=[relationship("riggers-local-8", "riggers", "unstated")]
    )
    assert counts(stated, "breaks") == (0, 0, 0)
    agreed = [{"child": "u2", "parent": "u1", "alignment": ["agrees"], "quote": ""}]
    assert counts(scored(gold_row(relationships=agreed)), "breaks") == (0, 1, 0)


def test_nothing_labelled_and_nothing_found_is_undefined_and_counts_as_zero_in_the_mean() -> None:
    sections = ("unions", "candidates", "membership_counts", "endorsements", "relationships")
    empty = gold_row(**{section: [] for section in sections})
    evaluation = score_findings([parse_article(empty)], {})
    assert math.isnan(evaluation.tally("unions").f1)
    assert evaluation.mean_f1 == 0.0
    assert evaluation.to_dict()["unions"]["f1"] is None
    assert json.loads(json.dumps(evaluation.to_dict()))["mean_f1"] == 0.0
    assert "nan" not in evaluation.render()


def test_names_compare_without_case_article_possessive_and_punctuation() -> None:
    assert normalise_name("The Riggers’s") == "riggers"
    assert normalise_name("Hotel & Bar Workers'") == "hotel and bar workers"
    assert normalise_name(None) == ""
    assert slug("The A.F.L.-C.I.O.") == "a-f-l-c-i-o"


def test_entities_link_by_id_before_name_and_required_before_optional() -> None:
    required = GoldEntity("u1", ("riggers",), ("Riggers",), False, "")
    optional = GoldEntity("u0", ("riggers-canada",), ("Riggers",), True, "")
    by_name, by_id = FoundEntity("rigging", {"riggers"}), FoundEntity("riggers", {"rig"})
    assert link_entities([optional, required], [by_name, by_id]) == {"riggers": "u1", "rigging": "u0"}
    assert link_entities([optional, required], [by_name]) == {"rigging": "u1"}
    assert link_entities([required], [FoundEntity("Riggers!", set())]) == {"Riggers!": "u1"}
    assert link_entities([required], [FoundEntity("weavers", {"weavers"})]) == {}


def test_matching_is_one_to_one() -> None:
    labels = [GoldEntity(key, (), (), key == "o", "") for key in ("o", "r")]
    pairs, missed, spare = match_facts(labels, ["x", "x", "y"], lambda _, fact: fact == "x")
    assert [(label.key, fact) for label, fact in pairs] == [("r", "x"), ("o", "x")]
    assert missed == []
    assert spare == ["y"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"relationships": [{"child": "u9", "parent": "u1", "alignment": ["breaks"]}]}, "refers to 'u9'"),
        ({"membership_counts": [{"union": "u2", "value": 5, "qualifier": ["roughly"]}]}, "qualifier 'roughly'"),
        ({"endorsements": [{"union": "u2", "candidate": "c1", "stance": ["likes"], "cycle": []}]}, "stance 'likes'"),
        ({"unions": [{"key": "u1", "ids": [], "names": []}]}, "has no id"),
        ({"candidates": [{"key": "c1", "ids": ["a"], "names": []}] * 2}, "bear one key"),
        ({"membership_counts": [{"union": "u2", "qualifier": []}]}, "no field 'value'"),
        ({"endorsements": None}, "line 2"),
    ],
)
def test_invalid_labels_are_refused_with_their_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(gold_row()) + "\n" + json.dumps(gold_row(article_id="kind-2", **change)), "utf-8")
    with pytest.raises(GoldError, match=message) as error:
        load_gold(path)
    assert "labels.jsonl, line 2" in str(error.value)


def test_labels_that_are_no_json_twice_there_or_not_there_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    for content, message in (
        ("{", "line 1"),
        (json.dumps(gold_row()) + "\n" + json.dumps(gold_row()), "twice"),
        ("\n", "no labelled"),
    ):
        path.write_text(content, "utf-8")
        with pytest.raises(GoldError, match=message):
            load_gold(path)
    with pytest.raises(FileNotFoundError):
        load_gold(tmp_path / "none.jsonl")


def write_tables(folder: Path, extractions: list[Extraction]) -> Path:
    tables = extraction_tables(extractions, "batch-1")
    for name in ("unions", "candidates"):
        tables[name] = dimension(name, tables)
    for name, table in tables.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(table, folder / name / "part-0.parquet")
    return folder


def test_tables_and_extractions_give_the_same_findings_and_scores(tmp_path: Path) -> None:
    other = extraction(endorsements=[endorsement("riggers", None, "declined", None)], membership_counts=[])
    other = Extraction(
        Article("other-2", TEXT),
        True,
        **{
            name: getattr(other, name)
            for name in ("unions", "candidates", "mentions", "membership_counts", "endorsements", "relationships")
        },
    )
    gold_path = tmp_path / "labels.jsonl"
    gold_path.write_text("\n".join(json.dumps(gold_row(article_id=i)) for i in ("kind-1", "other-2")), "utf-8")
    out = write_tables(tmp_path / "out", [extraction(), other])
    found = from_tables(read_tables(out), {"kind-1", "other-2"})
    assert found == {"kind-1": from_extraction(extraction()), "other-2": from_extraction(other)}
    from_folder = evaluate(gold_path, out)
    in_memory = score_extractions(load_gold(gold_path), [extraction(), other])
    assert from_folder.to_dict() == in_memory.to_dict()
    assert from_folder.errors == in_memory.errors
    assert from_folder.gold_sha256 == fingerprint(gold_path)
    assert counts(from_folder, "endorsements/kind") == (2, 0, 0)
    assert counts(from_folder, "endorsements/other") == (0, 1, 2)
    only = evaluate(gold_path, out, article_ids=["kind-1"])
    assert only.n_articles == 1
    assert only.mean_f1 == 1.0


def test_a_missing_table_counts_as_empty_and_no_tables_are_an_error(tmp_path: Path) -> None:
    gold_path = tmp_path / "labels.jsonl"
    gold_path.write_text(json.dumps(gold_row()), "utf-8")
    out = write_tables(tmp_path / "out", [extraction()])
    (out / "endorsements" / "part-0.parquet").unlink()
    assert counts(evaluate(gold_path, out), "endorsements") == (0, 0, 2)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no tables"):
        evaluate(gold_path, tmp_path / "empty")


def test_the_rendered_scores_and_errors() -> None:
    evaluation = scored(endorsements=[endorsement("riggers", "lee-marsh", "opposed")])
    text = evaluation.render(errors=True)
    assert "kind-1 | endorsements | spurious | riggers opposed lee-marsh 2018 | The Riggers split. | rule-1" in text
    assert "kind-1 | endorsements | missed | riggers-local-8 endorsed ada-stone 2018 | backs Ada Stone" in text
    assert text.splitlines()[-1].endswith("0.800 (1 article)")
    assert "spurious" not in evaluation.render()


def perturbed(gold: list[GoldArticle], seed: int) -> list[Extraction]:
    """Extractions that hold the labels with omissions, additions and repetitions, drawn with a seed."""
    rng = random.Random(seed)
    made = []
    for article in gold:
        ids: dict[str | None, str | None] = {None: None}
        mentions = []
        for kind, entities in (("union", article.unions), ("candidate", article.candidates)):
            for entity in entities:
                ids[entity.key] = rng.choice(entity.ids) + rng.choice(["", "", "", "-x"])
                if rng.random() > 0.15:
                    name = rng.choice(entity.names or ("nobody",))
                    mentions.append(Mention(kind, ids[entity.key], 0, 1, name, "ner", "r"))  # type: ignore[arg-type]
        if rng.random() < 0.2:
            mentions.append(Mention("union", "nowhere-union", 0, 1, "Nowhere Union", "ner", "r"))

        def copies(entries: Any) -> Any:
            return [entry for entry in entries if rng.random() > 0.15 for _ in range(rng.choice([1, 1, 2]))]

        made.append(
            Extraction(
                Article(article.article_id, ""),
                True,
                unions=[
                    Union(m.entity_id, m.text, "national", rng.choice([None, "NW"]))
                    for m in mentions
                    if m.entity_type == "union"
                ],
                candidates=[Candidate(m.entity_id, m.text) for m in mentions if m.entity_type == "candidate"],
                mentions=mentions,
                membership_counts=[
                    count(str(ids[x.union]), x.value + rng.choice([0, 0, 1]), rng.choice(["exact", "about"]))
                    for x in copies(article.membership_counts)
                ],
                endorsements=[
                    endorsement(
                        str(ids[x.union]),
                        rng.choice([ids[x.candidate]] * 4 + [None]),
                        rng.choice([*x.stance, "endorsed", "considering"]),
                        rng.choice([*x.cycle, None, 2012]),
                    )
                    for x in copies(article.endorsements)
                ],
                relationships=[
                    relationship(
                        str(ids[x.child]), str(ids[x.parent]), rng.choice([*x.alignment, "breaks", "unstated"])
                    )
                    for x in copies(article.relationships)
                ],
            )
        )
    return made


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the reference leaves a file open
@pytest.mark.parametrize("seed", range(5))
def test_the_scores_are_those_of_the_reference_scorer(tmp_path: Path, seed: int) -> None:
    folder = os.environ.get("UNIONWIRE_GOLD")
    if not folder:
        pytest.skip("UNIONWIRE_GOLD names no folder of labelled articles with the reference scorer beside it")
    gold_path, script = Path(folder) / "gold.jsonl", Path(folder).parent / "score.py"
    spec = importlib.util.spec_from_file_location("reference_scorer", script)
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    out = write_tables(tmp_path / "out", perturbed(load_gold(gold_path), seed))
    expected, expected_errors = reference.score(gold_path, out)
    evaluation = evaluate(gold_path, out)
    assert evaluation.mean_f1 < 0.95, "the extractions must hold errors for the comparison to mean anything"
    assert {
        name: (tally.tp, tally.fp, tally.fn, [tally.attributes_right, tally.attributes])
        for name, tally in evaluation.tallies.items()
    } == {name: (tally.tp, tally.fp, tally.fn, tally.attr) for name, tally in expected.items()}
    for name, tally in expected.items():
        own = evaluation.tallies[name]
        assert [own.precision, own.recall, own.f1] == pytest.approx(list(tally.prf()), nan_ok=True)
    found = sorted((e.article_id, e.table, e.outcome) for e in evaluation.errors if e.outcome != "wrong")
    assert found == sorted(error[:3] for error in expected_errors)
