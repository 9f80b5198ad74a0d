"""Unions in a list of who backs somebody: "a list of endorsers that also includes the X", "endorsements from groups like the X".

How it decides. A noun for backers or their support, then a word that opens a list ("including", "such as", "came from", a dash),
then the list, whose other members need be no unions. Whose list it is stands beside the noun ("her backers", "endorsements for
Roe", "groups behind Roe") or is the subject of a verb of having or showing ("Roe boasts"); failing that, it is the only candidate
of the paragraph so far. A noun with an object of its own that is no person ("support for the bill") has no such list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.clause_shapes import CAMPAIGN_NOUNS
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.frames import by_form
from unionwire.relate.roles import targets
from unionwire.relate.stance import is_lacking, is_negated, is_question, stance_of
from unionwire.relate.standins import listed_from
from unionwire.relate.words import is_finite, words

_OPENS = re.compile(
    r"(?:\b(?:includ(?:es?|ed|ing)|such\s+as|like|among\s+(?:them|others|those)|rang(?:es?|ed|ing)\s+from|made\s+up\s+of|featur(?:es?|ed|ing)|from|"
    r"(?:com(?:es?|ing)|came)\s+(?:\w+\s+)?from)\b|[—–:]|--)"
)
_GROUPS = frozenset("groups unions organizations organisations coalition roster list slate array locals labor".split())
_LISTS = frozenset({"list", "roster", "lineup"})
_UNIONS_FOR = re.compile(
    r"\b(?:unions?|locals|labor\s+(?:groups|organizations)|endorse\w+|backers|supporters)\b(?!.*\b(?:against|oppos\w+)\b)(?=.*\b(?:side|endors\w*|back\w*|support\w*|behind|corner|camp)\b)"
)
_SIDING = frozenset("behind backing supporting endorsing boosting".split())
_LOOSE = frozenset({"endorsements", "endorsers", "backers", "supporters", "boosters"})
_LISTING_VERBS = frozenset(
    "feature features featured include includes included range ranges ranged come comes came have has had is are was were".split()
)
_PERSON_AFTER = frozenset({"for", "of", "behind", "to"})
_MODIFIERS = frozenset({"compound", "amod", "nmod", "det", "poss", "case"})
_AHEAD = 22  # words at most from the noun to the word that opens its list
_NEAR = 9  # the same where "from" opens it
_VOICES = frozenset({"website", "site", "page", "team", "literature", "flier", "ad", "ads", "mailer"})
_FROM_WHOM = frozenset({"endorsement", "support", "backing"})
_STAND_INS = frozenset({"one", "those", "another"})
_STEPS = 5
_ASIDE = 9  # words at most between a subject and its verb


def backer_lists(arguments: Arguments) -> Iterator[Finding]:
    """Yield the unions that sentences list as somebody's backers."""
    doc = arguments.doc
    last = -1
    for span in arguments.outermost:
        sentence = arguments.sentence(span)
        if sentence.start == last:
            continue
        last = sentence.start
        for noun in sentence:
            if noun.lower_ in _nouns() and arguments.union_span(noun) is None:
                yield from _read(doc[noun.i], arguments)


def _nouns() -> frozenset[str]:
    return frozenset({*by_form("backers"), "endorsement", "support", "backing", *_GROUPS})


def _read(noun: Token, arguments: Arguments) -> Iterator[Finding]:
    doc, end = noun.doc, noun.sent.end
    first = next((span for span in arguments.outermost if noun.i < span.start < end), None)
    if first is None or first.id_ == "shortform.pronoun":
        return
    text = text_of(doc)
    opening = _opening(noun, first, text)
    if opening is None:
        return
    people, confidence = _owner(noun, opening, arguments)
    if not people or is_question(noun) or is_negated(noun) or is_lacking(noun):
        return
    verb = _verb(noun)
    if verb is not None and (
        verb.lower_ in words("seeking") | words("hoping") or stance_of(verb, "endorsed") != "endorsed"
    ):
        return
    unions = listed_from(first, arguments)
    yield Finding(noun, unions, people, "endorsed", "backers.list", confidence)


def _opening(noun: Token, first: Span, text: str) -> int | None:
    """Where the words that open a list begin (a place of the text); None where no list stands between noun and union."""
    doc, start = noun.doc, noun.idx + len(noun)
    for match in _OPENS.finditer(text, start, first.start_char):
        before = doc.char_span(start, match.start(), alignment_mode="contract")
        after = doc.char_span(match.end(), first.start_char, alignment_mode="contract")
        if before is not None and len(before) > (_NEAR if match.group() == "from" else _AHEAD):
            return None
        if match.group() == "from" and before is not None and any(_moves(token) for token in before):
            continue  # "its endorsement of Roe, breaking from the X"
        if before is not None and any(token.lower_ in _STAND_INS for token in before) and _names_somebody(before):
            return None  # "has the X's endorsement, and Voss one from the Y"
        if before is not None and any(
            is_finite(token) and token.lower_ not in _LISTING_VERBS | _SIDING for token in before
        ):
            return None
        if after is None or not any(is_finite(token) or token.text == ";" for token in after):
            return match.start()
    return None


def _names_somebody(words_between: Span) -> bool:
    """Tell whether a person stands among words; "one" of "this one from the A" is the endorsement itself where none does."""
    return any(
        (token.text[:1].isupper() and token.ent_type_ != "DATE") or token.lower_ in {"his", "her"}
        for token in words_between
    )


def _moves(token: Token) -> bool:
    """Tell whether a word is a participle to which "from" may belong."""
    return token.lower_.endswith(("ing", "ed")) and token.dep_ in {
        "advcl",
        "acl",
        "xcomp",
        "conj",
        "pcomp",
        "ROOT",
        "prep",
    }


def _owner(noun: Token, opening: int, arguments: Arguments) -> tuple[list[str], float]:
    """Whose backers a noun tells of, and how sure that is."""
    beside, blocked = _beside(noun, opening, arguments)
    if beside or blocked:
        return beside, LIKELY
    if noun.lower_ in _LISTS and noun.i - noun.sent.start == 1 and _tells_of_backing(noun):
        told = _told_in_paragraph(noun)
        return (told if len(told) == 1 else []), SURFACE
    if noun.lower_ in _GROUPS:
        return [], LIKELY
    of_list = noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ in _LISTS
    for held in (noun, *((noun.head.head,) if of_list else ())):  # "Roe's list of supporters"
        for child in held.children:
            if child.dep_ == "poss" and child.i < noun.i:
                return targets(child, arguments, create=False), LIKELY
    verb = _verb(noun)
    if verb is not None and (_shows(verb) or _accompanies(noun)):
        for subject in arguments.subjects(verb):
            owned = next((child for child in subject.children if child.dep_ == "poss"), subject)
            if people := targets(owned if subject.lower_ in _VOICES else subject, arguments, create=False):
                return people, LIKELY
        if verb.dep_ in {"acl", "relcl"} and (people := targets(verb.head, arguments, create=False)):
            return people, LIKELY
        return _right_before(verb, arguments), LIKELY
    if noun.lower_ in _LOOSE and noun.i - noun.sent.start <= 3:
        told = _told_in_paragraph(noun)
        return (told if len(told) == 1 else []), SURFACE
    return [], LIKELY


def _told_in_paragraph(noun: Token) -> list[str]:
    """The candidates whom the paragraph of a noun has named before it."""
    top = text_of(noun.doc).rfind("\n\n", 0, noun.idx)
    return sorted({span.kb_id_ for span in noun.doc.spans[CANDIDATES] if top < span.start_char < noun.idx})


def _tells_of_backing(noun: Token) -> bool:
    """Tell whether "the list" goes on from a sentence on whom unions are for: "Some 40 unions are on her side. The list includes ..."."""
    before = noun.doc[noun.sent.start - 1].sent if noun.sent.start else None
    return before is not None and _UNIONS_FOR.search(before.text) is not None


def _beside(noun: Token, opening: int, arguments: Arguments) -> tuple[list[str], bool]:
    """The person after "for", "of" or "behind" right after the noun; whether something else stands there instead."""
    doc = noun.doc
    after = [token for token in doc[noun.i + 1 : min(noun.i + 9, noun.sent.end)] if token.idx < opening]
    grouped = noun.lower_ in _GROUPS
    for position, token in enumerate(after):
        if token.lower_ not in (_SIDING if grouped else _PERSON_AFTER):
            if grouped and not token.is_punct:
                continue
            return [], False
        if token.lower_ == "of" and position + 1 < len(after) and after[position + 1].lower_ in _GROUPS | {"a"}:
            return [], False  # "the support of a coalition that ranges from ..."
        if token.lower_ == "of" and noun.lower_ in _FROM_WHOM and _has_gainer(noun):
            return [], True  # "Roe picked up the endorsement of Governor Voss": whose it is stands in front
        for other in doc[token.i + 1 : min(token.i + 10, noun.sent.end)]:
            if (person := arguments.candidate_span(other)) is not None:
                owned = doc[person.end] if person.end < len(doc) else None
                if owned is not None and owned.dep_ == "case" and owned.head.lower_ not in CAMPAIGN_NOUNS:
                    return [], owned.head.head.lower_ not in CAMPAIGN_NOUNS
                return arguments.people(person.root, create=False) or [person.kb_id_], False
            if other.dep_ not in _MODIFIERS and other.lower_ not in CAMPAIGN_NOUNS:
                return [], True
        return [], True
    return [], False


def _has_gainer(noun: Token) -> bool:
    """Tell whether the noun is what somebody gets: "Roe picked up the endorsement of ..."."""
    verb = _verb(noun)
    return verb is not None and verb.lower_ in by_form("gain") and any(c.dep_ in SUBJECTS for c in verb.children)


def _verb(noun: Token) -> Token | None:
    """The verb above a noun, through "a list of", "a number of" and "with"."""
    token = noun
    for _ in range(_STEPS):
        if token.dep_ in {"dobj", "nsubj", "nsubjpass", "attr"}:
            return token.head
        if token.dep_ not in {"pobj", "prep", "conj", "nmod", "compound"}:
            return None
        token = token.head
        if token.dep_ in {"ROOT", "ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp"}:
            return token
    return None


def _right_before(verb: Token, arguments: Arguments) -> list[str]:
    """The person of whom a verb without a subject tells, past an aside: "In the race, Roe, of Ohio, promoted ..."."""
    if any(child.dep_ in SUBJECTS for child in verb.children) or verb.dep_ != "ROOT":
        return []
    at = verb.i - 1
    while at > verb.sent.start and verb.doc[at].dep_ in {"aux", "advmod"}:
        at -= 1
    if verb.doc[at].text == ",":
        opening = next((i for i in range(at - 1, max(at - _ASIDE, verb.sent.start), -1) if verb.doc[i].text == ","), at)
        at = opening - 1
    span = arguments.candidate_span(verb.doc[at])
    return [span.kb_id_] if span is not None else []


def _shows(verb: Token) -> bool:
    """Tell whether a verb says that its subject has what it names, or makes a show of it."""
    return verb.lower_ in by_form("gain") or verb.lower_ in words("showing")


def _accompanies(noun: Token) -> bool:
    """Tell whether a noun stands in a phrase with "with": "entered the race with a list of endorsers"."""
    token = noun
    for _ in range(_STEPS):
        if token.dep_ == "pobj":
            if token.head.lower_ == "with":
                return True
            token = token.head.head
        else:
            return False
    return False
