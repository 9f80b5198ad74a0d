"""Articles a second: unionwire beside the stock spaCy small pipeline, on the same articles in the same run.

Each of the two runs alone in a fresh process with one thread, so that neither warms the other's caches and each has
a peak memory of its own. Loading is timed apart. See README.md beside this file for how to read the result.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from unionwire.records import Article

BATCH_SIZE = 32  # as in the Extractor: the stock default of 256 takes gigabytes on long articles
WARM_UP = "The Coopers' union met on Monday. Its members endorsed Mayor Jane Roe for governor in 2018."


@dataclass(frozen=True, slots=True)
class Measurement:
    """One pipeline over the sample: seconds by the wall clock and of CPU time, peak resident memory in MiB."""

    loading: float
    wall: float
    cpu: float
    peak_mib: float
    tokens: int
    processed: int


def _measure(load: Callable[[], Callable[[list[Article]], tuple[int, int]]], articles: list[Article]) -> Measurement:
    from unionwire.records import Article

    started = time.perf_counter()
    run = load()
    run([Article("warm-up", WARM_UP)])
    loaded, cpu = time.perf_counter(), time.process_time()
    tokens, processed = run(articles)
    wall = time.perf_counter() - loaded
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Measurement(loaded - started, wall, time.process_time() - cpu, peak, tokens, processed)


def measure_stock(model: str, articles: list[Article]) -> Measurement:
    """The stock pipeline with all its components over every article; `tokens` are those of all articles."""

    def load() -> Callable[[list[Article]], tuple[int, int]]:
        import spacy

        nlp = spacy.load(model)
        nlp.max_length = 10**9

        def run(batch: list[Article]) -> tuple[int, int]:
            texts = (article.text for article in batch)
            return sum(len(doc) for doc in nlp.pipe(texts, batch_size=BATCH_SIZE)), len(batch)

        return run

    return _measure(load, articles)


def measure_unionwire(articles: list[Article]) -> Measurement:
    """Screen and Extractor over every article; `processed` counts those that the screen lets through."""

    def load() -> Callable[[list[Article]], tuple[int, int]]:
        from unionwire.extract import Extractor
        from unionwire.records import Extraction

        extractor = Extractor()

        def run(batch: list[Article]) -> tuple[int, int]:
            kept = 0
            for result in extractor.extract_batch(batch):
                if not isinstance(result, Extraction):
                    raise SystemExit(f"an article failed, so the rates would not compare: {result}")
                kept += result.relevant
            return 0, kept

        return run

    return _measure(load, articles)


def render(own: Measurement, stock: Measurement, n_articles: int, model: str) -> str:
    """The two rates side by side. Tokens are spaCy's, counted by the stock pipeline over all articles."""
    lines = [f"{'':28}{'articles/s':>11}{'tokens/s':>10}{'wall s':>9}{'CPU s':>9}{'load s':>8}{'peak MiB':>10}"]
    for name, one in (("unionwire", own), (model, stock)):
        rates = f"{n_articles / one.wall:11.1f}{stock.tokens / one.wall:10.0f}"
        lines.append(f"{name:28}{rates}{one.wall:9.1f}{one.cpu:9.1f}{one.loading:8.1f}{one.peak_mib:10.0f}")
    lines += [
        f"ratio {stock.wall / own.wall:.1f} to 1 by the wall clock, {stock.cpu / own.cpu:.1f} to 1 by CPU time",
        f"{n_articles} articles, {stock.tokens} tokens; the screen let {own.processed} articles through",
    ]
    return "\n".join(lines)


def main() -> None:
    """Draw the sample, measure both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sample.add_arguments(parser, articles=400)
    parser.add_argument(
        "--stock", help=f"the stock model (default: {' or '.join(sample.STOCK)}, whichever is installed)"
    )
    parser.add_argument("--least", type=float, default=0.0, help="exit 1 where the ratio by wall clock is lower")
    arguments = parser.parse_args()
    model = sample.stock_model(arguments.stock)
    articles = sample.draw(sample.dump_path(arguments.dump), arguments.articles, arguments.seed)
    os.environ["OMP_NUM_THREADS"] = "1"  # read by the children's numerical libraries when they start
    processes = multiprocessing.get_context("spawn")
    with processes.Pool(1, maxtasksperchild=1) as pool:
        own = pool.apply(measure_unionwire, (articles,))
        stock = pool.apply(measure_stock, (model, articles))
    print(render(own, stock, len(articles), model))
    if stock.wall / own.wall < arguments.least:
        raise SystemExit(f"the ratio is below {arguments.least:g}")


if __name__ == "__main__":
    main()
