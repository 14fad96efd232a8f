"""DealerAccelerate (Speed Digital): the platform of most collector-car dealers.

Four list themes, one vehicle page. robots.txt allows no query but `?page=N`. Sold cars stay in
the lists; the sold archive is `<mount>/sold`.
"""

import re
from urllib.parse import parse_qs, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Item, Listing, ReadPage, UnreadEntry, Vehicle, VehicleImage
from crawler.pages.automobilia import refuse_automobilia
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable, refuse_many_unread
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.links import own
from crawler.pages.platforms.dealer_accelerate_tiles import Tile, read_tiles
from crawler.pages.platforms.platform import InventoryStart, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.structured_data import Thing, page_things
from crawler.pages.structured_vehicle import (
    Offer,
    number_images,
    own_vehicle,
    plain,
    read_offer,
    read_vehicle_node,
    stated_mileage,
)
from crawler.pages.text import squeeze, storable
from crawler.pages.vehicle_text import Price, read_number, read_price

_HOSTS = re.compile(
    r"//(?:cdn(?:-dev)?\.dealeraccelerate\.(?:com|net)|(?:www\.)?speeddigital\.com)[/\"']",
    re.IGNORECASE,
)
_MOUNTS = ("vehicles", "inventory")
_VEHICLE_PATH = re.compile(r"^/(?:vehicles|inventory)/(?:[^/]+/)?\d+(?:-[^/]+)?/[^/]+$")
# tenant / location / vehicle / image / size in pixels, as "790x1024"
_PHOTO = re.compile(
    r"(?:https?:)?//cdn(?:-dev)?\.dealeraccelerate\.(?:com|net)"
    r"/([^/\s\"')]+/\d+/(\d+))/(\d+)/(\d+)x(\d+)/[^\s\"')?]+"
)
_NUMBER = re.compile(r"^\s*\d{1,6}\s*$", re.ASCII)  # a page's, in a pager or a query
_SOLD_MARKS = ".price.sold, .cam-sold-vdp"


class DealerAccelerate:
    """The adapter (see `crawler.pages.platforms.platform.Platform`)."""

    name = "dealer_accelerate"

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts in links and images."""
        return bool(_HOSTS.search(html))

    def inventory_urls(self, html: str, url: str, run_mode: str) -> list[InventoryStart]:
        """`/vehicles` and `/vehicles/sold`, or `/inventory…` where the home page links so."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        hrefs = Selector(text=storable(html)).css("a::attr(href)").getall()
        paths = {urlsplit(link).path.rstrip("/") for link in (own(h, url) for h in hrefs) if link}
        mount = next((m for m in _MOUNTS if {f"/{m}", f"/{m}/sold"} & paths), None)
        if mount is None:
            return []
        lists = {"for_sale": f"/{mount}", "sold": f"/{mount}/sold"}
        return [
            InventoryStart(urlunsplit(urlsplit(self.listing_url(url))._replace(path=path)), status)
            for status in wanted
            if (path := lists[status]) in paths
        ]

    def read_list(self, html: str, url: str, status: str) -> ReadPage:
        """The tiles of any of the four themes; a vehicle's tile without a title is left out.
        Raises Unreadable without a list container, or when more than a tenth have no title."""
        refuse_challenge(html)
        page = Selector(text=storable(html))
        cut_rails(page)
        tiles = read_tiles(page, url)
        if tiles is None:
            raise Unreadable("no inventory container of a known theme")
        listings: dict[str, Listing] = {}
        untitled: dict[str, UnreadEntry] = {}
        for tile in tiles:
            link = own(tile.href, url)
            if link is None or not _VEHICLE_PATH.match(urlsplit(link).path.rstrip("/")):
                continue  # a promotion between the tiles
            car = self.listing_url(link)
            if tile.title is None:
                untitled.setdefault(car, UnreadEntry(why=f"the tile of {car} has no title"))
            else:
                listings.setdefault(car, self._tile_listing(tile, tile.title, car, status))
        unread = tuple(entry for car, entry in untitled.items() if car not in listings)
        refuse_many_unread([entry.why for entry in unread], len(listings) + len(unread))
        return ReadPage(
            page=f"{self.name}_list",
            items=tuple(listings.values()),
            next_url=_next_url(page, url),
            unread=unread,
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """JSON-LD where the page has it (many themes drop it once a car is sold), else what the
        page shows. Raises Unreadable without a title, NotAVehicle for automobilia."""
        refuse_challenge(html)
        page = Selector(text=storable(html))
        cut_rails(page)
        heading = squeeze(page.xpath("string(//h1)").get() or "") or None
        found = own_vehicle(page_things(page, url), url, heading)
        title = (found.thing.text("name") if found else None) or heading
        if title is None:
            raise Unreadable("neither structured data nor a heading names the vehicle")
        vehicle = _shown(page, title, found.thing if found else None)
        refuse_automobilia(title, vehicle)
        offer = read_offer(found) if found else Offer(None, None, None)
        price, currency = offer.price, offer.currency
        if price is None and (shown := _shown_price(page)):
            price, currency = shown.amount, shown.currency
        sold = offer.availability == "SoldOut" or bool(page.css(_SOLD_MARKS))
        listing = Listing(
            url=self.listing_url(url),
            source="dealer",
            title=title,
            status="sold" if sold else "for_sale",
            asking_price=price,
            currency=currency,
            stock_number=labelled_text(page, "Stock #", "Stock", "Stock Number", "Stock No."),
        )
        items: tuple[Item, ...] = (listing, vehicle, *_images(page))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    @staticmethod
    def _tile_listing(tile: Tile, title: str, url: str, status: str) -> Listing:
        return Listing(
            url=url,
            source="dealer",
            title=title,
            status="sold" if tile.sold else status,
            asking_price=tile.price.amount if tile.price else None,
            currency=tile.price.currency if tile.price else None,
            stock_number=tile.stock_number,
        )


def _next_url(page: Selector, url: str) -> str | None:
    """The next page on the list's own path. The pager's arrow is not to be trusted: on the sold
    archive it leads to the current inventory. Only the pager's highest number is."""
    numbers = [
        int(text) for text in page.css("ul.pagination a::text").getall() if _NUMBER.match(text)
    ]
    parts = urlsplit(url)
    stated = parse_qs(parts.query).get("page", ["1"])[0]
    current = int(stated) if _NUMBER.match(stated) else 1
    active = squeeze(
        page.xpath("string(//ul[contains(@class,'pagination')]/li[@class='active'])").get() or ""
    )
    if _NUMBER.match(active) and int(active) != current:
        return None  # past the end the first page is served again
    if current >= max(numbers, default=1):
        return None
    return own(urlunsplit(parts._replace(query=f"page={current + 1}", fragment="")), url)


def _shown(page: Selector, title: str, node: Thing | None) -> Vehicle:
    """The vehicle: each field from the node, else from its label on the page."""
    stated = read_vehicle_node(node or Thing(frozenset()), title)
    number = read_number(labelled_text(page, "VIN", "VIN Number", "VIN #") or "")
    mileage = stated_mileage(labelled_text(page, "Mileage", "Odometer"))
    has_number, has_mileage = stated.vin_text is not None, stated.mileage_text is not None
    shown = page.css(".vehicle-description, #description, [itemprop=description]")
    return Vehicle(
        vin=stated.vin if has_number else number.vin,
        vin_text=stated.vin_text if has_number else number.vin_text,
        chassis_number=stated.chassis_number if has_number else number.chassis_number,
        year=stated.year,
        make=stated.make,
        model=stated.model,
        trim=stated.trim,
        mileage=stated.mileage if has_mileage or not mileage else mileage.mileage,
        mileage_text=stated.mileage_text if has_mileage or not mileage else mileage.text,
        mileage_unit=stated.mileage_unit if has_mileage or not mileage else mileage.unit,
        engine=stated.engine or labelled_text(page, "Engine"),
        transmission=stated.transmission or labelled_text(page, "Transmission"),
        drivetrain=stated.drivetrain or labelled_text(page, "Drivetrain", "Drive Train"),
        body_style=stated.body_style or labelled_text(page, "Body Style", "Body"),
        exterior_color=stated.exterior_color or labelled_text(page, "Exterior Color", "Exterior"),
        interior_color=stated.interior_color or labelled_text(page, "Interior Color", "Interior"),
        description=stated.description or plain(" ".join(shown[:1].xpath(".//text()").getall())),
    )


def _shown_price(page: Selector) -> Price | None:
    prices = (read_price(" ".join(p.xpath(".//text()").getall())) for p in page.css(".price"))
    return next((price for price in prices if price), None)


def _images(page: Selector) -> tuple[VehicleImage, ...]:
    """The photos of the page's first vehicle, each in its largest size.

    The path names the vehicle, so another car's photo is never taken for this one's.
    """
    sources = page.xpath("//img/@src|//img/@data-src|//a/@href|//*[@style]/@style").getall()
    found = [photo for source in sources for photo in _PHOTO.finditer(source)]
    largest: dict[str, re.Match[str]] = {}
    for photo in found:
        if photo[1] == found[0][1]:
            kept = largest.get(photo[3])
            if kept is None or _pixels(photo) > _pixels(kept):
                largest[photo[3]] = photo
    urls = (re.sub(r"^(?:https?:)?//", "https://", photo[0]) for photo in largest.values())
    return number_images((url, None, None) for url in urls)


def _pixels(photo: re.Match[str]) -> int:
    return int(photo[4]) * int(photo[5])
