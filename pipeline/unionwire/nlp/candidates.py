"""The spaCy component `unionwire_candidates`: people whom an article presents as seeking, or having sought, office.

It decides in three steps. (1) Every person of the article is gathered with all mentions (`candidate_names`,
`candidate_reference`). (2) Cue frames say whom the text itself makes a candidate (`candidate_cues`). (3) A person of
the registry who runs at the article's date is a candidate where the article speaks of elections at all; one who ran
before is a candidate where a sentence tells of that; anyone else needs a cue frame.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from unionwire.link.people import NATIONAL, Candidacy, PeopleIndex, Person, name_words, people_index, person_slug
from unionwire.nlp.candidate_cues import Cues, Hit, Rendering, clause_starts, cues, render
from unionwire.nlp.candidate_names import (
    ArticlePeople,
    ArticlePerson,
    NameFinder,
    NameMention,
)
from unionwire.nlp.candidate_reference import FEMALE, MALE, description_person, descriptions, pronoun_person
from unionwire.nlp.extensions import CANDIDATES, UNIONS, prepare, text_of
from unionwire.records import Candidate

LABEL = "CANDIDATE"
RULE_PRESIDENT = "cand-sitting-president"
RULE_RUNNING = "cand-registry-running"
RULE_PAST = "cand-registry-past"
RULE_INCUMBENT = "cand-incumbent"
RULE_NAMED = "cand-named-as-such"
# An article that uses this many words of elections is read as one about a race
RACE_WORDS = 2
RULE_CONTESTING = "cand-registry-contesting"
_CONTEST = re.compile(
    r"\b(?:race|races|re-?election|elections?(?!-year)|primary|midterms?|ballot|polls?|polling|dead heat|contest|challengers?|opponent|rival|seat|campaign|candidates?|nominee"
    r"|political life|toss-?up|front-?runner|vulnerable|battleground|unseat|oust|landslide|runoff)\b|\bto win\b|\b(?:up|down) \d+ points?\b|\blead(?:s|ing)?\b"
)
LIST_REACH = 4  # sentences after "three candidates want the seat" in which "one of them" is a candidate
CYCLE_REACH = 10  # tokens around a name in which the year or a word of its candidacy tells of it ("Roe in 2008")
BACKED_REACH = 8
_ELECTION = re.compile(r"\b(?:election|primary|campaign)\b")
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b")
# Whoever is named by surname alone is a candidate only where one of these frames says so with the office
_LONE_FRAMES = frozenset({"cand-support-for-office", "cand-elect-object", "cand-run-for", "cand-noun-before"})
# Words of support that, beside named unions, tell of a race
_BLESSED = re.compile(r"endors|\bvote(?:s|d)? for\b|\bballot")
_LISTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|\d+)(?: of (?:her|his|their|its|the))? (?:[\w'-]+ ){0,3}?"
    r"(?:candidates|contenders|hopefuls|challengers|rivals|opponents|democrats|republicans|"
    r"(?:people|men|women|residents|lawyers) (?:want to be|are running|are vying|are seeking|seek|vie|hope to))\b|"
    r"\bfield of (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
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

if not Doc.has_extension("people"):
    Doc.set_extension("people", default=None)  # ArticlePeople: every person of the article, candidate or not


@Language.factory("unionwire_candidates")
def create_candidates(nlp: Language, name: str) -> CandidateFinder:  # noqa: ARG001  (spaCy passes the name)
    """Make the component with the registry of seeds/people.jsonl and the frames of seeds/candidate_cues.jsonl."""
    return CandidateFinder(nlp, people_index())


class CandidateFinder:
    """Sets `doc.spans["candidates"]` and `doc._.candidates`; needs a parse and entities."""

    def __init__(self, nlp: Language, index: PeopleIndex) -> None:
        self.names = NameFinder(nlp, index)
        self.cues: Cues = cues()

    def __call__(self, doc: Doc) -> Doc:
        """Find the candidates of `doc`."""
        prepare(doc)
        people = self.names(doc)
        people.mentions.extend(descriptions(doc, people))
        people.sort()
        doc._.people = people
        hits = self.hits(doc)
        self._decide(doc, people, hits)
        return doc

    def hits(self, doc: Doc) -> list[Hit]:
        """Return the frames that fire in `doc`, sentence by sentence; its persons must be known."""
        people: ArticlePeople = doc._.people
        sentences = [s for s in doc.sents if s.end > s.start]
        lowered = [s.text.lower().replace("\u2019", "'") for s in sentences]
        races = [len(self.cues.race.findall(text)) for text in lowered]
        total = sum(races)
        blessed = total + sum(len(_BLESSED.findall(text)) for text in lowered)
        hits: list[Hit] = []
        for n, sentence in enumerate(sentences):
            pronouns = bool(_PRONOUN.search(lowered[n]))
            if not people.between(sentence.start, sentence.end) and not pronouns:
                continue
            if not self.cues.screen.search(lowered[n]):
                continue
            near = sum(races[max(0, n - 1) : n + 2])
            allowed = {"none", *(["sentence"] if races[n] else []), *(["near"] if near else [])}
            if total and blessed >= RACE_WORDS:
                allowed.add("article")
            if any(_LISTED.search(text) for text in lowered[max(0, n - LIST_REACH) : n + 1]):
                allowed.add("listed")
            resolve = functools.partial(pronoun_person, doc, people=people) if pronouns else None
            hits += self._sentence_hits(doc, people, sentence, allowed, resolve)
            if blessed >= RACE_WORDS:
                hits += self._match(
                    render(doc, sentence.start, sentence.end, people, resolve, unions=True), frozenset({"unions"})
                )
        return hits

    def _sentence_hits(
        self,
        doc: Doc,
        people: ArticlePeople,
        sentence: Span,
        allowed: set[str],
        resolve: Callable[[Token], str | None] | None,
    ) -> list[Hit]:
        """Return the frames that fire in a sentence as it stands, or in a clause put beside its subject."""
        whole = render(doc, sentence.start, sentence.end, people, resolve)
        found = self._match(whole, allowed)
        for mention in people.between(sentence.start, sentence.end):
            for start, end in clause_starts(doc, mention):
                clause = render(doc, start, end, people, resolve)
                shifted = re.sub(r"P(\d+)", lambda m: f"P{int(m.group(1)) + 1}", clause.text)
                joined = Rendering(
                    f"P0 {shifted}",
                    [mention.person_id, *clause.slots],
                    [mention.start, *clause.tokens],
                    [tuple(i + 1 for i in g) for g in clause.groups],
                )
                group = next((g for g in whole.groups if mention.start in [whole.tokens[i] for i in g]), ())
                for hit in self._match(joined, allowed):
                    found.append(hit)
                    if hit.person_id == mention.person_id:
                        found += [
                            Hit(whole.slots[i], hit.frame_id, hit.office, hit.beside, hit.start, hit.end) for i in group
                        ]
        return found

    def _match(self, r: Rendering, allowed: Collection[str]) -> list[Hit]:
        if not r.slots or (self.cues.guard.search(r.text) and not _ELECTION.search(r.text)):
            return []
        hits: list[Hit] = []
        beside = self.cues.office(r.text)
        members = {i: group for group in r.groups for i in group}
        for frame in self.cues.frames:
            if frame.context not in allowed:
                continue
            for match in frame.pattern.finditer(r.text):
                office = frame.office or self.cues.office(match.group())
                marked = [int(g) for g in match.groups() if g is not None]
                if not frame.alone:
                    marked = list(dict.fromkeys(j for i in marked for j in members.get(i, (i,))))
                hits += [Hit(r.slots[slot], frame.frame_id, office, beside, *match.span()) for slot in marked]
        return hits

    def _decide(self, doc: Doc, people: ArticlePeople, hits: list[Hit]) -> None:
        by_person: dict[str, list[Hit]] = {}
        for hit in hits:
            by_person.setdefault(hit.person_id, []).append(hit)
        spoken = Counter(h.office for h in hits if h.office and h.office != "other")
        spoken.update(self._race_offices(doc))
        usual = spoken.most_common(1)
        about_race = self._about_race(doc, people)
        told = self._told(doc, people)
        contesting = self._contesting(doc, people)
        for person in people.people.values():
            own = by_person.get(person.person_id, [])
            rule = _rule(person, people, own, about_race, told)
            if rule is None and person.person_id in contesting:
                rule = RULE_CONTESTING
            if rule:
                fallback = usual[0][0] if usual else None
                _add_candidate(doc, people, person, rule, _office(person, people, own, fallback))

    def _about_race(self, doc: Doc, people: ArticlePeople) -> bool:
        """Tell whether the article is about a race: its words say so, or an endorsement among those running does."""
        text = text_of(doc).lower()
        words = len(_ABOUT.findall(text)) + len(self.cues.race.findall(text))
        date = people.date
        running = [
            p
            for p in people.people.values()
            if date is not None and p.registry and any(c.on(date) for c in p.registry.national())
        ]
        dated = doc._.published is not None
        return words >= RACE_WORDS or (dated and len(running) > 1 and words + text.count("endors") > 0)

    def _race_offices(self, doc: Doc) -> Iterator[str]:
        """Yield the office named first in every sentence that speaks of elections."""
        for sentence in doc.sents:
            text = _lowered(doc, sentence.start, sentence.end)
            if self.cues.race.search(text):
                office = self.cues.office(text)
                if office and office != "other":
                    yield office

    def _contesting(self, doc: Doc, people: ArticlePeople) -> set[str]:
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

    def _told(self, doc: Doc, people: ArticlePeople) -> set[str]:
        """Registry persons named in a sentence that speaks of elections or of a year in which they ran."""
        told = set()
        for sentence in doc.sents:
            for mention in people.between(sentence.start, sentence.end):
                person = people.people[mention.person_id]
                runs = [c for c in person.registry.national() if _begun(c, people)] if person.registry else []
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


def _rule(person: ArticlePerson, people: ArticlePeople, own: list[Hit], about_race: bool, told: set[str]) -> str | None:
    """Return the rule that makes a person a candidate of the article, None where none does."""
    registry = person.registry
    if registry is not None and people.date is not None:
        running = [c for c in registry.national() if c.running(people.date)]
        if about_race and any(own or c.on(people.date) for c in running):
            return own[0].frame_id if own else RULE_RUNNING
        if registry.president(people.date):
            return RULE_PRESIDENT
    if registry is not None and person.person_id in told:
        return own[0].frame_id if own else RULE_PAST
    if registry is None and len(person.words) == 1:
        own = [h for h in own if h.frame_id in _LONE_FRAMES]
    if about_race and not person.retiring and any("incumbent" in title.split() for title in person.titles):
        return own[0].frame_id if own else RULE_INCUMBENT
    if person.late:
        own = [h for h in own if h.frame_id.startswith("cand-defeat")]
    return own[0].frame_id if own else None


def _office(person: ArticlePerson, people: ArticlePeople, own: list[Hit], usual: str | None) -> str | None:
    candidacy = _candidacy(person, people, own)
    stated = [h.office for h in own if h.office and h.office != "other"]
    if candidacy is not None:
        on = people.date is not None and candidacy.running(people.date)
        if on or not stated or candidacy.office in stated:
            return candidacy.office
    beside = [h.beside for h in own if h.beside and h.beside != "other"]
    for offices in (stated, [usual] if usual else [], beside):
        if offices:
            return Counter(offices).most_common(1)[0][0]
    return "other" if any(h.office for h in own) else None


def _begun(candidacy: Candidacy, people: ArticlePeople) -> bool:
    return people.date is None or candidacy.begun(people.date)


def _candidacy(person: ArticlePerson, people: ArticlePeople, own: list[Hit]) -> Candidacy | None:
    """The registry's candidacy that the article speaks of: the one on at its date, of several that of the cues."""
    if person.registry is None:
        return None
    named = {h.office for h in own}
    begun = [c for c in person.registry.candidacies if _begun(c, people)]
    return max(
        begun,
        key=lambda c: (
            people.date is not None and c.running(people.date) and c.office in NATIONAL,
            c.office in named,
            people.date is not None and c.running(people.date),
            c.office == "president",
            c.cycle,
            c.office,
        ),
        default=None,
    )


def _add_candidate(doc: Doc, people: ArticlePeople, person: ArticlePerson, rule: str, office: str | None) -> None:
    registry = person.registry
    candidacy = _candidacy(person, people, [])
    doc._.candidates[person.person_id] = Candidate(
        candidate_id=person.person_id,
        name=person.name,
        party=(candidacy.party if candidacy else None) or person.party,
        office=office,
        state=person.state,
        fec_id=registry.fec_id if registry else None,
        wikidata_id=registry.wikidata_id if registry else None,
        in_registry=registry is not None,
    )
    group = list(doc.spans[CANDIDATES])
    for mention in people.mentions:
        if mention.person_id == person.person_id:
            span = Span(doc, mention.start, mention.end, label=LABEL, kb_id=person.person_id, span_id=rule)
            span._.found_by = mention.found_by
            group.append(span)
    doc.spans[CANDIDATES] = sorted(group, key=lambda s: (s.start, s.end))


def resolve_person(doc: Doc, span: Span) -> str | None:
    """Return the id of the person whom `span` refers to in this article, None where that is open.

    A name, a description ("the Vermont senator") or a pronoun; the component must have run on `doc`.
    """
    people: ArticlePeople | None = doc._.people
    if people is None:
        return None
    mention = people.at(span.start, span.end)
    if mention is not None:
        return mention.person_id
    token = span.root
    if token.lower_ in MALE | FEMALE:
        return pronoun_person(doc, token, people)
    return description_person(doc, span.start, span.end, people)


def ensure_candidate(doc: Doc, span: Span, rule: str = RULE_NAMED, office: str | None = None) -> str | None:
    """Make the person at `span` a candidate of the article and return the id; None where `span` names no person.

    For callers that know from elsewhere that the person seeks office, as whoever a union endorses. `rule` becomes
    the rule id of the mentions, `office` is used where the registry has no candidacy.
    """
    prepare(doc)
    people: ArticlePeople | None = doc._.people
    if people is None:
        return None
    person_id = resolve_person(doc, span)
    if person_id is None:
        inside_union = any(u.start < span.end and span.start < u.end for u in doc.spans[UNIONS])
        person_id = None if inside_union else _adopt(people, span)
    if person_id is None:
        return None
    if person_id not in doc._.candidates:
        person = people.people[person_id]
        _add_candidate(doc, people, person, rule, office or _office(person, people, [], None))
    return person_id


def _adopt(people: ArticlePeople, span: Span) -> str | None:
    """Take a capitalised span that NER missed for a person of the article."""
    words = name_words(span.text)
    if not words or not all(w[:1].isupper() for w in span.text.split()) or span.root.ent_type_ in {"ORG", "GPE", "LOC"}:
        return None
    if len(words) < 2 and span.root.ent_type_ != "PERSON":
        return None
    person_id = person_slug(words)
    people.people.setdefault(person_id, ArticlePerson(person_id, span.text, words, None, first=span.start))
    people.mentions.append(NameMention(span.start, span.end, person_id, "full", "pattern"))
    people.sort()
    return person_id
