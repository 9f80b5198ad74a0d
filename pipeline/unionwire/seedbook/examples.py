"""Whether the rows of the lexicons find their examples and spare their counterexamples.

Rows that are plain patterns are tried here; those that read a parsed sentence in `parsed_examples`. What a row is tried
against is the reference data that this process reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
_MARK = re.compile(r"\[([^\[\]]+)\]")


def problems(name: str, row: Row) -> list[str]:
    """Tell what is wrong with the examples of a row of the file `name`: nothing for files without examples."""
    if "examples" not in row:
        return []
    if name in _TRIED:
        return list(_TRIED[name](row))
    from unionwire.seedbook import parsed_examples

    return list(parsed_examples.TRIED[name](row))


def missed(example: str) -> str:
    """The problem of an example that its row does not find."""
    return f"does not find its example {example!r}; correct the row or the example"


def hit(example: str) -> str:
    """The problem of a counterexample that its row finds."""
    return f"finds its counterexample {example!r}; correct the row or the counterexample"


def unmarked(example: str) -> tuple[str, set[str]]:
    """An example without its square brackets, and what stood in them."""
    return _MARK.sub(r"\1", example), set(_MARK.findall(example))


def _union_pattern(row: Row) -> Iterator[str]:
    for example in row["examples"]:
        text, marked = unmarked(example)
        found = {" ".join(text[find.start : find.end].split()) for find in _shapes(text) if find.rule == row["id"]}
        if not marked or not marked <= found:
            yield missed(example)
    for example in row["counterexamples"]:
        # a weak shape may match; it counts only where the text speaks of labour, which no counterexample does
        if [find for find in _shapes(example) if find.rule == row["id"] and find.form != "weak"]:
            yield hit(example)


def _shapes(text: str) -> list[Any]:
    """Shapes of names that no look-alike vetoes."""
    from unionwire.nlp.union_shapes import lookalikes, shaped_finds

    vetoed = [match.span() for match in lookalikes().finditer(text)]
    return [
        find for find in shaped_finds(text) if not any(find.start < end and start < find.end for start, end in vetoed)
    ]


def _lookalike(row: Row) -> Iterator[str]:
    pattern = re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)")
    for example in row["examples"]:
        text, marked = unmarked(example)
        if marked != {match.group().removeprefix("The ") for match in pattern.finditer(text)}:
            yield missed(example)
    yield from map(hit, filter(pattern.search, row["counterexamples"]))


def _screen(row: Row) -> Iterator[str]:
    pattern = re.compile(row["pattern"])
    # the word "union" is searched in lower case
    cased = str.lower if row["kind"] == "word" else str
    yield from (missed(example) for example in row["examples"] if not pattern.search(cased(example)))
    yield from (hit(example) for example in row["counterexamples"] if pattern.search(cased(example)))


def _furniture(row: Row) -> Iterator[str]:
    if row["scope"] == "dateline":
        yield from _dateline(row)
        return
    flags = re.RegexFlag(0)
    for letter in row["flags"]:
        flags |= {"i": re.IGNORECASE, "m": re.MULTILINE}[letter]
    pattern = re.compile(row["pattern"], flags)

    def matches(text: str) -> bool:
        return bool(pattern.search(text) if row["scope"] == "inline" else pattern.fullmatch(text.strip()))

    yield from (missed(example) for example in row["examples"] if not matches(example))
    yield from (hit(example) for example in row["counterexamples"] if matches(example))


def _dateline(row: Row) -> Iterator[str]:
    from unionwire.clean.furniture import find_furniture

    for example in row["examples"]:
        spans = find_furniture(f"{example}Bakers met on Friday.")
        if [(span.start, span.rule) for span in spans] != [(0, row["id"])]:
            yield missed(example)
    for example in row["counterexamples"]:
        if find_furniture(f"{example} bakers met on Friday."):
            yield hit(example)


_TRIED: dict[str, Callable[[Row], Iterator[str]]] = {
    "union_patterns.jsonl": _union_pattern,
    "lookalikes.jsonl": _lookalike,
    "screen.jsonl": _screen,
    "furniture.jsonl": _furniture,
}
