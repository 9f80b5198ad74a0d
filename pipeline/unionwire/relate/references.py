"""People whom a position means without a name: "the New York senator", "the president", "both", "all three"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from spacy.tokens import Span, Token

from unionwire.link.people import people_index
from unionwire.link.places import postal
from unionwire.nlp.extensions import text_of

_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_COUNTED_BACK = 3  # sentences, its own included, in which "both" looks for the two
_EVERY = re.compile(r"\A(?:for\s+\w+\s+)?in\s+(?:(?:nearly|almost|virtually)\s+)?(?:every|each|all|most)\b")
_PROFILE_REACH = 800  # characters back to the person of a profile whose paragraphs open with "he" or "she"
_MALE = frozenset({"he", "him", "his"})
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
    if doc[left].lower_ != "the" or of_every_race(noun):
        return None
    if (place := _place_after(noun)) is not None:
        return _of_state(noun, place)
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


def _place_after(noun: Token) -> str | None:
    """The state that follows an office, whatever the parse hangs it on: "the senator from Vermont"."""
    doc = noun.doc
    if noun.i + 2 >= len(doc) or doc[noun.i + 1].lower_ not in {"from", "of"}:
        return None
    start, end = noun.i + 2, noun.i + 3
    while end < len(doc) and doc[end].ent_type_ == "GPE" and doc[end].ent_iob_ == "I":
        end += 1
    return postal(doc[start:end].text) if doc[start].ent_type_ == "GPE" else None


def of_every_race(noun: Token) -> bool:
    """Tell whether an office is one of all elections: "the Democrat in every election since 2000"."""
    return _EVERY.search(noun.doc[noun.i + 1 : min(noun.i + 7, noun.sent.end)].text) is not None


def is_another(noun: Token, person_id: str) -> bool:
    """Tell whether an office cannot mean the person it was taken for.

    "The senator from Vermont" is no New Yorker, and "the Democrat in every election" is somebody else each time.
    """
    if noun.lower_ in OFFICES and of_every_race(noun):
        return True
    state = _place_after(noun) if noun.lower_ in OFFICES else None
    known = people_index().people.get(person_id)
    return state is not None and known is not None and not known.held(noun.lower_, state)


def _of_state(noun: Token, state: str) -> Span | None:
    """A mention of the one who holds an office of a state; None where the text names no such person before."""
    people = noun.doc._.people
    for mention in reversed(people.mentions if people is not None else ()):
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
    the = any(child.lower_ in {"the", "those"} for child in head.children) and number is not None and number > 2
    if number is None or not (the or head.lower_ == "both" or any(child.lower_ == "all" for child in head.children)):
        return None
    if the and any(child.dep_ in {"prep", "relcl", "acl"} for child in head.children):
        return None
    end, named = head.i, {}
    for _ in range(_COUNTED_BACK + 2 * the):  # "the three" may stand further off, with others named between
        start = doc[max(end - 1, 0)].sent.start
        named = dict.fromkeys(candidate_at[i].kb_id_ for i in range(start, end) if i in candidate_at)
        if the and start and len(named) != number:
            end = start
            continue
        if named or not start:
            break
        end = start
    if named and len(named) == number:
        return list(named)
    # "all three" may be everybody of whom the article has spoken
    everybody = dict.fromkeys(candidate_at[i].kb_id_ for i in range(head.i) if i in candidate_at)
    return list(everybody) if number > 2 and not the and len(everybody) == number else []


def another_between(span: Span, pronoun: Token) -> bool:
    """Tell whether somebody else is named between a person and a pronoun that stands two sentences off or more."""
    doc = pronoun.doc
    start = pronoun.sent.start
    if span.start >= (doc[start - 1].sent.start if start else start):
        return False
    people = doc._.people
    mentions = people.mentions if people is not None else ()
    return any(span.end <= other.start < pronoun.i and other.person_id != span.kb_id_ for other in mentions)


def lone_before(pronoun: Token, earlier: list[Span]) -> str | None:
    """The candidate of whom the paragraphs before one that opens with a pronoun tell: the only person named there.

    `earlier`: the mentions of candidates before the pronoun, in text order.
    """
    text = text_of(pronoun.doc)
    if not earlier or "\n\n" not in text[max(0, pronoun.sent.start_char - 3) : pronoun.idx]:
        return None
    near = [span for span in earlier if pronoun.idx - span.end_char <= _PROFILE_REACH]
    known = people_index().people.get(near[-1].kb_id_) if near else None
    if known is not None and known.gender not in {None, "m" if pronoun.lower_ in _MALE else "f"}:
        return None
    others = pronoun.doc[(near[-1].end if near else pronoun.i) : pronoun.i]
    alone = len({span.kb_id_ for span in near}) == 1 and not any(token.ent_type_ == "PERSON" for token in others)
    return str(near[-1].kb_id_) if alone else None
