"""Positions told without their verb: "So did the X", "the Y, too", "the Z in May", "the X, Roe; the Y, Voss", "the Z did not".

How it decides. The elided predicate is the last position told before it, in the same sentence or the two before. What is
left says how: the union stands right after an auxiliary ("so did the X"), is the subject of an auxiliary that closes its
clause ("the X did not"), of a verb of following ("followed suit", "came next"), or stands in a list of gapped clauses
beside another person or another date.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import CANDIDATES, text_of, tokens_among
from unionwire.relate.arguments import Arguments
from unionwire.relate.carried import aboard, as_was, by_years, came_first, came_later
from unionwire.relate.elided import earlier, source_of, taken_over
from unionwire.relate.finding import SURFACE, Finding
from unionwire.relate.opposite import opposite
from unionwire.relate.rivals import RIVALS, owner_of
from unionwire.relate.roles import acting_unions
from unionwire.relate.rosters import rosters
from unionwire.relate.stance import is_question, stance_of
from unionwire.relate.standins import subject_unions
from unionwire.relate.taken_up import so_is_another, taken_up

_AUXILIARY = r"(?:did|do|does|has|have|had|are|is|was|were|will)"
# "the X, which represents 900 cooks, did the same"
_PAST_ASIDE = re.compile(
    r",[^.;:\n\"“”]{1,110}?,(?=\s+(?:did\s+(?:the\s+same|so|likewise)|(?:has|have)\s+done\s+(?:the\s+same|so)|"
    r"(?:is|are|was|were)\s+(?:also\s+)?(?:expected|likely|poised|set)\s+to\s+(?:follow|do))\b)"
)
_SAME = re.compile(
    r"(?:\s*,[^,.;]{1,40},)?\s+(?:got\s+there\b|went\s+the\s+same\s+(?:way|route|direction)|had\s+already\s+(?:spoken|done\s+so)|joined\s+in\b|had\s+done\s+so\b|(?:has\s+|have\s+)?(?:made|reached|took|taken|came\s+to|come\s+to)\s+the\s+same\s+(?:choice|decision|step|call|conclusion|position|stand)\b)"
)
# "Joint Council 7 in the Bay Area did the same"
_IN_PLACE = re.compile(r"\s+(?:in|of|at|from)\s+(?:the\s+)?[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3}(?=\s)")
# "So did locals in Ohio and Utah, among them the X", "as did the X and, this month, the Y"
_UNNAMED = re.compile(
    r"(?:[a-z]+\s+)?(?:unions|locals|lodges|chapters|councils|affiliates|groups)\b[^.;:\n]{0,70}?(?:,\s+)?(?:among\s+them|including|such\s+as|notably)\s+(?:the\s+)?"
)
_AND_LATER = re.compile(r",?\s+(?:and|plus),\s+(?:[\w.]+\s){0,4}[\w.]+,\s+(?:the\s+|its\s+)?")
_ASIDE = r"(?:\s*,[^,.;\n]{1,40},)?"
_SO = re.compile(
    rf"\b(?:so(?:\s+too)?|as){_ASIDE}\s+{_AUXILIARY}\s+(?:(?:the|its)\s+(?:[a-z-]+\s+){{0,3}}?)?(?=[A-Z\d]|\w)",
    re.IGNORECASE,
)
_NEITHER = re.compile(rf"\b(?:neither|nor){_ASIDE}\s+{_AUXILIARY}\s+(?:the\s+|its\s+)?", re.IGNORECASE)
_TOO = re.compile(
    rf",?\s+(?:{_AUXILIARY},?\s+(?:too|as\s+well)\b|(?:did|has\s+done|have\s+done|(?:said\s+(?:it|they)\s+(?:will|would)|will)\s+do)\s+(?:the\s+same|so|likewise)\b)"
)
# "The X, too." is a sentence of its own: nothing stands before the list
_ALONE_TOO = re.compile(r",\s+(?:too|as\s+well|likewise)(?=\s*[.;])")
_ALONE = re.compile(r"\W*(?:(?:[Aa]nd|[Ss]o|[Bb]oth|[Nn]ow|[Aa]lso),?\s+)?(?:[Tt]he\s+)?")
_EXPECTED = re.compile(
    r"(?:\s*,[^,.;]{1,40},)?\s+(?:is|are|was|were)\s+(?:also\s+|widely\s+)?(?:expected|likely|set|planning|poised|due)\s+to"
    r"(?:\s+(?:do\s+(?:so|the\s+same)|follow(?:\s+suit)?))?(?=\s+(?:this|next|on|in|by|soon|later|too|as\s+well|before)\b|\s*[.,;])"
)
_NOT = re.compile(r"\s+(?:(?:did|has|have|does|do)\s+not|(?:did|has|have|does|do)n['’]t)(?=\s*[.;,])")
_DOES = re.compile(r"(?:['’]s?\s+(?:[a-z]+\s+){1,2})?\s*\bdid(?=\s*(?:[.;,]|in\s+[A-Z]|last\s))")
_FOLLOWING = frozenset({"followed", "follows", "follow", "came"})
_JOINING = frozenset({"join", "joined", "joining", "joins"})
_CAME = frozenset({"next", "after", "later", "too", "afterward", "afterwards", "along", "around", "first", "earlier"})
_BEFORE_GAP = re.compile(r"(?:[,;]|,?\s+and|;\s+and|,\s+while)\s+(?:the\s+)?\Z")
_AS_BEFORE = re.compile(
    r"\bas\s+(?:it|they|the\s+(?:union|local|federation|council|guild|lodge))\s+(?:also\s+|both\s+)?(?:did|had|have|was|were)"
    r"(?=\s+(?:in\s+(?:both\s+)?(?:19|20)\d\d|(?:two|three|four|five|six|eight)\s+years\s+(?:ago|earlier|before)|last\s+time|the\s+last\s+time))"
)
_BY = re.compile(r",?\s+by\s+(?:the\s+|its\s+)?")
_BEFORE_SHARED = re.compile(r"(?:[,;]|\band|\bwhile)\s+(?:(?:[A-Z][\w.]+|former|his|her|rival|opponent)\s+){0,3}\Z")
_PASSIVE = frozenset({"backed", "endorsed", "supported", "favored", "opposed"})
# "a day after the X did": the X did the same
_AFTER_IT = re.compile(r"\b(?:after|before|as|since|when|once)\s+(?:the\s+|its\s+)?\Z")
_IF = re.compile(r"\b(?:if|unless|whether|when|where|while|what|although|though)\s+(?:the\s+)?\Z", re.IGNORECASE)
_TO_PERSON = re.compile(
    r"(?:,|,?\s+(?:for|behind|with))?\s+(?:for\s+|behind\s+|with\s+)?(?:the\s+(?=\Z))?(?:(?:[A-Z][a-z]+\.|former|Vice|President|Senator|Governor|Mayor)\s+)*\Z"
)
_TO_DATE = re.compile(
    r",?\s+(?:in|on|last|since|this|early\s+in|late\s+in|that)\s+(?:the\s+|last\s+)?[A-Z]?\w+(?:\s+\d{1,4})?(?=\s*(?:[,;.]|and\b|\Z))|\s+a\s+(?:day|week|month|year)\s+(?:later|earlier)"
)
_ABOARD = re.compile(
    r"(?:,[^,.;]{1,90},)?\s+(?:(?:are|is|were|was|has\s+been|have\s+been)\s+(?:both\s+|also\s+|all\s+|now\s+|already\s+|all\s+now\s+)*on\s+board|(?:(?:has|have|had)\s+)?(?:also\s+|later\s+|finally\s+|then\s+|since\s+|now\s+|all\s+|both\s+)?(?:came\s+(?:around|aboard|on\s+board|over)|signed\s+(?:on|up)|jumped\s+(?:on\s+board|aboard)|climbed\s+(?:on\s+board|aboard)|got\s+on\s+board))(?=\s*(?:[.;,]|\Z|in\s|last\s|this\s|on\s|after\s|too\b|as\s+well))"
)
_PART_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_DATE_WORDS = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December|\w+day\b|week|month|year|spring|summer|fall|autumn|winter|day|\d{4}"
)


def ellipses(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the positions that elliptic clauses take over from one of `found` (sorted by place)."""
    found = list(found)
    for finding in _elided(doc, arguments, found):
        yield finding
        found.append(finding)
        found.sort(key=lambda finding: finding.trigger.i)


def _elided(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    yield from rosters(doc, arguments)
    for span in arguments.union_spans:
        yield from _aboard(span, arguments, found)
        yield from came_first(span, found, arguments)
        yield from came_later(span, found, arguments)
    yield from taken_up(doc, arguments, found)
    yield from opposite(doc, arguments, found)
    if not found:
        return
    yield from _same_told(doc, arguments, found)
    for token in tokens_among(doc, _JOINING | _FOLLOWING):
        if token.lower_ in _JOINING and _joins(token):
            yield from _joined(token, arguments, found)
        if token.lower_ in _FOLLOWING and _follows(token):
            yield from _followed(token, arguments, found)
    yield from _shared_passives(doc, arguments, found)
    yield from _as_before(doc, found)
    yield from by_years(doc, arguments, found)
    for span in arguments.union_spans:
        yield from as_was(span, found)
        yield from _closed_clause(span, arguments, found)
        yield from _gapped(doc, span, arguments, found)


def _same_told(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """The positions that "so did the X" and "neither has the Y" take over."""
    for pattern, rule in ((_SO, "ellipsis.so"), (_NEITHER, "ellipsis.neither")):
        for match in pattern.finditer(text_of(doc)):
            taken = [
                span
                for span in arguments.union_spans
                if span.root.dep_ != "poss" or span.id_ != "shortform.pronoun"  # "as did its parent, the B"
                if _taken_up(doc, match.end(), span)
            ]
            if not taken and rule == "ellipsis.so":
                yield from so_is_another(doc, match, found, arguments)
            if not taken:
                continue
            span = taken[0]
            unions = arguments.unions(span.root) or [span.kb_id_]
            unions += [union for union in _named_on(span, arguments) if union not in unions]
            source = source_of(span.root, unions, found)
            if source is not None and not source.candidates and not _right_before(match, span, source):
                continue  # "The B are with Roe, and so is the A" after a sentence on whoever has not decided
            if source is not None and (rule == "ellipsis.so" or source.stance in {"declined", "considering"}):
                yield taken_over(source, span.root, unions, rule)


def _right_before(elided: re.Match[str], span: Span, source: Finding) -> bool:
    """Tell whether "so are" goes on from its own sentence, or where it opens one from the sentence before, with a position."""
    sentence = span.sent
    first, here = sentence.start_char, source.trigger.sent.start == sentence.start
    opens = not text_of(span.doc)[first : elided.start()].strip(" \n“\"'").removesuffix("And").removesuffix("But")
    return here or (opens and source.trigger.sent.end == sentence.start)


def _taken_up(doc: Doc, end: int, span: Span) -> bool:
    """Tell whether a union stands right after "so did", or there in a list with a body that has no name."""
    return (
        -4 <= span.start_char - end <= 4
        or re.fullmatch(
            r"[a-z’' -]{3,30}(?: (?:and|of)|, (?:whose union(?: is)?|represented by|members of),?) (?:the )?"
            r"|(?:national |international |state )?(?:parent|affiliate|counterpart)(?: union| organi[sz]ation)?, (?:the )?",
            text_of(doc)[end : span.start_char],
        )
        is not None
        or _UNNAMED.fullmatch(text_of(doc), max(0, end - 1), span.start_char) is not None
        or _UNNAMED.fullmatch(text_of(doc), end, span.start_char) is not None
    )


def _named_on(span: Span, arguments: Arguments) -> list[str]:
    """The unions that a list goes on with after a time or a place: "the A and, this month, the B", "the A in Ohio and the B"."""
    text = text_of(span.doc)
    listed = [other for other in arguments.outermost if other.kb_id_ in arguments.listed(span)]
    last = max((other.end_char for other in listed if other.start >= span.start), default=span.end_char)
    found = []
    for other in arguments.outermost:
        if other.start_char <= last or other.start >= span.sent.end:
            continue
        gap = text[last : other.start_char]
        place = _IN_PLACE.match(gap)
        joined = place is not None and re.fullmatch(r",?\s+and\s+(?:the\s+)?", gap[place.end() :]) is not None
        if not joined and _AND_LATER.fullmatch(gap) is None:
            break
        if other.root.dep_ not in {"nsubj", "nsubjpass"}:
            found.append(other.kb_id_)
        last = other.end_char
    return found


def _followed(verb: Token, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    unions = [
        union for subject in verb.children if subject.dep_ == "nsubj" for union in subject_unions(subject, arguments)
    ]
    source = source_of(verb, unions, found)
    if unions and source is not None and source.stance == "endorsed":
        yield taken_over(source, verb, unions, "ellipsis.followed")


def _joins(verb: Token) -> bool:
    """Tell whether a union joins others that are only taken up: "is expected to join them", "joined it on Monday"."""
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    return bool(objects) and all(child.lower_ in {"them", "it", "those"} for child in objects)


def _joined(verb: Token, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    unions, personal = acting_unions(verb, arguments)
    source = source_of(verb, unions, found)
    if not unions or personal or source is None or source.stance != "endorsed":
        return
    stance = stance_of(verb, "endorsed")
    if stance is not None:
        yield taken_over(dataclasses.replace(source, stance=stance), verb, unions, "ellipsis.joined")


def _follows(verb: Token) -> bool:
    """Tell whether a verb only says that its subject did the same: "followed suit", "followed in May", "came next"."""
    if any(child.dep_ == "neg" for child in verb.children):
        return False
    if verb.lower_ == "came":
        return any(child.lower_ in _CAME and child.i > verb.i for child in verb.children)
    return not any(
        child.dep_ == "dobj" and child.lower_ != "suit" and child.ent_type_ != "DATE" for child in verb.children
    )


def _closed_clause(span: Span, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """The clauses that an auxiliary ends: "the X is, too", "the Y did the same", "the Z did not", "the W is expected to"."""
    text = text_of(span.doc)
    places = [span.end_char]
    union = span.doc._.unions.get(span.kb_id_)
    whole = union is not None and union.level in {"national", "federation"}  # of which a place has but a part
    if not whole and (placed := _IN_PLACE.match(text, span.end_char)) is not None:
        places.append(placed.end())
    if (aside := _PAST_ASIDE.match(text, span.end_char)) is not None:
        places.append(aside.end())
    closing = next(((rule, turn) for at in places for form, rule, turn in _CLOSINGS if form.match(text, at)), None)
    if closing is None and _ALONE_TOO.match(text, span.end_char) and _ALONE.fullmatch(text, *_opening(span, arguments)):
        closing = ("ellipsis.too", _same)
    if closing is None or is_question(span.root):
        return
    rule, turn = closing
    span = _whole(span, arguments)
    before = _IF.search(text, max(0, span.start_char - 20), span.start_char)
    if before is not None and rule != "ellipsis.does":
        return
    if rule == "ellipsis.does" and _AFTER_IT.search(text, max(0, span.start_char - 20), span.start_char):
        rule, turn = "ellipsis.too", _same
    unions = arguments.listed(span)
    source = source_of(span.root, unions, found)
    taken = turn(source) if source is not None else None
    if taken is not None:
        yield taken_over(taken, span.root, unions, rule)


def _opening(span: Span, arguments: Arguments) -> tuple[int, int]:
    """The offsets of what stands in a sentence before the list of a mention."""
    listed = arguments.listed(span)
    first = next(s for s in arguments.outermost if s.start >= span.sent.start and s.kb_id_ in listed)
    return span.doc[span.sent.start].idx, min(first.start_char, span.start_char)


def _whole(span: Span, arguments: Arguments) -> Span:
    """The body that acts where a union only says whose it is: "Joint Council 37 of the X did the same"."""
    for other in arguments.union_spans:
        if other.start < span.start and span.end <= other.end:
            return other
        if other.end < span.start and _PART_OF.fullmatch(text_of(span.doc), other.end_char, span.start_char):
            return other
    return span


def _same(source: Finding) -> Finding | None:
    return source


def _does(source: Finding) -> Finding | None:
    """What "the X did" makes of a refusal: the union did what the other would not."""
    told = source.stance == "declined" and source.candidates
    return dataclasses.replace(source, stance="endorsed") if told else None


def _does_not(source: Finding) -> Finding | None:
    return dataclasses.replace(source, candidates=[], stance="declined") if source.stance == "endorsed" else None


def _is_expected(source: Finding) -> Finding | None:
    return dataclasses.replace(source, stance="considering") if source.stance == "endorsed" else None


# How a clause may end after its union, the rule of what it tells, and what that makes of the position it takes up.
_CLOSINGS: tuple[tuple[re.Pattern[str], str, Callable[[Finding], Finding | None]], ...] = (
    (_TOO, "ellipsis.too", _same),
    (_SAME, "ellipsis.too", _same),
    (_EXPECTED, "ellipsis.expected", _is_expected),
    (_DOES, "ellipsis.does", _does),
    (_NOT, "ellipsis.not", _does_not),
)


def _aboard(span: Span, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Unions that are told to be on board, or to have come around, with the person spoken of before."""
    if _ABOARD.match(text_of(span.doc), span.end_char) is None or is_question(span.root):
        return
    unions = arguments.listed(span)
    source = source_of(span.root, unions, found)
    if source is not None and source.stance == "endorsed":
        yield taken_over(source, span.root, unions, "ellipsis.aboard")
    elif source is None or source.stance != "endorsed":
        yield from aboard(span, unions, arguments)


def _gapped(doc: Doc, span: Span, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Clauses of a list that share one verb: "the X went for Roe; the Y, Voss", "the X endorsed her in May, the Y in June"."""
    text = text_of(doc)
    if (
        span.id_ == "shortform.pronoun"
        or _BEFORE_GAP.search(text, max(0, span.start_char - 12), span.start_char) is None
    ):
        return
    unions = [span.kb_id_]
    source = source_of(span.root, unions, found)
    if source is None or source.stance != "endorsed" or source.trigger.sent.start != span.root.sent.start:
        return
    following = doc[span.end : min(span.end + 7, span.sent.end)]
    first = next(
        (
            token
            for token in following
            if token.ent_type_ == "PERSON"
            or arguments.candidate_span(token) is not None
            or token.lower_ in {"former", "latter"}
        ),
        None,
    )
    if first is not None and _TO_PERSON.fullmatch(text, span.end_char, first.idx) is not None:
        last = first
        named = arguments.candidate_span(first)
        last = named[-1] if named is not None else last
        while last.i + 1 < len(doc) and doc[last.i + 1].ent_type_ == "PERSON" and doc[last.i + 1].ent_iob_ == "I":
            last = doc[last.i + 1]
        if _ends_clause(text, last.idx + len(last)):
            people = [person for person in arguments.people(last, create=True) if person not in source.candidates]
            if people:
                moved = dataclasses.replace(source, candidates=people, confidence=SURFACE)
                yield taken_over(moved, last, unions, "ellipsis.gapped")
        return
    dated = _TO_DATE.match(text, span.end_char)
    if dated is not None and _DATE_WORDS.search(dated.group()):
        yield taken_over(source, span.root, unions, "ellipsis.gapped")


def _as_before(doc: Doc, found: list[Finding]) -> Iterator[Finding]:
    """What a union did in an earlier election too: "endorsed Roe, as it did four years ago", "is neutral, as it was in 1984"."""
    text = text_of(doc)
    for match in _AS_BEFORE.finditer(text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None:
            continue
        same = [
            finding
            for finding in earlier(found, span)
            if finding.stance in {"endorsed", "declined", "opposed"}
            and (finding.candidates or finding.stance == "declined")
        ]
        if same:
            yield dataclasses.replace(
                same[-1],
                trigger=span[-1] if span[-1].is_alpha else span.root,
                rule="ellipsis.before",
                confidence=SURFACE,
            )


def _shared_passives(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Passives of a list that share one participle: "Roe is backed by the A, Voss by the B"."""
    text = text_of(doc)
    people = [*doc.spans[CANDIDATES], *(entity for entity in doc.ents if entity.label_ == "PERSON")]
    people += [doc[token.left_edge.i : token.i + 1] for token in tokens_among(doc, RIVALS) if owner_of(token)]
    for span in {span.end: span for span in reversed(people)}.values():
        by = _BY.match(text, span.end_char)
        if by is None or _BEFORE_SHARED.search(text, max(0, span.start_char - 40), span.start_char) is None:
            continue
        listed = next((union for union in arguments.outermost if union.start_char == by.end()), None)
        named = arguments.people(span.root, create=True)[:1] if listed is not None else []
        if listed is None or not named:
            continue
        same = [
            finding
            for finding in earlier(found, span)
            if finding.trigger.lower_ in _PASSIVE and named[0] not in finding.candidates
        ]
        if same and same[-1].stance is not None:
            told = dataclasses.replace(same[-1], candidates=named, confidence=SURFACE)
            yield taken_over(told, span.root, arguments.listed(listed), "ellipsis.gapped")


def _ends_clause(text: str, position: int) -> bool:
    """Tell whether a clause ends here, or goes on with no more than a time or an office."""
    return re.match(r"\s*(?:[.;,:)]|and\b|\Z|in\s+[A-Z1-2]|for\s|last\s)", text[position : position + 12]) is not None
