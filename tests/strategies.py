"""Hypothesis strategies for hostile texts: what a dump may hold between two readable sentences."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# How many times as many examples, and then random ones: `make fuzz` sets it.
TIMES = int(os.environ.get("UNIONWIRE_EXAMPLES", "1"))


def steady(examples: int) -> settings:
    """Settings under which the suite sees the same examples in every run."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )


UNIONS = (
    "the Teamsters",
    "SEIU",
    "S.E.I.U. Local 1199",
    "the AFL-CIO",
    "UNITE HERE Local 226",
    "the United Harbor Weavers",
    "Weavers Local 12",
    "Lodge No. 7",
    "AFSCME District Council 37",
    "the state teachers union",
    "the Fraternal Order of Police",
    "the union",
    "its parent union",
    "the 4,000-member Harbor Pilots Guild",
)
PEOPLE = (
    "Joe Biden",
    "Ada Quill",
    "Sen. Quill",
    "Mr. Otto Brandt Jr.",
    "Mayor Jane Roe (D-Ohio)",
    "she",
    "O’Nan",
    "Roe",
)
NUMBERS = st.one_of(
    st.integers(0, 10**30).map(str),
    st.integers(0, 10**30).map("{:,}".format),
    st.sampled_from(
        (
            "1.5 million",
            "half a million",
            "two dozen",
            "9" * 400,
            "1,,2",
            "10,000-",
            "½",
            "١٢٣٤",
            "1e400",
            "-0",
            "²³",
            "0x1F",
            "MMXX",
        )
    ),
)
_TEMPLATES = (
    "{union} endorsed {person} for mayor on Monday.",
    "{union}, which has {number} members, declined to back {person} in {number}.",
    "“We have {number} members,” said {person}, president of {union}.",
    "{union} broke with {union} to back {person} for president in 20{number}.",
    "{person} thanked {union}, {union} and {union} for endorsing her.",
    "Nearly {number} workers left {union}; {person} is running for governor.",
    "For {person}: {union}, {union}.",
    "{person} (D)\n{person} (R)\nEndorsed by: {union}",
    "{union}' endorsement of {person}, unlike that of {union}, came in January {number}.",
    "Local {number} of {union} will not endorse either {person} or {person}.",
    "By {person}\n\nWASHINGTON (AP) — {union} has {number} members in 50 states.",
)
# What no sentence holds: controls, joiners, marks that stack, other directions of writing, halves of pairs, signs of layout.
ODD = (
    "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u00ad", "\u00a0", "\u2011", "\u200b", "\u200d", "\u2028", "\u2029", "\ufeff",
    "\u202e", "\u2066", "\u0301" * 40, "\u0338", "שלום", "مرحبا", "ﬁﬂ", "𝐔𝐧𝐢𝐨𝐧", "👩‍🏭", "🇺🇸", "\U0010ffff", "\ufffd", "\ufffe",
    "\ud800", "\udfff", "\r", "\r\n", "\n\n\n", "\t", " ", "&amp;#8217;", "<p>", "</div>", "]]>", "{", "}", "((((", "))))", "“", "”",
    "''", "--", "—", "…", "...", "@", "#", "https://x.example/?q=1", "\\", "|", "%s", "İ", "ß", "ǅ", "１２",
)  # fmt: skip


def sentences() -> st.SearchStrategy[str]:
    """Sentences of news about unions, their slots filled with names and with numbers of any size."""

    def fill(template: str) -> st.SearchStrategy[str]:
        kinds = {"union": st.sampled_from(UNIONS), "person": st.sampled_from(PEOPLE), "number": NUMBERS}
        parts = template.replace("{", "\0{").replace("}", "}\0").split("\0")
        return st.tuples(*(kinds.get(part.strip("{}"), st.just(part)) for part in parts)).map("".join)

    return st.sampled_from(_TEMPLATES).flatmap(fill)


def junk(max_size: int = 40) -> st.SearchStrategy[str]:
    """Arbitrary code points, surrogates included, and odd ones more often than chance would bring them."""
    return st.one_of(
        st.text(st.characters(), max_size=max_size), st.lists(st.sampled_from(ODD), max_size=6).map("".join)
    )


def _spliced(parts: tuple[str, str, int]) -> str:
    sentence, odd, place = parts
    place %= len(sentence) + 1
    return sentence[:place] + odd + sentence[place:]


def article_texts() -> st.SearchStrategy[str]:
    """Texts of articles: sentences, sentences with junk inside a word, junk between them, anything at all, nothing."""
    broken = st.tuples(sentences(), junk(8), st.integers(0, 500)).map(_spliced)
    separators = st.sampled_from(("", " ", "\n", "\n\n", "\u2028", "\t"))
    mixed = st.tuples(separators, st.lists(st.one_of(sentences(), broken, junk()), max_size=8)).map(
        lambda drawn: drawn[0].join(drawn[1])
    )
    return st.one_of(
        mixed, mixed, st.text(st.characters(), max_size=300), st.text(" \t\n\u00a0\u200b\x1f", max_size=20)
    )
