"""Qualifiers: every example of `seeds/qualifiers.jsonl`, each direction, scope, terminator and look-alike, and their use.

A sentence marks its trigger in brackets: "The Bakers have not [endorsed] Ann Roe."
"""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest

from unionwire.nlp.extensions import QUALIFIERS
from unionwire.nlp.qualifiers import Category, Direction, Qualifier, categories_of, qualifiers_of, rows
from unionwire.records import Article, Endorsement, MembershipCount, Refusal, Relationship
from unionwire.relate.stance import stance_of
from unionwire.seedbook.examples import problems
from unionwire.seedbook.parsed_examples import extractor
from unionwire.seeds import read_jsonl
from unionwire.tables.rows import extraction_tables

ROWS = read_jsonl("qualifiers.jsonl")


def found(marked: str) -> tuple[Qualifier, ...]:
    """The qualifiers of the marked word."""
    start, end = marked.index("["), marked.index("]")
    doc = extractor().nlp(marked[:start] + marked[start + 1 : end] + marked[end + 1 :])
    span = doc.char_span(start, end - 1)
    assert span is not None, marked
    return qualifiers_of(span.root)


def kinds(marked: str) -> set[str]:
    return {item.category for item in found(marked)}


def ids(marked: str) -> set[str]:
    return {item.row_id for item in found(marked)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_row_qualifies_its_examples_and_spares_its_counterexamples(row: dict[str, Any]) -> None:
    assert problems("qualifiers.jsonl", row) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_row_is_whole(row: dict[str, Any]) -> None:
    assert row["category"] in get_args(Category)
    assert row["direction"] in get_args(Direction)
    assert row["scope"] == "sentence" or row["scope"] >= 0
    assert row["forms"] == sorted(set(row["forms"]))
    assert row["source"]
    assert row["examples"]
    assert row["counterexamples"]
    assert all(form == form.lower() for form in (*row["forms"], *row["lookalikes"]))


def test_every_category_and_direction_has_a_row_and_no_id_stands_twice() -> None:
    assert {row["category"] for row in ROWS} == set(get_args(Category))
    assert {row["direction"] for row in ROWS} == set(get_args(Direction))
    assert len(rows()) == len(ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if row["lookalikes"]], ids=lambda row: row["id"])
def test_no_cue_inside_a_lookalike(row: dict[str, Any]) -> None:
    component = extractor().nlp.get_pipe("unionwire_qualifiers")
    for phrase in row["lookalikes"]:
        doc = component(extractor().nlp.make_doc(f"Here {phrase} stands."))
        assert row["id"] not in {span.id_ for span in doc.spans[QUALIFIERS]}, phrase


def test_cues_are_spans_with_category_and_row() -> None:
    doc = extractor().nlp("The Bakers said they may not endorse anybody.")
    assert [(span.text, span.label_, span.id_) for span in doc.spans[QUALIFIERS]] == [
        ("said", "reported", "reported.verb"),
        ("may", "considered", "considered.modal"),
        ("not", "negated", "negated.word"),
    ]
    verb = doc[6]
    assert [(item.category, item.cue.text, item.level) for item in qualifiers_of(verb)] == [
        ("considered", "may", 0),
        ("negated", "not", 0),
        ("reported", "said", 1),
    ]
    assert categories_of(verb) == ("considered", "negated", "reported")
    assert [item.category for item in qualifiers_of(verb, levels=1)] == ["considered", "negated"]


def test_a_doc_that_the_component_has_not_seen_has_no_qualifiers() -> None:
    doc = extractor().nlp.make_doc("The Bakers did not endorse anybody.")
    assert qualifiers_of(doc[4]) == ()


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_both_apostrophes(apostrophe: str) -> None:
    assert kinds(f"The Bakers didn{apostrophe}t [endorse] anybody.") == {"negated"}
    assert kinds(f"The Bakers couldn{apostrophe}t be prouder to [endorse] Ann Roe.") == set()


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # A cue that governs reaches down, not up.
        ("The Bakers declined to [endorse] Ann Roe.", {"refused"}),
        ("The Bakers [endorsed] Ann Roe, who declined to speak.", set()),
        # A cue that hangs reaches its word and what the word governs, not another clause.
        ("The Bakers have not agreed to [endorse] Ann Roe.", {"negated", "announced"}),
        ("The Bakers [endorsed] Ann Roe, who has not thanked them.", set()),
        ("The Bakers have not met, but the Dockers [endorsed] Ann Roe.", set()),
        # A condition is one for the clause that it hangs on; inside it, all is hypothetical.
        ("The Bakers will [endorse] Ann Roe if she signs.", {"announced", "conditional"}),
        ("The Bakers will endorse Ann Roe if she [signs].", {"hypothetical"}),
        # Before and after: order of words.
        ("Its rolls fell from [40,000] to 30,000.", {"past"}),
        ("Its rolls fell from 40,000 to [30,000].", set()),
        # What closes a sentence.
        ("Will the Bakers [endorse] Ann Roe?", {"announced", "question"}),
        # Anywhere in the sentence.
        ("The Bakers [represent] 9,000 cooks, according to their website.", {"reported"}),
        # Two categories from one word, by what stands beside it.
        ("The Bakers would [endorse] a lamp post.", {"hypothetical"}),
        ("The Bakers said they would [endorse] Ann Roe.", {"announced", "reported"}),
        ("The Bakers would not [endorse] Ann Roe.", {"negated"}),
    ],
)
def test_direction(marked: str, expected: set[str]) -> None:
    assert kinds(marked) == expected


@pytest.mark.parametrize(
    ("marked", "row_id", "reaches"),
    [
        ("The Bakers would [endorse] a lamp post.", "hypothetical.would", True),  # scope 0: beside the trigger alone
        ("The Bakers would try to [endorse] a lamp post.", "hypothetical.would", False),
        ("The Bakers didn't agree to try to [endorse] anybody.", "negated.word", True),  # scope 5
        ("Its rolls peaked at some [90,000].", "past.size_from", True),  # scope 4: tokens
        ("Its rolls peaked at what Lee, on oath, called a modest [90,000].", "past.size_from", False),
        (
            "Lee said the Bakers, who had sat out the last race, had [endorsed] Ann Roe.",
            "reported.verb",
            True,
        ),  # sentence
        ("Lee said little. The Bakers had [endorsed] Ann Roe.", "reported.verb", False),
    ],
)
def test_scope(marked: str, row_id: str, *, reaches: bool) -> None:
    assert (row_id in ids(marked)) is reaches


@pytest.mark.parametrize(
    ("plain", "terminated", "row_id"),
    [
        ("Its rolls fell from [40,000].", "Its rolls fell from 40,000 to [30,000].", "past.size_from"),
        ("Once, the Bakers [had] 40,000 cooks.", "Once large, the Bakers now [have] 400 cooks.", "past.front"),
        (
            "The Bakers haven't [endorsed] anyone in the race yet.",
            "The Bakers haven't [endorsed] anyone, and nobody knows yet.",
            "undecided.yet_last",
        ),
        (
            "The Bakers did not vote to [endorse] Ann Roe.",
            "The Bakers did not wait long, [endorsing] Ann Roe in May.",
            "negated.word",
        ),
    ],
)
def test_terminators(plain: str, terminated: str, row_id: str) -> None:
    assert row_id in ids(plain)
    assert row_id not in ids(terminated)


@pytest.mark.parametrize(
    ("marked", "stance", "expected"),
    [
        ("The Bakers [endorsed] Ann Roe.", "endorsed", "endorsed"),
        ("The Bakers will [endorse] Ann Roe.", "endorsed", "endorsed"),
        ("The Bakers will [endorse] Ann Roe if she signs.", "endorsed", "considering"),
        ("The Bakers have yet to [endorse] Ann Roe.", "endorsed", "considering"),
        ("The Bakers went home without [endorsing] Ann Roe.", "endorsed", "declined"),
        ("The Bakers denied [endorsing] Ann Roe.", "endorsed", "declined"),
        ("The Bakers no longer [support] Ann Roe.", "endorsed", "withdrawn"),
        ("The Bakers might not [endorse] Ann Roe.", "endorsed", None),
        ("Lee urged the Bakers to [endorse] Ann Roe.", "endorsed", None),
        ("The Bakers urged cooks to [oppose] Ann Roe.", "opposed", "opposed"),
        ("The Bakers do not [oppose] Ann Roe.", "opposed", None),
        ("If the Bakers [oppose] Ann Roe, she loses.", "opposed", None),
        ("Do the Bakers [oppose] Ann Roe?", "opposed", None),
    ],
)
def test_stance(marked: str, stance: Any, expected: str | None) -> None:
    start, end = marked.index("["), marked.index("]")
    doc = extractor().nlp(marked.replace("[", "").replace("]", ""))
    span = doc.char_span(start, end - 1)
    assert span is not None
    assert stance_of(span.root, stance) == expected


def _extract(text: str) -> tuple[list[Endorsement], list[MembershipCount], list[Relationship], list[Refusal]]:
    read = extractor().extract(Article("case", text, published=dt.date(2020, 3, 1)))
    return read.endorsements, read.membership_counts, read.relationships, read.refusals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The UAW endorsed Ann Roe for governor.", ()),
        ("The UAW reportedly endorsed Ann Roe for governor.", ("reported",)),
        ("The UAW is expected to endorse Ann Roe for governor.", ("future",)),
        ("The UAW had once backed Ann Roe for governor.", ("past",)),
        ("The UAW said it would endorse Ann Roe for governor.", ("announced", "reported")),
        ("The UAW declined to endorse Ann Roe for governor.", ("refused",)),
    ],
)
def test_an_endorsement_carries_what_qualifies_it(text: str, expected: tuple[str, ...]) -> None:
    ((fact,), _, _, _) = _extract(text)
    assert fact.evidence.qualifiers == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("The UAW has 400,000 members.", 400_000, ()),
        ("The UAW said it has 400,000 members.", 400_000, ("reported",)),
        ("According to its website, the UAW has 400,000 members.", 400_000, ("reported",)),
        ("The UAW once had 900,000 members.", 900_000, ("past",)),
        ("The UAW used to represent 900,000 workers.", 900_000, ("past",)),
        ("The 400,000-member UAW may endorse Ann Roe.", 400_000, ()),
        ("The UAW, which represents 400,000 workers, is expected to endorse Ann Roe.", 400_000, ()),
    ],
)
def test_a_count_carries_what_qualifies_it(text: str, value: int, expected: tuple[str, ...]) -> None:
    (_, (fact,), _, _) = _extract(text)
    assert (fact.value, fact.evidence.qualifiers) == (value, expected)


def test_a_former_size_and_the_present_one_are_two_counts() -> None:
    _, counts, _, _ = _extract("UAW membership is down from 1.5 million to 400,000.")
    assert sorted((fact.value, fact.evidence.qualifiers) for fact in counts) == [
        (400_000, ()),
        (1_500_000, ("past",)),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("If the UAW had 400,000 members, it would win.", "not a size that the union has: hypothetical"),
        ("The UAW has never had 400,000 members.", "not a size that the union has: negated"),
        ("The UAW hopes to have 400,000 members.", "a wish, not a size"),
        ("The merged UAW would have 2 million members.", "a wish, not a size"),
        ("The UAW could reach 400,000 members.", "nothing says that this is the size of a union"),
    ],
)
def test_a_size_that_no_union_has_is_refused_with_a_reason(text: str, why: str) -> None:
    _, counts, _, refusals = _extract(text)
    assert counts == []
    assert [refusal.reason for refusal in refusals if refusal.kind == "membership_count"] == [why]


@pytest.mark.parametrize(
    ("text", "alignment", "expected"),
    [
        ("Teamsters Local 5 broke with the national union.", "breaks", ()),
        ("Lee said Teamsters Local 5 broke with the national union.", "breaks", ("reported",)),
        ("Teamsters Local 5 did not break with the national union.", "unstated", ()),
        ("Teamsters Local 5 refused to break with the national union.", "unstated", ()),
        ("If Teamsters Local 5 were to break with the national union, Ann Roe would lose.", "unstated", ()),
        ("Ann Roe urged Teamsters Local 5 to break with the national union.", "unstated", ()),
    ],
)
def test_an_alignment_that_is_not_asserted_is_unstated(text: str, alignment: str, expected: tuple[str, ...]) -> None:
    _, _, (pair,), _ = _extract(text)
    assert (pair.child_union_id, pair.parent_union_id) == ("teamsters-local-5", "teamsters")
    assert (pair.alignment, pair.evidence.qualifiers) == (alignment, expected)


def test_the_tables_hold_the_qualifiers() -> None:
    read = extractor().extract(
        Article("case", "The UAW said it would endorse Ann Roe for governor. It has 400,000 members.")
    )
    tables = extraction_tables([read], "b")
    assert tables["endorsements"]["qualifiers"].to_pylist() == [["announced", "reported"]]
    assert tables["membership_counts"]["qualifiers"].to_pylist() == [[]]
