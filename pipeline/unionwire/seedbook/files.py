"""The files of seeds/: which models their rows have, how they are read with line numbers, and their canonical form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel, RootModel, ValidationError

from unionwire.errors import UsageError
from unionwire.seedbook import lexicons, registries
from unionwire.seedbook.base import Row
from unionwire.seedbook.messages import explain

RowDict: TypeAlias = dict[str, Any]
SCHEMAS = "schemas"
CHECK = "unionwire seeds check --fix"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file of seeds/; `by_id` where its rows stand in the order of their ids, else their order has a meaning."""

    name: str
    model: type[BaseModel]
    by_id: bool

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of a row, or of the document where the file is one."""
        of = "The document" if self.name.endswith(".json") else "A row of"
        body = self.model.model_json_schema(by_alias=True)
        title = f"{of} seeds/{self.name}"
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "title": title}


FILES = {
    name: SeedFile(name, model, by_id)
    for name, model, by_id in (
        ("alignment_cues.jsonl", lexicons.AlignmentRows, False),
        ("candidate_cues.jsonl", lexicons.CandidateRows, False),
        ("cities.csv", registries.CityRow, True),
        ("confidence.jsonl", lexicons.ConfidenceRow, True),
        ("count_frames.jsonl", lexicons.CountRows, False),
        ("elections.csv", registries.ElectionRow, True),
        ("endorsement_frames.jsonl", lexicons.EndorsementFrameRow, False),
        ("endorsement_words.json", lexicons.EndorsementWords, False),
        ("furniture.jsonl", lexicons.FurnitureRows, False),
        ("given_names.csv", registries.GivenNameRow, True),
        ("lookalikes.jsonl", lexicons.LookalikeRow, False),
        ("olms_locals.csv", registries.OlmsLocalRow, True),
        ("people.jsonl", registries.PersonRow, True),
        ("qualifiers.jsonl", lexicons.QualifierRow, False),
        ("screen.jsonl", lexicons.ScreenRow, False),
        ("state_elections.csv", registries.StateElectionRow, True),
        ("states.csv", registries.StateRow, True),
        ("union_patterns.jsonl", lexicons.UnionPatternRow, False),
        ("union_words.json", lexicons.UnionWords, False),
        ("unions.jsonl", registries.UnionRow, True),
    )
}


def schema_texts() -> dict[str, str]:
    """The files of seeds/schemas/ by name: a JSON Schema for each file of data."""
    return {
        f"{Path(name).stem}.schema.json": json.dumps(file.schema(), ensure_ascii=False, indent=2) + "\n"
        for name, file in FILES.items()
    }


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a row, and what to do about it; `form` where only its form is, which `--fix` puts right."""

    file: str
    line: int
    row_id: str
    what: str
    form: bool = False

    def __str__(self) -> str:
        """One line: `file:line: id: what is wrong; what to do`."""
        return f"{self.file}:{self.line}: {self.row_id}: {self.what}"


@dataclass(slots=True)
class Entry:
    """A row as it stands in a file."""

    file: str
    line: int
    row: RowDict
    canonical: RowDict | None = None
    """The row with its keys in order, None where the row does not fit its model."""
    layered: bool = False

    @property
    def row_id(self) -> str:
        """The row's id, or a stand-in for a row without one."""
        found = self.row.get("id")
        return found if isinstance(found, str) and found else "?"

    def problem(self, what: str, *, form: bool = False) -> Problem:
        """A problem of this row."""
        return Problem(self.file, self.line, self.row_id, what, form)


@dataclass(slots=True)
class Content:
    """What was read of one file."""

    file: SeedFile
    path: Path
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
    broken: bool = False
    """Some line could not be read at all, so that the file can't be written anew."""

    @property
    def shown(self) -> str:
        """The path as messages show it: from the working folder where it lies below."""
        here = Path.cwd()
        return str(self.path.relative_to(here) if self.path.is_relative_to(here) else self.path)

    def whole_text(self) -> str:
        """The file in its canonical form: rows and keys in order, one space after commas and colons, no blank lines."""
        rows = [(entry.canonical or entry.row, entry.row_id) for entry in self.entries]
        if self.file.by_id:
            rows.sort(key=lambda pair: pair[1])
        return written(self.file, [row for row, _ in rows])


def read(path: Path, *, layered: bool = False) -> Content:
    """Read a file of seeds/ by the rules of its name; problems of single rows are collected and not raised.

    In a file of a layer, keys may be missing where the model has a value for them. Raises OSError where the file can't be
    opened.
    """
    file = FILES[path.name]
    content = Content(file, path)
    try:
        content.text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        content.broken = True
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        content.problems.append(Problem(content.shown, line, "?", "is not UTF-8; save the file as UTF-8"))
        return content
    parse = {".jsonl": _parse_jsonl, ".csv": _parse_csv, ".json": _parse_json}[path.suffix]
    for entry in parse(content):
        entry.layered = layered
        content.entries.append(entry)
        _fit(content, entry)
    return content


def _fit(content: Content, entry: Entry) -> None:
    """Fit a row to its model; what does not fit becomes problems, what fits gets its keys in order."""
    try:
        fitted = content.file.model.model_validate(entry.row)
    except ValidationError as error:
        content.problems += [entry.problem(what) for what in explain(error)]
        return
    row: Any = fitted.root if isinstance(fitted, RootModel) else fitted
    assert isinstance(row, Row)
    entry.canonical = row.model_dump(by_alias=True, exclude_unset=True)
    if row.whole and not entry.layered:
        everything = row.model_dump(by_alias=True)
        missing = [key for key in everything if key not in entry.canonical]
        entry.canonical = {key: entry.canonical.get(key, value) for key, value in everything.items()}
        if missing:
            what = f"{' and '.join(missing)} missing; {CHECK} adds the empty value"
            content.problems.append(entry.problem(what, form=True))


def layered_rows(path: Path) -> list[RowDict]:
    """The rows of a file of a layer with every key of their models, as the modules that read seeds/ expect them.

    Raises UsageError where a row can't be read or does not fit its model.
    """
    content = read(path, layered=True)
    if content.problems:
        raise UsageError(str(content.problems[0]))
    return [_completed(content.file, entry) for entry in content.entries]


def _completed(file: SeedFile, entry: Entry) -> RowDict:
    fitted: Any = file.model.model_validate(entry.row)
    row = fitted.root if isinstance(fitted, RootModel) else fitted
    full: RowDict = row.model_dump(by_alias=True, exclude_unset=not row.whole)
    return full


# --- Reading ----------------------------------------------------------------------------------------------------------


def _parse_jsonl(content: Content) -> Iterator[Entry]:
    name = content.shown
    for number, line in enumerate(content.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            content.broken = True
            content.problems.append(Problem(name, number, "?", f"is not JSON: {error}; a row is one line of JSON"))
            continue
        if isinstance(row, dict):
            yield Entry(name, number, row)
        else:
            content.broken = True
            content.problems.append(Problem(name, number, "?", "is no object; a row is one line in braces"))


def _parse_csv(content: Content) -> Iterator[Entry]:
    name = content.shown
    lines = csv.reader(io.StringIO(content.text, newline=""), strict=True)
    try:
        header = next(lines, [])
        at = 2
        for cells in lines:
            if not cells:
                pass
            elif len(cells) == len(header):
                yield Entry(name, at, dict(zip(header, cells, strict=True)))
            else:
                content.broken = True
                what = f"has {len(cells)} cells under {len(header)} headings; quote cells that hold commas"
                content.problems.append(Problem(name, at, cells[0] or "?", what))
            at = lines.line_num + 1
    except csv.Error as error:
        content.broken = True
        content.problems.append(Problem(name, lines.line_num, "?", f"is not CSV: {error}; check the quotes"))


def _parse_json(content: Content) -> Iterator[Entry]:
    name = content.shown
    try:
        row = json.loads(content.text)
    except ValueError as error:
        content.broken = True
        content.problems.append(
            Problem(name, getattr(error, "lineno", 1), "?", f"is not JSON: {error}; mend the syntax")
        )
        return
    if isinstance(row, dict):
        yield Entry(name, 1, row)
    else:
        content.broken = True
        content.problems.append(Problem(name, 1, "?", "is no object; the document is one object in braces"))


# --- Writing ----------------------------------------------------------------------------------------------------------


def written(file: SeedFile, rows: list[RowDict]) -> str:
    """Rows as the text of a file in canonical form. A document (union_words.json) is laid out by hand and has none."""
    if file.name.endswith(".jsonl"):
        return "".join(as_line(row) + "\n" for row in rows)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    header = list(file.model.model_fields)
    writer.writerow(header)
    writer.writerows([[row.get(key, "") for key in header] for row in rows])
    return buffer.getvalue()


def as_line(row: RowDict) -> str:
    """A row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False)
