"""Which finds stand: names that also mean something else need an article that speaks of the union.

How it decides. A form that needs context is kept where the article names the same union (or a body of it) without
doubt, where it stands beside a union word of its own, or in a list with other unions. A trade with a capital after
"the" ("the Roofers") is a proper name in running text, not in a headline. A trade in lower case needs a list, "union" or a
union's act after it. A foreign union's ambiguous name needs an article on that country, and an abbreviation whose letters
the article spells out otherwise ("Metropolitan Transportation Authority") is that other body's.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import Counter

import ahocorasick_rs

from unionwire.link.places import states_in
from unionwire.link.unions import registry
from unionwire.nlp.union_acts import acts_like_union, said_to_be_union
from unionwire.nlp.union_finds import LIST_GAP, Find
from unionwire.nlp.union_reach import called_a_union
from unionwire.nlp.union_shapes import union_words

_AFTER = re.compile(
    r"(?:\s*\))?['’]?s?\s+(?:[Uu]nions?|[Ll]ocals?|[Ll]odge|[Mm]embers?|[Pp]resident|[Oo]rganizers?|[Ll]eaders?|[Oo]fficials?|[Ss]pokes(?:man|woman)|[Bb]usiness\s+(?:agent|manager)|[Cc]ontract|[Hh]alls?|[Ii]nternational|[Tt]raining\s+(?:[Cc]enter|[Hh]all|[Ss]chool)|[Aa]pprentice\w*)\b"
)
_AFTER_ABBREVIATION = re.compile(
    r"['’]?s?\s+(?:unions?|[Ll]ocals?\s+\d|Lodge\s+\d|[Dd]istrict\s+(?:Lodge|Council)|members|(?:[A-Z][\w-]+\s+){0,2}(?:affiliates?|(?:state\s+)?chapters?))\b"
)
_BEFORE = re.compile(
    r"(?:\bunions?|\b(?:its|their|['’]s)(?:\s+\w+est)?\s+local(?=,)|\binternational(?=,)|\b[Ll]ocal \d+ of|\bmembers? of|\blocals? of|\bpresident of)(?:,| \(| like| such as)?\s+(?:the\s+)?$"
)
_BEFORE_ABBREVIATION = re.compile(
    r"(?:\bunions?|\b[Ll]ocal \d+ of|\blocals? of|\b(?:affiliates?|arm|branch|chapter) of|\baffiliated with|\bparent(?: union| organization)?(?=,)|\blocals? of|\bwhich belongs? to)(?:,| \(| like| such as)?\s+(?:the\s+)?$"
)
_PROPER = re.compile(r"(?:\b[Tt]he|\b[Mm]embers of|\b[Ll]ocals of)\s+$")
_THE = re.compile(r"\b[Tt]he\s+$")
_THE_POWERFUL = re.compile(
    r"\b[Tt]he\s+(?:(?:politically\s+)?(?:powerful|influential|giant|mighty|national|big|international|embattled|[\d.,]+(?:-million)?-member)\s+){0,2}$"
)
_LABOUR = re.compile(
    r"\b(?:[Uu]nion(?:s|ists?|ized)?\b(?!\s(?:address|Pacific|Square|Leader))|AFL-CIO|Local \d+|labou?r (?:leaders?|movement|council|federation|groups?)|"
    r"[Cc]ollective bargaining|bargain(?:s|ing) for|shop stewards?|picket|strikers?|(?:on|a|called a) strike)\b"
)
_COMMON_HEAD = re.compile(r"['’]?s?['’]?\s+(?:union|international|brotherhood)\b(?!\s+(?:members?|workers|officials))")
_UNION_BEHIND = re.compile(r"['’]?s?['’]?\s+union(?![\w-]|['’])(?!\s+(?:members?|workers|officials))")
_COMMON_ACT = re.compile(
    r"(?:,? (?:who|which))?(?: have| had| also| later| even){0,2} (?:endorsed|backed|are backing|are supporting|left the (?:federation|AFL)|came out for|went for|sat (?:it )?out|stayed neutral|rejoined)\b"
    r"|['’] (?:and (?:the )?[a-z]+(?: [a-z]+)?['’] )?(?:choice|endorsement|backing|pick|candidate|PAC|leadership|blessing)\b"
)
_COMMON_BEFORE = re.compile(
    r"\b(?:back(?:ed|ing|s)|endors\w+|support(?:ed|s|ing)?|neutral|stayed|stuck|sided|went|opposed|chose|picked)\b[^\n]{0,120}?[,.;]\s+(?:and\s+)?(?:as|so|nor)\s+(?:did|have|has|had|do|does|are|were)\s+the\s+$",
    re.IGNORECASE,
)
_OWNERS_BETWEEN = re.compile(r"^['’]\s(?:and|or)\s(?:the\s)?$")
# "32BJ SEIU, the building service workers, and District Council 37": the people of the first, said in between
_APPOSED_TRADE = re.compile(r"^,\s+(?:the|a|an)\s+[a-z][a-z’' -]{3,50}(?=,)")
_OF_PARENT = re.compile(r"\s+of\s+(?:the\s+)?")
_WORD = re.compile(r"[A-Za-z][\w'’-]{3,}")
_NEAR_PEOPLE = 250  # characters around an abbreviation in which its union's people are named
_HEADLINE_LENGTH = 150  # characters; a longer line is running text
_VERB_AFTER = re.compile(r"\s+(?:the|behind|against|around|for|our|us|people|voters|workers|them|with)\b")


@dataclasses.dataclass(frozen=True, slots=True)
class _Article:
    text: str
    sure: frozenset[str]
    speaks_of_labour: bool
    countries: frozenset[str]


def keep_in_context(finds: list[Find], text: str) -> tuple[list[Find], list[Find]]:
    """Split finds into those that stand and those whose form needs context that the article does not give."""
    article = _article(finds, text)
    others = _others_initials(finds, article)
    kept = [
        _bears_out(find, article) if find.needs_context else text[find.start : find.end] not in others for find in finds
    ]
    _keep_in_lists(finds, kept, text)
    _keep_before_parents(finds, kept, text)
    named = {find.union.union_id for find, keep in zip(finds, kept, strict=True) if keep and find.form != "common"}
    for i, find in enumerate(finds):
        repeats = find.union.union_id in named and find.form in {"name", "abbreviation", "trade"}
        if repeats and not kept[i] and not _reads_otherwise(find, article):
            kept[i] = True
    stand = [_with_head(find, text) for find, keep in zip(finds, kept, strict=True) if keep]
    refused = [find for find, keep in zip(finds, kept, strict=True) if not keep]
    fallen = [
        dataclasses.replace(find, union=find.fallback, rule="name.fallback", found_by="pattern", needs_context=False)
        for find in refused
        if find.fallback is not None
    ]
    refused = [find for find in refused if find.fallback is None and find.form != "common"]
    return sorted(stand + fallen, key=lambda find: find.start), refused


def _keep_before_parents(finds: list[Find], kept: list[bool], text: str) -> None:
    """Keep a weak shape that a union stands behind as the whole: "the Boston Metro Area Local of the X"."""
    starts = {find.start for find, keep in zip(finds, kept, strict=True) if keep and find.union.in_registry}
    for i, find in enumerate(finds):
        of_parent = _OF_PARENT.match(text, find.end) if find.form == "weak" and not kept[i] else None
        if of_parent is not None and of_parent.end() in starts:
            kept[i] = True


def _with_head(find: Find, text: str) -> Find:
    """Let a common trade take in its head, so that the whole of "steelworkers' union" is the mention."""
    head = _UNION_BEHIND.match(text, find.end) if find.form == "common" else None
    return dataclasses.replace(find, end=head.end()) if head else find


def _article(finds: list[Find], text: str) -> _Article:
    sure = {find.union.union_id for find in finds if not find.needs_context}
    sure |= {find.union.parent_union_id or "" for find in finds if not find.needs_context}
    countries = set(countries_of(text))
    countries |= {
        find.union.country or "" for find in finds if not find.needs_context and find.union.country not in {None, "US"}
    }
    return _Article(text, frozenset(sure), bool(sure - {""}) or bool(_LABOUR.search(text)), frozenset(countries))


@functools.lru_cache(maxsize=1)  # asked for twice of each article
def countries_of(text: str) -> frozenset[str]:
    """Return the codes of the foreign countries in which a text plays: it names two things of each."""
    patterns, automaton, codes = _countries()
    there = {place for place, _, _ in automaton.find_matches_as_indexes(text, overlapping=True)}
    named = Counter(code for place in there for code in codes[place])
    return frozenset(code for code, told in named.items() if told > 1 and _counts(patterns[code], text, 2))


def _others_initials(finds: list[Find], article: _Article) -> frozenset[str]:
    """Return the initials that the article spells out as another body's and never as a union's."""
    spelt = {find.union.union_id for find in finds if find.form != "abbreviation"}
    others = set()
    read: set[tuple[str, str]] = set()  # an article may name a union a thousand times
    for find in finds:
        letters = article.text[find.start : find.end]
        plain = not find.needs_context and find.form == "abbreviation" and find.union.union_id not in spelt
        if plain and len(letters) > 2 and (letters, find.union.name) not in read and letters not in others:
            read.add((letters, find.union.name))
            if _reads_otherwise(find, article):
                others.add(letters)
    return frozenset(others)


def _bears_out(find: Find, article: _Article) -> bool:
    text = article.text
    if find.form == "common":
        return _common_stands(find, article)
    if find.form == "weak":
        return bool(_LABOUR.search(text, max(0, find.start - 400), find.end + 400))
    if _reads_otherwise(find, article):
        return False
    if find.union.union_id in article.sure or _is_told(find, article):
        return True
    if find.union.country not in {None, "US"}:
        return not _VERB_AFTER.match(text, find.end) and (
            _is_abroad(find.union.country, article) or _acts_abroad(find, article)
        )
    if find.form == "abbreviation" and _is_of_its_time(find, text):
        return True
    if find.form == "abbreviation" and _is_word_in_capitals(find, article):
        return True
    if acts_like_union(find, text) and not in_headline(text, find.start) and _in_own_place(find, text):
        return True
    if find.form == "trade":
        return _beside_union_word(find, text) or _is_proper(find, article)
    if find.form == "abbreviation" and find.union.level == "local" and _people_near(find, text):
        return True
    return _beside_union_word(find, text) and _in_its_place(find, text)


def _is_told(find: Find, article: _Article) -> bool:
    """Tell whether an apposition calls a find a union, or its number stands beside the union that has such bodies."""
    numbered = find.union.parent_union_id in article.sure and _NUMBER.search(article.text, find.start, find.end)
    return bool(numbered or said_to_be_union(find, article.text)) and _in_its_place(find, article.text)


def _people_near(find: Find, text: str) -> bool:
    """Tell whether the words beside an abbreviation tell whose it is: "Dover teachers" near the Dover Teachers Union's."""
    people = re.sub(r"\s(?:Union|Association|Federation|Guild|Alliance|Society)$", "", find.union.name)
    if people == find.union.name or people.count(" ") < 1:
        return False
    window = text[max(0, find.start - _NEAR_PEOPLE) : find.end + _NEAR_PEOPLE].lower()
    return re.search(rf"(?<!\w){re.escape(people.lower())}(?!\w)", window.replace("’", "'")) is not None


def _is_abroad(country: str | None, article: _Article) -> bool:
    """Tell whether an article plays in a union's country; British unions organise in Ireland too."""
    return country in article.countries or (country == "GB" and "IE" in article.countries)


def _acts_abroad(find: Find, article: _Article) -> bool:
    """Tell whether a foreign union's initials stand beside what a union has, in a text on labour that names no state."""
    if find.form != "abbreviation" or not article.speaks_of_labour or in_headline(article.text, find.start):
        return False
    shown = acts_like_union(find, article.text) or _beside_union_word(find, article.text)
    return shown and not states_in(article.text)


def _is_of_its_time(find: Find, text: str) -> bool:
    """Tell whether "the CIO" may be a union of the past: the text names a year of the union's life."""
    entry = registry().get(find.union.union_id)
    if entry is None or entry.valid_to is None or not _THE.search(text, max(0, find.start - 6), find.start):
        return False
    first = entry.valid_from or "1850"
    return any(first[:4] <= year <= entry.valid_to[:4] for year in _YEARS.findall(text))


def _is_word_in_capitals(find: Find, article: _Article) -> bool:
    """Tell whether a word in capitals, in a text on labour, stands where a union does: "members of UNITE"."""
    text = article.text
    letters = text[find.start : find.end]
    if not (len(letters) > 3 and letters.isupper() and article.speaks_of_labour) or in_headline(text, find.start):
        return False
    after = _OTHER_UNIONS.match(text, find.end)
    return bool(after or _HOLDING.match(text, find.end) or _HOLDERS.search(text, max(0, find.start - 60), find.start))


_OTHER_UNIONS = re.compile(r",?\s+(?:and|or)\s+(?:several\s+|many\s+|some\s+)?other\s+(?:labor\s+)?unions\b")
_HOLDERS = re.compile(
    r"\b(?:[Mm]embers?|[Oo]rgani[sz]ers?|[Pp]resident|[Oo]fficials?|[Ll]eaders?|[Ss]tewards?|[Aa]ctivists?|[Ss]taffers?|[Rr]epresentatives?"
    r"|[Rr]epresented|[Oo]rgani[sz]ed|[Uu]nioni[sz]ed)\s+(?:of|with|from|for|by|in)\s+(?:the\s+)?$"
)
_HOLDING = re.compile(
    r"\s+(?:organi[sz]ing|political|research|communications|legislative|regional|national|international|bargaining|education)\s+(?:director|representative|coordinator|organi[sz]er)\b"
    r"|\s+(?:organi[sz]ers?|staffers?|shop stewards?|business agents?|negotiators?|bargaining team)\b"
)
_NUMBER = re.compile(r"\d")
_YEARS = re.compile(r"\b1[89]\d\d\b")


def _in_its_place(find: Find, text: str) -> bool:
    """Tell whether an article may speak of a body of one state: it names that state, or no state at all."""
    if find.union.level not in {"local", "regional"} or find.union.state is None:
        return True
    states = states_in(text)
    return not states or find.union.state in states


def _in_own_place(find: Find, text: str) -> bool:
    """Tell whether the initials of a body of one state stand in an article that names that state."""
    if find.form != "abbreviation" or find.union.level not in {"local", "regional"} or find.union.state is None:
        return _in_its_place(find, text)
    return find.union.state in states_in(text)


def _is_proper(find: Find, article: _Article) -> bool:
    """Tell whether a capitalised trade is a proper name: after "the", in a text on labour, outside headlines."""
    before = _PROPER.search(article.text, max(0, find.start - 14), find.start)
    return bool(before) and article.speaks_of_labour and not in_headline(article.text, find.start)


def _common_stands(find: Find, article: _Article) -> bool:
    if find.union.country not in {None, "US"}:
        stands = _THE.search(article.text, max(0, find.start - 6), find.start)
        return bool(stands) and find.union.union_id not in article.sure and _is_abroad(find.union.country, article)
    if "GB" in article.countries or "CA" in article.countries:
        return False
    if not article.sure - {""}:
        # alone in an article, only "the trade's union" is one
        return bool(_THE_POWERFUL.search(article.text, max(0, find.start - 60), find.start)) and bool(
            _COMMON_HEAD.match(article.text, find.end)
        )
    if find.union.union_id in article.sure:
        return False  # a short form of a union that is named: `shortforms` knows which body is spoken of
    trade = article.text[find.start : find.end]
    if any((entry := registry().get(union_id)) and trade in entry.workers for union_id in sorted(article.sure)):
        return False  # likewise of another union of that trade
    headed = _COMMON_HEAD.match(article.text, find.end) is not None
    if headed and _THE_POWERFUL.search(article.text, max(0, find.start - 60), find.start):
        return True
    if not _THE.search(article.text, max(0, find.start - 6), find.start):
        return False
    if _COMMON_BEFORE.search(article.text, max(0, find.start - 200), find.start):
        return True
    return headed or bool(_COMMON_ACT.match(article.text, find.end))


def _beside_union_word(find: Find, text: str) -> bool:
    before = text[max(0, find.start - 40) : find.start]
    if find.form == "name" and called_a_union(text, find.end):
        return True
    if find.form == "abbreviation":
        return bool(_AFTER_ABBREVIATION.match(text, find.end) or _BEFORE_ABBREVIATION.search(before))
    return bool(_AFTER.match(text, find.end) or _BEFORE.search(before))


def _reads_otherwise(find: Find, article: _Article) -> bool:
    """Tell whether an abbreviation is spelt out in the article as another body's, or belongs to another place."""
    if find.form != "abbreviation":
        return False
    letters = article.text[find.start : find.end].replace(".", "")
    if not (2 <= len(letters) <= 5 and letters.isalpha() and letters.isupper()):
        return False
    own = find.union.name.lower()
    for match in _spelt_out(letters).finditer(article.text):
        if " ".join(match.group().lower().split()) not in own and not _UNION_HEAD.search(match.group()):
            return True
    return False


_UNION_HEAD = re.compile(r"\b(?:Union|Workers|Association|Brotherhood|Federation|Guild|Teachers|Employees|Police)\b")


@functools.lru_cache(maxsize=256)
def _spelt_out(letters: str) -> re.Pattern[str]:
    """A run of capitalised words with these initials: NEA -> "National Endowment for the Arts"."""
    return re.compile(
        r"\b" + r"\s(?:(?:of|for|the|and|on|in|to)\s){0,2}".join(rf"{letter}[a-z]+" for letter in letters) + r"\b"
    )


def _keep_in_lists(finds: list[Find], kept: list[bool], text: str) -> None:
    """Keep nationals that stand beside a kept union in a list, working outwards in both directions."""
    for order in (range(1, len(finds)), range(len(finds) - 2, -1, -1)):
        for i in order:
            j = i - 1 if order.step > 0 else i + 1
            numbered = finds[i].union.level == "regional" and text[finds[i].end - 1].isdigit()
            fits = finds[i].union.level == "national" or numbered or finds[i].rule == "name.building-trades"
            if kept[j] and not kept[i] and fits and _listed(finds[i], finds[j], text):
                kept[i] = True


def _listed(find: Find, neighbour: Find, text: str) -> bool:
    first, second = sorted((find, neighbour), key=lambda one: one.start)
    weak = find.form == "weak" and find.rule != "name.building-trades"
    gap = _APPOSED_TRADE.sub("", text[first.end : second.start], count=1)
    if weak or not LIST_GAP.match(gap):
        return False
    if find.form != "common":
        return find.union.country in {None, "US"} or neighbour.union.country == find.union.country
    if neighbour.form == "common" and _OWNERS_BETWEEN.match(text[first.end : second.start]):
        return True
    # "the Dyers and painters of the town" are people; after a union's name "and the painters" are their union
    return neighbour.form != "common" and bool(_THE.search(text, max(0, find.start - 6), find.start))


def in_headline(text: str, position: int) -> bool:
    """Tell whether `position` lies in a line where most longer words have a capital, as in a headline."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : end if end >= 0 else len(text)]
    words = _WORD.findall(line)
    if line.isupper():
        return True
    capital = sum(word[0].isupper() for word in words)
    return len(line) <= _HEADLINE_LENGTH and len(words) >= 4 and capital >= 0.7 * len(words)


def _counts(pattern: re.Pattern[str], text: str, least: int) -> bool:
    found = set()
    for match in pattern.finditer(text):
        found.add(match.group())
        if len(found) >= least:
            return True
    return False


@functools.cache
def _countries() -> tuple[dict[str, re.Pattern[str]], ahocorasick_rs.AhoCorasick, list[list[str]]]:
    """By country code the words that place an article there; all such words in one automaton, and the codes of each."""
    rows = union_words()["countries"]
    patterns = {code: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b") for code, words in rows.items()}
    every = sorted({word for words in rows.values() for word in words})
    codes = [[code for code, words in rows.items() if word in words] for word in every]
    return patterns, ahocorasick_rs.AhoCorasick(every), codes
