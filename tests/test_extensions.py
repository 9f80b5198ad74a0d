"""The words of a Doc, kept beside it, are those of its tokens."""

from __future__ import annotations

import pytest
import spacy

from unionwire.nlp import extensions
from unionwire.nlp.extensions import words_of_doc, words_with_blanks

TEXT = "The Coopers’ union,\n\n  led by ÉMILE O'Roe—no “dep” of nsubj—met in the U.S. on 5/1."


@pytest.mark.parametrize("most", [200_000, 0])
def test_words_are_those_of_the_tokens(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(extensions, "_MOST_STRINGS", most)  # with 0 what was looked up is forgotten each time
    for text in (TEXT, "", TEXT.upper(), f"{TEXT} Weavers"):
        doc = spacy.blank("en")(text)

        assert words_of_doc(doc) == [token.text for token in doc]
        assert words_of_doc(doc, lower=True) == [token.lower_ for token in doc]
        assert words_with_blanks(doc) == [token.lower_ + token.whitespace_ for token in doc]
