"""The base model is the one that was measured."""

from __future__ import annotations

import dataclasses
import shutil

import pytest

from unionwire import model
from unionwire.errors import Fault


def test_the_installed_model_is_the_recorded_one():
    folder, problems = model.verify()
    assert problems == []
    assert len(model.base_model().files) > 10
    assert (folder / "config.cfg").is_file()
    name, version, digest = model.digest().split()
    assert (name, version) == (model.base_model().name, model.base_model().version)
    assert len(digest) == 16


@pytest.fixture
def official(tmp_path, monkeypatch):
    """The model's files as the official package lays them out, in place of the pinned package."""
    entry = model.base_model()
    package = tmp_path / "site" / entry.name
    folder = package / f"{entry.name}-{entry.version}"
    shutil.copytree(model.model_folder(), folder)
    (package / "__init__.py").write_text("")
    (folder / "meta.json").write_text((folder / "meta.json").read_text().replace("spacy", "spaCy"))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    official = dataclasses.replace(entry, spacy_names=(entry.name,))
    monkeypatch.setattr(model, "base_model", lambda: official)
    return folder


def test_the_official_package_serves_as_well(official):
    assert model.model_folder() == official
    assert model.verify() == (official, [])


def test_other_files_are_told(official):
    (official / "ner" / "model").write_bytes(b"other weights")
    (official / "tokenizer").unlink()
    (official / "extra").write_text("x")
    assert model.verify()[1] == ["tokenizer is missing", "extra is not of the model", "ner/model differs"]


def test_a_missing_model_says_how_to_get_it(monkeypatch):
    entry = model.BaseModel("en_none", "1.0", "en-none", ("en_none_at_all",), {})
    monkeypatch.setattr(model, "base_model", lambda: entry)
    with pytest.raises(Fault, match=r"pip install en-none==1\.0"):
        model.model_folder()


def test_it_loads_without_a_warning(recwarn):
    nlp = model.load_base_model(exclude=["tagger", "attribute_ruler", "lemmatizer"])
    assert "ner" in nlp.pipe_names
    assert "tagger" not in nlp.pipe_names
    assert [warning for warning in recwarn if "W095" in str(warning.message)] == []
