"""The pieces of a run between being read and being yielded, whatever kind of workers extract from them.

A window of pieces is open at a time; results are yielded in the order of the pieces, whichever worker is first. A piece that
seems to kill or to stall its worker is taken apart, and its articles are given out one by one.
"""

from __future__ import annotations

import abc
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from unionwire.engines.pieces import PieceResult, failed_piece, joined
from unionwire.reasons import Code
from unionwire.records import Article

# a cluster cannot say by which signal a worker ended, so no engine does
WORKER_DIED = (Code.WORKER_DIED, "its worker process died (out of memory?)")


def too_slow(limit: float) -> tuple[Code, str]:
    """The code and reason against an article that took longer than `limit` seconds."""
    return Code.TIME_LIMIT, f"no result within --limit-seconds {limit:g}"


@dataclass(order=True, slots=True)
class Task:
    """A piece, or one article of a piece that was taken apart; `deaths` counts the workers that died over it."""

    index: int
    position: int
    articles: Sequence[Article] = field(compare=False)
    deaths: int = field(default=0, compare=False)


class Crew(abc.ABC):
    """Workers, and the tasks that wait for one; what the workers are is the business of the engine."""

    def __init__(self, window: int, most_waiting: int) -> None:
        """At most `window` pieces are open at once, those included that are done and wait for an earlier one.

        No piece is read while more than `most_waiting` tasks wait for a worker.
        """
        self._window, self._most_waiting = window, most_waiting
        self.waiting: list[Task] = []
        self._done: dict[int, PieceResult] = {}
        self._apart: dict[int, dict[int, PieceResult | None]] = {}

    @abc.abstractmethod
    def hand_out(self) -> None:
        """Give waiting tasks to workers that are free for them."""

    @abc.abstractmethod
    def collect(self, *, block: bool) -> None:
        """Take in what the workers answered; with `block`, wait for something to come of one."""

    def run(self, pieces: Iterable[Sequence[Article]]) -> Iterator[PieceResult]:
        """A result a piece, in their order."""
        remaining = enumerate(pieces)
        n_taken, n_yielded, more = 0, 0, True
        while True:
            # one at a time, so that the workers begin while the rest is read
            if more and not self._is_full(n_taken - n_yielded):
                taken = next(remaining, None)
                if taken is None:
                    more = False
                else:
                    n_taken += 1
                    if taken[1]:
                        self.put_back(Task(taken[0], 0, taken[1]))
                    else:
                        self._done[taken[0]] = joined(())  # no worker need be started for it
            self.hand_out()
            if n_yielded in self._done:
                yield self._done.pop(n_yielded)
                n_yielded += 1
            elif n_yielded < n_taken:
                self.collect(block=not more or self._is_full(n_taken - n_yielded))
            elif not more:
                return

    def _is_full(self, n_open: int) -> bool:
        return n_open >= self._window or len(self.waiting) > self._most_waiting

    def next_task(self) -> Task:
        """Take the first task that waits."""
        return heapq.heappop(self.waiting)

    def put_back(self, task: Task) -> None:
        """Let a task wait for a worker."""
        heapq.heappush(self.waiting, task)

    def blame(self, task: Task, code: Code, detail: str) -> None:
        """Take a piece apart; of a single article say that it failed."""
        if len(task.articles) == 1:
            self.put(task, failed_piece(task.articles[0], code, detail))
            return
        self._apart[task.index] = dict.fromkeys(range(len(task.articles)))
        for position, article in enumerate(task.articles):
            self.put_back(Task(task.index, position, [article]))

    def put(self, task: Task, result: PieceResult) -> None:
        """Take in the result of a task."""
        parts = self._apart.get(task.index)
        if parts is None:
            self._done[task.index] = result
            return
        parts[task.position] = result
        whole = [part for part in parts.values() if part is not None]
        if len(whole) == len(parts):
            del self._apart[task.index]
            self._done[task.index] = joined(whole)
