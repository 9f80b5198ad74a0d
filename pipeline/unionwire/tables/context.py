"""A fact's sentence in its context: the sentences before and after it, and the mentions in it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from unionwire.errors import UsageError
from unionwire.harmless import markup
from unionwire.lean import import_spacy
from unionwire.records import Mention
from unionwire.tables.views import as_mapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

    from unionwire.tables.load import Tables

# how far the neighbours of a sentence are looked for, in characters
_REACH = 1_500


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence with its neighbours. All offsets are Python string offsets into the article's text.

    `text[start:end]` is `sentence`, `text[before_start:before_end]` is `before`, and so on; a neighbour that there is
    not is empty. `mentions` are those that lie in the sentence, by their place. Printed, mentions stand in brackets with
    their ids; a notebook marks them.
    """

    article_id: str
    title: str | None
    source: str | None
    url: str | None
    published: str | None
    before: str
    before_start: int
    before_end: int
    sentence: str
    start: int
    end: int
    after: str
    after_start: int
    after_end: int
    mentions: tuple[Mention, ...]

    def marked(self, mark: Callable[[str, Mention], str], plain: Callable[[str], str] = str) -> str:
        """The sentence with each mention through `mark`, the rest through `plain`; of mentions in one another, the longest."""
        parts, at = [], self.start
        for mention in sorted(self.mentions, key=lambda found: (found.start, -found.end)):
            if mention.start >= at:
                parts.append(plain(self.sentence[at - self.start : mention.start - self.start]))
                parts.append(mark(self.sentence[mention.start - self.start : mention.end - self.start], mention))
                at = mention.end
        return "".join([*parts, plain(self.sentence[at - self.start :])])

    def __str__(self) -> str:
        """The three sentences, each on a line, below what the article is."""
        heads = [self.article_id, self.published, self.source, self.title]
        lines = [
            " | ".join(head for head in heads if head),
            self.before,
            "> " + self.marked(lambda text, mention: f"[{text}|{mention.entity_id}]"),
            self.after,
        ]
        return "\n".join(" ".join(line.split()) for line in lines if line)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        sentence = self.marked(
            lambda text, mention: f'<mark title="{markup(mention.entity_id)}">{markup(text)}</mark>', markup
        )
        heads = [self.article_id, self.published, self.source, self.title]
        head = " · ".join(markup(said) for said in heads if said)
        return f"<p><small>{head}</small><br>{markup(self.before)} <b>{sentence}</b> {markup(self.after)}</p>"


def context(tables: Tables, row: Any) -> Context:  # noqa: ANN401 - a row as pandas gives it, or a mapping
    """The context of a fact or a mention; see `Tables.evidence`."""
    place = as_mapping(row)
    if missing := [column for column in ("article_id", "start", "end") if column not in place]:
        raise ValueError(f"no row with evidence: it has no {missing[0]} (for positions, ask tables.behind)")
    article_id, start, end = str(place["article_id"]), int(place["start"]), int(place["end"])
    text = tables.text(article_id)
    if text is None:
        raise UsageError(f"the tables hold no text of the article {article_id}")
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no place in the text of {article_id}: {start}-{end} of {len(text)} characters")
    if "mention_id" in place:
        start, end = _sentence_around(text, start, end)
    around = neighbours(text, start, end)
    articles = tables.arrow("articles", ["article_id", "published", "source", "title", "url"])
    [article] = articles.filter(pc.equal(articles["article_id"], article_id)).slice(0, 1).to_pylist()
    day = article["published"]
    return Context(
        article_id,
        article["title"],
        article["source"],
        article["url"],
        day.date().isoformat() if day else None,
        text[slice(*around[0])],
        *around[0],
        text[start:end],
        start,
        end,
        text[slice(*around[1])],
        *around[1],
        _mentions_in(tables, article_id, start, end),
    )


def neighbours(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the sentences before and after a sentence are; a place without length where there is none."""
    begin = max(0, start - _REACH)
    before = _sentences(text[begin:start])
    after = _sentences(text[end : end + _REACH])
    return (
        (begin + before[-1][0], begin + before[-1][1]) if before else (start, start),
        (end + after[0][0], end + after[0][1]) if after else (end, end),
    )


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    begin = max(0, start - _REACH)
    found = [(begin + one, begin + other) for one, other in _sentences(text[begin : end + _REACH])]
    inside = [place for place in found if place[0] < end and start < place[1]]
    return (min(start, inside[0][0]), max(end, inside[-1][1])) if inside else (start, end)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a stretch of text are, without the blanks around them."""
    found = []
    for sentence in _splitter()(text).sents:
        said = sentence.text.strip()
        if said:
            at = sentence.start_char + sentence.text.index(said)
            found.append((at, at + len(said)))
    return found


@functools.cache
def _splitter() -> Language:
    """SpaCy's splitter by punctuation, with our ends of paragraphs: neither model nor parse."""
    import_spacy()
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("unionwire_sentences")
    return nlp


def _mentions_in(tables: Tables, article_id: str, start: int, end: int) -> tuple[Mention, ...]:
    mentions = tables.arrow("mentions")
    of_article = mentions.filter(pc.equal(mentions["article_id"], article_id)).to_pylist()
    return tuple(
        Mention(
            row["entity_type"],
            row["entity_id"],
            row["start"],
            row["end"],
            row["text"],
            row["found_by"],
            row["rule"],
        )
        for row in of_article
        if start <= row["start"] and row["end"] <= end
    )
