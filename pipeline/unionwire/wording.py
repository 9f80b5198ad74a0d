"""Numbers with their nouns, for what commands say."""

from __future__ import annotations


def counted(n: int, one: str, many: str | None = None) -> str:
    """`1 article`, `1,200 articles`: a number with the noun it asks for, of which `many` is the plural (`one` and s)."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"
