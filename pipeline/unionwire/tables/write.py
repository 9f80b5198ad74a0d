"""Writing: an output folder whose tables change all at once or not at all.

    OUT/<table>                   a link to .current/<table>, what readers open
    OUT/.current                  a link to the snapshot in force; replacing it is the commit, one atomic step
    OUT/.snapshots/<batch_id>/    every table's parts; parts that did not change are hard links to the last one's
    OUT/.staging/<batch_id>/      what a run has finished so far; the same run, started again, goes on from there

A run that dies leaves `.current` alone, so readers see the tables as before. The parts of a shard count only when its
`articles` part is there, which is written last. Only one run at a time may write into a folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.errors import UsageError
from unionwire.tables.rows import table_of
from unionwire.tables.schema import TABLES

_EMPTY = "part-empty.parquet"
_WHOLE = "part-all.parquet"


class Output:
    """An output folder, locked while it is open. Use as a context manager.

    Raises UsageError where the folder can't be written or another run holds it.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).absolute()
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the lock and clear away what a dead run left."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / ".lock").open("w")
        except OSError as error:
            raise UsageError(f"can't write into {self.folder}: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise UsageError(f"another run is writing into {self.folder}") from error
        self._adopt_copy()
        current = self.snapshot
        for snapshot in self._children(".snapshots"):
            if snapshot != current:
                shutil.rmtree(snapshot)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the lock."""
        if self._lock is not None:
            self._lock.close()

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

    def stage(self, batch_id: str) -> Stage:
        """The staging area of a run: a new one, or the one that the same run left when it died."""
        for other in self._children(".staging"):
            if other.name != batch_id:
                shutil.rmtree(other)
        return Stage(self.folder / ".staging" / batch_id, self.snapshot)

    def commit(self, stage: Stage) -> None:
        """Put a run's tables in force: all of them in one step."""
        stage.seal()
        snapshots = self.folder / ".snapshots"
        snapshots.mkdir(exist_ok=True)
        snapshot = snapshots / stage.folder.name
        stage.folder.rename(snapshot)
        self._point(".current", f".snapshots/{snapshot.name}")
        for name in TABLES:
            if not (self.folder / name).is_symlink():
                self._point(name, f".current/{name}")

    def _point(self, link: str, target: str) -> None:
        fresh = self.folder / f".{link.lstrip('.')}.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target, target_is_directory=True)
        fresh.replace(self.folder / link)

    def _adopt_copy(self) -> None:
        """Take over a folder that was copied with its links followed, so that its tables are plain folders."""
        current = self.folder / ".current"
        plain = [name for name in TABLES if (self.folder / name).is_dir() and not (self.folder / name).is_symlink()]
        if current.is_symlink() or not plain:
            return
        adopted = self.folder / ".snapshots" / "copied"
        for name in plain:
            shutil.rmtree(adopted / name, ignore_errors=True)
            (adopted / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).rename(adopted / name)
        for name in set(TABLES) - set(plain):
            write_part(table_of(name, []), adopted / name / _EMPTY)
        shutil.rmtree(current, ignore_errors=True)
        self._point(".current", ".snapshots/copied")
        for name in TABLES:
            self._point(name, f".current/{name}")

    def _children(self, name: str) -> Iterator[Path]:
        folder = self.folder / name
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_dir())


class Stage:
    """The tables of a run in the making."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        self.folder = folder
        self.base = base
        folder.mkdir(parents=True, exist_ok=True)

    def has_shard(self, shard: str) -> bool:
        """Whether all parts of a shard are there."""
        return self._part("articles", shard).exists()

    def add_shard(self, shard: str, tables: dict[str, pa.Table]) -> None:
        """Write a shard's parts, `articles` last: it says that the others are complete."""
        for name in sorted(tables, key=lambda name: name == "articles"):
            if tables[name].num_rows or name == "articles":
                write_part(tables[name], self._part(name, shard))

    def add(self, name: str, batch_id: str, table: pa.Table) -> None:
        """Write rows that belong to the run rather than to a shard; a part without rows is left out."""
        if table.num_rows:
            write_part(table, self._part(name, batch_id))

    def replace(self, name: str, table: pa.Table) -> None:
        """Write a whole table anew."""
        write_part(table, self.folder / name / _WHOLE)

    def read(self, name: str) -> pa.Table:
        """A table as staged so far."""
        return read_parts(self.folder, name)

    def read_new(self, name: str, columns: list[str]) -> pa.Table:
        """Some columns of the rows that this run adds."""
        old = {part.name for part in _parts_in(self.base / name)} if self.base else set()
        return _read([part for part in self._parts(name) if part.name not in old], name, columns)

    def link_base(self) -> None:
        """Take over the parts of the tables that grow from run to run."""
        for name, table in TABLES.items():
            if self.base is None or table.derived:
                continue
            (self.folder / name).mkdir(exist_ok=True)
            for part in _parts_in(self.base / name):
                _link(part, self.folder / name / part.name)

    def seal(self) -> None:
        """Leave every table with at least one part, and none without rows beside others."""
        for name in TABLES:
            parts = self._parts(name)
            with_rows = [part for part in parts if pq.read_metadata(part).num_rows]
            if not with_rows:
                with_rows = [self.folder / name / _EMPTY]
                write_part(table_of(name, []), with_rows[0])
            for part in set(parts) - set(with_rows):
                part.unlink()

    def update_duplicates(self, articles: pa.Table) -> None:
        """Rewrite the `articles` parts in which `duplicate_of` is no longer what consolidation says."""
        told = dict(zip(articles["article_id"].to_pylist(), articles["duplicate_of"].to_pylist(), strict=True))
        for part in self._parts("articles"):
            table = _read([part], "articles", None)
            fresh = [told[article_id] for article_id in table["article_id"].to_pylist()]
            if fresh != table["duplicate_of"].to_pylist():
                index = table.schema.get_field_index("duplicate_of")
                column = pa.array(fresh, pa.string())
                write_part(table.set_column(index, table.schema.field(index), column), part)

    def _part(self, name: str, key: str) -> Path:
        return self.folder / name / f"part-{key}.parquet"

    def _parts(self, name: str) -> list[Path]:
        return _parts_in(self.folder / name)


def current_snapshot(folder: Path) -> Path | None:
    """The folder that holds the tables in force, resolved, so that what is read from it is of one run."""
    current = folder / ".current"
    return current.resolve() if current.is_dir() else None


def read_parts(folder: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """The parts of a table as one, or some columns of them, with the declared schema."""
    return _read(_parts_in(folder / name), name, columns)


def _read(parts: list[Path], name: str, columns: list[str] | None) -> pa.Table:
    declared = TABLES[name].schema
    if columns:
        declared = pa.schema([declared.field(column) for column in columns])
    # a file at a time: a folder would be read as a dataset, whose columns depend on all its files
    tables = [_completed(pq.ParquetFile(part).read(columns), declared) for part in parts]
    return pa.concat_tables(tables) if tables else declared.empty_table()


def _completed(table: pa.Table, declared: pa.Schema) -> pa.Table:
    """The table with the declared columns; one that is younger than its part is null there, or an empty list."""
    for column in declared:
        if column.name not in table.column_names and (column.nullable or pa.types.is_list(column.type)):
            absent = pa.array([None if column.nullable else []] * table.num_rows, column.type)
            table = table.append_column(column, absent)
    return table.select(declared.names).cast(declared)


def write_part(table: pa.Table, path: Path) -> None:
    """Write a Parquet file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    pq.write_table(table, fresh, compression="zstd")
    fresh.replace(path)


def _parts_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*.parquet"))


def _link(part: Path, target: Path) -> None:
    if target.exists():
        return
    try:
        os.link(part, target)
    except OSError:
        shutil.copy2(part, target)  # a file system without hard links
