"""Unions on the other side: "The X is in the other camp", "Lined up on the other side are the Y and the Z", "the W is on Voss's".

How it decides. "The other side" is the side of the rival of whomever the positions before it are for: of one person, who has
but one rival in the text. "On Voss's" takes up the side or the camp that the sentence before has spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.finding import LIKELY, SURFACE, Finding
from unionwire.relate.rivals import rival_of
from unionwire.relate.roles import acting_unions
from unionwire.relate.stance import is_question, stance_of

_OTHER_SIDE = re.compile(
    r"\b(?:on|in)\s+the\s+(?:other|opposite|opposing|rival)\s+(?P<side>side|camp|corner|column)(?!['’]|\s+of\b(?!\s+(?:the|that|this)\s+(?:race|contest|primary|election)))"
)
_OTHER_WAY = re.compile(
    r"\b(?:gone|went|go|goes|going|swung|broke|broken)\s+the\s+(?P<side>other\s+way)(?=\s*[.,;:—–]|\s+(?:and|in|by|this|on)\b)"
)
_SIDES = re.compile(r"\b(?:on|in)\s+(?:\w+['’]s?|his|her)\s+(?:side|camp|corner|column)\b")
_OWN = re.compile(
    r"\s+(?:is|are|was|were)\s+(?:on|in)\s+(?P<owner>(?:[A-Z][\w.’'-]*\s+){0,2}?[A-Z][\w’-]*?)['’]s?(?=\s*[.;,])"
)
_STANDING = frozenset(
    "is are was were be been stand stands stood lined line lines fall fell land landed remain remains remained sit sits sat "
    "find finds found stay stays stayed arrayed".split()
)
_REACH = 2  # sentences


def opposite(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the positions of unions that are told to be on the side against those of `found`, which are sorted by place."""
    text = text_of(doc)
    for match in sorted((*_OTHER_SIDE.finditer(text), *_OTHER_WAY.finditer(text)), key=lambda match: match.start()):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None or is_question(span.root):
            continue
        gone = match.re is _OTHER_WAY
        unions = acting_unions(span[0], arguments)[0] if gone else _standing(span[0], arguments)
        source = _before(span[0], unions, found) if unions else None
        if source is None or len(source.candidates) != 1:
            continue
        rival = rival_of(span[-1], source.candidates[0], arguments.candidates_by_token)
        if rival is not None and (stance := stance_of(span[0] if gone else span[0].head, "endorsed")) == "endorsed":
            yield Finding(
                span[0], unions, [rival.kb_id_], stance, "side.other", SURFACE, source.anchor or source.trigger
            )
    for union in arguments.union_spans:
        own = _OWN.match(text, union.end_char)
        if own is None or union.id_ == "shortform.pronoun" or not _spoken_of(union, text):
            continue
        named = [span for span in doc.spans[CANDIDATES] if span.start_char == own.start("owner")]
        if named:
            yield Finding(union.root, arguments.listed(union), [named[0].kb_id_], "endorsed", "side.own", LIKELY)


def _standing(head: Token, arguments: Arguments) -> list[str]:
    """The unions that stand where a phrase says: its verb's subject, before it or, where the phrase opens the sentence, after."""
    verb = head.head
    if verb.dep_ == "prep":
        verb = verb.head
    if verb.lower_ not in _STANDING:
        return []
    if verb.lower_ == "lined" and verb.dep_ != "ROOT" and verb.head.lower_ in _STANDING:
        verb = verb.head
    after = [
        union
        for child in verb.children
        if child.i > head.i and child.dep_ in {"attr", *SUBJECTS}
        for union in arguments.unions(child)
    ]
    if after:
        return list(dict.fromkeys(after))
    following = [span for span in arguments.outermost if head.i < span.start < head.sent.end]
    verbs = head.doc[head.i : following[0].start] if following else ()
    if head.i - head.sent.start <= 2 and any(token.lower_ in {"is", "are", "was", "were"} for token in verbs):
        return arguments.listed(following[0])
    return acting_unions(verb, arguments)[0]


def _before(token: Token, unions: list[str], found: list[Finding]) -> Finding | None:
    """The last position of other unions for somebody, within reach."""
    before = [one for one in found if one.trigger.i < token.i and one.candidates and not set(one.unions) & set(unions)]
    if not before or before[-1].stance != "endorsed":
        return None
    between = sum(1 for other in token.doc[before[-1].trigger.i + 1 : token.i + 1] if other.is_sent_start)
    return before[-1] if between <= _REACH else None


def _spoken_of(union: Span, text: str) -> bool:
    """Tell whether the words before a union, in its sentence or the one before, speak of somebody's side or camp."""
    start = union.sent.start
    start = union.doc[start - 1].sent.start if start else start
    return _SIDES.search(text, union.doc[start].idx, union.start_char) is not None
