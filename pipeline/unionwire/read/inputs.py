"""Inputs: the files that the arguments of `unionwire run` stand for, and how each is opened."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import IO, Any, TypeVar

from unionwire.errors import UsageError
from unionwire.read.limits import check_regular, leads_out, unpacked
from unionwire.uris import is_uri

SUFFIXES = (".txt", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".html", ".htm", ".php", ".md", ".warc")
COMPRESSIONS = (".gz", ".zst", ".bz2", ".xz")
WILD = re.compile(r"[*?\[]")
AnyPath = TypeVar("AnyPath", bound=PurePath)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is its path relative to the input that was named, without the suffix.

    `within` is set for a link that a folder holds: the folder, which its target must be in.
    """

    path: PurePath
    name: str
    suffix: str
    compression: str
    within: PurePath | None = None

    @property
    def is_remote(self) -> bool:
        """Whether looking into it costs a request."""
        return False

    @property
    def key(self) -> Hashable:
        """What tells files apart that were named in several ways."""
        return os.path.realpath(self.path)  # a link that leads to itself stands for itself

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
        """Open the decompressed bytes. Raises OSError where the file can't be opened, or should not be.

        Reading raises TooLargeError where a small file unpacks to a huge one.
        """
        path = Path(self.path)
        if self.within is not None and leads_out(path, Path(self.within)):
            raise OSError(errno.EXDEV, "a link that leads out of the folder; name its target as an input")
        check_regular(path)
        raw = path.open("rb")
        return unpacked(raw, self.compression, path.stat().st_size) if self.compression else raw


@dataclass(frozen=True, slots=True)
class StandardInput(Source):
    """What is piped in, kept in a file of its own, since a run reads its inputs twice."""

    kept: Any = None

    @property
    def key(self) -> str:
        """There is one."""
        return self.shown

    @property
    def shown(self) -> str:
        """As it was named."""
        return "-"


def _standard_input() -> StandardInput:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("nothing is piped in: - stands for standard input")
    kept = tempfile.NamedTemporaryFile(prefix="unionwire-")  # noqa: SIM115 - it goes with the source
    shutil.copyfileobj(sys.stdin.buffer, kept)
    kept.flush()
    return StandardInput(PurePath(kept.name), "stdin", "", "", kept=kept)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files found, sorted and each once, and those that a folder holds beside them in other formats."""

    sources: list[Source]
    passed_over: list[PurePath]


def find_sources(inputs: Sequence[str | Path]) -> Inputs:
    """Resolve files, folders (searched to any depth, hidden entries left out) and globs (`**` included).

    `-` is standard input. Each may be a path or an address of an object store, `s3://bucket/crawl/*.jsonl.gz`; see `unionwire.uris`.

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
    if given == "-":
        return [_standard_input()], []
    if given.startswith("file://"):
        given = given.removeprefix("file://")
    elif is_uri(given):
        from unionwire.read import remote

        return remote.resolve(given)
    path = Path(given)
    if path.is_dir():
        sources, others = _sorted_out(path, path)
        if not sources:
            raise UsageError(f"no file to read in folder {_printable(given)} (formats: {' '.join(SUFFIXES)})")
        return sources, others
    if path.exists():
        source = _source(path, path.parent, named=True)
        if source is None:
            raise UsageError(
                f"unknown format: {_printable(given)} (formats: {' '.join(SUFFIXES)}, each also .gz .zst .bz2 .xz)"
            )
        return [source], []
    if WILD.search(given):
        base = _fixed_part(given)
        sources, others = [], []
        for match in _matches(given, base):
            found, rest = _sorted_out(match, base)
            sources += found
            others += rest
        if not sources:
            raise UsageError(f"no file to read matches {_printable(given)}")
        return sources, others
    raise UsageError(f"no such input: {_printable(given)}")


def _fixed_part(pattern: str) -> Path:
    """The folders of a glob before its first wildcard: `crawl/2020-*/x.txt` -> `crawl`."""
    parts = Path(pattern).parts
    wild = next(index for index, part in enumerate(parts) if WILD.search(part))
    return Path(*parts[:wild]) if wild else Path()


def _matches(pattern: str, base: Path) -> list[Path]:
    """What a pattern stands for, sorted, without what lies in a folder that it stands for too.

    Wildcards do not stand for hidden entries, and `**` does not follow links: they may lead back to where they stand.
    """
    wild = PurePath(*PurePath(pattern).parts[len(base.parts) :])
    hidden = any(part.startswith(".") for part in wild.parts)
    matches: list[Path] = []
    for match in sorted(base.glob(str(wild))):
        if not hidden and any(part.startswith(".") for part in match.relative_to(base).parts):
            continue
        if not (matches and matches[-1].is_dir() and match.is_relative_to(matches[-1])):
            matches.append(match)
    return matches


def _sorted_out(path: Path, base: Path) -> tuple[list[Source], list[PurePath]]:
    """The files of known formats at a path or below it, and all else that stands there; hidden entries are left out."""
    if not path.is_dir():
        sources, rest = sort_out([path], base)
        return [replace(source, within=base) for source in sources] if path.is_symlink() else sources, [*rest]
    files: list[Path] = []
    links: list[Path] = []
    others: list[PurePath] = []
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            others.append(folder)  # no permission
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not entry.is_symlink():
                files.append(Path(entry.path))
            elif _is_folder(entry):
                others.append(Path(entry.path))  # it may lead back to where it stands
            else:
                links.append(Path(entry.path))
    sources, rest = sort_out(files, base)
    linked, more = sort_out(links, base)
    return [*sources, *(replace(source, within=base) for source in linked)], [*others, *rest, *more]


def _is_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # it leads to itself
        return False


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


def _source(
    path: AnyPath,
    base: PurePath,
    made: Callable[[AnyPath, str, str, str], Source] = Source,
    *,
    named: bool = False,
) -> Source | None:
    """The source of a file, None for one of another format; one without a suffix counts where it was `named` itself."""
    name, compression = path.name, ""
    if path.suffix.lower() in COMPRESSIONS:
        name, compression = path.stem, path.suffix.lower()
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES and not (named and not suffix):
        return None
    relative = path.relative_to(base) if path.is_relative_to(base) else PurePath(path.name)
    shown = _printable((relative.parent / PurePath(name).stem).as_posix())
    return made(path, shown, suffix, compression)


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
