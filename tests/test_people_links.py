"""Names of the registry's people linked: namesakes by place, office and date, officials apart from candidates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from unionwire.link.people import PeopleIndex, name_words, people_index
from unionwire.nlp.candidate_names import ArticlePeople, NameFinder
from unionwire.seedbook.parsed_examples import candidate_doc, candidate_pipeline

INDEX = people_index()


def read(text: str, year: int | None, month: int = 6) -> ArticlePeople:
    """The persons of a text of the middle of a month, or of one without a date."""
    doc = candidate_doc(text, dt.date(year, month, 15) if year else None)
    return NameFinder(candidate_pipeline(), INDEX)(doc)


def ids(text: str, year: int | None, month: int = 6) -> list[str]:
    """Whom the names of a text are linked to, in text order."""
    return [mention.person_id for mention in read(text, year, month).mentions]


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


# Every full name that two people of the registry bear: what the text says of the person, the year, and whom it means
NAMESAKES: dict[str, list[tuple[str, int | None, str]]] = {
    "Albert Gore": [
        ("Albert Gore of Tennessee met the drivers.", 2010, "al-gore"),
        ("The drivers met Albert Gore.", 2000, "al-gore"),
    ],
    "Bill Owens": [
        ("Gov. Bill Owens met the miners.", 2001, "bill-owens"),
        ("Rep. Bill Owens (D-N.Y.) met the miners.", 2010, "bill-owens-ny"),
        ("Colorado Gov. Bill Owens had met the miners.", 2010, "bill-owens"),
        ("The miners met Bill Owens.", 2010, "bill-owens-ambiguous"),
        ("The miners met Bill Owens.", None, "bill-owens-ambiguous"),
    ],
    "William Owens": [
        ("William Owens, the former governor of Colorado, met the miners.", 2010, "bill-owens"),
        ("The miners met Rep. William Owens, D-N.Y., in the hall.", 2011, "bill-owens-ny"),
    ],
    "Connie Mack": [
        ("Connie Mack, R-Fla., left the Senate.", 2000, "connie-mack-iii"),
        ("Connie Mack, the Republican nominee for the Senate, met the bakers.", 2012, "connie-mack"),
        ("The bakers met former Sen. Connie Mack.", 2004, "connie-mack-iii"),
        ("The bakers met Connie Mack.", None, "connie-mack-ambiguous"),
    ],
    "Donald Payne": [
        ("Rep. Donald Payne, D-N.J., met the dockers.", 2005, "donald-payne"),
        ("Rep. Donald Payne, D-N.J., met the dockers.", 2019, "donald-payne-jr"),
        ("Rep. Donald Payne Jr., D-N.J., met the dockers.", 2013, "donald-payne-jr"),
        ("Rep. Donald Payne, D-N.J., met the dockers.", 2012, "donald-payne-ambiguous"),
    ],
    "Duncan Hunter": [
        ("Duncan Hunter of California spoke at the debate.", 2007, "duncan-hunter"),
        ("Rep. Duncan Hunter, R-Calif., met the welders.", 2014, "duncan-hunter-ca"),
        ("Duncan Hunter, a contender for president, met the welders.", 2009, "duncan-hunter"),
        ("The welders met Duncan Hunter.", 2009, "duncan-hunter-ambiguous"),
    ],
    "George Bush": [
        ("President George Bush met the pilots.", 1991, "george-h-w-bush"),
        ("Texas Gov. George Bush met the pilots.", 1998, "george-w-bush"),
        ("The pilots met George Bush.", 2004, "george-w-bush"),
    ],
    "Jesse Jackson": [
        ("The cooks met Jesse Jackson.", 2004, "jesse-jackson"),
        ("The cooks met Rep. Jesse Jackson Jr. (D-Ill.).", 2004, "jesse-jackson-jr"),
    ],
    "Mark Green": [
        ("Mark Green, a candidate for mayor, met the cooks.", 2001, "mark-green"),
        ("Rep. Mark Green (R-Tenn.) met the cooks.", 2020, "mark-green-tn"),
        ("Rep. Mark Green (R-Wis.) met the cooks.", 2001, "mark-green-wi"),
        ("Mark Green, the Republican nominee for governor, met the cooks.", 2006, "mark-green-wi"),
        ("Mark Green of New York met the cooks.", 2020, "mark-green"),
        ("The cooks met Mark Green.", 2020, "mark-green-ambiguous"),
        ("Rep. Mark Green (R-Idaho) met the cooks.", 2020, "mark-green-id"),
    ],
    "Mike Rogers": [
        ("Rep. Mike Rogers (R-Ala.) met the welders.", 2010, "mike-rogers-al"),
        ("Rep. Mike Rogers, R-Mich., met the welders.", 2010, "mike-rogers-mi"),
        ("Michigan Rep. Mike Rogers met the welders.", 2010, "mike-rogers-mi"),
        ("Mike Rogers, an Alabama Republican, met the welders.", 2010, "mike-rogers-al"),
        ("In Alabama, the welders of Michigan met Mike Rogers.", 2010, "mike-rogers-ambiguous"),
        ("The welders met Mike Rogers.", None, "mike-rogers-ambiguous"),
    ],
    "Patrick Murphy": [
        ("Patrick Murphy of Florida met the nurses.", 2012, "patrick-murphy"),
        ("Rep. Patrick Murphy (D-Pa.) met the nurses.", 2009, "patrick-murphy-pa"),
        ("The nurses met Patrick Murphy, a former congressman from Pennsylvania.", 2012, "patrick-murphy-pa"),
        ("The nurses met Patrick Murphy.", 2012, "patrick-murphy-ambiguous"),
    ],
    "Robert Menendez": [
        ("Sen. Robert Menendez (D-N.J.) met the drivers.", 2023, "bob-menendez"),
        ("Rep. Robert Menendez (D-N.J.) met the drivers.", 2023, "rob-menendez"),
        ("The drivers met Robert Menendez of New Jersey.", 2023, "robert-menendez-ambiguous"),
    ],
    "Tim Johnson": [
        ("Sen. Tim Johnson met the farmers.", 2003, "tim-johnson"),
        ("Rep. Tim Johnson (R-Ill.) met the farmers.", 2009, "tim-johnson-il"),
        ("South Dakota Sen. Tim Johnson met the farmers.", 2009, "tim-johnson"),
        ("The farmers met Tim Johnson.", 2009, "tim-johnson-ambiguous"),
        ("State Rep. Tim Johnson (R-Ohio) met the farmers.", 2009, "tim-johnson-oh"),
    ],
    "Tom Barrett": [
        ("Milwaukee Mayor Tom Barrett met the brewers.", 2010, "tom-barrett"),
        ("Tom Barrett, R-Mich., met the brewers.", 2025, "tom-barrett-mi"),
        ("Former Milwaukee Mayor Tom Barrett met the brewers.", 2025, "tom-barrett"),
        ("The brewers met Tom Barrett.", 2025, "tom-barrett-ambiguous"),
    ],
    "Tom Sawyer": [
        ("Tom Sawyer, the Democratic nominee for governor, met the teachers.", 1998, "tom-sawyer"),
        ("Rep. Tom Sawyer (D-Ohio) met the teachers.", 1999, "tom-sawyer-oh"),
        ("Tom Sawyer of Kansas met the teachers.", 1999, "tom-sawyer"),
        ("The teachers met Tom Sawyer.", 1999, "tom-sawyer-ambiguous"),
    ],
}


def test_every_name_that_two_people_bear_is_decided_below() -> None:
    bearers: dict[tuple[str, ...], set[str]] = {}
    for person in INDEX.people.values():
        for name in (person.name, *person.aliases):
            if len(words := name_words(name)) > 1:
                bearers.setdefault(words, set()).add(person.person_id)
    shared = {words for words, people in bearers.items() if len(people) > 1}
    assert shared == {name_words(name) for name in NAMESAKES}
    for name, cases in NAMESAKES.items():
        meant = {person_id for _, _, person_id in cases}
        assert meant & bearers[name_words(name)], name


@pytest.mark.parametrize(("text", "year", "person_id"), [case for cases in NAMESAKES.values() for case in cases])
def test_place_office_and_date_beside_a_shared_name_decide_or_it_stays_open(
    text: str, year: int | None, person_id: str
) -> None:
    assert ids(text, year) == [person_id]


def test_whoever_stays_open_is_nobody_of_the_registry() -> None:
    found = read("The welders met Mike Rogers.", 2010)
    assert found.people["mike-rogers-ambiguous"].registry is None
    assert read("Rep. Mike Rogers (R-Ala.) met them.", 2010).people["mike-rogers-al"].registry is not None


def test_what_one_mention_says_of_the_bearer_holds_for_the_whole_article() -> None:
    text = "Mike Rogers met the welders. Later Mike Rogers (R-Ala.) left, and Rogers said no more."
    assert ids(text, 2010) == ["mike-rogers-al", "mike-rogers-al", "mike-rogers-al"]
    both = "Mike Rogers (R-Ala.) and Mike Rogers (R-Mich.) met the welders. One Mike Rogers left."
    assert ids(both, 2010) == ["mike-rogers-al", "mike-rogers-mi", "mike-rogers-ambiguous"]
    assert ids("Rep. Joe Kennedy III met the cooks. They liked Joe Kennedy.", 2019) == ["joe-kennedy", "joe-kennedy"]


@pytest.mark.parametrize(
    ("text", "person_id"),
    [
        ("Rep. Mike Johnson (R-La.) met the dockers.", "mike-johnson"),
        ("Louisiana Rep. Mike Johnson met the dockers.", "mike-johnson"),
        ("Rep. Mike Johnson of Shreveport, La., met the dockers.", "mike-johnson"),
        ("Mike Johnson, a Republican from Louisiana, met the dockers.", "mike-johnson"),
        ("The dockers met the Louisiana congressman, Mike Johnson, at noon.", "mike-johnson"),
        ("U.S. Rep. Mike Johnson met the dockers.", "mike-johnson"),
        ("State Rep. Mike Johnson (D-Ohio) met the dockers.", "mike-johnson-oh"),
        ("Ohio Republican Mike Johnson met the dockers.", "mike-johnson-oh"),
    ],
)
def test_a_common_name_is_linked_by_the_state_joined_to_it(text: str, person_id: str) -> None:
    assert person_id in ids(text, 2022)
    assert len({i for i in ids(text, 2022) if i.startswith("mike-johnson")}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "In Louisiana, the dockers met Mike Johnson.",
        "Mike Johnson of the Louisiana AFL-CIO met the dockers.",
        "Rep. Ann Voss of Louisiana and Mike Johnson met the dockers.",
        "Mike Johnson, Louisiana Gov. Ann Voss and others met the dockers.",
        "State Rep. Mike Johnson met the dockers.",
    ],
)
def test_a_state_of_somebody_else_or_of_the_scene_links_no_common_name(text: str) -> None:
    assert read(text, 2022).people["mike-johnson"].registry is None


def test_whose_apposition_a_state_is_in_a_list() -> None:
    text = "Others were Ohio Sen. Rob Portman, Indiana Gov. Mike Pence and Michigan Gov. Rick Snyder."
    assert ids(text, 2015) == ["rob-portman", "mike-pence", "rick-snyder"]


def test_a_state_or_an_office_links_an_official_in_an_article_without_a_date() -> None:
    assert read("Rep. Robin Kelly (D-Ill.) met the cooks.", None).people["robin-kelly"].registry is not None
    assert read("Robin Kelly met the cooks.", None).people["robin-kelly"].registry is None
    assert read("Robin Kelly of Maine met the cooks.", None).people["robin-kelly-me"].registry is None


def test_middle_initials_and_other_forms_of_a_given_name() -> None:
    assert ids("Thomas E. Perez met the bakers. Mr. Perez left.", 2017) == ["tom-perez", "tom-perez"]
    assert ids("Labor Secretary Thomas Perez met the bakers.", 2016) == ["tom-perez"]
    assert linked("Michael Bloomberg", 2008) == "michael-bloomberg"
    assert linked("Thomas Barrett", 2010, office="mayor") == "tom-barrett"
    # a surname that others bear too needs the state or the office, a common one is never read so
    assert linked("Robert Brady", 2010) is None
    assert linked("Michael Johnson", 2022) is None
    assert linked("Marvin Perez", 2017) is None
    # the initials of another man keep him apart from the bearer of the bare name
    assert ids("John F. Kennedy met the dockers.", 2018) == ["john-f-kennedy"]
