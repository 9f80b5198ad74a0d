"""Phrases are found as spaCy's PhraseMatcher finds them."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from unionwire.link.people import people_index
from unionwire.link.unions import registry
from unionwire.nlp.phrases import Phrases, rules_of, words_of

TEXT = (
    "Bakers Local 9, the BAKERS' Union and Bakers' union\n\nlocal\n9 met A. Roe-Poe, Ann  O'Roe and Ann O\u2019Roe's aide. "
    "Can not bakers, who cannot meet, meet the Bakers (Local 9)?"
)
PHRASES = [
    "Bakers",
    "Bakers Local 9",
    "Local 9",
    "Bakers' Union",
    "Roe-Poe",
    "Ann O'Roe",
    "O\u2019Roe",
    "Bakers union",
    "cannot",
]


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("en")


@pytest.mark.parametrize("lower", [False, True])
def test_finds_what_the_phrase_matcher_finds(blank: Language, lower: bool) -> None:
    phrases = [phrase.lower() if lower else phrase for phrase in PHRASES]
    matcher = PhraseMatcher(blank.vocab, attr="LOWER" if lower else "ORTH")
    for phrase in phrases:
        matcher.add(phrase, [blank.make_doc(phrase)])
    doc = blank(TEXT)
    wanted = sorted((start, end, blank.vocab.strings[key]) for key, start, end in matcher(doc))

    found = Phrases(blank, phrases, lower=lower).find(doc)

    assert [(start, end, phrase) for phrase, start, end in found] == wanted
    assert len(wanted) == (14 if lower else 9)


def test_phrases_of_the_same_words_are_all_found(blank: Language) -> None:
    assert Phrases(blank, ["Local 9", "Local\u00a09"]).find(blank("Local 9")) == [("Local 9", 0, 2)]
    assert Phrases(blank, ["O'Roe", "Roe"]).find(blank("Roe\nRoe")) == [("Roe", 0, 1), ("Roe", 2, 3)]


def test_words_of_every_registered_name_are_the_tokenizers(blank: Language) -> None:
    names = {alias.text for alias in registry().aliases()}
    names |= set(people_index().full_names()) | set(people_index().families())
    names |= {name.lower() for name in names} | {name.replace("'", "\u2019") for name in names}
    rules = rules_of(blank)
    assert {"cannot", "can't"} <= rules

    for name in sorted(names):
        assert words_of(blank, name, rules) == [token.text for token in blank.make_doc(name)], name
