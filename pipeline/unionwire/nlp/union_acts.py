"""What only a union does or has, told right beside an ambiguous name: "the Carpenters endorsed Ann Roe", "the CTU has 9,000 members".

How it decides. Three things in the sentence itself show a form that needs context to be a union: an act of backing a
candidate (or of staying out of a race) of which the name is the subject; the size or the people it represents; what
unions own (a strike, a contract, a picket line). An act of backing counts only beside a person's name or an office, since
craftsmen back projects and agencies support plans.
"""

from __future__ import annotations

import re

from unionwire.nlp.union_finds import Find

_ADVERBS = (
    r"(?:\s*\([^()]{2,40}\))?(?:,\s+(?:who|which)|,\s+[^,.;:]{3,60},)?"
    r"(?:\s+(?:union|unions|International|leadership|leaders))?"
    r"(?:\s+(?:has|have|had|also|already|later|even|then|just|both|all|recently|formally|officially|jointly|finally|quickly|since|has\s+not|have\s+not|had\s+not|did|will|would|may|might|could|"
    r"is\s+expected\s+to|are\s+expected\s+to|is\s+likely\s+to|are\s+likely\s+to|plans?\s+to|planned\s+to|voted\s+to|decided\s+to|chose\s+to|declined\s+to|refused\s+to|were\s+the\s+first\s+to|"
    r"(?:said|says|announced)\s+(?:\w+day\s+)?(?:that\s+)?(?:it|they)|announced\s+(?:its|their)|gave\s+(?:its|their)|threw\s+(?:its|their)|not|never|yet\s+to|be|been|is|are|was|were|still|now|here)){0,5}"
)
_BACK = (
    r"(?:(?P<sure>endors(?:e|es|ed|ing|ement(?:\s+of)?))|back(?:s|ed|ing)?|support(?:s|ed|ing)?|weight\s+behind|(?:came|come|coming)\s+out\s+for|went\s+(?:for|with)|lined\s+up\s+behind|"
    r"(?:sided|stood|stand|are|is|were|was)\s+(?:with|behind|for)|campaign(?:s|ed|ing)?\s+for|rall(?:ied|y|ying)\s+(?:around|behind)|chose|picked|favou?red|nominated|opposed?|opposes)"
)
_OFFICE = r"(?:governor|mayor|president|senate|senator|congress(?:man|woman)?|sheriff|attorney\s+general|treasurer|assembly|council(?:man|woman|or)?|commissioner|legislature|candidates?|nominees?|slate|Democrats?|Republicans?|incumbents?|challengers?|opponents?|rivals?|newcomers?|lawmakers?|latter|primary|race|re-?election)"
_PERSON = r"(?:(?:[A-Z][\w.'’-]+,?\s+){0,4}[A-Z][\w'’-]+\s+[A-Z][\w'’-]+)"
_BACKS = re.compile(
    rf"{_ADVERBS}\s+{_BACK}\s+(?:(?!into|up\b|out\b|down\b|with\b|away\b|by\b)[a-z-]+\s+){{0,5}}?(?:{_PERSON}(?!['’]s\s+(?!bid|campaign|candidacy|re-?election|challenge|run))|{_OFFICE}\b|(?<=\bendorsed\s)[A-Z][a-z'’]+\b)"
)
_GIVES = re.compile(
    rf"{_ADVERBS}\s+(?:gave|donated|contributed|pledged|spent|sent|kicked\s+in)\s+[^.;$]{{0,60}}\$\d[\d,.]*[^.;]{{0,80}}?\b(?:campaign|candidates?|candidacy|committee|race|primary|election|Democrats?|Republicans?)\b"
)
_STAYS_OUT = re.compile(
    rf"{_ADVERBS}\s+(?:(?:stay(?:s|ed|ing)?|remain(?:s|ed|ing)?|[Nn]eutral)\s+(?:neutral|on\s+the\s+sidelines|uncommitted)|neutral\b|sat\s+out\s+the|sitting\s+out\s+the|stayed\s+out\s+of\s+the|made\s+no\s+(?:endorsement|choice)|"
    r"issued\s+no\s+endorsement|endorsed\s+(?:nobody|no\s+one|neither))\b"
)
_SUIT = re.compile(
    rf"{_ADVERBS}\s+(?:follow(?:s|ed|ing)?\s+suit|do\s+the\s+same|did\s+(?:the\s+same|so\s+too|likewise))\b"
)
_REPRESENTS = re.compile(
    r"(?:\s*\([^()]{2,40}\))?,?\s+(?:(?:which|who|that)\s+)?(?:(?:now|also|currently|says\s+(?:it|they))\s+)?"
    r"(?:(?:represents?|represented|bargains?\s+for|organi[sz]es|negotiates?\s+for|speaks?\s+for)\s+(?:[\w,.-]+\s+){0,3}?(?:\d[\d,.]*|[a-z]+\s+thousand)\s"
    r"|(?:has|have|had|with|claims?|counts?|lost|gained|added|signed\s+up)\s+(?:[a-z]+\s+){0,3}?\d[\d,.]*(?:\s+million)?\s+(?:[\w-]+\s+){0,2}?(?:members|dues-payers)\b)"
)
_MEMBERS = re.compile(
    r"(?:['’]?s?|,?\s+whose(?:\s+(?:[a-z]+\s+){0,2}?(?:than|about|some|nearly))?)\s+\d[\d,.]*(?:\s+million)?(?:-|\s+)(?:[a-z-]+\s+){0,2}?members?\b"
)
_STRONG = re.compile(
    r"\b(?:\d[\d,.]*(?:[\s-]?million)?|(?:[a-z]+[\s-])?(?:million|thousand)|(?:[a-z]+[\s-])?hundred[\s-]thousand)-(?:member|strong)\s+$",
    re.IGNORECASE,
)
# "the NEA, at 3.2 million members", "NEA (3.2 million members)": its size, set off from its name
_SIZE_SET_OFF = re.compile(
    r"\s?[,(—–-]+\s?(?:(?:at|with|now|about|some|nearly|almost|roughly|more\sthan|over)\s)*\d[\d,.]*(?:\s+million|m)?\s+(?:[\w-]+\s+){0,2}?members\b"
)
# "Unite, Britain's biggest union", "Workers United, an SEIU affiliate"
_SAID_UNION = re.compile(
    r"(?:\s\([A-Z]{2,8}\))?(?:,\s|\s[—–-]+\s)(?:which\sis\s)?(?:(?:the|an?|another|one\sof\sthe|its)\s|(?:[A-Z][\w.]+\s)?[A-Z][\w.]+['’]s?\s)(?:[\w'’-]+\s){0,6}?"
    r"(?:unions?|[A-Z]{3,}(?:['’]s)?[\s-]affiliate)\b(?!\s(?:members?|leaders?|president|officials?|boss|halls?|households?|shops?|town|stronghold|label|busting)\b|['’])"
    r"|,\s(?:which\sis\s)?(?:an?|the)\s(?:[\w'’-]+\s){0,2}?(?:affiliate|local|branch|chapter)\sof\s(?:the\s)?[A-Z]"
)
_OWNS = re.compile(
    r"(?:['’]s|(?<=s)['’]|['’])\s+(?:[a-z-]+\s+){0,2}?(?:members(?:hip)?|local\s+president|picket\s+lines?|strike(?:\s+fund)?|contract\s+with|collective|bargaining|endorsements?|PAC|"
    r"political\s+(?:director|action|arm)|executive\s+board|rank[\s-]and[\s-]file|dues|delegates|business\s+manager|secretary-treasurer|hiring\s+hall)\b"
)
_ENDORSED_BY = re.compile(
    r"\b(?:endorse(?:d|ment)s?|backed|backing|support(?:ed)?|nod|blessing)\s+(?:of|from|by)\s+(?:both\s+)?(?:the\s+)?$"
)
_LABOUR_NEAR = re.compile(r"\b(?:unions?|labor|endors\w+|candidate|campaign|primary|election|AFL-CIO)\b")
_POLITICS = re.compile(
    r"\b(?:endors\w+|candida\w+|campaign|primary|election|re-?elect\w*|governor|gubernatorial|mayor(?:al)?|senat\w+|Senat\w+|Sen\.|Rep\.|Gov\.|congress\w*|Congress\w*|legislat\w+|sheriff|president(?:ial)?|"
    r"Democrat\w*|Republican\w*|ballot|voters?|race|council(?:man|woman))\b"
)
_OFFICERS = re.compile(
    r"\b(?:leaders?|officials?|officers|business\s+(?:agent|manager|representative)s?|spokes(?:man|woman|person)|organi[sz]ers?|stewards?|delegates?|political\s+director|secretary-treasurer|"
    r"rank\s+and\s+file|apprentices?|locals|lobbyist)\s+(?:of|for|from|with|in)\s+the\s+$"
)
_PRESIDENT = re.compile(r"['’]?s?\s+(?:[Pp]resident|[Vv]ice [Pp]resident|Secretary-Treasurer)\s+[A-Z]")
_UNION_NEAR = re.compile(r"\b(?:unions?|labor|endors\w+|strikes?|contract|bargain\w*|picket\w*)\b")
# initials that lobbies and other associations with a say in elections bear, too
_SHARED = frozenset({"ACT", "AEA", "AFA", "APA", "PASS", "SOC"})
_THE = re.compile(r"\b[Tt]he\s+(?:(?:[\w.,]+\s)?[\w.,-]+-(?:member|strong)\s+)?$")


def said_to_be_union(find: Find, text: str) -> bool:
    """Tell whether an apposition right behind a find calls it a union: "Unite, Britain's biggest union"."""
    return find.form != "common" and _SAID_UNION.match(text, find.end) is not None


def acts_like_union(find: Find, text: str) -> bool:
    """Tell whether the words beside a find tell what only a union does, has or owns.

    A trade must stand after "the": "carpenters" and "Painters" at the head of a sentence are people.
    """
    proper = _THE.search(text, max(0, find.start - 30), find.start) is not None
    surface = text[find.start : find.end]
    if surface in _SHARED or not (proper or find.form in {"abbreviation", "name"} or surface.startswith("The ")):
        return False
    window = min(len(text), find.end + 220)
    stop = text.find("\n", find.end, window)
    window = stop if stop >= 0 else window
    if backs := _BACKS.match(text, find.end, window):
        return backs.group("sure") is not None or _POLITICS.search(text, find.end, window) is not None
    if _SUIT.match(text, find.end, window):
        return _LABOUR_NEAR.search(text, max(0, find.start - 250), find.start) is not None
    if any(
        pattern.match(text, find.end, window)
        for pattern in (_STAYS_OUT, _GIVES, _REPRESENTS, _MEMBERS, _OWNS, _SIZE_SET_OFF)
    ):
        return True
    if find.form == "trade" and _OFFICERS.search(text, max(0, find.start - 50), find.start):
        return True
    if find.form == "abbreviation" and _PRESIDENT.match(text, find.end):
        return _UNION_NEAR.search(text, find.end, window) is not None
    if _STRONG.search(text, max(0, find.start - 24), find.start):
        return True
    by = _ENDORSED_BY.search(text, max(0, find.start - 40), find.start)
    return bool(by and proper and (by.group().startswith("endorse") or _LABOUR_NEAR.search(text, find.end, window)))
