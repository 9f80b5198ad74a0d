"""What a page says about itself to machines: title, site, address and the day of its publication.

trafilatura reads title, site and address. Dates are read here: its htmldate takes, where a page says nothing, any date that
stands in it, and none later than the day of the run. Here only what names itself the day of publication counts;
a date among the words of the page is looked for in its text, like that of any other article.
"""

from __future__ import annotations

import copy
import datetime as dt
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

import html_text
import orjson
from lxml import etree
from lxml.html import HtmlElement

from unionwire.read.dates import parse_date

# Names of meta elements that hold the day of publication, the surest first.
_META_DATES = (
    *(
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "rnews:datepublished",
    ),
    *("parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created"),
    *("article.published", "publish-date", "publish_date", "publishdate", "published-date", "published_date"),
    *("publication_date", "publication-date", "pubdate", "article_date_original", "originalpublicationdate"),
    *("cxenseparse:recs:publishtime", "citation_publication_date", "displaydate", "dc.date", "dcterms.date", "date"),
)
_PUBLISHED_CLASS = re.compile(r"(?:^|\s)(?:dt-|entry-|post-)?(?:published|pub-?date|publish-?date|entry-date)(?:\s|$)")
_ARTICLE_TYPE = re.compile(r"article|blogposting|report|review|story", re.IGNORECASE)
# What a page says of other things than itself.
_OTHER_TYPE = re.compile(
    r"comment|person|organi[sz]ation|imageobject|videoobject|audioobject|product|event", re.IGNORECASE
)
_MOST_NODES = 20_000
_FAILS = (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError)


def page_fields(tree: HtmlElement) -> dict[str, str]:
    """Title, source and url of a parsed page, each only where the page gives it."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        said = trafilatura.extract_metadata(_skeleton(tree), extensive=False)
    except _FAILS:
        return {}
    title = said.title or next((element.text_content() for element in tree.iter("title")), None)
    found = {"title": title, "source": said.sitename, "url": said.url}
    return {name: " ".join(value.split()) for name, value in found.items() if value and value.strip()}


def page_date(tree: HtmlElement) -> dt.date | None:
    """The day on which a page says that it was published: in meta elements, JSON-LD or marked times; else None."""
    named: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            if key := meta.get(attribute):
                named.setdefault(key.strip().lower(), []).append(meta.get("content") or "")
    for name in _META_DATES:
        for value in named.get(name, ()):
            if date := parse_date(value):
                return date
    return _linked_data_date(tree) or _marked_date(tree)


def _skeleton(tree: HtmlElement) -> HtmlElement:
    """A page of what describes `tree`: its head, its data for machines and its headlines."""
    page: HtmlElement = html_text.parse_html("<html><body><p></p></body></html>")
    body = page[0]
    head = tree.find("head")
    if head is not None:
        page.insert(0, copy.deepcopy(head))
    for element in tree.iter("script", "h1", "h2"):
        if element.tag != "script" or (element.get("type") or "").lower() == "application/ld+json":
            body.append(copied := copy.deepcopy(element))
            copied.tail = None
    return page


def _linked_data_date(tree: HtmlElement) -> dt.date | None:
    others: list[dt.date] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = orjson.loads((script.text or "").strip())
        except orjson.JSONDecodeError:
            continue
        for node in _nodes(data):
            kind = str(node.get("@type"))
            date = parse_date(node.get("datePublished"))
            if date is None or _OTHER_TYPE.search(kind):
                continue
            if _ARTICLE_TYPE.search(kind):
                return date
            others.append(date)
    return others[0] if others else None


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - any JSON value
    """The objects of a JSON value, outer ones first."""
    waiting = [data]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting += [inner for inner in value.values() if isinstance(inner, (dict, list))]
        elif isinstance(value, list):
            waiting += [inner for inner in value if isinstance(inner, (dict, list))]


def _marked_date(tree: HtmlElement) -> dt.date | None:
    """The date of an element that is marked as that of the publication, or the one day that all times name."""
    days: list[dt.date] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        value = element.get("datetime") or element.get("content")
        if element.get("itemprop") == "datePublished" and (date := parse_date(value or element.text_content())):
            return date
        if element.tag in {"time", "abbr", "span"} and _PUBLISHED_CLASS.search(element.get("class") or ""):
            said = value or element.get("title") or element.text_content()
            if date := parse_date(said):
                return date
        if element.tag == "time" and (date := parse_date(element.get("datetime"))):
            if element.get("pubdate") is not None:
                return date
            days.append(date)
    return days[0] if len(set(days)) == 1 else None
