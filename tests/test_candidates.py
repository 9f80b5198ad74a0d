"""Candidates: the component over one-sentence cases, every cue row's examples, and the functions others call."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc, Span

from unionwire.link.people import PeopleIndex, edit_distance, name_words, people_index, person_slug
from unionwire.nlp import candidates as component
from unionwire.nlp import qualifiers
from unionwire.nlp.candidate_cues import cues
from unionwire.nlp.candidates import ensure_candidate, keep_endorsed, resolve_person
from unionwire.nlp.compact import annotate_flat
from unionwire.seedbook.examples import problems
from unionwire.seedbook.parsed_examples import candidate_doc, candidate_pipeline
from unionwire.seeds import read_jsonl

CASES = Path(__file__).parent / "cases" / "candidates.txt"
MARK = re.compile(r"\[([^\[\]|]+)\|([a-z0-9-]+)\]")


def read(text: str, date: str | None = "2019-06-03") -> Doc:
    assert qualifiers.rows()
    assert component.LABEL == "CANDIDATE"
    return candidate_doc(text, dt.date.fromisoformat(date) if date else None)


def unmark(case: str) -> tuple[str, set[tuple[int, int, str]]]:
    """Plain text of a marked-up sentence, and the (start, end, id) of its marks."""
    text, marks, last = "", set(), 0
    for match in MARK.finditer(case):
        text += case[last : match.start()]
        marks.add((len(text), len(text) + len(match.group(1)), match.group(2)))
        text += match.group(1)
        last = match.end()
    return text + case[last:], marks


def found(doc: Doc) -> set[tuple[int, int, str]]:
    return {(s.start_char, s.end_char, s.kb_id_) for s in doc.spans["candidates"]}


def cases() -> list[tuple[str, str | None]]:
    rows: list[tuple[str, str | None]] = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            dated = re.match(r"@(\d{4}-\d\d-\d\d|none) ", line)
            date: str | None = dated.group(1) if dated else "2019-06-03"
            rows.append((line[dated.end() :] if dated else line, None if date == "none" else date))
    return rows


@pytest.mark.parametrize(("case", "date"), cases())
def test_case(case: str, date: str | None) -> None:
    text, marks = unmark(case)
    assert found(read(text, date)) == marks


FRAMES = [row for row in read_jsonl("candidate_cues.jsonl") if row["kind"] == "frame"]


@pytest.mark.parametrize("row", FRAMES, ids=lambda row: row["id"])
def test_frame_finds_its_examples_and_spares_its_counterexamples(row: dict[str, Any]) -> None:
    assert problems("candidate_cues.jsonl", row) == []


def test_rows_are_complete() -> None:
    rows = read_jsonl("candidate_cues.jsonl")
    assert len({r["id"] for r in rows}) == len(rows)
    assert all(r["source"] for r in rows)
    assert all(r["examples"] and r["counterexamples"] for r in rows if r["kind"] == "frame")
    assert len(cues().frames) == sum(r["kind"] == "frame" for r in rows)


def span_of(doc: Doc, words: str, nth: int = 0) -> Span:
    start = [m.start() for m in re.finditer(re.escape(words), doc.text)][nth]
    span = doc.char_span(start, start + len(words))
    assert span is not None
    return span


def test_ensure_candidate_adds_every_mention() -> None:
    doc = read("The local gave its blessing to Nadia Kowalczyk. Kowalczyk thanked the drivers.")
    assert found(doc) == set()
    assert (
        ensure_candidate(doc, span_of(doc, "Kowalczyk", 1), rule="endo-blessing", office="mayor") == "nadia-kowalczyk"
    )
    assert [s.text for s in doc.spans["candidates"]] == ["Nadia Kowalczyk", "Kowalczyk"]
    assert {s.id_ for s in doc.spans["candidates"]} == {"endo-blessing"}
    record = doc._.candidates["nadia-kowalczyk"]
    assert (record.name, record.office, record.in_registry) == ("Nadia Kowalczyk", "mayor", False)
    # a second call changes nothing
    assert ensure_candidate(doc, span_of(doc, "Nadia Kowalczyk")) == "nadia-kowalczyk"
    assert len(doc.spans["candidates"]) == 2


def test_ensure_candidate_refuses_what_is_no_person() -> None:
    doc = read("The local endorsed the bill on Monday.")
    assert ensure_candidate(doc, span_of(doc, "bill")) is None
    assert found(doc) == set()


def test_resolve_pronouns_by_gender_and_role() -> None:
    doc = read("Mr. Harold Lindgren met Mrs. Olga Brandt. He thanked her, and she smiled.")
    assert resolve_person(doc, span_of(doc, "He")) == "harold-lindgren"
    assert resolve_person(doc, span_of(doc, "her")) == "olga-brandt"
    assert resolve_person(doc, span_of(doc, "she")) == "olga-brandt"


def test_resolve_description() -> None:
    doc = read("Sen. Bernie Sanders spoke with nurses. The union praised the Vermont senator for his vote.")
    assert resolve_person(doc, span_of(doc, "the Vermont senator")) == "bernie-sanders"
    assert resolve_person(doc, span_of(doc, "his")) == "bernie-sanders"


def test_resolve_nothing_without_antecedent() -> None:
    doc = read("The committee met. He left.")
    assert resolve_person(doc, span_of(doc, "He")) is None


def test_union_mentions_are_no_candidates() -> None:
    nlp = candidate_pipeline()
    doc = nlp.make_doc("The Walter Reuther Local is running for a seat on the council.")
    doc._.published = dt.date(2019, 6, 3)
    for name, pipe in nlp.pipeline:
        if name == "unionwire_candidates":
            doc.spans["unions"] = [doc[1:4]]
        doc = pipe(doc)
    assert found(doc) == set()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Joseph R. Biden Jr.", "joseph-biden"),
        ("Joe Kennedy III", "joe-kennedy"),
        ("Martin O\u2019Malley", "martin-omalley"),
        ("Satya Rhodes-Conway", "satya-rhodes-conway"),
        ("J.D. Marsh", "jd-marsh"),
        ("[Ann] Colby", "ann-colby"),
        ("Juli\u00e1n Castro", "julian-castro"),
    ],
)
def test_name_slug(name: str, slug: str) -> None:
    assert person_slug(name_words(name)) == slug


def test_edit_distance_stops_at_limit() -> None:
    assert edit_distance("hilary", "hillary", 2) == 1
    assert edit_distance("hilary", "bernie", 2) == 3


ROWS: list[dict[str, Any]] = [
    {
        "id": "ann-poe", "name": "Ann Poe", "given": "Ann", "family": "Poe", "gender": "f", "fec_id": "P1",
        "candidacies": [{"office": "president", "cycle": 2012, "from": "2011-05", "to": "2012-11", "result": "won general"}],
    },
    {"id": "annabel-poe", "name": "Annabel Poe", "given": "Annabel", "family": "Poe", "fec_id": "P1", "candidacies": []},
    {
        "id": "margaret-lane", "name": "Margaret Lane", "given": "Margaret", "family": "Lane", "gender": "f",
        "candidacies": [{"office": "senate", "cycle": 2014, "from": None, "to": "2014-11-04", "result": "lost general"}],
    },
]  # fmt: skip


def test_people_index() -> None:
    index = PeopleIndex.of(ROWS)
    day = dt.date(2014, 6, 1)
    assert set(index.people) == {"ann-poe", "margaret-lane"}
    poe = index.by_full("Annabel Poe", day)
    assert poe is not None
    assert poe.person_id == "ann-poe"
    assert poe.president(day)
    assert not poe.president(dt.date(2017, 1, 20))
    assert poe.running(dt.date(2012, 1, 1)) is not None
    assert poe.running(day) is None
    lane = index.misspelt("Margret Lane", day)
    assert lane is not None
    assert lane.person_id == "margaret-lane"
    assert index.misspelt("Martin Lane", day) is None
    assert index.meant("Poe", day) is poe
    assert index.meant("Lane", day) is None  # a bare surname means a national candidate only
    assert index.gender("ann") == "f"
    assert index.gender("Olaf") is None


def test_registry_index_is_whole() -> None:
    index = people_index()
    sanders = index.by_full("Bernard Sanders", dt.date(2016, 1, 1))
    assert sanders is not None
    assert sanders.person_id == "bernie-sanders"
    assert len(index.people) > 1000


def test_a_candidate_made_for_no_endorsement_is_taken_back() -> None:
    doc = read("Ada Quill is running for mayor. The local thanked Nadia Kowalczyk and Tom Wexler.")
    for name in ("Nadia Kowalczyk", "Tom Wexler"):
        ensure_candidate(doc, span_of(doc, name))
    keep_endorsed(doc, {"nadia-kowalczyk"})
    assert {s.kb_id_ for s in doc.spans["candidates"]} == {"ada-quill", "nadia-kowalczyk"}
    assert sorted(doc._.candidates) == ["ada-quill", "nadia-kowalczyk"]


def ids(doc: Doc) -> set[str]:
    return {s.kb_id_ for s in doc.spans["candidates"]}


def test_a_president_is_no_candidate_where_no_election_is_told_of() -> None:
    told = "President Barack Obama signed the bill on Monday. Its sponsors {}."
    assert ids(read(told.format("cheered"), "2014-05-02")) == set()
    assert ids(read(told.format("fear the midterm elections"), "2014-05-02")) == {"barack-obama"}


def test_rivals_for_president_of_an_undated_article() -> None:
    text = "{} Warren and Sanders spoke. Pete Buttigieg flew to Dayton. President Trump tweeted."
    two = "Elizabeth Warren is running for president. Bernie Sanders suspended his presidential campaign."
    assert ids(read(text.format(two), None)) == {"elizabeth-warren", "bernie-sanders", "pete-buttigieg"}
    assert "pete-buttigieg" not in ids(read(text.format("Elizabeth Warren is running for president."), None))


def test_an_apposition_is_read_over_without_a_parse() -> None:
    texts = {
        "Councilman Sam Ortega, a Democrat, was elected mayor.": {"sam-ortega"},
        "Councilman Sam Ortega, a Democrat, was late.": set(),
    }
    for text, expected in texts.items():
        doc = annotate_flat(candidate_pipeline().make_doc(text))
        doc._.published = dt.date(2015, 4, 8)
        assert ids(candidate_pipeline().get_pipe("unionwire_candidates")(doc)) == expected


def test_what_parts_a_person_from_its_predicate_is_read_past_without_a_parse() -> None:
    texts = {
        # an apposition before the relative clause, a second predicate, an adverb of manner
        "Dana Brill, a liberal economist and backer of labor who ran for Congress in 2006, is back.": {"dana-brill"},
        "Dana Brill, a liberal economist and backer of labor who grew corn in 2006, is back.": set(),
        "Dana Brill sold cars for twenty years and ran for governor in 2010.": {"dana-brill"},
        "Dana Brill sold cars for twenty years and ran a shop in 2010.": set(),
        "In the primary Dana Brill, a professor, has been publicly mulling a run.": {"dana-brill"},
        "In the primary Dana Brill, a professor, has been publicly mulling a move.": set(),
        # what a woman owns, the full stop of an abbreviation, blanks where furniture stood
        "Lea Marsh also won her party's nomination in the primary.": {"lea-marsh"},
        "Voters wait for the primary. Lea Marsh also won her party's praise.": set(),
        "Joe Donner, D-Ind., and Heiti Kamper, D-W.Va., voted no, and both are up for re-election.": {
            "joe-donner",
            "heiti-kamper",
        },
        "Joe Donner, D-Ind., and Heiti Kamper, D-W.Va., voted no, and both are up early.": set(),
        "Voters wait for the primary. Joe Donner      (D-Ind.) is a candidate for governor.": {"joe-donner"},
        # names that no list of given names knows, and an opener that is none
        "Voters in May elected a new, pro-Western president, Zetro Poroshek.": {"zetro-poroshek"},
        "Voters in May liked a new, pro-Western president, Main Street.": set(),
        "The race drew Zorba Quist, who ran for governor in 2010.": {"zorba-quist"},
        "As O'Rorke's campaign grew, voters saw that Ed O'Rorke was a candidate for mayor.": {"ed-ororke"},
    }
    for text, expected in texts.items():
        doc = annotate_flat(candidate_pipeline().make_doc(text))
        doc._.published = dt.date(2015, 4, 8)
        assert ids(candidate_pipeline().get_pipe("unionwire_candidates")(doc)) == expected, text
