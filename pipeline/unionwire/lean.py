"""Imports spaCy without its command line, which `import spacy` runs for one function.

The command line brings downloaders, project tools and an HTTP client: a third of spaCy's time to import. It is still
there for whoever asks for `spacy.cli` or `spacy.info`; it is read then.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from typing import Any

_INFO = "spacy.cli.info"
_COMMAND_LINE = "spacy.cli"


def import_spacy() -> None:
    """Import spaCy, if nothing has yet."""
    if "spacy" in sys.modules:
        return
    stand_in = types.ModuleType(_INFO)
    stand_in.info = _info  # type: ignore[attr-defined]
    sys.modules[_INFO] = stand_in
    try:
        spacy = importlib.import_module("spacy")
    finally:
        del sys.modules[_INFO]
    if _COMMAND_LINE in sys.modules:
        return
    spec = importlib.util.find_spec(_COMMAND_LINE)
    if spec is not None and spec.loader is not None:
        spec.loader = importlib.util.LazyLoader(spec.loader)
        command_line = importlib.util.module_from_spec(spec)
        sys.modules[_COMMAND_LINE] = command_line
        spec.loader.exec_module(command_line)
        spacy.cli = command_line  # type: ignore[attr-defined]


def _info(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 (whatever spacy.info takes and gives)
    return importlib.import_module(_INFO).info(*arguments, **options)
