"""Spelling: how names are normalised, abbreviated and turned into ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–", "-"))


def plain(text: str) -> str:
    """Return `text` with straight apostrophes, plain hyphens and single spaces; same case."""
    return " ".join(text.translate(_APOSTROPHES).translate(_DASHES).split())


def slug(name: str) -> str:
    """Return the kebab-case id of a name: "the Providence Teachers' Union" -> "providence-teachers-union"."""
    ascii_name = unicodedata.normalize("NFKD", plain(name)).encode("ascii", "ignore").decode().lower()
    ascii_name = re.sub(r"'s\b|'", lambda match: "s" if match.group() == "'s" else "", ascii_name)
    ascii_name = re.sub(r"[^a-z0-9]+", "-", ascii_name.replace("&", " and ")).strip("-")
    return re.sub(r"^(?:the|an?)-", "", ascii_name)


def spellings(name: str) -> Iterator[str]:
    """Yield the spellings of one name that news text mixes freely.

    Varied are "and" against "&", the serial comma, and straight against curly apostrophes.
    """
    bases = {name, name.replace(" & ", " and "), name.replace(" and ", " & ")}
    bases |= {base.replace(", and ", " and ").replace(", & ", " & ") for base in bases}
    bases |= {re.sub(r"(, [\w' -]+?) and ", r"\1, and ", base) for base in bases}
    bases |= {base.replace(",", "") for base in bases}
    bases |= {base.replace(", and ", " ").replace(",", "").replace(" and ", " ") for base in (name,) if name.count(",")}
    for base in sorted(bases):
        yield base
        if "'" in base:
            yield base.replace("'", "’")


def dotted(abbreviation: str) -> str | None:
    """Return "S.E.I.U." for "SEIU" and "A.F.L.-C.I.O." for "AFL-CIO"; None where dots make no sense."""
    parts = abbreviation.split("-")
    if not all(part.isalpha() and part.isupper() and 2 <= len(part) <= 7 for part in parts):
        return None
    return "-".join("".join(letter + "." for letter in part) for part in parts)


def initials(name: str) -> set[str]:
    """Return the abbreviations that a name's capitals can give, with and without its small words."""
    words = re.findall(r"[A-Za-z]+", plain(name).replace("'s", ""))
    capitals = "".join(word[0] for word in words if word[0].isupper())
    every = "".join(word[0].upper() for word in words)
    return {capitals, every}
