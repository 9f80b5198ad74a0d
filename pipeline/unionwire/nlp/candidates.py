"""The spaCy component `unionwire_candidates`: people whom an article presents as seeking, or having sought, office.

It decides in three steps. (1) Every person of the article is gathered with all mentions (`candidate_names`,
`candidate_reference`). (2) Cue frames say whom the text itself makes a candidate (`candidate_cues`). (3) A person of
the registry who runs at the article's date is a candidate where the article speaks of elections at all, unless the
person governs meanwhile and the vote is far; one who ran before is a candidate where a sentence tells of that, or beside
a candidate of the same race; anyone else needs a cue frame.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Collection

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from unionwire.link.people import PeopleIndex, name_words, people_index, person_slug
from unionwire.nlp.candidate_company import listed_beside, named_by_party, party_leaders, same_race
from unionwire.nlp.candidate_contexts import surroundings
from unionwire.nlp.candidate_cues import (
    LABEL_BEFORE,
    LIST_CHARS,
    LIST_FRAMES,
    OWN_CLAUSE,
    Cues,
    Hit,
    Rendering,
    clause_starts,
    cues,
    has_own_clause,
    plain,
    render,
)
from unionwire.nlp.candidate_names import ArticlePeople, ArticlePerson, NameFinder, NameMention, kin
from unionwire.nlp.candidate_offices import candidacy_of, office_of
from unionwire.nlp.candidate_profiles import profiled
from unionwire.nlp.candidate_races import (
    about_race,
    busy,
    contesting,
    denied,
    in_the_race,
    only_governing,
    placed,
    race_offices,
    run_together,
    told_of,
)
from unionwire.nlp.candidate_reference import FEMALE, MALE, description_person, descriptions, pronoun_person
from unionwire.nlp.candidate_roles import standing_of
from unionwire.nlp.candidate_shapes import HONORIFICS, TITLES
from unionwire.nlp.extensions import CANDIDATES, UNIONS, prepare, text_of
from unionwire.records import Candidate

LABEL = "CANDIDATE"
RULE_PRESIDENT = "cand-sitting-president"
RULE_RUNNING = "cand-registry-running"
RULE_PAST = "cand-registry-past"
RULE_INCUMBENT = "cand-incumbent"
RULE_NAMED = "cand-named-as-such"
RULE_CONTESTING = "cand-registry-contesting"
RULE_RIVAL = "cand-registry-rival"
RULE_LEADER = "cand-party-leader"
RULE_PARTY = "cand-party-name"
RULE_BESIDE = "cand-beside-candidates"
RULE_PROFILE = "cand-profile"
_BY_REGISTRY = frozenset({RULE_PRESIDENT, RULE_RUNNING, RULE_PAST, RULE_CONTESTING})
_ELECTION = re.compile(r"\b(?:election|primary|campaign)\b")
_APPOINTMENT = re.compile(r"\b(?:promotion|promoted|appointment|appointed|appointing|confirmation)\b")
_CLAUSE = re.compile(r"[^;]+")
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b")
# Whoever is named by surname alone is a candidate only where one of these frames says so with the office
_LONE_FRAMES = frozenset({"cand-support-for-office", "cand-elect-object", "cand-run-for", "cand-noun-before"})


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
        sentences = [s for s in doc.sents if s.end > s.start and not s.text.isspace()]
        lowered = [s.text.lower().replace("\u2019", "'") for s in sentences]
        races = [len(self.cues.race.findall(text)) for text in lowered]
        around = surroundings(lowered, races)
        hits: list[Hit] = []
        doc.user_data["unionwire_contest"] = False
        opened: Span | None = None  # the sentence before, where it ends in the colon that opens a list
        before: Span | None = None
        for sentence, text, (allowed, unions) in zip(sentences, lowered, around, strict=True):
            opened, before = before if before is not None and before.text.rstrip().endswith(":") else None, sentence
            doc.user_data["unionwire_contest"] = "contest" in allowed
            pronouns = bool(_PRONOUN.search(text))
            if not people.between(sentence.start, sentence.end) and not pronouns:
                continue
            if opened is None and not allowed & {"plural", "listed"} and not self.cues.screen.search(text):
                continue
            resolve = functools.partial(pronoun_person, doc, people=people) if pronouns else None
            hits += self._sentence_hits(doc, people, sentence, allowed, resolve)
            if opened is not None:
                hits += self._listed_hits(doc, people, opened, sentence, allowed)
            if unions:
                whole = render(doc, sentence.start, sentence.end, people, resolve, unions=True)
                hits += self._match(doc, whole, frozenset({"unions"}))
        return hits

    def _listed_hits(
        self, doc: Doc, people: ArticlePeople, opened: Span, sentence: Span, allowed: set[str]
    ) -> list[Hit]:
        """Return what frames of lists find in a sentence with the head of the list before it, up to a colon."""
        short = len(opened.text) + len(sentence.text) <= LIST_CHARS
        found = self._match(doc, render(doc, opened.start, sentence.end, people), allowed) if short else []
        return [h for h in found if h.frame_id.startswith(LIST_FRAMES)]

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
        found = self._match(doc, whole, allowed)
        if sentence.root.dep_ == "dep" and (alone := plain(whole)) is not None:
            found += self._match(doc, alone, allowed)
        label = LABEL_BEFORE.match(whole.text)
        for mention in people.between(sentence.start, sentence.end):
            if label and whole.tokens[:1] == [mention.start]:
                continue  # what a speaker says is not the speaker's own predicate
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
                if group and has_own_clause(whole, mention.start):
                    group = ()
                for hit in self._match(doc, joined, allowed):
                    found.append(hit)
                    if hit.person_id == mention.person_id:
                        found += [
                            Hit(whole.slots[i], hit.frame_id, hit.office, hit.beside, hit.start, hit.end, hit.named)
                            for i in group
                        ]
        return found

    def _match(self, doc: Doc, r: Rendering, allowed: Collection[str]) -> list[Hit]:
        barred = self._barred(r.text)
        if not r.slots or barred is None:
            return []
        matches = [(f, m) for f in self.cues.frames_for(r.text, allowed) for m in f.pattern.finditer(r.text)]
        if not matches:
            return []
        # "the president's first nominee, Roe": no vote decides on that
        appointed = [m.span() for m in self.cues.appointee.finditer(r.text)]
        people: ArticlePeople = doc._.people
        hits: list[Hit] = []
        labelled = LABEL_BEFORE.match(r.text)
        beside = self.cues.office(r.text)
        members = {i: group for group in r.groups for i in group}
        standing = standing_of(doc, people)
        introduced = {"party": standing.party, "elective": standing.elective}
        for frame, match in matches:
            office = frame.office or self.cues.office(match.group())
            aside = any(start < match.end() and match.start() < end for start, end in appointed) or (
                labelled is not None and match.start() < labelled.start("colon") < match.end()
            )
            if aside or any(c.start() <= match.start() < c.end() for c in barred):
                continue
            marked = [int(g) for g in match.groups() if g is not None]
            if frame.needs and not any(r.slots[i] in introduced[frame.needs] for i in marked):
                continue
            for i in tuple(marked):
                beside_it = members.get(i, ())
                if OWN_CLAUSE.match(r.text, match.start()):
                    beside_it = ()  # "Roe, who won a seat, and Poe": Poe has no part in it
                if frame.alone:
                    beside_it = tuple(j for j in beside_it if run_together(people, r.slots[i], r.slots[j]))
                marked += beside_it
            for slot in dict.fromkeys(marked):
                named = doc[r.tokens[slot]].lower_ not in MALE | FEMALE
                # "ousted union chief Ann Roe": whoever serves a union loses and wins other things than races
                aside = frame.of_contestants and r.slots[slot] in standing.aside
                if not aside and (named or not frame.named) and not denied(doc, r.tokens[slot], match.group()):
                    hits.append(Hit(r.slots[slot], frame.frame_id, office, beside, *match.span(), named))
        return hits

    def _barred(self, text: str) -> list[re.Match[str]] | None:
        """Return the clauses of a rendering that speak of appointments, None where all do."""
        if not self.cues.guard.search(text):
            return []
        clauses = list(_CLAUSE.finditer(text))
        barred = [c for c in clauses if self.cues.guard.search(c.group()) and not _ELECTION.search(c.group())]
        return None if len(barred) == len(clauses) else barred

    def _decide(self, doc: Doc, people: ArticlePeople, hits: list[Hit]) -> None:
        by_person: dict[str, list[Hit]] = {}
        for hit in hits:
            by_person.setdefault(hit.person_id, []).append(hit)
        spoken = Counter(h.office for h in hits if h.office and h.office != "other")
        spoken.update(race_offices(doc, self.cues))
        usual = spoken.most_common(1)
        is_about_race = about_race(doc, people, self.cues)
        told = told_of(doc, people)
        contest = doc.user_data["unionwire_contest"]
        beside_race = placed(doc, people, self.cues.race)
        in_a_race = people.people.keys() if contest else beside_race
        in_contest = contesting(doc, people)
        acting = only_governing(doc, people)
        speaks = self.cues.race.search(text_of(doc).lower()) is not None
        rules: dict[str, str] = {}
        for person in people.people.values():
            own = by_person.get(person.person_id, [])
            free = person.registry is None or not busy(person.registry, people.date)
            told_here = free or person.person_id in in_a_race
            rule = _rule(person, people, own, is_about_race and told_here, told)
            told_of_race = speaks and person.person_id in beside_race
            if rule == RULE_PRESIDENT and not own and (person.person_id in acting or not told_of_race):
                rule = None
            if rule is None and person.person_id in in_contest:
                rule = RULE_CONTESTING
            if rule:
                rules[person.person_id] = rule
        self._by_company(doc, people, rules, is_about_race, speaks)
        for person in people.people.values():
            own = by_person.get(person.person_id, [])
            rule = rules.get(person.person_id)
            if rule:
                fallback = usual[0][0] if usual else None
                _add_candidate(doc, people, person, rule, office_of(person, people, own, fallback))

    def _by_company(
        self, doc: Doc, people: ArticlePeople, rules: dict[str, str], is_about_race: bool, speaks: bool
    ) -> None:
        """Add to `rules` who is a candidate by those whom `rules` make candidates already, and by party."""
        company = [(party_leaders(doc, people) if is_about_race else set(), RULE_LEADER)]
        company.append((same_race(doc, people, rules), RULE_RIVAL))
        if speaks:
            company.append((profiled(doc, people), RULE_PROFILE))
        if doc.user_data["unionwire_contest"]:
            company.append((named_by_party(doc, people, self.cues.race), RULE_PARTY))
        for found, rule in company:
            for person_id in found:
                rules.setdefault(person_id, rule)
        if doc.user_data["unionwire_contest"]:
            told_here = {person_id for person_id, rule in rules.items() if rule not in _BY_REGISTRY}
            for person_id in listed_beside(doc, people, told_here, self.cues.race):
                rules.setdefault(person_id, RULE_BESIDE)


def _rule(person: ArticlePerson, people: ArticlePeople, own: list[Hit], about_race: bool, told: set[str]) -> str | None:
    """Return the rule that makes a person a candidate of the article, None where none does."""
    registry = person.registry
    if registry is not None and people.date is not None:
        running = [c for c in registry.national() if c.running(people.date)]
        if about_race and any(own or in_the_race(registry, c, people.date) for c in running):
            return own[0].frame_id if own else RULE_RUNNING
        if registry.president(people.date):
            return RULE_PRESIDENT
    if registry is not None and person.person_id in told:
        return own[0].frame_id if own else RULE_PAST
    if registry is None and (person.staff or kin(person, people)):
        own = [h for h in own if h.named]  # "his" beside a spokesman or a wife is more often somebody else's
    if registry is None and len(person.words) == 1:
        own = [h for h in own if h.frame_id in _LONE_FRAMES]
    if about_race and not person.retiring and any("incumbent" in title.split() for title in person.titles):
        return own[0].frame_id if own else RULE_INCUMBENT
    if person.late:
        own = [h for h in own if h.frame_id.startswith("cand-defeat")]
    if registry is None and any({"judge", "justice"} & set(title.split()) for title in person.titles):
        own = [
            h for h in own if h.office or cues().contexts[h.frame_id] == "none"
        ]  # nominated and opposed for the bench, not for a voters' office
    if person.retiring:
        own = [h for h in own if cues().contexts[h.frame_id] != "contest"]
    return own[0].frame_id if own else None


def _add_candidate(doc: Doc, people: ArticlePeople, person: ArticlePerson, rule: str, office: str | None) -> None:
    registry = person.registry
    candidacy = candidacy_of(person, people, [])
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


def keep_endorsed(doc: Doc, endorsed: Collection[str]) -> None:
    """Take back the candidates whom `ensure_candidate` made for an endorsement that then was none.

    `endorsed` are the ids of the persons whom the endorsements of `doc` name.
    """
    spans = [s for s in doc.spans[CANDIDATES] if s.id_ != RULE_NAMED or s.kb_id_ in endorsed]
    if len(spans) < len(doc.spans[CANDIDATES]):
        kept = {s.kb_id_ for s in spans}
        doc.spans[CANDIDATES] = spans
        doc._.candidates = {key: value for key, value in doc._.candidates.items() if key in kept}


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
        # "endorsed by the union at her promotion to chief": nobody votes on that
        if person.registry is None and _APPOINTMENT.search(span.sent.text) and not _ELECTION.search(span.sent.text):
            return None
        _add_candidate(doc, people, person, rule, office or office_of(person, people, [], None))
    return person_id


def _adopt(people: ArticlePeople, span: Span) -> str | None:
    """Take a capitalised span that NER missed for a person of the article."""
    words = name_words(span.text)
    if not words or not all(w[:1].isupper() for w in span.text.split()) or span.root.ent_type_ in {"ORG", "GPE", "LOC"}:
        return None
    # "supports Obamacare": one word is a name where a title stands before it
    before = span.doc[span.start - 1].lower_ if span.start else ""
    if len(words) < 2 and (span.root.ent_type_ != "PERSON" or before not in {*TITLES, *HONORIFICS}):
        return None
    person_id = person_slug(words)
    people.people.setdefault(person_id, ArticlePerson(person_id, span.text, words, None, first=span.start))
    people.mentions.append(NameMention(span.start, span.end, person_id, "full", "pattern"))
    people.sort()
    return person_id
