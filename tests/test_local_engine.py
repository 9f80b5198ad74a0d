"""Worker processes: order, articles that kill or hang one, and what is said of them."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.fakes import FakeExtractor, FakeFailure

import unionwire
from unionwire.batch import run
from unionwire.engines.local import extract_pieces
from unionwire.errors import Fault
from unionwire.records import Article, Extraction


class OddExtractor(FakeExtractor):
    """Dies, hangs or breaks down on the articles that say so."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        for article in articles:
            if "KILLS" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "HANGS" in article.text:
                time.sleep(600)
            if "RAISES" in article.text:
                raise Fault("the extractor is broken")
        return super().extract_batch(articles)


def pieces(*texts: str) -> list[list[Article]]:
    return [
        [Article(f"{n}-{m}", text) for m, text in enumerate(["One.", "Two.", text])] for n, text in enumerate(texts)
    ]


def test_deaths_and_hangs_cost_their_article_only():
    given = pieces("Fine.", "KILLS", "Fine.", "HANGS", "Fine.")
    results = list(extract_pieces(given, "b", 2, OddExtractor, limit_seconds=0.5))
    assert [result.failures for result in results] == [
        [],
        [("1-2", "worker_died", "its worker process died (out of memory?)")],
        [],
        [("3-2", "time_limit", "no result within --limit-seconds 0.5")],
        [],
    ]
    found = [result.tables["articles"]["article_id"].to_pylist() for result in results]
    assert found == [
        ["0-0", "0-1", "0-2"],
        ["1-0", "1-1"],
        ["2-0", "2-1", "2-2"],
        ["3-0", "3-1"],
        ["4-0", "4-1", "4-2"],
    ]


def test_what_an_extractor_raises_comes_through():
    with pytest.raises(Fault, match="the extractor is broken"):
        list(extract_pieces(pieces("RAISES"), "b", 1, OddExtractor))


def test_rejects_say_what_an_article_did_to_its_worker(tmp_path: Path):
    dump = tmp_path / "dump.jsonl"
    texts = ["Weavers Local 1 endorsed Ada Quill.", "KILLS", "Quiet."]
    dump.write_text("".join(json.dumps({"id": f"n{n}", "text": text}) + "\n" for n, text in enumerate(texts)))
    report = run([dump], tmp_path / "out", make_extractor=OddExtractor)
    assert (report.n_articles, report.n_rejected) == (2, 1)
    tables = unionwire.load(tmp_path / "out")
    assert tables["rejects"][["record", "code", "reason", "excerpt"]].to_numpy().tolist() == [
        [2, "worker_died", "extraction failed: its worker process died (out of memory?)", "KILLS"]
    ]
    assert list(tables["endorsements"]["article_id"]) == ["n0"]


def test_a_machine_that_kills_every_worker_is_a_fault(monkeypatch):
    monkeypatch.setattr("unionwire.engines.local._DEATHS_IN_A_ROW", 2)
    with pytest.raises(Fault, match=r"died again and again \(killed by SIGKILL\)"):
        list(extract_pieces([[Article("a", "KILLS"), Article("b", "KILLS")]], "b", 1, OddExtractor))
