"""The index of signatures: which texts are compared, at what cost, and how its files are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from unionwire.consolidate import proposals as proposing
from unionwire.consolidate.copies import CLUSTERED, Copies, entries, signatures
from unionwire.consolidate.proposals import ROW_BITS, equal_texts, places, proposals
from unionwire.tables import disk, keys


def drawn(seed: int, count: int, part: int, distinct: int) -> np.ndarray:
    """Entries of `count` texts with four hashes each, drawn from few."""
    rng = np.random.default_rng(seed)
    at = np.arange(count, dtype=np.uint64) | (np.uint64(part) << ROW_BITS)
    return np.stack([rng.integers(0, distinct, 4 * count, np.uint64), np.repeat(at, 4)])


def by_hand(held: list[np.ndarray], fresh: np.ndarray) -> set[tuple[int, int]]:
    """All pairs that share a hash."""
    own = list(zip(*fresh.tolist(), strict=True))
    known = own + [entry for array in held for entry in zip(*array.tolist(), strict=True)]
    mine = {place for _, place in own}
    return {
        (other, place)
        for key, place in own
        for theirs, other in known
        if key == theirs and other != place and (other not in mine or other < place)
    }


def write(folder: Path, *held: np.ndarray) -> None:
    for number, array in enumerate(held):
        disk.write_array(array[:, np.argsort(array[0], kind="stable")], folder / f"bands-{number}.npy")


def test_every_pair_that_shares_a_hash_is_proposed_once(tmp_path: Path) -> None:
    held = [drawn(1, 60, 0, 400), drawn(2, 40, 1, 400)]
    write(tmp_path, *held)
    fresh = drawn(3, 300, 2, 400)
    found = proposals(tmp_path, fresh)
    pairs = list(zip(*found.tolist(), strict=True))
    assert set(pairs) == by_hand(held, fresh)
    assert len(pairs) == len(set(pairs)) > 500
    assert pairs == sorted(pairs)
    assert proposals(None, np.empty((2, 0), np.uint64)).shape == (2, 0)


def test_what_one_text_costs_is_bounded_and_the_likest_come_first(tmp_path: Path) -> None:
    # a thousand texts share one hash; two of the earlier ones share two more with a fresh one
    n = 1_000
    at = np.arange(n, dtype=np.uint64)
    frame = np.stack([np.full(n, 7, np.uint64), at])
    likest = np.array([[98, 98, 99, 99], [20, 900, 20, 900]], np.uint64)
    write(tmp_path, np.concatenate([frame, likest], axis=1))
    fresh = np.array([[7, 98, 99, 7], [1 << 32, 1 << 32, 1 << 32, (1 << 32) + 1]], np.uint64)
    found = proposals(tmp_path, fresh)
    for_first = found[0, found[1] == 1 << 32].tolist()
    assert len(for_first) == proposing._COMPARED
    assert {20, 900} <= set(for_first)
    assert np.count_nonzero(found[1] == (1 << 32) + 1) == proposing._COMPARED
    own = np.stack([np.full(n, 7, np.uint64), at])
    assert np.bincount(proposals(None, own)[1].astype(int)).max() == proposing._COMPARED


def test_thousands_of_pages_of_one_frame_are_told_apart_and_copies_of_one_of_them_found() -> None:
    frame = " ".join(f"word{number}" for number in range(120))
    pages = [f"{frame} " + " ".join(f"own{page}x{number}" for number in range(60)) for page in range(1_500)]
    pages += [f"{pages[1_200]} copied once", f"{pages[3]} copied twice"]
    made = signatures(pa.chunked_array([pages]))
    compared = []

    def text(place: tuple[int, int]) -> str:
        compared.append(place)
        return pages[place[1]]

    def heads(_: int) -> pa.Table:
        nobody = pa.nulls(len(pages))
        columns = [pa.array([f"{row:05}" for row in range(len(pages))]), nobody.cast(pa.timestamp("ms"))]
        return pa.table([*columns, nobody.cast(pa.string())], names=["article_id", "published", "outlet"])

    copies = Copies(None, CLUSTERED.empty_table(), heads, text)
    copies.add(*entries(made, 0))
    assert {key: original for key, (_, original) in copies.settle().items() if original} == {
        "01500": "01200",
        "01501": "00003",
    }
    assert copies._n_cached <= 500_000


def test_equal_texts_are_linked_to_the_first_of_them(tmp_path: Path) -> None:
    disk.write_array(np.array([[5, 9], [70, 71]], np.uint64), tmp_path / "whole-0.npy")
    whole = np.array([[9, 4, 4, 3, 4], [100, 101, 102, 103, 104]], np.uint64)
    assert sorted(equal_texts(tmp_path, whole).T.tolist()) == [[71, 100], [101, 102], [101, 104]]
    assert places(np.array([(3 << 32) + 5], np.uint64)) == [(3, 5)]


@pytest.mark.parametrize("block", [1, 3, 10, 10_000])
def test_sorted_arrays_are_merged_in_blocks(tmp_path: Path, block: int) -> None:
    rng = np.random.default_rng(block)
    arrays = [np.sort(rng.integers(0, 50, size, np.uint64)) for size in (0, 5, 200, 90)]
    blocks = list(keys.merged(arrays, block))
    assert np.concatenate(blocks).tolist() == sorted(np.concatenate(arrays).tolist())
    rows = [np.stack([array, array * np.uint64(2)]) for array in arrays]
    disk.write_blocks(keys.merged(rows, block), (2, 295), np.dtype(np.uint64), tmp_path / "x.npy")
    there = np.load(tmp_path / "x.npy", allow_pickle=False)
    assert there[0].tolist() == np.concatenate(blocks).tolist()
    assert there[1].tolist() == (there[0] * 2).tolist()
    assert there.flags.c_contiguous
    assert list(tmp_path.iterdir()) == [tmp_path / "x.npy"]


def test_merged_keys_of_sixteen_bytes_are_written_whole(tmp_path: Path) -> None:
    some = np.sort(keys.keys_of([f"id{number}" for number in range(500)]))
    disk.write_blocks(keys.merged([some[::2], some[1::2]], 50), (500,), keys.KEY, tmp_path / "ids-0.npy")
    assert (np.load(tmp_path / "ids-0.npy") == some).all()
    assert keys.held(tmp_path, "ids", some).all()
