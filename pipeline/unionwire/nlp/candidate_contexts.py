"""In which surroundings a sentence stands: the words of elections in it, near it, in its article, the lists before it.

`race` is told of an article with more such words, for the rules about persons of the registry. A frame of `seeds/candidate_cues.jsonl` counts in one of them only: `none` (everywhere), `sentence`, `near` and `article`
(words of elections there), `contest` (an article full of them), `listed` and `plural` (candidates announced by number
or by kind in a sentence before), `unnamed` (a candidate spoken of without a name in the sentence before).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from unionwire.nlp.candidate_races import RACE_WORDS
from unionwire.prefilter import Guarded, PatternRows, guarded

LIST_REACH = 4  # sentences after "three candidates want the seat" in which "one of them" is a candidate
LABELLED = 150  # characters of a line of a guide ("Sheriff: Roe (R)"), whose words of elections stand a line further
CONTEST_WORDS = 4  # words of elections from which an article is full of them ...
FRAMED_WORDS = 3  # ... from which frames read it so; for whoever runs at its date, that is not enough
CONTEST_SPACING = 700  # ... where they stand no further apart, in characters
# Words of support that, beside named unions, tell of a race
_BLESSED = guarded(r"endors|\bvote(?:s|d)? for\b|\bballot")
# A candidate spoken of without a name, whom the next sentence names
_UNNAMED = guarded(
    r"\b(?:the other|another|one other|an unlikely|her|his|the main|the likely) (?:[a-z-]+ ){0,2}?"
    r"(?:candidate|opponent|contender|nominee|challenger|rival)\b"
)
_LISTED = guarded(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|\d+)(?: of (?:her|his|their|its|the))? (?:[\w'-]+ ){0,3}?"
    r"(?:candidates|contenders|hopefuls|challengers|rivals|opponents|democrats|republicans|"
    r"(?:people|men|women|residents|lawyers|others) (?:want to be|are running|are vying|are seeking|seek|vie|hope to|(?:have )?(?:filed|signed up|"
    r"registered|qualified|applied)(?: (?:papers|paperwork|petitions|to run|as candidates))?(?= (?:for (?:the |a |an |one |two |three )?(?:[\w-]+ ){0,3}?"
    r"(?:seats?|race|election|primary|office|council|board|mayor|sheriff|senate|district|ballot|nomination)|to run)\b)))\b|"
    r"\bfield of (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
)
# Candidates told as a kind, whose names open the next sentence
_PLURAL = guarded(
    r"\b(?:democrats|republicans|incumbents|senators|lawmakers|legislators|members|colleagues|governors|mayors|candidates|"
    r"those|conservatives|liberals|independents|challengers|nominees)\b(?: [\w'-]+){0,4}? "
    r"(?:up for (?:re-?election|another term)|(?:who )?(?:are |were )?(?:all but |openly |already |said to be |widely )?(?:campaigning for|(?:mulling|weighing|considering|eyeing|pondering) (?:runs?|bids?|campaigns?|races?)|thought to be running)|(?:who )?(?:are |is )?(?:seek(?:ing)?|fac(?:e|ing)|run(?:ning)? for) (?:re-?election|"
    r"(?:[\w-]+ )?(?:races|elections|contests|challenges|re-?elections?)|voters)|in (?:tough|close|competitive|tight|swing|"
    r"difficult|hard-fought) (?:[\w-]+ )?(?:races|contests|elections)|on the (?:[\w-]+ )?ballot)|"
    r"\b(?:vulnerable|endangered|embattled|most at risk) (?:[\w-]+ ){0,2}?(?:democrats|republicans|incumbents|senators|"
    r"lawmakers|members|governors)\b"
)


@functools.cache
def _of_article() -> PatternRows[Guarded]:
    return PatternRows((words, words.plain) for words in (_BLESSED, _LISTED, _PLURAL, _UNNAMED))


def surroundings(lowered: Sequence[str], races: Sequence[int]) -> Iterator[tuple[set[str], bool]]:
    """Yield for each sentence the contexts whose frames count there, and whether those about named unions do.

    `lowered` are the sentences in lower case with straight apostrophes, `races` the words of elections in each.
    """
    total = sum(races)
    # what the whole article can't hold, no sentence of it is asked for
    article = "\n".join(lowered)
    told = {words for words, _ in _of_article().possible(article)}
    may_bless, may_list, may_tell_kinds, may_hide = (words in told for words in (_BLESSED, _LISTED, _PLURAL, _UNNAMED))
    blessed = total + sum(len(_BLESSED.findall(text)) for text in lowered) if may_bless else total
    whole = {"none"}
    if total and blessed >= RACE_WORDS:
        whole.add("article")
        if (
            total >= FRAMED_WORDS - 1
            and blessed >= FRAMED_WORDS
            and sum(map(len, lowered)) <= CONTEST_SPACING * blessed
        ):
            whole.add("contest")
            if total >= CONTEST_WORDS - 1 and blessed >= CONTEST_WORDS:
                whole.add("race")
    listed = [may_list and _LISTED.search(text) is not None for text in lowered]
    for n in range(len(lowered)):
        allowed = set(whole)
        if races[n]:
            allowed.add("sentence")
        reach = 2 if ":" in lowered[n] and len(lowered[n]) < LABELLED else 1
        if any(races[max(0, n - reach) : n + reach + 1]):
            allowed.add("near")
        if any(listed[max(0, n - LIST_REACH) : n + 1]):
            allowed.add("listed")
        if n and may_tell_kinds and _PLURAL.search(lowered[n - 1]):
            allowed.add("plural")
        if n and may_hide and _UNNAMED.search(lowered[n - 1]):
            allowed.add("unnamed")
        yield allowed, blessed >= RACE_WORDS
