"""Bounds on what a file may cost, whoever made it: memory for a line, bytes that come out of a small archive.

Readers that go record by record hold one record at a time and bound it; those that need a file as a whole read at most
`WHOLE_BYTES` of it. What is over a bound is a reject, and what stands before it is read.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

WHOLE_BYTES = 256 * 2**20
"""What a file may have, unpacked, that is read as a whole: a JSON array, a Parquet file under a compression."""

# Text packs to a fifth or a tenth, pages full of the same menus to a hundredth. What unpacks to more than this many times
# its size, and to more than a few megabytes, holds no articles.
RATIO = 300
"""How many times its size a compressed file may unpack to."""

_UNSUSPECTED = 32 * 2**20
# xz -9 asks for 65 MB, the format allows 4 GB
_XZ_MEMORY = 256 * 2**20
_CHUNK = 1 << 17


class TooLargeError(ValueError):
    """A file is over a bound: nothing more of it is read."""


class LineTooLongError(Exception):
    """A line is over a bound; the next one can be read."""


def check_regular(path: Path) -> None:
    """Raise OSError for what is no file with an end: a pipe, a device, a socket. Opening one might wait forever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "a pipe, device or socket, not a file")


def whole(file: IO[bytes]) -> bytes:
    """All bytes of a file. Raises TooLargeError where there are more than `WHOLE_BYTES`."""
    read = file.read(WHOLE_BYTES + 1)
    if len(read) > WHOLE_BYTES:
        raise TooLargeError(f"more than {WHOLE_BYTES // 2**20} MB, too many to be read as a whole")
    return read


def had(file: IO[bytes]) -> tuple[bytes, Exception | None]:
    """All bytes of a file that can be had, and the damage that ended them. Raises TooLargeError for more than `WHOLE_BYTES`."""
    step = getattr(file, "read1", file.read)
    read = bytearray()
    while True:
        try:
            piece = step(_CHUNK)
        except TooLargeError:
            raise
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as damage:
            return bytes(read), damage
        if not piece:
            return bytes(read), None
        read += piece
        if len(read) > WHOLE_BYTES:
            raise TooLargeError(f"more than {WHOLE_BYTES // 2**20} MB, too many to be read as a whole")


def lines(file: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines of a file, never holding more than `limit` bytes of one; None for a longer line."""
    while line := file.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        # in small steps: what is thrown away needs no room
        while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
            pass
        yield None


def most_unpacked(size: int) -> int:
    """How many bytes may come out of a compressed file of `size` bytes."""
    return max(_UNSUSPECTED, RATIO * size)


class Unpacked(io.RawIOBase):
    """The bytes that come out of a compressed file; reading raises TooLargeError where they are a bomb's."""

    def __init__(self, file: IO[bytes], raw: IO[bytes], size: int) -> None:
        """`file` gives the unpacked bytes of `raw`, a file of `size` bytes; both are closed with this one."""
        self._raw = raw
        self._file = file
        # one step at a time where the library has that: what was unpacked before damage is given out before it is told
        self._step = getattr(file, "read1", file.read)
        self._most = most_unpacked(size)
        self._read = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is one of these
        """Fill a buffer. Raises TooLargeError, and whatever the file raises."""
        data = self._step(min(len(buffer), _CHUNK)) or b""
        self._read += len(data)
        if self._read > self._most:
            raise TooLargeError(f"unpacks to more than {RATIO} times its size")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close both."""
        if not self.closed:
            self._file.close()
            self._raw.close()
        super().close()


def unpacked(raw: IO[bytes], compression: str, size: int) -> IO[bytes]:
    """The unpacked bytes of an open file of `size` bytes, which is closed with them, within bounds.

    Reading raises TooLargeError for a bomb, and what the libraries raise for damage: OSError, EOFError, zlib.error,
    lzma.LZMAError.
    """
    match compression:
        case ".gz":
            file: Any = gzip.GzipFile(fileobj=raw, mode="rb")
        case ".bz2":
            file = bz2.BZ2File(raw, "rb")
        case ".xz":
            file = XzStreams(raw)
        case _:
            # Arrow's reader goes on over concatenated frames and complains of a truncated one
            file = pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd")
    return cast("IO[bytes]", io.BufferedReader(Unpacked(file, raw, size), _CHUNK))


class XzStreams(io.RawIOBase):
    """The bytes of an .xz or .lzma file of one or more streams, unpacked with bounded memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
        self._rest = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is one of these
        """Fill a buffer. Raises lzma.LZMAError for damage and for a stream that asks for too much memory, EOFError."""
        while True:
            if self._decoder.eof:
                # another stream may follow, after zeros in groups of four
                self._rest = self._decoder.unused_data or self._file.read(_CHUNK)
                while self._rest and not self._rest.strip(b"\0"):
                    self._rest = self._file.read(_CHUNK)
                self._rest = self._rest.lstrip(b"\0")
                if not self._rest:
                    return 0
                self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
            elif self._decoder.needs_input and not self._rest:
                self._rest = self._file.read(_CHUNK)
                if not self._rest:
                    raise EOFError("the file ends before the end of its stream")
            data = self._decoder.decompress(self._rest, max_length=len(buffer))
            self._rest = b""
            if data:
                buffer[: len(data)] = data
                return len(data)


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a file's real place is outside a folder's."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
