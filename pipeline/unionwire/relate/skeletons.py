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

from unionwire.nlp.candidate_shapes import TITLES
from unionwire.relate.arguments import METONYMS, SUBJECTS, Arguments
from unionwire.relate.standins import counted_before

_CUTS = frozenset({",", "—", "–", "--", ";", ":", "-", "…", "...", "|", "•", ".", "!", "?"})
_PARTS = frozenset({"affiliate", "local", "chapter", "branch", "lodge", "division"})
_GIVEN = frozenset("blessing blessings endorsement endorsements nod backing approval imprimatur".split())
OWNERLESS = frozenset({"nod", "endorsement", "endorsements", "backing"})
_COUNTED = frozenset({"unions", "locals"})
_QUOTES = frozenset('"“”‘*')
_RELATIVES = frozenset({"which", "who", "whose", "whom", "where", "both", "all"})
_CONNECTIVES = frozenset(
    "fresh and or plus & as along together but also by of from for with in the both joined".split()
)
_OPENERS = frozenset(
    "despite over after before under on at in amid by like unlike including besides without to from with against".split()
)
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
_PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers"})
_DATE_BEFORE = frozenset({"on", "in", "since", "during", "last", "this", "by", "until", "for", "early", "late", "back"})
_PREMODIFIERS = frozenset({"det", "amod", "compound", "nmod", "poss", "case", "nummod"})
_GENERIC = frozenset(
    "union local lodge federation firefighters firemen teachers nurses police officers electricians carpenters laborers plumbers drivers "
    "workers machinists painters guards deputies troopers janitors truckers parent affiliate international".split()
)
_NO_PREMODIFIERS = METONYMS | frozenset(
    "no neither members member support backing endorsement endorsements president unions nod blessing rival spokesman".split()
)
# A list that is the subject of its clause from its first member on: "when U0 and", ", U0 and".
_OPENED = re.compile(
    r"(?:^|[,;:|]|\b(?:when|that|while|as|where|because|after|before|since|if|though|although|said|says|both))(?: and| but)? U\d+(?:,? and|,)?\Z"
)
_JOINED = re.compile(
    r"(?:,? (?:and|or|plus|&|but also|but not|as well as|along with|together with|and also)|,)(?: (?:by|of|from|the|with|for))?\Z"
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Item:
    """A word, a union (`spans`) or a person (`person`) of a skeleton; `comma`: a cut stands before it."""

    text: str
    token: Token
    spans: tuple[Span, ...] = ()
    person: bool = False
    named: bool = False


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
    segments = _segments(list(_items(sentence, arguments)))
    main: list[list[_Item]] = []
    for position, segment in enumerate(segments):
        kind = _kind(segment, main)
        if kind == "relative":
            antecedent = _antecedent(main, segment)
            if antecedent:
                rest = segments[position + 1 : position + 3]
                listed = [item for item in rest if _is_listed(item)]
                yield _joined([[*antecedent, *segment[1:]], *listed])
        elif kind == "clause":
            main.append([_Item("|", segment[0].token)])
        elif kind == "kept":
            main.append(segment)
    yield _joined(main)


def _items(sentence: Span, arguments: Arguments) -> Iterator[_Item]:
    """The words and markers of a sentence without what stands in brackets."""
    doc, depth, i = sentence.doc, 0, sentence.start
    starts = {span.start: span for span in arguments.outermost if sentence.start <= span.start < sentence.end}
    held: list[_Item] = []
    while i < sentence.end:
        token = doc[i]
        i += 1
        if token.text in {"(", "["} and token.i > sentence.start:  # not "(The A is with Roe.)"
            depth += 1
        elif token.text in {")", "]"}:
            depth = max(0, depth - 1)
        elif depth or token.is_space or token.text in _QUOTES or token.text in {"(", "["}:
            continue
        elif (span := starts.get(token.i)) is not None and not (
            span.id_ == "shortform.pronoun" and token.lower_ in {"its", "their"}
        ):
            i = span.end
            if _only_parent(span, held):
                continue
            yield from _unmodified(held)
            held = []
            yield _Item("U", span.root, spans=(span,))
            if i < sentence.end and doc[i].lower_ == "union" and span.root.head.i == i:
                i += 1  # "the Ironworkers union": the word says no more than the name
        elif (width := _person(token, arguments, sentence.end)) > 0:
            i = token.i + width
            yield from _untitled(held, doc[token.i])
            held = []
            last = doc[i - 1]
            yield _Item("P", last, person=True, named=token.lower_ not in _PERSONAL)
        elif token.lower_ in OWNERLESS and held and (owner := _owner_before(token, held[-1], arguments)) is not None:
            held.pop()
            yield from held
            held = [_Item("'s", token), _Item(token.lower_, token)]
            yield _Item("U", token, spans=(owner,))
        elif token.lower_ in _COUNTED and held and (both := tuple(counted_before(token, arguments))):
            while held and held[-1].token.head.i == token.i:  # "both", "the two"
                held.pop()
            yield from held
            held = []
            yield _Item("U", token, spans=both)
        else:
            held.append(_Item(token.lower_, token))
    yield from held


def _owner_before(noun: Token, before: _Item, arguments: Arguments) -> Span | None:
    """The one union of the sentence before, whose "the nod" in a sentence without any union is."""
    sentence = noun.sent
    if before.text != "the" or not sentence.start or arguments.named_in(sentence):
        return None
    named = arguments.named_in(noun.doc[sentence.start - 1].sent)
    return named[-1] if len({span.kb_id_ for span in named}) == 1 else None


def _only_parent(span: Span, held: list[_Item]) -> bool:
    """Tell whether a union only says whose affiliate somebody is: "the X, an A affiliate, is with Roe"."""
    following = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return following in _PARTS and bool(held) and held[-1].text in {"a", "an"}


def _person(token: Token, arguments: Arguments, end: int) -> int:
    """How many tokens the person that starts here takes; 0 where none does."""
    span = arguments.candidate_span(token)
    if span is not None:
        return int(span.end - token.i)
    if token.lower_ in _PERSONAL:
        return 1
    if token.ent_type_ == "PERSON" and token.text[:1].isupper():
        if token.lower_.startswith("endors"):  # "ENDORSED: ..."
            return 0
        stop = token.i + 1
        while stop < end and token.doc[stop].ent_type_ == "PERSON" and token.doc[stop].ent_iob_ == "I":
            if token.doc[stop].text in {"'s", "’s"} or arguments.union_span(token.doc[stop]) is not None:
                break
            stop += 1
        return stop - token.i
    return 0


def _unmodified(held: list[_Item]) -> list[_Item]:
    """Words without the determiner and the nouns right before a union's name: "the shopworkers' union"."""
    kept = list(held)
    if len(kept) > 1 and kept[-1].text == "," and kept[-2].text in _GENERIC:
        kept.pop()  # "the teachers' union, the A": the comma of an apposition that names what stands before it
    if len(kept) > 2 and kept[-1].text in {"member", "strong"} and kept[-2].text == "-" and kept[-3].text[:1].isdigit():
        del kept[-3:]  # "the 40,000-member X"
    while kept and (kept[-1].token.dep_ in _PREMODIFIERS or kept[-1].text in _GENERIC):
        if kept[-1].text in _NO_PREMODIFIERS or (kept[-1].person or kept[-1].spans):
            break
        if kept.pop().token.dep_ == "det":
            break
    if kept and kept[-1].text in {"the", "its", "their", "his", "her", "a", "fellow"}:
        kept.pop()
    return kept


def _untitled(held: list[_Item], name: Token) -> list[_Item]:
    """Words without the titles and descriptions right before a person's name."""
    kept, left_out = list(held), set[int]()
    while kept:
        token = kept[-1].token
        titled = kept[-1].text.rstrip("s") in TITLES or kept[-1].text in TITLES or kept[-1].text == "challenger"
        modifies = (
            token.dep_ in {"compound", "amod", "det", "nmod"} and name.i - token.i <= 8 and token.head.i >= name.i
        )
        inside = token.dep_ in {"compound", "amod", "nmod", "det"} and token.head.i > token.i
        of_title = (
            inside and token.head.i in left_out and not token.lower_.endswith(("ed", "ing"))
        )  # "mayoral candidate"
        if not (titled or modifies or of_title or (inside and token.text[:1].isupper())):
            break
        left_out.add(kept.pop().token.i)
    return kept


def _segments(items: list[_Item]) -> list[list[_Item]]:
    """Cut items at commas and dashes; stronger stops and colons open a segment of their own."""
    segments: list[list[_Item]] = [[]]
    for item in items:
        if item.text in {",", "—", "–", "--"}:
            segments.append([])
        elif item.text in _CUTS:
            if item.text in {";", ":"}:
                segments += [[_Item(item.text, item.token)], []]
        else:
            segments[-1].append(item)
    return [segment for segment in segments if segment]


def _kind(segment: list[_Item], main: list[list[_Item]]) -> str:
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


def _kind_without_sides(segment: list[_Item], main: list[list[_Item]], *, finite: bool) -> str:
    """What becomes of a segment in which nobody is named."""
    if segment[0].text in {"its", "their"} and segment[-1].text in _GIVEN and main:
        return "kept"  # "gave Roe, a lawyer, its blessing": the end of a clause that an aside parts
    own = any(item.token.dep_ in SUBJECTS for item in segment)
    if not finite:
        return "kept" if not main or main[-1][0].text == ":" else "dropped"
    if any(item.text in _SAYING for item in segment) or (main and own and _is_aside(segment)):
        return "dropped"
    return "clause" if own else "kept"


def _is_finite(item: _Item) -> bool:
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


def _is_aside(segment: list[_Item]) -> bool:
    """Tell whether a segment with a verb is no clause beside others: "as everyone expected", "the captain who runs the ward"."""
    if segment[0].text in _SUBORDINATE | _OPENERS:
        return True
    subjects = [item for item in segment if item.token.dep_ in SUBJECTS]
    return all(item.text in {"who", "which", "that"} for item in subjects) and not _is_finite(segment[0])


def _repeats(segment: list[_Item], main: list[list[_Item]]) -> bool:
    """Tell whether a segment is no more than a second name of the union before it."""
    if not main or any(item.person for item in segment):
        return False
    marks = {item.spans[0].kb_id_ for item in segment if item.spans}
    last = main[-1][-1]
    return bool(marks) and bool(last.spans) and marks == {last.spans[0].kb_id_}


def _is_listed(segment: list[_Item]) -> bool:
    """Tell whether a segment only goes on with a list: "and the A", "as well as the A and the B"."""
    return any(item.spans for item in segment) and not any(_is_finite(item) for item in segment)


def _antecedent(main: list[list[_Item]], segment: list[_Item]) -> list[_Item]:
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


def _joined(segments: list[list[_Item]]) -> Skeleton:
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


def _is_adverb(item: _Item) -> bool:
    """Tell whether an item is an adverb that changes nothing in what a clause says."""
    if item.spans or item.person:
        return False
    manner = item.token.dep_ == "advmod" and item.text.endswith("ly") and item.text not in _TELLING
    since = item.text == "since" and item.token.dep_ == "advmod"  # "has since switched to Roe"
    return item.text in _ADVERBS or manner or since


def _is_date(item: _Item) -> bool:
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


def _opens_clause(flat: list[tuple[_Item, bool]], k: int, text: str) -> bool:
    """Tell whether a union after another one is the subject of a clause of its own: "is for the A, and the B is ..."."""
    following = next((item for item, _ in flat[k + 1 :] if not _is_adverb(item)), None)
    if following is None or following.spans:
        return False
    if not _is_finite(following):  # "..., but the A's assembly voted": what it has opens a clause, not a list
        return following.text in {"'s", "’s"} and text.endswith((", and", ", but"))
    return _OPENED.search(text) is None
