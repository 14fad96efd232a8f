"""Wix: sites whose shop's products are cars, one product a car.

The sitemap's part `store-products-sitemap.xml` names all of `/product-page/<name>`. A product's
page has its markup as JSON-LD (Wix writes "Offers" and "Availability" with capitals), and the data
that its script begins with in `script#wix-warmup-data`, under the names of the shop's own queries:
name, price, ribbon, isInStock, urlPart, additionalInfo, media. A gallery's page has those of its
first products. "SOLD" stands in the ribbon or the title, or the product is out of stock. Of a
reduced price the data does not tell which of both is asked; the markup does. robots.txt forbids
`?lightbox=` alone. Sites that keep their cars elsewhere than in the shop are not read.

assumed: where in the warm-up data a product stands is not fixed; it is found by its names.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.described_fields import field_name
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import PageError, Unreadable
from crawler.pages.inventory_links import inventory_links
from crawler.pages.market import market_currency
from crawler.pages.page_numbers import page_number
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.product_page import read_marked_product
from crawler.pages.related_rails import cut_rails
from crawler.pages.shop_product import Product, is_sold_word, product_entry, read_product
from crawler.pages.site_url import at_site, bare_url
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import plain, stated_price
from crawler.pages.structured_vehicle import number_images, original
from crawler.pages.vehicle_text import Price, read_price

_MARK = re.compile(
    r"<meta[^>]+content=[\"']Wix\.com Website Builder|id=[\"']wix-warmup-data[\"']"
    r"|//static\.(?:wixstatic|parastorage)\.com/",
    re.IGNORECASE,
)
_PRODUCT_PATH = re.compile(r"^/(?:[a-z]{2}/)?product-page/[^/]+$")
_PART = re.compile(r"/store-products(?:-\d+)?-sitemap(?:-?\d+)?\.xml(?:\?|$)")
_MEDIA = "https://static.wixstatic.com/media/"
_MOST_PAGES = 500


class Wix:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "wix"
    general = True

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts of files, its data's script, or its name as the generator."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, which holds what is for sale and what is sold; then the galleries that the
        home page links to."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        links = inventory_links(page_of(html), url, shops=True)
        pages = tuple(ListPage(link, status) for link, status in links if status in wanted)
        sitemap = (ListPage(at_site(url, "/sitemap.xml")),)
        return [sitemap, pages] if pages else [sitemap]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap, or a gallery's page. Raises Unreadable for a sitemap without a shop's part,
        and for a page without a gallery's data."""
        refuse_challenge(text)
        if is_sitemap(text):
            found = read_sitemap(
                text, page, name=f"{self.name}_list", listing_url=self._product_url, part=_PART
            )
            if "<sitemapindex" in text[:2000] and not found.further:
                raise Unreadable("the sitemap has no part of a shop's products")
            return found
        return self._gallery(page_of(text), page)

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The product's data where its page has them, price and the rest from its markup."""
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        own_url = self.listing_url(url)
        marked = read_marked_product(
            page,
            url,
            _whole_size,
            description=page.css("[data-hook=description]").get(),
        )
        slug = urlsplit(own_url).path.rpartition("/")[2]
        records = [one for one in _records(page) if text_of(one.get("urlPart")) == slug]
        if records:
            product = _product(records[0], url)
            marked = replace(
                product,
                price=marked.price or product.price,
                is_sold=product.is_sold or marked.is_sold,
                maker=product.maker or marked.maker,
                description=product.description or marked.description,
                images=product.images or marked.images,
            )
        return read_product(f"{self.name}_vehicle", own_url, marked)

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _product_url(self, link: str) -> str | None:
        url = self.listing_url(link)
        return url if _PRODUCT_PATH.match(urlsplit(url).path) else None

    def _gallery(self, page: Selector, asked: ListPage) -> ReadPage:
        galleries = list(_galleries(page))
        if not galleries:
            raise Unreadable("no gallery's data on the page")
        found: list[InventoryEntry | UnreadEntry] = []
        pages = 1
        for gallery in galleries:
            records = objects_of(gallery["list"])
            total = _count(gallery.get("totalCount"))
            shown = len({text_of(record.get("urlPart")) for record in records})
            if total and not shown:
                raise Unreadable(f"a gallery of {total} products shows none")
            pages = max(pages, -(-total // shown) if shown else 1)
            found += [_entry(record, asked) for record in records]
        # assumed: a gallery's pages are ?page=N. The first shows as many products as any.
        base, is_first = urlsplit(asked.url).path, page_number(asked.url) == 1
        numbers = range(2, min(pages, _MOST_PAGES) + 1) if is_first else ()
        following = (at_site(asked.url, base, urlencode({"page": n})) for n in numbers)
        further = (ListPage(link, asked.status) for link in following)
        return entry_list(f"{self.name}_list", found, further)


def _entry(record: dict[str, Any], page: ListPage) -> InventoryEntry | UnreadEntry:
    product, part = _product(record, page.url), text_of(record.get("urlPart"))
    if product.title is None or part is None:
        return UnreadEntry(why=f"a product without name or urlPart: {part}")
    return product_entry(at_site(page.url, f"/product-page/{part}"), product, page.status)


def _data(page: Selector) -> Any:
    text = page.css("script#wix-warmup-data::text").get()
    try:
        return json_of(text) if text else None
    except PageError:
        return None  # the markup remains


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects within a JSON value, itself among them, those further out first."""
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _records(page: Selector) -> Iterator[dict[str, Any]]:
    return (one for one in _objects(_data(page)) if "urlPart" in one and "name" in one)


def _galleries(page: Selector) -> Iterator[dict[str, Any]]:
    """The lists of products, each with its `totalCount`."""
    for one in _objects(_data(page)):
        stated = one.get("productsWithMetaData")
        if isinstance(stated, dict) and isinstance(stated.get("list"), list):
            yield stated


def _product(record: dict[str, Any], url: str) -> Product:
    inventory = record.get("inventory")
    status = text_of(inventory.get("status")) if isinstance(inventory, dict) else None
    in_stock = record.get("isInStock")
    ribbon = text_of(record.get("ribbon"))
    gone = in_stock is False or status == "out_of_stock" or is_sold_word(ribbon)
    known = isinstance(in_stock, bool) or status is not None
    description = record.get("description")
    return Product(
        title=text_of(record.get("name")),
        description=description if isinstance(description, str) else None,
        price=_price(record, url),
        is_sold=True if gone else False if known else None,
        sku=text_of(record.get("sku")),
        fields=_fields(objects_of(record.get("additionalInfo"))),
        options=tuple(
            title
            for one in objects_of(record.get("options"))
            if (title := text_of(one.get("title")))
        ),
        images=_images(objects_of(record.get("media"))),
    )


def _price(record: dict[str, Any], url: str) -> Price | None:
    """The price in the currency of the text that shows it. None of a product with two prices: which
    one is asked is not known."""
    price, other = text_of(record.get("price")), text_of(record.get("comparePrice"))
    if other not in (None, "0", price):
        return None
    shown = text_of(record.get("formattedPrice"))
    stated = stated_price(price, market_currency(url))
    if shown is None or stated is None:
        return stated
    written = read_price(shown, market_currency(url))
    return written if written and written.amount == stated.amount else None


def _fields(infos: list[dict[str, Any]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for info in infos:
        name = field_name(text_of(info.get("title")))
        text = plain(text_of(info.get("description")))
        if name and text:
            fields[name] = text
    return fields


def _images(media: list[dict[str, Any]]) -> tuple[VehicleImage, ...]:
    photos: list[tuple[str | None, int | None, int | None]] = []
    for one in media:
        file = text_of(one.get("url"))
        if file is None or (text_of(one.get("mediaType")) or "PHOTO") != "PHOTO":
            continue
        width, height = (
            n if isinstance(n, int) and n > 0 else None
            for n in (one.get("width"), one.get("height"))
        )
        photos.append((_whole_size(original(file, _MEDIA)), width, height))
    return number_images(photos)


def _whole_size(link: str | None) -> str | None:
    """ ".../media/a~mv2.jpg/v1/fill/w_800,…/file.jpg" is a copy of ".../media/a~mv2.jpg"."""
    return re.sub(r"(/media/[^/]+)/v1/.*$", r"\1", link) if link else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


PLATFORM = Wix()
