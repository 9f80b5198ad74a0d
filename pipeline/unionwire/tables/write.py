"""Writing: an output folder whose tables change all at once or not at all.

    OUT/<table>                   a link to .current/<table>, what readers open
    OUT/datapackage.json          a link likewise: what the tables and columns are; see `package`
    OUT/.current                  a link to the snapshot in force; replacing it is the commit, one atomic step
    OUT/.snapshots/<batch_id>/    every table's parts; parts that did not change are hard links to the last one's
    OUT/.snapshots/<batch_id>/.state/   what the next run need not work out again; see `consolidate.state`
    OUT/.staging/<batch_id>/      what a run has finished so far; the same run, started again, goes on from there

A run that dies leaves `.current` alone, so readers see the tables as before. A shard counts when its marker is there,
which is written after its parts; of what a dead run left, only shards with a marker are taken up. Only one run at a
time may write into a folder. The snapshot before the one in force stays until the next run begins, for whoever still
reads it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.errors import UsageError
from unionwire.tables import disk, package
from unionwire.tables.lock import lock, unlock
from unionwire.tables.rows import table_of
from unionwire.tables.schema import TABLES

STATE = ".state"
_EMPTY = "part-empty.parquet"
_WHOLE = "part-all.parquet"
_SHARDS = ".shards"
_PREVIOUS = ".previous"
_COPIED = "copied"
# rewritten by every run, not grown by parts: a row a run would become a file a run
REWRITTEN = frozenset({name for name, table in TABLES.items() if table.derived} | {"batches"})


class Output:
    """An output folder, locked while it is open. Use as a context manager.

    `wait` is how many seconds to wait for another run that holds it; `tell` is told that it does.

    Raises UsageError where the folder can't be written or another run holds it.
    """

    def __init__(self, folder: str | Path, *, wait: float = 0.0, tell: Callable[[str], None] | None = None) -> None:
        self.folder = Path(folder).absolute()
        self._wait, self._tell = wait, tell or (lambda _: None)
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the lock and clear away what a dead run left."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"can't write into {self.folder}: {error.strerror}") from error
        self._lock = lock(self.folder, self._wait, self._tell)
        try:
            self._adopt_copy()
            self._clear()
        except BaseException:
            unlock(self._lock)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the lock."""
        if self._lock is not None:
            unlock(self._lock)

    @property
    def snapshot(self) -> Path | None:
        """The folder of the tables in force, or None before the first run is done."""
        return current_snapshot(self.folder)

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A table in force, or some columns of it; without rows before the first run is done."""
        if self.snapshot is None:
            empty = table_of(name, [])
            return empty.select(columns) if columns else empty
        return read_parts(self.snapshot, name, columns)

    def stage(self, batch_id: str, *, anew: bool = False) -> Stage:
        """The staging area of a run: a new one, or the one that the same run left when it died.

        With `anew` the run brings all articles itself, and takes over none of the tables in force.
        """
        for other in self._children(".staging"):
            if other.name != batch_id:
                disk.remove_tree(other)
        return Stage(self.folder / ".staging" / batch_id, self.snapshot, anew=anew)

    def commit(self, stage: Stage) -> None:
        """Put a run's tables in force: all of them in one step, the last one."""
        stage.seal()
        snapshots = self.folder / ".snapshots"
        disk.make_folder(snapshots)
        snapshot = snapshots / stage.folder.name
        disk.rename(stage.folder, snapshot)
        disk.sync_folder(snapshots)
        self._link_tables(snapshot)
        self._point(".current", f".snapshots/{snapshot.name}")
        disk.sync_folder(self.folder)

    def _link_tables(self, snapshot: Path) -> None:
        """Give what a snapshot consists of its names; one of an older version may have less than this one knows."""
        for name in (*TABLES, package.FILE):
            if not (self.folder / name).is_symlink() and (snapshot / name).exists():
                self._point(name, f".current/{name}")

    def _point(self, name: str, target: str) -> None:
        fresh = self.folder / f".{name.lstrip('.')}.new"
        disk.remove(fresh)
        disk.symlink(fresh, target)
        disk.rename(fresh, self.folder / name)

    def _clear(self) -> None:
        """Take back to staging what a run had ready but not put in force, with snapshots that nobody needs any more."""
        current = self.snapshot
        if current is not None:
            self._link_tables(current)
        kept = {current.name, _text_of(current / _PREVIOUS)} if current else set()
        for snapshot in self._children(".snapshots"):
            if snapshot.name not in kept:
                staged = self.folder / ".staging" / snapshot.name
                if staged.exists():
                    disk.remove_tree(snapshot)
                else:
                    disk.make_folder(staged.parent)
                    disk.rename(snapshot, staged)

    def _adopt_copy(self) -> None:
        """Take over a folder that was copied with its links followed, so that its tables are plain folders.

        Readers go on seeing the same rows: `.current` leads to all of them before the first plain folder goes.
        """
        plain = [name for name in TABLES if (self.folder / name).is_dir() and not (self.folder / name).is_symlink()]
        current, adopted = self.folder / ".current", self.folder / ".snapshots" / _COPIED
        if not plain:
            return
        if not current.is_symlink():
            disk.make_folder(adopted.parent)
            if adopted.exists():
                pass  # a run died here
            elif current.is_dir():
                disk.rename(current, adopted)
            else:
                disk.rename(self._collected(plain), adopted)
            self._point(".current", f".snapshots/{_COPIED}")
        for name in plain:
            aside = self.folder / ".staging" / f"{_COPIED}-{name}"
            disk.make_folder(aside.parent)
            disk.rename(self.folder / name, aside)
            self._point(name, f".current/{name}")

    def _collected(self, plain: list[str]) -> Path:
        """The parts of plain folders under second names, with an empty part for each table that is not there."""
        collected = self.folder / ".staging" / _COPIED
        for name in TABLES:
            disk.make_folder(collected / name)
            if name in plain:
                for part in parts_in(self.folder / name):
                    disk.link(part, collected / name / part.name)
            else:
                disk.write_table(table_of(name, []), collected / name / _EMPTY)
        return collected

    def _children(self, name: str) -> Iterator[Path]:
        folder = self.folder / name
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


@dataclass(frozen=True, slots=True)
class Shard:
    """What a staged shard holds: rows by table (none for a table without rows), and relevant articles."""

    rows: dict[str, int]
    n_relevant: int


class Stage:
    """The tables of a run in the making. Opening it takes up the whole shards of a run that died, and nothing else."""

    def __init__(self, folder: Path, previous: Path | None, *, anew: bool = False) -> None:
        self.folder = folder
        self.previous = previous
        self.base = None if anew else previous
        self.shards: dict[str, Shard] = {}
        self._own: dict[str, list[str]] = {name: [] for name in TABLES}
        disk.make_folder(folder / _SHARDS)
        for marker in sorted((folder / _SHARDS).glob("*.json")):
            if shard := self._marked(marker):
                self.shards[marker.stem] = shard
        self.keep(set(self.shards))

    def has_shard(self, shard: str) -> bool:
        """Whether a shard is there with all its parts."""
        return shard in self.shards

    def add_shard(self, key: str, tables: dict[str, pa.Table], signatures: np.ndarray | None = None) -> None:
        """Write a shard's parts, those with rows, and then the marker that says that they are complete."""
        for name, table in tables.items():
            if table.num_rows:
                self._write(name, key, table)
        if signatures is not None:
            disk.write_array(signatures, self.signatures(key))
        shard = Shard(
            {name: table.num_rows for name, table in tables.items() if table.num_rows},
            n_relevant=int(np.count_nonzero(tables["articles"]["relevant"].to_numpy())),
        )
        disk.write_text(json.dumps(asdict(shard)), self.folder / _SHARDS / f"{key}.json")
        self.shards[key] = shard

    def keep(self, keys: set[str]) -> None:
        """Remove all that does not belong to these shards: others that the run does not need, and what follows anew."""
        self.shards = {key: shard for key, shard in self.shards.items() if key in keys}
        self._own = {name: [] for name in TABLES}
        kept = {self.folder / _SHARDS / f"{key}{suffix}" for key in keys for suffix in (".json", ".npy")}
        for key, shard in self.shards.items():
            for name in shard.rows:
                self._own[name].append(key)
                kept.add(self._part(name, key))
        for path in sorted(self.folder.rglob("*")):
            if path not in kept and not path.is_dir():
                disk.remove(path)

    def signatures(self, key: str) -> Path:
        """Where the signatures of a shard's texts are."""
        return self.folder / _SHARDS / f"{key}.npy"

    def add(self, name: str, batch_id: str, table: pa.Table) -> None:
        """Write rows that belong to the run rather than to a shard; a part without rows is left out."""
        if table.num_rows:
            self._write(name, batch_id, table)

    def replace(self, name: str, table: pa.Table) -> None:
        """Write a whole table anew."""
        disk.make_folder(self.folder / name)
        disk.write_table(table, self.folder / name / _WHOLE)

    def replace_part(self, part: str, table: pa.Table, name: str = "articles") -> None:
        """Write a part of a table anew, its rows in the order in which they were."""
        disk.write_table(table, self.folder / name / part)

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A table as staged so far."""
        return read_parts(self.folder, name, columns)

    def read_new(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """The rows that this run adds, or some columns of them."""
        return _read(self.new_parts(name), name, columns)

    def n_rows(self) -> dict[str, int]:
        """How many rows each table has as staged so far."""
        return {name: rows_in(parts_in(self.folder / name)) for name in TABLES}

    def new_parts(self, name: str) -> list[Path]:
        """The parts that this run adds to a table."""
        return [self._part(name, key) for key in sorted(self._own[name])]

    def link_base(self) -> None:
        """Take over the parts of the tables that grow from run to run."""
        for name in TABLES:
            disk.make_folder(self.folder / name)
            # what was rejected or corrected stays so, whatever else is made anew
            base = self.previous if name in {"rejects", "corrections"} else self.base
            if base is None or name in REWRITTEN:
                continue
            for part in parts_in(base / name):
                if part.name != _EMPTY:
                    disk.link(part, self.folder / name / part.name)

    def seal(self) -> None:
        """Leave every table with at least one part, note what the snapshot follows on, bring all names to the disk."""
        for name in TABLES:
            disk.make_folder(self.folder / name)
            if not parts_in(self.folder / name):
                disk.write_table(table_of(name, []), self.folder / name / _EMPTY)
            disk.sync_folder(self.folder / name)
        files = {name: [f"{name}/{part.name}" for part in parts_in(self.folder / name)] for name in TABLES}
        disk.write_text(package.descriptor(files), self.folder / package.FILE)
        disk.write_text(self.previous.name if self.previous else "", self.folder / _PREVIOUS)
        if (self.folder / STATE).is_dir():
            disk.sync_folder(self.folder / STATE)
        disk.sync_folder(self.folder)

    def _write(self, name: str, key: str, table: pa.Table) -> None:
        disk.make_folder(self.folder / name)
        disk.write_table(table, self._part(name, key))
        self._own[name].append(key)

    def _marked(self, marker: Path) -> Shard | None:
        """What a marker tells of a shard, or None where not all of it is there, as after a loss of power."""
        try:
            shard = Shard(**json.loads(_text_of(marker)))
        except (ValueError, TypeError):
            return None
        return shard if all(self._part(name, marker.stem).exists() for name in shard.rows) else None

    def _part(self, name: str, key: str) -> Path:
        return self.folder / name / f"part-{key}.parquet"


def current_snapshot(folder: Path) -> Path | None:
    """The folder that holds the tables in force, resolved, so that what is read from it is of one run."""
    current = folder / ".current"
    return current.resolve() if current.is_dir() else None


def read_parts(folder: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """The parts of a table as one, or some columns of them, with the declared schema."""
    return _read(parts_in(folder / name), name, columns)


def read_part(part: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """One part of a table, or some columns of it, with the declared schema."""
    return _read([part], name, columns)


def _read(parts: list[Path], name: str, columns: list[str] | None) -> pa.Table:
    declared = TABLES[name].schema
    if columns:
        declared = pa.schema([declared.field(column) for column in columns])
    # a file at a time: a folder would be read as a dataset, whose columns depend on all its files
    tables = [completed(_columns_of(part, columns), declared) for part in parts]
    return pa.concat_tables(tables) if tables else declared.empty_table()


def _columns_of(part: Path, columns: list[str] | None) -> pa.Table:
    with pq.ParquetFile(part) as file:
        return file.read(columns)


def completed(table: pa.Table, declared: pa.Schema) -> pa.Table:
    """The table with the declared columns; one that is younger than its part is null there, or an empty list."""
    for column in declared:
        if column.name not in table.column_names and (column.nullable or pa.types.is_list(column.type)):
            absent = pa.array([None if column.nullable else []] * table.num_rows, column.type)
            table = table.append_column(column, absent)
    return table.select(declared.names).cast(declared)


def parts_in(folder: Path) -> list[Path]:
    """The parts of a table, by name."""
    # names rather than paths are sorted: there may be thousands, and paths compare slowly
    names = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208
    return [folder / name for name in sorted(names) if name.startswith("part-") and name.endswith(".parquet")]


def rows_in(parts: Iterable[Path]) -> int:
    """How many rows some parts have together, without reading them."""
    return sum(pq.read_metadata(part).num_rows for part in parts)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
