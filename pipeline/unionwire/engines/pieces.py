"""What every engine shares: what it needs of an extractor, and the rows that come of a piece of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyarrow as pa

from unionwire.reasons import Code
from unionwire.records import Article, Extraction
from unionwire.tables.rows import FACT_TABLES, concatenate, extraction_tables

# spaCy's string store keeps every word that it has seen: extractors are built anew after this many pieces
PIECES_PER_LIFE = 2_000
DEFAULT_LIMIT_SECONDS = 300.0
# what a worker takes at once
_ARTICLES, _CHARS = 64, 400_000
# what a piece may take beyond the limit of one article, for each of its articles: many times what one takes
SECONDS_AN_ARTICLE = 1.0
# one thread each: workers share the cores, not the matrix products
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Failure(Protocol):
    """An article that could not be extracted from, and why (`unionwire.extract.ExtractionFailure`)."""

    @property
    def article_id(self) -> str:
        """Id of the article."""

    @property
    def reason(self) -> str:
        """One line."""


class BatchExtractor(Protocol):
    """What the engine needs of an extractor (`unionwire.extract.Extractor`)."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterable[Extraction | Failure]:
        """One result an article."""


MakeExtractor: TypeAlias = Callable[[], BatchExtractor]
Sift: TypeAlias = Callable[[Sequence[Article]], "list[Extraction | None]"]
"""Tells what comes of the articles that no extractor need read, None for the others."""


@dataclass(frozen=True, slots=True)
class PieceResult:
    """The rows of a piece, and the articles of it that failed: (article_id, code, detail)."""

    tables: dict[str, pa.Table]
    failures: list[tuple[str, Code, str]]
    n_articles: int


def cut(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """The articles in pieces, in their order."""
    piece: list[Article] = []
    n_chars = 0
    for article in articles:
        piece.append(article)
        n_chars += len(article.text)
        if len(piece) >= _ARTICLES or n_chars >= _CHARS:
            yield piece
            piece, n_chars = [], 0
    if piece:
        yield piece


def default_extractor() -> BatchExtractor:
    """The real extractor, with its spaCy pipeline built."""
    from unionwire.extract import Extractor

    return Extractor()


def kept_extractor() -> BatchExtractor:
    """The real extractor, for articles that the screen has let through."""
    from unionwire.extract import Extractor

    return Extractor(screen=False)


def sifted(make_extractor: MakeExtractor) -> tuple[MakeExtractor, Sift | None]:
    """What extracts from the articles that a sift leaves, and that sift; any extractor but the real one reads all."""
    if make_extractor is not default_extractor:
        return make_extractor, None
    from unionwire.sift import sift

    return kept_extractor, sift


def extract_piece(extractor: BatchExtractor, piece: Sequence[Article], batch_id: str) -> PieceResult:
    """The rows and failures of a piece."""
    extractions: list[Extraction] = []
    failures: list[tuple[str, Code, str]] = []
    for outcome in extractor.extract_batch(piece):
        if isinstance(outcome, Extraction):
            extractions.append(outcome)
        else:
            failures.append((outcome.article_id, Code.EXTRACTION_FAILED, outcome.reason))
    return PieceResult(extraction_tables(extractions, batch_id), failures, len(piece))


def failed_piece(article: Article, code: Code, detail: str) -> PieceResult:
    """What comes of a piece of one article that could not be extracted from."""
    return PieceResult({name: concatenate(name, []) for name in FACT_TABLES}, [(article.article_id, code, detail)], 1)


def joined(parts: Iterator[PieceResult] | Sequence[PieceResult]) -> PieceResult:
    """The results of a piece's articles as that of the piece."""
    parts = list(parts)
    tables = {name: concatenate(name, [part.tables for part in parts]) for name in FACT_TABLES}
    return PieceResult(tables, [failure for part in parts for failure in part.failures], len(parts))
