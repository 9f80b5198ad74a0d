"""Inputs: the files that the arguments of `unionwire run` stand for, and how each is opened."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import IO, Any, TypeAlias

from unionwire.errors import UsageError
from unionwire.read.limits import check_regular, leads_out, unpacked
from unionwire.read.listing import Listing
from unionwire.uris import is_uri

SUFFIXES = (".txt", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".html", ".htm", ".php", ".md", ".warc")
COMPRESSIONS = (".gz", ".zst", ".bz2", ".xz")
ARCHIVES = (".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".7z", ".rar")
"""Files of files: found, so that they are rejected rather than passed over, and not read."""
_TOLD = frozenset((*SUFFIXES, *ARCHIVES))
WILD = re.compile(r"[*?\[]")


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


MakeSource: TypeAlias = Callable[[PurePath, str, str, str], Source]
"""Makes a source of path, name, suffix and compression."""
Take: TypeAlias = Callable[[str, str], None]
"""Takes in a file: its path below what is searched, and what tells files apart that were named in several ways."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files found, sorted and each once, and those that a folder holds beside them in other formats."""

    sources: Sequence[Source]
    passed_over: Sequence[PurePath]


class Finds:
    """What is found of the inputs, while they are searched."""

    def __init__(self) -> None:
        self._sources: Listing[Source] = Listing()
        self._others: Listing[PurePath] = Listing()

    @property
    def n_sources(self) -> int:
        """How many files to read were found so far, however often each."""
        return self._sources.n_added

    def below(self, base: PurePath, made: MakeSource = Source) -> Take:
        """What takes in the files found below a folder; `made` builds the sources of those of known formats."""
        source = self.named(base, made)
        other = self.others(base)

        def take(path: str, key: str) -> None:
            (source if _parts(path)[1] in _TOLD else other)(path, key)

        return take

    def named(self, base: PurePath, made: MakeSource = Source) -> Take:
        """What takes in files as sources, whatever their format."""

        def source(path: str) -> Source:
            name, suffix, compression = _parts(path)
            return made(base / path, _printable(name), suffix, compression)

        return self._sources.below(source)

    def others(self, base: PurePath) -> Take:
        """What takes in what is not read."""
        return self._others.below(lambda path: base / path)

    def settled(self) -> Inputs:
        """All that was found."""
        # the same file through two inputs is read once; the longer name says more about where it stands
        self._sources.settle(lambda source: (len(source.name), source.name))
        self._others.settle(lambda path: (len(str(path)), str(path)))
        return Inputs(self._sources, self._others)


def find_sources(inputs: Sequence[str | Path]) -> Inputs:
    """Resolve files, folders (searched to any depth, hidden entries left out) and globs (`**` included).

    `-` is standard input. Each may be a path or an address of an object store, `s3://bucket/crawl/*.jsonl.gz`; see `unionwire.uris`.

    Raises UsageError for an input that does not exist, a glob without a match, a named file of an unknown
    format, and a folder without a file to read.
    """
    if not inputs:
        raise UsageError("no input: name files, folders or globs of articles")
    finds = Finds()
    for given in inputs:
        _resolve(str(given), finds)
    return finds.settled()


def _resolve(given: str, finds: Finds) -> None:
    if given == "-":
        piped = _standard_input()
        finds.named(PurePath(), lambda *_: piped)(given, given)
        return
    if given.startswith("file://"):
        given = given.removeprefix("file://")
    elif is_uri(given):
        from unionwire.read import remote

        remote.resolve(given, finds)
        return
    if not given:
        raise UsageError("an empty input: name files, folders or globs of articles")  # not the folder where one stands
    path = Path(given)
    before = finds.n_sources
    try:
        is_folder = path.is_dir()
    except OSError as error:  # a name too long for any file
        raise UsageError(f"no such input: {_printable(given)[:100]}: {error.strerror}") from error
    if is_folder:
        _Search(path, finds).walk("")
        none = f"no file to read in folder {_printable(given)} (formats: {' '.join(SUFFIXES)})"
    elif path.exists():
        suffix = _parts(path.name)[1]
        if suffix in ARCHIVES:
            raise UsageError(f"{_printable(given)} is an archive: unpack it first, and name the folder")
        if suffix in SUFFIXES or not suffix:  # one without a suffix counts where it was named itself
            finds.named(path.parent)(path.name, os.path.realpath(path))
        none = f"unknown format: {_printable(given)} (formats: {' '.join(SUFFIXES)}, each also .gz .zst .bz2 .xz)"
    elif WILD.search(given):
        _Search(_fixed_part(given), finds).match(given)
        none = f"no file to read matches {_printable(given)}"
    else:
        raise UsageError(f"no such input: {_printable(given)}")
    if finds.n_sources == before:
        raise UsageError(none)


def _fixed_part(pattern: str) -> Path:
    """The folders of a glob before its first wildcard: `crawl/2020-*/x.txt` -> `crawl`."""
    parts = Path(pattern).parts
    wild = next(index for index, part in enumerate(parts) if WILD.search(part))
    return Path(*parts[:wild]) if wild else Path()


class _Search:
    """The search of a folder, whose name is left out of the names of what is found."""

    def __init__(self, base: Path, finds: Finds) -> None:
        self._base = base
        self._file = finds.below(base)
        self._link = finds.below(base, partial(Source, within=base))
        self._other = finds.others(base)

    def match(self, pattern: str) -> None:
        """Take in what a pattern stands for.

        Wildcards do not stand for hidden entries, and `**` does not follow links: they may lead back to where they stand.
        """
        wild = PurePath(*PurePath(pattern).parts[len(self._base.parts) :])
        hidden = any(part.startswith(".") for part in wild.parts)
        folders: set[PurePath] = set()
        try:
            for match in self._base.glob(str(wild)):
                below = match.relative_to(self._base)
                if not hidden and any(part.startswith(".") for part in below.parts):
                    continue
                if match.is_dir():
                    folders.add(below)
                elif below.parent not in folders:
                    (self._link if match.is_symlink() else self._file)(below.as_posix(), os.path.realpath(match))
        except RecursionError:
            raise UsageError(f"folders too deep for a pattern: name the folder {_printable(str(self._base))}") from None
        for folder in sorted(folders):
            if folders.isdisjoint(folder.parents):
                self.walk("" if folder == PurePath() else folder.as_posix())

    def walk(self, top: str) -> None:
        """Take in what stands in a folder below the base, to any depth; hidden entries are left out."""
        root = str(self._base / top)
        real = os.path.realpath(root)
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(f"{root}/{folder}") as entries:
                    for entry in entries:
                        if not entry.name.startswith("."):
                            path = f"{folder}/{entry.name}" if folder else entry.name
                            if entry.is_dir(follow_symlinks=False):
                                folders.append(path)
                            else:
                                self._take(entry, f"{top}/{path}" if top else path, f"{real}/{path}")
            except OSError:  # no permission
                self._other(f"{top}/{folder}".strip("/"), f"{real}/{folder}")

    def _take(self, entry: os.DirEntry[str], path: str, real: str) -> None:
        if not entry.is_symlink():
            self._file(path, real)
        elif _is_folder(entry):
            self._other(path, real)  # it may lead back to where it stands
        else:
            self._link(path, os.path.realpath(entry.path))


def _is_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # it leads to itself
        return False


def _parts(path: str) -> tuple[str, str, str]:
    """A path without its suffixes, the one that tells its format, and that of its compression, in lower case."""
    name, last = _split(path)
    compression = last.lower() if last.lower() in COMPRESSIONS else ""
    if compression:
        name, last = _split(name)
    return name, last.lower(), compression


def _split(path: str) -> tuple[str, str]:
    """A path in front of its last suffix, and that; as PurePath has it, without the cost of one for each of many files."""
    folder, _, name = path.rpartition("/")
    dot = name.rfind(".")
    if not 0 < dot < len(name) - 1:
        return path, ""
    return (f"{folder}/{name[:dot]}" if folder else name[:dot]), name[dot:]


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
