"""Where the reference data lies and how its files are read.

`seeds/` stands at the top of a checkout and inside the wheel as `unionwire/seeds`. Every file there is data:
JSON Lines or CSV with an `id` a row. Modules that use a file turn its rows into their own index. The environment
variable `UNIONWIRE_SEEDS` names another folder with the same files.
"""

from __future__ import annotations

import csv
import functools
import json
import os
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
SEEDS_VARIABLE = "UNIONWIRE_SEEDS"


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


def read_jsonl(filename: str) -> list[dict[str, Any]]:
    """Rows of `seeds/<filename>`, in file order."""
    with (data_folder("seeds") / filename).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_csv(filename: str) -> list[dict[str, str]]:
    """Rows of `seeds/<filename>` as dictionaries of strings, in file order."""
    with (data_folder("seeds") / filename).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
