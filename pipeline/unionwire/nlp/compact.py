"""Parsing around blanks, and doing without a parse.

Furniture and the layout of a page leave blanks; and a gap in the middle of "Roe ... 's campaign" misleads a parser.
`compacted` therefore leaves the whitespace tokens out, and `annotate` carries the parse and the entities back to the
Doc of the whole text, where each whitespace token hangs on the word before it. `annotate_flat` gives a Doc that is not
worth a parse sentences without structure, so that the rules that look at structure find none. `parsed` has the base model
read Docs in bounded memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc
from thinc.types import Ints2d

from unionwire.nlp.base_reading import read_base
from unionwire.nlp.extensions import UNIONS, flattened, words_of_doc

_PARSE: list[int | str] = ["HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]
_STOPS = frozenset(Sentencizer.default_punct_chars)
MOST_TOKENS = 8_000  # of a Doc read in one piece
AT_A_TIME = 24_000  # tokens of several Docs
_INSIDE, _OUTSIDE = 1, 2  # spaCy's codes of ENT_IOB


def compacted(doc: Doc) -> Doc:
    """Return a Doc of the tokens of `doc` that are no whitespace, with its sentence starts, and where none may be.

    None may be inside a union's name.
    """
    words, places = words_of_doc(doc), _places(doc)
    followed = cast("list[int]", doc.to_array("SPACY").tolist())
    starts = cast("list[int]", doc.to_array("SENT_START").astype("int64").tolist())
    spaces = [_spaced(words, i, followed[i]) for i in places]
    compact = Doc(doc.vocab, words=[words[i] for i in places], spaces=spaces)
    # the model of news would end a sentence before the "Local" of "IBEW Local 12 backed Roe"
    inside = {i for span in doc.spans.get(UNIONS, ()) for i in range(span.start + 1, span.end)}
    for new, old in enumerate(places):
        if starts[old]:
            compact[new].is_sent_start = starts[old] > 0
        elif old in inside:
            compact[new].is_sent_start = False
    return compact


def _places(doc: Doc) -> list[int]:
    """The places of the tokens that are no whitespace."""
    return [i for i, word in enumerate(words_of_doc(doc)) if not word.isspace()]


def _spaced(words: list[str], i: int, followed: int) -> bool:
    """Tell whether any whitespace follows word `i`; a clitic after a gap counts as joined. `followed`: by a blank."""
    if i + 1 < len(words) and words[i + 1].isspace():
        after = words[i + 2] if i + 2 < len(words) else None
        return after is None or not after.startswith(("'", "’")) or len(after) > 2
    return bool(followed)


def parsed(nlp: Language, docs: Iterable[Doc]) -> Iterator[Doc]:
    """Yield `docs` in their order, with the parse and the entities of the base model's components.

    The model holds some kB for each token that it reads at a time, so it is given `AT_A_TIME` tokens. A Doc of more than
    `MOST_TOKENS` is read in stretches of whole paragraphs, as far as it has any.
    """
    waiting: list[Doc] = []
    tokens = 0
    for doc in docs:
        if waiting and tokens + len(doc) > AT_A_TIME:
            yield from _read(nlp, waiting)
            waiting, tokens = [], 0
        if len(doc) > MOST_TOKENS:
            yield _read_in_stretches(nlp, doc)
            continue
        waiting.append(doc)
        tokens += len(doc)
    yield from _read(nlp, waiting)


def _read(nlp: Language, docs: list[Doc]) -> list[Doc]:
    if docs:
        read_base(nlp, docs)
    return docs


def _read_in_stretches(nlp: Language, doc: Doc) -> Doc:
    """Write into `doc` what the model finds in its stretches, each by itself."""
    opening = [token.i for token in doc if token.is_sent_start]
    table = np.zeros((len(doc), len(_PARSE)), dtype="uint64")
    start = 0
    while start < len(doc):
        limit = start + MOST_TOKENS
        end = len(doc) if len(doc) <= limit else max((i for i in opening if start < i <= limit), default=limit)
        (stretch,) = _read(nlp, [doc[start:end].as_doc()])
        table[start:end] = stretch.to_array(_PARSE)
        start = end
    doc.from_array(_PARSE, cast("Ints2d", table))
    return doc


def annotate(doc: Doc, compact: Doc) -> Doc:
    """Write the parse and the entities of `compact`, which `compacted` made from `doc`, into `doc`; return it."""
    places = _places(doc)
    if not places:
        return annotate_flat(doc)
    parsed = compact.to_array(_PARSE).astype("int64")
    table = np.zeros((len(doc), 4), dtype="int64")
    table[:, 2] = _OUTSIDE
    heads = np.array(places)[np.arange(len(places)) + parsed[:, 0]]
    table[places] = parsed
    table[places, 0] = heads - places
    last = places[0]
    dep = doc.vocab.strings.add("dep")
    blank = set(range(len(doc))).difference(places)
    for i in sorted(blank):
        last = i - 1 if i - 1 not in blank and i else last
        table[i, 0], table[i, 1] = last - i, dep
        if i + 1 < len(doc) and table[i + 1, 2] == _INSIDE:
            table[i, 2:] = _INSIDE, table[i + 1, 3]
    doc.from_array(_PARSE, cast("Ints2d", table.astype("uint64")))
    return doc


def annotate_flat(doc: Doc) -> Doc:
    """Give `doc` sentences by punctuation, each token hanging on its sentence's first; return it."""
    table = np.zeros((len(doc), 2), dtype="int64")
    table[:, 1] = doc.vocab.strings["dep"]
    places = np.arange(len(doc))
    opens = _sentence_starts(doc)
    table[:, 0] = np.maximum.accumulate(np.where(opens, places, 0)) - places
    doc.from_array(_PARSE[:2], cast("Ints2d", table.astype("uint64")))
    return flattened(doc)


def _sentence_starts(doc: Doc) -> np.ndarray:
    """Mark the tokens that open sentences: where `doc` says so, and as spaCy's sentencizer tells where it says nothing.

    Unlike there, no word in lower case opens one after a full stop.

    The sentencizer makes a Token of every word, of which only those that end sentences, and those after them, are of account.
    """
    words = words_of_doc(doc)
    told = doc.to_array("SENT_START").astype("int64")
    opens: np.ndarray = told > 0
    ends = [i for i, word in enumerate(words) if word in _STOPS]
    if words and not told[0]:
        opens[0] = True
    following = doc.to_array("IS_PUNCT").tolist() if ends else []
    at = 0
    for end in ends:
        if end < at:
            continue
        at = end + 1
        while at < len(words) and (following[at] or words[at] in _STOPS):
            at += 1
        # "Roe, D-W.Va., voted": the full stop of an abbreviation
        goes_on = words[end] == "." and at < len(words) and words[at][0].islower()
        if at < len(words) and not told[at] and not goes_on:
            opens[at] = True
    return opens
