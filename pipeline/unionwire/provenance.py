"""What a run was made with: the version, the base model and the reference data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from unionwire import __version__, model
from unionwire.seeds import data_folder, layer_folder


@dataclass(frozen=True, slots=True)
class Provenance:
    """Version of unionwire, name and digest of the base model, digest of seeds/."""

    version: str
    model: str
    seeds: str


def provenance() -> Provenance:
    """What this installation makes tables with. Raises Fault where the base model is missing."""
    return Provenance(__version__, model.digest(), seeds_digest())


def seeds_digest() -> str:
    """16 hex digits of the SHA-256 of all files of reference data, those of a layer included."""
    total = hashlib.sha256()
    folders = {"": data_folder("seeds")}
    if layer := layer_folder():
        folders["layer/"] = layer
    for part, folder in folders.items():
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(f"{part}{path.relative_to(folder).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
