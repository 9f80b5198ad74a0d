"""Articles are sorted out by the shard, and the tables are those of extractors that screen for themselves."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from unionwire.batch import run
from unionwire.read.select import Located
from unionwire.records import Article
from unionwire.shards import Pending, shard_key
from unionwire.sift import irrelevant, sift
from unionwire.tables.load import load_arrow

if TYPE_CHECKING:
    from unionwire.extract import Extractor

UNION = "The Dover Teachers Union endorsed Mayor Ann Roe for governor."
NONE = "The river rose by two feet on Monday. Roads were closed."


def test_what_the_screen_drops_has_its_date_and_no_more() -> None:
    dropped, kept = sift(
        [Article("a", NONE, published=None, url="https://x.test/2016/03/04/river"), Article("b", UNION)]
    )

    assert kept is None
    assert dropped is not None
    assert not dropped.relevant
    assert str(dropped.published) == "2016-03-04"
    assert dropped.mentions == []
    assert dropped.candidates == []


def dump_of(marks: str) -> list[Located]:
    return [Located(Article(str(place), NONE), "dump.jsonl", place + 1) for place in range(len(marks))]


def pending(marks: str) -> Pending:
    located = dump_of(marks)
    known = [irrelevant(one.article) if mark == "-" else None for one, mark in zip(located, marks, strict=True)]
    return Pending("key", located, known, 1, "b")


@pytest.mark.parametrize(
    ("marks", "n_extracted", "size"),
    [("--x-x-", 0, 2), ("--x-x-", 1, 4), ("--x-x-", 2, 6), ("xx", 1, 1), ("--", 0, 2)],
)
def test_a_shard_is_done_up_to_the_next_article_to_extract_from(marks: str, n_extracted: int, size: int) -> None:
    begun = pending(marks)

    assert begun.size_of(n_extracted) == size
    assert begun.dropped(size).tables["articles"]["article_id"].to_pylist() == [
        str(place) for place, mark in enumerate(marks[:size]) if mark == "-"
    ]
    assert [located.record - 1 for located in begun.left] == [place for place, mark in enumerate(marks) if mark == "x"]
    assert begun.key_of(size) == shard_key(dump_of(marks)[:size])


def test_tables_are_the_same_whoever_screens(
    extractor: Extractor, tmp_path: Path, write_jsonl: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from unionwire.extract import Extractor

    # whole shards without a union at the beginning, in the middle and at the end
    texts = [NONE, NONE, NONE, UNION, NONE, UNION, NONE, NONE, NONE, UNION, NONE, NONE, NONE]
    dump = write_jsonl("dump.jsonl", *({"id": f"a{n}", "text": f"{text} {n}"} for n, text in enumerate(texts)))
    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 3)
    monkeypatch.setattr("unionwire.engines.pieces.kept_extractor", lambda: Extractor(extractor.nlp, screen=False))

    report = run([dump], tmp_path / "sifted", workers=0)
    run([dump], tmp_path / "screened", workers=0, make_extractor=lambda: extractor)

    assert (report.n_articles, report.n_relevant) == (13, 3)
    for table in ("articles", "mentions", "endorsements", "candidates"):
        sifted, screened = (rows(tmp_path / name, table) for name in ("sifted", "screened"))
        assert sifted == screened
        assert sifted


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = load_arrow(folder)[table].to_pylist()
    return found


# what expressions and automata walk: words of the screen, dates, characters that are seen through, and texts without an end
REPEATED = (
    "a", "A", " ", "\n", "(", "é", "\u200b", "\u0301a", "a\u0301", "ﬁ", "A. ", "12 ", "AFL-", "Aa Bb & ", "SEIU", "Local ", "the ",
    "civil union ", "Union ", "2020-01-01 ", "January 1, 2020 ", "of the United International Brotherhood ", "guild association ",
)  # fmt: skip


@pytest.mark.slow
def test_no_text_keeps_the_reading_process_long() -> None:
    """A million characters of each, for which time that grows with the square of the length would be hours."""

    def stop(*_: object) -> None:
        raise TimeoutError

    sift([Article("a", NONE)])
    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for repeated in REPEATED:
            text = (repeated * (1_000_000 // len(repeated) + 1))[:1_000_000]
            signal.setitimer(signal.ITIMER_VIRTUAL, 60)
            address = f"https://x.test/{repeated * 4_000}"[:4_096]
            (found,) = sift([Article("a", text, url=address, title=text[:4_096])])
            assert found is None or not found.relevant
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
