"""Given names, by which a capitalised word is known for the beginning of a person's name."""

from __future__ import annotations

import functools

from spacy.tokens import Doc

from unionwire.link.people import people_index
from unionwire.nlp.extensions import text_between
from unionwire.seeds import read_csv

WORDS_AS_NAMES = frozenset(
    """art august bud buck doc duke dutch french green gray heath ivy jefferson lane lincoln london madison major mo price
    rich rush summer van walker will winsome young hunter parker porter taylor morgan cruz jackson""".split()
)


@functools.cache
def given_names() -> dict[str, str]:
    """Return gender by given name, lower case, of the names that one sex bears."""
    return {row["id"]: row["gender"] for row in read_csv("given_names.csv") if row["gender"] != "u"}


@functools.cache
def _all_given() -> frozenset[str]:
    """Given names of the census, lower case, those of both sexes and the rare ones included."""
    return frozenset(row["id"] for row in read_csv("given_names.csv"))


@functools.cache
def _registry_given() -> frozenset[str]:
    """Given names of the registry's people, lower case, those left out that are rather words of the language."""
    return frozenset(p.given.lower() for p in people_index().people.values() if len(p.given) > 2) - WORDS_AS_NAMES


def known_given(word: str) -> bool:
    """Tell whether a word is a known given name, of either sex or of both."""
    return word.lower() in _all_given() or word.lower() in _registry_given()


def usual_given(word: str) -> bool:
    """Tell whether a word is so usual a given name that it is seldom a surname."""
    return word.lower() in given_names() or word.lower() in _registry_given()


CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august".split()
)


def calendar_surname(doc: Doc, start: int, end: int, titles: frozenset[str]) -> bool:
    """Tell whether a day's or month's name at token `end` is a surname: "Republican Tom Friday", "Tom Friday, Democrat".

    `titles` are the words that introduce a name.
    """
    if end - start != 1 or end >= len(doc) or doc[end].lower_ not in CALENDAR or not doc[end].text[:1].isupper():
        return False
    if doc[start].lower_ in CALENDAR or doc[start].whitespace_ != " " or not known_given(doc[start].text):
        return False
    before = doc[start - 1] if start else None
    if before is not None and before.lower_ in titles:
        return True
    opens = before is None or before.is_space or doc[start].is_sent_start
    return bool(opens) and text_between(doc, end + 1, end + 3).lower() in {
        ", democrat",
        ", republican",
        ", libertarian",
    }
