"""Characters that rules see through: the same facts as without them, and every offset into the text as it was read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwire.clean.characters import BLANKS, blanked, plain, view_of
from unionwire.extract import Extractor
from unionwire.read import Options, find_sources, read
from unionwire.records import Article, Endorsement, Extraction, MembershipCount, Relationship

ODD = "\u00a0\u202f\u2011\u00ad\u200b\u200d\ufeff\ufb01\ufb03\uff21\u0301\u0085"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("10,000\u2011member", "10,000-member"),
        ("Local\u00a025", "Local 25"),
        ("12\u202f000", "12 000"),
        ("organi\u00adzation", "organization"),
        ("Team\u200bsters", "Teamsters"),
        ("of\ufb01cers\u2019 sta\ufb00", "officers\u2019 staff"),
        ("\uff33\uff25\uff29\uff35 \uff11\uff12\uff0c\uff10\uff10\uff10", "SEIU 12,000"),
        ("Jose\u0301 Pe\u0301rez", "José Pérez"),
        ("one\u2028two", "one\ntwo"),
        ("no\x00thing", "nothing"),
        ("\u201cquotes\u201d \u2013 caf\u00e9 \u4e2d", "\u201cquotes\u201d \u2013 caf\u00e9 \u4e2d"),
    ],
)
def test_what_is_seen(text: str, seen: str) -> None:
    # a text of ASCII alone is its own view: nothing is looked for in it
    assert plain("é " + text) == "é " + seen


def test_a_text_without_such_characters_is_its_own_view() -> None:
    for text in ("The guild’s café", "plain"):
        article = Article("a", text, title="A title")
        assert view_of(article).seen is article


PIECES = st.text(st.sampled_from("ab é" + ODD), max_size=30)
LONG_BLANKS = st.tuples(
    st.text(st.sampled_from(" \n\u00a0\u200b"), min_size=1, max_size=3), st.integers(BLANKS, 3 * BLANKS)
)
LAID_OUT = st.builds(lambda begin, run, end: begin + run[0] * run[1] + end, PIECES, LONG_BLANKS, PIECES)


@given(st.one_of(PIECES, LAID_OUT), st.data())
def test_places_lead_back_to_what_was_read(text: str, data: st.DataObject) -> None:
    view = view_of(Article("a", text))
    assert view.seen.text == plain(text)
    length = len(view.seen.text)
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    mentions = view.restored(Extraction(view.seen, relevant=True, sentences=[(start, end)])).sentences
    [(first, last)] = mentions
    assert 0 <= first <= last <= len(text)
    if start < end:
        # a ligature is never cut, so that what is shown may be longer than what was found
        shown = plain("é" + text[first:last])[1:]
        found = view.seen.text[start:end]
        if len(text) >= BLANKS:  # of a part of a long run the first blanks are others
            found, shown = " ".join(found.split()), " ".join(shown.split())
        assert found in shown
        assert text[first] not in "\u00ad\u200b\u200d\ufeff"


TEXT = """By Ann Lee

DOVER, Del. - The Delaware AFL-CIO, which has 12,000 members, endorsed Jane Holloway for governor on Tuesday.

Teamsters Local 25 broke with its international, which endorsed Joe Biden for president. The 10,000-member local's
officers said they would back Donald Trump. "We are staffing offices," said its president.
"""


def facts(found: Extraction) -> list[tuple[object, ...]]:
    return [
        *((each.entity_id, each.entity_type, plain("é" + each.text)[1:]) for each in found.mentions),
        *((each.union_id, each.value, each.qualifier, each.unit, each.scope) for each in found.membership_counts),
        *((each.union_id, each.candidate_id, each.stance, each.office) for each in found.endorsements),
        *((each.child_union_id, each.parent_union_id, each.alignment) for each in found.relationships),
    ]


def disguised(text: str, seed: int) -> str:
    """The text with hyphens, spaces, letters and gaps written in other ways."""
    chance = random.Random(seed)
    for plain_form, ligature in (("ffi", "\ufb03"), ("ff", "\ufb00"), ("fi", "\ufb01"), ("fl", "\ufb02")):
        text = text.replace(plain_form, ligature)
    written = []
    for number, character in enumerate(text):
        one = character
        if chance.random() < 0.3:
            if character == "-":
                one = chance.choice("\u2010\u2011")
            elif character == " ":
                one = chance.choice("\u00a0\u202f\u2009")
            elif character.isdigit():
                one = chr(ord(character) + 0xFEE0)
            elif character.isalpha() and number:
                one = character + chance.choice(["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d"])
        written.append(one)
    return "".join(written)


@pytest.mark.parametrize("seed", range(4))
def test_the_same_facts_with_and_without(extractor: Extractor, seed: int) -> None:
    without = extractor.extract(Article("a", TEXT))
    text = disguised(TEXT, seed)
    assert len(text) > len(TEXT)
    found = extractor.extract(Article("a", text))
    assert found.article.text == text
    assert {each.value for each in without.membership_counts} == {12_000, 10_000}
    assert len(without.endorsements) == 2
    assert facts(found) == facts(without)
    for mention in found.mentions:
        assert text[mention.start : mention.end] == mention.text
    facts_found: list[MembershipCount | Endorsement | Relationship] = [*found.membership_counts, *found.endorsements]
    for fact in [*facts_found, *found.relationships]:
        assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.sentence
    [batched] = extractor.extract_batch([Article("a", text)])
    assert batched == found


def test_the_sample_gives_the_same_facts_in_disguise(extractor: Extractor, root) -> None:
    sources = find_sources([root / "data" / "sample" / "articles.jsonl"]).sources
    articles = [item for source in sources for _, item in read(source, Options()) if isinstance(item, Article)]
    plainly = list(extractor.extract_batch(articles))
    hidden = [Article(a.article_id, disguised(a.text, 7), a.source, a.url, a.title, a.published) for a in articles]
    for one, other in zip(plainly, extractor.extract_batch(hidden), strict=True):
        assert isinstance(one, Extraction)
        assert isinstance(other, Extraction)
        assert facts(other) == facts(one)
        assert (other.published, other.published_from) == (one.published, one.published_from)
        assert all(other.article.text[m.start : m.end] == m.text for m in other.mentions)


@pytest.mark.parametrize("blank", [" ", "\n", " \n\t", "\u00a0", " \u200b", "\r\n"])
def test_of_hundreds_of_blanks_some_are_seen(blank: str) -> None:
    text = f"Local 9{blank * 2 * BLANKS}endorsed Ada Roe."
    view = view_of(Article("a", text))
    seen = view.seen.text
    assert seen.startswith("Local 9")
    assert seen.endswith("endorsed Ada Roe.")
    assert len(seen) <= len("Local 9endorsed Ada Roe.") + BLANKS + 2
    start = seen.index("Ada")
    whole = Extraction(view.seen, relevant=True, sentences=[(start, start + 7), (0, len(seen))])
    (first, last), everything = view.restored(whole).sentences
    assert text[first:last] == "Ada Roe"
    assert everything == (0, len(text))


def test_blanks_that_lay_out_a_page_stay() -> None:
    for text in (f"a{' ' * (BLANKS - 1)}b", "a\n\n\n    b   c" * 200, " " * BLANKS + "x", "x" + "\n" * BLANKS):
        assert view_of(Article("a", text)).seen.text == text


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n \n"])
def test_lines_and_paragraphs_end_within_long_blanks_too(gap: str) -> None:
    for before, after in ((2 * BLANKS, 0), (BLANKS, BLANKS), (0, 2 * BLANKS)):
        seen = view_of(Article("a", f"one{' ' * before}{gap}{' ' * after}two")).seen.text
        assert len(seen) <= len("onetwo") + BLANKS + 2
        assert seen.count("\n") == gap.count("\n")


def test_a_blank_stands_for_what_is_no_evidence_in_a_line() -> None:
    text = "Ann Roe MORE NEWS said.\nRELATED\nA headline\n\nShe won."
    spans = [(8, 17), (text.index("RELATED"), text.index("\n\nShe"))]
    view = blanked(Article("a", text), spans)
    assert view.seen.text == "Ann Roe   said.\n \n \n\nShe won."
    assert view.seen_at(text.index("She")) == view.seen.text.index("She")
    she = view.seen.text.index("She")
    [found] = view.restored(Extraction(view.seen, relevant=True, sentences=[(she, she + 3)])).sentences
    assert text[slice(*found)] == "She"


def test_without_spans_nothing_is_made() -> None:
    article = Article("a", "Ann Roe won.")
    view = blanked(article, [])
    assert view.seen is view.article is article


@given(
    st.text(st.sampled_from("ab \n"), min_size=1, max_size=40),
    st.integers(1, 60),
    st.lists(st.integers(0, 2_500), max_size=8, unique=True),
    st.data(),
)
def test_places_lead_back_past_what_is_blanked(text: str, times: int, edges: list[int], data: st.DataObject) -> None:
    text *= times
    places = sorted(edge for edge in edges if edge <= len(text))
    spans = list(zip(places[::2], places[1::2], strict=False))
    view = blanked(Article("a", text), spans)
    hidden = "".join("." if any(a <= at < b for a, b in spans) else char for at, char in enumerate(text))
    for place in data.draw(st.lists(st.integers(0, max(0, len(view.seen.text) - 1)), min_size=1, max_size=20)):
        [(start, end)] = view.restored(Extraction(view.seen, relevant=True, sentences=[(place, place + 1)])).sentences
        stands_for = hidden[start:end]
        if view.seen.text[place] not in " \n":
            assert stands_for == view.seen.text[place]
            assert view.seen_at(start) == place
        else:
            assert not stands_for.strip(" \n.")
    assert [char for char in view.seen.text if char in "ab"] == [char for char in hidden if char in "ab"]
