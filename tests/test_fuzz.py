"""What fuzzing found stays mended, and a short run of it finds nothing new; `make fuzz` is the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fuzz import readers

from unionwire.read import FORMATS
from unionwire.records import Article

RUNS = 800
FOUND = sorted(readers.FINDINGS.iterdir())


@pytest.mark.parametrize("finding", FOUND, ids=lambda path: path.name)
def test_what_was_found_stays_mended(finding: Path) -> None:
    readers.check(finding.read_bytes())


def test_a_reader_that_breaks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    page = bytes([readers.SUFFIXES.index(".txt"), 0]) + "A café reopened.".encode()
    readers.check(page)
    monkeypatch.setitem(FORMATS, ".txt", lambda *_: iter([(1, Article("a", "half a pair: \ud800"))]))
    with pytest.raises(UnicodeEncodeError):
        readers.check(page)
    monkeypatch.setitem(FORMATS, ".txt", lambda *_: iter([(1, Article("a", "one")), (1, Article("b", "two"))]))
    with pytest.raises(AssertionError):
        readers.check(page)


def test_seeds_are_documents_of_every_format(tmp_path: Path) -> None:
    count = readers.write_seeds(tmp_path)
    seeds = sorted(tmp_path.iterdir())
    assert len(seeds) == count
    heads = {readers.SUFFIXES[seed.read_bytes()[0]] for seed in seeds}
    assert heads >= {".txt", ".jsonl", ".json", ".csv", ".parquet", ".md", ".warc"}
    assert heads & {".html", ".htm", ".php"}
    for seed in seeds:
        assert any(isinstance(item, Article) for _, item in readers.records(seed.read_bytes())), seed.name


def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel for this system or this Python")
    command = [
        sys.executable,
        readers.__file__,
        f"-runs={RUNS}",
        "-seed=1",
        f"-artifact_prefix={tmp_path}/",
        str(tmp_path / "corpus"),
    ]
    paths = os.pathsep.join([str(readers.HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    finished = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}
    )
    said = finished.stdout + finished.stderr
    assert finished.returncode == 0, said[-3_000:]
    assert f"Done {RUNS} runs" in said
    assert "Is the code instrumented" not in said
