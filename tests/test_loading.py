"""Loaded tables: typed frames, joined views, evidence in its context, Arrow, polars and DuckDB over the same memory."""

from __future__ import annotations

import importlib
import json
import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.fakes import FakeExtractor

import unionwire
from unionwire import batch
from unionwire.errors import UsageError
from unionwire.tables.load import frame_of, load
from unionwire.tables.rows import table_of
from unionwire.tables.schema import TABLES

FIRST = (
    "The ballots are counted. Weavers Local 9 endorsed Ada Quill. The mayor's office <q>said nothing</q>.\n\n"
    "A second paragraph."
)
SECOND = "Weavers Local 4 endorsed Bo Reed."


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loading")
    dump = folder / "dump.jsonl"
    rows = [
        {"id": "a1", "text": FIRST, "date": "2019-07-04", "source": "The Loom", "title": "Ballots & Bobbins"},
        {"id": "a2", "text": SECOND},
        {"id": "a3", "text": "Nothing of the kind."},
    ]
    dump.write_text("".join(json.dumps(row) + "\n" for row in rows))
    batch.run([dump], folder / "out", make_extractor=FakeExtractor, workers=0)
    return folder / "out"


@pytest.fixture(scope="module")
def tables(out):
    return load(out)


def test_tables_are_a_mapping_of_frames(tables):
    assert list(tables) == list(TABLES)
    assert "positions" in tables
    assert len(tables) == len(TABLES)
    assert {name: len(frame) for name, frame in tables.items() if name in {"articles", "endorsements"}} == {
        "articles": 3,
        "endorsements": 2,
    }
    with pytest.raises(KeyError):
        tables["votes"]
    assert "articles 3, unions 3" in repr(tables)


def test_columns_have_their_types(tables):
    endorsements = tables["endorsements"]
    assert endorsements["stance"].cat.categories.tolist() == [
        "endorsed",
        "declined",
        "considering",
        "opposed",
        "withdrawn",
    ]
    assert str(endorsements["date"].dtype) == "datetime64[ms]"
    assert str(endorsements["cycle"].dtype) == "Int16"
    assert endorsements["cycle"].tolist() == [2019, pd.NA]
    assert endorsements["date_precision"].tolist() == ["day", "day"]
    assert tables["unions"]["level"].value_counts().to_dict() == {
        "local": 2,
        "national": 1,
        "regional": 0,
        "federation": 0,
    }


def test_a_value_that_the_schema_does_not_list_is_kept():
    rows = table_of("mentions", [])
    row = {
        "mention_id": "m",
        "article_id": "a",
        "entity_type": "union",
        "entity_id": "u",
        "start": 0,
        "end": 1,
        "text": "U",
        "found_by": "divination",
        "rule": "r",
    }
    frame = frame_of("mentions", pa.Table.from_pylist([row], schema=rows.schema))
    assert frame["found_by"].tolist() == ["divination"]
    assert frame["found_by"].cat.categories.tolist() == ["registry", "pattern", "ner", "coreference", "divination"]


def test_endorsements_with_names(tables):
    wide = tables.endorsements_wide()
    [row] = wide[wide["article_id"] == "a1"].to_dict("records")
    shown = {name: row[name] for name in ("union", "parent", "candidate", "stance", "cycle", "source", "title")}
    assert shown == {
        "union": "Weavers Local 9",
        "parent": "United Weavers",
        "candidate": "Ada Quill",
        "stance": "endorsed",
        "cycle": 2019,
        "source": "The Loom",
        "title": "Ballots & Bobbins",
    }
    assert row["published"] == pd.Timestamp("2019-07-04")
    assert list(wide["union_id"]) == list(tables["endorsements"]["union_id"])
    assert wide["level"].tolist() == ["local", "local"]


def test_other_views(tables):
    [child, _] = tables.relationships_wide()[["child", "parent", "relation"]].to_dict("records")
    assert child == {"child": "Weavers Local 9", "parent": "United Weavers", "relation": "local_of"}
    people = tables.candidates_wide().set_index("candidate_id")
    # an endorsement without a cycle is no position
    assert people["endorsed"].to_dict() == {"ada-quill": 1, "bo-reed": 0}
    assert people["withdrawn"].tolist() == [0, 0]
    [position] = tables.positions_wide().to_dict("records")
    assert (position["union"], position["parent"], position["candidate"], position["office"]) == (
        "Weavers Local 9",
        "United Weavers",
        "Ada Quill",
        "mayor",
    )
    [pair] = tables.national_local_wide().to_dict("records")
    assert (pair["child"], pair["parent"], pair["child_candidate"]) == (
        "Weavers Local 9",
        "United Weavers",
        "Ada Quill",
    )
    assert tables.membership_counts_wide().empty
    assert list(tables.membership_counts_wide())[:5] == ["union", "level", "parent", "qualifier", "value"]


def test_a_body_without_a_row_goes_by_its_id(out, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    for part in (copy / ".current" / "candidates").glob("*.parquet"):
        pq.write_table(pq.read_table(part).slice(0, 0), part)
    assert load(copy).endorsements_wide()["candidate"].tolist() == ["ada-quill", "bo-reed"]


def test_the_evidence_of_a_fact(tables):
    found = tables.evidence(tables["endorsements"].iloc[0])
    assert (found.before, found.sentence, found.after) == (
        "The ballots are counted.",
        "Weavers Local 9 endorsed Ada Quill.",
        "The mayor's office <q>said nothing</q>.",
    )
    assert FIRST[found.before_start : found.before_end] == found.before
    assert FIRST[found.start : found.end] == found.sentence
    assert FIRST[found.after_start : found.after_end] == found.after
    assert [(mention.text, mention.entity_id) for mention in found.mentions] == [
        ("Weavers Local 9", "weavers-local-9"),
        ("Ada Quill", "ada-quill"),
    ]
    assert str(found).splitlines() == [
        "a1 | 2019-07-04 | The Loom | Ballots & Bobbins",
        "The ballots are counted.",
        "> [Weavers Local 9|weavers-local-9] endorsed [Ada Quill|ada-quill].",
        "The mayor's office <q>said nothing</q>.",
    ]


def test_a_notebook_shows_marks_and_no_foreign_tags(tables):
    page = tables.evidence(tables["endorsements"].iloc[0])._repr_html_()
    assert '<mark title="ada-quill">Ada Quill</mark>' in page
    assert "&lt;q&gt;said nothing" in page
    assert "<b>said" not in page


def test_rows_of_every_kind_have_evidence(tables):
    wide = next(tables.endorsements_wide().itertuples())
    assert tables.evidence(wide).sentence == "Weavers Local 9 endorsed Ada Quill."
    mention = tables["mentions"].to_dict("records")[1]
    assert mention["text"] == "Ada Quill"
    assert tables.evidence(mention).sentence == "Weavers Local 9 endorsed Ada Quill."
    only = tables.evidence({"article_id": "a2", "start": 0, "end": len(SECOND)})
    assert (only.before, only.after) == ("", "")
    assert (only.before_start, only.before_end, only.after_start) == (0, 0, len(SECOND))


def test_rows_without_evidence_are_told(tables):
    with pytest.raises(ValueError, match=r"no row with evidence: it has no article_id .*tables\.behind"):
        tables.evidence(tables["positions"].iloc[0])
    with pytest.raises(ValueError, match="no row of a table: int"):
        tables.evidence(3)
    with pytest.raises(UsageError, match="no text of the article a3"):
        tables.evidence({"article_id": "a3", "start": 0, "end": 3})
    with pytest.raises(ValueError, match="no place in the text of a2: 0-999"):
        tables.evidence({"article_id": "a2", "start": 0, "end": 999})


def test_views_and_evidence_read_no_more_texts_than_they_need(out):
    tables = load(out)
    tables.endorsements_wide()
    assert tables.evidence(tables["endorsements"].iloc[0]).title == "Ballots & Bobbins"
    assert "articles" not in tables._arrow
    assert all("text" not in key for key in tables._parts)
    assert list(tables._texts) == ["a1"]
    assert tables.arrow("articles", ["article_id"])["article_id"].to_pylist() == ["a1", "a2", "a3"]
    with pytest.raises(UsageError, match="no text of the article a7"):
        tables.evidence({"article_id": "a7", "start": 0, "end": 3})


def test_the_endorsements_behind_a_position(tables):
    behind = tables.behind(tables["positions"].iloc[0])
    assert behind[["article_id", "union_id", "candidate_id"]].to_numpy().tolist() == [
        ["a1", "weavers-local-9", "ada-quill"]
    ]
    with pytest.raises(ValueError, match="no row of positions: it has no stance"):
        tables.behind({"union_id": "weavers", "candidate_id": None})


def test_arrow_and_polars_share_the_memory(tables):
    arrow = tables.arrow("endorsements")
    assert arrow is tables.arrow("endorsements")
    assert arrow["union_id"].to_pylist() == ["weavers-local-9", "weavers-local-4"]
    frame = tables.polars("endorsements")
    assert frame["union_id"].to_list() == arrow["union_id"].to_pylist()
    assert frame["confidence"].to_arrow().buffers()[1].address == arrow["confidence"].chunk(0).buffers()[1].address
    assert frame["date"].dtype.is_temporal()


def test_polars_and_duckdb_read_the_files(tables):
    assert tables.scan("endorsements").select("candidate_id").collect()["candidate_id"].to_list() == [
        "ada-quill",
        "bo-reed",
    ]
    rows = tables.duckdb().sql("SELECT count(*), max(confidence) FROM endorsements").fetchall()
    assert rows == [(2, 0.9)]
    import duckdb

    own = duckdb.connect()
    assert tables.duckdb(own) is own
    assert own.sql("SELECT name FROM unions WHERE level = 'national'").fetchall() == [("United Weavers",)]


def test_files_older_than_a_column(out, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    [part] = (copy / ".current" / "endorsements").glob("*.parquet")
    pq.write_table(pq.read_table(part).drop_columns(["office"]), part.with_name("part-older.parquet"))
    tables = load(copy)
    query = "SELECT count(*), count(office) FROM endorsements"
    assert tables.duckdb().sql(query).fetchall() == [(4, 2)]
    assert tables["endorsements"]["office"].notna().sum() == 2
    assert tables.n_rows("endorsements") == 4
    assert len(tables.scan("endorsements").select("union_id").collect()) == 4


@pytest.mark.parametrize(("library", "ask"), [("polars", "polars"), ("polars", "scan"), ("duckdb", "duckdb")])
def test_a_missing_library_is_told_in_a_line(tables, monkeypatch, library, ask):
    real = importlib.import_module

    def absent(name):
        if name == library:
            raise ImportError(name)
        return real(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(UsageError, match=f"^{library} is not installed: pip install {library}$"):
        getattr(tables, ask)(*([] if ask == "duckdb" else ["unions"]))


def test_tables_of_which_the_files_are_gone(out, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    tables = unionwire.load(copy)
    assert len(tables["unions"]) == 3
    shutil.rmtree(copy)
    assert len(tables["unions"]) == 3
    for ask in (lambda: tables["endorsements"], lambda: tables.files("endorsements"), lambda: tables.text("a1")):
        with pytest.raises(UsageError, match="load it again"):
            ask()


def test_a_folder_without_tables(tmp_path):
    with pytest.raises(UsageError, match=r"no tables in .*: name the folder that `unionwire run --out` made"):
        load(tmp_path)
