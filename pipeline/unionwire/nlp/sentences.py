"""The component `unionwire_sentences`: paragraphs end sentences.

It runs before the parser, which keeps the boundaries that are set here and adds its own inside a paragraph. A
heading or a bullet without a full stop would otherwise run into the sentence after it.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from unionwire.nlp.extensions import words_of_doc

_ENDS_PARAGRAPH = re.compile(r"\n\s*\n")
# Titles of several persons, whose full stop the tokenizer parts from them: "under Govs. Roe and Poe"
PLURAL_TITLES = frozenset({"Govs", "Sens", "Reps", "Drs", "Profs", "Revs", "Attys"})
_PARTIES = frozenset({"D", "R", "I"})
_CLOSED = (".", "!", "?", ":", '"', "”", "’", "'", ")", "]")


@Language.component("unionwire_sentences", assigns=["token.is_sent_start"])
def paragraph_sentences(doc: Doc) -> Doc:
    """Start a sentence after a blank line, and after a line break that follows closing punctuation.

    No sentence starts after the full stop of an abbreviated title, and one does after that of a party's state, behind
    which a comma stands within a sentence: "Jane Roe, D-Mo. The union ...".
    """
    words = words_of_doc(doc)
    for i in [i for i in range(2, len(words) - 1) if words[i - 1] == "-" and words[i - 2] in _PARTIES]:
        if words[i].endswith(".") and len(words[i]) > 1 and words[i + 1][:1].isupper() and doc[i].whitespace_:
            doc[i + 1].is_sent_start = True
    titled = not PLURAL_TITLES.isdisjoint(words)
    for i in [i for i, word in enumerate(words) if word in PLURAL_TITLES] if titled else ():
        following = i + 2
        while following < len(words) and words[following].isspace():
            following += 1
        if following < len(words) and words[i + 1] == ".":
            doc[following].is_sent_start = False
    previous: int | None = None
    broken = False
    at = -1
    for i in [i for i, word in enumerate(words) if word.isspace()]:
        if i > at + 1 or at < 0:
            # words stand between this gap and the one before
            if broken and previous is not None:
                doc[at + 1].is_sent_start = True
            broken = False
            previous = i - 1 if i else None
        breaks = words[i].count("\n")
        closed = previous is None or words[previous].endswith(_CLOSED)
        if _ENDS_PARAGRAPH.search(words[i]) or (breaks and (closed or breaks > 1)):
            broken = True
        at = i
    if broken and previous is not None and at + 1 < len(words):
        doc[at + 1].is_sent_start = True
    return doc
