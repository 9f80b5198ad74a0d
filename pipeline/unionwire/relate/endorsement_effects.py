"""What an endorsement does for whom: "the A's nod could help B", "could make the difference for B", "is a blow to B".

Who is told to be helped has the endorsement, whatever modal the helping stands under; who is told to be struck has not.
"""

from __future__ import annotations

from spacy.tokens import Token

from unionwire.relate.arguments import Arguments
from unionwire.relate.proforms import ORDINALS
from unionwire.relate.words import words

_TELLING = frozenset({"make", "makes", "made", "prove", "proves", "proved", "be", "is", "was", "become", "seems"})
_SAID_OF = frozenset({"dobj", "attr", "acomp", "oprd"})


def helped_people(noun: Token, arguments: Arguments) -> list[str]:
    """The person whom an endorsement is told to help, and who has it: "the A's nod could help B", "means that B has two unions"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or strikes(verb):
        return []
    weights = [child for child in verb.children if child.dep_ in _SAID_OF and child.lower_ in words("weights")]
    tells = verb.lower_ in _TELLING and bool(weights)
    if not (tells or verb.lower_ in words("helping")):
        return []
    before = {child.lower_ for child in noun.children if child.i < noun.i}
    given = "the" in before or any(child.dep_ == "poss" for child in noun.children)
    if not given or before & {"a", "an", "any", "no"} or any(child.lower_ == "would" for child in verb.children):
        return []
    following = [child for child in verb.children if child.i > verb.i]
    following += [child for weight in weights for child in weight.children if child.i > weight.i]
    for child in following:
        if child.dep_ in {"dobj", "dative"} and (
            found := arguments.people(child, create=False) or gaining(child, arguments)
        ):
            return found
        if child.dep_ == "prep" and child.lower_ in ({"to", "for"} if tells else {"to", "behind"}):
            for target in child.children:
                if found := arguments.people(target, create=False) or gaining(target, arguments):
                    return found
        if child.dep_ == "ccomp":
            subjects = (arguments.people(token, create=False) for token in arguments.subjects(child))
            return next((found for found in subjects if found), [])
    return []


def gaining(noun: Token, arguments: Arguments) -> list[str]:
    """Whose rise or chances an endorsement is told to help: "was central to Roe's rise", "is Roe's third from a union"."""
    if noun.lower_ not in words("fortunes") | ORDINALS:
        return []
    owners = [child for child in noun.children if child.dep_ == "poss"]
    owners += [word for child in noun.children if child.lower_ == "of" for word in child.children]
    return [person for owner in owners for person in arguments.people(owner, create=False)]


def strikes(governor: Token) -> bool:
    """Tell whether an endorsement is told to hurt the person named after it: "is a blow to B", "came as a setback for B"."""
    return any(token.lower_ in words("blows") for token in governor.subtree if token.i > governor.i)
