"""Shards, whose rows are staged together: how they are named, and what of one is still in the workers' hands."""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.engines.pieces import PieceResult
from unionwire.errors import Rejected
from unionwire.read.select import Located, fingerprint, said
from unionwire.records import Extraction, Reject
from unionwire.tables.rows import extraction_tables


class Pending:
    """A shard whose pieces are being extracted from.

    Of the articles that nothing need be extracted from it keeps their rows and no text: shards wait for those before them.
    """

    def __init__(
        self, key: str, shard: Sequence[Located], sorted_out: Sequence[Extraction | None], n_pieces: int, batch_id: str
    ) -> None:
        """`sorted_out` has an Extraction for each article of the shard that needs none."""
        self.key, self.n_pieces, self.size = key, n_pieces, len(shard)
        self.left = [located for located, known in zip(shard, sorted_out, strict=True) if known is None]
        self._places = [place for place, known in enumerate(sorted_out) if known is None]
        self._prints = [fingerprint(located.article) for located in shard]
        known = [extraction for extraction in sorted_out if extraction is not None]
        self._ids = pa.array([extraction.article.article_id for extraction in known], pa.string())
        self._rows = extraction_tables(known, batch_id)

    @property
    def n_dropped(self) -> int:
        """How many of its articles need no extraction."""
        return len(self._ids)

    def size_of(self, n_extracted: int) -> int:
        """How many of its articles are done when `n_extracted` of those in the pieces are."""
        return self._places[n_extracted] if n_extracted < len(self._places) else self.size

    def key_of(self, size: int) -> str:
        """The name of its first `size` articles as a shard."""
        return _key(self._prints[:size])

    def dropped(self, size: int) -> PieceResult:
        """The rows of those that were sorted out among the first `size`."""
        n_known = size - bisect.bisect_left(self._places, size)
        if n_known == self.n_dropped:
            return PieceResult(self._rows, [], n_known)
        among = pc.is_in(self._rows["articles"]["article_id"], value_set=self._ids[:n_known])
        return PieceResult(self._rows | {"articles": self._rows["articles"].filter(among)}, [], n_known)


def shard_key(shard: Sequence[Located]) -> str:
    """A name for a shard that its articles alone decide: 16 hex digits."""
    return _key(fingerprint(located.article) for located in shard)


def _key(prints: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for one in prints:
        total.update(one)
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
