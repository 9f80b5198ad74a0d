"""What reviewers said, for a report: each verdict with the fact as it was and as it is now, and who said so when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unionwire.report.columns import codes, texts
from unionwire.review.facts import FACTS, from_json, same_values, says

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

LISTED_CORRECTIONS = 10_000  # the latest ones; the sums are over all
VERDICTS = {"right": "confirmed", "wrong": "removed", "changed": "corrected", "missing": "added"}
"""What a report calls a verdict: what became of the fact."""
_REVIEWED = {"right": "confirmed", "changed": "corrected", "added": "added"}


def correction_columns(tables: Mapping[str, pd.DataFrame], ids: Mapping[str, list[str]]) -> dict[str, Any]:
    """The corrections, the latest first, with the numbers of the unions, the candidate and the article they are about."""
    rows = tables["corrections"].sort_values("number", ascending=False)
    sums = rows.groupby(["reviewed_by", "verdict"], observed=True).size()
    listed = rows.head(LISTED_CORRECTIONS)
    unions, people = names(tables)
    facts = [
        {state: _fact(table, row[state]) for state in ("was", "becomes")}
        for table, row in zip(listed["table"].astype(str), listed.to_dict("records"), strict=True)
    ]
    either = [fact["becomes"] or fact["was"] or {} for fact in facts]
    said = {
        state: [
            says(table, one, unions, people) if (one := fact[state]) else None
            for table, fact in zip(listed["table"].astype(str), facts, strict=True)
        ]
        for state in ("was", "becomes")
    }
    union_number, person_number = _numbers(ids["union"]), _numbers(ids["candidate"])
    return {
        "reviewers": [
            {"by": str(by), "verdict": VERDICTS[str(verdict)], "n": int(n)} for (by, verdict), n in sums.items()
        ],
        "rows": {
            "table": listed["table"].astype(str).tolist(),
            "verdict": [VERDICTS[verdict] for verdict in listed["verdict"].astype(str)],
            **said,
            "sentence": texts(listed["sentence"]),
            "note": texts(listed["note"]),
            "by": texts(listed["reviewed_by"]),
            "at": [f"{at:%Y-%m-%d}" for at in listed["reviewed_at"]],
            "article": codes(listed["article_id"], ids["article"]),
            "article_id": texts(listed["article_id"]),
            "unions": [
                sorted(
                    {union_number.get(fact.get(column), -1) for fact in pair.values() if fact for column in _UNIONS}
                    - {-1}
                )
                for pair in facts
            ],
            "candidates": [
                sorted({person_number.get(fact.get("candidate_id"), -1) for fact in pair.values() if fact} - {-1})
                for pair in facts
            ],
            "cycle": [fact.get("cycle") for fact in either],
        },
    }


_UNIONS = ("union_id", "child_union_id", "parent_union_id")


def names(tables: Mapping[str, pd.DataFrame]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of unions and of candidates by id."""
    unions, people = tables["unions"], tables["candidates"]
    return (
        dict(zip(unions["union_id"], unions["name"], strict=True)),
        dict(zip(people["candidate_id"], people["name"], strict=True)),
    )


def reviewed(name: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """By row of a table of facts, for those that somebody reviewed: what was made of it, by whom, when, what it was."""
    rows = tables[name]
    seen = rows[rows["review"].notna()]
    if seen.empty:
        return {}
    corrections = tables["corrections"]
    changed = corrections[(corrections["table"] == name) & (corrections["verdict"] == "changed")].to_dict("records")
    unions, people = names(tables)
    said = {}
    for number, row in zip(seen.index, seen.to_dict("records"), strict=True):
        said[str(number)] = (
            f"{_REVIEWED.get(row['review'], row['review'])} by {row['reviewed_by']}, {row['reviewed_at']:%Y-%m-%d}"
        )
        before = [
            _fact(name, one["was"])
            for one in changed
            if (one["article_id"], one["start"]) == (row["article_id"], row["start"])
            and one["reviewed_at"] == row["reviewed_at"]
            and _becomes(name, one, row)
        ]
        if row["review"] == "changed" and before and before[0]:
            said[str(number)] += f"; it was: {says(name, before[0], unions, people)}"
    return said


def _becomes(name: str, correction: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    made = _fact(name, correction["becomes"])
    return made is not None and same_values(name, made, {column: _plain(row[column]) for column in FACTS[name].columns})


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    """A cell of a frame as the rows of corrections hold it: None where it is missing."""
    return None if value is None or value != value or str(value) in {"<NA>", "NaT"} else value  # noqa: PLR0124 - NaN


def _fact(table: str, written: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a cell
    return from_json(table, written) if isinstance(written, str) else None


def _numbers(ids: list[str]) -> dict[str | None, int]:
    return {body: number for number, body in enumerate(ids)}
