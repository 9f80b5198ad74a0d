"""The command `unionwire report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unionwire.uris import is_uri


def report(
    folder: Annotated[str, typer.Argument(metavar="OUT", help="Folder of tables, or its address.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="The page to write; OUT/report.html by default.")
    ] = None,
) -> None:
    """Write a page that shows what a set of tables holds: charts, rows, and the sentence behind each row.

    The page is one file that opens in a browser from disk and loads nothing from anywhere.

    For example: unionwire report out --out press-2016.html
    """
    from unionwire.report import write_report

    path = out or (Path("report.html") if is_uri(folder) else Path(folder) / "report.html")
    if out is None and not is_uri(folder) and not Path(folder).is_dir():
        path = Path("report.html")  # let the message be about the tables that are not there
    size = write_report(folder, path)
    typer.echo(f"{path} ({size / 1e6:.1f} MB): open it in a browser")
