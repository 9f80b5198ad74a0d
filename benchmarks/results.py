"""The page of results: each benchmark writes its own part of it and leaves the others."""

from __future__ import annotations

import re
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")


def write_section(page: Path, heading: str, body: str) -> None:
    """Put `body` under `heading`, such as `## Readers`, in place of what stood there, or at the end of the page."""
    head, sections = _parts(page)
    sections[heading] = f"{heading}\n\n{body.strip()}\n"
    _write(page, head, sections)


def write_head(page: Path, text: str) -> None:
    """Put `text` before the first section, in place of what stood there."""
    _write(page, text.strip() + "\n", _parts(page)[1])


def _write(page: Path, head: str, sections: dict[str, str]) -> None:
    page.write_text("\n".join([head, *sections.values()]), encoding="utf-8")


def _parts(page: Path) -> tuple[str, dict[str, str]]:
    """What stands before the first section, and the sections by their headings."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return head.strip() + "\n", {part.splitlines()[0].strip(): part.strip() + "\n" for part in sections}
