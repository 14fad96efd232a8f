"""Squarespace: sites whose shop, blog or pages are cars.

`/sitemap.xml` names all pages of a site, in one file. Of them a car's are the shop's products
(`/<collection>/p/<name>`), what stands in a collection whose name is a list's of cars, and a page
whose name begins with a model year. What stands in a collection named "sold" is sold, and what
bears `.product-mark.sold-out`, is out of stock, or says SOLD in its title. Lists as pages show
`.product-list-item`, in older templates `.ProductList-item` or `.grid-item`. A product's page has
its price in `meta[property="product:price:amount"]` and in JSON-LD. robots.txt forbids
`?format=json`, `?tag=`, `?category=` and the like, so that the data which every page would give as
JSON is not asked for. A photo without its query is the whole one.

assumed: further pages of a list are `?page=N` (shops) and `?offset=N` (blogs).
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute, first_text
from crawler.pages.errors import Unreadable
from crawler.pages.inventory_links import inventory_links, is_below_sold, list_status
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.other_cards import cut_cards
from crawler.pages.page_numbers import next_page
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.product_page import read_marked_product
from crawler.pages.related_rails import cut_rails
from crawler.pages.shop_product import Product, read_product
from crawler.pages.site_url import at_site, bare_url
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.sold_title import is_sold_title
from crawler.pages.stated_vehicle import stated_price
from crawler.pages.structured_vehicle import number_images, original
from crawler.pages.vehicle_text import Price, read_price

# The hosts of its scripts; pictures on static1.squarespace.com stay behind when a site moves away.
_MARK = re.compile(
    r"\bStatic\.SQUARESPACE_CONTEXT\b|//assets\.squarespace\.com/|//definitions\.sqspcdn\.com/",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"^/(?:[^/]+/)+p/[^/]+$")
_YEAR = re.compile(r"^(?:sold-)?(?:19[0-9]\d|20[0-4]\d)-[^/]*[a-z]", re.IGNORECASE)
_NEITHER = re.compile(
    r"^/(?:blog|news|events?|press|articles?|journal|stories|gallery|about|tag|category|cart)(?:/|$)",
    re.IGNORECASE,
)
_CONTAINER = ".product-list, .products-list, .ProductList, .list-grid, .sqs-block-summary-v2"
_NONE = re.compile(r"\bno (?:products|items|posts|results|vehicles|cars)\b", re.IGNORECASE)
_CARDS = ".product-list-item, .ProductList-item, .grid-item, .summary-item"
_LINK = (
    "a.product-list-item-link, a.ProductList-item-link, a.grid-item-link, a.summary-title-link"
    ", a.summary-thumbnail-container"
)
_TITLE = ".product-list-item-title, .ProductList-title, .grid-title, .summary-title, .product-title"
_PRICE = ".product-list-item-price, .product-price, .summary-price"
_SOLD = ".product-mark.sold-out"
_DESCRIPTION = ".product-description, .ProductItem-details-excerpt, .product-excerpt"
_PHOTOS = (
    ".product-gallery img, .ProductItem-gallery img, .sqs-gallery img, .sqs-block-image img"
    ", .gallery-grid img, .gallery-slides img, .gallery-masonry img"
)
_PHOTO_HOST = re.compile(r"^https://(?:images\.squarespace-cdn|static1\.squarespace)\.com/", re.I)


class Squarespace:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "squarespace"
    general = True

    def recognises(self, html: str) -> bool:
        """By its scripts."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, then the lists that the home page links to."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        links = inventory_links(page_of(html), url, shops=True)
        pages = tuple(ListPage(link, status) for link, status in links if status in wanted)
        sitemap = (ListPage(at_site(url, "/sitemap.xml")),)
        return [sitemap, pages] if pages else [sitemap]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap, or a list's page. Raises Unreadable for a sitemap that names no car, which
        is what a site of another kind has; its lists must tell."""
        refuse_challenge(text)
        if not is_sitemap(text):
            return self._list(page_of(text), page)
        found = read_sitemap(
            text, page, name=f"{self.name}_list", listing_url=self._car_url, part=None
        )
        if not found.items and not found.further:
            raise Unreadable("the sitemap names no page that looks like a car's")
        items = tuple(
            replace(item, status="sold") if is_below_sold(item.url) else item
            for item in found.items
            if isinstance(item, InventoryEntry)
        )
        return replace(found, items=items)

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The page's markup and meta data, else heading and text."""
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CONTAINER)
        own_url = self.listing_url(url)
        return read_product(f"{self.name}_vehicle", own_url, _product(page, own_url))

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _car_url(self, link: str) -> str | None:
        url = self.listing_url(link)
        path = urlsplit(url).path
        if _NEITHER.match(path):
            return None
        folder, _, page_name = path.rpartition("/")
        is_listed = bool(folder) and list_status(f"https://a{folder}", shops=True) is not None
        return url if _PRODUCT.match(path) or is_listed or _YEAR.match(page_name) else None

    def _list(self, page: Selector, asked: ListPage) -> ReadPage:
        cut_rails(page)
        if not page.css(_CONTAINER):
            raise Unreadable("no list of a known template")
        cards = page.css(_CARDS)
        if not cards and not _NONE.search(first_text(page, _CONTAINER) or ""):
            raise Unreadable("a list without an item, which does not say that it is empty")
        currency = market_currency(asked.url)
        following = next_page(page.css("a[href*='page=']::attr(href)").getall(), asked.url)
        older = page.css(".older a[href*='offset=']::attr(href)").get()
        return read_cards(
            f"{self.name}_list",
            (_card(card, currency) for card in cards),
            asked,
            listing_url=self.listing_url,
            marks_sold=True,
            following=following or own(older, asked.url),
        )


def _card(card: Selector, currency: str) -> Card:
    title = first_text(card, _TITLE)
    classes = (attribute(card, "class") or "").split()
    sold = "sold-out" in classes or bool(card.css(_SOLD)) or is_sold_title(title or "")
    link = card.css(_LINK) or card.xpath("self::a") or card.css("a[href]")
    return Card(
        href=link.xpath("@href").get(),
        title=title,
        sold=sold,
        price=_card_price(card, currency),
    )


def _card_price(card: Selector, currency: str) -> Price | None:
    """The one price of the card; of a reduced one the one that is asked now."""
    shown = card.css(f":is({_PRICE}) .sale-price") if card.css(".sale-price") else card.css(_PRICE)
    texts = [" ".join(one.xpath(".//text()").getall()) for one in shown]
    prices = {price for text in texts if (price := read_price(text, currency))}
    return prices.pop() if len(prices) == 1 else None


def _product(page: Selector, url: str) -> Product:
    shop = page.css(_DESCRIPTION).get()
    blocks = page.css(".sqs-html-content") or page.css(".sqs-block-html")
    product = read_marked_product(
        page,
        url,
        lambda link: link,
        description=shop or "".join(blocks.xpath("./node()[not(self::h1)]").getall()) or None,
        images=_images(page, url),
    )
    availability = (_meta(page, "product:availability") or "").casefold().replace(" ", "")
    sold = availability in ("oos", "outofstock", "sold", "soldout") or bool(page.css(_SOLD))
    return replace(
        product,
        price=product.price
        or stated_price(
            _meta(page, "product:price:amount"),
            _meta(page, "product:price:currency") or market_currency(url),
        ),
        is_sold=True if sold or is_below_sold(url) else product.is_sold,
    )


def _meta(page: Selector, name: str) -> str | None:
    return page.css(f"meta[property='{name}']::attr(content)").get()


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    sources = (
        attribute(image, "data-image") or attribute(image, "data-src") or attribute(image, "src")
        for image in page.css(_PHOTOS)
    )
    links = (absolute(source, url) for source in sources)
    return number_images(
        (original(link, url), None, None) for link in links if link and _PHOTO_HOST.match(link)
    )


PLATFORM = Squarespace()
