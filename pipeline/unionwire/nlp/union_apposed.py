"""Descriptions of unions beside a name: "their union, Local 215, ...", "AFSCME Local 41, the state workers' union".

Such a description means the union named beside it, whatever was spoken of before; "the other teachers' union" means none of those.
"""

from __future__ import annotations

import re

from spacy.tokens import Span

_JOINT = re.compile(r",\s+(?:the\s+)?")
_HEADS = ("union", "local", "guild", "lodge")  # an affiliate is told of beside its parent: another relation
_CLOSED = re.compile(r"(?:\s\([A-Z][\w/-]{1,9}\))?\s*(?:[.;:)\n]|,(?!\s+(?:and|or)\b)|\Z)")
_PARENT = re.compile(r"\b(?:parent|national|international)\b")  # no numbered local
_NEAR = 60  # characters from a name to what takes it up in the same clause or the next
_ANOTHER = re.compile(
    r"\b(?:other|others|rival|another|second|third|smaller|larger|competing|different)\s+(?:[\w’'-]+\s+)?\Z",
    re.IGNORECASE,
)


def apposed(text: str, start: int, end: int, named: list[Span]) -> Span | None:
    """Return the mention by name that stands in apposition to the description at `start:end`; None where none does.

    `named`: the mentions by name, in text order.
    """
    if _CLOSED.match(text, end) is None or not text[start:end].lower().endswith(_HEADS):
        return None
    for span in named:
        if span.start_char >= end:
            if _JOINT.fullmatch(text, end, span.start_char) is None:
                break
            beyond = _JOINT.match(text, span.end_char)
            listed = beyond is not None and any(other.start_char == beyond.end() for other in named)
            of_parent = _PARENT.search(text, start, end) is not None and any(char.isdigit() for char in span.text)
            return span if _CLOSED.match(text, span.end_char) and not listed and not of_parent else None
    words = text[start:end].split()
    if len(words) < 3 or words[0].lower() != "the":  # "the union" alone may be any that was spoken of
        return None
    before = [span for span in named if span.end_char <= start and text[span.end_char : start].strip(" ") == ","]
    return max(before, key=lambda span: span.end - span.start) if before else None


def of_another(text: str, start: int) -> bool:
    """Tell whether the words before a description say that it is another body: "the other teachers' union"."""
    return _ANOTHER.search(text, max(0, start - 40), start) is not None


def clause_of(span: Span, position: int) -> bool:
    """Tell whether a mention stands right before `position`, in the same sentence."""
    return position - span.end_char < _NEAR and position < span.root.sent.end_char


def of_officer(span: Span, position: int) -> bool:
    """Tell whether a mention says whose officer the subject of the sentence at `position` is: "UAW President Roe said the union"."""
    root = span.root
    if not root.sent.start_char <= position < root.sent.end_char:
        return False
    for head in root.ancestors:
        if head.dep_ in {"nsubj", "nsubjpass"}:
            return head.ent_type_ == "PERSON"
        if head.dep_ not in {"compound", "poss", "nmod"}:
            return False
    return False


def is_told(span: Span) -> bool:
    """Tell whether a clause tells who somebody is by a mention: "The last holdout was the A"."""
    root = span.root
    if root.dep_ != "attr" or root.head.lower_ not in {"is", "was", "been"}:
        return False
    return any(
        child.dep_ == "nsubj" and child.text.islower() and not child.is_stop and not child.ent_type_
        for child in root.head.children
    )
