"""What finding copies costs a batch beside ten thousand, a hundred thousand and a million stored texts.

    python benchmarks/copies.py [--held 10000,100000,1000000] [--batch 10000]

The index of the held texts is written as runs write it, 65,536 texts at a time. Of the held texts a thousand are real ones,
the others stand in it with hashes drawn at random, which is what texts that resemble nothing have; so a million need no hour.
A fifth of the batch are the thousand again, edited here and there. Each size is measured in a process of its own.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before any numerical library is imported

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from unionwire.consolidate.copies import CLUSTERED, Copies, entries, signatures
from unionwire.consolidate.duplicates import BANDS
from unionwire.consolidate.proposals import ROW_BITS, Place
from unionwire.tables.keys import add_sorted, runs

WORDS = [hashlib.sha256(str(number).encode()).hexdigest()[:7] for number in range(20_000)]
REAL, LENGTH, CHUNK = 1_000, 800, 65_536
HELD_PART, BATCH_PART, INVENTED_PART = 0, 1, 2


def story(number: int, edited: int = 0) -> str:
    """A text by number, always the same, with some of its words replaced."""
    words = random.Random(number).choices(WORDS, k=LENGTH)  # noqa: S311 - a benchmark's data
    rng = random.Random(f"{number} {edited}")  # noqa: S311
    for _ in range(edited):
        words[rng.randrange(LENGTH)] = "edited"
    return " ".join(words)


def invented(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Entries of texts that resemble nothing."""
    rng = np.random.default_rng(seed)
    at = np.arange(count, dtype=np.uint64) | (np.uint64(INVENTED_PART + seed) << ROW_BITS)
    hashes = rng.integers(0, 2**64, count * (1 + BANDS), np.uint64)
    return np.stack([hashes[:count], at]), np.stack([hashes[count:], np.repeat(at, BANDS)])


def measure(folder: Path, n_held: int, n_batch: int) -> dict[str, float]:
    """Fill an index, look a batch up in it, add the batch."""
    held = [story(number) for number in range(REAL)]
    batch = [story(n % REAL, 20) if n % 5 == 0 else story(10**9 + n) for n in range(n_batch)]
    began = time.process_time()
    made = signatures(pa.chunked_array([batch]))
    signing = time.process_time() - began
    began = time.process_time()
    for kind, found in zip(("whole", "bands"), entries(signatures(pa.chunked_array([held])), HELD_PART), strict=True):
        add_sorted(folder, folder, kind, "real", found)
    for chunk, start in enumerate(range(REAL, n_held, CHUNK)):
        for kind, found in zip(("whole", "bands"), invented(min(CHUNK, n_held - start), chunk), strict=True):
            add_sorted(folder, folder, kind, f"{chunk:06}", found)
    filling = time.process_time() - began
    texts = {HELD_PART: held, BATCH_PART: batch}

    def heads(part: int) -> pa.Table:
        ids = [f"{part}-{row}" for row in range(len(texts[part]))]
        empty = pa.nulls(len(ids))
        return pa.table(
            {"article_id": ids, "published": empty.cast(pa.timestamp("ms")), "outlet": empty.cast("string")}
        )

    def text(place: Place) -> str:
        return texts[place[0]][place[1]]

    size = sum(path.stat().st_size for kind in ("whole", "bands") for path in runs(folder, kind))
    n_files = len(runs(folder, "bands"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    copies = Copies(folder, CLUSTERED.empty_table(), heads, text)
    kept = copies.add(*entries(made, BATCH_PART))
    n_copies = sum(original is not None for _, original in copies.settle().values())
    looking = time.process_time() - began
    for kind, found in zip(("whole", "bands"), kept, strict=True):
        add_sorted(folder, folder, kind, "batch", found)
    adding = time.process_time() - began - looking
    return {
        "held": n_held,
        "signatures/s": n_batch / signing,
        "look-up, ms a text": 1e3 * looking / n_batch,
        "adding, ms a text": 1e3 * adding / n_batch,
        "filling, ms a held text": 1e3 * filling / n_held,
        "bytes a held text": size / n_held,
        "files": n_files,
        "memory, more MiB": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024,
        "copies found of those there": n_copies / (n_batch // 5),
    }


def main() -> None:
    """Measure each size, print a table, the last column beside the first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--held", default="10000,100000,1000000", help="numbers of stored texts (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=10_000, help="texts of the batch (default: %(default)s)")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(Path(given.one[0]), int(given.one[1]), given.batch)))
        return
    results: list[dict[str, float]] = []
    for held in given.held.split(","):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, "--one", folder, held, "--batch", str(given.batch)]
            results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    for name in results[0]:
        figures = "".join(f"{result[name]:>14,.2f}" for result in results)
        ratio = results[-1][name] / results[0][name] if results[0][name] else float("nan")
        print(f"{name:30}{figures}{ratio:>10.2f}x")


if __name__ == "__main__":
    main()
