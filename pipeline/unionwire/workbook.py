"""Workbooks of Excel, written row by row: the same rows give the same bytes, and no cell is a formula."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from openpyxl import Workbook as _Workbook
from openpyxl import load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from unionwire.errors import UsageError
from unionwire.harmless import cell_text, sheet_cell

# a ZIP file and a workbook have to bear some date; a fixed one keeps the bytes the same
_STAMP = (1980, 1, 1, 0, 0, 0)
_MADE = dt.datetime(*_STAMP)  # noqa: DTZ001 - a workbook's moments have no zone
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WIDTHS = {"sentence": 80, "before": 40, "after": 40, "text": 60, "found": 60, "correction": 40, "meaning": 100}


class Workbook:
    """A workbook in the making; use as a context manager. What it holds is on the disk, not in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = _Workbook(write_only=True)
        self._book.properties.creator = "unionwire"
        self._book.properties.created = _MADE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save it, unless an error has ended its making."""
        if kind is None:
            if not self._book.worksheets:
                self._book.create_sheet("empty")
            raw = self._path.with_name(f"{self._path.name}.raw")
            try:
                self._book.save(raw)
                _restamp(raw, self._path)
            finally:
                raw.unlink(missing_ok=True)

    def sheet(self, name: str, columns: Sequence[str]) -> Sheet:
        """A new sheet with a header row that stays in sight."""
        return Sheet(self._book.create_sheet(name), columns)


class Sheet:
    """A sheet that grows by rows."""

    def __init__(self, sheet: Any, columns: Sequence[str]) -> None:  # noqa: ANN401 - openpyxl is loosely typed
        self._sheet = sheet
        self._columns = columns
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns, 1):
            letter = _letter(number)
            sheet.column_dimensions[letter].width = _WIDTHS.get(column, 18)
        header = []
        for column in columns:
            head = WriteOnlyCell(sheet, value=column)
            head.font = Font(bold=True)
            header.append(head)
        sheet.append(header)

    def choose(self, column: str, values: Sequence[str], n_rows: int) -> None:
        """Offer a list of values in the cells of a column, below the header."""
        letter = _letter(list(self._columns).index(column) + 1)
        rule = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True)
        rule.add(f"{letter}2:{letter}{n_rows + 1}")
        self._sheet.data_validations.append(rule)

    def add(self, row: Iterable[object]) -> None:
        """Add a row; text goes through `harmless.sheet_cell`."""
        self._sheet.append([self._cell(value) for value in row])

    def _cell(self, value: object) -> Any:  # noqa: ANN401 - a plain value, or openpyxl's cell around one
        if not isinstance(value, str):
            return value
        said = sheet_cell(value)
        if not said.startswith(("=", "#")):
            return said
        text = WriteOnlyCell(self._sheet, value=said)
        text.data_type = "s"  # "#N/A" is text here, no error
        return text


def read_sheet(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet of a workbook as text, the header first; an empty cell is empty text.

    Raises UsageError for a file that is no workbook.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UsageError(f"{path} is no workbook that can be read: save it as .xlsx or .csv") from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return cell_text(str(value))


def _letter(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _restamp(raw: Path, target: Path) -> None:
    """Copy a workbook with fixed dates in it."""
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            with source.open(entry) as old, copy.open(info, "w", force_zip64=True) as new:
                if entry.filename == "docProps/core.xml":
                    new.write(_TIMES.sub(rb"\g<1>" + _MADE.isoformat().encode() + b"Z", old.read()))
                else:
                    shutil.copyfileobj(old, new, 2**20)
