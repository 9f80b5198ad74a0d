"""Federations that a lede describes before it names them: "Ohio's largest labor federation", and then "the Ohio AFL-CIO"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Span

from unionwire.nlp.union_pronouns import is_subject
from unionwire.records import Union

_OPENING = 3  # tokens within which what opens a sentence stands
_OPENERS = frozenset(
    "despite while although though unlike after before with even like as whereas ignoring defying breaking bucking".split()
)
LEDE = 700  # characters from the top within which a description may come before the name
_FEDERATION = re.compile(
    r"(?:\b[Tt]he\s+(?:state|city|county|nation|region|area|country)|[A-Z][\w.]+(?:\s[A-Z]\w+)?)['’]s\s+(?:largest|biggest|main|leading|chief|most\s+powerful)\s+"
    r"(?:labor|labour|union)\s+(?:federation|body|organi[sz]ation|council|group)\b(?![\w-])"
)


def federation_ledes(text: str, named: list[Span], unions: Mapping[str, Union]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, union id) of the descriptions that stand before the first federation that a text names.

    `named` are the mentions by name in text order, `unions` the unions of the text by id.
    """
    first = next((span for span in named if _is_federation(unions[span.kb_id_])), None)
    if first is not None:
        for match in _FEDERATION.finditer(text, 0, min(first.start_char, LEDE)):
            yield match.start(), match.end(), first.kb_id_


def stands_apart(first: Span, position: int) -> bool:
    """Tell whether a description that ends at `position` and the first name are two of one sentence's actors.

    "After the union of principals backed Roe, the X met": who stands in the clause that opens it is not its subject.
    """
    sentence = first.sent
    if not sentence.start_char <= position <= first.start_char:
        return False
    opening = sentence.doc.char_span(position - 1, position, alignment_mode="expand")
    if opening is None or opening[0].dep_ not in {"nsubj", "nsubjpass"}:
        return False
    clause = opening[0].head
    return clause.dep_ == "advcl" and opening[0].i < clause.i < first.start


def subject_ahead(doc: Doc, position: int, named: list[Span]) -> Span | None:
    """The union that is the subject of a sentence at whose opening `position` stands: "Despite its parent's pick, Local 9 ..."."""
    at = doc.char_span(position, position + 1, alignment_mode="expand")
    if at is None or at[0].i - at[0].sent.start > _OPENING or at[0].sent[0].lower_ not in _OPENERS:
        return None
    sentence = at[0].sent
    here = [span for span in named if sentence.start <= span.start < sentence.end]
    if not here or here[0].start < at[0].i:
        return None
    # a parse may tear "SEIU Local 9" apart, or take what it did for a clause that describes it
    torn = {"acl", "relcl", "advcl", "aux", "conj", "ROOT"}
    acting = (
        span
        for span in here
        if is_subject(span)
        or any(word.dep_ == "nsubj" for word in span)
        or (span.end < len(doc) and doc[span.end].dep_ in torn)
    )
    return next(acting, None)


def _is_federation(union: Union) -> bool:
    """Tell whether a union is a federation, or a body of one: a central labor council, a state federation."""
    return union.level == "federation" or (
        (union.parent_union_id or "").startswith("afl-cio") and union.level != "national"
    )
