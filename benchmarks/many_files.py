"""What a run over very many tiny files costs: seconds and peak memory, for several numbers of files.

    python benchmarks/many_files.py [--files 10000,100000] [--a-folder 1000] [--most-mib 800] [--folder DIR]

Each file holds a few words in which the screen finds no union, as most of a dump does: what is measured is the finding, choosing
and reading of files and the rows of `articles`. Every run is `unionwire.run` in a process of its own, with one worker, from the
folder to the tables. `--a-folder 0` puts all files side by side. The files are removed in the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import results

HEADING = "## Very many tiny files"
WATCH = """
import json, resource, sys, time
from unionwire.batch import run

if __name__ == "__main__":
    began = time.perf_counter()
    report = run([sys.argv[1]], sys.argv[2], workers=1)
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {"files": report.n_files, "articles": report.n_articles, "wall": time.perf_counter() - began}
    figures |= {"cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024, **report.seconds}
    print(json.dumps(figures))
"""


def make(folder: Path, first: int, last: int, a_folder: int) -> None:
    """Write the files of these numbers, each with words of its own."""
    for number in range(first, last):
        place = folder / f"{number // a_folder:06}" if a_folder else folder
        if number == first or (a_folder and number % a_folder == 0):
            place.mkdir(parents=True, exist_ok=True)
        Path(place, f"note-{number:08}.txt").write_text(f"Note {number}: the town hall was quiet, and it rained.\n")


def measure(folder: Path, out: Path) -> dict[str, float]:
    """One run, in a process of its own."""
    made = subprocess.run(
        [sys.executable, "-c", WATCH, str(folder), str(out)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SystemExit(made.stderr)
    figures: dict[str, float] = json.loads(made.stdout)
    return figures


def main() -> None:
    """Measure each number of files and write the section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", default="10000,100000", help="numbers of files, ascending (default: %(default)s)")
    parser.add_argument("--a-folder", type=int, default=1_000, help="files a folder (default: %(default)s)")
    parser.add_argument("--most-mib", type=float, help="end with exit code 1 where a run takes more memory")
    parser.add_argument("--folder", type=Path, help="where to put the files (default: the system's)")
    parser.add_argument("--results", type=Path, default=results.RESULTS, help="file to write to (default: %(default)s)")
    options = parser.parse_args()
    lines = []
    most = 0.0
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        files, done = Path(scratch, "files"), 0
        for number in map(int, options.files.split(",")):
            print(f"  {number:,} files", file=sys.stderr, flush=True)
            make(files, done, number, options.a_folder)
            done = number
            told = measure(files, Path(scratch, f"out-{number}"))
            if not told["files"] == told["articles"] == number:
                raise SystemExit(f"{told['articles']:.0f} articles of {number} files")
            most = max(most, told["mib"])
            lines.append(
                f"| {number:,} | {told['reading']:.1f} | {told['extracting']:.1f} | {told['consolidating']:.1f} | "
                f"{told['wall']:.1f} | {told['cpu']:.1f} | {told['mib']:.0f} |"
            )
    where = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    body = io.StringIO()
    print(
        f"`benchmarks/many_files.py`, {options.a_folder or 'all'} files a folder, {dt.datetime.now(dt.UTC):%Y-%m-%d}, {where}.\n\n"
        "| files | finding and choosing, s | reading and rows, s | consolidating, s | all, s | CPU s | peak MiB |\n"
        "|---|---|---|---|---|---|---|",
        *lines,
        sep="\n",
        file=body,
    )
    results.write_section(options.results, HEADING, body.getvalue())
    print(body.getvalue(), end="")
    if options.most_mib and most > options.most_mib:
        raise SystemExit(f"{most:.0f} MiB is more than {options.most_mib:.0f}")


if __name__ == "__main__":
    main()
