"""What a text says that another one got wrong, such as "A story on Friday said that the A had endorsed Roe".

How it decides. A position is only quoted where its clause hangs on a verb of saying whose subject is a piece of writing ("a story",
"an earlier version") or the paper itself ("we reported"), and where the text takes it back: by an adverb ("incorrectly said"), in
the next sentence ("It has not.", "In fact, the union is neutral."), or under the heading of a correction. Such a
clause asserts nothing; a next sentence that denies it tells that the union has not endorsed.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from unionwire.relate.arguments import SUBJECTS
from unionwire.relate.words import words

_WRONGLY = re.compile(
    r"\b(?:incorrectly|erroneously|mistakenly|wrongly|inaccurately|falsely|in\s+error|by\s+mistake)\b", re.IGNORECASE
)
_HEADED = re.compile(r"\b(?:corrections?|clarifications?)\b|\bregrets?\s+the\s+error", re.IGNORECASE)
_SUBJECT = r"(?:it|they|the\s+(?:[\w’'-]+\s+){0,2}?(?:union|local|association|guild|lodge|council|federation|group|[A-Z][\w-]*))"
_LEAD = rf"\W*(?:(?:in\s+fact|actually|however),?\s+)?{_SUBJECT}\s+"
_DENIED = re.compile(
    rf"{_LEAD}(?:has|have|had|did|does|do|is|are)(?:\s+not|n['’]t)(?=\s*[.;,]|\s+(?:yet\s+)?done\s+so\b)", re.IGNORECASE
)
_NEUTRAL = re.compile(
    rf"{_LEAD}(?:(?:has|have|had|did|does|do|is|are)(?:\s+not|n['’]t)\s+(?:yet\s+|actually\s+|in\s+fact\s+)?(?:endors\w+|made|making|backed|backing|taken|chosen|decided)"
    r"|(?:has\s+|have\s+|had\s+)?(?:made|issued|given)\s+no\s+(?:\w+\s+)?(?:endorsement|choice|pick|recommendation))",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\W*(?:in\s+fact\b|actually\b|that\s+(?:was|is)\s+(?:not\s+so|wrong|incorrect|untrue|not\s+the\s+case|an\s+error|false)|not\s+so\b|we\s+(?:were\s+wrong|regret))",
    re.IGNORECASE,
)
_HEADING_REACH = 250  # characters before a clause in which the heading of a correction stands


def misreported(trigger: Token) -> bool:
    """Tell whether a position is only what a story had said, and said wrongly."""
    verb = _reporting(trigger)
    if verb is None:
        return False
    sentence = trigger.sent
    text = trigger.doc.text
    if _WRONGLY.search(text, sentence.start_char, trigger.idx) is not None or denied_after(trigger):
        return True
    following = _next(sentence)
    if following is not None and any(form.match(following.text) for form in (_TAKEN_BACK, _NEUTRAL)):
        return True
    top = max(text.rfind("\n\n", 0, sentence.start_char), sentence.start_char - _HEADING_REACH, 0)
    return _HEADED.search(text, top, verb.idx) is not None


def denied_after(trigger: Token) -> bool:
    """Tell whether the next sentence says that the union of a position has not taken it: "It has not."."""
    following = _next(trigger.sent)
    return following is not None and _DENIED.match(following.text) is not None


def _reporting(trigger: Token) -> Token | None:
    """The verb by which a piece of writing, or the paper, said what the clause of `trigger` tells."""
    for token in trigger.ancestors:
        if token.sent.start != trigger.sent.start or token.lower_ not in words("reporting"):
            continue
        for child in token.children:
            if child.dep_ in SUBJECTS and child.i < trigger.i and (child.lower_ in words("writings") | {"we"}):
                return token
    return None


def _next(sentence: Span) -> Span | None:
    """The sentence after one, past empty lines."""
    end = sentence.end
    while end < len(sentence.doc):
        following: Span = sentence.doc[end].sent
        if any(token.is_alpha for token in following):
            return following
        end = following.end
    return None
