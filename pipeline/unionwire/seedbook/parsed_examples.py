"""The examples of rows that read a parsed sentence: each file's rows as the part of the pipeline that uses them sees text.

The base model is loaded once for each part that needs another pipeline, and not before a row asks for it.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span

import unionwire.nlp.candidates
import unionwire.nlp.sentences  # noqa: F401 - registers its factory
from unionwire.extract import Extractor
from unionwire.model import load_base_model
from unionwire.nlp.qualifiers import qualifiers_of
from unionwire.records import Article
from unionwire.relate.arguments import Arguments
from unionwire.relate.clauses import clauses
from unionwire.relate.counts import membership_counts
from unionwire.seedbook.examples import Row, hit, missed

if TYPE_CHECKING:
    from unionwire.records import Refusal

MARK = re.compile(r"\[([^\[\]|]+)\|([a-z0-9-]+)\]")
_EXCLUDED = ["tagger", "attribute_ruler", "lemmatizer"]
_ENDORSED_ON = dt.date(2020, 3, 1)
_ALIGNED_ON = dt.date(2020, 1, 30)
_RUNNING_ON = dt.date(2019, 6, 3)


def marks_of(line: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Return a sentence without its marks, `[surface|id]`, and each mark's start, surface and id."""
    text, marks, end = "", [], 0
    for match in MARK.finditer(line):
        text += line[end : match.start()]
        marks.append((len(text), match[1], match[2]))
        text, end = text + match[1], match.end()
    return text + line[end:], marks


@functools.cache
def extractor() -> Extractor:
    """The whole pipeline, without its screen, so that a sentence in which nothing is found is read by every rule."""
    return Extractor(screen=False)


# --- Counts -----------------------------------------------------------------------------------------------------------


@functools.cache
def count_pipeline() -> Language:
    """The parser and the entities as a run has them, without the components that find unions."""
    nlp = load_base_model(exclude=_EXCLUDED)
    nlp.add_pipe("unionwire_sentences", first=True)
    return nlp


def count_doc(marked: str) -> Doc:
    """Parse a sentence; its marks become `doc.spans["unions"]`."""
    text, marks = marks_of(marked)
    doc = count_pipeline()(text)
    spans: list[Span] = []
    for start, surface, union_id in marks:
        span = doc.char_span(start, start + len(surface), label="UNION", kb_id=union_id, alignment_mode="expand")
        assert span is not None
        spans.append(span)
    doc.spans["unions"] = spans
    return doc


def _count_frame(row: Row) -> Iterator[str]:
    def rules(sentence: str) -> set[str]:
        doc = count_doc(sentence)
        counts = membership_counts(doc)
        refusals: list[Refusal] = doc._.refusals
        refused = row["kind"] == "refusal"
        return {refusal.rule for refusal in refusals} if refused else {count.evidence.rule for count in counts}

    yield from (missed(example) for example in row["examples"] if row["id"] not in rules(example))
    yield from (hit(example) for example in row["counterexamples"] if row["id"] in rules(example))


# --- Candidates -------------------------------------------------------------------------------------------------------


@functools.cache
def candidate_pipeline() -> Language:
    """The base model with the components that find candidates, and none that finds unions."""
    nlp = load_base_model(exclude=_EXCLUDED)
    nlp.add_pipe("unionwire_qualifiers")
    nlp.add_pipe("unionwire_candidates")
    return nlp


def candidate_doc(text: str, date: dt.date | None = _RUNNING_ON) -> Doc:
    """Read a text as an article of that day; `doc.spans["candidates"]` holds who seeks office."""
    nlp = candidate_pipeline()
    doc = nlp.make_doc(text)
    doc._.published = date
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def _candidate_cue(row: Row) -> Iterator[str]:
    finder: Any = candidate_pipeline().get_pipe("unionwire_candidates")
    for example in row["examples"]:
        text, marks = marks_of(example)
        doc = candidate_doc(text)
        found = {(span.start_char, span.text, span.kb_id_) for span in doc.spans["candidates"]}
        if found != set(marks) or row["id"] not in {cue.frame_id for cue in finder.hits(doc)}:
            yield missed(example)
    yield from (hit(example) for example in row["counterexamples"] if candidate_doc(example).spans["candidates"])


# --- Endorsements, relationships, qualifiers --------------------------------------------------------------------------


def _endorsement_frame(row: Row) -> Iterator[str]:
    def facts(text: str) -> set[str]:
        article = Article("example", text, published=_ENDORSED_ON)
        return {fact.evidence.rule for fact in extractor().extract(article).endorsements}

    if row["kind"] == "clause":
        yield from (missed(example) for example in row["examples"] if row["id"] not in _clause_frames(example))
        yield from (hit(example) for example in row["counterexamples"] if row["id"] in _clause_frames(example))
        return
    for example in row["examples"]:
        found = facts(example)
        # a verb that a noun's frame reads: the fact bears the noun's id
        if not (found if row["kind"] in {"gain", "give"} else row["id"] in found):
            yield missed(example)
    yield from (hit(example) for example in row["counterexamples"] if facts(example))


def _clause_frames(text: str) -> set[str]:
    """The frames that the skeletons of a text's clauses match, whatever the parse has found."""
    nlp = extractor().nlp
    doc = nlp.make_doc(text)
    doc._.published = _ENDORSED_ON
    for _, component in nlp.pipeline:
        doc = component(doc)
    return {finding.rule for finding in clauses(doc, Arguments(doc), [])}


def _alignment_cue(row: Row) -> Iterator[str]:
    def pairs(text: str) -> set[tuple[str, str]]:
        article = Article("example", text, published=_ALIGNED_ON)
        return {(pair.alignment, pair.evidence.rule) for pair in extractor().extract(article).relationships}

    said = "agrees" if row["kind"] == "agrees" else "breaks"
    for example in row["examples"]:
        found = pairs(example)
        is_found = (
            row["id"] in {rule for _, rule in found} if row["kind"] == "membership" else (said, row["id"]) in found
        )
        if not is_found:
            yield missed(example)
    for example in row["counterexamples"]:
        if any(alignment != "unstated" or rule == row["id"] for alignment, rule in pairs(example)):
            yield hit(example)


def qualifiers_at(marked: str) -> set[str]:
    """Ids of the rows that qualify the word in square brackets."""
    start, end = marked.index("["), marked.index("]")
    doc = extractor().nlp(marked[:start] + marked[start + 1 : end] + marked[end + 1 :])
    span = doc.char_span(start, end - 1)
    assert span is not None, marked
    return {item.row_id for item in qualifiers_of(span.root)}


def _qualifier(row: Row) -> Iterator[str]:
    yield from (missed(example) for example in row["examples"] if row["id"] not in qualifiers_at(example))
    yield from (hit(example) for example in row["counterexamples"] if row["id"] in qualifiers_at(example))


TRIED: dict[str, Callable[[Row], Iterator[str]]] = {
    "count_frames.jsonl": _count_frame,
    "candidate_cues.jsonl": _candidate_cue,
    "endorsement_frames.jsonl": _endorsement_frame,
    "alignment_cues.jsonl": _alignment_cue,
    "qualifiers.jsonl": _qualifier,
}
