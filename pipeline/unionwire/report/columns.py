"""Columns of a report: plain lists of small integers and strings, names once, missing values as -1 or null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = pd.Timedelta(days=1)
_EPOCH = pd.Timestamp(1970, 1, 1)


def codes(values: pd.Series, names: Iterable[Any]) -> list[int]:
    """The number of each value among the names; -1 for a missing value or one that is not among them."""
    found: list[int] = pd.Index(list(names), dtype=object).get_indexer(values.astype(object)).tolist()
    return found


def names_of(*columns: pd.Series) -> list[str]:
    """The different values of columns, sorted, without missing ones."""
    return sorted({value for column in columns for value in column.dropna().unique()})


def days(dates: pd.Series) -> list[int | None]:
    """Days since 1970-01-01; null for a missing date."""
    counted = (pd.to_datetime(dates) - _EPOCH) // _DAY
    return [None if pd.isna(day) else int(day) for day in counted]


def texts(values: pd.Series) -> list[str | None]:
    """Strings; null for a missing one."""
    return [value if isinstance(value, str) else None for value in values]


def numbers(values: pd.Series) -> list[int | None]:
    """Integers; null for a missing one."""
    return [None if pd.isna(value) else int(value) for value in values]


def thousandths(values: pd.Series) -> list[int]:
    """Fractions of 0 to 1 in whole thousandths."""
    return [round(1000 * float(value)) for value in values]
