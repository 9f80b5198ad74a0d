"""Loading: the tables of an output folder as pandas DataFrames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from unionwire.errors import UsageError
from unionwire.tables.rows import ordered
from unionwire.tables.schema import TABLES
from unionwire.tables.write import current_snapshot, read_parts
from unionwire.uris import is_uri

if TYPE_CHECKING:
    import pandas as pd


def load_arrow(folder: str | Path) -> dict[str, pa.Table]:
    """The tables by name, in their declared order, all of the same run.

    An address of an object store (`s3://bucket/folder`) is as good as a folder.

    Raises UsageError where the folder holds no tables.
    """
    if is_uri(str(folder)) and not str(folder).startswith("file://"):
        from unionwire.tables.remote import load_remote

        found = load_remote(str(folder))
        if found is None:
            raise UsageError(f"no tables in {folder}")
        return {name: ordered(name, table) for name, table in found.items()}
    folder = str(folder).removeprefix("file://")
    while True:
        snapshot = current_snapshot(Path(folder))
        if snapshot is None and (Path(folder) / "articles").is_dir():
            snapshot = Path(folder)  # a copy whose links were followed, without the hidden folders
        if snapshot is None:
            raise UsageError(f"no tables in {folder}")
        try:
            return {name: ordered(name, read_parts(snapshot, name)) for name in TABLES}
        except FileNotFoundError:
            # read for so long that two runs have come in between: begin again with what is in force now
            if current_snapshot(Path(folder)) in {None, snapshot}:
                raise


def load(folder: str | Path) -> dict[str, pd.DataFrame]:
    """The tables by name as DataFrames; `cycle`, an integer that may be missing, is pandas' `Int16`.

    Raises UsageError where the folder holds no tables.

    >>> tables = load("out")  # doctest: +SKIP
    >>> tables["endorsements"].merge(tables["articles"][["article_id", "source"]])  # doctest: +SKIP
    """
    import pandas as pd

    nullable = {pa.int16(): pd.Int16Dtype()}
    return {name: table.to_pandas(types_mapper=nullable.get) for name, table in load_arrow(folder).items()}
