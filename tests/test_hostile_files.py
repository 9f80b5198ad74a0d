"""Files that are made to cost: what is read of them, what is rejected, and how much memory it takes."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unionwire.read import Options, find_sources, limits, read
from unionwire.records import Article

ROOT = Path(__file__).resolve().parents[1]
MIB = 2**20
GOOD = "The weavers met on Monday and said nothing of note."
LINE = json.dumps({"id": "good", "text": GOOD}).encode() + b"\n"

# Reads a file in a process whose address space is bounded; prints records and what memory grew by, in MiB.
_MEASURED = """
import json, resource, sys
from unionwire.read import Options, find_sources, read
from unionwire.records import Article
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = [
    [record, item.article_id if isinstance(item, Article) else item.reason]
    for source in find_sources([sys.argv[1]]).sources
    for record, item in read(source, Options())
]
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
print(json.dumps([found, grown]))
"""


def measured(path: Path) -> tuple[list[list[object]], int]:
    """Records of a file, and the MiB that reading it took."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "pipeline")}
    command = [sys.executable, "-c", _MEASURED, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    found, grown = json.loads(done.stdout)
    return found, grown


def records(*inputs: Path) -> list[tuple[int, str]]:
    """Id of each article or reason of each reject, by record."""
    return [
        (record, item.article_id if isinstance(item, Article) else item.reason)
        for source in find_sources(list(inputs)).sources
        for record, item in read(source, Options())
    ]


PACKERS: dict[str, Callable[[Path], Any]] = {
    ".gz": lambda path: gzip.GzipFile(path, "wb", 1),
    ".bz2": lambda path: bz2.BZ2File(path, "wb", compresslevel=1),
    ".xz": lambda path: lzma.LZMAFile(path, "wb", preset=0),  # noqa: SIM115 - the caller closes it
    ".zst": lambda path: pa.CompressedOutputStream(str(path), "zstd"),
}


def bomb(path: Path, head: bytes, n_mib: int = 200, unit: bytes = b"\0") -> Path:
    with PACKERS[path.suffix](path) as file:
        file.write(head)
        for _ in range(n_mib):
            file.write(unit * MIB)
    return path


@pytest.mark.parametrize("packed", [".bz2", ".xz", ".zst"])
def test_a_bomb_costs_what_stands_behind_its_good_records(tmp_path: Path, packed: str) -> None:
    path = bomb(tmp_path / f"a.jsonl{packed}", LINE)
    assert path.stat().st_size < 200_000
    found, grown = measured(path)
    assert found == [[1, "good"], [2, "file breaks off: unpacks to more than 300 times its size"]]
    assert grown < 120


def test_a_bomb_within_what_gzip_can_do_is_one_long_line(tmp_path: Path) -> None:
    found, grown = measured(bomb(tmp_path / "a.jsonl.gz", LINE, 100))
    assert found == [[1, "good"], [2, "over the size limit: the line is too long"]]
    assert grown < 120


@pytest.mark.parametrize(
    ("name", "head", "unit", "reason"),
    [
        ("a.txt.zst", b"", b"a", "over the size limit: the limit is 2000000 characters"),
        ("a.json.zst", b"[", b" ", "unpacks to more than 300 times its size"),
        ("a.csv.xz", b"id", b"a", "unreadable file: unpacks to more than 300 times its size"),
        ("a.html.bz2", b"<p>", b"<", "over the size limit"),
        ("a.parquet.zst", b"PAR1", b"\0", "unpacks to more than 300 times its size"),
    ],
)
def test_a_bomb_of_each_kind_is_one_reject(tmp_path: Path, name: str, head: bytes, unit: bytes, reason: str) -> None:
    found, grown = measured(bomb(tmp_path / name, head, 120, unit))
    assert len(found) == 1
    assert reason in str(found[0][1])
    assert grown < 400


def test_well_packed_text_is_no_bomb(tmp_path: Path) -> None:
    # menus over and over pack well; a few megabytes of anything are let pass
    line = json.dumps({"text": "Home News Sports " * 300}).encode() + b"\n"
    with gzip.open(tmp_path / "a.jsonl.gz", "wb") as file:
        file.write(line * 4_000)  # 20 MB into 60 kB
    assert len(records(tmp_path / "a.jsonl.gz")) == 4_000


@pytest.mark.parametrize("streams", [1, 2, 3])
def test_xz_streams_behind_one_another_are_read_with_bounded_memory(tmp_path: Path, streams: int) -> None:
    path = tmp_path / "a.jsonl.xz"
    path.write_bytes(b"".join(lzma.compress(LINE.replace(b"good", b"%d" % n)) + b"\0" * 4 for n in range(streams)))
    assert records(path) == [(n + 1, str(n)) for n in range(streams)]
    path.write_bytes(lzma.compress(LINE)[:-10])
    assert records(path) == [(1, "good"), (2, "file breaks off: the file ends before the end of its stream")]
    path.write_bytes(b"\xfd7zXZ\x00 no more")
    assert records(path)[0][1].startswith("unreadable file: ")


def test_an_xz_file_that_asks_for_gigabytes_is_not_given_them(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.xz"
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    # the size of the dictionary stands in the head of the block; a small one is written and the byte set higher
    path.write_bytes(lzma.compress(LINE, filters=filters))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"\x21\x01") + 2
    raw[at] = 40  # 4 GB
    start = 12
    length = (raw[start] + 1) * 4
    raw[start + length - 4 : start + length] = zlib.crc32(raw[start : start + length - 4]).to_bytes(4, "little")
    path.write_bytes(raw)
    assert records(path) == [(0, "unreadable file: Memory usage limit exceeded")]


def test_lines_without_an_end_cost_themselves_only(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 10**8 + b'"}\n' + LINE)
    (tmp_path / "b.csv").write_bytes(b"id,text\n1," + b"a" * 10**8 + b"\ngood," + GOOD.encode() + b"\n")
    (tmp_path / "c.csv").write_bytes(b"a" * 10**8)
    found, grown = measured(tmp_path)
    assert found == [
        [1, "over the size limit: the line is too long"],
        [2, "good"],
        [1, "over the size limit: a line of more than 9000000 characters"],
        [2, "good"],
        [0, "no header: a line of more than 9000000 characters"],
    ]
    assert grown < 150


def test_a_quote_that_never_closes_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,"' + b"short line\n" * 200_000)
    (source,) = find_sources([tmp_path]).sources
    found = [item for _, item in read(source, Options(max_chars=1_000))]
    rejects = [item.reason for item in found if not isinstance(item, Article)]
    assert len(rejects) == len(found)
    assert "field larger than field limit" in rejects[0]
    assert len(found) <= 110_000


@pytest.mark.parametrize("depth", [2_000, 100_000])
@pytest.mark.parametrize("unit", [b"[", b'{"text":', b'{"a":['])
def test_deep_nesting_is_bad_json(tmp_path: Path, unit: bytes, depth: int) -> None:
    (tmp_path / "a.json").write_bytes(unit * depth)
    (tmp_path / "b.jsonl").write_bytes(unit * depth + b"\n" + LINE)
    assert records(tmp_path / "b.jsonl") == [(1, "bad JSON"), (2, "good")]
    assert [reason.split(":")[0] for _, reason in records(tmp_path / "a.json")] in (["bad JSON"], ["file breaks off"])


def test_a_parquet_value_that_every_row_names_stays_one(tmp_path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 1_999 + [1]), pa.array(["a" * 5_000_000, GOOD]))
    table = pa.table({"id": [str(number) for number in range(2_000)], "text": texts})
    pq.write_table(table, tmp_path / "a.parquet", store_schema=False)
    assert (tmp_path / "a.parquet").stat().st_size < 400_000
    found, grown = measured(tmp_path / "a.parquet")
    assert found[0] == [1, "over the size limit: 5000000 characters, the limit is 2000000"]
    assert found[-1] == [2_000, "1999"]
    assert len(found) == 2_000
    assert grown < 300


# --- What is no file, and links ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article, beside a file that is not in it."""
    made = tmp_path / "dump"
    made.mkdir()
    (made / "good.txt").write_text(GOOD)
    (tmp_path / "secret.txt").write_text("What stands outside of the folder.")
    return made


def test_pipes_and_sockets_are_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.jsonl"))
        (folder / "device.csv").symlink_to("/dev/zero")
        found = records(folder)
    reasons = [reason for _, reason in found]
    assert reasons == [
        "unreadable file: a link that leads out of the folder; name its target as an input",
        "good",
        "unreadable file: a pipe, device or socket, not a file",
        "unreadable file: a pipe, device or socket, not a file",
    ]
    assert records(folder / "device.csv") == [(0, "unreadable file: a pipe, device or socket, not a file")]


def test_links_stay_within_the_folder(folder: Path) -> None:
    (folder / "out.txt").symlink_to("../secret.txt")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    (folder / "in.txt").symlink_to("good.txt")
    (folder / "broken.txt").symlink_to("nothing.txt")
    (folder / "round.txt").symlink_to("round.txt")
    found = find_sources([folder])
    read_ids = {source.name: [item for _, item in read(source, Options())] for source in found.sources}
    assert {name for name, items in read_ids.items() if isinstance(items[0], Article)} <= {"good", "in"}
    # a link and its target are one file
    assert len(read_ids.keys() & {"good", "in"}) == 1
    said = {name: items[0].reason for name, items in read_ids.items() if not isinstance(items[0], Article)}
    assert (
        said["out"]
        == said["passwd"]
        == "unreadable file: a link that leads out of the folder; name its target as an input"
    )
    assert said["broken"].startswith("unreadable file: ")
    assert said["round"].startswith("unreadable file: ")
    assert "outside" not in json.dumps(said)
    # named itself, a link is followed
    assert records(folder / "out.txt") == [(1, "out")]


def test_folders_that_lead_back_to_themselves_end(folder: Path) -> None:
    below = folder / "below"
    below.mkdir()
    for name in ("loop", "again", "third"):
        (below / name).symlink_to("..", target_is_directory=True)
    found = find_sources([folder])
    assert [source.name for source in found.sources] == ["good"]
    assert [path.name for path in found.passed_over] == ["again", "loop", "third"]
    for pattern in ("**/*.txt", "**", "*", "**/good*", "*.txt"):
        assert [source.name for source in find_sources([f"{folder}/{pattern}"]).sources] == ["good"], pattern


def test_hidden_entries_are_left_out_of_patterns(folder: Path) -> None:
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "a.txt").write_text(GOOD)
    (folder / ".b.txt").write_text(GOOD)
    assert [source.name for source in find_sources([f"{folder}/**/*.txt"]).sources] == ["good"]
    assert [source.name for source in find_sources([f"{folder}/.hid*/*.txt"]).sources] == [".hidden/a"]


def test_a_chain_of_nested_folders_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(GOOD)
    assert len(records(tmp_path)) == 1
    assert len(find_sources([f"{tmp_path}/**"]).sources) == 1


def test_bounded_lines() -> None:
    raw = b"short\n" + b"x" * 50 + b"\nlast"
    assert list(limits.lines(io.BytesIO(raw), 10)) == [b"short\n", None, b"last"]
