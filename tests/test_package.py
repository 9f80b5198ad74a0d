"""The description of a folder of tables: what the Data Package specification wants of it, and that it is true."""

from __future__ import annotations

import json
import re
import shutil

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.fakes import FakeExtractor
from typer.testing import CliRunner

from unionwire import batch
from unionwire.cli import cli
from unionwire.errors import UsageError
from unionwire.export import export
from unionwire.tables import dictionary
from unionwire.tables.compact import compact
from unionwire.tables.fields import field_notes
from unionwire.tables.load import load, load_arrow
from unionwire.tables.schema import TABLES, schema
from unionwire.tables.write import Output

# of https://specs.frictionlessdata.io, version 1: patterns and types that the profiles allow
NAME = re.compile(r"[-a-z0-9._/]+")
PATH = re.compile(r"(?![./~])((?!\.\.).)*")
TYPES = {"string", "number", "integer", "date", "time", "datetime", "boolean", "array", "object", "year", "any"}


def run(folder, number):
    dump = folder / f"{number}.jsonl"
    row = {"id": f"a{number}", "text": f"Weavers Local {number} endorsed Ada Quill.", "date": "2019-07-04"}
    dump.write_text(json.dumps(row) + "\n")
    batch.run([dump], folder / "out", make_extractor=FakeExtractor, workers=0)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    run(folder, 1)
    run(folder, 2)
    return folder / "out"


def package_of(folder, kind="data"):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    check(package, folder, kind)
    return package


def check(package, folder, kind):
    """What the profiles of packages, resources and table schemas require, and that the files are there."""
    assert package["profile"] == f"{kind}-package"
    assert NAME.fullmatch(package["name"])
    assert package["resources"]
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)
    for resource in package["resources"]:
        assert resource["profile"] == f"{kind}-resource"
        assert NAME.fullmatch(resource["name"])
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        assert paths
        for path in paths:
            assert PATH.fullmatch(path)
            assert (folder / path).is_file()
        fields = resource["schema"]["fields"]
        columns = [field["name"] for field in fields]
        for field in fields:
            assert field["type"] in TYPES
            assert field["description"]
            assert set(field.get("constraints", {})) <= {"required", "enum"}
        assert set(resource["schema"].get("primaryKey", [])) <= set(columns)
        for foreign in resource["schema"].get("foreignKeys", []):
            assert set(foreign["fields"]) <= set(columns)
            assert foreign["reference"]["resource"] in {"", *names}
            assert len(foreign["reference"]["fields"]) == len(foreign["fields"])


def test_the_package_beside_the_tables(out):
    package = package_of(out)
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    resources = {resource["name"]: resource for resource in package["resources"]}
    endorsements = resources["endorsements"]
    assert len(endorsements["path"]) == 2  # a part a run
    assert sum(pq.read_metadata(out / path).num_rows for path in endorsements["path"]) == 2
    fields = {field["name"]: field for field in endorsements["schema"]["fields"]}
    assert list(fields) == schema("endorsements").names
    assert fields["stance"] == {
        "name": "stance",
        "type": "string",
        "description": "the position",
        "constraints": {"required": True, "enum": ["endorsed", "declined", "considering", "opposed", "withdrawn"]},
    }
    assert (fields["cycle"]["type"], fields["date"]["type"], fields["qualifiers"]["type"]) == (
        "integer",
        "datetime",
        "array",
    )
    assert {"fields": ["union_id"], "reference": {"resource": "unions", "fields": ["union_id"]}} in (
        endorsements["schema"]["foreignKeys"]
    )
    assert resources["mentions"]["schema"]["primaryKey"] == ["mention_id"]
    assert "primaryKey" not in endorsements["schema"]
    [own] = [key for key in resources["articles"]["schema"]["foreignKeys"] if key["fields"] == ["duplicate_of"]]
    assert own["reference"] == {"resource": "", "fields": ["article_id"]}


def test_the_references_and_keys_hold(out):
    tables = load(out)
    for resource in package_of(out)["resources"]:
        frame = tables[resource["name"]]
        for key in resource["schema"].get("primaryKey", []):
            assert frame[key].is_unique
        for foreign in resource["schema"].get("foreignKeys", []):
            to = foreign["reference"]["resource"] or resource["name"]
            known = set(tables[to][foreign["reference"]["fields"][0]])
            assert set(frame[foreign["fields"][0]].dropna()) <= known


def test_the_package_follows_the_tables(out, tmp_path):
    copy = tmp_path / "out"
    shutil.copytree(out, copy)  # links followed
    run(tmp_path, 3)
    package = package_of(copy)
    assert len(package["resources"][0]["path"]) == 3
    assert (copy / "datapackage.json").is_symlink()
    compact(copy)
    assert len(package_of(copy)["resources"][0]["path"]) == 1
    assert len(load_arrow(copy)["articles"]) == 3


def test_tables_of_a_version_without_it_get_one(out, tmp_path):
    copy = tmp_path / "out"
    shutil.copytree(out, copy, symlinks=True)
    (copy / "datapackage.json").unlink()
    (copy / ".current" / "datapackage.json").unlink()
    with Output(copy):
        pass  # what there is not gets no link
    assert not (copy / "datapackage.json").is_symlink()
    run(tmp_path, 3)
    assert len(package_of(copy)["resources"][0]["path"]) == 3


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_is_a_package_too(out, tmp_path, form):
    target = export(out, form, tmp_path / "there", tables=["endorsements", "unions"]).target
    package = package_of(target, "tabular-data" if form == "csv" else "data")
    assert [resource["path"] for resource in package["resources"]] == [f"unions.{form}", f"endorsements.{form}"]
    [endorsements] = [resource for resource in package["resources"] if resource["name"] == "endorsements"]
    fields = {field["name"]: field["type"] for field in endorsements["schema"]["fields"]}
    assert fields["date"] == "date"
    # what is not in the package can't be referred to
    assert [key["fields"] for key in endorsements["schema"]["foreignKeys"]] == [["union_id"]]


def test_every_file_holds_the_descriptions(out):
    part = next((out / "endorsements").glob("*.parquet"))
    assert field_notes(pq.read_schema(part).field("cycle")) == {"comment": "year of the election concerned"}
    held = duckdb.sql(f"SELECT decode(value) FROM parquet_kv_metadata('{part}') WHERE decode(key) = 'columns'")
    assert held is not None
    assert json.loads(held.fetchall()[0][0])["cycle"] == "year of the election concerned"
    assert pd.read_parquet(out / "endorsements")["cycle"].tolist() == [2019, 2019]


def test_schema_for_a_terminal_and_for_some_tables():
    told = CliRunner().invoke(cli, ["schema", "batches", "--format", "terminal"])
    assert told.exit_code == 0
    assert "batches: a row is a run" in told.stdout
    assert "the inputs as they were named to the run" in told.stdout
    assert "list<string>" in told.stdout
    page = CliRunner().invoke(cli, ["schema", "unions", "--markdown"]).stdout
    assert page.count("\n## ") == 1
    listed = json.loads(CliRunner().invoke(cli, ["schema", "unions", "rejects", "--json"]).stdout)
    assert list(listed) == ["unions", "rejects"]
    assert CliRunner().invoke(cli, ["schema"]).stdout == dictionary.markdown()
    assert CliRunner().invoke(cli, ["schema", "--format", "json"]).stdout == dictionary.as_json() + "\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["votes"], "no table 'votes'; there are articles"),
        (["--json", "--markdown"], "choose one of --markdown, --json and --format"),
    ],
)
def test_schema_calls_that_are_wrong(arguments, said):
    told = CliRunner().invoke(cli, ["schema", *arguments])
    assert isinstance(told.exception, UsageError)
    assert said in str(told.exception)
