"""Being told to stop: Ctrl-C and SIGTERM become an exception where that is safe, and wait where it is not."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM: as Ctrl-C, but from a program."""


@contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM end what is under way in the way of Ctrl-C; for a command line, in its main thread."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def finishing(tell: Callable[[str], None]) -> Iterator[None]:
    """Put the first Ctrl-C or SIGTERM off until the end, where it is forgotten; a second one interrupts.

    Elsewhere than in the main thread, where no signals arrive, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def put_off(_signal: int, _frame: FrameType | None) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        tell("putting what is done into the tables; once more to leave them as they were")

    try:
        for number, handler in before.items():
            if callable(handler):  # one that is ignored, or left to the system, stays so
                signal.signal(number, put_off)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
