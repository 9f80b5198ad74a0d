"""spaCy's command line waits until someone asks for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = """
import sys
import unionwire.nlp
import spacy
assert "weasel" not in sys.modules, "the command line was read"
assert not hasattr(sys.modules["spacy"], "no such thing")
{asked}
assert "weasel" in sys.modules
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        "assert spacy.info(silent=True)['spacy_version'] == spacy.__version__",
        "assert callable(spacy.cli.download)",
        "from spacy.cli.info import info; assert info(silent=True)",
    ],
)
def test_the_command_line_is_there_for_whoever_asks(asked: str) -> None:
    run = subprocess.run([sys.executable, "-c", ASKED.format(asked=asked)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
