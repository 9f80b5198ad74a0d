"""The lock of an output folder: one run at a time writes into it, and others can see which.

The lock is the operating system's (`flock` on OUT/.lock): it ends with the process that holds it, however that dies, so
there is no stale lock to clear away. What the file says about its holder is a note for people. It may be out of date,
after a kill, and never decides anything.
"""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from unionwire.errors import UsageError

_POLL_SECONDS = 0.1
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


def lock(folder: Path, wait: float, tell: Callable[[str], None]) -> IO[str]:
    """Lock a folder and return the file to close when done.

    Where another run holds it, `tell` is told who, and the lock is tried for `wait` seconds more. Raises UsageError
    where it is held still, where the folder can't be written, and where its file system knows no locks.
    """
    try:
        file = (folder / ".lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"can't write into {folder}: {error.strerror}") from error
    try:
        deadline, told = time.monotonic() + wait, False
        while not _try(file, folder):
            if time.monotonic() >= deadline:
                hint = "" if wait else "; --wait SECONDS waits for it"
                raise UsageError(f"another run is writing into {folder}: {_holder(file)}{hint}")  # noqa: TRY301 - the file is closed below
            if not told:
                tell(f"waiting for another run that is writing into {folder}: {_holder(file)}")
                told = True
            time.sleep(_POLL_SECONDS)
    except BaseException:
        file.close()
        raise
    _note(file)
    return file


def unlock(file: IO[str]) -> None:
    """Take the note back and let the lock go."""
    try:
        file.truncate(0)
    except OSError:
        pass  # a note that stays is checked before it is believed
    finally:
        file.close()


def _try(file: IO[str], folder: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise UsageError(
            f"can't lock {folder}: {error.strerror}; its file system (a network share?) knows no locks, "
            "so write into a local folder and copy that"
        ) from error
    return True


def _note(file: IO[str]) -> None:
    since = dt.datetime.now(dt.UTC).isoformat(" ", "seconds")
    try:
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "host": platform.node(), "since": since}))
        file.flush()
    except OSError:
        pass  # a full disk will say so where it matters; the lock holds without its note


def _holder(file: IO[str]) -> str:
    """Who holds the lock, as far as the note can be believed."""
    try:
        file.seek(0)
        note = json.loads(file.read())
        pid, host, since = int(note["pid"]), str(note["host"]), str(note["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that left no note (or one that is just beginning)"
    if host == platform.node() and not _alive(pid):
        return f"not process {pid}, which the note in the lock file names: it is dead"
    return f"process {pid} on {host}, since {since}"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
