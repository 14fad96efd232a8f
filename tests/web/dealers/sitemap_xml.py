"""Sitemaps as sites publish them."""

from collections.abc import Iterable
from html import escape

from tests.web.pages import Page

_XML = "application/xml; charset=utf-8"
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(urls: Iterable[str]) -> Page:
    """A list of pages."""
    entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return _page(f"<urlset {_SPACE}>{entries}</urlset>")


def sitemap_index(urls: Iterable[str]) -> Page:
    """A list of sitemaps."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return _page(f"<sitemapindex {_SPACE}>{entries}</sitemapindex>")


def _page(xml: str) -> Page:
    body = f'<?xml version="1.0" encoding="UTF-8"?>{xml}'.encode()
    return Page(body=body, content_type=_XML)
