"""The sides of an endorsement around a trigger: acting unions, targeted people, and whether an election is meant."""

from __future__ import annotations

import collections
import re

from spacy.tokens import Doc, Span, Token

from unionwire.nlp.candidate_shapes import TITLES
from unionwire.nlp.extensions import text_of, words_of_doc
from unionwire.nlp.union_pronouns import is_body
from unionwire.relate.arguments import ONE_PART, SUBJECTS, Arguments
from unionwire.relate.clause_shapes import CAMPAIGN_NOUNS
from unionwire.relate.members import is_caucus, not_the_union
from unionwire.relate.person_groups import is_group, named_members, predicated
from unionwire.relate.quotes import speakers
from unionwire.relate.standins import subject_unions

ELECTION_WORDS = frozenset(
    "election primary primaries race candidate candidates nominee presidential president campaign governor mayor mayoral gubernatorial senate senator contest "
    "endorse endorsed endorsing endorsement endorsements ticket democratic republican caucus caucuses".split()
)

# An office that somebody is backed for, where no other word speaks of an election: "will back Roe for Labour leader"
_FOR_OFFICE = re.compile(
    r"\b(?:for|as|be(?:come)?)\s+(?:(?:the|its|next|deputy|lieutenant|state|county|city|district|party|[A-Z]\w+)\s+){0,3}"
    r"(?:leader|premier|prime\s+minister|sheriff|treasurer|comptroller|controller|auditor|clerk|attorney\s+general|"
    r"council(?:or|lor|man|woman)?|assembly|congress|Congress|Senate|House|legislature|judge|alder(?:man|woman))\b"
)
_ROLES = frozenset(
    "candidate nominee opponent rival successor foe democrat republican contender hopeful challenger incumbent senator governor mayor one councilman councilwoman person".split()
)

_OFTEN = 3  # words of elections, beside one of endorsement, that make an article about one
_PLURAL = frozenset("have are were do both all back support endorse favor like prefer represent oppose".split())
_PARTS = frozenset({"majority", "percent", "half", "most", "many", "some", "third", "quarter", "plurality"})
_VERBAL = frozenset({"relcl", "acl", "advcl", "ccomp", "ROOT"})


def acting_unions(verb: Token, arguments: Arguments) -> tuple[list[str], bool]:
    """The unions that act in a verb's clause, and whether only their members or one leader do."""
    displaced = _lost_subject(verb, arguments) or _conjoined_subject(verb, arguments)
    if displaced is not None:
        return displaced, False
    first = True
    for subject in arguments.subjects(verb):
        unions = subject_unions(subject, arguments)
        if not_the_union(subject, arguments):
            return [], not is_caucus(subject, arguments)
        if unions:
            return _nearest(unions, subject, verb, arguments), False
        if first and arguments.is_personal(subject):
            return [], True
        if subject.lower_ == "we":
            return speakers(subject, arguments), False
        if (
            subject.dep_ == "nsubj"
            and subject.lower_ not in {"it", "they", "we", "which", "that", "who"}
            and verb.dep_ != "acl"
        ):
            if subject.ent_type_ in {"PERSON", "NORP"} or arguments.candidate_span(subject) is not None:
                return [], False
            if not _broken(subject, verb, arguments):
                return [], False
        if subject.lower_ in {"it", "they"}:
            told = (
                _lone_before(subject, arguments)
                or _of_main_clause(verb, subject, arguments)
                or _of_saying(verb, subject, arguments)
            )
            if told:
                return told, False
        first = False
    return surface_unions(verb, arguments) or _after_colon(verb, arguments), False


def _lone_before(pronoun: Token, arguments: Arguments) -> list[str]:
    """The only union that its paragraph names before a pronoun that opens a sentence: "It has endorsed ..."."""
    before = pronoun.doc[pronoun.sent.start : pronoun.i]
    if len(before) > 3 or any(token.dep_ in SUBJECTS for token in before):  # in "The company said it" that is "it"
        return []
    text = text_of(pronoun.doc)
    top = text.rfind("\n\n", 0, pronoun.idx)
    named = [span for span in arguments.outermost if top < span.start_char < pronoun.idx]
    if not named or any(is_body(token) for token in pronoun.doc[named[-1].end : pronoun.sent.start]):
        return []  # "The X held a forum. The Chamber of Commerce held another. It ..."
    return [named[0].kb_id_] if len({span.kb_id_ for span in named}) == 1 else []


def _of_main_clause(verb: Token, pronoun: Token, arguments: Arguments) -> list[str]:
    """The union of "four years after it endorsed Roe, the A ...": a pronoun in a clause that stands before its main clause."""
    main = verb.head
    if arguments.union_span(pronoun) is not None or verb.dep_ not in {"advcl", "pcomp", "relcl"}:
        return []
    if verb.dep_ == "relcl" and main.ent_type_ != "DATE":  # "Unlike in 2018, when it backed Roe, the A ..."
        return []
    while main.dep_ in {"prep", "npadvmod", "advmod", "pobj"}:
        main = main.head
    if main.i < verb.i:
        return []
    return [
        union
        for child in main.children
        if child.dep_ in SUBJECTS and child.i > verb.i
        for union in arguments.unions(child)
    ]


def _of_saying(verb: Token, pronoun: Token, arguments: Arguments) -> list[str]:
    """The unions that say what they do: "Both unions said they would back Roe"."""
    saying = verb.head
    if pronoun.lower_ not in {"they", "it"} or verb.dep_ != "ccomp" or arguments.union_span(pronoun) is not None:
        return []
    return [union for subject in arguments.subjects(saying) for union in subject_unions(subject, arguments)]


def _lost_subject(verb: Token, arguments: Arguments) -> list[str]:
    """The union that opens a coordinated clause where the parse has made it a conjunct: "..., and the A, a rival, is for B"."""
    while verb.dep_ in {"xcomp", "ccomp", "conj"} and not any(child.dep_ in SUBJECTS for child in verb.children):
        if verb.dep_ == "conj":
            for sibling in verb.head.children:
                if sibling.dep_ == "conj" and sibling.i < verb.i and arguments.union_span(sibling) is not None:
                    return arguments.unions(sibling)
            return []
        verb = verb.head
    return []


def _conjoined_subject(verb: Token, arguments: Arguments) -> list[str] | None:
    """The subject of a clause that the parse has listed with the object before it: "... Roe and the nurses backed Voss".

    Its union where it is one ("... Roe and the A backed Voss"), no union where it has no name or is a share ("with 60 percent
    voting for Roe"); None where the parse is no such.
    """
    if verb.i and verb.nbor(-1).lower_ in {"percent", "%"}:
        return []
    before = [
        token
        for token in verb.doc[max(verb.sent.start, verb.i - 4) : verb.i]
        if token.dep_ not in {"aux", "auxpass", "advmod", "neg"}
    ]
    if not before or verb.dep_ in {"xcomp", "acl"}:
        return None
    named = arguments.union_span(before[-1])
    group = before[-1] if named is None else named.root
    if group.dep_ != "conj" or group.head.dep_ not in {"dobj", "pobj"}:
        return None
    if verb.is_ancestor(group) and (named is None or group.head.head.i == verb.i):
        return None
    if named is None:
        return [] if group.lower_.endswith("s") else None
    return [named.kb_id_] if arguments.union_span(group.head) is None else None


def _nearest(unions: list[str], subject: Token, verb: Token, arguments: Arguments) -> list[str]:
    """Of a list before "which" the last union, unless the clause is plural: "the A and the B, which backs (back) Roe"."""
    while verb.dep_ in {"xcomp", "conj"} and not any(child.dep_ in SUBJECTS for child in verb.children):
        verb = verb.head
    pronoun = next(
        (child for child in verb.children if child.dep_ in SUBJECTS and child.lower_ in {"which", "that"}), None
    )
    if len(unions) < 2 or pronoun is None or subject.i > pronoun.i:
        return unions
    words = [*verb.children, verb, *pronoun.children]
    if any(word.lower_ in _PLURAL for word in words):
        return unions
    near = [span for span in arguments.outermost if span.end <= pronoun.i and span.kb_id_ in unions]
    return [near[-1].kb_id_] if near else unions


def _broken(subject: Token, verb: Token, arguments: Arguments) -> bool:
    """Tell whether a subject is a stray part of a union's long name or of its apposition."""
    return any(
        span.sent.start == verb.sent.start and abs(span.start - subject.i) <= 3 for span in arguments.union_spans
    )


def direct_object(verb: Token) -> Token | None:
    """The object of a verb, or the one that a coordinated verb shares with it."""
    for child in verb.children:
        if child.dep_ in {"dobj", "obj", "oprd"} and child.i > verb.i:
            if child.lower_ in {"re", "-"}:  # "re-election" stands as three words
                continue
            return child
    shared = next((child for child in verb.children if child.dep_ == "conj"), None)
    if shared is None or any(child.dep_ in SUBJECTS for child in shared.children):
        return None  # "has not endorsed, but members favor Roe"
    return direct_object(shared)


def targets(head: Token | None, arguments: Arguments, *, create: bool) -> list[str]:
    """People whom an object names, also by their campaign or behind a title that the parse took for the head."""
    if head is None:
        return []
    head = _named_after_party(head)
    if is_group(head) and (members := named_members(head, arguments, create=create)):
        return members
    found = arguments.people(head, create=create)
    above = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "for" else head
    if not found and above.lower_ in _ROLES:  # "the candidate for mayor whom ...": the clause hangs on the office
        head = above
    if not found and head.lower_ in _ROLES:
        found = arguments.people(_named_role(head, arguments), create=create)
    if not found and create and (apposed := _named_by_apposition(head)) is not None:
        found = arguments.people(apposed, create=create)
    if found or head.lower_ in CAMPAIGN_NOUNS:
        return found
    if told := predicated(head, arguments, create=create):
        return told
    return _behind_title(head, arguments, create=create) or _opening_phrase(head, arguments)


def _named_after_party(head: Token) -> Token:
    """The first of the people whose party stands before their names, where the parse parts the two: "backed Democrats Ann Roe and Bo Voss"."""
    if head.ent_type_ != "NORP" or head.i + 1 >= head.sent.end:
        return head
    after = head.nbor()
    while after.ent_type_ == "PERSON" and after.dep_ == "compound":
        after = after.head
    return (
        after if after.ent_type_ == "PERSON" and not head.is_ancestor(after) and not after.is_ancestor(head) else head
    )


def _behind_title(head: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """The person named right behind a title that the parse took for the object: "backed Candidate Roe"."""
    if head.lower_ not in TITLES | {"candidate", "nominee", "challenger"}:
        return []
    for token in head.doc[head.i + 1 : min(head.i + 6, head.sent.end)]:
        if found := arguments.people(token, create=create):
            return found
        if token.text in {",", ";"} or token.lower_ in {"and", "who", "which"} or token.dep_ == "prep":
            break
    return []


def _opening_phrase(head: Token, arguments: Arguments) -> list[str]:
    """The candidate whose name opens the phrase of an object and owns nothing in it."""
    opening = arguments.candidate_span(head.doc[min(child.i for child in head.subtree)])
    if opening is not None and head.dep_ in {"dobj", "pobj"} and not _possesses(opening):
        return arguments.people(opening.root, create=False)
    return []


def _named_by_apposition(head: Token) -> Token | None:
    """The person whose name stands beside what he or she is called: "backed the winner, Roe", "a former judge, Ann Voss"."""
    doc = head.doc
    if head.dep_ not in {"dobj", "pobj"} or head.ent_type_ or not head.text.islower() or head.i + 2 >= head.sent.end:
        return None
    if doc[head.i + 1].text != ",":
        return None
    for child in head.children:
        if child.dep_ == "appos" and child.ent_type_ == "PERSON":
            return child
    last = head.i + 2
    if doc[last].ent_type_ != "PERSON":
        return None
    while last + 1 < head.sent.end and doc[last + 1].ent_type_ == "PERSON" and doc[last + 1].ent_iob_ == "I":
        last += 1
    ends = last + 1 >= head.sent.end or doc[last + 1].text in ({".", ";", ","} if head.lower_ in _ROLES else {".", ";"})
    return doc[last] if ends else None


def _possesses(person: Span) -> bool:
    """Tell whether a name only says whose a thing is: "supports Roe's bill"."""
    following = person.doc[person.end] if person.end < len(person.doc) else None
    return any(token.dep_ == "poss" for token in person) or (following is not None and following.dep_ == "case")


def _named_role(noun: Token, arguments: Arguments) -> Token | None:
    """The person whom "the candidate", "the only Democrat" is told to be: by apposition or as the subject of "to be"."""
    for child in noun.children:
        if child.dep_ == "appos":
            return child
    if noun.dep_ == "attr":
        return next(arguments.subjects(noun.head), None)
    return noun.head if noun.dep_ == "appos" else None


def surface_people(verb: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """The person named right after a verb where the parse has no object."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 9, verb.sent.end)]:
        if token.is_space:
            continue
        if found := arguments.people(token, create=create and token.ent_type_ == "PERSON"):
            following = next(
                (other for other in verb.doc[token.i + 1 : token.i + 6] if other.text in {"'s", "’s", "'", "’"}), None
            )
            if (
                following is not None
                and following.head.lower_ not in CAMPAIGN_NOUNS
                and following.head.head.lower_ not in CAMPAIGN_NOUNS
            ):
                return []
            return found
        if (
            token.text in {";", "—", ":", "?"}
            or token.dep_ in {"ROOT", "mark", "prep", "cc"}
            or (token.lower_ == "to" and token.dep_ == "aux")  # "chose not to endorse Roe"
            or arguments.union_span(token) is not None
        ):
            return []
    return []


def surface_unions(verb: Token, arguments: Arguments) -> list[str]:
    """The union named last before a verb in its sentence, with no other subject between."""
    sentence = verb.sent
    if (
        verb.lower_.endswith("ing")
        and verb.doc[verb.i - 1].lower_ == "by"
        and (acting := _opening_union(verb, arguments))
    ):
        return [acting]
    above = {token.i for token in verb.ancestors}
    for token in reversed(verb.doc[sentence.start : verb.i]):
        span = arguments.union_span(token)
        if span is not None and _left_by_another(span, arguments):
            continue  # "Local 9 split with the international and backed Roe"
        if span is not None and not (
            token.dep_ == "poss" and token.head.lower_ in ONE_PART
        ):  # "the X, its affiliate, backed Roe"
            return arguments.unions(span.root) or [span.kb_id_]
        if token.dep_ in {"nsubj", "nsubjpass"} and token.lower_ not in {"which", "that", "who", "it", "they"}:
            return []
        if arguments.is_personal(token) and token.dep_ == "pobj" and token.head.head.lower_ in _PARTS:
            return []  # "released polling that showed a majority of members who ..."
        if token.dep_ in _VERBAL and token.i not in above and token.head.i not in above:
            return []
        if arguments.candidate_span(token) is not None or token.text in {";", "“", "”", '"'}:
            return []
    return []


_DEFYING = frozenset(
    "defied defies bucked bucks snubbed ignored crossed rebuffed overruled disregarded surprised".split()
)


def _left_by_another(span: Span, arguments: Arguments) -> bool:
    """Tell whether a union is the one that another one, named before it in its sentence, splits with."""
    above = span.root.head
    defied = span.root.dep_ == "dobj" and above.lower_ in _DEFYING  # "defied the international and backed Roe"
    if not defied and (span.root.dep_ != "pobj" or above.lower_ not in {"with", "from", "against"}):
        return False
    start = span.root.sent.start
    return any(start <= other.start and other.end <= above.i for other in arguments.outermost)


def _opening_union(verb: Token, arguments: Arguments) -> str | None:
    """The union that opens a sentence and acts in it "by" doing something: "The X surprised the Y by backing Roe"."""
    first = next((span for span in arguments.outermost if span.start >= verb.sent.start), None)
    if (
        first is None
        or first.end >= verb.i - 1
        or first.start - verb.sent.start > 2
        or first.id_ == "shortform.pronoun"
    ):
        return None
    return first.kb_id_ if verb.doc[first.end].lower_.endswith("ed") else None


def _after_colon(verb: Token, arguments: Arguments) -> list[str]:
    """The unions that an opening participle announces: "Also lining up with B: the A and the C"."""
    if verb.i - verb.sent.start > 3 or not verb.lower_.endswith("ing"):
        return []
    colon = next((token for token in verb.doc[verb.i : verb.sent.end] if token.text == ":"), None)
    if colon is None:
        return []
    near = [span for span in arguments.outermost if 0 < span.start - colon.i <= 3]
    return arguments.listed(near[0]) if near else []


def is_nobody(target: Token) -> bool:
    """Tell whether an object means nobody: "no one", "neither candidate"."""
    before = target.doc[target.left_edge.i]
    if before.lower_ == "neither" and before.i < target.i:  # "endorsed neither Senator Roe nor Voss"
        return True
    return target.lower_ in {"nobody", "none", "neither", "noone"} or any(
        child.lower_ in {"no", "neither"} for child in target.children if child.dep_ in {"det", "preconj"}
    )


def about_elections(token: Token, arguments: Arguments) -> bool:
    """Tell whether the sentence, or one of the two before it, speaks of an election."""
    sentence = token.sent
    start = sentence.start
    for _ in range(2):
        start = sentence.doc[start - 1].sent.start if start else start
    return (
        any(
            word.lower_ in ELECTION_WORDS or arguments.candidate_span(word) is not None
            for word in sentence.doc[start : sentence.end]
        )
        or _FOR_OFFICE.search(sentence.text) is not None
        or election_article(token.doc)
    )


def election_article(doc: Doc) -> bool:
    """Tell whether an article is about who backs whom in an election: words of both, again and again."""
    known: bool | None = doc.user_data.get("unionwire_election_article")
    if known is None:
        said = collections.Counter(word for word in words_of_doc(doc, lower=True) if word in ELECTION_WORDS)
        backed = sum(count for word, count in said.items() if word.startswith("endors"))
        known = backed > 0 and said.total() - backed >= _OFTEN
        doc.user_data["unionwire_election_article"] = known
    return known
