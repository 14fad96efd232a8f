"""Carsforsale: dealers' own sites in two layouts, an older one and "Chassis".

The older list gives up to a thousand cars at once (`?PageSize=1000`); VIN and stock number are on
the vehicles' pages alone. Of Chassis each card has a JSON-LD Car, and a vehicle has two addresses,
`/Inventory/Details/<id>` and the canonical `/cars-for-sale/Details/<id>`. robots.txt is not known,
nor a mark of sold cars but the availability in JSON-LD. The size in a photo's path belongs to its
key and cannot be cut.
"""

import re
from dataclasses import replace
from urllib.parse import urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import element_text, first_text
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.market import market_currency
from crawler.pages.page_numbers import next_page
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    gallery,
    is_sold_out,
    offered_price,
    read_shown,
    vehicle_page,
)
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_data import Offered, Thing, offered, page_things
from crawler.pages.structured_vehicle import number_images, read_offer
from crawler.pages.vehicle_text import Price, read_price

_CHASSIS = "/_content/Chassis.Modules.Inventory/"
_MARKS = re.compile(
    r"//cdn\d{2}\.carsforsale\.com/|//(?:[\w-]+\.)*carsforsale\.com/dealerlogos"
    r"|//signin\.carsforsale\.com|[\"'/]siteflex[\"'/.-]|" + re.escape(_CHASSIS),
    re.IGNORECASE,
)
_LISTS = ("/cars-for-sale", "/inventory")
_MOST_A_PAGE = 1000
_OLDER_PATH = re.compile(r"^/details/(?:new|used|certified)-[^/]+/\d+$", re.IGNORECASE)
_CHASSIS_PATH = re.compile(
    r"^/(?:inventory|cars-for-sale)/details/([0-9a-f-]{20,})$", re.IGNORECASE
)
_PAGERS = ("page", "PageNumber")
# <key>/<width>x<height>/<file>; the dealers' logos and the vendor's own pictures have folders
_PHOTO = re.compile(
    r"^https://cdn\d{2}\.carsforsale\.com/(?!dealerlogos/|images/)([^/]+)/(\d+)x(\d+)/[^?]+"
)
_STOCK = re.compile(r"\bStock\s*#\s*:?\s*([\w.-]+)(?=\s+VIN\b)")


class Carsforsale:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "carsforsale"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts and scripts; a link to its market place is no mark."""
        return bool(_MARKS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The list that the page links to; an older one at once, else page by page. None to sold
        cars."""
        if "for_sale" not in statuses(run_mode):
            return []
        refuse_challenge(html)
        hrefs = page_of(html).css("a::attr(href)").getall()
        links = [link for link in (own(h, url) for h in hrefs) if link]
        paths = {urlsplit(link).path.rstrip("/").lower() for link in links}
        path = next((path for path in _LISTS if path in paths), None)
        if path is None:
            return []
        first = urlsplit(own(path, url) or url)
        road = (ListPage(urlunsplit(first), "for_sale"),)
        if _CHASSIS in html or path != _LISTS[0]:
            return [road]
        whole = first._replace(query=urlencode({"PageSize": _MOST_A_PAGE}))
        return [(ListPage(urlunsplit(whole), "for_sale"),), road]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The cards of either layout. Raises Unreadable without a list, and for an empty one that
        does not say so (assumed: "no vehicles", in words or as a number)."""
        refuse_challenge(text)
        selector = page_of(text)
        cut_rails(selector)
        cut_struck_prices(selector)
        if selector.css(".p-veh-card") or _CHASSIS in text:
            nodes = self._nodes(selector, page.url)
            cards = [
                self._chassis_card(card, nodes, page.url) for card in selector.css(".p-veh-card")
            ]
        elif selector.css(".vehicle-section, .vehicle-snapshot"):
            cards = [_older_card(card, page.url) for card in selector.css("li.vehicle-snapshot")]
        else:
            raise Unreadable("no list of a known layout")
        refuse_silent_list(selector, len(cards))
        hrefs = selector.css("a::attr(href)").getall()
        following = (next_page(hrefs, page.url, name) for name in _PAGERS)
        return read_cards(
            f"{self.name}_list",
            cards,
            page,
            listing_url=self._vehicle_url,
            following=next((link for link in following if link), None),
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The JSON-LD, and the page's labelled fields. Raises Unreadable without a title,
        NotAVehicle for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        cut_struck_prices(page)
        for icon in page.css("svg"):  # their titles read as labels
            icon.drop()
        canonical = self.listing_url(url)
        shown = read_shown(page, canonical)
        stock_number = _STOCK.search(element_text(page))
        if shown.stock_number is None and stock_number:
            shown = replace(shown, stock_number=stock_number[1])
        return vehicle_page(
            f"{self.name}_vehicle",
            canonical,
            shown,
            sold=shown.marked_sold or is_sold_out(shown.offer),
            price=offered_price(shown.offer) or _price(page, ".vdp-header-bar__price", url),
            images=_images(page, canonical),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash; of a vehicle's two addresses the canonical one."""
        parts = urlsplit(own(url, url) or url)
        path = parts.path.rstrip("/") or "/"
        if found := _CHASSIS_PATH.match(path):
            path = f"/cars-for-sale/Details/{found[1].lower()}"
        return urlunsplit(parts._replace(path=path, query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        path = urlsplit(canonical).path
        return canonical if _OLDER_PATH.match(path) or _CHASSIS_PATH.match(path) else None

    def _nodes(self, page: Selector, url: str) -> dict[str, Thing]:
        """The page's Cars by the canonical URLs that they bear."""
        found: dict[str, Thing] = {}
        for one in offered(page_things(page, url)):
            offers = one.thing.things("offers")
            for href in (*one.thing.texts("url"), *(h for o in offers for h in o.texts("url"))):
                link = own(href, url)
                if one.thing.is_vehicle and link:
                    found.setdefault(self.listing_url(link), one.thing)
        return found

    def _chassis_card(self, card: Selector, nodes: dict[str, Thing], url: str) -> Card:
        href = card.css("a[href*='/Inventory/Details/']::attr(href)").get()
        link = own(href, url)
        node = nodes.get(self.listing_url(link)) if link else None
        node = node or Thing(frozenset())
        words = (first_text(card, ".inventory-title .me-1"), first_text(card, ".inventory-trim"))
        features = {
            (first_text(one, ".feature-label") or "").rstrip(": ").casefold(): first_text(
                one, ".feature-value"
            )
            for one in card.css(".features-list .feature")
        }
        offer = read_offer(Offered(node), market_currency(url))
        price = _price(card, ".srp-ftc-headline .value, .price-value", url)
        return Card(
            href=href,
            title=" ".join(word for word in words if word) or node.text("name"),
            sold=is_sold_out(offer),
            price=price or offered_price(offer),
            vin=node.text("vehicleIdentificationNumber"),
            mileage=features.get("mileage"),
        )


def _older_card(card: Selector, url: str) -> Card:
    """Price and mileage stand in elements of one class, told apart by the label before them."""
    fields = {}
    for value in card.css(".vehicle-snapshot__main-info, .vehicle-snapshot__info-text"):
        label = value.xpath("preceding-sibling::*[contains(@class, '__label')][1]")
        if label:
            fields[element_text(label[0]).rstrip(": ").casefold()] = element_text(value)
    title = card.css(".vehicle-snapshot__title a, a.font-primary[href]")
    return Card(
        href=title.css("::attr(href)").get(),
        title=next((text for text in map(element_text, title) if text), None),
        price=read_price(fields.get("price", ""), market_currency(url)),
        mileage=fields.get("mileage"),
    )


def _price(scope: Selector, css: str, url: str) -> Price | None:
    text = first_text(scope, css)
    return read_price(text, market_currency(url)) if text else None


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    """The gallery in JSON-LD, else the photos that the page shows, each in its largest size."""
    galleries = [thing for thing in page_things(page, url) if "ImageGallery" in thing.types]
    stated: list[str] = []
    for name in ("image", "Image", "associatedMedia"):
        for thing in galleries:
            stated += thing.texts(name)
            nodes = thing.things(name)
            stated += [text for node in nodes if (text := node.text("contentUrl", "url", "image"))]
    found = stated or [image.url for image in gallery(page, url, lambda link: link)]
    largest: dict[str, re.Match[str]] = {}
    for photo in (match for match in map(_PHOTO.match, found) if match):
        kept = largest.get(photo[1])
        if kept is None or int(photo[2]) > int(kept[2]):
            largest[photo[1]] = photo
    return number_images((photo[0], None, None) for photo in largest.values())


PLATFORM = Carsforsale()
