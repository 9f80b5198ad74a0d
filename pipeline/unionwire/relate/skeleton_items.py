"""The words of a sentence with its unions and people as markers: what skeletons are put together from.

How it decides. What only describes a name beside it goes: titles, trades, "the 9,000-member", "his challenger". "Both unions" are the
unions that it takes up, and "the nod" of a sentence without a union is that of the one union of the sentence before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from spacy.tokens import Span, Token

from unionwire.nlp.candidate_shapes import TITLES
from unionwire.relate.arguments import METONYMS, Arguments
from unionwire.relate.references import OFFICES
from unionwire.relate.standins import counted_before

_PARTS = frozenset({"affiliate", "local", "chapter", "branch", "lodge", "division"})
_SIDING = frozenset({"backing", "supporting", "endorsing", "opposing", "behind", "with"})
# verbs that the parse takes for plural nouns before a name: "UAW Local 12 backs Ann Roe"
_PLURAL_LIKE = frozenset({"backs", "endorses", "supports", "favors", "favours", "picks", "opposes"})
_RIVALS = frozenset({"challenger", "opponent", "rival", "successor", "predecessor", "foe"})
OWNERLESS = frozenset({"nod", "endorsement", "endorsements", "backing"})
_COUNTED = frozenset({"unions", "locals"})
_QUOTES = frozenset('"“”‘*')
_PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers"})
_PREMODIFIERS = frozenset({"det", "amod", "compound", "nmod", "poss", "case", "nummod"})
_GENERIC = frozenset(
    "union local lodge federation firefighters firemen teachers nurses police officers electricians carpenters laborers plumbers drivers "
    "workers machinists painters guards deputies troopers janitors truckers parent affiliate international".split()
)
_NO_PREMODIFIERS = METONYMS | frozenset(
    "no neither members member support backing endorsement endorsements president unions nod blessing rival spokesman".split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A word, a union (`spans`) or a person (`person`) of a skeleton; `comma`: a cut stands before it."""

    text: str
    token: Token
    spans: tuple[Span, ...] = ()
    person: bool = False
    named: bool = False


def items(sentence: Span, arguments: Arguments) -> Iterator[Item]:
    """The words and markers of a sentence without what stands in brackets."""
    doc, depth, i = sentence.doc, 0, sentence.start
    starts = {span.start: span for span in arguments.outermost if sentence.start <= span.start < sentence.end}
    held: list[Item] = []
    closing = -1
    while i < sentence.end:
        token = doc[i]
        i += 1
        if token.text in {"(", "["} and token.i > sentence.start:  # not "(The A is with Roe.)"
            depth += 1
        elif token.text in {")", "]"}:
            depth = max(0, depth - 1)
        elif depth or token.is_space or token.i == closing or token.text in _QUOTES or token.text in {"(", "["}:
            continue
        elif (span := starts.get(token.i)) is not None and not (
            span.id_ == "shortform.pronoun" and token.lower_ in {"its", "their"}
        ):
            i = span.end
            if _only_parent(span, held):
                continue
            yield from _unmodified(held)
            held = []
            yield Item("U", span.root, spans=_meant(span, arguments))
            if i < sentence.end and doc[i].lower_ == "union" and span.root.head.i == i:
                i += 1  # "the Ironworkers union": the word says no more than the name
        elif (width := _person(token, arguments, sentence.end)) > 0:
            rival = _rival_after(token, width, sentence.end)
            if rival is not None and (named := _name_after(rival, arguments, sentence.end)) is not None:
                i, closing = named, _closing_comma(rival, named, arguments)
                continue  # "his challenger, Ann Roe,": the name says it all
            i = rival.i + 1 if rival is not None else token.i + width
            yield from held if rival is not None else _untitled(held, doc[token.i])
            held = []
            yield Item("P", doc[i - 1], person=True, named=rival is not None or token.lower_ not in _PERSONAL)
        elif (marker := _stand_in(token, held, arguments)) is not None:
            yield from held
            held = [] if marker.person or token.lower_ in _COUNTED else [Item("'s", token), Item(token.lower_, token)]
            yield marker
        else:
            held.append(Item(token.lower_, token))
    yield from held


def _meant(span: Span, arguments: Arguments) -> tuple[Span, ...]:
    """A mention, and for "they" the other unions of the list that it takes up."""
    if span.text.lower() != "they":
        return (span,)
    return (span, *(other for other in arguments.taken_up(span) if other.kb_id_ != span.kb_id_))


def _stand_in(token: Token, held: list[Item], arguments: Arguments) -> Item | None:
    """The marker of a noun that stands for a person or for unions; its own words before it are taken from `held`."""
    if _described(token, held, arguments):
        while held and held[-1].token.head.i == token.i and held[-1].token.dep_ in {"det", "amod", "compound"}:
            held.pop()
        return Item("P", token, person=True)
    spans = _standing_in(token, held, arguments)
    return Item("U", token, spans=spans) if spans else None


def _described(token: Token, held: list[Item], arguments: Arguments) -> bool:
    """Tell whether a noun stands for a person of the article: "the incumbent", "the former mayor", with no name beside it."""
    if token.lower_ not in OFFICES or token.dep_ in _PREMODIFIERS or not any(item.text == "the" for item in held[-4:]):
        return False
    if any(child.dep_ in {"appos", "prep", "relcl", "acl"} or child.i > token.i for child in token.children):
        return False
    return arguments.person(token, create=False) is not None


def _standing_in(token: Token, held: list[Item], arguments: Arguments) -> tuple[Span, ...]:
    """The unions of "both unions", or of an ownerless "the nod", whose own words before it are taken from `held`."""
    if not held or token.lower_ not in _COUNTED | OWNERLESS:
        return ()
    if token.lower_ in OWNERLESS:
        owner = _owner_before(token, held[-1], arguments)
        if owner is None:
            return ()
        held.pop()
        return (owner,)
    both = tuple(counted_before(token, arguments))
    while both and held and held[-1].token.head.i == token.i:  # "both", "the two"
        held.pop()
    return both


def _owner_before(noun: Token, before: Item, arguments: Arguments) -> Span | None:
    """The one union of the sentence before, whose "the nod" in a sentence without any union is."""
    sentence = noun.sent
    if before.text != "the" or not sentence.start or arguments.named_in(sentence):
        return None
    if noun.i + 1 < len(noun.doc) and noun.nbor().lower_ in {"of", "from", "by"}:
        return None  # "has the backing of most unions"
    named = arguments.named_in(noun.doc[sentence.start - 1].sent)
    return named[-1] if len({span.kb_id_ for span in named}) == 1 else None


def _only_parent(span: Span, held: list[Item]) -> bool:
    """Tell whether a union only says whose affiliate somebody is: "the X, an A affiliate, is with Roe"."""
    following = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return following in _PARTS and bool(held) and held[-1].text in {"a", "an"}


def _rival_after(token: Token, width: int, end: int) -> Token | None:
    """The noun of "his challenger", "Roe's Republican opponent", where a person only says whose rival somebody is."""
    words = token.doc[token.i + width : min(token.i + width + 4, end)]
    owned = token.lower_ in {"his", "her"} or (words and words[0].lower_ in {"'s", "’s"})
    noun = next((word for word in words if word.lower_ in _RIVALS), None)
    if noun is None or not owned or any(word.text in {",", ";"} for word in words if word.i < noun.i):
        return None
    return noun if token.is_ancestor(noun) or noun.is_ancestor(token) else None


def _name_after(rival: Token, arguments: Arguments, end: int) -> int | None:
    """Where the name begins that stands in apposition to "his challenger"; None where no name does."""
    if rival.i + 2 >= end:
        return None
    name = rival.nbor(2) if rival.nbor().text == "," else rival.nbor()
    return name.i if _person(name, arguments, end) and name.lower_ not in _PERSONAL else None


def _closing_comma(rival: Token, name: int, arguments: Arguments) -> int:
    """The comma after a name in apposition to "his challenger", which parts nobody from a verb; -1 where none stands."""
    doc = rival.doc
    after = name + _person(doc[name], arguments, rival.sent.end)
    return after if rival.nbor().text == "," and after < len(doc) and doc[after].text == "," else -1


def _person(token: Token, arguments: Arguments, end: int) -> int:
    """How many tokens the person that starts here takes; 0 where none does."""
    if token.lower_ in _SIDING:
        return 0  # "Backing Roe are ...", which NER may take for a name
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


def _unmodified(held: list[Item]) -> list[Item]:
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


def _untitled(held: list[Item], name: Token) -> list[Item]:
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
        if kept[-1].text in _SIDING | _PLURAL_LIKE:
            break  # "Backing Roe are the A and the B"
        if not (titled or modifies or of_title or (inside and token.text[:1].isupper())):
            break
        left_out.add(kept.pop().token.i)
    return kept
