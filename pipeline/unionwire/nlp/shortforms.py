"""The component `unionwire_shortforms`: "the union", "the local", "the nurses", "its" resolved to a named union.

How it decides. A definite short form refers back. Its head limits what it can mean ("the local" a local, "the federation"
a federation, "the guild" a body whose name says so, "the national" the parent of the local spoken of), a trade word
before it ("the teachers union", "the communications workers") picks the union of that trade. Among what remains,
the subject of the same or the previous sentence comes first, then whatever was named last. Nothing is resolved over more
than `MAX_DISTANCE` characters, and a short form without an antecedent stays unresolved.
"""

from __future__ import annotations

import bisect
import re

from spacy.language import Language
from spacy.tokens import Doc, Span

from unionwire.link.unions import registry
from unionwire.nlp.described_bodies import is_belonged_to, is_numbered, is_part_named, named_inside
from unionwire.nlp.extensions import UNIONS, prepare, text_of, tokens_among
from unionwire.nlp.shortform_context import (
    contrasted,
    is_called,
    meant,
    other_body_acts,
    own_chapter,
    state_words,
    trade_pattern,
)
from unionwire.nlp.union_apposed import apposed, clause_of, of_another
from unionwire.nlp.union_finds import spans_overlap
from unionwire.nlp.union_heads import short_heads
from unionwire.nlp.union_leaders import of_his_own, owned_by_leaders
from unionwire.nlp.union_ledes import LEDE, federation_ledes, stands_apart, subject_ahead
from unionwire.nlp.union_pronouns import PRONOUNS, is_empty, is_subject, pronoun_antecedent
from unionwire.nlp.union_reach import stories_of
from unionwire.nlp.union_salience import Topics
from unionwire.records import Union

MAX_DISTANCE = 2500

_DESCRIPTION = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Ii]ts|[Tt]heir|[Oo]ur|(?P<officers>[Hh](?:er|is))(?=\s+(?:own\s+)?(?:national|international|parent)\b))\s+"
    r"(?P<modifiers>(?:(?!the\b|an?\b|its\b|their\b|that\b|this\b)(?:\d[\d,.]*(?:m|bn|k)?(?:-[\w-]+)?|[\w’'-]+)\s+){0,4}?)"
    r"(?P<head>union chapter|union local|local union|unions?(?![\w-])|locals?|chapter|lodge|branch|affiliate|federation|guild|association|brotherhood|council|organization|"
    r"umbrella group|labor body|labor group|group|parent body|(?:[Ii]nternational|national)(?=[.,;:?!)]|['’]s\s|\s(?:has|had|is|was|said|says|will|would|and|or|to|in|did|does|that|for|backed|backs|endorsed|endorses|stayed|sat|remains?|went|chose|decided|refused|declined|gave|opposes|supports|leadership|president|headquarters)\b))"
    r"\b(?!['’]?s?\s+(?:of\s+(?!the\b)|for\s+(?!president|the\b))|-)"
    r"(?!\s+[A-Z][a-z]+(?:s|men)\s+(?:council|local|union|lodge|chapter)\b)"
    r"(?!\s+(?:chapter|local|affiliate|hall|vote|election|committee|government|security|debt|party|convention|guard|elections|workers|officials|politics|media|anthem|"
    r"movement|counterparts|colleagues|shops?|density|drives?|bosses|members?|dues|jobs?|complaints?|households?|label|card|busting|busters|activists?|wages?|"
    r"business(?:es)?|papers?|news|newspapers?|police|schools?|residents|community|communities|economy|economies|people|voters|races?|stations?|sheriff|"
    r"authorities|council|courts?|laws?|control|level|tax(?:es)?|company|companies|charity|charities|hospitals?|bars?|church(?:es)?|leaders|endorsements|backers|supporters|money|allies|ties|roots)\b)"
)
_HEADQUARTERS = re.compile(
    r"(?:(?<=[.;,:]\s)|(?<=\n)|(?<=\bbut\s)|(?<=\band\s)|(?<=\bthough\s)|(?<=\bwhile\s))[Hh]eadquarters"
    r"(?=\s+(?:has|had|is|was|said|says|will|would|did|does|backed|endorsed|stayed|sat|remains?|wants|went|told|keeps|kept)\b)"
)
_LEDE = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?)|[A-Z][\w.]+(?:\s[A-Z]\w+)?(?:\s(?:state|city|county))?['’]s)\s+(?P<modifiers>(?:(?!unions?\b|an?\b|the\b)(?:\d[\d,.]*-)?[\w’'-]+\s+){0,5}?)(?P<head>union|local(?!\s+(?:[\w-]+\s+){1,3}union\b)|lodge|chapter)"
    r"(?![\w-]|['’]s\s+members?|\s+(?:of|hall|vote|members?|workers?|leaders?|officials?|president|movement|rights|contract|dues|jobs?|news|police|government|endorsements?|backers?|supporters?|backing|support(?=\s+(?:for|of|in|and|from|has|is|was)\b)|money|allies|ties|roots|voters?|households?|activists?)\b)"
)
_LEVELS = {
    "local": {"local", "regional"},
    "locals": set(),
    "lodge": {"local"},
    "union local": {"local"},
    "local union": {"local"},
    "chapter": {"local", "regional"},
    "union chapter": {"local", "regional"},
    "branch": {"local", "regional"},
    "affiliate": {"local", "regional"},
    "umbrella group": {"federation"},
    "labor body": {"federation"},
    "federation": {"federation"},
    "international": {"national"},
    "national": {"national"},
    "union": {"national", "local", "regional"},
}
_ANY_GROUP = re.compile(
    r"\b(?:an?|another|one|each|every|some|advocacy|business|trade|civic|protest|community|industry|lobbying|political|dissident|rival)\s+(?:[\w-]+\s+){0,3}?(?:groups?|organizations?|slates?|teams?|caucus(?:es)?|factions?|tickets?)\b",
    re.IGNORECASE,
)
# "the slate at Local 9": the group is that one
_GROUP_WITHIN = re.compile(
    r"\b(?:slate|team|caucus|faction|opposition|group|ticket)\s+(?:at|in|within|inside)\s+(?:the\s+)?\Z"
)
_NAMED_HEADS = {"association", "brotherhood", "council", "guild"}
# "303,000-member", "10,000-strong", and the words of such numbers
_SIZE = re.compile(
    r"\d[\d,.]*(?:-[\w-]+)?|[\w.]+-(?:member|strong|worker|nurse|teacher|officer)|million|million-member|nearly|roughly|about|some"
)
_OWNED_PARENT = re.compile(
    r"['’]s?\s+(?P<parent>(?:own\s+)?(?:(?:national|international)\s+)?parent(?:\s+(?:union|organi[sz]ation|body|federation|group))?)\b(?!\s+(?:company|firm))"
)
_COMPARED = frozenset({"smaller", "other", "rival", "second", "another"})
_PARENTS = frozenset({"parent", "national", "international"})
# no local has a million members
_MILLIONS = re.compile(r"[\d.]+-million(?:-\w+)?|\d,\d{3},\d{3}-\w+|[\d.]+m-\w+")
_QUIET_MODIFIERS = {
    "union", "national", "local", "state", "parent", "international", "influential", "powerful", "giant", "big", "massive", "labor",
    "public", "entire", "larger", "largest", "whole", "same", "latter", "umbrella", "new", "statewide", "regional", "own", "independent",
    "embattled", "striking", "politically", "nation's", "nation’s", "country's", "country’s", "city's", "city’s", "state's", "state’s", "public-sector",
}  # fmt: skip


class ShortformsComponent:
    """Adds mentions by description and pronoun to `doc.spans["unions"]`."""

    def __init__(self) -> None:
        self._registry = registry()
        entries = (self._registry.get(union_id) for union_id in self._registry.ids())
        workers = " ".join(word for entry in entries if entry is not None for word in entry.workers)
        self._trade_words = {word.removesuffix("s") for word in workers.split()} - {"union", "local", "state"}

    def __call__(self, doc: Doc) -> Doc:
        """Extend `doc.spans["unions"]` in text order."""
        prepare(doc)
        everything: list[Span] = list(doc.spans[UNIONS])
        named = [span for span in everything if span.id_ != "parent.inside"]
        if not named:
            return doc
        found = self._by_trade(doc, named)
        text = text_of(doc)
        stories = stories_of(text, [start for start, _ in doc._.datelines or ()])
        topics = Topics(named)
        self._lede(doc, named, found)
        for start, end, union_id in federation_ledes(text, named, doc._.unions):
            self._add(doc, start, end, doc._.unions[union_id], "shortform.lede", found)
        for match in _DESCRIPTION.finditer(text):
            if spans_overlap(*match.span(), ((span.start_char, span.end_char) for span in (*named, *found))):
                continue
            earlier = sorted(
                (span for span in (*named, *found) if span.end_char <= match.start()), key=lambda span: span.start
            )
            if not is_part_named(match) and (beside := apposed(text, *match.span(), named)) is not None:
                self._add(doc, *match.span(), doc._.unions[beside.kb_id_], "shortform.description", found)
                continue
            # another story of a round-up is out of reach
            story = stories[bisect.bisect_right(stories, match.start()) - 1]
            earlier = [span for span in earlier if span.start_char >= story]
            union = self._resolve(doc, match, earlier, topics) or self._parent_ahead(doc, match, named)
            if union is not None:
                self._add(doc, match.start(), match.end(), union, "shortform.description", found)
        self._headquarters(doc, named, found)
        self._owned_parents(doc, [*named, *found], found)
        for start, end, union_id in short_heads(text, named, doc._.unions):
            if not spans_overlap(start, end, ((span.start_char, span.end_char) for span in found)):
                self._add(doc, start, end, doc._.unions[union_id], "shortform.head", found)
        levels = {union_id: union.level for union_id, union in doc._.unions.items()}
        surnames = {ent.text.split()[-1] for ent in doc.ents if ent.label_ == "PERSON"}
        led = (*owned_by_leaders(text, named, levels), *of_his_own(text, named, surnames, levels))
        for start, end, union_id in led:
            if not spans_overlap(start, end, ((span.start_char, span.end_char) for span in found)):
                self._add(doc, start, end, doc._.unions[union_id], "shortform.leader", found)
        self._pronouns(doc, sorted((*named, *found), key=lambda span: span.start), found)
        doc.spans[UNIONS] = sorted((*everything, *found), key=lambda span: (span.start, span.end))
        return doc

    def _lede(self, doc: Doc, named: list[Span], found: list[Span]) -> None:
        """Resolve forward: a lede speaks of "the state's biggest nurses union" and the next sentence names it."""
        first = next((span for span in named if doc._.unions[span.kb_id_].level != "federation"), None)
        if first is None:
            return
        for match in _LEDE.finditer(text_of(doc), 0, min(first.start_char, LEDE)):
            modifiers = match.group("modifiers").lower().split()
            if (match.group().lower().startswith("a") and not modifiers) or is_belonged_to(match):
                continue  # "a union" may be any
            if stands_apart(first, match.end()) or not _COMPARED.isdisjoint(modifiers):
                continue
            head = match.group("head").lower()
            local = head == "union" and {"local", "state", "statewide"} & set(modifiers)
            levels = {"local", "regional"} if local else _LEVELS[head]
            ahead = [span for span in named if span.start_char - match.end() < LEDE]
            trades = [word for word in modifiers if re.sub(r"['’]?s?['’]?$", "", word) in self._trade_words]
            fitting = (doc._.unions[span.kb_id_] for span in ahead if doc._.unions[span.kb_id_].level in levels)
            union = next((one for one in fitting if self._trade_of(trades, one)), None)
            if {"national", "parent", "international"} & set(
                modifiers
            ):  # "the national union is for Roe, the X's council ..."
                union = self._parent_or_national(ahead[:1], doc._.unions)
            if union is not None and self._trade_of(trades, union):
                self._add(doc, match.start(), match.end(), union, "shortform.lede", found)

    def _parent_ahead(self, doc: Doc, match: re.Match[str], named: list[Span]) -> Union | None:
        """Read "Despite its parent union's endorsement of Roe, Local 9 backed Voss": the parent of the subject that follows."""
        if not match.group().startswith(("its ", "their ")) or _PARENTS.isdisjoint(match.group().split()):
            return None
        acting = subject_ahead(doc, match.start(), named)
        return self._parent_or_national([acting], doc._.unions) if acting is not None else None

    def _by_trade(self, doc: Doc, named: list[Span]) -> list[Span]:
        """Mentions such as "the communications workers" of a union that the article has named by then."""
        found: list[Span] = []
        taken = [(span.start_char, span.end_char) for span in named]
        text = text_of(doc)
        owners: dict[str, list[Span]] = {}
        for span in named:
            for trade in self._trades(doc._.unions[span.kb_id_]):
                owners.setdefault(trade, []).append(span)
        for trade, spans in owners.items():
            for match in trade_pattern(trade).finditer(text):
                before = [span for span in spans if span.end_char <= match.start()]
                if before and not spans_overlap(*match.span(), taken):
                    beside = apposed(text, *match.span(), named)
                    if beside is None and of_another(text, match.start()):
                        continue
                    union = doc._.unions[(beside or before[-1]).kb_id_]
                    self._add(doc, match.start(), match.end(), union, "shortform.trade", found)
                    taken.append(match.span())
        return found

    def _trades(self, union: Union) -> tuple[str, ...]:
        """The trades of a registered union, or of the parent of one that is not registered."""
        entry = self._registry.get(union.union_id)
        if entry is None and union.level == "local":
            entry = self._registry.get(union.parent_union_id or "")
        return entry.workers if entry else ()

    def _headquarters(self, doc: Doc, named: list[Span], found: list[Span]) -> None:
        """Read "headquarters said no": the parent of the local spoken of."""
        for match in _HEADQUARTERS.finditer(text_of(doc)):
            near = [span for span in named if 0 <= match.start() - span.end_char <= MAX_DISTANCE]
            locals_near = [span for span in near if doc._.unions[span.kb_id_].level == "local"]
            union = self._parent_or_national(locals_near[-1:], doc._.unions)
            if union is not None:
                self._add(doc, match.start(), match.end(), union, "shortform.headquarters", found)

    def _owned_parents(self, doc: Doc, mentions: list[Span], found: list[Span]) -> None:
        """Read "the council's parent union": the parent of the body that owns it."""
        text = text_of(doc)
        for span in mentions:
            match = _OWNED_PARENT.match(text, span.end_char)
            union = self._parent_of(doc._.unions[span.kb_id_], doc._.unions) if match is not None else None
            if match is not None and union is not None:
                self._add(doc, match.start("parent"), match.end(), union, "shortform.description", found)

    def _parent_of(self, union: Union, unions: dict[str, Union]) -> Union | None:
        entry = self._registry.get(union.parent_union_id or "")
        parent = unions.get(union.parent_union_id or "") or (entry.union if entry else None)
        return unions.setdefault(parent.union_id, parent) if parent is not None else None

    def _resolve(self, doc: Doc, match: re.Match[str], earlier: list[Span], topics: Topics) -> Union | None:
        head = match.group("head").lower()
        modifiers = [word.lower() for word in match.group("modifiers").split()]
        unions: dict[str, Union] = doc._.unions
        near = [span for span in earlier if match.start() - span.end_char <= MAX_DISTANCE]
        if head in {"locals", "unions"} or not near or is_part_named(match):
            return None
        strange = [word for word in modifiers if word not in _QUIET_MODIFIERS and not _SIZE.fullmatch(word)]
        if strange and not self._trade_fits(strange, near, unions):
            return None
        if strange:
            near = [span for span in near if self._trade_of(strange, unions[span.kb_id_])]
        if head == "union" and "state" in modifiers:
            near = [span for span in near if unions[span.kb_id_].level != "local"]
        wants_parent = (
            head in {"international", "national", "parent body"}
            or any(word in {"national", "parent", "international", "larger", "umbrella"} for word in modifiers)
            or is_belonged_to(match)
        )
        if any(word.startswith("million") or _MILLIONS.fullmatch(word) for word in modifiers):
            near = [span for span in near if unions[span.kb_id_].level in {"national", "federation"}]
        if wants_parent and head == "federation":
            return self._parent_federation(near, unions)
        if wants_parent:
            return self._parent_or_national(near, unions)
        if head in _NAMED_HEADS and (whole := named_inside(head, near, unions)) is not None:
            return whole
        near = contrasted(self._of_kind(doc, match, near, general=not strange), match.start())
        if match.group().lower().startswith("our ") and head in {"local", "lodge"}:
            # whoever says "our own local" has told which one: a body that is called so, no state's union
            near = [span for span in near if is_called(span, head)] or near
        if (salient := meant(match, near)) is None:
            return None
        if head == "union" and not modifiers:
            salient = own_chapter(topics.prefer(salient, near, match.start()), near, unions)
        return unions[salient.kb_id_]

    def _of_kind(self, doc: Doc, match: re.Match[str], near: list[Span], *, general: bool) -> list[Span]:
        """Return the mentions that the head of a description can mean; `general` heads have no trade or place before them."""
        unions: dict[str, Union] = doc._.unions
        head = match.group("head").lower()
        modifiers = set(match.group("modifiers").lower().split())
        if head in _NAMED_HEADS:
            named = [
                span
                for span in near
                if head in unions[span.kb_id_].name.lower() and not is_numbered(unions[span.kb_id_])
            ]
            if named and is_called(named[-1], head) and clause_of(named[-1], match.start()):
                return named[-1:]
            if head != "council":
                return named
            return named or [span for span in near if unions[span.kb_id_].level == "regional" and is_called(span, head)]
        if head in {"branch", "lodge"}:
            called = [span for span in near if is_called(span, head)]
            near = called or (near if head == "lodge" else [])
        if head in {"group", "organization", "labor group"}:
            if {"largest", "biggest", "larger", "bigger"} & modifiers and head != "labor group":
                return []  # it may be any organisation's superlative
            if not general:  # "the Lima group" may be far; "the group" may be any, people at a meeting too
                return near
            near = [span for span in near if self._is_close(doc, span, match.start())]
            text = text_of(doc)
            if near and _ANY_GROUP.search(text, near[-1].end_char, match.start()):
                return []
            if near and not is_subject(near[-1]) and other_body_acts(near[-1]):
                return []
            if near and _GROUP_WITHIN.search(text, max(0, near[-1].start_char - 40), near[-1].start_char):
                return []
            return near
        smaller = head == "union" and {"local", "state", "statewide"} & modifiers
        levels = {"local", "regional"} if smaller else _LEVELS[head]
        if "local" not in modifiers and any(unions[span.kb_id_].level == "regional" for span in near) and smaller:
            levels = {"regional"}
        return [
            span
            for span in near
            if unions[span.kb_id_].level in levels
            or (head == "federation" and "federation" in unions[span.kb_id_].name.lower())
        ]

    def _parent_or_national(self, near: list[Span], unions: dict[str, Union]) -> Union | None:
        for span in reversed(near):
            union = unions[span.kb_id_]
            if union.level == "national":
                return union
            entry = self._registry.get(union.parent_union_id or "")
            if union.parent_union_id in unions:
                return unions[union.parent_union_id]
            if entry is not None:
                unions.setdefault(entry.union.union_id, entry.union)
                return entry.union
        return None

    def _parent_federation(self, near: list[Span], unions: dict[str, Union]) -> Union | None:
        """Read "the national federation": what the last-named state or local federation belongs to, else the last itself."""
        federations = [unions[span.kb_id_] for span in near if unions[span.kb_id_].level == "federation"]
        if not federations:
            return None
        entry = self._registry.get(federations[-1].parent_union_id or "")
        parent = entry.union if entry else federations[-1]
        return unions.setdefault(parent.union_id, parent)

    def _trade_of(self, words: list[str], union: Union) -> bool:
        trades = " ".join((*self._trades(union), union.name.lower(), state_words().get(union.state or "", "")))
        trades += trades.replace("fire fighter", "firefighter") if "fire fighter" in trades else ""
        return all(re.sub(r"['’]?s?['’]?$", "", word) in trades for word in words)

    def _trade_fits(self, words: list[str], near: list[Span], unions: dict[str, Union]) -> bool:
        return any(self._trade_of(words, unions[span.kb_id_]) for span in near)

    @staticmethod
    def _is_close(doc: Doc, span: Span, position: int) -> bool:
        """Tell whether a mention stands in the sentence of `position` or leads the one before it."""
        if position - span.end_char >= 350:
            return False
        between = doc.char_span(span.end_char, position, alignment_mode="expand")
        return between is None or between.text.count("\n\n") <= 1

    def _pronouns(self, doc: Doc, mentions: list[Span], found: list[Span]) -> None:
        starts = [span.start for span in mentions]
        opened: list[Span] = []
        for token in tokens_among(doc, PRONOUNS):
            if is_empty(token):
                continue
            before = bisect.bisect_left(starts, token.i)
            # "It gave its endorsement": what opens the sentence is what it goes on about
            if opened and opened[-1].sent.start != token.sent.start:
                opened.clear()
            if (span := pronoun_antecedent(token, [*mentions[:before], *opened])) is not None:
                union = doc._.unions[span.kb_id_]
                self._add(doc, token.idx, token.idx + len(token), union, "shortform.pronoun", found)
                opened += found[-1:] if token.dep_ in {"nsubj", "nsubjpass"} else []

    @staticmethod
    def _add(doc: Doc, start: int, end: int, union: Union, rule: str, found: list[Span]) -> None:
        span = doc.char_span(start, end, label="UNION", kb_id=union.union_id, span_id=rule, alignment_mode="expand")
        if span is not None:
            span._.found_by = "coreference"
            found.append(span)


@Language.factory("unionwire_shortforms", requires=["token.dep", "doc.sents"], assigns=["doc.spans"])
def create_shortforms_component(nlp: Language, name: str) -> ShortformsComponent:  # noqa: ARG001 - spaCy passes both
    """Create the component for `nlp.add_pipe("unionwire_shortforms")`; it needs `unionwire_unions` and a parser before it."""
    return ShortformsComponent()
