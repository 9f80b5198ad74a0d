"""People whom a position means without a name: "the New York senator", "the president", "both", "all three"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from spacy.tokens import Span, Token

from unionwire.link.people import people_index
from unionwire.link.places import postal

_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_COUNTED_BACK = 3  # sentences, its own included, in which "both" looks for the two
OFFICES = frozenset(
    "senator governor mayor president congressman congresswoman representative nominee incumbent challenger democrat republican "
    "comptroller councilman councilwoman front-runner frontrunner".split()
)


def described_person(noun: Token) -> Span | None:
    """Return the words that describe a person without a name, "the New York senator", or a mention of the one they can only mean.

    "The president" means whoever is president of the United States at the article's date, where the article names him or her.
    """
    doc = noun.doc
    left = min((child.left_edge.i for child in noun.children if child.i < noun.i), default=noun.i)
    if doc[left].lower_ != "the":
        return None
    if (of_state := _of_state(noun)) is not None:
        return of_state
    if noun.lower_ != "president":
        described: Span = doc[left : noun.i + 1]
        return described
    published: dt.date | None = doc._.published
    people = doc._.people
    of_something = any(child.lower_ == "of" for child in noun.children)
    if (
        published is None
        or people is None
        or of_something
        or any(token.text[:1].isupper() for token in doc[left + 1 : noun.i])
    ):
        return None
    for mention in people.mentions:
        known = people_index().people.get(mention.person_id)
        for role in known.roles if known is not None else ():
            if role.title == "president" and role.since and role.since <= published.year <= (role.until or 9999):
                named: Span = doc[mention.start : mention.end]
                return named
    return None


def _of_state(noun: Token) -> Span | None:
    """A mention of the one who holds an office of a state that follows it: "the senator from Vermont"."""
    places = [
        target
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ in {"from", "of"}
        for target in child.children
        if target.ent_type_ == "GPE"
    ]
    state = postal(places[0].text) if places else None
    people = noun.doc._.people
    if state is None or people is None:
        return None
    for mention in reversed(people.mentions):
        known = people_index().people.get(mention.person_id)
        if mention.end <= noun.i and known is not None and known.held(noun.lower_, state):
            named: Span = noun.doc[mention.start : mention.end]
            return named
    return None


def counted(head: Token, candidate_at: Mapping[int, Span]) -> list[str] | None:
    """Return the candidates named last before "both" or "all three": those of the nearest sentence that names just as many.

    None where `head` counts nobody; `candidate_at` gives the mention of a candidate at a token.
    """
    doc = head.doc
    number = _NUMBERS.get(head.lower_)
    if number is None or not (head.lower_ == "both" or any(child.lower_ == "all" for child in head.children)):
        return None
    end = head.i
    for _ in range(_COUNTED_BACK):
        start = doc[max(end - 1, 0)].sent.start
        named = dict.fromkeys(candidate_at[i].kb_id_ for i in range(start, end) if i in candidate_at)
        if named or not start:
            return list(named) if len(named) == number else []
        end = start
    return []


def another_between(span: Span, pronoun: Token) -> bool:
    """Tell whether somebody else is named between a person and a pronoun that stands two sentences off or more."""
    doc = pronoun.doc
    start = pronoun.sent.start
    if span.start >= (doc[start - 1].sent.start if start else start):
        return False
    people = doc._.people
    mentions = people.mentions if people is not None else ()
    return any(span.end <= other.start < pronoun.i and other.person_id != span.kb_id_ for other in mentions)
