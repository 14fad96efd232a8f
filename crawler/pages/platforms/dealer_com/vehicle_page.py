"""One vehicle's page of Dealer.com."""

import re
from typing import Any
from urllib.parse import urlsplit

from crawler.items import Item, Listing, Vehicle, VehicleImage
from crawler.pages.errors import Unreadable
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platforms.dealer_com.records import (
    advertised_price,
    data_layer_records,
    field,
    odometer,
    record_photos,
    record_title,
    widget_states,
)
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import filled
from crawler.pages.stated_vehicle import read_stated
from crawler.pages.structured_data import Thing, page_things
from crawler.pages.structured_vehicle import (
    number_images,
    original,
    own_vehicle,
    read_images,
    read_offer,
    read_vehicle_node,
)
from crawler.pages.text import squeeze, storable
from crawler.pages.vehicle_text import Price

_UUID = re.compile(r"-([0-9a-f]{4,})\.htm$", re.IGNORECASE)
_DATED = re.compile(r"\b(?:1[89]|20)\d\d\b")


def read_vehicle_page(html: str, url: str, listing_url: str) -> tuple[Item, ...]:
    """The Listing, Vehicle and VehicleImages of the page at `url`. The offer in JSON-LD is the
    stack's final price, with fees or offers in it, and is none to us."""
    text = storable(html)
    page = page_of(text)
    cut_rails(page)
    heading = squeeze(page.xpath("string(//h1)").get() or "") or None
    found = own_vehicle(page_things(page, url), url, heading)
    node = found.thing if found else Thing(frozenset())
    specs = _specs(text)
    numbers = {node.text("vehicleIdentificationNumber"), field(specs, "vin")} - {None}
    record = _own_record(data_layer_records(text), url, numbers)
    if not (record or specs or found):
        raise Unreadable("none of the marks of a vehicle's page")
    dated = heading if heading and _DATED.search(heading) else None
    title = node.text("name") or dated or record_title(record) or _words(record)
    if title is None:
        raise Unreadable("neither structured data, a heading nor a record names the vehicle")
    marked = read_vehicle_node(node, title)
    vehicle = filled(_vehicle(title, specs | record, marked), marked)
    refuse_not_a_car(title, vehicle, category=vehicle.body_style, types=node.types)
    currency = market_currency(url)
    price = advertised_price(record, currency) or _detailed_price(text, currency)
    sold = found is not None and read_offer(found).availability == "SoldOut"
    listing = Listing(
        url=listing_url,
        source="dealer",
        title=title,
        status="sold" if sold else "for_sale",
        asking_price=price.amount if price else None,
        currency=price.currency if price else None,
        stock_number=field(record, "stockNumber") or field(specs, "stockNumber"),
        location=_place(record),
    )
    return (listing, vehicle, *_images(record, node, url))


def _own_record(
    records: list[dict[str, Any]], url: str, numbers: set[str | None]
) -> dict[str, Any]:
    """The record that the page is about: it has the address's id, or the vehicle's number; one
    that stands alone is taken where nothing speaks against it."""
    found = _UUID.search(urlsplit(url).path)
    uuid = found[1].lower() if found else None
    for record in records:
        if uuid and (field(record, "uuid") or "").lower() == uuid:
            return record
        if field(record, "vin") in numbers:
            return record
    alone = len(records) == 1 and not numbers and not (uuid and field(records[0], "uuid"))
    return records[0] if alone else {}


def _specs(text: str) -> dict[str, Any]:
    """The quick specifications' fields, those about the vehicle itself last."""
    specs: dict[str, Any] = {}
    for state in widget_states(text, "ws-quick-specs")[:1]:
        for part in (state.get("quickSpecs"), state.get("vehicle")):
            if isinstance(part, dict):
                specs |= {name: value for name, value in part.items() if value}
    return specs


def _vehicle(title: str, record: dict[str, Any], marked: Vehicle) -> Vehicle:
    return read_stated(
        title,
        {
            "vin": field(record, "vin"),
            "year": field(record, "modelYear", "year"),
            "make": field(record, "make"),
            "model": field(record, "model"),
            "trim": field(record, "trim"),
            # JSON-LD states the unit, the record does not.
            "mileage": None if marked.mileage_unit else odometer(record),
            "engine": field(record, "engine"),
            "transmission": field(record, "transmission"),
            "drivetrain": field(record, "driveLine"),
            "body_style": field(record, "bodyStyle"),
            "exterior_color": field(record, "exteriorColor"),
            "interior_color": field(record, "interiorColor"),
        },
    )


def _words(record: dict[str, Any]) -> str | None:
    words = (field(record, name) for name in ("modelYear", "make", "model", "trim"))
    return " ".join(word for word in words if word) or None


def _detailed_price(text: str, currency: str) -> Price | None:
    for state in widget_states(text, "ws-detailed-pricing"):
        inventory = (state.get("pricingModuleData") or {}).get("inventoryData")
        vehicle = (state.get("wisVehicle") or {}).get("pricing")
        for pricing in (inventory, vehicle):
            if isinstance(pricing, dict) and (
                price := advertised_price({"pricing": pricing}, currency)
            ):
                return price
    return None


def _place(record: dict[str, Any]) -> str | None:
    address = record.get("address")
    if not isinstance(address, dict):
        return None
    city, state = field(address, "city"), field(address, "state")
    return f"{city}, {state}" if city and state else None


def _images(record: dict[str, Any], node: Thing, url: str) -> tuple[VehicleImage, ...]:
    """The record's photos, else those of JSON-LD, without the query that resizes them."""
    photos = record_photos(record) or [image.url for image in read_images(node, url)]
    urls = (original(photo, url) for photo in photos if not is_placeholder(photo))
    return number_images((photo, None, None) for photo in urls)
