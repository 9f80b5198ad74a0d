"""The state of a folder after its parts of `articles` were merged: the same hashes, at other places.

Signatures and copies name an article by the number of its part and its row in it (see `consolidate.copies`). Where parts
are merged whole, a row's new place follows from its part alone, so nothing is worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.consolidate.copies import CLUSTERED
from unionwire.consolidate.proposals import ROW_BITS
from unionwire.consolidate.state import head_of
from unionwire.tables import disk
from unionwire.tables.write import STATE

_BLOCK = 1_000_000
_PLACED = ("whole-", "bands-")
_CLUSTERED, _HEAD = "clustered.parquet", "state.json"


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a part's rows are now: in which part, and how many rows stand there before them."""

    part: str
    offset: int


def relocate(snapshot: Path, stage: Path, moved: Mapping[str, Moved]) -> None:
    """Write into a stage the state of a snapshot whose parts of `articles` were merged as `moved` says.

    A snapshot without a state that fits gets none; the next run makes one from the tables. Raises Fault where the disk
    fails.
    """
    head = head_of(snapshot)
    if head is None:
        return
    parts = tuple(dict.fromkeys(moved[part].part for part in head.parts))
    number = {part: index for index, part in enumerate(parts)}
    part_of = np.array([number[moved[part].part] for part in head.parts], np.uint64)
    offset_of = np.array([moved[part].offset for part in head.parts], np.uint64)
    folder = stage / STATE
    disk.make_folder(folder)
    for path in sorted((snapshot / STATE).iterdir()):
        if path.name.startswith(_PLACED):
            entries = np.load(path, mmap_mode="r", allow_pickle=False)
            disk.write_blocks(_moved(entries, part_of, offset_of), entries.shape, entries.dtype, folder / path.name)
        elif path.name == _CLUSTERED:
            disk.write_table(_clustered(pq.read_table(path), part_of, offset_of), folder / path.name)
        elif path.name != _HEAD:
            disk.link(path, folder / path.name)
    replace(head, parts=parts).write(folder)


def _moved(entries: np.ndarray, part_of: np.ndarray, offset_of: np.ndarray) -> Iterator[np.ndarray]:
    """Entries at their new places, in blocks."""
    for start in range(0, entries.shape[1], _BLOCK):
        block = np.array(entries[:, start : start + _BLOCK])
        numbers, rows = block[1] >> ROW_BITS, block[1] & np.uint64(0xFFFFFFFF)
        block[1] = part_of[numbers] << ROW_BITS | rows + offset_of[numbers]
        yield block


def _clustered(table: pa.Table, part_of: np.ndarray, offset_of: np.ndarray) -> pa.Table:
    numbers = table["part"].to_numpy()
    places = {"part": part_of[numbers], "row": table["row"].to_numpy() + offset_of[numbers]}
    columns = [pa.array(places[name]) if name in places else table[name] for name in CLUSTERED.names]
    return pa.table(columns, names=CLUSTERED.names).cast(CLUSTERED)
