"""`unionwire explain` on articles written for it: the lines that must stand there, and those that must not."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from unionwire.explain import explain
from unionwire.extract import Extractor
from unionwire.records import Article

TEXT = (
    "Photo by Ines Quandt / Getty Images\n\n"
    "HELENA, Mont. — Teamsters Local 9041 said on Tuesday that it has endorsed Odile Brannock for governor. "
    "The local represents 3,450 warehouse workers in Montana.\n\n"
    "Under a tent, about 300 people cheered. The Teamsters endorsed a bill on overtime last year. "
    "A fan of the MTA shouted. Will the AFT endorse Odile Brannock too? It held a rally with 4,000 members.\n"
)
ARTICLE = Article("odile", TEXT, source="The Helena Plain", title="Local picks Brannock", published=dt.date(2018, 5, 3))
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def extractor():
    return Extractor()


@pytest.fixture(scope="module")
def lines(extractor):
    return explain(ARTICLE, extractor, colour=False).splitlines()


def block(lines, words):
    """The line that opens with offsets and holds `words`, and the indented lines under it."""
    [first] = [index for index, line in enumerate(lines) if line.startswith("[") and words in line]
    last = next(index for index, line in enumerate([*lines[first:], ""]) if not line) + first
    return lines[first], lines[first + 1 : last]


def test_the_head_says_what_decides_about_the_article(lines):
    assert lines[:5] == [
        "article  odile",
        "title    Local picks Brannock",
        "source   The Helena Plain",
        "date     2018-05-03 (from: metadata)",
        "screen   kept (local-number)",
    ]


def test_furniture_has_its_kind_and_its_words(lines):
    assert "furniture, blanked before anything else" in lines
    start = TEXT.index("HELENA")
    assert f"  {start}-{TEXT.index('Teamsters')}  dateline  HELENA, Mont. —" in lines
    assert any(re.fullmatch(r"  0-35  [a-z-]+  Photo by Ines Quandt / Getty Images", line) for line in lines)


def test_long_furniture_is_cut_after_sixty_characters(extractor):
    credit = "Photo by Bartholomew Featherstonehaugh-Cholmondeley / Getty Images for the Example Gazette"
    text = f"{credit}\n\n{TEXT}"
    [line] = [line for line in explain(Article("a", text), extractor).splitlines() if "Featherstonehaugh" in line]
    assert re.fullmatch(rf"  0-\d+  [a-z-]+  {re.escape(credit[:60].rstrip())} \.\.\.", line)


def test_a_fact_stands_under_its_sentence_with_rule_and_confidence(lines):
    start = TEXT.index("Teamsters Local")
    end = TEXT.index("governor.") + len("governor.")
    head, under = block(lines, "endorsed Odile Brannock")
    assert head == f"[{start}:{end}] {TEXT[start:end]}"
    local = "teamsters-local-9041"
    assert any(
        re.fullmatch(
            rf'  union {local}  "Teamsters Local 9041" {start}-{start + 20}  found by registry, rule \S+', line
        )
        for line in under
    )
    who = TEXT.index("Odile")
    assert any(
        re.fullmatch(rf'  candidate odile-brannock  "Odile Brannock" {who}-{who + 14}  found by \w+, rule \S+', line)
        for line in under
    )
    [endorsement] = [line for line in under if line.startswith("  endorsements ")]
    assert re.fullmatch(
        rf"  endorsements union_id={local}  candidate_id=odile-brannock  stance=endorsed  cycle=2020  office=governor"
        r"  date=2018-05-01  date_precision=day  rule endorse\.verb, confidence [01]\.\d\d",
        endorsement,
    )
    [child] = [line for line in under if line.startswith("  relationships ")]
    assert f"child_union_id={local}  parent_union_id=teamsters  relation=local_of" in child


def test_a_count_stands_under_its_own_sentence(lines):
    _, under = block(lines, "3,450 warehouse workers")
    [count] = [line for line in under if line.startswith("  membership_counts ")]
    assert "union_id=teamsters-local-9041  value=3450  qualifier=exact" in count
    assert re.search(r"  rule count\.\S+, confidence [01]\.\d\d$", count)
    assert not any(line.startswith("  endorsements ") for line in under)


def test_what_was_refused_says_why(lines):
    _, under = block(lines, "A fan of the MTA")
    at = TEXT.index("MTA")
    assert under == [f'  refused union  "MTA" {at}-{at + 3}  form needs context  rule registry.abbreviation']
    _, under = block(lines, "Will the AFT")
    at = TEXT.index("endorse Odile Brannock too")
    assert f'  refused endorsement  "endorse" {at}-{at + 7}  nothing asserted  rule endorse.verb' in under
    assert not any(line.startswith("  endorsements ") for line in under)
    _, under = block(lines, "It held a rally")
    at = TEXT.index("4,000")
    [refused] = [line for line in under if line.startswith("  refused ")]
    assert refused.startswith(f'  refused membership_count  "4,000" {at}-{at + 5}  ')
    assert not any(line.startswith("  membership_counts ") for line in under)


def test_the_endorsement_of_a_bill_is_no_fact(lines):
    _, under = block(lines, "endorsed a bill")
    assert not any(line.startswith("  endorsements ") for line in under)


def test_the_endorsement_of_a_bill_is_shown_as_refused(lines):
    _, under = block(lines, "endorsed a bill")
    at = TEXT.index("endorsed a bill")
    assert any(line.startswith(f'  refused endorsement  "endorsed" {at}-{at + 8}  ') for line in under)


def test_sentences_without_anything_are_left_out(lines):
    assert not any("300 people" in line for line in lines)


def test_the_ids_are_explained_at_the_end(lines):
    at = lines.index("unions")
    assert "  teamsters  International Brotherhood of Teamsters (national, in the registry)" in lines[at:]
    assert any(line.startswith("  teamsters-local-9041  ") and "(local, of teamsters" in line for line in lines[at:])
    at = lines.index("candidates")
    assert lines[at + 1 :] == ["  odile-brannock  Odile Brannock (governor, not in the registry)"]


def test_every_offset_shown_is_true(lines):
    shown = [match for line in lines if (match := re.search(r'"(.+)" (\d+)-(\d+)  ', line))]
    assert len(shown) >= 6
    for match in shown:
        assert TEXT[int(match[2]) : int(match[3])] == match[1]


def test_furniture_inside_a_sentence_is_shown_as_left_out(extractor):
    text = (
        "The Teamsters on Monday endorsed Sen. Bernie Sanders Bernie SandersPoll: voters split on ferries Ferry plan "
        "sinks in committee MORE (I-Vt.) for president, union officers said."
    )
    shown = explain(Article("a", text, published=dt.date(2020, 2, 4)), extractor).splitlines()
    head, under = block(shown, "The Teamsters on Monday")
    assert (
        head
        == f"[0:{len(text)}] The Teamsters on Monday endorsed Sen. Bernie Sanders [...] (I-Vt.) for president, union officers said."
    )
    assert any("union_id=teamsters  candidate_id=bernie-sanders  stance=endorsed" in line for line in under)


def test_an_article_that_the_screen_drops(extractor):
    shown = explain(Article("rain", "It rained on Tuesday, and the ferry was late."), extractor).splitlines()
    assert shown == [
        "article  rain",
        "date     none (no date in the record, the head of the text or the address)",
        "screen   dropped: no cue, so no rule can find a union; nothing else was looked at",
    ]


def test_without_the_screen_it_says_what_the_screen_would_do(extractor):
    shown = explain(Article("rain", "It rained."), Extractor(extractor.nlp, screen=False)).splitlines()
    assert shown[2] == "screen   would drop it: no cue (the screen was switched off)"
    assert shown[-1] == "nothing found, nothing considered"


def test_colour_changes_no_word(extractor):
    plain, coloured = (explain(ARTICLE, extractor, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[36mteamsters-local-9041\x1b[0m" in coloured
    assert _ESCAPE.sub("", coloured) == plain
