"""Whatever the bytes and whatever the name: a reader raises nothing, and gives records that the tables can hold."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from tests.documents import MAKERS, PACK, Document
from tests.reading import MOST_CHARS, assert_storable, read_bytes
from tests.strategies import article_texts, junk, steady

from unionwire.read import Options
from unionwire.read.fields import NAMES, to_article
from unionwire.read.inputs import COMPRESSIONS, SUFFIXES

ALL_SUFFIXES = [suffix + packing for suffix in SUFFIXES for packing in ("", *COMPRESSIONS)]
DOCUMENTS = st.tuples(st.sampled_from(MAKERS), st.integers(0, 99)).map(
    lambda drawn: drawn[0](random.Random(drawn[1]), f"h{drawn[1]}")
)


@given(st.sampled_from(ALL_SUFFIXES), st.binary(max_size=400))
@steady(150)
def test_any_bytes_under_any_name(suffix: str, raw: bytes) -> None:
    assert_storable(read_bytes(f"file{suffix}", raw))


@given(
    st.sampled_from(SUFFIXES),
    st.sampled_from(("", *PACK)),
    article_texts(),
    st.sampled_from(("utf-8", "utf-16", "cp1252")),
)
@steady(80)
def test_any_text_under_any_name(suffix: str, packing: str, text: str, encoding: str) -> None:
    raw = text.encode(encoding, "replace")
    assert_storable(read_bytes(f"file{suffix}{packing}", PACK[packing](raw) if packing else raw))


EDITS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 200), st.one_of(st.binary(max_size=20), junk().map(lambda text: text.encode("utf-8", "replace")))),
    max_size=4,
)  # fmt: skip


@given(DOCUMENTS, st.none() | st.sampled_from(ALL_SUFFIXES), EDITS)
@steady(150)
def test_documents_with_anything_changed(
    document: Document, suffix: str | None, edits: list[tuple[int, int, bytes]]
) -> None:
    raw = document.raw
    for at, removed, inserted in edits:
        place = at % (len(raw) + 1)
        raw = raw[:place] + inserted + raw[place + removed :]
    name = f"file{suffix or document.suffix}"
    records = read_bytes(name, raw)
    assert_storable(records)
    assert read_bytes(name, raw) == records


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted({name for names in NAMES.values() for name in names})) | junk(5), VALUES))
@steady(60)
def test_any_values_in_the_fields_of_a_record(record: dict[str, object]) -> None:
    assert_storable([(1, to_article(record, 1, "file.jsonl", Options(max_chars=MOST_CHARS)))])
