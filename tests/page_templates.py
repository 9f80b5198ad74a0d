"""Pages as sites build them around a story: invented ones, for tests that read stories back out of them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_DATE_IN_FRONT = re.compile(r"\s*date \d{4}-\d\d-\d\d ")


@dataclass(frozen=True, slots=True)
class Story:
    """What a page is built around. `paragraphs` may hold line breaks."""

    title: str
    paragraphs: Sequence[str]
    published: dt.date | None = None
    url: str = "https://www.lakeviewpost.example/news/story"


def story_of(title: str | None, text: str, published: dt.date | None = None) -> Story:
    """The story of an article: a paragraph for each line of its text, without the date that a text file bears in front."""
    paragraphs = [line for line in _DATE_IN_FRONT.sub("", text).split("\n") if line.strip()]
    return Story(title or "Untitled", paragraphs, published)


def _lines(text: str) -> str:
    return escape(text.strip())


def table_page(story: Story) -> str:
    """A page of the 1990s: tables for columns, fonts in every paragraph, includes and scripts of the server left in."""
    column = "".join(
        f'<A HREF="/sec/{name.lower()}.shtml"><font face="Arial" size="1">{name}</font></A><br>\n'
        for name in ("Front Page", "State", "Business", "Sports", "Letters", "Obituaries", "Classifieds")
    )
    others = "".join(
        f'<p><A HREF="/1999/{number}.shtml"><font face="Arial" size="2"><b>{headline}</b></font></A></p>\n'
        for number, headline in enumerate(
            (
                "Harness Makers Union endorses Doe for governor",
                "Coopers Local 77 backs Doe",
                "Ferry workers, 4,000 strong, to vote",
            )
        )
    )
    body = "\n".join(
        f'<P><font face="Times New Roman, Times, serif" size="3">{_lines(paragraph)}</font></P>'
        for paragraph in story.paragraphs
    )
    dated = f"{story.published:%B} {story.published.day}, {story.published.year}" if story.published else ""
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<html><head><title>{_lines(story.title)}</title>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<script language="JavaScript"><!--
if (document.images) {{ on = new Image(); on.src = "/img/on.gif"; }}
//--></script>
<?php if ($edition > 3) {{ include "head.inc"; echo "<b>Extra edition</b>"; }} ?>
</head>
<body bgcolor="#FFFFFF" text="#000000" link="#990000"><!--#include virtual="/ssi/masthead.html" -->
<table width="744" cellspacing="0" cellpadding="0" border="0"><tr>
<td width="120" bgcolor="#FFCC66" valign="top">{column}<!--#include virtual="/ssi/buttons.html" --></td>
<td width="18">&nbsp;</td>
<td width="486" valign="top">
<P><font face="Arial" size="5"><b>{_lines(story.title)}</b></font></P>
<p><font face="Arial" size="2">{dated}</font></p>
{body}
<?php include "../bottom.inc" ?>
</td>
<td width="120" valign="top"><font face="Arial" size="2"><b>More news</b></font>
{others}[an error occurred while processing this directive]</td>
</tr></table>
<center><font size="1"><a href="/">Home</a> | <a href="/about.shtml">About us</a> | <a href="/ads.shtml">Rates</a></font></center>
</body></html>
"""


def site_page(story: Story) -> str:
    """A page of a site of today: navigation, data for machines, share buttons, teasers within and below the story."""
    published = story.published
    described = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "name": "The Lakeview Post", "datePublished": "2003-01-01"},
            {
                "@type": "NewsArticle",
                "headline": story.title,
                "mainEntityOfPage": story.url,
                **({"datePublished": f"{published.isoformat()}T09:30:00-05:00"} if published else {}),
                "dateModified": "2023-05-05T00:00:00Z",
                "publisher": {"@type": "Organization", "name": "The Lakeview Post"},
            },
        ],
    }
    links = ("Politics", "Labor", "Schools", "Transit", "Opinion", "Weather", "Subscribe", "Log in")
    navigation = "".join(f'<li class="menu__item"><a href="/{name.lower()}">{name}</a></li>' for name in links)
    teaser = (
        '<div class="related-box"><h4>Related stories</h4><ul>'
        '<li><a href="/a1">Harness Makers Union endorses Doe for governor</a></li>'
        '<li><a href="/a2">Coopers Local 77 backs Doe</a></li></ul></div>'
    )
    paragraphs = [f"<p>{_lines(paragraph)}</p>" for paragraph in story.paragraphs]
    middle = len(paragraphs) // 2
    meta = f'<meta property="article:published_time" content="{published.isoformat()}T14:30:00Z">' if published else ""
    shown = (
        f'<time datetime="{published.isoformat()}">{published:%b} {published.day}, {published.year}</time>'
        if published
        else ""
    )
    below = "".join(
        f'<div class="card"><h3><a href="/b{number}">{headline}</a></h3><p class="card__summary">{summary}</p></div>'
        for number, (headline, summary) in enumerate(
            (
                (
                    "Ferry pilots pick Doe",
                    "The Ferry Pilots Guild, which says that it has 4,000 members, endorsed Ann Doe for mayor on Monday.",
                ),
                (
                    "Tanners sit it out",
                    "The Tanners Union will back nobody in the race for governor, its council said on Friday.",
                ),
            )
        )
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{_lines(story.title)} - The Lakeview Post</title>
<link rel="canonical" href="{escape(story.url)}"><meta property="og:site_name" content="The Lakeview Post">
<meta property="og:title" content="{escape(story.title)}">{meta}
<script type="application/ld+json">{json.dumps(described).replace("<", chr(92) + "u003c")}</script>
<style>.menu__item {{ display: inline }}</style><script>window.dataLayer = ["endorsed", "union"];</script></head>
<body class="single-post"><header class="site-header"><a href="/">The Lakeview Post</a>
<nav class="menu" aria-label="Main"><ul>{navigation}</ul></nav></header>
<div class="breaking-bar"><a href="/live">Live: Coopers Local 77 backs Doe</a></div>
<div id="page"><main><article class="post"><header><h1 class="headline">{_lines(story.title)}</h1>
<div class="byline">By Dana Voss</div>{shown}
<div class="share-tools"><a href="#f">Share</a> <a href="#t">Tweet</a> <button>Email</button></div></header>
<div class="post-content">{"".join(paragraphs[:middle])}
{teaser if len(paragraphs) > 1 else ""}{"".join(paragraphs[middle:])}
<form class="newsletter-signup"><p>Get our letter on labor every Friday, free of charge, wherever you read.</p><input name="mail"></form>
</div></article>
<section class="more-stories"><h2>More from the Post</h2>{below}</section></main>
<aside class="sidebar"><h3>Most read</h3><ol><li><a href="/c1">Who is ahead in the race for mayor</a></li></ol></aside></div>
<div id="comments"><h3>2 comments</h3><p>The Harness Makers Union should never have endorsed Doe, whatever its 3,000 members say now.</p></div>
<footer><p>Copyright The Lakeview Post. The Post's newsroom belongs to the Scribes Guild, Local 12, with 140 members.</p></footer>
<noscript><img src="/pixel.gif" alt="pixel"></noscript></body></html>
"""


TEMPLATES = {"tables": table_page, "site": site_page}
