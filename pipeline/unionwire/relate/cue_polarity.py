"""What the words around a cue of dissent or accord leave of it: said, said the other way round, or not said.

How it decides. A cue that is negated, wished for, under a condition or only possible says nothing. Of cues of
following ("go along with", "heed") the refusal is dissent. An adjunct keeps its force where its verb is negated ("in
line with its national, Local 5 will not endorse anyone"), and an infinitive with a subject of its own tells what
somebody wants ("wants Local 5 to break with").
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Span, Token

from unionwire.nlp.qualifiers import qualifiers_of
from unionwire.records import Alignment

_UNSAID = frozenset(
    {
        "negated",
        "refused",
        "denied",
        "hypothetical",
        "wished",
        "obliged",
        "undecided",
        "question",
        "considered",
        "future",
    }
)
"""Under these an alignment cue does not say that child and parent differ or agree."""
_ASIDES_TOO = frozenset({"hypothetical", "question"})
"""What of a verb's qualifiers also holds for an adjunct beside it."""
_NO = frozenset({"negated", "refused", "ended"})
_REFUSING_TOO = frozenset({"hypothetical", "future", "undecided"})
"""Who "said they would not follow" refuses as much as who did not."""


def polarity(cue: Span, row: dict[str, Any]) -> tuple[Alignment | None, tuple[str, ...]]:
    """What a cue says with its qualifiers, which are returned with it; None where it asserts nothing."""
    aside = _is_aside(cue)
    items = [
        item
        for item in qualifiers_of(cue.root)
        if not cue.start <= item.cue.start < cue.end and not (aside and item.level and item.category not in _ASIDES_TOO)
    ]
    categories = {item.category for item in items}
    qualifiers = tuple(sorted(categories))
    if _wanted_of(cue.root):
        return None, qualifiers
    said: Alignment = "agrees" if row["kind"] == "agrees" else "breaks"
    if row["kind"] == "contrast" or not categories & _UNSAID:
        return said, qualifiers
    if "negated" in row and categories & _NO and categories & _UNSAID <= _NO | _REFUSING_TOO:
        return row["negated"], qualifiers
    return None, qualifiers


def _wanted_of(verb: Token) -> bool:
    """Tell whether a verb is an infinitive with a subject of its own: "wants Local 5 to break with"."""
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children) and any(
        child.dep_ == "nsubj" for child in verb.children
    )


def _is_aside(cue: Span) -> bool:
    """Tell whether a cue is an adjunct before its verb or set off by a comma, which the verb's negation leaves alone.

    "In line with its national, Local 5 will not endorse anyone" says that the local agrees.
    """
    root = cue.root
    if root.dep_ not in {"prep", "advcl", "npadvmod", "advmod"}:
        return False
    before = cue.doc[cue.start - 1] if cue.start > cue.sent.start else None
    return root.head.i > root.i or (before is not None and before.text in {",", "—", "–", "--"})
