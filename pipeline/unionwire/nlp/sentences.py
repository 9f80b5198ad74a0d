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
_CLOSED = (".", "!", "?", ":", '"', "”", "’", "'", ")", "]")


@Language.component("unionwire_sentences", assigns=["token.is_sent_start"])
def paragraph_sentences(doc: Doc) -> Doc:
    """Start a sentence after a blank line, and after a line break that follows closing punctuation.

    No sentence starts after the full stop of an abbreviated title.
    """
    words = words_of_doc(doc)
    blank = [word.isspace() for word in words]
    previous = None
    broken = False
    for i, word in enumerate(words):
        if blank[i]:
            breaks = word.count("\n")
            closed = previous is None or words[previous].endswith(_CLOSED)
            if _ENDS_PARAGRAPH.search(word) or (breaks and (closed or breaks > 1)):
                broken = True
            continue
        if broken and previous is not None:
            doc[i].is_sent_start = True
        elif previous and words[previous] == "." and words[previous - 1] in PLURAL_TITLES:
            doc[i].is_sent_start = False
        broken = False
        previous = i
    return doc
