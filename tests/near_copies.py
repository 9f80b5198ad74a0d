"""What becomes of a story on its way through papers and crawls, and what only looks like it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Change = Callable[[str, random.Random], str]

_HEADLINES = (
    "Morning report: what was decided last night",
    "Hall is full as members take a side",
    "Vote follows weeks of talk",
    "From our wire services",
)
_TOWNS = ("HARWICK, Ohio", "PORT ELLIS", "NEW CORBY, Pa.", "LAKE ADAIR, Minn.")
_TAILS = (
    (
        "This material may not be published, broadcast, rewritten or redistributed without permission of the agency. "
        "Follow our reporters for news as it happens."
    ),
    (
        "Copyright by the publisher. All rights are reserved. Send tips and corrections to the news desk by letter, by "
        "telephone or by electronic mail; letters may be cut for length."
    ),
    (
        "Support local news. A subscription costs less than a cup of coffee a week, and it keeps our reporters at the "
        "meetings that nobody else attends. Cancel at any time."
    ),
)
_MENU = "Menu Home News Local Sports Opinion Obituaries Weather E-edition Subscribe Log in Search"
_SHARE = "Share on Facebook Share on Twitter Share by email Print Save"
_RELATED = (
    "Read more: Council puts off its vote on the new library",
    "Related: Five things to do in the county this weekend",
    "Advertisement. Story continues below.",
    "See also: School board meets on Thursday",
)
_FOOT = (
    "Most read Snow is expected on Friday Crash closes the bypass for hours A bakery opens on Front Street High "
    "school scores About us Contact us Privacy policy Terms of use Accessibility View the full site"
)
_SYNONYMS = {
    "said": "stated", "also": "too", "about": "around", "after": "following", "before": "ahead of", "but": "yet",
    "because": "since", "big": "large", "many": "numerous", "told": "informed", "would": "will", "backed": "supported",
    "while": "as", "though": "although", "only": "just", "which": "that", "last": "past", "more": "additional",
}  # fmt: skip


def other_headline(text: str, rng: random.Random) -> str:
    """The story under a headline of the paper's own."""
    return f"{rng.choice(_HEADLINES)}\n\n{text}"


def dateline_and_tail(text: str, rng: random.Random) -> str:
    """The story as an agency sends it."""
    return f"{rng.choice(_TOWNS)} (Wire) \u2014 {text}\n\n{rng.choice(_TAILS)}"


def corrected_number(text: str, rng: random.Random) -> str:
    """The story with one number set right, and a line that says so."""
    places = [found.span() for found in re.finditer(r"\b\d+\b", text)]
    if places:
        start, end = rng.choice(places)
        text = f"{text[:start]}{int(text[start:end]) + rng.randint(1, 9)}{text[end:]}"
    return f"{text}\n\nCorrection: An earlier version of this story had a wrong number."


def cut_at_the_end(text: str, rng: random.Random, least: float = 0.7) -> str:
    """The story without its last sentences, for want of room."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    keep = max(1, round(len(sentences) * rng.uniform(least, 0.9)))
    return " ".join(sentences[:keep])


def mobile_page(text: str, rng: random.Random) -> str:
    """The story with the furniture of a page for telephones around it and between its paragraphs."""
    paragraphs = [part for part in text.split("\n") if part.strip()]
    at = sorted(rng.sample(range(len(paragraphs)), min(2, len(paragraphs))), reverse=True)
    for place in at:
        paragraphs.insert(place + 1, rng.choice(_RELATED))
    return "\n\n".join([_MENU, rng.choice(_HEADLINES), _SHARE, *paragraphs, _SHARE, _FOOT])


def copy_edited(text: str, rng: random.Random, share: float = 0.04) -> str:
    """The story after an editor: some words replaced, dropped or doubled by a synonym; names stay."""
    words = re.split(r"(\s+)", text)
    plain = [i for i in range(0, len(words), 2) if words[i].isalpha() and words[i].islower()]
    for i in rng.sample(plain, min(len(plain), round(share * (len(words) // 2 + 1)))):
        words[i] = _SYNONYMS.get(words[i]) or rng.choice(("", f"{words[i]} then", "such", "the", "said", "here"))
    return "".join(words)


def reprint(text: str, rng: random.Random) -> str:
    """What a small paper makes of it: other headline, dateline, two words in a hundred edited, cut a little, a tail."""
    cut = cut_at_the_end(copy_edited(text, rng, 0.02), rng, 0.8)
    return dateline_and_tail(other_headline(cut, rng), rng)


CHANGES: dict[str, Change] = {
    "other headline": other_headline,
    "dateline and tail": dateline_and_tail,
    "corrected number": corrected_number,
    "cut at the end": cut_at_the_end,
    "mobile page": mobile_page,
    "3 words in 100 edited": lambda text, rng: copy_edited(text, rng, 0.03),
    "5 words in 100 edited": lambda text, rng: copy_edited(text, rng, 0.05),
    "reprint": reprint,
}

# --- What is no copy --------------------------------------------------------------------------------------------------

_GIVEN = (
    "Ada Boris Cleo Dmitri Elsa Femi Gita Hugo Ines Jonas Kaya Luis Mara Nils Oona Pavel Rosa Sven Tessa Uma".split()
)
_FAMILY = (
    "Ackroyd Bellamy Castell Dunmore Ekberg Fairlie Garrick Holloway Iveson Jarrold Kestrel Lorimer Maddern "
    "Norcott Oakden Penhale Quarles Ridsdale Stavely Tremaine"
).split()
_PLACES = "Harwick Corby Adair Ellis Dunford Marlow Kettering Sarum Whitby Alder".split()
_OFFICES = ("mayor", "county clerk", "the state Senate", "Congress", "the school board", "sheriff")
_TRADES = ("bakers", "carters", "glaziers", "pilots", "tanners", "weavers")


def _person(rng: random.Random) -> str:
    return f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"


def announcement(rng: random.Random) -> str:
    """A release that a council sends for everyone whom it backs: other names, the same words."""
    who, place, office, leader = _person(rng), rng.choice(_PLACES), rng.choice(_OFFICES), _person(rng)
    family = who.split()[1]
    return (
        f"{place.upper()} - The {place} Labor Council announced today that its delegates have voted to endorse {who} "
        f"for {office}. \u201c{family} has stood with working families from the first day,\u201d said {leader}, "
        f"president of the council. \u201cOur members will knock on doors and make calls for {family} until the polls "
        f"close, because {family} knows what a good contract means.\u201d The council speaks for {rng.randint(20, 90)} "
        f"local unions and {rng.randint(4, 60)},000 members. {who} thanked the delegates. \u201cI am proud to have working "
        f"people at my side,\u201d {family} said. Delegates heard from all candidates who answered the council's "
        f"questions on wages, schools and safe staffing before they voted. Further endorsements will be announced in "
        f"the coming weeks."
    )


def backers(rng: random.Random) -> str:
    """A list of whom a federation backs, under the same head and foot every year."""
    lines = [f"{rng.choice(_PLACES)}, {office}: {_person(rng)}" for office in _OFFICES for _ in range(4)]
    return (
        "The State Federation of Labor has endorsed these candidates. The endorsements follow interviews and a vote "
        "of two thirds of the delegates at the convention.\n" + "\n".join(lines) + "\nThe federation asks its members "
        "to vote, and to bring a friend. Paid for by the Committee on Political Education of the State Federation of "
        "Labor and not authorised by any candidate."
    )


def column(rng: random.Random) -> str:
    """A weekly column: the same opening and close, other news between them."""
    items = [
        f"{_person(rng)} of the {rng.choice(_TRADES)} in {rng.choice(_PLACES)} tells us that "
        f"{rng.choice(('talks', 'elections', 'the picnic', 'classes', 'repairs'))} will begin on the "
        f"{rng.randint(1, 28)}th, and that {_person(rng)} has {rng.choice(('retired', 'been re-elected', 'moved to ' + rng.choice(_PLACES)))}."
        for _ in range(6)
    ]
    return (
        "Labor Notebook appears in this space every Friday. Send the news of your local to the desk by Tuesday noon; "
        "items may be edited. What the locals of the valley have on their calendars this week: "
        + " ".join(items)
        + " That is all for this week. Remember to look for the label, to wear your hard hat, and to be kind to "
        "whoever pours your coffee. Labor Notebook is written by the staff and speaks for nobody else."
    )


def follow_up(text: str, rng: random.Random) -> str:
    """A later story that repeats half of the first under news of its own."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    half = " ".join(sentences[: max(1, len(sentences) // 2)])
    fresh: list[str] = []
    while len(" ".join(fresh).split()) < len(half.split()):
        fresh.append(
            f"{_person(rng)} asked the {rng.choice(_TRADES)} of {rng.choice(_PLACES)} on {rng.choice(('Monday', 'Friday'))} "
            f"to {rng.choice(('count again', 'wait', 'meet', 'say why'))}, and {_person(rng)} "
            f"{rng.choice(('agreed', 'refused', 'left the room', 'gave no answer'))}."
        )
    return f"{' '.join(fresh)} As reported before: {half}"


TEMPLATES: dict[str, Callable[[random.Random], str]] = {
    "announcement": announcement,
    "list of backers": backers,
    "weekly column": column,
}
