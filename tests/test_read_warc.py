"""Web archives: pages become articles, everything else is passed over, a damaged record costs itself."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from tests.web_archives import HTTP, name, packed, page, record, story

from unionwire.read import Options, find_sources, read
from unionwire.records import Article, Reject

INFO = record(90, b"software: crawler\r\n", kind="warcinfo", http=None, content_type="application/warc-fields")
CUT = "the record is shorter than it says"


def records(folder: Path, content: bytes, file: str = "crawl.warc", max_chars: int = 10_000) -> list[tuple[int, str]]:
    """Record number and id of each article, or the reason of each reject."""
    (folder / file).write_bytes(content)
    (source,) = find_sources([folder / file]).sources
    items = list(read(source, Options(max_chars=max_chars)))
    assert all(number == item.record for number, item in items if isinstance(item, Reject))
    return [(number, item.article_id if isinstance(item, Article) else item.reason) for number, item in items]


def article(folder: Path, content: bytes) -> Article:
    (folder / "crawl.warc").write_bytes(content)
    (source,) = find_sources([folder / "crawl.warc"]).sources
    ((_, item),) = read(source, Options())
    assert isinstance(item, Article)
    return item


def test_a_page_becomes_an_article_with_what_page_and_crawl_say(tmp_path: Path) -> None:
    assert article(tmp_path, story(1)) == Article(
        name(1),
        "Story 1\n\nLocal 1 met at noon and voted to back Ann Roe.",
        source="The Lakeview Post",
        url="https://www.lakeviewpost.example/news/1",
        title="Story 1",
        published=dt.date(2016, 2, 1),
    )


def test_the_day_of_the_crawl_is_no_day_of_publication_and_the_host_is_the_source(tmp_path: Path) -> None:
    found = article(tmp_path, record(1, b"<p>Local 8 met.</p>"))
    assert (found.published, found.source) == (None, "lakeviewpost.example")


@pytest.mark.parametrize(
    ("file", "pack"),
    [
        ("crawl.warc", b"".join),
        ("crawl.warc.gz", lambda parts: packed(*parts)),
        ("crawl.warc.gz", lambda parts: gzip.compress(b"".join(parts))),
        ("crawl.warc.zst", lambda parts: pa.compress(b"".join(parts), codec="zstd", asbytes=True)),
        ("crawl.warc.bz2", lambda parts: bz2.compress(b"".join(parts))),
        ("crawl.warc.xz", lambda parts: lzma.compress(b"".join(parts))),
    ],
)
def test_archives_plain_and_compressed(tmp_path: Path, file: str, pack: Callable[[list[bytes]], bytes]) -> None:
    content = pack([INFO, *map(story, range(1, 5))])
    assert records(tmp_path, content, file) == [(number + 1, name(number)) for number in range(1, 5)]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    image = HTTP.replace(b"text/html; charset=utf-8", b"image/gif") % b""
    plain = HTTP.replace(b"text/html", b"text/plain") % b""
    content = [
        INFO,
        record(
            1, b"GET / HTTP/1.1\r\n\r\n", kind="request", http=None, content_type="application/http; msgtype=request"
        ),
        record(2, b"GIF89a", http=image),
        record(
            3,
            page("Gone", "Not found, said the union of servers."),
            http=HTTP.replace(b"200 OK", b"404 Not Found") % b"",
        ),
        record(4, b"", http=HTTP.replace(b"200 OK", b"301 Moved") % b"Location: /x\r\n"),
        record(5, b"User-agent: *\r\nDisallow: /\r\n", http=plain, url="https://www.lakeviewpost.example/robots.txt"),
        record(6, b"", kind="revisit", http=HTTP % b""),
        record(7, b"via: x\r\n", kind="metadata", http=None, content_type="application/warc-fields"),
        record(8, b"20230304 lakeviewpost.example 192.0.2.1", http=None, content_type="text/dns"),
        story(9),
        record(10, "Local 10 met – at noon.".encode(), http=plain, url="https://www.lakeviewpost.example/10.txt"),
        record(11, b"<p>Local 11 met.</p>", kind="resource", http=None, content_type="text/html"),
        record(12, b"Local 12 met.", kind="conversion", http=None, content_type="text/plain"),
        record(13, page("Bare", "Local 13 met."), http=b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\n"),
    ]
    assert records(tmp_path, b"".join(content)) == [(number + 1, name(number)) for number in range(9, 14)]


PAGE = page("Packed", "Local 1 met at noon and voted to back Ann Roe. " * 20)
CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(PAGE[at : at + 100]), PAGE[at : at + 100]) for at in range(0, len(PAGE), 100))


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(PAGE)),
        (b"Transfer-Encoding: chunked\r\n", CHUNKED + b"0\r\n\r\n"),
        (b"Content-Encoding: gzip\r\n", PAGE),
        (b"Transfer-Encoding: chunked\r\n", PAGE),
    ],
)
def test_bodies_packed_as_the_server_says_or_unpacked_by_the_crawler(
    tmp_path: Path, header: bytes, body: bytes
) -> None:
    found = article(tmp_path, record(1, body, http=HTTP % header))
    assert found.title == "Packed"
    assert found.text.count("voted to back") == 20


def test_the_encoding_that_the_server_declares(tmp_path: Path) -> None:
    http = HTTP.replace(b"utf-8", b"windows-1251") % b""
    assert article(tmp_path, record(1, "<p>Профсоюз</p>".encode("cp1251"), http=http)).text == "Профсоюз"


STORIES = [story(number) for number in range(1, 5)]
FIRST, SECOND, THIRD, FOURTH = STORIES
REST = [(3, name(3)), (4, name(4))]


def spoilt(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes(255 - byte for byte in raw[at : at + 3]) + raw[at + 3 :]


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (SECOND.replace(b"WARC/1.0", b"GARBAGE!"), "unreadable record: Invalid WARC header"),
        (
            SECOND.replace(b"Content-Length: ", b"Content-Length: x"),
            "unreadable record: the header of the record breaks off",
        ),
        (
            SECOND.replace(b"Content-Length: ", b"Content-Width: "),
            "unreadable record: the header of the record breaks off",
        ),
        (SECOND.replace(b"Content-Length: ", b"Content-Length: 9"), f"unreadable record: {CUT}"),
        (SECOND.replace(b"Content-Length: 3", b"Content-Length: 4"), "unreadable record: Invalid WARC header"),
        (
            record(2, spoilt(gzip.compress(PAGE), 40), http=HTTP % b"Content-Encoding: gzip\r\n"),
            "unreadable record: Gzip decompression error: data error",
        ),
        (record(2, b""), "no text"),
        (
            record(2, b"<p>" + b"x" * 90_000),
            "over the size limit: a page may have 8 bytes for each of 10000 characters",
        ),
        (
            record(2, gzip.compress(b"<p>Ann Roe</p>" * 1_000_000), http=HTTP % b"Content-Encoding: gzip\r\n"),
            "over the size limit: a page may have 8 bytes for each of 10000 characters",
        ),
    ],
)
def test_a_damaged_record_costs_itself(tmp_path: Path, damaged: bytes, reason: str) -> None:
    expected = [(1, name(1)), (2, reason), *REST]
    assert records(tmp_path, FIRST + damaged + THIRD + FOURTH) == expected
    assert records(tmp_path, packed(FIRST, damaged, THIRD, FOURTH), "crawl.warc.gz") == expected


@pytest.mark.parametrize("at", [0, 40, -6])
def test_damage_in_what_is_compressed_costs_one_record(tmp_path: Path, at: int) -> None:
    second = packed(SECOND)
    content = packed(FIRST) + spoilt(second, at % len(second)) + packed(THIRD, FOURTH)
    reason = "unreadable record: Gzip decompression error: data error"
    assert records(tmp_path, content, "crawl.warc.gz") == [(1, name(1)), (2, reason), *REST]


def test_an_archive_that_is_cut_short_gives_what_it_holds_and_one_reject(tmp_path: Path) -> None:
    plain, packed_up = b"".join(STORIES), packed(*STORIES)
    for lost in range(30, 200, 17):
        for content, file in ((plain[:-lost], "crawl.warc"), (packed_up[:-lost], "crawl.warc.gz")):
            found = records(tmp_path, content, file)
            assert found[:3] == [(number, name(number)) for number in range(1, 4)]
            assert [number for number, _ in found[3:]] == [4]
            assert found[3][1].startswith("file breaks off: ")


def test_a_page_that_speaks_of_the_format_is_no_record(tmp_path: Path) -> None:
    quoting = record(2, page("Archives", f"They look so:\n{story(7).decode()}\nsaid Local 2."))
    assert records(tmp_path, FIRST + quoting + THIRD) == [(1, name(1)), (2, name(2)), (3, name(3))]


@pytest.mark.parametrize("content", [b"hello world\n" * 10, gzip.compress(b"hello world", mtime=0)])
def test_what_is_no_archive_is_one_reject(tmp_path: Path, content: bytes) -> None:
    file = "crawl.warc.gz" if content.startswith(b"\x1f") else "crawl.warc"
    assert records(tmp_path, content, file) == [(1, "file breaks off: Invalid WARC header")]


def test_an_archive_that_only_looks_like_one_is_given_up(tmp_path: Path) -> None:
    assert records(tmp_path, b"WARC/1.0\r\n" * 5_000) == [
        (1, "unreadable record: Maximum header length exceeded."),
        (2, "file breaks off: damaged in 1000 places"),
    ]


def test_a_bomb_among_the_records_ends_the_reading(tmp_path: Path) -> None:
    bomb = record(2, bytes(40_000_000), kind="metadata", http=None, content_type="application/octet-stream")
    content = packed(FIRST, bomb, THIRD)
    assert records(tmp_path, content, "crawl.warc.gz") == [
        (1, name(1)),
        (2, "file breaks off: unpacks to more than 300 times its size"),
    ]


def test_an_empty_archive_holds_nothing(tmp_path: Path) -> None:
    assert records(tmp_path, b"") == []
