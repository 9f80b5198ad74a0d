"""Which frames fire in an article: sentence by sentence, in lists, in clauses put beside their subject, in the headline."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_bare import headline_people
from unionwire.nlp.candidate_clauses import clause_starts, has_own_clause, introductions, manner_adverbs
from unionwire.nlp.candidate_contexts import surroundings
from unionwire.nlp.candidate_cues import (
    LABEL_BEFORE,
    LIST_CHARS,
    LIST_FRAMES,
    OWN_CLAUSE,
    Cues,
    Hit,
)
from unionwire.nlp.candidate_headlines import headline_of
from unionwire.nlp.candidate_names import ArticlePeople
from unionwire.nlp.candidate_races import denied, run_together
from unionwire.nlp.candidate_reference import GENDERED, pronoun_person
from unionwire.nlp.candidate_renderings import Rendering, lean, plain, render
from unionwire.nlp.candidate_roles import standing_of
from unionwire.nlp.extensions import UNIONS, prepare, text_between, text_of, words_of_doc
from unionwire.nlp.sentences import PLURAL_TITLES

_ELECTION = re.compile(r"\b(?:election|primary|campaign)\b")
_CUT_TOKENS = 40  # before a colon, beyond which what follows is read alone
_VOTE_REACH = 40  # characters after a frame in which a vote is told
_CLAUSE = re.compile(r"[^;]+")
_SLOT = re.compile(r"P\d+(?:'s)?")
_FIRST_SLOT = re.compile(r"P(?P<slot>\d+)(?:'s?)?(?P<who>,? (?:who|that|whose)\b)?")
_BULLETS = frozenset("-*\u2022\u2013\u2014\u25cf\u00b7")
# What follows words of winning and backing where nobody votes: a union's office, a race on foot, a grievance
_NO_CONTEST = re.compile(
    r"[^.;,P]{0,30}\b(?:as|at|for) (?:the )?(?:[\w-]+ ){0,2}?(?:head|helm|president|leader|chair\w*|secretary[\w-]*|treasurer|steward) of "
    r"(?:the |its |his |her )?(?:[\w-]+ ){0,3}?(?:union|local|lodge|brotherhood|guild|company|teamsters)\b|"
    r" by (?:an?|two|three|half an?) (?:tenth|hundredth|second|nose|length|lap|stride|step)s?\b|"
    r",? who (?:was|were|is|had been|has been|got) (?:[\w-]+ ){0,2}?(?:fired|dismissed|suspended|disciplined|laid off|arrested|injured|detained|"
    r"deported|locked out|sacked)\b"
)
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b")


def _sentences(doc: Doc) -> Iterator[Span]:
    """Yield the sentences of `doc`, those put together that the parser parts after a title ("under Govs. | Roe and Poe").

    So are those that it parts after a colon: "He has a rival: | Ann Roe, a nurse."
    """
    words = words_of_doc(doc)
    start: int | None = None
    for sentence in doc.sents:
        end = sentence.end
        if end == sentence.start or text_between(doc, sentence.start, end).isspace():
            continue
        first = sentence.start if start is None else start
        cut = end - 2 > first and words[end - 1] == "."
        start = first if cut and words[end - 2] in PLURAL_TITLES else None
        if start is None and end < len(words) and _goes_on(words, first, end):
            start = first
        if start is None or end == len(words):
            yield doc[first:end]


def _goes_on(words: list[str], start: int, end: int) -> bool:
    """Tell whether the parser cuts a sentence at `end`, after a colon that goes on in the same line with a name."""
    if words[end - 1] != ":" or not 2 < end - start < _CUT_TOKENS or words[end - 2].isdigit():
        return False  # "Radio hour, May 2, 1988: Ann Roe: ..." is who speaks
    return words[end][:1].isupper()


def _opens_list(doc: Doc, sentence: Span) -> bool:
    """Tell whether a sentence ends in a colon, or in one and the first bullet of the list that it opens."""
    return text_between(doc, sentence.start, sentence.end).rstrip().rstrip("".join(_BULLETS)).rstrip().endswith(":")


def _stands_alone(token: Token, r: Rendering, start: int) -> bool:
    """Tell whether what a frame that matches from `start` says of `token` holds of nobody put beside it."""
    # "lawmakers who endorsed him \u2014 Roe and Poe": these are not whom the pronoun means
    pronoun = token.lower_ in {"him", "her"} and token.dep_ != "poss"
    # "Roe, who won a seat, and Poe": Poe has no part in it
    return pronoun or OWN_CLAUSE.match(r.text, start) is not None


def _agent_of_another(doc: Doc, r: Rendering, match: re.Match[str]) -> bool:
    """Tell whether the person whom a match begins with is the agent of a passive, with no relative clause of its own."""
    first = _FIRST_SLOT.match(match.group())
    if first is None or first.group("who"):
        return False
    token = doc[r.tokens[int(first.group("slot"))]]
    while token.dep_ == "compound":
        token = token.head
    return token.dep_ == "pobj" and token.head.dep_ == "agent"


def _shifted_groups(r: Rendering) -> list[tuple[int, ...]]:
    """The coordinated slots of a clause that is put behind one more slot."""
    return [tuple(i + 1 for i in group) for group in r.groups]


class FrameReader:
    """Reads the frames of `cues` in a Doc whose persons are known (`doc._.people`)."""

    def __init__(self, nlp: Language, cues: Cues) -> None:
        self._nlp = nlp
        self._cues = cues

    def hits(self, doc: Doc) -> list[Hit]:
        """Return the frames that fire in `doc`, sentence by sentence, and in its headline."""
        people: ArticlePeople = doc._.people
        sentences = list(_sentences(doc))
        lowered = [text_between(doc, s.start, s.end).lower().replace("\u2019", "'") for s in sentences]
        races = [self._cues.race.count(text) for text in lowered]
        around = surroundings(lowered, races)
        bodies = sorted(doc.spans.get(UNIONS, ()), key=lambda span: span.start)
        meant = functools.cache(functools.partial(pronoun_person, doc, people=people))  # asked for once a rendering
        hits: list[Hit] = []
        doc.user_data["unionwire_contest"] = False
        opened: Span | None = None  # the sentence before, where it ends in the colon that opens a list
        before: Span | None = None
        bulleted = False  # a bullet that the parser takes for a sentence of its own stands before
        in_item = False  # the line of a bullet goes on
        for sentence, text, (allowed, unions) in zip(sentences, lowered, around, strict=True):
            if text.strip() in _BULLETS:
                bulleted = True
                continue
            # each bullet of a list goes on with it, and the rest of one that an abbreviation cuts
            item = bulleted or text.lstrip()[:1] in _BULLETS
            going_on = opened is not None and (item or in_item or text.lstrip()[:1] == ",")
            bulleted, in_item = False, (item or in_item) and "\n" not in text.rstrip(" ")
            if not going_on:
                opened = before if before is not None and _opens_list(doc, before) else None
            before = sentence
            doc.user_data["unionwire_contest"] = "race" in allowed
            doc.user_data["unionwire_framed"] = "contest" in allowed
            pronouns = bool(_PRONOUN.search(text))
            if not people.between(sentence.start, sentence.end) and not pronouns:
                continue
            if opened is None and not allowed & {"plural", "listed"} and not self._cues.screen.search(text):
                continue
            resolve = meant if pronouns else None
            whole = render(doc, sentence.start, sentence.end, people, resolve)
            hits += self._sentence_hits(doc, people, sentence, whole, allowed, resolve)
            if opened is not None:
                hits += self._listed_hits(doc, people, opened, sentence, allowed)
            if unions:
                first = bisect_left(bodies, sentence.start, key=lambda span: span.start)
                if here := bodies[first : bisect_left(bodies, sentence.end, lo=first, key=lambda span: span.start)]:
                    whole = render(doc, sentence.start, sentence.end, people, resolve, unions=here)
                hits += self._match(doc, whole, frozenset({"unions"}))
        return [*hits, *self._headline_hits(doc, people)]

    def _headline_hits(self, doc: Doc, people: ArticlePeople) -> list[Hit]:
        """Return what the headline tells of persons whom the text names too."""
        headline = headline_of(self._nlp, doc)
        if headline is None:
            return []
        named = headline_people(headline, people)
        if not named.mentions:
            return []
        prepare(headline)
        headline._.people = named
        contest = doc.user_data.get("unionwire_framed", False)
        allowed = {"none"}
        if self._cues.race.search(text_of(headline).lower()):
            allowed |= {"sentence", "near", "article"}
        if contest:
            allowed |= {"near", "article", "contest"}
        headline.user_data["unionwire_contest"] = contest
        return self._match(headline, render(headline, 0, len(headline), named), allowed)

    def _listed_hits(
        self, doc: Doc, people: ArticlePeople, opened: Span, sentence: Span, allowed: set[str]
    ) -> list[Hit]:
        """Return what frames of lists find in a sentence with the head of the list before it, up to a colon."""
        if len(opened.text) + len(sentence.text) > LIST_CHARS:
            return []
        if opened.end == sentence.start and not people.between(opened.start, opened.end):
            whole = render(doc, opened.start, sentence.end, people)
        else:
            whole, head = (
                render(doc, sentence.start, sentence.end, people),
                render(doc, opened.start, opened.end, people),
            )
            whole.text = f"{_SLOT.sub('it', head.text).rstrip()} {whole.text.lstrip()}"
        found = self._match(doc, whole, allowed)
        return [h for h in found if h.frame_id.startswith(LIST_FRAMES)]

    def _sentence_hits(
        self,
        doc: Doc,
        people: ArticlePeople,
        sentence: Span,
        whole: Rendering,
        allowed: set[str],
        resolve: Callable[[Token], str | None] | None,
    ) -> list[Hit]:
        """Return the frames that fire in a sentence as it stands (`whole`), or in a clause put beside its subject."""
        found = self._match(doc, whole, allowed)
        for alone in plain(whole) if sentence.root.dep_ == "dep" else ():
            found += self._match(doc, alone, allowed)
        if (closed := lean(whole)) is not None:
            found += self._match(doc, closed, allowed)
        if without := (adverbs := manner_adverbs(sentence)) | introductions(doc, people, sentence):
            leaner = render(doc, sentence.start, sentence.end, people, resolve, without=without)
            found += self._match(doc, leaner, allowed)
        label = LABEL_BEFORE.match(whole.text)
        for mention in people.between(sentence.start, sentence.end):
            if label and whole.tokens[:1] == [mention.start]:
                continue  # what a speaker says is not the speaker's own predicate
            for start, end in clause_starts(doc, mention):
                clause = render(doc, start, end, people, resolve, without=adverbs)
                shifted = re.sub(r"P(\d+)", lambda m: f"P{int(m.group(1)) + 1}", clause.text)
                joined = Rendering(
                    f"P0 {shifted}",
                    [mention.person_id, *clause.slots],
                    [mention.start, *clause.tokens],
                    functools.partial(_shifted_groups, clause),
                )
                if not (fired := self._match(doc, joined, allowed)):
                    continue
                group = next((g for g in whole.groups if mention.start in [whole.tokens[i] for i in g]), ())
                if group and has_own_clause(whole, mention.start):
                    group = ()
                for hit in fired:
                    found.append(hit)
                    if hit.person_id == mention.person_id:
                        found += [
                            Hit(whole.slots[i], hit.frame_id, hit.office, hit.beside, hit.start, hit.end, hit.named)
                            for i in group
                        ]
        return found

    def _match(self, doc: Doc, r: Rendering, allowed: Collection[str]) -> list[Hit]:
        frames = self._cues.frames_for(r.text, allowed) if r.slots else []
        matches = [(f, m) for f, expression in frames for m in expression.finditer(r.text)]
        barred = self._barred(r.text) if matches else None
        if barred is None:
            return []
        # "the president's first nominee, Roe": no vote decides on that
        appointed = [m.span() for m in self._cues.appointee.finditer(r.text)]
        people: ArticlePeople = doc._.people
        hits: list[Hit] = []
        labelled = LABEL_BEFORE.match(r.text)
        beside = self._cues.office(r.text)
        members = {i: group for group in r.groups for i in group}
        standing = standing_of(doc, people)
        introduced = {
            "party": standing.party,
            "elective": standing.elective,
            "partisan": standing.party - standing.elected,
            "free": people.people.keys() - standing.aside - standing.experts,
        }
        for frame, match in matches:
            office = frame.office or self._cues.office(match.group())
            aside = any(start < match.end() and match.start() < end for start, end in appointed) or (
                labelled is not None and match.start() < labelled.start("colon") < match.end()
            )
            aside = aside or _NO_CONTEST.match(r.text, match.end()) is not None
            if aside or any(c.start() <= match.start() < c.end() for c in barred):
                continue
            marked = [int(g) for g in match.groups() if g is not None]
            if frame.needs and not any(r.slots[i] in introduced[frame.needs] for i in marked):
                continue
            # "groups paid by Roe ran in the race": whoever acts in another's clause is no subject of what follows
            if frame.of_subject and r.slots and _agent_of_another(doc, r, match):
                continue
            for i in tuple(marked):
                beside_it = members.get(i, ())
                if _stands_alone(doc[r.tokens[i]], r, match.start()):
                    beside_it = ()
                if frame.alone:
                    beside_it = tuple(j for j in beside_it if run_together(people, r.slots[i], r.slots[j]))
                marked += beside_it
            if frame.of_kind and (kinds := {slot for slot in marked if slot in r.headed and slot > min(marked)}):
                marked = [slot for slot in marked if slot < min(kinds)]
            for slot in dict.fromkeys(marked):
                named = doc[r.tokens[slot]].lower_ not in GENDERED
                # "ousted union chief Ann Roe": whoever serves a union loses and wins other things than races
                aside = frame.of_contestants and r.slots[slot] in standing.aside_of(
                    r.text[match.start() : match.end() + _VOTE_REACH]
                )
                if not aside and (named or not frame.named) and not denied(doc, r.tokens[slot], match.group()):
                    hits.append(Hit(r.slots[slot], frame.frame_id, office, beside, *match.span(), named))
        return hits

    def _barred(self, text: str) -> list[re.Match[str]] | None:
        """Return the clauses of a rendering that speak of appointments, None where all do."""
        if not self._cues.guard.search(text):
            return []
        clauses = list(_CLAUSE.finditer(text))
        barred = [c for c in clauses if self._cues.guard.search(c.group()) and not _ELECTION.search(c.group())]
        return None if len(barred) == len(clauses) else barred
