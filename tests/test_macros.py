"""Expressions written with macros match what they match spelled out."""

from __future__ import annotations

import re
from re import _compiler, _parser  # type: ignore[attr-defined]

import pytest

from unionwire.macros import Macros
from unionwire.nlp.candidate_cues import cues

MACROS = Macros(
    {
        "WORD": "(?:[a-z]+|P(?=x))",
        "OPEN": "ran|stood",
        "SEAT": "(?:{WORD} ){0,2}?(?:seat|office)",
        "P": r"P(\d+)",
        "TWO": "ab",
    }
)


@pytest.mark.parametrize(
    "written",
    [
        "{P} (?:{OPEN}) for {SEAT}",
        "{P}|{OPEN}",
        "(?:{WORD}|,) {P}",
        "(?:{WORD}|{OPEN}|x)+ {P}(?!{SEAT})",
        "(?<!{TWO})c{P}",
        "{TWO}+c({SEAT}) (?:{P})?",
        "(?i){SEAT}",
        "plain",
    ],
)
def test_a_macro_means_its_text(written: str) -> None:
    compiled = MACROS.compiled(written)
    spelled = re.compile(MACROS.spelled_out(written))

    assert compiled.groups == spelled.groups
    for text in (
        "P1 ran for a seat",
        "P2 stood for seat",
        ", P3",
        "ababc office P4",
        "cP5",
        "abcP6",
        "A SEAT",
        "plain",
    ):
        assert [m.span() for m in compiled.finditer(text)] == [m.span() for m in spelled.finditer(text)]
        assert [m.groups() for m in compiled.finditer(text)] == [m.groups() for m in spelled.finditer(text)]


def test_the_frames_of_candidates_compile_to_what_they_are_spelled_out() -> None:
    macros = cues().macros
    for frame in cues().frames:
        for part in frame.parts:
            tree = macros._tree(part)
            assert tree is not None
            assert _compiler._code(tree, 0) == _compiler._code(_parser.parse(macros.spelled_out(part)), 0), part


def test_an_unknown_macro_is_told() -> None:
    with pytest.raises(KeyError):
        MACROS.compiled("{NONE} ran")
