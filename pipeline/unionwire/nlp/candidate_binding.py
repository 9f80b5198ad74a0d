"""Whom a pronoun cannot mean: its own clause's subject, the speaker of its quotation, who serves or backs its person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from unionwire.nlp.extensions import is_flat, text_between, text_of, words_of_doc

if TYPE_CHECKING:
    from unionwire.nlp.candidate_names import ArticlePeople

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BACKS = frozenset("endorsed endorses endorse backed backs supported supports joined nominated".split())
_RUNS = frozenset(
    "launched announced declared entered ran runs began started kicked sought lost won dropped quit".split()
)
_INDEFINITE = frozenset("a an any every each no anyone anybody everyone whoever".split())
_ANYBODY = frozenset(
    """president candidate nominee governor senator mayor politician lawmaker challenger incumbent leader man woman person
    voter member worker anyone anybody everyone whoever""".split()
)
_SAYING = frozenset("reported writes said says told tells added adds asked argued wrote".split())


def speakers(doc: Doc, token: Token) -> list[int]:
    """Return the subjects of verbs of saying around the quotation in which `token` stands: whoever speaks is no "he"."""
    sentence = token.sent
    before = text_of(doc)[doc[sentence.start].idx : token.idx]
    if not (before.count("\u201c") > before.count("\u201d") or before.count('"') % 2):
        # "the chance of defeating her seems dim, Roe said": Roe is not the "her"
        behind = doc[token.i : sentence.end] if token.dep_ in {"dobj", "pobj"} else ()
        return [t.i for t in behind if t.dep_ == "nsubj" and t.head.lower_ in _SAYING]
    first = sentence.start
    while first > 0:
        earlier = doc[first - 1].sent
        first = earlier.start
        if not text_between(doc, earlier.start, earlier.end).isspace():
            break
    if token.dep_ == "dep":  # without a parse: the word before the verb, or after it
        words = words_of_doc(doc, lower=True)
        said = [i for i in range(first, sentence.end) if words[i] in _SAYING]
        return [
            i + step
            for i in said
            for step in (-1, 1, 2)
            if 0 <= i + step < len(doc) and doc[i + step].text[:1].isupper()
        ]
    saying = [t for t in doc[first : sentence.end] if t.dep_ == "nsubj" and t.head.lower_ in _SAYING]
    return [t.i for subject in saying for t in (subject, *subject.conjuncts)]


_TURNS = 3  # times that one name must stand alone in its line to make a transcript without a second one
_QUOTING = re.compile(r"(?:, [^:.;\n\"\u201c]{2,60})?: ?[\"\u201c]")


def labels(doc: Doc, people: ArticlePeople) -> frozenset[int]:
    """Return the first tokens of names that only tell who speaks next in a transcript: no pronoun means these.

    Such a name stands alone in its line, or before a colon at a line's start, and does so again further on; or a colon
    and a quotation follow it and its source (Ann Roe, The Gazette, May 3: 'He ...').
    """
    known: frozenset[int] | None = doc.user_data.get("unionwire_labels")
    if known is not None:
        return known
    text = text_of(doc)
    found: dict[str, list[int]] = {}
    quoting: set[int] = set()
    for mention in people.mentions:
        first, last = doc[mention.start], doc[mention.end - 1]
        after = text[last.idx + len(last) : last.idx + len(last) + 3]
        opens = not text[: first.idx].rpartition("\n")[2].strip()
        if opens and mention.form != "description" and (after.lstrip(" ")[:1] in {":", "\n"}):
            found.setdefault(mention.person_id, []).append(mention.start)
        if opens and _QUOTING.match(text, last.idx + len(last)):
            quoting.add(mention.start)
    again = {start for starts in found.values() if len(starts) > 1 for start in starts}
    # one who speaks twice alone makes no transcript; one who does so often has somebody to answer, whom no rule has found
    often = max((len(starts) for starts in found.values()), default=0) >= _TURNS
    several = often or sum(len(starts) > 1 for starts in found.values()) > 1
    labelled = frozenset(again if several else ()) | quoting
    doc.user_data["unionwire_labels"] = labelled
    return labelled


def generic(token: Token) -> bool:
    """Tell whether a pronoun takes up nobody in particular: "a president gets to pick whom he wants"."""
    start = token.sent.start
    if is_flat(token.doc) or _ANYBODY.isdisjoint(words_of_doc(token.doc, lower=True)[start : token.i]):
        return False
    for other in reversed(token.doc[start : token.i]):
        if other.dep_ in _SUBJECTS and other.lower_ in _ANYBODY:
            return any(c.lower_ in _INDEFINITE for c in other.children) or other.lower_ in _INDEFINITE
        if other.ent_type_ == "PERSON":
            return False
    return False


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


def _controlled(verb: Token) -> bool:
    """Tell whether a verb has its subject from the clause that it is an adjunct of: "Roe flipped to endorse him"."""
    return verb.dep_ == "advcl" and (verb.lower_.endswith("ing") or any(c.lower_ == "to" for c in verb.children))


def own_subject(token: Token) -> int | None:
    """Return the subject token of the clause whose object `token` is: the two are never the same person."""
    if token.dep_ not in {"dobj", "pobj", "dative"}:
        return None
    verb = token.head
    while (verb.dep_ in {"prep", "xcomp", "conj", "pcomp"} or _controlled(verb)) and verb.head is not verb:
        if any(c.dep_ in _SUBJECTS for c in verb.children):
            break
        verb = verb.head
    return next((c.i for c in verb.children if c.dep_ in _SUBJECTS), None)
