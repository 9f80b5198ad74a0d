"""Whose number it is: the union that governs a count, from the parse where it is clear and from the order of words.

A frame says where its union stands. "next": the frame itself captured the mention. "subject": the subject of the captured
verb, or what its relative clause or participle modifies. "host": the noun phrase to which "with 9,000 members" or an
apposition belongs; left of it, or right after it where the phrase opens its clause. "possessor": the union that an
unresolved "its" or "their" stands for. "anaphor": the one that "the 9,000-member union" takes up. "speaker": whose "our" it is.
"relative": what "whose" refers to. "membership": whose "membership" the match opens with.
A subject that is a company, a person or several unions at once gives none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from unionwire.relate.count_grammar import Grammar, Line

_SUBJECTS = ("nsubj", "nsubjpass")
_REACH_BACK = 4
"""Sentences before its own in which a pronoun or "the union" may have its antecedent."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a frame matched: the sentence, its line, and item indices of the numeral, the verb and the match's first item."""

    doc: Doc
    sentence: Span
    line: Line
    mentions: Sequence[Span]
    numeral: int
    first: int
    last: int
    verb: int | None
    grammar: Grammar


def owner_of(how: str, site: Site, captured: Span | None) -> tuple[Span | None, str]:
    """The mention that a frame's number belongs to, or None and why there is none."""
    if how == "next":
        return (captured, "") if captured is not None else (None, "no union captured")
    if how == "subject":
        return _subject(site)
    if how == "host":
        return _host(site)
    if how == "anaphor":
        return _anaphor(site)
    if how == "possessor":
        return _possessor(site)
    if how == "speaker":
        return _speaker(site)
    if how == "host_or_anaphor":
        last = site.line.items[site.last]
        if site.doc.text[last.start].isupper():
            return None, "a name that is no known union's"
        host, _ = _host(site)
        return (host, "") if host is not None else _anaphor(site)
    if how == "relative":
        return _relative(site)
    if how == "membership":
        return _membership(site)
    raise ValueError(f"unknown owner {how!r}")


def head_of_chain(site: Site, index: int) -> int:
    """The outermost mention of "Local 9 of the X": the item index of "Local 9" where `index` is that of "the X"."""
    items = site.line.items
    back = index - 1
    if back >= 0 and items[back].code in ("the", "its"):
        back -= 1
    if back >= 1 and items[back].code == "of" and items[back - 1].mention is not None:
        return back - 1
    return index


def _mention_at(site: Site, token: Token) -> Span | None:
    for item in site.line.items:
        if item.mention is not None and item.start <= token.idx < item.end:
            return item.mention
    for mention in site.mentions:
        if mention.start <= token.i < mention.end:
            return mention
    return None


def _token(site: Site, index: int) -> Token | None:
    item = site.line.items[index]
    span = site.doc.char_span(item.start, item.end, alignment_mode="expand")
    return span.root if span is not None else None


def _several(site: Site, index: int) -> bool:
    """Whether the mention at `index` is the last of a list of unions that share what follows."""
    items = site.line.items
    back = index - 1
    while back >= 0 and items[back].code in ("the", "both", ")", "("):
        back -= 1
    return back >= 1 and items[back].code == "and" and any(item.mention is not None for item in items[max(0, back - 4) : back])


def _subject(site: Site) -> tuple[Span | None, str]:
    assert site.verb is not None
    direct = _adjacent(site, site.verb)
    if direct is not None:
        if _several(site, direct) and not _relative_between(site, direct):
            return None, "several unions together"
        return site.line.items[head_of_chain(site, direct)].mention, ""
    token = _token(site, site.verb)
    if token is None:
        return None, "no verb"
    subject = _grammatical_subject(token)
    if subject is None:
        return None, "the verb has no subject"
    return _from_noun(site, subject)


def _relative_between(site: Site, index: int) -> bool:
    assert site.verb is not None
    return any(item.code in ("which", "that", "who") for item in site.line.items[index : site.verb])


def _adjacent(site: Site, verb: int) -> int | None:
    """Item index of the mention that the order of words makes the subject: "X, which now represents", "X (ABC) has"."""
    items, grammar = site.line.items, site.grammar
    back = verb - 1
    while back >= 0 and grammar.has("ADV", items[back].code):
        back -= 1
    relative = False
    if back >= 0 and items[back].code in ("which", "that", "who"):
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
            (relative or participle) and (grammar.has("UNION_NOUN", item.code) or item.code in ("labor", "labour", "trade"))
        ):
            return None
        back -= 1
    return None


def _grammatical_subject(verb: Token) -> Token | None:
    """Subject of `verb` by the parse: its own, its first conjunct's, its auxiliary's, or what its clause modifies."""
    seen = set()
    token = verb
    while token.i not in seen:
        seen.add(token.i)
        for child in token.children:
            if child.dep_ in _SUBJECTS and child.i < verb.i:
                if child.lower_ in ("which", "that", "who"):
                    return token.head if token.dep_ in ("relcl", "acl") else _noun_before(child)
                return child
        if token.dep_ in ("relcl", "acl"):
            return token.head
        if token.dep_ in ("conj", "xcomp", "aux", "advcl", "prep", "ccomp", "pcomp", "attr", "dobj") and token.head is not token:
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


def _from_noun(site: Site, noun: Token) -> tuple[Span | None, str]:
    """The union that a noun stands for: itself a mention, in apposition to one, predicated of one, or taking one up."""
    mention = _mention_at(site, noun)
    if mention is not None:
        if any(child.dep_ == "conj" and _mention_at(site, child) not in (None, mention) for child in noun.children):
            return None, "several unions together"
        return mention, ""
    if site.grammar.has("PERSON_PRONOUN", noun.lower_):
        return _antecedent(site, noun.idx)
    named = [child for child in noun.children if child.dep_ in ("appos", "compound", "nmod")]
    if site.grammar.has("UNION_NOUN", noun.lower_):
        if noun.dep_ == "appos":
            return _from_noun(site, noun.head)
        if noun.dep_ == "attr":
            for child in noun.head.children:
                if child.dep_ in _SUBJECTS:
                    return _from_noun(site, child)
        for child in named:
            mention = _mention_at(site, child)
            if mention is not None:
                return mention, ""
        return _antecedent(site, noun.idx)
    for child in noun.children:
        if child.dep_ == "appos":
            mention = _mention_at(site, child)
            if mention is not None and noun.ent_type_ != "PERSON":
                return mention, ""
    return None, f"the subject is {noun.text!r}"


def _host(site: Site) -> tuple[Span | None, str]:
    items = site.line.items
    for back in range(site.first - 1, max(-1, site.first - 22), -1):
        item = items[back]
        if item.mention is not None and item.code.startswith("@"):
            if _foreign_between(site, item.end, items[site.first].start):
                return None, "another organisation is nearer"
            return items[head_of_chain(site, back)].mention, ""
        if item.code in (";", ".", ":") or _predicate(site, back):
            break
    opening = _opens_clause(site)
    if opening:
        found = _after_comma(site)
        if found is not None:
            return found, ""
    if _describes_union(site):
        return _anaphor(site)
    return None, "no union phrase that it could belong to"


def _predicate(site: Site, index: int) -> bool:
    """Whether the item is a verb with a subject of its own, so that the phrase before it is another's; "is" may be crossed."""
    item = site.line.items[index]
    if site.grammar.has("COPULA", item.code) or not item.code[:1].isalpha():
        return False
    token = _token(site, index)
    return token is not None and any(child.dep_ in _SUBJECTS for child in token.children)


def _foreign_between(site: Site, start: int, end: int) -> bool:
    """Whether a company or another body is named between two offsets of the document."""
    for entity in site.sentence.ents:
        if entity.label_ == "ORG" and start <= entity.start_char and entity.end_char <= end:
            if not any(m.start < entity.end and entity.start < m.end for m in site.mentions):
                # The tagger also takes descriptions ("professional association of nurses") for names.
                if entity[-1].text[:1].isupper() and not entity.text.isupper():
                    return True
    return False


def _opens_clause(site: Site) -> bool:
    """Whether the phrase opens the sentence or follows a comma after an opening "as", "and", "but", "while" ..."""
    items = site.line.items
    before = [item.code for item in items[: site.first]]
    if not any(code[0].isalpha() for code in before):
        return True
    return len(before) <= 14 and before[0] in ("as", "with", "at", "now", "today", "but", "and", "still", "boasting", "representing")


def _after_comma(site: Site) -> Span | None:
    """The mention that opens the main clause after an opening phrase: "With 9,000 members in Ohio, the X is"."""
    items = site.line.items
    comma = next((i for i in range(site.last, len(items)) if items[i].code == ","), None)
    if comma is None or comma - site.last > 12:
        return None
    for item in items[comma + 1 : comma + 5]:
        if item.mention is not None and item.code.startswith("@"):
            return item.mention
        if item.code not in ("the", "new", "york", "chicago") and not item.code[0].isalpha():
            return None
    return None


def _describes_union(site: Site) -> bool:
    """Whether the words before the phrase describe a union: "the largest labor group in the state, with ..."."""
    words = [item.code for item in site.line.items[max(0, site.first - 9) : site.first]]
    return any(site.grammar.has("UNION_NOUN", word) for word in words)


def _anaphor(site: Site) -> tuple[Span | None, str]:
    """The union that a common noun at the match takes up: across a comma or a copula in its own sentence, else before."""
    return _antecedent(site, site.line.items[site.first].start)


def _antecedent(site: Site, position: int) -> tuple[Span | None, str]:
    """The nearest union mentioned before `position`: in the same sentence, else the subject (or first) of an earlier one."""
    left = [m for m in site.mentions if m.end_char <= position and m.start >= site.sentence.start]
    if left:
        governed = [m for m in left if m.root.dep_ in _SUBJECTS or m.root.dep_ == "ROOT"]
        return (governed[-1] if governed and governed[-1].kb_id_ == left[0].kb_id_ else left[-1]), ""
    begin = site.sentence.start
    for _ in range(_REACH_BACK):
        if begin <= 0:
            break
        previous = site.doc[begin - 1].sent
        begin = previous.start
        inside = [m for m in site.mentions if m.start >= previous.start and m.end <= previous.end]
        if inside:
            subjects = [m for m in inside if m.root.dep_ in _SUBJECTS]
            return (subjects[0] if subjects else inside[0]), ""
    return None, "no union before it"


def _possessor(site: Site) -> tuple[Span | None, str]:
    """The union that an unresolved "its" or "their" stands for: the subject that governs it, else the nearest before it."""
    items = site.line.items
    token = _token(site, site.first)
    if token is None:
        return None, "no pronoun"
    if items[site.first].code in ("its", "their") and _opens_clause(site):
        found = _after_comma(site)
        if found is not None:
            return found, ""
    for ancestor in token.ancestors:
        for child in ancestor.children:
            if child.dep_ not in _SUBJECTS or child.i >= token.i:
                continue
            mention = _mention_at(site, child)
            if mention is not None:
                return mention, ""
            if child.ent_type_ == "ORG" or site.grammar.has("NO_OWNER", child.lower_):
                return None, f"the subject is {child.text!r}"
    return _antecedent(site, token.idx)


def _relative(site: Site) -> tuple[Span | None, str]:
    """What "whose" at the match's first item refers to."""
    token = _token(site, site.first)
    clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None) if token is not None else None
    if clause is None:
        return None, "whose what it is cannot be told"
    return _from_noun(site, clause.head)


def _membership(site: Site) -> tuple[Span | None, str]:
    """Whose "membership" or "members" the match's first item is."""
    items = site.line.items
    for item in items[site.first : site.last + 1]:
        if item.mention is not None and item.code.startswith("@"):
            return item.mention, ""
    before = site.first - 1
    while before > 0 and site.grammar.has("PREN", items[before].code):
        before -= 1
    if before < 0:
        return None, "membership of nothing named"
    code = items[before].code
    if code == "'s" and before and items[before - 1].code.startswith("@"):
        return items[before - 1].mention, ""
    if code.startswith("@"):
        return items[before].mention, ""
    if code in ("its", "their"):
        return _possessor(replace(site, first=before))
    if code in ("a", "the", "total"):
        verb = before - 1
        if verb >= 0 and site.grammar.has("HAVE", items[verb].code):
            return _subject(replace(site, verb=verb))
        return _host(replace(site, first=max(0, verb)))
    if code == "'s" and before and site.grammar.has("UNION_HEAD", items[before - 1].code):
        return _antecedent(site, items[before - 1].start)
    if code == "union" and items[site.first].code == "members":
        return _antecedent(site, items[before].start)
    return None, "membership of nothing named"


def _speaker(site: Site) -> tuple[Span | None, str]:
    """The union on whose behalf "our" is said: the only one in the paragraph."""
    text, (start, end) = site.doc.text, (site.sentence.start_char, site.sentence.end_char)
    begin = text.rfind("\n", 0, start) + 1
    finish = text.find("\n", end)
    finish = len(text) if finish < 0 else finish
    inside = [m for m in site.mentions if begin <= m.start_char and m.end_char <= finish]
    if len({m.kb_id_ for m in inside}) == 1:
        return inside[0], ""
    return None, "it is not clear who speaks"
