"""The documentation is true: its code runs, its outputs are those of the code, its commands, links and tables exist.

In the README, `console` blocks are `$ unionwire ...` commands with what they print; `python` and `sql` blocks are run in
order, beside the output folder that the commands made, and a `text` block right after one is the value of its last
line. Blocks of any other language are not run. `python tests/test_docs.py` writes all outputs anew.
"""

from __future__ import annotations

import ast
import gzip
import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import typer
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "seeds/README.md", "data/README.md", "benchmarks/README.md")
] + sorted((ROOT / "docs").glob("*.md"))
# the pages whose code is run, one after the other in one folder
RUN = [
    ROOT / "README.md",
    *(
        ROOT / "docs" / f"{name}.md"
        for name in (
            "tutorial",
            "how-facts-are-consolidated",
            "joining-filings",
            "your-own-seeds",
            "another-election",
            "another-country",
            "runs",
            "loading",
            "inputs",
            "dumps",
            "reviewing",
            "report",
        )
    ),
]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)
ANSWER = re.compile(r"\n```text\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `answer` is the text block that follows it, None where there is none."""

    language: str
    code: str
    start: int
    end: int
    answer: str | None
    answer_end: int


def blocks(page: str) -> Iterator[Block]:
    for match in BLOCK.finditer(page):
        follows = ANSWER.match(page, match.end())
        answer, end = (follows[1], follows.end()) if follows else (None, match.end())
        yield Block(match[1], match[2], match.start(), match.end(), answer, end)


# --- Running a page ---------------------------------------------------------------------------------------------------


class Runner:
    """Runs the blocks of a page in a folder that holds copies of the sample dump and of the examples of own seeds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {}
        for name in ("sample", "own-seeds", "own-election", "own-country"):
            shutil.copytree(ROOT / "data" / name, folder / "data" / name)

    def console(self, code: str) -> str:
        """The block anew: each command and what it prints."""
        lines = []
        for line in code.splitlines():
            if line.startswith("$ "):
                *before, said = line[2:].split(" | ")
                command, *arguments = shlex.split(said)
                assert command == "unionwire", f"a console block may only call unionwire: {line}"
                finished = subprocess.run(
                    [sys.executable, "-m", "unionwire", *arguments],
                    cwd=self.folder,
                    input=self._unpacked(before),
                    capture_output=True,
                    check=False,
                )
                assert finished.returncode == 0, f"{line}: {finished.stderr.decode()}"
                lines += [line, *(printed.rstrip() for printed in finished.stdout.decode().rstrip().splitlines())]
        return "\n".join(lines) + "\n"

    def _unpacked(self, before: list[str]) -> bytes | None:
        """What is piped into a command by `zcat FILE`, the one that may stand before it."""
        if not before:
            return None
        program, file = shlex.split(before[0])
        assert (len(before), program) == (1, "zcat"), before
        return gzip.decompress((self.folder / file).read_bytes())

    def python(self, code: str) -> str:
        """Run the code; the value of its last line as text, nothing where that is no expression."""
        tree = ast.parse(code)
        last = tree.body[-1]
        value_of = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
        if value_of is not None:
            tree.body.pop()
        here = Path.cwd()
        os.chdir(self.folder)
        try:
            exec(compile(tree, "<docs>", "exec"), self.names)
            value = eval(compile(value_of, "<docs>", "eval"), self.names) if value_of else None
        finally:
            os.chdir(here)
        return shown(value)

    def sql(self, code: str) -> str:
        """The rows of a query as text."""
        here = Path.cwd()
        os.chdir(self.folder)
        try:
            rows = duckdb.sql(code)
            assert rows is not None, "no query"
            return shown(rows.df())
        finally:
            os.chdir(here)


def shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, pd.DataFrame):
        assert len(value), "the example finds nothing"
        text = value.to_string(index=False)
    elif isinstance(value, list):
        assert value, "the example finds nothing"
        text = "[" + ",\n ".join(map(repr, value)) + "]"
    else:
        text = str(value)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def run_page(page: str, runner: Runner) -> str:
    """The page with every output as the code gives it now."""
    parts, at = [], 0
    for block in blocks(page):
        if block.language == "console":
            parts += [page[at : block.start], f"```console\n{runner.console(block.code)}```\n"]
            at = block.end
        elif block.language in ("python", "sql"):
            output = runner.python(block.code) if block.language == "python" else runner.sql(block.code)
            parts.append(page[at : block.end])
            if output:
                parts.append(f"\n```text\n{output}```\n")
            at = block.answer_end
    return "".join([*parts, page[at:]])


@pytest.mark.slow
def test_the_code_runs_and_prints_what_the_pages_show(tmp_path):
    runner = Runner(tmp_path)
    for path in RUN:
        page = path.read_text(encoding="utf-8")
        assert run_page(page, runner) == page, f"{path.name}: `python tests/test_docs.py` writes the outputs anew"
    assert {"tables", "found", "doc", "latest"} <= runner.names.keys()


def test_an_output_that_is_not_true_is_seen(tmp_path):
    page = "```python\n1 + 1\n```\n\n```text\n3\n```\n"
    assert run_page(page, Runner(tmp_path)) == page.replace("3", "2")


SCORES = re.compile(r"(<!-- scores -->\n)(.*?)(<!-- /scores -->)", re.DOTALL)


def with_scores(page: str) -> str:
    """The README with the scores of docs/accuracy.md."""
    match = SCORES.search((ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8"))
    assert match is not None
    return SCORES.sub(lambda found: found[1] + match[2] + found[3], page)


def test_the_readme_shows_the_scores_of_the_accuracy_page():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    found = SCORES.search(page)
    assert found is not None
    assert re.search(r"^Measured on \d{4}-\d\d-\d\d with unionwire ", found[2], re.MULTILINE)
    for table in ("unions", "candidates", "membership counts", "endorsements", "relationships", "breaks"):
        assert re.search(rf"^\| {table} (\| (?:[01]\.\d{{3}}|-) ){{11}}\|$", found[2], re.MULTILINE), table
    assert with_scores(page) == page, "`python tests/test_docs.py` copies them"


# --- Commands ---------------------------------------------------------------------------------------------------------


def commands() -> dict[tuple[str, ...], set[str]]:
    """Every command of the program, with its options."""
    from unionwire.cli import cli

    found: dict[tuple[str, ...], set[str]] = {}

    def walk(command: Any, path: tuple[str, ...]) -> None:
        options = {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]}
        found[path] = options | {"--help"}
        for name, below in getattr(command, "commands", {}).items():
            walk(below, (*path, name))

    walk(typer.main.get_command(cli), ())
    return found


def calls(page: str) -> Iterator[list[str]]:
    """The words of every call of unionwire in a page: in blocks, and in code between back-ticks."""
    for block in blocks(page):
        for line in block.code.splitlines() if block.language in ("console", "sh") else ():
            call = line.removeprefix("$ ").split("#")[0]
            if call.startswith("unionwire "):
                yield shlex.split(call)[1:]
    for match in re.finditer(r"`unionwire ([^`]+)`", BLOCK.sub("", page)):
        yield match[1].split()


@pytest.mark.parametrize(
    "path",
    [page for page in PAGES if page.name != "commands.md"],  # that one is made from the commands
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_command_and_option_exists(path):
    known = commands()
    for words in calls(path.read_text(encoding="utf-8")):
        name: tuple[str, ...] = ()
        while words and (*name, words[0]) in known:
            name = (*name, words.pop(0))
        assert name or words[0].startswith("--"), f"no such command: unionwire {' '.join(words)}"
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= known[name], name


def test_every_command_is_in_the_readme():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {tuple(words[: len(path)]) for words in calls(page) for path in commands() if path}
    public = {path for path in commands() if path and path not in {("model",), ("model", "hash")}}
    assert public - named == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_make_target_exists(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    page = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z-]+)", page)) | set(re.findall(r"^make ([a-z-]+)", page, re.MULTILINE))
    assert named <= targets


# --- Links, tables, paths ---------------------------------------------------------------------------------------------


def anchors(page: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_resolve(path):
    page = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", page)):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        to = (path.parent / file).resolve() if file else path
        assert to.is_relative_to(ROOT), target
        assert to.exists(), target
        assert not anchor or anchor in anchors(to.read_text(encoding="utf-8")), target


def test_the_map_names_files_and_functions_that_exist():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = ROOT / "pipeline" / "unionwire"
    rows = re.findall(r"^\|[^|]+\| `([\w./-]+)` \| (.+) \|$", page, re.MULTILINE)
    assert len(rows) > 20
    for file, functions in rows:
        path = ROOT / file if (ROOT / file).exists() else code / file
        assert path.exists(), file
        source = path.read_text(encoding="utf-8") if path.is_file() else ""
        for name in re.findall(r"`([\w.]+)`", functions):
            assert re.search(rf"\b{re.escape(name.rsplit('.', 1)[-1])}\b", source), f"{name} is not in {file}"


def test_files_named_in_the_contributors_guide_exist():
    page = BLOCK.sub("", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    for name in re.findall(r"`((?:seeds|tests|docs|data|models|benchmarks|pipeline)/[\w./-]*)`", page):
        assert (ROOT / name).exists(), name


def test_every_module_is_on_the_map():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = ROOT / "pipeline" / "unionwire"
    modules = {path.relative_to(code).as_posix() for path in code.rglob("*.py")}
    missing = {
        name for name in modules if not name.endswith(("__init__.py", "__main__.py")) and f"`{name}`" not in page
    }
    assert missing == set()


def test_every_table_is_in_the_readme_and_the_dictionary():
    from unionwire.tables.schema import TABLES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    dictionary = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert len(TABLES) >= 11
    for name in TABLES:
        assert f"`{name}`" in readme
        assert f"\n## {name}\n" in dictionary


def test_every_format_is_in_the_readme():
    from unionwire.read.inputs import COMPRESSIONS, SUFFIXES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [suffix for suffix in (*SUFFIXES, *COMPRESSIONS) if f"`{suffix}`" not in readme] == []


def test_every_seed_file_is_described():
    described = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in (ROOT / "seeds").iterdir()} - {"README.md"}
    assert {name for name in files if f"`{name}`" not in described} == set()


def test_what_is_installed_runs_on_every_python_that_the_readme_names():
    named = re.search(r"machine with Python ([\d.]+) or later", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert named is not None
    wanted = {found.name: found.metadata["Requires-Python"] for found in importlib.metadata.distributions()}
    assert wanted["unionwire"] == f">={named[1]}"
    # a system's own Python is often an early one of its series
    oldest = f"{named[1]}.0"
    assert [
        f"{name} {versions}" for name, versions in wanted.items() if oldest not in SpecifierSet(versions or "")
    ] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_path_of_a_machine(path):
    page = path.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.:/])/(?:home|work|tmp|root|Users|opt|usr)\b\S*", page) == []


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        writer = Runner(Path(scratch))
        for written in RUN:
            text = run_page(written.read_text(encoding="utf-8"), writer)
            written.write_text(with_scores(text), encoding="utf-8")
