"""Where the reference data lies and how its files are read.

`seeds/` stands at the top of a checkout and inside the wheel as `unionwire/seeds`. Every file there is data:
JSON Lines or CSV with an `id` a row. Modules that use a file turn its rows into their own index. The environment
variable `UNIONWIRE_SEEDS` names another folder with the same files; `UNIONWIRE_SEEDS_LAYER`, which `--seeds` sets, names
one with some of them that is laid over the first: a row with a new id is added, one with a known id takes its place.
Processes that a run starts inherit both.
"""

from __future__ import annotations

import csv
import functools
import os
from pathlib import Path
from typing import Any, TypeVar

import orjson

_PACKAGE = Path(__file__).parent
SEEDS_VARIABLE = "UNIONWIRE_SEEDS"
LAYER_VARIABLE = "UNIONWIRE_SEEDS_LAYER"

RowDict = TypeVar("RowDict", dict[str, Any], dict[str, str])


@functools.cache
def data_folder(name: str) -> Path:
    """Return the folder `seeds`, `models` or `data/sample`, packaged or from the checkout.

    `UNIONWIRE_SEEDS` is read once a process. Raises FileNotFoundError when the folder is not there.
    """
    if name == "seeds" and (chosen := os.environ.get(SEEDS_VARIABLE)):
        if not Path(chosen).is_dir():
            raise FileNotFoundError(f"{SEEDS_VARIABLE} names no folder: {chosen}")
        return Path(chosen)
    for candidate in (_PACKAGE / name, _PACKAGE.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"unionwire's folder {name!r} is neither in the package nor beside it; reinstall unionwire")


def layer_folder() -> Path | None:
    """Return the folder that is laid over `seeds`, None without one. Raises FileNotFoundError when it is not there."""
    chosen = os.environ.get(LAYER_VARIABLE)
    if not chosen:
        return None
    if not Path(chosen).is_dir():
        raise FileNotFoundError(f"{LAYER_VARIABLE} names no folder: {chosen}")
    return Path(chosen)


def read_jsonl(filename: str) -> list[dict[str, Any]]:
    """Rows of `seeds/<filename>`, in file order; then rows that a layer adds. Raises UsageError for a bad one of these."""
    lines = (data_folder("seeds") / filename).read_bytes().splitlines()
    return _layered(filename, [orjson.loads(line) for line in lines if line.strip()])


def read_csv(filename: str) -> list[dict[str, str]]:
    """Rows of `seeds/<filename>` as dictionaries of strings, in file order; then rows that a layer adds.

    Raises UsageError for a bad row of the layer.
    """
    with (data_folder("seeds") / filename).open(encoding="utf-8", newline="") as lines:
        return _layered(filename, list(csv.DictReader(lines)))


def read_json(filename: str) -> dict[str, Any]:
    """Return the document `seeds/<filename>`; that of a layer takes the place of the whole. Raises UsageError for a bad one."""
    document: dict[str, Any] = orjson.loads((data_folder("seeds") / filename).read_bytes())
    own: list[dict[str, Any]] = _own_rows(filename)
    return own[0] if own else document


def _layered(filename: str, rows: list[RowDict]) -> list[RowDict]:
    if layer_folder() is None:
        return rows
    own: dict[str, RowDict] = {row["id"]: row for row in _own_rows(filename)}
    return [own.pop(row["id"], row) for row in rows] + list(own.values())


def _own_rows(filename: str) -> list[Any]:
    """The rows that the layer has of a file, with every key."""
    folder = layer_folder()
    if folder is None or not (folder / filename).is_file():
        return []
    # imported here: without a layer nothing needs the models of rows
    from unionwire.seedbook.files import layered_rows

    return layered_rows(folder / filename)
