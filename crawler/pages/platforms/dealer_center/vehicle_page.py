"""One vehicle's page of DealerCenter: its status, price, fields and photos."""

import re
from typing import Any

from parsel import Selector

from crawler.items import Item, Listing, VehicleImage
from crawler.pages.embedded_json import json_of, text_of
from crawler.pages.errors import Unreadable
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.related_rails import cut_rails
from crawler.pages.script_json import assigned
from crawler.pages.shown_vehicle import is_sold_out, offered_price
from crawler.pages.stated_vehicle import (
    labelled_fields,
    plain,
    read_amount,
    read_stated,
    stated_price,
)
from crawler.pages.struck_prices import cut_struck_prices
from crawler.pages.structured_data import Thing, page_things
from crawler.pages.structured_vehicle import Offer, number_images, original, own_vehicle, read_offer
from crawler.pages.text import squeeze, storable
from crawler.pages.vehicle_text import Price, read_price

# The site's words for a car's state (its settings name showSoldVehicles, showPendingVehicles and
# showInReconVehicles); a pending car and one that is being made ready are still offered.
_STATUSES = {
    "in_inventory": "for_sale",
    "pending": "for_sale",
    "in_recon": "for_sale",
    "sold": "sold",
}
_YEAR = re.compile(r"^(?:1[89]|20)\d\d\b")


def read_vehicle_page(html: str, url: str, listing_url: str) -> tuple[Item, ...]:
    """The Listing, Vehicle and VehicleImages of the page at `url`. Raises as
    `DealerCenter.read_vehicle` says."""
    text = storable(html)
    page = page_of(text)
    cut_rails(page)
    cut_struck_prices(page)
    client = _object(next(assigned(text, r"\bdwsClientData"), None))
    config = _object(next(assigned(text, r"\bwindow\.DWS_ASC_CONFIG"), None))
    record = _object(config.get("vehicle"))
    shown = _shown_fields(page)
    found = own_vehicle(page_things(page, url), url, None)
    node = found.thing if found else Thing(frozenset())
    if not (client or record or shown or found):
        raise Unreadable("none of the marks of a vehicle's page")
    title = _title(page, node)
    if title is None:
        raise Unreadable("neither a heading nor structured data names the vehicle")
    mileage, description = _description(node)
    fields = {
        "vin": _first(node.text("vehicleIdentificationNumber"), record.get("item_id"))
        or shown.get("vin"),
        "year": _first(node.text("modelDate", "vehicleModelDate"), record.get("item_year")),
        "make": _first(record.get("item_make"), node.text("manufacturer")),
        "model": _first(record.get("item_model"), node.text("model")),
        "trim": _first(record.get("item_variant"), shown.get("trim")),
        "mileage": shown.get("mileage") or mileage,
        "engine": _first(node.text("vehicleEngine"), shown.get("engine")),
        "transmission": _first(node.text("vehicleTransmission"), shown.get("transmission")),
        "drivetrain": _first(node.text("driveWheelConfiguration"), shown.get("drivetrain")),
        "body_style": _first(node.text("bodyType"), record.get("item_type")),
        "exterior_color": _first(node.text("color"), record.get("item_color"))
        or shown.get("exterior_color"),
        "interior_color": _first(node.text("vehicleInteriorColor"), shown.get("interior_color")),
        "description": description or _seller_notes(page),
    }
    vehicle = read_stated(title, fields)
    refuse_not_a_car(title, vehicle, category=text_of(record.get("item_type")), types=node.types)
    currency = market_currency(url)
    offer = read_offer(found, currency) if found else Offer(None, None, None)
    price = _shown_price(page, currency) or _without_fees(offered_price(offer), page)
    listing = Listing(
        url=listing_url,
        source="dealer",
        title=title,
        status=_status(client, page, offer, listing_url),
        asking_price=price.amount if price else None,
        currency=price.currency if price else None,
        stock_number=_first(record.get("item_number"), client.get("vehicleStockNumber"))
        or shown.get("stock_number"),
        location=shown.get("location"),
    )
    return (listing, vehicle, *_images(page, url))


def _status(client: dict[str, Any], page: Selector, offer: Offer, listing_url: str) -> str:
    """By dwsClientData; where a page has none, by its availability for shops and in JSON-LD, else
    its URL."""
    stated = text_of(client.get("vehicleStatusInventory"))
    if stated:
        try:
            return _STATUSES[stated]
        except KeyError:
            raise Unreadable(f"an unknown vehicleStatusInventory: {stated!r}") from None
    words = page.css('meta[property="product:availability"]::attr(content)').get()
    gone = squeeze(words or "").casefold() in ("out of stock", "sold")
    return "sold" if gone or is_sold_out(offer) or "/sold/" in listing_url else "for_sale"


def _title(page: Selector, node: Thing) -> str | None:
    """The heading that begins with a year, else the structured data's name (year, make, model),
    else the first heading: a site's own name may be a heading, too."""
    headings = [squeeze(" ".join(h.xpath(".//text()").getall())) for h in page.xpath("//h1")]
    headings = [heading for heading in headings if heading and "{{" not in heading]
    dated = (heading for heading in headings if _YEAR.match(heading))
    return _first(next(dated, None), node.text("name"), next(iter(headings), None))


def _shown_fields(page: Selector) -> dict[str, str]:
    """The grid of fields: labels and values in pairs, the first of each name."""
    fields: dict[str, str] = {}
    for value in page.css(".dws-vehicle-fields-value"):
        pair = value.xpath("..")[0]
        place = labelled_text(pair, "Location")
        for name, text in (labelled_fields(pair) | ({"location": place} if place else {})).items():
            fields.setdefault(name, text)
    return fields


def _shown_price(page: Selector, currency: str) -> Price | None:
    """The vehicle's price as shown, without the dealer's fees."""
    for value in page.css(".dws-vdp-single-field-value-vehicleprice"):
        if price := read_price(" ".join(value.xpath(".//text()").getall()), currency):
            return price
    amounts = page.css(".dws-price-fee-label::attr(data-vehicle-price)").getall()
    return next((price for a in amounts if (price := stated_price(a, currency))), None)


def _without_fees(price: Price | None, page: Selector) -> Price | None:
    """The price, unless the page names it as the total with the dealer's fees."""
    totals = page.css(".dws-price-fee-label::attr(data-total-price)").getall()
    return None if price and price.amount in map(read_amount, totals) else price


def _description(node: Thing) -> tuple[str | None, str | None]:
    """The mileage, and the seller's words after it: the site puts name, mileage and VIN before
    them, without a blank in between."""
    text = plain(node.text("description"))
    name, number = node.text("name"), node.text("vehicleIdentificationNumber")
    if text and name and number:
        found = re.match(rf"{re.escape(name)} ([\d,]+) {re.escape(number)}\s*(.*)", text, re.S)
        if found:
            return found[1], found[2] or None
    return None, text


def _seller_notes(page: Selector) -> str | None:
    notes = page.css(".dws-vdp-seller-notes-container, [id^=DWS_VDP_Seller_Notes]")[:1]
    return plain(" ".join(notes.xpath(".//text()").getall()))


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    """The photos that the gallery's settings name, in the size they name; without settings, those
    of the gallery's slides (copies of the first and last slide are passed over)."""
    photos: list[str] = []
    for script in page.css("script[id^=DWS_VDP_Vehicle_Media_Settings]"):
        settings = _object(json_of(script.xpath("string()").get() or "null"))
        urls = settings.get("vdp_image_urls")
        photos += [one for one in urls if isinstance(one, str)] if isinstance(urls, list) else []
    if not photos:
        slides = page.css(".dws-media-slide-image[data-thumb]:not(.clone)")
        photos = slides.css("::attr(data-thumb)").getall()
    kept = (photo for photo in photos if "{{" not in photo and not is_placeholder(photo))
    return number_images((original(photo, url), None, None) for photo in kept)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(*values: Any) -> str | None:
    return next((text for text in (text_of(value) for value in values) if text), None)
