"""The articles in what a crawler or a search engine wraps around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unionwire.read.fields import Options, column_map

# Keys of lists of articles: answers of news APIs, Elasticsearch (hits.hits[]._source), exports of databases
LISTS = (
    "articles", "data", "results", "items", "hits", "docs", "documents", "stories", "response", "records", "entries",
    "rows", "value", "news", "posts",
)  # fmt: skip
# Keys of the article in a record about it
_INNER = ("_source", "article", "data", "doc", "document", "attributes", "fields", "node", "item", "story", "record")
_DEPTH = 5


def unwrapped(document: object, options: Options, depth: int = _DEPTH) -> list[Any]:
    """The records of a JSON document: the elements of an array, of a list in an object, or the object itself."""
    if isinstance(document, list):
        return [found for item in document for found in _records(item, options)]
    if isinstance(document, dict) and (rows := _of_table(document, options)):
        return rows
    if not isinstance(document, dict) or not depth or "text" in column_map(document, options):
        return _records(document, options)
    for key in LISTS:
        inner = document.get(key)
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            return unwrapped(inner, options)
        if isinstance(inner, dict):
            found = unwrapped(inner, options, depth - 1)
            if any(_has_text(item, options) for item in found):
                return [_joined(document, item) for item in found] if len(found) == 1 else found
    # pandas writes a table as an object of rows: {"0": {...}, "1": {...}}
    if document and all(isinstance(row, dict) and _has_text(row, options) for row in document.values()):
        return list(document.values())
    return _records(document, options)


def _of_table(document: dict[str, Any], options: Options) -> list[dict[str, Any]]:
    """The rows of a table that pandas wrote by column, or as names and rows apart; none where it is no such table."""
    names, data = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(data, list) and "text" in column_map(map(str, names), options):
        whole = all(isinstance(row, list) and len(row) == len(names) for row in data)
        return [dict(zip(map(str, names), row, strict=True)) for row in data] if whole else []
    columns = list(document.values())
    if len(columns) < 2 or not all(
        isinstance(column, dict) and column.keys() == columns[0].keys() for column in columns
    ):
        return []
    rows = [{name: column[place] for name, column in document.items()} for place in columns[0]]
    return rows if any(_has_text(row, options) for row in rows) else []


def _records(item: object, options: Options) -> list[Any]:
    """A record, without what is wrapped around it."""
    for _ in range(_DEPTH):
        if not isinstance(item, dict) or _has_text(item, options):
            break
        inner = next((item[key] for key in _INNER if isinstance(item.get(key), dict)), None)
        if inner is None:
            break
        item = _joined(item, inner)
    return [item]


def _joined(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """The inner record, with what only the outer one says in plain values."""
    return {key: value for key, value in outer.items() if not isinstance(value, (dict, list))} | dict(inner)


def _has_text(item: object, options: Options) -> bool:
    if not isinstance(item, dict):
        return False
    columns = column_map(item, options).get("text", ())
    # an object under such a name holds the record itself, or the text in a form that `fields` knows
    return any(not isinstance(item[column], dict) or "rendered" in item[column] for column in columns)
