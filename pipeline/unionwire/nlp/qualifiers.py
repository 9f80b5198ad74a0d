"""Qualifiers: the words that negate, hedge, report or place in time what a clause says, whatever the clause is about.

How it decides. Each row of `seeds/qualifiers.jsonl` holds the forms of a cue, the category that it gives, and how far it
reaches, in the manner of ConText (Harkema and others, Journal of Biomedical Informatics 42, 2009), but along the
dependency parse where that says more than distance. The component finds the cues of a document, leaves out those
inside a look-alike ("no doubt", "not only"), and keeps them as `doc.spans["qualifiers"]`. `qualifiers_of` then asks for
one word, the trigger of some fact. From it the words that govern it are walked upwards, clause by clause, while the
clause above still speaks of the same act: not out of a coordinated clause, nor out of a clause of saying or an adverbial
clause with a subject of its own. A cue of direction

- `governs` is itself on that way, above the trigger ("declined to endorse");
- `hangs` depends on a word of that way ("has not endorsed");
- `condition` marks a clause that depends on the trigger or the word above it ("will endorse X if he signs");
- `before`, `after` or `anywhere` stands in the same sentence, with no terminator between it and the trigger;
- `closes` ends the sentence.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import QUALIFIERS
from unionwire.seeds import read_jsonl

Category = Literal[
    "announced",
    "conditional",
    "considered",
    "denied",
    "ended",
    "future",
    "hypothetical",
    "negated",
    "obliged",
    "past",
    "question",
    "refused",
    "reported",
    "undecided",
    "wished",
]
Direction = Literal["governs", "hangs", "condition", "before", "after", "anywhere", "closes"]

SMALL_DEPS = frozenset({"aux", "auxpass", "neg", "advmod", "mark", "det", "preconj", "cc"})
"""What a cue that hangs is to its word, where its row does not say."""
_SENTENCE = 10_000  # a scope of "sentence": further than any sentence is long
_LEVELS = 5  # words that are walked upwards
CLIMBS = frozenset({"xcomp", "ccomp", "advcl", "pcomp", "acl", "prep", "dobj", "pobj", "conj", "attr", "oprd", "acomp"})
CLAUSAL = frozenset({"xcomp", "ccomp"})
"""Climbs from a verb to the verb that it completes alone: not out of participles, objects and prepositional phrases."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_PREDICATES = frozenset({"acomp", "attr", "oprd"})
_CLOSING = 2  # a cue that closes a sentence is one of its last two tokens: a quotation mark may follow
_INDEX = "unionwire_qualifiers"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `seeds/qualifiers.jsonl`; seeds/README.md says what its keys mean."""

    row_id: str
    category: Category
    forms: tuple[str, ...]
    direction: Direction
    scope: int
    deps: frozenset[str]
    through: frozenset[str]
    inner: bool
    needs: frozenset[str]
    unless: frozenset[str]
    terminators: frozenset[str]
    lookalikes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What one cue makes of a trigger: `level` is 0 beside the trigger and grows with each word above it."""

    category: Category
    row_id: str
    cue: Span
    level: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A word on the way up from a trigger: its level, the relation that led to it, and commas crossed on the way."""

    token: Token
    level: int
    via: str
    crossed: frozenset[str]


@dataclass(slots=True)
class _Index:
    """The cues of a document: by the index of their head word, and those of direction in order by sentence start."""

    heads: dict[int, list[tuple[Row, Span]]] = field(default_factory=dict)
    ordered: dict[int, list[tuple[Row, Span]]] = field(default_factory=dict)


@functools.cache
def rows() -> dict[str, Row]:
    """The rows of `seeds/qualifiers.jsonl` by id, in file order. Raises ValueError for an unknown category or direction."""
    return {row["id"]: _row(row) for row in read_jsonl("qualifiers.jsonl")}


def _row(row: dict[str, Any]) -> Row:
    if row["category"] not in get_args(Category) or row["direction"] not in get_args(Direction):
        raise ValueError(f"seeds/qualifiers.jsonl, {row['id']}: unknown category or direction")
    return Row(
        row_id=row["id"],
        category=row["category"],
        forms=tuple(row["forms"]),
        direction=row["direction"],
        scope=_SENTENCE if row["scope"] == "sentence" else int(row["scope"]),
        deps=frozenset(row.get("deps", SMALL_DEPS)),
        through=frozenset(row.get("through", ())),
        inner=row.get("inner", False),
        needs=frozenset(row.get("needs", ())),
        unless=frozenset(row.get("unless", ())),
        terminators=frozenset(row["terminators"]),
        lookalikes=tuple(row["lookalikes"]),
    )


class QualifiersComponent:
    """Fills `doc.spans["qualifiers"]`: the cues, `label_` their category, `id_` their row, in text order."""

    def __init__(self, nlp: Language) -> None:
        """Build the matchers of forms and look-alikes with the tokenizer of `nlp`."""
        self._cues = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._lookalikes = PhraseMatcher(nlp.vocab, attr="LOWER")
        for row in rows().values():
            self._cues.add(row.row_id, [nlp.make_doc(form) for form in _spellings(row.forms)])
            if row.lookalikes:
                self._lookalikes.add(row.row_id, [nlp.make_doc(form) for form in _spellings(row.lookalikes)])

    def __call__(self, doc: Doc) -> Doc:
        """Mark the cues of a parsed Doc."""
        covered = {(row_id, index) for row_id, start, end in self._lookalikes(doc) for index in range(start, end)}
        found = [
            Span(doc, start, end, label=rows()[doc.vocab.strings[row_id]].category, span_id=row_id)
            for row_id, start, end in self._cues(doc)
            if not all((row_id, index) in covered for index in range(start, end))
        ]
        doc.spans[QUALIFIERS] = sorted(found, key=lambda span: (span.start, span.end, span.id_))
        doc.user_data.pop(_INDEX, None)
        return doc


@Language.factory("unionwire_qualifiers")
def create_qualifiers(nlp: Language, name: str) -> QualifiersComponent:  # noqa: ARG001 - spaCy passes the name
    """The component `unionwire_qualifiers`; it needs the dependency parse."""
    return QualifiersComponent(nlp)


def _spellings(forms: Iterable[str]) -> Iterator[str]:
    """Each form, and with a curly apostrophe where it has a straight one."""
    for form in forms:
        yield form
        if "'" in form:
            yield form.replace("'", "’")


def qualifiers_of(trigger: Token, levels: int = _LEVELS, climbs: AbstractSet[str] = CLIMBS) -> tuple[Qualifier, ...]:
    """What qualifies `trigger`, the nearest first: by level, then by place.

    `levels` 1 looks beside the trigger alone; `climbs` are the relations that lead on to the word above. Empty where the
    Doc has not been through the component.
    """
    index = _index(trigger.doc)
    if not index.heads and not index.ordered:
        return ()
    found: dict[tuple[str, int], Qualifier] = {}
    for row, cue, level in _candidates(trigger, index, levels, climbs):
        found.setdefault((row.row_id, cue.start), Qualifier(row.category, row.row_id, cue, level))
    settled: frozenset[str] = frozenset(
        item.category for item in found.values() if not (rows()[item.row_id].needs or rows()[item.row_id].unless)
    )
    kept = [item for item in found.values() if _holds(rows()[item.row_id], settled)]
    return tuple(sorted(kept, key=lambda item: (item.level, item.cue.start, item.row_id)))


def categories_of(*triggers: Token | None) -> tuple[str, ...]:
    """The categories of all that qualifies one of the triggers, each once, in alphabetical order."""
    return tuple(sorted({item.category for trigger in triggers if trigger for item in qualifiers_of(trigger)}))


def _holds(row: Row, settled: frozenset[str]) -> bool:
    """Tell whether what a row needs beside it is there, and nothing that it may not have."""
    return not (row.needs and not row.needs & settled) and not row.unless & settled


def _index(doc: Doc) -> _Index:
    index: _Index | None = doc.user_data.get(_INDEX)
    if index is None:
        index = doc.user_data[_INDEX] = _Index()
        for cue in doc.spans.get(QUALIFIERS, ()):
            row, root = rows()[cue.id_], cue.root
            if row.direction in {"before", "after", "anywhere", "closes"}:
                index.ordered.setdefault(root.sent.start, []).append((row, cue))
            else:
                index.heads.setdefault(root.i, []).append((row, cue))
    return index


def _candidates(
    trigger: Token, index: _Index, levels: int, climbs: AbstractSet[str]
) -> Iterator[tuple[Row, Span, int]]:
    """The cues that reach the trigger, with their level."""
    way = list(_way(trigger, climbs))
    for step in way[:levels]:
        for row, cue in index.heads.get(step.token.i, ()) if step.level else ():
            if row.direction == "governs" and _passes(row, step):
                yield row, cue, step.level
        for child in step.token.children:
            for row, cue in index.heads.get(child.i, ()):
                # The predicate of "to be" governs what completes it: "it is possible that", "is reluctant to".
                if (
                    row.direction == "governs"
                    and child.dep_ in _PREDICATES
                    and step.via in CLAUSAL
                    and _passes(row, step)
                ):
                    yield row, cue, step.level
                if row.direction == "hangs" and child.dep_ in row.deps and _hangs(row, cue, step):
                    yield row, cue, step.level
    if levels == _LEVELS:
        yield from _far(trigger, index, way)
    yield from ((row, cue, 0) for row, cue in _conditions(trigger, index))
    for row, cue in index.ordered.get(trigger.sent.start, ()):
        if _in_order(row, cue, trigger):
            yield row, cue, 0


def _way(trigger: Token, climbs: AbstractSet[str]) -> Iterator[_Step]:
    """The trigger and the words above it that still speak of the same act, at most _LEVELS."""
    token, via, crossed = trigger, "", frozenset[str]()
    for level in range(_LEVELS):
        yield _Step(token, level, via, crossed)
        own_subject = any(child.dep_ in {"nsubj", "nsubjpass"} for child in token.children)
        leaves = token.dep_ == "conj" or (token.dep_ == "advcl" and own_subject) or (token.dep_ == "ccomp" and level)
        absolute = (
            token.dep_ == "pcomp" and token.head.lower_ == "with"
        )  # "sought after, with the A backing Roe in 2010"
        leaves = leaves or (own_subject and (absolute or is_reason(token)))
        if token.dep_ not in climbs or leaves or _parted(token):
            return
        if token.dep_ in {"advcl", "acl"} or (token.dep_ == "prep" and via == "pobj"):
            crossed |= _edge(token)
        token, via = token.head, token.dep_


def is_reason(verb: Token) -> bool:
    """Tell whether a clause asks for the reason of what it takes for granted: "reporters asked why the A had endorsed Roe"."""
    return any(child.lower_ == "why" and child.i < verb.i for child in verb.children)


def _parted(token: Token) -> bool:
    """Tell whether a semicolon stands between a word and the one above it: two clauses that the parse has put together."""
    first, last = sorted((token.i, token.head.i))
    return any(word.text == ";" for word in token.doc[first:last])


def _edge(token: Token) -> frozenset[str]:
    """The comma or dash that parts an adjunct from the word that it depends on; empty where none does."""
    doc = token.doc
    beside = token.left_edge.i - 1 if token.i > token.head.i else token.right_edge.i + 1
    word = doc[beside].lower_ if 0 <= beside < len(doc) else ""
    return frozenset({word}) if word in {",", ";", "-", "–", "—"} else frozenset()


def _passes(row: Row, step: _Step) -> bool:
    """Tell whether a row's scope holds at a step of the way."""
    return (
        step.level <= row.scope
        and not row.terminators & step.crossed
        and not (row.through and step.via not in row.through)
    )


def _hangs(row: Row, cue: Span, step: _Step) -> bool:
    """Tell whether a cue beside a word of the way reaches the trigger.

    An inner cue stands between the subject and its verb or after it: "it has yet to", not "Yet it has"; "it once had",
    not "once it had".
    """
    if step.level > row.scope or row.terminators & step.crossed:
        return False
    if not row.inner:
        return True
    subjects = [child.i for child in step.token.children if child.dep_ in _SUBJECTS]
    return cue.start > min(subjects) if subjects else cue.start > step.token.sent.start


def _far(trigger: Token, index: _Index, way: list[_Step]) -> Iterator[tuple[Row, Span, int]]:
    """Governing cues whose scope is the whole sentence: every word above the trigger, through any clause."""
    token, level = trigger, 0
    while token.dep_ != "ROOT" and token.head.i != token.i and not _parted(token):
        via, token, level = token.dep_, token.head, level + 1
        if level < len(way) and way[level].token.i == token.i:
            continue
        for row, cue in index.heads.get(token.i, ()):
            if row.direction == "governs" and row.scope >= _SENTENCE and not (row.through and via not in row.through):
                yield row, cue, level


def _conditions(trigger: Token, index: _Index) -> Iterator[tuple[Row, Span]]:
    """Cues that mark an adverbial clause on the trigger or, where the trigger is its complement, on the word above it."""
    owners = [trigger, trigger.head] if trigger.dep_ in {"xcomp", "ccomp", "pcomp", "dobj"} else [trigger]
    for owner in owners:
        for clause in owner.children:
            if clause.dep_ != "advcl" or clause.i == trigger.i:
                continue
            for mark in clause.children:
                for row, cue in index.heads.get(mark.i, ()):
                    if row.direction == "condition" and mark.dep_ in row.deps:
                        yield row, cue


def _in_order(row: Row, cue: Span, trigger: Token) -> bool:
    """Tell whether a cue that goes by the order of words reaches the trigger."""
    if row.direction == "closes":
        words = [word for word in trigger.sent if not word.is_space]
        return any(word.i == cue.start for word in words[-_CLOSING:])
    first, last = (cue.end, trigger.i) if cue.end <= trigger.i else (trigger.i + 1, cue.start)
    if (row.direction == "before" and cue.start > trigger.i) or (row.direction == "after" and cue.end <= trigger.i):
        return False
    between = trigger.doc[first:last]
    return len(between) <= row.scope and not any(word.lower_ in row.terminators for word in between)
