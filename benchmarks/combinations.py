"""How often plain sentences, put together from parts, give the facts that they state.

The parts stand in `combinations.toml`: ways to name unions and persons, predicates by the position that they tell, what stands
before and after a clause. `plain` tries every predicate with the plainest sides, `combined` puts parts together at random. A sentence
is right where its endorsements are those that its parts say, no more and no fewer; the election year is not looked at. It is no
measure of accuracy on news, whose sentences are longer and its positions told by the way: it shows which plain ones fail.

    python benchmarks/combinations.py --sentences 2500 --show 20
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionwire.extract import Extractor
from unionwire.records import Article

PARTS = Path(__file__).with_suffix(".toml")
PUBLISHED = dt.date(2018, 9, 10)
Fact = tuple[str, str, str | None]
# what a verb or pronoun in braces is beside a subject in the singular and in the plural
_FORMS = {
    "have": ("has", "have"),
    "are": ("is", "are"),
    "were": ("was", "were"),
    "do": ("does", "do"),
    "poss": ("its", "their"),
    "they": ("it", "they"),
    "oppose": ("opposes", "oppose"),
    "endorse": ("endorses", "endorse"),
}
_FORMS |= {verb: (f"{verb}s", verb) for verb in "support back favor remain prefer like want hope plan".split()}
_TENSE = {"has": ("has", "have"), "is": ("is", "are"), "was": ("was", "were")}
_NOT_A_SUBJECT = (" over ", " rather ", " in her ", " for ", " instead", ", not ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text, the facts (union, stance, person or None) that it states, and the parts that it is made of."""

    text: str
    facts: frozenset[Fact]
    parts: tuple[str, ...]


def load_parts(path: Path = PARTS) -> dict[str, Any]:
    """Return the parts as `combinations.toml` holds them."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _clause(kind: str, predicate: str, union: dict[str, Any], person: dict[str, Any]) -> str:
    """A predicate with its sides: the union as subject, or for `endorsed_by` the person."""
    if kind == "endorsed_by":
        name = str(person["text"])
        if any(word in name for word in _NOT_A_SUBJECT):
            name = "Jane Voss"
        name = {"her": "she", "her candidacy": "Voss", "Voss's campaign": "Voss"}.get(name, name)
        source = {"it": "the union", "they": "the unions"}.get(union["text"], union["text"])
        several = len(person["ids"]) > 1
        return predicate.format(o=name, s=source, **{word: forms[several] for word, forms in _TENSE.items()})
    forms = {word: pair[bool(union["plural"])] for word, pair in _FORMS.items()}
    return f"{union['text']} {predicate}".format(o=person["text"], **forms)


def _sentence(
    kind: str, predicate: str, union: dict[str, Any], person: dict[str, Any], setting: str, around: tuple[str, str]
) -> Sentence:
    """Put a clause together, between the words before and after it (`around`) and behind the sentences that set its scene."""
    opening, ending = around
    clause = opening + _clause(kind, predicate, union, person).replace(",,", ",").rstrip(",") + ending
    stance = kind.removesuffix("_all").removesuffix("_by")
    people: list[str | None] = [None] if kind.endswith("_all") else list(person["ids"])
    facts = frozenset((one, stance, whom) for one in union["ids"] for whom in people)
    told = [person.get("before") or setting, *([union["before"]] if "before" in union else [])]
    text = f"{' '.join(told)} {clause[0].upper()}{clause[1:]}."
    return Sentence(text, facts, (union["text"], person["text"], predicate, opening, ending))


def plain(parts: dict[str, Any]) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield every predicate with two sentences: a plural union and a surname, a singular union and a full name."""
    unions = [
        {"text": "the Teamsters", "ids": ["teamsters"], "plural": True},
        {"text": "the Massachusetts Nurses Association", "ids": ["massachusetts-nurses-association"], "plural": False},
    ]
    people = [{"text": name, "ids": ["jane-voss"]} for name in ("Voss", "Jane Voss")]
    for kind, predicates in parts["predicates"].items():
        for predicate in predicates:
            sides = zip(unions, people, strict=True)
            yield predicate, [_sentence(kind, predicate, *pair, parts["setting"], ("", "")) for pair in sides]


def combined(parts: dict[str, Any], count: int, seed: int) -> Iterator[Sentence]:
    """Yield `count` sentences of parts chosen at random, half of them without an opening, half without an ending."""
    chance = random.Random(seed)  # noqa: S311 - a choice of sentences is no secret
    kinds = [kind for kind in parts["predicates"] if not kind.endswith("_all")]
    for _ in range(count):
        kind = chance.choice(kinds)
        union, person = chance.choice(parts["unions"]), chance.choice(parts["people"])
        predicate = chance.choice(parts["predicates"][kind])
        opening, ending = chance.choice(parts["openings"]), chance.choice(parts["endings"])
        around = (opening * chance.randrange(2), ending * chance.randrange(2))
        yield _sentence(kind, predicate, union, person, parts["setting"], around)


def found(sentence: Sentence, extractor: Extractor) -> frozenset[Fact]:
    """The endorsements that are read from a sentence."""
    extraction = extractor.extract(Article("sentence", sentence.text, published=PUBLISHED))
    return frozenset((one.union_id, one.stance, one.candidate_id) for one in extraction.endorsements)


def fails(sentences: list[Sentence], extractor: Extractor) -> list[Sentence]:
    """Return the sentences that give other facts than they state."""
    return [one for one in sentences if found(one, extractor) != one.facts]


def main() -> None:
    """Print the share of sentences that are right, and the parts and sentences that fail."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=int, default=2500, help="how many to put together")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of parts")
    parser.add_argument("--show", type=int, default=0, help="how many that fail to print")
    arguments = parser.parse_args()
    parts, extractor = load_parts(), Extractor()
    predicates = list(plain(parts))
    failing = [predicate for predicate, sentences in predicates if fails(sentences, extractor)]
    print(f"predicates with plain sides: {len(predicates) - len(failing)} of {len(predicates)} right")
    sentences = list(combined(parts, arguments.sentences, arguments.seed))
    wrong = fails(sentences, extractor)
    print(f"sentences of random parts: {len(sentences) - len(wrong)} of {len(sentences)} right")
    tried = collections.Counter(part for one in sentences for part in one.parts if part)
    failed = collections.Counter(part for one in wrong for part in one.parts if part)
    for part, times in sorted(failed.items(), key=lambda item: -item[1] / tried[item[0]])[:10]:
        print(f"    {times} of {tried[part]} with {part!r} fail")
    for one in wrong[: arguments.show]:
        print(one.text)


if __name__ == "__main__":
    main()
