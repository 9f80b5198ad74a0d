"""Compaction: fewer parts, the same rows in the same order, all tables at once."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from tests.test_run import article, assert_same, facts, fake_run, write

import unionwire
from unionwire.errors import UsageError
from unionwire.tables.compact import compact
from unionwire.tables.schema import TABLES


def parts(out):
    return {name: sorted(part.name for part in (out / name).iterdir()) for name in TABLES}


@pytest.fixture
def many_parts(tmp_path, monkeypatch):
    """Tables of 24 articles in parts of 4, from two runs, with rejects and a copy."""
    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 4)
    fake_run(write(tmp_path / "a.jsonl", [*(article(n) for n in range(12)), "none"]), tmp_path / "out")
    fake_run(write(tmp_path / "b.jsonl", [*(article(n) for n in range(12, 24)), "none"]), tmp_path / "out")
    return tmp_path / "out"


def test_the_rows_stay_and_the_parts_become_few(many_parts):
    before, order = facts(many_parts), pd.read_parquet(many_parts / "articles")["article_id"].tolist()
    batches = unionwire.load(many_parts)["batches"]
    done = compact(many_parts)
    assert (done["articles"].before, done["articles"].after) == (6, 1)
    assert {name: len(held) for name, held in parts(many_parts).items()} == dict.fromkeys(TABLES, 1)
    assert_same(facts(many_parts), before)
    pd.testing.assert_frame_equal(unionwire.load(many_parts)["batches"], batches)
    assert pd.read_parquet(many_parts / "articles")["article_id"].tolist() == order


def test_parts_stay_below_the_size_and_large_ones_as_they_are(many_parts, tmp_path):
    sizes = sorted(part.stat().st_size for part in (many_parts / "articles").iterdir())
    before, held = facts(many_parts), parts(many_parts)
    assert compact(many_parts, part_bytes=sizes[0] - 1)["articles"].after == 6
    assert parts(many_parts)["articles"] == held["articles"]
    most = 2 * sizes[-1]
    assert compact(many_parts, part_bytes=most)["articles"].after == 3
    merged = parts(many_parts)["articles"]
    assert max((many_parts / "articles" / part).stat().st_size for part in merged) <= most
    assert_same(facts(many_parts), before)
    # now they are more than half of what is allowed
    fake_run(write(tmp_path / "c.jsonl", [article(30)]), many_parts)
    compact(many_parts, part_bytes=most)
    assert set(merged) <= set(parts(many_parts)["articles"])


def test_the_same_parts_give_the_same_ones(many_parts, tmp_path):
    shutil.copytree(many_parts, tmp_path / "twin", symlinks=True)
    for out in (many_parts, tmp_path / "twin"):
        compact(out)
    for part in many_parts.glob("*/*.parquet"):
        assert part.read_bytes() == (tmp_path / "twin" / part.relative_to(many_parts)).read_bytes()


def test_a_second_call_changes_nothing(many_parts):
    compact(many_parts)
    held, snapshot = parts(many_parts), (many_parts / ".current").resolve()
    assert {done.before for done in compact(many_parts).values()} == {1}
    assert (parts(many_parts), (many_parts / ".current").resolve()) == (held, snapshot)


def test_runs_go_on_after_it(many_parts, tmp_path):
    compact(many_parts)
    again = fake_run(tmp_path / "a.jsonl", many_parts)
    assert (again.n_articles, again.n_present, again.n_rejected) == (0, 12, 0)
    more = [article(n) for n in range(20, 30)]
    assert fake_run(write(tmp_path / "c.jsonl", more), many_parts).n_articles == 6
    for name in ("a", "b", "c"):
        fake_run(tmp_path / f"{name}.jsonl", tmp_path / "plain")
    assert_same(facts(many_parts), facts(tmp_path / "plain"))


def test_copies_of_texts_from_before_are_found_without_reading_them_again(tmp_path, monkeypatch):
    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 2)
    body = " ".join(f"Paragraph {n} of a long report on the contract talks at the harbour." for n in range(40))
    wires = [{"id": f"w{n}", "text": f"Weavers Local {n} endorsed Ada Quill. {body * (n + 1)}"} for n in range(6)]
    copies = [wire | {"id": f"z{wire['id']}", "text": wire["text"] + " By our staff."} for wire in wires]
    older, newer = write(tmp_path / "a.jsonl", wires), write(tmp_path / "b.jsonl", copies)
    fake_run(older, tmp_path / "out")
    assert compact(tmp_path / "out")["articles"].after == 1
    monkeypatch.setattr("unionwire.batch.rebuild", lambda *_: pytest.fail("the state was lost"))
    fake_run(newer, tmp_path / "out")
    compact(tmp_path / "out")
    fake_run(write(tmp_path / "c.jsonl", [article(1)]), tmp_path / "out")
    for dump in (older, newer, tmp_path / "c.jsonl"):
        fake_run(dump, tmp_path / "plain")
    assert facts(tmp_path / "plain")["articles"]["duplicate_of"].notna().sum() > 5
    assert_same(facts(tmp_path / "out"), facts(tmp_path / "plain"))


def test_one_that_dies_leaves_the_tables_and_the_next_does_it_all(many_parts, monkeypatch):
    before, held = facts(many_parts), parts(many_parts)
    with monkeypatch.context() as broken:
        broken.setattr("unionwire.tables.write.Output.commit", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            compact(many_parts)
    assert parts(many_parts) == held
    assert compact(many_parts)["mentions"].after == 1
    assert_same(facts(many_parts), before)


def test_a_folder_without_tables_is_left_alone(tmp_path):
    with pytest.raises(UsageError, match="no tables in"):
        compact(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_tells_the_parts(many_parts, cli):
    done = cli("compact", many_parts)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].split() == ["articles", "6", "->", "1"]
    assert cli("compact", many_parts / "none").returncode == 2
