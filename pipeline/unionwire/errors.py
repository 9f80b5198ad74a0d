"""The errors that the command line turns into one line and an exit code."""

from __future__ import annotations


class UsageError(Exception):
    """The call is wrong: no such input, unknown format, unwritable output. Exit code 2."""


class Fault(Exception):  # noqa: N818 - the word of the docs for everything that ends with exit code 1
    """The call is right but can't be carried out: a broken installation, a dead worker. Exit code 1."""
