"""Children beside their parents, with dates and with the facts behind either side."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from unionwire.consolidate.positions import VAGUENESS
from unionwire.report.columns import codes, days, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_SIDES = {
    "child": ("child_union_id", "child_candidate_id", "child_stance"),
    "parent": ("parent_union_id", "parent_candidate_id", "parent_stance"),
}


def pair_columns(tables: Mapping[str, pd.DataFrame], ids: dict[str, list[str]]) -> dict[str, Any]:
    """The rows of `national_local`: who, which election, how they compare, the span of dates, and the facts behind.

    A date is a day, with how exact it is.
    The facts of a side are the endorsements of that union with that candidate, stance and cycle in the row's articles;
    the statements are the relationships of the pair in them that speak of the alignment. All are numbers of rows.
    """
    rows = tables["national_local"]
    columns: dict[str, Any] = {
        "cycle": numbers(rows["cycle"]),
        "alignment": texts(rows["alignment"]),
        "office": [None] * len(rows),
    }
    positions = _positions(tables["positions"])
    endorsements = _endorsements(tables["endorsements"])
    articles = [set(found) for found in rows["article_ids"]]
    for side, names in _SIDES.items():
        union, candidate, stance = (rows[name] for name in names)
        keys = list(zip(union, map(_known, candidate), map(_known, stance), columns["cycle"], strict=True))
        spans = [positions.get(key) for key in keys]
        columns[side] = codes(union, ids["union"])
        columns[f"{side}_candidate"] = codes(candidate, ids["candidate"])
        columns[f"{side}_stance"] = texts(stance)
        for end in ("first", "last"):
            columns[f"{side}_{end}"] = [getattr(span, end).day if span else None for span in spans]
            columns[f"{side}_{end}_precision"] = [getattr(span, end).precision if span else None for span in spans]
        columns["office"] = [
            office or (span.office if span else None) for office, span in zip(columns["office"], spans, strict=True)
        ]
        columns[f"{side}_facts"] = [
            [number for article, number in endorsements.get(key, ()) if article in held]
            for key, held in zip(keys, articles, strict=True)
        ]
    columns["statements"] = _statements(tables["relationships"], rows, articles)
    return columns


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None


class _Day(NamedTuple):
    day: int | None
    precision: str | None


class _Span(NamedTuple):
    first: _Day
    last: _Day
    office: str | None


_NO_DAY = _Day(None, None)


def _positions(rows: pd.DataFrame) -> dict[tuple[Any, ...], _Span]:
    """First and last day and office of each position; where it stands for several offices, the widest span."""
    found: dict[tuple[Any, ...], _Span] = {}
    for *key, first, last, office in zip(
        rows["union_id"],
        map(_known, rows["candidate_id"]),
        rows["stance"],
        numbers(rows["cycle"]),
        map(_Day, days(rows["first_date"]), texts(rows["first_precision"])),
        map(_Day, days(rows["last_date"]), texts(rows["last_precision"])),
        texts(rows["office"]),
        strict=True,
    ):
        held = found.get(tuple(key), _Span(_NO_DAY, _NO_DAY, office))
        found[tuple(key)] = _Span(
            min(_present(first, held.first), key=_early, default=_NO_DAY),
            max(_present(last, held.last), key=_late, default=_NO_DAY),
            office if office == held.office else None,
        )
    return found


def _present(*ends: _Day) -> Iterable[_Day]:
    return (end for end in ends if end.day is not None)


# of two on one day, the more exact one
def _early(end: _Day) -> tuple[int, int]:
    return end.day or 0, VAGUENESS.get(end.precision or "", 0)


def _late(end: _Day) -> tuple[int, int]:
    return end.day or 0, -VAGUENESS.get(end.precision or "", 0)


def _endorsements(rows: pd.DataFrame) -> dict[tuple[Any, ...], list[tuple[str, int]]]:
    found: dict[tuple[Any, ...], list[tuple[str, int]]] = defaultdict(list)
    keys = zip(rows["union_id"], map(_known, rows["candidate_id"]), rows["stance"], numbers(rows["cycle"]), strict=True)
    for number, (key, article) in enumerate(zip(keys, rows["article_id"], strict=True)):
        found[key].append((article, number))
    return found


def _statements(rows: pd.DataFrame, pairs: pd.DataFrame, articles: list[set[str]]) -> list[list[int]]:
    """By pair, the relationships in its articles that say how the two compare, of its cycle or of none."""
    stated: dict[tuple[str, str], list[tuple[str, int | None, int]]] = defaultdict(list)
    for number, (child, parent, alignment, article, cycle) in enumerate(
        zip(
            rows["child_union_id"],
            rows["parent_union_id"],
            rows["alignment"],
            rows["article_id"],
            numbers(rows["cycle"]),
            strict=True,
        )
    ):
        if alignment != "unstated":
            stated[child, parent].append((article, cycle, number))
    return [
        [
            number
            for article, said, number in stated.get((child, parent), ())
            if article in held and said in (None, cycle)
        ]
        for child, parent, cycle, held in zip(
            pairs["child_union_id"], pairs["parent_union_id"], numbers(pairs["cycle"]), articles, strict=True
        )
    ]
