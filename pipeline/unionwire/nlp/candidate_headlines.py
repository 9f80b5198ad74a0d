"""The headline as an introduction: whose whole name stands there, while the text goes on by surname."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from unionwire.nlp.candidate_given import known_given
from unionwire.nlp.candidate_shapes import SURNAME, TITLES
from unionwire.nlp.compact import annotate_flat
from unionwire.nlp.extensions import words_of_doc


def headline_of(nlp: Language, doc: Doc) -> Doc | None:
    """Return the headline of `doc` as a Doc of its own without a parse, None where it has none."""
    title: str | None = doc._.title
    if not title or not title.strip():
        return None
    found: Doc | None = doc.user_data.get("unionwire_headline")
    if found is None:
        found = doc.user_data["unionwire_headline"] = annotate_flat(nlp.make_doc(title.strip()))
    return found


def headline_names(headline: Doc, doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the tokens of names in `headline` whose surname stands alone, capitalised, in the text of `doc`."""
    for token in headline[1:]:
        given = headline[token.i - 1]
        start = given.i
        if re.fullmatch(r"[A-Z]\.", given.text) and start:
            start -= 1
            given = headline[start]
        if not known_given(given.text) or not given.text[:1].isupper() or not SURNAME.fullmatch(token.text):
            continue
        if token.lower_ in TITLES or given.lower_ in TITLES:
            continue
        if stands_alone(doc, token.text):
            yield start, token.i + 1


def stands_alone(doc: Doc, surname: str) -> bool:
    """Tell whether a surname is used in `doc`, and no word is written like it in lower case."""
    lower = surname.lower()
    used = [place for place, word in enumerate(words_of_doc(doc, lower=True)) if word == lower]
    words = words_of_doc(doc)
    return bool(used) and all(words[place] == surname for place in used)
