"""Whose number it is where no noun in the sentence says so: "our", "his members", "Its" at the head of a sentence."""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Span, Token

from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.relate.arguments import Arguments
from unionwire.relate.count_site import (
    SUBJECTS,
    Site,
    heading_before,
    lone_body_before,
    lone_near,
    officer_of,
    opens_sentence,
)
from unionwire.relate.quotes import officers


def speaker(site: Site) -> tuple[Span | None, str]:
    """The union on whose behalf "our" is said: the only one in the paragraph."""
    text, (start, end) = text_of(site.doc), (site.sentence.start_char, site.sentence.end_char)
    begin = text.rfind("\n", 0, start) + 1
    finish = text.find("\n", end)
    finish = len(text) if finish < 0 else finish
    inside = [m for m in site.mentions if begin <= m.start_char and m.end_char <= finish]
    if len({m.kb_id_ for m in inside}) == 1:
        return inside[0], ""
    return None, "it is not clear who speaks"


def officer(site: Site) -> tuple[Span | None, str]:
    """The union whose officer the sentence names: "the local's president said his 900 members", "union president Low"."""
    named = officer_of(site)
    if len({m.kb_id_ for m in named}) == 1:
        return named[0], ""
    if not named:
        items = site.line.items
        for item, title in pairwise(items):
            if item.code == "union" and item.mention is None and site.grammar.has("OFFICER", title.code):
                return lone(site)
    return None, "it is not clear whose officer speaks"


def officers_own(site: Site, noun: Token) -> Span | None:
    """The union of an officer introduced before: "Low, whose union represents 9,000"."""
    clause = noun.head
    if clause.dep_ != "relcl" or all(child.lower_ != "whose" for child in noun.children):
        return None
    union_id = officers(site.doc, Arguments(site.doc)).get(clause.head.text)
    before = [m for m in site.mentions if m.kb_id_ == union_id and m.end <= noun.i]
    return before[-1] if before else None


def after_own_body(site: Site) -> bool:
    """Whether the match describes the speaker's own body: "Al Low said his organization, with 9,000 members, ..."."""
    back = site.line.items[max(0, site.first - 3) : site.first]
    if len(back) < 3 or back[0].mention is not None:
        return False
    return back[0].code in ("his", "her") and site.grammar.has("UNION_NOUN", back[1].code) and back[2].code == ","


def lone(site: Site) -> tuple[Span | None, str]:
    """The only union named in the sentence of the match or the two before it, else in it and the one before."""
    near = lone_near(site) or lone_near(site, 1)
    return near, "" if near is not None else "no union, or more than one, is named near it"


def lone_opening(site: Site) -> tuple[Span | None, str]:
    """The same, if the match opens its sentence."""
    if not opens_sentence(site):
        return None, "the phrase does not open the sentence"
    return lone(site)


def speaker_near(site: Site) -> tuple[Span | None, str]:
    """The union whose officer the sentence names, else the only union in it and the sentence before."""
    found, _ = officer(site)
    if found is not None:
        return found, ""
    start = site.doc[max(0, site.sentence.start - 1)].sent.start
    near = [m for m in site.mentions if start <= m.start and m.end <= site.sentence.end]
    if len({m.kb_id_ for m in near}) == 1:
        return near[0], ""
    return None, "it is not clear who speaks"


def opening_its(site: Site) -> tuple[Span | None, str]:
    """The union that "Its" at the head of a sentence stands for: the only body named in the sentence before."""
    found = lone_body_before(site)
    return found, "" if found is not None else "it is not clear what 'its' stands for"


def heading(site: Site) -> tuple[Span | None, str]:
    """The union that stands alone as the sentence before, as the heads of a list of unions do."""
    found = heading_before(site)
    return found, "" if found is not None else "no heading before it"


def tells_of_itself(pronoun: Token) -> bool:
    """Whether "it" is subject of a clause that a named body other than a union says: "Acme says it has 900 members"."""
    clause = pronoun.head
    if clause.dep_ != "ccomp":
        return False
    teller = next((child for child in clause.head.children if child.dep_ in SUBJECTS and child.i < pronoun.i), None)
    if teller is None or not teller.text[:1].isupper() or teller.is_sent_start or teller.ent_type_ == "PERSON":
        return False
    return not any(span.start <= teller.i < span.end for span in teller.doc.spans[UNIONS])


def relative_speaker(site: Site, pronoun: Token) -> Span | None:
    """The union that says of itself, "the X, which says it represents 9,000": the mention right before the relative."""
    clause = pronoun.head
    teller = next((child for child in clause.head.children if child.dep_ in SUBJECTS), None)
    if clause.dep_ != "ccomp" or teller is None or teller.lower_ not in {"which", "that", "who"}:
        return None
    gap = text_of(site.doc)
    return next(
        (m for m in site.mentions if gap[m.end_char : teller.idx].strip(" ,()") == "" and m.end <= teller.i), None
    )


def opening_phrase(site: Site, captured: Span | None) -> tuple[Span | None, str]:
    """The captured mention, if the match opens its sentence."""
    if captured is None or not opens_sentence(site):
        return None, "the phrase does not open the sentence"
    return captured, ""
