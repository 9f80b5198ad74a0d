"""The year of the election that a clause tells: stated, counted from the article's date, or gone on from before.

"In 2008 and 2012" states two; "four years ago", "in the last presidential election", "this month's primary" count from the
date; "in 2016 ... the A followed that fall" goes on from the sentence before; "the Dec. 9 runoff" gives the day of the vote.
"""

from __future__ import annotations

import datetime as dt
import re

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import Candidacy
from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.relate.election_phrases import NUMBERS, belonging, beside_subject, clause_head, of_present, own_clauses

YEAR = re.compile(r"\b(19[2-9]\d|20[0-4]\d)\b")
_AGO = re.compile(r"\b(two|three|four|five|six|eight|ten|twelve|\d{1,2}) years ago\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:two|three|four|five|six|eight|ten|twelve|\d{1,2}) years (?:earlier|before)\b", re.IGNORECASE
)
_LAST_RACE = re.compile(
    r"\b(?:in|during)\s+(?:the\s+(?:last|previous)\s+presidential|(?P<year>last\s+year['’]s)(?:\s+\w+)?)\s+(?:election|race|campaign|contest|cycle|primary)\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"\b(?:this\s+(?:year|month|week)['’]s|next\s+(?:month|year|week)['’]s)\s+(?:[\w’'-]+\s+){0,3}?(?:election|by-?election|primary|race|contest|runoff|vote|midterms)\b",
    re.IGNORECASE,
)
_THAT_TIME = re.compile(
    r"\b[Tt]hat\s+(?:same\s+)?(?:year|fall|spring|summer|winter|autumn|January|February|March|April|May|June|July|August|September|October|November|December|election|cycle|time|race|contest|campaign|primary|runoff|fight|matchup)\b|\b[Bb]ack\s+then\b|\b[Tt]he\s+latter\s+(?:race|year|election|contest|campaign|cycle)\b"
)
_YEAR_LIST = re.compile(r"\s*(?:,|and|,\s*and|and\s+again|and\s+again\s+in|and\s+in|or)\s*")
_PAST_FORMS = frozenset("went chose stood came threw gave put got won did was were had".split())
_PRESENT = frozenset({"has", "have", "is", "are", "will", "'s", "’s"})
_THIS_YEAR = re.compile(r"[^,;:.]{0,40}?\bthis\s+(?:time|cycle|year|go-round)\b(?!['’])")
_NOW = re.compile(r"\bthis\s+(?:time|cycle|year|go-round)\b(?!['’])|\bagain\b|\bnow\b", re.IGNORECASE)
_AND_AGAIN = re.compile(
    r"\band\s+(?:is\s+doing\s+so\s+|did\s+so\s+)?(?:again\s+)?(?:this\s+(?:year|time|fall|spring|cycle)|now)\b(?!['’])"
)
# What a year is only held against: "a reversal from 2020", "unlike in 2018".
_CONTRAST = re.compile(
    r"\b(?:unlike(?:\s+(?:in|its\s+\w+\s+in))?|in\s+contrast\s+(?:to|with)|compared\s+(?:to|with)|"
    r"(?:reversal|departure|change|shift|switch|turnabout|about-face|turnaround)\s+from)\s*\Z",
    re.IGNORECASE,
)
_YEAR_WHEN = re.compile(r"\b(?<!\d[-/])(19[2-9]\d|20[0-4]\d),?\s+when\b")
_SENTENCE_PART = re.compile(r";|,\s+(?:and|but)\b|\d\)")
_YEARS_AGO = re.compile(
    r"\b(two|three|four|five|six|seven|eight|ten|twelve|sixteen|twenty|\d{1,2})\s+years\s+ago\b", re.IGNORECASE
)
_LATER = re.compile(r"\b(an?|one|two|three|four|five|six|eight|ten|twelve) years? later\b", re.IGNORECASE)
_ENTERING = r"(?:ran|sought|won|lost|entered|challenged|unseated|defeated|beat|was\s+(?:first\s+)?(?:re-?)?elected|made\s+(?:a|his|her))"
_ENTERED = re.compile(
    rf"(?P<when>(?:19[2-9]\d|20[0-4]\d)),?\s+when\s+(?:he|she)\s+(?:\w+\s+)?{_ENTERING}\b"
    rf"|\b[Ii]n\s+(?P<that>(?:19[2-9]\d|20[0-4]\d)),?\s+(?:he|she|[A-Z][\w.’'-]+(?:\s+[A-Z][\w’'-]+)?)\s+(?:\w+\s+)?{_ENTERING}\b"
    rf"|\b{_ENTERING}\s+[^.;\n]{{0,60}}?\bin\s+(?P<late>(?:19[2-9]\d|20[0-4]\d))\b"
)
_LONG_PAST, _JUST_PAST = 6, 9  # months back, or ahead, from which a month beside an election is another year's
_AGAIN_LATER = re.compile(
    r"\band\s+again\s+(?:against\s+[\w.’' -]{3,40}?\s+)?(?:(?P<count>two|three|four|five|six|eight)\s+years\s+later|the\s+(?:following|next)\s+year)\b"
)
_REMOTE = 8  # years after a person's last registered run at which a text that names an earlier year tells history
_TERM = 4  # years of a president's term
_REACH = 400  # characters back to the year that a clause goes on from
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# An election told by its day or month: "the Dec. 9 runoff", "the election on May 18", "re-election in November".
_CONTEST = r"(?:[A-Z]?[\w’'-]+\s+){0,3}?(?:election|primary|primaries|contest|runoff|run-off|vote|caucus|caucuses)"
_DAY = r"(?P<{0}>{1})[a-z]*\.?\s+\d{{1,2}}\b(?!,?\s+\d{{4}})"
_DATED = re.compile(
    rf"\b{_DAY.format('before', '|'.join(_MONTHS))},?\s+{_CONTEST}\b|\b(?:election|primary|runoff|run-off)\s+(?:is\s+)?(?:on\s+)?{_DAY.format('after', '|'.join(_MONTHS))}"
    rf"|\b(?:re-?election|election|primary)\s+(?:(?:bid|campaign|race)\s+)?(?:in|this)\s+(?P<month>{'|'.join(_MONTHS)})[a-z]*\b(?!,?\s+(?:of\s+)?\d{{4}})"
)
_BOUNDS = frozenset(
    "since until before after than law laws contract strike layoffs deal budget ruling recession pact scandal".split()
)


def dated_contest(sentence: str, published: dt.date) -> int | None:
    """The year of an election that a sentence tells by its day: this year's, or the next one's where the month is long past."""
    if (match := _DATED.search(sentence)) is None:
        return None
    month = 1 + _MONTHS.index((match.group("before") or match.group("after") or match.group("month"))[:3])
    if month - published.month >= _JUST_PAST:  # in January, of last November
        return published.year - 1
    return published.year + (published.month - month >= _LONG_PAST)


def stated_years(trigger: Token, published: dt.date | None) -> list[int]:
    """Years that the trigger's own clause, or a clause around it, states: "in 2008 and 2012", "his 2016 bid", "four years ago"."""
    if of_now(trigger) or _then(trigger):
        return []
    if (since := _year_when(trigger)) is not None:
        return [since]
    around = own_clauses(trigger)
    years = _years_around(trigger, around, published)
    if years:
        again = published is not None and _AND_AGAIN.search(trigger.doc[max(years) : trigger.sent.end].text)
        listed = _listed(years, trigger)
        later = _again_later(trigger.doc[max(years) : trigger.sent.end].text, listed[-1])
        return [*listed, *later, *([published.year] if again and published is not None else [])]
    if published is not None and (year := _counted_year(trigger, around, published)) is not None:
        return [year]
    return []


def _again_later(following: str, year: int) -> list[int]:
    """The year in which a union did the same again: "in 2014 and again two years later", "... the following year"."""
    match = _AGAIN_LATER.search(following)
    if match is None:
        return []
    return [year + NUMBERS[match.group("count").lower()] if match.group("count") else year + 1]


def _years_around(trigger: Token, around: set[int], published: dt.date | None) -> dict[int, int]:
    """The years, by position, that the clauses of a trigger name; the number of a local or another clause's are none."""
    sentence: Span = trigger.sent
    told = [token for token in sentence if YEAR.fullmatch(token.text)]
    numbered = _in_unions(trigger.doc) if told else frozenset()
    years: dict[int, int] = {}
    for token in told:
        if token.i in numbered:
            continue
        if ";" in sentence.doc[min(token.i, trigger.i) : max(token.i, trigger.i)].text:
            continue
        # "the first time since 1996" bounds a time, "the 2011 pension law" dates a thing
        if _CONTRAST.search(sentence.doc[max(sentence.start, token.i - 5) : token.i].text):
            continue
        if token.head.lower_ in _BOUNDS or beside_subject(token, trigger):
            continue
        near = clause_head(token).i in around or _heads_sentence(token, trigger)
        if near and (published is None or int(token.text) <= published.year + 5):
            years[token.i] = int(token.text)
    return years


def _heads_sentence(year: Token, trigger: Token) -> bool:
    """Tell whether a year stands before the colon after which a sentence tells what happened: "They split in 2015: the A ..."."""
    doc, start = trigger.doc, trigger.sent.start
    colon = next((token.i for token in doc[start : trigger.i] if token.text == ":"), None)
    return (
        colon is not None and year.i < colon and not any(YEAR.fullmatch(token.text) for token in doc[colon : trigger.i])
    )


def _in_unions(doc: Doc) -> frozenset[int]:
    """The tokens of the unions of a processed Doc, kept on it from the first call on."""
    known: frozenset[int] | None = doc.user_data.get("unionwire_in_unions")
    if known is None:
        known = frozenset(i for span in doc.spans[UNIONS] for i in range(span.start, span.end))
        doc.user_data["unionwire_in_unions"] = known
    return known


def _listed(years: dict[int, int], trigger: Token) -> list[int]:
    """The year nearest to a trigger with those that it is listed with: "in 2008 and 2012"."""
    doc = trigger.doc
    listed = [min(years, key=lambda i: (abs(i - trigger.i), i))]
    for i in sorted(years):
        if i > listed[-1] and _YEAR_LIST.fullmatch(doc[listed[-1] + 1 : i].text):
            listed.append(i)
    for i in sorted(years, reverse=True):
        if i < listed[0] and _YEAR_LIST.fullmatch(doc[i + 1 : listed[0]].text):
            listed.insert(0, i)
    return [years[i] for i in listed]


def of_now(trigger: Token) -> bool:
    """Tell whether a clause says that it is about the present race: "is sticking with Roe this time", "has endorsed him again"."""
    head = clause_head(trigger)
    if any(_fronted_now(child) for child in head.children if child.i < head.i):
        return True  # "..., but this year they picked Voss"
    if trigger.dep_ == "conj" and _THIS_YEAR.match(trigger.doc[trigger.i + 1 : trigger.sent.end].text) is not None:
        return True  # "endorsed Roe in 2014 but endorsed no one this year"
    if not of_present(trigger):
        return False
    part = trigger.doc[min(head.i, trigger.i) : trigger.sent.end].text.partition(";")[0]
    return _NOW.search(part) is not None


def _fronted_now(word: Token) -> bool:
    """Tell whether a word before a verb is the head of "this year", "this time" or "now" alone."""
    if word.dep_ not in {"npadvmod", "advmod", "nsubj"}:  # a parse may take "this year" for the subject
        return False
    phrase = word.doc[word.left_edge.i : word.i + 1].text
    return _NOW.fullmatch(phrase) is not None and phrase.lower() != "again"


def _then(trigger: Token) -> bool:
    """Tell whether a coordinated clause leaves the years before it behind: "backed her from 1990 to 2004 and then chose Roe"."""
    if trigger.dep_ != "conj" or not any(child.lower_ in {"then", "now", "since"} for child in trigger.children):
        return False
    return YEAR.search(trigger.doc[trigger.i : trigger.sent.end].text) is None


def _year_when(trigger: Token) -> int | None:
    """The year that a clause goes on from within its sentence: "neutral since 2014, when it supported Roe", "four years later"."""
    sentence: Span = trigger.sent
    before = sentence.text[: trigger.idx - sentence.start_char]
    for later in belonging(_LATER, trigger):
        named = named_before(trigger, trigger.doc._.published)
        if named is not None and later.start() < len(before):
            return named + NUMBERS.get(later.group(1).lower(), 1)
    match = next(reversed(list(_YEAR_WHEN.finditer(before))), None)
    if match is None or (_CONTRAST.search(before, 0, match.start()) and "," in before[match.end() :]):
        return None  # "unlike in 2020, when it backed Roe, the A endorsed Voss"
    if _SENTENCE_PART.search(before, match.end()) or YEAR.search(before, match.end()):
        return None
    return int(match.group(1))


def named_before(trigger: Token, published: dt.date | None) -> int | None:
    """The year that the paragraph names last before a word, from which "two years earlier" counts; None without one."""
    said = _named(trigger, trigger.idx, published)
    return said[-1] if said else None


def _named(trigger: Token, end: int, published: dt.date | None, *, across: bool = False) -> list[int]:
    """The past years that the paragraph, or `across` paragraphs, names before an offset, by number or as "eight years ago"."""
    text = text_of(trigger.doc)
    start = max(0, end - 2 * _REACH) if across else max(text.rfind("\n\n", 0, end), end - _REACH, 0)
    said = [(m.start(), int(m.group(1))) for m in YEAR.finditer(text, start, end)]
    if published is not None:
        for match in _YEARS_AGO.finditer(text, start, end):
            count = match.group(1).lower()
            said.append((match.start(), published.year - (NUMBERS.get(count) or int(count))))
    return [year for _, year in sorted(said) if published is None or year <= published.year]


def states_year(trigger: Token) -> bool:
    """Tell whether the clause of a word places it in a year of its own: "in 2008", "four years earlier"."""
    return bool(stated_years(trigger, trigger.doc._.published)) or any(True for _ in belonging(_EARLIER, trigger))


def _counted_year(trigger: Token, around: set[int], published: dt.date) -> int | None:
    """A year told by its distance from the article: "four years earlier", "in the last presidential election"."""
    sentence: Span = trigger.sent
    if (past := _years_back(trigger, around, published)) is not None:
        return past
    if match := _COMING.search(sentence.text):
        ahead = match.group().lower()
        later = published.year + 1 if "next year" in ahead or published.month == 12 else published.year
        return published.year if "this" in ahead else later
    return None


def _years_back(trigger: Token, around: set[int], published: dt.date) -> int | None:
    """A past year that a clause counts from the article: "four years ago", "in the last presidential election"."""
    sentence: Span = trigger.sent
    for pattern in (_AGO, _LAST_RACE):
        for match in pattern.finditer(sentence.text):
            start, end = (sentence.start_char + place for place in match.span())
            span = sentence.doc.char_span(start, end, alignment_mode="expand")
            if span is None or clause_head(span.root).i not in around or beside_subject(span.root, trigger):
                continue
            if ";" in sentence.doc[min(span.start, trigger.i) : max(span.end, trigger.i)].text:
                continue
            if pattern is _AGO:
                count = match.group(1).lower()
                return published.year - NUMBERS.get(count, int(count) if count.isdigit() else 0)
            over = published.month == 12 or (published.month == 11 and published.day > 10)
            last = published.year if over else published.year - 1
            return last if match.group("year") else last - last % 4
    return None


def discourse_year(trigger: Token, runs: list[Candidacy], published: dt.date | None) -> int | None:
    """The year of the sentences before that a clause goes on from: "in 2016 ...; the A followed that fall".

    It holds within the paragraph, for a verb of the simple past whose clause names no time of its own, and where the person
    ran in that year and in others too; "that year", "that fall" also hold for others.
    """
    sentence: Span = _part_of_sentence(trigger)
    if any(True for _ in belonging(_THAT_TIME, trigger)):
        said = _named(trigger, sentence.start_char, published) or _named(
            trigger, sentence.start_char, published, across=True
        )
        return said[-1] if said else None
    said = _named(trigger, sentence.start_char, published)
    if not said:
        return None
    if (later := _LATER.search(sentence.text)) is not None:
        return said[-1] + NUMBERS.get(later.group(1).lower(), 1)
    verb = trigger
    while verb.dep_ == "xcomp":  # "refused to endorse": the governing verb bears the tense
        verb = verb.head
    past = verb.lower_.endswith("ed") or verb.lower_ in _PAST_FORMS
    perfect = any(child.lower_ in _PRESENT for child in verb.children)
    timed = any(token.ent_type_ in {"DATE", "TIME"} for token in sentence)
    cycles = {run.cycle for run in runs}
    earlier = YEAR.findall(trigger.sent.text[: sentence.start_char - trigger.sent.start_char])
    if past and not perfect and not timed and earlier:  # "backed Roe in 2016; the local sided with Voss"
        return int(earlier[-1])
    if not timed and is_pluperfect(verb) and (before := run_before(said[-1], cycles)):
        return before
    if (
        past
        and not timed
        and published is not None
        and cycles
        and said[-1] < min(cycles)
        and published.year - max(cycles) > _REMOTE
    ):
        return said[-1]
    if not past or perfect or timed or len(cycles) < 2:
        return None
    # "at this point four years ago" is a year before the vote, as the present is
    for year in (said[-1], said[-1] + 1) if published is not None and published.year + 1 in cycles else said[-1:]:
        if year in cycles:
            return year
    return None


def race_entered(trigger: Token, published: dt.date) -> int | None:
    """Return the year in which a life told so far last went into a race: "held the post until 1971, when he sought a seat"."""
    text = text_of(trigger.doc)
    matches = list(_ENTERED.finditer(text, max(0, trigger.sent.start_char - _REACH), trigger.idx))
    year = int(next(group for group in matches[-1].groups() if group)) if matches else None
    return year if year is not None and year <= published.year else None


def is_pluperfect(verb: Token) -> bool:
    """Tell whether a verb tells of what lay before something already told: "had supported"."""
    return any(child.lower_ == "had" and child.dep_ == "aux" for child in verb.children)


def run_before(year: int, cycles: set[int]) -> int | None:
    """Return the run that lies before what a text told of a year: "fired its members in 1981 ... the union had supported Reagan"."""
    earlier = [cycle for cycle in cycles if cycle <= year]
    return max(earlier) if earlier and len(cycles) > 1 and year - max(earlier) < _TERM else None


def _part_of_sentence(trigger: Token) -> Span:
    """The words of a trigger's sentence between the semicolons around it."""
    sentence: Span = trigger.sent
    marks = [token.i for token in sentence if token.text == ";"]
    start = max((i + 1 for i in marks if i < trigger.i), default=sentence.start)
    end = min((i for i in marks if i > trigger.i), default=sentence.end)
    part: Span = trigger.doc[start:end]
    return part
