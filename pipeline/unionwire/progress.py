"""How far a run is: a bar a stage on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, how many records are done and how many there are (None: not known)."""

LINE_SECONDS = 30.0
"""The least time between two lines of a log: a short run leaves none."""


@contextmanager
def progress_shown(tell: Callable[[str], None], *, quiet: bool = False) -> Iterator[Progress | None]:
    """What a run may tell how far it is, shown on standard error: bars on a terminal, elsewhere lines by `tell`.

    With `quiet` nothing is shown.
    """
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield LogLines(tell)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        stages = _Stages(bars)
        yield stages
        stages.close()


class _Stages:
    """A bar a stage; told of every record, drawn ten times a second."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._stage, self._done, self._drawn = "", 0, 0.0
        self._rate = Rate()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show how far a stage is, and the one before it as done."""
        if self._task is None or stage != self._stage:
            self.close()
            self._task = self._bars.add_task(stage, total=total, rate="")
            self._stage, self._drawn, self._rate = stage, 0.0, Rate()
        self._done = done
        if done == total or time.monotonic() - self._drawn > 0.1:
            self._bars.update(self._task, completed=done, total=total, rate=self._rate.said(done))
            self._drawn = time.monotonic()

    def close(self) -> None:
        """Show the stage as done, also one that did not know how long it would be."""
        if self._task is not None:
            done = max(self._done, 1)
            self._bars.update(self._task, completed=done, total=done)


class LogLines:
    """A line for a log where a stage takes long, with how much is done, how fast it goes, and how long it will take."""

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        """`tell` writes a line, `clock` gives seconds."""
        self._tell, self._clock = tell, clock
        self._stage, self._told = "", clock()
        self._rate = Rate(clock)

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note of how far a stage is; write a line where the last one is long ago."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._rate = stage, Rate(self._clock)
        self._rate.per_second(done)
        if now - self._told >= LINE_SECONDS:
            self._told = now
            self._tell(self._line(stage, done, total))

    def _line(self, stage: str, done: int, total: int | None) -> str:
        said = [f"{stage} {done:,}" + (f" of {total:,} ({done / total:.0%})" if total else "")]
        if rate := self._rate.said(done):
            said.append(rate)
        if total and (left := self._rate.seconds_left(done, total)) is not None:
            said.append(f"{_duration(left)} left")
        return ", ".join(said)


class Rate:
    """How many records a second a stage does, from its beginning on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """The stage begins now; `clock` gives seconds."""
        self._clock = clock
        self._began = clock()
        self._first: int | None = None

    def per_second(self, done: int) -> float | None:
        """The rate at which the stage got where it is; None at its beginning."""
        if self._first is None:
            # what a run before this one has done, and is counted as done all at once, says nothing of the rate
            self._first = done
        seconds = self._clock() - self._began
        return (done - self._first) / seconds if done > self._first and seconds > 0 else None

    def said(self, done: int) -> str:
        """The rate for a person; empty at the beginning."""
        rate = self.per_second(done)
        return "" if rate is None else f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.1f} a second"

    def seconds_left(self, done: int, total: int) -> float | None:
        """How long the rest will take at this rate; None where nothing tells it."""
        rate = self.per_second(done)
        return None if rate is None else (total - done) / rate


def _duration(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> _duration(3725.4)
    '1:02:05'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
