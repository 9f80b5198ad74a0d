"""The local engine: this process, or a pool of worker processes."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyarrow as pa

from unionwire.errors import Fault
from unionwire.records import Article, Extraction
from unionwire.tables.rows import extraction_tables


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


@dataclass(frozen=True, slots=True)
class PieceResult:
    """The rows of a piece, and the articles of it that failed: (article_id, reason)."""

    tables: dict[str, pa.Table]
    failures: list[tuple[str, str]]
    n_articles: int


# spaCy's string store keeps every word that it has seen: extractors are built anew after this many pieces
_PIECES_PER_LIFE = 2_000
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_extractor: BatchExtractor | None = None


def default_extractor() -> BatchExtractor:
    """The real extractor, with its spaCy pipeline built."""
    from unionwire.extract import Extractor

    return Extractor()


def extract_pieces(
    pieces: Iterable[Sequence[Article]], batch_id: str, workers: int, make_extractor: MakeExtractor
) -> Iterator[PieceResult]:
    """Extract from pieces of articles and yield a result a piece, in their order.

    `make_extractor` must be importable by name where `workers` > 1. Raises Fault where a worker process dies.
    """
    remaining = iter(pieces)
    while life := next(remaining, None):
        group = itertools.chain([life], itertools.islice(remaining, _PIECES_PER_LIFE - 1))
        if workers == 1:
            extractor = make_extractor()
            for piece in group:
                yield _result(extractor, piece, batch_id)
        else:
            yield from _pooled(group, batch_id, workers, make_extractor)


def _pooled(
    pieces: Iterable[Sequence[Article]], batch_id: str, workers: int, make_extractor: MakeExtractor
) -> Iterator[PieceResult]:
    # one thread each: the workers share the cores, not the matrix products
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=(make_extractor,)
    )
    waiting: deque[Future[PieceResult]] = deque()
    try:
        for piece in pieces:
            waiting.append(pool.submit(_work, piece, batch_id))
            if len(waiting) >= 4 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise Fault(
            "a worker process died (out of memory?); run again to go on, perhaps with fewer --workers"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker(make_extractor: MakeExtractor) -> None:
    global _extractor  # noqa: PLW0603 - a worker's one extractor, built once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers Ctrl-C
    _extractor = make_extractor()


def _work(piece: Sequence[Article], batch_id: str) -> PieceResult:
    assert _extractor is not None
    return _result(_extractor, piece, batch_id)


def _result(extractor: BatchExtractor, piece: Sequence[Article], batch_id: str) -> PieceResult:
    extractions: list[Extraction] = []
    failures: list[tuple[str, str]] = []
    for outcome in extractor.extract_batch(piece):
        if isinstance(outcome, Extraction):
            extractions.append(outcome)
        else:
            failures.append((outcome.article_id, outcome.reason))
    return PieceResult(extraction_tables(extractions, batch_id), failures, len(piece))
