"""One-to-one matching of what was found with what was labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from unionwire.evaluate.findings import FoundEntity, normalise_name, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from unionwire.evaluate.gold import GoldEntity


class HasOptional(Protocol):
    """Any labelled entry."""

    @property
    def optional(self) -> bool:
        """Whether the entry costs nothing, found or missed."""
        ...


Labelled = TypeVar("Labelled", bound=HasOptional)
Found = TypeVar("Found")


def link_entities(gold: Iterable[GoldEntity], found: Iterable[FoundEntity]) -> dict[str, str]:
    """Link found entities to labelled ones, one to one: {found id: gold key}.

    Ids go first, names second, so that a body found by its id is never taken by another that shares a short name;
    required entries go before optional ones.
    """
    ranked = sorted(gold, key=lambda entity: entity.optional)
    gold_names = {entity.key: {normalise_name(name) for name in entity.names} for entity in ranked}
    ordered = sorted(found, key=lambda entity: entity.entity_id)
    links: dict[str, str] = {}
    taken: set[str] = set()
    for by_id in (True, False):
        for entity in ordered:
            if entity.entity_id in links:
                continue
            for candidate in ranked:
                if candidate.key in taken:
                    continue
                if by_id:
                    same = entity.entity_id in candidate.ids or slug(entity.entity_id) in candidate.ids
                else:
                    same = bool(entity.names & gold_names[candidate.key])
                if same:
                    links[entity.entity_id] = candidate.key
                    taken.add(candidate.key)
                    break
    return links


def match_facts(
    gold: Iterable[Labelled], found: Sequence[Found], same: Callable[[Labelled, Found], bool]
) -> tuple[list[tuple[Labelled, Found]], list[Labelled], list[Found]]:
    """Match facts greedily, one to one, required entries first.

    Returns the pairs, the labelled facts that nothing matched, and the found facts left over, in the order found.
    """
    free = list(found)
    pairs: list[tuple[Labelled, Found]] = []
    missed: list[Labelled] = []
    for entry in sorted(gold, key=lambda entry: entry.optional):
        position = next((i for i, fact in enumerate(free) if same(entry, fact)), None)
        if position is None:
            missed.append(entry)
        else:
            pairs.append((entry, free.pop(position)))
    return pairs, missed, free
