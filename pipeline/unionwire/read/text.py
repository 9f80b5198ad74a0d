"""Plain text: one article a file.

A date in front of it, as a prefix such as ` date 2020-01-12 ` or a first line, stays in the text, where `clean.dates` finds it: the
text is kept as read, so that offsets hold in the file too.
"""

from __future__ import annotations

from collections.abc import Iterator

from unionwire.read.cleartext import readable
from unionwire.read.encodings import text_of
from unionwire.read.fields import EXCERPT, Options, read_problem
from unionwire.read.inputs import Source
from unionwire.reasons import Code
from unionwire.records import Article, Reject


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
    yield 1, Article(article_id=source.name, text=readable(text))
