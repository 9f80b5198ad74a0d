"""Records of web archives, as crawlers of news sites write them, built by hand so that any part of one can be damaged."""

from __future__ import annotations

import gzip

HTTP = b"HTTP/1.1 200 OK\r\nServer: press\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n"


def page(title: str, text: str, date: str = "2016-02-01") -> bytes:
    """The source of a page."""
    return (
        f'<html><head><title>{title}</title><meta property="article:published_time" content="{date}T10:00:00Z">'
        f'<meta property="og:site_name" content="The Lakeview Post"></head><body><nav><a href="/">Home</a></nav><h1>{title}</h1>'
        f"<p>{text}</p></body></html>"
    ).encode()


def record(
    number: int,
    body: bytes,
    *,
    kind: str = "response",
    http: bytes | None = HTTP % b"",
    content_type: str = "application/http; msgtype=response",
    url: str | None = None,
) -> bytes:
    """A record, with what the server said before its body unless `http` is None."""
    block = (http or b"") + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Target-URI: {url or f'https://www.lakeviewpost.example/news/{number}'}\r\nWARC-Date: 2023-03-04T05:06:07Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def story(number: int) -> bytes:
    """The record of a page with a short story."""
    return record(number, page(f"Story {number}", f"Local {number} met at noon and voted to back Ann Roe."))


def name(number: int) -> str:
    """The id of the article of a record."""
    return f"00000000-0000-4000-8000-{number:012d}"


def packed(*records: bytes) -> bytes:
    """Records, each compressed by itself."""
    return b"".join(gzip.compress(part, mtime=0) for part in records)
