"""Overfuel: sites rendered from one open API, which lists a dealer's whole lot as JSON.

The API is `api.overfuel.com/api/1.0/dealers/<id>/search?limit=200&offset=N`; the dealer's id stands
in the `__NEXT_DATA__` of every page. Records bear `price` (what is asked; the site shows it),
`specialprice` and `originalprice` (0, or on either side of the price: never read). Lists as pages
are `/used-cars-<city>-<st>` with `/page/N`, an ItemList of Products. A bare amount is in
the currency of the site's market. robots.txt forbids nothing. The sites have no list of sold cars.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.overfuel.record import (
    VIN_IN_PATH,
    own_record,
    record_photos,
    record_price,
    record_title,
    record_vehicle,
)
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, is_sold_out, offered_price, read_shown, vehicle_page
from crawler.pages.site_url import bare_url
from crawler.pages.stated_vehicle import read_entry
from crawler.pages.structured_data import Offered, Thing, offered, page_things
from crawler.pages.structured_vehicle import Offer, read_offer
from crawler.pages.vehicle_text import Price

_HOSTS = re.compile(r"//(?:static|api|www)\.overfuel\.com[/\"']", re.IGNORECASE)
_API = "https://api.overfuel.com/api/1.0/dealers"
_API_HOST = "api.overfuel.com"
_DEALER = re.compile(r'"dealer(?:Id|_id)"\s*:\s*(\d{1,9})\b')
_MOST_A_PAGE = 200  # what the API gives at once
_MISCOUNT = 2  # by how many its total is off
_LIST_PATH = re.compile(r"^/(?:used|new|certified)-cars-[a-z0-9-]+$")
_VEHICLE_PATH = re.compile(r"^/inventory/[^/]+$")


class Overfuel:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "overfuel"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts, which serve pictures of every page."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The API where the page names the dealer's id, then the list pages that it links to.

        The API's address carries the site's own (`site`), which its records do not name.
        assumed: the API passes over a parameter that it does not know.
        """
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        roads: list[Road] = []
        found = _DEALER.search(html)
        if found:
            site = urlunsplit(urlsplit(self.listing_url(url))._replace(path="", query=""))
            roads.append((ListPage(_api_url(found[1], 0, site), "for_sale"),))
        hrefs = page_of(html).css("a::attr(href)").getall()
        links = (own(href, url) for href in hrefs)
        lists = {link.rstrip("/"): None for link in links if link and _is_list(link)}
        if lists:
            roads.append(tuple(ListPage(link, "for_sale") for link in lists))
        return roads

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """A page of the API, or of the site. Raises Unreadable for an answer without results, and
        for a page without an ItemList."""
        refuse_challenge(text)
        if urlsplit(page.url).hostname == _API_HOST:
            return self._api_page(text, page)
        selector = page_of(text)
        cut_rails(selector)
        things = [one.thing for one in offered(page_things(selector, page.url))]
        lists = [thing for thing in things if "ItemList" in thing.types]
        if not lists:
            raise Unreadable("no ItemList on the page")
        elements = (e for one in lists for e in one.things("itemListElement"))
        following = own(selector.css("link[rel=next]::attr(href)").get(), page.url)
        return entry_list(
            f"{self.name}_list",
            (self._listed_entry(element, page) for element in elements),
            (ListPage(following, page.status),) if following else (),
        )

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The car whose VIN stands in the address.

        assumed: `__NEXT_DATA__` of its page holds its record with the API's names; else the page's
        markup and labels are read.
        """
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        record = own_record(text, url)
        if record is None:
            shown = read_shown(page, url)
            return self._vehicle(
                url, shown, offered_price(shown.offer), is_sold_out(shown.offer), shown.images
            )
        title = record_title(record)
        if title is None:
            raise Unreadable("the vehicle's record has no title, year or make")
        vehicle = record_vehicle(record, title)
        refuse_not_a_car(title, vehicle)
        shown = Shown(
            title=title,
            vehicle=vehicle,
            offer=Offer(None, None, None),
            stock_number=text_of(record.get("stocknumber")),
            images=(),
        )
        sold = any(
            is_sold_out(read_offer(one))
            for one in offered(page_things(page, url))
            if one.thing.text("name") == title
        )
        price, photos = record_price(record, url), record_photos(record, url)
        return self._vehicle(url, shown, price, sold, photos)

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _vehicle(
        self,
        url: str,
        shown: Shown,
        price: Price | None,
        sold: bool,
        images: tuple[VehicleImage, ...],
    ) -> ReadPage:
        name, own_url = f"{self.name}_vehicle", self.listing_url(url)
        return vehicle_page(name, own_url, shown, sold=sold, price=price, images=images)

    def _api_page(self, text: str, page: ListPage) -> ReadPage:
        """The API's total may count one or two cars too many or too few: a page that is not full is
        the last one, unless the total counts more cars than that behind it."""
        answer = json_of(text)
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise Unreadable("an answer of the API without results")
        query = parse_qs(urlsplit(page.url).query)
        site, offset = query.get("site", [""])[0], int(query.get("offset", ["0"])[0])
        meta = answer.get("meta")
        total = meta.get("total") if isinstance(meta, dict) else None
        # Some more than the total's own fault, and none given: not the lot, but a refusal.
        if not results and offset == 0 and total != 0:
            raise Unreadable(f"no results where the API counts {total}")
        further: tuple[ListPage, ...] = ()
        after = offset + len(results)
        counted = total if isinstance(total, int) else 0
        if len(results) >= _MOST_A_PAGE or (results and after + _MISCOUNT < counted):
            dealer = urlsplit(page.url).path.split("/")[-2]
            further = (ListPage(_api_url(dealer, after, site), page.status),)
        entries = (self._entry(record, site, page) for record in objects_of(results))
        return entry_list(f"{self.name}_list", entries, further)

    def _entry(
        self, record: dict[str, Any], site: str, page: ListPage
    ) -> InventoryEntry | UnreadEntry:
        link = own(text_of(record.get("url")), f"{site}/") if site else None
        title = record_title(record)
        if link is None or title is None:
            return UnreadEntry(why=f"a record without url or title: {text_of(record.get('vin'))}")
        return read_entry(
            self.listing_url(link),
            title,
            page.status,
            price=record_price(record, site),
            stock_number=record.get("stocknumber"),
            vin=record.get("vin"),
            mileage=record.get("mileage"),
        )

    def _listed_entry(self, element: Thing, page: ListPage) -> InventoryEntry | UnreadEntry:
        """An entry of the ItemList: the VIN stands in its address alone."""
        item = (element.things("item") or [element])[0]
        link = own(next(iter([*item.texts("url"), *element.texts("url")]), None), page.url)
        title, url = item.text("name"), self.listing_url(link) if link else ""
        if not _VEHICLE_PATH.match(urlsplit(url).path) or title is None:
            return UnreadEntry(why=f"an entry without link or title: {link or title}")
        vin = VIN_IN_PATH.search(urlsplit(url).path)
        price = offered_price(read_offer(Offered(item), market_currency(url)))
        return read_entry(url, title, page.status, price=price, vin=vin[1].upper() if vin else None)


def _api_url(dealer: str, offset: int, site: str) -> str:
    query = urlencode({"limit": _MOST_A_PAGE, "offset": offset, "site": site})
    return f"{_API}/{dealer}/search?{query}"


def _is_list(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.query and bool(_LIST_PATH.match(parts.path.rstrip("/")))


PLATFORM = Overfuel()
