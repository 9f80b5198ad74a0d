"""What a report shows, from the tables of an output folder: columns of numbers, each name once, and passages of text.

All that needs a join over tables happens here, with pandas. Sums that depend on what the reader filters for happen in
the page. Everything is sorted by what it says, so that the same tables give the same report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from unionwire import __version__
from unionwire.consolidate.positions import host
from unionwire.report.columns import codes, days, names_of, numbers, texts, thousandths
from unionwire.report.corrections import correction_columns, reviewed
from unionwire.report.pairs import pair_columns
from unionwire.report.passages import Mention, Passage, Sentence, cut
from unionwire.tables.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

UNKNOWN_SOURCE = "(source unknown)"
LISTED_ARTICLES = 10_000  # articles without facts that the report lists; the sums are over all
LISTED_REJECTS = 2_000
STANCES = ["endorsed", "opposed", "declined", "considering", "withdrawn"]
ALIGNMENTS = ["breaks", "agrees", "parent_silent"]
_FACTS = ("endorsements", "membership_counts", "relationships")
_SCREENED_OUT, _KEPT, _WITH_FACTS = range(3)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The data of a report: `data` is ready for JSON, `passages` are the texts that its facts point to."""

    data: dict[str, Any]
    passages: list[Passage]


def gather(folder: str | Path, name: str) -> Gathered:
    """Everything that a report on an output folder shows; `name` is what the folder is called in it.

    Raises UsageError where the folder holds no tables.
    """
    tables = load(folder)
    articles = _articles(tables)
    union_ids = names_of(
        tables["unions"]["union_id"],
        *(tables[table][column] for table, column in _UNION_COLUMNS),
    )
    candidate_ids = names_of(
        tables["candidates"]["candidate_id"],
        *(tables[table][column] for table, column in _CANDIDATE_COLUMNS),
    )
    sources = names_of(articles["outlet"])
    listed = _listed(articles)
    rules = names_of(*(tables[table]["rule"] for table in (*_FACTS, "mentions")))
    passages, places = _passages(tables, listed, union_ids, candidate_ids, rules)
    ids = {"union": union_ids, "candidate": candidate_ids, "article": listed["article_id"].tolist(), "rule": rules}
    facts = {
        table: _fact_columns(tables[table], ids, places[table]) | {"reviewed": reviewed(table, tables)}
        for table in _FACTS
    }
    until = _last_day(tables["batches"])
    data = {
        "about": {
            "name": name,
            "version": __version__,
            "rows": {table: tables.n_rows(table) for table in tables},
            "until": until,
        },
        "names": {
            "rules": rules,
            "sources": sources,
            "stances": STANCES,
            "alignments": ALIGNMENTS,
            "kinds": ["screened out", "kept, without facts", "with facts"],
        },
        "unions": _unions(tables["unions"], union_ids),
        "candidates": _candidates(tables["candidates"], candidate_ids),
        "articles": _article_columns(listed, sources),
        "coverage": _coverage(articles, sources),
        "endorsements": facts["endorsements"] | _endorsement_columns(tables["endorsements"], articles, ids),
        "counts": facts["membership_counts"] | _count_columns(tables["membership_counts"], ids),
        "relationships": facts["relationships"] | _relationship_columns(tables["relationships"], ids),
        "pairs": pair_columns(tables, ids),
        "corrections": correction_columns(tables, ids),
        "rejects": _rejects(tables["rejects"]),
        "runs": _runs(tables["batches"]),
        "duplicates": _duplicates(articles),
        "dated": {
            str(key): int(n) for key, n in sorted(articles["published_from"].astype(object).value_counts().items())
        },
        "ahead": sum(until is not None and day is not None and day > until for day in days(articles["published"])),
    }
    return Gathered(data, passages)


_UNION_COLUMNS = (
    ("endorsements", "union_id"),
    ("membership_counts", "union_id"),
    ("relationships", "child_union_id"),
    ("relationships", "parent_union_id"),
    ("national_local", "child_union_id"),
    ("national_local", "parent_union_id"),
)
_CANDIDATE_COLUMNS = (
    ("endorsements", "candidate_id"),
    ("national_local", "child_candidate_id"),
    ("national_local", "parent_candidate_id"),
)


# --- Articles -------------------------------------------------------------------------------------------------------


def _articles(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The articles with `outlet`, the source or else the host of the address, and `kind`: what became of each."""
    articles = tables["articles"].copy()
    with_facts = pd.concat([tables[table]["article_id"] for table in _FACTS])
    source = articles["source"].astype(object)
    outlet = source.where(source.notna(), articles["url"].astype(object).map(host, na_action="ignore"))
    articles["outlet"] = outlet.where(outlet.notna(), UNKNOWN_SOURCE)
    articles["kind"] = articles["relevant"].map({True: _KEPT, False: _SCREENED_OUT}).astype(int)
    articles.loc[articles["article_id"].isin(with_facts), "kind"] = _WITH_FACTS
    return articles


def _listed(articles: pd.DataFrame) -> pd.DataFrame:
    """The articles that are shown one by one: all with facts, and of the others copies and kept ones first."""
    facts = articles["kind"] == _WITH_FACTS
    others = articles[~facts].assign(copy=articles["duplicate_of"].notna())
    others = others.sort_values(["copy", "kind", "article_id"], ascending=[False, False, True]).head(LISTED_ARTICLES)
    return articles[facts | articles["article_id"].isin(others["article_id"])].reset_index(drop=True)


def _article_columns(listed: pd.DataFrame, sources: list[str]) -> dict[str, Any]:
    return {
        "id": listed["article_id"].tolist(),
        "title": texts(listed["title"]),
        "source": codes(listed["outlet"], sources),
        "url": texts(listed["url"]),
        "day": days(listed["published"]),
        "from": listed["published_from"].astype(object).tolist(),
        "kind": listed["kind"].tolist(),
        "copy_of": texts(listed["duplicate_of"]),
    }


def _coverage(articles: pd.DataFrame, sources: list[str]) -> dict[str, Any]:
    """How many articles of each source, year and fate there are, over all articles read."""
    keys = pd.DataFrame(
        {
            "source": codes(articles["outlet"], sources),
            "year": articles["published"].dt.year.fillna(0).astype(int),
            "kind": articles["kind"],
            "copy": articles["duplicate_of"].notna().astype(int),
        }
    )
    sizes = keys.groupby(list(keys.columns), as_index=False).size()
    return {column: sizes[column].tolist() for column in sizes.columns}


def _duplicates(articles: pd.DataFrame) -> dict[str, int]:
    copies = articles["duplicate_of"]
    return {"copies": int(copies.notna().sum()), "originals": int(copies.nunique())}


# --- Names ----------------------------------------------------------------------------------------------------------


def _unions(unions: pd.DataFrame, union_ids: list[str]) -> dict[str, Any]:
    rows = unions.drop_duplicates("union_id").set_index("union_id").reindex(union_ids)
    name = rows["name"].where(rows["name"].notna(), rows.index.to_series()).astype(str)
    short = rows["level"].isin(["national", "federation"]) & rows["abbreviation"].notna()
    return {
        "id": union_ids,
        "name": name.tolist(),
        "label": _unlike(rows["abbreviation"].where(short, name).astype(str)),
        "level": texts(rows["level"]),
        "parent": codes(rows["parent_union_id"], union_ids),
        "state": texts(rows["state"]),
        "olms": texts(rows["olms_file_number"]),
        "registry": [value is True for value in rows["in_registry"].tolist()],
        "n_articles": rows["n_articles"].fillna(0).astype(int).tolist(),
    }


def _candidates(candidates: pd.DataFrame, candidate_ids: list[str]) -> dict[str, Any]:
    rows = candidates.drop_duplicates("candidate_id").set_index("candidate_id").reindex(candidate_ids)
    name = rows["name"].where(rows["name"].notna(), rows.index.to_series()).astype(str)
    return {
        "id": candidate_ids,
        "label": _unlike(name),
        "party": texts(rows["party"]),
        "office": texts(rows["office"]),
        "state": texts(rows["state"]),
        "registry": [value is True for value in rows["in_registry"].tolist()],
        "n_articles": rows["n_articles"].fillna(0).astype(int).tolist(),
    }


def _unlike(labels: pd.Series) -> list[str]:
    """Labels that tell all rows apart: the id follows where two would be the same."""
    twice = labels.duplicated(keep=False)
    return [
        f"{label} ({key})" if again else label for key, label, again in zip(labels.index, labels, twice, strict=True)
    ]


# --- Facts ----------------------------------------------------------------------------------------------------------


def _passages(
    tables: Mapping[str, pd.DataFrame],
    listed: pd.DataFrame,
    union_ids: list[str],
    candidate_ids: list[str],
    rules: list[str],
) -> tuple[list[Passage], dict[str, dict[str, list[int]]]]:
    """The passages of all facts, and by table the columns that say where each row's sentence stands."""
    article_ids = listed["article_id"].tolist()
    sentences: list[Sentence] = []
    spans: dict[str, slice] = {}
    for table in _FACTS:
        rows = tables[table]
        first = len(sentences)
        places = zip(codes(rows["article_id"], article_ids), rows["start"], rows["end"], rows["sentence"], strict=True)
        sentences += [Sentence(article, int(start), int(end), quoted) for article, start, end, quoted in places]
        spans[table] = slice(first, len(sentences))
    passages, found = cut(
        sentences, texts(listed["text"]), _mentions(tables, article_ids, union_ids, candidate_ids, rules)
    )
    return passages, {
        table: {
            "passage": [place.passage for place in found[span]],
            "start": [place.start for place in found[span]],
            "end": [place.end for place in found[span]],
        }
        for table, span in spans.items()
    }


def _mentions(
    tables: Mapping[str, pd.DataFrame],
    article_ids: list[str],
    union_ids: list[str],
    candidate_ids: list[str],
    rules: list[str],
) -> dict[int, list[Mention]]:
    rows = tables["mentions"]
    unions, candidates = codes(rows["entity_id"], union_ids), codes(rows["entity_id"], candidate_ids)
    is_union = (rows["entity_type"] == "union").tolist()
    by_article: dict[int, list[Mention]] = {}
    for article, start, end, union, union_number, candidate_number, rule in zip(
        codes(rows["article_id"], article_ids),
        rows["start"].tolist(),
        rows["end"].tolist(),
        is_union,
        unions,
        candidates,
        codes(rows["rule"], rules),
        strict=True,
    ):
        entity = union_number if union else candidate_number
        by_article.setdefault(article, []).append(Mention(start, end, 0 if union else 1, entity, rule))
    return by_article


def _fact_columns(rows: pd.DataFrame, ids: dict[str, list[str]], places: dict[str, list[int]]) -> dict[str, Any]:
    """What all three kinds of facts have."""
    return {
        "article": codes(rows["article_id"], ids["article"]),
        **places,
        "rule": codes(rows["rule"], ids["rule"]),
        "confidence": thousandths(rows["confidence"]),
        "qualifiers": [" ".join(found) if found is not None and len(found) else None for found in rows["qualifiers"]],
    }


def _endorsement_columns(rows: pd.DataFrame, articles: pd.DataFrame, ids: dict[str, list[str]]) -> dict[str, Any]:
    when, exact = _when(rows, articles)
    return {
        "union": codes(rows["union_id"], ids["union"]),
        "candidate": codes(rows["candidate_id"], ids["candidate"]),
        "stance": codes(rows["stance"], STANCES),
        "cycle": numbers(rows["cycle"]),
        "office": texts(rows["office"]),
        "date": days(rows["date"]),
        "precision": texts(rows["date_precision"]),
        "when": days(when),
        "exact": texts(exact),
    }


def _when(rows: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The day at which a position stands in the timeline, and how exact it is.

    Its own date where that is known to the month. A date known to the year alone gives way to the day of the article
    where that lies in the same year; without a date of its own the day of the article stands in.
    """
    days_of = articles.drop_duplicates("article_id").set_index("article_id")["published"]
    published = days_of.reindex(rows["article_id"]).set_axis(rows.index)
    own = rows["date"]
    vague = (rows["date_precision"] == "year") & (published.dt.year == own.dt.year)
    kept = own.notna() & ~vague
    return own.where(kept, published), rows["date_precision"].astype(object).where(kept, "day")


def _count_columns(rows: pd.DataFrame, ids: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "union": codes(rows["union_id"], ids["union"]),
        "value": numbers(rows["value"]),
        "qualifier": texts(rows["qualifier"]),
        "unit": texts(rows["unit"]),
        "scope": texts(rows["scope"]),
    }


def _relationship_columns(rows: pd.DataFrame, ids: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "child": codes(rows["child_union_id"], ids["union"]),
        "parent": codes(rows["parent_union_id"], ids["union"]),
        "relation": texts(rows["relation"]),
        "alignment": texts(rows["alignment"]),
        "cycle": numbers(rows["cycle"]),
    }


# --- Runs -----------------------------------------------------------------------------------------------------------


def _rejects(rejects: pd.DataFrame) -> dict[str, Any]:
    reasons = rejects["reason"].value_counts()
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], str(item[0])))
    rows = rejects.sort_values(["reason", "path", "record"]).head(LISTED_REJECTS)
    return {
        "reasons": [str(reason) for reason, _ in ranked],
        "n": [int(n) for _, n in ranked],
        "rows": {
            "path": texts(rows["path"]),
            "record": numbers(rows["record"]),
            "reason": texts(rows["reason"]),
            "excerpt": texts(rows["excerpt"]),
        },
    }


def _last_day(batches: pd.DataFrame) -> int | None:
    """The last day that an article can be of: that of the last run, and one more for the zones of the world."""
    finished = [day for day in days(batches["finished"]) if day is not None]
    return max(finished) + 1 if finished else None


def _runs(batches: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "id": run.batch_id,
            "finished": run.finished.isoformat(sep=" ", timespec="minutes"),
            "inputs": list(run.inputs),
            "version": run.version,
            "model": run.model,
            "seeds": run.seeds,
            "read": int(run.n_articles),
            "kept": int(run.n_relevant),
            "rejected": int(run.n_rejects),
            "present": int(run.n_present),
            "repeated": int(run.n_repeated),
        }
        for run in batches.sort_values("batch_id").itertuples()
    ]
