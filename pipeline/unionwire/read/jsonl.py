"""JSON: an object a line, one object or array a file, or objects one after the other, whatever the file is called.

Lines may end in commas and stand between brackets, as an array that is written an element a line. A document may wrap its
articles, as answers of search engines do; see `fields.unwrapped`. Of a damaged document the objects that are whole are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from unionwire.read.encodings import utf8
from unionwire.read.fields import EXCERPT, Options, to_article
from unionwire.read.inputs import Source
from unionwire.read.limits import TooLargeError, had, lines
from unionwire.read.wrappers import LISTS, unwrapped
from unionwire.reasons import Code
from unionwire.records import Article, Reject

_HEAD = 1 << 16
# where the next object may begin after a damaged one
_NEXT = re.compile(
    rf"(?:\n[\s,]{{0,200}}+\[?+|[\]\}}][\s,]{{0,200}}+|\"(?:{'|'.join(LISTS)})\"\s{{0,20}}+:\s{{0,20}}+\[)"
    r"\s{0,200}+(?=\{\s{0,50}+\")"
)
_BETWEEN = re.compile(r"[\s,\[\]]*")
_MOST_DAMAGE = 1_000
_MOST_BRACKETS = 3  # between two objects; more are no array of theirs
_DECODER = json.JSONDecoder()


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a line, in constant memory, or a record an object of a document."""
    with source.open() as raw, utf8(raw) as file:
        head = file.peek(_HEAD)[:_HEAD]
        if _is_by_line(head, options, is_document=source.suffix == ".json"):
            yield from _by_line(file, source, options)
            return
        try:
            document, damage = had(file)
        except TooLargeError as error:
            yield 0, Reject(source.shown, 0, Code.TOO_LONG, f"{error}; write one object a line (.jsonl)")
            return
    if damage is None or document.lstrip().startswith(b"["):  # of an array the objects before the damage
        yield from _of_document(document, source, options)
    if damage is not None:
        raise damage


def _is_by_line(head: bytes, options: Options, *, is_document: bool) -> bool:
    """Whether objects stand a line each in a file that begins so."""
    given = [line.strip() for line in head.split(b"\n") if line.strip()]
    found = sum(line.startswith(b"{") and _is_object(line) for line in head.split(b"\n")[:50] if line.strip())
    if len(given) == 1 and len(head) < _HEAD:  # of a document without line ends, or a line alone
        return not is_document and bool(found) and len(unwrapped(_parse(given[0].rstrip(b",")), options)) == 1
    if found or is_document or not given:
        return bool(found) or not is_document
    # one line longer than the head, or something else than JSON, which costs its lines
    return not given[0].startswith((b"[", b"{")) or (len(given) == 1 and given[0].startswith(b"{"))


def _by_line(file: Any, source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:  # noqa: ANN401 - a binary file
    # a character takes at most 12 bytes in JSON (a surrogate pair in \\u escapes); the rest is for the other fields
    limit = 12 * options.max_chars + 1_000_000
    for number, line in enumerate(lines(file, limit), start=1):
        if line is None:
            yield number, Reject(source.shown, number, Code.TOO_LONG, "the line is too long")
            continue
        stripped = line.strip().removeprefix(b"\xef\xbb\xbf").rstrip(b",").strip()
        if stripped and stripped not in (b"[", b"]"):
            yield number, _record(stripped, number, source, options)


def _record(line: bytes, number: int, source: Source, options: Options) -> Article | Reject:
    try:
        item = _parse(line)
    except ValueError:
        if line[:1] == b"[" and line[-1:] == b"}":  # the first line of an array
            return _record(line[1:].lstrip(), number, source, options)
        if line[:1] == b"{" and line[-1:] == b"]" and _is_object(line[:-1].rstrip()):  # its last
            return _record(line[:-1].rstrip(), number, source, options)
        return Reject(source.shown, number, Code.BAD_JSON, excerpt=_excerpt(line))
    found = unwrapped(item, options)
    return _article(found[0] if len(found) == 1 else item, number, source, options)


def _of_document(raw: bytes, source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    try:
        document = _parse(raw)
    except ValueError:
        yield from _of_damaged(raw.decode("utf-8", "unionwire-windows-1252"), source, options)
        return
    found = unwrapped(document, options)
    alone = isinstance(document, dict) and len(found) == 1
    for number, item in enumerate(found, start=1):
        yield number, _article(item, number, source, options, source.name if alone else None)


def _of_damaged(text: str, source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """The objects that are whole, of objects one after the other or of a damaged document; a Reject for what is between."""
    at, number, n_bad = 0, 0, 0
    while True:
        gap = _BETWEEN.match(text, at)
        if gap and gap[0].count("[") > _MOST_BRACKETS:
            number += 1
            yield number, Reject(source.shown, number, Code.BAD_JSON, excerpt=gap[0].strip()[:EXCERPT])
        at = gap.end() if gap else at
        if at >= len(text):
            return
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            number += 1
            n_bad += 1
            begins = _NEXT.search(text, at + 1)
            is_cut = begins is None and number > 1 and _is_at_end(error, text)
            code = Code.BREAKS_OFF if is_cut else Code.BAD_JSON
            if n_bad > _MOST_DAMAGE:
                yield number, Reject(source.shown, number, code, "too much damage; what follows is not read")
                return
            yield number, Reject(source.shown, number, code, excerpt=text[at : at + EXCERPT])
            if begins is None:
                return
            at = begins.end()
            continue
        for found in unwrapped(item, options):
            number += 1
            yield number, _article(found, number, source, options)


def _is_at_end(error: Exception, text: str) -> bool:
    """Whether JSON is damaged only in that it ends."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")


def _article(
    item: object, number: int, source: Source, options: Options, fallback_id: str | None = None
) -> Article | Reject:
    if not isinstance(item, dict):
        detail = f"JSON {type(item).__name__}, not an object"
        return Reject(source.shown, number, Code.NOT_AN_OBJECT, detail, _said(item))
    return to_article(item, number, source.shown, options, fallback_id)


def _said(item: object) -> str:
    try:
        return str(item)[:EXCERPT]
    except RecursionError:  # lists in lists: orjson goes deeper than Python writes
        return ""


def _parse(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Parse JSON; NaN and Infinity, which pandas and Python write, are taken for what they are.

    Bytes that are no UTF-8 are read as Windows-1252. Raises ValueError where it is no JSON.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            return json.loads(raw.decode("utf-8", "unionwire-windows-1252"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_parse(line.strip().rstrip(b",")), dict)
    except ValueError:
        return False


def _excerpt(raw: bytes) -> str:
    return raw[:EXCERPT].decode("utf-8", "replace")
