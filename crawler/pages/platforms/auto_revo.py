"""AutoRevo: a sitemap of all vehicles, sold ones among them, and a list of which robots.txt leaves
the first page alone.

Nearly all sites forbid any query (`Disallow: /*?*`), the list's pager with it. A price stands in
`h3.website_price` alone; struck prices, payments and rebates are none. A sold car bears an image
(`img.sold_overlay`; its CSS and an HTML comment of that name are on every page) or is of the make
"X Sold …".
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import first_text
from crawler.pages.errors import Unreadable
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, filled, vehicle_page
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import is_sold_make, read_stated
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_data import page_things
from crawler.pages.structured_vehicle import Offer, number_images, own_vehicle, read_vehicle_node
from crawler.pages.vehicle_text import Price, read_price

_HOSTS = re.compile(
    r"//(?:(?:x-img|cf-img|vms)\.autorevo\.com|x-assets\.autorevo-powersites\.com)[/\"']",
    re.IGNORECASE,
)
_VEHICLE_PATH = re.compile(r"^/[^/]+/\d{6,9}$", re.ASCII)
_COUNT = re.compile(r"([\d,]+) match", re.IGNORECASE)
# <folder>/<width>x<height>/<photo>-<number>-revo.jpg. The folder names the vehicle, but for its
# thumbnails, of which that folder holds the whole photos.
_PHOTO = re.compile(
    r"^(?P<folder>https://cf-img\.autorevo\.com/[^/]+)/\d+x\d+/"
    r"(?P<file>(?P<number>[\w.]+)-\d+-revo\.\w+)$"
)
_THUMBNAILS = "https://cf-img.autorevo.com/thumbs"
_LARGEST = "640x640"  # of the sizes that pages show
_TITLE = ("year", "make", "model", "trim")
_FIELDS = {
    "vin": "vin", "mileage": "mileage", "engine": "engine", "transmission": "transmission",
    "drivetrain": "drivetrain", "exterior_color": "exterior", "interior_color": "interior",
}  # fmt: skip


class AutoRevo:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "auto_revo"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts, never its name: every page of Wix has `excludeFromAutoRevoke`."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, which does not tell what is sold; then the first page of `/vehicles`."""
        current = statuses(run_mode) == ("for_sale",)
        refuse_challenge(html)
        return [
            (ListPage(_at(url, "/sitemap.xml")),),
            (ListPage(_at(url, "/vehicles"), "for_sale" if current else None),),
        ]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap, or the tiles of the list's first page. Vehicles that are on its further
        pages are told as unread. Raises Unreadable without a list, and for an empty one that does
        not say so."""
        refuse_challenge(text)
        if is_sitemap(text):
            return read_sitemap(text, page, name=f"{self.name}_list", listing_url=self._vehicle_url)
        selector = page_of(text)
        cut_rails(selector)
        cut_struck_prices(selector)
        if not selector.css("#inventory_list, #srp_results"):
            raise Unreadable("no inventory list")
        tiles = selector.css("section.inventory_item")
        refuse_silent_list(selector, len(tiles))
        stated = _COUNT.search(first_text(selector, "#search_results_count") or "")
        behind = int(stated[1].replace(",", "") or 0) - len(tiles) if stated else 0
        why = f"robots.txt forbids the pages of {behind} more vehicles"
        return read_cards(
            f"{self.name}_list",
            (_card(tile, page.url) for tile in tiles),
            page,
            listing_url=self._vehicle_url,
            marks_sold=True,
            unread=[UnreadEntry(why=why)] if behind > 0 else [],
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """What the page shows; what it does not, from its JSON-LD, but no price. Raises Unreadable
        without a title, NotAVehicle for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        for rail in page.css("#similar_vehicles"):
            rail.drop()
        if page.css("section.inventory_item"):
            raise Unreadable("a list of vehicles, not a vehicle's page")
        cut_rails(page)
        cut_struck_prices(page)
        title = _title(page, "h1") or first_text(page, "h1")
        if title is None:
            raise Unreadable("no heading names the vehicle")
        words = {name: first_text(page, f"h1 .{name}") for name in _TITLE}
        texts = {name: first_text(page, f"dd.{css}_value") for name, css in _FIELDS.items()}
        vehicle = read_stated(title, words | texts)
        if node := own_vehicle(page_things(page, url), url, title):
            vehicle = filled(vehicle, read_vehicle_node(node.thing, title))
        refuse_not_a_car(title, vehicle)
        shown = Shown(
            title=title,
            vehicle=vehicle,
            offer=Offer(None, None, None),
            stock_number=first_text(page, "dd.stock_value"),
            marked_sold=is_sold_make(words["make"]),
        )
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=shown.marked_sold or bool(page.css("img.sold_overlay")),
            price=_price(page, url),
            images=_images(page, url),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        return canonical if _VEHICLE_PATH.match(urlsplit(canonical).path) else None


def _at(url: str, path: str) -> str:
    return urlunsplit(urlsplit(own(url, url) or url)._replace(path=path, query=""))


def _title(scope: Selector, heading: str) -> str | None:
    """Year, make, model and trim of a heading, without the place and the dealer behind them."""
    words = (first_text(scope, f"{heading} .{name}") for name in _TITLE)
    return " ".join(word for word in words if word) or None


def _price(scope: Selector, url: str) -> Price | None:
    text = first_text(scope, "h3.website_price:not(.secondary_price) span")
    return read_price(text, market_currency(url)) if text else None


def _card(tile: Selector, url: str) -> Card:
    return Card(
        href=tile.css("h3 a::attr(href), .thumb a::attr(href)").get(),
        title=_title(tile, "h3"),
        sold=bool(tile.css("img.sold_overlay")) or is_sold_make(first_text(tile, "h3 .make")),
        price=_price(tile, url),
        stock_number=first_text(tile, "dd.stock_value"),
        vin=first_text(tile, "dd.vin_value"),
        mileage=first_text(tile, "dd.mileage_value"),
    )


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    """The gallery's photos, each once: the main image is one of them, at another size. A thumbnail
    whose vehicle's folder no photo names is left out."""
    sources = page.css("#main_image img::attr(src), #gallery img::attr(src)").getall()
    links = (absolute(source, url) or "" for source in sources)
    found = [photo for link in links if (photo := _PHOTO.match(link.partition("?")[0]))]
    whole = {photo["number"]: photo["folder"] for photo in found if photo["folder"] != _THUMBNAILS}
    photos: dict[str, str] = {}
    for photo in found:
        if folder := whole.get(photo["number"]):
            photos.setdefault(photo["file"], f"{folder}/{_LARGEST}/{photo['file']}")
    return number_images((photo, None, None) for photo in photos.values())


PLATFORM = AutoRevo()
