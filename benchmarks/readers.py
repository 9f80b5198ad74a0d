"""The speed of each reader beside the bare library that it stands on, as ratios of one run.

Writes one section of results.md. See README.md beside this file for what each line means.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import html
import io
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import results
import sample
from unionwire.read import Options, find_sources, read
from unionwire.records import Article

HEADING = "## Readers beside the bare libraries"
Measure = Callable[[Path], int]
"""Reads a file or a folder, and returns how many texts it held."""


# --- The same articles in every format --------------------------------------------------------------------------------


def write_jsonl(articles: Sequence[Article], folder: Path) -> None:
    """One object a line."""
    with (folder / "dump.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(
            json.dumps({"id": one.article_id, "text": one.text, "title": one.title}) + "\n" for one in articles
        )


def write_csv(articles: Sequence[Article], folder: Path) -> None:
    """A table with commas, quoted where it must be."""
    with (folder / "dump.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "title"])
        rows.writerows((one.article_id, one.text, one.title) for one in articles)


def write_parquet(articles: Sequence[Article], folder: Path) -> None:
    """A table of three columns, compressed with zstd."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: [getattr(one, name) for one in articles] for name in ("article_id", "text", "title")}
    pq.write_table(pa.table(columns), folder / "dump.parquet", compression="zstd")


def write_txt(articles: Sequence[Article], folder: Path) -> None:
    """A file an article."""
    for number, one in enumerate(articles):
        (folder / f"{number}.txt").write_text(one.text, encoding="utf-8", newline="")


def page(article: Article) -> bytes:
    """A page around an article, with a menu before it and a list of links behind it."""
    paragraphs = "\n".join(f"<p>{html.escape(part)}</p>" for part in article.text.split("\n") if part.strip())
    links = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(20))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(article.title or "News")}</title></head>'
        f"<body><nav><ul>{links}</ul></nav><main><article>{paragraphs}</article></main><footer><ul>{links}</ul></footer></body></html>"
    ).encode()


def write_html(articles: Sequence[Article], folder: Path) -> None:
    """A page an article."""
    for number, one in enumerate(articles):
        (folder / f"{number}.html").write_bytes(page(one))


def write_warc(articles: Sequence[Article], folder: Path) -> None:
    """A crawl of those pages, each record compressed by itself."""
    import gzip

    with (folder / "crawl.warc.gz").open("wb") as file:
        for number, one in enumerate(articles):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(one)
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"WARC-Date: 2019-03-04T05:06:07Z\r\nWARC-Target-URI: https://news.example/{number}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + body + b"\r\n\r\n"))


# --- The bare libraries -----------------------------------------------------------------------------------------------


def own(folder: Path) -> int:
    """The project's reader."""
    return sum(
        isinstance(item, Article) for source in find_sources([folder]).sources for _, item in read(source, Options())
    )


def orjson_lines(folder: Path) -> int:
    """Each line parsed by orjson."""
    import orjson

    with (folder / "dump.jsonl").open("rb") as file:
        return sum(bool(orjson.loads(line)["text"]) for line in file)


def csv_module(folder: Path) -> int:
    """Python's csv module."""
    csv.field_size_limit(10_000_000)
    with (folder / "dump.csv").open(encoding="utf-8", newline="") as file:
        return sum(bool(row["text"]) for row in csv.DictReader(file))


def csv_arrow(folder: Path) -> int:
    """Arrow's reader of delimited tables, texts as Python strings."""
    from pyarrow import csv as arrow_csv

    table = arrow_csv.read_csv(folder / "dump.csv", parse_options=arrow_csv.ParseOptions(newlines_in_values=True))
    return sum(map(bool, table["text"].to_pylist()))


def parquet_arrow(folder: Path) -> int:
    """Arrow's reader of Parquet, texts as Python strings."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(folder / "dump.parquet")
    return sum(bool(row["text"]) for batch in file.iter_batches(256) for row in batch.to_pylist())


def read_text(folder: Path) -> int:
    """Decoding alone."""
    return sum(bool(path.read_text(encoding="utf-8")) for path in folder.iterdir())


def pages_html_text(folder: Path) -> int:
    """All visible text, by html-text."""
    import html_text

    return sum(bool(html_text.extract_text(path.read_text(encoding="utf-8"))) for path in folder.iterdir())


def pages_trafilatura(folder: Path) -> int:
    """The main text, title and date, by trafilatura."""
    import trafilatura

    return sum(bool(trafilatura.bare_extraction(path.read_bytes(), with_metadata=True)) for path in folder.iterdir())


def _responses(folder: Path) -> Iterator[bytes]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with (folder / "crawl.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            yield record.reader.read()


def warc_alone(folder: Path) -> int:
    """The records of a crawl and their bytes, by FastWARC."""
    return sum(map(bool, _responses(folder)))


def warc_trafilatura(folder: Path) -> int:
    """The same, and the main text of each by trafilatura."""
    import trafilatura

    return sum(bool(trafilatura.bare_extraction(raw, with_metadata=True)) for raw in _responses(folder))


FORMATS: dict[str, tuple[Callable[[Sequence[Article], Path], None], dict[str, Measure]]] = {
    "JSON Lines": (write_jsonl, {"orjson": orjson_lines}),
    "CSV": (write_csv, {"csv": csv_module, "pyarrow.csv": csv_arrow}),
    "Parquet": (write_parquet, {"pyarrow.parquet": parquet_arrow}),
    "text files": (write_txt, {"read_text": read_text}),
    "HTML pages": (write_html, {"html-text": pages_html_text, "trafilatura": pages_trafilatura}),
    "WARC": (write_warc, {"fastwarc": warc_alone, "fastwarc and trafilatura": warc_trafilatura}),
}


def seconds(measure: Measure, folder: Path, expected: int) -> float:
    """CPU seconds of one reading. Ends the benchmark where a reader misses texts, so that all do the same work."""
    began = time.process_time()
    found = measure(folder)
    took = time.process_time() - began
    if found != expected:
        raise SystemExit(f"{measure.__name__} found {found} of {expected} texts of {folder.name}")
    return took


def rows_of(name: str, articles: Sequence[Article], folder: Path, rounds: int) -> Iterator[str]:
    """The lines of one format: the reader's rate, then each library's seconds and the reader's as a multiple of them."""
    write, libraries = FORMATS[name]
    folder.mkdir()
    write(articles, folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    measures = {"": own, **libraries}
    taken: dict[str, list[float]] = {library: [] for library in measures}
    for _ in range(rounds + 1):  # in turn, so that a busy moment of the machine falls on all; the first one warms up
        for library, measure in measures.items():
            taken[library].append(seconds(measure, folder, len(articles)))
    middle = {library: statistics.median(times[1:]) for library, times in taken.items()}
    rate, volume = len(articles) / middle[""], size / middle[""] / 1e6
    for library in libraries:
        yield f"| {name} | {rate:,.0f} | {volume:.1f} | {library} | {len(articles) / middle[library]:,.0f} | {middle[''] / middle[library]:.1f} |"


def main() -> None:
    """Measure every format and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    sample.add_arguments(parser, articles=1_000)
    parser.add_argument(
        "--rounds", type=int, default=5, help="readings of each, of which the median counts (default: %(default)s)"
    )
    parser.add_argument("--only", default=",".join(FORMATS), help="formats, with commas between them (default: all)")
    parser.add_argument("--results", type=Path, default=results.RESULTS, help="file to write to (default: %(default)s)")
    options = parser.parse_args()
    dump = sample.dump_path(options.dump)
    articles = sample.draw(dump, options.articles, options.seed)
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(options.only.split(",")):
            print(f"  {name}", file=sys.stderr, flush=True)
            lines += rows_of(name, articles, Path(folder, str(number)), options.rounds)
    where = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    n_chars = sum(len(one.text) for one in articles) // len(articles)
    body = io.StringIO()
    print(
        f"`benchmarks/readers.py` on {len(articles):,} articles of `{dump.name}`, {n_chars:,} characters each in the mean, "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {where}; CPU time of one process, the median of {options.rounds} readings.\n\n"
        "| format | unionwire: articles/s | MB/s of the file | library | its articles/s | unionwire's time : its |\n"
        "|---|---|---|---|---|---|",
        *lines,
        sep="\n",
        file=body,
    )
    results.write_section(options.results, HEADING, body.getvalue())
    print(body.getvalue(), end="")


if __name__ == "__main__":
    main()
