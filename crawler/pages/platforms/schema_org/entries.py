"""What a page's markup lists, and where a site's links lead to lists."""

import re
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from crawler.pages.links import own, same_page
from crawler.pages.platforms.schema_org.link_shapes import names_a_car, rule_of_title
from crawler.pages.structured_data import Offered, Thing, offered, page_things
from crawler.pages.text import canonical_url
from crawler.pages.vehicle_text import read_title

# Whole last words of a path, the surest first.
_CURRENT = (
    "inventory", "cars-for-sale", "vehicles-for-sale", "vehicles", "cars", "showroom", "stock",
    "collection",
)  # fmt: skip
_SOLD = ("sold", "sold-cars", "sold-vehicles", "archive")
_PAGE_WORDS = ("page", "p", "pg")
_OTHERS = re.compile(r"\b(?:similar|related|recommended|recently viewed)\b", re.IGNORECASE)


def marked_entries(page: Selector, url: str) -> list[tuple[str, str, Offered]] | None:
    """Link, title and node of each car that a list page marks; none for an empty list. None where
    it marks no list, or one without a single car that has a name and a page of this site.

    An entry that is not marked as a vehicle must name a car (year and make in its title or
    address), or stand in a list most of whose entries do."""
    things = page_things(page, url)
    lists = [one.thing for one in offered(things) if "ItemList" in one.thing.types]
    nodes: list[Offered] = []
    for thing in lists:
        if not _OTHERS.search(thing.text("name") or ""):
            nodes += [Offered(item) for item in thing.things("itemListElement")]
    nodes += [one for one in offered(things) if one.thing.is_vehicle]
    if not nodes and not lists:
        return None
    entries = []
    for one in nodes:
        entry = (one.thing.things("item") or [one.thing])[0]
        if entry.types - {"ListItem", "Product"} and not entry.is_vehicle:
            continue
        link = own(_url(entry) or _url(one.thing), url)
        title = entry.text("name") or one.thing.text("name")
        if link and title and not same_page(link, url):
            entries.append((link, title, Offered(entry, one.offer)))
    cars = _cars_of(entries)
    return cars if cars or not nodes else None


def list_urls(page: Selector, url: str) -> dict[str, str]:
    """The site's lists by status, from whole words at the end of its links' paths: those of the
    navigation, else those anywhere on the page."""
    for scope in ("//nav//a/@href|//header//a/@href", "//a/@href"):
        links = [link for link in (own(h, url) for h in page.xpath(scope).getall()) if link]
        found = {
            status: link
            for status, words in (("for_sale", _CURRENT), ("sold", _SOLD))
            if (link := _best(links, words))
        }
        if found:
            return found
    return {}


def next_url(page: Selector, url: str) -> str | None:
    """Where rel=next leads, unless it leads back."""
    for href in page.css("link[rel=next]::attr(href), a[rel=next]::attr(href)").getall():
        link = own(href, url)
        if link and link != canonical_url(url) and _page_number(link) > _page_number(url):
            return link
    return None


def _cars_of(entries: list[tuple[str, str, Offered]]) -> list[tuple[str, str, Offered]]:
    naming = [link for link, title, one in entries if one.thing.is_vehicle or _names(title, link)]
    if len(naming) * 2 > len(entries):
        return entries
    return [entry for entry in entries if entry[0] in naming]


def _names(title: str, link: str) -> bool:
    words = read_title(title)
    return names_a_car(link) or bool(words.year and words.make and not rule_of_title(title))


def _url(thing: Thing) -> str | None:
    offers = [href for offer in thing.things("offers") for href in offer.texts("url")]
    return next(iter([*thing.texts("url"), *thing.texts("item"), *offers]), None)


def _best(links: list[str], words: tuple[str, ...]) -> str | None:
    last = [(urlsplit(link).path.rstrip("/").rpartition("/")[2].lower(), link) for link in links]
    return next((link for word in words for end, link in last if end == word), None)


def _page_number(url: str) -> int:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    stated = next((query[word][0] for word in _PAGE_WORDS if word in query), None)
    in_path = re.search(r"/page[/-]?(\d+)/?$", parts.path)
    text = stated or (in_path[1] if in_path else "1")
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 1
