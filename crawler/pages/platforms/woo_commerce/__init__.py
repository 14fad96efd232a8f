"""WooCommerce: WordPress shops whose products are cars, one product a car.

`/wp-json/wc/store/v1/products` lists all products as JSON, prices in the currency's smallest units;
the sitemap's parts of type "product" name their pages; the shop's pages show `li.product`. A
product's record is `…/products/<id>`. What is out of stock is sold; some shops have a category or
a tag "Sold". What a product is stands in its attributes and its description; the stock number may
be the VIN. Resized photos stand beside the links to the whole ones. robots.txt is WordPress's.
"""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute, element_text, first_text
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.inventory_links import inventory_links
from crawler.pages.links import own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.other_cards import cut_cards
from crawler.pages.page_numbers import page_number
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.woo_commerce.store_record import product_of_record
from crawler.pages.product_page import read_marked_product
from crawler.pages.related_rails import cut_rails
from crawler.pages.shop_product import Product, is_sold_word, product_entry, read_product
from crawler.pages.site_url import at_site
from crawler.pages.sitemap import is_sitemap
from crawler.pages.sold_title import is_sold_title
from crawler.pages.stated_vehicle import labelled_fields
from crawler.pages.structured_vehicle import number_images, original
from crawler.pages.vehicle_text import Price, read_mileage, read_price
from crawler.pages.wordpress import post_url, read_post_sitemap, sitemap_road

_MARK = re.compile(
    r"/wp-content/plugins/woocommerce/|<meta[^>]+content=[\"']WooCommerce \d", re.IGNORECASE
)
_API = "/wp-json/wc/store/v1/products"
_MOST_A_PAGE = 100
_CARDS = "li.product, .products > .product"
_EMPTY = (
    ".woocommerce-info, .woocommerce-no-products-found"
    ", .wp-block-woocommerce-product-collection-no-results"
)
_NONE = re.compile(r"\bno (?:products|results|vehicles|cars)\b", re.IGNORECASE)
_NEXT = "a.next.page-numbers, .woocommerce-pagination a.next, a.wp-block-query-pagination-next"
# Of a price before and after a discount the second is asked.
_PRICES = (".price ins", ".price .woocommerce-Price-amount")
_SOLD = (
    ".stock.out-of-stock, div.product.outofstock, div.product.product_cat-sold"
    ", div.product.product_tag-sold"
)
_SOLD_CLASSES = frozenset(("outofstock", "product_cat-sold", "product_tag-sold"))
_PHOTOS = ".woocommerce-product-gallery__image a, .a3-dgallery a, .woocommerce-product-gallery a"


class WooCommerce:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "woo_commerce"
    general = True

    def recognises(self, html: str) -> bool:
        """By the plugin's own files, or its name and version in the head."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The store's API, the sitemap, then the list pages that the home page links to; the first
        two hold what is for sale and what is sold."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        links = inventory_links(page_of(html), url, shops=True)
        pages = tuple(ListPage(link, status) for link, status in links if status in wanted)
        roads = [(ListPage(_api_url(url, 1)),), sitemap_road(html, url), pages]
        return [road for road in roads if road]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """A page of the API, a sitemap, or a page of the shop."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            return read_post_sitemap(
                text, page, name=name, post_type="product", listing_url=self._product_url
            )
        if urlsplit(page.url).path.rstrip("/") == _API:
            return self._api_page(text, page)
        return self._shop_page(text, page)

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The product's record, or its page."""
        refuse_challenge(text)
        name, own_url = f"{self.name}_vehicle", self.listing_url(url)
        if text.lstrip().startswith("{"):
            return read_product(name, own_url, product_of_record(json_of(text)))
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CARDS)
        page.css(".upsells, .cross-sells").drop()
        return read_product(name, own_url, _shown_product(page, url))

    def listing_url(self, url: str) -> str:
        """Without query, with a trailing slash, as WordPress has it."""
        return post_url(url)

    def _product_url(self, link: str) -> str | None:
        """Below any folder: shops name it as they like. The shop itself is none."""
        segments = urlsplit(link).path.strip("/").split("/")
        return self.listing_url(link) if len(segments) > 1 else None

    def _api_page(self, text: str, page: ListPage) -> ReadPage:
        records = json_of(text)
        # A dealer may have the shop for its shirts alone, or for nothing: its pages must tell.
        if not isinstance(records, list) or (not records and page_number(page.url) == 1):
            raise Unreadable("no products in the list of products")
        following = _api_url(page.url, page_number(page.url) + 1)
        return entry_list(
            f"{self.name}_list",
            (self._entry(record, page) for record in objects_of(records)),
            (ListPage(following, page.status),) if len(records) >= _MOST_A_PAGE else (),
        )

    def _entry(self, record: dict[str, Any], page: ListPage) -> InventoryEntry | UnreadEntry:
        link, number = own(text_of(record.get("permalink")), page.url), record.get("id")
        product = product_of_record(record)
        if link is None or product.title is None or not isinstance(number, int):
            return UnreadEntry(why=f"a product without link, name or id: {number}")
        page_url = at_site(page.url, f"{_API}/{number}")
        return product_entry(self.listing_url(link), product, page.status, page_url=page_url)

    def _shop_page(self, text: str, page: ListPage) -> ReadPage:
        selector = page_of(text)
        cut_rails(selector)
        cards = selector.css(_CARDS)
        if not cards and not _NONE.search(first_text(selector, _EMPTY) or ""):
            raise Unreadable("a shop's page without a product, which does not say that it is empty")
        currency = market_currency(page.url)
        return read_cards(
            f"{self.name}_list",
            (_card(card, currency) for card in cards),
            page,
            listing_url=self._product_url,
            marks_sold=True,
            following=own(selector.css(_NEXT).xpath("@href").get(), page.url),
        )


def _api_url(url: str, number: int) -> str:
    # By number, so that a car that comes in meanwhile moves none to a page that was read.
    query = {"per_page": _MOST_A_PAGE, "page": number, "orderby": "id", "order": "asc"}
    return at_site(url, _API, urlencode(query))


def _card(card: Selector, currency: str) -> Card:
    link = card.css("a.woocommerce-LoopProduct-link, a.woocommerce-loop-product__link")
    href = (link or card.css("a[href]:not(.add_to_cart_button)")).xpath("@href").get()
    title = first_text(card, ".woocommerce-loop-product__title, .wp-block-post-title, h2, h3")
    classes = set((attribute(card, "class") or "").split())
    sold = bool(classes & _SOLD_CLASSES) or is_sold_title(title or "")
    lines = (" ".join(one.xpath(".//text()").getall()) for one in card.css("ul li"))
    mileage = next((m.text for line in lines if (m := read_mileage(line))), None)
    return Card(
        href=href,
        title=title,
        sold=sold,
        price=_shown_price(card, currency),
        stock_number=card.css("[data-product_sku]::attr(data-product_sku)").get() or None,
        mileage=mileage,
    )


def _shown_price(scope: Selector, currency: str) -> Price | None:
    for css in _PRICES:
        texts = [" ".join(one.xpath(".//text()").getall()) for one in scope.css(css)]
        prices = {price for text in texts if (price := read_price(text, currency))}
        if texts:
            return prices.pop() if len(prices) == 1 and len(texts) == 1 else None
    return None


def _shown_product(page: Selector, url: str) -> Product:
    """The product of its page: the markup's, with the attributes and the tab that it shows."""
    panel = "#tab-description, .woocommerce-Tabs-panel--description"
    description = "".join(
        page.css(f".woocommerce-product-details__short-description, {panel}").getall()
    )
    photos = (page.css(_PHOTOS)).xpath("@href").getall()
    product = read_marked_product(
        page, url, lambda link: link, description=description or None, images=_images(photos, url)
    )
    table = page.css(".woocommerce-product-attributes, table.shop_attributes")
    summary = page.css("div.product .summary, .summary.entry-summary")
    shown = _shown_price(summary[0], market_currency(url)) if summary else None
    words = [element_text(one) for one in page.css(".posted_in a, .tagged_as a")]
    sold = bool(page.css(_SOLD)) or any(map(is_sold_word, words))
    category = next(
        (text for text in map(element_text, page.css(".posted_in a")) if not is_sold_word(text)),
        None,
    )
    return replace(
        product,
        price=product.price or shown,
        is_sold=True if sold else product.is_sold,
        sku=product.sku or first_text(page, ".sku_wrapper .sku, .product_meta .sku"),
        category=product.category or category,
        fields=labelled_fields(table[0]) if table else {},
        options=tuple(page.css("table.variations label::text").getall()),
    )


def _images(hrefs: list[str], url: str) -> tuple[VehicleImage, ...]:
    links = (original(href, url) for href in hrefs)
    return number_images((one, None, None) for one in links if one and not is_placeholder(one))


PLATFORM = WooCommerce()
