"""Membership counts: the case file, and the examples and counterexamples of every frame.

The base model is the pinned one, so the sentences are parsed as they are in a run; the union mentions are those
that the sentences mark, `[text|union-id]`, so that nothing here hangs on how unions are found.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

import unionwire.nlp.sentences  # noqa: F401 - registers its factory
from unionwire.model import load_base_model
from unionwire.nlp.extensions import prepare
from unionwire.records import Level, MembershipCount, Refusal, Union
from unionwire.relate.counts import membership_counts
from unionwire.seeds import read_jsonl

CASES = Path(__file__).parent / "cases" / "counts.txt"
MARK = re.compile(r"\[([^\[\]|]+)\|([a-z0-9-]+)\]")
FRAMES = [row for row in read_jsonl("count_frames.jsonl") if row["kind"] != "lexicon"]


@functools.cache
def base_model() -> Language:
    """The parser and the entities as a run has them, without the components that find unions."""
    nlp = load_base_model(exclude=["tagger", "attribute_ruler", "lemmatizer"])
    nlp.add_pipe("unionwire_sentences", first=True)
    return nlp


def parse(marked: str) -> Doc:
    """Parse a marked-up sentence; its marks become `doc.spans["unions"]`."""
    text, bounds, end = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        bounds.append((len(text), len(text) + len(match[1]), match[2]))
        text, end = text + match[1], match.end()
    text += marked[end:]
    text = text.replace("\\n", "\n")
    doc = base_model()(text)
    spans: list[Span] = []
    for start, stop, union_id in bounds:
        span = doc.char_span(start, stop, label="UNION", kb_id=union_id, alignment_mode="expand")
        assert span is not None
        spans.append(span)
    doc.spans["unions"] = spans
    return doc


def show(count: MembershipCount) -> str:
    return f"{count.union_id} {count.value} {count.qualifier} {count.unit}"


def read_cases() -> list[tuple[str, list[str], str]]:
    """Sentence, expected counts and expected scope of every line of the case file."""
    cases = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        sentence, expected = line.rsplit(" || ", 1)
        wanted = [] if expected.strip() == "-" else [part.strip() for part in expected.split(";")]
        cases.append((sentence, wanted, line))
    return cases


@pytest.mark.parametrize(
    ("sentence", "wanted", "line"), read_cases(), ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_case(sentence: str, wanted: list[str], line: str) -> None:
    doc = parse(sentence)
    found = membership_counts(doc)
    shown = []
    for count, want in zip(found, wanted + [""] * len(found), strict=False):
        shown.append(show(count) + (f" @{count.scope}" if "@" in want else ""))
    assert shown == wanted, line
    for count in found:
        evidence = count.evidence
        assert doc.text[evidence.start : evidence.end] == evidence.sentence
        assert 0 < evidence.confidence <= 1


def test_case_file_is_balanced() -> None:
    cases = read_cases()
    negatives = [case for case in cases if not case[1]]
    assert len(cases) >= 120
    assert len(negatives) * 2 >= len(cases) - 10


@pytest.mark.parametrize("row", FRAMES, ids=lambda row: row["id"])
def test_frame_examples(row: dict[str, object]) -> None:
    examples, counterexamples = row["examples"], row["counterexamples"]
    assert isinstance(examples, list)
    assert isinstance(counterexamples, list)
    assert examples
    assert counterexamples
    for sentence in examples:
        assert row["id"] in rules(sentence, row["kind"] == "refusal"), sentence
    for sentence in counterexamples:
        assert row["id"] not in rules(sentence, row["kind"] == "refusal"), sentence


def rules(sentence: str, refused: bool) -> set[str]:
    """Ids of the rows that made the counts of a sentence, or that refused one."""
    doc = parse(sentence)
    counts = membership_counts(doc)
    refusals: list[Refusal] = doc._.refusals
    return {refusal.rule for refusal in refusals} if refused else {count.evidence.rule for count in counts}


def test_frame_ids_are_unique() -> None:
    ids = [row["id"] for row in read_jsonl("count_frames.jsonl")]
    assert len(ids) == len(set(ids))


def test_no_unions_no_counts() -> None:
    assert membership_counts(parse("The guild has 9,000 members.")) == []


def test_repeated_statement_is_one_count() -> None:
    doc = parse("The 9,000-member [Glaziers|gu] met. [Its|gu] 9,000 members vote in May.")
    assert [show(count) for count in membership_counts(doc)] == ["gu 9000 exact members"]
    assert membership_counts(doc)[0].evidence.rule == "count.compound.name"


def test_refusal_is_recorded() -> None:
    doc = parse("Some 780 members of [Local 8|gu-local-8] are on strike.")
    assert membership_counts(doc) == []
    (refusal,) = doc._.refusals
    assert refusal.kind == "membership_count"
    assert doc.text[refusal.start : refusal.end] == refusal.text == "Some 780"
    assert refusal.reason


@pytest.mark.parametrize(("level", "wanted"), [("national", []), ("local", ["mw 400 exact members"])])
def test_few_members_of_a_national_union_are_a_workplace(level: Level, wanted: list[str]) -> None:
    doc = parse("There are 400 [Millwrights|mw], and few are glad.")
    prepare(doc)
    doc._.unions = {"mw": Union("mw", "Millwrights", level)}
    assert [show(count) for count in membership_counts(doc)] == wanted
