"""The tables: every column with its type, whether it may be null, and what it means. Nothing else declares a schema.

A Parquet part written by unionwire carries these comments as field metadata (`comment`, `values`, `references`, and `time` where a
timestamp is no day).
Dates are timestamp[ms] at midnight without a zone, so that pandas reads datetime64. Offsets are Python string offsets
(Unicode code points, end-exclusive) into `articles.text`.
"""

from __future__ import annotations

import pyarrow as pa

from unionwire import records
from unionwire.reasons import Code
from unionwire.tables.fields import (
    DATE,
    STRING,
    STRINGS,
    Table,
    article_id,
    batch_id,
    candidate_id,
    column,
    cycle,
    evidence,
    moment,
    union_id,
)

NULL_PARENT_ALIGNMENTS = ("breaks", "agrees", "parent_silent")
VERDICTS = ("right", "wrong", "changed", "missing")

_UNION_COLUMNS = (
    column("name", STRING, "canonical name; outside the registry the name as articles write it"),
    column("abbreviation", STRING, "best-known abbreviation", null=True),
    column("level", STRING, "where the body stands", values=records.Level),
    column("parent_union_id", STRING, "the body it belongs to; may name one that no article mentions", null=True),
    column("local_number", STRING, "number of a local, lodge, district or council", null=True),
    column("state", STRING, "US postal code", null=True),
    column("country", STRING, "ISO 3166-1 alpha-2 code", null=True),
    column("federation_id", STRING, "federation it is affiliated to; may name one that no article mentions", null=True),
    column("olms_file_number", STRING, "file number at the US Office of Labor-Management Standards", null=True),
    column("wikidata_id", STRING, "Wikidata item", null=True),
    column("in_registry", pa.bool_(), "whether seeds/ lists it"),
)
_CANDIDATE_COLUMNS = (
    column("name", STRING, "usual public name"),
    column("party", STRING, "party, as the registry or the articles give it", null=True),
    column("office", STRING, "office sought, as the registry or the articles give it", null=True),
    column("state", STRING, "US postal code of the contest or the home state", null=True),
    column("fec_id", STRING, "candidate id at the US Federal Election Commission", null=True),
    column("wikidata_id", STRING, "Wikidata item", null=True),
    column("in_registry", pa.bool_(), "whether seeds/ lists the person"),
)
_UNION_KEY = column("union_id", STRING, "id of the union: seiu, teamsters-local-25, afl-cio-de")
_CANDIDATE_KEY = column(
    "candidate_id",
    STRING,
    "id of the candidate: first-last of the usual public name, with -ambiguous where it may mean one of several",
)

ARTICLES = Table(
    "articles",
    "an article read",
    (
        column("article_id", STRING, "the record's id, else its file's path, else 16 hex digits of its text's SHA-256"),
        column("source", STRING, "publication, as the record names it", null=True),
        column("url", STRING, "address, as the record names it", null=True),
        column("title", STRING, "headline, as the record names it", null=True),
        column("published", DATE, "day of publication", null=True),
        column("published_from", STRING, "what gave `published`", values=records.PublishedFrom),
        column("text", STRING, "the text as read; null where the screen found nothing", null=True),
        column("n_chars", pa.int32(), "length of the text in characters"),
        column("text_sha256", STRING, "SHA-256 of the text's UTF-8 bytes, in hex"),
        column(
            "duplicate_of",
            STRING,
            "the article of which this is a near-identical copy; counted once in `positions`",
            null=True,
            references="articles.article_id",
        ),
        column("relevant", pa.bool_(), "whether the screen let the article through to the extraction"),
        batch_id(),
    ),
    ("article_id",),
)
UNIONS = Table(
    "unions",
    "a union seen in some article",
    (
        _UNION_KEY,
        *_UNION_COLUMNS,
        column("n_articles", pa.int32(), "articles that name or refer to it"),
        column(
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
    (_CANDIDATE_KEY, *_CANDIDATE_COLUMNS, column("n_articles", pa.int32(), "articles that present the candidate")),
    ("candidate_id",),
    derived=True,
)
ARTICLE_UNIONS = Table(
    "article_unions",
    "a union as one article shows it; `unions` is merged from these",
    (article_id(), union_id("union_id", "the union"), *_UNION_COLUMNS),
    ("article_id", "union_id"),
)
ARTICLE_CANDIDATES = Table(
    "article_candidates",
    "a candidate as one article shows the person; `candidates` is merged from these",
    (
        article_id(),
        column("candidate_id", STRING, "the candidate", references="candidates.candidate_id"),
        *_CANDIDATE_COLUMNS,
    ),
    ("article_id", "candidate_id"),
)
MENTIONS = Table(
    "mentions",
    'a mention of a union or candidate, pronouns and "the union" included',
    (
        column("mention_id", STRING, "stable: the hash of article, offsets and entity"),
        article_id(),
        column("entity_type", STRING, "what is mentioned", values=records.EntityType),
        column("entity_id", STRING, "a union_id or candidate_id, by entity_type"),
        column("start", pa.int32(), "offset of the mention's first character"),
        column("end", pa.int32(), "offset after the mention's last character"),
        column("text", STRING, "the mention, verbatim: articles.text[start:end]"),
        column("found_by", STRING, "what found it", values=records.FoundBy),
        column("rule", STRING, "id of the rule or model that found it"),
    ),
    ("article_id", "start", "end", "entity_type", "entity_id"),
)
MEMBERSHIP_COUNTS = Table(
    "membership_counts",
    "a stated size of a union; never sum over levels, a national's members are its locals' members",
    (
        article_id(),
        union_id("union_id", "the union counted"),
        column("value", pa.int64(), "the figure: 1.3 million is 1300000"),
        column("qualifier", STRING, "how the article hedges the figure", values=records.Qualifier),
        column("unit", STRING, "what is counted, as stated: members, workers, nurses"),
        column("scope", STRING, "place or employer, where the count is of a part of the union", null=True),
        *evidence(),
    ),
    ("article_id", "start", "end", "union_id", "value", "qualifier", "unit", "rule"),
)
ENDORSEMENTS = Table(
    "endorsements",
    "a union's stated position, in one article",
    (
        article_id(),
        union_id("union_id", "the union that takes the position"),
        candidate_id("candidate_id", "whom it concerns; null where the union endorses nobody in particular"),
        column("stance", STRING, "the position", values=records.Stance),
        cycle(),
        column("office", STRING, "office at stake", null=True),
        column("date", DATE, "day of the endorsement itself, first day of the month or year", null=True),
        column("date_precision", STRING, "how far `date` is known", null=True, values=records.DatePrecision),
        *evidence(),
    ),
    ("article_id", "start", "end", "union_id", "candidate_id", "stance", "cycle", "rule"),
)
RELATIONSHIPS = Table(
    "relationships",
    "a child union and its parent, as an article names or states it",
    (
        article_id(),
        union_id("child_union_id", "the local, regional body or affiliate"),
        union_id("parent_union_id", "the body it belongs to"),
        column("relation", STRING, "how they belong together", values=records.Relation),
        column("alignment", STRING, "whether the article says that the child breaks ranks", values=records.Alignment),
        cycle(),
        *evidence(),
    ),
    ("article_id", "start", "end", "child_union_id", "parent_union_id", "alignment", "cycle", "rule"),
)
POSITIONS = Table(
    "positions",
    "a union's position in an election, over all articles",
    (
        union_id("union_id", "the union"),
        candidate_id("candidate_id", "whom it concerns; null where the union endorses nobody in particular"),
        column("stance", STRING, "the position", values=records.Stance),
        cycle(),
        column("office", STRING, "office at stake", null=True),
        column(
            "first_date",
            DATE,
            "earliest day on record: of the endorsement, first day of the month or year, else of publication",
            null=True,
        ),
        column("last_date", DATE, "latest day on record, likewise", null=True),
        column("first_precision", STRING, "how far `first_date` is known", null=True, values=records.DatePrecision),
        column("last_precision", STRING, "how far `last_date` is known", null=True, values=records.DatePrecision),
        column("n_articles", pa.int32(), "articles that report it"),
        column("n_sources", pa.int32(), "independent reports: near-identical copies count once"),
        column("article_ids", STRINGS, "the articles, sorted"),
        column("confidence", pa.float64(), "0 to 1; higher is surer"),
    ),
    ("union_id", "cycle", "candidate_id", "stance", "office"),
    derived=True,
)
NATIONAL_LOCAL = Table(
    "national_local",
    "a child union beside its parent in an election, over all articles, also where no article compares them",
    (
        union_id("child_union_id", "the local, regional body or affiliate"),
        union_id("parent_union_id", "the body it belongs to"),
        cycle(null=True),
        candidate_id("child_candidate_id", "the child's candidate"),
        column("child_stance", STRING, "the child's position", values=records.Stance),
        candidate_id("parent_candidate_id", "the parent's candidate"),
        column("parent_stance", STRING, "the parent's position", null=True, values=records.Stance),
        column("alignment", STRING, "how the two compare", values=NULL_PARENT_ALIGNMENTS),
        column("article_ids", STRINGS, "the articles behind either position, sorted"),
    ),
    ("child_union_id", "parent_union_id", "cycle", "child_candidate_id", "child_stance", "parent_candidate_id"),
    derived=True,
)
REJECTS = Table(
    "rejects",
    "a record not read",
    (
        column("path", STRING, "the file, as it was named to the run"),
        column(
            "record", pa.int64(), "line of a JSON Lines file, row of a table, 1 in a one-article file, 0 the whole file"
        ),
        column(
            "code",
            STRING,
            "the kind of reason; null in rows written before there were codes",
            null=True,
            values=tuple(Code),
        ),
        column("reason", STRING, "why it was not read: the words of the code, and what is particular to the record"),
        column("excerpt", STRING, "how it begins, at most 200 characters"),
        batch_id(),
    ),
    ("path", "record", "reason"),
)
BATCHES = Table(
    "batches",
    "a run",
    (
        column("batch_id", STRING, "the run's number in this folder and a hash of version, model and seeds"),
        moment("started", "when the run began (UTC)"),
        moment("finished", "when its tables were complete (UTC)"),
        column("inputs", STRINGS, "the inputs as they were named to the run"),
        column("version", STRING, "version of unionwire"),
        column("model", STRING, "base model: name, version and digest of its files"),
        column("seeds", STRING, "digest of the reference data"),
        column("n_articles", pa.int32(), "articles added"),
        column("n_relevant", pa.int32(), "articles among them that the screen let through"),
        column("n_rejects", pa.int32(), "records rejected for the first time"),
        column("n_present", pa.int32(), "records skipped: the article is in the tables already"),
        column("n_repeated", pa.int32(), "records skipped: another record of this run has the id or the text"),
        column("seconds_reading", pa.float64(), "time spent on the first pass over the inputs"),
        column("seconds_extracting", pa.float64(), "time spent on extraction"),
        column("seconds_consolidating", pa.float64(), "time spent on the tables over all articles"),
    ),
    ("batch_id",),
)

CORRECTIONS = Table(
    "corrections",
    "what a reviewer said of a fact; every run applies them, of two that contradict each other the later one",
    (
        column("number", pa.int32(), "1, 2, 3 ... in the order in which they came"),
        column(
            "table",
            STRING,
            "where the fact stands, or should",
            values=("membership_counts", "endorsements", "relationships"),
        ),
        article_id(),
        column("text_sha256", STRING, "of the text that was reviewed; to another text it does not apply"),
        column("verdict", STRING, "what the reviewer said", values=VERDICTS),
        column("sentence", STRING, "the sentence that says so, verbatim: articles.text[start:end]"),
        column("start", pa.int32(), "offset of the sentence's first character"),
        column("end", pa.int32(), "offset after the sentence's last character"),
        column("was", STRING, "the fact as it was found, as JSON; null where it was missing", null=True),
        column("becomes", STRING, "the fact as it stands now, as JSON; null where it was wrong", null=True),
        column(
            "bodies", STRING, "rows of article_unions and article_candidates that the fact needs, as JSON", null=True
        ),
        column("note", STRING, "what the reviewer remarked", null=True),
        column("reviewed_by", STRING, "who said it"),
        moment("reviewed_at", "when it was taken in (UTC)"),
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
