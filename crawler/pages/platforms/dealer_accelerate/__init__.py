"""DealerAccelerate (Speed Digital): the platform of most collector-car dealers.

Five list themes, one vehicle page. robots.txt allows no query but `?page=N`. Sold cars stay in
the lists; the sold archive is `<mount>/sold`.
"""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import first_text
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.listing_cards import read_cards
from crawler.pages.market import market_currency
from crawler.pages.other_cards import cut_cards
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.dealer_accelerate.tiles import TILES, read_tiles
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    is_sold_out,
    offered_price,
    read_shown,
    shown_price,
    vehicle_page,
)
from crawler.pages.site_url import bare_url
from crawler.pages.speed_digital import is_marketplace, read_photos
from crawler.pages.text import squeeze

_HOSTS = re.compile(
    r"//(?:cdn(?:-dev)?\.dealeraccelerate\.(?:com|net)|(?:www\.)?speeddigital\.com)[/\"']",
    re.IGNORECASE,
)
_MOUNTS = ("vehicles", "inventory")
_VEHICLE_PATH = re.compile(r"^/(?:vehicles|inventory)/(?:[^/]+/)?\d+(?:-[^/]+)?/[^/]+$")
_NUMBER = re.compile(r"^\s*\d{1,6}\s*$", re.ASCII)  # a page's, in a pager or a query
_DESCRIPTIONS = ".vehicle-description, #description, [itemprop=description]"
_SOLD_MARKS = ".price.sold, .cam-sold-vdp"


class DealerAccelerate:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_accelerate"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts in links and images; its marketplace shows the same ones."""
        return bool(_HOSTS.search(html)) and not is_marketplace(html)

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """`/vehicles`, or `/inventory` where the home page links so or to pages below it, and
        `/vehicles/sold` where it is linked: the sites' navigation often names shelves alone."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        hrefs = page_of(html).css("a::attr(href)").getall()
        paths = {urlsplit(link).path.rstrip("/") for link in (own(h, url) for h in hrefs) if link}
        mount = next((m for m in _MOUNTS if {f"/{m}", f"/{m}/sold"} & paths), None) or next(
            (m for m in _MOUNTS if any(path.startswith(f"/{m}/") for path in paths)), None
        )
        if mount is None:
            return []
        lists = {"for_sale": f"/{mount}", "sold": f"/{mount}/sold"}
        site = urlsplit(self.listing_url(url))
        road = tuple(
            ListPage(urlunsplit(site._replace(path=lists[status])), status)
            for status in wanted
            if status == "for_sale" or lists[status] in paths
        )
        return [road] if road else []

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The tiles of any of the themes; a vehicle's tile without a title is left out.
        Raises Unreadable without a list container, or when more than a tenth have no title."""
        refuse_challenge(text)
        selector = page_of(text)
        cut_rails(selector)
        tiles = read_tiles(selector, page.url)
        if tiles is None:
            raise Unreadable("no inventory container of a known theme")
        # Promotions stand between the tiles.
        cards = [tile for tile in tiles if self._car_url(own(tile.href, page.url) or "")]
        if tiles and not cards:
            raise Unreadable("no tile links a vehicle's page")
        return read_cards(
            f"{self.name}_list",
            cards,
            page,
            listing_url=self._car_url,
            following=_next_url(selector, page.url),
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """JSON-LD where the page has it (many themes drop it once a car is sold), else what the
        page shows. Raises Unreadable without a title, NotAVehicle for automobilia."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        cut_cards(page, TILES)
        shown = read_shown(page, url)
        if shown.vehicle.description is None:
            described = first_text(page, _DESCRIPTIONS)
            shown = replace(shown, vehicle=replace(shown.vehicle, description=described))
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=shown.marked_sold or is_sold_out(shown.offer) or bool(page.css(_SOLD_MARKS)),
            price=offered_price(shown.offer) or shown_price(page, ".price", market_currency(url)),
            images=read_photos(page),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _car_url(self, link: str) -> str | None:
        is_car = _VEHICLE_PATH.match(urlsplit(link).path.rstrip("/"))
        return self.listing_url(link) if is_car else None


def _next_url(page: Selector, url: str) -> str | None:
    """The next page on the list's own path. The pager's arrow is not to be trusted: on the sold
    archive it leads to the current inventory. Only the pager's highest number is."""
    numbers = [
        int(text) for text in page.css("ul.pagination a::text").getall() if _NUMBER.match(text)
    ]
    parts = urlsplit(url)
    stated = parse_qs(parts.query).get("page", ["1"])[0]
    current = int(stated) if _NUMBER.match(stated) else 1
    active = squeeze(
        page.xpath("string(//ul[contains(@class,'pagination')]/li[@class='active'])").get() or ""
    )
    if _NUMBER.match(active) and int(active) != current:
        return None  # past the end the first page is served again
    if current >= max(numbers, default=1):
        return None
    return own(urlunsplit(parts._replace(query=f"page={current + 1}", fragment="")), url)


PLATFORM = DealerAccelerate()
