"""Two runs side by side: gained, lost and changed facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unionwire.evaluate import compare, compare_folders
from unionwire.tables.schema import schema

if TYPE_CHECKING:
    from pathlib import Path

EVIDENCE = {"sentence": "The Fullers\nback Iris Dunn.", "start": 0, "end": 27, "rule": "back-verb", "confidence": 0.9}


def endorsements(*rows: dict[str, Any]) -> dict[str, pa.Table]:
    base = {"article_id": "n1", "union_id": "fullers", "candidate_id": "iris-dunn", "stance": "endorsed", "cycle": 2016}
    return {
        "endorsements": pa.Table.from_pylist(
            [{**base, **EVIDENCE, **row} for row in rows], schema=schema("endorsements")
        )
    }


def changes(before: dict[str, pa.Table], after: dict[str, pa.Table]) -> list[tuple[Any, ...]]:
    return [(change.kind, change.key, change.before, change.after) for change in compare(before, after).changes]


KEY = ("n1", "fullers", "iris-dunn", "endorsed")


def test_equal_runs_have_no_changes_whatever_their_order_and_evidence() -> None:
    before = endorsements({}, {"article_id": "n2", "candidate_id": None, "stance": "declined"})
    after = endorsements({"article_id": "n2", "candidate_id": None, "stance": "declined"}, {"rule": "other-rule"}, {})
    assert changes(before, after) == []
    assert compare(before, after).unchanged == {"endorsements": 2}


def test_gained_lost_and_changed() -> None:
    before = endorsements({}, {"article_id": "n2"})
    after = endorsements({"cycle": 2020}, {"article_id": "n3", "candidate_id": None, "stance": "declined"})
    assert changes(before, after) == [
        ("gained", ("n3", "fullers", None, "declined"), (), (2016, None, None)),
        ("lost", ("n2", "fullers", "iris-dunn", "endorsed"), (2016, None, None), ()),
        ("changed", KEY, (2016, None, None), (2020, None, None)),
    ]


def test_a_second_cycle_of_the_same_fact_is_gained_not_changed() -> None:
    assert changes(endorsements({}), endorsements({}, {"cycle": 2020})) == [("gained", KEY, (), (2020, None, None))]
    assert changes(endorsements({}, {"cycle": 2020}), endorsements({})) == [("lost", KEY, (2020, None, None), ())]


def test_tables_missing_in_one_run_or_in_both_and_empty_ones() -> None:
    empty = {"endorsements": schema("endorsements").empty_table()}
    assert compare({}, {}).unchanged == {}
    assert [kind for kind, *_ in changes({}, endorsements({}))] == ["gained"]
    assert [kind for kind, *_ in changes(endorsements({}), {})] == ["lost"]
    assert compare(empty, empty).unchanged == {"endorsements": 0}
    assert changes(empty, empty) == []


def test_unions_of_an_article_are_compared_through_their_mentions() -> None:
    def mentions(*entities: tuple[str, int]) -> dict[str, pa.Table]:
        rows = [
            {
                "mention_id": f"m{start}",
                "article_id": "n1",
                "entity_type": "union",
                "entity_id": entity,
                "start": start,
                "end": start + 7,
                "text": f"Fullers {start}",
                "found_by": "ner",
                "rule": "r",
            }
            for entity, start in entities
        ]
        return {"mentions": pa.Table.from_pylist(rows, schema=schema("mentions"))}

    comparison = compare(mentions(("fullers", 5)), mentions(("fullers", 9), ("weavers", 40), ("weavers", 20)))
    assert [(change.kind, change.key, change.sentence) for change in comparison.changes] == [
        ("gained", ("n1", "union", "weavers"), "Fullers 20")
    ]
    assert comparison.unchanged == {"mentions": 1}


def test_rendering_shows_sentence_rule_and_what_moved_and_is_capped() -> None:
    before = endorsements({}, *({"article_id": f"x{i}"} for i in range(5)))
    text = compare(before, endorsements({"cycle": 2020})).render(limit=2)
    lines = text.splitlines()
    assert lines[1].split() == ["endorsements", "0", "5", "1", "0"]
    assert "  n1 fullers iris-dunn endorsed | cycle 2016 -> 2020 | The Fullers back Iris Dunn. | back-verb" in lines
    assert "  x0 fullers iris-dunn endorsed | The Fullers back Iris Dunn. | back-verb" in lines
    assert "  ... and 3 more" in lines
    assert not any("x2" in line for line in lines)


def test_consolidated_tables_are_compared_by_their_keys() -> None:
    def positions(n_sources: int) -> dict[str, pa.Table]:
        row = {
            "union_id": "fullers",
            "candidate_id": None,
            "stance": "declined",
            "cycle": 2016,
            "n_articles": 2,
            "n_sources": n_sources,
            "article_ids": ["n1", "n2"],
            "confidence": 0.9,
        }
        return {"positions": pa.Table.from_pylist([row], schema=schema("positions"))}

    (change,) = compare(positions(1), positions(2)).changes
    assert (change.kind, change.before, change.after) == ("changed", (None, 2, 1), (None, 2, 2))
    assert str(change) == "fullers - declined 2016 | n_sources 1 -> 2 | n1, n2"


def test_folders_are_compared_and_an_empty_one_is_an_error(tmp_path: Path) -> None:
    for name, tables in (("a", endorsements({})), ("b", endorsements({}, {"cycle": 2020}))):
        (tmp_path / name).mkdir()
        pq.write_table(tables["endorsements"], tmp_path / name / "endorsements.parquet")
    assert [change.kind for change in compare_folders(tmp_path / "a", tmp_path / "b").changes] == ["gained"]
    (tmp_path / "none").mkdir()
    with pytest.raises(FileNotFoundError):
        compare_folders(tmp_path / "a", tmp_path / "none")
