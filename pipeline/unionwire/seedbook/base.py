"""What the models of all seed files share: the base of a row, and the kinds of value that its fields hold.

A kind of value is a string with a pattern and a description; the description ends the sentence "... must be ..." in the
messages of the check, and stands in the JSON Schema too.
"""

from __future__ import annotations

import calendar
import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


class Row(BaseModel):
    """A row, or an object inside one. The order of the fields is the canonical order of the keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_by_name=True, validate_by_alias=True)

    whole: ClassVar[bool] = False
    """In the project's own files such a row has every key, also where the value is null or an empty list."""


def _real(date: str) -> str:
    """The date itself. Raises PydanticCustomError where the calendar has no such day."""
    year, month, day = (int(part) for part in (*date.split("-"), "1", "1")[:3])
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise PydanticCustomError("no_date", "the calendar has no such day")
    return date


def _pattern(text: str) -> str:
    """The regular expression itself. Raises PydanticCustomError where Python can't compile it."""
    try:
        re.compile(text)
    except re.error as error:
        raise PydanticCustomError("no_pattern", "is no regular expression: {why}", {"why": str(error)}) from error
    return text


def _kind(pattern: str, description: str) -> Any:  # noqa: ANN401 - the metadata of Annotated
    return Field(pattern=pattern, description=description)


Text = Annotated[str, _kind(r"^\S+( \S+)*$", "text, with single spaces and none at its ends")]
Lower = Annotated[str, _kind(r"^[^A-Z\s]+( [^A-Z\s]+)*$", "words in lower case with single spaces")]
Kebab = Annotated[str, _kind(r"^[a-z0-9]+(-[a-z0-9]+)*$", "an id of lower-case letters, digits and single hyphens")]
RuleId = Annotated[str, _kind(r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$", "a lower-case id, its parts joined by . _ or -")]
Postal = Annotated[str, _kind(r"^[A-Z]{2}$", "a postal code of two capitals")]
Country = Annotated[str, _kind(r"^[A-Z]{2}$", "a country code of two capitals (ISO 3166)")]
Day = Annotated[str, _kind(r"^(19|20)\d\d-\d\d-\d\d$", "a date, YYYY-MM-DD"), AfterValidator(_real)]
MonthOrDay = Annotated[
    str, _kind(r"^(19|20)\d\d-\d\d(-\d\d)?$", "a date, YYYY-MM-DD or YYYY-MM"), AfterValidator(_real)
]
AnyDate = Annotated[
    str, _kind(r"^(18|19|20)\d\d(-\d\d(-\d\d)?)?$", "a date, YYYY-MM-DD, YYYY-MM or YYYY"), AfterValidator(_real)
]
Digits = Annotated[str, _kind(r"^\d+$", "digits")]
Year = Annotated[int, Field(ge=1900, le=2100, description="a year")]
WikidataId = Annotated[str, _kind(r"^Q[1-9]\d*$", "a Wikidata id such as Q359442")]
FecId = Annotated[str, _kind(r"^(P\d{8}|[SH]\d[A-Z]{2}\d{5})$", "an FEC candidate id such as P60007168 or S4VT00033")]
BioguideId = Annotated[str, _kind(r"^[A-Z]\d{6}$", "a Bioguide id such as S000033")]
Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_pattern)]
Template = Annotated[str, Field(min_length=1, description="a pattern in the notation of its file")]
Sentences = list[Annotated[str, StringConstraints(min_length=1)]]
