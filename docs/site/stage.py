"""Lays out the checkout's pages for mkdocs: `python docs/site/stage.py FOLDER`.

The pages link to each other as they lie in the checkout, README and seeds/README.md included, so they are laid out in the
same tree; files that they link to come along. mkdocs takes no folder for its pages that holds its own configuration.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (".", "docs", "seeds", "data", "benchmarks")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def stage(into: Path) -> list[Path]:
    """Copy all pages and the files that they link to below `into`, made anew; the paths are relative to it.

    Raises FileNotFoundError where a page links to nothing.
    """
    if into.exists():
        shutil.rmtree(into)
    pages = [page.relative_to(ROOT) for folder in FOLDERS for page in sorted((ROOT / folder).glob("*.md"))]
    linked = {
        (ROOT / page.parent / target).resolve().relative_to(ROOT)
        for page in pages
        for target in LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    }
    files = sorted({*pages, *(path for path in linked if not (ROOT / path).is_dir())})
    for path in files:
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, into / path)
    return files


if __name__ == "__main__":
    stage(Path(sys.argv[1]))
