"""Which union mentions stand in one list, and which are inside others: read off the surface, as long names break the parse."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Span

from unionwire.nlp.extensions import text_of
from unionwire.nlp.union_finds import LIST_GAP

# "from the X, from the Y and from the Z"; "the X, the Sierra Club and the Y"
_REPEATED = re.compile(r"(?:,|,?\s+and)\s+(?:from|of|by|with)\s+(?:the\s+)?")
_OTHER = r"(?:the\s+)?[A-Z][\w&’'-]*(?:\s+(?:of\s+|for\s+)?[A-Z][\w&’'-]*){0,4}"
_OTHERS_BETWEEN = re.compile(rf",\s+{_OTHER}(?:,\s+{_OTHER}){{0,2}}(?:,|,?\s+and)\s+(?:the\s+)?")


_COMMA = re.compile(r",\s+(?:the\s+)?", re.IGNORECASE)
_PARENT = re.compile(r"['’]s?\s+(?:own\s+)?(?:national\s+|international\s+)?parent\b")
_ITS_PARENT = re.compile(
    r"\b(?:parent|national|international)(?:\s+(?:union|body|organi[sz]ation))?,\s+(?:the\s+)?$"
)  # "Unlike its parent, the X, the Y backed Roe"
_OPENERS = frozenset("unlike like despite against besides contrary".split())
_NO_PARTICIPLES = frozenset("joining including backing supporting endorsing during opposing building boeing".split())
_AUXILIARIES = frozenset("is are was were has have had will would".split())
_EXAMPLES = re.compile(r"\b(?:including|such\s+as|like)\s+(?:the\s+)?\Z", re.IGNORECASE)
_LOOK_BACK = 20  # characters before a list in which it is told to be one of examples
_PHRASE = 7  # words at most from the word that opens a phrase to the union in it


def by_token(spans: Iterable[Span]) -> dict[int, Span]:
    """Token index -> mention, the longer of two overlapping ones."""
    table: dict[int, Span] = {}
    for span in sorted(spans, key=lambda span: (span.end - span.start, -span.start)):
        for i in range(span.start, span.end):
            table[i] = span
    return table


def outermost(spans: list[Span]) -> list[Span]:
    """Mentions without those inside others, which are no items of a list ("SEIU" in "SEIU's state council")."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def lists(doc: Doc, spans: list[Span]) -> dict[int, list[Span]]:
    """Group union mentions that stand in one list: start token -> all mentions of the list."""
    groups: list[list[Span]] = []
    text = text_of(doc)
    for span in spans:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and last.end <= span.start
            and _continues_list(
                text[last.end_char : span.start_char], last, span, introduced=_introduced(groups[-1][0])
            )
            and span.id_ != "shortform.pronoun"
        ):
            groups[-1].append(span)
        else:
            groups.append([span])
    return {span.start: group for group in groups for span in group}


def _introduced(first: Span) -> bool:
    """Tell whether a list is one of examples: "unions including the A, the B and C picked Roe"."""
    before = text_of(first.doc)[max(0, first.start_char - _LOOK_BACK) : first.start_char]
    return _EXAMPLES.search(before) is not None


def _continues_list(gap: str, last: Span, span: Span, *, introduced: bool) -> bool:
    if last.kb_id_ == span.kb_id_ and gap.strip() == "(":
        return True
    if _COMMA.fullmatch(gap) and _fronted(last):
        return False
    listed = LIST_GAP.match(gap) or _REPEATED.fullmatch(gap) or _OTHERS_BETWEEN.fullmatch(gap)
    return listed is not None and (introduced or not _new_subject(last, span)) and not _parent_of(span)


def _parent_of(span: Span) -> bool:
    """Tell whether a mention only says whose parent the one before is: "the Y, the X's parent union"."""
    return _PARENT.match(text_of(span.doc), span.end_char) is not None


def _fronted(span: Span) -> bool:
    """Tell whether a mention ends a phrase before its clause: "Breaking with the X, the Y backed Roe", "Unlike the X, the Y ..."."""
    sentence = span.sent
    opener = next((token for token in sentence if token.is_alpha), None)
    if opener is None or opener.i >= span.start or span.start - opener.i > _PHRASE:
        return False
    if _ITS_PARENT.search(text_of(span.doc), opener.idx, span.start_char):
        return opener.lower_ in _OPENERS
    if opener.lower_ not in _OPENERS and not (opener.lower_.endswith("ing") and opener.lower_ not in _NO_PARTICIPLES):
        return False
    between = span.doc[opener.i + 1 : span.start]
    return not any((token.is_punct and token.text == ",") or token.lower_ in _AUXILIARIES for token in between)


def _new_subject(first: Span, second: Span) -> bool:
    """Tell whether the second mention opens a clause of its own: "... of the UAW, and AFSCME endorsed ..."."""
    return (
        second.root.dep_ in {"nsubj", "nsubjpass"}
        and first.root.head.i != second.root.head.i
        and first.root.dep_ in {"pobj", "dobj", "attr"}
        and not _of_a_participle(first, second)
    )


def _of_a_participle(first: Span, second: Span) -> bool:
    """Tell whether the two act together in a clause without a finite verb: ", with the A, the B and the C all backing Roe"."""
    preposition, verb = first.root.head, second.root.head
    return (
        preposition.lower_ == "with"
        and verb.lower_.endswith("ing")
        and preposition.i > 0
        and preposition.nbor(-1).text == ","
        and not any(child.dep_ in {"aux", "auxpass"} for child in verb.children)
    )
