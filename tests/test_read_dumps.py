"""Dumps as the usual tools write them: records in the form of each, with invented articles."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unionwire.read import Options, find_sources, read
from unionwire.read.fields import text_id
from unionwire.records import Article, Reject

TEXT = "Weavers Local 12 endorsed Ada Quill for mayor of Dunmore.\n\nIts 1,400 members will knock on doors."
TITLE = "Weavers back Quill"
URL = "https://www.dunmorecourier.example/2019/03/05/weavers-back-quill"
DAY = dt.date(2019, 3, 5)


def read_all(path: Path, options: Options | None = None) -> list[Article | Reject]:
    return [item for source in find_sources([path]).sources for _, item in read(source, options or Options())]


def ids(path: Path) -> list[str]:
    return [item.article_id for item in read_all(path) if isinstance(item, Article)]


def codes(path: Path) -> list[tuple[int, str]]:
    return [(item.record, item.code.value) for item in read_all(path) if isinstance(item, Reject)]


RECORDS: dict[str, tuple[object, Article]] = {
    "newspaper3k": (
        {
            "url": URL, "source_url": "https://www.dunmorecourier.example", "title": TITLE, "text": TEXT,
            "authors": ["Ann Lee"], "publish_date": "2019-03-05 00:00:00", "top_image": "", "summary": "", "html": "",
        },
        Article(URL, TEXT, None, URL, TITLE, DAY),
    ),
    "newspaper4k": (
        {
            "url": URL, "read_more_link": "", "language": "en", "title": TITLE, "top_image": "", "meta_keywords": [""],
            "authors": ["Ann Lee"], "publish_date": "2019-03-05T08:30:00+00:00", "summary": "", "meta_description": "",
            "meta_site_name": "Dunmore Courier", "canonical_link": URL, "text": TEXT,
        },
        Article(URL, TEXT, "Dunmore Courier", URL, TITLE, DAY),
    ),
    "news-please": (
        {
            "authors": ["Ann Lee"], "date_download": "2021-01-02 09:00:00", "date_modify": "NULL",
            "date_publish": "2019-03-05 08:30:00", "description": "NULL", "filename": "x.json", "image_url": "NULL",
            "language": "en", "localpath": "NULL", "maintext": TEXT, "source_domain": "dunmorecourier.example",
            "title": TITLE, "title_page": "NULL", "title_rss": "NULL", "url": URL,
        },
        Article(URL, TEXT, "dunmorecourier.example", URL, TITLE, DAY),
    ),
    "Common Crawl News": (
        {
            "title": TITLE, "text": TEXT, "domain": "dunmorecourier.example", "date": "2019-03-05 00:00:00",
            "description": "", "url": URL, "image_url": None,
        },
        Article(URL, TEXT, "dunmorecourier.example", URL, TITLE, DAY),
    ),
    "Media Cloud": (
        {
            "stories_id": 1209334455, "publish_date": "2019-03-05 08:30:00", "title": TITLE, "url": URL,
            "language": "en", "ap_syndicated": False, "media_id": 1, "media_name": "Dunmore Courier",
            "media_url": "https://www.dunmorecourier.example/", "story_text": TEXT,
        },
        Article("1209334455", TEXT, "Dunmore Courier", URL, TITLE, DAY),
    ),
    "GDELT": (
        {
            "DocumentIdentifier": URL, "SourceCommonName": "dunmorecourier.example", "seendate": "20190305T083000Z",
            "title": TITLE, "content": TEXT,
        },
        Article("7d4c7f8c", TEXT, "dunmorecourier.example", URL, TITLE, DAY),
    ),
    "NewsAPI": (
        {
            "source": {"id": None, "name": "Dunmore Courier"}, "author": "Ann Lee", "title": TITLE, "description": "",
            "url": URL, "publishedAt": "2019-03-05T08:30:00Z", "content": TEXT,
        },
        Article(URL, TEXT, "Dunmore Courier", URL, TITLE, DAY),
    ),
    "schema.org": (
        {
            "@type": "NewsArticle", "headline": TITLE, "datePublished": "2019-03-05T08:30:00-05:00", "url": URL,
            "publisher": {"@type": "Organization", "name": "Dunmore Courier"}, "articleBody": TEXT,
        },
        Article(URL, TEXT, "Dunmore Courier", URL, TITLE, DAY),
    ),
    "WordPress": (
        {
            "id": 77, "date": "2019-03-05T08:30:00", "link": URL, "title": {"rendered": "Weavers back Quill"},
            "content": {"rendered": "<p>" + TEXT.replace("\n\n", "</p>\n<p>") + "</p>\n", "protected": False},
        },
        Article("77", TEXT, None, URL, TITLE, DAY),
    ),
    "MongoDB": (
        {
            "_id": {"$oid": "5c7e3a"}, "date": {"$date": "2019-03-05T08:30:00Z"}, "headline": TITLE, "body": TEXT,
            "Full Text": None, "link": [URL],
        },
        Article("5c7e3a", TEXT, None, URL, TITLE, DAY),
    ),
    "trafilatura": (
        {
            "title": TITLE, "author": "Ann Lee", "hostname": "dunmorecourier.example", "date": "2019-03-05",
            "fingerprint": "ab12", "id": None, "raw_text": "", "text": TEXT, "filedate": "2024-01-01", "source": URL,
            "source-hostname": "Dunmore Courier", "excerpt": "", "categories": "", "tags": "",
        },
        Article(text_id(TEXT), TEXT, "Dunmore Courier", URL, TITLE, DAY),
    ),
    "Fundus": (
        {
            "title": TITLE, "body": {"summary": ["Short."], "sections": [{"headline": [], "paragraphs": [TEXT]}]},
            "plaintext": TEXT, "publishing_date": "2019-03-05 08:30:00-05:00", "url": URL,
        },
        Article(URL, TEXT, None, URL, TITLE, DAY),
    ),
    "Scrapy": (
        {"title": [TITLE], "body": TEXT.split("\n\n"), "date": ["March 5, 2019"], "url": [URL]},
        Article(URL, TEXT, None, URL, TITLE, DAY),
    ),
    "RSS": (
        {
            "guid": {"#text": "g-1", "@isPermaLink": "false"}, "title": TITLE, "link": URL, "description": "short",
            "pubDate": "Tue, 05 Mar 2019 08:30:00 +0000", "content:encoded": TEXT,
        },
        Article("g-1", TEXT, None, URL, TITLE, DAY),
    ),
    "ProQuest": (
        {
            "Title": TITLE, "Publication date": "Mar 5, 2019", "Publication title": "Dunmore Courier", "Full text": TEXT,
            "ProQuest document ID": "9981", "Document URL": URL,
        },
        Article("9981", TEXT, "Dunmore Courier", URL, TITLE, DAY),
    ),
    "WordPress tables": (
        {"ID": 5, "post_title": TITLE, "post_content": TEXT, "post_date": "2019-03-05 08:30:00", "permalink": URL},
        Article("5", TEXT, None, URL, TITLE, DAY),
    ),
    "paragraphs": ({"id": "p", "text": TEXT.split("\n\n"), "title": TITLE}, Article("p", TEXT, title=TITLE)),
}  # fmt: skip


@pytest.mark.parametrize("tool", RECORDS)
def test_a_record_as_a_tool_writes_it(tmp_path, tool):
    record, expected = RECORDS[tool]
    for name, written in {
        "one.json": json.dumps(record, indent=2),
        "many.json": json.dumps([record, record]),
        "lines.jsonl": json.dumps(record) + "\n",
    }.items():
        (tmp_path / name).write_text(written)
        for item in read_all(tmp_path / name):
            assert isinstance(item, Article)
            if tool not in (
                "GDELT",
                "trafilatura",
            ):  # they have no id: the file's name in one case, a hash of the text in the others
                assert item == expected, name
            assert (item.text, item.source, item.url, item.title, item.published) == (
                expected.text, expected.source, expected.url, expected.title, expected.published
            )  # fmt: skip


ONE, TWO = {"id": "1", "text": "one"}, {"id": "2", "text": "two"}
DOCUMENTS = {
    "an array on a line": json.dumps([ONE, TWO]),
    "an array, an element a line": f"[\n{json.dumps(ONE)},\n{json.dumps(TWO)}\n]\n",
    "brackets beside the elements": f"[{json.dumps(ONE)},\n{json.dumps(TWO)}]\n",
    "objects one after the other": json.dumps(ONE) + json.dumps(TWO),
    "objects over several lines": json.dumps(ONE, indent=2) + "\n" + json.dumps(TWO, indent=2),
    "lines with gaps and commas": f"\ufeff\n{json.dumps(ONE)},\n\n  \n{json.dumps(TWO)},\n",
    "arrays a line": f"[{json.dumps(ONE)}]\n[{json.dumps(TWO)}]\n",
    "articles": json.dumps({"status": "ok", "totalResults": 2, "articles": [ONE, TWO]}),
    "articles in data": json.dumps({"data": {"items": [{"article": ONE}, {"article": TWO}]}}, indent=1),
    "Elasticsearch": json.dumps(
        {"took": 3, "hits": {"total": 2, "hits": [{"_index": "n", "_id": "1", "_source": {"text": "one"}},
                                                   {"_index": "n", "_id": "2", "_source": {"text": "two"}}]}}
    ),
    "Elasticsearch, a hit a line": "".join(
        json.dumps({"_index": "n", "_id": item["id"], "_source": {"text": item["text"]}}) + "\n" for item in (ONE, TWO)
    ),
    "rows by number, as pandas writes": json.dumps({"0": ONE, "1": TWO}, indent=2),
    "columns, as pandas writes": json.dumps({"id": {"0": "1", "1": "2"}, "text": {"0": "one", "1": "two"}}),
    "names and rows apart": json.dumps({"columns": ["id", "text"], "index": [0, 1], "data": [["1", "one"], ["2", "two"]]}),
    "a table with its schema": json.dumps({"schema": {"fields": [{"name": "id"}]}, "data": [ONE, TWO]}),
}  # fmt: skip


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".txt"])
@pytest.mark.parametrize("how", DOCUMENTS)
def test_json_in_every_wrapping(tmp_path, how, suffix):
    path = tmp_path / f"dump{suffix}"
    path.write_text(DOCUMENTS[how], encoding="utf-8")
    found = read_all(path)
    assert [(item.article_id, item.text) for item in found if isinstance(item, Article)] == [("1", "one"), ("2", "two")]
    assert len(found) == 2


def test_a_source_that_is_an_address_is_one(tmp_path):
    records = [
        {"id": 1, "text": "one", "source": URL},
        {"id": 2, "text": "two", "source": "https://www.dunmorecourier.example/", "url": URL},
        {"id": 3, "text": "three", "source": "HTTP://[::1"},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    assert read_all(tmp_path / "a.jsonl") == [
        Article("1", "one", "dunmorecourier.example", URL),
        Article("2", "two", "dunmorecourier.example", URL),
        Article("3", "three", "HTTP://[::1", "HTTP://[::1"),
    ]


def test_tables_of_other_things_are_no_articles(tmp_path):
    for document in ({"columns": ["id", "text"], "data": [["1"]]}, {"id": {"0": "1"}, "text": {"1": "one"}}):
        (tmp_path / "a.json").write_text(json.dumps(document))
        assert ids(tmp_path / "a.json") == []
        assert [code for _, code in codes(tmp_path / "a.json")] == ["no_text"]


def test_apostrophes_in_a_table_are_no_quotes(tmp_path):
    (tmp_path / "a.csv").write_text(
        "id,title,text\n1,'Tis the season,it is the workers'\n2,T,'twas one, they said'\n3,T,two\n"
    )
    assert ids(tmp_path / "a.csv") == ["1", "3"]
    assert codes(tmp_path / "a.csv") == [(2, "bad_row")]


def test_a_list_in_a_record_is_none_of_articles(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"text": "one", "items": [{"text": "teaser"}, {"text": "other"}]}))
    assert read_all(tmp_path / "a.json") == [Article("a", "one")]
    (tmp_path / "b.json").write_text(json.dumps({"story": "one", "items": [{"text": "teaser"}, {"text": "other"}]}))
    assert read_all(tmp_path / "b.json", Options({"text": "story"})) == [Article("b", "one")]


def test_a_damaged_array_gives_the_objects_that_are_whole(tmp_path):
    rows = [{"id": str(number), "text": f"text {number}", "source": {"name": "s"}} for number in range(6)]
    path = tmp_path / "a.json"
    written = json.dumps(rows)
    path.write_text(written.replace('"text 2"', '"text 2'))
    assert ids(path) == ["0", "1", "3", "4", "5"]
    assert codes(path) == [(3, "bad_json")]
    path.write_text(written[: written.index('"text 4') + 5])
    assert ids(path) == ["0", "1", "2", "3"]
    assert codes(path) == [(5, "breaks_off")]
    path.write_text(json.dumps(rows, indent=2).replace('"text 2"', "text 2"))
    assert ids(path) == ["0", "1", "3", "4", "5"]


HEAD = ["id", "title", "text", "date"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x01"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_with_any_delimiter(tmp_path, delimiter, quoting, end):
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end)
        writer.writerow(HEAD)
        writer.writerow(["1", "A, b; c | d", TEXT + ' "quoted", and; a | tab\t^ ~', "2019-03-05"])
        writer.writerow(["2", "", "two", ""])
    assert read_all(path) == [
        Article("1", TEXT + ' "quoted", and; a | tab\t^ ~', title="A, b; c | d", published=DAY),
        Article("2", "two"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "Export of 5 March\n\n# two stories\nid,title,text\n1,T,one\n2,T,two\n",
        "sep=;\nid;title;text\n1;T;one\n2;T;two\n",
        "'id','title','text'\n'1','T','one'\n'2','it, too','two'\n",
        "\n\nID,Title,Full Text\n1,T,one\n2,T,two\n",
        'id,title,text\n1,"a \\"b\\", c",one\n2,T,two\n',
        "id,title,text\n1,T,one,,\n\n2,T,two,\n",
        "id,text,title\n1,one\n2,two\n",
        "id,title,text\n1,'T, or \"U\"',one\n2,T,'two'\n",
        'id,title,text\r1,"T\n\nU",one\r2,T,two\r',
    ],
)
def test_headers_notes_quotes_and_ragged_rows(tmp_path, written):
    (tmp_path / "a.csv").write_text(written)
    found = read_all(tmp_path / "a.csv")
    assert [(item.article_id, item.text) for item in found if isinstance(item, Article)] == [("1", "one"), ("2", "two")]
    assert len(found) == 2


def test_the_name_of_a_column_in_a_row_is_no_header(tmp_path):
    (tmp_path / "a.csv").write_text("key,kind,story\n1,article,one\n2,text,two\n")
    assert codes(tmp_path / "a.csv") == [(0, "no_text_column")]


def test_a_missing_quote_costs_its_own_row(tmp_path):
    path = tmp_path / "a.csv"
    rows = [f'{number},T,"one\ntwo {number}",2019-03-05\n' for number in range(8)]
    whole = ",".join(HEAD) + "\n" + "".join(rows)
    path.write_text(whole.replace('two 3"', "two 3"))
    assert ids(path) == ["0", "1", "2", "4", "5", "6", "7"]
    assert [code for _, code in codes(path)] == ["bad_row"]
    path.write_text(whole + '8,T,"cut off')
    assert ids(path) == [str(number) for number in range(8)]
    assert codes(path) == [(9, "breaks_off")]
    path.write_text(whole + '8,T,"it is 5"" long",2019-03-05\n9,T,5" is long,2019-03-05')
    assert ids(path)[8:] == ["8", "9"]


def test_a_bad_row_of_prose_gives_no_articles_of_its_lines(tmp_path):
    (tmp_path / "a.csv").write_text('id,text\n1,"one, two\nthree, four\nfive",six,seven\n2,two\n')
    assert ids(tmp_path / "a.csv") == ["2"]
    assert codes(tmp_path / "a.csv") == [(1, "bad_row")]


def test_very_large_fields_within_the_limit(tmp_path):
    text = "one two three " * 140_000
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, ["1", "", text, ""]])
    [article] = read_all(tmp_path / "a.csv")
    assert isinstance(article, Article)
    assert article.text == text


PARQUET = {
    "dictionary": pa.array(["one", "two"]).dictionary_encode(),
    "large": pa.array(["one", "two"], pa.large_string()),
    "binary": pa.array([b"one", b"two"]),
    "list": pa.array([["one"], ["two"]]),
    "object": pa.array([{"rendered": "one"}, {"rendered": "two"}]),
}


@pytest.mark.parametrize("kind", PARQUET)
@pytest.mark.parametrize("name", ["text", "content", "maintext", "articleBody", "Full Text"])
def test_parquet_with_any_usual_column(tmp_path, kind, name):
    dates = {
        "published": pa.array([DAY, None], pa.date32()),
        "publish_date": pa.array([None, dt.datetime(2019, 3, 5, 8)], pa.timestamp("ns", "UTC")),
    }
    pq.write_table(pa.table({"id": ["1", "2"], name: PARQUET[kind], **dates}), tmp_path / "a.parquet")
    assert read_all(tmp_path / "a.parquet") == [Article("1", "one", published=DAY), Article("2", "two", published=DAY)]


def test_parquet_with_the_article_in_a_column(tmp_path):
    rows = [
        {"_id": "1", "_source": {"text": "one", "title": "T"}},
        {"_id": "2", "_source": {"text": "two", "title": None}},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    assert read_all(tmp_path / "a.parquet") == [Article("1", "one", title="T"), Article("2", "two")]


def test_a_damaged_row_group_costs_itself(tmp_path):
    path = tmp_path / "a.parquet"
    table = pa.table(
        {"id": [str(n) for n in range(90)], "text": [f"text {n * 7919 % 104729} {n**6}" for n in range(90)]}
    )
    pq.write_table(table, path, row_group_size=30, write_page_checksum=True, use_dictionary=False)
    raw = bytearray(path.read_bytes())
    column = pq.read_metadata(path).row_group(1).column(1)
    at = column.data_page_offset + column.total_compressed_size // 2
    raw[at] ^= 0xFF
    path.write_bytes(raw)
    assert ids(path) == [str(n) for n in [*range(30), *range(60, 90)]]
    assert codes(path) == [(31, "damaged_part")]
