"""The ray engine: the tables of the local engine, on a real cluster, also where a node or a worker dies in mid-run."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ray_cluster import Cluster
from tests.test_run import article, assert_same, facts, fake_run, write

import unionwire
from unionwire.batch import run
from unionwire.errors import UsageError

with_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: make test-scale")


def test_without_ray_one_line_says_how_to_install_it(tmp_path, monkeypatch):
    dump = write(tmp_path / "dump.jsonl", [article(1)])
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"^--engine ray needs Ray, .*: pip install 'unionwire\[ray\]'$"):
        run([dump], tmp_path / "out", engine="ray")
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.close()


def ray_run(cluster: Cluster, dump: Path, out: Path, extractor: str, limit: int = 300) -> subprocess.Popen[str]:
    environment = os.environ | cluster.environment
    command = [sys.executable, "-m", "tests.ray_cluster", str(dump), str(out), extractor, str(limit)]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(process: subprocess.Popen[str]) -> str:
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


@with_ray
@pytest.mark.slow
def test_the_real_extractor_gives_the_tables_of_the_local_engine(tmp_path, root, cluster, cli, monkeypatch):
    for name, value in cluster.environment.items():
        monkeypatch.setenv(name, value)
    dump = root / "data" / "sample" / "letters.csv"
    done = cli("run", dump, "--out", "ray", "--engine", "ray", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1] == "added      4 articles, 4 of them kept by the screen, 0 copies of others"
    run([dump], tmp_path / "local")
    assert_same(facts(tmp_path / "ray"), facts(tmp_path / "local"))


@with_ray
@pytest.mark.slow
def test_an_article_that_kills_or_hangs_its_workers_costs_itself_only(tmp_path, cluster):
    records = [article(n) for n in range(60)]
    odd = [{"id": "killer", "text": "This KILLS."}, {"id": "sleeper", "text": "This HANGS."}]
    dump = write(tmp_path / "dump.jsonl", [*records, *odd])
    finished(ray_run(cluster, dump, tmp_path / "ray", "KilledExtractor", limit=5))
    fake_run(write(tmp_path / "quiet.jsonl", records), tmp_path / "local")
    tables, quiet = facts(tmp_path / "ray"), facts(tmp_path / "local")
    assert tables.pop("rejects")[["record", "code", "reason", "excerpt"]].to_numpy().tolist() == [
        [61, "worker_died", "extraction failed: its worker process died (out of memory?)", "This KILLS."],
        [62, "time_limit", "extraction failed: no result within --limit-seconds 5", "This HANGS."],
    ]
    quiet.pop("rejects")
    assert_same(tables, quiet)


@with_ray
@pytest.mark.slow
def test_a_worker_that_cannot_start_is_one_fault(tmp_path, cluster):
    process = ray_run(cluster, write(tmp_path / "d.jsonl", [article(1)]), tmp_path / "out", "BrokenExtractor")
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1
    assert said.strip().splitlines()[-1] == "unionwire.errors.Fault: the base model is missing"


# last: the second node does not come back
@with_ray
@pytest.mark.slow
def test_a_node_killed_in_mid_run_costs_and_doubles_no_row(tmp_path, cluster):
    dump = write(tmp_path / "dump.jsonl", [article(n) for n in range(1200)])
    process = ray_run(cluster, dump, tmp_path / "ray", "TellingExtractor")
    deadline = time.monotonic() + 120
    while sum(len(list(node.iterdir())) >= 20 for node in cluster.log.iterdir()) < 2:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the nodes do not share the work"
        time.sleep(0.05)
    n_before = sum(len(list(node.iterdir())) for node in cluster.log.iterdir())
    cluster.nodes[1].kill()
    finished(process)
    n_after = sum(len(list(node.iterdir())) for node in cluster.log.iterdir())
    assert n_before < 240 <= n_after  # of 240 pieces; what the node had in hand is done again
    assert len(unionwire.load(tmp_path / "ray")["articles"]) == 1200
    fake_run(dump, tmp_path / "local")
    assert_same(facts(tmp_path / "ray"), facts(tmp_path / "local"))
