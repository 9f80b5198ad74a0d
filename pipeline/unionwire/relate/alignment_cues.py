"""Cues of dissent and accord between a child union and its parent, as the sentences of one article have them.

How it decides. A cue (`seeds/alignment_cues.jsonl`) says something of a pair only where both sides stand in their
places. The other side is the object of the cue: the parent by name, or a description of a parent (`parent_phrases`).
"Broke with tradition", "at odds with the mayor" and another union's national are no parent. The child is whoever acts
in the cue's clause: its subject, the union for which a speaker or officer speaks, else the child named nearest. A cue
without an object ("broke ranks") needs the parent in the article and an election in the sentence. `cue_polarity`
tells what negation and its kin make of a cue.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import paragraphs_of, text_of
from unionwire.prefilter import PatternRows
from unionwire.records import Alignment, Endorsement, Union
from unionwire.relate.arguments import Arguments
from unionwire.relate.comparison import MANY_SEATS
from unionwire.relate.cue_polarity import polarity
from unionwire.relate.parent_phrases import (
    ADVISED,
    AFTER_NAME,
    ARTICLE,
    ARTICLES,
    AUXILIARY,
    BACKING,
    DESCRIPTION,
    DID_SO,
    LEADING,
    SILENT,
)
from unionwire.relate.quotes import officers, speakers
from unionwire.relate.roles import about_elections
from unionwire.seeds import read_jsonl

_STOPS = frozenset({".", "!", "?", ";", "”", '"', ":"})
_MEMBERS = frozenset({"member", "members", "workers", "activists", "employees"})
_SPEAKING = _MEMBERS | frozenset(
    "he she they it who which that this these those vote move decision endorsement announcement resolution choice "
    "step stance position local chapter union affiliate lodge branch council board committee leaders leader "
    "leadership officers officials president delegates executive group association federation party support "
    "backing".split()
)
"""Subjects that may speak for a union named elsewhere in the sentence."""
_SOME = frozenset("some many several few most individual dozens hundreds thousands rank-and-file".split())

_LINK = re.compile(r"\s*(?:with|from)\s+")
_PRONOUN = re.compile(r"(?:it|them)\b")
_AND = re.compile(r"[^,;.]{0,8}\band\s+")
_APPOSED = re.compile(r"\s*,\s+(?:the\s+)?")
_APPOSITION_ENDS = re.compile(r"\s*(?:[.;)]|,(?!\s+(?:or|the|[A-Z])))")


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """What one cue says: of a child and its parent, or of a child and whatever parent the article gives it (None).

    `implied` where the cue leaves the other side unsaid ("broke ranks"), or contrasts what both sides did.
    """

    child: str
    parent: str | None
    said: Alignment
    rule: str
    sentence: Span
    qualifiers: tuple[str, ...]
    implied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Other:
    """The object of a cue: unions named there (empty for a description of a parent), and where it ends."""

    unions: tuple[str, ...]
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Site:
    """A cue where it stands: its tokens, its row, the character after it, and its sentence."""

    cue: Span
    row: dict[str, Any]
    after: int
    sentence: Span

    @property
    def end(self) -> int:
        return self.sentence.end_char

    def holds(self, span: Span) -> bool:
        return self.sentence.start <= span.start < self.sentence.end


def statements(doc: Doc, positions: list[Endorsement], told: Mapping[str, Sequence[str]]) -> list[Statement]:
    """Return what the cues of a processed Doc say, in the order of their rows and places.

    `told` are the parents that the text itself gives a union, beside those that a name or the registry gives it.
    """
    found: list[Statement] = []
    if not told and not any(_is_child(union) or union.level == "federation" for union in doc._.unions.values()):
        return found
    reader = _Reader(doc, positions, told)
    for row, match in _cues().matches(reader.text, paragraphs_of(doc)):
        cue = doc.char_span(match.start(), match.start() + len(match.group().rstrip()), alignment_mode="expand")
        if cue is not None:
            found += reader.read(_Site(cue, row, match.end(), _whole(cue.sent)))
    return found


class _Reader:
    """Reads the cues of one Doc."""

    def __init__(self, doc: Doc, positions: list[Endorsement], told: Mapping[str, Sequence[str]]) -> None:
        self.text = text_of(doc)
        self.unions: dict[str, Union] = doc._.unions
        self._arguments = Arguments(doc)
        self._positions = positions
        self._told = told
        self._named = {span.kb_id_ for span in self._arguments.union_spans}
        self._starting: dict[int, Span] = {}
        for span in sorted(self._arguments.union_spans, key=lambda span: span.end):
            self._starting[span.start_char] = span

    def read(self, site: _Site) -> Iterator[Statement]:
        """What one cue says, if anything."""
        row = site.row
        said, qualifiers = polarity(site.cue, row)
        if said is None:
            return
        if row["object"] in {"between", "subject"}:
            yield from self._between(site) if row["object"] == "between" else self._passive(site, qualifiers)
            return
        wanted = row["object"] == "after" or (
            row["object"] == "optional" and _LINK.match(self.text, site.after) is not None
        )
        other = self._object(site) if wanted else _Other((), site.after) if row["object"] == "self" else None
        if (wanted and other is None) or (
            other is not None and "then" in row and not re.compile(row["then"]).match(self.text, other.end, site.end)
        ):
            return
        children = self._children(site, other)
        for child in children:
            if other is None and not self._implies_parent(site, child):
                continue
            here = self._contrast(site, child, other) if row["kind"] == "contrast" and other is not None else said
            for parent in self._parents(child, other) if here is not None else []:
                implied = other is None or row["kind"] == "contrast"
                yield Statement(child, parent, here or said, row["id"], site.sentence, qualifiers, implied)
        if not children and other is not None and row.get("both_ways"):
            yield from self._downwards(site, other, qualifiers)

    def _object(self, site: _Site) -> _Other | None:
        """The other side right after a cue, where it is or may be a parent."""
        after, end = site.after, site.end
        if link := _LINK.match(self.text, after, end):
            after = link.end()
        leading = LEADING.match(self.text, after, end)
        for start in (after, *([leading.end()] if leading else [])):
            if found := DESCRIPTION.match(self.text, start, end):
                return self._apposed(found.end(), end) or _Other((), found.end())
            if pronoun := _PRONOUN.match(self.text, start, end):
                return _Other((), pronoun.end()) if self._stands_for_parent(start, site) else None
            article, words = ARTICLE.match(self.text, start, end), ARTICLES.match(self.text, start, end)
            ends = (start, *(match.end() for match in (article, words) if match))
            span = next((self._starting[place] for place in ends if place in self._starting), None)
            if span is None:
                continue
            if rest := AFTER_NAME.match(self.text, span.end_char, end):
                return _Other((span.kb_id_,), rest.end())
        return None

    def _apposed(self, place: int, end: int) -> _Other | None:
        """The parent named right after its description: "its parent, the X,"."""
        comma = _APPOSED.match(self.text, place, end)
        span = self._starting.get(comma.end()) if comma else None
        if span is None or not _APPOSITION_ENDS.match(self.text, span.end_char):
            return None
        return _Other((span.kb_id_,), span.end_char)

    def _stands_for_parent(self, place: int, site: _Site) -> bool:
        """Tell whether "it" or "them" after a cue has a parent body earlier in its sentence to stand for."""
        return any(
            self.unions[span.kb_id_].level in {"national", "federation"} and site.holds(span) and span.end_char <= place
            for span in self._arguments.union_spans
        )

    def _children(self, site: _Site, other: _Other | None) -> list[str]:
        """The bodies that act in a cue's clause."""
        cue = site.cue
        here = [
            span
            for span in self._arguments.union_spans
            if site.holds(span)
            and self._parents(span.kb_id_, other)
            and not (other and cue.end_char <= span.start_char < other.end)
        ]
        ids = {span.kb_id_ for span in here}
        for subject in self._arguments.subjects(cue.root):
            if cue.start <= subject.i < cue.end or (other and cue.end_char <= subject.idx < other.end):
                continue
            if _of_some(subject):
                return []
            if subject.lower_ in {"we", "i"}:
                return [union for union in speakers(subject, self._arguments) if self._parents(union, other)]
            if acting := self._arguments.unions(subject):
                return [union for union in acting if union in ids]
            if inside := _inside(subject, here):
                return inside
            if subject.ent_type_ == "PERSON" or self._arguments.candidate_span(subject) is not None:
                return self._officers_union(site, other)
            if subject.head.i == cue.root.i and subject.lower_ not in _SPEAKING:
                return []
        if not here:
            return self._officers_union(site, other)
        before = [span for span in here if span.end <= cue.start]
        nearest = before[-1] if before else here[0]
        return [union for union in self._arguments.listed(nearest) if union in ids] or [nearest.kb_id_]

    def _officers_union(self, site: _Site, other: _Other | None) -> list[str]:
        """The body of an officer whom the sentence names, where the article has introduced one."""
        known = officers(site.cue.doc, self._arguments)
        for word in site.sentence:
            union = known.get(word.text)
            if union is not None and self._parents(union, other):
                return [union]
        return []

    def _ancestors(self, child: str) -> list[str]:
        return [*ancestors_of(self.unions, child), *self._told.get(child, ())]

    def _parents(self, child: str, other: _Other | None) -> list[str | None]:
        """The parents that a cue's object can be for a child; [None] where it only describes the parent."""
        union = self.unions[child]
        if other is None or not other.unions:
            return [None] if _is_child(union) or child in self._told else []
        ancestors = self._ancestors(child)
        above = {named for named in other.unions if self.unions[named].level == "federation"}
        if (
            union.level == "local"
        ):  # a council of the same national, or a state's body that the registry puts under none
            above |= {named for named in other.unions if _may_hold(self.unions[named], union, ancestors)}
        return [named for named in other.unions if named != child and (named in ancestors or named in above)]

    def _implies_parent(self, site: _Site, child: str) -> bool:
        """Tell whether a cue without an object speaks of the parent: named in the article, and an election spoken of.

        To follow suit is to follow a parent whose position stands in this sentence or the one before, to respect "the
        board's vote" (a cue that is `far`) one that stands anywhere above.
        """
        ancestors = set(self._ancestors(child))
        if site.row["kind"] != "agrees":
            return bool(ancestors & self._named) and about_elections(site.cue.root, self._arguments)
        first = site.sentence.start
        start = _whole(site.cue.doc[first - 1].sent).start_char if first and not site.row.get("far") else 0
        models = {
            fact.union_id
            for fact in self._positions
            if start <= fact.evidence.start < site.end and fact.stance in {"endorsed", "declined"}
        } - {child}
        if site.row.get("far"):
            return bool(models & ancestors)
        return bool(models) and models <= ancestors

    def _contrast(self, site: _Site, child: str, other: _Other) -> Alignment | None:
        """What "although the national did" or "while the national stays out" makes of the child's stance."""
        stances = {
            fact.stance
            for fact in self._positions
            if fact.union_id == child and site.sentence.start_char <= fact.evidence.start < site.end
        }
        if not stances and DID_SO.search(self.text, site.sentence.start_char, site.cue.start_char):
            # "Local 5 endorsed Roe. It did so although the national had asked it to wait."
            stances = {fact.stance for fact in self._positions if fact.union_id == child}
        if auxiliary := AUXILIARY.match(self.text, other.end, site.end):
            differs = "endorsed" if auxiliary.group("no") else "declined"
            return "breaks" if differs in stances else None
        stop = re.compile(r"[,;]|\Z").search(self.text, other.end, site.end)
        clause = self.text[other.end : stop.start() if stop else site.end]
        if "endorsed" not in stances:
            return None
        return (
            "breaks"
            if SILENT.search(clause) or ADVISED.search(clause)
            else self._against(site, child, other.end, other.end + len(clause))
        )

    def _against(self, site: _Site, child: str, start: int, end: int) -> Alignment | None:
        """Compare whom the parent is told to back between two places with whom the child backs in the sentence."""
        if not BACKING.search(self.text, start, end):
            return None
        clause = site.cue.doc.char_span(start, end, alignment_mode="contract")
        people = {ent[-1].lower_ for ent in clause.ents if ent.label_ == "PERSON"} if clause is not None else set()
        mine = {
            (fact.candidate_id or "").rsplit("-", 1)[-1]
            for fact in self._positions
            if fact.union_id == child and site.sentence.start_char <= fact.evidence.start < site.end
            if fact.stance == "endorsed" and fact.office not in MANY_SEATS - {None}
        }
        if not people or not mine:
            return None
        return "agrees" if people & mine else "breaks"

    def _between(self, site: _Site) -> Iterator[Statement]:
        """Both sides after "a rift between"."""
        spans = [span for span in self._arguments.union_spans if site.after <= span.start_char < site.end]
        for span in spans:
            if not _is_child(self.unions[span.kb_id_]):
                continue
            ancestors = self._ancestors(span.kb_id_)
            parent = next((other.kb_id_ for other in spans if other.kb_id_ in ancestors), None)
            second = _AND.match(self.text, span.end_char, site.end)
            told = DESCRIPTION.match(self.text, site.after, span.start_char) or (
                second and DESCRIPTION.match(self.text, second.end(), site.end)
            )
            if parent is not None or told:
                yield Statement(span.kb_id_, parent, "breaks", site.row["id"], site.sentence, ())
                return

    def _passive(self, site: _Site, qualifiers: tuple[str, ...]) -> Iterator[Statement]:
        """A parent's act that a body has turned down: "the national's endorsement was rejected by Local 5"."""
        subject = next((child for child in site.cue.root.children if child.dep_ == "nsubjpass"), None)
        child = next((self._starting[place] for place in (site.after, site.after + 4) if place in self._starting), None)
        if subject is None or child is None:
            return
        act = _Site(site.cue, site.row, subject.left_edge.idx, site.sentence)
        other = self._object(act)
        for parent in self._parents(child.kb_id_, other) if other else []:
            yield Statement(child.kb_id_, parent, "breaks", site.row["id"], site.sentence, qualifiers)

    def _downwards(self, site: _Site, other: _Other, qualifiers: tuple[str, ...]) -> Iterator[Statement]:
        """A parent that is said to be at odds with one of its bodies."""
        for child in other.unions:
            ancestors = self._ancestors(child)
            for subject in self._arguments.subjects(site.cue.root):
                for parent in self._arguments.unions(subject):
                    if parent in ancestors:
                        yield Statement(child, parent, "breaks", site.row["id"], site.sentence, qualifiers)
                        return


def ancestors_of(unions: dict[str, Union], child: str) -> list[str]:
    """Ids of the bodies above a union, the nearest first, as far as an article's unions (by id) tell them."""
    found: list[str] = []
    union = unions.get(child)
    while union is not None and union.parent_union_id and union.parent_union_id not in found:
        found.append(union.parent_union_id)
        union = unions.get(union.parent_union_id)
    return found


def _may_hold(body: Union, local: Union, ancestors: list[str]) -> bool:
    """Tell whether a body of a state or region can be above a local."""
    if body.level != "regional":
        return False
    return body.parent_union_id in ancestors or (
        body.parent_union_id is None and body.state is not None and body.state == local.state
    )


def _is_child(union: Union) -> bool:
    return union.level in {"local", "regional"} or union.parent_union_id is not None


def _whole(sentence: Span) -> Span:
    """A sentence with the pieces into which a long name has broken it: no full stop and no new line stands between."""
    doc = sentence.doc
    start, end = sentence.start, sentence.end
    while start > 0 and (last := doc[start - 1]).text not in _STOPS and not last.is_space:
        start = last.sent.start
    while end < len(doc) and doc[end - 1].text not in _STOPS and not doc[end - 1].is_space:
        end = doc[end].sent.end
    return doc[start:end]


def _of_some(subject: Token) -> bool:
    """Tell whether a subject is part of a body's members only: "some members of Local 5", "dozens of members"."""
    if subject.lower_ in _MEMBERS:
        return any(child.lower_ in _SOME for child in subject.children)
    return subject.lower_ in _SOME and any(token.lower_ in _MEMBERS for token in subject.subtree)


def _inside(subject: Token, here: list[Span]) -> list[str]:
    """The body of which a subject speaks: "the president of Local 5", "Ann Roe, who leads Local 5"."""
    indexes = {token.i for token in subject.subtree}
    return [span.kb_id_ for span in here if span.root.i in indexes][:1]


@functools.cache
def _cues() -> PatternRows[dict[str, Any]]:
    rows = (row for row in read_jsonl("alignment_cues.jsonl") if row["kind"] in {"breaks", "contrast", "agrees"})
    return PatternRows(((row, re.compile(row["pattern"], re.IGNORECASE)) for row in rows), ignore_case=True)
