"""The base model reads Docs in bounded memory; what it finds does not depend on how they come."""

from __future__ import annotations

import pytest
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

from unionwire.extract import Extractor
from unionwire.nlp import compact
from unionwire.nlp.sentences import paragraph_sentences

PARAGRAPHS = (
    "The Teamsters met in Dover on Monday.",
    "They endorsed Joe Biden for president, and their local in Ohio agreed.",
    "John Roe, who leads the union, was not there.",
)


def _doc(extractor: Extractor, text: str) -> Doc:
    return compact.compacted(paragraph_sentences(extractor.nlp.make_doc(text)))


def _parse(doc: Doc) -> list[tuple[str, str, str, str]]:
    return [(token.text, token.dep_, token.head.text, token.ent_type_) for token in doc]


def test_docs_read_together_or_apart_are_read_alike(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    together = [_parse(doc) for doc in compact.parsed(extractor.nlp, (_doc(extractor, text) for text in PARAGRAPHS))]
    monkeypatch.setattr(compact, "MOST_TOKENS", 20)
    apart = [_parse(doc) for doc in compact.parsed(extractor.nlp, (_doc(extractor, text) for text in PARAGRAPHS))]

    assert together == apart
    assert ("Joe", "compound", "Biden", "PERSON") in together[1]


def test_a_long_doc_is_read_by_paragraphs(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [_parse(doc) for doc in compact.parsed(extractor.nlp, (_doc(extractor, text) for text in PARAGRAPHS))]
    monkeypatch.setattr(compact, "MOST_TOKENS", 15)

    (whole,) = compact.parsed(extractor.nlp, [_doc(extractor, "\n\n".join(PARAGRAPHS))])

    assert _parse(whole) == [word for paragraph in alone for word in paragraph]
    assert [sentence.text for sentence in whole.sents] == list(PARAGRAPHS)


def test_a_paragraph_that_is_too_long_is_cut(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compact, "MOST_TOKENS", 4)

    (doc,) = compact.parsed(extractor.nlp, [_doc(extractor, PARAGRAPHS[1])])

    assert all(token.dep_ for token in doc)
    assert [sentence.text for sentence in doc.sents][:1] == ["They endorsed Joe Biden"]


@pytest.mark.parametrize(
    "text",
    [
        *PARAGRAPHS,
        " ".join(PARAGRAPHS),
        "\n\n".join(PARAGRAPHS),
        "Really?! Yes. \"No.\" (So it was.) 'Well,' she said... and left\nthen. \n\n* One.\n* Two\n\nGovs. Roe and Poe met.",
        "...",
        "",
        "U.S. troops left! \u3002 Then \u2026 nothing",
    ],
)
def test_without_a_parse_sentences_are_those_of_the_sentencizer(extractor: Extractor, text: str) -> None:
    slow, quick = (paragraph_sentences(extractor.nlp.make_doc(text)) for _ in range(2))
    Sentencizer()(slow)
    compact.annotate_flat(quick)
    assert [token.is_sent_start for token in quick] == [token.is_sent_start for token in slow]
    assert [token.head.i for token in quick] == [token.sent.start for token in slow]
