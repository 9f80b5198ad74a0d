"""How many unions are found that the registry does not know: every tenth national is taken out and looked for.

Ten folds: in fold k, every tenth national union of `seeds/unions.jsonl`, counted from the k-th, is left out of a copy
of the seeds, together with the bodies whose parent it is (whoever does not know a union knows none of its locals). The
labelled articles that name one of them are read anew in a process with that copy, and the labelled nationals count
as found under whatever id, by name. Over all folds each national is missing once, so that the recall is over all labelled
nationals of the registry. Optional labels are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionwire.evaluate import load_gold
from unionwire.seeds import SEEDS_VARIABLE, data_folder, read_jsonl

REGISTRY = "unions.jsonl"


@dataclass(frozen=True, slots=True)
class Missed:
    """A labelled union that was not found without its row: where, which, and by which names it is labelled."""

    article_id: str
    union_id: str
    names: tuple[str, ...]


def held_out(rows: list[dict[str, Any]], fold: int, folds: int) -> list[str]:
    """Return the ids of the nationals that a fold leaves out: every `folds`-th in the order of the file."""
    nationals = [str(row["id"]) for row in rows if row["level"] == "national"]
    return nationals[fold::folds]


def without(rows: list[dict[str, Any]], removed: set[str]) -> list[dict[str, Any]]:
    """Return the rows that are neither in `removed` nor bodies of those, at any depth."""
    gone = set(removed)
    size = 0
    while size != len(gone):
        size = len(gone)
        gone |= {str(row["id"]) for row in rows if row["parent"] in gone}
    return [row for row in rows if row["id"] not in gone]


def write_seeds(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Copy the seeds to `folder`, with `rows` as the registry of unions."""
    shutil.copytree(data_folder("seeds"), folder)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / REGISTRY).write_text(text, encoding="utf-8")


def look(gold_path: Path, inputs: list[Path], removed: set[str]) -> tuple[int, list[Missed]]:
    """Look for the removed unions with the seeds of this process; returns how many are labelled and those missed."""
    from unionwire.evaluate.findings import from_extraction
    from unionwire.evaluate.live import extract_all, read_articles
    from unionwire.evaluate.match import link_entities
    from unionwire.extract import Extractor

    named = {
        article.article_id for article in load_gold(gold_path) if any(removed & set(one.ids) for one in article.unions)
    }
    articles = read_articles(inputs, named)
    extractions = extract_all(Extractor(), (articles[article_id] for article_id in sorted(articles)))
    labelled = 0
    missed = []
    for article in load_gold(gold_path, {article_id: one.text for article_id, one in articles.items()}):
        if article.article_id not in named:
            continue
        extraction = extractions.get(article.article_id)
        found = from_extraction(extraction).unions.values() if extraction else ()
        linked = set(link_entities(article.unions, found).values())
        for union in article.unions:
            if removed.isdisjoint(union.ids) or union.optional:
                continue
            labelled += 1
            if union.key not in linked:
                missed.append(Missed(article.article_id, union.ids[0], union.names))
    return labelled, missed


def _look_in_process(gold: Path, inputs: list[Path], fold: int, folds: int) -> tuple[int, list[Missed]]:
    """Run one fold in a process of its own, since the registry is loaded once a process."""
    rows = read_jsonl(REGISTRY)
    removed = held_out(rows, fold, folds)
    with tempfile.TemporaryDirectory() as temporary:
        seeds = Path(temporary) / "seeds"
        write_seeds(seeds, without(rows, set(removed)))
        command = [sys.executable, __file__, str(gold), *map(str, inputs), "--removed", ",".join(removed)]
        done = subprocess.run(
            command,
            env={**os.environ, SEEDS_VARIABLE: str(seeds)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    result = json.loads(done.stdout)
    return result["labelled"], [Missed(one[0], one[1], tuple(one[2])) for one in result["missed"]]


def main() -> None:
    """Measure all folds, or one set of removed unions where `--removed` names it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, help="labelled articles")
    parser.add_argument("inputs", nargs="+", type=Path, help="the articles themselves: files, folders or globs")
    parser.add_argument("--folds", type=int, default=10, help="every how-manieth national is left out")
    parser.add_argument("--least", type=float, help="exit with 1 where the recall is lower")
    parser.add_argument("--removed", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.removed is not None:
        labelled, missed = look(arguments.gold, arguments.inputs, set(arguments.removed.split(",")))
        rows = [[one.article_id, one.union_id, list(one.names)] for one in missed]
        print(json.dumps({"labelled": labelled, "missed": rows}))
        return
    total, all_missed = 0, []
    for fold in range(arguments.folds):
        labelled, missed = _look_in_process(arguments.gold, arguments.inputs, fold, arguments.folds)
        print(f"fold {fold}: found {labelled - len(missed)} of {labelled}", flush=True)
        total += labelled
        all_missed += missed
    for one in all_missed:
        print(f"missed {one.union_id} in {one.article_id}: {', '.join(one.names)}")
    recall = (total - len(all_missed)) / total if total else 0.0
    print(f"recall of unions without a row: {recall:.3f} ({total - len(all_missed)} of {total})")
    if arguments.least is not None and recall < arguments.least:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
