"""Front matter: the fields between `---` lines (YAML, or what crawlers take for it) or `+++` lines (TOML) above a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from unionwire.read.fields import Options, as_text, column_map

_YAML = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LONGEST = 65_536
_YAML_KEY = re.compile(r"^([\"']?)(\w[\w:.-]*)\1:(?:[ \t]+(\S.*?))?[ \t\r]*$")
_TOML_KEY = re.compile(r"^(\w[\w.-]*)[ \t]*=[ \t]*(\S.*?)[ \t\r]*$")
_FOLDED = re.compile(r"[>|][+-]?\d?")
_ESCAPED = re.compile(r"\\([\"\\/])")


def front_matter(page: str) -> tuple[dict[str, str], str]:
    """Split a page into the fields of its front matter, keys in lower case, and what follows it.

    Crawlers write titles with colons and quotes that no YAML parser takes, so each line counts as it stands; values over
    several lines (`>` and `|`) are joined, lists and nested fields are left out.
    """
    page = page.removeprefix("\ufeff")
    if (match := _YAML.match(page)) and match.end() <= _LONGEST:
        return _yaml(match[1]), page[match.end() :]
    if (match := _TOML.match(page)) and match.end() <= _LONGEST:
        return _toml(match[1]), page[match.end() :]
    return {}, page


def wanted(fields: Mapping[str, str], options: Options) -> dict[str, str]:
    """The fields of an article by the names of `unionwire.read.fields`, found under their usual names or the user's."""
    columns = column_map(fields, options)
    found = {name: next(fields[column] for column in held) for name, held in columns.items() if name != "text"}
    # a file has a name of its own: the address is no id of it
    if "id" in found and "id" not in options.columns and [name.casefold() for name in columns["id"]] == ["url"]:
        del found["id"]
    return found


def _yaml(lines: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    open_key = None
    for line in lines.split("\n"):
        if open_key is not None and line[:1] in {" ", "\t"}:
            fields[open_key] = f"{fields[open_key]} {line.strip()}".strip()
            continue
        open_key = None
        if (match := _YAML_KEY.match(line)) is None:
            continue
        key, value = match[2].lower(), match[3] or ""
        if _FOLDED.fullmatch(value):
            open_key, value = key, ""
        fields[key] = _unquoted(value)
    return {key: value for key, value in fields.items() if value}


def _toml(lines: str) -> dict[str, str]:
    try:
        values = tomllib.loads(lines)
    except (ValueError, RecursionError):
        matches = (_TOML_KEY.match(line) for line in lines.split("\n"))
        return {match[1].lower(): _unquoted(match[2]) for match in matches if match}
    return {key.lower(): said for key, value in values.items() if (said := as_text(value))}


def _unquoted(value: str) -> str:
    """A value without the quotes around it."""
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    inner = value[1:-1]
    return _ESCAPED.sub(r"\1", inner) if value[0] == '"' else inner.replace("''", "'")
