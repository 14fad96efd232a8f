"""Vehicles' pages that show cards of other cars under no heading that says so."""

from decimal import Decimal

import pytest

from crawler.pages.platforms import platform_named
from tests.pages.listed import listing_of

SITE = "https://weir-and-daughters.example"
TITLE = "<h1>1958 Lotus Elite</h1><table><tr><td>VIN</td><td>1019</td></tr></table>"

# Platform, path, the page's own price, and a card of another car with its mark and price.
PAGES = [
    (
        "wp_motors",
        "/listings/elite/",
        '<div class="single-regular-price"><span class="h3">$9,000</span></div>',
        '<div class="stm-isotope-listing-item listing_is_sold"><div class="special-label">Sold'
        '</div><div class="single-regular-price"><span class="h3">$1,000</span></div></div>',
    ),
    (
        "auto_listings",
        "/listing/elite/",
        '<span class="price">$9,000</span>',
        '<ul><li class="auto-listing"><span class="status">Sold</span>'
        '<span class="price">$1,000</span></li></ul>',
    ),
    (
        "wp_car_manager",
        "/vehicle/elite/",
        '<p class="wpcm-price">$9,000</p>',
        '<ul><li class="wpcm-listings-item wpcm-sold"><p class="wpcm-price">$1,000</p></li></ul>',
    ),
    (
        "dealer_accelerate",
        "/vehicles/7/elite",
        '<p class="price">$9,000</p>',
        '<article class="vehicle-grid__item"><p class="price sold">SOLD</p>'
        '<p class="price">$1,000</p></article>',
    ),
    (
        "woo_commerce",
        "/product/elite/",
        '<div class="summary entry-summary"><p class="price">'
        '<span class="woocommerce-Price-amount">$9,000</span></p></div>',
        '<ul class="products"><li class="product outofstock"><p class="stock out-of-stock">-</p>'
        '<div class="summary entry-summary"><p class="price">'
        '<span class="woocommerce-Price-amount">$1,000</span></p></div></li></ul>',
    ),
    (
        "motorious",
        "/vehicles/7/elite",
        '<p class="m-module__vehiclePrice___a">$9,000</p>',
        '<a class="m-module__vehicle___a" href="/vehicles/8/b">'
        '<b class="m-module__vehicleStatus___a">Sold</b>'
        '<p class="m-module__vehiclePrice___a">$1,000</p></a>',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "price", "card"), PAGES)
@pytest.mark.parametrize("is_first", [True, False])
def test_another_cars_card_gives_neither_price_nor_mark(
    name: str, path: str, price: str, card: str, is_first: bool
) -> None:
    own = f"<div>{TITLE}{price}</div>"
    html = f"<main>{card}{own}</main>" if is_first else f"<main>{own}{card}</main>"
    listing = listing_of(platform_named(name).read_vehicle(html, SITE + path))
    assert (listing.status, listing.asking_price) == ("for_sale", Decimal(9000))
