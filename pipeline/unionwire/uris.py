"""Addresses of object stores, `s3://bucket/folder`, in place of paths: through pyarrow's own file systems, no extra needed.

Keys, region and endpoint come from where the AWS tools take them (AWS_ACCESS_KEY_ID, ~/.aws, AWS_REGION, AWS_ENDPOINT_URL),
or stand behind the address as pyarrow has it: `s3://bucket/folder?region=eu-west-1&endpoint_override=...`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unionwire.errors import UsageError

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]+)://(?P<path>.*?)(?P<query>\?\w+=[^?*/]*)?", re.IGNORECASE | re.DOTALL
)


def is_uri(given: str) -> bool:
    """Whether it is an address rather than a path."""
    return _ADDRESS.fullmatch(given) is not None


def open_store(given: str) -> tuple[FileSystem, str]:
    """The file system of an address and the path in it, wildcards and all; a query of the form `?name=value` is left out.

    Raises UsageError for an address of an unknown kind, and where no connection can be set up.
    """
    from pyarrow import ArrowException
    from pyarrow.fs import FileSystem

    match = _ADDRESS.fullmatch(given)
    assert match is not None
    path = match["path"].rstrip("/")
    if match["scheme"].lower() == "file":
        return FileSystem.from_uri("file:///")[0], path
    # the path may hold spaces and wildcards, which no URI may
    bucket = path.partition("/")[0]
    if "@" in bucket:
        raise UsageError(
            "names and secrets of accounts do not belong into an address: set AWS_ACCESS_KEY_ID and the like"
        )
    try:
        store, _ = FileSystem.from_uri(f"{match['scheme'].lower()}://{bucket}{match['query'] or ''}")
    except (ArrowException, OSError, ValueError) as error:
        raise UsageError(f"can't open {given}: {said(error)}") from error
    return store, path


def said(error: BaseException) -> str:
    """What an error of a store says, in a line."""
    return " ".join(str(error).split())[:300]
