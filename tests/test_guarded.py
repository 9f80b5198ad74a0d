"""One article with a time limit: another process extracts from it, and is ended when it takes too long."""

from __future__ import annotations

import os
import signal

import pytest

import unionwire
from unionwire.engines.guarded import Guarded
from unionwire.extract import ExtractionError
from unionwire.records import Article

TEXT = "Weavers Local 9 endorsed Ada Roe for mayor of Dover on Tuesday."


def test_what_is_found_is_the_same_and_what_takes_too_long_is_ended() -> None:
    plain = unionwire.extract(TEXT, "2020-03-04")
    assert [fact.union_id for fact in plain.endorsements] == ["weavers-local-9"]

    assert unionwire.extract(TEXT, "2020-03-04", limit_seconds=60) == plain
    with pytest.raises(ExtractionError, match=r"no result within limit_seconds 0\.001"):
        unionwire.extract(TEXT * 3, limit_seconds=0.001)
    # the next one gets a process of its own, and its own answer
    assert unionwire.extract(TEXT, "2020-03-04", limit_seconds=60) == plain


def test_a_process_that_dies_costs_the_article() -> None:
    guarded = Guarded()
    try:
        assert guarded.extract(Article("a", TEXT), 60).article.article_id == "a"
        assert guarded._process is not None
        os.kill(guarded._process.pid, signal.SIGKILL)
        guarded._process.wait()
        with pytest.raises(ExtractionError, match="its process died"):
            guarded.extract(Article("b", TEXT), 60)
    finally:
        guarded.end()


def test_a_limit_is_above_zero() -> None:
    with pytest.raises(ValueError, match="limit_seconds must be above 0"):
        unionwire.extract(TEXT, limit_seconds=0)


@pytest.mark.parametrize("words", ["United ", "dumped ", "Ousting "])
def test_a_verb_over_and_over_takes_no_minute(words: str) -> None:
    # each of two thousand verbs has the others in its sentence: what looked through them for each pair took many minutes
    text = f"The Teamsters, a union of 12,000 members, endorsed Ada Quill for mayor. {words * 2_000}"
    found = unionwire.extract(text, limit_seconds=60)
    assert [count.value for count in found.membership_counts] == [12_000]
