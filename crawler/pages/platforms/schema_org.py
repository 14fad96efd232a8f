"""Any site that marks its cars with schema.org's vocabulary: the fallback of all platforms."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from crawler.items import Item, Listing, ReadPage
from crawler.pages.automobilia import refuse_automobilia
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.links import own, same_page
from crawler.pages.platforms.platform import InventoryStart, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.structured_data import Offered, Thing, offered, page_things
from crawler.pages.structured_vehicle import (
    Offer,
    is_marked_sold,
    own_vehicle,
    read_images,
    read_offer,
    read_vehicle_node,
)
from crawler.pages.text import canonical_url, squeeze, storable
from crawler.pages.vehicle_text import read_title
from crawler.pages.vehicle_text.makes import MOTORCYCLE_MAKES

# Whole last words of a path, the surest first.
_CURRENT = (
    "inventory", "cars-for-sale", "vehicles-for-sale", "vehicles", "cars", "showroom", "stock",
    "collection",
)  # fmt: skip
_SOLD = ("sold", "sold-cars", "sold-vehicles", "archive")
_PAGE_WORDS = ("page", "p", "pg")
_VEHICLE_LABEL = re.compile(r"\b(?:VIN|Chassis (?:No|Number)|Odometer|Mileage)\b")
_OTHERS = re.compile(r"\b(?:similar|related|recommended|recently viewed)\b", re.IGNORECASE)
# DealerFire and Dealer Inspire mark what a buyer pays with fees; the price they show is lower.
_FEES_INCLUDED = re.compile(
    r"//[\w.-]*\bcdn-ds\.com/|pushData\('VehicleObject_|//[\w.-]*\bdealerinspire\.com/"
    r"|/themes/DealerInspire|inventoryLightningSettings|vehicle-images\.carscommerce\.inc"
)
_NO_LONGER_OFFERED = frozenset(("OutOfStock", "Discontinued"))


class SchemaOrg:
    """The adapter (see `crawler.pages.platforms.platform.Platform`)."""

    name = "schema_org"

    def recognises(self, html: str) -> bool:
        """By vehicle nodes on the page, or by a link to an inventory."""
        page = Selector(text=storable(html))
        url = page.css("link[rel=canonical]::attr(href)").get() or ""
        url = url if own(url, url) else "https://site.invalid/"
        if any(one.thing.is_vehicle for one in offered(page_things(page, url))):
            return True
        return bool(_entries(page, url)) or bool(_list_urls(page, url))

    def inventory_urls(self, html: str, url: str, run_mode: str) -> list[InventoryStart]:
        """By the last words of links in the page's navigation, else anywhere on it. A home page
        that links to no list but holds one is the list of current cars."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        page = Selector(text=storable(html))
        found = _list_urls(page, url)
        if "for_sale" not in found and _entries(page, url):
            found["for_sale"] = canonical_url(url)
        return [InventoryStart(found[status], status) for status in wanted if status in found]

    def read_list(self, html: str, url: str, status: str) -> ReadPage:
        """The entries of ItemLists and all vehicle nodes with a URL. Raises Unreadable where
        neither a list nor a vehicle is marked, or no entry can be used."""
        refuse_challenge(html)
        page = Selector(text=storable(html))
        cut_rails(page)
        entries = _entries(page, url)
        if entries is None:
            raise Unreadable("no list is marked, or none of its entries has a name and a link")
        listings: dict[str, Listing] = {}
        for link, title, one in entries:
            offer = _offer(one, html)
            listing = Listing(
                url=link,
                source="dealer",
                title=title,
                status="sold" if _is_sold(offer, one.thing) else status,
                asking_price=offer.price,
                currency=offer.currency,
                stock_number=one.thing.text("sku", "productID"),
            )
            listings.setdefault(link.rstrip("/"), listing)
        return ReadPage(
            page=f"{self.name}_list", items=tuple(listings.values()), next_url=_next_url(page, url)
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The page's own vehicle node. Raises NotAVehicle for a page that says nothing of a
        vehicle, or of automobilia; Unreadable for a vehicle without markup or name."""
        refuse_challenge(html)
        page = Selector(text=storable(html))
        cut_rails(page)
        heading = squeeze(page.xpath("string(//h1)").get() or "") or None
        things = page_things(page, url)
        found = own_vehicle(things, url, heading)
        if found is None:
            raise _no_vehicle(page, things, heading)
        title = found.thing.text("name")
        if title is None:
            raise Unreadable("the vehicle's markup has no name")
        vehicle = read_vehicle_node(found.thing, title)
        refuse_automobilia(title, vehicle)
        offer = _offer(found, html)
        listing = Listing(
            url=self.listing_url(url),
            source="dealer",
            title=title,
            status="sold" if _is_sold(offer, found.thing) else _status(offer.availability),
            asking_price=offer.price,
            currency=offer.currency,
            stock_number=found.thing.text("sku", "productID"),
        )
        items: tuple[Item, ...] = (listing, vehicle, *read_images(found.thing, url))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """The common canonical form: which rule for slashes a site has is not known."""
        return canonical_url(url)


def _offer(one: Offered, html: str) -> Offer:
    """The offer, without a price where the site's vendor is known to mark one with fees in it."""
    offer = read_offer(one)
    return replace(offer, price=None, currency=None) if _FEES_INCLUDED.search(html) else offer


def _is_sold(offer: Offer, thing: Thing) -> bool:
    return offer.availability == "SoldOut" or is_marked_sold(thing)


def _status(availability: str | None) -> str:
    return "withdrawn" if availability in _NO_LONGER_OFFERED else "for_sale"


def _no_vehicle(page: Selector, things: list[Thing], heading: str | None) -> Exception:
    """Why a page gives no vehicle: it is none, or its markup cannot be read."""
    if any(one.thing.is_vehicle for one in offered(things)):
        return Unreadable("no vehicle's markup is the page's own, or several are")
    if any("Product" in one.thing.types for one in offered(things)):
        return NotAVehicle("product_without_vehicle", "a Product without any vehicle property")
    words = read_title(heading or "")
    text = " ".join(page.xpath("//body//text()[not(parent::script or parent::style)]").getall())
    labelled = _VEHICLE_LABEL.search(text)
    if words.make in MOTORCYCLE_MAKES and not labelled:
        # "1948 Indian Chief" may be a sign, and a brand of clothes: the title alone is no mark.
        return NotAVehicle("motorcycle_without_marks", f"no mark of a vehicle: {heading!r}")
    if (words.year and words.make) or labelled:
        return Unreadable("a vehicle's words without markup")
    return NotAVehicle("no_vehicle_words", "neither vehicle markup nor a vehicle's words")


def _entries(page: Selector, url: str) -> list[tuple[str, str, Offered]] | None:
    """Link, title and node of each car that a list page marks; none for an empty list. None where
    it marks no list, or one without a single entry that names and links a page of this site."""
    things = page_things(page, url)
    lists = [one.thing for one in offered(things) if "ItemList" in one.thing.types]
    nodes: list[Offered] = []
    for thing in lists:
        if not _OTHERS.search(thing.text("name") or ""):
            nodes += [Offered(item) for item in thing.things("itemListElement")]
    nodes += [one for one in offered(things) if one.thing.is_vehicle]
    if not nodes and not lists:
        return None
    entries = []
    for one in nodes:
        entry = (one.thing.things("item") or [one.thing])[0]
        if entry.types - {"ListItem", "Product"} and not entry.is_vehicle:
            continue
        link = own(_url(entry) or _url(one.thing), url)
        title = entry.text("name") or one.thing.text("name")
        if link and title and not same_page(link, url):
            entries.append((link, title, Offered(entry, one.offer)))
    return entries if entries or not nodes else None


def _url(thing: Thing) -> str | None:
    offers = [href for offer in thing.things("offers") for href in offer.texts("url")]
    return next(iter([*thing.texts("url"), *thing.texts("item"), *offers]), None)


def _list_urls(page: Selector, url: str) -> dict[str, str]:
    """The site's lists by status, from whole words at the end of its links' paths."""
    for scope in ("//nav//a/@href|//header//a/@href", "//a/@href"):
        links = [link for link in (own(h, url) for h in page.xpath(scope).getall()) if link]
        found = {
            status: link
            for status, words in (("for_sale", _CURRENT), ("sold", _SOLD))
            if (link := _best(links, words))
        }
        if found:
            return found
    return {}


def _best(links: list[str], words: tuple[str, ...]) -> str | None:
    last = [(urlsplit(link).path.rstrip("/").rpartition("/")[2].lower(), link) for link in links]
    return next((link for word in words for end, link in last if end == word), None)


def _next_url(page: Selector, url: str) -> str | None:
    """Where rel=next leads, unless it leads back."""
    for href in page.css("link[rel=next]::attr(href), a[rel=next]::attr(href)").getall():
        link = own(href, url)
        if link and link != canonical_url(url) and _page_number(link) > _page_number(url):
            return link
    return None


def _page_number(url: str) -> int:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    stated = next((query[word][0] for word in _PAGE_WORDS if word in query), None)
    in_path = re.search(r"/page[/-]?(\d+)/?$", parts.path)
    text = stated or (in_path[1] if in_path else "1")
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 1
