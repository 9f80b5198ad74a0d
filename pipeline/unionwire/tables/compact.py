"""Compaction: many small parts of a table into few of bounded size, put in force like a run's tables.

Every shard of a run leaves a part in each table, so a folder that grows by small batches comes to hold thousands of
small files, each of which costs a reader an open and a footer. No row is changed, and the same parts always give the same
ones. Parts that are large already are taken over as they are, so that compacting again costs what has been added since.
Memory is bounded by what row groups hold, not by the size of the parts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.consolidate.relocate import Moved, relocate
from unionwire.errors import UsageError
from unionwire.tables import disk
from unionwire.tables.remote import local_folder
from unionwire.tables.schema import TABLES
from unionwire.tables.write import Output, completed, current_snapshot, parts_in

DEFAULT_PART_BYTES = 256 * 2**20
# of the rows gathered for one row group, uncompressed
_GROUP_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many parts a table had and has."""

    before: int
    after: int


def compact(out: str | Path, *, part_bytes: int = DEFAULT_PART_BYTES) -> dict[str, Compacted]:
    """Merge small parts of every table of an output folder into parts of at most about `part_bytes` bytes.

    The tables hold the same rows before and after; readers see the old parts of all tables or the new ones of all. Where
    every table is one part already, nothing is written.

    Raises UsageError where the folder holds no tables or can't be written, or another run holds it.
    """
    if part_bytes < 1:
        raise UsageError("a part must be allowed at least 1 byte")
    with local_folder(out) as folder:
        if current_snapshot(folder) is None:
            raise UsageError(f"no tables in {out}: name the folder that `unionwire run --out` made")
        return _compact(folder, part_bytes)


def _compact(folder: Path, part_bytes: int) -> dict[str, Compacted]:
    with Output(folder) as output:
        base = output.snapshot
        assert base is not None
        plans = {name: list(_groups(parts_in(base / name), part_bytes)) for name in TABLES}
        if any(len(group) > 1 for plan in plans.values() for group in plan):
            stage = output.stage(
                f"{_digest(part for plan in plans.values() for group in plan for part in group)}-compact"
            )
            moved: dict[str, dict[str, Moved]] = {name: {} for name in TABLES}
            for name, plan in plans.items():
                for group in plan:
                    moved[name] |= _merge(name, group, stage.folder / name)
            relocate(base, stage.folder, moved["articles"])
            output.commit(stage)
    return {name: Compacted(sum(map(len, plan)), len(plan)) for name, plan in plans.items()}


def _groups(parts: Sequence[Path], most: int) -> Iterator[list[Path]]:
    """Which parts become one: the large ones stand alone, the others fill parts in the order of their names."""
    group: list[Path] = []
    size = 0
    for part in parts:
        own = part.stat().st_size
        if own > most / 2:
            yield [part]
            continue
        if size + own > most:
            yield group
            group, size = [], 0
        group.append(part)
        size += own
    if group:
        yield group


def _merge(name: str, group: Sequence[Path], folder: Path) -> dict[str, Moved]:
    """Write the part that stands for a group; say where the rows of each old one are in it."""
    disk.make_folder(folder)
    if len(group) == 1:
        disk.link(group[0], folder / group[0].name)
        return {group[0].name: Moved(group[0].name, 0)}
    target = folder / f"part-{_digest(group)}.parquet"
    disk.write_tables(_gathered(name, group), TABLES[name].schema, target)
    moved, n_rows = {}, 0
    for part in group:
        moved[part.name] = Moved(target.name, n_rows)
        n_rows += pq.read_metadata(part).num_rows
    return moved


def _gathered(name: str, group: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of some parts, in row groups of a good size."""
    gathered: list[pa.Table] = []
    n_bytes = 0
    for part in group:
        with pq.ParquetFile(part) as file:
            for number in range(file.num_row_groups):
                gathered.append(completed(file.read_row_group(number), TABLES[name].schema))
                n_bytes += gathered[-1].nbytes
                if n_bytes >= _GROUP_BYTES:
                    yield pa.concat_tables(gathered)
                    gathered, n_bytes = [], 0
    if gathered:
        yield pa.concat_tables(gathered)


def _digest(parts: Iterator[Path] | Sequence[Path]) -> str:
    """A name that says which parts were merged: the same ones give the same name."""
    return hashlib.sha256("\n".join(f"{part.parent.name}/{part.name}" for part in parts).encode()).hexdigest()[:16]
