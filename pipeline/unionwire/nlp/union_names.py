"""Names of unions in a text: registered names, name-shaped phrases, and abbreviations that the article introduces.

How it decides. A registered name counts wherever it stands, unless the registry says that the form needs context
("HERE", "the Carpenters"): then the article must name the same union in another way, or the form must stand beside
a union word or in a list with other unions. A phrase that the registry does not know counts when it has the shape
of a union's name, an occupation before or after Union, Association, Brotherhood and the like
(`seeds/union_patterns.jsonl`). Look-alikes (`seeds/lookalikes.jsonl`) veto both. "Full Name (ABBR)" makes ABBR a name of
that union in the rest of the article.
"""

from __future__ import annotations

import collections
import difflib
import functools
import json
import re

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from unionwire.link.names import dotted, initials, slug, spellings
from unionwire.link.unions import Alias, UnionRegistry
from unionwire.nlp.union_finds import LIST_GAP, Find, longest_first, spans_overlap
from unionwire.records import Level, Union
from unionwire.seeds import data_folder, read_jsonl

_LEADING_WORDS = re.compile(
    r"^(?:(?:The|An?|And|But|When|While|As|In|At|On|By|For|From|With|Of|Former|Local|Some|Many|Most|Both|Like|Unlike|If|So|"
    r"Today|Yesterday|Meanwhile|Last|Even|Our|Their|His|Her|Its|This|That|These|Those|After|Before|Since|Because|Now|Then|"
    r"\w+-based|\w+ \w+-based|President|Vice|Executive|Secretary|Treasurer|Secretary-Treasurer|Chairman|Director|Leader|Boss|Chief|Organizer|"
    r"Spokesman|Spokeswoman|Attorney|Counsel|Major|Powerful|Story|Photo|Mr\.?|Ms\.?|Mrs\.?|Sen\.?|Rep\.?|Gov\.?)(?: of(?: the)?)? )+"
)
_OWNER = re.compile(r"(?!\w+men['’]s)[A-Z][\w.]+['’]s\s(?=\S+\s\S)")
_SHARED_HEAD = re.compile(r"([A-Z]\w+)\s(?:and|&)\s([A-Z][\w\s]*?)\s((?:Central\s)?(?:Labou?r|[\w\s]*Trades)\sCouncil)s$")
_UNION_WORD_AFTER = re.compile(r"\s*\)?['’]?s?\s+(?:[Uu]nions?|[Ll]ocals?|Lodge|members?|[Pp]resident|organizers?|leaders?|contract)\b")
_UNION_WORD_BEFORE = re.compile(r"(?:\bunions?|\b[Ll]ocal \d+ of|\bmembers? of|\bpresident of)(?:,| \(| like| such as)?\s+(?:the\s+)?$")
_NAME_RUN = re.compile(r"(?:[A-Z][\w'’-]+,?\s(?:(?:of|and|the|&)\s)*){2,8}(?:Union|Workers|Association|Teachers|Employees|America|Brotherhood|Guild|Machinists|Engineers)\b")
_CLOSE = 0.94  # similarity from which a name is taken for a misspelling of a registered one
_INTRODUCED = re.compile(r"(?:\s*,?\s+Local\s+\d+)?\s*\(\s*(?:the\s+|or\s+)?[\"“]?([A-Z][A-Za-z]{0,2}[A-Z&/-][A-Za-z&/-]{0,9}|[A-Z]{2,10})[\"”]?\s*\)")


class UnionNames:
    """Finds names of unions; built once for a vocabulary."""

    def __init__(self, nlp: Language, registry: UnionRegistry) -> None:
        self._registry = registry
        self._long_names = {alias.text: alias.union_id for alias in registry.aliases() if alias.kind == "name" and alias.text.count(" ") > 1}
        self._matchers: list[tuple[PhraseMatcher, dict[str, list[Alias]]]] = []
        for attribute, any_case in (("ORTH", False), ("LOWER", True)):
            forms: dict[str, list[Alias]] = collections.defaultdict(list)
            for alias in registry.aliases():
                if alias.any_case == any_case:
                    for form in _forms(alias):
                        forms[form.lower() if any_case else form].append(alias)
            matcher = PhraseMatcher(nlp.vocab, attr=attribute)
            for form in forms:
                matcher.add(form, [nlp.make_doc(form)])
            self._matchers.append((matcher, dict(forms)))

    def find(self, doc: Doc) -> list[Find]:
        """Return the names in `doc`, without overlaps, in text order; context is not yet asked for."""
        text = doc.text
        vetoed = [match.span() for match in _lookalikes().finditer(text)]
        registered = [find for find in self._registered(doc) if not spans_overlap(find.start, find.end, vetoed)]
        registered += [find for find in self._misspelt(text) if not spans_overlap(find.start, find.end, [(other.start, other.end) for other in registered])]
        shaped = [find for find in _shaped(text) if not spans_overlap(find.start, find.end, vetoed)]
        finds = longest_first(registered + [find for find in shaped if not _only_decorates(find, registered, text)])
        return longest_first(finds + _introduced(text, finds))

    def _misspelt(self, text: str) -> list[Find]:
        """Names that differ from a registered one by a slip: "Service Employess International Union"."""
        finds = []
        for match in _NAME_RUN.finditer(text):
            name = match.group()
            lead = _LEADING_WORDS.match(name)
            start = match.start() + (lead.end() if lead else 0)
            close = difflib.get_close_matches(text[start : match.end()], self._long_names, n=1, cutoff=_CLOSE)
            entry = self._registry.get(self._long_names[close[0]]) if close else None
            if entry is not None:
                finds.append(Find(start, match.end(), entry.union, "registry.misspelt", "registry"))
        return finds

    def _registered(self, doc: Doc) -> list[Find]:
        finds = []
        for matcher, forms in self._matchers:
            for key, start, end in matcher(doc):
                aliases = forms[doc.vocab.strings[key]]
                alias = _likeliest(aliases, doc)
                entry = self._registry.get(alias.union_id)
                span = doc[start:end]
                if entry is None or not any(letter.isupper() for letter in span.text):
                    continue
                finds.append(
                    Find(
                        span.start_char,
                        span.end_char,
                        entry.union,
                        f"registry.{alias.kind}",
                        "registry",
                        needs_context=alias.needs_context,
                        is_abbreviation=alias.kind == "abbreviation",
                    )
                )
        return finds


def keep_in_context(finds: list[Find], text: str) -> tuple[list[Find], list[Find]]:
    """Split finds into those that stand and those whose form needs context that the article does not give."""
    sure = {find.union.union_id for find in finds if not find.needs_context}
    sure |= {find.union.parent_union_id or "" for find in finds if not find.needs_context}
    kept = [not find.needs_context or find.union.union_id in sure or _beside_union_word(find, text) for find in finds]
    for order in (range(1, len(finds)), range(len(finds) - 2, -1, -1)):
        for i in order:
            j = i - 1 if order.step > 0 else i + 1
            first, second = sorted((finds[i], finds[j]), key=lambda find: find.start)
            if kept[j] and not kept[i] and finds[i].union.level == "national" and LIST_GAP.match(text[first.end : second.start]):
                kept[i] = True
    named = {find.union.union_id for find, keep in zip(finds, kept, strict=True) if keep}
    kept = [keep or find.union.union_id in named for find, keep in zip(finds, kept, strict=True)]
    return (
        [find for find, keep in zip(finds, kept, strict=True) if keep],
        [find for find, keep in zip(finds, kept, strict=True) if not keep],
    )


def _forms(alias: Alias) -> set[str]:
    forms = set(spellings(alias.text))
    if alias.kind == "abbreviation" and (with_dots := dotted(alias.text)):
        forms.add(with_dots)
    return forms


def _likeliest(aliases: list[Alias], doc: Doc) -> Alias:
    """Of several unions with one form, take the one that the article also names otherwise, else the first by id."""
    if len(aliases) == 1:
        return aliases[0]
    text = doc.text
    by_evidence = {alias.union_id: sum(name in text for name in _other_names(alias)) for alias in aliases}
    return min(aliases, key=lambda alias: (-by_evidence[alias.union_id], alias.needs_context, alias.union_id))


def _other_names(alias: Alias) -> list[str]:
    from unionwire.link.unions import registry

    entry = registry().get(alias.union_id)
    return [other.text for other in entry.aliases if other.text != alias.text] if entry else []


def _beside_union_word(find: Find, text: str) -> bool:
    return bool(_UNION_WORD_AFTER.match(text, find.end) or _UNION_WORD_BEFORE.search(text, max(0, find.start - 40), find.start))


def _shaped(text: str) -> list[Find]:
    finds = []
    for row_id, level, pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span()
            lead = _LEADING_WORDS.match(match.group())
            if lead:
                start += lead.end()
            owner = _OWNER.match(text, start, end)
            if owner:
                start = owner.end()
            name = text[start:end]
            end -= len(name) - len(name.rstrip(" ,'’"))
            name = " ".join(text[start:end].split())
            if " " not in name or "\n\n" in text[start:end]:
                continue
            if shared := _SHARED_HEAD.match(name):
                first, second, head = shared.groups()
                middle = start + shared.start(2)
                finds.append(_shaped_find(start, start + len(first), f"{first} {head}", level, row_id))
                finds.append(_shaped_find(middle, end, f"{second} {head}", level, row_id))
            else:
                finds.append(_shaped_find(start, end, name, level, row_id))
    return finds


def _shaped_find(start: int, end: int, name: str, level: Level, rule: str) -> Find:
    return Find(start, end, Union(slug(name), name, level), rule, "pattern")


def _only_decorates(find: Find, registered: list[Find], text: str) -> bool:
    """Tell whether a shaped find adds nothing but union words to a registered name inside it."""
    for other in registered:
        if find.start <= other.start and other.end <= find.end and not (other.start, other.end) == (find.start, find.end):
            extra = (text[find.start : other.start] + " " + text[other.end : find.end]).split()
            if all(word.lower().strip(",'’") in {"union", "unions", "international", "national", "of", "the", "america", "and"} for word in extra):
                return True
        if other.start < find.start < other.end or other.start < find.end < other.end:
            return other.end - other.start >= find.end - find.start
        if (other.start, other.end) == (find.start, find.end):
            return True
    return False


def _introduced(text: str, finds: list[Find]) -> list[Find]:
    """Finds of abbreviations that the article introduces in brackets after a full name."""
    known = {text[find.start : find.end] for find in finds if not find.needs_context}
    introduced: dict[str, Find] = {}
    for find in finds:
        match = _INTRODUCED.match(text, find.end)
        if not match:
            continue
        short = match.group(1)
        if short in known or short in introduced or not _may_abbreviate(short, text[find.start : find.end]):
            continue
        introduced[short] = find
    result = []
    for short, source in introduced.items():
        union = source.union
        for match in re.finditer(rf"(?<![\w.]){re.escape(short)}(?!\w)", text):
            result.append(Find(match.start(), match.end(), union, "introduced.abbreviation", "pattern", is_abbreviation=True))
    return result


def _may_abbreviate(short: str, name: str) -> bool:
    letters = [letter for letter in short.upper() if letter.isalpha()]
    pool = max((set_ for set_ in initials(name)), key=len)
    matched = iter(pool)
    return letters[0] == pool[:1] or all(letter in matched for letter in letters) or sum(letter in pool for letter in letters) >= len(letters) - 1


@functools.cache
def _patterns() -> list[tuple[str, Level, re.Pattern[str]]]:
    macros: dict[str, str] = json.loads((data_folder("seeds") / "union_words.json").read_text(encoding="utf-8"))["macros"]
    compiled = []
    for row in read_jsonl("union_patterns.jsonl"):
        pattern = row["pattern"]
        for name, value in macros.items():
            pattern = pattern.replace("{" + name + "}", value)
        pattern = pattern.replace(" ", r"\s")
        compiled.append((row["id"], row["level"], re.compile(r"(?<![\w’'&/-])" + pattern + r"(?!\w)")))
    return compiled


@functools.cache
def _lookalikes() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{row['pattern']})" for row in read_jsonl("lookalikes.jsonl")) + r")(?!\w)")
