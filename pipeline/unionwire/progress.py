"""Progress bars on a terminal, a bar a stage."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from unionwire.batch import Progress


@contextmanager
def progress_bars() -> Iterator[Progress | None]:
    """What a run may tell how far it is, drawn on standard error; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
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

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show how far a stage is, and the one before it as done."""
        if self._task is None or stage != self._stage:
            self.close()
            self._task, self._stage, self._drawn = self._bars.add_task(stage, total=total), stage, 0.0
        self._done = done
        if done == total or time.monotonic() - self._drawn > 0.1:
            self._bars.update(self._task, completed=done, total=total)
            self._drawn = time.monotonic()

    def close(self) -> None:
        """Show the stage as done, also one that did not know how long it would be."""
        if self._task is not None:
            done = max(self._done, 1)
            self._bars.update(self._task, completed=done, total=done)
