"""Whose number it is: the union that governs a count, from the parse where it is clear and from the order of words.

A frame says where its union stands. "next": the frame itself captured the mention. "subject": the subject of the
captured verb, or what its relative clause or participle modifies. "host": the noun phrase to which "with 9,000
members" or an apposition belongs; left of it, or right after it where the phrase opens its clause. "possessor": the
union that an unresolved "its" or "their" stands for. "anaphor": the one that "the 9,000-member union" takes up.
"speaker": whose "our" it is. "relative": what "whose" refers to. "membership": whose "membership" the match opens
with. "opening": the captured mention, if it opens the sentence. "opening_its": the only union of the sentence before
an opening "Its". "heading": the union that stands alone as the sentence before. "officer": the union of which a sentence names an officer, whose "his members" they are.
"speaker_near": that, or the only union named in the sentence or the one before. "lone": the only union named in the
sentence or the two before; "lone_opening" asks too that the match opens its sentence, "opening_phrase" that alone of a
captured mention. A subject that is a company, a person or several unions at once gives none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.relate.count_site import (
    REACH_BACK,
    SUBJECTS,
    Site,
    after_comma,
    antecedent,
    describes_union,
    foreign_between,
    foreign_subject,
    head_of_chain,
    level_of,
    mention_at,
    modifies_part,
    names_another,
    opens_clause,
    other_subject_before,
    part_before,
    part_named,
    plural,
    predicate,
    several,
    they_before,
    token_at,
    unnamed_part,
    which_before,
)
from unionwire.relate.count_speaker import (
    after_own_body,
    heading,
    lone,
    lone_opening,
    officer,
    officers_own,
    opening_its,
    opening_phrase,
    relative_speaker,
    speaker,
    speaker_near,
    tells_of_itself,
)
from unionwire.relate.count_subject import adjacent, before_asides, grammatical_subject, relative_between

_PARTS = ("local", "chapter", "lodge", "branch", "affiliate")
"""Nouns that never take up a national union."""


def owner_of(how: str, site: Site, captured: Span | None) -> tuple[Span | None, str]:
    """The mention that a frame's number belongs to, or None and why there is none."""
    if how == "next":
        return _captured(site, captured)
    if how == "opening":
        return _opening(site, captured)
    if how == "opening_phrase":
        return opening_phrase(site, captured)
    if how == "host_or_anaphor":
        return _host_or_anaphor(site)
    try:
        strategy = _STRATEGIES[how]
    except KeyError:
        raise ValueError(f"unknown owner {how!r}") from None
    return strategy(site)


def _captured(site: Site, captured: Span | None) -> tuple[Span | None, str]:
    if captured is None:
        return None, "no union captured"
    if captured.text.lower() in ("their", "they") and plural(site, captured):
        return None, "several unions together"
    return _with_its(site, captured), ""


def _with_its(site: Site, captured: Span) -> Span:
    """The union right before ", with its ...", whatever "its" was resolved to; else the captured mention itself."""
    if captured.text.lower() not in ("its", "their"):
        return captured
    items = site.line.items
    at = next((i for i, item in enumerate(items) if item.mention is captured), 0)
    named = items[at - 3] if at >= 3 and items[at - 1].code == "with" and items[at - 2].code == "," else None
    return captured if named is None or named.mention is None else named.mention


def _opening(site: Site, captured: Span | None) -> tuple[Span | None, str]:
    """The captured mention, if nothing but an article, a mark or a number stands before it in its sentence."""
    if captured is None:
        return None, "no union captured"
    before = [item.code for item in site.line.items if item.end <= captured.start_char]
    if any(code[0].isalpha() and code != "the" for code in before):
        return None, "the union does not open the sentence"
    return captured, ""


def _host_or_anaphor(site: Site) -> tuple[Span | None, str]:
    items = site.line.items
    if text_of(site.doc)[items[site.last].start].isupper():
        return None, "a name that is no known union's"
    host, why = _host(site)
    if host is None and not (site.first == site.numeral and site.first and items[site.first - 1].code in ("a", "an")):
        host, why = _anaphor(site)
    if items[site.last].code in _PARTS and (host is None or level_of(site, host) in ("national", "federation")):
        host = part_named(site, host)
        why = "a part of the union, not the union"
    return host, "" if host is not None else why


def _subject(site: Site) -> tuple[Span | None, str]:
    assert site.verb is not None
    token = token_at(site, site.verb)
    subject = grammatical_subject(token) if token is not None else None
    if subject is not None and subject.lower_ == "it":
        if tells_of_itself(subject):
            return None, "'it' is the body that says so"
        if (named := relative_speaker(site, subject)) is not None:
            return named, ""
    direct = adjacent(site, site.verb)
    if direct is not None and not _belongs_elsewhere(site, direct, subject):
        relative = relative_between(site, direct)
        shared = not relative or site.grammar.has("PLURAL_VERB", site.line.items[site.verb].code)
        listed = subject is not None and site.grammar.has("UNIONS", subject.lower_) and not relative
        if listed or (shared and several(site, direct)):
            return None, "several unions together"
        if unnamed_part(site, direct):
            return None, "a part of the union, not the union"
        index = part_before(site, direct) if modifies_part(site, direct) else head_of_chain(site, direct)
        return site.line.items[index].mention, ""
    if subject is not None:
        found, why = _from_noun(site, subject)
        if found is None and (named := which_before(site)) is not None:
            return named, ""
        return found, why
    participle = site.line.items[site.verb].code.endswith("ing")
    if participle and not (site.verb and site.grammar.has("UNIONS", site.line.items[site.verb - 1].code)):
        return _host(replace(site, first=site.verb))
    named = None if participle else before_asides(site, site.verb)
    return named, "" if named is not None else "the verb has no subject"


def _belongs_elsewhere(site: Site, direct: int, subject: Token | None) -> bool:
    """Whether the mention next to the verb is no subject: "a deal between Acme and the X covers 9,000 workers"."""
    mention = site.line.items[direct].mention
    if mention is None or subject is None or mention.root.dep_ not in ("pobj", "conj"):
        return False
    if relative_between(site, direct) or site.line.items[site.verb or 0].code.endswith("ing"):
        return False
    return mention_at(site, subject) is None and not site.grammar.has("UNION_NOUN", subject.lower_)


def _from_noun(site: Site, noun: Token) -> tuple[Span | None, str]:
    """The union that a noun stands for: itself a mention, in apposition to one, predicated of one, or taking one up."""
    if noun.lower_ == "part" and noun.i > site.sentence.start and noun.nbor(-1).text == ",":
        noun = noun.nbor(-2)  # "The local, part of the X, has 900 members": the parse takes the aside for the subject
    mention = mention_at(site, noun)
    if mention is not None:
        joined = (mention_at(site, child) for child in noun.children if child.dep_ == "conj")
        # "the Carvers' Union, or CAU," is one
        if any(other is not None and other.kb_id_ != mention.kb_id_ for other in joined):
            return None, "several unions together"
        return mention, ""
    if site.grammar.has("PERSON_PRONOUN", noun.lower_):
        # The short forms are resolved before; what is left of "they" and "we" is somebody's outside the unions, but for
        # a "they" that has members itself: it takes up the only body of the sentence before.
        if noun.lower_ == "they" and (found := they_before(site, noun)) is not None:
            return found, ""
        if noun.lower_ == "it" and other_subject_before(site):
            return None, "the subject before is no known union"
        return antecedent(site, noun.idx, reach=REACH_BACK if noun.lower_ == "it" else 0)
    if site.grammar.has("UNION_NOUN", noun.lower_):
        return _from_union_noun(site, noun)
    if site.grammar.has("UNIONS", noun.lower_):
        whole = _whole_of(site, noun)
        return whole, "" if whole is not None else "several unions together"
    for child in noun.children:
        mention = mention_at(site, child) if child.dep_ == "appos" else None
        if mention is not None and noun.ent_type_ != "PERSON":
            return mention, ""
    return None, f"the subject is {noun.text!r}"


def _whole_of(site: Site, noun: Token) -> Span | None:
    """The union whose parts a plural names in full: "its member unions", "the unions affiliated with the X"."""
    for child in noun.children:
        if child.dep_ == "poss" and (mention := mention_at(site, child)) is not None:
            return mention
        if child.dep_ == "acl" and child.lower_ == "affiliated":
            inside = [mention_at(site, token) for token in child.subtree if token.dep_ == "pobj"]
            if (mention := next((found for found in inside if found is not None), None)) is not None:
                return mention
    return None


def _from_union_noun(site: Site, noun: Token) -> tuple[Span | None, str]:
    """The union that "the union", "an organization" or "its largest local" stands for."""
    if noun.dep_ == "appos":
        return _from_noun(site, noun.head)
    if names_another(noun):
        return None, "a name that is no known union's"
    if noun.dep_ == "attr":
        subject = next((child for child in noun.head.children if child.dep_ in SUBJECTS), None)
        if subject is not None:
            return _from_noun(site, subject)
    for child in noun.children:
        mention = mention_at(site, child) if child.dep_ in ("appos", "compound", "nmod") else None
        if mention is not None:
            return mention, ""
    if noun.dep_ in SUBJECTS and any(child.lower_ in ("a", "an") for child in noun.children):
        return None, f"{noun.text!r} is newly introduced"
    if (led := officers_own(site, noun)) is not None:
        return led, ""
    found, why = antecedent(site, noun.idx, forward=site.grammar.has("UNION_HEAD", noun.lower_))
    if found is not None and noun.lower_ in _PARTS and level_of(site, found) in ("national", "federation"):
        return None, f"{noun.text!r} is a part of the only union before it"
    return found, why


def _host(site: Site) -> tuple[Span | None, str]:
    items = site.line.items
    if after_own_body(site):
        return officer(site)
    for back in range(site.first - 1, max(-1, site.first - 22), -1):
        item = items[back]
        if item.mention is not None and item.code.startswith("@"):
            if [i.code for i in items[back + 1 : back + 3]] == ["'s", ","]:
                continue  # "Lodge 9 is the X's, 4,000 strong": the size is that of Lodge 9.
            if foreign_between(site, item.end, items[site.first].start):
                return None, "another organisation is nearer"
            if unnamed_part(site, back) or _parts_own(site, back):
                return None, "a part of the union, not the union"
            return items[part_before(site, head_of_chain(site, back))].mention, ""
        if item.code in (";", ".", ":") or predicate(site, back):
            break
    opening = opens_clause(site)
    if opening:
        found = after_comma(site)
        if found is not None:
            return found, ""
    if foreign_subject(site):
        return None, "another organisation is the subject"
    if describes_union(site):
        return _anaphor(site)
    return None, "no union phrase that it could belong to"


def _parts_own(site: Site, back: int) -> bool:
    """Whether the mention at `back` only says whose part has the size: "the X's affiliate, with 900 members"."""
    following = [item.code for item in site.line.items[back + 1 : site.first]]
    return following[:1] == ["'s"] and following[-1:] == [","] and modifies_part(site, back)


def _anaphor(site: Site) -> tuple[Span | None, str]:
    """The union that a common noun at the match takes up, in its own sentence or before."""
    return antecedent(site, site.line.items[site.first].start)


def _possessor(site: Site) -> tuple[Span | None, str]:
    """The union that an unresolved "its" or "their" stands for: the governing subject, else the nearest before it."""
    items = site.line.items
    token = token_at(site, site.first)
    if token is None:
        return None, "no pronoun"
    if items[site.first].code in ("its", "their") and opens_clause(site):
        found = after_comma(site)
        if found is not None:
            return found, ""
    for ancestor in token.ancestors:
        for child in ancestor.children:
            if child.dep_ not in SUBJECTS or child.i >= token.i:
                continue
            mention = mention_at(site, child)
            if mention is not None:
                return mention, ""
            if child.ent_type_ == "ORG" or site.grammar.has("NO_OWNER", child.lower_):
                return None, f"the subject is {child.text!r}"
    return antecedent(site, token.idx)


def _relative(site: Site) -> tuple[Span | None, str]:
    """What "whose" at the match's first item refers to."""
    token = token_at(site, site.first)
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
    if before > 0 or (before == 0 and not _bare(site, items[0].code)):
        return _membership_owner(site, before)
    after = items[site.first + 1 : site.first + 6]
    if after[0].code in ("in", "of", "at") and not any(item.numeral for item in after[1:3]):
        noun = next((item for item in after[1:] if site.grammar.has("UNION_HEAD", item.code)), None)
        token = token_at(site, items.index(noun)) if noun is not None else None
        return _from_union_noun(site, token) if token is not None else (None, "membership of nothing named")
    found, why = lone(site)
    named_before = found is not None and found.end_char <= items[site.first].start
    return (found, "") if named_before else (None, why or "membership of nothing named before")


def _bare(site: Site, code: str) -> bool:
    """Whether a word before "membership" says nothing of whose it is: "present", "the", "total"."""
    return code in ("the", "total", '"') or site.grammar.has("PREN", code)


def _membership_owner(site: Site, before: int) -> tuple[Span | None, str]:
    """Whose "membership" it is, told by the item at `before`, the word in front of it."""
    items = site.line.items
    code, previous = items[before].code, items[before - 1] if before else items[0]
    if code.startswith("@") or (code == "'s" and previous.code.startswith("@")):
        return (items[before].mention or previous.mention), ""
    if code in ("its", "their"):
        return _possessor(replace(site, first=before))
    if code == "whose":
        beside = adjacent(replace(site, verb=site.first), site.first)
        return (items[beside].mention, "") if beside is not None else _relative(replace(site, first=before))
    if code in ("a", "the", "total"):
        if before and site.grammar.has("HAVE", previous.code):
            return _subject(replace(site, verb=before - 1))
        return _host(replace(site, first=max(0, before - 1)))
    taken_up = code == "'s" and site.grammar.has("UNION_HEAD", previous.code)
    if taken_up or (code == "union" and items[site.first].code == "members"):
        return antecedent(site, items[before - 1 if taken_up else before].start)
    return None, "membership of nothing named"


_STRATEGIES: dict[str, Callable[[Site], tuple[Span | None, str]]] = {
    "subject": _subject,
    "host": _host,
    "anaphor": _anaphor,
    "possessor": _possessor,
    "speaker": speaker,
    "relative": _relative,
    "membership": _membership,
    "officer": officer,
    "speaker_near": speaker_near,
    "opening_its": opening_its,
    "heading": heading,
    "lone": lone,
    "lone_opening": lone_opening,
}
