"""Sitemaps: https://www.sitemaps.org/protocol.html, the index and the list of URLs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from crawler.items import InventoryEntry, ListPage, ReadPage
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.parsed_xml import xml_root
from crawler.pages.text import squeeze

_LONGEST = 2048  # by the protocol


def read_sitemap(
    text: str,
    page: ListPage,
    *,
    name: str,
    listing_url: Callable[[str], str | None],
    part: re.Pattern[str] | None = None,
) -> ReadPage:
    """The vehicles of a sitemap, each once, or the parts that an index names.

    name: the page class. listing_url: the canonical URL of a vehicle's page, None for any other
    page. part: what the URL of a part must hold to be followed (its path is searched); None: all
    are. URLs of other sites are passed over. The entries say nothing but their URLs and when they
    were modified, and bear the list's status, if it has one.

    Raises Unreadable for a text that is no sitemap, or not a whole one.
    """
    root = xml_root(text, "url", "sitemap")
    kind = str(root.tag).rpartition("}")[2]
    if kind not in ("urlset", "sitemapindex"):
        raise Unreadable(f"<{kind}> where a sitemap was expected")
    entries: dict[str, InventoryEntry] = {}
    parts: dict[str, ListPage] = {}
    for element in root.iter("{*}url", "{*}sitemap"):
        link = own(_location(element), page.url)
        if link is None or len(link) > _LONGEST:
            continue
        if kind == "sitemapindex":
            if part is None or part.search(link):
                parts.setdefault(link, ListPage(link, page.status))
            continue
        url = listing_url(link)
        if url is not None and url not in entries:
            modified = _time(element.findtext("{*}lastmod"))
            entries[url] = InventoryEntry(url=url, status=page.status, modified_at=modified)
    return ReadPage(page=name, items=_dated(entries), further=tuple(parts.values()))


def _dated(entries: dict[str, InventoryEntry]) -> tuple[InventoryEntry, ...]:
    """The entries; one time for all of them is when the sitemap was made, and says nothing."""
    if len(entries) > 1 and len({entry.modified_at for entry in entries.values()}) == 1:
        return tuple(replace(entry, modified_at=None) for entry in entries.values())
    return tuple(entries.values())


def is_sitemap(text: str) -> bool:
    """Whether a text looks like a sitemap, not like a page."""
    return bool(re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)[\s>/]", text[:2000]))


def _location(element: etree._Element) -> str:
    stated = element.find("{*}loc")
    if stated is None:
        return ""
    if len(stated):
        raise Unreadable("markup where an address was expected")
    return squeeze(stated.text or "")


def _time(stated: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(squeeze(stated or ""))
    except ValueError:
        return None
    if not 1990 < time.year < 9999:  # nobody's, and beyond what other zones can hold
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
