"""The election that a fact belongs to: its year (the cycle) and office.

How it decides. A year that the clause itself gives ("his 2016 bid", "in 2008, when the union picked ...") wins, if the
candidate's known runs allow it. Else the candidate's registered run nearest at or after the article's date, else
the last one before it. For people outside the registry: the article's date and the office's calendar. An article
without a date takes the year that it names beside election words, else the cycle that most of its registered
candidates share.
"""

from __future__ import annotations

import collections
import datetime as dt
import re

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import Candidacy, people_index
from unionwire.nlp.extensions import text_of

_YEAR = re.compile(r"\b(19[89]\d|20[0-4]\d)\b")
_ELECTION_YEAR = re.compile(
    r"\b(19[89]\d|20[0-4]\d)(?:\s+\w+){0,2}?\s+(?:bid|campaign|election|race|primary|primaries|presidential|run|nomination|nominee|candidates?|contest|cycle|rival|opponent|caucus|field|challenge|general|reelection|re-election)"
    r"|\b(?:election|campaign|race|primary|bid|run|opponent|for president|victory|won|lost)\s+(?:in|of)\s+(?:\w+\s+)?(19[89]\d|20[0-4]\d)\b"
)
_PRESIDENT = re.compile(
    r"(?<!former )(?<!Former )(?<!Vice )(?<!vice )(?<!ex-)President (?:[A-Z][\w.]* ){0,2}?([A-Z]\w+)"
)
_AGO = re.compile(r"\b(two|three|four|five|six|eight|ten|twelve|\d{1,2}) years (?:ago|earlier|before)\b", re.IGNORECASE)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12}
_CLAUSE_DEPS = frozenset({"ROOT", "relcl", "advcl", "ccomp", "xcomp", "acl", "pcomp"})
_OFFICE_WORDS = re.compile(
    r"(?P<president>\bpresident(?:ial)?\s+(?:race|primary|primaries|campaign|election|candidates?|nominee|nomination|contest)|\bfor president\b|White House race"
    r"|\b(?:Democratic|Republican|GOP)\s+(?:presidential\s+)?(?:nomination|primary|primaries|caucus|caucuses|field|contest)\b)"
    r"|(?P<governor>\bgubernatorial\b|\bfor governor\b|\bgovernor['’]s race\b)"
    r"|(?P<mayor>\bmayoral\b|\bfor mayor\b|\bmayor['’]s race\b)"
    r"|(?P<senate>\bSenate race\b|\bfor (?:the )?(?:U\.S\. )?Senate\b)"
)
_BOUNDS = frozenset({"since", "until", "before", "after", "than"})
_FOUR_YEARS = {"president", "vice_president"}
_EVEN_YEARS = {"senate", "house", "governor", "state_legislature", "attorney_general"}


def article_cycle(doc: Doc) -> int | None:
    """Return the election year that an article without a date is about; None where nothing tells."""
    named = collections.Counter(int(first or second) for first, second in _ELECTION_YEAR.findall(text_of(doc)))
    terms = _presidential_terms(text_of(doc))
    shared: collections.Counter[int] = collections.Counter()
    for candidate_id in doc._.candidates:
        for cycle in {run.cycle for run in _runs(candidate_id)}:
            if not terms or any(since < cycle <= until for since, until in terms):
                shared[cycle] += 1
    if shared:
        return max(shared, key=lambda cycle: (shared[cycle] + 0.4 * min(named[cycle], 3), cycle))
    return max(named, key=lambda cycle: (named[cycle], cycle)) if named else None


def _presidential_terms(text: str) -> list[tuple[int, int]]:
    """Years in office of the president whom a text calls "President X" most often: they bound its date."""
    called = collections.Counter(match.group(1) for match in _PRESIDENT.finditer(text))
    terms: dict[str, list[tuple[int, int]]] = {}
    for person in people_index().people.values():
        for role in person.roles:
            if role.title == "president" and role.since:
                terms.setdefault(person.family, []).append((role.since, role.until or 9999))
    known = {family: count for family, count in called.items() if family in terms}
    return terms[max(sorted(known), key=lambda family: known[family])] if known else []


def cycle_and_office(doc: Doc, trigger: Token, candidate_id: str | None) -> tuple[int | None, str | None]:
    """Return the election year and the office that an endorsement at `trigger` concerns."""
    runs = _runs(candidate_id) if candidate_id else []
    record = doc._.candidates.get(candidate_id) if candidate_id else None
    office = record.office if record is not None else None
    published: dt.date | None = doc._.published
    stated = _stated_year(trigger, published)
    if stated is not None:
        match = [run for run in runs if run.cycle == stated]
        if match or not runs or stated in {run.cycle + 1 for run in runs}:
            return (match[0].cycle, match[0].office) if match else (stated, office)
        ahead = [
            run for run in runs if 0 < run.cycle - stated <= 1
        ]  # "in 2003 ... to help elect X": the run that began
        if ahead:
            return ahead[0].cycle, ahead[0].office
    if published is None:
        cycle = article_cycle(doc)
        match = [run for run in runs if run.cycle == cycle]
        if match:
            return cycle, match[0].office
        if runs:
            latest = max(runs, key=lambda run: run.cycle)
            return latest.cycle, latest.office
        return cycle, office
    live = [run for run in runs if run.running(published)]
    if live:
        run = min(live, key=lambda run: (run.cycle < published.year, abs(run.cycle - published.year)))
        # A president files for the next election at once; what unions did is then still told of the last one.
        last = [past for past in runs if published.year - 2 <= past.cycle < published.year]
        if run.cycle - published.year >= 2 and last:
            run = max(last, key=lambda past: past.cycle)
        return run.cycle, run.office
    past = [run for run in runs if run.cycle <= published.year]
    if past:
        run = max(past, key=lambda run: run.cycle)
        return run.cycle, run.office
    if candidate_id is None and office is None:
        office = _named_office(trigger.sent.text) or _article_office(doc) or _named_office(text_of(doc))
    return _next_election(published, office), office


def _runs(candidate_id: str) -> list[Candidacy]:
    person = people_index().people.get(candidate_id)
    return list(person.candidacies) if person is not None else []


def _article_office(doc: Doc) -> str | None:
    """The office that most candidates of the article seek."""
    offices = collections.Counter(span.kb_id_ for span in doc.spans["candidates"])
    counted: collections.Counter[str] = collections.Counter()
    for candidate_id, mentions in offices.items():
        record = doc._.candidates.get(candidate_id)
        if record is not None and record.office:
            counted[record.office] += mentions
    return max(sorted(counted), key=lambda office: counted[office]) if counted else None


def _named_office(text: str) -> str | None:
    """The office that a text names first by words of its race; None where it names none."""
    match = _OFFICE_WORDS.search(text)
    return next(office for office, group in match.groupdict().items() if group) if match else None


def _next_election(published: dt.date, office: str | None) -> int:
    """The year of the first regular election for an office that is not over at the date."""
    year = published.year + (published.month == 12 or (published.month == 11 and published.day > 10))
    if office in _FOUR_YEARS:
        return year + -year % 4
    if office in _EVEN_YEARS:
        return year + year % 2
    return year


def _stated_year(trigger: Token, published: dt.date | None) -> int | None:
    """A year that the trigger's own clause, or a clause around it, states: "in 2008", "his 2016 bid", "four years ago"."""
    sentence: Span = trigger.sent
    around = {trigger.i, *(ancestor.i for ancestor in trigger.ancestors)}
    years: dict[int, int] = {}
    for token in sentence:
        if token.head.lower_ in _BOUNDS:  # "the first time since 1996" bounds a time, it does not name the election
            continue
        if _YEAR.fullmatch(token.text) and (published is None or int(token.text) <= published.year + 5):
            clause = _clause_head(token)
            if clause.i in around or clause.i == _clause_head(trigger).i:
                years[token.i] = int(token.text)
    if years:
        return years[min(years, key=lambda i: (abs(i - trigger.i), i))]
    if published is not None:
        for match in _AGO.finditer(sentence.text):
            span = sentence.doc.char_span(
                sentence.start_char + match.start(), sentence.start_char + match.end(), alignment_mode="expand"
            )
            if span is not None and _clause_head(span.root).i in around:
                return published.year - _NUMBERS.get(
                    match.group(1).lower(), int(match.group(1)) if match.group(1).isdigit() else 0
                )
    return None


def _clause_head(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    while token.dep_ not in _CLAUSE_DEPS and token.head is not token:
        if token.dep_ == "conj" and any(
            child.dep_ in {"nsubj", "nsubjpass", "aux", "dobj"} for child in token.children
        ):
            return token
        token = token.head
    return token
