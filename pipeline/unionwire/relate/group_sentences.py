"""Members of a group that the sentences after a position name: "The A endorsed three candidates. They are B, C and D".

How it decides. A sentence tells of a union's choices without a name ("endorsed three Democrats", "released its endorsements").
The one after it, or one that goes on from such a sentence, opens with words that take the group up ("They are", "The others
are", "Among those getting the nod were", "The union's picks:") and goes on with a list of names at once. Where the group was
counted and more are named than it has, none is a member.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import text_of
from unionwire.nlp.numerals import find_numerals
from unionwire.relate.arguments import Arguments
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.person_groups import end_of, listed_names
from unionwire.relate.words import words

_CHOICES = re.compile(
    r"\b(?:endorsements|endorsed\s+candidates|picks|choices|recommendations|slate|endorsed|endorses|endorsing|recommended|backed|backing|supported)\b"
)
_NOT_CHOSEN = re.compile(
    r"\b(?:not|never|n['’]t|no|neither|refused|declined|withheld|without|postponed|delayed|(?:recommend\w*|advis\w+|voted)\s+against|opposed|rejected|revoked|rescinded)\b|n['’]t\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})"
_GETTING = r"(?:getting|winning|receiving|earning|gaining|given|awarded|with|on)\s+(?:the|its|their|a|an)\s+(?:union['’]s\s+|local['’]s\s+)?(?:nods?|endorsements?|backing|support|list|slate)"
_OPENING = re.compile(
    rf"""(?:And\s+|But\s+)?(?:
    (?:They|Those|These)(?:\s+(?:endorsed|chosen|backed|picked|selected|{_GETTING}))?
    |(?P<rest>(?:The\s+)?(?:others?|rest|remaining\s+\w+)(?:\s+{_NUMBER})?)
    |(?:The|Its|Their|The\s+(?:union|local|federation|council|group|association)['’]s)\s+(?:other\s+)?(?:{_NUMBER}\s+)?(?:\w+\s+)?
      (?:candidates|endorsees|picks|choices|endorsements|recommendations|list|slate|names|selections|nominees|beneficiaries|recipients
      |{_NUMBER}|challengers|incumbents|newcomers|democrats|republicans|winners)
    |(?:{_NUMBER}|One|Some|Most|Half)\s+of\s+(?:the\s+{_NUMBER}|them|those|the\s+\w+)
    |(?:Also\s+)?[Aa]mong\s+(?:them|those|these|the\s+(?:{_NUMBER}|candidates|endorsements|names|picks|endorsed))
    |(?:Also\s+)?(?:[Ee]ndorsed|[Oo]n\s+the\s+(?:list|slate)|{_GETTING})
    )(?=[\s:])""",
    re.VERBOSE | re.IGNORECASE,
)
# What tells something else of those whom the opening means: who lost out, who stands without the union
_OTHERWISE = re.compile(
    r"\b(?:not|never|left|without|lost|rejected|snubbed|skipped|passed|against|opposed|running|rivals?|opponents?|absent|missing|"
    r"interviewed|invited|considered|seeking|vying|competing|unopposed|speakers?|guests?)\b|n['’]t\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\s(?P<verb>are|is|were|was|include|includes|included)\s|(?P<colon>:)\s")
_REACH = 2  # sentences from the choices to the first names, and from names to more
_TELLING = 3  # a number from which on it tells groups apart
_LEAD = 90  # characters at most of what stands before the verb


def group_sentences(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield whom the sentences after a position on a group name; `found`: the positions told so far, sorted by place."""
    named = {finding.trigger.sent.start for finding in found if finding.candidates}
    # the last sentence of a chain, its position, the members so far
    ready: tuple[int, Finding, list[str]] | None = None
    for number, sentence in enumerate(doc.sents):
        if ready is not None and (number - ready[0] <= _REACH or _same_number(sentence, ready[1].trigger)):
            _, position, members = ready
            spans = list(_members(sentence, arguments, going_on=bool(members)))
            people = _made(spans, arguments)
            limit = _counted(position.trigger)
            if people and (limit is None or len(members) + len(people) <= limit):
                ready = (number, position, [*members, *people])
                anchor = position.trigger
                yield Finding(spans[0].root, position.unions, people, "endorsed", "group.sentence", LIKELY, anchor)
                continue
        chosen = _on_a_group(sentence, arguments, found) if sentence.start not in named else None
        if chosen is not None:
            ready = (number, chosen, [])


def _on_a_group(sentence: Span, arguments: Arguments, found: list[Finding]) -> Finding | None:
    """The position of a sentence that a union takes on people it does not name."""
    said = sentence.text
    if _CHOICES.search(said) is None or _NOT_CHOSEN.search(said) is not None:
        return None
    for finding in found:
        if finding.trigger.sent.start == sentence.start and finding.stance == "endorsed" and not finding.candidates:
            return finding if finding.unions and _group_of(finding.trigger) is not None else None
    # "released its endorsements on Monday", "the union's endorsements came out"
    noun = next((token for token in sentence if token.lower_ in words("nouns_of_choices")), None)
    spans = arguments.named_in(sentence)
    if (
        noun is None
        or len({span.kb_id_ for span in spans}) != 1
        or any(arguments.candidate_span(token) for token in sentence)
    ):
        return None
    return Finding(noun, [spans[0].kb_id_], [], "endorsed", "group.sentence", LIKELY)


def _group_of(trigger: Token) -> Token | None:
    """The noun behind a word of endorsing that means several people."""
    return next(
        (
            token
            for token in trigger.doc[trigger.i + 1 : trigger.sent.end]
            if token.lower_ in words("people_several") | {"slate", "ticket", "challenger", "incumbent", "candidate"}
        ),
        None,
    )


def _counted(trigger: Token) -> int | None:
    """How many people a group has: 8 of "endorsed eight candidates"; None where it is not counted."""
    noun = _group_of(trigger)
    for child in noun.children if noun is not None else ():
        if child.dep_ == "nummod" and (numerals := find_numerals(child.text)):
            return int(numerals[0].value)
    return None


def _same_number(sentence: Span, trigger: Token) -> bool:
    """Tell whether a sentence opens by taking up a group by its very number, wherever it stands: "Two of the eight are ..."."""
    limit = _counted(trigger)
    opening = _OPENING.match(text_of(sentence.doc), sentence.start_char, sentence.end_char)
    if limit is None or limit < _TELLING or opening is None:
        return False
    return any(numeral.value == limit for numeral in find_numerals(opening.group()))


def _members(sentence: Span, arguments: Arguments, *, going_on: bool) -> Iterator[Span]:
    """The names with which a sentence goes on where it opens by taking up a group."""
    text = text_of(sentence.doc)
    opening = _OPENING.match(text, sentence.start_char, sentence.end_char)
    if opening is None or (opening.group("rest") and not going_on):
        return
    end = end_of(sentence)
    last = sentence.doc[end - 1]
    for verb in _VERB.finditer(text, opening.end(), min(last.idx + len(last), sentence.start_char + _LEAD)):
        if _OTHERWISE.search(text, sentence.start_char, verb.start()) is not None:
            return
        at = sentence.doc.char_span(verb.end(), verb.end() + 1, alignment_mode="expand")
        if at is None:
            continue
        start = int(at.start)
        names = list(listed_names(sentence.doc, start, end, arguments))
        if not names:  # "are incumbents, A and B"
            comma = next((token.i for token in sentence.doc[start : start + 4] if token.text in {",", ":"}), None)
            names = list(listed_names(sentence.doc, comma + 1, end, arguments)) if comma is not None else []
        if names:
            yield from names
            return


def _made(spans: list[Span], arguments: Arguments) -> list[str]:
    """The candidates that the names are, made such where they are whole names."""
    found = [arguments.person(span[-1], create=len(span) > 1) for span in spans]
    return list(dict.fromkeys(person for person in found if person is not None))
