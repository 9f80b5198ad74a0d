"""The tables over all articles after a run: only what its articles can have changed is worked out anew.

A run's articles touch some unions and candidates, some clusters of copies, and through these some positions; all other
rows stand as they were. Where there is nothing to go on from, or what the tables were made with is another now, every
row is made anew. Either way the result is what `consolidate` says of all rows together.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from unionwire.consolidate.copies import CLUSTERED, Copies, Texts, entries
from unionwire.consolidate.national_local import national_local
from unionwire.consolidate.positions import positions
from unionwire.consolidate.proposals import Place
from unionwire.consolidate.state import Head, add_facts, head_of, heads, makers_of, reject_keys, rows_of
from unionwire.tables import disk
from unionwire.tables.dims import DIMENSIONS, dimension_rows
from unionwire.tables.keys import KINDS, add_sorted, keys_of, runs, text_keys
from unionwire.tables.rows import ordered, table_of
from unionwire.tables.schema import TABLES, schema
from unionwire.tables.write import STATE, Stage, parts_in, read_part, read_parts

# signatures of a dense shard are 2 MB; so many are put in order at once
_SHARDS_AT_ONCE = 16


def advance(stage: Stage, made_with: tuple[str, ...], batches: pa.Table | None = None) -> None:
    """Write into a stage, whose parts are all there, the tables over all articles and the state to go on from.

    `batches` tells what articles were made with that the run has taken over from others. Raises Fault where the disk fails.
    """
    folder = stage.folder / STATE
    disk.make_folder(folder)
    head = head_of(stage.base)
    base = stage.base / STATE if stage.base is not None and head is not None else None
    parts = (*(head.parts if head else ()), *(part.name for part in stage.new_parts("articles")))
    remake = head is None or head.made_with != made_with
    _add_keys(stage, base, folder)
    changed = _Clustering(stage, base, folder, parts).run()
    added = add_facts(base, folder, stage.folder.name, {name: stage.new_parts(name) for name in TABLES})
    touched: dict[str, set[str] | None] = {
        name: None if remake else set(added[name]["key"].to_pylist()) for name in DIMENSIONS
    }
    shifted = {name: _update_dimension(stage, folder, name, touched[name]) for name in DIMENSIONS}
    stated = rows_of(folder, "stated")
    affected: set[str | None] | None = None
    if not remake:
        recounted = _where(stated, "article_id", changed)["candidate_id"].to_pylist()
        affected = {*added["stated"]["candidate_id"].to_pylist(), *recounted, *shifted["candidates"]}
    unions = _update_positions(stage, folder, stated, affected)
    if not remake:
        unions |= {*added["related"]["child_union_id"].to_pylist(), *shifted["unions"]}
        unions |= set(_where(stated, "candidate_id", shifted["candidates"])["union_id"].to_pylist())
    _update_national_local(stage, folder, None if remake else unions)
    makers = dict(head.makers) if head else {}
    new = makers_of(stage.new_parts("articles"), _with_own(batches, stage.folder.name, made_with))
    for maker, count in new.items():
        makers[maker] = makers.get(maker, 0) + count
    Head(made_with, parts, makers).write(folder)


def remake(stage: Stage) -> None:
    """Write into a stage the tables over all articles and the state, where facts are others but no article is.

    The stage holds the parts of all tables, those of `articles` as they were. Raises Fault where the disk fails.
    """
    folder = stage.folder / STATE
    disk.make_folder(folder)
    head = head_of(stage.base)
    assert head is not None
    assert stage.base is not None
    for kind in (*KINDS, "whole", "bands"):
        for path in runs(stage.base / STATE, kind):
            disk.link(path, folder / path.name)
    disk.link(stage.base / STATE / "clustered.parquet", folder / "clustered.parquet")
    add_facts(None, folder, stage.folder.name, {name: parts_in(stage.folder / name) for name in TABLES})
    for name in DIMENSIONS:
        _update_dimension(stage, folder, name, None)
    _update_positions(stage, folder, rows_of(folder, "stated"), None)
    _update_national_local(stage, folder, None)
    head.write(folder)


def _with_own(batches: pa.Table | None, batch_id: str, made_with: tuple[str, ...]) -> pa.Table:
    columns = ["batch_id", "version", "model", "seeds"]
    own = pa.table([[value] for value in (batch_id, *made_with)], names=columns)
    return own if batches is None else pa.concat_tables([batches.select(columns).cast(own.schema), own])


def _add_keys(stage: Stage, base: Path | None, folder: Path) -> None:
    name = stage.folder.name
    add_sorted(base, folder, "ids", name, keys_of(stage.read_new("articles", ["article_id"])["article_id"]))
    add_sorted(base, folder, "texts", name, text_keys(stage.read_new("articles", ["text_sha256"])["text_sha256"]))
    add_sorted(
        base,
        folder,
        "rejects",
        name,
        reject_keys([stage.read_new("rejects") if stage.base or not stage.previous else stage.read("rejects")]),
    )


class _Clustering:
    """Copies among a run's articles and those before them, and the parts of `articles` in which they are marked."""

    def __init__(self, stage: Stage, base: Path | None, folder: Path, parts: tuple[str, ...]) -> None:
        self._stage, self._folder, self._parts = stage, folder, parts
        self._new = {parts.index(part.name): part for part in stage.new_parts("articles")}
        for kind in ("whole", "bands"):
            for path in runs(base, kind):
                disk.link(path, folder / path.name)
        self._clustered = pq.read_table(base / "clustered.parquet") if base else CLUSTERED.empty_table()
        self._texts = Texts(self._part)

    def run(self) -> list[str]:
        """Mark the copies. Return the ids of the articles whose `duplicate_of` is another now."""
        changed: dict[str, tuple[Place, str | None]] = {}
        numbers = sorted(self._new)
        for chunk, start in enumerate(range(0, len(numbers), _SHARDS_AT_ONCE)):
            found = [entries(self._signatures(number), number) for number in numbers[start : start + _SHARDS_AT_ONCE]]
            whole, bands = (np.concatenate(held, axis=-1) for held in zip(*found, strict=True))
            copies = Copies(self._folder, self._clustered, self._heads, self._texts)
            kept = copies.add(whole, bands)
            changed |= copies.settle()
            self._clustered = copies.table()
            for kind, held in zip(("whole", "bands"), kept, strict=True):
                add_sorted(self._folder, self._folder, kind, f"{self._stage.folder.name}-{chunk:04}", held)
        disk.write_table(self._clustered, self._folder / "clustered.parquet")
        self._mark(changed)
        return sorted(changed)

    def _signatures(self, number: int) -> np.ndarray:
        key = self._parts[number].removeprefix("part-").removesuffix(".parquet")
        made: np.ndarray = np.load(self._stage.signatures(key), allow_pickle=False)
        return made

    def _heads(self, number: int) -> pa.Table:
        return heads(self._part(number)).select(["article_id", "published", "outlet"])

    def _part(self, number: int) -> Path:
        return self._stage.folder / "articles" / self._parts[number]

    def _mark(self, changed: dict[str, tuple[Place, str | None]]) -> None:
        by_part: dict[int, dict[int, str | None]] = defaultdict(dict)
        for (part, row), original in changed.values():
            by_part[part][row] = original
        # a shard that a run left when it died may hold marks that no longer hold
        for part in sorted({*by_part, *self._new}):
            path = self._stage.folder / "articles" / self._parts[part]
            marks = read_part(path, "articles", ["duplicate_of"])["duplicate_of"].to_pylist()
            fresh = [None] * len(marks) if part in self._new else list(marks)
            for row, original in by_part[part].items():
                fresh[row] = original
            if fresh != marks:
                table = read_part(path, "articles")
                index = table.schema.get_field_index("duplicate_of")
                column = pa.array(fresh, pa.string())
                self._stage.replace_part(path.name, table.set_column(index, table.schema.field(index), column))


def _update_dimension(stage: Stage, folder: Path, name: str, touched: set[str] | None) -> set[str]:
    """Make rows of a dimension anew, all or those touched; say which differ from before in what others build on."""
    key = DIMENSIONS[name][1]
    before = _base(stage, name)
    fresh = table_of(name, dimension_rows(name, pq.read_table(folder / f"{name}.parquet"), touched))
    stale = before if touched is None else _where(before, key, touched)
    kept = before.slice(0, 0) if touched is None else _where(before, key, touched, out=True)
    stage.replace(name, ordered(name, pa.concat_tables([kept, fresh])))
    built_on = [key, *{"unions": ("parent_union_id",), "candidates": ("office", "state")}[name]]
    rows = [{tuple(row.values()) for row in table.select(built_on).to_pylist()} for table in (stale, fresh)]
    return {row[0] for row in rows[0] ^ rows[1]}


def _update_positions(stage: Stage, folder: Path, stated: pa.Table, affected: set[str | None] | None) -> set[str]:
    """Make the positions on some candidates anew, or all; say whose are not what they were."""
    before = _base(stage, "positions")
    kept = before.slice(0, 0)
    if affected is not None:
        kept, before = _where(before, "candidate_id", affected, out=True), _where(before, "candidate_id", affected)
        stated = _where(stated, "candidate_id", affected)
    clustered = pq.read_table(folder / "clustered.parquet")
    articles = (
        stated.select(["article_id", "published", "outlet"])
        .group_by(["article_id", "published", "outlet"])
        .aggregate([])
    )
    copies = _where(clustered, "article_id", articles["article_id"].to_pylist())
    originals = _where(clustered, "article_id", copies["original"].to_pylist())
    # what an original is called counts, also where only its copies state a position
    articles = pa.concat_tables([articles, originals.select(articles.column_names)])
    frame = articles.to_pandas().drop_duplicates("article_id").rename(columns={"outlet": "source"})
    frame["url"] = None
    frame["duplicate_of"] = frame["article_id"].map(
        {row["article_id"]: row["original"] for row in copies.to_pylist() if row["original"] != row["article_id"]}
    )
    candidates = stage.read("candidates", ["candidate_id", "office", "state"])
    rows = positions(stated.drop_columns(["published", "outlet"]).to_pandas(), frame, candidates.to_pandas())
    fresh = pa.Table.from_pylist(rows, schema=schema("positions"))
    stage.replace("positions", ordered("positions", pa.concat_tables([kept, fresh])))
    stood, stand = (_rows(table) for table in (before, fresh))
    return {union_id for union_id in stood.keys() | stand.keys() if stood.get(union_id) != stand.get(union_id)}


def _update_national_local(stage: Stage, folder: Path, affected: set[str] | None) -> None:
    """Set the pairs of some unions side by side anew, or all pairs."""
    related = rows_of(folder, "related")
    unions = stage.read("unions", ["union_id", "parent_union_id"])
    stated = stage.read("positions")
    kept = _base(stage, "national_local")
    kept = (
        kept.slice(0, 0) if affected is None else _either(kept, "child_union_id", "parent_union_id", affected, out=True)
    )
    if affected is not None:
        related = _either(related, "child_union_id", "parent_union_id", affected)
        unions = _either(unions, "union_id", "parent_union_id", affected)
        concerned = {*related["child_union_id"].to_pylist(), *related["parent_union_id"].to_pylist()}
        concerned |= {*unions["union_id"].to_pylist(), *unions["parent_union_id"].to_pylist()}
        stated = _where(stated, "union_id", concerned - {None})
    candidates = stage.read("candidates", ["candidate_id", "office", "state"])
    candidates = _where(candidates, "candidate_id", stated["candidate_id"].to_pylist())
    rows = national_local(stated.to_pylist(), related.to_pylist(), unions.to_pylist(), candidates.to_pylist())
    fresh = pa.Table.from_pylist(rows, schema=schema("national_local"))
    stage.replace("national_local", ordered("national_local", pa.concat_tables([kept, fresh])))


def _rows(stated: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """The rows of `positions` by union."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ordered("positions", stated).to_pylist():
        rows[row["union_id"]].append(row)
    return rows


def _base(stage: Stage, name: str) -> pa.Table:
    return read_parts(stage.base, name) if stage.base is not None else schema(name).empty_table()


def _where(table: pa.Table, column: str, values: Any, *, out: bool = False) -> pa.Table:  # noqa: ANN401 - any collection
    """The rows whose value is one of some, or with `out` the others; None is a value like any other."""
    wanted = pa.array(list(dict.fromkeys(values)), pa.string())
    found = pc.is_in(table[column], value_set=wanted)
    return table.filter(pc.invert(found) if out else found)


def _either(table: pa.Table, one: str, other: str, values: set[str], *, out: bool = False) -> pa.Table:
    wanted = pa.array(sorted(values), pa.string())
    found = pc.or_(pc.is_in(table[one], value_set=wanted), pc.is_in(table[other], value_set=wanted))
    return table.filter(pc.invert(found) if out else found)
