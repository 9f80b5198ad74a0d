"""The seeds of the union finder keep their own promises: examples match, counterexamples do not."""

from __future__ import annotations

import re
from typing import Any

import pytest
import spacy
from spacy.language import Language

from unionwire.link.unions import registry
from unionwire.nlp.union_names import UnionNames
from unionwire.nlp.union_shapes import union_words
from unionwire.seedbook.examples import problems
from unionwire.seeds import read_jsonl

PATTERNS = read_jsonl("union_patterns.jsonl")
LOOKALIKES = read_jsonl("lookalikes.jsonl")


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: row["id"])
def test_a_pattern_finds_its_examples_and_leaves_its_counterexamples_alone(row: dict[str, Any]) -> None:
    assert problems("union_patterns.jsonl", row) == []
    assert not any("[" in example for example in row["counterexamples"])


@pytest.mark.parametrize("row", LOOKALIKES, ids=lambda row: row["id"])
def test_a_lookalike_matches_its_examples_and_spares_its_counterexamples(row: dict[str, Any]) -> None:
    assert problems("lookalikes.jsonl", row) == []


@pytest.mark.parametrize("rows", [PATTERNS, LOOKALIKES])
def test_rows_are_whole(rows: list[dict[str, object]]) -> None:
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert row["pattern"], row["id"]
        assert row["source"], row["id"]
        assert row["examples"], row["id"]


def test_patterns_name_only_known_macros_and_levels() -> None:
    macros = set(union_words()["macros"])
    for row in PATTERNS:
        assert set(re.findall(r"\{([A-Z_]+)\}", row["pattern"])) <= macros, row["id"]
        assert row["level"] in {"national", "regional", "local", "federation"}, row["id"]
        assert isinstance(row["weak"], bool), row["id"]


def test_word_lists_name_registered_unions() -> None:
    known = set(registry().ids())
    for kind, ids in union_words()["bodies_of"].items():
        assert set(ids) <= known, kind
    assert set(union_words()["caucuses"]) <= known
    assert set(union_words()["provinces"].values()) <= set(union_words()["countries"])


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("en")


def test_lookalikes_veto_registered_names_too(blank: Language) -> None:
    names = UnionNames(blank, registry())
    found, _ = names.find(blank("Unite the Right marched past UNITE HERE."))
    assert [(find.union.union_id, find.start) for find in found] == [("unite-here", 29)]
