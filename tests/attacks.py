"""Every pattern that the package compiles, and texts that would make a careless one slow.

Run as a script it prints, as JSON, the patterns that were compiled from a line of the package while all of its modules were
loaded, seeds included, and a few articles were read and extracted from: those of the modules, those built from seeds and those
compiled in passing.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = str(ROOT / "pipeline" / "unionwire")
TEXT = (
    "BOSTON (Wire) \u2014 Weavers Local 9 of the AFL-CIO, which has 10,000 members, endorsed Ada Roe for mayor on Tuesday. "
    "The union's national executive board has not endorsed, and Local 12 backs Max Voss, the Ohio senator. "
)


# --- Collecting -------------------------------------------------------------------------------------------------------


def collect() -> list[tuple[str, int]]:
    """Patterns and their flags, in an interpreter that has not compiled any for the package yet."""
    found: set[tuple[str, int]] = set()
    compiler = re._compiler  # type: ignore[attr-defined]
    plain = compiler.compile

    def noted(pattern: Any, flags: int = 0) -> Any:
        made = plain(pattern, flags)
        frame: Any = sys._getframe(1)
        for _ in range(6):
            if frame is None:
                break
            if frame.f_code.co_filename.startswith(PACKAGE) and isinstance(made.pattern, str):
                found.add((made.pattern, made.flags))
                break
            frame = frame.f_back
        return made

    compiler.compile = noted
    _use_everything()
    return sorted(found)


def _use_everything() -> None:
    import importlib
    import pkgutil

    import unionwire

    for module in pkgutil.walk_packages(unionwire.__path__, "unionwire."):
        if not module.name.endswith(("__main__", ".ray")):
            importlib.import_module(module.name)
    from unionwire.extract import Extractor
    from unionwire.read import Options, find_sources, read
    from unionwire.records import Article

    extractor = Extractor(screen=False)
    found = [item for source in find_sources([ROOT / "data/sample"]).sources for _, item in read(source, Options())]
    for _ in extractor.extract_batch([item for item in found if isinstance(item, Article)][:8]):
        pass


# --- Texts that match often, and then not -----------------------------------------------------------------------------

_CLASSES = {
    kinds.CATEGORY_DIGIT: "7",
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_WORD: "a",
    kinds.CATEGORY_NOT_DIGIT: "a",
    kinds.CATEGORY_NOT_SPACE: "a",
    kinds.CATEGORY_NOT_WORD: " ",
}
_USUAL = ("a", "A", "Aa ", "7", " ", "\n", "a ", "A. ", ", ", "-", "a-", "7,", ". ", '"', "'", "the ", "\u00a0", "A.")


def attacks(pattern: str, flags: int, size: int, seed: int = 1) -> Iterator[str]:
    """Texts of about `size` characters: what the parts of the pattern that repeat match, over and over, in what stands
    before them, and at the end something that does not match."""
    units = set(_USUAL)
    try:
        tree = parser.parse(pattern, flags & ~re.DEBUG)
    except re.error:
        return
    rng = random.Random(seed)
    for _ in range(3):
        units |= {unit for unit in _pumped(tree, rng) if unit}
        units.add(_sample(tree, rng))
    begin = _sample(tree, rng)
    for unit in sorted(filter(None, units)):
        body = unit * (size // len(unit) + 1)
        yield body[:size]
        yield f"{begin[: len(begin) // 2]}{body[:size]}\x00"


def _pumped(tree: Any, rng: random.Random) -> Iterator[str]:
    for kind, value in tree:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            yield _sample(value[2], rng)
            yield from _pumped(value[2], rng)
        elif kind is kinds.SUBPATTERN:
            yield from _pumped(value[3], rng)
        elif kind is kinds.ATOMIC_GROUP:
            yield from _pumped(value, rng)
        elif kind is kinds.BRANCH:
            for branch in rng.sample(value[1], min(len(value[1]), 4)):
                yield from _pumped(branch, rng)
        elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            yield from _pumped(value[1], rng)


def _sample(tree: Any, rng: random.Random) -> str:
    """A text that a parsed pattern matches, or nearly."""
    made = []
    for kind, value in tree:
        if kind is kinds.LITERAL:
            made.append(chr(value))
        elif kind is kinds.ANY:
            made.append("a")
        elif kind is kinds.NOT_LITERAL:
            made.append("a" if value != ord("a") else "b")
        elif kind is kinds.IN:
            made.append(_member(value, rng))
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            made.append(_sample(value[2], rng) * max(1, min(value[0], 3)))
        elif kind is kinds.SUBPATTERN:
            made.append(_sample(value[3], rng))
        elif kind is kinds.ATOMIC_GROUP:
            made.append(_sample(value, rng))
        elif kind is kinds.BRANCH:
            made.append(_sample(rng.choice(value[1]), rng))
    return "".join(made)[:200]


def _member(items: Any, rng: random.Random) -> str:
    if items and items[0][0] is kinds.NEGATE:
        excluded = {chr(value) for kind, value in items if kind is kinds.LITERAL}
        return next(each for each in "a A7-x" if each not in excluded)
    kind, value = rng.choice(items)
    if kind is kinds.RANGE:
        return chr(value[0])
    return _CLASSES.get(value, "a") if kind is kinds.CATEGORY else chr(value)


# --- How time grows ---------------------------------------------------------------------------------------------------


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """CPU seconds for finding all matches in a text; done as often as it takes for the clock to tell."""
    times, began = 0, time.process_time()
    while times == 0 or (time.process_time() - began < 0.02 and times < 1_000):
        for _ in pattern.finditer(text):
            pass
        times += 1
    return (time.process_time() - began) / times


CUBIC = 8.0  # twice the text, three blanks side by side


def growth(pattern: str, flags: int, size: int, worth_a_look: float) -> tuple[float, str]:
    """How many times as long the worst text takes when it is twice as long, and the text; 1 where none is worth a look.

    `size` is the length of the longer texts; one is worth a look that takes more than `worth_a_look` CPU seconds.
    """
    compiled = re.compile(pattern, flags)
    worst = (1.0, "")
    for text in attacks(pattern, flags, size):
        began = time.process_time()
        for _ in compiled.finditer(text):
            pass
        if time.process_time() - began > worth_a_look and (long := seconds(compiled, text)) > worth_a_look:
            half = text[: len(text) // 2] + text[-1:]
            times = long / max(seconds(compiled, half), 1e-6)
            if times > CUBIC:  # a machine that does other things meanwhile slows one measurement, not each of five
                least = min(seconds(compiled, text) for _ in range(5))
                times = min(times, least / max(min(seconds(compiled, half) for _ in range(5)), 1e-6))
            worst = max(worst, (times, text))
    return worst


if __name__ == "__main__":
    sys.stdout.write(json.dumps(collect()))
