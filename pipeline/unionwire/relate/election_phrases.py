"""Elections told by their distance or their order: "last year's race", "when he ran in November", "his first campaign".

Each phrase counts from the article's date, from a year named before, or from the candidate's own runs. It holds for a
clause that it stands in, or that it tells the time of ("when she ran"), and not for a clause about somebody else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from unionwire.link.people import Candidacy
from unionwire.nlp.extensions import text_of
from unionwire.relate.election_calendar import regular_year, term_of

NUMBERS = {
    "a": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
    "sixteen": 16,
    "twenty": 20,
}
_MONTHS = "january february march april may june july august september october november december".split()
_SEASONS = {"spring": 4, "summer": 7, "fall": 11, "autumn": 11, "winter": 1}
_UNIT = rf"(?:{'|'.join((*_MONTHS, *_SEASONS))}|year|month|week)"
_RACE = r"(?:election|by-?election|re-?election|race|primary|primaries|contest|campaign|runoff|run-off|bid|vote|ballot|challenge|fight|matchup|recall|midterms?)"
_WON = r"(?:ran|run|running|won|lost|elected|reelected|re-elected|beat|defeated|challenged|sought|ousted|unseated|stood|victory|defeat|loss|win)"
_RACE_OF = re.compile(
    rf"\b(?P<when>last|this\s+past|this|next|the\s+past)\s+(?P<unit>{_UNIT})['’]s\s+(?:[\w.’'-]+\s+){{0,4}}?{_RACE}\b",
    re.IGNORECASE,
)
_RACE_IN = re.compile(
    rf"\b(?:(?P<verb>{_WON})|{_RACE})\b(?:\s+[\w.’'-]+){{0,6}}?\s+(?:back\s+)?(?P<when>last|this\s+past|this|next|in|come|early\s+last)\s+(?P<unit>{_UNIT})\b(?!['’])",
    re.IGNORECASE,
)
_WHEN_RAN = re.compile(
    rf"\b(?P<when>last|this\s+past)\s+(?P<unit>{_UNIT}),?\s+when\s+(?:[\w.’'-]+\s+){{1,4}}?(?:{_WON}|faced|entered|became)\b",
    re.IGNORECASE,
)
_MIDTERMS = re.compile(
    r"\b(?:in|for|of|during)\s+(?:the|this|these)\s+(?:(?P<order>last|previous|next)\s+)?(?:\w+(?:['’]s)?\s+)?midterms?\b(?!\s+(?:exam|test|report)s?)"
)
_TO_COME = re.compile(r"\b(?:to|will|would|can|could|may|might)\s+(?:help\s+)?\Z")
_CAMPAIGN = re.compile(r"(?:race|campaign|bid|challenge|fight|contest)\b", re.IGNORECASE)
_IN_UNIT = re.compile(r"\b(?:in|come)\s+(?:year|month|week)\Z", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\b(?:in|of|the|his|her|since|and|around|their)\s+['’‘](?P<year>\d\d)\b(?!\w)", re.IGNORECASE)
_AGO = re.compile(
    r"\b(?:(?P<count>a|two|three|four|five|six|seven|eight|ten|twelve|sixteen|twenty|\d{1,2})\s+(?P<unit>years?|decades?|cycles?)\s+(?P<from>ago|earlier|before|back|prior)|the\s+(?P<year>year|cycle)\s+before)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    rf"\b(?:{_RACE}|run|up)\s+(?:[\w’'-]+\s+){{0,3}}?in\s+(?P<count>two|three|four|six)\s+years\b(?!\s+ago)",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    rf"\b(?:the\s+last\s+time(?:\s+(?:around|out))?|last\s+time(?:\s+(?:around|out))?|(?:in\s+)?(?:the\s+)?last\s+cycle|when\s+(?:he|she|they|[A-Z]\w+)\s+last\s+(?:ran|sought|stood)"
    rf"|(?:in|during|for|of)\s+(?:(?:his|her|their|the|[A-Z][\w.-]+['’]s?)\s+)(?:last|previous|prior)\s+(?P<many>two\s+|three\s+)?(?:successful\s+|unsuccessful\s+|failed\s+|losing\s+|winning\s+)?(?!presidential)(?:[\w’'-]+\s+){{0,2}}?(?:{_RACE}|races|runs?|campaigns|bids|elections|contests))\b"
)
_FIRST = re.compile(
    rf"\b(?:when\s+(?:he|she|they|[A-Z]\w+)\s+first\s+(?:ran|sought|stood|won|campaigned)|(?:his|her|their|[A-Z][\w.-]+['’]s?)\s+(?:very\s+)?first(?:,?\s+[\w-]+,?)?\s+(?:{_RACE}|run|term|victory|win))\b"
)
_ALL = re.compile(
    r"\b(?:both|all\s+(?:two|three|four|five))\s+(?:of\s+)?(?:his|her|their|[A-Z][\w.-]+['’]s?)\s+(?:[\w’'-]+\s+){0,2}?(?:runs|races|campaigns|bids|elections|victories|contests)\b(?P<office>\s+for\s+\w+)?"
)
_FIRST_YEAR = re.compile(
    r"\bfirst\s+(?:elected|ran|won|sought|campaigned)[^.;\n]{0,40}?\bin\s+(?P<year>19[5-9]\d|20[0-4]\d)\b"
)
_SECOND_TERM = re.compile(
    r"\b(?:seek\w*|for|running\s+for|wants?|bid\s+for)\s+(?:a|his|her)\s+second\s+(?:[\w-]+\s+)?term\b"
)
_YEARS_AFTER = re.compile(
    r"\b(?P<count>two|three|four|five|six|eight|ten|twelve)\s+years\s+after\s+(?:(?:it|they|he|she|the\s+union|the\s+local)\s+)?(?:\w+\s+)?\Z",
    re.IGNORECASE,
)
_WHO_LOST = re.compile(
    r"\bwho\s+(?:\w+\s+)?(?:lost|ran|won|fell|finished|beat|was\s+(?:elected|defeated|beaten))\b[^,;.]{0,50}?\bin\s+(?P<year>19[5-9]\d|20[0-4]\d)\b"
)
# "behind her in every one of her past campaigns": of which years, nothing tells
_EVERY_PAST = re.compile(
    r"\b(?:in|during|for)\s+(?:(?:every|each|all|most)\s+(?:one\s+)?(?:of\s+)?)?(?:his|her|their)\s+(?:past|earlier)\s+(?:\w+\s+)?(?:campaigns|races|runs|bids|elections)\b"
)
# "the A, which has backed her for years, won't endorse anybody": what an aside tells is habit
_HABIT = re.compile(
    r"\b(?:for\s+(?:many\s+|several\s+)?(?:years|decades)|in\s+the\s+past|in\s+years\s+past|previously|traditionally)\b"
)
PAST_FORMS = frozenset("went chose stood came threw gave put got won did was were had said told beat lost".split())
_PRESENT_HELPERS = frozenset({"has", "have", "is", "are", "'s", "’s", "'ve", "’ve"})
_PROVERBS = frozenset({"did", "does", "had", "was", "were"})
_WHEN_CLAUSE = frozenset({"when", "as", "while"})


def told_years(
    trigger: Token, runs: list[Candidacy], office: str | None, state: str | None, published: dt.date, named: int | None
) -> list[int]:
    """Return the years of the elections that such phrases of a clause tell; none where it has none.

    `named` is the year that the text before has named last, from which "two years earlier" counts.
    """
    for pattern in (_RACE_OF, _WHEN_RAN):
        for match in belonging(pattern, trigger):
            return [_season(match.group("when"), match.group("unit"), published, past=True)]
    for match in belonging(_RACE_IN, trigger):
        ahead = _TO_COME.search(trigger.sent.text, 0, match.start()) is not None  # "vowed to defeat Roe in November"
        past = match.group("verb") is not None and match.group("verb").lower() not in {"run", "running"} and not ahead
        loose = match.group("when").lower() == "in" and match.group("verb") is None  # "entered the race in March"
        if not ((loose and _CAMPAIGN.match(match.group())) or _IN_UNIT.search(match.group())):
            return [_season(match.group("when"), match.group("unit"), published, past=past)]
    for match in belonging(_MIDTERMS, trigger):
        return [_midterm(match.group("order"), published)]
    for match in belonging(_SHORT_YEAR, trigger):
        return [full_year(int(match.group("year")), published)]
    for match in belonging(_AGO, trigger):
        return [_ago(match, published, named)]
    for match in belonging(_AHEAD, trigger):
        return [published.year + NUMBERS[match.group("count").lower()]]
    sentence: Span = trigger.sent
    before = sentence.text[: trigger.idx - sentence.start_char]
    if (since := _YEARS_AFTER.search(before)) is not None:
        return [published.year - NUMBERS[since.group("count").lower()]]
    perfect = any(child.lower_ == "had" for child in trigger.children)
    if perfect and (lost := _WHO_LOST.search(sentence.text, len(before))) is not None:
        return [int(lost.group("year"))]
    return _of_own_runs(trigger, runs, office, state, published)


def of_past_campaigns(trigger: Token) -> bool:
    """Tell whether the clause of a trigger is about earlier campaigns of which it tells no year."""
    habit = trigger.dep_ == "relcl" and next(belonging(_HABIT, trigger), None) is not None
    return habit or next(belonging(_EVERY_PAST, trigger), None) is not None


def full_year(digits: int, published: dt.date | None) -> int:
    """Return the year that two digits mean: the last such year, or one of the next four ("in '08")."""
    latest = published.year + 4 if published is not None else 2040
    return latest - (latest - digits) % 100


def _of_own_runs(
    trigger: Token, runs: list[Candidacy], office: str | None, state: str | None, published: dt.date
) -> list[int]:
    """The years of the candidate's own earlier elections: "both of his runs for governor", "the last time"."""
    past = sorted({run.cycle for run in runs if run.end < published and not run.on(published)})
    for match in belonging(_ALL, trigger):
        sought = (match.group("office") or "").split()[-1:]
        some = sorted({run.cycle for run in runs if run.end < published and (not sought or run.office in sought)})
        return some or past
    for _ in belonging(_FIRST, trigger):
        if past:
            return past[:1]
        told = _FIRST_YEAR.search(text_of(trigger.doc))
        if told is None and _SECOND_TERM.search(text_of(trigger.doc)) is not None:
            return [regular_year(office, state, published.year) - term_of(office)]
        return [int(told.group("year"))] if told else []
    for match in belonging(_PREVIOUS, trigger):
        term = term_of(office)
        current = regular_year(office, state, published.year)
        count = NUMBERS.get((match.group("many") or "a").strip().lower(), 1)
        if past:
            return past[-count:]
        return [current - term * i for i in range(1, count + 1)]
    return []


def _season(when: str, unit: str, published: dt.date, *, past: bool) -> int:
    """The year of "last fall", "this year", "next month", "in November", counted from an article's date."""
    when, unit = when.lower().split()[-1], unit.lower()
    if unit == "year":
        return published.year + {"last": -1, "past": -1, "next": 1}.get(when, 0)
    if unit in {"month", "week"}:
        step = dt.timedelta(28 if unit == "month" else 7)
        return (published + {"last": -step, "past": -step, "next": step}.get(when, dt.timedelta(0))).year
    month = _SEASONS.get(unit) or 1 + _MONTHS.index(unit)
    if when in {"last", "past"}:
        return published.year - (month >= published.month)
    if when == "this":
        return published.year
    if when == "in" and past:
        return published.year - (month > published.month)
    return published.year + (month < published.month)


def _midterm(order: str | None, published: dt.date) -> int:
    """The year of the midterms, which fall halfway between two elections of the president: the last ones where they are nearer."""
    ahead = (2 - published.year) % 4
    if order == "next":
        return published.year + (ahead or 4)
    past = order is not None or ahead > 1
    return published.year + ahead - 4 * past


def _ago(match: re.Match[str], published: dt.date, named: int | None) -> int:
    """The year of "four years earlier", counted from the year named before, else from the article's own."""
    relative = (match.group("from") or "before").lower() in {"earlier", "before", "prior"}
    base = named if relative and named is not None else published.year
    if match.group("year"):
        return base - (4 if match.group("year").lower() == "cycle" else 1)
    told = match.group("count").lower()
    count = NUMBERS.get(told) or int(told)
    unit = match.group("unit").lower()
    return base - count * (10 if unit.startswith("decade") else 4 if unit.startswith("cycle") else 1)


def belonging(pattern: re.Pattern[str], trigger: Token) -> Iterator[re.Match[str]]:
    """The matches in the trigger's sentence that stand in its clause, around it, or in a clause that tells its time."""
    sentence: Span = trigger.sent
    around: set[int] | None = None
    for match in pattern.finditer(sentence.text):
        if around is None:
            around = own_clauses(trigger)
        start, end = (sentence.start_char + place for place in match.span())
        span = sentence.doc.char_span(start, end, alignment_mode="expand")
        if span is None or ";" in sentence.doc[min(span.start, trigger.i) : max(span.end, trigger.i)].text:
            continue
        if any(clause_head(token).i in around for token in (span.root, span[0])) and not beside_subject(
            span.root, trigger
        ):
            yield match


def of_present(token: Token) -> bool:
    """Tell whether the clause of a word is in the present, or the present perfect, by the forms of its verb and auxiliaries."""
    verb = clause_head(token)
    helpers = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if helpers & _PRESENT_HELPERS:
        return True
    return not helpers and not verb.lower_.endswith(("ed", "ing")) and verb.lower_ not in PAST_FORMS


def beside_subject(token: Token, trigger: Token) -> bool:
    """Tell whether a word stands in an aside to the subject, apart from the trigger: "AFSCME, neutral in 2012, backed Roe"."""
    head = clause_head(trigger)
    for subject in head.children:
        if subject.dep_ not in {"nsubj", "nsubjpass"} or not subject.left_edge.i <= token.i <= subject.right_edge.i:
            continue
        if subject.left_edge.i <= trigger.i <= subject.right_edge.i:
            continue
        between, after = token.doc[subject.i : token.i].text, token.doc[token.i : head.i].text
        return "," in between and "," in after
    return False


def own_clauses(trigger: Token) -> set[int]:
    """The positions of the verbs whose clauses a trigger stands in, and of those that tell its time ("when she ran")."""
    head = clause_head(trigger)
    around = {trigger.i, head.i, *(ancestor.i for ancestor in trigger.ancestors)}
    for verb in {trigger, head}:
        for child in verb.children:
            timed = any(word.lower_ in _WHEN_CLAUSE and word.i <= child.i for word in child.lefts)
            if child.lower_ in _PROVERBS and any(word.lower_ == "as" for word in child.lefts):
                continue  # "endorsed Roe, as it did in 2016" tells of another election
            if child.dep_ == "advcl" and timed:
                around.add(child.i)
    return around


CLAUSE_DEPS = frozenset({"ROOT", "relcl", "advcl", "ccomp", "xcomp", "acl", "pcomp"})


def clause_head(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    while token.dep_ not in CLAUSE_DEPS and token.head.i != token.i:
        if token.dep_ == "conj" and any(
            child.dep_ in {"nsubj", "nsubjpass", "aux", "dobj", "acomp"} for child in token.children
        ):
            return token
        token = token.head
    return token
