"""How found files are held: in order, each once, and in little room."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path, PurePath

import pytest

from unionwire.batch import run
from unionwire.errors import UsageError
from unionwire.read.inputs import find_sources
from unionwire.read.listing import Listing
from unionwire.tables.write import Stage


def better(path: PurePath) -> tuple[int, str]:
    return len(str(path)), str(path)


def test_a_listing_is_sorted_by_path_and_holds_each_thing_once() -> None:
    listing: Listing[PurePath] = Listing()
    near = listing.below(lambda path: PurePath("near") / path)
    far = listing.below(lambda path: PurePath("far/away") / path)
    for path in ("b/2.txt", "a.txt", "b/10.txt", "é.txt"):
        near(path, path)
    far("2.txt", "b/2.txt")  # the same file by another way, under a longer name
    far("0.txt", "0.txt")
    listing.settle(better)

    assert [str(path) for path in listing] == [
        "far/away/0.txt",
        "far/away/2.txt",
        "near/a.txt",
        "near/b/10.txt",
        "near/é.txt",
    ]
    assert (len(listing), listing.n_added) == (5, 6)
    assert listing[-1] == PurePath("near/é.txt")
    assert listing[1:3] == [PurePath("far/away/2.txt"), PurePath("near/a.txt")]


def test_an_empty_listing_is_one() -> None:
    listing: Listing[PurePath] = Listing()
    listing.settle(better)
    assert list(listing) == []


def test_a_listing_takes_a_hundred_bytes_a_file() -> None:
    listing: Listing[PurePath] = Listing()
    tracemalloc.start()
    try:
        add = listing.below(PurePath)
        for number in range(20_000):
            path = f"{number // 1_000:03}/note-{number:06}.txt"
            add(path, f"/the/folder/{path}")
        listing.settle(better)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(listing) == 20_000
    assert held < 20_000 * 100


def test_names_with_dots_and_bytes_of_any_kind(tmp_path: Path) -> None:
    names = [b"a.b.txt", b"dot..txt", b"no-suffix", b"ends.", b"x.TXT.GZ", b"line\nend.txt", b"l\xe4tin.txt", b"gz.gz"]
    for name in names:
        Path(tmp_path, name.decode("utf-8", "surrogateescape")).write_bytes(b"text")
    found = find_sources([tmp_path])
    assert [(source.name, source.suffix, source.compression) for source in found.sources] == [
        ("a.b", ".txt", ""),
        ("dot.", ".txt", ""),
        ("line\nend", ".txt", ""),
        ("l�tin", ".txt", ""),
        ("x", ".txt", ".gz"),
    ]
    assert sorted(path.name for path in found.passed_over) == ["ends.", "gz.gz", "no-suffix"]
    assert [source.path.read_bytes() for source in found.sources if isinstance(source.path, Path)] == [b"text"] * 5


def test_a_folder_and_a_pattern_name_the_same_files_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one/a.txt", "one/deep/b.jsonl", "two/c.csv", "two/d.doc"):
        Path(tmp_path, "dump", name).parent.mkdir(parents=True, exist_ok=True)
        Path(tmp_path, "dump", name).write_text("text")
    monkeypatch.chdir(tmp_path)
    by_folder = find_sources(["dump"])
    for given in (["dump/**/*"], ["dump/*"], ["dump/one", "dump"], ["dump", "dump/*/*"], ["./dump/../dump"]):
        found = find_sources(given)
        assert [source.name for source in found.sources] == [source.name for source in by_folder.sources], given
        assert [path.name for path in found.passed_over] == ["d.doc"], given


def test_folders_too_deep_for_a_pattern_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        for _ in range(1_200):
            Path("d").mkdir()
            os.chdir("d")
        Path("a.txt").write_text("text")
        with pytest.raises(UsageError, match="folders too deep for a pattern: name the folder"):
            find_sources([f"{tmp_path}/**/*.txt"])
        (source,) = find_sources([tmp_path]).sources
        assert source.name == "d/" * 1_200 + "a"
    finally:  # what clears the folder away would not go so deep either
        Path("a.txt").unlink(missing_ok=True)
        for _ in range(1_200):
            os.chdir("..")
            Path("d").rmdir()


def test_shards_without_a_union_are_staged_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from unionwire.sift import sift

    told: list[str] = []
    add_shard = Stage.add_shard

    def sifting(articles):
        told.append("read")
        return sift(articles)

    def staging(stage, *given):
        told.append("staged")
        add_shard(stage, *given)

    monkeypatch.setattr("unionwire.batch._SHARD_ARTICLES", 2)
    monkeypatch.setattr("unionwire.sift.sift", sifting)
    monkeypatch.setattr(Stage, "add_shard", staging)
    dump = tmp_path / "dump.jsonl"
    dump.write_text("".join(json.dumps({"text": f"The river rose {day} feet."}) + "\n" for day in range(10)))

    report = run([dump], tmp_path / "out", workers=1)

    assert (report.n_articles, report.n_relevant) == (10, 0)
    assert told == ["read", "staged"] * 5
