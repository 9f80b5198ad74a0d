"""Every miss and every spurious or wrong fact as a table, with what the extraction knows of its sentence.

A row says what was missed or made up and where; beside it stand the mentions found in that sentence, the facts made of
it and what was considered there and refused, which is what `unionwire explain` would show for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from unionwire.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unionwire.evaluate.score import Fact, ScoringError
    from unionwire.records import Extraction

COLUMNS = (
    "article_id",
    "table",
    "outcome",
    "what",
    "rule",
    "sentence",
    "start",
    "end",
    "mentions",
    "facts",
    "refused",
    "remark",
)
_WRITERS = (".csv", ".jsonl", ".parquet")


def error_rows(errors: Iterable[ScoringError], extractions: Mapping[str, Extraction]) -> pd.DataFrame:
    """One row an error, columns COLUMNS; offsets are -1 where the evidence does not stand in the text word for word."""
    return pd.DataFrame(
        [_row(error, extractions.get(error.article_id)) for error in errors], columns=list(COLUMNS)
    ).astype({"start": "int64", "end": "int64"})


def _row(error: ScoringError, extraction: Extraction | None) -> dict[str, object]:
    row: dict[str, object] = {
        "article_id": error.article_id,
        "table": error.table,
        "outcome": error.outcome,
        "what": error.what,
        "rule": error.rule,
        "sentence": error.sentence,
        "start": -1,
        "end": -1,
        "mentions": "",
        "facts": "",
        "refused": "",
        "remark": "",
    }
    if extraction is None:
        return {**row, "remark": "the article was not extracted"}
    if not extraction.relevant:
        return {**row, "remark": "the screen dropped the article"}
    at = extraction.article.text.find(error.sentence) if error.sentence else -1
    if at < 0:
        return row
    start, end = _sentences_around(extraction, at, at + len(error.sentence))
    furniture = [rule for first, last, rule in extraction.furniture if first < end and start < last]
    facts: list[Fact] = [*extraction.membership_counts, *extraction.endorsements, *extraction.relationships]
    return {
        **row,
        "start": at,
        "end": at + len(error.sentence),
        "mentions": "; ".join(
            f"{mention.entity_id} ({mention.text}, {mention.rule})"
            for mention in extraction.mentions
            if mention.start < end and start < mention.end
        ),
        "facts": "; ".join(
            f"{type(fact).__name__} {fact.evidence.rule} {fact.evidence.confidence:.2f}"
            for fact in facts
            if fact.evidence.start < end and start < fact.evidence.end
        ),
        "refused": "; ".join(
            f"{refusal.kind} ({refusal.text}): {refusal.reason}, {refusal.rule}"
            for refusal in extraction.refusals
            if refusal.start < end and start < refusal.end
        ),
        "remark": f"furniture: {', '.join(dict.fromkeys(furniture))}" if furniture else "",
    }


def _sentences_around(extraction: Extraction, start: int, end: int) -> tuple[int, int]:
    touched = [(first, last) for first, last in extraction.sentences if first < end and start < last]
    return min((start, end), *touched)[0], max(last for _, last in ((start, end), *touched))


def write_error_rows(rows: pd.DataFrame, path: Path) -> None:
    """Write the rows as CSV, JSON Lines or Parquet, by the suffix. Raises UsageError for another suffix."""
    check_suffix(path)
    match path.suffix:
        case ".csv":
            rows.to_csv(path, index=False)
        case ".jsonl":
            rows.to_json(path, orient="records", lines=True, force_ascii=False)
        case _:
            rows.to_parquet(path, index=False)


def check_suffix(path: Path) -> None:
    """Raise UsageError for a file of a kind that can't be written."""
    if path.suffix not in _WRITERS:
        raise UsageError(f"--errors-table writes {' '.join(_WRITERS)}, not {path.name}")
