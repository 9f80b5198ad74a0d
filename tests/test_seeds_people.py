"""The seeds of people, states, cities and elections: their form, their sources and facts looked up one by one."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest

from unionwire.seeds import read_csv, read_jsonl

OFFICES = {
    "president", "vice_president", "senate", "house", "governor", "mayor", "state_legislature", "city_council",
    "attorney_general", "party_chair", "union_office", "other",
}  # fmt: skip
RESULTS = {"won general", "lost general", "won primary", "lost primary", "withdrew", None}
PARTIES = {
    "D", "R", "I", "L", "G", "Reform", "Constitution", "Natural Law", "Justice", "Popular Democratic", "New Progressive", None,
}  # fmt: skip
PERSON_KEYS = [
    "id", "name", "given", "family", "aliases", "nicknames", "party", "state", "gender", "roles", "candidacies",
    "fec_id", "wikidata_id", "bioguide_id", "source",
]  # fmt: skip
CANDIDACY_KEYS = ["office", "cycle", "party", "from", "to", "result"]
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MONTH_OR_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")

PEOPLE = read_jsonl("people.jsonl")
BY_ID: dict[str, dict[str, Any]] = {person["id"]: person for person in PEOPLE}
CANDIDACIES = [(person["id"], candidacy) for person in PEOPLE for candidacy in person["candidacies"]]
ROLES = [(person["id"], role) for person in PEOPLE for role in person["roles"]]
STATES = read_csv("states.csv")
CITIES = read_csv("cities.csv")
ELECTIONS = [row for row in read_csv("elections.csv") if row["kind"] != "general"]  # those of the United States
POSTAL = {row["id"] for row in STATES}
TERRITORIES = {"VI", "GU", "AS", "MP"}


def candidacy_of(person_id: str, office: str, cycle: int) -> dict[str, Any]:
    """The single candidacy of a person for an office in a cycle; raises ValueError when there is not exactly one."""
    found: list[dict[str, Any]] = BY_ID[person_id]["candidacies"]
    (candidacy,) = [c for c in found if c["office"] == office and c["cycle"] == cycle]
    return candidacy


def roles_of(person_id: str) -> set[tuple[str, str | None, int | None, int | None]]:
    """A person's roles as (title, state or city, first year, last year)."""
    return {
        (role["title"], role.get("state") or role.get("city"), role["from"], role["to"])
        for role in BY_ID[person_id]["roles"]
    }


def is_well_formed(month_or_day: str) -> bool:
    """Whether the text is YYYY-MM or YYYY-MM-DD and names a real month or day."""
    if not MONTH_OR_DAY.fullmatch(month_or_day):
        return False
    try:
        dt.date.fromisoformat(month_or_day if len(month_or_day) == 10 else f"{month_or_day}-01")
    except ValueError:
        return False
    return True


def test_people_are_many_and_ids_are_unique_sorted_and_kebab() -> None:
    ids = [person["id"] for person in PEOPLE]
    assert len(ids) >= 2700
    assert ids == sorted(set(ids))
    assert [i for i in ids if not KEBAB.fullmatch(i)] == []


def test_people_have_all_fields_and_a_source() -> None:
    for person in PEOPLE:
        assert list(person) == PERSON_KEYS, person["id"]
        assert len(person["source"]) >= 10, person["id"]
        assert person["candidacies"] or person["roles"], person["id"]
        assert person["gender"] in {"m", "f", None}, person["id"]
        assert person["party"] in PARTIES, person["id"]
        assert person["state"] is None or person["state"] in POSTAL | TERRITORIES, person["id"]


def test_names_hold_their_parts_and_no_curly_apostrophe() -> None:
    for person in PEOPLE:
        assert person["given"] in person["name"], person["id"]
        assert person["family"] in person["name"], person["id"]
        texts = [person["name"], *person["aliases"]]
        assert not any("\u2019" in text or text != text.strip() or "  " in text for text in texts), person["id"]
        assert person["name"] not in person["aliases"], person["id"]
        assert len(set(person["aliases"])) == len(person["aliases"]), person["id"]
        assert set(person["nicknames"]) <= set(person["aliases"]), person["id"]
        assert [a for a in person["aliases"] if " " not in a and a not in person["nicknames"]] == [], person["id"]


def test_a_full_name_that_several_bear_has_a_row_for_each() -> None:
    owners: dict[str, list[str]] = {}
    for person in PEOPLE:
        for text in {person["name"], *person["aliases"]}:
            owners.setdefault(text, []).append(person["id"])
    shared = {text: ids for text, ids in owners.items() if len(ids) > 1}
    assert shared["George Bush"] == ["george-h-w-bush", "george-w-bush"]
    assert shared["Mike Rogers"] == ["mike-rogers-al", "mike-rogers-mi"]
    assert shared["Patrick Murphy"] == ["patrick-murphy", "patrick-murphy-pa"]
    assert shared["Tim Johnson"] == ["tim-johnson", "tim-johnson-il"]
    assert shared["Robert Menendez"] == ["bob-menendez", "rob-menendez"]
    assert shared["Mark Green"] == ["mark-green", "mark-green-tn", "mark-green-wi"]
    assert all(len(ids) == 2 for text, ids in shared.items() if text != "Mark Green")
    # what tells them apart: the state, the family, or the years in public life
    for ids in shared.values():
        told = [
            (p["state"], p["name"], p["roles"] and p["roles"][0]["from"], p["fec_id"]) for p in map(BY_ID.get, ids) if p
        ]
        assert len({repr(row) for row in told}) == len(ids), ids


def test_no_row_joins_two_people_of_one_name() -> None:
    moved = {"mitt-romney": {"MA", "UT"}, "scott-brown": {"MA", "NH"}}
    several = {}
    for person in PEOPLE:
        seats = {role["state"] for role in person["roles"] if role.get("state")}
        seats |= {c["place"] for c in person["candidacies"] if len(c.get("place") or "") == 2}
        if len(seats) > 1:
            several[person["id"]] = seats
    assert several == moved
    # the congressman of Wisconsin is not the candidate for mayor of New York
    assert [c["office"] for c in BY_ID["mark-green"]["candidacies"]] == ["mayor"]
    assert BY_ID["mark-green-wi"]["fec_id"] == "H8WI00026"
    assert BY_ID["mark-green"]["fec_id"] is None


def test_outside_ids_are_well_formed_and_given_once() -> None:
    fec = [person["fec_id"] for person in PEOPLE if person["fec_id"]]
    wikidata = [person["wikidata_id"] for person in PEOPLE if person["wikidata_id"]]
    assert len(fec) >= 1600
    assert len(set(fec)) == len(fec)
    assert len(wikidata) >= 1400
    assert len(set(wikidata)) == len(wikidata)
    assert [i for i in fec if not re.fullmatch(r"P\d{8}|[SH]\d[A-Z]{2}\d{5}", i)] == []
    assert [i for i in wikidata if not re.fullmatch(r"Q\d+", i)] == []
    bioguide = [person["bioguide_id"] for person in PEOPLE if person["bioguide_id"]]
    assert len(bioguide) >= 1500
    assert len(set(bioguide)) == len(bioguide)
    assert [i for i in bioguide if not re.fullmatch(r"[A-Z]\d{6}", i)] == []


def test_members_of_congress_since_2000_have_their_ids() -> None:
    members = [
        person
        for person in PEOPLE
        if any(r["title"] in {"senator", "representative"} and (r["to"] or 9999) > 2000 for r in person["roles"])
    ]
    assert len(members) >= 1540
    assert [person["id"] for person in members if not person["bioguide_id"]] == []
    assert sum(1 for person in members if not person["fec_id"]) <= 50
    now = [p for p in members if any(r["title"] == "representative" and r["to"] is None for r in p["roles"])]
    assert 425 <= len(now) <= 441  # 435 seats and six delegates, less vacancies
    sitting = [p for p in members if any(r["title"] == "senator" and r["to"] is None for r in p["roles"])]
    assert len(sitting) == 100


def test_candidacies_are_well_formed_and_ordered() -> None:
    for person_id, candidacy in CANDIDACIES:
        assert candidacy["office"] in OFFICES, person_id
        assert candidacy["result"] in RESULTS, (person_id, candidacy)
        assert candidacy["party"] in PARTIES, (person_id, candidacy)
        assert 1976 <= candidacy["cycle"] <= 2028, person_id
        assert ("place" in candidacy) == (candidacy["office"] not in {"president", "vice_president"}), person_id
        assert list(candidacy) == CANDIDACY_KEYS + ["place"] * ("place" in candidacy), (person_id, candidacy)
        for key in ("from", "to"):
            assert candidacy[key] is None or is_well_formed(candidacy[key]), (person_id, candidacy)
        if candidacy["from"] and candidacy["to"]:
            assert candidacy["from"] <= candidacy["to"], (person_id, candidacy)
        if candidacy["from"]:
            assert candidacy["cycle"] - 4 <= int(candidacy["from"][:4]) <= candidacy["cycle"], (person_id, candidacy)
        if candidacy["to"]:
            assert candidacy["cycle"] - 2 <= int(candidacy["to"][:4]) <= candidacy["cycle"] + 1, (person_id, candidacy)


def test_candidacies_below_president_stand_in_a_known_place() -> None:
    cities = {row["city"] for row in CITIES}
    for person_id, candidacy in CANDIDACIES:
        if candidacy["office"] in {"senate", "governor", "house", "attorney_general"}:
            assert candidacy["place"] in POSTAL | TERRITORIES, (person_id, candidacy)
        elif candidacy["office"] == "mayor":
            assert candidacy["place"] in cities, (person_id, candidacy)
        elif candidacy["office"] == "party_chair":
            assert candidacy["place"] in {"DNC", "RNC"}, (person_id, candidacy)


def test_presidential_elections_have_one_winner_who_then_held_the_office() -> None:
    for cycle in range(1980, 2025, 4):
        for office, title in (("president", "president"), ("vice_president", "vice president")):
            winners = [
                person_id
                for person_id, c in CANDIDACIES
                if c["office"] == office and c["cycle"] == cycle and c["result"] == "won general"
            ]
            if office == "vice_president" and not winners:
                continue
            assert len(winners) == 1, (office, cycle, winners)
            held = [r for r in roles_of(winners[0]) if r[0] == title and r[2] is not None and r[2] <= cycle + 1]
            assert any(last is None or last > cycle for _, _, _, last in held), (office, cycle, winners)


def test_a_seat_has_one_winner() -> None:
    won = Counter(
        (c["place"], c["cycle"]) for _, c in CANDIDACIES if c["office"] == "senate" and c["result"] == "won general"
    )
    assert len(won) > 300
    # two only where both seats of a state were up in one year
    assert set(won.values()) <= {1, 2}
    governors = Counter(
        (c["place"], c["cycle"]) for _, c in CANDIDACIES if c["office"] == "governor" and c["result"] == "won general"
    )
    assert {race: n for race, n in governors.items() if n > 1} == {}


def test_roles_are_in_lower_case_and_ordered() -> None:
    for person_id, role in ROLES:
        assert role["title"] == role["title"].lower(), (person_id, role)
        assert {"title", "from", "to"} < set(role), (person_id, role)
        assert role.get("state") is None or role["state"] in POSTAL | TERRITORIES, (person_id, role)
        if role["title"] in {"senator", "representative", "governor"}:
            assert role["state"], (person_id, role)
        if role["title"] == "mayor":
            assert role["city"], (person_id, role)
        if role["from"] is not None and role["to"] is not None:
            assert 1945 <= role["from"] <= role["to"] <= 2026, (person_id, role)


@pytest.mark.parametrize(
    ("person_id", "cycle", "party", "start", "end", "result"),
    [
        ("bernie-sanders", 2016, "D", "2015-04-30", "2016-07-12", "lost primary"),
        ("bernie-sanders", 2020, "D", "2019-02-19", "2020-04-08", "lost primary"),
        ("hillary-clinton", 2008, "D", "2007-01-20", "2008-06-07", "lost primary"),
        ("hillary-clinton", 2016, "D", "2015-04-12", "2016-11-08", "lost general"),
        ("donald-trump", 2016, "R", "2015-06-16", "2016-11-08", "won general"),
        ("martin-omalley", 2016, "D", "2015-05-30", "2016-02-01", "lost primary"),
        ("scott-walker", 2016, "R", "2015-07-13", "2015-09-21", "withdrew"),
        ("pete-buttigieg", 2020, "D", "2019-01-23", "2020-03-01", "lost primary"),
        ("beto-orourke", 2020, "D", None, "2019-11-01", "withdrew"),
        ("howard-dean", 2004, "D", "2002-03", "2004-02-18", "lost primary"),
        ("dick-gephardt", 2004, "D", "2003-01-06", "2004-01-20", "lost primary"),
        ("john-edwards", 2008, "D", "2006-12-28", "2008-01-30", "lost primary"),
        ("rick-santorum", 2012, "R", "2011-06-06", "2012-04-10", "lost primary"),
        ("kamala-harris", 2024, "D", "2024-07-21", "2024-11-05", "lost general"),
        ("nikki-haley", 2024, "R", "2023-02-14", "2024-03-06", "lost primary"),
        ("jill-stein", 2016, "G", None, "2016-11-08", "lost general"),
    ],
)
def test_presidential_candidacies_looked_up(
    person_id: str, cycle: int, party: str, start: str | None, end: str, result: str
) -> None:
    candidacy = candidacy_of(person_id, "president", cycle)
    assert candidacy == {
        "office": "president", "cycle": cycle, "party": party, "from": start, "to": end, "result": result,
    }  # fmt: skip


def test_other_candidacies_looked_up() -> None:
    assert candidacy_of("tom-barrett", "governor", 2012) == {
        "office": "governor", "cycle": 2012, "party": "D", "from": None, "to": "2012-06-05",
        "result": "lost general", "place": "WI",
    }  # fmt: skip
    assert candidacy_of("scott-walker", "governor", 2012)["result"] == "won general"
    assert candidacy_of("bill-de-blasio", "mayor", 2013) == {
        "office": "mayor", "cycle": 2013, "party": "D", "from": None, "to": "2013-11-05",
        "result": "won general", "place": "New York City",
    }  # fmt: skip
    assert candidacy_of("christine-quinn", "mayor", 2013)["result"] == "lost primary"
    assert candidacy_of("joe-crowley", "house", 2018)["to"] == "2018-06-26"
    assert candidacy_of("letitia-james", "attorney_general", 2018)["result"] == "won primary"
    assert candidacy_of("lori-lightfoot", "mayor", 2019)["result"] == "won general"
    assert candidacy_of("toni-preckwinkle", "mayor", 2019)["result"] == "lost general"
    assert candidacy_of("tim-kaine", "vice_president", 2016)["from"] == "2016-07-22"
    assert [c["party"] for c in BY_ID["pat-buchanan"]["candidacies"] if c["cycle"] == 2000] == ["R", "Reform"]
    assert not any(c["office"] == "president" for c in BY_ID["tom-barrett"]["candidacies"])


def test_roles_looked_up() -> None:
    assert {("senator", "VT", 2007, None), ("representative", "VT", 1991, 2007)} <= roles_of("bernie-sanders")
    assert roles_of("hillary-clinton") == {
        ("first lady", None, 1993, 2001), ("senator", "NY", 2001, 2009), ("secretary of state", None, 2009, 2013),
    }  # fmt: skip
    assert ("vice president", None, 2009, 2017) in roles_of("joe-biden")
    assert ("president", None, 2021, 2025) in roles_of("joe-biden")
    assert ("senator", "IL", 2005, 2008) in roles_of("barack-obama")
    assert roles_of("larry-hogan") == {("governor", "MD", 2015, 2023)}
    assert roles_of("christine-gregoire") == {("governor", "WA", 2005, 2013)}
    assert ("governor", "AL", 2017, None) in roles_of("kay-ivey")
    assert roles_of("laphonza-butler") == {("senator", "CA", 2023, 2025)}
    assert BY_ID["laphonza-butler"]["candidacies"] == []
    assert ("chair of the republican national committee", None, 2017, 2024) in roles_of("ronna-mcdaniel")
    assert ("mayor", "Las Vegas", 2011, 2024) in roles_of("carolyn-goodman")
    assert roles_of("scott-walker") == {("governor", "WI", 2011, 2019)}
    assert ("mayor", "South Bend", 2012, 2020) in roles_of("pete-buttigieg")
    assert ("governor", "NY", 2011, 2021) in roles_of("andrew-cuomo")
    assert ("secretary of state", None, 2013, 2017) in roles_of("john-kerry")
    assert ("senator", "AZ", 1987, 2018) in roles_of("john-mccain")


def test_sons_hold_no_office_of_their_fathers() -> None:
    assert roles_of("bob-casey") == {("senator", "PA", 2007, 2025)}
    assert roles_of("chet-culver") == {("governor", "IA", 2007, 2011)}
    assert roles_of("bob-taft") == {("governor", "OH", 1999, 2007)}
    assert roles_of("james-longley") == {("representative", "ME", 1995, 1997)}
    assert roles_of("john-sununu") == {("representative", "NH", 1997, 2003), ("senator", "NH", 2003, 2009)}
    assert roles_of("scott-matheson") == set()
    assert roles_of("tom-kean") == {("representative", "NJ", 2023, None)}
    assert roles_of("donald-payne") == {("representative", "NJ", 1989, 2012)}
    assert roles_of("donald-payne-jr") == {("representative", "NJ", 2012, 2024)}


def test_every_state_has_its_governors_since_2008() -> None:
    won = {
        (c["place"], c["cycle"]) for _, c in CANDIDACIES if c["office"] == "governor" and c["result"] == "won general"
    }
    years = {state: range(2010, 2023, 4) for state in POSTAL - {"DC", "PR"}}
    years |= {state: range(2008, 2025, 4) for state in ("DE", "IN", "MO", "MT", "NC", "ND", "UT", "WA", "WV")}
    years |= {state: range(2008, 2025, 2) for state in ("NH", "VT")}
    years |= {"PR": range(2016, 2025, 4)}
    years |= {state: range(2011, 2024, 4) for state in ("KY", "LA", "MS")}
    years |= {state: range(2009, 2026, 4) for state in ("NJ", "VA")}
    missing = {(state, year) for state, cycle in years.items() for year in cycle} - won
    assert missing == set()


def test_names_and_ids_looked_up() -> None:
    assert BY_ID["bernie-sanders"]["fec_id"] == "P60007168"
    assert BY_ID["hillary-clinton"]["fec_id"] == "P00003392"
    assert BY_ID["ted-cruz"]["fec_id"] == "P60006111"
    assert BY_ID["bill-clinton"]["fec_id"] == "P20000642"
    assert BY_ID["ralph-nader"]["fec_id"] == "P20000527"
    assert BY_ID["rudy-giuliani"]["fec_id"] == "P00003251"
    assert BY_ID["bernie-sanders"]["wikidata_id"] == "Q359442"
    assert "Joseph R. Biden" in BY_ID["joe-biden"]["aliases"]
    assert "Hillary Rodham Clinton" in BY_ID["hillary-clinton"]["aliases"]
    assert "Paul D. Ryan" in BY_ID["paul-ryan"]["aliases"]
    assert "William Thompson" in BY_ID["bill-thompson"]["aliases"]
    assert BY_ID["martin-omalley"]["name"] == "Martin O'Malley"
    assert BY_ID["bill-de-blasio"]["family"] == "de Blasio"
    nicknames = {n: person["id"] for person in PEOPLE for n in person["nicknames"]}
    assert (nicknames["Bernie"], nicknames["Hillary"], nicknames["Jeb"]) == (
        "bernie-sanders", "hillary-clinton", "jeb-bush",
    )  # fmt: skip
    assert BY_ID["jesse-jackson"]["roles"] == []  # not his son, the representative
    assert "george-bush" not in BY_ID


def test_states_are_complete() -> None:
    assert len(STATES) == 52
    assert [row["id"] for row in STATES] == sorted(POSTAL)
    assert {"DC", "PR", "NH", "WY"} <= POSTAL
    assert len({row["ap"] for row in STATES}) == 52
    assert len({row["name"] for row in STATES}) == 52
    assert [row["id"] for row in STATES if not (row["source"] and row["demonyms"] and row["name"])] == []
    ap = {row["id"]: row["ap"] for row in STATES}
    assert (ap["NH"], ap["CA"], ap["VT"], ap["WV"], ap["DC"]) == ("N.H.", "Calif.", "Vt.", "W.Va.", "D.C.")
    # the eight that AP never abbreviates
    spelled = {row["id"] for row in STATES if row["ap"] == row["name"]}
    assert spelled == {"AK", "HI", "ID", "IA", "ME", "OH", "TX", "UT"}
    demonyms = {row["id"]: row["demonyms"].split(";") for row in STATES}
    assert {"New Hampshirite", "Granite State"} <= set(demonyms["NH"])
    shared = Counter(d for names in demonyms.values() for d in names)
    assert {d for d, n in shared.items() if n > 1} == {"Washingtonian"}


def test_cities_lie_in_known_states() -> None:
    ids = [row["id"] for row in CITIES]
    assert len(ids) >= 250
    assert ids == sorted(set(ids))
    assert [i for i in ids if not KEBAB.fullmatch(i)] == []
    assert {row["state"] for row in CITIES} == POSTAL
    assert {row["ambiguous"] for row in CITIES} == {"0", "1"}
    assert [row["id"] for row in CITIES if not row["source"]] == []
    clear = Counter(row["city"] for row in CITIES if row["ambiguous"] == "0")
    assert {city for city, n in clear.items() if n > 1} == set()
    assert all(row["ambiguous"] == "1" for row in CITIES if row["city"] == "Springfield")
    assert {(r["city"], r["state"]) for r in CITIES if r["ambiguous"] == "0"} >= {
        ("Milwaukee", "WI"), ("Chicago", "IL"), ("Portland", "OR"), ("Columbus", "OH"), ("Las Vegas", "NV"),
    }  # fmt: skip
    clear_names = set(clear)
    assert not clear_names & {"Washington", "New York", "Madison", "Salem", "Gary", "Birmingham"}


def test_general_elections_fall_on_the_tuesday_after_the_first_monday_of_november() -> None:
    assert [row["id"] for row in ELECTIONS] == [str(year) for year in range(1996, 2029, 2)]
    for row in ELECTIONS:
        day = dt.date.fromisoformat(row["date"])
        assert (day.year, day.month, day.weekday()) == (int(row["id"]), 11, 1)
        assert 2 <= day.day <= 8
        assert row["kind"] == ("presidential" if day.year % 4 == 0 else "midterm")
        assert row["source"].startswith("computed")
    dates = {row["id"]: row["date"] for row in ELECTIONS}
    assert (dates["2000"], dates["2016"], dates["2020"]) == ("2000-11-07", "2016-11-08", "2020-11-03")


def test_nominees_stay_in_the_race_until_the_election_day() -> None:
    dates = {int(row["id"]): row["date"] for row in ELECTIONS}
    for person_id, candidacy in CANDIDACIES:
        in_general = candidacy["result"] in {"won general", "lost general"}
        if candidacy["office"] == "president" and candidacy["cycle"] >= 1996 and in_general:
            assert candidacy["to"] == dates[candidacy["cycle"]], (person_id, candidacy)


def test_members_looked_up() -> None:
    assert BY_ID["alexandria-ocasio-cortez"]["family"] == "Ocasio-Cortez"
    assert BY_ID["ileana-ros-lehtinen"]["given"] == "Ileana"
    assert BY_ID["debbie-wasserman-schultz"]["family"] == "Wasserman Schultz"
    assert BY_ID["nancy-pelosi"]["bioguide_id"] == "P000197"
    assert BY_ID["bernie-sanders"]["bioguide_id"] == "S000033"
    assert roles_of("nancy-pelosi") == {("representative", "CA", 1987, None)}
    assert roles_of("katie-hill") == {("representative", "CA", 2019, 2019)}
    assert candidacy_of("jackie-speier", "house", 2010) == {
        "office": "house", "cycle": 2010, "party": "D", "from": None, "to": "2010-11-02", "result": "won general",
        "place": "CA",
    }  # fmt: skip
    assert candidacy_of("kari-lake", "senate", 2024)["result"] == "lost general"
    assert candidacy_of("shelley-berkley", "mayor", 2024)["place"] == "Las Vegas"
    assert candidacy_of("zohran-mamdani", "mayor", 2025)["result"] == "won general"
    assert candidacy_of("lisa-blunt-rochester", "senate", 2024)["result"] == "won general"
    assert candidacy_of("annise-parker", "mayor", 2009)["to"] == "2009-12-12"
    assert candidacy_of("tom-perez", "party_chair", 2017)["result"] == "won general"
    assert candidacy_of("josh-stein", "governor", 2024)["result"] == "won general"
    assert ("chair of the republican national committee", None, 2009, 2011) in roles_of("michael-steele")
