"""Sentences as frames see them: lower-case text in which every person is one slot.

A sentence is rendered as lower-case text in which every person, titles and brackets included, is one slot
(`P0`, `P1`, ...); a clause whose subject stands apart from its verb is rendered once more with the two side by side.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from unionwire.link.people import SUFFIXES
from unionwire.nlp.candidate_groups import coordinated
from unionwire.nlp.candidate_names import ArticlePeople, NameMention
from unionwire.nlp.candidate_shapes import TITLES
from unionwire.nlp.extensions import text_of, words_of_doc, words_with_blanks

CANDIDATE_NOUNS = frozenset(
    """candidate candidates nominee nominees challenger challengers rival rivals opponent opponents contender contenders
    hopeful hopefuls aspirant aspirants bearer bearers counterpart front-runner frontrunner runner competitor competitors foe foes winner loser mate newcomer newcomers incumbents elect reelect
    re-elect elected reelected re-elected backed endorsed supported opposed""".split()
)
_LEFT_DEPS = frozenset({"compound", "amod", "nmod", "nummod", "det", "appos"})
_PRONOUNS = frozenset({"he", "she", "him", "his", "her", "hers"})
_APPOSED = re.compile(r"(P\d+), (?:(?:an?|the|his|her|its|their|our|former|then|now) [^,;:.]{1,70}|\d\d|D|R|[a-z-]+), ")
# "Roe, a nurse and backer of Poe who ran": the clause tells of the person described, unless a comma sets it off another
_DESCRIBED_WHO = re.compile(
    r"(P\d+), (?:\d\d, )?(?:an?|the|his|her|its|their|our|former|then|now|another|one) [^,;:.]{1,90}?(?:(?<!P\d)(?<!P\d\d),)? who "
)
# "has been publicly mulling a run": an adverb between an auxiliary and its verb
_MANNER = re.compile(
    r"\b(is|be|was|has|had|are|were|been|have|will|would|could|may|might|should) "
    r"(?!(?:only|likely|early|elderly|friendly|family|barely|nearly|hardly)\b)[a-z]{3,}ly (?=[a-z]+(?:ed|ing|en|n)\b)"
)
# "Roe sold cars for years and ran for mayor": of a subject at the head of its clause, what it does second
_SECOND = re.compile(
    r"(?:^\W*|(?<=[;,] )|(?<=\band )|(?<=\bbut )|(?<=\bthat )|(?<=\bwhen )|(?<=\bwhile )|(?<=\bafter )|(?<=\bbefore ))(P\d+) "
    r"(?!(?:said|says|told|tells)\b)[^;:.P]{3,90}?,? (?:and|but|then|before) "
    r"(?=(?:(?:has|had|is|was|will|would|could|then|later|also|narrowly|eventually|unsuccessfully|twice|once|recently|now|plans to|hopes to|wants to|"
    r"himself|herself) ){0,3}(?:ran|run|running|lost|won|sought|seeking|launched|announced|entered|dropped|defeated|beat|challeng\w+|faces|faced|"
    r"declared|filed|trails|trailed|leads|led|unseated|campaigned|finished|placed|came|captured|carried|quit|suspended|elected|"
    r"re-?elected|nominated|considering|became the (?:party|democrat|republican|nominee|candidate))\b)"
)
_ASIDE = re.compile(r"(?<!P\d), (P\d+), (?=who\b|[a-z]+(?:s|ed|n)\b|is\b|was\b|has\b|will\b)")
# What stands between a subject at the head of its clause and its verb, whatever the parse makes of it: "Roe, a nurse
# from Ohio, won", "Roe, who served ten years, lost"
_FINITE = (
    r"(?:(?:also|first|easily|narrowly|handily|later|then|now|twice|once|recently|never) )?(?:is|was|has|had|will|would|won|lost|ran|runs|"
    r"beat|led|leads|took|got|came|became|fell|sought|seeks|faces|wants|hopes|trails|finished|(?!asked|noted|added|argued|agreed|called)[a-z]{3,}ed)\b"
)
_PARTED = re.compile(
    r"(?:(?<=^)|(?<=[,;:.] )|(?<=\band )|(?<=\bbut )|(?<=\bif )|(?<=\bthat )|(?<=\bwhen )|(?<=\bwhere )|(?<=\bwhile )|(?<=\bbecause )|"
    r"(?<=\bbefore )|(?<=\bafter ))(P\d+), (?:(?:an?|the|his|her|its|their|our|one|former|then|now|who|whose) [^;:]{1,110}?|\d\d|[a-z-]+(?: [a-z-]+){0,2}), "
    rf"(?={_FINITE})"
)
_COMMA_BEHIND = re.compile(r"P\d+, ")
# Party and state after a name, as news agencies print them: ", D-Ohio", "-R-S.C."
_TAG = re.compile(r"(?:, ?| ?-)[DRIL]-[A-Z][\w.]*(?: [A-Z][a-z]+\.?)?(?=[,;.)\s]|$)")
_CLITICS = {"'s": " is", "\u2019s": " is", "'d": " would", "\u2019d": " would", "'ll": " will", "\u2019ll": " will"}
_TAG_CLOSED = re.compile(r", (?!(?:and|or|an?|the|but|who|whose|whom|one|both|as|said|says)\b)[a-z]")
_PARTY_AFTER = re.compile(r",? of the (?:[A-Z][\w-]+ ){1,3}Party\b")
_BLANKS = re.compile(r"\s+")
_DASHES = re.compile(r"\s*(?:\u2014|\u2013|--)\s*|(?<=[^\s:]) - (?=[a-z])")
_QUOTES = re.compile(r"[\"\u201c\u201d]")
_DASHES_OR_QUOTES = re.compile(r"[\u2014\u2013\"\u201c\u201d]|--| - ")
_TIME_WORDS = frozenset({"former", "then", "ex", "late", "incumbent", "fellow"})
# Adjectives that open the description before a name, and words that stand in none
_OPENING = frozenset("former retired longtime onetime then-state".split())
_NOT_DESCRIBING = frozenset(
    """and or but by with from for to in on at as that who than over against said says told is was are were has had have
    beat defeated unseated ousted endorsed backed backs supports supported challenged faces faced""".split()
)
_PARTISANS = frozenset("democrats republicans libertarians independents".split())
_NO_KINDS = TITLES | CANDIDATE_NOUNS | _PARTISANS  # plural nouns before a name that tell no kind of persons


@dataclass
class Rendering:
    """A sentence as frames see it; `slots[n]` is the person id behind `Pn`, `tokens[n]` where it stands."""

    text: str
    slots: list[str]
    tokens: list[int]
    # asked only where a frame matches, as few do
    find_groups: Callable[[], list[tuple[int, ...]]] = list
    find_headed: Callable[[], frozenset[int]] = frozenset

    @functools.cached_property
    def groups(self) -> list[tuple[int, ...]]:
        """The slots that are coordinated."""
        return self.find_groups()

    @functools.cached_property
    def headed(self) -> frozenset[int]:
        """The slots that a plural noun of their own introduces: "party elders Roe and Poe"."""
        return self.find_headed()


def _left_edge(doc: Doc, mention: NameMention, floor: int) -> int:
    """Return where the noun phrase of a name begins, titles included, but no noun of candidacy nor possessor."""
    left = mention.start
    while left > floor:
        token = doc[left - 1]
        word = token.lower_
        # "to unseat Representative Roe": verbs parsed as modifiers
        if left - 2 >= floor and doc[left - 2].lower_ == "to" and token.text.islower() and word not in TITLES:
            break
        # "Republicans Roe and Poe": a party's candidates in a row
        if word in _PARTISANS:
            break
        # "candidate for governor Roe": the office is no title of hers
        office = word in TITLES and word[-1] != "." and word not in _TIME_WORDS
        if left - 2 >= floor and office and doc[left - 2].lower_ == "for":
            break
        if word in CANDIDATE_NOUNS or token.text in {"'s", "\u2019s"} or token.dep_ == "poss":
            break
        inside = left <= token.head.i < mention.end
        joined = token.dep_ in _LEFT_DEPS and inside
        place = token.ent_type_ in {"GPE", "LOC", "NORP"} and token.text[:1].isupper()
        again = left < mention.start and left - 2 >= floor  # something of the phrase stands right of it already
        # an article without entities: "former Ohio Gov. Roe"
        flat = token.dep_ == "dep" and again and not token.is_sent_start and token.text[:1].isupper()
        if (
            word in TITLES
            or (word in {"the", "late", "a"} and joined)
            or (word == "of" and left - 2 >= floor and doc[left - 2].lower_ in TITLES)
            or (joined and (token.text[:1].isupper() or token.dep_ in {"compound", "amod", "nmod"}))
            or (
                token.text == ","
                and again
                and doc[left - 2].ent_type_ in {"GPE", "LOC"}
                and not _fronted(doc, left - 2, floor)
            )
            or (token.text == "-" and not token.whitespace_ and again and inside)
            or (place and (joined or left < mention.start))
            or (flat and doc[left].lower_ in TITLES)
        ):
            left -= 1
        else:
            break
    return _described(doc, left, floor)


def _fronted(doc: Doc, place: int, floor: int) -> bool:
    """Tell whether the place that ends at token `place` opens its sentence after a preposition: "In New Ulm, Rep. Roe"."""
    while place > floor and doc[place].ent_type_ in {"GPE", "LOC"}:
        place -= 1
    return doc[place].lower_ in {"in", "across", "around", "outside"} and (
        place == floor or doc[place].text[:1].isupper()
    )


def _described(doc: Doc, left: int, floor: int) -> int:
    """Return where a description opens that the parse does not join to the name at `left`: "former County Executive"."""
    for i in range(left - 1, max(floor, left - 7) - 1, -1):
        word = doc[i].lower_
        if word in _OPENING:
            return i
        if (
            word in CANDIDATE_NOUNS
            or word in _NOT_DESCRIBING
            or word.endswith(("ing", "ly", "ed"))
            or not (doc[i].is_alpha or word == "u.s.")
        ):
            break
    return left


def _right_edge(doc: Doc, end: int, limit: int) -> int:
    """Return the token after a name's suffix, brackets "(D-Ohio)", place "of Ohio" and age ", 56,"."""
    if end < limit and doc[end].lower_.rstrip(".,") in SUFFIXES:
        end += 1
    # "Roe      (D-Ohio)": blanks stand where furniture stood
    if end + 1 < limit and doc[end].is_space and doc[end + 1].text == "(":
        end += "\n" not in doc[end].text
    if end < limit and doc[end].text == "(":
        closing = (i for i in range(end + 1, min(end + 12, limit)) if doc[i].text == ")")
        close = next(closing, end)
        if not any(t.lower_ in {"%", "percent"} for t in doc[end:close]):
            end = close + 1 if close > end else end
    at = doc[end - 1].idx + len(doc[end - 1])
    tag = (_TAG.match(text_of(doc), at) or _PARTY_AFTER.match(text_of(doc), at)) if end < limit else None
    if tag:
        while end < limit and doc[end].idx < tag.end():
            end += 1
        # the comma that closes the tag: "Roe, D-Ohio, won"
        if text_of(doc)[at] == "," and _TAG_CLOSED.match(text_of(doc), tag.end()):
            end += 1
    if end + 2 >= limit:
        return end
    return _after_place(doc, end, limit) or _after_age(doc, end, limit) or end


def _after_place(doc: Doc, end: int, limit: int) -> int | None:
    of = end + (doc[end].text == ",")
    if doc[of].lower_ != "of" or doc[of + 1].ent_type_ != "GPE":
        return None
    close = of + 1
    while close < limit and doc[close].ent_type_ == "GPE":
        close += 1
    return close if close < limit and doc[close].text in {",", ";", ".", "and"} else None


def _after_age(doc: Doc, end: int, limit: int) -> int | None:
    if doc[end].text != ",":
        return None
    close = end + 1
    while close < min(end + 5, limit) and (doc[close].like_num or doc[close].text == "-"):
        close += 1
    # the comma that closes the age still opens what follows: ", 56, who"
    return close if close > end + 1 and close < limit and doc[close].text in {",", "."} else None


def render(
    doc: Doc,
    start: int,
    end: int,
    people: ArticlePeople,
    pronoun: Callable[[Token], str | None] | None = None,
    *,
    unions: Sequence[Span] = (),
    without: Collection[int] = (),
) -> Rendering:
    """Render tokens `start:end`; `pronoun` gives the person behind he, she, his or her where they stand for one.

    Each of `unions`, which begin among these tokens, becomes `U`; the tokens `without` are left out.
    """
    pieces: list[str] = []
    slots: list[str] = []
    tokens: list[int] = []
    mentions = people.between(start, end)
    plan: list[tuple[int, int, NameMention | None]] = []
    at = start
    things: list[NameMention | Span] = [*mentions, *unions]
    for thing in sorted(things, key=lambda t: (t.start, t.end)):
        if thing.start < at:
            continue
        if isinstance(thing, NameMention):
            plan.append((_left_edge(doc, thing, at), _right_edge(doc, thing.end, end), thing))
        else:
            plan.append((thing.start, thing.end, None))
        at = plan[-1][1]
    at = start
    plan.append((end, end, None))
    lower, spaced = words_of_doc(doc, lower=True), words_with_blanks(doc)
    for left, right, named in plan:
        if not without and _PRONOUNS.isdisjoint(lower[at:left]):
            pieces += spaced[at:left]
        else:
            _say(doc, [i for i in range(at, left) if i not in without], at, pronoun, (pieces, slots, tokens))
        if named is not None:
            pieces.append(f"P{len(slots)}")
            if right > left:
                pieces.append(doc[right - 1].whitespace_)
            slots.append(named.person_id)
            tokens.append(named.start)
        elif right > left:
            pieces += ["U", doc[right - 1].whitespace_]
        at = right
    text = _tidied("".join(pieces))

    def headed() -> frozenset[int]:
        first = {n.start for left, _, n in plan if n and any(_plural(t) for t in doc[max(left - 1, start) : n.start])}
        return frozenset(slot for slot, at in enumerate(tokens) if at in first)

    return Rendering(text, slots, tokens, lambda: coordinated(doc, text, tokens, mentions), headed)


def _say(
    doc: Doc,
    said: Sequence[int],
    start: int,
    pronoun: Callable[[Token], str | None] | None,
    into: tuple[list[str], list[str], list[int]],
) -> None:
    """Add tokens, some of them pronouns, to the pieces, slots and tokens of a rendering; `start` is where the stretch begins."""
    pieces, slots, tokens = into
    lower, spaced = words_of_doc(doc, lower=True), words_with_blanks(doc)
    for i in said:
        word = lower[i]
        person = pronoun(doc[i]) if pronoun and word in _PRONOUNS else None
        if person:
            pieces.append(f"P{len(slots)}" + ("'s" if doc[i].dep_ == "poss" or word == "his" or _owns(doc, i) else ""))
            pieces.append(doc[i].whitespace_)
            slots.append(person)
            tokens.append(i)
        elif word in _CLITICS and i > start and lower[i - 1] in {"he", "she"}:
            pieces += [_CLITICS[word], doc[i].whitespace_]  # "he's": no possessive
        else:
            pieces.append(spaced[i])


# What follows "her" where it is no possessor: "beat her in May", "gave her a lead"
_NO_POSSESSION = frozenset(
    """a an the to in on at by for from with of and or but as that who which if when while after before because since until
    over under against out up down off back away again too also not this last next twice once so than into onto about
    through during despite without within between among instead only just even more most less all both each some any
    is was are were has had have will would could should may might can did does it he she they we you i him them us
    his their our your my its by-passed handily narrowly easily badly soundly publicly repeatedly""".split()
)


def _owns(doc: Doc, i: int) -> bool:
    """Tell whether, without a parse, the "her" at token `i` stands before what it owns: "her party's nomination"."""
    words = words_of_doc(doc, lower=True)
    if words[i] != "her" or doc[i].dep_ != "dep" or i + 1 >= len(words):
        return False
    return words[i + 1][:1].isalpha() and words[i + 1] not in _NO_POSSESSION


def _tidied(text: str) -> str:
    """The text of a rendering with plain apostrophes, dashes as commas, no quotation marks and single blanks."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    text = _BLANKS.sub(" ", text)  # first, or a page of blanks would be walked from each of them
    if _DASHES_OR_QUOTES.search(text):
        text = _DASHES.sub(", ", text)
        text = _QUOTES.sub("", text)
        text = _BLANKS.sub(" ", text)
    return text


def _plural(token: Token) -> bool:
    return token.text.endswith("s") and token.text.islower() and token.text not in _NO_KINDS


def lean(r: Rendering) -> Rendering | None:
    """The rendering with subjects put beside their verbs, over whatever commas enclose; None where nothing changes."""
    if not _COMMA_BEHIND.search(r.text):
        return None
    text = _PARTED.sub(r"\1 ", r.text)
    return Rendering(text, r.slots, r.tokens, lambda: r.groups, lambda: r.headed) if text != r.text else None


def plain(r: Rendering) -> Iterator[Rendering]:
    """Yield, without a parse, the rendering with what parts persons from what is told of them left out.

    Names are taken out of their commas and appositions ("Roe, a Democrat, was elected" -> "Roe was elected", "Roe, a
    nurse who ran" -> "Roe who ran"), and a second predicate is put beside its subject ("Roe sold cars and ran").
    """
    text = _ASIDE.sub(r" \1 ", _APPOSED.sub(r"\1 ", _DESCRIBED_WHO.sub(r"\1 who ", r.text)))
    text = _MANNER.sub(r"\1 ", text)
    if text != r.text:
        yield Rendering(text, r.slots, r.tokens, lambda: r.groups)
    for match in _SECOND.finditer(text):
        yield Rendering(f"{match.group(1)} {text[match.end() :]}", r.slots, r.tokens, lambda: r.groups)
