"""Motors (StylemixThemes): WordPress sites whose cars are posts of the type "listings".

Lists are at `/listings/`, or wherever the site has put them; a car's page is `/listings/<name>/`.
The posts are not in WordPress' own API, and no page has JSON-LD of the car. Cards are
`.stm-isotope-listing-item`, sold ones `listing_is_sold` or `car-as-sold`, with a badge
`.special-label` "Sold", which says other things on other cars. Of a reduced price the one in
`.sale-price` is asked; `.archive_request_price` asks for a call. "$" is the dollar of the site's
market. robots.txt is WordPress' own.

assumed: the sitemap has a part of type "listings", as of every public type.
"""

import re
from urllib.parse import urlsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute, element_text, first_text
from crawler.pages.errors import Unreadable
from crawler.pages.inventory_links import inventory_links
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
from crawler.pages.sitemap import is_sitemap
from crawler.pages.stated_vehicle import labelled_fields, read_stated
from crawler.pages.structured_vehicle import Offer, number_images, original
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price, read_price
from crawler.pages.wordpress import post_url, read_post_sitemap, sitemap_road

_MARK = re.compile(
    r"/wp-content/(?:plugins/motors-car-dealership-classified-listings|themes/motors)[/\"'-]"
    r"|\bstm-isotope-listing-item\b",
    re.IGNORECASE,
)
_CARDS = ".stm-isotope-listing-item"
_OTHER_CARS = (
    f"{_CARDS}, .listing-list-loop, .stm-directory-grid-loop, .listing-car-items"
    ", .stm-template-front-loop"
)
_CONTAINER = (
    ".stm-isotope-sorting, #listings-result, .archive-listing-page, .stm-inventory-no-results"
)
_TITLE = ".car-title, .title.heading-font, .listing-car-item-meta .title, .meta-top .title"
# The last of these that a card has is asked.
_CARD_PRICES = (
    ".sale-price .heading-font", ".discounted-price .sale-price", ".normal-price .heading-font",
    ".price .normal-price", ".price",
)  # fmt: skip
_PAGE_PRICES = (
    ".single-regular-sale-price .h4", ".stm-listing-single-price-title .sale-price .value",
    ".single-regular-price .h3", ".stm-listing-single-price-title .price",
)  # fmt: skip
_NEXT = ".stm_ajax_pagination a.next, ul.page-numbers a.next, .pagination a.next"
_PLACEHOLDER = re.compile(r"plchldr|/moto-placeholders/|automanager_default", re.IGNORECASE)
_STOCK_LABEL = re.compile(r"^stock\s*#?\s*:?\s*", re.IGNORECASE)


class WpMotors:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "wp_motors"
    general = False

    def recognises(self, html: str) -> bool:
        """By the plugin's or the theme's own files, or the cards' class."""
        return bool(_MARK.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, which does not say what is sold, then the lists that the page links to."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        links = inventory_links(page_of(html), url)
        # Sold cars stay in the list, unless the site shows them nowhere: its status is no one's.
        pages = tuple(
            ListPage(link, "sold" if status == "sold" else None)
            for link, status in links
            if status != "sold" or "sold" in wanted
        )
        return [sitemap_road(html, url), pages] if pages else [sitemap_road(html, url)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """A sitemap, or a page of a list. Raises Unreadable for a page without the cards' place."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            return read_post_sitemap(
                text, page, name=name, post_type="listings", listing_url=self._car_url
            )
        selector = page_of(text)
        cut_rails(selector)
        cards = selector.css(_CARDS)
        if not cards and not selector.css(_CONTAINER):
            raise Unreadable("neither cards nor their place")
        refuse_silent_list(selector, len(cards))
        currency = market_currency(page.url)
        return read_cards(
            name,
            (_card(card, currency) for card in cards),
            page,
            listing_url=self._car_url,
            marks_sold=True,
            following=own(selector.css(_NEXT).xpath("@href").get(), page.url),
        )

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading, the table of fields and the gallery. Raises Unreadable without a heading."""
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _OTHER_CARS)
        title = first_text(page, "h1.title, .stm-single-car-page h1, .single-listing-title, h1")
        if title is None:
            raise Unreadable("no heading names the vehicle")
        fields = labelled_fields(page)
        prose = page.css(
            ".stm-single-car-content .post-content, .stm-car-description, .seller-note"
        )
        content = element_text(prose[0]) if prose else None
        vehicle = read_stated(title, fields | {"description": content})
        refuse_not_a_car(title, vehicle)
        no_offer = Offer(None, None, None)
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            Shown(title, vehicle, no_offer, _stock_number(page) or fields.get("stock_number")),
            sold=_is_marked_sold(page),
            price=_price(page, _PAGE_PRICES, market_currency(url)),
            images=_images(page, url),
        )

    def listing_url(self, url: str) -> str:
        """Without query, with a trailing slash, as WordPress has it."""
        return post_url(url)

    def _car_url(self, link: str) -> str | None:
        """Below the folder of the type, whose name a site may change; the list itself is none."""
        segments = urlsplit(link).path.strip("/").split("/")
        return self.listing_url(link) if len(segments) > 1 and segments[-1] else None


def _card(card: Selector, currency: str) -> Card:
    link = card.css("a.rmv_txt_drctn[href], .title a[href], .image a[href], a[href]")
    hrefs = [href for href in link.xpath("@href").getall() if not href.startswith("#")]
    classes = (attribute(card, "class") or "").split()
    sold = bool({"listing_is_sold", "car-as-sold"} & set(classes)) or _is_marked_sold(card)
    units = {
        first_text(unit, ".name"): first_text(unit, ".value")
        for unit in card.css(".meta-middle-unit")
    }
    mileage = units.get("Mileage") or first_text(card, ".meta-middle-unit.mileage .value")
    return Card(
        href=hrefs[0] if hrefs else None,
        title=first_text(card, _TITLE),
        sold=sold,
        price=_price(card, _CARD_PRICES, currency),
        stock_number=_stock_number(card),
        mileage=mileage or attribute(card, "data-mileage") or None,
    )


def _is_marked_sold(scope: Selector) -> bool:
    """By the badge, or the word in the price's place."""
    marks = ".special-label, .stm-listing-single-price-title .price, .sold-badge"
    return any(is_sold_word(element_text(one)) for one in scope.css(marks))


def _price(scope: Selector, places: tuple[str, ...], currency: str) -> Price | None:
    """The price in the first place that the scope has."""
    for place in places:
        for element in scope.css(place):
            element.css(".label-price, .labeled, .archive_request_price").drop()
            if text := squeeze(" ".join(element.xpath(".//text()").getall())):
                return read_price(text, currency)
    return None


def _stock_number(scope: Selector) -> str | None:
    text = first_text(scope, ".stock-num")
    return _STOCK_LABEL.sub("", text).strip() or None if text else None


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    """What the gallery links, which is whole; where it links nothing, what it shows."""
    gallery = page.css(".stm-single-image, .stm-big-car-gallery, .stm-car-carousels")
    links = gallery.css("a.stm_fancybox::attr(href), a.stm_light_gallery::attr(href)").getall()
    found = (absolute(link, url) for link in links or gallery.css("img::attr(src)").getall())
    photos = (one for one in found if one and not _PLACEHOLDER.search(one))
    return number_images(
        (original(photo, url), None, None) for photo in photos if not is_placeholder(photo)
    )


PLATFORM = WpMotors()
