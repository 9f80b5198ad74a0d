"""Articles, ids and names that are made to do harm: what stands in the tables, and that nothing stands elsewhere."""

from __future__ import annotations

import http.server
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.fakes import FakeExtractor

import unionwire
from unionwire.batch import run
from unionwire.read import Options, find_sources, read
from unionwire.records import Article

ROOT = Path(__file__).resolve().parents[1]
CLAIM = "Weavers Local 9 endorsed Ada Roe."
IDS = (
    "../../outside",
    "/etc/outside",
    "..",
    ".",
    "a/b/../../../outside",
    "nul\x00outside",
    "line\nbreak\r\n",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202etxt.exe",
    "C:\\outside",
    "~/outside",
    "$(touch outside)",
    "`touch outside`; touch outside",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "x" * 4_000,
    "CON",
    "articles/part-0.parquet",
    "file:///etc/passwd",
    "%2e%2e%2foutside",
)


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_ids_of_any_kind_are_values_and_no_paths(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    records = [{"id": name, "text": f"{CLAIM} {n}", "title": name, "url": name} for n, name in enumerate(IDS)]
    dump.write_text("".join(json.dumps(record) + "\n" for record in records))
    before = everything_below(tmp_path)
    report = run([dump], tmp_path / "out", workers=0, make_extractor=FakeExtractor)
    assert (report.n_articles, report.n_rejected) == (len(IDS), 0)
    outside = {name for name in everything_below(tmp_path) - before if name.split("/")[0] != "out"}
    assert outside == set()
    # no name in the folder is of an article's making
    assert not [name for name in everything_below(tmp_path / "out") if "outside" in name or "\x1b" in name]
    articles = unionwire.load(tmp_path / "out")["articles"]
    assert sorted(articles["article_id"]) == sorted(name.strip() for name in IDS)


def test_file_names_of_any_kind_are_values_too(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.mkdir()
    names = ("a\nb", "\x1b[31mred", "\u202egnp", "-rf", "$(touch x)", "..hidden", "x" * 200, "a;b|c&d", "'\"", "\udcff")
    for number, name in enumerate(names):
        (dump / f"n{name}.txt").write_text(f"{CLAIM} {number}")
    before = everything_below(tmp_path)
    report = run([dump], tmp_path / "out", workers=0, make_extractor=FakeExtractor)
    assert (report.n_articles, report.n_rejected) == (len(names), 0)
    assert {name.split("/")[0] for name in everything_below(tmp_path) - before} == {"out"}
    ids = set(unionwire.load(tmp_path / "out")["articles"]["article_id"])
    assert ids == {f"n{name}".replace("\udcff", "\ufffd") for name in names}


def test_what_is_over_a_field_is_told(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    records = [
        {"id": "x" * 5_000, "text": CLAIM},
        {"id": "good", "text": CLAIM, "title": "t" * 5_000, "url": "u" * 10**6, "source": "s"},
    ]
    dump.write_text("".join(json.dumps(record) + "\n" for record in records))
    items = [item for source in find_sources([dump]).sources for _, item in read(source, Options())]
    first, second = items
    assert not isinstance(first, Article)
    assert (first.code, first.reason) == (
        "too_long",
        "over the size limit: an id of 5000 characters, the limit is 4096",
    )
    assert first.excerpt == "x" * 200
    assert second == Article("good", CLAIM, source="s")


@pytest.mark.slow
def test_nothing_of_an_article_acts_on_a_terminal(cli, tmp_path: Path) -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e"
    dump = tmp_path / "dump.jsonl"
    record = {"id": f"id{hostile}", "title": f"T{hostile}", "url": f"u{hostile}"}
    dump.write_text(
        json.dumps(record | {"text": f"SEIU Local 1984 endorsed Bernie{hostile} Sanders for president."}) + "\n"
    )
    (tmp_path / f"bad{hostile}.txt").write_bytes(b"\xff\xfe\xff")
    shown = [
        cli("explain", dump),
        cli("run", dump, "--out", tmp_path / "out", "--workers", "1"),
        cli("show", tmp_path / "out"),
        cli("compare", tmp_path / "out", tmp_path / "out"),
        cli("run", tmp_path / f"none{hostile}.jsonl", "--out", tmp_path / "x"),
        cli("explain", dump, "--id", f"other{hostile}"),
    ]
    assert [done.returncode for done in shown] == [0, 0, 0, 0, 2, 2]
    for done in shown:
        said = done.stdout + done.stderr
        assert said
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(said)
    assert "id\\x1b[2J" in shown[0].stdout
    assert "\\u202e" in shown[4].stderr
    assert shown[4].stderr.count("\n") == 1


# --- Nothing is fetched, nothing is run -------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


PAGES = {
    "dtd": '<!DOCTYPE html SYSTEM "{0}/x.dtd"><html><body><p>{1}</p></body></html>',
    "entity": '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{0}/x"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<html><body><p>{1} &x; &f;</p></body></html>",
    "parameter": '<!DOCTYPE html [<!ENTITY % x SYSTEM "{0}/x"> %x;]><html><body><p>{1}</p></body></html>',
    "include": '<html xmlns:xi="http://www.w3.org/2001/XInclude"><body><p>{1}</p><xi:include href="{0}/x" parse="text"/>'
    '<xi:include href="file:///etc/passwd" parse="text"/></body></html>',
    "style": '<?xml-stylesheet href="{0}/x.xsl"?><html><head><link rel="stylesheet" href="{0}/x.css"><base href="{0}"></head>'
    '<body><img src="{0}/x.png"><iframe src="{0}/f"></iframe><script src="{0}/x.js"></script><p>{1}</p></body></html>',
    "refresh": '<html><head><meta http-equiv="refresh" content="0; url={0}/x"></head><body><p>{1}</p></body></html>',
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_fetch_nothing_and_include_nothing(tmp_path: Path, name: str, listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    (tmp_path / "page.html").write_text(PAGES[name].replace("{0}", address).replace("{1}", CLAIM * 3))
    ((_, item),) = [found for source in find_sources([tmp_path]).sources for found in read(source, Options())]
    assert isinstance(item, Article)
    assert CLAIM in item.text
    assert "root:" not in item.text
    assert asked == []


def test_entities_within_entities_stay_what_they_are(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{laughs}]><html><body><p>{CLAIM} &l12;</p></body></html>'
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "page2.md").write_text(f"---\ntitle: x\n---\n{page}")
    for source in find_sources([tmp_path]).sources:
        ((_, item),) = read(source, Options())
        assert isinstance(item, Article)
        assert len(item.text) < 2_000


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + f"<p>{CLAIM}</p>" + "</div>" * 100_000,
        f"<p>{CLAIM}</p>" + "<b>" * 300_000,
        f"<p>{CLAIM}</p>" + "<table><tr><td>" * 50_000,
        f"<p>{CLAIM}</p>" + "<!--" * 100_000,
        f"<p>{CLAIM}</p><p " + "a=1 " * 100_000 + ">",
        f"<p>{CLAIM}</p>" + "&" * 300_000,
    ],
    ids=["div", "b", "table", "comment", "attributes", "ampersands"],
)
def test_deep_and_broken_markup_ends(tmp_path: Path, page: str) -> None:
    (tmp_path / "page.html").write_text(page)
    command = [sys.executable, "-c", _READ, str(tmp_path / "page.html")]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "pipeline")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-300:]
    assert done.stdout in ("True\n", "no text\n")


_READ = """
import sys
from unionwire.read import Options, find_sources, read
from unionwire.records import Article
for source in find_sources([sys.argv[1]]).sources:
    for _, item in read(source, Options()):
        print("Weavers" in item.text if isinstance(item, Article) else item.reason)
"""


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch outside",)


def test_no_pickle_of_anybody_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    dump = tmp_path / "dump"
    dump.mkdir()
    raw = pickle.dumps(_Bomb())
    for suffix in ("txt", "jsonl", "json", "csv", "parquet", "html", "md"):
        (dump / f"a.{suffix}").write_bytes(raw)
    np.save(dump / "a.npy", np.array([_Bomb()], object), allow_pickle=True)
    (dump / "good.txt").write_text(CLAIM)
    run([dump], tmp_path / "out", workers=0, make_extractor=FakeExtractor)
    assert not (tmp_path / "outside").exists()
    # nor out of a folder of tables
    (state,) = (tmp_path / "out").glob(".snapshots/*/.state")
    (ids,) = state.glob("ids-*.npy")
    np.save(ids, np.array([_Bomb()], object), allow_pickle=True)
    (dump / "more.txt").write_text(f"{CLAIM} Again.")
    with pytest.raises(ValueError, match=r"allow_pickle|Python objects"):
        run([dump], tmp_path / "out", workers=0, make_extractor=FakeExtractor)
    assert not (tmp_path / "outside").exists()


@pytest.mark.slow
def test_the_model_and_the_seeds_are_loaded_without_pickle() -> None:
    script = (
        "import pickle, _pickle\n"
        "def refuse(*_, **__): raise AssertionError('a pickle was read')\n"
        "pickle.loads = pickle.load = _pickle.loads = _pickle.load = refuse\n"
        "import unionwire\n"
        "found = unionwire.extract('SEIU Local 1984 endorsed Bernie Sanders for president on Monday.')\n"
        "print(len(found.endorsements))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "pipeline"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr[-500:]
