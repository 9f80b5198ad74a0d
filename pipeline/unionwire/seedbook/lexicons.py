"""Rows of the lexicons: patterns, frames, cues and word lists. seeds/README.md says what the fields mean.

Keys whose value would say nothing are left out of these rows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from unionwire.records import Level, Stance
from unionwire.seedbook.base import Kebab, Lower, Pattern, Row, RuleId, Sentences, Template, Text

Examples = Annotated[Sentences, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class UnionPatternRow(Row):
    """A row of union_patterns.jsonl; the words in braces are macros of union_words.json."""

    id: RuleId
    pattern: Template
    needs: list[Text]
    level: Level
    weak: bool
    single_word: bool = False
    defined: Literal["head", "any"] | None = None
    form: Literal["name", "abbreviation", "trade", "common", "weak"] | None = None
    note: Text
    examples: Examples
    counterexamples: Sentences
    source: Text


class LookalikeRow(Row):
    """A row of lookalikes.jsonl."""

    id: RuleId
    pattern: Pattern
    examples: Examples
    counterexamples: Sentences
    source: Text


class ScreenRow(Row):
    """A row of screen.jsonl."""

    id: RuleId
    kind: Literal["cue", "word", "look-alike", "candidacy", "not-alias"]
    form: Text | None = None
    implies: list[RuleId] = Field(default_factory=list)
    pattern: Pattern
    examples: Examples
    counterexamples: Sentences
    source: Text


class FurnitureRow(Row):
    """A row of furniture.jsonl with a pattern."""

    id: RuleId
    scope: Literal["inline", "line", "block"]
    pattern: Pattern
    flags: Literal["", "i", "m", "im"]
    examples: Examples
    counterexamples: Sentences
    source: Text


class DatelineRow(Row):
    """The row of furniture.jsonl that tells datelines by their places and agencies."""

    id: RuleId
    scope: Literal["dateline"]
    examples: Examples
    counterexamples: Sentences
    source: Text
    places: list[Text]
    agencies: list[Text]


class AlignmentRow(Row):
    """A cue of alignment_cues.jsonl by which a child breaks with its parent or agrees with it."""

    id: RuleId
    kind: Literal["breaks", "contrast", "agrees", "ahead"]
    pattern: Pattern
    object: Literal["after", "optional", "none", "subject", "self", "between"]
    both_ways: bool = False
    then: Pattern | None = None
    far: bool = False
    negated: Literal["breaks", "agrees"] | None = None
    examples: Examples
    counterexamples: Sentences
    source: Text


class MembershipCueRow(Row):
    """A cue of alignment_cues.jsonl by which a body is a member of a larger one."""

    id: RuleId
    kind: Literal["membership"]
    pattern: Pattern
    child: Literal["before", "after"]
    between: str | None = None
    then: Pattern | None = None
    reach: Annotated[int, Field(ge=0)] | None = None
    parent_level: Level | None = None
    examples: Examples
    counterexamples: Sentences
    source: Text


class CandidateMacroRow(Row):
    """A macro of candidate_cues.jsonl."""

    id: RuleId
    kind: Literal["macro"]
    name: Annotated[str, Field(pattern=r"^[A-Z]+$", description="a name in capitals")]
    pattern: Template
    source: Text


class CandidateOfficeRow(Row):
    """The words of an office in candidate_cues.jsonl."""

    id: RuleId
    kind: Literal["office"]
    office: Text
    pattern: Template
    source: Text


class CandidateWordsRow(Row):
    """A pattern of candidate_cues.jsonl that is no frame: of races, of the screen, of what guards a frame."""

    id: RuleId
    kind: Literal["race", "screen", "guard"]
    pattern: Template
    source: Text


class CandidateFrameRow(Row):
    """A frame of candidate_cues.jsonl."""

    id: RuleId
    kind: Literal["frame"]
    context: Literal["none", "near", "article", "sentence", "listed", "unions", "unnamed", "contest", "plural"]
    pattern: Template
    office: Text | None = None
    alone: bool = False
    needs: Literal["party", "elective", "partisan", "free"] | None = None
    named: bool = False
    examples: Examples
    counterexamples: Examples
    source: Text


class CountLexiconRow(Row):
    """A word list of count_frames.jsonl."""

    id: RuleId
    kind: Literal["lexicon"]
    name: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="a name in capitals")]
    words: Annotated[list[str], Field(min_length=1)]
    note: Text
    source: Text


class CountFrameRow(Row):
    """A construction of count_frames.jsonl that states the size of a union."""

    id: RuleId
    kind: Literal["frame"]
    pattern: Template
    owner: Text
    strength: Literal["definite", "bare", "loose", "any"]
    confidence: Share
    local_only: bool = False
    former: bool = False
    follows_size: bool = False
    examples: Examples
    counterexamples: Examples
    source: Text


class CountRefusalRow(Row):
    """A construction of count_frames.jsonl in which a number is no size of a union."""

    id: RuleId
    kind: Literal["refusal"]
    pattern: Template
    strength: Literal["definite", "bare", "loose", "any"]
    reason: Text
    examples: Examples
    counterexamples: Examples
    source: Text


class EndorsementFrameRow(Row):
    """A row of endorsement_frames.jsonl."""

    id: RuleId
    kind: Literal[
        "direct", "prepositional", "copular", "resources", "choice", "having", "camp", "backers", "noun", "gain", "give",
        "neutral", "compound", "headline", "clause", "slate",
    ]  # fmt: skip
    stance: Stance | None
    forms: list[Lower] = Field(default_factory=list)
    prepositions: list[Lower] = Field(default_factory=list)
    particle: Lower | None = None
    nouns: list[Lower] = Field(default_factory=list)
    pattern: Pattern | None = None
    creates: bool = False
    needs_no_object: bool = False
    needs_help: bool = False
    needs_topic: bool = False
    examples: Examples
    counterexamples: Sentences
    source: Text


class QualifierRow(Row):
    """A row of qualifiers.jsonl."""

    id: RuleId
    category: Literal[
        "announced", "conditional", "considered", "denied", "ended", "future", "hypothetical", "negated", "obliged",
        "past", "question", "refused", "reported", "undecided", "wished",
    ]  # fmt: skip
    forms: Annotated[list[Lower], Field(min_length=1)]
    direction: Literal["governs", "hangs", "condition", "before", "after", "anywhere", "closes"]
    scope: Literal["sentence"] | Annotated[int, Field(ge=0)]
    deps: list[Lower] = Field(default_factory=list)
    through: list[Lower] = Field(default_factory=list)
    inner: bool = False
    needs: list[Lower] = Field(default_factory=list)
    unless: list[Lower] = Field(default_factory=list)
    terminators: list[str]
    lookalikes: list[Lower]
    examples: Examples
    counterexamples: Examples
    source: Text


class ConfidenceRow(Row):
    """A row of confidence.jsonl."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+/[a-z][\w.-]*/[01]\.\d\d$", description="table/rule/strength")]
    table: Literal["membership_counts", "endorsements", "relationships"]
    rule: Text
    strength: Share
    checked: Annotated[int, Field(ge=1)]
    right: Annotated[int, Field(ge=0)]


class UnionWords(Row):
    """The document union_words.json."""

    description: Text
    source: Text
    macros: dict[str, str]
    heads_of_bodies: list[Text]
    trades_of_many_unions: list[Lower]
    bodies_of: dict[str, list[Kebab]]
    sectors_of_bodies: list[Text]
    locals_of: dict[str, Kebab]
    numbered_namesakes: dict[str, dict[str, Kebab]]
    known_by_number: dict[str, Kebab]
    city_lodges: list[Kebab]
    city_nicknames: dict[str, str]
    caucuses: list[Kebab]
    provinces: dict[str, str]
    countries: dict[str, list[str]]
    adjectives_of_provinces: dict[str, str]


class WordClass(Row):
    """A class of words of endorsement_words.json."""

    about: Text
    words: list[Lower]


class EndorsementWords(Row):
    """The document endorsement_words.json."""

    description: Text
    source: Text
    classes: dict[str, WordClass]


class FurnitureRows(RootModel[Annotated[FurnitureRow | DatelineRow, Field(discriminator="scope")]]):
    """Any row of furniture.jsonl."""


class AlignmentRows(RootModel[Annotated[AlignmentRow | MembershipCueRow, Field(discriminator="kind")]]):
    """Any row of alignment_cues.jsonl."""


class CandidateRows(
    RootModel[
        Annotated[
            CandidateMacroRow | CandidateOfficeRow | CandidateWordsRow | CandidateFrameRow, Field(discriminator="kind")
        ]
    ]
):
    """Any row of candidate_cues.jsonl."""


class CountRows(RootModel[Annotated[CountLexiconRow | CountFrameRow | CountRefusalRow, Field(discriminator="kind")]]):
    """Any row of count_frames.jsonl."""
