"""Tables in an object store: the same as on a disk, all old or all new at any moment, whatever dies when."""

from __future__ import annotations

import csv
import itertools
import re
import subprocess
import sys

import pandas as pd
import pytest
from tests.object_store import bucket, delete, get, keys, needs_store, put, server
from tests.test_run import article, assert_same, facts, fake_run, write

import unionwire
from unionwire.errors import Fault, UsageError
from unionwire.tables import remote
from unionwire.tables.compact import compact
from unionwire.tables.remote import local_folder
from unionwire.tables.schema import TABLES
from unionwire.tables.store import Store

__all__ = ["bucket", "server"]
pytestmark = [needs_store, pytest.mark.slow]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Take another machine, one without a copy of anything."""
    count = itertools.count()

    def take():
        monkeypatch.setenv("UNIONWIRE_WORK", str(tmp_path / f"machine{next(count)}"))

    take()
    return take


def dump(tmp_path, first, last):
    return write(tmp_path / f"{first}-{last}.jsonl", [*(article(n) for n in range(first, last)), "none"])


def folders(out):
    """The tables as whoever has no unionwire reads them."""
    return {name: pd.read_parquet(f"{out}/{name}") for name in TABLES}


def plain(frame):
    """A loaded table as whoever reads its files has it: no categories."""
    listed = frame.select_dtypes("category")
    return frame.assign(**{name: listed[name].astype(listed[name].cat.categories.dtype) for name in listed})


def assert_folders_follow(out):
    tables = {name: plain(table) for name, table in unionwire.load(out).items()}
    for name, table in folders(out).items():
        order = list(TABLES[name].order)
        pd.testing.assert_frame_equal(
            table.sort_values(order, ignore_index=True)[order],
            tables[name].sort_values(order, ignore_index=True)[order],
            check_dtype=False,
            obj=name,
        )


def test_runs_into_an_address_make_the_tables_of_runs_into_a_folder(tmp_path, bucket, machine):
    out = f"s3://{bucket}/news/out"
    assert fake_run(dump(tmp_path, 0, 10), out).n_articles == 10
    assert_folders_follow(out)
    assert fake_run(dump(tmp_path, 5, 15), out).n_articles == 5
    machine()
    again = fake_run(dump(tmp_path, 10, 20), out)
    assert (again.n_articles, again.n_present, again.n_rejected) == (5, 5, 1)
    for first in (0, 5, 10):
        fake_run(dump(tmp_path, first, first + 10), tmp_path / "here")
    assert_same(facts(out), facts(tmp_path / "here"))
    assert list(unionwire.load(out)["batches"]["n_articles"]) == [10, 5, 5]
    assert_folders_follow(out)
    # of what is not in force only what was before it stays
    held = {key for key in keys(bucket) if "/_objects/" in key and not key.endswith("/")}
    before = len(held)
    fake_run(dump(tmp_path, 10, 20), out)
    assert len({key for key in keys(bucket) if "/_objects/" in key and not key.endswith("/")}) <= before + len(TABLES)


def test_compaction_at_an_address(tmp_path, bucket, machine, monkeypatch):
    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 4)
    out = f"s3://{bucket}/out"
    fake_run(dump(tmp_path, 0, 12), out)
    before = facts(out)
    done = compact(out)
    assert (done["articles"].before, done["articles"].after) == (3, 1)
    assert_same(facts(out), before)
    assert_folders_follow(out)
    assert len([key for key in keys(bucket) if key.startswith("out/articles/part-")]) == 1
    with pytest.raises(UsageError, match="no tables in"):
        compact(f"s3://{bucket}/other")


def test_facts_at_an_address_are_reviewed_shown_and_explained(tmp_path, bucket, machine):
    out, here = f"s3://{bucket}/reviewed", tmp_path / "here"
    for target in (out, here):
        fake_run(dump(tmp_path, 0, 6), target)
    call(tmp_path, "review", out, "--export", "check.csv", "--table", "endorsements")
    with (tmp_path / "check.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    rows[0]["verdict"], rows[1]["verdict"] = "wrong", "right"
    with (tmp_path / "checked.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    machine()
    for target in (out, str(here)):
        told = call(tmp_path, "review", target, "--import", "checked.csv", "--reviewer", "ada")
        assert told.splitlines()[0] == "taken in   1 right, 1 wrong"
    at_address, in_folder = (
        {name: table.drop(columns="reviewed_at", errors="ignore") for name, table in facts(target).items()}
        for target in (out, here)
    )
    assert_same(at_address, in_folder)
    assert len(at_address["endorsements"]) == 5
    assert sorted(folders(out)["endorsements"]["article_id"]) == list(at_address["endorsements"]["article_id"])
    # and on the next run, from yet another machine
    machine()
    fake_run(dump(tmp_path, 3, 9), out)
    assert unionwire.load(out)["endorsements"]["review"].value_counts().to_dict() == {
        "right": 1,
        "changed": 0,
        "added": 0,
    }
    assert re.search(r"^ada +1 +1 +0 +0$", call(tmp_path, "review", out), re.MULTILINE)
    assert call(tmp_path, "review", out, "--gold", "gold.jsonl") == "labels of 2 articles in gold.jsonl\n"

    assert "Ada Quill" in call(tmp_path, "show", out)
    assert re.search(r"endorsements +0 +0 +0 +8$", call(tmp_path, "compare", out, out), re.MULTILINE)
    assert "mean F1" in call(tmp_path, "evaluate", "--gold", "gold.jsonl", "--tables", out)
    assert call(tmp_path, "report", out, "--out", "page.html").startswith("page.html (")
    assert "no article nobody in s3://" in call(tmp_path, "explain", out, "--id", "nobody", code=2)


def call(folder, *words, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "unionwire", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


class Dead(BaseException):
    """The machine stops."""


STEPS = ("upload", "replace", "copy", "delete", "write")


def test_a_death_at_any_step_leaves_the_old_or_the_new_tables(tmp_path, bucket, machine, monkeypatch):
    fake_run(dump(tmp_path, 0, 6), tmp_path / "old")
    old = facts(tmp_path / "old")
    fake_run(dump(tmp_path, 3, 9), tmp_path / "old")
    new = facts(tmp_path / "old")
    n_steps, seen = 0, []
    for dies_at in itertools.count(1, 5):  # every fifth step, in the middle of it and right after it in turn
        out = f"s3://{bucket}/{dies_at}"
        fake_run(dump(tmp_path, 0, 6), out)
        n_steps = 0

        def step(name, dies_at=dies_at):
            real = getattr(Store, name)

            def stepped(store, *arguments):
                nonlocal n_steps
                n_steps += 1
                if n_steps == dies_at and dies_at % 2:
                    if name == "upload":
                        source, target = arguments
                        with store.system.open_output_stream(store.path(target)) as out:
                            out.write(source.read_bytes()[:100])
                    raise Dead
                result = real(store, *arguments)
                if n_steps == dies_at:
                    raise Dead
                return result

            return stepped

        with monkeypatch.context() as broken:
            for name in STEPS:
                broken.setattr(Store, name, step(name))
            try:
                fake_run(dump(tmp_path, 3, 9), out)
            except Dead:
                pass
            else:
                break
        found = facts(out)
        seen.append(len(found["articles"]))
        assert_same(found, old if seen[-1] == 6 else new)
        if dies_at % 3 == 0:
            machine()
        fake_run(dump(tmp_path, 3, 9), out)
        assert_same(facts(out), new)
        assert_folders_follow(out)
    assert dies_at > n_steps > 20
    assert set(seen) == {6, 9}


@pytest.mark.parametrize("with_conditions", [True, False])
def test_of_two_runs_at_once_the_second_to_end_is_told(tmp_path, bucket, machine, monkeypatch, with_conditions):
    if not with_conditions:
        monkeypatch.setitem(sys.modules, "boto3", None)
    out = f"s3://{bucket}/{with_conditions}"
    fake_run(dump(tmp_path, 0, 3), out)

    def overtaken():
        with local_folder(out) as mine:
            fake_run(dump(tmp_path, 0, 6), mine)
            machine()
            fake_run(dump(tmp_path, 3, 8), out)

    with pytest.raises(Fault, match=f"another run has put tables in force at {out} in the meantime"):
        overtaken()
    assert len(unionwire.load(out)["articles"]) == 8


def test_on_one_machine_the_second_run_is_refused(tmp_path, bucket, machine):
    out = f"s3://{bucket}/out"
    with local_folder(out), pytest.raises(UsageError, match=f"another run on this machine is writing into {out}"):
        fake_run(dump(tmp_path, 0, 3), out)


def test_a_reader_whose_objects_went_reads_the_newer_state(tmp_path, bucket, machine, monkeypatch):
    out = f"s3://{bucket}/out"
    fake_run(dump(tmp_path, 0, 3), out)
    stale = Store(out).pointer("_current.json")
    for last in (5, 7):
        fake_run(dump(tmp_path, 0, last), out)
    real, first = Store.pointer, [stale]
    monkeypatch.setattr(Store, "pointer", lambda store, name: first.pop() if first else real(store, name))
    assert len(unionwire.load(out)["articles"]) == 7
    monkeypatch.undo()
    [some] = remote.Manifest.of(Store(out).pointer("_current.json")).tables().keys() & {"unions/part-all.parquet"}
    delete(bucket, f"out/_objects/{remote.Manifest.of(Store(out).pointer('_current.json')).files[some]}")
    with pytest.raises(Fault, match="an object of the tables is missing"):
        unionwire.load(out)


def test_damage_is_seen_when_a_machine_takes_the_tables_over(tmp_path, bucket, machine):
    out = f"s3://{bucket}/out"
    fake_run(dump(tmp_path, 0, 3), out)
    key = next(key for key in keys(bucket) if key.startswith("out/_objects/") and not key.endswith("/"))
    put(bucket, key, get(bucket, key)[:-1])
    machine()
    with pytest.raises(Fault, match="is damaged: its bytes have another hash"):
        fake_run(dump(tmp_path, 3, 5), out)


def test_wrong_addresses_are_usage_errors(tmp_path, bucket, machine):
    with pytest.raises(
        UsageError, match="can't write into s3://no-such-bucket-here/out: there is no no-such-bucket-here"
    ):
        fake_run(dump(tmp_path, 0, 3), "s3://no-such-bucket-here/out")
    with pytest.raises(UsageError, match="no tables in s3://"):
        unionwire.load(f"s3://{bucket}/nothing")
    with pytest.raises(UsageError, match="do not belong into an address"):
        unionwire.load("s3://name:word@bucket/out")


def test_the_command_takes_addresses(tmp_path, root, bucket, machine, cli):
    put(bucket, "in/letters.csv", (root / "data" / "sample" / "letters.csv").read_bytes())
    done = cli("run", f"s3://{bucket}/in", "--out", f"s3://{bucket}/out")
    assert done.returncode == 0, done.stderr
    assert f"tables in  s3://{bucket}/out" in done.stdout.splitlines()
    assert cli("compact", f"s3://{bucket}/out").returncode == 0
    assert len(unionwire.load(f"s3://{bucket}/out")["articles"]) == 4
