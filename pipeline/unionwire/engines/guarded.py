"""One article in a process of its own, which is ended when it takes too long: what `unionwire.extract` does with a limit.

The process stays for the next article, since loading the model takes longer than most articles. A rule or a library that is
stuck in one long step can't be stopped from within: no signal is heard there.
"""

from __future__ import annotations

import atexit
import functools
import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from unionwire.engines.pieces import THREADS
from unionwire.errors import Fault
from unionwire.extract import ExtractionError, Extractor
from unionwire.records import Article, Extraction

_START_SECONDS = 600.0


class Guarded:
    """Extracts from an article at a time in another process, started at the first article and after one that took too long."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._one_at_a_time = threading.Lock()

    def extract(self, article: Article, limit_seconds: float) -> Extraction:
        """The records of an article.

        Raises ExtractionError where it fails, kills its process, or takes longer than `limit_seconds`, the start of the process
        not counted; Fault where the process can't start.
        """
        with self._one_at_a_time:
            connection = self._connection or self._start()
            try:
                connection.send(article)
                answered = connection.poll(limit_seconds)
                answer: Any = connection.recv() if answered else None
            except (EOFError, OSError) as error:
                self.end()
                raise ExtractionError("its process died (out of memory?)") from error
            except BaseException:
                self.end()  # its answer must not be taken for that of the next
                raise
            if not answered:
                self.end()
                raise ExtractionError(f"no result within limit_seconds {limit_seconds:g}")
        if isinstance(answer, Exception):
            raise answer
        extraction: Extraction = answer
        return extraction

    def end(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _start(self) -> Connection[Any, Any]:
        ours, theirs = Pipe()
        environment = dict.fromkeys(THREADS, "1") | dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-c", f"from unionwire.engines.guarded import main; main({theirs.fileno()})"],
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=sys.__stderr__ or subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._connection = ours
        atexit.register(self.end)
        try:
            ready = ours.poll(_START_SECONDS) and ours.recv()
        except (EOFError, OSError):
            ready = None
        if isinstance(ready, Exception):
            self.end()
            raise ready
        if ready is not True:
            self.end()
            raise Fault("the process that extracts can't start (out of memory?)")
        return ours


@functools.cache
def guarded() -> Guarded:
    """The one of this process."""
    return Guarded()


def main(handle: int) -> None:
    """Serve over an inherited file descriptor until its other end is closed."""
    from unionwire.engines.worker import end_with_parent

    end_with_parent()
    connection: Connection[Any, Any] = Connection(handle)
    try:
        extractor = Extractor()
    except Exception as error:  # noqa: BLE001 - told to the process that can report it
        connection.send(error)
        return
    connection.send(True)
    while True:
        try:
            article = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: object = extractor.extract(article)
        except ExtractionError as error:
            answer = error
        connection.send(answer)
