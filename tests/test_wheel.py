"""The wheel works without the checkout: built, installed into an empty environment, run elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

TEXT = " date 2019-10-02 Teamsters Local 9041 endorsed Jane Holloway for mayor. The local has 3,400 members.\n"


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    [built] = folder.glob("unionwire-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it and, by a path, the dependencies that the tests run with."""
    folder = tmp_path_factory.mktemp("env")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    [packages] = folder.glob("lib/python3*/site-packages")
    # a path that a .pth adds is not searched for further .pth files, so the editable install of the checkout stays out
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def test_the_wheel_carries_data_and_code_and_nothing_else(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"unionwire/py.typed", "unionwire/models/base-model.toml", "unionwire/cli.py"} <= names
    seeds = {f"unionwire/{path.relative_to(root).as_posix()}" for path in (root / "seeds").rglob("*") if path.is_file()}
    assert len(seeds) > 5
    assert seeds <= names
    report = {path.name for path in (root / "pipeline" / "unionwire" / "report").glob("*.*")} - {"__init__.py"}
    scripts = {f"js/{path.name}" for path in (root / "pipeline" / "unionwire" / "report" / "js").iterdir()}
    assert {"page.html", "report.css", "js/app.js"} <= report | scripts
    assert {f"unionwire/report/{name}" for name in report | scripts} <= names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"unionwire"}
    assert not [name for name in names if "tests/" in name or "/test_" in name or name.startswith("test_")]


def test_it_runs_outside_the_checkout(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT)
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def call(*command: str | Path) -> str:
        done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = call(environment / "bin" / "python", "-c", "import unionwire; print(unionwire.__file__)")
    assert Path(where.strip()).is_relative_to(environment)
    assert "files as recorded" in call(environment / "bin" / "unionwire", "model", "verify")
    call(environment / "bin" / "unionwire", "run", "report.txt", "--out", "out")
    [endorsement] = pd.read_parquet(tmp_path / "out" / "endorsements").to_dict("records")
    assert (endorsement["union_id"], endorsement["candidate_id"]) == ("teamsters-local-9041", "jane-holloway")
    assert (endorsement["stance"], endorsement["office"]) == ("endorsed", "mayor")
    [count] = pd.read_parquet(tmp_path / "out" / "membership_counts").to_dict("records")
    assert (count["union_id"], count["value"]) == ("teamsters-local-9041", 3_400)
