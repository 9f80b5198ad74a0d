"""Fields: from a record of a dump, whatever it calls its columns, to an `Article`."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from unionwire.errors import UsageError
from unionwire.read.cleartext import readable
from unionwire.read.dates import parse_date
from unionwire.read.encodings import is_junk, text_of
from unionwire.reasons import Code
from unionwire.records import Article, Reject

# Usual names of each field, the preferred first; matched whatever their case, with or without spaces, hyphens and
# underscores. docs/dumps.md says which tool calls it so, and where that is documented.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "uuid", "stories_id", "story_id", "_id", "guid", "doc_id", "document_id", "proquest_document_id", "url"),
    "text": (
        "text", "content", "content_original", "body", "article", "maintext", "main_text", "article_text", "full_text",
        "articlebody", "body_text", "story_text", "text_content", "plain_text", "raw_text", "clean_text", "content:encoded", "post_content",
    ),
    "title": ("title", "headline", "title_page", "web_title", "article_title", "post_title"),
    "date": (
        "date", "published", "publish_date", "date_publish", "pubdate", "published_at", "date_published", "published_date",
        "publication_date", "pub_date", "seendate", "web_publication_date", "first_published", "publishing_date", "post_date",
    ),
    "source": (
        "source", "publication", "domain", "source_domain", "media_name", "publisher", "site_name", "meta_site_name",
        "source_name", "source_common_name", "source-hostname", "hostname", "outlet", "newspaper", "publication_title", "site",
    ),
    "url": ("url", "link", "canonical_link", "canonical_url", "web_url", "article_url", "permalink", "document_identifier", "document_url", "page_url"),
}  # fmt: skip
_SQUEEZED = {name: tuple(re.sub(r"[ _-]", "", usual) or usual for usual in names) for name, names in NAMES.items()}
# How tables write that a value is absent.
ABSENT = frozenset(("null", "none", "nan", "n/a", "na", "<na>", "\\n", "nil"))
# Keys under which an object holds the plain value of a field: WordPress, XML as JSON, MongoDB, names of publications.
_VALUES = (
    "rendered",
    "#text",
    "$t",
    "_text",
    "text",
    "plain",
    "value",
    "content",
    "main",
    "name",
    "$date",
    "$oid",
    "$numberLong",
    "title",
)
DEFAULT_MAX_CHARS = 2_000_000
EXCERPT = 200
LONGEST_FIELD = 4_096
"""Characters of an id, title, source or address at most. Each row of the tables repeats the id."""
# Half of a pair, left by a crawler that cut a JSON string: no character, and no UTF-8.
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
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
    return _column_map(tuple(columns), tuple(sorted(options.columns.items())))


@lru_cache(maxsize=1024)
def _column_map(columns: tuple[str, ...], named: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    known: dict[str, str] = {}
    squeezed: dict[str, str] = {}
    for column in columns:
        plain = str(column).strip().lstrip("\ufeff").casefold()
        known.setdefault(plain, column)
        squeezed.setdefault(re.sub(r"[ _-]", "", plain), column)
    given = dict(named)
    found: dict[str, list[str]] = {}
    for name, usual in NAMES.items():
        if name in given:
            held = [known[wanted]] if (wanted := given[name].strip().casefold()) in known else []
        else:
            held = [known[wanted] for wanted in usual if wanted in known]
            held += [other for wanted in _SQUEEZED[name] if (other := squeezed.get(wanted)) and other not in held]
        if held:
            found[name] = list(dict.fromkeys(held))
    return found


def to_article(
    record: Mapping[str, Any], number: int, path: str, options: Options, fallback_id: str | None = None
) -> Article | Reject:
    """Make an Article of a record, or the Reject that says why it is none.

    `fallback_id` names a file of one article; records of a larger file fall back to the hash of their text.
    """
    columns = column_map(record, options)

    def values(name: str) -> Iterator[Any]:
        return (record[column] for column in columns.get(name, ()) if not _missing(record[column]))

    def value(name: str) -> Any:  # noqa: ANN401 - whatever the record holds
        return next(values(name), None)

    # a column that holds a text comes before one that holds something else under a better name
    text = next((text for held in values("text") if (text := _whole_text(held)) is not None), None)
    given = value("text")
    title = readable(said) if (said := as_text(value("title"))) else None
    if text is None:
        detail = "" if given is None else f"the field holds {type(given).__name__}"
        return Reject(path, number, Code.NO_TEXT, detail, (title or "")[:EXCERPT])
    if problem := read_problem(text, options):
        return Reject(path, number, *problem, text[:EXCERPT])
    text = storable(readable(text))
    article_id = as_text(value("id")) or fallback_id or text_id(text)
    if len(article_id) > LONGEST_FIELD:
        detail = f"an id of {len(article_id)} characters, the limit is {LONGEST_FIELD}"
        return Reject(path, number, Code.TOO_LONG, detail, article_id[:EXCERPT])
    source, url = _place(map(as_text, values("source")), as_text(value("url")))
    return Article(
        article_id=article_id,
        text=text,
        source=_short(source),
        url=_short(url),
        title=_short(title),
        published=parse_date(_alone(value("date"))),
    )


def _place(sources: Iterable[str | None], url: str | None) -> tuple[str | None, str | None]:
    """The source and the address of a record: some tools call the address of the page or of the site its source."""
    address = None
    for said in sources:
        if said is None or not _ADDRESS.match(said):
            if said is not None:
                return said, url or address
            continue
        address = address or said
    return (host_of(address) or address), url or address


def host_of(url: str | None) -> str | None:
    """The host of an address, without `www.`; None where it has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _whole_text(given: object) -> str | None:
    """The text in a field: a string, bytes, a list of paragraphs, or an object with one of them in it."""
    given = _inner(given)
    if isinstance(given, bytes):
        return text_of(given)
    if isinstance(given, (list, tuple)):
        parts = [part for part in map(_inner, given) if part]
        texts = [part for part in parts if isinstance(part, str)]
        return "\n\n".join(texts) if texts and len(texts) == len(parts) else None
    return given if isinstance(given, str) else None


def _inner(value: object) -> object:
    """The plain value in an object that wraps it."""
    while isinstance(value, Mapping):
        value = next((value[key] for key in _VALUES if value.get(key) is not None), None)
    return value


def storable(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which no Parquet file can hold: as long as it was, so offsets hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


def text_problem(text: str, options: Options) -> tuple[Code, str] | None:
    """Why a text can't be an article's, as a code and its detail, or None."""
    if len(text) > options.max_chars:
        return Code.TOO_LONG, f"{len(text)} characters, the limit is {options.max_chars}"
    return None if text.strip() else (Code.NO_TEXT, "")


def read_problem(text: str, options: Options) -> tuple[Code, str] | None:
    """Why what was read from a file can't be an article's text; noise is none."""
    if (problem := text_problem(text, options)) is None and is_junk(text):
        return Code.UNDECODABLE, "no text in an encoding that is known"
    return problem


def text_sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def text_id(text: str) -> str:
    """The id of an article that brings none: the first 16 hex digits of its text's SHA-256."""
    return text_sha256(text)[:16]


def _alone(value: object) -> object:
    """The plain value in what wraps it; of a list the first, as crawlers give lists of one."""
    value = _inner(value)
    return _inner(value[0]) if isinstance(value, (list, tuple)) and value else value


def as_text(value: object) -> str | None:
    """A field as a stripped string; whole floats lose their `.0`, empty values are None."""
    value = _alone(value)
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
    if isinstance(value, str):
        return not value or (len(value) <= 6 and value.strip().casefold() in ABSENT)
    return value is None or (isinstance(value, float) and math.isnan(value)) or (isinstance(value, list) and not value)
