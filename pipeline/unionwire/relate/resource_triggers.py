"""A union's money, staff and advertising for a person or against one: "spent millions on ads for B", "lent B two organizers"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from unionwire.relate.arguments import Arguments
from unionwire.relate.clause_shapes import CAMPAIGN_NOUNS
from unionwire.relate.finding import LIKELY, Finding
from unionwire.relate.frames import Frame
from unionwire.relate.prepositional_verbs import prepositional_object
from unionwire.relate.roles import about_elections, acting_unions, direct_object, targets
from unionwire.relate.stance import stance_of
from unionwire.relate.words import is_finite, words

_CONTESTS = frozenset({"contest", "race", "primary", "runoff", "election", "rematch", "matchup"})
_ATTACHED = frozenset({"acl", "relcl", "xcomp", "advcl", "conj", "pcomp"})


def read_resources(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """A union's money, staff or advertising for a person or against one: "spent millions on ads for B"."""
    unions, personal = acting_unions(verb, arguments)
    if not unions or personal:
        return
    lent = [child for child in verb.children if child.dep_ == "dative" and child.dep_ != "prep" and child.i > verb.i]
    things = [child for child in verb.children if child.dep_ == "dobj" and child.lower_ in frame.nouns]
    turned = any(word.lower_ in words("attacking") for thing in things for word in thing.children)
    if (
        lent
        and things
        and not turned
        and frame.stance is not None
        and (helped := targets(lent[0], arguments, create=False))
    ):
        yield Finding(verb, unions, helped, stance_of(verb, frame.stance), frame.frame_id, LIKELY)
        return
    given = False
    for token in verb.doc[verb.i + 1 : min(verb.i + 24, verb.sent.end)]:
        if given and token.lower_ in words("attacking") and token.dep_ in _ATTACHED:
            attacked = targets(_attacked(token), arguments, create=about_elections(verb, arguments))
            if attacked:
                yield Finding(verb, unions, attacked, stance_of(verb, "opposed"), frame.frame_id, LIKELY)
                return
        given = given or token.lower_ in frame.nouns or token.lower_ in words("lavishly") or token.text == "$"
        if not given or token.dep_ != "prep" or not verb.is_ancestor(token) or _in_clause_below(token, verb):
            continue
        if _of_a_contest(token):
            continue
        preposition, target = prepositional_object(token)
        stance = "opposed" if preposition == "against" else frame.stance
        if preposition not in frame.prepositions or target is None or stance is None:
            continue
        if candidates := targets(target, arguments, create=False):
            said = stance_of(verb, stance)
            # Who is expected to spend on somebody has taken sides already; what is open is the sum.
            said = stance if said == "considering" else said
            yield Finding(verb, unions, candidates, said, frame.frame_id, LIKELY)
            return


def _of_a_contest(preposition: Token) -> bool:
    """Tell whether a preposition names a rival: "to elect Roe in her campaign against Voss", "in the primary race against Voss"."""
    noun = preposition.nbor(-1)
    owned = any(child.dep_ == "poss" for child in preposition.head.children)
    return (preposition.head.lower_ in CAMPAIGN_NOUNS and owned) or noun.lower_ in _CONTESTS


def _in_clause_below(token: Token, verb: Token) -> bool:
    """Tell whether a word belongs to another clause that the verb governs: "to Iowa, where Dean placed third behind B"."""
    for ancestor in token.ancestors:
        if ancestor.i == verb.i:
            return False
        if is_finite(ancestor) and ancestor.i > verb.i:
            return True
    return False


def _attacked(verb: Token) -> Token | None:
    """Whom a verb of attacking is turned on: "attacking B", "goes after B"."""
    if verb.lower_ not in {"goes", "going", "go", "went"}:
        return direct_object(verb)
    after = next((child for child in verb.children if child.lower_ == "after"), None)
    return next((child for child in after.children if child.dep_ == "pobj"), None) if after is not None else None
