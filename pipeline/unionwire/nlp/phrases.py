"""Many phrases found in a Doc token by token, whatever whitespace stands between them.

What spaCy's PhraseMatcher finds, without a lexeme for every word of every phrase: thousands of names take it longer to
take in than the model takes to load. The words of a Doc are joined by line ends, which no word holds, and one
Aho-Corasick automaton runs over the line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import ahocorasick_rs
from spacy.language import Language
from spacy.tokens import Doc

from unionwire.nlp.extensions import words_of_doc

_END = "\n"
_PLAIN = re.compile(r"(?:[A-Za-z]+(?:-[A-Za-z]+)*['\u2019,]?|&)(?: (?:[A-Za-z]+(?:-[A-Za-z]+)*['\u2019,]?|&))*")
_PART = re.compile(r"[A-Za-z]+|[-'\u2019,&]")


class Phrases:
    """Finds phrases as runs of whole tokens of `nlp`."""

    def __init__(self, nlp: Language, phrases: Iterable[str], *, lower: bool = False) -> None:
        """Take in `phrases`, to be found in their own case, or with `lower` in any (they are in lower case then)."""
        self._lower = lower
        rules = rules_of(nlp)
        self._of_line: dict[str, list[str]] = {}
        for phrase in phrases:
            line = _END.join(words_of(nlp, phrase, rules))
            self._of_line.setdefault(_END + (line.lower() if lower else line) + _END, []).append(phrase)
        self._lines = list(self._of_line)
        self._automaton = ahocorasick_rs.AhoCorasick(self._lines)

    def find(self, doc: Doc) -> list[tuple[str, int, int]]:
        """Return each phrase found with its first token and the token after it, by their places; they may overlap."""
        line, token_at = _line_of(doc, lower=self._lower)
        hits = self._automaton.find_matches_as_indexes(line, overlapping=True)
        return sorted(
            (
                (phrase, token_at[start], token_at[end - 1])
                for index, start, end in hits
                if start in token_at and end - 1 in token_at
                for phrase in self._of_line[self._lines[index]]
            ),
            key=lambda find: (find[1], find[2], find[0]),
        )


def _line_of(doc: Doc, *, lower: bool) -> tuple[str, dict[int, int]]:
    """Return the words of `doc` on a line and the place of each by its offset, kept from the first call on."""
    key = f"unionwire_line_{lower}"
    if key not in doc.user_data:
        words = words_of_doc(doc, lower=lower)
        starts = itertools.accumulate((len(word) + 1 for word in words), initial=0)
        doc.user_data[key] = _END + _END.join(words) + _END, {start: number for number, start in enumerate(starts)}
    line: tuple[str, dict[int, int]] = doc.user_data[key]
    return line


def words_of(nlp: Language, phrase: str, rules: set[str]) -> list[str]:
    """Return the words into which the tokenizer of `nlp` parts `phrase`; `rules` are the words that it has rules for.

    Of letters between single blanks, with hyphens inside and a comma or an apostrophe after them, it is known without asking
    the tokenizer, unless there is a rule.
    """
    if _PLAIN.fullmatch(phrase):
        words = _PART.findall(phrase)
        if rules.isdisjoint(words) and rules.isdisjoint(phrase.split(" ")):
            return words
    return [token.text for token in nlp.make_doc(phrase)]


def rules_of(nlp: Language) -> set[str]:
    """Return the words for which the tokenizer of `nlp` has rules of their own."""
    return set(getattr(nlp.tokenizer, "rules", None) or ())
