"""Dealer Inspire (Cars Commerce): WordPress sites with a sitemap of the inventory.

Lists show 20 cars a page. The offer in JSON-LD has the dealer's fees in it, as has the last row of
the shown prices; the price is the row before them. "$" is the dollar of the site's market. Sold
cars leave the site. Many of these sites stand behind Cloudflare, whatever their robots.txt allows.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Item, Listing, ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import element_text
from crawler.pages.errors import Unreadable
from crawler.pages.form_fields import cut_form_fields
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import read_cards
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.page_numbers import next_page
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.dealer_inspire.cards import found_cards
from crawler.pages.platforms.dealer_inspire.price_rows import advertised_price, price_texts
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import filled
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import read_stated
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_data import page_things
from crawler.pages.structured_vehicle import (
    number_images,
    original,
    own_vehicle,
    read_images,
    read_offer,
    read_vehicle_node,
)
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price

_MARKS = re.compile(
    r"wp-content/themes/DealerInspire(?:Dealer|Common)Theme"
    r"|//(?:assets|di-uploads-pod\d+)\.dealerinspire\.com/"
    r"|//vehicle-images\.carscommerce\.inc/|\binventoryLightningSettings\b"
)
_SITEMAP = "/dealer-inspire-inventory/inventory_sitemap"
_LISTS = ("/used-vehicles/", "/new-vehicles/")
_OTHER_LISTS = ("/current-inventory/", "/inventory/")
_VEHICLE_PATH = re.compile(
    r"^/inventory/(?:[a-z]+-)*?(?:new|used|owned|certified)-(?:1[89]|20)\d\d-[^/]+/?$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:1[89]|20)\d\d\b")
_NO_CARS = re.compile(r"(?<![\d,])0 (?:[\w-]+ ){0,2}(?:cars|vehicles|results)\b", re.IGNORECASE)
_PHOTOS = re.compile(r"^https://vehicle-images\.carscommerce\.inc/")
# What JSON-LD leaves out stands beside these labels (assumed: their usual words).
_LABELS = {
    "vin": ("VIN",),
    "mileage": ("Mileage", "Odometer"),
    "engine": ("Engine",),
    "transmission": ("Transmission",),
    "drivetrain": ("Drivetrain",),
    "body_style": ("Body Style",),
    "exterior_color": ("Exterior Color", "Exterior"),
    "interior_color": ("Interior Color", "Interior"),
}


class DealerInspire:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_inspire"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's themes and hosts, and the settings of its inventory's script."""
        return bool(_MARKS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The inventory's sitemap, then the lists of used and new cars that the page links to.
        None for sold cars, which leave the site."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        site = urlsplit(own(url, url) or url)
        hrefs = page_of(html).css("a::attr(href)").getall()
        links = [link for link in (own(href, url) for href in hrefs) if link]
        paths = {urlsplit(link).path.rstrip("/") + "/" for link in links}
        lists = [path for path in _LISTS if path in paths]
        lists = lists or [path for path in _OTHER_LISTS if path in paths][:1] or list(_LISTS[:1])
        return [
            (ListPage(urlunsplit(site._replace(path=_SITEMAP, query=""))),),
            tuple(
                ListPage(urlunsplit(site._replace(path=path, query="")), "for_sale")
                for path in lists
            ),
        ]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap, or a page of a list: of both templates of cards the links to vehicles tell
        where they are, and their last word is the VIN. Raises Unreadable for a sitemap without a
        vehicle, and for a page without one that does not say that it has none ("0 Used Cars")."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            read = read_sitemap(text, page, name=name, listing_url=self._vehicle_url)
            if not read.items and not read.further:
                raise Unreadable("the sitemap names no vehicles")
            return read
        selector = page_of(text)
        cut_rails(selector)
        cut_struck_prices(selector)
        cards = found_cards(selector, page.url, self._vehicle_url)
        if not cards and not _NO_CARS.search(element_text(selector)):
            raise Unreadable("a list without cars that does not say that it is empty")
        following = _following(selector, page.url) if cards else None
        return read_cards(name, cards, page, listing_url=self._vehicle_url, following=following)

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """JSON-LD, and what it does not state from its label on the page. Raises Unreadable
        without a vehicle in JSON-LD, NotAVehicle for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        cut_struck_prices(page)
        cut_form_fields(page)
        heading = squeeze(page.xpath("string(//h1)").get() or "") or None
        found = own_vehicle(page_things(page, url), url, heading)
        if found is None:
            raise Unreadable("no vehicle in the structured data is the page's own")
        node = found.thing
        title = node.text("name") or (heading if heading and _DATED.search(heading) else None)
        if title is None:
            raise Unreadable("neither structured data nor a heading names the vehicle")
        shown = read_stated(title, {name: labelled_text(page, *of) for name, of in _LABELS.items()})
        vehicle = filled(read_vehicle_node(node, title), shown)
        refuse_not_a_car(title, vehicle, category=vehicle.body_style, types=node.types)
        price = _shown_price(page, market_currency(url))
        listing = Listing(
            url=self.listing_url(url),
            source="dealer",
            title=title,
            status="sold" if read_offer(found).availability == "SoldOut" else "for_sale",
            asking_price=price.amount if price else None,
            currency=price.currency if price else None,
            stock_number=node.text("sku")
            or labelled_text(page, "Stock #", "Stock", "Stock Number"),
        )
        images = _images(page, [image.url for image in read_images(node, url)], vehicle.vin, url)
        items: tuple[Item, ...] = (listing, vehicle, *images)
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """Without query, with the trailing slash that the site's own links have."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        return self.listing_url(url) if _VEHICLE_PATH.match(urlsplit(url).path) else None


def _following(page: Selector, url: str) -> str | None:
    """The page after this one, of the same list."""
    hrefs = page.css("a::attr(href)").getall()
    links = (link for link in (own(href, url) for href in hrefs) if link)
    path = urlsplit(url).path
    return next_page((link for link in links if urlsplit(link).path == path), url, "_p")


def _shown_price(page: Selector, currency: str) -> Price | None:
    """The price before fees, where a row names it so: what stands alone may have fees in it."""
    prices = (advertised_price(text, currency, labelled=True) for text in price_texts(page))
    return next((price for price in prices if price), None)


def _images(
    page: Selector, marked: list[str], vin: str | None, url: str
) -> tuple[VehicleImage, ...]:
    """The markup's photos, then those of the vendor's host whose path names the VIN, so that
    another car's is never taken for this one's."""
    sources = page.xpath("//img/@src|//img/@data-src|//a/@href").getall()
    links = [link for link in (absolute(source, url) for source in sources) if link]
    shown = [link for link in links if vin and _PHOTOS.match(link) and f"/{vin}/" in link.upper()]
    photos = (original(photo, url) for photo in [*marked, *shown] if not is_placeholder(photo))
    return number_images((photo, None, None) for photo in photos)


PLATFORM = DealerInspire()
