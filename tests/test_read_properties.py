"""Any text comes out of every format as it went in."""

from __future__ import annotations

import csv
import gzip
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from unionwire.read import Options, find_sources, read
from unionwire.read.cleartext import readable
from unionwire.read.dates import parse_date
from unionwire.read.fields import ABSENT
from unionwire.records import Article

readable("Ã©")  # loads ftfy, which draws random numbers as it is loaded
TEXTS = st.lists(
    # control characters are no text, and what is mangled or escaped is read as what it was; see test_read_encodings.py
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t"), min_size=1).filter(
        lambda text: bool(text.strip()) and readable(text) == text and text.casefold() not in ABSENT
    ),
    min_size=1,
    max_size=5,
)


def texts_of(path: Path) -> list[str]:
    return [
        item.text
        for source in find_sources([path]).sources
        for _, item in read(source, Options())
        if isinstance(item, Article)
    ]


@given(TEXTS)
@settings(deadline=None)
def test_any_text_survives_every_format(texts: list[str]) -> None:
    rows = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        (folder / "utf8.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8", newline="")
        (folder / "packed.jsonl.gz").write_bytes(gzip.compress((folder / "plain.jsonl").read_bytes()))
        pq.write_table(pa.Table.from_pylist(rows), folder / "table.parquet")
        with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["id", "text"], quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)
        for written in ("plain.jsonl", "utf8.json", "packed.jsonl.gz", "table.parquet", "table.csv"):
            assert texts_of(folder / written) == texts, written
        (folder / "one.txt").write_bytes(texts[0].encode())
        # a byte order mark is none of the text
        assert texts_of(folder / "one.txt") == [kept] if (kept := texts[0].removeprefix("\ufeff")).strip() else True


@given(st.text() | st.integers() | st.floats() | st.none() | st.binary() | st.lists(st.integers()))
@settings(deadline=None)
def test_no_value_breaks_the_reading_of_dates(value: object) -> None:
    date = parse_date(value)
    assert date is None or 1800 <= date.year <= 2100


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_break_a_reader(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for suffix in (
            ".txt",
            ".jsonl",
            ".json",
            ".csv",
            ".tsv",
            ".parquet",
            ".jsonl.gz",
            ".csv.zst",
            ".txt.xz",
            ".json.bz2",
        ):
            (folder / f"file{suffix}").write_bytes(raw)
        for source in find_sources([folder]).sources:
            for _, item in read(source, Options()):
                assert item.text.strip() if isinstance(item, Article) else item.reason
