"""The quick ways of reading parse and entities give what the base model's own components give."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from unionwire.model import load_base_model
from unionwire.nlp import base_reading, quick_parse
from unionwire.nlp.base_reading import read_base
from unionwire.nlp.compact import compacted
from unionwire.nlp.quick_entities import QuickEntities
from unionwire.nlp.quick_parse import QuickParse
from unionwire.nlp.sentences import paragraph_sentences

TEXTS = (
    (
        "The Coopers' union met in Dover on Monday, and its 9,000 members endorsed Mayor Jane Roe for governor. She thanked "
        'them.\n\n"We will," said Ann Poe, who leads Local 12, "knock on every door we did not knock on last year."\n\nRoe'
    ),
    "",
    "Roe",
    "What the man whom nobody had asked, of whom Ms. Voss knew no more than of the others, said was: No!\n\n- Jobs\n\n- Pay",
    (
        "Is that a list? It is: nurses, teachers (some of them), drivers — and, to be sure, Gov. John Roe of New Jersey.\n\n"
        "Of the 400 voters polled from Jan. 3 to Jan. 9, 51 percent backed Voss; Poe had 40 percent and $2.1 million."
    ),
    "He ran, and she ran, and the council of the city that they ran in said on Tuesday that neither had won " * 12,
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_base_model(exclude=["tagger", "attribute_ruler", "lemmatizer"])


def docs_of(nlp: Language) -> list[Doc]:
    return [compacted(paragraph_sentences(nlp.make_doc(text))) for text in TEXTS]


def told(doc: Doc) -> list[tuple[str, str, int, str, str, bool | None]]:
    return [(t.text, t.dep_, t.head.i, t.ent_iob_, t.ent_type_, t.is_sent_start) for t in doc]


@pytest.mark.parametrize("wave", [10, 10_000])
def test_parse_and_entities_are_the_components(nlp: Language, wave: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = docs_of(nlp)
    for doc in filter(len, expected):
        for _, component in nlp.pipeline:
            component(doc)
    monkeypatch.setattr(quick_parse, "WAVE", wave)
    monkeypatch.setattr(quick_parse, "LONGEST", 200)  # the last text goes the slow way

    found = docs_of(nlp)
    read_base(nlp, found)

    assert list(map(told, found)) == list(map(told, expected))
    assert {entity.label_ for doc in found for entity in doc.ents} >= {"PERSON", "GPE", "DATE", "MONEY"}


def test_a_paragraph_is_read_alike_whatever_stands_around_it(nlp: Language) -> None:
    alone = docs_of(nlp)
    for doc in alone:
        read_base(nlp, [doc])
    together = docs_of(nlp)
    read_base(nlp, together)

    assert list(map(told, alone)) == list(map(told, together))


def test_components_of_another_make_are_read_as_they_are(nlp: Language) -> None:
    other = load_base_model(exclude=["tagger", "attribute_ruler", "lemmatizer", "parser"])
    other.get_pipe("ner").cfg["beam_width"] = 4  # type: ignore[attr-defined]

    assert QuickParse.of(other) is None
    assert QuickEntities.of(other) is None
    assert QuickParse.of(nlp) is not None
    assert QuickEntities.of(nlp) is not None
    assert len(list(base_reading._steps(other))) == len(other.pipeline)
