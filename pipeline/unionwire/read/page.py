"""Web pages: `.html`, `.htm`, `.php` as a crawler saved them, and `.md` with front matter over HTML or plain text.

The text is the title and all that a browser would show, paragraph by paragraph, as html-text gives it. Main-text extractors
(trafilatura 2.0 was measured on 500 pages) dropped whole paragraphs of the story on every tenth page; furniture that
stays in is found later, like that of any other article.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import html_text
from lxml import etree

from unionwire.read.dates import parse_date
from unionwire.read.fields import EXCERPT, Options, text_problem
from unionwire.read.inputs import Source
from unionwire.reasons import Code
from unionwire.records import Article, Reject

# Markup costs more than the text that it holds: a page may be this many times as long as the longest text.
_MARKUP_FACTOR = 8
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^(\w[\w-]*):[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?(?:p|br|div|a|span|b|i|em|strong|img|table|h[1-6]|ul|ol|li|blockquote)\b[^>]*>", re.IGNORECASE)


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield the one article of a page."""
    with source.open() as file:
        raw = file.read(_MARKUP_FACTOR * options.max_chars + 1)
    if len(raw) > _MARKUP_FACTOR * options.max_chars:
        detail = f"a page may have {_MARKUP_FACTOR} bytes for each of {options.max_chars} characters"
        yield 1, Reject(source.shown, 1, Code.TOO_LONG, detail, raw[:EXCERPT].decode("utf-8", "replace"))
        return
    page = decode(raw)
    fields: dict[str, str] = {}
    if source.suffix == ".md":
        fields, page = front_matter(page)
    elif title := _TITLE.search(page):
        fields["title"] = html_text.extract_text(title[1])
    try:
        text = html_text.extract_text(page) if source.suffix != ".md" or _TAG.search(page) else page
    except (etree.LxmlError, ValueError) as error:
        detail = " ".join(str(error).split())[:100]
        yield 1, Reject(source.shown, 1, Code.UNREADABLE_PAGE, detail, page[:EXCERPT])
        return
    if problem := text_problem(text, options):
        yield 1, Reject(source.shown, 1, *problem, (text.strip() or page)[:EXCERPT])
        return
    published = parse_date(fields.get("date") or fields.get("published"))
    yield (
        1,
        Article(
            fields.get("id") or source.name,
            text,
            source=fields.get("source"),
            url=fields.get("url"),
            title=fields.get("title") or None,
            published=published,
        ),
    )


def decode(raw: bytes) -> str:
    """Decode a page: its byte order mark, else UTF-8 where it is that, else what it declares, else Windows-1252.

    Pages that declare ISO-8859-1 are read as Windows-1252, as browsers do (WHATWG Encoding Standard, section 4.2).
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(raw[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else "windows-1252"
    if encoding in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "utf-8", "utf8"}:
        encoding = "windows-1252"
    try:
        return raw.decode(encoding, "replace")
    except LookupError:
        return raw.decode("windows-1252", "replace")


def front_matter(page: str) -> tuple[dict[str, str], str]:
    """Split a page into the fields of its front matter, keys in lower case, and what follows it.

    Crawlers write titles with colons and quotes that no YAML parser takes, so each line counts as it stands.
    """
    match = _FRONT_MATTER.match(page.lstrip("\ufeff"))
    if match is None:
        return {}, page
    fields = {
        key.lower(): value.strip("\"'") if value[0] == value[-1] else value for key, value in _KEY.findall(match[1])
    }
    return fields, page.lstrip("\ufeff")[match.end() :]
