"""Predicates that stand apart from their subject, so that a frame can be read with the two side by side."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_cues import OWN_CLAUSE
from unionwire.nlp.candidate_names import ArticlePeople, NameMention
from unionwire.nlp.candidate_renderings import CANDIDATE_NOUNS, Rendering
from unionwire.nlp.extensions import words_of_doc

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_SUBJECTS_AND_CONJUNCTS = _SUBJECTS | {"conj"}
# Prepositions whose participle has the subject of the clause: "joined Congress after winning the seat"
_PARTICIPIAL = frozenset("after before since by while upon when despite without".split())
_ASKED = frozenset(
    "urged recruited asked encouraged pressed called pushed begged courted refused declined declines wanted".split()
)
_BE = frozenset("is was are were 's \u2019s".split())
# Adverbs without which a sentence says something else
_MEANT = frozenset("only early heavily hardly scarcely allegedly falsely wrongly unlikely".split())
_ARTICLES = frozenset("a an another the fellow".split())
# Whoever holds these is put out of a post, not out of an elected office
_POSTS = frozenset("chief director manager coach executive ceo editor trustee leader president head secretary".split())
_REACH = 60  # tokens of a clause that a frame may need


def predicates(mention: Span) -> Iterator[Token]:
    """Yield the verbs whose subject, spelled out or understood, is the name."""
    root = mention.root
    seen = set()
    while root.dep_ == "conj" and root.head.dep_ in _SUBJECTS_AND_CONJUNCTS:
        root = root.head
    # "Her brother, Bill Roe, finished third": the noun in front of the name stands for it
    apposed = root.dep_ == "appos" and root.head.text.islower() and root.head.dep_ in _SUBJECTS
    if apposed and root.head.lower_ not in CANDIDATE_NOUNS:
        root = root.head
    heads = [root.head] if root.dep_ in _SUBJECTS else []
    heads += [c for c in mention.root.children if c.dep_ in {"relcl", "acl"}]
    # "Roe, a nurse who ran ..." and "Roe is a nurse who ran ..."
    nouns = [c for c in mention.root.children if c.dep_ == "appos"]
    nouns += [c for head in heads if head.lower_ in _BE for c in head.children if c.dep_ == "attr"]
    heads += [c for noun in nouns for c in noun.children if c.dep_ in {"relcl", "acl"}]
    while heads:
        verb = heads.pop()
        if verb.i in seen:
            continue
        seen.add(verb.i)
        yield verb
        for child in verb.children:
            own = any(g.dep_ in _SUBJECTS for g in child.children)
            # "was urged to run": who is asked has not run
            if child.dep_ in {"xcomp", "advcl"} and verb.lower_ in _ASKED:
                continue
            if child.dep_ in {"conj", "xcomp", "advcl"} and not own:
                heads.append(child)
            elif child.dep_ == "prep" and child.lower_ in _PARTICIPIAL:
                heads += [c for c in child.children if c.dep_ == "pcomp"]


def clause_starts(doc: Doc, mention: NameMention) -> Iterator[tuple[int, int]]:
    """Yield token ranges of predicates that stand apart from their subject `mention`."""
    for verb in predicates(doc[mention.start : mention.end]):
        left = verb.i
        for child in verb.children:
            if child.i < left and child.dep_ in {"aux", "auxpass", "neg", "advmod"} and child.i > mention.end - 1:
                left = child.i
        if left > mention.end:
            yield left, min(verb.right_edge.i + 1, left + _REACH)


def manner_adverbs(sentence: Span) -> set[int]:
    """Return the adverbs in -ly that only colour what a sentence says: "Roe, who briefly ran", "is reportedly weighing"."""
    words = words_of_doc(sentence.doc)
    in_ly = (i for i in range(sentence.start, sentence.end) if words[i].endswith("ly") and words[i].islower())
    return {i for i in in_ly if words[i] not in _MEANT and sentence.doc[i].dep_ == "advmod"}


def introductions(doc: Doc, people: ArticlePeople, sentence: Span) -> set[int]:
    """Return the descriptions that open on an article and give the name they announce: "beaten by a former pastor, Ann Roe"."""
    found: set[int] = set()
    for mention in people.between(sentence.start, sentence.end):
        root = doc[mention.start : mention.end].root
        noun = root.head
        if (
            root.dep_ != "appos"
            or noun.i >= mention.start
            or doc[mention.start - 1].text != ","
            or not noun.text.islower()
        ):
            continue
        left = noun.left_edge.i
        if doc[left].lower_ in _ARTICLES and noun.lower_ not in CANDIDATE_NOUNS | _POSTS and left >= sentence.start:
            found.update(range(left, mention.start))
    return found


def has_own_clause(r: Rendering, start: int) -> bool:
    """Tell whether a relative clause in the singular follows the person at token `start`."""
    slot = f"P{r.tokens.index(start)}, " if start in r.tokens else None
    at = r.text.find(slot) if slot else -1
    return at >= 0 and OWN_CLAUSE.match(r.text, at) is not None
