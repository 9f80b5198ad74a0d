"""What `unionwire explain --html` writes: the same as on a terminal, as a page for a browser.

spaCy's displaCy draws the sentences with their mentions; what was refused is drawn in its own colour where no mention
stands. The page is self-contained, holds no script, and takes every word of the article as text, never as markup.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from unionwire.explain import TABLE_OF, Item, Passage, about, described, excerpt, passages, values
from unionwire.extract import Extractor
from unionwire.harmless import markup, stood_in
from unionwire.lean import import_spacy
from unionwire.records import Article, Extraction, Mention, Refusal

_COLOURS = {"UNION": "#9ad9e8", "CANDIDATE": "#eab8ea", "REFUSED": "#f3dd8a"}
_STYLE = """
:root { color-scheme: light dark; --line: #8886; --dim: #777; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); padding: .8rem 0; }
.at { color: var(--dim); font-size: .8rem; }
.entities { line-height: 2.2 !important; margin-bottom: .4rem; }
.entities mark { color: #111; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: normal; } .fact td:first-child { font-weight: bold; } .refused td { font-style: italic; }
"""


def explain_page(article: Article, extractor: Extractor) -> str:
    """An HTML page of what is found where in `article`, by which rule, and what was considered and refused.

    Raises unionwire.extract.ExtractionError when the article can't be extracted from.
    """
    extraction = extractor.extract(article)
    title = " ".join((article.title or article.article_id).split())
    body = [f"<h1>{markup(title)}</h1>", _described(about(extraction))]
    found = passages(extraction) if extraction.relevant else []
    body += [f"<h2>Sentences</h2>{''.join(_section(extraction, passage) for passage in found)}"]
    if not found:
        body.append("<p>Nothing found, nothing considered.</p>")
    for heading, entities in (("Unions", extraction.unions), ("Candidates", extraction.candidates)):
        if entities and extraction.relevant:
            body.append(f"<h2>{heading}</h2>{_described(map(described, entities))}")
    if extraction.furniture:
        rows = (
            (f"{start}-{end}", rule, excerpt(article.text, start, end)) for start, end, rule in extraction.furniture
        )
        body.append(f"<h2>Furniture, blanked before anything else</h2>{_table(('where', 'rule', 'words'), rows)}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{markup(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _described(pairs: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{markup(name)}</dt><dd>{markup(value)}</dd>' for name, value in pairs)}</dl>"


def _section(extraction: Extraction, passage: Passage) -> str:
    drawn = _drawn(extraction, passage)
    table = _table(("kind", "what", "rule", "why"), map(_row, passage.items), (_kind(item) for item in passage.items))
    return f'<section><div class="at">{passage.start}-{passage.end}</div>{drawn}{table}</section>'


def _drawn(extraction: Extraction, passage: Passage) -> str:
    """The passage as displaCy shows entities, which may not overlap: a mention comes before a refusal."""
    import_spacy()
    from spacy import displacy

    spans: list[dict[str, Any]] = []
    mentions = [
        (item.start, item.end, item.entity_type.upper(), item.entity_id)
        for item in passage.items
        if isinstance(item, Mention)
    ]
    refusals = [(item.start, item.end, "REFUSED", "") for item in passage.items if isinstance(item, Refusal)]
    for start, end, label, key in (*mentions, *refusals):
        if passage.start <= start < end <= passage.end and all(
            end <= span["start"] + passage.start or span["end"] + passage.start <= start for span in spans
        ):
            # displaCy writes label and id into the page as they are
            spans.append(
                {"start": start - passage.start, "end": end - passage.start, "label": label, "kb_id": markup(key)}
            )
    drawing = {"text": stood_in(extraction.article.text[passage.start : passage.end]), "ents": spans, "title": None}
    spans.sort(key=lambda span: span["start"])
    return str(displacy.render(drawing, style="ent", manual=True, jupyter=False, options={"colors": _COLOURS}))


def _kind(item: Item) -> str:
    return "mention" if isinstance(item, Mention) else "refused" if isinstance(item, Refusal) else "fact"


def _row(item: Item) -> tuple[str, ...]:
    if isinstance(item, Mention):
        return item.entity_type, f"{item.entity_id}  “{item.text}”", item.rule, f"found by {item.found_by}"
    if isinstance(item, Refusal):
        return f"refused: {item.kind}", f"“{item.text}”", item.rule, item.reason
    said = "  ".join(f"{name}={value}" for name, value in values(item))
    return TABLE_OF[type(item)], said, item.evidence.rule, f"confidence {item.evidence.confidence:.2f}"


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]], looks: Iterable[str] = ()) -> str:
    return f'<div class="scroll"><table><thead><tr>{_cells(heads, "th")}</tr></thead><tbody>{"".join(_lines(rows, looks))}</tbody></table></div>'


def _lines(rows: Iterable[tuple[str, ...]], looks: Iterable[str]) -> Iterator[str]:
    for row, look in zip(rows, itertools.chain(looks, itertools.repeat("")), strict=False):
        yield f'<tr class="{look}">{_cells(row, "td")}</tr>'


def _cells(words: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{markup(' '.join(word.split()))}</{tag}>" for word in words)
