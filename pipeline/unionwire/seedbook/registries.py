"""Rows of the registries: unions, people, places, elections, given names. seeds/README.md says what the fields mean."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from unionwire.records import Level
from unionwire.seedbook.base import (
    AnyDate,
    BioguideId,
    Country,
    Day,
    Digits,
    FecId,
    Kebab,
    Lower,
    MonthOrDay,
    Postal,
    Row,
    Text,
    WikidataId,
    Year,
)

Office = Literal[
    "president", "vice_president", "senate", "house", "governor", "mayor", "state_legislature", "city_council",
    "attorney_general", "party_chair", "union_office", "other",
]  # fmt: skip
Result = Literal["won general", "lost general", "won primary", "lost primary", "withdrew"]


class Membership(Row):
    """Membership of a union in a federation, from its first day to the first day after it."""

    id: Kebab
    start: AnyDate | None = Field(default=None, alias="from")
    end: AnyDate | None = Field(default=None, alias="to")


class AliasRow(Row):
    """A further form of a union's name and how it may match."""

    text: Text
    kind: Literal["name", "abbreviation", "short"] = "name"
    case: Literal["exact", "any"] = "exact"
    needs_context: bool = False


class UnionRow(Row):
    """A row of unions.jsonl."""

    whole: ClassVar[bool] = True

    id: Kebab
    name: Text
    abbreviation: Text | None = None
    level: Level
    country: Country | None = "US"
    state: Postal | None = None
    statewide: bool = False
    parent: Kebab | None = None
    local_number: Text | None = None
    olms_file_number: Digits | None = None
    olms_affiliation: Text | None = None
    wikidata_id: WikidataId | None = None
    federations: list[Membership] = Field(default_factory=list)
    valid_from: AnyDate | None = None
    valid_to: AnyDate | None = None
    successor: Kebab | None = None
    aliases: list[AliasRow] = Field(default_factory=list)
    workers: list[Lower] = Field(default_factory=list)
    source: Text
    checked_on: Day


class OlmsLocalRow(Row):
    """A row of olms_locals.csv: a number of a union's locals or councils in the federal filings."""

    id: Annotated[
        str,
        Field(
            pattern=r"^[A-Z-]+(/[A-Z]+)? [A-Z]+ (\d+-)?[1-9]\d*(-\d+)?[A-Z]*$",
            description="the affiliation, the kind of body and the number, as in IBT LU 25",
        ),
    ]
    file_numbers: Annotated[str, Field(pattern=r"^\d+(;\d+)*$", description="file numbers with semicolons between")]


class Role(Row):
    """A public office that a person held, from year to year."""

    title: Lower
    state: Postal | None = None
    city: Text | None = None
    start: Year | None = Field(alias="from")
    end: Year | None = Field(alias="to")


class CandidacyRow(Row):
    """A run for an office."""

    office: Office
    cycle: Year
    party: Text | None = None
    start: MonthOrDay | None = Field(default=None, alias="from")
    end: MonthOrDay | None = Field(default=None, alias="to")
    result: Result | None = None
    place: Text | None = None


class PersonRow(Row):
    """A row of people.jsonl."""

    whole: ClassVar[bool] = True

    id: Kebab
    name: Text
    given: Text
    family: Text
    aliases: list[Text] = Field(default_factory=list)
    nicknames: list[Text] = Field(default_factory=list)
    party: Text | None = None
    state: Postal | None = None
    gender: Literal["m", "f"] | None = None
    roles: list[Role] = Field(default_factory=list)
    candidacies: list[CandidacyRow] = Field(default_factory=list)
    fec_id: FecId | None = None
    wikidata_id: WikidataId | None = None
    bioguide_id: BioguideId | None = None
    source: Text


class StateRow(Row):
    """A row of states.csv."""

    id: Postal
    name: Text
    ap: Text
    demonyms: Text
    source: Text


class CityRow(Row):
    """A row of cities.csv."""

    id: Kebab
    city: Text
    state: Postal
    ambiguous: Literal["0", "1"]
    source: Text


class GivenNameRow(Row):
    """A row of given_names.csv."""

    id: Lower
    gender: Literal["m", "f", "u"]
    source: Text


class ElectionRow(Row):
    """A row of elections.csv."""

    id: Kebab
    date: Day
    kind: Literal["presidential", "midterm", "general"]
    source: Text


class StateElectionRow(Row):
    """A row of state_elections.csv."""

    id: Annotated[
        str, Field(pattern=r"^[a-z]{2}-[a-z_]+$", description="the state's postal code, a hyphen, the office")
    ]
    state: Postal
    office: Literal["governor", "state_legislature", "executive"]
    year: Annotated[str, Field(pattern=r"^(19|20)\d\d$", description="a year")]
    every: Literal["1", "2", "4"]
    source: Text
