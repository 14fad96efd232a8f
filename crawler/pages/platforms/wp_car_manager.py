"""WP Car Manager: WordPress sites whose cars are posts of the type "wpcm_vehicle".

A car's page is `/vehicle/<name>/`. The list's cards `li.wpcm-listings-item` are loaded from
`/?wpcm-ajax=get_vehicle_results&page=N`, as JSON {listings: HTML, pagination: HTML or null}, with a
nonce that the list's page holds. Asked without the header X-Requested-With it answers with no
cars, so that an answer without any is not believed. A car has no VIN there. What is sold has
`.wpcm-sold`. "$" is the dollar of the site's market. robots.txt is WordPress' own.

A card's mileage is not read: sites shorten it to thousands, under the same unit.

assumed: the sitemap has a part of type "wpcm_vehicle", as of every public type; the photos of a
car's page are the files that it links to.
"""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute, element_text, first_text
from crawler.pages.embedded_json import json_of
from crawler.pages.errors import Unreadable
from crawler.pages.inventory_links import inventory_links
from crawler.pages.links import absolute
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.other_cards import cut_cards
from crawler.pages.page_numbers import page_number
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, vehicle_page
from crawler.pages.site_url import at_site
from crawler.pages.sitemap import is_sitemap
from crawler.pages.stated_vehicle import labelled_fields, read_stated
from crawler.pages.structured_vehicle import Offer, number_images, original
from crawler.pages.vehicle_text import Price, read_price
from crawler.pages.wordpress import post_url, read_post_sitemap, sitemap_road

_MARK = re.compile(
    r"/wp-content/plugins/wp-car-manager/|\bclass=[\"'][^\"']*\bwpcm-(?:listings|vehicle)-",
    re.IGNORECASE,
)
_VEHICLE_PATH = re.compile(r"^/vehicle/[^/]+$")
_CARDS = "li.wpcm-listings-item"
_PHOTO = re.compile(r"/wp-content/uploads/.+\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)


class WpCarManager:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "wp_car_manager"
    general = False

    def recognises(self, html: str) -> bool:
        """By the plugin's own files and classes."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, which does not say what is sold, then the lists that the page links to."""
        statuses(run_mode)
        refuse_challenge(html)
        links = inventory_links(page_of(html), url)
        pages = tuple(ListPage(link) for link, status in links if status == "for_sale")
        return [sitemap_road(html, url), pages] if pages else [sitemap_road(html, url)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """A sitemap, a list's page, or its cards. A page that has none yet leads to them."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            return read_post_sitemap(
                text, page, name=name, post_type="wpcm_vehicle", listing_url=self._car_url
            )
        if "wpcm-ajax=" in urlsplit(page.url).query:
            return self._answered(json_of(text), page)
        selector = page_of(text)
        cut_rails(selector)
        if selector.css(_CARDS):
            return self._cards(selector, page, None)
        nonce = selector.css("#wpcm-listings-nonce::attr(value)").get()
        if not nonce:
            raise Unreadable("neither cards nor the nonce to ask for them")
        return ReadPage(page=name, items=(), further=(_cards_page(page, 1, nonce),))

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading and the table of fields. Raises Unreadable without a heading."""
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CARDS)
        title = first_text(page, "h1.entry-title, .wpcm-vehicle-title, h1")
        if title is None:
            raise Unreadable("no heading names the vehicle")
        tables = page.css("#wpcm-vehicle-data, .wpcm-vehicle-data-table")
        fields = labelled_fields(tables[0]) if tables else {}
        prose = page.css(".wpcm-vehicle-content, .wpcm-vehicle-description")
        content = element_text(prose[0]) if prose else None
        vehicle = read_stated(title, fields | {"description": content})
        refuse_not_a_car(title, vehicle)
        no_offer = Offer(None, None, None)
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            Shown(title, vehicle, no_offer, None),
            sold=bool(page.css(".wpcm-sold")),
            price=_price(page, url),
            images=_images(page, url),
        )

    def listing_url(self, url: str) -> str:
        """Without query, with a trailing slash, as WordPress has it."""
        return post_url(url)

    def _car_url(self, link: str) -> str | None:
        is_car = _VEHICLE_PATH.match(urlsplit(link).path.rstrip("/"))
        return self.listing_url(link) if is_car else None

    def _answered(self, answer: Any, page: ListPage) -> ReadPage:
        cards = answer.get("listings") if isinstance(answer, dict) else None
        if not isinstance(cards, str):
            raise Unreadable("an answer without listings")
        number = page_number(page.url)
        selector = page_of(f"<body>{cards}</body>")
        if not selector.css(_CARDS) and number == 1:
            raise Unreadable("no cards in the first answer: it may not have been asked rightly")
        following = None
        if answer.get("pagination") and selector.css(_CARDS):
            nonce = re.search(r"[?&]nonce=(\w+)", page.url)
            following = _cards_page(page, number + 1, nonce[1] if nonce else "").url
        return self._cards(selector, page, following)

    def _cards(self, selector: Selector, page: ListPage, following: str | None) -> ReadPage:
        return read_cards(
            f"{self.name}_list",
            (_card(card, page.url) for card in selector.css(_CARDS)),
            page,
            listing_url=self._car_url,
            marks_sold=True,
            following=following,
        )


def _cards_page(page: ListPage, number: int, nonce: str) -> ListPage:
    query = {"wpcm-ajax": "get_vehicle_results", "page": number, "sort": "date-desc"}
    return ListPage(at_site(page.url, "/", urlencode(query | {"nonce": nonce})), page.status)


def _card(card: Selector, url: str) -> Card:
    return Card(
        href=card.css("a[href]").xpath("@href").get(),
        title=first_text(card, ".wpcm-title, h3") or card.css("a").xpath("@title").get(),
        sold=bool(card.css(".wpcm-sold"))
        or "wpcm-sold" in (attribute(card, "class") or "").split(),
        price=_price(card, url),
    )


def _price(scope: Selector, url: str) -> Price | None:
    prices = (element_text(one) for one in scope.css(".wpcm-price"))
    return next((p for text in prices if (p := read_price(text, market_currency(url)))), None)


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    links = (absolute(href, url) for href in page.xpath("//a/@href").getall())
    photos = (one for one in links if one and _PHOTO.search(urlsplit(one).path))
    return number_images(
        (original(photo, url), None, None) for photo in photos if not is_placeholder(photo)
    )


PLATFORM = WpCarManager()
