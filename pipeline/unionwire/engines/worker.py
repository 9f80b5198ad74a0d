"""A worker process: takes pieces of articles over a connection and answers each, in their order.

It is a plain child process with an entry of its own rather than one of `multiprocessing`, which would import the
caller's main script again. It ends with the process that started it, however that ends.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

_PR_SET_PDEATHSIG = 1
# An extraction makes many objects and few cycles: Python's 700 has the collector walk them some hundred times an article
_COLLECTED_AFTER = (50_000, 20, 20)


def main(handle: int) -> None:
    """Serve over an inherited file descriptor until the other end is closed.

    In: the function that makes the extractor and the batch id, then pieces. Out: ("ready", None), then ("result",
    PieceResult) a piece; ("error", exception) where building or extracting raised.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it answers Ctrl-C
    gc.set_threshold(*_COLLECTED_AFTER)
    end_with_parent()
    connection: Connection[Any, Any] = Connection(handle)
    incoming: queue.SimpleQueue[Any] = queue.SimpleQueue()
    # received as it comes, so that whoever sends never waits for an extraction to end
    threading.Thread(target=_receive, args=(connection, incoming), daemon=True).start()
    try:
        make_extractor, batch_id = incoming.get()
        from unionwire.engines.pieces import extract_piece

        extractor = make_extractor()
        connection.send(("ready", None))
        while True:
            connection.send(("result", extract_piece(extractor, incoming.get(), batch_id)))
    except BaseException as error:  # noqa: BLE001 - told to the process that can report it
        _tell(connection, error)
        sys.exit(1)


def _receive(connection: Connection[Any, Any], incoming: queue.SimpleQueue[Any]) -> None:
    while True:
        try:
            incoming.put(connection.recv())
        except (EOFError, OSError):
            os._exit(0)  # nobody is left to answer to
        except Exception as error:  # noqa: BLE001 - what was sent can't be made sense of here
            _tell(connection, error)
            os._exit(1)


def _tell(connection: Connection[Any, Any], error: BaseException) -> None:
    from unionwire.errors import Fault

    try:
        connection.send(("error", error))
    except OSError:
        os._exit(0)
    except Exception:  # noqa: BLE001 - an exception that can't be pickled
        connection.send(("error", Fault(f"{type(error).__name__}: {error}")))


def end_with_parent() -> None:
    """Where the kernel offers it, be killed with the parent, even in a computation that never ends."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
