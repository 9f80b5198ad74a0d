"""Each format, compressed and damaged ones included, and the inputs that stand for them."""

from __future__ import annotations

import bz2
import csv
import datetime as dt
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unionwire.errors import UsageError
from unionwire.read import Options, find_sources, read
from unionwire.reasons import Code
from unionwire.records import Article, Reject

OPTIONS = Options()


def read_all(path: Path, options: Options = OPTIONS) -> list[Article | Reject]:
    return [item for source in find_sources([path]).sources for _, item in read(source, options)]


def reasons(path: Path, options: Options = OPTIONS) -> list[tuple[int, str]]:
    return [(item.record, item.reason) for item in read_all(path, options) if isinstance(item, Reject)]


def ids(path: Path, options: Options = OPTIONS) -> list[str]:
    return [item.article_id for item in read_all(path, options) if isinstance(item, Article)]


def test_txt_keeps_its_text_as_read(tmp_path):
    path = tmp_path / "one.txt"
    text = " date 2020-01-12 The “guild” said\r\nno.\n"
    path.write_bytes(text.encode())
    assert read_all(path) == [Article("one", text)]


def test_txt_byte_order_mark_is_no_text(tmp_path):
    path = tmp_path / "one.txt"
    path.write_bytes(b"\xef\xbb\xbfThe guild")
    assert read_all(path) == [Article("one", "The guild")]


def test_txt_rejects(tmp_path):
    for name, raw in {
        "empty": b" \n",
        "latin": b"caf\xe9 workers",
        "noise": bytes(range(1, 32)) * 3,
        "long": b"x" * 101,
        "wide": "é".encode() * 300,
    }.items():
        (tmp_path / f"{name}.txt").write_bytes(raw)
    (tmp_path / "fits.txt").write_bytes("é".encode() * 100)
    options = Options(max_chars=100)
    assert reasons(tmp_path / "empty.txt", options) == [(1, "no text")]
    assert read_all(tmp_path / "latin.txt", options) == [Article("latin", "café workers")]
    assert reasons(tmp_path / "noise.txt", options) == [(1, "undecodable: no text in an encoding that is known")]
    assert reasons(tmp_path / "long.txt", options) == [(1, "over the size limit: the limit is 100 characters")]
    assert reasons(tmp_path / "wide.txt", options) == [(1, "over the size limit: the limit is 100 characters")]
    assert ids(tmp_path / "fits.txt", options) == ["fits"]


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda raw: pa.compress(raw, codec="zstd", asbytes=True),
}


@pytest.mark.parametrize("suffix", COMPRESS)
def test_compressed_files(tmp_path, suffix):
    lines = b'{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n'
    (tmp_path / f"dump.jsonl{suffix}").write_bytes(COMPRESS[suffix](lines))
    assert ids(tmp_path / f"dump.jsonl{suffix}") == ["1", "2"]
    (tmp_path / f"a.txt{suffix}").write_bytes(COMPRESS[suffix](b"The guild"))
    assert ids(tmp_path / f"a.txt{suffix}") == ["a"]


@pytest.mark.parametrize("suffix", COMPRESS)
def test_concatenated_archives(tmp_path, suffix):
    pack = COMPRESS[suffix]
    packed = pack(b'{"id": 1, "text": "one"}\n') + pack(b'{"id": 2, "text": "two"}\n')
    (tmp_path / f"dump.jsonl{suffix}").write_bytes(packed)
    assert ids(tmp_path / f"dump.jsonl{suffix}") == ["1", "2"]


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_truncated_archive_yields_what_it_holds_and_a_reject(tmp_path, suffix):
    # incompressible ids, so that cutting the file off leaves whole records before the cut
    lines = b"".join(
        json.dumps({"id": n, "text": f"{n * 7919 % 104729} {n**5}"}).encode() + b"\n" for n in range(40_000)
    )
    path = tmp_path / f"dump.jsonl{suffix}"
    whole = COMPRESS[suffix](lines)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    items = read_all(path)
    articles = [item for item in items if isinstance(item, Article)]
    assert [article.article_id for article in articles] == [str(n) for n in range(len(articles))]
    assert len(articles) > 5_000
    last = items[-1]
    assert isinstance(last, Reject)
    assert last.reason.startswith("file breaks off")
    assert len(items) == len(articles) + 1


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_file_that_is_not_what_its_suffix_says(tmp_path, suffix):
    path = tmp_path / f"dump.jsonl{suffix}"
    path.write_bytes(b'{"id": 1, "text": "one"}\n')
    assert ids(path) == ["1"]
    for other, pack in COMPRESS.items():
        path.write_bytes(pack(b'{"id": 2, "text": "two"}\n'))
        assert ids(path) == ["2"], other
    path.write_bytes(bytes(range(256)))
    assert [(record, reason.split(":")[0]) for record, reason in reasons(path)] == [(0, "unreadable file")]


def test_jsonl_bad_lines_cost_themselves_only(tmp_path):
    path = tmp_path / "dump.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": "a", "text": "one"}\r\n'
        b"\n"
        b'{"id": "b", "text": "two"\n'
        b'{"id": "c", "text": NaN}\n'
        b'{"id": "d", "text": "t", "score": NaN}\n'
        b"[1, 2]\n"
        b'{"id": "e", "text": "caf\xe9"}\n'
        b'{"id": "f", "text": "half \\ud83d pair"}\n' + b"[" * 100_000 + b"\n"
        b'{"id": "g", "text": "last"}'
    )
    assert ids(path) == ["a", "d", "e", "f", "g"]
    assert reasons(path) == [
        (3, "bad JSON"),
        (4, "no text"),
        (6, "no record: JSON list, not an object"),
        (9, "bad JSON"),
    ]


def test_jsonl_overlong_lines_are_passed_over_in_bounded_memory(tmp_path):
    path = tmp_path / "dump.jsonl"
    path.write_bytes(b'{"id": 1, "text": "one"}\n{"text": "' + b"x" * 5_000_000 + b'"}\n{"id": 3, "text": "three"}\n')
    options = Options(max_chars=1_000)
    assert ids(path, options) == ["1", "3"]
    assert reasons(path, options) == [(2, "over the size limit: the line is too long")]


def test_json_documents(tmp_path):
    (tmp_path / "one.json").write_text('{"headline": "H", "body": "A text."}')
    (tmp_path / "many.json").write_text('[{"id": 1, "text": "one"}, 7, {"text": "two"}]')
    (tmp_path / "lines.json").write_text('{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n')
    (tmp_path / "bad.json").write_text('{"id": 1, "text": ')
    assert read_all(tmp_path / "one.json") == [Article("one", "A text.", title="H")]
    assert ids(tmp_path / "many.json") == ["1", "3fc4ccfe745870e2"]
    assert reasons(tmp_path / "many.json") == [(2, "no record: JSON int, not an object")]
    assert ids(tmp_path / "lines.json") == ["1", "2"]
    assert reasons(tmp_path / "bad.json") == [(1, "bad JSON")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiters_and_quoting(tmp_path, delimiter):
    path = tmp_path / "dump.csv"
    text = 'She said: "no",\nand; that\twas | it.'
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerows([["ID", "title", "content", "date"], ["1", "T", text, "2020-01-30"], [], ["2", "", "x", "?"]])
    assert read_all(path) == [
        Article("1", text, title="T", published=dt.date(2020, 1, 30)),
        Article("2", "x"),
    ]


def test_tsv_is_tab_separated_whatever_the_header_holds(tmp_path):
    path = tmp_path / "dump.tsv"
    path.write_text("id\ttext\tnote, extra, more\n1\ta, b, c\tz\n")
    assert read_all(path) == [Article("1", "a, b, c")]


def test_csv_bad_rows_cost_themselves_only(tmp_path):
    path = tmp_path / "dump.csv"
    long_field = b"x" * 1_100_000
    path.write_bytes(b"id,text\n1,one\n2,caf\xe9\n3,a,b,c\n4\n5," + long_field + b"\n6,six\n")
    options = Options(max_chars=1_000)
    assert ids(path, options) == ["1", "2", "6"]
    assert reasons(path, options) == [
        (3, "bad row: 4 cells under 2 columns"),
        (4, "no text"),
        (5, "over the size limit: a line of more than 1004000 characters"),
    ]


def test_tables_without_a_text_column_are_rejected_as_a_whole(tmp_path):
    (tmp_path / "a.csv").write_text("id,story\n1,one\n")
    pq.write_table(pa.table({"id": [1], "story": ["one"]}), tmp_path / "b.parquet")
    (tmp_path / "c.csv").write_text("")
    reason = "no text column: name it with --field text=COLUMN"
    assert reasons(tmp_path / "a.csv") == [(0, reason)]
    assert reasons(tmp_path / "b.parquet") == [(0, reason)]
    assert reasons(tmp_path / "c.csv") == [(0, "no header: the first line is empty")]
    named = Options({"text": "Story"})
    assert ids(tmp_path / "a.csv", named) == ["1"]
    assert ids(tmp_path / "b.parquet", named) == ["1"]


def test_parquet_types(tmp_path):
    path = tmp_path / "dump.parquet"
    table = pa.table(
        {
            "article_id": pa.array([1.0, 2.0, None]),
            "maintext": pa.array(["one", "two", None], pa.large_string()),
            "date_publish": pa.array([dt.datetime(2020, 1, 30, 5), None, None], pa.timestamp("us")),
            "unused": pa.array([[1], [2], [3]]),
        }
    )
    pq.write_table(table, path)
    assert read_all(path) == [
        Article("1", "one", published=dt.date(2020, 1, 30)),
        Article("2", "two"),
        Reject(str(path), 3, Code.NO_TEXT),
    ]
    (tmp_path / "packed.parquet.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert ids(tmp_path / "packed.parquet.gz") == ["1", "2"]


def test_a_damaged_parquet_file_is_one_reject(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and then nothing of the kind PAR1")
    assert [(record, reason.split(":")[0]) for record, reason in reasons(tmp_path / "a.parquet")] == [
        (0, "unreadable file")
    ]


def test_folders_are_walked_and_sorted(tmp_path):
    for name in ("b/two.txt", "a/one.txt", "top.TXT", ".hidden/x.txt", ".secret.txt", "a/notes.docx", "b/three.txt.gz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(b"t") if name.endswith("gz") else b"t")
    inputs = find_sources([tmp_path])
    assert [source.name for source in inputs.sources] == ["a/one", "b/three", "b/two", "top"]
    assert list(inputs.passed_over) == [tmp_path / "a/notes.docx"]


def test_globs_and_repeated_inputs(tmp_path, monkeypatch):
    for name in ("2019/a.txt", "2020/a.txt", "2020/b.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("t")
    monkeypatch.chdir(tmp_path)
    assert [source.name for source in find_sources(["20*/a.txt"]).sources] == ["2019/a", "2020/a"]
    assert [source.name for source in find_sources(["2020/*.txt"]).sources] == ["a"]
    assert [source.name for source in find_sources(["**/*.jsonl"]).sources] == ["2020/b"]
    both = find_sources(["2020/a.txt", ".", tmp_path / "2020" / "a.txt"])
    assert [source.name for source in both.sources] == ["2019/a", "2020/a", "2020/b"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("missing.txt", "no such input: missing.txt"),
        ("", "an empty input: name files"),
        ("x" * 5_000, "no such input: x{100}: File name too long"),
        ("notes.docx", "unknown format: notes.docx"),
        ("*.csv", r"no file to read matches \*.csv"),
        ("empty", "no file to read in folder empty"),
    ],
)
def test_inputs_that_can_not_be(tmp_path, monkeypatch, given, said):
    monkeypatch.chdir(tmp_path)
    Path("notes.docx").write_text("x")
    Path("empty").mkdir()
    with pytest.raises(UsageError, match=said):
        find_sources([given])


def test_reading_twice_gives_the_same_records(root):
    sources = find_sources([root / "data" / "sample"]).sources
    once = [[pair for pair in read(source, OPTIONS)] for source in sources]  # noqa: C416 - a generator is read twice
    again = [list(read(source, OPTIONS)) for source in sources]
    assert once == again
    assert sum(isinstance(item, Article) for pairs in once for _, item in pairs) >= 40
