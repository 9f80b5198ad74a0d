"""Whom a pronoun cannot mean: its own clause's subject, the speaker of its quotation, who serves or backs its person."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from unionwire.nlp.extensions import text_of

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BACKS = frozenset("endorsed endorses endorse backed backs supported supports joined nominated".split())
_RUNS = frozenset(
    "launched announced declared entered ran runs began started kicked sought lost won dropped quit".split()
)
_SAYING = frozenset("said says told tells added adds asked argued wrote".split())


def speakers(doc: Doc, token: Token) -> list[int]:
    """Return the subjects of verbs of saying around the quotation in which `token` stands: whoever speaks is no "he"."""
    sentence = token.sent
    before = text_of(doc)[doc[sentence.start].idx : token.idx]
    if not (before.count("\u201c") > before.count("\u201d") or before.count('"') % 2):
        return []
    first = sentence.start
    while first > 0:
        earlier = doc[first - 1].sent
        first = earlier.start
        if not earlier.text.isspace():
            break
    if token.dep_ == "dep":  # without a parse: the word before the verb, or after it
        said = [t.i for t in doc[first : sentence.end] if t.lower_ in _SAYING]
        return [
            i + step
            for i in said
            for step in (-1, 1, 2)
            if 0 <= i + step < len(doc) and doc[i + step].text[:1].isupper()
        ]
    return [t.i for t in doc[first : sentence.end] if t.dep_ == "nsubj" and t.head.lower_ in _SAYING]


def servant(token: Token) -> int | None:
    """Return the name beside an apposition that serves whoever `token` means: in "Roe, a chair of his campaign", Roe."""
    if token.dep_ != "poss":
        return None
    noun = token.head
    while noun.dep_ in {"pobj", "prep"} and noun.head is not noun:
        noun = noun.head
    return noun.head.i if noun is not token.head and noun.dep_ == "appos" else None


def backer(token: Token) -> list[int]:
    """Return the subject of a verb of support beside which `token` begins a run: in "Roe backed Poe when he ran", Roe."""
    verb = token.head
    if token.dep_ not in _SUBJECTS or verb.lower_ not in _RUNS:
        return []
    for above in verb.ancestors:
        if above.lower_ in _BACKS and above.sent == token.sent:
            objects = [c for c in above.children if c.dep_ in {"dobj", "obj"} and c.ent_type_ == "PERSON"]
            return [c.i for c in above.children if c.dep_ in _SUBJECTS and objects]
    return []


def own_subject(token: Token) -> int | None:
    """Return the subject token of the clause whose object `token` is: the two are never the same person."""
    if token.dep_ not in {"dobj", "pobj", "dative"}:
        return None
    verb = token.head
    while verb.dep_ in {"prep", "xcomp", "conj", "pcomp"} and verb.head is not verb:
        if any(c.dep_ in _SUBJECTS for c in verb.children):
            break
        verb = verb.head
    return next((c.i for c in verb.children if c.dep_ in _SUBJECTS), None)
