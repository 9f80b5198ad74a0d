"""The sample dump and its gold labels agree with each other and with the data contract.

The dump is read here with the standard library alone, so that these checks hold whatever the readers do.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, get_args

import pytest

from unionwire.records import Alignment, Level, Qualifier, Stance

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLE = DATA / "sample"
SECTIONS = ("unions", "membership_counts", "candidates", "endorsements", "relationships")
OFFICES = {
    "president",
    "vice_president",
    "senate",
    "house",
    "governor",
    "mayor",
    "state_legislature",
    "city_council",
    "attorney_general",
    "party_chair",
    "union_office",
    "other",
}
# near-identical copies of one wire story in a second outlet: copy -> original
WIRE_COPIES = {"letters-004": "wire-0003", "letters-041": "wire-0040"}
# the two records of articles.jsonl that must be rejected: a line that is no JSON and a record without text
REJECTED = {"broken-line", "no-text"}
SHARED_RUN = 8

JsonObject = dict[str, Any]


def _json_lines(text: str) -> tuple[list[JsonObject], int]:
    """The objects of a JSON Lines text and the number of lines that are no JSON."""
    records: list[JsonObject] = []
    broken = 0
    for line in text.split("\n"):
        if not line:
            continue
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            broken += 1
    return records, broken


def _load_sample() -> tuple[list[tuple[str, str, str | None]], list[str], int]:
    """(id, text, date) of each readable article, ids of records without text, number of broken lines."""
    records, broken = _json_lines((SAMPLE / "articles.jsonl").read_text(encoding="utf-8"))
    with gzip.open(SAMPLE / "archive.jsonl.gz", "rt", encoding="utf-8", newline="") as lines:
        archived, broken_in_archive = _json_lines(lines.read())
    rows = [(str(r["id"]), str(r["content"]), r["date"]) for r in records + archived]
    with (SAMPLE / "letters.csv").open(encoding="utf-8", newline="") as handle:
        rows += [(r["ID"], r["text"], r["date"] or None) for r in csv.DictReader(handle)]
    for path in sorted((SAMPLE / "raw").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        date = re.match(r" date (\d{4}-\d{2}-\d{2}) ", text)
        rows.append((path.relative_to(SAMPLE).with_suffix("").as_posix(), text, date.group(1) if date else None))
    return [r for r in rows if r[1]], [r[0] for r in rows if not r[1]], broken + broken_in_archive


ARTICLES, WITHOUT_TEXT, BROKEN_LINES = _load_sample()
TEXTS = {article_id: text for article_id, text, _ in ARTICLES}
GOLD, GOLD_BROKEN = _json_lines((DATA / "gold" / "sample.jsonl").read_text(encoding="utf-8"))
BY_ID = {str(g["article_id"]): g for g in GOLD}


def _entries(gold: JsonObject) -> list[tuple[str, JsonObject]]:
    return [(section, entry) for section in SECTIONS for entry in gold[section]]


def test_article_ids_are_unique() -> None:
    repeated = [i for i, n in Counter(i for i, _, _ in ARTICLES).items() if n > 1]
    assert repeated == []
    assert len(BY_ID) == len(GOLD)
    assert GOLD_BROKEN == 0


def test_every_article_has_a_gold_entry_and_no_entry_lacks_its_article() -> None:
    assert set(BY_ID) == set(TEXTS)


def test_dump_has_at_least_44_articles_in_all_formats() -> None:
    assert len(ARTICLES) >= 44
    with (SAMPLE / "letters.csv").open(encoding="utf-8", newline="") as handle:
        assert 3 <= len(list(csv.DictReader(handle))) <= 4
    raw = [text for article_id, text, _ in ARTICLES if article_id.startswith("raw/")]
    assert 4 <= len(raw) <= 5
    assert 0 < sum(text.startswith(" date ") for text in raw) < len(raw)
    assert 4 <= sum(article_id.startswith("arch-") for article_id in TEXTS) <= 5


def test_dump_holds_what_a_crawl_holds() -> None:
    empty = [g["article_id"] for g in GOLD if not _entries(g)]
    undated = [article_id for article_id, _, date in ARTICLES if date is None]
    lengths = sorted(len(text.split()) for text in TEXTS.values())
    assert len(empty) >= 6
    assert len(undated) >= 3
    assert len(WIRE_COPIES) >= 2
    assert lengths[0] <= 60
    assert lengths[-1] >= 1200


def test_broken_records_are_the_declared_ones() -> None:
    assert BROKEN_LINES == 1
    assert WITHOUT_TEXT == ["no-text"]
    assert not REJECTED & set(BY_ID)


@pytest.mark.parametrize("gold", GOLD, ids=[str(g["article_id"]) for g in GOLD])
def test_every_quote_stands_at_its_span(gold: JsonObject) -> None:
    text = TEXTS[gold["article_id"]]
    for section, entry in _entries(gold):
        start, end = entry["span"]
        assert text[start:end] == entry["quote"], (section, entry)
        assert 5 <= len(entry["quote"]) <= 300, (section, entry)


@pytest.mark.parametrize("gold", GOLD, ids=[str(g["article_id"]) for g in GOLD])
def test_every_key_that_is_referred_to_exists(gold: JsonObject) -> None:
    unions = [u["key"] for u in gold["unions"]]
    candidates = [c["key"] for c in gold["candidates"]]
    assert len(unions) == len(set(unions))
    assert len(candidates) == len(set(candidates))
    for count in gold["membership_counts"]:
        assert count["union"] in unions
    for endorsement in gold["endorsements"]:
        assert endorsement["union"] in unions
        assert endorsement["candidate"] is None or endorsement["candidate"] in candidates
    for relationship in gold["relationships"]:
        assert relationship["child"] in unions
        assert relationship["parent"] in unions
        assert relationship["child"] != relationship["parent"]


@pytest.mark.parametrize("gold", GOLD, ids=[str(g["article_id"]) for g in GOLD])
def test_values_are_within_the_enumerations(gold: JsonObject) -> None:
    for union in gold["unions"]:
        assert union["level"] in get_args(Level)
        assert union["state"] is None or re.fullmatch(r"[A-Z]{2}", union["state"])
    for candidate in gold["candidates"]:
        assert candidate["office"] in OFFICES
    for count in gold["membership_counts"]:
        assert isinstance(count["value"], int)
        assert count["value"] > 0
        assert count["qualifier"]
        assert set(count["qualifier"]) <= set(get_args(Qualifier))
    for endorsement in gold["endorsements"]:
        assert endorsement["stance"]
        assert set(endorsement["stance"]) <= set(get_args(Stance))
        assert all(1900 <= year <= 2030 for year in endorsement["cycle"])
    for relationship in gold["relationships"]:
        assert relationship["alignment"]
        assert set(relationship["alignment"]) <= set(get_args(Alignment))


@pytest.mark.parametrize("gold", GOLD, ids=[str(g["article_id"]) for g in GOLD])
def test_entities_are_identified_and_named_in_the_article(gold: JsonObject) -> None:
    text = TEXTS[gold["article_id"]].lower()
    for section in ("unions", "candidates"):
        owner: dict[str, str] = {}
        for entity in gold[section]:
            assert entity["ids"]
            for entity_id in entity["ids"]:
                assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entity_id)
                assert owner.setdefault(entity_id, entity["key"]) == entity["key"], f"{entity_id} names two entities"
            # an optional parent may be implied by its local alone
            assert entity.get("optional") or any(name.lower() in text for name in entity["names"]), entity


def test_labels_cover_every_class() -> None:
    entries = [(section, entry) for g in GOLD for section, entry in _entries(g) if not entry.get("optional")]
    stances = {s for section, e in entries if section == "endorsements" for s in e["stance"]}
    alignments = {a for section, e in entries if section == "relationships" for a in e["alignment"]}
    levels = {e["level"] for section, e in entries if section == "unions"}
    qualifiers = {q for section, e in entries if section == "membership_counts" for q in e["qualifier"]}
    offices = {e["office"] for g in GOLD for e in g["candidates"]}
    assert stances == set(get_args(Stance))
    assert alignments == set(get_args(Alignment))
    assert levels == set(get_args(Level))
    assert qualifiers == set(get_args(Qualifier))
    assert offices == OFFICES


def test_articles_share_no_long_run_of_words_but_the_wire_copies() -> None:
    where: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for article_id, text in TEXTS.items():
        words = re.findall(r"[a-z0-9]+", text.lower())
        story = WIRE_COPIES.get(article_id, article_id)
        for i in range(len(words) - SHARED_RUN + 1):
            where[tuple(words[i : i + SHARED_RUN])].add(story)
    assert {" ".join(run): sorted(stories) for run, stories in where.items() if len(stories) > 1} == {}


def test_wire_copies_are_near_identical_and_bear_the_same_facts() -> None:
    for copy, original in WIRE_COPIES.items():
        runs = []
        for article_id in (copy, original):
            words = re.findall(r"[a-z0-9]+", TEXTS[article_id].lower())
            runs.append({tuple(words[i : i + 5]) for i in range(len(words) - 4)})
        assert TEXTS[copy] != TEXTS[original]
        assert len(runs[0] & runs[1]) / len(runs[0] | runs[1]) > 0.8
        for section in ("membership_counts", "endorsements", "relationships"):
            facts = [
                [{k: v for k, v in e.items() if k not in ("quote", "span")} for e in BY_ID[i][section]]
                for i in (copy, original)
            ]
            assert facts[0] == facts[1]
