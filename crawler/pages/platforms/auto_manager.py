"""AutoManager WebManager: the list `/view-inventory`, in two markups, and JSON-LD on vehicles.

A tile's price is `.pricevalue1`; its attribute `data-displayprice` holds but a sign, and
`data-cg-price` is a third party's. Its model may be "Other", and on vehicles' pages model and trim
run together, so that the title tells both. The older markup's pager submits a form; its pages are
asked for as those of the newer one (assumed: `?page=N`), and its arrow tells whether the site gave
the page that was asked for. How a sold car would be marked is not known, but for the availability
in JSON-LD.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute, element_text, first_text
from crawler.pages.embedded_json import text_of
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.market import market_currency
from crawler.pages.page_numbers import next_page, page_number
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    gallery,
    is_sold_out,
    offered_price,
    read_shown,
    vehicle_page,
)
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_data import page_things
from crawler.pages.structured_vehicle import number_images, own_vehicle
from crawler.pages.vehicle_text import Price, read_price, read_title

_HOSTS = re.compile(
    r"//automanagerprodcdn\.azureedge\.net/|//automanager\.blob\.core\.windows\.net/wmphotos/"
    r"|//wm\.automanager\.com[/\"']",
    re.IGNORECASE,
)
_LIST_PATH = "/view-inventory"
_VEHICLE_PATH = re.compile(r"^/vehicle-details/[^/]+$", re.IGNORECASE)
_PHOTO = re.compile(
    r"^https://(?:automanager\.blob\.core\.windows\.net|automanagerprodcdn\.azureedge\.net)"
    r"/wmphotos/[^?]+"
)
_SET_PAGE = re.compile(r"Inventory_SetPage\('[^']*'\s*,\s*'(\d{1,6})'\)")


class AutoManager:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "auto_manager"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts of styles and photos."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The one list that every site has; none to sold cars."""
        if "for_sale" not in statuses(run_mode):
            return []
        refuse_challenge(html)
        site = urlsplit(own(url, url) or url)
        return [(ListPage(urlunsplit(site._replace(path=_LIST_PATH, query="")), "for_sale"),)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The tiles of either markup. Raises Unreadable without a list, for an empty one that does
        not say so (assumed: "no vehicles", in words or as a number), and where the site gave
        another page than the one that was asked for."""
        refuse_challenge(text)
        selector = page_of(text)
        cut_rails(selector)
        cut_struck_prices(selector)
        if not selector.css("#inv-list, .inventory-list-container"):
            raise Unreadable("no inventory list")
        tiles = selector.css(
            "#inv-list .vehicle[data-id], .inventory-list-container .inventory-panel"
        )
        refuse_silent_list(selector, len(tiles))
        return read_cards(
            f"{self.name}_list",
            [_card(tile, page.url) for tile in tiles],
            page,
            listing_url=self._vehicle_url,
            following=_following(selector, page.url),
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The JSON-LD, model and trim from its title; the price that the page shows goes first.
        Raises Unreadable without a title, NotAVehicle for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        cut_struck_prices(page)
        canonical = self.listing_url(url)
        shown = read_shown(page, _marked_address(page, canonical))
        title = shown.title.partition(" for sale in ")[0]
        words = read_title(title)
        vehicle = replace(shown.vehicle, model=words.model, trim=words.trim)
        return vehicle_page(
            f"{self.name}_vehicle",
            canonical,
            replace(shown, title=title, vehicle=vehicle),
            sold=shown.marked_sold or is_sold_out(shown.offer),
            price=_price(page, url) if page.css(".pricevalue1") else offered_price(shown.offer),
            images=_images(page, canonical, [image.url for image in shown.images]),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        return canonical if _VEHICLE_PATH.match(urlsplit(canonical).path) else None


def _marked_address(page: Selector, url: str) -> str:
    """The address that the JSON-LD has for the page: it leaves all but the id out of it
    (`/vehicle-details/<id>`)."""
    parts = urlsplit(url)
    short = urlunsplit(parts._replace(path=f"/vehicle-details/{parts.path.rpartition('-')[2]}"))
    return short if own_vehicle(page_things(page, short), short, None) else url


def _card(tile: Selector, url: str) -> Card:
    """The newer markup states the title in an attribute, the older one at its link."""
    links = tile.css("a[href*='/vehicle-details/']")
    titles = (attribute(tile, "data-displaytitle"), *links.css("::attr(title)").getall())
    return Card(
        href=links.css("::attr(href)").get(),
        title=next((title for title in map(text_of, titles) if title), None),
        price=_price(tile, url),
        stock_number=first_text(tile, ".stocknumber"),
        vin=first_text(tile, ".vin"),
        mileage=text_of(attribute(tile, "data-displaymileage")) or first_text(tile, ".mileage"),
    )


def _price(scope: Selector, url: str) -> Price | None:
    """The first price; None where others beside it state another amount: which of them is asked
    is not known."""
    texts = [element_text(one).replace("$ ", "$") for one in scope.css("[class*=pricevalue]")]
    prices = [read_price(text, market_currency(url)) for text in texts]
    return prices[0] if len({price for price in prices if price}) == 1 else None


def _following(page: Selector, url: str) -> str | None:
    targets = [int(n) for n in page.css("[onclick]::attr(onclick)").re(_SET_PAGE)]
    if not targets:
        return next_page(page.css(".pagination a::attr(href)").getall(), url)
    arrow = page.css("[onclick][title='Next Page']::attr(onclick)").re_first(_SET_PAGE)
    current = page_number(url)
    if arrow is not None and int(arrow) != current + 1:
        raise Unreadable(f"asked for page {current}, got page {int(arrow) - 1}")
    return next_page([f"?page={n}" for n in targets], url)


def _images(page: Selector, url: str, stated: list[str]) -> tuple[VehicleImage, ...]:
    """The markup's photos, else those of the page; never the theme's "coming soon"."""

    def photo(link: str) -> str | None:
        found = _PHOTO.match(link)
        return found[0] if found and not is_placeholder(link) else None

    return number_images((photo(link), None, None) for link in stated) or gallery(page, url, photo)


PLATFORM = AutoManager()
