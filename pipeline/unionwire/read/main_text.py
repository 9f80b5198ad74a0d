"""The story of a web page: all its paragraphs, without the navigation, teasers and forms around them.

Two libraries are checked against each other. trafilatura knows what is a story, but drops paragraphs of it: of 181
labelled news pages it lost some on 20. html-text gives all that a browser shows, eight tenths of it furniture on a page of today.
So trafilatura only points: what it takes, and what else reads like prose, shows the element that holds the story. Of
that element everything stays but what is plainly furniture (lists of links, elements that call themselves navigation,
sharing, related, ...); of the rest of the page only what trafilatura took, and the headline. A page without anything
to point at (a title and a list of links) stays whole.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import html_text
from lxml import etree
from lxml.html import HtmlElement

Element: TypeAlias = HtmlElement

# Never shown as text, or shown only to be clicked.
_NO_TEXT = (
    *("script", "style", "noscript", "noframes", "template", "svg", "math", "object", "embed", "iframe", "canvas"),
    *("audio", "video", "map", "select", "option", "datalist", "button", "textarea"),
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "figcaption"))
# What holds a story as a whole; a paragraph or a <font> that happens to hold most of it does not.
_CONTAINERS = frozenset(("article", "body", "center", "div", "html", "main", "section", "td", "th"))
# One line of the story, perhaps a link as a whole; whether it is a headline of another story is seen in the text.
_LINES = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"))
_BOXES = frozenset(("article", "aside", "div", "section", "table", "td", "tr", "ul", "ol", "li"))
_FURNITURE_TAGS = frozenset(("nav", "aside", "footer", "form", "dialog", "menu"))
_FURNITURE_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "banner", "search", "dialog", "menu", "menubar", "toolbar", "alert")
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|share|sharing|social|related|recommend\w*|promos?|promotion"
    r"|newsletter|subscri\w*|signup|comments?|disqus|outbrain|taboola|sidebar|advert\w*|ads?|sponsor\w*|footer|cookies?"
    r"|consent|popup|modal|tags|most-?(?:read|popular)|trending|more-?(?:on|from|stories)|read-?(?:next|more)|teasers?"
    r"|paywall|copyright|skip|toolbar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”’')\]]*$")
_GRAM = 5
_PROSE = 80  # characters of a paragraph that is prose by its looks
_LEAST = 150  # letters of prose that make a story
_SHARE = 0.9  # of the prose that the element of the story holds
_WHOLE = 0.97  # of the letters of a page
_HEAD = 600  # letters that stand around a headline
_LONGEST_NAMES = 300  # of an element's class and id; more are no names

# What trafilatura's and lxml's functions raise for trees that they were not made for.
_FAILS = (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError)


def parse(page: str) -> Element:
    """Parse a page, however broken. Raises lxml.etree.LxmlError or ValueError where that can't be done."""
    tree: Element = html_text.parse_html(without_code(page))
    return tree


def without_code(page: str) -> str:
    """Blank what a server would have run: PHP, ASP and XML declarations, in the source of a page that was saved raw.

    Code that is not closed ends before the next tag, so that it can't take the story with it.
    """
    for opening, closing in (("<?", "?>"), ("<%", "%>")):
        if opening not in page:
            continue
        pieces: list[str] = []
        at = 0
        closed = True
        while (start := page.find(opening, at)) >= 0:
            end = page.find(closing, start + 2) if closed else -1
            if end < 0:
                closed = False
                end = page.find("<", start + 2)
                end = len(page) if end < 0 else end
            else:
                end += 2
            pieces += (page[at:start], " ")
            at = end
        page = "".join((*pieces, page[at:]))
    return page.replace("[an error occurred while processing this directive]", " ")


def story_text(tree: Element) -> str:
    """The text of a parsed page: its title, unless a headline of the story says it, and the story, paragraph by paragraph."""
    grams = _grams(_pointed_at(tree))
    for element in tree.iter():
        if _HIDDEN.search((element.get("style") or "")[:_LONGEST_NAMES]):
            element.set("hidden", "")  # styles are cleaned away
    tree = html_text.cleaner.clean_html(tree)
    for element in list(tree.iter(*_NO_TEXT)):
        element.drop_tree()
    body = tree.find("body")
    if body is None:
        return _text(tree)
    title = next((_text(title) for title in tree.iterfind("head/title")), "")
    sizes = _Sizes(body, grams)
    if sizes.prose[body] < _LEAST:
        _drop_furniture(body, sizes)
    else:
        _prune(body, sizes.story(body), sizes)
    text = _text(body)
    if any(element.text_content().strip() for element in body.iter("h1")):
        return text
    return f"{title}\n\n{text}".strip()


def _drop_furniture(body: Element, sizes: _Sizes) -> None:
    """Drop what calls itself furniture, unless that is most of the page."""
    for element in [element for element, named in sizes.furniture.items() if named]:
        if element is not body and 2 * sizes.all[element] < sizes.all[body]:
            element.drop_tree()


def _text(tree: Element) -> str:
    text: str = html_text.etree_to_text(tree)
    return text


def _pointed_at(tree: Element) -> str:
    """What trafilatura takes for the story."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it can't do is done without it
    try:
        return trafilatura.extract(copy.deepcopy(tree), include_comments=False, fast=True, favor_recall=True) or ""
    except _FAILS:
        return ""


def _words(text: str | None) -> list[str]:
    return _WORD.findall(text.lower()) if text else []


def _grams(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return set(zip(*(words[first:] for first in range(_GRAM)), strict=False))


def _calls_itself_furniture(element: Element) -> bool:
    if (
        element.get("hidden") is not None
        or element.tag in _FURNITURE_TAGS
        or (element.get("role") or "").lower() in _FURNITURE_ROLES
    ):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) <= _LONGEST_NAMES and bool(_FURNITURE_NAMES.search(names))


def _kind(element: Element) -> tuple[str, str | None]:
    """What the box in which an element stands calls itself."""
    while element.tag not in _CONTAINERS and (above := element.getparent()) is not None:
        element = above
    return element.tag, element.get("class")


class _Sizes:
    """Letters below each element: all, those of links, those that trafilatura took, those of prose."""

    def __init__(self, body: Element, grams: set[tuple[str, ...]]) -> None:
        self.all: dict[Element, int] = {}
        self.links: dict[Element, int] = {}
        self.taken: dict[Element, int] = {}
        self.prose: dict[Element, int] = {}
        self.has_blocks: dict[Element, bool] = {}
        self.furniture: dict[Element, bool] = {}
        self._grams = grams
        self._kinds: set[tuple[str, str | None]] = set()
        self.first: Element | None = None
        """Where trafilatura's first paragraph stands."""
        elements = list(body.iter())
        self._order = {element: place for place, element in enumerate(elements)}
        for element in reversed(elements):
            self._measure(element)
        inside: set[Element] = set()
        for element in elements:
            self.furniture[element] = _calls_itself_furniture(element)
            # what holds half of the page is the page, whatever it calls itself
            named = self.furniture[element] and self.all[element] * 2 < self.all[body]
            if named or element.getparent() in inside:
                inside.add(element)
        for element in reversed(elements):
            own = 0 if element in inside else self._own_prose(element)
            self.prose[element] = max(self.taken[element], own + sum(self.prose[child] for child in element))

    def _measure(self, element: Element) -> None:
        letters = links = taken = 0
        blocks = False
        for run in (element.text, *(child.tail for child in element)):
            words = _words(run)
            size = sum(map(len, words))
            letters += size
            if len(words) >= _GRAM and self._grams:
                hits = sum(gram in self._grams for gram in zip(*(words[i:] for i in range(_GRAM)), strict=False))
                if 2 * hits >= len(words) - _GRAM + 1:
                    taken += size
                    if size >= _PROSE:
                        self._kinds.add(_kind(element))
                        self.first = element
        for child in element:
            letters += self.all[child]
            links += self.links[child]
            taken += self.taken[child]
            blocks = blocks or child.tag in _BLOCKS or self.has_blocks[child]
        if element.tag == "a" and not (element.get("href") or "#").startswith("#"):
            links = letters
        self.all[element], self.links[element], self.taken[element] = letters, links, taken
        self.has_blocks[element] = blocks

    def _own_prose(self, element: Element) -> int:
        """Letters of the paragraphs that stand in a block itself, not in one of the blocks below it."""
        if element.tag not in _BLOCKS or element.tag in _HEADINGS:
            return 0
        if self.has_blocks[element]:
            runs = [element.text, *(child.tail for child in element)]
        elif 5 * self.links[element] < 2 * self.all[element]:
            runs = ["".join(element.itertext())]
        else:
            return 0
        stripped = [run.strip() for run in runs if run]
        return sum(
            sum(map(len, _words(run))) for run in stripped if len(run) >= _PROSE and _SENTENCE_END.search(run[-8:])
        )

    def is_later(self, element: Element) -> bool:
        """Whether an element comes after the first paragraph that trafilatura took."""
        return self.first is not None and self._order[element] > self._order[self.first]

    def is_of_a_kind(self, element: Element) -> bool:
        """Whether paragraphs stand in an element as those do that trafilatura took."""
        return any(self.prose[inner] and _kind(inner) in self._kinds for inner in element.iter())

    def story(self, body: Element) -> Element:
        """The smallest element that holds nearly all the prose."""
        least = _SHARE * self.prose[body]
        element = body
        while (inner := next((child for child in element if self.prose[child] >= least), None)) is not None:
            element = inner
        while element.tag not in _CONTAINERS and element is not body:
            element = element.getparent()
        # a page that is hardly more than its story is left alone
        return body if self.all[element] >= _WHOLE * self.all[body] else element


def _prune(body: Element, story: Element, sizes: _Sizes) -> None:
    """Drop everything from the tree that is not the story's."""
    above = set(story.iterancestors())
    head = _head(body, story, sizes)
    if head is not None:
        above.update(head.iterancestors())
    open_elements: list[tuple[Element, bool]] = [(body, body is story)]
    while open_elements:
        element, inside = open_elements.pop()
        if not inside:
            _drop_runs(element, sizes)
        for child in list(element):
            if child is story or child is head:
                open_elements.append((child, True))
            elif not inside and child in above:
                open_elements.append((child, False))
            elif (_is_dropped if inside else _is_foreign)(child, sizes):
                child.drop_tree()
            elif sizes.prose[child] and (child.tag in _BLOCKS or sizes.has_blocks[child]):
                open_elements.append((child, inside))


def _head(body: Element, story: Element, sizes: _Sizes) -> Element | None:
    """What stands around the first headline outside the story that is not furniture's: standfirst, byline, date."""
    around = {story, *story.iterancestors()}
    for headline in body.iter("h1"):
        above = [headline, *headline.iterancestors()]
        if story in above or not sizes.all[headline] or any(sizes.furniture.get(element) for element in above):
            continue
        small = [element for element in above if element not in around and sizes.all.get(element, _HEAD + 1) <= _HEAD]
        return small[-1] if small else None
    return None


def _is_foreign(element: Element, sizes: _Sizes) -> bool:
    """Whether an element outside the story is no part of it: trafilatura took no paragraph of it."""
    if sizes.furniture[element]:
        return 2 * sizes.taken[element] <= sizes.all[element]
    return sizes.taken[element] < _PROSE


def _drop_runs(element: Element, sizes: _Sizes) -> None:
    """Drop the text that stands in an element itself, where trafilatura took none of it."""
    if sizes.has_blocks[element] and sizes.taken[element] <= sum(sizes.taken.get(child, 0) for child in element):
        element.text = None
        for child in element:
            child.tail = None


def _is_dropped(element: Element, sizes: _Sizes) -> bool:
    """Whether an element within the story is furniture."""
    letters, taken = sizes.all[element], sizes.taken[element]
    if not letters:
        return False
    if element.tag in _BOXES and sizes.has_blocks[element] and 5 * sizes.links[element] > 4 * letters:
        return True  # a list of links, whatever trafilatura took it for
    if 2 * taken > letters:
        return False
    if element.tag in _BLOCKS:
        others = letters - sizes.links[element]
        if 2 * others < letters and (sizes.has_blocks[element] or (others < 20 and element.tag not in _LINES)):
            return True
    elif _in_running_text(element):
        return False
    if element.tag in _FURNITURE_TAGS:
        return True
    if (
        not taken
        and sizes.prose[element]
        and sizes.has_blocks[element]
        and element.tag in _BOXES
        and sizes.is_later(element)
    ):
        # another story, or how it begins, unless it looks like more of this one
        return not sizes.is_of_a_kind(element)
    if taken or not any(sizes.furniture[inner] for inner in _bulk(element, sizes)):
        return False
    # pages embed what others posted in boxes that call themselves social
    return element.tag != "blockquote" and next(element.iter("blockquote"), None) is None


def _bulk(element: Element, sizes: _Sizes) -> Iterator[Element]:
    """An element and those below it that hold more than half of its letters."""
    found: Element | None = element
    while found is not None:
        yield found
        found = next((child for child in found if 2 * sizes.all[child] > sizes.all[element]), None)


def _in_running_text(element: Element) -> bool:
    """Whether words stand right before or after an element, in the same parent."""
    before = element.getprevious()
    sides: tuple[Any, ...] = (element.tail, element.getparent().text if before is None else before.tail)
    return any(side and _WORD.search(side) for side in sides)
