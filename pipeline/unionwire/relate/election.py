"""The election that a fact belongs to: its year (the cycle) and office.

How it decides. A year that the clause itself gives ("his 2016 bid", "in 2008, when the union picked ...") or counts ("last
year's race") wins, if the candidate's known runs allow it. Next, a contest that has no regular year: a party's choice
of its leader. Else the candidate's registered run nearest at or after the article's date, else the last one before
it, unless the clause names another office. For people outside the registry: the article's date and the calendar of
the office, the state and the country. An article without a date takes the year that it names beside election words,
else the cycle that most of its registered candidates share.
"""

from __future__ import annotations

import collections
import datetime as dt
import functools
import re

from spacy.tokens import Doc, Token

from unionwire.link.people import Candidacy, people_index
from unionwire.nlp.extensions import CANDIDATES, text_of, tokens_among
from unionwire.relate.election_calendar import FOUR_YEARS, general_election, regular_year
from unionwire.relate.election_contest import (
    REELECTION,
    country_of,
    executive_post,
    just_decided,
    just_seated,
    leadership_year,
    national_vote,
    seat_defended,
    sentences_of,
    state_of,
)
from unionwire.relate.election_office import about_presidency, of_district, presidential, sought_office, titled_office
from unionwire.relate.election_phrases import full_year, of_past_campaigns, of_present, told_years
from unionwire.relate.election_years import (
    dated_contest,
    discourse_year,
    is_pluperfect,
    named_before,
    of_now,
    race_entered,
    run_before,
    stated_years,
)

_ELECTION_YEAR = re.compile(
    r"\b(19[89]\d|20[0-4]\d)(?:\s+\w+){0,2}?\s+(?:bid|campaign|election|race|primary|primaries|presidential|run|nomination|nominee|candidates?|contest|cycle|rival|opponent|caucus|field|challenge|general|reelection|re-election)"
    r"|\b(?:election|campaign|race|primary|bid|run|opponent|for president|victory|won|lost)\s+(?:in|of)\s+(?:\w+\s+)?(19[89]\d|20[0-4]\d)\b"
)
_PRESIDENT = re.compile(
    r"(?<!former )(?<!Former )(?<!Vice )(?<!vice )(?<!ex-)President (?:[A-Z][\w.]* ){0,2}?([A-Z]\w+)"
)
_IN_YEAR = re.compile(
    r"\s+(?:for\s+(?:president|governor|mayor)\s+)?in\s+(?:(19[2-9]\d|20[0-4]\d)|['’‘](\d\d))\b(?!(?:,|,?\s+and(?:\s+again(?:\s+in)?)?)\s+['’‘]?\d)"
)
_ANY_YEAR = re.compile(r"\b(?:19[2-9]\d|20[0-4]\d)\b|\bin\s+['’‘]\d\d\b")
_SPECIAL = re.compile(
    r"\bspecial\s+(?:[\w.’'-]+\s+){0,2}?(?:election|primary|race|contest)\b|\bby-?elections?\b|\bsnap\s+election\b",
    re.IGNORECASE,
)
_STATE_RACE = re.compile(
    r"\b(?:for|in)\s+(?:the\s+)?(?:state\s+(?:Senate|House|Assembly|Legislature)|General\s+Assembly|House\s+of\s+Delegates|Legislature)\b|\blegislative\s+(?:elections?|races?|candidates?|primar\w+)\b|\b(?:state\s+Senate|Assembly|legislative)\s+(?:race|seat|district|candidate|primary)s?\b"
)
_STALE = 3  # years after which a run for an office below the presidency is over and done with
_OFFICE_WORDS = re.compile(
    r"(?P<president>\bpresident(?:ial)?\s+(?:race|primary|primaries|campaign|election|candidates?|nominee|nomination|contest)|\bfor president\b(?! of\b)|White House race"
    r"|\b(?:Democratic|Republican|GOP)\s+(?:presidential\s+)?(?:nomination|primary|primaries|caucus|caucuses|field|contest)\b(?!\s+(?:for|in)\s+(?:the\s+)?(?:governor|mayor|Senate|sheriff|\w+\s+District)))"
    r"|(?P<governor>\bgubernatorial\b|\bfor governor\b|\bgovernor['’]s race\b)"
    r"|(?P<mayor>\bmayoral\b|\bfor mayor\b|\bmayor['’]s race\b)"
    r"|(?P<senate>\bSenate race\b|\bfor (?:the )?(?:U\.S\. )?Senate\b)"
    r"|(?P<other>\b(?:race|contest|election|primary|campaign) for (?:county )?(?:sheriff|assessor|clerk|treasurer|controller|comptroller|auditor|recorder|prosecutor|judge|coroner|commissioner)\b)"
)
_BECAUSE = re.compile(r",?\s+(?:since|because)\b")
_LOCAL = re.compile(
    r"\b(?:[Mm]ayoral|for\s+mayor|[Mm]ayor['’]s\s+race|[Cc]ity\s+[Cc]ouncil|[Cc]ouncil\s+(?:race|seat|hopeful|candidate)s?|[Ss]chool\s+[Bb]oard|at-large|aldermanic|city\s+races?|[Cc]ounty\s+[Ee]xecutive|[Bb]orough\s+[Pp]resident)\b"
)
_STATEWIDE = re.compile(
    r"\b(?:gubernatorial|for\s+governor|midterms?|for\s+(?:Congress|the\s+(?:U\.S\.\s+|state\s+)?(?:Senate|House|Assembly))|congressional\s+(?:race|district|seat)|(?:Senate|House|legislative)\s+(?:race|seat|candidate)s?)\b"
)


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
    terms = _presidents()
    known = {family: count for family, count in called.items() if family in terms}
    return terms[max(sorted(known), key=lambda family: known[family])] if known else []


@functools.cache
def _presidents() -> dict[str, list[tuple[int, int]]]:
    """Family name -> years in office of every president of the registry; the registry is gone through once a process."""
    terms: dict[str, list[tuple[int, int]]] = {}
    for person in people_index().people.values():
        for role in person.roles:
            if role.title == "president" and role.since:
                terms.setdefault(person.family, []).append((role.since, role.until or 9999))
    return terms


def elections(
    doc: Doc, trigger: Token, candidate_id: str | None, anchor: Token, *, national: bool
) -> list[tuple[int | None, str | None]]:
    """Return year and office of every election that an endorsement at `trigger` concerns: "in 2008 and 2012" gives two.

    `anchor` tells the election where the trigger's own clause states no year. `national`: a national union of the United States
    takes the position, so that an office that nothing tells is a federal one, elected in an even year.
    """
    if of_past_campaigns(trigger):
        return [(None, None)]
    place, stated = _stated(trigger, anchor, candidate_id)
    years: list[int | None] = [*stated] or [None]
    found = [cycle_and_office(doc, place, candidate_id, year, national=national) for year in years]
    return list(dict.fromkeys(found))


def _stated(trigger: Token, anchor: Token, candidate_id: str | None) -> tuple[Token, list[int]]:
    """The word whose clause tells the election, the trigger or else its anchor, and the years that it tells."""
    own = _own_year(trigger, candidate_id)
    if own is not None:
        return (trigger if stated_years(trigger, trigger.doc._.published) else anchor), [own]
    for place in dict.fromkeys((trigger, anchor)):
        years = stated_years(place, place.doc._.published) or _counted(place, candidate_id)
        if years:
            return place, years
    return anchor, []


def _counted(place: Token, candidate_id: str | None) -> list[int]:
    """The years that a clause counts from the article's date or from the candidate's own runs."""
    published: dt.date | None = place.doc._.published
    if published is None or of_now(place):
        return []
    record = place.doc._.candidates.get(candidate_id) if candidate_id else None
    runs = _runs(candidate_id) if candidate_id else []
    state = state_of(place.doc, place, candidate_id)
    office = record.office if record is not None else None
    return told_years(place, runs, office, state, published, named_before(place, published))


def _own_year(trigger: Token, candidate_id: str | None) -> int | None:
    """The year right after one of several people: "backed Roe in 1972 and Voss in 1980"."""
    doc, sentence = trigger.doc, trigger.sent
    if candidate_id is None or len(set(_ANY_YEAR.findall(sentence.text))) < 2:
        return None
    for span in doc.spans[CANDIDATES]:
        if span.kb_id_ == candidate_id and sentence.start <= span.start < sentence.end:
            match = _IN_YEAR.match(text_of(doc), span.end_char)
            if match is not None:
                return int(match.group(1)) if match.group(1) else full_year(int(match.group(2)), doc._.published)
    return None


def cycle_and_office(
    doc: Doc, trigger: Token, candidate_id: str | None, stated: int | None, *, national: bool
) -> tuple[int | None, str | None]:
    """Return the election year and the office that an endorsement at `trigger` concerns; `stated` is the year it states."""
    runs = _runs(candidate_id) if candidate_id else []
    record = doc._.candidates.get(candidate_id) if candidate_id else None
    office = record.office if record is not None else None
    published: dt.date | None = doc._.published
    sought = sought_office(trigger, candidate_id)
    if sought is None and candidate_id is not None and of_district(doc, candidate_id):
        sought = "house"
    office = sought if sought is not None and not runs else office
    stated = _told_year(trigger, stated, runs, office)
    if stated is not None and (said := _in_stated_year(stated, runs, office, published)) is not None:
        return said
    led = leadership_year(doc, trigger, candidate_id, article_cycle(doc) if published is None else None)
    if led is not None:
        return led, "party_chair"
    if published is None:
        return _undated(doc, runs, office)
    if (registered := _registered(trigger, candidate_id, runs, sought, published)) is not None:
        return registered
    office = _office_at_stake(trigger, candidate_id, runs, office, sought)
    if candidate_id is None:
        # "stays out, since it is busy with the governor's race" tells of that race only why
        after = _BECAUSE.split(text_of(doc)[trigger.idx : trigger.sent.end_char])[0]
        before = text_of(doc)[trigger.sent.start_char : trigger.idx]
        named = _named_office(after) or _named_office(before + after)
        shared = _shared_run(doc, published, named, national=national)
        if shared is not None:
            return shared.cycle, shared.office
        office = office or named or _article_office(doc) or _named_office(text_of(doc))
    if (country := country_of(doc)) is not None:
        general = general_election(country, published) if national_vote(doc) else None
        return general or published.year, None if office in FOUR_YEARS else office
    if not runs and _SPECIAL.search(trigger.sent.text if office is None else text_of(doc)):
        return _next_election(trigger, candidate_id, published, None), office
    if not runs or office == "state_legislature":
        office = _local_office(doc, published, office)
    if candidate_id is not None and not runs and _has_died(doc, candidate_id):
        return race_entered(trigger, published), office  # an obituary tells of races long past
    cycle = _next_election(trigger, candidate_id, published, office)
    return cycle + cycle % 2 if national and office is None and candidate_id is None else cycle, office


def _registered(
    trigger: Token, candidate_id: str | None, runs: list[Candidacy], sought: str | None, published: dt.date
) -> tuple[int, str] | None:
    """The election of the candidate's registered run that an article speaks of; None where the clause seeks another office."""
    if sought is None and (seat := seat_defended(trigger, candidate_id, published)) is not None:
        return seat.cycle, seat.office
    run = _nearest_run(runs, published, trigger)
    if (
        run is not None
        and sought is None
        and run.office not in FOUR_YEARS
        and about_presidency(trigger.doc, run.office)
    ):
        near = [r for r in runs if r.office == "president" and -1 <= r.cycle - published.year <= 4]
        run = _nearest_run([r for r in near if r.begun(published)], published, trigger) or run
    if run is not None and sought in {None, run.office}:
        again = not run.running(published) and _again(trigger)
        return _next_election(trigger, candidate_id, published, run.office) if again else run.cycle, run.office
    same = _nearest_run([r for r in runs if r.office == sought], published, trigger)
    return (same.cycle, same.office) if same is not None else None


def _office_at_stake(
    trigger: Token, candidate_id: str | None, runs: list[Candidacy], office: str | None, sought: str | None
) -> str | None:
    """The office of a candidate whom no registered run places: as the clause names it, by the title, as the article says."""
    doc = trigger.doc
    published: dt.date = doc._.published
    if sought is not None:
        return sought
    if office in FOUR_YEARS and not any(r.office in FOUR_YEARS and published.year - r.cycle < 4 for r in runs):
        # A registered person's presidential run of long ago, a lieutenant governor taken for a vice president, or the
        # president of a board.
        named = candidate_id is None or any(presidential(said.text) for said in sentences_of(doc, candidate_id))
        office = None if runs or "ieutenant" in text_of(doc) or not named else office
    titled = titled_office(doc, candidate_id) if candidate_id is not None else None
    if titled is not None and (runs or office is None or office in FOUR_YEARS):
        return titled
    past = [run for run in runs if run.cycle <= published.year]
    return max(past, key=lambda run: run.cycle).office if past and office is None else office


def _told_year(trigger: Token, stated: int | None, runs: list[Candidacy], office: str | None) -> int | None:
    """The election year of a clause: the one it states, goes on from, or tells by the day of the vote."""
    published: dt.date | None = trigger.doc._.published
    if stated is not None and is_pluperfect(trigger) and (before := run_before(stated, {run.cycle for run in runs})):
        return before
    stated = stated or discourse_year(trigger, runs, published)
    if stated is None and published is not None:
        stated = dated_contest(trigger.sent.text, published)
    odd = stated is not None and stated % 2 and not runs and office is None  # a primary that ran on into the next year
    return stated + 1 if stated and odd and _article_office(trigger.doc) == "president" else stated


def _local_office(doc: Doc, published: dt.date, office: str | None) -> str | None:
    """The office, or none where an article of an odd year speaks of city races: its seats are no federal or state ones."""
    if office not in {"house", "state_legislature"} or not published.year % 2:
        return office
    local = len(_LOCAL.findall(text_of(doc))) > len(_STATEWIDE.findall(text_of(doc)))
    return None if local or dated_contest(text_of(doc), published) == published.year else office


def _has_died(doc: Doc, candidate_id: str) -> bool:
    """Tell whether an article reports a person's death: "Roe, a former mayor, died Monday"."""
    record = doc._.candidates.get(candidate_id)
    family = record.name.split()[-1] if record is not None else ""
    return any(
        any(child.text == family and child.dep_ == "nsubj" for child in token.children)
        for token in tokens_among(doc, {"died"})
    )


def _shared_run(doc: Doc, published: dt.date, office: str | None, *, national: bool) -> Candidacy | None:
    """The run, on at the article's date, that its registered candidates share most, of an office where one is named.

    What a local body leaves open is a race of registered people only where these are most of the article's candidates.
    """
    counted: collections.Counter[tuple[int, str]] = collections.Counter()
    found: dict[tuple[int, str], Candidacy] = {}
    others = 0
    for span in doc.spans[CANDIDATES]:
        others += span.kb_id_ not in people_index().people
        for run in _runs(span.kb_id_):
            if run.running(published) and (office is None or run.office == office):
                counted[run.cycle, run.office] += 1
                found[run.cycle, run.office] = run
    if not counted:
        return None
    most = max(sorted(counted), key=lambda key: (counted[key], -abs(key[0] - published.year)))
    return found[most] if national or office is not None or counted[most] * 2 >= others else None


def _in_stated_year(
    stated: int, runs: list[Candidacy], office: str | None, published: dt.date | None
) -> tuple[int, str | None] | None:
    """The election of a year that the text states; None where the person's known runs speak against it."""
    match = [run for run in runs if run.cycle == stated]
    match += [run for run in runs if run.office in FOUR_YEARS and stated % 4 == 3 and run.cycle == stated + 1]
    if match:
        return match[0].cycle, match[0].office
    if not runs or stated in {run.cycle + 1 for run in runs}:
        return stated, office
    ahead = [run for run in runs if run.cycle - stated == 1]  # "in 2003 ... to help elect X": the run that began
    if ahead:
        return ahead[0].cycle, ahead[0].office
    if stated < min(run.cycle for run in runs):  # a run before those that the registry knows
        president = stated % 4 == 0 and "president" in {run.office for run in runs}
        return stated, "president" if president else office
    if published is not None and stated < published.year and min(abs(run.cycle - stated) for run in runs) > 1:
        return stated, None  # a run that the registry does not know
    return None


def _undated(doc: Doc, runs: list[Candidacy], office: str | None) -> tuple[int | None, str | None]:
    """The election that an article without a date means: its own, if the person ran in it, else the person's last."""
    cycle = article_cycle(doc)
    match = [run for run in runs if run.cycle == cycle]
    if match:
        return cycle, match[0].office
    if runs:
        latest = max(runs, key=lambda run: run.cycle)
        return latest.cycle, latest.office
    return cycle, office


def _nearest_run(runs: list[Candidacy], published: dt.date, trigger: Token) -> Candidacy | None:
    """The run that is on at a date, else the last one; None where that one is long over and the next not registered."""
    live = [run for run in runs if run.running(published)]
    if live:
        run = min(live, key=lambda run: (run.cycle < published.year, abs(run.cycle - published.year)))
        # A president files for the next election at once; what unions did is then still told of the last one.
        last = [past for past in runs if published.year - 2 <= past.cycle < published.year]
        if run.cycle - published.year >= 2 and last and not of_present(trigger):
            return max(last, key=lambda past: past.cycle)
        return run
    past = [run for run in runs if run.cycle <= published.year]
    if not past:
        return None
    run = max(past, key=lambda run: run.cycle)
    # Of runs for lesser offices the registry knows some only: long after one, an article speaks of another.
    return run if run.office in FOUR_YEARS or published.year - run.cycle < _STALE else None


def _again(trigger: Token) -> bool:
    """Tell whether a clause is about a new term, which the registry may not know: "has endorsed Gov. Roe for re-election"."""
    return of_present(trigger) and REELECTION.search(trigger.sent.text) is not None


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
    most = max(sorted(counted), key=lambda office: counted[office]) if counted else None
    known = any(_runs(candidate_id) for candidate_id in offices)
    # The president of a board or a club among the candidates makes no presidential election.
    return None if most in FOUR_YEARS and not known and not presidential(text_of(doc)) else most


def _named_office(text: str) -> str | None:
    """The office that a text names first by words of its race; None where it names none."""
    match = _OFFICE_WORDS.search(text)
    return next(office for office, group in match.groupdict().items() if group) if match else None


def _next_election(trigger: Token, candidate_id: str | None, published: dt.date, office: str | None) -> int:
    """The year of the regular election for an office that an article is about: the next one, or the one just over."""
    doc = trigger.doc
    state = state_of(doc, trigger, candidate_id)
    if office == "state_legislature" and published.year % 2 == 0 and not _STATE_RACE.search(text_of(doc)):
        state = None  # "state Sen. Roe" in a year without such elections: the title of who seeks another office
    calendar = "executive" if office in {None, "other"} and executive_post(trigger.sent.text) else office
    for year, told in (
        (published.year, just_decided(doc, trigger, candidate_id, published)),
        (published.year - 1, just_seated(trigger, candidate_id, published)),
    ):
        if told and regular_year(calendar, state, year) == year:
            return year
    over = published.month == 12 or (published.month == 11 and published.day > 10)
    return regular_year(calendar, state, published.year + over)
