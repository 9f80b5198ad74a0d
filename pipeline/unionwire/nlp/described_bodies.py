"""What a description of a union tells by itself: "its largest affiliate, the X", "the union to which it belongs"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Span

from unionwire.records import Union

_OWN_PART = re.compile(r"(?:its|their)\b", re.IGNORECASE)
_BELONGING = re.compile(
    r"\s+(?:(?:to|with)\s+which\s+(?:it|they|the\s+\w+)\s+(?:belongs?|is\s+affiliated|are\s+affiliated)"
    r"|of\s+which\s+(?:it|they|the\s+\w+)\s+(?:is|are)\b|(?:that\s+|which\s+)?(?:it|they)\s+(?:belongs?\s+to|is\s+(?:a\s+)?part\s+of|are\s+part\s+of)\b)"
)
_NAMED_BEHIND = re.compile(r",\s+(?:the\s+)?[A-Z]")


def is_part_named(match: re.Match[str]) -> bool:
    """Tell whether a description is of a part that is named right behind: "its largest affiliate, the Dover Teachers"."""
    head = match.group("head").lower()
    own = _OWN_PART.match(match.group()) is not None and head in {"affiliate", "local", "chapter", "lodge", "branch"}
    return own and _NAMED_BEHIND.match(match.string, match.end()) is not None


def is_belonged_to(match: re.Match[str]) -> bool:
    """Tell whether a description is of the parent: "the union to which it belongs", "the union it is part of"."""
    return _BELONGING.match(match.string, match.end()) is not None


def is_numbered(union: Union) -> bool:
    """Tell whether a union is a numbered local, whose name holds its parent's: "the council" is not Council Local 9."""
    return union.level == "local" and union.local_number is not None


def named_inside(head: str, near: Sequence[Span], unions: Mapping[str, Union]) -> Union | None:
    """The union that "the council" means where only its local is named: "Local 9 of the Dockers Council ... The council"."""
    if any(head in unions[span.kb_id_].name.lower() and not is_numbered(unions[span.kb_id_]) for span in near):
        return None
    parents = [unions.get(unions[span.kb_id_].parent_union_id or "") for span in reversed(near)]
    return next((union for union in parents if union is not None and head in union.name.lower()), None)
