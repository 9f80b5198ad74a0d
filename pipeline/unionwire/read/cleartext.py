"""What a text field holds as text: without mojibake, markup and escapes, where it certainly has them.

This happens as a record is read. What comes of it is the text as read, which is stored and into which all offsets point.
"""

from __future__ import annotations

import html
import re

from unionwire.read.encodings import repaired

# An escape with its semicolon: nobody writes one in prose but to escape. "AT&T" and "R&D;" are none.
_ESCAPE = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# Tags that text fields hold: of paragraphs and breaks, or pairs of others
_BLOCK = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|table)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = re.compile(r"<(a|b|i|em|strong|span|u|img|sup|sub)(?:\s[^<>]*)?>(?:[^<]{0,2000}</\1\s*>)", re.IGNORECASE)
_TIMES = 2  # "&amp;#8217;": escaped, and escaped again


def readable(text: str) -> str:
    """The text that a field holds, verbatim unless it is mangled, marked up or escaped."""
    text = repaired(text)
    if "&" in text:
        text = unescaped(text)
    if "<" in text and (_BLOCK.search(text) or _INLINE.search(text)):
        text = without_markup(text)
    return text


def unescaped(text: str) -> str:
    """The text with its escapes as the characters that they stand for."""
    for _ in range(_TIMES):
        found = _ESCAPE.sub(lambda match: html.unescape(match[0]), text)
        if found == text:
            break
        text = found
    return text


def without_markup(text: str) -> str:
    """The text that a browser would show of a fragment of HTML."""
    import html_text  # the libraries are imported where a text is marked up, as few are
    from lxml import etree

    try:
        shown: str = html_text.extract_text(text)
    except (etree.LxmlError, ValueError, RecursionError):
        return text
    return shown if shown.strip() else text
