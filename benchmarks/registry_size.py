"""What the size of the registries costs: loading them, and matching names with ten times as many rows.

Two folders of reference data are compared on the same articles, each in processes of its own: the one in use, and one in
which every union and every person stands ten times, nine times under invented names (letters turned round, so that the
names are as long and of as many words, and none stands in an article). `--most 1.25` makes it a check.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before any numerical library is imported

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sample
from unionwire.seeds import SEEDS_VARIABLE, data_folder, read_jsonl

Row = dict[str, Any]
VOWELS, CONSONANTS = "aeiouy", "bcdfghjklmnpqrstvwxz"
MATCHING = ("screen", "unionwire_unions", "unionwire_shortforms", "unionwire_candidates")
"""The stages that look names up. `records`, a small remainder of two large figures, is too unsure to be one of them."""
FIRST = "all, read first"  # with no name in any cache
MOST_LOADING = 0.5  # CPU seconds


# --- More rows --------------------------------------------------------------------------------------------------------


def invented(text: str, turn: int) -> str:
    """A text in which every letter is another one of its kind and case, the same for the same letter and turn."""
    table: dict[int, int] = {}
    for letters, step in ((VOWELS, 1 + turn % 5), (CONSONANTS, 1 + 2 * turn % 19)):
        turned = letters[step:] + letters[:step]
        table |= str.maketrans(letters + letters.upper(), turned + turned.upper())
    return text.translate(table)


def more_unions(rows: list[Row], times: int) -> list[Row]:
    """The rows, and each `times` - 1 times more under invented names; parents are invented with their children."""

    def copy(row: Row, turn: int) -> Row:
        def form(text: str) -> str:
            # there are too few abbreviations of three letters for an invented one to be nobody's
            return invented(text, turn) + ("Q" + "JKVWXZQBH"[turn % 9] if text.isupper() else "")

        aliases = [alias | {"text": form(alias["text"])} for alias in row["aliases"]]
        return row | {
            "id": f"{row['id']}-x{turn}",
            "name": form(row["name"]),
            "abbreviation": row["abbreviation"] and form(row["abbreviation"]),
            "parent": row["parent"] and f"{row['parent']}-x{turn}",
            "successor": row["successor"] and f"{row['successor']}-x{turn}",
            "aliases": aliases,
            "workers": [invented(words, turn) for words in row["workers"]],
        }

    return rows + [copy(row, turn) for turn in range(1, times) for row in rows]


def more_people(rows: list[Row], times: int) -> list[Row]:
    """The rows, and each `times` - 1 times more under invented names."""

    def copy(row: Row, turn: int) -> Row:
        names = {key: invented(row[key], turn) for key in ("name", "given", "family")}
        lists = {key: [invented(name, turn) for name in row[key]] for key in ("aliases", "nicknames")}
        return row | names | lists | {"id": f"{row['id']}-x{turn}", "fec_id": None, "wikidata_id": None}

    return rows + [copy(row, turn) for turn in range(1, times) for row in rows]


def write_seeds(folder: Path, times: int) -> None:
    """Write a folder of reference data whose registries have `times` as many rows."""
    shutil.copytree(data_folder("seeds"), folder)
    for name, more in (("unions.jsonl", more_unions), ("people.jsonl", more_people)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in more(read_jsonl(name), times))
        (folder / name).write_text("".join(lines), encoding="utf-8")


# --- One process ------------------------------------------------------------------------------------------------------


def loading() -> float:
    """CPU seconds for loading all registries: unions, file numbers, people, places, given names, elections."""
    from unionwire.link import olms, people, places, unions
    from unionwire.nlp import candidate_given
    from unionwire.relate import election_calendar

    started = time.process_time()
    unions.registry()
    people.people_index()
    olms.file_number("seiu-local-1")
    places.postal("Ohio")
    places.places_in("Dayton, Ohio")
    candidate_given.given_names()
    election_calendar.regular_year("governor", "OH", 2014)
    return time.process_time() - started


def matching(articles: list[Any]) -> dict[str, float]:
    """CPU seconds by stage for articles, of which the screen reads all."""
    import components
    from unionwire.extract import Extractor
    from unionwire.screen import Screen

    screen = Screen()
    texts = [article.text for article in articles]
    kept = screen.keep_many(texts)
    started = time.process_time()
    screen.keep_many(texts)
    screening = time.process_time() - started
    articles = [article for article, keep in zip(articles, kept, strict=True) if keep]
    extractor = Extractor(screen=False)
    for _ in extractor.extract_batch(articles[:2]):
        pass  # fills caches that a long run fills once
    started = time.process_time()
    for _ in extractor.extract_batch(articles):
        pass
    first = time.process_time() - started
    seconds: dict[str, float] = components.time_stages(extractor, articles)[0]
    return {"screen": screening} | seconds | {FIRST: first}


def child(dump: Path, size: int, seed: int) -> None:
    """Measure in this process and print what was measured."""
    seconds = loading()
    print(json.dumps({"loading": seconds} | matching(sample.draw(dump, size, seed))))


# --- All processes ----------------------------------------------------------------------------------------------------


def measured(folder: Path, arguments: argparse.Namespace) -> dict[str, float]:
    """CPU seconds by stage, from a process that reads the folder's reference data."""
    command = [sys.executable, __file__, str(sample.dump_path(arguments.dump)), "--child"]
    command += ["--articles", str(arguments.articles), "--seed", str(arguments.seed)]
    environment = os.environ | {SEEDS_VARIABLE: str(folder)}
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(finished.stderr)
    seconds: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return seconds


def render(one: dict[str, float], many: dict[str, float], times: int) -> str:
    """The table: CPU seconds at either size and their ratio, for loading, each stage that matches, and all stages."""
    lines = [f"{'CPU s':24}{'1x':>9}{f'{times}x':>9}{'ratio':>8}"]
    lines += [f"{name:24}{low:9.3f}{high:9.3f}{high / max(low, 1e-9):8.2f}" for name, low, high in _figures(one, many)]
    return "\n".join(lines)


def _figures(one: dict[str, float], many: dict[str, float]) -> Iterator[tuple[str, float, float]]:
    for name in ("loading", *MATCHING, "records"):
        yield name, one[name], many[name]
    everything = [key for key in one if key not in {"loading", FIRST}]
    for name, stages in (("all that match", MATCHING), ("all stages", everything), (FIRST, [FIRST])):
        yield name, sum(one[key] for key in stages), sum(many[key] for key in stages)


def main() -> None:
    """Measure both sizes in turn, print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sample.add_arguments(parser, articles=60)
    parser.add_argument("--times", type=int, default=10, help="size of the larger registries (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="processes for each size (default: %(default)s)")
    parser.add_argument(
        "--most", type=float, help="exit with 1 where all that match takes more than this many times as long"
    )
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(sample.dump_path(arguments.dump), arguments.articles, arguments.seed)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folders = (Path(scratch, "1"), Path(scratch, str(arguments.times)))
        write_seeds(folders[0], 1)
        write_seeds(folders[1], arguments.times)
        rounds = [[measured(folder, arguments) for folder in folders] for _ in range(arguments.rounds)]
    one, many = ({key: statistics.median(run[n][key] for run in rounds) for key in rounds[0][n]} for n in (0, 1))
    print(render(one, many, arguments.times))
    print(f"loading all registries: {one['loading']:.3f} CPU s ({MOST_LOADING} at most)")
    ratio = next(high / low for name, low, high in _figures(one, many) if name == "all that match")
    if one["loading"] > MOST_LOADING or (arguments.most is not None and ratio > arguments.most):
        sys.exit(1)


if __name__ == "__main__":
    main()
