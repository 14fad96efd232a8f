"""Any site that marks its cars with schema.org's vocabulary, or names them in its addresses: the
fallback of all platforms.

The lists that the home page links to are read by their markup; else the sitemap's addresses that
look like vehicles; at the very last the links of a list page that do. What an address promises the
vehicle's page must prove.
"""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import InventoryEntry, Item, Listing, ListPage, ReadPage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.schema_org.entries import list_urls, marked_entries, next_url
from crawler.pages.platforms.schema_org.link_shapes import names_a_car, vehicle_urls
from crawler.pages.platforms.schema_org.proof import is_of_a_model, is_proven, no_vehicle
from crawler.pages.platforms.schema_org.sold_marks import is_marked_sold, is_said_sold
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import labelled_price, offered_price, read_shown, vehicle_page
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import read_entry
from crawler.pages.structured_data import Offered, Thing, offered, page_things
from crawler.pages.structured_vehicle import (
    Offer,
    number_images,
    original,
    own_vehicle,
    read_images,
    read_offer,
    read_vehicle_node,
)
from crawler.pages.text import canonical_url, squeeze

_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
# Parts of a sitemap's index: those of vehicles, where some are named so, else all but those of
# articles; never those of shelves ("product_cat", "vehicle-make").
_SHELVES = r"(?!.*[_-](?:cat|categor(?:y|ies)|tags?|makes?|models?|brands?|types?|body|series)\b)"
_VEHICLE_PARTS = re.compile(
    rf"^{_SHELVES}.*(?:vehicle|inventory|\bcars?\b|listing|product|stock|auto)[^/]*$", re.I
)
_OTHER_PARTS = re.compile(
    rf"^{_SHELVES}(?!.*(?:post|page|blog|news|categor|tag|author|image|video|event|local)[^/]*$)",
    re.IGNORECASE,
)
_FEWEST_LINKS = 2  # one car may be anybody's
_LOCATION = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", re.IGNORECASE)
# DealerFire and Dealer Inspire mark what a buyer pays with fees; the price they show is lower.
_FEES_INCLUDED = re.compile(
    r"//[\w.-]*\bcdn-ds\.com/|pushData\('VehicleObject_|//[\w.-]*\bdealerinspire\.com/"
    r"|/themes/DealerInspire|inventoryLightningSettings|vehicle-images\.carscommerce\.inc"
)
_NO_LONGER_OFFERED = frozenset(("OutOfStock", "Discontinued"))


class SchemaOrg:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "schema_org"
    general = True

    def recognises(self, html: str) -> bool:
        """By vehicle nodes on the page, a link to an inventory, or links that name cars."""
        page = page_of(html)
        url = page.css("link[rel=canonical]::attr(href)").get() or ""
        url = url if own(url, url) else "https://site.invalid/"
        if any(one.thing.is_vehicle for one in offered(page_things(page, url))):
            return True
        if marked_entries(page, url) or list_urls(page, url):
            return True
        return len(_named_cars(page, url)) >= _FEWEST_LINKS

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The lists by the last words of links in the page's navigation, else anywhere on it (a
        home page that links to none but holds one is the list of current cars); the sitemap; the
        same lists once more, by their links alone: asked for without a status, which no address
        tells.
        """
        wanted = statuses(run_mode)
        refuse_challenge(html)
        page = page_of(html)
        found = list_urls(page, url)
        if "for_sale" not in found and marked_entries(page, url):
            found["for_sale"] = canonical_url(url)
        road = tuple(ListPage(found[status], status) for status in wanted if status in found)
        if found and not road:
            return []  # sold cars are asked for, and the site has no list of them
        site = urlsplit(canonical_url(url))
        maps = (urlunsplit(site._replace(path=path, query="")) for path in _SITEMAPS)
        by_links = tuple(replace(one, status=None) for one in road)
        if not road and _named_cars(page, url):
            by_links = (ListPage(canonical_url(url)),)
        roads = [road, *((ListPage(link),) for link in maps), by_links]
        return [one for one in roads if one]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The entries of ItemLists and all vehicle nodes with a URL; a sitemap's addresses of
        vehicles; of a page asked for without a status, the links that name cars. Raises Unreadable
        where there is none of them."""
        refuse_challenge(text)
        if is_sitemap(text):
            return self._sitemap(text, page)
        url, selector = page.url, page_of(text)
        cut_rails(selector)
        found = marked_entries(selector, url)
        if found is None and page.status is None:
            found = [(link, "", Offered(_NO_NODE)) for link in _named_cars(selector, url)] or None
        if found is None:
            raise Unreadable("no list is marked, or none of its entries has a name and a link")
        entries: dict[str, InventoryEntry] = {}
        for link, title, one in found:
            offer = _offer(one, text, url)
            odometer = next(iter(one.thing.things("mileageFromOdometer")), _NO_NODE)
            entry = read_entry(
                link,
                title or None,
                "sold" if is_marked_sold(offer, one.thing, title, link) else page.status,
                price=offered_price(offer),
                stock_number=one.thing.text("sku", "productID"),
                vin=one.thing.text("vehicleIdentificationNumber", "vin"),
                mileage=odometer.text("value"),
                mileage_unit=odometer.text("unitCode", "unitText"),
            )
            entries.setdefault(link.rstrip("/"), entry)
        following = next_url(selector, url)
        return ReadPage(
            page=f"{self.name}_list",
            items=tuple(entries.values()),
            further=(ListPage(following, page.status),) if following else (),
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The page's own vehicle node; without any vehicle's node, a page that proves to be one
        car's (see `is_proven`). Raises NotAVehicle for a page that says nothing of a vehicle, for
        one about a model, and for automobilia; Unreadable for a vehicle without markup or proof."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        heading = squeeze(page.xpath("string(//h1)").get() or "") or None
        things = page_things(page, url)
        found = own_vehicle(things, url, heading)
        if found is None:
            if is_proven(page, things, heading):
                return self._shown(page, url)
            raise no_vehicle(page, things, heading)
        title = found.thing.text("name")
        if title is None:
            raise Unreadable("the vehicle's markup has no name")
        vehicle = read_vehicle_node(found.thing, title)
        if is_of_a_model(found.thing):
            raise NotAVehicle("model", f"the markup is of a model, not of one car: {title!r}")
        refuse_not_a_car(title, vehicle, types=found.thing.types)
        offer = _offer(found, html, url)
        listing = Listing(
            url=self.listing_url(url),
            source="dealer",
            title=title,
            status="sold"
            if is_marked_sold(offer, found.thing, title, url)
            else _status(offer.availability),
            asking_price=offer.price,
            currency=offer.currency,
            stock_number=found.thing.text("sku", "productID"),
        )
        items: tuple[Item, ...] = (listing, vehicle, *read_images(found.thing, url))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """The common canonical form: which rule for slashes a site has is not known."""
        return canonical_url(url)

    def _shown(self, page: Selector, url: str) -> ReadPage:
        """A vehicle that the page shows without markup. Its photos are those whose alt begins with
        its title."""
        shown, name = read_shown(page, url), f"{self.name}_vehicle"
        named = [
            (original(attribute(image, "src"), url), None, None)
            for image in page.css("img[alt]")
            if squeeze(attribute(image, "alt") or "").casefold().startswith(shown.title.casefold())
        ]
        return vehicle_page(
            name,
            self.listing_url(url),
            shown,
            sold=is_said_sold(page, shown.title, url),
            price=labelled_price(page, market_currency(url)),
            images=number_images(named),
        )

    def _sitemap(self, text: str, page: ListPage) -> ReadPage:
        links = (own(unescape(found), page.url) for found in _LOCATION.findall(text))
        known = [link for link in links if link]
        cars = set(vehicle_urls(known))
        parts = _VEHICLE_PARTS if any(map(_VEHICLE_PARTS.search, known)) else _OTHER_PARTS
        read = read_sitemap(
            text,
            page,
            name=f"{self.name}_list",
            listing_url=lambda link: self.listing_url(link) if link in cars else None,
            part=parts,
        )
        is_root = urlsplit(page.url).path in _SITEMAPS
        if not read.items and not read.further and (is_root or (known and _is_of_cars(page.url))):
            raise Unreadable("no address of the sitemap looks like a vehicle's")
        return read


_NO_NODE = Thing(frozenset())


def _is_of_cars(url: str) -> bool:
    return bool(_VEHICLE_PARTS.search(urlsplit(url).path))


def _named_cars(page: Selector, url: str) -> list[str]:
    """The pages of this site that its links name as cars, each once."""
    links = (own(href, url) for href in page.xpath("//a/@href").getall())
    return [link for link in dict.fromkeys(links) if link and names_a_car(link)]


def _offer(one: Offered, html: str, url: str) -> Offer:
    """The offer, without a price where the site's vendor is known to mark one with fees in it."""
    offer = read_offer(one, market_currency(url))
    return replace(offer, price=None, currency=None) if _FEES_INCLUDED.search(html) else offer


def _status(availability: str | None) -> str:
    return "withdrawn" if availability in _NO_LONGER_OFFERED else "for_sale"


PLATFORM = SchemaOrg()
