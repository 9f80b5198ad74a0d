"""When an article without a date was probably written: the years, presidents and candidates that it names."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy

from unionwire.link.people import people_index
from unionwire.nlp.undated import probable_date

PEOPLE = people_index().people
PRESIDENTS = [person for person in PEOPLE.values() if person.president(None)]


@pytest.mark.parametrize(
    ("text", "named", "first", "last"),
    [
        # the race of 2020 while all of these were in it
        ("They met voters ahead of 2020.", ["cory-booker", "kamala-harris", "pete-buttigieg"], "2019-02", "2019-12"),
        # three candidates of one year tell it without any
        ("They met voters.", ["cory-booker", "kamala-harris", "julian-castro"], "2019-02", "2019-12"),
        # nobody ran: the middle of the latest year
        ("It happened in 2003 and again in 2005.", [], "2005-07", "2005-07"),
        # not before the president whom it names took office
        ("President Donald Trump spoke of 2016.", ["donald-trump"], "2017-01", "2017-01"),
    ],
)
def test_what_an_article_names_tells_when_it_was_written(text: str, named: list[str], first: str, last: str) -> None:
    found = probable_date(spacy.blank("en")(text), [PEOPLE[person_id] for person_id in named], PRESIDENTS)

    assert found is not None
    assert first <= found.isoformat()[:7] <= last


@pytest.mark.parametrize("named", [[], ["cory-booker"], ["donald-trump", "bob-dole"]])
def test_without_years_and_company_nothing_is_told(named: list[str]) -> None:
    persons = [PEOPLE[person_id] for person_id in named]

    assert probable_date(spacy.blank("en")("They met voters."), persons, PRESIDENTS) is None


def test_the_middle_of_the_latest_year_is_its_first_of_july() -> None:
    assert probable_date(spacy.blank("en")("In 1999 it rained."), [], PRESIDENTS) == dt.date(1999, 7, 1)
