"""The spaCy component `unionwire_candidates`: people whom an article presents as seeking, or having sought, office.

It decides in three steps. (1) Every person of the article is gathered with all mentions (`candidate_names`,
`candidate_reference`). (2) Cue frames say whom the text itself makes a candidate (`candidate_cues`). (3) A person of
the registry who runs at the article's date is a candidate where the article speaks of elections at all, unless the
person governs meanwhile and the vote is far; one who ran before is a candidate where a sentence tells of that, or beside
a candidate of the same race; anyone else needs a cue frame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from spacy.language import Language
from spacy.tokens import Doc, Span

from unionwire.link.people import PeopleIndex, name_words, people_index, person_slug
from unionwire.nlp.candidate_bare import bare_surnames
from unionwire.nlp.candidate_company import listed_beside, named_by_party, party_leaders, same_race
from unionwire.nlp.candidate_counted import counted
from unionwire.nlp.candidate_cues import Cues, Hit, cues
from unionwire.nlp.candidate_hits import FrameReader
from unionwire.nlp.candidate_lines import in_lines
from unionwire.nlp.candidate_names import ArticlePeople, ArticlePerson, NameFinder, NameMention, kin
from unionwire.nlp.candidate_offices import candidacy_of, office_of
from unionwire.nlp.candidate_profiles import profiled
from unionwire.nlp.candidate_races import (
    about_race,
    contesting,
    in_the_race,
    nominated,
    only_governing,
    placed,
    race_offices,
    told_of,
)
from unionwire.nlp.candidate_reference import GENDERED, description_person, descriptions, pronoun_person
from unionwire.nlp.candidate_roles import judicial_race
from unionwire.nlp.candidate_shapes import HONORIFICS, TITLES, datelined
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
RULE_LINES = "cand-in-lines"
RULE_COUNTED = "cand-counted"
_BY_REGISTRY = frozenset({RULE_PRESIDENT, RULE_RUNNING, RULE_PAST, RULE_CONTESTING})
_ELECTION = re.compile(r"\b(?:election|primary|campaign)\b")
# What senators vote on, so that support of whom it is about is no voter's
_CONFIRMING = re.compile(
    r"\b(?:(?:supreme|high|appeals|federal|now-)[- ]?courts?|judicial|cabinet|ambassador) (?:\w+ ){0,2}?(?:nominee|nomination|pick|confirmation|vacancy|seat|contenders?|appointments?)\b|"
    r"\bsenate confirmation\b|\bconfirmation (?:hearings?|process|votes?|fight|battle)\b|\bjudiciary committee (?:vote|hearing)\b"
)
# The one cabinet office that states elect, too
_CABINET = re.compile(
    r"(?:(?<!democratic )(?<!republican )\battorney general (?:nominee|pick)|\bnominee for attorney general)\b"
)
_VOTERS = re.compile(r"\bprimar(?:y|ies)\b|\brunoff\b|\bvoters\b|\bballot\b|\brac(?:e|ing) for\b|\brunning for\b")
_PARTYS_NOMINEE = "cand-party-nominee-for"  # whom a party runs for attorney general, no president's choice
_SUPPORTING = (
    "cand-support",
    "cand-elect-plain",
    "cand-liked",
    "cand-oppos",
    "cand-no-vote",
    "cand-went-for",
    "cand-behind",
)
_CHOOSES = re.compile(r"\b[Ee]ndors|\b(?:the nod|slate|picks)\b")
_APPOINTMENT = re.compile(r"\b(?:promotion|promoted|appointment|appointed|appointing|confirmation)\b")
# Whoever is named by surname alone is a candidate only where one of these frames says so with the office
_LONE_FRAMES = frozenset({"cand-support-for-office", "cand-elect-object", "cand-run-for", "cand-noun-before"})
# What is said of those who want the seat of somebody who leaves it
_SUCCEEDED_FRAMES = frozenset({"cand-set-to-beat", "cand-would-succeed", "cand-vying-to-beat", "cand-take-on"})


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
        self._reader = FrameReader(nlp, self.cues)

    def __call__(self, doc: Doc) -> Doc:
        """Find the candidates of `doc`."""
        prepare(doc)
        people = self.names(doc)
        people.mentions.extend(bare_surnames(doc, people, self.cues.race))
        people.sort()
        people.mentions.extend(descriptions(doc, people))
        people.sort()
        doc._.people = people
        self._decide(doc, people, self.hits(doc))
        return doc

    def hits(self, doc: Doc) -> list[Hit]:
        """Return the frames that fire in `doc`; its persons must be known."""
        return self._reader.hits(doc)

    def _decide(self, doc: Doc, people: ArticlePeople, hits: list[Hit]) -> None:
        by_person: dict[str, list[Hit]] = {}
        lowered = text_of(doc).lower()
        confirming = _CONFIRMING.search(lowered) is not None
        aloof = _VOTERS.search(lowered) is None
        cabinet = aloof and _CABINET.search(lowered) is not None
        tapped = {hit.person_id for hit in hits if cabinet and hit.office == "attorney_general"}
        tapped -= {hit.person_id for hit in hits if hit.frame_id == _PARTYS_NOMINEE}
        for hit in hits:
            person = people.people[hit.person_id]
            listed = aloof and hit.frame_id.startswith("cand-list")
            on_vote = confirming and hit.office is None and (listed or hit.frame_id.startswith(_SUPPORTING))
            on_vote = on_vote or hit.person_id in tapped
            if not on_vote or person.registry is not None or person.party:
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
        bench = judicial_race(doc)
        speaks = self.cues.race.count(text_of(doc).lower()) > 0
        rules: dict[str, str] = {}
        for person in people.people.values():
            own = by_person.get(person.person_id, [])
            told_here = (
                person.registry is None or person.person_id in in_a_race or nominated(person.registry, people.date)
            )
            rule = _rule(person, people, own, is_about_race and told_here, told, contest, bench)
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
            company.append((counted(doc, people), RULE_COUNTED))
        if speaks or _CHOOSES.search(text_of(doc)):
            company.append((in_lines(doc, people), RULE_LINES))
        if doc.user_data["unionwire_contest"]:
            company.append((named_by_party(doc, people, self.cues.race), RULE_PARTY))
        for found, rule in company:
            for person_id in found:
                rules.setdefault(person_id, rule)
        if doc.user_data["unionwire_contest"]:
            told_here = {person_id for person_id, rule in rules.items() if rule not in _BY_REGISTRY}
            for person_id in listed_beside(doc, people, told_here, self.cues.race):
                rules.setdefault(person_id, RULE_BESIDE)


def _rule(
    person: ArticlePerson,
    people: ArticlePeople,
    own: list[Hit],
    about_race: bool,
    told: set[str],
    contest: bool,
    bench: bool,
) -> str | None:
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
    if registry is None and (person.staff or person.donor or person.expert or kin(person, people)):
        # "his" beside a spokesman, a donor, a quoted expert or a wife is more often somebody else's
        own = [h for h in own if h.named]
    if registry is None and (person.appointee or person.words[0] == "pope"):
        own = []
    if registry is None and len(person.words) == 1 and not contest:
        own = [h for h in own if h.frame_id in _LONE_FRAMES]
    if about_race and not person.retiring and any("incumbent" in title.split() for title in person.titles):
        return own[0].frame_id if own else RULE_INCUMBENT
    if person.late:
        own = [h for h in own if h.frame_id.startswith("cand-defeat")]
    words = {word for title in person.titles for word in title.split()}
    on_bench = not words.isdisjoint({"judge", "justice"}) and "former" not in words
    if registry is None and on_bench and not bench:
        # nominated and opposed for the bench, not for a voters' office; "supported" by senators even so
        free = [h for h in own if not h.frame_id.startswith("cand-supported")]
        own = [h for h in free if h.office or cues().contexts[h.frame_id] == "none"]
    if person.retiring:
        own = [h for h in own if cues().contexts[h.frame_id] != "contest" and h.frame_id not in _SUCCEEDED_FRAMES]
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
    if token.lower_ in GENDERED:
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
    if span[0].lower_ == "the" or datelined(span.doc, span):  # "The Salem Democrat" is a description, whoever is meant
        return None
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
