"""Schemas, rows, dimensions, the output folder and the data dictionary."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.fakes import extract

from unionwire.errors import UsageError
from unionwire.records import Article, Candidate, Endorsement, Evidence, Extraction, MembershipCount, Mention, Union
from unionwire.tables import dictionary
from unionwire.tables.dims import dimension
from unionwire.tables.fields import field_notes
from unionwire.tables.load import load, load_arrow
from unionwire.tables.rows import FACT_TABLES, extraction_tables, mention_id, table_of
from unionwire.tables.schema import TABLES, schema
from unionwire.tables.write import Output

# The columns that notebooks rely on, with their types; more may stand beside them, none of these may change.
CONTRACT = {
    "articles": "article_id:string source:string? url:string? title:string? published:timestamp[ms]? "
    "published_from:string text:string? n_chars:int32 text_sha256:string duplicate_of:string? relevant:bool batch_id:string",
    "unions": "union_id:string name:string abbreviation:string? level:string parent_union_id:string? "
    "local_number:string? state:string? country:string? federation_id:string? olms_file_number:string? "
    "wikidata_id:string? in_registry:bool n_articles:int32",
    "candidates": "candidate_id:string name:string party:string? office:string? state:string? fec_id:string? "
    "wikidata_id:string? in_registry:bool n_articles:int32",
    "mentions": "mention_id:string article_id:string entity_type:string entity_id:string start:int32 end:int32 "
    "text:string found_by:string",
    "membership_counts": "article_id:string union_id:string value:int64 qualifier:string unit:string scope:string? "
    "sentence:string start:int32 end:int32 rule:string confidence:double",
    "endorsements": "article_id:string union_id:string candidate_id:string? stance:string cycle:int16? office:string? "
    "date:timestamp[ms]? date_precision:string? sentence:string start:int32 end:int32 rule:string confidence:double",
    "relationships": "article_id:string child_union_id:string parent_union_id:string relation:string alignment:string "
    "cycle:int16? sentence:string start:int32 end:int32 rule:string confidence:double",
    "positions": "union_id:string candidate_id:string? stance:string cycle:int16? office:string? "
    "first_date:timestamp[ms]? last_date:timestamp[ms]? n_articles:int32 n_sources:int32 article_ids:list<string> "
    "confidence:double",
    "national_local": "child_union_id:string parent_union_id:string cycle:int16? child_candidate_id:string? "
    "child_stance:string parent_candidate_id:string? parent_stance:string? alignment:string article_ids:list<string>",
    "rejects": "path:string record:int64 code:string? reason:string excerpt:string batch_id:string",
    "batches": "batch_id:string started:timestamp[ms] finished:timestamp[ms] inputs:list<string> version:string "
    "model:string n_articles:int32 n_relevant:int32 n_rejects:int32",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_columns_that_notebooks_rely_on(name):
    declared = schema(name)
    for column in CONTRACT[name].split():
        column_name, kind = column.removesuffix("?").split(":")
        field = declared.field(column_name)
        assert dictionary.type_name(field.type) == kind, column_name
        assert field.nullable is column.endswith("?"), column_name


def test_every_column_has_a_comment_and_every_reference_is_a_column():
    for table in TABLES.values():
        assert set(table.order) <= set(table.schema.names)
        for field in table.columns:
            notes = field_notes(field)
            assert len(notes["comment"]) > 5
            if "references" in notes:
                referenced, column = notes["references"].split(".")
                assert column in schema(referenced).names


def test_enumerations_are_those_of_the_records():
    assert field_notes(schema("endorsements").field("stance"))["values"] == (
        "endorsed | declined | considering | opposed | withdrawn"
    )
    assert field_notes(schema("national_local").field("alignment"))["values"] == "breaks | agrees | parent_silent"


def test_the_data_dictionary_of_the_docs_is_up_to_date(root):
    assert (root / "docs" / "tables.md").read_text(encoding="utf-8") == dictionary.markdown()


def test_the_dictionary_as_json():
    listed = json.loads(dictionary.as_json())
    assert list(listed) == list(TABLES)
    assert {"name": "cycle", "type": "int16", "nullable": True, "comment": "year of the election concerned"} in (
        listed["endorsements"]["columns"]
    )


TEXT = "The vote is in. Weavers Local 9 endorsed Ada Quill."


def test_rows_of_an_extraction():
    tables = extraction_tables([extract(Article("a1", TEXT, published=dt.date(2019, 7, 4)))], "b")
    assert set(tables) == set(FACT_TABLES)
    [row] = tables["endorsements"].to_pylist()
    assert row == {
        "article_id": "a1",
        "union_id": "weavers-local-9",
        "candidate_id": "ada-quill",
        "stance": "endorsed",
        "cycle": 2019,
        "office": "mayor",
        "date": dt.datetime(2019, 7, 4),
        "date_precision": "day",
        "sentence": "Weavers Local 9 endorsed Ada Quill.",
        "start": 16,
        "end": 51,
        "rule": "fake",
        "confidence": 0.9,
        "qualifiers": [],
        "review": None,
        "reviewed_by": None,
        "reviewed_at": None,
    }
    [article] = tables["articles"].to_pylist()
    assert (article["text"], article["n_chars"], article["relevant"]) == (TEXT, 51, True)
    assert article["published"] == dt.datetime(2019, 7, 4)
    assert [mention["text"] for mention in tables["mentions"].to_pylist()] == ["Weavers Local 9", "Ada Quill"]


def test_the_text_of_an_article_without_finds_is_not_kept():
    [row] = extraction_tables([extract(Article("a1", "Nothing here."))], "b")["articles"].to_pylist()
    assert (row["text"], row["n_chars"], row["relevant"]) == (None, 13, False)
    assert row["text_sha256"] == "eb38ca40211a0821582acaf2dd3291dadb09778dddfc4245ba3ca2edb69b177c"


def test_mention_ids_are_stable_and_tell_mentions_apart():
    mention = Mention("union", "seiu", 3, 7, "SEIU", "registry", "r")
    assert mention_id("a", mention) == mention_id("a", Mention("union", "seiu", 3, 7, "other", "ner", "q"))
    others = [
        mention_id("b", mention),
        mention_id("a", Mention("union", "seiu", 3, 8, "SEIU", "registry", "r")),
        mention_id("a", Mention("union", "cwa", 3, 7, "SEIU", "registry", "r")),
        mention_id("a", Mention("candidate", "seiu", 3, 7, "SEIU", "registry", "r")),
    ]
    assert len({mention_id("a", mention), *others}) == 5


def test_a_null_where_none_may_be_is_an_error():
    with pytest.raises(ValueError, match=r"rejects\.reason must not be null"):
        table_of("rejects", [{"path": "p", "record": 1, "reason": None, "excerpt": "", "batch_id": "b"}])


def _dims(*extractions: Extraction) -> dict[str, pa.Table]:
    tables = extraction_tables(extractions, "b")
    return {name: dimension(name, tables) for name in ("unions", "candidates")}


def _seen(article_id: str, union: Union) -> Extraction:
    return Extraction(Article(article_id, article_id), True, unions=[union])


def test_unions_merge_by_majority_whatever_the_order():
    seen = [
        _seen("1", Union("u", "Dock Union", "local", state="WA")),
        _seen("2", Union("u", "Dockers Union", "national", state="OR")),
        _seen("3", Union("u", "Dockers Union", "local")),
        _seen("4", Union("u", "Dock Union", "local", abbreviation="DU", state="OR")),
    ]
    expected = {"name": "Dockers Union", "level": "local", "state": "OR", "abbreviation": "DU", "n_articles": 4}
    for order in (seen, seen[::-1], seen[2:] + seen[:2]):
        [row] = _dims(*order)["unions"].to_pylist()
        assert {key: row[key] for key in expected} == expected


def test_the_registry_stands_over_the_articles():
    seen = [_seen(str(n), Union("u", "Dock Union", "local", state="WA", country="US")) for n in range(3)]
    listed = _seen("9", Union("u", "Dockers' Federation", "federation", state="OR", in_registry=True))
    [row] = _dims(*seen, listed)["unions"].to_pylist()
    assert (row["name"], row["level"], row["state"], row["in_registry"]) == (
        "Dockers' Federation",
        "federation",
        "OR",
        True,
    )
    assert row["country"] == "US"  # the registry says nothing about it


def test_candidates_are_merged_alike():
    seen = [
        Extraction(Article(str(n), "t"), True, candidates=[Candidate("ada-quill", "Ada Quill", office=office)])
        for n, office in enumerate(["mayor", None, "mayor", "senate"])
    ]
    [row] = _dims(*seen)["candidates"].to_pylist()
    assert (row["office"], row["n_articles"], row["in_registry"]) == ("mayor", 4, False)


def _commit(folder, batch_id, *extractions):
    with Output(folder) as output:
        stage = output.stage(batch_id)
        stage.add_shard(f"shard-{batch_id}", extraction_tables(extractions, batch_id))
        stage.link_base()
        output.commit(stage)


def test_commits_add_up_and_empty_tables_can_be_read(tmp_path):
    out = tmp_path / "out"
    _commit(out, "0001-a", extract(Article("a1", TEXT)))
    _commit(out, "0002-b", extract(Article("a2", TEXT.replace("9", "8"))))
    assert list(pd.read_parquet(out / "articles")["article_id"]) == ["a1", "a2"]
    counts = pd.read_parquet(out / "membership_counts")
    assert list(counts.columns) == schema("membership_counts").names
    assert len(counts) == 0
    assert {path.name for path in out.iterdir() if not path.name.startswith(".")} == {*TABLES, "datapackage.json"}
    kept = pq.read_schema(next((out / "endorsements").glob("*.parquet")))
    assert field_notes(kept.field("stance"))["comment"] == "the position"


def test_parts_older_than_a_column_can_be_read_and_added_to(tmp_path):
    out = tmp_path / "out"
    _commit(out, "0001-a", extract(Article("a1", TEXT)))
    for part in (out / "endorsements").resolve().glob("*.parquet"):
        older = pq.read_table(part).drop_columns(["qualifiers", "office"])
        part.unlink()
        pq.write_table(older, part)
    _commit(out, "0002-b", extract(Article("a2", TEXT.replace("9", "8"))))
    read = load_arrow(out)["endorsements"]
    assert read["article_id"].to_pylist() == ["a1", "a2"]
    assert read["qualifiers"].to_pylist() == [[], []]
    assert read["office"].to_pylist() == [None, "mayor"]
    assert read.schema.equals(schema("endorsements"))


def test_a_run_that_does_not_commit_changes_nothing(tmp_path):
    out = tmp_path / "out"
    _commit(out, "0001-a", extract(Article("a1", TEXT)))
    with Output(out) as output:
        stage = output.stage("0002-b")
        stage.add_shard("s", extraction_tables([extract(Article("a2", TEXT))], "0002-b"))
        stage.link_base()
        stage.seal()
    assert list(load(out)["articles"]["article_id"]) == ["a1"]
    with Output(out) as output:
        assert output.stage("0002-b").has_shard("s")  # the same run goes on from there
        assert not output.stage("0002-c").has_shard("s")
        assert not (out / ".staging" / "0002-b").exists()


def test_a_death_between_the_steps_of_a_commit_leaves_the_tables_as_they_were(tmp_path, monkeypatch):
    out = tmp_path / "out"
    _commit(out, "0001-a", extract(Article("a1", TEXT)))
    before = load(out)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Output, "_point", die)
        with pytest.raises(KeyboardInterrupt):
            _commit(out, "0002-b", extract(Article("a2", TEXT)))
    assert load(out)["articles"].equals(before["articles"])
    _commit(out, "0002-b", extract(Article("a2", TEXT)))
    assert list(load(out)["articles"]["article_id"]) == ["a1", "a2"]
    assert sorted(path.name for path in (out / ".snapshots").iterdir()) == ["0001-a", "0002-b"]


def test_two_runs_can_not_write_into_one_folder(tmp_path):
    with Output(tmp_path / "out"), pytest.raises(UsageError, match="another run is writing"), Output(tmp_path / "out"):
        pass
    with Output(tmp_path / "out"):
        pass  # released


def test_an_unwritable_folder_is_a_usage_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't write into"), Output(tmp_path / "file"):
        pass


def test_a_copy_with_its_links_followed_can_be_read_and_added_to(tmp_path):
    out, copy = tmp_path / "out", tmp_path / "copy"
    _commit(out, "0001-a", extract(Article("a1", TEXT)))
    shutil.copytree(out, copy)
    assert not (copy / "articles").is_symlink()
    assert list(load(copy)["articles"]["article_id"]) == ["a1"]
    _commit(copy, "0002-b", extract(Article("a2", TEXT)))
    assert list(load(copy)["articles"]["article_id"]) == ["a1", "a2"]
    shutil.copytree(out, tmp_path / "bare", ignore=shutil.ignore_patterns(".*"))
    assert list(load(tmp_path / "bare")["articles"]["article_id"]) == ["a1"]


def test_loading_what_is_no_output_folder(tmp_path):
    with pytest.raises(UsageError, match="no tables in"):
        load(tmp_path)
    with pytest.raises(UsageError, match="no tables in"):
        load(tmp_path / "missing")


def test_frames_have_the_types_that_pandas_users_expect(tmp_path):
    evidence = Evidence("s", 0, 1, "r", 0.5)
    extraction = Extraction(
        Article("a", "t"),
        True,
        unions=[Union("u", "U", "national")],
        membership_counts=[MembershipCount("u", 3_000_000_000, "about", "members", None, evidence)],
        endorsements=[
            Endorsement("u", None, "declined", None, None, None, None, evidence),
            Endorsement("u", None, "considering", 2016, None, dt.date(2016, 5, 1), "month", evidence),
        ],
    )
    _commit(tmp_path / "out", "0001-a", extraction)
    tables = load(tmp_path / "out")
    endorsements = tables["endorsements"]
    assert str(endorsements["cycle"].dtype) == "Int16"
    assert str(endorsements["date"].dtype) == "datetime64[ms]"
    assert sorted(endorsements["cycle"].dropna()) == [2016]
    assert list(tables["membership_counts"]["value"]) == [3_000_000_000]
    assert load_arrow(tmp_path / "out")["unions"].num_rows == 0  # dimensions are the run's to make
