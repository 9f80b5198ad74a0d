"""The component `unionwire_sentences`: paragraphs end sentences.

It runs before the parser, which keeps the boundaries that are set here and adds its own inside a paragraph. A
heading or a bullet without a full stop would otherwise run into the sentence after it.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

_ENDS_PARAGRAPH = re.compile(r"\n\s*\n")
# Titles of several persons, whose full stop the tokenizer parts from them: "under Govs. Roe and Poe"
PLURAL_TITLES = frozenset({"Govs", "Sens", "Reps", "Drs", "Profs", "Revs", "Attys"})
_CLOSED = (".", "!", "?", ":", '"', "”", "’", "'", ")", "]")


@Language.component("unionwire_sentences", assigns=["token.is_sent_start"])
def paragraph_sentences(doc: Doc) -> Doc:
    """Start a sentence after a blank line, and after a line break that follows closing punctuation.

    No sentence starts after the full stop of an abbreviated title.
    """
    previous = None
    broken = False
    for token in doc:
        if token.is_space:
            breaks = token.text.count("\n")
            closed = previous is None or previous.text.endswith(_CLOSED)
            if _ENDS_PARAGRAPH.search(token.text) or (breaks and (closed or breaks > 1)):
                broken = True
            continue
        if broken and previous is not None:
            token.is_sent_start = True
        elif previous is not None and previous.text == "." and previous.i and previous.nbor(-1).text in PLURAL_TITLES:
            token.is_sent_start = False
        broken = False
        previous = token
    return doc
