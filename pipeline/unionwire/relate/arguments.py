"""Who does what to whom: the unions and people that stand as subject, object or possessor in a parse.

The dependency parse carries voice, coordination, relative clauses and control ("voted to endorse", "which has declined
to"), so the frames need not list word orders. Where a long name breaks the parse, lists are also read off the
surface: unions divided by commas, "and" or "as well as" are one list.
"""

from __future__ import annotations

import datetime as dt
import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import people_index
from unionwire.nlp.candidates import ensure_candidate, resolve_person
from unionwire.nlp.extensions import CANDIDATES, UNIONS, text_of
from unionwire.relate.clause_shapes import (
    CAMPAIGN_NOUNS,
    after_semicolon,
    antecedent,
    beyond_semicolon,
    has_subject,
    is_prefix,
    of_which,
    parted_by_union,
)
from unionwire.relate.descriptions import described_by_text
from unionwire.relate.person_lists import PersonList, entity_around
from unionwire.relate.references import OFFICES, another_between, counted, described_person, is_another, lone_before
from unionwire.relate.rivals import of_outcome, one_of_two, other_candidate, other_than_last, owner_of, rival_of
from unionwire.relate.union_anaphora import last_named, of_officer, two_before
from unionwire.relate.union_lists import by_token, lists, outermost

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
METONYMS = frozenset(
    "leadership leaders board council committee officials delegates executive body chapter chapters local locals affiliate "
    "affiliates branch branches leader executives convention assembly arm pac wing office headquarters".split()
)
# Some of a national union's parts are not the union: "Teamsters locals in Michigan broke with it".
_SEVERAL_PARTS = frozenset({"locals", "chapters", "branches", "affiliates", "councils"})
ONE_PART = frozenset({"local", "chapter", "branch", "affiliate", "lodge"})
_ORGANS = frozenset({"board", "council", "committee", "leadership", "leaders", "executive", "office", "convention"})
_SOME = frozenset({"many", "some", "several", "few", "most", "other", "two", "three"})
_PERSONAL = frozenset("members member president workers activists activist rank-and-file employees".split())
_CLAUSE_LINKS = frozenset("xcomp conj advcl pcomp ccomp acl relcl dep prep pobj dobj attr oprd acomp npadvmod".split())
_RELATIVES = frozenset({"which", "who", "that"})
_OWN_BODIES = frozenset({"union", "local", "lodge", "guild"})
_THIRD_PERSON = frozenset({"he", "she", "him", "her", "his", "hers"})


class Arguments:
    """Looks up unions and people at tokens of one Doc; `spans`: mentions to read as unions in place of the Doc's own."""

    def __init__(self, doc: Doc, spans: list[Span] | None = None) -> None:
        self.doc = doc
        mentions = list(doc.spans[UNIONS]) if spans is None else spans
        self.union_spans: list[Span] = sorted(mentions, key=lambda span: (span.start, span.end))
        self._union_at = by_token(self.union_spans)
        self.outermost = outermost(self.union_spans)
        self._lists = lists(doc, self.outermost)

    @functools.cached_property
    def _candidate_at(self) -> dict[int, Span]:
        return by_token(self.doc.spans[CANDIDATES])

    @property
    def candidates_by_token(self) -> dict[int, Span]:
        """The mention of a candidate by the index of each of its tokens."""
        return self._candidate_at

    @functools.cached_property
    def _openings(self) -> list[int]:
        return [sentence.start for sentence in self.doc.sents]

    def sentence(self, span: Span) -> Span:
        """What `span.sent` is, which spaCy walks to from the span at each access: too far in a sentence of a thousand names."""
        first, after = bisect_right(self._openings, span.start) - 1, bisect_left(self._openings, span.end)
        end = self._openings[after] if after < len(self._openings) else len(self.doc)
        return self.doc[self._openings[first] : end]

    def named_in(self, sentence: Span) -> list[Span]:
        """The outermost mentions of unions in a sentence, in text order."""
        return [span for span in self.outermost if sentence.start <= span.start < sentence.end]

    def refresh(self) -> None:
        """Forget cached candidates after a person has become one."""
        self.__dict__.pop("_candidate_at", None)

    def union_span(self, token: Token) -> Span | None:
        """The union mention that covers a token."""
        return self._union_at.get(token.i)

    def candidate_span(self, token: Token) -> Span | None:
        """The candidate mention that covers a token."""
        return self._candidate_at.get(token.i)

    def unions(self, head: Token | None) -> list[str]:
        """Union ids that a noun phrase stands for, with its coordinated parts, in text order."""
        if head is None:
            return []
        span = self._union_at.get(head.i) or self._metonym(head)
        found: list[Span] = []
        if span is not None and span.text.lower() in {"they", "their", "them"}:
            found = self.taken_up(span)
        elif span is not None:
            found = list(self._lists.get(span.start, [span]))
            if span not in found:
                found.append(span)
        elif head.lower_ == "both" and head.dep_ in SUBJECTS:
            return two_before(head, self.outermost)
        elif head.lower_ in {"which", "that", "who"} and head.dep_ in SUBJECTS | {"pobj", "dobj"}:
            return self.unions(antecedent(head))
        for conjunct in head.conjuncts:
            other = self._union_at.get(conjunct.i) or self._metonym(conjunct)
            if other is not None and other not in found:
                found.append(other)
        if not found and head.ent_type_ != "PERSON" and head.i not in self._candidate_at:
            apposed = [child for child in head.children if child.dep_ == "appos"]
            # "the Sierra Club, EMILY's List, the A and the B": a list that the parse has taken for an apposition
            beside = [word for child in apposed for word in (child, *child.conjuncts)]
            found = [other for word in beside if (other := self._union_at.get(word.i))]
            found = [item for other in found for item in self._lists.get(other.start, [other])]
        if not found and head.lower_ in _OWN_BODIES and (owned := of_officer(head, self.outermost)) is not None:
            found = [owned]
        return list(dict.fromkeys(item.kb_id_ for item in sorted(found, key=lambda item: item.start)))

    def taken_up(self, pronoun: Span) -> list[Span]:
        """The unions of the list that "they" and "their" take up: the one in which the union that they mean was named last."""
        last = last_named(pronoun, self.union_spans)
        return list(self._lists.get(last.start, [pronoun])) if last is not None else [pronoun]

    def listed(self, span: Span) -> list[str]:
        """The union ids of the list in which a mention stands, in text order."""
        return list(dict.fromkeys(item.kb_id_ for item in self._lists.get(span.start, [span])))

    def _metonym(self, head: Token) -> Span | None:
        """The union that a part of it speaks for: "the SEIU's executive board", "leaders of the local"."""
        if head.lower_ == "union":  # "the Ironworkers union", of which the mention has only the name
            named = (self._union_at.get(child.i) for child in head.children if child.dep_ == "compound")
            return next((span for span in named if span is not None), None)
        if head.lower_ not in METONYMS or any(child.lower_ in _SOME for child in head.children):
            return None
        for child in head.children:
            modifies = child.dep_ in {"poss", "compound", "nmod", "amod", "nn"}
            if child.lower_ == "whose" and (owner := antecedent(child)) is not None:
                return self._union_at.get(owner.i)
            if modifies and (span := self._union_at.get(child.i)) is not None:
                return None if self._is_other_body(head, span) else span
            if child.dep_ == "prep" and child.lower_ in {"of", "at", "for", "to"}:
                for target in child.subtree:
                    if target.i - child.i <= 8 and (span := self._union_at.get(target.i)) is not None:
                        return None if self._is_other_body(head, span) else span
        return self._national_behind(head)

    def _national_behind(self, organ: Token) -> Span | None:
        """The national that "the national board" is of: the one named last, in the sentence or the one before."""
        around = [child.lower_ for child in organ.children if child.i < organ.i]
        if organ.lower_ not in _ORGANS or "the" not in around or not {"national", "international"} & set(around):
            return None
        start = organ.sent.start
        start = organ.doc[start - 1].sent.start if start else start
        unions = self.doc._.unions
        return next(
            (
                span
                for span in reversed(self.outermost)
                if start <= span.start and span.end <= organ.i and unions[span.kb_id_].level == "national"
            ),
            None,
        )

    def _is_other_body(self, part: Token, whole: Span) -> bool:
        """Tell whether a part is a body of its own, which does not act for the whole: "an AFT affiliate", "its local in Reno"."""
        union = self.doc._.unions.get(whole.kb_id_)
        if union is None or union.level == "local":
            return False
        if part.lower_ in ONE_PART and any(child.dep_ == "poss" for child in part.children):
            return True
        newly = part.lower_ in ONE_PART and any(child.lower_ in {"a", "an", "one"} for child in part.children)
        return union.level in {"national", "federation"} and (newly or part.lower_ in _SEVERAL_PARTS)

    def is_personal(self, head: Token) -> bool:
        """Tell whether a noun phrase speaks of members or one leader and not of the union itself."""
        return head.lower_ in _PERSONAL

    def people(self, head: Token | None, *, create: bool) -> list[str]:
        """Candidate ids that a noun phrase stands for; `create` makes a named person a candidate of the article."""
        if head is None:
            return []
        if (together := counted(head, self._candidate_at)) is not None:
            return together
        if (one := one_of_two(head, self._candidate_at)) is not None:
            return [one]
        found: list[str] = []
        apposed = [child for child in head.children if child.dep_ == "appos" and child.i not in self._union_at]
        beside = [other for child in apposed if list(child.conjuncts) for other in (child, *child.conjuncts)]
        listed = PersonList(self._candidate_at, self._union_at)
        for token in (*listed.before(head), head, *head.conjuncts, *beside, *listed.after(head)):
            parted = token.i != head.i and parted_by_union(head, token, self._union_at, self._candidate_at)
            person = self.person(token, create=create) if not parted else None
            if person and person not in found:
                found.append(person)
        return found

    def person(self, token: Token, *, create: bool) -> str | None:
        """Candidate id that one word of a noun phrase stands for; `create` as in `people`."""
        if is_prefix(token):
            return None
        if owner_of(token) is not None or other_candidate(token):
            return self._rival(token)
        if (span := self._candidate_at.get(token.i)) is not None and not is_another(token, span.kb_id_):
            return span.kb_id_
        if token.lower_ in _THIRD_PERSON:
            return self._known(self.doc[token.i : token.i + 1], create=create)
        if token.ent_type_ == "PERSON":
            return self._known(entity_around(token), create=create)
        if token.lower_ in OFFICES and (named := self._apposed(token)) is not None:
            return named
        if token.lower_ in OFFICES and (described := described_person(token)) is not None:
            known = self._known(described, create=create)
            return known or self._told(token, create=create)
        if (
            token.lower_ not in OFFICES
            and token.text[:1].isupper()
            and resolve_person(self.doc, self.doc[token.i : token.i + 1]) is not None
        ):
            return self._known(self.doc[token.i : token.i + 1], create=create)
        if token.lower_ in CAMPAIGN_NOUNS or (token.lower_ == "election" and self.doc[token.i - 1].text == "-"):
            return self._campaigner(token, create=create)
        for child in token.children if token.i not in self._union_at else ():
            if child.dep_ in {"appos", "compound", "nmod"} and child.i in self._candidate_at:
                return self._candidate_at[child.i].kb_id_
        return self._told(token, create=create)

    def _apposed(self, noun: Token) -> str | None:
        """The candidate whose name stands in apposition to an office: "the incumbent, Ann Roe"."""
        apposed = (self._candidate_at.get(child.i) for child in noun.children if child.dep_ == "appos")
        return next((span.kb_id_ for span in apposed if span is not None), None)

    def _rival(self, noun: Token) -> str | None:
        """The person named beside "her opponent" or "the other candidate", else whom the text sets against that person."""
        for child in noun.children:
            if child.dep_ in {"appos", "compound", "nmod"} and child.i in self._candidate_at:
                return self._candidate_at[child.i].kb_id_
        owner = owner_of(noun)
        if owner is None:
            found = other_than_last(noun, self._candidate_at)
        else:
            whose = antecedent(owner) if owner.lower_ == "whose" else owner
            person = self.person(whose, create=False) if whose is not None else None
            found = rival_of(noun, person, self._candidate_at) if person is not None else None
        return found.kb_id_ if found is not None else None

    def _told(self, noun: Token, *, create: bool) -> str | None:
        """The person whom a description means by what the article tells of its persons."""
        described = of_outcome(noun, self._candidate_at) or described_by_text(noun, self._candidate_at)
        return self._known(described, create=create) if described is not None else None

    def _campaigner(self, noun: Token, *, create: bool) -> str | None:
        for child in noun.children:
            if child.lower_ == "whose" and (owner := antecedent(child)) is not None:
                return self.person(owner, create=create)
            modifies = child.dep_ in {"poss", "compound", "nmod", "amod"}
            if modifies and (person := self.person(child, create=create)) is not None:
                return person
            if child.dep_ == "prep" and child.lower_ in {"of", "by"}:
                for target in child.children:
                    if (person := self.person(target, create=create)) is not None:
                        return person
        return None

    def _known(self, span: Span, *, create: bool) -> str | None:
        """The candidate that a person's mention refers to, making it one where that is asked for."""
        person = resolve_person(self.doc, span)
        if person is not None and span.root.lower_ in _THIRD_PERSON and self._only_modifies(person, span):
            return self._paragraph_person(span.root)
        if person is not None and person in self.doc._.candidates:
            return person
        if person is None and span.root.lower_ in _THIRD_PERSON:
            return self._paragraph_person(span.root)
        if (not create and not self._runs(person)) or (person is None and span.root.lower_ in _THIRD_PERSON):
            return None
        if self._leads_union(span):
            return None
        made = ensure_candidate(self.doc, span)
        if made is not None:
            self.refresh()
        return made

    def _leads_union(self, span: Span) -> bool:
        """Tell whether a person is told to be of a union, and so speaks for it: "John Roe of Electricians Local 5"."""
        after = self.doc[span.end : span.end + 3]
        if not after or after[0].lower_ != "of":
            return False
        named = next((other for token in after[1:] if (other := self._union_at.get(token.i))), None)
        return named is not None and self.doc[span.end + 1 : named.start].text.lower() in {"", "the"}

    def _runs(self, person: str | None) -> bool:
        """Tell whether a person is in the registry with a run at the article's date; without a date, with any run."""
        known = people_index().people.get(person or "")
        published: dt.date | None = self.doc._.published
        return known is not None and bool(known.candidacies if published is None else known.running(published))

    def _only_modifies(self, person: str, pronoun: Span) -> bool:
        """Tell whether the mention before a pronoun is no more than a modifier ("the Roe administration")."""
        earlier = [span for span in self.doc.spans[CANDIDATES] if span.end <= pronoun.start and span.kb_id_ == person]
        return bool(earlier) and earlier[-1].root.dep_ == "compound"

    def _paragraph_person(self, pronoun: Token) -> str | None:
        """The candidate named last before a pronoun in its paragraph, of the pronoun's gender where that is known."""
        gender = "m" if pronoun.lower_ in {"he", "him", "his"} else "f"
        earlier = [
            span for span in self.doc.spans[CANDIDATES] if span.end <= pronoun.i and span.root.dep_ != "compound"
        ]
        subjects = [span for span in earlier if span.root.dep_ in SUBJECTS]
        span: Span
        for span in (*reversed(subjects), *reversed(earlier)):
            if "\n\n" in text_of(self.doc)[span.start_char : pronoun.idx] or pronoun.idx - span.end_char > 900:
                continue
            person = people_index().people.get(span.kb_id_)
            if person is None or person.gender in {None, gender}:
                return None if another_between(span, pronoun) else str(span.kb_id_)
        return lone_before(pronoun, earlier)

    def subjects(self, verb: Token) -> Iterator[Token]:
        """Possible subjects of a verb, the likeliest first."""
        token = verb
        for _ in range(6):
            own = [child for child in token.children if child.dep_ in SUBJECTS and not beyond_semicolon(verb, child)]
            if (behind := self._behind_clause(token, own)) is not None:
                own = [behind]
            for child in own:
                if child.lower_ == "both":
                    yield child
                elif child.lower_ in _RELATIVES or of_which(child):
                    if (noun := antecedent(child)) is not None:
                        yield noun
                else:
                    yield child
            if own or token.dep_ == "ROOT" or token.dep_ not in _CLAUSE_LINKS or after_semicolon(token):
                return
            if token.dep_ in {"acl", "relcl"}:
                yield token.head
                for child in token.head.children:
                    if child.dep_ == "poss":
                        yield child
            token = token.head

    def _behind_clause(self, verb: Token, own: list[Token]) -> Token | None:
        """The union right before a verb whose subject the parse takes from the clause that opens its sentence.

        "While the A back Roe, the B are for Voss".
        """
        if len(own) != 1 or not any(child.dep_ == "mark" and child.is_sent_start for child in verb.children):
            return None
        beside = next((span for span in self.outermost if span.end == verb.i), None)
        apart = beside is not None and own[0].i < beside.start and beside.root.dep_ == "appos"
        return beside.root if beside is not None and apart else None

    def relative_object(self, verb: Token) -> Token | None:
        """The noun that a relative clause makes the object of its verb: "Roe, whom the A endorsed", "the man the A backs"."""
        objects = [child for child in verb.children if child.dep_ in {"dobj", "obj"}]
        whose = [
            child for child in objects if child.i < verb.i and any(word.lower_ == "whose" for word in child.children)
        ]
        if whose:
            return whose[0]
        if any(child.lower_ in {"whom", "who", "that", "which"} and child.i < verb.i for child in objects):
            return antecedent(verb) or (verb.head if verb.dep_ == "relcl" else None)
        if (
            verb.dep_ == "relcl"
            and not objects
            and any(child.dep_ == "nsubj" and child.lower_ not in _RELATIVES for child in verb.children)
        ):
            return verb.head
        return None

    def agents(self, verb: Token) -> list[Token]:
        """The nouns after "by" of a passive or a participle, "by A, by B and by C" included."""
        found: list[Token] = []
        for token in verb.doc[verb.i + 1 : verb.sent.end]:
            if token.lower_ != "by" or token.dep_ not in {"agent", "prep", "conj"}:
                continue
            before = token.doc[token.i - 1]
            if found and (before.i in self._candidate_at or before.ent_type_ == "PERSON"):
                break  # "Roe is backed by the A, Voss by the B"
            head = token.head
            while head.dep_ in {"conj", "agent", "pobj"} and head.i > verb.i and not has_subject(head):
                head = head.head
            goes_on = token.dep_ == "conj" and any(child in found for child in token.head.children)
            if head.i == verb.i or goes_on or (found and head.dep_ in {"relcl", "pobj"}):
                found += [target for target in token.children if target.dep_ == "pobj"] or self._after_aside(token)
        return found

    def _after_aside(self, preposition: Token) -> list[Token]:
        """The union after "by, among others," whose comma has cost the parse the object."""
        following = [span for span in self.union_spans if 0 < span.start - preposition.i <= 7]
        if not following or preposition.doc[preposition.i + 1].text != ",":
            return []
        return [following[0].root]
