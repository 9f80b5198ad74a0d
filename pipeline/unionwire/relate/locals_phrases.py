"""Bodies that the words between two unions join: "X (Y)", "the Y's state affiliate, the X", "the X, a Y affiliate".

How it decides. Two neighbouring mentions are a pair where what stands between them, or right behind them, calls the one a
body of the other, and where one can be a body of the other by what they are: a local or regional body of a national,
a local of its council, a national union of a federation.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.link.unions import registry
from unionwire.nlp.extensions import text_of
from unionwire.nlp.union_finds import LIST_GAP
from unionwire.nlp.union_shapes import union_words
from unionwire.records import Relation, Relationship, Union
from unionwire.relate.finding import evidence_at

_KIND = r"(?:affiliate|arm|branch|local|chapter|unit|member union)"
_COMMA = re.compile(r"\s*(?:,|—|–|--)\s*(?:the\s+)?")
_BODY = r"['’]s?\s+(?:[\w-]+\s+){0,3}?(?:affiliate|arm|body|chapter|branch|local|division|council|unit|federation)\b"
_LOCAL_OF_COUNCIL = re.compile(r"['’]s?\s+(?:own\s+)?$")
_COUNCIL_OF_LOCAL = re.compile(
    r",?\s+(?:(?:an?|one|the)\s+(?:[\w-]+\s+){0,3}?(?:local|part|member|affiliate)\s+)?(?:of|in|under|inside|within)\s+(?:the\s+)?$"
)
# "Local 9 is one of the last big District Council 7 locals", "Local 9 is District Council 7's largest union"
_ONE_OF = re.compile(
    r",?\s+(?:(?:is|was|are|were|remains?|became)\s+)?(?:(?:still|now|also|itself)\s+)?(?:one|two|three|some|part|the\s+\w+est)?\s*(?:of|among)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}?$"
)
_ITS_UNIONS = re.compile(r"(?:['’]s?)?\s+(?:[\w-]+\s+){0,3}?(?:unions|locals|affiliates|chapters)\b")
_IS = re.compile(r",?\s+(?:is|was|remains?|became)\s+(?:the\s+)?")
_ITS_UNION = re.compile(r"['’]s?\s+(?:[\w-]+\s+){0,3}?(?:union|local|affiliate|chapter|branch|member\s+union)\b")
_IN_PARENTHESES = re.compile(r"\s+\($")
_AS_BODY = re.compile(r"(?:\s*(?:,|—|–|--)|\s+(?:is|was|remains))\s*(?:an?|the|one)\s+$")
_BODY_NOUN = re.compile(rf"\s+(?:{_KIND}|union|body|council)\b(?!\s+(?:of|in|and|president|leader)\b)")
_LIKE = re.compile(
    r"\b(?:affiliates|locals|chapters|branches|affiliated unions|member unions),?\s+(?:like|such as|including)\s+(?:the\s+)?$"
)
# "the Y, the X's parent union", "the Y is the parent of the X"
_PARENTS_OF = re.compile(r"['’]s?\s+(?:own\s+)?(?:national\s+|international\s+)?parent\b(?!\s+company)")
_PARENT_OF = re.compile(
    r"(?:,|\s+(?:is|was|remains))\s+(?:the\s+)?(?:national\s+|international\s+)?parent(?:\s+(?:union|body|organi[sz]ation))?\s+(?:of|to)\s+(?:the\s+)?"
)
_AFFILIATED = re.compile(r"-affiliated\s+")  # "the X-affiliated Harbor Cooks Union"
_OF_THE = re.compile(r"\s+of\s+(?:the\s+)?")
_BELONGS = re.compile(r",\s+(?:to|of) which\s+(?:the\s+)?$")
_BELONGED = re.compile(
    r"(?:\s+and\s+(?:[\w-]+\s+){0,3}(?:others|locals|unions|chapters))?\s+(?:belongs?|belonged|(?:is|are|was|were) (?:still |now |also |once )?affiliated|(?:is|are|was|were) (?:still |now |also |once )?(?:an? )?(?:affiliate|member|part|local|chapter)"
    r"|(?:has |have |had )?(?:returned|rejoined)|pays? dues|(?:is|are) (?:coming home|returning))\b"
)
_ITS_BODY = re.compile(rf"{_BODY}(?!\s+(?:of|for|in|and|president|leader)\b)")
_IN_PLACE = r"(?:\s+in\s+[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)?"  # "the X's affiliate in Dover, the Y"
_ITS_BODY_BEFORE = re.compile(rf"(?:{_BODY}|\s+(?:affiliate|local|chapter)\b){_IN_PLACE}{_COMMA.pattern}")
_PARENT_APPOSITION = re.compile(
    r"['’]?\)?\s*(?:,|—|–|--)\s*(?:the|its|their|our)\s+(?:national\s+|international\s+)?parent(?:\s+(?:union|organi[sz]ation|body|group))?\b(?!\s+of)"
)


def by_phrases(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Yield the pairs that phrases join; `mentions` are the unions of the text in order, `unions` those by id."""
    yield from _by_council(doc, mentions, unions)
    yield from _by_parentheses(doc, mentions, unions)
    yield from _by_possession(doc, mentions, unions)
    yield from _by_kind(doc, mentions, unions)
    yield from _by_parent(doc, mentions, unions)
    yield from _by_apposition(doc, mentions, unions)


def _by_council(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Locals of a council: "the council's own Local 46", "Local 46 of District Council 9"."""
    text = text_of(doc)
    for first, second in itertools.pairwise(mentions):
        gap = text[first.end_char : second.start_char]
        levels = unions[first.kb_id_].level, unions[second.kb_id_].level
        above = unions[first.kb_id_].parent_union_id
        if (
            second.id_ == "local.of-council"
            and above
            and gap.strip(" ,") == ""
            and holds(unions[first.kb_id_], first.text)
        ):
            # "AFSCME DC 7 Local 9" names the national of the local, too
            yield pair(unions[second.kb_id_], above, second, "local.of-council", 0.9)
        if levels == ("regional", "local") and _LOCAL_OF_COUNCIL.fullmatch(gap):
            yield pair(unions[second.kb_id_], first.kb_id_, second, "local.council-possessive", 0.9)
        elif levels == ("local", "regional") and _COUNCIL_OF_LOCAL.fullmatch(gap):
            yield pair(unions[first.kb_id_], second.kb_id_, first, "local.of-council", 0.9)
    for first, second in itertools.pairwise(mentions):
        child, parent = unions[first.kb_id_], unions[second.kb_id_]
        gap = text[first.end_char : second.start_char]
        one_of = _ONE_OF.fullmatch(gap) and _ITS_UNIONS.match(text, second.end_char)
        if (one_of or (_IS.fullmatch(gap) and _ITS_UNION.match(text, second.end_char))) and _is_part(child, parent):
            yield pair(child, parent.union_id, first, "member.one-of", 0.85)


def _by_parentheses(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """A body with the union that it belongs to in parentheses after its name: "Lakeview Fire Fighters (IAFF)"."""
    text = text_of(doc)
    for first, second in itertools.pairwise(mentions):
        child, parent = unions[first.kb_id_], unions[second.kb_id_]
        if (
            _IN_PARENTHESES.fullmatch(text[first.end_char : second.start_char])
            and text[second.end_char : second.end_char + 1] == ")"
            and child.level in {"local", "regional"}
            and parent.level == "national"
            and _same_country(child, parent)
        ):
            yield pair(child, parent.union_id, first, "name.in-parentheses", 0.85)


def _same_country(child: Union, parent: Union) -> bool:
    return child.country is None or parent.country is None or child.country == parent.country


def _by_possession(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """A body called its parent's: "the X, the Y's state affiliate", "the Y's state affiliate, the X"."""
    text = text_of(doc)
    for first, second in itertools.pairwise(mentions):
        gap = text[first.end_char : second.start_char]
        child, parent = unions[first.kb_id_], unions[second.kb_id_]
        own = second.text.lower() in {"its", "their"} and _ITS_BODY.match(
            "'s" + text[second.end_char : second.end_char + 80]
        )
        if _COMMA.fullmatch(gap) and (own or _ITS_BODY.match(text, second.end_char)):
            if body_of(child, parent) or city_body_of(child, parent):
                yield pair(child, parent.union_id, first, "member.possessive", 0.85)
        elif (_ITS_BODY_BEFORE.fullmatch(gap) or _is_its_body(first, gap) or _is_its_own(first, gap)) and (
            body_of(parent, child) or _may_belong(parent, child)
        ):
            yield pair(parent, child.union_id, second, "member.possessive", 0.85)


def city_body_of(child: Union, parent: Union) -> bool:
    """Tell whether a federation of one place can be part of another: a county's council of the state AFL-CIO."""
    return child.level == parent.level == "federation" and child.union_id != "afl-cio" and not child.in_registry


def _is_its_body(owner: Span, gap: str) -> bool:
    """Tell whether a gap after "its" describes a body that is named behind it: "its Ohio affiliate, the X"."""
    return owner.text.lower() in {"its", "their"} and _ITS_BODY_BEFORE.fullmatch("'s" + gap) is not None


def _is_its_own(owner: Span, gap: str) -> bool:
    """Tell whether nothing stands between "its" and a name: "Council 8 and its Local 11"."""
    return owner.text.lower() in {"its", "their"} and gap in {" ", " own "}


def _by_kind(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """A body called what it is: "the X, a Y affiliate", "Y affiliates like X", "the Y, to which X belongs"."""
    text = text_of(doc)
    for index, (first, second) in enumerate(itertools.pairwise(mentions)):
        gap = text[first.end_char : second.start_char]
        one, other = unions[first.kb_id_], unions[second.kb_id_]
        described = _AS_BODY.fullmatch(gap) and _BODY_NOUN.match(text, second.end_char)
        if described and (_may_belong(one, other) or (other.union_id == "afl-cio" and city_body_of(one, other))):
            yield pair(one, other.union_id, first, "member.kind", 0.85)
        elif _AFFILIATED.fullmatch(gap) and _may_belong(other, one):
            yield pair(other, one.union_id, second, "member.affiliated", 0.9)
        elif _OF_THE.fullmatch(gap) and one.level == other.level == "federation" and other.union_id == "afl-cio":
            if one.parent_union_id in {None, "afl-cio"} and one.union_id != "afl-cio":
                yield pair(one, other.union_id, first, "member.of", 0.85)
        elif (
            _BELONGS.fullmatch(gap)
            and _BELONGED.match(text, second.end_char)
            and (_may_belong(other, one) or (one.level == "federation" and other.level in {"local", "regional"}))
        ):
            yield pair(other, one.union_id, second, "member.belongs", 0.85)
        elif _LIKE.search(gap) and first.sent.start == second.sent.start:
            for child in list_from(doc, mentions[index + 1 :]):
                if body_of(unions[child.kb_id_], one):
                    yield pair(unions[child.kb_id_], one.union_id, child, "member.such-as", 0.8)


def _by_parent(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """A union called another's parent: "the Y, the X's parent union", "the Y is the parent of the X"."""
    text = text_of(doc)
    for first, second in itertools.pairwise(mentions):
        gap = text[first.end_char : second.start_char]
        parent, child = unions[first.kb_id_], unions[second.kb_id_]
        told = (
            _PARENT_OF.fullmatch(gap)
            or (_COMMA.fullmatch(gap) and _PARENTS_OF.match(text, second.end_char))
            or (_OF_THE.fullmatch(gap) and first.text.lower().startswith("the parent "))
        )
        if told and _may_belong(child, parent):
            yield pair(child, parent.union_id, second, "member.parent-of", 0.85)


def _is_part(child: Union, parent: Union) -> bool:
    """Tell whether a union can be one of another's: a local of its council or national, an affiliate of a federation."""
    if parent.level == "regional" and child.level == "local":
        own = registry().get(parent.union_id)
        return own is None or child.parent_union_id in {None, parent.union_id, parent.parent_union_id}
    return _may_belong(child, parent)


def _may_belong(child: Union, parent: Union) -> bool:
    """Tell whether a union can be an affiliate: a body of a union, a national of a federation or of its own parent."""
    if parent.level == "federation":
        return child.level == "national" and child.union_id != parent.union_id
    return child.parent_union_id == parent.union_id or body_of(child, parent)


def body_of(child: Union, parent: Union) -> bool:
    """Tell whether one union can be a body of another by what they are."""
    if child.union_id == parent.union_id or parent.level == "local" or not _same_country(child, parent):
        return False
    return child.level in {"local", "regional"} or (child.level == "national" and not child.in_registry)


def _by_apposition(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """A union that is called the parent of the local spoken of: "The X, the parent organization, ..."."""
    text = text_of(doc)
    for index, span in enumerate(mentions):
        parent = unions[span.kb_id_]
        if parent.level == "local" or not _PARENT_APPOSITION.match(text, span.end_char, span.end_char + 60):
            continue
        start = doc[span.sent.start - 1].sent.start if span.sent.start else 0
        start = doc[start - 1].sent.start if start else 0
        children = [
            other
            for other in mentions[:index]
            if other.start >= start
            and unions[other.kb_id_].level in ({"local"} if parent.level == "regional" else {"local", "regional"})
        ]
        if children:
            yield pair(unions[children[-1].kb_id_], parent.union_id, span, "member.parent-apposition", 0.8)


def list_from(doc: Doc, after: list[Span]) -> list[Span]:
    """The mentions of one list that begins with the first of `after`."""
    found = [after[0]]
    for span in after[1:]:
        gap = text_of(doc)[found[-1].end_char : span.start_char]
        if span.start < found[-1].end:
            continue
        if not LIST_GAP.match(gap) and gap.strip() != "(":
            break
        found.append(span)
    return found


def pair(child: Union, parent_id: str, span: Span, rule: str, confidence: float) -> Relationship:
    """Return the pair of a child and a parent, with the sentence of `span` for its evidence."""
    parent = registry().get(parent_id)
    relation: Relation = "local_of" if child.level == "local" else "regional_body_of"
    if child.level == "national" or (parent is not None and parent.union.level == "federation"):
        relation = "affiliate_of"
    return Relationship(child.union_id, parent_id, relation, "unstated", None, evidence_at(span.sent, rule, confidence))


def holds(child: Union, text: str) -> bool:
    """Tell whether the parent's name stands in a child's: "Teamsters Local 5", "SEA/SEIU", "1199SEIU", "Ohio-NEA"."""
    parent = registry().get(child.parent_union_id or "")
    if parent is None:
        return False
    for alias in parent.aliases:
        if alias.text.lower() in union_words()["locals_of"]:
            continue  # "Dover Firefighters" are people of a trade, whoever their union belongs to
        glued = r"|\d|[a-z]-" if child.level in {"local", "regional"} and alias.text.isupper() else ""
        if re.search(rf"(?:^|/|\d |[Tt]he |\bof {glued}){re.escape(alias.text)}(?!\w)", text):
            return True
    return False
