"""Persons named by surname alone: introduced by the headline, or by nothing at all."""

from __future__ import annotations

import datetime as dt

from spacy.tokens import Doc

from unionwire.seedbook.parsed_examples import candidate_pipeline

CONTEST = "The election is on Tuesday, the campaign is long, and voters mail ballots in the race."


def candidates(text: str, title: str | None = None) -> dict[str, str]:
    """Return the first surface of each candidate found, by id."""
    nlp = candidate_pipeline()
    doc: Doc = nlp.make_doc(text)
    doc._.published = dt.date(2019, 6, 3)
    doc._.title = title
    for _, component in nlp.pipeline:
        doc = component(doc)
    found: dict[str, str] = {}
    for span in doc.spans["candidates"]:
        found.setdefault(span.kb_id_, span.text)
    return found


def test_the_headline_gives_the_whole_name() -> None:
    text = f"{CONTEST} Vandermeer promised new buses. Unions distrust Vandermeer."
    assert candidates(text, "Democrat Julia Vandermeer wins the primary for mayor") == {
        "julia-vandermeer": "Vandermeer"
    }


def test_a_headline_alone_makes_nobody_a_candidate_whom_the_text_leaves_out() -> None:
    assert candidates(f"{CONTEST} The buses were late.", "Julia Vandermeer wins the primary for mayor") == {}


def test_a_headline_word_that_the_text_writes_small_is_no_surname() -> None:
    text = f"{CONTEST} The rush for tickets began. Rush hour was quiet."
    assert candidates(text, "Julia Rush wins the primary for mayor") == {}


def test_a_headline_without_words_of_elections_introduces_only() -> None:
    text = "Vandermeer opened the bridge. Drivers thanked Vandermeer."
    assert candidates(text, "Julia Vandermeer opens a bridge") == {}


def test_a_surname_beside_a_candidate_is_a_person() -> None:
    text = f"{CONTEST} The teachers endorsed both Lena Ford and Tessmer. Tessmer taught music, he said. Votes for Tessmer count."
    assert candidates(text) == {"lena-ford": "Lena Ford", "tessmer": "Tessmer"}


def test_companies_and_towns_are_no_persons() -> None:
    assert (
        candidates(f"{CONTEST} Verizon said no. The union opposes Verizon. Workers in Dunmore opposed Dunmore.") == {}
    )


def test_outside_races_a_surname_stays_unknown() -> None:
    assert (
        candidates("Tessmer said he was glad. The teachers backed Tessmer. Tessmer's campaign for clean air goes on.")
        == {}
    )
