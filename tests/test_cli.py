"""Every command through its real entry point: output, exit codes, one line an error."""

from __future__ import annotations

import gzip
import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import unionwire
from unionwire.cli import cli as commands

TEXT = (
    "MADISON, Wis. — The Wisconsin State AFL-CIO said on Tuesday that it has endorsed Jane Holloway for governor. "
    "The 12,000-member federation praised her record."
)


def one_line(finished: subprocess.CompletedProcess[str]) -> str:
    """The only line of standard error; nothing may stand on standard output."""
    assert finished.stdout == ""
    assert finished.stderr.count("\n") == 1, finished.stderr
    assert "Traceback" not in finished.stderr
    return finished.stderr.strip()


def test_version(cli):
    finished = cli("--version")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, f"{unionwire.__version__}\n", "")


def test_help_names_every_command_and_imports_nothing_heavy():
    script = (
        "import sys\nfrom unionwire.cli import cli\nfrom typer.testing import CliRunner\n"
        "for words in (['--help'], ['run', '--help']):\n"
        "    result = CliRunner().invoke(cli, words)\n    assert result.exit_code == 0\n    print(result.output)\n"
        "print(sorted({'spacy', 'pandas', 'pyarrow', 'numpy'} & sys.modules.keys()))"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout.splitlines()[-1] == "[]"
    for command in (
        "run",
        "explain",
        "evaluate",
        "schema",
        "show",
        "model",
        "--workers",
        "--engine",
        "--field",
        "--out",
    ):
        assert command in finished.stdout


def test_importing_the_package_imports_nothing_heavy():
    script = "import sys, unionwire; print(sorted({'spacy', 'pandas', 'pyarrow', 'typer'} & sys.modules.keys()))"
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"


def test_extract_is_a_function_before_and_after_its_module_is_imported():
    script = (
        "import unionwire, unionwire.extract\nfrom unionwire.extract import Extractor\n"
        "assert callable(unionwire.extract) and callable(unionwire.run)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_python_m_is_the_command(tmp_path):
    finished = subprocess.run(
        [sys.executable, "-m", "unionwire", "--version"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert finished.stdout == f"{unionwire.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "missing.jsonl", "--out", "o"], "no such input: missing.jsonl"),
        (["run", "*.nothing", "--out", "o"], "no file to read matches *.nothing"),
        (["run", "notes.docx", "--out", "o"], "unknown format: notes.docx"),
        (["run", "crawl.tar.gz", "--out", "o"], "crawl.tar.gz is an archive: unpack it first, and name the folder"),
        (["run", "a.txt", "--out", "a.txt"], "can't write into"),
        (["run", "a.txt", "--out", "a.txt/below"], "can't write into"),
        (["run", "a.txt", "--out", "o", "--field", "text"], "--field takes FIELD=COLUMN"),
        (["run", "a.txt", "--out", "o", "--field", "author=by"], "no such field: author"),
        (["run", "a.txt", "--out", "o", "--workers", "0"], "--workers must be at least 1"),
        (["show", "nowhere"], "no tables in nowhere"),
        (["explain", "missing.txt"], "no such input: missing.txt"),
        (["explain", "two.jsonl"], "holds several articles"),
        (["explain", "two.jsonl", "--id", "3"], "no article 3 in two.jsonl"),
        (["explain", "-"], "standard input, record 1: no text"),
        (["explain", "odd.csv"], "--field text=COLUMN names the column that holds it"),
        (["compare", "nowhere", "nowhere"], "no tables in nowhere: name the folder that unionwire run --out made"),
        (["explain", "a.txt", "--html", "nowhere/a.html"], "no such folder for --html: nowhere"),
    ],
)
def test_wrong_calls_end_with_2_and_one_line(cli, tmp_path, arguments, said):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "notes.docx").write_text("x")
    (tmp_path / "odd.csv").write_text("key,story\n7,rain\n")
    (tmp_path / "crawl.tar.gz").write_bytes(b"")
    (tmp_path / "two.jsonl").write_text('{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n')
    finished = cli(*arguments)
    assert finished.returncode == 2
    assert said in one_line(finished)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "Missing option '--out'. (see unionwire run --help)"),
        (["nonsense"], "No such command 'nonsense'. (see unionwire --help)"),
        (["seeds", "chek"], "No such command 'chek'. Did you mean 'check'? (see unionwire seeds --help)"),
        (
            ["run", "a.txt", "--workerz", "2"],
            "No such option: --workerz (Possible options: --workers) (see unionwire run --help)",
        ),
        (
            ["run", "a.txt", "--out", "o", "--engine", "dask"],
            "Invalid value for '--engine': 'dask' is not one of 'local', 'ray'. (see unionwire run --help)",
        ),
    ],
)
def test_unknown_words_and_missing_ones_end_with_2(cli, arguments, said):
    finished = cli(*arguments)
    assert finished.returncode == 2
    assert one_line(finished) == f"unionwire: {said}"


def every_command():
    """Every command and group of commands by its words, with its help."""
    found = {}

    def walk(command, words):
        found[words] = (command.help or "", {name for one in command.params for name in one.opts})
        for name, below in getattr(command, "commands", {}).items():
            walk(below, (*words, name))

    walk(typer.main.get_command(commands), ())
    return found


def test_the_help_of_every_command_has_an_example_that_could_be_typed():
    helps = every_command()
    assert len(helps) >= 17
    for words, (text, _) in helps.items():
        example = " ".join(text.split()).partition("For example: unionwire ")[2]
        assert example, words
        for call in example.split(", then unionwire "):
            given = shlex.split(call)
            named = max((path for path in helps if tuple(given[: len(path)]) == path), key=len)
            assert named[: len(words)] == words, call
            assert {word for word in given if word.startswith("--")} <= helps[named][1], call


def test_the_shell_completes_commands_options_and_values():
    script = (
        'eval "$(_UNIONWIRE_COMPLETE=source_bash unionwire)"\n'
        "complete -p unionwire\n"
        'ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _unionwire_completion unionwire; echo "${COMPREPLY[@]}"; }\n'
        "ask unionwire re\nask unionwire seeds c\nask unionwire run --re\nask unionwire run --engine ''\n"
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    finished = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, check=True, env=os.environ | {"PATH": path}
    )
    told = finished.stdout.splitlines()
    assert told[0].split()[-3:] == ["-F", "_unionwire_completion", "unionwire"]
    assert told[1:] == ["report review", "check", "--reprocess", "local ray"]


@pytest.mark.parametrize(
    ("shell", "line", "offered"),
    [
        ("fish", "unionwire re", ["report", "review"]),
        ("fish", "unionwire run --engine ", ["local", "ray"]),
        ("zsh", "unionwire re", ["report", "review"]),
        ("zsh", "unionwire seeds c", ["check"]),
        ("zsh", "unionwire run da", []),  # nothing of ours: zsh is told to offer files
    ],
)
def test_zsh_and_fish_are_offered_the_same(shell, line, offered):
    asked = {"_UNIONWIRE_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    if shell == "fish":
        asked["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    finished = subprocess.run(
        [Path(sys.executable).parent / "unionwire"], capture_output=True, text=True, check=True, env=os.environ | asked
    )
    if shell == "fish":  # a line a choice, with its help behind a tab
        assert [choice.split("\t")[0] for choice in finished.stdout.splitlines()] == offered
    elif offered:
        assert re.findall(r'[("\n]"(\w+)"', finished.stdout) == offered
    else:
        assert finished.stdout.strip() == "_files"


def test_no_words_at_all_show_the_help(cli):
    finished = cli()
    assert (finished.returncode, finished.stderr) == (2, "")
    assert "evaluate" in finished.stdout


def test_run_adds_tells_and_skips(cli, tmp_path):
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "one.txt").write_text(f" date 2018-05-01 {TEXT}")
    (tmp_path / "dump" / "bad.jsonl").write_text("{\n")
    finished = cli("run", "dump", "--out", "out")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert re.search(r"^added +1 article,", finished.stdout, re.MULTILINE)
    assert re.search(r"^rejected +1\n +1 bad JSON$", finished.stdout, re.MULTILINE)
    tables = unionwire.load(tmp_path / "out")
    assert list(tables["articles"]["article_id"]) == ["one"]
    assert str(tables["articles"]["published"].iloc[0].date()) == "2018-05-01"
    assert "afl-cio-wi" in set(tables["unions"]["union_id"])
    [endorsement] = tables["endorsements"].to_dict("records")
    assert (endorsement["union_id"], endorsement["candidate_id"]) == ("afl-cio-wi", "jane-holloway")
    assert endorsement["stance"] == "endorsed"
    assert set(tables["membership_counts"]["value"]) == {12_000}

    again = cli("run", "dump", "--out", "out")
    assert again.returncode == 0
    assert re.search(r"^added +0 articles", again.stdout, re.MULTILINE)
    assert re.search(r"^skipped +1 already in the tables", again.stdout, re.MULTILINE)
    assert len(unionwire.load(tmp_path / "out")["endorsements"]) == 1

    shown = cli("show", "out")
    assert shown.returncode == 0
    assert "Jane Holloway" in shown.stdout
    assert "12,000" in shown.stdout


def test_a_strict_run_says_what_it_met_and_ends_with_1(cli, tmp_path):
    (tmp_path / "dump.jsonl").write_text('{"id": 1, "text": "fine"}\n{\n')
    finished = cli("run", "dump.jsonl", "--out", "out", "--strict")
    assert finished.returncode == 1
    assert one_line(finished) == "unionwire: --strict: dump.jsonl, record 2: bad JSON; the tables are as before"


def test_a_column_of_another_name(cli, tmp_path):
    (tmp_path / "dump.csv").write_text(f'key,story\n7,"{TEXT}"\n')
    finished = cli("run", "dump.csv", "--out", "out", "--field", "text=story", "--field", "id=key")
    assert finished.returncode == 0
    assert list(unionwire.load(tmp_path / "out")["articles"]["article_id"]) == ["7"]


def test_progress_bars_only_on_a_terminal(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    command = [str(Path(sys.executable).with_name("unionwire")), "run", "a.txt", "--out", "out"]
    parent, child = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=child, env=environment
    ) as process:
        os.close(child)
        told = _drain(parent)
        assert process.stdout is not None
        printed = process.stdout.read()
    assert process.returncode == 0
    assert b"extracting" in told
    assert b"1/1" in told
    assert b"extracting" not in printed
    assert b"added" in printed


def _drain(terminal: int) -> bytes:
    """Everything that is written to a terminal until its other end is closed."""
    said = b""
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # Linux reports the other end's closing as an error
            part = b""
        if not part:
            os.close(terminal)
            return said
        said += part


def test_schema(cli, root):
    markdown = cli("schema")
    assert markdown.stdout == (root / "docs" / "tables.md").read_text(encoding="utf-8")
    listed = json.loads(cli("schema", "--format", "json").stdout)
    assert listed["endorsements"]["columns"][0]["name"] == "article_id"


def test_model_verify(cli):
    finished = cli("model", "verify")
    assert finished.returncode == 0
    assert re.fullmatch(r"en_core_web_\w+ [\d.]+ [0-9a-f]{16}: \d+ files as recorded\n", finished.stdout)


def test_a_changed_model_ends_with_1_and_one_line(tmp_path):
    script = (
        "import dataclasses, sys\nfrom unionwire import model\nfrom unionwire.cli import app\n"
        "entry = model.base_model()\n"
        "other = dataclasses.replace(entry, files=entry.files | {'ner/model': '0' * 64})\n"
        "model.base_model = lambda: other\nsys.argv = ['unionwire', 'model', 'verify']\napp()"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "ner/model differs" in one_line(finished)


def test_a_fault_of_ours_ends_with_1_and_one_line():
    script = (
        "import sys\nfrom unionwire import cli\nfrom unionwire.tables import dictionary\n"
        "def broken(*_): raise RuntimeError('two\\nlines')\n"
        "dictionary.markdown = broken\nsys.argv = ['unionwire', 'schema']\ncli.app()"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert one_line(finished).startswith("unionwire: RuntimeError: two lines")


def test_explain(cli, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    finished = cli("explain", "a.txt")
    assert (finished.returncode, finished.stderr) == (0, "")
    for found in ("afl-cio-wi", "jane-holloway", "12000"):
        assert found in finished.stdout.replace(",", "")


def test_explain_an_article_of_the_tables(cli, tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "held", "text": TEXT, "date": "2020-02-03"})
        + "\n"
        + json.dumps({"id": "rain", "text": "It rained on Tuesday."})
        + "\n"
    )
    assert cli("run", "a.jsonl", "--out", "out").returncode == 0
    from_file, from_tables = (cli("explain", given, "--id", "held").stdout for given in ("a.jsonl", "out"))
    assert "date     2020-02-03 (from: metadata)" in from_tables
    assert from_tables == from_file
    assert "choose one with --id" in one_line(cli("explain", "out"))
    assert "no article snow in out" in one_line(cli("explain", "out", "--id", "snow"))
    assert "the screen found no union in it; explain its file" in one_line(cli("explain", "out", "--id", "rain"))

    assert cli("explain", "out", "--id", "held", "--html", "held.html").stdout == ""
    assert "afl-cio-wi" in (tmp_path / "held.html").read_text(encoding="utf-8")


def test_explain_standard_input(tmp_path):
    explained = subprocess.run(
        [sys.executable, "-m", "unionwire", "explain", "-"], input=TEXT, capture_output=True, text=True, check=True
    )
    assert explained.stdout.startswith("article  stdin\n")
    assert "afl-cio-wi" in explained.stdout
    record = gzip.compress(json.dumps({"id": "r1", "text": TEXT}).encode())
    explained_record = subprocess.run(
        [sys.executable, "-m", "unionwire", "explain", "-"], input=record, capture_output=True, check=True
    )
    assert explained_record.stdout.decode() == explained.stdout.replace("stdin", "r1", 1)


def test_evaluate(cli, tmp_path, root):
    gold = root / "data" / "gold" / "sample.jsonl"
    assert cli("run", root / "data" / "sample", "--out", "out").returncode == 0
    printed = cli("evaluate", "--gold", gold, "--tables", "out", "--json")
    assert printed.returncode == 0
    scores = json.loads(printed.stdout)
    assert 0.5 < scores["mean_f1"] <= 1
    assert "endorsements" in cli("evaluate", "--gold", gold, "--tables", "out").stdout

    (tmp_path / "bad.jsonl").write_text("{\n")
    wrong = cli("evaluate", "--gold", "bad.jsonl", "--tables", "out")
    assert wrong.returncode == 2
    assert "bad.jsonl" in one_line(wrong)
    missing = cli("evaluate", "--gold", gold, "--tables", "nowhere")
    assert missing.returncode == 2
    assert "nowhere" in one_line(missing)


def test_evaluate_articles_without_tables(cli, tmp_path, root):
    arguments = ("evaluate", "--gold", root / "data" / "gold" / "sample.jsonl", "--articles", root / "data" / "sample")
    scored = cli(*arguments, "--json", "--errors-table", "errors.csv", "--reliability")
    assert scored.returncode == 0
    scores = json.loads(scored.stdout)
    assert "| confidence | facts | right | precision | mean confidence |" in scored.stderr
    missed = sum(scores[table][kind] for table in ("unions", "candidates", "endorsements") for kind in ("fn", "fp"))
    lines = (tmp_path / "errors.csv").read_text().splitlines()
    assert lines[0].startswith("article_id,table,outcome,what,rule,sentence,start,end,mentions,facts,refused,remark")
    assert len(lines) > missed

    both = cli(*arguments, "--tables", "out")
    assert (both.returncode, one_line(both)) == (2, "unionwire: evaluate takes either --tables OUT or --articles FILE")
    other = cli(*arguments, "--errors-table", "errors.ods")
    assert (other.returncode, one_line(other)) == (
        2,
        "unionwire: --errors-table writes .csv .jsonl .parquet, not errors.ods",
    )


def test_compare(cli, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("The Teamsters endorsed Joe Biden for president in 2020.")
    assert cli("run", "a.txt", "--out", "before").returncode == 0
    assert cli("run", "a.txt", "b.txt", "--out", "after").returncode == 0
    shown = cli("compare", "before", "after")
    assert shown.returncode == 0
    assert "b teamsters joe-biden endorsed" in shown.stdout
    counts = cli("compare", "before", "after", "--limit", "0").stdout
    assert "joe-biden" not in counts
    assert ["endorsements", "1", "0", "0"] in [line.split()[:4] for line in counts.splitlines()]
    changes = [json.loads(line) for line in cli("compare", "before", "after", "--json").stdout.splitlines()]
    (gained,) = (change for change in changes if change["table"] == "endorsements")
    assert (gained["kind"], gained["candidate_id"], gained["after"]["cycle"]) == ("gained", "joe-biden", 2020)
    nowhere = cli("compare", "before", "nowhere")
    assert nowhere.returncode == 2
    assert one_line(nowhere).startswith("unionwire: no tables in nowhere")
