"""Why a record was not read: every code of `rejects.code`, with how its reason begins and what it means.

The list is the only one: a `Reject` is made with a code, its `reason` is the code's words and perhaps a detail, and the
docs are written from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A kind of reject. The value is what `rejects.code` holds; never rename one."""

    said: str
    meaning: str

    def __new__(cls, value: str, said: str, meaning: str) -> Self:
        """A code; `said` is how the reason of its rejects begins, `meaning` a sentence for the docs."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.said, member.meaning = said, meaning
        return member

    UNREADABLE_FILE = (
        "unreadable_file",
        "unreadable file",
        "nothing of the file could be read: damaged, or no permission",
    )
    BREAKS_OFF = "breaks_off", "file breaks off", "what stands before this record was read, what follows could not be"
    DAMAGED_PART = "damaged_part", "damaged part", "a stretch of the file could not be read; what stands around it was"
    BAD_JSON = "bad_json", "bad JSON", "the line or document is no JSON"
    NOT_AN_OBJECT = "not_an_object", "no record", "JSON, but not an object with fields"
    NO_HEADER = "no_header", "no header", "a table without a line of column names"
    NO_TEXT_COLUMN = "no_text_column", "no text column", "no column of the table has a usual name; see --field"
    BAD_ROW = "bad_row", "bad row", "a row of a table that can't be told apart into its columns"
    NO_TEXT = "no_text", "no text", "the text is absent, blank, or no text"
    TOO_LONG = "too_long", "over the size limit", "longer than --max-chars allows"
    UNDECODABLE = "undecodable", "undecodable", "the bytes are no text in the encoding that they should be in"
    UNREADABLE_PAGE = "unreadable_page", "unreadable page", "no text can be got from the page's markup"
    BAD_RECORD = (
        "bad_record",
        "unreadable record",
        "a record of a web archive that is damaged or packed otherwise than it says",
    )
    EXTRACTION_FAILED = "extraction_failed", "extraction failed", "an exception while the article was extracted from"
    TIME_LIMIT = "time_limit", "extraction failed", "the article alone took longer than --limit-seconds"
    WORKER_DIED = "worker_died", "extraction failed", "the article ended the worker process that had it in hand"

    def reason(self, detail: str = "") -> str:
        """The line for a person: the code's words, and what is particular to the record."""
        return f"{self.said}: {detail}" if detail else self.said


def markdown_table() -> str:
    """The codes as a table for the docs."""
    rows = [f"| `{code.value}` | {code.said} | {code.meaning} |" for code in Code]
    return "\n".join(["| code | the reason begins with | meaning |", "|---|---|---|", *rows]) + "\n"
