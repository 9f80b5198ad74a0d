"""Unions that only the model's entities show: organisations with a union-like name in the middle of union talk.

A last resort, and cautious: the entity must end in a word such as Association or Federation, no look-alike may touch it,
and the text beside it must make it a union ("members of", "which represents", "the union"). Names of industries,
professions and causes that also have associations stay out.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from unionwire.link.names import slug
from unionwire.nlp.extensions import paragraphs_of, text_of
from unionwire.nlp.union_finds import Find, spans_overlap
from unionwire.nlp.union_shapes import lookalikes
from unionwire.records import Union

_HEAD = re.compile(
    r"\b(?:Union|Association|Federation|Guild|Brotherhood|Alliance|Fraternity|Syndicate|Lodge|Congress|Council|Organization|Society)$"
)
# heads of many bodies that are no unions: the text behind must call them one
_COMMON_HEADS = ("Council", "Organization", "Society")
_OTHER = re.compile(
    r"\b(?:European|Soviet|Credit|Western|African|Medical|Bar|Heart|Cancer|Trade|Business|Industry|Bankers|Homeowners|Alumni|Athletic|Football|Soccer|Rifle|Housing|"
    r"Student|Students|Parent|Historical|Psychological|Psychiatric|Library|Chamber|Taxpayers|Farm|Farmers|Hospital|Insurance|Petroleum|Chemistry|Wildlife|Conservation|"
    r"Conservative|Republican|Democratic|Liberties|Family|Christian|Jewish|Muslim|Islamic|Indian|Native|Wheat|Corn|Beef|Dairy|Press|Broadcasters|Growers|Retail|"
    r"Manufacturers|Builders|Realtors|Owners|Executives|Managers|Chiefs|Sheriffs|Governors|Mayors|Counties|Congress of Racial|Continental|World|Nations|States)\b"
)
_BEFORE = re.compile(
    r"(?:\bmembers? of|\blocal president of|\bunion,? (?:called |known as )?|\bunion of|\brepresented by|\bthe union(?:,| called)|\bbargain(?:s|ing)? (?:with|by)|"
    r"\bstrike (?:by|of)|\bendorsements? (?:of|from)|\bendorsed by) (?:the )?$"
)
_AFTER = re.compile(
    r"(?: \([A-Z]{2,8}\))?(?:,? (?:the|a|an) (?:[\w’'-]+ ){0,4}union\b|,? which (?:bargains|represents|speaks) |,? (?:which is )?(?:the )?(?:local |labor |labour |trade )?union (?:for|of|that|representing)|"
    r" local\b|['’]s? (?:members|strike|contract|picket|shop stewards)|,? (?:representing|that represents) [\w,]+ )"
)
_TALK = re.compile(r"\b(?:union|unions|strike|bargain\w*|contract|picket\w*|labor|labour|wages|shop steward)\b")


def entity_finds(doc: Doc, taken: list[tuple[int, int]]) -> list[Find]:
    """Return the organisations among `doc.ents`, outside the spans `taken`, that their sentence makes unions."""
    finds: list[Find] = []
    text = text_of(doc)
    candidates = [entity for entity in doc.ents if entity.label_ == "ORG" and _HEAD.search(entity.text)]
    if not candidates:
        return finds
    vetoed = [match.span() for match in lookalikes().finditer_in(text, paragraphs_of(doc))]
    for entity in candidates:
        start, end = entity.start_char, entity.end_char
        if text[start : start + 4].lower() == "the ":
            start += 4
        name = " ".join(text[start:end].split())
        if " " not in name or not name[0].isupper() or _OTHER.search(name) or "\n" in entity.text:
            continue
        if spans_overlap(start, end, taken) or spans_overlap(start, end, vetoed):
            continue
        called = _AFTER.match(text, end)
        if name.endswith(_COMMON_HEADS):
            beside = called if called and "union" in called.group() else None
        else:
            beside = _BEFORE.search(text, max(0, start - 40), start) or called
        if beside and _TALK.search(text, max(0, start - 250), end + 250):
            finds.append(Find(start, end, Union(slug(name), name, "local"), "entity.union-talk", "ner"))
    return finds
