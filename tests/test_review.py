"""The review round trip: facts out, verdicts in, tables corrected then and on every later run, labels for the evaluation."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tests.fakes import FakeExtractor
from tests.faults import Faults, Killed, injected
from typer.testing import CliRunner

from unionwire import batch
from unionwire.cli import cli
from unionwire.errors import Fault, UsageError
from unionwire.evaluate import load_gold
from unionwire.evaluate.score import evaluate
from unionwire.records import Endorsement, Evidence
from unionwire.review.labels import write_labels
from unionwire.review.sheet import COLUMNS, write_sheet
from unionwire.review.take import take_in
from unionwire.tables.compact import compact
from unionwire.tables.load import load, load_arrow

MOMENT = dt.datetime(2024, 3, 1, 9, 30)
ARTICLES = [
    {
        "id": "a1",
        "text": "The vote is in. Weavers Local 9 endorsed Ada Quill. The dyers of Local 3 back her too, they said.",
        "date": "2019-07-04",
    },
    {"id": "a2", "text": "Weavers Local 4 endorsed Bo Reed. =SUM(A1) is how it was told.", "date": "2019-07-05"},
    {"id": "a3", "text": "Weavers Local 9 endorsed Ada Quill.", "date": "2018-01-01"},
    {"id": "a4", "text": "Weavers Local 7 endorsed Cy Roe.", "date": "2019-02-01"},
]
PAIR = ["union_id", "candidate_id", "stance"]


def run(folder: Path, articles=ARTICLES, **options) -> Path:
    folder.mkdir(exist_ok=True)
    dump = folder / f"{len(list(folder.iterdir()))}.jsonl"
    dump.write_text("".join(json.dumps(row) + "\n" for row in articles))
    batch.run([dump], folder / "out", make_extractor=FakeExtractor, workers=0, **options)
    return folder / "out"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run(tmp_path_factory.mktemp("review"))


@pytest.fixture
def out(made, tmp_path):
    shutil.copytree(made, tmp_path / "out", symlinks=True)
    return tmp_path / "out"


def sheet(out: Path, path: Path, **options) -> list[dict[str, str]]:
    write_sheet(load(out), path, **options)
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def fill(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def verdict(rows, article_id, said, correction="", table="endorsements"):
    """The one row of an article in a table, with a verdict; the others without."""
    [row] = [row for row in rows if (row["article_id"], row["table"]) == (article_id, table)]
    return {**row, "verdict": said, "correction": correction}


def missing(article_id, sentence, correction, table="endorsements"):
    given = {"verdict": "missing", "correction": correction, "table": table, "article_id": article_id}
    return {**dict.fromkeys(COLUMNS, ""), **given, "sentence": sentence}


def review(out: Path, *rows, reviewer="ada", **options):
    path = fill(out.parent / "filled.csv", list(rows))
    return take_in(out, path, reviewer=reviewer, now=MOMENT, **options)


def facts(out, table="endorsements", columns=(*PAIR, "review")):
    rows = load_arrow(out)[table].select(["article_id", *columns]).to_pylist()
    return sorted(tuple(row.values()) for row in rows)


def everything(out):
    """All rows, but for what tells of the runs."""
    tables = {name: table for name, table in load_arrow(out).items() if name != "batches"}
    tables["articles"] = tables["articles"].drop_columns("batch_id")
    return {name: table.to_pylist() for name, table in tables.items()}


# --- Out --------------------------------------------------------------------------------------------------------------


def test_facts_for_review(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 8
    row = verdict(rows, "a1", "")
    shown = {name: row[name] for name in ("says", "before", "sentence", "after", "confidence", "found", "published")}
    assert shown == {
        "says": "Weavers Local 9 endorsed Ada Quill 2019 mayor",
        "before": "The vote is in.",
        "sentence": "Weavers Local 9 endorsed Ada Quill.",
        "after": "The dyers of Local 3 back her too, they said.",
        "confidence": "0.9",
        "found": "union_id=weavers-local-9; candidate_id=ada-quill; stance=endorsed; cycle=2019; office=mayor; "
        "date=2019-07-04; date_precision=day",
        "published": "2019-07-04",
    }
    assert verdict(rows, "a2", "")["after"] == "'=SUM(A1) is how it was told."
    said = verdict(rows, "a4", "", table="relationships")["says"]
    assert said == "Weavers Local 7 local_of United Weavers unstated 2019"


def test_the_least_sure_come_first(tmp_path, monkeypatch):
    def doubtful(sentence, start, end, rule, confidence):
        sure = 0.3 if "Reed" in sentence else 0.5 if "Roe" in sentence else confidence
        return Evidence(sentence, start, end, rule, sure)

    monkeypatch.setattr("tests.fakes.Evidence", doubtful)
    out = run(tmp_path / "x")
    rows = sheet(out, tmp_path / "r.csv", names=["endorsements"], limit=3)
    assert [(row["article_id"], row["confidence"]) for row in rows] == [("a2", "0.3"), ("a4", "0.5"), ("a1", "0.9")]


def test_a_workbook_with_a_list_of_verdicts(out, tmp_path):
    assert write_sheet(load(out), tmp_path / "review.xlsx") == 8
    sheet = openpyxl.load_workbook(tmp_path / "review.xlsx")["review"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    [rule] = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"right,wrong,changed,missing"', "A2:A209")


def test_a_file_that_is_there_is_left_alone(out, tmp_path):
    path = tmp_path / "review.csv"
    path.write_text("hours of work")
    with pytest.raises(UsageError, match="it exists, and may hold somebody's verdicts"):
        write_sheet(load(out), path)
    assert path.read_text() == "hours of work"


# --- In ---------------------------------------------------------------------------------------------------------------


def test_all_four_verdicts(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    before = everything(out)
    taken = review(
        out,
        verdict(rows, "a1", "right"),
        verdict(rows, "a2", "wrong"),
        verdict(rows, "a3", "", "stance=considering; cycle=2020"),
        missing(
            "a1",
            "The dyers of Local 3 back her too, they said.",
            "union_id=dyers-local-3; union_name=Dyers Local 3; candidate_id=ada-quill; stance=endorsed; cycle=2019",
        ),
        verdict(rows, "a4", ""),
    )
    assert taken.verdicts == {"right": 1, "wrong": 1, "changed": 1, "missing": 1}
    assert taken.n_open == 1
    assert facts(out) == [
        ("a1", "dyers-local-3", "ada-quill", "endorsed", "added"),
        ("a1", "weavers-local-9", "ada-quill", "endorsed", "right"),
        ("a3", "weavers-local-9", "ada-quill", "considering", "changed"),
        ("a4", "weavers-local-7", "cy-roe", "endorsed", None),
    ]
    tables = load(out)
    row = tables["endorsements"].query("article_id == 'a3'").iloc[0]
    assert (row["reviewed_by"], row["reviewed_at"], row["confidence"]) == ("ada", pd.Timestamp(MOMENT), 1.0)
    assert (row["cycle"], row["sentence"], row["rule"]) == (2020, "Weavers Local 9 endorsed Ada Quill.", "review")
    added = tables["endorsements"].query("review == 'added'").iloc[0]
    assert tables.evidence(added).sentence == "The dyers of Local 3 back her too, they said."
    positions = tables["positions"].set_index(["union_id", "cycle"])[["stance", "confidence"]]
    assert positions.to_dict("index") == {
        ("dyers-local-3", 2019): {"stance": "endorsed", "confidence": 0.999},
        ("weavers-local-7", 2019): {"stance": "endorsed", "confidence": pytest.approx(0.9)},
        ("weavers-local-9", 2019): {"stance": "endorsed", "confidence": 0.999},
        ("weavers-local-9", 2020): {"stance": "considering", "confidence": 0.999},
    }
    dyers = tables["unions"].set_index("union_id").loc["dyers-local-3"]
    assert (dyers["name"], dyers["level"], dyers["n_articles"]) == ("Dyers Local 3", "local", 1)
    corrections = tables["corrections"].set_index("number")
    assert corrections["verdict"].tolist() == ["right", "wrong", "changed", "missing"]
    assert json.loads(corrections.loc[2, "was"])["candidate_id"] == "bo-reed"
    assert json.loads(corrections.loc[3, "was"])["rule"] == "fake"
    # what nobody spoke of is as it was
    after = everything(out)
    for name in ("articles", "mentions", "membership_counts", "relationships", "rejects"):
        assert after[name] == before[name]


def four(out):
    rows = sheet(out, out.parent / "review.csv")
    return review(
        out,
        verdict(rows, "a1", "right"),
        verdict(rows, "a2", "wrong"),
        verdict(rows, "a3", "changed", "stance=opposed"),
        verdict(rows, "a4", "changed", "alignment=breaks; relation=affiliate_of", table="relationships"),
        missing(
            "a4",
            "Weavers Local 7 endorsed Cy Roe.",
            "union_id=weavers; value=12,000; unit=members",
            "membership_counts",
        ),
    )


def test_corrections_hold_in_every_later_run(out):
    four(out)
    corrected = everything(out)
    assert facts(out, "relationships", ["alignment", "review"])[-1] == ("a4", "breaks", "changed")
    assert facts(out, "membership_counts", ["union_id", "value", "qualifier", "review"]) == [
        ("a4", "weavers", 12_000, "exact", "added")
    ]
    run(out.parent, [])  # a run without anything new
    assert everything(out) == corrected
    batch.run([], out, make_extractor=FakeExtractor, workers=0, reprocess=True)
    assert everything(out) == corrected
    compact(out)
    assert everything(out) == corrected
    run(out.parent, [{"id": "a5", "text": "Weavers Local 4 endorsed Bo Reed.", "date": "2019-07-06"}])
    assert facts(out)[-1] == ("a5", "weavers-local-4", "bo-reed", "endorsed", None)
    more = load_arrow(out)["positions"].to_pylist()
    # one of the rows that were corrected, and one that was not
    assert [row["article_ids"] for row in more if row["union_id"] == "weavers-local-4"] == [["a5"]]
    assert [row["article_ids"] for row in more if row["union_id"] == "weavers-local-7"] == [["a4"]]


def test_a_folder_without_its_state_is_corrected_alike(out, tmp_path):
    bare = tmp_path / "bare" / "out"
    shutil.copytree(out, bare, ignore=shutil.ignore_patterns(".*"))
    four(out)
    four(bare)
    assert everything(bare) == everything(out)


def test_a_later_version_that_words_a_fact_otherwise(out, monkeypatch):
    """It finds the sentences with their neighbours, no cycles, and one fact by another id."""
    four(out)

    def later(union, who, stance, cycle, office, date, precision, evidence):
        wide = Evidence(evidence.sentence, max(0, evidence.start - 3), evidence.end, "other", 0.7)
        return Endorsement(union, "cy-rowe" if who == "cy-roe" else who, stance, None, None, None, None, wide)

    monkeypatch.setattr("tests.fakes.Endorsement", later)
    batch.run([], out, make_extractor=FakeExtractor, workers=0, reprocess=True)
    assert facts(out, columns=[*PAIR, "cycle", "rule", "review"]) == [
        ("a1", "weavers-local-9", "ada-quill", "endorsed", 2019, "other", "right"),  # the year is the reviewer's
        ("a3", "weavers-local-9", "ada-quill", "opposed", 2018, "review", "changed"),
        ("a4", "weavers-local-7", "cy-rowe", "endorsed", None, "other", None),
    ]


def test_a_fact_that_is_lost_comes_back_by_its_reviewer(out, monkeypatch):
    four(out)
    monkeypatch.setattr("tests.fakes._CLAIM", re.compile("(?P<local>nothing)(?P<number>)(?P<name>)"))
    batch.run([], out, make_extractor=FakeExtractor, workers=0, reprocess=True)
    assert facts(out, columns=[*PAIR, "rule", "review"]) == [
        ("a1", "weavers-local-9", "ada-quill", "endorsed", "fake", "right"),
        ("a3", "weavers-local-9", "ada-quill", "opposed", "review", "changed"),
    ]


def test_the_same_file_again_changes_nothing(out):
    first = four(out)
    before = everything(out)
    again = take_in(out, out.parent / "filled.csv", reviewer="ada", now=MOMENT + dt.timedelta(1))
    assert (sum(first.verdicts.values()), sum(again.verdicts.values()), again.n_present) == (5, 0, 5)
    assert everything(out) == before


def test_two_reviewers_who_agree(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    review(out, verdict(rows, "a1", "right"))
    taken = review(out, verdict(rows, "a1", "right"), reviewer="bo")
    assert taken.verdicts == {"right": 1}
    corrections = load_arrow(out)["corrections"].select(["number", "reviewed_by"]).to_pylist()
    assert corrections == [{"number": 1, "reviewed_by": "ada"}, {"number": 2, "reviewed_by": "bo"}]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("right", ""), ("wrong", ""), []),
        (("wrong", ""), ("right", ""), [("ada-quill", "endorsed", "right")]),
        (("changed", "stance=declined"), ("right", ""), [("ada-quill", "endorsed", "right")]),
        (
            ("changed", "stance=declined"),
            ("changed", "stance=opposed"),
            [("ada-quill", "opposed", "changed")],
        ),
        (("right", ""), ("changed", "cycle=2020"), [("ada-quill", "endorsed", "changed")]),
    ],
)
def test_two_reviewers_who_do_not(out, tmp_path, first, second, expected):
    rows = sheet(out, tmp_path / "review.csv")
    review(out, verdict(rows, "a3", *first))
    before = everything(out)
    with pytest.raises(UsageError, match=r"row 2: ada has said otherwise of this fact .*--overrule"):
        review(out, verdict(rows, "a3", *second), reviewer="bo")
    assert everything(out) == before
    taken = review(out, verdict(rows, "a3", *second), reviewer="bo", overrule=True)
    assert taken.n_overruled == 1
    found = [row[2:] for row in facts(out) if row[0] == "a3"]
    assert found == expected
    corrected = everything(out)
    batch.run([], out, make_extractor=FakeExtractor, workers=0, reprocess=True)
    assert everything(out) == corrected


def test_a_reviewer_may_think_again(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    review(out, verdict(rows, "a3", "wrong"))
    taken = review(out, verdict(rows, "a3", "right"))
    assert (taken.n_revised, taken.n_overruled) == (1, 0)
    taken = review(out, verdict(rows, "a3", "changed", "cycle=2020"))
    assert (taken.n_revised, taken.n_overruled) == (1, 0)
    assert [row for row in facts(out, columns=["cycle", "review"]) if row[0] == "a3"] == [("a3", 2020, "changed")]
    # and of what was changed, as an export shows it now
    shown = sheet(out, tmp_path / "again.csv", reviewed=True, names=["endorsements"])
    assert verdict(shown, "a3", "")["review"] == "changed"
    assert "a3" not in {row["article_id"] for row in sheet(out, tmp_path / "open.csv", names=["endorsements"])}
    review(out, verdict(shown, "a3", "wrong"))
    assert "a3" not in {row[0] for row in facts(out)}


def test_a_workbook_and_semicolons_come_back(out, tmp_path):
    write_sheet(load(out), tmp_path / "review.xlsx", names=["endorsements"])
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    page = book["review"]
    places = {cell.value: cell.column for cell in page[1]}
    for row in page.iter_rows(min_row=2):
        if row[places["article_id"] - 1].value == "a2":
            row[places["verdict"] - 1].value = "Wrong "
    book.save(tmp_path / "filled.xlsx")
    assert take_in(out, tmp_path / "filled.xlsx", reviewer="ada", now=MOMENT).verdicts == {"wrong": 1}
    rows = sheet(out, tmp_path / "review.csv", names=["endorsements"])
    path = fill(tmp_path / "semicolons.csv", [verdict(rows, "a1", "right")], ";")
    assert take_in(out, path, reviewer="ada", now=MOMENT).verdicts == {"right": 1}


CASES = {
    "a verdict that is none": ({"verdict": "maybe"}, r"row 2: verdict 'maybe': it is right, wrong, changed, missing"),
    "a correction of what is right": ({"verdict": "right", "correction": "cycle=2020"}, "row 2: values in the column"),
    "a change without values": ({"verdict": "changed"}, "row 2: 'changed' wants values in the column correction"),
    "a column that is none": ({"correction": "colour=red"}, r"row 2: 'colour=red' is no value of endorsements: write"),
    "a value that is not listed": ({"correction": "stance=loves"}, "row 2: stance=loves: it is one of endorsed, decl"),
    "a year that is none": ({"correction": "cycle=soon"}, "row 2: cycle=soon: it is a whole number"),
    "a day that is none": ({"correction": "date=5/1/2016"}, "row 2: date=5/1/2016: it is a date such as 2016-05-31"),
    "an unknown body": ({"correction": "union_id=tailors"}, "row 2: union_id=tailors: neither .* union_name="),
    "no change": ({"correction": "cycle=2019"}, "row 2: the column correction says what was found"),
    "another place": ({"verdict": "right", "start": "3"}, "row 2: no such fact was found in these tables, or its col"),
    "another article": ({"verdict": "right", "article_id": "a9"}, "row 2: no article 'a9' in these tables"),
    "another fact": ({"verdict": "right", "found": "stance=opposed"}, "row 2: no such fact was found"),
    "another table": ({"verdict": "right", "table": "votes"}, "row 2: table 'votes': it is one of endorsements"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_row_at_fault_is_named_and_nothing_is_taken(out, tmp_path, case):
    changed, said = CASES[case]
    rows = sheet(out, tmp_path / "review.csv")
    before = everything(out)
    with pytest.raises(UsageError, match=said) as raised:
        review(out, {**verdict(rows, "a1", ""), **changed}, verdict(rows, "a2", "wrong"))
    assert str(raised.value).endswith("; nothing was taken from it")
    assert everything(out) == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("a1", "Nobody said so.", "union_id=weavers; stance=declined"), "does not stand in the article's text"),
        (("a1", "", "union_id=weavers; stance=declined"), "'missing' wants the sentence that says so"),
        (("a1", "The vote is in.", "union_id=weavers"), "'missing' wants stance=..."),
    ],
)
def test_what_is_missing_has_to_be_shown(out, row, said):
    with pytest.raises(UsageError, match=said):
        review(out, missing(*row))


def test_rows_of_one_file_that_contradict_each_other(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    with pytest.raises(UsageError, match="row 3: it says otherwise than row 2 of the same fact"):
        review(out, verdict(rows, "a1", "right"), verdict(rows, "a1", "wrong"))
    with pytest.raises(UsageError, match=r"row 2: verdict 'no'.* \(and 1 more rows\)"):
        review(out, verdict(rows, "a1", "no"), verdict(rows, "a1", "no"))


def test_files_that_are_none(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    with pytest.raises(UsageError, match="nobody is named who says so: --reviewer NAME"):
        review(out, verdict(rows, "a1", "right"), reviewer=None)
    without = [{name: value for name, value in rows[0].items() if name != "found"}]
    with pytest.raises(UsageError, match="its header has no 'found'; take the columns as --export wrote them"):
        review(out, *without)
    (tmp_path / "latin.csv").write_bytes("verdict\nna\xefve".encode("latin-1"))
    with pytest.raises(UsageError, match=r"latin\.csv is not UTF-8"):
        take_in(out, tmp_path / "latin.csv", reviewer="ada")
    (tmp_path / "no.xlsx").write_text("no")
    with pytest.raises(UsageError, match="is no workbook that can be read"):
        take_in(out, tmp_path / "no.xlsx", reviewer="ada")
    with pytest.raises(UsageError, match="no such file"):
        take_in(out, tmp_path / "none.csv", reviewer="ada")
    with pytest.raises(UsageError, match="no tables in"):
        take_in(tmp_path, tmp_path / "review.csv", reviewer="ada")


def test_a_column_may_name_the_reviewer_of_a_row(out, tmp_path):
    rows = sheet(out, tmp_path / "review.csv")
    review(out, {**verdict(rows, "a1", "right"), "reviewer": "cy"}, {**verdict(rows, "a2", "wrong"), "reviewer": ""})
    assert load(out)["corrections"]["reviewed_by"].tolist() == ["cy", "ada"]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["stop", "fail"])
def test_faults_while_a_file_is_taken_in(made, tmp_path, mode):
    """Killed, or met by a failing disk, at every thirteenth call: the tables are as before or as after, and again is whole."""
    rows = sheet(made, tmp_path / "review.csv")
    said = [verdict(rows, "a1", "right"), verdict(rows, "a2", "wrong"), verdict(rows, "a3", "changed", "cycle=2020")]

    def start(name):
        folder = tmp_path / name / "out"
        shutil.copytree(made, folder, symlinks=True, copy_function=os.link)
        return folder

    quiet = start("quiet")
    before = everything(quiet)
    with injected(counted := Faults()):
        review(quiet, *said)
    after = everything(quiet)
    assert counted.n_calls > 60
    seen = set()
    for call in range(0, counted.n_calls, 13):
        out = start(str(call))
        raised: BaseException | None = None
        with injected(Faults(call, mode)):
            try:
                review(out, *said)
            except (Killed, Fault, UsageError) as error:
                raised = error
        between = everything(out)
        assert between in (before, after), call
        assert raised is not None or between == after
        seen.add(between == after)
        review(out, *said)
        assert everything(out) == after
    assert False in seen


# --- As labels --------------------------------------------------------------------------------------------------------


def test_corrections_as_labels(made, out, tmp_path):
    four(out)
    assert write_labels(load(out), tmp_path / "gold.jsonl") == 4
    gold = {article.article_id: article for article in load_gold(tmp_path / "gold.jsonl")}
    assert [(label.union, label.stance, label.optional) for label in gold["a3"].endorsements] == [
        ("weavers-local-9", ("opposed",), False)
    ]
    assert gold["a2"].endorsements == ()
    assert [label.optional for label in gold["a2"].relationships] == [True]
    # measured on tables that know nothing of the review
    scores = evaluate(tmp_path / "gold.jsonl", made)
    tally = scores.tally("endorsements")
    assert (tally.tp, tally.fp, tally.fn) == (1, 2, 1)
    tally = scores.tally("membership_counts")
    assert (tally.tp, tally.fp, tally.fn) == (0, 0, 1)
    again = evaluate(tmp_path / "gold.jsonl", out)
    assert [again.tally("endorsements").f1, again.tally("membership_counts").f1] == [1.0, 1.0]


def test_a_corrected_candidate_whom_the_article_does_not_mention_is_found_in_the_corrected_tables(made, out, tmp_path):
    rows = sheet(out, tmp_path / "r.csv")
    review(out, verdict(rows, "a4", "changed", "candidate_id=dora-vane; candidate_name=Dora Vane"))
    write_labels(load(out), tmp_path / "gold.jsonl")
    [label] = load_gold(tmp_path / "gold.jsonl")[0].endorsements
    assert (label.candidate, label.optional) == ("dora-vane", False)
    tally = evaluate(tmp_path / "gold.jsonl", out).tally("endorsements")
    assert (tally.tp, tally.fp, tally.fn) == (1, 0, 0)
    # the tables as the rules made them name the person of the article, which was wrong
    tally = evaluate(tmp_path / "gold.jsonl", made).tally("endorsements")
    assert (tally.tp, tally.fp, tally.fn) == (0, 1, 1)


def test_labels_of_what_nobody_reviewed(out, tmp_path):
    with pytest.raises(UsageError, match="nothing in these tables was reviewed"):
        write_labels(load(out), tmp_path / "gold.jsonl")


# --- The command ------------------------------------------------------------------------------------------------------


def test_the_command(out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def said(*arguments):
        told = CliRunner().invoke(cli, ["review", "out", *arguments])
        assert told.exit_code == 0, told.exception
        return told.stdout

    assert said("--export", "r.csv", "--limit", "2", "--table", "endorsements") == "2 facts to review in r.csv\n"
    with Path("r.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    fill(tmp_path / "r2.csv", [{**rows[0], "verdict": "wrong"}, rows[1]])
    assert said("--import", "r2.csv", "--reviewer", "Ada L.") == (
        "taken in   1 wrong\nopen       1 row without a verdict\n"
    )
    assert said("--gold", "gold.jsonl") == "labels of 1 article in gold.jsonl\n"
    lines = said().splitlines()
    assert lines[1].split() == ["endorsements", "3", "0"]
    assert lines[-1].split() == ["Ada", "L.", "0", "1", "0", "0"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--export", "a.csv", "--import", "b.csv"], "choose one of --export, --import and --gold"),
        (["--reviewer", "ada"], "--reviewer goes with --import FILE"),
        (["--limit", "3"], "--limit goes with --export FILE"),
        (["--export", "a.txt"], "--export a.txt: a review file ends in .csv or .xlsx"),
        (["--export", "a.csv", "--table", "mentions"], "--table mentions: facts are reviewed in endorsements"),
    ],
)
def test_calls_that_are_wrong(made, arguments, said):
    told = CliRunner().invoke(cli, ["review", str(made), *arguments])
    assert isinstance(told.exception, UsageError)
    assert said in str(told.exception)
