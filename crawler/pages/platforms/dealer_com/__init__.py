"""Dealer.com (DDC): franchised dealers' sites, with the inventory as JSON behind every list.

The sitemap names every vehicle's page; the JSON has all that a card states, 48 cars a request.
Sold cars leave the site.
"""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import json_of
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.dealer_com.records import (
    data_layer_records,
    read_records,
    record_card,
)
from crawler.pages.platforms.dealer_com.vehicle_page import read_vehicle_page
from crawler.pages.related_rails import cut_rails
from crawler.pages.script_json import assigned
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import labelled_fields
from crawler.pages.text import squeeze, storable
from crawler.pages.vehicle_text import read_price

_MARKS = re.compile(
    r"\bDDC\.(?:dataLayer|WidgetData|WS)\b|//static\.dealer\.com/|//pictures\.dealer\.com/"
)
# DealerOn and Overfuel show photos from Dealer.com's host, and scripts of third parties on their
# pages look for its data layer.
_OTHERS = re.compile(
    r"dealeron-js\.aspx|sdDataLayer|searchused\.aspx|//(?:cdn|static)\.dealeron\.com/"
    r"|\sdata-dotagging-|//[\w.-]*\boverfuel\.com",
    re.IGNORECASE,
)
_SITE_ID = re.compile(r"[\"']siteId[\"']\s*[:=]\s*[\"']([\w-]+)[\"']")
_SITEMAP = "/sitemap.xml"
_API = "/api/widget/ws-inv-data/getInventoryAndFacets"
_CARS_A_REQUEST = 48  # the most that the site gives
_BUS = r"DDC\.WidgetData\[[\"']inventory-data-bus1[\"']\]"
_WHOLE_LIST = "/all-inventory/index.htm"
_LISTS = ("/used-inventory/index.htm", "/new-inventory/index.htm")
_VEHICLE_PATH = re.compile(
    r"^/(?:[a-z]+-)?(?:new|used|certified)/[^/]+/(?:1[89]|20)\d\d-[^/]+\.htm$", re.IGNORECASE
)


class DealerCom:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_com"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's scripts and host of photos, unless those of another vendor stand beside
        them."""
        return bool(_MARKS.search(html)) and not _OTHERS.search(html)

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, the JSON where the page states its site's id, then the lists of used and
        new cars that it links to. None for sold cars, which leave the site."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        site = urlsplit(own(url, url) or url)
        roads: list[Road] = [(ListPage(_at(site, _SITEMAP)),)]
        if found := _SITE_ID.search(html):
            roads.append((ListPage(_at(site, _API), "for_sale", _question(found[1], 0)),))
        hrefs = page_of(html).css("a::attr(href)").getall()
        paths = {urlsplit(link).path for link in (own(href, url) for href in hrefs) if link}
        linked = [path for path in _LISTS if path in paths]
        lists = [_WHOLE_LIST] if _WHOLE_LIST in paths else linked or list(_LISTS[:1])
        return [*roads, tuple(ListPage(_at(site, path), "for_sale") for path in lists)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap, an answer of the JSON, or a list's page: its embedded inventory, else the
        oldest markup. Raises Unreadable where none of them stands there, and for a sitemap or an
        answer without a car: that proves no empty lot, while a page that says so does."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            read = read_sitemap(text, page, name=name, listing_url=self._vehicle_url)
            if urlsplit(page.url).path == _SITEMAP and not read.items and not read.further:
                raise Unreadable("the sitemap names no vehicles")
            return read
        if text.lstrip("\ufeff \r\n\t").startswith("{"):
            return self._read_records(json_of(text), page, name)
        text = storable(text)
        bus = next(assigned(text, _BUS), None)
        selector = page_of(text)
        if bus is not None:
            read = self._read_records(bus, page, name)
            counted = "totalCount" in _info(bus)
            following = None if counted else _linked_next(selector, page.url)
            linked = (ListPage(following, page.status),) if following and read.items else ()
            return read if counted else replace(read, further=linked)
        currency = market_currency(page.url)
        cards = _older_cards(selector, currency)
        if cards is None:
            cards = [record_card(record, currency) for record in data_layer_records(text)]
        if not cards:
            raise Unreadable("neither an embedded inventory nor a list of cars")
        following = _linked_next(selector, page.url)
        return read_cards(name, cards, page, listing_url=self._vehicle_url, following=following)

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The page's record, its widgets and JSON-LD. Raises Unreadable for a page of no vehicle
        or without a title, NotAVehicle for what is no car."""
        refuse_challenge(html)
        items = read_vehicle_page(html, url, self.listing_url(url))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """Without query."""
        return urlunsplit(urlsplit(own(url, url) or url)._replace(query=""))

    def _read_records(self, data: Any, page: ListPage, name: str) -> ReadPage:
        """An answer of the JSON (to a question with a body), or a page's embedded inventory."""
        records, info = read_records(data)
        total, start = _count(info, "totalCount"), _count(info, "pageStart")
        start = _asked_start(page) if start is None else start
        if not records and not (start and total) and (page.body or total != 0):
            raise Unreadable("no cars, where nothing proves that there are none")
        if page.body and total is None:
            raise Unreadable("an answer that does not say how many cars there are")
        cards = [record_card(record, market_currency(page.url)) for record in records]
        seen = start + len(cards)
        # The number counts a few that the site hides: the first answer without a car is the end.
        missing = not cards and total is not None and (total - start) * 100 > total
        why = f"{total} cars are stated, the list ends after {start}"
        read = read_cards(
            name,
            cards,
            page,
            listing_url=self._vehicle_url,
            unread=[UnreadEntry(why=why)] if missing else [],
        )
        if not cards or total is None or seen >= total:
            return read
        if not page.body:
            return replace(read, further=(replace(page, url=_list_page(page.url, seen)),))
        site_id = _SITE_ID.search(page.body)
        body = _question(site_id[1], seen) if site_id else None
        return replace(read, further=(replace(page, body=body),) if body else ())

    def _vehicle_url(self, url: str) -> str | None:
        return self.listing_url(url) if _VEHICLE_PATH.match(urlsplit(url).path) else None


def _at(site: Any, path: str) -> str:
    return str(urlunsplit(site._replace(path=path, query="", fragment="")))


def _question(site_id: str, start: int) -> str:
    return json.dumps(
        {
            "siteId": site_id,
            "widgetName": "ws-inv-data",
            "inventoryParameters": {"start": [str(start)]},
            "preferences": {"pageSize": str(_CARS_A_REQUEST)},
            "includePricing": True,
        }
    )


def _info(data: Any) -> Any:
    return data.get("pageInfo") or {} if isinstance(data, dict) else {}


def _asked_start(page: ListPage) -> int:
    """Where the list was asked from on, by the question's body or the address."""
    asked = re.search(r'"start": \["(\d{1,6})"\]', page.body or "")
    stated = asked[1] if asked else parse_qs(urlsplit(page.url).query).get("start", ["0"])[0]
    return int(stated) if re.fullmatch(r"\d{1,6}", stated) else 0


def _count(info: dict[str, Any], name: str) -> int | None:
    text = str(info.get(name))
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


def _list_page(url: str, start: int) -> str:
    return urlunsplit(urlsplit(url)._replace(query=urlencode({"start": start}), fragment=""))


def _linked_next(page: Selector, url: str) -> str | None:
    css = "a[rel=next]::attr(href), link[rel=next]::attr(href), .pagination-next a::attr(href)"
    return next(
        (link for link in (own(href, url) for href in page.css(css).getall()) if link), None
    )


def _older_cards(page: Selector, currency: str) -> list[Card] | None:
    """The cards of the oldest markup; None where it does not stand on the page."""
    if not page.css("ul.inventoryList"):
        return None
    cut_rails(page)
    cards = []
    for card in page.css("ul.inventoryList [data-year][data-make]"):
        link, fields = card.css("a.url"), labelled_fields(card)
        price = squeeze(" ".join(card.css(".final-price .value")[:1].xpath(".//text()").getall()))
        words = squeeze(" ".join(link[:1].xpath(".//text()").getall()))
        cards.append(
            Card(
                href=link.xpath("@href").get(),
                title=words or None,
                price=read_price(price, currency),
                stock_number=fields.get("stock_number"),
                vin=fields.get("vin"),
                mileage=fields.get("mileage"),
            )
        )
    return cards


PLATFORM = DealerCom()
