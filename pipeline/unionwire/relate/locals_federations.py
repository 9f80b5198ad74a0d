"""How unions come to belong to federations: founding, secession, membership of "both unions", coalitions named by leaders.

How it decides. Whoever forms a federation, alone or with others, belongs to it: the subject of the verb ("the A left to form
F"), its agent ("F, formed by the A"), those it was done with. "Those three unions" are the three named last. Who joins
others to form a union of unions belongs to that one as well. A union that goes "out of F and into G" belongs to G. "The
Roe-led F" is the federation of the union that the article says Roe leads.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import text_of, tokens_among
from unionwire.nlp.union_finds import LIST_GAP
from unionwire.nlp.union_leaders import led_by
from unionwire.records import Level, Union
from unionwire.relate.arguments import Arguments

_FOUNDING = frozenset(
    "form formed forming forms found founded founding create created creating launch launched launching start started "
    "starting establish established establishing".split()
)
_JOINING = frozenset(
    "join joins joined joining unite united uniting merge merged merging teamed combined banded allied".split()
)
# a name may read like a clause ("Change to Win"), so that the parse loses the object
_TO_OBJECT = re.compile(
    r"\s+(?:(?:an?|the|its|their|what\s+became)\s+)?(?:(?!of\b|to\b|with\b|for\b|by\b|in\b)[a-z-]+,?\s+){0,4}(?:the\s+)?"
)
_THAT_THEY = re.compile(
    r"(?:,?\s+(?:the|an?)\s+(?:[\w-]+\s+){0,3}?(?:federation|coalition|group|alliance|organi[sz]ation|body))?\s+(?:(?:that|which)\s+)?(?:the\s+)?"
)
_FOUNDED_AFTER = re.compile(
    r"\s+(?:had\s+)?(?:helped\s+(?:to\s+)?)?(?:form|found|create|launch|start|establish)(?:ed)?\b"
)
_NATIONAL: frozenset[Level] = frozenset({"national"})
_BODIES: frozenset[Level] = frozenset({"local", "regional"})
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_ANTECEDENT_REACH = 900  # characters back to the unions that "those unions" may mean
_COUNTED_REACH = 2500  # and where their number is told
_HEADED = re.compile(
    r"(?:\s+(?:coalition|federation|group))?(?:\s*(?:--|—|–|,)\s*|\s+)(?:headed|led|founded|formed)\s+by\s+(?:the\s+)?$"
)
_LEADER_GAP = re.compile(
    r"(?:['’]s?)?(?:\s+(?:[Pp]resident|[Ll]eader|[Gg]eneral [Pp]resident)(?:\s+[A-Z][\w.'’-]+){1,4})?(?:,|,?\s+and)\s+(?:the\s+)?"
)
_NAMED_BY_LEADER = re.compile(r"\b(?P<name>[A-Z][a-z][\w’']*)-(?:led|headed|run|founded)\s+(?:[a-z-]+\s+){0,2}$")
_LED_BY_PERSON = re.compile(
    r"(?:\s+(?:coalition|federation|group))?,?\s+(?:(?:which|that)\s+(?:is\s+|was\s+)?(?:[A-Z][a-z]+\s+)?(?P<who>[A-Z][a-z]+)\s+(?:leads|led|heads|headed|chairs|founded)\b"
    r"|(?:which\s+(?:is|was)\s+)?(?:led|headed|chaired|founded)\s+by\s+(?:[A-Z][a-z]+\s+)?(?P<name>[A-Z][a-z]+)\b)"
)
_OUT_OF = re.compile(
    r"(?:['’]s)?(?:\s+(?:union|members?))?(?:\s+(?:has|have|had|then|later|also))?\s+(?:out\s+of|away\s+from|left|quit|quitting|leaving|leave|bolted(?:\s+from)?|deserted|abandoned|"
    r"split\s+(?:from|with)|broke\s+(?:away\s+)?(?:from|with)|pulled\s+out\s+of|seceded\s+from|withdrew\s+from|disaffiliated\s+from|walked\s+out\s+of)\s+(?:the\s+)?$"
)
_INTO = re.compile(
    r"\s+(?:[\w\s]{0,20}?\s)?(?:(?:and\s+)?(?:into|joined|to\s+join|went\s+(?:in)?to|moved\s+to)|for)\s+(?:the\s+|its\s+)?(?:(?:rival|new|breakaway|smaller|upstart|fledgling|dissident)\s+)?(?:(?:coalition|federation|group),?\s+(?:the\s+)?)?$"
)
_OF_MANY = re.compile(
    r"\b(?P<which>[Bb]oth|[Tt]he|[Tt]hose|[Tt]hese|[Aa]ll)(?:\s+(?P<number>two|three|four|five|six|seven))?\s+(?:of\s+(?:the|these|those)\s+)?"
    r"(?P<noun>(?:unions|labor\s+groups|internationals|locals|associations|councils|chapters|guilds|bodies)\s+)?"
    r"(?:(?:are|were)\s+(?:both\s+|all\s+|now\s+|also\s+)?(?:part|members|affiliates|locals|chapters|branches|in|inside|within)|(?:both\s+|all\s+)?belong(?:ed)?\s+to|"
    r"(?:are\s+|were\s+)?(?:both\s+|all\s+)?affiliated\s+(?:with|to))\s+(?:of\s+)?(?:the\s+)?"
)
_OF_PEOPLE = re.compile(r"\bmembers\b")  # "both are members of the X" may speak of two persons


class Told(NamedTuple):
    """A child and a parent (ids), the mention that tells it, the rule and how sure it is."""

    child: str
    parent: str
    span: Span
    rule: str
    confidence: float


def memberships(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Told]:
    """Yield who belongs to which federation; `mentions` are the unions of the text in order, `unions` those by id."""
    yield from _by_founding(doc, unions)
    yield from _by_plural(doc, mentions, unions)
    if not any(union.level == "federation" for union in unions.values()):
        return
    yield from _by_leaders(doc, mentions, unions)
    yield from _by_secession(doc, mentions, unions)


def _by_founding(doc: Doc, unions: dict[str, Union]) -> Iterator[Told]:
    """Unions that formed a federation, with those they formed it with: "the A left to form the F with the B"."""
    arguments = Arguments(doc)
    text = text_of(doc)
    for first, second in itertools.pairwise(arguments.outermost):
        if unions[first.kb_id_].level != "federation" or not _THAT_THEY.fullmatch(
            text, first.end_char, second.start_char
        ):
            continue
        listed = arguments.listed(second)
        last = max((span for span in arguments.outermost if span.kb_id_ in listed), key=lambda span: span.end)
        if _FOUNDED_AFTER.match(text, last.end_char):
            for union_id in listed:
                if unions[union_id].level == "national":
                    yield Told(union_id, first.kb_id_, first, "member.founded", 0.85)
    for verb in tokens_among(doc, _FOUNDING):
        span = _founded(verb, arguments) or _next_federation(verb, arguments, unions)
        level = unions[span.kb_id_].level if span is not None else None
        if span is None or level not in {"federation", "national"}:
            continue
        founders = dict.fromkeys(_founders(verb, span, arguments, unions))
        joined = level == "federation" or _joins_others(verb)
        for union_id in founders:
            child = unions[union_id]
            fits = child.level == "national" if level == "federation" else child.level in {"regional", "local"}
            if union_id != span.kb_id_ and joined and fits:
                yield Told(union_id, span.kb_id_, span, "member.founded", 0.85)


def _founded(verb: Token, arguments: Arguments) -> Span | None:
    """The union that a verb's object, or its relative clause, tells to be formed: "formed a rival group, the F"."""
    for child in verb.children:
        if child.dep_ in {"dobj", "nsubjpass"}:
            appositions = [token for token in child.children if token.dep_ in {"appos", "compound", "nmod", "amod"}]
            spans = (arguments.union_span(token) for token in (child, *appositions))
            named = next((span for span in spans if span is not None), None)
            if named is not None:
                return named
    if verb.dep_ in {"relcl", "acl"}:
        heads = [verb.head, verb.head.head] if verb.head.dep_ in {"appos", "attr"} else [verb.head]
        return next((span for head in heads if (span := arguments.union_span(head)) is not None), None)
    return None


def _next_federation(verb: Token, arguments: Arguments, unions: dict[str, Union]) -> Span | None:
    """The federation named right behind a verb, whatever the parse makes of its name."""
    named = (span for span in arguments.outermost if not span.id_.startswith("shortform."))
    span = next((span for span in named if span.start > verb.i), None)
    if span is None or span.start - verb.i > 8 or unions[span.kb_id_].level != "federation":
        return None
    return span if _TO_OBJECT.fullmatch(text_of(verb.doc), verb.idx + len(verb), span.start_char) else None


def _founders(verb: Token, founded: Span, arguments: Arguments, unions: dict[str, Union]) -> Iterator[str]:
    """Ids of those who formed a union: subjects, agents, those it was formed with."""
    subjects = list(arguments.subjects(verb))
    for subject in subjects:
        named = arguments.unions(subject)
        yield from named or _antecedents(subject, founded, arguments, unions) or _led(subject, arguments, unions)
    after = founded.doc[founded.end] if founded.end < len(founded.doc) else None
    prepositions = [child for child in verb.children if child.lower_ in {"with", "by"}]
    if after is not None and after.lower_ == "with":
        prepositions.append(after)
    for preposition in prepositions:
        for child in preposition.children:
            if child.dep_ == "pobj":
                yield from arguments.unions(child)


def _led(subject: Token, arguments: Arguments, unions: dict[str, Union]) -> list[str]:
    """The national of the leader whose act is told: "Roe's break from the F to form the G"."""
    names = [token.text for token in subject.subtree if token.pos_ == "PROPN" and token.i <= subject.i]
    text = text_of(subject.doc)
    for name in names:
        led = [
            union_id
            for union_id in sorted(led_by(name, text, arguments.union_spans))
            if unions[union_id].level == "national"
        ]
        if len(led) == 1:
            return led
    return []


def _joins_others(verb: Token) -> bool:
    """Tell whether a verb hangs on one of joining: "joined two other unions to form", "united with the B to create"."""
    head = verb.head
    while head.dep_ in {"prep", "pcomp", "xcomp"} and head.pos_ != "VERB":
        head = head.head
    return head.lower_ in _JOINING


def _antecedents(noun: Token, told: Span, arguments: Arguments, unions: dict[str, Union]) -> list[str]:
    """The nationals that "those three unions", "the two", "they" mean: as many as it says, those named last."""
    words = {child.lower_ for child in noun.children} | {noun.lower_}
    definite = bool(words & {"the", "those", "these", "both", "all"})
    number = next((_NUMBERS[word] for word in sorted(words) if word in _NUMBERS), None)
    if noun.lower_ == "they":
        return _named_last(arguments.union_spans, noun.idx, None, told.kb_id_, unions)
    if noun.lower_ not in {"unions", "both", "two", "three", "four"} or not definite or words & {"other", "more"}:
        return []
    return _named_last(arguments.union_spans, noun.idx, number, told.kb_id_, unions)


def _named_last(
    spans: list[Span],
    position: int,
    number: int | None,
    besides: str,
    unions: dict[str, Union],
    levels: frozenset[Level] = _NATIONAL,
) -> list[str]:
    """The last `number` nationals named before a position (without a number, those of one list), in text order.

    `levels` are those of the unions asked for, where they are not nationals.
    """
    found: list[str] = []
    last: Span | None = None
    for span in reversed(spans):
        if span.id_ == "shortform.pronoun":
            continue  # "it" in a clause between may be anything
        if span.end_char > position or unions[span.kb_id_].level not in levels or span.kb_id_ == besides:
            continue
        if position - span.start_char > (_COUNTED_REACH if number else _ANTECEDENT_REACH) or len(found) == number:
            break
        gap = text_of(span.doc)[span.end_char : last.start_char] if last is not None else ""
        if number is None and last is not None and not LIST_GAP.match(gap):
            break
        if span.kb_id_ not in found:
            found.append(span.kb_id_)
        last = span
    enough = len(found) == number if number is not None else len(found) > 1
    return found[::-1] if enough else []


def _by_leaders(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Told]:
    """Unions whose presidents head a federation: "the F coalition, headed by X President A", "the A-led F"."""
    text = text_of(doc)
    for index, (first, second) in enumerate(itertools.pairwise(mentions)):
        gap = text[first.end_char : second.start_char]
        if unions[first.kb_id_].level != "federation" or not _HEADED.fullmatch(gap):
            continue
        last = None
        for child in mentions[index + 1 :]:
            if last is not None and not _LEADER_GAP.fullmatch(text[last.end_char : child.start_char]):
                break
            if unions[child.kb_id_].level == "national":
                yield Told(child.kb_id_, first.kb_id_, child, "member.leaders", 0.8)
            last = child
    for span in mentions:
        if unions[span.kb_id_].level != "federation":
            continue
        match = _NAMED_BY_LEADER.search(text, max(0, span.start_char - 60), span.start_char)
        match = match or _LED_BY_PERSON.match(text, span.end_char)
        if match is None:
            continue
        name = match.group("name") or match.group("who")
        led = [union_id for union_id in sorted(led_by(name, text, mentions)) if unions[union_id].level == "national"]
        if len(led) == 1:
            yield Told(led[0], span.kb_id_, span, "member.leaders", 0.8)


def _by_secession(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Told]:
    """Unions that change federations: "took the A out of the F and into the G", "the A and B left the F for the G"."""
    text = text_of(doc)
    arguments = Arguments(doc)
    for child, left, joined in zip(mentions, mentions[1:], mentions[2:], strict=False):
        levels = (unions[child.kb_id_].level, unions[left.kb_id_].level, unions[joined.kb_id_].level)
        if levels[0] not in {"national", "regional"} or levels[1:] != ("federation", "federation"):
            continue
        away = _OUT_OF.fullmatch(text[child.end_char : left.start_char])
        if away and _INTO.fullmatch(text[left.end_char : joined.start_char]) and joined.kb_id_ != left.kb_id_:
            for union_id in arguments.listed(child):
                if unions[union_id].level == levels[0]:
                    yield Told(union_id, joined.kb_id_, child, "member.seceded", 0.8)


def _by_plural(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Told]:
    """Unions told together: "both unions are part of the F", "Both are part of the F", "the two are locals of the X"."""
    for match in _OF_MANY.finditer(text_of(doc)):
        parent = next((span for span in mentions if 0 <= span.start_char - match.end() < 4), None)
        if parent is None or unions[parent.kb_id_].level == "local":
            continue
        which, number = match.group("which").lower(), match.group("number")
        count = _NUMBERS[number] if number else 2 if which == "both" else None
        bare = match.group("noun") is None
        if bare and (count is None or _OF_PEOPLE.search(match.group())):
            continue
        told: list[str] = []
        if unions[parent.kb_id_].level == "federation" and not bare:
            told = _named_last(mentions, match.start(), count, parent.kb_id_, unions)
        if not told:
            # without a noun of their own they are those of the list that ends before it, as many as it says
            told = _named_last(mentions, match.start(), None if bare else count, parent.kb_id_, unions, _BODIES)
            told = [] if bare and len(told) != count else told
            told = [one for one in told if unions[one].parent_union_id in {None, parent.kb_id_}]
        for union_id in told:
            yield Told(union_id, parent.kb_id_, parent, "member.both", 0.8)
