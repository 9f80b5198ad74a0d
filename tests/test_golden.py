"""Golden facts: what a dozen articles of the sample yield, fact by fact, so that a change of rules shows what it moved.

After a change that is meant, write them anew with `UNIONWIRE_UPDATE_GOLDEN=1 pytest tests/test_golden.py`, read the diff
and commit it with the change.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from unionwire.extract import Extractor
from unionwire.read import read
from unionwire.read.fields import Options
from unionwire.read.inputs import find_sources
from unionwire.records import Article, Extraction

GOLDEN = Path(__file__).parent / "golden" / "sample_facts.jsonl"
ARTICLES = (
    "arch-1984-027", "blog-0006", "brief-0010", "crawl-0001", "crawl-0002", "crawl-0053", "digest-0036", "ie-0048",
    "labor-0005", "local-0031", "nat-0022", "raw/phones", "state-0026", "wire-0003", "wire-0040",
)  # fmt: skip


def _sample(root: Path) -> dict[str, Article]:
    found = {}
    for source in find_sources([root / "data" / "sample"]).sources:
        for _, item in read(source, Options()):
            if isinstance(item, Article):
                found[item.article_id] = item
    return found


def _facts(extraction: Extraction) -> dict[str, object]:
    return {
        "article_id": extraction.article.article_id,
        "relevant": extraction.relevant,
        "unions": sorted({mention.entity_id for mention in extraction.mentions if mention.entity_type == "union"}),
        "candidates": [[found.candidate_id, found.office] for found in extraction.candidates],
        "membership_counts": [
            [fact.union_id, fact.value, fact.qualifier, fact.unit, fact.scope, fact.evidence.rule]
            for fact in extraction.membership_counts
        ],
        "endorsements": [
            [fact.union_id, fact.candidate_id, fact.stance, fact.cycle, fact.evidence.rule]
            for fact in extraction.endorsements
        ],
        "relationships": [
            [fact.child_union_id, fact.parent_union_id, fact.relation, fact.alignment, fact.evidence.rule]
            for fact in extraction.relationships
        ],
    }


def test_the_sample_yields_its_golden_facts(root: Path, extractor: Extractor) -> None:
    sample = _sample(root)
    found = [_facts(extractor.extract(sample[article_id])) for article_id in ARTICLES]
    if os.environ.get("UNIONWIRE_UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    expected = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert found == expected
