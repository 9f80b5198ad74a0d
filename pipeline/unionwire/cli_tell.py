"""What the commands say on standard error, a line at a time."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from unionwire.harmless import one_line


def tell(said: str) -> None:
    """Write a remark as one line on standard error."""
    typer.echo(f"unionwire: {one_line(said)}", err=True)


def fail(error: object, code: int) -> NoReturn:
    """Write an error as one line on standard error, and end the process with an exit code."""
    tell(" ".join(str(error).split()))
    sys.exit(code)
