"""Plain sentences put together from parts give the facts that they state: see `benchmarks/combinations.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unionwire.extract import Extractor

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "combinations.py"


@pytest.fixture(scope="module")
def combinations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("combinations", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["combinations"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_a_predicate_says_what_it_says_with_plain_sides(combinations: Any, extractor: Extractor) -> None:
    parts = combinations.load_parts()
    missed = [predicate for predicate, made in combinations.plain(parts) if combinations.fails(made, extractor)]
    assert sorted(missed) == sorted(parts["missed"])


def test_parts_put_together_at_random_say_what_they_say(combinations: Any, extractor: Extractor) -> None:
    sentences = list(combinations.combined(combinations.load_parts(), 300, seed=1))
    wrong = combinations.fails(sentences, extractor)
    assert len(wrong) <= 23, [one.text for one in wrong]


def test_the_parts_follow_the_number_of_the_subject(combinations: Any) -> None:
    parts = {
        "setting": "Ann Roe runs.",
        "openings": ["Last week, "],
        "endings": [" on Monday"],
        "predicates": {
            "opposed": ["{have} announced {poss} opposition to {o}"],
            "endorsed_by": ["{o} {is} backed by {s}"],
        },
        "unions": [{"text": "the A", "ids": ["a"], "plural": False}, {"text": "the B", "ids": ["b"], "plural": True}],
        "people": [{"text": "Ann Roe and Bo Lee", "ids": ["ann-roe", "bo-lee"]}],
    }
    texts = {one.text for one in combinations.combined(parts, 400, seed=1)}
    assert "Ann Roe runs. The A has announced its opposition to Ann Roe and Bo Lee." in texts
    assert "Ann Roe runs. Last week, the B have announced their opposition to Ann Roe and Bo Lee on Monday." in texts
    assert "Ann Roe runs. Ann Roe and Bo Lee are backed by the A." in texts
