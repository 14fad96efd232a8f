"""Pages that a bot wall serves instead of the page that was asked for."""

import re

from crawler.pages.errors import Challenge

# A wall is a small page. Larger ones are the site's own, whatever a commenter wrote into them.
_LARGEST_WALL = 60_000  # characters
_TITLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Cloudflare", re.compile(r"\s*(?:Just a moment|Attention Required!)", re.IGNORECASE)),
    ("Cloudflare", re.compile(r"\s*Access denied \|[^<]*used Cloudflare", re.IGNORECASE)),
    ("Akamai", re.compile(r"\s*Access Denied\s*</title>(?=.*\bReference\b)", re.I | re.S)),
)
# Only what stands on the wall itself. Sites behind Cloudflare and DataDome carry those vendors'
# scripts on their ordinary pages, too: /cdn-cgi/challenge-platform/…/scripts/jsd/ and
# js.datadome.co/tags.js are no challenge.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Cloudflare", re.compile(r"window\._cf_chl_opt|\bcf-mitigated\b|\bcf-chl-widget")),
    ("Cloudflare", re.compile(r"/cdn-cgi/challenge-platform/(?![\w/.-]*scripts/jsd/)")),
    ("DataDome", re.compile(r"//(?:geo|ct|[\w-]+)\.captcha-delivery\.com/", re.IGNORECASE)),
    ("Akamai", re.compile(r"//errors\.edgesuite\.net/|errors&#46;edgesuite&#46;net", re.I)),
    ("PerimeterX", re.compile(r"<div[^>]+id=[\"']px-captcha[\"']", re.IGNORECASE)),
)


def refuse_challenge(html: str) -> None:
    """Do nothing with a page of the site itself.

    Raises Challenge for a page of Cloudflare, DataDome, Akamai or PerimeterX that asks whether
    a person reads it or denies it.
    """
    if len(html) > _LARGEST_WALL:
        return
    title = html.lower().find("<title>")
    for vendor, mark in _TITLES:
        if title >= 0 and mark.match(html, title + len("<title>")):
            raise Challenge(f"{vendor} answered instead of the site")
    for vendor, mark in _MARKS:
        if mark.search(html):
            raise Challenge(f"{vendor} answered instead of the site")
