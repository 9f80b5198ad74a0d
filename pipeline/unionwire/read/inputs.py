"""Inputs: the files that the arguments of `unionwire run` stand for, and how each is opened."""

from __future__ import annotations

import bz2
import glob
import gzip
import io
import lzma
import os
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, TypeVar, cast

import pyarrow as pa

from unionwire.errors import UsageError
from unionwire.uris import is_uri

SUFFIXES = (".txt", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".html", ".htm", ".php", ".md")
COMPRESSIONS = (".gz", ".zst", ".bz2", ".xz")
WILD = re.compile(r"[*?\[]")
AnyPath = TypeVar("AnyPath", bound=PurePath)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is its path relative to the input that was named, without the suffix."""

    path: PurePath
    name: str
    suffix: str
    compression: str

    @property
    def key(self) -> Hashable:
        """What tells files apart that were named in several ways."""
        return Path(self.path).resolve()

    def stamp(self) -> object:
        """What tells whether the file was written to: its size and the time of its last change; None where it is gone."""
        try:
            status = Path(self.path).stat()
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns

    @property
    def shown(self) -> str:
        """The path as text: bytes that are no UTF-8 are replaced, so that it can be stored and printed."""
        return _printable(str(self.path))

    def open(self) -> IO[bytes]:
        """Open the decompressed bytes. Raises OSError where the file can't be opened."""
        match self.compression:
            case ".gz":
                return cast("IO[bytes]", gzip.open(self.path, "rb"))
            case ".bz2":
                return cast("IO[bytes]", bz2.open(self.path, "rb"))
            case ".xz":
                return cast("IO[bytes]", lzma.open(self.path, "rb"))
            case ".zst":
                # Arrow's reader goes on over concatenated frames and complains of a truncated one
                return cast(
                    "IO[bytes]", io.BufferedReader(pa.input_stream(str(self.path), compression="zstd"), 1 << 17)
                )
            case _:
                return Path(self.path).open("rb")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files found, sorted and each once, and those that a folder holds beside them in other formats."""

    sources: list[Source]
    passed_over: list[PurePath]


def find_sources(inputs: Sequence[str | Path]) -> Inputs:
    """Resolve files, folders (searched to any depth, hidden entries left out) and globs (`**` included).

    Each may be a path or an address of an object store, `s3://bucket/crawl/*.jsonl.gz`; see `unionwire.uris`.

    Raises UsageError for an input that does not exist, a glob without a match, a named file of an unknown
    format, and a folder without a file to read.
    """
    if not inputs:
        raise UsageError("no input: name files, folders or globs of articles")
    found: dict[Hashable, Source] = {}
    passed_over: set[PurePath] = set()
    for given in inputs:
        sources, others = _resolve(str(given))
        for source in sources:
            # the same file through two inputs is read once; the longer name says more about where it stands
            key = source.key
            if key not in found or (len(source.name), source.name) > (len(found[key].name), found[key].name):
                found[key] = source
        passed_over.update(others)
    return Inputs(sorted(found.values(), key=lambda source: (source.name, str(source.path))), sorted(passed_over))


def _resolve(given: str) -> tuple[list[Source], Sequence[PurePath]]:
    if given.startswith("file://"):
        given = given.removeprefix("file://")
    elif is_uri(given):
        from unionwire.read import remote

        return remote.resolve(given)
    path = Path(given)
    if path.is_dir():
        sources, others = sort_out(_walk(path), path)
        if not sources:
            raise UsageError(f"no file to read in folder {_printable(given)} (formats: {' '.join(SUFFIXES)})")
        return sources, others
    if path.exists():
        source = _source(path, path.parent)
        if source is None:
            raise UsageError(
                f"unknown format: {_printable(given)} (formats: {' '.join(SUFFIXES)}, each also .gz .zst .bz2 .xz)"
            )
        return [source], []
    if WILD.search(given):
        base = _fixed_part(given)
        matches = sorted(Path(match) for match in glob.glob(given, recursive=True))  # noqa: PTH207 - pathlib takes no absolute pattern
        files = [file for match in matches for file in (_walk(match) if match.is_dir() else [match])]
        sources, others = sort_out(files, base)
        if not sources:
            raise UsageError(f"no file to read matches {_printable(given)}")
        return sources, others
    raise UsageError(f"no such input: {_printable(given)}")


def _fixed_part(pattern: str) -> Path:
    """The folders of a glob before its first wildcard: `crawl/2020-*/x.txt` -> `crawl`."""
    parts = Path(pattern).parts
    wild = next(index for index, part in enumerate(parts) if WILD.search(part))
    return Path(*parts[:wild]) if wild else Path()


def _walk(folder: Path) -> list[Path]:
    files: list[Path] = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(top, name) for name in names if not name.startswith(".")]
    return files


def sort_out(
    files: Iterable[AnyPath], base: PurePath, made: Callable[[AnyPath, str, str, str], Source] = Source
) -> tuple[list[Source], list[AnyPath]]:
    """The files of known formats as sources, each built by `made`, and the others."""
    sources, others = [], []
    for file in files:
        source = _source(file, base, made)
        if source is None:
            others.append(file)
        else:
            sources.append(source)
    return sources, others


def _source(path: AnyPath, base: PurePath, made: Callable[[AnyPath, str, str, str], Source] = Source) -> Source | None:
    name, compression = path.name, ""
    if path.suffix.lower() in COMPRESSIONS:
        name, compression = path.stem, path.suffix.lower()
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        return None
    relative = path.relative_to(base) if path.is_relative_to(base) else PurePath(path.name)
    shown = _printable((relative.parent / PurePath(name).stem).as_posix())
    return made(path, shown, suffix, compression)


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
