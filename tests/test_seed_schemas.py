"""The JSON Schemas in seeds/schemas/ are those of the models.

After a change of a model, write them anew with `UNIONWIRE_UPDATE_SCHEMAS=1 pytest tests/test_seed_schemas.py`, read the diff
and commit it with the change.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import get_args

import pytest

from unionwire.nlp.qualifiers import Category, Direction
from unionwire.nlp.union_finds import Form
from unionwire.seedbook.base import Row
from unionwire.seedbook.files import FILES, SCHEMAS, schema_texts
from unionwire.seedbook.lexicons import QualifierRow, UnionPatternRow


def test_the_schemas_are_those_of_the_models(root: Path) -> None:
    folder = root / "seeds" / SCHEMAS
    expected = schema_texts()
    if os.environ.get("UNIONWIRE_UPDATE_SCHEMAS"):
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, text in expected.items():
            (folder / name).write_text(text, encoding="utf-8")
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == expected


def test_every_file_of_seeds_has_a_model_and_every_model_a_file(root: Path) -> None:
    data = {path.name for path in (root / "seeds").iterdir() if path.is_file()} - {"README.md"}
    assert data == set(FILES)


def test_a_schema_says_what_a_row_must_have() -> None:
    schema = json.loads(schema_texts()["unions.schema.json"])
    assert schema["title"] == "A row of seeds/unions.jsonl"
    assert schema["required"] == ["id", "name", "level", "source", "checked_on"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["level"]["enum"] == ["national", "regional", "local", "federation"]
    membership = schema["$defs"]["Membership"]
    assert list(membership["properties"]) == ["id", "from", "to"]
    frames = json.loads(schema_texts()["count_frames.schema.json"])
    assert len(frames["oneOf"]) == 3


@pytest.mark.parametrize(
    ("model", "key", "values"),
    [
        (QualifierRow, "category", get_args(Category)),
        (QualifierRow, "direction", get_args(Direction)),
        (UnionPatternRow, "form", get_args(Form)),
    ],
)
def test_the_models_know_the_values_that_the_code_knows(model: type[Row], key: str, values: tuple[str, ...]) -> None:
    told = model.model_json_schema()["properties"][key]
    allowed = told["enum"] if "enum" in told else told["anyOf"][0]["enum"]
    assert sorted(allowed) == sorted(values)
