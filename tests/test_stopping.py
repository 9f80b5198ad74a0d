"""Ctrl-C, SIGTERM and SIGKILL in the middle of a run, and two runs into one folder."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.fakes import FakeExtractor
from tests.test_crashes import article, same, tables, write

from unionwire.batch import run
from unionwire.errors import Interrupted, UsageError
from unionwire.tables.write import Output

# a run in a process of its own that takes its time, and is far from its end when a busy machine gets to the signal:
# 8 articles a piece, 40 ms an article
SLOW_RUN = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background of a shell ignores Ctrl-C, and so would this
from unionwire import batch, cli
from unionwire.engines import pieces
from unionwire.provenance import Provenance
from tests.fakes import FakeExtractor
import tests.test_stopping as here
pieces._ARTICLES, batch._SHARD_ARTICLES = 8, 40
batch.provenance = lambda: Provenance("1", "model", "seeds")
batch.run.__kwdefaults__["make_extractor"] = here.SlowExtractor
sys.argv = ["unionwire", "run", *sys.argv[1:]]
cli.app()
"""


class SlowExtractor(FakeExtractor):
    """Takes 40 ms an article."""

    def extract_batch(self, articles):
        time.sleep(0.04 * len(articles))
        return super().extract_batch(articles)


def started(root: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(root), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", SLOW_RUN, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_shards(out: Path, count: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if len(list(out.glob(".staging/*/.shards/*.json"))) >= count:
            return
        time.sleep(0.02)
    raise AssertionError("the run staged nothing")


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"


@pytest.fixture
def quiet(tmp_path, monkeypatch):
    """A dump of 400 articles, and its tables from one undisturbed run."""
    from unionwire import batch
    from unionwire.provenance import Provenance

    monkeypatch.setattr(batch, "provenance", lambda: Provenance("1", "model", "seeds"))
    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(400)])
    run([dump], tmp_path / "quiet", make_extractor=FakeExtractor, workers=0)
    return dump, tables(tmp_path / "quiet")


def without_batches(found):
    assert found is not None
    return {name: frame.drop(columns="batch_id", errors="ignore") for name, frame in found.items() if name != "batches"}


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_told_to_stop_keeps_what_is_done_and_goes_on_later(tmp_path, root, quiet, number, code):
    dump, expected = quiet
    out = tmp_path / "out"
    process = started(root, dump, "--out", out, "--workers", "2")
    wait_for_shards(out, 2)
    workers = children(process.pid)
    assert len(workers) == 2
    process.send_signal(number)
    began = time.monotonic()
    said = process.communicate(timeout=60)[1]
    took = time.monotonic() - began
    assert process.returncode == code
    assert len(said.splitlines()) == 1
    kept = tables(out)
    assert kept is not None
    n_kept = len(kept["articles"])
    assert 80 <= n_kept < 400
    assert said == (
        f"unionwire: stopped; {n_kept} articles are in the tables, {400 - n_kept} are left: run the same again to go on\n"
    )
    assert took < 20  # 2 seconds on a machine that does nothing else
    assert all(gone(pid) for pid in workers)
    run([dump], out, make_extractor=FakeExtractor, workers=0)
    assert same(without_batches(tables(out)), without_batches(expected))


def test_ctrl_c_in_this_process_keeps_whole_pieces_and_before_them_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("unionwire.engines.pieces._ARTICLES", 4)

    class Interrupting(FakeExtractor):
        def extract_batch(self, articles):
            if any(each.article_id == stop for each in articles):
                raise KeyboardInterrupt
            return super().extract_batch(articles)

    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(12)])
    stop = "n2"
    with pytest.raises(Interrupted, match="the tables are as before"):
        run([dump], tmp_path / "out", make_extractor=Interrupting, workers=0)
    assert tables(tmp_path / "out") is None
    stop = "n9"
    with pytest.raises(Interrupted, match="8 articles are in the tables, 4 are left"):
        run([dump], tmp_path / "out", make_extractor=Interrupting, workers=0)
    found = tables(tmp_path / "out")
    assert found is not None
    assert sorted(found["articles"]["article_id"]) == sorted(f"n{n}" for n in range(8))
    assert run([dump], tmp_path / "out", make_extractor=FakeExtractor, workers=0).n_articles == 4


@pytest.mark.slow
def test_a_killed_run_started_again_gives_the_same_tables(tmp_path, root, quiet):
    dump, expected = quiet
    rng = random.Random(3)
    out = tmp_path / "out"
    for _ in range(4):
        process = started(root, dump, "--out", out, "--workers", "1")
        wait_for_shards(out, 1)
        workers = children(process.pid)
        time.sleep(rng.random() * 2)
        process.kill()
        process.communicate()
        until = time.monotonic() + 20
        while not all(gone(pid) for pid in workers) and time.monotonic() < until:
            time.sleep(0.05)
        assert all(gone(pid) for pid in workers)
        between = tables(out)
        if between is not None:
            break
        assert not (out / "articles").exists()
    if tables(out) is None:
        run([dump], out, make_extractor=FakeExtractor, workers=0)
    assert same(tables(out), expected)


def test_the_second_of_two_runs_says_who_holds_the_folder_or_waits(tmp_path, monkeypatch):
    out = tmp_path / "out"
    told: list[str] = []
    with Output(out):
        note = json.loads((out / ".lock").read_text())
        holder = f"process {os.getpid()} on {note['host']}, since {note['since']}"
        with pytest.raises(UsageError) as raised, Output(out):
            pass
        assert str(raised.value) == (f"another run is writing into {out}: {holder}; --wait SECONDS waits for it")
        with pytest.raises(UsageError, match="another run is writing"), Output(out, wait=0.2, tell=told.append):
            pass
        assert told == [f"waiting for another run that is writing into {out}: {holder}"]
    assert (out / ".lock").read_text() == ""
    with Output(out):
        pass


def test_a_note_of_a_dead_process_does_not_hold_and_does_not_mislead(tmp_path):
    out = tmp_path / "out"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with Output(out):
        note = json.loads((out / ".lock").read_text())
        (out / ".lock").write_text(json.dumps(note | {"pid": dead.pid}))
        with (
            pytest.raises(UsageError, match=f"not process {dead.pid}, which the note in the lock file names"),
            Output(out),
        ):
            pass
        (out / ".lock").write_text(json.dumps(note | {"pid": dead.pid}))
    (out / ".lock").write_text(json.dumps(note | {"pid": dead.pid}))
    with Output(out):  # what a killed run left
        assert json.loads((out / ".lock").read_text())["pid"] == os.getpid()


def test_a_file_system_without_locks_is_told(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with (
        pytest.raises(UsageError, match=r"can't lock .*No locks available.*write into a local folder"),
        Output(tmp_path),
    ):
        pass
