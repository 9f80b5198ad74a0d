"""People who stand in one list, each with an office: "A for mayor, the lawyer B for clerk and C in the 3rd Ward".

The parse attaches such offices to the list or to the verb, and takes the person behind one for a part of it, or for a
second object. The list is read off the surface: an office, a comma or "and", a name, and no verb between.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

VERBAL = frozenset({"ROOT", "aux", "auxpass", "ccomp", "xcomp", "advcl", "relcl", "acl"})
_LIST_ENDS = frozenset(
    "; : . which who that is are was were has have had will would did does said while but over against instead rather ahead".split()
)
_PREMODIFIERS = frozenset({"compound", "nmod", "amod", "det", "nummod", "appos", "poss", "case", "punct"})
_OFFICE_WORDS = 14  # words at most between a person in a list and the next one
_JOINTS = frozenset({"and", "as", "well"})
_DISTRICTS = frozenset("district ward seat position place precinct division zone area".split())
_KINDS = frozenset(
    "incumbent incumbents challenger challengers newcomer newcomers candidate candidates hopeful hopefuls democrat democrats republican republicans".split()
)
_JOINED_KIND = re.compile(
    rf",?\s*(?P<joint>and|as\s+well\s+as)\s+(?:(?:the|first-time|fellow|[a-z]+)\s+){{0,2}}?(?:{'|'.join(sorted(_KINDS))})\s+(?=[A-Z])",
    re.IGNORECASE,
)
_PARTICLES = frozenset("de la von van del der di bin al y da dos".split())


class PersonList:
    """The lists of people of one Doc; the maps give the mention of a candidate or a union by the index of its tokens."""

    def __init__(self, candidate_at: dict[int, Span], union_at: dict[int, Span]) -> None:
        self._candidate_at, self._union_at = candidate_at, union_at

    def after(self, head: Token) -> list[Token]:
        """People listed after the first one's office, which the parse takes into it: "A for mayor and B for council"."""
        named = [child for child in head.children if child.dep_ in {"appos", "compound", "nmod"} and child.i > head.i]
        token: Token | None = head
        if head.i not in self._candidate_at:
            token = next((self._candidate_at[child.i][-1] for child in named if child.i in self._candidate_at), head)
        found: list[Token] = []
        while token is not None and (token := self._next(token)) is not None:
            found.append(token)
        joined = (other for token in found for other in token.conjuncts if other.i > token.i)
        return found + [other for other in joined if other.ent_type_ == "PERSON" and other not in found]

    def before(self, head: Token) -> list[Token]:
        """People listed with their offices before the one whom the parse takes for the object: "A in the 1st, B in the 2nd"."""
        if head.dep_ not in {"dobj", "pobj", "appos", "conj"} or head.i not in self._candidate_at:
            return []
        object_ = self._candidate_at[head.i]
        first = max((word.i for word in head.ancestors if word.i < head.i and word.dep_ in VERBAL), default=head.i)
        for start in range(first + 1, object_.start):
            if start in self._candidate_at and self._candidate_at[start].start == start:
                listed = [self._candidate_at[start][-1]]
                while (token := self._next(listed[-1])) is not None and token.i < object_.start:
                    listed.append(token)
                return listed if token is not None and token.i < object_.end else []
        return []

    def _next(self, last: Token) -> Token | None:
        """The last word of the person who follows "A for the Senate, and the lawyer": an office, "and", no verb between."""
        words = last.doc[last.i + 1 : min(last.i + 2 + _OFFICE_WORDS, last.sent.end)]
        if not words:
            return None
        by_kind = _kind_before_name(words)
        if words[0].lower_ not in {"for", "in"} and by_kind is None and not _is_district(words):
            return None
        join: int | None = by_kind
        for token in words[1:] if by_kind is None else last.doc[by_kind + 1 : words[-1].i + 1]:
            beside = by_kind is not None and token.lower_ in _KINDS
            if not beside and (token.dep_ in VERBAL or token.lower_ in _LIST_ENDS or token.i in self._union_at):
                return None
            if token.ent_type_ == "PERSON" or token.i in self._candidate_at:
                end = self._candidate_at[token.i][-1] if token.i in self._candidate_at else entity_around(token)[-1]
                premodifiers = last.doc[token.i if join is None else join + 1 : token.i]
                introduced = by_kind is not None or all(
                    word.dep_ in _PREMODIFIERS or word.lower_ in _JOINTS for word in premodifiers
                )
                return end if join is not None and introduced and "subj" not in end.dep_ else None
            if token.text == "," or token.lower_ in _JOINTS:
                join = token.i
        return None


def _kind_before_name(words: Span) -> int | None:
    """Where "and" stands in "and challengers Roe and Poe", "as well as council candidate Roe", right behind a person; None elsewhere."""
    opening = _JOINED_KIND.match(words.text)
    if opening is None:
        return None
    joint = words.char_span(opening.start("joint"), opening.end("joint"), alignment_mode="expand")
    return int(joint[-1].i)


def _is_district(words: Span) -> bool:
    """Tell whether the seat of the person before stands between commas: ", District 5, and ..."."""
    return len(words) > 2 and words[0].text == "," and words[1].lower_ in _DISTRICTS and words[2].text[:1].isdigit()


def entity_around(token: Token) -> Span:
    """The entity around a token, cut where a lower-case word shows that NER ran two names together."""
    start, end = token.i, token.i + 1
    doc = token.doc
    while (
        start > 0
        and doc[start].ent_iob_ == "I"
        and doc[start - 1].ent_type_ == token.ent_type_
        and _in_name(doc[start - 1])
    ):
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I" and _in_name(doc[end]):
        end += 1
    return doc[start:end]


def _in_name(token: Token) -> bool:
    return not token.text.islower() or token.lower_ in _PARTICLES
