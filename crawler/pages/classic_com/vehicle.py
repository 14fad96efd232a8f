"""The page of one car."""

import re
from itertools import pairwise

from parsel import Selector

from crawler.items import Item, Listing, ReadPage
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.challenge import refuse_challenge
from crawler.pages.classic_com.address import canonical_vehicle_url, is_classic_com
from crawler.pages.classic_com.gallery import read_gallery
from crawler.pages.classic_com.own_part import cut_other_cars, own_part, text_of, texts
from crawler.pages.classic_com.specs import fields, read_specs
from crawler.pages.classic_com.status_line import read_status_line
from crawler.pages.errors import Unreadable
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.links import absolute
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.postal_address import PostalAddress, split_address
from crawler.pages.stated_vehicle import read_stated
from crawler.pages.text import squeeze

_SITE = re.compile(r"\s*(?:VIN:.*?)?\s*[-–|]\s*CLASSIC\.COM\s*$", re.IGNORECASE)
_NUMBER_OF_TITLE = re.compile(r"\s+VIN:\s*\S.*$", re.IGNORECASE)
_NUMBER = re.compile(r"^VIN:\s*(\S.{0,40})$", re.IGNORECASE)
_MISSING = re.compile(
    r"^(?:404\b.*|(?:page|vehicle|listing) not found|not found|(?:oops|sorry)\b.*)$", re.IGNORECASE
)
# Names alone, no sentence that ends in a place.
_NAME = r"[A-Z][\w.'’-]*(?: (?:(?:of|the|de|la|le|du|am|an) )?[A-Z][\w.'’-]*){0,3}"
_PLACE = re.compile(rf"^{_NAME}, {_NAME}, {_NAME}$")
_PIN = frozenset(("location_on", "place", "location"))  # as icon fonts spell them


def read_vehicle(html: str, url: str) -> ReadPage:
    """One car's page: its Listing, its Vehicle and its VehicleImages.

    "LAST ASKING" is the asking price of a listing that has ended, whatever came of it; a price in
    two currencies is the first one. What histories of sales and rails of other cars say is not
    this listing's. Raises Unreadable where title, status or specs are missing (Classic.com fills
    them by script) or contradict each other, NotAVehicle for what is no car.
    """
    refuse_challenge(html)
    canonical = canonical_vehicle_url(url)
    page = own_part(html)
    cut_other_cars(page, url)
    title = _title(page)
    if title is None or _MISSING.match(title):
        raise Unreadable(f"no car's page: its title is {title!r}")
    shown = texts(page)
    line, specs = read_status_line(shown), read_specs(page)
    if line is None or specs is None:
        missing = "status" if line is None else "specs"
        raise Unreadable(f"the page states no {missing}: a browser may be needed to fill it")
    stated = fields(specs)
    stated["vin"] = stated["vin"] or _number(shown)
    vehicle = read_stated(title, stated | {"description": _description(page)})
    refuse_not_a_car(title, vehicle)
    price = line.asking or line.sale
    if line.asking and line.sale and line.asking.currency != line.sale.currency:
        raise Unreadable("the prices asked and paid are in two currencies")
    listing = Listing(
        url=canonical,
        source="classic_com",
        title=title,
        status=line.status,
        asking_price=line.asking.amount if line.asking else None,
        sale_price=line.sale.amount if line.sale else None,
        currency=price.currency if price else None,
        location=_location(page, shown),
        source_url=_source_url(page, url),
    )
    items: tuple[Item, ...] = (listing, vehicle, *read_gallery(page))
    return ReadPage(page="classic_vehicle", items=items)


def _title(page: Selector) -> str | None:
    """The heading, else the document's title without what Classic.com adds to it."""
    heading = text_of([*page.xpath("//h1")])
    if heading is None:
        heading = _SITE.sub("", squeeze(page.xpath("string(//head/title)").get() or ""))
    return _NUMBER_OF_TITLE.sub("", heading) or None


def _number(shown: list[str]) -> str | None:
    """The number that stands beside the heading ("VIN: 4250"), where only one does."""
    found = {match[1] for text in shown if (match := _NUMBER.match(text))}
    return found.pop() if len(found) == 1 else None


def _location(page: Selector, shown: list[str]) -> str | None:
    """The place in its marked field or after a map's pin, else the only text that is a place with
    its state and country ("Salem, Oregon, USA")."""
    marked = labelled_text(page, "Location", "Vehicle Location")
    if marked:
        return marked
    for pin, text in pairwise(shown):
        if pin.casefold() in _PIN:
            return text
    places = {text for text in shown if _PLACE.match(text) and _is_whole(split_address(text))}
    return places.pop() if len(places) == 1 else None


def _is_whole(place: PostalAddress) -> bool:
    return bool(place.city and place.state and place.country)


def _source_url(page: Selector, url: str) -> str | None:
    """Where the link "View Source" leads: the listing that this one was made from."""
    for link in page.xpath("//a[@href]"):
        words = (text_of([link]), link.attrib.get("aria-label"), link.attrib.get("title"))
        if not any(squeeze(word or "").casefold() == "view source" for word in words):
            continue
        source = absolute(link.attrib["href"], url)
        if source and not is_classic_com(source):
            try:
                return canonical_lot_url(source)
            except ValueError:
                return source
    return None


def _description(page: Selector) -> str | None:
    marked = page.css("[itemprop=description], [data-testid=description], .description")[:1]
    return squeeze(" ".join(marked.xpath(".//text()").getall())) or None
