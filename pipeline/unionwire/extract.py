"""One article end to end, without I/O: plain view -> furniture -> screen -> spaCy -> relate -> records."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from unionwire.clean.characters import View, blanked, view_of
from unionwire.clean.dates import article_date
from unionwire.clean.furniture import FurnitureSpan, find_furniture
from unionwire.link.unions import registry
from unionwire.nlp.build import build_nlp
from unionwire.nlp.candidates import keep_endorsed
from unionwire.nlp.compact import annotate, annotate_flat, compacted, parsed
from unionwire.nlp.extensions import CANDIDATES, UNIONS, of_text, prepare, text_of
from unionwire.nlp.sentences import paragraph_sentences
from unionwire.nlp.unions import UnionsComponent
from unionwire.records import (
    Article,
    Candidate,
    Endorsement,
    Extraction,
    MembershipCount,
    Mention,
    PublishedFrom,
    Relationship,
    Union,
)
from unionwire.relate.confidence import calibrated
from unionwire.relate.counts import membership_counts
from unionwire.relate.endorsements import endorsements
from unionwire.relate.locals import relationships
from unionwire.screen import Screen
from unionwire.sift import irrelevant

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH_SIZE = 32  # articles read with spaCy at a time, at most
BATCH_CHARS = 400_000  # of their texts, at most
MOST_STRINGS = 400_000  # words that a pipeline has seen when it is built anew: some 100 MB
# One union, described but not named: "the firefighters union".
_DESCRIBED = re.compile(
    r"\b(?:the|an?|its|their|local|state|area|city['’]s)\s+(?:[\w’'-]+\s+){0,3}?(?:teachers?|nurses?|fire\s?fighters?|police|officers?|workers?|employees?|"
    r"pilots?|attendants?|drivers?|players?|actors?|writers?|postal|transit|auto|steel|hotel|culinary|machinists?|carpenters?|guards?|agents?|patrol|"
    r"dock\w*|longshore\w*|rail\w*|mine\w*|electricians?|plumbers?|faculty|truckers?|farmworkers?)['’]?s?['’]?\s+union\b"
)

_Fact = TypeVar("_Fact", MembershipCount, Endorsement, Relationship)


class ExtractionError(Exception):
    """One article could not be processed."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExtractionFailure:
    """An article that failed on its own, for the rejects."""

    article_id: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Prepared:
    article: Article
    furniture: list[FurnitureSpan]
    view: View  # the article without its furniture
    published: dt.date | None
    published_from: PublishedFrom


class Extractor:
    """Turns articles into extractions; holds the model, so build it once a process."""

    def __init__(
        self, nlp: Language | None = None, *, screen: bool = True, calibrate: bool = True, parse_all: bool = False
    ) -> None:
        """Build the pipeline, or take one that `build_nlp` made.

        `screen=False` reads every article with spaCy, and `parse_all` also parses those that name no union: slow, to
        compare with. `calibrate=False` leaves facts the strength that their rule gave them in place of a confidence.
        """
        self._calibrate, self._parse_all = calibrate, parse_all
        self._screen = Screen() if screen else None
        self._given = nlp is not None
        self._build(nlp)

    def _build(self, nlp: Language | None = None) -> None:
        """Make or take the pipeline, and keep the garbage collector from walking what stays for good again and again."""
        collecting = gc.isenabled()
        gc.disable()
        self.nlp = nlp or build_nlp()
        gc.freeze()
        if collecting:
            gc.enable()

    def extract(self, article: Article) -> Extraction:
        """Return the records of one article.

        Raises ExtractionError when spaCy or a rule fails on it.
        """
        view = view_of(article)
        try:
            return view.restored(self._extract(view.seen))
        except Exception as error:
            raise ExtractionError(f"{type(error).__name__}: {error}") from error

    def _extract(self, article: Article) -> Extraction:
        if self._screen and not self._screen.keep(article.text):
            return irrelevant(article)
        return self._process([article])[0]

    def extract_batch(self, articles: Sequence[Article]) -> Iterator[Extraction | ExtractionFailure]:
        """Yield an extraction or a failure for each article, in order; a failure costs its own article only."""
        views = [view_of(article) for article in articles]
        seen = [view.seen for view in views]
        keep = self._screen.keep_many([article.text for article in seen]) if self._screen else [True] * len(seen)
        kept = [article for article, kept in zip(seen, keep, strict=True) if kept]
        done: dict[int, Extraction | ExtractionFailure] = {}
        for batch in _bounded(kept):
            done.update(self._extract_kept(batch))
            self._renew()
        for view, is_kept in zip(views, keep, strict=True):
            outcome = done[id(view.seen)] if is_kept else irrelevant(view.seen)
            yield view.restored(outcome) if isinstance(outcome, Extraction) else outcome

    def _extract_kept(self, articles: list[Article]) -> Iterator[tuple[int, Extraction | ExtractionFailure]]:
        try:
            results = self._process(articles)
        except Exception:  # noqa: BLE001 - one bad text loses spaCy's whole batch: replay one by one
            for article in articles:
                try:
                    yield id(article), self._process([article])[0]
                except Exception as error:  # noqa: BLE001 - whatever it is, the article has failed
                    yield id(article), ExtractionFailure(article.article_id, f"{type(error).__name__}: {error}")
            return
        yield from zip(map(id, articles), results, strict=True)

    def _renew(self) -> None:
        """Build the pipeline anew when it has seen very many words: spaCy keeps every one for as long as it lives.

        One that was given stays.
        """
        if self._given or len(self.nlp.vocab.strings) < MOST_STRINGS:
            return
        gc.unfreeze()
        del self.nlp
        gc.collect()
        self._build()

    def _process(self, articles: list[Article]) -> list[Extraction]:
        """Read articles with spaCy: those that name or describe a union whole, the others for candidates alone.

        An article that speaks of unions in general only ("organized labor", "unions say") is not parsed: parser and NER
        cost most of the time, and all that it can hold for the tables is candidates, which lexical cues find as well.
        """
        prepared = [_prepare(article) for article in articles]
        unions = self.nlp.get_pipe("unionwire_unions")
        assert isinstance(unions, UnionsComponent)
        docs = [unions.find_named(self._make_doc(item)) for item in prepared]
        whole = [
            self._parse_all or bool(doc.spans[UNIONS]) or _DESCRIBED.search(item.view.seen.text) is not None
            for doc, item in zip(docs, prepared, strict=True)
        ]
        compact = parsed(self.nlp, (compacted(doc) for doc, parse in zip(docs, whole, strict=True) if parse))
        results = []
        for doc, item, parse in zip(docs, prepared, whole, strict=True):
            if parse:
                unions.find_entities(annotate(doc, next(compact)))
                self.nlp.get_pipe("unionwire_shortforms")(doc)
                self.nlp.get_pipe("unionwire_qualifiers")(doc)
            else:
                annotate_flat(doc)
            self.nlp.get_pipe("unionwire_candidates")(doc)
            results.append(_records(doc, item, calibrate=self._calibrate))
        return results

    def _make_doc(self, prepared: _Prepared) -> Doc:
        seen = prepared.view.seen.text
        doc: Doc = paragraph_sentences(of_text(self.nlp.make_doc(seen), seen))
        doc._.published = prepared.published
        doc._.title = prepared.article.title
        doc._.datelines = [
            (prepared.view.seen_at(span.start), prepared.article.text[span.start : span.end])
            for span in prepared.furniture
            if span.rule == "dateline"
        ]
        return doc


def _bounded(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """Yield the articles in batches of at most `BATCH_SIZE` articles and, but for a longer one alone, `BATCH_CHARS`."""
    batch: list[Article] = []
    chars = 0
    for article in articles:
        if batch and (len(batch) == BATCH_SIZE or chars + len(article.text) > BATCH_CHARS):
            yield batch
            batch, chars = [], 0
        batch.append(article)
        chars += len(article.text)
    if batch:
        yield batch


def _prepare(article: Article) -> _Prepared:
    furniture = find_furniture(article.text)
    published, published_from = article_date(article)
    view = blanked(article, ((span.start, span.end) for span in furniture))
    return _Prepared(article, furniture, view, published, published_from)


def _records(doc: Doc, prepared: _Prepared, *, calibrate: bool) -> Extraction:
    """Turn a processed Doc into records, sorted by place in the text."""
    prepare(doc)
    counts = membership_counts(doc)
    positions = endorsements(doc)
    keep_endorsed(doc, {position.candidate_id for position in positions if position.candidate_id})
    children = relationships(doc, positions)
    if calibrate:
        counts, positions, children = calibrated(counts), calibrated(positions), calibrated(children)
    mentions = _mentions(doc)
    shown = {mention.entity_id for mention in mentions}
    shown |= {fact.union_id for fact in counts} | {fact.union_id for fact in positions}
    shown |= {union_id for fact in children for union_id in (fact.child_union_id, fact.parent_union_id)}
    found = Extraction(
        prepared.view.seen,
        relevant=True,
        published=prepared.published,
        published_from=prepared.published_from,
        unions=_unions(doc, shown, prepared.published),
        candidates=[candidate for _, candidate in sorted(_candidates(doc).items())],
        mentions=mentions,
        membership_counts=counts,
        endorsements=positions,
        relationships=children,
        refusals=sorted(doc._.refusals, key=lambda refusal: (refusal.start, refusal.end, refusal.kind, refusal.rule)),
        sentences=[(sentence.start_char, sentence.end_char) for sentence in doc.sents],
    )
    found = prepared.view.restored(found)  # quotes the article, furniture and all
    return dataclasses.replace(
        found,
        membership_counts=_stripped(found.membership_counts),
        endorsements=_stripped(found.endorsements),
        relationships=_stripped(found.relationships),
        furniture=[(span.start, span.end, span.rule) for span in prepared.furniture],
    )


def _stripped(facts: list[_Fact]) -> list[_Fact]:
    """Facts whose sentences are quoted without the blanks around them."""
    stripped = []
    for fact in facts:
        sentence, start = fact.evidence.sentence, fact.evidence.start
        start += len(sentence) - len(sentence.lstrip())
        sentence = sentence.strip()
        evidence = dataclasses.replace(fact.evidence, sentence=sentence, start=start, end=start + len(sentence))
        stripped.append(dataclasses.replace(fact, evidence=evidence))
    return stripped


def _mentions(doc: Doc) -> list[Mention]:
    text = text_of(doc)  # spaCy builds it anew at each access
    found = [
        Mention(
            "union" if key == UNIONS else "candidate",
            span.kb_id_,
            span.start_char,
            span.end_char,
            text[span.start_char : span.end_char],
            span._.found_by or "pattern",
            span.id_,
        )
        for key in (UNIONS, CANDIDATES)
        for span in doc.spans[key]
    ]
    return sorted(set(found), key=lambda mention: (mention.start, mention.end, mention.entity_type, mention.entity_id))


def _unions(doc: Doc, shown: set[str], published: dt.date | None) -> list[Union]:
    """The unions of the article, and the parents that only their locals' names imply."""
    known: dict[str, Union] = dict(doc._.unions)
    wanted = set(shown)
    for union_id in sorted(shown):
        child = known.get(union_id)
        if child is not None and child.parent_union_id:
            wanted.add(child.parent_union_id)
            known.setdefault(child.parent_union_id, _implied_parent(child, child.parent_union_id))
    rows = []
    for union_id in sorted(wanted):
        entry = registry().get(union_id)
        union = known.get(union_id) or (entry.union if entry else None)
        if union is None:
            continue
        federation = entry.federation_at(published) if entry else None
        rows.append(dataclasses.replace(union, federation_id=federation))
    return rows


def _implied_parent(child: Union, parent_id: str) -> Union:
    """The parent of a body: the registry's, or what is left of the body's name without its number or place."""
    entry = registry().get(parent_id)
    if entry is not None:
        return entry.union
    name = re.sub(r"\s+(?:Local|Lodge|District|Council|Branch|Chapter|Region|Division|Unit|Joint)\b.*$", "", child.name)
    return Union(parent_id, name, "national", country=child.country)


def _candidates(doc: Doc) -> dict[str, Candidate]:
    candidates: dict[str, Candidate] = doc._.candidates
    return candidates
