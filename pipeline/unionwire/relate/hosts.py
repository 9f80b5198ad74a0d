"""The union that has endorsed where a sentence does not say who: "The A held its convention. Roe was endorsed for sheriff"."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.relate.arguments import SUBJECTS, Arguments

# What a union does where it endorses, and who else does so: "The A held its convention. Roe was endorsed for sheriff."
_CHOOSING = re.compile(
    r"\b(?:convention|conference|met|meeting|meet|gather(?:ed|ing)|vot(?:e|ed|ing)|delegates|endors\w+|slate|picks|interview(?:s|ed|ing)|screen(?:ed|ing))\b"
)
_OTHERS = re.compile(
    r"\b(?:[Pp]arty|Democrats|Republicans|caucus|[Cc]hamber|[Cc]lub|newspaper|editorial|Times|Tribune|Post|Gazette|business(?:es)?|farmers)\b"
)
_PARAGRAPH = 3  # sentences of a paragraph that a passive without an agent goes on from


def is_passive(verb: Token) -> bool:
    """Tell whether a verb has the auxiliary of a passive."""
    return any(child.dep_ == "auxpass" for child in verb.children)


def host_of(word: Token, arguments: Arguments) -> str | None:
    """Return the one union whose choices a paragraph tells, for words of endorsing that name none: "Roe was endorsed for another term"."""
    doc, sentence = word.doc, word.sent
    own = doc[sentence.start : sentence.end]
    if any(token.ent_type_ == "ORG" and token.dep_ in SUBJECTS for token in own):
        return None
    if arguments.named_in(sentence):
        return None
    if any(token.lower_ in {"by", "who", "if", "party"} for token in own):
        return None
    text = text_of(doc)
    start = sentence.start
    for _ in range(_PARAGRAPH):
        if not start or "\n\n" in text[doc[start - 1].idx : doc[start].idx]:
            break
        start = doc[start - 1].sent.start
    before = doc[start : sentence.start]
    named = [span for span in arguments.outermost if start <= span.start < sentence.start]
    acting = [span for span in named if _acts(span) and _CHOOSING.search(span.sent.text)]
    strange = any(
        token.ent_type_ == "ORG" and token.dep_ in SUBJECTS and arguments.union_span(token) is None for token in before
    )
    if not acting or strange or len({span.kb_id_ for span in named}) > 1 or _OTHERS.search(f"{before.text} {own.text}"):
        return None
    return named[0].kb_id_


def _acts(span: Span) -> bool:
    """Tell whether a union, or its members or delegates, are the subject of their clause."""
    token = span.root
    for _ in range(3):
        if token.dep_ in SUBJECTS:
            return True
        if token.dep_ not in {"poss", "compound", "pobj", "prep", "nmod"} or token.lower_ == "with":
            return False
        token = token.head
    return False
