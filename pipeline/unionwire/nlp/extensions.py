"""The custom attributes that unionwire's components set, and the span groups that they fill.

Span groups: `doc.spans["unions"]` and `doc.spans["candidates"]` hold every mention; `span.kb_id_` is the union or
candidate id, `span.id_` the rule that found it. `doc.spans["qualifiers"]` holds the cues of `unionwire.nlp.qualifiers`.
Everything else hangs on the attributes registered here.
"""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Container, Iterator

from spacy.attrs import LOWER, ORTH  # type: ignore[import-not-found]
from spacy.tokens import Doc, Span, Token

UNIONS = "unions"
CANDIDATES = "candidates"
QUALIFIERS = "qualifiers"
_TEXT = "unionwire_text"
_FLAT = "unionwire_flat"
_PARAGRAPHS = "unionwire_paragraphs"
_BOUNDS = "unionwire_bounds"
_WORDS = {False: "unionwire_words", True: "unionwire_words_lower"}
_SPACED = "unionwire_words_with_blanks"
_STRINGS: dict[int, str] = {}  # by spaCy's number of a string, which is its hash
_MOST_STRINGS = 200_000
_BLANK_LINE = re.compile(r"\n\s*\n")


def register_extensions() -> None:
    """Register the attributes once; safe to call again."""
    if Doc.has_extension("published"):
        return
    Doc.set_extension("published", default=None)  # datetime.date | None: the article's date
    Doc.set_extension("title", default=None)  # str | None: the article's headline, no part of the Doc
    Doc.set_extension("datelines", default=None)  # list[tuple[int, str]]: place and text of blanked datelines
    Doc.set_extension("unions", default=None)  # dict[str, records.Union]
    Doc.set_extension("candidates", default=None)  # dict[str, records.Candidate]
    Doc.set_extension("refusals", default=None)  # list[records.Refusal]
    Span.set_extension("found_by", default=None)  # records.FoundBy


def text_of(doc: Doc) -> str:
    """Return `doc.text`, kept from the first call on: spaCy joins it anew, token by token, at each access."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def of_text(doc: Doc, text: str) -> Doc:
    """Tell `doc` the text that it was made from, so that `text_of` need not join it; return `doc`."""
    doc.user_data[_TEXT] = text
    return doc


def flattened(doc: Doc) -> Doc:
    """Note that `doc` has neither a parse nor entities, so that nobody looks for what they show; return it."""
    doc.user_data[_FLAT] = True
    return doc


def is_flat(doc: Doc) -> bool:
    """Tell whether `doc` has neither a parse nor entities: each token hangs on its sentence's first."""
    return _FLAT in doc.user_data


def words_of_doc(doc: Doc, *, lower: bool = False) -> list[str]:
    """Return the text of each token, with `lower` in lower case, kept from the first call on: a Token made for each costs more."""
    key = _WORDS[lower]
    words: list[str] | None = doc.user_data.get(key)
    if words is None:
        words = doc.user_data[key] = _spelled(doc, LOWER if lower else ORTH)
    return words


def words_with_blanks(doc: Doc) -> list[str]:
    """Return each token in lower case with the blank that follows it, kept from the first call on."""
    words: list[str] | None = doc.user_data.get(_SPACED)
    if words is None:
        pairs = zip(words_of_doc(doc, lower=True), doc.to_array("SPACY").tolist(), strict=True)
        words = doc.user_data[_SPACED] = [f"{word} " if followed else word for word, followed in pairs]
    return words


def _spelled(doc: Doc, attribute: int) -> list[str]:
    """The strings of an attribute of the tokens. Looked up by their numbers, which are the same in every vocabulary."""
    numbers = doc.to_array(attribute).tolist()
    try:
        return [_STRINGS[number] for number in numbers]
    except KeyError:
        if len(_STRINGS) > _MOST_STRINGS:
            _STRINGS.clear()
        strings = doc.vocab.strings
        _STRINGS.update((number, strings[number]) for number in set(numbers))
        return [_STRINGS[number] for number in numbers]


def paragraphs_of(doc: Doc) -> list[tuple[int, int]]:
    """Return the bounds in characters of the stretches between blank lines, kept from the first call on."""
    bounds: list[tuple[int, int]] | None = doc.user_data.get(_PARAGRAPHS)
    if bounds is None:
        bounds = doc.user_data[_PARAGRAPHS] = paragraphs(text_of(doc))
    return bounds


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the bounds of the stretches of `text` between blank lines, in text order."""
    bounds, start = [], 0
    for match in _BLANK_LINE.finditer(text):
        bounds.append((start, match.start()))
        start = match.end()
    return [*bounds, (start, len(text))]


def tokens_among(doc: Doc, forms: Container[str]) -> Iterator[Token]:
    """Yield the tokens whose lower-case form is one of `forms`, in their order, without making the others."""
    for i, word in enumerate(words_of_doc(doc, lower=True)):
        if word in forms:
            yield doc[i]


def tokens_within(doc: Doc, start: int, end: int, forms: Container[str]) -> Iterator[Token]:
    """Yield those of the tokens `start:end` whose lower-case form is one of `forms`, as `tokens_among` does."""
    words = words_of_doc(doc, lower=True)
    for i in range(start, end):
        if words[i] in forms:
            yield doc[i]


def text_between(doc: Doc, start: int, end: int) -> str:
    """Return what `doc[start:end].text` is, cut from the text instead of joined from its tokens."""
    if start >= end:
        return ""
    cut: tuple[str, list[int], list[int]] | None = doc.user_data.get(_BOUNDS)
    if cut is None:
        cut = doc.user_data[_BOUNDS] = (text_of(doc), *_bounds_of(doc))
    text, starts, ends = cut
    if start >= len(starts):
        return ""
    return text[starts[start] : ends[min(end, len(ends)) - 1]]


def _bounds_of(doc: Doc) -> tuple[list[int], list[int]]:
    """Where each token begins and ends in the text."""
    words, blanks = words_of_doc(doc), doc.to_array("SPACY").tolist()
    starts = list(itertools.accumulate(map(operator.add, map(len, words), blanks), initial=0))[:-1]
    return starts, list(map(operator.add, starts, map(len, words)))


def prepare(doc: Doc) -> None:
    """Give `doc` empty containers where a component before has not made them."""
    if doc._.unions is None:
        doc._.unions = {}
    if doc._.candidates is None:
        doc._.candidates = {}
    if doc._.refusals is None:
        doc._.refusals = []
    for key in (UNIONS, CANDIDATES):
        if key not in doc.spans:
            doc.spans[key] = []


register_extensions()
