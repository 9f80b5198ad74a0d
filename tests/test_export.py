"""Tables in other forms: what the files hold, formulas made harmless, limits of workbooks, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3

import openpyxl
import pandas as pd
import pytest
from tests.fakes import FakeExtractor
from typer.testing import CliRunner

from unionwire import batch
from unionwire import export as exporting
from unionwire.cli import cli
from unionwire.errors import UsageError
from unionwire.export import export
from unionwire.tables.schema import TABLES, schema

CLAIM = "Weavers Local 9 endorsed Ada Quill."
FORMULA = '=HYPERLINK("https://example.org","x")'


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    for number, rows in enumerate(
        [
            [
                {"id": "a1", "text": f"{CLAIM}\nAnother line, with a comma.", "date": "2019-07-04", "title": FORMULA},
                {"id": "-2", "text": CLAIM.replace("9", "4"), "title": "#N/A"},
                {"id": "long", "text": CLAIM + " It went on and on." * 2_000, "title": "Bell\x07"},
            ],
            [{"id": "a9", "text": CLAIM.replace("Ada", "Bo"), "date": "1899-05-01"}],
        ]
    ):
        dump = folder / f"{number}.jsonl"
        dump.write_text("".join(json.dumps(row) + "\n" for row in rows))
        batch.run([dump], folder / "out", make_extractor=FakeExtractor, workers=0)
    return folder / "out"


def test_csv(out, tmp_path):
    done = export(out, "csv", tmp_path / "csv")
    assert {path.stem for path in (tmp_path / "csv").glob("*.csv")} == set(TABLES)
    assert (done.rows["articles"], done.rows["endorsements"], done.rows["batches"]) == (4, 4, 2)
    assert done.remarks == []
    with (tmp_path / "csv" / "articles.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["article_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"a1", "'-2", "long", "a9"}
    assert rows["a1"]["title"] == "'" + FORMULA
    assert rows["a1"]["published"] == "2019-07-04"
    assert rows["a1"]["text"] == f"{CLAIM}\nAnother line, with a comma."
    assert rows["long"]["n_chars"] == str(len(rows["long"]["text"]))
    assert (rows["a1"]["relevant"], rows["'-2"]["source"]) == ("true", "")
    frame = pd.read_csv(tmp_path / "csv" / "endorsements.csv")
    assert list(frame) == schema("endorsements").names
    assert frame["confidence"].tolist() == [0.9] * 4
    assert sorted(frame["cycle"].dropna()) == [1899, 2019]
    positions = pd.read_csv(tmp_path / "csv" / "positions.csv")
    assert sorted(json.loads(ids) for ids in positions["article_ids"]) == [["a1"], ["a9"]]
    batches = pd.read_csv(tmp_path / "csv" / "batches.csv")
    assert all("T" in moment for moment in batches["started"])


def test_jsonl_holds_everything_as_it_is(out, tmp_path):
    export(out, "jsonl", tmp_path / "lines", tables=["articles", "positions"])
    assert {path.name for path in (tmp_path / "lines").glob("*.jsonl")} == {"articles.jsonl", "positions.jsonl"}
    articles = [json.loads(line) for line in (tmp_path / "lines" / "articles.jsonl").read_text().splitlines()]
    by_id = {article["article_id"]: article for article in articles}
    assert by_id["a1"]["title"] == FORMULA
    assert (by_id["-2"]["title"], by_id["-2"]["published"], by_id["-2"]["relevant"]) == ("#N/A", None, True)
    assert by_id["long"]["title"] == "Bell\x07"
    positions = [json.loads(line) for line in (tmp_path / "lines" / "positions.jsonl").read_text().splitlines()]
    one = next(position for position in positions if position["cycle"] == 2019)
    assert (one["article_ids"], one["first_date"], one["cycle"]) == (["a1"], "2019-07-04", 2019)
    assert len(positions) == 2


def test_sqlite(out, tmp_path):
    export(out, "sqlite", tmp_path / "tables.sqlite")
    database = sqlite3.connect(tmp_path / "tables.sqlite")
    assert database.execute("SELECT title FROM articles WHERE article_id = 'a1'").fetchall() == [(FORMULA,)]
    joined = database.execute(
        "SELECT u.name, e.cycle, e.date, e.confidence FROM endorsements e JOIN unions u USING (union_id) "
        "WHERE e.candidate_id = 'bo-quill'"
    )
    assert joined.fetchall() == [("Weavers Local 9", 1899, "1899-05-01", 0.9)]
    ids = database.execute("SELECT value FROM positions, json_each(article_ids) ORDER BY value").fetchall()
    assert ids == [("a1",), ("a9",)]
    [made] = database.execute("SELECT sql FROM sqlite_master WHERE name = 'endorsements'").fetchone()
    assert '"cycle" INTEGER, -- year of the election concerned' in made
    assert '"sentence" TEXT NOT NULL' in made
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("INSERT INTO candidates (candidate_id) VALUES ('x')")
    database.close()


def test_xlsx(out, tmp_path):
    done = export(out, "xlsx", tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == [*TABLES, "columns"]
    articles = list(book["articles"].iter_rows(values_only=True))
    assert list(articles[0]) == schema("articles").names
    by_id = {row[0]: dict(zip(articles[0], row, strict=True)) for row in articles[1:]}
    assert by_id["a1"]["title"] == "'" + FORMULA
    assert by_id["a1"]["published"] == dt.datetime(2019, 7, 4)
    assert by_id["a9"]["published"] == "1899-05-01"
    assert by_id["'-2"]["title"] == "#N/A"
    assert by_id["long"]["title"] == "Bell\N{REPLACEMENT CHARACTER}"
    assert len(by_id["long"]["text"]) == 32_767
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
    assert done.remarks == [
        "1 cell of articles.text cut: a cell of a workbook holds 32,767 characters; --csv, --jsonl and --sqlite keep all"
    ]
    meanings = {row[:2]: row[2] for row in book["columns"].iter_rows(values_only=True)}
    assert meanings["endorsements", "stance"] == "the position"


def test_a_table_too_long_for_a_sheet_is_told_before_anything_is_written(out, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "SHEET_ROWS", 4)
    with pytest.raises(
        UsageError, match="articles has 4 rows, a sheet of a workbook holds 4 with its header: take --csv"
    ):
        export(out, "xlsx", tmp_path / "tables.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert export(out, "xlsx", tmp_path / "tables.xlsx", tables=["candidates"]).rows == {"candidates": 2}


@pytest.mark.parametrize("form", ["csv", "jsonl", "sqlite", "xlsx"])
def test_the_same_tables_give_the_same_bytes(out, tmp_path, form):
    def content(target):
        if target.is_file():
            return target.read_bytes()
        return {path.name: path.read_bytes() for path in target.iterdir()}

    one = export(out, form, tmp_path / "one").target
    other = export(out, form, tmp_path / "other").target
    assert content(one) == content(other)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_target_that_exists_is_replaced_on_demand_alone(out, tmp_path, form):
    target = tmp_path / "there.xlsx"
    target.write_text("mine") if form == "xlsx" else target.mkdir()
    with pytest.raises(UsageError, match=r"there\.xlsx exists: --replace replaces it, --to names another"):
        export(out, form, target, tables=["unions"])
    assert target.is_dir() or target.read_text() == "mine"
    export(out, form, target, tables=["unions"], replace=True)
    assert (
        (target / "unions.csv").exists() if form == "csv" else openpyxl.load_workbook(target).sheetnames[0] == "unions"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["there.xlsx"]


def test_a_folder_of_tables_is_never_replaced(out):
    with pytest.raises(UsageError, match="is a folder of tables"):
        export(out, "csv", out, replace=True)
    assert (out / "articles").exists()


@pytest.mark.parametrize("form", ["csv", "sqlite"])
def test_an_export_that_fails_leaves_what_was_there(out, tmp_path, monkeypatch, form):
    target = export(out, form, tmp_path / "there", tables=["unions"]).target
    before = (target / "unions.csv").read_bytes() if form == "csv" else target.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "_columns", full)
    with pytest.raises(OSError, match="No space"):
        export(out, form, target, tables=["unions"], replace=True)
    assert ((target / "unions.csv").read_bytes() if form == "csv" else target.read_bytes()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_rows_are_taken_piece_by_piece(out):
    from unionwire.tables.load import load

    tables = load(out)
    assert sorted(piece.num_rows for piece in tables.pieces("articles")) == [1, 3]
    assert tables._arrow == {}  # nothing is kept


def test_the_command(out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(cli, ["export", str(out), "--csv", "--table", "unions", "--table", "candidates"])
    assert told.exit_code == 0
    assert told.stdout.split() == ["unions", "3", "candidates", "2", "written", "to", "out-csv"]
    assert sorted(path.name for path in (tmp_path / "out-csv").glob("*.csv")) == ["candidates.csv", "unions.csv"]
    book = CliRunner().invoke(cli, ["export", str(out), "--xlsx", "--table", "articles"])
    assert (tmp_path / "out.xlsx").exists()
    assert "1 cell of articles.text cut" in book.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "choose one of --csv, --jsonl, --sqlite and --xlsx"),
        (["--csv", "--xlsx"], "choose one of --csv, --jsonl, --sqlite and --xlsx"),
        (["--csv", "--table", "votes"], "--table: no table 'votes'; there are articles, unions"),
        (["--csv", "--to", "."], r"\. exists: --replace"),
    ],
)
def test_calls_that_are_wrong(out, arguments, said):
    told = CliRunner().invoke(cli, ["export", str(out), *arguments])
    assert isinstance(told.exception, UsageError)
    assert re.search(said, str(told.exception))
