"""Motorcar Marketing (motorcarsites.com): one list at `/vehicle_listings/all/vehicles`, sold cars
among the others, and no structured data.

Two themes: tables of options, and pairs of pills. Both show other cars in the markup of the page's
own below a vehicle. A price is what the page designates as one: the field "Price", else the heading
that is an amount; the attributes `data-price` (it stays on sold cars) and `data-cg-price` (a third
party's) are none. Photos bear the vehicle's number. robots.txt forbids nothing. A rooftop that was
given up answers with a page "Down For Maintenance".
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import element_text, first_text
from crawler.pages.errors import Unreadable
from crawler.pages.form_fields import cut_form_fields
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.page_numbers import next_page
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, vehicle_page
from crawler.pages.stated_vehicle import LABELS, read_stated
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_vehicle import Offer, number_images
from crawler.pages.vehicle_text import Price, read_price, read_title

_HOSTS = re.compile(
    r"//www\.motorcarsites\.com/(?:dealers|template|img)/|//(?:www\.)?motorcarmarketing\.com[/\"']",
    re.IGNORECASE,
)
_LIST_PATH = "/vehicle_listings/all/vehicles"
_VEHICLE_PATH = re.compile(r"^/vehicle/(\d{1,9})/[^/]+$", re.ASCII)
_PHOTO = re.compile(r"/dealers/images/vehicles/[^/]+/image_(\d+)[_.][^/]*$", re.ASCII)
_RETIRED = re.compile(r"<title[^>]*>\s*Down For Maintenance\s*</title>", re.IGNORECASE)
_SOLD_MARKS = ".price-sold, .sold_text"
# A badge may say anything else: "Sale Pending", "Sold Price Guarantee".
_SOLD_BADGE = re.compile(r"\W*(?:(?:just|recently|now)\s+)?sold(?:\s+out)?\W*", re.IGNORECASE)
_LABEL = ".pill, td:first-child"
_NAMES = {label.casefold(): name for name, labels in LABELS.items() for label in labels}


class MotorcarSites:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "motorcarsites"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts with the folders of their assets, never by its name."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The one list that every site has; none on a page that a given-up site answers with."""
        current = statuses(run_mode) == ("for_sale",)
        refuse_challenge(html)
        if _RETIRED.search(html):
            return []
        site = urlsplit(own(url, url) or url)
        first = urlunsplit(site._replace(path=_LIST_PATH, query=""))
        return [(ListPage(first, "for_sale" if current else None),)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The tiles of either theme. Raises Unreadable without a list of a known theme, and for an
        empty one that does not say so (assumed: "no vehicles", in words or as a number)."""
        refuse_challenge(text)
        selector = page_of(text)
        cut_rails(selector)
        cut_struck_prices(selector)
        if selector.css(".car_listings"):
            tiles = selector.css(".car_listings div.inventory")
            cards = [_table_card(tile, page.url) for tile in tiles]
        elif selector.css("ul#Grid"):
            tiles = selector.css("ul#Grid li.mix")
            cards = [_pill_card(tile, page.url) for tile in tiles]
        else:
            raise Unreadable("no list of a known theme")
        refuse_silent_list(selector, len(cards))
        return read_cards(
            f"{self.name}_list",
            cards,
            page,
            listing_url=self._vehicle_url,
            marks_sold=True,
            following=next_page(selector.css("a::attr(href)").getall(), page.url, "page_number"),
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The page's own fields in either theme. Raises Unreadable without a title, NotAVehicle
        for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        for rail in page.css("li.mix, .recent-vehicles-wrap"):
            if rail.xpath("parent::*"):
                rail.drop()
        cut_rails(page)
        cut_struck_prices(page)
        cut_form_fields(page)
        headings = [element_text(heading) for heading in page.css("h2")]
        title = next((h for h in headings if h and not h.startswith("$")), None)
        if title is None or _RETIRED.search(html):
            raise Unreadable("no heading names the vehicle")
        fields = _fields(page)
        stated = {name: fields[label] for label, name in _NAMES.items() if label in fields}
        unit = "mi" if "miles" in fields else None
        vehicle = read_stated(title, _named(page, title) | stated | {"mileage_unit": unit})
        refuse_not_a_car(title, vehicle)
        shown = Shown(
            title=title,
            vehicle=vehicle,
            offer=Offer(None, None, None),
            stock_number=stated.get("stock_number"),
            marked_sold=_is_sold(page),
        )
        canonical = self.listing_url(url)
        return vehicle_page(
            f"{self.name}_vehicle",
            canonical,
            shown,
            sold=shown.marked_sold,
            price=_price(page, fields, market_currency(url)),
            images=_images(page, canonical),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        return canonical if _VEHICLE_PATH.match(urlsplit(canonical).path) else None


def _is_sold(scope: Selector) -> bool:
    badges = (element_text(badge) for badge in scope.css(".angled_badge"))
    return bool(scope.css(_SOLD_MARKS)) or any(map(_SOLD_BADGE.fullmatch, badges))


def _table_card(tile: Selector, url: str) -> Card:
    fields = _fields(tile)
    figure = first_text(tile, ".price .figure")
    return Card(
        href=tile.css("a.inventory::attr(href)").get(),
        title=first_text(tile, ".title"),
        sold=_is_sold(tile),
        price=read_price(figure, market_currency(url)) if figure else None,
        stock_number=_field(fields, "stock_number"),
        vin=_field(fields, "vin"),
        mileage=_field(fields, "mileage"),
    )


def _pill_card(tile: Selector, url: str) -> Card:
    """Price and mileage stand in one pill, parted by a bar: "$32,950 | 14,588 miles"."""
    fields = _fields(tile)
    alt = tile.css(".imagebox img::attr(alt)").get()
    words = (alt, fields.get("trim"))
    parts = (first_text(tile, ".asm_vehicle_listing_price") or "").split("|")
    prices = (read_price(part, market_currency(url)) for part in parts if "$" in part)
    return Card(
        href=tile.css("a.seemore::attr(href)").get(),
        title=" ".join(word for word in words if word) if alt and "{{" not in alt else None,
        sold=_is_sold(tile),
        price=next((price for price in prices if price), None),
        stock_number=_field(fields, "stock_number"),
        vin=_field(fields, "vin"),
        mileage=next((part.strip() for part in parts if "mile" in part.casefold()), None),
    )


def _fields(scope: Selector) -> dict[str, str]:
    """The values by their labels (lower case, without the colon), of both markups."""
    found: dict[str, str] = {}
    for label in scope.css(_LABEL):
        value = label.xpath("following-sibling::*[1]")
        name = element_text(label).rstrip(": ").casefold()
        text = element_text(value[0]) if value else None
        if name and text:
            found.setdefault(name, text)
    return found


def _field(fields: dict[str, str], name: str) -> str | None:
    return next((fields[k.casefold()] for k in LABELS[name] if k.casefold() in fields), None)


def _named(page: Selector, title: str) -> dict[str, str | None]:
    """Year, make, model and trim: the page's own title ends with the model ("… for sale in …"),
    so what its heading has more is the trim. Nothing where the two do not agree."""
    named = (first_text(page, "title") or "").partition(" for sale in ")[0]
    words = read_title(named)
    if not words.make or not title.startswith(named):
        return {}
    model = " ".join(word for word in (words.model, words.trim) if word) or None
    return {
        "year": str(words.year),
        "make": words.make,
        "model": model,
        "trim": title.removeprefix(named).strip() or None,
    }


def _price(page: Selector, fields: dict[str, str], currency: str) -> Price | None:
    """The one amount of the field, or else the heading, that is the price's; None where it holds
    words, or several amounts."""
    if "price" in fields:
        return read_price(fields["price"], currency)
    headings = (element_text(heading) for heading in page.css("h1, h2, h3, h4"))
    text = next((heading for heading in headings if heading.startswith("$")), None)
    return read_price(text, currency) if text else None


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    """The photos that bear the vehicle's own number."""
    number = _VEHICLE_PATH.match(urlsplit(url).path)
    found = page.css("img::attr(src), img::attr(data-src), a::attr(href)").getall()
    links = (absolute(source, url) for source in found)
    paths = ((link, _PHOTO.search(urlsplit(link).path)) for link in links if link)
    own_photos = (
        link.partition("?")[0]
        for link, photo in paths
        if photo and number and photo[1] == number[1]
    )
    return number_images((link, None, None) for link in own_photos)


PLATFORM = MotorcarSites()
