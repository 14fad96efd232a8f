"""Shopify: shops whose products are cars, one product a car.

`/products.json?limit=250&page=N` lists all products of the shop, where the shop does not hide it;
`/sitemap.xml` names sitemap_products_N.xml with all of `/products/<handle>`. A product's record is
`/products/<handle>.js`. What is not available any more is sold; shops without stock-keeping write
SOLD into the title, a tag or the type. VIN and mileage stand in the description. robots.txt
forbids cart, search, sorted and filtered collections, none of which is asked for.

A bare amount is in the currency of the site's market (USD for most), unless the home page names
another one of the shop (`Shopify.currency`). assumed: the shop passes over, or obeys, a `currency`
parameter, which carries it along.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import PageError, Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.page_numbers import page_number
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.product_page import read_marked_product
from crawler.pages.related_rails import cut_rails
from crawler.pages.shop_product import (
    Product,
    is_sold_word,
    price_of_cents,
    product_entry,
    read_product,
)
from crawler.pages.site_url import at_site
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import stated_price
from crawler.pages.structured_vehicle import number_images, original
from crawler.pages.vehicle_text import Price

_MARK = re.compile(r"//cdn\.shopify\.com/(?:s/|shopifycloud/)|\bShopify\.theme\s*=", re.IGNORECASE)
# What a visitor is shown, and how many of it one of the shop's own currency is.
_CURRENCY = re.compile(
    r'Shopify\.currency\s*=\s*\{"active":\s*"([A-Z]{3})"(?:,\s*"rate":\s*"(\d+(?:\.\d+)?)")?'
)
_NO_CURRENCY = "XXX"  # ISO 4217
_MOST_A_PAGE = 250  # what products.json gives at once
_PRODUCT_PATH = re.compile(
    r"^(?:/[a-z]{2}(?:-[a-z]{2})?)?(?:/collections/[^/]+)?(/products/[^/]+)$"
)
_PART = re.compile(r"/sitemap_products_\d+\.xml(?:\?|$)")
# "…_800x600_crop_center@2x.jpg" is a copy of "….jpg".
_RESIZED = re.compile(r"_(?:\d{2,4}x\d{0,4}|x\d{2,4})(?:_crop_\w+)?(?:@\dx)?(?=\.\w{3,4}$)")


class Shopify:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "shopify"
    general = True

    def recognises(self, html: str) -> bool:
        """By the vendor's host of themes and scripts."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """All products as JSON, then the sitemap. Both hold what is for sale and what is sold."""
        statuses(run_mode)
        refuse_challenge(html)
        query = {"limit": _MOST_A_PAGE, "page": 1} | _currency_parameter(html, url)
        return [
            (ListPage(at_site(url, "/products.json", urlencode(query))),),
            (ListPage(at_site(url, "/sitemap.xml")),),
        ]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """A page of products.json, or a sitemap. Raises Unreadable for a first page of JSON that
        holds nothing: shops that publish no list answer so, and the sitemap tells."""
        refuse_challenge(text)
        if is_sitemap(text):
            return self._sitemap(text, page)
        answer = json_of(text)
        products = answer.get("products") if isinstance(answer, dict) else None
        number = page_number(page.url)
        if not isinstance(products, list) or (not products and number == 1):
            raise Unreadable("no products in the list of products")
        currency = _stated_currency(page.url)
        further: tuple[ListPage, ...] = ()
        if len(products) >= _MOST_A_PAGE:
            query = {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}
            following = urlencode(query | {"page": number + 1})
            further = (ListPage(at_site(page.url, "/products.json", following), page.status),)
        found = (_entry(record, currency, page) for record in objects_of(products))
        return entry_list(f"{self.name}_list", found, further)

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The record `/products/<handle>.js`, or the product's page: the record that themes put
        into one of its scripts, else its markup."""
        refuse_challenge(text)
        own_url = self.listing_url(url)
        name, market = f"{self.name}_vehicle", market_currency(url)
        if text.lstrip().startswith("{"):
            record = json_of(text)
            stated = record.get("product") if isinstance(record, dict) else None
            if isinstance(stated, dict):
                return read_product(name, own_url, _product(stated, market, cents=False))
            return read_product(name, own_url, _product(record, market, cents=True))
        page = page_of(text)
        cut_rails(page)
        currency = _CURRENCY.search(text)
        record = _embedded_record(page, own_url)
        if record is not None:
            product = _product(record, currency[1] if currency else market, cents=True)
        else:
            product = read_marked_product(page, url, _whole_size)
        return read_product(name, own_url, product)

    def listing_url(self, url: str) -> str:
        """`/products/<handle>`, whichever collection's or language's page it stands on."""
        parts = urlsplit(own(url, url) or url)
        path = parts.path.rstrip("/") or "/"
        found = _PRODUCT_PATH.match(path)
        return urlunsplit(parts._replace(path=found[1] if found else path, query=""))

    def _sitemap(self, text: str, page: ListPage) -> ReadPage:
        found = read_sitemap(
            text, page, name=f"{self.name}_list", listing_url=self._product_url, part=_PART
        )
        if "<sitemapindex" in text[:2000] and not found.further:
            raise Unreadable("the sitemap has no part of products")
        return found

    def _product_url(self, link: str) -> str | None:
        return self.listing_url(link) if _PRODUCT_PATH.match(urlsplit(link).path) else None


def _currency_parameter(html: str, url: str) -> dict[str, str]:
    """The shop's own currency, where it is not the market's; none at all for a shop that shows its
    visitor converted prices: which one the list's amounts are in is not known then."""
    found = _CURRENCY.search(html)
    if found is None:
        return {}
    if found[2] and float(found[2]) != 1:
        return {"currency": _NO_CURRENCY}
    return {"currency": found[1]} if found[1] != market_currency(url) else {}


def _stated_currency(url: str) -> str | None:
    stated = parse_qs(urlsplit(url).query).get("currency", [market_currency(url)])[0]
    return None if stated == _NO_CURRENCY else stated


def _entry(
    record: dict[str, Any], currency: str | None, page: ListPage
) -> InventoryEntry | UnreadEntry:
    handle, product = text_of(record.get("handle")), _product(record, currency, cents=False)
    if handle is None or product.title is None:
        return UnreadEntry(why=f"a product without handle or title: {handle}")
    url = at_site(page.url, f"/products/{handle}")
    # A record without its page's words does not say which currency its amounts are in.
    record_url = f"{url}.js" if currency == market_currency(url) else None
    return product_entry(url, product, page.status, page_url=record_url)


def _product(record: Any, currency: str | None, *, cents: bool) -> Product:
    """The product of a record, be it of products.json (prices in the currency) or of .js (in its
    hundredths, and names of its own). Its price is that of all its variants, or none."""
    if not isinstance(record, dict):
        raise Unreadable("no product's record")
    variants = objects_of(record.get("variants"))
    prices = {_price(variant.get("price"), currency, cents=cents) for variant in variants}
    available = [v.get("available") for v in variants if isinstance(v.get("available"), bool)]
    tags = record.get("tags")
    kind = text_of(record.get("product_type")) or text_of(record.get("type"))
    words = tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list) else []
    sold_word = any(is_sold_word(text_of(word)) for word in [*words, kind])
    skus = {text_of(variant.get("sku")) for variant in variants}
    return Product(
        title=text_of(record.get("title")),
        description=_text(record.get("body_html")) or _text(record.get("description")),
        price=prices.pop() if len(prices) == 1 else None,
        is_sold=sold_word or (not any(available) if available else None),
        maker=text_of(record.get("vendor")),
        category=None if is_sold_word(kind) else kind,
        sku=skus.pop() if len(skus) == 1 else None,
        options=_option_names(record.get("options")),
        images=_images(record.get("images")),
    )


def _price(amount: Any, currency: str | None, *, cents: bool) -> Price | None:
    return price_of_cents(amount, 2, currency) if cents else stated_price(amount, currency)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _option_names(options: Any) -> tuple[str, ...]:
    """Objects with names, or the names alone."""
    given = options if isinstance(options, list) else []
    names = (text_of(one.get("name") if isinstance(one, dict) else one) for one in given)
    return tuple(name for name in names if name)


def _images(images: Any) -> tuple[VehicleImage, ...]:
    photos: list[tuple[str | None, int | None, int | None]] = []
    for image in images if isinstance(images, list) else []:
        if isinstance(image, dict):
            source, size = image.get("src"), (image.get("width"), image.get("height"))
            width, height = (n if isinstance(n, int) and n > 0 else None for n in size)
        else:
            source, width, height = image, None, None
        stated = text_of(source)
        if stated and "//" in stated:  # without a scheme, but never without a host
            link = original(stated, "https://cdn.shopify.com/")
            photos.append((_whole_size(link), width, height))
    return number_images(photos)


def _whole_size(link: str | None) -> str | None:
    return _RESIZED.sub("", link) if link else None


def _embedded_record(page: Selector, url: str) -> dict[str, Any] | None:
    """The record of the page's own product in one of its scripts; None where there is none."""
    handle = urlsplit(url).path.rpartition("/")[2]
    for text in page.css('script[type="application/json"]::text').getall():
        if '"variants"' not in text:
            continue
        try:
            found = json_of(text)
        except PageError:
            continue  # another script's
        stated = found.get("product", found) if isinstance(found, dict) else None
        if isinstance(stated, dict) and stated.get("handle") == handle and "variants" in stated:
            return stated
    return None


PLATFORM = Shopify()
