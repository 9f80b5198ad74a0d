"""Where a frame of counts matched, and what the search for its union asks of that place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from unionwire.relate.count_grammar import Grammar, Line

SUBJECTS = ("nsubj", "nsubjpass")
"""Dependency labels of subjects."""
REACH_BACK = 4
"""Sentences before its own in which a pronoun or "the union" may have its antecedent."""

_PART_REACH = 3
"""Sentences to either side in which the local of a description may be named."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a frame matched: the sentence, its line, and item indices of the numeral, the verb and the match's ends."""

    doc: Doc
    sentence: Span
    line: Line
    mentions: Sequence[Span]
    numeral: int
    first: int
    last: int
    verb: int | None
    grammar: Grammar


def mention_at(site: Site, token: Token) -> Span | None:
    """The union mention that holds `token`, in the sentence's line or elsewhere in the document."""
    for item in site.line.items:
        if item.mention is not None and item.start <= token.idx < item.end:
            return item.mention
    for mention in site.mentions:
        if mention.start <= token.i < mention.end:
            return mention
    return None


def token_at(site: Site, index: int) -> Token | None:
    """The head token of the item at `index`; None where the item is no stretch of tokens."""
    item = site.line.items[index]
    span = site.doc.char_span(item.start, item.end, alignment_mode="expand")
    return span.root if span is not None else None


def several(site: Site, index: int) -> bool:
    """Whether the mention at `index` is the last of a list of unions that share what follows."""
    items = site.line.items
    back = index - 1
    while back >= 0 and items[back].code in ("the", "both", ")", "("):
        back -= 1
    return (
        back >= 1
        and items[back].code == "and"
        and any(item.mention is not None for item in items[max(0, back - 4) : back])
    )


def plural(site: Site, pronoun: Span) -> bool:
    """Whether "their" stands after a list of unions, so that the number is that of all together."""
    named = [
        index
        for index, item in enumerate(site.line.items)
        if item.mention is not None
        and item.end <= pronoun.start_char
        and item.mention.text.lower() not in ("their", "they")
    ]
    return bool(named) and several(site, named[-1])


def head_of_chain(site: Site, index: int) -> int:
    """The outermost mention of "Local 9 of the X": the item index of "Local 9" where `index` is that of "the X"."""
    items = site.line.items
    back = index - 1
    if back >= 0 and items[back].code in ("the", "its"):
        back -= 1
    if back >= 1 and items[back].code == "of" and items[back - 1].mention is not None:
        return back - 1
    return index


def part_before(site: Site, index: int) -> int:
    """The mention that "a chapter of the X" or "an X affiliate" describes: the item of "Local 9" in "Local 9, an X affiliate"."""
    items = site.line.items
    opening = index - 1
    while opening >= 0 and items[opening].code in ("the", "of"):
        opening -= 1
    named_part = opening >= 0 and site.grammar.has("PART_NOUN", items[opening].code) and opening < index - 1
    if not named_part:
        if not modifies_part(site, index):
            return index
        opening = index - (1 if index and items[index - 1].code in ("a", "an", "the", "its") else 0)
    for comma in range(opening - 1, max(0, opening - 6), -1):
        if items[comma].code in (",", "\u2014", "--") and items[comma - 1].mention is not None:
            return comma - 1
    return index


def unnamed_part(site: Site, index: int) -> bool:
    """Whether the mention at `index` stands in "an X affiliate" and no union before it is the one described."""
    before = site.line.items[index - 1].code if index else ""
    return before in ("a", "an") and modifies_part(site, index) and part_before(site, index) == index


def modifies_part(site: Site, index: int) -> bool:
    """Whether the mention at `index` only says whose part is spoken of: "an X affiliate", "the X's largest local"."""
    following = [item.code for item in site.line.items[index + 1 : index + 5]]
    possessive = following[:1] == ["'s"]
    following = following[1:] if possessive else following
    for code in following[:3] if possessive else following[:1]:
        if site.grammar.has("PART_NOUN", code):
            return True
        if not code.replace("-", "").isalpha():
            return False
    return False


def names_another(noun: Token) -> bool:
    """Whether a noun for a union is the head of a name that no mention covers: "the City Union of Dunmore"."""
    return noun.text[:1].isupper() and any(child.lower_ == "of" or child.dep_ == "compound" for child in noun.children)


def predicate(site: Site, index: int) -> bool:
    """Whether the item is a verb with a subject of its own, other than "is", which parts what stands on its sides."""
    item = site.line.items[index]
    if site.grammar.has("COPULA", item.code) or not item.code[:1].isalpha():
        return False
    token = token_at(site, index)
    return token is not None and any(child.dep_ in SUBJECTS for child in token.children)


def foreign_between(site: Site, start: int, end: int) -> bool:
    """Whether a company or another body is named between two offsets of the document."""
    for entity in site.sentence.ents:
        between = entity.label_ == "ORG" and start <= entity.start_char and entity.end_char <= end
        # The tagger also takes descriptions ("professional association of nurses") for names.
        named = entity[-1].text[:1].isupper() and not entity.text.isupper()
        if between and named and not any(m.start < entity.end and entity.start < m.end for m in site.mentions):
            return True
    return False


def foreign_subject(site: Site) -> bool:
    """Whether a body that is no known union is the subject, or opens the sentence, before the match."""
    for entity in site.sentence.ents:
        before = entity.label_ == "ORG" and entity.end_char <= site.line.items[site.first].start
        leads = entity.root.dep_ in SUBJECTS or entity.start == site.sentence.start
        if before and leads and not any(m.start < entity.end and entity.start < m.end for m in site.mentions):
            return True
    return False


_HEADS = ("heads", "leads", "runs", "chairs", "led", "headed")


def officer_of(site: Site) -> list[Span]:
    """Unions of which the sentence names an officer: "the X's vice president", "president of the X", "who heads the X"."""
    items, found = site.line.items, []
    for index, item in enumerate(items):
        if item.mention is None or not item.code.startswith("@"):
            continue
        after = " ".join(i.code for i in items[index + 1 : index + 5])
        before = [i.code for i in items[max(0, index - 4) : index] if i.code != "the"]
        titled = next((w for w in after.split() if w != "'s" and site.grammar.has("OFFICER", w)), None)
        adjacent = titled is not None and "," not in after[: after.index(titled)]
        headed = len(before) > 1 and before[-1] in _HEADS and before[-2] in ("who", "and", ",")
        of_it = len(before) > 1 and before[-1] in ("of", "for") and site.grammar.has("OFFICER", before[-2])
        if adjacent or headed or of_it:
            found.append(item.mention)
    return found


def opens_clause(site: Site) -> bool:
    """Whether the phrase opens the sentence or follows a comma after an opening "as", "and", "but", "while" ..."""
    items = site.line.items
    before = [item.code for item in items[: site.first]]
    if not any(code[0].isalpha() for code in before):
        return True
    return len(before) <= 14 and before[0] in (
        "as",
        "with",
        "at",
        "now",
        "today",
        "but",
        "and",
        "still",
        "boasting",
        "representing",
    )


def opens_sentence(site: Site) -> bool:
    """Whether no word stands before the match in its sentence."""
    return not any(item.code[0].isalnum() or item.code[0] == "@" for item in site.line.items[: site.first])


def level_of(site: Site, mention: Span) -> str | None:
    """The level of the union that a mention names; None where the document does not know it."""
    union = site.doc._.unions.get(mention.kb_id_)
    return union.level if union is not None else None


def lone_near(site: Site, reach: int = 2) -> Span | None:
    """The last mention of the only union named in the sentence or in the `reach` sentences before it."""
    start = site.sentence.start
    for _ in range(reach):
        start = site.doc[start - 1].sent.start if start > 0 else 0
    near = [m for m in site.mentions if start <= m.start and m.end <= site.sentence.end]
    return near[-1] if len({m.kb_id_ for m in near}) == 1 else None


def after_comma(site: Site) -> Span | None:
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


def describes_union(site: Site) -> bool:
    """Whether the words before the phrase describe a union: "the largest labor group in the state, with ..."."""
    words = [item.code for item in site.line.items[max(0, site.first - 9) : site.first]]
    return any(site.grammar.has("UNION_NOUN", word) for word in words)


def _sentence_before(site: Site) -> Span | None:
    """The sentence before, if the match opens its own."""
    if any(item.code[0].isalnum() for item in site.line.items[: site.first]) or not site.sentence.start:
        return None
    return site.doc[site.sentence.start - 1].sent


def lone_body_before(site: Site) -> Span | None:
    """The only union in the sentence before, where that names no other body, place or employer."""
    previous = _sentence_before(site)
    if previous is None:
        return None
    inside = [m for m in site.mentions if m.start >= previous.start and m.end <= previous.end]
    bodies = [e for e in previous.ents if e.label_ in ("ORG", "GPE", "FAC", "PRODUCT")]
    rivals = any(not any(m.start < e.end and e.start < m.end for m in inside) for e in bodies)
    rivals = rivals or any(site.grammar.has("NO_OWNER", token.lower_) for token in previous)
    if rivals or len({m.kb_id_ for m in inside}) != 1:
        return None
    # A capitalised subject that is no entity may be a company that the tagger missed.
    head = next((token for token in previous if token.dep_ in SUBJECTS), None)
    missed = head is not None and head.text[:1].isupper() and head.i > previous.start and not head.ent_type_
    return None if missed else inside[0]


def they_before(site: Site, pronoun: Token) -> Span | None:
    """The only union, and only body, of the sentence before one that "they" opens."""
    index = next((i for i, item in enumerate(site.line.items) if item.start == pronoun.idx), None)
    return None if index is None else lone_body_before(replace(site, first=index))


def other_subject_before(site: Site) -> bool:
    """Whether the subject of the sentence before is a named body that is no known union."""
    if not site.sentence.start:
        return False
    previous = site.doc[site.sentence.start - 1].sent
    heads = [token for token in previous if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT"]
    known = [m for m in site.mentions if m.start >= previous.start and m.end <= previous.end]
    return any(
        head.ent_type_ == "ORG" and not any(m.start <= head.i < m.end for m in known) and head.text[:1].isupper()
        for head in heads
    )


def which_before(site: Site) -> Span | None:
    """The mention that ", which is based in Dover and represents" follows, whatever noun the parse gives the clause."""
    items = site.line.items
    for back in range((site.verb or 0) - 1, max(1, (site.verb or 0) - 12), -1):
        code = items[back].code
        if code == "which":
            named = items[back - 2] if items[back - 1].code == "," else items[back - 1]
            return named.mention if named.code.startswith("@") else None
        if items[back].mention is not None or code in ("who", "that", ";", ":", "."):
            return None
    return None


def part_named(site: Site, whole: Span | None) -> Span | None:
    """The local that "its 900-member Dover local" means: named in apposition, else the only one of the union nearby."""
    items = site.line.items
    for item in items[site.last + 1 : site.last + 4]:
        if item.mention is not None:
            apposed = items[site.last + 1].code in (",", "(", "--", "\u2014")
            return item.mention if apposed and level_of(site, item.mention) == "local" else None
        if item.code not in (",", "(", "--", "\u2014", "the"):
            break
    start, end = site.sentence.start, site.sentence.end
    for _ in range(_PART_REACH):
        start = site.doc[start - 1].sent.start if start > 0 else 0
        end = site.doc[end].sent.end if end < len(site.doc) else end
    near: dict[str, Span] = {}
    for mention in site.mentions:
        union = site.doc._.unions.get(mention.kb_id_)
        if union is None or union.level not in ("local", "regional") or not start <= mention.start < end:
            continue
        if whole is None or union.parent_union_id == whole.kb_id_:
            near[mention.kb_id_] = mention
    return next(iter(near.values())) if len(near) == 1 else None


def heading_before(site: Site) -> Span | None:
    """The union mention that is all of the sentence before."""
    previous = _sentence_before(site)
    if previous is None:
        return None
    for mention in site.mentions:
        if mention.start >= previous.start and mention.end <= previous.end:
            rest = [token for token in previous if not mention.start <= token.i < mention.end]
            return None if any(token.is_alpha for token in rest) else mention
    return None


def antecedent(site: Site, position: int, reach: int = REACH_BACK, *, forward: bool = False) -> tuple[Span | None, str]:
    """The nearest union mentioned before `position`: in its sentence, else the subject (or first) of an earlier one.

    `reach` is how many sentences back it may stand; with `forward`, the only union later in the sentence serves too.
    """
    left = [m for m in site.mentions if m.end_char <= position and m.start >= site.sentence.start]
    if left:
        governed = [m for m in left if m.root.dep_ in SUBJECTS or m.root.dep_ == "ROOT"]
        return (governed[-1] if governed and governed[-1].kb_id_ == left[0].kb_id_ else left[-1]), ""
    begin = site.sentence.start
    for _ in range(reach):
        if begin <= 0:
            break
        previous = site.doc[begin - 1].sent
        begin = previous.start
        inside = [m for m in site.mentions if m.start >= previous.start and m.end <= previous.end]
        if inside:
            subjects = [m for m in inside if m.root.dep_ in SUBJECTS]
            return (subjects[0] if subjects else inside[0]), ""
    after = [m for m in site.mentions if m.start_char >= position and m.end <= site.sentence.end]
    if forward and len({m.kb_id_ for m in after}) == 1:
        return after[0], ""
    return None, "no union before it"
