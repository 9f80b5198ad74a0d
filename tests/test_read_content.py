"""Formats told by content: names that lie or say nothing, standard input, folders that mix it all."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.test_read_formats import COMPRESS

import unionwire
from unionwire.errors import UsageError
from unionwire.read import Options, find_sources, read
from unionwire.records import Article, Reject

PAGE = b"<!DOCTYPE html>\n<html><head><title>T</title></head><body><p>The guild met on Monday in the hall.</p></body></html>"
LINES = b'{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n'


def parquet() -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table({"id": ["1", "2"], "text": ["one", "two"]}), written)
    return written.getvalue()


CONTENT: dict[str, Callable[[], bytes]] = {
    "lines": lambda: LINES,
    "array": lambda: b'[{"id": 1, "text": "one"}, {"id": 2, "text": "two"}]',
    "table": lambda: b"id;title;text\n1;T;one\n2;T;two\n",
    "parquet": parquet,
}


def texts(path: Path) -> list[str]:
    items = [item for source in find_sources([path]).sources for _, item in read(source, Options())]
    return [item.text for item in items if isinstance(item, Article)]


@pytest.mark.parametrize("compression", ["", *COMPRESS])
@pytest.mark.parametrize("content", CONTENT)
def test_files_without_a_suffix(tmp_path, content, compression):
    raw = CONTENT[content]()
    path = tmp_path / "dump"
    path.write_bytes(COMPRESS[compression](raw) if compression else raw)
    assert texts(path) == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "lines"),
        ("a.csv", "lines"),
        ("a.html", "array"),
        ("a.json", "table"),
        ("a.csv", "parquet"),
        ("a.txt", "parquet"),
        ("a.jsonl.gz", "parquet"),
    ],
)
def test_suffixes_that_lie(tmp_path, name, content):
    (tmp_path / name).write_bytes(CONTENT[content]())
    assert texts(tmp_path / name) == ["one", "two"]


def test_a_page_under_any_name(tmp_path):
    for name in ("a.txt", "b.csv", "c.json", "d"):
        (tmp_path / name).write_bytes(PAGE)
        [text] = texts(tmp_path / name)
        assert "The guild met on Monday in the hall." in text
        assert "<p>" not in text


def test_text_that_only_looks_like_something_stays_text(tmp_path):
    for name, text in {
        "a.txt": "{braces} begin the story, said one.",
        "b.txt": "id,title,text: the three columns of the list",
        "c.txt": "[Update] The guild met.",
        "d": "A plain story, told in commas, and; more.\nSecond line.",
    }.items():
        (tmp_path / name).write_text(text)
        assert texts(tmp_path / name) == [text]


def test_noise_without_a_suffix_is_one_reject(tmp_path):
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 4)
    [source] = find_sources([tmp_path / "noise"]).sources
    [(record, item)] = read(source, Options())
    assert record == 0
    assert isinstance(item, Reject)
    assert (item.code.value, item.reason) == (
        "unreadable_file",
        "unreadable file: no format that is known, and no text",
    )


def test_a_folder_that_mixes_it_all(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "a.jsonl").write_bytes(b'{"text": "A"}\n')
    (dump / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text": "B"}\n'))
    (dump / "c.csv").write_bytes("id;text\n1;C\n".encode("utf-16"))
    (dump / "d.txt").write_bytes("Dé".encode("windows-1252"))
    (dump / "e.json").write_bytes(b'{"articles": [{"text": "E"}]}')
    pq.write_table(pa.table({"content": ["F"]}), dump / "f.parquet")
    (dump / "g.html").write_bytes(PAGE.replace(b"The guild met on Monday in the hall.", b"G"))
    (dump / "h.md").write_bytes(b"---\ntitle: T\n---\nH\n")
    (dump / "i").write_bytes(b"a file of no known kind is passed over in a folder")
    found = find_sources([dump])
    assert [path.name for path in found.passed_over] == ["i"]
    assert sorted(text.strip()[-1] for text in texts(dump)) == ["A", "B", "C", "E", "F", "G", "H", "é"]


@pytest.mark.parametrize("compression", ["", *COMPRESS])
@pytest.mark.parametrize("content", CONTENT)
def test_standard_input(monkeypatch, content, compression):
    raw = CONTENT[content]()
    piped = io.TextIOWrapper(io.BytesIO(COMPRESS[compression](raw) if compression else raw))
    monkeypatch.setattr(sys, "stdin", piped)
    [source] = find_sources(["-"]).sources
    assert source.shown == "-"
    for _ in range(2):  # a run reads its inputs twice
        assert [item.text for _, item in read(source, Options()) if isinstance(item, Article)] == ["one", "two"]


def test_standard_input_of_a_run_and_of_one_article(monkeypatch, tmp_path):
    from tests.fakes import FakeExtractor

    from unionwire.batch import run

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Weavers Local 1 endorsed Ada Quill.")))
    report = run(["-"], tmp_path / "out", workers=0, make_extractor=FakeExtractor)
    assert report.n_articles == 1
    tables = unionwire.load(tmp_path / "out")
    assert list(tables["articles"]["article_id"]) == ["stdin"]
    assert list(tables["batches"]["inputs"].iloc[0]) == ["-"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": 3}\n' + json.dumps({"text": "x"}).encode())))
    run(["-"], tmp_path / "out", workers=0, make_extractor=FakeExtractor)
    rejects = unionwire.load(tmp_path / "out")["rejects"]
    assert rejects[["path", "record", "code"]].to_numpy().tolist() == [["-", 1, "no_text"]]


def test_archives_of_files_are_to_be_unpacked_first(tmp_path):
    def zipped() -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("a.txt", "The guild met. " * 50)
        return made.getvalue()

    def tarred() -> bytes:
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            member = tarfile.TarInfo("a.txt")
            member.size = 60_000
            archive.addfile(member, io.BytesIO(b"The guild met. " * 4_000))
        return made.getvalue()

    files = {
        "a.zip": (zipped(), "zip"),
        "b.jsonl": (zipped(), "zip"),
        "c.tar.gz": (gzip.compress(tarred()), "tar"),
        "d.txt": (tarred(), "tar"),
        "e.txt.xz": (lzma.compress(tarred()), "tar"),
        "f.csv": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "7z"),
        "g.rar": (b"Rar!\x1a\x07\x00", "rar"),
        "h.tgz": (b"", "tgz"),
    }
    for name, (raw, _) in files.items():
        (tmp_path / name).write_bytes(raw)
    said = {
        str(source.path.name): [getattr(item, "reason", "read") for _, item in read(source, Options())]
        for source in find_sources([tmp_path]).sources
    }
    assert said == {
        name: [f"unreadable file: an archive ({kind}): unpack it first"] for name, (_, kind) in files.items()
    }
    with pytest.raises(UsageError, match=r"a\.zip is an archive: unpack it first"):
        find_sources([tmp_path / "a.zip"])


def test_what_is_packed_twice_says_so(tmp_path):
    raw = b'{"text": "The guild met."}\n'
    (tmp_path / "a.jsonl.zst").write_bytes(pa.Codec("zstd").compress(gzip.compress(raw), asbytes=True))
    (tmp_path / "b.jsonl").write_bytes(gzip.compress(gzip.compress(raw)))
    said = [
        getattr(item, "reason", "read")
        for source in find_sources([tmp_path]).sources
        for _, item in read(source, Options())
    ]
    assert said == [
        "unreadable file: packed twice, .gz within .zst: unpack it once",
        "unreadable file: packed twice, .gz within .gz: unpack it once",
    ]


def test_a_terminal_is_no_input(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(UsageError, match="nothing is piped in"):
        find_sources(["-"])
