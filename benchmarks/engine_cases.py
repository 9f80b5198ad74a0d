"""What `engine.py` measures. Each function runs alone in a fresh process, with one thread, and returns plain figures.

Times are CPU seconds of the process unless a name says otherwise: another job on the machine then moves them less.
"""

from __future__ import annotations

import gzip
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unionwire.extract import ExtractionFailure
    from unionwire.records import Article, Extraction

BATCH_SIZE = 32  # of the stock pipeline: its default of 256 takes gigabytes on long articles
SCREENED = 4_096  # texts that the screen is given at a time: a shard of a run
EXTRACTED = 500  # texts that the extractor is given at a time where memory is measured
WARM_UP = "The Coopers' union met on Monday. Its 9,000 members endorsed Mayor Jane Roe for governor in 2018."

Figures = dict[str, float]


def peak_mib(who: int = resource.RUSAGE_SELF) -> float:
    """The most memory that this process, or one of its children that ended, ever had resident."""
    return resource.getrusage(who).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def articles_of(path: str) -> Iterator[Article]:
    """The readable articles of a file or folder."""
    from unionwire.read import Options, find_sources, read
    from unionwire.records import Article

    for source in find_sources([path]).sources:
        yield from (item for _, item in read(source, Options()) if isinstance(item, Article))


def write_dump(path: Path, articles: Iterable[Article]) -> None:
    """Write articles as a crawl has them: JSON Lines, compressed."""
    with gzip.open(path, "wb", compresslevel=6) as lines:
        for article in articles:
            row: dict[str, Any] = {"id": article.article_id, "text": article.text, "title": article.title}
            row |= {"source": article.source, "url": article.url, "date": article.published}
            lines.write(orjson.dumps(row) + b"\n")


def perturbed(articles: list[Article], number: int) -> Iterator[Article]:
    """Yield `number` articles, each the next of `articles` with another id and with words of its own in it."""
    import dataclasses

    rng = random.Random(number)  # noqa: S311 - a sample, not a secret
    for count in range(number):
        article = articles[count % len(articles)]
        word = "".join(rng.choice("bcdfghklmnprst") + rng.choice("aeiou") for _ in range(4))
        text = f"{article.text}\n\nIt was {word} in {word.title()}ville, item {count}.\n"
        yield dataclasses.replace(article, article_id=f"{article.article_id}-{count}", text=text)


def floor(path: str) -> Figures:
    """Decompress a dump, parse its JSON and scan each text once for all registered names: what no reader does without."""
    import ahocorasick_rs

    from unionwire.link.names import spellings
    from unionwire.link.unions import registry

    forms = sorted({form.encode() for alias in registry().aliases() for form in spellings(alias.text)})
    automaton = ahocorasick_rs.BytesAhoCorasick(forms, implementation=ahocorasick_rs.Implementation.DFA)
    began = time.process_time()
    hits = n_articles = 0
    with gzip.open(path) as lines:
        for line in lines:
            hits += len(automaton.find_matches_as_indexes(orjson.loads(line)["text"].encode()))
            n_articles += 1
    return {"seconds": time.process_time() - began, "articles": n_articles, "hits": hits}


def screened(path: str) -> Figures:
    """Read a dump with the project's readers and put each text through the screen."""
    from unionwire.screen import Screen

    screen, kept, n_articles = Screen(), 0, 0
    screen.keep(WARM_UP)
    began = time.process_time()
    texts: list[str] = []
    for article in articles_of(path):
        n_articles += 1
        texts.append(article.text)
        if len(texts) == SCREENED:
            kept += sum(screen.keep_many(texts))
            texts = []
    kept += sum(screen.keep_many(texts)) if texts else 0
    return {"seconds": time.process_time() - began, "articles": n_articles, "kept": kept}


def cpu_seconds() -> float:
    """What this process and the workers that it has ended have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def whole_run(path: str, out: str, workers: int) -> Figures:
    """`unionwire run` from file to tables, loading included; times of this process and of its workers together."""
    from unionwire.batch import run

    began, began_wall = cpu_seconds(), time.perf_counter()
    report = run([path], out, workers=workers)
    return {
        "seconds": cpu_seconds() - began,
        "wall": time.perf_counter() - began_wall,
        "extracting_wall": report.seconds["extracting"],
        "articles": report.n_articles,
        "relevant": report.n_relevant,
        "peak": peak_mib(),
        "workers_peak": peak_mib(resource.RUSAGE_CHILDREN),
    }


def stock(path: str, model: str, most: int) -> Figures:
    """The stock pipeline with all its components over the first `most` articles of a file."""
    import spacy

    nlp = spacy.load(model)
    nlp.max_length = 10**9
    list(nlp.pipe([WARM_UP]))
    texts = [article.text for _, article in zip(range(most), articles_of(path), strict=False)]
    began = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=BATCH_SIZE))
    return {"seconds": time.process_time() - began, "articles": len(texts), "tokens": tokens}


def extraction(path: str, most: int) -> Figures:
    """From the texts of the first `most` articles to records, as the engine does it."""
    from unionwire.extract import Extractor
    from unionwire.records import Extraction

    extractor = Extractor()
    articles = [article for _, article in zip(range(most), articles_of(path), strict=False)]
    list(extractor.extract_batch(articles[:50]))  # lexicons are compiled at their first use
    began = time.process_time()
    results = list(extractor.extract_batch(articles))
    seconds = time.process_time() - began
    return {
        "seconds": seconds,
        "articles": len(articles),
        "failed": sum(not isinstance(one, Extraction) for one in results),
    }


def differences(path: str, most: int) -> Figures:
    """How many articles have other rows when all is on: no screen, every article parsed, one at a time."""
    from unionwire.extract import Extractor

    articles = [article for _, article in zip(range(most), articles_of(path), strict=False)]
    quick = list(Extractor().extract_batch(articles))
    slow = Extractor(screen=False, parse_all=True)
    began = time.process_time()
    thorough = [slow.extract(article) for article in articles]
    seconds = time.process_time() - began
    differing = sum(_rows(one) != _rows(other) for one, other in zip(quick, thorough, strict=True))
    return {"seconds": seconds, "articles": len(articles), "differing": differing}


def _rows(found: Extraction | ExtractionFailure) -> tuple[object, ...]:
    from unionwire.records import Extraction

    if not isinstance(found, Extraction):
        raise SystemExit(f"an article failed, so the rows would not compare: {found}")
    facts = (found.membership_counts, found.endorsements, found.relationships)
    return found.unions, found.candidates, found.mentions, *facts


def start() -> Figures:
    """Import, model and registries; then a first article, with what is compiled for it."""
    began, began_wall = time.process_time(), time.perf_counter()
    from unionwire.extract import Extractor
    from unionwire.records import Article

    extractor = Extractor()
    ready, ready_wall = time.process_time(), time.perf_counter()
    extractor.extract(Article("first", WARM_UP))
    first = time.process_time() - ready
    return {"seconds": ready - began, "wall": ready_wall - began_wall, "first": first, "peak": peak_mib()}


def memory(path: str, number: int) -> Figures:
    """Peak memory of one process that extracts from `number` articles, those of a dump repeated and perturbed."""
    from unionwire.extract import Extractor

    extractor = Extractor()
    articles = list(articles_of(path))
    piece: list[Article] = []
    for article in perturbed(articles, number):
        piece.append(article)
        if len(piece) == EXTRACTED:
            for _ in extractor.extract_batch(piece):
                pass
            piece = []
    for _ in extractor.extract_batch(piece):
        pass
    texts = sum(len(article.text) for article in articles) / 2**20
    return {"articles": number, "peak": peak_mib(), "strings": len(extractor.nlp.vocab.strings), "held_texts": texts}


def incremental(path: str, held: int, batch: int) -> Figures:
    """A batch of `batch` articles into an empty folder of tables, and into one that holds `held` articles."""
    from unionwire.batch import run

    articles = list(articles_of(path))
    with tempfile.TemporaryDirectory() as folder:
        new, old = Path(folder, "new.jsonl.gz"), Path(folder, "old.jsonl.gz")
        write_dump(old, perturbed(articles, held))
        write_dump(new, (article for count, article in enumerate(perturbed(articles, held + batch)) if count >= held))
        run([_warm_up_file(folder)], Path(folder, "warm"))
        began = cpu_seconds()
        run([new], Path(folder, "empty"))
        into_empty = cpu_seconds() - began
        run([old], Path(folder, "full"))
        began = cpu_seconds()
        run([new], Path(folder, "full"))
        into_full = cpu_seconds() - began
    return {"held": held, "articles": batch, "into_empty": into_empty, "into_full": into_full, "peak": peak_mib()}


def _warm_up_file(folder: str) -> Path:
    """A file of one article, whose run compiles what a process compiles once."""
    path = Path(folder, "warm.jsonl")
    path.write_bytes(orjson.dumps({"id": "warm-up", "text": WARM_UP}) + b"\n")
    return path


def naming_unions(path: str) -> list[bool]:
    """Tell for each article of a dump, in the order of `articles_of`, whether it names a union."""
    from unionwire.nlp.build import build_nlp
    from unionwire.nlp.unions import UnionsComponent
    from unionwire.screen import Screen

    nlp, screen = build_nlp(), Screen()
    unions = nlp.get_pipe("unionwire_unions")
    assert isinstance(unions, UnionsComponent)
    texts = [article.text for article in articles_of(path)]
    kept = [mark for at in range(0, len(texts), SCREENED) for mark in screen.keep_many(texts[at : at + SCREENED])]
    return [
        mark and bool(unions.find_named(nlp.make_doc(text)).spans["unions"])
        for mark, text in zip(kept, texts, strict=True)
    ]
