"""Loading: the tables of an output folder, as DataFrames and for whoever works with Arrow, polars or DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from unionwire.errors import UsageError
from unionwire.tables.fields import field_notes
from unionwire.tables.rows import ordered
from unionwire.tables.schema import TABLES, schema
from unionwire.tables.write import completed, current_snapshot, parts_in, read_part, read_parts, rows_in
from unionwire.uris import is_uri

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl

    from unionwire.tables.context import Context

T = TypeVar("T")


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of an output folder as one run left them: `tables["endorsements"]` is a DataFrame.

    A table is read when it is first asked for, and kept. In the frames, dates are datetime64, columns whose values the
    schema lists are categories with all of these, and integers that may be missing are pandas' `Int16`.

    >>> tables = unionwire.load("out")  # doctest: +SKIP
    >>> tables["endorsements"].merge(tables["articles"], on="article_id")  # doctest: +SKIP
    """

    def __init__(self, folder: str | Path) -> None:
        """Raises UsageError where the folder, or the address of an object store, holds no tables."""
        self._given = str(folder)
        self._arrow: dict[str, pa.Table] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._parts: dict[tuple[str, ...], pa.Table] = {}
        self._ids: list[tuple[Path, pa.Table]] = []
        self._texts: dict[str, str | None] = {}
        self._snapshot: Path | None = None
        if is_uri(self._given) and not self._given.startswith("file://"):
            self._arrow = load_arrow(folder)
        else:
            self._snapshot = _snapshot_of(self._given)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            if name not in TABLES:
                raise KeyError(name)
            self._frames[name] = frame_of(name, self.arrow(name))
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)

    def __repr__(self) -> str:
        return f"<unionwire tables of {self._given}: {', '.join(f'{name} {self.n_rows(name):,}' for name in self)}>"

    def n_rows(self, name: str) -> int:
        """How many rows a table has, without reading them. Raises KeyError for a name that is none."""
        if self._snapshot is None or name in self._arrow:
            return int(self.arrow(name).num_rows)
        return rows_in(self.files(name))

    def files(self, name: str) -> list[Path]:
        """The Parquet files of a table, for tools that read them themselves; they stay until the run after the next.

        Raises KeyError for a name that is no table, UsageError for tables of an object store and for files gone.
        """
        if name not in TABLES:
            raise KeyError(name)
        if self._snapshot is None:
            raise UsageError(f"the tables of {self._given} are no files on this machine: take .arrow({name!r})")
        return self._while_there(lambda folder: parts_in(folder / name))

    def arrow(self, name: str, columns: Sequence[str] = ()) -> pa.Table:
        """A table as Arrow holds it, in its declared order; asked again, the same object, without a copy.

        With `columns` only these are read, and the rows stand in the order of the files.

        Raises KeyError for a name that is none, UsageError where the files are gone.
        """
        if columns and name not in self._arrow:
            key = (name, *columns)
            if key not in self._parts:
                self._parts[key] = self._while_there(lambda folder: read_parts(folder, name, list(columns)))
            return self._parts[key]
        if columns:
            return self._arrow[name].select(list(columns))
        if name not in self._arrow:
            if name not in TABLES:
                raise KeyError(name)
            self._arrow[name] = ordered(name, self._while_there(lambda folder: read_parts(folder, name)))
        return self._arrow[name]

    def pieces(self, name: str) -> Iterator[pa.Table]:
        """A table piece by piece, in the order of its files, for what need not be in memory as a whole.

        Raises KeyError for a name that is none, UsageError where the files are gone.
        """
        if self._snapshot is None or name in self._arrow:
            yield self.arrow(name)
            return
        for part in self.files(name):
            for group in range(self._while_there(partial(_n_groups, part))):
                yield self._while_there(partial(_group, name, part, group))

    def polars(self, name: str) -> pl.DataFrame:
        """A table as polars' DataFrame, over the memory of the Arrow table. Raises as `arrow`, and without polars."""
        polars = _library("polars")
        frame: pl.DataFrame = polars.from_arrow(self.arrow(name))
        return frame

    def scan(self, name: str) -> pl.LazyFrame:
        """A table as polars' LazyFrame over the files: only what a query needs is read. Raises as `files`."""
        polars = _library("polars")
        if not self.files(name):
            empty: pl.LazyFrame = polars.from_arrow(schema(name).empty_table()).lazy()
            return empty
        lazy: pl.LazyFrame = polars.scan_parquet(self.files(name), missing_columns="insert")
        return lazy

    def duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
        """A connection of DuckDB in which each table is a view over its files: only what a query needs is read.

        `connection` is one to put the views into, in place of a new one in memory. Raises UsageError without duckdb.

        >>> tables.duckdb().sql("FROM endorsements WHERE stance = 'endorsed'")  # doctest: +SKIP
        """
        database = connection if connection is not None else _library("duckdb").connect()
        for name in TABLES:
            if self._snapshot is None or not self.files(name):
                database.register(name, self.arrow(name))
                continue
            files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in self.files(name))
            # files older than a column do not have it
            database.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM read_parquet([{files}], union_by_name = true)')
        return database

    def endorsements_wide(self) -> pd.DataFrame:
        """`endorsements` with the names of union and candidate and what the article is; see `tables.views`."""
        from unionwire.tables import views

        return views.endorsements(self)

    def membership_counts_wide(self) -> pd.DataFrame:
        """`membership_counts` with the union's name and what the article is; see `tables.views`."""
        from unionwire.tables import views

        return views.membership_counts(self)

    def relationships_wide(self) -> pd.DataFrame:
        """`relationships` with the names of child and parent and what the article is; see `tables.views`."""
        from unionwire.tables import views

        return views.relationships(self)

    def candidates_wide(self) -> pd.DataFrame:
        """`candidates` with how many unions took which position on each; see `tables.views`."""
        from unionwire.tables import views

        return views.candidates(self)

    def positions_wide(self) -> pd.DataFrame:
        """`positions` with the names of union, its parent and candidate; see `tables.views`."""
        from unionwire.tables import views

        return views.positions(self)

    def national_local_wide(self) -> pd.DataFrame:
        """`national_local` with the names of child, parent and candidates; see `tables.views`."""
        from unionwire.tables import views

        return views.national_local(self)

    def behind(self, position: Any) -> pd.DataFrame:  # noqa: ANN401 - a row as pandas gives it, or a mapping
        """The rows of `endorsements` that a row of `positions` consolidates; see `tables.views`."""
        from unionwire.tables import views

        return views.behind(self, position)

    def evidence(self, row: Any) -> Context:  # noqa: ANN401 - a row as pandas gives it, or a mapping
        """The sentence of a fact, or of a mention, with the sentences around it and the mentions in it.

        Args:
            row: a row of `membership_counts`, `endorsements`, `relationships`, `mentions` or of a wide view: a Series, a
                tuple of `itertuples()`, or a mapping. What counts are its `article_id`, `start` and `end`.

        Raises:
            ValueError: the row has no `article_id`, `start` and `end`.
            UsageError: the tables do not hold its article, or not the article's text.
        """
        from unionwire.tables.context import context

        return context(self, row)

    def text(self, article_id: str) -> str | None:
        """An article's text, of which only its neighbourhood is read; None where it is not in the tables."""
        if self._snapshot is None or "articles" in self._arrow:
            found = self.arrow("articles").filter(pc.equal(self.arrow("articles")["article_id"], article_id))
            text: str | None = found["text"][0].as_py() if found.num_rows else None
            return text
        if article_id not in self._texts:
            if not self._ids:
                self._ids = [(part, self._while_there(partial(_ids_of, part))) for part in self.files("articles")]
            found_text = self._while_there(lambda _: _text_in(self._ids, article_id))
            self._texts = {article_id: found_text}  # the next row is often of the same article
        return self._texts[article_id]

    def _while_there(self, read: Callable[[Path], T]) -> T:
        assert self._snapshot is not None
        gone = UsageError(f"two runs have changed {self._given} since it was loaded: load it again")
        try:
            found = read(self._snapshot)
        except FileNotFoundError as error:
            raise gone from error
        # of a folder that is gone no part is listed
        if not (self._snapshot / "articles").is_dir():
            raise gone
        return found


def load(folder: str | Path) -> Tables:
    """The tables of an output folder, or of an address of an object store; see Tables.

    Raises UsageError where it holds no tables.
    """
    return Tables(folder)


def load_arrow(folder: str | Path) -> dict[str, pa.Table]:
    """All tables by name, read at once, in their declared order, all of the same run.

    An address of an object store (`s3://bucket/folder`) is as good as a folder.

    Raises UsageError where the folder holds no tables.
    """
    if is_uri(str(folder)) and not str(folder).startswith("file://"):
        from unionwire.tables.remote import load_remote

        found = load_remote(str(folder))
        if found is None:
            raise UsageError(f"no tables in {folder}")
        return {name: ordered(name, table) for name, table in found.items()}
    while True:
        snapshot = _snapshot_of(str(folder))
        try:
            return {name: ordered(name, read_parts(snapshot, name)) for name in TABLES}
        except FileNotFoundError:
            # read for so long that two runs have come in between: begin again with what is in force now
            if current_snapshot(Path(str(folder).removeprefix("file://"))) in {None, snapshot}:
                raise


def frame_of(name: str, table: pa.Table) -> pd.DataFrame:
    """A table as a DataFrame: listed values as categories, integers that may be missing as pandas' `Int16`."""
    import pandas as pd

    listed = {
        field.name: field_notes(field)["values"].split(" | ")
        for field in TABLES[name].columns
        if "values" in field_notes(field)
    }
    frame = table.to_pandas(types_mapper={pa.int16(): pd.Int16Dtype()}.get)
    for column, values in listed.items():
        # what another version wrote is kept, though this one does not list it
        others = sorted(set(frame[column].dropna()) - set(values))
        frame[column] = pd.Categorical(frame[column], categories=[*values, *others])
    return frame


def _snapshot_of(given: str) -> Path:
    folder = Path(given.removeprefix("file://"))
    snapshot = current_snapshot(folder)
    if snapshot is None and (folder / "articles").is_dir():
        return folder  # a copy whose links were followed, without the hidden folders
    if snapshot is None:
        raise UsageError(f"no tables in {given}: name the folder that `unionwire run --out` made")
    return snapshot


def _n_groups(part: Path, _: Path) -> int:
    return int(pq.read_metadata(part).num_row_groups)


def _group(name: str, part: Path, group: int, _: Path) -> pa.Table:
    with pq.ParquetFile(part) as file:
        return completed(file.read_row_group(group), schema(name))


def _ids_of(part: Path, _: Path) -> pa.Table:
    return read_part(part, "articles", ["article_id"])


def _text_in(ids: list[tuple[Path, pa.Table]], article_id: str) -> str | None:
    for part, held in ids:
        at = pc.index(held["article_id"], article_id).as_py()
        if at < 0:
            continue
        with pq.ParquetFile(part) as file:
            group = 0
            while at >= file.metadata.row_group(group).num_rows:
                at -= file.metadata.row_group(group).num_rows
                group += 1
            text: str | None = file.read_row_group(group, ["text"])["text"][at].as_py()
            return text
    return None


def _library(name: str) -> Any:  # noqa: ANN401 - a module
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(f"{name} is not installed: pip install {name}") from error
