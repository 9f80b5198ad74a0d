"""What an article says of races, beyond the frames: is it about one, for which offices, and who is told to be in one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from spacy.tokens import Doc

from unionwire.link.people import Candidacy, Person
from unionwire.nlp.candidate_cues import Cues
from unionwire.nlp.candidate_names import ArticlePeople
from unionwire.nlp.extensions import text_of

# An article that uses this many words of elections is read as one about a race
RACE_WORDS = 2
CYCLE_REACH = 10  # tokens around a name in which the year or a word of its candidacy tells of it ("Roe in 2008")
BACKED_REACH = 8
_CONTEST = re.compile(
    r"\b(?:race|races|re-?election|elections?(?!-year)|primary|midterms?|ballot|polls?|polling|dead heat|contest|challengers?|opponent|rival|seat|campaign|candidates?|nominee"
    r"|political life|toss-?up|front-?runner|vulnerable|battleground|unseat|oust|landslide|runoff)\b|\bto win\b|\b(?:up|down) \d+ points?\b|\blead(?:s|ing)?\b"
)
_ABOUT = re.compile(r"\bdebates?\b|\bpresidential\b")
# A sentence that tells of a national candidate's old campaign
_TOLD = re.compile(
    r"\b(?:(?:presidential|democratic|republican|gop|party's|primary|vice presidential) (?:nominee|nomination|candidate|"
    r"campaign|primar(?:y|ies)|ticket|bid|contender|hopeful|race|run)|general election|caucus(?:es)?|"
    r"won re-?election|"
    r"campaign manager|campaign(?:ed|ing) for|defeat(?:ed|ing|s)?|lost to|losing to|voted for(?! ?,)|votes? for|electoral college)\b"
)
# Words before a name that tell of support for a national candidate in an old race, and what after it speaks of policy
_BACKED = re.compile(
    r"\b(?:(?:endorsed|bless(?:ed)?|bet on|preferred|campaigned for|voted(?: \w+)? for|ballots? for|solid for|"
    r"(?:was|were|been|stayed|twice|then|and|again) (?:all |early |solidly )?for|stuck (?:with|by)|went (?:with|for)|"
    r"(?:came|come) out (?:\w+ )?for|declared for|lined up (?:behind|with)))(?: (?:then-|then )?(?:sen|senator|gov|governor|"
    r"president|former|vice|president|mr|mrs|rep|u\.?s|[a-z]+ sen)\b\.?){0,3}\s*$"
)
_ON_POLICY = re.compile(r"(?:'s|\u2019s|on\b|to\b)")
# What, anywhere in a sentence, recalls the race of a nominee for president who lost
_RACE_TOLD = re.compile(
    r"\b(?:presidential (?:nominee|candidate|campaign|race|election|bid)|nominees?|nomination|general election|"
    r"(?:19|20)\d\d (?:election|campaign|race)|standard-bearer)\b"
)


def about_race(doc: Doc, people: ArticlePeople, cues: Cues) -> bool:
    """Tell whether the article is about a race: its words say so, or an endorsement among those running does."""
    text = text_of(doc).lower()
    words = len(_ABOUT.findall(text)) + len(cues.race.findall(text))
    date = people.date
    running = [
        p
        for p in people.people.values()
        if date is not None and p.registry and any(c.on(date) for c in p.registry.national())
    ]
    dated = doc._.published is not None
    return words >= RACE_WORDS or (dated and len(running) > 1 and words + text.count("endors") > 0)


def race_offices(doc: Doc, cues: Cues) -> Iterator[str]:
    """Yield the office named first in every sentence that speaks of elections."""
    for sentence in doc.sents:
        text = _lowered(doc, sentence.start, sentence.end)
        if cues.race.search(text):
            office = cues.office(text)
            if office and office != "other":
                yield office


def contesting(doc: Doc, people: ArticlePeople) -> set[str]:
    """Registry persons in a state or city race of the season, named in a sentence that speaks of a race."""
    found: set[str] = set()
    if people.date is None:
        return found
    for sentence in doc.sents:
        named = [people.people[mention.person_id] for mention in people.between(sentence.start, sentence.end)]
        running = {
            person.person_id: person.registry.state
            for person in named
            if person.registry and _in_season(person.registry, people.date)
        }
        rivals = len(set(running.values())) < len(running)  # two of one state in one season
        if running and (rivals or _CONTEST.search(_lowered(doc, sentence.start, sentence.end))):
            found |= running.keys()
    return found


def told_of(doc: Doc, people: ArticlePeople) -> set[str]:
    """Registry persons named in a sentence that speaks of elections or of a year in which they ran."""
    told = set()
    for sentence in doc.sents:
        for mention in people.between(sentence.start, sentence.end):
            person = people.people[mention.person_id]
            runs = [c for c in person.registry.national() if has_begun(c, people)] if person.registry else []
            if not runs:
                continue
            low, high = mention.start - CYCLE_REACH, mention.end + CYCLE_REACH
            around = _lowered(doc, max(low, sentence.start), min(high, sentence.end))
            lost = any(c.result == "lost general" and c.office == "president" for c in runs)
            if lost and _RACE_TOLD.search(_lowered(doc, sentence.start, sentence.end)):
                told.add(person.person_id)
            before = _lowered(doc, max(mention.start - BACKED_REACH, sentence.start), mention.start)
            if _BACKED.search(before) and not _ON_POLICY.match(doc[mention.end : mention.end + 2].text.lower()):
                told.add(person.person_id)
            if _TOLD.search(around) or any(str(c.cycle) in around for c in runs):
                told.add(person.person_id)
    return told


def _lowered(doc: Doc, start: int, end: int) -> str:
    """The text of tokens `start:end` in lower case, cut from the Doc's text instead of joined from its tokens."""
    if start >= end:
        return ""
    last = doc[end - 1]
    return text_of(doc)[doc[start].idx : last.idx + len(last)].lower()


def _in_season(person: Person, date: dt.date) -> bool:
    """Tell whether a run for a state's or city's office is decided within nine months, or was in the last two weeks."""
    national = person.national()
    return any(-14 <= (run.end - date).days <= 270 for run in person.candidacies if run not in national)


def has_begun(candidacy: Candidacy, people: ArticlePeople) -> bool:
    """Tell whether a run had begun by the article's date; without a date, any had."""
    return people.date is None or candidacy.begun(people.date)
