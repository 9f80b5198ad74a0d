"""What pydantic found wrong with a row, in the words of the reference data: what is wrong; what to do."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from unionwire.seedbook import base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def _descriptions() -> Iterator[tuple[str, str]]:
    for kind in vars(base).values():
        for metadata in getattr(kind, "__metadata__", ()):
            description = getattr(metadata, "description", None)
            for rule in getattr(metadata, "metadata", ()):
                if description and (pattern := getattr(rule, "pattern", None)):
                    yield pattern, description


_BY_PATTERN = dict(_descriptions())
_TYPES = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list in square brackets",
    "dict_type": "an object in braces",
    "model_type": "an object in braces",
}


def explain(error: ValidationError) -> list[str]:
    """One message a problem, in the order of the keys."""
    return [_message(detail) for detail in error.errors(include_url=False)]


def _message(detail: ErrorDetails) -> str:
    context: dict[str, Any] = detail.get("ctx") or {}
    kind, value = detail["type"], _shown(detail["input"])
    # a discriminated row's kind stands first in the place of a problem, and says nothing that the row does not
    where = _place(detail["loc"])
    match kind:
        case "missing":
            return f"has no {where}; add it"
        case "extra_forbidden":
            return f"{where} is no key of this file; seeds/README.md lists the keys"
        case "literal_error":
            return f"{where} is {value}; it must be one of {context['expected']}{_near(detail)}"
        case "union_tag_not_found" | "union_tag_invalid":
            key = str(context["discriminator"]).strip("'")
            return f"{key} is missing or unknown; it must be one of {context.get('expected_tags', 'those in the file')}"
        case "string_pattern_mismatch":
            wanted = _BY_PATTERN.get(context["pattern"], f"of the form {context['pattern']}")
            return f"{where} is {value}; it must be {wanted}"
        case "too_short" | "string_too_short":
            return f"{where} is empty; give at least one"
        case "no_date":
            return f"{where} is {value}: the calendar has no such day; correct it"
        case "no_pattern":
            return f"{where} {detail['msg']}; correct it"
        case _ if kind in _TYPES:
            return f"{where} is {value}; it must be {_TYPES[kind]}"
        case _:
            return f"{where} is {value}: {detail['msg'][0].lower()}{detail['msg'][1:]}; correct it"


_TAGS = frozenset(
    "inline line block dateline breaks contrast agrees membership macro office race screen guard frame lexicon refusal".split()
)


def _place(location: tuple[int | str, ...]) -> str:
    parts = [part for index, part in enumerate(location) if index or part not in _TAGS or len(location) == 1]
    found = ""
    for part in parts:
        found += f"[{part}]" if isinstance(part, int) else f".{part}"
    return found.lstrip(".")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _near(detail: ErrorDetails) -> str:
    context: dict[str, Any] = detail.get("ctx") or {}
    values = [part.strip().strip("'") for part in str(context["expected"]).replace(" or ", ", ").split(",")]
    near = difflib.get_close_matches(str(detail["input"]), values, n=1)
    return f" ({near[0]}?)" if near else ""
