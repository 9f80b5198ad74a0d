"""Election years: the calendar of regular elections, and the words that tell an election by its distance or its office."""

from __future__ import annotations

import datetime as dt

import pytest

from unionwire.extract import Extractor
from unionwire.records import Article
from unionwire.relate.election_calendar import general_election, regular_year, term_of
from unionwire.relate.election_phrases import full_year
from unionwire.seeds import read_csv, read_jsonl

STATE_RULES = read_csv("state_elections.csv")


@pytest.mark.parametrize(
    ("office", "state", "year", "expected"),
    [
        ("president", None, 2017, 2020),
        ("governor", "NJ", 2014, 2017),
        ("governor", "VA", 2017, 2017),
        ("governor", "KY", 2016, 2019),
        ("governor", "OH", 2012, 2014),
        ("governor", "WA", 2013, 2016),
        ("governor", "NH", 2013, 2014),
        ("governor", None, 2013, 2014),
        ("attorney_general", "KY", 2011, 2011),
        ("attorney_general", "OH", 2011, 2012),
        ("state_legislature", "MS", 2012, 2015),
        ("state_legislature", "VA", 2018, 2019),
        ("state_legislature", "KY", 2011, 2012),
        ("senate", "VA", 2017, 2018),
        ("mayor", "VA", 2017, 2017),
        (None, None, 2017, 2017),
    ],
)
def test_the_next_regular_election(office: str | None, state: str | None, year: int, expected: int) -> None:
    assert regular_year(office, state, year) == expected


@pytest.mark.parametrize(
    ("country", "published", "expected"),
    [
        ("GB", dt.date(2010, 1, 5), 2010),
        ("GB", dt.date(2010, 5, 10), 2010),
        ("GB", dt.date(2010, 7, 25), None),
        ("GB", dt.date(2019, 1, 5), 2019),
        ("CA", dt.date(2011, 3, 1), 2011),
        ("CA", dt.date(2012, 3, 1), None),
        ("AU", dt.date(2018, 9, 1), 2019),
        ("FR", dt.date(2018, 9, 1), None),
    ],
)
def test_a_general_election_counts_within_a_year(country: str, published: dt.date, expected: int | None) -> None:
    assert general_election(country, published) == expected


def test_two_digits_mean_a_year_near_the_article_or_before() -> None:
    assert full_year(8, dt.date(2014, 3, 1)) == 2008
    assert full_year(76, dt.date(2017, 1, 1)) == 1976
    assert full_year(20, dt.date(2018, 1, 1)) == 2020


def test_terms() -> None:
    assert (term_of("senate"), term_of("house"), term_of("mayor"), term_of(None)) == (6, 2, 4, 4)


def test_governors_of_the_registry_ran_in_the_years_of_the_calendar() -> None:
    """Of regular elections since 1998; special and recall elections are the years in which only few states voted."""
    special = {("CA", 2003), ("UT", 2010), ("WV", 2011), ("WI", 2012), ("OR", 2016)}
    states = {row["id"] for row in read_csv("states.csv")} - {"PR", "DC"}
    runs = {
        (run["place"], run["cycle"])
        for person in read_jsonl("people.jsonl")
        for run in person["candidacies"]
        if run["office"] == "governor" and run.get("place") in states and run["cycle"] >= 1998
    }
    assert len(runs) > 250
    assert {(state, year) for state, year in runs if regular_year("governor", state, year) != year} == special


def test_rows_of_states_are_whole() -> None:
    assert len({row["id"] for row in STATE_RULES}) == len(STATE_RULES)
    for row in STATE_RULES:
        assert row["id"] == f"{row['state'].lower()}-{row['office']}"
        assert row["office"] in {"governor", "state_legislature", "executive"}
        assert int(row["every"]) in {2, 4}
        assert row["source"]


def _offices(extractor: Extractor, text: str, published: dt.date) -> set[tuple[str | None, str | None, int | None]]:
    facts = extractor.extract(Article("case", text, published=published)).endorsements
    return {(fact.candidate_id, fact.office, fact.cycle) for fact in facts}


def test_a_title_or_a_district_of_the_house_is_the_office(extractor: Extractor) -> None:
    text = "The SEIU endorsed Reps. Harold Finch, Rosa Quintana and Lena Ortiz."
    assert _offices(extractor, text, dt.date(2014, 9, 20)) == {
        ("harold-finch", "house", 2014),
        ("rosa-quintana", "house", 2014),
        ("lena-ortiz", "house", 2014),
    }
    bullet = (
        "● PA-04: Rosa Quintana, who is running in the May 15 primary, has picked up an endorsement from the Teamsters. "
        "The race for governor is open."
    )
    assert _offices(extractor, bullet, dt.date(2018, 4, 19)) == {("rosa-quintana", "house", 2018)}


def test_the_office_that_the_clause_names_wins_over_a_registered_run(extractor: Extractor) -> None:
    text = "The Teamsters endorsed Andrew Gillum for mayor of Tallahassee."
    assert _offices(extractor, text, dt.date(2019, 5, 20)) == {("andrew-gillum", "mayor", 2019)}
    plain = "The Teamsters endorsed Andrew Gillum for governor of Florida."
    assert _offices(extractor, plain, dt.date(2018, 5, 20)) == {("andrew-gillum", "governor", 2018)}


def test_the_post_of_a_party_is_no_public_office(extractor: Extractor) -> None:
    text = "SEIU is backing Howard Dean for chairman of the Democratic National Committee."
    assert _offices(extractor, text, dt.date(2004, 12, 10)) == {("howard-dean", "party_chair", 2005)}
