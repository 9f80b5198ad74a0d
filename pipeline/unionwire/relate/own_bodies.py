"""A parent's bare name that means the one local of which a text speaks: "Teamsters Local 5 met. The Teamsters are for Roe".

How it decides. A city paper that has named a local goes on with the short name of its parent. A position under that name is the
local's where the text has just one body of the parent, named before it, never speaks of the parent as the national one, and where the
race is one of a place: the person is no politician of the registry, or seeks an office of a city or county. A position against the
local's own in the same race stays with the parent: the text then tells of two bodies.
"""

from __future__ import annotations

import dataclasses
import re

from spacy.tokens import Doc, Span

from unionwire.link.people import people_index
from unionwire.nlp.extensions import text_of
from unionwire.records import Endorsement, Union
from unionwire.relate.arguments import Arguments

_PLACES_OFFICES = frozenset({"mayor", "city_council", "other"})
_STATES_OFFICES = frozenset({"governor", "senate", "house", "attorney_general", "state_legislature"})
_BODIES = frozenset({"local", "regional"})
_NATIONAL = re.compile(
    r"\b(?:[Nn]ational(?:ly)?|[Ii]nternational(?:ly)?|parent|headquarters|Washington|nationwide|leadership|as\s+a\s+whole|itself)\b"
)
_EARLY = re.compile(r"\b(?:primary|selection|nomination)\b")
_HEADLINE = 160  # characters at most of a headline
_AROUND = 40  # characters on either side of a name in which a text says that the national body is meant


def with_own_bodies(facts: list[Endorsement], doc: Doc, arguments: Arguments) -> list[Endorsement]:
    """Return the facts, those under a parent's bare name given to the local that the name stands for."""
    unions: dict[str, Union] = doc._.unions
    bodies = _lone_bodies(arguments, unions)
    if not bodies:
        return facts
    return [
        dataclasses.replace(fact, union_id=body)
        if (body := bodies.get(fact.union_id)) is not None and _means_body(fact, body, facts, arguments)
        else fact
        for fact in facts
    ]


def _lone_bodies(arguments: Arguments, unions: dict[str, Union]) -> dict[str, str]:
    """Parent -> its only body in the text, for parents that the text also names by themselves."""
    named = {span.kb_id_ for span in arguments.outermost}
    bodies: dict[str, set[str]] = {}
    for union_id in named:
        union = unions.get(union_id)
        if union is not None and union.level in _BODIES and union.parent_union_id in named:
            bodies.setdefault(union.parent_union_id, set()).add(union_id)
    return {parent: next(iter(found)) for parent, found in bodies.items() if len(found) == 1}


def _means_body(fact: Endorsement, body: str, facts: list[Endorsement], arguments: Arguments) -> bool:
    place = fact.evidence.start
    before = [span for span in arguments.outermost if span.kb_id_ == body and span.start_char < place]
    names = [span for span in arguments.outermost if span.kb_id_ == fact.union_id]
    here = [span for span in names if place <= span.start_char < fact.evidence.end]
    if _in_headline(fact, arguments.doc) and not any(_national(span) for span in names):
        same = (fact.candidate_id, fact.stance)
        if any(other.union_id == body and (other.candidate_id, other.stance) == same for other in facts):
            return True
    if not before or not here or any(_national(span) for span in names) or _spelt_out(names, fact.union_id, arguments):
        return False
    if names[0].start < before[0].start or not _of_a_place(fact, facts, body, arguments.doc):
        return False
    own = [other for other in facts if other.union_id == body and other.cycle == fact.cycle]
    return not any(_contradicts(other, fact) for other in own)


def _in_headline(fact: Endorsement, doc: Doc) -> bool:
    """Tell whether a position stands in the headline that opens a text: a first paragraph without a full stop."""
    text = text_of(doc)
    first = text.find("\n\n")
    end = fact.evidence.start + len(fact.evidence.sentence.rstrip())
    return 0 < end <= first < _HEADLINE and text[:first].rstrip()[-1:] not in {".", "!", "”", '"'}


def _national(span: Span) -> bool:
    """Tell whether a text says of a name that the whole union is meant: "the national Teamsters", "the UAW as a whole"."""
    text = text_of(span.doc)
    around = text[max(0, span.start_char - _AROUND) : span.end_char + _AROUND]
    if not span.id_.startswith("shortform."):  # "International" in a name says nothing, in "its international" all
        around = text[max(0, span.start_char - _AROUND) : span.start_char] + " "
        around += text[span.end_char : span.end_char + _AROUND]
    return _NATIONAL.search(around) is not None


def _spelt_out(names: list[Span], parent: str, arguments: Arguments) -> bool:
    """Tell whether a text gives the parent's full name by itself."""
    union: Union | None = arguments.doc._.unions.get(parent)
    return union is not None and any(span.text.lower().removeprefix("the ") == union.name.lower() for span in names)


def _of_a_place(fact: Endorsement, facts: list[Endorsement], body: str, doc: Doc) -> bool:
    """Tell whether a position is on a race of a city or county; one on nobody, beside a position of the body on such a race."""
    if fact.candidate_id is None:
        return any(
            other.union_id == body and other.candidate_id is not None and _of_a_place(other, facts, body, doc)
            for other in facts
        )
    candidate = doc._.candidates.get(fact.candidate_id)
    office = fact.office or (candidate.office if candidate is not None else None)
    if doc._.unions[body].level == "regional" and office in _STATES_OFFICES:
        return True
    return fact.candidate_id not in people_index().people and office in {*_PLACES_OFFICES, None, "state_legislature"}


def _contradicts(own: Endorsement, fact: Endorsement) -> bool:
    """Tell whether two positions in one election cannot be of one body."""
    if own.candidate_id == fact.candidate_id:
        return own.stance != fact.stance and "withdrawn" not in {own.stance, fact.stance}
    if own.candidate_id is None or fact.candidate_id is None:
        return {own.stance, fact.stance} & {"declined"} != set() and "withdrawn" not in {own.stance, fact.stance}
    early = [_EARLY.search(told.evidence.sentence) is not None for told in (own, fact)]
    same_office = own.office == fact.office and early[0] == early[1]
    return same_office and own.stance == fact.stance == "endorsed"
