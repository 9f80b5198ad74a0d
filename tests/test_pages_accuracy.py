"""What is found in an article does not depend on the page that it stands on.

Labelled articles are written into invented pages, read back and extracted from; what is found is compared with what is
found in the article as it was labelled.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.page_templates import TEMPLATES, story_of

from unionwire.extract import Extractor
from unionwire.read import Options
from unionwire.read.dates import parse_date
from unionwire.read.page import Page, page_article
from unionwire.records import Article, Extraction

GOLD = os.environ.get("UNIONWIRE_GOLD")


def facts(extraction: Extraction) -> set[tuple[object, ...]]:
    """What an extraction found, without where it stands."""
    return {
        *(("union", union.union_id) for union in extraction.unions),
        *(("candidate", candidate.candidate_id) for candidate in extraction.candidates),
        *(("count", count.union_id, count.value, count.qualifier) for count in extraction.membership_counts),
        *(
            ("endorsement", item.union_id, item.candidate_id, item.stance, item.cycle)
            for item in extraction.endorsements
        ),
        *(("local", item.child_union_id, item.parent_union_id, item.alignment) for item in extraction.relationships),
    }


def on_a_page(article: Article, template: str) -> Article:
    """The article as it is read from an invented page around it."""
    story = story_of(article.title, article.text, article.published)
    page = Page(TEMPLATES[template](story).encode(), article.article_id, "page")
    found = page_article(page, Options())
    assert isinstance(found, Article)
    return found


def dates_shown(article: Article) -> set[str]:
    day = article.published
    return {f"{day:%B} {day.day}, {day.year}", f"{day:%b} {day.day}, {day.year}"} if day else set()


def with_headline(article: Article) -> Article:
    """The article as labelled, under its headline, which a page shows too."""
    story = story_of(article.title, article.text, article.published)
    return dataclasses.replace(article, text="\n\n".join((story.title, *story.paragraphs)))


def rate_of_equal_facts(extractor: Extractor, articles: Sequence[Article]) -> tuple[float, list[str]]:
    """The share of the facts that all readings give, and the ids of the articles in which readings differ."""
    same, different, differing = 0, 0, []
    readings = [[with_headline(article) for article in articles]]
    readings += [[on_a_page(article, template) for article in articles] for template in TEMPLATES]
    for article, *results in zip(articles, *map(extractor.extract_batch, readings), strict=True):
        found = [facts(result) for result in results if isinstance(result, Extraction)]
        assert len(found) == len(readings)
        shared, all_found = set.intersection(*found), set.union(*found)
        same += len(shared)
        different += len(all_found - shared)
        if shared != all_found:
            differing.append(article.article_id)
    assert same > 50
    return same / (same + different), differing


def labelled(path: Path) -> list[Article]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Article(row["article_id"], row["text"], title=row.get("title"), published=parse_date(row.get("date")))
        for row in rows
    ]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_paragraph_of_the_labelled_articles_comes_back_and_nothing_else(root: Path, template: str) -> None:
    articles = labelled(root / "data" / "press" / "learned.jsonl")
    for article in articles:
        story = story_of(article.title, article.text, article.published)
        text = on_a_page(article, template).text
        lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        paragraphs = [" ".join(paragraph.split()) for paragraph in story.paragraphs]
        assert lines[-len(paragraphs) :] == paragraphs, article.article_id
        above = {story.title, "By Dana Voss", *dates_shown(article)}
        assert set(lines[: -len(paragraphs)]) <= above, article.article_id


def test_invented_articles_give_the_same_facts_from_pages(root: Path, extractor: Extractor) -> None:
    rate, differing = rate_of_equal_facts(extractor, labelled(root / "data" / "press" / "learned.jsonl")[::15])
    assert (rate, differing) == (1.0, [])


@pytest.mark.skipif(GOLD is None, reason="UNIONWIRE_GOLD names no folder of labelled real articles")
def test_real_articles_give_the_same_facts_from_pages(extractor: Extractor) -> None:
    articles = labelled(Path(str(GOLD)) / "articles.jsonl")
    of_pages = [article for article in articles if article.article_id.startswith(("sw-", "goth-"))]
    assert of_pages
    rate, differing = rate_of_equal_facts(extractor, of_pages)
    assert rate >= 0.99, differing
