"""What an article says of races, beyond the frames: is it about one, for which offices, and who is told to be in one."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from unionwire.link.people import NATIONAL, Candidacy, Person
from unionwire.nlp.candidate_cues import Cues
from unionwire.nlp.candidate_names import ArticlePeople, NameMention
from unionwire.nlp.candidate_shapes import TITLES
from unionwire.nlp.extensions import text_between, text_of
from unionwire.nlp.qualifiers import qualifiers_of
from unionwire.prefilter import Guarded, guarded

# An article that uses this many words of elections is read as one about a race
RACE_WORDS = 2
SEASON_DAYS = 270  # before the vote in which a state's race is news
AFTER_DAYS = 30  # after the vote in which a name still tells of the run
PRESIDENT_DAYS, VICE_DAYS = 365, 120  # before the vote from which a sitting president or vice president is a candidate
CYCLE_REACH = 10  # tokens around a name in which the year or a word of its candidacy tells of it ("Roe in 2008")
YEAR_REACH = 25  # tokens after a name in which the year of its candidacy tells of it where nobody else stands between
BACKED_REACH = 8
_CONTEST = re.compile(
    r"\b(?:race|races|re-?election|elections?(?!-year)|primary|midterms?|ballot|polls?|polling|dead heat|contest|challengers?|opponent|rival|seat|campaign|candidates?|nominee"
    r"|political life|toss-?up|front-?runner|vulnerable|battleground|unseat|oust|landslide|runoff|ahead|trail(?:s|ing)|leads)\b|"
    r"\bleading (?:in|by)\b|\b(?:up|down) \d+ points?\b"
)
# Campaigns that nobody runs for an office
_OTHER_CAMPAIGN = guarded(
    r"\b(?:whisper|smear|bombing|military|air|publicity|lobbying|pressure|marketing|advertising|media|relations|awareness|"
    r"capital|organizing|corporate|boycott|disinformation|petition|education) campaigns?\b"
)
# Words of standing for office that a negation can deny
_STANDING = re.compile(r"\b(?:candidate|running|run|ran|runs|seeking|seek|seeks|sought|candidacy|ballot)\b")
_OPEN = re.compile(
    r"(?:\bnot|n't|\bnever|\brefus\w+|\bdeclin\w+)\b[^.;]{0,12}\b(?:rul(?:ed?|es|ing) out|clos(?:ed?|ing) the door|shut the door)\b|"
    r"(?:\bnot|n't|\bnever|\brefus\w+|\bdeclin\w+|\byet)\b[^.;]{0,8}\bsay(?:ing)? (?:if|whether)\b"
)
_DENYING = frozenset({"negated", "denied", "refused", "ended"})
_GOVERNING = frozenset(
    "administration administrations era presidency government department cabinet appointee appointees nlrb epa justice labor".split()
)
# Whoever endorses is named before the race that follows: "endorsements from Roe, Poe and Doe for mayor"
_ENDORSER = re.compile(
    r"\b(?:endorse(?:d|ments?)|backed|backing|supported|support|blessing|nods?) (?:[\w,'-]+ ){0,3}?(?:by|from|of) [^;.:]*$"
)
CONTEST_REACH = 12  # tokens around a name in which a word of its race must stand
_OFFICE_RACE = {
    "governor": re.compile(
        r"\b(?:governor(?:'s|\u2019s|s'|s\u2019)? race|race for governor|gubernatorial|run for governor)\b"
    ),
    "senate": re.compile(r"\bsenat(?:e|orial) (?:race|primary|election|campaign|contest|seat)\b"),
    "mayor": re.compile(r"\b(?:mayor(?:'s|\u2019s)? race|race for mayor|mayoral)\b"),
}
_ABOUT = guarded(r"\bdebates?\b|\bpresidential\b")
# A sentence that tells of a national candidate's old campaign
_TOLD = re.compile(
    r"\b(?:(?:presidential|democratic|republican|gop|party's|primary|vice presidential) (?:nominee|nomination|candidate|"
    r"campaign|primar(?:y|ies)|ticket|bid|contender|hopeful|race|run)|general election|caucuses|(?:iowa|nevada|precinct|party|presidential|nominating) caucus|caucus-?go\w+|"
    r"won re-?election|"
    r"campaign manager|defeat(?:ing|s)?\b|lost to|losing to|(?:voted|votes?) for(?! ?,| (?:it|them|this|that|(?:the|a|an|his|her) (?:\w+ )?(?:bill|law|plan|measure|resolution|act|amendment|war|tax|deal|treaty|package|budget))\b)|electoral college|stump speech(?:es)?)\b"
)
# Beside words of elections: what places whoever runs for president in the race
_PLACED = guarded(
    r"\bdebates?\b|\bpresidential\b|\b(?:runs?|running|ran) for\b|\bendors|\b(?:his|her|a) bid\b|"
    r"\b(?:democrats|republicans|democratic field)\b|\b(?:rival|opponent|front-?runner|white house|iowa|new hampshire)\b|"
    r"\b(?:vote|votes|voting|voted)(?: \w+)? for\b|\bstump|\bsupporters?\b"
)
NOMINEE_DAYS = 180  # before the vote from which a nominee for president is known
PLACED_REACH = 1  # sentences beside its own in which a person is placed in a race
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
    r"\b(?:presidential (?:nominee|candidate|campaign|race|election|bid)|nominee\b(?! (?:for|to)\b)|nomination(?! (?:of|to)\b)|general election|"
    r"(?:19|20)\d\d (?:election|campaign|race)|standard-bearer)\b"
)
# Words right after, or right before, the name of one who once ran for president, which tell of that race alone
_RAN_AFTER = re.compile(
    r"[^\w,.;]*(?:['\u2019]s?)? ?(?:(?:19|20)\d\d |failed |losing |winning |ill-fated |doomed |insurgent |quixotic |crushing |"
    r"narrow |stunning |historic |first |second |own |presidential ){0,3}(?:landslide|camps?\b(?! david)|campaigns?\b(?! (?:finance|for|against|of))|candidac(?:y|ies)|"
    r"election\b(?! (?:law|reform))|re-?election|electoral|insurgency|defeat\b|loss\b(?! of)|rout\b|delegates|presidential (?:bid|run|race|quest|hopes)|"
    r"(?:swept|carried|lost|won|took) (?:(?:all but )?(?:\d+|[a-z]+|forty-\w+) states|the (?:state|south|county|city|white house|presidency|"
    r"election|nomination|primary|popular vote|electoral college)|in a landslide|by (?:a landslide|\d+ points|\d+ percent))|"
    r"(?:narrowly |easily |handily )?(?:lost|won|ran|crushed|trounced|beat|defeated)(?=\.|,|;|$| (?:him|her|in (?:19|20)\d\d|to|again|there|here|that year|twice)\b))"
    r"|(?: and [\w\u2019'. -]{3,25})? (?:camps|campaigns|forces)\b| and [\w\u2019'-]{3,20} (?:both )?(?:lost|won|ran|carried)\b"
)
_RAN_BEFORE = re.compile(
    r"\b(?:elected|electing|nominated|nominating|voted for|crushed|trounced|defeated|beat|canvassed for|volunteered for|"
    r"walked precincts for|lost to|losing to|election of|re-election of|nomination of|candidacy of|defeat of|(?:went|voted) for|stumped for)"
    r"(?: (?:then-)?(?:sen\.?|gov\.?|president|mr\.?|senator|governor))?\s*$"
)
# "since Roe", "than Roe in 1984", not "since Roe resigned"
_SINCE = re.compile(r"\b(?:since|than)(?: (?:then-)?(?:sen\.?|gov\.?|president|mr\.?))?\s*$")
_SINCE_AFTER = re.compile(r"\s*(?:$|[.,;]| in (?:19|20)\d\d| (?:won|lost|ran|carried|beat|did)\b)")
AFTER_REACH = 8  # tokens after a name in which its race is told
_PERSONAL = re.compile(r"candidate|nominees?|standard-bearer")
_VOTED = re.compile(
    r"\b(?:elect|re-?elect|campaign|race|primar|caucus|nomin|candidat|ballot|vot(?:e|ing)|endors|back(?:s|ed|ing)\b|support|"
    r"w[oi]n(?:s|ning)?\b|lost\b|los(?:e|ing)\b|ran\b|run(?:ning)?\b|carried|beat|defeat|poll|ticket|bid\b|debat|fac(?:ed?|ing) off|pick|cho(?:se|ice)|victor|white house|\bdon(?:or|ation)|contribut|rais(?:ed?|ing)\b|turnout|percent|oppos|favou?r|prefer|reject|against|for [a-z]+ in)"
)


def about_race(doc: Doc, people: ArticlePeople, cues: Cues) -> bool:
    """Tell whether the article is about a race: its words say so, or an endorsement among those running does."""
    text = text_of(doc).lower()
    words = len(_ABOUT.findall(text)) + cues.race.count(text) - _OTHER_CAMPAIGN.count(text)
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
        if cues.race.count(text):
            office = cues.office(text)
            if office and office != "other":
                yield office


def contesting(doc: Doc, people: ArticlePeople) -> set[str]:
    """Registry persons in a state or city race of the season whom a sentence puts in a race.

    A word of races stands near the name, a rival for the same office in the sentence, or the sentence before speaks of
    the race for that office.
    """
    found: set[str] = set()
    if people.date is None or doc._.published is None:
        return found
    before = ""
    for sentence in doc.sents:
        text = _lowered(doc, sentence.start, sentence.end)
        running: dict[str, tuple[str | None, str]] = {}
        near: set[str] = set()
        for mention in people.between(sentence.start, sentence.end):
            person = people.people[mention.person_id]
            run = _in_season(person.registry, people.date) if person.registry else None
            if run is None or person.registry is None:
                continue
            low, high = mention.start - CONTEST_REACH, mention.end + CONTEST_REACH
            around = _lowered(doc, max(low, sentence.start), min(high, sentence.end))
            if _ENDORSER.search(_lowered(doc, sentence.start, mention.start)):
                continue
            running[person.person_id] = (run.place, run.office)
            told = _OFFICE_RACE.get(run.office)
            if _CONTEST.search(around) or (told and told.search(before)):
                near.add(person.person_id)
        races = Counter(running.values())
        found |= near | {p for p, race in running.items() if races[race] > 1}
        before = text
    return found


def denied(doc: Doc, at: int, matched: str) -> bool:
    """Tell whether the sentence of the person at token `at` denies the candidacy that a frame read in `matched`.

    "Roe is not a candidate", "Roe denied that she is running": not so "is not a strong candidate", "has never run
    before", "has not decided whether to run".
    """
    words = _STANDING.findall(matched)
    # "has not ruled out a run" denies the ruling out
    if not words or _OPEN.search(matched):
        return False
    same = [t for t in doc[at].sent if t.lower_ == words[-1]]
    if not same:
        return False
    trigger = min(same, key=lambda t: abs(t.i - at))
    children = {child.dep_ for child in trigger.children}
    if children & ({"amod", "compound", "relcl", "poss", "acl"} if trigger.lower_ == "candidate" else {"dobj"}):
        return False
    cues_of = [q for q in qualifiers_of(trigger) if q.cue.text.lower() != "never"]
    found = {q.category for q in cues_of}
    return bool(found & _DENYING) and not found & {"undecided", "question"}


def run_together(people: ArticlePeople, one: str, other: str) -> bool:
    """Tell whether two persons of the registry ran in one race by the article's date."""
    a, b = people.people[one].registry, people.people[other].registry
    if a is None or b is None:
        return False
    races = {(c.office, c.place, c.cycle) for c in a.candidacies if has_begun(c, people)}
    return any((c.office, c.place, c.cycle) in races for c in b.candidacies)


def in_the_race(person: Person, run: Candidacy, date: dt.date) -> bool:
    """Tell whether a national run is so much on at `date` that naming the person in an article on a race tells of it.

    Who governs meanwhile is named for that until the last months.
    """
    if not run.on(date) or (date - run.end).days > AFTER_DAYS:
        return False
    if person.sits("president", date):
        return (run.end - date).days <= PRESIDENT_DAYS
    if person.sits("vice_president", date):
        return (run.end - date).days <= VICE_DAYS or run.office == "president"
    return True


def nominated(person: Person, date: dt.date | None) -> bool:
    """Tell whether a person is in the last months of a general election at `date`, who is in the news for that alone.

    Whoever governs or comments before is often named for a law, a deal or a view.
    """
    if date is None:
        return False
    runs = (c for c in person.national() if (c.result or "").endswith("general"))
    return any(0 <= (c.end - date).days <= NOMINEE_DAYS for c in runs)


def placed(doc: Doc, people: ArticlePeople, race: Guarded) -> set[str]:
    """Persons whom a sentence places in a race: `race` words in it or in one beside it, or the company of other runners.

    Senators who sign a bill, or stand in a list of headlines, are named for that, though they run meanwhile.
    """
    sentences = [s for s in doc.sents if not text_between(doc, s.start, s.end).isspace()]
    others = _OTHER_CAMPAIGN.may_match(text_of(doc).lower())  # else no sentence is asked for them

    @functools.cache
    def told(n: int) -> bool:
        text = _lowered(doc, sentences[n].start, sentences[n].end)
        return race.count(text) + _PLACED.count(text) > (_OTHER_CAMPAIGN.count(text) if others else 0)

    found: set[str] = set()
    for n, sentence in enumerate(sentences):
        named = people.between(sentence.start, sentence.end)
        reach = range(max(0, n - PLACED_REACH), min(n + PLACED_REACH + 1, len(sentences)))
        if not found.issuperset(m.person_id for m in named) and any(map(told, reach)):
            found.update(m.person_id for m in named)
    return found


def only_governing(doc: Doc, people: ArticlePeople) -> set[str]:
    """Persons whom every mention names by their administration or time in office alone ("under President Roe")."""
    found: set[str] = set()
    others: set[str] = set()
    for mention in people.mentions:
        after = [t.lower_ for t in doc[mention.end : mention.end + 3] if t.lower_ not in {"'s", "\u2019s", "-"}]
        i = mention.start
        while i > 0 and doc[i - 1].lower_ in TITLES:
            i -= 1
        under = i > 0 and doc[i - 1].lower_ in {"under", "during", "since"}
        (found if under or (after and after[0] in _GOVERNING) else others).add(mention.person_id)
    return found - others


def told_of(doc: Doc, people: ArticlePeople) -> set[str]:
    """Registry persons named in a sentence that speaks of elections or of a year in which they ran."""
    told = set()
    today = people.date if people.date is not None and doc._.published is not None else dt.date.max
    for sentence in doc.sents:
        for mention in people.between(sentence.start, sentence.end):
            person = people.people[mention.person_id]
            runs = [c for c in person.registry.national() if has_begun(c, people)] if person.registry else []
            if not runs:
                continue
            low, high = mention.start - CYCLE_REACH, mention.end + CYCLE_REACH
            around = _lowered(doc, max(low, sentence.start), min(high, sentence.end))
            lost = any(c.result == "lost general" and c.office == "president" for c in runs)
            if lost and _recalled(doc, people, sentence, mention):
                told.add(person.person_id)
            before = _lowered(doc, max(mention.start - BACKED_REACH, sentence.start), mention.start)
            if _BACKED.search(before) and not _ON_POLICY.match(text_between(doc, mention.end, mention.end + 2).lower()):
                told.add(person.person_id)
            following = people.between(mention.end, sentence.end)
            limit = min([mention.end + YEAR_REACH, sentence.end, *(m.start for m in following[:1])])
            reached = around + _lowered(doc, mention.end, limit)
            dated = any(
                told in reached
                for c in runs
                for told in (str(c.cycle), f"'{c.cycle % 100:02}", f"\u2019{c.cycle % 100:02}")
            )
            after = _lowered(doc, mention.end, min(mention.end + AFTER_REACH, sentence.end))
            lead = _lowered(doc, max(mention.start - 3, sentence.start), mention.start)
            over = any(c.office == "president" and c.end < today for c in runs)
            since = _SINCE.search(lead) is not None and _SINCE_AFTER.match(after) is not None
            over = over and "confirm" not in after
            if over and (
                since or _RAN_AFTER.match(after) or (_RAN_BEFORE.search(lead) and not _ON_POLICY.match(after))
            ):
                told.add(person.person_id)
            if _TOLD.search(around) or (dated and _VOTED.search(_lowered(doc, sentence.start, sentence.end))):
                told.add(person.person_id)
    return told


def _recalled(doc: Doc, people: ArticlePeople, sentence: Span, mention: NameMention) -> bool:
    """Tell whether a sentence recalls the race of a nominee: a noun for a candidate means whom it stands nearest."""
    for match in _RACE_TOLD.finditer(_lowered(doc, sentence.start, sentence.end)):
        if not _PERSONAL.search(match.group()):
            return True
        at = doc[sentence.start].idx + match.start()
        near = min(
            people.between(sentence.start, sentence.end),
            key=lambda m: min(abs(doc[m.start].idx - at), abs(doc[m.end - 1].idx - at)),
        )
        if near.person_id == mention.person_id:
            return True
    return False


def _lowered(doc: Doc, start: int, end: int) -> str:
    """The text of tokens `start:end` in lower case, cut from the Doc's text instead of joined from its tokens."""
    return text_between(doc, start, end).lower()


def _in_season(person: Person, date: dt.date) -> Candidacy | None:
    """Return the run for a state's or city's office that is decided within nine months, or was in the last two weeks."""
    local = [c for c in person.candidacies if c.office not in NATIONAL and c.office != "party_chair"]
    runs = [c for c in local if -14 <= (c.end - date).days <= SEASON_DAYS]
    return min(runs, key=lambda c: (c.end, c.office), default=None)


def has_begun(candidacy: Candidacy, people: ArticlePeople) -> bool:
    """Tell whether a run had begun by the article's date; without a date, any had."""
    return people.date is None or candidacy.begun(people.date)
