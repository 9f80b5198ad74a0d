"""Small questions asked of the parse: which noun a relative clause stands to, which verb has a subject of its own."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Span, Token

# verbs of taking sides, with their auxiliaries, by which a clause is known where the parse has lost it
_BACKING = frozenset(
    "back backs backed backing endorse endorses endorsed endorsing support supports supported supporting favor favors favored "
    "prefer prefers preferred pick picks picked choose chooses chose is are has have had was were also oppose opposes opposed".split()
)
CAMPAIGN_NOUNS = frozenset(
    "campaign bid candidacy run candidacies campaigns bids race effort ticket quest re-election reelection nomination challenge comeback".split()
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


def is_prefix(token: Token) -> bool:
    """Tell whether a name is the first part of a compound that tells of somebody else: "a Roe-supporting councilman"."""
    after = token.doc[token.i + 1 : token.i + 3]
    return len(after) > 1 and after[0].text == "-" and not after[0].whitespace_ and after[1].text[:1].islower()


def after_semicolon(verb: Token) -> bool:
    """Tell whether a semicolon parts a verb from the one that it is joined to: it has a subject of its own, found or not."""
    return verb.dep_ == "conj" and ";" in {token.text for token in verb.doc[verb.head.i : verb.i]}


def has_subject(verb: Token) -> bool:
    """Tell whether a verb has a subject of its own."""
    return any(child.dep_ in _SUBJECTS for child in verb.children)


def of_which(token: Token) -> bool:
    """Tell whether a pronoun takes up a list by "of which": "the A and the B, all of which backed her"."""
    return token.lower_ in {"all", "both", "each", "none", "some"} and any(
        target.lower_ in {"which", "whom"}
        for child in token.children
        if child.lower_ == "of"
        for target in child.children
    )


def antecedent(relative: Token) -> Token | None:
    """The noun that a relative pronoun, or the verb of its clause, stands to."""
    for ancestor in (relative, *relative.ancestors):
        if ancestor.dep_ == "relcl":
            return ancestor.head
    return None


def beyond_semicolon(verb: Token, subject: Token) -> bool:
    """Tell whether a subject stands behind a verb and a semicolon, as that of another clause."""
    return subject.i > verb.i and any(token.text == ";" for token in verb.doc[verb.i : subject.i])


def parted_by_union(one: Token, two: Token, union_at: Mapping[int, Span], candidate_at: Mapping[int, Span]) -> bool:
    """Tell whether a union and its verb, said or left out, part two people: "backed Roe, and the A backed Voss", "and the A Voss".

    The maps give the mention of a union or a candidate by the index of its tokens.
    """
    doc = one.doc
    first, second = sorted((one.i, two.i))
    name = candidate_at.get(second)
    last = (name.start if name is not None else second) - 1
    acting = last
    while acting > first and doc[acting].lower_ in _BACKING and doc[acting - 1].text not in {"-", "–"}:
        acting -= 1
    return first < acting and acting in union_at and (acting < last or name is not None)


def of_own_bid(verb: Token) -> bool:
    """Tell whether a verb says what a candidate's own run is for: "backed Roe in her bid to unseat Voss"."""
    doc = verb.doc
    if verb.i < 3 or verb.nbor(-1).lower_ != "to" or verb.nbor(-2).lower_ not in CAMPAIGN_NOUNS:
        return False
    owners = [child for child in doc[verb.i - 2].children if child.dep_ == "poss"]
    return any(owner.lower_ in {"his", "her"} or owner.ent_type_ == "PERSON" for owner in owners)
