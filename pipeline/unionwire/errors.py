"""The errors that the command line turns into one line and an exit code."""

from __future__ import annotations


class UsageError(Exception):
    """The call is wrong: no such input, unknown format, unwritable output. Exit code 2."""


class Fault(Exception):  # noqa: N818 - the word of the docs for everything that ends with exit code 1
    """The call is right but can't be carried out: a broken installation, a full disk. Exit code 1."""


class Rejected(Fault):
    """A record was rejected, and the run was told to be strict."""


class Interrupted(KeyboardInterrupt):
    """A run was told to stop, and says what became of it. Exit code 130 after Ctrl-C, 143 after SIGTERM."""

    def __init__(self, said: str, *, terminated: bool = False) -> None:
        """`said` is one line; `terminated` tells SIGTERM from Ctrl-C."""
        super().__init__(said)
        self.exit_code = 143 if terminated else 130
