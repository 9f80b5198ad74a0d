"""The plain records that flow through the pipeline: what a reader yields and what an extraction holds.

Records are slotted, frozen and free of spaCy objects, so they pickle cheaply and outlive the string store
of the worker that made them. Field names are the column names of the tables (see `unionwire.tables.schema`).
All offsets are Python string offsets into `Article.text`, end-exclusive.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from unionwire.reasons import Code

PublishedFrom = Literal["metadata", "text", "inferred", "none"]
EntityType = Literal["union", "candidate"]
FoundBy = Literal["registry", "pattern", "ner", "coreference"]
Level = Literal["national", "regional", "local", "federation"]
Qualifier = Literal["exact", "about", "more_than", "nearly", "less_than"]
Stance = Literal["endorsed", "declined", "considering", "opposed", "withdrawn"]
Relation = Literal["local_of", "regional_body_of", "affiliate_of"]
Alignment = Literal["breaks", "agrees", "unstated"]
DatePrecision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read. `published` is the date the record's metadata gave, if any."""

    article_id: str
    text: str
    source: str | None = None
    url: str | None = None
    title: str | None = None
    published: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: where it stood, why, and how it began (at most 200 characters).

    `detail` is what is particular to this record, one line, after what all rejects of its code say.
    """

    path: str
    record: int
    code: Code
    detail: str = ""
    excerpt: str = ""

    @property
    def reason(self) -> str:
        """Why, in a line for a person."""
        return self.code.reason(self.detail)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands and what found it. `start:end` delimits `sentence` in the article's text.

    `qualifiers` are the categories of `unionwire.nlp.qualifiers` that hold of the fact, in alphabetical order.
    """

    sentence: str
    start: int
    end: int
    rule: str
    confidence: float
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that refers to a union or a candidate."""

    entity_type: EntityType
    entity_id: str
    start: int
    end: int
    text: str
    found_by: FoundBy
    rule: str


@dataclass(frozen=True, slots=True)
class Union:
    """A union as one article shows it; `state` is a US postal code, `country` an ISO 3166 alpha-2 code."""

    union_id: str
    name: str
    level: Level
    abbreviation: str | None = None
    parent_union_id: str | None = None
    local_number: str | None = None
    state: str | None = None
    country: str | None = None
    federation_id: str | None = None
    olms_file_number: str | None = None
    wikidata_id: str | None = None
    in_registry: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom an article presents as seeking, or having sought, office."""

    candidate_id: str
    name: str
    party: str | None = None
    office: str | None = None
    state: str | None = None
    fec_id: str | None = None
    wikidata_id: str | None = None
    in_registry: bool = False


@dataclass(frozen=True, slots=True)
class MembershipCount:
    """How many members or workers a union has, as an article states it."""

    union_id: str
    value: int
    qualifier: Qualifier
    unit: str
    scope: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Endorsement:
    """A union's stated position on a candidate, or on endorsing at all (`candidate_id` None)."""

    union_id: str
    candidate_id: str | None
    stance: Stance
    cycle: int | None
    office: str | None
    date: dt.date | None
    date_precision: DatePrecision | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Relationship:
    """A child union and its parent, and whether the article says that the child breaks ranks."""

    child_union_id: str
    parent_union_id: str
    relation: Relation
    alignment: Alignment
    cycle: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stretch that was considered as a fact and refused, for `unionwire explain`."""

    kind: str
    start: int
    end: int
    text: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one article yields. All lists are in a fixed order that depends on the article alone."""

    article: Article
    relevant: bool
    published: dt.date | None = None
    published_from: PublishedFrom = "none"
    unions: list[Union] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    membership_counts: list[MembershipCount] = field(default_factory=list)
    endorsements: list[Endorsement] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    furniture: list[tuple[int, int, str]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
