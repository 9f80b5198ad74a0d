"""unionwire: raw news articles in, tidy tables out: unions, membership counts, candidates, endorsements, relationships.

>>> import unionwire
>>> found = unionwire.extract("The Harbor Pilots Union has endorsed Ada Quill for mayor.")  # doctest: +SKIP
>>> unionwire.run(["dump/*.jsonl.gz"], "out")  # doctest: +SKIP
>>> tables = unionwire.load("out")  # doctest: +SKIP
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

    from unionwire.extract import Extractor
    from unionwire.records import Extraction
    from unionwire.run_report import RunReport
    from unionwire.tables.load import Tables

__version__ = "0.1.0"
__all__ = ["__version__", "build_nlp", "extract", "load", "run"]


def extract(
    text: str,
    date: dt.date | str | None = None,
    *,
    article_id: str | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    limit_seconds: float | None = None,
) -> Extraction:
    """The records of one article.

    Args:
        text: the article; all offsets are into it. Halves of surrogate pairs become U+FFFD, one for one, as in a dump.
        date: day of publication, a date or any spelling that `unionwire.read.dates` knows.
        article_id: else the first 16 hex digits of the text's SHA-256.
        title: headline.
        source: publication.
        url: address.
        limit_seconds: what the article may take. With a limit it is extracted in another process, which the first such call
            starts and which stays; without one nothing guards against a text that was made to take long.

    Raises:
        ValueError: the text is empty or over the size limit, the date is none, or the limit is not above 0.
        unionwire.extract.ExtractionError: the article can't be extracted from, or takes longer than `limit_seconds`.
        unionwire.errors.Fault: the base model is missing.
    """
    from unionwire.read.dates import parse_date
    from unionwire.read.fields import Options, as_text, storable, text_id, text_problem
    from unionwire.records import Article

    if problem := text_problem(text, Options()):
        code, detail = problem
        raise ValueError(code.reason(detail))
    published = parse_date(date)
    if date is not None and published is None:
        raise ValueError(f"no date: {date!r}")
    text = storable(text)
    article = Article(
        as_text(article_id) or text_id(text),
        text,
        source=as_text(source),
        url=as_text(url),
        title=as_text(title),
        published=published,
    )
    if limit_seconds is None:
        return _extractor().extract(article)
    if limit_seconds <= 0:
        raise ValueError("limit_seconds must be above 0")
    from unionwire.engines.guarded import guarded

    return guarded().extract(article, limit_seconds)


def run(inputs: str | Path | Sequence[str | Path], out: str | Path, **options: Any) -> RunReport:  # noqa: ANN401
    """Extract from files, folders or globs of articles into Parquet tables; see `unionwire.batch.run` for the options."""
    from unionwire.batch import run as run_batch

    return run_batch([inputs] if isinstance(inputs, (str, Path)) else inputs, out, **options)


def load(folder: str | Path) -> Tables:
    """The tables of an output folder: DataFrames by name, joined views, evidence; see `unionwire.tables.load.Tables`."""
    from unionwire.tables.load import load as load_tables

    return load_tables(folder)


def build_nlp() -> Language:
    """The spaCy pipeline that the extraction runs; see `unionwire.nlp.build`."""
    from unionwire.nlp.build import build_nlp as build

    return build()


@functools.cache
def _extractor() -> Extractor:
    from unionwire.extract import Extractor

    return Extractor()


class _Package(types.ModuleType):
    """The package, in which `extract` stays the function when the submodule of that name is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "extract" and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
