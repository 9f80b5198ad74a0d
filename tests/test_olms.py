"""File numbers at the Office of Labor-Management Standards: the list, the look-up, the columns of `unions`."""

from __future__ import annotations

import csv
import logging
import re

import pytest
from tests.fakes import extract

from unionwire.link.olms import FileNumber, file_number, with_file_numbers
from unionwire.link.unions import registry
from unionwire.records import Article
from unionwire.seeds import data_folder
from unionwire.tables.dims import dimension
from unionwire.tables.rows import extraction_tables

# Labels of training/data/labeled_data.csv in labordata/labor-union-parser, which the list was not made of.
LABELLED = """
iam-local-75 38114            teamsters-local-651 69551     ufcw-local-431 14291         teamsters-local-135 9836
opeiu-local-3 6141            cwa-local-84802 65197         ibew-local-26 12627          iupat-dc-57 540940
ironworkers-local-811 62877   usw-local-6816 62692          opcmia-local-692 530002      uaw-local-592 21906
atu-local-1574 530004         iuoe-local-3 35651            smart-local-27 514890        rwdsu-local-1102 12614
workers-united-local-2691 541917 seiu-local-775 542433      unite-here-local-7 27970     liuna-local-1310 544304
spfpa-local-5 19236           ua-local-342 33320            ue-local-275 510290          roofers-local-58 66921
iatse-local-84 45746          afscme-dc-47 514329           afscme-local-1739 533825     ubc-local-2345 538001
ibb-local-684 50604           afm-local-33 544160           ila-local-1765 9437          insulators-local-8 9961
afge-council-170 542290       bctgm-local-48g 17916         twu-local-100 3424           smart-td-local-1596 545594
apwu-local-5864 71841         ifpte-local-20 16156          gcc-ibt-dc-1 543800          usw-local-890l 67157
"""
LABELS = [tuple(pair.split()) for pair in re.findall(r"[\w-]+ +\d+", LABELLED)]


@pytest.fixture(scope="module")
def listed():
    with (data_folder("seeds") / "olms_locals.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row["file_numbers"].split(";") for row in csv.DictReader(lines)}


# --- The list ---------------------------------------------------------------------------------------------------------


def test_the_list_is_in_its_form(listed, root):
    text = (root / "seeds" / "olms_locals.csv").read_text(encoding="utf-8")
    assert len(text) < 600_000
    keys = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert keys == sorted(set(keys))
    assert len(keys) > 25_000
    assert [
        key for key in keys if not re.fullmatch(r"[A-Z-]+(?:/[A-Z]+)? [A-Z]+ (?:\d+-)?[1-9]\d*(?:-\d+)?[A-Z]*", key)
    ] == []
    for numbers in listed.values():
        assert numbers == sorted(set(numbers), key=int)


def test_every_affiliation_is_a_unions_of_the_registry(listed):
    entries = [entry for union_id in registry().ids() if (entry := registry().get(union_id))]
    known = {entry.olms_affiliation for entry in entries}
    assert {key.split(" ")[0] for key in listed} - known == set()


def test_kinds_of_body_of_one_number_are_kept_apart(listed):
    assert (listed["IBT LU 25"], listed["IBT JC 25"]) == (["33335"], ["23301"])
    assert (listed["PAT LU 57"], listed["PAT DC 57"]) == (["14714"], ["540940"])


def test_lodges_that_each_state_numbers_anew_are_not_listed(listed):
    assert not any(key.startswith("NFOP ") for key in listed)


# --- The look-up ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("union_id", "number"), LABELS, ids=lambda value: value)
def test_labelled_names_get_the_number_of_their_label(union_id, number):
    assert file_number(union_id) == FileNumber(number)


@pytest.mark.parametrize(
    ("union_id", "number"),
    [
        ("teamsters", "93"),  # a national, of the registry
        ("uaw-local-0600", "13030"),
        ("seiu-local-32bj", "516823"),
        ("iaff-local-f-33", "502651"),
        ("usw-local-1999", "541052"),  # listed as 1999 S too
        ("nalc-branch-36", "82482"),
        ("nalc-local-36", "82482"),
        ("nteu-chapter-78", "502291"),
        ("iam-district-751", "34980"),
        ("iam-district-lodge-751", "34980"),
        ("afscme-council-31", "511506"),
        ("teamsters-joint-council-7", "24668"),
        ("pace-local-7-1018", "517719"),  # the district before the number
        ("usw-local-4-1149", "70439"),  # where the number alone has two
        ("nbpc-local-2366", "503591"),  # the Border Patrol's locals are the AFGE's
        ("iue-cwa-local-84802", "65197"),  # the CWA's numbers have five digits
        ("here-local-2", "507427"),  # under UNITE HERE now
    ],
)
def test_a_number_is_found_as_it_is_printed(union_id, number):
    assert file_number(union_id) == FileNumber(number)


@pytest.mark.parametrize(
    ("union_id", "note"),
    [
        ("unite-here-local-226", "several: 27462, 51100"),
        ("here-local-226", "several: 27462, 51100"),
        ("usw-local-1149", "several: 70439, 529077"),
        ("seiu-local-32a", "not_found"),  # 32 and 32BJ are there
        ("iaff-local-164", "not_found"),  # F-164 is there: firefighters of the federal government
        ("fop-lodge-7", "not_found"),
        ("newsguild-local-3", "not_found"),  # CWA Local 3 would be another
        ("cwa-district-7", "not_found"),  # District Council 7 would be another
        ("nffe-local-1005", "not_found"),  # the Machinists, whom it is in, have a Local 1005
        ("afgwu-local-5", "not_found"),  # the Steelworkers, who took them in, gave new numbers
        ("harbor-cooks-union-local-9", "no_affiliation"),
        ("unite-here", None),
        ("seiu-nh", "no_number"),
        ("unifor-local-222", "abroad"),
    ],
)
def test_why_there_is_no_number(union_id, note):
    country = "CA" if union_id.startswith("unifor") else None
    found = file_number(union_id, country=country)
    assert found.note == note
    assert (found.number is None) == (note is not None)


def test_a_body_named_otherwise_is_found_by_parent_and_number():
    assert file_number("association-of-legal-aid-attorneys", "uaw", "2325", "US") == FileNumber("70320")
    assert file_number("a-local-of-the-council", "afscme-dc-37", "1739").number == "533825"
    assert file_number("harbor-pilots-guild", None, "12").note == "no_affiliation"


def test_letters_are_part_of_the_number():
    # Local 75 and Local 75C of the food workers are two
    assert file_number("ufcw-local-75").number == "544266"
    assert file_number("ufcw-local-27-c").number == file_number("ufcw-local-27c").number == "40186"


# --- The table --------------------------------------------------------------------------------------------------------


def test_the_unions_table_is_filled_and_counted(caplog):
    row = {"parent_union_id": "unite-here", "country": "US", "olms_file_number": None, "name": "x"}
    unions = [
        row | {"union_id": "unite-here-local-7", "local_number": "7"},
        row | {"union_id": "unite-here-local-226", "local_number": "226"},
        row | {"union_id": "unite-here-nh", "local_number": None},
    ]
    with caplog.at_level(logging.INFO, logger="unionwire"):
        filled = with_file_numbers(unions)
    assert [(union["olms_file_number"], union["olms_note"]) for union in filled] == [
        ("27970", None),
        (None, "several: 27462, 51100"),
        (None, "no_number"),
    ]
    assert caplog.messages == ["file numbers of 3 unions: 1 filled, 1 no_number, 1 several"]
    assert unions[0]["olms_file_number"] is None


def test_a_union_that_nobody_knows_has_a_note():
    article = Article("a", "Weavers Local 12 endorsed Jane Roe.")
    table = dimension("unions", extraction_tables([extract(article)], "0001-x"))
    columns = table.select(["union_id", "olms_file_number", "olms_note"])
    assert [tuple(row.values()) for row in columns.to_pylist()] == [
        ("weavers", None, "no_number"),
        ("weavers-local-12", None, "no_affiliation"),
    ]
