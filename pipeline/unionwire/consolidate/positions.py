"""A union's position in an election, over all articles that state it.

One row is one union, one candidate (or none: a position on endorsing at all), one stance, one cycle and one office.
How articles add up to it:

* An endorsement whose election year no article tells is no position in an election; it stays in `endorsements` only.
* An office that one article leaves out is taken from the others: where all endorsements of a candidate in a cycle
  that do name an office name the same one, the silent ones are for that office; failing that, the office the
  candidate is known to seek, where it is one and the same for all articles.
* A statement's day is the date of the endorsement itself where the article gives it, else the day of the article.
  `first_date` and `last_date` span these days; both are empty where no article has a date.
* `n_articles` counts articles, copies included. `n_sources` counts outlets, by the article's `source`, failing that by
  the host of its address; all copies of one text count as the one outlet of their original. Articles whose outlet is
  unknown add nothing beside known ones, since they may be the same: the number is a lower bound, and at least 1.
* `confidence` is the chance that not every independent article is wrong: 1 minus the product of (1 - confidence) over
  clusters of copies, each cluster at its best, and never above `MAX_CONFIDENCE`, since articles share errors.

Stances do not cancel each other here: a union that endorsed and later withdrew has two rows, and their dates tell the
story. Which of them stands in the end is decided where a single one is needed, in `national_local`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pandas as pd

MAX_CONFIDENCE = 0.999
VAGUENESS = {"day": 0, "month": 1, "year": 2}
"""How little a date says, by its precision."""
STATED = ("article_id", "union_id", "candidate_id", "stance", "cycle", "office", "date", "date_precision", "confidence")
"""The columns of `endorsements` that positions are made of."""
ELECTION = ["union_id", "candidate_id", "stance", "cycle", "office"]


def host(url: object) -> str | None:
    """The host of an address without `www.`, or None where there is none."""
    if not isinstance(url, str):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _outlets(articles: pd.DataFrame) -> pd.DataFrame:
    """`article_id`, `published`, `original` (the article itself where it is no copy) and `outlet` of the original."""
    frame = articles[["article_id", "published", "source", "url", "duplicate_of"]].astype(
        {"article_id": object, "source": object, "url": object, "duplicate_of": object}
    )
    frame = frame.drop_duplicates("article_id")
    frame["original"] = frame["duplicate_of"].where(frame["duplicate_of"].notna(), frame["article_id"])
    known = frame["source"].where(frame["source"].notna(), frame["url"].map(host))
    outlet = pd.Series(known.to_numpy(), index=frame["article_id"])
    frame["outlet"] = frame["original"].map(outlet)
    return frame[["article_id", "published", "original", "outlet"]]


def _single(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """For each key, the one office named, where it is one."""
    named = frame.dropna(subset=["office", *by]).groupby(by)["office"].agg(["nunique", "min"])
    offices: pd.Series = named.loc[named["nunique"] == 1, "min"]
    return offices


def _fill_office(endorsements: pd.DataFrame, candidates: pd.DataFrame) -> pd.Series:
    office = endorsements["office"].copy()
    by_cycle = _single(endorsements, ["candidate_id", "cycle"]).to_dict()
    known = _single(candidates, ["candidate_id"]).to_dict()
    keys = zip(endorsements["candidate_id"], endorsements["cycle"], strict=True)
    filled = [by_cycle.get(key) or known.get(key[0]) for key in keys]
    return office.where(office.notna(), pd.Series(filled, index=office.index, dtype=object))


def _precision(facts: pd.DataFrame, *, latest: bool) -> pd.Series:
    """How exact the earliest or latest day of each position is: of several on that day, the most exact."""
    dated = facts[facts["day"].notna()].assign(vague=lambda rows: rows["precision"].map(VAGUENESS.get))
    dated = dated.sort_values(["day", "vague"], ascending=[not latest, True], kind="stable")
    found: pd.Series = dated.groupby(ELECTION)["precision"].first()
    return found


def positions(endorsements: pd.DataFrame, articles: pd.DataFrame, candidates: pd.DataFrame) -> list[dict[str, Any]]:
    """Consolidate endorsements into positions.

    Args:
        endorsements: rows of the table `endorsements`.
        articles: rows of the table `articles`, with `duplicate_of` filled.
        candidates: rows of the table `candidates`.

    Returns:
        Rows of the table `positions`, sorted by union, cycle, candidate, stance and office; empty values are None.
    """
    facts = endorsements[endorsements["cycle"].notna()].copy()
    if facts.empty:
        return []
    facts = facts.astype({"candidate_id": object, "office": object, "cycle": "int64"})
    facts["office"] = _fill_office(facts, candidates.astype({"candidate_id": object, "office": object}))
    facts = facts.merge(_outlets(articles), on="article_id", how="left")
    facts["original"] = facts["original"].where(facts["original"].notna(), facts["article_id"])
    # An article dates the positions of its own time; one that looks back at an earlier election does not.
    published = pd.to_datetime(facts["published"])
    facts["day"] = pd.to_datetime(facts["date"]).fillna(published.where(published.dt.year <= facts["cycle"]))
    facts["precision"] = facts["date_precision"].astype(object).where(facts["date"].notna(), "day")
    # An empty string is no id and no office; it keeps rows without one in the groups, and sorts first.
    facts[["candidate_id", "office"]] = facts[["candidate_id", "office"]].fillna("")

    independent = facts.groupby([*ELECTION, "original"], as_index=False)["confidence"].max()
    independent["doubt"] = 1.0 - independent["confidence"]
    doubt = independent.sort_values([*ELECTION, "original"]).groupby(ELECTION)["doubt"].prod()
    grouped = facts.groupby(ELECTION)
    frame = pd.DataFrame(
        {
            "first_date": grouped["day"].min(),
            "last_date": grouped["day"].max(),
            "first_precision": _precision(facts, latest=False),
            "last_precision": _precision(facts, latest=True),
            "n_articles": grouped["article_id"].nunique(),
            "n_sources": grouped["outlet"].nunique().clip(lower=1),
            "article_ids": grouped["article_id"].agg(lambda ids: sorted(set(ids))),
            "confidence": (1.0 - doubt).clip(upper=MAX_CONFIDENCE),
        }
    ).reset_index()
    frame = frame.sort_values(["union_id", "cycle", "candidate_id", "stance", "office"])
    return [
        {
            **row,
            "candidate_id": row["candidate_id"] or None,
            "office": row["office"] or None,
            "first_date": None if pd.isna(row["first_date"]) else row["first_date"].to_pydatetime(),
            "last_date": None if pd.isna(row["last_date"]) else row["last_date"].to_pydatetime(),
            "first_precision": None if pd.isna(row["first_precision"]) else row["first_precision"],
            "last_precision": None if pd.isna(row["last_precision"]) else row["last_precision"],
        }
        for row in frame.to_dict("records")
    ]
