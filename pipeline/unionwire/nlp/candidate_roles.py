"""By what an article introduces its persons: offices, trades and parties told of them, and who speaks for a union.

"Ann Roe, a former prosecutor", "Democrat Ann Roe", "the mayor of Lima, Ann Roe" and "Roe is a lawyer" each give the
person a role that a later "the former prosecutor", "the Democrat" takes up. Officers of unions are kept apart:
whoever speaks for a union is seldom the "him" whom it backs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from unionwire.nlp.candidate_names import ArticlePeople, NameMention
from unionwire.nlp.extensions import UNIONS, text_of
from unionwire.prefilter import guarded

ROLE_NOUNS = (
    r"governor-elect|mayor-elect|president-elect|senator-elect|incumbent|challenger|democrat|republican|newcomer|outsider|"
    r"prosecutor|attorney|lawyer|businessman|businesswoman|physician|doctor|surgeon|professor|sheriff|supervisor|treasurer|"
    r"auditor|assemblyman|assemblywoman|assemblymember|alderman|alderwoman|council ?member|councillor|councilor|commissioner|"
    r"lawmaker|legislator|socialist|libertarian|progressive|independent|veteran|billionaire|millionaire|executive|developer|"
    r"minister|premier|leader|speaker|whip|judge|freshman|banker|farmer|economist|pastor|organizer|activist"
)
"""Nouns that take up a person only where the article itself has introduced that person by them."""
PARTY_NOUNS = {"democrat": "D", "republican": "R"}
PARTY_WORDS = {"democratic": "D", "republican": "R", "gop": "R", **PARTY_NOUNS}
_TITLE_NOUNS = (
    r"senator|congressman|congresswoman|representative|governor|mayor|comptroller|councilman|councilwoman|nominee|candidate|"
    r"contender|hopeful|front-?runner|secretary|ambassador|MP|general"
)
_NOUN = rf"(?P<noun>(?i:{ROLE_NOUNS}|{_TITLE_NOUNS}))(?![\w-])"
_AFTER = re.compile(
    r"(?:\s*\([^()\n]{1,14}\))?(?:,\s+(?:(?:who|now)\s+(?:is|was|has\s+been)\s+|\d\d,\s+)?|\s+(?:is|was|remains)\s+|\s*[–—]\s*)"
    rf"(?:an?|the|then|now|another|(?:[A-Z][\w.]+\s){{1,2}}?['’]s)\s+(?P<mods>(?:[\w.’'-]+\s+){{0,4}}?){_NOUN}"
    r"(?!\s+(?:[A-Z][\w.]+\s+){0,3}(?:Committee|Association|Party|Conference|Caucus|Institute|Club|Convention|Council|Federation|Foundation))"
)
_BEFORE = re.compile(
    rf"(?:\b(?P<det>the|an?|his|her|their|its|one|fellow|longtime|former)\s+)?(?P<mods>(?:[\w.’'-]+\s+){{0,3}}?){_NOUN}"
    r"(?:\s+(?:of|for|from)\s+[A-Z][\w.]+(?:\s[A-Z]\w+)?)?(?P<comma>,)?\s+\Z",
    re.IGNORECASE,
)
_ROLE_TOLD = guarded(rf"{ROLE_NOUNS}|{_TITLE_NOUNS}".replace("|MP|", "|"), re.IGNORECASE)
_ROLE_REACH = 60  # characters before a name in which its role stands
_AGAIN = re.compile(
    r"[^.\n]{0,60}?\b(?:re-?election|(?:second|third|fourth|fifth|another) (?:(?:two|four|six)-year )?term|re-elect)\b",
    re.IGNORECASE,
)
# Who challenges whom: "Roe, who is challenging Mayor Poe"
_CHALLENGES = re.compile(
    r"(?:,? who)?(?: (?:is|was|has|had|been|also|now|hopes|wants|trying|seeking|running))*(?: to)? "
    r"(?:challeng(?:es|ed|ing)|unseat|oust|against)(?= (?:(?:[A-Z][\w.]+|the|incumbent) ){0,3}[A-Z])"
)
_CHALLENGED = re.compile(
    r"\b(?:challeng(?:es|ed|ing)|to (?:unseat|oust|challenge)) (?:(?:[A-Z][\w.]+|incumbent|the|longtime) ){0,4}\Z"
)
# The same in the passive and by the noun: "Mayor Poe is being challenged by Roe", "faces a challenge from Roe"
_IS_CHALLENGED = re.compile(
    r"(?:,? who)?(?: (?:is|was|has|had|been|being|also|now))* (?:challenged by|(?:facing|faces|faced|drew|drawn|has) an? (?:[\w-]+ ){0,3}challenge from)"
)
_BY_CHALLENGER = re.compile(
    r"\b(?:(?:is|was|been|being) challenged by|challenge from) (?:(?:[A-Z][\w.]+|the|former|an?|[a-z-]+,?) ){0,4}\Z"
)
# "Roe is running for a third term as mayor" holds the office
_AGAIN_AS = re.compile(
    r"[^.\n]{0,60}?\b(?:(?:second|third|fourth|fifth|another) (?:(?:two|four|six)-year )?term|re-?elect(?:ion|ed)) as (?:(?:the|county|city|state|town) ){0,2}"
    r"(mayor|governor|sheriff|senator|treasurer|auditor|supervisor|comptroller|prosecutor)\b",
    re.IGNORECASE,
)
# "Roe, D-Salem," is "the Salem Democrat" further on
_HOME = re.compile(r"\s?(?:\(|,\s)([DR])-([A-Z][\w.’'-]+(?:\s[A-Z]\w+)?)")
_BY_LETTER = {"D": "democrat", "R": "republican"}
_OFFICE = (
    r"(?:president|chair(?:man|woman|person)?|(?:general|organizing) secretary|secretary(?:[-\s]treasurer)?|leader|head|chief|"
    r"spokes(?:man|woman|person)|(?:executive|political|regional|legislative|\w+) director|director|business (?:manager|agent)|"
    r"treasurer|official|organizer|steward|delegate|lobbyist)"
)
_OFFICER_BEFORE = re.compile(
    rf"(?:\b(?:whose|its|their|the (?:union|local|federation|lodge|guild|council|association|chapter)['’]s)\s+(?:[\w-]+\s+){{0,3}}?{_OFFICE},?\s+|"
    rf"\b(?:union|local|federation|lodge|guild|labor)\s+{_OFFICE}\s+|"
    r"\b(?:union|local|federation|lodge|guild|council|brotherhood|association)s?,?\s+(?:led|headed|run|chaired)\s+by\s+)\Z",
    re.IGNORECASE,
)
_OFFICER_AFTER = re.compile(
    rf",\s+(?:(?:who\s+is|now)\s+)?(?:its|their|whose|the (?:union|local|federation|lodge|guild|council|association|chapter)['’]s)\s+(?:[\w-]+\s+){{0,3}}?{_OFFICE}\b",
    re.IGNORECASE,
)
_BETWEEN_UNION_AND_NAME = re.compile(rf"\)?(?:['’]s?)?\s+(?:[\w-]+\s+){{0,3}}?{_OFFICE}\s+\Z", re.IGNORECASE)
_BETWEEN_NAME_AND_UNION = re.compile(
    rf",\s+(?:(?:the|an?|who\s+is|who\s+was|then|its)\s+)*(?:who\s+(?:leads|heads|runs)|(?:[\w-]+\s+){{0,3}}?{_OFFICE}\s+(?:of|at|for|with))\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_ELECTIVE = frozenset(
    """mayor governor gov sen senator rep representative congressman congresswoman councilman councilwoman councilmember
    councilor councillor council coun alderman alderwoman ald sheriff treasurer comptroller auditor assemblyman
    assemblywoman assemblymember commissioner supervisor delegate del lawmaker prosecutor attorney incumbent""".split()
)
_CHAMBER = frozenset("majority minority senate house democratic republican gop".split())
_PARTISAN = frozenset("democrat democratic republican gop libertarian green independent socialist labour tory".split())
_TAGGED = re.compile(
    r"\s?(?:\(|,\s)[DRIL](?:\)|-[A-Z]|,\s)|,\s(?:an?|the)\s(?:[\w-]+\s){0,2}?(?:Democrat|Republican|Libertarian|Green)\b"
)
# "Reps. Ann Roe, D-Calif., and Al Poe": one title for both
_TITLED_TOGETHER = re.compile(r"\b(?:Reps|Sens|Govs)\.\s(?:[A-Z][\w.’'-]*,?\s|and\s)*$")
_TITLE_REACH = 90
_JUDICIAL = guarded(
    r"\b(?:judicial|(?:supreme|superior|appeals|appellate|commonwealth|circuit|district|county|probate) courts?|judges?|judgeship|bench)"
    r"(?:['’]s?)? (?:elections?|races?|primar(?:y|ies)|candidates?|seats?|campaigns?|contests?|retention|runoffs?)\b|"
    r"\b(?:candidates?|election|elections|running|ran|runs?|race|races|campaign|bid) (?:for|to)(?! (?:keep|block|stop|confirm|put|get|pack|remake|reshape)\b) (?:[\w.'’-]+ ){0,5}?(?:courts?|judges?|justice|bench)\b|"
    r"\belect(?:ed|ing|s)? (?:[\w.'’-]+ ){0,4}?(?:judges?|justices?)\b",
    re.IGNORECASE,
)
_REACH = 90  # characters around a name within which it is introduced


@dataclass(slots=True)
class Roles:
    """Roles by person id, each a noun with the words before it, all lower case; officers of unions by person id."""

    by_person: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)
    officers: frozenset[str] = frozenset()

    def party(self, person_id: str) -> str | None:
        """Return the party by which the article introduces a person: D or R."""
        for noun, words in self.by_person.get(person_id, ()):
            for word in (noun, *sorted(words)):
                if word in PARTY_WORDS:
                    return PARTY_WORDS[word]
        return None

    def has(self, person_id: str, noun: str, words: Iterable[str] = ()) -> bool:
        """Tell whether the article introduces a person as `noun`, with all of `words` told too."""
        told = self.by_person.get(person_id, ())
        everything = {word for role, before in told for word in (role, *before)}
        return noun in everything and everything.issuperset(words)


def roles_of(doc: Doc, people: ArticlePeople) -> Roles:
    """Return the roles that `doc` tells of its persons, kept on the Doc from the first call on."""
    known: Roles | None = doc.user_data.get("unionwire_roles")
    if known is not None:
        return known
    text = text_of(doc)
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for mention in people.mentions:
        if mention.form == "description":
            continue
        span = doc[mention.start : mention.end]
        before = text[max(0, span.start_char - _REACH) : span.start_char].rpartition("\n")[2]
        after = text[span.end_char : span.end_char + _REACH]
        roles = found.setdefault(mention.person_id, [])
        match = _AFTER.match(after)
        # "Roe, the incumbent's rival" is no incumbent
        if match and after[match.end() : match.end() + 2] not in {"'s", "’s"}:
            roles.append(_role(match))
        introduced = _last_role(before)
        if introduced and (introduced.group("comma") is None or introduced.group("det")):
            roles.append(_role(introduced))
        if _CHALLENGES.match(after) or _BY_CHALLENGER.search(before):
            roles.append(("challenger", frozenset()))
        if _CHALLENGED.search(before) or _IS_CHALLENGED.match(after):
            roles.append(("incumbent", frozenset()))
        if held := _AGAIN_AS.match(after):
            roles.append((held.group(1).lower(), frozenset()))
        if home := _HOME.match(after):
            roles.append((_BY_LETTER[home.group(1)], frozenset(home.group(2).lower().split())))
        if _AGAIN.match(after) and " against " not in after and "opponent" not in before:
            roles.append(("incumbent", frozenset()))
    roles_found = Roles(found, _officers(doc, people))
    doc.user_data["unionwire_roles"] = roles_found
    return roles_found


def judicial_race(doc: Doc) -> bool:
    """Tell whether `doc` speaks of the election of judges, so that one who is opposed or beaten stands in a race."""
    known: bool | None = doc.user_data.get("unionwire_judicial")
    if known is None:
        known = doc.user_data["unionwire_judicial"] = _JUDICIAL.search(text_of(doc)) is not None
    return known


_OUSTED = re.compile(r"\b(?:oust|unseat|toppl|upset)|\b(?:primary|runoff|election|points|seat)\b")


@dataclass(slots=True)
class Standing:
    """Ids of persons whom the article introduces by a party, by a party or an elective office, and by such an office.

    `aside` are officers of unions, staff, and the dead: no contestants.
    """

    party: set[str] = field(default_factory=set)
    elective: set[str] = field(default_factory=set)
    elected: set[str] = field(default_factory=set)
    aside: set[str] = field(default_factory=set)
    leaders: set[str] = field(default_factory=set)  # of a chamber: aside, too, but for the loss of their own seats
    experts: set[str] = field(default_factory=set)  # quoted for what they know, or appointed where nobody votes

    def aside_of(self, told: str) -> set[str]:
        """Return who is no contestant in what a frame read: voters, no vote of the chamber, oust its leaders."""
        return self.aside - self.leaders if _OUSTED.search(told) else self.aside


def standing_of(doc: Doc, people: ArticlePeople) -> Standing:
    """Return who is introduced by a party or an elective office ("Democrat Ann Roe", "Rep. Roe", "Roe (R)").

    Kept on the Doc from the first call on.
    """
    known: Standing | None = doc.user_data.get("unionwire_standing")
    if known is not None:
        return known
    roles = roles_of(doc, people)
    text = text_of(doc)
    found = Standing(aside=set(roles.officers))
    for person in people.people.values():
        words = {word for title in person.titles for word in title.split()}
        if words & _PARTISAN or roles.party(person.person_id):
            found.party.add(person.person_id)
        if words & _ELECTIVE or roles.has(person.person_id, "incumbent"):
            found.elected.add(person.person_id)
        # whoever leads a chamber acts for it; leaders of parties are told elsewhere
        leads = "leader" in words and words & _CHAMBER
        on_bench = words & {"judge", "justice"} and "former" not in words and not judicial_race(doc)
        if person.staff or person.late or leads or on_bench:
            found.aside.add(person.person_id)
        if leads and not (person.staff or person.late):
            found.leaders.add(person.person_id)
        if person.expert or person.appointee or person.donor:
            found.experts.add(person.person_id)
    for mention in people.mentions:
        if mention.form == "full" and _TAGGED.match(text, doc[mention.end - 1].idx + len(doc[mention.end - 1])):
            found.party.add(mention.person_id)
        if _TITLED_TOGETHER.search(text, max(0, doc[mention.start].idx - _TITLE_REACH), doc[mention.start].idx):
            found.elected.add(mention.person_id)
    found.elective = found.elected | found.party
    doc.user_data["unionwire_standing"] = found
    return found


def _last_role(before: str) -> re.Match[str] | None:
    """Match the role right before a name, from the nearest sentence mark on."""
    near = before[-_ROLE_REACH:]
    if not near[-1:].isspace() or not (_ROLE_TOLD.may_match(near) or "mp" in near.lower()):
        return None  # no role stands there
    start = max(before.rfind(mark) for mark in (". ", "; ", ": ", "“", '"')) + 1
    return _BEFORE.search(before, max(start, len(before) - _ROLE_REACH))


def _role(match: re.Match[str]) -> tuple[str, frozenset[str]]:
    words = match.group("mods").lower().replace("’", "'").split()
    return match.group("noun").lower(), frozenset(word.removesuffix("'s") for word in words)


def _officers(doc: Doc, people: ArticlePeople) -> frozenset[str]:
    """Return the persons whom the article names as officers or spokesmen of unions."""
    text = text_of(doc)
    unions: list[Span] = sorted(doc.spans.get(UNIONS, ()), key=lambda span: span.start)
    found = {m.person_id for m in people.mentions if _by_words(text, doc[m.start : m.end])}
    cursor = 0
    named = [m for m in people.mentions if m.form != "description"]
    for union in unions:
        while cursor < len(named) and named[cursor].end < union.start - 20:
            cursor += 1
        for mention in named[cursor : cursor + 8]:
            if mention.start > union.end + 12:
                break
            if _joined(text, doc, mention, union):
                found.add(mention.person_id)
    return frozenset(found)


def _by_words(text: str, name: Span) -> bool:
    before = text[max(0, name.start_char - _REACH) : name.start_char]
    return (
        _OFFICER_BEFORE.search(before) is not None
        or _OFFICER_AFTER.match(text, name.end_char, name.end_char + _REACH) is not None
    )


def _joined(text: str, doc: Doc, mention: NameMention, union: Span) -> bool:
    """Tell whether only an office stands between a name and a union."""
    name = doc[mention.start : mention.end]
    if union.end_char <= name.start_char:
        return _BETWEEN_UNION_AND_NAME.match(text[union.end_char : name.start_char]) is not None
    return _BETWEEN_NAME_AND_UNION.match(text[name.end_char : union.start_char]) is not None
