"""The component `unionwire_unions`: every mention of a union by a name of its own.

It fills `doc.spans["unions"]` and `doc._.unions`. Names come from `union_names`, bodies from `union_bodies`; short forms
("the union", "its") are the business of `shortforms`, which runs after the parser.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from unionwire.link.unions import registry
from unionwire.nlp.extensions import UNIONS, prepare, text_of
from unionwire.nlp.union_bodies import UnionBodies
from unionwire.nlp.union_context import keep_in_context
from unionwire.nlp.union_entities import entity_finds
from unionwire.nlp.union_finds import Find
from unionwire.nlp.union_names import UnionNames
from unionwire.nlp.union_parents import own_right_parents
from unionwire.records import Refusal


class UnionsComponent:
    """Finds unions by name."""

    def __init__(self, nlp: Language) -> None:
        self._registry = registry()
        self._names = UnionNames(nlp, self._registry)
        self._bodies = UnionBodies(self._registry)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc.spans["unions"]` and `doc._.unions`."""
        return self.find_entities(self.find_named(doc))

    def find_named(self, doc: Doc) -> Doc:
        """Find unions by name alone: needs tokens, neither a parse nor entities."""
        prepare(doc)
        text = text_of(doc)
        names, registered = self._names.find(doc)
        kept, refused = keep_in_context(self._bodies.join(names, text, doc._.datelines or ()), text)
        kept += own_right_parents(kept, [*registered, *names], text)
        kept.sort(key=lambda find: (find.start, -find.end))
        for find in refused:
            doc._.refusals.append(
                Refusal("union", find.start, find.end, text[find.start : find.end], find.rule, "form needs context")
            )
        doc.spans[UNIONS] = _mentions(doc, kept)
        return doc

    def find_entities(self, doc: Doc) -> Doc:
        """Add unions that only the entities show, in an article that names another union."""
        named: list[Span] = list(doc.spans[UNIONS])
        if named:
            taken = [(span.start_char, span.end_char) for span in named]
            taken += [(refusal.start, refusal.end) for refusal in doc._.refusals if refusal.kind == "union"]
            added = _mentions(doc, entity_finds(doc, taken))
            doc.spans[UNIONS] = sorted((*named, *added), key=lambda span: (span.start, -span.end))
        return doc


def _mentions(doc: Doc, finds: list[Find]) -> list[Span]:
    mentions = []
    for find in finds:
        span = union_span(doc, find)
        if span is not None:
            mentions.append(span)
            doc._.unions.setdefault(find.union.union_id, find.union)
    return mentions


def union_span(doc: Doc, find: Find) -> Span | None:
    """Return the mention span of a find, widened to whole tokens; None where it covers no token."""
    span = doc.char_span(
        find.start, find.end, label="UNION", kb_id=find.union.union_id, span_id=find.rule, alignment_mode="expand"
    )
    if span is not None:
        span._.found_by = find.found_by
    return span


@Language.factory("unionwire_unions", assigns=["doc.spans"])
def create_unions_component(nlp: Language, name: str) -> UnionsComponent:  # noqa: ARG001 - spaCy passes it
    """Create the component for `nlp.add_pipe("unionwire_unions")`."""
    return UnionsComponent(nlp)
