"""When an article without a date was probably written, told by the years and the candidates that it names.

The date serves the reading of candidates alone (who was running then?); no table shows it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator

from spacy.tokens import Doc

from unionwire.link.people import Person
from unionwire.nlp.extensions import text_of

YEARS_AHEAD = 2  # an article speaks of the presidential election up to so many years before it
TELLING = 3  # candidates of one presidency who tell the time of an article without any year
_YEAR = re.compile(r"\b(?:19[6-9]\d|20[0-4]\d)\b")
_FIRST, _LAST = 1980, 2030


def probable_date(doc: Doc, persons: Collection[Person], presidents: Collection[Person]) -> dt.date | None:
    """Return the first of the month in which most of `persons` ran for president.

    `presidents` are all whom the registry knows. Months of the latest year that the text names and of the two before it count, from the day on which whoever is
    called president took office; of several alike the one nearest to the middle of that year, which is also the answer
    where nobody ran. Without a year in the text three persons must
    have run at once; None where nothing tells.
    """
    years = [int(year) for year in _YEAR.findall(text_of(doc))]
    latest = max(years, default=None)
    default = dt.date(latest, 7, 1) if latest else None
    runs = [[(c.start, c.end) for c in person.candidacies if c.office == "president"] for person in persons]
    since = _presided_since(text_of(doc), presidents)
    running = {
        month: sum(any(start <= month <= end for start, end in own) for own in runs)
        for month in _months(latest)
        if month >= since
    }
    if not running:
        return max(default, since) if default else None
    most = max(running.values())
    if most == 0 or (default is None and most < TELLING):
        return default
    alike = [month for month, count in running.items() if count == most]
    middle = default or alike[len(alike) // 2]
    return min(alike, key=lambda month: abs(month - middle))


def _presided_since(text: str, presidents: Collection[Person]) -> dt.date:
    """Return the earliest date at which each of `presidents` whom the text titles so had taken, or left, office."""
    since = dt.date.min
    families = Counter(person.family for person in presidents)
    for person in presidents:
        if person.family not in text:
            continue
        terms = [
            c.cycle
            for c in person.candidacies
            if c.office == "president" and (c.result or "").startswith("won general")
        ]
        given = rf"{re.escape(person.given)} (?:[A-Z]\. ?)*"
        name = rf"(?:{given})" + ("?" if families[person.family] == 1 else "") + rf"{re.escape(person.family)}\b"
        if re.search(rf"\b(?:[Ff]ormer|[Ee]x) ?-?[Pp]resident {name}", text):
            since = max(since, dt.date(max(terms) + 5, 1, 20))
        elif re.search(rf"(?<![Vv]ice )(?<![Tt]hen-)(?<![Tt]hen )\bPresident {name}", text):
            since = max(since, dt.date(min(terms) + 1, 1, 20))
    return since


def _months(latest: int | None) -> Iterator[dt.date]:
    first, last = (latest - YEARS_AHEAD, latest) if latest else (_FIRST, _LAST)
    for year in range(first, last + 1):
        for month in range(1, 13):
            yield dt.date(year, month, 1)
