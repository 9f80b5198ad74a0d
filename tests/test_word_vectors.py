"""The quick networks give what the base model's own give."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from spacy.tokens import Doc

from unionwire.model import load_base_model
from unionwire.nlp import word_vectors
from unionwire.nlp.word_vectors import quicken

if TYPE_CHECKING:
    from thinc.types import Ints2d

TEXTS = (
    "The Coopers' union met in Dover on Monday, and its 9,000 members endorsed Mayor Jane Roe for governor.",
    "Roe",
    "",
    "She'll   run again; they can't say\n\nwhen. " * 90,
    "Local 12 of the Lamplighters backs nobody (yet).",
)


@pytest.fixture(scope="module")
def plain():
    return load_base_model(exclude=["tagger", "attribute_ruler", "lemmatizer"])


@pytest.fixture
def quick():
    nlp = load_base_model(exclude=["tagger", "attribute_ruler", "lemmatizer"])
    quicken(nlp)
    return nlp


def networks(nlp):
    return nlp.get_pipe("tok2vec").model, nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0]


def assert_equal_vectors(plain, quick, docs):
    for slow, fast in zip(networks(plain), networks(quick), strict=True):
        assert fast.name == "unionwire_tok2vec"
        for expected, found in zip(slow.predict(docs), fast.predict(docs), strict=True):
            assert found.shape == expected.shape
            np.testing.assert_allclose(found, expected, atol=2e-5)


def test_the_vectors_are_equal(plain, quick):
    docs = [plain.make_doc(text) for text in TEXTS]
    assert_equal_vectors(plain, quick, docs)
    assert_equal_vectors(plain, quick, docs[::-1])  # of forms that are known by now
    assert_equal_vectors(plain, quick, docs[:1])


def test_so_they_are_when_forms_were_forgotten(plain, quick, monkeypatch):
    monkeypatch.setattr(word_vectors, "MOST_FORMS", 30)
    for text in filter(None, TEXTS):
        assert_equal_vectors(plain, quick, [plain.make_doc(text)])


def test_a_token_of_another_norm_has_a_vector_of_its_own(plain, quick):
    usual = Doc(plain.vocab, words=["Roe", "wo", "win"])
    norms = Doc(plain.vocab, words=["Roe", "wo", "win"])
    norm = plain.vocab.strings.add("will")
    columns = np.array([[usual[0].norm], [norm], [usual[2].norm]], dtype="uint64")
    norms.from_array(["NORM"], cast("Ints2d", columns))
    for network in networks(quick):
        first, second = network.predict([usual, norms])
        assert not np.allclose(first, second, atol=1e-3)
    assert_equal_vectors(plain, quick, [usual, norms])


def test_parse_and_entities_are_equal(plain, quick):
    for expected, found in zip(plain.pipe(TEXTS), quick.pipe(TEXTS), strict=True):
        columns = ["HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]
        assert found.to_array(columns).tolist() == expected.to_array(columns).tolist()
    assert [ent.text for ent in next(quick.pipe(TEXTS[:1])).ents if ent.label_ == "PERSON"] == ["Jane Roe"]


def test_quick_networks_do_not_train(quick):
    docs = [quick.make_doc(TEXTS[0])]
    _, backprop = networks(quick)[0](docs, is_train=False)
    with pytest.raises(ValueError, match="cannot be trained"):
        backprop([])
