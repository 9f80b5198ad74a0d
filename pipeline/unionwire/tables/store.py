"""An address of an object store as a handful of steps: each does its step or raises one line.

pyarrow does the steps. It knows no conditional writes; where boto3 is installed, it replaces the pointer of an S3 address
on condition that it is still the one that was read, which the store decides. Without boto3 the pointer is read again
right before, and two runs that end in the same instant are told apart by nobody.
"""

from __future__ import annotations

import hashlib
import shutil
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionwire.errors import Fault, UsageError
from unionwire.uris import open_store, said

_COPY_BYTES = 8 << 20
_REFUSED = {"PreconditionFailed", "ConditionalRequestConflict"}


@dataclass(frozen=True, slots=True)
class Pointer:
    """An object as it was read: its bytes (None where there is none) and the store's tag of this version."""

    body: bytes | None
    etag: str | None = None

    @property
    def digest(self) -> str:
        """What tells it from other versions; empty where there is none."""
        return "" if self.body is None else hashlib.sha256(self.body).hexdigest()


class Store:
    """The objects below an address. Paths are relative to it."""

    def __init__(self, uri: str) -> None:
        self.uri = uri.rstrip("/")
        self.system, self._root = open_store(uri)

    def path(self, name: str) -> str:
        """The path in the file system."""
        return f"{self._root}/{name}"

    def pointer(self, name: str) -> Pointer:
        """Read an object with its tag. Raises UsageError where the address can't be read."""
        try:
            with self.system.open_input_stream(self.path(name)) as file:
                tag = file.metadata().get("ETag") if hasattr(file, "metadata") else None
                return Pointer(file.read(), tag.decode() if tag else None)
        except FileNotFoundError:
            return Pointer(None)
        except OSError as error:
            raise UsageError(f"can't read {self.uri}: {said(error)}") from error

    def open_for_writing(self, name: str) -> Pointer:
        """The pointer; makes sure that the address can be written, before hours are spent on what goes there.

        Raises UsageError where it can't.
        """
        from pyarrow.fs import FileType

        bucket = self._root.partition("/")[0]
        try:
            if self.system.get_file_info(bucket).type == FileType.NotFound:
                raise UsageError(f"can't write into {self.uri}: there is no {bucket}")
            self._write("_probe", b"")
            self.system.delete_file(self.path("_probe"))
        except OSError as error:
            raise UsageError(f"can't write into {self.uri}: {said(error)}") from error
        return self.pointer(name)

    def replace(self, name: str, body: bytes, seen: Pointer) -> Pointer:
        """Replace an object that is still as it was seen. Raises Fault where it is not, or can't be written."""
        client = self._conditional()
        if client is not None:
            condition = {"IfMatch": seen.etag} if seen.body is not None else {"IfNoneMatch": "*"}
            bucket, _, key = self.path(name).partition("/")
            try:
                client.put_object(Bucket=bucket, Key=key, Body=body, **condition)
            except Exception as error:
                if getattr(error, "response", {}).get("Error", {}).get("Code") in _REFUSED:
                    raise self._overtaken() from error
                raise Fault(f"can't write into {self.uri}: {said(error)}; run again to go on") from error
        else:
            if self.pointer(name).digest != seen.digest:
                raise self._overtaken()
            self.write(name, body)
        return self.pointer(name)

    def read(self, name: str) -> bytes | None:
        """An object's bytes, or None where there is none."""
        return self.pointer(name).body

    def write(self, name: str, body: bytes) -> None:
        """Write a small object. Raises Fault."""
        with self._told():
            self._write(name, body)

    def upload(self, source: Path, name: str) -> None:
        """Write a file's bytes. Raises Fault."""
        with self._told(), source.open("rb") as file, self.system.open_output_stream(self.path(name)) as out:
            shutil.copyfileobj(file, out, _COPY_BYTES)

    def download(self, name: str, target: Path) -> None:
        """Write an object's bytes into a file. Raises Fault."""
        with self._told(), self.system.open_input_stream(self.path(name)) as file, target.open("wb") as out:
            shutil.copyfileobj(file, out, _COPY_BYTES)

    def copy(self, name: str, target: str) -> None:
        """Copy an object within the store. Raises Fault."""
        with self._told():
            self.system.copy_file(self.path(name), self.path(target))

    def delete(self, name: str) -> None:
        """Delete an object. Raises Fault."""
        with self._told():
            self.system.delete_file(self.path(name))

    def sizes(self, folder: str) -> dict[str, int]:
        """The objects right below a folder, by name, with their sizes in bytes. Raises Fault."""
        from pyarrow.fs import FileSelector

        with self._told():
            infos = self.system.get_file_info(FileSelector(self.path(folder), allow_not_found=True))
        return {info.base_name: info.size for info in infos if info.is_file}

    def _write(self, name: str, body: bytes) -> None:
        with self.system.open_output_stream(self.path(name)) as out:
            out.write(body)

    def _overtaken(self) -> Fault:
        return Fault(f"another run has put tables in force at {self.uri} in the meantime; run again to add to them")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Fault(f"can't go on at {self.uri}: {said(error)}; run again to go on") from error

    def _conditional(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        """A client that writes on conditions, or None."""
        if self.system.type_name != "s3":
            return None
        try:
            import boto3
        except ImportError:
            return None
        options = dict(urllib.parse.parse_qsl(self.uri.partition("?")[2]))
        endpoint = options.get("endpoint_override")
        if endpoint and "://" not in endpoint:
            endpoint = f"{options.get('scheme', 'https')}://{endpoint}"
        return boto3.client("s3", endpoint_url=endpoint, region_name=options.get("region"))
