"""A Ray cluster of two nodes on this machine, each started by `ray start`, and extractors that tell where they ran."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fakes import FakeExtractor, FakeFailure

from unionwire.records import Article, Extraction

_STARTED_WITHIN = 120.0


class Node:
    """A node: the processes below `ray start --block`."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        environment = os.environ | {
            "RAY_USAGE_STATS_ENABLED": "0",
            "UNIONWIRE_TEST_LOG": str(folder / "log"),
            **secret(folder),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        command = [str(Path(sys.executable).with_name("ray")), "start", *arguments, "--num-cpus=1", "--block"]
        self.log = folder / f"node{len(list(folder.glob('node*')))}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, start_new_session=True
            )

    def wait(self) -> None:
        """Wait until the node says that it runs."""
        deadline = time.monotonic() + _STARTED_WITHIN
        while "Ray runtime started" not in self.log.read_text(errors="replace"):
            assert self._process.poll() is None, self.log.read_text(errors="replace")
            assert time.monotonic() < deadline, "the node does not start"
            time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL to every process of the node, as a machine that fails does it."""
        for process in [self._process.pid, *_descendants(self._process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()


def secret(folder: Path) -> dict[str, str]:
    """The environment of nodes and drivers that share a token made for this cluster, whatever others stand around."""
    token = folder / "token"
    if not token.exists():
        token.write_text(secrets.token_hex(32))
    return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token)}


class Cluster:
    """A head and a second node, with a CPU each."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.log.mkdir()
        port = _free_port()
        # what Ray is told of 127.0.0.1 it turns into the machine's address in its network; this one stays here
        here = "127.0.0.2"
        self.environment = secret(folder) | {"RAY_ADDRESS": f"{here}:{port}"}
        self.nodes: list[Node] = []
        for arguments in (["--head", f"--port={port}", "--include-dashboard=false"], [f"--address={here}:{port}"]):
            self.nodes.append(Node(*arguments, f"--node-ip-address={here}", folder=folder))
            try:
                self.nodes[-1].wait()
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        for node in reversed(self.nodes):
            node.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _descendants(process: int) -> list[int]:
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        below.setdefault(parent, []).append(int(stat.parent.name))
    found = list(below.get(process, ()))
    for child in found:
        found += below.get(child, ())
    return found


class TellingExtractor(FakeExtractor):
    """Takes its time, and leaves in $UNIONWIRE_TEST_LOG a file named after the node for each piece."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        import ray

        time.sleep(0.05)
        node = ray.get_runtime_context().get_node_id()
        folder = Path(os.environ["UNIONWIRE_TEST_LOG"]) / node
        folder.mkdir(exist_ok=True)
        (folder / f"{articles[0].article_id}-{os.getpid()}").touch()
        yield from super().extract_batch(articles)


class KilledExtractor(FakeExtractor):
    """Dies, as under the kernel's out-of-memory killer, of a text with the word KILLS; does not return from HANGS."""

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | FakeFailure]:
        if any("KILLS" in article.text for article in articles):
            os.kill(os.getpid(), signal.SIGKILL)
        if any("HANGS" in article.text for article in articles):
            time.sleep(600)
        yield from super().extract_batch(articles)


class BrokenExtractor(FakeExtractor):
    """Can't be built."""

    def __init__(self) -> None:
        from unionwire.errors import Fault

        raise Fault("the base model is missing")


def main(dump: str, out: str, extractor: str, limit_seconds: str) -> None:
    """A run on the cluster of $RAY_ADDRESS, in pieces so small that both nodes get some."""
    from unionwire import batch
    from unionwire.engines import pieces

    pieces._ARTICLES, batch._SHARD_ARTICLES = 5, 100
    make_extractor = getattr(sys.modules["tests.ray_cluster"], extractor)
    batch.run([dump], out, engine="ray", workers=2, make_extractor=make_extractor, limit_seconds=float(limit_seconds))


if __name__ == "__main__":
    import tests.ray_cluster  # noqa: F401 - under the name by which workers find it

    main(*sys.argv[1:])
