"""Consolidation of whole tables, with values worked out by hand."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pyarrow as pa
import pytest

from unionwire.consolidate import consolidate
from unionwire.tables.schema import TABLES, schema

WIRE = (
    "The Lamplighters' local in Port Alder said on Friday that it would support Rosa Quill in the primary, breaking "
    "a silence of two elections, and that its members would start knocking on doors in the week after the holiday."
)


def day(month: int, number: int = 1) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2020-{month:02}-{number:02}")


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema(name))


def article(article_id: str, **values: Any) -> dict[str, Any]:
    row = {
        "article_id": article_id,
        "published_from": "none",
        "n_chars": 0,
        "text_sha256": "",
        "relevant": True,
        "batch_id": "b",
        "text": f"Only {article_id} says what {article_id} says and nobody prints it again.",
    }
    return {**row, **values}


def endorsement(article_id: str, union_id: str, candidate_id: str | None, **values: Any) -> dict[str, Any]:
    row = {
        "article_id": article_id,
        "union_id": union_id,
        "candidate_id": candidate_id,
        "stance": "endorsed",
        "cycle": 2020,
        "office": "president",
        "sentence": "s",
        "start": 0,
        "end": 1,
        "rule": "r",
        "confidence": 0.8,
    }
    return {**row, **values}


def stated(
    articles: list[dict[str, Any]], endorsements: list[dict[str, Any]], *candidates: dict[str, Any]
) -> list[dict[str, Any]]:
    made = consolidate(
        {
            "articles": table("articles", *articles),
            "endorsements": table("endorsements", *endorsements),
            "candidates": table("candidates", *candidates),
        }
    )
    rows: list[dict[str, Any]] = made["positions"].to_pylist()
    return rows


def test_empty_tables_and_no_tables_give_empty_tables_of_the_declared_schema() -> None:
    for tables in ({}, {name: schema(name).empty_table() for name in TABLES}):
        made = consolidate(tables)
        assert set(made) == {"articles", "positions", "national_local"}
        for name, result in made.items():
            assert result.num_rows == 0
            assert result.schema.equals(schema(name))


def test_copies_count_as_one_source_and_one_confirmation() -> None:
    articles = [
        article("n1", source="Herald", published=day(2, 3), text=WIRE),
        article("n2", source="Courier", published=day(2, 1), text=WIRE.upper()),
        article("n3", source="Courier", published=day(3)),
        article("n4", source="Gazette", published=day(1)),
    ]
    facts = [
        endorsement("n1", "lamplighters", "rosa-quill", confidence=0.9),
        endorsement("n2", "lamplighters", "rosa-quill", confidence=0.5),
        endorsement("n3", "lamplighters", "rosa-quill", confidence=0.5),
        endorsement("n3", "lamplighters", "rosa-quill", confidence=0.6),
    ]
    made = consolidate({"articles": table("articles", *articles), "endorsements": table("endorsements", *facts)})
    assert made["articles"]["duplicate_of"].to_pylist() == ["n2", None, None, None]
    (row,) = made["positions"].to_pylist()
    assert row.pop("confidence") == pytest.approx(1 - (1 - 0.9) * (1 - 0.6))
    assert row == {
        "union_id": "lamplighters",
        "candidate_id": "rosa-quill",
        "stance": "endorsed",
        "cycle": 2020,
        "office": "president",
        "first_date": day(2, 1),
        "last_date": day(3),
        "first_precision": "day",
        "last_precision": "day",
        "n_articles": 3,
        "n_sources": 1,
        "article_ids": ["n1", "n2", "n3"],
    }


def test_sources_are_outlets_by_name_or_host_and_unknown_ones_add_none() -> None:
    articles = [
        article("n1", source="Herald"),
        article("n2", url="https://www.courier.example/a"),
        article("n3", url="http://courier.example/b"),
        article("n4"),
        article("n5"),
        article("n6", url="http://[broken"),
    ]
    facts = [endorsement(f"n{i}", "lamplighters", "rosa-quill") for i in range(1, 7)]
    assert [(row["n_articles"], row["n_sources"]) for row in stated(articles, facts)] == [(6, 2)]
    assert [row["n_sources"] for row in stated(articles[3:5], facts[3:5])] == [1]


def test_two_cycles_two_stances_and_no_candidate_are_rows_of_their_own() -> None:
    articles = [article("n1", published=day(5))]
    facts = [
        endorsement("n1", "lamplighters", "rosa-quill", cycle=2016),
        endorsement("n1", "lamplighters", "rosa-quill"),
        endorsement("n1", "lamplighters", "rosa-quill", stance="withdrawn"),
        endorsement("n1", "lamplighters", None, stance="declined"),
        endorsement("n1", "lamplighters", "rosa-quill", cycle=None),
    ]
    keys = [(row["cycle"], row["candidate_id"], row["stance"]) for row in stated(articles, facts)]
    assert keys == [
        (2016, "rosa-quill", "endorsed"),
        (2020, None, "declined"),
        (2020, "rosa-quill", "endorsed"),
        (2020, "rosa-quill", "withdrawn"),
    ]


def test_all_candidates_null_is_one_position_on_endorsing_at_all() -> None:
    facts = [endorsement(f"n{i}", "lamplighters", None, stance="declined", office=None) for i in (1, 2)]
    rows = stated([article("n1"), article("n2")], facts)
    assert [(row["candidate_id"], row["office"], row["n_articles"]) for row in rows] == [(None, None, 2)]
    assert rows[0]["first_date"] is None
    assert rows[0]["last_date"] is None


def test_the_endorsements_own_date_goes_before_the_articles() -> None:
    facts = [
        endorsement("n1", "lamplighters", "rosa-quill", date=day(1, 9)),
        endorsement("n2", "lamplighters", "rosa-quill"),
    ]
    (row,) = stated([article("n1", published=day(6)), article("n2", published=day(4))], facts)
    assert (row["first_date"], row["last_date"]) == (day(1, 9), day(4))


def test_a_position_says_how_exact_its_first_and_last_day_are() -> None:
    facts = [
        endorsement("n1", "lamplighters", "rosa-quill", date=day(1), date_precision="year"),
        endorsement("n2", "lamplighters", "rosa-quill", date=day(3), date_precision="month"),
        endorsement("n3", "lamplighters", "rosa-quill", date=day(3), date_precision="day"),
        endorsement("n1", "kelp-cutters", "rosa-quill", date=day(1), date_precision="year"),
        endorsement("n4", "dyers", "rosa-quill"),
        endorsement("n5", "weavers", "rosa-quill"),
    ]
    articles = [article("n1"), article("n2"), article("n3"), article("n4", published=day(2)), article("n5")]
    found = {row["union_id"]: (row["first_precision"], row["last_precision"]) for row in stated(articles, facts)}
    assert found == {
        "lamplighters": ("year", "day"),  # of two statements on one day the more exact
        "kelp-cutters": ("year", "year"),
        "dyers": ("day", "day"),  # the day of the article
        "weavers": (None, None),
    }


def test_an_office_left_out_is_filled_where_only_one_is_known() -> None:
    articles = [article("n1"), article("n2")]
    silent = endorsement("n1", "lamplighters", "rosa-quill", office=None)
    assert [
        r["office"] for r in stated(articles, [silent, endorsement("n2", "coopers", "rosa-quill", office="mayor")])
    ] == ["mayor", "mayor"]
    two = [
        silent,
        endorsement("n2", "a", "rosa-quill", office="mayor"),
        endorsement("n2", "b", "rosa-quill", office="senate"),
    ]
    assert {r["union_id"]: r["office"] for r in stated(articles, two)} == {
        "lamplighters": None,
        "a": "mayor",
        "b": "senate",
    }
    known = {
        "candidate_id": "rosa-quill",
        "name": "Rosa Quill",
        "office": "governor",
        "in_registry": False,
        "n_articles": 1,
    }
    assert [r["office"] for r in stated(articles, [silent], known)] == ["governor"]
    assert [r["office"] for r in stated(articles, [silent])] == [None]


def test_confidence_never_reaches_one() -> None:
    facts = [endorsement(f"n{i}", "lamplighters", "rosa-quill", confidence=1.0) for i in range(3)]
    assert [row["confidence"] for row in stated([article(f"n{i}") for i in range(3)], facts)] == [pytest.approx(0.999)]


def test_an_endorsement_of_an_article_that_is_not_there_is_kept() -> None:
    rows = stated([article("n1")], [endorsement("gone", "lamplighters", "rosa-quill")])
    assert [(row["article_ids"], row["n_sources"]) for row in rows] == [(["gone"], 1)]


def test_old_marks_of_duplicates_are_done_anew_and_unstored_texts_take_no_part() -> None:
    rows = [article("n1", duplicate_of="n9"), article("n2", text=None), article("n3", text=None)]
    assert consolidate({"articles": table("articles", *rows)})["articles"]["duplicate_of"].to_pylist() == [None] * 3


def whole() -> dict[str, list[dict[str, Any]]]:
    unions = [
        {"union_id": "lamplighters", "name": "Lamplighters", "level": "national", "in_registry": True, "n_articles": 2},
        {
            "union_id": "lamplighters-local-3",
            "name": "Local 3",
            "level": "local",
            "parent_union_id": "lamplighters",
            "in_registry": False,
            "n_articles": 2,
        },
    ]
    relationship = {
        "article_id": "n3",
        "child_union_id": "lamplighters-local-3",
        "parent_union_id": "lamplighters",
        "relation": "local_of",
        "alignment": "unstated",
        "sentence": "s",
        "start": 0,
        "end": 1,
        "rule": "r",
        "confidence": 0.9,
    }
    return {
        "articles": [
            article("n1", source="Herald", published=day(2), text=WIRE),
            article("n2", source="Courier", published=day(1), text=WIRE + " More soon."),
            article("n3", source="Gazette", published=day(3)),
        ],
        "unions": unions,
        "endorsements": [
            endorsement("n1", "lamplighters-local-3", "rosa-quill", confidence=0.7),
            endorsement("n2", "lamplighters-local-3", "rosa-quill", confidence=0.6),
            endorsement("n3", "lamplighters", "sam-reed", confidence=0.9),
            endorsement("n3", "lamplighters", None, stance="considering", office=None),
        ],
        "relationships": [relationship],
    }


def test_a_local_beside_its_national_over_different_articles() -> None:
    made = consolidate({name: table(name, *rows) for name, rows in whole().items()})
    assert made["national_local"].to_pylist() == [
        {
            "child_union_id": "lamplighters-local-3",
            "parent_union_id": "lamplighters",
            "cycle": 2020,
            "child_candidate_id": "rosa-quill",
            "child_stance": "endorsed",
            "parent_candidate_id": "sam-reed",
            "parent_stance": "endorsed",
            "alignment": "breaks",
            "article_ids": ["n1", "n2", "n3"],
        }
    ]
    assert made["national_local"].schema.equals(schema("national_local"))
    assert made["positions"].schema.equals(schema("positions"))


def test_any_order_of_rows_gives_the_same_tables_and_the_input_is_left_alone() -> None:
    rows = whole()
    tables = {name: table(name, *of_table) for name, of_table in rows.items()}
    expected = consolidate(tables)
    assert tables["articles"]["duplicate_of"].to_pylist() == [None, None, None]
    for seed in range(8):
        for of_table in rows.values():
            random.Random(seed).shuffle(of_table)
        made = consolidate({name: table(name, *of_table) for name, of_table in rows.items()})
        assert made["positions"].equals(expected["positions"])
        assert made["national_local"].equals(expected["national_local"])
        assert made["articles"].sort_by("article_id").equals(expected["articles"].sort_by("article_id"))


def test_consolidating_the_result_again_changes_nothing() -> None:
    tables = {name: table(name, *rows) for name, rows in whole().items()}
    once = consolidate(tables)
    assert consolidate({**tables, **once}) == once
