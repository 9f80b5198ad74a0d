"""The pages as a site: built strictly, every page of docs/ in its navigation, the page of commands as the commands are."""

from __future__ import annotations

import os
import subprocess
import sys

import lxml.html
import pytest


def test_the_page_of_commands_is_generated(root, tmp_path):
    page = tmp_path / "commands.md"
    subprocess.run(
        [sys.executable, "-m", "typer", "unionwire.cli", "utils", "docs", "--name", "unionwire", "--output", page],
        check=True,
        capture_output=True,
    )
    assert (root / "docs" / "commands.md").read_text(encoding="utf-8") == page.read_text(encoding="utf-8"), "make docs"


@pytest.fixture(scope="module")
def site(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, root / "docs" / "site" / "stage.py", folder / "pages"], check=True)
    settings = (root / "docs" / "site" / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("../../build/site-pages", "pages").replace("../../build/site", "site")
    (folder / "mkdocs.yml").write_text(settings.replace("../../pipeline", str(root / "pipeline")), encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder / "site"


@pytest.mark.slow
def test_every_page_is_in_the_navigation(site, root):
    index = lxml.html.parse(site / "index.html")
    linked = {str(link) for link in index.xpath("//nav//a/@href")}
    for page in sorted((root / "docs").glob("*.md")):
        assert f"docs/{page.stem}.html" in linked


@pytest.mark.slow
def test_the_python_reference_comes_from_the_docstrings(site):
    text = lxml.html.parse(site / "docs" / "python.html").getroot().text_content()
    for documented in ("endorsements_wide", "MembershipCount", "build_nlp", "first 16 hex digits"):
        assert documented in text


@pytest.mark.slow
def test_no_page_fetches_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        loaded = lxml.html.parse(page).xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
        assert not [address for address in loaded if "//" in address], page
