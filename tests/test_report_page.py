"""A report in use: opened from disk in Chromium, with real clicks and keys."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from tests import report_tables

from unionwire.report import write_report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_report(report_tables.write(folder / "press"), folder / "report.html")
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, file):
    """Open the report; what the console says and what the page asks for is an error when the test ends."""
    contexts, noise = [], []

    def opened(address="", *, other=None, **options):
        context = browser.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: noise.extend([request.url] * (not request.url.startswith("file:"))))
        page.goto((other or file).as_uri() + address)
        page.wait_for_selector("html[data-drawn=yes]", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert noise == []


def summary(page):
    """What the filter leaves, once the charts are drawn anew."""
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    return page.locator("#filter-summary").inner_text()


def widest(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def titles(page):
    return page.locator("#cards .card-head").all_inner_texts()


ALL = "6 endorsements, 2 membership counts, 1 relationship"


# --- From a mark to its sentence ----------------------------------------------------------------------------------------


def test_it_opens_and_says_what_was_read(opened, file):
    page = opened()
    assert page.title() == "unionwire report: press"
    assert page.locator("#title").inner_text() == "press"
    assert page.locator("#tiles").inner_text().split("\n") == [
        *("5", "articles read", "4", "of them kept: a union may be named", "4", "of them with facts"),
        *("6", "endorsements and other stances", "2", "membership counts", "1", "relationships of unions"),
        *("1", "breaks of a child with its parent", "3", "records not read"),
    ]
    assert summary(page) == ALL
    # nothing but the file itself was asked for, and every chart is drawn
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert page.locator("svg.marks").count() == 9


def test_a_mark_leads_to_its_rows_and_a_row_to_its_sentence(opened):
    page = opened()
    page.locator("#alignment .mark-rect path").first.click()
    assert page.locator("#evidence-h").inner_text() == "2020: breaks with its parent"
    page.keyboard.press("Escape")
    marks = page.locator("#timeline-chart .mark-symbol path")
    assert marks.count() == 5  # Quill in three months, Fern, the Kelp Cutters; one endorsement has no date
    marks.nth(0).click()
    assert page.locator("#evidence-h").inner_text() == "Rosa Quill: endorsed, 2016"  # no day that nobody told
    page.keyboard.press("Escape")
    assert not page.locator("#evidence").is_visible()
    marks.nth(1).click()
    assert page.locator("#evidence-note").inner_text() == "1 endorsement"
    first = page.locator("#cards > li").first
    assert first.locator(".said").inner_text() == report_tables.ENDORSES
    assert first.locator("mark.union.own").all_inner_texts()[0] == "The Lamplighters' Union"
    assert first.locator("mark.person.own").inner_text() == "Rosa Quill"
    assert "by the rule registry.name" in first.locator("mark.person.own").get_attribute("title")
    assert first.locator("code").first.inner_text() == "endorse.verb"
    assert "confidence 0.96" in first.inner_text()
    assert first.locator(".context").first.inner_text() == "\U0001f3ee Port Alder keeps its lamps. "
    assert first.locator("a").get_attribute("href") == "https://gazette.example/a1"
    first.get_by_text("All of this article").click()
    assert (
        page.locator("#evidence-note").inner_text() == "1 article, 2 endorsements, 1 membership count, 1 relationship"
    )
    page.locator("#evidence-close").click()
    assert page.locator("#evidence-note").inner_text() == "1 endorsement"  # back where one came from


def test_a_break_stands_beside_its_national_with_dates_and_evidence(opened):
    page = opened()
    sides = page.locator("#pairs .side").all_inner_texts()
    assert len(sides) == 2
    for side, words in (
        (
            sides[0],
            (
                "Lamplighters Local 7",
                "local, OR",
                "endorsed Tobias Fern",
                "Feb 3, 2020",
                report_tables.BREAKS,
                "back.verb",
            ),
        ),
        (
            sides[1],
            ("LUIH", "endorsed Rosa Quill", "\n2016 to Mar 5, 2020", report_tables.ENDORSES, "All 2 statements"),
        ),
    ):
        assert [word for word in words if word not in side] == []
    page.locator("#tab-pairs").click()
    assert page.locator("#rows-table tbody td.date").all_inner_texts() == ["2020-02-03", "2016"]
    page.get_by_role("button", name="The statement that compares the two").click()
    assert titles(page) == ["Lamplighters Local 7\na local of\nLUIH\nsaid to break with it · 2020"]


def test_a_break_that_an_article_states_without_a_position_is_shown_too(opened, tmp_path):
    tables = report_tables.rows()
    out = report_tables.SECOND.rpartition(". ")[2]
    tables["relationships"] += [
        tables["relationships"][0]
        | report_tables._evidence(report_tables.SECOND, out, "breaks.own-way", 0.9)
        | {"article_id": article, "child_union_id": "kelp-cutters", "relation": "affiliate_of", "cycle": 2016}
        for article in ("a2", "a2", "a3")
    ]
    write_report(report_tables.write(tmp_path / "out", tables), tmp_path / "report.html")
    page = opened(other=tmp_path / "report.html")
    page.locator("#pair-kinds button", has_text="Said, without a position (1)").click()
    card = page.locator("#pairs > li")
    assert card.locator(".card-head").inner_text().split("\n") == [
        *("Kelp Cutters", "an affiliate of", "LUIH", "said to break with it · 2016"),
    ]
    assert (card.locator(".said").inner_text(), card.locator("code").inner_text()) == (out, "breaks.own-way")
    card.get_by_role("button", name="All 3 statements").click()
    assert page.locator("#evidence-note").inner_text() == "3 relationships"
    page.keyboard.press("Escape")
    page.locator("#tiles button", has_text="breaks of a child with its parent").click()
    assert page.locator("#evidence-h").inner_text() == "2 breaks of a child with its parent"
    assert page.locator("#evidence-note").inner_text() == "1 pair, 3 relationships"
    page.keyboard.press("Escape")
    page.locator("#f-cycle").select_option("2020")
    summary(page)
    assert page.locator("#pair-kinds button").all_inner_texts()[-1] == "Said, without a position (0)"


# --- Filters ------------------------------------------------------------------------------------------------------------


def test_filters_by_union_with_and_without_its_locals(opened):
    page = opened()
    union = page.get_by_role("combobox", name="Union", exact=True).first
    union.click()
    union.press_sequentially("luih")
    assert page.locator("#f-union-options li").count() == 1
    union.press("Enter")
    assert summary(page) == "Filtered: 4 endorsements, 2 membership counts, 1 relationship"
    page.locator("#f-locals").uncheck()
    assert summary(page).startswith("Filtered: 3 endorsements")
    assert "union=lamplighters&locals=no" in page.url
    page.locator("#filter-clear").click()
    assert summary(page) == ALL


def test_filters_by_election_state_and_source(opened):
    page = opened()
    for field, choice, said in (
        ("#f-cycle", "2020", "Filtered: 5 endorsements, 2 membership counts, 1 relationship"),
        ("#f-state", "NV", "Filtered: 1 endorsement, 0 membership counts, 0 relationships"),
        ("#f-source", "Harbor Ledger", "Filtered: 2 endorsements, 1 membership count, 0 relationships"),
    ):
        page.locator(field).select_option(label=choice)
        assert summary(page) == said
        page.locator("#filter-clear").click()
    assert summary(page) == ALL


def test_search_finds_words_of_sentences_and_names(opened):
    page = opened()
    for words, said in (
        ("sit it OUT", "Filtered: 1 endorsement, 0 membership counts, 0 relationships"),
        ("rosa strong", "Filtered: 1 endorsement, 0 membership counts, 0 relationships"),
        ("12,000", "Filtered: 0 endorsements, 1 membership count, 0 relationships"),
        ("pick quill", "Filtered: 2 endorsements, 1 membership count, 1 relationship"),
        ("zzz", "Filtered: 0 endorsements, 0 membership counts, 0 relationships"),
    ):
        page.locator("#f-q").fill(words)
        page.wait_for_function("said => document.getElementById('filter-summary').textContent === said", arg=said)
    assert page.locator("#timeline-chart .empty").is_visible()
    assert page.locator("#rows-table").inner_text() == "Nothing here passes the filter."


def test_an_address_holds_the_filter(opened):
    page = opened("#candidate=tobias-fern&cycle=2020")
    assert summary(page) == "Filtered: 1 endorsement, 0 membership counts, 1 relationship"
    assert page.locator("#f-candidate").input_value() == "Tobias Fern"


# --- Keyboard, themes, widths, print --------------------------------------------------------------------------------------


def test_everything_is_within_reach_of_the_keyboard(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the contents"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.closest('section, dialog')?.id + ' ' + document.activeElement.className"
            )
        )
        if reached[-1].startswith("timeline chart"):
            break
    assert reached[0] == "overview tile"
    assert reached[-1].startswith("timeline chart")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.getElementById('live').textContent.startsWith('Rosa Quill: endorsed, Feb 3, 2020')"
    )
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "evidence-h"
    assert titles(page) == ["LUIH\nendorsed Rosa Quill\n2020 · president · on record for Feb 3, 2020"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.parentElement.id") == "timeline-chart"
    page.locator("#timeline-chart summary").focus()
    page.keyboard.press("Enter")
    page.locator("#timeline-chart .chart-table li").nth(4).wait_for()
    assert page.locator("#timeline-chart .chart-table li").count() == 5
    page.locator("#tab-endorsements").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-counts").get_attribute("aria-selected") == "true"
    assert "15,000" in page.locator("#rows-table").inner_text()
    page.locator("#rows-table tbody button").nth(1).press("Enter")
    assert "corrected by Ines Okoro, 2021-02-03" in page.locator("#cards").inner_text()


def test_each_chart_has_a_name_of_its_own(opened):
    page = opened()
    page.locator("#timeline-chart [tabindex]").focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-roledescription')") == "chart"
    names = [chart.get_attribute("aria-label") for chart in page.get_by_role("application").all()]
    assert len(set(names)) == len(names) == 9
    assert (
        "Endorsements over time, by candidate. Arrow keys go from mark to mark, Enter opens the rows behind one."
        in names
    )


CONTRASTS = """() => {
  const channels = (text) => text.match(/[\\d.]+/g).slice(0, 3).map((c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  const light = (text) => { const [r, g, b] = channels(text); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const under = (element) => { for (let at = element; at; at = at.parentElement) { const c = getComputedStyle(at).backgroundColor; if (!c.startsWith('rgba(0, 0, 0, 0')) return c; } return 'rgb(255, 255, 255)'; };
  const found = [];
  for (const element of document.querySelectorAll('h1, h2, p, b, span, button, a, td, th, label, mark, code, summary')) {
    if (!element.checkVisibility() || element.disabled || ![...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(under(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_light_and_dark_text_stands_out(opened, scheme):
    page = opened(color_scheme=scheme)
    body = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert body == {"light": "rgb(246, 247, 249)", "dark": "rgb(20, 23, 27)"}[scheme]
    assert (
        page.locator("#timeline-chart .mark-symbol path").first.get_attribute("fill")
        == {"light": "#0b5cad", "dark": "#6db3f2"}[scheme]
    )
    assert page.evaluate(CONTRASTS) == []
    page.locator("#tiles button").nth(3).click()
    assert page.evaluate(CONTRASTS) == []


def test_on_a_phone_nothing_is_wider_than_the_screen(opened):
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True)
    assert widest(page) <= 0
    assert not page.locator("#f-q").is_visible()
    page.locator("#filters-toggle").tap()
    page.locator("#f-cycle").select_option("2020")
    assert summary(page).startswith("Filtered: 5 endorsements")
    page.locator("#filters-toggle").tap()
    page.locator("#standing-chart .mark-symbol path").first.tap()
    assert page.locator("#evidence").is_visible()
    assert page.evaluate("document.getElementById('evidence').scrollWidth <= window.innerWidth")
    assert widest(page) <= 0


def test_on_a_phone_rules_are_read_in_one_look(opened):
    page = opened(viewport={"width": 390, "height": 844})
    heights = page.evaluate("[...document.querySelectorAll('#rules tbody tr')].map((row) => row.offsetHeight)")
    assert len(heights) == 7
    assert max(heights) < 60  # two lines, and not a column of letters
    assert (
        page.evaluate(
            "(() => { const box = document.querySelector('#rules .scroll'); return box.scrollWidth - box.clientWidth; })()"
        )
        <= 0
    )


def test_print_is_light_and_shows_the_charts(opened, tmp_path):
    page = opened(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_function(
        "() => document.querySelector('#timeline-chart .mark-symbol path').getAttribute('fill') === '#0b5cad'"
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("#rows").is_visible()
    assert page.locator("#timeline-chart svg").is_visible()
    page.pdf(path=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").stat().st_size > 10_000


# --- Marks that cover one another, dates that cannot be ------------------------------------------------------------------


def test_of_marks_in_one_place_each_can_be_seen(opened, tmp_path):
    tables = report_tables.rows()
    tables["articles"][1]["published"] = tables["articles"][0]["published"]
    tables["endorsements"][2] |= {"date": None, "date_precision": None, "stance": "withdrawn"}
    for count in tables["membership_counts"]:
        count |= {"value": 15_000, "qualifier": "exact"}
    write_report(report_tables.write(tmp_path / "out", tables), tmp_path / "report.html")
    page = opened(other=tmp_path / "report.html")
    for chart, said in (("#timeline-chart", "withdrawn"), ("#membership-chart", "15,000 members")):
        marks = page.locator(f"{chart} .mark-symbol path")
        boxes = [marks.nth(n).bounding_box() for n in range(marks.count())]
        inner = [
            n
            for n, box in enumerate(boxes)
            if n
            and box["width"] < boxes[n - 1]["width"] * 0.8
            and abs(box["y"] + box["height"] / 2 - boxes[n - 1]["y"] - boxes[n - 1]["height"] / 2) < 2
        ]
        assert len(inner) == 1, boxes
        marks.nth(inner[0]).click()
        assert said in page.locator("#evidence-h").inner_text()
        page.keyboard.press("Escape")


def test_dates_that_can_not_be_stretch_no_axis(opened, tmp_path):
    tables = report_tables.rows()
    tables["articles"][0]["published"] = report_tables.day("2050-09-30")
    tables["endorsements"][1] |= {"date": None, "date_precision": None}
    write_report(report_tables.write(tmp_path / "out", tables), tmp_path / "report.html")
    page = opened(other=tmp_path / "report.html")
    assert page.locator("#lede").inner_text().startswith("5 articles from May 6, 2019 to Mar 5, 2020,")
    axis = page.locator("#years .role-axis-label text").evaluate_all(
        "labels => labels.map((label) => label.textContent.trim())"
    )
    assert [label for label in axis if len(label) > 1] == ["undated", "2019", "2020", "to come"]
    assert (
        page.locator("#timeline-span")
        .inner_text()
        .endswith("1 more without any date; 1 more of a day after the reading")
    )
    assert (
        page.locator("#membership-note").inner_text().endswith("1 statement more without a usable date is not drawn.")
    )
    page.locator("#copies").get_by_role("button", name="articles dated after they were read").click()
    assert titles(page) == ["Lamplighters pick Quill"]
    page.keyboard.press("Escape")
    page.locator("#years summary").click()
    page.get_by_role("button", name="Dated after they were read: articles with facts · 1 article").click()
    assert titles(page) == ["Lamplighters pick Quill"]


def lanes(page, chart):
    """The labels down the left side, from top to bottom as they are seen."""
    summary(page)
    return page.locator(f"{chart} .role-axis-label text").evaluate_all(
        """labels => labels.filter((label) => getComputedStyle(label).textAnchor === 'end')
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top).map((label) => label.textContent)"""
    )


def test_lanes_keep_their_order_whatever_was_filtered_before(opened):
    page = opened()
    before = lanes(page, "#timeline-chart")
    assert before == ["Rosa Quill", "Tobias Fern", "(no candidate)"]
    page.locator("#f-q").fill("broke ranks")
    page.wait_for_function("() => document.getElementById('filter-summary').textContent.startsWith('Filtered: 1 ')")
    assert lanes(page, "#timeline-chart") == ["Tobias Fern"]
    page.locator("#filter-clear").click()
    assert summary(page) == ALL
    assert lanes(page, "#timeline-chart") == before


def test_another_election_has_its_own_order_and_width(opened, tmp_path):
    tables = report_tables.rows()
    tables["endorsements"][4] |= {"cycle": 2016}
    write_report(report_tables.write(tmp_path / "out", tables), tmp_path / "report.html")
    page = opened(other=tmp_path / "report.html")
    for race, unions in (
        ("2020|president", ["15K · LUIH", "Kelp Cutters", "Lamplighters Local 7"]),
        ("2016|president", ["12K · LUIH"]),
        ("2020|president", ["15K · LUIH", "Kelp Cutters", "Lamplighters Local 7"]),
    ):
        page.locator("#race").select_option(race)
        assert lanes(page, "#standing-chart") == unions
        drawn, told = page.evaluate(
            "(() => { const svg = document.querySelector('#standing-chart svg'); return [svg.getBoundingClientRect().width, Number(svg.getAttribute('width'))]; })()"
        )
        assert abs(drawn - told) < 2  # not squeezed


# --- Zoom, rows, files ----------------------------------------------------------------------------------------------------


def test_time_is_zoomed_by_dragging_and_by_buttons(opened):
    page = opened()
    whole = page.locator("#timeline-span").inner_text()
    assert whole.endswith("5 statements, one mark a month and stance; 1 more without any date")
    page.locator("#span").scroll_into_view_if_needed()
    box = page.locator("#span svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.85, box["y"] + 20)
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 20)
    page.mouse.up()
    page.wait_for_function("() => document.getElementById('timeline-span').textContent.includes('4 statements')")
    summary(page)
    assert page.locator("#timeline-chart .mark-symbol path").count() == 4  # February and March apart now
    page.locator("#zoom-all").click()
    assert page.locator("#timeline-span").inner_text() == whole
    page.locator("#zoom-in").click()
    assert page.locator("#timeline-span").inner_text() != whole
    page.locator("#zoom-out").click()
    assert page.locator("#timeline-span").inner_text() == whole


def test_rows_are_sorted_and_lead_to_their_sentence(opened):
    page = opened()
    first = page.locator("#rows-table tbody tr").first
    page.locator("#rows-table th button").get_by_text("Confidence").click()
    assert "0.5" in first.inner_text()
    page.locator("#rows-table th button").get_by_text("Confidence").click()
    assert "0.96" in first.inner_text()
    first.locator("td").nth(1).click()
    assert page.locator("#cards .said").inner_text() == report_tables.ENDORSES


def test_corrections_are_counted_by_reviewer_and_lead_to_what_was_and_is(opened):
    page = opened()
    counted = page.locator("#reviewers tbody tr").all_inner_texts()
    assert [row.split() for row in counted] == [["Ines", "Okoro", "0", "1", "1", "0"]]
    page.locator("#reviewers").get_by_role("button").nth(1).click()
    assert page.locator("#evidence-h").inner_text() == "corrected by Ines Okoro"
    shown = page.locator("#cards > li").inner_text()
    union = "Lamplighters' Union of the Inner Harbors"
    assert f"It was found as {union}: exact 1,500 members" in shown
    assert f"It is now {union}: exact 15,000 members" in shown
    assert report_tables.AGAIN in shown
    page.locator("#cards").get_by_text("All of this article").click()
    assert f"it was: {union}: exact 1,500 members" in page.locator("#cards").inner_text()
    page.locator("#evidence-close").click()
    page.locator("#evidence-close").click()

    page.locator("#tab-corrections").click()
    assert page.locator("#rows-table tbody tr").count() == 2
    assert "Kelp Cutters opposed Tobias Fern 2020" in page.locator("#rows-table").inner_text()
    page.locator("#f-q").fill("1,500")
    page.wait_for_function("() => document.getElementById('filter-summary').textContent.startsWith('Filtered')")
    assert page.locator("#rows-table tbody tr").count() == 1
    assert "removed" not in page.locator("#rows-table").inner_text()


def test_saved_rows_can_not_be_taken_for_formulas(opened):
    page = opened()
    with page.expect_download() as caught:
        page.locator("#rows-csv").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 6
    by_union = {row["union_id"]: row for row in rows}
    assert by_union["lamplighters-local-7"]["Sentence"] == report_tables.BREAKS
    assert by_union["lamplighters-local-7"]["candidate_id"] == "tobias-fern"
    assert by_union["harm-local-9"]["Source"] == "'" + report_tables.HOSTILE_SOURCE
    assert caught.value.suggested_filename == "endorsements.csv"


# --- Hostile text ---------------------------------------------------------------------------------------------------------


def test_text_of_articles_does_nothing(opened):
    page = opened()
    page.locator("#tiles button").nth(0).click()
    card = page.locator("#cards > li", has_text="window.harm")
    assert report_tables.HOSTILE_TITLE in card.first.inner_text()
    assert page.locator("#cards a[href^='javascript']").count() == 0
    card.first.get_by_text("Its facts").click()
    assert report_tables.HOSTILE in page.locator("#cards").inner_text()
    assert page.locator("#evidence-h").inner_text() == report_tables.HOSTILE_TITLE
    page.keyboard.press("Escape")
    page.locator("#tiles button").nth(7).click()
    assert "{<img src=x>" in page.locator("#cards").inner_text()
    page.keyboard.press("Escape")
    page.locator("#f-source").select_option(label=report_tables.HOSTILE_SOURCE)
    page.locator("#confidence .mark-rect path").last.click()  # before it, blanks that keep their places
    assert page.locator("mark.union.own").inner_text() == report_tables.HOSTILE_UNION
    assert page.evaluate(
        "[window.harm, document.images.length, document.querySelectorAll('iframe, b > script').length]"
    ) == [None, 0, 0]
    assert page.evaluate("document.querySelectorAll('script').length") == 5


def test_where_html_is_set_the_browser_refuses(opened):
    page = opened()
    assert (
        page.evaluate(
            "() => { try { document.createElement('p').innerHTML = '<b>x</b>'; return 'set'; } catch (error) { return error.name; } }"
        )
        == "TypeError"
    )
