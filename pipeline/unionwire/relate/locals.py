"""National versus local: which body belongs to which union in an article, and whether it breaks ranks.

How it decides. A body whose name or description holds its parent ("Teamsters Local 25", "its Ohio affiliate") belongs
to it. A registered body without its parent in the name needs the article to say so: "an affiliate of the X", "X's
parent union, the Y", "the X, which belongs to the Y", a federation that "includes" a list of unions. A council's
local ("the council's Local 46") belongs to both. The alignment is told by cues and by the positions of both sides
(`alignment`).
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Span

from unionwire.link.unions import registry
from unionwire.nlp.extensions import UNIONS, paragraphs_of, prepare, text_of
from unionwire.nlp.union_finds import LIST_GAP
from unionwire.nlp.union_shapes import union_words
from unionwire.prefilter import PatternRows
from unionwire.records import Endorsement, Relation, Relationship, Union
from unionwire.relate.alignment import aligned
from unionwire.relate.alignment_cues import Statement, statements
from unionwire.relate.alignment_discourse import announced
from unionwire.relate.finding import evidence_at
from unionwire.relate.locals_federations import memberships
from unionwire.relate.state_bodies import dissent_from_state_bodies, locals_of_councils
from unionwire.seeds import read_jsonl

_NAMED_RULES = ("local.", "body.")
_NEITHER = re.compile(r"\b(?:[Nn]either|nor|not)\s+(?:the\s+)?$")
_PLURAL = re.compile(r"\b(?:are|were|both|belong|members|affiliates)\b")
_STOP = re.compile(r"[.;!?\n]")
_ITS = re.compile(r"\b(?:[Ii]ts|[Tt]heir)$")
_ITS_REACH = 400  # characters from the body named last to "its parent"
_NEAR = 6  # characters from a cue of membership to the name that it needs after it
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
_BODY = r"['’]s?\s+(?:[\w-]+\s+){0,3}?(?:affiliate|arm|body|chapter|branch|local|division|council|unit|federation)\b"
_COMMA = re.compile(r"\s*(?:,|—|–|--)\s*(?:the\s+)?")
_KIND = r"(?:affiliate|arm|branch|local|chapter|unit|member union)"
_AS_BODY = re.compile(r"\s*(?:,|—|–|--)\s*(?:an?|the|one)\s+$")
_BODY_NOUN = re.compile(rf"\s+(?:{_KIND}|union|body|council)\b(?!\s+(?:of|in|and|president|leader)\b)")
_LIKE = re.compile(
    r"\b(?:affiliates|locals|chapters|branches|affiliated unions|member unions),?\s+(?:like|such as|including)\s+(?:the\s+)?$"
)
_AFFILIATED = re.compile(r"-affiliated\s+")  # "the X-affiliated Harbor Cooks Union"
_OF_THE = re.compile(r"\s+of\s+(?:the\s+)?")
_BELONGS = re.compile(r",\s+(?:to|of) which\s+(?:the\s+)?$")
_BELONGED = re.compile(
    r"(?:\s+and\s+(?:[\w-]+\s+){0,3}(?:others|locals|unions|chapters))?\s+(?:belongs?|belonged|(?:is|are|was|were) (?:still |now |also |once )?affiliated|(?:is|are|was|were) (?:still |now |also |once )?(?:an? )?(?:affiliate|member|part|local|chapter)"
    r"|(?:has |have |had )?(?:returned|rejoined)|pays? dues|(?:is|are) (?:coming home|returning))\b"
)
_ITS_BODY = re.compile(rf"{_BODY}(?!\s+(?:of|for|in|and|president|leader)\b)")
_ITS_BODY_BEFORE = re.compile(rf"{_BODY}{_COMMA.pattern}")
_PARENT_APPOSITION = re.compile(
    r"['’]?\)?\s*(?:,|—|–|--)\s*(?:the|its|their|our)\s+(?:national\s+|international\s+)?parent(?:\s+(?:union|organi[sz]ation|body|group))?\b(?!\s+of)"
)


def relationships(doc: Doc, positions: list[Endorsement]) -> list[Relationship]:
    """Return the child-parent pairs that a processed Doc names, with their alignment, in text order."""
    prepare(doc)
    mentions: list[Span] = sorted(doc.spans[UNIONS], key=lambda span: (span.start, span.end))
    if not mentions:
        return []
    unions: dict[str, Union] = doc._.unions
    pairs: dict[tuple[str, str], Relationship] = {}
    for found in (
        *_by_name(mentions, unions),
        *_by_statement(doc, mentions, unions),
        *_by_council(doc, mentions, unions),
        *(
            _pair(unions[span.kb_id_], council, span, "local.one-of", 0.85)
            for span, council in locals_of_councils(doc, mentions, unions)
        ),
        *_by_parentheses(doc, mentions, unions),
        *_by_possession(doc, mentions, unions),
        *_by_kind(doc, mentions, unions),
        *_by_apposition(doc, mentions, unions),
        *(_pair(unions[told.child], *told[1:]) for told in memberships(doc, mentions, unions)),
    ):
        pairs.setdefault((found.child_union_id, found.parent_union_id), found)
    said = [*statements(doc, positions), *announced(doc, positions), *dissent_from_state_bodies(doc)]
    _add_dissenters(said, mentions, unions, pairs)
    aligned_pairs = [aligned(pair, said, positions, doc) for pair in pairs.values()]
    return sorted(aligned_pairs, key=lambda pair: (pair.evidence.start, pair.child_union_id, pair.parent_union_id))


def _by_name(mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Children whose mention holds the parent: by its rule, or since the parent's name stands inside."""
    for span in mentions:
        union = unions[span.kb_id_]
        if union.parent_union_id is None:
            continue
        named = span.id_.startswith(_NAMED_RULES)
        inside = _holds(union, span.text)
        if named or inside:
            rule = "name.parent" if inside and not named else span.id_
            yield _pair(union, union.parent_union_id, span, rule, 0.95)


def _holds(child: Union, text: str) -> bool:
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


def _by_statement(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """Pairs that the text states between two mentions in one sentence."""
    text = text_of(doc)
    starts = [span.start_char for span in mentions]
    pieces = [piece for piece in paragraphs_of(doc) if _one_between(starts, piece[0], piece[1] + _NEAR)]
    for row, match in _memberships().matches(text, pieces):
        after = [span for span in mentions if span.start_char >= match.end()]
        if not after or after[0].start_char - match.end() > _NEAR:
            continue
        if _STOP.search(text, match.end(), after[0].start_char):
            continue
        before = _before(row, match, mentions, text)
        if row.get("parent_level"):
            before = [span for span in before if unions[span.kb_id_].level == row["parent_level"]]
        its = row["id"] == "member.parent-union" and _ITS.search(text, max(0, match.start() - 6), match.start())
        if beyond := bool(its and not before):
            before = _body_before(match.start(), after[0], mentions, unions)
        longest = max((span for span in after if span.start == after[0].start), key=lambda span: span.end)
        if not before or ("then" in row and not re.match(row["then"], text[longest.end_char : longest.end_char + 60])):
            continue
        first, second = before[-1], _list_from(doc, after)
        neither = _NEITHER.search(text, max(0, first.start_char - 20), first.start_char)
        if neither or _of_its_own(first, match, mentions):
            continue
        parents = second if re.search(r"\bboth\b", match.group()) else second[:1]
        several = _PLURAL.search(text[first.end_char : match.end()])
        children = second if row["child"] == "after" else _list_to(doc, first, mentions) if several else [first]
        parents = [first] if row["child"] == "after" else parents
        for child in children:
            for parent in parents:
                if _fits(unions[child.kb_id_], unions[parent.kb_id_], row["id"]) and (
                    beyond or row.get("parent_level") or child.sent.start == parent.sent.start
                ):
                    yield _pair(unions[child.kb_id_], parent.kb_id_, child, row["id"], 0.85)


def _one_between(places: list[int], start: int, end: int) -> bool:
    """Tell whether one of the sorted `places` is from `start` up to `end`, both counted in."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] <= end


def _of_its_own(first: Span, match: re.Match[str], mentions: list[Span]) -> bool:
    """Tell whether the cue lies within another body's name: "the X, the Ohio chapter of the Y and others"."""
    return any(
        span.start_char < match.start() and match.end() < span.end_char and span.kb_id_ != first.kb_id_
        for span in mentions
    )


def _body_before(position: int, parent: Span, mentions: list[Span], unions: dict[str, Union]) -> list[Span]:
    """The body named last before "its parent" where no pronoun rule tells whose "its" is."""
    near = [span for span in mentions if 0 <= position - span.end_char <= _ITS_REACH]
    bodies = [span for span in near if _body_of(unions[span.kb_id_], unions[parent.kb_id_])]
    return bodies[-1:] if bodies and bodies[-1] == near[-1] else []


def _before(row: dict[str, Any], match: re.Match[str], mentions: list[Span], text: str) -> list[Span]:
    """The mentions before a cue from which it may speak: within its reach, or with no more than its words between."""
    if "reach" in row:
        return [span for span in mentions if 0 <= match.start() - span.end_char <= row["reach"]]
    near = [span for span in mentions if 0 <= match.start() - span.end_char <= 80]
    return [span for span in near if re.fullmatch(row["between"], text[span.end_char : match.start()])]


def _list_from(doc: Doc, after: list[Span]) -> list[Span]:
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


def _list_to(doc: Doc, last: Span, mentions: list[Span]) -> list[Span]:
    """The mentions of one list that ends with `last`: "the A and the B are members of"."""
    found = [last]
    for span in reversed(mentions):
        if span.end > found[0].start:
            continue
        if not LIST_GAP.match(text_of(doc)[span.end_char : found[0].start_char]):
            break
        found.insert(0, span)
    return found


def _fits(child: Union, parent: Union, rule: str) -> bool:
    if child.union_id == parent.union_id or parent.level == "local":
        return False
    if parent.level == "federation":
        return child.level != "federation" or child.parent_union_id == parent.union_id
    if child.parent_union_id == parent.union_id or child.level in {"local", "regional"}:
        return True
    return child.level == "national" and parent.level == "national" and rule in _OF_NATIONALS


_OF_NATIONALS = frozenset({"member.affiliate-of", "member.parent-union", "member.voted-in"})
"""The cues that can state that one national union is part of another."""


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
            and _holds(unions[first.kb_id_], first.text)
        ):
            # "AFSCME DC 7 Local 9" names the national of the local, too
            yield _pair(unions[second.kb_id_], above, second, "local.of-council", 0.9)
        if levels == ("regional", "local") and _LOCAL_OF_COUNCIL.fullmatch(gap):
            yield _pair(unions[second.kb_id_], first.kb_id_, second, "local.council-possessive", 0.9)
        elif levels == ("local", "regional") and _COUNCIL_OF_LOCAL.fullmatch(gap):
            yield _pair(unions[first.kb_id_], second.kb_id_, first, "local.of-council", 0.9)
    for first, second in itertools.pairwise(mentions):
        child, parent = unions[first.kb_id_], unions[second.kb_id_]
        gap = text[first.end_char : second.start_char]
        one_of = _ONE_OF.fullmatch(gap) and _ITS_UNIONS.match(text, second.end_char)
        if (one_of or (_IS.fullmatch(gap) and _ITS_UNION.match(text, second.end_char))) and _is_part(child, parent):
            yield _pair(child, parent.union_id, first, "member.one-of", 0.85)


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
            yield _pair(child, parent.union_id, first, "name.in-parentheses", 0.85)


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
            if _body_of(child, parent) or _city_body_of(child, parent):
                yield _pair(child, parent.union_id, first, "member.possessive", 0.85)
        elif (_ITS_BODY_BEFORE.fullmatch(gap) or _is_its_body(first, gap)) and (
            _body_of(parent, child) or _may_belong(parent, child)
        ):
            yield _pair(parent, child.union_id, second, "member.possessive", 0.85)


def _city_body_of(child: Union, parent: Union) -> bool:
    """Tell whether a federation of one place can be part of another: a county's council of the state AFL-CIO."""
    return child.level == parent.level == "federation" and child.union_id != "afl-cio" and not child.in_registry


def _is_its_body(owner: Span, gap: str) -> bool:
    """Tell whether a gap after "its" describes a body that is named behind it: "its Ohio affiliate, the X"."""
    return owner.text.lower() in {"its", "their"} and _ITS_BODY_BEFORE.fullmatch("'s" + gap) is not None


def _by_kind(doc: Doc, mentions: list[Span], unions: dict[str, Union]) -> Iterator[Relationship]:
    """A body called what it is: "the X, a Y affiliate", "Y affiliates like X", "the Y, to which X belongs"."""
    text = text_of(doc)
    for index, (first, second) in enumerate(itertools.pairwise(mentions)):
        gap = text[first.end_char : second.start_char]
        one, other = unions[first.kb_id_], unions[second.kb_id_]
        described = _AS_BODY.fullmatch(gap) and _BODY_NOUN.match(text, second.end_char)
        if described and (_may_belong(one, other) or (other.union_id == "afl-cio" and _city_body_of(one, other))):
            yield _pair(one, other.union_id, first, "member.kind", 0.85)
        elif _AFFILIATED.fullmatch(gap) and _may_belong(other, one):
            yield _pair(other, one.union_id, second, "member.affiliated", 0.9)
        elif _OF_THE.fullmatch(gap) and one.level == other.level == "federation" and other.union_id == "afl-cio":
            if one.parent_union_id in {None, "afl-cio"} and one.union_id != "afl-cio":
                yield _pair(one, other.union_id, first, "member.of", 0.85)
        elif _BELONGS.fullmatch(gap) and _BELONGED.match(text, second.end_char) and _may_belong(other, one):
            yield _pair(other, one.union_id, second, "member.belongs", 0.85)
        elif _LIKE.search(gap) and first.sent.start == second.sent.start:
            for child in _list_from(doc, mentions[index + 1 :]):
                if _body_of(unions[child.kb_id_], one):
                    yield _pair(unions[child.kb_id_], one.union_id, child, "member.such-as", 0.8)


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
    return child.parent_union_id == parent.union_id or _body_of(child, parent)


def _body_of(child: Union, parent: Union) -> bool:
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
            yield _pair(unions[children[-1].kb_id_], parent.union_id, span, "member.parent-apposition", 0.8)


def _add_dissenters(
    said: list[Statement], mentions: list[Span], unions: dict[str, Union], pairs: dict[tuple[str, str], Relationship]
) -> None:
    """A registered child that a cue sets against its parent is a pair even where no phrase joins them."""
    named = {span.kb_id_ for span in mentions}
    for statement in said:
        child = unions[statement.child]
        parent_id = statement.parent or child.parent_union_id
        if parent_id is None or parent_id not in named or (child.union_id, parent_id) in pairs:
            continue
        registered = parent_id == child.parent_union_id and child.level in {"local", "regional"}
        of_state = unions[parent_id].level == "regional" and child.level == "local" and not statement.implied
        if not registered and not of_state and not statement.rule.startswith(("breaks.left", "ahead.")):
            continue
        span = next(span for span in mentions if span.kb_id_ == child.union_id)
        pairs[child.union_id, parent_id] = _pair(child, parent_id, span, "cue.dissent", 0.8)


def _pair(child: Union, parent_id: str, span: Span, rule: str, confidence: float) -> Relationship:
    parent = registry().get(parent_id)
    relation: Relation = "local_of" if child.level == "local" else "regional_body_of"
    if child.level == "national" or (parent is not None and parent.union.level == "federation"):
        relation = "affiliate_of"
    return Relationship(child.union_id, parent_id, relation, "unstated", None, evidence_at(span.sent, rule, confidence))


@functools.cache
def _memberships() -> PatternRows[dict[str, Any]]:
    rows = (row for row in read_jsonl("alignment_cues.jsonl") if row["kind"] == "membership")
    return PatternRows(((row, re.compile(row["pattern"], re.IGNORECASE)) for row in rows), ignore_case=True)
