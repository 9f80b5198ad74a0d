"""Who speaks in a quotation, the union for which "we" stands, and of whom an announcement speaks.

How it decides. Quotation marks are paired within their paragraph. The words of attribution stand in the same paragraph, right
after the quotation ("... ," said A. Roe, president of the X) or right before it (the X said in a statement: ...). The speaker
is the union itself, or an officer whom the article introduces as one ("A. Roe, the X's president").
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.extensions import CANDIDATES, text_of
from unionwire.relate.arguments import Arguments

_QUOTATION = re.compile(
    r"“[^“”\n]{1,900}(?:”|(?=\n\n|\Z))|(?<![\w\"])\"[^\"“”\n]{1,900}”|(?<![\w\"])\"[^\"\n]{1,900}(?:\"|(?=\n\n|\Z))"
)
_SAYING = re.compile(
    r"\b(?:said|says|saying|say|added|adds|wrote|declared|announced|stated|told|tweeted|explained|noted|reads|read|according\s+to)\b"
)
_REACH = 160  # characters from a quotation to the end of its words of attribution
_OFFICE = r"(?:(?:international|national|general|executive|interim|acting|local|state|political|legislative|vice|deputy)\s+)*(?:president|chair(?:man|woman|person)?|director|secretary(?:[-\s]treasurer)?|leader|head|chief|spokes(?:man|woman|person)|business\s+manager|treasurer|official)"
_BEFORE_UNION = re.compile(
    rf"(?P<name>[A-Z][\w’'-]+),\s+(?:the|a|an|its|who\s+is|then)?\s*{_OFFICE}\s+(?:of|for|at|with)\s+(?:the\s+)?\Z"
)
# "Ann Roe of the X": whoever is told to be of a union speaks for it.
_OF_UNION = re.compile(r"\b[A-Z][\w’'-]+\s+(?P<name>[A-Z][\w’'-]+)\s+of\s+(?:the\s+)?\Z")
_AFTER_UNION = re.compile(rf"(?:['’]s?)?\s+(?i:{_OFFICE}),?\s+(?:[A-Z][\w.’'-]+\s+){{0,3}}(?P<name>[A-Z][\w-]+)\b")
_LEADS = re.compile(
    r"\b(?P<name>[A-Z][\w’'-]+),\s+(?:whose|who\s+(?:heads|leads|runs|chairs|represents|headed|led))\s+(?:the\s+)?\Z"
)
_POSSESSED = re.compile(r"(?P<name>[A-Z][\w’'-]+),\s+(?:the\s+)?\Z")


def speakers(token: Token, arguments: Arguments) -> list[str]:
    """Unions that speak the quotation in which `token` stands; empty outside quotations and where no union is told."""
    text = text_of(token.doc)
    top = text.rfind("\n\n", 0, token.idx) + 2 if "\n\n" in text[: token.idx] else 0
    for match in _QUOTATION.finditer(text, top, min(len(text), token.idx + 1000)):
        if match.start() > token.idx:
            break
        if token.idx < match.end():
            return _attributed(token.doc, match.start(), match.end(), arguments)
    return []


def speaking_people(token: Token, arguments: Arguments) -> list[str]:
    """The candidate who speaks the quotation in which `token` stands, or whose campaign does; empty where nobody is told."""
    doc = token.doc
    text = text_of(doc)
    for match in _QUOTATION.finditer(text, max(text.rfind("\n\n", 0, token.idx), 0), min(len(text), token.idx + 1000)):
        if not match.start() < token.idx < match.end():
            continue
        for begin, words in _attribution(text, match.start(), match.end()):
            if _SAYING.search(words) is None:
                continue
            last = begin + len(words)
            named = [span for span in doc.spans[CANDIDATES] if begin <= span.start_char < last]
            unions = any(begin <= span.start_char < last for span in arguments.outermost)
            if named and not unions and named[0][-1].text not in officers(doc, arguments):
                return [named[0].kb_id_]
    return []


def _attribution(text: str, start: int, end: int) -> tuple[tuple[int, str], tuple[int, str]]:
    """The words after a quotation and those before it that may tell who speaks, each with its place."""
    paragraph = text.find("\n\n", end)
    after = text[end : min(end + _REACH, paragraph if paragraph >= 0 else len(text))]
    stop = re.search(r"[.!?](?:\s|\Z)(?<!\b[A-Z]\.\s)|[“\"]", after)
    after = after[: stop.start()] if stop else after
    top = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
    before = text[max(top, start - _REACH) : start]
    return (end, after), (start - len(before), before)


def _attributed(doc: Doc, start: int, end: int, arguments: Arguments) -> list[str]:
    """Unions named in the words of attribution after a quotation or before it."""
    text = text_of(doc)
    for begin, words in _attribution(text, start, end):
        if _SAYING.search(words) is None:
            continue
        inside = [span for span in arguments.union_spans if begin <= span.start_char < begin + len(words)]
        if inside:
            return [(inside[0] if begin == end else inside[-1]).kb_id_]
        for name, union_id in officers(doc, arguments).items():
            if re.search(rf"\b{re.escape(name)}\b", words):
                return [union_id]
    return []


def officers(doc: Doc, arguments: Arguments) -> dict[str, str]:
    """Return family name -> union of those whom an article introduces as officers of a union."""
    known: dict[str, str] | None = doc.user_data.get("unionwire_officers")
    if known is None:
        known = doc.user_data["unionwire_officers"] = {}
        for span in arguments.union_spans:
            if (name := _officer_beside(text_of(doc), span)) is not None:
                known.setdefault(name, span.kb_id_)
    return known


def _officer_beside(text: str, span: Span) -> str | None:
    """The family name of an officer told beside a union: "Ann Roe, president of the X", "X President Ann Roe"."""
    before, after = text[max(0, span.start_char - 90) : span.start_char], text[span.end_char : span.end_char + 90]
    if match := _BEFORE_UNION.search(before):
        return match.group("name")
    if match := _OF_UNION.search(before) or _LEADS.search(before):
        return match.group("name")
    match = _AFTER_UNION.match(after)
    if match:
        return match.group("name")
    possessed = _POSSESSED.search(before)
    if possessed and re.match(rf"['’]s?\s+{_OFFICE}\b", after):
        return possessed.group("name")
    return None


def officers_union(verb: Token, arguments: Arguments) -> list[str]:
    """The union whose officer announces its endorsement: "said A. Roe, president of the X, in announcing the endorsement"."""
    known = officers(verb.doc, arguments)
    return next(([known[subject.text]] for subject in arguments.subjects(verb) if subject.text in known), [])


def spoken_of(noun: Token, arguments: Arguments) -> list[str]:
    """The one candidate of whom the sentence of an announced endorsement speaks, or the next one in its paragraph."""
    doc, sentence = noun.doc, noun.sent
    here = _people_in(sentence, arguments)
    if not here and sentence.end < len(doc) and "\n\n" not in doc[noun.i : sentence.end + 1].text:
        here = _people_in(doc[sentence.end].sent, arguments)
    return here if len(here) == 1 else []


def spoken_of_before(noun: Token, arguments: Arguments) -> list[str]:
    """The one candidate of the same sentence, or of the one before, whose endorsement is kept or renewed."""
    here = _people_in(noun.sent, arguments)
    if not here and noun.sent.start:
        here = _people_in(noun.doc[noun.sent.start - 1].sent, arguments)
    return here if len(here) == 1 else []


def _people_in(sentence: Span, arguments: Arguments) -> list[str]:
    """The candidates of a sentence, and those whom the registry knows to run, officers of unions left out."""
    known = officers(sentence.doc, arguments)
    people = [
        token
        for token in sentence
        if token.text not in known
        and (arguments.candidate_span(token) is not None or (token.ent_type_ == "PERSON" and token.dep_ != "compound"))
    ]
    return list(dict.fromkeys(person for token in people for person in arguments.people(token, create=False)))
