"""Every change that is made to an output folder, one small step a function, durable where it must be.

Each function either does its step or raises Fault, so that the order of the steps, which `write` chooses, is all that
decides what a kill, a full disk or a lost permission can leave behind. Tests put faults between and into them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.errors import Fault

_UNFINISHED = ".new"


def make_folder(path: Path) -> None:
    """Make a folder and those above it; one that exists is left alone."""
    with _told("make the folder", path):
        path.mkdir(parents=True, exist_ok=True)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file so that it is there whole or not at all, also after a loss of power."""
    _write(path, lambda file: pq.write_table(table, file, compression="zstd"))


def write_tables(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    """Write a Parquet file of several tables, one after the other, each a row group at least, likewise."""

    def fill(file: IO[bytes]) -> None:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)

    _write(path, fill)


def write_array(array: np.ndarray, path: Path) -> None:
    """Write a NumPy array likewise."""
    _write(path, lambda file: np.save(file, array, allow_pickle=False))


def write_blocks(blocks: Iterable[np.ndarray], shape: tuple[int, ...], dtype: np.dtype, path: Path) -> None:
    """Write a NumPy array of one or two dimensions that comes in blocks along its last one, likewise."""

    def fill(file: IO[bytes]) -> None:
        said = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, said)
        begin, done = file.tell(), 0
        for block in blocks:
            for number, row in enumerate(np.atleast_2d(block)):
                file.seek(begin + dtype.itemsize * (number * shape[-1] + done))
                file.write(np.ascontiguousarray(row).data)
            done += block.shape[-1]

    _write(path, fill)


def write_text(text: str, path: Path) -> None:
    """Write a small text file likewise."""
    _write(path, lambda file: file.write(text.encode("utf-8")))


def rename(path: Path, target: Path) -> None:
    """Give a file, link or folder another name; a file or link of that name is replaced in one step."""
    with _told("write", target):
        path.replace(target)


def link(path: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system knows no hard links; one that exists stays."""
    with _told("write", target):
        try:
            os.link(path, target)
        except FileExistsError:
            return
        except OSError:
            # whole or not at all here too
            unfinished = target.with_name(f".{target.name}{_UNFINISHED}")
            shutil.copy2(path, unfinished)
            unfinished.replace(target)


def symlink(path: Path, target: str) -> None:
    """Make a link to a folder."""
    with _told("make the link", path):
        path.symlink_to(target, target_is_directory=True)


def remove(path: Path) -> None:
    """Remove a file or link, or what is left of it."""
    with _told("remove", path):
        path.unlink(missing_ok=True)


def remove_tree(path: Path) -> None:
    """Remove a folder and all that is in it."""
    with _told("remove", path):
        for entry in sorted(path.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                remove_tree(entry)
            else:
                remove(entry)
        path.rmdir()


def sync_folder(path: Path) -> None:
    """Bring a folder's list of names to the disk."""
    with _told("write", path):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    unfinished = path.with_name(f".{path.name}{_UNFINISHED}")
    with _told("write", path):
        try:
            with _opened(unfinished) as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)  # half a file would take the room that is missing
            raise


def _opened(path: Path) -> IO[bytes]:
    return path.open("wb")


@contextmanager
def _told(doing: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        raise Fault(f"can't {doing} {path}: {said}; the tables are as before, run again to go on") from error
