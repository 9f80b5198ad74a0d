"""A batch: inputs -> records to extract from -> shards of rows -> tables, put in force all at once.

The inputs are read twice: once to choose the records (see `read.select`), once to extract from them. Articles go
through the engine in pieces, rows are staged in shards, and the tables over all articles are made anew at the end.
A run that died and is started again over the same inputs goes on after the last whole shard.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from unionwire.engines.local import MakeExtractor, PieceResult, default_extractor, extract_pieces
from unionwire.errors import UsageError
from unionwire.provenance import Provenance, provenance
from unionwire.read import DEFAULT_MAX_CHARS, Options, Source, find_sources
from unionwire.read.select import Located, Selection, chosen_articles, fingerprint, select
from unionwire.records import Article, Reject
from unionwire.tables.dims import dimension
from unionwire.tables.rows import FACT_TABLES, concatenate, ordered, table_of
from unionwire.tables.schema import TABLES
from unionwire.tables.write import Output, Stage

ENGINES = ("local", "ray")
# Rows are staged, and survive a crash, a shard at a time; a piece is what a worker takes at once.
_SHARD_ARTICLES, _SHARD_CHARS = 4_096, 16_000_000
_PIECE_ARTICLES, _PIECE_CHARS = 64, 400_000
# below this a pool's start-up, a model loaded by each worker, outweighs what it saves
_WORTH_A_POOL = 500

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, how many records are done and how many there are (None: not known)."""


@dataclass(slots=True)
class RunReport:
    """What a run did. `added` counts rows by table, `rejects` those that are new by reason."""

    batch_id: str
    n_files: int
    n_passed_over: int
    n_read: int
    n_articles: int
    n_relevant: int
    n_present: int
    n_repeated: int
    n_same_id_other_text: int
    added: dict[str, int] = field(default_factory=dict)
    rejects: Counter[str] = field(default_factory=Counter)
    n_rejected: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int | None = 1,
    engine: str = "local",
    columns: Mapping[str, str] | None = None,
    max_chars: int = DEFAULT_MAX_CHARS,
    progress: Progress | None = None,
    make_extractor: MakeExtractor = default_extractor,
) -> RunReport:
    """Extract from files, folders or globs of articles into Parquet tables under `out`.

    Args:
        inputs: files, folders or globs; see `unionwire.read`.
        out: folder of the tables; it is made, or added to.
        workers: processes that extract; None: one, or one a core for 500 articles and more. The tables do not
            depend on it.
        engine: `local`; `ray` is not available in this version.
        columns: field -> column, where a dump has unusual names: `{"text": "story"}`.
        max_chars: longer texts are rejected.
        progress: told how far the run is.
        make_extractor: builds what extracts; importable by name where `workers` > 1.

    Raises:
        UsageError: no such input, unknown format or field, unwritable `out`, no such engine.
        Fault: the base model is missing, a worker process died.
    """
    if engine != "local":
        known = "is not available in this version" if engine in ENGINES else "is unknown"
        raise UsageError(f"engine {engine} {known}; use local")
    if workers is not None and workers < 1:
        raise UsageError("--workers must be at least 1")
    options = Options(columns or {}, max_chars)
    found = find_sources(inputs)
    made_with = provenance()
    with Output(out) as output:
        batch = _Batch(output, found.sources, options, made_with, progress or (lambda *_: None))
        batch.read()
        if workers is None:
            workers = _cores() if len(batch.selection.chosen) >= _WORTH_A_POOL else 1
        batch.extract(workers, make_extractor)
        return batch.finish([str(given) for given in inputs], len(found.passed_over))


class _Batch:
    """A run's state between its stages."""

    def __init__(
        self, output: Output, sources: Sequence[Source], options: Options, made_with: Provenance, progress: Progress
    ) -> None:
        self.output, self.sources, self.options = output, sources, options
        self.made_with, self.progress = made_with, progress
        self.started = dt.datetime.now(dt.UTC)
        self.seconds: dict[str, float] = {}
        self.selection = Selection()
        self.rejects: list[Reject] = []

    def read(self) -> None:
        """Choose the records, and with them the id and the staging area of the batch."""
        began = time.perf_counter()
        present = self.output.read("articles", ["article_id", "text_sha256"])
        self.selection = select(
            self.sources,
            self.options,
            frozenset(present["article_id"].to_pylist()),
            frozenset(present["text_sha256"].to_pylist()),
            lambda done: self.progress("reading", done, None),
        )
        self.rejects = list(self.selection.rejects)
        number = self.output.read("batches", ["batch_id"]).num_rows + 1
        made = (self.selection.digest(), self.made_with.version, self.made_with.model, self.made_with.seeds)
        self.batch_id = f"{number:04d}-{hashlib.sha256(' '.join(made).encode()).hexdigest()[:12]}"
        self.stage: Stage = self.output.stage(self.batch_id)
        self.seconds["reading"] = time.perf_counter() - began

    def extract(self, workers: int, make_extractor: MakeExtractor) -> None:
        """Stage the rows of every chosen article, shard by shard."""
        began = time.perf_counter()
        done, total = 0, len(self.selection.chosen)
        pending: deque[tuple[str, list[Located], int]] = deque()

        def pieces() -> Iterator[list[Article]]:
            nonlocal done
            for shard in self._shards():
                key = _shard_key(shard)
                if self.stage.has_shard(key):
                    done += len(shard)
                    self.progress("extracting", done, total)
                    continue
                cut = list(_cut([located.article for located in shard], _PIECE_ARTICLES, _PIECE_CHARS))
                pending.append((key, shard, len(cut)))
                yield from cut

        results: list[PieceResult] = []
        for result in extract_pieces(pieces(), self.batch_id, workers, make_extractor):
            results.append(result)
            done += result.n_articles
            self.progress("extracting", done, total)
            key, shard, n_pieces = pending[0]
            if len(results) == n_pieces:
                self._stage_shard(key, shard, results)
                results = []
                pending.popleft()
        self.seconds["extracting"] = time.perf_counter() - began

    def finish(self, inputs: list[str], n_passed_over: int) -> RunReport:
        """Make the tables over all articles, and put everything in force."""
        began = time.perf_counter()
        self.progress("consolidating", 0, None)
        self.stage.add("rejects", self.batch_id, self._new_rejects(self.rejects))
        report = self._report(n_passed_over)
        self.stage.link_base()
        self._consolidate()
        self.seconds["consolidating"] = time.perf_counter() - began
        self.stage.add("batches", self.batch_id, table_of("batches", [self._row(report, inputs)]))
        self.output.commit(self.stage)
        return report

    def _report(self, n_passed_over: int) -> RunReport:
        added = {name: self.stage.read_new(name, TABLES[name].schema.names[:1]).num_rows for name in FACT_TABLES}
        reasons = self.stage.read_new("rejects", ["reason"])["reason"].to_pylist()
        return RunReport(
            batch_id=self.batch_id,
            n_files=len(self.sources),
            n_passed_over=n_passed_over,
            n_read=self.selection.n_read,
            n_articles=added["articles"],
            n_relevant=sum(self.stage.read_new("articles", ["relevant"])["relevant"].to_pylist()),
            n_present=self.selection.n_present,
            n_repeated=self.selection.n_repeated,
            n_same_id_other_text=self.selection.n_same_id_other_text,
            added=added,
            rejects=Counter(reason.split(":")[0] for reason in reasons),
            n_rejected=len(reasons),
            seconds=self.seconds,
        )

    def _shards(self) -> Iterator[list[Located]]:
        shard: list[Located] = []
        n_chars = 0
        for item in chosen_articles(self.sources, self.options, self.selection):
            if isinstance(item, Reject):
                self.rejects.append(item)
                continue
            shard.append(item)
            n_chars += len(item.article.text)
            if len(shard) >= _SHARD_ARTICLES or n_chars >= _SHARD_CHARS:
                yield shard
                shard, n_chars = [], 0
        if shard:
            yield shard

    def _stage_shard(self, key: str, shard: list[Located], results: list[PieceResult]) -> None:
        where = {located.article.article_id: located for located in shard}
        failures = [failure for result in results for failure in result.failures]
        failed = [where[article_id].reject(f"extraction failed: {reason}") for article_id, reason in failures]
        tables = {name: concatenate(name, [result.tables for result in results]) for name in FACT_TABLES}
        self.stage.add_shard(key, tables | {"rejects": self._new_rejects(failed)})

    def _new_rejects(self, rejects: list[Reject]) -> pa.Table:
        """Rows of the rejects that the tables do not hold yet."""
        known = self._known_rejects()
        fresh = {(reject.path, reject.record, reject.reason): reject for reject in rejects}
        rows = [
            {"path": path, "record": record, "reason": reason, "excerpt": reject.excerpt, "batch_id": self.batch_id}
            for (path, record, reason), reject in fresh.items()
            if (path, record, reason) not in known
        ]
        return table_of("rejects", rows)

    def _known_rejects(self) -> set[tuple[str, int, str]]:
        columns = ["path", "record", "reason"]
        held = self.output.read("rejects", columns)
        return set(zip(*(held[column].to_pylist() for column in columns), strict=True))

    def _consolidate(self) -> None:
        from unionwire.consolidate import consolidate

        tables = {name: self.stage.read(name) for name in FACT_TABLES}
        for name in ("unions", "candidates"):
            tables[name] = dimension(name, tables)
            self.stage.replace(name, tables[name])
        derived = consolidate(tables)
        for name in ("positions", "national_local"):
            schema = TABLES[name].schema
            self.stage.replace(name, ordered(name, derived[name].select(schema.names).cast(schema)))
        self.stage.update_duplicates(derived["articles"])

    def _row(self, report: RunReport, inputs: list[str]) -> dict[str, Any]:
        return {
            "batch_id": self.batch_id,
            "started": self.started.replace(tzinfo=None),
            "finished": dt.datetime.now(dt.UTC).replace(tzinfo=None),
            "inputs": inputs,
            "version": self.made_with.version,
            "model": self.made_with.model,
            "seeds": self.made_with.seeds,
            "n_articles": report.n_articles,
            "n_relevant": report.n_relevant,
            "n_rejects": report.n_rejected,
            "n_present": report.n_present,
            "n_repeated": report.n_repeated,
            **{f"seconds_{stage}": round(seconds, 3) for stage, seconds in self.seconds.items()},
        }


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shard_key(shard: Sequence[Located]) -> str:
    total = hashlib.sha256()
    for located in shard:
        total.update(fingerprint(located.article))
    return total.hexdigest()[:16]


def _cut(articles: Sequence[Article], most: int, most_chars: int) -> Iterator[list[Article]]:
    piece: list[Article] = []
    n_chars = 0
    for article in articles:
        piece.append(article)
        n_chars += len(article.text)
        if len(piece) >= most or n_chars >= most_chars:
            yield piece
            piece, n_chars = [], 0
    if piece:
        yield piece
