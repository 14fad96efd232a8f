"""DealerWebsites.com: an Angular app whose bootstrap holds the whole lot in every page.

`angular.module("app.inventory").factory("BootstrapService", function() { return { vehicles: [{
listingId, stockNumber, vin, year, make, model, trim, price, nadaPrice, kbbPrice, monthlyPayment,
mileage, …}] } })`. `price` is what the dealer asks; the book values and the payments are not. A
car's page is `/<listingId>/<Year>-<Make>-<Model>` and answers by the id. A bare amount is in the
currency of the site's market. Nothing is known of its robots.txt, of sold cars or of a mark of a
sale.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import json_after, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    Shown,
    is_sold_out,
    labelled_price,
    offered_price,
    read_shown,
    vehicle_page,
)
from crawler.pages.site_url import bare_url
from crawler.pages.stated_vehicle import read_entry, read_stated, stated_price
from crawler.pages.structured_vehicle import Offer, number_images, original
from crawler.pages.text import canonical_url

_MARK = re.compile(
    r"angular\.module\(\s*[\"']app\.inventory[\"']\s*\)\s*\.factory\(\s*[\"']BootstrapService[\"']"
)
_VEHICLES = re.compile(r"[\"']?\bvehicles[\"']?\s*:\s*(?=\[)")
_VEHICLE_PATH = re.compile(r"^/(\d+)(?:/[^/]*)?$")
# Whole last words of the path of a page that shows the grid.
_LISTS = ("inventory", "used-inventory", "used-cars", "cars-for-sale", "vehicles")
_PHOTOS = ("originalPhotoUrl", "photoUrl", "mediumPhotoUrl")
_PLACEHOLDER = re.compile(r"coming[_-]?soon|no[_-]?(?:photo|image)", re.IGNORECASE)
_FIELDS = {
    "vin": "vin", "year": "year", "make": "make", "model": "model", "trim": "trim",
    "mileage": "mileage", "engine": "engine", "transmission": "transmission", "drivetrain": "drive",
    "body_style": "bodyStyle", "exterior_color": "exteriorColor",
    "interior_color": "interiorColor", "description": "description",
}  # fmt: skip


class DealerWebsites:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_websites"
    general = False

    def recognises(self, html: str) -> bool:
        """By the app's bootstrap."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The first page linked that is an inventory by its name, then the home page itself, where
        its bootstrap has vehicles."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        hrefs = page_of(html).css("a::attr(href)").getall()
        links = [link for link in (own(href, url) for href in hrefs) if link]
        last = [
            (urlsplit(link).path.rstrip("/").rpartition("/")[2].lower(), link) for link in links
        ]
        found = [link for word in _LISTS for end, link in last if end == word][:1]
        if _records(html):
            found.append(canonical_url(url))
        return [(ListPage(link, "for_sale"),) for link in dict.fromkeys(found)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The bootstrap's vehicles: the whole lot. Raises Unreadable for a page without them."""
        refuse_challenge(text)
        records = _records(text)
        if records is None:
            raise Unreadable("no vehicles in the app's bootstrap")
        return entry_list(f"{self.name}_list", (_entry(record, page) for record in records))

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The record of the listing that the address names, where the page has it.

        assumed: else a car's page shows its fields in markup or beside the usual labels.
        """
        refuse_challenge(text)
        page, own_url = page_of(text), self.listing_url(url)
        cut_rails(page)
        named = _VEHICLE_PATH.match(urlsplit(own_url).path)
        record = next((r for r in _records(text) or [] if named and _number(r) == named[1]), None)
        name = f"{self.name}_vehicle"
        if record is None:
            shown = read_shown(page, url)
            price = offered_price(shown.offer) or labelled_price(page, market_currency(url))
            sold = shown.marked_sold or is_sold_out(shown.offer)
            return vehicle_page(name, own_url, shown, sold=sold, price=price, images=shown.images)
        title = _title(record)
        if title is None:
            raise Unreadable("the listing's record has no year, make or model")
        vehicle = read_stated(title, {field: record.get(key) for field, key in _FIELDS.items()})
        refuse_not_a_car(title, vehicle)
        shown = Shown(
            title=title,
            vehicle=vehicle,
            offer=Offer(None, None, None),
            stock_number=text_of(record.get("stockNumber")),
            images=(),
        )
        price = stated_price(record.get("price"), market_currency(url))
        photos = _photos(record, url)
        return vehicle_page(name, own_url, shown, sold=False, price=price, images=photos)

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)


def _records(text: str) -> list[dict[str, Any]] | None:
    """The bootstrap's vehicles; None where it has no such list."""
    mark = _MARK.search(text)
    found = _VEHICLES.search(text, mark.end()) if mark else None
    if found is None:
        return None
    vehicles = json_after(text, found[0], start=found.start())
    return objects_of(vehicles) if isinstance(vehicles, list) else None


def _number(record: dict[str, Any]) -> str | None:
    return text_of(record.get("listingId"))


def _link(record: dict[str, Any], url: str) -> str | None:
    number = _number(record)
    if number is None or not number.isdecimal():
        return None
    words = (text_of(record.get(name)) for name in ("year", "make", "model"))
    slug = "-".join(_slug(word) for word in words if word) or "vehicle"
    return own(f"/{number}/{slug}", url)


def _entry(record: dict[str, Any], page: ListPage) -> InventoryEntry | UnreadEntry:
    link, title = _link(record, page.url), _title(record)
    if link is None or title is None:
        why = f"a record without id or title: {text_of(record.get('stockNumber'))}"
        return UnreadEntry(why=why)
    return read_entry(
        link,
        title,
        page.status,
        price=stated_price(record.get("price"), market_currency(page.url)),
        stock_number=record.get("stockNumber"),
        vin=record.get("vin"),
        mileage=record.get("mileage"),
    )


def _title(record: dict[str, Any]) -> str | None:
    words = (text_of(record.get(name)) for name in ("year", "make", "model", "trim"))
    return " ".join(word for word in words if word) or None


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", re.sub(r"\s+", "-", text))


def _photos(record: dict[str, Any], url: str) -> tuple[VehicleImage, ...]:
    """The record's one photo, in its largest size."""
    stated = (text_of(record.get(name)) for name in _PHOTOS)
    photos = [text for text in stated if text and not _PLACEHOLDER.search(text)][:1]
    return number_images((original(photo, url), None, None) for photo in photos)


PLATFORM = DealerWebsites()
