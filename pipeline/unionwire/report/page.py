"""A report as one file: page, style, code, charts and data, and a policy under which nothing else can run or load.

Text of articles goes in as JSON in which `<` is escaped, so that no text can end the element that holds it. The page sets it
as text, never as HTML; where a browser knows trusted types, the policy lets nothing be set as HTML at all. Scripts and
style are allowed by their hashes, and evaluation of strings is not: Vega runs its expressions in its interpreter.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

import orjson
import vl_convert

from unionwire.errors import Fault
from unionwire.report.charts import specifications

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionwire.report.gather import Gathered
    from unionwire.report.passages import Passage

# in the order in which each builds on the ones before
SCRIPTS = (
    "data.js",
    "dom.js",
    "filters.js",
    "chart.js",
    "cards.js",
    "time.js",
    "standing.js",
    "breaks.js",
    "membership.js",
    "quality.js",
    "rows.js",
    "app.js",
)
PASSAGES_A_BLOCK = 2_000  # blocks are parsed when a text of theirs is first wanted
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def render(gathered: Gathered) -> str:
    """The page, complete. Raises Fault where the chart library can't be put into a page."""
    code = "(() => {\n'use strict';\n" + "\n".join(_file(f"js/{name}") for name in SCRIPTS) + "\n})();"
    library = _library()
    if re.search(r"</script|<!--", library + code, re.IGNORECASE):
        raise Fault("the chart library of this vl-convert-python can't stand in a page: it holds '</script' or '<!--'")
    style = _file("report.css")
    name = gathered.data["about"]["name"]
    parts = {
        "policy": html.escape(_policy([library, code], style)),
        "title": html.escape(f"unionwire report: {name}"),
        "style": style,
        "data": _json_block("data", gathered.data | {"block": PASSAGES_A_BLOCK})
        + _json_block("charts", specifications())
        + "".join(_json_block(f"passages-{n}", rows) for n, rows in enumerate(_blocks(gathered.passages))),
        "library": library,
        "code": code,
    }
    # one pass, so that what stands in the data is never taken for a place
    return _PLACE.sub(lambda place: parts[place[1]], _file("page.html"))


@functools.cache
def _library() -> str:
    """Vega and its embedding, which brings the interpreter; bundling takes seconds."""
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def _file(name: str) -> str:
    return resources.files("unionwire.report").joinpath(name).read_text(encoding="utf-8")


def _policy(scripts: list[str], style: str) -> str:
    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(hashed, scripts))}",
            f"style-src {hashed(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        )
    )


def _json_block(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON takes
    text = orjson.dumps(value).decode().replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>\n'


def _blocks(passages: list[Passage]) -> Iterator[list[list[Any]]]:
    for first in range(0, len(passages), PASSAGES_A_BLOCK):
        yield [[passage.text, passage.mentions] for passage in passages[first : first + PASSAGES_A_BLOCK]]
