"""Runs that go on from each other: the same tables as one run over everything, whatever the order and the cut."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from unionwire.consolidate import consolidate
from unionwire.consolidate.advance import advance
from unionwire.consolidate.copies import signatures
from unionwire.consolidate.state import head_of, rebuild
from unionwire.tables import keys
from unionwire.tables.dims import dimension
from unionwire.tables.load import load_arrow
from unionwire.tables.rows import FACT_TABLES, ordered, table_of
from unionwire.tables.schema import schema
from unionwire.tables.write import STATE, Output, current_snapshot

MADE_WITH = ("1", "model", "seeds")
UNIONS = ["weavers", *(f"weavers-local-{n}" for n in range(6)), "bakers", "bakers-local-1"]
CANDIDATES = ["ada-quill", "rosa-vance", "tom-hale", None]


def random_article(rng: random.Random, number: int, texts: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of an article by table: now and then a copy of an earlier one, cut at the end."""
    article_id = f"n{number:03}"
    if texts and rng.random() < 0.4:
        text = rng.choice(texts)
        if rng.random() < 0.5:
            text += f" Printed by paper {rng.randrange(9)}."
    else:
        text = f"Story {number}. " + " ".join(f"w{rng.randrange(400)}" for _ in range(60))
    texts.append(text)
    relevant = rng.random() < 0.8
    day = dt.datetime(2020, rng.randrange(1, 13), rng.randrange(1, 28)) if rng.random() < 0.8 else None
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FACT_TABLES}
    rows["articles"].append(
        {
            "article_id": article_id,
            "source": rng.choice(["Gazette", "Herald", None]),
            "url": rng.choice(["https://www.paper.example/1", "https://other.example/", None]),
            "published": day,
            "published_from": "none",
            "text": text if relevant else None,
            "n_chars": len(text),
            "text_sha256": f"{number:064x}",
            "relevant": relevant,
            "batch_id": "b",
        }
    )
    if not relevant:
        return rows
    evidence = {"sentence": "s", "start": 0, "end": 1, "rule": "r", "qualifiers": []}
    seen = set()
    for _ in range(rng.randrange(3)):
        union_id, candidate_id = rng.choice(UNIONS), rng.choice(CANDIDATES)
        seen.add(union_id)
        rows["endorsements"].append(
            {
                "article_id": article_id,
                "union_id": union_id,
                "candidate_id": candidate_id,
                "stance": rng.choice(["endorsed", "endorsed", "declined", "withdrawn", "considering"]),
                "cycle": rng.choice([2016, 2020, 2020, None]),
                "office": rng.choice(["president", "senate", None]),
                "confidence": rng.choice([0.5, 0.7, 0.9]),
                **evidence,
            }
        )
        if candidate_id and not any(row["candidate_id"] == candidate_id for row in rows["article_candidates"]):
            rows["article_candidates"].append(
                {
                    "article_id": article_id,
                    "candidate_id": candidate_id,
                    "name": candidate_id.title(),
                    "office": rng.choice(["president", "senate", None]),
                    "state": rng.choice(["OR", "WA", None]),
                    "in_registry": rng.random() < 0.2,
                }
            )
        if rng.random() < 0.5:
            child = rng.choice(UNIONS[1:7])
            rows["relationships"].append(
                {
                    "article_id": article_id,
                    "child_union_id": child,
                    "parent_union_id": "weavers",
                    "relation": "local_of",
                    "alignment": rng.choice(["unstated", "unstated", "breaks", "agrees"]),
                    "cycle": rng.choice([2020, None]),
                    "confidence": 0.8,
                    **evidence,
                }
            )
            seen.add(child)
    rows["article_unions"] = [
        {
            "article_id": article_id,
            "union_id": union_id,
            "name": rng.choice([union_id.title(), union_id.upper()]),
            "level": rng.choice(["local", "national"]),
            "parent_union_id": rng.choice(["weavers", "bakers", None]),
            "in_registry": rng.random() < 0.2,
        }
        for union_id in sorted(seen)
    ]
    return rows


def tables_of(articles: list[dict[str, list[dict[str, Any]]]]) -> dict[str, pa.Table]:
    return {name: table_of(name, [row for rows in articles for row in rows[name]]) for name in FACT_TABLES}


def commit(out: Path, number: int, shards: list[list[dict[str, list[dict[str, Any]]]]], made_with=MADE_WITH) -> None:
    with Output(out) as output:
        stage = output.stage(f"{number:04}-x")
        for shard, articles in enumerate(shards):
            tables = tables_of(articles)
            stage.add_shard(f"{number}-{shard}", tables, signatures(tables["articles"]["text"]))
        stage.link_base()
        advance(stage, made_with)
        output.commit(stage)


def whole(articles: list[dict[str, list[dict[str, Any]]]]) -> dict[str, pa.Table]:
    """What one look at all rows gives."""
    tables = tables_of(articles)
    for name in ("unions", "candidates"):
        tables[name] = dimension(name, tables)
    tables |= consolidate(tables)
    return {name: ordered(name, table.cast(schema(name))) for name, table in tables.items()}


def assert_equal(made: dict[str, pa.Table], expected: dict[str, pa.Table]) -> None:
    for name, table in expected.items():
        assert made[name].to_pandas().equals(table.to_pandas()), name


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_runs_gives_the_tables_of_one(tmp_path, seed):
    rng = random.Random(seed)
    texts: list[str] = []
    articles = [random_article(rng, number, texts) for number in range(70)]
    rng.shuffle(articles)
    done = 0
    number = 0
    while done < len(articles):
        size = rng.choice([1, 3, 12, 25])
        batch = articles[done : done + size]
        half = len(batch) // 2
        number += 1
        commit(tmp_path / "out", number, [batch[:half], batch[half:]] if half else [batch])
        done += size
        if rng.random() < 0.3:
            assert_equal(load_arrow(tmp_path / "out"), whole(articles[:done]))
    assert_equal(load_arrow(tmp_path / "out"), whole(articles))


def random_articles(seed: int, count: int) -> list[dict[str, list[dict[str, Any]]]]:
    rng = random.Random(seed)
    texts: list[str] = []
    return [random_article(rng, number, texts) for number in range(count)]


@pytest.mark.parametrize("how", ["no state", "other parts", "other makers"])
def test_where_there_is_nothing_to_go_on_from_all_is_made_anew(tmp_path, how):
    articles = random_articles(5, 40)
    out = tmp_path / "out"
    commit(out, 1, [articles[:15], articles[15:25]])
    snapshot = current_snapshot(out)
    assert snapshot is not None
    if how == "no state":
        shutil.rmtree(snapshot / STATE)
    elif how == "other parts":
        part = next((snapshot / "articles").iterdir())
        part.rename(part.with_name("part-of-another-name.parquet"))
    if how != "other makers":
        assert head_of(snapshot) is None
        with Output(out):
            rebuild(snapshot, out / ".staging" / STATE)
        assert head_of(snapshot) is not None
    commit(out, 2, [articles[25:]], ("2", "model", "seeds"))
    assert_equal(load_arrow(out), whole(articles))
    head = head_of(current_snapshot(out))
    assert head is not None
    assert head.made_with == ("2", "model", "seeds")


def test_keys_are_found_in_few_files_however_many_runs_wrote_them(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "_SMALLEST", 4_096)
    base = None
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        keys.add_sorted(base, folder, "ids", f"{number:04}", keys.keys_of([f"id{number}-{n}" for n in range(100)]))
        base = folder
    assert len(keys.runs(base, "ids")) <= 8
    asked = keys.keys_of(["id0-0", "id17-3", "id39-4", "id40-0", "other"])
    assert keys.held(base, "ids", asked).tolist() == [True, True, True, False, False]
    assert keys.held(base, "texts", asked).tolist() == [False] * 5
    assert keys.held(None, "ids", np.empty(0, keys.KEY)).tolist() == []
