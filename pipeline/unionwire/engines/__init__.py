"""Engines: what carries out the extraction of a run's articles, piece by piece.

An engine is a function that takes pieces of articles and yields a result a piece, in their order, so that the tables
depend neither on the engine nor on the number of its workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from unionwire.engines.pieces import PieceResult
from unionwire.errors import UsageError

ENGINES = ("local", "ray")


def engine_named(name: str) -> Callable[..., Iterator[PieceResult]]:
    """The `extract_pieces` of an engine. Raises UsageError for an unknown one and where Ray is not installed."""
    if name == "local":
        from unionwire.engines import local

        return local.extract_pieces
    if name == "ray":
        from unionwire.engines import ray

        ray.require()
        return ray.extract_pieces
    raise UsageError(f"engine {name} is unknown; use {' or '.join(ENGINES)}")
