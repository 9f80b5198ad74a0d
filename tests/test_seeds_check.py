"""`unionwire seeds check`: the built-in files have no problems, and every kind of problem is told, in one line each."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from unionwire.seedbook.book import open_book
from unionwire.seedbook.check import Report, check, fix, problems
from unionwire.seedbook.files import FILES, read
from unionwire.seeds import LAYER_VARIABLE, SEEDS_VARIABLE, data_folder, read_csv, read_jsonl

UNION: dict[str, Any] = {
    "id": "lakehands",
    "name": "Lakehands of America",
    "level": "national",
    "source": "invented/example",
    "checked_on": "2026-11-20",
}
PERSON: dict[str, Any] = {
    "id": "lena-voss",
    "name": "Lena Voss",
    "given": "Lena",
    "family": "Voss",
    "state": "IL",
    "candidacies": [{"office": "mayor", "cycle": 2027, "place": "Chicago"}],
    "source": "invented/example",
}


@pytest.fixture
def layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write rows into a folder that is laid over the built-in one for the rest of the test."""

    def lay(name: str, *rows: dict[str, Any]) -> Path:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        monkeypatch.setenv(LAYER_VARIABLE, str(folder))
        return folder

    return lay


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the reference data that stands in for it."""
    folder = tmp_path / "seeds"
    shutil.copytree(data_folder("seeds"), folder)
    monkeypatch.setenv(SEEDS_VARIABLE, str(folder))
    data_folder.cache_clear()
    yield folder
    data_folder.cache_clear()


def told(report: Report) -> list[str]:
    """The problems without their folder."""
    return [str(dataclasses.replace(problem, file=Path(problem.file).name)) for problem in report.problems]


@pytest.mark.slow
def test_the_reference_data_has_no_problems() -> None:
    report = check()
    assert [str(problem) for problem in report.problems] == []
    assert report.n_files == len(FILES) == 20
    assert report.n_rows > 34_000
    assert report.n_examples > 1_800


def test_the_example_of_the_docs_has_no_problems(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LAYER_VARIABLE, str(root / "data" / "own-seeds" / "seeds"))
    report = check()
    assert (report.problems, report.n_files, report.n_rows, report.n_examples) == ([], 2, 3, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"level": "locl"},
            "level is 'locl'; it must be one of 'national', 'regional', 'local' or 'federation' (local?)",
        ),
        ({"nmae": "x"}, "nmae is no key of this file; seeds/README.md lists the keys"),
        ({"name": "Lakehands  of America"}, "name is 'Lakehands  of America'; it must be text, with single spaces"),
        ({"id": "Lakehands"}, "id is 'Lakehands'; it must be an id of lower-case letters, digits and single hyphens"),
        ({"statewide": "yes"}, "statewide is 'yes'; it must be true or false"),
        ({"valid_from": "2026-02-30"}, "valid_from is '2026-02-30': the calendar has no such day; correct it"),
        ({"checked_on": "yesterday"}, "checked_on is 'yesterday'; it must be a date, YYYY-MM-DD"),
        ({"wikidata_id": "359442"}, "wikidata_id is '359442'; it must be a Wikidata id such as Q359442"),
        ({"aliases": [{"kind": "name"}]}, "has no aliases[0].text; add it"),
        ({"parent": "lakehand"}, "parent names lakehand, which is no union here; add its row or correct the id"),
        ({"successor": "lakehands"}, "successor names the row itself; name another union, or null"),
        ({"federations": [{"id": "seiu"}]}, "federations names seiu, a national union; name a federation"),
        ({"valid_from": "2020", "valid_to": "2019"}, "the union ends (2019) before it begins (2020)"),
        (
            {"federations": [{"id": "afl-cio", "from": "2021", "to": "2020"}]},
            "its time in afl-cio ends (2020) before it begins (2021)",
        ),
        (
            {
                "federations": [
                    {"id": "afl-cio", "from": "2021", "to": "2022"},
                    {"id": "afl-cio", "from": "2019", "to": "2020"},
                ]
            },
            "federations are not in the order of their dates",
        ),
        ({"valid_to": "2019", "federations": [{"id": "afl-cio"}]}, "ended, but is still in a federation"),
        ({"state": "ZZ"}, "state ZZ is no state of the United States"),
        ({"statewide": True}, "is statewide without a state; name the state"),
        ({"country": None}, "has no country; only worldwide federations go without"),
        ({"local_number": "7"}, "has a local_number, so its level must be local and its parent a union"),
        ({"id": "seiu-local-99999"}, "must have, by its id, parent seiu and local_number 99999"),
        ({"name": "Teamsters"}, '"teamsters" is a form of teamsters too; list it as an alias with needs_context: true'),
        ({"aliases": [{"text": "SEIU"}]}, '"seiu" is a form of seiu too; list it as an alias with needs_context: true'),
        ({"abbreviation": "LH"}, '"LH" is too short to stand alone'),
        ({"aliases": [{"text": "Lakehands of America"}]}, "matches by name or abbreviation anyway; drop it"),
        (
            {"level": "local", "parent": "unite-here", "local_number": "226"},
            "is the local of unite-here, 226, as unite-here-local-226 is; keep one row",
        ),
        ({"olms_file_number": "149"}, "olms_file_number 149 is that of uaw too; one of the rows has it wrong"),
    ],
)
def test_a_bad_union_is_told_in_one_line(layer: Callable[..., Path], change: dict[str, Any], said: str) -> None:
    layer("unions.jsonl", UNION | change)
    [problem] = told(check())
    row_id = change.get("id", "lakehands")
    assert problem.startswith(f"unions.jsonl:1: {row_id}: ")
    assert said in problem
    assert ";" in problem


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"aliases": [{"text": "SEIU", "kind": "abbreviation", "needs_context": True}]},
        {"abbreviation": "LH", "aliases": [{"text": "LH", "kind": "abbreviation", "needs_context": True}]},
        {"valid_from": "2019", "valid_to": "2019-06", "federations": [{"id": "afl-cio", "to": "2019-06"}]},
        {"state": "IL", "statewide": True, "parent": "teamsters", "level": "regional"},
        {"id": "teamsters", "name": "International Brotherhood of Teamsters", "abbreviation": "IBT"},
    ],
)
def test_a_good_union_is_let_be(layer: Callable[..., Path], change: dict[str, Any]) -> None:
    layer("unions.jsonl", UNION | change)
    assert told(check()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"given": "Helena"}, "given 'Helena' does not stand in the name 'Lena Voss'"),
        ({"aliases": ["Lena O’Voss"]}, "has a curly apostrophe; write it straight"),
        ({"aliases": ["Lena"]}, "alias 'Lena' is one word; list it under nicknames too"),
        ({"nicknames": ["Lena"]}, "nickname 'Lena' is not among the aliases; add it there"),
        ({"aliases": ["Lena Voss"]}, "aliases repeat the name or each other"),
        ({"state": "ZZ"}, "state ZZ is no state or territory"),
        ({"fec_id": "P1"}, "fec_id is 'P1'; it must be an FEC candidate id such as P60007168 or S4VT00033"),
        ({"fec_id": "P60007168"}, "fec_id P60007168 is that of bernie-sanders too"),
        ({"candidacies": []}, "has neither a candidacy nor a role; give one, or drop the row"),
        (
            {"candidacies": [{"office": "mayor", "cycle": 2027, "place": "Atlantis"}]},
            "is in Atlantis, which is no city of cities.csv",
        ),
        ({"candidacies": [{"office": "senate", "cycle": 2026}]}, "candidacy for senate 2026 has no place"),
        (
            {"candidacies": [{"office": "president", "cycle": 2028, "place": "IL"}]},
            "has a place, IL; that office has none",
        ),
        (
            {
                "candidacies": [
                    {"office": "senate", "cycle": 2026, "place": "IL", "from": "2026-05", "to": "2026-03-17"}
                ]
            },
            "candidacy for senate 2026 ends (2026-03-17) before it begins (2026-05)",
        ),
        (
            {"candidacies": [{"office": "senate", "cycle": 2026, "place": "IL", "from": "2019-05"}]},
            "candidacy for senate 2026 has dates far from its year",
        ),
        ({"roles": [{"title": "mayor", "from": 2011, "to": 2009, "city": "Chicago"}]}, "role mayor ends (2009) before"),
        ({"roles": [{"title": "senator", "from": 2011, "to": None}]}, "role senator has no state; name it"),
    ],
)
def test_a_bad_person_is_told_in_one_line(layer: Callable[..., Path], change: dict[str, Any], said: str) -> None:
    layer("people.jsonl", PERSON | change)
    [problem] = told(check())
    assert problem.startswith("people.jsonl:1: lena-voss: ")
    assert said in problem


def test_namesakes_are_told_apart_by_office_place_or_time(layer: Callable[..., Path]) -> None:
    def namesake(number: int, **run: object) -> dict[str, Any]:
        return PERSON | {"id": f"lena-voss-{number}", "candidacies": [PERSON["candidacies"][0] | run]}

    apart = [PERSON, namesake(2, cycle=2019), namesake(3, place="Boston"), namesake(4, office="city_council")]
    layer("people.jsonl", *apart)
    assert told(check()) == []
    layer("people.jsonl", *apart, namesake(5, cycle=2026))
    [problem] = told(check())
    assert problem.startswith(
        'people.jsonl:5: lena-voss-5: can\'t be told from lena-voss: both are "lena voss" and mayor'
    )
    assert problem.endswith("; join the rows, or drop the name from one")
    held = namesake(6, office="senate", place="IL") | {
        "roles": [{"title": "senator", "state": "IL", "from": 2023, "to": None}]
    }
    layer("people.jsonl", held, namesake(7, office="senate", place="IL", cycle=2030))
    [problem] = told(check())
    assert problem.startswith("people.jsonl:2: lena-voss-7: can't be told from lena-voss-6")


def test_who_held_an_office_without_a_race_is_a_person_too(layer: Callable[..., Path]) -> None:
    appointed = {key: value for key, value in PERSON.items() if key != "candidacies"}
    layer("people.jsonl", appointed | {"roles": [{"title": "senator", "state": "IL", "from": 2026, "to": None}]})
    assert told(check()) == []
    layer("people.jsonl", appointed)
    [problem] = told(check())
    assert "has neither a candidacy nor a role" in problem


def test_a_son_who_follows_his_father_in_one_seat_is_told_from_him_by_the_date(layer: Callable[..., Path]) -> None:
    def senator(number: int, start: int, end: int | None, *cycles: int) -> dict[str, Any]:
        runs = [{"office": "senate", "cycle": cycle, "place": "IL"} for cycle in cycles]
        role = {"title": "senator", "state": "IL", "from": start, "to": end}
        return PERSON | {"id": f"lena-voss-{number}", "candidacies": runs, "roles": [role]}

    father = senator(1, 1999, 2011, 1998, 2004)
    layer("people.jsonl", father, senator(2, 2011, None, 2010, 2016))
    assert told(check()) == []
    # who came by a special election in the year in which the other left, or by appointment alone
    layer("people.jsonl", father, senator(2, 2011, None, 2011, 2016), senator(3, 1998, 1999))
    assert told(check()) == []
    for other in (senator(2, 2010, None, 2010), senator(2, 2012, None, 2003), senator(2, 2012, None, 2009)):
        layer("people.jsonl", father, other)
        [problem] = told(check())
        assert "lena-voss-2: can't be told from lena-voss-1: both are" in problem


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("unions.jsonl", "{", "unions.jsonl:1: ?: is not JSON"),
        ("unions.jsonl", "[]", "unions.jsonl:1: ?: is no object; a row is one line in braces"),
        ("cities.csv", "id,city,state,ambiguous,source\nx-il,X\n", "cities.csv:2: x-il: has 2 cells under 5 headings"),
        (
            "cities.csv",
            "id,city,state,ambiguous,source\nx-zz,X,ZZ,0,s\n",
            "cities.csv:2: x-zz: state ZZ is not in states.csv",
        ),
        (
            "cities.csv",
            "id,city,state,ambiguous,source\nx-il,Chicago,IL,0,s\n",
            "cities.csv:2: x-il: Chicago alone means",
        ),
        ("cities.csv", 'id,city,state,ambiguous,source\nx-il,"X,IL,0,s\n', "cities.csv:2: ?: is not CSV"),
        ("union_words.json", "{,}", "union_words.json:1: ?: is not JSON"),
        ("union_words.json", "[1]", "union_words.json:1: ?: is no object"),
        (
            "state_elections.csv",
            "id,state,office,year,every,source\nil-mayor,IL,governor,2026,4,s\n",
            "call it il-governor",
        ),
        (
            "confidence.jsonl",
            '{"id": "endorsements/x/0.90", "table": "endorsements", "rule": "x", "strength": 0.9, "checked": 1, "right": 2}',
            "confidence.jsonl:1: endorsements/x/0.90: counts 2 right of 1 checked",
        ),
        (
            "lookalikes.jsonl",
            '{"id": "x", "pattern": "Harbor (Union", "examples": ["a [Harbor Union]"], "counterexamples": [], "source": "s"}',
            "lookalikes.jsonl:1: x: pattern is no regular expression: missing ), unterminated subpattern",
        ),
        (
            "lookalikes.jsonl",
            '{"id": "x", "pattern": "Harbor Union", "examples": ["A [Quay Union]."], "counterexamples": [], "source": "s"}',
            "lookalikes.jsonl:1: x: does not find its example 'A [Quay Union].'; correct the row or the example",
        ),
        (
            "lookalikes.jsonl",
            '{"id": "x", "pattern": "Quay Union", "examples": ["A [Quay Union]."], "counterexamples": ["Quay Union"], "source": "s"}',
            "lookalikes.jsonl:1: x: finds its counterexample 'Quay Union'; correct the row or the counterexample",
        ),
        (
            "olms_locals.csv",
            "id,file_numbers\nIBT LU 99999,12;7\n",
            "olms_locals.csv:2: IBT LU 99999: has file_numbers out",
        ),
    ],
)
def test_files_of_any_kind_are_checked(layer: Callable[..., Path], name: str, line: str, said: str) -> None:
    folder = layer(name)
    (folder / name).write_text(line, encoding="utf-8")
    [problem] = told(check())
    assert said in problem


def test_an_id_stands_once_in_a_file(layer: Callable[..., Path]) -> None:
    layer("unions.jsonl", UNION, UNION | {"name": "Lakehands of Canada"})
    assert "unions.jsonl:2: lakehands: is the id of line 1 too; give one of the rows another id" in told(check())


def test_a_circle_of_parents_is_told(layer: Callable[..., Path]) -> None:
    pair = [UNION | {"parent": "lakemates"}, UNION | {"id": "lakemates", "name": "Lakemates", "parent": "lakehands"}]
    layer("unions.jsonl", *pair)
    assert told(check()) == [
        "unions.jsonl:1: lakehands: is its own parent by way of lakemates; correct one of them",
        "unions.jsonl:2: lakemates: is its own parent by way of lakehands; correct one of them",
    ]


# --- Form -------------------------------------------------------------------------------------------------------------


def test_fix_puts_form_right_and_leaves_the_rest(copy: Path) -> None:
    path = copy / "unions.jsonl"
    before = path.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in before.splitlines()]
    rows[0] = dict(reversed(rows[0].items()))
    rows[1], rows[2] = rows[2], rows[1]
    del rows[3]["workers"], rows[3]["successor"]
    rows[4]["parent"] = "nobody-at-all"
    path.write_text("\n\n".join(json.dumps(row, indent=None, separators=(",", ":")) for row in rows), encoding="utf-8")
    cities = copy / "cities.csv"
    ordered = cities.read_bytes()
    cities.write_bytes(ordered.replace(b"\n", b"\r\n"))

    found = list(problems(open_book(copy)))
    assert {problem.form for problem in found if problem.row_id != rows[4]["id"]} == {True}
    lines = [str(problem) for problem in found]
    assert any(rows[0]["id"] in line and "has its keys in another order" in line for line in lines)
    assert any(rows[2]["id"] in line and f"stands after {rows[1]['id']}" in line for line in lines)
    assert any(rows[3]["id"] in line and "successor and workers missing" in line for line in lines)
    assert any(line.startswith(f"{cities}:1: ?: has blank lines, quotes or line ends") for line in lines)

    assert fix() == [str(cities), str(path)]
    assert cities.read_bytes() == ordered
    [left] = problems(open_book(copy))
    assert (left.row_id, left.form) == (rows[4]["id"], False)
    assert "parent names nobody-at-all" in left.what
    after = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert (after[3]["successor"], after[3]["workers"]) == (None, [])
    assert [row["id"] for row in after] == sorted(row["id"] for row in after)
    assert fix() == []


def test_the_built_in_files_are_in_canonical_form(copy: Path) -> None:
    assert fix() == []


def test_a_file_that_cannot_be_read_is_not_written(copy: Path) -> None:
    path = copy / "people.jsonl"
    text = path.read_text(encoding="utf-8") + "{\n"
    path.write_text(text, encoding="utf-8")
    assert fix() == []
    assert path.read_text(encoding="utf-8") == text
    assert not [left for left in copy.iterdir() if left.name.startswith("tmp")]


def test_a_file_without_a_model_and_a_missing_one_are_told(copy: Path) -> None:
    (copy / "bosses.csv").write_text("id\n")
    (copy / "states.csv").unlink()
    found = [str(problem) for problem in problems(open_book(copy))]
    assert "bosses.csv:1: ?: has no model; add one to seedbook/files.py or take the file away" in found
    assert "states.csv:1: ?: is missing; bring it back" in found


def test_a_file_that_is_not_utf8_is_told(layer: Callable[..., Path]) -> None:
    folder = layer("unions.jsonl")
    (folder / "unions.jsonl").write_bytes(b'{}\n{"id": "caf\xe9"}\n')
    assert [problem.line for problem in read(folder / "unions.jsonl", layered=True).problems] == [2]


# --- Reading a layer --------------------------------------------------------------------------------------------------


def test_rows_of_a_layer_are_added_or_take_a_place(layer: Callable[..., Path]) -> None:
    known = [row["id"] for row in read_jsonl("unions.jsonl")]
    layer("unions.jsonl", UNION, UNION | {"id": "seiu", "name": "Shoe Embroiderers"})
    rows = read_jsonl("unions.jsonl")
    assert [row["id"] for row in rows] == [*known, "lakehands"]
    by_id = {row["id"]: row for row in rows}
    assert by_id["seiu"]["name"] == "Shoe Embroiderers"
    assert by_id["seiu"]["aliases"] == []
    assert set(by_id["lakehands"]) >= set(rows[0])
    assert (by_id["lakehands"]["country"], by_id["lakehands"]["parent"]) == ("US", None)
    assert by_id["teamsters"]["name"] == "International Brotherhood of Teamsters"


def test_rows_of_csv_files_are_layered_too(layer: Callable[..., Path]) -> None:
    folder = layer("cities.csv")
    (folder / "cities.csv").write_text(
        "id,city,state,ambiguous,source\nquillport-me,Quillport,ME,0,invented\nchicago-il,Chicago,IL,1,invented\n"
    )
    rows = {row["id"]: row for row in read_csv("cities.csv")}
    assert rows["quillport-me"]["state"] == "ME"
    assert rows["chicago-il"]["ambiguous"] == "1"
    assert len(read_csv("states.csv")) == 52
