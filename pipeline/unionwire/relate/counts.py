"""Which stated number is the size of which union.

Every numeral of a sentence (`unionwire.nlp.numerals`) is tried against the frames of `seeds/count_frames.jsonl`, in
the order of the file. A frame fixes the construction ("the 9,000-member X", "X, which represents 9,000 nurses") and
where the union stands; `count_owner` finds that union by the parse or by the order of words. The first frame that
fits and has an owner makes the count, unless a refusal row fits the same numeral: strikers, crowds, losses, earlier
sizes, ranges, boards.

Frames differ in strength. A definite one ("its 9,000 members", "which represents 9,000 nurses") speaks of the whole
union, whatever the members do. A bare one ("9,000 members of Local 5") is the size of the union only as subject of
a state or as those whom a contract is for; as subject of an act ("... rallied") or object of anything else it is
those who took part. A loose one ("there are 9,000 Glaziers") is definite for locals, and for a national union where
the number is not that of one workplace. What was considered and refused goes to `doc._.refusals`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from unionwire.nlp.extensions import UNIONS, prepare, text_between, text_of
from unionwire.nlp.numerals import Numeral, find_numerals, may_hold_number
from unionwire.nlp.qualifiers import CLAUSAL, qualifiers_of
from unionwire.records import Evidence, MembershipCount, Refusal
from unionwire.relate.count_grammar import Frame, Grammar, Line, encode, load_grammar
from unionwire.relate.count_owner import owner_of
from unionwire.relate.count_site import Site
from unionwire.relate.count_subject import part_only

_SMALLEST, _LARGEST = 10, 400_000_000
_LARGEST_LOCAL = 500_000
"""More than any local of the labelled articles has: such a number beside a local is its national union's."""
_SMALLEST_NATIONAL = 1_000
"""Fewer "members of" a national union, or of a registered one of a region, than this are those of one workplace."""
# Spares most sentences the grammar of numbers: what a count of ten or more is never without.
_PLACES = ("GPE", "LOC", "FAC", "ORG")
_BEING = frozenset({"be", "become"})
_UNREAL = frozenset(
    {
        "announced",
        "considered",
        "denied",
        "future",
        "hypothetical",
        "negated",
        "obliged",
        "refused",
        "undecided",
        "wished",
    }
)
"""Under these a number is one that the union does not have, or not yet."""


def membership_counts(doc: Doc) -> list[MembershipCount]:
    """Stated sizes of unions in `doc`, in text order, one a union, value and scope.

    `doc` has a dependency parse, sentence bounds, entities and `doc.spans["unions"]` (each span's `kb_id_` a union id).
    Refused stretches are appended to `doc._.refusals`.
    """
    prepare(doc)
    mentions = filter_spans(doc.spans[UNIONS])
    if not mentions:
        return []
    grammar = load_grammar()
    counts: dict[tuple[str, int, str | None], MembershipCount] = {}
    refusals: list[Refusal] = []
    for sentence in _sentences(doc, mentions):
        text = text_between(doc, sentence.start, sentence.end)
        if not may_hold_number(text):
            continue
        numerals = [
            _shift(number, sentence.start_char)
            for number in find_numerals(text)
            if _SMALLEST <= number.value <= _LARGEST
        ]
        if not numerals:
            continue
        inside = [
            m
            for m in _overlapping(mentions, sentence.start, sentence.end)
            if sentence.start <= m.start and m.end <= sentence.end
        ]
        line = encode(text, sentence.start_char, inside, numerals)
        for index, item in enumerate(line.items):
            if item.numeral is None:
                continue
            count = _count(doc, sentence, line, index, mentions, grammar, refusals)
            if count is not None:
                counts.setdefault((count.union_id, count.value, count.scope), count)
    doc._.refusals.extend(refusals)
    return list(counts.values())


def _sentences(doc: Doc, mentions: Sequence[Span]) -> Iterator[Span]:
    """Sentences of `doc`; two that a parser's slip inside a union's name has parted ("(ABC) | Local 5") are one."""
    joined = {token.i for mention in mentions for token in mention if token.i > mention.start}
    start: int | None = None
    for sentence in doc.sents:
        start = sentence.start if start is None else start
        if sentence.end not in joined:
            yield doc[start : sentence.end]
            start = None


def _shift(number: Numeral, offset: int) -> Numeral:
    return Numeral(
        start=number.start + offset,
        end=number.end + offset,
        phrase_start=number.phrase_start + offset,
        phrase_end=number.phrase_end + offset,
        value=number.value,
        qualifier=number.qualifier,
    )


def _count(
    doc: Doc,
    sentence: Span,
    line: Line,
    index: int,
    mentions: Sequence[Span],
    grammar: Grammar,
    refusals: list[Refusal],
) -> MembershipCount | None:
    """The count that the numeral at item `index` states, if any; the first reason against it is added to `refusals`."""
    numeral = line.items[index].numeral
    assert numeral is not None
    against: list[tuple[str, str]] = []
    refused: tuple[str, str] | None = _refusal(line, index, grammar, "any")
    for frame in grammar.frames:
        for match in _matches(frame, line, index):
            site = _site(doc, sentence, line, match, mentions, grammar)
            reason = refused or _weakness(frame, match, site)
            if reason is not None:
                against.append(reason)
                continue
            mention, why = owner_of(frame.owner, site, _captured(match, line))
            if mention is None:
                against.append((frame.id, why))
                continue
            if numeral.value > _LARGEST_LOCAL and (part_of := _body_above(doc, mention)):
                # "the 1.9 million-member union" after a state council's name is the council's national
                above = next((other for other in mentions if other.kb_id_ == part_of), None)
                if above is None or frame.owner == "next":
                    against.append((frame.id, "too many for a local"))
                    continue
                mention = above
            few = numeral.value < _SMALLEST_NATIONAL
            of_a_workplace = (few and _is_regional(doc, mention)) or (
                (few or frame.local_only) and _is_national(doc, mention)
            )
            if frame.strength in ("bare", "loose") and of_a_workplace:
                against.append((frame.id, "a workplace of a national union"))
                continue
            qualifiers = _qualifiers(doc, site, numeral, former=frame.former)
            if unreal := sorted(_UNREAL & set(qualifiers)):
                why = f"not a size that the union has: {', '.join(unreal)}"
                refusals.append(_refused(doc, numeral, frame.id, why))
                return None
            return MembershipCount(
                union_id=mention.kb_id_,
                value=numeral.value,
                qualifier=numeral.qualifier,
                unit=_unit(match),
                scope=_scope(doc, sentence, line, match, mentions),
                evidence=Evidence(
                    sentence=sentence.text,
                    start=sentence.start_char,
                    end=sentence.end_char,
                    rule=frame.id,
                    confidence=frame.confidence,
                    qualifiers=qualifiers,
                ),
            )
    if not against and any(item.mention is not None for item in line.items):
        against = [refused] if refused else _unclaimed(line, index, grammar)
    if against:
        refusals.append(_refused(doc, numeral, *against[0]))
    return None


def _refused(doc: Doc, numeral: Numeral, rule: str, reason: str) -> Refusal:
    start, end = numeral.phrase_start, numeral.phrase_end
    return Refusal("membership_count", start, end, text_of(doc)[start:end], rule, reason)


def _qualifiers(doc: Doc, site: Site, numeral: Numeral, *, former: bool = False) -> tuple[str, ...]:
    """The categories that qualify a count: of its verb, where the frame has one, and of the number itself.

    The number alone is told, or told of an earlier time; what negates or hedges a verb above it does not touch it ("may
    ask its 9,000 members").
    """
    found = {"past"} if former else set[str]()
    verbs: list[Token] = []
    number = doc.char_span(numeral.start, numeral.end, alignment_mode="expand")
    if number is not None:
        found |= {item.category for item in qualifiers_of(number.root, climbs=CLAUSAL)} & {"reported", "past"}
        governing = _governing(number.root)
        if governing is not None and (governing.lower_ in _BEING or site.grammar.has("HAVE", governing.lower_)):
            verbs.append(governing)
    if site.verb is not None:
        item = site.line.items[site.verb]
        span = doc.char_span(item.start, item.end, alignment_mode="expand")
        if span is not None:
            verbs.append(span.root)
    for verb in verbs:
        found |= {
            item.category
            for item in qualifiers_of(verb, climbs=CLAUSAL)
            # "It has 3,000 now, retirees not included": what is denied after the number is something else.
            if item.category != "negated" or number is None or item.cue.start < number.start
        }
    return tuple(sorted(found))


def _governing(number: Token) -> Token | None:
    """The verb whose object or predicate the number is, or the noun that it counts or measures ("a local of 900")."""
    noun = number.head if number.dep_ == "nummod" else number
    if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "with"):
        noun = noun.head.head
    return noun.head if noun.dep_ in ("dobj", "attr") else None


def _body_above(doc: Doc, mention: Span) -> str:
    """The union above a local or a regional body, "none" for a local that has none; an empty string for other unions."""
    union = doc._.unions.get(mention.kb_id_)
    if union is None or union.level not in ("local", "regional"):
        return ""
    return union.parent_union_id or ("none" if union.level == "local" else "")


def _is_national(doc: Doc, mention: Span) -> bool:
    union = doc._.unions.get(mention.kb_id_)
    return union is not None and union.level in ("national", "federation")


def _is_regional(doc: Doc, mention: Span) -> bool:
    """Tell whether a union is a registered one of a region: one of many workplaces."""
    union = doc._.unions.get(mention.kb_id_)
    return union is not None and union.level == "regional" and union.in_registry


def _unclaimed(line: Line, index: int, grammar: Grammar) -> list[tuple[str, str]]:
    """Reason for a number of persons beside a union that no frame takes for its size; nothing for any other number."""
    if any(True for row in grammar.quantities for _ in _matches(row, line, index)):
        return [("count.no_frame", "nothing says that this is the size of a union")]
    return []


def _matches(frame: Frame, line: Line, index: int) -> Iterator[re.Match[str]]:
    """Matches of the frame whose numeral is the item at `index`, also those that overlap another match."""
    if not line.may_hold(frame):
        return
    code = line.focused(index)
    position = 0
    while (match := frame.pattern.search(code, position)) is not None:
        yield match
        # The next symbol: patterns begin at symbols only.
        position = code.index(" ", match.start()) + 1


def _site(
    doc: Doc, sentence: Span, line: Line, match: re.Match[str], mentions: Sequence[Span], grammar: Grammar
) -> Site:
    verb = match.start("v") if "v" in match.re.groupindex and match["v"] is not None else None
    return Site(
        doc=doc,
        sentence=sentence,
        line=line,
        mentions=mentions,
        numeral=line.item_at(match.start("n")),
        first=line.item_at(match.start()),
        last=_item_before(line, match.end()),
        verb=None if verb is None else line.item_at(verb),
        grammar=grammar,
    )


def _item_before(line: Line, position: int) -> int:
    """Index of the last item that ends at or before `position` of the line."""
    return max(i for i, start in enumerate(line.starts) if start < position)


def _captured(match: re.Match[str], line: Line) -> Span | None:
    if "u" not in match.re.groupindex or match["u"] is None:
        return None
    return line.items[line.item_at(match.start("u"))].mention


def _unit(match: re.Match[str]) -> str:
    """The unit as stated, in the plural where a compound has it in the singular."""
    unit = match["unit"] if "unit" in match.re.groupindex else None
    if not unit:
        return "members"
    unit = unit.strip()
    if "-" in unit and unit.split("-")[0] == "member":
        return "members"
    return unit + "s" if load_grammar().has("UNIT_SINGULAR", unit) and not unit.endswith("s") else unit


def _refusal(line: Line, index: int, grammar: Grammar, strength: str) -> tuple[str, str] | None:
    """Id and reason of the first refusal row of this strength that fits the numeral at item `index`."""
    for row in grammar.refusals:
        if row.strength == strength and next(_matches(row, line, index), None) is not None:
            return row.id, row.reason
    return None


def _weakness(frame: Frame, match: re.Match[str], site: Site) -> tuple[str, str] | None:
    """Why a frame of less than full strength does not hold here; None where it does."""
    if frame.follows_size and not _of_members(site):
        return frame.id, "no members are spoken of"
    if frame.strength != "bare":
        return None
    if site.first and site.grammar.has("DEFINITE", site.line.items[site.first - 1].code):
        return None
    row = _refusal(site.line, site.numeral, site.grammar, "bare")
    if row is not None:
        return row
    unit = site.line.items[site.line.item_at(match.start("unit"))]
    span = site.doc.char_span(unit.start, unit.end, alignment_mode="expand")
    reason = "no unit" if span is None else part_only(span.root, site.grammar)
    return (frame.id, reason) if reason else None


def _of_members(site: Site) -> bool:
    """Whether the paragraph speaks of members, in the sentence of the number or before it."""
    text = text_of(site.doc)
    start = text.rfind("\n\n", 0, site.sentence.start_char) + 1
    if _VOTES.search(text, site.sentence.start_char, site.sentence.end_char) is not None:
        return False
    return _MEMBERS.search(text, start, site.sentence.end_char) is not None


def _overlapping(mentions: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """The mentions that share a token with `start:end`; they are in text order and share none with each other."""
    first = bisect_right(mentions, start, key=lambda mention: mention.end)
    return mentions[first : bisect_left(mentions, end, lo=first, key=lambda mention: mention.start)]


def _scope(doc: Doc, sentence: Span, line: Line, match: re.Match[str], mentions: Sequence[Span]) -> str | None:
    """Place or employer that the count is confined to: named after the unit or the owner, or with "membership"."""
    names = [
        entity
        for entity in sentence.ents
        if entity.label_ in _PLACES and not _overlapping(mentions, entity.start, entity.end)
    ]
    ends = [line.items[_item_before(line, match.end())].end]
    if "unit" in match.re.groupindex and match.start("unit") > match.start("n"):
        ends.insert(0, line.items[_item_before(line, match.end("unit") + 1)].end)
    for end in ends:
        opening = _CONFINED.match(text_of(doc), end)
        for entity in names:
            if opening is not None and opening.end() - 4 <= entity.start_char <= opening.end():
                return _place(entity)
    first = line.items[line.item_at(match.start())]
    if first.code == "membership":
        for entity in names:
            before = text_of(doc)[max(0, entity.start_char - 12) : entity.start_char]
            confined = first.end < entity.start_char < ends[-1] and re.search(r"\b(?:in|at)\s(?:the\s)?$", before)
            if confined or 0 <= first.start - entity.end_char <= 3:
                return _place(entity)
    return None


def _place(entity: Span) -> str | None:
    text = re.sub(r"^the\s|['\u2019]s?$", "", entity.text)
    return None if text.lower() in _WHOLE else text


_MEMBERS = re.compile(r"\b(?:members(?:hip)?|rolls|ranks)\b", re.IGNORECASE)
_VOTES = re.compile(r"\b(?:votes?|voters|delegates|percent|dollars|jobs|strikers)\b|[$%£€]", re.IGNORECASE)
_CONFINED = re.compile(
    r"(?:\s(?:who|that|which)\s(?:work|are\semployed))?\s(?:in|at|across|throughout|within)\s(?:the\s)?(?:state\sof\s)?"
)
_WHOLE = frozenset(
    {
        "united states",
        "u.s.",
        "us",
        "u.s",
        "usa",
        "america",
        "north america",
        "canada",
        "united states and canada",
        "nation",
        "country",
    }
)
