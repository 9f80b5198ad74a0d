"""Classes of words that the readings of endorsements share, read from `seeds/endorsement_words.json`, and what is a finite verb."""

from __future__ import annotations

import functools
import json

from spacy.tokens import Token

from unionwire.relate.arguments import SUBJECTS
from unionwire.seeds import data_folder

_AUXILIARIES = frozenset(
    "is are was were 's ’s 're ’re has have had do does did will would can could may might should must".split()
)


@functools.cache
def words(name: str) -> frozenset[str]:
    """Return the lower-case words of one class. Raises KeyError where the file has no such class."""
    content = (data_folder("seeds") / "endorsement_words.json").read_text(encoding="utf-8")
    return frozenset(json.loads(content)["classes"][name]["words"])


def is_finite(token: Token) -> bool:
    """Tell whether a word is the verb of a clause, or an auxiliary of one: it has a subject, or only verbs have its form."""
    if token.lower_ in _AUXILIARIES and token.dep_ != "case":
        return True
    return token.text.islower() and any(child.dep_ in {*SUBJECTS, "expl"} for child in token.children)


def is_plural(noun: Token) -> bool:
    """Tell whether a noun has the form of a plural: "firefighters", "police"; the pipeline has no tagger."""
    return noun.text.islower() and (noun.lower_.endswith("s") or noun.lower_ == "police") and noun.lower_[-2:] != "ss"
