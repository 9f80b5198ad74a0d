"""The tables: every column with its type, whether it may be null, and what it means. Nothing else declares a schema.

A Parquet part written by unionwire carries these comments as field metadata (`comment`, `values`, `references`, and `time` where a
timestamp is no day).
Dates are timestamp[ms] at midnight without a zone, so that pandas reads datetime64. Offsets are Python string offsets
(Unicode code points, end-exclusive) into `articles.text`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import get_args

import pyarrow as pa

from unionwire import records
from unionwire.reasons import Code

STRING = pa.string()
DATE = pa.timestamp("ms")
STRINGS = pa.list_(pa.field("element", pa.string(), nullable=False))

NULL_PARENT_ALIGNMENTS = ("breaks", "agrees", "parent_silent")
VERDICTS = ("right", "wrong", "changed", "missing")
REVIEWED = ("right", "changed", "added")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, and the columns that order it and that tell its rows apart."""

    name: str
    row: str
    columns: tuple[pa.Field, ...]
    order: tuple[str, ...]
    derived: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The pyarrow schema, comments included."""
        # the comments of the columns are Arrow's own; other readers of Parquet see what stands beside the schema
        meanings = json.dumps({column.name: field_notes(column)["comment"] for column in self.columns})
        return pa.schema(self.columns, metadata={"table": self.name, "row": self.row, "columns": meanings})

    @property
    def key(self) -> str | None:
        """The one column that tells rows apart, where there is one."""
        return {"mentions": "mention_id"}.get(self.name) or (self.order[0] if len(self.order) == 1 else None)


def _column(
    name: str, kind: pa.DataType, comment: str, *, null: bool = False, values: object = None, references: str = ""
) -> pa.Field:
    metadata = {"comment": comment}
    if values is not None:
        metadata["values"] = " | ".join(values if isinstance(values, tuple) else get_args(values))
    if references:
        metadata["references"] = references
    return pa.field(name, kind, nullable=null, metadata=metadata)


def _moment(name: str, comment: str, *, null: bool = False) -> pa.Field:
    field = _column(name, DATE, comment, null=null)
    return field.with_metadata({**field.metadata, "time": "moment"})


def _article_id() -> pa.Field:
    return _column("article_id", STRING, "the article that says so", references="articles.article_id")


def _union_id(name: str, comment: str, *, null: bool = False) -> pa.Field:
    return _column(name, STRING, comment, null=null, references="unions.union_id")


def _candidate_id(name: str, comment: str) -> pa.Field:
    return _column(name, STRING, comment, null=True, references="candidates.candidate_id")


def _batch_id() -> pa.Field:
    return _column(
        "batch_id",
        STRING,
        "the run that wrote the row; `batches` says with which version, model and seeds",
        references="batches.batch_id",
    )


def _cycle(*, null: bool = True) -> pa.Field:
    return _column("cycle", pa.int16(), "year of the election concerned", null=null)


def _evidence() -> tuple[pa.Field, ...]:
    return (
        _column("sentence", STRING, "the sentence that says so, verbatim: articles.text[start:end]"),
        _column("start", pa.int32(), "offset of the sentence's first character"),
        _column("end", pa.int32(), "offset after the sentence's last character"),
        _column("rule", STRING, "id of the rule or model that found the fact"),
        _column("confidence", pa.float64(), "0 to 1; higher is surer; 1 where a reviewer says so"),
        _column(
            "qualifiers",
            STRINGS,
            "what negates, hedges, reports or places in time what the sentence says, sorted: past, reported, future, "
            "considered ... (the categories of seeds/qualifiers.jsonl); empty for a plain statement",
        ),
        _column("review", STRING, "what a reviewer made of it; null: nobody has looked", null=True, values=REVIEWED),
        _column("reviewed_by", STRING, "who reviewed it; `corrections` tells what it was before", null=True),
        _moment("reviewed_at", "when it was reviewed (UTC)", null=True),
    )


_UNION_COLUMNS = (
    _column("name", STRING, "canonical name; outside the registry the name as articles write it"),
    _column("abbreviation", STRING, "best-known abbreviation", null=True),
    _column("level", STRING, "where the body stands", values=records.Level),
    _column("parent_union_id", STRING, "the body it belongs to; may name one that no article mentions", null=True),
    _column("local_number", STRING, "number of a local, lodge, district or council", null=True),
    _column("state", STRING, "US postal code", null=True),
    _column("country", STRING, "ISO 3166-1 alpha-2 code", null=True),
    _column(
        "federation_id", STRING, "federation it is affiliated to; may name one that no article mentions", null=True
    ),
    _column("olms_file_number", STRING, "file number at the US Office of Labor-Management Standards", null=True),
    _column("wikidata_id", STRING, "Wikidata item", null=True),
    _column("in_registry", pa.bool_(), "whether seeds/ lists it"),
)
_CANDIDATE_COLUMNS = (
    _column("name", STRING, "usual public name"),
    _column("party", STRING, "party, as the registry or the articles give it", null=True),
    _column("office", STRING, "office sought, as the registry or the articles give it", null=True),
    _column("state", STRING, "US postal code of the contest or the home state", null=True),
    _column("fec_id", STRING, "candidate id at the US Federal Election Commission", null=True),
    _column("wikidata_id", STRING, "Wikidata item", null=True),
    _column("in_registry", pa.bool_(), "whether seeds/ lists the person"),
)
_UNION_KEY = _column("union_id", STRING, "id of the union: seiu, teamsters-local-25, afl-cio-de")
_CANDIDATE_KEY = _column(
    "candidate_id",
    STRING,
    "id of the candidate: first-last of the usual public name, with -ambiguous where it may mean one of several",
)

ARTICLES = Table(
    "articles",
    "an article read",
    (
        _column(
            "article_id", STRING, "the record's id, else its file's path, else 16 hex digits of its text's SHA-256"
        ),
        _column("source", STRING, "publication, as the record names it", null=True),
        _column("url", STRING, "address, as the record names it", null=True),
        _column("title", STRING, "headline, as the record names it", null=True),
        _column("published", DATE, "day of publication", null=True),
        _column("published_from", STRING, "what gave `published`", values=records.PublishedFrom),
        _column("text", STRING, "the text as read; null where the screen found nothing", null=True),
        _column("n_chars", pa.int32(), "length of the text in characters"),
        _column("text_sha256", STRING, "SHA-256 of the text's UTF-8 bytes, in hex"),
        _column(
            "duplicate_of",
            STRING,
            "the article of which this is a near-identical copy; counted once in `positions`",
            null=True,
            references="articles.article_id",
        ),
        _column("relevant", pa.bool_(), "whether the screen let the article through to the extraction"),
        _batch_id(),
    ),
    ("article_id",),
)
UNIONS = Table(
    "unions",
    "a union seen in some article",
    (
        _UNION_KEY,
        *_UNION_COLUMNS,
        _column("n_articles", pa.int32(), "articles that name or refer to it"),
        _column(
            "olms_note",
            STRING,
            "why there is no file number: several (bodies of the union share the number; their file numbers follow), "
            "not_found (none has it), no_affiliation (the union is unknown, or its bodies are not listed by number), "
            "no_number, abroad",
            null=True,
        ),
    ),
    ("union_id",),
    derived=True,
)
CANDIDATES = Table(
    "candidates",
    "a candidate seen in some article: a person presented as seeking, or having sought, office",
    (_CANDIDATE_KEY, *_CANDIDATE_COLUMNS, _column("n_articles", pa.int32(), "articles that present the candidate")),
    ("candidate_id",),
    derived=True,
)
ARTICLE_UNIONS = Table(
    "article_unions",
    "a union as one article shows it; `unions` is merged from these",
    (_article_id(), _union_id("union_id", "the union"), *_UNION_COLUMNS),
    ("article_id", "union_id"),
)
ARTICLE_CANDIDATES = Table(
    "article_candidates",
    "a candidate as one article shows the person; `candidates` is merged from these",
    (
        _article_id(),
        _column("candidate_id", STRING, "the candidate", references="candidates.candidate_id"),
        *_CANDIDATE_COLUMNS,
    ),
    ("article_id", "candidate_id"),
)
MENTIONS = Table(
    "mentions",
    'a mention of a union or candidate, pronouns and "the union" included',
    (
        _column("mention_id", STRING, "stable: the hash of article, offsets and entity"),
        _article_id(),
        _column("entity_type", STRING, "what is mentioned", values=records.EntityType),
        _column("entity_id", STRING, "a union_id or candidate_id, by entity_type"),
        _column("start", pa.int32(), "offset of the mention's first character"),
        _column("end", pa.int32(), "offset after the mention's last character"),
        _column("text", STRING, "the mention, verbatim: articles.text[start:end]"),
        _column("found_by", STRING, "what found it", values=records.FoundBy),
        _column("rule", STRING, "id of the rule or model that found it"),
    ),
    ("article_id", "start", "end", "entity_type", "entity_id"),
)
MEMBERSHIP_COUNTS = Table(
    "membership_counts",
    "a stated size of a union; never sum over levels, a national's members are its locals' members",
    (
        _article_id(),
        _union_id("union_id", "the union counted"),
        _column("value", pa.int64(), "the figure: 1.3 million is 1300000"),
        _column("qualifier", STRING, "how the article hedges the figure", values=records.Qualifier),
        _column("unit", STRING, "what is counted, as stated: members, workers, nurses"),
        _column("scope", STRING, "place or employer, where the count is of a part of the union", null=True),
        *_evidence(),
    ),
    ("article_id", "start", "end", "union_id", "value", "qualifier", "unit", "rule"),
)
ENDORSEMENTS = Table(
    "endorsements",
    "a union's stated position, in one article",
    (
        _article_id(),
        _union_id("union_id", "the union that takes the position"),
        _candidate_id("candidate_id", "whom it concerns; null where the union endorses nobody in particular"),
        _column("stance", STRING, "the position", values=records.Stance),
        _cycle(),
        _column("office", STRING, "office at stake", null=True),
        _column("date", DATE, "day of the endorsement itself, first day of the month or year", null=True),
        _column("date_precision", STRING, "how far `date` is known", null=True, values=records.DatePrecision),
        *_evidence(),
    ),
    ("article_id", "start", "end", "union_id", "candidate_id", "stance", "cycle", "rule"),
)
RELATIONSHIPS = Table(
    "relationships",
    "a child union and its parent, as an article names or states it",
    (
        _article_id(),
        _union_id("child_union_id", "the local, regional body or affiliate"),
        _union_id("parent_union_id", "the body it belongs to"),
        _column("relation", STRING, "how they belong together", values=records.Relation),
        _column("alignment", STRING, "whether the article says that the child breaks ranks", values=records.Alignment),
        _cycle(),
        *_evidence(),
    ),
    ("article_id", "start", "end", "child_union_id", "parent_union_id", "alignment", "cycle", "rule"),
)
POSITIONS = Table(
    "positions",
    "a union's position in an election, over all articles",
    (
        _union_id("union_id", "the union"),
        _candidate_id("candidate_id", "whom it concerns; null where the union endorses nobody in particular"),
        _column("stance", STRING, "the position", values=records.Stance),
        _cycle(),
        _column("office", STRING, "office at stake", null=True),
        _column("first_date", DATE, "earliest day on record: of the endorsement, else of publication", null=True),
        _column("last_date", DATE, "latest day on record", null=True),
        _column("n_articles", pa.int32(), "articles that report it"),
        _column("n_sources", pa.int32(), "independent reports: near-identical copies count once"),
        _column("article_ids", STRINGS, "the articles, sorted"),
        _column("confidence", pa.float64(), "0 to 1; higher is surer"),
    ),
    ("union_id", "cycle", "candidate_id", "stance", "office"),
    derived=True,
)
NATIONAL_LOCAL = Table(
    "national_local",
    "a child union beside its parent in an election, over all articles, also where no article compares them",
    (
        _union_id("child_union_id", "the local, regional body or affiliate"),
        _union_id("parent_union_id", "the body it belongs to"),
        _cycle(null=True),
        _candidate_id("child_candidate_id", "the child's candidate"),
        _column("child_stance", STRING, "the child's position", values=records.Stance),
        _candidate_id("parent_candidate_id", "the parent's candidate"),
        _column("parent_stance", STRING, "the parent's position", null=True, values=records.Stance),
        _column("alignment", STRING, "how the two compare", values=NULL_PARENT_ALIGNMENTS),
        _column("article_ids", STRINGS, "the articles behind either position, sorted"),
    ),
    ("child_union_id", "parent_union_id", "cycle", "child_candidate_id", "child_stance", "parent_candidate_id"),
    derived=True,
)
REJECTS = Table(
    "rejects",
    "a record not read",
    (
        _column("path", STRING, "the file, as it was named to the run"),
        _column(
            "record", pa.int64(), "line of a JSON Lines file, row of a table, 1 in a one-article file, 0 the whole file"
        ),
        _column(
            "code",
            STRING,
            "the kind of reason; null in rows written before there were codes",
            null=True,
            values=tuple(Code),
        ),
        _column("reason", STRING, "why it was not read: the words of the code, and what is particular to the record"),
        _column("excerpt", STRING, "how it begins, at most 200 characters"),
        _batch_id(),
    ),
    ("path", "record", "reason"),
)
BATCHES = Table(
    "batches",
    "a run",
    (
        _column("batch_id", STRING, "the run's number in this folder and a hash of version, model and seeds"),
        _moment("started", "when the run began (UTC)"),
        _moment("finished", "when its tables were complete (UTC)"),
        _column("inputs", STRINGS, "the inputs as they were named to the run"),
        _column("version", STRING, "version of unionwire"),
        _column("model", STRING, "base model: name, version and digest of its files"),
        _column("seeds", STRING, "digest of the reference data"),
        _column("n_articles", pa.int32(), "articles added"),
        _column("n_relevant", pa.int32(), "articles among them that the screen let through"),
        _column("n_rejects", pa.int32(), "records rejected for the first time"),
        _column("n_present", pa.int32(), "records skipped: the article is in the tables already"),
        _column("n_repeated", pa.int32(), "records skipped: another record of this run has the id or the text"),
        _column("seconds_reading", pa.float64(), "time spent on the first pass over the inputs"),
        _column("seconds_extracting", pa.float64(), "time spent on extraction"),
        _column("seconds_consolidating", pa.float64(), "time spent on the tables over all articles"),
    ),
    ("batch_id",),
)

CORRECTIONS = Table(
    "corrections",
    "what a reviewer said of a fact; every run applies them, of two that contradict each other the later one",
    (
        _column("number", pa.int32(), "1, 2, 3 ... in the order in which they came"),
        _column(
            "table",
            STRING,
            "where the fact stands, or should",
            values=("membership_counts", "endorsements", "relationships"),
        ),
        _article_id(),
        _column("text_sha256", STRING, "of the text that was reviewed; to another text it does not apply"),
        _column("verdict", STRING, "what the reviewer said", values=VERDICTS),
        _column("sentence", STRING, "the sentence that says so, verbatim: articles.text[start:end]"),
        _column("start", pa.int32(), "offset of the sentence's first character"),
        _column("end", pa.int32(), "offset after the sentence's last character"),
        _column("was", STRING, "the fact as it was found, as JSON; null where it was missing", null=True),
        _column("becomes", STRING, "the fact as it stands now, as JSON; null where it was wrong", null=True),
        _column(
            "bodies", STRING, "rows of article_unions and article_candidates that the fact needs, as JSON", null=True
        ),
        _column("note", STRING, "what the reviewer remarked", null=True),
        _column("reviewed_by", STRING, "who said it"),
        _moment("reviewed_at", "when it was taken in (UTC)"),
    ),
    ("number",),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ARTICLES,
        UNIONS,
        CANDIDATES,
        MENTIONS,
        MEMBERSHIP_COUNTS,
        ENDORSEMENTS,
        RELATIONSHIPS,
        POSITIONS,
        NATIONAL_LOCAL,
        ARTICLE_UNIONS,
        ARTICLE_CANDIDATES,
        CORRECTIONS,
        REJECTS,
        BATCHES,
    )
}


def schema(name: str) -> pa.Schema:
    """The pyarrow schema of a table. Raises KeyError for a name that is none."""
    return TABLES[name].schema


def is_day(field: pa.Field) -> bool:
    """Whether a column holds days rather than moments: both are timestamps, days at midnight."""
    return pa.types.is_timestamp(field.type) and "time" not in field_notes(field)


def field_notes(field: pa.Field) -> dict[str, str]:
    """A column's comment and, where it has them, its values and the column it references."""
    return {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
