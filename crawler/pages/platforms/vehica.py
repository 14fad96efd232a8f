"""Vehica: a WordPress theme for dealers, which lists its cars as JSON.

`/wp-json/wp/v2/cars` has all cars, `…/cars/<id>` one. The fields' numbers differ from site to site
("vehica_6671"), so each is found by its shape: the VIN, the mileage (the one whole number), the
price ("vehica_currency_…", in the currency of the site's market), the photos (a list of
addresses). Of two fields of one shape neither is taken. What is sold bears a term "SOLD" of the
taxonomy "Offer Type"; the terms come along with `_embed=wp:term`, a parameter of WordPress itself,
so that neither the taxonomies nor their terms are asked for. A field's label is not among them: of
the terms only what tells itself is taken, a known make, a gearbox, the driven wheels.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.items import InventoryEntry, Item, Listing, ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shop_product import is_sold_word
from crawler.pages.shown_vehicle import (
    gallery,
    is_sold_out,
    offered_price,
    read_shown,
    shown_price,
    vehicle_page,
)
from crawler.pages.site_url import at_site
from crawler.pages.sold_title import is_sold_title, name_of
from crawler.pages.stated_vehicle import plain, read_entry, read_stated, stated_price
from crawler.pages.structured_vehicle import number_images, original
from crawler.pages.vehicle_text import Price, read_title
from crawler.pages.vehicle_text.title import read_make
from crawler.pages.wordpress import post_url, whole_photo

_MARK = re.compile(r"/wp-content/(?:themes|plugins)/vehica", re.IGNORECASE)
_API = "/wp-json/wp/v2/cars"
_MOST_A_PAGE = 100  # WordPress gives no more
_FIELD = re.compile(r"^vehica_\d+$")
_VIN = re.compile(r"^[A-HJ-NPR-Z0-9]{17}$", re.IGNORECASE)
_MILES = re.compile(r"^\d{1,7}$")
_GEARBOX = re.compile(
    r"^(?:automatic|manual|semi-automatic|cvt|dct|pdk|[3-9]-speed (?:manual|automatic))$",
    re.IGNORECASE,
)
_WHEELS = re.compile(
    r"^(?:awd|rwd|fwd|4wd|4x4|(?:all|rear|front|four)[- ]wheel drive)$", re.IGNORECASE
)
_PHOTO_LINK = re.compile(r"/wp-content/uploads/.+\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)


class Vehica:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "vehica"
    general = False

    def recognises(self, html: str) -> bool:
        """By the theme's or its plugin's own files."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """All cars as JSON, what is sold among them."""
        statuses(run_mode)
        refuse_challenge(html)
        return [(ListPage(_list_url(url, 0)),)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """Raises Unreadable for an answer that is no list of cars."""
        refuse_challenge(text)
        records = json_of(text)
        if not isinstance(records, list):
            raise Unreadable("no list of cars")
        offset = int(parse_qs(urlsplit(page.url).query).get("offset", ["0"])[0])
        following = ListPage(_list_url(page.url, offset + len(records)), page.status)
        return entry_list(
            f"{self.name}_list",
            (self._entry(record, page) for record in objects_of(records)),
            (following,) if len(records) >= _MOST_A_PAGE else (),
        )

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The car's record, or its page.

        assumed: the page shows heading, labelled fields and `.vehica-car-price`, as the theme's
        other elements are named.
        """
        refuse_challenge(text)
        name, own_url = f"{self.name}_vehicle", self.listing_url(url)
        if text.lstrip().startswith("{"):
            return _read_record(name, own_url, json_of(text))
        page = page_of(text)
        cut_rails(page)
        shown = read_shown(page, url)
        return vehicle_page(
            name,
            own_url,
            shown,
            sold=is_sold_out(shown.offer) or is_sold_title(shown.title),
            price=offered_price(shown.offer)
            or shown_price(page, ".vehica-car-price", market_currency(url)),
            images=gallery(
                page, url, lambda one: whole_photo(one) if _PHOTO_LINK.search(one) else None
            ),
        )

    def listing_url(self, url: str) -> str:
        """Without query, with a trailing slash, as WordPress has it."""
        return post_url(url)

    def _entry(self, record: dict[str, Any], page: ListPage) -> InventoryEntry | UnreadEntry:
        link, title = own(text_of(record.get("link")), page.url), _title(record)
        number = record.get("id")
        if link is None or title is None or not isinstance(number, int):
            return UnreadEntry(why=f"a car without link, title or id: {number}")
        return read_entry(
            self.listing_url(link),
            title,
            _status(record, title) or page.status,
            price=_price(record, page.url),
            vin=_only(_texts(record), _VIN),
            mileage=_mileage(record, title),
            page_url=at_site(page.url, f"{_API}/{number}", "_embed=wp%3Aterm"),
        )


def _list_url(url: str, offset: int) -> str:
    # By number, so that a car that comes in meanwhile moves none; by offset, for a page past the
    # end is an error, and an offset past it an empty list.
    query = {"per_page": _MOST_A_PAGE, "offset": offset, "orderby": "id", "order": "asc"}
    return at_site(url, _API, urlencode(query | {"_embed": "wp:term"}))


def _read_record(name: str, url: str, record: Any) -> ReadPage:
    if not isinstance(record, dict) or (title := _title(record)) is None:
        raise Unreadable("no car's record, or one without a title")
    terms = [term for _, term in _terms(record)]
    content = record.get("content")
    makes = {make for make, rest in map(read_make, terms) if make and not rest}
    fields = {
        "vin": _only(_texts(record), _VIN),
        "mileage": _mileage(record, title),
        "make": makes.pop() if len(makes) == 1 else None,
        "transmission": _only(terms, _GEARBOX),
        "drivetrain": _only(terms, _WHEELS),
        "description": content.get("rendered") if isinstance(content, dict) else None,
    }
    vehicle = read_stated(name_of(title), fields)
    refuse_not_a_car(name_of(title), vehicle)
    price = _price(record, url)
    listing = Listing(
        url=url,
        source="dealer",
        title=title,
        status="sold" if _status(record, title) == "sold" else "for_sale",
        asking_price=price.amount if price else None,
        currency=price.currency if price else None,
    )
    links = (original(photo, url) for photo in _photos(record, url))
    items: tuple[Item, ...] = (
        listing, vehicle, *number_images((link, None, None) for link in links)
    )  # fmt: skip
    return ReadPage(page=name, items=items)


def _title(record: dict[str, Any]) -> str | None:
    stated = record.get("title")
    return plain(text_of(stated.get("rendered") if isinstance(stated, dict) else stated))


def _status(record: dict[str, Any], title: str) -> str | None:
    """None where the terms did not come along."""
    if is_sold_title(title):
        return "sold"
    if not isinstance(record.get("_embedded"), dict):
        return None
    return "sold" if any(is_sold_word(term) for _, term in _terms(record)) else "for_sale"


def _terms(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Taxonomy and name of each of the car's terms."""
    embedded = record.get("_embedded")
    groups = embedded.get("wp:term") if isinstance(embedded, dict) else None
    for group in groups if isinstance(groups, list) else []:
        for term in objects_of(group):
            taxonomy, name = text_of(term.get("taxonomy")), plain(text_of(term.get("name")))
            if taxonomy and name and _FIELD.match(taxonomy):
                yield taxonomy, name


def _texts(record: dict[str, Any]) -> list[str]:
    values = (text_of(value) for key, value in record.items() if _FIELD.match(key))
    return [value for value in values if value]


def _only(texts: list[str], shape: re.Pattern[str]) -> str | None:
    """The one text of that shape; None where there are two."""
    found = [text for text in texts if shape.match(text)]
    return found[0] if len(found) == 1 else None


def _mileage(record: dict[str, Any], title: str) -> str | None:
    """The one whole number, unless it is the year that the title states: a car whose mileage was
    left out may have its year in a field."""
    number = _only(_texts(record), _MILES)
    return None if number == str(read_title(name_of(title)).year) else number


def _price(record: dict[str, Any], url: str) -> Price | None:
    """The one amount in a currency; of two currencies neither says which it is."""
    amounts = [
        amount
        for key, value in record.items()
        if _FIELD.match(key) and isinstance(value, dict)
        for name, amount in value.items()
        if name.startswith("vehica_currency_") and text_of(amount)
    ]
    return stated_price(amounts[0], market_currency(url)) if len(amounts) == 1 else None


def _photos(record: dict[str, Any], url: str) -> list[str | None]:
    """The one list of addresses of the site's own files."""
    lists = [
        value
        for key, value in record.items()
        if _FIELD.match(key)
        and isinstance(value, list)
        and value
        and all(isinstance(one, str) and "/" in one for one in value)
    ]
    return [own(one, url) for one in lists[0]] if len(lists) == 1 else []


PLATFORM = Vehica()
