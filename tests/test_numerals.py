"""Stated quantities: forms that news prose uses, with value, qualifier and the words they cover, and look-alikes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwire.nlp.numerals import find_numerals

VALUES = [
    ("the 200,000-member guild", 200_000, "exact", "200,000"),
    ("about 1.3 million members", 1_300_000, "about", "about 1.3 million"),
    ("1.3m members", 1_300_000, "exact", "1.3m"),
    ("40k members", 40_000, "exact", "40k"),
    ("the 1.6-million-member guild", 1_600_000, "exact", "1.6-million"),
    ("the two million member guild", 2_000_000, "exact", "two million"),
    ("half a million clerks", 500_000, "exact", "half a million"),
    ("a half-million-strong guild", 500_000, "exact", "a half-million"),
    ("a quarter of a million nurses", 250_000, "exact", "a quarter of a million"),
    ("three-quarters of a million nurses", 750_000, "exact", "three-quarters of a million"),
    ("a quarter-million nurses", 250_000, "exact", "a quarter-million"),
    ("three and a half million clerks", 3_500_000, "exact", "three and a half million"),
    ("two-and-a-half million clerks", 2_500_000, "exact", "two-and-a-half million"),
    ("a million and a half clerks", 1_500_000, "exact", "a million and a half"),
    ("2½ million clerks", 2_500_000, "exact", "2½ million"),
    ("2 1/2 million clerks", 2_500_000, "exact", "2 1/2 million"),
    ("a 12,000-strong guild", 12_000, "exact", "12,000"),
    ("the 40,000-plus members", 40_000, "more_than", "40,000-plus"),
    ("40,000+ members", 40_000, "more_than", "40,000+"),
    ("40,000 or more members", 40_000, "more_than", "40,000 or more"),
    ("10 thousand members", 10_000, "exact", "10 thousand"),
    ("18.5 million voices", 18_500_000, "exact", "18.5 million"),
    ("sixty thousand members", 60_000, "exact", "sixty thousand"),
    ("twelve hundred nurses", 1_200, "exact", "twelve hundred"),
    ("two hundred and fifty thousand nurses", 250_000, "exact", "two hundred and fifty thousand"),
    ("FIVE THOUSAND members", 5_000, "exact", "FIVE THOUSAND"),
    ("forty-two members", 42, "exact", "forty-two"),
    ("a million members", 1_000_000, "exact", "a million"),
    ("roughly 900 members", 900, "about", "roughly 900"),
    ("some 3 million members", 3_000_000, "about", "some 3 million"),
    ("an estimated 3,000 members", 3_000, "about", "an estimated 3,000"),
    ("3,000 or so members", 3_000, "about", "3,000 or so"),
    ("approximately 16,000 rangers", 16_000, "about", "approximately 16,000"),
    ("more than half a million members", 500_000, "more_than", "more than half a million"),
    ("over 2 million members", 2_000_000, "more_than", "over 2 million"),
    ("just over 4,000 members", 4_000, "more_than", "just over 4,000"),
    ("at least 450 members", 450, "more_than", "at least 450"),
    ("upwards of 450 members", 450, "more_than", "upwards of 450"),
    ("in excess of 450 members", 450, "more_than", "in excess of 450"),
    ("no fewer than 450 members", 450, "more_than", "no fewer than 450"),
    ("almost 2 million members", 2_000_000, "nearly", "almost 2 million"),
    ("nearly two million members", 2_000_000, "nearly", "nearly two million"),
    ("close to 900 members", 900, "nearly", "close to 900"),
    ("just under 4,000 members", 4_000, "nearly", "just under 4,000"),
    ("just shy of 4,000 members", 4_000, "nearly", "just shy of 4,000"),
    ("fewer than 1,000 members", 1_000, "less_than", "fewer than 1,000"),
    ("up to 400 members", 400, "less_than", "up to 400"),
    ("no more than 400 members", 400, "less_than", "no more than 400"),
    ("about 2000 members", 2_000, "about", "about 2000"),
    ("a 2000-member local", 2_000, "exact", "2000"),
    ("members number 4,000 here", 4_000, "exact", "4,000"),
    ("grew to 30,000 in a decade", 30_000, "exact", "30,000"),
    ("Her 1,100 members", 1_100, "exact", "1,100"),
    ("the 1.4\u2011million\u2011member guild", 1_400_000, "exact", "1.4\u2011million"),
    ("the 10,000\u2010member guild", 10_000, "exact", "10,000"),
    ("the 10,000\u2013member guild", 10_000, "exact", "10,000"),
    ("fell to 390,000 in 2010", 390_000, "exact", "390,000"),
    ("two dozen members", 24, "exact", "two dozen"),
    ("about a dozen members", 12, "about", "about a dozen"),
    ("some 800-odd members", 800, "about", "some 800-odd"),
    ("between 10,000 and 12,000 members", 10_000, "more_than", "between 10,000 and 12,000"),
    ("somewhere between 900 and 1,100 members", 900, "more_than", "somewhere between 900 and 1,100"),
    ("9,000 to 10,000 members", 9_000, "more_than", "9,000 to 10,000"),
    ("about 300 to 400 members", 300, "more_than", "about 300 to 400"),
    ("10,000-12,000 members", 10_000, "more_than", "10,000-12,000"),
    ("10,000\u201312,000 members", 10_000, "more_than", "10,000\u201312,000"),
    ("two to three million members", 2_000_000, "more_than", "two to three million"),
    ("1.2 to 1.4 million members", 1_200_000, "more_than", "1.2 to 1.4 million"),
    ("40 or 50 members", 40, "more_than", "40 or 50"),
]

NONE = [
    "In 2016 members voted",
    "by 1998 the members had left",
    "on March 12 the members met",
    "on 12 March the members met",
    "the 5th member",
    "the 21st century",
    "gave $3 million to members",
    "gave £3 million to members",
    "gave 3 million dollars to members",
    "gave €40,000 to members",
    "5 percent of members",
    "5.5% of members",
    "sixty percent of members",
    "Local 1199 members",
    "Locals 12, 40 and 77 met",
    "District Council 37 members",
    "Lodge 709 members",
    "DC 37 members",
    "1199SEIU members",
    "at 5 p.m. members met",
    "at 10:30 members met",
    "a 45-year-old member",
    "members aged 45 and up",
    "won 54-42 among members",
    "call 555-1212",
    "one in 10 members",
    "three out of four members",
    "two-thirds of members",
    "several hundred members",
    "a few thousand members",
    "hundreds of thousands of members",
    "dozens of members",
    "1.25 members",
    "Page 11",
    "a $15-an-hour wage",
    "the class of '98",
    "one member",
    "nine in 10 members",
    "3 in 5 members",
    "between 10 and 12 percent of members",
    "from 2010 to 2014 members left",
    "$10 to $12 an hour",
    "May 10 to 12",
    "several dozen members",
    "3\u20134 percent of members",
]

PAIRS = [
    ("grew from 4,000 to 6,000 members", [4_000, 6_000]),
    ("down from 1.5 million to 400,000", [1_500_000, 400_000]),
    ("between 1,000 and 50,000 members", [1_000, 50_000]),
    ("4,000 and 6,000 members", [4_000, 6_000]),
    ("won by 4,000 to 6,000", [4_000, 6_000]),
    ("has 900 in 3 counties", [900, 3]),
    ("780 out of 1,200 members", [1_200]),
]


@pytest.mark.parametrize(("text", "values"), PAIRS)
def test_two_numbers_that_are_no_range(text: str, values: list[int]) -> None:
    assert [numeral.value for numeral in find_numerals(text)] == values


@pytest.mark.parametrize(("text", "value", "qualifier", "phrase"), VALUES)
def test_value(text: str, value: int, qualifier: str, phrase: str) -> None:
    (numeral,) = find_numerals(text)
    assert (numeral.value, numeral.qualifier) == (value, qualifier)
    assert text[numeral.phrase_start : numeral.phrase_end] == phrase
    assert numeral.phrase_start <= numeral.start < numeral.end <= numeral.phrase_end


@pytest.mark.parametrize("text", NONE)
def test_none(text: str) -> None:
    assert find_numerals(text) == []


def test_several_in_order() -> None:
    text = "It fell from 41,200 to just over 30,100, and 1.7 million others left."
    assert [(n.value, n.qualifier) for n in find_numerals(text)] == [
        (41_200, "exact"),
        (30_100, "more_than"),
        (1_700_000, "exact"),
    ]


@given(st.integers(min_value=10, max_value=99_999_999))
def test_figures_with_separators_keep_their_value(value: int) -> None:
    (numeral,) = find_numerals(f"a guild of more than {value:,} members" if value > 9_999 else f"about {value} members")
    assert numeral.value == value


@given(st.text(alphabet="0123456789 ,.-amillionhundredtwo½%$'", max_size=60))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for numeral in find_numerals(text):
        assert end <= numeral.start < numeral.end <= len(text)
        assert numeral.value > 0
        end = numeral.end
