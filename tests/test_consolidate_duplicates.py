"""Copies of one text: what counts as one, and which of them is the original."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path

import numpy as np
import pytest
from tests.near_copies import CHANGES, TEMPLATES, Change, follow_up

from unionwire.consolidate.duplicates import (
    HELD,
    SHARED,
    are_copies,
    find_duplicates,
    normalised_words,
    other_names,
    reading,
    shingles,
    signature,
)
from unionwire.read import Options, find_sources, read
from unionwire.records import Article

SPRING, SUMMER = dt.date(2019, 4, 2), dt.date(2019, 7, 9)

STORY = (
    "The bakery workers of Elmhurst voted on Tuesday night to back Dana Whitlock for mayor, the first time in "
    "eleven years that their local has taken a side in a city race. About three hundred people filled the hall on "
    "Grand Avenue, and the vote was close enough that the tellers counted it twice before the result was read out. "
    "Whitlock, who drove a delivery truck before she ran for the council, thanked the night shift by name and "
    "promised to keep the flour depot open through the winter."
)
OTHER = (
    "Ferry captains went back to work on Monday after the harbour board agreed to hire forty deckhands, ending a "
    "dispute that had kept half of the boats at the pier since the middle of March and commuters on the bridges."
)


def numbered(count: int, *changed: int) -> str:
    """A text of `count` distinct words, of which those at the given places are changed."""
    return " ".join(f"w{i}" if i not in changed else f"changed{i}" for i in range(count))


def test_words_ignore_case_quotes_dashes_and_line_breaks() -> None:
    assert normalised_words("“It’s OUR\nvote,” she said—twice") == normalised_words('"It\'s our vote" she said - twice')
    assert normalised_words("Local 25_b") == ["local", "25", "b"]
    assert normalised_words(" — … ") == []


def test_runs_by_hand() -> None:
    assert shingles(["a", "b", "c", "d", "e", "f"]) == {"a b c d e", "b c d e f"}
    assert shingles(["a", "b", "c", "d"], 3) == {"a b c", "b c d"}
    assert shingles(["two", "words"]) == {"two words"}
    assert shingles([]) == set()


def test_a_trimmed_copy_with_another_opening_is_a_copy() -> None:
    copy = "ELMHURST (Wire) - " + STORY.replace("—", "-").upper().removesuffix(" THROUGH THE WINTER.")
    articles = [("b-paper", SUMMER, STORY), ("a-paper", SUMMER, copy), ("c-paper", SPRING, OTHER)]
    assert find_duplicates(articles) == {"b-paper": "a-paper"}


def test_the_earliest_date_is_the_original_and_no_date_comes_last() -> None:
    articles = [("a", None, STORY), ("b", SUMMER, STORY), ("d", SPRING, STORY), ("c", SPRING, STORY)]
    assert find_duplicates(articles) == {"a": "c", "b": "c", "d": "c"}
    assert find_duplicates([("y", None, STORY), ("x", None, STORY)]) == {"y": "x"}


def test_just_enough_of_the_shorter_text_and_just_too_little() -> None:
    # a change inside the text of 102 words (100 runs of three) touches three runs
    base, six, seven = numbered(102), numbered(102, *range(10, 70, 10)), numbered(102, *range(10, 80, 10))
    assert HELD == 0.8
    assert are_copies(reading(base), reading(six))  # 82 runs of 100
    assert not are_copies(reading(base), reading(seven))  # 79
    assert find_duplicates([("a", None, base), ("b", None, six)]) == {"b": "a"}
    assert find_duplicates([("a", None, base), ("b", None, seven)]) == {}


def test_a_brief_inside_a_longer_text_is_a_copy_only_of_one_not_much_longer() -> None:
    brief = numbered(102)
    assert SHARED == 0.5
    assert are_copies(reading(brief), reading(numbered(202)))
    assert not are_copies(reading(brief), reading(numbered(203)))


def test_copies_of_copies_are_one_cluster() -> None:
    first, second = numbered(102), numbered(102, 10, 20, 30, 40)
    third = numbered(102, 10, 20, 30, 40, 50, 60, 70, 80)
    assert not are_copies(reading(first), reading(third))
    assert find_duplicates([("c", None, third), ("b", None, second), ("a", None, first)]) == {"b": "a", "c": "a"}


def test_short_texts_are_copies_only_when_equal_and_empty_ones_never() -> None:
    articles = [("a", None, "Vote today"), ("b", None, "vote  TODAY!"), ("c", None, "Vote tomorrow")]
    assert find_duplicates(articles) == {"b": "a"}
    assert find_duplicates([("a", None, "..."), ("b", None, "..."), ("c", None, None), ("d", None, None)]) == {}
    assert find_duplicates([]) == {}


def test_any_order_gives_the_same_clusters() -> None:
    variants = [numbered(104, *range(20, 20 + k)) for k in range(6)] + [STORY, OTHER, STORY + " Correction: none."]
    articles = [(f"article-{i}", SPRING if i % 2 else None, text) for i, text in enumerate(variants)]
    expected = find_duplicates(articles)
    assert expected["article-8"] == "article-6" or expected["article-6"] == "article-8"
    for seed in range(10):
        shuffled = articles[:]
        random.Random(seed).shuffle(shuffled)
        assert find_duplicates(shuffled) == expected


def test_many_copies_and_many_singles_are_told_apart() -> None:
    rng = random.Random(7)
    vocabulary = [f"word{i}" for i in range(900)]
    singles = [" ".join(rng.choices(vocabulary, k=150)) for _ in range(200)]
    copies = [singles[0] + f" filed from bureau {i}" for i in range(60)]
    texts = singles + copies
    duplicates = find_duplicates((f"{i:03}", None, text) for i, text in enumerate(texts))
    assert duplicates == {f"{i:03}": "000" for i in range(200, 260)}


# --- Copies as they come, and what only looks like them ---------------------------------------------------------------


@pytest.fixture(scope="module")
def stories(root: Path) -> list[str]:
    """The sample's articles of a hundred words and more."""
    found = [item for source in find_sources([root / "data/sample"]).sources for _, item in read(source, Options())]
    texts = sorted({item.text for item in found if isinstance(item, Article)})
    return [text for text in texts if len(text.split()) >= 100]


def found_as_copies(one: str, other: str) -> bool:
    """Whether the two texts are proposed and pass."""
    mine, theirs = signature(one), signature(other)
    assert mine is not None
    assert theirs is not None
    return bool(np.any(mine == theirs)) and are_copies(reading(one), reading(other))


@pytest.mark.parametrize(
    ("change", "least"),
    [(change, 0.92 if name == "reprint" else 1.0) for name, change in CHANGES.items()],
    ids=list(CHANGES),
)
def test_copies_of_each_kind_are_found(stories: list[str], change: Change, least: float) -> None:
    copies = [(text, change(text, random.Random(number))) for number, text in enumerate(stories)]
    assert len(copies) > 50
    assert all(text != copy for text, copy in copies)
    found = [found_as_copies(text, copy) for text, copy in copies]
    assert sum(found) >= least * len(copies)


def test_a_follow_up_that_repeats_half_is_no_copy(stories: list[str]) -> None:
    assert not [text for n, text in enumerate(stories) if found_as_copies(text, follow_up(text, random.Random(n)))]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_stories_from_one_template_are_no_copies(kind: str) -> None:
    made = [TEMPLATES[kind](random.Random(number)) for number in range(40)]
    whose = [re.search(r"endorse (\w+ \w+)", text) for text in made]
    pairs = [
        (i, j)
        for i in range(40)
        for j in range(i)
        # two releases on one person differ in less than a name
        if not (mine := whose[i]) or not (theirs := whose[j]) or mine[1].split()[1] != theirs[1].split()[1]
    ]
    assert len(pairs) > 700
    assert not [(i, j) for i, j in pairs if found_as_copies(made[i], made[j])]


def test_the_sample_holds_the_copies_that_it_was_made_with(stories: list[str]) -> None:
    # no story of the sample is taken for another one
    clusters = find_duplicates((str(number), None, text) for number, text in enumerate(stories))
    assert len(clusters) <= 3


RELEASE = (
    "The council voted to endorse {0} for mayor on Monday. \u201c{1} has stood with us from the first day,\u201d said the "
    "president, Olga Brandt. \u201cWe will make calls for {1} until the polls close.\u201d Members heard from all who had "
    "answered their questions on wages and schools before they voted in the hall on Dock Street."
)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("Ada Ackroyd", "Ackroyd"), ("Boris Bellamy", "Bellamy"), True),
        (("Ada Ackroyd", "Ackroyd"), ("Ada Ackroyde", "Ackroyde"), False),  # a spelling set right
        (("Ada Ackroyd", "Ackroyd"), ("Ada Ackroyd", "Ackroyd"), False),
        (("Governor Ackroyd", "Ackroyd"), ("Gov. Ackroyd", "Ackroyd"), False),  # a house style
        (("ADA ACKROYD", "ACKROYD"), ("Ada Ackroyd", "Ackroyd"), False),
    ],
)
def test_other_names_at_the_same_places(one: tuple[str, str], other: tuple[str, str], differ: bool) -> None:
    first, second = (reading(RELEASE.format(*names)) for names in (one, other))
    assert other_names(first, second) is differ
    assert are_copies(first, second) is not differ


def test_names_of_a_tail_are_not_names_at_the_same_places() -> None:
    story = RELEASE.format("Ada Ackroyd", "Ackroyd")
    with_tail = f"{story} Photo by Sven Norcott. Norcott is at the paper. Norcott tweets."
    assert are_copies(reading(story), reading(with_tail))
