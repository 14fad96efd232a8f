"""dealr.cloud: cards rendered by the site's own function, fifty at a time.

`GET /functions/getInventorySubset?page=N&blockKey=blocks/inventory/srp/inventory-list.twig` gives
{filters, list: the cards' HTML}; the counts of any filter add up to the whole lot. A site with a
theme of its own has an empty `list` there; its cards stand at `/inventory?page=N`. A card's VIN
stands in `vehicle-inquiry` ("VIN|year|make|model") or in a third party's badge (`data-cg-vin`,
`data-vin`); a badge's price is never read. The pages' JSON-LD has no VIN. "$" is the
dollar of the site's market. Nothing is known of its robots.txt, of a list of sold cars or of a mark
of a sale.
"""

import re
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import element_text
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.other_cards import cut_cards
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    gallery,
    is_sold_out,
    labelled_price,
    offered_price,
    read_shown,
    shown_price,
    vehicle_page,
)
from crawler.pages.stated_vehicle import labelled_fields, read_amount, read_entry
from crawler.pages.structured_vehicle import original
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import read_number

_MARK = re.compile(r"//cdn\.dealrcloud\.com[/\"']|\bdealr-dealer-id\b", re.IGNORECASE)
_FUNCTION = "/functions/getInventorySubset"
_BLOCK = "blocks/inventory/srp/inventory-list.twig"
_LIST_PATH = "/inventory"
_MOST_A_PAGE = 50
_VEHICLE_PATH = re.compile(r"^/inventory/[^/]+/(\d+)$")
_PATH_CHARACTERS = "/%:@!$&'()*+,;=~"
_CARD = ".dealr-inventory-list__vehicle"
_PRICE = ".dealr-inventory-price, .price-container"
# The photos' host names neither dealer nor car; what is not of it is the theme's.
_PHOTO_HOST = re.compile(r"^https://[\w.-]*\bdealrimages\.com/", re.IGNORECASE)


class DealrCloud:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealr_cloud"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's host of assets, or its id of the dealer."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The function that the site's own grid asks, then the list as a page."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        pages = (_function_url(url, 1), own(_LIST_PATH, url))
        return [(ListPage(link, "for_sale"),) for link in pages if link]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """An answer of the function, or a page of the list. Raises Unreadable for one without cards
        that is no empty lot's."""
        refuse_challenge(text)
        if urlsplit(page.url).path != _FUNCTION:
            selector = page_of(text)
            cut_rails(selector)
            return self._cards(selector, page, _total_of(selector))
        found = json_of(text)
        cards = found.get("list") if isinstance(found, dict) else None
        filters = found.get("filters") if isinstance(found, dict) else None
        if not isinstance(cards, str) or not isinstance(filters, dict):
            raise Unreadable("an answer of the function without list or filters")
        return self._cards(page_of(f"<body>{cards}</body>"), page, _total(filters))

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading, the labelled fields and the markup of the page.

        assumed: a car's page labels its fields as the cards do.
        """
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CARD)
        shown = read_shown(page, url)
        if shown.vehicle.vin_text is None and (number := _vin(page)):
            shown = replace(shown, vehicle=replace(shown.vehicle, **asdict(read_number(number))))
        currency = market_currency(url)
        shown_one = shown_price(page, _PRICE, currency) or labelled_price(page, currency)
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=shown.marked_sold or is_sold_out(shown.offer),
            price=offered_price(shown.offer) or shown_one,
            images=gallery(
                page, url, lambda link: original(link, url) if _PHOTO_HOST.match(link) else None
            ),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash; the inches of a truck's bed, which stand in addresses
        as they are, are encoded."""
        parts = urlsplit(own(url, url) or url)
        path = quote(parts.path.rstrip("/"), safe=_PATH_CHARACTERS) or "/"
        return urlunsplit(parts._replace(path=path, query=""))

    def _cards(self, scope: Selector, page: ListPage, total: int | None) -> ReadPage:
        number = _page_number(page.url)
        cards: list[Selector] = [*(scope.css(_CARD) or self._cards_of_titles(scope, page.url))]
        if not cards and not (total == 0 or number > 1):
            raise Unreadable(f"no card of the known theme, where the filters count {total}")
        found = (self._entry(card, page) for card in cards)
        read = entry_list(f"{self.name}_list", found)
        full = _MOST_A_PAGE if urlsplit(page.url).path == _FUNCTION else None
        if not _goes_on(number, len(read.items), total, full):
            return read
        following = _next_url(page.url)
        return replace(read, further=(ListPage(following, page.status),) if following else ())

    def _cards_of_titles(self, scope: Selector, url: str) -> list[Selector]:
        """The cards of a theme of the site's own: what is around one title and links one car."""
        cards: list[Selector] = []
        for title in scope.xpath("//h2"):
            card, around = title, title.xpath("parent::*[not(self::body)]")
            while around and len(around[0].xpath(".//h2")) == 1:
                if len(self._vehicles(around[0], url)) > 1:
                    break
                card, around = around[0], around[0].xpath("parent::*[not(self::body)]")
            if self._vehicles(card, url):
                cards.append(card)
        return cards

    def _vehicles(self, scope: Selector, url: str) -> set[str]:
        root = urlunsplit(urlsplit(url)._replace(path="/"))
        links = (own(href, root) for href in scope.xpath("descendant-or-self::a/@href").getall())
        return {self.listing_url(link) for link in links if link and _is_vehicle(link)}

    def _entry(self, card: Selector, page: ListPage) -> InventoryEntry | UnreadEntry:
        """A card's links are relative to the site's root, wherever the card was come by."""
        link = next(iter(self._vehicles(card, page.url)), None)
        title = squeeze(" ".join(card.css("h2").xpath(".//text()").getall()))
        if link is None or not title:
            return UnreadEntry(why=f"a card without link or title: {element_text(card)[:60]}")
        fields = labelled_fields(card)
        return read_entry(
            link,
            title,
            page.status,
            price=shown_price(card, _PRICE, market_currency(page.url)),
            stock_number=fields.get("stock_number"),
            vin=_vin(card) or fields.get("vin"),
            mileage=fields.get("mileage"),
        )


def _vin(scope: Selector) -> str | None:
    """The VIN in the attributes of `scope`; None where they hold those of several cars."""
    inquiries = scope.css("[vehicle-inquiry]::attr(vehicle-inquiry)").getall()
    badges = scope.css("[data-cg-vin]::attr(data-cg-vin), [data-vin]::attr(data-vin)").getall()
    stated = {squeeze(text) for text in (*(i.partition("|")[0] for i in inquiries), *badges)}
    found = {text for text in stated if text and "{{" not in text}
    return found.pop() if len(found) == 1 else None


def _is_vehicle(link: str) -> bool:
    return bool(_VEHICLE_PATH.match(urlsplit(link).path.rstrip("/")))


def _total(filters: dict[str, Any]) -> int | None:
    """How many cars the lot has: the counts of its makes. None where there is no such filter."""
    makes = filters.get("make")
    if not isinstance(makes, list):
        return None
    counts = [read_amount(text_of(one.get("count"))) for one in objects_of(makes)]
    return sum(int(count) for count in counts if count)


def _total_of(page: Selector) -> int | None:
    """The "N Vehicles" that stands above a list."""
    words = squeeze(" ".join(page.xpath("//body//text()[not(parent::script)]").getall()))
    found = re.search(r"(?<![\d,.$])(\d{1,3}(?:,\d{3})+|\d{1,5}) Vehicles?\b", words)
    return int(found[1].replace(",", "")) if found else None


def _goes_on(number: int, cards: int, total: int | None, full: int | None) -> bool:
    """Whether a page that has `cards` is not the last one. full: how many a full one has; None: a
    theme's own page, of which only the one without cards is known to be behind the last."""
    if not cards:
        return False
    if total is None:
        return cards >= (full or _MOST_A_PAGE)
    return (number - 1) * (full or cards) + cards < total


def _function_url(url: str, number: int) -> str | None:
    query = urlencode({"page": number, "blockKey": _BLOCK}, safe="/")
    return own(f"{_FUNCTION}?{query}", url)


def _next_url(url: str) -> str | None:
    following = _page_number(url) + 1
    if urlsplit(url).path == _FUNCTION:
        return _function_url(url, following)
    return own(f"{_LIST_PATH}?page={following}", url)


def _page_number(url: str) -> int:
    stated = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(stated) if re.fullmatch(r"\d{1,4}", stated, re.ASCII) else 1


PLATFORM = DealrCloud()
