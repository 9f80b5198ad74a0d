"""What a run need not work out again: a folder beside the tables, put in force with them.

    state.json            form of the folder, what the tables over all articles were made with, the parts of `articles`
    ids-*, texts-*, rejects-*   keys of all articles and rejects; see `tables.keys`
    whole-*, bands-*, clustered   signatures of all stored texts, clusters of copies; see `consolidate.copies`
    stated-*, related-*   of the fact tables what positions are made of, without texts
    unions, candidates    counts of what the articles show; see `tables.dims`

Nothing in it is told by the tables alone: a folder that has none, or one that does not fit the tables (a copy without
hidden files, tables that were compacted), gets one by reading the tables once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from unionwire.consolidate.copies import CLUSTERED, entries, signatures
from unionwire.consolidate.national_local import RELATED
from unionwire.consolidate.positions import STATED, host
from unionwire.tables import disk
from unionwire.tables.dims import DIMENSIONS, add_counts, count_values
from unionwire.tables.keys import add_sorted, keys_of, mergeable, reject_key, text_keys
from unionwire.tables.schema import TABLES
from unionwire.tables.write import STATE, parts_in, read_part, read_parts

FORM = 2
_FILE = "state.json"
_AT_ONCE = 48_000_000  # bytes of hashes gathered before they are written


@dataclass(frozen=True, slots=True)
class Head:
    """What state.json says.

    `made_with` is the version, model and seeds of the run that made the tables over all articles, `parts` the names of
    the parts by their numbers, `makers` how many articles were extracted with what.
    """

    made_with: tuple[str, ...]
    parts: tuple[str, ...]
    makers: dict[tuple[str, ...], int]

    def write(self, folder: Path) -> None:
        """Write it; the last step of making a state."""
        makers = [[*maker, count] for maker, count in sorted(self.makers.items())]
        said = {"form": FORM, "made_with": self.made_with, "parts": self.parts, "makers": makers}
        disk.write_text(json.dumps(said), folder / _FILE)


def head_of(snapshot: Path | None) -> Head | None:
    """The head of a snapshot's state, or None where it has none or one that does not fit its tables."""
    if snapshot is None:
        return None
    try:
        said = json.loads((snapshot / STATE / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if said.get("form") != FORM:
        return None
    there = {part.name for part in parts_in(snapshot / "articles")}
    fits = there <= set(said["parts"]) | {"part-empty.parquet"} and set(said["parts"]) <= there
    if not fits:
        return None
    makers = {tuple(maker): count for *maker, count in said["makers"]}
    return Head(tuple(said["made_with"]), tuple(said["parts"]), makers)


def makers_of(parts: Sequence[Path], batches: pa.Table) -> dict[tuple[str, ...], int]:
    """How many articles of some parts were extracted with what, by the batches that wrote them."""
    made = {row["batch_id"]: (row["version"], row["model"], row["seeds"]) for row in batches.to_pylist()}
    makers: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        for count in pc.value_counts(read_part(part, "articles", ["batch_id"])["batch_id"]).to_pylist():
            makers[made.get(count["values"], ("unknown",) * 3)] += count["counts"]
    return dict(makers)


def rebuild(snapshot: Path, staging: Path) -> None:
    """Make the state of a snapshot from its tables. Copies are those that `duplicate_of` names."""
    if staging.exists():
        disk.remove_tree(staging)
    disk.make_folder(staging)
    parts = [part for part in parts_in(snapshot / "articles") if part.name != "part-empty.parquet"]
    gathered: dict[str, list[np.ndarray]] = {kind: [] for kind in ("ids", "texts", "whole", "bands")}
    n_written = 0
    copies = []
    for number, part in enumerate(parts):
        articles = read_part(part, "articles", ["article_id", "text_sha256", "text"])
        gathered["ids"].append(keys_of(articles["article_id"]))
        gathered["texts"].append(text_keys(articles["text_sha256"]))
        for kind, found in zip(("whole", "bands"), entries(signatures(articles["text"]), number), strict=True):
            gathered[kind].append(found)
        copies.append(_placed(heads(part), number))
        if sum(array.nbytes for arrays in gathered.values() for array in arrays) > _AT_ONCE or number + 1 == len(parts):
            for kind, arrays in gathered.items():
                add_sorted(None, staging, kind, f"rebuilt-{n_written:06}", np.concatenate(arrays, axis=-1))
                arrays.clear()
            n_written += 1
    disk.write_table(_clustered(copies), staging / "clustered.parquet")
    rejects = [read_part(part, "rejects", ["path", "record", "reason"]) for part in parts_in(snapshot / "rejects")]
    add_sorted(None, staging, "rejects", "rebuilt", reject_keys(rejects))
    add_facts(None, staging, "rebuilt", {name: parts_in(snapshot / name) for name in TABLES})
    makers = makers_of(parts, read_parts(snapshot, "batches"))
    Head((), tuple(part.name for part in parts), makers).write(staging)
    disk.sync_folder(staging)
    if (snapshot / STATE).exists():
        disk.remove_tree(snapshot / STATE)
    disk.rename(staging, snapshot / STATE)


def add_facts(base: Path | None, folder: Path, name: str, new: dict[str, list[Path]]) -> dict[str, pa.Table]:
    """Add what new parts of the fact tables tell to that of `base`; return what was added, by table."""
    published = pa.concat_tables([heads(part) for part in new["articles"]] or [_HEADS.empty_table()])
    endorsements = _read(new["endorsements"], "endorsements", STATED)
    stated = endorsements.filter(pc.is_valid(endorsements["cycle"]))
    stated = stated.join(published.drop_columns("duplicate_of"), "article_id").combine_chunks()
    related = _read(new["relationships"], "relationships", RELATED)
    # one row a pair is enough where an article says nothing about how they stand
    silent = pc.equal(related["alignment"], "unstated")
    nobody = pa.nulls(len(related), pa.string())
    related = related.set_column(0, "article_id", pc.if_else(silent, nobody, related["article_id"]))
    related = related.set_column(4, "cycle", pc.if_else(silent, pa.nulls(len(related), pa.int16()), related["cycle"]))
    related = related.group_by(list(RELATED)).aggregate([])
    added = {"stated": stated, "related": related}
    for kind, table in added.items():
        _add_rows(base, folder, kind, name, table)
    for dimension, (observed, _) in DIMENSIONS.items():
        total = count_values(dimension, _read([], observed, None))
        for part in new[observed]:
            total = add_counts(total, count_values(dimension, _read([part], observed, None)))
        added[dimension] = total
        if base is not None:
            total = add_counts(pq.read_table(base / f"{dimension}.parquet"), total)
        disk.write_table(total, folder / f"{dimension}.parquet")
    return added


def rows_of(folder: Path, kind: str) -> pa.Table:
    """All rows of `stated` or `related`."""
    return pa.concat_tables([pq.read_table(path) for path in _row_files(folder, kind)])


_HEADS = pa.schema(
    [
        ("article_id", pa.string()),
        ("published", pa.timestamp("ms")),
        ("outlet", pa.string()),
        ("duplicate_of", pa.string()),
    ]
)


def heads(part: Path) -> pa.Table:
    """Of a part of `articles`: ids, dates, outlets (the source, else the host of the address) and `duplicate_of`."""
    columns = ["article_id", "published", "source", "url", "duplicate_of", "relevant"]
    articles = read_part(part, "articles", columns)
    relevant = articles["relevant"].to_numpy()
    # only of articles with facts does anyone ask for the outlet
    outlets: list[str | None] = [None] * len(articles)
    for row in np.flatnonzero(relevant).tolist():
        outlets[row] = articles["source"][row].as_py() or host(articles["url"][row].as_py())
    return pa.table(
        [articles["article_id"], articles["published"], pa.array(outlets, pa.string()), articles["duplicate_of"]],
        schema=_HEADS,
    )


def reject_keys(rejects: Sequence[pa.Table]) -> np.ndarray:
    """The keys of rows of `rejects`."""
    rows = [row for table in rejects for row in table.select(["path", "record", "reason"]).to_pylist()]
    return keys_of([reject_key(row["path"], row["record"], row["reason"]) for row in rows])


def _placed(articles: pa.Table, part: int) -> pa.Table:
    rows = pa.array(np.arange(len(articles)), pa.uint32())
    return articles.append_column("part", pa.array(np.full(len(articles), part), pa.uint32())).append_column(
        "row", rows
    )


def _clustered(parts: list[pa.Table]) -> pa.Table:
    """The rows of CLUSTERED out of the heads of all parts: the copies, and the articles that they name."""
    originals = pa.concat_tables([table.select(["duplicate_of"]) for table in parts])["duplicate_of"] if parts else []
    named = pc.unique(pc.drop_null(originals)) if parts else pa.array([], pa.string())
    found = []
    for table in parts:
        member = pc.or_(pc.is_valid(table["duplicate_of"]), pc.is_in(table["article_id"], value_set=named))
        members = table.filter(member)
        original = pc.coalesce(members["duplicate_of"], members["article_id"])
        found.append(members.append_column("original", original).select(CLUSTERED.names).cast(CLUSTERED))
    return pa.concat_tables(found).sort_by("article_id") if found else CLUSTERED.empty_table()


def _read(parts: list[Path], name: str, columns: tuple[str, ...] | None) -> pa.Table:
    wanted = list(columns) if columns else TABLES[name].schema.names
    empty = TABLES[name].schema.empty_table().select(wanted)
    return pa.concat_tables([empty, *(read_part(part, name, wanted) for part in parts)]).replace_schema_metadata()


def _add_rows(base: Path | None, folder: Path, kind: str, name: str, fresh: pa.Table) -> None:
    kept, small = mergeable(_row_files(base, kind), fresh.nbytes)
    for path in kept:
        disk.link(path, folder / path.name)
    if kept and not fresh.num_rows:
        return
    together = pa.concat_tables([fresh, *(pq.read_table(path) for path in small)])
    disk.write_table(together, folder / f"{kind}-{name}.parquet")


def _row_files(folder: Path | None, kind: str) -> list[Path]:
    found = folder.glob(f"{kind}-*.parquet") if folder is not None else ()
    return sorted(found, key=lambda path: (-path.stat().st_size, path.name))
