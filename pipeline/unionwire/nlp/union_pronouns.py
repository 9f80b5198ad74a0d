"""Which union "it", "they" and "their" mean: the subject of their clause or of the sentence before, with no rival between.

A pronoun that is the object of a verb never means the subject of that verb, and people named in the plural are meant by
"they" sooner than a union is.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

# "it" that means nothing: the weather, the hour, "it is clear that"
_EMPTY_IT = re.compile(
    r"it(?:['’]s|\s+(?:is|was|will be|would be|has been|had been|seems|seemed|appears))\s+(?:also\s+|not\s+|still\s+|very\s+|too\s+)?"
    r"(?:raining|snowing|late|early|clear|unclear|time|true|likely|unlikely|hard|easy|difficult|possible|impossible|no|worth|important|dark|cold|hot|"
    r"that|as if|up to|a (?:good|bad|cold|hot|shame|pity)|noon|midnight|over)\b",
    re.IGNORECASE,
)
# plurals of people, who are meant by "they" sooner than a union is
_PEOPLE = re.compile(
    r"(?:[a-z]{2,}(?:ers|ors|ists|ees|ants|ians|men|women)|nurses|people|clerks|guards|cops|crews|families|students|parents|immigrants|residents|officials|"
    r"unions|locals|firms|companies|friends|children|kids|voters|americans|democrats|republicans)"
)
_NO_PEOPLE = frozenset(
    "others numbers papers orders letters offers matters powers quarters banners posters answers hours factors doors errors".split()
)
PRONOUNS = {"it", "its", "they", "their", "them", "itself"}
_SUBJECTS = {"nsubj", "nsubjpass"}
_BODIES = frozenset(
    "company firm employer corporation bank newspaper paper magazine party campaign city county state government administration department agency court board "
    "committee panel council group organization association foundation chamber coalition school university college hospital district church team league".split()
)
# one person, who is never "it"
_PERSONS = frozenset(
    "president spokesman spokeswoman spokesperson secretary treasurer secretary-treasurer leader chairman chairwoman chair director official officer steward "
    "delegate member organizer candidate nominee incumbent challenger mayor governor senator congressman congresswoman councilman councilwoman democrat republican".split()
)
# what a union owns as few other bodies do
_OWN = frozenset(
    "board members membership president leaders leadership executive delegates officers affiliates locals lodges endorsement rank-and-file "
    "convention pac council councils chapters spokesman spokeswoman secretary-treasurer".split()
)
_KINDS = frozenset({"union", "federation", "local", "guild", "association", "lodge"})
_DEEDS = frozenset(
    "said says say announced announce endorsed endorse endorses endorsing backed back backs backing supported support supports "
    "voted decided declined refused urged picked chose represents represent represented endorsing backing supporting opposing opposed oppose opposes "
    "recommended nominated rescinded withdrew campaigned campaigning canvassed canvassing".split()
)
_SUPPORT = frozenset(
    "endorsement endorsements endorsing endorse support supporting backing back behind against for with nod".split()
)
_TOPIC_REACH = 4  # sentences back to the union that a text is about
_OPENING = 5  # tokens before a pronoun that opens its sentence: "In the end, it"
_PARTING = frozenset(
    "break breaks broke breaking broken split splits splitting differ differs differed parted diverged departed ranks ways".split()
)
_REASONS = frozenset({"over", "since", "after", "about", "for"})
_REASON_REACH = 3  # tokens between a union that somebody breaks with and the reason
_SIDES = frozenset({"for", "with", "behind", "against"})


def is_empty(token: Token) -> bool:
    """Tell whether a pronoun stands for nothing: "it is clear that", "it was raining"."""
    if token.lower_ != "it":
        return False
    return token.dep_ == "expl" or bool(_EMPTY_IT.match(token.doc[token.i : token.i + 6].text))


def is_subject(span: Span) -> bool:
    """Tell whether a mention is the subject of its clause, a part of the subject's name, or what the subject is of.

    "Leaders of the X met" has the X for its topic, as has "X Local 9 endorsed Roe", of which a parse makes one long name.
    """
    root = span.root
    if _is_direct_subject(span):
        return True
    whole = root.head.head if root.dep_ == "pobj" and root.head.lower_ == "of" else root
    if whole.dep_ in _SUBJECTS and whole.lower_ in _OWN:
        return True
    before = span.doc[span.sent.start : span.start].text.lower()
    return before in {"", "the"} and span.end < len(span.doc) and span.doc[span.end].lower_ in _DEEDS


def _is_direct_subject(span: Span) -> bool:
    """Tell whether a mention itself is a subject: "they" after "leaders of the X" are the leaders."""
    root = span.root
    return root.dep_ in _SUBJECTS or (root.dep_ in {"compound", "appos"} and root.head.dep_ in _SUBJECTS)


def owns_subject(span: Span, position: int) -> bool:
    """Tell whether a mention owns the subject of a clause in the sentence at `position`: "UE's locals voted; the union ..."."""
    return span.sent.end_char > position and span.root.dep_ == "poss" and span.root.head.dep_ in _SUBJECTS


def pronoun_antecedent(token: Token, mentions: list[Span]) -> Span | None:
    """The union that a pronoun means: the subject of its clause or of the sentence before, with nothing plural between."""
    sentence = token.sent
    previous_start = _previous_sentence_start(sentence)
    near = [span for span in mentions if span.start >= previous_start and not _is_bound(token, span)]
    if not near:
        return _topic_before(token, mentions)
    here = [span for span in near if span.start >= sentence.start]
    plural = token.lower_ in {"they", "them", "their"}
    acts = _is_direct_subject if plural else is_subject
    subjects = [span for span in here if acts(span)]
    if token.lower_ == "its" and here and _parted_from(here[-1], token):
        return here[-1]
    if token.lower_ in {"its", "their"} and here:
        rival = _rival(token, here[-1]) or (token.lower_ == "their" and _people_between(here[-1], token))
        if token.lower_ == "their" and not subjects and len({span.kb_id_ for span in here}) > 1:
            return None  # one of two unions, or both
        if not rival:
            return subjects[-1] if subjects else here[-1]
        return None
    pool = subjects or [span for span in near if span.start < sentence.start and acts(span)]
    prominent = {span.kb_id_ for span in near if _is_prominent(span)}
    topic = _topic_before(token, mentions)
    topic = topic if topic is not None and prominent <= {topic.kb_id_} else None
    if not pool and topic is not None:
        return topic
    if not pool and (_acts(token) or _is_told_to_be(token) or _owns(token)):
        pool = near if len({span.kb_id_ for span in near}) == 1 or _acts(token) else []
    if not pool or _rival(token, pool[-1]):
        return topic
    if here and not subjects and here[-1].kb_id_ != pool[-1].kb_id_:
        return None  # another union stands between, without acting
    if plural and (_joined_to_others(pool[-1]) or (not _acts(token) and _people_between(pool[-1], token))):
        return None
    return pool[-1]


def _parted_from(span: Span, token: Token) -> bool:
    """Tell whether somebody breaks with a union over what is "its": "broke with the national over its endorsement of Roe"."""
    joint = token.nbor(-1).lower_ if token.i else ""
    away = span.root.head
    return (
        joint in _REASONS
        and token.i - span.end <= _REASON_REACH
        and away.lower_ in {"with", "from"}
        and away.head.lower_ in _PARTING
    )


def _topic_before(token: Token, mentions: list[Span]) -> Span | None:
    """The union that acted some sentences before a pronoun that opens a sentence: "The X met. Roe spoke. Its board backed her".

    Unions that the sentences between only mention are no rivals; another body that acts there is.
    """
    sentence = token.sent
    if token.lower_ not in {"it", "its"} or token.i - sentence.start > _OPENING:
        return None
    if not (_acts(token) or _backs_somebody(token) or (_owns(token) and token.head.dep_ in _SUBJECTS)):
        return None
    start = sentence.start
    for _ in range(_TOPIC_REACH):
        start = token.doc[start - 1].sent.start if start else start
    acted = [span for span in mentions if span.start >= start and is_subject(span)]
    if not acted or any(is_body(other) for other in token.doc[acted[-1].end : token.i]):
        return None
    # whose board acts is told across paragraphs too, what "it" is only within one
    parted = token.lower_ == "it" and "\n\n" in token.doc[acted[-1].end : token.i].text
    return None if parted else acted[-1]


def _is_prominent(span: Span) -> bool:
    """Tell whether a mention is no aside in its sentence: told to be something, done something to, or named before the verb."""
    return span.root.dep_ in {"attr", "dobj"} or span.start < span.sent.root.i or span.sent.root in span


def is_body(token: Token) -> bool:
    """Tell whether a word is the subject of its clause and may be an organisation: "the council voted"."""
    if token.dep_ not in _SUBJECTS:
        return False
    return token.lower_ in _BODIES or (token.ent_type_ in {"ORG", "GPE", "NORP"} and not _is_family_name(token))


def _is_family_name(token: Token) -> bool:
    """Tell whether a name is that of a person of the article, whatever NER has taken it for."""
    return any(ent.label_ == "PERSON" and len(ent) > 1 and ent[-1].text == token.text for ent in token.doc.ents)


def _backs_somebody(token: Token) -> bool:
    """Tell whether a pronoun is the subject of a clause that gives somebody support: "it threw its support behind Roe"."""
    after = token.doc[token.i + 1 : token.sent.end]
    return token.dep_ == "nsubj" and any(other.lower_ in _SUPPORT for other in after)


def _is_bound(token: Token, span: Span) -> bool:
    """Tell whether a mention is the subject of the clause whose object a pronoun is: in "X backed them" them is not X."""
    if token.lower_ not in {"it", "them"} or token.dep_ in _SUBJECTS:
        return False
    verb = token.head.head if token.dep_ == "pobj" else token.head
    return any(child.dep_ in _SUBJECTS and span.start <= child.i < span.end for child in verb.children)


def _is_told_to_be(token: Token) -> bool:
    """Tell whether a pronoun is told to be a union: "it is the largest union in the state"."""
    return token.dep_ == "nsubj" and any(
        child.dep_ == "attr" and child.lower_ in _KINDS for child in token.head.children
    )


def _owns(token: Token) -> bool:
    """Tell whether a possessive owns what unions have: "its executive board", "its members"."""
    return token.lower_ == "its" and token.dep_ == "poss" and token.head.lower_ in _OWN


def _people_between(span: Span, token: Token) -> bool:
    """Tell whether people in the plural, or each of them, are named between a mention and a pronoun."""
    between = token.doc[span.end : token.i]
    return any(
        other.lower_ in {"every", "each"} or (_PEOPLE.fullmatch(other.lower_) and other.lower_ not in _NO_PEOPLE)
        for other in between
    )


def _joined_to_others(span: Span) -> bool:
    """Tell whether a mention is coordinated with a body of another kind: "the union and the school board say they"."""
    return any(child.dep_ == "conj" and child.lower_ in _BODIES for child in span.root.children)


def _acts(token: Token) -> bool:
    """Tell whether a pronoun does what only people and bodies do: "it said", "they endorsed"."""
    return token.dep_ == "nsubj" and (token.head.lower_ in _DEEDS or _takes_sides(token.head))


def _takes_sides(verb: Token) -> bool:
    """Tell whether a form of "to be" puts its subject on somebody's side: "they are with Roe this time"."""
    return verb.lower_ in {"is", "are", "was", "were", "been", "'s", "’s", "'re", "’re"} and any(
        target.ent_type_ == "PERSON" or _is_family_name(target)
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ in _SIDES and 0 < child.i - verb.i <= 2
        for target in child.children
    )


def _previous_sentence_start(sentence: Span) -> int:
    """First token of the sentence before; scraps shorter than six tokens, as broken parses leave them, do not count."""
    start = sentence.start
    while start > 0:
        before = sentence.doc[start - 1].sent
        start = before.start
        if before.end - before.start >= 6:
            break
    return start


def _is_person(token: Token) -> bool:
    """Tell whether a subject is one person, by office or by a capitalised name that NER has missed."""
    if token.lower_ in _PERSONS or any(child.ent_type_ == "PERSON" for child in token.children):
        return True
    return any(child.dep_ in {"compound", "appos"} and child.lower_ in _PERSONS for child in token.children)


def _rival(token: Token, span: Span) -> bool:
    """Tell whether another organisation or plural subject stands between a mention and the pronoun."""
    plural = token.lower_ in {"they", "their", "them"}
    between = token.doc[span.end : token.i]
    for other in between:
        if other.dep_ in _SUBJECTS and other.ent_type_ in {"ORG", "NORP", "GPE"}:
            return True
        if (
            other.dep_ in _SUBJECTS
            and plural
            and other.lower_.endswith("s")
            and other.lower_ not in {"its", "this", "us"}
        ):
            return True
        if (
            other.dep_ in _SUBJECTS
            and not plural
            and (not _acts(token) or other.lower_ in _BODIES)
            and other.ent_type_ == ""
            and not _is_person(other)
            and other.lower_ not in PRONOUNS | {"who", "which", "that", "he", "she", "i", "we", "you"}
        ):
            return True
    return False
