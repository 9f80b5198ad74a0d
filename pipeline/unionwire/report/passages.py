"""The passages that facts stand in: each sentence with a little of what surrounds it, and the mentions in it.

Sentences that stand near each other share a passage, so that a text which ten facts quote is held once. Offsets are
those of JavaScript strings (UTF-16 units) into the passage; the tables count code points into the article.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass, field

CONTEXT = 220  # characters to either side of a sentence: enough to see whom "the union" means


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where in an article a fact's sentence stands, and the sentence as the fact's row quotes it."""

    article: int
    start: int
    end: int
    quoted: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in an article: offsets as in the tables, and the numbers of its entity and of its rule."""

    start: int
    end: int
    kind: int
    entity: int
    rule: int


@dataclass(slots=True)
class Passage:
    """A piece of an article; `mentions` is flat: start, end, kind, entity and rule of each."""

    text: str
    mentions: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: the number of its passage and offsets in it, in UTF-16 units."""

    passage: int
    start: int
    end: int


class _Units:
    """Code points to UTF-16 units of one text."""

    def __init__(self, text: str) -> None:
        self._wide = [at for at, letter in enumerate(text) if letter > "\uffff"] if not text.isascii() else []

    def __call__(self, offset: int) -> int:
        return offset + bisect.bisect_left(self._wide, offset)


def cut(
    sentences: list[Sentence], texts: list[str | None], mentions: dict[int, list[Mention]]
) -> tuple[list[Passage], list[Place]]:
    """The passages of all articles, and the place of each sentence in them, in the order given.

    Args:
        sentences: of all facts.
        texts: by article; where a text is missing, or does not hold the sentence at its offsets, the passage is
            the sentence as quoted, without mentions.
        mentions: by article.
    """
    by_article: dict[int, list[int]] = defaultdict(list)
    for number, sentence in enumerate(sentences):
        by_article[sentence.article].append(number)
    passages: list[Passage] = []
    places: dict[int, Place] = {}
    for article in sorted(by_article):
        text = texts[article]
        held = []
        for number in by_article[article]:
            sentence = sentences[number]
            if text is not None and text[sentence.start : sentence.end] == sentence.quoted:
                held.append((sentence.start, sentence.end, number))
            else:
                places[number] = Place(len(passages), 0, _Units(sentence.quoted)(len(sentence.quoted)))
                passages.append(Passage(sentence.quoted))
        if text is None:
            continue
        for start, end, inside in _windows(sorted(held), text):
            piece = text[start:end]
            units = _Units(piece)
            for first, last, number in inside:
                places[number] = Place(len(passages), units(first - start), units(last - start))
            passage = Passage(piece)
            for mention in mentions.get(article, ()):
                if start <= mention.start and mention.end <= end:
                    passage.mentions += (units(mention.start - start), units(mention.end - start))
                    passage.mentions += (mention.kind, mention.entity, mention.rule)
            passages.append(passage)
    return passages, [places[number] for number in range(len(sentences))]


def _windows(held: list[tuple[int, int, int]], text: str) -> list[tuple[int, int, list[tuple[int, int, int]]]]:
    """Stretches of the text that hold the sentences with their surroundings; those that touch are one."""
    windows: list[tuple[int, int, list[tuple[int, int, int]]]] = []
    for sentence in held:
        start, end = _at_word(text, sentence[0] - CONTEXT, -1), _at_word(text, sentence[1] + CONTEXT, 1)
        if windows and start <= windows[-1][1]:
            first, last, inside = windows[-1]
            windows[-1] = (first, max(last, end), [*inside, sentence])
        else:
            windows.append((start, end, [sentence]))
    return windows


def _at_word(text: str, offset: int, direction: int) -> int:
    """The offset moved outwards to the edge of a word, by at most forty characters."""
    if offset <= 0:
        return 0
    if offset >= len(text):
        return len(text)
    for step in range(40):
        at = offset + direction * step
        if at <= 0 or at >= len(text):
            return max(0, min(at, len(text)))
        if text[at - 1].isspace() or (direction > 0 and text[at].isspace()):
            return at
    return offset
