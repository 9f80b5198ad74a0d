"""What the pipeline found in an article, as the evaluation compares it with the labels.

Findings come from a folder of tables or straight from extractions in memory. From tables, a union's names are those
of its one row over all articles; from an extraction, those that the article itself shows.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from unionwire.records import (
    Candidate,
    Endorsement,
    Evidence,
    Extraction,
    MembershipCount,
    Mention,
    Relationship,
    Union,
)
from unionwire.tables.load import load_arrow
from unionwire.uris import is_uri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

logger = logging.getLogger(__name__)

TABLES = ("articles", "mentions", "unions", "candidates", "membership_counts", "endorsements", "relationships")

_POSSESSIVE = re.compile(r"[’']s\b")
_OTHER = re.compile(r"[^a-z0-9]+")
_ARTICLE_WORD = re.compile(r"^(the|a|an) ")
_CONTEXT = 80


def normalise_name(name: str | None) -> str:
    """Lower-case a name and drop its possessive, punctuation and leading article, so that spellings compare equal."""
    text = _POSSESSIVE.sub("", (name or "").lower().replace("&", " and "))
    return _ARTICLE_WORD.sub("", _OTHER.sub(" ", text).strip())


def slug(name: str) -> str:
    """The kebab-case form of a normalised name."""
    return normalise_name(name).replace(" ", "-")


@dataclass(slots=True)
class FoundEntity:
    """A union or candidate found in an article: its normalised names, and the first mention as evidence."""

    entity_id: str
    names: set[str] = field(default_factory=set)
    start: int = -1
    sentence: str = ""
    rule: str = ""


@dataclass(slots=True)
class Findings:
    """Everything found in one article; entities by id, facts in table order."""

    article_id: str
    unions: dict[str, FoundEntity] = field(default_factory=dict)
    candidates: dict[str, FoundEntity] = field(default_factory=dict)
    membership_counts: list[MembershipCount] = field(default_factory=list)
    endorsements: list[Endorsement] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)


def _add_mention(entities: dict[str, FoundEntity], mention: Mention, article_text: str | None) -> None:
    entity = entities.setdefault(mention.entity_id, FoundEntity(mention.entity_id))
    entity.names.add(normalise_name(mention.text))
    if entity.start < 0 or mention.start < entity.start:
        left, right = max(0, mention.start - _CONTEXT), mention.start + len(mention.text) + _CONTEXT
        entity.sentence = article_text[left:right] if article_text else mention.text
        entity.start, entity.rule = mention.start, mention.rule


def _add_names(entities: dict[str, FoundEntity], entity_id: str, name: str, abbreviation: str | None) -> None:
    if (entity := entities.get(entity_id)) is not None:
        entity.names.add(normalise_name(name))
        if abbreviation:
            entity.names.add(normalise_name(abbreviation))


def from_extraction(extraction: Extraction) -> Findings:
    """The findings of one extraction in memory."""
    found = Findings(
        extraction.article.article_id,
        membership_counts=list(extraction.membership_counts),
        endorsements=list(extraction.endorsements),
        relationships=list(extraction.relationships),
    )
    for mention in extraction.mentions:
        entities = found.unions if mention.entity_type == "union" else found.candidates
        _add_mention(entities, mention, extraction.article.text)
    record: Union | Candidate
    for record in extraction.unions:
        _add_names(found.unions, record.union_id, record.name, record.abbreviation)
    for record in extraction.candidates:
        _add_names(found.candidates, record.candidate_id, record.name, None)
    return found


def read_tables(folder: Path | str, names: Iterable[str] = TABLES) -> dict[str, pa.Table]:
    """Read tables from `folder`/<name>/ or `folder`/<name>.parquet; a table that is not there is left out.

    The folder may be an address of an object store. Raises FileNotFoundError when a folder holds none of them,
    UsageError where an address holds no tables.
    """
    if is_uri(str(folder)):
        held = load_arrow(folder)
        return {name: held[name] for name in names}
    folder = Path(folder)
    tables: dict[str, pa.Table] = {}
    for name in names:
        source = next((path for path in (folder / name, folder / f"{name}.parquet") if path.exists()), None)
        if source is None or (source.is_dir() and not any(source.rglob("*.parquet"))):
            logger.warning("no table %s under %s", name, folder)
        else:
            tables[name] = pq.read_table(source)
    if not tables:
        raise FileNotFoundError(f"no tables under {folder}")
    return tables


def _rows(tables: Mapping[str, pa.Table], name: str, column: str, values: Collection[str]) -> list[dict[str, Any]]:
    table = tables.get(name)
    if table is None or not table.num_rows:
        return []
    wanted = pa.array(sorted(values), pa.string())
    rows: list[dict[str, Any]] = table.filter(pc.is_in(table[column].cast(pa.string()), wanted)).to_pylist()
    return rows


def _date(value: dt.date | None) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def _evidence(row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        row.get("sentence") or "",
        row.get("start") or 0,
        row.get("end") or 0,
        row.get("rule") or "",
        row.get("confidence") or 0.0,
        tuple(row.get("qualifiers") or ()),
    )


def _add_facts(found: Mapping[str, Findings], tables: Mapping[str, pa.Table]) -> None:
    for row in _rows(tables, "membership_counts", "article_id", found):
        found[row["article_id"]].membership_counts.append(
            MembershipCount(
                row["union_id"],
                int(row["value"]),
                row["qualifier"],
                row.get("unit") or "",
                row.get("scope"),
                _evidence(row),
            )
        )
    for row in _rows(tables, "endorsements", "article_id", found):
        found[row["article_id"]].endorsements.append(
            Endorsement(
                row["union_id"],
                row["candidate_id"],
                row["stance"],
                None if row["cycle"] is None else int(row["cycle"]),
                row.get("office"),
                _date(row.get("date")),
                row.get("date_precision"),
                _evidence(row),
            )
        )
    for row in _rows(tables, "relationships", "article_id", found):
        found[row["article_id"]].relationships.append(
            Relationship(
                row["child_union_id"],
                row["parent_union_id"],
                row.get("relation") or "affiliate_of",
                row["alignment"],
                row.get("cycle"),
                _evidence(row),
            )
        )


def texts_of(tables: Mapping[str, pa.Table], article_ids: Collection[str] | None = None) -> dict[str, str | None]:
    """The texts of a set of tables by article id, of all articles or of those named; None where none was kept."""
    articles = tables.get("articles")
    if articles is None or not {"article_id", "text"} <= set(articles.column_names):
        return {}
    columns = articles.select(["article_id", "text"])
    if article_ids is None:
        return dict(zip(*(columns[name].to_pylist() for name in ("article_id", "text")), strict=True))
    rows = _rows({"articles": columns}, "articles", "article_id", article_ids)
    return {row["article_id"]: row["text"] for row in rows}


def from_tables(tables: Mapping[str, pa.Table], article_ids: Collection[str]) -> dict[str, Findings]:
    """The findings of the named articles in a set of tables; an article that found nothing has empty findings."""
    found = {article_id: Findings(article_id) for article_id in sorted(article_ids)}
    texts = texts_of(tables, found)
    seen: dict[str, set[str]] = {"union": set(), "candidate": set()}
    for row in _rows(tables, "mentions", "article_id", found):
        if row["entity_id"] is None or row["entity_type"] not in seen:
            continue
        findings = found[row["article_id"]]
        entities = findings.unions if row["entity_type"] == "union" else findings.candidates
        mention = Mention(
            row["entity_type"],
            row["entity_id"],
            row.get("start") or 0,
            row.get("end") or 0,
            row["text"],
            row["found_by"],
            row.get("rule") or row["found_by"],
        )
        _add_mention(entities, mention, texts.get(row["article_id"]))
        seen[row["entity_type"]].add(row["entity_id"])
    for section, key, kind in (("unions", "union_id", "union"), ("candidates", "candidate_id", "candidate")):
        for row in _rows(tables, section, key, seen[kind]):
            for findings in found.values():
                entities = findings.unions if kind == "union" else findings.candidates
                _add_names(entities, row[key], row["name"], row.get("abbreviation"))
    _add_facts(found, tables)
    return found
