"""What every reader promises of every file, whatever stands in it."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from unionwire.read import Options, Record, find_sources, read
from unionwire.read.fields import EXCERPT
from unionwire.records import Article, Extraction
from unionwire.tables.rows import extraction_tables, table_of

MOST_CHARS = 5_000


def read_bytes(name: str, raw: bytes) -> list[Record]:
    """What comes of a file of that name and content; the folder of its path is left out, as each call has its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(raw)
        return [
            (number, item if isinstance(item, Article) else dataclasses.replace(item, path=name))
            for source in find_sources([path]).sources
            for number, item in read(source, Options(max_chars=MOST_CHARS))
        ]


def assert_storable(records: list[Record]) -> None:
    """What was read can be told apart by its numbers, keeps to the limits, and fits the tables."""
    numbers = [number for number, _ in records]
    assert numbers == sorted(set(numbers)), numbers
    for number, item in records:
        if isinstance(item, Article):
            assert number >= 1
            assert item.article_id
            assert item.text.strip()
            assert len(item.text) <= MOST_CHARS
            assert extraction_tables([Extraction(item, relevant=True)], "b")["articles"].num_rows == 1
        else:
            assert item.record == number
            assert item.reason.strip()
            assert len(item.excerpt) <= EXCERPT
            row = {name: getattr(item, name) for name in ("path", "record", "code", "reason", "excerpt")}
            assert table_of("rejects", [row | {"batch_id": "b"}]).num_rows == 1
