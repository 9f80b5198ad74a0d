"""The notebooks run over the tables of the sample, and show what they show. `python tests/test_notebooks.py` runs them anew.

Outputs are compared as text. Of pictures, whose bytes depend on the fonts of a machine, it is checked that they are there; what
they draw stands in a table beside them.
"""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from unionwire import run

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


def executed(name: str, tables: Path) -> nbformat.NotebookNode:
    """The notebook after its cells were run; an exception in one is raised as CellExecutionError."""
    notebook: nbformat.NotebookNode = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    os.environ["UNIONWIRE_OUT"] = str(tables)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # or the kernel warns of frozen modules
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # the time of day
    return notebook


def shown(notebook: nbformat.NotebookNode) -> list[list[Any]]:
    """What each code cell shows: text, or that it is a picture."""
    return [
        [
            output["text"]
            if output["output_type"] == "stream"
            else picture(output["data"]) or output["data"]["text/plain"]
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def picture(data: dict[str, Any]) -> str | None:
    if "image/png" not in data:
        return None
    head = base64.b64decode(data["image/png"])[:24]
    assert head.startswith(b"\x89PNG")
    width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    assert width > 400
    assert height > 150
    return "a picture"


@pytest.fixture(scope="module")
def tables(tmp_path_factory, root):
    out = tmp_path_factory.mktemp("notebooks") / "demo"
    run([str(root / "data" / "sample")], out, workers=0)
    return out


def test_there_are_notebooks():
    assert NOTEBOOKS == ["first-look", "joining-official-ids", "sql-with-duckdb", "where-locals-broke"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_shows_what_it_shows(name, tables):
    stored = shown(nbformat.read(FOLDER / f"{name}.ipynb", as_version=4))
    assert all(stored[1:]), "a cell shows nothing: run `python tests/test_notebooks.py`"
    pictures = [output for cell in stored for output in cell if output == "a picture"]
    assert len(pictures) == (2 if name == "where-locals-broke" else 0)
    anew = shown(executed(name, tables))
    where = str(tables)
    assert [[_without(output, where) for output in cell] for cell in anew] == [
        [_without(output, "../build/demo") for output in cell] for cell in stored
    ]


def _without(output: Any, folder: str) -> Any:
    return output.replace(folder, "OUT") if isinstance(output, str) else output


if __name__ == "__main__":
    for notebook_name in sys.argv[1:] or NOTEBOOKS:
        nbformat.write(
            executed(notebook_name, Path("../build/demo")),
            FOLDER / f"{notebook_name}.ipynb",
        )
