"""For which office somebody runs: by the registry's candidacy, the words of the frames, or the article's usual office."""

from __future__ import annotations

from collections import Counter

from unionwire.link.people import NATIONAL, Candidacy
from unionwire.nlp.candidate_cues import Hit
from unionwire.nlp.candidate_names import ArticlePeople, ArticlePerson
from unionwire.nlp.candidate_races import has_begun


def office_of(person: ArticlePerson, people: ArticlePeople, own: list[Hit], usual: str | None) -> str | None:
    """Return the office that a person seeks by the registry, the frames `own` or, failing both, the article's `usual`."""
    candidacy = candidacy_of(person, people, own)
    stated = [h.office for h in own if h.office and h.office != "other"]
    if candidacy is not None:
        on = people.date is not None and candidacy.running(people.date)
        if on or not stated or candidacy.office in stated:
            return candidacy.office
    beside = [h.beside for h in own if h.beside and h.beside != "other"]
    for offices in (stated, [usual] if usual else [], beside):
        if offices:
            return Counter(offices).most_common(1)[0][0]
    return "other" if any(h.office for h in own) else None


def candidacy_of(person: ArticlePerson, people: ArticlePeople, own: list[Hit]) -> Candidacy | None:
    """The registry's candidacy that the article speaks of: the one on at its date, of several that of the cues."""
    if person.registry is None:
        return None
    named = {h.office for h in own}
    begun = [c for c in person.registry.candidacies if has_begun(c, people)]
    return max(
        begun,
        key=lambda c: (
            people.date is not None and c.running(people.date) and c.office in NATIONAL,
            c.office in named,
            people.date is not None and c.running(people.date),
            c.office == "president",
            c.cycle,
            c.office,
        ),
        default=None,
    )
