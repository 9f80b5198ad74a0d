"""Near names: the same answers as a comparison with every name, at a cost that does not grow with their number."""

from __future__ import annotations

import difflib
import random
import string

import pytest

from unionwire.link.near_names import NearNames
from unionwire.link.unions import registry

NAMES = sorted({alias.text for alias in registry().aliases() if alias.kind == "name" and alias.text.count(" ") > 1})
LEAST = 0.94


def by_comparing(name: str, least: float) -> str | None:
    return next(iter(difflib.get_close_matches(name, NAMES, n=1, cutoff=least)), None)


def misspelt(name: str, slips: int, rng: random.Random) -> str:
    """A name after some slips of the pen: a letter more, a letter less, another letter, two letters exchanged."""
    letters = list(name)
    for _ in range(slips):
        at = rng.randrange(len(letters) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            letters.insert(at, rng.choice(string.ascii_lowercase))
        elif kind == 1:
            del letters[at]
        elif kind == 2:
            letters[at] = rng.choice(string.ascii_lowercase + " ")
        else:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


@pytest.mark.parametrize("least", [0.94, 0.9, 0.97])
def test_nothing_is_lost_against_comparing_with_every_name(least: float) -> None:
    rng = random.Random(4)
    near = NearNames(NAMES, least)
    asked = [misspelt(rng.choice(NAMES), slips, rng) for slips in (0, 1, 2, 3, 4, 6) for _ in range(25)]
    answers = [by_comparing(name, least) for name in asked]
    assert [near.nearest(name) for name in asked] == answers
    assert 40 < sum(answer is not None for answer in answers) < len(asked)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Service Employess International Union", "Service Employees International Union"),
        ("United Steel Workers of Amercia", "United Steel Workers of America"),
        ("National Harbor Pilots Guild", None),
        ("Union", None),
        ("", None),
    ],
)
def test_slips(name: str, nearest: str | None) -> None:
    assert NearNames(NAMES, LEAST).nearest(name) == nearest


def test_few_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = difflib.get_close_matches

    def counted(word: str, others: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(len(others))
        return real(word, others, n=n, cutoff=cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    near = NearNames(NAMES, LEAST)
    for name in NAMES:
        near.nearest(name)
    assert sum(compared) / len(compared) < len(NAMES) / 20
