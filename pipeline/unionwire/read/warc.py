"""Web archives: `.warc`, each record of them compressed by itself or not, as crawls of news sites keep them.

An article is a record that holds a page: a response or resource with HTML or plain text, or the plain text that a crawl
made of one (`conversion`, the WET files of Common Crawl). Everything else that a crawl keeps - requests, its own notes, pictures,
robots.txt, redirects and error pages - is passed over: it never was an article.

The archive is read as a stream by fastwarc. A record that can't be read costs itself: reading goes on at the next place where
a record begins. Records count from 1, with those that are passed over.
"""

from __future__ import annotations

import dataclasses
import io
import logging
import lzma
import math
import re
import zlib
from collections.abc import Generator, Iterator
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from unionwire.read.fields import EXCERPT, Options
from unionwire.read.inputs import Source
from unionwire.read.limits import RATIO, TooLargeError, most_unpacked
from unionwire.read.page import Page, longest, page_article, plain_article
from unionwire.reasons import Code
from unionwire.records import Article, Reject

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

logger = logging.getLogger(__name__)

_HTML = frozenset(("text/html", "application/xhtml+xml"))
_PLAIN = "text/plain"
_KINDS = frozenset("warcinfo response resource request metadata revisit conversion continuation".split())
_ANSWERS = frozenset(("application/http", "text/dns"))
_NO_ARTICLES = frozenset(("/robots.txt", "/ads.txt", "/humans.txt", "/security.txt", "/.well-known/security.txt"))
_HEADERS = 65_536  # bytes that a server may say before the page
_GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 20
# At the start of a line, so that a page which speaks of the format is not taken for a record.
_RECORD = re.compile(rb"(?<=\n)WARC/1\.[01]\r?\n")
_PAGE = re.compile(rb"\s{0,100}<(?:!doctype html|html)\b", re.IGNORECASE)
_MOST_RESTARTS = 1_000
_MOST_TRIES = 100_000
# What damaged bytes make the libraries raise.
_DAMAGE = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a page of the archive, in the archive's order, and a Reject for every one that can't be read."""
    # records that are compressed each by itself are fastwarc's to unpack: reading can go on after a damaged one
    packed = source.compression in {".gz", ".zst"}
    with (dataclasses.replace(source, compression="") if packed else source).open() as file:
        yield from _Archive(source, file, options, packed=packed).records()


class _Archive:
    """An archive that is being read: how many records of it were seen, and where the last one began."""

    def __init__(self, source: Source, file: IO[bytes], options: Options, *, packed: bool) -> None:
        self._shown = source.shown
        self._unpacked = 0
        self._most = math.inf
        if packed:
            self._most = most_unpacked(file.seek(0, io.SEEK_END))
            file.seek(0)
        self._file = file
        self._options = options
        self._seen = 0
        self._passed_over = 0
        self._start = 0
        # what is compressed as a whole can only be read from its start to its end
        self._seekable = file.seekable()
        self._packed = packed and file.read(len(_GZIP)) == _GZIP
        if packed:
            file.seek(0)

    def records(self) -> Iterator[tuple[int, Article | Reject]]:
        for _ in range(_MOST_RESTARTS):
            before = self._seen
            damage = yield from self._stretch()
            if damage is None:
                break
            resume = self._next_record()
            # what fails at its first record is the damage that was told before
            if self._seen > before or before == 0:
                self._seen += 1
                code = Code.BREAKS_OFF if resume is None else Code.BAD_RECORD
                yield self._seen, Reject(self._shown, self._seen, code, damage)
            if resume is None:
                break
            self._start = resume
        else:
            self._seen += 1
            yield self._seen, Reject(self._shown, self._seen, Code.BREAKS_OFF, f"damaged in {_MOST_RESTARTS} places")
        logger.debug("%s: %d of %d records are no pages", self._shown, self._passed_over, self._seen)

    def _stretch(self) -> Generator[tuple[int, Article | Reject], None, str | None]:
        """Yield records up to the end of the archive, or to damage, which is returned in words."""
        from fastwarc.warc import ArchiveIterator

        if self._start:
            self._file.seek(self._start)
        stream: Any = self._file if self._seekable else _Forward(self._file)
        # held back until the one after it begins: a record that says it is longer than it is reaches into that one
        held: tuple[int, Article | Reject, bytes] | None = None
        damage = None
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                if held is not None:
                    yield held[:2]
                    held = None
                held = self._taken(record)
        except TooLargeError:
            if held is not None:
                yield held[:2]
            raise
        except _DAMAGE as error:
            damage = " ".join(str(error).split())[:100]
        if damage is None and not self._ends_whole():
            damage = "the archive ends before the end of its stream"
        if held is not None:
            if damage is not None and held[0] == self._seen and _RECORD.search(held[2]):
                self._seen -= 1
            else:
                yield held[:2]
        return damage

    def _taken(self, record: WarcRecord) -> tuple[int, Article | Reject, bytes] | None:
        """Number, outcome and content of a record; None for one that is no page. Raises ValueError where it is damaged."""
        self._start = record.stream_pos
        if not (record.headers.get("Content-Length") or "").strip().isdecimal() or not _kind(record):
            raise ValueError("the header of the record breaks off")
        self._unpacked += record.content_length
        if self._unpacked > self._most:
            raise TooLargeError(f"unpacks to more than {RATIO} times its size")
        raw = self._payload(record)
        if _kind(record) == "request":
            asked = record.reader.read(_HEADERS)
            if asked.startswith(b"HTTP/") or _RECORD.search(asked):
                raise ValueError("a request that reaches into the next record")
            had, due = len(asked) + record.reader.consume(), record.content_length
        else:
            had, due = (record.reader.consume(), record.content_length) if raw is None else (len(raw), self._limit())
        if had < min(record.content_length, due):
            raise ValueError("the record is shorter than it says")
        self._seen += 1
        item = None if raw is None else self._item(record, raw)
        if raw is None or item is None:
            self._passed_over += 1
            return None
        return self._seen, item, raw

    def _limit(self) -> int:
        return longest(self._options) + _HEADERS + 1

    def _payload(self, record: WarcRecord) -> bytes | None:
        """What a record holds, as far as the size limit goes; None for one that is no page by its kind."""
        kind = _kind(record)
        media = _media_type(record.headers.get("Content-Type"))
        if kind not in _KINDS or (kind == "response" and media not in _ANSWERS):
            raise ValueError("the header of the record is damaged")
        if kind == "response" and media == "application/http":
            return record.reader.read(self._limit())
        if kind in {"resource", "conversion"} and (media in _HTML or media == _PLAIN):
            return record.reader.read(self._limit())
        return None

    def _item(self, record: WarcRecord, raw: bytes) -> Article | Reject | None:
        """The article of a record, or why it can't be read; None for one that holds no page."""
        url = record.headers.get("WARC-Target-URI")
        url = url.strip().strip("<>") if url else None
        name = (record.headers.get("WARC-Record-ID") or "").strip().strip("<>").removeprefix("urn:uuid:")
        content_type: str | None = record.headers.get("Content-Type")
        if _kind(record) == "response":
            try:
                response = self._response(raw)
            except (OSError, ValueError) as error:
                excerpt = raw[:EXCERPT].decode("utf-8", "replace")
                return Reject(self._shown, self._seen, Code.BAD_RECORD, " ".join(str(error).split())[:100], excerpt)
            if response is None:
                return None
            content_type, raw = response
        media = _media_type(content_type)
        if _path(url) in _NO_ARTICLES or (media != _PLAIN and media not in _HTML):
            return None
        page = Page(raw, name or None, self._shown, self._seen, _charset(content_type), url)
        return (plain_article if media == _PLAIN else page_article)(page, self._options)

    def _response(self, raw: bytes) -> tuple[str, bytes] | None:
        """Content type and body of a server's answer, unpacked; None for one that is no page, such as a redirect.

        Raises OSError where the body is not packed as the server says, ValueError where the answer does not begin as one.
        """
        from fastwarc.warc import ArchiveIterator

        # a record of its own, so that a body which breaks off or unpacks without end does not touch the archive
        alone = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
        record = next(iter(ArchiveIterator(io.BytesIO(alone % len(raw) + raw), parse_http=False)))
        record.parse_http(auto_decode="all")
        status: int | None = getattr(record.http_headers, "status_code", None)
        if status is None:
            raise ValueError("the answer of a server without its status")
        if not 200 <= status < 300:
            return None
        content_type = record.http_content_type
        said = str(record.http_headers.get("Content-Type", ""))
        headers, _, body = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")
        if b"\0" in headers[:_HEADERS] or not said.isprintable():
            raise ValueError("the answer of a server with a damaged header")
        if not content_type:
            if not _looks_like_a_page(body):
                return None
            said = "text/html"
        elif _media_type(said) not in _HTML and _media_type(said) != _PLAIN:
            if not _PAGE.match(body):
                return None
            said = "text/html"  # whatever it is called
        try:
            return said, record.reader.read(longest(self._options) + 1)
        except OSError:
            # crawlers unpack bodies and keep the headers that say they are packed
            if _looks_like_a_page(body):
                return said, body
            raise

    def _ends_whole(self) -> bool:
        """Whether the gzip stream of the last record ends, which fastwarc takes for granted."""
        if not self._packed:
            return True
        self._file.seek(self._start)
        begins_here = self._file.read(len(_GZIP)) == _GZIP
        self._file.seek(self._start if begins_here else 0)  # else one stream holds all records
        unpacker = zlib.decompressobj(31)
        try:
            while chunk := self._file.read(_HEADERS):
                while chunk:
                    if unpacker.eof:
                        unpacker = zlib.decompressobj(31)
                    unpacker.decompress(chunk, _CHUNK)
                    chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        except zlib.error:  # what stands behind the last stream is none
            return True
        return unpacker.eof

    def _next_record(self) -> int | None:
        """Where the first record after the last one begins, in bytes of the file; None where none can be found."""
        if not self._seekable:
            return None
        try:
            return self._found_record()
        except _DAMAGE:
            return None

    def _found_record(self) -> int | None:
        tries = 0
        at = self._start + 1
        self._file.seek(at - 1)
        tail = self._file.read(1)
        while chunk := self._file.read(_CHUNK):
            window = tail + chunk
            first = at - len(tail)
            for start in self._starts(window):
                tries += 1
                if tries > _MOST_TRIES:
                    return None
                if first + start > self._start and self._is_record(first + start):
                    return first + start
            at += len(chunk)
            self._file.seek(at)
            tail = window[-16:]
        return None

    def _starts(self, window: bytes) -> Iterator[int]:
        if not self._packed:
            yield from (match.start() for match in _RECORD.finditer(window))
            return
        start = window.find(_GZIP)
        while start >= 0:
            yield start
            start = window.find(_GZIP, start + 1)

    def _is_record(self, start: int) -> bool:
        """Whether a record can be read where one seems to begin: three bytes of a packed one come by chance."""
        if not self._packed:
            return True
        self._file.seek(start)
        try:
            return zlib.decompressobj(31).decompress(self._file.read(4096), 8).startswith(b"WARC/1.")
        except zlib.error:
            return False


class _Forward:
    """A stream that can only be read on; fastwarc asks any other to seek."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        # one step at a time where the file has that: what was unpacked before damage is given out before it is told
        data = getattr(self._file, "read1", self._file.read)(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at


def _kind(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Type") or "").strip().lower()


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _charset(content_type: str | None) -> str | None:
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type or "", re.IGNORECASE)
    return match[1] if match else None


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


def _looks_like_a_page(body: bytes) -> bool:
    return body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
