"""The ray engine: actors on the nodes of a Ray cluster hold the extractor; this process reads, stages and commits.

Actors rather than Ray Data: which records count is settled over the whole input before the first is extracted, so the
pieces come from this process, and shards are staged as their pieces come in, in order. Ray Data has no source for pieces
that another process cuts as it goes, starts a dataset anew where a run goes on after a crash, and retries a task
that kills its worker for ever or not at all. Here a piece that is lost with its worker or node is given to another
worker; one that kills worker after worker, or takes too long, is taken apart, and costs the article that does it.
"""

from __future__ import annotations

import heapq
import importlib.util
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from unionwire.engines.pieces import (
    DEFAULT_LIMIT_SECONDS,
    PIECES_PER_LIFE,
    SECONDS_AN_ARTICLE,
    THREADS,
    BatchExtractor,
    MakeExtractor,
    PieceResult,
    extract_piece,
    failed_piece,
    joined,
)
from unionwire.errors import Fault, UsageError
from unionwire.provenance import Provenance, provenance
from unionwire.reasons import Code
from unionwire.records import Article
from unionwire.seeds import LAYER_VARIABLE

# Handed to a worker at once: the next piece waits beside it, so that it never waits for this process.
_IN_HAND = 2
# A piece may be lost to a failing node; after so many workers have died over it, it is the piece.
_DEATHS_OF_A_PIECE, _DEATHS_OF_AN_ARTICLE = 2, 3
# Workers that die before they have begun: the installation is at fault, not a node.
_FAILED_STARTS = 5
# Seconds without a worker anywhere, as while a cluster grows or a node comes back.
_PATIENCE = 600.0


def require() -> None:
    """Raise UsageError where Ray is not installed."""
    if importlib.util.find_spec("ray") is None:
        raise UsageError("--engine ray needs Ray, which is not installed: pip install 'unionwire[ray]'")


def extract_pieces(
    pieces: Iterable[Sequence[Article]],
    batch_id: str,
    workers: int | None,
    make_extractor: MakeExtractor,
    limit_seconds: float = DEFAULT_LIMIT_SECONDS,
) -> Iterator[PieceResult]:
    """Extract from pieces of articles on a Ray cluster and yield a result a piece, in their order.

    The cluster is the one that this process is connected to, else the one that RAY_ADDRESS or `ray start` on this machine
    tells of, else one of this machine alone. Each of `workers` (None or 0: one a CPU of the cluster) takes a CPU;
    those for which there is no room yet join when there is. `make_extractor` must be importable by name on every node.
    An article that alone takes more than `limit_seconds` fails.

    Raises UsageError without Ray; Fault where no worker can start, or one has another version, model or seeds.
    """
    require()
    import ray

    connected = ray.is_initialized()
    if not connected:
        _connect()
    n_workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    crew = _Crew(batch_id, n_workers, make_extractor, limit_seconds)
    try:
        yield from crew.run(pieces)
    finally:
        crew.dismiss()
        if not connected:
            ray.shutdown()


def _connect() -> None:
    import ray

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # unionwire sends nothing anywhere
    # one thread each: the workers share the cores, not the matrix products
    passed_on = dict.fromkeys(THREADS, "1")
    passed_on |= {name: os.environ[name] for name in (*THREADS, LAYER_VARIABLE) if name in os.environ}
    try:
        ray.init(
            include_dashboard=False,
            log_to_driver=False,  # what workers print would mix with the results on standard output
            logging_level="ERROR",
            runtime_env={"env_vars": passed_on},
        )
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise Fault(f"can't reach a Ray cluster: {error}") from error


class _Worker:
    """What an actor holds: an extractor, built anew from time to time as spaCy's string store grows."""

    def __init__(self, make_extractor: MakeExtractor) -> None:
        self._make = make_extractor
        self._extractor: BatchExtractor | None = None
        self._done = 0

    def begin(self) -> Provenance:
        """Build the extractor; what it is made of."""
        self._extractor = self._make()
        return provenance()

    def extract(self, piece: Sequence[Article], batch_id: str) -> PieceResult:
        if self._extractor is None or self._done >= PIECES_PER_LIFE:
            self._extractor, self._done = None, 0
            self._extractor = self._make()
        self._done += 1
        return extract_piece(self._extractor, piece, batch_id)


@dataclass(order=True, slots=True)
class _Task:
    """A piece, or one article of a piece that was taken apart."""

    index: int
    position: int
    articles: Sequence[Article] = field(compare=False)
    deaths: int = field(default=0, compare=False)

    @property
    def is_suspect(self) -> bool:
        """Whether it alone is to blame for the deaths of its workers."""
        return self.deaths >= (_DEATHS_OF_AN_ARTICLE if len(self.articles) == 1 else _DEATHS_OF_A_PIECE)


@dataclass(slots=True, eq=False)
class _Hand:
    """An actor with the answers that it still owes, in the order of the questions."""

    actor: Any
    beginning: Any
    begun: bool = False
    since: float = 0.0
    owed: deque[tuple[Any, _Task]] = field(default_factory=deque)

    def refs(self) -> list[Any]:
        return [ref for ref, _ in self.owed] if self.begun else [self.beginning]

    def deadline(self, limit: float) -> float:
        """When to give up on the task that it is at."""
        if not self.owed:
            return float("inf")
        n_articles = len(self.owed[0][1].articles)
        return self.since + limit + (n_articles * SECONDS_AN_ARTICLE if n_articles > 1 else 0)


class _Crew:
    """The workers of a run, and the pieces between being read and being yielded."""

    def __init__(self, batch_id: str, n_workers: int, make_extractor: MakeExtractor, limit: float) -> None:
        import ray

        self._ray = ray
        self._batch_id, self._window, self._limit = batch_id, 4 * n_workers, limit
        self._make = ray.put(make_extractor)
        self._actor = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Worker)
        self._made_with = provenance()
        self._waiting: list[_Task] = []
        self._done: dict[int, PieceResult] = {}
        self._apart: dict[int, dict[int, PieceResult | None]] = {}
        self._failed_starts = 0
        self._hands = [self._hire() for _ in range(n_workers)]

    def run(self, pieces: Iterable[Sequence[Article]]) -> Iterator[PieceResult]:
        """A result a piece, in their order; at most a window of pieces is held."""
        remaining = enumerate(pieces)
        n_taken, n_yielded, more = 0, 0, True
        while True:
            while more and n_taken - n_yielded < self._window:
                taken = next(remaining, None)
                if taken is None:
                    more = False
                else:
                    heapq.heappush(self._waiting, _Task(taken[0], 0, taken[1]))
                    n_taken += 1
            self._hand_out()
            if n_yielded in self._done:
                yield self._done.pop(n_yielded)
                n_yielded += 1
            elif more or n_yielded < n_taken:
                self._collect()
            else:
                return

    def dismiss(self) -> None:
        """End the workers."""
        for hand in self._hands:
            self._ray.kill(hand.actor)
        self._hands = []

    def _hire(self) -> _Hand:
        actor = self._actor.remote(self._make)
        return _Hand(actor, actor.begin.remote())

    def _hand_out(self) -> None:
        for load in range(_IN_HAND):
            for hand in self._hands:
                if self._waiting and hand.begun and len(hand.owed) <= load:
                    task = heapq.heappop(self._waiting)
                    hand.since = hand.since if hand.owed else time.monotonic()
                    hand.owed.append((hand.actor.extract.remote(task.articles, self._batch_id), task))

    def _collect(self) -> None:
        """Wait until something comes of a worker, and take it in."""
        since = time.monotonic()
        while True:
            refs = [ref for hand in self._hands for ref in hand.refs()]
            patience = min(hand.deadline(self._limit) for hand in self._hands) - time.monotonic()
            ready, _ = self._ray.wait(refs, num_returns=1, timeout=min(10.0, max(0.0, patience)))
            if ready:
                break
            if late := [hand for hand in self._hands if time.monotonic() >= hand.deadline(self._limit)]:
                self._give_up(late[0])
                return
            if not any(hand.begun for hand in self._hands) and time.monotonic() - since > _PATIENCE:
                raise Fault(f"the Ray cluster had no CPU for a worker in {_PATIENCE:.0f} seconds")
        hand = next(hand for hand in self._hands if ready[0] in hand.refs())
        if not hand.begun:
            self._greet(hand)
            return
        # an actor answers in order: whatever became of a later task, the first one is settled too
        ref, task = hand.owed[0]
        try:
            result = self._ray.get(ref)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from error
        except self._ray.exceptions.RayError as error:
            # an answer that was lost with its node was given: the task killed nobody
            task.deaths += not isinstance(error, self._ray.exceptions.ObjectLostError)
            self._replace(hand)
        else:
            hand.owed.popleft()
            hand.since = time.monotonic()
            self._put(task, result)

    def _greet(self, hand: _Hand) -> None:
        """A worker has begun, or failed to."""
        try:
            made_with = self._ray.get(hand.beginning)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from error
        except self._ray.exceptions.RayError as error:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS and not any(other.begun for other in self._hands):
                raise Fault("the worker processes die as they start (out of memory?)") from error
            self._replace(hand)
            return
        if made_with != self._made_with:
            raise Fault(f"a node of the Ray cluster makes tables with {made_with}, this one with {self._made_with}")
        hand.begun, self._failed_starts = True, 0

    def _replace(self, hand: _Hand) -> None:
        """Put another worker in the place of a dead one, and what it had in hand back to the rest."""
        self._hands.remove(hand)
        self._ray.kill(hand.actor)  # it may only have been out of reach
        self._hands.append(self._hire())
        for _, task in hand.owed:
            if task.is_suspect:
                self._blame(task, Code.WORKER_DIED, "its worker process died each time (out of memory?)")
            else:
                heapq.heappush(self._waiting, task)

    def _give_up(self, hand: _Hand) -> None:
        """A worker did not answer in time."""
        _, task = hand.owed.popleft()
        self._replace(hand)
        self._blame(task, Code.TIME_LIMIT, f"no result within --limit-seconds {self._limit:g}")

    def _blame(self, task: _Task, code: Code, detail: str) -> None:
        """Take a piece apart; of a single article say that it failed."""
        if len(task.articles) == 1:
            self._put(task, failed_piece(task.articles[0], code, detail))
            return
        self._apart[task.index] = dict.fromkeys(range(len(task.articles)))
        for position, article in enumerate(task.articles):
            heapq.heappush(self._waiting, _Task(task.index, position, [article]))

    def _put(self, task: _Task, result: PieceResult) -> None:
        parts = self._apart.get(task.index)
        if parts is None:
            self._done[task.index] = result
            return
        parts[task.position] = result
        whole = [part for part in parts.values() if part is not None]
        if len(whole) == len(parts):
            del self._apart[task.index]
            self._done[task.index] = joined(whole)
