"""Corrections put in force: the facts of their articles, and all that is made of facts, in one step like a run's."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from unionwire.consolidate.advance import remake
from unionwire.consolidate.state import head_of, rebuild
from unionwire.errors import UsageError
from unionwire.review.apply import corrected_rows
from unionwire.review.claims import Claims
from unionwire.review.facts import FACTS, Row
from unionwire.review.judged import judge, rows_of_articles
from unionwire.tables import disk
from unionwire.tables.remote import local_folder
from unionwire.tables.rows import table_of
from unionwire.tables.schema import TABLES
from unionwire.tables.write import REWRITTEN, STATE, Output, Stage, parts_in, read_part

_CORRECTED = (*FACTS, "article_unions", "article_candidates")


@dataclass(slots=True)
class Taken:
    """What was taken in: verdicts by kind, rows without one, what stood already, and what another had said otherwise."""

    verdicts: Counter[str] = field(default_factory=Counter)
    n_open: int = 0
    n_present: int = 0
    n_revised: int = 0
    n_overruled: int = 0


def take_in(
    out: str | Path,
    path: Path,
    *,
    reviewer: str | None = None,
    overrule: bool = False,
    wait: float = 0.0,
    tell: Callable[[str], None] | None = None,
    now: dt.datetime | None = None,
) -> Taken:
    """Take a review file in and correct the tables by it; all of it, or where a row is at fault nothing.

    Args:
        out: folder of tables, or its address.
        path: the file, as `write_sheet` wrote it and a reviewer filled it in.
        reviewer: who filled it in, where the file has no column `reviewer`.
        overrule: let verdicts stand against those of other reviewers.
        wait: seconds to wait for a run that is writing into `out`.
        tell: told that it waits.
        now: the moment to note; None: the present one.

    Raises:
        UsageError: no tables, an unreadable file, a row at fault, a verdict against another reviewer's.
        Fault: the disk fails; the tables are as before.
    """
    with local_folder(out) as folder:
        if not (folder / "articles").is_dir():
            raise UsageError(f"no tables in {out}: name the folder that `unionwire run --out` made")
        with Output(folder, wait=wait, tell=tell) as output:
            claims = Claims.of(output.read("corrections"))
            judged = judge(path, output, reviewer, claims)
            taken = Taken(n_open=judged.n_open)
            fresh: list[Row] = []
            moment = (now or dt.datetime.now(dt.UTC)).replace(microsecond=0, tzinfo=None)
            for number, said in judged.corrections:
                correction: Row = {**said, "number": len(claims.corrections) + 1, "reviewed_at": moment}
                if claims.holds(correction):
                    taken.n_present += 1
                    continue
                against = claims.contradicted(correction)
                others = sorted({str(claim.correction["reviewed_by"]) for claim in against} - {said["reviewed_by"]})
                if others and not overrule:
                    raise UsageError(
                        f"{path}, row {number}: {others[0]} has said otherwise of this fact ({against[0].correction['verdict']}): "
                        "--overrule lets this file stand; nothing was taken from it"
                    )
                taken.n_overruled += bool(others)
                taken.n_revised += bool(against) and not others
                taken.verdicts[str(said["verdict"])] += 1
                claims.add(correction)
                fresh.append(correction)
            if fresh:
                _put_in_force(output, claims, fresh)
    return taken


def _put_in_force(output: Output, claims: Claims, fresh: list[Row]) -> None:
    base = output.snapshot
    assert base is not None
    if head_of(base) is None:
        rebuild(base, output.folder / ".staging" / STATE)
    said = json.dumps(claims.corrections, default=str, sort_keys=True)
    name = hashlib.sha256(f"{base.name}\n{said}".encode()).hexdigest()[:16]
    stage = output.stage(f"{name}-review")
    article_ids = {correction["article_id"] for correction in fresh}
    articles = rows_of_articles(output, "articles", article_ids, ["article_id", "text_sha256"])
    texts = {row["article_id"]: row["text_sha256"] for row in articles}
    for table in TABLES:
        if table not in REWRITTEN:
            _correct(stage, base, table, claims, texts if table in _CORRECTED else {}, name)
    added = table_of("corrections", fresh)
    stage.replace_part(f"part-{name}.parquet", added, "corrections")
    stage.replace("batches", output.read("batches"))
    remake(stage)
    output.commit(stage)


def _correct(stage: Stage, base: Path, table: str, claims: Claims, texts: dict[str, str], name: str) -> None:
    """Take over a table's parts without the rows of some articles, which get a part of their own, corrected."""
    disk.make_folder(stage.folder / table)
    ids = pa.array(sorted(texts), pa.string())
    apart = [table_of(table, [])]
    for part in parts_in(base / table):
        if part.name == "part-empty.parquet":
            continue
        concerned = pc.is_in(read_part(part, table, ["article_id"])["article_id"], value_set=ids) if texts else None
        if concerned is None or not pc.any(concerned).as_py():
            disk.link(part, stage.folder / table / part.name)
            continue
        rows = read_part(part, table)
        apart.append(rows.filter(concerned))
        rest = rows.filter(pc.invert(concerned))
        if rest.num_rows:
            stage.replace_part(part.name, rest, table)
    if texts:
        own = corrected_rows(table, pa.concat_tables(apart), claims, texts)
        if own.num_rows:
            stage.replace_part(f"part-{name}.parquet", own, table)
