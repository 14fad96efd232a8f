"""A seller's cars, as its profile lists them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.classic_com.address import (
    canonical_profile_url,
    canonical_vehicle_url,
    own_profile_url,
)
from crawler.pages.classic_com.own_part import cards, own_part
from crawler.pages.classic_com.pager import has_following, numbered, page_number
from crawler.pages.errors import Unreadable, refuse_many_unread
from crawler.pages.links import absolute, own
from crawler.pages.platform import statuses
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Mileage, Price, read_mileage, read_price

_LISTS = {"forsale": "for_sale", "sold": "sold"}  # as their links' queries name them
_QUERIES = frozenset(("status", "listing_status"))
_BADGE = "[data-testid='badge'], .border.font-medium.uppercase"
_BADGES = {"for sale": "for_sale", "sold": "sold"}
_PRICE = "[id^='vehicle-listing-'][id$='-price']"
_NOTICE = re.compile(
    r"\bno (?:\w+ ){0,3}(?:listings|vehicles|cars|results|lots)\b"
    r"|\b(?:has|have) not listed any\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 120  # characters; what is longer is prose


def inventory_start(html: str, url: str, run_mode: str) -> list[ListPage]:
    """The first pages of the lists that a seller's profile (`html`, at `url`) leads to. Raises
    Unreadable for a page that is no profile.

    run_mode: "current", "sold" or "both" (ValueError for another): the profile's own links to the
    lists of cars for sale and of sold ones. Where it has none to one that is wanted, the profile
    itself is the list: its cards tell what they are.
    """
    wanted = statuses(run_mode)
    refuse_challenge(html)
    profile = own_profile_url(url)
    links = _status_links(own_part(html), profile)
    starts = [ListPage(links.get(one, profile), one if one in links else None) for one in wanted]
    return list(dict.fromkeys(starts))


def read_inventory(text: str, page: ListPage) -> ReadPage:
    """One page of a seller's cars: an InventoryEntry for each card, once. Raises Unreadable where
    no card stands and no notice says that there is none, or more than a tenth have no title.

    text: the page's HTML. page: as it was asked for, with its final URL. A card's badge goes before
    the list's status; one that neither offers its car nor says that it is sold ("NOT SOLD") tells
    no status. Cards of rails, and those that name another seller, are not this seller's.
    """
    refuse_challenge(text)
    profile = own_profile_url(page.url)
    own_page = own_part(text)
    entries: dict[str, InventoryEntry] = {}
    untitled: dict[str, UnreadEntry] = {}
    for card, link in cards(own_page):
        car = _vehicle_url(link, page.url)
        if car is None or _is_anothers(card, profile):
            continue
        entry = _entry(card, link, car, page.status)
        if entry.title is None:
            untitled.setdefault(car, UnreadEntry(why=f"the card of {car} has no title"))
        else:
            entries.setdefault(car, entry)
    unread = tuple(entry for car, entry in untitled.items() if car not in entries)
    refuse_many_unread([entry.why for entry in unread], len(entries) + len(unread))
    if not entries and not _says_none(own_page):
        raise Unreadable("neither a card of a car nor a notice of none: a browser may be needed")
    return ReadPage(
        page="classic_inventory",
        items=tuple(entries.values()),
        further=tuple(_further(own_page, page)) if entries else (),
        unread=unread,
    )


def _status_links(page: Selector, profile: str) -> dict[str, str]:
    """The profile's links to its own lists by their statuses; a list's first page alone."""
    found: dict[str, str] = {}
    for href in page.xpath("//a/@href").getall():
        link = own(href, profile)
        if link is None or page_number(link) != 1:
            continue
        if urlsplit(link).path.rstrip("/") != urlsplit(profile).path.rstrip("/"):
            continue
        for key, value in parse_qsl(urlsplit(link).query):
            word = re.sub(r"[^a-z]", "", value.casefold())
            if key.casefold() in _QUERIES and word in _LISTS:
                found.setdefault(_LISTS[word], link)
    return found


def _further(page: Selector, asked: ListPage) -> Iterator[ListPage]:
    if has_following(page, asked.url):
        yield ListPage(numbered(asked.url, page_number(asked.url) + 1), asked.status)


def _vehicle_url(link: Selector, url: str) -> str | None:
    try:
        return canonical_vehicle_url(absolute(link.attrib["href"], url) or "")
    except ValueError:
        return None


def _is_anothers(card: Selector, profile: str) -> bool:
    """Whether the card names sellers, and none of them is the profile's. One seller may have a page
    under /s/ and one under /dealer/: only links of the profile's own kind can tell."""
    kind = urlsplit(profile).path.split("/")[1]
    sellers = set()
    for href in card.xpath(".//a/@href").getall():
        try:
            seller = canonical_profile_url(absolute(href, profile) or "")
        except ValueError:
            continue
        if urlsplit(seller).path.split("/")[1] == kind:
            sellers.add(seller)
    return bool(sellers) and profile not in sellers


def _entry(card: Selector, link: Selector, car: str, of_list: str | None) -> InventoryEntry:
    heading = link.xpath("string(.//h3)").get() or link.xpath("string()").get() or ""
    badge = next((t for t in map(_string, card.css(_BADGE)) if t), None)
    status = _BADGES.get(badge.casefold()) if badge else of_list
    price = _asked(card) if status == "for_sale" else None
    mileage = _mileage(card)
    return InventoryEntry(
        url=car,
        title=squeeze(heading) or None,
        status=status,
        asking_price=_amount(price),
        currency=price.currency if price else None,
        mileage=mileage.mileage if mileage else None,
        mileage_unit=mileage.unit if mileage else None,
    )


def _asked(card: Selector) -> Price | None:
    """The price of the card's own price field. Auction cards have none: what stands there is a bid
    or an estimate."""
    return next((p for p in (read_price(_string(one)) for one in card.css(_PRICE)) if p), None)


def _amount(price: Price | None) -> Decimal | None:
    return price.amount if price else None


def _mileage(card: Selector) -> Mileage | None:
    """The mileage that stands by itself in the card, outside its title."""
    leaves = card.xpath(".//text()[not(ancestor::h3)]").getall()
    found = [one for one in map(read_mileage, leaves) if one and one.unit]
    return found[0] if len({(one.mileage, one.unit) for one in found}) == 1 else None


def _says_none(page: Selector) -> bool:
    notices = (squeeze(text) for text in page.xpath("//body//text()").getall())
    return any(len(text) <= _LONGEST_NOTICE and _NOTICE.search(text) for text in notices)


def _string(element: Selector) -> str:
    return squeeze(element.xpath("string()").get() or "")
