"""What around a short form tells which union it can mean: who else acts, what a body is called, the trades of a state's union."""

from __future__ import annotations

import functools
import re

from spacy.tokens import Span

from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.nlp.union_salience import most_salient
from unionwire.records import Union
from unionwire.seeds import read_csv

_CONTRASTING = frozenset({"although", "though", "while", "whereas"})
_SOURCE = re.compile(r"\baccording to (?:the )?$", re.IGNORECASE)


def meant(match: re.Match[str], near: list[Span]) -> Span | None:
    """The mention that a description takes up; "That group" goes on about what was named last."""
    if not near or match.group().startswith("That "):
        return near[-1] if near else None
    return most_salient(near, match.start())


def contrasted(near: list[Span], position: int) -> list[Span]:
    """Leave out who acts in a clause of contrast before `position`: in "Although the X backed Roe, the union ..." it is another."""
    kept = [span for span in near if not _acts_in_contrast(span, position)]
    return kept if len({span.kb_id_ for span in kept}) > 0 else near


def _acts_in_contrast(span: Span, position: int) -> bool:
    sentence = span.sent
    if not sentence.start_char <= position < sentence.end_char:
        return False
    subject = span.root
    while subject.dep_ in {"compound", "appos", "poss"}:
        subject = subject.head
    verb = subject.head
    contrast = verb.dep_ == "advcl" and any(child.lower_ in _CONTRASTING for child in verb.children)
    return subject.dep_ in {"nsubj", "nsubjpass"} and contrast and verb.head.idx > position


def other_body_acts(span: Span) -> bool:
    """Tell whether an organisation that is no union is the subject of the sentence of a mention."""
    verb = span.root.sent.root
    unions = {token.i for other in span.doc.spans[UNIONS] for token in other}
    return any(
        child.dep_ in {"nsubj", "nsubjpass"} and child.ent_type_ == "ORG" and child.i not in unions
        for child in verb.children
    )


def is_called(span: Span, head: str) -> bool:
    """Tell whether a mention calls its body by a word: "the Dover branch of the X"."""
    return re.search(rf"\b{head}\b", span.text, re.IGNORECASE) is not None


@functools.cache
def state_words() -> dict[str, str]:
    """Names and demonyms of the states by postal code, lower case: "the Maryland local"."""
    return {row["id"]: f"{row['name']} {row['demonyms'].replace(';', ' ')}".lower() for row in read_csv("states.csv")}


@functools.lru_cache(maxsize=512)
def trade_pattern(trade: str) -> re.Pattern[str]:
    """Read "the trade's union", "the trade endorsed"; a trade of two words may do without the article."""
    one = trade.removesuffix("s")
    said = r"(?=['’]s?\s+(?:endorsement|backing|support|choice|pick|candidate|union|president|leadership|leaders|contract|local|PAC)\b|\s+(?:are|have|has|had|were|did|didn|will|would|also|endorsed|backed|said|support|supported|campaigned|picked|chose|stayed|sat|went|came|lined|declined|opposed|spent|voted|interviewed|remain|remained)\b)"
    pattern = rf"\b(?:[Tt]he\s+)?(?:{re.escape(trade)}|{re.escape(one)})['’]?s?\s+union\b|\b[Tt]he\s+{re.escape(trade)}\b{said}"
    if " " in trade:
        pattern += rf"|\b{re.escape(trade)}\b(?=['’](?!s?\s+(?:parent|national|international)))"
    return re.compile(pattern)


def own_chapter(chosen: Span, near: list[Span], unions: dict[str, Union]) -> Span:
    """Return `chosen`, or its one chapter named before where it is but the source: "so the vote went, according to the UAW"."""
    union = unions[chosen.kb_id_]
    source = _SOURCE.search(text_of(chosen.doc), max(0, chosen.start_char - 20), chosen.start_char)
    if union.level not in {"national", "federation"} or source is None:
        return chosen
    chapters = [span for span in near if unions[span.kb_id_].parent_union_id == union.union_id]
    return chapters[-1] if len({span.kb_id_ for span in chapters}) == 1 else chosen
