"""State bodies that a text names by what they are: "the state AFL-CIO", "its state council", "councils in Iowa and Ohio".

How it decides. The state is the one of the phrase ("the council in Ohio"), else of its sentence, its paragraph, the
dateline above it, the text before it, the whole text, in this order; the state that a member of Congress comes from
counts last. The union is the one in the phrase, else the national named last before it. A bare "the council in Ohio"
needs an article that has spoken of the union's councils.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence

from unionwire.link.names import slug
from unionwire.link.places import main_state, place_matches, postal, state_names, state_pattern
from unionwire.link.unions import UnionRegistry
from unionwire.nlp.union_chapters import owner_before
from unionwire.nlp.union_finds import Find, spans_overlap
from unionwire.prefilter import guarded
from unionwire.records import Union

_NEAR = 500  # characters back to the state that "the state X" means
_OWNED_REACH = 900  # characters back to the union whose state body is spoken of
_ITS_REACH = 300  # the same for "its state council" of a state that is left unsaid
_LARGE = r"(?:council|chapter|affiliate|federation|lodge|branch|organi[sz]ation|conference|arm|body|association)"
_MANY = r"(?:councils|chapters|affiliates|divisions|federations|conferences|state\s+(?:bodies|organi[sz]ations|lodges|branches|units|unions))"
_ONE = r"(?:council|chapter|affiliate|federation|state\s+(?:body|organi[sz]ation|lodge|branch|union))"
_OF_ITS = r"(?:[Ii]ts|[Tt]heir|[Tt]he\s+(?:national\s+|parent\s+)?union['’]s|[Tt]he\s+national['’]s)"
_NOUN_AFTER = r"(?!\s+(?:of|for|on|president|leaders?|members?|officials?|vote|race)\b|-)"
# a member of Congress is "of Vermont" wherever an article plays
_FROM_HOME = re.compile(
    r"(?:\b(?:Sen|Rep|Sens|Reps)\.|\b(?:Senator|Congress(?:man|woman)|Representative))\s+(?:[A-Z][\w.’'-]*\s+){1,4}(?:of|from)\s+$|\([DRI]-$|\b[DRI]-$"
)
_CAPITALS = re.compile(r"\b[A-Z]{2,}(?:[\s.-]+[A-Z]{2,})*\b")
_SENTENCE_END = re.compile(r"[.!?]['”\"]?\s+(?=[A-Z“\"])|\n")
# "PA-04", "OH-Sen": how political briefs head an item about a race
_DISTRICT = re.compile(r"\b([A-Z]{2})-(?:\d{1,2}|AL|Sen|Gov)\b")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Sen|Rep|Gov|St|Mr|Mrs|Ms|Dr|Jr|Lt|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$")
_LABOUR_FEDERATION = guarded(
    r"(?<!\w)[Tt]he\s+state(?:['’]s)?\s+(?:(?:[Ll]abor|AFL)\s+(?:[Cc]ouncil|[Ff]ederation)|[Ff]ederation\s+of\s+[Ll]abor)\b(?!\s+(?:of|on)\b)"
)
_TRADES_COUNCIL = guarded(
    r"(?<!\w)[Tt]he\s+(?:state|statewide)(?:['’]s)?\s+[Bb]uilding\s+(?:(?:and|&)\s+[Cc]onstruction\s+)?[Tt]rades\s+[Cc]ouncil\b(?!\s+(?:of|on)\b)"
)
_THE_FEDERATION = re.compile(rf"(?<!\w)[Tt]he\s+state(?:['’]s)?\s+(?:labor\s+)?federation\b{_NOUN_AFTER}")
_THE_STATE = re.compile(
    rf"(?<![\w-])(?:[Tt]he\s+|[Ii]ts\s+|[Tt]hat\s+)?(?:[Ss]tate(?:['’]s)?|[Ss]tatewide)\s+(?:{_LARGE}\s+of\s+(?:the\s+)?)?$"
)
_STATE_BODY_AFTER = re.compile(
    rf"(?:(?:['’]s?|â€™s)\s+(?:state|statewide)|\s+state(?=\s+(?:lodge|council|federation|affiliate)))\s+{_LARGE}\b"
)
_ITS_STATE_BODY = guarded(rf"(?<!\w){_OF_ITS}\s+(?:own\s+)?(?:state|statewide)\s+{_LARGE}\b{_NOUN_AFTER}(?!\s+in\b)")
_THE_STATE_BODY = guarded(
    rf"(?<!\w)[Tt]he\s+state\s+(?P<kind>council|chapter|affiliate|lodge|branch|body){_NOUN_AFTER}(?!\s+in\b)"
)
# "a California UAW local" is one local there, not the union's body of the state
OF_MEMBERS = re.compile(r"\s+(?:[Ll]ocals?|[Ll]odges?|plants?|strike|strikers|picket|employees|workers)\b")
_MEMBERS = re.compile(r"\s+(?:members|supporters|voters)\b")


class UnionStates:
    """Finds bodies of states; `state_body` gives a union's body in a state by postal code."""

    def __init__(self, registry: UnionRegistry, state_body: Callable[[Union, str], Union]) -> None:
        self._registry = registry
        self._state_body = state_body
        states = state_pattern()
        some = rf"(?P<places>(?:{states})(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+or\s+)(?:in\s+)?(?:{states}))*)"
        several = rf"(?P<places>(?:{states})(?:(?:,\s+and\s+|,\s+|\s+and\s+)(?:{states}))+)"
        self._after = re.compile(
            rf"['’]?s?\s+(?:own\s+)?(?:state\s+)?{_MANY}\s+in\s+{some}|['’]s?\s+{several.replace('places', 'owned')}\s+{_MANY}\b"
        )
        self._many_of = re.compile(
            rf"(?<![\w-])(?:[Tt]he\s+)?(?:[Ss]tate\s+)?{_MANY}\s+of\s+(?:the\s+)?$", re.IGNORECASE
        )
        self._in_states = re.compile(rf"\s+in\s+{some}")
        self._before = re.compile(rf"(?<![\w-])(?:[Tt]he\s+)?{several}\s+(?:state\s+)?{_MANY}\s+of\s+(?:the\s+)?$")
        self._owned = guarded(
            rf"(?<!\w){_OF_ITS}\s+(?:own\s+)?(?:state\s+)?(?:{_MANY}\s+in\s+{some}|{several.replace('places', 'owned')}\s+{_MANY}\b)"
        )
        self._in_state = guarded(
            rf"(?<!\w)[Tt]he\s+(?:(?P<kind>{_ONE})\s+in\s+(?P<place>{states})\b|(?P<place2>{states})\s+(?:state\s+)?(?P<kind2>council|lodge|conference)\b{_NOUN_AFTER})"
        )

    def find(self, finds: list[Find], text: str, taken: list[tuple[int, int]], datelines: Datelines) -> list[Find]:
        """Return the state bodies that `text` describes; those over a stretch of `taken` are left out."""
        places = Places(text, datelines)
        nationals = [
            find
            for find in finds
            if find.union.level in {"national", "federation"} and find.form not in {"common", "weak"}
            if find.rule != "name.trades-council"
        ]
        bodies = [
            body
            for find in nationals
            if not spans_overlap(find.start, find.end, taken)
            for body in self._with_name(find, text, places)
        ]
        covered = [*taken, *((find.start, find.end) for find in bodies)]
        covered += [(find.start, find.end) for find in finds if find.rule != "name.trades-council"]
        for body in (*self._without_name(finds, text, places), *self._federations(finds, bodies, text, places)):
            if not spans_overlap(body.start, body.end, covered):
                bodies.append(body)
                covered.append((body.start, body.end))
        return bodies

    def _with_name(self, find: Find, text: str, places: Places) -> list[Find]:
        """Read "the state X", "X's state council", "X's councils in Iowa and Ohio"."""
        window = max(0, find.start - 90)
        if match := self._after.match(text, find.end):
            return self._each(match, find.start, match.end(), find.union)
        of = self._many_of.search(text, window, find.start)
        if of is not None and (match := self._in_states.match(text, find.end)):
            return self._each(match, of.start(), match.end(), find.union)
        if match := self._before.search(text, window, find.start):
            return self._each(match, match.start(), find.end, find.union)
        before = _THE_STATE.search(text, window, find.start)
        if before and "of" not in before.group().split():
            # "the state's Laborers" are people
            people = find.form == "trade" and re.search(r"['’]s\s+$", before.group()) is not None
            unsaid = OF_MEMBERS.match(text, find.end) or _MEMBERS.match(text, find.end)
            before = None if people or unsaid else before
        after = None if before else _STATE_BODY_AFTER.match(text, find.end)
        if (before or after) and (state := places.around(find.start)):
            start = before.start() if before else find.start
            end = after.end() if after else find.end
            return [Find(start, end, self._state_body(find.union, state), "body.place", find.found_by)]
        return []

    def _each(self, match: re.Match[str], start: int, end: int, union: Union) -> list[Find]:
        """One body for each state of a list; the first has the words before the list, the last those after it."""
        group = "places" if match.group("places") else "owned"
        offset = match.start(group)
        named = list(re.finditer(state_pattern(), match.group(group)))
        found = []
        for position, place in enumerate(named):
            begin = start if position == 0 else offset + place.start()
            finish = end if position == len(named) - 1 else offset + place.end()
            body = self._state_body(union, state_names()[place.group()])
            found.append(Find(begin, finish, body, "body.place", "pattern"))
        return found

    def _without_name(self, finds: list[Find], text: str, places: Places) -> Iterator[Find]:
        """Read "its state council", "the union's councils in Iowa", "the council in Ohio": the union is named before."""
        if not finds:
            return
        for match in self._owned.finditer(text):
            if owner := self._owner(finds, match.start(), _OWNED_REACH, text):
                for body in self._each(match, match.start(), match.end(), owner):
                    yield dataclasses.replace(body, rule="body.owned", found_by="coreference")
        for match in _ITS_STATE_BODY.finditer(text):
            owner = self._owner(finds, match.start(), _ITS_REACH, text)
            if owner and (state := places.around(match.start())):
                yield Find(*match.span(), self._state_body(owner, state), "body.owned", "coreference")
        for match in self._in_state.finditer(text):
            owner = self._owner(finds, match.start(), _OWNED_REACH * 3, text)
            kind, place = match.group("kind") or match.group("kind2"), match.group("place") or match.group("place2")
            if owner and _speaks_of(kind, text, match.span()):
                union = self._state_body(owner, state_names()[place])
                yield Find(*match.span(), union, "body.owned", "coreference")
        for match in _THE_STATE_BODY.finditer(text):
            owner = self._owner(finds, match.start(), _OWNED_REACH, text)
            state = places.before_in_sentence(match.start())
            if owner and state and _speaks_of(match.group("kind"), text, match.span()):
                yield Find(*match.span(), self._state_body(owner, state), "body.owned", "coreference")

    def _federations(self, finds: list[Find], bodies: list[Find], text: str, places: Places) -> Iterator[Find]:
        """Read "the state labor council", and "the state federation" in an article that names the AFL-CIO."""
        entry = self._registry.get("afl-cio")
        if entry is None:
            return
        for match in _LABOUR_FEDERATION.finditer(text):
            if state := places.around(match.start()):
                yield Find(*match.span(), self._state_body(entry.union, state), "name.state-labor", "pattern")
        for match in _TRADES_COUNCIL.finditer(text):
            if state := places.around(match.start()):
                place = next(name for name, code in state_names().items() if code == state and len(name) > 2)
                name = f"{place} State Building and Construction Trades Council"
                council = Union(slug(name), name, "federation", state=state, country="US")
                yield Find(*match.span(), council, "name.state-trades", "pattern")
        for match in _THE_FEDERATION.finditer(text):
            before = [find for find in (*finds, *bodies) if find.end <= match.start()]
            named = [find for find in before if find.union.level == "federation"]
            if named and named[-1].union.union_id == "afl-cio" and (state := places.around(match.start())):
                yield Find(*match.span(), self._state_body(entry.union, state), "body.owned", "coreference")

    def _owner(self, finds: list[Find], position: int, reach: int, text: str) -> Union | None:
        """The national of which a body is spoken of: the one named last, or the parent of the local named last."""
        named = [find for find in finds if find.form not in {"common", "weak"} and self._national(find.union)]
        find = owner_before(named, position, text)
        return self._national(find.union) if find is not None and position - find.end <= reach else None

    def _national(self, union: Union) -> Union | None:
        parent = self._registry.get(union.parent_union_id or "")
        for one in (union, parent.union if parent else None):
            if one is not None and one.level in {"national", "federation"}:
                return one
        return None


def _speaks_of(kind: str, text: str, own: tuple[int, int]) -> bool:
    """Tell whether a text speaks of a union's councils (chapters, ...) elsewhere: "its state councils"."""
    noun = kind.rsplit(maxsplit=1)[-1]
    pattern = rf"(?:\b{_OF_ITS}|[A-Z]{{3,}}(?:['’]s)?|\bstate)\s+(?:own\s+|state\s+)*{noun}s?\b"
    return any(not (own[0] <= match.start() < own[1]) for match in re.finditer(pattern, text))


Datelines = Sequence[tuple[int, str]]
"""Position and text of each dateline that was blanked: `[(0, "CONCORD, N.H. -- ")]`."""


class Places:
    """The states that a text names, looked up around a position; the text is searched once, when first asked."""

    def __init__(self, text: str, datelines: Datelines) -> None:
        self._text = text
        self._datelines = datelines
        self._found: list[tuple[int, str, bool]] | None = None

    def _named(self) -> list[tuple[int, str, bool]]:
        """Position, postal code, and whether it is but the home of a member of Congress, in text order."""
        if self._found is None:
            text = self._text
            self._found = [
                (start, state, _FROM_HOME.search(text, max(0, start - 60), start) is not None)
                for start, name in place_matches(text)
                if (state := postal(name))
            ]
        return self._found

    def around(self, position: int) -> str | None:
        """Return the state (postal code) that "the state" at a position means, None where the text names none."""
        text = self._text
        paragraph = text.rfind("\n", 0, position) + 1
        districts: list[str] = [
            code for code in _DISTRICT.findall(text, paragraph, position) if code in state_names().values()
        ]
        if districts:
            return districts[-1]
        begin, end = self._sentence(position)
        at_home = [item for item in self._named() if not item[2]]
        same = [state for start, state, _ in at_home if begin <= start < position]
        behind = [state for start, state, _ in at_home if position <= start < end]
        above = [state for start, state, _ in at_home if paragraph <= start < position]
        if same or above:
            return (same or above)[-1]
        if dateline := self._dateline(position):
            return dateline
        if behind:
            return behind[0]
        near = [state for start, state, _ in at_home if position - _NEAR <= start < position]
        return near[-1] if near else main_state(text)

    def before_in_sentence(self, position: int) -> str | None:
        """Return the state named last before a position in its sentence."""
        begin, _ = self._sentence(position)
        named = [state for start, state, home in self._named() if begin <= start < position and not home]
        return named[-1] if named else None

    def _sentence(self, position: int) -> tuple[int, int]:
        """Rough bounds of the sentence at a position; the tokens have no sentences yet."""
        begin, end = max(0, position - 400), min(len(self._text), position + 400)
        for match in _SENTENCE_END.finditer(self._text, begin, end):
            if _ABBREVIATED.search(self._text, max(0, match.start() - 8), match.start() + 1):
                continue
            if match.end() <= position:
                begin = match.end()
            else:
                return begin, match.start()
        return begin, end

    def _dateline(self, position: int) -> str | None:
        before = [dateline for start, dateline in self._datelines if start <= position]
        if not before:
            return None
        name = _CAPITALS.sub(lambda match: match.group().title(), before[-1])
        states = [state for _, place in place_matches(name) if place != "Washington" and (state := postal(place))]
        return states[-1] if states else None
