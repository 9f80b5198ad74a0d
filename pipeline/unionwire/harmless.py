"""Text of strangers where it is shown: spreadsheets, web pages, terminals.

Titles, sentences, ids and file names come from whoever wrote the dump. A spreadsheet runs a cell that begins like a
formula, a browser a tag or a `javascript:` address, a terminal an escape sequence. Whatever writes such text somewhere
else than into Parquet takes it through the function for that place:

| written into | function |
|---|---|
| CSV | `cell`, and `cell_text` where it is read again |
| a workbook | `sheet_cell` |
| HTML, between tags or in a quoted attribute | `markup` |
| HTML, where offsets are counted | `stood_in`, and `html.escape` after |
| HTML, as the address of a link | `web_address`, and `markup` around it |
| HTML, as data in a `<script>` | `script_json` |
| a terminal, a log, a line of an error | `visible`, `one_line` |
"""

from __future__ import annotations

import html
import json
import re
import urllib.parse
from typing import TypeVar

T = TypeVar("T")

# What makes a spreadsheet read a cell as a formula; some programs drop blanks before it, and some fold full-width signs.
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
# Characters that act on a terminal or turn the order of what stands around them, and those that are none: controls,
# marks of direction and of line or paragraph, invisible ones (but the joiners that scripts and emoji need), half pairs.
_ACTING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_UNSEEN = re.compile(f"[{_ACTING}\U000e0000-\U000e007f]")
# What XML, and so a workbook, has no place for.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SHEET_CHARACTERS = 32_767
"""What a cell of a workbook holds at most."""


def cell(value: T) -> T | str:
    """A value for a cell of CSV: text that a spreadsheet would run gets an apostrophe in front; all else stays.

    >>> cell("=1+1"), cell("Local 9"), cell(-3)
    ("'=1+1", 'Local 9', -3)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def cell_text(written: str) -> str:
    """What `cell` was given, from what it wrote.

    >>> cell_text("'=1+1"), cell_text("'tis")
    ('=1+1', "'tis")
    """
    return written[1:] if written.startswith("'") and _FORMULA.match(written) else written


def sheet_cell(value: T) -> T | str:
    """A value for a cell of a workbook: as `cell`, without characters that XML can't hold, and no longer than a cell."""
    if not isinstance(value, str):
        return value
    said = str(cell(_NOT_XML.sub("\ufffd", value)))
    return said if len(said) <= SHEET_CHARACTERS else said[: SHEET_CHARACTERS - 4] + " ..."


def markup(value: object) -> str:
    """A value as text of an HTML page, also in a quoted attribute; None is empty, unseen characters are written out.

    >>> markup('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    """
    return "" if value is None else html.escape(visible(str(value)), quote=True)


def web_address(value: str | None) -> str | None:
    """An address that a page may link to: absolute, http or https, without blanks; None for any other.

    >>> web_address("https://example.org/a?b=1"), web_address("javascript:alert(1)")
    ('https://example.org/a?b=1', None)
    """
    if not value or re.search(r"[\s\\]", value) or _UNSEEN.search(value):
        return None
    try:
        parts = urllib.parse.urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def script_json(value: object) -> str:
    r"""A value as JSON that may stand in a `<script>`: no tag can begin or end in it.

    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    said = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def visible(text: str) -> str:
    r"""Text for a terminal: what would act on it, or hide, is written as its escape; line ends and tabs stay.

    >>> print(visible("a\x1b[2Jb\u202ec"))
    a\x1b[2Jb\u202ec
    """
    return _UNSEEN.sub(lambda found: _escape(found[0]), text)


def stood_in(text: str) -> str:
    r"""Text whose offsets must stay: what would act or hide is U+FFFD, one for one.

    >>> ascii(stood_in("a\u202eb"))
    "'a\\ufffdb'"
    """
    return _UNSEEN.sub("\ufffd", text)


def one_line(text: str) -> str:
    r"""Text on one line of a terminal: as `visible`, and line ends and tabs are escapes too.

    >>> print(one_line("a\nb"))
    a\nb
    """
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def _escape(character: str) -> str:
    code = ord(character)
    if character == "\r":
        return "\\r"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
