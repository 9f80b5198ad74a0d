"""Which records of the inputs become articles: the first pass of a run.

An article is added once: a record whose id or whose text is in the tables already, or that another record of the run
brings too, is skipped and counted. Among records of one run the first by id, text hash and metadata is kept, so that
the choice does not depend on the order of files or of records.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from unionwire.read import Options, Source, read
from unionwire.read.fields import EXCERPT, text_sha256
from unionwire.records import Article, Reject

_CHANGED = "changed while it was read"


@dataclass(slots=True)
class Selection:
    """What the first pass found. `chosen` maps (file, record) to the fingerprint of the article that stands there."""

    chosen: dict[tuple[int, int], bytes] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    n_read: int = 0
    n_present: int = 0
    n_repeated: int = 0
    n_same_id_other_text: int = 0

    def digest(self) -> str:
        """A hash of the chosen articles that does not depend on their order."""
        return hashlib.sha256(b"".join(sorted(self.chosen.values()))).hexdigest()


@dataclass(frozen=True, slots=True)
class Located:
    """An article and where it was read."""

    article: Article
    path: str
    record: int

    def reject(self, reason: str) -> Reject:
        """The reject that says why nothing became of the article."""
        return Reject(self.path, self.record, reason, self.article.text[:EXCERPT])


def select(
    sources: Sequence[Source],
    options: Options,
    present_ids: frozenset[str],
    present_texts: frozenset[str],
    progress: Callable[[int], None],
) -> Selection:
    """Read everything once and choose the records to extract from.

    `present_ids` and `present_texts` (SHA-256 in hex) are those of the articles that the tables hold already;
    `progress` is called with the number of records read.
    """
    selection = Selection()
    found: list[tuple[str, str, bytes, int, int]] = []
    for file, source in enumerate(sources):
        for record, item in read(source, options):
            selection.n_read += 1
            progress(selection.n_read)
            if isinstance(item, Reject):
                selection.rejects.append(item)
            else:
                found.append((item.article_id, text_sha256(item.text), fingerprint(item), file, record))
    ids: dict[str, str] = {}
    texts: set[str] = set()
    for article_id, text, print_, file, record in sorted(found):
        if article_id in present_ids or text in present_texts:
            selection.n_present += 1
        elif article_id in ids or text in texts:
            selection.n_repeated += 1
            selection.n_same_id_other_text += ids.get(article_id, text) != text
        else:
            ids[article_id] = text
            texts.add(text)
            selection.chosen[file, record] = print_
    return selection


def chosen_articles(sources: Sequence[Source], options: Options, selection: Selection) -> Iterator[Located | Reject]:
    """Read again what was chosen; a Reject where a file changed in between."""
    expected = Counter(file for file, _ in selection.chosen)
    for file, source in enumerate(sources):
        if not expected[file]:
            continue
        seen = 0
        for record, item in read(source, options):
            print_ = selection.chosen.get((file, record))
            if print_ is None:
                continue
            seen += 1
            if isinstance(item, Reject) or fingerprint(item) != print_:
                yield Reject(source.shown, record, _CHANGED)
            else:
                yield Located(item, source.shown, record)
        if seen < expected[file]:
            yield Reject(source.shown, 0, _CHANGED)


def fingerprint(article: Article) -> bytes:
    """SHA-256 of everything that was read of an article."""
    parts = (article.article_id, article.text, article.source, article.url, article.title, article.published)
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).digest()
