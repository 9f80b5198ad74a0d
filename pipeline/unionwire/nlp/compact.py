"""Parsing around blanks: the parser reads a text as if blanked furniture had never stood in it.

Furniture is blanked, not cut, so that offsets stay true; but a gap in the middle of "Roe ... 's campaign" misleads a parser.
`compacted` therefore leaves the whitespace tokens out, and `expanded` carries the parse and the entities back to a
Doc of the whole text, where each whitespace token hangs on the word before it.
"""

from __future__ import annotations

from spacy.tokens import Doc


def compacted(doc: Doc) -> Doc:
    """Return a Doc of the tokens of `doc` that are no whitespace, with its sentence starts."""
    words = [token for token in doc if not token.is_space]
    compact = Doc(doc.vocab, words=[token.text for token in words], spaces=[_spaced(doc, token.i) for token in words])
    for old, new in zip(words, compact, strict=True):
        if old.is_sent_start:
            new.is_sent_start = True
    return compact


def _spaced(doc: Doc, i: int) -> bool:
    """Tell whether any whitespace follows token `i`; a clitic after a gap counts as joined."""
    following = doc[i + 1] if i + 1 < len(doc) else None
    if following is not None and following.is_space:
        after = doc[i + 2] if i + 2 < len(doc) else None
        return after is None or not after.lower_.startswith(("'", "’")) or len(after) > 2
    return bool(doc[i].whitespace_)


def expanded(compact: Doc, doc: Doc) -> Doc:
    """Return `doc` anew with the parse and the entities of `compact`, which `compacted` made from it."""
    words = [token.i for token in doc if not token.is_space]
    if not words:
        return doc
    heads, deps, ents = list(range(len(doc))), [""] * len(doc), ["O"] * len(doc)
    starts: list[bool | None] = [False] * len(doc)
    for old, new in zip(words, compact, strict=True):
        heads[old], deps[old] = words[new.head.i], new.dep_
        starts[old] = bool(new.is_sent_start)
        if new.ent_iob_ in {"B", "I"}:
            ents[old] = f"{new.ent_iob_}-{new.ent_type_}"
    last = words[0]
    for token in doc:
        if token.is_space:
            heads[token.i] = last
            deps[token.i] = "dep"
            if ents[last] != "O" and token.i + 1 < len(doc) and ents[token.i + 1].startswith("I-"):
                ents[token.i] = f"I-{ents[last][2:]}"
        else:
            last = token.i
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        heads=heads,
        deps=deps,
        ents=ents,
    )
