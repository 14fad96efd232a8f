"""DealerFire (DealerSocket): every page pushes a record of each of its cars into a data layer.

The record is what is read: the offer that the page marks for search engines has the dealer's fees
in it, as has the record's own finalPrice. Sold cars leave the site. robots.txt asks for ten seconds
between requests, so the sitemap goes first, then the list at a hundred cars a page. Bare amounts
are in the currency of the site's market.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Item, Listing, ListPage, ReadPage, UnreadEntry, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import text_of
from crawler.pages.errors import Unreadable
from crawler.pages.links import absolute, host_without_www, own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.dealer_fire.data_layer import (
    advertised_price,
    location_of,
    pushed,
    record_title,
)
from crawler.pages.related_rails import cut_rails
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import plain, read_stated
from crawler.pages.structured_data import Thing, page_things
from crawler.pages.structured_vehicle import (
    number_images,
    original,
    own_vehicle,
    read_images,
)
from crawler.pages.text import squeeze, storable

_MARKS = re.compile(
    r"//(?:[\w-]+\.)*cdn-ds\.com[/\"']|pushData\(\s*[\"']VehicleObject_", re.IGNORECASE
)
_SITEMAPS = ("/sitemap-vehicle.xml.gz", "/sitemap-vehicle.xml")
# /cars-for-sale-<city>-<state>, else the used, new and certified cars apart.
_WHOLE_LIST = re.compile(r"^/cars-for-sale-[\w-]+$")
_PART_LIST = re.compile(r"^/(?:used|new)-vehicles?-[\w-]+$")
_VEHICLE_PATH = re.compile(r"-id-(\d+)/?$")
_SEARCH = re.compile(r'"target"\s*:\s*"([^"?{]+)')
_CARS_A_PAGE = 100  # the most that the site gives; without `limit` it is 20
_PHOTO_SIZE = re.compile(r"/(?:w_\d+|h_\d+|fp_[^/]+)(?=/)")


class DealerFire:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_fire"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's host of photos and the data layer; most sites name no vendor."""
        return bool(_MARKS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap of vehicles (packed, else plain), then the list that the page's search or
        links lead to. None for sold cars, which leave the site."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        site = urlsplit(own(url, url) or url)
        roads: list[Road] = [
            (ListPage(urlunsplit(site._replace(path=path, query=""))),) for path in _SITEMAPS
        ]
        lists = tuple(ListPage(_list_page(link, 0), "for_sale") for link in _lists(html, url))
        return [*roads, lists] if lists else roads

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap, or a page of the list: a record for each car, joined to its link by the
        vendor's id. Raises Unreadable where the list does not say how many cars it has, or has
        other than it says; a sitemap of no vehicles is none."""
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            read = read_sitemap(text, page, name=name, listing_url=self._vehicle_url)
            if not read.items and not read.further:
                raise Unreadable("the sitemap names no vehicles")
            return read
        text = storable(text)
        selector = page_of(text)
        total = selector.css("[data-total-items]::attr(data-total-items)").get() or ""
        if not re.fullmatch(r"\d{1,6}", total):
            raise Unreadable("the list does not say how many cars it has")
        records, broken = pushed(text, "Vehicle")
        links = _links(selector, page.url)
        cards = [
            _card(links[vuid], record, market_currency(page.url))
            for vuid, record in records.items()
            if vuid in links
        ]
        unlinked = [vuid for vuid in records if vuid not in links]
        odd = [UnreadEntry(why=f"the record of {vuid} has no link") for vuid in unlinked]
        odd += [UnreadEntry(why=f"the record of {vuid} is no JSON") for vuid in broken]
        offset = _offset(page.url)
        # Featured cars may stand beside those of the page.
        seen = offset + min(len(records) + len(broken), _CARS_A_PAGE)
        if len(odd) * 10 > len(cards) + len(odd):
            raise Unreadable(f"{len(odd)} records cannot be read, as this one: {odd[0].why}")
        if not cards and offset < int(total):
            raise Unreadable(f"a list of {total} cars without a record")
        following = _list_page(page.url, seen) if seen < int(total) else None
        return read_cards(
            name,
            cards,
            page,
            listing_url=self._vehicle_url,
            following=following,
            unread=odd,
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """The record with the URL's id; body style, description and photos from the page's
        markup. Raises Unreadable where the page has no such record, NotAVehicle for what is no
        car."""
        refuse_challenge(html)
        text = storable(html)
        vuid = _VEHICLE_PATH.search(urlsplit(url).path)
        record = pushed(text, "Vehicle")[0].get(vuid[1]) if vuid else None
        if record is None:
            raise Unreadable("the page has no record of the vehicle that its address names")
        page = page_of(text)
        cut_rails(page)
        heading = squeeze(page.xpath("string(//h1)").get() or "") or None
        found = own_vehicle(page_things(page, url), url, heading)
        node = found.thing if found else Thing(frozenset())
        dated = heading if heading and re.search(r"\b(?:1[89]|20)\d\d\b", heading) else None
        title = node.text("name") or dated or record_title(record) or heading
        if title is None:
            raise Unreadable("neither a heading nor the record names the vehicle")
        category = node.text("bodyType") or text_of(record.get("bodyStyle"))
        vehicle = read_stated(
            title,
            {
                "vin": record.get("vin"),
                "year": record.get("year"),
                "make": record.get("make"),
                "model": record.get("model"),
                "trim": record.get("trim"),
                "mileage": record.get("mileage"),
                "engine": text_of(record.get("engineDescription")) or node.text("vehicleEngine"),
                "transmission": text_of(record.get("transmission"))
                or node.text("vehicleTransmission"),
                "drivetrain": record.get("drivetrain"),
                "body_style": category,
                "exterior_color": record.get("exteriorColor"),
                "interior_color": record.get("interiorColor"),
                "description": plain(node.text("description")),
            },
        )
        refuse_not_a_car(title, vehicle, category=category, types=node.types)
        price = advertised_price(record, market_currency(url))
        listing = Listing(
            url=self.listing_url(url),
            source="dealer",
            title=title,
            status="for_sale",
            asking_price=price.amount if price else None,
            currency=price.currency if price else None,
            stock_number=text_of(record.get("stockNumber")),
            location=location_of(text, url),
        )
        items: tuple[Item, ...] = (listing, vehicle, *_images(page, node, record, url))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        return self.listing_url(url) if _VEHICLE_PATH.search(urlsplit(url).path) else None


def _lists(html: str, url: str) -> list[str]:
    """The list of all cars, else those of used and of new ones, each once."""
    targets = [target.replace("\\/", "/") for target in _SEARCH.findall(html)]
    hrefs = page_of(html).css("a::attr(href)").getall()
    links = [link for link in (own(href, url) for href in [*targets, *hrefs]) if link]
    bare = dict.fromkeys(urlunsplit(urlsplit(link)._replace(query="")) for link in links)
    whole = [link for link in bare if _WHOLE_LIST.match(urlsplit(link).path)]
    return whole[:1] or [link for link in bare if _PART_LIST.match(urlsplit(link).path)]


def _list_page(url: str, offset: int) -> str:
    query = {"limit": _CARS_A_PAGE} | ({"offset": offset} if offset else {})
    return urlunsplit(urlsplit(url)._replace(query=urlencode(query), fragment=""))


def _offset(url: str) -> int:
    stated = parse_qs(urlsplit(url).query).get("offset", ["0"])[0]
    return int(stated) if re.fullmatch(r"\d{1,6}", stated) else 0


def _links(page: Selector, url: str) -> dict[str, str]:
    """The links to vehicles' pages by the vendor's ids."""
    links: dict[str, str] = {}
    for href in page.css("a::attr(href)").getall():
        link = own(href, url)
        if link and (found := _VEHICLE_PATH.search(urlsplit(link).path)):
            links.setdefault(found[1], link)
    return links


def _card(link: str, record: dict[str, Any], currency: str) -> Card:
    return Card(
        href=link,
        title=record_title(record),
        price=advertised_price(record, currency),
        stock_number=text_of(record.get("stockNumber")),
        vin=text_of(record.get("vin")),
        mileage=text_of(record.get("mileage")),
    )


def _images(
    page: Selector, node: Thing, record: dict[str, Any], url: str
) -> tuple[VehicleImage, ...]:
    """The markup's photos, then those of the page whose path names the vehicle's number, so that
    another car's is never taken for this one's; each in its original size."""
    marked = [image.url for image in read_images(node, url)]
    number = (text_of(record.get("vin")) or "").lower()
    sources = page.xpath("//img/@src|//img/@data-src|//a/@href").getall()
    links = [link for link in (absolute(source, url) for source in sources) if link]
    shown = [link for link in links if number and _is_photo_of(link, number)]
    photos = (original(_PHOTO_SIZE.sub("", photo), url) for photo in [*marked, *shown])
    return number_images(
        (photo, None, None) for photo in photos if photo and not is_placeholder(photo)
    )


def _is_photo_of(link: str, number: str) -> bool:
    return host_without_www(link).endswith("cdn-ds.com") and f"-{number}/" in link.lower()


PLATFORM = DealerFire()
