"""A small extractor with the interface of the real one, so that runs are tested apart from the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unionwire.records import (
    Article,
    Candidate,
    Endorsement,
    Evidence,
    Extraction,
    Mention,
    Relationship,
    Union,
)

_CLAIM = re.compile(r"(?P<local>Weavers Local (?P<number>\d+)) endorsed (?P<name>[A-Z]\w+ [A-Z]\w+)\.")


@dataclass(frozen=True, slots=True)
class FakeFailure:
    article_id: str
    reason: str


class FakeExtractor:
    """Finds "Weavers Local N endorsed First Last."; fails on a text with the word FAILS."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        for article in articles:
            if "FAILS" in article.text:
                yield FakeFailure(article.article_id, "told to")
            else:
                yield extract(article)


def extract(article: Article) -> Extraction:
    unions: dict[str, Union] = {}
    candidates: dict[str, Candidate] = {}
    mentions: list[Mention] = []
    endorsements: list[Endorsement] = []
    relationships: list[Relationship] = []
    for match in _CLAIM.finditer(article.text):
        local = f"weavers-local-{match['number']}"
        who = match["name"].lower().replace(" ", "-")
        unions[local] = Union(local, match["local"], "local", parent_union_id="weavers", local_number=match["number"])
        unions["weavers"] = Union("weavers", "United Weavers", "national", "UW", in_registry=True)
        candidates[who] = Candidate(who, match["name"])
        for kind, entity, group in (("union", local, "local"), ("candidate", who, "name")):
            mentions.append(Mention(kind, entity, *match.span(group), match[group], "pattern", "fake"))  # type: ignore[arg-type]
        evidence = Evidence(match[0], match.start(), match.end(), "fake", 0.9)
        cycle = article.published.year if article.published else None
        endorsements.append(Endorsement(local, who, "endorsed", cycle, "mayor", article.published, "day", evidence))
        relationships.append(Relationship(local, "weavers", "local_of", "unstated", cycle, evidence))
    return Extraction(
        article=article,
        relevant=bool(unions),
        published=article.published,
        published_from="metadata" if article.published else "none",
        unions=list(unions.values()),
        candidates=list(candidates.values()),
        mentions=mentions,
        endorsements=endorsements,
        relationships=relationships,
    )
