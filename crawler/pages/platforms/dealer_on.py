"""DealerOn: the lists `/searchused.aspx` and `/searchnew.aspx`, an ItemList on each page.

Cards with all their data stand on a page as a browser shows it; as it is sent, only the ItemList
does (in `#dlron-srp-model`, or as JSON-LD). A vehicle's page holds the car in the attributes of
`.vdp`. The sitemap lists no vehicles, sold cars leave the site.

Prices: the featured one of the card or page, `data-price` (often "0"), and the library of prices
(`data-pricelib`, base64 of "MSRP:…;Selling Price:…;…"). Where that library holds a dealer's fee,
the price that the page shows and marks up includes it, and only the library's own entry is read.
MSRP, invoice and the tagging's price (the MSRP) are none. `data-bodystyle` may name a fuel. Photos
of the car itself are `/inventoryphotos/<dealer>/<VIN>/ip/<n>`. A bare amount is in the currency of
the site's market.
"""

import base64
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute, first_text
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.errors import Unreadable
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.page_numbers import next_page
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, filled, is_sold_out, vehicle_page
from crawler.pages.stated_vehicle import plain, read_amount, read_stated, stated_price
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_data import page_things
from crawler.pages.structured_vehicle import (
    Offer,
    number_images,
    own_vehicle,
    read_offer,
    read_vehicle_node,
)
from crawler.pages.vehicle_text import Price, read_price

_MARKS = re.compile(
    r"dealeron-js\.aspx|\bsdDataLayer\b|\bsearchused\.aspx|//cdn\.dlron\.us/|//static\.dealeron\.com/"
    r"|\sdata-dotagging-",
    re.IGNORECASE,
)
_LISTS = ("/searchused.aspx", "/searchnew.aspx")
_ALL = "/searchall.aspx"
_VEHICLE_PATH = re.compile(
    r"^/(?:used|new|certified)-[^/]+-(?:18|19|20)\d{2}-[^/]+-[0-9A-Z]{4,17}$", re.IGNORECASE
)  # the last part is the VIN, or an older car's shorter number
_CARDS = ".vehicle-card[data-vin]:not([data-dotagging-item-recommended=true])"
_ASKED = ("internet price", "selling price")
_NO_ASKING_PRICE = re.compile(
    r"msrp|retail|invoice|payment|/ ?mo|month|lease|financ|savings|rebate|\bdown\b", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"<a\b.*?</a>|\[\w+\]", re.IGNORECASE | re.DOTALL)
_FUELS = re.compile(r"gas|gasoline|diesel|electric|hybrid|flex fuel", re.IGNORECASE)
_FIELDS = {
    "vin": "data-vin", "year": "data-year", "make": "data-make", "model": "data-model",
    "trim": "data-trim", "engine": "data-engine", "transmission": "data-trans",
    "exterior_color": "data-extcolor", "interior_color": "data-intcolor",
    "mileage": "data-dotagging-item-odometer", "body_style": "data-bodystyle",
}  # fmt: skip


class DealerOn:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_on"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's scripts, lists and hosts. Its photos may be another vendor's."""
        return bool(_MARKS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The lists of used and of new cars that the page links to, else the one of all; none to
        sold cars."""
        if "for_sale" not in statuses(run_mode):
            return []
        refuse_challenge(html)
        hrefs = page_of(html).css("a::attr(href)").getall()
        paths = {urlsplit(link).path.lower() for link in (own(h, url) for h in hrefs) if link}
        site = urlsplit(own(url, url) or url)
        found = [path for path in _LISTS if path in paths] or [
            path for path in [_ALL] if path in paths
        ]
        road = tuple(
            ListPage(urlunsplit(site._replace(path=path, query="")), "for_sale") for path in found
        )
        return [road] if road else []

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The cards, and what the ItemList has more. Raises Unreadable where neither stands, but
        for a list that the page itself counts as empty."""
        refuse_challenge(text)
        selector = page_of(text)
        cut_struck_prices(selector)
        tiles = selector.css(_CARDS)
        cards = [
            _card(tile, page.url)
            for tile in tiles
            if "{{" not in (attribute(tile, "data-vin") or "")
        ]
        cards += _item_list(selector)
        if not cards and _stated_count(selector) != 0:
            raise Unreadable("neither cards nor an ItemList")
        hrefs = selector.css("link[rel=next]::attr(href), .pagination a::attr(href)").getall()
        return read_cards(
            f"{self.name}_list",
            cards,
            page,
            listing_url=self._vehicle_url,
            following=next_page(hrefs, page.url, "pt"),
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The attributes of the page's vehicle, and what JSON-LD has more, but no price. Raises
        Unreadable without them or a title, NotAVehicle for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        cut_struck_prices(page)
        cars = page.css(".vdp[data-vin]")
        if not cars:
            raise Unreadable("no element holds the vehicle's data")
        car = cars[0]
        title = plain(text_of(attribute(car, "data-name"))) or first_text(page, "h1")
        if title is None:
            raise Unreadable("nothing names the vehicle")
        vehicle = read_stated(title, {name: _stated(car, key) for name, key in _FIELDS.items()})
        found = own_vehicle(page_things(page, url), url, title)
        offer = read_offer(found) if found else Offer(None, None, None)
        if found:
            vehicle = filled(vehicle, read_vehicle_node(found.thing, title))
        refuse_not_a_car(title, vehicle)
        shown = Shown(
            title=title,
            vehicle=vehicle,
            offer=offer,
            stock_number=text_of(attribute(car, "data-stocknum")),
        )
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=is_sold_out(offer),
            price=_price(car, market_currency(url)),
            images=_images(html, url, vehicle.vin_text),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        return canonical if _VEHICLE_PATH.match(urlsplit(canonical).path) else None


def _card(tile: Selector, url: str) -> Card:
    return Card(
        href=tile.css("a.vehicle-title::attr(href), .hero-carousel a::attr(href)").get(),
        title=plain(text_of(attribute(tile, "data-name"))),
        price=_price(tile, market_currency(url)),
        stock_number=attribute(tile, "data-stocknum"),
        vin=attribute(tile, "data-vin"),
        mileage=attribute(tile, "data-dotagging-item-odometer"),
    )


def _item_list(page: Selector) -> list[Card]:
    """Each thing of the page's ItemList: its URL, name and VIN."""
    scripts = page.css("script#dlron-srp-model, script[type='application/ld+json']")
    for script in scripts:
        node = _json(script.xpath("string()").get())
        if isinstance(node.get("ItemListJson"), str):
            node = _json(node["ItemListJson"])
        if node.get("@type") == "ItemList":
            return [
                Card(
                    href=text_of(one.get("url")),
                    title=plain(text_of(one.get("name"))),
                    vin=text_of(one.get("identifier")),
                )
                for one in objects_of(node.get("itemListElement"))
            ]
    return []


def _stated_count(page: Selector) -> int | None:
    stated = _json(page.css("script#dealeron_tagging_data").xpath("string()").get())
    count = stated.get("itemCount")
    return count if isinstance(count, int) else None


def _json(text: str | None) -> dict[str, Any]:
    """The object of a script; empty for anything else: the theme's own script may be broken."""
    try:
        value = json_of(text or "")
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}


def _stated(car: Selector, name: str) -> str | None:
    """A value without the footnotes that colours bear."""
    text = plain(_FOOTNOTE.sub("", attribute(car, name) or ""))
    return None if name == "data-bodystyle" and _FUELS.fullmatch(text or "") else text


def _price(scope: Selector, currency: str) -> Price | None:
    """What is asked, without the dealer's fees."""
    library = _library(attribute(scope, "data-pricelib"))
    entries = (stated_price(library.get(name), currency) for name in _ASKED)
    own_entry = next((price for price in entries if price), None)
    if any("fee" in name and amount for name, amount in library.items()):
        return own_entry
    featured = first_text(scope, ".featuredPrice .vehiclePricingHighlightAmount")
    label = first_text(scope, ".featuredPrice .vehiclePricingHighlightLabel") or ""
    if featured and not _NO_ASKING_PRICE.search(label):
        return read_price(featured, currency)
    return stated_price(attribute(scope, "data-price"), currency) or own_entry


def _library(text: str | None) -> dict[str, Decimal | None]:
    """The amounts of a library of prices by their names in lower case."""
    try:
        entries = base64.b64decode(text or "", validate=True).decode().split(";")
    except ValueError:  # no base64, or no text in it
        return {}
    pairs = (entry.rpartition(":") for entry in entries)
    return {name.strip().casefold(): read_amount(amount.strip()) for name, _, amount in pairs}


def _images(html: str, url: str, vin: str | None) -> tuple[VehicleImage, ...]:
    """The photos in the folder that bears the car's VIN; never the vendor's stock photos."""
    if not vin:
        return ()
    photo = re.compile(rf"/inventoryphotos/\d+/{re.escape(vin)}/ip/\d+\.\w+", re.IGNORECASE)
    paths = (found[0] for found in photo.finditer(html))
    return number_images((absolute(path, url), None, None) for path in paths)


PLATFORM = DealerOn()
