"""The union registry in `seeds/unions.jsonl` is well-formed, consistent and covers what it promises."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest

from unionwire.link.names import spellings
from unionwire.link.unions import UnionRegistry
from unionwire.seeds import read_csv, read_jsonl

Row = dict[str, Any]

KEYS = [
    "id",
    "name",
    "abbreviation",
    "level",
    "country",
    "state",
    "statewide",
    "parent",
    "local_number",
    "olms_file_number",
    "olms_affiliation",
    "wikidata_id",
    "federations",
    "valid_from",
    "valid_to",
    "successor",
    "aliases",
    "workers",
    "source",
    "checked_on",
]
LEVELS = {"national", "federation", "regional", "local"}
KINDS = {"name", "abbreviation", "short"}
CASES = {"exact", "any"}
# A date is as exact as its source: day, month or year. Prefixes of ISO dates still compare as strings.
ISO_DATE = re.compile(r"(?:18|19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
NUMBERED_LOCAL = re.compile(r"(?P<parent>.+)-local-(?P<number>\d+[a-z]*)")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_jsonl("unions.jsonl")


@pytest.fixture(scope="module")
def ids(rows: list[Row]) -> set[str]:
    return {row["id"] for row in rows}


def _dates(row: Row) -> list[tuple[str | None, str | None]]:
    return [(row["valid_from"], row["valid_to"])] + [(item["from"], item["to"]) for item in row["federations"]]


def test_rows_are_sorted_by_unique_kebab_ids(rows: list[Row]) -> None:
    listed = [row["id"] for row in rows]
    assert listed == sorted(set(listed))
    assert [one for one in listed if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", one)] == []


def test_rows_have_all_keys_in_the_same_order(rows: list[Row]) -> None:
    assert [row["id"] for row in rows if list(row) != KEYS] == []
    for row in rows:
        for item in row["federations"]:
            assert list(item) == ["id", "from", "to"], row["id"]
        for alias in row["aliases"]:
            assert list(alias) == ["text", "kind", "case", "needs_context"], row["id"]


def test_values_are_of_their_enumerations(rows: list[Row]) -> None:
    for row in rows:
        assert row["level"] in LEVELS, row["id"]
        assert isinstance(row["statewide"], bool), row["id"]
        for alias in row["aliases"]:
            assert alias["kind"] in KINDS, (row["id"], alias)
            assert alias["case"] in CASES, (row["id"], alias)
            assert isinstance(alias["needs_context"], bool), (row["id"], alias)


def test_texts_are_trimmed_and_never_empty(rows: list[Row]) -> None:
    for row in rows:
        texts = [row["name"], row["source"], *(alias["text"] for alias in row["aliases"]), *row["workers"]]
        if row["abbreviation"] is not None:
            texts.append(row["abbreviation"])
        assert [text for text in texts if not text or text != " ".join(text.split())] == [], row["id"]
        assert [word for word in row["workers"] if word != word.lower()] == [], row["id"]


def test_parents_successors_and_federations_are_rows(rows: list[Row], ids: set[str]) -> None:
    for row in rows:
        named = {row["parent"], row["successor"], *(item["id"] for item in row["federations"])} - {None}
        assert named <= ids, (row["id"], named - ids)
        assert row["id"] not in named, row["id"]


def test_no_union_is_its_own_ancestor_or_heir(rows: list[Row]) -> None:
    for key in ("parent", "successor"):
        up = {row["id"]: row[key] for row in rows}
        for start, first in up.items():
            seen, above = {start}, first
            while above is not None:
                assert above not in seen, (key, start)
                seen.add(above)
                above = up[above]


def test_federations_are_federations(rows: list[Row]) -> None:
    levels = {row["id"]: row["level"] for row in rows}
    wrong = [
        (row["id"], item["id"]) for row in rows for item in row["federations"] if levels[item["id"]] != "federation"
    ]
    assert wrong == []


def test_dates_are_iso_and_in_order(rows: list[Row]) -> None:
    for row in rows:
        for start, end in _dates(row):
            for date in (start, end):
                assert date is None or ISO_DATE.fullmatch(date), (row["id"], date)
            assert start is None or end is None or start < end, row["id"]
        starts = [item["from"] or "" for item in row["federations"]]
        assert starts == sorted(starts), row["id"]


def test_a_union_that_ended_has_no_open_federation(rows: list[Row]) -> None:
    assert any(row["valid_to"] and row["federations"] for row in rows)
    open_ends = [
        row["id"]
        for row in rows
        if row["valid_to"] is not None and any(item["to"] is None for item in row["federations"])
    ]
    assert open_ends == []


def test_aliases_do_not_repeat_what_is_matched_anyway(rows: list[Row]) -> None:
    for row in rows:
        automatic = {row["name"], row["abbreviation"]}
        spelled = {text.lower() for text in spellings(row["name"])} if " " in row["name"] else set()
        texts = [alias["text"] for alias in row["aliases"]]
        assert len(texts) == len(set(texts)), row["id"]
        for alias in row["aliases"]:
            if alias["needs_context"]:
                continue  # such a row takes the automatic match away
            assert alias["text"] not in automatic, (row["id"], alias["text"])
            assert alias["text"].lower() not in spelled, (row["id"], alias["text"])


def test_a_form_of_two_unions_always_needs_context(rows: list[Row]) -> None:
    owners: dict[str, dict[str, bool]] = {}
    for row in rows:
        free = {row["name"], row["abbreviation"]} - {None}
        for alias in row["aliases"]:
            owners.setdefault(alias["text"].lower(), {})[row["id"]] = alias["needs_context"]
            if alias["needs_context"]:
                free.discard(alias["text"])
        for text in free:
            owners.setdefault(text.lower(), {})[row["id"]] = False
    clashes = {text: by for text, by in owners.items() if len(by) > 1 and not all(by.values())}
    assert clashes == {}


@pytest.mark.parametrize(
    ("union_id", "text"),
    [
        ("here", "HERE"),
        ("unite", "UNITE"),
        ("ua", "UA"),
        ("ue", "UE"),
        ("iam", "IAM"),
        ("ila", "ILA"),
        ("nea", "NEA"),
        ("act", "ACT"),
        ("smart", "SMART"),
        ("pace", "PACE"),
        ("massachusetts-teachers-association", "MTA"),
        ("ubc", "Carpenters"),
        ("iam", "Machinists"),
        ("liuna", "Laborers"),
        ("roofers", "Roofers"),
        ("unite-the-union", "Unite"),
    ],
)
def test_ordinary_words_and_shared_acronyms_need_context(rows: list[Row], union_id: str, text: str) -> None:
    row = next(row for row in rows if row["id"] == union_id)
    assert [alias["needs_context"] for alias in row["aliases"] if alias["text"] == text] == [True]


def test_no_abbreviation_of_two_letters_matches_without_context(rows: list[Row]) -> None:
    for row in rows:
        forms = {row["abbreviation"]} | {alias["text"] for alias in row["aliases"] if not alias["needs_context"]}
        forms -= {alias["text"] for alias in row["aliases"] if alias["needs_context"]}
        assert [form for form in forms if form is not None and len(form) < 3] == [], row["id"]


def test_numbered_locals_carry_parent_and_number(rows: list[Row]) -> None:
    numbered = 0
    for row in rows:
        if row["local_number"] is not None:
            assert row["level"] == "local", row["id"]
            assert row["parent"] is not None, row["id"]
        if found := NUMBERED_LOCAL.fullmatch(row["id"]):
            numbered += 1
            assert (row["parent"], row["local_number"].lower()) == (found["parent"], found["number"])
    assert numbered >= 45


def test_state_bodies_are_named_by_parent_and_state(rows: list[Row]) -> None:
    for row in rows:
        if row["statewide"]:
            assert row["state"] is not None, row["id"]
        if found := re.fullmatch(r"(nea|aft|seiu|afl-cio)-([a-z]{2})", row["id"]):
            assert (row["parent"], row["state"]) == (found[1], found[2].upper())
            assert row["statewide"], row["id"]


def test_one_body_a_parent_and_state_is_statewide(rows: list[Row]) -> None:
    bodies = Counter((row["parent"], row["state"]) for row in rows if row["statewide"] and row["parent"])
    assert [key for key, count in bodies.items() if count > 1] == []


def test_states_are_postal_codes_of_american_bodies(rows: list[Row]) -> None:
    postal = {row["id"] for row in read_csv("states.csv")}
    assert {"NY", "DC"} <= postal
    for row in rows:
        assert row["state"] is None or (row["state"] in postal and row["country"] == "US"), row["id"]


def test_countries_are_codes_and_only_worldwide_federations_lack_one(rows: list[Row]) -> None:
    for row in rows:
        if row["country"] is None:
            assert row["level"] == "federation", row["id"]
        else:
            assert re.fullmatch(r"[A-Z]{2}", row["country"]), row["id"]


def test_every_row_says_where_and_when_it_was_looked_up(rows: list[Row]) -> None:
    for row in rows:
        assert re.search(r"https?://\S+\.\S+|[\w-]+/[\w-]+|labor-union-parser", row["source"]), row["id"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["checked_on"]), row["id"]


def test_olms_file_numbers_are_digits_and_unique(rows: list[Row]) -> None:
    numbers = [row["olms_file_number"] for row in rows if row["olms_file_number"] is not None]
    assert [number for number in numbers if not number.isdigit()] == []
    assert len(numbers) == len(set(numbers)) >= 340


def test_coverage(rows: list[Row]) -> None:
    american = [row for row in rows if row["country"] == "US"]
    bodies = [row for row in american if row["state"] or row["level"] in {"local", "regional"}]
    assert len(american) - len(bodies) >= 180
    assert len(bodies) >= 500
    assert len([row for row in rows if row["country"] in {"AU", "CA", "GB"}]) >= 90
    assert len([row for row in rows if row["country"] != "US"]) >= 120


def test_every_state_has_a_body_of_the_nea_by_name(rows: list[Row]) -> None:
    named = {row["state"] for row in rows if row["statewide"] and row["parent"] in {"nea", None}}
    states = {row["id"] for row in read_csv("states.csv")} - {"DC", "PR", "GU", "VI", "AS", "MP"}
    assert states - named == set()


def test_olms_affiliations_are_codes_of_american_unions(rows: list[Row]) -> None:
    coded = {row["id"]: row["olms_affiliation"] for row in rows if row["olms_affiliation"] is not None}
    assert [code for code in coded.values() if not re.fullmatch(r"[A-Z./-]+", code)] == []
    assert [row["id"] for row in rows if row["id"] in coded and row["country"] != "US"] == []
    nationals = [row for row in rows if row["id"] in coded and row["level"] == "national"]
    # Each code is of one union: a body with it belongs to that union.
    assert len({row["olms_affiliation"] for row in nationals}) == len(nationals) >= 95
    assert {coded["teamsters"], coded["ubc"], coded["ua"], coded["tcu"]} == {"IBT", "CJA", "PPF", "TCU/IAM"}


def test_a_body_with_a_file_number_bears_the_affiliation_of_its_union(rows: list[Row]) -> None:
    by_id = {row["id"]: row for row in rows}
    checked = 0
    for row in rows:
        if row["level"] in {"local", "regional"} and row["olms_affiliation"] is not None:
            above = by_id[row["parent"]]
            while above["olms_affiliation"] is None or above["level"] != "national":
                above = by_id[above["parent"]]
            assert row["olms_affiliation"] == above["olms_affiliation"], row["id"]
            assert row["olms_file_number"] is not None, row["id"]
            checked += 1
    assert checked >= 230


def test_wikidata_ids_are_ids_and_unique(rows: list[Row]) -> None:
    found = {row["id"]: row["wikidata_id"] for row in rows if row["wikidata_id"] is not None}
    assert [one for one in found.values() if not re.fullmatch(r"Q[1-9]\d*", one)] == []
    assert len(set(found.values())) == len(found) >= 45
    assert (found["uaw"], found["teamsters"], found["ig-metall"]) == ("Q1814260", "Q655029", "Q694821")


@pytest.mark.parametrize(
    ("union_id", "number"),
    [
        ("teamsters-local-25", "33335"),
        ("seiu-local-32bj", "516823"),
        ("seiu-local-1984", "540833"),
        ("afscme-dc-37", "59403"),
        ("twu-local-100", "3424"),
        ("newsguild-of-new-york", "3705"),
        # Two filing bodies share each of these numbers, so that neither is taken.
        ("unite-here-local-226", None),
        ("uft", None),
    ],
)
def test_file_number_of_a_local(rows: list[Row], union_id: str, number: str | None) -> None:
    assert [row["olms_file_number"] for row in rows if row["id"] == union_id] == [number]


@pytest.mark.parametrize(
    ("former", "heir", "year"),
    [
        ("urw", "usw", "1995"),
        ("iwa", "iam", "1994"),
        ("afgm", "bctgm", "1999"),
        ("nmu", "siu", "2001"),
        ("tgwu", "unite-the-union", "2007"),
        ("nuw-au", "united-workers-union", "2019"),
    ],
)
def test_a_merged_union_names_its_heir_and_year(rows: list[Row], former: str, heir: str, year: str) -> None:
    row = next(row for row in rows if row["id"] == former)
    assert (row["successor"], row["valid_to"][:4]) == (heir, year)


def test_the_registry_resolves_numbers_states_and_federations(rows: list[Row]) -> None:
    registry = UnionRegistry(rows)
    assert registry.local("unite-here", "226") == "unite-here-local-226"
    assert registry.local("seiu", "32BJ") == "seiu-local-32bj"
    assert registry.local("aft", "2") == "uft"
    assert registry.local("seiu", "99999") is None
    assert registry.state_body("afl-cio", "WA") == "afl-cio-wa"
    assert registry.state_body("nea", "NJ") == "nea-nj"
    assert registry.state_body("seiu", "NH") == "seiu-local-1984"
    assert registry.state_body("seiu", "WY") is None


@pytest.mark.parametrize(
    ("union_id", "day", "federation"),
    [
        ("seiu", "2004-01-01", "afl-cio"),
        ("seiu", "2008-01-01", "change-to-win"),
        ("seiu", "2025-06-01", "afl-cio"),
        ("unite-here", "2005-09-20", None),
        ("unite-here", "2012-01-01", "afl-cio"),
        ("ubc", "2003-01-01", None),
        ("ilwu", "2014-01-01", None),
        ("nea", "2014-01-01", None),
        ("mlbpa", "2022-01-01", None),
        ("mlbpa", "2023-01-01", "afl-cio"),
        ("naht", "2010-06-01", None),
        ("naht", "2018-06-01", "tuc"),
    ],
)
def test_federation_at_a_date(rows: list[Row], union_id: str, day: str, federation: str | None) -> None:
    entry = UnionRegistry(rows).get(union_id)
    assert entry is not None
    assert entry.federation_at(dt.date.fromisoformat(day)) == federation
