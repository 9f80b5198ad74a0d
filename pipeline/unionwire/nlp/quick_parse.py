"""The parse of the base model, computed for many paragraphs side by side.

spaCy's parser builds the tree of a text action by action: it shifts a word onto a stack, takes one from it, or draws an
arc. A sentence start that is fixed before the parse empties that stack, so that a paragraph's tree hardly depends on what
stands before it, but for the vectors. `QuickParse` therefore gives each paragraph a lane of its own and takes one action in each lane at a time, as
a few operations of NumPy over all lanes. The trees are the component's own, but for scores so near each other that rounding
decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Ints2d

from unionwire.nlp.hidden import Component, Floats, Hidden, component_of, maxout, names_of

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_SHIFT, _REDUCE, _LEFT, _RIGHT, _BREAK = "SDLRB"
_ROLES = 8  # first and second of the buffer, the stack's top three, the nearest children of the first two of these
_BEYOND = 2  # tokens of the paragraph after it that a decision may look at
WAVE = 10_000  # tokens of the paragraphs read side by side, at most: some 4 kB for each
LONGEST = 300  # tokens in a paragraph; beside longer ones too few lanes would be left


class QuickParse:
    """Does what the component `parser` of the base model does."""

    def __init__(self, vectors: Model[list[Doc], Floats], hidden: Hidden, parser: Component) -> None:
        self._vectors, self._hidden, self._parser = vectors, hidden, parser
        self._table = _Table(hidden)
        moves = names_of(parser.moves)
        strings = parser.vocab.strings
        self._kinds = np.array([move[0] for move in moves])
        self._labels = np.array([strings.add(move[2:]) if move[2:] else 0 for move in moves], dtype=np.uint64)
        self._decorated = np.array([label for label, move in zip(self._labels, moves, strict=True) if "||" in move])
        self._root = strings.add("ROOT")
        # what is added to the scores of actions, by which of them are allowed: see `_allowed`
        self._barred = np.zeros((16, len(moves)), dtype=np.float32)
        for bit, kinds in enumerate(((_SHIFT,), (_REDUCE,), (_LEFT, _RIGHT), (_BREAK,))):
            without = (np.arange(16) >> bit) & 1 == 0
            self._barred[np.ix_(without, np.isin(self._kinds, kinds))] = -np.inf

    @classmethod
    def of(cls, nlp: Language) -> QuickParse | None:
        """Take the parser of `nlp` apart; None where it is of another make."""
        parser = component_of(nlp, "parser")
        hidden = Hidden.of(parser, features=_ROLES) if parser is not None else None
        if parser is None or hidden is None or parser.cfg.get("learn_tokens"):
            return None
        return cls(parser.model.layers[0], hidden, parser)

    def read(self, docs: Sequence[Doc]) -> None:
        """Write heads, labels and sentence starts into `docs`, whose vectors the component before has made."""
        starts = [doc.to_array("SENT_START").astype("int64") for doc in docs]
        places = [_paragraphs(fixed) for fixed in starts]
        quick = [int(np.diff(place).max()) <= LONGEST for place in places]
        slow = [doc for doc, is_quick in zip(docs, quick, strict=True) if not is_quick]
        vectors = self._vectors.predict(list(docs))
        for doc in slow:
            self._parser.set_annotations([doc], self._parser.predict([doc]))
        heads = np.zeros(len(vectors), dtype=np.int64)
        labels = np.full(len(vectors), self._root, dtype=np.uint64)
        offset = 0
        paragraphs: list[tuple[int, int, int]] = []
        for doc, place, is_quick in zip(docs, places, quick, strict=True):
            if is_quick:
                bounds = (place + offset).tolist()
                paragraphs += [(start, end, offset + len(doc)) for start, end in itertools.pairwise(bounds)]
            offset += len(doc)
        fixed = np.concatenate(starts)
        following = {start: (start, end, limit) for start, end, limit in paragraphs}
        while paragraphs:
            again = []
            for wave in _waves(paragraphs):
                lanes = _Lanes(self._table, vectors, fixed, wave)
                while lanes.open:
                    self._act(lanes)
                heads[lanes.own], labels[lanes.own] = lanes.tree(self._root)
                for (_, end, limit), breaks in zip(wave, lanes.broken_after(), strict=True):
                    if breaks != (end + 1 < limit and fixed[end + 1] == 1):
                        # while it still empties its stack, the parser may tell a sentence start behind the next one
                        fixed[end + 1] = 1 if breaks else 0
                        again.append(following[end])
            paragraphs = again
        offset = 0
        for doc, is_quick in zip(docs, quick, strict=True):
            if is_quick:
                self._write(doc, heads[offset : offset + len(doc)], labels[offset : offset + len(doc)])
            offset += len(doc)

    def _write(self, doc: Doc, heads: Numbers, labels: npt.NDArray[np.uint64]) -> None:
        doc.from_array(["HEAD", "DEP"], cast("Ints2d", np.stack([heads.astype("uint64"), labels], axis=1)))
        if np.isin(labels, self._decorated).any():
            for mend in self._parser.postprocesses:
                mend(doc)

    def _act(self, lanes: _Lanes) -> None:
        """Take the best action that is allowed in each lane."""
        scores = maxout(lanes.seen()) @ self._hidden.upper
        scores += self._hidden.upper_bias
        scores += self._barred[lanes.allowed()]
        best = scores.argmax(axis=1)
        lanes.act(self._kinds[best], self._labels[best])


def _paragraphs(fixed: Numbers) -> Numbers:
    """Where the paragraphs of a text begin, and its end."""
    places = np.flatnonzero(fixed == 1)
    if not len(places) or places[0]:
        places = np.append(0, places)
    return np.append(places, len(fixed))


def _waves(paragraphs: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Paragraphs of like lengths together, so that their lanes close at about the same time."""
    wave: list[tuple[int, int, int]] = []
    tokens = 0
    for paragraph in sorted(paragraphs, key=lambda place: place[1] - place[0]):
        tokens += paragraph[1] - paragraph[0] + _BEYOND
        if wave and tokens > WAVE:
            yield wave
            wave, tokens = [], paragraph[1] - paragraph[0] + _BEYOND
        wave.append(paragraph)
    if wave:
        yield wave


class _Table:
    """What each token of a wave adds in each role; one piece of memory, used for one wave after the other."""

    def __init__(self, hidden: Hidden) -> None:
        self._weights = np.ascontiguousarray(hidden.weights.transpose(1, 0, 2).reshape(hidden.weights.shape[1], -1))
        self._missing, self.bias = hidden.missing.reshape(-1), hidden.bias
        self._rows = np.empty((0, self._weights.shape[1]), dtype=np.float32)

    def filled(self, vectors: Floats) -> Floats:
        """A row by token and role, and at the end those of no token."""
        size = len(vectors)
        if len(self._rows) <= size:
            self._rows = np.empty((size + 1, self._weights.shape[1]), dtype=np.float32)
        np.matmul(vectors, self._weights, out=self._rows[:size])
        self._rows[size] = self._missing
        return self._rows[: size + 1].reshape((size + 1) * _ROLES, -1)


class _Lanes:
    """The states of paragraphs that are parsed side by side.

    Their tokens are numbered in the order of the lanes, each with the first tokens of what follows; -1 is no token. The
    last place of each array by tokens is that of no token.
    """

    def __init__(self, table: _Table, vectors: Floats, fixed: Numbers, wave: list[tuple[int, int, int]]) -> None:
        start, end, limit = np.array(wave, dtype=np.int64).T
        size = np.minimum(end + _BEYOND, limit) - start
        base = np.cumsum(size) - size
        total = int(size.sum())
        here = np.arange(total) + np.repeat(start - base, size)
        self._is_own = here < np.repeat(end, size)
        self.own = here[self._is_own]
        self._added, self._bias = table.filled(vectors[here]), table.bias
        self._starts = np.append(fixed[here] == 1, False)
        self._after = np.where(end + 1 < limit, base + end - start + 1, total)
        self._inside = np.append(fixed[here] == -1, False)
        self._heads, self._labels = np.full(total + 1, -1), np.zeros(total + 1, dtype=np.uint64)
        self._left, self._right = np.full(total + 1, -1), np.full(total + 1, -1)  # the child added last
        self._before = np.full(total + 1, -1)  # the child that a right child's head got before it
        self._returned = np.zeros(total + 1, dtype=np.bool_)
        # each lane's stack begins with three places of no token; those of tokens put back have as much room
        room = int(size.max()) + 4
        self._stack, self._back = np.full(len(wave) * room, -1), np.full(len(wave) * room, -1)
        rows = np.arange(len(wave)) * room
        # by lane: the stack's top, where the next token put back would go, the buffer's first, the paragraph's and its end
        self._state = np.stack([rows + 2, rows, base, base + end - start, base + size, rows])
        self._look()

    @property
    def open(self) -> int:
        """How many lanes are unfinished."""
        return int(self._state.shape[1])

    def _look(self) -> None:
        """Close the finished lanes, and take up what the others' decisions look at."""
        top, back, next_, end, _, row = self._state
        done = (top == row + 2) & (next_ >= end) & (back == row)
        if done.any():
            self._state = self._state[:, ~done]
        top, back, next_, _, limit, row = self._state
        first = np.where(next_ < limit, next_, -1)
        second = np.where(next_ + 1 < limit, next_ + 1, -1)
        waiting = np.flatnonzero(back > row)
        if len(waiting):
            last = back[waiting] - 1
            twice = last > row[waiting]
            second[waiting] = np.where(twice, self._back[last - 1], first[waiting])
            first[waiting] = self._back[last]
        self._first, self._second, self._top = first, second, self._stack[top]

    def seen(self) -> Floats:
        """The sums of what the tokens in each role add."""
        top = self._state[0]
        tokens = np.empty((len(top), _ROLES), dtype=np.int64)
        tokens[:, 0], tokens[:, 1], tokens[:, 2] = self._first, self._second, self._top
        tokens[:, 3], tokens[:, 4] = self._stack[top - 1], self._stack[top - 2]
        tokens[:, 5], tokens[:, 6] = self._left[self._first], self._left[self._top]
        tokens[:, 7] = self._right[self._top]
        tokens *= _ROLES
        tokens += np.arange(_ROLES)
        summed: Floats = np.add.reduce(self._added[tokens], axis=1)
        summed += self._bias
        return summed

    def allowed(self) -> Numbers:
        """Which kinds of action each lane may take, as a sum: 1 to shift, 2 to reduce, 4 to draw an arc, 8 to break."""
        top, back, next_, _, limit, row = self._state
        left = limit - next_ + back - row
        depth = top - row - 2
        some = depth > 0
        first, second = self._first, self._second
        goes_on = ~self._starts[first]
        shift = ~some | ((left >= 2) & goes_on & ~self._returned[first])
        reduce = some & ((left == 0) | (depth > 1) | ~self._inside[first])
        arc = some & (left > 0) & goes_on
        breaks = (left >= 2) & (second == first + 1) & ~self._starts[second] & ~self._inside[second]
        kinds: Numbers = shift + 2 * reduce + 4 * arc + 8 * breaks
        return kinds

    def act(self, kinds: npt.NDArray[np.str_], labels: npt.NDArray[np.uint64]) -> None:
        """Take an action in each lane."""
        top, back, next_, _, _, row = self._state
        first, second, upper = self._first, self._second, self._top
        rights = np.flatnonzero(kinds == _RIGHT)
        head, child = upper[rights], first[rights]
        self._heads[child], self._labels[child] = head, labels[rights]
        self._before[child] = self._right[head]
        self._right[head] = child

        lefts = np.flatnonzero(kinds == _LEFT)
        head, child = first[lefts], upper[lefts]
        former = self._heads[child]
        had = np.flatnonzero(former >= 0)
        self._right[former[had]] = self._before[child[had]]
        self._heads[child], self._labels[child] = head, labels[lefts]
        self._left[head] = child
        self._returned[head] = False

        reduced = np.flatnonzero(kinds == _REDUCE)
        returns = reduced[(self._heads[upper[reduced]] < 0) & (top[reduced] > row[reduced] + 3)]
        if len(returns):
            self._returned[upper[returns]] = True

        breaking = second[kinds == _BREAK]
        self._starts[breaking] = True

        pushing = np.concatenate([rights, np.flatnonzero(kinds == _SHIFT)])
        top[lefts] -= 1
        top[reduced] -= 1
        top[pushing] += 1
        self._stack[top[pushing]] = first[pushing]
        from_back = back[pushing] > row[pushing]
        back[pushing] -= from_back
        next_[pushing] += ~from_back
        if len(returns):
            self._back[back[returns]] = upper[returns]
            back[returns] += 1
        self._look()

    def broken_after(self) -> list[bool]:
        """Whether a sentence starts at the second token after each lane's paragraph."""
        starts: list[bool] = self._starts[self._after].tolist()
        return starts

    def tree(self, root: int) -> tuple[Numbers, npt.NDArray[np.uint64]]:
        """Heads of the tokens of `own`, as distances, and labels."""
        heads = np.flatnonzero(self._is_own)
        tree = self._heads[:-1][self._is_own]
        is_root = tree < 0
        distance = np.where(is_root, 0, tree - heads)
        return distance, np.where(is_root, np.uint64(root), self._labels[:-1][self._is_own])
