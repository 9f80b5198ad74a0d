"""A child union's stances beside its parent's: which are compared, and how."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from unionwire.consolidate.national_local import national_local

PAIR = {"union_id": "glaziers-local-9", "parent_union_id": "glaziers"}
LOCAL, NATIONAL = "glaziers-local-9", "glaziers"


def day(month: int, number: int = 1) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2020-{month:02}-{number:02}")


def position(union_id: str, stance: str, candidate: str | None = None, **values: Any) -> dict[str, Any]:
    row = {
        "union_id": union_id,
        "candidate_id": candidate,
        "stance": stance,
        "cycle": 2020,
        "office": "president",
        "last_date": day(1, 15),
        "article_ids": [f"{union_id}:{stance}"],
    }
    return {**row, **values}


def statement(alignment: str, article_id: str, cycle: int | None = 2020) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "child_union_id": LOCAL,
        "parent_union_id": NATIONAL,
        "alignment": alignment,
        "cycle": cycle,
    }


def beside(*positions: dict[str, Any], said: Any = (), **states: str) -> list[dict[str, Any]]:
    candidates = [{"candidate_id": name.replace("_", "-"), "state": state} for name, state in states.items()]
    return national_local(list(positions), said, [PAIR, {"union_id": NATIONAL, "parent_union_id": None}], candidates)


def alignments(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (
            row["child_candidate_id"],
            row["child_stance"],
            row["parent_candidate_id"],
            row["parent_stance"],
            row["alignment"],
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("child", "parent", "alignment"),
    [
        (("endorsed", "ann-oakes"), ("endorsed", "ann-oakes"), "agrees"),
        (("endorsed", "ann-oakes"), ("endorsed", "bo-finch"), "breaks"),
        (("endorsed", "ann-oakes"), ("declined", None), "breaks"),
        (("endorsed", "ann-oakes"), ("declined", "ann-oakes"), "breaks"),
        (("endorsed", "ann-oakes"), ("opposed", "ann-oakes"), "breaks"),
        (("endorsed", "ann-oakes"), ("withdrawn", "ann-oakes"), "breaks"),
        (("endorsed", "ann-oakes"), ("considering", "ann-oakes"), "parent_silent"),
        (("endorsed", "ann-oakes"), ("considering", None), "parent_silent"),
        (("declined", None), ("endorsed", "ann-oakes"), "breaks"),
        (("declined", None), ("declined", None), "agrees"),
        (("opposed", "ann-oakes"), ("opposed", "ann-oakes"), "agrees"),
        (("opposed", "ann-oakes"), ("endorsed", "ann-oakes"), "breaks"),
        (("withdrawn", "ann-oakes"), ("endorsed", "ann-oakes"), "breaks"),
        (("withdrawn", "ann-oakes"), ("declined", None), "agrees"),
    ],
)
def test_alignment_of_two_stances_in_one_election(
    child: tuple[str, str | None], parent: tuple[str, str | None], alignment: str
) -> None:
    rows = beside(position(LOCAL, *child), position(NATIONAL, *parent))
    assert rows == [
        {
            "child_union_id": LOCAL,
            "parent_union_id": NATIONAL,
            "cycle": 2020,
            "child_candidate_id": child[1],
            "child_stance": child[0],
            "parent_candidate_id": parent[1],
            "parent_stance": parent[0],
            "alignment": alignment,
            "article_ids": sorted([f"{LOCAL}:{child[0]}", f"{NATIONAL}:{parent[0]}"]),
        }
    ]


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        (("declined", "ann-oakes"), ("endorsed", "bo-finch")),  # refusing one is no quarrel over the other
        (("opposed", "ann-oakes"), ("endorsed", "bo-finch")),
        (("endorsed", "ann-oakes"), ("opposed", "bo-finch")),
    ],
)
def test_stances_on_different_candidates_that_do_not_clash(child: tuple[str, str], parent: tuple[str, str]) -> None:
    rows = beside(position(LOCAL, *child), position(NATIONAL, *parent))
    assert alignments(rows) == [(child[1], child[0], None, None, "parent_silent")]


def test_a_parent_without_a_position_is_silent() -> None:
    rows = beside(position(LOCAL, "endorsed", "ann-oakes"))
    assert alignments(rows) == [("ann-oakes", "endorsed", None, None, "parent_silent")]
    assert rows[0]["article_ids"] == [f"{LOCAL}:endorsed"]


def test_a_parent_alone_or_a_child_still_considering_has_no_row() -> None:
    assert beside(position(NATIONAL, "endorsed", "ann-oakes")) == []
    assert beside(position(LOCAL, "considering"), position(NATIONAL, "endorsed", "ann-oakes")) == []
    assert beside() == []


def test_two_cycles_are_two_elections() -> None:
    rows = beside(
        position(LOCAL, "endorsed", "ann-oakes", cycle=2016),
        position(NATIONAL, "endorsed", "bo-finch", cycle=2016),
        position(LOCAL, "endorsed", "bo-finch"),
        position(NATIONAL, "endorsed", "bo-finch"),
        position(LOCAL, "endorsed", "cy-moss", cycle=2024),
    )
    assert [(row["cycle"], row["alignment"]) for row in rows] == [
        (2016, "breaks"),
        (2020, "agrees"),
        (2024, "parent_silent"),
    ]


def test_the_parents_endorsement_of_the_same_candidate_decides_among_several() -> None:
    rows = beside(
        position(LOCAL, "endorsed", "ann-oakes"),
        position(NATIONAL, "endorsed", "ann-oakes"),
        position(NATIONAL, "endorsed", "bo-finch", last_date=day(9)),
    )
    assert alignments(rows) == [("ann-oakes", "endorsed", "ann-oakes", "endorsed", "agrees")]


@pytest.mark.parametrize("office", ["mayor", "house", "city_council"])
def test_candidates_for_local_offices_are_not_set_against_each_other(office: str) -> None:
    rows = beside(
        position(LOCAL, "endorsed", "ann-oakes", office=office),
        position(NATIONAL, "endorsed", "bo-finch", office=office),
        ann_oakes="OH",
        bo_finch="OH",
    )
    assert alignments(rows) == [("ann-oakes", "endorsed", None, None, "parent_silent")]


@pytest.mark.parametrize(
    ("states", "alignment"),
    [
        ({"ann_oakes": "OH", "bo_finch": "OH"}, "breaks"),
        ({"ann_oakes": "OH", "bo_finch": "NV"}, "parent_silent"),
        ({"ann_oakes": "OH"}, "parent_silent"),
        ({}, "parent_silent"),
    ],
)
def test_a_state_office_compares_within_one_state(states: dict[str, str], alignment: str) -> None:
    rows = beside(
        position(LOCAL, "endorsed", "ann-oakes", office="governor"),
        position(NATIONAL, "endorsed", "bo-finch", office="governor"),
        **states,
    )
    assert [row["alignment"] for row in rows] == [alignment]


def test_different_offices_are_different_elections() -> None:
    rows = beside(position(LOCAL, "endorsed", "ann-oakes", office="mayor"), position(NATIONAL, "endorsed", "bo-finch"))
    assert alignments(rows) == [("ann-oakes", "endorsed", None, None, "parent_silent")]


def test_an_unknown_office_compares_with_an_unknown_one_and_a_general_abstention_with_the_presidency() -> None:
    both = beside(
        position(LOCAL, "endorsed", "ann-oakes", office=None), position(NATIONAL, "endorsed", "bo-finch", office=None)
    )
    one = beside(position(LOCAL, "endorsed", "ann-oakes"), position(NATIONAL, "endorsed", "bo-finch", office=None))
    abstains = beside(position(LOCAL, "endorsed", "ann-oakes"), position(NATIONAL, "declined", office=None))
    mayor = beside(
        position(LOCAL, "endorsed", "ann-oakes", office="mayor"), position(NATIONAL, "declined", office=None)
    )
    found = [rows[0]["alignment"] for rows in (both, one, abstains, mayor)]
    assert found == ["breaks", "parent_silent", "breaks", "parent_silent"]


def test_the_latest_stance_on_a_candidate_stands() -> None:
    early, late = day(2), day(8)
    child = position(LOCAL, "endorsed", "ann-oakes")
    endorsed_then_withdrew = beside(
        child,
        position(NATIONAL, "endorsed", "ann-oakes", last_date=early),
        position(NATIONAL, "withdrawn", "ann-oakes", last_date=late),
    )
    withdrew_then_endorsed = beside(
        child,
        position(NATIONAL, "withdrawn", "ann-oakes", last_date=early),
        position(NATIONAL, "endorsed", "ann-oakes", last_date=late),
    )
    same_day = beside(child, position(NATIONAL, "endorsed", "ann-oakes"), position(NATIONAL, "withdrawn", "ann-oakes"))
    undated = beside(
        child,
        position(NATIONAL, "endorsed", "ann-oakes", last_date=None),
        position(NATIONAL, "withdrawn", "ann-oakes", last_date=early),
    )
    found = [rows[0]["parent_stance"] for rows in (endorsed_then_withdrew, withdrew_then_endorsed, same_day, undated)]
    assert found == ["withdrawn", "endorsed", "withdrawn", "withdrawn"]
    assert [rows[0]["alignment"] for rows in (endorsed_then_withdrew, withdrew_then_endorsed)] == ["breaks", "agrees"]


def test_staying_out_stands_only_until_an_endorsement() -> None:
    child = position(LOCAL, "endorsed", "ann-oakes")
    late = day(8)
    then_endorsed = beside(
        child, position(NATIONAL, "declined"), position(NATIONAL, "endorsed", "ann-oakes", last_date=late)
    )
    assert alignments(then_endorsed) == [("ann-oakes", "endorsed", "ann-oakes", "endorsed", "agrees")]
    child_declined_first = beside(position(LOCAL, "declined"), position(LOCAL, "endorsed", "ann-oakes", last_date=late))
    assert alignments(child_declined_first) == [("ann-oakes", "endorsed", None, None, "parent_silent")]


def test_a_union_that_stayed_out_of_a_mayors_race_and_then_endorsed_is_out_no_more() -> None:
    late = day(8)
    race = [
        position(LOCAL, "declined", office="mayor"),
        position(LOCAL, "endorsed", "ann-oakes", office="mayor", last_date=late),
    ]
    assert [row["child_stance"] for row in beside(*race)] == ["endorsed"]
    assert [row["child_stance"] for row in beside(race[0], {**race[1], "office": "president"})] == [
        "declined",
        "endorsed",
    ]


def test_an_article_that_says_breaks_wins() -> None:
    child = position(LOCAL, "endorsed", "ann-oakes", article_ids=["n1", "n2"])
    agrees = position(NATIONAL, "endorsed", "ann-oakes", article_ids=["n3"])
    rows = beside(child, agrees, said=[statement("breaks", "n2"), statement("agrees", "n1")])
    assert [(row["alignment"], row["article_ids"]) for row in rows] == [("breaks", ["n1", "n2", "n3"])]
    without_parent = beside(child, said=[statement("breaks", "n9")])
    assert [(row["alignment"], row["article_ids"]) for row in without_parent] == [("breaks", ["n1", "n2", "n9"])]


def test_agrees_said_by_an_article_fills_silence_but_does_not_outweigh_a_clash() -> None:
    child = position(LOCAL, "endorsed", "ann-oakes", article_ids=["n1"])
    silent = beside(child, said=[statement("agrees", "n1")])
    clash = beside(child, position(NATIONAL, "endorsed", "bo-finch"), said=[statement("agrees", "n1")])
    assert [rows[0]["alignment"] for rows in (silent, clash)] == ["agrees", "breaks"]


def test_a_statement_counts_for_its_own_cycle_and_its_own_stance() -> None:
    president = position(LOCAL, "endorsed", "ann-oakes", article_ids=["n1"])
    mayor = position(LOCAL, "endorsed", "bo-finch", office="mayor", article_ids=["n2"])
    by_candidate = {
        row["child_candidate_id"]: row["alignment"]
        for row in beside(president, mayor, said=[statement("breaks", "n2")])
    }
    assert by_candidate == {"ann-oakes": "parent_silent", "bo-finch": "breaks"}
    other_cycle = beside(president, said=[statement("breaks", "n1", cycle=2016)])
    no_cycle = beside(president, said=[statement("breaks", "n1", cycle=None)])
    no_cycle_elsewhere = beside(president, said=[statement("breaks", "n7", cycle=None)])
    found = [rows[0]["alignment"] for rows in (other_cycle, no_cycle, no_cycle_elsewhere)]
    assert found == ["parent_silent", "breaks", "parent_silent"]


def test_a_child_said_to_break_while_considering_has_a_row() -> None:
    rows = beside(position(LOCAL, "considering", article_ids=["n1"]), said=[statement("breaks", "n1")])
    assert alignments(rows) == [(None, "considering", None, None, "breaks")]


def test_pairs_come_from_relationships_too_and_nothing_is_its_own_parent() -> None:
    stated = [
        {**statement("unstated", "n1"), "child_union_id": "x", "parent_union_id": "y"},
        {**statement("breaks", "n1"), "child_union_id": "x", "parent_union_id": "x"},
    ]
    rows = national_local(
        [position("x", "endorsed", "ann-oakes"), position("y", "endorsed", "ann-oakes")], stated, [], []
    )
    assert [(row["child_union_id"], row["parent_union_id"], row["alignment"]) for row in rows] == [("x", "y", "agrees")]


def test_any_order_of_input_gives_the_same_rows() -> None:
    rows = [
        position(union, stance, candidate, cycle=cycle, office=office, last_date=day(month))
        for union in (LOCAL, NATIONAL)
        for cycle in (2016, 2020)
        for month, (stance, candidate, office) in enumerate(
            [
                ("endorsed", "ann-oakes", "president"),
                ("withdrawn", "ann-oakes", "president"),
                ("declined", None, None),
                ("endorsed", "bo-finch", "governor"),
                ("considering", None, "president"),
            ],
            1,
        )
    ]
    said = [statement("breaks", "n1", 2016), statement("agrees", "n2", 2020), statement("breaks", "n3", None)]
    expected = beside(*rows, said=said, bo_finch="OH")
    assert {row["alignment"] for row in expected} == {"breaks", "agrees"}
    for seed in range(10):
        random.Random(seed).shuffle(rows)
        random.Random(seed).shuffle(said)
        assert beside(*rows, said=said, bo_finch="OH") == expected


@pytest.mark.parametrize(("cycle", "rows"), [(2004, 0), (2005, 1), (2008, 1)])
def test_a_union_stands_beside_a_federation_in_the_years_of_its_membership(cycle: int, rows: int) -> None:
    stated = {
        "article_id": "a",
        "child_union_id": "seiu",
        "parent_union_id": "change-to-win",
        "alignment": "unstated",
        "cycle": None,
    }
    found = national_local([position("seiu", "endorsed", "ann-oakes", cycle=cycle)], [stated], [], [])
    assert [row["alignment"] for row in found] == ["parent_silent"] * rows


def test_what_an_article_says_of_a_union_and_its_federation_needs_no_membership() -> None:
    stated = {
        "article_id": "seiu:endorsed",
        "child_union_id": "seiu",
        "parent_union_id": "change-to-win",
        "alignment": "breaks",
        "cycle": 2004,
    }
    (row,) = national_local([position("seiu", "endorsed", "ann-oakes", cycle=2004)], [stated], [], [])
    assert row["alignment"] == "breaks"
