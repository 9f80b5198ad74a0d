"""How often each rule is right: writes `seeds/confidence.jsonl` anew from labelled articles and from checked rows.

    python benchmarks/calibrate.py --labels GOLD ARTICLES [--labels GOLD ARTICLES ...] [--checked ROWS.csv ...] > seeds/confidence.jsonl

Labels are those of `unionwire evaluate`; ARTICLES are the files, folders or globs that hold the labelled articles, separated
by commas. ROWS are rows of tables that a reader has judged: CSV with the columns table, rule, strength and right (0 or 1).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

from unionwire.evaluate import evaluate_articles
from unionwire.extract import Extractor


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", nargs=2, action="append", default=[], metavar=("GOLD", "ARTICLES"))
    parser.add_argument("--checked", action="append", default=[], type=Path, metavar="ROWS.csv")
    arguments = parser.parse_args()
    counts: dict[tuple[str, str, float], list[int]] = defaultdict(lambda: [0, 0])
    extractor = Extractor(calibrate=False)
    for gold, articles in arguments.labels:
        evaluation, _ = evaluate_articles(gold, articles.split(","), extractor)
        for one in evaluation.judgements:
            _add(counts[one.table, one.rule, round(one.confidence, 2)], one.right)
    for path in arguments.checked:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                _add(counts[row["table"], row["rule"], round(float(row["strength"]), 2)], row["right"] == "1")
    rows = [
        {
            "id": f"{table}/{rule}/{strength:.2f}",
            "table": table,
            "rule": rule,
            "strength": strength,
            "checked": checked,
            "right": right,
        }
        for (table, rule, strength), (right, checked) in counts.items()
    ]
    for row in sorted(rows, key=lambda row: str(row["id"])):
        sys.stdout.write(json.dumps(row) + "\n")


def _add(count: list[int], right: bool) -> None:
    count[0] += right
    count[1] += 1


if __name__ == "__main__":
    main()
