"""No pattern of the package, of its modules or its seeds, can be made to backtrack without end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks import attacks, growth

# twice the text may take eight times as long (three runs of blanks side by side), which `--limit-seconds` ends; what doubles
# with every word takes thousands of times as long
MOST = 20.0
SIZE, WORTH_A_LOOK = 240, 0.004
# CPU seconds of this process for one pattern, some hundred times what the slowest takes: machines differ, and what doubles with
# every word outlasts any limit
GIVEN_UP = 120


@pytest.fixture
def timer() -> Iterator[None]:
    """Ends a test that backtracks without end."""

    def stop(*_: object) -> None:
        raise TimeoutError("gave up")

    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def exploding(patterns: list[tuple[str, int]]) -> list[tuple[str, str]]:
    """Patterns whose time explodes, with the text that makes it."""
    found = []
    for pattern, flags in patterns:
        signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
        try:
            times, text = growth(pattern, flags, SIZE, WORTH_A_LOOK)
        except TimeoutError:
            times, text = float("inf"), ""
        if times > MOST:
            found.append((pattern, text))
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return found


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"(?:\w+\s?)*:", r"(?: ?[:,]+)*x"],
)
def test_patterns_that_explode_are_known(pattern: str, timer: None) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, 10)
    compiled = re.compile(pattern)
    try:
        slow = any(growth(pattern, 0, size, WORTH_A_LOOK)[0] > MOST for size in (20, 30, 40, 60, 120))
    except TimeoutError:
        slow = True
    assert slow, compiled


@pytest.mark.parametrize("pattern", [r"\s+(?:the\s+)?union\b", r"(?:[A-Z]\w+ ){1,4}Union", r"[^.]{0,90}?,", r"a|b|\d+"])
def test_patterns_that_do_not_are_too(pattern: str, timer: None) -> None:
    assert exploding([(pattern, 0)]) == []


def test_attacks_hold_what_repeats_in_a_pattern() -> None:
    made = list(attacks(r"Local(?: \d+,)+ of X", 0, 60))
    assert any(" 7, 7, 7," in text and text.endswith("\x00") for text in made)
    assert {len(text) for text in made} <= set(range(60, 130))


@pytest.mark.slow
def test_no_pattern_of_the_package_or_its_seeds_explodes(timer: None) -> None:
    script = Path(__file__).with_name("attacks.py")
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).resolve().parents[1] / "pipeline"),
        "OMP_NUM_THREADS": "1",
    }
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    patterns = [(pattern, flags) for pattern, flags in json.loads(done.stdout)]
    assert len(patterns) > 1_000
    assert exploding(patterns) == []
