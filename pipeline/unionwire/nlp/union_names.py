"""Names of unions in a text: registered names, name-shaped phrases, and abbreviations that the article introduces.

How it decides. A registered name is found wherever it stands; a form that the registry marks as needing context is kept
or refused by `union_context`. The trade alone in lower case ("the painters") is found too, and needs context always.
Shapes come from `union_shapes`; the longer of two overlapping names wins. "Full Name (ABBR)" makes ABBR a name of that
union in the rest of the article.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import re

from spacy.language import Language
from spacy.tokens import Doc

from unionwire.link.names import dotted, initials, slug, spellings
from unionwire.link.near_names import NearNames
from unionwire.link.unions import Alias, UnionRegistry
from unionwire.nlp.extensions import paragraphs_of, text_of
from unionwire.nlp.phrases import Phrases
from unionwire.nlp.union_affiliates import affiliates, apposed_affiliates, numbers_alone
from unionwire.nlp.union_context import countries_of
from unionwire.nlp.union_finds import Find, Form, longest_first, spans_overlap
from unionwire.nlp.union_initials import after_union, by_abbreviation, by_initials, own_initials, shortened, whole_names
from unionwire.nlp.union_shapes import defined_rules, lookalikes, only_decorates, shaped_finds, union_words
from unionwire.prefilter import guarded

_NAME_RUN = re.compile(
    r"(?:[A-Z][\w'’-]+,?\s(?:(?:of|and|the|&)\s)*){2,8}"
    r"(?:Union|Workers|Association|Teachers|Employees|America|Brotherhood|Guild|Machinists|Engineers)\b"
)
_LEAD = re.compile(r"(?:(?:The|And|But|For|At|In|With|From|By|Of)\s)+(?:the\s)?")
_TRADE_UNION = guarded(
    r"(?<=\b[Tt]he\s)(?P<trade>[a-z]+(?:\s[a-z]+)?)(?:['’]s?)?\s+union\b(?!['’]?s?\s+(?:movement|members))"
)
_CLOSE = 0.94  # similarity from which a name is taken for a misspelling of a registered one
_INTRODUCED = re.compile(
    r"(?:(?:\s*,)?\s+Local\s+\d+)?\s*\(\s*(?:the\s+|or\s+)?[\"“]?"
    r"([A-Z][A-Za-z]{0,2}[A-Z&/-][A-Za-z&/-]{0,9}|[A-Z]{2,10})[\"”]?\s*\)"
)


class UnionNames:
    """Finds names of unions; built once for a vocabulary."""

    def __init__(self, nlp: Language, registry: UnionRegistry) -> None:
        self._registry = registry
        self._long_names = {
            alias.text: (alias.union_id, alias.needs_context)
            for alias in registry.aliases()
            if alias.kind == "name" and alias.text.count(" ") > 1
        }
        # articles say the same names again and again
        self._closest = functools.lru_cache(maxsize=4096)(NearNames(self._long_names, _CLOSE).nearest)
        self._matchers: list[tuple[Phrases, dict[str, list[Alias]]]] = []
        for any_case in (False, True):
            forms: dict[str, list[Alias]] = collections.defaultdict(list)
            for alias in registry.aliases():
                if alias.any_case == any_case:
                    for form in _forms(alias):
                        forms[form.lower() if any_case else form].append(alias)
            self._matchers.append((Phrases(nlp, forms, lower=any_case), dict(forms)))
        self._trades = common_trades(registry)
        self._abroad = trades_abroad(registry)
        words = sorted(self._trades, key=lambda word: (-len(word), word))
        self._common = guarded(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")

    def find(self, doc: Doc) -> tuple[list[Find], list[Find]]:
        """Return the names in `doc` without overlaps, in text order, and all registered names, overlapping ones too.

        Whether a form that needs context has it is not asked yet.
        """
        text = text_of(doc)
        vetoed = [match.span() for match in lookalikes().finditer_in(text, paragraphs_of(doc))]
        registered = [find for find in self._registered(doc) if not spans_overlap(find.start, find.end, vetoed)]
        known = [(find.start, find.end) for find in registered if not find.needs_context]
        misspelt = [find for find in self._misspelt(text) if not spans_overlap(find.start, find.end, known)]
        known = [(find.start, find.end) for find in misspelt]
        spelt = by_abbreviation(text, registered, self._registry)
        registered += misspelt + [find for find in spelt if not spans_overlap(find.start, find.end, known)]
        shaped = [
            find
            for find in whole_names(text, [*shaped_finds(text), *after_union(text)])
            if not spans_overlap(find.start, find.end, vetoed)
        ]
        # "the Harbor Pilots Union, Lakeview Teachers ...": a registered name before a comma ends there.
        listed = [find.end for find in registered if not find.needs_context and text[find.end : find.end + 1] == ","]
        shaped = [find for find in shaped if not any(find.start < end < find.end for end in listed)]
        shaped = _give_fallbacks(registered, shaped)
        sure = [(find.start, find.end) for find in registered if not find.needs_context]
        shaped = [
            find for find in shaped if find.rule not in defined_rules() or not spans_overlap(find.start, find.end, sure)
        ]
        shaped = [find for find in shaped if not only_decorates(find, registered, text)] + affiliates(text, registered)
        shaped = [_without_owner(find, text) for find in shaped if not _is_owners_local(find, registered, text)]
        finds = longest_first(registered + shaped)
        spans = [(find.start, find.end) for find in finds]
        finds += [
            find for find in apposed_affiliates(text, registered) if not spans_overlap(find.start, find.end, spans)
        ]
        finds = [self._of_named_trade(_trade_in_place(find, registered, text), registered, text) for find in finds]
        taken = [(find.start, find.end) for find in (*finds, *registered)]
        finds += numbers_alone(text, self._registry, taken)
        trades = [*self._trades_abroad(text), *self._common_trades(text)]
        finds += [find for find in trades if not spans_overlap(find.start, find.end, taken)]
        finds = own_initials(shortened(finds), text)
        again = [*_introduced(text, finds), *_named_again(text, finds), *by_initials(text, finds)]
        return longest_first(finds + again), registered

    def _of_named_trade(self, find: Find, registered: list[Find], text: str) -> Find:
        """Read "Bakers Local 9" in an article that names the one national whose people are bakers."""
        if find.rule not in {"name.trade-before-local", "name.before-local"}:
            return find
        trade = text[find.start : find.end].lower()
        owners = {
            other.union.union_id: other.union
            for other in registered
            if not other.needs_context
            and other.union.level == "national"
            and (entry := self._registry.get(other.union.union_id))
            and trade in entry.workers
        }
        if len(owners) != 1:
            return find
        return dataclasses.replace(find, union=next(iter(owners.values())), rule="registry.trade", form="trade")

    def _misspelt(self, text: str) -> list[Find]:
        """Names that differ from a registered one by a slip: "Service Employess International Union"."""
        finds = []
        for match in _NAME_RUN.finditer(text):
            lead = _LEAD.match(match.group())
            start = match.start() + (lead.end() if lead else 0)
            close = self._closest(text[start : match.end()])
            union_id, needs_context = self._long_names[close] if close else ("", False)
            entry = self._registry.get(union_id)
            if entry is not None:
                find = Find(start, match.end(), entry.union, "registry.misspelt", "registry", needs_context)
                finds.append(find)
        return finds

    def _registered(self, doc: Doc) -> list[Find]:
        text = text_of(doc)
        finds = []
        for matcher, forms in self._matchers:
            for form, start, end in matcher.find(doc):
                alias = self._likeliest(forms[form], text)
                entry = self._registry.get(alias.union_id)
                span = doc[start:end]
                if entry is None or not any(letter.isupper() for letter in span.text):
                    continue
                find = Find(span.start_char, span.end_char, entry.union, f"registry.{alias.kind}", "registry")
                find.needs_context = alias.needs_context
                find.form = _form(alias)
                finds.append(find)
        return finds

    def _common_trades(self, text: str) -> list[Find]:
        finds = []
        for match in self._common.finditer(text):
            entry = self._registry.get(self._trades[match.group()])
            if entry is not None:
                find = Find(*match.span(), entry.union, "registry.trade", "registry", needs_context=True, form="common")
                finds.append(find)
        return finds

    def _trades_abroad(self, text: str) -> list[Find]:
        """Read "the bakers' union" in a British article as the British union of bakers, where there is one alone."""
        if not _TRADE_UNION.search(text):
            return []
        owners = [self._abroad[country] for country in sorted(countries_of(text)) if country in self._abroad]
        if len(owners) != 1:
            return []
        finds = []
        for match in _TRADE_UNION.finditer(text):
            entry = self._registry.get(owners[0].get(match.group("trade").lower(), ""))
            if entry is not None:
                find = Find(*match.span(), entry.union, "registry.trade", "registry", needs_context=True, form="common")
                finds.append(find)
        return finds

    def _likeliest(self, aliases: list[Alias], text: str) -> Alias:
        """Of several unions with one form, take the one that the article also names otherwise, else the first by id."""
        if len(aliases) == 1:
            return aliases[0]
        by_evidence = {alias.union_id: sum(name in text for name in self._other_names(alias)) for alias in aliases}
        return min(aliases, key=lambda alias: (-by_evidence[alias.union_id], alias.needs_context, alias.union_id))

    def _other_names(self, alias: Alias) -> list[str]:
        entry = self._registry.get(alias.union_id)
        return [other.text for other in entry.aliases if other.text != alias.text] if entry else []


def common_trades(registry: UnionRegistry) -> dict[str, str]:
    """Return lower-case trade -> id of the one American union whose short name it is ("ironworkers")."""
    owners: dict[str, set[str]] = collections.defaultdict(set)
    for alias in registry.aliases():
        entry = registry.get(alias.union_id)
        if entry and entry.union.level == "national" and entry.union.country == "US" and _form(alias) == "trade":
            owners[alias.text.lower()].add(alias.union_id)
    kept_out = set(union_words()["trades_of_many_unions"])
    return {trade: min(ids) for trade, ids in sorted(owners.items()) if len(ids) == 1 and trade not in kept_out}


def trades_abroad(registry: UnionRegistry) -> dict[str, dict[str, str]]:
    """Return country -> lower-case trade -> id of the one national union of that country whose people they are."""
    owners: dict[str, dict[str, set[str]]] = collections.defaultdict(lambda: collections.defaultdict(set))
    for union_id in registry.ids():
        entry = registry.get(union_id)
        if entry and entry.union.level == "national" and entry.union.country not in {None, "US"} and not entry.valid_to:
            for trade in entry.workers:
                owners[entry.union.country or ""][trade].add(union_id)
    return {
        country: {trade: min(ids) for trade, ids in sorted(trades.items()) if len(ids) == 1}
        for country, trades in sorted(owners.items())
    }


def _form(alias: Alias) -> Form:
    if alias.kind == "abbreviation":
        return "abbreviation"
    is_plural = alias.text.endswith(("s", "men")) and not alias.any_case and not alias.text.isupper()
    return "trade" if alias.kind == "short" and is_plural else "name"


def _forms(alias: Alias) -> set[str]:
    forms = set(spellings(alias.text))
    if alias.kind == "abbreviation" and (with_dots := dotted(alias.text)):
        forms.add(with_dots)
    return forms


def _give_fallbacks(registered: list[Find], shaped: list[Find]) -> list[Find]:
    """Drop shapes that stand where a registered name stands; a name that needs context keeps them to fall back on."""
    by_span = {(find.start, find.end): find for find in registered}
    left = []
    for find in shaped:
        same = by_span.get((find.start, find.end))
        if same is None:
            left.append(find)
        elif same.needs_context and find.form == "name":
            same.fallback = find.union
    return left


def _trade_in_place(find: Find, registered: list[Find], text: str) -> Find:
    """Turn "Dover Painters" before a local's number into the union of the painters."""
    if find.rule != "name.before-local":
        return find
    for other in registered:
        if other.end != find.end or other.start <= find.start:
            continue
        if other.form == "abbreviation" and other.union.level == "national" and text[other.start - 1].isspace():
            return other  # "Dover UFCW Local 7": the place is no part of the name
        if other.form == "trade":
            return dataclasses.replace(other, start=find.start)
    return find


def _without_owner(find: Find, text: str) -> Find:
    """Let "the AFL-CIO's Lakeview Labor Council" have its own name, with the owner as its parent."""
    owned = _AFL_CIOS.match(text, find.start, find.end)
    if owned is None or find.union.in_registry:
        return find
    name = " ".join(text[owned.end() : find.end].split())
    union = dataclasses.replace(find.union, union_id=slug(name), name=name, parent_union_id="afl-cio")
    return dataclasses.replace(find, union=union, rule="body.told")


_AFL_CIOS = re.compile(r"AFL-CIO['’]s\s+")


def _is_owners_local(find: Find, registered: list[Find], text: str) -> bool:
    """Tell whether a name before a number is its owner's: "the Harborers' Barge Local 9" is a local of the Harborers."""
    if find.rule not in {"name.trade-before-local", "name.before-local"}:
        return False
    if text[max(0, find.start - 3) : find.start] == "v. ":
        return True  # the name of a case in court, which cuts the union's own
    if _INITIALS_JOINED.fullmatch(text, find.start, find.end):
        # "TWC-UAW Local 9" is the UAW's, whatever the initials before it
        return any(other.end == find.end and text[other.start - 1] in "-/" for other in registered)
    return any(
        other.union.level == "national"
        and find.start - 3 <= other.end < find.end
        and _POSSESSIVE.match(text, other.end, find.end)
        for other in registered
    )


_POSSESSIVE = re.compile(r"['’]s?\s+[A-Z]")
_INITIALS_JOINED = re.compile(r"[A-Z]{2,}[/-][A-Z]{2,}")


def _introduced(text: str, finds: list[Find]) -> list[Find]:
    """Finds of abbreviations that the article introduces in brackets after a full name."""
    known = {text[find.start : find.end] for find in finds if not find.needs_context}
    introduced: dict[str, Find] = {}
    for find in finds:
        match = _INTRODUCED.match(text, find.end) if find.form != "common" else None
        if not match:
            continue
        short = match.group(1)
        if short in known or short in introduced or not _may_abbreviate(short, text[find.start : find.end]):
            continue
        introduced[short] = find
    result = []
    for short, source in introduced.items():
        for match in re.finditer(rf"(?<![\w.]){re.escape(short)}(?!\w)", text):
            find = Find(*match.span(), source.union, "introduced.abbreviation", "pattern", form="abbreviation")
            find.needs_context = source.needs_context
            result.append(find)
    return result


_ONE_WORD = re.compile(r"[A-Z]{3,}(?:[/-][A-Z]{2,})?|[A-Z][a-z]{4,}s")


def _named_again(text: str, finds: list[Find]) -> list[Find]:
    """Finds of one word that the article shows to be a union: after "VASPE Local 31", VASPE alone is that union too."""
    result: list[Find] = []
    shown: dict[str, Find] = {}
    for find in finds:
        name = text[find.start : find.end]
        if find.rule in _SHOWING and _ONE_WORD.fullmatch(name):
            shown.setdefault(name, find)
    for name, source in shown.items():
        result += [
            Find(*match.span(), source.union, "introduced.again", "pattern", form="abbreviation")
            for match in re.finditer(rf"(?<![\w./-]){re.escape(name)}(?![\w-])", text)
        ]
    return result


_SHOWING = {"name.before-local", "name.trade-before-local", "name.initials-apposed", "name.initials-named"}


def _may_abbreviate(short: str, name: str) -> bool:
    letters = [letter for letter in short.upper() if letter.isalpha()]
    pool = max(initials(name), key=len)
    matched = iter(pool)
    return (
        letters[0] == pool[:1]
        or all(letter in matched for letter in letters)
        or sum(letter in pool for letter in letters) >= len(letters) - 1
    )
