"""The nightly batch as docs/nightly.md and the DAG have it: their commands are run, and do what they are said to do."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import unionwire


@pytest.fixture
def news(tmp_path, root):
    """A folder as the page has it: the command below .venv, a crawl with a folder for one day."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "unionwire").symlink_to(Path(sys.executable).with_name("unionwire"))
    (tmp_path / "crawl" / "2026-11-21").mkdir(parents=True)
    shutil.copy(root / "data" / "sample" / "letters.csv", tmp_path / "crawl" / "2026-11-21")
    return tmp_path


def shell(command):
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_lines_for_cron_run(news, root):
    page = (root / "docs" / "nightly.md").read_text(encoding="utf-8")
    lines = [
        found.replace("/srv/news", str(news)) for found in re.findall(r"^[\d* ]{9,} +(cd .*)$", page, re.MULTILINE)
    ]
    assert [line.split(" && ")[1].split()[1] for line in lines] == ["run", "run", "compact"]
    quiet = shell(lines[0])
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert len(unionwire.load(news / "tables")["articles"]) == 4
    (news / "crawl" / "2026-11-21" / "torn.jsonl").write_text("{\n")
    assert shell(lines[0]).stderr == "unionwire: rejected 1 (1 bad JSON): see the table rejects\n"
    for line in lines[1:]:
        logged = shell(line)
        assert (logged.returncode, logged.stdout, logged.stderr) == (0, "", "")
    log = (news / "unionwire.log").read_text(encoding="utf-8")
    assert "skipped    4 already in the tables" in log
    assert re.search(r"^articles +\d+ -> 1$", log, re.MULTILINE)


class Operator:
    """Stands in for Airflow's: keeps what it was made with, and the order of the tasks."""

    made: dict[str, Operator] = {}  # noqa: RUF012 - emptied by each test
    order: list[tuple[str, str]] = []  # noqa: RUF012 - likewise

    def __init__(self, task_id, **settings):
        self.task_id, self.settings = task_id, settings
        self.output = self
        self.made[task_id] = self

    def __rshift__(self, other):
        self.order.append((self.task_id, other.task_id))


class Dag:
    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class StopError(Exception):
    pass


def task(**_):
    def decorate(function):
        def made(upstream):
            called = Operator(function.__name__, call=function)
            upstream >> called
            return called

        return made

    return decorate


@pytest.fixture
def dag(monkeypatch, root, news):
    """The tasks of the DAG, loaded with stand-ins for Airflow and with the folder's own names."""
    Operator.made, Operator.order = {}, []
    names: dict[str, dict[str, object]] = {
        "airflow": {},
        "airflow.exceptions": {"AirflowFailException": StopError},
        "airflow.providers": {},
        "airflow.providers.standard": {},
        "airflow.providers.standard.operators": {},
        "airflow.providers.standard.operators.bash": {"BashOperator": Operator},
        "airflow.sdk": {"DAG": Dag, "task": task},
    }
    for name, held in names.items():
        module = ModuleType(name)
        vars(module).update(held)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("UNIONWIRE_COMMAND", str(news / ".venv" / "bin" / "unionwire"))
    monkeypatch.setenv("UNIONWIRE_CRAWL", str(news / "crawl"))
    monkeypatch.setenv("UNIONWIRE_TABLES", str(news / "tables"))
    monkeypatch.setenv("UNIONWIRE_REPORT", str(news / "report.html"))
    runpy.run_path(str(root / "docs" / "airflow" / "unionwire_nightly.py"))
    return Operator.made


@pytest.mark.slow
def test_the_tasks_of_the_dag_do_their_work(dag, news):
    assert Operator.order == [("extract", "check"), ("check", "report")]
    ran = shell(dag["extract"].settings["bash_command"].replace("{{ ds }}", "2026-11-21"))
    assert (ran.returncode, ran.stderr) == (0, "")
    told = dag["extract"].settings["output_processor"](ran.stdout.splitlines()[-1])
    said = dag["check"].settings["call"](told)
    assert said == f"4 articles added, {len(unionwire.load(news / 'tables')['endorsements'])} endorsements in all"
    assert shell(dag["report"].settings["bash_command"]).returncode == 0
    assert (news / "report.html").stat().st_size > 100_000


def test_a_night_of_bad_records_stops_the_dag(dag):
    told = json.loads('{"records": 100, "rejected": 6, "rejects": {"bad_json": 6}}')
    with pytest.raises(StopError, match=r"6\.0% of the records were rejected: \{'bad_json': 6\}"):
        dag["check"].settings["call"](told)
