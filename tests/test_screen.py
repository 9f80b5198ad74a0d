"""The screen: sound for every registered name and every name shape, and of use."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unionwire.link.names import dotted, spellings
from unionwire.link.unions import Alias, registry
from unionwire.screen import Screen, screen
from unionwire.seedbook.examples import problems
from unionwire.seeds import data_folder, read_jsonl

ROWS = read_jsonl("screen.jsonl")
SHAPES = read_jsonl("union_patterns.jsonl")
MACROS = json.loads((data_folder("seeds") / "union_words.json").read_text(encoding="utf-8"))["macros"]
ALIASES = sorted(registry().aliases(), key=lambda alias: (alias.union_id, alias.text))


def _plain(text: str) -> str:
    return text.replace("[", "").replace("]", "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_row(row):
    assert problems("screen.jsonl", row) == []


@pytest.mark.parametrize(
    "text",
    [
        "The union met on Monday.",
        "Teachers unions rallied, the European Union did not.",
        "Members of Local 12 walked out.",
        "LODGE and mill: Lodge #7 met.",
        "A unionised mill closed.",
        "The state labor federation picked Roe.",
        "The Lakeview Nurses Association filed a grievance.",
        "The Fraternal Order of Police met.",
        "Roe thanked the Teamsters.",
        "the american federation of teachers met",
        "A S.E.I.U. official spoke.",
        "UNITE HERE voted.",
        "HERE members voted.",
        "The nominee backs civil unions.",
        "He ran the Student Union of Bakers.",
    ],
)
def test_kept(text):
    assert screen().keep(text)
    assert screen().cue(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "He banks with a credit union.",
        "The European Union objected, as did the Soviet Union in 1980.",
        "She wired it by Western Union to a shop on Union Square.",
        "Union Pacific runs there.",
        "They met at the student union after the State of the Union.",
        "The American Civil Liberties Union sued for a more perfect union.",
        "The bill allows civil unions.",
        "A family reunion in Unionville.",
        "Senators debated the budget on Monday.",
        "CLICK HERE TO GET THE APP",
        "Seiumont and Teamstering are no words.",
    ],
)
def test_dropped(text):
    assert not screen().keep(text)
    assert screen().cue(text) is None


def test_cue_says_why():
    texts = ["The union met.", "Local 12 met.", "SEIU members met.", "The National Association of Bridge Painters met."]
    assert [screen().cue(text) for text in texts] == ["union-word", "local-number", "registry: SEIU", "name.union-of"]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda row: row["id"])
def test_examples_of_every_name_shape_are_kept(shape):
    assert [text for text in shape["examples"] if not screen().keep(_plain(text))] == []


def _shape(row: dict[str, Any]) -> re.Pattern[str]:
    pattern = row["pattern"]
    for name, value in MACROS.items():
        pattern = pattern.replace("{" + name + "}", value)
    return re.compile(pattern.replace(" ", r"\s"))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda row: row["id"])
def test_whatever_has_the_shape_of_a_name_is_kept(shape):
    pattern = _shape(shape)
    # Look-around decides on the text around a name; a generated match need not satisfy it to be kept.
    relaxed = re.compile(re.sub(r"\(\?![^()]*(?:\([^()]*\)[^()]*)*\)", "", pattern.pattern).replace("(?=", "(?:"))
    veto = re.compile("|".join(f"(?:{row['pattern']})" for row in read_jsonl("lookalikes.jsonl")))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(relaxed, fullmatch=True))
    def check(name):
        if pattern.search(f"The {name} 12 met.") and not veto.search(name):
            assert screen().keep(f"On Monday {name} met.")

    check()


def _forms(alias: Alias) -> list[str]:
    forms = sorted(spellings(alias.text))
    if alias.kind == "abbreviation" and (with_dots := dotted(alias.text)):
        forms.append(with_dots)
    return forms


FORMS = [(form, alias.any_case) for alias in ALIASES for form in _forms(alias)]


def test_every_registered_form_is_kept():
    texts = [f"On Monday {form} met." for form, _ in FORMS]
    kept = screen().keep_many(texts)
    assert [text for text, keep in zip(texts, kept, strict=True) if not keep] == []


@given(st.data(), st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None, max_examples=25)
def test_a_registered_name_anywhere_is_kept(data, before, after):
    form, any_case = data.draw(st.sampled_from(FORMS))
    if any_case:
        upper = data.draw(st.lists(st.booleans(), min_size=len(form), max_size=len(form)))
        form = "".join(char.upper() if up else char.lower() for char, up in zip(form, upper, strict=True))
    assert screen().keep(f"{before} {form}, {after}")


@given(st.lists(st.text(st.characters(), max_size=80), max_size=8))
@settings(deadline=None, max_examples=25)
def test_any_text_is_decided_alike_alone_and_in_a_batch(texts):
    together = screen().keep_many(texts)
    assert together == [screen().keep(text) for text in texts]
    assert together == [screen().cue(text) is not None for text in texts]


def test_lone_surrogates_do_not_raise():
    assert screen().keep_many(["\ud800 \udfff", "\ud800 Teamsters"]) == [False, True]


def test_no_text_no_answer():
    assert screen().keep_many([]) == []


def test_a_look_alike_vetoes_only_itself():
    texts = ["The European Union and a union met.", "The European Union and the European Union met."]
    assert Screen().keep_many(texts) == [True, False]
