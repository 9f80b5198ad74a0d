"""What stands around the scores: labels without text, articles scored on the spot, the table of errors, reliability."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from unionwire.errors import UsageError
from unionwire.evaluate import error_rows, evaluate_articles, load_gold, write_error_rows
from unionwire.evaluate.errors_table import COLUMNS
from unionwire.evaluate.live import extract_again, read_articles
from unionwire.evaluate.reliability import bins, calibration_error, render, threshold
from unionwire.evaluate.score import Judgement, ScoringError
from unionwire.records import Article, Extraction

TEXT = (
    "The Teamsters endorsed Joe Biden for president on Monday. "
    "If the Ironworkers endorse Biden as well, the hall will be full, its steward said."
)


def span(part: str) -> list[int]:
    return [TEXT.index(part), TEXT.index(part) + len(part)]


def label(**values: Any) -> dict[str, Any]:
    row = {
        "article_id": "press-1",
        "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "unions": [
            {"key": "u1", "ids": ["teamsters"], "name_spans": [span("Teamsters")], "span": span("The Teamsters")},
            {"key": "u2", "ids": ["riggers"], "name_spans": [span("Ironworkers")], "span": span("the Ironworkers")},
        ],
        "candidates": [{"key": "c1", "ids": ["joe-biden"], "name_spans": [span("Joe Biden")], "span": span("Joe")}],
        "membership_counts": [],
        "endorsements": [
            {"union": "u1", "candidate": "c1", "stance": ["endorsed"], "cycle": [2020], "span": span("The Teamsters")},
            {"union": "u2", "candidate": "c1", "stance": ["endorsed"], "cycle": [2020], "span": span("endorse Biden")},
        ],
        "relationships": [],
    }
    return {**row, **values}


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(label()) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    records = [
        {"id": "press-1", "text": TEXT, "date": "2020-08-18"},
        {"id": "press-2", "text": "The fair opens on Monday.", "date": "2020-08-18"},
    ]
    path = folder / "press.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return folder


def test_labels_made_of_offsets_take_their_words_from_the_text(labels: Path) -> None:
    (bare,) = load_gold(labels)
    assert [union.names for union in bare.unions] == [(), ()]
    assert bare.endorsements[1].quote == ""
    (article,) = load_gold(labels, {"press-1": TEXT})
    assert [union.names for union in article.unions] == [("Teamsters",), ("Ironworkers",)]
    assert article.candidates[0].quote == "Joe"
    assert article.endorsements[1].quote == "endorse Biden"


def test_offsets_into_another_text_are_not_used(labels: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        (article,) = load_gold(labels, {"press-1": "x" + TEXT})
    assert [union.names for union in article.unions] == [(), ()]
    assert [union.ids for union in article.unions] == [("teamsters",), ("riggers",)]
    assert caplog.messages == ["press-1 has another text than the one that was labelled: only its ids are compared"]


def test_articles_are_scored_without_tables(labels: Path, dump: Path, extractor) -> None:
    evaluation, extractions = evaluate_articles(labels, [str(dump)], extractor)
    assert list(extractions) == ["press-1"]
    # the second union is found by a name that only the text spells out: its labelled id is another
    assert (evaluation.tally("unions").tp, evaluation.tally("unions").fp, evaluation.tally("unions").fn) == (2, 0, 0)
    assert (evaluation.tally("endorsements").tp, evaluation.tally("endorsements").fn) == (1, 1)
    assert [(one.table, one.rule, one.right) for one in evaluation.judgements] == [
        ("endorsements", "endorse.verb", True)
    ]


def test_an_article_that_no_input_holds_is_a_wrong_call(dump: Path) -> None:
    with pytest.raises(UsageError, match=r"^1 labelled articles are not in the input, first press-9$"):
        read_articles([str(dump)], {"press-1", "press-9"})


def test_the_table_of_errors_says_what_stood_around_them(labels: Path, dump: Path, extractor, tmp_path: Path) -> None:
    evaluation, extractions = evaluate_articles(labels, [str(dump)], extractor)
    rows = error_rows(evaluation.errors, extractions)
    assert tuple(rows.columns) == COLUMNS
    (row,) = rows.to_dict("records")
    assert (row["article_id"], row["table"], row["outcome"]) == ("press-1", "endorsements", "missed")
    assert TEXT[row["start"] : row["end"]] == "endorse Biden" == row["sentence"]
    assert "ironworkers (Ironworkers" in row["mentions"]
    assert "joe-biden (Biden" in row["mentions"]
    assert (row["facts"], row["remark"]) == ("", "")
    for suffix, reader in ((".csv", pd.read_csv), (".parquet", pd.read_parquet)):
        write_error_rows(rows, tmp_path / f"errors{suffix}")
        assert reader(tmp_path / f"errors{suffix}")["what"].to_list() == rows["what"].to_list()
    write_error_rows(rows, tmp_path / "errors.jsonl")
    assert json.loads((tmp_path / "errors.jsonl").read_text(encoding="utf-8"))["start"] == row["start"]
    with pytest.raises(UsageError, match=r"--errors-table writes \.csv \.jsonl \.parquet, not errors\.xls"):
        write_error_rows(rows, tmp_path / "errors.xls")


def test_an_error_of_an_article_that_was_not_read_says_so() -> None:
    error = ScoringError("a", "unions", "missed", "x", "The union", "")
    assert error_rows([error], {})["remark"].to_list() == ["the article was not extracted"]
    dropped = Extraction(Article("a", "The union"), relevant=False)
    assert error_rows([error], {"a": dropped})["remark"].to_list() == ["the screen dropped the article"]
    assert error_rows([], {}).empty


def test_tables_are_extracted_from_again_for_their_errors(cli, dump: Path, tmp_path: Path) -> None:
    assert cli("run", dump, "--out", tmp_path / "out").returncode == 0
    again = extract_again(tmp_path / "out", {"press-1", "press-2"})
    assert {name: one.relevant for name, one in again.items()} == {"press-1": True, "press-2": False}
    assert again["press-1"].endorsements[0].cycle == 2020


def judged(*pairs: tuple[float, bool]) -> list[Judgement]:
    return [Judgement("a", "endorsements", "rule", confidence, right) for confidence, right in pairs]


def test_bins_hold_their_lower_edge_and_the_last_one_both() -> None:
    (low, high) = bins(judged((0.5, True), (0.89, False), (0.9, True), (1.0, True)), edges=(0.5, 0.9, 1.0))
    assert (low.n, low.right, low.precision) == (2, 1, 0.5)
    assert (high.n, high.right, high.mean_confidence) == (2, 2, 0.95)
    assert math.isnan(bins([], edges=(0, 1))[0].precision)


def test_the_threshold_is_the_lowest_confidence_that_keeps_the_precision() -> None:
    assert threshold(judged(*[(0.95, True)] * 99, (0.95, False), (0.9, False))) == 0.95
    assert threshold(judged(*[(0.95, True)] * 98, (0.95, False), (0.9, False))) is None
    assert threshold(judged((0.9, True), (0.8, True), (0.7, False)), 0.9) == 0.8
    assert threshold([]) is None


def test_the_calibration_error_is_the_mean_gap() -> None:
    assert calibration_error(judged((0.96, True), (0.96, False))) == pytest.approx(0.46)
    assert calibration_error(judged(*[(1.0, True)] * 5)) == 0
    assert math.isnan(calibration_error([]))


def test_the_reliability_table_names_bins_and_threshold() -> None:
    assert render(judged((0.96, True), (0.96, True), (0.6, False))).splitlines() == [
        "| confidence | facts | right | precision | mean confidence |",
        "|---|---:|---:|---:|---:|",
        "| 0.50 to below 0.70 | 1 | 0 | 0.000 | 0.600 |",
        "| 0.95 to below 0.98 | 2 | 2 | 1.000 | 0.960 |",
        "",
        "Lowest confidence from which 99 of 100 facts are right: 0.96",
    ]
