"""The ray engine: actors on the nodes of a Ray cluster hold the extractor; this process reads, stages and commits.

Actors rather than Ray Data: which records count is settled over the whole input before the first is extracted, so the
pieces come from this process, and shards are staged as their pieces come in, in order. Ray Data has no source for pieces
that another process cuts as it goes, starts a dataset anew where a run goes on after a crash, and retries a task
that kills its worker for ever or not at all. Here a piece that is lost with its worker or node is given to another
worker; one that kills worker after worker, or takes too long, is taken apart, and costs the article that does it.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from unionwire.engines.crew import WORKER_DIED, Crew, Task, too_slow
from unionwire.engines.pieces import (
    DEFAULT_LIMIT_SECONDS,
    PIECES_PER_LIFE,
    SECONDS_AN_ARTICLE,
    THREADS,
    BatchExtractor,
    MakeExtractor,
    PieceResult,
    extract_piece,
)
from unionwire.errors import Fault, UsageError
from unionwire.provenance import Provenance, provenance
from unionwire.records import Article
from unionwire.seeds import LAYER_VARIABLE

# Handed to a worker at once: the next piece waits beside it, so that it never waits for this process.
_IN_HAND = 2
# Pieces a worker that may be out at once.
_WINDOW = 4
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


def _is_suspect(task: Task) -> bool:
    """Whether a task alone is to blame for the deaths of its workers."""
    return task.deaths >= (_DEATHS_OF_AN_ARTICLE if len(task.articles) == 1 else _DEATHS_OF_A_PIECE)


@dataclass(slots=True, eq=False)
class _Hand:
    """An actor with the answers that it still owes, in the order of the questions."""

    actor: Any
    beginning: Any
    begun: bool = False
    since: float = 0.0
    owed: deque[tuple[Any, Task]] = field(default_factory=deque)

    def refs(self) -> list[Any]:
        return [ref for ref, _ in self.owed] if self.begun else [self.beginning]

    def deadline(self, limit: float) -> float:
        """When to give up on the task that it is at."""
        if not self.owed:
            return float("inf")
        n_articles = len(self.owed[0][1].articles)
        return self.since + limit + (n_articles * SECONDS_AN_ARTICLE if n_articles > 1 else 0)


class _Crew(Crew):
    """The actors of a run."""

    def __init__(self, batch_id: str, n_workers: int, make_extractor: MakeExtractor, limit: float) -> None:
        import ray

        super().__init__(_WINDOW * n_workers, _WINDOW * n_workers)
        self._ray = ray
        self._batch_id, self._limit = batch_id, limit
        self._make = ray.put(make_extractor)
        self._actor = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Worker)
        self._made_with = provenance()
        self._failed_starts = 0
        self._hands = [self._hire() for _ in range(n_workers)]

    def dismiss(self) -> None:
        """End the workers."""
        for hand in self._hands:
            self._ray.kill(hand.actor)
        self._hands = []

    def _hire(self) -> _Hand:
        actor = self._actor.remote(self._make)
        return _Hand(actor, actor.begin.remote())

    def hand_out(self) -> None:
        """Give waiting tasks to actors that have begun."""
        for load in range(_IN_HAND):
            for hand in self._hands:
                if self.waiting and hand.begun and len(hand.owed) <= load:
                    task = self.next_task()
                    hand.since = hand.since if hand.owed else time.monotonic()
                    hand.owed.append((hand.actor.extract.remote(task.articles, self._batch_id), task))

    def collect(self, *, block: bool) -> None:
        """Take in what came of a worker; with `block`, wait until something does."""
        since = time.monotonic()
        while True:
            refs = [ref for hand in self._hands for ref in hand.refs()]
            patience = min(hand.deadline(self._limit) for hand in self._hands) - time.monotonic()
            ready, _ = self._ray.wait(refs, num_returns=1, timeout=min(10.0, max(0.0, patience)) if block else 0)
            if ready:
                break
            if late := [hand for hand in self._hands if time.monotonic() >= hand.deadline(self._limit)]:
                self._give_up(late[0])
                return
            if not block:
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
            self.put(task, result)

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
            if _is_suspect(task):
                self.blame(task, *WORKER_DIED)
            else:
                self.put_back(task)

    def _give_up(self, hand: _Hand) -> None:
        """A worker did not answer in time."""
        _, task = hand.owed.popleft()
        self._replace(hand)
        self.blame(task, *too_slow(self._limit))
