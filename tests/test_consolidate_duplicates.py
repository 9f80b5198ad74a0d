"""Copies of one text: what counts as one, and which of them is the original."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from unionwire.consolidate.duplicates import THRESHOLD, find_duplicates, jaccard, normalised_words, shingles

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


def test_shingles_and_jaccard_by_hand() -> None:
    six = shingles(["a", "b", "c", "d", "e", "f"])
    assert six == {"a b c d e", "b c d e f"}
    assert shingles(["a", "b", "c", "d", "e", "g"]) & six == {"a b c d e"}
    assert jaccard(six, shingles(["a", "b", "c", "d", "e", "g"])) == pytest.approx(1 / 3)
    assert shingles(["two", "words"]) == {"two words"}
    assert shingles([]) == set()
    assert jaccard(set(), set()) == 0.0


def test_a_trimmed_copy_with_another_opening_is_a_copy() -> None:
    copy = "ELMHURST (Wire) - " + STORY.replace("—", "-").upper().removesuffix(" THROUGH THE WINTER.")
    articles = [("b-paper", SUMMER, STORY), ("a-paper", SUMMER, copy), ("c-paper", SPRING, OTHER)]
    assert find_duplicates(articles) == {"b-paper": "a-paper"}


def test_the_earliest_date_is_the_original_and_no_date_comes_last() -> None:
    articles = [("a", None, STORY), ("b", SUMMER, STORY), ("d", SPRING, STORY), ("c", SPRING, STORY)]
    assert find_duplicates(articles) == {"a": "c", "b": "c", "d": "c"}
    assert find_duplicates([("y", None, STORY), ("x", None, STORY)]) == {"y": "x"}


def test_similarity_just_above_and_just_below_the_threshold() -> None:
    # A change inside the text of 104 words (100 runs of five) touches five runs: similarity (100 - 5k) / (100 + 5k).
    base, three, four = numbered(104), numbered(104, 20, 40, 60), numbered(104, 20, 40, 60, 80)
    assert jaccard(shingles(base.split()), shingles(three.split())) == pytest.approx(85 / 115)
    assert jaccard(shingles(base.split()), shingles(four.split())) == pytest.approx(80 / 120)
    assert 80 / 120 < THRESHOLD < 85 / 115
    assert find_duplicates([("a", None, base), ("b", None, three)]) == {"b": "a"}
    assert find_duplicates([("a", None, base), ("b", None, four)]) == {}


def test_copies_of_copies_are_one_cluster() -> None:
    first, second, third = numbered(104), numbered(104, 20, 40, 60), numbered(104, 20, 40, 60, 80, 90)
    assert jaccard(shingles(first.split()), shingles(third.split())) < THRESHOLD
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
