"""Candidates in lines: slates, bulleted lists, names with a party; and lists that are none."""

from __future__ import annotations

import pytest

from unionwire.seedbook.parsed_examples import candidate_doc

SLATE = "The federation chose its slate for the election.\nMAYOR: {a}\nTREASURER: {b}\nCLERK: no endorsement"
BULLETS = "The union endorsed these candidates for county board:\n• {a}, District 1\n• {b}, District 4"
FIELD = "Voters choose in the primary election. Here is who filed:\n* {a}\n* {b}"
PARTIES = "The general election is near. Voter guide\n{a}, Democrat\nRan a bakery.\n{b}, Republican\nRan a garage."


@pytest.mark.parametrize("text", [SLATE, BULLETS, FIELD, PARTIES])
def test_lines_name_candidates(text: str) -> None:
    """Whoever stands after an office, a bullet below a head of candidates, or before a party is a candidate."""
    doc = candidate_doc(text.format(a="Mabel Stroud", b="Walter Gannon"))
    assert set(doc._.candidates) == {"mabel-stroud", "walter-gannon"}


@pytest.mark.parametrize(
    "text",
    [
        "The election is near. Speakers at the rally:\n• Mabel Stroud\n• Walter Gannon",
        "The election is near. The union's executive board:\n* Mabel Stroud\n* Walter Gannon",
        "The candidates thanked their backers, endorsed by these leaders:\n• Mabel Stroud\n• Walter Gannon",
        "The union met before the election.\nPHOTO: Mabel Stroud\nTEXT: Walter Gannon",
    ],
)
def test_lines_of_others_name_none(text: str) -> None:
    """Speakers, officers and backers stand in lists too."""
    assert not candidate_doc(text)._.candidates


def test_who_else_a_bullet_names_is_no_candidate() -> None:
    """Only the name that opens an item is the candidate's."""
    doc = candidate_doc(
        "The union endorsed these candidates for the board:\n• Mabel Stroud, who once worked for Walter Gannon\n• Ike Sutter"
    )
    assert set(doc._.candidates) == {"mabel-stroud", "ike-sutter"}
