"""eBizAutos: every vehicle stands in the sitemap; robots.txt forbids the lists (`/inventory.aspx`,
`/inventory-*.html`).

A vehicle's page is `/details-<year>-<make>-<model>[-<trim>]-<new|used>-<VIN or stock number>.html`
("_" is a blank, "~" a hyphen) and says all in JSON-LD. Once the car is gone, its page is of a car
that is not in stock, or shows another car.
"""

import re
from urllib.parse import unquote, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Item, Listing, ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.links import own
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, gallery, read_shown
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.structured_vehicle import number_images

_HOSTS = re.compile(
    r"//(?:(?:cdn|images|stockphotos)\.ebizautos\.media|(?:[\w-]+\.)*ebizautos\.com)[/\"']",
    re.IGNORECASE,
)
_VEHICLE_PATH = re.compile(r"^/details-(\d{4})-.+-(?:new|used)-([^/]+)\.html$", re.IGNORECASE)
# …-<dealer>-<vehicle>-<number>-<width>.jpg; the vendor's stock photos have a host of their own.
_PHOTO = re.compile(r"^https://cdn\.ebizautos\.media/([^/?]+-\d+-\d+-\d+)-(\d+)\.\w+$")
_VIN_LENGTH = 17
_GONE = {"SoldOut": "sold", "OutOfStock": "withdrawn", "Discontinued": "withdrawn"}


class EbizAutos:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "ebiz_autos"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts, which serve the photos of every page."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap: there is no other way."""
        statuses(run_mode)
        refuse_challenge(html)
        site = urlsplit(own(url, url) or url)
        return [(ListPage(urlunsplit(site._replace(path="/sitemap.xml", query=""))),)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The vehicles of the sitemap. Raises Unreadable for what is none."""
        refuse_challenge(text)
        if not is_sitemap(text):
            raise Unreadable("no sitemap")
        return read_sitemap(text, page, name=f"{self.name}_list", listing_url=self._vehicle_url)

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The JSON-LD, and what it leaves to labels. Raises Unreadable without a title,
        NotAVehicle for what is no car, and for another car than the address names: the site puts
        one in the place of a car that is gone."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        canonical = self.listing_url(url)
        shown = read_shown(page, canonical)
        _refuse_another_car(shown, canonical)
        listing = Listing(
            url=canonical,
            source="dealer",
            title=shown.title,
            status="sold"
            if shown.marked_sold
            else _GONE.get(shown.offer.availability or "", "for_sale"),
            asking_price=shown.offer.price,
            currency=shown.offer.currency,
            stock_number=shown.stock_number,
        )
        items: tuple[Item, ...] = (listing, shown.vehicle, *_images(page, canonical, shown))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """Without query."""
        return urlunsplit(urlsplit(own(url, url) or url)._replace(query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        return canonical if _VEHICLE_PATH.match(urlsplit(canonical).path) else None


def _refuse_another_car(shown: Shown, url: str) -> None:
    """A VIN is compared with a VIN, a stock number with the stock number, or an older car's
    number; a page that does not state its kind is not refused, unless the years differ."""
    found = _VEHICLE_PATH.match(urlsplit(url).path)
    named = _folded(unquote(found[2])) if found else ""
    year = int(found[1]) if found else None
    number, stock = _folded(shown.vehicle.vin_text or ""), _folded(shown.stock_number or "")
    comparable = len(number) == _VIN_LENGTH if len(named) == _VIN_LENGTH else bool(stock)
    of_another_year = shown.vehicle.year not in (None, year)
    if found and (of_another_year or (comparable and named not in (number, stock))):
        raise NotAVehicle("another_car", f"{url} shows the car {number or stock}")


def _folded(number: str) -> str:
    return re.sub(r"[^0-9a-z]", "", number.casefold())


def _images(page: Selector, url: str, shown: Shown) -> tuple[VehicleImage, ...]:
    """The car's own photos, each in its largest size."""
    stated = shown.images or gallery(page, url, lambda link: link)
    largest: dict[str, tuple[int, str]] = {}
    for image in stated:
        photo = _PHOTO.match(image.url.partition("?")[0])
        if photo and int(photo[2]) > largest.get(photo[1], (0, ""))[0]:
            largest[photo[1]] = (int(photo[2]), photo[0])
    return number_images((link, None, None) for _, link in largest.values())


PLATFORM = EbizAutos()
