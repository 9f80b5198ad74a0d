"""Parquet files of articles, read a batch of rows at a time; a damaged row group costs itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.read.fields import EXCERPT, Options, column_map, to_article
from unionwire.read.inputs import Source
from unionwire.read.limits import whole
from unionwire.read.wrappers import unwrapped
from unionwire.reasons import Code
from unionwire.records import Article, Reject

_BATCH_ROWS = 256


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a row, from 1. Raises ValueError (pyarrow.ArrowInvalid) where the file is no Parquet."""
    with source.open() as file:
        # a compressed stream can't seek, which Parquet needs; such files are rare and small
        seekable: IO[bytes] | pa.BufferReader = pa.BufferReader(whole(file)) if source.compression else file
        table = pq.ParquetFile(seekable, page_checksum_verification=True)
        schema = table.schema_arrow
        columns = column_map(schema.names, options)
        wanted = sorted({name for held in columns.values() for name in held})
        if "text" not in columns:
            # the article may be a column of its own, with the fields in it
            wanted = [field.name for field in schema if pa.types.is_struct(field.type)]
            if not wanted:
                detail = "name it with --field text=COLUMN"
                yield 0, Reject(source.shown, 0, Code.NO_TEXT_COLUMN, detail, ", ".join(schema.names)[:EXCERPT])
                return
            wanted += sorted({name for held in columns.values() for name in held} - set(wanted))
        # a value that stands once in the file and is named by every row stays one value, and rows are made one at a time
        once = [name for name in wanted if _is_text(schema.field(name).type)]
        table = pq.ParquetFile(seekable, read_dictionary=once, page_checksum_verification=True)
        before = 0
        for group in range(table.num_row_groups):
            yield from _rows(table, group, wanted, before, source, options)
            before += table.metadata.row_group(group).num_rows


def _rows(
    table: pq.ParquetFile, group: int, wanted: list[str], before: int, source: Source, options: Options
) -> Iterator[tuple[int, Article | Reject]]:
    number = before
    try:
        for batch in table.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], columns=wanted):
            for place in range(batch.num_rows):
                number += 1
                row = {name: batch[name][place].as_py() for name in batch.schema.names}
                yield number, to_article(unwrapped(row, options)[0], number, source.shown, options)
    except (OSError, ValueError, pa.ArrowException) as error:
        last = before + table.metadata.row_group(group).num_rows
        if number >= last:
            raise
        said = " ".join(str(error).split())[:100]
        yield number + 1, Reject(source.shown, number + 1, Code.DAMAGED_PART, f"rows {number + 1} to {last}: {said}")


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))
