"""An object store that speaks S3, on this machine: moto's server in a process of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

needs_store = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("moto", "flask", "flask_cors")),
    reason="moto[s3], flask and flask-cors are not installed: make test-scale",
)


@contextlib.contextmanager
def serving(log: Path) -> Iterator[dict[str, str]]:
    """A server, empty; yields the environment by which clients find it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the store does not answer"
            time.sleep(0.1)
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[None]:
    """A server for a module's tests, told of by the environment."""
    before = dict(os.environ)
    with serving(tmp_path_factory.mktemp("moto") / "log") as environment:
        os.environ.update(environment)
        yield
        for name in environment:
            os.environ.pop(name)
        os.environ.update({name: value for name, value in before.items() if name in environment})


@pytest.fixture
def bucket(server, request) -> str:
    """A bucket of the test's own; its name."""
    import boto3

    name = "bucket-" + "".join(character if character.isalnum() else "-" for character in request.node.name)[
        -40:
    ].lower().strip("-")
    boto3.client("s3").create_bucket(Bucket=name)
    return name


def put(bucket: str, key: str, body: bytes) -> None:
    import boto3

    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body)


def keys(bucket: str) -> set[str]:
    import boto3

    return {held["Key"] for held in boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", ())}


def get(bucket: str, key: str) -> bytes:
    import boto3

    body: bytes = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return body


def delete(bucket: str, key: str) -> None:
    import boto3

    boto3.client("s3").delete_object(Bucket=bucket, Key=key)
