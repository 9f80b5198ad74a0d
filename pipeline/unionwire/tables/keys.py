"""Which keys the tables hold, without reading them: sorted hashes in files that are searched where they lie.

A kind of key (`ids`, `texts`, `rejects`) is a few files of sorted 16-byte hashes. A run adds one, and merges it with
those that are not larger than it, so there are about log2(n) files, each hash is rewritten about as often, and looking
up a run's keys costs the same in a folder of a thousand articles and of a thousand million: the operating system reads
the pages that the search touches. Large files are merged block by block, so memory is bounded. Hashes of 128 bits do not
collide in practice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from unionwire.tables import disk

KEY = np.dtype("S16")
KINDS = ("ids", "texts", "rejects")
# larger files are left alone: of arrays, so that no run rewrites more than that; of rows, which are merged in memory
_LARGEST_ARRAY = 4_000_000_000
_LARGEST_ROWS = 64_000_000
# entries of a block of a merge
_BLOCK = 1_000_000
# and among smaller ones none is spared, so that many small runs do not leave many small files
_SMALLEST = 65_536


def keys_of(values: pa.ChunkedArray | list[str]) -> np.ndarray:
    """The keys of some strings."""
    joined = bytearray()
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [pa.array(values, pa.string())]
    for chunk in chunks:
        for value in chunk.to_pylist():
            joined += hashlib.sha256(value.encode("utf-8")).digest()[: KEY.itemsize]
    return np.frombuffer(bytes(joined), KEY)


def text_keys(digests: pa.ChunkedArray) -> np.ndarray:
    """The keys of texts whose SHA-256 is known in hex, as in `articles.text_sha256`."""
    length = 2 * KEY.itemsize
    joined = b"".join(bytes.fromhex(digest[:length]) for chunk in digests.chunks for digest in chunk.to_pylist())
    return np.frombuffer(joined, KEY)


def reject_key(path: str, record: int, reason: str) -> str:
    """The string whose key stands for a row of `rejects`."""
    return f"{path}\x1f{record}\x1f{reason}"


def held(folder: Path | None, kind: str, keys: np.ndarray) -> np.ndarray:
    """Say of each key whether the files of a folder hold it."""
    found = np.zeros(len(keys), bool)
    for path in runs(folder, kind):
        known = np.load(path, mmap_mode="r")
        if len(known) and len(keys):
            places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            found |= known[places] == keys
    return found


def runs(folder: Path | None, kind: str) -> list[Path]:
    """The files of a kind, the largest first."""
    found = folder.glob(f"{kind}-*.npy") if folder is not None else ()
    return sorted(found, key=lambda path: (-path.stat().st_size, path.name))


def add_sorted(base: Path | None, folder: Path, kind: str, name: str, fresh: np.ndarray) -> None:
    """Write a folder's files of a kind: those of `base` with `fresh` added, sorted; of two rows, by the upper one.

    Files that do not change get a second name; `base` may be the folder itself. Raises Fault where the disk fails.
    """
    kept, small = mergeable(runs(base, kind), fresh.nbytes, _LARGEST_ARRAY)
    for path in kept:
        disk.link(path, folder / path.name)
    if not fresh.size:
        return
    arrays = [_in_order(fresh), *(np.load(path, mmap_mode="r", allow_pickle=False) for path in small)]
    shape = (*fresh.shape[:-1], sum(array.shape[-1] for array in arrays))
    disk.write_blocks(merged(arrays), shape, fresh.dtype, folder / f"{kind}-{name}.npy")
    if base == folder:
        for path in small:
            disk.remove(path)


def merged(arrays: Sequence[np.ndarray], block: int = _BLOCK) -> Iterator[np.ndarray]:
    """Sorted arrays as one, in blocks of about `block` entries; of two rows, by the upper one."""
    upper = [array if array.ndim == 1 else array[0] for array in arrays]
    longest = max(upper, key=len)
    steps = max(1, sum(map(len, upper)) // block)
    pivots = longest[np.linspace(0, len(longest), steps, endpoint=False).astype(np.int64)[1:]]
    cuts = [np.concatenate([[0], np.searchsorted(keys, pivots), [len(keys)]]) for keys in upper]
    for number in range(len(pivots) + 1):
        pieces = [array[..., cut[number] : cut[number + 1]] for array, cut in zip(arrays, cuts, strict=True)]
        yield _in_order(np.concatenate(pieces, axis=-1))


def _in_order(array: np.ndarray) -> np.ndarray:
    ordered: np.ndarray = array[..., np.argsort(array if array.ndim == 1 else array[0], kind="stable")]
    return ordered


def mergeable(files: list[Path], size: int, largest: int = _LARGEST_ROWS) -> tuple[list[Path], list[Path]]:
    """Of files, the largest first, those to leave alone and those to merge with a new one of a size in bytes.

    Files of more than `largest` bytes are left alone.
    """
    kept: list[Path] = list(files)
    small: list[Path] = []
    if not size:
        return kept, small
    size = max(size, _SMALLEST)
    while kept and kept[-1].stat().st_size <= min(2 * size, largest):
        small.append(kept.pop())
        size += small[-1].stat().st_size
    return kept, small
