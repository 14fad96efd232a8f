"""Auto Listings: WordPress sites whose cars are posts of the type "auto-listing".

`/wp-json/wp/v2/auto-listing` lists them, with title and link, but not what the plugin knows of the
car. A car's page is `/listing/<name>/`, the list `/listings/`, its cards `li.auto-listing` with
`h3.title a`, `span.price`, `.at-a-glance li.odomoter` (sic) and `span.status`, whose class is its
word ("Sold"); its pager `nav.auto-listings-pagination` goes by `?paged=N`. A car has neither VIN
nor stock number there, and no JSON-LD. "$" is the dollar of the site's market. robots.txt is
WordPress' own.

assumed: the sitemap has a part of type "auto-listing", as of every public type; a car's gallery is
in the element `.images`, `.gallery` or `#image-gallery`.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from parsel import Selector

from crawler.items import (
    InventoryEntry,
    ListPage,
    ReadPage,
    UnreadEntry,
    VehicleImage,
)
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import element_text, first_text
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.inventory_links import inventory_links
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.other_cards import cut_cards
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shop_product import is_sold_word
from crawler.pages.shown_vehicle import Shown, vehicle_page
from crawler.pages.site_url import at_site
from crawler.pages.sitemap import is_sitemap
from crawler.pages.stated_vehicle import labelled_fields, plain, read_entry, read_stated
from crawler.pages.structured_vehicle import Offer, number_images, original
from crawler.pages.vehicle_text import Price, read_price
from crawler.pages.wordpress import post_url, read_post_sitemap, sitemap_road, whole_photo

_MARK = re.compile(
    r"/wp-content/plugins/auto-listings/|\bclass=[\"'][^\"']*\bauto-listings-", re.IGNORECASE
)
_API = "/wp-json/wp/v2/auto-listing"
_MOST_A_PAGE = 100  # WordPress gives no more
_VEHICLE_PATH = re.compile(r"^/listing/[^/]+$")
_CARDS = "li.auto-listing"
_CONTAINER = ".auto-listings-items, .auto-listings-pagination, .auto-listings, #auto-listings"


class AutoListings:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "auto_listings"
    general = False

    def recognises(self, html: str) -> bool:
        """By the plugin's own files and classes."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The posts as JSON and the sitemap, which do not say what is sold, then the list that the
        page links to."""
        statuses(run_mode)
        refuse_challenge(html)
        links = inventory_links(page_of(html), url)
        pages = tuple(ListPage(link) for link, status in links if status == "for_sale")
        roads = [(ListPage(_api_url(url, 0)),), sitemap_road(html, url), pages]
        return [road for road in roads if road]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """A page of the API, a sitemap, or a page of the list."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            return read_post_sitemap(
                text, page, name=name, post_type="auto-listing", listing_url=self._car_url
            )
        if urlsplit(page.url).path.rstrip("/") == _API:
            return self._api_page(text, page)
        selector = page_of(text)
        cut_rails(selector)
        cards = selector.css(_CARDS)
        if not cards and not selector.css(_CONTAINER):
            raise Unreadable("neither cards nor their place")
        refuse_silent_list(selector, len(cards))
        following = selector.css(".auto-listings-pagination a.next::attr(href)").get()
        return read_cards(
            name,
            (_card(card, page.url) for card in cards),
            page,
            listing_url=self._car_url,
            marks_sold=True,
            following=own(following, page.url),
        )

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading and the tab of details. Raises Unreadable without a heading."""
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CARDS)
        title = first_text(page, "h1.title, h1.entry-title, h1")
        if title is None:
            raise Unreadable("no heading names the vehicle")
        fields = labelled_fields(page)
        odometer = first_text(page, ".at-a-glance .odomoter")
        if odometer:
            fields["mileage"] = odometer
        elif labelled_text(page, "Miles"):
            fields["mileage_unit"] = "Miles"
        prose = page.css(".auto-listings-Tabs-panel--description, .listing-description")
        prose.css("h2").drop()
        content = element_text(prose[0]) if prose else None
        vehicle = read_stated(title, fields | {"description": content})
        refuse_not_a_car(title, vehicle)
        no_offer = Offer(None, None, None)
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            Shown(title, vehicle, no_offer, None),
            sold=_is_sold(page),
            price=_price(page, url),
            images=_images(page, url),
        )

    def listing_url(self, url: str) -> str:
        """Without query, with a trailing slash, as WordPress has it."""
        return post_url(url)

    def _car_url(self, link: str) -> str | None:
        is_car = _VEHICLE_PATH.match(urlsplit(link).path.rstrip("/"))
        return self.listing_url(link) if is_car else None

    def _api_page(self, text: str, page: ListPage) -> ReadPage:
        records = json_of(text)
        if not isinstance(records, list):
            raise Unreadable("no list of posts")
        offset = int(parse_qs(urlsplit(page.url).query).get("offset", ["0"])[0])
        following = ListPage(_api_url(page.url, offset + len(records)), page.status)
        return entry_list(
            f"{self.name}_list",
            (self._entry(record, page) for record in objects_of(records)),
            (following,) if len(records) >= _MOST_A_PAGE else (),
        )

    def _entry(self, record: dict[str, Any], page: ListPage) -> InventoryEntry | UnreadEntry:
        link, stated = own(text_of(record.get("link")), page.url), record.get("title")
        title = plain(text_of(stated.get("rendered") if isinstance(stated, dict) else None))
        if link is None or title is None:
            return UnreadEntry(why=f"a post without link or title: {text_of(record.get('id'))}")
        return read_entry(self.listing_url(link), title, page.status)


def _api_url(url: str, offset: int) -> str:
    # By number, so that a car that comes in meanwhile moves none; by offset, for a page past the
    # end is an error, and an offset past it an empty list.
    query = {"per_page": _MOST_A_PAGE, "offset": offset, "orderby": "id", "order": "asc"}
    return at_site(url, _API, urlencode(query))


def _card(card: Selector, url: str) -> Card:
    link = card.css("h3.title a, .title a, a[href]")
    return Card(
        href=link.xpath("@href").get(),
        title=first_text(card, "h3.title, .title"),
        sold=_is_sold(card),
        price=_price(card, url),
        mileage=first_text(card, ".at-a-glance .odomoter"),
    )


def _is_sold(scope: Selector) -> bool:
    return any(is_sold_word(element_text(one)) for one in scope.css("span.status"))


def _price(scope: Selector, url: str) -> Price | None:
    text = first_text(scope, "span.price, .price")
    return read_price(text, market_currency(url)) if text else None


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    gallery = page.css(".images, .gallery, #image-gallery")
    sources = gallery.xpath(
        ".//*[@data-src]/@data-src|.//a/@href"
        "|.//img[not(ancestor::a or ancestor::*[@data-src])]/@src"
    ).getall()
    links = (original(absolute(source, url), url) for source in sources)
    photos = (one for one in links if one and "/wp-content/uploads/" in one)
    return number_images(
        (whole_photo(photo), None, None) for photo in photos if not is_placeholder(photo)
    )


PLATFORM = AutoListings()
