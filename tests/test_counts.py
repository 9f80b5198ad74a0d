"""Membership counts: the case file, and the examples and counterexamples of every frame.

The base model is the pinned one, so the sentences are parsed as they are in a run; the union mentions are those
that the sentences mark, `[text|union-id]`, so that nothing here hangs on how unions are found.
"""

from __future__ import annotations

import pytest

from casefile import Case, read_cases
from unionwire.nlp.extensions import prepare
from unionwire.records import Level, MembershipCount, Union
from unionwire.relate.counts import membership_counts
from unionwire.seedbook.examples import problems
from unionwire.seedbook.parsed_examples import count_doc as parse
from unionwire.seeds import read_jsonl

CASES = read_cases("counts.txt")
FRAMES = [row for row in read_jsonl("count_frames.jsonl") if row["kind"] != "lexicon"]


def show(count: MembershipCount) -> str:
    return f"{count.union_id} {count.value} {count.qualifier} {count.unit}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    doc = parse(case.text)
    found = membership_counts(doc)
    # A line gives the scope of a count only where that is its point.
    scoped = [len(fact) > 4 for fact in case.expected] + [False] * len(found)
    shown = [show(count) + f" @{count.scope}" * with_scope for count, with_scope in zip(found, scoped, strict=False)]
    assert shown == [" ".join(fact) for fact in case.expected], case.text
    for count in found:
        evidence = count.evidence
        assert doc.text[evidence.start : evidence.end] == evidence.sentence
        assert 0 < evidence.confidence <= 1


def test_case_file_is_balanced() -> None:
    negatives = [case for case in CASES if not case.expected]
    assert len(CASES) >= 120
    assert len(negatives) * 5 >= len(CASES) * 2


@pytest.mark.parametrize("row", FRAMES, ids=lambda row: row["id"])
def test_frame_examples(row: dict[str, object]) -> None:
    assert problems("count_frames.jsonl", row) == []
    assert row["counterexamples"]


def test_frame_ids_are_unique() -> None:
    ids = [row["id"] for row in read_jsonl("count_frames.jsonl")]
    assert len(ids) == len(set(ids))


def test_no_unions_no_counts() -> None:
    assert membership_counts(parse("The guild has 9,000 members.")) == []


def test_repeated_statement_is_one_count() -> None:
    doc = parse("The 9,000-member [Glaziers|gu] met. [Its|gu] 9,000 members vote in May.")
    assert [show(count) for count in membership_counts(doc)] == ["gu 9000 exact members"]
    assert membership_counts(doc)[0].evidence.rule == "count.compound.name"


def test_refusal_is_recorded() -> None:
    doc = parse("Some 780 members of [Local 8|gu-local-8] are on strike.")
    assert membership_counts(doc) == []
    (refusal,) = doc._.refusals
    assert refusal.kind == "membership_count"
    assert doc.text[refusal.start : refusal.end] == refusal.text == "Some 780"
    assert refusal.reason


@pytest.mark.parametrize(
    ("level", "registered", "wanted"),
    [
        ("national", False, []),
        ("local", False, ["mw 400 exact members"]),
        ("local", True, ["mw 400 exact members"]),
        ("regional", True, []),
        ("regional", False, ["mw 400 exact members"]),
    ],
)
def test_few_members_of_a_wide_union_are_a_workplace(level: Level, registered: bool, wanted: list[str]) -> None:
    doc = parse("There are 400 [Millwrights|mw], and few are glad.")
    prepare(doc)
    doc._.unions = {"mw": Union("mw", "Millwrights", level, in_registry=registered)}
    assert [show(count) for count in membership_counts(doc)] == wanted


@pytest.mark.parametrize(("level", "wanted"), [("national", []), ("regional", ["mw 13500 exact members"])])
def test_thousands_under_one_contract_are_a_regional_union(level: Level, wanted: list[str]) -> None:
    doc = parse("The pact between 13,500 [Millwrights|mw] union members and the city ends in May.")
    prepare(doc)
    doc._.unions = {"mw": Union("mw", "Millwrights", level, in_registry=True)}
    assert [show(count) for count in membership_counts(doc)] == wanted


def test_the_size_before_a_change_is_past() -> None:
    before, after = membership_counts(parse("[Glaziers|gu] membership fell from 90,000 to 35,000."))
    assert (before.value, after.value) == (90_000, 35_000)
    assert "past" in before.evidence.qualifiers
    assert after.evidence.qualifiers == ()


def test_a_local_that_is_not_named_is_no_national_union() -> None:
    doc = parse("The [Millwrights|mw] met. The lodge, which has 400 members, was there.")
    prepare(doc)
    doc._.unions = {"mw": Union("mw", "Millwrights", "national")}
    assert membership_counts(doc) == []
