"""Pages that a bot wall serves instead of the page that was asked for."""

import re

from crawler.pages.errors import Challenge

# Only what stands on the wall itself. Sites behind Cloudflare and DataDome carry those vendors'
# scripts on their ordinary pages, too: /cdn-cgi/challenge-platform/…/scripts/jsd/ and
# js.datadome.co/tags.js are no challenge.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Cloudflare", re.compile(r"<title>\s*(?:Just a moment|Attention Required!)", re.I)),
    ("Cloudflare", re.compile(r"window\._cf_chl_opt|\bcf-mitigated\b|\bcf-chl-widget")),
    ("Cloudflare", re.compile(r"/cdn-cgi/challenge-platform/(?![\w/.-]*scripts/jsd/)")),
    ("Cloudflare", re.compile(r"<title>\s*Access denied \|[^<]*used Cloudflare", re.I)),
    ("DataDome", re.compile(r"//(?:geo|ct|[\w-]+)\.captcha-delivery\.com/", re.I)),
    ("Akamai", re.compile(r"//errors\.edgesuite\.net/|errors&#46;edgesuite&#46;net", re.I)),
    ("Akamai", re.compile(r"<title>\s*Access Denied\s*</title>(?=.*\bReference\b)", re.I | re.S)),
    ("PerimeterX", re.compile(r"<div[^>]+id=[\"']px-captcha[\"']", re.I)),
)


def refuse_challenge(html: str) -> None:
    """Do nothing with a page of the site itself.

    Raises Challenge for a page of Cloudflare, DataDome, Akamai or PerimeterX that asks whether
    a person reads it or denies it.
    """
    for vendor, mark in _MARKS:
        if mark.search(html):
            raise Challenge(f"{vendor} answered instead of the site")
