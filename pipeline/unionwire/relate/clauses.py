"""Endorsements read off the skeletons of clauses: "U is with P", "P has U", "U and V are both for P and Q".

How it decides. A frame of kind `clause` is a pattern over the text of a skeleton (`skeletons`), in which {U} stands for a list
of unions, {P} for people, {S} for the start of a clause, {E} for its end, {T} for one that says nothing else of the two sides,
{B} for a form of "to be", {A} for the auxiliaries and decisions before a verb, {G} for a verb before it that has the same subject, {C} for
the campaign of a person. Weak predicates
("like", "have", "be with") count only where the article speaks of endorsements at all (`needs_topic`). What negates or hedges the verb
between the two sides gives the stance, as in the other readings.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_flat import OPENERS
from unionwire.nlp.extensions import text_of
from unionwire.prefilter import PatternRows
from unionwire.relate.arguments import METONYMS, Arguments
from unionwire.relate.finding import SURFACE, Finding
from unionwire.relate.frames import Frame, of_kind
from unionwire.relate.members import not_the_union
from unionwire.relate.roles import about_elections, targets
from unionwire.relate.skeletons import Skeleton, skeletons
from unionwire.relate.stance import stance_of

# Words of endorsing, and wider, of an election. A gift of money takes a side only where endorsing is spoken of.
_BACKING = re.compile(r"\b[Ee]ndors|\bENDORS|\b(?:backing|backed|backs)\b|\bthe\s+nod\b")
# the negation or the hope is the frame's own: "never left Roe", "hopes to elect Roe"
_NEVER = frozenset({"clause.loyal", "clause.not-a-finger", "clause.hoping"})
_LEADING = frozenset(
    {"clause.wanting-in", "clause.eyeing", "clause.carried"}
)  # the first verb is what is asserted: "wants to see Roe win"
_LIKING = frozenset({"like", "likes", "liked"})
_GIVING = frozenset({"clause.giving"})
_TOPIC = re.compile(
    r"\b(?:primary|caucuses|runoff|mayoral|gubernatorial)\b|\b(?:the|presidential|[Ss]enate|leadership)\s+(?:race|election|contest|ticket)\b"
    r"|\bcandidates?\s+for\b|\bnominee\s+for\b|\b(?:running|vying)\s+for\s+(?:mayor|governor|president|[A-Z]|re-?election|city|county|state)|\b(?:race|bid|campaign)\s+for\s+(?:mayor|governor|president|[A-Z])"
)
_ISSUE = re.compile(
    r"\b(?:on|over|about)\s+(?:the|this|that|his|her|its|a|an)\s+(?!ballot|ticket|line|side|slate|issues\b|way|eve|night|first|second|board|state|city|county|local|federal)[a-z-]+(?:\s+[a-z-]+)?\s*[.,;]?\W*\Z"
)
_BOTH = re.compile(
    r"\b(?:[Bb]oth|[Tt]wo|[Tt]hree|[Ff]our|[Tt]he)\s+(?:of\s+the\s+)?(?:unions|locals)\b|\b[Tt]he\s+(?:nod|backing|endorsements?)(?=\s+(?:is|was|are|were|will|went|goes|has)\b)"
)
_STOPPED = re.compile(r"[.!?:;][”\"’')]*\s*\Z")
_LINE = 20  # tokens beyond which a sentence without a full stop is no headline
_METONYM = "|".join(sorted(METONYMS - {"arm", "leader", "wing", "headquarters", "convention"}))
_WITH_METONYM = (
    rf"(?:(?:the |its )?(?:[a-z]+ )?(?:{_METONYM}) of )?U\d+(?:(?: ['’]s?)?(?: [a-z]+){{0,2}}? (?:{_METONYM}))?"
)
# no word of it is one that the list goes on with, so that each list can be read in one way: two for each member would be
# a thousand for ten
_PLACE = r"(?: (?:in|for|as)(?: (?!and |P\d)[\w.’'-]+){1,6}?)?"
_PEOPLE = rf"P\d+(?:{_PLACE}(?:,? and|,|,? along with|,? as well as|,? plus)(?: (?:on|for|behind))? P\d+)*"
_START = r"(?:^|(?<=[,;:|])|(?<=[,;:|] and)|(?<=[,;:|] but)|(?<= and)|(?<= but)|(?<= while)|(?<= that)|(?<= where)|(?<= though)|(?<= although)|(?<= because)|(?<= when)|(?<= as)|(?<= said)|(?<= says)|(?<= say)|(?<= saying)|(?<= announced)) ?(?:and |but |while |with |so |though |when |that |where |here |as |yes |for the \w+ time |this time |in the end |so far |by then |since then |in fact |in turn |by contrast |as expected )*"
_END = r"(?=\s*(?:$|[,;:|]| (?:and|but|while|in|of|for|as|over|against|at|who|which|with|because|despite|when|where|though|although|after|before|behind|since|so|to|if|the|who|by|on|from|through|during|among|on|even|not|who|than|until|rather|too|ahead|there|here)\b))"
_STOP = r"(?=\s*(?:$|[,;:|]| (?:and|but|while|behind|who|which|on (?:board|his|her)|in (?:his|her|P\d+|(?:the )?(?:\w+ )?(?:district|ward|precinct)|the (?:[\w-]+ )?(?:race|primary|contest|runoff|election|general))|within|amid|despite|instead|again|this time|last|next|since|once|too|all along|throughout|from the (?:start|beginning|outset|first)|for (?:weeks|months|years|now)|(?:better|more) than|the (?:same|next|following|other) (?:day|evening|night|morning|week|month|year)|over|rather|than|once|in (?:a|an|one|less|under|late|early)|as|though|although|after|because|for (?:mayor|governor|president|council|sheriff))\b))"
_AUXILIARIES = (
    r"(?: (?:has|have|had|is|are|was|were|be|been|being|will|would|wo|do|does|did|can|could|ca|might|may|['’](?:s|re|ve|d|ll)|n['’]t|not|never|also|each|all|both))*"
    r"(?: (?:voted|agreed|decided|chosen|chose|opted|moved|vowed|pledged|promised|managed|expected|likely|set|planning|plans|quick|slow|vowing|refused|declined|poised|ready)(?: not)? to(?: be)?)?"
)
_SHARED = r"(?:,?(?: (?![UP]\d|that |who |which |whose |whom |if |while |when |because |says? |said )[\w'’.$%-]+){1,14}?,? (?:and|but|then|before|and then|before finally))?"
_CAMPAIGN = r"(?: ['’]s? (?:re ?-? ?election |primary |second |third |long ?-? ?shot |mayoral |presidential )?(?:campaign|bid|run|candidacy|effort|cause|race|re ?-? ?election))?"
_BE = (
    r"(?:is|are|was|were|'s|’s|be|been|being|has been|have been|had been|remains?|remained|stands?|stood|stays?|stayed)"
)
_MACROS = (
    ("{S}", _START),
    ("{E}", _END),
    ("{T}", _STOP),
    ("{B}", _BE),
    ("{A}", _AUXILIARIES),
    ("{G}", _SHARED),
    ("{C}", _CAMPAIGN),
)


def clauses(doc: Doc, arguments: Arguments, found: list[Finding]) -> Iterator[Finding]:
    """Yield the positions that skeletons of the sentences with a union tell; `found`: what other readings have found."""
    backing = _BACKING.search(text_of(doc)) is not None or any(finding.candidates for finding in found)
    topic = backing or _TOPIC.search(text_of(doc)) is not None
    done = {
        (union, person, finding.trigger.sent.start)
        for finding in found
        for union in finding.unions
        for person in finding.candidates
    }
    for sentence in _sentences(arguments):
        if any(token.lower_ == "respectively" for token in sentence):
            continue  # pairs, which the other readings take apart
        for skeleton in skeletons(sentence, arguments):
            for finding in _read(skeleton, arguments, topic=topic, backing=backing):
                people = [
                    person
                    for person in finding.candidates
                    if not all((union, person, sentence.start) in done for union in finding.unions)
                ]
                if people or not finding.candidates:
                    yield finding


def _sentences(arguments: Arguments) -> Iterator[Span]:
    """The sentences in which a union stands, each once, in text order; headlines are read elsewhere."""
    last = -1
    counted = [token.doc[token.i : token.i + 1] for token in _counted(arguments.doc)] if arguments.outermost else []
    for span in sorted((*arguments.outermost, *counted), key=lambda span: span.start):
        sentence = arguments.sentence(span)
        if sentence.start != last and (len(sentence) > _LINE or _STOPPED.search(sentence.text)):
            last = sentence.start
            yield sentence


def _counted(doc: Doc) -> Iterator[Token]:
    """The nouns of "both unions", "the two locals", and of "the nod" that goes to somebody."""
    for match in _BOTH.finditer(text_of(doc)):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None:
            yield span[-1]


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A frame's pattern with its abbreviations written out."""
    for name, part in _MACROS:
        pattern = pattern.replace(name, part)
    for name, part in (("u", _WITH_METONYM), ("p", _PEOPLE)):
        marker = f"{{{name.upper()}}}"
        for number in range(pattern.count(marker)):  # alternatives of a pattern have sides of their own
            pattern = pattern.replace(marker, f"(?P<{name}{number}>{part})", 1)
    return re.compile(pattern)


@functools.cache
def _frames() -> PatternRows[Frame]:
    """The frames, of which a skeleton is read only with those whose words it holds."""
    return PatternRows(
        (frame, _compiled(frame.pattern.pattern)) for frame in of_kind("clause") if frame.pattern is not None
    )


def _side(match: re.Match[str], name: str) -> str:
    """The name of the group that holds one side of a match."""
    return next(group for group, value in match.groupdict().items() if group.startswith(name) and value is not None)


def _read(skeleton: Skeleton, arguments: Arguments, *, topic: bool, backing: bool) -> Iterator[Finding]:
    text = skeleton.text.strip()
    shift = len(skeleton.text) - len(text)
    if "U" not in text:
        return
    for frame, _ in _frames().possible(text):
        if frame.pattern is None or (frame.needs_topic and not (backing if frame.frame_id in _GIVING else topic)):
            continue
        for match in _compiled(frame.pattern.pattern).finditer(text):
            finding = _finding(skeleton, match, shift, frame, arguments)
            if finding is not None:
                yield finding


def _finding(
    skeleton: Skeleton, match: re.Match[str], shift: int, frame: Frame, arguments: Arguments
) -> Finding | None:
    """What one match of a frame says; None where it asserts nothing or its people are not known."""
    assert frame.stance is not None
    u, p = _side(match, "u"), _side(match, "p")
    first, second = sorted((match.span(u), match.span(p)))
    between = first[1] < second[0] - 1
    start, end = (first[1], second[0]) if between else (match.start(), first[0])
    trigger = skeleton.trigger(start + shift, end + shift, first=frame.frame_id in _LEADING)
    numbers = re.findall(r"U(\d+)", match[u])
    unions = [span.kb_id_ for number in numbers for span in skeleton.unions[int(number)]]
    if match.start(p) < match.start(u) and any(skeleton.unions[int(n)][0].id_ == "shortform.pronoun" for n in numbers):
        return None  # "Roe won it" speaks of a race
    if not_the_union(skeleton.unions[int(numbers[0])][0].root, arguments):
        return None
    if re.search(r" (?:nor|neither(?: [\w.]+){0,3})\s*\Z", skeleton.text[: match.start(p) + shift]) is not None:
        return None  # "neither Roe nor Voss has been endorsed"
    if frame.frame_id == "clause.siding" and _on_an_issue(skeleton.people[int(re.findall(r"P(\d+)", match[p])[-1])]):
        return None
    if frame.frame_id == "clause.had-pick" and _as_guest(skeleton.people[int(re.findall(r"P(\d+)", match[p])[-1])]):
        return None
    if trigger.lower_ in _LIKING and skeleton.text[match.end(p) + shift :].lstrip(" ,").startswith("but "):
        return None  # "liked Roe but chose Voss"
    stance = frame.stance if frame.frame_id in _NEVER else stance_of(trigger, frame.stance)
    if stance is None or not about_elections(trigger, arguments):
        return None
    people: list[str] = []
    for number in re.findall(r"P(\d+)", match[p]):
        head = skeleton.people[int(number)]
        if frame.frame_id == "clause.possessed" and head.lower_ not in {"his", "hers"} and not _owns(head):
            return None  # "it is Roe who ..."
        people += targets(head, arguments, create=_full_name(head))[:1]
    if not people:
        return None
    return Finding(trigger, list(dict.fromkeys(unions)), list(dict.fromkeys(people)), stance, frame.frame_id, SURFACE)


def _as_guest(head: Token) -> bool:
    """Tell whether the end of a sentence says where or as what a union had somebody: "had Roe, a candidate, at its convention"."""
    return (
        re.search(r"\b(?:at|as|on|over)\s+(?:the|its|their|a|an)\b", head.doc[head.i + 1 : head.sent.end].text)
        is not None
    )


def _on_an_issue(head: Token) -> bool:
    """Tell whether the end of a sentence says that two are of one mind on a matter: "are with Roe, a candidate, on the trash bill"."""
    return _ISSUE.search(head.doc[head.i + 1 : head.sent.end].text) is not None


def _owns(head: Token) -> bool:
    """Tell whether a name is a possessive: "the A and the B are Roe's"."""
    return head.i + 1 < len(head.doc) and head.nbor().lower_ in {"'s", "’s"}


def _full_name(head: Token) -> bool:
    """Tell whether a person is named in full, so that the clause may make a candidate of somebody not known yet."""
    before = head.doc[head.i - 1] if head.i else head
    return head.ent_type_ == "PERSON" and before.ent_type_ == "PERSON" and before.lower_ not in OPENERS
