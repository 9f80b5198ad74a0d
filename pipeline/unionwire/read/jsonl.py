"""JSON: one object a line (`.jsonl`, `.ndjson`), or one object or array a file (`.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson

from unionwire.read.fields import EXCERPT, Options, to_article
from unionwire.read.inputs import Source
from unionwire.read.limits import TooLargeError, lines, whole
from unionwire.reasons import Code
from unionwire.records import Article, Reject


def read_lines(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a line, in constant memory; blank lines count as lines but hold no record."""
    # a character takes at most 12 bytes in JSON (a surrogate pair in \\u escapes); the rest is for the other fields
    limit = 12 * options.max_chars + 1_000_000
    with source.open() as file:
        for number, line in enumerate(lines(file, limit), start=1):
            if line is None:
                yield number, Reject(source.shown, number, Code.TOO_LONG, "the line is too long")
            elif stripped := line.strip():
                yield number, _record(stripped, number, source, options)


def read_document(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield the article of a file with one object, those of an array, or those of JSON Lines named `.json`."""
    with source.open() as file:
        try:
            raw = whole(file)
        except TooLargeError as error:
            yield 0, Reject(source.shown, 0, Code.TOO_LONG, f"{error}; write one object a line (.jsonl)")
            return
    try:
        document = _parse(raw)
    except ValueError:
        first = raw.lstrip().split(b"\n", 1)[0]
        if _is_object(first):
            yield from read_lines(source, options)
        else:
            yield 1, Reject(source.shown, 1, Code.BAD_JSON, excerpt=_excerpt(raw))
        return
    if isinstance(document, list):
        for number, item in enumerate(document, start=1):
            yield number, _article(item, number, source, options)
    else:
        yield 1, _article(document, 1, source, options, source.name)


def _record(line: bytes, number: int, source: Source, options: Options) -> Article | Reject:
    try:
        item = _parse(line.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError:
        return Reject(source.shown, number, Code.UNDECODABLE, "not UTF-8", _excerpt(line))
    except ValueError:
        return Reject(source.shown, number, Code.BAD_JSON, excerpt=_excerpt(line))
    return _article(item, number, source, options)


def _article(
    item: object, number: int, source: Source, options: Options, fallback_id: str | None = None
) -> Article | Reject:
    if not isinstance(item, dict):
        detail = f"JSON {type(item).__name__}, not an object"
        return Reject(source.shown, number, Code.NOT_AN_OBJECT, detail, str(item)[:EXCERPT])
    return to_article(item, number, source.shown, options, fallback_id)


def _parse(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Parse JSON; NaN and Infinity, which pandas and Python write, are taken for what they are.

    Raises ValueError (json.JSONDecodeError, UnicodeDecodeError) where it is no JSON.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            return json.loads(raw.decode("utf-8"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_parse(line), dict)
    except ValueError:
        return False


def _excerpt(raw: bytes) -> str:
    return raw[:EXCERPT].decode("utf-8", "replace")
