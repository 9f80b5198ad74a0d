"""What a file is by its content, where its name says nothing or lies: how it is packed, and its format."""

from __future__ import annotations

import dataclasses
import re

from unionwire.read.csv import is_table
from unionwire.read.encodings import head_of, is_junk, text_of, told
from unionwire.read.inputs import ARCHIVES, Source

_HEAD = 65_536
_PACKED = (
    (b"\x1f\x8b\x08", ".gz"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
    (b"\xfd7zXZ\x00", ".xz"),
)
_ARCHIVES = (
    (re.compile(rb"PK(?:\x03\x04|\x05\x06)"), "zip"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "7z"),
    (re.compile(rb"Rar!\x1a\x07"), "rar"),
    (re.compile(rb"(?s:.{257})ustar[ \x00]"), "tar"),
)
_BZIP2 = re.compile(rb"BZh[1-9](?:\x31\x41\x59\x26\x53\x59|\x17\x72\x45\x38\x50\x90)")
_MAGIC = re.compile(rb"PAR1|WARC/1\.[01]\r?\n")
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+){0,5}+<(?:!doctype\s+html|html|head)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(r"\s*+(?:\[\s*+)?+\{\s*+(?:\"(?:[^\"\\]|\\.){1,200}+\"\s*+:|\}\s*+[\],]?+\s*+$)")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n\w[\w-]*:.*?\n---[ \t]*\r?\n", re.DOTALL)
_UNPACK = "an archive ({}): unpack it first"
_JSON_SUFFIXES = frozenset((".jsonl", ".ndjson", ".json"))
_PAGE_SUFFIXES = frozenset((".html", ".htm", ".php", ".md"))


def by_content(source: Source) -> Source:
    """The source with the compression and the format that its content shows; as it was named where it shows none.

    Raises OSError where the file can't be opened, ValueError for an archive of files, for what is packed twice, and where nothing tells the format of a
    file without a suffix.
    """
    if source.suffix in ARCHIVES:
        raise ValueError(_UNPACK.format(source.suffix.removeprefix(".")))
    if source.is_remote and source.suffix:
        return source  # a request more for every object
    with dataclasses.replace(source, compression="").open() as file:
        head = head_of(file, _HEAD)
    packed = compression(head)
    if packed is None:
        # damaged, or text under a name that lies
        packed = source.compression if not (_MAGIC.match(head) or _is_text(head)) else ""
    if packed:
        source = dataclasses.replace(source, compression=packed)
        with source.open() as file:
            head = head_of(file, _HEAD)
        if inner := compression(head):
            raise ValueError(f"packed twice, {inner} within {packed}: unpack it once")
    elif source.compression:
        source = dataclasses.replace(source, compression="")
    for magic, kind in _ARCHIVES:
        if magic.match(head):
            raise ValueError(_UNPACK.format(kind))
    return dataclasses.replace(source, suffix=_format(head, source.suffix))


def compression(head: bytes) -> str | None:
    """How bytes that begin so are packed; None where they are not."""
    if _BZIP2.match(head):
        return ".bz2"
    return next((suffix for magic, suffix in _PACKED if head.startswith(magic)), None)


def _is_text(head: bytes) -> bool:
    return bool(head) and not is_junk(text_of(head))


def _format(head: bytes, suffix: str) -> str:
    if magic := _MAGIC.match(head):
        return ".parquet" if magic[0] == b"PAR1" else ".warc"
    if not head:
        return suffix or ".txt"
    text = text_of(head)
    if _JSON.match(text):
        return suffix if suffix in _JSON_SUFFIXES else ".jsonl"
    if _PAGE.match(text):
        return suffix if suffix in _PAGE_SUFFIXES else ".html"
    if suffix and suffix not in _JSON_SUFFIXES:
        return suffix
    if is_table(text):
        return ".csv"
    if suffix:
        return suffix
    if _FRONT_MATTER.match(text):
        return ".md"
    if told(head)[0] == "utf-8" and is_junk(text):
        raise ValueError("no format that is known, and no text")
    return ".txt"
