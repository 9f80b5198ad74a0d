"""A batch: inputs -> records to extract from -> shards of rows -> tables, put in force all at once.

The inputs are read twice: once to choose the records (see `read.select`), once to extract from them. Articles go
through the engine in pieces, rows are staged in shards, and the tables over all articles are brought up to date at the
end. A run that died and is started again takes up the shards that it had whole; one that is told to stop puts what is
done in force first.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import logging
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa

from unionwire.consolidate.advance import advance
from unionwire.consolidate.copies import signatures
from unionwire.consolidate.state import head_of, rebuild, reject_keys
from unionwire.engines import engine_named
from unionwire.engines.pieces import (
    DEFAULT_LIMIT_SECONDS,
    MakeExtractor,
    PieceResult,
    Sift,
    cut,
    default_extractor,
    sifted,
)
from unionwire.errors import Interrupted, Rejected, UsageError
from unionwire.progress import Progress
from unionwire.provenance import Provenance, provenance
from unionwire.read import DEFAULT_MAX_CHARS, Options, Source, find_sources
from unionwire.read.inputs import Inputs
from unionwire.read.select import Located, Selection, chosen_articles, select
from unionwire.records import Article, Extraction, Reject
from unionwire.reprocess import Dropped, stored_articles
from unionwire.review.apply import corrected
from unionwire.review.claims import Claims
from unionwire.run_report import RunReport
from unionwire.shards import Pending, failed, require_whole, shard_key
from unionwire.stopping import Terminated, finishing
from unionwire.tables.keys import held
from unionwire.tables.remote import local_folder
from unionwire.tables.rows import FACT_TABLES, concatenate, extraction_tables, ordered, table_of
from unionwire.tables.write import STATE, Output, Stage
from unionwire.wording import counted

# Rows are staged, and survive a crash, a shard at a time.
_SHARD_ARTICLES, _SHARD_CHARS = 4_096, 16_000_000
# below this a pool's start-up, a model loaded by each worker, outweighs what it saves
_WORTH_A_POOL = 500

logger = logging.getLogger(__name__)


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int | None = 1,
    engine: str = "local",
    columns: Mapping[str, str] | None = None,
    max_chars: int = DEFAULT_MAX_CHARS,
    limit_seconds: float = DEFAULT_LIMIT_SECONDS,
    wait: float = 0.0,
    progress: Progress | None = None,
    tell: Callable[[str], None] = logger.warning,
    make_extractor: MakeExtractor = default_extractor,
    reprocess: bool = False,
    strict: bool = False,
) -> RunReport:
    """Extract from files, folders or globs of articles into Parquet tables under `out`.

    Args:
        inputs: files, folders or globs; see `unionwire.read`.
        out: folder of the tables; it is made, or added to. An address (`s3://bucket/folder`) too; see `tables.remote`.
        workers: processes that extract; None: one, or one a core for 500 articles and more; 0: this process does,
            unguarded against an article that hangs or kills it. With `ray`, None and 0: one a CPU of the cluster. The
            tables do not depend on it.
        engine: `local`, or `ray` for the nodes of a Ray cluster; nor on this.
        columns: field -> column, where a dump has unusual names: `{"text": "story"}`.
        max_chars: longer texts are rejected.
        limit_seconds: what one article may take; one that takes longer is rejected.
        wait: seconds to wait for another run that is writing into `out`.
        progress: told how far the run is.
        tell: told in a line what the user should know at once, such as that the run waits.
        make_extractor: builds what extracts; importable by name unless `workers` is 0.
        reprocess: extract again from the articles that `out` holds, from their stored texts and from `inputs`, of which
            there may be none.
        strict: end at the first record that is rejected.

    Raises:
        UsageError: no such input, unknown format or field, unwritable `out`, no such engine or Ray not installed, `out` held by
            another run.
        Fault: the base model is missing, worker processes can't start, the disk fails, an input changed while it was
            read. The tables are as before.
        Rejected: `strict`, and a record was rejected; where that was while extracting, what was done is in the tables.
        Interrupted: told to stop, by Ctrl-C; what was done is in the tables.
    """
    extract_pieces = engine_named(engine)
    if workers is not None and workers < 0:
        raise UsageError("--workers must not be negative")
    if limit_seconds <= 0 or wait < 0:
        raise UsageError("--limit-seconds must be above 0, --wait not below")
    options = Options(columns or {}, max_chars)
    found = find_sources(inputs) if inputs or not reprocess else Inputs([], [])
    made_with = provenance()
    try:
        with local_folder(out) as folder, Output(folder, wait=wait, tell=tell) as output:
            batch = _Batch(output, found.sources, options, made_with, progress or (lambda *_: None))
            batch.read(tell, reprocess=reprocess, strict=strict)
            if workers is None and engine == "local":
                workers = _cores() if batch.selection.n_chosen >= _WORTH_A_POOL else 1
            stopped: KeyboardInterrupt | Rejected | None = None
            try:
                make, sift = sifted(make_extractor)
                batch.extract(lambda pieces: extract_pieces(pieces, batch.batch_id, workers, make, limit_seconds), sift)
            except (KeyboardInterrupt, Rejected) as error:
                if reprocess or not batch.whole:  # half the articles are no tables, and none no batch
                    if isinstance(error, Rejected):
                        raise Rejected(f"{error}; the tables are as before") from error
                    raise
                stopped = error
            with finishing(tell):
                report = batch.finish([str(given) for given in inputs], len(found.passed_over))
        if isinstance(stopped, Rejected):
            raise Rejected(
                f"{stopped}; {counted(report.n_articles, 'article is', 'articles are')} in the tables"
            ) from stopped
        if stopped is not None:
            raise _interrupted(stopped, batch.selection.n_chosen - report.n_articles, report) from stopped
    except KeyboardInterrupt as error:
        if isinstance(error, Interrupted):
            raise
        raise _interrupted(error) from error
    return report


def _described(made_with: Sequence[str]) -> str:
    return ", ".join(f"{what} {value}" for what, value in zip(("version", "model", "seeds"), made_with, strict=True))


def _interrupted(error: KeyboardInterrupt, n_left: int = 0, report: RunReport | None = None) -> Interrupted:
    said = "stopped; the tables are as before, run again to begin anew"
    if report is not None:
        said = (
            f"stopped; {counted(report.n_articles, 'article is', 'articles are')} in the tables, "
            f"{counted(n_left, 'is', 'are')} left: "
            "run the same again to go on"
        )
    return Interrupted(said, terminated=isinstance(error, Terminated))


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
        self.whole: set[str] = set()
        self._state: Path | None = None
        self._dropped: Dropped | None = None
        self._n_carried = 0
        self._strict = False
        self._claims = Claims()

    @property
    def _made_with(self) -> tuple[str, str, str]:
        return self.made_with.version, self.made_with.model, self.made_with.seeds

    def read(self, tell: Callable[[str], None], *, reprocess: bool, strict: bool) -> None:
        """Choose the records, and with them the id and the staging area of the batch."""
        began = time.perf_counter()
        base = self.output.snapshot
        if base is not None and head_of(base) is None:
            rebuild(base, self.output.folder / ".staging" / STATE)
        self._state = base / STATE if base is not None else None
        if base is not None and reprocess:
            self._dropped = Dropped(base)
        elif base is not None and (said := self._made_otherwise(base)):
            tell(said)
        self.selection = select(
            self.sources,
            self.options,
            self._present,
            lambda done: self.progress("reading", done, None),
            strict=strict,
        )
        self._strict = strict
        self._claims = Claims.of(self.output.read("corrections"))
        number = self.output.read("batches", ["batch_id"]).num_rows + 1
        # not of what was read: where a dump has grown since a run died, the shards that it had whole still count
        made = hashlib.sha256(" ".join(self._made_with).encode()).hexdigest()[:12]
        self.batch_id = f"{number:04d}-{made}"
        self.stage: Stage = self.output.stage(self.batch_id, anew=self._dropped is not None)
        self.seconds["reading"] = time.perf_counter() - began

    def _present(self, ids: np.ndarray, texts: np.ndarray) -> np.ndarray:
        present: np.ndarray = held(self._state, "ids", ids) | held(self._state, "texts", texts)
        if self._dropped is not None:
            present &= ~self._dropped.among(ids, texts)
        return present

    def _made_otherwise(self, base: Path) -> str:
        """What to say of articles that were extracted with another version, model or seeds; empty where none were."""
        head = head_of(base)
        others = {maker: count for maker, count in (head.makers if head else {}).items() if maker != self._made_with}
        if not others:
            return ""
        commonest = max(sorted(others), key=lambda maker: others[maker])
        return (
            f"{counted(sum(others.values()), 'article of the tables was', 'articles of the tables were')} extracted with "
            f"{_described(commonest)}{' and others' if len(others) > 1 else ''}, now it is "
            f"{_described(self._made_with)}: they stay as they are, --reprocess extracts them again"
        )

    def _carry_over(self, dropped: Dropped) -> None:
        """Take over the articles that can't be done again: the screen dropped them, and the inputs don't bring them."""
        redone = set(self.stage.read_new("articles", ["article_id"])["article_id"].to_pylist())
        for number, rows in enumerate(dropped.rows_without(redone)):
            if rows.num_rows:
                key = f"carried-{number:06}"
                self.stage.add_shard(key, {"articles": rows}, signatures(rows["text"]))
                self._n_carried += rows.num_rows

    def extract(
        self, extracted: Callable[[Iterator[list[Article]]], Iterator[PieceResult]], sift: Sift | None = None
    ) -> None:
        """Stage the rows of every chosen article, shard by shard; stopped halfway, also those of a shard's beginning.

        Articles that `sift` tells all of are not extracted from.
        """
        began = time.perf_counter()
        done, total = 0, self.selection.n_chosen + (self._dropped.n_stored if self._dropped else 0)
        pending: deque[Pending] = deque()

        def pieces() -> Iterator[list[Article]]:
            nonlocal done
            for shard in self._shards():
                key = shard_key(shard)
                if self.stage.has_shard(key):
                    self.whole.add(key)
                    done += len(shard)
                    self.progress("extracting", done, total)
                    continue
                articles = [located.article for located in shard]
                sorted_out: list[Extraction | None] = sift(articles) if sift else [None for _ in shard]
                left = [article for article, known in zip(articles, sorted_out, strict=True) if known is None]
                # a shard without a piece would never be asked for: an empty one counts it among those that are open
                in_pieces = list(cut(left)) or [[]]
                pending.append(Pending(key, shard, sorted_out, len(in_pieces), self.batch_id))
                del shard, articles, sorted_out, left
                yield from in_pieces

        def stage_whole() -> None:
            nonlocal done
            while pending and len(results) == pending[0].n_pieces:
                shard = pending.popleft()
                done += shard.n_dropped
                self._stage_shard(shard.key, shard.left, [*results, shard.dropped(shard.size)])
                results.clear()

        results: list[PieceResult] = []
        try:
            with closing(extracted(pieces())) as answers:  # type: ignore[type-var]  # every engine is a generator
                for result in answers:
                    results.append(result)
                    done += result.n_articles
                    if self._strict:
                        require_whole(pending[0].left, result)
                    stage_whole()
                    self.progress("extracting", done, total)
        except (KeyboardInterrupt, Rejected):
            if results:
                begun = pending[0]
                size = begun.size_of(sum(result.n_articles for result in results))
                self._stage_shard(begun.key_of(size), begun.left, [*results, begun.dropped(size)])
            raise
        finally:
            self.seconds["extracting"] = time.perf_counter() - began

    def finish(self, inputs: list[str], n_passed_over: int) -> RunReport:
        """Bring the tables over all articles up to date, and put everything in force."""
        began = time.perf_counter()
        self.progress("consolidating", 0, None)
        self.stage.keep(self.whole)
        if self._dropped is not None:
            self._carry_over(self._dropped)
        rejects = self._new_rejects(self.selection.rejects)
        self.stage.add("rejects", self.batch_id, rejects)
        report = self._report(n_passed_over)
        report.n_rejected_before = len(self.selection.rejects) - rejects.num_rows
        self.stage.link_base()
        advance(self.stage, self._made_with, self.output.read("batches"))
        self.seconds["consolidating"] = time.perf_counter() - began
        batches = pa.concat_tables(
            [self.output.read("batches"), table_of("batches", [report.to_row(self.made_with, self.started, inputs)])]
        )
        self.stage.replace("batches", ordered("batches", batches))
        report.n_copies = self.stage.read_new("articles", ["duplicate_of"])["duplicate_of"].drop_null().length()
        report.rows = self.stage.n_rows()
        self.output.commit(self.stage)
        return report

    def _report(self, n_passed_over: int) -> RunReport:
        shards = [shard for key, shard in self.stage.shards.items() if key in self.whole]
        n_redone = self._dropped.n_stored + self._dropped.n_dropped - self._n_carried if self._dropped else 0
        added = {name: sum(shard.rows.get(name, 0) for shard in shards) for name in FACT_TABLES}
        rejects = self.stage.read_new("rejects", ["reason", "code"]).to_pydict()
        return RunReport(
            batch_id=self.batch_id,
            n_files=len(self.sources),
            n_passed_over=n_passed_over,
            n_read=self.selection.n_read,
            n_articles=added["articles"] - n_redone,
            n_reprocessed=n_redone,
            n_not_reprocessed=self._n_carried,
            n_relevant=sum(shard.n_relevant for shard in shards),
            n_present=self.selection.n_present,
            n_repeated=self.selection.n_repeated,
            n_same_id_other_text=self.selection.n_same_id_other_text,
            added=added,
            rejects=Counter(reason.split(":")[0] for reason in rejects["reason"]),
            codes=Counter(rejects["code"]),
            n_rejected=len(rejects["reason"]),
            seconds=self.seconds,
            example=self._example(),
        )

    def _example(self) -> str | None:
        """A new article with a fact in it, with an endorsement if there is one."""
        for name in ("endorsements", "membership_counts", "relationships"):
            found = self.stage.read_new(name, ["article_id"])["article_id"].to_pylist()
            if found:
                return str(min(found))
        return None

    def _shards(self) -> Iterator[list[Located]]:
        shard: list[Located] = []
        n_chars = 0
        base = self.output.snapshot
        stored = stored_articles(base, str(self.output.folder)) if self._dropped is not None and base else ()
        for item in itertools.chain(stored, chosen_articles(self.sources, self.options, self.selection)):
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
        made = [result.tables for result in results]
        if self._dropped is not None and failures:
            # an article that the tables held stays, without facts
            kept = [where[article_id].article for article_id, *_ in failures if where[article_id].record == 0]
            made.append(extraction_tables([Extraction(article, relevant=True) for article in kept], self.batch_id))
        tables = {name: concatenate(name, made) for name in FACT_TABLES}
        if self._claims:
            tables = corrected(tables, self._claims)
        tables["rejects"] = self._new_rejects(failed(shard, results))
        self.stage.add_shard(key, tables, signatures(tables["articles"]["text"]))
        self.whole.add(key)

    def _new_rejects(self, rejects: list[Reject]) -> pa.Table:
        """Rows of the rejects that the tables do not hold yet."""
        fresh = {(reject.path, reject.record, reject.reason): reject for reject in rejects}
        rows = [
            {column: getattr(reject, column) for column in ("path", "record", "code", "reason", "excerpt")}
            | {"batch_id": self.batch_id}
            for reject in fresh.values()
        ]
        table = table_of("rejects", rows)
        return table.filter(~held(self._state, "rejects", reject_keys([table])))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
