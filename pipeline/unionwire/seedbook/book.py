"""All files of a folder of reference data together, and over them those of a layer: what the rules across rows look at."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

from unionwire.errors import UsageError
from unionwire.seedbook.files import FILES, SCHEMAS, Content, Entry, read

NO_DATA = frozenset({"README.md", SCHEMAS})
"""What lies beside the files of data in their folder."""
# files that no other row points into: of these a layer's own rows are all that its check looks at
_ALONE = frozenset({"confidence.jsonl", "given_names.csv", "olms_locals.csv"})


@dataclass
class Book:
    """The files by name; `layer` holds those of the folder that is laid over the first, none without one."""

    base: dict[str, Content]
    layer: dict[str, Content] = field(default_factory=dict)

    def rows(self, name: str) -> list[Entry]:
        """The rows of a file that fit their model: those of the layer in the place of rows with their id, or at the end."""
        return self._rows[name]

    @functools.cached_property
    def _rows(self) -> dict[str, list[Entry]]:
        return {name: self._merged(name) for name in FILES}

    def _merged(self, name: str) -> list[Entry]:
        own = {entry.row_id: entry for entry in self._entries(self.layer, name)}
        below = [] if own and name.endswith(".json") else self._entries(self.base, name)
        taken = {entry.row_id for entry in below}
        return [own.get(entry.row_id, entry) for entry in below] + [e for key, e in own.items() if key not in taken]

    @staticmethod
    def _entries(contents: dict[str, Content], name: str) -> list[Entry]:
        return [entry for entry in contents[name].entries if entry.canonical is not None] if name in contents else []

    def ids(self, name: str) -> set[str]:
        """The ids of a file, of rows that do not fit their model too: these are no reason to call a target unknown."""
        return {e.row_id for part in (self.base, self.layer) if name in part for e in part[name].entries}


def open_book(folder: Path, layer: Path | None = None) -> Book:
    """Read all files. Raises UsageError where the layer is no folder, has a file that no seed file is called, or none."""
    own = [] if layer is None else layer_files(layer)
    needed = [name for name in FILES if layer is None or name not in _ALONE]
    base = {name: read(folder / name) for name in needed if (folder / name).is_file()}
    return Book(base, {path.name: read(path, layered=True) for path in own})


def layer_files(layer: Path) -> list[Path]:
    """The files of a layer, sorted. Raises UsageError where it is no folder, or has other files, or none."""
    if not layer.is_dir():
        raise UsageError(f"no such folder of reference data: {layer}")
    found = sorted(path for path in layer.iterdir() if not path.name.startswith(".") and path.name not in NO_DATA)
    for path in found:
        if path.name not in FILES:
            raise UsageError(f"{path} is no file of reference data; they are called {', '.join(FILES)}")
    if not found:
        raise UsageError(f"no reference data in {layer}; its files are called {', '.join(FILES)}")
    return found
