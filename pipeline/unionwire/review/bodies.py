"""The unions and candidates that a corrected fact names: from the tables, the registries, or as the reviewer names them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from unionwire.link.person import person_of
from unionwire.link.unions import registry
from unionwire.records import Candidate, Union
from unionwire.review.facts import UNIONS
from unionwire.seeds import read_jsonl
from unionwire.tables.write import Output

NAMES = {
    "endorsements": ("union_name", "candidate_name"),
    "membership_counts": ("union_name",),
    "relationships": ("child_name", "parent_name"),
}
"""What a reviewer may write beside the columns of a fact: the names of bodies and people that nothing knows yet."""
_NAME_OF = {
    "union_id": "union_name",
    "candidate_id": "candidate_name",
    "child_union_id": "child_name",
    "parent_union_id": "parent_name",
}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LOCAL = re.compile(r"(?P<parent>.+)-local-(?P<number>[0-9]+[a-z]?)")


class Bodies:
    """Rows of `article_unions` and `article_candidates` for ids."""

    def __init__(self, output: Output) -> None:
        self._known = {
            "article_unions": {row["union_id"]: row for row in output.read("unions").to_pylist()},
            "article_candidates": {row["candidate_id"]: row for row in output.read("candidates").to_pylist()},
        }

    def needed(self, row: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
        """What the ids of a fact need, as JSON by table. Raises ValueError for an id that nothing knows."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for column, name in _NAME_OF.items():
            if row.get(column) is not None:
                table = "article_unions" if column in UNIONS else "article_candidates"
                rows.setdefault(table, []).append(self._row(table, column, row[column], names.get(name)))
        return json.dumps(rows, ensure_ascii=False, sort_keys=True) if rows else None

    def _row(self, table: str, column: str, body: str, name: str | None) -> dict[str, Any]:
        known = self._known[table].get(body)
        if known is not None:
            return {key: value for key, value in known.items() if key not in {"n_articles", "olms_note"}}
        made = self._union(body, name) if table == "article_unions" else self._candidate(body, name)
        if made is None:
            raise ValueError(
                f"{column}={body}: neither the tables nor the registries know it; where it is right, add its name: "
                f"{_NAME_OF[column]}=..."
            )
        return asdict(made)

    def _union(self, union_id: str, name: str | None) -> Union | None:
        if (listed := registry().get(union_id)) is not None:
            return listed.union
        local = _LOCAL.fullmatch(union_id)
        parent = registry().get(local["parent"]) if local else None
        if local and (parent or local["parent"] in self._known["article_unions"]):
            above = parent.union if parent else self._known["article_unions"][local["parent"]]
            short = (
                (above.abbreviation or above.name)
                if isinstance(above, Union)
                else above["abbreviation"] or above["name"]
            )
            return Union(
                union_id,
                name or f"{short} Local {local['number']}",
                "local",
                parent_union_id=local["parent"],
                local_number=local["number"],
            )
        return Union(union_id, name, "local" if local else "national") if name and _ID.fullmatch(union_id) else None

    def _candidate(self, candidate_id: str, name: str | None) -> Candidate | None:
        listed = next((row for row in read_jsonl("people.jsonl") if row["id"] == candidate_id), None)
        if listed is not None:
            person = person_of(listed)
            return Candidate(
                candidate_id,
                person.name,
                party=person.party,
                state=person.state,
                fec_id=person.fec_id,
                wikidata_id=person.wikidata_id,
                in_registry=True,
            )
        return Candidate(candidate_id, name) if name and _ID.fullmatch(candidate_id) else None
