"""Slates: several people backed in one breath for several seats, "Roe in the 2nd District, Voss in the 6th and Dade for sheriff".

How it decides. Parses of such lists hang each person on the office before. Here the words after a word of endorsement are read
from left to right: a person with what introduces him or her, an aside, an office ("for sheriff", "in the 6th", "(District 4)"),
then a comma, a semicolon or "and" and the next one; a verb or a union ends the list. Two of its members need an office
that is elected. A slate may also stand after a colon, headed by a noun ("its choices: ...") or by a plural object ("backs
three newcomers: ..."), and under a head without a union it goes on with the last union's.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_names import NameMention
from unionwire.nlp.candidate_shapes import TITLES
from unionwire.nlp.candidates import ensure_candidate
from unionwire.nlp.extensions import tokens_among
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.frames import of_kind
from unionwire.relate.group_sentences import group_sentences
from unionwire.relate.roles import about_elections, acting_unions
from unionwire.relate.slate_lines import slate_lines, slate_sentences
from unionwire.relate.stance import stance_of
from unionwire.relate.words import is_finite

_SEAT = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|[Dd]istrict|[Ww]ard|[Pp]recinct|[Zz]one|[Pp]osition|[Ss]eat|[Tt]erm|re-?election|attorney|[Ss]heriff|clerk|"
    r"treasurer|auditor|comptroller|controller|assessor|coroner|[Gg]overnor|[Mm]ayor|[Cc]ouncil|[Bb]oard|Senate|House|Assembly|Congress|"
    r"judge|[Cc]ourt|[Cc]ommission(?:er)?|[Ss]upervisors?|trustee|alder(?:man|woman|person)|secretary|[Ll]egislature|president|delegate|"
    r"[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth|[Ss]eventh|[Ee]ighth|[Nn]inth|[Tt]enth|at-large|At-Large)\b"
)
# Offices that several people fill: "Roe, Voss and Dade for the three open seats"
_SHARED = re.compile(
    r"^for\s+(?:(?:the|its|a|\w+)\s+){0,4}?(?:seats|openings|positions|spots)\b"
    r"|^for\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:[Cc]ouncil|(?:[Ss]chool\s+|[Cc]ounty\s+)[Bb]oard|[Bb]oard\s+of\s+\w+|[Cc]ommission|[Ll]egislature)\b"
)
_BARS = frozenset('who which that whom whose to instead rather than than if not while because ? ! “ ” "'.split())
_JOINTS = frozenset({",", ";", "and", "&", "—", "–"})
_SEATING = frozenset({"for", "in", "as", "at", "from", "to"})
_INTRODUCTION = 14  # words at most before a person: "the Rev.", "state Sen.", "the lawyer and former teacher"
_OFFICE = 20  # words of an office at most
_ASIDE = 12
_RIVALS = frozenset({"by", "of", "over", "against", "from"})
_REPEATED = frozenset({"to", "of", "behind"})
_OPENED = frozenset({"was", "were", "are", "is", "include", "includes", "included", ":"})
_MANY = frozenset(
    "candidates incumbents challengers newcomers democrats republicans hopefuls contenders judges lawmakers councilmembers legislators "
    "senators representatives councilors commissioners supervisors".split()
)
_NOT_THESE = frozenset({"against", "other", "besides", "over", "than"})
_ALSO = frozenset({"also", "others", "other"})
_OF_PARTY = frozenset({"democratic", "republican", "gop", "labour", "conservative", "liberal"})


@dataclasses.dataclass(frozen=True, slots=True)
class _Item:
    """A person of a list; `seat`: the words of the office, "" for none."""

    mention: NameMention
    seat: str


def slates(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the lists of people that words of endorsement open; `found`: what other readings have found, by place."""
    people = {mention.start: mention for mention in doc._.people.mentions} if doc._.people is not None else {}
    for finding in found:
        governs = any(other.candidates and finding.trigger.is_ancestor(other.trigger) for other in found)
        if governs and not finding.candidates:
            continue  # "chose not to endorse Roe and Voss"
        if finding.stance == "endorsed" and (items := _after(finding.trigger, people, arguments)):
            named = _made(doc, items, arguments)
            stance = stance_of(finding.trigger, "endorsed")
            if named and stance is not None:
                yield dataclasses.replace(finding, candidates=named, stance=stance)
    for token in tokens_among(doc, _heads()):
        yield from _headed(token, people, arguments, found)
    yield from slate_lines(doc, arguments)
    yield from slate_sentences(doc, arguments, found)
    yield from group_sentences(doc, arguments, found)


@functools.cache
def _heads() -> frozenset[str]:
    """The words that head a slate: nouns ("choices", "slate") and participles ("also endorsed were ...")."""
    return frozenset(form for frame in of_kind("slate") for form in frame.forms)


def _end_of(sentence: Span) -> int:
    """The end of a sentence; that of the next one where a title's full stop has cut it: "..., Capt. | Ann Roe for sheriff"."""
    doc = sentence.doc
    if sentence.end < len(doc) and sentence.end - 2 > sentence.start and doc[sentence.end - 1].text == ".":
        word = doc[sentence.end - 2].lower_
        if word in TITLES or f"{word}." in TITLES:
            end: int = doc[sentence.end].sent.end
            return end
    return int(sentence.end)


def _after(trigger: Token, people: Mapping[int, NameMention], arguments: Arguments) -> list[_Item]:
    """The list that stands after a word of endorsement; empty where it is no list of people for offices."""
    end = _end_of(trigger.sent)
    colon = next(
        (token.i for token in trigger.doc[trigger.i + 1 : min(trigger.i + 12, end)] if token.text == ":"), None
    )
    grouped = _group_before(trigger, end, people) if colon is None else None
    colon = grouped if colon is None else colon
    items = _items(trigger.doc, trigger.i + 1 if colon is None else colon + 1, end, people, arguments)
    seated = sum(_SEAT.search(item.seat) is not None for item in items)
    shared = len(items) > 1 and _SHARED.search(items[-1].seat) is not None
    if len(items) < 2 or (seated < 2 and not shared and (colon is None or not about_elections(trigger, arguments))):
        return []
    if colon is not None:
        between = trigger.doc[trigger.i + 1 : colon]
        if any(word.lower_ in _NOT_THESE for word in between) or any(
            is_finite(token) or arguments.union_span(token) is not None for token in between
        ):
            return []
    return items


def _group_before(trigger: Token, end: int, people: Mapping[int, NameMention]) -> int | None:
    """The place of a plural noun for candidates right before their names, or of the dash after it: "backs candidates Roe and Voss"."""
    doc = trigger.doc
    noun = next((token for token in doc[trigger.i + 1 : min(trigger.i + 7, end)] if token.lower_ in _MANY), None)
    if noun is None or any(token.i in people for token in doc[trigger.i + 1 : noun.i]):
        return None
    if noun.i + 1 in people:
        return noun.i
    after = doc[noun.i + 1 : min(noun.i + 12, end)]
    dash = next((token.i for token in after if token.text in {"—", "–", "--"}), None)
    return dash if dash is not None and not any(token.i in people for token in doc[noun.i : dash]) else None


def _headed(
    head: Token, people: Mapping[int, NameMention], arguments: Arguments, found: list[Finding]
) -> Iterator[Finding]:
    """The slate under a noun or a participle: "The X made its choices: ...", "Also endorsed were ...", "Other picks: ..."."""
    doc, sentence = head.doc, head.sent
    opened = next(
        (token.i for token in doc[head.i + 1 : min(head.i + 14, sentence.end)] if token.lower_ in _OPENED), None
    )
    participle = head.lower_.endswith("ed")
    if opened is None:
        return
    also = any(token.lower_ in _ALSO for token in doc[max(sentence.start, head.i - 3) : head.i])
    also = also or (head.lower_ == "endorsements" and head.i > sentence.start and head.nbor(-1).lower_ in _OF_PARTY)
    by_union = head.i + 1 < len(doc) and doc[head.i + 1].lower_ == "by"
    if doc[opened].text != ":" and not (also or (participle and by_union)):
        return
    if participle and not (also or by_union):
        return
    if any(is_finite(token) for token in doc[head.i + 1 : opened]):
        return
    items = _items(doc, opened + 1, sentence.end, people, arguments)
    if not any(_SEAT.search(item.seat) for item in items) and not (
        participle and also and doc[opened].text != ":" and _names_at_once(doc, opened, items)
    ):
        return
    own = [span for span in arguments.outermost if sentence.start <= span.start and span.end <= opened]
    unions = arguments.listed(own[-1]) if own else []
    if not unions and head.i - sentence.start <= 3:
        earlier = [
            finding
            for finding in found
            if finding.trigger.i < head.i and finding.candidates and _sentences_back(finding.trigger, head) <= 3
        ]
        unions = earlier[-1].unions if earlier else []
    verb = head.head if head.dep_ in {"dobj", *SUBJECTS} else head
    if not unions:
        unions = acting_unions(verb, arguments)[0]
    stance = stance_of(verb, "endorsed")
    if unions and stance == "endorsed" and (named := _made(doc, items, arguments)):
        yield Finding(head, unions, named, "endorsed", "slate.headed", LIKELY if own else SURFACE)


def _names_at_once(doc: Doc, opened: int, items: list[_Item]) -> bool:
    """Tell whether persons follow with no more than titles before them: "Also endorsed were Sens. Roe and Voss", not "Roe's bill"."""
    first = items[0].mention.start if items else opened
    return bool(items) and not any(token.lower_ in _RIVALS for token in doc[opened + 1 : first])


def _sentences_back(earlier: Token, later: Token) -> int:
    return sum(1 for token in later.doc[earlier.i + 1 : later.i + 1] if token.is_sent_start)


def _made(doc: Doc, items: list[_Item], arguments: Arguments) -> list[str]:
    """The candidates of a list, made such where the article has not done so."""
    named = [ensure_candidate(doc, doc[item.mention.start : item.mention.end]) for item in items]
    arguments.refresh()
    return list(dict.fromkeys(person for person in named if person is not None))


def _items(doc: Doc, start: int, end: int, people: Mapping[int, NameMention], arguments: Arguments) -> list[_Item]:
    """The people listed from `start` on, up to the first word that is no part of such a list."""
    found: list[_Item] = []
    i = start
    while i < end:
        seat, j = _introduced(doc, i, end, people, arguments)
        if j is None:
            break
        mention = people[j]
        i = mention.end
        if i < end and doc[i].dep_ == "case":
            return []  # "supports Roe's bill"
        after, i = _seat(doc, i, end, people, arguments)
        found.append(_Item(mention, after or seat))
        i = _past_place(doc, i, end)
        if i >= end or doc[i].text not in _JOINTS:
            break
    return found


def _past_place(doc: Doc, start: int, end: int) -> int:
    """The place after the town of a person of a list: "Roe of Salem and Voss of Dover"."""
    if start + 1 >= end or doc[start].lower_ != "of" or not doc[start + 1].text[:1].isupper():
        return start
    i = start + 1
    while i < end and doc[i].text[:1].isupper():
        i += 1
    return i


def _introduced(
    doc: Doc, start: int, end: int, people: Mapping[int, NameMention], arguments: Arguments
) -> tuple[str, int | None]:
    """The next person after joints and what introduces him or her ("and the Rev."), with an office that stands before."""
    first, seat = start, ""
    while first < end and (doc[first].text in _JOINTS or doc[first].is_space):
        first += 1
    if first < end and doc[first].lower_ in _REPEATED:
        first += 1  # "to Roe for the Senate and to Voss for the House"
    commas = 1 if first < end and doc[first].lower_ in _SEATING - {"to"} else 0
    for i in range(first, min(first + _INTRODUCTION, end)):
        if i in people:
            return (doc[first:i].text if commas else seat), i
        token = doc[i]
        if token.text == "," and commas:
            continue
        if (
            is_finite(token)
            or token.lower_ in _BARS
            or token.text in {",", ";", ":", "("}
            or i in _union_tokens(arguments)
        ):
            return "", None
    return "", None


def _union_tokens(arguments: Arguments) -> frozenset[int]:
    known: frozenset[int] | None = arguments.doc.user_data.get("unionwire_union_tokens")
    if known is None:
        known = frozenset(i for span in arguments.outermost for i in range(span.start, span.end))
        arguments.doc.user_data["unionwire_union_tokens"] = known
    return known


def _seat(doc: Doc, start: int, end: int, people: Mapping[int, NameMention], arguments: Arguments) -> tuple[str, int]:
    """The office after a person, past an aside between commas, and where the list goes on."""
    i = start
    if i < end and doc[i].text == "(":
        close = next((k for k in range(i + 1, min(i + _OFFICE, end)) if doc[k].text == ")"), None)
        if close is None:
            return "", i
        inside, i = doc[i + 1 : close].text, close + 1
        if i >= end or doc[i].lower_ not in _SEATING:
            return inside, i
    if i + 1 < end and doc[i].lower_ in {"over", "against"}:
        rival = next((k for k in range(i + 1, min(i + 8, end)) if k in people), None)
        i = people[rival].end if rival is not None else i
    if i < end and doc[i].text == ",":
        i = _past_aside(doc, i, end, people)
    if i >= end or doc[i].lower_ not in _SEATING:
        return "", start if start < end and doc[start].text == "," else i
    past = 0
    for k in range(i + 1, min(i + 1 + _OFFICE, end)):
        token = doc[k]
        if k < past:
            continue
        if k in people and any(word.lower_ in _RIVALS for word in doc[max(i + 1, k - 4) : k]):
            past = people[k].end  # whose seat it is, or who else wants it: "held by Rep. Roe", "over Voss"
            continue
        if k in people or k in _union_tokens(arguments) or is_finite(token) or (token.lower_ in _BARS and k > i + 1):
            return doc[i:k].text, k
        if token.text in {",", ";", ".", ":", "—", "–"} or (
            token.lower_ in {"and", "&"} and _introduced(doc, k, end, people, arguments)[1] is not None
        ):
            return doc[i:k].text, k
    return doc[i : min(i + 1 + _OFFICE, end)].text, min(i + 1 + _OFFICE, end)


def _past_aside(doc: Doc, comma: int, end: int, people: Mapping[int, NameMention]) -> int:
    """The place after ", a retired nurse," where an office follows it; else the comma itself."""
    for k in range(comma + 1, min(comma + _ASIDE, end - 1)):
        if k in people or is_finite(doc[k]) or doc[k].text in {";", ":", "."} or doc[k].lower_ == "and":
            return comma
        if doc[k].text == ",":
            return k + 1 if doc[k + 1].lower_ in _SEATING else comma
    return comma
