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

_YEAR = re.compile(r"\b(19[89]\d|20[0-4]\d)\b")
_ELECTION_YEAR = re.compile(
    r"\b(19[89]\d|20[0-4]\d)(?:\s+\w+){0,2}?\s+(?:bid|campaign|election|race|primary|primaries|presidential|run|nomination|nominee|candidates?|contest|cycle|rival|opponent|caucus|field|challenge|general|reelection|re-election)"
    r"|\b(?:election|campaign|race|primary|bid|run|opponent|for president|victory|won|lost)\s+(?:in|of)\s+(?:\w+\s+)?(19[89]\d|20[0-4]\d)\b"
)
_PRESIDENT = re.compile(r"(?<!former )(?<!Former )(?<!Vice )(?<!vice )(?<!ex-)President (?:[A-Z][\w.]* ){0,2}?([A-Z]\w+)")
_FOUR_YEARS = {"president", "vice_president"}
_EVEN_YEARS = {"senate", "house", "governor", "state_legislature", "attorney_general"}


def article_cycle(doc: Doc) -> int | None:
    """Return the election year that an article without a date is about; None where nothing tells."""
    named = collections.Counter(int(first or second) for first, second in _ELECTION_YEAR.findall(doc.text))
    terms = _presidential_terms(doc.text)
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
        return run.cycle, run.office
    past = [run for run in runs if run.cycle <= published.year]
    if past:
        run = max(past, key=lambda run: run.cycle)
        return run.cycle, run.office
    if candidate_id is None and office is None:
        office = _article_office(doc)
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


def _next_election(published: dt.date, office: str | None) -> int:
    """The year of the first regular election for an office that is not over at the date."""
    year = published.year + (published.month == 12 or (published.month == 11 and published.day > 10))
    if office in _FOUR_YEARS:
        return year + -year % 4
    if office in _EVEN_YEARS:
        return year + year % 2
    return year


def _stated_year(trigger: Token, published: dt.date | None) -> int | None:
    """A year in the trigger's own clause or a time clause around it; later years than the next election never."""
    sentence: Span = trigger.sent
    scopes: list[list[Token]] = [list(trigger.subtree)]
    if trigger.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass", "attr", "xcomp", "ccomp", "conj"}:
        scopes.append(list(trigger.head.subtree))
    if trigger.dep_ in {"relcl", "advcl", "acl"}:
        scopes.append([token for token in trigger.head.subtree if token.i < trigger.i])
    scopes.append(list(sentence))
    for n, scope in enumerate(scopes):
        years = [int(token.text) for token in scope if _YEAR.fullmatch(token.text)]
        years = [year for year in years if published is None or year <= published.year + 5]
        if not years:
            continue
        near = min(years, key=lambda year: min(abs(token.i - trigger.i) for token in scope if token.text == str(year)))
        if n == len(scopes) - 1 and len(set(years)) > 1:
            return None
        return near
    return None
