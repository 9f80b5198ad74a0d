"""Shards, whose rows are staged together: how they are named, and what of one is still in the workers' hands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from unionwire.engines.pieces import PieceResult
from unionwire.errors import Rejected
from unionwire.read.select import Located, fingerprint, said
from unionwire.records import Extraction, Reject
from unionwire.tables.rows import extraction_tables


@dataclass(frozen=True, slots=True)
class Pending:
    """A shard whose pieces are being extracted from. `sorted_out` has an Extraction for each article that needs none."""

    key: str
    located: list[Located]
    sorted_out: list[Extraction | None]
    n_pieces: int

    def size_of(self, n_extracted: int) -> int:
        """How many of its articles are done when `n_extracted` of those in the pieces are."""
        places = [place for place, known in enumerate(self.sorted_out) if known is None]
        return places[n_extracted] if n_extracted < len(places) else len(self.located)

    def dropped(self, size: int, batch_id: str) -> PieceResult:
        """The rows of those that were sorted out among the first `size`."""
        known = [extraction for extraction in self.sorted_out[:size] if extraction is not None]
        return PieceResult(extraction_tables(known, batch_id), [], len(known))


def shard_key(shard: Sequence[Located]) -> str:
    """A name for a shard that its articles alone decide: 16 hex digits."""
    total = hashlib.sha256()
    for located in shard:
        total.update(fingerprint(located.article))
    return total.hexdigest()[:16]


def failed(shard: Sequence[Located], results: Sequence[PieceResult]) -> list[Reject]:
    """The rejects of what failed in a shard, or in the pieces of it that are done."""
    where = {located.article.article_id: located for located in shard}
    return [
        where[article_id].reject(code, detail) for result in results for article_id, code, detail in result.failures
    ]


def require_whole(shard: Sequence[Located], result: PieceResult) -> None:
    """Raise Rejected where an article failed."""
    for reject in failed(shard, [result]):
        raise Rejected(said(reject))
