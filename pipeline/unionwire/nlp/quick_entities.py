"""The entities of the base model's NER, read for all tokens at once.

spaCy's NER goes through a text token by token and asks for each, one by one, whether any of its 74 actions is allowed.
But outside an entity its decision on a token depends on that token alone, and inside one on the token, the one before it
and the entity's first: so what it would decide at each token is computed for all of them together, and only the tokens at
which an entity opens are followed further, all entities side by side. The entities are the component's own, but for
scores so near each other that rounding decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import Model

from unionwire.nlp.hidden import Floats, Hidden, component_of, maxout, names_of

Numbers = npt.NDArray[np.int64]
_BEGIN, _IN, _LAST, _UNIT, _OUT = "BILUO"
_HERE, _FIRST, _BEFORE = range(3)  # the tokens that a decision looks at: this one, the entity's first, the one before
STRETCH = 2_048  # tokens decided on at a time


class QuickEntities:
    """Does what the component `ner` of the base model does."""

    def __init__(self, vectors: Model[list[Doc], Floats], hidden: Hidden, moves: Sequence[str]) -> None:
        self._vectors, self._hidden = vectors, hidden
        kinds = np.array([move[0] for move in moves])
        labels = [move[2:] for move in moves]
        # "U-", without a label, is for places at which there may be no entity; we know of none
        self._outside = np.array(
            [i for i, move in enumerate(moves) if move[0] in (_BEGIN, _UNIT, _OUT) and move != "U-"]
        )
        self._opens = kinds[self._outside] == _BEGIN
        self._stays = kinds[self._outside] == _OUT
        self._labels = [labels[i] for i in self._outside.tolist()]
        place = {move: i for i, move in enumerate(moves)}
        # for each action outside an entity, where it opens one, the two that may come next
        self._inside = np.array([place.get(f"{_IN}-{label}", -1) for label in self._labels])
        self._last = np.array([place.get(f"{_LAST}-{label}", -1) for label in self._labels])

    @classmethod
    def of(cls, nlp: Language) -> QuickEntities | None:
        """Take the NER of `nlp` apart; None where it is of another make."""
        ner = component_of(nlp, "ner")
        hidden = Hidden.of(ner, features=3) if ner is not None else None
        if ner is None or hidden is None:
            return None
        return cls(ner.model.layers[0], hidden, names_of(ner.moves))

    def read(self, docs: Sequence[Doc]) -> None:
        """Set the entities of `docs`, which have sentences and no whitespace tokens."""
        vectors = self._vectors.predict(list(docs))
        ends = self._ends(docs)
        actions, here = self._decided(vectors, ends)
        opening = np.flatnonzero(self._opens[actions])
        closing = dict(
            zip(opening.tolist(), self._followed(vectors, here, opening, actions, ends).tolist(), strict=True)
        )
        at = np.flatnonzero(~self._stays[actions])
        offset, next_ = 0, 0
        places, chosen = at.tolist(), actions[at].tolist()
        for doc in docs:
            found: list[Span] = []
            free, end = offset, offset + len(doc)
            while next_ < len(places) and places[next_] < end:
                start = places[next_]
                if start >= free:
                    free = closing.get(start, start) + 1
                    found.append(Span(doc, start - offset, free - offset, label=self._labels[chosen[next_]]))
                next_ += 1
            doc.set_ents(found, default="outside")
            offset = end

    def _ends(self, docs: Sequence[Doc]) -> npt.NDArray[np.bool_]:
        """Which tokens are the last of their sentence, as no entity goes beyond it."""
        parts = []
        for doc in docs:
            starts = doc.to_array("SENT_START").astype("int64") == 1
            parts.append(np.append(starts[1:], True))
        return np.concatenate(parts)

    def _decided(self, vectors: Floats, ends: npt.NDArray[np.bool_]) -> tuple[Numbers, Floats]:
        """What to do at each token outside an entity, by the places of `_outside`, and what each adds as a token read."""
        hidden = self._hidden
        here = np.empty((len(vectors), hidden.width), dtype=np.float32)
        actions = np.empty(len(vectors), dtype=np.int64)
        rest = hidden.missing[_FIRST] + hidden.missing[_BEFORE] + hidden.bias
        weights, bias = np.ascontiguousarray(hidden.upper[:, self._outside]), hidden.upper_bias[self._outside]
        for start in range(0, len(vectors), STRETCH):
            stretch = slice(start, start + STRETCH)
            np.matmul(vectors[stretch], hidden.weights[_HERE], out=here[stretch])
            scores = maxout(here[stretch] + rest) @ weights
            scores += bias
            best = scores.argmax(axis=1)
            barred = np.flatnonzero(self._opens[best] & ends[stretch])
            if len(barred):
                scores[np.ix_(barred, np.flatnonzero(self._opens))] = -np.inf
                best[barred] = scores[barred].argmax(axis=1)
            actions[stretch] = best
        return actions, here

    def _followed(
        self, vectors: Floats, here: Floats, opening: Numbers, actions: Numbers, ends: npt.NDArray[np.bool_]
    ) -> Numbers:
        """The last token of the entity that opens at each of `opening`."""
        hidden = self._hidden
        last = opening.copy()
        first = vectors[opening] @ hidden.weights[_FIRST] + hidden.bias
        inside, ending = self._inside[actions[opening]], self._last[actions[opening]]
        upper, bias = np.ascontiguousarray(hidden.upper.T), hidden.upper_bias
        open_ = np.arange(len(opening))
        at = opening + 1
        while len(open_):
            now = at[open_]
            seen = maxout(here[now] + first[open_] + vectors[now - 1] @ hidden.weights[_BEFORE])
            goes, stops = inside[open_], ending[open_]
            difference = np.einsum("ij,ij->i", seen, upper[goes] - upper[stops]) + bias[goes] - bias[stops]
            on = (difference >= 0) & ~ends[now]
            last[open_[~on]] = now[~on]
            open_ = open_[on]
            at[open_] += 1
        return last
