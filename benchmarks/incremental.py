"""What a batch costs in a folder that already holds many articles, beside the same batch in an empty one.

    python benchmarks/incremental.py [--held 1000000] [--batch 1000] [--share 0.02] [--real] [--folder DIR]

The large folder is made of rows that look like those of a night's crawl: a share of the articles names a union and
states an endorsement, a fifth of those are copies. They are staged and committed as a run does, without being read from
files. The batch then runs in processes of its own, three times into a copy (of hard links) of either folder, with
a stand-in for the extractor or with `--real` the extractor itself. Shown are the medians, of the run alone, and peak memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.fakes import FakeExtractor, extract  # noqa: E402

from unionwire.batch import run  # noqa: E402
from unionwire.consolidate.advance import advance  # noqa: E402
from unionwire.consolidate.copies import signatures  # noqa: E402
from unionwire.provenance import provenance  # noqa: E402
from unionwire.records import Article  # noqa: E402
from unionwire.tables.rows import extraction_tables, table_of  # noqa: E402
from unionwire.tables.write import Output  # noqa: E402

SHARD = 4_096
FIRST = [f"{name}{end}" for name in ("Ad", "Bel", "Car", "Dor", "El") for end in ("a", "en", "io", "una")]
LAST = [f"{name}{end}" for name in ("Quill", "Vance", "Hale", "Mont", "Ross") for end in ("", "er", "ley", "ton")]
WORDS = [hashlib.sha256(str(n).encode()).hexdigest()[:6] for n in range(5_000)]


def articles(first: int, count: int, share: float) -> list[Article]:
    """Articles by number: always the same for a number."""
    made = []
    for number in range(first, first + count):
        rng = random.Random(number)  # noqa: S311 - a benchmark's data
        title = f"Item {number}"
        text = f"{title}. Nothing of note happened at the town hall."
        if rng.random() < share:
            # every fifth repeats an earlier story under another opening
            told = number - number % 1_000 if rng.random() < 0.2 else number
            story = random.Random(f"story {told}")  # noqa: S311
            claim = f"Weavers Local {story.randrange(500)} endorsed {story.choice(FIRST)} {story.choice(LAST)}."
            text = f"{title}. {claim} {' '.join(story.choices(WORDS, k=150))}"
        day = dt.date(2019, 1, 1) + dt.timedelta(days=number % 700)
        address = f"https://paper{number % 300}.example/{number}"
        made.append(Article(f"article-{number:09}", text, url=address, title=title, published=day))
    return made


def fill(out: Path, count: int, share: float) -> None:
    """Put articles into a folder as one run would."""
    made_with = provenance()
    with Output(out) as output:
        stage = output.stage("0001-benchmark")
        for start in range(0, count, SHARD):
            found = [extract(article) for article in articles(start, min(SHARD, count - start), share)]
            tables = extraction_tables(found, "0001-benchmark")
            stage.add_shard(f"{start:09}", tables, signatures(tables["articles"]["text"]))
        began = time.perf_counter()
        stage.link_base()
        advance(stage, (made_with.version, made_with.model, made_with.seeds))
        now = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - zoneless by contract
        row = {"batch_id": "0001-benchmark", "started": now, "finished": now, "inputs": ["benchmark"]}
        row |= {"version": made_with.version, "model": made_with.model, "seeds": made_with.seeds}
        row |= dict.fromkeys(("n_articles", "n_relevant", "n_rejects", "n_present", "n_repeated"), 0)
        row |= dict.fromkeys(("seconds_reading", "seconds_extracting", "seconds_consolidating"), 0.0)
        stage.replace("batches", table_of("batches", [row]))
        output.commit(stage)
        print(f"tables over all {count:,} articles, all new: {time.perf_counter() - began:.1f} s")


def one_run(dump: Path, out: Path, *, real: bool) -> None:
    """The batch, in this process and its worker; prints seconds by stage and peak memory."""
    began = time.perf_counter()
    report = run([dump], out, workers=1) if real else run([dump], out, workers=0, make_extractor=FakeExtractor)
    took = time.perf_counter() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    assert report.n_articles, "nothing was new"
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({"run": took, **report.seconds, "cpu": cpu, "mib": max(each.ru_maxrss for each in used) / 1024}))


def measured(dump: Path, base: Path | None, folder: Path, *, real: bool, times: int) -> dict[str, float]:
    """Medians over some runs into copies of a folder."""
    results: list[dict[str, float]] = []
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    for _ in range(times):
        if base is not None:
            shutil.copytree(base, out, symlinks=True, copy_function=os.link)
        command = [sys.executable, __file__, "--one", str(dump), str(out), *(["--real"] if real else [])]
        results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        shutil.rmtree(out)
    return {key: statistics.median(result[key] for result in results) for key in results[0]}


def main() -> None:
    """Fill, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--held", type=int, default=1_000_000, help="articles that the large folder holds")
    parser.add_argument("--batch", type=int, default=1_000, help="articles of the batch")
    parser.add_argument("--share", type=float, default=0.02, help="share of the articles that name a union")
    parser.add_argument("--times", type=int, default=3, help="runs into either folder")
    parser.add_argument("--real", action="store_true", help="use the extractor, not its stand-in")
    parser.add_argument("--folder", type=Path, help="where to work, and to find the large folder of an earlier call")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one_run(*given.one, real=given.real)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        large = folder / f"held-{given.held}-{given.share:g}"
        if not large.exists():
            fill(large, given.held, given.share)
        dump = folder / "batch.jsonl"
        records = [
            {
                "id": each.article_id,
                "text": each.text,
                "url": each.url,
                "title": each.title,
                "date": str(each.published),
            }
            for each in articles(given.held, given.batch, given.share)
        ]
        dump.write_text("".join(json.dumps(record) + "\n" for record in records))
        empty = measured(dump, None, folder, real=given.real, times=given.times)
        full = measured(dump, large, folder, real=given.real, times=given.times)
        print(
            f"{'a batch of ' + format(given.batch, ','):28}{'empty folder':>14}{format(given.held, ',') + ' held':>18}{'ratio':>8}"
        )
        for key in empty:
            unit = {"mib": "MiB, peak", "cpu": "s of CPU, start included"}.get(key, f"s {key}")
            ratio = full[key] / empty[key] if empty[key] else float("nan")
            print(f"{unit:28}{empty[key]:14.2f}{full[key]:18.2f}{ratio:8.2f}")


if __name__ == "__main__":
    main()
