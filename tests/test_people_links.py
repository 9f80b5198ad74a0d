"""Names of the registry's people linked: namesakes by place, office and date, officials apart from candidates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from unionwire.link.people import PeopleIndex, people_index

INDEX = people_index()


def linked(text: str, year: int, month: int = 6, *, state: str | None = None, office: str | None = None) -> str | None:
    """The id of the person whom a name means in the middle of a month."""
    person = INDEX.by_full(text, dt.date(year, month, 15), state=state, office=office)
    return person.person_id if person else None


@pytest.mark.parametrize(
    ("text", "year", "person_id"),
    [
        ("Mike Rogers", 2024, "mike-rogers-mi"),  # ran for the Senate that year
        ("George Bush", 1990, "george-h-w-bush"),
        ("George Bush", 2004, "george-w-bush"),
        ("George H.W. Bush", 2004, "george-h-w-bush"),
        ("George W. Bush", 2004, "george-w-bush"),
        ("Duncan Hunter", 2007, "duncan-hunter"),
        ("Donald Payne", 2005, "donald-payne"),
        ("Jesse Jackson", 2004, "jesse-jackson"),
        ("Jesse Jackson Jr.", 2004, "jesse-jackson-jr"),
        ("John Kennedy", 2018, "john-kennedy"),
        ("Tom Barrett", 2010, "tom-barrett"),
        ("Patrick Murphy", 2016, "patrick-murphy"),
        ("Tim Scott", 2023, "tim-scott"),
        ("Rick Scott", 2018, "rick-scott"),
        ("Albert Gore", 2012, "al-gore"),
        ("Hillary Clinton", 2016, "hillary-clinton"),
        ("Alexandria Ocasio-Cortez", 2018, "alexandria-ocasio-cortez"),
        ("Debbie Wasserman Schultz", 2012, "debbie-wasserman-schultz"),
    ],
)
def test_a_name_means_the_bearer_whom_the_date_fits(text: str, year: int, person_id: str) -> None:
    assert linked(text, year) == person_id


def test_of_two_in_office_at_once_the_state_decides_or_nobody_is_meant() -> None:
    assert linked("Mike Rogers", 2010) is None
    assert linked("Mike Rogers", 2010, state="AL") == "mike-rogers-al"
    assert linked("Mike Rogers", 2010, state="MI") == "mike-rogers-mi"
    assert linked("Tim Johnson", 2003, state="IL") == "tim-johnson-il"
    assert linked("Tim Johnson", 2003, state="SD") == "tim-johnson"
    assert linked("Robert Menendez", 2023, office="senate") == "bob-menendez"
    assert linked("Robert Menendez", 2023, office="house") == "rob-menendez"


def test_a_name_is_not_linked_before_its_bearer_was_known_nor_against_the_initials() -> None:
    assert linked("Nancy Pelosi", 2014) == "nancy-pelosi"
    assert linked("Nancy Pelosi", 1975) is None
    assert linked("Rebecca Kleefisch", 2012) == "rebecca-kleefisch"  # a rare name is enough before the first race too
    assert linked("John F. Kennedy", 2018) is None  # the senator of Louisiana is John Neely Kennedy
    assert linked("Kate Gallego", 2009) is None


def test_an_official_with_a_common_name_needs_the_state() -> None:
    assert linked("Mike Johnson", 2022) is None
    assert linked("Mike Johnson", 2022, state="OH") is None
    assert linked("Mike Johnson", 2022, state="LA") == "mike-johnson"
    # a city's candidate with a common name is meant while the race is on
    assert linked("Robert White", 2022) == "robert-white"
    assert linked("Robert White", 2012) is None


def test_members_of_the_house_are_no_candidates_for_their_seats_alone() -> None:
    pelosi = INDEX.people["nancy-pelosi"]
    assert pelosi.official
    assert pelosi.candidacies == ()
    assert pelosi.running(dt.date(2014, 6, 1)) is None
    assert {run.cycle for run in pelosi.seats} >= {2000, 2010, 2014, 2024}
    ocasio = INDEX.people["alexandria-ocasio-cortez"]
    assert [(run.office, run.cycle) for run in ocasio.candidacies] == [("house", 2018)]
    assert ocasio.running(dt.date(2018, 6, 1)) is not None
    assert ocasio.running(dt.date(2022, 6, 1)) is None
    crowley = INDEX.people["joe-crowley"]
    assert [(run.cycle, run.result) for run in crowley.candidacies] == [(2018, "lost primary")]
    assert INDEX.people["bernie-sanders"].seats[-1].cycle == 2004
    assert INDEX.people["bernie-sanders"].running(dt.date(2004, 6, 1)) is None


def test_names_of_officials_make_no_family_name_ambiguous() -> None:
    families = set(INDEX.families())
    assert not families & {"Pelosi", "Wasserman Schultz", "Boehner"}
    assert INDEX.by_family("Pelosi") == []
    assert "Nancy Pelosi" not in INDEX.full_names()

    def meant(family: str, year: int) -> str | None:
        person = INDEX.meant(family, dt.date(year, 3, 1))
        return person.person_id if person else None

    assert meant("Clinton", 1998) == "bill-clinton"
    assert meant("Clinton", 2016) == "hillary-clinton"
    assert meant("Bush", 2000) == "george-w-bush"
    assert meant("Kennedy", 2024) == "robert-f-kennedy-jr"
    assert meant("Kennedy", 2010) is None
    assert meant("Stein", 2018) == "jill-stein"  # the governor of that name was not yet known
    assert meant("Ferraro", 2018) == "geraldine-ferraro"  # nor is a city's candidate a rival
    assert meant("Gore", 2012) == "al-gore"  # nor who once sought a seat in the Senate
    assert meant("Scott", 2018) is None
    assert meant("Rogers", 2024) is None
    assert meant("Castro", 2016) is None  # a mayor then, beside a member of the House of that name
    assert meant("Castro", 2019) == "julian-castro"
    assert not INDEX.alone("Castro")
    assert INDEX.alone("Buttigieg")


def test_a_slip_of_the_pen_in_one_word_of_a_name_is_read() -> None:
    def read(text: str, year: int = 2016) -> str | None:
        person = INDEX.misspelt(text, dt.date(year, 3, 1))
        return person.person_id if person else None

    assert read("Hilary Clinton") == "hillary-clinton"
    assert read("Hillary Clintan") == "hillary-clinton"
    assert read("Bernie Saunders") == "bernie-sanders"
    assert read("Donald Trumpp") == "donald-trump"
    assert read("Marco Rubbio") == "marco-rubio"
    assert read("Marco Rubbio", 2004) is None  # he did not run, and a surname like his is no rare one
    assert read("Jill Clinton") is None
    assert read("Hilary Clintan") is None  # two words are wrong
    assert read("Hillary Clinton") is None  # spelt rightly
    assert read("Bernie Saunders III") == "bernie-sanders"
    assert read("Nancy Pelossi") is None  # an official is found by the very name only


def test_a_slip_is_looked_up_among_names_that_share_a_word() -> None:
    rows: list[dict[str, Any]] = [
        {"id": f"a-{n}", "name": f"Adam Bor{n}", "given": "Adam", "family": f"Bor{n}", "candidacies": [], "roles": []}
        for n in "bcdfghjk"
    ]
    race = {"office": "president", "cycle": 2016}
    rows.append(
        {"id": "amos-borland", "name": "Amos Borland", "given": "Amos", "family": "Borland", "candidacies": [race]}
    )
    index = PeopleIndex.of(rows)
    assert {len(found) for found in index._by_slip.values()} == {1}
    found = index.misspelt("Amos Borlend", dt.date(2016, 3, 1))
    assert found is not None
    assert found.person_id == "amos-borland"
