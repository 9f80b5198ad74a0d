"""Bare surnames of the registry: whom one means that the article never gives in full, and what speaks against it."""

from __future__ import annotations

import datetime as dt

import pytest

from unionwire.link.people import people_index
from unionwire.nlp.candidate_names import NameFinder
from unionwire.nlp.candidate_surnames import backed, contradicted
from unionwire.seedbook.parsed_examples import candidate_doc, candidate_pipeline

PEOPLE = people_index().people


def named(text: str, date: str) -> set[str]:
    """The ids of all persons that the names of a text are linked to."""
    doc = candidate_doc(text, dt.date.fromisoformat(date))
    found = NameFinder(candidate_pipeline(), people_index())(doc)
    return {mention.person_id for mention in found.mentions}


@pytest.mark.parametrize(
    ("text", "date", "person_id"),
    [
        # the date: the race is on
        ("The nurses heard Castro speak on wages before the caucuses.", "2019-06-03", "julian-castro"),
        ("Castro told the carpenters that he would raise the wage.", "2019-08-10", "julian-castro"),
        ("A poll of hotel workers put Castro ahead of Yang.", "2019-09-02", "julian-castro"),
        # renown
        ("The bakers had met Romney at the picnic of the parish.", "2015-09-01", "mitt-romney"),
        ("The local keeps a picture of Dukakis in its hall.", "2009-05-01", "michael-dukakis"),
        ("In the hall hangs a letter that Gore wrote to the drivers.", "2012-05-01", "al-gore"),
        # a title of an office that the person held
        ("The painters wrote to Gov. Inslee about their pensions.", "2015-04-01", "jay-inslee"),
        ("The bakers thanked Senator Harkin for his vote.", "2011-04-01", "tom-harkin"),
        ("A letter went to Sen. Klobuchar from the drivers.", "2014-04-01", "amy-klobuchar"),
        # the race or the office beside the name
        (
            "The printers backed Kucinich, a former candidate for president, at the rally.",
            "2013-05-01",
            "dennis-kucinich",
        ),
        (
            "He recalled how Huckabee won that primary, and that the printers were against it.",
            "2013-05-01",
            "mike-huckabee",
        ),
        ("The drivers met Tsongas, the Democratic senator, at the plant.", "1992-02-01", "paul-tsongas"),
    ],
)
def test_a_bare_surname_is_linked_where_something_speaks_for_it(text: str, date: str, person_id: str) -> None:
    assert person_id in named(text, date)


@pytest.mark.parametrize(
    ("text", "date", "person_id"),
    [
        # another time: before the person ran, with an official of the same name
        ("The teachers met Castro at the school on Monday.", "2016-03-01", "julian-castro"),
        ("Castro wrote to the school board about the buses.", "2012-03-01", "julian-castro"),
        ("The bus drivers thanked Castro for the new shelters.", "2010-03-01", "julian-castro"),
        # another office
        ("The nurses met with Rep. Castro on Tuesday.", "2019-06-03", "julian-castro"),
        ("Councilwoman Castro voted for the contract.", "2019-06-03", "julian-castro"),
        ("The strike ended when Mayor Warren called both sides in.", "2015-06-03", "elizabeth-warren"),
        # the other sex
        ("The clerks thanked Ms. Castro for the books.", "2019-06-03", "julian-castro"),
        ("Mrs. Swalwell opened the hall of the printers.", "2019-06-03", "eric-swalwell"),
        ("The bakers wrote to Mr. Gillibrand about the ovens.", "2019-06-03", "kirsten-gillibrand"),
        # rulers of another country
        ("The dockers would not load ships for the Castro regime.", "2019-06-03", "julian-castro"),
        ("Unions had no rights under the Castro brothers.", "2021-06-03", "julian-castro"),
        ("The delegates spoke of Castro's Cuba for an hour.", "2019-06-03", "julian-castro"),
        # introduced as somebody else, or not at all
        ("The union hired Messam, a plumber of forty years, to teach.", "2023-05-01", "wayne-messam"),
        ("The crew thanked Moulton, the foreman of the yard, for the coats.", "2015-05-01", "seth-moulton"),
        ("The welders said that Sestak had fixed the crane.", "2005-05-01", "joe-sestak"),
    ],
)
def test_a_bare_surname_is_not_linked_against_what_stands_beside_it(text: str, date: str, person_id: str) -> None:
    assert person_id not in named(text, date)


def test_what_was_on_a_ticket_of_a_large_party_is_known_to_all() -> None:
    assert PEOPLE["bob-dole"].renowned()
    assert PEOPLE["tim-kaine"].renowned()
    assert not PEOPLE["julian-castro"].renowned()
    assert not PEOPLE["jill-stein"].renowned()


def test_the_state_counts_only_for_the_one_bearer_of_a_name() -> None:
    doc = candidate_doc("The welders of Washington wrote to Inslee.", dt.date(2017, 1, 9))
    span = doc[6:7]
    assert span.text == "Inslee"
    assert backed(doc, span, PEOPLE["jay-inslee"], dt.date(2017, 1, 9), alone=True)
    assert not backed(doc, span, PEOPLE["jay-inslee"], dt.date(2017, 1, 9), alone=False)
    assert not contradicted(doc, span, PEOPLE["jay-inslee"])
