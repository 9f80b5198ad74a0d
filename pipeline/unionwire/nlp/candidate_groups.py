"""Which persons of a sentence are coordinated, so that what a frame tells of one holds for all.

Names in a row ("Roe, Poe and Doe"), names each with its place or office ("Roe for mayor and Poe for clerk"), a name set
against another ("Roe, not Poe") and one that follows after an aside ("Roe, both for re-election, and Poe").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc, Token

from unionwire.nlp.candidate_names import NameMention

_JOINED = (
    r"(?:[,;] and |[,;] or | and | or | nor |[,;] | & |,? as well as |,? along with |,? together with |,? plus |"
    r",? (?:and |but )?not |,? rather than |,? instead of |,? (?:and|or) (?:for|with|behind|against|from) )"
)
# "Roe and Poe, and Doe's aides agreed": an owner after a comma opens a clause of its own
_GROUP = re.compile(rf"P\d+(?:{_JOINED}P\d+(?!\d)(?!(?<=, and P\d)'s |(?<=, and P\d\d)'s ))+")
_ADDING = re.compile(
    r" and | or | nor |&| as well as | along with | together with | plus | not | rather than | instead of "
)
_SLOT = re.compile(r"P(\d+)")
# who stands beside a candidate and is none: "Roe and her campaign manager, Ann Poe"
_AIDES = frozenset(
    "manager chairman chairwoman chair chief head director spokesman spokeswoman spokesperson strategist adviser advisor aide pollster treasurer counsel "
    "lawyer attorney consultant surrogate ally wife husband spouse partner son daughter brother sister father mother boss predecessor".split()
)
_PLACE = r"(?:in|for|at|from|to) (?:[a-z0-9.'-]+ ){0,4}?[a-z0-9.'-]+(?=[,;.)]|$| and | or )"
# Coordinated, each with its place or office: "Roe in Ohio and Poe in Maine", "Roe for mayor, Poe for clerk"
_PLACED_GROUP = re.compile(rf"P\d+,? {_PLACE}(?:(?:, and |; and |, | and |; )P\d+,? {_PLACE})+")
# "Roe and Poe, both Democrats, for re-election, and Doe.": a name that ends the clause was joined to the one before
_TRAILING = re.compile(
    r"(?=(P\d+(?:, (?:both|all|each|the|an?|who|two)\b[^;.P]{2,50}?,?)?(?: (?:for|in|as) [^;.,P]{2,40})?"
    r"(?:, and| and|, as well as|, along with|, plus)(?: (?:also|later|then|finally))? P\d+(?=[.;)]|$| (?:for|in|as)\b)))"
)


def _agent(text: str, first: int, second: int) -> bool:
    """Tell whether the first of two slots closes a clause as its agent: "the seat left by Roe, and Poe for mayor"."""
    return f"by P{first}, and P{second} " in text


def _described_rows(doc: Doc, mentions: list[NameMention]) -> Iterator[list[int]]:
    """Yield where the names of a row begin of which each has a description before it: "nurse Roe, retired clerk Poe and Doe".

    The parse says which words before a name are its own.
    """
    row: list[int] = []
    for before, mention in pairwise(mentions):
        root = doc[mention.start : mention.end].root
        if root.dep_ == "appos" and root.head.lower_ in _AIDES:
            row = []
            continue
        while root.dep_ == "appos" and mention.end - 6 < root.head.i < root.i and root.head.text.islower():
            root = root.head
        joined = root.dep_ != "conj" or any(
            m.start <= root.head.i < m.end for m in mentions if m.start in (row or [before.start])
        )
        left = root.left_edge.i if joined else -1
        apart = doc[before.end : left].text.lower() if before.end <= left <= mention.start else ""
        row = row or [before.start]
        # "the seat left by Roe, and Poe": an agent closes its clause
        if doc[before.start : before.end].root.head.dep_ == "agent":
            row = []
            continue
        owner = apart == ", and" and mention.end < len(doc) and doc[mention.end].text in {"'s", "\u2019s"}
        if owner or apart not in {",", "and", ", and", "or", ", or"}:
            row = []
            continue
        row.append(mention.start)
        if apart.endswith(("and", "or")):
            yield row
            row = []


def _head(root: Token) -> Token:
    """The noun that a name stands beside as its description, but an aide's: "Roe and community organizer Poe"."""
    aide = root.dep_ == "appos" and root.head.lower_ in _AIDES
    while not aide and root.dep_ == "appos" and root.head.i < root.i <= root.head.i + 3 and root.head.text.islower():
        root = root.head
    return root


def coordinated(doc: Doc, text: str, tokens: list[int], mentions: list[NameMention]) -> list[tuple[int, ...]]:
    """Return the coordinated slots of a rendering, read from its text or, across appositions, from the parse.

    `text` is the rendering, `tokens` where each slot stands in `doc`, `mentions` the persons of the sentence in order.
    """
    owner = list(range(len(tokens)))

    def join(members: list[int]) -> None:
        kept = {owner[m] for m in members}
        for slot, group in enumerate(owner):
            if group in kept:
                owner[slot] = min(kept)

    slot_at = {start: slot for slot, start in enumerate(tokens)}
    slot_of = {i: slot_at[m.start] for m in mentions if m.start in slot_at for i in range(m.start, m.end)}
    parsed: dict[int, int] = {}
    for mention in mentions:
        root = _head(doc[mention.start : mention.end].root)
        if root.dep_ == "conj" and root.head.i in slot_of and mention.start in slot_at:
            if _agent(text, slot_of[root.head.i], slot_at[mention.start]):
                continue
            parsed[slot_at[mention.start]] = slot_of[root.head.i]
            join([slot_of[root.head.i], slot_at[mention.start]])
    for members in _described_rows(doc, [m for m in mentions if m.start in slot_at]):
        join([slot_at[start] for start in members])
    rows = [m.group() for pattern in (_GROUP, _PLACED_GROUP) for m in pattern.finditer(text)]
    for row in (*rows, *(m.group(1) for m in _TRAILING.finditer(text))):
        members = [int(n) for n in _SLOT.findall(row)]
        # "either Roe or Poe, Doe says"
        if len(members) > 2 and row.endswith(f", P{members[-1]}") and f"{row} say" in text:
            members.pop()
        # "Roe, backed by Doe, and Poe": the parse says whom the last one stands beside
        if len(members) == 2 and (_agent(text, *members) or parsed.get(members[1], members[0]) != members[0]):
            continue
        if len(members) > 2 or _ADDING.search(row):
            join(members)
    groups = {o: tuple(s for s, group in enumerate(owner) if group == o) for o in owner}
    return [group for group in groups.values() if len(group) > 1]
