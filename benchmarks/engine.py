"""The speed of the whole engine beside stock spaCy and beside the bare floor, as ratios of one run.

Writes one table. See README.md beside this file for what each line means.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import engine_cases as cases
import results
import sample

SHARE = 0.02  # of a general dump's articles name a union
Row = tuple[str, str, str]


def alone(measure: Callable[..., cases.Figures], *arguments: object) -> cases.Figures:
    """The figures of a measurement in a process of its own."""
    print(f"  {measure.__name__}", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:  # its processes may have children
        return pool.submit(measure, *arguments).result()


class Dumps:
    """The general dump, thinned to `SHARE`, and the dense one, of articles that name a union alone."""

    def __init__(self, dump: Path, folder: Path, most: int, most_dense: int, seed: int) -> None:
        """Sort the articles of `dump`, the first `most` of a shuffle, and write both dumps to `folder`."""
        articles = list(cases.articles_of(str(dump)))
        rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
        rng.shuffle(articles)
        articles = articles[:most]
        self.all = folder / "all.jsonl.gz"
        cases.write_dump(self.all, articles)
        marks = cases.naming_unions(str(self.all))
        naming = [article for article, mark in zip(articles, marks, strict=True) if mark]
        others = [article for article, mark in zip(articles, marks, strict=True) if not mark]
        if not naming:
            print(f"no article of {dump} names a union", file=sys.stderr)
            raise SystemExit(2)
        thinned = [*others, *naming[: max(1, round(len(others) * SHARE / (1 - SHARE)))]]
        rng.shuffle(thinned)
        self.general, self.dense = folder / "general.jsonl.gz", folder / "dense.jsonl.gz"
        cases.write_dump(self.general, thinned)
        cases.write_dump(self.dense, naming[:most_dense])


def general_rows(dumps: Dumps, folder: Path, model: str, most: int) -> list[Row]:
    """The dump of a night's crawl: against the stock pipeline and against reading alone."""
    stock = alone(cases.stock, str(dumps.general), model, most)
    floor = alone(cases.floor, str(dumps.general))
    screened = alone(cases.screened, str(dumps.general))
    run = alone(cases.whole_run, str(dumps.general), str(folder / "general"), 1)
    rate, stock_rate = run["articles"] / run["seconds"], stock["articles"] / stock["seconds"]
    what = f"general dump, {run['articles']:,.0f} articles of which {SHARE:.0%} name a union"
    passed = f"{screened['kept'] / screened['articles']:.0%} pass"
    return [
        (f"{what}: articles/s, `run` from file to tables : stock pipeline", times(rate / stock_rate), "at least 100"),
        (
            f"the same, seconds: bare floor ({floor['seconds']:.2f} s)",
            times(run["seconds"] / floor["seconds"]),
            "at most 3",
        ),
        (
            f"reading and screening alone ({passed}): bare floor",
            times(screened["seconds"] / floor["seconds"]),
            "at most 3",
        ),
    ]


def dense_rows(dumps: Dumps, folder: Path, model: str, most: int) -> list[Row]:
    """A dump in which every article names a union."""
    stock = alone(cases.stock, str(dumps.dense), model, most)
    own = alone(cases.extraction, str(dumps.dense), most)
    if own["failed"]:
        raise SystemExit("an article failed, so the rates would not compare")
    slow = alone(cases.differences, str(dumps.dense), most)
    one = alone(cases.whole_run, str(dumps.dense), str(folder / "one"), 1)
    two = alone(cases.whole_run, str(dumps.dense), str(folder / "two"), 2)
    tokens = stock["tokens"]
    what = f"dense dump, {own['articles']:,.0f} articles of {tokens:,.0f} tokens"
    rows = f"{slow['differing']:.0f} of {slow['articles']:.0f}"
    return [
        (f"{what}: tokens/s : stock pipeline", times(stock["seconds"] / own["seconds"]), "at least 4"),
        ("the same: articles with other rows than with no screen and all parsed, one by one", rows, "0"),
        ("the same: seconds of that slow path", times(slow["seconds"] / own["seconds"]), "-"),
        (
            f"two workers : one, wall clock of extracting {one['articles']:,.0f} articles",
            times(one["extracting_wall"] / two["extracting_wall"]),
            "at least 1.8",
        ),
        ("peak memory of a run, one worker", f"{one['peak']:.0f} MiB", "under 800 MiB"),
        ("peak memory of the largest worker of two", f"{two['workers_peak']:.0f} MiB", "under 800 MiB"),
    ]


def start_rows() -> list[Row]:
    """What every process pays once."""
    started = alone(cases.start)
    command = Path(sys.executable).with_name("unionwire")
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([command, "--help"], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [
        (
            "start: import, model, registries",
            f"{started['seconds']:.2f} s CPU, {started['wall']:.2f} s wall",
            "under 2 s",
        ),
        ("then the first article, with what is compiled for it", f"{started['first']:.2f} s CPU", "-"),
        ("`unionwire --help`", f"{cpu:.2f} s CPU, {wall:.2f} s wall", "under 0.3 s"),
    ]


def memory_rows(dumps: Dumps, sizes: list[int]) -> list[Row]:
    """Peak memory as the dump grows."""
    found = [alone(cases.memory, str(dumps.general), size) for size in sizes]
    return [
        (
            f"peak memory over {one['articles']:,.0f} articles, general dump repeated and perturbed",
            f"{one['peak']:.0f} MiB",
            "under 800 MiB",
        )
        for one in found
    ]


def incremental_rows(dumps: Dumps, held: int, batch: int) -> list[Row]:
    """A batch into an output folder that holds much."""
    found = alone(cases.incremental, str(dumps.general), held, batch)
    what = f"a batch of {batch:,} into an OUT of {held:,} articles : into an empty one"
    return [(what, times(found["into_full"] / found["into_empty"]), "at most 1.3")]


def times(ratio: float) -> str:
    """A ratio as the table shows it."""
    return f"{ratio:.1f}" if ratio < 20 else f"{ratio:.0f}"


def table(rows: list[Row], dump: Path, seed: int) -> str:
    """The results in Markdown."""
    lines = ["| what | measured | aim |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    where = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    made = f"`benchmarks/engine.py` on `{dump.name}`, seed {seed}, {dt.datetime.now(dt.UTC):%Y-%m-%d}, {where}; ratios by CPU time."
    return "\n".join(["# What `make bench` measured", "", made, "", *lines, ""])


def main() -> None:
    """Measure, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sample.add_arguments(parser, articles=6_000)
    parser.add_argument(
        "--stock", help=f"the stock model (default: {' or '.join(sample.STOCK)}, whichever is installed)"
    )
    parser.add_argument(
        "--most", type=int, default=150, help="articles of each dump for the slow ones (default: %(default)s)"
    )
    parser.add_argument(
        "--held", type=int, default=10_000, help="articles in OUT before a batch (default: %(default)s)"
    )
    parser.add_argument("--batch", type=int, default=1_000, help="articles of that batch (default: %(default)s)")
    parser.add_argument("--memory", default="1000,3000", help="sizes of dumps for peak memory (default: %(default)s)")
    parser.add_argument(
        "--only", default="general,dense,start,memory,incremental", help="parts to measure (default: all)"
    )
    parser.add_argument(
        "--results", type=Path, default=results.RESULTS, help="file of the table (default: benchmarks/results.md)"
    )
    arguments = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"  # read by the children's numerical libraries when they start
    model, dump = sample.stock_model(arguments.stock), sample.dump_path(arguments.dump)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        dumps = Dumps(dump, folder, arguments.articles, arguments.most, arguments.seed)
        parts: dict[str, Callable[[], list[Row]]] = {
            "general": lambda: general_rows(dumps, folder, model, arguments.most),
            "dense": lambda: dense_rows(dumps, folder, model, arguments.most),
            "start": start_rows,
            "memory": lambda: memory_rows(dumps, [int(size) for size in arguments.memory.split(",")]),
            "incremental": lambda: incremental_rows(dumps, arguments.held, arguments.batch),
        }
        rows: list[Row] = []
        for name in arguments.only.split(","):
            rows += parts[name]()
            results.write_head(arguments.results, table(rows, dump, arguments.seed))  # a long run may be cut
    print(arguments.results.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
