"""A run that is killed, or whose disk fails, at any of its calls of the file system: readers see the tables as they were
or as they became, all together, and a plain run afterwards gives what an undisturbed one gives."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.fakes import FakeExtractor
from tests.faults import Faults, Killed, injected

from unionwire import batch
from unionwire.errors import Fault, UsageError
from unionwire.provenance import Provenance
from unionwire.run_report import RunReport
from unionwire.tables.load import load_arrow

ABOUT_TIME = ["started", "finished", "seconds_reading", "seconds_extracting", "seconds_consolidating"]
STORY = " ".join(f"Paragraph {n} of a long report on the contract talks at the harbour." for n in range(20))


def article(number: int, **more: object) -> dict[str, object]:
    text = f"Item {number}. Weavers Local {number % 3} endorsed Ada Quill."
    return {"id": f"n{number}", "text": text, "date": f"2019-03-{number % 28 + 1:02}", **more}


def write(path: Path, records: list[object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def run(dump: Path, out: Path) -> RunReport:
    return batch.run([dump], out, make_extractor=FakeExtractor, workers=0)


def tables(out: Path) -> dict[str, pd.DataFrame] | None:
    """Every row of every table but for the times; None where there are no tables."""
    try:
        loaded = {name: table.to_pandas() for name, table in load_arrow(out).items()}
    except UsageError:
        return None
    loaded["batches"] = loaded["batches"].drop(columns=ABOUT_TIME)
    return loaded


def same(one: dict[str, pd.DataFrame] | None, other: dict[str, pd.DataFrame] | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(table.equals(other[name]) for name, table in one.items())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small shards, and nothing worked out that no file depends on."""
    monkeypatch.setattr(batch, "_SHARD_ARTICLES", 6)
    monkeypatch.setattr(batch, "provenance", lambda: Provenance("1", "model", "seeds"))
    monkeypatch.setattr("unionwire.consolidate.advance.positions", lambda *_: [])


@pytest.fixture
def dumps(tmp_path: Path) -> tuple[Path, Path]:
    """Two dumps: the second overlaps with the first, and brings an earlier original of a story that the first has."""
    late = {"id": "b-late", "text": f"Weavers Local 1 endorsed Ada Quill. {STORY} Staff.", "date": "2019-04-02"}
    early = {"id": "a-early", "text": f"Weavers Local 1 endorsed Ada Quill. {STORY}", "date": "2019-04-01"}
    first = write(tmp_path / "first.jsonl", [*(article(n) for n in range(4)), late, "no object"])
    more = [*(article(n) for n in range(2, 11)), early, {"id": "f", "text": "It FAILS."}, {"id": "g"}]
    return first, write(tmp_path / "second.jsonl", more)


Start = Callable[[Path], None]


def sweep(tmp_path: Path, dump: Path, start: Start, mode: str, step: int = 1) -> int:
    """Run once for each call with a fault at it, and plainly after it. Returns the number of calls."""
    start(tmp_path / "quiet")
    before = tables(tmp_path / "quiet")
    counted = Faults()
    with injected(counted):
        run(dump, tmp_path / "quiet")
    after = tables(tmp_path / "quiet")
    assert not same(before, after)
    seen = set()
    for call in (counted.writes if mode == "tear" else range(counted.n_calls))[::step]:
        out = tmp_path / "out"
        start(out)
        faults = Faults(call, mode)
        raised: BaseException | None = None
        with injected(faults):
            try:
                run(dump, out)
            except (Killed, Fault, UsageError) as error:
                raised = error
        if mode == "fail" and raised is not None:
            # a folder that can't be made at all is the caller's to put right
            assert type(raised) is (UsageError if call == 0 else Fault), call
            assert "\n" not in str(raised)
        between = tables(out)
        committed = same(between, after)
        # some failures are none: a folder that is there already, a second name where a copy serves as well
        assert raised is not None or (mode == "fail" and committed)
        assert committed or same(between, before), f"{mode} at call {call}: neither the old tables nor the new"
        seen.add(committed)
        if not committed:
            with injected(Faults()):  # which is quicker, for nothing waits for the disk
                run(dump, out)
            assert same(tables(out), after), f"{mode} at call {call}: not the tables of an undisturbed run"
        left = list(out.rglob("*.new"))
        assert committed or not left, f"{mode} at call {call} leaves {left}"
        shutil.rmtree(out)
    assert False in seen
    return counted.n_calls


def linked_copy(source: Path) -> Start:
    def start(out: Path) -> None:
        shutil.copytree(source, out, symlinks=True, copy_function=os.link)

    return start


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("mode", "step"), [("stop", 1), ("fail", 3), ("tear", 1)])
def test_faults_at_every_call_of_a_run_into_tables(tmp_path, dumps, mode, step):
    run(dumps[0], tmp_path / "base")
    n_calls = sweep(tmp_path, dumps[1], linked_copy(tmp_path / "base"), mode, step)
    assert n_calls > 150


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("mode", ["stop", "fail"])
def test_faults_at_every_call_of_a_first_run(tmp_path, dumps, mode):
    sweep(tmp_path, dumps[0], lambda _: None, mode, step=5)


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_stops_while_a_copy_with_its_links_followed_is_taken_over(tmp_path, dumps):
    run(dumps[0], tmp_path / "base")

    def start(out: Path) -> None:
        shutil.copytree(tmp_path / "base", out)

    sweep(tmp_path, dumps[1], start, "stop", step=7)
