"""Candidates told by what the article calls them: "the Brooklyn borough president", "the retired colonel", "the six-term incumbent".

How it decides. Words before a name ("Deputy Chief Ann Roe") and in its apposition or predicate ("Roe, the MP for Ely North", "Roe is a
retired colonel") introduce a person: their head says what the person is, all of them what a description may take up. A description
means whoever alone has been introduced by its head and its words. One of which nothing of the kind is told means whom
the sentences before it are about, as a pronoun does, where they are about one candidate only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import people_index
from unionwire.nlp.candidate_names import ArticlePeople
from unionwire.nlp.candidate_roles import ROLE_NOUNS, roles_of
from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.relate.references import of_every_race

_DETERMINERS = frozenset({"the", "that", "this"})
_WORDS = 5  # tokens at most between the article and the noun of a description
_BEFORE = 7  # tokens before a name that may introduce it
_AFTER = 14  # tokens of an apposition
_BACK = 700  # tokens back to an introduction
_TOPIC_SENTENCES = 3
_HEADS = re.compile(
    rf"\A(?:{ROLE_NOUNS}|senator|congressm[ae]n|congresswoman|representative|governor|mayor|comptroller|councilm[ae]n|councilwoman|secretary|"
    r"candidate|president|mp|msp|ambassador|general|colonel|captain|major|nurse|teacher|firefighter|steelworker|electrician|ironworker)\Z",
    re.IGNORECASE,
)
_TOO_BARE = frozenset("president leader executive secretary general major captain member candidate nominee".split())
# Words that tell how long or how well, and so nothing by which one of several persons could be known.
_QUIET = frozenset(
    "veteran sitting current embattled popular young outgoing incumbent longtime former first second third two three four five six seven "
    "eight nine ten term time - year old state now".split()
)
_PREPOSITIONS = frozenset("of for from in at on with to who that which whose by".split())
_OPENING = frozenset("a an the now then also another one its his her their who is was".split())
_NO_HEADS = frozenset(
    "man woman one person mother father friend rival opponent successor predecessor brother sister wife husband".split()
)
_ELECTIVE = frozenset(
    "rep representative sen senator gov governor mayor congressman congresswoman councilman councilwoman councilmember alderman "
    "sheriff assemblyman assemblywoman supervisor commissioner treasurer comptroller incumbent".split()
)
_SHORT = {
    "sen": "senator", "sen.": "senator", "gov": "governor", "gov.": "governor", "rep": "representative",
    "rep.": "representative", "lt": "lieutenant", "lt.": "lieutenant", "congressman": "representative",
    "congresswoman": "representative", "capt.": "captain", "col.": "colonel", "maj.": "major", "sgt.": "sergeant",
}  # fmt: skip
_PARTIES = {"democrat": "D", "democratic": "D", "republican": "R", "gop": "R"}
_OFFICES = frozenset("senator governor mayor representative".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_SEATED = frozenset({"incumbent", "challenger", "democrat", "republican"})


@dataclass(frozen=True, slots=True)
class _Told:
    """What one place says of a person: the head noun and all words, lower case."""

    person_id: str
    place: int
    end: int
    after: bool  # by an apposition or a predicate
    head: str
    words: frozenset[str]


def described_by_text(noun: Token, candidate_at: Mapping[int, Span]) -> Span | None:
    """Return a mention of the person whom "the" and a noun mean, by what the article tells; None where that is open."""
    doc = noun.doc
    if (at_home := _of_home_state(noun, candidate_at)) is not None:
        return at_home
    found = _description(noun, candidate_at)
    if found is None or of_every_race(noun):
        return None
    head = _plain(noun)
    words = frozenset(_plain(token) for token in found if token.is_alpha)
    asked = words - _QUIET - {head}
    told = [one for one in _introductions(doc) if noun.i - _BACK < one.place < noun.i and one.head == head]
    fitting = {one.person_id: one for one in told if asked <= one.words and (asked or head not in _TOO_BARE)}
    if len(fitting) == 1:
        (one,) = fitting.values()
        named: Span = doc[one.place : one.end]
        return named
    if not fitting and head in _SEATED and (one_of_two := _by_seat(noun, head, words, candidate_at)) is not None:
        return one_of_two
    if head == "candidate" and words == {head}:
        return _topic(noun, head, words, candidate_at) if not told else None
    if head in _PARTIES and words == {head} and not told and len({one.kb_id_ for one in candidate_at.values()}) == 1:
        return _topic(noun, head, words, candidate_at)
    if fitting or told or _HEADS.match(head) is None or not words - {head}:
        return None
    if not asked and head in _TOO_BARE and not {"first", "time"} <= words:
        return None
    return _topic(noun, head, words, candidate_at)


def _of_home_state(noun: Token, candidate_at: Mapping[int, Span]) -> Span | None:
    """A mention of the candidate who holds an office of a union's own state: "is behind its home-state senator"."""
    doc = noun.doc
    if noun.lower_ not in _OFFICES or [token.lower_ for token in doc[max(0, noun.i - 3) : noun.i]] != [
        "home",
        "-",
        "state",
    ]:
        return None
    near = [span for span in doc.spans[UNIONS] if noun.sent.start <= span.start and span.end <= noun.i]
    states = [union.state for span in near if (union := doc._.unions.get(span.kb_id_)) is not None and union.state]
    people = people_index().people
    fitting = {
        span.kb_id_: span
        for span in candidate_at.values()
        if states
        and span.start < noun.i
        and (known := people.get(span.kb_id_)) is not None
        and known.held(noun.lower_, states[-1])
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _plain(token: Token) -> str:
    return _SHORT.get(token.lower_, token.lower_)


def _description(noun: Token, candidate_at: Mapping[int, Span]) -> list[Token] | None:
    """The words of a description that ends with `noun`, its article left out; None where it is none, or goes on with a name."""
    doc = noun.doc
    if (
        not noun.is_alpha
        or noun.i in candidate_at
        or (noun.text[:1].isupper() and not noun.text.isupper() and noun.lower_ not in _PARTIES)
    ):
        return None
    after = doc[noun.i + 1] if noun.i + 1 < len(doc) else None
    if after is not None and (after.ent_type_ == "PERSON" or after.i in candidate_at or after.text == "-"):
        return None
    if after is not None and after.text == "," and noun.i + 2 < len(doc):
        beyond = doc[noun.i + 2]
        if beyond.ent_type_ == "PERSON" or beyond.i in candidate_at:
            return None
    words: list[Token] = []
    for token in reversed(doc[max(noun.sent.start, noun.i - _WORDS) : noun.i]):
        if token.lower_ in _DETERMINERS:
            return [*reversed(words), noun]
        if not (token.is_alpha or token.text in {"-", "."} or token.is_digit or token.lower_ in {"'s", "’s"}):
            return None
        if token.i in candidate_at or token.ent_type_ == "PERSON":
            return None
        words.append(token)
    return None


def _introductions(doc: Doc) -> list[_Told]:
    """What the article tells of its persons beside their names, in text order, kept on the Doc."""
    known: list[_Told] | None = doc.user_data.get("unionwire_introductions")
    if known is not None:
        return known
    people: ArticlePeople | None = doc._.people
    found = []
    for mention in people.mentions if people is not None else ():
        if mention.form == "description":
            continue
        span = doc[mention.start : mention.end]
        for after, words in enumerate((_words_before(span), _words_after(span))):
            if words:
                head = next(
                    (words[i - 1] for i, word in enumerate(words) if i and word in _PREPOSITIONS),
                    words[-1],
                )
                if head not in _NO_HEADS:
                    found.append(
                        _Told(mention.person_id, mention.start, mention.end, bool(after), head, frozenset(words))
                    )
    doc.user_data["unionwire_introductions"] = found
    return found


def _words_before(name: Span) -> list[str]:
    """The words of a title run before a name: "Brooklyn Borough President Tom Carney", "the shadow health secretary, Ann Roe"."""
    doc = name.doc
    words: list[str] = []
    start = name.start - 1
    if start > 0 and doc[start].text == ",":
        apposed = name.root.dep_ == "appos" or doc[start - 1].dep_ == "appos"
        if not apposed:
            return []
        start -= 1
    below = {token.i for token in (name.root.head if start < name.start - 1 else name.root).subtree}
    for token in reversed(doc[max(name.sent.start, start - _BEFORE) : start + 1]):
        if token.lower_ in _DETERMINERS | {"a", "an"}:
            break
        if not (token.is_alpha or token.text in {"-", "."} or token.lower_ in _SHORT) or (
            token.i not in below and not token.text[:1].isupper()
        ):
            break
        if token.lower_ in _PREPOSITIONS | {"and", "or"} or token.ent_type_ == "PERSON":
            break
        if token.is_alpha or token.lower_ in _SHORT:
            words.append(_plain(token))
    return words[::-1]


def _words_after(name: Span) -> list[str]:
    """The words of an apposition or a predicate after a name: ", the MP for Ely North,", " is a retired colonel"."""
    doc = name.doc
    at = name.end
    if at >= len(doc) or (doc[at].text not in {",", "—", "–", "("} and doc[at].lower_ not in {"is", "was"}):
        return []
    predicate = doc[at].is_alpha
    at += 1
    if at + 1 < len(doc) and doc[at].is_digit and doc[at + 1].text == ",":
        at += 2
    if at >= len(doc):
        return []
    opened = doc[at].lower_
    owned = next((i for i in range(at, min(at + 4, len(doc))) if doc[i].lower_ in {"'s", "’s"}), None)
    if opened not in _OPENING and owned is None:
        return []
    if predicate and opened not in {"a", "an", "the"}:
        return []
    words: list[str] = []
    for token in doc[at : min(at + _AFTER, name.sent.end)]:
        if token.text in {",", ";", ".", ":", "—", "–", ")", "(", "“", '"'} or token.lower_ in {"who", "and", "but"}:
            if token.lower_ == "who" and not words:
                continue
            break
        if token.ent_type_ == "PERSON" and not words:  # "Roe, then Ann Voss"
            break
        if token.is_alpha and token.lower_ not in _OPENING:
            words.append(_plain(token))
    return words


def _topic(noun: Token, head: str, words: frozenset[str], candidate_at: Mapping[int, Span]) -> Span | None:
    """A mention of the candidate whom the sentences before are about: the only one who is their subject, or owns it."""
    doc = noun.doc
    ahead = {candidate_at[i].kb_id_ for i in range(noun.i, noun.sent.end) if i in candidate_at}
    start, end = noun.sent.start, noun.i
    for step in range(_TOPIC_SENTENCES):
        named = {span.kb_id_: span for i in range(start, end) if (span := candidate_at.get(i)) is not None}
        named = {person: span for person, span in named.items() if person not in ahead}
        about = {span.kb_id_: span for span in _acting(start, end, candidate_at) if span.kb_id_ in named}
        if named:
            # whom its own sentence names as an object is somebody else: "endorsed Roe, passing over the incumbent"
            chosen = about if len(about) == 1 or not step else named
            if len(chosen) != 1:
                return None
            ((person, span),) = chosen.items()
            if head == "incumbent" and _seated_before(noun) != {person}:
                return None
            return span if _fits(doc, person, head, words) else None
        if not start or (step > 1 and "\n\n" in text_of(doc)[doc[start - 1].idx : doc[start].idx]):
            return None
        end, start = start, doc[start - 1].sent.start
        while start and doc[start:end].text.isspace():
            end, start = start, doc[start - 1].sent.start
    return None


def _by_seat(noun: Token, head: str, words: frozenset[str], candidate_at: Mapping[int, Span]) -> Span | None:
    """A mention of the incumbent or the challenger among the two whom the nearest sentence names: one of them alone holds an office."""
    doc = noun.doc
    ahead = {candidate_at[i].kb_id_ for i in range(noun.i, noun.sent.end) if i in candidate_at}
    start, end = noun.sent.start, noun.i
    for _ in range(_TOPIC_SENTENCES):
        named = {span.kb_id_: span for i in range(start, end) if (span := candidate_at.get(i)) is not None}
        named = {person: span for person, span in named.items() if person not in ahead}
        if head == "incumbent" and len(named) > 2:
            seated = [person for person in named if _elected(doc, person)]
            return named[seated[0]] if len(seated) == 1 and not words - {head} else None
        if len(named) == 2 and head in _PARTIES:
            return _of_other_party(named, head, doc) if words == {head} else None
        if len(named) == 2:
            seated = [person for person in named if _elected(doc, person)]
            others = [person for person in named if person not in seated]
            chosen = seated if head == "incumbent" else others
            one = chosen[0] if len(seated) == 1 else None
            return named[one] if one is not None and _fits(doc, one, "incumbent", words) else None
        if not start or len(named) > 2:
            return None
        end, start = start, doc[start - 1].sent.start
    return None


def _of_other_party(named: Mapping[str, Span], head: str, doc: Doc) -> Span | None:
    """A mention of the one of two whose party nobody tells, where the other is told to be of the other party."""
    people: ArticlePeople | None = doc._.people
    if people is None:
        return None
    roles = roles_of(doc, people)
    known = {person: people.people[person].party or roles.party(person) for person in named if person in people.people}
    others = [person for person, party in known.items() if party is None]
    told = [party for party in known.values() if party is not None]
    return named[others[0]] if len(others) == 1 and told and told[0] != _PARTIES[head] else None


def _fits(doc: Doc, person_id: str, head: str, words: frozenset[str]) -> bool:
    """Tell whether nothing known of a person speaks against a description: another party or trade, an office never held."""
    people: ArticlePeople | None = doc._.people
    person = people.people.get(person_id) if people is not None else None
    if person is None:
        return False
    party = next((_PARTIES[word] for word in words if word in _PARTIES), None)
    if party is not None and person.party is not None and party != person.party:
        return False
    if head not in {"incumbent", "candidate"} and any(
        one.after and one.person_id == person_id for one in _introductions(doc)
    ):
        return False  # "Roe, a lawyer," is no "former prosecutor"
    known = person.registry
    return head not in _OFFICES or known is None or not known.roles or known.held(head, None)


def _acting(start: int, end: int, candidate_at: Mapping[int, Span]) -> Iterator[Span]:
    """The mentions of candidates that are a subject, or own the subject, of what tokens `start:end` say."""
    for i in range(start, end):
        span = candidate_at.get(i)
        if span is None or span.start != i:
            continue
        root = span.root
        owns = root.dep_ == "poss" and root.head.dep_ in _SUBJECTS
        if (root.dep_ in _SUBJECTS or owns) and not any(token.dep_ == "relcl" for token in root.ancestors):
            yield span
            yield from (other for token in root.conjuncts if (other := candidate_at.get(token.i)) is not None)


def _seated_before(noun: Token) -> set[str]:
    """The persons named before a noun whom an elective office introduces."""
    people: ArticlePeople | None = noun.doc._.people
    named = {mention.person_id for mention in people.between(max(0, noun.i - _BACK), noun.i)} if people else set()
    return {person for person in named if _elected(noun.doc, person)}


def _elected(doc: Doc, person_id: str) -> bool:
    """Tell whether a person is introduced by an elective office, and so can be an incumbent."""
    people: ArticlePeople | None = doc._.people
    person = people.people.get(person_id) if people is not None else None
    titles = {word for title in person.titles for word in title.split()} if person is not None else set()
    titles |= {word for one in _introductions(doc) if one.person_id == person_id for word in one.words}
    seated = titles & _ELECTIVE or ("member" in titles and "council" in titles)
    return bool(seated) and "former" not in titles
