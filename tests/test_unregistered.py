"""The benchmark of unions without a row: what it takes out, and that a run reads the seeds that it is given."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from unionwire.seeds import data_folder, read_jsonl

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("unregistered", CHECKOUT / "benchmarks" / "unregistered.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_folds_take_each_national_out_once(benchmark: ModuleType) -> None:
    rows = read_jsonl("unions.jsonl")
    taken = [union_id for fold in range(10) for union_id in benchmark.held_out(rows, fold, 10)]
    assert sorted(taken) == sorted(row["id"] for row in rows if row["level"] == "national")


def test_bodies_go_with_their_parents_at_any_depth(benchmark: ModuleType) -> None:
    rows = [
        {"id": "x", "level": "national", "parent": None},
        {"id": "x-council", "level": "regional", "parent": "x"},
        {"id": "x-local-1", "level": "local", "parent": "x-council"},
        {"id": "y", "level": "national", "parent": None},
    ]
    assert [row["id"] for row in benchmark.without(rows, {"x"})] == ["y"]


def test_a_process_reads_the_seeds_that_the_environment_names(benchmark: ModuleType, tmp_path: Path) -> None:
    rows = read_jsonl("unions.jsonl")
    benchmark.write_seeds(tmp_path / "seeds", benchmark.without(rows, {"teamsters"}))
    code = (
        "from unionwire.link.unions import registry; print(registry().get('teamsters'), registry().get('uaw') is None)"
    )
    environment = {**os.environ, "UNIONWIRE_SEEDS": str(tmp_path / "seeds")}
    shown = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert shown.stdout.split() == ["None", "False"]


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNIONWIRE_SEEDS", str(tmp_path / "none"))
    data_folder.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match="UNIONWIRE_SEEDS names no folder"):
            data_folder("seeds")
    finally:
        data_folder.cache_clear()


def test_a_removed_union_is_looked_for_by_name(benchmark: ModuleType, tmp_path: Path) -> None:
    text = "The Service Employees International Union met. Drivers of Kiltex met."
    article = {"article_id": "a", "text": text, "date": "2019-05-01"}
    labels = {
        "article_id": "a",
        "unions": [
            {"key": "u1", "ids": ["seiu"], "names": ["Service Employees International Union"], "quote": text[:46]},
            {"key": "u2", "ids": ["teamsters"], "names": ["Drivers of Kiltex"], "quote": text[47:64]},
        ],
        "membership_counts": [],
        "candidates": [],
        "endorsements": [],
        "relationships": [],
    }
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    labelled, missed = benchmark.look(tmp_path / "gold.jsonl", [tmp_path / "articles.jsonl"], {"seiu", "teamsters"})
    assert labelled == 2
    assert [one.union_id for one in missed] == ["teamsters"]
