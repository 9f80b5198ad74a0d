"""Parse and entities of the base model, read by the quick ways where its components are built as these expect."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from unionwire.nlp.quick_entities import QuickEntities
from unionwire.nlp.quick_parse import QuickParse

_Step = Callable[[Sequence[Doc]], None]
_KNOWN: weakref.WeakKeyDictionary[Language, list[_Step]] = weakref.WeakKeyDictionary()


def read_base(nlp: Language, docs: Sequence[Doc]) -> None:
    """Write into `docs`, which have no whitespace tokens and no entities, what the components of the base model find."""
    steps = _KNOWN.get(nlp)
    if steps is None:
        steps = _KNOWN[nlp] = list(_steps(nlp))
    told = [doc for doc in docs if len(doc)]
    for step in steps if told else ():
        step(told)


def _steps(nlp: Language) -> Iterable[_Step]:
    quick = {"parser": QuickParse.of(nlp), "ner": QuickEntities.of(nlp)}
    for name, component in nlp.pipeline:
        if not name.startswith("unionwire_"):
            reader = quick.get(name)
            yield reader.read if reader is not None else _whole(component)


def _whole(component: Callable[[Doc], Doc]) -> _Step:
    def step(docs: Sequence[Doc]) -> None:
        for _ in component.pipe(docs, batch_size=len(docs)):  # type: ignore[attr-defined]
            pass

    return step
