"""Output folders in object stores, which know no renames, links or locks: one small object decides what is in force.

    OUT/_objects/<sha256>       every file of the tables in force and of those before them, under the hash of its bytes
    OUT/_current.json           the pointer: which object stands for which file; replacing it is the commit, one step
    OUT/_mirrored               of which pointer the folders below are a copy
    OUT/<table>/part-*.parquet  the tables as plain folders, for whoever reads them without unionwire

A run works in a folder on this machine, like any other run. What it has put in force there is uploaded; then the pointer
is replaced, unless another run has done so in the meantime; then the plain folders follow. Readers through the pointer
see the old or the new state of all tables together, whatever dies when. The plain folders are copied object by object:
while that goes on, and after a death until the next run, they may be behind, some further than others.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.errors import Fault, UsageError
from unionwire.tables.schema import TABLES
from unionwire.tables.store import Pointer, Store
from unionwire.tables.write import completed, current_snapshot
from unionwire.uris import is_uri, said

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_OBJECTS, _POINTER, _MIRRORED = "_objects", "_current.json", "_mirrored"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pointer says: the snapshot's name, the object of each of its files, and the objects of the one before."""

    snapshot: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """The pointer's bytes."""
        said = {"form": _FORM, "snapshot": self.snapshot, "files": dict(self.files), "before": list(self.before)}
        return json.dumps(said, indent=0, sort_keys=True).encode()

    @classmethod
    def of(cls, pointer: Pointer) -> Manifest:
        """What a pointer's bytes say. Raises Fault for one that unionwire, or this version of it, did not write."""
        if pointer.body is None:
            return cls()
        try:
            found = json.loads(pointer.body)
        except ValueError:
            found = {}
        if found.get("form") != _FORM:
            raise Fault(f"{_POINTER} is not one that this version of unionwire wrote")
        return cls(found["snapshot"], found["files"], tuple(found["before"]))

    def tables(self) -> dict[str, str]:
        """The files of the tables, without what is hidden beside them."""
        return {path: held for path, held in self.files.items() if not path.startswith(".") and "/." not in path}


@contextmanager
def local_folder(out: str | Path) -> Iterator[Path]:
    """The folder in which to work on an output: a path as it is, for an address a copy, published on leaving.

    On leaving with an error nothing is published; what was put in force in the copy is, by the next run.

    Raises UsageError where the address can't be read or written or is in use by another process of this machine; Fault
    where it fails in mid-run, and where another run has published in the meantime.
    """
    if not is_uri(str(out)):
        yield Path(out)
        return
    if str(out).startswith("file://"):
        yield Path(str(out).removeprefix("file://"))
        return
    copy = _WorkingCopy(str(out))
    with copy.locked():
        copy.update()
        yield copy.folder
        copy.publish()


class _WorkingCopy:
    """A folder on this machine that holds the tables of an address."""

    def __init__(self, uri: str) -> None:
        self._store = Store(uri)
        root = os.environ.get("UNIONWIRE_WORK") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "unionwire")
        self._home = Path(root).expanduser() / hashlib.sha256(uri.rstrip("/").encode()).hexdigest()[:16]
        self.folder = self._home / "out"
        self._base = self._home / "base"

    @contextmanager
    def locked(self) -> Iterator[None]:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            lock = (self._home / "lock").open("w")
        except OSError as error:
            raise UsageError(f"can't write into {self._home}: {error.strerror}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise UsageError(f"another run on this machine is writing into {self._store.uri}") from error
            yield

    def update(self) -> None:
        """Take over what is in force, unless the copy stems from it already; finish a mirror that was left behind."""
        pointer = self._store.open_for_writing(_POINTER)
        manifest = Manifest.of(pointer)
        if pointer.digest != self._based_on():
            self._download(manifest)
            self._base.write_text(pointer.digest)
        self._pointer = pointer
        if pointer.body is not None and self._store.read(_MIRRORED) != pointer.digest.encode():
            self._mirror(Manifest(), manifest, pointer.digest)

    def publish(self) -> None:
        """Put in force at the address what is in force in the folder."""
        snapshot = current_snapshot(self.folder)
        before = Manifest.of(self._pointer)
        if snapshot is None or snapshot.name == before.snapshot:
            return
        local = {path.relative_to(snapshot).as_posix(): path for path in snapshot.rglob("*") if path.is_file()}
        files = {name: _sha256(path) for name, path in local.items()}
        there = self._store.sizes(_OBJECTS)
        for name, held in files.items():
            if there.get(held) != local[name].stat().st_size:
                self._store.upload(local[name], f"{_OBJECTS}/{held}")
                there[held] = local[name].stat().st_size
        manifest = Manifest(snapshot.name, files, tuple(sorted(set(before.files.values()))))
        pointer = self._store.replace(_POINTER, manifest.to_bytes(), self._pointer)
        self._base.write_text(pointer.digest)
        self._pointer = pointer
        self._mirror(before, manifest, pointer.digest)
        for name in sorted(set(there) - set(files.values()) - set(before.files.values())):
            self._store.delete(f"{_OBJECTS}/{name}")

    def _based_on(self) -> str:
        return self._base.read_text() if self._base.exists() else ""

    def _download(self, manifest: Manifest) -> None:
        fresh = self._home / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        if manifest.files:
            for name, held in manifest.files.items():
                target = fresh / ".snapshots" / manifest.snapshot / name
                target.parent.mkdir(parents=True, exist_ok=True)
                self._store.download(f"{_OBJECTS}/{held}", target)
                if _sha256(target) != held:
                    raise Fault(f"{self._store.uri}/{_OBJECTS}/{held} is damaged: its bytes have another hash")
            (fresh / ".current").symlink_to(f".snapshots/{manifest.snapshot}", target_is_directory=True)
            for name in TABLES:
                (fresh / name).symlink_to(f".current/{name}", target_is_directory=True)
        self._base.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        if manifest.files:
            fresh.replace(self.folder)

    def _mirror(self, before: Manifest, after: Manifest, digest: str) -> None:
        """Bring the plain folders from one state to the next: what is new is copied, then what is gone deleted."""
        old, new = before.tables(), after.tables()
        for name, held in sorted(new.items()):
            if old.get(name) != held:
                self._store.copy(f"{_OBJECTS}/{held}", name)
        for table in TABLES:
            for part in sorted(self._store.sizes(table)):
                if f"{table}/{part}" not in new:
                    self._store.delete(f"{table}/{part}")
        self._store.write(_MIRRORED, digest.encode())


def load_remote(uri: str) -> dict[str, pa.Table] | None:
    """The tables in force at an address, all of the same run, unsorted; None where there are none.

    Raises UsageError where the address can't be read; Fault where an object is missing.
    """
    store = Store(uri)
    pointer = store.pointer(_POINTER)
    while pointer.body is not None:
        try:
            return _read(store, Manifest.of(pointer))
        except FileNotFoundError as error:
            # two runs have published since the pointer was read: begin anew
            newer = store.pointer(_POINTER)
            if newer.digest == pointer.digest:
                raise Fault(f"an object of the tables is missing: {said(error)}") from error
            pointer = newer
        except OSError as error:
            raise Fault(f"can't read {uri}: {said(error)}") from error
    return None


def _read(store: Store, manifest: Manifest) -> dict[str, pa.Table]:
    parts: dict[str, list[pa.Table]] = {name: [TABLES[name].schema.empty_table()] for name in TABLES}
    system: FileSystem = store.system
    for path, held in sorted(manifest.tables().items()):
        table = path.partition("/")[0]
        if table in parts:
            with system.open_input_file(store.path(f"{_OBJECTS}/{held}")) as file:
                parts[table].append(completed(pq.ParquetFile(file).read(), TABLES[table].schema))
    return {name: pa.concat_tables(held) for name, held in parts.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
