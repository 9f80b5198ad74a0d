"""The check of reference data: every file against its model, its form, the rules across rows, and its examples.

Problems come as lines `file:line: id: what is wrong; what to do`. Of a folder that is laid over the built-in one, only the
problems of its own rows are told; the rows below serve as what they point to and may clash with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unionwire.errors import UsageError
from unionwire.seedbook import examples, rules_others, rules_people, rules_unions
from unionwire.seedbook.book import NO_DATA, Book, open_book
from unionwire.seedbook.files import CHECK, FILES, Content, Entry, Problem, as_line
from unionwire.seeds import data_folder, layer_folder
from unionwire.wording import counted


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked: problems by file and line, and the numbers of files, rows and examples."""

    problems: list[Problem]
    n_files: int
    n_rows: int
    n_examples: int

    def __str__(self) -> str:
        """One line of counts."""
        return f"{counted(self.n_files, 'file')}, {counted(self.n_rows, 'row')}, {counted(self.n_examples, 'example')}"


def check(*, with_examples: bool = True) -> Report:
    """Check the reference data that this process reads: of the folder that is laid over it, where there is one, else of all.

    `with_examples` also tries the rows on their examples, for which some rows need the base model. Raises UsageError where
    a folder or file can't be read.
    """
    book = open_book(data_folder("seeds"), layer_folder())
    checked = book.layer or book.base
    found = list(problems(book))
    bad = {(problem.file, problem.line) for problem in found if not problem.form}
    n_examples = 0
    for name in FILES if with_examples else ():
        for entry in _own(book, name):
            if "examples" in entry.row and (entry.file, entry.line) not in bad:
                n_examples += len(entry.row["examples"]) + len(entry.row["counterexamples"])
                found += [entry.problem(what) for what in _tried(name, entry)]
    n_rows = sum(len(content.entries) for content in checked.values())
    return Report(sorted(found), len(checked), n_rows, n_examples)


def _tried(name: str, entry: Entry) -> list[str]:
    try:
        return examples.problems(name, entry.row)
    except (AssertionError, KeyError, ValueError) as error:
        return [f"has examples or a pattern that can't be read ({type(error).__name__}: {error}); correct them"]


def _own(book: Book, name: str) -> list[Entry]:
    return [entry for entry in book.rows(name) if entry.layered or not book.layer]


def problems(book: Book) -> Iterator[Problem]:
    """All problems of the files that are checked, but for those of examples."""
    checked = book.layer or book.base
    if not book.layer:
        yield from _files(book)
    for content in checked.values():
        yield from content.problems
        yield from _ids(content)
        # whoever adds a few rows may have them in any order
        yield from () if book.layer else form_problems(content)
    own = {content.shown for content in checked.values()}
    for rules in (rules_unions, rules_people, rules_others):
        yield from (problem for problem in rules.problems(book) if problem.file in own)


def _files(book: Book) -> Iterator[Problem]:
    for name in sorted(FILES.keys() - book.base.keys()):
        yield Problem(name, 1, "?", "is missing; bring it back")
    folder = data_folder("seeds")
    for path in sorted(folder.iterdir()):
        if path.name not in FILES.keys() | NO_DATA and not path.name.startswith("."):
            yield Problem(path.name, 1, "?", "has no model; add one to seedbook/files.py or take the file away")


def _ids(content: Content) -> Iterator[Problem]:
    if content.file.name.endswith(".json"):
        return
    first: dict[str, int] = {}
    for entry in content.entries:
        if entry.row_id != "?" and first.setdefault(entry.row_id, entry.line) != entry.line:
            yield entry.problem(f"is the id of line {first[entry.row_id]} too; give one of the rows another id")


def form_problems(content: Content) -> Iterator[Problem]:
    """Rows and files that are not in canonical form."""
    if content.broken or content.file.name.endswith(".json"):
        return
    lines = content.text.split("\n")
    last = ""
    told = False
    for entry in content.entries:
        if content.file.by_id and entry.row_id < last:
            told = True
            yield entry.problem(f"stands after {last}; {CHECK} sorts by id", form=True)
        last = max(last, entry.row_id)
        if entry.canonical is None:
            continue
        if list(entry.row) != [key for key in entry.canonical if key in entry.row]:
            told = True
            yield entry.problem(f"has its keys in another order; {CHECK} puts them in order", form=True)
        elif content.file.name.endswith(".jsonl") and lines[entry.line - 1] != as_line(entry.row):
            told = True
            yield entry.problem(f"is not written as JSON with single spaces and no escapes; {CHECK} does", form=True)
        elif entry.row != entry.canonical or as_line(entry.row) != as_line(entry.canonical):
            told = True  # keys inside an object, or missing ones, which are told by their own problem
            if set(entry.row) == set(entry.canonical):
                yield entry.problem(f"has keys inside in another order; {CHECK} puts them in order", form=True)
    if not told and content.whole_text() != content.text:
        what = f"has blank lines, quotes or line ends that are not canonical; {CHECK} writes it anew"
        yield Problem(content.shown, 1, "?", what, form=True)


def fix() -> list[str]:
    """Write files anew that are not in canonical form, each at once; return their paths.

    What is wrong in another way than by its form stays. With a layer its files alone are written.
    """
    book = open_book(data_folder("seeds"), layer_folder())
    changed = []
    for content in (book.layer or book.base).values():
        if content.broken or content.file.name.endswith(".json"):
            continue
        text = content.whole_text()
        if text != content.text:
            _write(content.path, text)
            changed.append(content.shown)
    return changed


def _write(path: Path, text: str) -> None:
    """Put a text in a file's place at once: a reader sees the old file or the new one."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as scratch:
        scratch.write(text)
    new = Path(scratch.name)
    try:
        new.chmod(path.stat().st_mode)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def check_layer() -> None:
    """Check the folder that is laid over the built-in one before a run. Raises UsageError with the first problem."""
    if found := check().problems:
        more = f" (and {len(found) - 1} more: unionwire seeds check --seeds {layer_folder()})" if found[1:] else ""
        raise UsageError(f"{found[0]}{more}")
