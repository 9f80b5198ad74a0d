"""Damaged files of every format: no crash, no record lost that damage left whole, every other accounted for, by count.

`make damaged` does it with 10,000 files and prints what came of them; the suite takes every way of damage a few times.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.damage import DAMAGE, Case, case
from tests.documents import MAKERS, PACK, Document
from tests.fakes import FakeExtractor

import unionwire
from unionwire import batch
from unionwire.read import Options, find_sources, read
from unionwire.read.fields import text_sha256
from unionwire.records import Article, Reject

SEED = 1
FILES = len(MAKERS) * len(DAMAGE) * 2
# a reject that stands for the whole file, or for all of it from there on, as does one that is all that came
WHOLE = re.compile(r"unreadable file|file breaks off|no header|no text column|over the size limit")

# where what there is to count is itself unsure: a byte changed in an archive changes all that follows, a wrong name what a record is
UNCOUNTED = {"packed, then flipped", "wrong packing", "wrong suffix"}
ROWS = re.compile(r"rows (\d+) to (\d+)")


def _records_of(reject: Reject) -> int:
    """How many records a reject stands for: one, but for a group of rows of a Parquet file."""
    lost = ROWS.search(reject.reason)
    return int(lost[2]) - int(lost[1]) + 1 if lost else 1


class Outcome:
    """What the reader made of a case: what came as it was given, what came otherwise, what was rejected."""

    def __init__(self, damaged: Case, items: Sequence[Article | Reject]) -> None:
        self.case, self.items = damaged, items
        self.articles = [item for item in items if isinstance(item, Article)]
        self.rejects = [item for item in items if isinstance(item, Reject)]
        texts = [article.text for article in self.articles]
        came = {
            one.id: {n for n, text in enumerate(texts) if self._is(text, one.paragraphs)}
            for one in {*damaged.given, *damaged.intact}
        }
        self.lost = [one.id for one in damaged.given if not came[one.id]]
        self.missing = [one.id for one in damaged.intact if not came[one.id]]
        self.n_changed = len(texts) - len(set().union(*came.values()))
        self.n_rejected = sum(map(_records_of, self.rejects))

    def _is(self, text: str, paragraphs: tuple[str, ...]) -> bool:
        """Whether a text is a record's: to the letter in a table, with all of its paragraphs in a page."""
        return text == "\n\n".join(paragraphs) if self.case.exact else all(part in text for part in paragraphs)

    def problem(self) -> str | None:
        """What is wrong with the outcome, if anything is."""
        if self.missing:
            return f"damage did not touch {self.missing}, and they did not come"
        if self.case.items is not None and len(self.articles) + self.n_rejected != self.case.items:
            return f"{self.case.items} records were given, {len(self.articles)} came, {self.n_rejected} were rejected"
        ended = len(self.items) == 1 or any(WHOLE.match(reject.reason) for reject in self.rejects)
        if self.case.damage in UNCOUNTED:
            return None if not self.lost or self.items else "nothing came, and nothing was rejected"
        if self.case.items is None and not ended and len(self.lost) > self.n_changed + self.n_rejected:
            return f"{self.lost} are gone, for {self.n_changed} changed and {self.n_rejected} rejected"
        return None

    def told(self) -> str:
        """The problem and where to find the case again."""
        said = "; ".join(f"{reject.record}: {reject.reason}" for reject in self.rejects[:4])
        return f"{self.case.damage}, {self.case.name}: {self.problem()} ({said or 'no reject'})"


def outcomes(folder: Path, count: int, seed: int = SEED) -> list[Outcome]:
    """Write that many damaged files and read each."""
    made = []
    for number in range(count):
        damaged = case(seed, number)
        path = folder / damaged.name
        path.write_bytes(damaged.raw)
        items = [item for source in find_sources([path]).sources for _, item in read(source, Options())]
        made.append(Outcome(damaged, items))
    return made


@pytest.fixture(scope="module")
def read_all(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Outcome]]:
    folder = tmp_path_factory.mktemp("damaged")
    return folder, outcomes(folder, FILES)


def test_no_good_record_is_lost_and_every_other_accounted_for(read_all: tuple[Path, list[Outcome]]) -> None:
    assert [outcome.told() for outcome in read_all[1] if outcome.problem()] == []


def test_a_run_counts_what_the_readers_give(read_all: tuple[Path, list[Outcome]], tmp_path: Path) -> None:
    folder, found = read_all
    report = batch.run([folder], tmp_path / "out", make_extractor=FakeExtractor, workers=0)
    tables = unionwire.load(tmp_path / "out")
    assert report.n_files == FILES
    assert report.n_read == sum(len(outcome.items) for outcome in found)
    assert report.n_read == report.n_articles + report.n_repeated + report.n_rejected
    assert len(tables["rejects"]) == report.n_rejected == sum(len(outcome.rejects) for outcome in found)
    read = {text_sha256(article.text) for outcome in found for article in outcome.articles}
    stored = set(tables["articles"]["text_sha256"])
    assert stored <= read
    assert len(read - stored) == report.n_same_id_other_text  # an id that damage made that of another
    again = batch.run([folder], tmp_path / "out", make_extractor=FakeExtractor, workers=0)
    assert (again.n_articles, again.n_rejected) == (0, 0)


def test_cases_are_what_they_seem() -> None:
    """The cases themselves: the same for a seed, every damage done, much of it past a record that stays whole."""
    cases = [case(SEED, number) for number in range(FILES)]
    assert cases == [case(SEED, number) for number in range(FILES)]
    assert cases[0].raw != case(SEED + 1, 0).raw
    assert {damaged.damage for damaged in cases} == set(DAMAGE)
    assert len({damaged.name for damaged in cases}) == FILES
    assert sum(bool(damaged.intact) for damaged in cases) > FILES / 4
    assert sum(damaged.items is not None for damaged in cases) > FILES / 3
    given = {one.id for damaged in cases for one in damaged.given}
    assert {one.id for damaged in cases for one in damaged.intact if damaged.damage != "cut off"} <= given


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("packing", ["", *PACK])
def test_documents_without_damage_come_through_whole(
    tmp_path: Path, make: Callable[[random.Random, str], Document], packing: str
) -> None:
    """What the cases are made of is sound, so that what they lose is the damage's doing."""
    document = make(random.Random(7), "whole")
    if document.suffix.endswith(".gz") and packing:
        pytest.skip("packed already")
    raw = PACK[packing](document.raw) if packing else document.raw
    damaged = Case(
        f"whole{document.suffix}{packing}", "none", raw, document.records, document.records, None, document.is_table
    )
    path = tmp_path / damaged.name
    path.write_bytes(raw)
    items = [item for source in find_sources([path]).sources for _, item in read(source, Options())]
    outcome = Outcome(damaged, items)
    assert (outcome.missing, outcome.n_changed, outcome.rejects) == ([], 0, [])
    assert len(outcome.articles) == len(document.records)


def _table(found: Sequence[Outcome]) -> str:
    """What came of the files, a line for each way of damage."""
    lines = [
        "| damage | files | records in them | left whole | came as given | came changed | rejected |",
        "|---|---|---|---|---|---|---|",
    ]
    sums: Counter[str] = Counter()
    for damage in [*DAMAGE, "all"]:
        group = [outcome for outcome in found if damage in {outcome.case.damage, "all"}]
        figures = {
            "files": len(group),
            "given": sum(len(outcome.case.given) for outcome in group),
            "whole": sum(len(outcome.case.intact) for outcome in group),
            "came": sum(len(outcome.case.given) - len(outcome.lost) for outcome in group),
            "changed": sum(outcome.n_changed for outcome in group),
            "rejects": sum(outcome.n_rejected for outcome in group),
        }
        sums.update(figures)
        lines.append(f"| {damage} | " + " | ".join(f"{figure:,}" for figure in figures.values()) + " |")
    return "\n".join(lines)


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def main() -> int:
    """Read many damaged files, run over them with the command, and print the figures. Exit code 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, help="how many files (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="which files (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name, "damaged"), Path(name, "out")
        folder.mkdir()
        found = outcomes(folder, options.files, options.seed)
        say(_table(found))
        problems = [outcome.told() for outcome in found if outcome.problem()]
        command = [sys.executable, "-m", "unionwire", "run", str(folder), "--out", str(out)]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        say(finished.stdout.replace(name, ""), finished.stderr)
        tables = unionwire.load(out)
        [row] = tables["batches"].to_dict("records")
        n_rejects = sum(len(outcome.rejects) for outcome in found)
        read = {text_sha256(article.text) for outcome in found for article in outcome.articles}
        stored = set(tables["articles"]["text_sha256"])
        problems += [
            problem
            for wrong, problem in (
                (finished.returncode, f"exit code {finished.returncode}"),
                (row["n_rejects"] != n_rejects, f"{row['n_rejects']} rejects in the tables, {n_rejects} read"),
                (not stored <= read, "articles in the tables that were not read"),
                (len(read - stored) > row["n_repeated"], "articles read that are not in the tables"),
            )
            if wrong
        ]
    say(f"{len(problems)} of {options.files:,} files with a record lost or unaccounted for")
    say(*problems[:50])
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
