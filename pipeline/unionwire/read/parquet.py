"""Parquet files of articles, read a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from unionwire.read.fields import EXCERPT, Options, column_map, to_article
from unionwire.read.inputs import Source
from unionwire.read.limits import whole
from unionwire.reasons import Code
from unionwire.records import Article, Reject

_BATCH_ROWS = 256


def read(source: Source, options: Options) -> Iterator[tuple[int, Article | Reject]]:
    """Yield a record a row, from 1. Raises ValueError (pyarrow.ArrowInvalid) where the file is no Parquet."""
    with source.open() as file:
        # a compressed stream can't seek, which Parquet needs; such files are rare and small
        seekable: IO[bytes] | pa.BufferReader = pa.BufferReader(whole(file)) if source.compression else file
        table = pq.ParquetFile(seekable)
        names = table.schema_arrow.names
        columns = column_map(names, options)
        if "text" not in columns:
            detail = "name it with --field text=COLUMN"
            yield 0, Reject(source.shown, 0, Code.NO_TEXT_COLUMN, detail, ", ".join(names)[:EXCERPT])
            return
        wanted = sorted({name for held in columns.values() for name in held})
        # a value that stands once in the file and is named by every row stays one value, and rows are made one at a time
        once = [name for name in wanted if _is_text(table.schema_arrow.field(name).type)]
        table = pq.ParquetFile(seekable, read_dictionary=once)
        number = 0
        for batch in table.iter_batches(batch_size=_BATCH_ROWS, columns=wanted):
            for place in range(batch.num_rows):
                number += 1
                row = {name: batch[name][place].as_py() for name in batch.schema.names}
                yield number, to_article(row, number, source.shown, options)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))
