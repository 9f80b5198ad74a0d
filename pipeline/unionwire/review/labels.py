"""Corrections as labels for `unionwire evaluate`: what reviewers said of some articles, in the format of `evaluate.gold`.

A fact that a reviewer has affirmed has to be found, one that was said to be none counts as spurious when it is. What
nobody has looked at, and all unions and candidates, are optional: they cost nothing, found or missed. So precision and
recall are over what was reviewed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.errors import UsageError
from unionwire.review.claims import Claims
from unionwire.review.facts import FACTS, Row

if TYPE_CHECKING:
    from unionwire.tables.load import Tables

_ENTITIES = {"unions": ("union", "union_id"), "candidates": ("candidate", "candidate_id")}


def write_labels(tables: Tables, path: Path) -> int:
    """Write the labels of every article with a correction that stands; return how many articles.

    Raises UsageError where nothing was reviewed, and for a file that is there or can't be written.
    """
    claims = Claims.of(tables.arrow("corrections"))
    if not claims:
        raise UsageError(
            "nothing in these tables was reviewed: unionwire review OUT --export FILE.xlsx is the first step"
        )
    if path.exists():
        raise UsageError(f"--gold {path}: it exists; name another file")
    article_ids = sorted(claims.article_ids)
    rows = {name: _by_article(tables.pieces(name), article_ids) for name in (*FACTS, "mentions")}
    names = {
        section: dict(zip(*(tables.arrow(section)[column].to_pylist() for column in (key, "name")), strict=True))
        for section, (_, key) in _ENTITIES.items()
    }
    lines = []
    for article_id in article_ids:
        facts = {name: _facts(name, claims, article_id, rows[name][article_id]) for name in FACTS}
        lines.append(_labels(article_id, facts, rows["mentions"][article_id], names))
    try:
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"can't write {path}: {error.strerror}") from error
    return len(lines)


def _by_article(pieces: Iterable[pa.Table], article_ids: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    wanted = pa.array(article_ids, pa.string())
    for piece in pieces:
        for row in piece.filter(pc.is_in(piece["article_id"], value_set=wanted)).to_pylist():
            found[row["article_id"]].append(row)
    return found


def _facts(name: str, claims: Claims, article_id: str, rows: Iterable[Row]) -> dict[tuple[Any, ...], tuple[Row, bool]]:
    """The distinct facts of an article, each with whether it is optional."""
    found: dict[tuple[Any, ...], tuple[Row, bool]] = {}
    affirmed = [claim.row for claim in claims.on(name, article_id) if claim.holds]
    for row, optional in [*((row, False) for row in affirmed), *((row, True) for row in rows)]:
        found.setdefault(_key(name, row), (row, optional))
    return found


def _key(name: str, row: Row) -> tuple[Any, ...]:
    """What the evaluation tells facts by."""
    if name == "endorsements":
        return row["union_id"], row["candidate_id"], row["stance"], row["cycle"]
    if name == "membership_counts":
        return row["union_id"], row["value"]
    return row["child_union_id"], row["parent_union_id"]


def _labels(
    article_id: str,
    facts: dict[str, dict[tuple[Any, ...], tuple[Row, bool]]],
    mentions: Iterable[Row],
    names: dict[str, dict[str, str]],
) -> dict[str, Any]:
    forms: dict[str, dict[str, set[str]]] = {section: defaultdict(set) for section in _ENTITIES}
    for mention in mentions:
        section = "unions" if mention["entity_type"] == "union" else "candidates"
        forms[section][mention["entity_id"]].add(mention["text"])
    for found in facts.values():
        for row, _ in found.values():
            for column in ("union_id", "child_union_id", "parent_union_id", "candidate_id"):
                if (body := row.get(column)) is not None:
                    section = "candidates" if column == "candidate_id" else "unions"
                    said = forms[section][body]
                    # a candidate whom only the reviewer names has no name that the article could say
                    if section == "unions" or said:
                        said.add(names[section].get(body, str(body)))
    return {
        "article_id": article_id,
        **{
            section: [
                {"key": body, "ids": [body], "names": sorted(said), "optional": True, "quote": ""}
                for body, said in sorted(found.items())
            ]
            for section, found in forms.items()
        },
        "membership_counts": [
            {"union": row["union_id"], "value": row["value"], "qualifier": [row["qualifier"]], **_end(row, optional)}
            for row, optional in facts["membership_counts"].values()
        ],
        "endorsements": [
            {
                "union": row["union_id"],
                "candidate": row["candidate_id"],
                "stance": [row["stance"]],
                "cycle": [] if row["cycle"] is None else [row["cycle"]],
                **_end(row, optional),
            }
            for row, optional in facts["endorsements"].values()
        ],
        "relationships": [
            {
                "child": row["child_union_id"],
                "parent": row["parent_union_id"],
                "alignment": [row["alignment"]],
                **_end(row, optional),
            }
            for row, optional in facts["relationships"].values()
        ],
    }


def _end(row: Row, optional: bool) -> dict[str, Any]:
    return {"optional": optional, "quote": row["sentence"], "span": [row["start"], row["end"]]}
