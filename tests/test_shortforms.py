"""Short forms and pronouns for unions: the case file `cases/shortforms.txt`, run through the whole pipeline."""

from __future__ import annotations

import pytest

from casefile import read_lines
from unionwire.records import Article
from unionwire.seedbook.parsed_examples import MARK, extractor, marks_of


def short_forms(text: str) -> set[tuple[int, str, str]]:
    mentions = extractor().extract(Article("case", text)).mentions
    return {(m.start, m.text, m.entity_id) for m in mentions if m.rule.startswith("shortform.")}


@pytest.mark.parametrize("line", read_lines("shortforms.txt"))
def test_case(line: str) -> None:
    text, marked = marks_of(line)
    marks = set(marked)
    found = short_forms(text)
    assert marks <= found
    # a marked line may hold further pronouns; a line without marks holds nothing
    spare = {item for item in found - marks if item[1].lower() not in {"its", "it", "their", "they"}}
    assert spare == set()
    if not marks:
        assert found == set()


def test_the_case_file_has_positives_and_negatives() -> None:
    cases = read_lines("shortforms.txt")
    assert len(cases) >= 50
    assert len([line for line in cases if not MARK.search(line)]) >= 16


def test_nothing_is_referred_back_over_a_long_distance() -> None:
    filler = "The weather was fine and the river was low all week. " * 60
    assert short_forms("The Teamsters met in Reno. " + filler + "The union agreed.") == set()


def test_a_short_form_is_found_by_coreference() -> None:
    text = "The Teamsters met in Reno. The union agreed."
    found = [m for m in extractor().extract(Article("case", text)).mentions if m.text == "The union"]
    assert [(m.entity_id, m.found_by) for m in found] == [("teamsters", "coreference")]
