"""Inputs in an object store: the same articles as from the same files on disk."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.fakes import FakeExtractor
from tests.object_store import bucket, delete, needs_store, put, server
from tests.test_run import article, assert_same, facts, fake_run, write

from unionwire.batch import run
from unionwire.errors import Fault, UsageError
from unionwire.read import Options, find_sources, read
from unionwire.read.remote import _is_match
from unionwire.uris import is_uri

__all__ = ["bucket", "server"]


def lines(*numbers: int) -> bytes:
    return "".join(json.dumps(article(number)) + "\n" for number in numbers).encode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("s3://bucket/crawl/*.jsonl.gz", True),
        ("gs://bucket", True),
        ("s3://bucket/what?/a.txt", True),
        ("crawl/*.jsonl", False),
        ("/data/s3:/bucket", False),
        ("C:/x", False),
    ],
)
def test_what_is_an_address(given, said):
    assert is_uri(given) is said


@pytest.mark.parametrize(
    ("file", "pattern", "said"),
    [
        ("b/a.txt", "b/*.txt", True),
        ("b/x/a.txt", "b/*.txt", False),
        ("b/x/a.txt", "b/*", True),  # the folder matches, and what is in it
        ("b/x/y/a.txt", "b/**/a.txt", True),
        ("b/a.txt", "b/**/a.txt", True),
        ("b/.x/a.txt", "b/**", False),
        ("b/.x/a.txt", "b/.x/*", True),
        ("b/x/.a.txt", "b/*", False),
        ("b/2020-1/a.txt", "b/202?-[12]/*.txt", True),
    ],
)
def test_globs_match_as_on_disk(file, pattern, said, tmp_path, monkeypatch):
    assert _is_match(file.split("/"), pattern.split("/")) is said
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text("text")
    monkeypatch.chdir(tmp_path)
    try:
        found = [str(source.path) for source in find_sources([pattern]).sources]
    except UsageError:
        found = []
    assert (found == [file]) is said


def test_a_file_address_is_a_path(tmp_path):
    write(tmp_path / "a.jsonl", [article(1)])
    [source] = find_sources([f"file://{tmp_path}/a.jsonl"]).sources
    assert source.path == tmp_path / "a.jsonl"


def test_an_unknown_kind_of_address_is_one_line():
    with pytest.raises(UsageError, match="can't open nowhere://x/y: "):
        find_sources(["nowhere://x/y"])


@needs_store
@pytest.mark.slow
def test_every_format_and_compression_is_read_as_from_disk(tmp_path, bucket):
    table = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([article(n) for n in range(300)]), table)
    files = {
        "crawl/a.jsonl": lines(1, 2),
        "crawl/b.jsonl.gz": gzip.compress(lines(3)) + gzip.compress(lines(4)),
        "crawl/c.jsonl.zst": pa.Codec("zstd").compress(lines(5), asbytes=True),
        "crawl/d.jsonl.bz2": bz2.compress(lines(6)),
        "crawl/e.jsonl.xz": lzma.compress(lines(7)),
        "crawl/deep/er/f g.parquet": table.getvalue(),
        "crawl/g.txt": b"2020-01-02\nWeavers Local 9 endorsed Ada Quill.",
        "crawl/broken.jsonl.gz": gzip.compress(lines(*range(400, 500)))[:-20],
        "crawl/notes.doc": b"other",
        "crawl/.hidden/h.txt": b"hidden",
        "crawl/table.csv": b"id,text\nx,Weavers Local 8 endorsed Ada Quill.\n",
    }
    for key, body in files.items():
        put(bucket, key, body)
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(body)
    there, here = find_sources([f"s3://{bucket}/crawl"]), find_sources([tmp_path / "crawl"])
    assert [source.name for source in there.sources] == [source.name for source in here.sources]
    assert [path.name for path in there.passed_over] == ["notes.doc"]
    for one, other in zip(there.sources, here.sources, strict=True):
        mine, theirs = list(read(one, Options())), list(read(other, Options()))
        assert [record for record, _ in mine] == [record for record, _ in theirs]
        assert [getattr(item, "text", None) for _, item in mine] == [getattr(item, "text", None) for _, item in theirs]
        assert one.shown == f"s3://{bucket}/{other.path.relative_to(tmp_path)}"
        assert one.stamp() == one.stamp() is not None


@needs_store
@pytest.mark.slow
def test_a_run_over_addresses_makes_the_tables_of_a_run_over_files(tmp_path, bucket):
    for name, numbers in (("2020-1/a", range(5)), ("2020-2/b", range(3, 9)), ("2021-1/c", range(20))):
        put(bucket, f"{name}.jsonl", lines(*numbers))
    named = [f"s3://{bucket}/2020-*/*.jsonl", f"s3://{bucket}/2020-1/a.jsonl"]
    report = run(named, tmp_path / "there", make_extractor=FakeExtractor)
    assert (report.n_files, report.n_read, report.n_articles, report.n_repeated) == (2, 11, 9, 2)
    fake_run(write(tmp_path / "here.jsonl", [article(n) for n in range(9)]), tmp_path / "here")
    assert_same(facts(tmp_path / "there"), facts(tmp_path / "here"))
    again = run(named, tmp_path / "there", make_extractor=FakeExtractor)
    assert (again.n_articles, again.n_present) == (0, 11)


@needs_store
@pytest.mark.slow
def test_what_is_not_there_is_a_usage_error_and_what_vanishes_a_fault(bucket):
    put(bucket, "a.jsonl", lines(1))
    put(bucket, "b.doc", b"")
    for given, said in [
        (f"s3://{bucket}/none.jsonl", "no such input"),
        (f"s3://{bucket}/*.csv", "no file to read matches"),
        (f"s3://{bucket}/b.doc", "unknown format"),
        ("s3://no-such-bucket-here/x.jsonl", "no such input"),
    ]:
        with pytest.raises(UsageError, match=said):
            find_sources([given])
    [source] = find_sources([f"s3://{bucket}/a.jsonl"]).sources
    delete(bucket, "a.jsonl")
    assert source.stamp() is None
    with pytest.raises(Fault, match=f"can't read s3://{bucket}/a.jsonl: "):
        list(read(source, Options()))
