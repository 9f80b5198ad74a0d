"""Faults in the file system, at any one of the calls that the output layer makes of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

import pytest

from unionwire.tables import disk

CALLS = ("mkdir", "replace", "rename", "link", "symlink", "unlink", "rmdir", "fsync")


class Killed(BaseException):
    """Ends a run on the spot; nothing that it does afterwards has an effect on the disk."""


class Faults:
    """Counts the calls, and at the one with number `at` stops the run, fails, or tears what is being written in two.

    After a stop nothing more is carried out: what the code does while the exception goes up, a dead process would not.
    """

    def __init__(self, at: int | None = None, mode: str = "stop") -> None:
        self.at, self.mode = at, mode
        self.n_calls = 0
        self.writes: list[int] = []
        self.dead = False

    def wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **options: Any) -> Any:
            self.meet()
            return call(*arguments, **options)

        return guarded

    def meet(self, tear: Callable[[], None] | None = None) -> None:
        if self.dead:
            raise Killed
        self.n_calls += 1
        if self.n_calls - 1 != self.at:
            return
        if self.mode == "fail":
            code = (errno.ENOSPC, errno.EACCES, errno.EROFS)[self.n_calls % 3]
            raise OSError(code, os.strerror(code))
        self.dead = True
        if tear is not None and self.mode == "tear":
            tear()
        raise Killed

    def opened(self, path: Path) -> _File:
        self.meet()
        return _File(path.open("wb"), self)


class _File:
    """A file that is written in one call, which may be stopped, fail, or be done by half."""

    def __init__(self, file: IO[bytes], faults: Faults) -> None:
        self._file, self._faults, self._content = file, faults, bytearray()

    def write(self, data: Any) -> int:
        self._content += data
        return len(data)

    def flush(self) -> None:
        if self._content:
            self._faults.writes.append(self._faults.n_calls)
            self._faults.meet(lambda: self._tear(bytes(self._content)))
            self._file.write(self._content)
            self._content.clear()
        self._file.flush()

    def _tear(self, content: bytes) -> None:
        self._file.write(content[: len(content) // 2])
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def injected(faults: Faults) -> Iterator[None]:
    """Let every call of the output layer meet the faults. What is synced is not, for speed; the call counts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            call = (lambda *_: None) if name == "fsync" else getattr(os, name)
            patch.setattr(os, name, faults.wrapped(call))
        patch.setattr(disk, "_opened", faults.opened)
        yield
