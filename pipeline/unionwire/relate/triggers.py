"""From words of endorsement to their union, candidate and stance, one handler for each kind of frame."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from unionwire.records import Stance
from unionwire.relate.arguments import CAMPAIGN_NOUNS, Arguments
from unionwire.relate.frames import Frame, by_form, of_kind
from unionwire.relate.stance import NEGATIONS, is_question, stance_of

SURE, LIKELY, SURFACE = 0.95, 0.85, 0.7

_NOMINAL_CHILDREN = frozenset({"det", "poss", "amod", "nummod"})
_NOMINAL_DEPS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "attr", "appos"})
_OF_UNION = frozenset({"of", "from", "by", "including", "among"})
_TO_PERSON = frozenset({"of", "for", "to", "behind", "toward", "towards", "on"})
_ANYONE = frozenset(
    "candidate candidates anyone anybody nominee nominees either contender contenders hopeful democrat democrats republican republicans person "
    "one race primary choice ticket party presidential".split()
)
_SEEKING = frozenset(
    "seek seeks sought seeking court courts courted courting want wants wanted compete competes competed competing vie vying vied hope hopes hoping "
    "hoped ask asked asking need needs pursue pursued pursuing covet coveted angling angle battle battling fight fighting lobby lobbied chase for".split()
)
_HOPING = frozenset("hope hopes hoped hoping want wants wanted try tries tried trying aim aims aimed need needs needed wish wishes".split())
_COMPANION_WORDS = frozenset({"following", "joining", "joins", "join", "joined", "alongside"})
_GENERIC = frozenset("unions union locals groups group organizations others affiliates internationals nationals councils lodges".split())
_ELECTION_WORDS = frozenset(
    "election primary primaries race candidate candidates nominee presidential president campaign governor mayor mayoral gubernatorial senate senator contest "
    "endorse endorsed endorsing endorsement endorsements ticket democratic republican caucus caucuses".split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One reading of a trigger; `stance` None where the sentence asserts nothing."""

    trigger: Token
    unions: list[str]
    candidates: list[str]
    stance: Stance | None
    rule: str
    confidence: float


def findings(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    """Yield the readings of every trigger in the sentences of `doc` that can hold one."""
    direct, prepositional, nouns, compounds = by_form("direct"), by_form("prepositional"), by_form("noun"), by_form("compound")
    copular, choices = by_form("copular"), by_form("choice")
    weighty = {noun for frame in of_kind("give") for noun in frame.nouns} - set(nouns)
    for token in doc:
        form = token.lower_
        if form in compounds and token.i >= 2 and doc[token.i - 1].text in {"-", "–"}:
            yield from _compound(token, arguments, compounds[form][0])
            continue
        if form in nouns and _is_nominal(token):
            yield from _noun(token, arguments, nouns[form][0])
            continue
        if form in weighty:
            yield from _given(token, arguments)
        if form in direct and not _is_nominal(token):
            for frame in direct[form]:
                yield from _direct(token, arguments, frame)
        for frame in prepositional.get(form, ()):
            yield from _prepositional(token, arguments, frame)
        for frame in copular.get(form, ()):
            yield from _copular(token, arguments, frame)
        for frame in choices.get(form, ()):
            yield from _choice(token, arguments, frame)
    yield from _neutral(doc, arguments)


def _is_nominal(token: Token) -> bool:
    if token.lower_.endswith("ed") and token.lower_ != "nod":
        return False
    if any(child.dep_ in _NOMINAL_CHILDREN and child.i < token.i for child in token.children):
        return True
    if any(child.dep_ in {"dobj", "nsubj", "aux"} for child in token.children):
        return False
    return token.dep_ in _NOMINAL_DEPS or token.lower_.startswith("endorsement") or (token.dep_ == "conj" and token.head.dep_ in _NOMINAL_DEPS)


def _direct(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    assert frame.stance is not None
    passive = any(child.dep_ in {"auxpass", "nsubjpass", "agent"} for child in verb.children)
    participle = verb.dep_ == "acl" and verb.lower_.endswith("ed") and verb.i > verb.head.i
    agents = arguments.agents(verb)
    if passive or (participle and agents):
        unions = [union for agent in agents for union in arguments.unions(agent) + enumerated(agent, arguments)]
        target = verb.head if participle and not passive else next(arguments.subjects(verb), None)
        candidates = _targets(target, arguments, create=frame.creates)
        if unions and candidates:
            yield Finding(verb, list(dict.fromkeys(unions)), candidates, stance_of(verb, frame.stance), frame.frame_id, SURE)
        return
    unions, personal = _acting(verb, arguments)
    if not unions or personal:
        return
    target = _object(verb)
    creates = frame.creates or (frame.stance == "endorsed" and target is not None and _about_elections(target.doc[target.i : target.i + 1], arguments))
    candidates = _targets(target, arguments, create=creates)
    confidence = SURE
    if not candidates and (target is None or target.ent_type_ == "PERSON" or target.text[0].isupper()):
        candidates = _surface_people(verb, arguments, create=frame.creates)
        confidence = SURFACE
    stance = stance_of(verb, frame.stance)
    if target is not None and _is_nobody(target) and frame.stance == "endorsed":
        candidates, stance = [], "declined"
    if not candidates and not _open_object(verb, target, frame):
        return
    if not candidates and stance == "endorsed" and any(child.lower_ in {"will", "would", "to"} for child in verb.children):
        stance = "considering"  # "said it will endorse a candidate": a decision announced, not taken
    if frame.frame_id == "help-elect.verb" and not _helps(verb):
        return
    yield Finding(verb, unions, candidates, stance, frame.frame_id, confidence)
    if candidates and stance == "endorsed":
        yield from _companions(verb, arguments, candidates, frame.frame_id)


def _is_nobody(target: Token) -> bool:
    return target.lower_ in {"nobody", "none", "neither", "noone"} or any(
        child.lower_ in {"no", "neither"} for child in target.children if child.dep_ in {"det", "preconj"}
    )


def _helps(verb: Token) -> bool:
    """Tell whether "elect" or "boost" is what a union helps or works to do, not its own internal election."""
    if verb.lower_ in {"elected", "elects"}:
        return False
    if any(child.lower_.startswith("help") for child in verb.children):
        return True
    return verb.dep_ in {"xcomp", "advcl", "acl", "relcl", "ccomp"}


def _open_object(verb: Token, target: Token | None, frame: Frame) -> bool:
    """Tell whether a verb without a person can still decline or weigh an endorsement ("any candidate", "in the race")."""
    if frame.frame_id != "endorse.verb" and not (target is not None and _is_nobody(target) and target.lower_ != "neither"):
        return False
    if target is not None:
        return target.lower_ in _ANYONE or _is_nobody(target)
    return any(word.lower_ in _ELECTION_WORDS for word in verb.sent if word.i != verb.i)


def _acting(verb: Token, arguments: Arguments) -> tuple[list[str], bool]:
    """The unions that act in a verb's clause, and whether only their members or one leader do."""
    first = True
    for subject in arguments.subjects(verb):
        unions = subject_unions(subject, arguments)
        if unions:
            return unions, False
        if first and arguments.is_personal(subject):
            return [], True
        if subject.dep_ in {"nsubj"} and subject.lower_ not in {"it", "they", "we", "which", "that", "who"} and verb.dep_ != "acl":
            if subject.ent_type_ in {"PERSON", "NORP"} or arguments.candidate_span(subject) is not None:
                return [], False
            if not _broken(subject, verb, arguments):
                return [], False
        first = False
    return _surface_unions(verb, arguments), False


def subject_unions(subject: Token, arguments: Arguments) -> list[str]:
    """Unions that a subject stands for: named, listed after "unions", or "the latter" of a list."""
    if subject.lower_ in {"latter", "former"}:
        earlier = [span for span in arguments.union_spans if span.end <= subject.i and span.start >= subject.sent.start]
        if earlier:
            return [(earlier[-1] if subject.lower_ == "latter" else earlier[0]).kb_id_]
    return arguments.unions(subject) or enumerated(subject, arguments)


def _broken(subject: Token, verb: Token, arguments: Arguments) -> bool:
    """Tell whether a subject is a stray part of a union's long name or of its apposition."""
    return any(span.sent.start == verb.sent.start and abs(span.start - subject.i) <= 3 for span in arguments.union_spans)


def enumerated(head: Token | None, arguments: Arguments) -> list[str]:
    """Unions listed after a generic noun: "two unions, the A and the B", "unions that ...—A, B and C—"."""
    if head is None or head.lower_ not in _GENERIC:
        return []
    sentence = head.sent
    for span in arguments.union_spans:
        if span.start <= head.i or span.start >= sentence.end or span.id_ == "shortform.pronoun":
            continue
        gap = head.doc[head.i + 1 : span.start].text
        if gap.rstrip().endswith(("—", "–", "--", ":", "including", "including the", "such as", "such as the", "like the", "—the", "among them", "among them the")) or (
            len(gap) < 60 and gap.strip().removesuffix("the").strip().endswith((",", "—", "–", ":"))
        ):
            return arguments.unions(span.root) or [span.kb_id_]
        return []
    return []


def _object(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in {"dobj", "obj", "oprd"} and child.i > verb.i:
            return child
    for child in verb.children:
        if child.dep_ == "conj":
            return _object(child)
    return None


def _targets(head: Token | None, arguments: Arguments, *, create: bool) -> list[str]:
    """People whom an object names, also by their campaign or behind a title that the parse took for the head."""
    if head is None:
        return []
    found = arguments.people(head, create=create)
    if found or head.lower_ in CAMPAIGN_NOUNS:
        return found
    if head.lower_ in {"candidate", "nominee", "sen.", "rep.", "gov.", "senator", "former", "incumbent", "challenger", "mayor", "governor", "vice", "president"}:
        for token in head.doc[head.i + 1 : min(head.i + 6, head.sent.end)]:
            if found := arguments.people(token, create=create):
                return found
            if token.text in {",", ";"} or token.lower_ in {"for", "in", "and"}:
                break
    if arguments.candidate_span(head.doc[min(child.i for child in head.subtree)]) is not None and head.dep_ in {"dobj", "pobj"}:
        first = head.doc[min(child.i for child in head.subtree)]
        if first.dep_ != "poss":
            return arguments.people(first, create=False)
    return []


def _surface_people(verb: Token, arguments: Arguments, *, create: bool) -> list[str]:
    """The person named right after a verb where the parse has no object."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 9, verb.sent.end)]:
        if token.is_space:
            continue
        if found := arguments.people(token, create=create and token.ent_type_ == "PERSON"):
            following = next((other for other in verb.doc[token.i + 1 : token.i + 6] if other.text in {"'s", "’s", "'", "’"}), None)
            if following is not None and following.head.lower_ not in CAMPAIGN_NOUNS and following.head.head.lower_ not in CAMPAIGN_NOUNS:
                return []
            return found
        if token.text in {";", "—", ":", "?"} or token.dep_ in {"ROOT", "mark", "prep", "cc"} or arguments.union_span(token) is not None:
            return []
    return []


def _surface_unions(verb: Token, arguments: Arguments) -> list[str]:
    """The union named last before a verb in its sentence, with no other subject between."""
    sentence = verb.sent
    for token in reversed(verb.doc[sentence.start : verb.i]):
        span = arguments.union_span(token)
        if span is not None:
            return arguments.unions(span.root) or [span.kb_id_]
        if token.dep_ in {"nsubj", "nsubjpass"} and token.lower_ not in {"which", "that", "who", "it", "they"}:
            return []
        if arguments.candidate_span(token) is not None or token.text in {";", "“", "”", '"'}:
            return []
    return []


def _prepositional(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    assert frame.stance is not None
    if frame.particle and not any(child.lower_ == frame.particle for child in verb.children):
        return
    for child in verb.subtree:
        if child.dep_ != "prep" or child.lower_ not in frame.prepositions or child.i - verb.i > 8 or child.i < verb.i:
            continue
        target = next((token for token in child.children if token.dep_ == "pobj"), None)
        unions, personal = _acting(verb, arguments) if target is not None else ([], False)
        if target is None or not unions or personal:
            continue
        candidates = _targets(target, arguments, create=_about_elections(verb.doc[verb.i : verb.i + 1], arguments))
        if candidates:
            yield Finding(verb, unions, candidates, stance_of(verb, frame.stance), frame.frame_id, LIKELY)
            return


def _copular(verb: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """"The local is for X", "AFSCME is with X": the union itself as subject, a person as what it is for."""
    assert frame.stance is not None
    for child in verb.children:
        if child.dep_ != "prep" or child.lower_ not in frame.prepositions or not 0 < child.i - verb.i <= 3:
            continue
        target = next((token for token in child.children if token.dep_ == "pobj"), None)
        subject = next(arguments.subjects(verb), None)
        if target is None or subject is None or any(token.ent_type_ == "GPE" for token in target.subtree if token.i > target.i + 1):
            continue
        unions = subject_unions(subject, arguments) if arguments.union_span(subject) is not None else []
        candidates = _targets(target, arguments, create=_about_elections(verb.doc[verb.i : verb.i + 1], arguments)) if unions else []
        if candidates:
            yield Finding(verb, unions, candidates, stance_of(verb, frame.stance), frame.frame_id, LIKELY)


def _choice(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """"X, the steelworkers' choice", "the candidate of Lodge 7": a person as a union's pick, in apposition or as predicate."""
    unions = [union for child in noun.children if child.dep_ == "poss" for union in arguments.unions(child)]
    unions += [
        union
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for target in child.children
        for union in arguments.unions(target)
    ]
    if not unions or noun.dep_ not in {"appos", "attr"} or is_question(noun):
        return
    head = noun.head if noun.dep_ == "appos" else next(arguments.subjects(noun.head), None)
    if candidates := _targets(head, arguments, create=False):
        yield Finding(noun, unions, candidates, frame.stance, frame.frame_id, LIKELY)


def _noun(noun: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """The endorsement of X by Y, in all its governments."""
    unions = _noun_unions(noun, arguments)
    candidates = _noun_people(noun, arguments, has_union=bool(unions))
    governor = _governor(noun)
    stance: Stance | None = "endorsed"
    gains, gives = by_form("gain"), by_form("give")
    confidence = SURE
    if governor is not None and governor.lower_ in gives:
        give = gives[governor.lower_][0]
        if not unions or give.stance == "withdrawn":
            unions = unions or _acting(governor, arguments)[0]
        stance = give.stance
        if not candidates:
            candidates = _prepositional_people(governor, arguments)
    if governor is not None and unions and not candidates and governor.lower_ in gains:
        candidates = next((found for token in arguments.subjects(governor) if (found := _targets(token, arguments, create=True))), [])
        if gains[governor.lower_][0].stance is not None:
            stance = gains[governor.lower_][0].stance
    if unions and not candidates:
        candidates, confidence = _copular_people(noun, governor, arguments), SURFACE
    if not unions and candidates:
        shared = _companions_after(noun, arguments)
        if shared and _open_source(noun):
            yield Finding(noun, shared, candidates, "endorsed", frame.frame_id, LIKELY)
        return
    if not unions:
        return
    if governor is not None and (_seeks(noun, governor) or _hoped(governor)):
        return
    if stance == "endorsed":
        stance = stance_of(governor, "endorsed") if governor is not None else None if is_question(noun) else "endorsed"
        if any(child.lower_ in NEGATIONS and child.dep_ in {"det", "neg", "advmod"} for child in noun.children):
            stance = "declined"
    elif stance is not None and is_question(noun):
        stance = None
    if not candidates and stance not in {"declined", "considering"}:
        return
    if not candidates and (governor is None or governor.lower_ not in gives or any(child.lower_ in _TO_PERSON for child in noun.children)):
        return
    yield Finding(noun, unions, candidates, stance, frame.frame_id, confidence)
    if candidates and stance == "endorsed":
        yield from _companions(noun, arguments, candidates, frame.frame_id)


def _noun_unions(noun: Token, arguments: Arguments) -> list[str]:
    found: list[str] = []
    for child in noun.children:
        if child.dep_ in {"poss", "compound", "nmod", "amod", "nn"} and child.i < noun.i:
            found += arguments.unions(child)
        elif child.dep_ in {"prep", "agent"} and child.lower_ in _OF_UNION:
            for target in child.subtree:
                if target.dep_ == "pobj" and _in_chain(target, child):
                    found += arguments.unions(target) or enumerated(target, arguments) or _examples(target, arguments)
    return list(dict.fromkeys(found))


def _examples(noun: Token, arguments: Arguments) -> list[str]:
    """Unions given as examples of a noun: "people like the A and the B", "groups such as the C"."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"like", "as", "including"}:
            return [union for target in child.children if target.dep_ == "pobj" for union in arguments.unions(target)]
    return []


def _in_chain(target: Token, prep: Token) -> bool:
    """Tell whether `target` is the object of `prep` or of a preposition coordinated with it ("of A and of B")."""
    head = target.head
    while head.i != prep.i:
        if head.dep_ not in {"conj", "pobj", "prep", "pcomp"} or (head.dep_ == "conj" and head.lower_ != prep.lower_ and head.head.i != prep.i and head.head.dep_ != "pobj"):
            return False
        if head.dep_ == "pobj" and not any(child.lower_ == prep.lower_ and child.dep_ == "conj" for child in head.subtree):
            return False
        head = head.head
    return True


def _noun_people(noun: Token, arguments: Arguments, *, has_union: bool) -> list[str]:
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in _TO_PERSON:
            if any(arguments.union_span(token) is not None for token in child.subtree):
                continue
            for target in child.children:
                if target.dep_ == "pobj" and (found := _targets(target, arguments, create=has_union and child.lower_ in {"of", "for"})):
                    return found
    for child in noun.children:
        if child.dep_ == "poss" and (found := arguments.people(child, create=False)):
            return found
    return []


def _governor(noun: Token) -> Token | None:
    """The verb that a noun of endorsement depends on, through "with the", "plans for an", coordination and lists."""
    token = noun
    for _ in range(5):
        if token.dep_ in {"dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative"}:
            head = token.head
            return head
        if token.dep_ in {"pobj", "prep", "conj", "appos", "compound", "pcomp"}:
            token = token.head
            if token.dep_ in {"ROOT", "relcl", "ccomp", "xcomp", "advcl", "acl", "pcomp"} and token.dep_ != "prep":
                return token
            continue
        break
    return token if token is not noun and token.dep_ in {"ROOT", "relcl", "ccomp", "xcomp", "advcl"} else None


def _seeks(noun: Token, governor: Token) -> bool:
    """Tell whether somebody only seeks the endorsement."""
    if governor.lower_ in _SEEKING - {"for"}:
        return True
    return noun.dep_ == "pobj" and noun.head.lower_ == "for" and noun.head.head.lower_ in _SEEKING | {"competition", "race", "battle", "fight", "bid"}


def _hoped(verb: Token) -> bool:
    """Tell whether a candidate only hopes for what the verb says ("hopes to earn the union's support")."""
    return verb.dep_ in {"xcomp", "ccomp"} and verb.head.lower_ in _HOPING


def _prepositional_people(verb: Token, arguments: Arguments) -> list[str]:
    for child in verb.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ in _TO_PERSON and child.i > verb.i:
            for target in child.children:
                if found := _targets(target, arguments, create=child.lower_ in {"behind", "to"}):
                    return found
        if child.dep_ == "dative" and (found := arguments.people(child, create=False)):
            return found
    return []


def _copular_people(noun: Token, governor: Token | None, arguments: Arguments) -> list[str]:
    """"The local's endorsement is the latest coup for X": the person for whom the endorsement is something."""
    if noun.dep_ not in {"nsubj", "nsubjpass"} or governor is None:
        return []
    for token in governor.subtree:
        if token.dep_ in {"prep", "dative"} and token.lower_ in {"for", "to"} and token.i > noun.i:
            for target in token.children:
                if target.dep_ == "pobj" and (found := arguments.people(target, create=False)):
                    return found
        if token.dep_ in {"dative", "dobj"} and token.head is governor and (found := arguments.people(token, create=False)):
            return found
    return []


def _open_source(noun: Token) -> bool:
    """Tell whether the noun's source is a union without a name ("backing from a national union", "union endorsement")."""
    return any(token.lower_.startswith("union") for token in noun.subtree)


def _companions(trigger: Token, arguments: Arguments, candidates: list[str], rule: str) -> Iterator[Finding]:
    unions = _companions_after(trigger, arguments)
    if unions:
        yield Finding(trigger, unions, candidates, "endorsed", rule, LIKELY)


def _companions_after(trigger: Token, arguments: Arguments) -> list[str]:
    """Unions that endorsed the same before: "following A and B", "joins A and B in endorsing"."""
    for token in trigger.sent:
        if token.lower_ not in _COMPANION_WORDS or not (token.head.i == trigger.i or trigger.is_ancestor(token) or token.is_ancestor(trigger)):
            continue
        for span in arguments.union_spans:
            if token.i < span.start <= token.i + 4 and span.end <= trigger.sent.end and span.id_ != "shortform.pronoun":
                return arguments.unions(span.root) or [span.kb_id_]
    return []


def _given(noun: Token, arguments: Arguments) -> Iterator[Finding]:
    """"Put its weight behind X", "threw their muscle behind X": nouns that need a verb of giving."""
    governor = noun.head
    frame = next((frame for frame in by_form("give").get(governor.lower_, ()) if noun.lower_ in frame.nouns), None)
    if frame is None or noun.dep_ != "dobj" or frame.stance is None:
        return
    candidates = _noun_people(noun, arguments, has_union=True) or _prepositional_people(governor, arguments)
    unions, personal = _acting(governor, arguments)
    if unions and candidates and not personal:
        yield Finding(noun, unions, candidates, stance_of(governor, frame.stance), frame.frame_id, LIKELY)


def _compound(participle: Token, arguments: Arguments, frame: Frame) -> Iterator[Finding]:
    """"The UAW-backed candidate X": the union before the hyphen, the person that the phrase modifies."""
    doc = participle.doc
    span = arguments.union_span(doc[participle.i - 2])
    if span is None:
        return
    for token in doc[participle.i + 1 : min(participle.i + 7, participle.sent.end)]:
        if found := arguments.people(token, create=True):
            yield Finding(participle, [span.kb_id_], found, "endorsed", frame.frame_id, LIKELY)
            return
    head = participle.head
    for person in (head, *(child for child in head.children if child.dep_ == "appos"), *([head.head] if head.dep_ in {"appos", "attr"} else [])):
        found = arguments.people(person, create=True)
        if head.dep_ == "attr" and not found:
            found = [item for subject in arguments.subjects(head.head) for item in arguments.people(subject, create=True)]
        if found:
            yield Finding(participle, [span.kb_id_], found, "endorsed", frame.frame_id, LIKELY)
            return


def _neutral(doc: Doc, arguments: Arguments) -> Iterator[Finding]:
    for frame in of_kind("neutral"):
        if frame.pattern is None:
            continue
        for match in frame.pattern.finditer(doc.text):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is None or is_question(span.root) or not _about_elections(span, arguments):
                continue
            unions = _neutral_unions(span, arguments)
            if unions:
                yield Finding(span.root, unions, [], frame.stance, frame.frame_id, LIKELY)


def _about_elections(span: Span, arguments: Arguments) -> bool:
    """Tell whether the sentence, or the one before it, speaks of an election."""
    sentence = span.sent
    start = sentence.doc[sentence.start - 1].sent.start if sentence.start else sentence.start
    return any(token.lower_ in _ELECTION_WORDS or arguments.candidate_span(token) is not None for token in sentence.doc[start : sentence.end])


def _neutral_unions(span: Span, arguments: Arguments) -> list[str]:
    for token in (span[0], span.root, span.root.head):
        for subject in arguments.subjects(token):
            if unions := subject_unions(subject, arguments):
                return unions
            for descendant in subject.subtree:
                if descendant.i != subject.i and (unions := arguments.unions(descendant)):
                    return unions
    return _surface_unions(span[0], arguments)
