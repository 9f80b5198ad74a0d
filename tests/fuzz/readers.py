"""Coverage-guided fuzzing of the readers, with atheris: `python tests/fuzz/readers.py [libFuzzer's options] [CORPUS]`.

An input is two bytes that name the format and the compression, then the content of the file. What breaks a promise of
the readers is stored under `findings/`, where the suite reads it again for good.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported where it is instrumented
    from unionwire.read import Record

HERE = Path(__file__).resolve().parent
FINDINGS = HERE / "findings"
# the findings name a format and a compression by their places here: new ones come at the end
SUFFIXES = (".txt", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".html", ".htm", ".php", ".md", ".warc")
PACKINGS = ("", ".gz", ".zst", ".bz2", ".xz")
AS_IT_IS = 128


def records(data: bytes) -> list[Record]:
    """What is read of one input."""
    from tests.documents import PACK
    from tests.reading import read_bytes

    if len(data) < 2:
        return []
    suffix, packing, raw = SUFFIXES[data[0] % len(SUFFIXES)], PACKINGS[data[1] % AS_IT_IS % len(PACKINGS)], data[2:]
    if packing and data[1] < AS_IT_IS:  # else the bytes are those of the compressed file
        raw = PACK[packing](raw)
    return read_bytes(f"file{suffix}{packing}", raw)


def check(data: bytes) -> None:
    """Read one input. Raises whatever a reader raises, AssertionError or an Arrow error where a record can't be stored."""
    from tests.reading import assert_storable

    assert_storable(records(data))


def write_seeds(folder: Path) -> int:
    """Fill a corpus with invented documents of every format. Returns how many there are."""
    from tests.documents import MAKERS

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(3 * len(MAKERS)):
        document = MAKERS[number % len(MAKERS)](random.Random(number), "s")
        path = Path(f"s{document.suffix}")
        suffix, packing = (Path(path.stem).suffix, path.suffix) if path.suffix in PACKINGS else (path.suffix, "")
        head = bytes([SUFFIXES.index(suffix), PACKINGS.index(packing) + (AS_IT_IS if packing else 0)])
        (folder / f"seed-{number:02}{document.suffix}").write_bytes(head + document.raw)
    return 3 * len(MAKERS)


def main() -> None:
    """Fuzz; ends with exit code 77 at the first input that breaks a promise."""
    import atheris

    sys.path[:0] = [str(HERE.parents[1])]  # started as a script, only this folder is there
    with atheris.instrument_imports(include=["unionwire.read"], enable_loader_override=False):
        import unionwire.read  # noqa: F401 - instrumented as it is imported
    given = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    corpus = Path(given[0]) if given else HERE.parents[1] / "build" / "fuzz" / "corpus"
    write_seeds(corpus)
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    limits = ["-timeout=60", "-rss_limit_mb=4096", "-max_len=20000", f"-artifact_prefix={FINDINGS}/"]
    atheris.Setup([sys.argv[0], *limits, *options, str(corpus)], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
