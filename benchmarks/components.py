"""Where the Extractor's time goes: each stage and spaCy component on the articles that the screen lets through.

`--profile` adds the functions that take most time of their own, `--sort cumulative` those that take most in all.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before any numerical library is imported

import argparse
import cProfile
import pstats
import time
from collections import defaultdict
from typing import TYPE_CHECKING

import sample
from unionwire.clean.dates import article_date
from unionwire.clean.furniture import blank, find_furniture
from unionwire.extract import BATCH_SIZE, Extractor
from unionwire.screen import Screen

if TYPE_CHECKING:
    from unionwire.records import Article


def time_stages(extractor: Extractor, articles: list[Article]) -> tuple[dict[str, float], int]:
    """CPU seconds by stage, and the number of tokens.

    The records (the relate stage and the rows made of it) are what a whole extraction takes beyond the stages before.
    """
    clock = time.process_time
    seconds: dict[str, float] = defaultdict(float)
    nlp = extractor.nlp
    tokens = 0
    for first in range(0, len(articles), BATCH_SIZE):
        batch = articles[first : first + BATCH_SIZE]
        started = clock()
        clean = [blank(article.text, find_furniture(article.text)) for article in batch]
        seconds["furniture"] += clock() - started
        started = clock()
        dates = [article_date(article)[0] for article in batch]
        seconds["date"] += clock() - started
        started = clock()
        docs = [nlp.make_doc(text) for text in clean]
        seconds["tokenizer"] += clock() - started
        for doc, date in zip(docs, dates, strict=True):
            doc._.published = date
        for name, component in nlp.pipeline:
            started = clock()
            if hasattr(component, "pipe"):
                docs = list(component.pipe(docs, batch_size=BATCH_SIZE))
            else:
                docs = [component(doc) for doc in docs]
            seconds[name] += clock() - started
        tokens += sum(len(doc) for doc in docs)
    started = clock()
    for _ in extractor.extract_batch(articles):
        pass
    seconds["records"] = max(0.0, clock() - started - sum(seconds.values()))
    return dict(seconds), tokens


def render(seconds: dict[str, float], n_articles: int, tokens: int) -> str:
    """Seconds, share and time an article for every stage, in the order of the flow."""
    total = sum(seconds.values())
    lines = [f"{'':24}{'CPU s':>8}{'share':>8}{'ms/article':>12}"]
    for name, value in [*seconds.items(), ("all", total)]:
        lines.append(f"{name:24}{value:8.2f}{value / total:8.1%}{1000 * value / n_articles:12.2f}")
    lines.append(f"{n_articles} articles, {tokens} tokens: {tokens / total:.0f} tokens a CPU second")
    return "\n".join(lines)


def main() -> None:
    """Draw the sample, keep what the screen keeps, time it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sample.add_arguments(parser, articles=1000)
    parser.add_argument("--profile", action="store_true", help="profile the functions as well")
    parser.add_argument("--sort", choices=["tottime", "cumulative"], default="tottime", help="order of the profile")
    parser.add_argument("--lines", type=int, default=30, help="length of the profile (default: %(default)s)")
    arguments = parser.parse_args()
    drawn = sample.draw(sample.dump_path(arguments.dump), arguments.articles, arguments.seed)
    started = time.process_time()
    kept = Screen().keep_many([article.text for article in drawn])
    screening = time.process_time() - started
    articles = [article for article, keep in zip(drawn, kept, strict=True) if keep]
    print(f"screen: {screening:.2f} CPU s for {len(drawn)} articles, {len(articles)} let through")
    if not articles:
        raise SystemExit("none of the articles drawn is relevant; draw more")
    extractor = Extractor(screen=False)
    for _ in extractor.extract_batch(articles[:2]):
        pass  # fills caches that a long run fills once
    seconds, tokens = time_stages(extractor, articles)
    print(render(seconds, len(articles), tokens))
    if arguments.profile:
        profile = cProfile.Profile()
        profile.enable()
        for _ in extractor.extract_batch(articles):
            pass
        profile.disable()
        pstats.Stats(profile).strip_dirs().sort_stats(arguments.sort).print_stats(arguments.lines)


if __name__ == "__main__":
    main()
