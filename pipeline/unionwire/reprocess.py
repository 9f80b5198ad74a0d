"""Extracting again from the articles that a folder of tables holds, after a change of version, model or seeds.

The texts of articles that the screen let through are in the tables. Of the others only the row is; those are done again
where the inputs of the run bring their texts, and stay as they were made before where not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from unionwire.read.select import Located
from unionwire.records import Article
from unionwire.tables.keys import KEY, keys_of, text_keys
from unionwire.tables.schema import schema
from unionwire.tables.write import parts_in, read_part

_COLUMNS = ["article_id", "source", "url", "title", "published", "published_from", "text"]


def stored_articles(snapshot: Path, shown: str) -> Iterator[Located]:
    """The articles whose texts the tables hold, as they were read; `shown` is what they are told to stand in."""
    for part in parts_in(snapshot / "articles"):
        held = read_part(part, "articles", _COLUMNS)
        for row in held.filter(pc.is_valid(held["text"])).to_pylist():
            # a date that the extraction found is for the extraction to find again
            given = row["published"] if row["published_from"] == "metadata" else None
            published = given.date() if given else None
            yield Located(
                Article(row["article_id"], row["text"], row["source"], row["url"], row["title"], published), shown, 0
            )


class Dropped:
    """The articles whose texts the tables do not hold, by the keys of their ids and texts."""

    def __init__(self, snapshot: Path) -> None:
        self._parts = parts_in(snapshot / "articles")
        ids, texts = [np.empty(0, KEY)], [np.empty(0, KEY)]
        self.n_stored = 0
        for part in self._parts:
            rows = read_part(part, "articles", ["article_id", "text_sha256", "relevant"])
            without = rows.filter(pc.invert(rows["relevant"]))
            self.n_stored += len(rows) - len(without)
            ids.append(keys_of(without["article_id"]))
            texts.append(text_keys(without["text_sha256"]))
        self.n_dropped = sum(len(keys) for keys in ids)
        self._ids, self._texts = np.sort(np.concatenate(ids)), np.sort(np.concatenate(texts))

    def among(self, ids: np.ndarray, texts: np.ndarray) -> np.ndarray:
        """Which records bring one of these articles."""
        return np.isin(ids, self._ids) & np.isin(texts, self._texts)

    def rows_without(self, redone: Collection[str]) -> Iterator[pa.Table]:
        """The rows of `articles` of those that were not done again, a part at a time."""
        done = pa.array(sorted(redone), pa.string())
        for part in self._parts:
            rows = read_part(part, "articles", [name for name in schema("articles").names if name != "text"])
            rows = rows.filter(pc.invert(pc.or_(rows["relevant"], pc.is_in(rows["article_id"], value_set=done))))
            index = schema("articles").get_field_index("text")
            yield rows.add_column(index, schema("articles").field("text"), pa.nulls(len(rows), pa.string()))
