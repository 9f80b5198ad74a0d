"""Groups of people whose members a text names: "three Democrats: A, B and C", "several incumbents, including A and B".

How it decides. A position is often taken on a group ("candidates", "the slate", "every challenger") whose names stand elsewhere
in the sentence: behind a colon, dash or comma, behind "including", "among them" or "such as", in its relative clause ("that
includes A and B"), behind "of" ("the ticket of A and B"), or as the predicate of the group ("the only Republican whom it
backed was A"). The names are read off the surface as one list, each with a title before it and an office, a place or a
description behind it; what no longer fits the list ends it, and an aside ("A, who faces B, and C") gives no members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_shapes import TITLES
from unionwire.relate.arguments import Arguments
from unionwire.relate.person_lists import VERBAL, entity_around
from unionwire.relate.words import is_finite, words

_INTRODUCING = frozenset({"including", "include", "includes", "included", "namely", "notably", "featuring", "like"})
_COPULAS = frozenset("is are was were include includes included".split())
_EXCEPTED = frozenset("one two three a few not none".split())
_DASHES = frozenset({":", "—", "–", "--", "-", "("})
_PARTY = frozenset(
    "democrat republican independent democratic incumbent freshman freshmen longtime veteran former".split()
)
_ASIDES = frozenset("who whose whom which where when that as than since a an the both all now himself herself".split())
_PLACED = frozenset("for in of from at representing running seeking".split())
_LINKS = frozenset({"prep", "mark", "agent", "pcomp", "cc", "neg"})
_PRONOUNS = frozenset("he she him her his hers they them their it its who whom".split())
_PREMODIFIERS = 7  # words at most between a comma and the name of the next in a list
_OPEN_SENTENCE = re.compile(r"[:,—–-]\s*\Z")


def is_group(noun: Token) -> bool:
    """Tell whether a noun means several people who stand for election, or a list of them."""
    every = any(child.lower_ in {"every", "each", "all"} for child in noun.children)
    if noun.lower_ in words("people_several") or (every and noun.lower_ in words("people_single")):
        return True
    of_them = any(
        child.lower_ == "of" and any(word.lower_ in words("people_several") for word in child.children)
        for child in noun.children
    )
    return noun.lower_ in words("people_together") and (of_them or noun.lower_ in {"slate", "ticket"})


def named_members(noun: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """Return the people whom the sentence names as the group that `noun` means; empty where it names none.

    `create` makes a person named in full a candidate of the article.
    """
    for start in _openings(noun, arguments):
        if spans := list(listed_names(noun.doc, start, end_of(noun.sent), arguments)):
            return _people(spans, arguments, create=create)
    return []


def predicated(noun: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """Return whom a sentence says that a noun is: "the only one whom it backed was Roe", "among those it backed is Roe"."""
    if not is_group(noun) and noun.lower_ not in words("people_single") | {"those"}:
        return []
    verb = predicating(noun)
    if verb is None:
        return []
    return _people(list(listed_names(noun.doc, verb.i + 1, end_of(noun.sent), arguments)), arguments, create=create)


def predicating(noun: Token) -> Token | None:
    """Return the verb by which a sentence says what a noun is: of "those that it backs are", "among those that it backs is"."""
    above = noun.head
    if noun.dep_ == "pobj" and above.lower_ == "of":  # "one of the Democrats whom it backed is ..."
        noun = above.head
        above = noun.head
    if noun.dep_ == "pobj" and above.lower_ == "among":
        above = above.head
    return above if above.lower_ in _COPULAS and above.i > noun.i else None


def _people(spans: list[Span], arguments: Arguments, *, create: bool) -> list[str]:
    found = [arguments.person(span[-1], create=create and len(span) > 1) for span in spans]
    return list(dict.fromkeys(person for person in found if person is not None))


def end_of(sentence: Span) -> int:
    """Return where a sentence ends as an index of tokens; what the parse begins anew behind its colon belongs to it."""
    if sentence.end < len(sentence.doc) and _OPEN_SENTENCE.search(sentence.text) is not None:
        return int(sentence.doc[sentence.end].sent.end)
    return int(sentence.end)


def _openings(noun: Token, arguments: Arguments) -> Iterator[int]:
    """The places behind a group at which a list of its members may begin, in text order."""
    end = end_of(noun.sent)
    taken = False  # a verb of its own has begun since the group
    for token in noun.doc[noun.i + 1 : end]:
        following = noun.doc[token.i + 1].lower_ if token.i + 1 < end else ""
        if token.text in _DASHES or (token.text == "," and following != "including"):
            if not taken:
                yield token.i + 1
        elif _introduces(token, noun, following):
            yield token.i + (2 if token.lower_ == "among" else 1)
        elif _closes(token, following, arguments):
            return
        taken = taken or (is_finite(token) and token.dep_ not in {"acl", "relcl"})


def _introduces(token: Token, noun: Token, following: str) -> bool:
    """Tell whether a word opens the members of a group: "including", "among them", "such as", "a slate of"."""
    if token.lower_ == "among":
        return following == "them"
    if token.lower_ == "as":
        return bool(token.doc[token.i - 1].lower_ == "such")
    if token.lower_ == "of":
        return token.i == noun.i + 1 and noun.lower_ in words("people_together")
    return token.lower_ in _INTRODUCING


def _closes(token: Token, following: str, arguments: Arguments) -> bool:
    """Tell whether a clause begins that is no longer about the group."""
    if token.lower_ == "but" and following in _EXCEPTED:
        return False
    if token.lower_ in {"but", "while", "although", "though", "because", ";"}:
        return True
    return arguments.union_span(token) is not None and token.dep_ in {"nsubj", "nsubjpass"}


def listed_names(doc: Doc, start: int, end: int, arguments: Arguments) -> Iterator[Span]:
    """The names of a list that begins at `start`, in text order."""
    place: int | None = start
    while place is not None and place < end:
        name = _name(doc, place, end, arguments)
        if name is None:
            return
        yield name
        place = _next(doc, name.end, end, arguments)


def _name(doc: Doc, place: int, end: int, arguments: Arguments) -> Span | None:
    """The name that stands at a place, behind titles and what describes it: "the lawyer Ann Roe"."""
    for token in doc[place : min(place + _PREMODIFIERS, end)]:
        if (span := arguments.candidate_span(token)) is not None:
            return span if token.lower_ not in _PRONOUNS and not _possesses(span) else None
        if token.ent_type_ == "PERSON" and arguments.union_span(token) is None:
            around = entity_around(token)
            return None if _possesses(around) else around
        plain = (
            token.text.islower()
            and token.dep_ not in VERBAL | _LINKS
            and not is_finite(token)
            and token.lower_ not in _PLACED | _ASIDES - {"the", "a", "an"}
        )
        title = token.lower_.rstrip(".") in TITLES | _PARTY or token.lower_ in TITLES
        if arguments.union_span(token) is not None or not (
            plain or title or token.text[:1].isupper() or token.text in {"-", "."}
        ):
            return None
    return None


def _possesses(span: Span) -> bool:
    return span.end < len(span.doc) and span.doc[span.end].lower_ in {"'s", "’s", "'", "’"}


def _next(doc: Doc, place: int, end: int, arguments: Arguments) -> int | None:
    """Where the next of a list begins behind one that ends at `place`: past offices, places and descriptions; None at its end."""
    joined = False
    token_at = place
    while token_at < end:
        token = doc[token_at]
        if token.text in {",", ";", "&"} or token.lower_ in {"and", "plus"}:
            joined = True
            token_at += 1
            if doc[token_at : token_at + 1] and _begins_member(doc, token_at, end, arguments):
                return token_at
            continue
        if joined or token.lower_ in _PLACED or token.text in {"(", "-"}:
            skipped = _past_aside(doc, token_at, end)
            if skipped is None:
                return None
            token_at, joined = skipped, False
            continue
        return None
    return None


def _begins_member(doc: Doc, place: int, end: int, arguments: Arguments) -> bool:
    """Tell whether what stands behind a comma or "and" names the next of a list, and is no aside on the one before."""
    if doc[place].text in {",", ";", "&"} or doc[place].lower_ in {"and", "plus", *_ASIDES - {"the"}}:
        return False
    name = _name(doc, place, end, arguments)
    return name is not None and not any(token.lower_ in _PLACED for token in doc[place : name.start])


def _past_aside(doc: Doc, place: int, end: int) -> int | None:
    """The end of an office, a place or an aside that begins at `place`: the next comma or "and"; None where a clause begins."""
    inside = doc[place].text == "("
    relative = doc[place].lower_ in {"who", "whose", "whom"}
    for token in doc[place:end]:
        if inside:
            if token.text == ")":
                return int(token.i) + 1
            continue
        if token.i > place and (token.text in {",", ";"} or token.lower_ == "and"):
            return int(token.i)
        if not relative and is_finite(token) and token.dep_ != "relcl":
            return None
    return None
