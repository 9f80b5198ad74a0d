"""Why an article's rows are what they are: `unionwire explain`.

It lays out what one extraction holds along the text. Above stands what decides about the whole article: the date and
where it came from, whether the screen kept it and by which cue, and the furniture that was blanked. Then comes each
sentence in which something was found or considered, with its offsets, and under it the mentions, the facts and the
refusals, each with the id of its rule. Last come the unions and candidates that the ids stand for.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from unionwire.clean.furniture import FurnitureSpan, blank
from unionwire.extract import Extractor
from unionwire.harmless import visible
from unionwire.records import (
    Article,
    Candidate,
    Endorsement,
    Extraction,
    MembershipCount,
    Mention,
    Refusal,
    Relationship,
    Union,
)
from unionwire.screen import screen

_EXCERPT = 60
_BLANKED = "blanked"
_STYLES = {"union": "cyan", "candidate": "magenta", "fact": "bold green", "refused": "yellow", "aside": "dim"}

Fact = MembershipCount | Endorsement | Relationship
Item = Mention | Fact | Refusal


class Passage(NamedTuple):
    """Sentences that one item or more touch: their character offsets in the article's text, and the items in order."""

    start: int
    end: int
    items: list[Item]


def explain(article: Article, extractor: Extractor, *, colour: bool = False) -> str:
    """What is found where in `article`, by which rule, and what was considered and refused.

    With `colour` the lines carry ANSI escapes for a terminal; the words are the same.

    Raises unionwire.extract.ExtractionError when the article can't be extracted from.
    """
    extraction = extractor.extract(article)
    lines = [*_head(extraction), *_furniture(extraction)]
    if extraction.relevant:
        lines += _body(extraction)
        lines += _entities(extraction)
    text = _harmless(Text("\n").join(lines))
    if not colour:
        return text.plain
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", highlight=False)
    console.print(text, soft_wrap=True, end="")
    return out.getvalue()


def _harmless(text: Text) -> Text:
    """The text with what would act on a terminal written out, in the same colours."""
    if visible(text.plain) == text.plain:
        return text
    places = [place for place, character in enumerate(text.plain) if visible(character) != character]
    pieces = text.divide(sorted({at for place in places for at in (place, place + 1)}))
    shown = (piece if visible(piece.plain) == piece.plain else _written_out(piece) for piece in pieces)
    return Text.assemble(*shown)


def _written_out(piece: Text) -> Text:
    return Text(visible(piece.plain), piece.spans[0].style if piece.spans else "")


# --- The article as a whole -------------------------------------------------------------------------------------------


def about(extraction: Extraction) -> Iterable[tuple[str, str]]:
    """What decides about the article as a whole: labels and values."""
    article = extraction.article
    yield "article", article.article_id
    for name, value in (("title", article.title), ("source", article.source), ("url", article.url)):
        if value:
            yield name, " ".join(value.split())
    if extraction.published:
        yield "date", f"{extraction.published.isoformat()} (from: {extraction.published_from})"
    else:
        yield "date", "none (no date in the record, the head of the text or the address)"
    cue = screen().cue(article.text)
    if cue:
        yield "screen", f"kept ({cue})"
    elif extraction.relevant:
        yield "screen", "would drop it: no cue (the screen was switched off)"
    else:
        yield "screen", "dropped: no cue, so no rule can find a union; nothing else was looked at"


def _head(extraction: Extraction) -> Iterable[Text]:
    for label, value in about(extraction):
        yield _labelled(label, value)


def excerpt(text: str, start: int, end: int) -> str:
    """`text[start:end]` on one line, cut after sixty characters."""
    words = " ".join(text[start:end].split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rstrip() + " ..."


def _furniture(extraction: Extraction) -> Iterable[Text]:
    if not extraction.furniture:
        return
    yield Text()
    yield Text("furniture, blanked before anything else")
    for start, end, rule in extraction.furniture:
        words = excerpt(extraction.article.text, start, end)
        yield Text.assemble("  ", (f"{start}-{end}", _STYLES["aside"]), f"  {rule}  {words}")


def _entities(extraction: Extraction) -> Iterable[Text]:
    for title, found in (("unions", extraction.unions), ("candidates", extraction.candidates)):
        if not found:
            continue
        yield Text()
        yield Text(title)
        for entity in found:
            yield _entity(entity)


def described(entity: Union | Candidate) -> tuple[str, str]:
    """The id of a union or candidate, and who that is."""
    if isinstance(entity, Union):
        key, told = entity.union_id, [entity.level, f"of {entity.parent_union_id}" if entity.parent_union_id else None]
    else:
        key, told = entity.candidate_id, [entity.party, entity.office]
    told += [entity.state, "in the registry" if entity.in_registry else "not in the registry"]
    return key, f"{entity.name} ({', '.join(filter(None, told))})"


def _entity(entity: Union | Candidate) -> Text:
    key, who = described(entity)
    return Text.assemble("  ", (key, _STYLES["union" if isinstance(entity, Union) else "candidate"]), f"  {who}")


# --- Along the text ---------------------------------------------------------------------------------------------------


def _sentence_bounds(clean: str, extraction: Extraction) -> list[tuple[int, int]]:
    """Where the sentences of the blanked text lie, as the rules saw them, without the white space around them."""
    bounds = (_trimmed(clean, start, end) for start, end in extraction.sentences)
    return [(start, end) for start, end in bounds if start < end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without the white space at both ends."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def passages(extraction: Extraction) -> list[Passage]:
    """The sentences in which something was found or considered; those that one item spans are one passage."""
    clean = blank(extraction.article.text, (FurnitureSpan(*span) for span in extraction.furniture))
    bounds = _sentence_bounds(clean, extraction)
    facts: list[Fact] = [*extraction.membership_counts, *extraction.endorsements, *extraction.relationships]
    items: list[Item] = [*extraction.mentions, *facts, *extraction.refusals]
    groups: list[Passage] = []
    for item in sorted(items, key=_place):
        start, end = _around(_trimmed(clean, *_place(item)), bounds)
        if groups and start < groups[-1].end:
            first, last, held = groups[-1]
            groups[-1] = Passage(min(first, start), max(last, end), [*held, item])
        else:
            groups.append(Passage(start, end, [item]))
    return [
        Passage(start, end, [item for kind in (Mention, Fact, Refusal) for item in held if isinstance(item, kind)])
        for start, end, held in groups
    ]


def _body(extraction: Extraction) -> Iterable[Text]:
    found = passages(extraction)
    if not found:
        yield from (Text(), Text("nothing found, nothing considered"))
    for start, end, items in found:
        yield Text()
        yield _sentence(extraction, start, end)
        yield from (_line(item, extraction.article.text) for item in items)


def _around(place: tuple[int, int], bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """`place` widened to the sentences that it touches."""
    touched = [(start, end) for start, end in bounds if start < place[1] and place[0] < end]
    return min((place, *touched))[0], max(end for _, end in (place, *touched))


def _place(item: Item) -> tuple[int, int]:
    return (item.start, item.end) if isinstance(item, Mention | Refusal) else (item.evidence.start, item.evidence.end)


def _sentence(extraction: Extraction, start: int, end: int) -> Text:
    """Offsets and words of a sentence on one line, furniture as an ellipsis, mentions in their colours."""
    looks = [""] * (end - start)
    for mention in extraction.mentions:
        _paint(looks, mention.start - start, mention.end - start, _STYLES[mention.entity_type])
    for first, last, _ in extraction.furniture:
        _paint(looks, first - start, last - start, _BLANKED)
    line = Text.assemble((f"[{start}:{end}]", _STYLES["aside"]), " ")
    at = start
    for look, run in itertools.groupby(looks):
        words = extraction.article.text[at : (at := at + len(list(run)))]
        # white space is shown as one space, also where it meets the ellipsis
        words = " [...] " if look == _BLANKED else re.sub(r"\s+", " ", words)
        style = _STYLES["aside"] if look == _BLANKED else look
        line.append(words.lstrip() if line.plain.endswith(" ") else words, style)
    line.rstrip()
    return line


def _paint(looks: list[str], start: int, end: int, look: str) -> None:
    for at in range(max(0, start), min(end, len(looks))):
        looks[at] = look


def values(fact: Fact) -> list[tuple[str, object]]:
    """What a fact says, apart from its evidence: the columns that are not null."""
    return [
        (field.name, value)
        for field in dataclasses.fields(fact)
        if field.name != "evidence" and (value := getattr(fact, field.name)) is not None
    ]


def _line(item: Item, text: str) -> Text:
    if isinstance(item, Mention):
        quoted = " ".join(text[item.start : item.end].split())
        return Text.assemble(
            f"  {item.entity_type} ",
            (item.entity_id, _STYLES[item.entity_type]),
            f'  "{quoted}" {item.start}-{item.end}  found by {item.found_by}, rule {item.rule}',
        )
    if isinstance(item, Refusal):
        quoted = " ".join(item.text.split())
        return Text.assemble(
            ("  refused ", _STYLES["refused"]),
            f'{item.kind}  "{quoted}" {item.start}-{item.end}  {item.reason}  rule {item.rule}',
        )
    said = "  ".join(f"{name}={value}" for name, value in values(item))
    return Text.assemble(
        (f"  {TABLE_OF[type(item)]} ", _STYLES["fact"]),
        f"{said}  rule {item.evidence.rule}, confidence {item.evidence.confidence:.2f}",
    )


TABLE_OF: dict[type, str] = {
    MembershipCount: "membership_counts",
    Endorsement: "endorsements",
    Relationship: "relationships",
}


def _labelled(label: str, value: str) -> Text:
    return Text.assemble((f"{label:<9}", _STYLES["aside"]), value)
