"""Every code of a reject, from the input that makes it to the row of the table and the line of the docs."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lxml import etree
from tests.test_local_engine import OddExtractor
from tests.web_archives import HTTP, record

import unionwire
from unionwire.batch import run
from unionwire.errors import Rejected
from unionwire.read.main_text import parse
from unionwire.reasons import Code, markdown_table
from unionwire.run_report import RunReport

TEXT = "The weavers met on Monday."
BROKEN_PAGE = "no parser takes this"


def _damaged_parquet() -> bytes:
    """Two groups of rows, a byte in the first changed."""
    sink = pa.BufferOutputStream()
    table = pa.table({"text": [TEXT + " One.", TEXT + " Two."]})
    pq.write_table(table, sink, row_group_size=1, use_dictionary=False, write_page_checksum=True)
    raw = bytearray(sink.getvalue().to_pybytes())
    first = pq.read_metadata(pa.BufferReader(bytes(raw))).row_group(0).column(0)
    raw[first.data_page_offset + first.total_compressed_size - 2] ^= 0xFF
    return bytes(raw)


FILES: dict[Code, tuple[str, bytes]] = {
    Code.UNREADABLE_FILE: ("a.parquet", b"PAR1 and no more"),
    Code.BREAKS_OFF: ("a.json", b'[{"text": "The weavers met."}, {"text": "The we'),
    Code.DAMAGED_PART: ("a.parquet", _damaged_parquet()),
    Code.BAD_JSON: ("a.jsonl", b"{'text': 'The weavers met.'}\n"),
    Code.NOT_AN_OBJECT: ("a.jsonl", b'"The weavers met."\n'),
    Code.NO_HEADER: ("a.csv", b"text" * 300_000),
    Code.NO_TEXT_COLUMN: ("a.csv", b"id,colour\n1,red\n"),
    Code.BAD_ROW: ("a.csv", b"id,text\n1,The weavers met.\n2,The dyers,or most of them,met.\n"),
    Code.NO_TEXT: ("a.jsonl", b'{"id": 1, "text": " "}\n'),
    Code.TOO_LONG: ("a.txt", b"The weavers met. " * 1_000),
    Code.UNDECODABLE: ("a.txt", bytes(range(32)) * 20),
    Code.UNREADABLE_PAGE: ("a.html", f"<html><body><p>{BROKEN_PAGE}</p></body></html>".encode()),
    Code.BAD_RECORD: ("a.warc", record(1, b"\x1f\x8b no gzip", http=HTTP % b"Content-Encoding: gzip\r\n")),
    Code.EXTRACTION_FAILED: ("a.txt", b"This FAILS."),
    Code.TIME_LIMIT: ("a.txt", b"This HANGS."),
    Code.WORKER_DIED: ("a.txt", b"This KILLS."),
}


@pytest.fixture
def dump(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is rejected for a code."""

    def refusing(source: str) -> object:
        # lxml recovers from whatever a page holds; what it would raise is passed on by the same way
        if BROKEN_PAGE in source:
            raise etree.ParserError("no tree")
        return parse(source)

    monkeypatch.setattr("unionwire.read.page.parse", refusing)
    name, raw = FILES[request.param]
    (tmp_path / name).write_bytes(raw)
    return tmp_path / name


def test_each_code_has_its_file() -> None:
    assert set(FILES) == set(Code)


@pytest.mark.parametrize(("dump", "code"), [(code, code) for code in Code], indirect=["dump"])
def test_each_code_is_a_row_and_ends_a_strict_run(dump: Path, code: Code, tmp_path: Path) -> None:

    def going(out: str, *, strict: bool = False) -> RunReport:
        workers = 1 if code in (Code.TIME_LIMIT, Code.WORKER_DIED) else 0  # a process that may end, or none
        return run(
            [dump],
            tmp_path / out,
            strict=strict,
            workers=workers,
            max_chars=10_000,
            limit_seconds=0.5,
            make_extractor=OddExtractor,
        )

    report = going("out")
    rejects = unionwire.load(tmp_path / "out")["rejects"]
    assert list(rejects["code"]) == [code.value]
    [row] = rejects.to_dict("records")
    assert row["path"] == str(dump)
    assert row["reason"].startswith(code.said)
    assert report.n_rejected == 1
    with pytest.raises(Rejected, match=rf"--strict: .*{code.said}"):
        going("strict", strict=True)


def test_the_codes_stand_in_the_docs(root: Path) -> None:
    assert markdown_table() in (root / "docs" / "tables.md").read_text(encoding="utf-8")


def test_the_codes_of_a_run_are_told_by_number(tmp_path: Path) -> None:
    lines = ["{", json.dumps({"id": 1}), json.dumps({"id": 2}), json.dumps({"id": 3, "text": TEXT})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    report = run([tmp_path / "a.jsonl"], tmp_path / "out", workers=0, make_extractor=OddExtractor)
    assert report.to_dict("out")["rejects"] == {"bad_json": 1, "no_text": 2}
