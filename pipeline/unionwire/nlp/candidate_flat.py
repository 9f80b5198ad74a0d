"""Names of people where nothing was parsed: by what only persons do, by an office described before, by standing alone."""

from __future__ import annotations

import re
from collections.abc import Collection

from spacy.tokens import Doc

from unionwire.nlp.candidate_overlooked import NAMED_AFTER
from unionwire.nlp.extensions import text_between, words_of_doc

# Words that stand before a name capitalised only because something opens with them
OPENERS = frozenset(
    """backing supporting endorsing opposing but when if as since for with while because though although after before then now and so yet even like why how
    what both only once still that under against until unless whether did does is was has had will would can could should
    yes no according because despite unlike given meanwhile however also perhaps indeed today tonight""".split()
)
_OFFICE_WORDS = frozenset(
    """senator representative congressman congresswoman mayor councilman councilwoman councilmember commissioner treasurer
    incumbent challenger candidate nominee lawmaker legislator assemblyman assemblywoman democrat republican""".split()
)
_RESULTS = frozenset("finished won lost ran conceded advanced trailed".split())
# What only persons do: "Roe Poe, who is running for mayor", "Roe Poe is running against the mayor"
_RUNNING = re.compile(
    r",? (?:who )?(?:(?:is|was|has been) running|ran) (?:for (?:(?:the|a|re-?)\b|[a-z]*(?:congress|governor|mayor|president|senate|office|election))|against|unopposed)",
    re.IGNORECASE,
)


def closes(doc: Doc, start: int, end: int, offices: Collection[str]) -> bool:
    """Tell whether a name of two words ends a description of an office: "elected a new president, Roe Poe.".

    `offices` are the words that introduce a name.
    """
    if end - start != 2 or start < 4 or doc[start - 1].text != "," or doc[start - 2].lower_ not in offices:
        return False
    described = not {"a", "an", "its", "their", "his", "her"}.isdisjoint(
        words_of_doc(doc, lower=True)[max(0, start - 9) : start - 2]
    )
    return described and (end >= len(doc) or doc[end].text in {".", ",", ";"} or doc[end].is_space)


def acts(doc: Doc, start: int, end: int, titles: Collection[str]) -> bool:
    """Tell whether a clause opens with a name of two words, told by an office or a result: "Roe Poe, a senator, finished".

    Whoever runs for or against somebody is a person wherever the clause begins. `titles` open no name.
    """
    before = doc[start - 1].text if start else "."
    opener = doc[start].lower_ in OPENERS or doc[start].lower_ in titles
    if (
        not opener
        and doc[end - 1].lower_ not in NAMED_AFTER
        and _RUNNING.match(text_between(doc, end - 1, end + 6), len(doc[end - 1]))
    ):
        return True
    if (
        opener
        or end - start != 2
        or not (doc[start].is_sent_start or before in {"and", "but", ",", "."} or before.isspace())
    ):
        return False
    words = [t.lower_ for t in doc[end : end + 8]]
    office = words[0] == "," and words[1:2] in (["a"], ["an"], ["the"]) and not _OFFICE_WORDS.isdisjoint(words[2:6])
    return office or words[0] in _RESULTS


def alone(doc: Doc, start: int, end: int) -> bool:
    """Tell whether, where no entities are known, no capitalised word stands beside a nickname: "since Hillary lost"."""
    before = doc[start - 1] if start else None
    beside = before is not None and before.text[:1].isupper() and before.whitespace_ and not before.is_sent_start
    after = doc[end] if end < len(doc) else None
    longer = after is not None and (after.text[:1].isupper() or after.text in {"-", "/", "&"})
    return not beside and not longer
