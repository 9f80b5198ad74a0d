"""Phrases that stand for the parent of a body: "its international", "the national union's endorsement", "headquarters".

How it decides. Such a phrase ends with the parent or with an organ, an officer or an act of it; a further noun makes
it something else ("the national economy", "the international press"), so what follows must be able to follow a noun
phrase.
"""

from __future__ import annotations

import re

_END = r"(?=\s*(?:[.,;:!?()”\"—–-]|\Z)|\s+(?:and|or|but|on|over|in|by|about|when|to|with|for|at|as|which|that|who|is|was|are|were|has|had|have|did|does|will|would|could|should|may|yet|because|since|until|while|after|before|during|last|this|earlier|remains?|backs|supports?|\w+ed|came|comes?|went|goes|chose|gave|took|held|sat|threw|made|got|said|says|put|fell|itself|an?|so|too|rather|instead|if|[A-Z][\w.’'-]+|of\s+(?:[A-Z]|him|her\b|any|either|not|staying|neutrality|endors\w+|(?:the\s+)?former)))"
_ORGANS = (
    r"(?:unions?|parents?|organi[sz]ations?|body|bodies|federations?|association|brotherhood|affiliate|office|offices|headquarters|leadership|leaders?|officers?|officials|"
    r"executives?|executive\s+(?:board|council|committee)|board|council|committee|convention|president|bosses|brass|hierarchy|delegates|endorsements?|"
    r"recommendations?|decision|choice|pick|position|stance|stand|line|policy|preference|practice|tradition|rules?|directive|wishes|advice|lead|example|footsteps|neutrality|"
    r"objections?|opposition|protests?|orders|instructions|warnings?|backing|nod|move|vote|call|candidate)"
)
_TAIL = rf"['’]?s?(?:\s+(?:own|national|international|early|recent|executive|general|top|longtime|presidential|primary|political)\b)*(?:\s+{_ORGANS}\b['’]?s?)*"
DESCRIPTION = re.compile(
    rf"(?:(?:[Tt]he|[Ii]ts|[Tt]heir|his|her|our|that)\s+(?:own\s+)?(?:(?:much\s+)?(?:larger|bigger|giant|powerful|[\w.,-]{0, 12}\d[\w.,-]{0, 12})\s+)?(?P<kind>(?:inter)?nationals?|parent)\b{_TAIL}|"
    rf"(?P<bare>national|international|parent)(?:['’]s)?\s+{_ORGANS}\b{_TAIL}|(?P<house>(?:union\s+)?headquarters|the\s+(?:union['’]s\s+)?leadership\s+in\s+Washington)\b){_END}"
)
"""A parent that is described and not named: "the much larger parent union's leadership", "national leaders"."""
LEADING = re.compile(
    rf"(?:the\s+(?:rest|bulk|majority|remainder)\s+of\s+(?:the\s+)?)|(?:(?:the|an?|its|their|that)\s+)?(?:[a-z-]+\s+){{0,3}}?{_ORGANS}\s+(?:of\s+[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){{0,3}}\s+)?(?:of|by|from|in|at|made\s+by|set\s+by)\s+(?:those\s+of\s+)?"
)
"""What may stand before the parent: "the endorsement of Ann Roe by", "a decision of", "leaders of"."""
ARTICLES = re.compile(
    r"(?:(?:the|its|their|his|her)\s+)?(?:own\s+)?(?:(?:much|larger|bigger|giant|powerful|national|international|parent(?:\s+union)?,?(?:\s+the)?|state\s+(?:union|body|council|federation|association),(?:\s+the)?|leaders|leadership|[\w.,-]{0,12}\d[\w.,-]{0,12}|million-member)\s+)*"
)
"""The words before a parent that is named: "its much larger", "the 200,000-member"."""
ARTICLE = re.compile(r"(?:the|its|their)\s+")
AFTER_NAME = re.compile(rf"(?:\s*\([^()]{{1,20}}\))?{_TAIL}{_END}")
"""What may follow a parent's name: its organs and acts, then the end of the phrase."""
AUXILIARY = re.compile(
    r"\s++(?:itself\s+|['’]?s?\s*(?:(?:international|national)\s*)?(?:officers|leaders|leadership|officials|executive\s+board)\s+)?(?P<verb>did|does|do|had|has|have)(?P<no>\s+not|n['’]t)?\b(?=\s*(?:[.,;:)]|so\b|in\b|last\b|earlier\b|\Z|yet\b|$))"
)
"""What a parent is told to have done or not, left unsaid: "did so in May", "has not"."""
BACKING = re.compile(
    r"\b(?:back(?:s|ed|ing)?|behind|endors\w+|support(?:s|ed|ing)?|(?:came|come|comes|coming)\s+out\s+for|is\s+for|was\s+for|(?:went|gone|go|goes|going)\s+(?:for|with)|chose|chosen|picked|"
    r"favou?rs?|favou?red|lined\s+up|sided|with)\b"
)
"""Words by which a parent is told to back somebody."""
SILENT = re.compile(
    r"\b(?:neutral|neutrality|stay\w*\s+out|sat\s+out|sit\w*\s+out|not\s+(?:taken\s+sides|endors\w+|backed|chosen|made|picked|decided)|has(?:\s+yet|n['’]t)|yet\s+to|no\s+(?:endorsement|decision|position)|declin\w+|undecided|withheld|holding\s+off|held\s+off)\b"
)
"""Words by which a parent is told to stay out."""
ADVISED = re.compile(
    r"\b(?:urg(?:ed|es|ing)|asked|asks|told|ordered|directed|instructed|recommended|advised|warned)\s+(?:(?!not\b|that\b|against\b|to\b)[\w'’]+\s+){0,4}?"
    r"(?:not\s+to|that\s+(?:nobody|no\s+one|none|they\s+not)|against|to\s+(?:wait|hold\s+off|stay\s+(?:out|neutral)|remain\s+neutral|refrain|sit\s+(?:it\s+)?out))\b"
)
"""Words by which a parent is told to have asked its bodies for the contrary: "had told its locals to wait"."""
DID_SO = re.compile(r"\b(?:did|has\s+done|have\s+done|does)\s+(?:so|that|the\s+same)\b|\bwent\s+ahead\b")
"""A clause that takes up the endorsement told before."""
