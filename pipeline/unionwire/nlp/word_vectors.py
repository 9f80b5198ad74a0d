"""The vectors that parser and NER start from, computed without what no reading needs twice.

The base model's tok2vec networks first embed each token by its form alone, and then mix each with its neighbours, four
times over. `quicken` puts a network in their place that keeps the embeddings of forms seen before, and computes the mixing
as a few large operations of NumPy, a stretch at a time that the processor's cache holds: the same sums, in a third of the
time. They are rounded otherwise in the seventh digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.attrs import NORM, ORTH, SPACY  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model
from thinc.types import Ints2d

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
_Form = tuple[int, int, int]  # word and norm, by their places in the vocabulary, and whether a blank follows
_FORMS = "unionwire_forms"

MOST_FORMS = 50_000  # whose embeddings are kept: 19 MB for each network
STRETCH = 1_024  # tokens mixed at a time
_SMALL = np.float32(1e-08)  # added to a variance, as in thinc


def quicken(nlp: Language) -> None:
    """Replace the tok2vec networks of the components of `nlp` by equal ones that are faster.

    Networks of another make than the base model's stay as they are.
    """
    forms = _Forms()
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not isinstance(model, Model):
            continue
        for node in list(model.walk()):
            if not (node.has_ref("embed") and node.has_ref("encode")):
                continue
            quick = _quick(node, forms)
            if quick is None:
                continue
            if node is model:
                component.model = quick  # type: ignore[attr-defined]
            else:
                _put(model, node, quick)


def _put(model: Model[Any, Any], old: Model[Any, Any], new: Model[Any, Any]) -> None:
    for node in list(model.walk()):
        for place, layer in enumerate(node.layers):
            if layer is old:
                node.layers[place] = new


def _quick(tok2vec: Model[Any, Any], forms: _Forms) -> Model[list[Doc], list[Floats]] | None:
    """A model that does what `tok2vec` does; None where it is not built as the base model's are."""
    layers = [_Layer.of(node) for node in tok2vec.get_ref("encode").layers[0].layers]
    if not layers or None in layers:
        return None
    padding = tok2vec.get_ref("encode").attrs.get("pad", 0)
    vectors = _Vectors(forms, tok2vec.get_ref("embed"), cast("list[_Layer]", layers), padding)

    def forward(_: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[list[Floats], Any]:
        if is_train:
            return tok2vec(docs, is_train)
        return vectors.of(docs), _no_training

    return Model("unionwire_tok2vec", forward, dims={"nO": tok2vec.get_dim("nO")})


def _no_training(_: object) -> list[Doc]:
    raise ValueError("predictions cannot be trained on")


class _Layer:
    """One mixing: each vector becomes itself plus what the best of three linear readings of it and its neighbours give."""

    def __init__(self, maxout: Model[Any, Any], norm: Model[Any, Any]) -> None:
        weights, bias = _array(maxout, "W"), _array(maxout, "b")
        width, self.pieces, reach = weights.shape
        # the readings of a piece side by side, so that the best of them is one operation over whole rows
        self.weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(self.pieces * width, reach).T)
        self.bias = np.ascontiguousarray(bias.T.reshape(-1))
        self.gain, self.shift = _array(norm, "G"), _array(norm, "b")
        self.width = width
        self.mean = np.full(width, 1 / width, dtype=np.float32)

    @classmethod
    def of(cls, residual: Model[Any, Any]) -> _Layer | None:
        """Take a layer apart; None where it is of another make."""
        nodes = {node.name: node for node in residual.walk()}
        names = {"expand_window", "maxout", "layernorm"}
        if not names <= nodes.keys() or nodes["expand_window"].attrs.get("window_size") != 1:
            return None
        return cls(nodes["maxout"], nodes["layernorm"])

    def mix(self, vectors: Floats) -> Floats:
        """Return the vectors after this mixing."""
        mixed = np.empty_like(vectors)
        for start in range(0, len(vectors), STRETCH):
            end = min(start + STRETCH, len(vectors))
            self._mix(vectors, start, end, mixed[start:end])
        return mixed

    def _mix(self, vectors: Floats, start: int, end: int, mixed: Floats) -> None:
        width = self.width
        beside = np.empty((end - start, 3 * width), dtype=np.float32)
        beside[:, width : 2 * width] = vectors[start:end]
        first, last = int(start == 0), int(end == len(vectors))
        beside[first:, :width] = vectors[start - 1 + first : end - 1]
        beside[: end - start - last, 2 * width :] = vectors[start + 1 : end + 1]
        if first:
            beside[0, :width] = 0
        if last:
            beside[-1, 2 * width :] = 0
        readings = beside @ self.weights
        readings += self.bias
        best = readings[:, :width]
        for piece in range(1, self.pieces):
            np.maximum(best, readings[:, piece * width : (piece + 1) * width], out=best)
        best -= (best @ self.mean)[:, None]
        scale = np.einsum("ij,ij->i", best, best)
        scale /= width
        scale += _SMALL
        np.sqrt(scale, out=scale)
        np.divide(best, scale[:, None], out=mixed)
        mixed *= self.gain
        mixed += self.shift
        mixed += vectors[start:end]


def _array(node: Model[Any, Any], name: str) -> Floats:
    return np.asarray(node.get_param(name), dtype=np.float32)


class _Forms:
    """The forms of tokens seen so far, numbered: what the networks know of a token before they look at its neighbours."""

    def __init__(self) -> None:
        self.all: list[_Form] = []
        self.round = 0  # how often all forms were forgotten
        self._numbers: dict[_Form, int] = {}

    def of(self, doc: Doc) -> Numbers:
        """Return the number of the form of each token of `doc`, kept with it, as each network asks."""
        known: tuple[int, Numbers] | None = doc.user_data.get(_FORMS)
        if known is not None and known[0] == self.round:
            return known[1]
        columns = doc.to_array([ORTH, NORM, SPACY]).T.tolist()
        forms: list[_Form] = list(zip(*columns, strict=True)) if len(doc) else []
        numbers = self._numbers
        for form in forms:
            if form not in numbers:
                numbers[form] = len(self.all)
                self.all.append(form)
        found = np.fromiter(map(numbers.__getitem__, forms), dtype=np.int64, count=len(forms))
        doc.user_data[_FORMS] = self.round, found
        return found

    def forget(self) -> None:
        """Begin anew where there are too many."""
        if len(self.all) > MOST_FORMS:
            self.all.clear()
            self._numbers.clear()
            self.round += 1


class _Vectors:
    """The network: embeddings by form, which are kept, and the layers that mix them."""

    def __init__(self, forms: _Forms, embed: Model[Any, Any], layers: Sequence[_Layer], padding: int) -> None:
        self._forms, self._embed, self._layers, self._padding = forms, embed, layers, padding
        self._known: Floats = np.empty((0, layers[0].width), dtype=np.float32)
        self._round = 0

    def of(self, docs: Sequence[Doc]) -> list[Floats]:
        """Return the vectors of the tokens of each of `docs`."""
        if not docs:
            return []
        self._forms.forget()
        rows = [self._forms.of(doc) for doc in docs]
        self._learn(docs[0].vocab)
        # as thinc lays them out: rows of zeros between texts, as many as there are layers, keep these apart
        size = sum(map(len, rows)) + self._padding * (len(docs) + 1)
        vectors = np.zeros((size, self._layers[0].width), dtype=np.float32)
        places, place = [], self._padding
        for numbers in rows:
            places.append(slice(place, place + len(numbers)))
            np.take(self._known, numbers, axis=0, out=vectors[places[-1]], mode="clip")
            place += len(numbers) + self._padding
        for layer in self._layers:
            vectors = layer.mix(vectors)
        return [vectors[stretch] for stretch in places]

    def _learn(self, vocab: Vocab) -> None:
        """Embed the forms that came in since the last time."""
        if self._round != self._forms.round:
            self._known, self._round = self._known[:0], self._forms.round
        forms = self._forms.all[len(self._known) :]
        if not forms:
            return
        words = [vocab.strings[orth] for orth, _, _ in forms]
        shown = Doc(vocab, words=words, spaces=[bool(spaced) for _, _, spaced in forms])
        norms = np.array([[norm] for _, norm, _ in forms], dtype="uint64")
        shown.from_array([NORM], cast("Ints2d", norms))
        (embedded,) = self._embed.predict([shown])
        self._known = np.concatenate([self._known, embedded])
