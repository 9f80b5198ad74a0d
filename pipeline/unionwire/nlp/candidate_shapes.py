"""What a personal name looks like, token by token: titles, short forms, and what only looks like a name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import SUFFIXES, Person, person_slug
from unionwire.nlp.candidate_flat import OPENERS, acts, alone, closes
from unionwire.nlp.candidate_given import CALENDAR, WORDS_AS_NAMES, calendar_surname, given_names, known_given
from unionwire.nlp.candidate_overlooked import NAMED_AFTER, before_a_name, by_party_noun, overlooked
from unionwire.nlp.extensions import is_flat, text_of, words_of_doc

HONORIFICS = {
    "mr": "m", "mr.": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "sir": "m", "dr": "", "dr.": "",
}  # fmt: skip
TITLES = frozenset(
    """sen sen. senator senators sens sens. rep rep. reps reps. representative representatives congressman
    congresswoman congressmen gov gov. governor governors govs. mayor mayors president presidents vice secretary
    ex-president ex-gov. ex-mayor assemblyman assemblywoman assemblymember alderman alderwoman ald. ald councilman
    councilwoman councilmember councillor council member members commissioner comptroller treasurer attorney general
    state city county speaker leader majority minority chairman chairwoman chair judge justice justices sheriff delegate del. del
    lt. lt lieutenant gen. gen col. capt. pastor reverend rev. rev professor prof. rabbi prosecutor
    prime minister premier chancellor former then then-sen then-sen. then-president then-gov. then-senator then-candidate ex late
    fellow incumbent democrat republican democratic gop independent libertarian u.s. us federal borough
    auditor legislator undersheriff selectman selectwoman freeholder supervisor assessor coroner
    coun. coun cllr. cllr sgt. sgt capt maj. cmdr. supt. cpl. atty. hon. controller
    widow widower businessman businesswoman activist lawyer developer billionaire veteran ambassador first lady""".split()
) | frozenset(HONORIFICS)
# NER labels under which the models file surnames by mistake
_MISFILED = frozenset({"", "PERSON", "ORG", "GPE", "NORP", "PRODUCT", "LOC", "WORK_OF_ART", "EVENT", "FAC"})
_NO_NAME = frozenset({"said", "says", "who", "that", "this", "campaign", "administration", "supporters", "inc.", "inc"})
_BEFORE_NAME = frozenset(
    """minister premier president chancellor sen. rep. gov. senator representative congressman congresswoman governor mayor mr. mrs. ms. councilman
    councilwoman alderman council speaker comptroller sheriff secretary leader candidate nominee challenger rival opponent incumbent democrat republican
    democrats republicans libertarians incumbents challengers nominees sens. reps. govs. dr. auditor treasurer legislator undersheriff selectman selectwoman freeholder supervisor commissioner assessor coroner
    councilmember councilor councillor assemblyman assemblywoman assemblymember ald. cllr. cllr delegate judge clerk
    executive prosecutor staffer organizer businessman businesswoman lawyer attorney""".split()
)
_AFTER_NAME = frozenset({"'s campaign", "'s bid", "'s candidacy", "'s opponent", "'s rival", "campaign manager"})
NOT_A_NAME = frozenset(
    """the a an and or of in on for to at by with from this that these those it he she they his her their senate
    house council board committee party union unions local department court district congress white new north south
    east west san los general assembly national american united international federation association workers
    teachers por para clinton-kaine november january february march april may june july august september october december
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
_SIGLA = frozenset({"AG", "DA", "LG", "VP", "CEO", "MP", "MEP", "MSP", "MLA", "MPP", "TD"})  # offices before a name
NO_NAMES = TITLES | NOT_A_NAME
_PLAIN_SURNAMES = frozenset("white new north south east west house council board".split())
_OF_PARTY = re.compile(
    r",? of the (?:[A-Z][\w-]+ ){1,3}Party\b|, ?[DRI]-[A-Z][\w.]+(?: [A-Z][a-z]+\.?)?[,;.) ]|"
    r" ?\([DRI](?:-[A-Z][\w.]+(?: [A-Z][a-z]+\.?)?)?\)"
)
SURNAME = re.compile(r"[A-Z\u00c0-\u00de](?:[a-z\u00df-\u017f]{2,}|[a-z]{1,2}[A-Z][a-z]{2,}|['\u2019][A-Z][a-z]{2,})")
_INITIAL = re.compile(r"[A-Z]\.?")
_QUOTES = frozenset("\"\u201c\u2018'(")
_PARTICLES = frozenset("de la van von der den di del da al bin ibn el le du dos das ter y".split())
_PLACE_WORDS = frozenset("fort mount lake port cape new north south east west san santa los las".split())
_WORD = re.compile(r"[A-Za-z\u00c0-\u017f][\w'\u2019.-]*")
_PARTIES = frozenset(
    "labour greens tories conservatives liberals profit gael f\u00e1il f\u00e9in democrats party snp ndp".split()
)
_CLITICS = frozenset({"'s", "\u2019s", "'", "\u2019", "s"})
_TITLES_AND_OTHERS = TITLES | NOT_A_NAME

_PERSONAL = frozenset("campaign opponent rival bid candidacy supporters record behalf donors administration".split())
_TARGETING = frozenset(
    "support supporting against attack attacking back backing oppose opposing elect defeat endorse endorsed help accused".split()
)
_BRACKETED = re.compile(r"\[([A-Z][a-z]+)\] [A-Z][\w'\u2019-]+(?<!'s)(?<!\u2019s)")
_QUOTED = re.compile(
    r"\b[A-Z][\w'\u2019-]+ (?:[A-Z]\. )?[\"\u201c\u2018'](?:[A-Z][\w.'-]*)(?: [A-Z][\w.'-]*){0,2}[\"\u201d\u2019'] "
    r"[A-Z][\w'\u2019-]+(?<!'s)(?<!\u2019s)"
)


def quoted_nicknames(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield full names with a nickname in quotes between given and family name, or with the given name in brackets."""
    bracketed = (m for m in _BRACKETED.finditer(text_of(doc)) if m.group(1).lower() in given_names())
    for match in (*_QUOTED.finditer(text_of(doc)), *bracketed):
        span = doc.char_span(match.start(), match.end())
        inside = span is not None and taken.isdisjoint(range(span.start, span.end))
        if span is not None and inside and span[0].lower_ not in _TITLES_AND_OTHERS:
            yield span.start, span.end, span.text


def titled_families(doc: Doc, taken: set[int]) -> Iterator[int]:
    """Yield the tokens of surnames that an honorific alone introduces ("Ms. Roe")."""
    words = words_of_doc(doc, lower=True)
    for token in [doc[i] for i in range(1, len(words)) if words[i - 1] in HONORIFICS]:
        if token.i in taken or token.lower_ in _TITLES_AND_OTHERS:
            continue
        after = token.nbor(1) if token.i + 1 < len(doc) else None
        longer = after is not None and (
            after.text[:1].isupper()
            or after.text == "-"
            or (after.i not in taken and after.ent_iob_ == "I" and after.text not in _CLITICS)
        )
        if re.fullmatch(r"[A-Z][a-z\u00c0-\u017f'\u2019]{2,}(?:[A-Z][a-z]+)?", token.text) and not longer:
            yield token.i


_DASHED = re.compile(r"\s*(?:--+|[–—])\s*[A-Z][^\n]{60,}")  # the paragraph that goes on from a dateline


def credit(doc: Doc, ent: Span) -> bool:
    """Tell whether a name stands in a photo credit ("Jane Roe/AP")."""
    return (ent.end < len(doc) and doc[ent.end].text.startswith("/")) or "/" in ent.text


def datelined(doc: Doc, ent: Span) -> bool:
    """Tell whether a name is the place of a dateline: "MILL CREEK — Mayor Roe was endorsed ...", of no one named again."""
    text = text_of(doc)
    opens = not ent.start_char or text[ent.start_char - 1] == "\n"
    if not (opens and ent.text.isupper() and _DASHED.match(text, ent.end_char)):
        return False
    return len(re.findall(rf"\b{re.escape(ent[-1].text)}\b", text, re.IGNORECASE)) == 1


def shaped_names(doc: Doc, taken: set[int], known: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield names that NER missed: two or three capitalised words after a title, before a campaign or in a list of names.

    Without entities (an article that is not parsed), also those that begin with a given name.
    """
    flat = not doc.ents
    known = set(known)
    following = 0
    for place in [i for i, word in enumerate(words_of_doc(doc)[:-1]) if _may_be_of_name(word)]:
        if place < following or not _name_token(doc, place, taken, known):
            continue
        i = place
        # "Support Ann Roe", "Republicans Ann Roe": the word before the given name is none
        leads = i + 2 < len(doc) and known_given(doc[i + 1].text) and not known_given(doc[i].text)
        opens = doc[i].is_sent_start or not i or doc[i - 1].is_space
        kind = doc[i].lower_ in _BEFORE_NAME
        after_it = i + 3 if leads and _INITIAL.fullmatch(doc[i + 2].text) and i + 3 < len(doc) else i + 2
        if leads and ((flat and opens) or kind) and _name_token(doc, after_it, taken, known):
            i += 1
        elif opens and doc[i].lower_ in OPENERS - WORDS_AS_NAMES:
            continue
        j = i
        while j < len(doc) and _name_token(doc, j, taken, known) and (j == i or doc[j - 1].whitespace_ == " "):
            j += 1
            # "Ann B Roe"
            if j == i + 1 and j + 1 < len(doc) and _INITIAL.fullmatch(doc[j].text) and known_given(doc[i].text):
                j += _name_token(doc, j + 1, taken, known)
        j += _plain_surname(doc, i, j, taken, known)
        # "Ann Roe-Poe"
        if j - i > 1 and j + 1 < len(doc) and doc[j].text == "-" and not doc[j - 1].whitespace_ + doc[j].whitespace_:
            j += 2 * bool(SURNAME.fullmatch(doc[j + 1].text) and j + 1 not in taken)
        j += calendar_surname(doc, i, j, _BEFORE_NAME)
        hyphened = 2 * any(t.text == "-" for t in doc[i:j])
        if 2 <= j - i - hyphened <= 3:
            before = doc[i - 1].lower_ if i else ""
            after = " ".join(t.lower_ for t in doc[j : j + 2]).replace("\u2019", "'")
            given = known_given(doc[i].text)
            grouped = doc[i].ent_type_ == "NORP" and not given
            titled = before in _BEFORE_NAME and not grouped and doc[i - 1].lower_ not in {"city", "state", "county"}
            party = before in _CLITICS and i > 1 and doc[i - 2].lower_ in _PARTIES
            listed = given and before in {",", "and", "or"} and i > 1 and (i - 2 in known or i - 2 in taken)
            # "his lone rival, Ann Roe"
            apposed = given and before == "," and i > 1 and doc[i - 2].lower_ in _BEFORE_NAME
            apposed = (
                apposed or (before == "," and by_party_noun(doc, i - 2)) or (flat and closes(doc, i, j, _BEFORE_NAME))
            )
            listed = listed or (given and before_a_name(doc, j))
            affiliated = _OF_PARTY.match(text_of(doc), doc[j - 1].idx + len(doc[j - 1])) is not None
            acting = flat and j < len(doc) and acts(doc, i, j, TITLES)
            known_by_shape = titled or party or listed or apposed or affiliated or acting
            named = given and doc[j - 1].lower_ not in NAMED_AFTER and (flat or overlooked(doc, i, j))
            if known_by_shape or named or after in _AFTER_NAME:
                known.update(range(i, j))
                yield i, j, doc[i:j].text
        following = j


def _plain_surname(doc: Doc, start: int, end: int, taken: set[int], known: set[int]) -> int:
    """Count the tokens from `end` on that are a surname which is a word of many names of bodies and places too: "Ann White".

    An initial may stand before it, "Ann B. White".
    """
    at = end + (end + 1 < len(doc) and _INITIAL.fullmatch(doc[end].text) is not None)
    if end - start != 1 or at >= len(doc) or doc[at].lower_ not in _PLAIN_SURNAMES or {at} & (taken | known):
        return 0
    joined = doc[at - 1].whitespace_ == " " and doc[at].text[:1].isupper() and known_given(doc[start].text)
    longer = at + 1 < len(doc) and doc[at + 1].text[:1].isupper() and doc[at].whitespace_ == " "
    return at + 1 - end if joined and not longer else 0


_MOST_WORDS = 65_536  # of which it is remembered whether they may be of a name
_NAME_WORD = re.compile(r"[A-Z][a-z'\u2019]+(?:[A-Z][a-z]+)?")


def _name_token(doc: Doc, i: int, taken: set[int], known: set[int]) -> bool:
    if i in taken or i in known or not _may_be_of_name(words_of_doc(doc)[i]):
        return False
    token = doc[i]
    # "Republican Ann Roe" filed as a group as a whole
    partisan = token.ent_type_ == "NORP" and token.ent_iob_ == "I"
    return partisan or token.ent_type_ not in {"PERSON", "NORP", "DATE", "EVENT", "LAW", "LOC", "FAC"}


@functools.lru_cache(maxsize=_MOST_WORDS)
def _may_be_of_name(word: str) -> bool:
    """Tell whether a word is spelt as a part of a name, and no title nor any other word that stands in none."""
    if not word[:1].isupper() or not _NAME_WORD.fullmatch(word):
        return False
    return word.lower() not in TITLES and word.lower() not in NOT_A_NAME


def clean_name(text: str) -> str:
    """Return a name without line breaks and editor's brackets."""
    words = [w for w in text.replace("[", "").replace("]", "").split() if w]
    return " ".join(words).strip(",;")


def merged_ids(names: list[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Ids by name: a two-word name that begins one longer name of the same article shares its id."""
    unique = list(dict.fromkeys(names))
    longer: dict[tuple[str, ...], tuple[str, ...]] = {}
    for words in unique:
        for size in range(2, len(words)):
            longer.setdefault(words[:size], words)
    return {words: person_slug(longer.get(words, words)) for words in unique}


def name_parts(doc: Doc, ent: Span, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Split a PERSON span at possessives and at what is taken, and trim titles, suffixes and punctuation."""
    part: list[int] = []
    for i in [*range(ent.start, ent.end), -1]:
        breaks = (
            i < 0
            or i in taken
            or doc[i].text in _CLITICS
            or doc[i].is_space
            or doc[i].text in {"\u2014", "--", ";", "|"}
        )
        if not breaks:
            part.append(i)
            continue
        if part:
            start, end = _trim(doc, part[0], part[-1] + 1)
            if start < end and _is_name(doc[start:end].text) and not before_county(doc, end):
                yield start, end
            part = []


def whole_name(doc: Doc, start: int, end: int, taken: set[int]) -> int:
    """Return where a name ends of which NER kept the given name only: the surname that the parse joins to it."""
    if end - start != 1 or end >= len(doc) or end in taken or doc[start].lower_ not in given_names():
        return end
    if calendar_surname(doc, start, end, _BEFORE_NAME):
        return end + 1
    joined = doc[start].dep_ == "compound" and doc[start].head.i == end and doc[start].whitespace_ == " "
    surname = re.fullmatch(r"[A-Z][a-z'\u2019]+(?:[A-Z][a-z]+)?", doc[end].text) and doc[end].lower_ not in TITLES
    # "Rick Snyder Hall" is no person
    longer = end + 1 < len(doc) and doc[end + 1].text[:1].isupper()
    apart = doc[end].ent_type_ == "" and doc[start].ent_type_ == "PERSON" and doc[start].whitespace_ == " "
    return (
        end + 1 if (joined or apart) and surname and not longer and doc[end].ent_type_ in {"", "DATE", "GPE"} else end
    )


def _is_name(text: str) -> bool:
    words = text.replace("[", "").replace("]", "").split()
    return (
        words[0].lower() not in _PLACE_WORDS
        and all(_WORD.match(w) or w[0] in _QUOTES for w in words)
        and all(w.lower() in _PARTICLES or not w[0].islower() for w in words)
    )


# Trades that open a sentence as if they were a given name: "Farmer Ann Roe"
_TRADES = frozenset(
    """farmer rancher physician surgeon doctor dentist nurse teacher educator attorney engineer entrepreneur executive
    banker economist author journalist consultant accountant architect pharmacist veterinarian paramedic firefighter
    retiree scientist philanthropist investor financier restaurateur realtor contractor electrician comedian actor
    actress organizer builder trucker welder""".split()
)


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and (
        doc[start].lower_ in TITLES
        # what opens a sentence before a name that NER takes it for: "As O'Roe's campaign grew"
        or (doc[start].is_sent_start and doc[start].lower_ in OPENERS - WORDS_AS_NAMES)
        or (end - start > 2 and doc[start].lower_ in _TRADES and known_given(doc[start + 1].text))
        or (end - start > 2 and doc[start].text in _SIGLA)
        or (end - start > 2 and doc[start].lower_ == "the")
        or (not _WORD.match(doc[start].text) and doc[start].text != "[")
    ):
        start += 1
    while start < end and (
        (end - start > 1 and doc[end - 1].lower_ in TITLES)
        or doc[end - 1].text in {",", ".", "-", "(", '"', "\u201c", "\u201d", ":"}
        or doc[end - 1].lower_ in _NO_NAME
    ):
        end -= 1
    return start, end


def before_county(doc: Doc, end: int) -> bool:
    """Tell whether a name that ends before token `end` is a county's ("Prince George's County")."""
    at = end + 1 if end < len(doc) and doc[end].text in _CLITICS else end
    return at < len(doc) and doc[at].text in {"County", "Parish"}


def inside_other_name(doc: Doc, end: int) -> bool:
    """Tell whether the tokens are part of a longer name of another kind ("the Bill Clinton Foundation")."""
    if before_county(doc, end):
        return True
    if end < len(doc) and doc[end].text[:1].isupper() and doc[end].ent_type_ in {"ORG", "FAC"}:
        return doc[end].ent_iob_ == "I" and doc[end].lower_.rstrip(".") not in SUFFIXES
    return False


def short_forms(
    doc: Doc, start: int, end: int, registry: Person | None, *, misspelt: bool
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the token sequences by which a full name at `start:end` is taken up again, each with its form."""
    tokens = [t for t in doc[start:end] if t.text not in {"[", "]"}]
    while len(tokens) > 1 and ((last := tokens[-1].lower_.rstrip(".,")) in SUFFIXES or not last):
        tokens.pop()
    starts = [k for k in range(1, len(tokens)) if tokens[k - 1].whitespace_ or tokens[k - 1].nbor(1).text == "]"]
    for k in starts:
        tail = tuple(t.text for t in tokens[k:])
        if misspelt or len(tail[0]) < 2 or tail[0].endswith(".") or not any(w[0].isupper() for w in tail):
            continue
        yield tail, "family"
        if tail[0][0].islower():
            yield (tail[0][0].upper() + tail[0][1:], *tail[1:]), "family"
    if registry:
        family = registry.family
        yield tuple(re.findall(r"[^\s-]+|-", family)), "family"
        for name in registry.nicknames:
            yield tuple(name.split()), "given"
    initials = "".join(w[0] for w in re.split(r"[\s-]+", doc[start:end].text) if w[:1].isupper())
    if len(initials) >= 3:
        yield (initials,), "family"
    # without entities, a given name alone is whoever's the registry knows by it
    if tokens and len(tokens[0].text) > 2 and tokens[0].whitespace_ and not is_flat(doc):
        yield (tokens[0].text,), "given"


def plausible(doc: Doc, start: int, end: int, form: str) -> bool:
    """Tell whether tokens that spell a known person's short name do name a person here."""
    first, last = doc[start], doc[end - 1]
    ent = first.ent_type_
    if first.lower_ in CALENDAR:
        return form != "given" and _calendar_person(doc, first)
    dated = ent == "DATE" and first.ent_iob_ == "B" and form != "given"  # "endorsed Roe weeks ago", filed as a time
    if ent not in _MISFILED and not dated:
        return False
    if form == "given" and is_flat(doc):
        return alone(doc, start, end)
    if form == "given" and (ent != "PERSON" or first.ent_iob_ == "I" or _ent_goes_on(doc, end)):
        return False
    before = doc[start - 1] if start else None
    # a ticket, "Roe/Poe", has two names
    if before is not None and first.ent_iob_ == "I" and before.lower_ not in TITLES and before.text != "/":
        # another full name of the family ("Jo Roe") is a mention of its own, "the Pell Roe Foundation" none at all
        if ent == "PERSON":
            inside = before.text[:1].isupper()
        else:
            inside = before.ent_type_ == ent and before.text not in {"[", "the"}
        if inside:
            return False
    if ent and ent != "PERSON" and _ent_goes_on(doc, end):
        return last.nbor(1).lower_ in {"administration", "campaign", "white", "'s", "\u2019s", "-"}
    if last.i + 1 < len(doc) and last.nbor(1).text[:1].isupper() and last.whitespace_ and not ent:
        return last.nbor(1).lower_ in TITLES or last.nbor(1).ent_type_ != ""
    return True


# Words after which "May" is a month
_WHEN = frozenset(
    """in last this next by since until till early late mid mid- on of from through before after during every each for and or to between
    - \u2013 / , april june""".split()
)


def _calendar_person(doc: Doc, token: Token) -> bool:
    """Tell whether the name of a day or month stands for the person who bears it: "Sunday's campaign", "to support Sunday"."""
    after = [t.lower_ for t in doc[token.i + 1 : token.i + 3]]
    before = doc[token.i - 1].lower_ if token.i else ""
    # the one month that is a common surname: no day or year follows, and no word before it tells when
    if token.text == "May" and before not in _WHEN and not (after and after[0][:1].isdigit()):
        return True
    if len(after) > 1 and after[0] in _CLITICS:
        return after[1] in _PERSONAL
    return before in _TARGETING or (token.dep_ in {"nsubj", "nsubjpass"} and bool(after) and after[0] != "is")


def _ent_goes_on(doc: Doc, end: int) -> bool:
    return end < len(doc) and doc[end].ent_iob_ == "I" and doc[end].text not in _CLITICS and doc[end].text[:1].isupper()
