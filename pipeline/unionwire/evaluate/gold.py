"""The labels of hand-labelled articles: one JSON object a line, one article an object.

An entry says what one article states, once for each distinct fact. List-valued fields (`ids`, `names`, `qualifier`,
`stance`, `cycle`, `alignment`) hold every value that a fair reader would accept. An entry marked `optional` could be
left out or put in: it costs nothing, found or missed.

A file of labels may do without the words of its articles: `name_spans` and `span` (offsets into the text) then stand in
the place of `names` and `quote`, and `text_sha256` says which text they are offsets of.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from unionwire.records import Alignment, Qualifier, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


logger = logging.getLogger(__name__)


class GoldError(ValueError):
    """A file of labels that can't be used, with its name and line."""


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A labelled union or candidate; `key` is what the facts of the same article refer to it by."""

    key: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    optional: bool
    quote: str


@dataclass(frozen=True, slots=True)
class GoldCount:
    """A labelled membership count; `union` is the key of a GoldEntity."""

    union: str
    value: int
    qualifier: tuple[str, ...]
    optional: bool
    quote: str


@dataclass(frozen=True, slots=True)
class GoldEndorsement:
    """A labelled position of a union; `candidate` None means a position on endorsing at all."""

    union: str
    candidate: str | None
    stance: tuple[str, ...]
    cycle: tuple[int, ...]
    optional: bool
    quote: str


@dataclass(frozen=True, slots=True)
class GoldRelationship:
    """A labelled pair of a child union and its parent, both keys of a GoldEntity."""

    child: str
    parent: str
    alignment: tuple[str, ...]
    optional: bool
    quote: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """All labels of one article, in the order of the file."""

    article_id: str
    unions: tuple[GoldEntity, ...]
    candidates: tuple[GoldEntity, ...]
    membership_counts: tuple[GoldCount, ...]
    endorsements: tuple[GoldEndorsement, ...]
    relationships: tuple[GoldRelationship, ...]

    @property
    def group(self) -> str:
        """The kind of article: its id up to the first hyphen."""
        return self.article_id.split("-", 1)[0]


def _quote(row: Mapping[str, Any], text: str | None) -> str:
    if "quote" in row or text is None or "span" not in row:
        return str(row.get("quote", ""))
    start, end = row["span"]
    return text[start:end]


def _names(row: Mapping[str, Any], text: str | None) -> tuple[str, ...]:
    if "name_spans" not in row:
        return tuple(row["names"])
    return tuple(text[start:end] for start, end in row["name_spans"]) if text is not None else ()


def _entities(rows: Iterable[Mapping[str, Any]], text: str | None) -> tuple[GoldEntity, ...]:
    return tuple(
        GoldEntity(str(row["key"]), tuple(row["ids"]), _names(row, text), bool(row.get("optional")), _quote(row, text))
        for row in rows
    )


def _same_text(row: Mapping[str, Any], text: str | None) -> str | None:
    """The article's text where it is the one that the labels' offsets are of."""
    labelled = row.get("text_sha256")
    if text is None or labelled in (None, hashlib.sha256(text.encode("utf-8")).hexdigest()):
        return text
    logger.warning("%s has another text than the one that was labelled: only its ids are compared", row["article_id"])
    return None


def _check_values(what: str, values: Iterable[str], allowed: tuple[str, ...]) -> None:
    if unknown := [value for value in values if value not in allowed]:
        raise ValueError(f"{what} {unknown[0]!r} is none of {', '.join(allowed)}")


def _check(article: GoldArticle) -> None:
    unions = {entity.key for entity in article.unions}
    candidates = {entity.key for entity in article.candidates}
    for section, entities in (("unions", article.unions), ("candidates", article.candidates)):
        if len({entity.key for entity in entities}) < len(entities):
            raise ValueError(f"two {section} bear one key")
        if unnamed := [entity.key for entity in entities if not entity.ids]:
            raise ValueError(f"{section}: {unnamed[0]!r} has no id")
    referred = [
        *((count.union, unions) for count in article.membership_counts),
        *((endorsement.union, unions) for endorsement in article.endorsements),
        *((endorsement.candidate, candidates) for endorsement in article.endorsements if endorsement.candidate),
        *((relationship.child, unions) for relationship in article.relationships),
        *((relationship.parent, unions) for relationship in article.relationships),
    ]
    if unknown := [key for key, known in referred if key not in known]:
        raise ValueError(f"a fact refers to {unknown[0]!r}, which is no key of this article")
    for count in article.membership_counts:
        _check_values("qualifier", count.qualifier, get_args(Qualifier))
    for endorsement in article.endorsements:
        _check_values("stance", endorsement.stance, get_args(Stance))
    for relationship in article.relationships:
        _check_values("alignment", relationship.alignment, get_args(Alignment))


def parse_article(row: Mapping[str, Any], text: str | None = None) -> GoldArticle:
    """Turn one labelled article, as decoded from JSON, into records; `text` is what its spans are offsets into.

    Raises ValueError, KeyError or TypeError when a field is missing, of the wrong type or out of its range.
    """
    text = _same_text(row, text)
    article = GoldArticle(
        article_id=str(row["article_id"]),
        unions=_entities(row["unions"], text),
        candidates=_entities(row["candidates"], text),
        membership_counts=tuple(
            GoldCount(x["union"], int(x["value"]), tuple(x["qualifier"]), bool(x.get("optional")), _quote(x, text))
            for x in row["membership_counts"]
        ),
        endorsements=tuple(
            GoldEndorsement(
                x["union"],
                x.get("candidate"),
                tuple(x["stance"]),
                tuple(int(year) for year in x["cycle"]),
                bool(x.get("optional")),
                _quote(x, text),
            )
            for x in row["endorsements"]
        ),
        relationships=tuple(
            GoldRelationship(x["child"], x["parent"], tuple(x["alignment"]), bool(x.get("optional")), _quote(x, text))
            for x in row["relationships"]
        ),
    )
    _check(article)
    return article


def fingerprint(path: Path | str) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def load_gold(path: Path | str, texts: Mapping[str, str | None] | None = None) -> list[GoldArticle]:
    """Read the labels of a JSON Lines file, in file order; `texts`, by article id, resolve labels made of offsets.

    Raises FileNotFoundError when there is no such file and GoldError, with the line's number, when a line is no
    valid label, when an article is labelled twice or when the file holds none.
    """
    path = Path(path)
    articles: list[GoldArticle] = []
    seen: set[str] = set()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                article = parse_article(row, (texts or {}).get(str(row["article_id"])))
            except KeyError as error:
                raise GoldError(f"{path.name}, line {number}: no field {error}") from error
            except (ValueError, TypeError, AttributeError) as error:
                raise GoldError(f"{path.name}, line {number}: {error}") from error
            if article.article_id in seen:
                raise GoldError(f"{path.name}, line {number}: {article.article_id} is labelled twice")
            seen.add(article.article_id)
            articles.append(article)
    if not articles:
        raise GoldError(f"{path.name} holds no labelled article")
    return articles
