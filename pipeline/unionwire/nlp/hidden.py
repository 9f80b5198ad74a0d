"""The layers above the vectors in the base model's parser and NER, as plain matrices.

Both look at some tokens of a state (the first of the buffer, the top of the stack ...): what each token adds in each of
these roles is a matrix product, the sum over the roles goes through a maxout of two pieces, and one more layer scores the
actions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

Floats = npt.NDArray[np.float32]


class Moves(Protocol):
    """The actions of a parser or NER."""

    n_moves: int

    def get_class_name(self, clas: int) -> str:
        """Its kind, and the label that it gives."""


class Component(Protocol):
    """A parser or NER of spaCy."""

    model: Model[list[Doc], Any]
    moves: Moves
    vocab: Vocab
    cfg: dict[str, Any]
    postprocesses: Sequence[Callable[[Doc], object]]

    def predict(self, docs: list[Doc]) -> list[object]:
        """Take the actions for `docs`."""

    def set_annotations(self, docs: list[Doc], states: list[object]) -> None:
        """Write into `docs` what they made."""


def component_of(nlp: Language, name: str) -> Component | None:
    """Return the parser or NER of `nlp`, if it has one."""
    found: Component | None = nlp.get_pipe(name) if name in nlp.pipe_names else None  # type: ignore[assignment]
    return found


def names_of(moves: Moves) -> list[str]:
    """The names of the actions, in their order."""
    return [moves.get_class_name(i) for i in range(moves.n_moves)]


@dataclasses.dataclass(frozen=True)
class Hidden:
    """These layers; the two pieces of the maxout stand side by side."""

    weights: Floats  # role, what comes in, what goes out
    missing: Floats  # role, what goes out where no token plays it
    bias: Floats
    upper: Floats  # what comes in, action
    upper_bias: Floats

    @property
    def width(self) -> int:
        """How many numbers go out, both pieces taken together."""
        return int(self.bias.shape[0])

    @classmethod
    def of(cls, component: Component, *, features: int) -> Hidden | None:
        """Take a parser or NER apart; None where it is of another make."""
        model = component.model
        if model.name != "parser_model" or not model.attrs.get("has_upper"):
            return None
        _, lower, upper = model.layers
        if model.attrs.get("unseen_classes") or component.cfg.get("beam_width") != 1:
            return None
        weights = np.asarray(lower.get_param("W"), dtype=np.float32)
        roles, width, pieces, reach = weights.shape
        if (roles, pieces) != (features, 2):
            return None
        missing = np.asarray(lower.get_param("pad"), dtype=np.float32)
        bias = np.asarray(lower.get_param("b"), dtype=np.float32)
        return cls(
            np.ascontiguousarray(weights.transpose(0, 3, 2, 1).reshape(roles, reach, pieces * width)),
            np.ascontiguousarray(missing[0].transpose(0, 2, 1).reshape(roles, pieces * width)),
            np.ascontiguousarray(bias.T.reshape(-1)),
            np.ascontiguousarray(np.asarray(upper.get_param("W"), dtype=np.float32).T),
            np.asarray(upper.get_param("b"), dtype=np.float32),
        )


def maxout(readings: Floats) -> Floats:
    """The greater of the two pieces, which stand side by side."""
    width = readings.shape[1] // 2
    best: Floats = np.maximum(readings[:, :width], readings[:, width:])
    return best
