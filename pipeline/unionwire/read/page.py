"""Web pages: `.html`, `.htm`, `.php` as a crawler saved them, and `.md` with front matter over HTML, Markdown or plain text.

The text of a page is its story, see `main_text`; title, source, address and day of publication are what the page says of
itself, see `page_fields`. Under front matter stands the story alone: its text is all that is there, as html-text gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import html_text
from lxml import etree

from unionwire.read.dates import parse_date
from unionwire.read.encodings import text_of
from unionwire.read.fields import EXCERPT, Options, host_of, text_id, text_problem
from unionwire.read.front_matter import front_matter, wanted
from unionwire.read.inputs import Source
from unionwire.read.main_text import parse, story_text, without_code
from unionwire.read.page_fields import page_date, page_fields
from unionwire.reasons import Code
from unionwire.records import Article, Reject

# Markup costs more than the text that it holds: a page may be this many times as long as the longest text.
MARKUP_FACTOR = 8
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|br|div|a|span|b|i|em|strong|img|table|h[1-6]|ul|ol|li|blockquote)\b[^>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|br|div|table|tr|td|h[1-6]|ul|ol|li|blockquote|hr|center|section|article|figure|pre)\b", re.IGNORECASE
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff]")
_PARAGRAPH = re.compile(r"<p\b", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to read. `charset` and `url` are what the server said, `article_id` the name of the article, if it has one."""

    raw: bytes
    article_id: str | None
    shown: str
    record: int = 1
    charset: str | None = None
    url: str | None = None

    def reject(self, code: Code, detail: str, excerpt: str = "") -> Reject:
        """The reject of this page."""
        excerpt = excerpt or self.raw[:EXCERPT].decode("utf-8", "replace")
        return Reject(self.shown, self.record, code, detail, excerpt[:EXCERPT])


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield the one article of a page."""
    with source.open() as file:
        raw = file.read(longest(options) + 1)
    page = Page(raw, source.name, source.shown)
    yield 1, markdown_article(page, options) if source.suffix == ".md" else page_article(page, options)


def longest(options: Options) -> int:
    """How many bytes a page may have."""
    return MARKUP_FACTOR * options.max_chars


def page_article(page: Page, options: Options) -> Article | Reject:
    """The article of a page, or the Reject that says why there is none."""
    if reject := _too_long(page, options):
        return reject
    source = _decoded(page)
    if "<" not in source:
        return _article(page, source, {}, options)
    try:
        text, fields = _told(source)
    except (etree.LxmlError, ValueError):
        # control characters may stand in a page, but not everywhere in a tree
        try:
            text, fields = _told(_CONTROL.sub(" ", source))
        except (etree.LxmlError, ValueError) as error:
            return page.reject(Code.UNREADABLE_PAGE, " ".join(str(error).split())[:100], source)
    return _article(page, text, fields, options)


def _told(source: str) -> tuple[str, dict[str, str]]:
    """The story of a page, and what the page says of itself."""
    tree = parse(source)
    fields = page_fields(tree)
    if (date := page_date(tree)) is not None:
        fields["date"] = date.isoformat()
    return story_text(tree), fields


def markdown_article(page: Page, options: Options) -> Article | Reject:
    """The article below the front matter of a Markdown file."""
    if reject := _too_long(page, options):
        return reject
    fields, body = front_matter(_decoded(page))
    try:
        text = _markdown_text(body)
    except (etree.LxmlError, ValueError) as error:
        return page.reject(Code.UNREADABLE_PAGE, " ".join(str(error).split())[:100], body)
    return _article(page, text, wanted(fields, options), options)


def plain_article(page: Page, options: Options) -> Article | Reject:
    """The article that a server sent as plain text."""
    return _too_long(page, options) or _article(page, _decoded(page), {}, options)


def _too_long(page: Page, options: Options) -> Reject | None:
    if len(page.raw) <= longest(options):
        return None
    return page.reject(
        Code.TOO_LONG, f"a page may have {MARKUP_FACTOR} bytes for each of {options.max_chars} characters"
    )


def _article(page: Page, text: str, fields: dict[str, str], options: Options) -> Article | Reject:
    if problem := text_problem(text, options):
        return page.reject(*problem, text.strip())
    return Article(
        fields.get("id") or page.article_id or text_id(text),
        text,
        source=fields.get("source") or host_of(page.url),
        url=page.url or fields.get("url"),
        title=fields.get("title"),
        published=parse_date(fields.get("date")),
    )


def _markdown_text(body: str) -> str:
    """The text of Markdown: as it stands where it holds no HTML, else as a browser would show it.

    Blank lines part paragraphs in Markdown and mean nothing in HTML; so they count where HTML marks no paragraphs.
    """
    if not _TAG.search(body):
        return body
    body = without_code(body)
    if not _PARAGRAPH.search(body):
        blocks = _BLANK_LINES.split(body)
        body = "\n\n".join(block if _BLOCK.search(block) else f"<p>{block}</p>" for block in blocks if block.strip())
    text: str = html_text.extract_text(body)
    return text


def _decoded(page: Page) -> str:
    """The source of a page; what the server declared comes before what the page declares."""
    declared = page.charset
    if declared is None and (match := _CHARSET.search(page.raw[:4096])):
        declared = match[1].decode("ascii")
    return text_of(page.raw, declared)
