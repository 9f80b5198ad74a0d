"""The office at stake, as the words beside a candidate name it: "for mayor", "the gubernatorial candidate", "Reps. Roe and Voss".

What the article says of its own race weighs more than the registry, which knows a person's other and older runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from unionwire.nlp.extensions import CANDIDATES, text_of

_GOAL = r"\b(?:for|to\s+be(?:come)?|in(?:\s+the)?|run(?:ning)?\s+for)\s+(?:the\s+)?(?:open\s+|vacant\s+)?"
_RACE = r"(?:['’]s)?\s+(?:race|primary|contest|runoff|election|seat|bid|campaign|candidate|candidacy|nominee|nomination|hopeful|job)"
_PLACE = r"(?:[A-Z][\w.’'-]+\s+){0,3}?"
_NAMES = {
    "president": r"(?<!Council\s)(?<!Board\s)(?<!Senate\s)(?<!Borough\s)(?<!borough\s)(?<!council\s)(?<!board\s)(?:president(?:ial)?|White\s+House)(?!\s+of\b)",
    "governor": r"(?:governor(?:ship)?|gubernatorial)",
    "mayor": r"(?:mayor(?:al)?)",
    "sheriff": r"(?:sheriff|district\s+attorney|county\s+\w+|comptroller|borough\s+president|school\s+board|city\s+attorney|public\s+advocate)",
    "city_council": r"(?:(?:city\s+|town\s+|county\s+)?council(?:man|woman|member)?|alder(?:man|woman|manic))",
    "state_legislature": r"(?:(?:the\s+)?state\s+(?:Senat\w+|senat\w+|House|Assembly|assembly|representative|legislat\w+|Legislature)|(?:the\s+)?(?:General\s+Assembly|House\s+of\s+Delegates|Assembly|Legislature))",
    "attorney_general": r"attorney\s+general",
    "senate": r"(?:(?:U\.S\.\s+)?(?:Senate|senator))",
    "house": r"(?:Congress|congressional|(?:U\.S\.\s+)?House(?!\s+of\s+Delegates))",
}
_SOUGHT = re.compile(
    "|".join(
        rf"(?P<{office}>{_GOAL}{_PLACE}{name}(?![\w-])(?!\s+(?:workers?|staff|employees?|committee|Democrats|Republicans|Speaker|speaker)))"
        for office, name in _NAMES.items()
    )
)
_IN_RACE = re.compile(
    "|".join(rf"(?P<{office}>\b[Ii]n\s+the\s+{_PLACE}{name}{_RACE}\b)" for office, name in _NAMES.items())
)
_PRESIDENTIAL = re.compile(
    r"\bpresidential\b|\bfor\s+president\b(?!\s+of\b)|\bPresident\b|\bWhite\s+House\b|\bvice[\s-]presiden\w+|\brunning\s+mate\b|\bnomin\w+|\bcaucus\w*|\bDemocratic\s+(?:primary|primaries|field|convention)\b|\bRepublican\s+(?:primary|primaries|field|convention)\b"
)
_PRESIDENCY = re.compile(
    r"\bpresidential\b|\bfor president\b|\bWhite House\b|\b(?:Democratic|Republican|GOP)\s+(?:nomination|primar\w+|field|nominee)\b"
)
_WORDS = {
    "senate": re.compile(
        r"\bfor\s+(?:the\s+)?(?:U\.S\.\s+)?Senate\b|\bSenate\s+(?:race|seat|bid|campaign|primary|candidate|nominee|contest)\b|\bre-?election\b"
    ),
    "governor": re.compile(r"\bfor\s+governor\b|\bgubernatorial\b|\bgovernor['’]s\s+race\b|\bre-?election\b"),
    "house": re.compile(
        r"\bfor\s+Congress\b|\b(?:House|congressional)\s+(?:race|seat|bid|campaign|primary|candidate|nominee)\b|\bre-?election\b"
    ),
}
_LISTED = r"(?:[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3}(?:\s+\([^()\n]{1,24}\))?(?:,\s+(?:and\s+)?|\s+and\s+))"
_TITLED = re.compile(
    rf"(?P<state>\b[Ss]tate\s+)?\b(?:U\.?S\.?\s+)?(?:(?P<house>Reps?\.|Representatives?|Congress(?:man|woman|men|women))|(?P<senate>Sens?\.|Senators?))\s+{_LISTED}{{0,6}}\Z"
)
_DISTRICT = re.compile(r"(?<![\w-])(?:[A-Z]{2}-(?:\d{1,2}|AL)\b[:,)\s–—-]*(?:[\w.]+\s){0,4}\Z)")
_DISTRICT_AFTER = re.compile(r"\s?[(,]?\s?(?:[DRI][-,]\s?)?[A-Z]{2}-(?:\d{1,2}|AL)\b")
_REACH = 160  # characters before a name in which its title stands


def sought_office(trigger: Token, candidate_id: str | None) -> str | None:
    """Return the office that a trigger's sentence names as what a candidate seeks, None where it names none.

    The words after the candidate's name count, up to the next candidate's; else "in the race for", where it names one only.
    """
    doc, sentence = trigger.doc, trigger.sent
    if candidate_id is None:
        return None
    text = text_of(doc)
    spans = [span for span in doc.spans[CANDIDATES] if sentence.start <= span.start < sentence.end]
    own = [span for span in spans if span.kb_id_ == candidate_id]
    for span in own:
        following = [other.start_char for other in spans if other.start > span.start and other.kb_id_ != candidate_id]
        end = min(following, default=sentence.end_char)
        if (office := _first(_SOUGHT, text[span.end_char : end])) is not None:
            return office
    alone = len({span.kb_id_ for span in spans}) <= 1
    return _first(_IN_RACE, sentence.text) if alone else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    if match is None:
        return None
    office = next(name for name, group in match.groupdict().items() if group)
    return "other" if office == "sheriff" else office


def titled_office(doc: Doc, candidate_id: str) -> str | None:
    """Return `house` or `senate` for whom an article calls "Rep. Roe" or one of "Sens. Roe and Voss"."""
    for before, _ in _around(doc, candidate_id):
        match = _TITLED.search(before)
        if match is not None and match.group("state") is None:
            return "house" if match.group("house") else "senate"
    return None


def of_district(doc: Doc, candidate_id: str) -> bool:
    """Tell whether an article places a candidate in a district of the House: "PA-04: Roe", "Roe (D, NY-12)"."""
    return any(_DISTRICT.search(before) or _DISTRICT_AFTER.match(after) for before, after in _around(doc, candidate_id))


def _around(doc: Doc, candidate_id: str) -> Iterator[tuple[str, str]]:
    """What stands on the line before and right after each mention of a candidate."""
    text = text_of(doc)
    for span in doc.spans[CANDIDATES]:
        if span.kb_id_ == candidate_id:
            before = text[max(0, span.start_char - _REACH) : span.start_char].rpartition("\n")[2]
            yield before, text[span.end_char : span.end_char + 24]


def presidential(sentence: str) -> bool:
    """Tell whether a sentence speaks of a race for the presidency."""
    return _PRESIDENTIAL.search(sentence) is not None


def about_presidency(doc: Doc, office: str) -> bool:
    """Tell whether an article speaks of the race for president rather than of the one for another office."""
    text = text_of(doc)
    words = _WORDS.get(office)
    if words is None:
        return False
    return len(_PRESIDENCY.findall(text)) > 2 * len(words.findall(text))
