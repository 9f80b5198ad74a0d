"""Runs: what is added, skipped and rejected; the same tables whatever the order, the workers, or how often."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.fakes import FakeExtractor, FakeFailure, extract

import unionwire
from unionwire.batch import run
from unionwire.errors import Fault, Rejected, UsageError
from unionwire.provenance import Provenance
from unionwire.read import read as read_source
from unionwire.read.select import select
from unionwire.records import Article, Extraction

# Columns that say which run made a row, or when, rather than what it holds.
_ABOUT_THE_RUN = {"batch_id"}


def article(number: int, **more: object) -> dict[str, object]:
    text = f"Item {number}. Weavers Local {number % 5} endorsed Ada Quill."
    return {"id": f"n{number}", "text": text, "date": f"2019-03-{number % 28 + 1:02}", **more}


def write(path: Path, records: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def fake_run(inputs, out, **options):
    options = {"workers": 0} | options
    return run([inputs] if isinstance(inputs, Path) else inputs, out, make_extractor=FakeExtractor, **options)


def facts(out: str | Path) -> dict[str, pd.DataFrame]:
    tables = {name: table for name, table in unionwire.load(out).items() if name != "batches"}
    return {name: table.drop(columns=_ABOUT_THE_RUN & set(table.columns)) for name, table in tables.items()}


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], obj=name)


def test_a_run_adds_articles_facts_and_dimensions(tmp_path):
    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(10)] + [{"id": "x", "text": "Quiet day."}])
    report = fake_run(dump, tmp_path / "out")
    assert (report.n_read, report.n_articles, report.n_relevant, report.n_rejected) == (11, 11, 10, 0)
    assert report.added["endorsements"] == 10
    tables = unionwire.load(tmp_path / "out")
    assert len(tables["articles"]) == 11
    assert list(tables["unions"]["union_id"]) == ["weavers", *(f"weavers-local-{n}" for n in range(5))]
    assert list(tables["unions"]["n_articles"]) == [10, 2, 2, 2, 2, 2]
    assert list(tables["candidates"]["n_articles"]) == [10]
    assert set(tables["positions"]["union_id"]) == {f"weavers-local-{n}" for n in range(5)}
    assert list(tables["positions"]["n_articles"]) == [2] * 5
    assert set(tables["national_local"]["alignment"]) == {"parent_silent"}
    [batch] = tables["batches"].to_dict("records")
    assert batch["batch_id"] == report.batch_id
    assert batch["version"] == unionwire.__version__
    assert batch["model"].startswith("en_core_web_")
    assert list(batch["inputs"]) == [str(dump)]
    assert batch["finished"] >= batch["started"]
    assert (batch["n_articles"], batch["n_relevant"], batch["n_rejects"]) == (11, 10, 0)


def test_running_again_adds_nothing(tmp_path):
    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(10)] + ["no object"])
    fake_run(dump, tmp_path / "out")
    before = facts(tmp_path / "out")
    again = fake_run(dump, tmp_path / "out")
    assert (again.n_articles, again.n_present, again.n_rejected) == (0, 10, 0)
    assert sum(again.added.values()) == 0
    assert_same(facts(tmp_path / "out"), before)
    assert len(unionwire.load(tmp_path / "out")["batches"]) == 2


def test_an_overlapping_dump_adds_only_what_is_new(tmp_path):
    first = write(tmp_path / "first.jsonl", [article(n) for n in range(10)])
    second = write(tmp_path / "second.jsonl", [article(n) for n in range(5, 15)])
    both = write(tmp_path / "both.jsonl", [article(n) for n in range(15)])
    fake_run(first, tmp_path / "steps")
    report = fake_run(second, tmp_path / "steps")
    assert (report.n_articles, report.n_present) == (5, 5)
    fake_run(both, tmp_path / "once")
    assert_same(facts(tmp_path / "steps"), facts(tmp_path / "once"))


def test_the_same_text_under_another_id_is_the_same_article(tmp_path):
    renamed = [article(1) | {"id": "other"}, article(2) | {"id": "another"}]
    dump = write(tmp_path / "dump.jsonl", [article(1), article(2), *renamed])
    report = fake_run(dump, tmp_path / "out")
    assert (report.n_articles, report.n_repeated, report.n_same_id_other_text) == (2, 2, 0)
    # the first by id stays, wherever it stands in the dump
    assert list(unionwire.load(tmp_path / "out")["articles"]["article_id"]) == ["another", "n1"]
    later = fake_run(write(tmp_path / "later.jsonl", [article(1) | {"id": "third"}]), tmp_path / "out")
    assert (later.n_articles, later.n_present) == (0, 1)


def test_one_id_for_two_texts_is_counted(tmp_path):
    dump = write(tmp_path / "dump.jsonl", [article(1), article(2) | {"id": "n1"}])
    report = fake_run(dump, tmp_path / "out")
    assert (report.n_articles, report.n_repeated, report.n_same_id_other_text) == (1, 1, 1)


def test_rejects_say_where_and_why_and_come_once(tmp_path):
    dump = tmp_path / "dump.jsonl"
    dump.write_text(
        '{"id": 1, "text": "FAILS on this"}\n{"id": 2\n\n{"id": 3, "text": ""}\n{"id": 4, "text": "fine"}\n'
    )
    for _ in range(2):
        report = fake_run(dump, tmp_path / "out")
    assert report.n_rejected == 0
    tables = unionwire.load(tmp_path / "out")
    rejects = tables["rejects"][["path", "record", "code", "reason", "excerpt"]]
    assert rejects.to_numpy().tolist() == [
        [str(dump), 1, "extraction_failed", "extraction failed: told to", "FAILS on this"],
        [str(dump), 2, "bad_json", "bad JSON", '{"id": 2'],
        [str(dump), 4, "no_text", "no text", ""],
    ]
    assert list(tables["articles"]["article_id"]) == ["4"]
    assert list(tables["batches"]["n_rejects"]) == [3, 0]


def test_rejects_of_a_time_before_codes_still_load(tmp_path):
    out = tmp_path / "out"
    fake_run(write(tmp_path / "a.jsonl", [{"id": 1}]), out)
    [part] = (out / "rejects").resolve().glob("*.parquet")
    pq.write_table(pq.read_table(part).drop_columns(["code"]), part)
    fake_run(write(tmp_path / "b.jsonl", [{"id": 2}]), out)
    rejects = unionwire.load(out)["rejects"]
    assert list(rejects["code"].astype(object).fillna("")) == ["", "no_text"]
    assert list(rejects["reason"]) == ["no text", "no text"]


def test_a_strict_run_ends_at_the_first_reject_while_reading(tmp_path):
    out = tmp_path / "out"
    fake_run(write(tmp_path / "good.jsonl", [article(1)]), out, strict=True)
    before = facts(out)
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"id": 5, "text": "fine"}\n{"id": 2\n{"id": 3}\n')
    with pytest.raises(Rejected) as raised:
        fake_run(dump, out, strict=True)
    assert str(raised.value) == f"--strict: {dump}, record 2: bad JSON; the tables are as before"
    assert_same(facts(out), before)
    assert fake_run(dump, out).n_rejected == 2


def test_a_strict_run_ends_at_the_first_article_that_fails_and_keeps_what_is_whole(tmp_path):
    failing = {"id": "odd", "text": "FAILS on this"}
    dump = write(
        tmp_path / "dump.jsonl", [*(article(n) for n in range(70)), failing, *(article(n) for n in range(71, 200))]
    )
    with pytest.raises(Rejected, match=r"record 71: extraction failed: told to; 127 articles are in the tables$"):
        fake_run(dump, tmp_path / "out", strict=True)  # the pieces of 64 articles up to the one that it was in
    tables = unionwire.load(tmp_path / "out")
    assert list(tables["rejects"]["code"]) == ["extraction_failed"]
    assert len(tables["endorsements"]) == len(tables["articles"]) == 127
    report = fake_run(dump, tmp_path / "out")
    assert (report.n_articles, report.n_rejected) == (72, 0)
    with pytest.raises(Rejected, match="the tables are as before"):
        fake_run(dump, tmp_path / "out", strict=True, reprocess=True)


def test_shuffled_and_split_input_gives_the_same_tables(tmp_path):
    records = [article(n) for n in range(60)] + [article(n) | {"id": f"copy{n}"} for n in range(0, 60, 7)]
    whole = write(tmp_path / "whole.jsonl", records)
    fake_run(whole, tmp_path / "a")
    random.Random(5).shuffle(records)
    parts = [write(tmp_path / f"part{n}.jsonl", records[n::3]) for n in range(3)]
    fake_run(parts, tmp_path / "b")
    fake_run(parts[::-1], tmp_path / "c")
    assert_same(facts(tmp_path / "a"), facts(tmp_path / "b"))
    assert_same(facts(tmp_path / "a"), facts(tmp_path / "c"))


def test_the_number_of_workers_changes_nothing(tmp_path):
    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(200)] + [{"id": "bad", "text": "FAILS"}])
    fake_run(dump, tmp_path / "one", workers=1)
    fake_run(dump, tmp_path / "two", workers=2)
    assert_same(facts(tmp_path / "one"), facts(tmp_path / "two"))


class Killed(BaseException):
    """Ends a run on the spot, as a kill would."""


class DyingExtractor(FakeExtractor):
    """Ends the run when it meets the text that says so."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        if any("DIES" in each.text for each in articles):
            raise Killed
        return super().extract_batch(articles)


class CountingExtractor(FakeExtractor):
    """Counts what it is given."""

    seen = 0

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        CountingExtractor.seen += len(articles)
        return super().extract_batch(articles)


def test_a_run_that_died_goes_on_after_the_last_whole_shard(tmp_path, monkeypatch):
    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 10)
    dump = write(tmp_path / "dump.jsonl", [*(article(n) for n in range(25)), {"id": "zz", "text": "DIES"}])
    with pytest.raises(Killed):
        run([dump], tmp_path / "out", make_extractor=DyingExtractor, workers=0)
    with pytest.raises(UsageError, match="no tables"):
        unionwire.load(tmp_path / "out")
    CountingExtractor.seen = 0
    run([dump], tmp_path / "out", make_extractor=CountingExtractor, workers=0)
    assert CountingExtractor.seen == 6
    fake_run(dump, tmp_path / "quiet")
    assert_same(facts(tmp_path / "out"), facts(tmp_path / "quiet"))


def dying_worker() -> FakeExtractor:
    import os

    os._exit(9)


def test_a_dead_worker_is_a_fault_and_leaves_the_tables_alone(tmp_path):
    fake_run(write(tmp_path / "a.jsonl", [article(1)]), tmp_path / "out")
    before = facts(tmp_path / "out")
    with pytest.raises(Fault, match="a worker process died"):
        run([write(tmp_path / "b.jsonl", [article(2)])], tmp_path / "out", workers=2, make_extractor=dying_worker)
    assert_same(facts(tmp_path / "out"), before)


def grow(path: Path) -> None:
    with path.open("a") as file:
        file.write(json.dumps(article(99)) + "\n")


def rewrite(path: Path) -> None:
    write(path, [article(n) | {"title": "Corrected"} for n in range(12)])


@pytest.mark.parametrize(
    ("happens", "how", "n_again"),
    [(grow, "changed", 3), (rewrite, "changed", 12), (lambda path: path.unlink(), "vanished", 0)],
)
def test_an_input_that_changes_between_its_two_readings_is_a_fault(tmp_path, monkeypatch, happens, how, n_again):
    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 5)
    fake_run(write(tmp_path / "a.jsonl", [article(50)]), tmp_path / "out")
    before = facts(tmp_path / "out")
    steady = write(tmp_path / "b.jsonl", [article(n) for n in range(20, 30)])
    dump = write(tmp_path / "c.jsonl", [article(n) for n in range(12)])

    def then(*arguments, **options):
        selection = select(*arguments, **options)
        happens(dump)
        return selection

    with monkeypatch.context() as patched:
        patched.setattr("unionwire.batch.select", then)
        with pytest.raises(Fault, match=f"^{dump} {how} while it was read; the tables are as before") as raised:
            fake_run([steady, dump], tmp_path / "out")
    assert "\n" not in str(raised.value)
    assert_same(facts(tmp_path / "out"), before)
    inputs = [steady, dump] if dump.exists() else [steady]
    CountingExtractor.seen = 0
    run(inputs, tmp_path / "out", make_extractor=CountingExtractor, workers=0)
    assert CountingExtractor.seen == n_again  # the shards that were whole still count
    fake_run([tmp_path / "a.jsonl", *inputs], tmp_path / "quiet")
    assert_same(facts(tmp_path / "out"), facts(tmp_path / "quiet"))


def test_near_identical_copies_are_marked_and_marks_follow_later_runs(tmp_path):
    body = " ".join(f"Paragraph {n} of a long report on the contract talks at the harbour." for n in range(40))
    claim = "Weavers Local 3 endorsed Ada Quill."
    wire = {"id": "b-wire", "text": f"{claim} {body}", "date": "2019-03-02", "source": "Wire"}
    copy = {"id": "a-copy", "text": f"{claim} {body} Additional reporting by our staff.", "date": "2019-03-02"}
    fake_run(write(tmp_path / "a.jsonl", [wire]), tmp_path / "steps")
    fake_run(write(tmp_path / "b.jsonl", [copy]), tmp_path / "steps")
    fake_run(write(tmp_path / "both.jsonl", [wire, copy]), tmp_path / "once")
    assert unionwire.load(tmp_path / "once")["articles"]["duplicate_of"].notna().sum() == 1
    [position] = unionwire.load(tmp_path / "once")["positions"].to_dict("records")
    assert (position["n_articles"], position["n_sources"]) == (2, 1)
    assert_same(facts(tmp_path / "steps"), facts(tmp_path / "once"))


def test_progress_is_told(tmp_path):
    told: list[tuple[str, int, int | None]] = []
    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(3)])
    fake_run(dump, tmp_path / "out", progress=lambda *said: told.append(said))
    assert told == [
        ("reading", 1, None),
        ("reading", 2, None),
        ("reading", 3, None),
        ("extracting", 3, 3),
        ("consolidating", 0, None),
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"engine": "spark"}, "engine spark is unknown; use local or ray"),
        ({"workers": -1}, "--workers must not be negative"),
        ({"columns": {"author": "by"}}, "no such field: author"),
    ],
)
def test_wrong_calls_are_usage_errors_and_touch_nothing(tmp_path, options, said):
    dump = write(tmp_path / "dump.jsonl", [article(1)])
    with pytest.raises(UsageError, match=said):
        fake_run(dump, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_offsets_keys_and_enumerations_of_a_real_run(tmp_path, root):
    run([root / "data" / "sample"], tmp_path / "out")
    tables = unionwire.load(tmp_path / "out")
    texts = dict(zip(tables["articles"]["article_id"], tables["articles"]["text"], strict=True))
    for name, quote in [
        ("mentions", "text"),
        ("membership_counts", "sentence"),
        ("endorsements", "sentence"),
        ("relationships", "sentence"),
    ]:
        assert len(tables[name]) > 0, name
        for row in tables[name].itertuples():
            assert texts[row.article_id][row.start : row.end] == getattr(row, quote)
    from unionwire.tables.fields import field_notes
    from unionwire.tables.schema import TABLES

    for name, table in TABLES.items():
        for field in table.columns:
            held = tables[name][field.name].dropna()
            notes = field_notes(field)
            if "values" in notes:
                assert set(held) <= set(notes["values"].split(" | ")), f"{name}.{field.name}"
            if "references" in notes:
                referenced, column = notes["references"].split(".")
                assert set(held) <= set(tables[referenced][column]), f"{name}.{field.name}"
    mentions = tables["mentions"]
    for kind, dimension, key in (("union", "unions", "union_id"), ("candidate", "candidates", "candidate_id")):
        assert set(mentions[mentions["entity_type"] == kind]["entity_id"]) <= set(tables[dimension][key])
    assert mentions["mention_id"].is_unique
    for name in ("membership_counts", "endorsements", "relationships"):
        assert tables[name]["confidence"].between(0, 1).all()


class LaterExtractor(FakeExtractor):
    """What a later version might be: it finds Ada Quill under another name, and no longer fails."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        for each in articles:
            yield extract(dataclasses.replace(each, text=each.text.replace("Potters", "Weavers")))


def test_a_change_of_seeds_is_told_and_reprocessed(tmp_path, monkeypatch):
    out = tmp_path / "out"
    old, new = Provenance("1", "model", "old"), Provenance("1", "model", "new")
    monkeypatch.setattr("unionwire.batch.provenance", lambda: old)
    hidden = [{"id": f"p{n}", "text": f"Potters Local {n} endorsed Ada Quill.", "date": "2019-05-01"} for n in (1, 2)]
    first = write(tmp_path / "a.jsonl", [*(article(n) for n in range(5)), hidden[0], "no object"])
    second = write(tmp_path / "b.jsonl", [hidden[1], {"id": "q", "text": "Quiet day."}])
    told: list[str] = []
    fake_run([first, second], out, tell=told.append)
    assert told == []
    assert len(facts(out)["endorsements"]) == 5

    monkeypatch.setattr("unionwire.batch.provenance", lambda: new)
    third = write(tmp_path / "c.jsonl", [article(7)])
    fake_run(third, out, tell=told.append)
    assert told == [
        (
            "8 articles of the tables were extracted with version 1, model model, seeds old, now it is version 1, "
            "model model, seeds new: they stay as they are, --reprocess extracts them again"
        )
    ]
    report = run([first], out, reprocess=True, workers=0, make_extractor=LaterExtractor, tell=told.append)
    assert (report.n_articles, report.n_reprocessed, report.n_not_reprocessed) == (0, 7, 2)
    tables = unionwire.load(out)
    assert sorted(tables["endorsements"]["article_id"]) == ["n0", "n1", "n2", "n3", "n4", "n7", "p1"]
    assert len(tables["articles"]) == 9
    assert len(tables["rejects"]) == 1
    made_with = tables["articles"].merge(tables["batches"], on="batch_id").set_index("article_id")["seeds"]
    assert made_with.to_dict() == {**dict.fromkeys(made_with.index, "new"), "p2": "old", "q": "old"}
    fake_run(third, out, tell=told.append)
    assert told[1].startswith("2 articles of the tables were extracted with version 1, model model, seeds old")
    again = run([second], out, reprocess=True, workers=0, make_extractor=LaterExtractor)
    assert (again.n_reprocessed, again.n_not_reprocessed) == (9, 0)
    run([first, second, third], tmp_path / "once", workers=0, make_extractor=LaterExtractor)
    assert_same(facts(out), facts(tmp_path / "once"))


def test_reprocessing_needs_no_input_and_keeps_what_fails(tmp_path):
    out = tmp_path / "out"
    fake_run(write(tmp_path / "a.jsonl", [article(n) for n in range(3)]), out)

    class Failing(FakeExtractor):
        def extract_batch(self, articles):
            for each in articles:
                yield FakeFailure(each.article_id, "odd") if each.article_id == "n1" else extract(each)

    report = run([], out, reprocess=True, workers=0, make_extractor=Failing)
    assert (report.n_articles, report.n_reprocessed, report.n_rejected) == (0, 3, 1)
    tables = unionwire.load(out)
    assert tables["articles"]["text"].notna().all()
    assert list(tables["endorsements"]["article_id"]) == ["n0", "n2"]
    assert tables["rejects"][["path", "reason"]].to_numpy().tolist() == [[str(out), "extraction failed: odd"]]
    with pytest.raises(UsageError, match="no input"):
        run([], out)


def test_what_fits_into_memory_is_read_once(tmp_path, monkeypatch):
    dump = write(tmp_path / "a.jsonl", [article(n) for n in range(12)])
    read: list[str] = []

    def counted(source, options):
        read.append(source.shown)
        return read_source(source, options)

    monkeypatch.setattr("unionwire.read.select.read", counted)
    fake_run(dump, tmp_path / "held")
    assert read == [str(dump)]
    monkeypatch.setattr("unionwire.read.select._HELD_CHARS", 100)
    fake_run(dump, tmp_path / "again")
    assert read == [str(dump)] * 3
    assert_same(facts(tmp_path / "held"), facts(tmp_path / "again"))
