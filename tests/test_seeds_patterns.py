"""The seeds of the union finder keep their own promises: examples match, counterexamples do not."""

from __future__ import annotations

import re

import pytest
import spacy
from spacy.language import Language

from unionwire.link.unions import registry
from unionwire.nlp.union_finds import Find
from unionwire.nlp.union_names import UnionNames
from unionwire.nlp.union_shapes import lookalikes, shaped_finds, union_words
from unionwire.seeds import read_jsonl

MARK = re.compile(r"\[([^\[\]]+)\]")
PATTERNS = read_jsonl("union_patterns.jsonl")
LOOKALIKES = read_jsonl("lookalikes.jsonl")


def unmarked(example: str) -> tuple[str, set[str]]:
    return MARK.sub(r"\1", example), set(MARK.findall(example))


def shapes(text: str) -> list[Find]:
    """Shapes that no look-alike vetoes."""
    vetoed = [match.span() for match in lookalikes().finditer(text)]
    return [
        find for find in shaped_finds(text) if not any(find.start < end and start < find.end for start, end in vetoed)
    ]


@pytest.mark.parametrize(("row", "example"), [(row, one) for row in PATTERNS for one in row["examples"]])
def test_a_pattern_finds_its_examples(row: dict[str, object], example: str) -> None:
    text, marked = unmarked(example)
    assert marked
    found = {" ".join(text[find.start : find.end].split()) for find in shapes(text) if find.rule == row["id"]}
    assert marked <= found


@pytest.mark.parametrize(("row", "example"), [(row, one) for row in PATTERNS for one in row["counterexamples"]])
def test_a_pattern_leaves_its_counterexamples_alone(row: dict[str, object], example: str) -> None:
    assert not MARK.search(example)
    # a weak shape may match; it counts only where the text speaks of labour, which no counterexample does
    assert [find for find in shapes(example) if find.rule == row["id"] and find.form != "weak"] == []


@pytest.mark.parametrize(("row", "example"), [(row, one) for row in LOOKALIKES for one in row["examples"]])
def test_a_lookalike_matches_its_examples(row: dict[str, object], example: str) -> None:
    text, marked = unmarked(example)
    pattern = re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)")
    assert marked == {match.group().removeprefix("The ") for match in pattern.finditer(text)}


@pytest.mark.parametrize(("row", "example"), [(row, one) for row in LOOKALIKES for one in row["counterexamples"]])
def test_a_lookalike_spares_its_counterexamples(row: dict[str, object], example: str) -> None:
    assert re.search(rf"(?<!\w)(?:{row['pattern']})(?!\w)", example) is None


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
