"""The articles of a batch that no reader is needed for: those that the screen drops, and the rows that come of them.

A run sifts a whole shard at a time, in the process that reads it: the screen's expressions are then compiled once for
thousands of texts, and only what is worth parsing goes to the workers.
"""

from __future__ import annotations

from collections.abc import Sequence

from unionwire.clean.characters import view_of
from unionwire.clean.dates import article_date
from unionwire.records import Article, Extraction
from unionwire.screen import screen


def sift(articles: Sequence[Article]) -> list[Extraction | None]:
    """Return for each article what comes of it where the screen drops it, None where it is worth reading."""
    views = [view_of(article) for article in articles]
    keep = screen().keep_many([view.seen.text for view in views])
    return [None if kept else view.restored(irrelevant(view.seen)) for view, kept in zip(views, keep, strict=True)]


def irrelevant(article: Article) -> Extraction:
    """What comes of an article in which nothing could be found: its date alone."""
    published, published_from = article_date(article)
    return Extraction(article, relevant=False, published=published, published_from=published_from)
