"""The component `unionwire_shortforms`: "the union", "the local", "the nurses", "its" resolved to a named union.

How it decides. A definite short form refers back. Its head limits what it can mean ("the local" a local, "the federation"
a federation, "the guild" a body whose name says so, "the national" the parent of the local spoken of), a trade word
before it ("the teachers union", "the communications workers") picks the union of that trade. Among what remains,
the subject of the same or the previous sentence comes first, then whatever was named last. Nothing is resolved over more
than `MAX_DISTANCE` characters, and a short form without an antecedent stays unresolved.
"""

from __future__ import annotations

import bisect
import functools
import re

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from unionwire.link.unions import registry
from unionwire.nlp.extensions import UNIONS, prepare, text_of
from unionwire.nlp.union_finds import spans_overlap
from unionwire.records import Union

MAX_DISTANCE = 2500

_DESCRIPTION = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Ii]ts|[Tt]heir|[Oo]ur)\s+"
    r"(?P<modifiers>(?:(?!the\b|an?\b|its\b|their\b|that\b|this\b)(?:\d[\d,.]*(?:-[\w-]+)?|[\w’'-]+)\s+){0,4}?)"
    r"(?P<head>union chapter|union local|local union|unions?(?![\w-])|locals?|chapter|lodge|affiliate|federation|guild|association|brotherhood|council|organization|"
    r"labor group|group|parent body|(?:international|national)(?=[.,;:?!)]|['’]s\s|\s(?:has|had|is|was|said|says|will|would|and|or|to|in|did|does|that|for|backed|endorsed|stayed|supports|leadership|president|headquarters)\b))"
    r"\b(?!['’]?s?\s+(?:of\s+(?!the\b)|for\s+(?!president|the\b))|-)"
    r"(?!\s+(?:chapter|local|affiliate|hall|vote|election|committee|government|security|debt|party|convention|guard|elections|workers|officials|politics|media|anthem|"
    r"movement|bosses|members?|dues|jobs?|complaints?|households?|label|card|busting|busters|activists?|wages?|"
    r"business(?:es)?|papers?|news|newspapers?|police|schools?|residents|community|communities|economy|economies|people|voters|races?|stations?|sheriff|"
    r"authorities|council|courts?|laws?|control|level|tax(?:es)?|company|companies|charity|charities|hospitals?|bars?|church(?:es)?|leaders)\b)"
)
_HEADQUARTERS = re.compile(
    r"(?:(?<=[.;,:]\s)|(?<=\n)|(?<=\bbut\s)|(?<=\band\s)|(?<=\bthough\s)|(?<=\bwhile\s))[Hh]eadquarters"
    r"(?=\s+(?:has|had|is|was|said|says|will|would|did|does|backed|endorsed|stayed|sat|remains?|wants|went|told|keeps|kept)\b)"
)
# "it" that means nothing: the weather, the hour, "it is clear that"
_EMPTY_IT = re.compile(
    r"it(?:['’]s|\s+(?:is|was|will be|would be|has been|had been|seems|seemed|appears))\s+(?:also\s+|not\s+|still\s+|very\s+|too\s+)?"
    r"(?:raining|snowing|late|early|clear|unclear|time|true|likely|unlikely|hard|easy|difficult|possible|impossible|no|worth|important|dark|cold|hot|"
    r"that|as if|up to|a (?:good|bad|cold|hot|shame|pity)|noon|midnight|over)\b",
    re.IGNORECASE,
)
_PRONOUNS = {"it", "its", "they", "their", "them", "itself"}
_SUBJECTS = {"nsubj", "nsubjpass"}
_BODIES = frozenset(
    "company firm employer corporation bank newspaper paper magazine party campaign city county state government administration department agency court board "
    "committee panel council group organization association foundation chamber coalition school university college hospital district church team league".split()
)
_DEEDS = frozenset(
    "said says say announced announce endorsed endorse endorses endorsing backed back backs backing supported support supports "
    "voted decided declined refused urged picked chose represents represent represented".split()
)
LEDE = 700  # characters from the top within which a description may come before the name
_LEDE = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?)|[A-Z][\w.]+(?:\s[A-Z]\w+)?['’]s)\s+(?P<modifiers>(?:(?!unions?\b|an?\b|the\b)[\w’'-]+\s+){0,5}?)(?P<head>union|local(?!\s+(?:[\w-]+\s+){1,3}union\b)|lodge|chapter)"
    r"(?![\w-]|['’]s\s+members?|\s+(?:of|hall|vote|members?|workers?|leaders?|officials?|president|movement|rights|contract|dues|jobs?|news|police|government)\b)"
)
_LEVELS = {
    "local": {"local", "regional"},
    "locals": set(),
    "lodge": {"local"},
    "union local": {"local"},
    "local union": {"local"},
    "chapter": {"local", "regional"},
    "union chapter": {"local", "regional"},
    "affiliate": {"local", "regional"},
    "federation": {"federation"},
    "international": {"national"},
    "national": {"national"},
    "union": {"national", "local", "regional"},
}
_NAMED_HEADS = {"association", "brotherhood", "council", "guild"}
# "303,000-member", "10,000-strong", and the words of such numbers
_SIZE = re.compile(
    r"\d[\d,.]*(?:-[\w-]+)?|[\w.]+-(?:member|strong|worker|nurse|teacher|officer)|million|million-member|nearly|roughly|about|some"
)
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
        for match in _DESCRIPTION.finditer(text):
            if spans_overlap(*match.span(), ((span.start_char, span.end_char) for span in (*named, *found))):
                continue
            earlier = sorted(
                (span for span in (*named, *found) if span.end_char <= match.start()), key=lambda span: span.start
            )
            union = self._resolve(doc, match, earlier)
            if union is not None:
                self._add(doc, match.start(), match.end(), union, "shortform.description", found)
        self._lede(doc, named, found)
        self._headquarters(doc, named, found)
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
            head = match.group("head").lower()
            local = head == "union" and {"local", "state", "statewide"} & set(modifiers)
            levels = {"local", "regional"} if local else _LEVELS[head]
            ahead = [span for span in named if span.start_char - match.end() < LEDE]
            union = next(
                (doc._.unions[span.kb_id_] for span in ahead if doc._.unions[span.kb_id_].level in levels), None
            )
            trades = [word for word in modifiers if re.sub(r"['’]?s?['’]?$", "", word) in self._trade_words]
            if union is not None and self._trade_of(trades, union):
                self._add(doc, match.start(), match.end(), union, "shortform.lede", found)

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
            for match in _trade_pattern(trade).finditer(text):
                before = [span for span in spans if span.end_char <= match.start()]
                if before and not spans_overlap(*match.span(), taken):
                    union = doc._.unions[before[-1].kb_id_]
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

    def _resolve(self, doc: Doc, match: re.Match[str], earlier: list[Span]) -> Union | None:
        head = match.group("head").lower()
        modifiers = [word.lower() for word in match.group("modifiers").split()]
        unions: dict[str, Union] = doc._.unions
        near = [span for span in earlier if match.start() - span.end_char <= MAX_DISTANCE]
        if head in {"locals", "unions"} or not near:
            return None
        strange = [word for word in modifiers if word not in _QUIET_MODIFIERS and not _SIZE.fullmatch(word)]
        if strange and not self._trade_fits(strange, near, unions):
            return None
        if strange:
            near = [span for span in near if self._trade_of(strange, unions[span.kb_id_])]
        wants_parent = head in {"international", "national", "parent body"} or any(
            word in {"national", "parent", "international", "larger", "umbrella"} for word in modifiers
        )
        if wants_parent:
            return self._parent_or_national(near, unions)
        if head in _NAMED_HEADS:
            near = [span for span in near if head in unions[span.kb_id_].name.lower()]
        elif head in {"group", "organization", "labor group"}:
            near = [span for span in near if self._is_close(doc, span, match.start())]
        else:
            levels = (
                {"local", "regional"}
                if {"local", "state", "statewide"} & set(modifiers) and head == "union"
                else _LEVELS[head]
            )
            near = [
                span
                for span in near
                if unions[span.kb_id_].level in levels
                or (head == "federation" and "federation" in unions[span.kb_id_].name.lower())
            ]
        return unions[_most_salient(near, match.start()).kb_id_] if near else None

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

    def _trade_of(self, words: list[str], union: Union) -> bool:
        trades = " ".join((*self._trades(union), union.name.lower()))
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
        for token in doc:
            if token.lower_ not in _PRONOUNS or _is_empty(token):
                continue
            before = bisect.bisect_left(starts, token.i)
            if (span := _pronoun_antecedent(token, mentions[:before])) is not None:
                union = doc._.unions[span.kb_id_]
                self._add(doc, token.idx, token.idx + len(token), union, "shortform.pronoun", found)

    @staticmethod
    def _add(doc: Doc, start: int, end: int, union: Union, rule: str, found: list[Span]) -> None:
        span = doc.char_span(start, end, label="UNION", kb_id=union.union_id, span_id=rule, alignment_mode="expand")
        if span is not None:
            span._.found_by = "coreference"
            found.append(span)


def _is_empty(token: Token) -> bool:
    """Tell whether a pronoun stands for nothing: "it is clear that", "it was raining"."""
    if token.lower_ != "it":
        return False
    return token.dep_ == "expl" or bool(_EMPTY_IT.match(token.doc[token.i : token.i + 6].text))


@functools.lru_cache(maxsize=512)
def _trade_pattern(trade: str) -> re.Pattern[str]:
    """Read "the trade's union", "the trade endorsed"; a trade of two words may do without the article."""
    one = trade.removesuffix("s")
    said = r"(?=['’]s?\s+(?:endorsement|backing|support|choice|pick|candidate|union|president|leadership|leaders|contract|local|PAC)\b|\s+(?:are|have|has|were|will|also|endorsed|backed|said|support))"
    pattern = rf"\b(?:[Tt]he\s+)?(?:{re.escape(trade)}|{re.escape(one)})['’]?s?\s+union\b|\b[Tt]he\s+{re.escape(trade)}\b{said}"
    if " " in trade:
        pattern += rf"|\b{re.escape(trade)}\b(?=['’](?!s?\s+(?:parent|national|international)))"
    return re.compile(pattern)


def _most_salient(spans: list[Span], position: int) -> Span:
    """Prefer the subject of this or the previous sentence, else the mention named last."""
    recent = [span for span in spans[-6:] if position - span.end_char < 500]
    for span in reversed(recent):
        if _is_subject(span):
            return span
    return spans[-1]


def _is_subject(span: Span) -> bool:
    root = span.root
    return root.dep_ in _SUBJECTS or (root.dep_ in {"compound", "appos"} and root.head.dep_ in _SUBJECTS)


def _pronoun_antecedent(token: Token, mentions: list[Span]) -> Span | None:
    """The union that a pronoun means: the subject of its clause or of the sentence before, with nothing plural between."""
    sentence = token.sent
    previous_start = _previous_sentence_start(sentence)
    near = [span for span in mentions if span.start >= previous_start]
    if not near:
        return None
    here = [span for span in near if span.start >= sentence.start]
    subjects = [span for span in here if _is_subject(span)]
    if token.lower_ in {"its", "their"} and here:
        rival = _rival(token, here[-1])
        if not rival:
            return subjects[-1] if subjects else here[-1]
        return None
    pool = subjects or [span for span in near if span.start < sentence.start and _is_subject(span)]
    if not pool and _acts(token):
        pool = near
    if not pool or _rival(token, pool[-1]):
        return None
    return pool[-1]


def _acts(token: Token) -> bool:
    """Tell whether a pronoun does what only people and bodies do: "it said", "they endorsed"."""
    return token.dep_ == "nsubj" and token.head.lower_ in _DEEDS


def _previous_sentence_start(sentence: Span) -> int:
    """First token of the sentence before; scraps shorter than six tokens, as broken parses leave them, do not count."""
    start = sentence.start
    while start > 0:
        before = sentence.doc[start - 1].sent
        start = before.start
        if before.end - before.start >= 6:
            break
    return start


def _rival(token: Token, span: Span) -> bool:
    """Tell whether another organisation or plural subject stands between a mention and the pronoun."""
    plural = token.lower_ in {"they", "their", "them"}
    between = token.doc[span.end : token.i]
    for other in between:
        if other.dep_ in _SUBJECTS and other.ent_type_ in {"ORG", "NORP", "GPE"}:
            return True
        if (
            other.dep_ in _SUBJECTS
            and plural
            and other.lower_.endswith("s")
            and other.lower_ not in {"its", "this", "us"}
        ):
            return True
        if (
            other.dep_ in _SUBJECTS
            and not plural
            and (not _acts(token) or other.lower_ in _BODIES)
            and other.ent_type_ == ""
            and other.lower_ not in _PRONOUNS | {"who", "which", "that", "he", "she", "i", "we", "you"}
        ):
            return True
    return False


@Language.factory("unionwire_shortforms", requires=["token.dep", "doc.sents"], assigns=["doc.spans"])
def create_shortforms_component(nlp: Language, name: str) -> ShortformsComponent:  # noqa: ARG001 - spaCy passes both
    """Create the component for `nlp.add_pipe("unionwire_shortforms")`; it needs `unionwire_unions` and a parser before it."""
    return ShortformsComponent()
