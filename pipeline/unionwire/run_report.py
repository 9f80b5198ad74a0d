"""What a run did, as numbers: for the caller of `unionwire.run`, for schedulers, for the summary that people read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from unionwire.provenance import Provenance


@dataclass(slots=True)
class RunReport:
    """What a run did. `added` counts new rows by table, `rejects` new rejects by reason, `rows` all rows by table."""

    batch_id: str
    n_files: int
    n_passed_over: int
    n_read: int
    n_articles: int
    n_relevant: int
    n_present: int
    n_repeated: int
    n_same_id_other_text: int
    n_reprocessed: int = 0
    n_not_reprocessed: int = 0
    added: dict[str, int] = field(default_factory=dict)
    rejects: Counter[str] = field(default_factory=Counter)
    n_rejected: int = 0
    n_rejected_before: int = 0
    """Records rejected again for the reason that the tables hold already."""
    seconds: dict[str, float] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    """New rejects by their code; see `unionwire.reasons`."""
    n_copies: int = 0
    """Articles among the new ones that are near-identical copies of others."""
    rows: dict[str, int] = field(default_factory=dict)
    example: str | None = None
    """The id of a new article with a fact in it, to look at first; None where no fact is new."""

    def to_dict(self, out: str) -> dict[str, Any]:
        """The report for a scheduler, ready for JSON; the keys are promised in docs/runs.md."""
        return {
            "out": out,
            "batch_id": self.batch_id,
            "files": self.n_files,
            "files_passed_over": self.n_passed_over,
            "records": self.n_read,
            "articles": self.n_articles,
            "kept": self.n_relevant,
            "copies": self.n_copies,
            "present": self.n_present,
            "repeated": self.n_repeated,
            "same_id_other_text": self.n_same_id_other_text,
            "reprocessed": self.n_reprocessed,
            "not_reprocessed": self.n_not_reprocessed,
            "rejected": self.n_rejected,
            "rejected_before": self.n_rejected_before,
            "rejects": dict(sorted(self.codes.items())),
            "added": self.added,
            "rows": self.rows,
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
        }

    def to_row(self, made_with: Provenance, started: dt.datetime, inputs: list[str]) -> dict[str, Any]:
        """The row of `batches` of a run that ends now and began at `started` (UTC)."""
        return {
            "batch_id": self.batch_id,
            "started": started.replace(tzinfo=None),
            "finished": dt.datetime.now(dt.UTC).replace(tzinfo=None),
            "inputs": inputs,
            "version": made_with.version,
            "model": made_with.model,
            "seeds": made_with.seeds,
            "n_articles": self.n_articles,
            "n_relevant": self.n_relevant,
            "n_rejects": self.n_rejected,
            "n_present": self.n_present,
            "n_repeated": self.n_repeated,
            **{f"seconds_{stage}": round(seconds, 3) for stage, seconds in self.seconds.items()},
        }
