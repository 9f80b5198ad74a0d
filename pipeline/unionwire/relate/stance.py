"""From qualifiers to stance: what the negations, modals and governing verbs of an endorsing word make of it.

How it decides. `unionwire.nlp.qualifiers` tells what qualifies the trigger, word by word upwards; the nearest word that
changes the stance decides. A refusal ("declined to", "has not", "stopped short of") turns endorsed into declined, an open
future ("may", "is weighing", "expected to", "has yet to") into considering, an end ("no longer") into withdrawn. What is
announced ("will", "would" under a verb of saying) stays endorsed, unless it hangs on a condition. Questions,
conditions, wishes and duties assert nothing: they give None.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from spacy.tokens import Token

from unionwire.nlp.qualifiers import Qualifier, is_reason, qualifiers_of
from unionwire.records import Stance
from unionwire.relate.arguments import SUBJECTS
from unionwire.relate.words import words

_THEN = frozenset({"before", "after"})


def is_question(token: Token) -> bool:
    """Tell whether the token's sentence is a question."""
    return any(item.category == "question" for item in qualifiers_of(token, levels=1))


def is_negated(token: Token) -> bool:
    """Tell whether a negation hangs on the token itself ("no endorsement", "not the endorsement")."""
    return any(item.category == "negated" for item in qualifiers_of(token, levels=1))


def is_lacking(noun: Token) -> bool:
    """Tell whether a noun is what somebody does without ("won without the backing of the union")."""
    return any(item.category == "negated" and item.cue.root == noun.head for item in qualifiers_of(noun))


def stance_of(trigger: Token, stance: Stance) -> Stance | None:
    """Return what the words around `trigger` make of `stance`, or None where nothing is asserted."""
    found = [
        item
        for item in qualifiers_of(trigger)
        if not (
            _of_the_news(item)
            or _names(item)
            or _contrasts(item, trigger)
            or _of_another_clause(item, trigger)
            or _of_another_time(item, trigger)
            or _of_a_superlative(item)
        )
    ]
    if _of_nobody(trigger):
        return "declined" if stance == "endorsed" else None
    everything = {item.category for item in found}
    if "question" in everything or _set_aside(trigger) or _supposed(trigger):
        return None
    for level in sorted({item.level for item in found}):
        here = {item.category for item in found if item.level == level}
        verdict = _verdict(here, everything, stance, first=level == 0)
        if verdict != stance:
            return "considering" if verdict == "declined" and _of_whom(trigger) else verdict
    return "considering" if stance == "endorsed" and _put_to_vote(trigger) else stance


def _of_nobody(trigger: Token) -> bool:
    """Tell whether no one does what a verb says: "Neither union has opposed Roe", "None of the locals turned on her"."""
    subjects = [child for child in trigger.children if child.dep_ in SUBJECTS and child.i < trigger.i]
    return any(
        word.lower_ in {"neither", "none"} or (word.text in {"No", "no"} and word.dep_ == "det")  # not "Lodge No. 5"
        for noun in subjects
        for word in (noun, *noun.children)
    )


def _of_whom(trigger: Token) -> bool:
    """Tell whether a verb asks of whom: in "has made no decision on whom it will endorse" all is open."""
    asked = any(child.lower_ in {"who", "whom", "which"} and child.i < trigger.i for child in trigger.children)
    return asked and trigger.dep_ in {"ccomp", "pcomp"}


def _put_to_vote(trigger: Token) -> bool:
    """Tell whether a verb names what is voted or talked on, of which the outcome is not told: "a vote on endorsing Roe"."""
    return (
        trigger.dep_ == "pcomp"
        and not is_reason(trigger)
        and trigger.head.lower_ in {"on", "about"}
        and trigger.head.head.lower_ in words("deliberating")
    )


def _of_the_news(item: Qualifier) -> bool:
    """Tell whether a negation only says that what is so comes as no news: "it isn't news that the A backs Roe"."""
    verb = item.cue.root.head
    return item.category == "negated" and any(
        child.dep_ == "attr" and child.lower_ in words("no_news") for child in (*verb.children, verb)
    )


def _names(item: Qualifier) -> bool:
    """Tell whether a verb of calling only gives a name: "in announcing its support, the A called Roe a fighter"."""
    verb = item.cue.root
    return (
        item.category == "wished"
        and verb.lower_.startswith("call")
        and not any(child.lower_ in {"on", "for", "upon"} for child in verb.children)
    )


def _contrasts(item: Qualifier, trigger: Token) -> bool:
    """Tell whether a negation after a comma only denies something else: "backed Roe for clerk, not for mayor"."""
    before = item.cue.doc[item.cue.start - 1].text if item.cue.start else ""
    return (
        item.category == "negated"
        and item.cue.text.lower() == "not"
        and item.cue.start > trigger.i
        and before in {",", "—", "–", "-", "("}
    )


def _of_another_clause(item: Qualifier, trigger: Token) -> bool:
    """Tell whether a colon parts a negated clause from the one that explains it: "The local isn't: It is working for Roe"."""
    if item.category != "negated" or item.cue.start > trigger.i:
        return False
    doc = trigger.doc
    return any(
        token.text == ":" and token.i + 1 < len(doc) and doc[token.i + 1].text[:1].isupper()
        for token in doc[item.cue.end : trigger.i]
    )


def _of_another_time(item: Qualifier, trigger: Token) -> bool:
    """Tell whether a verb above says what was done first: "flirted with Roe for weeks before coming home to Voss"."""
    if item.category not in {"considered", "wished", "refused", "undecided"} or item.cue.start > trigger.i:
        return False
    for token in (trigger, *trigger.ancestors):
        if token.i <= item.cue.root.i:
            return False
        linked = token.dep_ == "pcomp" and token.head.lower_ in _THEN
        if linked or any(child.dep_ == "mark" and child.lower_ in _THEN for child in token.children):
            return True
    return False


def _of_a_superlative(item: Qualifier) -> bool:
    """Tell whether "yet" only ranks what there is: "landed her biggest union endorsement yet"."""
    if item.cue.text.lower() != "yet" or not item.cue.start:
        return False
    ranked = item.cue.doc[item.cue.start - 1]
    return any(left.lower_.endswith("est") or left.lower_ in {"most", "first"} for left in ranked.lefts)


def _supposed(trigger: Token) -> bool:
    """Tell whether an inverted auxiliary sets up a case that is not: "Had the A endorsed Roe, she would have won"."""
    doc, head = trigger.doc, trigger.head
    if trigger.dep_ == "xcomp" and head.lower_ == "were" and head.is_sent_start:  # "Were the A to endorse Roe"
        return True
    for child in trigger.children:
        if child.dep_ not in {"aux", "auxpass"} or child.lower_ not in {"had", "were", "should"}:
            continue
        opens = child.is_sent_start or doc[child.i - 1].text in {",", "“", '"', "—", "–"}
        if opens and any(other.dep_ in SUBJECTS and child.i < other.i < trigger.i for other in trigger.children):
            return True
    return False


def _set_aside(trigger: Token) -> bool:
    """Tell whether a verb names what was not done: "left the line blank rather than vote for Roe"."""
    before = [token.lower_ for token in trigger.doc[max(trigger.sent.start, trigger.i - 3) : trigger.i]]
    return before[-2:] in (["rather", "than"], ["instead", "of"]) or before == ["rather", "than", "to"]


def _verdict(here: AbstractSet[str], everything: AbstractSet[str], stance: Stance, *, first: bool) -> Stance | None:
    """What the categories at one level make of a stance; `everything` holds those of all levels."""
    if "obliged" in here:
        return None
    if "denied" in here:
        return "declined"
    if here & {"hypothetical", "wished"} and (stance == "endorsed" or "hypothetical" in here):
        return None
    if stance != "endorsed":
        return None if here & {"negated", "refused", "undecided"} else stance
    if "undecided" in here:
        return "considering"
    if "negated" in here:
        open_yet = first and ("considered" in here or "conditional" in everything) and "reported" not in everything
        return None if open_yet else "declined"
    return _future_or_refused(here, everything)


def _future_or_refused(here: AbstractSet[str], everything: AbstractSet[str]) -> Stance:
    """What refusing, ending and weighing make of an endorsement."""
    if "refused" in here:
        return "declined"
    if "ended" in here:
        return "withdrawn"
    if here & {"considered", "future"} or {"announced", "conditional"} <= everything:
        return "considering"
    return "endorsed"
