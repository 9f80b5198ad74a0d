"""Reports: which data they hold, how the page is put together, and what the command says. The page in use: test_report_page."""

from __future__ import annotations

import html.parser
import json
import re

import pandas as pd
import pytest
from tests import report_tables

from unionwire.cli_report import report
from unionwire.errors import UsageError
from unionwire.report import write_report
from unionwire.report.charts import specifications
from unionwire.report.gather import gather
from unionwire.report.page import render
from unionwire.report.passages import CONTEXT, Mention, Sentence, cut


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return report_tables.write(tmp_path_factory.mktemp("tables") / "press")


@pytest.fixture(scope="module")
def gathered(folder):
    return gather(folder, "press")


@pytest.fixture(scope="module")
def page(gathered):
    return render(gathered)


def utf16(text, start, end):
    """The piece of a text between two offsets in UTF-16 units, as JavaScript slices it."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


# --- Passages ---------------------------------------------------------------------------------------------------------


def test_sentences_near_each_other_share_a_passage_and_far_ones_do_not():
    text = "One. Two. " + "word " * 200 + "Three."
    found = [
        Sentence(0, text.index(words), text.index(words) + len(words), words) for words in ("One.", "Three.", "Two.")
    ]
    passages, places = cut(found, [text], {})
    assert [place.passage for place in places] == [0, 1, 0]
    assert [passages[place.passage].text[place.start : place.end] for place in places] == ["One.", "Three.", "Two."]
    assert passages[0].text.startswith("One. Two. word")
    assert CONTEXT <= len(passages[1].text) - len("Three.") <= CONTEXT + 40
    assert passages[1].text.startswith("word ")  # cut between words


def test_offsets_are_those_of_javascript():
    text = "\U0001f3ee\U0001f3ee The Weavers \U0001f9f6 back Ada Quill."
    weavers, quill = text.index("Weavers"), text.index("Ada")
    mentions = {0: [Mention(weavers, weavers + 7, 0, 5, 1), Mention(quill, quill + 9, 1, 6, 2)]}
    [passage], [place] = cut([Sentence(0, 3, len(text), text[3:])], [text], mentions)
    assert utf16(passage.text, place.start, place.end) == "The Weavers \U0001f9f6 back Ada Quill."
    first, second = passage.mentions[:5], passage.mentions[5:]
    assert utf16(passage.text, *first[:2]) == "Weavers"
    assert utf16(passage.text, *second[:2]) == "Ada Quill"
    assert (first[2:], second[2:]) == ([0, 5, 1], [1, 6, 2])


@pytest.mark.parametrize("text", [None, "Another text than the one that was read."])
def test_a_sentence_that_its_article_does_not_hold_stands_alone(text):
    [passage], [place] = cut([Sentence(0, 2, 9, "Quoted.")], [text], {0: [Mention(2, 4, 0, 0, 0)]})
    assert (passage.text, passage.mentions, place.start, place.end) == ("Quoted.", [], 0, 7)


# --- Data -------------------------------------------------------------------------------------------------------------


def test_names_and_facts(gathered):
    data = gathered.data
    assert data["unions"]["id"] == ["harm-local-9", "kelp-cutters", "lamplighters", "lamplighters-local-7"]
    assert data["unions"]["label"] == [report_tables.HOSTILE_UNION, "Kelp Cutters", "LUIH", "Lamplighters Local 7"]
    assert data["unions"]["parent"] == [-1, -1, -1, 2]
    assert data["candidates"]["label"] == ["Rosa Quill", "Tobias Fern"]
    endorsements = data["endorsements"]
    assert endorsements["union"] == [2, 3, 2, 1, 2, 0]
    assert endorsements["candidate"] == [0, 1, 0, -1, 0, 0]
    assert endorsements["cycle"] == [2020, 2020, 2020, 2020, 2020, None]
    assert endorsements["confidence"] == [960, 900, 700, 620, 960, 500]
    assert (data["counts"]["value"], data["counts"]["union"]) == ([12_000, 15_000], [2, 2])
    assert data["relationships"]["alignment"] == ["breaks"]
    was = "Lamplighters' Union of the Inner Harbors: exact 1,500 members"
    assert data["counts"]["reviewed"] == {"1": f"corrected by Ines Okoro, 2021-02-03; it was: {was}"}
    assert data["endorsements"]["reviewed"] == {}


def test_each_fact_leads_to_its_sentence_and_each_mention_to_its_words(gathered):
    data = gathered.data
    endorsements = data["endorsements"]
    said = [
        utf16(gathered.passages[passage].text, start, end)
        for passage, start, end in zip(endorsements["passage"], endorsements["start"], endorsements["end"], strict=True)
    ]
    kelp = "The Kelp Cutters sit it out."
    assert said == [
        report_tables.ENDORSES,
        report_tables.BREAKS,
        report_tables.AGAIN,
        kelp,
        report_tables.ENDORSES,
        report_tables.HOSTILE,
    ]
    first = gathered.passages[endorsements["passage"][0]]
    spans = [first.mentions[n : n + 5] for n in range(0, len(first.mentions), 5)]
    names = {
        (0, data["unions"]["id"].index("lamplighters")): "The Lamplighters' Union",
        (1, 0): "Rosa Quill",
        (1, 1): "Tobias Fern",
    }
    found = [(utf16(first.text, *span[:2]), names[span[2], span[3]]) for span in spans if (span[2], span[3]) in names]
    assert [words for words, _ in found if words != "Its"] == [name for words, name in found if words != "Its"]
    assert {words for words, _ in found} == {"The Lamplighters' Union", "Rosa Quill", "Tobias Fern", "Its"}


def test_when_a_position_stands_in_the_timeline(gathered):
    when = [
        pd.Timestamp(day, unit="D").date().isoformat() if day else None for day in gathered.data["endorsements"]["when"]
    ]
    # its own day; the day of the article; of two vague dates the article's where it is of the same year, else its own
    assert when == ["2020-02-03", "2020-02-03", "2020-03-05", "2020-03-05", "2016-01-01", None]
    assert gathered.data["endorsements"]["exact"] == ["day", "day", "day", "day", "year", "day"]


def test_coverage_counts_every_article_once(gathered):
    data = gathered.data
    coverage = pd.DataFrame(data["coverage"])
    coverage["source"] = [data["names"]["sources"][source] for source in coverage["source"]]
    assert coverage["size"].sum() == 5
    found = {(row.source, row.year, row.kind, row.copy): row.size for row in coverage.itertuples(name="Row")}
    assert coverage.set_index(["source", "year", "kind", "copy"])["size"].to_dict() == {
        ("Harbor Ledger", 2020, 2, 0): 1,
        ("Port Alder Gazette", 2019, 0, 0): 1,
        ("Port Alder Gazette", 2020, 2, 0): 1,
        ("copies.example", 2020, 2, 1): 1,  # the host, where no source is named
        (report_tables.HOSTILE_SOURCE, 0, 2, 0): 1,
    }, found
    assert data["duplicates"] == {"copies": 1, "originals": 1}
    assert data["dated"] == {"metadata": 4, "none": 1}


def test_a_pair_has_dates_and_the_facts_of_either_side(gathered):
    pairs = gathered.data["pairs"]
    endorsements = gathered.data["endorsements"]
    assert (pairs["child"], pairs["parent"], pairs["alignment"]) == ([3], [2], ["breaks"])
    assert [endorsements["union"][fact] for fact in pairs["child_facts"][0]] == [3]
    # the copy a3 is not among the row's articles
    assert [gathered.data["articles"]["id"][endorsements["article"][fact]] for fact in pairs["parent_facts"][0]] == [
        "a1",
        "a2",
    ]
    assert pairs["statements"] == [[0]]
    days = [
        pd.Timestamp(pairs[column][0], unit="D").date().isoformat()
        for column in ("child_first", "parent_first", "parent_last")
    ]
    assert days == ["2020-02-03", "2016-01-01", "2020-03-05"]
    assert (pairs["parent_first_precision"], pairs["parent_last_precision"]) == (["year"], ["day"])
    assert pairs["child_first_precision"] == [None]  # tables that do not say it
    assert pairs["office"] == ["president"]


def test_rejects_are_counted_by_reason_and_listed(gathered):
    rejects = gathered.data["rejects"]
    assert (rejects["reasons"], rejects["n"]) == (["no text", "bad JSON"], [2, 1])
    assert rejects["rows"]["record"] == [3, 7, 9]
    assert rejects["rows"]["excerpt"] == ["{<img src=x>", "", "-"]


def test_corrections_say_what_was_and_what_is_the_latest_first(gathered):
    told = gathered.data["corrections"]
    assert told["reviewers"] == [
        {"by": "Ines Okoro", "verdict": "removed", "n": 1},
        {"by": "Ines Okoro", "verdict": "corrected", "n": 1},
    ]
    rows = told["rows"]
    assert (rows["verdict"], rows["at"]) == (["removed", "corrected"], ["2021-02-04", "2021-02-03"])
    union = "Lamplighters' Union of the Inner Harbors"
    assert rows["was"] == ["Kelp Cutters opposed Tobias Fern 2020", f"{union}: exact 1,500 members"]
    assert rows["becomes"] == [None, f"{union}: exact 15,000 members"]
    assert rows["note"] == [report_tables.HOSTILE_TITLE, None]
    assert (rows["unions"], rows["candidates"], rows["cycle"]) == ([[1], [2]], [[1], []], [2020, None])
    assert [gathered.data["articles"]["id"][article] for article in rows["article"]] == ["a1", "a2"]


def test_of_many_corrections_the_latest_are_listed_and_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("unionwire.report.corrections.LISTED_CORRECTIONS", 1)
    told = gather(report_tables.write(tmp_path / "out"), "out").data["corrections"]
    assert (told["rows"]["verdict"], sum(one["n"] for one in told["reviewers"])) == (["removed"], 2)


def test_tables_that_nobody_reviewed(tmp_path):
    tables = report_tables.rows() | {"corrections": []}
    told = gather(report_tables.write(tmp_path / "out", tables), "out").data["corrections"]
    assert (told["reviewers"], told["rows"]["was"]) == ([], [])


def test_of_a_position_for_two_offices_the_widest_span_is_taken_and_how_exact_it_is(tmp_path):
    tables = report_tables.rows()
    senate = {"office": "senate", "first_precision": "day", "last_precision": "month"}
    tables["positions"].append(
        report_tables._position("lamplighters", "rosa-quill", "endorsed", "2016-01-01", "2020-04-01", ["a1"]) | senate
    )
    pairs = gather(report_tables.write(tmp_path / "out", tables), "out").data["pairs"]
    assert (pairs["parent_first_precision"], pairs["parent_last_precision"]) == (["day"], ["month"])
    assert pairs["parent_last"] == [(pd.Timestamp("2020-04-01") - pd.Timestamp(0)).days]


def test_articles_dated_after_they_were_read_are_counted(tmp_path, gathered):
    assert gathered.data["ahead"] == 0
    tables = report_tables.rows()
    tables["articles"][3]["published"] = report_tables.day("2050-09-30")
    tables["articles"][1]["published"] = report_tables.day("2021-01-02")  # the run ended the day before, somewhere
    data = gather(report_tables.write(tmp_path / "out", tables), "out").data
    assert data["ahead"] == 1
    assert data["about"]["until"] == (pd.Timestamp("2021-01-02") - pd.Timestamp(0)).days


def test_two_of_the_same_label_are_told_apart(tmp_path):
    tables = report_tables.rows()
    tables["unions"][2]["name"] = "Lamplighters Local 7"
    labels = gather(report_tables.write(tmp_path / "out", tables), "out").data["unions"]["label"]
    assert labels[1:] == ["Lamplighters Local 7 (kelp-cutters)", "LUIH", "Lamplighters Local 7 (lamplighters-local-7)"]


def test_articles_without_facts_are_listed_up_to_a_limit_and_counted_beyond(tmp_path, monkeypatch):
    monkeypatch.setattr("unionwire.report.gather.LISTED_ARTICLES", 1)
    tables = {"articles": [report_tables._article(name, None, "2019-05-06") for name in ("x", "y", "z")]}
    tables["articles"][1] |= {"duplicate_of": "x"}
    data = gather(report_tables.write(tmp_path / "out", tables), "out").data
    assert data["articles"]["id"] == ["y"]  # copies first
    assert sum(data["coverage"]["size"]) == 3
    assert data["about"]["rows"]["articles"] == 3


# --- The page ---------------------------------------------------------------------------------------------------------


class Tags(html.parser.HTMLParser):
    """All elements of a page with their attributes, and the text of each script."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.scripts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] == "script":
            self.scripts[-1] += data


def test_text_of_articles_ends_no_element(page):
    tags = Tags(page)
    scripts = [attributes for tag, attributes in tags.tags if tag == "script"]
    assert [attributes.get("id") for attributes in scripts] == ["data", "charts", "passages-0", None, None]
    held = [json.loads(text) for text in tags.scripts[:3]]
    assert report_tables.HOSTILE_TITLE in held[0]["articles"]["title"]
    assert report_tables.HOSTILE in [text for text, _ in held[2]]
    assert "img" not in {tag for tag, _ in tags.tags}
    assert "<img" not in page[: page.index("</script>", page.index('id="passages-0"'))]  # the library behind it may


def test_the_page_names_nothing_to_load(page):
    for tag, attributes in Tags(page).tags:
        assert "src" not in attributes, tag
        assert tag not in {"link", "iframe", "object", "embed", "base", "form"}
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#x27;", "'").split("; "))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"('sha256-[\w+/]+=' ?){2}", rules["script-src"])
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy[1]
    assert "innerHTML" not in page[page.rindex("<script>") :].replace("setting innerHTML to ''", "")


def test_the_same_tables_give_the_same_bytes(folder, tmp_path):
    other = tmp_path / "press"
    report_tables.write(other, {name: list(reversed(rows)) for name, rows in report_tables.rows().items()})
    for number, tables in enumerate((folder, folder, other)):
        write_report(tables, tmp_path / f"{number}.html")
    assert len({(tmp_path / f"{number}.html").read_bytes() for number in range(3)}) == 1


def test_every_chart_takes_its_marks_by_name_and_its_colours_from_the_page():
    charts = specifications()
    assert set(charts) == {
        "years",
        "timeline",
        "span",
        "standing",
        "alignment",
        "ranges",
        "membership",
        "sources",
        "confidence",
    }
    for name, chart in charts.items():
        assert "points" in {data["name"] for data in chart["data"]}, name
        assert {"ink", "muted", "grid", "active"} <= {signal["name"] for signal in chart["signals"]}, name
        assert "http" not in json.dumps(chart)


def test_empty_tables_make_a_page(tmp_path):
    path = tmp_path / "empty.html"
    assert write_report(report_tables.write(tmp_path / "out", {}), path) == path.stat().st_size
    assert json.loads(Tags(path.read_text(encoding="utf-8")).scripts[0])["endorsements"]["union"] == []


# --- The command ------------------------------------------------------------------------------------------------------


def one_line(finished):
    [line] = finished.stderr.splitlines()
    assert "Traceback" not in line
    return line


def test_the_command_writes_beside_the_tables(cli, tmp_path):
    report_tables.write(tmp_path / "out")
    finished = cli("report", "out")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert re.fullmatch(r"out/report\.html \(\d\.\d MB\): open it in a browser\n", finished.stdout)
    assert "Lamplighters pick Quill" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere"], "no tables in nowhere"), (["out", "--out", "missing/r.html"], "no such folder: missing")],
)
def test_what_can_not_be_done_is_one_line(cli, tmp_path, arguments, said):
    report_tables.write(tmp_path / "out", {})
    finished = cli("report", *arguments)
    assert finished.returncode == 2
    assert said in one_line(finished)
    assert finished.stdout == ""


@pytest.mark.parametrize(
    ("folder", "out", "said"),
    [
        ("empty", None, "no tables in .*empty"),
        ("out", "empty", "empty is a folder; --out takes the name of a file"),
        ("out", "file/r.html", "no such folder: .*file; make it, or name another file with --out"),
        ("out", f"{'n' * 300}.html", "can't write .*name too long; name another file with --out"),
    ],
)
def test_what_the_call_got_wrong_is_said(tmp_path, folder, out, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    report_tables.write(tmp_path / "out", {})
    with pytest.raises(UsageError, match=said):
        report(str(tmp_path / folder), tmp_path / out if out else None)


def test_a_page_that_can_not_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    folder = report_tables.write(tmp_path / "out", {})
    path = tmp_path / "report.html"
    path.write_text("of old")

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_report(folder, path)
    assert path.read_text() == "of old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["out", "report.html"]


def test_a_file_where_nobody_may_write_is_refused(tmp_path, monkeypatch):
    folder = report_tables.write(tmp_path / "out", {})

    def refused(**_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(UsageError, match=r"can't write .*report\.html: Permission denied"):
        write_report(folder, tmp_path / "report.html")
