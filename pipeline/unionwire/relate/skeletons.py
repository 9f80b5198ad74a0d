"""The skeleton of a sentence: its unions and people as markers, what stands in asides left out.

How it decides. A parse of a long sentence of news breaks at its asides ("the X, which speaks for 900 cooks, and Y, the drivers'
union, are with Roe"). Here a sentence is cut at its commas and dashes. Relative clauses, appositions and participles go; a
clause of its own that names neither side becomes a bar that no pattern crosses. Each list of unions becomes one marker
(`U0`), each person another (`P0`); dates and adverbs that change nothing go. A relative clause with a side in
it is a skeleton of its own, opened by its antecedent.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from unionwire.relate.arguments import SUBJECTS, Arguments
from unionwire.relate.skeleton_items import Item, items

_CUTS = frozenset({",", "—", "–", "--", ";", ":", "-", "…", "...", "|", "•", ".", "!", "?"})
_GIVEN = frozenset("blessing blessings endorsement endorsements nod backing approval imprimatur".split())
_RELATIVES = frozenset({"which", "who", "whose", "whom", "where", "both", "all"})
_CONNECTIVES = frozenset(
    "fresh and or plus & as along together but also by of from for with in into the both joined".split()
)
_OPENERS = frozenset(
    "despite over after before under on at in amid by like unlike including besides without to from with against".split()
)
_SCENES = frozenset("in over despite after amid to".split())
_SUBORDINATE = frozenset("as though although because since when while where".split())
_AUXILIARIES = frozenset("is are was were 's ’s has have had do does did will would can could may might should".split())
_VERBAL = frozenset({"ROOT", "ccomp", "xcomp", "relcl", "advcl", "acl", "conj", "pcomp", "acomp"})
_SAYING = frozenset("said says say told according announced wrote added noted".split())
_ADVERBS = frozenset(
    "already also all now still long firmly publicly officially again too formally solidly squarely recently finally quickly early each "
    "meanwhile instead later unanimously overwhelmingly largely even just unsurprisingly promptly immediately once then soon "
    "enthusiastically strongly openly narrowly eventually natch twice either both together previously heavily loudly reportedly "
    "nonetheless nevertheless likewise thereafter wholeheartedly instead".split()
)
# Adverbs in -ly that do change what a clause says, or say of its verb that it is no fact; every other one goes.
_TELLING = frozenset(
    "hardly barely scarcely rarely seldom supposedly allegedly falsely wrongly mistakenly incorrectly erroneously likely unlikely probably "
    "possibly potentially presumably usually normally generally typically ordinarily only family reply apply supply rally ally imply comply fly".split()
)
# Plural verbs without an ending, which parses take for nouns or adverbs after an aside.
_PLAIN = frozenset("back support endorse favor like prefer recommend oppose".split())
_DATE_BEFORE = frozenset({"on", "in", "since", "during", "last", "this", "by", "until", "for", "early", "late", "back"})
# A list that is the subject of its clause from its first member on: "when U0 and", ", U0 and".
_OPENED = re.compile(
    r"(?:^|[,;:|]|\b(?:when|that|while|as|where|because|after|before|since|if|though|although|said|says|both))(?: and| but)? U\d+(?:,? and|,)?\Z"
)
_JOINED = re.compile(
    r"(?:,? (?:and|or|plus|&|but also|but not|as well as|along with|together with|and also)|,)(?: (?:by|of|from|the|with|for))?\Z"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Skeleton:
    """`text` with the markers `U0`, `P0` ...; `unions` and `people` say what they stand for, `words` what begins where."""

    text: str
    unions: list[list[Span]]
    people: list[Token]
    words: list[tuple[int, Token]]

    def trigger(self, start: int, end: int, *, first: bool = False) -> Token:
        """The last verb, or the first one, between two places of the text, or the first word there."""
        inside = [token for place, token in self.words if start <= place < end]
        verbs = [token for token in inside if token.dep_ in _VERBAL]
        return (verbs or inside or [token for place, token in self.words if place >= start])[
            -1 if verbs and not first else 0
        ]


def skeletons(sentence: Span, arguments: Arguments) -> Iterator[Skeleton]:
    """Yield the skeletons of a sentence: the main one, then those of its relative clauses."""
    segments = _segments(list(items(sentence, arguments)))
    main: list[list[Item]] = []
    for position, segment in enumerate(segments):
        aside = _names_parent(segments, position) or (not position and _sets_scene(segments))
        kind = "dropped" if aside else _kind(segment, main)
        if kind == "relative":
            antecedent = _antecedent(main, segment)
            if antecedent:
                rest = segments[position + 1 : position + 3]
                listed = [item for item in rest if _is_listed(item)]
                yield _joined([[*antecedent, *segment[1:]], *listed])
        elif kind == "clause":
            main.append([Item("|", segment[0].token)])
        elif kind == "kept":
            main.append(segment)
    yield _joined(main)
    yield from (_joined([part]) for part in _second_predicates(main))


def _second_predicates(main: list[list[Item]]) -> Iterator[list[Item]]:
    """Give the later ones of coordinated verbs their subject again: of "U backed P but went with Q" the clause "U went with Q"."""
    flat = [item for segment in main for item in segment]
    subject = next((k for k, item in enumerate(flat) if item.spans or item.person), None)
    if subject is None or flat[subject].person or any(_is_finite(item) for item in flat[:subject]):
        return
    for k, item in enumerate(flat[:-1]):
        between = flat[subject + 1 : k]
        if item.text in {";", ":", "|"} or any(other.spans and other.token.dep_ in SUBJECTS for other in between):
            return  # a clause of another subject
        if item.text not in {"but", "and", "then"} or not any(other.person for other in between):
            continue
        rest = [other for other in flat[k + 1 :] if not (_is_adverb(other) or _is_date(other))]
        verb = next((other for other in rest if other.text not in {"then", "now", "this", "year", "but"}), None)
        if (
            verb is None
            or verb.spans
            or verb.person
            or verb.token.dep_ != "conj"
            or verb.token.head.dep_ not in _VERBAL
        ):
            continue
        own = any(child.dep_ in SUBJECTS and child.ent_type_ != "DATE" for child in verb.token.children)
        if not own and any(other.person for other in rest):
            yield [flat[subject], *rest]


def _names_parent(segments: list[list[Item]], position: int) -> bool:
    """Tell whether a segment only names the parent of the phrase before: "Unlike its parent, the X, the Y ..."."""
    before = segments[position - 1] if position else []
    opens = bool(before) and before[0].text in {"unlike", "like"} and not any(item.spans for item in before)
    words = [item for item in segments[position] if item.text not in {"the", "its"}]
    return opens and before[-1].text in {"parent", "union", "national", "international"} and len(words) == 1


def _sets_scene(segments: list[list[Item]]) -> bool:
    """Tell whether a sentence opens with a phrase in which somebody is only told of: "In a blow to Roe, Voss won ..."."""
    opening, rest = segments[0], segments[1:]
    if not rest or opening[0].text not in _SCENES or any(item.spans or _is_finite(item) for item in opening):
        return False
    subject = any(item.spans or item.person or item.token.dep_ in SUBJECTS for item in rest[0])
    return subject and any(item.person for item in opening[2:])


def _segments(items: list[Item]) -> list[list[Item]]:
    """Cut items at commas and dashes; stronger stops and colons open a segment of their own."""
    segments: list[list[Item]] = [[]]
    for item in items:
        if item.text in {",", "—", "–", "--"}:
            segments.append([])
        elif item.text in _CUTS:
            if item.text in {";", ":"}:
                segments += [[Item(item.text, item.token)], []]
        else:
            segments[-1].append(item)
    return [segment for segment in segments if segment]


def _kind(segment: list[Item], main: list[list[Item]]) -> str:
    """What becomes of a segment: "kept", "dropped", "relative" (a side in it) or "clause" (one of its own, without a side)."""
    first = next((item for item in segment if item.text not in {"and", "but"}), segment[0])
    sides = any(item.spans or (item.person and item.named) for item in segment)
    finite = any(_is_finite(item) for item in segment)
    if first.text in {";", ":"}:
        return "kept"
    if (
        first.text in _RELATIVES - {"both", "all", "where"}
        or (first.text == "where" and not sides)
        or (first.text in {"both", "all"} and len(segment) > 2 and segment[1].text == "of")
    ):
        has_side = any(item.spans or item.person for item in segment)
        return "relative" if has_side and first.text in {"which", "who", "both", "all"} else "dropped"
    if first.text == "where" and sides and finite:
        return "kept"
    if not sides and not any(item.person for item in segment):
        return _kind_without_sides(segment, main, finite=finite)
    if not finite and _repeats(segment, main):
        return "dropped"
    if finite or not main:
        return "kept"
    if first.spans or first.person or first.text in _CONNECTIVES:
        return "kept"
    named = any(item.spans for part in main for item in part)
    if not named and any(item.token.dep_ in SUBJECTS for item in segment):
        return "kept"  # "In Dover, members of the A, who met Monday, back Roe"
    verbal = first.token.dep_ in _VERBAL or first.text in _PLAIN
    return "kept" if verbal and first.text not in _OPENERS else "dropped"


def _kind_without_sides(segment: list[Item], main: list[list[Item]], *, finite: bool) -> str:
    """What becomes of a segment in which nobody is named."""
    if segment[0].text in {"its", "their"} and main and any(item.text in _GIVEN for item in segment[1:4]):
        return "kept"  # "gave Roe, a lawyer, its blessing": the end of a clause that an aside parts
    own = any(item.token.dep_ in SUBJECTS for item in segment)
    if not finite and main and segment[0].token.dep_ == "ROOT":
        return "kept"  # "the A, which speaks for 900 cooks, chose to endorse the mayor, Roe"
    if not finite:
        return "kept" if not main or main[-1][0].text == ":" else "dropped"
    if any(item.text in _SAYING for item in segment) or (main and own and _is_aside(segment)):
        return "dropped"
    return "clause" if own else "kept"


def _is_finite(item: Item) -> bool:
    """Tell whether a word is a verb of a clause: an auxiliary, or a word with a subject of its own or a shared one."""
    if item.spans or item.person:
        return False
    token = item.token
    if item.text in _AUXILIARIES and token.dep_ != "case":
        return True
    if any(child.dep_ in {*SUBJECTS, "expl"} for child in token.children):
        return True
    return (
        token.dep_ == "conj"
        and token.head.dep_ in _VERBAL
        and any(child.dep_ in SUBJECTS for child in token.head.children)
    )


def _is_aside(segment: list[Item]) -> bool:
    """Tell whether a segment with a verb is no clause beside others: "as everyone expected", "the captain who runs the ward"."""
    if segment[0].text in _SUBORDINATE | _OPENERS:
        return True
    subjects = [item for item in segment if item.token.dep_ in SUBJECTS]
    return all(item.text in {"who", "which", "that"} for item in subjects) and not _is_finite(segment[0])


def _repeats(segment: list[Item], main: list[list[Item]]) -> bool:
    """Tell whether a segment is no more than a second name of the union before it."""
    if not main or any(item.person for item in segment):
        return False
    marks = {item.spans[0].kb_id_ for item in segment if item.spans}
    last = main[-1][-1]
    return bool(marks) and bool(last.spans) and marks == {last.spans[0].kb_id_}


def _is_listed(segment: list[Item]) -> bool:
    """Tell whether a segment only goes on with a list: "and the A", "as well as the A and the B"."""
    return any(item.spans for item in segment) and not any(_is_finite(item) for item in segment)


def _antecedent(main: list[list[Item]], segment: list[Item]) -> list[Item]:
    """The side right before a relative clause: the whole list where the clause is plural, else its last member."""
    before = [item for part in main for item in part]
    if not before or not (before[-1].spans or before[-1].person):
        return []
    plural = segment[0].text in {"both", "all"} or any(
        item.text in {"have", "are", "were", "do", "both", "all"} for item in segment[1:3]
    )
    found = [before[-1]]
    for item in reversed(before[:-1]):
        if not plural or not (item.spans or item.text in {"and", "as", "well", "along", "with", "plus"}):
            break
        found.insert(0, item)
    if found[-1].person:
        return found[-1:]
    return [dataclasses.replace(found[-1], spans=tuple(span for item in found for span in item.spans))]


def _joined(segments: list[list[Item]]) -> Skeleton:
    """Put segments together again, lists of unions as one marker."""
    text, unions, people, words = "", list[list[Span]](), list[Token](), list[tuple[int, Token]]()
    flat = [(item, position > 0 and k == 0) for position, part in enumerate(segments) for k, item in enumerate(part)]
    flat = [(item, cut) for item, cut in flat if cut or not _is_adverb(item)]
    opened = 0  # where the last list of unions ends in the text; 0 for none
    pending = False  # a cut before words that are left out
    for k, (item, cut) in enumerate(flat):
        pending = pending or cut
        if _is_adverb(item) or _is_date(item):
            continue
        text += "," if pending and item.text not in {";", ":", "|"} and text else ""
        pending = False
        if item.spans:
            gap = text[opened:] if opened else None
            if gap is not None and _JOINED.match(gap) and not _opens_clause(flat, k, text):
                text = text[:opened]
                words = [(place, token) for place, token in words if place <= opened]
                unions[-1] += item.spans
            else:
                text += f" U{len(unions)}"
                unions.append(list(item.spans))
            opened = len(text)
            continue
        words.append((len(text) + 1, item.token))
        if item.person:
            text += f" P{len(people)}"
            people.append(item.token)
        else:
            text += f" {item.text}"
    return Skeleton(text, unions, people, words)


def _is_adverb(item: Item) -> bool:
    """Tell whether an item is an adverb that changes nothing in what a clause says."""
    if item.spans or item.person:
        return False
    manner = item.token.dep_ == "advmod" and item.text.endswith("ly") and item.text not in _TELLING
    since = item.text == "since" and item.token.dep_ == "advmod"  # "has since switched to Roe"
    return item.text in _ADVERBS or manner or since


def _is_date(item: Item) -> bool:
    """Tell whether an item belongs to a date, or is the preposition right before one."""
    if item.spans or item.person:
        return False
    token = item.token
    if _in_date(token):
        return not _dates_a_noun(token)
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return item.text in _DATE_BEFORE and following is not None and _in_date(following) and not _dates_a_noun(following)


def _in_date(token: Token) -> bool:
    """Tell whether a word belongs to a date, or is a year that opens its clause: "In 1988 Local 5 walked the county"."""
    if token.ent_type_ in {"DATE", "TIME"}:
        return True
    return token.i > 0 and token.nbor(-1).lower_ == "in" and re.fullmatch(r"(?:19|20)\d\d", token.text) is not None


def _dates_a_noun(token: Token) -> bool:
    """Tell whether a word of a date only says which one a noun means: "the 2016" of "the 2016 primary"."""
    last = token
    while last.i + 1 < len(token.doc) and last.nbor().ent_type_ == token.ent_type_ and last.nbor().ent_iob_ == "I":
        last = last.nbor()
    return last.dep_ in {"nummod", "compound", "amod", "nmod"} and last.head.i > last.i and not last.head.ent_type_


def _opens_clause(flat: list[tuple[Item, bool]], k: int, text: str) -> bool:
    """Tell whether a union after another one is the subject of a clause of its own: "is for the A, and the B is ..."."""
    following = next((item for item, _ in flat[k + 1 :] if not _is_adverb(item)), None)
    if following is None or following.spans:
        return False
    if not _is_finite(following):  # "..., but the A's assembly voted": what it has opens a clause, not a list
        return following.text in {"'s", "’s"} and text.endswith((", and", ", but"))
    return _OPENED.search(text) is None
