"""The cards of a seller's cars, and the rail of other sellers' ones."""

from collections.abc import Sequence
from html import escape

from tests.web.classic.listed_car import ListedCar, mileage_text

BADGES = {
    "for_sale": "For Sale",
    "sold": "Sold",
    "reserve_not_met": "Not Sold",
    "ended": "Last Asking",
}


def search_card(one: ListedCar, seller: str, name: str) -> str:
    """A card as the search shows it; the price stands in it twice, for its two layouts."""
    price = "" if one.price is None else one.price_text
    words = escape(one.car.title)
    number = sum(map(ord, one.key))
    return (
        f'<div class="relative group"><a href="{one.path}">{_picture(one)}</a>'
        f'<h3><a href="{one.path}?utm_source=card">{words}</a></h3>'
        f'<span class="border font-medium uppercase">{BADGES[one.status]}</span>'
        f'<a class="hover:underline" href="{seller}">{escape(name)}</a>'
        f'<span id="vehicle-listing-{number}-price">{price}</span>'
        f'<span id="vehicle-listing-{number}-table-price">{price}</span>'
        f"<span>{_mileage(one)}</span><span>{escape(one.location or '')}</span>"
        "<div class='description'>A card's own words, not the seller's.</div></div>"
    )


def auction_card(one: ListedCar, lot: int) -> str:
    """A card as an auction's page shows it, with an estimate or a bid in it."""
    return (
        f'<div id="vehicle-item-{sum(map(ord, one.key))}"><a href="{one.path}">{_picture(one)}</a>'
        f'<div data-testid="badge">{BADGES[one.status]}</div>'
        f'<h3><a href="https://www.classic.com{one.path}">{escape(one.car.title)}</a></h3>'
        f"<span>{escape(one.price_text)}</span><span>Lot: {lot}</span><span>Mar 19, 2026</span>"
        f"<span>{_mileage(one)}</span><span>{one.car.transmission}</span>"
        "<abbr title='Original and Highly Original'>OHO</abbr></div>"
    )


def rail(heading: str, others: Sequence[ListedCar]) -> str:
    """Cards that are not the seller's, or not the page's own car."""
    shown = "".join(
        f'<div class="group"><a href="{one.path}">{_picture(one)}</a>'
        f'<h3><a href="{one.path}">{escape(one.car.title)}</a></h3>'
        f'<span class="border font-medium uppercase">{BADGES[one.status]}</span>'
        f"<p>VIN: {one.car.vin or one.car.chassis_number}</p><p>{escape(one.price_text)}</p></div>"
        for one in others
    )
    return f"<section><h2>{heading}</h2><div>{shown}</div></section>" if shown else ""


def _mileage(one: ListedCar) -> str:
    return "-" if "mileage" in one.left_out else mileage_text(one.car)


def _picture(one: ListedCar) -> str:
    photos = one.photo_urls[:1]
    return "".join(f'<img src="{url}?w=400&amp;h=225&amp;fit=crop" alt="car">' for url in photos)
