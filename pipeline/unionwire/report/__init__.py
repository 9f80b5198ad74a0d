"""`unionwire report`: a set of tables as one HTML page that needs nothing else."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from unionwire.errors import UsageError

_NO_FAULT_OF_THE_CALL = {errno.ENOSPC, errno.EDQUOT, errno.EIO}


def write_report(folder: str | Path, path: Path) -> int:
    """Write the report on an output folder; returns its size in bytes. The same tables give the same bytes.

    Args:
        folder: as `unionwire run` made it, or its address in an object store.
        path: the file; one that is there is replaced in one step when the new one is complete.

    Raises:
        UsageError: the folder holds no tables, or the file can't be written there.
        unionwire.errors.Fault: the chart library is not fit for a page.
        OSError: the disk is full or broken; a page that was there stays.
    """
    from unionwire.report.gather import gather
    from unionwire.report.page import render

    _check_writable(path)
    name = str(folder).rstrip("/").rpartition("/")[2] or str(folder)
    if name in {".", ".."}:
        name = Path(folder).resolve().name
    page = render(gather(folder, name)).encode()
    _replace(path, page)
    return len(page)


def _check_writable(path: Path) -> None:
    """Say so before the work is done. Raises UsageError."""
    try:
        is_folder, has_folder = path.is_dir(), path.absolute().parent.is_dir()
    except OSError as error:
        raise _refused(path, error) from error
    if is_folder:
        raise UsageError(f"{path} is a folder; --out takes the name of a file")
    if not has_folder:
        raise UsageError(f"no such folder: {path.parent}; make it, or name another file with --out")


def _refused(path: Path, error: OSError) -> UsageError:
    return UsageError(f"can't write {path}: {error.strerror or error}; name another file with --out")


def _replace(path: Path, content: bytes) -> None:
    target = path.resolve()  # a link stays one
    fresh = None
    try:
        handle, fresh = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(fresh).chmod(0o666 & ~mask)  # as a file that open() makes
        Path(fresh).replace(target)
    except OSError as error:
        if fresh is not None:
            with contextlib.suppress(OSError):
                Path(fresh).unlink()
        if error.errno in _NO_FAULT_OF_THE_CALL:
            raise
        raise _refused(path, error) from error
