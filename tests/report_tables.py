"""A small output folder made by hand, for the tests of reports: every number in them can be counted here.

Four articles tell of the invented Lamplighters' Union and its Local 7, which go different ways in 2020; one of them is a
copy, one was screened out, and the last one is hostile: its names and texts would run as HTML if a page let them.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.tables.schema import TABLES, schema

Row = dict[str, Any]

FIRST = (
    "\U0001f3ee Port Alder keeps its lamps. The Lamplighters' Union endorsed Rosa Quill for president on Monday. "
    "Its Local 7 broke ranks and backed Tobias Fern. The union has about 12,000 members."
)
SECOND = "The Lamplighters' Union, 15,000 strong, said again that it is for Rosa Quill. The Kelp Cutters sit it out."
HOSTILE_TITLE = "</script><script>window.harm = 'title'</script><img src=x onerror=\"window.harm = 'img'\">"
HOSTILE_UNION = "<img src=x onerror=\"window.harm = 'union'\"> Local 9"
HOSTILE_SOURCE = '=HYPERLINK("http://harm.example")<!--<script>'
HOSTILE = f"<b>{HOSTILE_UNION}</b> endorsed Rosa Quill <script>window.harm = 'text'</script>."
ADDRESS = "javascript:window.harm='address'"


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _evidence(text: str, sentence: str, rule: str, confidence: float) -> Row:
    start = text.index(sentence)
    return {
        "sentence": sentence,
        "start": start,
        "end": start + len(sentence),
        "rule": rule,
        "confidence": confidence,
        "qualifiers": [],
    }


def _article(article_id: str, text: str | None, published: str | None, **values: Any) -> Row:
    return {
        "article_id": article_id,
        "source": "Port Alder Gazette",
        "url": f"https://gazette.example/{article_id}",
        "title": f"News of {article_id}",
        "published": day(published) if published else None,
        "published_from": "metadata" if published else "none",
        "text": text,
        "n_chars": len(text or ""),
        "text_sha256": article_id,
        "relevant": text is not None,
        "batch_id": "b1",
    } | values


def _mention(article_id: str, text: str, words: str, kind: str, entity: str) -> Row:
    start = text.index(words)
    return {
        "mention_id": f"{article_id}-{start}-{entity}",
        "article_id": article_id,
        "entity_type": kind,
        "entity_id": entity,
        "start": start,
        "end": start + len(words),
        "text": words,
        "found_by": "registry",
        "rule": "registry.name",
    }


def _union(union_id: str, name: str, **values: Any) -> Row:
    return {"union_id": union_id, "name": name, "level": "national", "in_registry": True, "n_articles": 1} | values


def _endorsement(article_id: str, union_id: str, candidate_id: str | None, evidence: Row, **values: Any) -> Row:
    return (
        {
            "article_id": article_id,
            "union_id": union_id,
            "candidate_id": candidate_id,
            "stance": "endorsed",
            "cycle": 2020,
            "office": "president",
        }
        | evidence
        | values
    )


ENDORSES = "The Lamplighters' Union endorsed Rosa Quill for president on Monday."
BREAKS = "Its Local 7 broke ranks and backed Tobias Fern."
AGAIN = "The Lamplighters' Union, 15,000 strong, said again that it is for Rosa Quill."


REVIEWED = day("2021-02-03T09:30")
REVIEW = {"review": "changed", "reviewed_by": "Ines Okoro", "reviewed_at": REVIEWED}


def rows() -> dict[str, list[Row]]:
    """The rows by table."""
    endorses = _evidence(FIRST, ENDORSES, "endorse.verb", 0.96)
    breaks = _evidence(FIRST, BREAKS, "back.verb", 0.9)
    again = _evidence(SECOND, AGAIN, "be-for.copula", 0.7)
    out = _evidence(SECOND, "The Kelp Cutters sit it out.", "neutral.verb", 0.62)
    return {
        "articles": [
            _article("a1", FIRST, "2020-02-03", title="Lamplighters pick Quill"),
            _article("a2", SECOND, "2020-03-05", source="Harbor Ledger"),
            _article("a3", FIRST, "2020-02-04", source=None, url="https://www.copies.example/3", duplicate_of="a1"),
            _article("a4", None, "2019-05-06"),
            _article("a5", HOSTILE, None, title=HOSTILE_TITLE, source=HOSTILE_SOURCE, url=ADDRESS),
        ],
        "unions": [
            _union("lamplighters", "Lamplighters' Union of the Inner Harbors", abbreviation="LUIH", n_articles=3),
            _union(
                "lamplighters-local-7",
                "Lamplighters Local 7",
                level="local",
                parent_union_id="lamplighters",
                state="OR",
            ),
            _union("kelp-cutters", "Kelp Cutters", in_registry=False),
            _union("harm-local-9", HOSTILE_UNION, level="local", in_registry=False),
        ],
        "candidates": [
            {"candidate_id": "rosa-quill", "name": "Rosa Quill", "party": "D", "in_registry": True, "n_articles": 3},
            {
                "candidate_id": "tobias-fern",
                "name": "Tobias Fern",
                "in_registry": False,
                "n_articles": 2,
                "state": "NV",
            },
        ],
        "mentions": [
            _mention("a1", FIRST, "The Lamplighters' Union", "union", "lamplighters"),
            _mention("a1", FIRST, "Rosa Quill", "candidate", "rosa-quill"),
            _mention("a1", FIRST, "Its Local 7", "union", "lamplighters-local-7"),
            _mention("a1", FIRST, "Its", "union", "lamplighters"),
            _mention("a1", FIRST, "Tobias Fern", "candidate", "tobias-fern"),
            _mention("a5", HOSTILE, HOSTILE_UNION, "union", "harm-local-9"),
        ],
        "endorsements": [
            _endorsement("a1", "lamplighters", "rosa-quill", endorses, date=day("2020-02-03"), date_precision="day"),
            _endorsement("a1", "lamplighters-local-7", "tobias-fern", breaks),
            _endorsement("a2", "lamplighters", "rosa-quill", again, date=day("2020-01-01"), date_precision="year"),
            _endorsement("a2", "kelp-cutters", None, out, stance="declined"),
            _endorsement("a3", "lamplighters", "rosa-quill", endorses, date=day("2016-01-01"), date_precision="year"),
            _endorsement(
                "a5",
                "harm-local-9",
                "rosa-quill",
                _evidence(HOSTILE, HOSTILE, "endorse.verb", 0.5),
                cycle=None,
                office=None,
            ),
        ],
        "membership_counts": [
            {
                "article_id": article,
                "union_id": "lamplighters",
                "value": value,
                "qualifier": qualifier,
                "unit": "members",
            }
            | evidence
            for article, value, qualifier, evidence in (
                (
                    "a1",
                    12_000,
                    "about",
                    _evidence(FIRST, "The union has about 12,000 members.", "count.has_members", 0.95),
                ),
                ("a2", 15_000, "exact", _evidence(SECOND, AGAIN, "count.strong", 1.0) | REVIEW),
            )
        ],
        "relationships": [
            {
                "article_id": "a1",
                "child_union_id": "lamplighters-local-7",
                "parent_union_id": "lamplighters",
                "relation": "local_of",
                "alignment": "breaks",
                "cycle": 2020,
            }
            | _evidence(FIRST, BREAKS, "breaks.ranks", 0.94)
        ],
        "positions": [
            _position("lamplighters", "rosa-quill", "endorsed", "2016-01-01", "2020-03-05", ["a1", "a2", "a3"])
            | {"first_precision": "year", "last_precision": "day"},
            _position("lamplighters-local-7", "tobias-fern", "endorsed", "2020-02-03", "2020-02-03", ["a1"]),
            _position("kelp-cutters", None, "declined", "2020-03-05", "2020-03-05", ["a2"]),
        ],
        "national_local": [
            {
                "child_union_id": "lamplighters-local-7",
                "parent_union_id": "lamplighters",
                "cycle": 2020,
                "child_candidate_id": "tobias-fern",
                "child_stance": "endorsed",
                "parent_candidate_id": "rosa-quill",
                "parent_stance": "endorsed",
                "alignment": "breaks",
                "article_ids": ["a1", "a2"],
            }
        ],
        "rejects": [
            {"path": "dump/b.jsonl", "record": 3, "reason": "bad JSON", "excerpt": "{<img src=x>", "batch_id": "b1"},
            {"path": "dump/b.jsonl", "record": 9, "reason": "no text", "excerpt": "-", "batch_id": "b1"},
            {"path": "dump/a.jsonl", "record": 7, "reason": "no text", "excerpt": "", "batch_id": "b1"},
        ],
        "corrections": [
            _correction(
                1,
                "membership_counts",
                "a2",
                _evidence(SECOND, AGAIN, "count.strong", 0.4),
                "changed",
                was={"union_id": "lamplighters", "value": 1_500, "qualifier": "exact", "unit": "members"},
                becomes={"union_id": "lamplighters", "value": 15_000, "qualifier": "exact", "unit": "members"},
                at=REVIEWED,
            ),
            _correction(
                2,
                "endorsements",
                "a1",
                _evidence(FIRST, BREAKS, "back.verb", 0.3),
                "wrong",
                was={"union_id": "kelp-cutters", "candidate_id": "tobias-fern", "stance": "opposed", "cycle": 2020},
                note=HOSTILE_TITLE,
                at=day("2021-02-04T09:30"),
            ),
        ],
        "batches": [
            {
                "batch_id": "b1",
                "started": day("2021-01-01T10:00"),
                "finished": day("2021-01-01T10:05"),
                "inputs": ["dump"],
                "version": "0.1.0",
                "model": "m",
                "seeds": "s",
                **dict.fromkeys(("n_present", "n_repeated"), 0),
                "n_articles": 5,
                "n_relevant": 4,
                "n_rejects": 3,
                **dict.fromkeys(("seconds_reading", "seconds_extracting", "seconds_consolidating"), 0.0),
            }
        ],
    }


def _correction(
    number: int, table: str, article_id: str, evidence: Row, verdict: str, *, at: dt.datetime, **values: Any
) -> Row:
    facts: Row = {state: json.dumps(values.pop(state)) for state in ("was", "becomes") if state in values}
    return {
        "number": number,
        "table": table,
        "article_id": article_id,
        "text_sha256": article_id,
        "verdict": verdict,
        **{column: evidence[column] for column in ("sentence", "start", "end")},
        **facts,
        **values,
        "reviewed_by": "Ines Okoro",
        "reviewed_at": at,
    }


def _position(union_id: str, candidate_id: str | None, stance: str, first: str, last: str, articles: list[str]) -> Row:
    return {
        "union_id": union_id,
        "candidate_id": candidate_id,
        "stance": stance,
        "cycle": 2020,
        "office": "president",
        "first_date": day(first),
        "last_date": day(last),
        "n_articles": len(articles),
        "n_sources": 1,
        "article_ids": articles,
        "confidence": 0.9,
    }


def write(folder: Path, tables: dict[str, list[Row]] | None = None) -> Path:
    """An output folder as plain folders of Parquet files; tables that are not given are empty."""
    given = rows() if tables is None else tables
    for name in TABLES:
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(given.get(name, []), schema=schema(name)), folder / name / "part-0.parquet")
    return folder
