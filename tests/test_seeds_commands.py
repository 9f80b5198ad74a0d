"""`unionwire seeds ...` and `--seeds`, through the real entry point: output, exit codes, one line an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import unionwire
from unionwire import provenance
from unionwire.errors import UsageError
from unionwire.seedbook import view
from unionwire.seeds import LAYER_VARIABLE


@pytest.fixture
def own(root: Path) -> Path:
    return root / "data" / "own-seeds" / "seeds"


@pytest.fixture
def article(root: Path) -> Path:
    return root / "data" / "own-seeds" / "article.txt"


def bad_layer(folder: Path) -> Path:
    """A folder whose only row has a parent that is not there."""
    row = {"id": "quay-hands", "name": "Quay Hands", "level": "local", "parent": "quay-masters"}
    rows = json.dumps(row | {"source": "invented/example", "checked_on": "2026-11-20"}) + "\n"
    (folder / "mine").mkdir()
    (folder / "mine" / "unions.jsonl").write_text(rows)
    return folder / "mine"


def failed(finished: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line on standard error of a call that ended with `code`."""
    assert finished.returncode == code, finished.stderr
    assert finished.stderr.count("\n") == 1, finished.stderr
    return finished.stderr.strip()


# --- check ------------------------------------------------------------------------------------------------------------


def test_check_of_own_rows(cli, own):
    finished = cli("seeds", "check", "--seeds", own)
    assert (finished.returncode, finished.stdout) == (0, "2 files, 3 rows, 0 examples: no problems\n")


def test_check_tells_problems_and_ends_with_1(cli, tmp_path):
    folder = bad_layer(tmp_path)
    finished = cli("seeds", "check", "--seeds", folder)
    assert finished.stdout == (
        "mine/unions.jsonl:1: quay-hands: parent names quay-masters, which is no union here; add its row or correct the id\n"
    )
    assert failed(finished, 1) == "unionwire: 1 problem in 1 file, 1 row, 0 examples"


def test_fix_sorts_own_rows(cli, tmp_path, own):
    lines = (own / "unions.jsonl").read_text(encoding="utf-8").splitlines()
    folder = tmp_path / "mine"
    folder.mkdir()
    first, second = (json.loads(line) for line in lines)
    (folder / "unions.jsonl").write_text(json.dumps(dict(reversed(second.items()))) + "\n\n" + json.dumps(first))
    assert cli("seeds", "check", "--seeds", folder).returncode == 0
    finished = cli("seeds", "check", "--fix", "--seeds", folder)
    assert finished.stdout == "written anew: mine/unions.jsonl\n1 file, 2 rows, 0 examples: no problems\n"
    assert (folder / "unions.jsonl").read_text(encoding="utf-8") == "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("nowhere", "no such folder of reference data: nowhere"),
        ("empty", "no reference data in "),
        ("other", "other/bosses.csv is no file of reference data; they are called alignment_cues.jsonl, "),
    ],
)
@pytest.mark.parametrize("command", [("seeds", "check"), ("run", "a.txt", "--out", "o"), ("explain", "a.txt")])
def test_a_folder_that_is_none_ends_with_2(cli, tmp_path, command, folder, said):
    (tmp_path / "a.txt").write_text("The Teamsters met.")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "bosses.csv").write_text("id\n")
    assert said in failed(cli(*command, "--seeds", folder), 2)
    assert not (tmp_path / "o").exists()


# --- show -------------------------------------------------------------------------------------------------------------


def test_show_a_union(cli):
    finished = cli("seeds", "show", "seiu", "--limit", "3")
    assert (finished.returncode, finished.stderr) == (0, "")
    for line in ("Service Employees International Union", "Locals and other bodies (the first 3 of ", "Federations"):
        assert line in finished.stdout
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in finished.stdout.splitlines()]
    assert ["afl-cio", "", "2005-07-25"] in cells
    assert ["abbreviation", "SEIU"] in cells
    assert ["Service Employees", "short", "as written", ""] in cells


def test_show_tells_mergers_from_both_sides(cli):
    shown = cli("seeds", "show", "sag-aftra").stdout
    assert "Merged or renamed into it" in shown
    assert "Screen Actors Guild" in shown
    cells = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in cli("seeds", "show", "sag").stdout.splitlines()
    ]
    assert ["became", "sag-aftra"] in cells
    assert ["ended", "2012-03-30"] in cells


def test_show_by_name_and_as_json(cli):
    found = json.loads(cli("seeds", "show", "culinary union", "--json").stdout)
    assert found["union"]["id"] == "unite-here-local-226"
    assert (found["bodies"], found["members"], found["predecessors"]) == ([], [], [])
    person = json.loads(cli("seeds", "show", "Bernard Sanders", "--json").stdout)["person"]
    assert (person["id"], person["fec_id"]) == ("bernie-sanders", "P60007168")


def test_a_row_shown_can_be_taken_over(cli, tmp_path):
    row = json.loads(cli("seeds", "show", "seiu", "--json").stdout)["union"]
    row["aliases"].append({"text": "Purple Shirts"})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "unions.jsonl").write_text(json.dumps(row) + "\n")
    assert cli("seeds", "check", "--seeds", "mine").returncode == 0
    shown = json.loads(cli("seeds", "show", "purple shirts", "--seeds", "mine", "--json").stdout)["union"]
    added = {"text": "Purple Shirts", "kind": "name", "case": "exact", "needs_context": False}
    assert {key: shown[key] for key in row} == row | {"aliases": [*row["aliases"][:-1], added]}


def test_show_a_person(cli):
    shown = cli("seeds", "show", "bernie-sanders").stdout
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in shown.splitlines()]
    assert ["2016", "president", "", "D", "2015-04-30", "2016-07-12", "lost primary"] in cells
    assert ["senator", "VT", "2007", ""] in cells


def test_show_of_what_is_not_there_suggests_and_ends_with_2(cli):
    said = failed(cli("seeds", "show", "teamstrs"), 2)
    assert said.startswith("unionwire: no union or person 'teamstrs' in the reference data; the nearest: teamsters")
    assert failed(cli("seeds", "show", "qqqqqq"), 2) == "unionwire: no union or person 'qqqqqq' in the reference data"


def test_a_name_of_several_is_told() -> None:
    with pytest.raises(
        UsageError, match=r"'george bush' is a name of several: george-h-w-bush, george-w-bush; give the id"
    ):
        view.find("george bush")


# --- --seeds ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_own_rows_are_found_and_linked_in_every_process(cli, own, article, tmp_path):
    # three articles, so that two workers both have something to read
    text = article.read_text(encoding="utf-8")
    (tmp_path / "dump").mkdir()
    for number in range(3):
        (tmp_path / "dump" / f"{number}.txt").write_text(f"{text.rstrip()} That was told {number} times.\n")
    assert cli("run", "dump", "--out", "plain").returncode == 0
    for workers in ("1", "2"):
        finished = cli("run", "dump", "--out", f"with{workers}", "--seeds", own, "--workers", workers)
        assert finished.returncode == 0, finished.stderr
    plain, one, two = (unionwire.load(tmp_path / name) for name in ("plain", "with1", "with2"))

    assert [len(plain[name]) for name in ("unions", "candidates", "endorsements", "membership_counts")] == [0, 0, 0, 0]
    unions = one["unions"].set_index("union_id")
    assert sorted(unions.index) == ["lakehands-united", "lakehands-united-local-61"]
    assert unions["in_registry"].all()
    assert unions.loc["lakehands-united-local-61", ["parent_union_id", "local_number", "state"]].tolist() == [
        "lakehands-united", "61", "IL",
    ]  # fmt: skip
    assert unions.loc["lakehands-united", "federation_id"] == "afl-cio"
    [person] = one["candidates"].to_dict("records")
    assert (person["candidate_id"], person["in_registry"], person["state"]) == ("lena-voss", True, "IL")
    said = one["endorsements"][["union_id", "candidate_id", "cycle", "office"]].drop_duplicates()
    assert sorted(map(tuple, said.values.tolist())) == [
        ("lakehands-united", "lena-voss", 2027, "mayor"),
        ("lakehands-united-local-61", "lena-voss", 2027, "mayor"),
    ]
    assert set(one["membership_counts"]["value"]) == {4_200}
    for name in ("mentions", "endorsements", "relationships", "unions", "candidates"):
        pd.testing.assert_frame_equal(one[name], two[name])
    assert one["batches"]["seeds"].iloc[0] == two["batches"]["seeds"].iloc[0] != plain["batches"]["seeds"].iloc[0]


def test_a_bad_row_stops_a_run_before_it_begins(cli, tmp_path):
    folder = bad_layer(tmp_path)
    (tmp_path / "a.txt").write_text("The Teamsters met.")
    for command in (("run", "a.txt", "--out", "o"), ("explain", "a.txt")):
        said = failed(cli(*command, "--seeds", folder), 2)
        assert said.startswith("unionwire: mine/unions.jsonl:1: quay-hands: parent names quay-masters")
    assert not (tmp_path / "o").exists()


def test_the_digest_of_a_run_tells_own_rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = provenance.seeds_digest()
    (tmp_path / "unions.jsonl").write_text('{"id": "a"}\n')
    monkeypatch.setenv(LAYER_VARIABLE, str(tmp_path))
    one = provenance.seeds_digest()
    (tmp_path / "unions.jsonl").write_text('{"id": "b"}\n')
    other = provenance.seeds_digest()
    assert len({plain, one, other}) == 3
    monkeypatch.delenv(LAYER_VARIABLE)
    assert provenance.seeds_digest() == plain


def test_a_bad_layer_named_in_the_environment_is_told_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "unions.jsonl").write_text('{"id": "a"}\n')
    code = "from unionwire.link.unions import registry\nregistry()"
    environment = {**os.environ, LAYER_VARIABLE: str(tmp_path)}
    finished = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 1
    assert "unions.jsonl:1: a: has no name; add it" in finished.stderr.splitlines()[-1]
    environment[LAYER_VARIABLE] = str(tmp_path / "none")
    finished = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert f"{LAYER_VARIABLE} names no folder" in finished.stderr.splitlines()[-1]
