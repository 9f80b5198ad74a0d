"""The local engine: worker processes on this machine, or this process itself.

One odd article costs itself only. A worker that dies (out of memory, a fault in a library) or does not answer in time
is replaced; the piece it had in hand is taken apart, and its articles are given out one by one. The one that kills a
fresh worker, or that alone takes longer than the limit, is the culprit. Results come in the order of the pieces, so
the tables do not depend on which worker did what.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

from unionwire.engines.crew import WORKER_DIED, Crew, Task, too_slow
from unionwire.engines.pieces import (
    DEFAULT_LIMIT_SECONDS,
    PIECES_PER_LIFE,
    SECONDS_AN_ARTICLE,
    THREADS,
    BatchExtractor,
    Failure,
    MakeExtractor,
    PieceResult,
    default_extractor,
    extract_piece,
    joined,
)
from unionwire.errors import Fault
from unionwire.records import Article

__all__ = [
    "DEFAULT_LIMIT_SECONDS",
    "PIECES_PER_LIFE",
    "THREADS",
    "BatchExtractor",
    "Failure",
    "MakeExtractor",
    "PieceResult",
    "default_extractor",
    "extract_piece",
    "extract_pieces",
]

_START_SECONDS = 600.0
# handed to a worker at once: the next piece waits beside it, so that it never waits for this process
_IN_HAND = 2
# pieces a worker that may be out at once, those included that are done and wait for an earlier one
_WINDOW = 16
_FAILED_STARTS = 2
# no dump has so many deadly articles in a row; the machine must be at fault
_DEATHS_IN_A_ROW = 25


def extract_pieces(
    pieces: Iterable[Sequence[Article]],
    batch_id: str,
    workers: int,
    make_extractor: MakeExtractor,
    limit_seconds: float = DEFAULT_LIMIT_SECONDS,
) -> Iterator[PieceResult]:
    """Extract from pieces of articles and yield a result a piece, in their order.

    With no `workers` it is done in this process, where nothing guards against an article that hangs or kills it; else
    `make_extractor` must be importable by name. An article that alone takes more than `limit_seconds` fails.

    Raises Fault where worker processes can't start or keep dying.
    """
    if workers == 0:
        yield from _here(pieces, batch_id, make_extractor)
        return
    crew = _Crew(batch_id, workers, make_extractor, limit_seconds)
    try:
        yield from crew.run(pieces)
    finally:
        crew.dismiss()


def _here(pieces: Iterable[Sequence[Article]], batch_id: str, make_extractor: MakeExtractor) -> Iterator[PieceResult]:
    extractor: BatchExtractor | None = None
    n_done = 0
    for piece in pieces:
        if not piece:
            yield joined(())
            continue
        if extractor is None or n_done % PIECES_PER_LIFE == 0:
            extractor = None  # before another is built beside it
            extractor = make_extractor()
        n_done += 1
        yield extract_piece(extractor, piece, batch_id)


class _Hand:
    """A worker process, and the tasks that it has not answered, in their order."""

    def __init__(self, batch_id: str, make_extractor: MakeExtractor) -> None:
        ours, theirs = Pipe()
        environment = dict.fromkeys(THREADS, "1") | dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        command = f"from unionwire.engines.worker import main; main({theirs.fileno()})"
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-c", command],
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=sys.__stderr__ or subprocess.DEVNULL,  # standard output is for results
            start_new_session=True,  # a terminal's Ctrl-C is for the process that started it
        )
        theirs.close()
        self.connection: Connection[Any, Any] = ours
        self.tasks: deque[Task] = deque()
        self.ready, self.since, self.n_sent, self.n_done = False, time.monotonic(), 0, 0
        self._send((make_extractor, batch_id))

    def give(self, task: Task) -> None:
        if self.ready and not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        self.n_sent += 1
        self._send(task.articles)

    def answered(self) -> Task:
        self.n_done += 1
        self.since = time.monotonic()
        return self.tasks.popleft()

    def deadline(self, limit: float) -> float:
        """When to give up on what it is doing."""
        if not self.ready:
            return self.since + _START_SECONDS
        if not self.tasks:
            return float("inf")
        n_articles = len(self.tasks[0].articles)
        return self.since + limit + (n_articles * SECONDS_AN_ARTICLE if n_articles > 1 else 0)

    def end(self) -> int:
        """Kill it, and say what it exited with."""
        self.process.kill()
        self.connection.close()
        return self.process.wait()

    def _send(self, message: object) -> None:
        with contextlib.suppress(OSError):  # it is dead, as the next look at its connection will tell
            self.connection.send(message)


class _Crew(Crew):
    """The worker processes of a run."""

    def __init__(self, batch_id: str, n_workers: int, make_extractor: MakeExtractor, limit: float) -> None:
        super().__init__(_WINDOW * n_workers, n_workers)
        self._batch_id, self._make, self._limit = batch_id, make_extractor, limit
        self._n_workers = n_workers
        self._failed_starts = self._deaths = 0
        self._hands: list[_Hand] = []

    def dismiss(self) -> None:
        """End the workers."""
        for hand in self._hands:
            hand.end()
        self._hands = []

    def hand_out(self) -> None:
        """Give waiting tasks to workers, of which some may have to be started."""
        for hand in self._hands:
            if hand.n_sent >= PIECES_PER_LIFE and not hand.tasks:
                hand.end()
                self._hands.remove(hand)
                break
        if len(self._hands) < min(self._n_workers, len(self._hands) + len(self.waiting)):
            self._hands.append(_Hand(self._batch_id, self._make))
        for load in range(_IN_HAND):
            for hand in self._hands:
                if self.waiting and len(hand.tasks) <= load and hand.n_sent < PIECES_PER_LIFE:
                    hand.give(self.next_task())

    def collect(self, *, block: bool) -> None:
        """Take in what the workers answered; with `block`, wait for something to come of one."""
        now = time.monotonic()
        next_deadline = min(hand.deadline(self._limit) for hand in self._hands)
        patience = min(max(0.0, next_deadline - now), 3600.0) if block else 0.0
        ready = wait([hand.connection for hand in self._hands], patience)
        for hand in [hand for hand in self._hands if hand.connection in ready]:
            self._hear(hand)
        now = time.monotonic()
        for hand in [hand for hand in self._hands if hand.connection not in ready]:
            if now >= hand.deadline(self._limit):
                self._give_up(hand)

    def _hear(self, hand: _Hand) -> None:
        try:
            kind, content = hand.connection.recv()
        except (EOFError, OSError):
            self._bury(hand)
            return
        if kind == "error":
            raise content
        if kind == "ready":
            hand.ready, hand.since, self._failed_starts = True, time.monotonic(), 0
            return
        self._deaths = 0
        self.put(hand.answered(), content)

    def _bury(self, hand: _Hand) -> None:
        """A worker died: of what it had in hand, if it had begun."""
        code = hand.end()
        self._hands.remove(hand)
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        if not hand.ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise Fault(f"a worker process died as it started ({how}): out of memory?")
        elif hand.tasks:
            self._deaths += 1
            if self._deaths >= _DEATHS_IN_A_ROW:
                raise Fault(f"a worker process died again and again ({how}): out of memory? Try fewer --workers")
            task = hand.tasks.popleft()
            task.deaths += 1
            # a worker that had done other things may have died of those
            if len(task.articles) > 1 or hand.n_done == 0 or task.deaths > 1:
                self.blame(task, *WORKER_DIED)
            else:
                self.put_back(task)
        for task in hand.tasks:
            self.put_back(task)

    def _give_up(self, hand: _Hand) -> None:
        """A worker did not answer in time."""
        hand.end()
        self._hands.remove(hand)
        if not hand.ready:
            raise Fault(f"a worker process was not ready within {_START_SECONDS:.0f} seconds")
        self.blame(hand.tasks.popleft(), *too_slow(self._limit))
        for task in hand.tasks:
            self.put_back(task)
