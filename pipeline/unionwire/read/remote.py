"""Inputs in object stores: the files below an address or that match a glob, and how each is opened."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, cast

from unionwire.errors import Fault, UsageError
from unionwire.read.inputs import SUFFIXES, WILD, Finds, Source
from unionwire.read.limits import unpacked
from unionwire.uris import open_store, said

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo, FileSystem

# a request a read would take longer than what it brings
_BUFFER = 4 << 20


@dataclass(frozen=True, slots=True)
class RemoteSource(Source):
    """An object to read. `path` is the path in its store, `scheme` what stands before `://`."""

    scheme: str = ""
    store: FileSystem | None = None

    @property
    def shown(self) -> str:
        """The address."""
        return f"{self.scheme}://{self.path}"

    @property
    def is_remote(self) -> bool:
        """It does."""
        return True

    def stamp(self) -> object:
        """Size and time of the last change; None where it is gone."""
        assert self.store is not None
        info = self.store.get_file_info(str(self.path))
        return (info.size, info.mtime_ns) if info.is_file else None

    def open(self) -> IO[bytes]:
        """Open the decompressed bytes. Raises Fault where the store can't be read: the object itself may be whole."""
        raw = cast("IO[bytes]", io.BufferedReader(_Reader(self), _BUFFER))
        if not self.compression:
            return raw
        assert self.store is not None
        return unpacked(raw, self.compression, self.store.get_file_info(str(self.path)).size or 0)


class _Reader(io.RawIOBase):
    """The bytes of an object; an error on the way is a Fault, so that nobody takes it for damage of the object."""

    def __init__(self, source: RemoteSource) -> None:
        assert source.store is not None
        self._source = source
        self._file: Any = self._told(lambda: source.store.open_input_file(str(source.path)))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return cast("int", self._told(lambda: self._file.seek(offset, whence)))

    def tell(self) -> int:
        return cast("int", self._file.tell())

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        return cast("int", self._told(lambda: self._file.readinto(buffer)))

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _told(self, action: Any) -> Any:  # noqa: ANN401 - whatever the action gives
        try:
            return action()
        except OSError as error:
            raise Fault(f"can't read {self._source.shown}: {said(error)}; run again to go on") from error


def resolve(given: str, finds: Finds) -> None:
    """Take in the objects that an address stands for. Raises UsageError where there are none."""
    from pyarrow.fs import FileType

    store, path = open_store(given)
    scheme = given.partition("://")[0].lower()

    def made(path: PurePath, name: str, suffix: str, compression: str) -> Source:
        return RemoteSource(path, name, suffix, compression, scheme=scheme, store=store)

    before = finds.n_sources
    found: Iterator[str]
    try:
        if WILD.search(path):
            base = _fixed_part(path)
            pattern = path.split("/")
            found = (file for file in _below(store, base) if _is_match(file.split("/"), pattern))
            none = f"no file to read matches {given}"
        elif (info := store.get_file_info(path)).is_file:
            base, found = str(PurePosixPath(path).parent), iter([path])
            none = f"unknown format: {given} (formats: {' '.join(SUFFIXES)}, each also .gz .zst .bz2 .xz)"
        else:
            base, found = path, _visible(_below(store, path), path)
            missing = info.type == FileType.NotFound
            none = (
                f"no such input: {given}"
                if missing
                else f"no file to read in folder {given} (formats: {' '.join(SUFFIXES)})"
            )
        take = finds.below(PurePosixPath(base), made)
        for file in found:
            take(file.removeprefix(base).lstrip("/"), f"{scheme}://{file}")
    except OSError as error:
        raise UsageError(f"can't read {given}: {said(error)}") from error
    if finds.n_sources == before:
        raise UsageError(none)


def _below(store: FileSystem, folder: str) -> Iterator[str]:
    from pyarrow.fs import FileSelector

    infos: Iterable[FileInfo] = store.get_file_info(FileSelector(folder, allow_not_found=True, recursive=True))
    return (info.path for info in infos if info.is_file)


def _visible(files: Iterable[str], base: str) -> Iterator[str]:
    return (file for file in files if not any(part.startswith(".") for part in file[len(base) :].split("/")))


def _fixed_part(pattern: str) -> str:
    parts = pattern.split("/")
    wild = next(index for index, part in enumerate(parts) if WILD.search(part))
    return "/".join(parts[:wild])


def _is_match(file: list[str], pattern: list[str]) -> bool:
    """Whether a file or a folder above it matches, as the glob of a local path would."""
    return any(
        _matches(file[:length], pattern) and not any(part.startswith(".") for part in file[length:])
        for length in range(1, len(file) + 1)
    )


def _matches(parts: list[str], pattern: list[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_matches(parts[skip:], pattern[1:]) for skip in _skippable(parts))
    if not parts or (parts[0].startswith(".") and not pattern[0].startswith(".")):
        return False
    return fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


def _skippable(parts: list[str]) -> Iterator[int]:
    """How many leading folders `**` may stand for: any number without a hidden one."""
    yield 0
    for count, part in enumerate(parts, start=1):
        if part.startswith("."):
            return
        yield count
