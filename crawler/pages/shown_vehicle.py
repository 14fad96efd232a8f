"""A vehicle's page of a vendor that marks it loosely: schema.org's markup where it stands, else the
heading and the labelled fields that the page shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from parsel import Selector

from crawler.items import Item, Listing, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import Unreadable
from crawler.pages.form_fields import cut_form_fields
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.links import absolute
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.stated_vehicle import labelled_fields, read_stated
from crawler.pages.structured_data import page_things
from crawler.pages.structured_vehicle import (
    Offer,
    is_marked_sold,
    number_images,
    own_vehicle,
    read_images,
    read_offer,
    read_vehicle_node,
)
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price, read_price

_SOURCES = "//img/@src|//img/@data-src|//img/@data-lazy|//a/@href"
_PRICE_LABELS = ("Price", "Our Price", "Asking Price", "Internet Price", "Sale Price")
# Fields that belong together: one page states all of a group, or none of it.
_GROUPS = (
    ("vin", "vin_text", "chassis_number"),
    ("mileage", "mileage_text", "mileage_unit"),
    ("make", "model", "trim"),
    ("year",), ("engine",), ("transmission",), ("drivetrain",), ("body_style",),
    ("exterior_color",), ("interior_color",), ("description",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What a vehicle's page states, whichever way.

    offer: of the markup; all None without one. images: of the markup. is_marked_up: whether a
    vehicle's node is the page's own. marked_sold: whether its make says so ("X Sold Chevrolet").
    """

    title: str
    vehicle: Vehicle
    offer: Offer
    stock_number: str | None
    images: tuple[VehicleImage, ...] = ()
    is_marked_up: bool = False
    marked_sold: bool = False


def read_shown(page: Selector, url: str) -> Shown:
    """The vehicle of a page, of which the rails of other cars are cut.

    Each field is the markup's, else the one beside its label; the page's forms are cut of their
    fields first. An offer without a currency is in that of the site's market. Raises Unreadable
    without a title, NotAVehicle for automobilia.
    """
    cut_form_fields(page)
    heading = squeeze(page.xpath("string(//h1)").get() or "") or None
    found = own_vehicle(page_things(page, url), url, heading)
    title = (found.thing.text("name") if found else None) or heading
    if title is None:
        raise Unreadable("neither structured data nor a heading names the vehicle")
    labels = labelled_fields(page)
    vehicle = read_stated(title, labels)
    if found:
        vehicle = filled(read_vehicle_node(found.thing, title), vehicle)
    refuse_not_a_car(title, vehicle, types=found.thing.types if found else frozenset())
    return Shown(
        title=title,
        vehicle=vehicle,
        offer=read_offer(found, market_currency(url)) if found else Offer(None, None, None),
        stock_number=(found.thing.text("sku", "productID") if found else None)
        or labels.get("stock_number"),
        images=read_images(found.thing, url) if found else (),
        is_marked_up=found is not None,
        marked_sold=found is not None and is_marked_sold(found.thing),
    )


def filled(first: Vehicle, second: Vehicle) -> Vehicle:
    """`first`, with the fields of `second` where it states nothing; what belongs together (the
    number's forms; the mileage with its unit; make, model and trim) comes from one of both."""
    more: dict[str, str | int | None] = {}
    for group in _GROUPS:
        if all(getattr(first, name) is None for name in group):
            more |= {name: getattr(second, name) for name in group}
    return replace(first, **more)  # type: ignore[arg-type]


def gallery(
    page: Selector, url: str, original: Callable[[str], str | None]
) -> tuple[VehicleImage, ...]:
    """The photos that the page shows or links, in its order, each once.

    original: the original's URL for a photo's absolute one; None for what is no photo of the car.
    """
    sources: Iterable[str] = page.xpath(_SOURCES).getall()
    links = (absolute(source, url) for source in sources)
    return number_images((original(link), None, None) for link in links if link)


def vehicle_page(
    name: str,
    url: str,
    shown: Shown,
    *,
    sold: bool,
    price: Price | None,
    images: tuple[VehicleImage, ...],
) -> ReadPage:
    """The page's items. name: the page class. url: the listing's canonical one."""
    listing = Listing(
        url=url,
        source="dealer",
        title=shown.title,
        status="sold" if sold else "for_sale",
        asking_price=price.amount if price else None,
        currency=price.currency if price else None,
        stock_number=shown.stock_number,
    )
    items: tuple[Item, ...] = (listing, shown.vehicle, *images)
    return ReadPage(page=name, items=items)


def offered_price(offer: Offer) -> Price | None:
    """The price of the markup's offer, if it states one."""
    return Price(offer.price, offer.currency) if offer.price and offer.currency else None


def is_sold_out(offer: Offer) -> bool:
    """Whether the markup's offer says that the thing is sold."""
    return offer.availability == "SoldOut"


def labelled_price(page: Selector, currency: str | None = None) -> Price | None:
    """The advertised price that the page shows beside a label; "Call" is none. currency: of the
    site's market, whose dollar "$" is."""
    return read_price(labelled_text(page, *_PRICE_LABELS) or "", currency)


def shown_price(scope: Selector, elements: str, currency: str | None = None) -> Price | None:
    """The price in the first of the elements (a CSS selector) that states one and nothing else.
    currency: of the site's market, whose dollar "$" is."""
    texts = (" ".join(one.xpath(".//text()").getall()) for one in scope.css(elements))
    return next((price for text in texts if (price := read_price(text, currency))), None)
