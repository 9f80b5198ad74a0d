"""Plain text: one article a file, its date perhaps in front.

A first line that is a date, or a prefix such as ` date 2020-01-12 `, gives `published`. It stays in the text: the text
is kept as read, so that offsets hold in the file too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from unionwire.read.cleartext import readable
from unionwire.read.dates import parse_date
from unionwire.read.encodings import text_of
from unionwire.read.fields import EXCERPT, Options, read_problem
from unionwire.read.inputs import Source
from unionwire.reasons import Code
from unionwire.records import Article, Reject

_PREFIX = re.compile(r"\s*(?:date|published|publish_date|pubdate)\s*[:=]?\s+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+ ?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?|(?!\d{4}).*", re.IGNORECASE)
_LABEL = re.compile(r"^(?:date|published)\s*[:=]?\s*", re.IGNORECASE)


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield the one article of a text file."""
    # UTF-8 takes at most 4 bytes a character: what is longer than that is over the limit for certain
    limit = 4 * options.max_chars + 4
    with source.open() as file:
        raw = file.read(limit + 1)
    text = text_of(raw)
    if problem := read_problem(text, options):
        code, detail = problem
        if code is Code.TOO_LONG:
            detail = f"the limit is {options.max_chars} characters"
        yield 1, Reject(source.shown, 1, code, detail, text[:EXCERPT])
        return
    text = readable(text)
    yield 1, Article(article_id=source.name, text=text, published=leading_date(text))


def leading_date(text: str) -> dt.date | None:
    """The date that stands in front of a text as its prefix or its first line, if one does.

    >>> leading_date(" date 2020-01-12 The union said on Sunday ...")
    datetime.date(2020, 1, 12)
    """
    if match := _PREFIX.match(text):
        return parse_date(match[1])
    first = _LABEL.sub("", text.lstrip().split("\n", 1)[0].strip())
    # a first line that only begins with a date is prose
    return parse_date(first) if _ALONE.fullmatch(first) else None
