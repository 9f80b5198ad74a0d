"""Personal names that NER overlooks or files as bodies: told by a usual given name, a party, a row of names, a line of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from unionwire.link.places import is_city
from unionwire.nlp.candidate_given import WORDS_AS_NAMES, known_given, usual_given
from unionwire.nlp.extensions import text_between, text_of, words_of_doc

# What ends the name of a place or a body that a person's given name begins
NAMED_AFTER = frozenset(
    """college university school schools hospital street avenue road boulevard county park hall center centre institute
    foundation church hotel bridge airport island river beach township parish creek springs heights prize award festival
    company bank clinic""".split()
)
# What ends no person's name, though a given name stands before it
_NO_SURNAMES = NAMED_AFTER | frozenset(
    """power energy foods health services bros news systems airlines motor electric gas insurance group partners capital
    media labs records brands stores markets home homes hole hornets heights springs beach city falls hills valley bay rapids island islands point lakes workers teachers nurses firefighters steelworkers teamsters union local council democrats republicans police primary
    election campaign caucus times post news herald tribune press journal act law plan bill house hall works motors mills
    plant steel industries""".split()
)
_PARTISAN = frozenset("democrat republican libertarian green tory liberal conservative socialist independent".split())
_TOLD_AFTER = re.compile(
    r"(?:, (?:who|whose|an?|his|her|\d\d)\b|,? \(?[dril]-|\(\s?[dril]\b|"
    r"(?:said|says|told|won|lost|ran|runs|came|finished|beat|got|wants|raised|trails|leads|led|faces|faced|asked|would|will|is|was|has|had)\b|, [a-z]+ed\b)"
)
_CLITICS = frozenset({"'s", "\u2019s", "'", "\u2019"})
_PLACING = frozenset("in at near to from of around".split())
_OWNED = frozenset(
    "campaign rivals rival opponent opponents challenger supporters backers record candidacy bid aides".split()
)
_BARE = re.compile(r"[A-Z\u00c0-\u00de][a-z\u00df-\u017f]{2,}(?:[A-Z][a-z]{2,})?")
_GIVEN = re.compile(r"[A-Z\u00c0-\u00de][a-z\u00df-\u017f]+")
_INITIALLED = re.compile(r"\b[A-Z]\. (?P<given>[A-Z][a-z]+) [A-Z][a-z]+(?:-[A-Z][a-z]+)?\b(?! (?:[A-Z]))")
_SURNAME = (
    r"(?:(?:Mc|Mac|O['\u2019]|D['\u2019]|De|La|Di|Van|Le)?[A-Z\u00c0-\u00de][a-z\u00df-\u017f]+(?:-[A-Z][a-z]+)?)"
)
_LOUD = r"[A-Z\u00c0-\u00de]{2,}"
# A field of its own: after a label's mark or a bullet, up to the line's end, a comma or a bracket
_FIELD = re.compile(
    r"(?:^[ \t]*(?:[-*\u2022\u2013\u2014\u25cf\u00b7>+][ \t]*)?|(?:: |:\t| ?\u2014 ?| \u2013 | - ))"
    rf"(?P<name>[A-Z\u00c0-\u00de][a-z\u00df-\u017f]+(?: [A-Z]\.?)? {_SURNAME}(?: (?:Jr|Sr)\.?| I{{2,3}})?|{_LOUD}(?: [A-Z]\.)? {_LOUD})"
    r"(?=[ \t]*(?:$|,|\(|\*|;|!))",
    re.MULTILINE,
)


def lined_names(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield names that fill a field of a line ("Mayor: Ann Roe", "ANN ROE, Democrat"), each opening with a given name."""
    for match in _FIELD.finditer(text_of(doc)):
        words = match.group("name").split()
        if not known_given(words[0]) or words[0].lower() in WORDS_AS_NAMES or words[-1].lower() in _NO_SURNAMES:
            continue
        span = doc.char_span(match.start("name"), match.end("name"))
        if span is not None and taken.isdisjoint(range(span.start, span.end)):
            yield span.start, span.end, span.text


def initialled_names(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield names that an initial opens, whatever their surname means: "T. Milton Street"."""
    for match in _INITIALLED.finditer(text_of(doc)):
        span = doc.char_span(match.start(), match.end())
        if span is not None and known_given(match.group("given")) and taken.isdisjoint(range(span.start, span.end)):
            yield span.start, span.end, span.text


def completed_names(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield names of which NER kept the surname only, the given name before it left out: "Cy Forrest"."""
    for ent in doc.ents:
        i = ent.start - 1
        if ent.label_ != "PERSON" or len(ent) != 1 or i < 0 or {i, ent.start} & taken or not _BARE.fullmatch(ent.text):
            continue
        given = doc[i]
        plain = given.ent_type_ == "" and given.whitespace_ == " " and _GIVEN.fullmatch(given.text)
        lone = not _capital(doc, i - 1) and not _capital(doc, ent.end)
        if plain and lone and known_given(given.text) and given.lower_ not in WORDS_AS_NAMES:
            yield i, ent.end, doc[i : ent.end].text


def repeated_names(doc: Doc, taken: set[int], barred: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Yield names of two words whose second the text uses alone as a surname, twice or more: "Chesa Roe ... Roe's rivals".

    `barred` are lower-case words that stand in no name.
    """
    if not doc.ents:  # which one of its uses must be
        return
    words = words_of_doc(doc)
    alone: dict[str, list[int]] = {}
    for i, word in enumerate(words):
        if word[0].isupper() and _BARE.fullmatch(word) and not _capital(doc, i - 1) and not _capital(doc, i + 1):
            alone.setdefault(word, []).append(i)
    lower = {word for word in words if word.islower()}
    for i in range(len(words) - 1):
        given, family = words[i], words[i + 1]
        uses = alone.get(family, ())
        if len(uses) < 2 or not _BARE.fullmatch(given) or not doc[i].whitespace_ or {i, i + 1} & taken:
            continue
        if _capital(doc, i - 1) or _capital(doc, i + 2) or {given.lower(), family.lower()} & (barred | lower):
            continue
        if (
            doc[i].is_sent_start
            or doc[i + 1].lower_ in _NO_SURNAMES
            or is_city(family)
            or (i and words[i - 1] == "the")
        ):
            continue
        if sum(doc[k].ent_type_ == "PERSON" for k in uses) and any(_like_a_person(doc, k) for k in uses):
            yield i, i + 2, doc[i : i + 2].text


def _capital(doc: Doc, i: int) -> bool:
    """Tell whether token `i` is a capitalised word that may be part of the same name."""
    words = words_of_doc(doc)
    return 0 <= i < len(words) and words[i][:1].isupper() and not doc[i].is_sent_start


def _like_a_person(doc: Doc, i: int) -> bool:
    """Tell whether the surname at token `i` says or owns what only persons say and own."""
    after = [t.lower_ for t in doc[i + 1 : i + 3]]
    return after[:1] in (["said"], ["says"]) or (
        after[:1] in (["'s"], ["\u2019s"]) and after[1:2] != [] and after[1] in _OWNED
    )


def by_party_noun(doc: Doc, i: int) -> bool:
    """Tell whether "the Green", "the Tory" or the like ends at token `i`, so that the name after a comma is its bearer's."""
    return i > 0 and doc[i].lower_ in _PARTISAN and doc[i - 1].lower_ == "the"


def before_a_name(doc: Doc, i: int) -> bool:
    """Tell whether a comma or "and" at token `i` joins what stands before it to a name that NER found."""
    return (
        i + 1 < len(doc)
        and doc[i].lower_ in {",", "and", "or"}
        and doc[i + 1].ent_type_ == "PERSON"
        and doc[i + 1].ent_iob_ == "B"
        and known_given(doc[i + 1].text)
    )


def overlooked(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a usual given name and a surname, which NER files nowhere or as one body or place, name a person."""
    first, last = doc[start], doc[end - 1]
    if not usual_given(first.text) or first.lower_ in WORDS_AS_NAMES or last.lower_ in _NO_SURNAMES:
        return False
    before = doc[start - 1] if start else None
    after = doc[end] if end < len(doc) else None
    # "the Grant Tillery", "Saint-Denis Roe", "Ann Roe Fund"
    if before is not None and (
        before.lower_ in {"the", "a", "an", "-", "&"} or before.ent_type_ == first.ent_type_ != ""
    ):
        return False
    if after is not None and (
        after.text in {"-", "&", "/"} or (after.text[:1].isupper() and after.is_alpha and last.whitespace_)
    ):
        return False
    kinds = {token.ent_type_ for token in doc[start:end]}
    if kinds == {""}:
        return True
    if len(kinds) > 1 or (after is not None and after.ent_iob_ == "I" and after.text not in _CLITICS):
        return False
    # filed as a body: only with what follows a name
    if kinds & {"GPE", "LOC", "FAC"} and (
        is_city(doc[start:end].text) or (before is not None and before.lower_ in _PLACING)
    ):
        return False
    told = text_between(doc, end, end + 3).lower()
    return _TOLD_AFTER.match(told) is not None
