"""Encodings: bytes to text, whatever wrote them.

A byte order mark decides; without one UTF-16 is told by its zeros. Everything else is read as UTF-8, and a byte that is none
as Windows-1252: a file may be of one or of the other, or of both, as where a dump was put together of several.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import IO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READ_ANYWAY = frozenset(("utf-8", "utf-8-sig", "ascii", "iso8859-1", "cp1252"))
_SAMPLE = 4_096
_BUFFER = 1 << 17
_FALLBACK = "unionwire-windows-1252"
# control characters but for tab, line feed, form feed and carriage return
_CONTROLS = bytes(code for code in range(32) if code not in {9, 10, 12, 13}) + b"\x7f"
# Latin letters and punctuation that stand where UTF-8 was read as Windows-1252 or Latin-1: "â€™", "Ã©", "Â "
_MANGLED = re.compile(
    "[ÂÃÄÅâ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|[\x80-\x84\x86-\x9f]"
)

# In UTF-8, the control characters from U+0080 on, and the letters that open what is mangled
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
_MANGLING = re.compile(rb"\xc3[\x82-\x85\xa2]")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error(_FALLBACK, _as_windows_1252)


def told(head: bytes) -> tuple[str, int]:
    """The encoding of bytes that begin so, and how long their byte order mark is."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    sample = head[:_SAMPLE]
    if len(sample) >= 4 and b"\0" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        pairs = len(sample) // 2
        if odd > 0.4 * pairs and even < 0.05 * pairs:
            return "utf-16-le", 0
        if even > 0.4 * pairs and odd < 0.05 * pairs:
            return "utf-16-be", 0
    return "utf-8", 0


def text_of(raw: bytes, declared: str | None = None) -> str:
    """The text that bytes hold; it never fails, see `is_junk` for bytes that are no text.

    `declared` is the encoding that a page or its server names. It counts where neither a mark nor the bytes themselves tell it
    and they are no UTF-8; ISO-8859-1 is read as Windows-1252 then, as browsers do (WHATWG Encoding Standard, section 4.2).
    """
    encoding, mark = told(raw)
    if encoding != "utf-8":
        return raw[mark:].decode(encoding, "replace")
    if declared is not None and not mark and (other := _other(declared)):
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode(other, "replace")
    return raw[mark:].decode("utf-8", _FALLBACK)


def _other(declared: str) -> str | None:
    """An encoding of text that is none of those that are read anyway, by its name; None for those and for unknown names."""
    try:
        found = codecs.lookup(declared)
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and found.name not in _READ_ANYWAY else None


def is_junk(text: str) -> bool:
    """Whether a text is none: control characters and bytes without a meaning, beyond what an accident leaves."""
    raw = text.encode("utf-8", "replace")
    odd = len(raw) - len(raw.translate(None, _CONTROLS)) + text.count("\ufffd")
    return odd > 3 + len(text) // 20


def head_of(file: IO[bytes], size: int) -> bytes:
    """The first bytes of a file, or what of them can be read."""
    read = getattr(file, "read1", file.read)
    head = b""
    try:
        while len(head) < size and (more := read(size - len(head))):
            head += more
    except Exception:  # noqa: BLE001 - who reads the file will meet it again, and say so
        return head
    return head


def utf8(file: IO[bytes]) -> io.BufferedReader:
    """The bytes of a text file in UTF-8, without a byte order mark; UTF-16 and UTF-32 are written anew.

    Closing it closes the file. Reading raises what reading the file raises, after all that could be read.
    """
    return io.BufferedReader(_Utf8(file), _BUFFER)


class _Utf8(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._read = getattr(file, "read1", file.read)
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False
        self._ready = b""
        self._error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is one of these
        while len(self._ready) < len(buffer) and self._error is None and self._fill():
            pass
        if not self._ready and self._error is not None:
            raise self._error
        given, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _fill(self) -> bool:
        """Take in the next bytes of the file; False at its end."""
        try:
            # one read of what is below: a longer one would lose what came before an error
            raw = self._read(_BUFFER)
        except Exception as error:  # noqa: BLE001 - raised again when what was read before has been given out
            self._error = error
            return False
        if not self._begun and raw:
            self._begun = True
            encoding, mark = told(raw)
            raw = raw[mark:]
            if encoding != "utf-8":
                self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        if self._decoder is None:
            self._ready += raw
            return bool(raw)
        self._ready += self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
        return bool(raw)


def repaired(text: str) -> str:
    """The text without mojibake: lines in which UTF-8 was certainly read as another encoding, read as what they were.

    ftfy judges and mends, line by line; curly quotes and everything else stay as they are.
    """
    if text.isascii():
        return text
    raw = text.encode("utf-8", "surrogatepass")
    # what is sought begins with one of these in UTF-8; to look for them costs a tenth of the expression
    if not (_CONTROL.search(raw) or _MANGLING.search(raw)) or _MANGLED.search(text) is None:
        return text
    import ftfy
    from ftfy.badness import is_bad
    from ftfy.fixes import fix_c1_controls

    def mended(line: str) -> str:
        if _MANGLED.search(line) is None:
            return line
        if is_bad(line):
            line = ftfy.fix_encoding(line)
        return fix_c1_controls(line)

    return "".join(mended(line) for line in text.splitlines(keepends=True))
