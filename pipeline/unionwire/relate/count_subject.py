"""Which mention or word is the subject of a count's verb, and of what the counted people are the subject themselves.

The order of words decides where it is clear, else the parse.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from unionwire.relate.count_grammar import Grammar
from unionwire.relate.count_site import SUBJECTS, Site


def relative_between(site: Site, index: int) -> bool:
    """Whether a relative pronoun stands between the item at `index` and the verb."""
    assert site.verb is not None
    return any(item.code in ("which", "that", "who") for item in site.line.items[index : site.verb])


def adjacent(site: Site, verb: int) -> int | None:
    """Item index of the mention that the order of words makes the subject: "X, which now represents", "X (ABC) has"."""
    items, grammar = site.line.items, site.grammar
    back = verb - 1
    while back >= 0 and grammar.has("ADV", items[back].code):
        back -= 1
    relative = False
    if back >= 0 and items[back].code in ("which", "that", "who", "whose"):
        relative = True
        back -= 1
    participle = items[verb].code.endswith("ing") or grammar.has("NOMINAL", items[verb].code)
    limit = back - (8 if relative or participle else 3)
    comma = False
    while back >= 0 and back > limit:
        item = items[back]
        if item.mention is not None and item.code.startswith("@"):
            return back
        if item.code in (",", "-", "--", "\u2013", "\u2014"):
            # A second comma would lead out of the phrase that the clause belongs to.
            if comma or not (relative or participle):
                return None
            comma = True
        elif item.code == ")":
            back = next((i for i in range(back, max(-1, back - 6), -1) if items[i].code == "("), back)
        elif item.code not in ("union", "'s", '"', "\u201d", "the", "a", "an") and not (
            (relative or participle)
            and (grammar.has("UNION_NOUN", item.code) or item.code in ("labor", "labour", "trade"))
        ):
            return None
        back -= 1
    return None


def before_asides(site: Site, verb: int) -> Span | None:
    """The mention that opens the sentence and, past asides in commas, is the verb's subject: "Local 9, once feared, has"."""
    items = site.line.items
    opening = next(
        (i for i, item in enumerate(items) if item.code != "the" and item.code[0] not in "\"'\u201c\u2018"), 0
    )
    back = verb - 1
    while back >= 0 and site.grammar.has("ADV", items[back].code):
        back -= 1
    closed = back > opening + 2 and items[back].code == "," and items[opening + 1].code == ","
    return items[opening].mention if closed and items[opening].code.startswith("@") else None


def grammatical_subject(verb: Token) -> Token | None:
    """Subject of `verb` by the parse: its own, its first conjunct's, its auxiliary's, or what its clause modifies."""
    seen = set()
    token = verb
    while token.i not in seen:
        seen.add(token.i)
        for child in token.children:
            if child.dep_ in SUBJECTS and child.i < verb.i:
                if child.lower_ in ("which", "that", "who"):
                    return token.head if token.dep_ in ("relcl", "acl") else _noun_before(child)
                return child
        if token.dep_ in ("relcl", "acl"):
            return token.head
        if (
            token.dep_ in ("conj", "xcomp", "aux", "advcl", "prep", "ccomp", "pcomp", "attr", "dobj")
            and token.head is not token
        ):
            token = token.head
            continue
        return None
    return None


def _noun_before(relative: Token) -> Token | None:
    """What a relative pronoun stands for where its clause is parsed as something else: the noun phrase before it."""
    for back in range(relative.i - 1, max(relative.sent.start - 1, relative.i - 4), -1):
        token = relative.doc[back]
        if not token.is_punct:
            return token
    return None


def part_only(noun: Token, grammar: Grammar) -> str:
    """Why a bare noun phrase is only those who took part in something; an empty string where it names the whole."""
    head = noun.head
    if noun.dep_ in ("nsubj", "nsubjpass"):
        if head.dep_ in ("aux", "auxpass"):
            head = head.head
        if grammar.has("STATE", head.lower_) and not any(c.dep_ == "aux" and c.lower_ == "to" for c in head.children):
            return ""
        return f"they are the subject of {head.text!r}"
    if (
        noun.dep_ == "pobj"
        and head.lower_ in ("for", "of", "covering", "between")
        and grammar.has("CONTRACT", head.head.lower_)
    ):
        return ""
    if noun.dep_ == "dobj" and grammar.has("COVER", head.lower_):
        return ""
    side = head if noun.dep_ == "conj" else noun
    if side.dep_ == "pobj" and side.head.lower_ == "between":
        # "the showdown shaping up in the mills between Acme and 9,000 members of the X"
        opposed = [token.lower_ for token in side.doc[max(side.sent.start, side.head.i - 12) : side.head.i]]
        if any(grammar.has("CONFLICT", word) for word in opposed):
            return ""
    return "part of the members, as far as it is said"
