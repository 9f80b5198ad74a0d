"""Polarity and certainty of an endorsing word: what its negations, modals and governing verbs make of it.

How it decides. The words that govern the trigger are walked upwards, clause by clause. A refusal ("declined to",
"has not", "stopped short of") turns endorsed into declined, an open future ("may", "is weighing", "expected to", "has
yet to") into considering. "Will" and "would" under a verb of saying announce a decision and stay endorsed.
Conditions, questions, wishes and denials assert nothing: they give None.
"""

from __future__ import annotations

from spacy.tokens import Token

from unionwire.records import Stance

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without"})
_CONDITIONS = frozenset({"if", "unless"})
_MAYBE_MODALS = frozenset({"may", "might", "could"})
_SHOULD_MODALS = frozenset({"should", "must", "ought"})
_REFUSING = frozenset(
    "decline declines declined declining refuse refuses refused refusing opted opt fail failed fails failing failure refusal avoid avoided "
    "avoiding withhold withheld withholding forgo forgoing skip skipped stop stopped short reluctant balk balked unwilling".split()
)
_WEIGHING = frozenset(
    "consider considers considered considering weigh weighs weighed weighing mull mulls mulled mulling debate debating debated plan plans "
    "planned planning expect expects expected likely poised prepare prepared preparing set hope hopes hoping near close discuss discussing discussed "
    "lean leaning leans ready intends intend yet whether contemplate contemplating decide deciding waiting wait delay delayed postpone postponed "
    "explore exploring evaluating evaluate due possible could undecided".split()
)
_WISHING = frozenset(
    "urge urges urged urging ask asks asked asking want wants wanted wanting call called calls pressure pressured pressuring push pushed hope hoped "
    "beg demand demanded lobby lobbied lobbying encourage encouraged persuade persuaded convince convinced seek seeks sought seeking court courting request requested".split()
)
_DENYING = frozenset("deny denies denied denying".split())
_SMALL_DEPS = frozenset({"aux", "auxpass", "neg", "advmod", "mark", "det", "preconj", "cc"})
_LEVELS = 5  # clauses that are walked upwards
_CLIMBS = frozenset(
    {"xcomp", "ccomp", "advcl", "pcomp", "acl", "prep", "dobj", "pobj", "conj", "attr", "oprd", "acomp"}
)


def is_question(token: Token) -> bool:
    """Tell whether the token's sentence is a question."""
    words = [word for word in token.sent if not word.is_space]
    return any(word.text == "?" for word in words[-2:])


def stance_of(trigger: Token, stance: Stance) -> Stance | None:
    """Return what the words around `trigger` make of `stance`, or None where nothing is asserted."""
    if is_question(trigger):
        return None
    token = trigger
    for level in range(_LEVELS):
        verdict = _verdict(token, stance, first=level == 0)
        if verdict != stance:
            return verdict
        own_subject = any(child.dep_ in {"nsubj", "nsubjpass"} for child in token.children)
        leaves_clause = (
            token.dep_ == "conj" or (token.dep_ == "advcl" and own_subject) or (token.dep_ == "ccomp" and level)
        )
        if token.dep_ not in _CLIMBS or leaves_clause:
            break
        token = token.head
    return stance


def _verdict(token: Token, stance: Stance, *, first: bool) -> Stance | None:
    """What one word on the way up, with the small words that hang on it, makes of a stance."""
    small = {child.lower_ for child in token.children if child.dep_ in _SMALL_DEPS}
    marks = {child.lower_ for child in token.children if child.dep_ in {"mark", "advmod"}}
    if small & _SHOULD_MODALS:
        return None
    if not first and token.lower_ in _DENYING:
        return "declined"
    if stance != "endorsed":
        return None if "whether" in marks else stance
    if marks & _CONDITIONS or (not first and token.lower_ in _WISHING):
        return None
    if "whether" in marks:
        return "considering"
    if small & NEGATIONS and not {"only", "just"} & {child.lower_ for child in token.children}:
        if first and (small & _MAYBE_MODALS or _conditional(token)) and not _reported(token):
            return None
        return "considering" if "yet" in {word.lower_ for word in token.subtree} else "declined"
    return _future_or_refused(token, small, first=first)


def _future_or_refused(token: Token, small: set[str], *, first: bool) -> Stance | None:
    if not first and token.lower_ in _REFUSING:
        return "declined"
    has_yet = any(child.lower_ == "yet" and child.dep_ == "advmod" for child in token.children)
    if small & _MAYBE_MODALS or (not first and token.lower_ in _WEIGHING) or (first and has_yet):
        return "considering"
    if first and small & {"would", "'d"} and not _reported(token):
        return None
    return "endorsed"


def _conditional(token: Token) -> bool:
    """Tell whether a clause hangs on a condition: "would not endorse anyone if ...", "conceivable that it would not"."""
    if token.dep_ == "ccomp" and token.head.lower_ in {"conceivable", "possible", "likely", "unlikely"}:
        return True
    return any(
        child.dep_ == "advcl" and any(mark.lower_ in _CONDITIONS for mark in child.children if mark.dep_ == "mark")
        for owner in (token, token.head)
        for child in owner.children
    )


def _reported(token: Token) -> bool:
    """Tell whether "would endorse" reports an announcement ("said it would endorse")."""
    for ancestor in token.ancestors:
        if ancestor.lower_ in {
            "said",
            "say",
            "says",
            "announced",
            "announcing",
            "announce",
            "announces",
            "saying",
            "confirmed",
            "told",
            "voted",
            "decided",
            "declared",
        }:
            return True
        if ancestor.dep_ == "ROOT":
            break
    return False
