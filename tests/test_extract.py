"""One article end to end: the screen, the two ways of reading, offsets, failures, and the spaCy pipeline on its own."""

from __future__ import annotations

import datetime as dt
import sys
import weakref

import pytest

from unionwire.extract import ExtractionError, ExtractionFailure, Extractor
from unionwire.records import Article, Extraction

NAMED = "The Teamsters endorsed Joe Biden for president on Monday."
GENERAL = "Labor unions like the sound of it. Joe Biden is running for president against Donald Trump."
NONE = "It rained in Dover all day, and the fair was called off."


def _one(extractor: Extractor, text: str) -> Extraction:
    return extractor.extract(Article("a", text, published=dt.date(2020, 8, 20)))


def test_an_article_without_a_union_word_is_not_read(extractor: Extractor) -> None:
    found = _one(extractor, NONE)
    assert (found.relevant, found.mentions, found.unions, found.candidates) == (False, [], [], [])


def test_an_article_without_a_named_union_yields_its_candidates(extractor: Extractor) -> None:
    found = _one(extractor, GENERAL)
    assert found.relevant
    assert [candidate.candidate_id for candidate in found.candidates] == ["donald-trump", "joe-biden"]
    assert found.unions == []


def test_every_mention_is_verbatim(extractor: Extractor) -> None:
    text = "By Ann Lee\n\n" + NAMED + "\n\nShare this article\n\nThe union’s 9,000 members cheered Biden."
    found = _one(extractor, text)
    assert {mention.text for mention in found.mentions} >= {"Teamsters", "Joe Biden", "The union", "Biden"}
    assert all(text[mention.start : mention.end] == mention.text for mention in found.mentions)


def test_furniture_inside_a_sentence_is_no_evidence(extractor: Extractor) -> None:
    text = (
        "The Teamsters endorsed Sen. Jane Roe Jane Ann RoeIronworkers endorse Bob Poe: Poll Roe trails in Ohio MORE (D-Ohio) "
        "in the race for governor on Monday."
    )
    found = _one(extractor, text)
    assert {(fact.union_id, fact.candidate_id) for fact in found.endorsements} == {("teamsters", "jane-roe")}
    assert "ironworkers" not in {union.union_id for union in found.unions}
    assert found.endorsements[0].evidence.sentence == text


def test_furniture_makes_no_distance(extractor: Extractor) -> None:
    def found(between: str) -> set[str]:
        text = f"The Teamsters have 12,000 members in Delaware and meet in May.\n\n{between}\n\nThe union endorsed Jane Roe."
        extraction = _one(extractor, text)
        assert all(text[mention.start : mention.end] == mention.text for mention in extraction.mentions)
        return {mention.text for mention in extraction.mentions if mention.entity_id == "teamsters"}

    headlines = "Related stories\n" + "Council hears divers, gardeners and cooks on the price of seeds in May\n" * 15
    assert found(headlines * 4) == {"Teamsters", "The union"}
    # as much prose lies between in truth
    prose = "The council heard divers, gardeners and cooks on the price of seeds in the month of May. " * 50
    assert found(prose) == {"Teamsters"}


def test_a_batch_keeps_the_order_and_equals_single_articles(extractor: Extractor) -> None:
    articles = [
        Article(str(n), text, published=dt.date(2020, 8, 20)) for n, text in enumerate((NONE, NAMED, GENERAL, NAMED))
    ]
    assert list(extractor.extract_batch(articles)) == [extractor.extract(article) for article in articles]


def test_a_batch_is_read_in_parts_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["unionwire.extract"]
    monkeypatch.setattr(module, "BATCH_SIZE", 3)
    monkeypatch.setattr(module, "BATCH_CHARS", 10)
    articles = [Article(name, name * length) for name, length in zip("abcdefg", (2, 2, 2, 2, 7, 20, 1), strict=True)]

    parts = ["".join(article.article_id for article in part) for part in module._bounded(articles)]

    assert parts == ["abc", "de", "f", "g"]
    assert list(module._bounded([])) == []


def test_a_pipeline_that_has_seen_many_words_is_built_anew_and_the_old_one_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    extractor = Extractor()
    first = weakref.ref(extractor.nlp)
    articles = [Article("a", NAMED), Article("b", NONE)]
    before = list(extractor.extract_batch(articles))
    assert first() is extractor.nlp
    monkeypatch.setattr(sys.modules["unionwire.extract"], "MOST_STRINGS", 10)

    again = list(extractor.extract_batch(articles))

    assert again == before
    assert first() is None
    assert list(extractor.extract_batch(articles)) == before

    given = extractor.nlp
    keeping = Extractor(given)
    assert list(keeping.extract_batch(articles)) == before
    assert keeping.nlp is given


def test_a_bad_article_costs_itself_only(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["unionwire.extract"]  # the package exports a function of the same name
    whole = module.endorsements

    def fail(doc):
        if "Dover" in doc.text:
            message = "no good"
            raise RuntimeError(message)
        return whole(doc)

    monkeypatch.setattr(module, "endorsements", fail)
    articles = [Article("good", NAMED), Article("bad", "The Teamsters met in Dover."), Article("fine", NAMED)]
    found = list(extractor.extract_batch(articles))
    assert found[1] == ExtractionFailure("bad", "RuntimeError: no good")
    assert [item.article.article_id for item in found if isinstance(item, Extraction)] == ["good", "fine"]
    with pytest.raises(ExtractionError, match="no good"):
        extractor.extract(articles[1])


def test_an_article_whose_clean_up_fails_costs_itself_only(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["unionwire.extract"]
    whole = module.find_furniture

    def fail(text):
        if "Dover" in text:
            message = "no good"
            raise RuntimeError(message)
        return whole(text)

    monkeypatch.setattr(module, "find_furniture", fail)
    found = list(extractor.extract_batch([Article("bad", "The Teamsters met in Dover."), Article("good", NAMED)]))
    assert found[0] == ExtractionFailure("bad", "RuntimeError: no good")
    assert [item.article.article_id for item in found if isinstance(item, Extraction)] == ["good"]


def test_the_components_work_in_a_pipeline_of_ones_own(extractor: Extractor) -> None:
    import unionwire

    doc = unionwire.build_nlp()(
        "The Ohio AFL-CIO backed Joe Biden for president in 2020. The federation met in Columbus."
    )
    assert [(span.text, span.kb_id_) for span in doc.spans["unions"]] == [
        ("Ohio AFL-CIO", "afl-cio-oh"),
        ("The federation", "afl-cio-oh"),
    ]
    assert {span.kb_id_ for span in doc.spans["candidates"]} == {"joe-biden"}


def test_parents_that_a_name_implies_are_in_the_unions(extractor: Extractor) -> None:
    found = _one(extractor, "Members of Ruritanian Puppeteers Local 77 voted to strike.")
    assert {union.union_id: union.parent_union_id for union in found.unions} == {
        "ruritanian-puppeteers": None,
        "ruritanian-puppeteers-local-77": "ruritanian-puppeteers",
    }
