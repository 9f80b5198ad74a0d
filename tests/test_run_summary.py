"""What a run says: its summary, the JSON for schedulers, what it keeps to itself, how far it is in a log."""

from __future__ import annotations

import json
import re
from collections import Counter

import pyarrow.parquet as pq
import pytest
from tests.test_run import article, fake_run, write
from typer.testing import CliRunner

from unionwire.cli import cli as commands
from unionwire.progress import LogLines, Rate
from unionwire.run_report import RunReport
from unionwire.run_summary import hints, rejected, summary


@pytest.fixture
def fake(monkeypatch):
    """The command line over a run that needs no model."""
    monkeypatch.setattr("unionwire.batch.run", lambda inputs, out, **_: fake_run(inputs, out))

    def call(*words):
        return CliRunner().invoke(commands, ["run", *map(str, words)])

    return call


def report(**values):
    numbers = dict.fromkeys(
        ("n_files", "n_passed_over", "n_read", "n_articles", "n_relevant", "n_present", "n_repeated"), 0
    )
    return RunReport(**{"batch_id": "0001-ab", "n_same_id_other_text": 0, **numbers, **values})


def dump(folder):
    same = article(7)["text"]
    return write(folder / "dump.jsonl", [*(article(n) for n in range(5)), {"id": "again", "text": same}, "none"])


def test_the_summary_counts_what_was_read_and_what_the_tables_hold(tmp_path):
    first = fake_run(dump(tmp_path), tmp_path / "out")
    said = summary(first, "my tables").splitlines()
    assert said[0] == "read       7 records of 1 file"
    assert said[1].startswith(f"added      6 articles, {first.n_relevant} of them kept by the screen")
    rows = {words[0]: words[1:] for words in map(str.split, said) if len(words) in {2, 3}}
    for name in ("articles", "mentions", "membership_counts", "endorsements", "relationships"):
        held = sum(pq.read_metadata(part).num_rows for part in (tmp_path / "out" / name).glob("*.parquet"))
        assert rows[name] == [str(held), str(held)], name
    assert rows["unions"] == [str(first.rows["unions"])]
    assert int(rows["unions"][0]) > 0
    assert "look       unionwire show 'my tables'" in said
    assert f"article    unionwire explain 'my tables' --id {first.example}" in said
    assert "Python     unionwire.load('my tables').endorsements_wide()" in said

    second = fake_run(dump(tmp_path), tmp_path / "out")
    again = summary(second, "out").splitlines()
    assert again[2] == "skipped    6 already in the tables, 0 repeated within the input"
    assert again[3] == "rejected   0, and 1 again as before"
    assert re.search(r"^articles +0 +6$", "\n".join(again), re.MULTILINE)
    assert "article    unionwire explain out --id ARTICLE" in again


def test_copies_are_counted(tmp_path, root):
    story = (root / "data" / "sample" / "raw" / "hall-history.txt").read_text(encoding="utf-8")
    copies = [
        {"id": name, "text": f"{headline}. Weavers Local 3 endorsed Ada Quill.\n\n{story}"}
        for name, headline in (("a", "One"), ("b", "Two"))
    ]
    done = fake_run(write(tmp_path / "copies.jsonl", [*copies, article(1)]), tmp_path / "out")
    held = pq.read_table(tmp_path / "out" / "articles", columns=["duplicate_of"])["duplicate_of"]
    assert done.n_copies == len(held) - held.null_count == 1


def test_json_is_one_line_and_accounts_for_every_record(fake, tmp_path):
    done = fake(dump(tmp_path), "--out", tmp_path / "out", "--json")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    told = json.loads(done.stdout)
    assert told["out"] == str(tmp_path / "out")
    assert told["records"] == 7
    assert told["rejects"] == {"not_an_object": 1}
    assert told["added"]["articles"] == told["articles"] == told["rows"]["articles"] == 6
    accounted = ("articles", "present", "repeated", "rejected", "rejected_before")
    assert sum(told[key] for key in accounted) == told["records"]
    again = json.loads(fake(dump(tmp_path), "--out", tmp_path / "out", "--json").stdout)
    assert (again["articles"], again["present"], again["rejected_before"]) == (0, 6, 1)
    assert sum(again[key] for key in accounted) == again["records"]


def test_every_key_of_the_json_is_documented(root):
    page = (root / "docs" / "nightly.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert documented == list(report().to_dict("out"))


def test_quiet_says_only_what_was_rejected(fake, tmp_path):
    done = fake(dump(tmp_path), "--out", tmp_path / "out", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "unionwire: rejected 1 (1 no record): see the table rejects\n"
    done = fake(dump(tmp_path), "--out", tmp_path / "out", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    done = fake(dump(tmp_path), "--out", tmp_path / "other", "--quiet", "--json")
    assert json.loads(done.stdout)["rejected"] == 1
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ({"no_text": 9}, ["9 rejected for 'no text': --field text=COLUMN names the field that holds it"]),
        ({"no_text": 1}, []),
        ({"too_long": 2}, ["2 rejected for 'over the size limit': --max-chars lets longer texts through"]),
        ({"bad_json": 10}, []),
        ({}, []),
    ],
)
def test_a_reject_that_an_option_may_help_names_it(codes, said):
    assert hints(report(n_read=10, codes=Counter(codes))) == said


def test_nothing_rejected_is_not_told():
    assert rejected(report()) == ""


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_a_log_has_a_line_now_and_then_with_rate_and_time_left():
    clock = Clock()
    lines: list[str] = []
    log = LogLines(lines.append, clock)
    for second in range(1, 13):
        log("reading", second * 10, None)
        clock.now += 1
    assert lines == []
    for piece in range(1, 9):
        log("extracting", piece * 100, 2_000)
        clock.now += 10
    assert lines == [
        "extracting 300 of 2,000 (15%), 10 a second, 0:02:50 left",
        "extracting 600 of 2,000 (30%), 10 a second, 0:02:20 left",
    ]


def test_a_log_of_a_stage_of_unknown_length():
    clock = Clock()
    lines: list[str] = []
    log = LogLines(lines.append, clock)
    log("reading", 1, None)
    clock.now += 40
    log("reading", 4_001, None)
    log("consolidating", 0, None)
    clock.now += 30
    log("consolidating", 0, None)
    assert lines == ["reading 4,001, 100 a second", "consolidating 0"]


def test_what_a_run_took_up_from_another_says_nothing_of_the_rate():
    clock = Clock()
    rate = Rate(clock)
    assert (rate.said(4_096), rate.seconds_left(4_096, 5_000)) == ("", None)
    clock.now += 20
    assert rate.said(4_106) == "0.5 a second"
    assert rate.seconds_left(4_106, 4_206) == 200
