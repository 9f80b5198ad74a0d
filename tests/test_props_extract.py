"""Whatever the text: no exception, every offset true, rows that fit the tables, the same alone and in a batch."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ODD, PEOPLE, UNIONS, article_texts, steady

import unionwire
from unionwire.extract import Extractor
from unionwire.records import Article, Endorsement, Extraction, MembershipCount, Relationship
from unionwire.tables.rows import extraction_tables

# what readers hand on: they replace halves of surrogate pairs
TEXTS = article_texts().map(lambda text: "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text))


def assert_true(found: Extraction, text: str) -> None:
    """Every offset lies in the text and gives what it says; the rows fit the tables."""
    assert found.article.text == text
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
    facts: list[MembershipCount | Endorsement | Relationship]
    facts = [*found.membership_counts, *found.endorsements, *found.relationships]
    for evidence in [fact.evidence for fact in facts]:
        assert 0 <= evidence.start < evidence.end <= len(text)
        assert text[evidence.start : evidence.end] == evidence.sentence
        assert 0 <= evidence.confidence <= 1
    for refusal in found.refusals:
        assert 0 <= refusal.start <= refusal.end <= len(text)
        assert text[refusal.start : refusal.end] == refusal.text
    for spans in ([(start, end) for start, end, _ in found.furniture], found.sentences):
        assert all(0 <= start <= end <= len(text) for start, end in spans)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert extraction_tables([found], "b")["articles"].num_rows == 1


@given(TEXTS)
@steady(80)
def test_any_text_is_extracted_from(extractor: Extractor, text: str) -> None:
    assert_true(extractor.extract(Article("a", text)), text)


@given(st.lists(TEXTS, max_size=6))
@steady(12)
def test_texts_do_not_change_each_other(extractor: Extractor, texts: list[str]) -> None:
    articles = [Article(str(number), text) for number, text in enumerate(texts)]
    assert list(extractor.extract_batch(articles)) == [extractor.extract(article) for article in articles]


@given(article_texts(), st.text(st.characters(), max_size=30))
@steady(25)
def test_the_function_takes_any_string_that_holds_a_letter(text: str, title: str) -> None:
    if not text.strip():
        with pytest.raises(ValueError, match="no text"):
            unionwire.extract(text, title=title)
        return
    found = unionwire.extract(text, title=title)
    assert [(kept, given) for kept, given in zip(found.article.text, text, strict=True) if kept != given] == [
        ("\ufffd", char) for char in text if "\ud800" <= char <= "\udfff"
    ]
    assert_true(found, found.article.text)


def test_halves_of_surrogate_pairs_are_replaced_one_for_one() -> None:
    text = "\ud83d The Teamsters\udc00 endorsed Jane\ud800 Roe for mayor."
    found = unionwire.extract(text, title="A\udfff", source="B\ud800", url="c\ud800", article_id="d\ud800")
    article = found.article
    assert article.text == "\ufffd The Teamsters\ufffd endorsed Jane\ufffd Roe for mayor."
    assert (article.article_id, article.title, article.source, article.url) == ("d?", "A?", "B?", "c?")
    [mention] = [mention for mention in found.mentions if mention.entity_id == "teamsters"]
    assert text[mention.start : mention.end] == "Teamsters"
    assert_true(found, article.text)


MANY = {
    "unions": " ".join(UNIONS) + " ",
    "people": ", ".join(PEOPLE) + ", ",
    "facts": "SEIU endorsed Ada Quill. ",
    "locals": "Local 12, ",
    "odd": "".join(char for char in ODD if char < "\ud800" or char > "\udfff"),
    "digits": "9",
    "marks": "e\u0301\u0338",
    "blanks": "\u00a0 \u200b\n",
}


@pytest.mark.parametrize("unit", MANY)
def test_thousands_of_the_same_are_extracted_from(extractor: Extractor, unit: str) -> None:
    text = "The Teamsters union met.\n\n" + MANY[unit] * (3_000 // len(MANY[unit]))
    found = extractor.extract(Article("a", text))
    assert_true(found, text)
    assert "teamsters" in {mention.entity_id for mention in found.mentions}


def test_numbers_that_no_column_can_hold_are_no_counts(extractor: Extractor) -> None:
    for number in ("9" * 19, "9" * 400, f"{10**30:,}", "9,223,372,036,854,775,808", "99999999999 million"):
        text = f"The Teamsters have {number} members. The Teamsters have 1,400,000 members."
        found = extractor.extract(Article("a", text))
        assert_true(found, text)
        assert {count.value for count in found.membership_counts} == {1_400_000}
