"""Fields: from a record of a dump, whatever it calls its columns, to an `Article`."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from unionwire.errors import UsageError
from unionwire.read.dates import parse_date
from unionwire.reasons import Code
from unionwire.records import Article, Reject

# Usual names of each field, the preferred first; matched whatever their case.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "uuid", "url"),
    "text": ("text", "content", "content_original", "body", "article", "maintext"),
    "title": ("title", "headline"),
    "date": ("date", "published", "publish_date", "date_publish", "pubdate"),
    "source": ("source", "publication", "domain"),
    "url": ("url", "link"),
}
DEFAULT_MAX_CHARS = 2_000_000
EXCERPT = 200
LONGEST_FIELD = 4_096
"""Characters of an id, title, source or address at most. Each row of the tables repeats the id."""
# Half of a pair, left by a crawler that cut a JSON string: no character, and no UTF-8.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Options:
    """How records are read. `columns` maps a field of NAMES to the column that holds it here."""

    columns: Mapping[str, str] = field(default_factory=dict)
    max_chars: int = DEFAULT_MAX_CHARS

    def __post_init__(self) -> None:
        """Raise UsageError for a field that does not exist or a limit below 1."""
        for name in self.columns:
            if name not in NAMES:
                raise UsageError(f"no such field: {name} (fields: {', '.join(NAMES)})")
        if self.max_chars < 1:
            raise UsageError("--max-chars must be at least 1")


def column_map(columns: Iterable[str], options: Options) -> dict[str, list[str]]:
    """For each field the columns that may hold it, the preferred first; a field without one is left out."""
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(column.strip().lstrip("\ufeff").casefold(), column)
    found: dict[str, list[str]] = {}
    for name, usual in NAMES.items():
        wanted = (options.columns[name].strip().casefold(),) if name in options.columns else usual
        if held := [known[candidate] for candidate in wanted if candidate in known]:
            found[name] = held
    return found


def to_article(
    record: Mapping[str, Any], number: int, path: str, options: Options, fallback_id: str | None = None
) -> Article | Reject:
    """Make an Article of a record, or the Reject that says why it is none.

    `fallback_id` names a file of one article; records of a larger file fall back to the hash of their text.
    """
    columns = column_map(record, options)

    def value(name: str) -> Any:  # noqa: ANN401 - whatever the record holds
        return next((record[column] for column in columns.get(name, ()) if not _missing(record[column])), None)

    text = value("text")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            return Reject(path, number, Code.UNDECODABLE, "not UTF-8", text[:EXCERPT].decode("utf-8", "replace"))
    title = as_text(value("title"))
    if not isinstance(text, str):
        detail = "" if text is None else f"the field holds {type(text).__name__}"
        return Reject(path, number, Code.NO_TEXT, detail, (title or "")[:EXCERPT])
    if problem := text_problem(text, options):
        return Reject(path, number, *problem, storable(text[:EXCERPT]))
    text = storable(text)
    article_id = as_text(value("id")) or fallback_id or text_id(text)
    if len(article_id) > LONGEST_FIELD:
        detail = f"an id of {len(article_id)} characters, the limit is {LONGEST_FIELD}"
        return Reject(path, number, Code.TOO_LONG, detail, article_id[:EXCERPT])
    return Article(
        article_id=article_id,
        text=text,
        source=_short(as_text(value("source"))),
        url=_short(as_text(value("url"))),
        title=_short(title),
        published=parse_date(value("date")),
    )


def storable(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which no Parquet file can hold: as long as it was, so offsets hold."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def text_problem(text: str, options: Options) -> tuple[Code, str] | None:
    """Why a text can't be an article's, as a code and its detail, or None."""
    if len(text) > options.max_chars:
        return Code.TOO_LONG, f"{len(text)} characters, the limit is {options.max_chars}"
    return None if text.strip() else (Code.NO_TEXT, "")


def text_sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def text_id(text: str) -> str:
    """The id of an article that brings none: the first 16 hex digits of its text's SHA-256."""
    return text_sha256(text)[:16]


def as_text(value: object) -> str | None:
    """A field as a stripped string; whole floats lose their `.0`, empty values are None."""
    if _missing(value) or isinstance(value, (bool, list, dict, bytes)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    said = str(value).strip().encode("utf-8", "replace").decode("utf-8")
    return said or None


def _short(said: str | None) -> str | None:
    """A field, or None where it is too long to be one: a title of a million characters is a mistake or an attack."""
    return said if said is not None and len(said) <= LONGEST_FIELD else None


def _missing(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
