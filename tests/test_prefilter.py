"""A prefilter drops an expression only where it cannot match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionwire.alternatives import Alternatives, split
from unionwire.needs import NeedsReader
from unionwire.nlp.candidate_cues import cues
from unionwire.nlp.extensions import paragraphs
from unionwire.prefilter import Guarded, PatternRows, Prefilter, guarded
from unionwire.relate.alignment_cues import _cues
from unionwire.relate.triggers import _neutral_frames


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\bran for (?:mayor|senate)\b", [{"ran for mayor", "ran for senate"}]),
        (r"\b(?:if|unless) P\d+ (?:is|was|wins?)", [{"if P", "unless P"}, {" is", " was", " win"}]),
        (r"ran [a-z]+ (?:in|on|for) [ab]\b", [{"ran "}, {" in a", " in b", " on a", " on b", " for a", " for b"}]),
        (r"(?:\w+ (?:far|near))? away", [{" away"}]),
        (r"(?:far )?away", [{"away", "far away"}]),
        (r"(?:beat|defeat(?:s|ed)?) P\d+", [{"beat P", "defeat P", "defeats P", "defeated P"}]),
        (r"(?:candid(?:ate|acy)|nominee)s?", [{"candidate", "candidacy", "nominee"}]),
        (r"(?:very )?(?:long )+shot", [{"long shot"}, {"long ", "very long "}]),
        (r"(?=after )\w+ (?!before)the vote", [{" the vote"}, {"after "}]),
        (r"\w+(?:in|on|at night)", []),  # one branch is too short to tell anything
        (r"(?:won)?", []),
        (r"(?i:won) the seat", [{" the seat"}]),
    ],
)
def test_needs_are_the_words_that_every_match_holds(pattern: str, wanted: list[set[str]]) -> None:
    assert [set(need) for need in NeedsReader().needs(pattern)] == wanted


def test_a_pattern_that_ignores_case_needs_nothing() -> None:
    assert NeedsReader().needs("(?i)won the seat") == []


def test_a_macro_gives_the_needs_of_its_text() -> None:
    macros = {"SEAT": "(?:(?:a|the) {PLACE})", "PLACE": "(?:seat|office)s?", "P": r"P(\d+)", "MAYBE": "(?:soon )?"}
    reader = NeedsReader(macros)

    won = [f" won {article} {place}" for article in ("a", "the") for place in ("seat", "office")]
    assert reader.needs("{MAYBE}{P} won {SEAT}") == [frozenset(won)]
    assert reader.needs("(?:{SEAT})?{P}") == []
    assert reader.needs("(?i:{SEAT}) of") == [frozenset({" of"})]
    with pytest.raises(KeyError):
        reader.needs("{OTHER}")


def test_an_alternation_in_no_group_takes_in_what_stands_beside_its_macro() -> None:
    reader = NeedsReader({"BEAT_BY": r"outran|\|beat[|)]", "IN": "(?:{BEAT_BY})"})

    assert reader.needs("{BEAT_BY} Poe") == [frozenset({"outran", "|beat| Poe", "|beat) Poe"})]
    assert reader.needs("{IN} Poe") == [frozenset({"outran Poe", "|beat| Poe", "|beat) Poe"})]


def test_a_macro_that_is_repeated_is_read_as_it_is_repeated() -> None:
    reader = NeedsReader({"LONG": "long ", "ANY": "(?:long |short )"})

    assert reader.needs("a {LONG}+way") == [frozenset({"a long "}), frozenset({" way"})]
    assert reader.needs("a {ANY}+way") == [frozenset({"long way", "short way"}), frozenset({"a long ", "a short "})]


def test_possible_names_the_expressions_whose_words_are_there() -> None:
    prefilter = Prefilter(["beat P1", r"ran for (?:mayor|sheriff)", r"P\d+", "lost to"])

    assert prefilter.possible("P0 ran for sheriff and beat P1") == [0, 1, 2]
    assert prefilter.possible("P0 ran for cover") == [2]


def test_only_those_asked_for_are_named() -> None:
    prefilter = Prefilter(["beat P1", r"ran for (?:mayor|sheriff)", r"P\d+", "lost to"])
    text = "P0 ran for sheriff and beat P1"

    assert prefilter.possible(text, among=0b1011) == [0, 1]
    assert prefilter.possible(text, among=0b1100) == [2]
    assert prefilter.possible(text, among=0) == []


@pytest.mark.parametrize("contexts", [{"none"}, {"none", "sentence", "near"}, {"contest"}, set()])
def test_frames_of_other_contexts_are_not_tried(contexts: set[str]) -> None:
    text = "P0, who ran for governor in 2012, endorsed P1 in the primary and beat P2 by two points."
    found = cues().frames_for(text, contexts)

    everywhere = cues().frames_for(text, {frame.context for frame in cues().frames})
    assert [frame.frame_id for frame, _ in found] == [f.frame_id for f, _ in everywhere if f.context in contexts]
    assert len(everywhere) > len(found)


def test_a_pattern_that_ignores_case_is_looked_for_in_any() -> None:
    prefilter = Prefilter(["Broke Ranks", "sided with"], ignore_case=True)

    assert prefilter.possible("They BROKE ranks") == [0]
    assert prefilter.possible("They broke the rankings") == []
    # a long s is an s to such a pattern: all are tried
    assert prefilter.possible("They broke rank\u017f") == [0, 1]


def test_rows_are_given_in_their_order_where_they_may_match() -> None:
    rows = PatternRows([("one", re.compile("beat Roe")), ("two", re.compile("lost to")), ("three", re.compile("beat"))])

    assert [name for name, _ in rows.possible("Poe beat Roe")] == ["one", "three"]


def test_a_guarded_expression_gives_what_the_expression_gives() -> None:
    race = guarded(r"\bprimar(?:y|ies)\b|\brun-?offs?\b", re.IGNORECASE)

    assert race.findall("The PRIMARY and the runoff") == ["PRIMARY", "runoff"]
    assert [match.span() for match in race.finditer("a run-off")] == [(2, 9)]
    assert race.search("primaries") is not None
    assert race.search("no contest") is None
    assert race.findall("no contest") == []
    assert not race.may_match("no contest")


CUES = _cues().rows


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_a_cue_matches_in_any_case_passes(data: st.DataObject) -> None:
    _, pattern = data.draw(st.sampled_from(CUES))
    text = data.draw(st.from_regex(pattern))

    assert Guarded(pattern).search(text)


FRAMES = cues().frames
PREFILTER = Prefilter([frame.written for frame in FRAMES], cues().macros)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_a_frame_matches_passes(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(FRAMES) - 1))
    text = data.draw(st.from_regex(FRAMES[number].pattern))

    assert FRAMES[number].pattern.search(text)
    assert number in PREFILTER.possible(text)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"\bbeat\b|lost to|\|", [r"(?:\bbeat\b)", "(?:lost to)", r"(?:\|)"]),
        (
            r"\b(?<!not )(?:beat|lo(?:st|ses)) [|)]\w+",
            [r"\b(?<!not )(?:beat) [|)]\w+", r"\b(?<!not )(?:lo(?:st|ses)) [|)]\w+"],
        ),
        (r"(?:beat|lost)+", ["(?:beat|lost)+"]),  # "beatlost" is one match
        (r"(beat)|lost", ["(beat)|lost"]),
        (r"\w+ (?:beat|lost)", [r"\w+ (?:beat|lost)"]),
        (r"(?:beat|)", ["(?:beat|)"]),  # matches nothing, too
        (r"(?i:beat)|lost", ["(?i:beat)|lost"]),
    ],
)
def test_alternatives_are_split_where_that_changes_nothing(pattern: str, parts: list[str]) -> None:
    assert split(re.compile(pattern)) == parts


def test_alternatives_find_the_leftmost_and_of_those_the_first() -> None:
    both = Alternatives([re.compile("ran for"), re.compile("ran"), re.compile(r"\bfor mayor")])

    assert both.findall("Roe ran for mayor, Poe ran, Doe for mayor") == ["ran for", "ran", "for mayor"]
    assert [match.span() for match in both.finditer("Roe ran for mayor", 0, 9)] == [(4, 7)]
    assert both.search("nobody runs") is None


def test_matches_are_given_row_by_row_and_stay_in_their_piece() -> None:
    rows = PatternRows([("lost", re.compile(r"lost\s+to|gave\s+in")), ("beat", re.compile(r"\bbeat\b"))])
    text = "Roe beat Poe, who lost to Doe; Doe lost\n\nto Moe and gave in"
    pieces = paragraphs(text)

    assert pieces == [(0, 39), (41, 59)]
    assert [(name, match.start()) for name, match in rows.matches(text, pieces)] == [
        ("lost", 18),
        ("lost", 52),
        ("beat", 4),
    ]


WORDS = st.sampled_from(
    "the union has had no part in of it broke ranks with its parent international neutral stayed out race decided not "
    "to endorse undecided yet members free leave left take sides position unlike while as did but just".split()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_rows_match_what_their_expressions_match(text: str) -> None:
    for rows in (_cues(), _neutral_frames()):
        plain = [(row, match.span()) for row, pattern in rows.rows for match in pattern.finditer(text)]
        assert [(row, match.span()) for row, match in rows.matches(text, [(0, len(text))])] == plain
        assert [(row, match.span()) for row, part in rows.possible(text) for match in part.finditer(text)] == plain
